"""Progress, neighbourhoods: how does one area stand beside a benchmark, where is it going, and what was done there?"""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from peil import contract
from peil.answers import comparisons, figures, states
from peil.answers.marks import Group, Outline, Outlines
from peil.charts import drawing
from peil.charts import neighbourhoods as charts
from peil.escaping import marked
from peil.texts import MISSING
from peil.ui import address, blocks, downloads, filters
from peil.ui.data import as_date, ask, store

view = filters.current()
words = view.words
_ = words.text
colours = blocks.palette(view)

PROFILE = "pages/neighbourhoods/profile"
ROWS = "pages/neighbourhoods/rows"
here: dict[str, Any] = {"partnership": view.partnership, "known_at": view.known_at}
areas = ask("pages/neighbourhoods/areas", **here, as_of=view.as_of, language=view.language).to_dict("records")
policy = ask("pages/neighbourhoods/policy_targets", **here, language=view.language)
known = {row["area_id"]: row for row in areas}
names = {row["area_id"]: str(row["name"]) for row in areas}
with_values = [row for row in areas if row["has_values"]]
tier_names = contract.code_labels("tier", view.language)


def policy_targets() -> None:
    """Goals of policy stand in a table of their own: nobody measured them here."""
    if policy.empty:
        return
    blocks.heading(_("Goals of policy"))
    blocks.note(_("Goals, not measurements: what Europe, the region or the programme wants to reach."))
    notes = [
        " ".join(text for text in (note, f"({doubts})" if isinstance(doubts, str) else None) if isinstance(text, str))
        for note, doubts in zip(policy["note"], policy["doubts"], strict=True)
    ]
    blocks.table(
        pd.DataFrame(
            {
                _("Indicator"): policy["indicator"],
                _("Target"): [
                    comparisons.amount(words, value, unit)
                    for value, unit in zip(policy["value"], policy["unit"], strict=True)
                ],
                _("Target set by"): [tier_names[tier] for tier in policy["tier"]],
                _("Area"): policy["area"].fillna(_("all areas")),
                _("Due"): [words.short_day(as_date(day)) for day in policy["due_date"]],
                _("Note"): [note or MISSING for note in notes],
                _("Source"): policy["source"].fillna(MISSING),
            }
        ),
        alt=_("Goals of policy"),
    )


def nothing_yet(message: str) -> None:
    """A page without figures still says which areas and goals are known, and what to import."""
    blocks.title(_("Neighbourhoods"))
    blocks.demonstration_notice(view)
    blocks.note(blocks.standing(view, pd.DataFrame()))
    blocks.info(message)
    if areas:
        blocks.heading(_("The areas of this partnership"))
        blocks.table(
            pd.DataFrame(
                {
                    _("Area"): [row["name"] for row in areas],
                    _("Part"): [words.text(comparisons.ROLES[row["role"]]) for row in areas],
                    _("Lies in"): [
                        row["whole_name"] if isinstance(row["whole_name"], str) else MISSING for row in areas
                    ],
                }
            ),
            alt=_("The areas of this partnership"),
        )
    policy_targets()
    blocks.link_button(view)


if not with_values:
    nothing_yet(
        marked(
            _(
                "No figures per neighbourhood have been imported up to this day. Import the neighbourhood monitor "
                "(area_values.csv: indicator, area, period, value, numerator, denominator) with "
                "`python -m peil import FILE`."
            )
            if areas
            else _(
                "It is not known which neighbourhoods this partnership works in. Name them in coverage.csv, with "
                "their part (priority, peer, centre, district), and import it with `python -m peil import FILE`."
            )
        )
    )
    st.stop()

