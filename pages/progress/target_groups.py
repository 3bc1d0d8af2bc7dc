"""Progress, target groups: whom do we reach, and is it whom we promised?"""

from collections.abc import Callable
from itertools import groupby
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from peil import contract
from peil.answers import figures, states
from peil.charts import drawing
from peil.charts import target_groups as group_charts
from peil.escaping import marked, strong
from peil.texts import MISSING
from peil.ui import address, blocks, downloads, filters, show
from peil.ui.data import as_date, ask

view = filters.current()
words = view.words
_, _n = words.text, words.plural
colours = blocks.palette(view)

PEOPLE = ("people", "clients", "volunteers")
COUNTS = ("flow", "running_total", "snapshot", "unique_people")
GENDERS = ("f", "m", "x", "not_stated", "not_split")

asked: dict[str, Any] = {"partnership": view.partnership, "known_at": view.known_at, "language": view.language}
everyone = ask("pages/target_groups/everyone", as_of=view.as_of, **asked)
by_group = ask("pages/target_groups/by_group", as_of=view.as_of, **asked)
by_gender = ask("pages/target_groups/by_gender", as_of=view.as_of, **asked)
population = ask("pages/target_groups/population", as_of=view.as_of, **asked)
planned = ask("pages/target_groups/planned", **asked)
chosen_groups = ask("pages/target_groups/groups", **asked)
ratings = ask("pages/target_groups/ratings", **asked)
reported = ask("pages/results/who_reported", as_of=view.as_of, **asked)

whole: dict[str, dict[Any, Any]] = {row["indicator_id"]: row for row in everyone.to_dict("records")}


def is_reported(row: dict[Any, Any]) -> bool:
    """Whether there is a value, or one that is hidden."""
    return bool(figures.readings(row)) or row["missing"] == "hidden"


stages = [row for row in whole.values() if pd.notna(row["pathway_step"]) and is_reported(row)]
dimensions = contract.code_labels("target_group_dimension", view.language)


def is_count_of_people(row: dict[Any, Any]) -> bool:
    return row["unit"] in PEOPLE and row["measure"] in COUNTS


# One indicator counts the reach on this page. The default is the one with most targets and most groups.
group_rows: list[dict[Any, Any]] = by_group.to_dict("records")
split: dict[str, list[dict[Any, Any]]] = {
    indicator: list(part) for indicator, part in groupby(group_rows, key=lambda row: str(row["indicator_id"]))
}
reach: str | None = None
if split:
    with filters.own():
        reach = address.choose(
            "reach",
            _("Reach counted by"),
            {indicator: part[0]["indicator"] for indicator, part in split.items()},
            max(
                split,
                key=lambda indicator: (
                    is_count_of_people(split[indicator][0]),
                    sum(figures.has_target(row) for row in split[indicator]),
                    len(split[indicator]),
                ),
            ),
            width=230,
        )
areas = dict(zip(population["area_id"], population["area"], strict=True))
area: str | None = None
if reach and areas:
    with filters.own():
        area = address.choose("compared_area", _("Population of"), areas, next(iter(areas)), width=200)

rows = split[reach] if reach else []
reach_name = rows[0]["indicator"] if rows else ""


def total_of(indicator: str | None) -> float | None:
    """How many of everyone an indicator counts; None where that is no number of its own."""
    row = whole.get(indicator or "")
    if row is None or row["measure"] not in COUNTS or pd.isna(row["actual"]) or row["actual"] <= 0:
        return None
    return float(row["actual"])


def share_of(value: Any, total: float | None) -> float | None:
    return None if total is None or pd.isna(value) else float(value) / total


total_reached = total_of(reach)
share_reached = {row["target_group_id"]: share_of(row["actual"], total_reached) for row in rows}
group_names = {row["target_group_id"]: row["name"] for row in group_rows}


def points(difference: float | None) -> str:
    """A difference of two shares in percentage points, with its sign."""
    if difference is None or pd.isna(difference):
        return MISSING
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    return f"{sign}{words.number(abs(difference) * 100)}"


