"""Forecasts held against quarters that they did not see.

``test_forecast.py`` asks that of a seed of each shape; ``tests/bench/forecast_bench.py`` prints the table of
docs/forecast.md over many.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from peil.demonstrating import UNTIL
from peil.forecast import (
    FEWEST_QUARTERS,
    NARROW,
    WIDE,
    Forecaster,
    Outlook,
    Series,
    place_of,
    quarter_of,
    usable_quarters,
)
from peil.store import Store

FIRST = 4 * 2020
# One figure: what its partners counted, and the quarter after its last.
Figure = tuple[list[Series], int]


@dataclass(frozen=True)
class Score:
    """How one forecast fared: whether the outcome lay in its ranges, and how far its chance, and that of a straight
    line, was off, squared."""

    in_wide: bool
    in_narrow: bool
    brier: float
    brier_of_line: float


def last_day(quarter: int) -> date:
    """The last day of a quarter."""
    return date.fromordinal(date((quarter + 1) // 4, 3 * ((quarter + 1) % 4) + 1, 1).toordinal() - 1)


@dataclass(frozen=True)
class Shape:
    """A made-up region. ``spread`` is the variance of a quarter beyond chance, as a share of the pace squared;
    ``drift`` is how much the logarithm of the pace moves in a quarter; ``starts`` over how many quarters they start.
    """

    figures: int = 120
    most_partners: int = 4
    quarters: int = 12
    smallest: float = 1
    largest: float = 60
    spread: float = 0.3
    drift: float = 0.0
    start_up: Sequence[float] = (0.35, 0.7)
    season: Sequence[float] = (1.1, 1.0, 0.7, 1.2)
    starts: int = 1
    # The pace in the last year, beside the one before.
    last_year: float = 1.0

    def make(self, seed: int) -> list[Figure]:
        """The figures, with every quarter to the end."""
        chance = random.Random(seed)
        return [self._figure(chance, f"F{number:04}") for number in range(self.figures)]

    def _figure(self, chance: random.Random, name: str) -> Figure:
        first = FIRST + chance.randrange(self.starts)
        end = first + self.quarters
        series = []
        for partner in range(chance.randint(1, self.most_partners)):
            pace = math.exp(chance.uniform(math.log(self.smallest), math.log(self.largest)))
            amounts = []
            for age in range(self.quarters):
                pace *= math.exp(chance.gauss(0, self.drift))
                usual = pace * self.season[(first + age) % 4] * (self.start_up[age] if age < 2 else 1)
                usual *= self.last_year if age >= self.quarters - 4 else 1
                amounts.append(float(poisson(chance, usual * chance.gammavariate(1 / self.spread, self.spread))))
            quarters = range(first, end)
            due = [last_day(end - 1)]
            series.append(Series("P", name, f"{partner}", quarters, [1] * len(quarters), amounts, due_dates=due))
        return series, end


def poisson(chance: random.Random, mean: float) -> int:
    """A count with this mean: how many waits fit in one unit of time; large ones by their normal shape."""
    if mean > 200:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    number, waited = 0, chance.expovariate(1)
    while waited < mean:
        number, waited = number + 1, waited + chance.expovariate(1)
    return number


# Shapes beside the demonstration region. The first has a hard start, seasons and uneven quarters; in the second the
# pace drifts, and many have ended; in the third all slow down in their last year, which only those that ended can tell.
SHAPES: Mapping[str, tuple[Shape, Sequence[int]]] = {
    "all begin at once": (Shape(), (4, 6, 8)),
    "begin over four years, drift": (
        Shape(figures=240, quarters=14, spread=0.15, drift=0.08, season=(1, 1, 0.85, 1.15), starts=16),
        (10, 14, 18, 22),
    ),
    "begin over four years, fall off at the end": (
        Shape(figures=400, quarters=14, spread=0.1, starts=16, last_year=0.4),
        (20, 22),
    ),
}
# Quarters of the demonstration region after which forecasts are made; its last one is the sixteenth.
CUTS_OF_DEMONSTRATION = (4, 6, 8, 10, 12)


def of_demonstration(store: Store) -> list[Figure]:
    """The figures of the demonstration region in a store."""
    asked = {"as_of": UNTIL, "known_at": datetime(2100, 1, 1), "data_status": "demonstration"}
    return of_region([Series.of(row) for row in store.rows("pages/results/series", asked)], quarter_of(UNTIL) + 1)


def of_region(rows: Sequence[Series], end: int) -> list[Figure]:
    """The figures that were reported to the quarter before ``end``, by indicator and partnership."""
    found: dict[tuple[str, str], list[Series]] = {}
    for one in rows:
        found.setdefault((one.partnership, one.indicator), []).append(one)
    return [(series, end) for series in found.values() if all(one.quarters[-1] == end - 1 for one in series)]


def scores(figures: Sequence[Figure], cuts: Sequence[int], seed: int) -> Iterator[Score]:
    """The score of each figure that had begun ``cut`` quarters after the first one, and had not ended."""
    chance = random.Random(seed)
    everything = [one for series, _ in figures for one in series]
    beginning = min(one.quarters[0] for one in everything)
    for cut in cuts:
        today = beginning + cut - 1
        # Whoever looks so far back knows nothing of later: it is taken away, not only left unused.
        known = {id(one): until(one, today) for one in everything if one.until(today)}
        forecaster = Forecaster(list(known.values()), last_day(today))
        for series, end in figures:
            mine = [known[id(one)] for one in series if id(one) in known]
            if end - 1 > today and usable_quarters(mine, today) >= FEWEST_QUARTERS:
                done = sum(sum(one.amounts) for one in mine)
                added = sum(sum(one.amounts) for one in series) - done
                yield score(forecaster, mine, end, done, added, chance)


def until(one: Series, today: int) -> Series:
    """The series as it was when the quarter ``today`` was over."""
    known = one.until(today)
    return replace(
        one,
        quarters=one.quarters[:known],
        widths=one.widths[:known],
        amounts=one.amounts[:known],
        due_dates=[day for day in one.due_dates if place_of(day) <= today + 1],
    )


def score(
    forecaster: Forecaster, mine: list[Series], end: int, done: float, added: float, chance: random.Random
) -> Score:
    """One forecast beside its outcome ``added``; the target lies within a quarter of where a straight line ends."""
    outlook = forecaster.outlook(mine, last_day(end - 1), of_partner=False)
    seen = usable_quarters(mine, forecaster.today)
    line = done / seen * (end - 1 - forecaster.today)
    needed = max(1, round((done + line) * chance.uniform(0.75, 1.25))) - done
    reached = float(added >= needed)
    low, high = outlook.range(WIDE)
    narrow_low, narrow_high = outlook.range(NARROW)
    of_line = Outlook(line, line).chance(needed - 0.5)
    return Score(
        low <= added <= high,
        narrow_low <= added <= narrow_high,
        (outlook.chance(needed - 0.5) - reached) ** 2,
        (of_line - reached) ** 2,
    )


@dataclass(frozen=True)
class Summary:
    """Many scores together: the shares of outcomes in the ranges, and the Brier scores."""

    forecasts: int
    wide: float
    narrow: float
    brier: float
    brier_of_line: float

    @classmethod
    def of(cls, found: Sequence[Score]) -> "Summary":
        n = len(found)
        return cls(
            n,
            sum(one.in_wide for one in found) / n,
            sum(one.in_narrow for one in found) / n,
            sum(one.brier for one in found) / n,
            sum(one.brier_of_line for one in found) / n,
        )

    @property
    def beside_line(self) -> float:
        """The Brier score as a share of that of a straight line."""
        return self.brier / self.brier_of_line
