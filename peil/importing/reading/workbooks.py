"""Workbooks (XLSX, ODS) to text: every sheet that holds anything, with the row numbers a person sees."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl.cell.cell import TYPE_FORMULA
from openpyxl.utils.cell import range_boundaries
from python_calamine import CalamineWorkbook

from peil.errors import UnreadableFile
from peil.importing.reading.sheet import (
    BLANKS,
    HEADER_ROWS,
    MAX_CELLS,
    TYPED,
    Problem,
    Score,
    Sheet,
    check_width,
    find_header,
    plain_name,
    printable,
    write_rows,
)

SUFFIXES = (".xlsx", ".xlsm", ".ods")
MAX_UNPACKED_BYTES = 1_000_000_000
# A spreadsheet packs its XML 10 to 40 times smaller; a bomb a thousand times.
MAX_PACKING = 200
# What a spreadsheet program can hold.
MAX_ROWS = 1_048_576
MAX_SHEETS = 200
MAX_MERGED = 10_000

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')


@dataclass
class _OpenSheet:
    """A sheet while it is read: its rows with their numbers, cell by cell as text.

    ``merged`` holds the merged cells that stand below each other: (first row, last row, column), columns from 0.
    """

    name: str
    rows: Iterator[tuple[int, list[str]]]
    problems: list[Problem]
    merged: list[tuple[int, int, int]] = field(default_factory=list)


def check(path: Path) -> None:
    """Raises UnreadableFile when a workbook is no zip archive, or unpacks to more than a spreadsheet can be."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise UnreadableFile(
            f"{path.name} is not a workbook, or is protected with a password. Save it again without one."
        ) from error
    packed = path.stat().st_size
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > 50_000_000 and unpacked > MAX_PACKING * packed):
        raise UnreadableFile(f"{path.name} unpacks to {unpacked / 1e6:.0f} MB; that is not a spreadsheet.")


def read(path: Path, work: Path, score: Score) -> list[Sheet]:
    """The sheets that hold anything; their rows are written in the folder ``work``. Raises UnreadableFile."""
    check(path)
    opened = _ods_sheets(path) if path.suffix.lower() == ".ods" else _xlsx_sheets(path)
    found = [sheet for number, one in enumerate(opened) if (sheet := _sheet(path, one, work, number, score))]
    if not found:
        raise UnreadableFile(f"{path.name} is empty.")
    return found


def _sheet(path: Path, opened: _OpenSheet, work: Path, number: int, score: Score) -> Sheet | None:
    if number >= MAX_SHEETS:
        raise UnreadableFile(f"{path.name} has more than {MAX_SHEETS} sheets. Split it.")
    first = list(islice(opened.rows, HEADER_ROWS))
    if not first:
        return None
    names = [[cell.removeprefix(TYPED).strip(BLANKS) for cell in row] for _, row in first]
    place = find_header(names, score)
    header_row = first[place][0]
    header = _without_end(names[place])
    check_width(path.name, header)
    problems = [problem for problem in opened.problems if (problem.row or 0) > header_row]
    sheet = Sheet(
        path.name,
        plain_name(opened.name),
        [plain_name(cell) for cell in header],
        work / f"rows-{number}.arrow",
        header_row,
        rows_above=place,
        problems=problems,
    )
    # The readers go on to tell problems in their own list, which the sheet has a part of.
    seen = len(opened.problems)
    rows = _filled(chain(first[place + 1 :], opened.rows), opened.merged, header_row, sheet)
    write_rows(sheet.rows, header, _within(rows, len(header), sheet.problems), sheet.problems)
    sheet.problems += opened.problems[seen:]
    by_position = dict(enumerate(sheet.header))
    sheet.problems = [_named(problem, by_position) for problem in sheet.problems]
    return sheet


def _named(problem: Problem, by_position: dict[int, str]) -> Problem:
    """A problem with the name of its column, of which the readers know only the place."""
    if problem.column is None or not problem.column.startswith("\0"):
        return problem
    column = by_position.get(int(problem.column[1:])) or None
    return Problem(problem.row, column, problem.value, problem.rule, problem.severity)


def _without_end(header: list[str]) -> list[str]:
    """The names without the empty ones behind the last: what stands below those shows in the rows."""
    return header[: max((place + 1 for place, name in enumerate(header) if name), default=0)]


