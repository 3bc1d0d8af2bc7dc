"""One municipality: which partnership serves it, what was done there, and what the monitor says of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

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
    names,
    number,
    programme,
    quoted,
    stored,
    table_of,
    text,
)
from peil.answers.marks import Dot, Dots
from peil.answers.view import View
from peil.errors import UnknownChoice
from peil.texts import MISSING, N_, Words


@kept
def areas(view: View) -> dict[str, str]:
    """The names of the municipalities that can be asked about, by id; with a day when one exists no more or not yet."""
    return {row["area_id"]: _dated(view.words, row) for row in view.ask("pages/municipality/choices").rows}


@kept
def default(view: View) -> str:
    """The first municipality of the chosen partnership that exists on the day of the view, else the first at all.

    Raises UnknownChoice when there is none.
    """
    rows = view.ask("pages/municipality/choices").rows
    if not rows:
        raise UnknownChoice(N_("No municipality is known for this programme."))
    first = min(rows, key=lambda row: (not (row["is_own"] and row["exists_now"]), not row["exists_now"]))
    return str(first["area_id"])


@kept
def about(view: View, area: str = "") -> Answer:
    """What the municipality is, who serves it, and what became of it."""
    asked = view.ask("pages/municipality/facts", area=_chosen(view, area))
    columns = (
        text("name", N_("Municipality")),
        text("outer_name", N_("Lies in")),
        number("population", N_("Inhabitants")),
        stored("source", N_("Source")),
    )
    [facts] = asked.rows
    return Answer.of(asked, columns, facts["name"], sentences=_sentences(view, facts))


@kept
def served_by(view: View, area: str = "") -> Answer:
    """The partnerships that serve the municipality or a part of it, also those that did or will; today's first."""
    words = view.words
    columns = (
        text("name", N_("Partnership")),
        Column("programme_name", N_("Programme"), programme),
        Column("parts", N_("Where"), _where),
        Column("valid_from", N_("Period"), _period),
        code("stage", N_("Stage"), "stage"),
        names("partners", N_("Partners on this day")),
    )
    leads_to = ("partnership", {"programme": "partnership_id"})
    return Answer.of(_served(view, area), columns, words.text("Served by"), leads_to=leads_to)


@kept
def results(view: View, area: str = "") -> Answer:
    """What these partnerships reached in the municipality as a whole and in each neighbourhood of it."""
    asked = view.ask(
        "pages/municipality/results",
        area=_chosen(view, area),
        partnerships=[row["partnership_id"] for row in _served(view, area).rows],
    )
    columns = (
        Column("name", N_("Indicator"), _with_unit),
        text("partnership", N_("Partnership")),
        text("area", N_("Area")),
        Column("actual", N_("Reached"), _against_target, "number"),
    )
    with_target = [row for row in asked.rows if figures.has_target(row)]
    compared_with = (
        view.words.text("Where a place has a target of its own, the figure stands beside it.")
        if with_target
        else view.words.text("No target was set for this municipality itself, so nothing is held against one here.")
    )
    said = view.words.plural(
        "{n} indicator has figures for this municipality or for neighbourhoods in it, up to {day}. Nothing is "
        "added up over neighbourhoods: what was not reported for the whole is not known for the whole.",
        "{n} indicators have figures for this municipality or for neighbourhoods in it, up to {day}. Nothing is "
        "added up over neighbourhoods: what was not reported for the whole is not known for the whole.",
        len({row["indicator_id"] for row in asked.rows}),
        day=view.words.day(view.as_of),
    )
    leads_to = ("indicator", {"programme": "partnership_id", "indicator": "indicator_id"})
    return Answer.of(
        asked, columns, view.words.text("What was done here"), sentences=[said, compared_with], leads_to=leads_to
    )


