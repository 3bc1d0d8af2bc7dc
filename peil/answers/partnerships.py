"""The region: who takes part, which rules are kept and broken, and how do its partnerships compare?"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from peil import contract
from peil.answers import (
    PROVENANCE,
    Answer,
    Asked,
    Column,
    Row,
    Strong,
    amounts,
    choices,
    code,
    day,
    figures,
    kept,
    number,
    programme,
    quoted,
    states,
    stored,
    text,
)
from peil.answers.marks import Bars, Group, Outline, Outlines
from peil.answers.view import View
from peil.texts import MISSING, N_, Words, spaced

# The rules that a partnership keeps or breaks; ``<rule>_kept`` of a row says which, None when that is not known.
RULES = {
    "size": N_("Number of partners"),
    "employment_service": N_("Employment service"),
    "local_authority": N_("Local authority"),
    "cofinancing": N_("Co-financing"),
}
STAGES = {
    "partnerships": N_("Partnerships"),
    "applied": N_("Applied"),
    "approved": N_("Approved"),
    "started": N_("Started"),
}
# More bars than this make a wall; the table has them all.
_MOST_BARS = 10
# Whether a municipality is served: in words, and as the colour and the sign of the map.
SERVED = {
    "started": (N_("in a partnership that has started"), "ahead", ""),
    "waiting": (N_("in a partnership that has not started"), "behind", "○"),
    "none": (N_("in no partnership"), "", "✕"),
}
NOT_COMPARABLE = {
    "units_differ": N_("partnerships count in different units"),
    "measures_differ": N_("partnerships measure in different ways"),
    "told": N_("it is told, not counted"),
    "only_one": N_("only one partnership reports it"),
}

_COVERAGE = (
    Column("stage", N_("Figure"), lambda words, row: words.text(STAGES.get(row["stage"], N_("Take part")))),
    number("stated", N_("Stated")),
    number("stated_out_of", N_("Stated out of")),
    Column("stated_on", N_("Stated on"), lambda words, row: _stated_on(words, row), "day"),
    number("listed", N_("Listed")),
    number("listed_out_of", N_("Listed out of")),
    stored("source", N_("Source")),
)


@kept
def region(view: View) -> Row:
    """The programme that the chosen partnership belongs to; ``is_region`` says whether it has several partnerships."""
    [found] = view.ask("pages/partnerships/region").rows
    return found


@kept
def of_region(view: View) -> View:
    """The view of the whole region, when there is one: what the page says of itself."""
    whole = region(view)
    if not whole["is_region"]:
        return view
    return replace(view, partnership=whole["region_id"], name=whole["name"], programme=whole["programme"] or "")


@kept
def coverage(view: View) -> Answer:
    """How many take part: as the programme states, and as the list of partnerships says."""
    _ = view.words.text
    asked = _asked(view, "pages/partnerships/coverage")
    named = sorted({quoted(view.words, row["source"]) for row in asked.rows if row["source"]})
    known = [*_listed_beside_stated(view, asked.rows), *_not_listed(view, asked.rows)]
    if named:
        known.append(_("Sources: {sources}.", sources="; ".join(named)))
    notes = [" ".join(known)] if known else []
    return Answer.of(asked, _COVERAGE, _("Coverage"), sentences=_headline(view, asked.rows), notes=notes)


@kept
def breaking(view: View, rule: str = "broken", tolerance: str = amounts.USUAL_TOLERANCE) -> Answer:
    """The partnerships that break a rule, or this one (its id), and by how much; the worst first."""
    words = view.words
    whole = rules(view, rule if rule in RULES else "broken", tolerance)
    columns = (
        text("name", N_("Partnership")),
        Column(
            "rules_broken",
            N_("What it breaks, and by how much"),
            lambda words, row: "; ".join(_breach(words, row, one) for one in broken(row)),
        ),
    )
    return replace(whole, columns=columns, notes=_limits_and_unknown(words, whole.asked.rows))


@kept
def rules(view: View, rule: str = "all", tolerance: str = amounts.USUAL_TOLERANCE) -> Answer:
    """Every partnership against every rule, the worst first: ``all``, those that break one (``broken``), or this one
    (its id).
    """
    words = view.words
    rule = choices.one_of("rule", rule, ["all", "broken", *RULES], "all")
    asked = _asked(view, "pages/partnerships/rules", tolerance=amounts.within(tolerance))
    rows = list(asked.rows)
    if rule != "all":
        rows = [row for row in rows if (broken(row) if rule == "broken" else rule in broken(row))]
    columns = (
        text("name", N_("Partnership")),
        text("outer_name", N_("Lies in")),
        code("stage", N_("Stage"), "stage"),
        *(Column(f"{one}_kept", title, _kept(one)) for one, title in RULES.items()),
    )
    notes = [words.text("✓ kept · ✕ broken · ? not known. Choose a name to see the partnership.")] if rows else []
    return Answer(
        asked,
        columns,
        words.text("Rules kept and broken"),
        rows,
        sentences=_how_many_break(words, asked.rows),
        notes=[*notes, *_limits_and_unknown(words, asked.rows)],
        leads_to=("partnership", {"programme": "partnership_id"}),
    )


@kept
def stated(view: View) -> Answer:
    """What a programme says that does not list its partnerships: no rule can be held against it."""
    _ = view.words.text
    asked = _asked(view, "pages/partnerships/sources")
    columns = (
        text("name", N_("As stated by the programme")),
        Column("amount", N_("Figure"), _stated_figure, "number"),
        stored("source", N_("Source")),
    )
    said = [
        Strong(_("Which partnerships break a rule cannot be said: the list of partnerships has not been published.")),
        _(
            "The rules are 2 to 12 partners, the employment service and a local authority in, and a minimum of "
            "co-financing. This is what is known of them together:"
        ),
    ]
    # How many take part is told with the coverage.
    rows = [
        row
        for row in asked.rows
        if row["table_name"] == "coverage_statistics" and row["counted"] not in ("municipalities", *STAGES)
    ]
    return Answer(asked, columns, _("Rules kept and broken"), rows, sentences=said)


@kept
def municipalities(view: View) -> Answer:
    """Every municipality of the region and who serves it; no rows when that is not known."""
    words = view.words
    asked = _asked(view, "pages/partnerships/municipalities")
    columns = (
        text("name", N_("Municipality")),
        text("outer_name", N_("Lies in")),
        text("partnership", N_("Partnership")),
        code("stage", N_("Stage"), "stage"),
    )
    without = words.plural(
        "On {day} {n} of {total} municipalities was in no partnership.",
        "On {day} {n} of {total} municipalities were in no partnership.",
        sum(row["served"] == "none" for row in asked.rows),
        total=words.number(len(asked.rows)),
        day=words.day(view.as_of),
    )
    return Answer(
        asked,
        columns,
        words.text("Municipality by municipality"),
        _without_borders(asked.rows),
        sentences=[without],
        mark=_map(words, asked.rows),
        leads_to=("municipality", {"area": "area_id"}),
    )


@kept
def not_served(view: View) -> Answer:
    """The municipalities that are in no partnership, named by where they lie."""
    columns = (
        text("name", N_("Municipality")),
        text("outer_name", N_("Lies in")),
        number("population", N_("Inhabitants")),
    )
    asked = _asked(view, "pages/partnerships/municipalities")
    rows = _without_borders([row for row in asked.rows if row["served"] == "none"])
    said = [
        spaced(f"{outer or MISSING}: {view.words.listing([row['name'] for row in inside])}.", view.language)
        for outer, inside in groupby(rows, key=lambda row: row["outer_name"])
    ]
    title = view.words.text("In no partnership")
    return Answer(asked, columns, title, rows, sentences=said, leads_to=("municipality", {"area": "area_id"}))


@kept
def comparable(view: View) -> Answer:
    """The indicators of the partnerships, and the reason when they cannot be compared on one."""
    words = view.words
    asked = _asked(view, "pages/partnerships/comparable")
    columns = (
        text("name", N_("Indicator")),
        number("partnerships", N_("Partnerships")),
        Column("reason", N_("Not comparable"), lambda words, row: words.text(NOT_COMPARABLE.get(row["reason"], ""))),
    )
    sentences = []
    if all(row["reason"] for row in asked.rows):
        sentences.append(
            words.text(
                "No two partnerships have reported on the same indicator yet, so there is nothing that can be compared."
            )
        )
    notes = [
        words.text(
            "Not comparable, because {reason}: {indicators}.",
            reason=words.text(NOT_COMPARABLE[reason]),
            indicators="; ".join(row["name"] for row in rows),
        )
        for reason, rows in groupby((row for row in asked.rows if row["reason"]), key=lambda row: row["reason"])
    ]
    return Answer.of(asked, columns, words.text("Compare partnerships"), sentences=sentences, notes=notes)


@kept
def comparison(view: View, compare: str = "") -> Answer:
    """Each partnership against its own target on one indicator that can be compared, furthest behind first."""
    words = view.words
    everything = comparable(view)
    known = {row["comparison_id"]: row for row in everything.rows if not row["reason"]}
    if not known and not compare:
        return everything.narrowed(())
    chosen = known[choices.one_of("compare", compare or None, list(known), next(iter(known), ""))]
    asked = _asked(view, "pages/partnerships/compare", indicators=chosen["indicator_ids"])
    counts = Counter(row["state"] for row in asked.rows)
    columns = (
        text("name", N_("Partnership")),
        *figures.AGAINST_TARGET,
        day("last_period_end", N_("Last period")),
    )
    sentences = [
        Strong(
            words.text(
                "{indicator}: {n} of {total} partnerships that can be judged by {day} are behind what was planned.",
                indicator=chosen["name"],
                n=words.number(sum(counts[state] for state in states.LAGGING)),
                total=words.number(sum(counts[state] for state in states.JUDGED)),
                day=words.day(view.as_of),
            )
        ),
        *states.not_judged(words, asked.rows),
        words.text(
            "Each is held against its own target, the one that is furthest behind first; their areas and budgets "
            "differ, so this says where help is needed, not who works best."
        ),
    ]
    return Answer.of(
        asked,
        columns,
        chosen["name"],
        sentences=sentences,
        mark=figures.shares(words, asked.rows),
        leads_to=("indicator", {"programme": "partnership_id", "indicator": "indicator_id"}),
    )


@kept
def furthest_behind(comparison: Answer, parts: int) -> list[Answer]:
    """The first of a comparison in parts, to stand beside each other; all pictures have one scale."""
    whole = comparison.mark
    if not isinstance(whole, Bars) or not comparison.rows:
        return []
    size = -(-min(len(comparison.rows), _MOST_BARS) // parts)
    return [
        comparison.narrowed(
            comparison.rows[start : start + size], replace(whole, bars=whole.bars[start : start + size])
        )
        for start in range(0, size * parts, size)
    ]


@kept
def programmes(view: View) -> Answer:
    """Programmes of different times and funds beside each other; nothing is added up."""
    _ = view.words.text
    asked = view.ask("pages/partnerships/programmes")
    columns = (
        text("name", N_("Name")),
        Column("programme_name", N_("Programme"), programme),
        Column("start_date", N_("Period"), _years),
        Column("budget", N_("Budget"), money_or_band, "money"),
        number("partnerships", N_("Partnerships")),
        Column("partners", N_("Partners"), _partners, "number"),
        Column("target_groups", N_("For whom"), _few),
        code("data_status", N_("Figures"), "data_status"),
    )
    said = _(
        "The programmes beside each other, oldest first. Nothing is added up: periods, funds and ways of counting "
        "differ, and a budget that is only known as a band stays a band."
    )
    # What was made up stands beside real programmes only where everything on the page is marked.
    rows = [row for row in asked.rows if view.is_demonstration or row["data_status"] != "demonstration"]
    return Answer(
        asked,
        columns,
        _("Across programmes"),
        rows,
        sentences=[said],
        leads_to=("partnership", {"programme": "partnership_id"}),
    )


@kept
def rows(view: View) -> Answer:
    """The stored rows that say who takes part, which partnerships there are and what they must pay."""
    columns = (text("name", N_("Figure")), Column("amount", N_("Value"), _amount_or_stage), *PROVENANCE)
    return Answer.of(
        _asked(view, "pages/partnerships/sources"), columns, view.words.text("The stored rows behind these figures")
    )


def broken(row: Row) -> list[str]:
    """The rules that a partnership breaks; one that cannot be judged is not broken."""
    return [rule for rule in RULES if row[f"{rule}_kept"] is False]


def money_or_band(words: Words, row: Row) -> str:
    """The budget of a partnership: an amount, a band when only that is known, or a dash. Never the middle of a band."""
    if row["budget"] is None and row["budget_min"] is not None and row["budget_max"] is not None:
        return words.text("{low} to {high}", low=words.money(row["budget_min"]), high=words.money(row["budget_max"]))
    return amounts.approximately(words, words.money(row["budget"]), row["budget_is_approximate"])


def per_cent(words: Words, value: float | None) -> str:
    """A percentage with at most one decimal: ``29.6 %``; or a dash. As a share of one, some would round otherwise."""
    return MISSING if value is None else spaced(f"{words.number(value)} %", words.language)


def _asked(view: View, query: str, **more: Any) -> Asked:
    """A question about the region of the view."""
    return view.ask(query, region=region(view)["region_id"], **more)


def _without_borders(rows: Sequence[Row]) -> list[Row]:
    """What people take home is a table, not a map."""
    return [{name: value for name, value in row.items() if name != "geometry"} for row in rows]


def _map(words: Words, rows: Sequence[Row]) -> Outlines | None:
    """The municipalities with a known border, by who serves them; the legend counts all."""
    counts = Counter(row["served"] for row in rows)
    groups = [
        Group(served, f"{words.text(name)} ({words.number(counts[served])})", tone, sign)
        for served, (name, tone, sign) in SERVED.items()
    ]
    outlines = [
        Outline(
            f"{row['name']}: {row['partnership'] or words.text(SERVED['none'][0])}",
            row["served"],
            row["geometry"],
            key=row["area_id"],
        )
        for row in rows
        if row["geometry"]
    ]
    return Outlines(outlines, groups) if outlines else None


def _headline(view: View, coverage: Sequence[Row]) -> list[str]:
    words = view.words
    _ = words.text
    said: list[str] = []
    of = {row["stage"]: row for row in coverage}
    if row := of.get("municipalities"):
        shown = {
            "n": words.number(row["counted"]),
            "total": words.number(row["counted_out_of"]),
            "share": words.percent(row["share"]),
            "rest": words.number(row["counted_out_of"] - row["counted"]),
        }
        said.append(
            Strong(
                _(
                    "{n} of {total} municipalities took part {when} ({share}); {rest} did not.",
                    when=_when(words, row),
                    **shown,
                )
                if row["stated_on"]
                else _("{n} of {total} municipalities take part ({share}); {rest} do not.", **shown)
            )
        )
    if set(STAGES) <= set(of):
        everyone, applied, approved, started = (of[stage]["counted"] for stage in STAGES)
        shown = {
            "total": words.number(everyone),
            "applied": words.number(applied),
            "approved": words.number(approved),
            "started": words.number(started),
            "rest": words.number(everyone - applied),
        }
        said.append(
            _(
                "Of {total} partnerships {applied} had applied {when}, {approved} had been approved and {started} had "
                "started; {rest} had not applied.",
                when=_when(words, of["partnerships"]),
                **shown,
            )
            if of["partnerships"]["stated_on"]
            else _(
                "Of {total} partnerships {applied} applied, {approved} were approved and {started} have started; "
                "{rest} did not apply.",
                **shown,
            )
        )
    return said


def _when(words: Words, row: Row) -> str:
    """When a count was stated: ``on 30 June 2025``, or ``about 2023 (the page is undated)``."""
    if row["stated_precision"] in ("year_assumed", "undated"):
        return words.text("about {year} (the source is undated)", year=row["stated_on"].year)
    return words.text("on {day}", day=words.day(row["stated_on"]))


def _stated_on(words: Words, row: Row) -> str:
    if row["stated_on"] and row["stated_precision"] in ("year_assumed", "undated"):
        return words.text("about {year} (the source is undated)", year=row["stated_on"].year)
    return words.short_day(row["stated_on"])


def _listed_beside_stated(view: View, rows: Sequence[Row]) -> list[str]:
    """In words: where the list of partnerships says something else than the programme states, and when that was."""
    words = view.words
    _ = words.text
    return [
        _(
            "{name}: {stated} as stated{when}; by the list of partnerships {listed} of {total} on {day}.",
            name=row["name"],
            stated=_out_of(words, row["stated"], row["stated_out_of"]),
            when=f" ({words.short_day(row['stated_on'])})" if row["stated_on"] else "",
            listed=words.number(row["listed"]),
            total=words.number(row["listed"] if row["listed_out_of"] is None else row["listed_out_of"]),
            day=words.short_day(view.as_of),
        )
        for row in rows
        if row["differs"]
    ]


def _not_listed(view: View, rows: Sequence[Row]) -> list[str]:
    """What is counted and not listed, so that nobody can say which ones are meant."""
    words = view.words
    _ = words.text
    counts = {row["stage"]: row["counted"] for row in rows}
    said: list[str] = []
    if "municipalities" in counts and not _asked(view, "pages/partnerships/municipalities").rows:
        said.append(
            _("The municipalities are counted, not listed: which ones do not take part has not been published.")
        )
    if counts and not region(view)["listed"]:
        said.append(
            _(
                "The partnerships are counted, not listed: which {n} did not apply has not been published.",
                n=words.number(counts["partnerships"] - counts["applied"]),
            )
            if {"partnerships", "applied"} <= set(counts)
            else _("The partnerships are counted, not listed.")
        )
    return said


def _how_many_break(words: Words, rows: Sequence[Row]) -> list[str]:
    """How many partnerships break a rule, and how many each rule, with the amount that lacks altogether."""
    if not rows:
        return []
    by_rule = Counter(rule for row in rows for rule in broken(row))
    said: list[str] = [
        Strong(
            words.plural(
                "{n} of {total} partnerships breaks a rule.",
                "{n} of {total} partnerships break a rule.",
                sum(bool(broken(row)) for row in rows),
                total=words.number(len(rows)),
            )
        )
    ]
    if by_rule:
        counted = [
            f"{words.text(name)}: {words.number(by_rule[rule])}" for rule, name in RULES.items() if by_rule[rule]
        ]
        said.append(spaced("; ".join(counted) + ".", words.language))
    if by_rule["cofinancing"]:
        short = amounts.total([row for row in rows if "cofinancing" in broken(row)], "short_by")
        said.append(words.text("Together {amount} of co-financing is short.", amount=words.money(short)))
    return said


def _limits_and_unknown(words: Words, rows: Sequence[Row]) -> list[str]:
    """The rules themselves, and the partnerships of which one cannot be judged, by name; no words without a list."""
    _ = words.text
    said: list[str] = []
    if limits := next((row for row in rows if row["fewest"] is not None), None):
        said.append(
            _(
                "Every partnership has {fewest} to {most} partners, with the employment service and a local authority "
                "among them.",
                fewest=words.number(limits["fewest"]),
                most=words.number(limits["most"]),
            )
        )
    minimums = sorted({row["minimum"] for row in rows if row["minimum"] is not None}, reverse=True)
    if minimums:
        said.append(
            _(
                "Local authorities and the employment service together pay at least {minimum} of its cost.",
                minimum=per_cent(words, minimums[0]),
            )
        )
    if len(minimums) > 1:
        said.append(_("In the exception province at least {minimum}.", minimum=per_cent(words, minimums[-1])))
    if unknown := [row["name"] for row in rows if any(row[f"{rule}_kept"] is None for rule in RULES)]:
        said.append(
            words.plural(
                "Of {n} not every rule can be judged, because it is not formed yet or an amount is not stated: "
                "{names}.",
                "Of {n} not every rule can be judged, because they are not formed yet or an amount is not stated: "
                "{names}.",
                len(unknown),
                names=words.listing(unknown),
            )
        )
    return [" ".join(said)] if said else []


def _limit(words: Words, row: Row, rule: str) -> str:
    """The limit that a partnership breaks: of its number of partners, or of its co-financing."""
    if rule == "cofinancing":
        return words.text("at least {n}", n=per_cent(words, row["minimum"]))
    if row["size_reason"] == "too_many_partners":
        return words.text("at most {n}", n=words.number(row["most"]))
    return words.text("at least {n}", n=words.number(row["fewest"]))


def _breach(words: Words, row: Row, rule: str) -> str:
    """A rule that a partnership breaks, in running text: by how much, the figure and the limit."""
    match rule:
        case "employment_service":
            return words.text("the employment service is not in")
        case "local_authority":
            return words.text("no local authority is in")
        case "size" if row["size_reason"] == "too_many_partners":
            by = words.plural("{n} partner too many", "{n} partners too many", row["partners_off"])
            figure = words.number(row["partners"])
        case "size":
            by = words.plural("{n} partner too few", "{n} partners too few", row["partners_off"])
            figure = words.number(row["partners"])
        case _:
            by = words.text("{amount} of co-financing short", amount=words.money(row["short_by"]))
            figure = per_cent(words, row["share"])
    return f"{by} ({figure}, {_limit(words, row, rule)})"


def _kept(rule: str) -> Callable[[Words, Row], str]:
    """Writes whether a rule is kept, broken or not known, with the figure and, when it is broken, the limit."""

    def write(words: Words, row: Row) -> str:
        _ = words.text
        kept = row[f"{rule}_kept"]
        if kept is None:
            return f"? {_('not known')}"
        if rule == "employment_service":
            return f"✓ {_('is in')}" if kept else f"✕ {_('not in')}"
        if rule == "local_authority":
            return f"✓ {words.number(row['local_authorities'])}" if kept else f"✕ {_('not in')}"
        figure = words.number(row["partners"]) if rule == "size" else per_cent(words, row["share"])
        said = f"✓ {figure}" if kept else f"✕ {figure}, {_limit(words, row, rule)}"
        if rule == "cofinancing" and not kept:
            said += " " + _("({amount} short)", amount=words.money(row["short_by"]))
        elif rule == "cofinancing" and row["is_exception"]:
            said += " " + _("(here at least {minimum})", minimum=per_cent(words, row["minimum"]))
        return said

    return write


def _out_of(words: Words, value: float, whole: float | None) -> str:
    """A number, and of how many when that is stated: ``279 of 300``."""
    return words.number(value) + ("" if whole is None else " " + words.text("of {total}", total=words.number(whole)))


def _stated_figure(words: Words, row: Row) -> str:
    return per_cent(words, row["amount"]) if row["unit"] == "percent" else _out_of(words, row["amount"], row["out_of"])


def _amount_or_stage(words: Words, row: Row) -> str:
    if row["amount"] is not None:
        return words.number(row["amount"])
    return contract.code_labels("stage", words.language).get(row["stage"], MISSING)


def _years(words: Words, row: Row) -> str:
    """The period of a programme in years; the sources seldom say more."""
    if row["start_date"] is None:
        selected = row["selected_on"]
        return words.text("selected in {year}", year=selected.year) if selected else MISSING
    start, end = row["start_date"].year, row["end_date"]
    return f"{start}–{end.year}" if end else words.text("from {year}", year=start)


def _partners(words: Words, row: Row) -> str:
    if row["fewest_partners"] is None and row["partners_at_least"] is not None:
        return words.text(
            "{n} of at least {least} named",
            n=words.number(row["partners"] or 0),
            least=words.number(row["partners_at_least"]),
        )
    if row["fewest_partners"] is None:
        return words.number(row["partners"])
    fewest, most = words.number(row["fewest_partners"]), words.number(row["most_partners"])
    return words.text("{fewest} to {most} in each", fewest=fewest, most=most)


def _few(words: Words, row: Row) -> str:
    """The first target groups, and how many more there are; or a dash."""
    if not row["target_groups"]:
        return MISSING
    more = row["further_groups"]
    listed = "; ".join(row["target_groups"][: len(row["target_groups"]) - more])
    return listed + (" " + words.plural("and {n} more", "and {n} more", more) if more else "")
