"""Meetings over frozen figures: what is written later moves neither them nor what an earlier moment shows."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from peil.access import STEWARD, Person, Role
from peil.answers import Row, agreements, choices, meetings, proposals, results
from peil.answers.view import View
from peil.errors import NotAllowed
from peil.exporting import export_package
from peil.importing import originals
from peil.importing.gate import import_path
from peil.recording import record, save
from peil.store import Store

MEETING = {"partnership_id": "SUCCES", "meeting_id": "ST_8"}
ITEM = {**MEETING, "item_id": "1"}


@pytest.fixture
def store(first_start: Path, tmp_path: Path) -> Iterator[Store]:
    """The bundled figures, to be written to."""
    opened = originals.open_store(shutil.copytree(first_start, tmp_path / "peil") / "peil.duckdb", pytest.fail)
    yield opened
    opened.close()


def view_of(store: Store, as_of: str = "2011-12-31", language: str = "en", **more: str) -> View:
    chosen = {"programme": "SUCCES", "as_of": as_of, "lang": language, **more}
    return choices.view_of(store.rows, chosen)


def pinned(store: Store, **more: Any) -> Row:
    """A meeting that saw the figures as they are now, up to the end of 2011."""
    view = view_of(store)
    row = {"kind": "steering_group", "meeting_date": "2012-02-10", "as_of": "2011-12-31", "state": "planned"}
    made = {**MEETING, **row, "known_at": view.known_at.isoformat(), **more}
    record(store, STEWARD, "meetings", [made])
    return meetings.known(view_of(store), made["meeting_id"])


def board(view: View, indicator: str) -> Row:
    [row] = [row for row in results.board(view).rows if row["indicator_id"] == indicator]
    return row


def test_succes_says_what_its_sources_say_of_meetings_and_no_more(store: Store) -> None:
    at_the_end = meetings.rhythm(view_of(store, "2012-06-30"))
    assert " ".join(at_the_end.sentences) == (
        "7 meetings were held where about 9 were expected: one every 3 months. "
        "Their number is known, their dates and places are not."
    )
    before = meetings.rhythm(view_of(store))
    assert before.sentences == ["Up to 31 December 2011 nothing is known of meetings of the steering group."]
    assert before.notes, "the rules look further, and do know of some"
    assert not meetings.steering_meetings(view_of(store)).rows
    questions = meetings.questions(view_of(store, language="nl"))
    assert [row["question"] for row in questions.rows] == [
        "Zijn mensen door wat we tot nu deden minder geïsoleerd?",
        "Waardoor lukte het, of waarom lukte het niet?",
        "Wat bevelen we aan voor het vervolg?",
    ]


def test_an_agenda_is_proposed_from_what_lags_is_disputed_and_did_not_come(store: Store) -> None:
    found = proposals.for_meeting(view_of(store), pinned(store))
    by_indicator = {one["indicator_id"]: one for one in found}
    visits, behaviour = by_indicator["SUC_HOUSE_VISITS"], by_indicator["SUC_WORK_BEHAVIOUR"]
    assert (visits["kind"], visits["origin"]) == ("decide", "exception")
    assert "442 of 1,000" in visits["draft"]
    assert "Behind" in visits["draft"]
    assert behaviour["draft"].startswith("Decide which reading of this figure counts (98 | 75 of 90")
    assert {"money", "report"} <= {one["origin"] for one in found}
    number = 0
    for number, one in enumerate(found, start=1):
        record(store, STEWARD, "agenda_items", [{**MEETING, "item_id": str(number), "sequence": number, **one}])
    assert number > 4
    assert proposals.for_meeting(view_of(store), meetings.known(view_of(store), "ST_8")) == []


def test_the_figures_of_a_meeting_stay_and_a_decision_counts_from_now_on(store: Store, tmp_path: Path) -> None:
    meeting = pinned(store)
    before = board(meetings.frozen(view_of(store), meeting), "SUC_WORK_BEHAVIOUR")
    assert before["state"] == "disputed"
    decision = {"partnership_id": "SUCCES", "indicator_id": "SUC_WORK_BEHAVIOUR", "reading": "§ 6.4"}
    record(store, STEWARD, "decisions", [{**decision, "meeting_id": "ST_8", "reason": "counted again"}])
    assert board(view_of(store), "SUC_WORK_BEHAVIOUR")["state"] != "disputed"
    assert board(meetings.frozen(view_of(store), meeting), "SUC_WORK_BEHAVIOUR") == before
    [decided] = meetings.minutes(view_of(store), meeting)[2].rows
    assert (decided["reading"], decided["reason"]) == ("§ 6.4", "counted again")


def test_what_was_written_is_shown_as_it_was_written_at_an_earlier_moment(store: Store) -> None:
    pinned(store)
    save(store, STEWARD, "agenda_items", ITEM, {"kind": "decide", "subject": "Visits", "draft": "first"})
    # A decision moves the moments that can be chosen; what is typed does not.
    moments = choices.moments(store.rows)
    [row] = meetings.agenda(view_of(store), "ST_8").rows
    save(store, STEWARD, "agenda_items", ITEM, {"draft": "second"}, [row["submission_id"]])
    assert choices.moments(store.rows) == moments
    assert [row["draft"] for row in meetings.agenda(view_of(store), "ST_8").rows] == ["second"]
    earlier = view_of(store, known_at="2026-11-10T00:00:00", programme="DEMO_01", as_of="2026-09-30")
    assert not meetings.is_now(earlier)
    assert meetings.agenda(earlier, "ST_2026_Q3").rows
    too_early = view_of(store, known_at="2026-10-21T00:00:00", programme="DEMO_01", as_of="2026-09-30")
    assert not meetings.agenda(too_early, "ST_2026_Q3").rows


def test_what_was_written_goes_out_and_in_with_the_data_package(store: Store, tmp_path: Path) -> None:
    pinned(store)
    texts = ["=1+1", "'quoted'", "two\nlines", "שלום 👋", "<script>alert(1)</script>", "x" * 5000]
    for number, text in enumerate(texts):
        key = {**MEETING, "item_id": str(number)}
        save(store, STEWARD, "agenda_items", key, {"kind": "inform", "subject": "x", "discussion": text})
    export_package(store, tmp_path / "out", "SUCCES")
    other = Store(":memory:")
    outcome = import_path(other, tmp_path / "out")
    assert not outcome.refused, outcome.findings.to_dict("records")
    with other.cursor() as cursor:
        found = cursor.execute("select discussion from agenda_items order by item_id").fetchall()
    other.close()
    assert [text for (text,) in found] == texts


def test_a_partner_answers_for_itself_and_for_nobody_else(store: Store) -> None:
    pinned(store, kind="reflection", meeting_id="RF_1")
    partner = Person(Role.PARTNER, "ORG_OCMW_KORTRIJK", ("SUCCES",))
    answer = {"partnership_id": "SUCCES", "meeting_id": "RF_1", "question_id": "RQ1", "answer": "in two of five"}
    save(store, partner, "reflection_answers", answer | {"organisation_id": "ORG_OCMW_KORTRIJK"}, {})
    for other in ("ORG_MENTOR", None):
        with pytest.raises(NotAllowed):
            save(store, partner, "reflection_answers", answer | {"organisation_id": other}, {})
    with pytest.raises(NotAllowed):
        save(store, partner, "meetings", MEETING, {"kind": "steering_group", "meeting_date": date(2012, 2, 10)})


def test_a_moment_begins_with_what_earlier_meetings_agreed_and_no_later_one(store: Store) -> None:
    view = view_of(store, programme="DEMO_01", as_of="2026-09-30")
    moment = meetings.known(view, "RF_2026_2")
    before = agreements.before_meeting(view, moment)
    dates = {row["recommendation_id"]: row["meeting_date"] for row in meetings.agreed(view).rows}
    later = {agreement for agreement, agreed_on in dates.items() if agreed_on > moment["meeting_date"]}
    listed = [row["recommendation_id"] for row in before.rows]
    assert later
    assert not later & set(listed)
    assert "RF_2026_2" not in {row["meeting_id"] for row in before.rows}
    ended = [row["state"] in ("done", "dropped") for row in before.rows]
    assert ended == sorted(ended)
    assert before.sentences == ["18 earlier agreements: 8 done, 2 dropped, 8 still to be done."]
    first = meetings.known(view_of(store), pinned(store)["meeting_id"])
    assert agreements.before_meeting(view_of(store), first).sentences == ["Nothing was agreed at an earlier meeting."]