@kept
def by_area(results: Answer, area: str) -> Answer:
    """The same results with a row per indicator and a column per area, the municipality itself first."""
    areas = {row["area_id"]: row["area"] for row in sorted(results.rows, key=lambda row: row["area_id"] != area)}
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for row in results.rows:
        found.setdefault((row["partnership_id"], row["indicator_id"]), {})[row["area_id"]] = row
    rows = [{**next(iter(of_areas.values())), "by_area": of_areas} for of_areas in found.values()]
    indicator, partnership, *_ = results.columns
    several = len({row["partnership_id"] for row in rows}) > 1
    columns = (
        indicator,
        *((partnership,) if several else ()),
        *(Column(one, name, _reached_in(one), "number") for one, name in areas.items()),
    )
    return replace(results, columns=columns, rows=rows)


@kept
def support(view: View, area: str = "") -> Answer:
    """How often support was asked for from here, by kind."""
    columns = (
        code("kind", N_("Kind"), "support_kind"),
        text("partnership", N_("Partnership")),
        number("requests", N_("Requests")),
        day("last_period_end", N_("Last period")),
    )
    words = view.words
    asked = view.ask("pages/municipality/support", area=_chosen(view, area))
    said: list[str] = []
    if asked.rows and (first := asked.rows[0])["per_10000"] is not None:
        said.append(
            words.text(
                "{n} requests per 10 000 inhabitants up to {day}.",
                n=words.number(first["per_10000"]),
                day=words.day(view.as_of),
            )
        )
        if first["others"]:
            said.append(
                words.text(
                    "Half of the {n} other municipalities from which requests came exceed {median}.",
                    n=words.number(first["others"]),
                    median=words.number(first["median_of_others"]),
                )
            )
    return Answer.of(asked, columns, words.text("Requests for support"), sentences=said)


@kept
def monitor(view: View, area: str = "") -> Answer:
    """The latest value of every indicator of the monitor, beside the other municipalities where these have it."""
    words = view.words
    asked = view.ask("pages/municipality/monitor", area=_chosen(view, area))
    columns = (
        text("name", N_("Indicator")),
        code("theme", N_("Theme"), "theme"),
        Column("value", N_("Value"), _value, "number"),
        Column("median_of_others", N_("Half of the others exceed"), _median, "number"),
        number("others", N_("Others")),
        day("period_end", N_("Period up to")),
        stored("source", N_("Source")),
    )
    said = words.plural(
        "The latest value of {n} indicator of the monitor, whatever a partnership did.",
        "The latest value of {n} indicators of the monitor, whatever a partnership did.",
        len(asked.rows),
    )
    return Answer.of(
        asked,
        columns,
        words.text("The monitor for this municipality"),
        sentences=[said],
        leads_to=("monitor-indicator", {"indicator": "indicator_id"}),
    )


@kept
def compared(view: View, area: str = "") -> Answer:
    """The indicators of the monitor that other municipalities have too, beside those; no rows when there are none."""
    words = view.words
    whole = monitor(view, area)
    rows = [row for row in whole.rows if row["others"]]
    beside = [f"{row['name']} {_value(words, row)} ({_median(words, row)})" for row in rows]
    said = (
        Strong(
            words.text(
                "Beside the other municipalities, in brackets what half of them exceed: {indicators}.",
                indicators="; ".join(beside),
            )
        )
        if rows
        else words.text("What is known of it is not known of other municipalities: there is nothing to compare.")
    )
    return replace(
        whole,
        title=words.text("Beside the other municipalities"),
        rows=rows,
        sentences=[said],
        mark=_dots(words, rows) if rows else None,
    )


@kept
def rows(view: View, area: str = "") -> Answer:
    """The stored rows behind the page: what the municipality is, who serves it, support and monitor."""
    asked = view.ask("pages/municipality/sources", area=_chosen(view, area))
    columns = (
        Column("table_name", N_("Table"), table_of),
        text("name", N_("What")),
        text("area", N_("Area")),
        day("day", N_("Day")),
        Column("value", N_("Value"), figures.stated, "number"),
        *PROVENANCE,
    )
    return Answer.of(asked, columns, view.words.text("The stored rows behind this page"))


@kept
def sources(view: View, area: str) -> str:
    """The documents behind the facts and the monitor, in a sentence; empty when none is known."""
    rows = (*about(view, area).rows, *monitor(view, area).rows)
    found = sorted({quoted(view.words, row["source"]) for row in rows if row["source"]})
    return view.words.text("Sources: {sources}.", sources="; ".join(found)) if found else ""


