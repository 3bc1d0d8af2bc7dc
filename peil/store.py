"""The only module that opens DuckDB.

One process owns the database file. Each call works on a cursor of its own, because a DuckDB connection is
not thread-safe, and under a time limit, because DuckDB has none. The database reads and writes no other file, loads no
extension, and none of that can be switched on again. What DuckDB and the disk complain about comes out as one of the
errors of ``peil/errors.py`` that says the way out.
"""

import errno
import fcntl
import hashlib
import logging
import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import duckdb

from peil import contract
from peil.errors import (
    DiskFull,
    PeilError,
    QueryTooSlow,
    StoreBusy,
    StoreDamaged,
    StoreMissing,
    StoreNewer,
    StoreReadOnly,
    StoreUnusable,
)
from peil.settings import whole_number
from peil.sql import Sql, joined, literal, name, names, sql
from peil.texts import N_, Words

if TYPE_CHECKING:
    # Half a second to import, for which the process that reads files has no use.
    import pandas as pd
    import pyarrow as pa

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent
QUERIES = ROOT / "queries"
TIME_LIMIT_SECONDS = 20.0

# What describes each submission, in the folder of the originals.
DESCRIPTIONS = "*/submission-*.json"

# One higher when an older program would read or write the tables wrongly; it then refuses the database.
# 5: answers of a reflection moment may be of one organisation, about an area or a target group; decisions have keys.
# 4: targets of one tier may follow each other; the day from which one counts is part of its key.
# 3: fields say what before stood in ids, names and periods (counted, is_unnamed, is_added, budget_line).
SCHEMA_VERSION = 5

_WRITING = (duckdb.StatementType.INSERT, duckdb.StatementType.UPDATE, duckdb.StatementType.DELETE)

# So that others can name them without importing DuckDB.
DatabaseError = duckdb.Error
OutOfMemory = duckdb.OutOfMemoryException

_CONFINED: dict[str, Any] = {
    "enable_external_access": False,
    "python_enable_replacements": False,
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "allow_community_extensions": False,
    # It took a fifth to a half of the planning of our questions, which is most of their time, and made none quicker.
    "disabled_optimizers": "projection_pullup",
    "lock_configuration": True,
}
# What does not fit in memory goes to a folder beside the database, of so many bytes at most.
_SPILL = "20GB"


def database_path() -> Path:
    """Where the database lies: where ``PEIL_DATABASE`` says, else in data/local."""
    return Path(os.environ.get("PEIL_DATABASE", ROOT / "data" / "local" / "peil.duckdb"))


@cache
def statement(query: str) -> str:
    """The text of ``queries/<query>.sql``."""
    return (QUERIES / f"{query}.sql").read_text(encoding="utf-8")


@cache
def header(query: str) -> dict[str, str]:
    """``{"Question": ..., "Parameters": ..., "Columns": ...}`` from the first comment lines of a query file.

    A check of rows has also Severity (``error`` or ``warning``), Says (what is wrong) and Mend (how it is mended); a
    standing rule has Figures (its two figures in words), Unit and Pages (where its verdict stands).
    """
    found: dict[str, str] = {}
    last = ""
    for line in statement(query).splitlines():
        if not line.startswith("--"):
            break
        if match := re.match(r"-- (Question|Parameters|Columns|Severity|Says|Mend|Figures|Unit|Pages): (.*)", line):
            last, found[match[1]] = match[1], match[2].strip()
        elif last:
            found[last] += " " + line.removeprefix("--").strip()
    return found


@cache
def parameters(query: str) -> list[str]:
    """The names of the parameters of a query, as its header has them."""
    return re.findall(r"\$(\w+)", header(query)["Parameters"])


@cache
def columns(query: str) -> list[str]:
    """The names of the columns of a query, as its header has them; what stands between brackets explains one."""
    return re.findall(r"\w+", re.sub(r"\([^()]*\)", "", header(query)["Columns"]))


