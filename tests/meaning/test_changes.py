"""What changed between two moments: of generated partnerships what a plain ledger finds, and known answers."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peil.answers import changes, choices
from peil.errors import UnknownChoice
from tests.meaning import changes_reference
from tests.meaning.reference import Question
from tests.meaning.small_store import FIRST_RECEIVED, LATER, SmallStore
from tests.meaning.test_against_reference import AS_OFS, RECEIVED, close, questions
from tests.meaning.test_document import Example, examples

DOCUMENT = Path(__file__).parents[2] / "docs" / "changes.md"

Moment = tuple[date, datetime]


def asked(small: SmallStore, query: str, since: Moment, question: Question, as_of: date) -> list[dict[str, Any]]:
    given = {
        "partnership": question.partnership,
        "since_as_of": since[0],
        "since_known_at": since[1],
        "as_of": as_of,
        "known_at": question.known_at,
        "partner": question.partner,
        "kind": None,
        "language": "en",
    }
    if query == "changes_between_days":
        del given["since_known_at"]
    # However slow the machine is.
    return small.store.rows(f"pages/meetings/{query}", given, seconds=600)


def as_line(row: dict[str, Any]) -> str:
    """What a line of either ledger is about; a decision is told apart by its figure alone."""
    names = ["change", "indicator_id", "partner_id", "area", "target_group", "reading", "tier", "period_end"]
    # Targets that follow each other are told apart by their days and values.
    names += ["old_day", "new_day"] if row["tier"] and not row["new_state"] else []
    return repr([row[name] for name in names] + ([row["submission_id"]] if "decided" not in row["change"] else []))


def in_order(row: dict[str, Any]) -> tuple[str, str]:
    return as_line(row), repr((row["old_value"], row["new_value"]))


def untouched(small: SmallStore, since: Moment, question: Question) -> bool:
    given = {
        "partnership": question.partnership,
        "since_as_of": since[0],
        "since_known_at": since[1],
        "known_at": question.known_at,
    }
    [row] = small.store.rows("pages/meetings/earlier_is_untouched", given)
    return bool(row["is_untouched"])


MOMENTS = st.tuples(st.sampled_from(AS_OFS), st.sampled_from(RECEIVED))


@given(question=questions(), moments=st.tuples(MOMENTS, MOMENTS))
def test_what_changed_is_what_a_plain_ledger_finds(
    opened: SmallStore, question: Question, moments: tuple[Moment, Moment]
) -> None:
    opened.clear()
    opened.fill(question)
    days, known = zip(*moments, strict=True)
    since = min(days), min(known)
    before, after = (
        replace(question, known_at=min(known), _current={}),
        replace(question, known_at=max(known), _current={}),
    )
    as_of = max(days)
    answer = asked(opened, "changes", since, after, as_of)
    expected = sorted(changes_reference.changes(before, since[0], after, as_of), key=in_order)
    found = sorted(answer, key=in_order)
    assert [as_line(row) for row in found] == [as_line(row) for row in expected]
    for row, right in zip(found, expected, strict=True):
        for name, value in right.items():
            assert name == "submission_id" or row[name] == close(value), (name, row, right)
    places = [changes_reference.ORDER.index(row["change"]) for row in answer]
    assert places == sorted(places)
    if untouched(opened, since, after):
        assert asked(opened, "changes_between_days", since, after, as_of) == answer


class Told(Example):
    """A block of docs/changes.md: the earlier moment, and every change in its order."""

    def __init__(self, text: str) -> None:
        self.since: dict[str, str] = {}
        self.changes: list[dict[str, str]] = []
        # What stands on the board has a kind and a level.
        super().__init__(f"indicator kind=output level=partner\n{text}")

    def _line(self, kind: str, given: dict[str, str]) -> None:
        if kind == "since":
            self.since = given
        elif kind == "change":
            self.changes.append(given)
        else:
            super()._line(kind, given)


@pytest.mark.parametrize("text", examples(DOCUMENT))
def test_example(small: SmallStore, text: str) -> None:
    told = Told(text)
    question = told.question()
    small.fill(question)
    number = told.since.get("submission")
    known = FIRST_RECEIVED + timedelta(days=int(number), hours=1) if number else LATER
    answer = asked(small, "changes", (date.fromisoformat(told.since["day"]), known), question, told.as_of)
    assert [row["change"] for row in answer] == [change.pop("is") for change in told.changes]
    for row, change in zip(answer, told.changes, strict=True):
        for name, value in change.items():
            said = row[name]
            if isinstance(said, float):
                assert said == pytest.approx(float(value))
            else:
                assert str(said).replace(" ", "_") == value, (name, row)


def test_the_order_is_that_of_the_page_and_of_the_words(small: SmallStore) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    table = text[text.index("| `change` |") : text.index("Within a kind")]
    on_page = [
        code for line in table.strip().splitlines()[2:] for code in re.findall(r"`([a-z_]+)`", line.split("|")[1])
    ]
    sql = small.rows(
        "select given.change, change_position(given.change) as place from (select unnest($found) as change) as given",
        found=on_page,
    )
    assert tuple(on_page) == changes_reference.ORDER == tuple(changes.CHANGES)
    assert [row["place"] for row in sql] == list(range(1, len(on_page) + 1))


FIRST, SECOND = date(2020, 3, 31), date(2020, 6, 30)
HERE = {"partnership_id": "P", "indicator_id": "I"}
SET_UP: dict[str, list[dict[str, Any]]] = {
    "partnerships": [{"partnership_id": "P", "start_date": date(2020, 1, 1), "end_date": date(2020, 12, 31)}],
    "indicators": [
        HERE
        | {"measure": "running_total", "over_partners": "sum", "direction": "up", "unit": "people"}
        | {"kind": "output", "level": "partner", "name_en": "Reached"}
    ],
    "targets": [HERE | {"tier": "project_application", "value": 100.0}],
}


def reported(partner: str, period: date, value: float | None, **more: Any) -> dict[str, Any]:
    return HERE | {"partner_id": partner, "period_end": period, "value": value} | more


def test_what_is_hidden_now_is_not_told_by_a_difference(small: SmallStore) -> None:
    small.hand_in(SET_UP | {"results": [reported("A", FIRST, 30.0), reported("B", FIRST, 20.0)]}, 1)
    small.hand_in({"results": [reported("B", FIRST, None, missing="hidden")]}, 2, datetime(2020, 5, 1), amends=True)
    question = Question([], [], "P", LATER)
    answer = asked(small, "changes", (FIRST, datetime(2020, 4, 1)), question, FIRST)
    assert {row["change"] for row in answer} >= {"corrected"}
    assert all(row["old_value"] is row["old_high"] is row["old_share"] is row["target_moved"] is None for row in answer)
    assert all(row["old_missing"] == "hidden" for row in answer)


def test_of_the_parts_of_a_figure_no_number_is_told(small: SmallStore) -> None:
    parts = [reported("A", FIRST, 18.0)] + [
        reported("A", FIRST, value, gender=gender) for gender, value in (("f", 10.0), ("m", 8.0))
    ]
    small.hand_in(SET_UP | {"results": parts}, 1)
    small.hand_in({"results": [reported("A", FIRST, 9.0, gender="m")]}, 2, datetime(2020, 5, 1), amends=True)
    answer = asked(small, "changes", (FIRST, datetime(2020, 4, 1)), Question([], [], "P", LATER), FIRST)
    [row] = answer
    assert (row["change"], row["partner_id"], row["old_value"], row["new_value"]) == ("split", "A", None, None)


def test_who_joins_and_who_leaves(small: SmallStore) -> None:
    def member(name: str, **days: date) -> dict[str, Any]:
        return {"partnership_id": "P", "organisation_id": name, "role": "partner", "responsibility_en": "x"} | {
            "reports": True,
            **days,
        }

    partners = [member("A", date_left=date(2020, 4, 30)), member("B", date_joined=date(2020, 4, 30)), member("C")]
    results = [reported(name, day, 10.0) for name in "ABC" for day in (FIRST, SECOND)]
    small.hand_in(SET_UP | {"partners": partners, "results": results}, 1)
    answer = asked(small, "changes", (FIRST, LATER), Question([], [], "P", LATER), SECOND)
    assert [(row["change"], row["partner_id"]) for row in answer if row["change"].startswith("partner")] == [
        ("partner_left", "A"),
        ("partner_joined", "B"),
    ]


def test_a_meeting_is_a_moment(small: SmallStore) -> None:
    named = dict.fromkeys(("name_nl", "name_fr", "name_en"), "Partnership")
    set_up = SET_UP | {"partnerships": [SET_UP["partnerships"][0] | named | {"data_status": "reported"}]}
    small.hand_in(set_up | {"results": [reported("A", FIRST, 25.0)]}, 1, datetime(2020, 4, 1))
    meeting = {"partnership_id": "P", "meeting_id": "M", "kind": "steering_group", "meeting_date": date(2020, 4, 20)}
    small.hand_in(
        {
            "meetings": [
                meeting | {"as_of": FIRST, "known_at": "2020-04-20T09:00:00"},
                meeting | {"meeting_id": "WITHOUT"},
            ]
        },
        2,
        datetime(2020, 4, 20),
    )
    small.hand_in({"results": [reported("A", FIRST, 5.0)]}, 3, datetime(2020, 5, 1))
    view = choices.view_of(small.store.rows, {"as_of": "2020-03-31", "lang": "en"})
    answer = changes.in_address(view, meeting="M")
    assert [(row["change"], row["old_value"], row["new_value"]) for row in answer.rows] == [
        ("worse", 25, 5),
        ("corrected", 25, 5),
    ]
    assert answer.sentences[0].startswith("Since 31 March 2020 (as known on 20 April 2020): 1 result has fallen behind")
    with pytest.raises(UnknownChoice, match="WITHOUT"):
        changes.in_address(view, meeting="WITHOUT")


def test_a_reading_without_a_name_can_be_decided_on(small: SmallStore) -> None:
    small.hand_in(SET_UP | {"results": [reported("A", FIRST, 25.0), reported("A", FIRST, 20.0, reading="a")]}, 1)
    for number, reading in ((2, "a"), (3, None)):
        decision = HERE | {"partner_id": "A", "reading": reading, "reason": f"the reason of {number}"}
        small.hand_in({"decisions": [decision]}, number, datetime(2020, 4, number))
    answer = asked(small, "changes", (FIRST, datetime(2020, 4, 2)), Question([], [], "P", LATER), FIRST)
    [row] = [row for row in answer if row["change"] == "decided"]
    assert (row["reading"], row["why"]) == (None, "the reason of 3")


def test_an_area_is_a_part_as_soon_as_the_whole_is_given(small: SmallStore) -> None:
    areas = [reported("A", FIRST, value, area_id=area) for area, value in (("NORTH", 10.0), ("SOUTH", 8.0))]
    small.hand_in(SET_UP | {"results": areas}, 1)
    small.hand_in({"results": [reported("A", FIRST, 18.0)]}, 2, datetime(2020, 5, 1))
    answer = asked(small, "changes", (FIRST, datetime(2020, 4, 1)), Question([], [], "P", LATER), FIRST)
    assert [(row["change"], row["area"], row["new_value"]) for row in answer] == [("late", None, 18)]
