"""One partnership: who is in it, what it planned, how far its steps are, and what is still to be improved."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

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
    finance,
    kept,
    meetings,
    money,
    names,
    number,
    only_known,
    programme,
    quality,
    quoted,
    results,
    sheet_of_file,
    stored,
    table_of,
    text,
)
from peil.answers.partnerships import money_or_band, per_cent
from peil.answers.view import View
from peil.texts import MISSING, N_, Words

# Icon and word, as everywhere: colour is never the only sign.
STEP_STATES = {
    "done": ("✓", N_("Done")),
    "running": ("●", N_("Under way")),
    "planned": ("○", N_("Planned")),
    "late": ("▼", N_("Late")),
    "passed": ("?", N_("Its day has passed; not known whether it was done")),
    "cancelled": ("✕", N_("Stopped")),
    "recurring": ("↻", N_("Recurring")),
    None: ("?", N_("state not stated")),
}
PLAN_ICONS = {
    "done": "✓",
    "published": "✓",
    "tested": "✓",
    "running": "●",
    "piloted": "●",
    "in_preparation": "○",
    "planned": "○",
    "stopped": "✕",
}
# What the card says first.
_IN_SHORT = ("lead", "stage", "start_date", "budget", "granted")
_KINDS_OF_SELECTION = {
    "application": N_("Application"),
    "decision": N_("Decision"),
    "criterion": N_("Criterion"),
    "outcome": N_("Possible outcome"),
    "recommendation": N_("Recommendation"),
}


# A report of the partnership as a whole, in an address.
_ALL = "all"


@kept
def at_a_glance(view: View) -> Answer:
    """Its results, its money and its rules: what the pages of these say of it first, a row each with the page."""
    _ = view.words.text
    rows = [
        {
            "about": _("Results"),
            "said": _first_said(results.board(view)) or _("No result is known."),
            "page": "results",
        },
        {"about": _("Money"), "said": _first_said(finance.summary(view)), "page": "finance"},
        {"about": _("Rules"), "said": _rules_said(view), "page": "quality"},
    ]
    columns = (text("about", N_("Page")), text("said", N_("What stands out")))
    return Answer.of(Asked("", {}, rows), columns, _("At a glance"))


@kept
def in_short(view: View) -> Answer:
    """The card with the facts that are asked for most."""
    whole = card(view)
    return replace(whole, columns=[column for column in whole.columns if column.name in _IN_SHORT], notes=())


@kept
def card(view: View) -> Answer:
    """The identity card: one row, with a column for each fact that is known; the notes name the others."""
    _ = view.words.text
    asked = view.ask("pages/partnership/card")
    columns = (
        text("aliases", N_("Also written as")),
        text("parent", N_("Part of")),
        Column("programme_name", N_("Programme"), programme),
        stored("fund", N_("Fund")),
        stored("theme", N_("Theme")),
        text("lead", N_("Lead partner")),
        stored("legal_form", N_("Legal form")),
        code("stage", N_("Stage"), "stage"),
        Column("start_date", N_("Period"), period),
        Column("duration_months_stated", N_("Duration as stated"), _months("duration_months_stated")),
        Column("budget", N_("Budget"), money_or_band, "money"),
        money("granted", N_("Grant")),
        _per_cent("grant_rate_percent", N_("Grant rate")),
        _per_cent("transnational_share_percent", N_("Share for transnational work")),
        Column("reporting_interval_months", N_("Reports every"), _months("reporting_interval_months")),
    )
    known = only_known(view.words, columns, asked.rows)
    # Not every partnership has another name or is part of something.
    unknown = [_(column.title).lower() for column in columns[2:] if column not in known]
    notes = [_("Not stated: {facts}.", facts=", ".join(unknown))] if unknown else []
    [row] = asked.rows
    if row["note"]:
        notes.append(quoted(view.words, row["note"]))
    return Answer.of(asked, known, _("Identity card"), sentences=_sentences(view, row), notes=notes)


@kept
def card_behind(view: View) -> str:
    """Where the identity card comes from, to the row of the file that was handed in."""
    words = view.words
    [row] = view.ask("pages/partnership/card").rows
    return words.text(
        "The identity card: {source}, {section}; file {file}, row {row} of submission {submission}.",
        source=quoted(words, row["source"]),
        section=quoted(words, row["source_section"]),
        file=sheet_of_file(words, row),
        row=row["source_row"],
        submission=row["submission_id"],
    )


@kept
def members(view: View) -> Answer:
    """Every organisation that takes part, as a partner or around the partnership."""
    asked = _members(view)
    columns = (
        text("name", N_("Organisation")),
        code("role", N_("Role"), "role"),
        code("type", N_("Type"), "organisation_type"),
        stored("legal_form", N_("Legal form")),
        stored("size", N_("Size")),
        text("nuts_code", N_("NUTS region")),
        names("responsibilities", N_("Responsibility")),
        names("activities", N_("Activities")),
        day("date_joined", N_("Joined")),
        day("date_left", N_("Left on")),
        code("stated_in", N_("Stated in"), "stated_in"),
    )
    return Answer.of(asked, columns, view.words.text("Partners"))


@kept
def partners(view: View) -> Answer:
    """The partners, the lead first; also those that have left or have not joined yet."""
    everybody = members(view)
    rows = [row for row in everybody.rows if row["counts_as_partner"]]
    return Answer(everybody.asked, only_known(view.words, everybody.columns, rows), everybody.title, rows)


@kept
def around(view: View) -> Answer:
    """Who pays, supports, watches or carries on, and is no partner."""
    everybody = members(view)
    rows = [row for row in everybody.rows if not row["counts_as_partner"]]
    return Answer(
        everybody.asked,
        only_known(view.words, everybody.columns, rows),
        view.words.text("Around the partnership"),
        rows,
        sentences=[view.words.text("They pay, support, watch or carry on; they do not count as partners.")],
    )


@kept
def steps(view: View) -> Answer:
    """The steps, phases and moments, and how far each is."""
    words = view.words
    _, _n = words.text, words.plural
    asked = view.ask("pages/partnership/steps")
    columns = (
        text("name", N_("Step")),
        Column("kind", N_("Kind"), kind_of_step),
        Column("state", N_("State"), state_of_step),
        Column("start_date", N_("When"), period),
        text("contents", N_("What it is about")),
    )
    found = asked.rows
    done = sum(row["state"] == "done" for row in found)
    sentences = [_n("{n} of {total} is done.", "{n} of {total} are done.", done, total=words.number(len(found)))]
    if not_stated := sum(row["state"] is None for row in found):
        sentences.append(_n("Of {n} the state was not stated.", "Of {n} the state was not stated.", not_stated))
    if late := [row["name"] for row in found if row["state"] == "late"]:
        sentences.append(_("Late: {names}.", names=words.listing(late)))
    if any(row["is_of_programme"] for row in found):
        sentences.append(_("The steps are those of the whole programme; how far this partnership is was not stated."))
    return Answer.of(asked, only_known(view.words, columns, found), _("Steps and phases"), sentences=sentences)


@kept
def plan(view: View) -> Answer:
    """The plan, from objective to action: an action stands below its objective, further to the right."""
    words = view.words
    _, _n = words.text, words.plural
    asked = view.ask("pages/partnership/plan")
    columns = (
        # Streamlit and browsers swallow ordinary spaces.
        Column("name", N_("Objective or action"), lambda _words, row: "\u2003" * row["depth"] + row["name"]),
        code("kind", N_("Kind"), "activity_kind"),
        text("owner", N_("Owner")),
        stored("origin", N_("Where it came from"), language="language"),
        Column("state", N_("State"), state_of_plan),
        Column("start_date", N_("When"), period),
    )
    sentences = [_n("{n} line in the plan.", "{n} lines in the plan.", len(asked.rows))]
    if actions := [row for row in asked.rows if row["kind"] == "action"]:
        sentences.append(
            _(
                "For {n} of {total} actions it was recorded where they came from.",
                n=words.number(sum(bool(row["origin"]) for row in actions)),
                total=words.number(len(actions)),
            )
        )
    title = _("The plan, from objective to action")
    return Answer.of(asked, only_known(view.words, columns, asked.rows), title, sentences=sentences)


@kept
def actions(view: View) -> Answer:
    """Which partner does which action, with which target of its own, and where priority was adapted."""
    words = view.words
    _, _n = words.text, words.plural
    asked = view.ask("pages/partnership/actions")
    columns = (
        text("activity", N_("Action")),
        text("partner", N_("Partner")),
        Column("does", N_("What it does"), _does),
        text("indicator", N_("Indicator")),
        Column("target", N_("Own target"), _own_target, "number"),
    )
    doing = {row["partner_id"] for row in asked.rows}
    promised = {row["partner_id"] for row in asked.rows if row["target"]}
    sentences: list[str] = []
    if asked.rows:
        sentences.append(
            _n(
                "Of {n} partner it is known what it does; a figure was promised by {promised}.",
                "Of {n} partners it is known what they do; a figure was promised by {promised}.",
                len(doing),
                promised=words.number(len(promised)),
            )
        )
    adapted = [f"{row['indicator']} ({row['partner']})" for row in asked.rows if row["is_adapted"]]
    sentences.append(
        Strong(
            _(
                "Where priority was adapted, something was reached without a target: {indicators}.",
                indicators=words.listing(adapted),
            )
        )
        if adapted
        else _("That priority was adapted somewhere is not in the sources.")
    )
    return Answer.of(
        asked,
        only_known(words, columns, asked.rows),
        _("Who does what, with which target"),
        sentences=sentences,
        leads_to=("indicator", {"indicator": "indicator_id"}),
    )


def report_choices(view: View) -> tuple[dict[str, str], dict[str, str]]:
    """The partners that wrote a report and the last days of the quarters, by what stands in an address; the latest
    first, and in it who rates itself worst. Empty when no report is known.
    """
    told = [row for row in view.ask("pages/partnership/reports").rows if row["period_end"]]
    by_partner = {row["partner_id"] or _ALL: row["partner"] or view.name for row in told}
    return by_partner, {row["period_end"].isoformat(): view.words.day(row["period_end"]) for row in told}


@kept
def reports(view: View, report_of: str = "", quarter: str = "") -> Answer:
    """What one partner wrote in its report of one quarter, heading by heading. Raises UnknownChoice for one that is
    not here.
    """
    words = view.words
    _, _n = words.text, words.plural
    asked = view.ask("pages/partnership/reports")
    columns = (
        text("heading_name", N_("Heading")),
        code("own_rating", N_("Own rating"), "own_rating"),
        Column("text", N_("What the partner writes"), _written),
    )
    title = _("Reports of partners, quarter by quarter")
    by_partner, quarters = report_choices(view)
    if not quarters:
        headings = words.listing([row["heading_name"] for row in asked.rows])
        said = (
            [_("A report tells of {headings}. No report of a partner is in the sources.", headings=headings)]
            if headings
            else []
        )
        return Answer(asked, columns, title, sentences=said)
    of = choices.one_of("report_of", report_of or None, list(by_partner), next(iter(by_partner)))
    when = choices.one_of("quarter", quarter or None, list(quarters), next(iter(quarters)))
    rows = [
        row
        for row in asked.rows
        if (row["partner_id"] or _ALL) == of and row["period_end"] and row["period_end"].isoformat() == when
    ]
    about = {"partner": by_partner[of], "day": quarters[when]}
    if not rows:
        return Answer(asked, columns, title, sentences=[_("{partner} wrote no report up to {day}.", **about)])
    written = sum(bool(row["text"]) for row in rows)
    icon, state = meetings.REPORT_STATES[rows[0]["review"]]
    sentences = [
        Strong(
            _n(
                "{partner}, up to {day}: {n} of {total} headings is filled in.",
                "{partner}, up to {day}: {n} of {total} headings are filled in.",
                written,
                total=words.number(len(rows)),
                **about,
            )
        ),
        _("The report: {state}.", state=f"{icon} {_(state).lower()}"),
    ]
    if rows[0]["reason"]:
        sentences.append(_("Why: {reason}", reason=quoted(words, rows[0]["reason"], rows[0]["review_language"])))
    return Answer(asked, columns, title, rows, sentences=sentences)


@kept
def selection(view: View) -> Answer:
    """How the application was judged: the criteria, what came of it, and what was recommended."""
    words = view.words
    _, _n = words.text, words.plural
    asked = view.ask("pages/partnership/selection")
    columns = (
        Column("kind", N_("Kind"), lambda words, row: words.text(_KINDS_OF_SELECTION[row["kind"]])),
        text("text", N_("What")),
        Column("start_date", N_("When"), period),
        stored("source", N_("Source")),
    )
    by_kind = {kind: [row for row in asked.rows if row["kind"] == kind] for kind in _KINDS_OF_SELECTION}
    sentences: list[str] = []
    for step in (*by_kind["application"], *by_kind["decision"]):
        when = period(words, step)
        sentences.append(Strong(f"{step['text']}." if when == MISSING else f"{step['text']} ({when})."))
    if criteria := [row["text"] for row in by_kind["criterion"]]:
        sentences.append(
            _n(
                "It was judged on {n} criterion: {criteria}.",
                "It was judged on {n} criteria: {criteria}.",
                len(criteria),
                criteria="; ".join(criteria),
            )
        )
        sentences.append(_("How it scored on them is not in the sources."))
    elif asked.rows:
        sentences.append(_("On which criteria is not in the sources."))
    if recommended := [row["text"] for row in by_kind["recommendation"]]:
        sentences.append(_("Recommended then: {recommendations}.", recommendations="; ".join(recommended)))
    return Answer.of(
        asked, only_known(words, columns, asked.rows), _("Selection: criteria and outcome"), sentences=sentences
    )


@kept
def action_cost(view: View) -> Answer:
    """What the action of the partnership may cost, who pays, and what was reported; no rows when it has none."""
    words = view.words
    _ = words.text
    asked = view.ask("pages/partnership/action_cost")
    columns = (
        Column("cost", N_("Cost of the action"), _cost, "money"),
        money("reported", N_("Reported")),
        text("funder", N_("Funder")),
        names("cost_items", N_("What it pays")),
        names("target_groups", N_("Final target group")),
    )
    sentences: list[str] = []
    notes: list[str] = []
    for row in asked.rows:
        sentences.append(Strong(_("The action may cost {amount}.", amount=_cost(words, row))))
        if row["funder"]:
            sentences.append(_("Paid by {funder}.", funder=row["funder"]))
        if row["reported"] is None:
            sentences.append(_("What has been spent so far is not in the sources."))
        else:
            sentences.append(
                _("{amount} has been reported: within the limit.", amount=words.money(row["reported"]))
                if row["is_within_cost"]
                else _("{amount} has been reported: above the limit.", amount=words.money(row["reported"]))
            )
        if row["cost_items"]:
            notes.append(_("For: {items}.", items="; ".join(row["cost_items"])))
        if row["target_groups"]:
            notes.append(_("Final target group: {groups}.", groups="; ".join(row["target_groups"])))
        if row["note"]:
            notes.append(quoted(view.words, row["note"]))
    return Answer.of(asked, columns, _("Cost of the action"), sentences=sentences, notes=notes)


@kept
def improvements(view: View) -> Answer:
    """What the quality coach wants improved and is not done yet; ``asked`` holds the visits as well."""
    words = view.words
    _, _n = words.text, words.plural
    asked = view.ask("pages/partnership/visits")
    columns = (
        text("text", N_("Improvement")),
        text("owner", N_("Owner")),
        day("on_date", N_("Agreed on")),
        day("due_date", N_("To be done by")),
        Column("state", N_("State"), _state_of_improvement),
    )
    visits = [row["on_date"] for row in asked.rows if row["what"] == "visit"]
    rows = [row for row in asked.rows if row["what"] == "improvement"]
    still_open = _n("{n} improvement is open", "{n} improvements are open", len(rows))
    if late := sum(bool(row["is_late"]) for row in rows):
        still_open += ", " + _n("{n} of them past its day", "{n} of them past their day", late)
    said = (
        _n(
            "{n} visit so far, the last on {day}.",
            "{n} visits so far, the last on {day}.",
            len(visits),
            day=words.day(max(visits)),
        )
        if visits
        else _("No visit so far.")
    )
    title = _("Quality coach: visits and improvements")
    return Answer(asked, columns, title, rows, sentences=[said, Strong(f"{still_open}.")])


@kept
def support(view: View) -> Answer:
    """How often support was asked for, by kind, and what came of it."""
    words = view.words
    asked = view.ask("pages/partnership/support")
    columns = (
        code("kind", N_("Kind"), "support_kind"),
        number("requests", N_("Requests")),
        Column("hours", N_("Hours"), _known_sum("hours"), "number"),
        Column("started", N_("Initiatives started"), _known_sum("started"), "number"),
    )
    sentences = []
    if asked.rows:
        sentences.append(
            words.plural(
                "{n} request up to {day}, most of them {kind}.",
                "{n} requests up to {day}, most of them {kind}.",
                int(sum(row["requests"] for row in asked.rows)),
                day=words.day(view.as_of),
                kind=contract.code_labels("support_kind", words.language)[asked.rows[0]["kind"]].lower(),
            )
        )
    return Answer.of(asked, columns, words.text("Requests for support"), sentences=sentences)


@kept
def staffing(view: View) -> Answer:
    """The people that the partnership pays for, in the last year that is known."""
    said = view.words.text("No total: the rows speak of different periods and may be about the same people.")
    return _staff(view, earlier=False, notes=[said])


@kept
def staffing_before(view: View) -> Answer:
    """The people that the partnership paid for in the years before."""
    return replace(_staff(view, earlier=True), title=view.words.text("Earlier years"))


@kept
def stated(view: View) -> Answer:
    """Other figures that a source states about the partnership; one without a day is told so."""
    columns = (
        text("name", N_("Figure")),
        number("value", N_("Value")),
        number("out_of", N_("Out of")),
        Column("unit", N_("Unit"), lambda words, row: figures.unit(words, row["unit"]) or MISSING),
        Column("as_of", N_("Stated on"), lambda words, row: dated(words, row["as_of"], row["as_of_precision"]), "day"),
        *PROVENANCE,
    )
    asked = view.ask("pages/partnership/stated")
    known = only_known(view.words, columns, asked.rows)
    return Answer.of(asked, known, view.words.text("Other figures of the sources"))


@kept
def agreements(view: View) -> Answer:
    """The agreements with partnerships in other countries."""
    columns = (
        Column("name", N_("Agreement"), lambda _words, row: f"{row['agreement_id']} {row['name']}"),
        names("partner_codes", N_("Partners")),
        names("countries", N_("Countries")),
    )
    asked = view.ask("pages/partnership/agreements")
    return Answer.of(asked, columns, view.words.text("Agreements across borders"))


@kept
def rows(view: View) -> Answer:
    """The stored rows behind the page: every partner, line of the plan, step, post, agreement and visit."""
    words = view.words
    asked = view.ask("pages/partnership/sources")
    columns = (
        Column("table_name", N_("Table"), table_of),
        Column("name", N_("What"), _row_name),
        day("day", N_("Day")),
        *PROVENANCE,
    )
    return Answer.of(asked, columns, words.text("The stored rows behind this page"))


def _row_name(words: Words, row: Row) -> str:
    """What a stored row is about. A post is named by its partner and its period."""
    if row["table_name"] != "staffing" or not row["name"]:
        return row["name"] or MISSING
    partner, between, period = row["name"].rpartition(" · ")
    return f"{partner}{between}{quoted(words, period)}"


def _first_said(answer: Answer) -> str:
    """What an answer says in bold, else what it says first."""
    return " ".join(said for said in answer.sentences if isinstance(said, Strong)) or " ".join(answer.sentences[:1])


def _rules_said(view: View) -> str:
    """How many rules about it are not kept, and which ones."""
    words = view.words
    rules = quality.verdicts(view, "partnership")
    if not rules.rows:
        return words.text("No rule judges it.")
    broken = [row for row in rules.rows if row["outcome"] == "fail"]
    said = words.plural(
        "{n} of {total} rules about it is not kept.",
        "{n} of {total} rules about it are not kept.",
        len(broken),
        total=words.number(len(rules.rows)),
    )
    why = (" ".join(filter(None, (row["question"], quality.in_figures(words, row)))) for row in broken)
    return " ".join([said, *(f"{one}." if not one.endswith("?") else one for one in why)])


def _does(words: Words, row: Row) -> str:
    roles = contract.code_labels("role", words.language)
    return "; ".join(roles[role] for role in row["does"]) if row["does"] else MISSING


def _own_target(words: Words, row: Row) -> str:
    if row["is_adapted"]:
        return words.text("none; reached all the same")
    if row["target"] is None:
        return words.text("none") if row["indicator_id"] else MISSING
    return figures.target(words, row)


def _written(words: Words, row: Row) -> str:
    """What a partner wrote, always in quotation marks, with its language when that is not the reader's."""
    if not row["text"]:
        return words.text("nothing written")
    spoken = [row["language"]] if row["language"] else []
    return words.quotation(row["text"], [] if words.language in spoken else spoken)


