"""Partnerships, their region and their municipalities, worked by hand: who counts as what, and on which day."""

from datetime import date, datetime
from typing import Any

import pytest

from peil.store import parameters as parameters_of
from tests.meaning.small_store import LATER, SmallStore

DAY = date(2024, 6, 30)
BEFORE, AFTER = date(2024, 1, 1), date(2024, 9, 30)
PROGRAMME = {"partnership_id": "F"}


def local(partnership: str, stage: str = "under_implementation", **others: Any) -> dict[str, Any]:
    return {"partnership_id": partnership, "parent_id": "F", "stage": stage, "name_en": partnership, **others}


def municipality(area_id: str, parent_id: str | None = None, **others: Any) -> dict[str, Any]:
    return {"area_id": area_id, "level": "municipality", "parent_id": parent_id, "name_en": area_id, **others}


def covers(partnership: str, area_id: str, role: str = "member", **others: Any) -> dict[str, Any]:
    return {"partnership_id": partnership, "area_id": area_id, "role": role, **others}


def asked(small: SmallStore, query: str, **values: Any) -> list[dict[str, Any]]:
    """The answer of a query of a page, on the day of these tests unless another is given."""
    known = {"as_of": DAY, "known_at": LATER, "language": "en"} | values
    wanted = {name: known[name] for name in parameters_of(f"pages/{query}")}
    return list(small.store.rows(f"pages/{query}", wanted))


# The stages of a region.


def stages(small: SmallStore, as_of: date = DAY) -> dict[str, tuple[float, float]]:
    rows = asked(small, "partnerships/coverage", region="F", as_of=as_of)
    return {row["stage"]: (row["counted"], row["counted_out_of"]) for row in rows}


def test_whoever_was_rejected_or_adjourned_has_applied(small: SmallStore) -> None:
    told = ("preliminary_idea", "matching", "applied", "adjourned", "rejected", "approved", "under_implementation")
    small.hand_in({"partnerships": [PROGRAMME, *(local(stage, stage) for stage in (*told, "closed"))]})
    assert stages(small) == {"partnerships": (8, 8), "applied": (6, 8), "approved": (3, 6), "started": (2, 3)}


def test_a_stage_is_reached_on_its_day(small: SmallStore) -> None:
    def milestone(partnership: str, kind: str, day: date) -> dict[str, Any]:
        return {"milestone_id": partnership + kind, "partnership_id": partnership, "kind": kind, "start_date": day}

    small.hand_in(
        {
            "partnerships": [
                PROGRAMME,
                local("DATED", start_date=date(2024, 3, 1)),
                local("DECIDED", start_date=date(2024, 3, 1)),
                local("STARTED", start_date=date(2024, 3, 1)),
                local("UNDATED"),
                # Its first day is still to come, so it says nothing about when it was approved.
                local("PLANNED", "approved", start_date=date(2025, 1, 1)),
            ],
            "milestones": [
                milestone("DATED", "application", date(2024, 1, 15)),
                milestone("DATED", "selection", date(2024, 2, 1)),
                milestone("DECIDED", "selection", date(2024, 2, 1)),
                # Another kind of moment decides nothing.
                milestone("STARTED", "seminar", date(2023, 1, 1)),
            ],
        }
    )

    def reached(*day: int) -> list[float]:
        return [stages(small, date(*day))[stage][0] for stage in ("applied", "approved", "started")]

    assert reached(2024, 1, 14) == [2, 2, 1]
    assert reached(2024, 1, 15) == [3, 2, 1]
    assert reached(2024, 1, 31) == [3, 2, 1]
    assert reached(2024, 2, 1) == [4, 4, 1]
    assert reached(2024, 2, 29) == [4, 4, 1]
    assert reached(2024, 3, 1) == [5, 5, 4]


# The municipalities of a region, and who serves them.


