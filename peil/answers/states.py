"""The states of an indicator in words and icons, and why a figure is not judged."""

from collections import Counter
from collections.abc import Collection, Sequence

from peil.answers import Answer, Asked, Column, Row
from peil.answers.view import View
from peil.texts import N_, Words

# From what needs attention first to what needs none. Icon and word stand together: colour is never the only sign.
STATES = {
    "missed": ("✕", N_("Missed")),
    "exceeded": (">", N_("Limit exceeded")),
    "far_behind": ("▼▼", N_("Far behind")),
    "behind": ("▼", N_("Behind")),
    "disputed": ("⇄", N_("Disputed")),
    "no_recent_report": ("◌", N_("No recent report")),
    "no_report": ("?", N_("Not reported")),
    "partial": ("◐", N_("Known in part")),
    "hidden": ("▨", N_("Hidden")),
    "not_comparable": ("≠", N_("Not comparable")),
    "unplanned": ("✚", N_("No target set")),
    "too_early": ("◔", N_("Too early")),
    "within_limit": ("≤", N_("Within the limit")),
    "on_track": ("●", N_("On track")),
    "ahead": ("▲", N_("Ahead")),
    "achieved": ("✓", N_("Achieved")),
    "not_due": ("○", N_("Not due yet")),
    "no_target": ("–", N_("No target, no result")),
}
LAGGING = ("missed", "exceeded", "far_behind", "behind")
EXCEPTIONS = (*LAGGING, "disputed")
JUDGED = (*EXCEPTIONS, "within_limit", "on_track", "ahead", "achieved")

# The shares stand in queries/views/5_bands.sql alone; here are their names.
RULES = {
    "missed": N_("The day by which the target had to be reached has come, and it was not reached."),
    "exceeded": N_("The value lies above the limit that was set."),
    "far_behind": N_("Less than {behind_from} of what was expected on the day that the value speaks of."),
    "behind": N_(
        "At least {behind_from} but less than {on_track_from} of what was expected on the day that the value speaks of."
    ),
    "disputed": N_("There are several readings of this figure, and they lead to different states."),
    "no_recent_report": N_(
        "A later report was due and has not come. How it stands now is not known; how it stood then is in brackets."
    ),
    "no_report": N_("There is a target, but no value has been handed in."),
    "partial": N_(
        "Not everybody who reports on it has done so. The value is at least this, and is not held against the whole."
    ),
    "hidden": N_(
        "A value has been reported, but it is hidden to protect privacy, or because another hidden one could be "
        "computed from it."
    ),
    "not_comparable": N_("The figure cannot honestly be held against the target."),
    "unplanned": N_("There is a result, but no target was set. That is not a fault: priorities may have been adapted."),
    "too_early": N_("So little was expected by then that nothing can be said yet."),
    "within_limit": N_("At most so much is allowed, and it is not exceeded. Whether it is kept shows at the end."),
    "on_track": N_("From {on_track_from} to {ahead_above} of what was expected on the day that the value speaks of."),
    "ahead": N_("More than {ahead_above} of what was expected on the day that the value speaks of."),
    "achieved": N_("The target has been reached, or the limit was kept to the end."),
    "not_due": N_("The period of the target has not begun, or no figure is due yet."),
    "no_target": N_("Neither a target nor a result."),
}

REASONS = {
    "no_direction": N_("it has no better or worse"),
    "narrative": N_("it is told, not counted"),
    "not_combined": N_("values of several partners or areas may not be combined; look at one partner at a time"),
    "no_denominator": N_(
        "there is no denominator, or it is zero; hand in the numerator and the denominator, not the percentage alone"
    ),
    "targets_not_addable": N_("the targets of several partners cannot be added"),
    "direction_contradicts_target": N_("the target lies on the wrong side of the baseline"),
    "baseline_equals_target": N_("baseline and target are the same"),
    "baseline_on_flow": N_("a flow starts at nothing, so its target cannot have a baseline"),
    "no_baseline": N_("the baseline is not known"),
    "no_tolerance": N_("how much it may differ from the value to keep was not said; set a tolerance"),
    "no_start_date": N_("the day on which the target begins is not known"),
    "no_due_date": N_("no date is known by which it must be reached"),
    "not_applicable": N_("whoever reports says that it does not apply"),
    "range_spans_states": N_("the same people may be counted by several partners, and the range spans several states"),
}


