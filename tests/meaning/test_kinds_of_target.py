"""Every kind of target and of missing value comes out as it was worked out by hand, from a package of files."""

import math
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from peil.answers import figures
from peil.importing.gate import import_paths
from peil.store import Store
from peil.texts import Words

PACKAGE = Path(__file__).parent / "kinds_of_target"
LATER = datetime(2100, 1, 1)


@pytest.fixture(scope="module")
def kinds() -> Iterator[Store]:
    """A database in memory with the package. Read only: it is shared by all tests."""
    store = Store(":memory:")
    [outcome] = import_paths(store, [PACKAGE])
    assert outcome.submission_id is not None
    yield store
    store.close()


def rows(store: Store, day: date, partner: str | None = None) -> dict[str, dict[str, Any]]:
    """The rows of ``attainment``, by indicator: each has one target or none."""
    with store.cursor() as cursor:
        answer = cursor.execute("from attainment('KINDS', [$day::date], $later, $partner)",
                                {"day": day, "later": LATER, "partner": partner})  # fmt: skip
        names = [column[0] for column in answer.description]
        found = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    return {row["indicator_id"]: row for row in found}


def year_end(year: int) -> date:
    return date(year, 12, 31)


@pytest.mark.parametrize(
    ("indicator", "by_year"),
    [
        ("TOTAL", {2021: 70, 2022: 90, 2023: 90}),
        ("FLOW", {2021: 70, 2022: 120}),
        ("RATIO", {2021: 20}),
        ("PERCENT", {2021: 35}),
        ("PERCENTS", {2021: None}),
        ("NO_CASES", {2021: None}),
        ("OVERALL", {2021: 10, 2022: 25}),
    ],
)
def test_value(kinds: Store, indicator: str, by_year: dict[int, float | None]) -> None:
    assert {year: rows(kinds, year_end(year))[indicator]["actual"] for year in by_year} == by_year


@pytest.mark.parametrize(
    ("indicator", "target", "share", "state", "reason"),
    [
        ("OVERALL", 100, 0.1, "on_track", None),
        ("SAME", 50, None, "achieved", None),
        ("RATIO", 40, 0.5, "ahead", None),
        ("IN_PART", 10, 0.5, "partial", None),
        ("PERCENT", 40, 0.875, "ahead", None),
        ("PERCENTS", 40, None, "not_comparable", "no_denominator"),
        ("NO_CASES", 40, None, "not_comparable", "no_denominator"),
        ("FALL", 60, 0.25, "on_track", None),
        ("UNMOVED", 60, 0, "far_behind", None),
        ("BACK", 60, -0.25, "far_behind", None),
        ("LIMIT", 60, 1.5, "exceeded", None),
        ("HIDDEN", 10, None, "hidden", None),
        ("HIDDEN_FREE", None, None, "hidden", None),
        ("LATER", 10, None, "not_due", None),
        ("ELSEWHERE", 10, None, "not_comparable", "not_applicable"),
        ("LOST", 10, None, "no_report", None),
        ("SILENT", 10, None, "no_report", None),
        ("ALLOWED", 10, 0.4, "within_limit", None),
        ("STILL", 76, None, "not_comparable", "no_tolerance"),
        ("YEARLY", 40, 1.05, "achieved", None),
        ("GUIDES", 1, 2 / 3, "missed", None),
        ("SHORT", 20, 0.2, "on_track", None),
    ],
)
def test_against_its_target(
    kinds: Store, indicator: str, target: float | None, share: float | None, state: str, reason: str | None
) -> None:
    row = rows(kinds, year_end(2021))[indicator]
    assert (row["target"], row["state"], row["state_reason"]) == (target, state, reason)
    assert row["share_of_target"] == (None if share is None else pytest.approx(share))


@pytest.mark.parametrize(
    ("indicator", "year", "actual", "state", "then"),
    [
        ("YEARLY", 2022, 10, "missed", None),
        ("SHORT", 2022, 4, "no_recent_report", "on_track"),
        ("PLAIN", 2022, 442, "no_recent_report", "ahead"),
        ("ALLOWED", 2024, 4, "no_recent_report", "within_limit"),
        ("LIMIT", 2022, 90, "no_recent_report", "exceeded"),
        ("SAME", 2022, 55, "no_recent_report", "achieved"),
    ],
)
def test_in_a_later_year(kinds: Store, indicator: str, year: int, actual: float, state: str, then: str | None) -> None:
    row = rows(kinds, year_end(year))[indicator]
    assert (row["actual"], row["state"], row["state_then"]) == (actual, state, then)


