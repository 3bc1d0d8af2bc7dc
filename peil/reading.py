"""Files to text: opens CSV, XLSX, ODS and Parquet files and stages every cell as it was written.

Nothing is interpreted here. A sheet hands its cells to DuckDB as text, with the row number a person sees in the
spreadsheet; what the text means is decided in ``peil/importing.py``. Cells that a spreadsheet stores as a number or
a date, not as text, come out in one spelling (``1234.5``, ``2010-03-31``) behind the mark ``TYPED``, because
their meaning is known and must not be guessed again.
"""

# ruff: noqa: S608 - statements are put together from column positions and names of the contract; values are bound.

import codecs
import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pyarrow
import pyarrow.parquet
from openpyxl.cell.cell import TYPE_FORMULA
from python_calamine import CalamineWorkbook

from peil.errors import UnreadableFile
from peil.store import Cursor, DatabaseError

MAX_BYTES = 500_000_000
MAX_GEOJSON_BYTES = 100_000_000
MAX_UNPACKED_BYTES = 1_000_000_000
# A spreadsheet packs its XML 10 to 40 times smaller; a bomb a thousand times.
MAX_PACKING = 200
MAX_COLUMNS = 500
MAX_CELLS = 50_000_000
SAMPLE_BYTES = 65_536
DELIMITERS = (",", ";", "\t", "|")
TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".ods")
GEOJSON_SUFFIXES = (".geojson", ".json")

# A cell may hold the outline of an area.
csv.field_size_limit(10_000_000)

# What is taken away around a cell; a no-break space comes with text copied from web pages.
BLANKS = " \t\r\n\u00a0"

# Stands before a cell whose type the file itself knows.
TYPED = "\x1f"

# Everything below a space except tab, line feed and carriage return, and DEL.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANK_LINE = re.compile(rb"(?:\n\r?\n|\r\r)")


@dataclass(frozen=True)
class Problem:
    """Something wrong with one cell or row that shows while reading: the rule broken, where, and error or warning."""

    row: int | None
    column: str | None
    value: str | None
    rule: str
    severity: str = "error"


@dataclass
class Sheet:
    """One table as it stands in a file.

    ``header`` is the first row. ``stage`` takes a cursor, the name of a temporary table to make, and for each header
    the field it stands for (None: leave out); it fills the table with one text column per field and returns the SQL
    expression of the row number. ``problems`` is complete after ``stage``. ``properties`` are those of the features of
    a GeoJSON file, whose area is not known yet.
    """

    file_name: str
    sheet: str | None
    header: list[str]
    stage: Callable[[Cursor, str, Sequence[str | None]], str]
    problems: list[Problem] = field(default_factory=list)
    properties: list[dict[str, str]] | None = None