# The choices. An area is never offered as its own benchmark.
with filters.own():
    area = address.choose(
        "area",
        _("Neighbourhood"),
        {row["area_id"]: names[row["area_id"]] for row in with_values},
        with_values[0]["area_id"],
        width=190,
        resets=("monitor",),
    )
    chosen = known[area]
    whole = chosen["whole_id"] if chosen["whole_id"] in known and known[chosen["whole_id"]]["has_values"] else None
    others = [row for row in with_values if row["area_id"] != area]
    peers = [row for row in others if row["role"] == "peer"]
    options = {}
    if whole:
        options["rest"] = _("Rest of {area}", area=names[whole])
    if len(peers) > 1:
        options["peers"] = _("Comparison neighbourhoods together")
    for row in others:
        if row["role"] in ("centre", "district", "peer", "whole") or row["area_id"] == whole:
            options[row["area_id"]] = f"{row['name']} ({words.text(comparisons.ROLES[row['role']])})"
    centre = next((row["area_id"] for row in others if row["role"] == "centre"), next(iter(options), "rest"))
    benchmark = address.choose(
        "benchmark",
        _("Compared with"),
        options or {"rest": _("No area to compare with")},
        "rest" if whole or not options else centre,
        width=290,
    )

area_name = names[area]
beside_names = {
    "rest": _("the rest of {area}", area=names[whole]) if whole else "",
    "peers": _("the comparison neighbourhoods"),
}
beside_name = beside_names.get(benchmark) or names.get(benchmark, MISSING)
question = here | {"area": area, "benchmark": benchmark, "as_of": view.as_of}
rows: list[dict[Any, Any]] = ask(PROFILE, **question, language=view.language).to_dict("records")
compared_rows = [row for row in rows if not row["is_count"]]

if not compared_rows:
    nothing_yet(_("The monitor has no figures for {area} up to this day.", area=area_name))
    st.stop()

for row in rows:
    row["period"] = as_date(row["period_end"])
    row["all_areas"] = list(row["all_areas"])
default = next((row for row in compared_rows if row["comparison"] == "worse"), compared_rows[0])
picked_id = address.read("monitor") or ""
if picked_id not in {row["indicator_id"] for row in compared_rows}:
    picked_id = default["indicator_id"]

title = _("{area} beside {benchmark}", area=area_name, benchmark=beside_name) if options else area_name
blocks.title(title)
blocks.demonstration_notice(view)
blocks.note(blocks.standing(view, pd.DataFrame()))

# The sentence that answers the page's question.
counts = pd.Series([row["comparison"] for row in compared_rows]).value_counts()


def how_many(*codes: str) -> int:
    return int(counts.reindex(codes).fillna(0).sum())


sentence = _(
    "Worse on {worse} of {total} indicators, better on {better}, similar on {similar}",
    worse=how_many("worse"),
    total=len(compared_rows),
    better=how_many("better"),
    similar=how_many("similar"),
)
if neutral := how_many("higher", "lower"):
    sentence += ", " + _("different without better or worse on {n}", n=neutral)
if silent := how_many("not_compared"):
    sentence += ", " + _("not compared on {n}", n=silent)
better = sum(row["trend_judgement"] == "better" for row in compared_rows)
worse = sum(row["trend_judgement"] == "worse" for row in compared_rows)
blocks.say(
    marked("**{sentence}** ({intervals}).", sentence=sentence, intervals=_("95 % intervals"))
    if options
    else _("Coverage names no centre, district or comparison neighbourhood to hold this area against."),
    _("Over five years, the right way: {better}; the wrong way: {worse}.", better=better, worse=worse)
    if better or worse
    else "",
)


def drawn(row: dict[Any, Any], heading: str) -> dict[str, Any]:
    """What the profile draws for one indicator."""
    value = comparisons.amount(words, row["value"], row["unit"])
    beside = comparisons.number(words, row["beside_value"])
    verdict = comparisons.explained(words, row["comparison"], row["reason"])
    direction = comparisons.trend(words, row["trend"], row["trend_reason"])
    dots = [one for one in row["all_areas"] if one["area_id"] != area and one["value"] is not None]
    dots = [one for one in dots if pd.notna(one["value"])]
    year = f" · {row['period'].year}" if row["period"] and row["period"] != usual_period else ""
    return {
        "heading": heading,
        "name": row["name"],
        "trend": direction if isinstance(row["trend"], str) else "",
        "value_text": value,
        "rest_text": (f" {_('beside {value}', value=beside)}" if beside != MISSING else "") + year,
        "comparison_text": verdict if options else "",
        "comparison": row["comparison"],
        **{name: row[name] for name in ("value", "lower", "upper", "target")},
        "beside": row["beside_value"],
        "hover": f"{area_name}: {value} ({comparisons.interval(words, row['lower'], row['upper'])})",
        "others": [one["value"] for one in dots],
        "other_texts": [f"{names.get(one['area_id'], '')}: {comparisons.number(words, one['value'])}" for one in dots],
    }


