"""Whom a partnership reaches, and whether it is whom it promised: by group, activity, gender and step."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from peil import contract
from peil.answers import (
    PART,
    PROVENANCE,
    Answer,
    Asked,
    Column,
    Row,
    Strong,
    code,
    day,
    figures,
    kept,
    number,
    only_known,
    quoted,
    share,
    states,
    stored,
    table_of,
    text,
)
from peil.answers.marks import Bar, Bars, Cell, Cells, Pair, Pairs, Piece, Stack, Stacked
from peil.answers.view import View
from peil.errors import UnknownChoice
from peil.texts import MISSING, N_, Words

# What can be shared out over groups of people.
_PEOPLE = ("people", "clients", "volunteers")
_COUNTS = ("flow", "running_total", "snapshot", "unique_people")
_GENDERS = ("f", "m", "x", "not_stated", "not_split")
# So many names are listened to in a sentence.
_NAMED_FIRST = 3
# More bars than this make a wall; the table has them all.
_MOST_BARS = 6


@kept
def counts_by_group(view: View) -> dict[str, str]:
    """The indicators that count the reach by group, each with its name; no more than one is shown."""
    return _counts_names(view.ask("pages/target_groups/by_group").rows)


@kept
def usual_count(view: View) -> str:
    """The count of people with the most targets and the most groups; empty when nothing is counted by group."""
    parts = _by_indicator(view.ask("pages/target_groups/by_group").rows)

    def weight(indicator: str) -> tuple[bool, int, int]:
        part = parts[indicator]
        return _counts_people(part[0]), sum(figures.has_target(row) for row in part), len(part)

    return max(parts, key=weight, default="")


@kept
def areas(view: View) -> dict[str, str]:
    """The areas of which it is known how many people belong to a group, the usual one first."""
    return {row["area_id"]: row["area"] for row in view.ask("pages/target_groups/population").rows}


@kept
def summary(view: View, reach: str = "") -> Answer:
    """What the page says first: who is reached less than promised, who most, and how far from the plan."""
    counted = _counted(view, reach)
    asked = view.ask("pages/target_groups/everyone")
    return Answer(asked, (), view.words.text("Target groups"), sentences=_summary(view, counted))


@kept
def by_group(view: View, reach: str = "") -> Answer:
    """Every group against its own target, by one indicator, the worst first. There is no total: groups overlap."""
    words = view.words
    counted = _counted(view, reach)
    notes = [
        words.text("One person can belong to several groups, so the groups are never added up: there is no total."),
    ]
    if unplanned := [row["name"] for row in counted.rows if row["state"] == "unplanned"]:
        notes.append(
            words.text(
                "{groups}: reached without a target. That is no fault: priorities may have been adapted.",
                groups=words.listing(unplanned),
            )
        )
    columns = (
        text("name", N_("Target group")),
        Column("actual", N_("Reached"), figures.actual, "number"),
        Column("expected", N_("Expected by then"), figures.expected, "number"),
        Column(
            "target",
            N_("Target"),
            lambda words, row: figures.target(words, row) if figures.has_target(row) else MISSING,
            "number",
        ),
        Column("state", N_("State"), figures.state),
        share("share_of_reach", N_("Share of the reach")),
    )
    return Answer(
        counted.asked,
        columns,
        words.text("Reached per group, against its target"),
        counted.rows,
        notes=notes,
        mark=figures.bars(words, counted.rows),
        leads_to=("indicator", {"indicator": "indicator_id"}),
    )


@kept
def by_activity(view: View) -> Answer:
    """Which group in which activity: each activity is counted by its first count of people that is split by group."""
    words = view.words
    asked = view.ask("pages/target_groups/by_group")
    everyone = _everyone(view)
    # Different indicators are never added.
    heads: dict[str, str] = {}
    for indicator, part in _by_indicator(asked.rows).items():
        activity = everyone[indicator]["activity"] if indicator in everyone else None
        if activity and _counts_people(part[0]) and activity not in heads.values():
            heads[indicator] = activity
    cells = {(row["target_group_id"], row["indicator_id"]): row for row in asked.rows if row["indicator_id"] in heads}
    names = {row["target_group_id"]: row["name"] for row in asked.rows if row["indicator_id"] in heads}
    rows = [{"target_group_id": group, "name": name} for group, name in names.items()]
    shares: dict[tuple[str, str], float] = {}
    for row in rows:
        for indicator in heads:
            cell = cells.get((row["target_group_id"], indicator))
            of_all = _share_of(cell["actual"] if cell else None, _total(everyone.get(indicator)))
            if of_all is not None:
                shares[row["target_group_id"], indicator] = of_all
            row[indicator] = cell["actual"] if cell else None
            row |= {f"{indicator}_{end}": cell[f"actual_{end}"] if cell else None for end in ("low", "high")}
            row[f"{indicator}_share"] = of_all

    def drawn(group: str, indicator: str) -> Cell | None:
        cell = cells.get((group, indicator))
        if cell is None or not _is_reported(cell):
            return None
        return Cell(figures.actual(words, cell), shares.get((group, indicator)))

    def column(indicator: str, head: str) -> Column:
        def write(words: Words, row: Row) -> str:
            cell = drawn(row["target_group_id"], indicator)
            if cell is None:
                return MISSING
            return cell.value if cell.share is None else f"{cell.value} ({words.percent(cell.share)})"

        return Column(indicator, head, write, "number")

    counted_by = _counts_names(asked.rows)
    said = []
    if shares:
        group, indicator = max(shares, key=lambda key: shares[key])
        said.append(
            words.text(
                "The largest share: {group} in {activity}, {share} of everyone.",
                group=names[group],
                activity=heads[indicator],
                share=words.percent(shares[group, indicator]),
            )
        )
    return Answer(
        asked,
        (text("name", N_("Target group")), *(column(indicator, head) for indicator, head in heads.items())),
        words.text("Which group in which activity"),
        rows,
        sentences=said,
        notes=[
            words.text(
                "Each activity is counted by an indicator of its own: {activities}.",
                activities=words.listing([f"{head} ({counted_by[indicator]})" for indicator, head in heads.items()]),
            ),
            words.text(
                "The fuller the colour, the larger the share of everyone reached in that activity. "
                "An empty cell: nothing was reported. Neither rows nor columns add up."
            ),
        ],
        mark=Cells(
            list(names.values()),
            list(heads.values()),
            [[drawn(group, indicator) for indicator in heads] for group in names],
        ),
    )


@kept
def by_gender(view: View, reach: str = "") -> Answer:
    """Women, men and others per indicator, the chosen count first, and what was not split when nothing is hidden."""
    words = view.words
    asked = view.ask("pages/target_groups/by_gender")
    everyone = _everyone(view)
    rows = [_with_shares(row, everyone.get(row["indicator_id"])) for row in asked.rows]
    chosen = reach or usual_count(view)
    rows.sort(key=lambda row: row["indicator_id"] != chosen)
    labels = {**contract.code_labels("gender", view.language), "not_split": words.text("Not split")}
    said = [
        words.text(
            "{indicator}: {parts}.",
            indicator=row["name"],
            parts=words.listing(
                [
                    f"{labels[gender].lower()} {_gender(gender, '').write(words, row)}"
                    for gender in _GENDERS
                    if row[gender] is not None
                ]
            ),
        )
        for row in rows[:1]
    ]
    return Answer(
        asked,
        (text("name", N_("Indicator")), *(_gender(gender, labels[gender]) for gender in _GENDERS)),
        words.text("Women, men and others"),
        rows,
        sentences=said,
        notes=[
            words.text(
                "Not stated: the partner says so. Not split: the rest of the figure, of which no gender was given; it "
                "is not worked out where a number is hidden. Another number is hidden beside a hidden one, or that "
                "could be computed."
            )
        ],
        mark=Stack([_gender_bar(words, row, labels) for row in rows[:_MOST_BARS]], longest=1.0),
    )


@kept
def planned(view: View, reach: str = "") -> Answer:
    """For whom the partnership was designed, and what the reach came to where a category is a target group."""
    words = view.words
    counted = _counted(view, reach)
    asked = view.ask("pages/target_groups/planned")
    rows = _against_plan(asked, counted)
    is_compared = any(row["reached"] is not None for row in rows)
    dimensions = contract.code_labels("target_group_dimension", view.language)
    about = [words.text("For whom the partnership was designed: each characteristic adds up to 100 %.")]
    if any(row["columns_added"] != 1 for row in rows):
        about.append(words.text("The source gives two columns without a heading; only their sum has a meaning."))
    said = [
        words.text(
            "Reached: the share of the group in {indicator} ({total}). Groups overlap, so these do not add up.",
            indicator=counted.name,
            total=words.number(counted.total),
        )
        if is_compared
        else words.text("Of what was reached nothing is known by group, so the planned shares stand alone.")
    ]
    columns = [
        code("matrix", N_("Characteristic"), "target_group_dimension"),
        text("category", N_("Category")),
        share("planned", N_("Planned")),
    ]
    if is_compared:
        columns.append(share("reached", N_("Reached")))
        columns.append(Column("difference", N_("Difference in points"), _points, "number"))
    return Answer(
        asked,
        columns,
        words.text("Planned shares against the reach") if is_compared else words.text("Planned shares"),
        rows,
        sentences=said,
        notes=[
            words.text("○ planned. ● reached. The table has what was planned only, too.")
            if is_compared
            else words.text("○ planned."),
            *about,
        ],
        mark=Pairs(
            [
                Pair(
                    row["category"],
                    words.percent(row["planned"]),
                    row["planned"],
                    "" if row["reached"] is None else words.percent(row["reached"]),
                    row["reached"],
                    part=dimensions[row["matrix"]],
                )
                # Where something was reached, what was only planned stands in the table.
                for row in rows
                if not is_compared or row["reached"] is not None
            ]
        ),
    )


@kept
def plans_that_do_not_add_up(view: View) -> list[str]:
    """A sentence per characteristic of which the planned shares do not add up to 100."""
    dimensions = contract.code_labels("target_group_dimension", view.language)
    off = {row["matrix"]: row["matrix_total"] for row in view.ask("pages/target_groups/planned").rows if row["is_off"]}
    return [
        view.words.text(
            "{characteristic}: the planned shares add up to {total}, not to 100.",
            characteristic=dimensions[matrix],
            total=view.words.number(total),
        )
        for matrix, total in off.items()
    ]


@kept
def in_population(view: View, reach: str = "", compared_area: str = "") -> Answer:
    """The groups whose size in an area is measured, with their share there and in the reach."""
    words = view.words
    counted = _counted(view, reach)
    asked = view.ask("pages/target_groups/population")
    area = compared_area or next((row["area_id"] for row in asked.rows), "")
    if area and area not in areas(view):
        raise _not_here("compared_area", area, areas(view))
    names = {row["target_group_id"]: row["name"] for row in view.ask("pages/target_groups/by_group").rows}
    rows = [
        {
            **row,
            "name": names.get(row["target_group_id"], row["indicator"]),
            "share_of_reach": counted.shares.get(row["target_group_id"]),
        }
        for row in asked.rows
        if row["area_id"] == area
    ]
    days = sorted({row["period_end"] for row in rows})
    columns = [
        text("name", N_("Target group")),
        share("share_of_reach", N_("Share of the reach")),
        share("share", N_("Share of the population")),
        number("group_size", N_("Number in the area")),
        Column("out_of", N_("Out of"), _denominator, "number"),
        text("indicator", N_("Measured as")),
    ]
    if len(days) > 1:
        columns.append(day("period_end", N_("Measured on")))
    note = [words.text("○ in the population. ● in the reach.")]
    if len(days) == 1:
        note.append(words.text("Measured on {day}.", day=words.day(days[0])))
    note.append(
        words.text("A group may be defined otherwise in the monitor than in the partnership; see the definitions.")
    )
    note += sorted({row["caveat"] for row in rows if row["caveat"]})
    denominators = words.text(
        "The denominator of the reach is everyone counted by {indicator} ({total}); that of the population stands "
        "in the table. They are different people, so compare the groups with each other.",
        indicator=counted.name,
        total=words.number(counted.total),
    )
    return Answer(
        asked,
        columns,
        words.text("In the reach and in the population of {area}", area=rows[0]["area"])
        if rows
        else words.text("Share of the population"),
        rows,
        sentences=_most_and_least(words, counted, rows),
        notes=[" ".join(note), denominators],
        mark=Pairs(
            [
                Pair(
                    row["name"],
                    words.text("no denominator") if row["share"] is None else words.percent(row["share"]),
                    row["share"],
                    words.percent(row["share_of_reach"]),
                    row["share_of_reach"],
                )
                for row in rows
            ]
        ),
    )


@kept
def pathway(view: View) -> Answer:
    """The figures of each step of the outreach pathway, side by side: they follow no group of people."""
    words = view.words
    asked = view.ask("pages/target_groups/everyone")
    rows = [row for row in asked.rows if row["pathway_step"] is not None and _is_reported(row)]
    columns = (
        number("pathway_step", N_("Step")),
        text("name", N_("Indicator")),
        Column("actual", N_("Value"), figures.actual, "number"),
        Column("unit", N_("Unit"), lambda words, row: figures.unit(words, row["unit"]) or MISSING),
        Column("readings", N_("Readings"), _readings),
        day("last_period_end", N_("Last period")),
    )
    bars = [_step_bar(words, row) for row in rows]
    notes = [words.text("The number before a name is the step.")]
    if any(len(figures.readings(row)) > 1 for row in rows):
        notes.append(words.text("◇ another reading of the same figure. Both are shown; nothing is averaged."))
    return Answer(
        asked,
        columns,
        words.text("Steps of the outreach pathway"),
        rows,
        sentences=[
            words.text(
                "These are visits and participations, not one group of people that is followed: somebody can be in "
                "several steps, and a visit is not a person. So no rate from one step to the next is given."
            )
        ],
        notes=[" ".join(notes)],
        mark=Bars(bars, max([1.0, *(end for bar in bars for end in (bar.length or 0.0, *bar.others))])),
    )


@kept
def chosen(view: View) -> Answer:
    """The target groups in the words of the partnership; a column of which nothing is known is left out."""
    asked = view.ask("pages/target_groups/groups")
    columns = (
        text("name", N_("Target group")),
        code("dimension", N_("Characteristic"), "target_group_dimension"),
        Column("selected", N_("Chosen"), lambda words, row: words.text("yes") if row["selected"] else words.text("no")),
        share("planned", N_("Planned")),
        text("definition", N_("Definition")),
        stored("source_term", N_("Words of the source"), language="source_language"),
    )
    optional = ("definition", "source_term", "planned")
    known = [one for one in columns if one.name not in optional or any(row[one.name] for row in asked.rows)]
    said = []
    if main := [row["name"] for row in asked.rows if row["is_main"]]:
        said.append(view.words.text("The main group, as the source says: {groups}.", groups=view.words.listing(main)))
    return Answer.of(asked, known, view.words.text("The groups that were chosen, and what they mean"), sentences=said)


@kept
def ratings(view: View) -> Answer:
    """What the partnership gave stars to: an order, not amounts."""
    words = view.words
    columns = (
        text("rating_group", N_("Group")),
        text("item", N_("Rated")),
        Column("stars", N_("Stars"), lambda _words, row: f"{'★' * row['stars']} {row['stars']}"),
    )
    said = words.text(
        "Stars put things in an order; they are no amounts. The source does not say how many stars there can be, so "
        "there is no average and no percentage."
    )
    return Answer.of(view.ask("pages/target_groups/ratings"), columns, words.text("Star ratings"), sentences=[said])


@kept
def sources(view: View) -> list[str]:
    """The documents behind the page; one is not named again when one of its sections is."""
    everyone = _everyone(view)
    shown = [row for row in everyone.values() if row["indicator_id"] in counts_by_group(view)] + list(
        pathway(view).rows
    )
    named = {source for row in shown for source in figures.sources(view.words, row)}
    for query in ("planned", "groups", "ratings", "population"):
        named |= {
            quoted(view.words, row["source"]) for row in view.ask(f"pages/target_groups/{query}").rows if row["source"]
        }
    return sorted(short for short in named if not any(other.startswith(f"{short}, ") for other in named))


@kept
def stored_rows(view: View) -> Answer:
    """The stored rows that the page was computed from."""
    asked = view.ask("pages/target_groups/sources", indicators=[row["indicator_id"] for row in pathway(view).rows])
    names = {row["target_group_id"]: row["name"] for row in view.ask("pages/target_groups/groups").rows}
    names |= {row["target_group_id"]: row["name"] for row in view.ask("pages/target_groups/by_group").rows}
    rows = [{**row, "target_group": names.get(row["target_group_id"], row["target_group_id"])} for row in asked.rows]
    columns = (
        Column("table_name", N_("Table"), table_of),
        text("name", N_("What")),
        *only_known(view.words, PART, rows),
        day("period_end", N_("Period up to")),
        Column("value", N_("Value"), figures.stated, "number"),
        *PROVENANCE,
    )
    return Answer(asked, columns, view.words.text("The stored rows behind these figures"), rows)


@dataclass(frozen=True)
class _Counted:
    """The rows of one count by group, with their share of all that it counts."""

    asked: Asked
    name: str
    unit: str
    total: float | None
    rows: Sequence[Row]

    @property
    def shares(self) -> dict[str, float | None]:
        return {row["target_group_id"]: row["share_of_reach"] for row in self.rows}


def _counted(view: View, reach: str) -> _Counted:
    """The count called ``reach``, else the usual one. Raises UnknownChoice when it is not counted by group."""
    asked = view.ask("pages/target_groups/by_group")
    indicator = reach or usual_count(view)
    rows = [row for row in asked.rows if row["indicator_id"] == indicator]
    if reach and not rows:
        raise _not_here("reach", reach, counts_by_group(view))
    if not rows:
        return _Counted(asked, "", "not_stated", None, rows)
    total = _total(_everyone(view).get(rows[0]["indicator_id"]))
    return _Counted(
        asked,
        rows[0]["indicator"],
        rows[0]["unit"],
        total,
        sorted(({**row, "share_of_reach": _share_of(row["actual"], total)} for row in rows), key=figures.worst_first),
    )


def _not_here(name: str, value: str, known: Iterable[str]) -> UnknownChoice:
    return UnknownChoice(
        N_("{name}={value} is not here. Known: {known}."), name=name, value=value, known=", ".join(known)
    )


def _by_indicator(rows: Sequence[Row]) -> dict[str, list[Row]]:
    return {indicator: list(part) for indicator, part in groupby(rows, key=lambda row: row["indicator_id"])}


def _counts_names(rows: Sequence[Row]) -> dict[str, str]:
    return {row["indicator_id"]: row["indicator"] for row in rows}


def _everyone(view: View) -> dict[str, Row]:
    return {row["indicator_id"]: row for row in view.ask("pages/target_groups/everyone").rows}


def _is_reported(row: Row) -> bool:
    """Whether there is a value, or one that is hidden."""
    return bool(figures.readings(row)) or row["missing"] == "hidden"


def _counts_people(row: Row) -> bool:
    return row["unit"] in _PEOPLE and row["measure"] in _COUNTS


def _total(row: Row | None) -> float | None:
    """How many of everyone an indicator counts; None where that is no number of its own."""
    if row is None or row["measure"] not in _COUNTS or not row["actual"] or row["actual"] < 0:
        return None
    return row["actual"]


def _share_of(value: float | None, total: float | None) -> float | None:
    return None if value is None or not total else value / total


def _points(words: Words, row: Row) -> str:
    """A difference of two shares in percentage points, with its sign."""
    difference = row["difference"]
    if difference is None:
        return MISSING
    sign = "+" if difference > 0 else "\N{MINUS SIGN}" if difference < 0 else ""
    return f"{sign}{words.number(abs(difference) * 100)}"


def _against_plan(asked: Asked, counted: _Counted) -> list[Row]:
    """The planned shares with what was reached: known where a category is a group with a share of the reach."""
    rows: list[Row] = []
    for row in asked.rows:
        reached = counted.shares.get(row["target_group_id"])
        difference = None if reached is None else reached - row["planned"]
        rows.append({**row, "reached": reached, "difference": difference})
    return rows


def _summary(view: View, counted: _Counted) -> list[str]:
    words = view.words
    _, _n = words.text, words.plural
    chosen_groups = [row for row in view.ask("pages/target_groups/groups").rows if row["selected"]]
    counts = Counter(row["state"] for row in counted.rows)
    said: list[str] = []
    if judged := sum(counts[state] for state in states.JUDGED):
        behind = [row for row in counted.rows if row["state"] in states.LAGGING]
        named = [f"{row['name']} ({''.join(figures.against_target(words, row))})" for row in behind[:_NAMED_FIRST]]
        sentence = _n(
            "{n} of {judged} target group that can be judged by {day} is reached less than promised",
            "{n} of {judged} target groups that can be judged by {day} are reached less than promised",
            len(behind),
            judged=judged,
            day=words.day(view.as_of),
        )
        worst = _(", the worst first: {groups}", groups=words.listing(named)) if named else ""
        said += [Strong(f"{sentence}{worst}."), _("Counted by {indicator}.", indicator=counted.name)]
    elif counts["unplanned"]:
        said.append(Strong(_("For the target groups that were reached no target was set.")))
    elif chosen_groups:
        said.append(
            Strong(
                _n(
                    "{n} target group was chosen; how many people of it were reached is not known.",
                    "{n} target groups were chosen; how many people of each were reached is not known.",
                    len(chosen_groups),
                )
            )
        )
    if known := [row for row in counted.rows if row["share_of_reach"] is not None]:
        largest = max(known, key=lambda row: row["share_of_reach"])
        said.append(
            _(
                "The largest group in the reach: {group}, {share} of {total} {unit}.",
                group=largest["name"],
                share=words.percent(largest["share_of_reach"]),
                total=words.number(counted.total),
                unit=figures.unit(words, counted.unit),
            )
        )
    plan = _against_plan(view.ask("pages/target_groups/planned"), counted)
    if compared := [row for row in plan if row["difference"] is not None]:
        furthest = max(compared, key=lambda row: abs(row["difference"]))
        said.append(
            _(
                "Furthest from the plan: {group}, planned {planned}, reached {reached}.",
                group=furthest["category"],
                planned=words.percent(furthest["planned"]),
                reached=words.percent(furthest["reached"]),
            )
        )
    elif plan:
        said.append(
            _n(
                "For {n} characteristic it is known which shares were planned, not which were reached.",
                "For {n} characteristics it is known which shares were planned, not which were reached.",
                len({row["matrix"] for row in plan}),
            )
        )
    if counts["unplanned"]:
        said.append(
            _n(
                "{n} group was reached without a target.",
                "{n} groups were reached without a target.",
                counts["unplanned"],
            )
        )
    said += states.not_judged(words, counted.rows)
    return said or [_("For this programme no target groups are known.")]


def _with_shares(row: Row, everyone: Row | None) -> Row:
    """A row of genders with what was not split, and the share of each. Beside a hidden number there is no rest."""
    stated = sum(row[gender] for gender in _GENDERS[:4] if row[gender] is not None)
    total = max(_total(everyone) or 0.0, stated)
    rest = total - stated if not row["hidden"] and total > stated else None
    parts = {gender: row[gender] for gender in _GENDERS[:4]} | {"not_split": rest}
    shares = {f"{gender}_share": _share_of(value, total) for gender, value in parts.items()}
    return {**row, **parts, **shares, "total": total}


def _gender(gender: str, title: str) -> Column:
    """How many are of a gender, and which share of all: ``980 (54 %)``."""

    def write(words: Words, row: Row) -> str:
        if row[gender] is None:
            return figures.reason(words, "hidden") if gender in row["hidden"] else MISSING
        return f"{words.number(row[gender])} ({words.percent(row[f'{gender}_share'])})"

    return Column(gender, title, write, "number")


def _gender_bar(words: Words, row: Row, labels: dict[str, str]) -> Stacked:
    """A bar of shares, each with its percentage on it."""
    known = [gender for gender in _GENDERS if row[gender] is not None]
    return Stacked(
        Bar(row["name"], words.number(row["total"]), None, rest=f" {figures.unit(words, row['unit'])}".rstrip()),
        [
            Piece(
                labels[gender],
                words.number(row[gender]),
                row[f"{gender}_share"] or 0.0,
                gender,
                is_known=gender != "not_split",
                said=words.percent(row[f"{gender}_share"]),
            )
            for gender in known
        ],
    )


def _denominator(words: Words, row: Row) -> str:
    """Out of how many, and whom; or that nobody knows."""
    if row["out_of"] is None:
        return words.text("no denominator")
    is_named = row["out_of_whom"] and not row["of_inhabitants"]
    whom = row["out_of_whom"].lower() if is_named else words.text("inhabitants")
    return f"{words.number(row['out_of'])} {whom}"


def _most_and_least(words: Words, counted: _Counted, rows: Sequence[Row]) -> list[str]:
    said = []
    compared = [row for row in rows if row["share"] and row["share_of_reach"] is not None]
    if len(compared) > 1 and len({row["out_of"] for row in compared}) == 1:
        least, *_others, most = sorted(compared, key=_times_as_large)
        said.append(
            words.text(
                "Measured against its size there, {most} is reached most ({most_reached} of the reach, {most_living} "
                "of the population) and {least} least ({least_reached}, {least_living}).",
                most=most["name"],
                most_reached=words.percent(most["share_of_reach"]),
                most_living=words.percent(most["share"]),
                least=least["name"],
                least_reached=words.percent(least["share_of_reach"]),
                least_living=words.percent(least["share"]),
            )
        )
    return said


def _times_as_large(row: Row) -> float:
    return row["share_of_reach"] / row["share"]


def _step_bar(words: Words, row: Row) -> Bar:
    """A bar on a scale of counts. A share does not lie on that scale: it is written, not drawn."""
    name = f"{words.number(row['pathway_step'])} · {row['name']}"
    value = figures.actual(words, row)
    if row["measure"] == "ratio":
        return Bar(name, f"{value} {figures.unit(words, row['unit'])}".rstrip(), None, tone="ahead")
    readings = figures.reading_values(row)
    length = min(readings) if readings else row["actual_high"]
    return Bar(name, value, length, tone="ahead", others=tuple(sorted(set(readings) - {length})))


def _readings(words: Words, row: Row) -> str:
    """Every reading of a figure with its name, when there are several."""
    found = figures.readings(row)
    if len(found) < 2:
        return MISSING
    return "; ".join(
        f"{quoted(words, one['reading'])}: {words.number(one['actual'])}"
        if one["reading"]
        else words.number(one["actual"])
        for one in found
    )
