"""What was agreed, and whether it helped: on small databases where the right answer is known."""

from datetime import date, datetime
from typing import Any

import pytest

from peil.answers import agreements, catalogue, choices
from peil.answers.view import View
from peil.errors import UnknownChoice
from tests.meaning.small_store import SmallStore

HERE = {"partnership_id": "P", "indicator_id": "I"}
NAMED = dict.fromkeys(("name_nl", "name_fr", "name_en"), "Visits")
ENDS = [date(year, month, 31 if month in (3, 12) else 30) for year in (2020, 2021, 2022) for month in (3, 6, 9, 12)]
# Figures of two years were known at the meeting.
MEETING = {"partnership_id": "P", "meeting_id": "M", "kind": "reflection", "meeting_date": date(2022, 1, 20)}
CLOCKS = {"as_of": date(2021, 12, 31), "known_at": "2022-01-20T09:00:00"}
MEMBER = {"partnership_id": "P", "organisation_id": "A", "role": "partner", "responsibility_en": "x", "reports": True}
AGREED = {
    "partnership_id": "P",
    "recommendation_id": "A1",
    "meeting_id": "M",
    "kind": "agreement",
    "text_en": "Visit on Saturdays",
    "state": "open",
}
ABOUT = {"indicator_id": "I", "expected_effect": 20.0, "look_again_on": date(2022, 6, 30)}


def counted(ends: list[date], amount: float) -> list[dict[str, Any]]:
    return [
        HERE | {"partner_id": "A", "period_end": end, "period_precision": "quarter", "value": amount} for end in ends
    ]


def set_up(small: SmallStore, later: float | None, agreed: list[dict[str, Any]], **meeting: Any) -> None:
    """A partner that counted ten a quarter for two years, and ``later`` in both quarters after the meeting."""
    indicator = HERE | NAMED | {"kind": "output", "level": "partner", "unit": "visits", "measure": "flow"}
    partnership = {"partnership_id": "P", "start_date": date(2020, 1, 1), "end_date": date(2023, 12, 31)} | NAMED
    tables = {
        "partnerships": [partnership | {"data_status": "reported"}],
        "indicators": [indicator | {"over_partners": "sum", "direction": "up"}],
        "targets": [HERE | {"tier": "partner", "partner_id": "A", "value": 400.0}],
        "partners": [MEMBER],
        "results": counted(ENDS[:8], 10.0),
    }
    small.hand_in(tables, 1, datetime(2022, 1, 10))
    small.hand_in({"meetings": [MEETING | CLOCKS | meeting], "recommendations": agreed}, 2, datetime(2022, 1, 21))
    if later is not None:
        small.hand_in({"results": counted(ENDS[8:10], later)}, 3, datetime(2022, 7, 10))


def seen(small: SmallStore, as_of: str = "2022-06-30", **more: str) -> View:
    return choices.view_of(small.store.rows, {"programme": "P", "as_of": as_of, "lang": "en", **more})


@pytest.mark.parametrize(
    ("later", "effect", "verdict", "as_expected"),
    [
        (10.0, 20.0, "within", False),
        (40.0, 20.0, "above", True),
        (40.0, -20.0, "above", False),
        (0.0, 20.0, "below", False),
        (0.0, -20.0, "below", True),
        (None, 20.0, "no_figure", None),
    ],
)
def test_what_came_of_it_is_held_beside_the_forecast_of_then(
    small: SmallStore, later: float | None, effect: float, verdict: str, as_expected: bool | None
) -> None:
    set_up(small, later, [AGREED | ABOUT | {"expected_effect": effect}])
    answer = agreements.effects(seen(small, known_at="2022-08-01T00:00:00"))
    [row] = answer.rows
    assert (row["verdict"], row["is_as_expected"]) == (verdict, as_expected)
    assert row["before"] == 80
    assert row["middle"] == pytest.approx(100, abs=3)
    assert row["after"] == (None if later is None else 80 + 2 * later)
    assert answer.notes[0].startswith("Afterwards is not because of")


def test_a_figure_that_was_corrected_since_is_not_what_the_meeting_saw(small: SmallStore) -> None:
    set_up(small, 10.0, [AGREED | ABOUT])
    small.hand_in({"results": counted(ENDS[7:8], 30.0)}, 4, datetime(2022, 7, 20))
    view = seen(small, known_at="2022-08-01T00:00:00")
    [row] = agreements.effects(view).rows
    assert (row["before"], row["after"], row["verdict"]) == (80, 120, "above")
    assert row["middle"] == pytest.approx(100, abs=3)
    between = agreements.in_between(view, "A1")
    assert [(one["change"], one["old_value"], one["new_value"]) for one in between.rows] == [("corrected", 10, 30)]


@pytest.mark.parametrize(
    ("look_again_on", "as_of", "known_at", "verdict"),
    [
        (date(2022, 12, 31), "2022-06-30", "2022-08-01T00:00:00", "too_early"),
        # Nothing came since the meeting.
        (date(2022, 6, 30), "2021-12-31", "2022-02-01T00:00:00", "too_early"),
        (None, "2021-12-31", "2022-02-01T00:00:00", "too_early"),
        (None, "2022-06-30", "2022-08-01T00:00:00", "within"),
    ],
)
def test_before_its_day_it_is_too_early(
    small: SmallStore, look_again_on: date | None, as_of: str, known_at: str, verdict: str
) -> None:
    set_up(small, 10.0, [AGREED | ABOUT | {"look_again_on": look_again_on}])
    [row] = agreements.effects(seen(small, as_of, known_at=known_at)).rows
    assert row["verdict"] == verdict


