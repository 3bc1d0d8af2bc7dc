"""docs/monitor.md once more, in plain Python: slow, without SQL or data frames, and written from the page alone.

Numbers in comments are its sections.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

from tests.meaning.hidden_reference import hidden_beside

Row = dict[str, Any]

Z = 1.959963984540054
GAP_ENDS = ("gap_lower", "gap_upper")
ROLES = ("priority", "peer", "centre", "district", "member", "exception")
TIERS = ("project_plan", "programme", "policy_eu", "policy_region", "universe")
COUNTED_UNITS = {
    "visits",
    "contacts",
    "people",
    "clients",
    "volunteers",
    "events",
    "meetings",
    "deliverable",
    "programme",
    "measures",
    "services",
    "activities",
    "partnerships",
    "local_authorities",
    "partners",
    "statements",
}


@dataclass
class Monitor:
    """What is known of one partnership "P"; ``later`` holds values of a second submission, all else is of the first."""

    areas: list[Row]
    coverage: list[Row]
    indicators: list[Row]
    values: list[Row]
    later: list[Row]
    targets: list[Row]
    programme: str | None
    as_of: date

    def answer(self, area: str, benchmark: str) -> list[Row]:
        """One row per indicator and area, with the columns of the macro ``monitor`` that the page defines."""
        rows = []
        for indicator in self.indicators:
            if indicator["kind"] != "context" or indicator["partnership_id"] not in ("P", self.programme):
                continue
            stated = self._stated(indicator["indicator_id"])
            if not stated:
                continue
            period = self._period(indicator, stated, area)
            rows += [
                self._with_gap(indicator, stated, self._row(indicator, stated, place, period, benchmark), benchmark)
                for place in self._places()
                if _valid(self._area(place), period)
            ]
        return rows

    # 1

    def _area(self, area_id: str) -> Row:
        return next(row for row in self.areas if row["area_id"] == area_id)

    def _outer(self, area_id: str) -> list[Row]:
        """Everything the area lies in, nearest first."""
        found = []
        parent = self._area(area_id).get("parent_id")
        while parent:
            found.append(self._area(parent))
            parent = found[-1].get("parent_id")
        return found

    def _whole(self, area_id: str) -> str | None:
        outer = self._outer(area_id)
        towns = [row for row in outer if row["level"] in ("municipality", "unitary_authority")]
        return (towns or outer)[0]["area_id"] if outer else None

    def _roles(self) -> dict[str, str]:
        named: dict[str, list[str]] = {}
        for row in self.coverage:
            if _valid(row, self.as_of):
                named.setdefault(row["area_id"], []).append(row["role"])
        roles = {area: min(found, key=ROLES.index) for area, found in named.items()}
        for area in [area for area, role in roles.items() if role in ("priority", "peer")]:
            whole = self._whole(area)
            if whole and whole not in named:
                roles[whole] = "whole"
        return roles

    def _places(self) -> list[str]:
        return sorted(self._roles())

    def _stated(self, indicator_id: str) -> list[Row]:
        """One row per area and period: of several sources the one handed in last, then the first in text order."""
        by_source: dict[tuple[Any, ...], tuple[int, Row]] = {}
        for number, rows in enumerate((self.values, self.later)):
            for row in rows:
                if row["indicator_id"] == indicator_id and self._usable(row):
                    by_source[row["area_id"], row["period_end"], row["source_id"]] = number, row
        ranked = sorted(
            by_source.values(), key=lambda one: (-one[0], one[1]["source_id"] is None, one[1]["source_id"] or "")
        )
        found: dict[tuple[Any, ...], Row] = {}
        for _, row in ranked:
            found.setdefault((row["area_id"], row["period_end"]), row)
        return [row | {"missing": "hidden"} if self._is_hidden_beside(row) else row for row in found.values()]

    def _is_hidden_beside(self, row: Row) -> bool:
        """Whether the figure would give away that of another area; also areas count that the monitor does not show."""
        by_source: dict[tuple[Any, ...], tuple[int, Row]] = {}
        for number, rows in enumerate((self.values, self.later)):
            for other in rows:
                if (other["indicator_id"], other["period_end"]) == (row["indicator_id"], row["period_end"]):
                    by_source[other["area_id"], other["source_id"]] = number, other
        ranked = sorted(
            by_source.values(),
            key=lambda one: (-one[0], one[1]["source_id"] is None, one[1]["source_id"] or ""),
            reverse=True,
        )
        cells = {
            other["area_id"]: {
                "area_id": other["area_id"],
                "target_group_id": None,
                "gender": None,
                "amount": _amount(other),
                "hidden": other["missing"] == "hidden",
            }
            for _, other in ranked
        }
        return (row["area_id"], None, None) in hidden_beside(list(cells.values()), self.areas, [])

    def _usable(self, row: Row) -> bool:
        return (
            row["area_id"] in self._roles()
            and row["period_end"] <= self.as_of
            and _valid(self._area(row["area_id"]), row["period_end"])
        )

    def _figure(self, indicator: Row, stated: list[Row], area: str, period: date) -> Row:
        """Value, parts and interval; None where there is none."""
        nothing: Row = dict.fromkeys(("value", "numerator", "denominator", "lower", "upper", "missing", "source_id"))
        nothing["small_numbers"] = False
        row = next((row for row in stated if (row["area_id"], row["period_end"]) == (area, period)), None)
        if row is None:
            return nothing
        if row["missing"] is not None:
            return nothing | {"missing": row["missing"], "source_id": row["source_id"]}
        x, n = row["numerator"], row["denominator"]
        value = row["value"]
        if x is not None and n is not None:
            value = (indicator["multiplier"] or 1) * x / n if n > 0 else None
        lower, upper = interval(indicator, x, n, row["lower"], row["upper"])
        return {
            "value": value,
            "numerator": x,
            "denominator": n,
            "lower": lower,
            "upper": upper,
            "missing": None,
            "source_id": row["source_id"],
            "small_numbers": too_few(indicator, x, n),
        }

    # 3

    def _base_areas(self, area: str, benchmark: str, period: date) -> list[str]:
        """The areas of which the benchmark of ``area`` is made."""
        roles = self._roles()
        if benchmark == "rest":
            whole = self._whole(area)
            found = [whole] if whole in roles else []
        elif benchmark == "peers":
            found = []
            for peer in (place for place, role in roles.items() if role == "peer" and place != area):
                outer = [row["area_id"] for row in self._outer(peer)]
                in_a_peer = any(roles.get(place) == "peer" for place in outer)
                touches = area in outer or peer in [row["area_id"] for row in self._outer(area)]
                if not in_a_peer and not touches:
                    found.append(peer)
        else:
            found = [benchmark] if benchmark in roles else []
        return [place for place in found if place and _valid(self._area(place), period)]

    def _beside(self, indicator: Row, stated: list[Row], area: str, period: date, benchmark: str) -> Row:
        """The benchmark of one area in one period; ``has_values`` when any of its areas has one."""
        bases = self._base_areas(area, benchmark, period)
        figures = [self._figure(indicator, stated, base, period) for base in bases]
        derived = benchmark == "rest" or (benchmark == "peers" and len(bases) > 1)
        found: Row = {
            "beside_derived": derived,
            "has_values": any(figure["value"] is not None for figure in figures),
            "beside_value": None,
            "beside_lower": None,
            "beside_upper": None,
            "small": False,
        }
        if not derived:
            if figures:
                [one] = figures
                found |= {f"beside_{name}": one[name] for name in ("value", "lower", "upper")}
                found["small"] = one["small_numbers"]
            return found
        if is_count(indicator) or not figures:
            return found
        if any(figure["numerator"] is None or not figure["denominator"] for figure in figures):
            return found
        x = sum(figure["numerator"] for figure in figures)
        n = sum(figure["denominator"] for figure in figures)
        if benchmark == "rest":
            own = self._figure(indicator, stated, area, period)
            if own["numerator"] is None or own["denominator"] is None:
                return found
            if own["source_id"] != figures[0]["source_id"]:
                return found
            x, n = x - own["numerator"], n - own["denominator"]
        if n <= 0 or x < 0 or (indicator["interval_method"] == "wilson" and x > n):
            return found
        lower, upper = interval(indicator, x, n, None, None)
        found |= {"beside_value": (indicator["multiplier"] or 1) * x / n, "beside_lower": lower, "beside_upper": upper}
        found["small"] = too_few(indicator, x, n)
        return found

    # 4

    def _period(self, indicator: Row, stated: list[Row], area: str) -> date:
        known = []
        for row in stated:
            if row["area_id"] == area:
                figure = self._figure(indicator, stated, area, row["period_end"])
                if figure["value"] is not None or figure["missing"] not in (None, "not_due"):
                    known.append(row["period_end"])
        return max(known) if known else max(row["period_end"] for row in stated)

    def _row(self, indicator: Row, stated: list[Row], area: str, period: date, benchmark: str) -> Row:
        own = self._figure(indicator, stated, area, period)
        beside = self._beside(indicator, stated, area, period, benchmark)
        periods = {row["period_end"] for row in stated}
        in_some_period = any(
            self._beside(indicator, stated, area, other, benchmark)["has_values"]
            for other in periods
            if _valid(self._area(area), other)
        )
        reason = None
        if area == benchmark:
            reason = "is_the_benchmark"
        elif own["missing"]:
            reason = own["missing"]
        elif own["value"] is None:
            reason = "no_value"
        elif is_count(indicator):
            reason = "count"
        elif own["small_numbers"]:
            reason = "small_numbers"
        elif beside["beside_value"] is None:
            if beside["has_values"]:
                reason = "not_derivable"
            elif in_some_period:
                reason = "different_period"
            else:
                reason = "no_benchmark_value"
        elif beside["small"]:
            reason = "small_benchmark"
        elif own["lower"] is None or own["upper"] is None:
            reason = "no_interval"
        elif beside["beside_lower"] is None or beside["beside_upper"] is None:
            reason = "no_benchmark_interval"
        outer = [row["area_id"] for row in self._outer(area)]
        inner = benchmark in [row["area_id"] for row in self.areas] and area in [
            row["area_id"] for row in self._outer(benchmark)
        ]
        nested = benchmark in outer or inner
        comparison = "not_compared"
        if reason is None:
            ends = [own[name] for name in ("value", "lower", "upper")]
            comparison = side(*ends, *(beside[f"beside_{name}"] for name in ("value", "lower", "upper")), nested)
            if comparison != "similar" and indicator["direction"] in ("up", "down"):
                good = (comparison == "higher") == (indicator["direction"] == "up")
                comparison = "better" if good else "worse"
        return (
            {"indicator_id": indicator["indicator_id"], "area_id": area, "period_end": period}
            | {name: own[name] for name in ("value", "lower", "upper", "missing", "small_numbers")}
            | {name: beside[name] for name in ("beside_value", "beside_lower", "beside_upper", "beside_derived")}
            | {"beside_nested": nested, "comparison": comparison, "reason": reason}
            | {"role": self._roles()[area]}
            | self._trend(indicator, stated, area, period, own["value"])
            | self._target(indicator, area)
        )

    # 6

    def _with_gap(self, indicator: Row, stated: list[Row], row: Row, benchmark: str) -> Row:
        """The row with its gap, that of at most four years before, and what became of it."""
        nothing = dict.fromkeys(
            f"then_{name}" for name in ("period_end", "value", "beside_value", "comparison", "gap", *GAP_ENDS)
        )
        now = difference(row)
        found = row | dict(zip(("gap", *GAP_ENDS), now or (None,) * 3, strict=True)) | nothing
        found |= {"gap_change": None, "gap_reason": None, "gap_judgement": None}
        if now is None:
            return found | {"gap_reason": "not_compared"}
        earlier: Row | None = None
        for years in (4, 3, 2, 1):
            of_month = [
                one
                for day in sorted({other["period_end"] for other in stated}, reverse=True)
                if (row["period_end"].year - day.year, day.month) == (years, row["period_end"].month)
                and _valid(self._area(row["area_id"]), day)
                and difference(one := self._row(indicator, stated, row["area_id"], day, benchmark)) is not None
            ]
            earlier = earlier or next(iter(of_month), None)
        then = difference(earlier) if earlier else None
        if earlier is None or then is None:
            return found | {"gap_reason": "no_earlier"}
        found |= {f"then_{name}": earlier[name] for name in ("period_end", "value", "beside_value", "comparison")}
        found |= dict(zip(("then_gap", "then_gap_lower", "then_gap_upper"), then, strict=True))
        moved = side(*now, *then, nested=False)
        was, stands = (_side_of_nought(*ends) for ends in (then, now))
        if was == stands == "similar":
            found["gap_change"] = "none"
        elif moved == "similar":
            found["gap_change"] = "unclear"
        elif "similar" not in (was, stands) and was != stands:
            found["gap_change"] = "turned"
        else:
            grew = was == "similar" or (stands != "similar" and moved == stands)
            found["gap_change"] = "larger" if grew else "smaller"
        if found["gap_change"] not in ("none", "unclear") and indicator["direction"] in ("up", "down"):
            found["gap_judgement"] = "better" if (moved == "higher") == (indicator["direction"] == "up") else "worse"
        return found

    # 5

    def _trend(self, indicator: Row, stated: list[Row], area: str, period: date, value: float | None) -> Row:
        by_age: dict[int, float] = {}
        for day in sorted({row["period_end"] for row in stated}):
            amount = self._figure(indicator, stated, area, day)["value"]
            if amount is not None and day.month == period.month and day <= period:
                by_age[period.year - day.year] = amount
        since = self._area(area).get("valid_from")
        trend = reason = judgement = None
        if value is None:
            reason = "no_value"
        elif all(age in by_age for age in range(5)):
            series = [by_age[age] for age in (4, 3, 2, 1, 0)]
            score = kendall(series)
            trend = "rising" if score >= 8 else "falling" if score <= -8 else "steady"
            if trend != "steady" and indicator["direction"] in ("up", "down"):
                judgement = "better" if (trend == "rising") == (indicator["direction"] == "up") else "worse"
        elif since and since > _years_before(period, 4):
            reason = "area_changed"
        elif max(by_age) < 4:
            reason = "fewer_than_five"
        else:
            reason = "gap"
        return {"trend": trend, "trend_reason": reason, "trend_judgement": judgement}

    # 7

    def _target(self, indicator: Row, area: str) -> Row:
        fitting = [
            row
            for row in self.targets
            if row["indicator_id"] == indicator["indicator_id"]
            and row["partnership_id"] in ("P", self.programme)
            and row["value"] is not None
            and row["area_id"] in (None, area)
            and row["partner_id"] is None
            and row["target_group_id"] is None
        ]
        if not fitting:
            return {"target": None, "target_tier": None}
        first = min(
            fitting,
            key=lambda row: (
                row["area_id"] is None,
                TIERS.index(row["tier"]),
                row["partnership_id"] != "P",
                row["reading"] or "",
            ),
        )
        return {"target": first["value"], "target_tier": first["tier"]}


def _amount(row: Row) -> float | None:
    """What adds up: the number above the line of a share."""
    if row["missing"] is not None:
        return None
    numerator: float | None = row["numerator"]
    value: float | None = row["value"]
    return numerator if numerator is not None else value


def _valid(row: Row, day: date) -> bool:
    return (row.get("valid_from") or day) <= day <= (row.get("valid_to") or day)


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, day.month, day.day)


def is_count(indicator: Row) -> bool:
    return indicator["measure"] != "ratio" and indicator["unit"] in COUNTED_UNITS


# 2


def wilson(x: float, n: float) -> tuple[float, float]:
    """Textbook form, with shares instead of counts."""
    p = x / n
    middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return middle - half, middle + half


def byar(x: float) -> tuple[float, float]:
    """Ends of the number of events."""
    lower = x * (1 - 1 / (9 * x) - Z / 3 * x**-0.5) ** 3 if x > 0 else 0.0
    upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + Z / 3 * (x + 1) ** -0.5) ** 3
    return max(lower, 0.0), upper


def interval(
    indicator: Row, x: float | None, n: float | None, lower: float | None, upper: float | None
) -> tuple[float | None, float | None]:
    multiplier = indicator["multiplier"] or 1
    if indicator["interval_method"] == "given":
        return lower, upper
    if x is None or not n or n < 0 or x < 0:
        return None, None
    if indicator["interval_method"] == "wilson" and x <= n:
        low, high = wilson(x, n)
        return multiplier * low, multiplier * high
    if indicator["interval_method"] == "byar":
        low, high = byar(x)
        return multiplier * low / n, multiplier * high / n
    return None, None


def too_few(indicator: Row, x: float | None, n: float | None) -> bool:
    if indicator["interval_method"] == "byar":
        return x is not None and x < 10
    return n is not None and n < 30


# 4


def side(
    value: float, lower: float, upper: float, other: float, other_lower: float, other_upper: float, nested: bool
) -> str:
    """The interval of the difference, and where nought lies."""
    below, above = margins(value, lower, upper, other, other_lower, other_upper, nested)
    return _side_of_nought(value - other, value - other - below, value - other + above)


def margins(
    value: float, lower: float, upper: float, other: float, other_lower: float, other_upper: float, nested: bool
) -> tuple[float, float]:
    """How far the difference may be off, downwards and upwards."""
    if nested:
        return (
            sqrt(abs((value - lower) ** 2 - (other - other_lower) ** 2)),
            sqrt(abs((upper - value) ** 2 - (other_upper - other) ** 2)),
        )
    return sqrt((value - lower) ** 2 + (other_upper - other) ** 2), sqrt(
        (upper - value) ** 2 + (other - other_lower) ** 2
    )


def difference(row: Row) -> tuple[float, float, float] | None:
    """How far an area lies above its benchmark, and the ends of that; None when the two are not compared."""
    if row["reason"] is not None:
        return None
    ends = [row[name] for name in ("value", "lower", "upper")] + [
        row[f"beside_{name}"] for name in ("value", "lower", "upper")
    ]
    below, above = margins(*ends, nested=row["beside_nested"])
    gap = row["value"] - row["beside_value"]
    return gap, gap - below, gap + above


def _side_of_nought(difference: float, lower: float, upper: float) -> str:
    if round(lower, 9) > 0:
        return "higher"
    return "lower" if round(upper, 9) < 0 else "similar"


def kendall(series: Sequence[float]) -> int:
    """Pairs that rise less pairs that fall."""
    score = 0
    for place, earlier in enumerate(series):
        for later in series[place + 1 :]:
            difference = round(later - earlier, 9)
            score += (difference > 0) - (difference < 0)
    return score
