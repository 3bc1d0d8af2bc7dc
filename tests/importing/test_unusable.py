"""A database that cannot be used as it is: one sentence with the way out, nothing is written, and nothing is lost."""

import contextlib
import errno
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from peil import commands as command_line
from peil.access import STEWARD
from peil.errors import DiskFull, StoreBusy, StoreDamaged, StoreReadOnly, UnreadableFile
from peil.importing import originals
from peil.importing.gate import import_path
from peil.recording import record
from peil.store import ROOT, SCHEMA_VERSION, Store, lock
from tests.importing.broken_databases import BROKEN
from tests.importing.conftest import HEADER, everything, rows

REPORT = f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,10\n"


@pytest.fixture
def peil(database, capsys):
    """``peil("status")`` returns (exit code, standard error)."""

    def run(*arguments):
        code = command_line.main(["--database", str(database), *map(str, arguments)])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.err

    return run


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text(REPORT)
    return path


def contents(folder):
    """Every file under a folder with its bytes, but for the log and the empty file that holds the lock."""
    return {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("peil.log", "peil.duckdb.lock")
    }


def all_rows(database):
    store = originals.open_store(database, pytest.fail)
    found = everything(store)
    store.close()
    return found


@pytest.mark.parametrize("state", BROKEN)
def test_every_command_says_the_way_out_and_writes_nothing(peil, database, report, tmp_path, state):
    broken = BROKEN[state]
    broken.happen(database)
    before = contents(database.parent)
    with pytest.raises(broken.error):
        originals.open_store(database, pytest.fail)
    for command in (
        ("status",),
        ("import", report),
        ("withdraw", 1, "--reason", "wrong"),
        ("check",),
        ("export", tmp_path / "export"),
        ("setup",),
    ):
        code, err = peil(*command)
        assert (code, broken.way_out in err, err.count("\n")) == (3, True, 1), command
    assert contents(database.parent) == before


@pytest.mark.parametrize("state", BROKEN)
def test_a_rebuild_mends_it_or_leaves_it_alone(peil, database, state):
    wanted = all_rows(database)
    BROKEN[state].happen(database)
    before = contents(database.parent)
    code, err = peil("rebuild")
    if not BROKEN[state].rebuild_mends:
        assert (code, BROKEN[state].way_out in err) == (3, True)
        assert contents(database.parent) == before
        return
    assert (code, err) == (0, "")
    found = all_rows(database)
    assert [row for row in found["submissions"] if row[0] == 1] == wanted["submissions"]
    assert found["indicators"] == wanted["indicators"]
    assert len(found["submissions"]) == (2 if state == "behind" else 1)
    if state != "gone":
        assert database.with_name("peil.duckdb.before-rebuild").read_bytes() == before[database]


def test_without_originals_there_is_nothing_to_build_from(peil, database):
    shutil.rmtree(database.parent / "originals")
    database.write_bytes(b"")
    code, err = peil("rebuild")
    assert (code, "no originals" in err, database.read_bytes()) == (2, True, b"")


def test_a_new_folder_is_no_loss(tmp_path, capsys):
    database = tmp_path / "new" / "peil.duckdb"
    assert command_line.main(["--database", str(database), "status"]) == 0
    assert "Nothing was handed in yet." in capsys.readouterr().out


def test_damage_found_by_a_question_is_said_too(database):
    """Opening reads the head of the file only; the blocks with the rows are read when somebody asks."""
    store = Store(database)
    with store.transaction() as cursor:
        cursor.execute("insert into results by name select i::varchar || 'x' as note from range(200_000) as r(i)")
    store.close()
    content = bytearray(database.read_bytes())
    damaged = 0
    for place in range(12_288, len(content) - 5000, 262_144):
        scrambled = bytearray(content)
        scrambled[place + 1000 : place + 1100] = os.urandom(100)
        database.write_bytes(scrambled)
        with contextlib.suppress(StoreDamaged):
            store = Store(database)
            try:
                store.run("import/status")
                with store.cursor() as cursor:
                    cursor.execute("select max(note), count(*) from results").fetchall()
            except StoreDamaged:
                damaged += 1
            finally:
                store.close()
    assert damaged, "no damage was left for a question to find"


# --- Rights -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(known_region):
    """A copy of the database where also a user without rights in our folders can come."""
    folder = Path(tempfile.mkdtemp(prefix="peil-test-"))
    shutil.copytree(known_region, folder / "db")
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o777)
    yield folder / "db" / "peil.duckdb"
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        path.chmod(0o777)
    shutil.rmtree(folder)


@contextlib.contextmanager
def an_ordinary_user():
    """Root may write everything; as anybody else, nothing changes."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(
    ("what", "mode"),
    [("peil.duckdb", 0o444), ("peil.duckdb", 0o000), (".", 0o555), ("originals", 0o555)],
    ids=["a read-only file", "an unreadable file", "a read-only folder", "read-only originals"],
)
def test_what_may_not_be_written_is_said(elsewhere, what, mode):
    if what == ".":
        elsewhere.with_name("peil.duckdb.lock").unlink()
    (elsewhere.parent / what).chmod(mode)

    def write():
        store = originals.open_store(elsewhere, pytest.fail)
        try:
            record(
                store, STEWARD, "decisions", [{"partnership_id": "PS", "indicator_id": "VISITS", "reason": "agreed"}]
            )
        finally:
            store.close()

    with an_ordinary_user(), pytest.raises(StoreReadOnly, match="right to write"):
        write()
    for path in (elsewhere, elsewhere.parent, elsewhere.parent / "originals"):
        path.chmod(0o777)
    store = originals.open_store(elsewhere, pytest.fail)
    assert rows(store, "select submission_id from submissions") == [(1,)]
    assert rows(store, "select count(*) from decisions") == [(0,)]
    store.close()


# --- A full disk ------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def room_for(size):
    """No file of this process can grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 1000, 10_000, 1_000_000])