def test_what_is_not_counted_up_has_no_forecast(small: SmallStore) -> None:
    set_up(small, 10.0, [AGREED | ABOUT], as_of=date(2020, 6, 30))
    [row] = agreements.effects(seen(small)).rows
    assert (row["verdict"], row["no_forecast"]) == ("no_forecast", "too_early")
    told = agreements.effects(seen(small)).written(seen(small).words).to_dict("records")
    assert told[0]["Beside the forecast"] == "No forecast: there were figures of too few quarters."


def test_the_overdue_stand_first_with_their_age(small: SmallStore) -> None:
    agreed = [
        AGREED | {"recommendation_id": "DONE", "state": "done", "due_date": date(2022, 2, 1)},
        AGREED | {"recommendation_id": "LATER", "due_date": date(2022, 12, 1), "response": "rejected"},
        AGREED | {"recommendation_id": "LATE", "due_date": date(2022, 6, 10)},
        AGREED | {"recommendation_id": "LATER_STILL", "state": "in_progress", "due_date": date(2023, 1, 1)},
        AGREED | {"recommendation_id": "LATEST", "due_date": date(2022, 3, 1)},
    ]
    set_up(small, 10.0, agreed)
    # The last day of the figures is shown, so that of what is known counts.
    answer = agreements.listed(seen(small))
    assert [row["recommendation_id"] for row in answer.rows] == ["LATEST", "LATE", "LATER", "LATER_STILL", "DONE"]
    assert [row["late_days"] for row in answer.rows] == [131, 30, None, None, None]
    assert {row["age_days"] for row in answer.rows} == {(date(2022, 7, 10) - MEETING["meeting_date"]).days}
    assert answer.sentences == [
        "2 agreements are overdue, of 4 that are not done, and 5 in all.",
        "On 3 whoever must act has not answered yet.",
    ]
    early = agreements.listed(seen(small, "2022-03-31"))
    assert [row["recommendation_id"] for row in early.rows if row["is_overdue"]] == ["LATEST"]


def test_what_was_agreed_later_is_not_there_yet(small: SmallStore) -> None:
    set_up(small, 10.0, [AGREED])
    assert agreements.listed(seen(small, "2021-12-31")).rows == []
    assert len(agreements.listed(seen(small)).rows) == 1


def test_how_many_were_looked_at_again_by_their_day(small: SmallStore) -> None:
    due = {"look_again_on": date(2022, 4, 30)}
    agreed = [
        AGREED | due | {"recommendation_id": "NOT"},
        AGREED | due | {"recommendation_id": "FILE", "effect_seen": "more visits"},
        AGREED | {"recommendation_id": "NOT_DUE", "look_again_on": date(2023, 1, 1)},
    ]
    set_up(small, 10.0, agreed)
    for name, number, on in (("IN_TIME", 4, date(2022, 4, 29)), ("LATE", 5, date(2022, 5, 2))):
        row = AGREED | due | {"recommendation_id": name, "effect_seen": "fewer complaints"}
        small.hand_in({"recommendations": [row]}, number, datetime.combine(on, datetime.min.time()))
        with small.store.transaction() as cursor:
            cursor.execute("update submissions set kind = 'record' where submission_id = ?", [number])
    answer = agreements.listed(seen(small))
    assert {row["recommendation_id"]: row["looked_again"] for row in answer.rows} == {
        "NOT": "not_yet",
        "FILE": "noted",
        "NOT_DUE": "not_due",
        "IN_TIME": "in_time",
        "LATE": "late",
    }
    said = answer.sentences[-1].replace("\xa0", " ")
    assert said == "3 of 4 whose day has come were looked at again (75 %), 1 of them in time."


def test_how_long_learning_questions_stay_open(small: SmallStore) -> None:
    asked = {"partnership_id": "P", "meeting_id": "M", "wording": "Why?", "state": "open"}
    set_up(small, 10.0, [AGREED])
    moments = [MEETING | {"meeting_id": f"M{number}", "meeting_date": date(2022, number, 1)} for number in (2, 3, 4)]
    questions = [
        asked | {"letter": "A"},
        asked | {"letter": "A", "meeting_id": "M3", "wording": "Why not?"},
        asked | {"letter": "B", "meeting_id": "M2"},
        asked | {"letter": "C", "meeting_id": "M4"},
        asked | {"letter": "D"},
        asked | {"letter": "D", "meeting_id": "M2", "state": "closed"},
    ]
    small.hand_in({"meetings": moments, "learning_questions": questions}, 4, datetime(2022, 7, 10))
    [row] = agreements.learning(seen(small)).rows
    today = date(2022, 7, 10)
    days = sorted((today - since).days for since in (MEETING["meeting_date"], date(2022, 2, 1), date(2022, 4, 1)))
    assert (row["open_questions"], row["median_days"], row["longest_days"]) == (3, days[1], days[2])


def test_other_agreements_on_the_same_indicator_are_named(small: SmallStore) -> None:
    other = AGREED | ABOUT | {"recommendation_id": "A2", "text_en": "Visit on Sundays"}
    set_up(small, 10.0, [AGREED | ABOUT, other])
    between = agreements.in_between(seen(small), "A1")
    assert between.sentences == [
        "1 other agreement was about the same indicator: Visit on Sundays.",
        "No target, baseline, reading or earlier figure of it was changed in between.",
    ]
    with pytest.raises(UnknownChoice, match="There is no agreement NONE"):
        catalogue.asked("agreements-in-between", seen(small), {"agreement": "NONE"})


def test_without_agreements_nothing_is_said(small: SmallStore) -> None:
    set_up(small, 10.0, [])
    view = seen(small)
    for name in ("agreements", "agreements-effects", "agreements-in-between", "agreements-learning"):
        answer = catalogue.asked(name, view, {})
        assert list(answer.sentences) == []
        assert answer.written(view.words).shape[0] == (1 if name == "agreements-learning" else 0)
