"""What the pages of meetings share: choosing and starting one, its facts, who was there, and what is agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from string import ascii_uppercase

import streamlit as st

from peil import contract, escaping
from peil.answers import Answer, Row, meetings, quoted, results
from peil.answers.view import View
from peil.documents import packs
from peil.escaping import strong
from peil.texts import Words
from peil.ui import address, blocks, callbacks, downloads, show, writing
from peil.ui.data import store

STEPS_KEY = "step"
SECONDS_TO_FOLLOW = 5
# The column of an answer that says what it is about, by kind of subject.
SUBJECTS = {"activity": "activity_id", "area": "area_id", "target_group": "target_group_id"}
LETTERS = [*ascii_uppercase, *(a + b for a in ascii_uppercase for b in ascii_uppercase)]


def now() -> datetime:
    """This moment, in UTC without zone, as everything is stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def chosen(view: View, kind: str) -> Row | None:
    """The meeting that the address names, else the next or last one; None when there is none.

    A meeting in the address that is not known is said, and nothing else is shown in its place.
    """
    _ = view.words.text
    wanted = address.read("meeting")
    rows = meetings.listed(view, kind).rows
    if wanted and not any(row["meeting_id"] == wanted for row in rows):
        blocks.warning(_("This link asks for meeting {meeting}, which is not here.", meeting=wanted))
        return None
    if not rows:
        return None
    labels = {
        row["meeting_id"]: " · ".join(
            part
            for part in (
                view.words.day(row["meeting_date"]),
                meetings.named(view.words, row),
                "" if row["is_held"] else meetings.state(view.words, row),
            )
            if part
        )
        for row in rows
    }
    held = next((row["meeting_id"] for row in rows if row["is_held"]), rows[0]["meeting_id"])
    picked = address.choose("meeting", _("Meeting"), labels, held, width=300, resets=("item",))
    return meetings.meeting(view, kind, picked)


def named(view: View, kind: str) -> Row | None:
    """The meeting that the address names; None when it names none, or one that is not here."""
    return meetings.meeting(view, kind, address.read("meeting") or "")


def start(view: View, kind: str, label: str, **choices: str) -> None:
    """A button that makes a meeting of today, with its figures pinned to what is on the screen, and opens it."""
    if not writing.may(view, "meetings", partnership_id=view.partnership):
        return

    def make() -> None:
        at = now()
        prefix = {meetings.STEERING_GROUP: "ST", meetings.REFLECTION: "RF"}[kind]
        meeting_id = f"{prefix}_{at:%Y%m%d_%H%M%S}"
        made = {
            "partnership_id": view.partnership,
            "meeting_id": meeting_id,
            "kind": kind,
            "state": "planned",
            "meeting_date": at.date(),
            "as_of": view.as_of,
            "known_at": view.known_at.isoformat(),
        }
        writing.add(view, "meetings", [made])
        for name, value in {"meeting": meeting_id, **choices}.items():
            address.write(name, value)

    writing.button(view, label, make, key=f"start_{label}", icon=":material/add:")


def wall(view: View, page: str) -> None:
    """The way to the wall view, and back from it."""
    _ = view.words.text
    if address.on_wall():
        blocks.link(page, _("Leave the wall view"), icon=":material/close_fullscreen:", wall="")
    else:
        blocks.link(page, _("Wall view"), icon=":material/cast:", wall="on")


def follow(view: View) -> None:
    """Looks now and then whether anybody wrote something since the page was drawn. It says so, and draws nothing anew
    under the hands of who is typing; a wall, where nobody does, follows by itself. An earlier moment stays as it is.
    """
    if meetings.is_now(view):
        _follow(view.words, view.stamp, is_wall=address.on_wall())


@st.fragment(run_every=SECONDS_TO_FOLLOW)
def _follow(words: Words, seen: str, *, is_wall: bool) -> None:
    if store().stamp == seen:
        return
    if is_wall:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        blocks.note(words.text("Something was written meanwhile."))
        if st.button(words.text("Show it"), key="show_meanwhile", icon=":material/refresh:", on_click=callbacks.acted):
            st.rerun()


