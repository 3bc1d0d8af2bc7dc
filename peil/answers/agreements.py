"""What was agreed in all meetings: what is overdue, what was looked at again, did it help? See docs/agreements.md."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from peil.answers import (
    Answer,
    Column,
    Row,
    Strong,
    changes,
    code,
    day,
    figures,
    forecast,
    kept,
    meetings,
    quoted,
    stored,
    text,
)
from peil.answers.meetings import AGREEMENT_STATES, frozen, written
from peil.answers.view import View
from peil.errors import UnknownChoice
from peil.texts import MISSING, N_, Words

# Whether a later value differs from what was to be expected without more.
VERDICTS = {
    "above": N_("More than the forecast of then"),
    "below": N_("Less than the forecast of then"),
    "within": N_("Within the forecast of then"),
    "too_early": N_("Too early"),
    "no_figure": N_("No later figure"),
    "partial": N_("Known in part: not everybody has a figure since"),
    "no_forecast": N_("No forecast then"),
}
# From so many days on it is told in months.
_LONG = 60
# Nothing more has to be done for these.
ENDED = ("done", "dropped", "recorded")
# What else happened to an indicator between two moments, besides new figures.
_OTHER_CHANGES = (
    "target", "baseline", "terms", "milestone", "decided", "undecided", "corrected", "withdrawn", "left_out",
)  # fmt: skip


def _today(view: View) -> date:
    """The day that is looked from: that of what is known, or of the figures when earlier ones were chosen."""
    reported = [row["period_end"] for row in view.ask("pages/filters/periods").rows if row["is_reported"]]
    known = written(view).known_at.date()
    return known if view.as_of >= max(reported, default=view.as_of) else min(view.as_of, known)


@kept
def listed(view: View) -> Answer:
    """Every agreement of every meeting, the overdue first."""
    words = view.words
    asked = written(view).ask("pages/agreements/agreements", today=_today(view), figures_until=view.as_of)
    columns = (
        stored("text", N_("What was agreed"), language="text_language"),
        text("owner", N_("Organisation")),
        day("due_date", N_("Due")),
        Column("state", N_("State"), _state),
        Column("response", N_("Answer"), _response),
        Column("expected_effect", N_("Expected effect"), _expected),
        stored("effect_seen", N_("What came of it"), language="language"),
        Column("meeting_date", N_("Agreed on"), _agreed, "day"),
    )
    return Answer.of(asked, columns, words.text("Agreements"), sentences=_sentences(view, asked.rows))


def before_meeting(view: View, meeting: Row) -> Answer:
    """What earlier meetings agreed, what is still open first; one row per agreement, its last version."""
    words, day_of_meeting = view.words, meeting["meeting_date"]
    everything = meetings.agreed(view)
    by_id = {
        row["recommendation_id"]: row
        for row in everything.rows
        # What a source only recorded is nobody's to do.
        if row["meeting_id"] != meeting["meeting_id"]
        and row["state"] != "recorded"
        and (None in (row["meeting_date"], day_of_meeting) or row["meeting_date"] <= day_of_meeting)
    }
    rows = sorted(by_id.values(), key=lambda row: row["state"] in ENDED)
    counts = Counter(row["state"] for row in rows)
    said = words.plural(
        "{n} earlier agreement: {done} done, {dropped} dropped, {open} still to be done.",
        "{n} earlier agreements: {done} done, {dropped} dropped, {open} still to be done.",
        len(rows),
        done=words.number(counts["done"]),
        dropped=words.number(counts["dropped"]),
        open=words.number(sum(row["state"] not in ENDED for row in rows)),
    )
    nothing = words.text("Nothing was agreed at an earlier meeting.")
    return replace(
        everything.narrowed(rows),
        title=words.text("What we agreed before"),
        sentences=[Strong(said) if rows else nothing],
    )


def overdue(view: View) -> Answer:
    """Those whose day has passed and that are not done."""
    found = listed(view)
    rows = [row for row in found.rows if row["is_overdue"]]
    said = view.words.plural("{n} agreement is past its day.", "{n} agreements are past their day.", len(rows))
    return replace(found.narrowed(rows), title=view.words.text("Past its day"), sentences=[said] if rows else [])


@kept
def learning(view: View) -> Answer:
    """How many learning questions are open, and how long half of them have been."""
    words = view.words
    asked = written(view).ask("pages/agreements/learning", today=_today(view))
    columns = (
        Column("open_questions", N_("Open"), lambda words, row: words.number(row["open_questions"]), "number"),
        Column("median_days", N_("Half are older than"), lambda words, row: _time(words, row, "median")),
        Column("longest_days", N_("The oldest"), lambda words, row: _time(words, row, "longest")),
    )
    [row] = asked.rows
    said = []
    if row["open_questions"]:
        said.append(
            words.plural(
                "{n} learning question is open; half of them for {median} or longer, the oldest for {longest}.",
                "{n} learning questions are open; half of them for {median} or longer, the oldest for {longest}.",
                row["open_questions"],
                median=_time(words, row, "median"),
                longest=_time(words, row, "longest"),
            )
        )
    return Answer.of(asked, columns, words.text("Open learning questions"), sentences=said)


@kept
def effects(view: View) -> Answer:
    """Did it help: the figure at the meeting and later, beside the forecast as it stood when it was agreed."""
    words = view.words
    agreed = listed(view)
    rows = _effects(view, [row for row in agreed.rows if row["indicator_id"]])
    columns = (
        stored("text", N_("What was agreed"), language="text_language"),
        text("indicator", N_("Indicator")),
        Column("before", N_("When agreed"), lambda words, row: _valued(words, row, "before"), "number"),
        Column("after", N_("Afterwards"), lambda words, row: _valued(words, row, "after"), "number"),
        Column("middle", N_("Forecast of then"), _forecast, "number"),
        Column("expected_effect", N_("Expected effect"), _size, "number"),
        Column("verdict", N_("Beside the forecast"), _verdict),
    )
    said: list[str] = []
    if rows:
        outside = [row for row in rows if row["is_as_expected"]]
        judged = sum(row["verdict"] in ("above", "below", "within") for row in rows)
        if judged:
            said.append(
                Strong(
                    words.plural(
                        "Of {n} agreement that can be looked at, {outside} went beyond the forecast as was expected.",
                        "Of {n} agreements that can be looked at, {outside} went beyond the forecast as was expected.",
                        judged,
                        outside=words.number(len(outside)),
                    )
                )
            )
        else:
            said.append(words.text("Of no agreement can be said yet whether it helped."))
    notes = (
        [
            words.text(
                "Afterwards is not because of: other things changed as well, and nobody knows how it would have gone."
            ),
            words.text(
                "Forecast of then: where it would stand on that day if it went on as it did, by what was known when "
                "it was agreed, with the range of 80 %."
            ),
        ]
        if rows
        else []
    )
    return Answer(
        agreed.asked,
        columns,
        words.text("Did it help?"),
        rows,
        sentences=said,
        notes=notes,
        leads_to=("indicator", {"indicator": "indicator_id"}),
    )


@kept
def in_between(view: View, agreement: str = "") -> Answer:
    """What else changed of the indicator of an agreement since it was made, besides new figures; of the first one about
    an indicator, when none is named. Raises UnknownChoice for one that is not here, or is about no indicator.
    """
    words = view.words
    agreed = listed(view)
    mine = [row for row in agreed.rows if row["indicator_id"] and agreement in ("", row["recommendation_id"])]
    if agreement and not mine:
        raise UnknownChoice(N_("There is no agreement {value} about an indicator here."), value=agreement)
    if not mine:
        return Answer(agreed.asked, changes.COLUMNS, words.text("What else changed"))
    row = mine[0]
    then = frozen(view, _meeting(row))
    until = _afterwards(view, row, then)
    changed = changes.since(until, then.as_of, min(then.known_at, until.known_at))
    found = [
        one for one in changed.rows if one["indicator_id"] == row["indicator_id"] and one["change"] in _OTHER_CHANGES
    ]
    others = list(row["others"])
    said = []
    if others:
        said.append(
            words.plural(
                "{n} other agreement was about the same indicator: {texts}.",
                "{n} other agreements were about the same indicator: {texts}.",
                len(others),
                texts="; ".join(others),
            )
        )
    if not found:
        said.append(words.text("No target, baseline, reading or earlier figure of it was changed in between."))
    return replace(changed.narrowed(found), title=words.text("What else changed"), sentences=said, notes=())


def _meeting(row: Row) -> Row:
    """The clocks of the meeting at which it was agreed."""
    known_at = row["meeting_known_at"]
    return {
        "as_of": row["meeting_as_of"],
        "meeting_date": row["meeting_date"],
        "known_at": known_at.isoformat() if known_at else None,
    }


def _effects(view: View, agreed: Sequence[Row]) -> Sequence[Row]:
    """Agreements with the figure before and after, and their verdict beside the forecast of then."""
    before = [frozen(view, _meeting(row)) for row in agreed]
    after = [_afterwards(view, row, then) for row, then in zip(agreed, before, strict=True)]
    figures_of = _figures(view, [*before, *after], sorted({row["indicator_id"] for row in agreed}))
    found = []
    for row, then, now in zip(agreed, before, after, strict=True):
        was, later = (figures_of.get((at.as_of, at.known_at, row["indicator_id"])) for at in (then, now))
        if not (later and later["last_period_end"] and (not was or _is_later(later, was))):
            later = None
        value = later["actual"] if later else None
        # A value is held against the day that it speaks of.
        on = later["last_period_end"] if later else row["looked_on"]
        held = forecast.beside(then, was or {"no_forecast": "no_value"}, on, value)
        if row["is_too_early"]:
            verdict = "too_early"
        elif later and not later["is_whole"]:
            verdict = "partial"
        elif held["no_forecast"]:
            verdict = "no_forecast"
        else:
            verdict = held["outcome"] or "no_figure"
        hoped = {"more": "above", "less": "below"}.get(row["expected_direction"])
        named = ("actual_low", "actual_high", "last_period_end")
        found.append(
            dict(row)
            | {f"before_{name}": was[name] if was else None for name in named}
            | {f"after_{name}": later[name] if later else None for name in named}
            | dict(held)
            | {
                "before": was["actual"] if was else None,
                "after": value,
                "verdict": verdict,
                "is_as_expected": verdict == hoped if verdict in ("above", "below", "within") else None,
            }
        )
    return found


def _afterwards(view: View, row: Row, then: View) -> View:
    """The day that is looked at again, as it is known now; never before the day of the meeting's figures."""
    return replace(view, as_of=max(row["looked_on"], then.as_of), partner=None, partner_name="", kind=None)