def _within(
    rows: Iterable[tuple[int, list[str]]], width: int, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    for number, row in rows:
        if any(row[width:]):
            problems.append(Problem(number, None, str(len(row)), "too_many_cells"))
        yield number, row


def _filled(
    rows: Iterable[tuple[int, list[str]]], merged: list[tuple[int, int, int]], header_row: int, sheet: Sheet
) -> Iterator[tuple[int, list[str]]]:
    """The rows with the value of a merged cell in each of the rows that it covers."""
    coming = sorted((item for item in merged if item[0] > header_row), reverse=True)
    values: dict[int, tuple[int, str]] = {}
    for number, row in rows:
        while coming and coming[-1][0] <= number:
            first, last, column = coming.pop()
            if first == number and column < len(row) and row[column]:
                values[column] = (last, row[column])
                where = f"{first}–{last}"
                sheet.problems.append(Problem(first, f"\0{column}", where, "merged_cells", "repair"))
        for column, (last, value) in list(values.items()):
            if number > last:
                del values[column]
            elif column < len(row) and not row[column]:
                row[column] = value
            elif column >= len(row):
                row.extend([""] * (column - len(row)) + [value])
        yield number, row


# --- XLSX -----------------------------------------------------------------------------------------------------------


def _xlsx_sheets(path: Path) -> Iterator[_OpenSheet]:
    workbook = openpyxl.load_workbook(path, read_only=True)
    try:
        for worksheet in workbook.worksheets:
            # The size a file claims to have need not be true.
            worksheet.reset_dimensions()
            problems: list[Problem] = []
            rows = _xlsx_rows(worksheet, problems)
            yield _OpenSheet(worksheet.title, rows, problems, _merged_cells(path, worksheet))
    finally:
        workbook.close()


def _xlsx_rows(worksheet: Any, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    cells_read = 0
    for number, cells in enumerate(worksheet.iter_rows(), start=1):
        row = []
        cells_read += len(cells)
        if number > MAX_ROWS or cells_read > MAX_CELLS:
            raise UnreadableFile(
                f"The sheet {plain_name(worksheet.title)} has more than {MAX_ROWS} rows or {MAX_CELLS} cells. "
                "Split it by period."
            )
        for position, cell in enumerate(cells):
            value = cell.value
            if value is None:
                row.append("")
                continue
            if cell.data_type == TYPE_FORMULA:
                problems.append(Problem(number, f"\0{position}", printable(str(value))[:80], "formula"))
                row.append("")
                continue
            if isinstance(value, (int, float)) and "%" in str(cell.number_format):
                problems.append(Problem(number, f"\0{position}", f"{value:.6g}", "percent_cell"))
            row.append(_text(value))
        if any(row):
            yield number, row


def _merged_cells(path: Path, worksheet: Any) -> list[tuple[int, int, int]]:
    """The merged cells of a worksheet that cover one column: (first row, last row, column from 0)."""
    # The reader that does not keep a sheet in memory passes over them; they stand behind the rows.
    found: list[tuple[int, int, int]] = []
    with zipfile.ZipFile(path) as archive, archive.open(worksheet._worksheet_path) as content:
        for reference in _references(content):
            west, north, east, south = range_boundaries(reference)
            if west == east and north < south:
                found.append((north, south, west - 1))
            if len(found) > MAX_MERGED:
                title = plain_name(worksheet.title)
                raise UnreadableFile(f"The sheet {title} has more than {MAX_MERGED} merged cells.")
    return found


def _references(content: IO[bytes]) -> Iterator[str]:
    tail = b""
    while chunk := content.read(1 << 20):
        seen = tail + chunk
        end = 0
        for match in _MERGED.finditer(seen):
            end = match.end()
            yield match[1].decode("ascii")
        tail = seen[max(end, len(seen) - 200) :]


# --- ODS ------------------------------------------------------------------------------------------------------------


def _ods_sheets(path: Path) -> Iterator[_OpenSheet]:
    seen = _ods_cells(path)
    workbook = CalamineWorkbook.from_path(str(path))
    for name in workbook.sheet_names:
        table = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        rows = (
            (number, [_text(value) for value in row])
            for number, row in enumerate(table, start=1)
            if any(value != "" for value in row)
        )
        problems, merged = seen.get(name, ([], []))
        yield _OpenSheet(name, rows, problems, merged)


def _ods_cells(path: Path) -> dict[str, tuple[list[Problem], list[tuple[int, int, int]]]]:
    """Per sheet what calamine hides: cells with a formula or a percentage, and merged cells.

    Raises UnreadableFile when repeated cells make the sheet larger than ``MAX_CELLS``.
    """
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    namespace = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    found: dict[str, tuple[list[Problem], list[tuple[int, int, int]]]] = {}
    name, row, position, filled, cells = "", 1, 0, 0, 0
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        for event, element in iterparse(content, ("start", "end")):
            if event == "start":
                if element.tag == f"{namespace}table":
                    name, row = element.get(f"{namespace}name", ""), 1
                elif element.tag == f"{namespace}table-row":
                    position, filled = 0, 0
                elif element.tag in (f"{namespace}table-cell", f"{namespace}covered-table-cell"):
                    value = element.get(f"{office}value") or element.get(f"{office}date-value")
                    kind = element.get(f"{office}value-type")
                    problems, merged = found.setdefault(name, ([], []))
                    if formula := element.get(f"{namespace}formula"):
                        told = printable(formula.partition(":")[2])[:80]
                        problems.append(Problem(row, f"\0{position}", told, "formula"))
                    elif kind == "percentage":
                        problems.append(Problem(row, f"\0{position}", (value or "")[:80], "percent_cell"))
                    down = _count(element, f"{namespace}number-rows-spanned")
                    if down > 1 and _count(element, f"{namespace}number-columns-spanned") == 1:
                        merged.append((row, row + down - 1, position))
                    position += _count(element, f"{namespace}number-columns-repeated")
                    filled = position if kind else filled
            elif element.tag == f"{namespace}table-row":
                repeated = _count(element, f"{namespace}number-rows-repeated")
                cells += filled * repeated
                if cells > MAX_CELLS or (filled and row + repeated > 2 * MAX_ROWS):
                    raise UnreadableFile(
                        f"The sheet {plain_name(name)} has more than {MAX_ROWS} rows or {MAX_CELLS} cells. "
                        "Split it by period."
                    )
                row += repeated
                element.clear()
    return found


def _count(element: ElementTree.Element, attribute: str) -> int:
    """A number of times in an attribute; 1 when it is not there. Raises ValueError when it is no number."""
    return int(element.get(attribute, 1))


def _text(value: object) -> str:
    """A cell of a workbook as text; numbers, dates and booleans carry the mark of a cell whose type is known."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{TYPED}{value}"
    if isinstance(value, float):
        return TYPED + (str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f"))
    if isinstance(value, datetime):
        at_midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return TYPED + (value.date().isoformat() if at_midnight else value.isoformat(sep=" "))
    if isinstance(value, date):
        return TYPED + value.isoformat()
    # What a cell begins with is not for the file to say.
    return str(value).replace(TYPED, "\x00")