def _staff(view: View, *, earlier: bool, notes: Sequence[str] = ()) -> Answer:
    asked = view.ask("pages/partnership/staffing")
    columns = (
        text("partner", N_("Partner")),
        stored("period", N_("Period")),
        number("full_time", N_("Full-time")),
        number("half_time", N_("Half-time")),
        number("fte", N_("Full-time equivalents")),
        names("activities", N_("Activities")),
    )
    rows = [row for row in asked.rows if row["is_earlier"] == earlier]
    title = view.words.text("Staff paid by the partnership")
    return Answer(asked, only_known(view.words, columns, rows), title, rows, notes=notes)


def _members(view: View) -> Asked:
    return view.ask("pages/partnership/partners")


def _sentences(view: View, card: Row) -> list[str]:
    words = view.words
    said: list[str] = [Strong(f"{card['objective']}.")] if card["objective"] else []
    core = [row for row in _members(view).rows if row["counts_as_partner"]]
    inside = sum(row["is_in"] for row in core)
    if inside and card["partners_at_least"]:
        said.append(
            words.text(
                "{n} of at least {least} partners on {day} is named: the list of the source is incomplete.",
                n=words.number(inside),
                least=words.number(card["partners_at_least"]),
                day=words.day(view.as_of),
            )
        )
    elif inside:
        said.append(words.plural("{n} partner on {day}.", "{n} partners on {day}.", inside, day=words.day(view.as_of)))
    if gone := len(core) - inside:
        said.append(
            words.plural(
                "{n} had left by then or had not joined yet.", "{n} had left by then or had not joined yet.", gone
            )
        )
    return said