def _figures(view: View, moments: Sequence[View], indicators: list[str]) -> dict[tuple[date, datetime, str], Row]:
    """The figures of indicators at some moments, by day, moment of knowing and indicator; one question per moment."""
    found = {}
    for known_at in sorted({moment.known_at for moment in moments}):
        days = sorted({moment.as_of for moment in moments if moment.known_at == known_at})
        asked = view.ask("pages/agreements/figures", indicators=indicators, days=days, known_at=known_at)
        found.update({(row["as_of"], known_at, row["indicator_id"]): row for row in asked.rows})
    return found


def _is_later(row: Row, other: Row) -> bool:
    return other["last_period_end"] is None or bool(row["last_period_end"] > other["last_period_end"])


def _time(words: Words, row: Row, name: str) -> str:
    """``9 days``, ``7 months``; a dash when it is not known."""
    if row[f"{name}_days"] is None:
        return MISSING
    if row[f"{name}_days"] < _LONG:
        return words.plural("{n} day", "{n} days", row[f"{name}_days"])
    return words.plural("{n} month", "{n} months", row[f"{name}_months"])


def _agreed(words: Words, row: Row) -> str:
    """The day of the meeting, and how long ago that is."""
    return words.text("{day}, {age} ago", day=words.short_day(row["meeting_date"]), age=_time(words, row, "age"))


