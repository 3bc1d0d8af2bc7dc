"""Decides how each column is written, and which codes and ids its labels, names and aliases stand for."""

from collections.abc import Iterable

from peil import contract
from peil.importing import known_names
from peil.importing.headers import near_names
from peil.importing.reading.sheet import Problem
from peil.importing.source import Source
from peil.importing.submission import Submission
from peil.importing.written_forms import (
    Declared,
    Form,
    bare,
    different_cells,
    form_of,
    is_figure,
    misfit,
    misfit_rule,
    not_plain,
    read_words,
)
from peil.sql import Sql, joined, literal, name, names, sql


def recognise(submission: Submission) -> None:
    """Decides what the cells of every sheet stand for; the second half of its stage."""
    sources = submission.sources
    for done, source in enumerate(sources):
        submission.progress("recognise", len(sources) + done, 2 * len(sources))
        _recognise_columns(submission, source)


def _recognise_columns(submission: Submission, source: Source) -> None:
    """Decides how each column is written, and finds the cells that are empty or not written so."""
    profile = joined(
        ", ",
        [
            sql(
                "count(*) filter ({cell} is null), count(*) filter ({odd})",
                cell=name(item.name),
                odd=not_plain(item),
            )
            for item in source.fields
        ],
    )
    counts = submission.cursor.row(sql("select {profile} from {staged}", profile=profile, staged=source.staged))
    for item, empty, odd in zip(source.fields, counts[::2], counts[1::2], strict=True):
        cell = name(item.name)
        if item.required and empty:
            submission.findings.add_cells(source, item, literal("required"), sql("{cell} is null", cell=cell))
        if not odd:
            source.forms[item.name] = Form(plain=True)
            continue
        if is_figure(item):
            _count_cells(
                submission, source, item, "said_missing", sql("said_missing({bare}) is not null", bare=bare(item))
            )
        if item.type == "date":
            _find_totals(submission, source, item)
            find_words(submission, source, item)
        declared = (source.file.declared or {}).get(item.name, _declared(submission, source))
        form = source.forms[item.name] = form_of(submission.cursor, source.staged_name, item, declared)
        if form.question:
            separators = "[.,]" if form.question == "ambiguous_number" else "."
            submission.findings.add_cells(
                source,
                item,
                literal(form.question),
                sql(
                    "regexp_matches({cell}, {separators}) and not starts_with({cell}, chr(31))",
                    cell=cell,
                    separators=literal(separators),
                ),
                first_only=True,
            )
        if not form.fits_all:
            condition = sql("{cell} is not null and {misfit}", cell=cell, misfit=misfit(item, form))
            submission.findings.add_cells(source, item, misfit_rule(item, form), condition)
    source.recognised = frozenset(_recognise_names(submission, source))


def find_words(submission: Submission, source: Source, item: contract.Field) -> None:
    """Reads periods in words; days written as numbers are told as a repair."""
    if days := read_words(submission.cursor, source.staged_name, item.name):
        submission.findings.add_about(source, "serial_dates", item.name, str(days), "repair")


def _count_cells(submission: Submission, source: Source, item: contract.Field, rule: str, condition: Sql) -> None:
    """Adds, as a repair, for how many cells ``condition`` holds."""
    count = submission.cursor.number(
        sql("select count(*) from {staged} where {condition}", staged=source.staged, condition=condition)
    )
    if count:
        submission.findings.add_about(source, rule, item.name, str(count), "repair")


def _find_totals(submission: Submission, source: Source, item: contract.Field) -> None:
    """Adds the rows that say that they are a total where a name or date should stand.

    Nothing else is told of such a row: what follows is that it has no place among the others.
    """
    different_cells(submission.cursor, source.staged_name, item.name)
    rows = submission.cursor.execute(
        sql(
            """
            select source_row, {bare} from {staged}
            where {cell} in (select {cell} from different_cells where is_total({bare}))
            and source_row not in (
                select source_row from found
                where rule = 'total_row' and source_row is not null
                and file_name = $file_name and sheet is not distinct from $sheet
            )
            order by source_row
            """,
            bare=bare(item),
            staged=source.staged,
            cell=name(item.name),
        ),
        {"file_name": source.sheet.file_name, "sheet": source.sheet.sheet},
    ).fetchall()
    submission.findings.add_problems(source, [Problem(row, None, cell, "total_row") for row, cell in rows])


