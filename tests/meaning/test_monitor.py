"""The neighbourhood monitor: the numbers of docs/monitor.md by hand, and SQL against plain Python."""

from datetime import date
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.meaning import monitor_reference as reference
from tests.meaning.monitor_reference import Monitor
from tests.meaning.small_store import LATER, SmallStore

YEAR_ENDS = [date(year, 12, 31) for year in range(2015, 2025)]
NOW = date(2024, 12, 31)


def indicator(indicator_id: str = "I", **changes: Any) -> dict[str, Any]:
    return {
        "indicator_id": indicator_id,
        "partnership_id": "P",
        "kind": "context",
        "level": "neighbourhood",
        "unit": "percent",
        "measure": "ratio",
        "over_partners": "none",
        "direction": "down",
        "multiplier": 100.0,
        "interval_method": "wilson",
    } | changes


def area(area_id: str, level: str, parent_id: str | None = None, **changes: Any) -> dict[str, Any]:
    names = {f"name_{language}": area_id for language in ("nl", "fr", "en")}
    return {"area_id": area_id, "level": level, "parent_id": parent_id, "valid_from": None, "valid_to": None} | (
        names | changes
    )


def figure(area_id: str, numerator: float | None = None, denominator: float | None = None, **changes: Any) -> Any:
    return {
        "indicator_id": "I",
        "area_id": area_id,
        "period_end": NOW,
        "value": None,
        "numerator": numerator,
        "denominator": denominator,
        "lower": None,
        "upper": None,
        "missing": None,
        "source_id": None,
    } | changes


AREAS = [
    area("REGION", "district"),
    area("TOWN", "municipality", "REGION"),
    area("CENTRE", "city_centre", "TOWN"),
    area("NORTH", "neighbourhood", "TOWN"),
    area("SOUTH", "neighbourhood", "TOWN"),
    area("PEER1", "neighbourhood", "TOWN"),
    area("PEER2", "neighbourhood", "TOWN"),
]
ROLES = {
    "NORTH": "priority",
    "SOUTH": "priority",
    "PEER1": "peer",
    "PEER2": "peer",
    "CENTRE": "centre",
    "REGION": "district",
}


def fill(
    small: SmallStore, values: list[dict[str, Any]], *, areas: Any = AREAS, roles: Any = ROLES, **described: Any
) -> None:
    small.hand_in(
        {
            "partnerships": [{"partnership_id": "P"}],
            "areas": areas,
            "coverage": [{"partnership_id": "P", "area_id": name, "role": role} for name, role in roles.items()],
            "indicators": [indicator(**described)],
            "area_values": values,
        }
    )


def monitor(small: SmallStore, chosen: str, benchmark: str, as_of: date = NOW) -> dict[str, dict[str, Any]]:
    """The rows of the only indicator, by area."""
    rows = small.monitor(chosen, benchmark, as_of)
    return {row["area_id"]: row for row in rows}


# Worked by hand, or printed elsewhere.


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [
        (15, 148, 6.239, 16.049),
        # R. G. Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        (81, 263, 25.53, 36.62),
        (0, 20, 0.0, 16.11),
        (1, 29, 0.61, 17.18),
        (29, 29, 88.30, 100.0),
    ],
)
def test_wilson(small: SmallStore, numerator: float, denominator: float, lower: float, upper: float) -> None:
    fill(small, [figure("NORTH", numerator, denominator)])
    row = monitor(small, "NORTH", "rest")["NORTH"]
    assert (row["lower"], row["upper"]) == (pytest.approx(lower, abs=0.006), pytest.approx(upper, abs=0.006))


# The exact Poisson limits are 4.795 and 18.390 for 10 events, 81.36 and 121.63 for 100.
@pytest.mark.parametrize(("events", "lower", "upper"), [(10, 4.79, 18.39), (100, 81.36, 121.63), (0, 0.0, 3.69)])
def test_byar(small: SmallStore, events: float, lower: float, upper: float) -> None:
    fill(small, [figure("NORTH", events, 500)], interval_method="byar", multiplier=1000.0, unit="per_1000")
    row = monitor(small, "NORTH", "rest")["NORTH"]
    assert row["lower"] / 2 == pytest.approx(lower, abs=0.03)
    assert row["upper"] / 2 == pytest.approx(upper, abs=0.03)
    assert row["small_numbers"] == (events == 0)


