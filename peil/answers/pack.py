"""The pack of a meeting: the answers that a steering group takes along, in the order in which it needs them.

Nothing is computed here: a pack is put together from what other answers say. What it says first fits on one page.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from peil.answers import (
    Answer,
    Row,
    Strong,
    agreements,
    changes,
    closure,
    finance,
    forecast,
    indicator,
    kept,
    meetings,
    neighbourhoods,
    only_known,
    quality,
    quoted,
    results,
    states,
    target_groups,
    text,
)
from peil.answers.view import View
from peil.texts import N_

# A page each; the table of results has all of them.
_MOST_EXCEPTIONS = 12
_MOST_SENTENCES = 5
# The pages whose doubts touch what stands in a pack.
_PAGES = ("results", "indicator", "finance", "neighbourhoods", "target_groups", "partnership")


@dataclass(frozen=True, eq=False)
class Part:
    """A part of a pack under its heading: what is said first, and its answers. ``message`` says it in one line."""

    heading: str
    message: str
    answers: Sequence[Answer]
    sentences: Sequence[str] = ()
    # Headings of empty lines, for what the meeting says itself.
    to_write: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Pack:
    """All that a meeting takes along. Texts are in the reader's language and not escaped."""

    view: View
    title: str
    # What every page says about itself: programme, dates, filters, who reported, published or demonstration.
    standing: str
    summary: Sequence[str]
    # The first page, then the others.
    first: Sequence[Answer]
    exceptions: Sequence[Part]
    parts: Sequence[Part]
    # The headings of parts of which nothing is known.
    left_out: Sequence[str]


@kept
def pack(view: View, meeting: str | None = None) -> Pack:
    """The pack of one meeting, with the figures as they stood there; of none in particular when none is named.

    Raises UnknownChoice for a meeting that is not there.
    """
    _ = view.words.text
    # What is written of a meeting goes on after its figures were pinned.
    now, found = view, meetings.known(view, meeting) if meeting else None
    if found:
        view = meetings.frozen(view, found)
    # Known before the two halves part, that both ask it.
    results.board(view)
    # Most of its time the database plans, each question by itself.
    with ThreadPoolExecutor(1) as beside:
        asked_beside = beside.submit(lambda: list(_parts(view)))
        first = {
            "decisions": decisions(now, meeting),
            "changed": changed_since(now, found),
            "behind": results.behind(view),
            "overdue": overdue(now),
        }
        exceptions = _exceptions(view)
        parts = asked_beside.result()
    day = view.words.day(found["meeting_date"]) if found else ""
    return Pack(
        view,
        _("Pack for the meeting of {day}", day=day) if found else _("Pack for the steering group"),
        view.standing(results.who_reported(view).rows),
        _summary(view, first),
        [answer for answer in first.values() if answer],
        exceptions,
        [part for part in parts if part.answers or part.sentences],
        [part.heading for part in parts if not part.answers and not part.sentences],
    )


def decisions(view: View, meeting: str | None) -> Answer | None:
    """The decisions that the meeting has to take, each with its draft; None when it is not known or has none."""
    agenda = meetings.agenda(view, meeting or "")
    to_decide = [row for row in agenda.rows if row["kind"] == "decide"]
    if not to_decide:
        return None
    columns = [column for column in agenda.columns if column.name in ("subject", "draft", "outcome")]
    said = view.words.plural("{n} decision to take.", "{n} decisions to take.", len(to_decide))
    return replace(
        agenda.narrowed(to_decide),
        title=view.words.text("To decide"),
        columns=only_known(view.words, columns, to_decide),
        sentences=[said],
    )


def changed_since(view: View, meeting: Row | None) -> Answer:
    """What changed since the meeting before, else since the day that was reported before."""
    found = meetings.changed(view, meeting) if meeting else changes.in_address(view)
    shown = ("name", "change", "partner", "old_value", "new_value", "why")
    columns = only_known(view.words, [column for column in found.columns if column.name in shown], found.rows)
    return replace(found, columns=columns)


def overdue(view: View) -> Answer | None:
    """What was agreed in meetings and should have been done by now; None when there is nothing."""
    late = agreements.overdue(view)
    shown = ("text", "owner", "due_date", "state", "response")
    return replace(late, columns=[one for one in late.columns if one.name in shown]) if late.rows else None


