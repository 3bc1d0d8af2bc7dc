"""The originals: kept before anything is called stored, never renumbered, and on their own enough to say what was."""

import json
import os
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from peil.access import STEWARD, Person, Role
from peil.errors import NotAllowed, NotRecorded, PeilError, StoreBehind
from peil.importing import originals
from peil.importing.gate import Options, import_path
from peil.recording import record, undo
from peil.store import Store
from tests.importing.conftest import HEADER, REGION, everything, rows, write_package

STAD = Person(Role.LEAD, "ORG_STAD", ("PS",))

FIRST = f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,10\n"
SECOND = f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,12\n"


def description(store, number):
    [path] = store.originals.glob(f"*/submission-{number}.json")
    return path


def current(store, known_at):
    return rows(store, f"select value from current_results(null, timestamp '{known_at}') order by all")


def test_all_is_on_the_disk_before_it_is_stored(store, tmp_path, monkeypatch):
    package = write_package(tmp_path / "package", REGION)
    package = write_package(package / "deep", {"sources": REGION["sources"].replace("SRC", "OTHER")})
    synced, at_commit = set(), set()
    fsync = os.fsync

    def spy(descriptor):
        synced.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", spy)
    import_path(store, package, progress=lambda stage, *_: at_commit.update(synced) if stage == "store" else None)
    place = description(store, 2).parent
    kept = [place.parent.parent, place.parent, place, *place.rglob("*")]
    assert len(kept) == 7, "the folder of the database, the originals, the place, its description, files and two in it"
    assert {path for path in kept if path.stat().st_ino not in at_commit} == set()


def test_the_description_holds_what_a_replay_needs(store, hand_in):
    hand_in(f"{HEADER}\nPS,VISITS,ORG_VREEMD,05-06-2010,250.000\n", decimal=",", dates="day-first", table="results")
    said = json.loads(description(store, 2).read_text())
    assert said["options"] == {"table": "results", "decimal": ",", "dates": "day-first"}
    assert list(said["files"]) == ["results.csv"]


def test_bytes_that_changed_on_the_way_are_not_kept(store, tmp_path, monkeypatch):
    path = tmp_path / "results.csv"
    path.write_text(FIRST)

    copyfile = shutil.copyfile

    def copy(file, to):
        if store.originals in to.parents:
            return to.write_text(SECOND)
        return copyfile(file, to)

    monkeypatch.setattr(shutil, "copyfile", copy)
    with pytest.raises(PeilError, match="changed while"):
        import_path(store, path)
    assert rows(store, "select count(*) from results") == [(0,)]


def test_damaged_bytes_are_kept_anew_when_they_are_handed_in_again(store, hand_in):
    hand_in(FIRST)
    [kept] = store.originals.glob("*/files/results.csv")
    originals.withdraw(store, 2, "wrong")
    kept.write_text("damaged")
    assert hand_in(FIRST).submission_id == 3
    assert kept.read_text() == FIRST


@pytest.mark.parametrize("name", ["../../other/files/results.csv", "/results.csv", ".."])
def test_no_name_leads_out_of_its_folder(store, tmp_path, name):
    (tmp_path / "file").write_text("x")
    entry = originals.Entry(7, "package", "package", datetime(2012, 1, 1), files={name: "0"})
    with pytest.raises(PeilError, match="cannot be kept"):
        originals.keep(store, "0" * 64, {name: tmp_path / "file"}, entry)


# --- Descriptions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"submission_id": 2}',
        '{"submission_id": 9, "name": "x.csv", "kind": "file", "received_at": "2012-01-01", "withdrawn_at": null}',
        '{"submission_id": 2, "name": 7, "kind": "file", "received_at": "2012-01-01", "withdrawn_at": null}',
        '{"submission_id": 2, "name": "../x", "kind": "file", "received_at": "2012-01-01", "withdrawn_at": null}',
        '{"submission_id": 2, "name": "x", "kind": "file", "received_at": 5, "withdrawn_at": null, "options": [1]}',
        b"\xff\xfe",
    ],
)
def test_the_database_restores_a_broken_description(store, hand_in, text):
    hand_in(FIRST, decimal=",", handed_in_by="ORG_STAD")
    originals.withdraw(store, 2, "a mistake")
    path = description(store, 2)
    right = path.read_text()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert originals.complete(store) == []
    assert path.read_text() == right


