"""The only module that opens DuckDB.

One process owns the database file. Each call works on a cursor of its own, because a DuckDB connection is
not thread-safe, and under a time limit, because DuckDB has none. The database reads and writes no other file, loads no
extension, and none of that can be switched on again.
"""

import logging
import os
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from peil import contract
from peil.errors import QueryTooSlow, StoreBusy
from peil.sql import Sql, joined, name, sql

if TYPE_CHECKING:
    # Half a second to import, for which the process that reads files has no use.
    import pandas as pd
    import pyarrow as pa

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent
QUERIES = ROOT / "queries"
TIME_LIMIT_SECONDS = 20.0

# So that others can name it without importing DuckDB.
DatabaseError = duckdb.Error

_CONFINED: dict[str, Any] = {
    "enable_external_access": False,
    "python_enable_replacements": False,
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "allow_community_extensions": False,
    "lock_configuration": True,
}


def database_path() -> Path:
    """Where the database lies: where ``PEIL_DATABASE`` says, else in data/local."""
    return Path(os.environ.get("PEIL_DATABASE", ROOT / "data" / "local" / "peil.duckdb"))


@cache
def statement(query: str) -> str:
    """The text of ``queries/<query>.sql``."""
    return (QUERIES / f"{query}.sql").read_text(encoding="utf-8")


def header(query: str) -> dict[str, str]:
    """``{"Question": ..., "Parameters": ..., "Columns": ...}`` from the first comment lines of a query file."""
    found: dict[str, str] = {}
    last = ""
    for line in statement(query).splitlines():
        if not line.startswith("--"):
            break
        if match := re.match(r"-- (Question|Parameters|Columns): (.*)", line):
            last, found[match[1]] = match[1], match[2].strip()
        elif last:
            found[last] += " " + line.removeprefix("--").strip()
    return found


class Cursor:
    """A connection of its own on a database. It runs one statement per call, so that nothing can ride along."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def execute(
        self, statement: str | Sql, parameters: Sequence[object] | Mapping[str, object] | None = None
    ) -> duckdb.DuckDBPyConnection:
        """Runs a statement with bound parameters; the answer has ``fetchall()``, ``df()`` and the like.

        Raises ValueError when the text is not exactly one statement.
        """
        return self._connection.execute(self._one(statement), parameters)

    def run_script(self, script: str) -> None:
        """Runs the statements of a file of ours, one after the other."""
        for statement in self._connection.extract_statements(script):
            self._connection.execute(statement)

    def stream(self, query: str | Sql, rows: int, **parameters: object) -> "pa.RecordBatchReader":
        """The answer of a query, so many rows at a time: never more of it in memory."""
        text = self._one(query).query
        return self._connection.sql(text, params=parameters or None).to_arrow_reader(rows)

    def register(self, view: str, rows: object) -> None:
        """Lets statements read a data frame, or an Arrow table or reader, under the name ``view``."""
        self._connection.register(view, rows)

    def unregister(self, view: str) -> None:
        self._connection.unregister(view)

    def begin(self) -> None:
        self._connection.begin()

    def commit(self) -> None:
        self._connection.commit()

    def rollback(self) -> None:
        self._connection.rollback()

    def interrupt(self) -> None:
        self._connection.interrupt()

    def close(self) -> None:
        self._connection.close()

    def _one(self, statement: str | Sql) -> duckdb.Statement:
        text = statement.text if isinstance(statement, Sql) else statement
        statements = self._connection.extract_statements(text)
        if len(statements) != 1:
            raise ValueError(f"One statement at a time; here are {len(statements)}: {text[:80]}")
        return statements[0]


class Store:
    """An open database.

    ``path`` may be ``":memory:"``. Opening creates the tables of the contract and the views and macros of
    ``queries/views``. Raises StoreBusy when another process has the file open.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = path
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = duckdb.connect(str(path), config=_CONFINED)
        except duckdb.IOException as error:
            if "lock" in str(error).lower():
                raise StoreBusy(
                    "The database is in use by another Peil process (most likely the running app). "
                    "Stop it, or try again later."
                ) from error
            raise
        self._create()

    def run(self, query: str, /, *, seconds: float = TIME_LIMIT_SECONDS, **parameters: object) -> "pd.DataFrame":
        """The answer of ``queries/<query>.sql`` as a data frame with the columns its header names.

        Raises QueryTooSlow when it takes longer than ``seconds``.
        """
        started = time.perf_counter()
        with self.cursor() as cursor, _time_limit(cursor, seconds, query):
            answer = cursor.execute(statement(query), parameters).df()
        log.debug("%s: %d rows in %.0f ms", query, len(answer), 1000 * (time.perf_counter() - started))
        return answer

    @contextmanager
    def cursor(self) -> Iterator[Cursor]:
        """A connection of its own on the same database, closed afterwards."""
        cursor = Cursor(self._connection.cursor())
        try:
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """A cursor inside one transaction: all of it is stored, or, after any exception, nothing."""
        with self.cursor() as cursor:
            cursor.begin()
            try:
                yield cursor
            except BaseException:
                cursor.rollback()
                raise
            cursor.commit()

    def close(self) -> None:
        self._connection.close()

    def _create(self) -> None:
        with self.transaction() as cursor:
            for table in contract.tables():
                cursor.execute(create_table(table))
            _add_new_fields(cursor)
            for folder in ("tables", "views"):
                for file in sorted((QUERIES / folder).glob("*.sql")):
                    cursor.run_script(file.read_text(encoding="utf-8"))