def test_the_rest_of_the_city_is_the_city_less_the_area(small: SmallStore) -> None:
    fill(small, [figure("NORTH", 284, 2000), figure("TOWN", 2714, 32000), figure("CENTRE", 300, 3000)])
    rows = monitor(small, "NORTH", "rest")
    assert rows["NORTH"]["value"] == pytest.approx(14.2)
    assert rows["NORTH"]["beside_value"] == pytest.approx(8.1)  # 2430 of 30 000
    assert (rows["NORTH"]["beside_numerator"], rows["NORTH"]["beside_denominator"]) == (2430, 30000)
    assert rows["NORTH"]["beside_derived"]
    assert rows["NORTH"]["comparison"] == "worse"
    # Every area has the rest without itself.
    assert rows["CENTRE"]["beside_value"] == pytest.approx(100 * 2414 / 29000)
    # The city is in view although coverage does not name it; what it lies in has no figure here.
    assert (rows["TOWN"]["role"], rows["TOWN"]["reason"]) == ("whole", "no_benchmark_value")


def test_the_city_itself_contains_the_area_and_says_so(small: SmallStore) -> None:
    fill(small, [figure("NORTH", 284, 2000), figure("TOWN", 2714, 32000)])
    rows = monitor(small, "NORTH", "TOWN")
    assert rows["NORTH"]["beside_value"] == pytest.approx(8.48125)
    assert rows["NORTH"]["beside_nested"]
    assert not rows["NORTH"]["beside_derived"]
    assert (rows["TOWN"]["comparison"], rows["TOWN"]["reason"]) == ("not_compared", "is_the_benchmark")


def test_the_comparison_neighbourhoods_together_leave_out_the_area_itself(small: SmallStore) -> None:
    fill(small, [figure("NORTH", 284, 2000), figure("PEER1", 30, 300), figure("PEER2", 25, 250)])
    rows = monitor(small, "NORTH", "peers")
    assert rows["NORTH"]["beside_value"] == 10
    assert (rows["NORTH"]["beside_derived"], rows["NORTH"]["comparison"]) == (True, "worse")
    assert (rows["PEER1"]["beside_denominator"], rows["PEER1"]["beside_derived"]) == (250, False)
    assert rows["PEER1"]["comparison"] == "similar"


def test_a_comparison_neighbourhood_without_figures_is_not_left_out_silently(small: SmallStore) -> None:
    fill(small, [figure("NORTH", 284, 2000), figure("PEER1", 30, 300)])
    assert monitor(small, "NORTH", "peers")["NORTH"]["reason"] == "not_derivable"


@pytest.mark.parametrize(
    ("direction", "low", "high"),
    [("down", "better", "worse"), ("up", "worse", "better"), ("none", "lower", "higher"), ("keep", "lower", "higher")],
)
def test_better_and_worse_follow_the_declared_direction(small: SmallStore, direction: str, low: str, high: str) -> None:
    values = [figure("NORTH", 20, 1000), figure("SOUTH", 200, 1000), figure("CENTRE", 600, 6000)]
    fill(small, [*values, figure("PEER1", 105, 1000)], direction=direction)
    rows = monitor(small, "NORTH", "CENTRE")
    assert [rows[name]["comparison"] for name in ("NORTH", "SOUTH", "PEER1")] == [low, high, "similar"]


def test_an_interval_of_the_difference_that_just_touches_nought_is_similar(small: SmallStore) -> None:
    # 3 and 4 make 5: the difference is 5, and that is just how far it may be off.
    values = [
        figure("NORTH", value=12.0, lower=9.0, upper=19.0),
        figure("SOUTH", value=12.0, lower=9.000001, upper=19.0),
        figure("PEER1", value=2.0, lower=-9.0, upper=6.0),
        figure("PEER2", value=2.0, lower=-9.0, upper=5.999999),
        figure("CENTRE", value=7.0, lower=4.0, upper=11.0),
    ]
    fill(small, values, interval_method="given")
    rows = monitor(small, "NORTH", "CENTRE")
    found = [rows[name]["comparison"] for name in ("NORTH", "SOUTH", "PEER1", "PEER2")]
    assert found == ["similar", "worse", "similar", "better"]