def step(view: View, steps: Mapping[str, str], default: str) -> str:
    """Which part of a meeting is on the screen, by its code; it stands in the address."""
    return address.choose_one(STEPS_KEY, view.words.text("Step"), steps, default)


def form(view: View, meeting: Row) -> writing.Form:
    """The fields of a meeting itself."""
    key = {"partnership_id": view.partnership, "meeting_id": meeting["meeting_id"]}
    return writing.Form(view, "meetings", key, [meeting])


def standing(view: View, meeting: Row) -> None:
    """Up to which day and as known when the figures of a meeting are: they do not move while people talk."""
    then = meetings.frozen(view, meeting)
    blocks.note(
        view.words.text(
            "Figures of this meeting: up to {day}, as known on {known}. They stay so, whatever comes in later.",
            day=view.words.day(then.as_of),
            known=view.words.day(then.known_at),
        )
    )


def attendance(view: View, meeting: Row) -> None:
    """Who was represented, and as what; a guest with the reason."""
    _ = view.words.text
    answer = meetings.attendance(view, meeting["meeting_id"])
    key = {"partnership_id": view.partnership, "meeting_id": meeting["meeting_id"]}
    if not writing.may(view, "attendance", **key):
        if answer.rows:
            show.section(view, answer)
        return
    blocks.heading(answer.title)
    show.sentences(answer)
    for row in answer.asked.rows:
        form = writing.Form(view, "attendance", {**key, "organisation_id": row["organisation_id"]}, [row])
        capacity = row["capacity"] or ("managing_authority" if row["is_authority"] else "partner")
        there, name, delegates = st.columns([1, 7, 3], vertical_alignment="center")
        with name:
            blocks.say(row["name"] or row["organisation_id"])
        with there:
            form.tick(
                _("Represented"),
                on={"capacity": capacity, "delegates": 1},
                off={"capacity": capacity, "delegates": 0},
                is_on=row["is_present"],
            )
        if row["is_present"]:
            with delegates:
                form.count("delegates", _("Delegates"))
            if row["capacity"] != "partner":
                form.line("reason", _("Why it was there"))


def agreements(view: View, meeting: Row, indicator: str | None = None, activity: str | None = None) -> None:
    """What was agreed at a meeting, ready to be changed, and a way to note something more."""
    words = view.words
    _ = words.text
    answer = meetings.agreed(view, meeting["meeting_id"])
    blocks.heading(answer.title)
    text = f"text_{view.language}"
    by_id: dict[str, list[Row]] = {}
    for row in answer.rows:
        # Whoever writes goes on in the language that is there.
        by_id.setdefault(row["recommendation_id"], []).append({**row, f"text_{row['text_language']}": row["text"]})
    if not by_id:
        blocks.note(_("Nothing has been agreed yet."))
    owners = {
        row["organisation_id"]: row["name"] for row in meetings.attendance(view, meeting["meeting_id"]).asked.rows
    }
    indicators = {row["indicator_id"]: row["name"] for row in results.board(meetings.frozen(view, meeting)).rows}
    key = {"partnership_id": view.partnership}
    for agreement, rows in by_id.items():
        form = writing.Form(view, "recommendations", {**key, "recommendation_id": agreement}, rows)
        with st.container(border=True):
            if not form.may:
                blocks.say(strong(quoted(view.words, rows[-1]["text"], rows[-1]["text_language"])))
            else:
                form.text(f"text_{rows[-1]['text_language'] or view.language}", _("What is agreed"), height=70)
            columns = st.columns(4)
            with columns[0]:
                form.choose("owner_id", _("Who does it"), owners, none=_("choose"))
            with columns[1]:
                form.day("due_date", _("Due"))
            with columns[2]:
                form.code("state", _("State"))
            with columns[3]:
                form.day("look_again_on", _("Look again on"))
            shows, effect, answered = st.columns([2, 1, 1])
            with shows:
                form.choose("indicator_id", _("Shows in"), indicators, none=_("no indicator"))
            with effect:
                form.number(
                    "expected_effect",
                    _("Expected effect"),
                    help=_("How much more (or, with a minus, less) by the day of looking again than without it."),
                )
            with answered:
                form.code("response", _("Answer"), none=_("not yet"))
            if rows[-1]["response"] in ("partly", "rejected") or "response" in form.pending:
                form.line("response_reason", _("Reason of the answer"))
            if rows[-1]["state"] == "dropped" or "state" in form.pending:
                form.line("state_reason", _("Reason"))
            form.undo(_("Undo the last change"))
    if not writing.may(view, "recommendations", **key, owner_id=None):
        return

    def note() -> None:
        number = 1 + len(meetings.agreed(view).rows)
        agreed = {
            **key,
            "recommendation_id": f"A_{now():%Y%m%d_%H%M%S}_{number}",
            "meeting_id": meeting["meeting_id"],
            "kind": "agreement",
            text: _("New agreement"),
            "state": "open",
            "indicator_id": indicator,
            "activity_id": activity,
        }
        writing.add(view, "recommendations", [agreed])

    writing.button(view, _("Note an agreement"), note, key=f"agree_{indicator}", icon=":material/handshake:")


