"""A fixed part of the malformed files, the quick monsters, and proof that the trial sees what goes wrong."""

import socket
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest

from peil import contract
from peil.importing.gate import Options, Outcome, import_path
from peil.store import Store
from tests.fuzz import seeds, trial
from tests.fuzz.monsters import MONSTERS
from tests.fuzz.mutations import Places, mutated
from tests.fuzz.runner import made, main
from tests.fuzz.trial import Case, World

# One of each kind of damage that is quick, and those that found something once. It is a small part: all of this takes
# twenty seconds, and "make fuzz" has no end.
SEEDS = (*range(1, 9), 20165, 20653, 20778, 20817, 21755)
# These run into a limit, or are large; "make fuzz" has them.
SLOW = {
    "csv_areas_in_a_long_chain",
    "csv_blank_lines",
    "csv_every_cell_wrong",
    "csv_keys_twice_that_multiply",
    "csv_unclosed_quote",
    "csv_utf16_of_100_megabytes",
    "csv_of_zeros",
    "csv_one_line",
    "feature_of_many_properties",
    "million_holes",
    "million_rings",
    "ods_rows_repeated_again_and_again",
    "parquet_of_gigabytes",
    "parquet_of_many_columns",
    "parquet_of_many_rows",
    "parquet_of_one_long_text",
    "ring_that_crosses_itself_everywhere",
    "ring_that_crosses_itself_everywhere_in_a_table",
    "workbook_last_column_in_every_row",
    "workbook_long_string_many_times",
    "workbook_million_strings",
    "workbook_million_styles",
    "workbook_of_ten_thousand_sheets",
    "workbook_zip_bomb",
    "workbook_zip_bomb_that_lies",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("fuzz")) as world:
        yield world


@pytest.mark.parametrize("seed", SEEDS)
def test_a_malformed_file_is_refused_or_read_rightly(world, seed):
    case = made(seed, world)
    assert world.hand_in(case).faults == [], f"{case.kind}: python -m tests.fuzz.runner --count 1 --seed {seed}"


@pytest.mark.parametrize("name", sorted(MONSTERS.keys() - SLOW))
def test_a_monster_does_nothing(world, name):
    case = made(name, world)
    assert world.hand_in(case).faults == [], f"python -m tests.fuzz.runner --monster {name}"


def test_slow_monsters_are_monsters():
    assert MONSTERS.keys() >= SLOW


# --- The seeds are valid: what is refused is refused for what was done to it ------------------------------------------


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx", "ods"])
def test_every_table_is_accepted_in_every_format(world, suffix):
    folder = world.empty_folder()
    sheets = [seeds.valid_sheet(table.name, Random(number)) for number, table in enumerate(contract.tables())]
    if suffix in ("csv", "parquet"):
        descriptor = seeds.package_descriptor(sheets)
        for resource, sheet in zip(descriptor["resources"], sheets, strict=True):
            resource["path"] = f"{sheet.table}.{suffix}"
        path = seeds.write_package(folder / "all", sheets, descriptor)
        for sheet in sheets if suffix == "parquet" else ():
            (path / f"{sheet.table}.parquet").write_bytes(seeds.parquet_bytes(seeds.arrow_table(sheet, typed=True)))
    else:
        path = folder / f"all.{suffix}"
        parts = seeds.ods_parts(sheets) if suffix == "ods" else seeds.xlsx_parts(sheets, macros=suffix == "xlsm")
        path.write_bytes(seeds.packed(parts))
    verdict = world.hand_in(Case(suffix, path, expected={sheet.table: sheet.stored() for sheet in sheets}))
    assert (verdict.outcome, verdict.faults) == ("accepted", [])


@pytest.mark.parametrize("monitor", [seeds.swing_file, seeds.statbel_file])
def test_a_monitor_file_is_accepted(world, monitor):
    file = monitor(Random(1))
    path = world.empty_folder() / "upload.csv"
    path.write_bytes(seeds.monitor_bytes(file, seeds.Dialect(delimiter="|")))
    verdict = world.hand_in(Case("monitor", path, expected={"area_values": file.figures}))
    assert (verdict.outcome, verdict.faults) == ("accepted", [])


@pytest.mark.parametrize("seed", range(5))
def test_a_number_makes_the_same_file_every_time(tmp_path, seed):
    def content(folder: Path) -> dict[str, bytes]:
        folder.mkdir()
        case = mutated(seed, folder, Places("http://127.0.0.1/", Path("/outside")))
        files = [case.path] if case.path.is_file() else sorted(case.path.iterdir())
        return {file.name: file.read_bytes() for file in files}

    assert content(tmp_path / "a") == content(tmp_path / "b")


# --- The trial sees what goes wrong -----------------------------------------------------------------------------------


def _raise(_: Store, __: Path, ___: Options) -> Outcome:
    raise KeyError("resources")


def _write_outside(_: Store, path: Path, __: Options) -> Outcome:
    (path.parents[2] / "outside" / "copied.csv").write_text("x")
    return Outcome("refused")


def _leave_behind(_: Store, __: Path, ___: Options) -> Outcome:
    trial.tempfile.mkdtemp()
    return Outcome("refused")


def _store_and_refuse(store: Store, path: Path, options: Options) -> Outcome:
    import_path(store, path, options)
    return Outcome("refused")


def _store_something_else(store: Store, path: Path, options: Options) -> Outcome:
    path.write_text(path.read_text().replace(",12\n", ",13\n"))
    return import_path(store, path, options)


@pytest.mark.parametrize(
    ("gate", "fault"),
    [
        (_raise, "traceback: KeyError"),
        (_write_outside, "written outside the database folder: outside/copied.csv"),
        (_leave_behind, "left in the temporary folder"),
        (_store_and_refuse, "database: changed"),
        (_store_something_else, "wrong accept: results holds"),
        (import_path, "wrong accept: because"),
    ],
)
def test_the_trial_sees_what_goes_wrong(world, monkeypatch, gate, fault):
    sheet = seeds.Sheet("results", ["partnership_id", "indicator_id", "period_end", "value"], [])
    sheet.rows.append(["PS", "VISITS", seeds.month_end(2012, 2), 12])
    path = world.empty_folder() / "results.csv"
    path.write_bytes(seeds.csv_bytes(sheet, seeds.Dialect()))
    monkeypatch.setattr(trial, "import_path", gate)
    refused = "because" if gate is import_path else ""
    [found] = world.hand_in(Case("file", path, {}, refused, {"results": sheet.stored()})).faults
    assert found.startswith(fault)


def test_the_trial_sees_a_connection(world, monkeypatch):
    def ask(_: Store, __: Path, ___: Options) -> Outcome:
        address = urlsplit(world.url)
        with socket.create_connection((address.hostname, address.port)) as asked:
            # Only when it is hung up is the visit sure to be counted.
            asked.recv(1)
        return Outcome("refused")

    monkeypatch.setattr(trial, "import_path", ask)
    assert world.hand_in(made("missing_file", world)).faults == ["network: a connection was made"]


def test_the_runner_hands_in_and_reports(capsys):
    assert main(["--count", "3", "--seed", "1", "--monster", "none"]) == 0
    assert "3 files, 0 faults" in capsys.readouterr().out
