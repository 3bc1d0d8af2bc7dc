"""CSV files to text: encoding, separator and the row with the column names are told from the file itself.

A regular file is read by DuckDB. When it is not (rows of unequal length, stray quotes, blank lines, control characters)
it is read again row by row, more slowly, to say which rows.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

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
    columns_of,
    find_header,
    plain_name,
    write_rows,
)
from peil.sql import joined, name, sql
from peil.store import DatabaseError, scratch

SUFFIXES = (".csv", ".tsv", ".txt")
DELIMITERS = (",", ";", "\t", "|")
SAMPLE_BYTES = 65_536
# Within the limit of the process that reads, with room for what is not DuckDB's.
_DATABASE_MB = 400
_ROWS_AT_A_TIME = 100_000

# One long cell is a finding of its own, not an error of the reader.
csv.field_size_limit(100_000_000)

# Signs that take several bytes in UTF-8, and bytes that belong to none.
_LONG_SIGN = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_BYTES = bytes(range(128, 256))
# Everything below a space except tab, line feed and carriage return, and DEL.
_CONTROL_BYTES = bytes({*range(32), 127} - {9, 10, 13})
_OTHER_CONTROL = re.compile(rb"\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]")
_BLANK_LINES = (b"\n\n", b"\n\r\n", b"\r\r")


def check(path: Path) -> None:
    """Raises UnreadableFile when the first bytes already tell that this is no text."""
    with path.open("rb") as file:
        start = file.read(SAMPLE_BYTES)
    if not _is_utf_16(start) and b"\x00" in start:
        raise UnreadableFile(f"{path.name} is not a text file: it holds control characters.")
    if len(start) == SAMPLE_BYTES and not re.search(rb"[\r\n]", start):
        raise UnreadableFile(f"{path.name} has no lines: the first {SAMPLE_BYTES // 1024} kB are one line.")


def read(path: Path, work: Path, score: Score, delimiter: str | None, encoding: str | None) -> Sheet:
    """The only sheet of a CSV file; its rows are written in the folder ``work``. Raises UnreadableFile.

    ``score`` says how many column names of a row are known, which tells the separator and the row with the names.
    """
    check(path)
    text = _recognise(path, encoding)
    readable, is_regular = path, text.is_regular
    if text.encoding != "utf-8":
        readable = _transcode(path, text.encoding, work / "transcoded.csv")
    with readable.open(encoding="utf-8-sig", newline="") as file:
        sample = file.read(SAMPLE_BYTES)
    if not sample.strip():
        raise UnreadableFile(f"{path.name} is empty.")
    # Excel may write "sep=;" above the header.
    if announced := re.match(r"sep=(.)\r?\n", sample, re.IGNORECASE):
        delimiter, is_regular = delimiter or announced[1], False
    declared = delimiter
    found = {
        mark: (records, find_header([record for _, record in records], score))
        for mark in ([delimiter] if delimiter else DELIMITERS)
        if (records := _first_records(sample, mark))
    }
    if not found:
        raise UnreadableFile(f"{path.name} has no row with column names: its quotes do not match.")
    delimiter, (records, place) = max(
        found.items(), key=lambda item: (score(item[1][0][item[1][1]][1]), len(item[1][0][item[1][1]][1]))
    )
    header_row, header = records[place]
    if declared and score(header) == 0:
        _check_delimiter(path, sample, declared, score)
    check_width(path.name, header)
    rows = work / "rows.arrow"
    sheet = Sheet(path.name, None, [plain_name(cell) for cell in header], rows, header_row, rows_above=place)
    if not (header_row == 1 and is_regular and _write_regular(readable, rows, delimiter, len(header), text)):
        write_rows(rows, header, _records(readable, delimiter, len(header), header_row, sheet.problems), sheet.problems)
    return sheet


@dataclass(frozen=True)
class _Text:
    """``is_regular``: nothing was seen that DuckDB reads otherwise. ``odd_blanks``: cells may have more than spaces
    around them."""

    encoding: str
    is_regular: bool
    odd_blanks: bool


def _recognise(path: Path, declared: str | None) -> _Text:
    """How the text of a file is written. Raises UnreadableFile when it ends in the middle of a character."""
    with path.open("rb") as file:
        if _is_utf_16(file.read(2)):
            return _Text("utf-16", is_regular=False, odd_blanks=True)
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        is_utf8, has_others, is_regular, odd_blanks, tail = True, False, True, False, b""
        while chunk := file.read(1 << 20):
            seen = tail + chunk
            # Looking for a text is many times as quick as a regular expression.
            is_regular = is_regular and not (
                any(blank in seen for blank in _BLANK_LINES)
                or len(chunk.translate(None, _CONTROL_BYTES)) < len(chunk)
                or (not seen.isascii() and _OTHER_CONTROL.search(seen))
            )
            odd_blanks = odd_blanks or b"\t" in chunk or b"\xc2\xa0" in seen
            tail = chunk[-2:]
            if is_utf8:
                try:
                    has_others = not decoder.decode(chunk).isascii() or has_others
                except UnicodeDecodeError:
                    is_utf8 = False
    if is_utf8 and (last := decoder.getstate()[0]):
        # Text in Windows-1252 may end in é, as in café, but never in the Ã or two signs that are left of it in UTF-8.
        if has_others or len(last) > 1 or last in (b"\xc2", b"\xc3"):
            raise UnreadableFile(
                f"{path.name} ends in the middle of a character, so its end is missing. Copy or export it again."
            )
        is_utf8 = False
    if is_utf8:
        return _Text("utf-8", is_regular, odd_blanks)
    if declared and declared.lower() in ("utf-8", "utf8"):
        raise UnreadableFile(f"{path.name} is said to be UTF-8, but is not. Correct what is said, or save it as UTF-8.")
    if not declared:
        _check_mixed(path)
    return _Text(declared or "cp1252", is_regular, odd_blanks=True)


def _check_mixed(path: Path) -> None:
    """Raises UnreadableFile when text that is no UTF-8 is so in a few places only: it was damaged, or cut and pasted.

    Text in Windows-1252 hardly ever holds bytes that would be a character of UTF-8.
    """
    signs = strays = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            rest, found = _LONG_SIGN.subn(b"", chunk)
            signs += found
            strays += len(rest) - len(rest.translate(None, _HIGH_BYTES))
    if signs and signs >= strays:
        raise UnreadableFile(
            f"{path.name} is UTF-8, but holds {strays} bytes that are no character of it: it was damaged, or put "
            "together from two files. Export it again as CSV UTF-8."
        )


def _is_utf_16(start: bytes) -> bool:
    return start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _transcode(path: Path, encoding: str, target: Path) -> Path:
    """Writes the file as UTF-8. Latin-1 text is Windows-1252 text, which says more about the bytes 80 to 9F."""
    try:
        with (
            path.open(encoding=encoding, newline="") as source,
            target.open("w", encoding="utf-8", newline="") as file,
        ):
            while text := source.read(1 << 20):
                file.write(text)
    except UnicodeError as error:
        raise UnreadableFile(
            f"{path.name} is not text in UTF-8, UTF-16, Windows-1252 or Latin-1. Save it as CSV UTF-8 and hand that in."
        ) from error
    return target


def _first_records(sample: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The first rows that hold anything, with their numbers as a person counts; a broken one ends the list."""
    found = []
    try:
        for number, record in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), start=1):
            if any(cell.strip(BLANKS) for cell in record) and not _announces(number, record):
                found.append((number, [cell.strip(BLANKS) for cell in record]))
            if len(found) == HEADER_ROWS:
                break
    except csv.Error:
        pass
    return found


