"""One indicator: the way to its target, who contributed, every reading, and the rows behind it."""

from datetime import date

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
    quality,
    quoted,
    states,
    stored,
    text,
)
from peil.answers.marks import Bar, Bars, Line, Lines
from peil.answers.view import View
from peil.errors import UnknownChoice
from peil.texts import MISSING, N_, Words

# What counts first, and the latest of it: a partnership of some years has hundreds of rows.
ROWS_LISTED = 60
# How much longer than its longest bar a scale is, so that the word at its end has room.
_ROOM = 1.1

_STATE = Column("state", N_("State"), figures.state)


@kept
def result(view: View, indicator: str) -> Answer:
    """The row of the board of one indicator, whatever kind it is, and why its state is that; no rows when there is no
    target and no result.
    """
    asked = view.ask("pages/results/board", kind=None)
    rows = [row for row in asked.rows if row["indicator_id"] == indicator]
    sentences = _sentences(view, rows[0]) if rows else []
    notes = [_judgement(view, rows[0])] if rows else []
    return Answer(asked, (), rows[0]["name"] if rows else "", rows, sentences=sentences, notes=notes)


@kept
def about(view: View, indicator: str) -> Answer:
    """What the indicator is: kind, measure, how partners are put together, and which way is better."""
    asked = view.ask("pages/results/indicator", indicator=indicator)
    columns = (
        code("kind", N_("Kind of indicator"), "indicator_kind"),
        code("measure", N_("Measure"), "measure"),
        Column("over_partners", N_("Over partners"), _over_partners),
        code("direction", N_("Direction"), "direction"),
    )
    return Answer.of(asked, columns, view.words.text("Definition"))


@kept
def path(view: View, indicator: str) -> Answer:
    """What was reached on each day that was reported, against what was expected."""
    words = view.words
    row = _row(view, indicator)
    reported, days = _reported_days(view, indicator), _days(view, indicator)
    every_day = set().union(*(_days(view, one) for one in view.read_with(indicator)))
    asked = view.ask_of("pages/results/path", indicator, days=sorted(every_day))
    found = [one for one in asked.rows if one["tier"] == row["tier"] and (one["is_milestone"] or one["day"] in days)]
    points = [one for one in found if one["day"] in reported and one["value"] is not None]
    readings = list(dict.fromkeys(one["reading"] for one in points))
    expected = {one["day"]: one["expected"] for one in found if one["expected"] is not None}
    lines = []
    if expected:
        planned = list(expected.values())
        lines.append(
            Line(
                words.text("target"),
                figures.awaited(words, planned[-1], row["unit"]),
                list(expected),
                planned,
                is_dotted=True,
            )
        )
    for number_, reading in enumerate(readings):
        of_reading = [one for one in points if one["reading"] == reading]
        lines.append(
            Line(
                quoted(words, reading) if reading and len(readings) > 1 else words.text("reached"),
                words.number(of_reading[-1]["value"]),
                [one["day"] for one in of_reading],
                [one["value"] for one in of_reading],
                tone="disputed" if number_ else row["state"],
                is_other=number_ > 0,
                hover=[f"{words.day(one['day'])}: {words.number(one['value'])}" for one in of_reading],
            )
        )
    columns = (
        day("day", N_("Day")),
        Column(
            "expected",
            N_("Expected by now"),
            lambda words, one: figures.awaited(words, one["expected"], row["unit"]),
            "number",
        ),
        number("value", N_("Reached")),
    )
    notes = []
    if lines:
        if len({one["day"] for one in points}) == 1:
            notes.append(
                words.text(
                    "Only one period has been reported, so there is no line: one point says how far, not how fast."
                )
            )
        notes.append(
            words.text(
                "Dotted: what was expected, from the start to the target. Dot: reached. Open diamond: another reading."
            )
        )
    else:
        notes.append(
            _without_value(words, row) or words.text("Nothing has been reported yet, and no target has a date.")
        )
    mark = Lines(lines) if lines else None
    return Answer(asked, columns, words.text("The way to the target"), found, notes=notes, mark=mark)