def sha256(path: Path) -> str:
    """The SHA-256 of the bytes of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_size(path: Path) -> None:
    """Raises UnreadableFile when the file is missing, empty or larger than ``MAX_BYTES``."""
    if not path.is_file():
        raise UnreadableFile(f"There is no file {path.name}.")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(f"{path.name} is empty.")
    if size > MAX_BYTES:
        raise UnreadableFile(
            f"{path.name} has {size / 1e6:.0f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB. Split it by period."
        )


def check_readable(path: Path) -> None:
    """Raises UnreadableFile when the first bytes already tell that nothing can be read; looks no further."""
    check_size(path)
    if path.suffix.lower() in TEXT_SUFFIXES:
        with path.open("rb") as file:
            start = file.read(SAMPLE_BYTES)
        if not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and _CONTROL.search(start):
            raise UnreadableFile(f"{path.name} is not a text file: it holds control characters.")
        if len(start) == SAMPLE_BYTES and not re.search(rb"[\r\n]", start):
            raise UnreadableFile(f"{path.name} has no lines: the first {SAMPLE_BYTES // 1024} kB are one line.")
    elif path.suffix.lower() in WORKBOOK_SUFFIXES:
        _check_archive(path)
    elif path.suffix.lower() in GEOJSON_SUFFIXES:
        _check_geojson(path)


def sheets(
    path: Path,
    work: Path,
    score: Callable[[Sequence[str]], int],
    delimiter: str | None = None,
    encoding: str | None = None,
) -> list[Sheet]:
    """The sheets of a file that ``check_readable`` let pass; a CSV or Parquet file is one sheet.

    ``work`` is a folder for temporary files. ``score`` says how many column names of a header are known, which tells
    the delimiter of a CSV file when ``delimiter`` does not. Raises UnreadableFile.
    """
    match path.suffix.lower():
        case ".csv" | ".tsv" | ".txt":
            return [_csv(path, work, score, delimiter, encoding)]
        case ".xlsx" | ".xlsm":
            return _workbook(path, work, _xlsx_rows(path))
        case ".ods":
            return _workbook(path, work, _ods_rows(path))
        case ".parquet":
            return [_parquet(path)]
        case ".xls":
            raise UnreadableFile(f"{path.name} is in the old Excel format. Save it as .xlsx and hand that in.")
        case other:
            raise UnreadableFile(
                f"{path.name} is not a file Peil reads ({other or 'no extension'}). Use .csv, .xlsx, .ods, .parquet or "
                "(for boundaries) .geojson."
            )


# --- CSV ------------------------------------------------------------------------------------------------------------


def _csv(
    path: Path,
    work: Path,
    score: Callable[[Sequence[str]], int],
    delimiter: str | None,
    encoding: str | None,
) -> Sheet:
    text = _recognise_text(path, encoding)
    readable, irregular = path, text.blank_lines
    if text.encoding != "utf-8":
        readable = _transcode(path, text.encoding, work / f"{len(list(work.iterdir()))}.csv")
    with readable.open(encoding="utf-8-sig", newline="") as file:
        sample = file.read(SAMPLE_BYTES)
    if not sample.strip():
        raise UnreadableFile(f"{path.name} is empty.")
    # Excel may write "sep=;" above the header.
    if announced := re.match(r"sep=(.)\r?\n", sample, re.IGNORECASE):
        delimiter, irregular = delimiter or announced[1], True
    headers = {mark: _first_record(sample, mark) for mark in ([delimiter] if delimiter else DELIMITERS)}
    delimiter, header = max(headers.items(), key=lambda item: (score(item[1]), len(item[1])))
    _check_columns(path, header)
    problems: list[Problem] = []

    def stage(cursor: Cursor, name: str, columns: Sequence[str | None]) -> str:
        if not irregular and sample[0] not in "\r\n":
            try:
                _stage_csv(cursor, name, readable, delimiter, columns, odd_blanks=text.odd_blanks)
            except DatabaseError:
                # Rows of unequal length or stray quotes: read slowly, to say which rows.
                cursor.execute(f'drop table if exists "{name}"')
            else:
                return "rowid + 2"
        clean = work / f"{len(list(work.iterdir()))}.csv"
        _write_clean(clean, _csv_rows(readable, delimiter, len(header), problems), len(header))
        _stage_csv(cursor, name, clean, ",", columns, numbered=True)
        return "source_row"

    return Sheet(path.name, None, header, stage, problems)


@dataclass(frozen=True)
class _Text:
    """``blank_lines``: DuckDB skips them without counting. ``odd_blanks``: cells may have more than spaces around."""

    encoding: str
    blank_lines: bool
    odd_blanks: bool


def _recognise_text(path: Path, declared: str | None) -> _Text:
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return _Text("utf-16", blank_lines=True, odd_blanks=True)
        file.seek(0)
        decode = codecs.getincrementaldecoder("utf-8")().decode
        is_utf8, blank_lines, odd_blanks, tail = True, False, False, b""
        while chunk := file.read(1 << 20):
            blank_lines = blank_lines or _BLANK_LINE.search(tail + chunk) is not None
            odd_blanks = odd_blanks or b"\t" in chunk or b"\xc2\xa0" in tail + chunk
            tail = chunk[-2:]
            if is_utf8:
                try:
                    decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
    if is_utf8:
        return _Text("utf-8", blank_lines, odd_blanks)
    return _Text(declared if declared and not _is_utf8(declared) else "cp1252", blank_lines, odd_blanks=True)


def _is_utf8(encoding: str) -> bool:
    return encoding.lower().replace("_", "-") in ("utf-8", "utf8")


def _transcode(path: Path, encoding: str, target: Path) -> Path:
    """Writes the file as UTF-8. Latin-1 text is Windows-1252 text, which says more about the bytes 80 to 9F."""
    try:
        with (
            path.open(encoding=encoding, newline="") as source,
            target.open("w", encoding="utf-8", newline="") as file,
        ):
            while text := source.read(1 << 20):
                file.write(text)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableFile(
            f"{path.name} is not text in UTF-8, UTF-16, Windows-1252 or Latin-1. Save it as CSV UTF-8 and hand that in."
        ) from error
    return target


def _first_record(sample: str, delimiter: str) -> list[str]:
    text = re.sub(r"\A(sep=.\r?\n)?\s*\n?", "", sample, flags=re.IGNORECASE) if sample[:4].lower() == "sep=" else sample
    records = csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter)
    try:
        return [cell.strip() for cell in next(records, [])]
    except csv.Error:
        return []


def _stage_csv(
    cursor: Cursor,
    name: str,
    path: Path,
    delimiter: str,
    columns: Sequence[str | None],
    *,
    numbered: bool = False,
    odd_blanks: bool = True,
) -> None:
    """Makes the temporary table ``name``; all columns are text, trimmed, and null where nothing was written."""
    declared = {f"column{position}": "VARCHAR" for position in range(len(columns))}
    # Taking away other blanks than spaces costs three times as much.
    blanks = ", $blanks" if odd_blanks else ""
    wanted = [
        f"nullif(trim(column{position}{blanks}), '') as \"{column}\""
        for position, column in enumerate(columns)
        if column
    ]
    if numbered:
        declared = {"source_row": "INTEGER"} | declared
        wanted.insert(0, "source_row")
    cursor.execute(
        f'create or replace temp table "{name}" as select {", ".join(wanted)} from read_csv($path, header = true, '
        "auto_detect = false, delim = $delimiter, quote = '\"', escape = '\"', columns = $declared)",
        {"path": str(path), "delimiter": delimiter, "declared": declared} | ({"blanks": BLANKS} if blanks else {}),
    )


def _csv_rows(path: Path, delimiter: str, width: int, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header with their numbers; rows that do not fit the header become problems."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        records = csv.reader(file, delimiter=delimiter, strict=True)
        number, seen_header = 0, False
        while True:
            number += 1
            try:
                record = next(records)
            except StopIteration:
                return
            except csv.Error as error:
                problems.append(Problem(number, None, str(error), "broken_quotes"))
                continue
            if not any(record) or (number == 1 and re.fullmatch(r"sep=.?", ",".join(record), re.IGNORECASE)):
                continue
            if not seen_header:
                seen_header = True
                continue
            if len(record) < width:
                problems.append(Problem(number, None, str(len(record)), "too_few_cells"))
            elif any(record[width:]):
                problems.append(Problem(number, None, str(len(record)), "too_many_cells"))
            yield number, record


def _write_clean(path: Path, rows: Iterable[tuple[int, Sequence[str]]], width: int) -> None:
    """Writes rows as a regular CSV file whose first column is the row number."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(range(width + 1))
        padding = [""] * width
        for number, row in rows:
            writer.writerow([number, *[*row, *padding][:width]])