def test_what_is_not_ours_is_named_and_stops_nothing(store, hand_in):
    hand_in(FIRST)
    place = description(store, 2).parent
    for name in ("submission-9.json", "submission-.json", "submission-2 (copy).json", "submission-²3.json"):
        (place / name).write_text("not ours")
    (place.parent / "other").mkdir()
    shutil.copy(place / "submission-2.json", place.parent / "other")
    remarks = originals.complete(store)
    assert len(remarks) == 5
    assert sum("submission-9.json" in remark for remark in remarks) == 1
    assert sum("number of another" in remark for remark in remarks) == 1
    assert hand_in(SECOND, name="corrected.csv", table="results").submission_id == 10, "9 may have been given out"


def test_originals_that_are_gone_are_told_at_once(store, hand_in):
    hand_in(FIRST)
    shutil.rmtree(description(store, 2).parent)
    [remark] = originals.complete(store)
    assert "original of submission 2 (results.csv) is gone" in remark


def test_what_was_never_committed_leaves_nothing(store, hand_in):
    hand_in(FIRST)
    place = description(store, 2).parent
    other = place.with_name("f" * 64)
    shutil.copytree(place, other)
    (other / "submission-2.json").rename(other / "submission-3.pending")
    (place / "submission-4.pending.half").write_text("{")
    assert originals.complete(store) == []
    assert not other.exists()
    assert [path.name for path in place.glob("submission-*")] == ["submission-2.json"]


def test_a_withdrawal_that_the_database_does_not_know(store, hand_in):
    path = description(store, 1)
    said = json.loads(path.read_text()) | {"withdrawn_at": "2012-01-01T00:00:00", "reason": "wrong"}
    path.write_text(json.dumps(said))
    with pytest.raises(StoreBehind, match="submission 1"):
        originals.complete(store)


def test_originals_of_an_earlier_version_are_understood(store, hand_in):
    hand_in(f"{HEADER}\nPS,VISITS,ORG_VREEMD,05-06-2010,250.000\n", decimal=",", dates="day-first")
    path = description(store, 2)
    said = json.loads(path.read_text())
    options = {"table": None, **said.pop("options")}
    del said["files"]
    path.write_text(json.dumps(said | options))
    [_, original], remarks = originals.read(store.originals)
    assert (original.entry.options, remarks) == ({"decimal": ",", "dates": "day-first"}, {})
    originals.check([original])


# --- Moments ----------------------------------------------------------------------------------------------------------


def test_the_past_stays_as_it_was_shown(store, hand_in):
    hand_in(FIRST, received_at=datetime(2010, 7, 1))
    hand_in(SECOND, name="corrected.csv", table="results", received_at=datetime(2011, 7, 1))
    for moment in (datetime(2010, 8, 1), datetime(2011, 7, 1)):
        with pytest.raises(PeilError, match="not later than all that is stored"):
            hand_in(FIRST.replace(",10", ",99"), name="late.csv", table="results", received_at=moment)
    assert current(store, "2010-08-01") == [(10,)]
    assert current(store, "2011-07-01") == [(12,)]


def test_nothing_comes_in_before_a_withdrawal_or_in_the_future(store, hand_in):
    originals.withdraw(store, 1, "wrong")
    with pytest.raises(PeilError, match="not later"):
        hand_in(FIRST, received_at=datetime(2012, 1, 1))
    tomorrow = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    with pytest.raises(PeilError, match="in the future"):
        hand_in(FIRST, received_at=tomorrow)