def _with_reason(words: Words, told: str, reason: str | None, language: str | None) -> str:
    return f"{told}: {quoted(words, reason, language)}" if reason else told


def _state(words: Words, row: Row) -> str:
    """``○ Open, 5 months late: the rent is too high``."""
    icon, label = AGREEMENT_STATES[row["state"]]
    state = f"{icon} {words.text(label)}"
    if row["is_overdue"]:
        state = words.text("{state}, {late} late", state=state, late=_time(words, row, "late"))
    return _with_reason(words, state, row["state_reason"], row["language"])


def _response(words: Words, row: Row) -> str:
    response = code("response", "", "response").write(words, row)
    return _with_reason(words, response, row["response_reason"], row["language"])


def _expected(words: Words, row: Row) -> str:
    """``House visits: 20 visits more, by 30 Jun 2026``; the indicator alone when neither was said."""
    if not row["indicator_id"]:
        return MISSING
    size, by = _size(words, row), words.short_day(row["look_again_on"])
    said = (
        row["indicator"]
        if size == MISSING
        else words.text("{indicator}: {size}", indicator=row["indicator"], size=size)
    )
    return said if by == MISSING else words.text("{effect}, by {day}", effect=said, day=by)


def _size(words: Words, row: Row) -> str:
    """``20 visits more``; a dash when no size was said. One has no unit: "1 visits" is no grammar."""
    if not row["expected_direction"]:
        return MISSING
    amount = abs(row["expected_effect"])
    unit = figures.unit(words, row["unit"]) if amount != 1 else ""
    said = N_("{size} more") if row["expected_direction"] == "more" else N_("{size} less")
    return words.text(said, size=f"{words.number(amount)} {unit}".rstrip())