def _check_columns(path: Path, header: Sequence[str]) -> None:
    if len(header) > MAX_COLUMNS:
        raise UnreadableFile(f"{path.name} has {len(header)} columns; the limit is {MAX_COLUMNS}.")


# --- Workbooks ------------------------------------------------------------------------------------------------------

# One sheet while it is read: its name, its rows with their numbers, and where its problems go.
_OpenSheet = tuple[str, Iterator[tuple[int, list[str]]], list[Problem]]


def _workbook(path: Path, work: Path, opened: Iterator[_OpenSheet]) -> list[Sheet]:
    """The sheets of a workbook that hold anything, each written to a regular CSV file for DuckDB to read."""
    found = []
    try:
        for name, rows, problems in opened:
            first = next(rows, None)
            if first is None:
                continue
            header = [cell.replace(TYPED, "") for cell in first[1]]
            _check_columns(path, header)
            clean = work / f"{len(list(work.iterdir()))}.csv"
            _write_clean(clean, _within(rows, len(header), problems), len(header))
            found.append(Sheet(path.name, name, header, _stage_clean(clean), problems))
    except UnreadableFile:
        raise
    except Exception as error:
        # The two readers raise whatever a damaged file makes them stumble over.
        raise UnreadableFile(f"{path.name} cannot be read as a workbook; it may be damaged.") from error
    if not found:
        raise UnreadableFile(f"{path.name} is empty.")
    return found