def _served(view: View, area: str) -> Asked:
    return view.ask("pages/municipality/served_by", area=_chosen(view, area))


def _chosen(view: View, area: str) -> str:
    """The municipality that was chosen, else the usual one. Raises UnknownChoice for one that is not here."""
    known = [row["area_id"] for row in view.ask("pages/municipality/choices").rows]
    return choices.one_of("area", area or None, known, default(view))


def _sentences(view: View, facts: Row) -> list[str]:
    words = view.words
    _, _n = words.text, words.plural
    served = _served(view, facts["area_id"]).rows
    shown = {"day": words.day(view.as_of), "municipality": facts["name"]}
    if now := [row["name"] for row in served if row["is_now"]]:
        who = _("On {day} {municipality} is served by {partnerships}.", partnerships=words.listing(now), **shown)
    elif served:
        who = _("On {day} no partnership serves {municipality}.", **shown)
    else:
        who = _("{municipality} is in no partnership.", municipality=facts["name"])
    said: list[str] = [Strong(who)]
    if facts["successor"]:
        said.append(
            _(
                "It was replaced by {successor} on {day}.",
                successor=facts["successor"],
                day=words.day(facts["replaced_from"]),
            )
        )
    if facts["merged_from"]:
        said.append(
            _(
                "It replaces {municipalities} since {day}.",
                day=words.day(facts["valid_from"]),
                municipalities=words.listing(facts["merged_from"]),
            )
        )
    if facts["outer_name"]:
        said.append(_("It lies in {area}.", area=facts["outer_name"]))
    if facts["population"] is not None:
        said.append(_n("{n} inhabitant.", "{n} inhabitants.", facts["population"]))
    return said


def _dated(words: Words, row: Row) -> str:
    """The name, and from or until when the municipality existed when that is limited."""
    if row["valid_to"]:
        return words.text("{name} (until {day})", name=row["name"], day=words.short_day(row["valid_to"]))
    if row["valid_from"]:
        return words.text("{name} (from {day})", name=row["name"], day=words.short_day(row["valid_from"]))
    return str(row["name"])


def _where(words: Words, row: Row) -> str:
    return words.text("the whole municipality") if row["whole"] else "; ".join(row["parts"])


def _period(words: Words, row: Row) -> str:
    return f"{words.short_day(row['valid_from'])} – {words.short_day(row['valid_to'])}"


def _with_unit(words: Words, row: Row) -> str:
    unit = figures.unit(words, row["unit"])
    return f"{row['name']} ({unit})" if unit else str(row["name"])


def _reached_in(area: str) -> Callable[[Words, Row], str]:
    def write(words: Words, row: Row) -> str:
        there = row["by_area"].get(area)
        return _against_target(words, there) if there else MISSING

    return write


def _against_target(words: Words, row: Row) -> str:
    """The value, with the target of this place where there is one: ``107 of 220 people, 49 %``."""
    return "".join(figures.against_target(words, row)) if figures.has_target(row) else figures.actual(words, row)


def _median(words: Words, row: Row) -> str:
    return comparisons.amount(words, row["median_of_others"], row["unit"])


def _dots(words: Words, rows: Sequence[Row]) -> Dots:
    """Each value among those of the other municipalities, whose median is in the middle."""
    return Dots(
        [
            Dot(
                row["name"],
                _value(words, row),
                row["value"],
                " " + words.text("beside {value}", value=_median(words, row)),
                middle=row["median_of_others"],
                hover=_value(words, row),
                others=[
                    (f"{one['area']}: {comparisons.amount(words, one['value'], row['unit'])}", one["value"])
                    for one in row["all_others"]
                ],
                is_hollow=False,
                tone="unplanned",
                key=row["indicator_id"],
            )
            for row in rows
        ],
        words.text("half of the others have more"),
    )


def _value(words: Words, row: Row) -> str:
    if row["value"] is None:
        return contract.code_labels("missing", words.language).get(row["missing"], MISSING)
    return f"{words.number(row['value'])} {figures.unit(words, row['unit'])}".rstrip()