# Planned shares: what was reached is known where a category is a target group with a share in the reach.
plan: list[dict[Any, Any]] = [
    {**row, "planned": row["percent"] / 100, "reached": share_reached.get(row["target_group_id"])}
    for row in planned.to_dict("records")
]
compared_with_plan = [row for row in plan if row["reached"] is not None]

# The sentence that answers the page's question, for whoever stops reading here.
blocks.title(_("Target groups"))
blocks.demonstration_notice(view)
blocks.note(blocks.standing(view, reported))

counts = pd.Series([row["state"] for row in rows], dtype=str).value_counts()
judged = int(counts.reindex(states.JUDGED).fillna(0).sum())
lagging = int(counts.reindex(["missed", "far_behind", "behind"]).fillna(0).sum())
unplanned = [row for row in rows if row["state"] == "unplanned"]
sentences: list[str] = []
if judged:
    behind = _n(
        "{n} of {judged} target group with a target is behind what was planned by {day}",
        "{n} of {judged} target groups with a target are behind what was planned by {day}",
        lagging,
        judged=judged,
        day=words.day(view.as_of),
    )
    sentences.append(marked("**{behind}** ({indicator}).", behind=behind, indicator=reach_name))
elif unplanned:
    sentences.append(strong(_("For the target groups that were reached no target was set.")))
elif len(chosen_groups):
    not_known = _n(
        "{n} target group was chosen; how many people of it were reached is not known.",
        "{n} target groups were chosen; how many people of each were reached is not known.",
        len(chosen_groups),
    )
    sentences.append(strong(not_known))
if total_reached and (known_shares := {key: share for key, share in share_reached.items() if share is not None}):
    largest = max(known_shares, key=lambda key: known_shares[key])
    sentences.append(
        _(
            "The largest group in the reach: {group}, {share} of {total} {unit}.",
            group=group_names[largest],
            share=words.percent(known_shares[largest]),
            total=words.number(total_reached),
            unit=figures.unit(words, rows[0]["unit"]),
        )
    )
if compared_with_plan:
    furthest = max(compared_with_plan, key=lambda row: abs(row["reached"] - row["planned"]))
    sentences.append(
        _(
            "Furthest from the plan: {group}, planned {planned}, reached {reached}.",
            group=furthest["category"],
            planned=words.percent(furthest["planned"]),
            reached=words.percent(furthest["reached"]),
        )
    )
elif plan:
    sentences.append(
        _n(
            "For {n} characteristic it is known which shares were planned, not which were reached.",
            "For {n} characteristics it is known which shares were planned, not which were reached.",
            planned["matrix"].nunique(),
        )
    )
if unplanned:
    sentences.append(
        _n("{n} group was reached without a target.", "{n} groups were reached without a target.", len(unplanned))
    )
sentences += states.hidden(words, int(counts.get("hidden", 0)))
blocks.say(*(sentences or [_("For this programme no target groups are known.")]))


def say_what_is_missing() -> None:
    """What a reader might look for here in vain, and what to import to see it."""
    lacking = [
        text
        for text, there in (
            (marked(_("Reach by group and by activity: import results with a `target_group_id`.")), len(by_group)),
            (marked(_("Women and men: import results with a `gender`.")), len(by_gender)),
            (marked(_("Planned shares: import the table `beneficiary_shares`.")), len(planned)),
            (
                marked(_("Share of the population: import `area_values` of indicators with a `target_group_id`.")),
                len(population),
            ),
            (
                marked(_("The outreach pathway: import indicators with a `pathway_step`, and results for them.")),
                len(stages),
            ),
            (marked(_("The target groups themselves: import the table `target_groups`.")), len(chosen_groups)),
        )
        if not there
    ]
    if lacking:
        blocks.info(_("Not known here, because nothing of the kind was handed in:"), *lacking, between="\n- ")


