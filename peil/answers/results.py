"""The results of a partnership: what is behind, by how much, and who has not reported. See docs/attainment.md."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby

from peil.answers import (
    PART,
    PROVENANCE,
    Answer,
    Column,
    Row,
    Strong,
    changes,
    code,
    day,
    figures,
    kept,
    only_known,
    states,
    stored,
    text,
)
from peil.answers.marks import Bars
from peil.answers.view import View
from peil.texts import N_, Words

COLUMNS = (
    text("name", N_("Indicator")),
    *figures.AGAINST_TARGET,
    code("tier", N_("Target set by"), "tier"),
    Column("partners_reported", N_("Partners"), figures.partners),
    day("last_period_end", N_("Last period")),
)


@kept
def board(view: View, state: Collection[str] = (), since: str = "") -> Answer:
    """Every indicator against its target, in the order of the activities, within each the worst first; of some states
    only, when they are named. The bars say where they stood on the day ``since``, when it is named.
    """
    asked = view.ask("pages/results/board")
    of_states = [row for row in asked.rows if not state or row["state"] in state]
    activities = groupby(of_states, key=lambda row: row["group_id"])
    shown = [row for _, part in activities for row in sorted(part, key=figures.worst_first)]
    notes = []
    if any(row["partners_hidden"] or row["partners_exempt"] for row in shown):
        notes.append(view.words.text("Hidden: reported, but not shown. Exempt: reported as not due or not applicable."))
    if any(row["others_reported"] for row in shown):
        notes.append(view.words.text("Partners: those that owe reports. (+): others that have a value, too."))
    if named := sorted({source for row in shown for source in figures.sources(view.words, row)}):
        notes.append(view.words.text("Sources: {sources}.", sources="; ".join(named)))
    return Answer(
        asked,
        COLUMNS,
        view.words.text("Results against targets"),
        shown,
        sentences=_sentences(view, asked.rows),
        notes=notes,
        mark=figures.bars(view.words, shown, changes.stood(view, since) if since else None),
        leads_to=("indicator", {"indicator": "indicator_id"}),
    )


@kept
def who_reported(view: View) -> Answer:
    """The partners that owe reports, and whether that of the period has come."""
    words = view.words
    columns = (
        text("name", N_("Partner")),
        Column("reported", N_("Reported"), lambda words, row: words.text("yes" if row["reported"] else "no")),
        day("last_period_end", N_("Last period")),
    )
    asked = view.ask("pages/results/who_reported")
    silent = [row["name"] for row in asked.rows if not row["reported"]]
    said: list[str] = []
    if silent and not view.partner:
        silence = (
            N_("For this period no figures of {partners} are published.")
            if view.data_status == "published"
            else N_("No report for this period from {partners}.")
        )
        said.append(Strong(words.text(silence, partners=words.listing(silent))))
    return Answer.of(asked, columns, words.text("Who has reported"), sentences=said)


@kept
def by_activity(view: View, board: Answer) -> list[tuple[str, Answer]]:
    """The board cut by activity, each part with its name and its picture; all pictures have one scale."""
    if not isinstance(board.mark, Bars):
        return []
    drawn = zip(board.rows, board.mark.bars, strict=True)
    parts = [list(part) for _, part in groupby(drawn, key=lambda one: one[0]["group_id"])]
    return [
        (
            part[0][0]["group_name"] or view.words.text("Not tied to one activity"),
            board.narrowed([row for row, _ in part], mark=replace(board.mark, bars=[bar for _, bar in part])),
        )
        for part in parts
    ]


@kept
def in_columns(parts: Sequence[tuple[str, Answer]], columns: int = 3) -> list[list[tuple[str, Answer]]]:
    """The parts of the board over columns that come out about as long as each other, each in the order of the parts."""
    filled: list[list[tuple[str, Answer]]] = [[] for _ in range(columns)]
    for part in parts:
        # A heading takes about as much room as a bar.
        min(filled, key=lambda column: sum(len(answer.rows) + 1 for _, answer in column)).append(part)
    return filled


@kept
def exceptions(board: Answer) -> list[Row]:
    """What a steering group has to talk about, the worst first."""
    return sorted((row for row in board.rows if row["state"] in states.EXCEPTIONS), key=figures.worst_first)


@kept
def to_discuss(view: View, state: Collection[str] = ()) -> Answer:
    """The exceptions, the worst first: how each stands, by how much, and the reason that the partner gave; of some
    states only, when they are named.
    """
    words = view.words
    whole = board(view, state)
    columns = (
        text("name", N_("Indicator")),
        Column("state", N_("State"), _stands),
        stored("explanation", N_("Reason given by the partner"), language="explanation_language"),
    )
    rows = exceptions(whole)
    title = words.plural("To discuss: {n} result", "To discuss: {n} results", len(rows))
    return Answer(whole.asked, columns, title, rows, leads_to=("indicator", {"indicator": "indicator_id"}))


def _stands(words: Words, row: Row) -> str:
    """``▼ Behind · 442 of 1 000 visits, 44 %``."""
    return f"{figures.state(words, row)} · {''.join(figures.against_target(words, row))}"


@kept
def behind(view: View) -> Answer:
    """The exceptions, the worst first, each with the reason that the partner gave."""
    words = view.words
    whole = board(view)
    columns = (
        text("name", N_("Indicator")),
        *(column for column in figures.AGAINST_TARGET if column.name != "expected"),
        stored("explanation", N_("Reason given by the partner"), N_("none given"), "explanation_language"),
    )
    return Answer(
        whole.asked,
        columns,
        words.text("Behind"),
        exceptions(whole),
        leads_to=("indicator", {"indicator": "indicator_id"}),
    )


@kept
def rows(view: View, state: Collection[str] = ()) -> Answer:
    """The stored rows that the board was computed from."""
    words = view.words
    asked = view.ask("pages/results/sources", indicators=[row["indicator_id"] for row in board(view, state).rows])
    columns = (
        text("indicator", N_("Indicator")),
        text("partner", N_("Partner")),
        *only_known(words, PART, asked.rows),
        day("period_end", N_("Period up to")),
        Column("value", N_("Value"), figures.stated, "number"),
        *PROVENANCE,
    )
    return Answer.of(asked, columns, words.text("The stored rows behind these figures"))


@kept
def nothing(view: View) -> list[str]:
    """Why there is nothing on the board: the partnerships that belong to this one hand in their own; else no words."""
    [inside] = view.ask("pages/results/partnerships_inside").rows
    if not inside["partnerships"]:
        return []
    return [
        view.words.plural(
            "{n} partnership belongs to {name}, and hands in its own results.",
            "{n} partnerships belong to {name}, and each hands in its own results.",
            inside["partnerships"],
            name=view.name,
        ),
        view.words.text(
            "They are not added up here: the same people and events may be counted in several. "
            "See the partnerships side by side, or choose one above."
        ),
    ]


def _sentences(view: View, rows: Sequence[Row]) -> list[str]:
    _, _n = view.words.text, view.words.plural
    counts = Counter(row["state"] for row in rows)
    said: list[str] = []
    if judged := sum(counts[state] for state in states.JUDGED):
        behind = _n(
            "{n} of {judged} result that can be judged by {day} is behind what was planned",
            "{n} of {judged} results that can be judged by {day} are behind what was planned",
            sum(counts[state] for state in states.LAGGING),
            judged=judged,
            day=view.words.day(view.as_of),
        )
        month = view.month()
        said.append(Strong(f"{behind} ({month})." if month else f"{behind}."))
    said += who_reported(view).sentences
    said += states.not_judged(view.words, rows)
    if several := sum(len(figures.readings(row)) > 1 for row in rows):
        second = _n("{n} figure has a second reading;", "{n} figures have a second reading;", several)
        changed = _n("for {n} it changes the state.", "for {n} it changes the state.", counts["disputed"])
        said.append(f"{second} {changed}")
    return said
