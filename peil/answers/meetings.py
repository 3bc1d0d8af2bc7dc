"""Meetings: are they held, who was there, what is on the agenda, what was decided and agreed; and the figures then."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from peil import contract
from peil.answers import (
    Answer,
    Column,
    Row,
    Strong,
    changes,
    choices,
    code,
    day,
    figures,
    kept,
    number,
    quoted,
    results,
    stored,
    text,
)
from peil.answers.marks import Dot, Dots
from peil.answers.view import View
from peil.errors import UnknownChoice
from peil.texts import MISSING, N_, Words

STEERING_GROUP, REFLECTION = "steering_group", "reflection"
# Icon and word, as everywhere.
REPORT_STATES = {
    "not_in": ("?", N_("Not in")),
    "in": ("●", N_("In")),
    "sent_back": ("▼", N_("Sent back")),
    "accepted": ("✓", N_("Accepted")),
    "collated": ("✓✓", N_("In the report of the whole")),
}
AGREEMENT_STATES = {
    "open": ("○", N_("Open")),
    "in_progress": ("●", N_("In progress")),
    "done": ("✓", N_("Done")),
    "dropped": ("✕", N_("Dropped")),
    "recorded": ("–", N_("Recorded")),
}


def is_now(view: View) -> bool:
    """Whether the view shows what is known now, and not what was known at an earlier moment."""
    return view.known_at >= choices.moments(view.asks)[0]


def written(view: View) -> View:
    """The view with all that was written in meetings: up to now, unless an earlier moment was chosen."""
    if not is_now(view):
        return view
    [latest] = view.asks("pages/filters/latest", {})
    return replace(view, known_at=max(view.known_at, latest["moment"]))


def frozen(view: View, meeting: Row) -> View:
    """The view with both clocks of a meeting: the figures as they were shown there."""
    return replace(
        view,
        as_of=meeting["as_of"] or min(view.as_of, meeting["meeting_date"]),
        known_at=choices.moment_of(meeting["known_at"]) or view.known_at,
        partner=None,
        partner_name="",
        kind=None,
    )


def listed(view: View, kind: str) -> Answer:
    """The meetings of a kind, the newest first."""
    words = view.words
    page = "steering_group" if kind == STEERING_GROUP else "reflection"
    columns: tuple[Column, ...] = (
        day("meeting_date", N_("Day")),
        Column("state", N_("State"), lambda words, row: state(words, row)),
        Column("place", N_("Place"), lambda words, row: named(words, row) or MISSING),
        number("present", N_("Organisations")),
        Column("financial_report", N_("Financial report"), lambda words, row: yes_no(words, row["financial_report"])),
        Column("content_report", N_("Content report"), lambda words, row: yes_no(words, row["content_report"])),
        Column("items_decided", N_("Decided"), _decided),
        number("agreements", N_("Agreements")),
    )
    if kind == REFLECTION:
        columns = (*columns[:4], columns[-1])
    asked = written(view).ask("pages/meetings/meetings", meeting_kind=kind)
    title = words.text("The meetings") if kind == STEERING_GROUP else words.text("The reflection moments")
    # One row per meeting; where two people wrote at once, the later.
    return Answer.of(asked, columns, title, leads_to=(page, {"meeting": "meeting_id"}))


def steering_meetings(view: View) -> Answer:
    """The meetings of the steering group, the newest first."""
    return listed(view, STEERING_GROUP)


def reflection_moments(view: View) -> Answer:
    """The reflection moments, the newest first."""
    return listed(view, REFLECTION)


def meeting(view: View, kind: str, meeting_id: str) -> Row | None:
    """One meeting; None when it is not known."""
    return next((row for row in listed(view, kind).rows if row["meeting_id"] == meeting_id), None)


def known(view: View, meeting_id: str) -> Row:
    """A meeting of any kind. Raises UnknownChoice for one that is not there."""
    for kind in (STEERING_GROUP, REFLECTION):
        if found := meeting(view, kind, meeting_id):
            return found
    raise UnknownChoice(N_("{name}={value} is not here. Known: {known}."), name="meeting", value=meeting_id, known="–")


def previous(view: View, kind: str, of: Row) -> Row | None:
    """The last meeting of the kind that was held before another one."""
    before = [row for row in listed(view, kind).rows if row["meeting_date"] < of["meeting_date"] and row["is_held"]]
    return before[0] if before else None


@kept
def rhythm(view: View) -> Answer:
    """Whether the steering group meets as often as expected, its gaps, and whose turn it is."""
    words = view.words
    asked = written(view).ask("pages/meetings/rhythm")
    columns = (
        number("held", N_("Held")),
        number("expected", N_("Expected")),
        day("last_held", N_("Last held")),
        Column("gaps", N_("Longer gaps"), lambda words, row: words.number(len(row["gaps"]))),
    )
    note = words.text(
        "Counted up to {day}. The rules count up to the day of what is known, so they may count more.",
        day=words.day(view.as_of),
    )
    return Answer.of(
        asked,
        columns,
        words.text("Rhythm of the steering group"),
        sentences=_rhythm(view, asked.rows),
        notes=[note] if asked.rows else [],
    )


@kept
def attendance(view: View, meeting: str) -> Answer:
    """Who sits in a meeting by right, and who was represented."""
    asked = written(view).ask("pages/meetings/attendance", meeting=meeting)
    rows = [row for row in asked.rows if row["is_present"]]
    columns = (
        text("name", N_("Organisation")),
        code("capacity", N_("Capacity"), "attendance_capacity"),
        number("delegates", N_("Delegates")),
        stored("reason", N_("Why it was there"), language="language"),
    )
    absent = [row["name"] for row in asked.rows if row["is_member"] and not row["is_present"]]
    said = []
    if rows and absent:
        said.append(view.words.text("Not represented: {names}.", names=view.words.listing(absent)))
    return Answer(asked, columns, view.words.text("Organisations represented"), rows, sentences=said)


@kept
def agenda(view: View, meeting: str) -> Answer:
    """The items of a meeting in their order: what is to be decided, discussed and told, and what came of it."""
    asked = written(view).ask("pages/meetings/agenda", meeting=meeting)
    rows = [row for row in asked.rows if not row["is_dropped"]]
    columns = (
        Column("subject", N_("Subject"), _numbered),
        code("kind", N_("Kind"), "agenda_kind"),
        stored("draft", N_("Draft"), language="language"),
        stored("outcome", N_("Decision"), language="language"),
        stored("discussion", N_("Discussion"), language="language"),
    )
    words = view.words
    # Two versions of an item are one item.
    items = {row["item_id"]: row for row in rows}.values()
    decide = sum(row["kind"] == "decide" for row in items)
    said = []
    if rows:
        said.append(
            words.plural("{n} item on the agenda,", "{n} items on the agenda,", len(items))
            + " "
            + words.plural("{n} of them to decide.", "{n} of them to decide.", decide)
        )
    return Answer(asked, columns, words.text("Agenda"), rows, sentences=said)


@kept
def agreed(view: View, meeting: str = "") -> Answer:
    """What was agreed at a meeting, or at all of them: by whom, by when, and how far it is."""
    asked = written(view).ask("pages/meetings/agreements", meeting=meeting or None)
    columns = (
        stored("text", N_("What was agreed"), language="text_language"),
        text("owner", N_("Organisation")),
        day("due_date", N_("Due")),
        Column("state", N_("State"), lambda words, row: _labelled(words, AGREEMENT_STATES, row["state"])),
        code("response", N_("Answer"), "response"),
        text("indicator", N_("Indicator")),
        Column("expected_effect", N_("Expected effect"), _effect, "number"),
        day("look_again_on", N_("Look again on")),
        stored("effect_seen", N_("What came of it"), language="language"),
    )
    return Answer.of(asked, columns, view.words.text("Agreements"))


@kept
def reports(view: View) -> Answer:
    """Whose report of each period is in, sent back, accepted, or part of the report of the whole."""
    words = view.words
    asked = written(view).ask("pages/meetings/reports")
    # Whose figures were not published may have reported all the same.
    unpublished = {"not_in": ("–", N_("Nothing published")), "in": ("●", N_("Figures published"))}
    labels = REPORT_STATES | (unpublished if view.data_status == "published" else {})
    columns = (
        day("period_end", N_("Period up to")),
        text("partner", N_("Partner")),
        Column("state", N_("State"), lambda words, row: _labelled(words, labels, row["state"])),
        Column(
            "headings",
            N_("Headings"),
            lambda words, row: (
                words.text(
                    "{n} of {total}", n=words.number(row["headings"]), total=words.number(row["headings_expected"])
                )
                if row["headings_expected"]
                else words.number(row["headings"])
            ),
        ),
        stored("reason", N_("Why it was sent back"), language="language"),
    )
    return Answer.of(asked, columns, words.text("Reports of partners"), sentences=_reports(view, asked.rows))


@kept
def subjects(view: View) -> dict[str, Row]:
    """What a reflection moment can be about, by ``<kind>:<id>`` as it stands in the address."""
    asked = written(view).ask("pages/meetings/subjects")
    return {f"{row['subject_kind']}:{row['subject_id']}": row for row in asked.rows}


@kept
def questions(view: View) -> Answer:
    """The questions that a partnership asks itself, in their order."""
    asked = written(view).ask("pages/meetings/questions")
    columns = (
        text("question", N_("Question")),
        code("kind", N_("Kind"), "question_kind"),
        stored("source", N_("Source")),
    )
    notes = []
    if asked.rows and not asked.rows[0]["is_own"]:
        notes.append(
            view.words.text("These questions are those of a practice that the sources describe; hand in your own.")
        )
    return Answer.of(asked, columns, view.words.text("The questions"), notes=notes)


@kept
def answers(view: View, meeting: str) -> Answer:
    """What was answered at a reflection moment, by whom."""
    asked = written(view).ask("pages/meetings/answers", meeting=meeting)
    columns = (
        Column(
            "activity",
            N_("About"),
            lambda _words, row: row["activity"] or row["area"] or row["target_group"] or MISSING,
        ),
        text("question", N_("Question")),
        text("organisation", N_("Organisation"), missing=N_("together")),
        stored("answer", N_("Answer"), language="language"),
    )
    return Answer.of(asked, columns, view.words.text("Answers"))


@kept
def learning(view: View, until: date | None = None) -> Answer:
    """The questions that a partnership wants to learn the answer to, open ones first, and how long they are there."""
    asked = written(view).ask("pages/meetings/learning_questions", until=until)
    columns = (
        text("letter", N_("Letter")),
        stored("wording", N_("Question"), language="language"),
        code("state", N_("State"), "learning_state"),
        Column("times", N_("On the list"), times),
        day("first_asked", N_("Since")),
        stored("learnt", N_("What was learnt"), language="language"),
    )
    rows = sorted(asked.rows, key=lambda row: row["state"] != "open")
    open_ones = {row["letter"] for row in rows if row["state"] == "open"}
    words = view.words
    said = []
    if rows:
        said.append(words.plural("{n} learning question is open.", "{n} learning questions are open.", len(open_ones)))
    if stay := sorted({row["letter"] for row in rows if row["stays"]}):
        said.append(words.text("On the list for the third time or more: {letters}.", letters=words.listing(stay)))
    return Answer(asked, columns, words.text("Learning questions"), rows, sentences=said)


@kept
def guesses(view: View, meeting: str) -> Answer:
    """Where organisations thought that indicators stood before they saw the figures."""
    asked = written(view).ask("pages/meetings/guesses", meeting=meeting)
    columns = (
        text("indicator", N_("Indicator")),
        text("organisation", N_("Organisation")),
        number("guess", N_("Guess")),
    )
    return Answer.of(asked, columns, view.words.text("Guesses"))


@kept
def helped_and_hindered(view: View, indicator: str) -> Answer:
    """What the latest reflection moment about its action said helped an indicator along, and what was in the way.

    It is asked up to the day of the view: what was said after that day was not known then.
    """
    words = view.words
    asked = written(view).ask_of("pages/meetings/helped_hindered", indicator)
    columns = (
        code("question_kind", N_("What"), "question_kind"),
        text("organisation", N_("Organisation"), missing=N_("together")),
        stored("answer", N_("Said"), language="language"),
    )
    title = words.text("What helped and what was in the way")
    if asked.rows:
        day_said = words.day(asked.rows[0]["meeting_date"])
        title = words.text("What helped and what was in the way, as said on {day}", day=day_said)
    return Answer.of(asked, columns, title)


def beside_guesses(view: View, meeting: Row, indicator: str) -> Answer | None:
    """The figure of an indicator as it was at the clocks of a meeting, beside what was guessed; None without it."""
    then = frozen(view, meeting)
    rows = [row for row in results.board(then).rows if row["indicator_id"] == indicator]
    if not rows:
        return None
    [row] = rows
    words = view.words
    guessed = guesses(view, meeting["meeting_id"])
    mine = [one for one in guessed.rows if one["indicator_id"] == indicator]
    answer = guessed.narrowed(mine)
    value = "".join(figures.against_target(words, row))
    said: list[str] = [Strong(f"{row['name']}: {value}, {figures.state(words, row)}.")]
    numbers = sorted(one["guess"] for one in mine)
    if numbers:
        said.append(
            words.plural(
                "{n} organisation guessed {low}.", "{n} organisations guessed from {low} to {high}.", len(numbers),
                low=words.number(numbers[0]), high=words.number(numbers[-1]),
            )
        )  # fmt: skip
    at = row["actual_low"]
    everything = [*numbers, *([at] if at is not None else [])]
    mark = None
    if everything and at is not None and numbers:
        dot = Dot(
            row["name"],
            words.number(at),
            at,
            rest="",
            said=words.text("the figure"),
            tone=row["state"],
            others=[(f"{one['organisation']}: {words.number(one['guess'])}", one["guess"]) for one in mine],
            target=row["target"],
        )
        mark = Dots([dot])
    return replace(answer, sentences=said, mark=mark)


def reflected(view: View, meeting: Row) -> list[Answer]:
    """What the minutes of a reflection moment hold, in their order."""
    return [
        attendance(view, meeting["meeting_id"]),
        guesses(view, meeting["meeting_id"]),
        answers(view, meeting["meeting_id"]),
        learning(view, meeting["meeting_date"]),
        agreed(view, meeting["meeting_id"]),
    ]


@kept
def report_texts(view: View) -> Answer:
    """What partners wrote in their last reports, heading by heading, with how they rate it themselves."""
    words = view.words
    asked = written(view).ask("pages/meetings/report_texts")
    columns = (
        text("heading_name", N_("Heading")),
        text("partner", N_("Partner")),
        code("own_rating", N_("Own rating"), "own_rating"),
        stored("text", N_("What the partner writes"), language="language"),
    )
    title = words.text("What the reports say")
    if asked.rows:
        title = words.text("What the reports up to {day} say", day=words.day(asked.rows[0]["period_end"]))
    return Answer.of(asked, columns, title)


@kept
def places(view: View) -> Answer:
    """The areas in which the steering group meets in turn, by name."""
    asked = written(view).ask("pages/meetings/places")
    columns = (text("name", N_("Area")), day("last_turn", N_("Last turn")))
    return Answer.of(asked, columns, view.words.text("Places in the rotation"))


def changed(view: View, meeting: Row) -> Answer:
    """What changed between the clocks of the meeting before and those of a meeting; without one before, since the
    period before.
    """
    then = frozen(view, meeting)
    before = previous(view, meeting["kind"], meeting)
    if before is None:
        return changes.since(then, changes.previous_day(then), then.known_at)
    earlier = frozen(view, before)
    answer = changes.since(then, min(earlier.as_of, then.as_of), min(earlier.known_at, then.known_at))
    title = view.words.text("What changed since the meeting of {day}", day=view.words.day(before["meeting_date"]))
    return replace(answer, title=title)


@kept
def reading_decisions(view: View) -> Answer:
    """Which readings of figures were decided to count, by whom, and why."""
    asked = written(view).ask("pages/meetings/reading_decisions")
    columns = (
        text("indicator", N_("Indicator")),
        text("partner", N_("Partner"), missing=N_("all")),
        day("period_end", N_("Period up to")),
        stored("reading", N_("The reading that counts")),
        stored("reason", N_("Why"), language="language"),
    )
    return Answer.of(asked, columns, view.words.text("Decisions on readings"))


def minutes(view: View, meeting: Row) -> list[Answer]:
    """What the minutes of a meeting hold, in their order."""
    decided = reading_decisions(view)
    return [
        attendance(view, meeting["meeting_id"]),
        agenda(view, meeting["meeting_id"]),
        decided.narrowed([row for row in decided.rows if row["meeting_id"] == meeting["meeting_id"]]),
        agreed(view, meeting["meeting_id"]),
    ]


def yes_no(words: Words, value: bool | None) -> str:
    """Yes, no, or a dash for what is not known."""
    return MISSING if value is None else words.text("yes" if value else "no")


def named(words: Words, row: Row) -> str:
    """The place of a meeting, or nothing."""
    if row["area"] or not row["place"]:
        return row["area"] or ""
    return quoted(words, row["place"], row["language"])


def _numbered(words: Words, row: Row) -> str:
    subject = quoted(words, row["subject"], row["language"])
    return subject if row["sequence"] is None else f"{words.number(row['sequence'])}. {subject}"


def _labelled(words: Words, labels: Mapping[str, tuple[str, str]], state: str) -> str:
    icon, label = labels[state]
    return f"{icon} {words.text(label)}"


def state(words: Words, row: Row) -> str:
    """Planned, held or cancelled."""
    labels = contract.code_labels("meeting_state", words.language)
    return labels["held" if row["is_held"] else row["state"] or "planned"]


def _decided(words: Words, row: Row) -> str:
    if not row["items_to_decide"]:
        return words.text("yes") if row["decisions"] else MISSING
    return words.text(
        "{n} of {total}", n=words.number(row["items_decided"]), total=words.number(row["items_to_decide"])
    )


def times(words: Words, row: Row) -> str:
    """How often a learning question was on the list; from the third time on with a mark."""
    said = words.plural("{n} time", "{n} times", row["times"])
    return f"◆ {said}" if row["stays"] else said


def _effect(words: Words, row: Row) -> str:
    """``+20 visits``, with its sign; a dash when none was said."""
    if row["expected_effect"] is None:
        return MISSING
    sign = "+" if row["expected_effect"] > 0 else ""
    return f"{sign}{words.number(row['expected_effect'])} {figures.unit(words, row['unit'])}".strip()


def _rhythm(view: View, rows: Sequence[Row]) -> list[str]:
    words = view.words
    _, _n = words.text, words.plural
    if not rows or rows[0]["held"] is None:
        return [_("Up to {day} nothing is known of meetings of the steering group.", day=words.day(view.as_of))]
    [row] = rows
    said: list[str] = []
    if row["expected"] is None:
        said.append(Strong(_n("{n} meeting was held.", "{n} meetings were held.", row["held"])))
    else:
        said.append(
            Strong(
                _n(
                    "{n} meeting was held where about {expected} were expected: one every {months} months.",
                    "{n} meetings were held where about {expected} were expected: one every {months} months.",
                    row["held"],
                    expected=words.number(row["expected"]),
                    months=words.number(row["interval_months"]),
                )
            )
        )
    if row["is_counted_only"]:
        said.append(_("Their number is known, their dates and places are not."))
    if row["gaps"]:
        longest = max(row["gaps"], key=lambda gap: gap["months"])
        said.append(
            _n(
                "{n} gap was longer than that; the longest from {day} to {until}.",
                "{n} gaps were longer than that; the longest from {day} to {until}.",
                len(row["gaps"]),
                day=words.day(longest["from"]),
                until=words.day(longest["until"]),
            )
        )
    turns = places(view).rows
    if waiting := [place["name"] for place in turns if place["waits"]]:
        said.append(_("No turn yet: {places}.", places=words.listing(waiting)))
    said += [_("Next in the rotation: {place}.", place=place["name"]) for place in turns if place["is_next"]]
    return said


def _reports(view: View, rows: Sequence[Row]) -> list[str]:
    """How many are in for the latest period, and whether the report of the whole is partial."""
    words = view.words
    if not rows:
        return []
    latest = [row for row in rows if row["period_end"] == rows[0]["period_end"]]
    there = sum(row["is_in"] for row in latest)
    if view.data_status == "published":
        return [
            words.text(
                "Up to {day}: figures of {n} of {total} partners are published. Whether their reports came is not.",
                day=words.day(latest[0]["period_end"]),
                n=words.number(there),
                total=words.number(len(latest)),
            )
        ]
    said: list[str] = [
        Strong(
            words.text(
                "Up to {day}: {n} of {total} reports are in.",
                day=words.day(latest[0]["period_end"]),
                n=words.number(there),
                total=words.number(len(latest)),
            )
        )
    ]
    collated = latest[0]["collated"]
    if 0 < collated < len(latest):
        said.append(
            words.text(
                "The report of the whole is partial: it holds {n} of {total}.",
                n=words.number(collated),
                total=words.number(len(latest)),
            )
        )
    if missing := [row["partner"] for row in latest if not row["is_in"]]:
        said.append(words.text("Not in: {names}.", names=words.listing(missing)))
    return said