def test_a_region_is_where_the_programme_and_its_partnerships_work_and_where_it_counts(small: SmallStore) -> None:
    provinces = ("COVERED", "COUNTED", "OTHERWISE", "OF_ANOTHER", "ELSEWHERE")
    small.hand_in(
        {
            "partnerships": [PROGRAMME, local("P"), {"partnership_id": "G"}, local("Q") | {"parent_id": "G"}],
            "areas": [
                *({"area_id": name, "level": "province"} for name in provinces),
                *(municipality(f"IN_{name}", name) for name in provinces),
                municipality("TWIN", "COVERED") | {"level": "unitary_authority"},
                {"area_id": "STREET", "level": "neighbourhood", "parent_id": "IN_COVERED"},
                municipality("SERVED"),
                municipality("SERVED_BY_ANOTHER"),
            ],
            "coverage": [covers("F", "COVERED"), covers("P", "SERVED"), covers("Q", "SERVED_BY_ANOTHER")],
            "coverage_statistics": [
                {"partnership_id": programme, "statistic_id": area, "counted": counted, "area_id": area, "value": 1}
                for programme, area, counted in (
                    ("F", "COUNTED", "municipalities"),
                    ("F", "OTHERWISE", "partnerships"),
                    ("G", "OF_ANOTHER", "municipalities"),
                )
            ],
        }
    )
    rows = asked(small, "partnerships/municipalities", region="F")
    assert sorted(row["area_id"] for row in rows) == ["IN_COUNTED", "IN_COVERED", "SERVED", "TWIN"]
    # Only who belongs to the programme serves its region.
    assert [row["area_id"] for row in rows if row["partnership_id"]] == ["SERVED"]


def test_an_exception_area_is_no_part_of_the_region(small: SmallStore) -> None:
    small.hand_in(
        {
            "partnerships": [PROGRAMME, local("P")],
            "areas": [
                {"area_id": "REGION", "level": "region"},
                {"area_id": "POOR", "level": "province"},
                municipality("INSIDE", "REGION"),
                municipality("OUTSIDE", "POOR"),
                {"area_id": "STREET", "level": "neighbourhood", "parent_id": "OUTSIDE"},
            ],
            "coverage": [
                covers("F", "REGION"),
                covers("P", "INSIDE"),
                covers("F", "POOR", "exception"),
                covers("P", "OUTSIDE", "exception"),
                covers("P", "STREET", "exception"),
            ],
        }
    )
    assert [row["area_id"] for row in asked(small, "partnerships/municipalities", region="F")] == ["INSIDE"]
    assert stages(small)["municipalities"] == (1, 1)
    choices = asked(small, "municipality/choices", partnership="P")
    assert [(row["area_id"], row["is_own"]) for row in choices] == [("INSIDE", True)]


def test_what_is_only_compared_with_is_not_served(small: SmallStore) -> None:
    small.hand_in(
        {
            "partnerships": [PROGRAMME, local("P"), local("Q", "approved")],
            "areas": [municipality(name) for name in ("MEMBER", "PRIORITY", "PEER", "WAITING")],
            "coverage": [
                covers("P", "MEMBER"),
                covers("P", "PRIORITY", "priority"),
                covers("P", "PEER", "peer"),
                covers("Q", "WAITING"),
            ],
        }
    )
    rows = asked(small, "partnerships/municipalities", region="F")
    assert {row["area_id"]: row["served"] for row in rows} == {
        "MEMBER": "started",
        "PRIORITY": "started",
        "PEER": "none",
        "WAITING": "waiting",
    }
    assert stages(small)["municipalities"] == (3, 4)
    assert [len(asked(small, "municipality/served_by", area=name)) for name in ("MEMBER", "PRIORITY", "PEER")] == [
        1,
        1,
        0,
    ]
    [mine, _] = asked(small, "partnerships/rules", region="F", tolerance=1.0)
    assert mine["municipalities"] == 2


# Who is a partner.


def members(*roles: str, **others: Any) -> list[dict[str, Any]]:
    return [{"partnership_id": "P", "organisation_id": role, "role": role, **others} for role in roles]


