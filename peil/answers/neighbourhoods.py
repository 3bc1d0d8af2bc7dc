"""The neighbourhoods of a partnership: how one area stands beside a benchmark, where it is going, and what was done
there. See docs/monitor.md.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import multimode
from typing import Any

from peil import contract
from peil.answers import (
    PROVENANCE,
    Answer,
    Asked,
    Column,
    Row,
    Strong,
    choices,
    code,
    comparisons,
    day,
    figures,
    kept,
    quoted,
    states,
    stored,
    text,
)
from peil.answers.marks import Dot, Dots, Group, Line, Lines, Outline, Outlines, Panel, Panels
from peil.answers.partnership import dated
from peil.answers.view import View
from peil.errors import UnknownChoice
from peil.texts import MISSING, N_, Words

# More indicators than this in one picture do not fit on a sheet of paper.
_MOST_DOTS = 6
# Pictures of change over time stand in this many columns.
_COLUMNS = 3


@kept
def areas(view: View) -> Answer:
    """The areas of the partnership and their parts, in the order of those."""
    columns = (
        text("name", N_("Area")),
        Column("role", N_("Part"), lambda words, row: words.text(comparisons.ROLES[row["role"]])),
        text("whole_name", N_("Lies in")),
    )
    asked = view.ask("pages/neighbourhoods/areas")
    return Answer.of(asked, columns, view.words.text("The areas of this partnership"))


@kept
def with_values(view: View) -> dict[str, str]:
    """Names of the areas that the monitor has figures of, by id."""
    return {row["area_id"]: row["name"] for row in areas(view).rows if row["has_values"]}


@kept
def benchmarks(view: View, area: str) -> dict[str, str]:
    """What an area can be compared with, by id; never with itself. The rest of its municipality comes first."""
    words = view.words
    others = [row for row in areas(view).rows if row["has_values"] and row["area_id"] != area]
    whole = _whole(view, area)
    found = {}
    if whole:
        found["rest"] = words.text("Rest of {area}", area=_names(view)[whole])
    if sum(row["role"] == "peer" for row in others) > 1:
        found["peers"] = words.text("Comparison neighbourhoods together")
    for row in others:
        if row["role"] in ("centre", "district", "peer", "whole") or row["area_id"] == whole:
            found[row["area_id"]] = f"{row['name']} ({words.text(comparisons.ROLES[row['role']])})"
    return found


@kept
def usual_benchmark(view: View, area: str) -> str:
    """The rest of the municipality; where its figures are not known the centre, else what there is."""
    found = benchmarks(view, area)
    centres = [row["area_id"] for row in areas(view).rows if row["role"] == "centre" and row["area_id"] in found]
    return next(iter([benchmark for benchmark in ("rest", *centres) if benchmark in found] or found), "rest")


@kept
def benchmark_name(view: View, area: str, benchmark: str) -> str:
    """The benchmark within a sentence; a dash when there is none."""
    words = view.words
    whole = _whole(view, area)
    if benchmark == "rest" and whole:
        return words.text("the rest of {area}", area=_names(view)[whole])
    if benchmark == "peers":
        return words.text("the comparison neighbourhoods")
    return _names(view).get(benchmark, MISSING)


@kept
def indicators(view: View, area: str, benchmark: str) -> dict[str, str]:
    """Names of the indicators of the profile, by id; none when the monitor says nothing of the area yet."""
    return {row["indicator_id"]: row["name"] for row in _compared(view, area, benchmark)}


@kept
def usual_indicator(view: View, area: str, benchmark: str) -> str:
    """The first indicator on which the area is worse, else the first; empty when there is none."""
    rows = _compared(view, area, benchmark)
    return str(next((row["indicator_id"] for row in (*_worse(rows), *rows)), ""))


@kept
def profile(view: View, area: str = "", benchmark: str = "") -> Answer:
    """Every indicator of the area beside its benchmark, counts included."""
    words = view.words
    _ = words.text
    area, benchmark = _place(view, area, benchmark)
    asked = _profile(view, area, benchmark)
    name, beside = _names(view)[area], benchmark_name(view, area, benchmark)
    columns = (
        text("name", N_("Indicator")),
        code("theme", N_("Theme"), "theme"),
        _amount("value", name),
        _INTERVAL,
        _COUNTED,
        _amount("beside_value", beside[:1].upper() + beside[1:]),
        Column("comparison", N_("Beside it"), _verdict),
        Column("trend", N_("Five years"), _trend),
        _amount("target", N_("Target")),
        day("period_end", N_("Period up to")),
    )
    notes = []
    if named := sorted({quoted(words, row["source"]) for row in asked.rows if row["source"]}):
        notes.append(_("Sources: {sources}.", sources="; ".join(named)))
    compared = _compared(view, area, benchmark)
    return Answer.of(
        asked,
        columns,
        _("{area} beside {benchmark}", area=name, benchmark=beside) if benchmarks(view, area) else name,
        sentences=_sentences(view, compared, can_compare=bool(benchmarks(view, area))) if compared else (),
        notes=notes,
        mark=_dots(view, area, benchmark) if compared else None,
        leads_to=("monitor-indicator", {"indicator": "indicator_id"}),
    )


@kept
def pictures(profile: Answer) -> list[Dots]:
    """The profile in parts: a few themes per picture, so that each fits on a sheet of paper; no theme is split."""
    if not isinstance(profile.mark, Dots):
        return []
    fits = max(_MOST_DOTS, -(-len(profile.mark.dots) // 4))
    parts: list[list[Dot]] = []
    for theme in _themes(profile.mark):
        if not parts or len(parts[-1]) + len(theme) > fits:
            parts.append([])
        parts[-1] += theme
    return [replace(profile.mark, dots=part) for part in parts]


@kept
def legend(view: View, area: str, benchmark: str) -> list[str]:
    """What the marks of the pictures mean, and how the benchmark came about."""
    words = view.words
    _ = words.text
    rows = _compared(view, area, benchmark)
    names, whole = _names(view), _whole(view, area)
    said = []
    if benchmarks(view, area):
        said.append(
            _(
                "Line in the middle: {benchmark}, in {year} unless another year stands there.",
                benchmark=benchmark_name(view, area, benchmark),
                year=_usual_period(rows).year,
            )
        )
    said += [
        _(
            "Left is lower, right is higher. Large dot: {area}, with its 95 % interval. Small dots: the other areas.",
            area=names[area],
        ),
        _("Triangle: target. Hollow dot: not compared."),
    ]
    if benchmark == "rest" and whole:
        said.append(
            _(
                "The rest of {whole} is derived: the figures of {whole} less those of {area}.",
                whole=names[whole],
                area=names[area],
            )
        )
    elif benchmark == "peers" and any(row["beside_derived"] for row in rows):
        said.append(_("The comparison neighbourhoods are added up; their average is not in the source."))
    if any(row["beside_nested"] for row in rows):
        said.append(
            _("One of these two areas lies in the other, so they share people and look more alike than they are.")
        )
    return said


@kept
def indicator(view: View, area: str = "", benchmark: str = "", monitor: str = "") -> Answer:
    """One indicator of the monitor over time: the area, its benchmark, and the other areas as ground."""
    words = view.words
    area, benchmark = _place(view, area, benchmark)
    asked = view.ask("pages/neighbourhoods/series", area=area, benchmark=benchmark)
    row = _row(view, area, benchmark, monitor)
    if row is None:
        return Answer(asked, (), _nothing(view, area))
    found = {one["area_id"]: one for one in asked.rows if one["indicator_id"] == row["indicator_id"]}
    own, beside = found.get(area, _NO_LINE), found.get(None, _NO_LINE)
    mark = None
    if own["days"]:
        amounts = [comparisons.amount(words, value, row["unit"]) for value in own["amounts"]]
        mark = Lines(
            [
                *(Line("", "", one["days"], one["amounts"]) for name, one in found.items() if name not in (area, None)),
                _line(benchmark_name(view, area, benchmark), beside, words, row["unit"], is_dotted=True),
                _line(
                    _names(view)[area],
                    own,
                    words,
                    row["unit"],
                    tone=row["comparison"],
                    hover=[f"{words.short_day(day)}: {said}" for day, said in zip(own["days"], amounts, strict=True)],
                ),
            ]
        )
    return Answer(
        asked,
        (
            day("period_end", N_("Period up to")),
            _amount("value", N_("Value")),
            _amount("beside_value", N_("Beside it")),
        ),
        row["name"],
        _by_day(own, beside, row["unit"]),
        sentences=_facts(words, row),
        notes=[row["caveat"]] if row["caveat"] else [],
        mark=mark,
    )


@kept
def per_area(view: View, area: str = "", benchmark: str = "", monitor: str = "") -> Answer:
    """One indicator of the monitor in every area, as a table and, when borders are known, as a map. Never a ranking."""
    words = view.words
    area, benchmark = _place(view, area, benchmark)
    asked = _profile(view, area, benchmark)
    row = _row(view, area, benchmark, monitor)
    if row is None:
        return Answer(asked, (), _nothing(view, area))
    known = {one["area_id"]: one for one in areas(view).rows}
    rows = [
        known[name] | one | {"unit": row["unit"]}
        for name in known
        for one in row["all_areas"]
        if one["area_id"] == name and one["value"] is not None
    ]
    order = words.text("In the order of their part, not of their value.")
    if benchmark == "rest":
        order = f"{words.text('Each area beside the rest of its municipality.')} {order}"
    columns = (
        *areas(view).columns[:2],
        _amount("value", N_("Value")),
        Column("comparison", N_("Beside its benchmark"), _verdict),
    )
    return Answer(
        asked,
        columns,
        words.text("{indicator} per area", indicator=row["name"]),
        rows,
        notes=[order],
        mark=_map(view, area, row),
        leads_to=("neighbourhoods", {"area": "area_id"}),
    )


@kept
def groups(view: View, area: str) -> dict[str, str]:
    """Names of the groups that what was done can be held against, by id; those whose size is known first."""
    return {row["group_id"]: row["group_name"] for row in _reached(view, area).rows if row["group_id"]}


@kept
def reach(view: View, area: str = "", group: str = "") -> Answer:
    """What the partnership did in the area, and how much that is for every hundred people of a group."""
    words = view.words
    _ = words.text
    area, _benchmark = _place(view, area)
    asked = _reached(view, area)
    known = groups(view, area)
    group = choices.one_of("group", group or None, list(known), next(iter(known), ""))
    rows = [row for row in asked.rows if (row["group_id"] or "") == group]
    title = _("What the partnership did here")
    if not rows:
        nothing = _("No visits, contacts or people have been reported for this area up to this day.")
        return Answer(asked, (), title, notes=[nothing])
    name = _names(view)[area]
    last = max((row["last_period_end"] for row in rows if row["last_period_end"]), default=None)
    columns = [
        text("name", _("Up to {day}", day=words.short_day(last))),
        Column("reached", N_("Here"), _range, "number"),
        Column("target", N_("Target"), _promised, "number"),
    ]
    notes = []
    [size] = {(row["group_name"], row["group_size"], row["group_period_end"]) for row in rows}
    group_name, people, counted_on = size
    if group_name:
        columns.append(Column("per_100", _("Per 100 {group}", group=group_name.lower()), _per_hundred, "number"))
        notes.append(
            _(
                "{group}: {n} in {area} on {day}. Reached is everyone, whichever group they belong to: a measure "
                "of effort, not the share of the group.",
                group=group_name,
                n=words.number(people),
                area=name,
                day=words.day(counted_on),
            )
            if people
            else _(
                "How many people of this group live in {area} is not known, so there is no denominator.",
                area=name,
            )
        )
    return Answer(asked, columns, title, rows, notes=notes)


@kept
def changes(view: View, area: str = "", benchmark: str = "") -> Answer:
    """How every indicator changed over the years, as small multiples; no rows when there is but one period."""
    words = view.words
    area, benchmark = _place(view, area, benchmark)
    asked = view.ask("pages/neighbourhoods/series", area=area, benchmark=benchmark)
    title = words.text("Change over time")
    days = [day for one in asked.rows for day in one["days"]]
    if not days or min(days) == max(days):
        return Answer(asked, (), title)
    found = {(one["indicator_id"], one["area_id"]): one for one in asked.rows}
    rows = _compared(view, area, benchmark)
    beside = benchmark_name(view, area, benchmark) if benchmarks(view, area) else words.text("no benchmark")
    note = words.text(
        "Line: {area}. Dotted: {benchmark}. Each from zero to its own highest value. Rising or falling: of "
        "the last five years, nearly every pair goes the same way (Mann-Kendall).",
        area=_names(view)[area],
        benchmark=beside,
    )

    def panel(row: Row) -> Panel:
        own = found.get((row["indicator_id"], area), _NO_LINE)
        other = found.get((row["indicator_id"], None), _NO_LINE)
        lines = [
            _line(_names(view)[area], own, words, row["unit"], tone=row["trend_judgement"] or ""),
            _line(beside, other, words, row["unit"], is_dotted=True),
        ]
        return Panel(row["name"], _judged_trend(words, row), lines)

    columns = (text("name", N_("Indicator")), Column("trend", N_("Five years"), _judged_trend))
    mark = Panels([panel(row) for row in rows], min(days), max(days))
    return Answer(asked, columns, title, rows, notes=[note], mark=mark)


@kept
def in_columns(changes: Answer) -> list[Panels]:
    """The small multiples in three parts, for columns beside each other."""
    if not isinstance(changes.mark, Panels):
        return []
    panels = changes.mark.panels
    each = -(-len(panels) // _COLUMNS)
    return [replace(changes.mark, panels=panels[start : start + each]) for start in range(0, len(panels), each)]


@kept
def policy_targets(view: View) -> Answer:
    """Goals of policy: nobody measured them here, so they stand apart."""
    words = view.words
    columns = (
        text("indicator", N_("Indicator")),
        _amount("value", N_("Target")),
        code("tier", N_("Target set by"), "tier"),
        text("area", N_("Area"), missing=N_("all areas")),
        Column("due_date", N_("Due"), lambda words, row: dated(words, row["due_date"], row["due_precision"]), "day"),
        Column("note", N_("Note"), _with_doubts),
        stored("source", N_("Source")),
    )
    asked = view.ask("pages/neighbourhoods/policy_targets")
    said = words.text("Goals, not measurements: what Europe, the region or the programme wants to reach.")
    return Answer.of(asked, columns, words.text("Goals of policy"), sentences=[said])


@kept
def rows(view: View, area: str = "", benchmark: str = "") -> Answer:
    """The stored figures of every area beside the benchmark, a row per indicator and area."""
    area, benchmark = _place(view, area, benchmark)
    columns = (
        text("indicator", N_("Indicator")),
        text("area", N_("Area")),
        day("period_end", N_("Period up to")),
        Column("value", N_("Value"), lambda words, row: comparisons.number(words, row["value"]), "number"),
        *PROVENANCE,
    )
    asked = view.ask("pages/neighbourhoods/rows", area=area, benchmark=benchmark)
    return Answer.of(asked, columns, view.words.text("The stored rows behind these figures"))


@kept
def rows_behind(view: View, area: str, benchmark: str) -> Answer:
    """The stored figures of the area, and of what its benchmark comes from."""
    stored = rows(view, area, benchmark)
    shown = (area, _whole(view, area) if benchmark == "rest" else benchmark)
    return stored.narrowed([row for row in stored.rows if row["area_id"] in shown])


_NO_LINE: Row = {"days": [], "amounts": []}


def _themes(mark: Dots) -> list[list[Dot]]:
    starts = [number for number, dot in enumerate(mark.dots) if dot.heading]
    return [list(mark.dots[start:end]) for start, end in pairwise([*starts, len(mark.dots)])]


def _place(view: View, area: str, benchmark: str = "") -> tuple[str, str]:
    """The area and the benchmark that were chosen, else the usual ones. Raises UnknownChoice for what is not here."""
    known = with_values(view) or _names(view)
    if not known:
        raise UnknownChoice(N_("It is not known which neighbourhoods this partnership works in."))
    area = choices.one_of("area", area or None, list(_names(view)), next(iter(known)))
    found = list(benchmarks(view, area)) or ["rest"]
    return area, choices.one_of("benchmark", benchmark or None, found, usual_benchmark(view, area))


def _row(view: View, area: str, benchmark: str, monitor: str) -> Row | None:
    """The row of the profile of one indicator, when there is a profile. Raises UnknownChoice when it lacks in there."""
    found = {row["indicator_id"]: row for row in _compared(view, area, benchmark)}
    usual = usual_indicator(view, area, benchmark)
    return found[choices.one_of("monitor", monitor or None, list(found), usual)] if found else None


def _nothing(view: View, area: str) -> str:
    return view.words.text("The monitor has no figures for {area} up to this day.", area=_names(view)[area])


def _worse(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["comparison"] == "worse"]


def _profile(view: View, area: str, benchmark: str) -> Asked:
    return view.ask("pages/neighbourhoods/profile", area=area, benchmark=benchmark)


def _compared(view: View, area: str, benchmark: str) -> list[Row]:
    """The rows of the profile that can be compared: shares and rates, no counts."""
    return [row for row in _profile(view, area, benchmark).rows if not row["is_count"]]


def _reached(view: View, area: str) -> Asked:
    return view.ask("pages/neighbourhoods/reach", area=area)


def _names(view: View) -> dict[str, str]:
    return {row["area_id"]: row["name"] for row in areas(view).rows}


def _whole(view: View, area: str) -> str | None:
    """The municipality around an area, when its figures are known."""
    known = {row["area_id"]: row for row in areas(view).rows}
    whole = known[area]["whole_id"]
    return str(whole) if whole in known and known[whole]["has_values"] else None


def _usual_period(rows: Sequence[Row]) -> Any:
    return min(multimode(row["period_end"] for row in rows))


def _amount(name: str, title: str) -> Column:
    return Column(name, title, lambda words, row: comparisons.amount(words, row[name], row["unit"]), "number")


def _verdict(words: Words, row: Row) -> str:
    return comparisons.explained(words, row["comparison"], row["reason"])


def _trend(words: Words, row: Row) -> str:
    return comparisons.trend(words, row["trend"], row["trend_reason"])


def _judged_trend(words: Words, row: Row) -> str:
    return comparisons.judged_trend(words, row["trend"], row["trend_reason"], row["trend_judgement"])


def _range(words: Words, row: Row) -> str:
    if row["missing"]:
        return figures.reason(words, row["missing"])
    low, high = words.number(row["reached"]), words.number(row["reached_high"])
    return low if low == high else f"{low}–{high}"


def _promised(words: Words, row: Row) -> str:
    return MISSING if row["target"] is None else f"{words.number(row['target'])} {states.label(words, row['state'])}"


def _per_hundred(words: Words, row: Row) -> str:
    if row["per_100"] is None:
        return MISSING if row["missing"] else words.text("no denominator")
    return words.number(row["per_100"])


def _with_doubts(words: Words, row: Row) -> str:
    note = quoted(words, row["note"]) if row["note"] else ""
    return " ".join(part for part in (note, f"({row['doubts']})" if row["doubts"] else "") if part) or MISSING


_INTERVAL = Column(
    "lower", N_("95 % interval"), lambda words, row: comparisons.interval(words, row["lower"], row["upper"])
)
_COUNTED = Column(
    "numerator", N_("Counted"), lambda words, row: comparisons.parts(words, row["numerator"], row["denominator"])
)


def _line(name: str, one: Row, words: Words, unit: str, **look: Any) -> Line:
    """A line of the query of series."""
    value = comparisons.amount(words, one["amounts"][-1], unit) if one["amounts"] else MISSING
    return Line(name, value, one["days"], one["amounts"], **look)


def _by_day(own: Row, beside: Row, unit: str) -> list[Row]:
    values, others = (dict(zip(one["days"], one["amounts"], strict=True)) for one in (own, beside))
    return [
        {"period_end": period, "value": values.get(period), "beside_value": others.get(period), "unit": unit}
        for period in sorted({*values, *others})
    ]


def _dots(view: View, area: str, benchmark: str) -> Dots:
    """The indicators that are no counts; the first of each theme has the theme above it."""
    words = view.words
    rows = _compared(view, area, benchmark)
    names = _names(view)
    themes = contract.code_labels("theme", words.language)
    can_compare = bool(benchmarks(view, area))
    usual = _usual_period(rows)

    def dot(row: Row, heading: str) -> Dot:
        value = comparisons.amount(words, row["value"], row["unit"])
        beside = comparisons.number(words, row["beside_value"])
        said = words.text("beside {value}", value=beside) if beside != MISSING else ""
        year = f" · {row['period_end'].year}" if row["period_end"] != usual else ""
        return Dot(
            row["name"],
            value,
            row["value"],
            (f" {said}" if said else "") + year,
            said=_verdict(words, row) if can_compare else "",
            tone=row["comparison"],
            is_hollow=row["comparison"] == "not_compared",
            way=_trend(words, row) if row["trend"] else "",
            **{name: row[name] for name in ("lower", "upper", "target")},
            middle=row["beside_value"],
            hover=f"{names[area]}: {value} ({comparisons.interval(words, row['lower'], row['upper'])})",
            others=[
                (f"{names.get(one['area_id'], '')}: {comparisons.number(words, one['value'])}", one["value"])
                for one in row["all_areas"]
                if one["area_id"] != area and one["value"] is not None
            ],
            heading=heading,
            key=row["indicator_id"],
        )

    drawn = [
        dot(row, "" if number else themes[theme])
        for theme, of_theme in groupby(rows, key=lambda row: row["theme"])
        for number, row in enumerate(of_theme)
    ]
    return Dots(drawn, benchmark_name(view, area, benchmark) if can_compare else "")


def _map(view: View, area: str, row: Row) -> Outlines | None:
    """The areas in fixed classes by outcome, on their municipality; None when no border is known."""
    words = view.words
    _ = words.text
    whole, names = _whole(view, area), _names(view)
    shown = {one["area_id"]: one for one in row["all_areas"] if one["value"] is not None or one["area_id"] == area}
    borders = view.ask("pages/neighbourhoods/boundaries").rows
    small = [
        Outline(
            f"{names[one['area_id']]}: {comparisons.amount(words, found['value'], row['unit'])}, "
            f"{_verdict(words, found)}",
            found["comparison"],
            one["geometry"],
            one["area_id"],
        )
        for one in borders
        if one["role"] != "district" and one["area_id"] != whole and (found := shown.get(one["area_id"]))
    ]
    if not small:
        return None
    ground = [
        Outline(names[one["area_id"]], "ground", one["geometry"], one["area_id"])
        for one in borders
        if one["area_id"] == whole
    ]
    classes = [Group("ground", _("the rest"))] + [
        Group(name, _(word), name, icon) for name, (icon, word) in comparisons.COMPARISONS.items()
    ]
    return Outlines([*ground, *small], classes, area)


def _sentences(view: View, rows: Sequence[Row], *, can_compare: bool) -> list[str]:
    """How often the area is worse, better or neither, and how often it goes the right way."""
    _ = view.words.text
    counts = Counter(row["comparison"] for row in rows)
    said: list[str] = []
    if not can_compare:
        said.append(_("Coverage names no centre, district or comparison neighbourhood to hold this area against."))
    else:
        sentence = _(
            "Worse on {worse} of {total} indicators, better on {better}, similar on {similar}",
            worse=counts["worse"],
            total=len(rows),
            better=counts["better"],
            similar=counts["similar"],
        )
        if neutral := counts["higher"] + counts["lower"]:
            sentence += ", " + _("different without better or worse on {n}", n=neutral)
        if silent := counts["not_compared"]:
            sentence += ", " + _("not compared on {n}", n=silent)
        said += [Strong(sentence), f"({_('95 % intervals')})."]
    ways = Counter(row["trend_judgement"] for row in rows)
    if ways["better"] or ways["worse"]:
        said.append(
            _(
                "Over five years, the right way: {better}; the wrong way: {worse}.",
                better=ways["better"],
                worse=ways["worse"],
            )
        )
    return said


def _facts(words: Words, row: Row) -> list[str]:
    """Value and verdict; then what was counted, the interval, the trend, the target and the day."""
    _ = words.text
    facts = []
    if (counted := comparisons.parts(words, row["numerator"], row["denominator"])) != MISSING:
        facts.append(f"{counted} {(row['numerator_name'] or '').lower()}".strip())
    if (span := comparisons.interval(words, row["lower"], row["upper"])) != MISSING:
        facts.append(_("95 % interval {interval}", interval=f"{span} {figures.unit(words, row['unit'])}".strip()))
    facts.append(_trend(words, row))
    if row["target"] is not None:
        tier = contract.code_labels("tier", words.language)[row["target_tier"]]
        target = _("target {value}", value=comparisons.amount(words, row["target"], row["unit"]))
        facts.append(f"{target} ({tier})")
    facts.append(words.day(row["period_end"]))
    amount = comparisons.amount(words, row["value"], row["unit"])
    return [Strong(f"{amount} {_verdict(words, row)}"), "· " + " · ".join(facts)]