def _per_cent(name: str, title: str) -> Column:
    return Column(name, title, lambda words, row: per_cent(words, row[name]), "number")


def _months(name: str) -> Callable[[Words, Row], str]:
    def write(words: Words, row: Row) -> str:
        return MISSING if row[name] is None else words.plural("{n} month", "{n} months", row[name])

    return write


def period(words: Words, row: Row) -> str:
    """The first and the last day, no more exact than the source."""
    start = dated(words, row["start_date"], row.get("start_precision"))
    end = dated(words, row["end_date"], row.get("end_precision"))
    if MISSING not in (start, end):
        return f"{start} – {end}"
    return start if end == MISSING else words.text("until {day}", day=end)


def dated(words: Words, day: date | None, precision: str | None) -> str:
    """A date no more exact than the source: 2022, 02/2010 or 9 December 2010, and assumed when it is; or a dash."""
    if day is None:
        return MISSING
    if precision == "year_assumed":
        return words.text("{day} (assumed)", day=day.year)
    if precision == "project_end_assumed":
        return words.text("{day} (assumed: the end of the partnership)", day=words.short_day(day))
    if precision == "year":
        return str(day.year)
    if precision in ("month", "month_implied"):
        return f"{day:%m/%Y}"
    return words.short_day(day)


def kind_of_step(words: Words, row: Row) -> str:
    kinds = contract.code_labels("milestone_kind", words.language) | contract.code_labels(
        "activity_kind", words.language
    )
    return kinds.get(row["kind"], MISSING)


def state_of_step(words: Words, row: Row) -> str:
    icon, word = STEP_STATES[row["state"]]
    return f"{icon} {words.text(word)}"


def state_of_plan(words: Words, row: Row) -> str:
    if not row["state"]:
        return MISSING
    return f"{PLAN_ICONS[row['state']]} {contract.code_labels('activity_state', words.language)[row['state']]}"


def _state_of_improvement(words: Words, row: Row) -> str:
    state = contract.code_labels("recommendation_state", words.language)[row["state"]]
    return f"▼ {words.text('Past its day')} · {state}" if row["is_late"] else state


def _cost(words: Words, row: Row) -> str:
    return amounts.approximately(words, words.money(row["cost"]), row["is_approximate"])


def _known_sum(name: str) -> Callable[[Words, Row], str]:
    """Writes a sum, with a warning when it is not known for every row; a dash when it is known for none."""

    def write(words: Words, row: Row) -> str:
        if not row[f"{name}_known"]:
            return MISSING
        said = words.number(row[name])
        return said if row[f"{name}_known"] == row["rows_counted"] else words.text("at least {n}", n=said)

    return write