def side_by_side(figure: go.Figure, key: str, alt: str, table: pd.DataFrame, title: str, legend: str = "") -> None:
    """A chart with its legend in words and, beside it (below it on a phone), the table of the same figures."""
    left, right = st.columns(2, gap="large")
    with left:
        blocks.chart(figure, key=key, alt=f"{title}. {alt}")
        if legend:
            blocks.note(legend)
    with right:
        blocks.table(table, alt=title)


def reach_by_group() -> None:
    title = _("Reached per group, against its target")
    blocks.heading(title)
    overlap = _("One person can belong to several groups, so the groups are never added up: there is no total.")
    sentence = f"{_('Counted by {indicator}.', indicator=reach_name)} {overlap}"
    if unplanned:
        sentence += " " + _(
            "{groups}: reached without a target. That is no fault: priorities may have been adapted.",
            groups=words.listing([row["name"] for row in unplanned]),
        )
    blocks.say(sentence)
    plain = [{n: None if pd.api.types.is_scalar(v) and pd.isna(v) else v for n, v in row.items()} for row in rows]
    bars = figures.bars(words, plain)
    side_by_side(
        drawing.draw(bars, colours, words),
        "reach_by_group",
        bars.described,
        pd.DataFrame(
            [
                {
                    _("Target group"): row["name"],
                    _("Reached"): figures.actual(words, row),
                    _("Expected by now"): words.number(row["expected"]),
                    _("Target"): figures.target(words, row) if figures.has_target(row) else MISSING,
                    _("State"): states.label(words, row["state"]),
                    _("Share of the reach"): words.percent(share_reached[row["target_group_id"]]),
                }
                for row in rows
            ]
        ),
        title,
        marked(
            _(
                "Bar: reached so far, as a share of the target. **|** expected by now. "
                "◇ another reading of the same figure."
            )
        ),
    )
    blocks.link("indicator", _("{indicator} for everyone together", indicator=reach_name), indicator=reach or "")


# Per activity its first count of people that is split by group: different indicators are never added.
columns: dict[str, str] = {}
for indicator, part in split.items():
    activity = whole.get(indicator, {}).get("activity_id")
    if isinstance(activity, str) and is_count_of_people(part[0]):
        columns.setdefault(activity, indicator)
values = {(row["target_group_id"], row["indicator_id"]): row for row in group_rows}


def groups_by_activity() -> None:
    title = _("Which group in which activity")
    blocks.heading(title)
    used = list(columns.values())
    names = {
        group: name for group, name in group_names.items() if any((group, indicator) in values for indicator in used)
    }
    shares = {
        (group, indicator): share_of(values[group, indicator]["actual"], total_of(indicator))
        for group in names
        for indicator in used
        if (group, indicator) in values
    }

    def cell(group: str, indicator: str) -> dict[str, Any] | None:
        row = values.get((group, indicator))
        if row is None or not is_reported(row):
            return None
        return {"text": figures.actual(words, row), "share": shares[group, indicator]}

    cells = [[cell(group, indicator) for indicator in used] for group in names]
    heads = [str(whole[indicator]["activity"]) for indicator in used]
    counted = words.listing(
        [f"{head} ({split[indicator][0]['indicator']})" for head, indicator in zip(heads, used, strict=True)]
    )
    sentence = _("Each activity is counted by an indicator of its own: {activities}.", activities=counted)
    if known := {key: share for key, share in shares.items() if share is not None}:
        group, indicator = max(known, key=lambda key: known[key])
        sentence += " " + _(
            "The largest share: {group} in {activity}, {share} of everyone.",
            group=names[group],
            activity=whole[indicator]["activity"],
            share=words.percent(known[group, indicator]),
        )
    blocks.say(sentence)

    def written(group: str, indicator: str, entry: dict[str, Any] | None) -> str:
        if entry is None:
            return MISSING
        share = shares[group, indicator]
        return entry["text"] if share is None else f"{entry['text']} ({words.percent(share)})"

    side_by_side(
        group_charts.heat_map(list(names.values()), heads, cells, colours),
        "groups_by_activity",
        "; ".join(
            f"{name}: "
            + ", ".join(f"{head} {entry['text'] if entry else MISSING}" for head, entry in zip(heads, row, strict=True))
            for name, row in zip(names.values(), cells, strict=True)
        ),
        pd.DataFrame(
            [
                {_("Target group"): name}
                | {
                    head: written(group, indicator, entry)
                    for head, indicator, entry in zip(heads, used, row, strict=True)
                }
                for (group, name), row in zip(names.items(), cells, strict=True)
            ]
        ),
        title,
        _(
            "The fuller the colour, the larger the share of everyone reached in that activity. "
            "An empty cell: nothing was reported. Neither rows nor columns add up."
        ),
    )