def minutes(view: View, kind: str, meeting: str) -> Pack:
    """The minutes of a meeting as a document: who was there, the agenda with its decisions, and what was agreed.

    Raises UnknownChoice for a meeting that is not there.
    """
    words = view.words
    found = meetings.known(view, meeting)
    then = meetings.frozen(view, found)
    said = meetings.minutes(view, found) if kind == meetings.STEERING_GROUP else meetings.reflected(view, found)
    title = words.text("Minutes of {day}", day=words.day(found["meeting_date"]))
    where = words.text("Held in {place}.", place=meetings.named(words, found)) if meetings.named(words, found) else ""
    return Pack(
        then,
        title,
        then.standing(results.who_reported(then).rows),
        [
            sentence
            for sentence in (where, quoted(words, found["decisions"], found["language"]) if found["decisions"] else "")
            if sentence
        ],
        [],
        [],
        [_part(answer.title, [_known(view, answer)], answer.sentences) for answer in said if answer.rows],
        [answer.title for answer in said if not answer.rows],
    )


@kept
def closure_report(view: View) -> Pack:
    """The closure report as a document: how long it lasted and what the programme asks for on the first page, then a
    part for each other answer.
    """
    _ = view.words.text
    duration = closure.duration(view)
    programme, *others = closure.told(view)
    parts = [_part(answer.title, [answer], answer.sentences) for answer in others]
    doubts = [quality.verdicts(view, "closure", ""), quality.on_page(view, "closure")]
    told = [sentence for answer in others for sentence in answer.sentences[:1] if isinstance(sentence, Strong)]
    return Pack(
        view,
        _("Closure report"),
        view.standing(results.who_reported(view).rows),
        [*duration.sentences, *told],
        [*([replace(duration, sentences=())] if duration.rows else []), programme],
        [],
        [*(part for part in parts if part.answers), _part(_("Contradictions and rules"), doubts)],
        [part.heading for part in parts if not part.answers],
    )


def _summary(view: View, first: Mapping[str, Answer | None]) -> list[str]:
    """Three to five sentences, what matters most first: the results, what changed, who is silent, the money, what was
    agreed, the rules.
    """
    board = results.board(view)
    told = board.sentences if board.rows else results.nothing(view)
    nothing = [view.words.text("Up to this day there is no target and no result.")]
    said = [*(told[:1] or nothing), *_first_of(first["changed"]), *results.who_reported(view).sentences]
    if finance.is_anything_known(view):
        said += finance.at_risk(view).sentences[:1]
    said += [*_first_of(first["overdue"]), *quality.rules(view).sentences[:1]]
    return said[:_MOST_SENTENCES]


def _first_of(answer: Answer | None) -> Sequence[str]:
    return answer.sentences[:1] if answer else ()


def _exceptions(view: View) -> list[Part]:
    rows = results.exceptions(results.board(view))[:_MOST_EXCEPTIONS]
    # Most of their time the database plans: a question of all of them takes hardly longer than a question of one.
    view = replace(view, together=tuple(row["indicator_id"] for row in rows))
    return [_exception(view, row) for row in rows]


def _exception(view: View, row: Row) -> Part:
    _ = view.words.text
    known = indicator.result(view, row["indicator_id"])
    ahead = forecast.of_indicator(view, row["indicator_id"])
    if all(one["no_forecast"] for one in ahead.rows):
        ahead = ahead.narrowed([])
    answers = [
        _picture(forecast.path(view, row["indicator_id"])),
        replace(ahead, notes=ahead.notes[:1]),
        _picture(indicator.contributions(view, row["indicator_id"])),
        _reason(view, row),
        meetings.helped_and_hindered(view, row["indicator_id"]),
    ]
    return Part(
        known.title,
        f"{known.title}: {known.sentences[0]}",
        [answer for answer in answers if _says_something(answer)],
        [*known.sentences, *known.notes],
        [_("What helps?"), _("What hinders?"), _("What do we do?")],
    )


def _known(view: View, answer: Answer) -> Answer:
    """An answer without columns that say nothing; what it says stands above it."""
    return replace(answer, columns=only_known(view.words, answer.columns, answer.rows), sentences=())


def _reason(view: View, row: Row) -> Answer:
    """The reason that the partner gave, when it gave one."""
    asked = results.behind(view)
    columns = [column for column in asked.columns if column.name == "explanation"]
    rows = [row] if row["explanation"] else []
    return Answer(asked.asked, columns, view.words.text("What the partner says of it"), rows)