def test_the_way_at_the_baseline_is_nought_and_not_minus_nought(kinds: Store) -> None:
    share = rows(kinds, year_end(2021))["UNMOVED"]["share_of_target"]
    assert math.copysign(1, share) == 1


def test_one_partner_alone_has_its_percentage(kinds: Store) -> None:
    assert rows(kinds, year_end(2021), "ORG_WEST")["PERCENTS"]["actual"] == 30


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("BEYOND", {year_end(2021): 60, year_end(2022): 40, date(2023, 7, 2): 70.08, year_end(2023): 100}),
        ("BELOW", {year_end(2021): 80, year_end(2022): 60, year_end(2023): 60}),
        ("OVERALL", {year_end(2021): 10, year_end(2022): 20, year_end(2023): 30, year_end(2024): 100}),
    ],
)
def test_no_more_than_the_target_is_expected(kinds: Store, indicator: str, expected: dict[date, float]) -> None:
    with kinds.cursor() as cursor:
        found = cursor.execute(
            "select as_of, expected, target from tier_targets('whole', 'KINDS', $days::date[], $later, null)"
            " where indicator_id = $indicator",
            {"days": list(expected), "later": LATER, "indicator": indicator},
        ).fetchall()
    assert {day: value for day, value, _ in found} == pytest.approx(expected, abs=0.01)


def test_who_gave_a_reason_is_counted_apart(kinds: Store) -> None:
    counted = {
        indicator: (row["partners_reported"], row["partners_hidden"], row["partners_exempt"], row["missing"])
        for indicator, row in rows(kinds, year_end(2021)).items()
        if indicator in ("HIDDEN", "HIDDEN_FREE", "IN_PART", "LATER", "ELSEWHERE", "LOST", "SILENT")
    }
    assert counted == {
        "HIDDEN": (0, 1, 0, "hidden"),
        "HIDDEN_FREE": (0, 1, 0, "hidden"),
        "IN_PART": (1, 1, 1, None),
        "LATER": (0, 0, 1, "not_due"),
        "ELSEWHERE": (0, 0, 1, "not_applicable"),
        "LOST": (0, 0, 0, "missing"),
        "SILENT": (0, 0, 0, None),
    }


SAID = {
    "en": {
        "PLAIN": "442 of 1,000 visits, 44 %",
        "PERCENT": "35 of 40 %, 88 %",
        "PERCENTS": "– of 40 %",
        "RISE": "66.7, from 50 up to 70: 84 % of the way",
        "FALL": "90, from 100 down to 60: 25 % of the way",
        "UNMOVED": "100, from 100 down to 60: 0 % of the way",
        "BACK": "110, from 100 down to 60: 25 % the wrong way",
        "LIMIT": "90 of at most 60 people, 150 %",
        "KEEP": "74, 2 below the 76 % to keep",
        "SAME": "55 of 50 people",
        "HIDDEN": "hidden for privacy, target: 10 people",
        "HIDDEN_FREE": "hidden for privacy",
        "LATER": "not due, target: 10 people",
        "SILENT": "– of 10 people",
        "ALLOWED": "4 of at most 10 people, 40 %",
        "STILL": "76.1, 0.1 above the 76 % to keep",
        "YEARLY": "42 of 40 people, 105 %",
        "GUIDES": "2 of 3 done",
        "IN_PART": "at least 5 of 10 people, 50 %",
    },
    "nl": {
        "PLAIN": "442 van 1.000 bezoeken, 44 %",
        "ALLOWED": "4 van hoogstens 10 personen, 40 %",
        "STILL": "76,1; 0,1 boven de 76 % om te behouden",
        "GUIDES": "2 van 3 klaar",
        "IN_PART": "minstens 5 van 10 personen, 50 %",
        "RISE": "66,7; van 50 omhoog naar 70: 84 % van de weg",
        "FALL": "90; van 100 omlaag naar 60: 25 % van de weg",
        "BACK": "110; van 100 omlaag naar 60: 25 % de verkeerde kant op",
        "LIMIT": "90 van hoogstens 60 personen, 150 %",
        "KEEP": "74; 2 onder de 76 % om te behouden",
        "HIDDEN": "verborgen om privacyredenen; doel: 10 personen",
    },
    "fr": {
        "PLAIN": "442 sur 1 000 visites, 44 %",
        "ALLOWED": "4 sur au plus 10 personnes, 40 %",
        "STILL": "76,1 ; 0,1 au-dessus des 76 % à maintenir",
        "GUIDES": "2 sur 3 faits",
        "IN_PART": "au moins 5 sur 10 personnes, 50 %",
        "RISE": "66,7 ; pour monter de 50 à 70 : 84 % du chemin",
        "FALL": "90 ; pour descendre de 100 à 60 : 25 % du chemin",
        "BACK": "110 ; pour descendre de 100 à 60 : 25 % dans le mauvais sens",
        "LIMIT": "90 sur au plus 60 personnes, 150 %",
        "KEEP": "74 ; 2 en dessous des 76 % à maintenir",
        "HIDDEN": "masqué pour la vie privée ; cible : 10 personnes",
    },
}


