"""The closure report, worked by hand: whose indicator it is, what contributed, and which questions are asked."""

from datetime import date
from typing import Any

import pytest

from peil.store import parameters
from tests.meaning.small_store import LATER, SmallStore

DAY = date(2024, 6, 30)
PROGRAMME = {"partnership_id": "F", "data_status": "reported", "name_en": "F"}
OWN = {"partnership_id": "P", "parent_id": "F", "data_status": "reported", "name_en": "P"}
INDICATOR = {
    "partnership_id": "F", "kind": "output", "unit": "people", "measure": "running_total", "over_partners": "sum",
    "direction": "up", "level": "partner",
}  # fmt: skip


def asked(small: SmallStore, question: str, partnership: str = "P", as_of: date = DAY) -> list[dict[str, Any]]:
    given = {"partnership": partnership, "as_of": as_of, "known_at": LATER, "language": "en"}
    query = f"pages/closure/{question}"
    return list(small.store.rows(query, {name: given[name] for name in parameters(query)}))


def indicator(name: str, **others: Any) -> dict[str, Any]:
    return INDICATOR | {"indicator_id": name, "name_en": name} | others


def result(name: str, value: float | None, **others: Any) -> dict[str, Any]:
    return {"partnership_id": "P", "indicator_id": name, "partner_id": "A", "period_end": DAY, "value": value} | others


@pytest.mark.parametrize(
    ("rows", "contributes", "gap"),
    [
        ([], None, "no_value"),
        ([result("I", 0)], False, None),
        ([result("I", 3)], True, None),
        ([result("I", None, missing="hidden")], None, "hidden"),
        ([result("I", None, missing="missing")], None, "no_value"),
        ([result("I", 0, reading="a"), result("I", 3, reading="b")], True, "several_readings"),
    ],
)
def test_whether_it_contributed_is_known_with_a_value_only(
    small: SmallStore, rows: list[dict[str, Any]], contributes: bool | None, gap: str | None
) -> None:
    target = {"partnership_id": "P", "indicator_id": "I", "tier": "programme", "value": 64}
    small.hand_in(
        {
            "partnerships": [PROGRAMME, OWN],
            "organisations": [{"organisation_id": "A", "name_en": "A"}],
            "indicators": [indicator("I", level="programme")],
            "targets": [target],
            "results": rows,
        }
    )
    [row] = asked(small, "indicators")
    assert (row["contributes"], row["gap"], row["programme_target"]) == (contributes, gap, 64)
    assert (row["is_of_programme"], row["is_own"]) == (True, False)


def test_an_indicator_of_partners_with_a_target_of_the_programme_is_of_both(small: SmallStore) -> None:
    small.hand_in(
        {
            "partnerships": [PROGRAMME, OWN],
            "organisations": [{"organisation_id": "A", "name_en": "A"}, {"organisation_id": "B", "name_en": "B"}],
            "indicators": [
                indicator("BOTH"),
                indicator("OWN", kind="result"),
                indicator("MONITOR", kind="context"),
                indicator("AREA", level="neighbourhood"),
            ],
            "targets": [
                {"partnership_id": "P", "indicator_id": "BOTH", "tier": "programme", "value": 400},
                {"partnership_id": "P", "indicator_id": "OWN", "tier": "project_application", "value": 9},
            ],
            "results": [
                result("BOTH", 3),
                result("BOTH", 4, partner_id="B"),
                result("OWN", 5),
                result("OWN", 50, period_end=date(2024, 7, 31)),
                result("MONITOR", 1),
                result("AREA", 1),
            ],
        }
    )
    found = {row["indicator_id"]: row for row in asked(small, "indicators")}
    assert list(found) == ["BOTH", "OWN"]
    both, own = found.values()
    assert (both["is_of_programme"], both["is_own"], both["programme_target"]) == (True, True, 400)
    assert (both["actual"], both["partners"]) == (7, ["A", "B"])
    # What was promised in the application is no target of the programme.
    assert (own["is_of_programme"], own["is_own"], own["programme_target"]) == (False, True, None)
    assert own["actual"] == 5


def question(name: str, partnership: str, kind: str = "closure") -> dict[str, Any]:
    return {"question_id": name, "partnership_id": partnership, "kind": kind, "question_en": name, "used_in": "report"}


def test_own_questions_come_before_those_of_the_programme_and_those_before_proposed_ones(small: SmallStore) -> None:
    elsewhere = [
        {"partnership_id": "A", "data_status": "reported"},
        {"partnership_id": "Z", "data_status": "published"},
    ]
    small.hand_in(
        {
            "partnerships": [PROGRAMME, OWN, *elsewhere],
            "reflection_questions": [
                question("NEAR", "A"), question("PROPOSED_2", "Z"), question("PROPOSED_1", "Z"),
                question("OTHER", "P", "evaluation"),
            ],
        }
    )  # fmt: skip

    def questions() -> list[tuple[str, str]]:
        return [(row["question_id"], row["asked_by"]) for row in asked(small, "questions")]

    assert questions() == [("PROPOSED_1", "proposed"), ("PROPOSED_2", "proposed")]
    small.hand_in({"reflection_questions": [question("OF_ALL", "F")]}, 2)
    assert questions() == [("OF_ALL", "programme")]
    small.hand_in({"reflection_questions": [question("MINE", "P")]}, 3)
    assert questions() == [("MINE", "partnership")]


