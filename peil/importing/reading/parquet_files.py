"""Parquet files to text. DuckDB reads them in pieces, so that a small file cannot become a large table in memory."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from peil.errors import UnreadableFile
from peil.importing.reading.sheet import (
    BLANKS,
    MAX_CELL_CHARACTERS,
    MAX_CELLS,
    Problem,
    Sheet,
    check_width,
    clean,
    columns_of,
    plain_name,
)
from peil.sql import Sql, joined, sql
from peil.store import DatabaseError, OutOfMemory, scratch

SUFFIXES = (".parquet",)
# Within the limit of the process that reads, with room for what is not DuckDB's.
_DATABASE_MB = 400
_ROWS_AT_A_TIME = 20_000
_TYPED = ("integer", "floating", "decimal", "date", "timestamp")
# As ``CONTROL``, in the words of Arrow, and without the mark that stands before typed cells.
_CONTROL = r"[\x{00}-\x{08}\x{0b}\x{0c}\x{0e}-\x{1e}\x{7f}-\x{9f}\x{fffe}\x{ffff}]"


def read(path: Path, work: Path) -> Sheet:
    """The only sheet of a Parquet file; its rows are written in the folder ``work``. Raises UnreadableFile.

    There is no row of column names, so the first row is row 1.
    """
    try:
        described = pyarrow.parquet.read_schema(path)
        rows = pyarrow.parquet.read_metadata(path).num_rows
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile(f"{path.name} is not a Parquet file, or is damaged.") from error
    check_width(path.name, described.names)
    if rows * len(described.names) > MAX_CELLS:
        raise UnreadableFile(f"{path.name} has more than {MAX_CELLS} cells. Split it by period.")
    header = [plain_name(column) for column in described.names]
    sheet = Sheet(path.name, None, header, work / "rows.arrow", header_row=0)
    nested = [field for field in described if pa.types.is_nested(field.type)]
    sheet.problems += [Problem(None, plain_name(field.name), str(field.type)[:80], "nested_value") for field in nested]
    try:
        _write(path, sheet, described)
    except OutOfMemory as error:
        raise MemoryError from error
    except (DatabaseError, pa.ArrowException) as error:
        raise UnreadableFile(f"{path.name} cannot be read; it may be damaged.") from error
    return sheet


def _write(path: Path, sheet: Sheet, described: pa.Schema) -> None:
    # By place, because the names are the file's own.
    names = ", ".join(f"c{position}" for position in range(len(described)))
    cells = [_cell(position, described.field(position).type) for position in range(len(described))]
    schema = columns_of(len(described))
    counted = 0
    with (
        scratch(sheet.rows.parent, _DATABASE_MB) as cursor,
        pa.OSFile(str(sheet.rows), "wb") as sink,
        pa.ipc.new_file(sink, schema) as writer,
    ):
        for batch in cursor.stream(
            sql(
                "select {cells} from read_parquet($path) as file({names})",
                cells=joined(", ", cells),
                names=Sql(names),
            ),
            _ROWS_AT_A_TIME,
            path=str(path),
            **({"blanks": BLANKS} if any("$blanks" in cell.text for cell in cells) else {}),
        ):
            numbers = pa.array(range(counted + 1, counted + 1 + batch.num_rows), pa.int64())
            counted += batch.num_rows
            columns = [_clean(column, counted - batch.num_rows, sheet, at) for at, column in enumerate(batch.columns)]
            writer.write_batch(pa.record_batch([numbers, *columns], schema=schema))


def _cell(position: int, kind: pa.DataType) -> Sql:
    """The text of a cell, marked when the file knows its type; nested values are none."""
    cell = Sql(f"c{position}")
    if pa.types.is_nested(kind):
        return sql("null::varchar as {cell}", cell=cell)
    if any(getattr(pa.types, f"is_{known}")(kind) for known in _TYPED):
        return sql("chr(31) || {cell}::varchar as {cell}", cell=cell)
    return sql("nullif(replace(trim({cell}::varchar, $blanks), chr(31), chr(30)), '') as {cell}", cell=cell)


def _clean(column: pa.Array, rows_before: int, sheet: Sheet, position: int) -> pa.Array:
    """The column without what no cell may hold, which becomes problems."""
    compute = pyarrow.compute
    odd = compute.or_(
        compute.match_substring_regex(column, _CONTROL),
        compute.greater(compute.utf8_length(column), MAX_CELL_CHARACTERS),
    )
    if not compute.any(odd).as_py():
        return column
    cells: list[str | None] = column.to_pylist()
    for place in compute.indices_nonzero(odd).to_pylist():
        row, cell = rows_before + place + 1, cells[place]
        cells[place] = clean(cell or "", row, sheet.header[position], sheet.problems) or None
    return pa.array(cells, pa.string())
