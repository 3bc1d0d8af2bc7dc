"""One file handed in, and judged: what became of it, and everything that must never happen.

with World(folder) as world:
    verdict = world.hand_in(case)
    verdict.outcome     # "accepted", "refused", or the name of the PeilError
    verdict.faults      # what went wrong; empty is good
"""

import contextlib
import ctypes
import gc
import os
import shutil
import socket
import tempfile
import threading
import time
import traceback
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow

from peil import contract
from peil.errors import PeilError
from peil.importing.gate import Options, Outcome, import_path
from peil.importing.reading.sheet import BLANKS
from peil.store import Store
from tests.fuzz.seeds import KNOWN, Value
from tests.importing.conftest import write_package

MEMORY_LIMIT_MB = 1000
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


@dataclass
class Case:
    """A file to hand in, and what is known of it beforehand.

    ``kind`` says what was done to it. ``must_be_refused`` says why it may not be accepted, or is empty. ``expected``
    holds the rows per table that have to be stored if it is accepted; None when that is not known.
    """

    kind: str
    path: Path
    options: dict[str, Any] = field(default_factory=dict)
    must_be_refused: str = ""
    expected: dict[str, list[dict[str, Value]]] | None = None


@dataclass
class Verdict:
    """What became of a case. ``seconds`` of processor time and ``peak_mb`` are those of the process that hands in."""

    outcome: str
    faults: list[str]
    seconds: float
    peak_mb: float
    rules: tuple[str, ...] = ()
    message: str = ""