def test_moments_have_an_order_also_when_the_clock_goes_back(store, hand_in, monkeypatch):
    hand_in(FIRST)

    class Yesterday(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - timedelta(days=1)

    monkeypatch.setattr(originals, "datetime", Yesterday)
    assert hand_in(SECOND, name="corrected.csv", table="results").submission_id == 3
    originals.withdraw(store, 3, "wrong")
    [moments] = rows(
        store,
        "select list(received_at order by submission_id), (select max(withdrawn_at) from withdrawals) from submissions",
    )
    assert sorted({*moments[0], moments[1]}) == [*moments[0], moments[1]]


@pytest.mark.parametrize("reason", ["", " ", "\t\n", "\u00a0"])
def test_a_withdrawal_needs_a_reason(store, reason):
    with pytest.raises(PeilError, match="needs a reason"):
        originals.withdraw(store, 1, reason)
    assert rows(store, "select count(*) from withdrawals") == [(0,)]


# --- Records ----------------------------------------------------------------------------------------------------------

REVIEW = {"partnership_id": "PS", "partner_id": "ORG_STAD", "period_end": "2010-06-30", "state": "sent_back"}
DECISION = {"partnership_id": "PS", "indicator_id": "VISITS", "period_end": "2010-06-30", "reason": "agreed"}


def test_a_record_is_a_submission(store):
    assert record(store, STAD, "decisions", [DECISION]) == 2
    assert record(store, STEWARD, "decisions", [DECISION], based_on=[2]) == 3, "the same may be decided twice"
    [decided] = rows(store, "select reading, period_end::varchar from decisions where submission_id = 2")
    [received] = rows(store, "select handed_in_by, kind from submissions where submission_id = 2")
    assert (*decided, *received) == (None, "2010-06-30", "ORG_STAD", "record")
    assert json.loads((description(store, 2).parent / "files" / "decisions.json").read_text()) == [DECISION]


def test_what_two_people_write_at_once_is_kept_twice_until_one_of_them_saw_both(store):
    def standing():
        found = "select reason, versions from standing_versions('decisions', 'PS', now()::timestamp) order by all"
        return rows(store, found)

    first = record(store, STEWARD, "decisions", [DECISION])
    mine = record(store, STEWARD, "decisions", [DECISION | {"reason": "mine"}], based_on=[first])
    theirs = record(store, STEWARD, "decisions", [DECISION | {"reason": "theirs"}], based_on=[first])
    assert standing() == [("mine", 2), ("theirs", 2)]
    both = record(store, STEWARD, "decisions", [DECISION | {"reason": "both"}], based_on=[mine, theirs])
    assert standing() == [("both", 1)]
    originals.withdraw(store, both, "too soon")
    assert standing() == [("mine", 2), ("theirs", 2)], "undone"


def test_only_the_last_version_is_undone_and_only_by_the_organisation_that_wrote_it(store):
    key = {name: DECISION.get(name) for name in ("partnership_id", "indicator_id", "partner_id", "period_end")}
    first = record(store, STAD, "decisions", [DECISION])
    with pytest.raises(NotAllowed):
        undo(store, Person(Role.LEAD, "ORG_OCMW_KORTRIJK", ("PS",)), "decisions", key, first)
    second = record(store, STAD, "decisions", [DECISION | {"reason": "again"}], based_on=[first])
    with pytest.raises(NotRecorded, match="no longer the last version"):
        undo(store, STAD, "decisions", key, first)
    undo(store, STAD, "decisions", key, second)
    assert rows(store, "select reason from current_rows('decisions', now()::timestamp)") == [("agreed",)]


def test_a_text_keeps_its_lines_and_loses_what_nobody_can_see(store):
    text = "=1+1, 01/02/2012 and 1.500\n\u05e9\u05dc\u05d5\u05dd 👋 <script>alert(1)</script> 'quoted' " + 5000 * "x"
    record(store, STEWARD, "decisions", [DECISION | {"reason": f"\x00{text}\x0b"}])
    assert rows(store, "select reason from decisions") == [(text,)]


def test_what_a_check_refuses_is_said_and_leaves_nothing(store):
    before = everything(store)
    with pytest.raises(NotRecorded, match="needs a reason"):
        record(store, STEWARD, "report_reviews", [REVIEW])
    with pytest.raises(NotRecorded, match="not known"):
        record(store, STEWARD, "decisions", [DECISION | {"meeting_id": "NONE"}])
    assert everything(store) == before


def test_a_withdrawn_decision_no_longer_stands(store):
    record(store, STEWARD, "decisions", [DECISION])
    [(then,)] = rows(store, "select max(received_at) from submissions")
    originals.withdraw(store, 2, "decided otherwise")
    standing = "select count(*) from current_rows('decisions', timestamp '{}')"
    assert rows(store, standing.format(then)) == [(1,)], "at the time it stood"
    assert rows(store, standing.format("2100-01-01")) == [(0,)]


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("decisions", DECISION | {"colour": "red"}, "column"),
        ("decisions", DECISION | {"submission_id": 1}, "column"),
        ("decisions", {"partnership_id": "PS"}, "column"),
        ("results", {}, "not yours"),
        ("../records/decisions", {}, "not yours"),
    ],
)
def test_only_known_records_and_columns(store, table, row, words):
    before = everything(store)
    with pytest.raises(PeilError, match=words):
        record(store, STEWARD, table, [row])
    assert everything(store) == before
    assert not list(store.originals.glob("*/*.pending"))


def test_a_database_in_memory_keeps_no_originals(region):
    store = Store(":memory:")
    import_path(store, region, Options(name="region"))
    assert record(store, STEWARD, "decisions", [DECISION]) == 2
    originals.withdraw(store, 2, "wrong")
    assert originals.complete(store) == []
    store.close()
