"""Submissions are recognised, withdrawn, exported and replayed; a crash leaves what was there."""

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest
from frictionless import Package

from peil import contract
from peil.access import Person, Role
from peil.errors import PeilError
from peil.exporting import export_package, safe_cell
from peil.importing import originals
from peil.importing.gate import Options, import_path
from peil.importing.rebuilding import rebuild
from peil.recording import record
from peil.store import ROOT, Store
from tests.importing.conftest import HEADER, REGION, everything, places, rows, write_package

STAD = Person(Role.LEAD, "ORG_STAD", ("PS",))

FIRST = f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,10\n"
SECOND = f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,12\n"
CURRENT = "select value from current_results(null, timestamp '2100-01-01')"


def test_the_same_file_twice(store, hand_in):
    assert hand_in(FIRST).submission_id == 2
    again = hand_in(FIRST, name="renamed.csv")
    assert (again.already_known, again.submission_id, again.refused) == (2, None, False)
    assert rows(store, "select count(*) from results") == [(1,)]


def test_the_same_package_twice_whatever_its_order(store, tmp_path):
    package = write_package(tmp_path / "again", dict(reversed(REGION.items())))
    assert import_path(store, package).submission_id == 2, "the descriptor has other bytes"
    assert import_path(store, package).already_known == 2


def test_a_correction_supersedes_and_withdrawing_it_brings_the_earlier_back(store, hand_in):
    hand_in(FIRST)
    assert hand_in(SECOND, name="corrected.csv", table="results").submission_id == 3
    assert rows(store, CURRENT) == [(12,)]
    originals.withdraw(store, 3, "wrong quarter")
    assert rows(store, CURRENT) == [(10,)]
    with pytest.raises(PeilError, match="withdrawn before"):
        originals.withdraw(store, 3, "again")
    with pytest.raises(PeilError, match="no submission 9"):
        originals.withdraw(store, 9, "never was")
    assert hand_in(SECOND, name="corrected.csv", table="results").submission_id == 4, "it may be handed in again"


def test_rows_may_refer_to_rows_of_the_same_submission(tmp_path, region):
    store = Store(":memory:")
    assert import_path(store, region).submission_id == 1
    assert rows(store, "select count(*) from indicators") == [(3,)]
    store.close()


def test_the_originals_are_kept_byte_for_byte(store, hand_in):
    hand_in(FIRST, handed_in_by="ORG_STAD", received_at=datetime(2010, 7, 1, 12))
    sha256 = rows(store, "select sha256 from submissions where submission_id = 2")[0][0]
    place = store.originals / sha256
    assert (place / "files" / "results.csv").read_text() == FIRST
    entry = json.loads((place / "submission-2.json").read_text())
    assert (entry["handed_in_by"], entry["received_at"]) == ("ORG_STAD", "2010-07-01T12:00:00")


def test_a_refused_file_leaves_no_original(store, hand_in):
    assert hand_in(FIRST.replace("10\n", "abc\n")).refused
    assert len(list(store.originals.iterdir())) == 1


def test_entries_are_completed_from_the_database(store, hand_in):
    hand_in(FIRST)
    originals.withdraw(store, 2, "a mistake")
    (path,) = store.originals.glob("*/submission-2.json")
    complete = path.read_text()
    path.unlink()
    (path.parent / "submission-7.pending").write_text(complete)
    originals.complete(store)
    assert path.read_text() == complete
    assert not list(path.parent.glob("*.pending"))


def test_rebuild_gives_the_same_database(store, database, hand_in):
    odd = f"{HEADER}\nPS,VISITS,ORG_VREEMD,05-06-2010,250.000\n"
    hand_in(odd, decimal=",", dates="day-first", received_at=datetime(2011, 1, 1))
    hand_in(SECOND, name="upload.csv", table="results", received_at=datetime(2012, 1, 1))
    originals.withdraw(store, 2, "wrong")
    assert (
        record(store, STAD, "decisions", [{"partnership_id": "PS", "indicator_id": "VISITS", "reason": "agreed"}]) == 4
    )
    before = everything(store)
    store.close()
    assert rebuild(database) == 4
    again = Store(database)
    assert everything(again) == before
    again.close()


def test_rebuild_without_a_database(store, database):
    before = everything(store)
    store.close()
    database.write_bytes(b"damaged beyond repair" * 1000)
    assert rebuild(database) == 1
    again = Store(database)
    assert everything(again) == before
    again.close()


def test_rebuild_stops_when_an_original_is_gone(store, database, hand_in):
    hand_in(FIRST)
    before = everything(store)
    (path,) = store.originals.glob("*/files/results.csv")
    path.unlink()
    store.close()
    with pytest.raises(PeilError, match="gone"):
        rebuild(database)
    again = Store(database)
    assert everything(again) == before
    again.close()