def _declared(submission: Submission, source: Source) -> Declared:
    """What was said about columns of which a data package says nothing itsubmission."""
    day_first = None if submission.options.dates is None else submission.options.dates == "day-first"
    # Statbel says that its decimal mark is a point.
    is_statbel = source.layout is not None and source.layout.kind == "statbel"
    if submission.options.decimal is None and (source.file.in_package or is_statbel):
        return Declared(".", "", day_first)
    return Declared(submission.options.decimal, None, day_first)


def _recognise_names(submission: Submission, source: Source) -> Iterable[str]:
    """Fills ``source.meant`` with the codes and ids meant by labels, names and aliases; yields the fields."""
    submission.cursor.execute(
        sql("create temp table {meant} (field varchar, written varchar, id varchar)", meant=source.meant)
    )
    references = {key.field: key.table for key in source.table.foreign_keys}
    # The name of an indicator may depend on the partnership, so that is recognised first.
    for item in sorted(source.fields, key=lambda item: item.name != "partnership_id"):
        if item.codes:
            known_names.name_codes(submission, item)
        elif item.name in references and known_names.name_rows(submission, references[item.name]):
            pass
        else:
            continue
        # The few different cells first: comparing all rows takes several times as long.
        unknown = submission.cursor.number(
            sql(
                "select count(*) from (select distinct {cell} as cell from {staged}) as cells "
                "anti join names on ltrim(cell, chr(31)) = names.id where cell is not null",
                cell=name(item.name),
                staged=source.staged,
            )
        )
        if unknown == 0:
            continue
        if not item.codes:
            _find_totals(submission, source, item)
        parts = {item.name} | ({"partnership_id"} & source.field_names)
        cells = sql(
            "select distinct {key} as key, {bare} as written, {within} as within "
            "from (select distinct {parts} from {staged} where {cell} is not null)",
            key=source.key_of(item),
            bare=bare(item),
            within=source.partnership_of(item),
            parts=names(sorted(parts)),
            cell=name(item.name),
            staged=source.staged,
        )
        count = submission.cursor.number(
            sql(
                """
                insert into {meant}
                with found as (
                    select
                        cells.key, names.id,
                        names.rank + coalesce(names.within <> cells.within, false)::integer as rank
                    from ({cells}) as cells
                    inner join names on names.name = lower(cells.written)
                    where cells.written not in (select id from names where rank = 0)
                ),
                nearest as (select * from found qualify rank = min(rank) over (partition by key))
                select $field, key, min(id) from nearest group by key having count(distinct id) = 1
                """,
                meant=source.meant,
                cells=cells,
            ),
            field=item.name,
        )
        if count:
            yield item.name
        _find_padded(submission, source, item, cells)
        if not item.codes:
            _find_nearest(submission, source, item, cells)


def _find_padded(submission: Submission, source: Source, item: contract.Field, cells: Sql) -> None:
    """Adds, as a repair, how many cells were read as an official code that lost the zeros in front."""
    if item.name not in ("area_id", "parent_id", "successor_id"):
        return
    padded = submission.cursor.number(
        sql(
            """
            select count(*) from {staged}
            where {key} in (
                select cells.key from ({cells}) as cells
                inner join {meant} as meant on meant.field = $field and meant.written = cells.key
                inner join known_areas on known_areas.rank = 3 and known_areas.name = lower(cells.written)
                and known_areas.area_id = meant.id
            )
            """,
            staged=source.staged,
            key=source.key_of(item),
            cells=cells,
            meant=source.meant,
        ),
        field=item.name,
    )
    if padded:
        submission.findings.add_about(source, "padded_codes", item.name, str(padded), "repair")


def _find_nearest(submission: Submission, source: Source, item: contract.Field, cells: Sql) -> None:
    """Notes, for cells that stand for nothing, the names that are most like them."""
    unknown = submission.cursor.execute(
        sql(
            """
            select distinct written from ({cells}) as cells
            where
                key not in (select written from {meant} where field = $field)
                and written not in (select id from names where rank = 0)
            order by written limit 200
            """,
            cells=cells,
            meant=source.meant,
        ),
        {"field": item.name},
    ).fetchall()
    if not unknown:
        return
    known = dict(submission.cursor.execute("select name, min(id) from names group by name order by name").fetchall())
    for (written,) in unknown:
        near = ", ".join(f"{told} ({known[told]})" for told in near_names(written, known))
        submission.cursor.insert(
            "nearest", table_name=source.table.name, field=item.name, value=written, names=near or None
        )
