"""Where a count will stand on its due date, if it goes on as it did; docs/forecast.md says how, and how good that is.

Arithmetic on the rows of ``queries/pages/results/series.sql`` and nothing else: the same rows give the same bytes.
Quarters are numbered from the year 0: the first quarter of 2012 is 4 * 2012.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import accumulate
from typing import Any

# A forecast needs so many quarters with a figure, and the region two years of them before it tells growth from chance.
FEWEST_QUARTERS = 4
_QUARTERS_FOR_GROWTH = 8
# So many comparable forecasts must have ended before their errors take the place of the model's.
FEWEST_FINISHED = 30
# The record tells of forecasts that were made so many quarters before the end.
RECORD_QUARTERS = 4
# The shares of outcomes that the wide and the narrow range are to hold.
WIDE, NARROW = 0.8, 0.5

# Nobody can be surer than this: what a model leaves out happens, too.
SUREST = 0.99

# From which chance on a word stands. This is the only place that says so.
LIKELIHOODS = {"very_likely": 0.9, "likely": 2 / 3, "uncertain": 1 / 3, "unlikely": 0.0}

# Quarters in which a partner starts up.
_START_UP = 2
# What is thought before anything was seen: as many quarters, of a count or more, at the usual pace ...
_USUAL = 20.0
# ... that counts vary as chance has it, that quarters differ by a third, and a pace changes by 3 % a quarter; each
# worth as much as some series.
_VARIATION, _WORTH = (1.0, 0.1, 0.001), 5.0
_LEAST_VARIATION = (0.2, 0.0, 0.0)
# All together are thought to grow or shrink by 1 % a quarter; what series show of it they show some ten times, because
# their cuts overlap. Growth moves a rest by half at most.
_USUAL_GROWTH, _OVERLAP, _MOST_GROWTH = 0.01, 10.0, 0.5


@dataclass(frozen=True)
class Series:
    """What one partner counted of one indicator: ``amounts`` by the number of the quarter in which each period ended.

    ``widths`` are the quarters that each amount tells of; ``begun`` was counted in the quarter that is not over yet.
    """

    partnership: str
    indicator: str
    partner: str
    quarters: Sequence[int]
    widths: Sequence[int]
    amounts: Sequence[float]
    begun: float = 0.0
    left: date | None = None
    due_dates: Sequence[date] = ()

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Series":
        """The series of a row of ``pages/results/series``."""
        return cls(
            row["partnership_id"],
            row["indicator_id"],
            row["partner_key"],
            row["quarters"],
            row["widths"],
            row["amounts"],
            row["begun"],
            row["date_left"],
            row["due_dates"],
        )

    def until(self, quarter: int) -> int:
        """How many of its amounts were known when a quarter was over."""
        return bisect_right(self.quarters, quarter)


@dataclass(frozen=True)
class Region:
    """How counts go in a region, as far as was known when a quarter was over.

    ``start_up`` and ``season`` are factors on the pace, of the first quarters and of those of the year. ``growth`` is
    the change of the pace of all in a quarter, as a share, with its variance. ``variation`` says how much counts vary:
    as chance has it (1 is what Poisson says), from quarter to quarter, and by the drift of each pace.
    """

    start_up: Sequence[float]
    season: Sequence[float]
    growth: float
    growth_variance: float
    variation: Sequence[float]

    def weight(self, first: int, quarter: int) -> float:
        """How much of its usual pace a partner, who counts since the quarter ``first``, reaches in a quarter."""
        age = quarter - first
        return self.season[quarter % 4] * (self.start_up[age] if age < _START_UP else 1.0)

    def weights(self, series: Series, known: int) -> list[float]:
        """The same for the first ``known`` amounts of a series."""
        season, first = self.season, series.quarters[0]
        found = [
            season[quarter % 4] if width == 1 else sum(season[(quarter - back) % 4] for back in range(width))
            for quarter, width in zip(series.quarters[:known], series.widths[:known], strict=True)
        ]
        # Later amounts cannot tell of the first quarters.
        for number in range(min(_START_UP, known)):
            quarter, width = series.quarters[number], series.widths[number]
            found[number] = sum(self.weight(first, quarter - back) for back in range(width))
        return found

    def rest(self, series: Series, known: int, due: float) -> tuple[float, float, float]:
        """What a series with ``known`` amounts will count until the day ``due`` (in quarters): its mean, its own
        variance, and how much it changes with the growth of all.

        ``due`` 8047.5 lies half-way the quarter 8047; 8048 is the end of it.
        """
        now = series.quarters[known - 1] + 1
        if due <= now:
            return 0.0, 0.0, 0.0
        first, last = series.quarters[0], math.ceil(due) - 1
        ahead = sum(self.weight(first, quarter) for quarter in range(now, last + 1))
        ahead -= (last + 1 - due) * self.weight(first, last)
        # Half a count more, so that who counted nothing yet is not sure to count nothing.
        counted = sum(series.amounts[:known]) + 0.5
        seen, coming = sum(series.widths[:known]), due - now
        mean = counted / sum(self.weights(series, known)) * ahead
        distance = (seen + coming) / 2
        mean *= 1 + max(-_MOST_GROWTH, min(_MOST_GROWTH, self.growth * distance))
        if mean <= 0:
            return 0.0, 0.0, 0.0
        terms = _terms(mean, counted, seen, coming)
        own = mean * mean * sum(share * term for share, term in zip(self.variation, terms, strict=True))
        return mean, own, mean * distance


def _terms(ahead: float, behind: float, seen: float, coming: float) -> tuple[float, float, float]:
    """What each kind of variation adds to the variance of a rest, as a share of its mean squared."""
    return 1 / ahead + 1 / behind, 1 / seen + 1 / coming, ((seen + coming) / 2) ** 2


def learn(series: Sequence[Series], quarter: int) -> Region:
    """The region as it was known when ``quarter`` was over, from all series together."""
    known = [(one, one.until(quarter)) for one in series]
    usable = [(one, n) for one, n in known if n > _START_UP and sum(one.amounts[:n]) > 0]
    season = _season(usable)
    shape = Region(_start_up(usable, season), season, 0.0, 0.0, _VARIATION)
    splits = [split for one, n in usable for split in _splits(shape, one, n)]
    longest = max((sum(one.widths[:n]) for one, n in usable), default=0)
    growth, its_variance = _growth(splits if longest >= _QUARTERS_FOR_GROWTH else ())
    return Region(shape.start_up, season, growth, its_variance, _variation(splits, growth))


def _season(usable: Sequence[tuple[Series, int]]) -> list[float]:
    """The pace in each quarter of the year, beside the mean of a year; only whole years after the start count."""
    reached, usual = [_USUAL] * 4, [_USUAL] * 4
    for one, n in usable:
        years = (n - _START_UP) // 4
        amounts, quarters = one.amounts[n - 4 * years : n], one.quarters[n - 4 * years : n]
        mean = sum(amounts) / max(1, len(amounts))
        if mean <= 0 or quarters[-1] - quarters[0] != len(quarters) - 1 or set(one.widths[:n]) != {1}:
            continue
        # A large count weighs more than a small one, up to a limit.
        worth = min(mean, _USUAL)
        for amount, quarter in zip(amounts, quarters, strict=True):
            reached[quarter % 4] += worth * amount / mean
            usual[quarter % 4] += worth
    shares = [share / by for share, by in zip(reached, usual, strict=True)]
    return [share * 4 / sum(shares) for share in shares]


def _start_up(usable: Sequence[tuple[Series, int]], season: Sequence[float]) -> list[float]:
    """The pace in the first quarters, beside the pace afterwards."""
    later = Region([1.0] * _START_UP, season, 0.0, 0.0, _VARIATION)
    reached, usual = [_USUAL] * _START_UP, [_USUAL] * _START_UP
    for one, n in usable:
        weights = later.weights(one, n)
        pace = sum(one.amounts[_START_UP:n]) / sum(weights[_START_UP:])
        if pace > 0:
            worth = min(pace, _USUAL)
            for age in range(_START_UP):
                reached[age] += worth * one.amounts[age] / (pace * weights[age])
                usual[age] += worth
    return [max(0.05, share / by) for share, by in zip(reached, usual, strict=True)]


@dataclass(slots=True)
class _Split:
    """A series cut in two: by how much its pace changed, as a share, and how far apart the halves lie."""

    change: float
    distance: float
    terms: tuple[float, float, float]
    # The variance that was thought before anything was seen.
    thought: float


def _splits(region: Region, series: Series, known: int) -> list[_Split]:
    """The series cut in two at a quarter: what came before beside the next quarter, and beside all the rest."""
    sums = [
        list(accumulate(parts, initial=0.0))
        for parts in (series.amounts[:known], region.weights(series, known), series.widths[:known])
    ]
    amounts, weights, widths = sums
    pace = amounts[-1] / weights[-1]
    usual, quarters, drift = _VARIATION
    found = []
    # The first quarters alone say little; they are used as long as there is nothing else. A long series is cut at every
    # second quarter, or fewer: that says as much in half of the time.
    first = _START_UP + 1 if known > _START_UP + 3 else _START_UP
    for cut in range(first, known, max(1, known // 8)):
        before, seen = weights[cut], widths[cut]
        for end in (cut + 1, known) if cut + 1 < known else (known,):
            after, coming = weights[end] - before, widths[end] - seen
            change = ((amounts[end] - amounts[cut]) / after - amounts[cut] / before) / pace
            terms = _terms(pace * after, pace * before, seen, coming)
            thought = usual * terms[0] + quarters * terms[1] + drift * terms[2]
            found.append(_Split(change, (seen + coming) / 2, terms, thought))
    return found


def _growth(splits: Sequence[_Split]) -> tuple[float, float]:
    """By how much the pace grows in a quarter, as a share, and its variance: a weighted straight line through 0."""
    upper = sum(split.distance * split.change / split.thought for split in splits) / _OVERLAP
    lower = sum(split.distance * split.distance / split.thought for split in splits) / _OVERLAP
    worth = lower + 1 / _USUAL_GROWTH**2
    return upper / worth, 1 / worth


def _variation(splits: Sequence[_Split], growth: float) -> list[float]:
    """How much of each kind of variation explains best how far the splits lie off: weighted least squares, none < 0."""
    kinds = range(3)
    matrix = [[_WORTH / _VARIATION[i] ** 2 if i == j else 0.0 for j in kinds] for i in kinds]
    right = [_WORTH / _VARIATION[i] for i in kinds]
    for split in splits:
        off = (split.change - growth * split.distance) ** 2
        worth = 1 / (split.thought * split.thought)
        one, two, three = split.terms
        matrix[0][0] += worth * one * one
        matrix[0][1] += worth * one * two
        matrix[0][2] += worth * one * three
        matrix[1][1] += worth * two * two
        matrix[1][2] += worth * two * three
        matrix[2][2] += worth * three * three
        right[0] += worth * one * off
        right[1] += worth * two * off
        right[2] += worth * three * off
    for i in kinds:
        for j in range(i):
            matrix[i][j] = matrix[j][i]
    found = list(_VARIATION)
    # One after the other, again and again: it settles, because the matrix is that of squares.
    for _ in range(200):
        for i in kinds:
            others = sum(matrix[i][j] * found[j] for j in kinds if j != i)
            found[i] = max(_LEAST_VARIATION[i], (right[i] - others) / matrix[i][i])
    return found


@dataclass(frozen=True)
class Outlook:
    """What will be added until the due date: a gamma distribution, or the errors of forecasts that have ended.

    ``errors`` are those errors in standard deviations, sorted; empty when too few have ended.
    """

    mean: float
    variance: float
    errors: Sequence[float] = ()

    def chance(self, needed: float) -> float:
        """The chance that at least ``needed`` is added, between 0 and 1."""
        if not self.variance:
            return 1.0 if needed <= 0 else 0.0
        if self.errors:
            missed = bisect_left(self.errors, (needed - self.mean) / math.sqrt(self.variance))
            return (len(self.errors) - missed + 0.5) / (len(self.errors) + 1)
        return 1 - _gamma(self.mean, self.variance, needed)

    def range(self, share: float) -> tuple[float, float]:
        """Between which amounts the middle ``share`` of all outcomes lies."""
        return self.below((1 - share) / 2), self.below((1 + share) / 2)

    def below(self, share: float) -> float:
        """The amount that a ``share`` of all outcomes stays below; never less than 0."""
        if not self.variance:
            return 0.0
        if self.errors:
            # One more than there are: an outcome to come is as likely to lie beyond the last of them as in between.
            place = round(share * (len(self.errors) + 1), 9)
            number = math.floor(place) if share < 0.5 else math.ceil(place)
            error = self.errors[min(max(number, 1), len(self.errors)) - 1]
            return max(0.0, self.mean + error * math.sqrt(self.variance))
        low, high = 0.0, self.mean + 5 * math.sqrt(self.variance)
        while _gamma(self.mean, self.variance, high) < share:
            high *= 2
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if _gamma(self.mean, self.variance, middle) < share else (low, middle)
        return high


@dataclass(frozen=True)
class Forecast:
    """Where a figure will stand on its due date: the middle, the ends of both ranges, and the chance of its target.

    There is no chance, and ``likelihood`` is "partial", when partners that owe figures have none and those of the
    others may not be enough: silence is not failure. It is "reached" when nothing more is needed.
    """

    middle: float
    low_50: float
    high_50: float
    low_80: float
    high_80: float
    chance: float | None
    likelihood: str

    @classmethod
    def of(
        cls, outlook: Outlook, series: Sequence[Series], reached: float, target: float, *, is_partial: bool = False
    ) -> "Forecast":
        """The forecast of a figure of which so much was ``reached``, in the quarter that is not over yet, too.

        ``is_partial`` when others owe figures for the same target and have none.
        """
        done = reached - sum(one.begun for one in series)
        # What was counted in whole numbers goes on in whole numbers, and nothing that was reached is undone.
        is_whole = all(
            float(amount).is_integer()
            for amount in (reached, target, *(one for some in series for one in some.amounts))
        )
        middle = max(reached, round(done + outlook.below(0.5), 0 if is_whole else 1))

        def between(share: float) -> tuple[float, float]:
            low, high = (max(reached, done + end) for end in outlook.range(share))
            if not is_whole:
                return low, high
            # 12.3 to 15.7 holds 13 to 15. Where it holds no whole number it is the middle.
            return min(middle, math.ceil(low)), max(middle, math.floor(high))

        if reached >= target:
            return cls(middle, *between(NARROW), *between(WIDE), 1.0, "reached")
        chance = outlook.chance(target - done - (0.5 if is_whole else 0))
        chance = min(max(chance, 1 - SUREST), SUREST)
        if is_partial and chance < LIKELIHOODS["likely"]:
            return cls(middle, *between(NARROW), *between(WIDE), None, "partial")
        return cls(middle, *between(NARROW), *between(WIDE), chance, likelihood(chance))

    def beside(self, value: float) -> str:
        """Where a value lies that came later: "above" or "below" the wide range, or "within" it."""
        return "above" if value > self.high_80 else "below" if value < self.low_80 else "within"


@dataclass(frozen=True)
class Record:
    """How forecasts of the wide range fared that were made ``RECORD_QUARTERS`` before the end."""

    made: int
    came_true: int


class Forecaster:
    """Forecasts from the series of a region, and how such forecasts fared before. It keeps what it has worked out."""

    def __init__(self, series: Sequence[Series], as_of: date) -> None:
        self.series = series
        self.today = quarter_of(as_of + timedelta(days=1)) - 1
        self.region = cache(self._region)
        self.errors = cache(self._errors)
        self.record = cache(self._record)

    @cached_property
    def by_indicator(self) -> dict[tuple[str, ...], list[Series]]:
        """The series of each indicator of each partnership."""
        found: dict[tuple[str, ...], list[Series]] = {}
        for one in self.series:
            found.setdefault((one.partnership, one.indicator), []).append(one)
        return found

    @cached_property
    def by_partner(self) -> dict[tuple[str, ...], list[Series]]:
        """Each series by itself."""
        return {(one.partnership, one.indicator, one.partner): [one] for one in self.series}

    def counts(self, partnership: str, indicator: str, partner: str | None) -> list[Series]:
        """The series behind a figure; none when nothing was counted."""
        if partner is None:
            return self.by_indicator.get((partnership, indicator), [])
        return self.by_partner.get((partnership, indicator, partner), [])

    def outlook(self, series: Sequence[Series], due: date, *, of_partner: bool) -> Outlook:
        """What the series of one figure will add until a day, together, beyond what was counted so far."""
        return self._outlook(series, self.today, place_of(due), of_partner=of_partner)

    def _outlook(self, series: Sequence[Series], quarter: int, due: float, *, of_partner: bool) -> Outlook:
        plain = self._plain(series, quarter, due, self.region(quarter))
        return replace(plain, errors=self.errors(quarter, math.ceil(due) - quarter - 1, of_partner))

    def _plain(self, series: Sequence[Series], quarter: int, due: float, region: Region) -> Outlook:
        mean = variance = growing = 0.0
        for one in series:
            if known := one.until(quarter):
                until = min(due, place_of(one.left)) if one.left else due
                more, own, with_all = region.rest(one, known, until)
                mean, variance, growing = mean + more, variance + own, growing + with_all
        # Partners vary each for itself; the growth of all is shared.
        return Outlook(mean, variance + region.growth_variance * growing * growing)

    def _region(self, quarter: int) -> Region:
        return learn(self.series, quarter)

    def _errors(self, quarter: int, ahead: int, of_partner: bool) -> Sequence[float]:
        """How far off forecasts were that looked as far ahead, sorted; none when too few had ended by then."""
        finished = self._finished(of_partner, quarter)
        if len(finished) < FEWEST_FINISHED:
            return ()
        found = []
        for series, due in finished:
            made_on = due - ahead - 1
            if usable_quarters(series, made_on) >= FEWEST_QUARTERS:
                # By the region as it is known now: an error is to be held beside the forecast of now.
                made = self._plain(series, made_on, due, self.region(quarter))
                if made.variance:
                    found.append((_added(series, made_on, due) - made.mean) / math.sqrt(made.variance))
        return sorted(found) if len(found) >= FEWEST_FINISHED else ()

    def _record(self, of_partner: bool) -> Record:
        """The record of the forecasts that have ended."""
        made = came_true = 0
        for series, due in self._finished(of_partner, self.today):
            made_on = due - RECORD_QUARTERS - 1
            if usable_quarters(series, made_on) >= FEWEST_QUARTERS:
                low, high = self._outlook(series, made_on, due, of_partner=of_partner).range(WIDE)
                made += 1
                came_true += low <= _added(series, made_on, due) <= high
        return Record(made, came_true)

    def _finished(self, of_partner: bool, quarter: int) -> list[tuple[list[Series], int]]:
        """Every figure whose due date has passed and that was reported to the end, with that end in quarters."""
        found = []
        for series in (self.by_partner if of_partner else self.by_indicator).values():
            for due in sorted({math.floor(place_of(day)) for one in series for day in one.due_dates}):
                there = [one for one in series if not one.left or place_of(one.left) >= due]
                if due <= quarter + 1 and there and all(one.quarters[-1] >= due - 1 for one in there):
                    found.append((series, due))
        return found


def who_promised(series: Sequence[Series], partners: Sequence[str] | None) -> Sequence[Series]:
    """Like with like: the series of the partners whose targets make up a target; of a target of the whole, all of them.

    A figure that names no partner speaks for all.
    """
    if not partners or any(not one.partner for one in series):
        return series
    return [one for one in series if one.partner in partners]


def usable_quarters(series: Sequence[Series], quarter: int) -> int:
    """In how many quarters there was a figure when ``quarter`` was over."""
    return len({known for one in series for known in one.quarters[: one.until(quarter)]})


def quarter_of(day: date) -> int:
    """The number of the quarter of a day."""
    return 4 * day.year + (day.month - 1) // 3


def place_of(day: date) -> float:
    """The end of a day, counted in quarters: 8048.0 on 31 December 2011, 8047.5 half-way that quarter."""
    number = quarter_of(day)
    first = date(number // 4, 3 * (number % 4) + 1, 1)
    # The day after the last one may lie beyond the calendar.
    days = 92 if number % 4 == 3 else (date(number // 4, 3 * (number % 4) + 4, 1) - first).days
    return number + ((day - first).days + 1) / days


def likelihood(chance: float) -> str:
    """The word for a chance: a key of ``LIKELIHOODS``."""
    return next(word for word, least in LIKELIHOODS.items() if chance >= least)


def _added(series: Sequence[Series], made_on: int, due: int) -> float:
    """What was counted after one quarter was over, until the end of the quarter before ``due``."""
    return sum(sum(one.amounts[one.until(made_on) : one.until(due - 1)]) for one in series)


def _gamma(mean: float, variance: float, amount: float) -> float:
    """The share of a gamma distribution below ``amount``: a series below the mean, a continued fraction above it."""
    shape, x = mean * mean / variance, amount * mean / variance
    if x <= 0 or math.isinf(x):
        return float(x > 0)
    lead = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        step = shape
        while term > total * 1e-13:
            step += 1
            term *= x / step
            total += term
        return min(1.0, total * lead)
    # Lentz's method.
    b = x + 1 - shape
    c, d = 1e300, 1 / b
    fraction = d
    step = 0
    change = 0.0
    while abs(change - 1) > 1e-13:
        step += 1
        a = -step * (step - shape)
        b += 2
        d = 1 / ((a * d + b) or 1e-300)
        c = (b + a / c) or 1e-300
        change = d * c
        fraction *= change
    return max(0.0, 1 - lead * fraction)