class Cursor:
    """A connection of its own on a database. It runs one statement per call, so that nothing can ride along."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, wrote: Callable[[], None] = lambda: None) -> None:
        """``wrote`` is called when something was written, so after each commit."""
        self._connection, self._wrote, self._is_in_transaction = connection, wrote, False

    def execute(
        self, statement: str | Sql, parameters: Sequence[object] | Mapping[str, object] | None = None
    ) -> duckdb.DuckDBPyConnection:
        """Runs a statement with bound parameters; the answer has ``fetchall()``, ``df()`` and the like.

        Raises ValueError when the text is not exactly one statement.
        """
        one = self._one(statement)
        answer = self._connection.execute(one, parameters)
        if one.type in _WRITING and not self._is_in_transaction:
            self._wrote()
        return answer

    def row(self, query: str | Sql, **parameters: object) -> tuple[Any, ...]:
        """The only row of an answer; fetching all of it frees the connection for what comes next."""
        return tuple(self.execute(query, parameters).fetchall()[0])

    def number(self, query: str | Sql, **parameters: object) -> int:
        """The only number of an answer."""
        return int(self.row(query, **parameters)[0])

    def insert(self, table: str, **values: object) -> None:
        """Appends a row."""
        marks = Sql(", ".join(f"${column}" for column in values))
        template = "insert into {table} ({columns}) values ({marks})"
        self.execute(sql(template, table=name(table), columns=names(values), marks=marks), values)

    def make_table(self, table: str, rows: "pa.Table") -> None:
        """Makes a temporary table with rows of Python, in place of the one of that name."""
        self.register("handed_over", rows)
        self.execute(sql("create or replace temp table {table} as from handed_over", table=name(table)))
        self.unregister("handed_over")

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
        self._is_in_transaction = True

    def commit(self) -> None:
        self._connection.commit()
        self._is_in_transaction = False
        self._wrote()

    def rollback(self) -> None:
        self._connection.rollback()
        self._is_in_transaction = False

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


def lock(path: Path) -> IO[bytes]:
    """Keeps every other process from the database at ``path``, also when no file is there, until the result is closed.

    Raises StoreBusy when another process has the lock. A process that is killed leaves none behind.
    """
    with told_plainly(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.with_name(path.name + ".lock").open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.close()
            raise _busy(path) from error
        except OSError:
            file.close()
            raise
    return file


class Store:
    """An open database.

    ``path`` may be ``":memory:"``. Opening creates the tables of the contract and the views and macros of
    ``queries/views``, if another version of Peil made those that are there. No other process can open it until it is
    closed; ``locked`` says that the caller holds the ``lock`` (a rebuild). Raises a StoreUnusable that says the way
    out: the database is busy, damaged, gone while its originals are there, made by a newer Peil, or may not be
    written, or the disk is full.
    """

    def __init__(self, path: Path | str, *, locked: bool = False) -> None:
        self.path = path
        self._lock = None if path == ":memory:" or locked else lock(Path(path))
        try:
            if self._lock and not Path(path).exists() and self.originals and any(self.originals.glob(DESCRIPTIONS)):
                raise StoreMissing(
                    N_(
                        "The database {file} is gone, but the originals of what was handed in stand beside it, so "
                        "nothing is lost. Build it again: python -m peil rebuild."
                    ),
                    file=Path(path).name,
                )
            self._connection = _open(path)
            self._opened, self._writes = secrets.token_hex(4), 0
            try:
                self._create()
            except BaseException:
                self._connection.close()
                raise
        except BaseException:
            self._unlock()
            raise

    @property
    def originals(self) -> Path | None:
        """The folder with the originals of this database; None for a database in memory, which keeps none."""
        return None if self.path == ":memory:" else Path(self.path).parent / "originals"

    def _wrote(self) -> None:
        self._writes += 1

    @property
    def stamp(self) -> str:
        """Changes with every write, and with every opening: what was computed under the same stamp still holds."""
        return f"{self._opened}-{self._writes}"

    def run(self, query: str, /, *, seconds: float = TIME_LIMIT_SECONDS, **parameters: object) -> "pd.DataFrame":
        """The answer of ``queries/<query>.sql`` as a data frame with the columns its header names.

        Raises QueryTooSlow when it takes longer than ``seconds``.
        """
        with self._answer(query, seconds, parameters) as answer:
            return answer.df()

    def rows(
        self, query: str, parameters: Mapping[str, Any], *, seconds: float = TIME_LIMIT_SECONDS
    ) -> list[dict[str, Any]]:
        """The answer of ``queries/<query>.sql``, a dict per row: None for what is missing, days as dates, decimals as
        floats, lists as lists. Raises QueryTooSlow when it takes longer than ``seconds``.
        """
        with self._answer(query, seconds, parameters) as answer:
            names = [column[0] for column in answer.description]
            of_decimals = [number for number, column in enumerate(answer.description) if "DECIMAL" in str(column[1])]
            found = answer.fetchall()
        if of_decimals:
            found = [
                tuple(_as_float(cell) if number in of_decimals else cell for number, cell in enumerate(row))
                for row in found
            ]
        return [dict(zip(names, row, strict=True)) for row in found]

    @contextmanager
    def _answer(self, query: str, seconds: float, parameters: Mapping[str, Any]) -> Iterator[duckdb.DuckDBPyConnection]:
        """The open answer of a query, within the time limit."""
        started = time.perf_counter()
        too_slow = QueryTooSlow(f"The question '{query}' took longer than {seconds:.0f} seconds and was stopped.")
        with self.cursor() as cursor, time_limit(cursor, seconds, too_slow):
            yield cursor.execute(statement(query), parameters)
        log.debug("%s: %.0f ms", query, 1000 * (time.perf_counter() - started))

    @contextmanager
    def cursor(self) -> Iterator[Cursor]:
        """A connection of its own on the same database, closed afterwards."""
        cursor = Cursor(self._connection.cursor(), self._wrote)
        try:
            yield cursor
        except (duckdb.Error, OSError) as error:
            # Of the files of others, only that there is no room for our copies is about us.
            about = _told if isinstance(error, duckdb.Error) else disk_full
            told = None if self.path == ":memory:" else about(error, self.path)
            if told:
                raise told from error
            raise
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
        self._unlock()

    def _unlock(self) -> None:
        if self._lock:
            self._lock.close()

    def _create(self) -> None:
        files = [file for folder in ("tables", "views") for file in sorted((QUERIES / folder).glob("*.sql"))]
        tables = [create_table(table) for table in contract.tables()]
        scripts = [file.read_text(encoding="utf-8") for file in files]
        readings = [macro for table in contract.tables() if table.texts for macro in reading(table)]
        meanings = [counts_as(code_list) for code_list in contract.code_lists() if contract.code_meanings(code_list)]
        texts = [*(made.text for made in (*tables, *meanings, *readings)), *scripts]
        made_from = hashlib.sha256("".join(texts).encode()).hexdigest()
        with self.cursor() as cursor:
            # The comment on a table says which version made it: it costs no table, and nothing exports it.
            comments = cursor.execute(
                "select comment from duckdb_tables() where table_name = 'submissions' and comment is not null"
            ).fetchall()
        version, _, made_before_from = comments[0][0].partition(" ") if comments else ("0", "", "")
        if int(version) > SCHEMA_VERSION:
            raise StoreNewer(
                N_(
                    "The database {file} was made by a newer version of Peil. Bring Peil up to date, or put back the "
                    "backup that was made before it was."
                ),
                file=Path(self.path).name,
            )
        if made_before_from == made_from:
            return
        with self.transaction() as cursor:
            for table in tables:
                cursor.execute(table)
            _add_new_fields(cursor)
            if int(version) < 5:
                for changed in ("targets", "reflection_answers", "decisions"):
                    _key_again(cursor, contract.table(changed))
            # Views use the meanings of codes, and readings use the views.
            for macro in meanings:
                cursor.execute(macro)
            for script in scripts:
                cursor.run_script(script)
            for macro in readings:
                cursor.execute(macro)
            made_by = literal(f"{SCHEMA_VERSION} {made_from}")
            cursor.execute(sql("comment on table submissions is {made_by}", made_by=made_by))


def _as_float(cell: Any) -> Any:
    """Decimals as floats, also within lists and structures."""
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, list):
        return [_as_float(one) for one in cell]
    if isinstance(cell, dict):
        return {name: _as_float(one) for name, one in cell.items()}
    return cell


def _open(path: Path | str) -> duckdb.DuckDBPyConnection:
    """A connection to the database at ``path``, which is made when it is not there."""
    if Path(path).is_dir():
        raise StoreUnusable(
            N_(
                "{file} is a folder, not a database. Move it away; then put back a backup of the database, or build it "
                "again: python -m peil rebuild."
            ),
            file=Path(path).name,
        )
    try:
        return duckdb.connect(str(path), config=_CONFINED | ({} if path == ":memory:" else _memory()))
    except duckdb.Error as error:
        if told := _told(error, path):
            raise told from error
        raise


def memory_mb() -> int:
    """The memory that the database may take, in MB. Raises PeilError when the setting is out of range."""
    return whole_number("PEIL_DATABASE_MEMORY_MB", 500, least=100)


def _memory() -> dict[str, Any]:
    """A database in memory is for tests, and has no folder for what does not fit."""
    return {"memory_limit": f"{memory_mb()}MB", "max_temp_directory_size": _SPILL}


def _busy(path: Path | str) -> StoreBusy:
    return StoreBusy(
        N_(
            "The database {file} is in use by another Peil process (most likely the running app). Stop it, or try "
            "again later."
        ),
        file=Path(path).name,
    )


def sync(path: Path) -> None:
    """Puts a file, or the names in a folder, on the disk, where a power cut leaves it."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def told_plainly(path: Path | str) -> Iterator[None]:
    """Says what is wrong with the disk in a sentence."""
    try:
        yield
    except OSError as error:
        if told := _told(error, path):
            raise told from error
        raise


