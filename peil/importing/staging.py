"""Reads the sheets of a submission into temporary tables of text, each for one table of the contract."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from peil import contract
from peil.importing import reading
from peil.importing.headers import (
    Layout,
    known_headers,
    layout_of,
    match,
    near_columns,
    table_named,
    table_with,
    tables_like,
)
from peil.importing.reading import records
from peil.importing.reading.sheet import Sheet
from peil.importing.source import File, Source
from peil.importing.submission import Read, Submission
from peil.sql import Sql, joined, name, names, sql


def read(submission: Submission, files: Sequence[File], work: Path) -> list[Read]:
    """The sheets of each file, and the table that the file is said to hold."""
    said = submission.options.table
    read_files: list[Read] = []
    for done, file in enumerate(files):
        submission.progress("read", done, len(files))
        hint = file.table or (contract.table(said) if said else None)
        if submission.options.written_here:
            sheets = [records.read(file.path, work)]
        else:
            sheets = reading.sheets(file.path, work, hint.name if hint else None, file.delimiter, file.encoding)
        read_files.append((file, hint, sheets))
    return read_files


def stage(submission: Submission, read_files: list[Read], *, is_package: bool) -> None:
    """Stages every sheet whose table is clear; finds the others, and what is wrong with the columns."""
    for file, hint, sheets in read_files:
        left_out = []
        for sheet in sheets:
            sheet.file_name = file.name
            table = hint if len(sheets) == 1 else None
            table = table or _table_of(submission, sheet, hint, alone=len(sheets) == 1)
            if table:
                _stage_sheet(submission, file, sheet, table, rows_needed=not is_package)
            elif len(sheets) > 1:
                left_out.append(sheet.sheet or "")
        if left_out:
            told = f"{len(left_out)}: {', '.join(left_out)}"
            submission.findings.add(file.name, None, "sheet_ignored", severity="warning", value=told[:500])
        if not is_package and not submission.sources and not submission.findings.has_errors():
            _find_no_table(submission, sheets[0])


def _table_of(
    submission: Submission, sheet: Sheet, hint: contract.Table | None, *, alone: bool
) -> contract.Table | None:
    """The table a sheet holds; None when that is not clear, with a finding when it is the only one."""
    if sheet.properties is not None:
        return contract.table("boundaries")
    monitor = contract.table("area_values")
    if layout_of(sheet.header) and hint in (None, monitor):
        return monitor
    title = sheet.sheet or ("" if not alone else Path(sheet.file_name).stem)
    table = table_named(title) or (table_named(Path(sheet.file_name).stem) if alone else None)
    if table and (hint is None or table == hint):
        return table
    if hint:
        if set(filter(None, match(sheet.header, hint))) >= {item.name for item in hint.fields if item.required}:
            return hint
    elif known := table_with(sheet.header):
        return known
    if alone:
        _find_no_table(submission, sheet)
    return None


def _find_no_table(submission: Submission, sheet: Sheet) -> None:
    """Adds that it is not clear which table a sheet is, with those that fit best and what they would need."""
    rule = "unknown_header" if known_headers(sheet.header, None) == 0 else "which_table"
    told = ", ".join(sheet.header)[:500]
    submission.findings.add(sheet.file_name, sheet.sheet, rule, row=sheet.header_row, value=told)
    fitting = [
        table + (f" (missing: {', '.join(missing)})" if missing else "") for table, missing in tables_like(sheet.header)
    ]
    submission.cursor.insert("nearest", value=told, names="; ".join(fitting) or None)


def _stage_sheet(submission: Submission, file: File, sheet: Sheet, table: contract.Table, *, rows_needed: bool) -> None:
    submission.sheets += 1
    layout = layout_of(sheet.header) if table.name == "area_values" else None
    if layout:
        _stage_monitor_file(submission, file, sheet, table, layout, rows_needed=rows_needed)
        return

    def find(rule: str, field_name: str | None = None, value: str | None = None, severity: str = "error") -> None:
        submission.findings.add(
            sheet.file_name, sheet.sheet, rule, table.name, sheet.header_row, field_name, value, severity
        )

    columns = match(sheet.header, table)
    if not any(columns) or (sheet.properties is not None and table.name != "boundaries"):
        find("unknown_header", value=", ".join(sheet.header))
        return
    if sheet.rows_above:
        find("header_below", value=str(sheet.header_row))
    has_all = True
    for position, column in enumerate(columns):
        if column is None and sheet.header[position]:
            find("unknown_column", sheet.header[position])
            near = near_columns(sheet.header[position], table)
            submission.cursor.insert(
                "nearest", table_name=table.name, field=sheet.header[position], names=", ".join(near)
            )
            has_all = False
        elif column is not None and column in columns[:position]:
            find("duplicate_column", column, sheet.header[position])
            columns[position] = None
    for item in table.fields:
        if item.required and item.name not in columns:
            find("missing_column", item.name)
            has_all = False
    fields = tuple(item for item in table.fields if item.name in columns)
    source = Source(submission.sheets, file, sheet, table, fields, has_all=has_all)
    unnamed = {position: f"unnamed_{position}" for position, title in enumerate(sheet.header) if not title}
    staged = [unnamed.get(place, column) for place, column in enumerate(columns)]
    sheet.stage(submission.cursor, source.staged_name, staged, long=_long_texts(table))
    _leave_out_unnamed(submission, source, unnamed, find)
    by_header = dict(zip(sheet.header, columns, strict=True))
    submission.findings.add_problems(
        source, (replace(p, column=by_header.get(p.column or "") or p.column) for p in sheet.problems)
    )
    if sheet.properties is not None:
        # A feature without an outline is no blank row: its area still has to be known.
        source.row_count = len(sheet.properties)
    else:
        source.row_count = _drop_blank_rows(submission, source.staged, [item.name for item in source.fields])
    if source.row_count == 0 and rows_needed:
        find("no_rows")
    submission.sources.append(source)


def _leave_out_unnamed(
    submission: Submission, source: Source, unnamed: dict[int, str], find: Callable[..., None]
) -> None:
    """A column without a name and without a value is no column; one with values must have a name."""
    if not unnamed:
        return
    filled = submission.cursor.row(
        sql(
            "select {counts} from {staged}",
            counts=joined(", ", [sql("count({column})", column=name(column)) for column in unnamed.values()]),
            staged=source.staged,
        )
    )
    for position, count in zip(unnamed, filled, strict=True):
        if count:
            find("unnamed_column", value=f"{_letters(position)}: {count}")
    empty = sum(count == 0 for count in filled)
    if empty:
        find("empty_columns", value=str(empty), severity="repair")


def _stage_monitor_file(
    submission: Submission,
    file: File,
    sheet: Sheet,
    table: contract.Table,
    layout: Layout,
    *,
    rows_needed: bool,
) -> None:
    """Stages the columns as they are; ``_lay_out`` turns them into rows once all areas and indicators are there."""
    fields = tuple(table.field(column) for column in ("indicator_id", "area_id", "period_end", "value"))
    source = Source(submission.sheets, file, sheet, table, fields, layout=layout)
    columns = f"columns_{submission.sheets}"
    sheet.stage(submission.cursor, columns, layout.staged)
    filled = _drop_blank_rows(submission, name(columns), [column for column in layout.staged if column])
    if sheet.rows_above:
        submission.findings.add(
            sheet.file_name, sheet.sheet, "header_below", table.name, sheet.header_row, value=str(sheet.header_row)
        )
    submission.findings.add_problems(source, sheet.problems)
    if filled == 0 and rows_needed:
        submission.findings.add(sheet.file_name, sheet.sheet, "no_rows", table.name)
    submission.sources.append(source)


def _drop_blank_rows(submission: Submission, staged: Sql, columns: Sequence[str]) -> int:
    """How many rows are left: spreadsheets leave rows of separators behind; the others keep their numbers."""
    submission.cursor.execute(
        sql("delete from {staged} where coalesce({cells}) is null", staged=staged, cells=names(columns))
    )
    return submission.cursor.number(sql("select count(*) from {staged}", staged=staged))


def _long_texts(table: contract.Table) -> set[str]:
    """The fields that may hold more than a name: texts that stand for nothing else, and geometries."""
    references = {key.field for key in table.foreign_keys}
    return {
        item.name
        for item in table.fields
        if item.type == "geojson"
        or (item.type == "string" and not item.codes and item.pattern is None and item.name not in references)
    }


def _letters(position: int) -> str:
    """What a spreadsheet calls the column at a position from 0."""
    letters = ""
    while position >= 0:
        letters, position = chr(65 + position % 26) + letters, position // 26 - 1
    return letters
