"""Turns sheets that are no list of rows yet into one: monitor files, outlines, codes that lost their zeros."""

from dataclasses import replace

import pyarrow as pa

from peil.importing import boundaries, known_names, monitor_files, reading, recognising
from peil.importing.source import Source
from peil.importing.submission import Submission
from peil.sql import Sql, name, sql


def lay_out(submission: Submission) -> None:
    """Lays out every sheet, then leaves totals out; the first half of the stage that recognises."""
    for done, source in enumerate(submission.sources):
        submission.progress("recognise", done, 2 * len(submission.sources))
        _lay_out_sheet(submission, source)
    _leave_out_totals(submission)


def _lay_out_sheet(submission: Submission, source: Source) -> None:
    """Turns monitor files into rows of their table, and makes sure of the areas and outlines of boundaries."""
    if source.layout:
        known_names.know_areas(submission)
        known_names.know_indicators(submission)
        problems = monitor_files.lay_out(
            submission.cursor, source.layout, f"columns_{source.number}", source.staged_name
        )
        submission.findings.add_problems(source, problems)
        source.written_in = {"value": name("written_in")}
        if source.layout.period is not None:
            source.written_in["period_end"] = Sql("$period_column")
    if source.table.name == "areas" and {"official_code", "level", "country"} <= source.field_names:
        _pad_codes(submission, source)
    if source.sheet.properties is not None:
        known_names.know_areas(submission)
        submission.findings.add_problems(
            source, boundaries.name_areas(submission.cursor, source.sheet.properties, source.staged_name)
        )
    elif source.table.name == "boundaries" and "geometry" in source.field_names:
        _check_geometry(submission, source)


def _pad_codes(submission: Submission, source: Source) -> None:
    """Gives the NIS codes of Belgium and its regions (02000) the zero in front that spreadsheets take away."""
    padded = submission.cursor.execute(
        sql(
            """
            update {staged} set official_code = '0' || ltrim(official_code, chr(31))
            where
                regexp_full_match(ltrim(official_code, chr(31)), '[1-4]000')
                and ltrim(country, chr(31)) = 'BE'
                and lower(ltrim(level, chr(31))) in (select unnest($levels::varchar[]))
            """,
            staged=source.staged,
        ),
        {"levels": [word for code in ("country", "region") for word in known_names.written_as("areas", "level", code)]},
    ).fetchall()[0][0]
    if padded:
        submission.findings.add_about(source, "padded_codes", "official_code", str(padded), "repair")


def _leave_out_totals(submission: Submission) -> None:
    """Takes totals of a year away where its months stand in any sheet of the submission."""
    sources = [
        source
        for source in submission.sources
        if source.table.name == "area_values" and {"indicator_id", "area_id", "period_end"} <= source.field_names
    ]
    for source in sources:
        if source.layout is None:
            recognising.find_words(submission, source, source.table.field("period_end"))
    found = monitor_files.leave_out_totals(submission.cursor, [source.staged_name for source in sources])
    for source, problems in zip(sources, found, strict=True):
        column = source.layout.period_name if source.layout else "period_end"
        submission.findings.add_problems(source, (replace(problem, column=column) for problem in problems))
        source.row_count = submission.cursor.number(sql("select count(*) from {staged}", staged=source.staged))


def _check_geometry(submission: Submission, source: Source) -> None:
    cells = submission.cursor.execute(
        sql("select source_row, geometry from {staged} where geometry is not null", staged=source.staged)
    ).fetchall()
    numbers = [number for number, _ in cells]
    mended, problems = reading.checked_geometry(source.file.name, [text for _, text in cells], numbers)
    submission.findings.add_problems(source, problems)
    changed = [(number, text) for number, text in zip(numbers, mended, strict=True) if text is not None]
    if changed:
        numbers_changed, texts = zip(*changed, strict=True)
        submission.cursor.make_table("mended", pa.table({"number": numbers_changed, "text": texts}))
        submission.cursor.execute(
            sql(
                "update {staged} as staged set geometry = mended.text from mended "
                "where mended.number = staged.source_row",
                staged=source.staged,
            )
        )