def _valued(words: Words, row: Row, which: str) -> str:
    low, high, on = (row[f"{which}_{name}"] for name in ("actual_low", "actual_high", "last_period_end"))
    if low is None:
        return MISSING
    value = words.number(low) if low == high else f"{words.number(low)}–{words.number(high)}"
    return words.text("{value} ({day})", value=value, day=words.short_day(on))


def _forecast(words: Words, row: Row) -> str:
    if row["middle"] is None:
        return MISSING
    low, high = words.number(row["low_80"]), words.number(row["high_80"])
    return words.text("{middle} ({low} to {high})", middle=words.number(row["middle"]), low=low, high=high)


def _verdict(words: Words, row: Row) -> str:
    said = words.text(VERDICTS[row["verdict"]])
    if row["verdict"] == "no_forecast":
        return forecast.why_none(words, row["no_forecast"])
    return words.text("{verdict}: as was expected of it", verdict=said) if row["is_as_expected"] else said


def _sentences(view: View, rows: Sequence[Row]) -> list[str]:
    words = view.words
    _, _n = words.text, words.plural
    if not rows:
        return []
    busy = [row for row in rows if row["state"] in ("open", "in_progress")]
    overdue = [row for row in rows if row["is_overdue"]]
    said: list[str] = [
        Strong(
            _n(
                "{n} agreement is overdue, of {busy} that are not done, and {total} in all.",
                "{n} agreements are overdue, of {busy} that are not done, and {total} in all.",
                len(overdue),
                busy=words.number(len(busy)),
                total=words.number(len(rows)),
            )
        )
    ]
    if unanswered := [row for row in busy if not row["response"]]:
        said.append(
            _n(
                "On {n} whoever must act has not answered yet.",
                "On {n} whoever must act has not answered yet.",
                len(unanswered),
            )
        )
    due = [row for row in rows if row["looked_again"] in ("not_yet", "in_time", "late", "noted")]
    if due:
        looked = [row for row in due if row["looked_again"] != "not_yet"]
        said.append(
            _n(
                "{looked} of {n} whose day has come was looked at again ({share}), {in_time} of them in time.",
                "{looked} of {n} whose day has come were looked at again ({share}), {in_time} of them in time.",
                len(due),
                looked=words.number(len(looked)),
                share=words.percent(len(looked) / len(due)),
                in_time=words.number(sum(row["looked_again"] == "in_time" for row in looked)),
            )
        )
    return said