def gender_parts(row: dict[Any, Any]) -> list[tuple[str, float | None, str, str]]:
    """Label, value, value in words and share in words per gender, and what was not split by gender."""
    labels = {**contract.code_labels("gender", view.language), "not_split": _("Not split or hidden")}
    stated = [row[gender] for gender in GENDERS[:4]]
    rest = (total_of(row["indicator_id"]) or 0) - sum(value for value in stated if pd.notna(value))
    parts = [*stated, rest if rest > 0 else None]
    total = sum(value for value in parts if pd.notna(value))
    return [
        (labels[gender], value, words.number(value), words.percent(share_of(value, total or None)))
        for gender, value in zip(GENDERS, parts, strict=True)
    ]


def women_and_men() -> None:
    title = _("Women, men and others")
    blocks.heading(title)
    # The chosen count first: it is what the rest of the page speaks of.
    split_rows = sorted(by_gender.to_dict("records"), key=lambda row: row["indicator_id"] != reach)
    records = [{"name": row["name"], "parts": gender_parts(row)} for row in split_rows]
    shown = records[0]
    blocks.say(
        _(
            "{indicator}: {parts}.",
            indicator=shown["name"],
            parts=words.listing(
                [
                    f"{label.lower()} {number} ({share})"
                    for label, value, number, share in shown["parts"]
                    if pd.notna(value)
                ]
            ),
        )
    )
    side_by_side(
        group_charts.gender_split(records[:6], colours),
        "gender",
        "; ".join(
            f"{row['name']}: "
            + ", ".join(f"{label} {number}" for label, value, number, _share in row["parts"] if pd.notna(value))
            for row in records[:6]
        ),
        pd.DataFrame(
            [
                {_("Indicator"): row["name"]}
                | {
                    label: f"{number} ({share})" if pd.notna(value) else MISSING
                    for label, value, number, share in row["parts"]
                }
                for row in records
            ]
        ),
        title,
        _(
            "Not stated: the partner says so. "
            "Not split or hidden: the rest of the figure, of which no gender was given or a small number was hidden."
        ),
    )


def planned_against_reached() -> None:
    title = _("Planned shares against the reach") if compared_with_plan else _("Planned shares")
    blocks.heading(title)
    sentence = _("For whom the partnership was designed: each characteristic adds up to 100%.")
    if planned["columns_added"].max() > 1:
        sentence += " " + _("The source gives two columns without a heading; only their sum has a meaning.")
    if compared_with_plan:
        sentence += " " + _(
            "Reached: the share of the group in {indicator} ({total}). Groups overlap, so these do not add up.",
            indicator=reach_name,
            total=words.number(total_reached),
        )
    else:
        sentence += " " + _("Of what was reached nothing is known by group, so the planned shares stand alone.")
    blocks.say(sentence)
    off = planned[(planned["matrix_total"] - 100).abs() > 0.05].drop_duplicates("matrix")
    for matrix, matrix_total in zip(off["matrix"], off["matrix_total"], strict=True):
        blocks.warning(
            _(
                "{characteristic}: the planned shares add up to {total}, not to 100.",
                characteristic=dimensions[matrix],
                total=words.number(matrix_total),
            )
        )
    records: list[dict[str, Any]] = []
    for matrix, part in groupby(plan, key=lambda row: row["matrix"]):
        records.append({"heading": dimensions[matrix]})
        records += [
            {
                "name": row["category"],
                "hollow": row["planned"],
                "hollow_text": words.percent(row["planned"]),
                "full": row["reached"],
                "full_text": "" if row["reached"] is None else words.percent(row["reached"]),
            }
            for row in part
        ]
    side_by_side(
        group_charts.pairs_of_shares(records, colours),
        "planned",
        "; ".join(
            f"{row['name']}: {row['hollow_text']} {row['full_text']}".rstrip() for row in records if "name" in row
        ),
        pd.DataFrame(
            [
                {
                    _("Characteristic"): dimensions[row["matrix"]],
                    _("Category"): row["category"],
                    _("Planned"): words.percent(row["planned"]),
                }
                | (
                    {
                        _("Reached"): words.percent(row["reached"]),
                        _("Difference in points"): points(
                            None if row["reached"] is None else row["reached"] - row["planned"]
                        ),
                    }
                    if compared_with_plan
                    else {}
                )
                for row in plan
            ]
        ),
        title,
        _("○ planned. ● reached.") if compared_with_plan else _("○ planned."),
    )