class World:
    """A folder with a prepared database, and traps around it. Its database is as new before every case."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("files", "outside", "tmp"):
            (root / name).mkdir(parents=True, exist_ok=True)
        self._trap = _Trap()
        self._prepare()

    def __enter__(self) -> "World":
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()
        self._trap.close()

    @property
    def url(self) -> str:
        """An address that hostile files may name: whoever asks it is seen."""
        return self._trap.url

    @property
    def outside(self) -> Path:
        """An empty folder that hostile files may name: nothing may ever be written there."""
        return self.root / "outside"

    def empty_folder(self) -> Path:
        """The folder for the files of a case, with nothing in it."""
        folder = self.root / "files" / "case"
        shutil.rmtree(folder.parent, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def hand_in(self, case: Case) -> Verdict:
        """Imports a case and judges what happened. Puts the database back when it was accepted."""
        around = self._surroundings()
        faults: list[str] = []
        outcome: Outcome | None = None
        _let_go()
        message = ""
        started = time.process_time()
        with self._temporary_folder(), _peak() as peak:
            try:
                outcome = import_path(self.store, case.path, Options(**case.options))
                told = "refused" if outcome.refused else "known" if outcome.submission_id is None else "accepted"
            except PeilError as error:
                told, message = type(error).__name__, str(error)
                faults += _bad_message(message)
            except Exception as error:
                told = "traceback"
                faults.append(f"traceback: {_where(error)}")
        seconds = time.process_time() - started
        [peak_mb] = peak
        if peak_mb > MEMORY_LIMIT_MB:
            faults.append(f"memory: {peak_mb:.0f} MB")
        if self._trap.sprung():
            faults.append("network: a connection was made")
        faults += self._traces(around)
        if told == "accepted" and outcome is not None:
            faults += self._wrongly_accepted(case, outcome)
            self._restore()
        elif self._content() != self._prepared_content:
            faults.append("database: changed by a file that was not accepted")
            self._restore()
        rules = () if outcome is None or outcome.rules.empty else tuple(sorted(outcome.rules["rule"]))
        return Verdict(told, faults, seconds, peak_mb, rules, message)

    # --- The database -----------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        prepared = self.root / "prepared"
        if not prepared.exists():
            region = write_package(self.root / "region", KNOWN)
            store = Store(prepared / "peil.duckdb")
            outcome = import_path(store, region, Options(name="region"))
            store.close()
            if outcome.submission_id != 1:
                raise AssertionError(f"The region itself is refused:\n{outcome.rules}")
        self._open()
        with self.store.cursor() as cursor:
            described = cursor.execute(
                "select table_name, bool_or(column_name = 'submission_id') from duckdb_columns() "
                "where not internal and table_name in (select table_name from duckdb_tables()) "
                "group by all order by all"
            )
            self._tables: dict[str, bool] = dict(described.fetchall())
        self._prepared_content = self._content()
        self._prepared_files = {*(self.root / "db").rglob("*")}

    def _open(self) -> None:
        shutil.rmtree(self.root / "db", ignore_errors=True)
        shutil.copytree(self.root / "prepared", self.root / "db")
        self.store = Store(self.root / "db" / "peil.duckdb")

    def _restore(self) -> None:
        """Takes away what was stored. A database of its own for every file would take twice the time."""
        with self.store.transaction() as cursor:
            for table, has_submission in self._tables.items():
                if has_submission:
                    cursor.execute(f'delete from "{table}" where submission_id > 1')
        for kept in {*(self.root / "db").rglob("*")} - self._prepared_files:
            _remove(kept)
        if self._content() != self._prepared_content:
            self.store.close()
            self._open()

    def _content(self) -> list[tuple[Any, ...]]:
        """How many rows every table has, and a checksum over them."""
        counted = " union all ".join(
            f"select '{table}', count(*), bit_xor(hash(t)) from \"{table}\" as t" for table in self._tables
        )
        with self.store.cursor() as cursor:
            return cursor.execute(f"{counted} order by all").fetchall()

    # --- Traces -----------------------------------------------------------------------------------------------------

    @contextmanager
    def _temporary_folder(self) -> Iterator[None]:
        before = tempfile.tempdir, os.environ.get("TMPDIR")
        tempfile.tempdir = os.environ["TMPDIR"] = str(self.root / "tmp")
        try:
            yield
        finally:
            tempfile.tempdir = before[0]
            os.environ.pop("TMPDIR")
            if before[1] is not None:
                os.environ["TMPDIR"] = before[1]

    def _surroundings(self) -> set[str]:
        return {
            str(path.relative_to(self.root))
            for path in [*self.root.iterdir(), *self.outside.rglob("*"), *(self.root / "files").rglob("*")]
        }

    def _traces(self, before: set[str]) -> list[str]:
        """Files that came where none may, and temporary files left behind; both are taken away."""
        faults = [f"written outside the database folder: {path}" for path in self._surroundings() - before]
        faults += [f"taken away: {path}" for path in before - self._surroundings()]
        for path in sorted(self._surroundings() - before):
            _remove(self.root / path)
        for left in (self.root / "tmp").iterdir():
            faults.append(f"left in the temporary folder: {left.name}")
            _remove(left)
        return faults

    # --- Wrong accepts ----------------------------------------------------------------------------------------------

    def _wrongly_accepted(self, case: Case, outcome: Outcome) -> list[str]:
        faults = [f"wrong accept: {case.must_be_refused}"] if case.must_be_refused else []
        if case.expected is not None:
            if set(case.expected) != set(outcome.rows):
                faults.append(f"wrong accept: stored {sorted(outcome.rows)} instead of {sorted(case.expected)}")
            else:
                for table, expected in case.expected.items():
                    faults += self._differences(table, expected, outcome.submission_id)
        for table in outcome.rows:
            faults += self._impossible(contract.table(table), outcome.submission_id)
        return faults

    def _differences(self, table: str, expected: list[dict[str, Value]], submission_id: int | None) -> list[str]:
        names = list(dict.fromkeys(name for row in expected for name in row)) or ["source_row"]
        columns = ", ".join(f'"{name}"' for name in names)
        with self.store.cursor() as cursor:
            stored = cursor.execute(
                f'select {columns} from "{table}" where submission_id = ?', [submission_id]
            ).fetchall()
        wanted = Counter(tuple(_comparable(row.get(name)) for name in names) for row in expected)
        found = Counter(tuple(_comparable(value) for value in row) for row in stored)
        if wanted == found:
            return []
        return [f"wrong accept: {table} holds {list(found - wanted)[:2]} instead of {list(wanted - found)[:2]}"]

    def _impossible(self, table: contract.Table, submission_id: int | None) -> list[str]:
        """What no stored row may be, whatever was handed in."""
        conditions = {}
        for item in table.fields:
            cell = f'"{item.name}"'
            if item.sql_type == "VARCHAR":
                conditions[f"{item.name} holds control characters"] = f"regexp_matches({cell}, '{_CONTROL}')"
                conditions[f"{item.name} has blanks around"] = f"{cell} <> trim({cell}) or {cell} = ''"
            elif item.sql_type == "DOUBLE":
                conditions[f"{item.name} is not finite"] = f"not isfinite({cell})"
            elif item.sql_type == "DATE":
                conditions[f"{item.name} is far away"] = f"{cell} not between date '1900-01-01' and date '2199-12-31'"
            if item.required:
                conditions[f"{item.name} is empty"] = f"{cell} is null"
            if item.codes:
                conditions[f"{item.name} is no code"] = f"{cell} not in ({str(list(item.codes))[1:-1]})"
        for key in table.foreign_keys:
            conditions[f"{key.field} refers to nothing"] = (
                f'"{key.field}" is not null and "{key.field}" not in (select "{key.target}" from "{key.table}")'
            )
        key_columns = ", ".join(f'"{name}"' for name in table.key)
        conditions["key twice"] = (
            f'({key_columns}, submission_id) in (select ({key_columns}, submission_id) from "{table.name}" '
            "group by all having count(*) > 1)"
        )
        counts = ", ".join(f"count(*) filter ({condition})" for condition in conditions.values())
        with self.store.cursor() as cursor:
            broken = cursor.execute(f'select {counts} from "{table.name}" where submission_id = ?', [submission_id])
            numbers = broken.fetchall()[0]
        return [
            f"wrong accept: {table.name}: {what} ({number})"
            for what, number in zip(conditions, numbers, strict=True)
            if number
        ]


def _comparable(value: Any) -> Any:
    """Two values that mean the same are equal after this; exact numbers stay apart from their neighbours."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float, Decimal)):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    return unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n").strip(BLANKS) or None