# As people type them.
SPACES = str.maketrans("\xa0\u202f", "  ")


@pytest.mark.parametrize("language", SAID)
def test_the_number_says_what_it_is(kinds: Store, language: str) -> None:
    asked = {"partnership": "KINDS", "partner": None, "kind": None, "known_at": LATER}
    board = kinds.rows("pages/results/board", asked | {"as_of": year_end(2021), "language": language})
    said = {row["indicator_id"]: "".join(figures.against_target(Words(language), row)) for row in board}
    assert {name: said[name].translate(SPACES) for name in SAID[language]} == SAID[language]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"actual": 76.0, "actual_low": 76.0}, "76, at the 76 % to keep"),
        ({"actual": 76.04, "actual_low": 76.04}, "76, at the 76 % to keep"),
        ({"actual": 80.0, "actual_low": 80.0}, "80, 4 above the 76 % to keep"),
        ({"actual": None, "actual_low": None}, "–, target: 76 % to keep"),
        ({"target_kind": "at_least", "share_low": 0.97, "share_high": 0.97}, "74 of 76 %, 97 %"),
        (
            {"target_kind": "bring_down_to", "baseline": 74.02, "share_low": -0.0004, "share_high": -0.0004},
            "74, from 74 up to 76: 0 % of the way",
        ),
        (
            {"target_kind": "at_least", "share_low": 0.9, "share_high": 0.97, "target_promised": 100.0},
            "74 of 76 %, 90 % to 97 % (100 promised in all)",
        ),
        ({"measure": "yes_no", "done": 2.0, "done_of": 3, "target_kind": "at_least"}, "2 of 3 done"),
        ({"measure": "yes_no", "done": 1.0, "done_of": 1, "target_kind": "at_least"}, "done"),
        ({"measure": "yes_no", "done": 0.0, "done_of": 1, "target_kind": "at_least"}, "not done yet"),
        (
            {"state": "partial", "target_kind": "at_least", "share_low": 0.97, "share_high": 0.97},
            "at least 74 of 76 %, 97 %",
        ),
    ],
)
def test_the_number_says_what_it_is_at_the_edges(kinds: Store, changed: dict[str, Any], said: str) -> None:
    row = rows(kinds, year_end(2021))["KEEP"] | {"readings": []} | changed
    assert "".join(figures.against_target(Words("en"), row)).translate(SPACES) == said


def test_what_was_hidden_in_a_neighbourhood_was_done_there(kinds: Store) -> None:
    asked = {"partnership": "KINDS", "area": "HAMLET", "as_of": year_end(2021), "known_at": LATER, "language": "en"}
    [reached] = kinds.rows("pages/neighbourhoods/reach", asked)
    assert (reached["indicator_id"], reached["reached"], reached["missing"]) == ("HIDDEN", None, "hidden")