def facts(view: View, meeting: Row) -> None:
    """When and where, and which reports were on the agenda."""
    _ = view.words.text
    fields = form(view, meeting)
    blocks.heading(_("The meeting"))
    fields.day("meeting_date", _("Day"))
    places = {row["area_id"]: row["name"] for row in meetings.places(view).rows}
    fields.choose("area_id", _("Place in the rotation"), places, none=_("not known"))
    fields.line("place", _("Address or room"))
    fields.day("as_of", _("Figures up to"))
    fields.yes("financial_report", _("A financial report is on the agenda"))
    fields.yes("content_report", _("A content report is on the agenda"))
    fields.code("state", _("State"))
    if meeting["known_at"] != view.known_at.isoformat() and not meeting["is_held"]:
        fields.button(
            _("Take the figures as they are known now"),
            {"known_at": view.known_at.isoformat()},
            icon=":material/update:",
        )


def items(view: View, meeting: Row) -> list[list[Row]]:
    """The items on the agenda in their order, each with every version that stands."""
    found: dict[str, list[Row]] = {}
    for row in meetings.agenda(view, meeting["meeting_id"]).rows:
        found.setdefault(row["item_id"], []).append(row)
    return list(found.values())


def key_of(item: Row) -> dict[str, str]:
    """What tells an item apart."""
    return {name: item[name] for name in ("partnership_id", "meeting_id", "item_id")}


def add_items(view: View, meeting: Row, proposed: Sequence[Mapping[str, object]]) -> None:
    """Puts items at the end of the agenda of a meeting, all at once."""
    rows = meetings.agenda(view, meeting["meeting_id"]).asked.rows
    known = {row["item_id"] for row in rows}
    free = (number for number in count(1) if str(number) not in known)
    last = max((row["sequence"] or 0 for row in rows), default=0)
    key = {"partnership_id": view.partnership, "meeting_id": meeting["meeting_id"]}
    made = [
        {**key, "item_id": str(next(free)), "sequence": at, **one} for at, one in enumerate(proposed, start=last + 1)
    ]
    writing.add(view, "agenda_items", made)


def item_form(view: View, versions: list[Row]) -> None:
    """One item of an agenda, ready to be changed."""
    _ = view.words.text
    row = versions[-1]
    form = writing.Form(view, "agenda_items", key_of(row), versions)
    with st.container(border=True):
        if not form.may:
            kind = contract.code_labels("agenda_kind", view.language)[row["kind"]]
            blocks.say(
                f"{row['sequence'] or ''}",
                strong(quoted(view.words, row["subject"], row["language"])),
                f"({kind.lower()})",
            )
            blocks.say(quoted(view.words, row["draft"], row["language"]) if row["draft"] else "")
            return
        columns = st.columns([1, 2, 5])
        with columns[0]:
            form.count("sequence", _("No."))
        with columns[1]:
            form.code("kind", _("Kind"))
        with columns[2]:
            form.line("subject", _("Subject"))
        form.text("draft", _("Draft of the decision"), height=80)
        with st.container(horizontal=True):
            form.button(_("Take off the agenda"), {"is_dropped": True}, icon=":material/remove:")
            form.undo(_("Undo the last change"))