@kept
def contributions(view: View, indicator: str) -> Answer:
    """How much each partner contributed, against its own promise."""
    words = view.words
    row = _row(view, indicator)
    asked = view.ask_of("pages/results/partners", indicator)
    bars = [_contribution(words, one) for one in asked.rows]
    for one in view.ask_of("pages/results/contributions", indicator).rows:
        if one["partner_id"] is None and one["actual"] is not None:
            name = words.text("Not attributed to a partner")
            named = f"{name} ({quoted(words, one['reading'])})" if one["reading"] else name
            bars.append(Bar(named, words.number(one["actual"]), one["actual"], tone="unplanned"))
    columns = (text("name", N_("Partner")), *figures.AGAINST_TARGET, day("last_period_end", N_("Last period")))
    notes = []
    if not bars:
        notes.append(_without_value(words, row) or words.text("Nobody has reported this yet."))
    elif len(figures.reading_values(row)) > 1:
        notes.append(words.text("These are readings of the same figure. They are never added."))
    ends = [end for bar in bars for end in (bar.length, bar.full, bar.tick, *bar.others) if end is not None]
    mark = Bars(bars, _ROOM * max([1.0, *ends]), full_word=words.text("target")) if bars else None
    return Answer.of(asked, columns, words.text("Who contributed"), notes=notes, mark=mark)


def _contribution(words: Words, row: Row) -> Bar:
    """A partner as long as what it reached, beside what it promised and what was expected of it."""
    value, rest = figures.against_target(words, row)
    promised = figures.has_target(row)
    values = sorted(set(figures.reading_values(row))) or [row["actual_low"]]
    return Bar(
        row["name"],
        value,
        values[0],
        rest,
        said=states.label(words, row["state"]),
        tone=row["state"],
        tick=row["expected"] if promised else None,
        full=row["target"] if promised else None,
        others=tuple(values[1:]),
    )


@kept
def tiers(view: View, indicator: str) -> Answer:
    """The indicator against the targets of each tier, in the order of the contract."""
    words = view.words
    asked = view.ask_of("pages/results/tiers", indicator)
    order = list(contract.code_labels("tier", view.language))
    columns = (
        code("tier", N_("Target set by"), "tier"),
        Column("target", N_("Target"), figures.target, "number"),
        Column("share_of_target", N_("Share"), figures.share, "share"),
        _STATE,
        Column("due_date", N_("Due"), _due, "day"),
    )
    return Answer(
        asked,
        columns,
        words.text("Targets by who set them"),
        sorted(asked.rows, key=lambda row: order.index(row["tier"])),
        notes=[words.text("Targets of different tiers are never mixed in one percentage.")],
    )


@kept
def readings(view: View, indicator: str) -> Answer:
    """Every reading of the figure, when there are several."""
    row = _row(view, indicator)
    asked = view.ask_of("pages/results/contributions", indicator)
    named = {one["reading"]: one["named_in_source"] for one in asked.rows if one["actual"] is not None}
    found = figures.readings(row)
    rows = [one | {"named_in_source": named.get(one["reading"])} for one in found] if len(found) > 1 else []
    columns = (
        stored("reading", N_("Reading")),
        stored("named_in_source", N_("Named in the source")),
        number("actual", N_("Value")),
        Column("share", N_("Share"), lambda words, one: figures.share_of(words, row, one["share"]), "share"),
        Column("state", N_("State"), lambda words, one: states.label(words, one["state"]) if one["state"] else MISSING),
    )
    return Answer(asked, columns, view.words.text("Several readings of the same figure"), rows)


@kept
def rows(view: View, indicator: str) -> Answer:
    """The stored results of the indicator, what counts first, and why the rest does not count."""
    asked = _stored(view, indicator)
    columns = (
        text("partner", N_("Partner")),
        *only_known(view.words, PART, asked.rows),
        day("period_end", N_("Period up to")),
        Column("value", N_("Value"), figures.stated, "number"),
        Column("counted", N_("Counted"), _counted),
        *PROVENANCE,
        day("received_at", N_("Handed in")),
    )
    first = date(1, 1, 1)
    ordered = sorted(asked.rows, key=lambda row: (row["counted"], row["period_end"] or first), reverse=True)
    return Answer(asked, columns, view.words.text("The stored rows behind this figure"), ordered)


@kept
def targets(view: View, indicator: str) -> Answer:
    """The stored targets of the indicator."""
    columns = (
        code("tier", N_("Target set by"), "tier"),
        text("partner", N_("Partner"), missing=N_("whole partnership")),
        number("baseline", N_("Baseline")),
        number("value", N_("Target")),
        *PROVENANCE,
    )
    asked = view.ask("pages/results/target_rows", indicator=indicator)
    return Answer.of(asked, columns, view.words.text("The stored targets"))