def test_an_answer_of_a_reflection_moment_is_none_of_the_report(small: SmallStore) -> None:
    answer = {"partnership_id": "P", "question_id": "Q", "answer": "Yes.", "language": "en"}
    small.hand_in(
        {
            "partnerships": [OWN],
            "organisations": [{"organisation_id": "A", "name_en": "A"}],
            "reflection_questions": [question("Q", "P"), question("R", "P")],
            "reflection_answers": [
                {**answer, "meeting_id": "M", "answer": "Then."},
                answer,
                {**answer, "organisation_id": "A", "answer": "We think so."},
                {**answer, "partnership_id": "ELSEWHERE", "answer": "Not here."},
            ],
        }
    )
    assert [(row["question_id"], row["organisation"], row["answer"]) for row in asked(small, "questions")] == [
        ("Q", None, "Yes."),
        ("Q", "A", "We think so."),
        ("R", None, None),
    ]


def test_a_deliverable_took_the_steps_that_it_took_by_then(small: SmallStore) -> None:
    made = {"partnership_id": "P", "kind": "deliverable"}
    states = ("planned", "in_preparation", "piloted", "tested", "published", "done", "running", "stopped", None)
    small.hand_in(
        {
            "partnerships": [OWN],
            "organisations": [{"organisation_id": one, "name_en": one} for one in "AB"],
            "activities": [
                *({**made, "activity_id": str(state), "name_en": str(state), "state": state} for state in states),
                {
                    **made, "activity_id": "LATER", "name_en": "LATER", "state": "piloted",
                    "start_date": date(2024, 7, 1),
                },
                {**made, "activity_id": "ACTION", "name_en": "ACTION", "kind": "action", "state": "piloted"},
                {**made, "activity_id": "QUIET", "name_en": "QUIET", "kind": "action", "state": "piloted"},
            ],
            "partners": [
                {"partnership_id": "P", "organisation_id": "B", "role": "pilot", "activity_id": "ACTION"},
                {"partnership_id": "P", "organisation_id": "A", "role": "pilot", "activity_id": "ACTION"},
                {"partnership_id": "P", "organisation_id": "A", "role": "action_lead", "activity_id": "QUIET"},
                {
                    "partnership_id": "P", "organisation_id": "A", "role": "pilot", "activity_id": "planned",
                    "date_joined": date(2024, 7, 1),
                },
            ],
        }
    )  # fmt: skip
    found = {row["activity_id"]: row for row in asked(small, "deliverables")}
    assert {name: row["steps_reached"] for name, row in found.items()} == {
        "published": 5, "done": 5, "tested": 4, "piloted": 3, "in_preparation": 2, "running": 2, "planned": 1,
        "LATER": 1, "stopped": None, "None": None, "ACTION": None,
    }  # fmt: skip
    assert found["ACTION"]["pilots"] == ["A", "B"]
    assert found["planned"]["pilots"] is None


def test_a_timeline_has_what_is_part_of_the_course_and_says_what_is_not_known(small: SmallStore) -> None:
    def moment(name: str, kind: str, day: date | None, state: str = "planned") -> dict[str, Any]:
        return {
            "milestone_id": name, "partnership_id": "P", "kind": kind, "title_en": name, "start_date": day,
            "state": state,
        }  # fmt: skip

    small.hand_in(
        {
            "partnerships": [OWN],
            "activities": [
                {
                    "activity_id": "PHASE", "partnership_id": "P", "kind": "phase", "name_en": "PHASE",
                    "state": "running", "start_date": date(2022, 5, 1), "end_date": date(2025, 3, 31),
                },
                {"activity_id": "ACTION", "partnership_id": "P", "kind": "action", "name_en": "ACTION"},
            ],
            "milestones": [
                moment("PASSED", "seminar", date(2023, 1, 1)),
                moment("DONE", "test", date(2023, 2, 1), "done"),
                moment("TO_COME", "closure", date(2025, 1, 1)),
                moment("UNDATED", "closure", None),
                moment("PACT", "context", date(2023, 1, 1), "done"),
                moment("EVERY_QUARTER", "recurring", None, "recurring"),
            ],
        }
    )  # fmt: skip
    found = asked(small, "timeline")
    assert [(row["item_id"], row["state"], row["is_moment"]) for row in found] == [
        ("PHASE", "running", False),
        ("PASSED", "passed", True),
        ("DONE", "done", True),
        ("TO_COME", "planned", True),
        ("UNDATED", "planned", True),
    ]
    assert (found[0]["first_year"], found[0]["last_year"]) == (2022, 2025)
    assert found[4]["first_year"] is None


@pytest.mark.parametrize(
    ("facts", "computed", "differs"),
    [
        ({"start_date": date(2010, 2, 1), "end_date": date(2013, 6, 30), "duration_months_stated": 43}, 41, True),
        ({"start_date": date(2022, 1, 1), "end_date": date(2022, 12, 31), "duration_months_stated": 12}, 12, False),
        ({"start_date": date(2012, 1, 1), "start_precision": "year", "end_date": date(2013, 12, 31)}, None, None),
        ({"duration_months_stated": 24}, None, None),
    ],
)
def test_the_stated_duration_stands_beside_that_by_the_dates(
    small: SmallStore, facts: dict[str, Any], computed: int | None, differs: bool | None
) -> None:
    small.hand_in({"partnerships": [OWN | facts]})
    [row] = asked(small, "duration")
    assert (row["stated"], row["computed"], row["differs"]) == (
        facts.get("duration_months_stated"),
        computed,
        differs,
    )