def papers(view: View, kind: str, meeting: Row) -> None:
    """The pack of a meeting of the steering group, and the minutes, to take along."""
    _ = view.words.text
    # Files are made outside this session, where only the store itself can be asked.
    outside = replace(view, asks=store().rows)
    identity = meeting["meeting_id"]
    with st.container(horizontal=True):
        if kind == meetings.STEERING_GROUP:
            downloads.documents(
                view,
                _("Pack for the steering group"),
                list(packs.FORMS),
                lambda form: packs.make(outside, identity, form),
                "pack",
            )
        downloads.documents(
            view,
            _("Minutes"),
            ("docx", "pdf", "html"),
            lambda form: packs.make_minutes(outside, kind, identity, form),
            "minutes",
        )


def closure_papers(view: View) -> None:
    """The closure report as a document."""
    outside = replace(view, asks=store().rows)
    downloads.documents(
        view,
        view.words.text("Closure report"),
        ("docx", "pdf", "html"),
        lambda form: packs.make_closure(outside, form),
        "closure-report",
    )


def reading(view: View, meeting: Row, indicator: str) -> None:
    """Which of several readings of a figure counts, decided with its reason; nothing when there is but one."""
    _ = view.words.text
    found = [row for row in results.board(meetings.frozen(view, meeting)).rows if row["indicator_id"] == indicator]
    readings = {one["reading"] or "": one for row in found for one in row["readings"] or ()}
    if len(readings) < 2:
        return
    blocks.say(strong(_("Which reading counts?")))
    key = {
        "partnership_id": view.partnership,
        "indicator_id": indicator,
        "partner_id": None,
        "period_end": None,
    }
    rows = [row for row in meetings.reading_decisions(view).rows if row["indicator_id"] == indicator]
    form = writing.Form(view, "decisions", key, rows)
    form.line("reason", _("Why this one"))
    chosen = (form.row["reading"] or "") if form.row else None
    if not form.may and chosen is not None:
        blocks.say(_("This one counts: {reading}", reading=chosen or _("the one without a name")))
    with st.container(horizontal=True):
        for name, one in readings.items():
            said = f"{view.words.number(one['actual'])} ({name or _('without a name')})"
            counts = {"reading": name or None, "meeting_id": meeting["meeting_id"]}
            form.button(said, counts, icon=":material/check:" if name == chosen else None)
    form.undo(_("Undo the last change"))


def reviews(view: View, answer: Answer) -> None:
    """The reports of partners by period; the lead sends one back, accepts it, or makes it part of the whole."""
    _ = view.words.text
    # Nobody reviews a report of which only figures were published.
    may = writing.may(view, "report_reviews", partnership_id=view.partnership)
    if not may or view.data_status == "published":
        show.table(view, answer)
        return
    latest = answer.rows[0]["period_end"]
    with st.container(gap="xsmall"):
        for row in answer.rows:
            if row["period_end"] != latest or not row["is_in"]:
                continue
            key = {"partnership_id": view.partnership, "partner_id": row["partner_id"], "period_end": row["period_end"]}
            version = [{**row, "state": row["review"]}] if row["submission_id"] else []
            form = writing.Form(view, "report_reviews", key, version)
            has_reason = row["review"] == "sent_back" or "state" in form.pending
            columns = st.columns([3, 3, 4], vertical_alignment="bottom" if has_reason else "center")
            with columns[0]:
                blocks.say(row["partner"])
            with columns[1]:
                form.code("state", _("State"), none=_("in, not reviewed"), labelled=False)
            if has_reason:
                with columns[2]:
                    form.line("reason", _("Why it was sent back"))
    with st.expander(_("Every period"), icon=":material/history:"):
        show.table(view, answer)


def usual_subject(view: View, meeting: Row | None, subjects: Mapping[str, Row]) -> str:
    """What a reflection moment was about, as its answers say; else the first subject of which something is counted."""
    if meeting:
        for row in meetings.answers(view, meeting["meeting_id"]).rows:
            for kind, column in SUBJECTS.items():
                if row[column] and f"{kind}:{row[column]}" in subjects:
                    return f"{kind}:{row[column]}"
    counted = [key for key, row in subjects.items() if row["indicators"]]
    return next(iter([*counted, *subjects]), "")