def _bad_message(message: str) -> list[str]:
    """What no message to people may be: empty, a name of a class, or a text as long as a file."""
    if not message.strip():
        return ["message: empty"]
    if len(message) > 5000:
        return [f"message: {len(message)} characters"]
    return [] if message.replace("\n", "").isprintable() else ["message: control characters"]


def _where(error: BaseException) -> str:
    """The kind of an unforeseen exception: its class, the last line of our own that it passed, and its text."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}peil{os.sep}" in frame.filename]
    last = (ours or frames)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}:{last.name}: {str(error)[:200]!r}"


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _let_go() -> None:
    """Gives back what making the file took, so that it is not counted."""
    gc.collect()
    pyarrow.default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def _peak() -> Iterator[list[float]]:
    """The peak of this process within the block, in MB (0 where the system cannot tell)."""
    measured = [0.0]
    clear = Path("/proc/self/clear_refs")
    can_tell = clear.exists() and os.access(clear, os.W_OK)
    if can_tell:
        clear.write_text("5")
    try:
        yield measured
    finally:
        if can_tell:
            lines = Path("/proc/self/status").read_text().splitlines()
            measured[0] = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


class _Trap:
    """Listens on this machine only, and remembers whether anybody came."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}/results.csv"
        self._visits = 0
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self._thread.start()

    def _wait(self) -> None:
        while True:
            try:
                visitor, _ = self._server.accept()
            except OSError:
                return
            self._visits += 1
            visitor.close()

    def sprung(self) -> bool:
        visits, self._visits = self._visits, 0
        return visits > 0

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