def in_population() -> list[dict[Any, Any]]:
    """The groups whose size in the chosen area is measured, with their share there and in the reach."""
    return [
        {**row, "name": group_names.get(row["target_group_id"], row["indicator"])}
        for row in population[population["area_id"] == area].to_dict("records")
    ]


def denominator(row: dict[Any, Any]) -> str:
    """Out of how many, and whom; or that nobody knows."""
    if pd.isna(row["out_of"]):
        return _("no denominator")
    whom = _("inhabitants") if row["of_inhabitants"] or not row["out_of_whom"] else row["out_of_whom"].lower()
    return f"{words.number(row['out_of'])} {whom}"


def reach_against_population() -> None:
    title = _("In the reach and in the population of {area}", area=areas[area or ""])
    blocks.heading(title)
    measured = in_population()
    days = sorted({row["period_end"] for row in measured})
    comparable = [
        row
        for row in measured
        if pd.notna(row["share"]) and row["share"] > 0 and share_reached.get(row["target_group_id"]) is not None
    ]
    sentence = _(
        "The denominator of the reach is everyone counted by {indicator} ({total}); that of the population stands "
        "in the table. They are different people, so compare the groups with each other.",
        indicator=reach_name,
        total=words.number(total_reached),
    )

    def times(row: dict[Any, Any]) -> float:
        """How many times as large the share in the reach is."""
        return float(share_reached[row["target_group_id"]] or 0) / float(row["share"])

    if len(comparable) > 1 and len({row["out_of"] for row in comparable}) == 1:
        least, most = min(comparable, key=times), max(comparable, key=times)
        sentence += " " + _(
            "Measured against its size there, {most} is reached most ({most_reached} of the reach, {most_living} of "
            "the population) and {least} least ({least_reached}, {least_living}).",
            most=most["name"],
            most_reached=words.percent(share_reached[most["target_group_id"]]),
            most_living=words.percent(most["share"]),
            least=least["name"],
            least_reached=words.percent(share_reached[least["target_group_id"]]),
            least_living=words.percent(least["share"]),
        )
    blocks.say(sentence)
    records = [
        {
            "name": row["name"],
            "hollow": row["share"],
            "hollow_text": words.percent(row["share"]) if pd.notna(row["share"]) else _("no denominator"),
            "full": share_reached.get(row["target_group_id"]),
            "full_text": words.percent(share_reached.get(row["target_group_id"])),
        }
        for row in measured
    ]
    side_by_side(
        group_charts.pairs_of_shares(records, colours),
        "population",
        "; ".join(f"{row['name']}: {row['hollow_text']}, {row['full_text']}" for row in records),
        pd.DataFrame(
            [
                {
                    _("Target group"): row["name"],
                    _("Share of the reach"): words.percent(share_reached.get(row["target_group_id"])),
                    _("Share of the population"): words.percent(row["share"]),
                    _("Number in the area"): words.number(row["group_size"]),
                    _("Out of"): denominator(row),
                    _("Measured as"): row["indicator"],
                }
                | ({} if len(days) == 1 else {_("Measured on"): words.short_day(as_date(row["period_end"]))})
                for row in measured
            ]
        ),
        title,
        " ".join(
            [
                _("○ in the population. ● in the reach."),
                *([_("Measured on {day}.", day=words.day(as_date(days[0])))] if len(days) == 1 else []),
                _("A group may be defined otherwise in the monitor than in the partnership; see the definitions."),
                *sorted({row["caveat"] for row in measured if isinstance(row["caveat"], str)}),
            ]
        ),
    )


