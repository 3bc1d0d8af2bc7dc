"""The forecast: held against quarters that were withheld, by hand, and over the clocks. docs/forecast.md."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from peil import forecast
from peil.answers import Answer, choices
from peil.answers.forecast import of_indicator, path
from peil.answers.marks import Lines
from peil.forecast import LIKELIHOODS, Forecast, Forecaster, Outlook, Record, Series, learn, likelihood, place_of
from peil.store import ROOT, Store
from tests.meaning.small_store import LATER, Row, SmallStore
from tests.meaning.withheld import (
    CUTS_OF_DEMONSTRATION,
    FIRST,
    SHAPES,
    Figure,
    Summary,
    last_day,
    of_demonstration,
    scores,
)


@pytest.fixture(scope="module")
def bundled(first_start: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The figures that come with Peil. Read only."""
    store = Store(copytree(first_start, tmp_path_factory.mktemp("forecast") / "bundled") / "peil.duckdb")
    yield store
    store.close()


def held(figures: Sequence[Figure], cuts: Sequence[int]) -> Summary:
    return Summary.of(list(scores(figures, cuts, seed=1)))


def assert_honest(found: Summary) -> None:
    assert found.forecasts > 300
    assert 0.75 <= found.wide <= 0.85
    assert 0.45 <= found.narrow <= 0.55
    assert found.beside_line < 0.9


def test_ranges_hold_on_the_demonstration_region(bundled: Store) -> None:
    assert_honest(held(of_demonstration(bundled), CUTS_OF_DEMONSTRATION))


@pytest.mark.parametrize("shape", SHAPES)
def test_ranges_hold_on_made_up_regions(shape: str) -> None:
    made, cuts = SHAPES[shape]
    assert_honest(held(made.make(1), cuts))


def test_what_only_finished_series_can_tell_is_learned_from_them() -> None:
    made, cuts = SHAPES["begin over four years, fall off at the end"]
    without = [([replace(one, due_dates=()) for one in series], end) for series, end in made.make(1)]
    found = held(without, cuts)
    assert found.wide < 0.7
    assert found.narrow < 0.4


# By hand.


def series(*amounts: float, first: int = FIRST, indicator: str = "I", partner: str = "A", **more: Any) -> Series:
    return Series("P", indicator, partner, range(first, first + len(amounts)), [1] * len(amounts), amounts, **more)


def forecaster(*counted: Series, quarters: int) -> Forecaster:
    """As of the end of so many quarters."""
    return Forecaster(counted, last_day(FIRST + quarters - 1))


def rest(*counted: Series, quarters: int, due: date) -> Outlook:
    return forecaster(*counted, quarters=quarters).outlook(counted, due, of_partner=False)


def test_a_steady_count_goes_on() -> None:
    outlook = rest(series(*[25] * 8), quarters=8, due=last_day(FIRST + 11))
    assert outlook.mean == pytest.approx(100, rel=0.02)
    low, high = outlook.range(0.8)
    assert low < 100 < high
    assert outlook.chance(50) > 0.9 > 0.1 > outlook.chance(150)


def test_a_quarter_counts_by_its_days() -> None:
    counted = series(*[25] * 8)
    whole, half = last_day(FIRST + 8), date(2022, 2, 14)
    assert place_of(half) == FIRST + 8.5
    means = [rest(counted, quarters=8, due=due).mean for due in (half, whole)]
    assert means[0] == pytest.approx(means[1] / 2, rel=0.01)


def test_the_start_is_not_taken_for_the_pace() -> None:
    pool = [series(8, 14, 20, 20, 20, 20, 20, 20, partner=f"{number}") for number in range(40)]
    region = learn(pool, FIRST + 7)
    assert region.start_up == pytest.approx([0.4, 0.7], abs=0.05)
    late = series(8, 14, 20, 20, partner="late", first=FIRST + 4)
    outlook = rest(late, *pool, quarters=8, due=last_day(FIRST + 11))
    assert rest(*pool, late, quarters=8, due=last_day(FIRST + 11)).mean == pytest.approx(outlook.mean)
    alone = forecaster(late, *pool, quarters=8).outlook([late], last_day(FIRST + 11), of_partner=False)
    assert alone.mean == pytest.approx(80, rel=0.05)