def test_an_export_is_a_valid_package_that_comes_back_the_same(store, hand_in, tmp_path):
    hand_in(f'{HEADER},explanation\nPS,VISITS,ORG_STAD,2010-06-30,10,"=1+1 ""said"" <b>"\n')
    counts = export_package(store, tmp_path / "export")
    assert (counts["results"], counts["partners"]) == (1, 2)
    report = Package(str(tmp_path / "export" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    assert "'=1+1" in (tmp_path / "export" / "results.csv").read_text()
    readme = (tmp_path / "export" / "README.md").read_text()
    assert "known at" in readme
    assert "emonstration" in readme
    copy = Store(":memory:")
    assert import_path(copy, tmp_path / "export").submission_id == 1
    for table in contract.tables():
        columns = ", ".join(f'"{name}"' for name in table.names)
        query = f"select {columns} from current_rows('{table.name}', timestamp '2100-01-01') order by all"
        assert rows(copy, query) == rows(store, query)
    copy.close()


def test_an_export_of_one_partnership_has_what_it_refers_to(store, tmp_path):
    other = REGION["partnerships"].replace("PS,SucceS,SucceS,SucceS,ORG_OCMW_KORTRIJK", "OTHER,O,O,O,ORG_VREEMD")
    assert import_path(store, write_package(tmp_path / "other", {"partnerships": other})).submission_id == 2
    counts = export_package(store, tmp_path / "export", partnership="OTHER")
    assert {name: count for name, count in counts.items() if count} == {"partnerships": 1, "organisations": 1}
    assert Package(str(tmp_path / "export" / "datapackage.json")).validate().valid
    with pytest.raises(PeilError, match="not empty"):
        export_package(store, tmp_path / "export")
    with pytest.raises(PeilError, match="no partnership NOBODY"):
        export_package(store, tmp_path / "nobody", partnership="NOBODY")


@pytest.mark.parametrize(
    "text",
    [
        "=1",
        "+a",
        "-",
        "- item",
        "@x",
        "\tx",
        "-5",
        "+3.5",
        "-1.234,5",
        "plain",
        "",
        "'",
        "'=x",
        "a=b",
        "--5",
        "=",
        "'-5",
    ],
)
def test_safe_cell_is_the_same_in_python_and_sql(store, text):
    with store.cursor() as cursor:
        safe, back = cursor.execute(
            "select safe_cell($text), cell_of_safe(safe_cell($text))", {"text": text}
        ).fetchall()[0]
    assert safe_cell(text) == safe
    if not text.startswith("'"):
        assert back == text


def test_two_imports_at_once_get_two_numbers(store, tmp_path):
    done = []

    def take_in(number):
        path = tmp_path / f"results_{number}.csv"
        path.write_text(FIRST.replace("2010", str(2010 + number)))
        done.append(import_path(store, path, Options(table="results")).submission_id)

    threads = [threading.Thread(target=take_in, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [2, 3, 4, 5]


@pytest.mark.parametrize("stage", ["append", "rules", "store"])
def test_kill_in_mid_import(database, tmp_path, stage):
    """After kill -9 everything earlier is there, and nothing of the half import."""
    lines = "".join(f"PS,VISITS,ORG_STAD,2010-06-30,{n},reading {n}\n" for n in range(50_000))
    (tmp_path / "results.csv").write_text(f"{HEADER},reading\n{lines}")
    program = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom peil.importing.gate import import_path\n"
        "from peil.store import Store\n"
        "def stop(stage, done, total):\n"
        f"    if stage == '{stage}':\n        os.kill(os.getpid(), signal.SIGKILL)\n"
        "import_path(Store(Path(sys.argv[1])), Path(sys.argv[2]), progress=stop)\n"
    )
    command = [sys.executable, "-c", program, str(database), str(tmp_path / "results.csv")]
    killed = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    store = Store(database)
    originals.complete(store)
    assert rows(store, "select count(*) from results") == [(0,)]
    assert rows(store, "select submission_id from submissions") == [(1,)]
    assert rows(store, "select count(*) from indicators") == [(3,)]
    assert not list(store.originals.glob("*/*.pending"))
    assert import_path(store, tmp_path / "results.csv").submission_id == 2
    store.close()


def test_progress_tells_the_stages_in_order(store, tmp_path):
    stages = []
    path = Path(tmp_path / "results.csv")
    path.write_text(FIRST)
    import_path(store, path, progress=lambda stage, done, total: stages.append(stage))
    assert list(dict.fromkeys(stages)) == ["read", "recognise", "append", "check", "rules", "store"]


def test_a_newer_version_of_a_package_says_how_many_local_corrections_it_replaces(store, hand_in, tmp_path):
    def publish(areas):
        folder = write_package(tmp_path / "region", REGION | {"areas": REGION["areas"].replace("Centre,Centre", areas)})
        outcome = import_path(store, folder, Options(name="region", revises="replace"))
        assert not outcome.refused
        return places(outcome, "correction_replaced")

    # Both areas are handed in again, and one of them says something else.
    corrected = hand_in(REGION["areas"].replace("Centre,Centre", "Centre,Downtown"), "areas.csv")
    assert not places(corrected, "correction_replaced")
    assert publish("Centre,Middle") == [(None, None, f"1 (submission {corrected.submission_id})")]
    # Now that the correction does not count any more, there is nothing to say.
    assert publish("Centre,Heart") == []


def test_a_newer_version_that_says_what_was_corrected_replaces_nothing(store, hand_in, tmp_path):
    areas = REGION["areas"].replace("Centre,Centre", "Centre,Downtown")
    assert not hand_in(areas, "areas.csv").refused
    folder = write_package(tmp_path / "region", REGION | {"areas": areas})
    assert not places(import_path(store, folder, Options(name="region", revises="replace")), "correction_replaced")
