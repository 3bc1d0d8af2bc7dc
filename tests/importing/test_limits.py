"""Reading a file may take so much memory, time and processor, and no more; whoever asks goes on."""

import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from peil.errors import LimitReached, PeilError, UnreadableFile
from peil.importing import checks
from peil.importing.gate import import_path
from peil.importing.reading import parquet_files, sheet
from peil.importing.reading.confined import SECONDS_PER_MB, Limits, confined
from peil.store import OutOfMemory, Store, time_limit
from tests.importing import monsters, reading_alone
from tests.importing.conftest import HEADER, places, rows
from tests.importing.test_hostile_text import FORMATS, ROW

ENDLESS = "range(10_000_000) as a, range(10_000_000) as b where a <> b"


def as_it_is(value):
    return value


def take_memory(megabytes):
    return len([bytearray(1_000_000) for _ in range(megabytes)])


def take_processor():
    while True:
        pass


def wait():
    time.sleep(3600)


def fail():
    raise KeyError("a bug of ours, or of a library")


def have_no_memory(said):
    raise OSError(said)


def refuse():
    raise UnreadableFile("results.csv is empty.")


def write(path):
    Path(path).write_text("written")


def test_it_hands_back_what_the_task_says():
    assert confined("x.csv", 1, as_it_is, ["é", None, {"a": 1.5}]) == ["é", None, {"a": 1.5}]


@pytest.mark.parametrize("write", FORMATS)
def test_whoever_reads_a_file_has_its_libraries_loaded_already(tmp_path, write):
    """They are loaded once, before the first file, and not for every file again."""
    path = write(tmp_path, ROW, "results")
    assert confined(path.name, 1, reading_alone.newly_loaded, str(path), str(tmp_path)) == []


def test_memory(monkeypatch):
    monkeypatch.setenv("PEIL_READ_MEMORY_MB", "200")
    assert confined("x.csv", 1, take_memory, 100) == 100
    with pytest.raises(LimitReached, match=r"x\.csv .*200 MB of memory.*PEIL_READ_MEMORY_MB"):
        confined("x.csv", 1, take_memory, 400)


def test_processor(monkeypatch):
    monkeypatch.setenv("PEIL_READ_PROCESSOR_SECONDS", "1")
    with pytest.raises(LimitReached, match=r"1 seconds of processor time.*PEIL_READ_PROCESSOR_SECONDS"):
        confined("x.csv", 1, take_processor)


def test_time(monkeypatch):
    monkeypatch.setenv("PEIL_READ_SECONDS", "1")
    with pytest.raises(LimitReached, match=r"1 seconds, .*PEIL_READ_SECONDS"):
        confined("x.csv", 1, wait)


def test_a_larger_file_may_take_longer():
    small, large = Limits(700, 30, 120).for_bytes(3_000), Limits(700, 30, 120).for_bytes(100_000_000)
    assert small == Limits(700, 30, 120)
    assert large == Limits(700, 30 + 100 * SECONDS_PER_MB, 120 + 200 * SECONDS_PER_MB)


@pytest.mark.parametrize("setting", ["0", "-1", "many", "1.5", "1e3", "²", "1000001", "9" * 5000])
def test_a_setting_is_a_whole_number(monkeypatch, setting):
    monkeypatch.setenv("PEIL_READ_SECONDS", setting)
    with pytest.raises(PeilError, match="PEIL_READ_SECONDS must be a whole number from 1 to 1000000") as raised:
        Limits.set()
    assert len(str(raised.value)) < 200


def test_memory_with_which_nothing_works_is_no_setting(tmp_path, monkeypatch):
    monkeypatch.setenv("PEIL_READ_MEMORY_MB", "99")
    monkeypatch.setenv("PEIL_DATABASE_MEMORY_MB", "99")
    with pytest.raises(PeilError, match=r"PEIL_READ_MEMORY_MB .* from 100"):
        Limits.set()
    with pytest.raises(PeilError, match=r"PEIL_DATABASE_MEMORY_MB .* from 100"):
        Store(tmp_path / "peil.duckdb")


def test_the_highest_settings_work(hand_in, monkeypatch):
    for variable in ("READ_MEMORY_MB", "READ_PROCESSOR_SECONDS", "READ_SECONDS", "CHECK_SECONDS", "DATABASE_MEMORY_MB"):
        monkeypatch.setenv(f"PEIL_{variable}", "1000000")
    outcome = hand_in("partnership_id,indicator_id,partner_id,period_end,value\nPS,VISITS,ORG_STAD,2010-06-30,10\n")
    assert outcome.submission_id == 2


def test_what_a_library_falls_over_is_a_damaged_file():
    with pytest.raises(UnreadableFile, match="damaged"):
        confined("x.csv", 1, fail)
    with pytest.raises(UnreadableFile, match="is empty"):
        confined("x.csv", 1, refuse)


def test_what_a_library_has_no_memory_for_is_no_damaged_file():
    for said in ("Out of Memory Error: ArrowBuffer: failed to allocate 16777216 bytes", "std::bad_alloc"):
        with pytest.raises(LimitReached, match="PEIL_READ_MEMORY_MB"):
            confined("x.csv", 1, have_no_memory, said)


def test_parquet_that_the_database_has_no_memory_for_is_not_damaged(tmp_path, monkeypatch):
    def no_memory(*_):
        raise OutOfMemory("Out of Memory Error: failed to allocate data")

    pd.DataFrame({"value": [1]}).to_parquet(tmp_path / "results.parquet")
    monkeypatch.setattr(parquet_files, "_write", no_memory)
    with pytest.raises(MemoryError):
        parquet_files.read(tmp_path / "results.parquet", tmp_path)