def test_a_part_beside_the_whole_differs_when_it_differs_from_the_rest(small: SmallStore) -> None:
    # 5² less 3² is 4², on the side of the whole.
    values = [
        figure("NORTH", value=14.0, lower=9.0, upper=15.0),
        figure("SOUTH", value=14.000001, lower=9.000001, upper=15.0),
        figure("PEER1", value=6.0, lower=5.0, upper=11.0),
        figure("PEER2", value=5.999999, lower=5.0, upper=10.999999),
        figure("TOWN", value=10.0, lower=7.0, upper=13.0),
    ]
    fill(small, values, interval_method="given")
    rows = monitor(small, "NORTH", "TOWN")
    found = [rows[name]["comparison"] for name in ("NORTH", "SOUTH", "PEER1", "PEER2")]
    assert found == ["similar", "worse", "similar", "better"]
    # And the whole beside its part: 3² less 1² is less than 4².
    assert monitor(small, "TOWN", "NORTH")["TOWN"]["comparison"] == "better"


DRAWN_COMPARISONS = """
with drawn as (
    select unnest($area::double[]) as area, unnest($rest::double[]) as rest
), beside as (
    select area, rest as other, $people_rest::double as others, false as nested from drawn
    union all
    select area, area + rest as other, $people_area + $people_rest as others, true as nested from drawn
)
select nested, avg((side_of(
    area / $people_area,
    interval_bound($method, 1, area, $people_area, null, -1),
    interval_bound($method, 1, area, $people_area, null, 1),
    other / others,
    interval_bound($method, 1, other, others, null, -1),
    interval_bound($method, 1, other, others, null, 1),
    nested
) <> 'similar')::integer) as different
from beside group by nested
"""


DRAWN_GAPS = """
with drawn as (
    select unnest($area_then::double[]) as area, unnest($rest_then::double[]) as rest, 'then' as year
    union all
    select unnest($area_now::double[]) as area, unnest($rest_now::double[]) as rest, 'now' as year
), numbered as (
    select *, row_number() over (partition by year) as number from drawn
), shares as (
    select number, year, area / $people_area as own, rest / $people_rest as other,
        wilson_bound(area, $people_area, -1) as lower, wilson_bound(area, $people_area, 1) as upper,
        wilson_bound(rest, $people_rest, -1) as other_lower, wilson_bound(rest, $people_rest, 1) as other_upper
    from numbered
), gaps as (
    select number, year, own - other as gap,
        difference_lower(own, lower, other, other_lower, other_upper, false) as gap_lower,
        difference_upper(own, upper, other, other_lower, other_upper, false) as gap_upper
    from shares
)
select avg((side_of(
    now.gap, now.gap_lower, now.gap_upper, before.gap, before.gap_lower, before.gap_upper, false
) <> 'similar')::integer) as changed
from gaps as now inner join gaps as before using (number)
where now.year = 'now' and before.year = 'then'
"""


@pytest.mark.parametrize("part", [0.02, 0.075, 0.25, 0.5, 0.9])
@pytest.mark.parametrize(("method", "share"), [("wilson", 0.02), ("wilson", 0.4), ("byar", 0.1)])
def test_where_there_is_no_difference_at_most_five_in_a_hundred_are_found(
    small: SmallStore, method: str, share: float, part: float
) -> None:
    """An area, and the rest of its city of 20 000 people, drawn 20 000 times with the same chance."""
    chance, times = numpy.random.default_rng(1), 20_000
    people = {"area": 20_000 * part, "rest": 20_000 * (1 - part)}
    drawn = {
        name: chance.binomial(int(n), share, times) if method == "wilson" else chance.poisson(n * share, times)
        for name, n in people.items()
    }
    parameters = {name: list(map(float, found)) for name, found in drawn.items()}
    parameters |= {f"people_{name}": float(n) for name, n in people.items()}
    found = small.rows(DRAWN_COMPARISONS, method=method, **parameters)
    # Chance in 20 000 draws is 0.0015 either way; a fixed benchmark would find 0.059, 0.09, 0.17 and 0.53.
    assert {row["nested"]: 0.035 < row["different"] < 0.0545 for row in found} == {False: True, True: True}