def in_a_programme(small: SmallStore, partners: list[dict[str, Any]], **described: Any) -> None:
    """The partnership P of the programme F, which counts its partnerships and serves one municipality."""
    names = {row["organisation_id"] for row in partners}
    small.hand_in(
        {
            "partnerships": [PROGRAMME, local("P", **described)],
            "coverage_statistics": [
                {"partnership_id": "F", "statistic_id": "S", "counted": "partnerships", "value": 1}
            ],
            "organisations": [{"organisation_id": name, "name_en": name, "type": "ngo"} for name in sorted(names)],
            "partners": partners,
            "areas": [municipality("HERE")],
            "coverage": [covers("P", "HERE")],
        }
    )


def test_a_stakeholder_is_no_partner(small: SmallStore) -> None:
    partners, others = ("lead_partner", "partner"), ("stakeholder", "funder", "quality_coach")
    in_a_programme(small, members(*partners, *others))
    [rules] = asked(small, "partnerships/rules", region="F", tolerance=1.0)
    assert rules["partners"] == 2
    [served] = asked(small, "municipality/served_by", area="HERE")
    assert served["partners"] == sorted(partners)
    listed = asked(small, "partnership/partners", partnership="P")
    assert {row["organisation_id"]: row["counts_as_partner"] for row in listed} == {
        **dict.fromkeys(partners, True),
        **dict.fromkeys(others, False),
    }


def test_a_programme_counts_those_who_were_its_partners_by_then(small: SmallStore) -> None:
    partners = members("lead_partner", "stakeholder") + members("partner", date_joined=AFTER)
    small.hand_in({"partnerships": [{"partnership_id": "P"}], "partners": partners})
    assert [row["partners"] for row in asked(small, "partnerships/programmes")] == [1]
    assert [row["partners"] for row in asked(small, "partnerships/programmes", as_of=AFTER)] == [2]


def test_of_an_ended_partnership_the_partners_of_its_last_day_count(small: SmallStore) -> None:
    left = {"date_left": BEFORE}
    in_a_programme(small, members("lead_partner", "partner", **left), end_date=BEFORE)
    [rules] = asked(small, "partnerships/rules", region="F", tolerance=1.0)
    assert (rules["partners"], rules["size_kept"], rules["employment_service_kept"]) == (2, True, False)


def test_a_partner_is_one_from_the_day_it_joins_to_the_day_it_leaves(small: SmallStore) -> None:
    partners = members("lead_partner", date_joined=DAY) + members("partner", date_left=DAY)
    in_a_programme(small, partners)

    def counted(day: date) -> list[str]:
        [served] = asked(small, "municipality/served_by", area="HERE", as_of=day)
        [rules] = asked(small, "partnerships/rules", region="F", tolerance=1.0, as_of=day)
        assert rules["partners"] == len(served["partners"])
        return served["partners"]

    assert counted(BEFORE) == ["partner"]
    assert counted(DAY) == ["lead_partner", "partner"]
    assert counted(AFTER) == ["lead_partner"]
    listed = asked(small, "partnership/partners", partnership="P", as_of=BEFORE)
    assert [(row["organisation_id"], row["is_in"], row["date_left"]) for row in listed] == [("partner", True, None)]


# One partnership, on a day.


def test_an_action_has_cost_what_was_reported_by_then(small: SmallStore) -> None:
    cost = {"partnership_id": "P", "line": "action_cost", "funding_source": "esf", "amount": 100}
    claims = [{"partnership_id": "P", "partner_id": "A", "period_end": day, "reported": 60} for day in (BEFORE, AFTER)]
    small.hand_in({"partnerships": [local("P")], "budgets": [cost], "claims": claims})
    found = [asked(small, "partnership/action_cost", partnership="P", as_of=day)[0] for day in (DAY, AFTER)]
    assert [(row["reported"], row["is_within_cost"]) for row in found] == [(60, True), (120, False)]


