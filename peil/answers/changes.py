"""What changed between two moments, each a day and what was known of it: the most important first. docs/changes.md."""

from collections import Counter
from datetime import date, datetime, timedelta

from peil.answers import Answer, Asked, Column, Row, Strong, choices, day, figures, kept, quoted, states, text
from peil.answers.view import View
from peil.errors import UnknownChoice
from peil.texts import MISSING, N_, Words

# What changed, in the order of queries/views/9_changes.sql.
CHANGES = {
    "worse": N_("Fallen behind"),
    "newly_disputed": N_("Disputed now"),
    "no_longer_disputed": N_("No longer disputed"),
    "report_missing": N_("No figures for the period"),
    "silent": N_("No recent report any more"),
    "partner_left": N_("Owes no reports any more"),
    "withdrawn": N_("Withdrawn"),
    "left_out": N_("Left out of a later report"),
    "corrected": N_("Corrected"),
    "split": N_("Divided otherwise"),
    "decided": N_("Reading decided"),
    "undecided": N_("Decision withdrawn"),
    "better": N_("Better"),
    "state": N_("Another state"),
    "target": N_("Target changed"),
    "baseline": N_("Baseline changed"),
    "terms": N_("Terms of the target changed"),
    "milestone": N_("Milestone changed"),
    "partner_joined": N_("Owes reports now"),
    "report_came": N_("Report came"),
    "moved": N_("Moved, same state"),
    "late": N_("Came in later"),
    "new": N_("New"),
}
# Why a state is another one.
CAUSES = {
    "figures": N_("the figures changed"),
    "promises": N_("the target changed"),
    "decisions": N_("a reading was decided"),
    "definitions": N_("what is known of the indicator or of the partners changed"),
    "partners": N_("a partner joined or left"),
    "reports": N_("another report came, or stayed away"),
    "next_target": N_("the next target counts now"),
    "time": N_("time alone: no figure of it is new"),
}
# A first sentence that says more is not listened to; the table has it all.
_MOST_SAID = 4


def _state(words: Words, row: Row, which: str) -> str:
    """``▼ Behind, 442``: a state with the value, or what else stood there then or now."""
    low, high, missing = row[f"{which}_value"], row[f"{which}_high"], row[f"{which}_missing"]
    value = figures.reason(words, missing) if low is None and missing else words.number(low)
    if low is not None and high is not None and words.number(high) != value:
        value = f"{value}–{words.number(high)}"
    if state := row[f"{which}_state"]:
        label = states.label(words, state)
        return label if value == MISSING else words.text("{state}, {value}", state=label, value=value)
    return words.short_day(row[f"{which}_day"]) if value == MISSING else value


def _part(_words: Words, row: Row) -> str:
    """The partner, the area and the target group that it is of."""
    return " · ".join(row[name] for name in ("partner", "area", "target_group") if row[name]) or MISSING


def _why(words: Words, row: Row) -> str:
    """Who changed it says why; of a state, what made it another one."""
    told = [words.text(CAUSES[row["because"]])] if row["because"] else []
    return ": ".join([*told, *([quoted(words, row["why"], row["why_language"])] if row["why"] else [])]) or MISSING


def _handed_in(_words: Words, row: Row) -> str:
    """The submission that it came with: its number and name."""
    return " ".join(str(part) for part in (row["submission_id"], row["submission"]) if part) or MISSING


COLUMNS = (
    text("name", N_("Indicator")),
    Column("change", N_("What changed"), lambda words, row: words.text(CHANGES[row["change"]])),
    Column("partner", N_("Of whom or where"), _part),
    day("period_end", N_("Period up to")),
    Column("old_value", N_("Then"), lambda words, row: _state(words, row, "old"), "number"),
    Column("new_value", N_("Now"), lambda words, row: _state(words, row, "new"), "number"),
    Column("why", N_("Why"), _why),
    Column("submission_id", N_("Submission"), _handed_in),
)