def test_the_season_is_not_taken_for_the_pace() -> None:
    year = [26, 20, 10, 24]
    pool = [series(*year, *year, *year, partner=f"{number}") for number in range(40)]
    region = learn(pool, FIRST + 11)
    assert region.season == pytest.approx([share / 20 for share in year], abs=0.05)
    quarter = forecaster(*pool, quarters=12).outlook(pool[:1], last_day(FIRST + 12), of_partner=False)
    assert quarter.mean == pytest.approx(26, rel=0.05)


def test_uneven_quarters_make_a_wide_range() -> None:
    even, uneven = series(*[20, 22, 18, 21, 19] * 2), series(*[0, 60, 5, 35, 0] * 2)
    widths = []
    for pool in (even, uneven):
        many = [replace(pool, partner=f"{number}") for number in range(30)]
        outlook = forecaster(*many, quarters=10).outlook(many[:1], last_day(FIRST + 13), of_partner=False)
        widths.append(outlook.range(0.8)[1] - outlook.range(0.8)[0])
    assert widths[1] > 3 * widths[0]


def test_who_left_adds_nothing_and_who_is_silent_adds_what_it_missed() -> None:
    due = last_day(FIRST + 11)
    going_on = rest(series(*[25] * 8), quarters=8, due=due)
    gone = rest(series(*[25] * 8, left=last_day(FIRST + 7)), quarters=8, due=due)
    silent = rest(series(*[25] * 7), quarters=8, due=due)
    assert gone == Outlook(0.0, 0.0)
    assert gone.range(0.8) == (0.0, 0.0)
    assert (gone.chance(0), gone.chance(1)) == (1.0, 0.0)
    assert silent.mean == pytest.approx(going_on.mean * 5 / 4, rel=0.02)


def test_partners_vary_each_for_itself_but_grow_together() -> None:
    pool = [series(*[20] * 10, partner=f"{number}") for number in range(6)]
    found = forecaster(*pool, quarters=10)
    alone = found.outlook(pool[:1], last_day(FIRST + 17), of_partner=False)
    together = found.outlook(pool, last_day(FIRST + 17), of_partner=False)
    assert together.mean == pytest.approx(6 * alone.mean)
    assert 6 * alone.variance < together.variance < 36 * alone.variance


def test_all_growing_is_drawn_further() -> None:
    pool = [series(*[20 + age for age in range(12)], partner=f"{number}") for number in range(40)]
    outlook = forecaster(*pool, quarters=12).outlook(pool[:1], last_day(FIRST + 15), of_partner=False)
    # A straight line goes on to 134; the mean pace would give 102.
    assert 112 < outlook.mean < 140


def test_a_count_of_nothing_is_not_sure_to_stay_so() -> None:
    outlook = rest(series(0, 0, 0, 0, 0), quarters=5, due=last_day(FIRST + 8))
    assert 0 < outlook.mean < 1
    assert 0 < outlook.chance(0.5) < 0.5


def test_nothing_later_than_the_day_is_used() -> None:
    early, late = series(*[20] * 6), series(*[20] * 6, *[90] * 6)
    due = last_day(FIRST + 11)
    assert rest(early, quarters=6, due=due) == rest(late, quarters=6, due=due)


@pytest.mark.parametrize(
    ("shape", "share", "quantile"),
    # Chi-square with 1, 10 and 200 degrees of freedom, from printed tables, is twice a gamma.
    [(0.5, 0.9, 2.7055), (5, 0.1, 4.8652), (5, 0.9, 15.9872), (100, 0.1, 174.835), (100, 0.9, 226.021)],
)
def test_the_gamma_distribution_is_that_of_the_tables(shape: float, share: float, quantile: float) -> None:
    outlook = Outlook(2 * shape, 4 * shape)
    assert outlook.below(share) == pytest.approx(quantile, rel=1e-4)
    assert outlook.chance(quantile) == pytest.approx(1 - share, rel=1e-3)