def outreach_pathway() -> None:
    title = _("Steps of the outreach pathway")
    blocks.heading(title)
    blocks.say(
        _(
            "These are visits and participations, not one group of people that is followed: somebody can be in several "
            "steps, and a visit is not a person. So no rate from one step to the next is given."
        )
    )
    records: list[dict[str, Any]] = []
    for step, part in groupby(stages, key=lambda row: int(row["pathway_step"])):
        records.append({"heading": _("Step {n}", n=step)})
        for row in part:
            readings = figures.reading_values(row)
            in_percent = row["measure"] == "ratio"
            unit = figures.unit(words, row["unit"]) if in_percent else ""
            records.append(
                {
                    "name": row["name"],
                    "text": f"{figures.actual(words, row)} {unit}".rstrip(),
                    # A share does not lie on a scale of counts: it is written, not drawn.
                    "value": None if in_percent else readings[0] if readings else row["actual_high"],
                    "others": [] if in_percent else readings[1:],
                }
            )
    side_by_side(
        group_charts.stages(records, colours),
        "pathway",
        "; ".join(f"{figures.actual(words, row)} {figures.unit(words, row['unit'])}: {row['name']}" for row in stages),
        pd.DataFrame(
            [
                {
                    _("Step"): words.number(row["pathway_step"]),
                    _("Indicator"): row["name"],
                    _("Value"): figures.actual(words, row),
                    _("Unit"): figures.unit(words, row["unit"]) or MISSING,
                    _("Readings"): "; ".join(
                        f"{reading['reading']}: {words.number(reading['actual'])}"
                        if reading["reading"]
                        else words.number(reading["actual"])
                        for reading in figures.readings(row)
                    )
                    if len(figures.readings(row)) > 1
                    else MISSING,
                    _("Last period"): words.short_day(as_date(row["last_period_end"])),
                }
                for row in stages
            ]
        ),
        title,
        _("◇ another reading of the same figure. Both are shown; nothing is averaged.")
        if any(len(figures.readings(row)) > 1 for row in stages)
        else "",
    )


def definitions_of_groups() -> None:
    title = _("The groups that were chosen, and what they mean")
    blocks.heading(title)
    blocks.table(
        pd.DataFrame(
            [
                {
                    _("Target group"): row["name"],
                    _("Characteristic"): dimensions[row["dimension"]],
                    _("Chosen"): _("yes") if row["selected"] else _("no"),
                    _("Definition"): row["definition"] if isinstance(row["definition"], str) else None,
                    _("Words of the source"): row["source_term"] if isinstance(row["source_term"], str) else None,
                }
                for row in chosen_groups.to_dict("records")
            ]
        )
        .dropna(axis="columns", how="all")
        .fillna(MISSING),
        alt=title,
    )


def star_ratings() -> None:
    title = _("Star ratings")
    blocks.heading(title)
    blocks.say(
        _(
            "Stars put things in an order; they are no amounts. The source does not say how many stars there can be, "
            "so there is no average and no percentage."
        )
    )
    blocks.table(
        pd.DataFrame(
            [
                {_("Group"): row["rating_group"], _("Rated"): row["item"], _("Stars"): f"{'★' * n} {n}"}
                for row in ratings.to_dict("records")
                for n in (int(row["stars"]),)
            ]
        ),
        alt=title,
    )


