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
from peil.answers.marks import Dot, Dots, Group, Line, Lines, Outline, Outlines, Stroke
from peil.answers.partnership import dated
from peil.answers.view import View
from peil.errors import UnknownChoice
from peil.texts import MISSING, N_, Words

# More indicators than this in one picture do not fit on a sheet of paper.
_MOST_DOTS = 6
# More than these are not listed in one sentence.
_MOST_LISTED = 2
# So many areas can stand side by side.
FEWEST_BESIDE, MOST_BESIDE = 2, 4


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
    around = {one["area_id"] for one in areas(view).rows if one["is_around"]}
    mark = None
    if own["days"]:
        amounts = [comparisons.amount(words, value, row["unit"]) for value in own["amounts"]]
        lines = [
            *(
                Line("", "", one["days"], one["amounts"])
                for name, one in found.items()
                if name not in (area, None) and name not in around
            ),
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
        if row["target"] is not None:
            days = [day for line in lines for day in line.days]
            amount = comparisons.amount(words, row["target"], row["unit"])
            target = words.text("target")
            lines.append(Line(target, amount, [min(days), max(days)], [row["target"]] * 2, is_dotted=True))
        mark = Lines(lines, figures.unit(words, row["unit"]), strokes=_strokes(words, row), from_zero=False)
    return Answer(
        asked,
        (
            day("period_end", N_("Period up to")),
            _amount("value", N_("Value")),
            _amount("beside_value", N_("Beside it")),
        ),
        row["name"],
        _by_day(own, beside, row["unit"]),
        sentences=[*_gap_facts(view, row, benchmark_name(view, area, benchmark)), *_facts(words, row)],
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
        if one["area_id"] == name and one["value"] is not None and (name == area or not known[name]["is_around"])
    ]
    order = words.text("Priority neighbourhoods first; this is no ranking.")
    if benchmark == "rest":
        order = f"{words.text('Each area beside the rest of its municipality.')} {order}"
    columns = (
        areas(view).columns[0],
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
    """Names of the groups of whom people were reached, by id; those whose size is known first, the largest on top."""
    return {row["group_id"]: row["group_name"] for row in _reached(view, area).rows if row["group_id"]}


@kept
def reach(view: View, area: str = "", group: str = "") -> Answer:
    """What the partnership did in the area, and whom of a group it reached of those who live there."""
    words = view.words
    _ = words.text
    area, _benchmark = _place(view, area)
    asked = _reached(view, area)
    known = groups(view, area)
    group = choices.one_of("group", group or None, list(known), next(iter(known), ""))
    rows = [row for row in asked.rows if (row["group_id"] or "") == group]
    title = _("What the partnership did here")
    if not rows:
        nothing = _("No visits, contacts or people have been reported for exactly this area up to this day.")
        return Answer(asked, (), title, sentences=[nothing])
    last = max((row["last_period_end"] for row in rows if row["last_period_end"]), default=view.as_of)
    columns = [
        text("name", _("Up to {day}", day=words.short_day(last))),
        Column("reached", N_("Here"), _range, "number"),
        Column("target", N_("Target"), _promised, "number"),
    ]
    notes = []
    [(group_name, counted_on)] = {(row["group_name"], row["group_period_end"]) for row in rows}
    if group_name:
        columns.append(Column("group_reached", _("{group} who live here", group=group_name), _of_group))
        notes = [
            _(
                "Who was reported as one of this group, beside its size on {day}. Groups overlap, and who came back "
                "may be counted again.",
                day=words.day(counted_on),
            )
            if counted_on
            else _(
                "How many people of this group live in {area} is not known, so there is no denominator.",
                area=_names(view)[area],
            )
        ]
    return Answer(asked, columns, title, rows, sentences=_done_here(words, rows, last), notes=notes)


@kept
def gaps(view: View, area: str = "", benchmark: str = "") -> Answer:
    """How far the area lay from its benchmark then and now, on every indicator that was compared at both moments."""
    words = view.words
    area, benchmark = _place(view, area, benchmark)
    asked = _profile(view, area, benchmark)
    known = [row for row in _compared(view, area, benchmark) if row["gap_change"]]
    rows = sorted(known, key=lambda row: list(comparisons.GAPS).index(row["gap_change"]))
    columns = (
        text("name", N_("Indicator")),
        Column("then_gap", N_("Gap then"), lambda words, row: _gap(words, row, "then_")),
        Column("gap", N_("Gap now"), lambda words, row: _gap(words, row, "")),
        Column("gap_change", N_("What became of it"), _gap_change),
    )
    notes = [
        words.text(
            "In brackets the 95 % interval. It cannot be told whether a gap changed when chance alone can explain it, "
            "given the intervals of both years. The years are at most four apart."
        )
    ]
    title = words.text("Gaps with {benchmark}, then and now", benchmark=benchmark_name(view, area, benchmark))
    said = _closing(view, area, benchmark)
    return Answer(asked, columns, title, rows, sentences=said, notes=notes if rows else ())


@kept
def side_by_side(view: View, areas: Sequence[str] = (), monitor: str = "") -> Answer:
    """Two to four areas on every indicator that can be compared, with their intervals; the second and later ones are
    judged beside the first. Without a choice no rows.
    """
    words = view.words
    known = neighbours(view)
    chosen = [choices.one_of("areas", area, list(known), "") for area in dict.fromkeys(areas)][:MOST_BESIDE]
    title = words.text("Areas side by side")
    first = next(iter(chosen), "")
    if len(chosen) < FEWEST_BESIDE:
        return Answer(_profile(view, first, first), (), title)
    usual = usual_indicator(view, first, usual_benchmark(view, first))
    asked = _profile(view, first, first)
    rows = []
    for row in asked.rows:
        of_areas = {one["area_id"]: one for one in row["all_areas"]}
        if row["is_count"] or not any(of_areas.get(area, {}).get("value") is not None for area in chosen):
            continue
        named = {name: row[name] for name in ("indicator_id", "name", "theme", "unit", "period_end")}
        for area in chosen:
            one = of_areas.get(area, {})
            named |= {f"{name}_{area}": one.get(name) for name in ("value", "lower", "upper", "comparison", "reason")}
        rows.append(named)

    def cell(area: str) -> Column:
        def write(words: Words, row: Row) -> str:
            value = comparisons.amount(words, row[f"value_{area}"], row["unit"])
            span = comparisons.interval(words, row[f"lower_{area}"], row[f"upper_{area}"])
            shown = f"{value} ({span})" if MISSING not in (value, span) else value
            # Of an area that is not compared the dash says enough.
            if area == first or row[f"comparison_{area}"] in (None, "not_compared"):
                return shown
            return f"{shown} {comparisons.label(words, row[f'comparison_{area}'])}"

        return Column(f"value_{area}", known[area], write)

    return Answer(
        asked,
        (text("name", N_("Indicator")), *map(cell, chosen)),
        words.text("{areas} side by side", areas=words.listing([known[area] for area in chosen])),
        rows,
        notes=[
            words.text(
                "In brackets the 95 % interval; worse, better or similar is meant beside {area}.", area=known[first]
            )
        ],
        mark=_beside_mark(view, chosen, rows, monitor or usual),
        leads_to=("monitor-indicator", {"indicator": "indicator_id"}),
    )


@kept
def neighbours(view: View) -> dict[str, str]:
    """Names of the areas that can stand side by side, by id: those with figures, without what lies around others."""
    return {row["area_id"]: row["name"] for row in areas(view).rows if row["has_values"] and not row["is_around"]}


@kept
def mergers(view: View, area: str = "") -> Answer:
    """What an area replaced, or what replaced it, a row for each; no rows when it was never merged."""
    words = view.words
    asked = view.ask("pages/neighbourhoods/mergers", area=area or _place(view, area)[0])
    before = [row for row in asked.rows if row["came_before"]]
    said = []
    if before:
        said.append(
            words.text(
                "Replaces {areas} since {day}.",
                areas=words.listing([row["name"] for row in before]),
                day=words.day(before[0]["first_day"]),
            )
        )
    said += [
        words.text(
            "Was replaced by {area} on {day}; its own figures end on {last}.",
            area=row["name"],
            day=words.day(row["first_day"]),
            last=words.day(row["last_day"]),
        )
        for row in asked.rows
        if not row["came_before"]
    ]
    columns = (
        text("name", N_("Area")),
        day("last_day", N_("Last day before")),
        day("first_day", N_("First day after")),
    )
    return Answer.of(asked, columns, words.text("Merged areas"), sentences=said)


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


def _range(words: Words, row: Row) -> str:
    if row["missing"]:
        return figures.reason(words, row["missing"])
    low, high = words.number(row["reached"]), words.number(row["reached_high"])
    return low if low == high else f"{low}–{high}"


def _promised(words: Words, row: Row) -> str:
    return MISSING if row["target"] is None else f"{words.number(row['target'])} {states.label(words, row['state'])}"


# Why what was reached is held against nobody.
_NO_DENOMINATOR = {
    "no_people": N_("not counted in people"),
    "not_by_group": N_("not reported per group"),
    "no_size": N_("size of the group not known"),
    "nobody": N_("nobody of the group lives here"),
    "hidden": N_("hidden for privacy"),
}


def _of_group(words: Words, row: Row) -> str:
    """``99 of 218 · 45.4 %``: of whom was reported, those of the group, and how many of it live here; or why not."""
    if row["per_100"] is not None:
        counted = comparisons.parts(words, row["group_reached"], row["group_size"])
        return f"{counted} · {words.number(row['per_100'])} %"
    why = words.text(_NO_DENOMINATOR[row["denominator_reason"]])
    return why if row["group_reached"] is None else f"{words.number(row['group_reached'])} ({why})"


def _done_here(words: Words, rows: Sequence[Row], last: Any) -> list[str]:
    """What was done, with what was promised where that is known."""
    _ = words.text
    done = [
        _(
            "{indicator} {n} of {target}",
            indicator=_within(row["name"]),
            n=_range(words, row),
            target=words.number(row["target"]),
        )
        if row["target"] is not None
        else _("{indicator} {n}", indicator=_within(row["name"]), n=_range(words, row))
        for row in rows
    ]
    return [_("Done here up to {day}: {results}.", day=words.short_day(last), results=_listed(words, done))]


def _within(name: str) -> str:
    """A name within a sentence: its first letter is small, unless it is an abbreviation."""
    return name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}"


def _listed(words: Words, items: Sequence[str]) -> str:
    """At most a few items as running text, and how many there are besides."""
    if len(items) <= _MOST_LISTED + 1:
        return words.listing(list(items))
    more = words.text("{n} more", n=words.number(len(items) - _MOST_LISTED))
    return words.listing([*items[:_MOST_LISTED], more])


def _gap(words: Words, row: Row, when: str) -> str:
    """``12.7 points (10.9–14.5), 2021``."""
    size = comparisons.points(words, row[f"{when}gap"], row["unit"])
    span = comparisons.ends(words, *(row[f"{when}{name}"] for name in ("gap", "gap_lower", "gap_upper")))
    return f"{size} ({span}), {row[f'{when}period_end'].year}"


def _gap_change(words: Words, row: Row) -> str:
    return comparisons.gap(words, row["gap_change"], row["gap_reason"], row["gap_judgement"])


def _gap_facts(view: View, row: Row, beside: str) -> list[str]:
    """How far the area lay from its benchmark then and now, and whether that is more than chance."""
    words = view.words
    _ = words.text
    if not row["gap_change"]:
        if row["gap_reason"] == "no_earlier":
            return [_("Whether the gap closes cannot be told: no earlier year can be compared.")]
        return []
    shown = {
        "benchmark": beside,
        "then": comparisons.points(words, row["then_gap"], row["unit"]),
        "now": comparisons.points(words, row["gap"], row["unit"]),
        "from_year": row["then_period_end"].year,
        "to_year": row["period_end"].year,
    }
    stood = _("Gap with {benchmark}: {then} in {from_year}, {now} in {to_year}.", **shown)
    return [Strong(stood), _(_GAP_SAYS[row["gap_change"]])]


_GAP_SAYS = {
    "smaller": N_("It became smaller, by more than chance."),
    "larger": N_("It became larger, by more than chance."),
    "turned": N_("The area passed to the other side, by more than chance."),
    "unclear": N_("Whether it changed cannot be told: the intervals of both years overlap too much."),
    "none": N_("Neither then nor now is it more than chance explains."),
}


def _strokes(words: Words, row: Row) -> list[Stroke]:
    """The gap then and now, from the value of the area to that of the benchmark."""
    if not row["gap_change"]:
        return []
    return [
        Stroke(day, (own, beside), comparisons.number(words, abs(gap)))
        for day, own, beside, gap in (
            (row["then_period_end"], row["then_value"], row["then_beside_value"], row["then_gap"]),
            (row["period_end"], row["value"], row["beside_value"], row["gap"]),
        )
    ]


def _beside_mark(view: View, chosen: Sequence[str], rows: Sequence[Row], monitor: str) -> Dots | None:
    """The chosen areas on one scale, for one indicator."""
    words, names = view.words, _names(view)
    row = next((row for row in rows if row["indicator_id"] == monitor), next(iter(rows), None))
    if row is None:
        return None
    [first, *_later] = chosen
    return Dots(
        [
            Dot(
                names[area],
                comparisons.amount(words, row[f"value_{area}"], row["unit"]),
                row[f"value_{area}"],
                said=""
                if area == first
                else comparisons.explained(words, row[f"comparison_{area}"] or "not_compared", row[f"reason_{area}"]),
                tone=row[f"comparison_{area}"] or "not_compared",
                lower=row[f"lower_{area}"],
                upper=row[f"upper_{area}"],
                hover=f"{names[area]}: {comparisons.amount(words, row[f'value_{area}'], row['unit'])}",
                heading="" if number else row["name"],
            )
            for number, area in enumerate(chosen)
        ],
        on_one_scale=True,
    )


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
    first = comparisons.number(words, one["amounts"][0]) if len(one["days"]) > 1 else ""
    return Line(name, value, one["days"], one["amounts"], first=first, **look)


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
    around = {one["area_id"] for one in areas(view).rows if one["is_around"]}

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
            said=comparisons.label(words, row["comparison"]) if can_compare else "",
            tone=row["comparison"],
            is_hollow=row["comparison"] == "not_compared",
            way=_trend(words, row) if row["trend"] else "",
            **{name: row[name] for name in ("lower", "upper", "target")},
            middle=row["beside_value"],
            hover=f"{names[area]}: {value} ({comparisons.interval(words, row['lower'], row['upper'])}), "
            f"{_verdict(words, row)}",
            others=[
                (f"{names.get(one['area_id'], '')}: {comparisons.number(words, one['value'])}", one["value"])
                for one in row["all_areas"]
                if one["area_id"] != area and one["area_id"] not in around and one["value"] is not None
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
    """Where the area stands out, work first, and on how many indicators; then whether the gaps close."""
    _ = view.words.text
    if not can_compare:
        return [_("Coverage names no centre, district or comparison neighbourhood to hold this area against.")]
    counts = Counter(row["comparison"] for row in rows)
    counted = _(
        "Worse on {worse} of {total} indicators, better on {better}, similar on {similar}",
        worse=counts["worse"],
        total=len(rows),
        better=counts["better"],
        similar=counts["similar"],
    )
    if neutral := counts["higher"] + counts["lower"]:
        counted += ", " + _("different without better or worse on {n}", n=neutral)
    if silent := counts["not_compared"]:
        counted += ", " + _("not compared on {n}", n=silent)
    return [Strong(_standing_out(view.words, rows)), f"{counted} ({_('95 % intervals')})."]


def _standing_out(words: Words, rows: Sequence[Row]) -> str:
    """Where the area is worse or else better than its benchmark by more than chance, in the first theme with any."""
    _ = words.text
    judged = [row for row in rows if row["comparison"] in ("worse", "better")]
    if not judged:
        return _("Nowhere is it better or worse by more than chance explains.")
    of_theme = [row for row in judged if row["theme"] == judged[0]["theme"]]
    theme = _within(contract.code_labels("theme", words.language)[judged[0]["theme"]])
    worse = _worse(of_theme)
    listed = _listed(
        words,
        [
            _(
                "{indicator} {value} beside {beside}",
                indicator=_within(row["name"]),
                value=comparisons.amount(words, row["value"], row["unit"]),
                beside=comparisons.number(words, row["beside_value"]),
            )
            for row in worse or of_theme
        ],
    )
    return (
        _("Worse on {theme}: {indicators}.", theme=theme, indicators=listed)
        if worse
        else _("Better on {theme}: {indicators}.", theme=theme, indicators=listed)
    )


def _closing(view: View, area: str, benchmark: str) -> list[str]:
    """Whether the gaps close where the area is or was worse, with the numbers; or that it cannot be told."""
    words = view.words
    _ = words.text
    rows = [row for row in _compared(view, area, benchmark) if "worse" in (row["comparison"], row["then_comparison"])]
    known = [row for row in rows if row["gap_change"]]
    if not rows:
        return []
    if not known:
        return [_("Whether the gap closes cannot be told: no earlier year can be compared.")]
    found = {way: [row for row in known if row["gap_judgement"] == way] for way in ("better", "worse", None)}
    closes, grows, unclear = (_listed(words, _then_and_now(words, of)) for of in found.values())
    total = words.number(len(known))
    said: list[str] = []
    if found["better"]:
        n = words.number(len(found["better"]))
        said.append(Strong(_("The gap closes on {n} of {total}: {indicators}.", n=n, total=total, indicators=closes)))
    if found["worse"]:
        n = words.number(len(found["worse"]))
        said.append(Strong(_("The gap grows on {n} of {total}: {indicators}.", n=n, total=total, indicators=grows)))
    if found[None]:
        n = words.number(len(found[None]))
        said.append(
            _("On {n} it cannot be told.", n=n)
            if said
            else _("Whether the gap closes cannot be told, the intervals overlap: {indicators}.", indicators=unclear)
        )
    return said


def _then_and_now(words: Words, rows: Sequence[Row]) -> list[str]:
    """``jobseekers from 6.3 to 3.2 points (2021–2025)`` of each; the years only where they change."""
    said, before = [], ""
    for row in rows:
        years = f"{row['then_period_end'].year}–{row['period_end'].year}"
        moved = words.text(
            "{indicator} from {then} to {now}",
            indicator=_within(row["name"]),
            then=comparisons.number(words, abs(row["then_gap"])),
            now=comparisons.points(words, row["gap"], row["unit"]),
        )
        said.append(moved if years == before else f"{moved} ({years})")
        before = years
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
    # The sentence about the gap has said the year.
    if not row["gap_change"]:
        facts.append(words.day(row["period_end"]))
    amount = comparisons.amount(words, row["value"], row["unit"])
    return [Strong(f"{amount} {_verdict(words, row)}"), "· " + " · ".join(facts)]