def disk_full(error: Exception, path: Path | str) -> DiskFull | None:
    """The error to show when one of DuckDB or the disk says that there is no room to write; else None."""
    if not any(os.strerror(code) in str(error) for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)):
        return None
    return DiskFull(
        N_("There is no room left on the disk of {file}. Make room and try again; what was stored before is kept."),
        file=Path(path).name,
    )


# What DuckDB says when the file is at fault, as against a statement of ours.
_DAMAGED = ("Corrupt", "not a valid DuckDB database", "Could not read", "replaying WAL", "checksum")


def _told(error: duckdb.Error | OSError, path: Path | str) -> PeilError | None:
    """The error to show for one of DuckDB or the disk; None when neither the file nor the disk is at fault."""
    said = str(error)
    if full := disk_full(error, path):
        return full
    if "set lock on file" in said:
        return _busy(path)
    if any(os.strerror(code) in said for code in (errno.EACCES, errno.EPERM, errno.EROFS)):
        return StoreReadOnly(
            N_(
                "The database {file}, or its folder, may not be written by this user. Give the user that runs Peil the "
                "right to write the folder and everything in it."
            ),
            file=Path(path).name,
        )
    if "newer version of DuckDB" in said:
        return StoreNewer(
            N_(
                "The database {file} was made by a newer version of DuckDB. Bring Peil up to date, or put back the "
                "backup that was made before it was."
            ),
            file=Path(path).name,
        )
    if any(sign in said for sign in _DAMAGED):
        return StoreDamaged(
            N_(
                "The database {file} is damaged or is no database. Stop the app and build it again from the originals "
                "(python -m peil rebuild keeps the old file), or put back a backup."
            ),
            file=Path(path).name,
        )
    if isinstance(error, OSError):
        return StoreUnusable(
            N_("The database cannot be kept at {file}: {reason}. Name another place, or mend this one."),
            file=Path(path).name,
            reason=error.strerror or said,
        )
    return None


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