SECTIONS: list[tuple[bool, Callable[[], None]]] = [
    (bool(rows), reach_by_group),
    (bool(columns), groups_by_activity),
    (bool(len(by_gender)), women_and_men),
    (bool(plan), planned_against_reached),
    (area is not None, reach_against_population),
    (bool(stages), outreach_pathway),
    (bool(len(chosen_groups)), definitions_of_groups),
    (bool(len(ratings)), star_ratings),
]
if not rows:
    say_what_is_missing()
for is_known, section in SECTIONS:
    if is_known:
        section()
if rows:
    say_what_is_missing()


def tidy() -> pd.DataFrame:
    """The page as people take it home: one row per figure, with the choices written in."""
    parts = [
        by_group.assign(figure="reach_by_group")[
            ["figure", "indicator_id", "target_group_id", "unit", "measure", "actual", "actual_low", "actual_high",
             "tier", "baseline", "target", "expected", "share_of_target", "state", "last_period_end"]
        ],
        by_gender.melt(
            ["indicator_id", "unit", "last_period_end"], list(GENDERS[:4]), var_name="gender", value_name="actual"
        ).dropna(subset="actual").assign(figure="gender"),
        pd.DataFrame(
            [
                {"figure": "planned_share", "characteristic": row["matrix"], "category": row["category"],
                 "target_group_id": row["target_group_id"], "share_planned": row["planned"],
                 "share_of_reach": row["reached"], "source": row["source"]}
                for row in plan
            ]
        ),
        population.rename(columns={"out_of": "denominator", "share": "share_of_population"})
        .assign(figure="population")[
            ["figure", "area_id", "indicator_id", "target_group_id", "period_end", "group_size", "denominator",
             "share_of_population", "source"]
        ],
        pd.DataFrame(
            [
                {"figure": "pathway", "pathway_step": row["pathway_step"], "indicator_id": row["indicator_id"],
                 "unit": row["unit"], "reading": reading["reading"], "actual": reading["actual"],
                 "last_period_end": row["last_period_end"], "source": "; ".join(figures.sources(row))}
                for row in stages
                for reading in figures.readings(row)
            ]
        ),
        ratings.assign(figure="stars").rename(columns={"rating_group": "category"}),
    ]  # fmt: skip
    return downloads.stamped(
        pd.concat([part for part in parts if len(part)], ignore_index=True)
        if any(len(part) for part in parts)
        else pd.DataFrame({"figure": []}),
        view,
        reach_counted_by=reach or "",
    )


named = {source for row in stages for source in figures.sources(row)}
named |= {source for indicator in split for source in figures.sources(whole.get(indicator, {"sources": None}))}
for frame in (planned, chosen_groups, ratings, population):
    named |= {source for source in frame["source"] if isinstance(source, str)}
# A document is not named again when one of its sections is.
named -= {short for short in named if any(other.startswith(f"{short}, ") for other in named)}
if named:
    blocks.note(_("Sources: {sources}.", sources="; ".join(sorted(named))))

with st.container(horizontal=True):
    downloads.buttons(tidy, view, "target-groups")
    blocks.link_button(view)
    show.states_explained(view)

if origin := blocks.origin(words):
    with origin:
        stored = ask(
            "pages/target_groups/sources",
            as_of=view.as_of,
            indicators=[row["indicator_id"] for row in stages],
            **asked,
        )
        blocks.say(_("These rows were handed in."))
        if len(stored):
            blocks.shortened(words, len(stored), int(stored["total"].iloc[0]))
        part_names = {**contract.code_labels("gender", view.language), **group_names}
        blocks.table(
            pd.DataFrame(
                {
                    _("What"): stored["name"].fillna(MISSING),
                    _("Group"): [part_names.get(part, part) if isinstance(part, str) else MISSING
                                 for part in stored["part"]],
                    _("Period up to"): [words.short_day(as_date(day)) for day in stored["period_end"]],
                    _("Value"): [words.number(value) for value in stored["value"]],
                    **blocks.provenance(words, stored),
                }
            ),
            alt=_("The stored rows behind these figures"),
        )  # fmt: skip
        blocks.sql("pages/target_groups/by_group", "pages/target_groups/population", "views/6_attainment")