def test_the_errors_of_finished_forecasts_make_the_range() -> None:
    errors = [(number - 20) / 10 for number in range(1, 41)]
    outlook = Outlook(100, 400, errors)
    # Of 40 errors the 4th and the 37th: between them lie four in five of the outcomes to come, or a little more.
    assert outlook.range(0.8) == (100 + 20 * errors[3], 100 + 20 * errors[36])
    assert outlook.chance(100) == pytest.approx(0.5, abs=0.03)
    assert Outlook(10, 400, errors).range(0.8)[0] == 0


def finished(number: int, last_year: float) -> list[Series]:
    due = [last_day(FIRST + 11)]
    return [series(*[20] * 8, *[last_year] * 4, indicator=f"I{one}", due_dates=due) for one in range(number)]


def test_the_record_counts_the_forecasts_that_have_ended() -> None:
    assert forecaster(*finished(20, 20), quarters=12).record(False) == Record(20, 20)
    assert forecaster(*finished(20, 200), quarters=12).record(False) == Record(20, 0)
    assert forecaster(*finished(20, 20), quarters=11).record(False) == Record(0, 0)
    # Made a year before the end: seven quarters would leave three quarters with figures, too few for a forecast.
    short = [replace(one, quarters=one.quarters[5:], amounts=one.amounts[5:]) for one in finished(20, 20)]
    assert forecaster(*short, quarters=12).record(False) == Record(0, 0)
    enough = [replace(one, quarters=one.quarters[4:], amounts=one.amounts[4:]) for one in finished(20, 20)]
    assert forecaster(*enough, quarters=12).record(False) == Record(20, 20)
    unreported = [replace(one, quarters=one.quarters[:-1], amounts=one.amounts[:-1]) for one in finished(20, 20)]
    assert forecaster(*unreported, quarters=12).record(False) == Record(0, 0)


def test_thirty_finished_series_are_enough() -> None:
    running = series(*[20] * 8, indicator="running", first=FIRST + 4)
    for number, is_learned in ((29, False), (30, True)):
        outlook = forecaster(*finished(number, 40), running, quarters=12).outlook(
            [running], last_day(FIRST + 15), of_partner=False
        )
        assert bool(outlook.errors) is is_learned
        assert (outlook.below(0.5) > 140) is is_learned


def test_finished_series_that_could_not_be_forecast_teach_nothing() -> None:
    short = [replace(one, quarters=one.quarters[5:], amounts=one.amounts[5:]) for one in finished(40, 40)]
    running = series(*[20] * 8, indicator="running", first=FIRST + 4)
    found = forecaster(*short, running, quarters=12)
    assert not found.outlook([running], last_day(FIRST + 15), of_partner=False).errors


def test_counts_more_even_than_chance_have_a_narrower_range() -> None:
    even = [series(*[4, 5, 4, 4, 5, 4, 5, 4, 4, 5], partner=f"{number}") for number in range(60)]
    outlook = forecaster(*even, quarters=10).outlook(even[:1], last_day(FIRST + 13), of_partner=False)
    assert outlook.variance < 0.6 * outlook.mean


def test_a_forecast_is_whole_where_the_count_is_and_never_below_what_was_reached() -> None:
    counted = [series(*[1] * 8)]
    found = Forecast.of(Outlook(1.4, 1.4), counted, 8.0, 10.0)
    ends = [found.low_80, found.low_50, found.middle, found.high_50, found.high_80]
    assert ends == sorted(ends)
    assert all(float(end).is_integer() and end >= 8 for end in ends)
    # Between 10 and 11 there is no whole number, so that the chance of 11 is that of 10.5 on a scale of any number.
    assert Forecast.of(Outlook(2.5, 1e-4), counted, 8.0, 11.0).chance == pytest.approx(0.5, abs=0.05)
    assert Forecast.of(Outlook(2.5, 1e-4), [series(1.5, 1)], 8.0, 11.0).chance == pytest.approx(0.01)
    assert Forecast.of(Outlook(1.4, 1.4), counted, 8.0, 7.0).likelihood == "reached"
    assert Forecast.of(Outlook(1.4, 0.1), counted, 8.0, 900.0).chance == pytest.approx(0.01)
    assert Forecast.of(Outlook(900, 1), counted, 8.0, 10.0).chance == pytest.approx(0.99)