@pytest.mark.parametrize(
    ("values", "described", "reason"),
    [
        ([figure("NORTH", missing="hidden", numerator=3, denominator=100)], {}, "hidden"),
        ([figure("SOUTH", 50, 100)], {}, "no_value"),
        ([figure("NORTH", 3, 0)], {}, "no_value"),
        ([figure("NORTH", value=800.0)], {"measure": "snapshot", "unit": "people"}, "count"),
        ([figure("NORTH", 3, 29), figure("CENTRE", 50, 500)], {}, "small_numbers"),
        ([figure("NORTH", 9, 900), figure("CENTRE", 50, 500)], {"interval_method": "byar"}, "small_numbers"),
        ([figure("NORTH", 30, 100), figure("CENTRE", 3, 29)], {}, "small_benchmark"),
        ([figure("NORTH", 30, 100), figure("CENTRE", 3, 90, period_end=date(2023, 12, 31))], {}, "different_period"),
        ([figure("NORTH", 30, 100)], {}, "no_benchmark_value"),
        ([figure("NORTH", 30, 100), figure("CENTRE", 50, 500)], {"interval_method": None}, "no_interval"),
        ([figure("NORTH", value=30.0), figure("CENTRE", 50, 500)], {}, "no_interval"),
    ],
)
def test_what_is_not_compared_says_why(small: SmallStore, values: Any, described: Any, reason: str) -> None:
    fill(small, values, **described)
    row = monitor(small, "NORTH", "CENTRE")["NORTH"]
    assert (row["comparison"], row["reason"]) == ("not_compared", reason)


@pytest.mark.parametrize(
    "whole",
    [
        figure("TOWN", value=8.5),
        figure("TOWN", 100, 32000),  # fewer than in the area
        figure("TOWN", 2000, 2050),  # more than everybody who is left
        figure("TOWN", 2714, 32000, source_id="OTHER"),
    ],
)
def test_no_rest_is_made_up_when_the_figures_do_not_fit(small: SmallStore, whole: Any) -> None:
    fill(small, [figure("NORTH", 284, 2000), whole])
    row = monitor(small, "NORTH", "rest")["NORTH"]
    assert (row["beside_value"], row["reason"]) == (None, "not_derivable")


def series(values: list[float | None]) -> list[dict[str, Any]]:
    """One value a year, the last one this year."""
    days = YEAR_ENDS[-len(values) :]
    return [figure("NORTH", value=v, period_end=day) for v, day in zip(values, days, strict=True) if v is not None]


@pytest.mark.parametrize(
    ("values", "trend", "reason"),
    [
        ([1, 2, 3, 4, 5], "rising", None),
        ([5, 4, 3, 2, 1], "falling", None),
        ([1, 2, 3, 5, 4], "rising", None),  # 9 pairs rise, 1 falls: 8
        ([1, 2, 2, 2, 3], "steady", None),  # 7
        ([1, 3, 2, 5, 4], "steady", None),  # 6
        ([9, 9, 9, 1, 2, 3, 4, 5], "rising", None),
        ([2, 3, 4, 5], None, "fewer_than_five"),
        ([1, 2, None, 4, 5], None, "gap"),
        ([1, None, 3, 4, 5], None, "gap"),
    ],
)
def test_trend(small: SmallStore, values: list[float | None], trend: str | None, reason: str | None) -> None:
    fill(small, series(values), interval_method="none")
    row = monitor(small, "NORTH", "CENTRE")["NORTH"]
    assert (row["trend"], row["trend_reason"]) == (trend, reason)
    assert row["trend_judgement"] == {"rising": "worse", "falling": "better"}.get(trend or "")


@pytest.mark.parametrize(
    ("then", "now", "change", "judgement"),
    [
        # 9.0 points above the centre in 2020; the centre stays at 10.0.
        ((190, 1000), (125, 1000), "smaller", "better"),
        ((190, 1000), (105, 1000), "smaller", "better"),
        ((190, 1000), (260, 1000), "larger", "worse"),
        ((110, 1000), (200, 1000), "larger", "worse"),
        ((190, 1000), (40, 1000), "turned", "better"),
        ((40, 1000), (190, 1000), "turned", "worse"),
        ((40, 1000), (75, 1000), "smaller", "worse"),
        ((190, 1000), (170, 1000), "unclear", None),
        ((1900, 10_000), (1700, 10_000), "smaller", "better"),
        ((105, 1000), (95, 1000), "none", None),
    ],
)
def test_whether_a_gap_closes(
    small: SmallStore, then: tuple[int, int], now: tuple[int, int], change: str, judgement: str | None
) -> None:
    before = date(2020, 12, 31)
    centre = [figure("CENTRE", 6000, 60_000, period_end=day) for day in (before, NOW)]
    fill(small, [figure("NORTH", *then, period_end=before), figure("NORTH", *now), *centre])
    row = monitor(small, "NORTH", "CENTRE")["NORTH"]
    assert (row["gap_change"], row["gap_judgement"]) == (change, judgement)
    assert row["gap"] == pytest.approx(100 * now[0] / now[1] - 10)
    assert (row["then_period_end"], row["then_gap"]) == (before, pytest.approx(100 * then[0] / then[1] - 10))
    assert row["gap_lower"] < row["gap"] < row["gap_upper"]