def about(subject: Row) -> dict[str, str | None]:
    """The columns of an answer that say what it is about."""
    return {
        column: subject["subject_id"] if subject["subject_kind"] == kind else None for kind, column in SUBJECTS.items()
    }


def is_about(row: Row, subject: Mapping[str, str | None]) -> bool:
    """Whether an answer is about this subject."""
    return all(row[column] == value for column, value in subject.items())


def answer_forms(view: View, meeting: Row, key: Mapping[str, str | None], answered: list[Row]) -> None:
    """What is answered to a question, together and by each organisation that wants to say something else."""
    _ = view.words.text
    together = [row for row in answered if row["organisation_id"] is None]
    writing.Form(view, "reflection_answers", key, together).text("answer", _("Together"), height=90)
    own: dict[str, list[Row]] = {}
    for row in answered:
        if row["organisation_id"]:
            own.setdefault(row["organisation_id"], []).append(row)
    there = meetings.attendance(view, meeting["meeting_id"]).asked.rows
    names = {row["organisation_id"]: row["name"] for row in there}
    for organisation, rows in own.items():
        form = writing.Form(view, "reflection_answers", {**key, "organisation_id": organisation}, rows)
        blocks.say(strong(names.get(organisation) or organisation))
        form.text("answer", _("Answer"), height=70, labelled=False)
    others = {identity: name for identity, name in names.items() if identity not in own}
    mine = {
        identity: name
        for identity, name in others.items()
        if writing.may(view, "reflection_answers", partnership_id=view.partnership, organisation_id=identity)
    }
    if mine:
        with st.popover(escaping.markdown(_("Of one organisation")), icon=":material/person_add:", type="tertiary"):
            for identity, name in mine.items():
                form = writing.Form(view, "reflection_answers", {**key, "organisation_id": identity})
                blocks.say(strong(name))
                form.text("answer", _("Answer"), height=70, labelled=False)


def learning(view: View, meeting: Row, subject: Row) -> None:
    """The learning questions as they stand at a moment: reworded, closed with what was learnt, or new."""
    _ = view.words.text
    answer = meetings.learning(view, meeting["meeting_date"])
    blocks.heading(answer.title)
    show.sentences(answer)
    by_letter: dict[str, list[Row]] = {}
    for row in answer.rows:
        by_letter.setdefault(row["letter"], []).append(row)
    for letter, rows in by_letter.items():
        row = rows[-1]
        is_here = row["meeting_id"] == meeting["meeting_id"]
        if row["state"] == "closed" and not is_here:
            continue
        key = {"partnership_id": view.partnership, "letter": letter, "meeting_id": meeting["meeting_id"]}
        with st.container(border=True):
            blocks.say(strong(letter), meetings.times(view.words, row), between=" · ")
            for before in row["before"]:
                blocks.note(_("Before: {wording}", wording=before))
            if not is_here and writing.may(view, "learning_questions", partnership_id=view.partnership):
                blocks.say(quoted(view.words, row["wording"], row["language"]))
                kept = writing.Form(view, "learning_questions", key)
                fields = {"wording": row["wording"], "state": "open", "activity_id": row["activity_id"]}
                with st.container(horizontal=True):
                    kept.button(_("Still open: keep or reword it"), fields, icon=":material/edit:")
                    kept.button(_("Close it"), {**fields, "state": "closed"}, icon=":material/check:")
                continue
            form = writing.Form(view, "learning_questions", key, rows if is_here else [row])
            form.text("wording", _("Question"), height=70)
            if row["state"] == "closed":
                form.text("learnt", _("What was learnt"), height=70)
            form.undo(_("Undo the last change"))
    if not writing.may(view, "learning_questions", partnership_id=view.partnership):
        return
    used = {row["letter"] for row in meetings.learning(view).rows}
    free = next(letter for letter in LETTERS if letter not in used)
    made = writing.Form(
        view,
        "learning_questions",
        {"partnership_id": view.partnership, "letter": free, "meeting_id": meeting["meeting_id"]},
    )
    made.button(
        _("Another question"),
        {
            "wording": _("What do we want to know?"),
            "state": "open",
            "activity_id": subject["subject_id"] if subject["subject_kind"] == "activity" else None,
        },
        icon=":material/add:",
    )