def test_silence_of_others_is_no_bad_chance() -> None:
    counted = [series(*[25] * 8)]
    for target, is_partial, word in (
        (500, False, "unlikely"),
        (500, True, "partial"),
        (210, True, "very_likely"),
        (200, True, "reached"),
    ):
        found = Forecast.of(Outlook(100, 400), counted, 200.0, target, is_partial=is_partial)
        assert found.likelihood == word
        assert (found.chance is None) is (word == "partial")
    assert found.low_80 > 250


def test_what_was_counted_in_the_quarter_that_runs_is_not_counted_twice() -> None:
    without = Forecast.of(Outlook(100, 25), [series(*[25] * 8)], 200.0, 300.0)
    begun = Forecast.of(Outlook(100, 25), [series(*[25] * 8, begun=10)], 210.0, 300.0)
    assert begun == without


def test_the_words_stand_for_the_chances_that_are_documented() -> None:
    text = (ROOT / "docs" / "forecast.md").read_text(encoding="utf-8")
    said = {
        word.replace(" ", "_"): float(least) / 100
        for word, least in re.findall(r"^\| ([a-z ]+) \| (\d+) %", text, re.MULTILINE)
    }
    assert said == {word: round(least, 2) for word, least in LIKELIHOODS.items()}
    assert [likelihood(chance) for chance in (1, 0.9, 0.89, 0.67, 0.5, 0.34, 0.33, 0)] == [
        *["very_likely"] * 2,
        *["likely"] * 2,
        *["uncertain"] * 2,
        *["unlikely"] * 2,
    ]


# From stored rows, over both clocks.

ENDS = [last_day(FIRST + number) for number in range(12)]
INDICATOR: Row = {
    "indicator_id": "I",
    "partnership_id": "P",
    "name_nl": "I",
    "name_fr": "I",
    "name_en": "I",
    "kind": "output",
    "level": "project",
    "unit": "visits",
    "measure": "flow",
    "over_partners": "sum",
    "direction": "up",
}
PARTNERSHIP: Row = {
    "partnership_id": "P",
    "name_nl": "P",
    "name_fr": "P",
    "name_en": "P",
    "data_status": "published",
    "start_date": date(2020, 1, 1),
    "end_date": date(2022, 12, 31),
}
TARGET: Row = {"partnership_id": "P", "indicator_id": "I", "tier": "partner", "value": 250}


def result(quarter: int, value: float | None, **more: Any) -> Row:
    return {
        "partnership_id": "P",
        "indicator_id": "I",
        "partner_id": "A",
        "period_end": ENDS[quarter],
        "value": value,
    } | more


Told = Callable[..., Answer]


@pytest.fixture
def told(small: SmallStore) -> Told:
    """Hands in results and asks for the forecast: ``told(results, as_of=..., indicator={...}, target={...})``."""

    def tell(
        results: Sequence[Row], as_of: date, indicator: Row | None = None, target: Row | None = None, **chosen: str
    ) -> Answer:
        small.hand_in(
            {
                "partnerships": [PARTNERSHIP],
                "indicators": [{**INDICATOR, **(indicator or {})}],
                "targets": [{**TARGET, **(target or {})}],
                "results": results,
            }
        )
        return ask(small, as_of, **chosen)

    return tell


def ask(small: SmallStore, as_of: date, **chosen: str) -> Answer:
    asked = {"programme": "P", "lang": "en", "as_of": as_of.isoformat(), "known_at": LATER.isoformat()} | chosen
    return of_indicator(choices.view_of(small.store.rows, asked), "I")