def test_a_gap_is_not_judged_without_a_comparison_then_and_now(small: SmallStore) -> None:
    long_ago, before = date(2019, 12, 31), date(2020, 12, 31)
    centre = [figure("CENTRE", 6000, 60_000, period_end=day) for day in (long_ago, before, NOW)]
    values = [
        figure("NORTH", 190, 1000, period_end=long_ago),
        figure("NORTH", 190, 1000),
        figure("SOUTH", 190, 1000, period_end=before),
        figure("SOUTH", 5, 20),
    ]
    fill(small, [*values, *centre])
    rows = monitor(small, "NORTH", "CENTRE")
    assert (rows["NORTH"]["gap_change"], rows["NORTH"]["gap_reason"]) == (None, "no_earlier")
    assert (rows["SOUTH"]["gap_change"], rows["SOUTH"]["gap_reason"]) == (None, "not_compared")


@pytest.mark.parametrize("gap", [0.0, 0.08])
def test_where_a_gap_stays_the_same_at_most_five_in_a_hundred_seem_to_change(small: SmallStore, gap: float) -> None:
    """An area of 1 500 people and its benchmark, drawn twice with the same chances; the same people never counted."""
    chance, times, people = numpy.random.default_rng(1), 20_000, {"area": 1500, "rest": 18_500}
    drawn = {
        f"{name}_{year}": list(map(float, chance.binomial(n, 0.1 + (gap if name == "area" else 0), times)))
        for name, n in people.items()
        for year in ("then", "now")
    }
    [found] = small.rows(DRAWN_GAPS, **drawn, **{f"people_{name}": float(n) for name, n in people.items()})
    assert 0.035 < found["changed"] < 0.0545


def test_months_between_do_not_count_for_the_trend(small: SmallStore) -> None:
    june = [figure("NORTH", value=50.0, period_end=date(year, 6, 30)) for year in range(2019, 2025)]
    fill(small, [*series([1, 2, 3, 4, 5]), *june], interval_method="none")
    assert monitor(small, "NORTH", "CENTRE")["NORTH"]["trend"] == "rising"
    assert monitor(small, "NORTH", "CENTRE", date(2024, 7, 1))["NORTH"]["trend"] == "steady"


def test_an_area_that_became_another_is_left_out_from_then_on(small: SmallStore) -> None:
    areas = [
        area("TOWN", "municipality"),
        area("OLD", "neighbourhood", "TOWN", valid_to=date(2022, 12, 31)),
        area("NEW", "neighbourhood", "TOWN", valid_from=date(2023, 1, 1)),
    ]
    values = [figure(name, value=10.0, period_end=day) for name in ("OLD", "NEW") for day in YEAR_ENDS]
    fill(small, values, areas=areas, roles={"OLD": "priority", "NEW": "priority"}, interval_method="none")
    rows = monitor(small, "NEW", "rest")
    assert sorted(rows) == ["NEW", "TOWN"]
    assert rows["NEW"]["trend_reason"] == "area_changed"
    before = monitor(small, "OLD", "rest", date(2022, 12, 31))
    assert sorted(before) == ["OLD", "TOWN"]
    assert before["OLD"]["trend"] == "steady"


def test_later_figures_and_later_submissions_play_no_part(small: SmallStore) -> None:
    fill(small, [figure("NORTH", 30, 100, period_end=day) for day in YEAR_ENDS])
    assert monitor(small, "NORTH", "rest", date(2021, 6, 30))["NORTH"]["period_end"] == date(2020, 12, 31)


def test_what_is_not_due_yet_leaves_the_last_period_in_view(small: SmallStore) -> None:
    before = date(2023, 12, 31)
    fill(small, [figure("NORTH", missing="not_due"), figure("NORTH", 30, 100, period_end=before)])
    assert monitor(small, "NORTH", "rest")["NORTH"]["period_end"] == before


def test_of_two_sources_the_one_handed_in_last_speaks(small: SmallStore) -> None:
    fill(small, [figure("NORTH", 30, 100, source_id="A"), figure("NORTH", 40, 100, source_id="B")])
    assert monitor(small, "NORTH", "rest")["NORTH"]["value"] == 30
    small.hand_in({"area_values": [figure("NORTH", 50, 100, source_id="B")]}, submission_id=2)
    assert monitor(small, "NORTH", "rest")["NORTH"]["value"] == 50


