"""What might go on the agenda of a meeting: what is overdue, lags, is disputed or did not come, each with a draft."""

from typing import Any

from peil.answers import Row, agreements, figures, meetings, results
from peil.answers.view import View
from peil.texts import MISSING

# More of these make an agenda that nobody gets through.
_MOST_EXCEPTIONS = 6


def for_meeting(view: View, meeting: Row) -> list[dict[str, Any]]:
    """What might go on the agenda of a meeting and is not there yet, the most urgent first: fields of agenda_items.

    Each rests on figures as they stood at the clocks of the meeting; a decision is drafted with the figure it rests on.
    """
    words, then = view.words, meetings.frozen(view, meeting)
    _ = words.text
    found: list[dict[str, Any]] = []
    for row in agreements.overdue(view).rows:
        subject = _("Agreement overdue: {text}", text=row["text"])
        told = _(
            "{owner} reports on it: it was due on {day}.", owner=row["owner"] or MISSING, day=words.day(row["due_date"])
        )
        found.append(_proposed("discuss", subject, "agreement", told, row["indicator_id"]))
    board = results.board(then)
    for row in results.exceptions(board)[:_MOST_EXCEPTIONS]:
        figure = f"{''.join(figures.against_target(words, row))}, {figures.state(words, row)}"
        if row["state"] == "disputed":
            draft = _("Decide which reading of this figure counts ({figure}), and say why.", figure=figure)
        else:
            draft = _(
                "{figure}. Whoever carries it says by the next meeting what stands in the way, and what will be done.",
                figure=figure,
            )
        found.append(_proposed("decide", row["name"], "exception", draft, row["indicator_id"]))
    silent = [row["name"] for row in results.who_reported(then).rows if not row["reported"]]
    if silent:
        subject = _("Reports that did not come")
        draft = _(
            "No report up to {day} from {names}. They say when it comes.",
            day=words.day(then.as_of),
            names=words.listing(silent),
        )
        found.append(_proposed("discuss", subject, "silence", draft))
    found.append(_proposed("inform", _("Financial report"), "money", None))
    found.append(_proposed("inform", _("Content report"), "report", None))
    there = {
        (row["origin"], row["indicator_id"], row["subject"])
        for row in meetings.agenda(view, meeting["meeting_id"]).rows
    }
    about = {row["indicator_id"] for row in meetings.agenda(view, meeting["meeting_id"]).rows if row["indicator_id"]}
    return [
        one
        for one in found
        if (one["origin"], one["indicator_id"], one["subject"]) not in there and one["indicator_id"] not in about
    ]


def _proposed(kind: str, subject: str, origin: str, draft: str | None, indicator: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "subject": subject, "origin": origin, "draft": draft, "indicator_id": indicator}