def test_a_flow_and_a_running_total_say_the_same(told: Told, small: SmallStore) -> None:
    flow = told([result(number, 20) for number in range(8)], ENDS[7])
    small.clear()
    total = told(
        [result(number, 20 * number + 20) for number in range(8)], ENDS[7], indicator={"measure": "running_total"}
    )
    assert flow.sentences == total.sentences
    [row] = flow.rows
    assert row["likelihood"] in ("uncertain", "unlikely")
    assert row["low_80"] < 240 < row["high_80"]
    assert flow.sentences[0] == f"If it goes on as it did: {row['middle']:.0f} visits by 31 December 2022."
    assert flow.sentences[-1].startswith("There are no finished series yet")
    assert "assumption" in flow.notes[0]


def test_a_running_total_that_skips_a_quarter_tells_of_both(told: Told) -> None:
    [row] = told(
        [result(number, 20 * number + 20) for number in (0, 1, 3, 5, 7)],
        ENDS[7],
        indicator={"measure": "running_total"},
    ).rows
    assert row["quarters"] == 5
    assert row["middle"] == pytest.approx(240, rel=0.02)


def test_months_make_a_quarter_and_a_running_quarter_is_not_over(told: Told) -> None:
    months = [date.fromordinal(date(2020 + n // 12, n % 12 + 1, 1).toordinal() - 1) for n in range(1, 24)]
    rows = [result(0, 10, period_end=day, period_precision="month") for day in months]
    [row] = told(rows, months[-1]).rows
    # 23 months, the last two of them in the quarter that runs: seven quarters are over.
    assert (row["quarters"], row["actual"]) == (7, 230)
    assert row["middle"] == pytest.approx(360, rel=0.03)


def stored_series(small: SmallStore, as_of: date) -> list[dict[str, Any]]:
    asked = {"as_of": as_of, "known_at": LATER, "data_status": "published"}
    return small.store.rows("pages/results/series", asked)


def test_the_last_month_of_a_quarter_tells_the_running_total(told: Told, small: SmallStore) -> None:
    months = [date.fromordinal(date(2020 + n // 12, n % 12 + 1, 1).toordinal() - 1) for n in range(1, 12)]
    rows = [result(0, 10 * n + 10, period_end=day, period_precision="month") for n, day in enumerate(months)]
    # Half a year later, with a report by the half-year.
    rows.append(result(5, 200, period_precision="half_year"))
    told(rows, months[-1], indicator={"measure": "running_total"})
    [row] = stored_series(small, months[-1])
    assert (row["quarters"], row["amounts"], row["begun"]) == ([FIRST, FIRST + 1, FIRST + 2], [30, 30, 30], 20)
    [row] = stored_series(small, ENDS[5])
    assert (row["quarters"][-2:], row["amounts"][-2:], row["widths"][-2:]) == ([FIRST + 3, FIRST + 5], [20, 90], [1, 2])


def test_the_due_dates_are_those_of_targets_of_everybody_that_have_passed(told: Told, small: SmallStore) -> None:
    targets = [
        TARGET,
        {**TARGET, "tier": "programme", "due_date": ENDS[5]},
        {**TARGET, "tier": "project_plan", "due_date": ENDS[6], "area_id": "NORTH"},
        {**TARGET, "tier": "project_plan", "due_date": ENDS[6], "target_group_id": "YOUNG"},
        {**TARGET, "tier": "policy_eu", "due_date": ENDS[9]},
        {**TARGET, "tier": "universe", "due_date": ENDS[4], "value": None},
    ]
    told([result(number, 20) for number in range(12)], ENDS[7])
    small.hand_in({"targets": targets}, 2)
    assert [row["due_dates"] for row in stored_series(small, ENDS[7])] == [[ENDS[5]]]
    assert [row["due_dates"] for row in stored_series(small, ENDS[11])] == [[ENDS[5], ENDS[9], PARTNERSHIP["end_date"]]]


def test_of_a_year_nobody_knows_the_quarter(told: Told) -> None:
    rows = [result(number, 20, period_precision="year") for number in (3, 7)]
    answer = told(rows, ENDS[7])
    assert answer.sentences == ["No forecast: nothing was reported by the quarter."]


def test_areas_are_added_and_groups_and_other_readings_left_out(told: Told, small: SmallStore) -> None:
    plain = told([result(number, 20) for number in range(8)], ENDS[7])
    small.clear()
    rows = [
        row
        for number in range(8)
        for row in (
            result(number, 12, area_id="NORTH"),
            result(number, 8, area_id="SOUTH"),
            result(number, 500, gender="f"),
            result(number, 500, target_group_id="YOUNG"),
        )
    ]
    cut = told(rows, ENDS[7])
    assert cut.rows == plain.rows
    small.clear()
    # Where the whole is given, its areas are no more.
    both = [row for n in range(8) for row in (result(n, 20), result(n, 12, area_id="NORTH"))]
    assert told(both, ENDS[7]).rows == plain.rows
    small.clear()
    twice = told(
        [result(number, 20 + more, reading=name) for number in range(8) for name, more in (("a", 0), ("b", 5))], ENDS[7]
    )
    assert twice.sentences == ["No forecast: there are several readings of this figure; first decide which one counts."]
    decision = {"partnership_id": "P", "indicator_id": "I"}
    small.decide({**decision, "reading": "a", "decided_at": datetime(2022, 1, 2)})
    small.decide({**decision, "reading": "b", "decided_at": datetime(2022, 1, 3)})
    [row] = ask(small, ENDS[7]).rows
    assert row["actual"] == 200
    assert row["middle"] == pytest.approx(300, rel=0.02)


@pytest.mark.parametrize(
    ("value", "target"),
    [(1e300, {}), (20, {"value": 1e20}), (20, {"due_date": date(9999, 12, 31)}), (-20, {}), (0, {})],
)
def test_absurd_figures_end_in_no_error_and_spoil_no_other_forecast(
    told: Told, small: SmallStore, value: float, target: Row
) -> None:
    before = told([result(number, 20) for number in range(8)], ENDS[7]).rows[0]["middle"]
    odd = {**INDICATOR, "indicator_id": "ODD"}
    targets = [TARGET, {**TARGET, "indicator_id": "ODD"} | target]
    rows = [result(number, value, indicator_id="ODD") for number in range(8)]
    small.hand_in(
        {"indicators": [INDICATOR, odd], "targets": targets, "results": [*rows, *(result(n, 20) for n in range(8))]}, 2
    )
    view = choices.view_of(small.store.rows, {"programme": "P", "lang": "en", "as_of": ENDS[7].isoformat()})
    assert of_indicator(view, "ODD").sentences
    assert of_indicator(view, "I").rows[0]["middle"] == pytest.approx(before, rel=0.02)


@pytest.mark.parametrize(
    ("indicator", "target", "as_of", "said"),
    [
        ({}, {}, ENDS[2], "Too early: 3 quarters. A forecast needs 4 quarters with figures."),
        ({}, {}, ENDS[0], "Too early: 1 quarter. A forecast needs 4 quarters with figures."),
        (
            {"measure": "snapshot"},
            {},
            ENDS[7],
            "No forecast: only what is counted up, quarter by quarter, is forecast.",
        ),
        ({"direction": "down"}, {}, ENDS[7], "No forecast: only targets of which more is better are forecast."),
        ({"direction": "keep"}, {}, ENDS[7], "No forecast: only targets of which more is better are forecast."),
        ({}, {"value": 0}, ENDS[7], "No forecast: there is no target that could be reached."),
        ({}, {"due_date": ENDS[7]}, ENDS[7], "No forecast: the day by which the target had to be reached has come."),
        ({}, {"start_date": ENDS[8]}, ENDS[7], "No forecast: the period of the target has not begun."),
        (
            {"over_partners": "max"},
            {},
            ENDS[7],
            "No forecast: the figures of several partners are not added up; choose one partner.",
        ),
    ],
)
def test_where_there_is_no_forecast_there_is_a_reason(
    told: Told, indicator: Row, target: Row, as_of: date, said: str
) -> None:
    answer = told([result(number, 20) for number in range(8)], as_of, indicator, target)
    assert answer.sentences == [said]
    [row] = answer.rows
    assert (row["middle"], row["chance"], row["likelihood"]) == (None, None, None)


def test_four_quarters_are_enough(told: Told) -> None:
    [row] = told([result(number, 20) for number in range(4)], ENDS[3]).rows
    assert (row["quarters"], row["no_forecast"]) == (4, None)


def test_a_target_that_begins_on_the_day_has_begun(told: Told) -> None:
    [row] = told([result(number, 20) for number in range(8)], ENDS[7], target={"start_date": ENDS[7]}).rows
    assert row["no_forecast"] != "not_begun"


def test_a_day_without_a_due_date_has_no_forecast(told: Told, small: SmallStore) -> None:
    told([result(number, 20) for number in range(8)], ENDS[7])
    small.hand_in({"partnerships": [{**PARTNERSHIP, "end_date": None}]}, 2)
    assert ask(small, ENDS[7]).sentences == ["No forecast: no date is known by which the target must be reached."]


def test_every_past_forecast_comes_back(told: Told, small: SmallStore) -> None:
    first, second, third = (datetime(2022, 1, day) for day in (10, 20, 30))
    before = told([result(number, 20) for number in range(6)], ENDS[5]).records()
    early = ask(small, ENDS[5], known_at=first.isoformat()).records()
    small.hand_in({"results": [result(number, 90, partner_id="B") for number in range(6)]}, 2, second)
    small.hand_in({"results": [result(number, 60) for number in range(6, 8)]}, 3, second)
    assert before == early == ask(small, ENDS[5], known_at=first.isoformat()).records()
    assert ask(small, ENDS[5], known_at=second.isoformat()).records() != before
    small.withdraw(2, third)
    # The later quarters play no part in a forecast as of the earlier day.
    assert ask(small, ENDS[5], known_at=third.isoformat()).records() == before
    assert ask(small, ENDS[7], known_at=third.isoformat()).records() != before


def test_what_was_invented_says_nothing_about_what_is_real(told: Told, small: SmallStore) -> None:
    before = told([result(number, 20) for number in range(8)], ENDS[7]).records()
    invented = {**PARTNERSHIP, "partnership_id": "Q", "data_status": "demonstration"}
    uneven = [
        result(number, [1, 80][number % 2], partnership_id="Q", partner_id=f"{n}")
        for n in range(30)
        for number in range(8)
    ]
    small.hand_in({"partnerships": [invented], "results": uneven}, 2)
    assert ask(small, ENDS[7]).records() == before
    small.hand_in({"partnerships": [{**invented, "data_status": "published"}]}, 3)
    assert ask(small, ENDS[7]).records() != before


def test_like_is_held_against_like(told: Told, small: SmallStore) -> None:
    rows = [result(number, value, partner_id=name) for number in range(8) for name, value in (("A", 20), ("B", 500))]
    alone = told([row for row in rows if row["partner_id"] == "A"], ENDS[7], target={"partner_id": "A"}).rows[0]
    small.clear()
    # What B counts is no part of what A promised; what C promised is none of A's.
    told(rows, ENDS[7], target={"partner_id": "A"})
    small.hand_in({"targets": [{**TARGET, "partner_id": name} for name in "AC"]}, 2)
    [row] = ask(small, ENDS[7]).rows
    assert (row["actual"], row["target"]) == (160, 250)
    assert row["middle"] == pytest.approx(alone["middle"], rel=0.02)
    assert row["likelihood"] == alone["likelihood"]


def test_the_target_of_the_whole_waits_for_those_who_owe(told: Told, small: SmallStore) -> None:
    told([result(number, 20) for number in range(8)], ENDS[7], target={"tier": "project_application", "value": 900})
    assert ask(small, ENDS[7]).rows[0]["likelihood"] == "unlikely"
    members = [{"partnership_id": "P", "organisation_id": name, "role": "partner", "reports": True} for name in "AB"]
    small.hand_in({"partners": members}, 2)
    answer = ask(small, ENDS[7])
    assert (answer.rows[0]["likelihood"], answer.rows[0]["chance"]) == ("partial", None)
    assert any(sentence.startswith("Not everybody who owes figures") for sentence in answer.sentences)


def test_a_partner_by_itself(told: Told, small: SmallStore) -> None:
    rows = [result(number, value, partner_id=name) for number in range(8) for name, value in (("A", 20), ("B", 5))]
    # What is not added over partners has a forecast for each of them.
    together = told(rows, ENDS[7], indicator={"over_partners": "max"}, target={"partner_id": "B"})
    assert together.rows[0]["no_forecast"] == "not_added"
    organisations = [
        {"organisation_id": name, "name_nl": name, "name_fr": name, "name_en": name, "type": "local_authority"}
        for name in "AB"
    ]
    members = [{"partnership_id": "P", "organisation_id": name, "role": "partner", "reports": True} for name in "AB"]
    small.hand_in({"organisations": organisations, "partners": members}, 2)
    [row] = ask(small, ENDS[7], partner="B").rows
    assert row["middle"] == pytest.approx(60, rel=0.05)


@pytest.mark.parametrize(("members", "rest_of_partner"), [
    ([{}], 40),
    ([{"date_left": ENDS[7]}], 0),
    ([{"date_left": ENDS[6]}], 0),
    # What is dated after the day is not known on it.
    ([{"date_left": ENDS[8]}], 40),
    ([{"date_left": ENDS[3]}, {"date_joined": ENDS[4]}], 40),
    ([{"date_left": ENDS[3]}, {"date_joined": ENDS[9]}], 0),
])  # fmt: skip
def test_who_has_left_on_the_day_adds_nothing(
    told: Told, small: SmallStore, members: list[Row], rest_of_partner: float
) -> None:
    told([result(number, 10) for number in range(8)], ENDS[7])
    rows = [{"partnership_id": "P", "organisation_id": "A", "role": role} | more
            for role, more in zip(("partner", "peer"), members, strict=False)]  # fmt: skip
    small.hand_in({"partners": rows}, 2)
    [row] = ask(small, ENDS[7]).rows
    assert row["middle"] - row["actual"] == pytest.approx(rest_of_partner, abs=2)


def test_the_same_question_has_the_same_answer_to_the_last_byte(bundled: Store) -> None:
    asked = {"as_of": date(2026, 9, 30), "known_at": LATER, "data_status": "demonstration"}

    def said(_: int) -> str:
        rows = bundled.rows("pages/results/series", asked)
        found = Forecaster([Series.of(row) for row in rows], asked["as_of"])
        due = date(2027, 9, 30)
        outlooks = [found.outlook(one, due, of_partner=False) for one in found.by_indicator.values()]
        return json.dumps([rows, [(one.mean, one.variance, one.range(0.8)) for one in outlooks]], default=str)

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(said, range(4)))) == 1


def test_the_way_to_the_target_ends_in_the_range(bundled: Store) -> None:
    view = choices.view_of(bundled.rows, {"programme": "DEMO_01", "lang": "en"}, bundled.stamp)
    [row, *_] = of_indicator(view, "RES_VISITS").rows
    mark = path(view, "RES_VISITS").mark
    assert isinstance(mark, Lines)
    [ground] = [line for line in mark.lines if not line.name]
    assert list(ground.values) == [row["actual"], row["low_80"], row["high_80"], row["actual"]]
    assert mark.lines[-1].days == (view.as_of, row["due_date"])
    assert path(view, "RES_WAITING").notes[-1] != path(view, "RES_VISITS").notes[-1]


def test_nothing_is_learned_twice(bundled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    view = choices.view_of(bundled.rows, {"programme": "DEMO_02", "lang": "en"}, f"{bundled.stamp} once")
    learned = []
    monkeypatch.setattr(forecast, "learn", lambda known, quarter: learned.append(quarter) or learn(known, quarter))
    for indicator in ("RES_VISITS", "RES_REACHED", "RES_COACHED", "RES_PLACED"):
        of_indicator(view, indicator)
        of_indicator(replace(view, partnership="DEMO_03"), indicator)
    assert sorted(learned) == sorted(set(learned))