def _parts(view: View) -> Iterable[Part]:
    _ = view.words.text
    board = results.board(view)
    pictures = [
        replace(_picture(part), title=name, notes=(), sentences=()) for name, part in results.by_activity(view, board)
    ]
    if board.rows:
        pictures.append(replace(board, mark=None, title=_("The same figures as a table"), sentences=()))
    yield _part(board.title, pictures, board.sentences)
    yield _part(_("Who has reported"), [results.who_reported(view)], results.who_reported(view).sentences)
    yield _part(_("Finance"), *_money(view))
    yield _part(_("Neighbourhoods"), *_neighbourhoods(view))
    yield _part(_("Target groups"), *_target_groups(view))
    doubts = quality.on_pages(view, _PAGES)
    yield _part(_("Contradictions and rules"), [quality.rules(view), doubts], quality.rules(view).sentences)
    yield _part(_("Definitions"), [_definitions(view), states.explained(view, [row["state"] for row in board.rows])])
    yield _part(_("Sources"), [_sources(view)])


def _part(heading: str, answers: Sequence[Answer], sentences: Sequence[str] = ()) -> Part:
    """The answers that say something; what they all say first is said once."""
    told = [
        replace(answer, sentences=[sentence for sentence in answer.sentences if sentence not in sentences])
        for answer in answers
    ]
    kept_ = [answer for answer in told if _says_something(answer)]
    return Part(heading, sentences[0] if sentences else heading, kept_, sentences if kept_ or sentences else ())


def _says_something(answer: Answer) -> bool:
    return bool(answer.mark or answer.rows or answer.sentences)


def _picture(answer: Answer) -> Answer:
    """Only the picture of an answer: the same stands in another table, or in the picture itself."""
    return replace(answer, columns=(), rows=()) if answer.mark else answer.narrowed([])


def _money(view: View) -> tuple[list[Answer], Sequence[str]]:
    if not finance.is_anything_known(view):
        return [], ()
    claimed = [_picture(finance.cost_so_far(view)), finance.pace(view), finance.claims(view)]
    shown = claimed if finance.claims(view).rows else []
    return [finance.funders(view), *shown, finance.match(view)], [
        *finance.at_risk(view).sentences,
        *finance.summary(view).sentences,
    ]


def _neighbourhoods(view: View) -> tuple[list[Answer], Sequence[str]]:
    area = next(iter(neighbourhoods.with_values(view)), "")
    if not area:
        return [], ()
    profile = neighbourhoods.profile(view)
    pictures = [
        replace(_picture(profile), mark=mark, notes=(), sentences=(), title="" if number else profile.title)
        for number, mark in enumerate(neighbourhoods.pictures(profile))
    ]
    table = replace(profile, mark=None, title=view.words.text("The same figures as a table"), sentences=())
    # What the marks of the picture mean stands below the last one.
    if pictures:
        benchmark = neighbourhoods.usual_benchmark(view, area)
        pictures[-1] = replace(pictures[-1], notes=neighbourhoods.legend(view, area, benchmark))
    return [*pictures, table, neighbourhoods.reach(view)], profile.sentences


def _target_groups(view: View) -> tuple[list[Answer], Sequence[str]]:
    if not target_groups.usual_count(view):
        planned = target_groups.planned(view)
        return [planned] if planned.rows else [], ()
    answers = [
        target_groups.by_group(view),
        target_groups.by_gender(view),
        target_groups.planned(view),
        target_groups.in_population(view),
    ]
    return [answer for answer in answers if answer.rows], target_groups.summary(view).sentences


def _definitions(view: View) -> Answer:
    """What the indicators of the board mean."""
    board = results.board(view)
    columns = (text("name", N_("Indicator")), text("definition", N_("Definition")))
    return Answer(board.asked, columns, view.words.text("Indicators"), [row for row in board.rows if row["definition"]])


def _sources(view: View) -> Answer:
    """Where the stored rows come from, each place once."""
    stored = results.rows(view)
    columns = [column for column in stored.columns if column.name in ("source", "source_section", "submission_id")]
    columns.append(next(column for column in stored.columns if column.name == "file_name"))
    names = ("source", "source_section", "submission_id", "file_name", "sheet")
    rows = {tuple(row[name] for name in names): row for row in stored.rows}
    return Answer(
        stored.asked, columns, view.words.text("The documents and files behind the results"), list(rows.values())
    )