def _stage_clean(clean: Path) -> Callable[[Cursor, str, Sequence[str | None]], str]:
    def stage(cursor: Cursor, name: str, columns: Sequence[str | None]) -> str:
        _stage_csv(cursor, name, clean, ",", columns, numbered=True)
        return "source_row"

    return stage


def _within(
    rows: Iterator[tuple[int, list[str]]], width: int, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    for number, row in rows:
        if any(row[width:]):
            problems.append(Problem(number, None, str(len(row)), "too_many_cells"))
        yield number, row


def _check_geojson(path: Path) -> None:
    """Raises UnreadableFile when a GeoJSON file is too large, or when it does not begin as one."""
    size = path.stat().st_size
    if size > MAX_GEOJSON_BYTES:
        raise UnreadableFile(
            f"{path.name} has {size / 1e6:.0f} MB; the limit for boundaries is {MAX_GEOJSON_BYTES / 1e6:.0f} MB. "
            "Leave out the areas you do not need, or simplify the outlines to about 5 metres."
        )
    with path.open("rb") as file:
        start = file.read(SAMPLE_BYTES)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    if not start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{") or _CONTROL.search(start):
        raise UnreadableFile(f"{path.name} is not JSON. Export the areas as a GeoJSON FeatureCollection.")


def _check_archive(path: Path) -> None:
    """Raises UnreadableFile when a workbook is no zip archive, or unpacks to more than a spreadsheet can be."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise UnreadableFile(
            f"{path.name} is not a workbook, or is protected with a password. Save it again without one."
        ) from error
    packed = path.stat().st_size
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > 50_000_000 and unpacked > MAX_PACKING * packed):
        raise UnreadableFile(f"{path.name} unpacks to {unpacked / 1e6:.0f} MB; that is not a spreadsheet.")


def _xlsx_rows(path: Path) -> Iterator[_OpenSheet]:
    workbook = openpyxl.load_workbook(path, read_only=True)
    try:
        for worksheet in workbook.worksheets:
            # The size a file claims to have need not be true.
            worksheet.reset_dimensions()
            problems: list[Problem] = []
            yield worksheet.title, _xlsx_sheet_rows(worksheet, problems), problems
    finally:
        workbook.close()


def _xlsx_sheet_rows(worksheet: Any, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    header: list[str] = []
    cells_read = 0
    for number, cells in enumerate(worksheet.iter_rows(), start=1):
        row = []
        cells_read += len(cells)
        if cells_read > MAX_CELLS:
            raise UnreadableFile(f"The sheet {worksheet.title} has more than {MAX_CELLS} cells. Split it by period.")
        for position, cell in enumerate(cells):
            value = cell.value
            if value is None:
                row.append("")
                continue
            column = header[position] if position < len(header) else None
            if cell.data_type == TYPE_FORMULA:
                problems.append(Problem(number, column, str(value), "formula"))
                row.append("")
                continue
            if isinstance(value, (int, float)) and "%" in cell.number_format:
                problems.append(Problem(number, column, f"{value:.6g}", "percent_cell"))
            row.append(_text(value))
        if any(row):
            header = header or row
            yield number, row


def _ods_rows(path: Path) -> Iterator[_OpenSheet]:
    problems_by_sheet = _ods_problems(path)
    workbook = CalamineWorkbook.from_path(str(path))
    for name in workbook.sheet_names:
        table = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        rows = [(number, row) for number, row in enumerate(table, start=1) if any(value != "" for value in row)]
        header = [_text(value) for value in rows[0][1]] if rows else []
        problems = [
            Problem(row, header[position] if position < len(header) else None, value, rule)
            for row, position, value, rule in problems_by_sheet.get(name, [])
        ]
        yield name, ((number, [_text(value) for value in row]) for number, row in rows), problems


def _ods_problems(path: Path) -> dict[str, list[tuple[int, int, str, str]]]:
    """Per sheet: the cells with a formula or a percentage, as (row, position, value, rule), which calamine hides.

    Raises UnreadableFile when repeated cells make the sheet larger than ``MAX_CELLS``.
    """
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    namespace = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    found: dict[str, list[tuple[int, int, str, str]]] = {}
    name, row, position, filled = "", 1, 0, 0
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        # expat, which parses here, limits entity expansion itself.
        for event, element in ElementTree.iterparse(content, ("start", "end")):  # noqa: S314
            if event == "start":
                if element.tag == f"{namespace}table":
                    name, row = element.get(f"{namespace}name", ""), 1
                elif element.tag == f"{namespace}table-row":
                    position, filled = 0, 0
                elif element.tag in (f"{namespace}table-cell", f"{namespace}covered-table-cell"):
                    value = element.get(f"{office}value") or element.get(f"{office}date-value")
                    kind = element.get(f"{office}value-type")
                    if formula := element.get(f"{namespace}formula"):
                        found.setdefault(name, []).append((row, position, formula.partition(":")[2], "formula"))
                    elif kind == "percentage":
                        found.setdefault(name, []).append((row, position, value or "", "percent_cell"))
                    position += int(element.get(f"{namespace}number-columns-repeated", 1))
                    filled = position if kind else filled
            elif element.tag == f"{namespace}table-row":
                repeated = int(element.get(f"{namespace}number-rows-repeated", 1))
                if filled * repeated > MAX_CELLS:
                    raise UnreadableFile(f"The sheet {name} has more than {MAX_CELLS} cells. Split it by period.")
                row += repeated
                element.clear()
    return found


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
    return str(value).replace(TYPED, "")


# --- Parquet --------------------------------------------------------------------------------------------------------


def _parquet(path: Path) -> Sheet:
    try:
        with path.open("rb") as file:
            schema = pyarrow.parquet.read_schema(file)
    except (pyarrow.ArrowException, OSError) as error:
        raise UnreadableFile(f"{path.name} is not a Parquet file, or is damaged.") from error
    _check_columns(path, schema.names)

    def stage(cursor: Cursor, name: str, columns: Sequence[str | None]) -> str:
        wanted = ", ".join(
            _parquet_column(column, schema.field(position)) for position, column in enumerate(columns) if column
        )
        try:
            cursor.execute(
                f'create or replace temp table "{name}" as select {wanted} from read_parquet($path)',
                {"path": str(path)} | ({"blanks": BLANKS} if "$blanks" in wanted else {}),
            )
        except DatabaseError as error:
            raise UnreadableFile(f"{path.name} cannot be read; it may be damaged.") from error
        return "rowid + 1"

    return Sheet(path.name, None, list(schema.names), stage)


def _parquet_column(column: str, described: Any) -> str:
    source = '"' + described.name.replace('"', '""') + '"'
    kind = described.type
    typed = (
        pyarrow.types.is_integer(kind)
        or pyarrow.types.is_floating(kind)
        or pyarrow.types.is_decimal(kind)
        or pyarrow.types.is_date(kind)
        or pyarrow.types.is_timestamp(kind)
    )
    text = f"chr(31) || {source}::varchar" if typed else f"trim({source}::varchar, $blanks)"
    return f"nullif({text}, '') as \"{column}\""