def _key_again(cursor: Cursor, table: contract.Table) -> None:
    """Works out the record keys of a table again, of which the key has changed."""
    cursor.execute(
        sql("update {table} set record_key = {key}", table=name(table.name), key=record_key_expression(table))
    )


def create_table(table: contract.Table) -> Sql:
    """The statement that creates a table of the contract, without keys or indexes (see docs/decisions)."""
    types = {field.name: field.sql_type for field in table.fields} | contract.SYSTEM_COLUMNS
    columns = [sql("{column} {type}", column=name(column), type=Sql(kind)) for column, kind in types.items()]
    return sql("create table if not exists {table} ({columns})", table=name(table.name), columns=joined(", ", columns))


def reading(table: contract.Table) -> list[Sql]:
    """The statements that create two macros for a table with ``texts``, which give each text in one column: in the
    language asked, else in English, else in the one that it was written in.

    ``<table>_in(language, known_at)`` gives the rows that counted at a moment, a text that lacks the language asked in
    quotation marks with its own; ``<table>_read(language, rows)`` those of a common table expression, each text as it
    is, with the language that it is in.
    """
    order = [*(language for language in contract.languages() if language != "en")]
    shown, texts, languages = [], [], []
    for text in table.texts:
        columns = {language: name(f"{text}_{language}") for language in contract.languages()}
        asked = sql(
            "case language {translations} else {english} end",
            translations=joined(
                " ",
                (
                    sql("when {code} then {column}", code=literal(language), column=columns[language])
                    for language in order
                ),
            ),
            english=columns["en"],
        )
        others = [columns["en"], *(columns[language] for language in order)]
        texts.append(sql("coalesce({any_of})", any_of=joined(", ", [asked, *others])))
        # What no row lacks needs no marks: a question that names ten things is planned sooner.
        if not all(table.field(column).required for column in contract.columns_of(text)):
            others = [_in_marks(columns[language], language) for language in ("en", *order)]
        shown.append(sql("coalesce({any_of})", any_of=joined(", ", [asked, *others])))
        whens = joined(
            " ",
            (
                sql("when {column} is not null then {code}", column=columns[language], code=literal(language))
                for language in ("en", *order)
            ),
        )
        mine = joined(
            " ",
            (
                sql(
                    "when language = {code} and {column} is not null then {code}",
                    code=literal(language),
                    column=columns[language],
                )
                for language in order
            ),
        )
        languages.append(
            sql("case {mine} {whens} end as {column}", mine=mine, whens=whens, column=name(f"{text}_language"))
        )
    written = names(column for text in table.texts for column in contract.columns_of(text))
    shown, texts = (
        [sql("{value} as {text}", value=value, text=name(text)) for value, text in zip(given, table.texts, strict=True)]
        for given in (shown, texts)
    )
    return [
        sql(
            "create or replace macro {macro}(language, known_at) as table "
            "select * exclude ({written}), {texts} from current_rows({table}, known_at)",
            macro=name(f"{table.name}_in"),
            written=written,
            texts=joined(", ", shown),
            table=literal(table.name),
        ),
        sql(
            "create or replace macro {macro}(language, stored_rows) as table "
            "select * exclude ({written}), {texts}, {languages} from query_table(stored_rows)",
            macro=name(f"{table.name}_read"),
            written=written,
            texts=joined(", ", texts),
            languages=joined(", ", languages),
        ),
    ]


