"""The SQL and the plain Python of docs/attainment.md give the same answer for whole generated partnerships."""

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.meaning import reference
from tests.meaning.reference import Question, Submission
from tests.meaning.small_store import SmallStore

# One hundred days from the day before the start to the due date: with a target of 100, expected is the day number,
# and the values below fall exactly on the bands (0.5, 0.85, 1.15).
START, DUE = date(2020, 1, 1), date(2020, 4, 9)


def day(number: int) -> date:
    return START + timedelta(days=number - 1)


PERIODS = [20, 40, 60, 100]
PACES = [0.0, 0.49, 0.5, 0.84, 0.85, 1.0, 1.15, 1.16]
AS_OFS = [day(-1), day(0), day(1), day(20), day(40), day(99), day(100), day(101)]
VALUES = [0.0, 1.0, 10.0, 17.0, 16.9, 20.0, 23.0, 23.1, 34.0, 46.0, 50.0, 100.0, 120.0, -5.0]
TARGETS = [0.0, 20.0, 50.0, 100.0, 100.0, 100.0, -10.0]
RECEIVED = [datetime(2020, 1, number) for number in range(1, 6)]
PARTNERS = ["A", "B", "C"]
AREAS = ["CITY", "NORTH", "BLOCK", "OTHER"]
# Many at once, because it is the planning of a question that takes time, and not how much it is about.
INDICATORS = ["I", "J", "K", "L", "M", "N", "O", "R"]


def maybe(strategy: st.SearchStrategy[Any], *, often: bool = False) -> st.SearchStrategy[Any]:
    """``strategy`` or None; None is what is drawn more often, or less."""
    return st.sampled_from([True, True, True, False] if often else [False, False, True]).flatmap(
        lambda there: strategy if there else st.none()
    )