@contextmanager
def scratch(folder: Path, megabytes: int) -> Iterator[Cursor]:
    """An empty database in memory that may read files, for the process that reads what was handed in.

    It uses so many megabytes at most, and ``folder`` when that is not enough.
    """
    limits = {"memory_limit": f"{megabytes}MB", "temp_directory": str(folder), "threads": 2}
    with duckdb.connect(":memory:", config=_CONFINED | {"enable_external_access": True} | limits) as connection:
        yield Cursor(connection)


def _add_new_fields(cursor: Cursor) -> None:
    """Gives the tables of a database made by an earlier version the fields that the contract has got since."""
    stored = set(cursor.execute("select table_name, column_name from duckdb_columns()").fetchall())
    for table in contract.tables():
        types = {field.name: field.sql_type for field in table.fields} | contract.SYSTEM_COLUMNS
        for column, sql_type in types.items():
            if (table.name, column) not in stored:
                cursor.execute(
                    sql(
                        "alter table {table} add column {column} {type}",
                        table=name(table.name),
                        column=name(column),
                        type=Sql(sql_type),
                    )
                )


def create_table(table: contract.Table) -> Sql:
    """The statement that creates a table of the contract, without keys or indexes (see docs/decisions)."""
    types = {field.name: field.sql_type for field in table.fields} | contract.SYSTEM_COLUMNS
    columns = [sql("{column} {type}", column=name(column), type=Sql(kind)) for column, kind in types.items()]
    return sql("create table if not exists {table} ({columns})", table=name(table.name), columns=joined(", ", columns))


def record_key_expression(table: contract.Table) -> Sql:
    """The SQL expression that computes ``record_key`` from the ``supersedes`` fields of a row of ``table``.

    A blank field counts as empty text; the unit separator keeps ("ab", "c") apart from ("a", "bc").
    """
    fields = [sql("coalesce({field}::varchar, '')", field=name(field)) for field in table.supersedes]
    return sql("hash(concat_ws(chr(31), {fields}))", fields=joined(", ", fields))


@contextmanager
def _time_limit(cursor: Cursor, seconds: float, query: str) -> Iterator[None]:
    timer = threading.Timer(seconds, cursor.interrupt)
    timer.start()
    try:
        yield
    except duckdb.InterruptException as error:
        raise QueryTooSlow(f"The question '{query}' took longer than {seconds:.0f} seconds and was stopped.") from error
    finally:
        timer.cancel()


__all__ = [
    "QUERIES",
    "Cursor",
    "DatabaseError",
    "Store",
    "create_table",
    "header",
    "record_key_expression",
    "scratch",
    "statement",
]
