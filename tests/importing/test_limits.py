"""Reading a file may take so much memory, time and processor, and no more; whoever asks goes on."""

import time
from pathlib import Path

import pytest

from peil.errors import LimitReached, PeilError, UnreadableFile
from peil.importing import import_path
from peil.reading.confined import SECONDS_PER_MB, Limits, confined
from tests.importing import monsters
from tests.importing.conftest import rows


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


def refuse():
    raise UnreadableFile("results.csv is empty.")


def write(path):
    Path(path).write_text("written")


def test_it_hands_back_what_the_task_says():
    assert confined("x.csv", 1, as_it_is, ["é", None, {"a": 1.5}]) == ["é", None, {"a": 1.5}]


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


@pytest.mark.parametrize("setting", ["0", "-1", "many", "1.5"])
def test_a_setting_is_a_whole_number(monkeypatch, setting):
    monkeypatch.setenv("PEIL_READ_SECONDS", setting)
    with pytest.raises(PeilError, match="PEIL_READ_SECONDS"):
        Limits.set()


def test_what_a_library_falls_over_is_a_damaged_file():
    with pytest.raises(UnreadableFile, match="damaged"):
        confined("x.csv", 1, fail)
    with pytest.raises(UnreadableFile, match="is empty"):
        confined("x.csv", 1, refuse)


@pytest.mark.parametrize("name", sorted(monsters.MAKERS))
def test_monsters(store, tmp_path, monkeypatch, name):
    """Small files that unpack, repeat or cross themselves without end: each is refused within the limits."""
    monkeypatch.setenv("PEIL_READ_MEMORY_MB", "300")
    monkeypatch.setenv("PEIL_READ_PROCESSOR_SECONDS", "5")
    path = monsters.MAKERS[name](tmp_path)
    with pytest.raises(UnreadableFile):
        import_path(store, path)
    assert rows(store, "select count(*) from submissions") == [(1,)]