def choose(*among: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(among)


@st.composite
def indicators(draw: st.DrawFn, indicator_id: str, usual: bool) -> dict[str, Any]:
    measures = ("flow", "running_total", "snapshot", "ratio", "unique_people", "yes_no", "narrative")
    return {
        "indicator_id": indicator_id,
        "partnership_id": draw(choose("P", "P", "PARENT", "ELSEWHERE")),
        "activity_id": draw(choose(None, "ACT")),
        "kind": "output",
        "level": "partner",
        "unit": draw(choose("people", "people", "percent")),
        "measure": draw(choose(*measures[:5] if usual else measures)),
        "over_partners": draw(choose("sum", "max", "mean", "none")),
        "direction": draw(choose("up", "up", "up", "keep") if usual else choose("up", "down", "down", "keep", "none")),
        "multiplier": draw(choose(None, 1.0, 100.0)),
    }


@st.composite
def targets(draw: st.DrawFn, usual: bool) -> dict[str, Any]:
    plain = usual and draw(choose(True, True, True, False))
    total = draw(choose(True, True, False))
    return {
        "partnership_id": draw(choose("P", "P", "P", "P", "P", "ELSEWHERE")),
        "indicator_id": draw(choose(*INDICATORS)),
        "tier": draw(choose("partner", "partner", "partner", "programme", "universe")),
        "partner_id": draw(choose(None, "A", "A", "B", "B", "C")),
        "area_id": None if total else draw(choose(None, "CITY", "NORTH")),
        "target_group_id": None if total else draw(choose(None, None, "YOUNG", "OLD")),
        "reading": None if plain else draw(choose(None, "b", "c")),
        "baseline": None if plain else draw(choose(None, 0.0, 10.0, 100.0, 120.0)),
        "value": 100.0 if plain else draw(choose(*TARGETS, None)),
        "target_kind": None if plain else draw(choose(None, None, "at_least", "bring_down_to", "at_most", "keep")),
        "tolerance": draw(choose(None, 0.0, 3.0, 10.0)),
        "start_date": None if plain else draw(choose(None, None, START, day(21), day(41), day(101))),
        "due_date": None if plain else draw(choose(None, DUE, day(40), day(20))),
    }


@st.composite
def milestones(draw: st.DrawFn, promised: list[dict[str, Any]]) -> dict[str, Any]:
    target = draw(st.sampled_from(promised))
    return {name: target[name] for name in ("partnership_id", "indicator_id", "tier", "partner_id")} | {
        "milestone_date": draw(choose(day(0), day(1), day(20), day(30), day(70), day(100))),
        "value": draw(choose(0.0, 0.0, 20.0, 40.0, 80.0, 110.0)),
    }


@st.composite
def results(draw: st.DrawFn, usual: bool, partners: tuple[str | None, ...], periods: list[int]) -> dict[str, Any]:
    # The plain values fall exactly on the bands, or just beside them, when the target is plain as well.
    plain = draw(choose(True, True, False) if usual else choose(True, False))
    period = draw(choose(*periods))
    parts = draw(choose(True, True, False))
    valued = plain or draw(choose(True, True, True, False))
    # A plain value may speak of one part alone; another one of anything at once.
    about = draw(choose(None, None, None, "area_id", "target_group_id", "gender")) if plain else "anything"
    return {
        "partnership_id": "P" if plain else draw(choose("P", "P", "P", "ELSEWHERE")),
        "indicator_id": draw(choose(*INDICATORS)),
        "partner_id": draw(choose(*partners)),
        "area_id": draw(choose(None, *AREAS)) if about in ("area_id", "anything") else None,
        "target_group_id": draw(choose(None, "YOUNG", "OLD"))
        if about == "target_group_id"
        else draw(choose(None, None, None, "YOUNG"))
        if about == "anything"
        else None,
        "gender": "f" if about == "gender" else draw(choose(None, None, None, "f")) if about == "anything" else None,
        "period_end": day(period),
        "period_precision": draw(choose("quarter", "quarter", None, "document_date")),
        "value": (round(period * draw(choose(*PACES)), 6) if plain else draw(choose(*VALUES))) if valued else None,
        "numerator": draw(choose(*VALUES)) if parts or plain else None,
        "denominator": draw(choose(0.0, 10.0, 100.0, 100.0, 200.0, None)) if parts else None,
        "missing": None if valued else draw(choose(None, "missing", "not_due", "not_applicable", "hidden")),
        "reading": draw(choose(None, None, None, "a", "b")),
        "attributed_to": None if plain else draw(choose(None, "M", "N")),
        "explanation": None if plain else draw(choose(None, "bad weather", "no staff")),
        "language": None if plain else draw(choose(None, "nl", "fr")),
    }


@st.composite
def steady(draw: st.DrawFn, partners: tuple[str | None, ...], periods: list[int]) -> list[dict[str, Any]]:
    """What is reported of one indicator as it should be: the same partners, period after period, at one pace each."""
    indicator = draw(choose(*INDICATORS))
    until = draw(st.sampled_from(periods))
    return [
        {
            "partnership_id": "P",
            "indicator_id": indicator,
            "partner_id": partner,
            "period_end": day(period),
            "period_precision": "quarter",
            "value": round(period * pace, 6),
        }
        for partner in partners
        if (pace := draw(choose(None, *PACES))) is not None
        for period in periods
        if period <= until
    ]


@st.composite
def members(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "partnership_id": "P",
        "organisation_id": draw(choose(*PARTNERS, "D")),
        "role": draw(choose("partner", "lead_partner")),
        "responsibility_en": "x",
        "reports": draw(choose(True, True, False)),
        "date_joined": draw(choose(None, None, day(1), day(40))),
        "date_left": draw(choose(None, None, day(40), day(99))),
    }


@st.composite
def decisions(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "partnership_id": draw(choose("P", "P", "P", "ELSEWHERE")),
        "indicator_id": draw(choose(*INDICATORS)),
        "partner_id": draw(choose(None, None, "A", "B")),
        "period_end": draw(choose(None, None, day(20), day(40), day(60))),
        "reading": draw(choose(None, "a", "b")),
        "decided_at": draw(st.sampled_from(RECEIVED)),
    }


def once_per_key(rows: list[dict[str, Any]], *key: str) -> list[dict[str, Any]]:
    """The rows as the gate lets them through: no key twice in one submission."""
    return list({tuple(row.get(name) for name in key): row for row in rows}.values())


TARGET_KEY = (
    "partnership_id",
    "indicator_id",
    "tier",
    "partner_id",
    "area_id",
    "target_group_id",
    "reading",
    "start_date",
)
MILESTONE_KEY = ("partnership_id", "indicator_id", "tier", "partner_id", "milestone_date")
RESULT_KEY = (
    "partnership_id",
    "indicator_id",
    "partner_id",
    "area_id",
    "target_group_id",
    "gender",
    "period_end",
    "reading",
)

AMENDED = (
    "period_precision",
    "value",
    "numerator",
    "denominator",
    "missing",
    "attributed_to",
    "explanation",
    "language",
)


@st.composite
def set_ups(draw: st.DrawFn, usual: bool) -> dict[str, list[dict[str, Any]]]:
    """Who takes part, where, and how it is measured."""
    tree = draw(
        choose(
            {"CITY": None, "NORTH": "CITY", "BLOCK": "NORTH", "OTHER": None},
            {"CITY": None, "NORTH": None, "BLOCK": "CITY", "OTHER": "BLOCK"},
            {},
        )
    )
    return {
        "partnerships": [
            {
                "partnership_id": "P",
                "parent_id": draw(choose(None, "PARENT")),
                "start_date": draw(choose(START, START, START, None)),
                "end_date": draw(choose(DUE, DUE, DUE, None)),
                "reporting_interval_months": draw(choose(1, 1, 1, 1, 2, None)),
            },
            {"partnership_id": "ELSEWHERE", "parent_id": draw(choose(None, "PARENT"))},
        ],
        "areas": [{"area_id": area, "parent_id": parent} for area, parent in tree.items()],
        "indicators": [draw(indicators(name, usual)) for name in INDICATORS],
        "partners": once_per_key(
            draw(st.lists(members(), max_size=5)), "partnership_id", "organisation_id", "role", "responsibility_en"
        ),
    }


@st.composite
def submissions(draw: st.DrawFn) -> list[Submission]:
    """The partnership's set-up, and up to three deliveries after it, some of them withdrawn, some with new targets."""
    usual = draw(choose(True, True, False))
    set_up = draw(set_ups(usual))
    # Few partners and periods make the readings of one figure meet.
    partners = draw(choose((None, *PARTNERS), ("A", "B"), ("A", "B"), ("A",)))
    periods = draw(choose(PERIODS, PERIODS[:1], PERIODS[1:3]))
    rows = draw(choose(6, 12, 24))
    deliveries = []
    for place in range(draw(choose(1, 2, 3))):
        promised = draw(
            st.lists(targets(usual), min_size=0 if place else 8, max_size=2 if place else 16),
        )
        steps = draw(st.lists(milestones(promised), max_size=8)) if promised else []
        # Now and then some of the set-up is corrected, too.
        changed = draw(set_ups(usual)) if draw(choose(*[False] * 5, True)) else {}
        if not place:
            promised += [
                draw(targets(usual)) | {"partnership_id": "P", "indicator_id": indicator} for indicator in INDICATORS
            ]
        reported = [row for rows in draw(st.lists(steady(partners, periods), max_size=8)) for row in rows]
        tables = {table: rows for table, rows in changed.items() if draw(choose(True, False))} | {
            "targets": once_per_key(promised, *TARGET_KEY),
            "target_milestones": once_per_key(steps, *MILESTONE_KEY),
            "results": once_per_key(
                [*draw(st.lists(results(usual, partners, periods), min_size=rows, max_size=rows + 12)), *reported],
                *RESULT_KEY,
            ),
        }
        withdrawn_at = draw(maybe(st.sampled_from(RECEIVED[place + 1 :])))
        amends = draw(choose(True, False))
        if amends and place:
            # What is amended was given before, more often than not.
            given = [row for delivery in deliveries for row in delivery.tables["results"]]
            again = draw(st.lists(st.sampled_from(given), max_size=12))
            values = draw(results(usual, partners, periods))
            named = [row | {name: values[name] for name in AMENDED} for row in again]
            tables["results"] = once_per_key([*tables["results"], *named], *RESULT_KEY)
        deliveries.append(Submission(tables, RECEIVED[place + 1], withdrawn_at, amends))
    return [Submission(set_up, RECEIVED[0]), *deliveries]


@st.composite
def questions(draw: st.DrawFn) -> Question:
    return Question(
        draw(submissions()),
        draw(st.lists(decisions(), min_size=draw(choose(0, 16)), max_size=20)),
        draw(choose(*["P"] * 8, "PARENT", "ELSEWHERE")),
        draw(choose(RECEIVED[-1], RECEIVED[-1], *RECEIVED[1:])),
        draw(choose(None, None, None, None, None, "A", "D")),
    )


def as_key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["as_of"], row["indicator_id"], row.get("part_id", ""), row["tier"] or ""


def close(value: Any) -> Any:
    """The value, with numbers made comparable to within rounding errors, also inside lists and structs."""
    if isinstance(value, float):
        return pytest.approx(value, rel=1e-9, abs=1e-9)
    if isinstance(value, list):
        return [close(one) for one in value]
    if isinstance(value, dict):
        return {name: close(one) for name, one in value.items()}
    return value


def same(answer: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    """Assert that every row has every expected column with the expected value."""
    assert len(answer) == len(expected), (answer, expected)
    for given_row, expected_row in zip(answer, expected, strict=True):
        for name, value in expected_row.items():
            assert given_row[name] == close(value), (name, given_row, expected_row)


def one_indicator(results: list[dict[str, Any]], **indicator: Any) -> Question:
    """What exploring found once: 100 promised by all partners, and these results."""
    here = {"partnership_id": "P", "indicator_id": "I"}
    tables = {
        "partnerships": [{"partnership_id": "P", "start_date": START, "end_date": DUE}],
        "indicators": [here | {"measure": "snapshot", "over_partners": "sum", "direction": "up"} | indicator],
        "targets": [here | {"tier": "partner", "value": 100.0}],
        "results": [here | {"period_end": day(40)} | row for row in results],
    }
    return Question([Submission(tables, RECEIVED[0])], [], "P", RECEIVED[-1])


# A sum below the largest part is an end of the range, too.
@example(
    question=one_indicator(
        [{"partner_id": "A", "value": 23.0}, {"partner_id": "B", "value": -5.0}], measure="unique_people"
    )
)
@given(question=questions())
def test_attainment(opened: SmallStore, question: Question) -> None:
    opened.clear()
    opened.fill(question)
    answer = opened.attainment(AS_OFS, question.known_at, question.partner, question.partnership)
    expected = reference.attainment(question, AS_OFS)
    if answer:
        columns = set(answer[0])
        assert columns == set(expected[0])
    same(sorted(answer, key=as_key), sorted(expected, key=as_key))


@given(question=questions())
def test_attainment_of_the_parts(opened: SmallStore, question: Question) -> None:
    opened.clear()
    opened.fill(question)
    for dimension in reference.PARTS:
        answer = opened.part_attainment(dimension, AS_OFS, question.known_at, question.partner, question.partnership)
        expected = reference.part_attainment(question, dimension, AS_OFS)
        if answer:
            assert set(answer[0]) == set(expected[0])
        same(sorted(answer, key=as_key), sorted(expected, key=as_key))


@given(question=questions())
def test_the_periods_of_every_partnership(opened: SmallStore, question: Question) -> None:
    """Worked out over records instead of rows, because that is quick; corrected and withdrawn ones are left out."""
    opened.clear()
    opened.fill(question)
    programmes = opened.store.run("pages/filters/programmes", known_at=question.known_at, language="nl")
    current = question.current("results")
    assert {
        row.partnership_id: None if row.last_period_end is pd.NaT else row.last_period_end.date()
        for row in programmes.itertuples()
    } == {
        partnership: max(
            (
                row["period_end"]
                for row in current
                if row["partnership_id"] == partnership and row["period_precision"] != "document_date"
            ),
            default=None,
        )
        for partnership in ("P", "ELSEWHERE")
    }
    for partnership in ("P", "ELSEWHERE", "PARENT"):
        reporting = {partnership} | {
            row["partnership_id"] for row in question.current("partnerships") if row["parent_id"] == partnership
        }
        expected: dict[date, bool] = {}
        for row in current:
            if row["partnership_id"] in reporting:
                reported = row["period_precision"] != "document_date"
                expected[row["period_end"]] = expected.get(row["period_end"], False) or reported
        periods = opened.store.run("pages/filters/periods", partnership=partnership, known_at=question.known_at)
        assert [(row.period_end.date(), row.is_reported) for row in periods.itertuples()] == sorted(
            expected.items(), reverse=True
        )


@given(question=questions(), as_of=st.sampled_from(AS_OFS))
def test_the_questions_beside_it(opened: SmallStore, question: Question, as_of: date) -> None:
    opened.clear()
    opened.fill(question)
    asked = (as_of, question.known_at, question.partner, question.partnership)
    for indicator in INDICATORS[:2]:
        same(
            sorted(
                opened.contributions(indicator, *asked),
                key=lambda row: (row["partner_id"] or "", row["reading"] or ""),
            ),
            reference.contributions(question, indicator, as_of),
        )
        same(opened.figure_rows(indicator, *asked), reference.figure_rows(question, indicator, as_of))
    same(opened.who_reported(as_of, question.known_at, question.partnership), reference.who_reported(question, as_of))