@kept
def since(view: View, since_as_of: date, since_known_at: datetime) -> Answer:
    """What changed between an earlier moment and that of the view. Raises UnknownChoice when it is not earlier."""
    words = view.words
    if since_as_of > view.as_of or since_known_at > view.known_at:
        raise UnknownChoice(
            N_(
                "The moment to compare with lies after the one that is shown: {since} (as known on {since_known}), and "
                "{as_of} (as known on {known_at}). Choose an earlier one, or a later day above."
            ),
            since=since_as_of.isoformat(),
            since_known=since_known_at.isoformat(timespec="seconds"),
            as_of=view.as_of.isoformat(),
            known_at=view.known_at.isoformat(timespec="seconds"),
        )
    earlier = {"since_as_of": since_as_of, "since_known_at": since_known_at}
    [still] = view.ask("pages/meetings/earlier_is_untouched", **earlier).rows
    asked = view.ask(f"pages/meetings/changes{'_between_days' if still['is_untouched'] else ''}", **earlier)
    notes = []
    if any(row["old_missing"] == "hidden" for row in asked.rows):
        notes.append(words.text("What is hidden now is not told of the earlier moment either."))
    if any(row["change"] == "split" for row in asked.rows):
        notes.append(
            words.text("Divided otherwise: the total is the same, but not its parts by group, gender or area.")
        )
    return Answer.of(
        asked,
        COLUMNS,
        words.text("What changed"),
        sentences=_sentences(view, asked, earlier),
        notes=notes,
        leads_to=("indicator", {"indicator": "indicator_id"}),
    )


# The address names its day as this function is named.
_since = since


@kept
def in_address(view: View, since: str = "", since_known: str = "", meeting: str = "", submission: str = "") -> Answer:
    """What changed since the moment that an address names: a day (and what was known then), a meeting, or just before a
    submission came; without any, since the day that was reported before. Raises UnknownChoice for what is not there.
    """
    return _since(view, *moment(view, since, since_known, meeting, submission))


def moment(
    view: View, since: str = "", since_known: str = "", meeting: str = "", submission: str = ""
) -> tuple[date, datetime]:
    """The day and the moment of knowing that an address names. Raises UnknownChoice for what is not there."""
    as_of, known_at = previous_day(view), view.known_at
    if meeting:
        as_of, known_at = _of_meeting(view, meeting)
    elif submission:
        as_of, known_at = view.as_of, _before_submission(view, submission)
    if since:
        found = choices.day_of(since)
        if found is None:
            raise UnknownChoice(N_("{name}={value} is no day. Write it as 2012-03-31."), name="since", value=since)
        as_of = found
    if since_known:
        known = choices.moment_of(since_known)
        if known is None:
            raise UnknownChoice(
                N_("{name}={value} is no moment. Write it as 2012-03-31T17:00:00."),
                name="since_known",
                value=since_known,
            )
        known_at = known
    return as_of, known_at


@kept
def stood(view: View, since: str) -> dict[str, tuple[float, str]]:
    """Where the results stood that moved since a day: their share of the target then, as a number and in words."""
    words = view.words
    day_then, _known_then = moment(view, since)
    return {
        row["indicator_id"]: (
            row["old_share"],
            words.text("{share} on {day}", share=words.percent(row["old_share"]), day=words.short_day(day_then)),
        )
        for row in in_address(view, since).rows
        if row["old_share"] is not None and words.percent(row["old_share"]) != words.percent(row["new_share"])
    }


def heading(view: View, since: str) -> str:
    """Above the list of what changed since a day: how many changes there are."""
    words = view.words
    day_then, _known_then = moment(view, since)
    return words.plural(
        "What changed since {day}: {n} change",
        "What changed since {day}: {n} changes, the most important first",
        len(in_address(view, since).rows),
        day=words.short_day(day_then),
    )


def previous_day(view: View) -> date:
    """The last day before that of the view that was reported on; when there is none, the end of the quarter before."""
    return earlier_days(view)[0]


