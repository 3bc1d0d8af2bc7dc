"""The forecast of one indicator: where it will stand on its due date if it goes on as it did, and how sure that is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime

from peil.answers import Answer, Asked, Column, Row, Strong, code, day, figures, kept, share
from peil.answers.indicator import path as path_so_far
from peil.answers.marks import Line, Lines
from peil.answers.view import View
from peil.forecast import (
    FEWEST_QUARTERS,
    LIKELIHOODS,
    Forecast,
    Forecaster,
    Record,
    Series,
    usable_quarters,
    who_promised,
)
from peil.texts import MISSING, N_, Words

# The chances stand in peil/forecast.py alone; here are their names.
_LIKELIHOODS = {
    "reached": N_("reached"),
    "partial": N_("not everybody has figures"),
    "very_likely": N_("very likely"),
    "likely": N_("likely"),
    "uncertain": N_("uncertain"),
    "unlikely": N_("unlikely"),
}
_SAID = {
    "reached": N_("The target of {target} has been reached already."),
    "partial": N_(
        "Not everybody who owes figures for the target of {target} has any, so no chance is given; choose one partner."
    ),
    "very_likely": N_("It is very likely that the target of {target} is reached."),
    "likely": N_("It is likely that the target of {target} is reached."),
    "uncertain": N_("It is uncertain whether the target of {target} is reached."),
    "unlikely": N_("It is unlikely that the target of {target} is reached."),
}
_REASONS = {
    "not_counted": N_("No forecast: only what is counted up, quarter by quarter, is forecast."),
    "not_up": N_("No forecast: only targets of which more is better are forecast."),
    "not_added": N_("No forecast: the figures of several partners are not added up; choose one partner."),
    "no_target": N_("No forecast: there is no target that could be reached."),
    "no_due_date": N_("No forecast: no date is known by which the target must be reached."),
    "due": N_("No forecast: the day by which the target had to be reached has come."),
    "not_begun": N_("No forecast: the period of the target has not begun."),
    "undecided": N_("No forecast: there are several readings of this figure; first decide which one counts."),
    "no_value": N_("No forecast: there is no value to go on from."),
    "no_series": N_("No forecast: nothing was reported by the quarter."),
}


@dataclass(frozen=True)
class _Moment:
    """What the forecasts of all partnerships of a region share."""

    as_of: date
    known_at: datetime
    data_status: str
    stamp: str
    ask: Callable[[], Asked] = field(compare=False)


@kept
def of_indicator(view: View, indicator: str) -> Answer:
    """Where the indicator will stand on the due date of each of its targets, and how such forecasts fared before."""
    words = view.words
    tiers = view.ask_of("pages/results/tiers", indicator)
    asked = view.ask("pages/results/series", data_status=view.data_status)
    columns = (
        code("tier", N_("Target set by"), "tier"),
        day("due_date", N_("Due")),
        Column("target", N_("Target"), figures.target, "number"),
        Column("middle", N_("Forecast"), lambda words, row: words.number(row["middle"]), "number"),
        Column("low_80", N_("80 % range"), lambda words, row: _range(words, row["low_80"], row["high_80"]), "number"),
        Column("low_50", N_("50 % range"), lambda words, row: _range(words, row["low_50"], row["high_50"]), "number"),
        share("chance", N_("Chance of the target")),
        Column(
            "likelihood", N_("In words"), lambda words, row: words.text(_LIKELIHOODS.get(row["likelihood"], MISSING))
        ),
    )
    title = words.text("Forecast")
    if not tiers.rows:
        return Answer(tiers, columns, title)
    if all(row["no_forecast"] for row in tiers.rows):
        rows = [_row(row, row["no_forecast"], 0, None) for row in tiers.rows]
        return Answer(tiers, columns, title, rows, sentences=[_no_forecast(words, rows[0])])
    forecaster = _forecaster(_Moment(view.as_of, view.known_at, view.data_status, view.stamp, lambda: asked))
    counted = forecaster.counts(view.partnership, indicator, view.partner)
    rows = [_row(row, *_until(view, forecaster, counted, row, row["due_date"])) for row in tiers.rows]
    if rows[0]["no_forecast"]:
        return Answer(asked, columns, title, rows, sentences=[_no_forecast(words, rows[0])])
    sentences = [*_sentences(words, rows[0]), _record(words, forecaster.record(view.partner is not None))]
    return Answer(asked, columns, title, rows, sentences=sentences, notes=_notes(words, forecaster, counted))


def beside(view: View, row: Row, day: date, value: float | None) -> Row:
    """A value of a later day beside the forecast for that day, as it stood at the moment of the view. ``row`` is what
    was known then of the indicator (``pages/agreements/figures``).

    Columns: middle, low_80, high_80, outcome ("above" the 80 % range, "below" or "within" it; None without a value or
    a forecast), and no_forecast: why there is none.
    """
    reason, found = row["no_forecast"], None
    if not reason:
        asked = view.ask("pages/results/series", data_status=view.data_status)
        forecaster = _forecaster(_Moment(view.as_of, view.known_at, view.data_status, view.stamp, lambda: asked))
        counted = forecaster.counts(view.partnership, row["indicator_id"], view.partner)
        reason, _quarters, found = _until(view, forecaster, counted, row, day)
    return {
        **{name: getattr(found, name, None) for name in ("middle", "low_80", "high_80")},
        "outcome": found.beside(value) if found and value is not None else None,
        "no_forecast": reason,
    }


def why_none(words: Words, reason: str) -> str:
    """Why there is no forecast, in a sentence."""
    return words.text(_REASONS.get(reason, N_("No forecast: there were figures of too few quarters.")))


@kept
def path(view: View, indicator: str) -> Answer:
    """The way to the target, with the forecast at its end."""
    way, ahead = path_so_far(view, indicator), of_indicator(view, indicator)
    row = ahead.rows[0] if ahead.rows else None
    if not row or row["no_forecast"] or not isinstance(way.mark, Lines):
        return way
    words = view.words
    now, then = (view.as_of, row["actual"]), (row["due_date"], row["middle"])
    days, values = zip(now, then, strict=True)
    wide = [now, (row["due_date"], row["low_80"]), (row["due_date"], row["high_80"]), now]
    lines = [
        *way.mark.lines,
        Line("", "", [when for when, _ in wide], [value for _, value in wide]),
        Line(words.text("forecast"), words.number(row["middle"]), days, values, is_pale=True),
    ]
    note = words.text("Thin: the forecast. Between the pale lines: where it ends with a chance of 80 %.")
    return replace(way, mark=Lines(lines), notes=[*way.notes, note])


@kept
def _forecaster(moment: _Moment) -> Forecaster:
    return Forecaster([Series.of(row) for row in moment.ask().rows], moment.as_of)


def _until(
    view: View, forecaster: Forecaster, counted: Sequence[Series], row: Row, day: date
) -> tuple[str | None, int, Forecast | None]:
    """The forecast for a day of the figure of one target: why there is none, of how many quarters, and the forecast."""
    quarters = usable_quarters(counted, forecaster.today)
    too_little = "no_series" if not counted else "too_early" if quarters < FEWEST_QUARTERS else None
    if reason := row["no_forecast"] or too_little:
        return reason, quarters, None
    mine = who_promised(counted, row["promised_by"])
    outlook = forecaster.outlook(mine, day, of_partner=view.partner is not None)
    is_partial = "partial" in (row["state"], row["state_then"])
    return None, quarters, Forecast.of(outlook, mine, row["actual"], row["target"], is_partial=is_partial)


def _row(row: Row, reason: str | None, quarters: int, found: Forecast | None) -> Row:
    """What is forecast for one target; the figures are empty when there is a ``reason`` for no forecast."""
    figures_of = {field.name: getattr(found, field.name, None) for field in fields(Forecast)}
    given = ("tier", "due_date", "measure", "unit", "target_kind", "baseline", "target", "state", "actual")
    return {name: row[name] for name in given} | {"quarters": quarters} | figures_of | {"no_forecast": reason}


def _range(words: Words, low: float | None, high: float | None) -> str:
    """``718–775``, ``718`` when there is but one value in it, or a dash."""
    if low is None or low == high:
        return words.number(low)
    return f"{words.number(low)}–{words.number(high)}"


def _no_forecast(words: Words, row: Row) -> str:
    """Why there is no forecast for a target."""
    if row["no_forecast"] != "too_early":
        return words.text(_REASONS[row["no_forecast"]])
    return words.plural(
        "Too early: {n} quarter. A forecast needs {least} quarters with figures.",
        "Too early: {n} quarters. A forecast needs {least} quarters with figures.",
        row["quarters"],
        least=words.number(FEWEST_QUARTERS),
    )


def _sentences(words: Words, row: Row) -> list[str]:
    """Where it will stand, with both ranges, and how likely the target is."""
    _ = words.text
    target = figures.target(words, row)
    return [
        Strong(
            _(
                "If it goes on as it did: {middle} by {day}.",
                middle=f"{words.number(row['middle'])} {figures.unit(words, row['unit'])}".rstrip(),
                day=words.day(row["due_date"]),
            )
        ),
        _(
            "With a chance of 80 % it is {wide}, and as likely as not it is {narrow}.",
            wide=_range(words, row["low_80"], row["high_80"]),
            narrow=_range(words, row["low_50"], row["high_50"]),
        ),
        Strong(_(_SAID[row["likelihood"]], target=target)),
    ]


def _record(words: Words, record: Record) -> str:
    """How such forecasts fared."""
    if not record.made:
        return words.text(
            "There are no finished series yet, so nobody can say how often such forecasts came true in this region."
        )
    return words.plural(
        "Of {n} forecast made in this region a year before the end, {true} came true (it ended in the 80 % range).",
        "Of {n} forecasts made in this region a year before the end, {true} came true (they ended in the 80 % range).",
        record.made,
        true=words.number(record.came_true),
    )


def _notes(words: Words, forecaster: Forecaster, counted: Sequence[Series]) -> list[str]:
    """What is assumed, what the words stand for, and what is still awaited."""
    _ = words.text
    notes = [
        _("An assumption, not a fact: every partner goes on as it did. What is planned to change plays no part."),
        _(
            "Very likely: a chance of {very_likely} or more; likely: from {likely}; uncertain: from {uncertain}; "
            "unlikely: less.",
            **{word: words.percent(chance) for word, chance in LIKELIHOODS.items()},
        ),
    ]
    if silent := sum(one.quarters[-1] < forecaster.today and not one.left for one in counted):
        notes.append(
            words.plural(
                "{n} partner has not reported on the last quarter; what it is likely to add is in the forecast.",
                "{n} partners have not reported on the last quarter; what they are likely to add is in the forecast.",
                silent,
            )
        )
    return notes
