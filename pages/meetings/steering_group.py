"""Meetings, steering group: is the rhythm kept; prepare a meeting, hold it over frozen figures, keep minutes."""

from functools import partial

import streamlit as st

from peil import contract, escaping
from peil.answers import Row, forecast, meetings, proposals, quoted, results
from peil.escaping import marked, strong
from peil.ui import address, blocks, filters, show, writing
from peil.ui import meetings as parts
from peil.ui.callbacks import callback

view = filters.current()
words = view.words
_ = words.text
KIND = meetings.STEERING_GROUP


def prepare(meeting: Row) -> None:
    """Before the meeting: its facts, what might go on the agenda, and the agenda with its drafts."""
    parts.standing(view, meeting)
    left, right = st.columns([4, 3], gap="large")
    with right:
        parts.facts(view, meeting)
        parts.attendance(view, meeting)
    with left:
        changed = meetings.changed(view, meeting)
        blocks.heading(changed.title)
        show.sentences(changed)
        if changed.rows:
            with st.expander(_("Every change"), icon=":material/difference:"):
                show.table(view, changed)
        proposed = proposals.for_meeting(view, meeting)
        items = parts.items(view, meeting)
        if proposed and not meeting["is_held"] and writing.may(view, "agenda_items", partnership_id=view.partnership):
            blocks.heading(_("Proposed for the agenda"))
            for number, one in enumerate(proposed):
                button, told = st.columns([1, 4], vertical_alignment="center")
                with button:
                    add = partial(parts.add_items, view, meeting, [one])
                    writing.button(view, _("Add"), add, key=f"propose_{number}", icon=":material/add:")
                with told:
                    origin = contract.code_labels("agenda_origin", view.language)[one["origin"]]
                    blocks.say(strong(one["subject"]), f"({origin.lower()})", one["draft"] or "")
            if len(proposed) > 1:
                add = partial(parts.add_items, view, meeting, proposed)
                writing.button(view, _("Add all of them"), add, key="propose_all")
        blocks.heading(_("Agenda"))
        if not items:
            blocks.note(_("Nothing is on the agenda yet."))
        for versions in items:
            parts.item_form(view, versions)
        if writing.may(view, "agenda_items", partnership_id=view.partnership):
            own = {"kind": "discuss", "subject": _("New item"), "origin": "own"}
            add = partial(parts.add_items, view, meeting, [own])
            writing.button(view, _("Another item"), add, key="own_item", icon=":material/add:")


def hold(meeting: Row) -> None:
    """In the meeting: one item at a time, with the figure it is about, and what is decided."""
    items = parts.items(view, meeting)
    if not items:
        if address.on_wall():
            show.heading(view, _("Steering group"))
        blocks.info(_("Nothing is on the agenda yet. Prepare the meeting first."))
        return
    ids = [versions[-1]["item_id"] for versions in items]
    wanted = address.read("item")
    at = ids.index(wanted) if wanted in ids else 0
    address.write("item", ids[at])
    row = items[at][-1]
    kind = contract.code_labels("agenda_kind", view.language)[row["kind"]]
    subject = quoted(words, row["subject"], row["language"])
    # A wall has room for the item alone.
    if address.on_wall():
        show.heading(view, subject)
    blocks.note(_("{n} of {total}", n=at + 1, total=len(ids)), f"· {kind}")
    if not address.on_wall():
        blocks.heading(subject)
    parts.standing(view, meeting)
    # What there is nothing to look at with needs no half of the screen.
    left, right = st.columns([3, 2], gap="large") if row["draft"] or row["indicator_id"] else (st.container(),) * 2
    with left:
        if row["draft"]:
            blocks.say(marked("> {draft}", draft=quoted(words, row["draft"], row["language"])))
        if row["indicator_id"]:
            figure(meeting, row["indicator_id"])
    with right:
        form = writing.Form(view, "agenda_items", parts.key_of(row), items[at])
        form.text("outcome", _("Decision"), height=120)
        form.text("discussion", _("What was said (no names of people)"), height=120)
        form.undo(_("Undo the last change"))
        if row["indicator_id"]:
            parts.reading(view, meeting, row["indicator_id"])
    with st.container(horizontal=True):
        for label, to, icon in ((_("Previous"), at - 1, "arrow_back"), (_("Next"), at + 1, "arrow_forward")):
            is_there = 0 <= to < len(ids)
            st.button(
                escaping.markdown(label),
                disabled=not is_there,
                icon=f":material/{icon}:",
                key=f"to_{icon}",
                on_click=callback(address.write),
                args=("item", ids[to] if is_there else ""),
            )
    parts.agreements(view, meeting, row["indicator_id"], row["activity_id"])