def earlier_days(view: View) -> list[date]:
    """The days before that of the view that were reported on, the latest first; without any, the end of the quarter
    before.
    """
    found = view.ask("pages/filters/periods").rows
    first_month = 3 * ((view.as_of.month - 1) // 3) + 1
    return [row["period_end"] for row in found if row["is_reported"] and row["period_end"] < view.as_of] or [
        max(date(view.as_of.year, first_month, 1) - timedelta(days=1), choices.FIRST_DAY)
    ]


def _of_meeting(view: View, meeting: str) -> tuple[date, datetime]:
    """The clocks of a meeting. Raises UnknownChoice when it is not here, or no day of its figures was kept."""
    for row in view.ask("pages/meetings/clocks_of_meeting", meeting=meeting).rows:
        if row["as_of"]:
            return row["as_of"], row["known_at"] or view.known_at
    raise UnknownChoice(
        N_("No meeting {value} of which the day of the figures is known. Name a day instead: since=2012-03-31."),
        value=meeting,
    )


def _before_submission(view: View, submission: str) -> datetime:
    """Just before a submission came. Raises UnknownChoice when there is none of that number."""
    number = int(submission) if submission.isdecimal() and len(submission) < 10 else 0
    for row in view.ask("pages/meetings/clock_before_submission", submission_id=number).rows:
        return row["known_at"]
    raise UnknownChoice(N_("There is no submission {value}."), value=submission)


def _sentences(view: View, asked: Asked, earlier: dict[str, date | datetime]) -> list[str]:
    """What changed, counted, the most important first; or that nothing did."""
    words = view.words
    _ = words.text
    day_, known = words.day(earlier["since_as_of"]), words.day(earlier["since_known_at"])
    is_known_since = earlier["since_known_at"] != view.known_at
    moment_ = _("{day} (as known on {known})", day=day_, known=known) if is_known_since else day_
    if earlier["since_as_of"] == view.as_of and not is_known_since:
        return [_("Both moments are the same, so nothing can have changed.")]
    if not asked.rows:
        return [
            _(
                "Since {moment} nothing was handed in that changes a figure, and no state or target changed.",
                moment=moment_,
            )
        ]
    said = _counted(words, Counter(row["change"] for row in asked.rows))
    if not said:
        return [_("Since {moment} only details changed; they stand in the table.", moment=moment_)]
    first = Strong(_("Since {moment}: {changes}.", moment=moment_, changes=words.listing(said[:_MOST_SAID])))
    rest = said[_MOST_SAID:]
    return [first, _("Also: {changes}.", changes=words.listing(rest))] if rest else [first]


def _counted(words: Words, counts: Counter[str]) -> list[str]:
    """How many changes of each kind there are, the most important first; of those that are told in a sentence."""
    _n = words.plural
    gone, corrected = counts["withdrawn"] + counts["left_out"], counts["corrected"] + counts["split"]
    promises = sum(counts[change] for change in ("target", "baseline", "terms", "milestone"))
    new = counts["late"] + counts["new"]
    told = [
        (
            counts["worse"],
            _n("{n} result has fallen behind", "{n} results have fallen behind", counts["worse"]),
        ),
        (
            counts["newly_disputed"],
            _n("{n} is disputed now", "{n} are disputed now", counts["newly_disputed"]),
        ),
        (
            counts["no_longer_disputed"],
            _n("{n} is no longer disputed", "{n} are no longer disputed", counts["no_longer_disputed"]),
        ),
        (
            counts["report_missing"],
            _n(
                "of {n} partner there are no figures for the period",
                "of {n} partners there are no figures for the period",
                counts["report_missing"],
            ),
        ),
        (
            counts["silent"],
            _n(
                "of {n} result there is no recent report any more",
                "of {n} results there is no recent report any more",
                counts["silent"],
            ),
        ),
        (gone, _n("{n} figure was withdrawn or left out", "{n} figures were withdrawn or left out", gone)),
        (corrected, _n("{n} figure was corrected", "{n} figures were corrected", corrected)),
        (counts["better"], _n("{n} result is better", "{n} results are better", counts["better"])),
        (
            promises,
            _n(
                "{n} target, baseline or milestone changed",
                "{n} targets, baselines or milestones changed",
                promises,
            ),
        ),
        (counts["report_came"], _n("{n} report came", "{n} reports came", counts["report_came"])),
        (new, _n("{n} figure is new", "{n} figures are new", new)),
    ]
    return [said for n, said in told if n]
