"""A sheet as text: its column names, and its cells in a file that the store reads, whatever they came from.

A cell is the text that was written, without blanks around it, or null when nothing was. Cells that a spreadsheet stores
as a number or a date, not as text, come out in one spelling (``1234.5``, ``2010-03-31``) behind the mark ``TYPED``,
because their meaning is known and must not be guessed again.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from peil.errors import UnreadableFile
from peil.sql import joined, name, sql
from peil.store import Cursor

MAX_COLUMNS = 500
MAX_CELLS = 50_000_000
MAX_CELL_CHARACTERS = 2_000_000
# More than any name, number, date or code has; it is repeated with all that is told of it.
MAX_NAME_CHARACTERS = 500
# What of the problems of a sheet is told.
MAX_PROBLEMS = 100_000
# How many rows are looked at to find the one with the column names.
HEADER_ROWS = 20

# What is taken away around a cell; a no-break space comes with text copied from web pages.
BLANKS = " \t\r\n\u00a0"

# Stands before a cell whose type the file itself knows.
TYPED = "\x1f"

# What no text of people holds, and no workbook may: everything below a space except tab, line feed and carriage return,
# what follows it in Unicode's second row, and what is no character.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

_ROWS_AT_A_TIME = 20_000

# How many column names of a row are known.
Score = Callable[[Sequence[str]], int]


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

    ``header`` holds the column names, which stand in row ``header_row`` as a person counts, below ``rows_above`` rows
    that hold something. ``rows`` is an Arrow file with ``source_row`` and a column of text for each of them (``c0``,
    ``c1``, …). ``properties`` are those of the features of a GeoJSON file, whose area is not known yet.
    """

    file_name: str
    sheet: str | None
    header: list[str]
    rows: Path
    header_row: int = 1
    rows_above: int = 0
    problems: list[Problem] = field(default_factory=list)
    properties: list[dict[str, str]] | None = None

    def stage(self, cursor: Cursor, table: str, columns: Sequence[str | None], long: Collection[str] = ()) -> None:
        """Makes the temporary table ``table`` with ``source_row``, the row as a person counts, and columns of text.

        ``columns`` says what each column is called there; None leaves it out. ``long`` are those that may hold long
        texts; in the others a long cell is wrong, and only its beginning is kept, to be told.
        """
        wanted = [
            sql(
                # Each cell that is wrong is told, which takes many times its length.
                "{cell} as {column}"
                if column in long
                else "case when strlen({cell}) > {most} then left({cell}, 100) || '…' else {cell} end as {column}",
                cell=name(f"c{position}"),
                column=name(column),
                most=MAX_NAME_CHARACTERS,
            )
            for position, column in enumerate(columns)
            if column
        ]
        with pa.OSFile(str(self.rows)) as file:
            rows = pa.ipc.open_file(file)
            # Batch by batch, so that a large file is never in memory as a whole.
            batches = map(rows.get_batch, range(rows.num_record_batches))
            cursor.register("handed_over", pa.RecordBatchReader.from_batches(rows.schema, batches))
            cursor.execute(
                sql(
                    "create temp table {table} as select source_row, {wanted} from handed_over",
                    table=name(table),
                    wanted=joined(", ", wanted),
                )
            )
            cursor.unregister("handed_over")

    def rows_between(self, first: int, last: int) -> list[tuple[int, list[str]]]:
        """The rows with these numbers, as a person counts: each with its number and its cells, "" for an empty one."""
        with pa.memory_map(str(self.rows)) as file:
            stored = pa.ipc.open_file(file).read_all()
            numbers = stored["source_row"]
            inside = pc.and_(pc.greater_equal(numbers, first), pc.less_equal(numbers, last))
            found = stored.filter(inside).to_pylist()
        return [(row.pop("source_row"), [(cell or "").lstrip(TYPED) for cell in row.values()]) for row in found]

    def as_json(self) -> dict[str, Any]:
        problems = self.problems[:MAX_PROBLEMS]
        if len(self.problems) > MAX_PROBLEMS:
            problems.append(Problem(None, None, str(len(self.problems)), "more_problems"))
        told = asdict(replace(self, problems=[]))
        return told | {"rows": str(self.rows), "problems": [asdict(problem) for problem in problems]}

    @staticmethod
    def from_json(told: dict[str, Any]) -> "Sheet":
        return Sheet(
            **told | {"rows": Path(told["rows"]), "problems": [Problem(**problem) for problem in told["problems"]]}
        )


def find_header(rows: Sequence[Sequence[str]], score: Score) -> int:
    """The place of the row with the column names: the first, unless a later one holds more that are known."""
    scores = [score(row) for row in rows[:HEADER_ROWS]]
    best = max(scores, default=0)
    return scores.index(best) if best >= 2 else 0


def columns_of(width: int) -> pa.Schema:
    """The columns of the file with the rows of a sheet."""
    return pa.schema([("source_row", pa.int64()), *((f"c{position}", pa.string()) for position in range(width))])


def write_rows(
    file: Path, header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], problems: list[Problem]
) -> None:
    """Writes rows of text with their numbers; what no cell may hold becomes a problem, and is left out."""
    width = len(header)
    schema = columns_of(width)
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:

        def write() -> None:
            columns = [pa.array(numbers, pa.int64()), *(pa.array(column, pa.string()) for column in cells)]
            writer.write_batch(pa.record_batch(columns, schema=schema))

        numbers: list[int] = []
        cells: list[list[str | None]] = [[] for _ in range(width)]
        for number, row in rows:
            numbers.append(number)
            for position in range(width):
                text = row[position].strip(BLANKS) if position < len(row) else ""
                cells[position].append(clean(text, number, header[position], problems) or None)
            if len(numbers) == _ROWS_AT_A_TIME:
                write()
                numbers, cells = [], [[] for _ in range(width)]
        write()


def clean(text: str, row: int | None, column: str | None, problems: list[Problem]) -> str:
    """``text`` without what no cell may hold, which becomes a problem. The mark ``TYPED`` in front stays."""
    written = text.removeprefix(TYPED)
    if written.isascii() and written.isprintable() and len(written) <= MAX_CELL_CHARACTERS:
        return text
    if len(written) > MAX_CELL_CHARACTERS:
        problems.append(Problem(row, column, f"{written[:40]}…", "cell_too_long"))
        return ""
    if CONTROL.search(written):
        problems.append(Problem(row, column, printable(written)[:80], "control_character"))
        return text[: len(text) - len(written)] + printable(written)
    return text


def printable(text: str) -> str:
    """``text`` with a sign in the place of each control character, so that it can be shown and stored."""
    return CONTROL.sub("\ufffd", text.encode("utf-8", "replace").decode("utf-8"))


def plain_name(text: str) -> str:
    """The name of a column or sheet as it is shown."""
    return printable(text)[:MAX_NAME_CHARACTERS]


def check_width(file_name: str, header: Sequence[str]) -> None:
    """Raises UnreadableFile when there are more columns than any table has."""
    if len(header) > MAX_COLUMNS:
        raise UnreadableFile(f"{file_name} has {len(header)} columns; the limit is {MAX_COLUMNS}.")