def figure(meeting: Row, indicator: str) -> None:
    """A result as it stood at the clocks of the meeting, with the way to its target."""
    then = meetings.frozen(view, meeting)
    rows = [row for row in results.board(then).rows if row["indicator_id"] == indicator]
    if not rows:
        blocks.note(_("This indicator has no target and no result for this choice of programme, partner and day."))
        return
    [row] = rows
    path = show.about_result(then, row)
    if path.mark:
        show.picture(then, path.mark, "item_path", row["name"])
    ahead = forecast.of_indicator(then, indicator)
    show.sentences(ahead)


def minutes(meeting: Row) -> None:
    """After the meeting: what was decided, said and agreed, in the order of the agenda."""
    form = parts.form(view, meeting)
    if not meeting["is_held"]:
        form.button(_("The meeting was held"), {"state": "held"}, icon=":material/check:")
    # Papers begin with who was there; a screen with what was decided.
    attended, *others = meetings.minutes(view, meeting)
    if meeting["decisions"]:
        blocks.heading(_("What was decided"))
        blocks.say(quoted(words, meeting["decisions"], meeting["language"]))
    for answer in others:
        if answer.rows:
            show.section(view, answer)
    if attended.rows:
        show.section(view, attended, is_folded=True)
    parts.standing(view, meeting)


if address.on_wall():
    if projected := parts.named(view, KIND):
        hold(projected)
    else:
        show.heading(view, _("Steering group"))
    parts.wall(view, "steering_group")
    parts.follow(view)
    st.stop()

rhythm = meetings.rhythm(view)
show.heading(view, _("Steering group"))
show.sentences(rhythm)
STEPS = {
    "prepare": (_("Prepare"), prepare),
    "hold": (_("In the meeting"), hold),
    "minutes": (_("Minutes"), minutes),
}
step = ""
with st.container(horizontal=True, vertical_alignment="bottom"):
    if current := parts.chosen(view, KIND):
        labels = {code: label for code, (label, _part) in STEPS.items()}
        step = parts.step(view, labels, "minutes" if current["is_held"] else "prepare")
    # What a wall shows is the meeting as it is held; nobody starts another one meanwhile.
    if step == "hold":
        parts.wall(view, "steering_group")
    else:
        parts.start(view, KIND, _("New meeting"), step="prepare")
if current is None:
    blocks.info(
        _(
            "No meeting is listed here. Start one to put the figures of this day on its agenda, or hand in the table "
            "of meetings."
        )
    )
else:
    parts.follow(view)
    STEPS[step][-1](current)
    parts.papers(view, KIND, current)

listed = meetings.steering_meetings(view)
if listed.rows:
    with st.expander(escaping.markdown(listed.title), icon=":material/calendar_month:"):
        show.table(view, listed)
reported = meetings.reports(view)
if reported.rows:
    blocks.heading(reported.title)
    show.sentences(reported)
    parts.reviews(view, reported)
texts = meetings.report_texts(view)
if texts.rows:
    with st.expander(escaping.markdown(texts.title), icon=":material/notes:"):
        show.table(view, texts)
show.doubts_and_rules(view, "steering_group")
with st.container(horizontal=True, vertical_alignment="center"):
    show.taking_home(view, listed, "steering-group")
    # Why the rules can count another number of meetings than the answer above.
    for note in rhythm.notes:
        blocks.note(note)
show.statements(view, rhythm.asked.query, listed.asked.query, reported.asked.query)
blocks.saves_while_typing()
