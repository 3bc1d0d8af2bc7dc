"""The only module that opens DuckDB.

One process owns the database file. Each call works on a cursor of its own, because a DuckDB connection is
not thread-safe, and under a time limit, because DuckDB has none.
"""

import logging
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from peil import contract
from peil.errors import QueryTooSlow, StoreBusy

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent
QUERIES = ROOT / "queries"
TIME_LIMIT_SECONDS = 20.0

# So that others can name these without importing DuckDB.
Cursor = duckdb.DuckDBPyConnection
DatabaseError = duckdb.Error


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
            self._connection = duckdb.connect(str(path))
        except duckdb.IOException as error:
            if "lock" in str(error).lower():
                raise StoreBusy(
                    "The database is in use by another Peil process (most likely the running app). "
                    "Stop it, or try again later."
                ) from error
            raise
        self._create()

    def run(self, query: str, /, *, seconds: float = TIME_LIMIT_SECONDS, **parameters: object) -> pd.DataFrame:
        """The answer of ``queries/<query>.sql`` as a data frame with the columns its header names.

        Raises QueryTooSlow when it takes longer than ``seconds``.
        """
        started = time.perf_counter()
        with self.cursor() as cursor, _time_limit(cursor, seconds, query):
            answer = cursor.execute(statement(query), parameters).df()
        log.debug("%s: %d rows in %.0f ms", query, len(answer), 1000 * (time.perf_counter() - started))
        return answer

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of its own on the same database, closed afterwards."""
        cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
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
                    cursor.execute(file.read_text(encoding="utf-8"))


def _add_new_fields(cursor: duckdb.DuckDBPyConnection) -> None:
    """Gives the tables of a database made by an earlier version the fields that the contract has got since."""
    stored = set(cursor.execute("select table_name, column_name from duckdb_columns()").fetchall())
    for table in contract.tables():
        types = {field.name: field.sql_type for field in table.fields} | contract.SYSTEM_COLUMNS
        for name, sql_type in types.items():
            if (table.name, name) not in stored:
                cursor.execute(f'alter table "{table.name}" add column "{name}" {sql_type}')


def create_table(table: contract.Table, name: str | None = None) -> str:
    """The statement that creates a table of the contract, without keys or indexes (see docs/decisions)."""
    columns = [f'"{field.name}" {field.sql_type}' for field in table.fields]
    columns += [f"{column} {sql_type}" for column, sql_type in contract.SYSTEM_COLUMNS.items()]
    return f'create table if not exists "{name or table.name}" ({", ".join(columns)})'


def record_key_expression(table: contract.Table) -> str:
    """The SQL expression that computes ``record_key`` from the ``supersedes`` fields of a row of ``table``.

    A blank field counts as empty text; the unit separator keeps ("ab", "c") apart from ("a", "bc").
    """
    fields = ", ".join(f"coalesce(\"{name}\"::varchar, '')" for name in table.supersedes)
    return f"hash(concat_ws(chr(31), {fields}))"


@contextmanager
def _time_limit(cursor: duckdb.DuckDBPyConnection, seconds: float, query: str) -> Iterator[None]:
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
    "statement",
]