periods = pd.Series([row["period"] for row in compared_rows if row["period"]])
usual_period = periods.mode().iloc[0] if len(periods) else view.as_of
theme_names = contract.code_labels("theme", view.language)
themes = [(theme, list(part)) for theme, part in groupby(compared_rows, key=lambda row: row["theme"])]
# A few themes per chart, so that each fits on a sheet of paper; a theme is never split.
fits = max(6, -(-len(compared_rows) // 4))
parts: list[list[dict[str, Any]]] = []
for theme, theme_rows in themes:
    if not parts or len(parts[-1]) + len(theme_rows) > fits:
        parts.append([])
    parts[-1] += [
        drawn(row, theme_names[theme] if number == 0 else "") | {"id": row["indicator_id"]}
        for number, row in enumerate(theme_rows)
    ]

columns = st.columns(3, gap="medium")
placed = 0
for number, part in enumerate(parts):
    column = columns[0] if placed + len(part) / 2 <= len(compared_rows) / 2 else columns[1]
    placed += len(part)
    with column:
        event = st.plotly_chart(
            charts.profile(part, colours, beside_name if options else ""),
            key=f"profile_{number}",
            width=blocks.CHART_WIDTH,
            config={"displayModeBar": False},
            on_select="rerun",
            selection_mode="points",
            alt="; ".join(
                f"{row['name']}: {row['value_text']}{row['rest_text']}, {row['comparison_text']}" for row in part
            ),
        )
    clicked = [point["customdata"] for point in event.selection.points if point.get("customdata") is not None]
    selection = part[int(clicked[0])]["id"] if clicked else None
    # A click counts once: afterwards the drop-down may choose something else.
    if selection and st.session_state.get(f"clicked_{number}") != selection:
        picked_id = selection
        address.write("monitor", selection)
    st.session_state[f"clicked_{number}"] = selection

series: dict[str, dict[str | None, tuple[list[date], list[float]]]] = {}
for stored_line in ask("pages/neighbourhoods/series", **question).to_dict("records"):
    line_of = stored_line["area_id"] if isinstance(stored_line["area_id"], str) else None
    series.setdefault(stored_line["indicator_id"], {})[line_of] = (
        [date(1970, 1, 1) + timedelta(days=int(number)) for number in stored_line["days"]],
        [float(value) for value in stored_line["amounts"]],
    )
empty: tuple[list[date], list[float]] = ([], [])

with columns[2]:
    picked_id = address.choose(
        "monitor",
        _("Indicator over time"),
        {row["indicator_id"]: row["name"] for row in compared_rows},
        picked_id,
        width=320,
    )
    picked = next(row for row in compared_rows if row["indicator_id"] == picked_id)
    lines = series.get(picked_id, {})
    own = lines.get(area, empty)
    unit = figures.unit(words, picked["unit"])
    if own[0]:
        blocks.chart(
            charts.change_over_time(
                [line for name, line in lines.items() if name not in (area, None)],
                lines.get(None, empty),
                own,
                colours,
                comparison=picked["comparison"],
                area_text=area_name,
                benchmark_text=beside_name,
                hover=[
                    f"{words.short_day(day)}: {comparisons.amount(words, value, picked['unit'])}"
                    for day, value in zip(*own, strict=True)
                ],
                separators=words.separators,
            ),
            key="trend",
            alt=_(
                "{name} in {area}, from {first} in {start} to {last} in {end}.",
                name=picked["name"],
                area=area_name,
                first=comparisons.amount(words, own[1][0], picked["unit"]),
                start=own[0][0].year,
                last=comparisons.amount(words, own[1][-1], picked["unit"]),
                end=own[0][-1].year,
            ),
        )
    facts: list[str] = [
        marked(
            "**{value}** **{verdict}**",
            value=comparisons.amount(words, picked["value"], picked["unit"]),
            verdict=comparisons.explained(words, picked["comparison"], picked["reason"]),
        )
    ]
    if (counted := comparisons.parts(words, picked["numerator"], picked["denominator"])) != MISSING:
        counted_what = picked["numerator_name"] if isinstance(picked["numerator_name"], str) else ""
        facts.append(f"{counted} {counted_what.lower()}".strip())
    if (span := comparisons.interval(words, picked["lower"], picked["upper"])) != MISSING:
        facts.append(_("95 % interval {interval}", interval=f"{span} {unit}".strip()))
    facts.append(comparisons.trend(words, picked["trend"], picked["trend_reason"]))
    if pd.notna(picked["target"]):
        facts.append(
            _("target {value}", value=comparisons.amount(words, picked["target"], picked["unit"]))
            + f" ({tier_names[picked['target_tier']]})"
        )
    facts.append(words.day(picked["period"]))
    blocks.say(*facts, between=" · ")
    if isinstance(picked["caveat"], str):
        blocks.note(picked["caveat"])
    blocks.link(
        "monitor_indicator",
        _("Definition, source and all figures"),
        icon=":material/menu_book:",
        indicator=picked_id,
    )

# Reach against need.
with columns[2]:
    blocks.heading(_("What the partnership did here"))
    reach = ask("pages/neighbourhoods/reach", **here, area=area, as_of=view.as_of, language=view.language)
    done = reach.drop_duplicates("indicator_id")
    if reach.empty:
        blocks.note(_("No visits, contacts or people have been reported for this area up to this day."))
    else:
        size: Any = None
        group_name, counted_on = "", None
        sizes = reach.drop_duplicates("group_id").dropna(subset=["group_id"]).set_index("group_id")
        if len(sizes):
            group = address.choose(
                "group",
                _("Beside the number of"),
                {str(key): str(name) for key, name in sizes["group_name"].items()},
                str(sizes.index[0]),
                width=320,
            )
            group_name = str(sizes.loc[group, "group_name"])
            size, counted_on = sizes.loc[group, "group_size"], as_date(sizes.loc[group, "group_period_end"])
        has_size = size is not None and pd.notna(size) and size > 0
        shown = {
            _("Up to {day}", day=words.short_day(as_date(done["last_period_end"].max()))): done["name"],
            _("Here"): [
                f"{words.number(low)}–{words.number(high)}" if low != high else words.number(low)
                for low, high in zip(done["reached"], done["reached_high"], strict=True)
            ],
            _("Target"): [
                MISSING if pd.isna(value) else f"{words.number(value)} {states.label(words, state)}"
                for value, state in zip(done["target"], done["state"], strict=True)
            ],
        }
        if group_name:
            shown[_("Per 100 {group}", group=group_name.lower())] = [
                words.number(100 * value / size) if has_size else _("no denominator") for value in done["reached"]
            ]
        blocks.table(pd.DataFrame(shown), alt=_("What the partnership did here"))
        if has_size:
            blocks.note(
                _(
                    "{group}: {n} in {area} on {day}. Reached is everyone, whichever group they belong to: a measure "
                    "of effort, not the share of the group.",
                    group=group_name,
                    n=words.number(size),
                    area=area_name,
                    day=words.day(counted_on),
                )
            )
        elif group_name:
            blocks.note(
                _(
                    "How many people of this group live in {area} is not known, so there is no denominator.",
                    area=area_name,
                )
            )

legend = [
    _(
        "Left is lower, right is higher. Large dot: {area}, with its 95 % interval. Small dots: the other areas.",
        area=area_name,
    ),
    _("Triangle: target. Hollow dot: not compared."),
]
if options:
    legend.insert(
        0,
        _(
            "Line in the middle: {benchmark}, in {year} unless another year stands there.",
            benchmark=beside_name,
            year=usual_period.year,
        ),
    )
if benchmark == "rest" and whole:
    legend.append(
        _(
            "The rest of {whole} is derived: the figures of {whole} less those of {area}.",
            whole=names[whole],
            area=area_name,
        )
    )
elif benchmark == "peers" and any(row["beside_derived"] is True for row in compared_rows):
    legend.append(_("The comparison neighbourhoods are added up; their average is not in the source."))
if any(row["beside_nested"] is True for row in compared_rows):
    legend.append(
        _("One of these two areas lies in the other, so they share people and look more alike than they are.")
    )
blocks.note(*legend)

# Where: fixed classes by outcome, never a ranking.
boundaries = ask(
    "pages/neighbourhoods/boundaries", partnership=view.partnership, as_of=view.as_of, known_at=view.known_at
)
on_map = {one["area_id"]: one for one in picked["all_areas"] if pd.notna(one["value"]) or one["area_id"] == area}
small = boundaries[
    (boundaries["role"] != "district") & (boundaries["area_id"] != whole) & boundaries["area_id"].isin(on_map)
]
shown_areas = [row for row in areas if row["area_id"] in on_map and pd.notna(on_map[row["area_id"]]["value"])]
blocks.heading(_("{indicator} per area", indicator=picked["name"]))
left, right = st.columns([1, 2], gap="large") if len(small) else (None, st.container())
if left:
    with left:
        ground = boundaries.loc[boundaries["area_id"] == whole, "geometry"]
        drawn_areas = [Outline(names.get(str(whole), ""), "ground", border, str(whole)) for border in ground] + [
            Outline(
                f"{names[one]}: {comparisons.amount(words, on_map[one]['value'], picked['unit'])}, "
                f"{comparisons.explained(words, on_map[one]['comparison'], on_map[one]['reason'])}",
                on_map[one]["comparison"],
                border,
                one,
            )
            for one, border in zip(small["area_id"], small["geometry"], strict=True)
        ]
        groups = [Group("ground", _("the rest"))] + [
            Group(code, words.text(word), code, icon) for code, (icon, word) in comparisons.COMPARISONS.items()
        ]
        city = Outlines(drawn_areas, groups, area)
        event = st.plotly_chart(
            drawing.draw(city, colours, words),
            key="map",
            width=blocks.CHART_WIDTH,
            config={"displayModeBar": False},
            on_select="rerun",
            selection_mode="points",
            alt=city.described,
        )
        spots = [point["customdata"] for point in event.selection.points if point.get("customdata") in names]
        spot = spots[0] if spots else None
        if spot and spot != area and st.session_state.get("clicked_map") != spot and known[spot]["has_values"]:
            st.session_state["clicked_map"] = spot
            address.write("area", spot)
            st.rerun()
        st.session_state["clicked_map"] = spot
        blocks.note(_("Choose an area on the map, or above, to see its profile."))
with right:
    blocks.table(
        pd.DataFrame(
            {
                _("Area"): [row["name"] for row in shown_areas],
                _("Part"): [words.text(comparisons.ROLES[row["role"]]) for row in shown_areas],
                _("Value"): [
                    comparisons.amount(words, on_map[row["area_id"]]["value"], picked["unit"]) for row in shown_areas
                ],
                _("Beside its benchmark"): [
                    comparisons.explained(words, on_map[row["area_id"]]["comparison"], on_map[row["area_id"]]["reason"])
                    for row in shown_areas
                ],
            }
        ),
        alt=_("{indicator} per area", indicator=picked["name"]),
        links=[address.link_to("neighbourhoods", area=row["area_id"]) for row in shown_areas],
    )
    order = _("In the order of their part, not of their value.")
    if benchmark == "rest":
        order = f"{_('Each area beside the rest of its municipality.')} {order}"
    blocks.note(order)

# Change over time, every indicator on one page.
ends = [day for lines in series.values() for days, _values in lines.values() for day in days]
if ends and min(ends) < max(ends):
    blocks.heading(_("Change over time"))
    panels = [
        {
            "name": row["name"],
            "figures": comparisons.judged_trend(words, row["trend"], row["trend_reason"], row["trend_judgement"]),
            "judgement": row["trend_judgement"] if isinstance(row["trend_judgement"], str) else "similar",
            "area": series.get(row["indicator_id"], {}).get(area, empty),
            "benchmark": series.get(row["indicator_id"], {}).get(None, empty),
        }
        for row in compared_rows
    ]
    each = -(-len(panels) // 3)
    for number, column in enumerate(st.columns(3, gap="medium")):
        part = panels[number * each : (number + 1) * each]
        if part:
            with column:
                blocks.chart(
                    charts.small_multiples(part, colours, min(ends), max(ends)),
                    key=f"multiples_{number}",
                    alt="; ".join(f"{panel['name']}: {panel['figures']}" for panel in part),
                )
    blocks.note(
        _(
            "Line: {area}. Dotted: {benchmark}. Each from zero to its own highest value. Rising or falling: of "
            "the last five years, nearly every pair goes the same way (Mann-Kendall).",
            area=area_name,
            benchmark=beside_name if options else _("no benchmark"),
        )
    )

# The same figures for whoever reads, prints or copies.
blocks.heading(_("The same figures as a table"))
blocks.table(
    pd.DataFrame(
        {
            _("Indicator"): [row["name"] for row in rows],
            _("Theme"): [theme_names[row["theme"]] for row in rows],
            area_name: [comparisons.amount(words, row["value"], row["unit"]) for row in rows],
            _("95 % interval"): [comparisons.interval(words, row["lower"], row["upper"]) for row in rows],
            _("Counted"): [comparisons.parts(words, row["numerator"], row["denominator"]) for row in rows],
            beside_name[:1].upper() + beside_name[1:]: [
                comparisons.amount(words, row["beside_value"], row["unit"]) for row in rows
            ],
            _("Beside it"): [comparisons.explained(words, row["comparison"], row["reason"]) for row in rows],
            _("Five years"): [comparisons.trend(words, row["trend"], row["trend_reason"]) for row in rows],
            _("Target"): [comparisons.amount(words, row["target"], row["unit"]) for row in rows],
            _("Period up to"): [words.short_day(row["period"]) for row in rows],
        }
    ),
    alt=_("The same figures as a table"),
    links=[address.link_to("monitor-indicator", indicator=row["indicator_id"]) for row in rows],
)
if named := sorted({str(row["source"]) for row in rows if isinstance(row["source"], str)}):
    blocks.note(_("Sources: {sources}.", sources="; ".join(named)))


def tidy() -> pd.DataFrame:
    """Every area beside the chosen benchmark, one row per indicator and area."""
    return downloads.stamped(
        # A download is made outside this session, where nothing can be asked that depends on it.
        store().run(ROWS, **question, language=view.language),
        view,
        chosen_area=area,
        benchmark=benchmark,
        benchmark_name=beside_name,
    )


with st.container(horizontal=True):
    downloads.buttons(tidy, view, f"neighbourhoods-{area}-{benchmark}")
    blocks.link_button(view)
    with st.popover(_("What the words mean"), icon=":material/help:"):
        blocks.say(
            *(
                marked("**{word}**  \n{meaning}", word=comparisons.label(words, code), meaning=words.text(meaning))
                for code, meaning in comparisons.MEANINGS.items()
            ),
            between="\n\n",
        )

policy_targets()

if origin := blocks.origin(words):
    with origin:
        stored = ask(ROWS, **question, language=view.language)
        stored = stored[stored["area_id"].isin([area, whole if benchmark == "rest" else benchmark])]
        blocks.table(
            pd.DataFrame(
                {
                    _("Indicator"): stored["indicator"],
                    _("Area"): stored["area"],
                    _("Period up to"): [words.short_day(as_date(day)) for day in stored["period_end"]],
                    _("Value"): [comparisons.number(words, value) for value in stored["value"]],
                    **blocks.provenance(words, stored),
                }
            ),
            alt=_("The stored rows behind these figures"),
        )
        blocks.sql(PROFILE, "views/8_monitor_values", "views/8_intervals", "views/9_monitor")