def test_an_improvement_is_open_until_the_day_it_was_due(small: SmallStore) -> None:
    def improvement(number: str, state: str, due: date | None, **others: Any) -> dict[str, Any]:
        kind = {"kind": "improvement", "text_en": number, "state": state, "due_date": due}
        return {"partnership_id": "P", "recommendation_id": number, **kind, **others}

    meetings = [
        {"partnership_id": "P", "meeting_id": name, "kind": "quality_visit", "meeting_date": day}
        for name, day in (("EARLY", BEFORE), ("LATE", AFTER))
    ]
    recommendations = [
        improvement("1", "open", BEFORE),
        improvement("2", "in_progress", AFTER, meeting_id="EARLY"),
        improvement("3", "done", AFTER, meeting_id="EARLY"),
        improvement("4", "done", DAY),
        # Nobody knows when it was done; it is still to be done by a day that lies ahead of us.
        improvement("5", "done", None),
        improvement("6", "done", date(2101, 1, 1)),
        improvement("7", "open", AFTER, meeting_id="LATE"),
        improvement("8", "dropped", AFTER),
        improvement("9", "open", AFTER) | {"kind": "recommendation"},
    ]
    small.hand_in({"partnerships": [local("P")], "meetings": meetings, "recommendations": recommendations})

    def listed(day: date) -> list[tuple[str, str, bool]]:
        rows = asked(small, "partnership/visits", partnership="P", as_of=day)
        return sorted((row["item_id"], row["state"], row["is_late"]) for row in rows if row["what"] == "improvement")

    assert listed(DAY) == [("1", "open", True), ("2", "in_progress", False), ("3", "open", False)]
    assert listed(AFTER) == [("1", "open", True), ("2", "in_progress", False), ("7", "open", False)]
    visits = asked(small, "partnership/visits", partnership="P")
    assert [row["item_id"] for row in visits if row["what"] == "visit"] == ["EARLY"]


@pytest.mark.parametrize(
    ("state", "start", "end", "then", "afterwards"),
    [
        ("done", BEFORE, BEFORE, "done", "done"),
        ("done", BEFORE, AFTER, "running", "done"),
        ("done", AFTER, AFTER, "planned", "done"),
        ("done", AFTER, None, "planned", "done"),
        ("done", None, AFTER, "running", "done"),
        ("done", None, None, "done", "done"),
        ("running", AFTER, None, "planned", "running"),
        ("running", BEFORE, AFTER, "running", "running"),
        ("stopped", AFTER, AFTER, "stopped", "stopped"),
        # Before its planned end, as far as anybody knows today.
        ("published", BEFORE, date(2101, 1, 1), "published", "published"),
        ("running", date(2101, 1, 1), None, "running", "running"),
        # What the day of looking itself says is known.
        ("published", BEFORE, LATER.date(), "running", "running"),
        ("running", LATER.date(), None, "planned", "planned"),
        ("piloted", AFTER, None, "planned", "piloted"),
        ("tested", AFTER, None, "planned", "tested"),
        ("published", AFTER, None, "planned", "published"),
        ("tested", BEFORE, AFTER, "running", "tested"),
        ("published", BEFORE, AFTER, "running", "published"),
        ("done", DAY, DAY, "done", "done"),
        (None, AFTER, AFTER, None, None),
    ],
)
def test_the_state_of_an_action_is_that_of_the_day(
    small: SmallStore, state: str | None, start: date | None, end: date | None, then: str | None, afterwards: str | None
) -> None:
    action = {"activity_id": "A", "partnership_id": "P", "kind": "action", "name_en": "A", "state": state}
    small.hand_in({"partnerships": [local("P")], "activities": [action | {"start_date": start, "end_date": end}]})
    found = [asked(small, "partnership/plan", partnership="P", as_of=day)[0]["state"] for day in (DAY, AFTER)]
    assert found == [then, afterwards]


def test_steps_and_moments_stand_as_on_the_day(small: SmallStore) -> None:
    def step(number: str, state: str, start: date, end: date | None = None) -> dict[str, Any]:
        dates = {"start_date": start, "end_date": end}
        return {"activity_id": number, "partnership_id": "P", "kind": "step", "state": state} | dates

    moments = [
        {"milestone_id": state, "partnership_id": "P", "kind": "start", "state": state, "start_date": AFTER}
        for state in ("done", "late")
    ]
    steps = [step("1", "done", BEFORE, AFTER), step("2", "done", AFTER), step("3", "planned", BEFORE)]
    small.hand_in({"partnerships": [local("P")], "activities": steps, "milestones": moments})

    def states(day: date) -> dict[str, str]:
        return {row["step_id"]: row["state"] for row in asked(small, "partnership/steps", partnership="P", as_of=day)}

    assert states(DAY) == {"1": "running", "2": "planned", "3": "passed", "done": "planned", "late": "planned"}
    assert states(AFTER) == {"1": "done", "2": "done", "3": "passed", "done": "done", "late": "late"}