def test_a_target_for_the_area_goes_before_one_for_all(small: SmallStore) -> None:
    fill(small, [figure("NORTH", 30, 100), figure("SOUTH", 30, 100)])
    one = {"partnership_id": "P", "indicator_id": "I"}
    small.hand_in(
        {
            "targets": [
                one | {"tier": "policy_region", "value": 76},
                one | {"tier": "policy_eu", "value": 75},
                one | {"tier": "policy_region", "value": 20, "area_id": "NORTH"},
            ]
        },
        submission_id=2,
    )
    rows = monitor(small, "NORTH", "rest")
    assert (rows["NORTH"]["target"], rows["NORTH"]["target_tier"]) == (20, "policy_region")
    assert (rows["SOUTH"]["target"], rows["SOUTH"]["target_tier"]) == (75, "policy_eu")


def test_of_one_tier_the_own_target_goes_before_that_of_the_programme(small: SmallStore) -> None:
    promise = {"indicator_id": "I", "tier": "policy_eu"}
    targets = [
        promise | {"partnership_id": "F", "value": 75},
        promise | {"partnership_id": "P", "value": 80, "reading": "b"},
        promise | {"partnership_id": "P", "value": 70, "reading": "a"},
    ]
    fill(small, [figure("NORTH", 30, 100)])
    small.hand_in({"partnerships": [{"partnership_id": "P", "parent_id": "F"}], "targets": targets}, submission_id=2)
    assert monitor(small, "NORTH", "rest")["NORTH"]["target"] == 70


# SQL against plain Python, over whole generated monitors.

PERIODS = [*YEAR_ENDS[-7:], date(2024, 6, 30), date(2023, 6, 30)]
NAMES = ["REGION", "TOWN", "CENTRE", "NORTH", "SOUTH", "PEER1", "PEER2", "BLOCK"]