def test_long_cells_that_are_wrong_are_told_by_their_beginning(store, hand_in):
    """Each is told with all that is wrong with it: whole they would take gigabytes."""
    cells = [f"PS,{long},{long},{long},{long}" for long in (letter * 1_000_000 for letter in "abc")]
    outcome = hand_in("\n".join([HEADER, *cells, f"PS,VISITS,ORG_STAD,2010-06-30,10,{'n' * 1_000_000}"]))
    assert outcome.refused
    assert outcome.findings["value"].str.len().max() <= sheet.MAX_NAME_CHARACTERS
    assert {value for _, field, value in places(outcome, "not_a_number") if field == "value"} == {
        f"{letter * 100}…" for letter in "abc"
    }


def test_what_is_told_of_a_key_is_its_beginning(store, hand_in):
    heading = "h" * 100_000
    rows_twice = f"PS,ORG_STAD,2010-06-30,{heading},text\n" * 2
    outcome = hand_in(f"partnership_id,partner_id,period_end,heading,text\n{rows_twice}", "assessments.csv")
    assert outcome.findings["value"].str.len().max() == sheet.MAX_NAME_CHARACTERS


def test_a_text_may_be_long(store, hand_in):
    note = "n" * 100_000
    assert hand_in(f"{HEADER},note\nPS,VISITS,ORG_STAD,2010-06-30,10,{note}\n").submission_id == 2
    assert rows(store, "select note from results") == [(note,)]


def test_a_large_file_is_staged_piece_by_piece(tmp_path):
    """Reading all of it at once would keep all of it in memory, beside what the database takes."""
    columns = sheet.columns_of(1)
    with pa.OSFile(str(tmp_path / "rows"), "wb") as sink, pa.ipc.new_file(sink, columns) as writer:
        for number in range(50):
            writer.write_batch(pa.record_batch([pa.array([number]), pa.array(["x" * 1_000_000])], columns))
    staged = sheet.Sheet("x.csv", None, ["a"], tmp_path / "rows")
    store, before = Store(":memory:"), pa.total_allocated_bytes()
    with store.cursor() as cursor:
        seen = []
        register = cursor.register
        cursor.register = lambda view, read: (seen.append(pa.total_allocated_bytes() - before), register(view, read))
        staged.stage(cursor, "staged", ["note"], long=["note"])
        assert cursor.execute("select count(*), min(length(note)) from staged").fetchall() == [(50, 1_000_000)]
    assert seen[0] < 1_000_000
    store.close()


@pytest.mark.parametrize("name", sorted(monsters.MAKERS))
def test_monsters(store, tmp_path, monkeypatch, name):
    """Small files that unpack, repeat or cross themselves without end: each is refused within the limits."""
    monkeypatch.setenv("PEIL_READ_MEMORY_MB", "300")
    monkeypatch.setenv("PEIL_READ_PROCESSOR_SECONDS", "5")
    path = monsters.MAKERS[name](tmp_path)
    with pytest.raises(UnreadableFile):
        import_path(store, path)
    assert rows(store, "select count(*) from submissions") == [(1,)]


def test_a_check_that_takes_too_long_is_stopped(store):
    too_slow = LimitReached("too slow")
    with store.cursor() as cursor, pytest.raises(LimitReached, match="too slow"), time_limit(cursor, 0.01, too_slow):
        cursor.execute(f"select count(*) from {ENDLESS}").fetchall()


def test_a_submission_that_takes_too_long_to_check_is_not_stored(store, hand_in, monkeypatch):
    endless = f"select 'results', 1, 1, 'value', count(*) from {ENDLESS}"
    names = "table_name, file_number, source_row, field, value"
    monkeypatch.setenv("PEIL_CHECK_SECONDS", "1")
    monkeypatch.setattr(checks, "statement", lambda _: f"select * from ({endless}) as broken({names})")
    with pytest.raises(LimitReached, match=r"checking it takes more than 1 seconds.*PEIL_CHECK_SECONDS"):
        hand_in("partnership_id,indicator_id,partner_id,period_end,value\nPS,VISITS,ORG_STAD,2010-06-30,10\n")
    assert rows(store, "select count(*) from results") == [(0,)]
    assert rows(store, "select count(*) from submissions") == [(1,)]


def test_the_database_keeps_to_its_memory(tmp_path, monkeypatch):
    monkeypatch.setenv("PEIL_DATABASE_MEMORY_MB", "123")
    store = Store(tmp_path / "peil.duckdb")
    assert rows(store, "select current_setting('memory_limit')") == [("117.3 MiB",)]
    assert rows(store, "select current_setting('max_temp_directory_size')") == [("18.6 GiB",)]
    store.close()


def test_a_submission_that_takes_too_much_memory_to_check_is_not_stored(store, hand_in, monkeypatch):
    def no_memory(*_):
        raise OutOfMemory("Out of Memory Error: failed to allocate data")

    monkeypatch.setattr(checks, "check", no_memory)
    with pytest.raises(LimitReached, match=r"more than 500 MB of memory.*PEIL_DATABASE_MEMORY_MB"):
        hand_in("partnership_id,indicator_id,partner_id,period_end,value\nPS,VISITS,ORG_STAD,2010-06-30,10\n")
    assert rows(store, "select count(*) from submissions") == [(1,)]