def test_posts_of_a_period_that_has_not_ended_do_not_count_yet(small: SmallStore) -> None:
    posts = [
        {"partnership_id": "P", "partner_id": "A", "period": period, "period_end": end, "fte": fte}
        for period, end, fte in (("2023", BEFORE, 1.0), ("2024", AFTER, 2.0), ("undated", None, 3.0))
    ]
    small.hand_in({"partnerships": [local("P")], "staffing": posts})
    for query in ("partnership/staffing", "finance/staffing"):
        assert [row["fte"] for row in asked(small, query, partnership="P")] == [1.0, 3.0]
        assert [row["fte"] for row in asked(small, query, partnership="P", as_of=AFTER)] == [1.0, 2.0, 3.0]


# Moments, sources and tiers.


def test_a_withdrawal_is_a_moment_at_which_figures_changed(small: SmallStore) -> None:
    small.hand_in({"partnerships": [local("P")]}, 1, datetime(2024, 1, 1, 9))
    small.hand_in({"partnerships": [local("P")]}, 2, datetime(2024, 1, 1, 12))
    small.withdraw(2, datetime(2024, 3, 1, 10))
    assert [row["moment"] for row in asked(small, "filters/moments")] == [
        datetime(2024, 3, 1, 10),
        datetime(2024, 1, 1, 12),
    ]


def reported(indicator: str, day: date, value: float, **others: Any) -> dict[str, Any]:
    return {"indicator_id": indicator, "partnership_id": "P", "partner_id": "A", "period_end": day, "value": value} | (
        others
    )


VISITS = {
    "indicator_id": "I", "partnership_id": "P", "kind": "output", "level": "partner", "unit": "visits",
    "measure": "flow", "over_partners": "sum", "direction": "up", "name_en": "Visits",
}  # fmt: skip


@pytest.mark.parametrize("query", ["results/board", "target_groups/everyone"])
def test_a_source_of_a_later_day_stands_behind_nothing(small: SmallStore, query: str) -> None:
    small.hand_in(
        {
            "partnerships": [local("P")],
            "partners": members("partner"),
            "indicators": [VISITS],
            "sources": [{"source_id": name, "short_title": name} for name in ("EARLY", "LATE")],
            "results": [reported("I", BEFORE, 1, source_id="EARLY"), reported("I", AFTER, 1, source_id="LATE")],
        }
    )
    found = {"partnership": "P", "partner": None, "kind": None}

    def sources(**more: object) -> list[list[str]]:
        return [[one["source"] for one in row["sources"]] for row in asked(small, query, **found, **more)]

    assert sources() == [["EARLY"]]
    assert sources(as_of=AFTER) == [["EARLY", "LATE"]]


def test_a_municipality_shows_one_tier_of_each_result(small: SmallStore) -> None:
    promise = {"indicator_id": "I", "partnership_id": "P", "area_id": "HERE", "due_date": AFTER}
    small.hand_in(
        {
            "partnerships": [local("P", start_date=BEFORE, end_date=AFTER)],
            "areas": [municipality("HERE")],
            "coverage": [covers("P", "HERE")],
            "indicators": [VISITS],
            "targets": [promise | {"tier": "project_plan", "value": 10}, promise | {"tier": "programme", "value": 40}],
            "results": [reported("I", DAY, 4, area_id="HERE")],
        }
    )
    [row] = asked(small, "municipality/results", area="HERE", partnerships=["P"])
    assert (row["actual"], row["target"], row["share_of_target"]) == (4, 10, 0.4)
