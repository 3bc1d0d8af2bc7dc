"""The states of an indicator in words and icons, and why a figure is not judged."""

from peil.answers.view import View
from peil.texts import N_, Words

# From what needs attention first to what needs none. Icon and word stand together: colour is never the only sign.
STATES = {
    "missed": ("✕", N_("Missed")),
    "far_behind": ("▼▼", N_("Far behind")),
    "behind": ("▼", N_("Behind")),
    "disputed": ("⇄", N_("Disputed")),
    "no_report": ("?", N_("Not reported")),
    "hidden": ("▨", N_("Hidden")),
    "not_comparable": ("≠", N_("Not comparable")),
    "unplanned": ("✚", N_("No target set")),
    "on_track": ("●", N_("On track")),
    "ahead": ("▲", N_("Ahead")),
    "achieved": ("✓", N_("Achieved")),
    "not_due": ("○", N_("Not due yet")),
    "no_target": ("–", N_("No target, no result")),
}
LAGGING = ("missed", "far_behind", "behind")
EXCEPTIONS = (*LAGGING, "disputed")
JUDGED = ("missed", "far_behind", "behind", "disputed", "on_track", "ahead", "achieved")

# The shares stand in queries/views/5_bands.sql alone; here are their names.
RULES = {
    "missed": N_("The day by which the target had to be reached has passed, and it was not reached."),
    "far_behind": N_("Less than {behind_from} of what was expected by now."),
    "behind": N_("At least {behind_from} but less than {on_track_from} of what was expected by now."),
    "disputed": N_("There are several readings of this figure, and they lead to different states."),
    "no_report": N_("There is a target, but no value has been handed in."),
    "hidden": N_(
        "A value has been reported, but it is hidden to protect privacy, or because another hidden one could be "
        "computed from it."
    ),
    "not_comparable": N_("The figure cannot honestly be held against the target."),
    "unplanned": N_("There is a result, but no target was set. That is not a fault: priorities may have been adapted."),
    "on_track": N_("From {on_track_from} to {ahead_above} of what was expected by now."),
    "ahead": N_("More than {ahead_above} of what was expected by now."),
    "achieved": N_("The target has been reached."),
    "not_due": N_("The period of the target has not begun, or whoever reports says that no figure is due yet."),
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
    "no_baseline": N_("the baseline is not known"),
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
    if isinstance(reason, str) and reason in REASONS:
        sentence += " " + words.text("Reason: {reason}.", reason=words.text(REASONS[reason]))
    return sentence


def hidden(words: Words, n: int) -> list[str]:
    """The sentence that tells how many values are hidden; none when there are none."""
    if not n:
        return []
    return [
        words.plural("{n} value has been reported, but is hidden.", "{n} values have been reported, but are hidden.", n)
    ]


NOT_COUNTED = {
    "other_reading": N_("no: another reading"),
    "superseded": N_("no: corrected later"),
    "amended": N_("no: amended by submission {submission}"),
    "withdrawn": N_("no: withdrawn"),
    "split_by_group": N_("no: part of a total"),
    "whole_given": N_("no: the whole is given as well"),
    "nested_area": N_("no: lies inside another area"),
    "later_period": N_("no: a later period counts"),
    "no_value": N_("no: no value"),
}


def why_not_counted(words: Words, code: object, amended_by: float | None) -> str:
    """Why a stored row is not part of the figure; ``amended_by`` is the submission that gives it again."""
    submission = None if amended_by is None else int(amended_by)
    return words.text(NOT_COUNTED.get(str(code), N_("no")), submission=submission)