def choose(*among: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(among)


@st.composite
def places(draw: st.DrawFn) -> list[dict[str, Any]]:
    inner = draw(choose("TOWN", "TOWN", "CENTRE", "PEER1"))
    tree = {
        "REGION": None,
        "TOWN": "REGION",
        "CENTRE": "TOWN",
        "NORTH": "TOWN",
        "SOUTH": inner,
        "PEER1": "TOWN",
        "PEER2": draw(choose("TOWN", "TOWN", "TOWN", "PEER1", "NORTH")),
        "BLOCK": draw(choose("NORTH", "PEER1", None)),
    }
    found = []
    for name, parent in tree.items():
        level = draw(choose("municipality", "municipality", "subregion")) if name == "TOWN" else "neighbourhood"
        dates: dict[str, Any] = {}
        if draw(choose(*[False] * 8, True)):
            dates["valid_from"] = draw(choose(date(2019, 1, 1), date(2021, 1, 1), date(2024, 12, 31)))
        if draw(choose(*[False] * 8, True)):
            dates["valid_to"] = draw(choose(date(2022, 12, 31), date(2024, 12, 31)))
        found.append(area(name, level, parent, **dates))
    return found


@st.composite
def values(draw: st.DrawFn, described: dict[str, Any], names: list[str], sources: tuple[Any, ...]) -> list[Any]:
    size = {"REGION": 40, "TOWN": 10, "CENTRE": 3}
    rows = []
    slope = draw(choose(0, 1, 1, -1))
    given_interval = described["interval_method"] == "given"
    for name in names:
        if draw(choose(*[False] * 6, True)):
            continue
        for number, day in enumerate(PERIODS):
            if draw(choose(*[False] * 9, True)):
                continue
            denominator = draw(choose(100, 200, 200, 1000, 29, 30, 0, None) if name not in size else choose(400, 1000))
            numerator = draw(choose(9, 10, 12, 15, 15, 18, 25, 60)) + slope * number
            scale = size.get(name, 1)
            parts = denominator is not None and draw(choose(*[True] * 6, False))
            value = float(draw(choose(5, 8, 10, 12))) + slope * number
            rows.append(
                figure(
                    name,
                    numerator * scale if parts else None,
                    denominator * scale if denominator is not None else None,
                    indicator_id=described["indicator_id"],
                    period_end=day,
                    value=value if draw(choose(True, False)) or not parts else None,
                    lower=draw(choose(None, value, value - 1, value - 1, value - 2)) if given_interval else None,
                    upper=draw(choose(None, value, value + 1, value + 1, value + 2)) if given_interval else None,
                    missing=draw(choose(*[None] * 12, "hidden", "not_due", "missing")),
                    source_id=draw(choose(*sources)),
                )
            )
    return rows


PROMISED = ("partnership_id", "indicator_id", "tier", "partner_id", "area_id", "target_group_id", "reading")


@st.composite
def monitors(draw: st.DrawFn) -> Monitor:
    indicators = [
        indicator(
            name,
            direction=draw(choose("up", "down", "none", "keep")),
            interval_method=draw(choose("wilson", "wilson", "wilson", "byar", "given", "none", None)),
            measure=draw(choose("ratio", "ratio", "ratio", "snapshot")),
            unit=draw(choose("percent", "percent", "people", "clients", "eur", "not_stated")),
            kind=draw(choose(*["context"] * 8, "output")),
            partnership_id=draw(choose(*["P"] * 6, "PARENT", "ELSEWHERE")),
            multiplier=draw(choose(100.0, 100.0, 1000.0, None)),
        )
        for name in ("I", "J")
    ]
    coverage = [
        {"area_id": name, "role": draw(choose(ROLES.get(name, "member"), ROLES.get(name, "member"), "peer"))}
        | ({"valid_to": draw(choose(date(2020, 1, 1), NOW))} if draw(choose(*[False] * 8, True)) else {})
        for name in NAMES
        if name in ("NORTH", "CENTRE") or draw(choose(True, True, True, False))
    ]
    targets = [
        {
            "partnership_id": draw(choose("P", "P", "PARENT", "ELSEWHERE")),
            "indicator_id": draw(choose("I", "J")),
            "tier": draw(choose("project_plan", "programme", "policy_eu", "policy_region")),
            "value": draw(choose(8.0, 10.0, 12.0, None)),
            "area_id": draw(choose(None, "NORTH", "CENTRE")),
            "partner_id": draw(choose(*[None] * 5, "A")),
            "target_group_id": draw(choose(*[None] * 5, "YOUNG")),
            "reading": draw(choose(None, None, "a", "b")),
        }
        for _ in range(draw(st.integers(0, 6)))
    ]
    usual = (*[None] * 12, "S2")
    return Monitor(
        areas=draw(places()),
        coverage=coverage,
        indicators=indicators,
        values=[row for described in indicators for row in draw(values(described, NAMES, usual))],
        later=draw(values(indicators[0], ["TOWN", "NORTH", "PEER1"], (None, "S1", "S2")))
        if draw(st.booleans())
        else [],
        targets=list({tuple(row[name] for name in PROMISED): row for row in targets}.values()),
        programme=draw(choose(None, "PARENT")),
        as_of=draw(choose(NOW, NOW, NOW, date(2023, 12, 31), date(2019, 1, 1))),
    )


@given(known=monitors(), data=st.data())
def test_sql_and_plain_python_agree(small: SmallStore, known: Monitor, data: st.DataObject) -> None:
    small.clear()
    mine = {"partnership_id": "P"}
    small.hand_in(
        {
            "partnerships": [mine | {"parent_id": known.programme}],
            "areas": known.areas,
            "coverage": [row | mine for row in known.coverage],
            "indicators": known.indicators,
            "area_values": known.values,
            "targets": known.targets,
        }
    )
    small.hand_in({"area_values": known.later}, submission_id=2)
    benchmark = data.draw(choose("rest", "rest", "peers", "peers", "CENTRE", "TOWN", "PEER1", "NORTH", "NOWHERE"))
    chosen = data.draw(choose("NORTH", "NORTH", "SOUTH", "PEER1", "CENTRE", "BLOCK"))
    expected = known.answer(chosen, benchmark)
    found = small.monitor(chosen, benchmark, known.as_of)
    by_key = {(row["indicator_id"], row["area_id"]): row for row in found}
    assert sorted(by_key) == sorted((row["indicator_id"], row["area_id"]) for row in expected)
    for row in expected:
        answer = by_key[row["indicator_id"], row["area_id"]]
        assert {name: answer[name] for name in row} == {
            name: pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value
            for name, value in row.items()
        }


def test_the_reference_speaks_of_the_same_numbers() -> None:
    assert reference.wilson(15, 148) == (pytest.approx(0.06239, abs=1e-5), pytest.approx(0.16049, abs=1e-5))
    assert reference.byar(10)[1] == pytest.approx(18.39, abs=0.01)


def test_what_was_done_in_an_area_is_said_also_where_no_target_groups_are_known(small: SmallStore) -> None:
    result = {
        "indicator_id": "I", "partnership_id": "P", "partner_id": "ORG", "area_id": "NORTH", "value": 12.0,
        "period_end": NOW,
    }  # fmt: skip
    fill(small, [], kind="output", unit="visits", measure="flow", over_partners="sum", direction="up")
    small.hand_in({"results": [result]}, submission_id=2)
    [done] = small.store.rows(
        "pages/neighbourhoods/reach",
        {"partnership": "P", "area": "NORTH", "as_of": NOW, "known_at": LATER, "language": "en"},
    )
    assert (done["reached"], done["group_id"], done["per_100"]) == (12, None, None)


def reached_of(small: SmallStore, unit: str, *results: dict[str, Any]) -> dict[str, Any]:
    """What the query of reach says of long-term jobseekers in the north, where 40 of them live."""
    same = {"indicator_id": "I", "partnership_id": "P", "partner_id": "ORG", "area_id": "NORTH", "period_end": NOW}
    fill(small, [], kind="output", unit=unit, measure="flow", over_partners="sum", direction="up")
    counts = indicator("N", unit="people", measure="snapshot", target_group_id="LONG")
    groups = [
        {"partnership_id": "P", "target_group_id": group} | dict.fromkeys(("name_nl", "name_fr", "name_en"), group)
        for group in ("LONG", "YOUNG")
    ]
    sizes = [figure("NORTH", indicator_id="N", value=40.0), figure("SOUTH", indicator_id="N", value=70.0)]
    known = {"indicators": [counts], "target_groups": groups, "area_values": sizes}
    small.hand_in(known | {"results": [same | {"value": 30.0}, *(same | one for one in results)]}, submission_id=2)
    asked = {"partnership": "P", "area": "NORTH", "as_of": NOW, "known_at": LATER, "language": "en"}
    return {row["group_id"]: row for row in small.store.rows("pages/neighbourhoods/reach", asked)}


def test_who_was_reached_of_a_group_is_held_against_who_of_it_lives_there(small: SmallStore) -> None:
    found = reached_of(
        small,
        "people",
        {"target_group_id": "LONG", "value": 12.0},
        {"target_group_id": "LONG", "value": 9.0, "area_id": "SOUTH"},
        {"target_group_id": "LONG", "value": 8.0, "period_end": date(2023, 12, 31)},
        {"target_group_id": "YOUNG", "value": 5.0},
    )
    assert (found["LONG"]["reached"], found["LONG"]["group_reached"], found["LONG"]["group_size"]) == (30, 20, 40)
    assert (found["LONG"]["per_100"], found["LONG"]["denominator_reason"]) == (50, None)
    assert (found["YOUNG"]["per_100"], found["YOUNG"]["denominator_reason"]) == (None, "no_size")


@pytest.mark.parametrize(
    ("unit", "result", "reason"),
    [
        ("visits", {"value": 12.0}, "no_people"),
        ("people", {"missing": "hidden"}, "hidden"),
        ("people", {"value": 12.0, "area_id": "SOUTH"}, "not_by_group"),
    ],
)
def test_without_a_fitting_denominator_it_is_said_why(
    small: SmallStore, unit: str, result: dict[str, Any], reason: str
) -> None:
    row = reached_of(small, unit, {"target_group_id": "LONG"} | result)["LONG"]
    assert (row["per_100"], row["denominator_reason"]) == (None, reason)
    assert row["group_reached"] is None or reason == "no_people"


def test_an_area_knows_what_it_replaced_and_what_replaced_it(small: SmallStore) -> None:
    ends = {"valid_to": date(2024, 12, 31), "successor_id": "NEW"}
    areas = [
        area("OLD1", "neighbourhood", **ends),
        area("OLD2", "neighbourhood", **ends),
        area("NEW", "neighbourhood", valid_from=date(2025, 1, 1)),
        area("ELSE", "neighbourhood"),
    ]
    small.hand_in({"areas": areas})

    def told(area_id: str) -> list[tuple[Any, ...]]:
        asked = {"area": area_id, "known_at": LATER, "language": "en"}
        names = ("area_id", "came_before", "last_day", "first_day")
        return [tuple(row[n] for n in names) for row in small.store.rows("pages/neighbourhoods/mergers", asked)]

    days = (date(2024, 12, 31), date(2025, 1, 1))
    assert told("NEW") == [("OLD1", True, *days), ("OLD2", True, *days)]
    assert told("OLD2") == [("NEW", False, *days)]
    assert told("ELSE") == []