def _in_marks(column: Sql, spoken: str) -> Sql:
    """A column in quotation marks with its language, ``spoken``, as a reader of ``language`` writes them."""
    marks = {one: Words(one).quotation("\0", [spoken]).split("\0") for one in contract.languages()}
    before, after = (
        joined(" ", (sql("when {code} then {mark}", code=literal(one), mark=literal(marks[one][end])) for one in marks))
        for end in (0, 1)
    )
    return sql(
        "case language {before} end || {column} || case language {after} end",
        before=before,
        column=column,
        after=after,
    )


def counts_as(code_list: str) -> Sql:
    """The statement that creates the macro ``<code_list>_counts_as(code)``: what a code counts as in rules, or null."""
    whens = [
        sql("when {code} then {meaning}", code=literal(code), meaning=literal(meaning))
        for code, meaning in contract.code_meanings(code_list).items()
    ]
    return sql(
        "create or replace macro {macro}(code) as case code {whens} end",
        macro=name(f"{code_list}_counts_as"),
        whens=joined(" ", whens),
    )


def record_key_expression(table: contract.Table) -> Sql:
    """The SQL expression that computes ``record_key`` from the ``supersedes`` fields of a row of ``table``.

    A blank field counts as empty text; the unit separator keeps ("ab", "c") apart from ("a", "bc").
    """
    fields = [sql("coalesce({field}::varchar, '')", field=name(field)) for field in table.supersedes]
    return sql("hash(concat_ws(chr(31), {fields}))", fields=joined(", ", fields))


@contextmanager
def time_limit(cursor: Cursor, seconds: float, too_slow: PeilError) -> Iterator[None]:
    """Stops what the cursor does after so many seconds, and then raises ``too_slow``."""
    done = threading.Event()

    def stop() -> None:
        # Again and again: between two statements there is nothing to interrupt.
        waiting = seconds
        while not done.wait(waiting):
            cursor.interrupt()
            waiting = 0.1

    watching = threading.Thread(target=stop, daemon=True)
    watching.start()
    try:
        yield
    except duckdb.InterruptException as error:
        raise too_slow from error
    finally:
        done.set()
        watching.join()


__all__ = [
    "QUERIES",
    "Cursor",
    "DatabaseError",
    "OutOfMemory",
    "Store",
    "create_table",
    "disk_full",
    "header",
    "lock",
    "memory_mb",
    "reading",
    "record_key_expression",
    "scratch",
    "statement",
    "sync",
    "time_limit",
    "told_plainly",
]