def _check_delimiter(path: Path, sample: str, declared: str, score: Score) -> None:
    """Raises UnreadableFile when another separator than the declared one gives column names that are known."""
    for mark in DELIMITERS:
        if mark != declared and any(score(record) > 0 for _, record in _first_records(sample, mark)):
            raise UnreadableFile(
                f"{path.name} is said to have {declared!r} between its columns, but has {mark!r}. Correct what is said."
            )


def _announces(number: int, record: Sequence[str]) -> bool:
    """Whether a row is Excel's ``sep=;``."""
    return number == 1 and re.fullmatch(r"sep=.?", ",".join(record), re.IGNORECASE) is not None


# --- Rows -----------------------------------------------------------------------------------------------------------


def _write_regular(file: Path, rows: Path, delimiter: str, width: int, text: _Text) -> bool:
    """Writes the rows of a regular file; False when it is none after all."""
    declared = {f"column{position}": "VARCHAR" for position in range(width)}
    # Taking away other blanks than spaces costs three times as much.
    trimmed = "nullif(trim({cell}, $blanks), '')" if text.odd_blanks else "nullif(trim({cell}), '')"
    cells = [sql(trimmed, cell=name(column)) for column in declared]
    schema = columns_of(width)
    counted = 0
    try:
        with (
            scratch(rows.parent, _DATABASE_MB) as cursor,
            pa.OSFile(str(rows), "wb") as sink,
            pa.ipc.new_file(sink, schema) as writer,
        ):
            batches = cursor.stream(
                sql(
                    "select {cells} from read_csv($path, header = true, auto_detect = false, delim = $delimiter, "
                    "quote = '\"', escape = '\"', columns = $declared)",
                    cells=joined(", ", cells),
                ),
                _ROWS_AT_A_TIME,
                path=str(file),
                delimiter=delimiter,
                declared=declared,
                **({"blanks": BLANKS} if text.odd_blanks else {}),
            )
            for batch in batches:
                # The first row stands below the column names.
                numbers = pa.array(range(counted + 2, counted + 2 + batch.num_rows), pa.int64())
                counted += batch.num_rows
                if counted * width > MAX_CELLS:
                    raise UnreadableFile(f"{file.name} has more than {MAX_CELLS} cells. Split it by period.")
                writer.write_batch(pa.record_batch([numbers, *batch.columns], schema=schema))
    except (DatabaseError, pa.ArrowException):
        return False
    return True


def _records(
    path: Path, delimiter: str, width: int, header_row: int, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """The rows below the column names with their numbers; rows that do not fit become problems."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        records = csv.reader(file, delimiter=delimiter, strict=True)
        number = 0
        while True:
            number += 1
            try:
                record = next(records)
            except StopIteration:
                return
            except csv.Error as error:
                problems.append(Problem(number, None, str(error), "broken_quotes"))
                continue
            if number <= header_row or not any(record):
                continue
            if len(record) < width:
                problems.append(Problem(number, None, str(len(record)), "too_few_cells"))
            elif any(record[width:]):
                problems.append(Problem(number, None, str(len(record)), "too_many_cells"))
            # What a cell begins with is not for the file to say.
            yield number, [cell.replace(TYPED, "\x00") for cell in record[:width]]