def label(words: Words, state: str) -> str:
    """Icon and word: ``▼ Behind``."""
    icon, word = STATES[state]
    return f"{icon} {words.text(word)}"


def rule(view: View, state: str, reason: object = None) -> str:
    """The rule that led to the state, in a sentence or two, with the shares that hold now."""
    words = view.words
    [bands] = view.ask("pages/results/bands").rows
    sentence = words.text(RULES[state], **{name: words.percent(share) for name, share in bands.items()})
    if state in ("far_behind", "behind", "on_track", "ahead"):
        sentence += " " + words.text("Of what is counted in pieces, one piece more or less makes no difference.")
    if isinstance(reason, str) and reason in REASONS:
        sentence += " " + words.text("Reason: {reason}.", reason=words.text(REASONS[reason]))
    return sentence


def explained(view: View, used: Collection[str]) -> Answer:
    """What the states mean that are ``used``."""
    rows = [{"state": state, "rule": rule(view, state)} for state in STATES if state in used]
    columns = (
        Column("state", N_("State"), lambda words, row: label(words, row["state"])),
        Column("rule", N_("What it means"), lambda _words, row: row["rule"]),
    )
    return Answer.of(Asked("", {}, rows), columns, view.words.text("What the states mean"))


def not_judged(words: Words, rows: Sequence[Row]) -> list[str]:
    """The sentences that tell how many results are not judged, and why; none when all are."""
    counts = Counter(row["state"] for row in rows)
    said = []
    if silent := counts["no_recent_report"]:
        said.append(
            words.plural(
                "Of {n} result there is no recent report: how it stands now is not known.",
                "Of {n} results there is no recent report: how they stand now is not known.",
                silent,
            )
        )
        if lagging := sum(row["state_then"] in LAGGING for row in rows):
            said.append(
                words.plural(
                    "When last reported, {n} of these was behind.",
                    "When last reported, {n} of these were behind.",
                    lagging,
                )
            )
    if partial := counts["partial"]:
        said.append(
            words.plural(
                "{n} result is known in part: not everybody who reports on it has done so.",
                "{n} results are known in part: not everybody who reports on them has done so.",
                partial,
            )
        )
    if unheard := counts["no_report"]:
        said.append(
            words.plural(
                "For {n} target nothing has been reported.", "For {n} targets nothing has been reported.", unheard
            )
        )
    if hidden := counts["hidden"]:
        said.append(
            words.plural(
                "{n} value has been reported, but is hidden.", "{n} values have been reported, but are hidden.", hidden
            )
        )
    return said


NOT_COUNTED = {
    "other_reading": N_("no: another reading"),
    "superseded": N_("no: corrected later"),
    "amended": N_("no: amended by submission {submission}"),
    "withdrawn": N_("no: withdrawn"),
    "split_by_group": N_("no: part of a total"),
    "whole_given": N_("no: the whole is given as well"),
    "nested_area": N_("no: lies inside another area"),
    "later_period": N_("no: a later period counts"),
    "not_promised": N_("no: promised nothing, so not held against the promises of others"),
    "outside_target": N_("no: outside the period of the target"),
    "no_value": N_("no: no value"),
}


def why_not_counted(words: Words, code: object, amended_by: float | None) -> str:
    """Why a stored row is not part of the figure; ``amended_by`` is the submission that gives it again."""
    submission = None if amended_by is None else int(amended_by)
    return words.text(NOT_COUNTED.get(str(code), N_("no")), submission=submission)