def _due(words: Words, row: Row) -> str:
    due = words.short_day(row["due_date"])
    return words.text("{day} (assumed: the end of the partnership)", day=due) if row["due_is_assumed"] else due


@kept
def _reported_days(view: View, indicator: str) -> set[date]:
    """The ends of the periods that were reported."""
    return {one["period_end"] for one in _stored(view, indicator).rows if one["period_end"]}


@kept
def _days(view: View, indicator: str) -> set[date]:
    """The days between which the way to the target is drawn."""
    row = _row(view, indicator)
    ends = (row["start_date"], row["due_date"], view.as_of)
    return _reported_days(view, indicator) | {end for end in ends if end}


def _stored(view: View, indicator: str) -> Asked:
    return view.ask_of("pages/results/rows", indicator)


def _row(view: View, indicator: str) -> Row:
    """The row of the board. Raises UnknownChoice when the indicator has neither a target nor a result here."""
    for row in result(view, indicator).rows:
        return row
    raise UnknownChoice(
        N_("{indicator} has no target and no result for this choice of programme, partner and day."),
        indicator=indicator,
    )


def _judgement(view: View, row: Row) -> str:
    """Why the state is what it is; where no target was set but a standing rule judges the figure, what that says."""
    verdict = quality.verdict_on(view, "indicator", row["indicator_id"]) if row["state"] == "unplanned" else ""
    return verdict or states.rule(view, row["state"], row["state_reason"])


def _without_value(words: Words, row: Row) -> str:
    """What was reported in place of a value; empty when there is a value, or nothing was reported."""
    if not row["missing"]:
        return ""
    return words.text("Reported without a value: {reason}.", reason=figures.reason(words, row["missing"]))


def _over_partners(words: Words, row: Row) -> str:
    rule = contract.code_labels("over_partners", words.language)[row["over_partners"]]
    return words.text("over partners: {rule}", rule=rule.lower())


def _counted(words: Words, row: Row) -> str:
    return words.text("yes") if row["counted"] else states.why_not_counted(words, row["why_not"], row["amended_by"])


def _sentences(view: View, row: Row) -> list[str]:
    words = view.words
    _, _n = words.text, words.plural
    value, rest = figures.against_target(words, row)
    said: list[str] = [
        Strong(f"{value}{rest} · {figures.state(words, row)}."),
    ]
    if row["target_kind"] in ("at_least", "bring_down_to") and row["expected"] is not None:
        known = row["last_period_end"] if row["actual_low"] is not None else None
        said.append(
            _(
                "On {day}, {expected} was expected.",
                day=words.day(known or view.as_of),
                expected=figures.expected(words, row),
            )
        )
    if row["partners_with_target"] and row["promised_reported"] is not None and not view.partner:
        said.append(
            _n(
                "{n} of {total} partners that promised a part has a recent report.",
                "{n} of {total} partners that promised a part have a recent report.",
                row["promised_reported"],
                total=words.number(row["partners_with_target"]),
            )
        )
        if row["target_promised"] != row["target"]:
            said.append(
                _(
                    "Only those with a value are held against their promise: {target} of {promised} promised in all.",
                    target=words.number(row["target"]),
                    promised=words.number(row["target_promised"]),
                )
            )
    if row["partners_left"] and row["target_left"] is not None:
        said.append(
            _n(
                "{n} partner has left; it had promised {target}, and nothing more is expected of it.",
                "{n} partners have left; they had promised {target}, and nothing more is expected of them.",
                row["partners_left"],
                target=words.number(row["target_left"]),
            )
        )
    if not view.partner and row["partners_expected"]:
        said.append(
            _n(
                "{n} of {total} partners that owe reports has a recent one of this.",
                "{n} of {total} partners that owe reports have a recent one of this.",
                row["partners_reported"],
                total=words.number(row["partners_expected"]),
            )
        )
        if row["partners_hidden"]:
            said.append(
                _n(
                    "{n} partner has reported a value that is hidden.",
                    "{n} partners have reported a value that is hidden.",
                    row["partners_hidden"],
                )
            )
        if row["partners_exempt"]:
            said.append(
                _n(
                    "{n} partner says that nothing is due yet, or that it does not apply.",
                    "{n} partners say that nothing is due yet, or that it does not apply.",
                    row["partners_exempt"],
                )
            )
        if row["others_reported"]:
            said.append(
                _n(
                    "{n} organisation that owes no report has a value, too.",
                    "{n} organisations that owe no report have a value, too.",
                    row["others_reported"],
                )
            )
    return said