def test_a_full_disk_ends_an_import_and_a_rebuild(peil, database, report, size):
    on_disk = database.read_bytes()
    with room_for(size):
        rebuilt, said = peil("rebuild")
    assert (rebuilt, "room" in said) == (3, True)
    assert database.read_bytes() == on_disk
    assert not database.with_name("peil.duckdb.rebuild").exists()
    with room_for(size):
        code, said = peil("import", report)
    assert (code, "room" in said) in ((3, True), (0, False))
    assert len(all_rows(database)["results"]) == (1 if code == 0 else 0)
    assert peil("import", report)[0] == 0
    assert len(all_rows(database)["results"]) == 1


@pytest.mark.parametrize("command", ["import", "withdraw", "rebuild"])
def test_a_disk_that_fills_up_at_any_moment(peil, database, report, monkeypatch, command):
    """Each time one write further, until there is room for all of them."""
    arguments = {"import": ("import", report), "withdraw": ("withdraw", 1, "--reason", "no"), "rebuild": ("rebuild",)}
    fsync = os.fsync
    start = database.with_name("start")
    shutil.copytree(database.parent, start)
    before = all_rows(database)
    for room in range(100):
        shutil.rmtree(database.parent / "originals")
        shutil.copytree(start / "originals", database.parent / "originals")
        shutil.copy(start / "peil.duckdb", database)
        left = iter(range(room))

        def full(descriptor, left=left):
            if next(left, None) is None:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            fsync(descriptor)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            code, said = peil(*arguments[command])
        found = all_rows(database)
        done = (len(found["results"]), len(found["withdrawals"])) != (0, 0)
        assert found["indicators"] == before["indicators"]
        if code == 0:
            assert done or command == "rebuild"
            break
        assert (code, "room" in said) == (3, True)
    assert code == 0
    assert room > 1, "hardly anything was put on the disk"


def test_a_full_disk_has_its_own_error(store, report):
    with room_for(10), pytest.raises(DiskFull):
        import_path(store, report)
    assert import_path(store, report).submission_id == 2


def test_a_full_temporary_folder_is_not_the_fault_of_the_file(store, report, monkeypatch):
    """The process that reads ends without an answer, for it cannot write one."""
    monkeypatch.setattr(sys.modules["peil.importing.reading.confined"]._SERVER, "run", lambda asked, answer: 0)
    with pytest.raises(UnreadableFile, match="may be damaged"):
        import_path(store, report)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=0))
    with pytest.raises(DiskFull, match="TMPDIR"):
        import_path(store, report)


# --- Other processes --------------------------------------------------------------------------------------------------


def elsewhere_status(database):
    """How another process fares with the database meanwhile."""
    command = [sys.executable, "-m", "peil", "--database", str(database), "status"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stderr


def test_an_open_database_is_busy_for_other_processes(database):
    store = Store(database)
    code, said = elsewhere_status(database)
    assert (code, "in use" in said, "Traceback" in said) == (3, True, False)
    store.close()
    assert elsewhere_status(database)[0] == 0


@pytest.mark.parametrize("state", ["gone", "cut", "whole"])
def test_nobody_gets_in_during_a_rebuild(database, monkeypatch, state):
    from peil.importing import rebuilding

    if state != "whole":
        BROKEN[state].happen(database)
    tried = []

    def at_each_step(step):
        def tries(*arguments):
            # Only one step costs a start of Python: the lock does not care who asks.
            if step == "_put_in_place":
                tried.append(elsewhere_status(database))
            with pytest.raises(StoreBusy):
                Store(database)
            answer = steps[step](*arguments)
            with pytest.raises(StoreBusy):
                lock(database)
            return answer

        return tries

    steps = {step: getattr(rebuilding, step) for step in ("_look_at", "_explain_gaps", "_build", "_put_in_place")}
    for step in steps:
        monkeypatch.setattr(rebuilding, step, at_each_step(step))
    assert rebuilding.rebuild(database) == 1
    [(code, said)] = tried
    assert (code, "in use" in said) == (3, True)


# --- Versions ---------------------------------------------------------------------------------------------------------


def test_opening_writes_nothing_when_all_is_made(database):
    def traces():
        paths = [path for path in database.parent.rglob("*") if path.suffix != ".lock"]
        return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in paths}, database.read_bytes()

    before = traces()
    store = originals.open_store(database, pytest.fail)
    assert store.run("import/status")["submission_id"].tolist() == [1]
    store.close()
    assert traces() == before


def test_a_database_of_another_version_gets_the_views_of_this_one(database):
    store = Store(database)
    with store.cursor() as cursor:
        cursor.execute("create or replace macro known_submissions(known_at) as table select 'of before' as age")
        cursor.execute(f"comment on table submissions is '{SCHEMA_VERSION} made from something else'")
    store.close()
    store = Store(database)
    assert rows(store, "select count(*) from known_submissions(now()::timestamp)") == [(1,)]
    store.close()
