"""Meetings, reflection: what came of last time; guess, then see; the questions; what we want to learn; agreements."""

from dataclasses import replace
from itertools import groupby

import streamlit as st

from peil import escaping
from peil.answers import Row, agreements, forecast, meetings, neighbourhoods, quoted, results, target_groups
from peil.escaping import marked, strong
from peil.ui import address, blocks, filters, show, writing
from peil.ui import meetings as parts

view = filters.current()
words = view.words
_ = words.text
KIND = meetings.REFLECTION
# More figures at once than these are not talked about in half an hour.
MOST_INDICATORS = 3


def indicators_of(subject: Row, meeting: Row) -> list[Row]:
    """The results of an action as they stood at the clocks of the moment, worst first."""
    board = results.board(meetings.frozen(view, meeting))
    mine = board.narrowed([row for row in board.rows if row["indicator_id"] in subject["indicators"]])
    worst = [row["indicator_id"] for row in results.exceptions(mine)]
    return sorted(
        mine.rows, key=lambda row: worst.index(row["indicator_id"]) if row["indicator_id"] in worst else len(worst)
    )


def last_time(_subject: Row, meeting: Row) -> None:
    """What was agreed before and what came of it, and what we still want to learn."""
    before = agreements.before_meeting(view, meeting)
    blocks.heading(before.title)
    show.sentences(before)
    ended = [row for row in before.rows if row["state"] in agreements.ENDED]
    what_came_of([row for row in before.rows if row not in ended])
    if ended:
        title = _("Done or dropped: {n}", n=words.number(len(ended)))
        with st.expander(escaping.markdown(title), icon=":material/task_alt:"):
            what_came_of(ended)
    learning = meetings.learning(view, meeting["meeting_date"])
    if learning.rows:
        show.section(view, learning)


def what_came_of(agreed: list[Row]) -> None:
    """Each agreement with its state and what it led to, ready to be changed."""
    for row in agreed:
        key = {"partnership_id": view.partnership, "recommendation_id": row["recommendation_id"]}
        form = writing.Form(view, "recommendations", key, [row])
        told, state, why = st.columns([4, 2, 3], vertical_alignment="bottom")
        with told:
            owner = f"{row['owner'] or ''} · {words.short_day(row['due_date'])}"
            blocks.say(strong(quoted(words, row["text"], row["text_language"])), owner)
        with state:
            form.code("state", _("State"), labelled=False)
        with why:
            if row["state"] == "dropped" or "state" in form.pending:
                form.line("state_reason", _("Reason"))
            else:
                form.line("effect_seen", _("What came of it"))


def guess(subject: Row, meeting: Row) -> None:
    """Each organisation notes where it thinks the action stands; only then the figure appears."""
    found = indicators_of(subject, meeting)[:MOST_INDICATORS]
    if not found:
        blocks.info(_("Nothing is counted for this, so there is nothing to guess. Go on to the questions."))
        return
    is_open = address.read("reveal") == "on"
    blocks.say(
        _("What do you think it is by {day}? Note it first, each for your own organisation; then look.",
          day=words.day(meetings.frozen(view, meeting).as_of))
    )  # fmt: skip
    noted = meetings.guesses(view, meeting["meeting_id"]).rows
    there = meetings.attendance(view, meeting["meeting_id"]).asked.rows
    present = [row for row in there if row["is_present"]] or [row for row in there if row["is_member"]]
    for result in found:
        blocks.heading(result["name"])
        if is_open:
            beside = meetings.beside_guesses(view, meeting, result["indicator_id"])
            if beside:
                show.sentences(beside)
                if beside.mark:
                    show.picture(view, beside.mark, f"guessed_{result['indicator_id']}", result["name"])
            continue
        columns = st.columns(min(4, max(1, len(present))))
        for number, organisation in enumerate(present):
            key = {
                "partnership_id": view.partnership,
                "meeting_id": meeting["meeting_id"],
                "indicator_id": result["indicator_id"],
                "organisation_id": organisation["organisation_id"],
            }
            mine = [row for row in noted if all(row[name] == value for name, value in key.items())]
            with columns[number % len(columns)]:
                form = writing.Form(view, "guesses", key, mine)
                # Nobody sees what another organisation thinks before all have.
                noted_yet = "" if form.may else _("noted") if mine else _("not yet")
                blocks.say(strong(organisation["name"]), f"({noted_yet})" if noted_yet else "")
                if form.may:
                    form.number("guess", _("Guess"), labelled=False)
    writing.button(
        view,
        _("Hide the figures again") if is_open else _("Show the figures"),
        lambda: address.write("reveal", "" if is_open else "on"),
        key="reveal",
        icon=":material/visibility:",
    )


def figures_and_questions(subject: Row, meeting: Row) -> None:
    """The figures as they stood, and the questions with what each organisation answers."""
    then = meetings.frozen(view, meeting)
    left, right = st.columns([1, 1], gap="large")
    with left:
        if subject["subject_kind"] == "area":
            profile = neighbourhoods.profile(then, subject["subject_id"])
            show.sentences(profile)
            reach = neighbourhoods.reach(then, subject["subject_id"])
            if reach.rows:
                show.section(then, reach)
        elif subject["subject_kind"] == "target_group":
            show.sentences(target_groups.summary(then))
        found = indicators_of(subject, meeting)
        then = replace(then, together=tuple(row["indicator_id"] for row in found))
        for number, row in enumerate(found):
            blocks.heading(row["name"])
            result = show.about_result(then, row)
            if number < MOST_INDICATORS and result.mark:
                show.picture(then, result.mark, f"path_{row['indicator_id']}", row["name"])
            show.sentences(forecast.of_indicator(then, row["indicator_id"]))
        if subject["subject_kind"] == "activity" and not subject["indicators"]:
            blocks.note(_("Nothing is counted for this."))
    with right:
        asked = meetings.questions(view)
        answered = meetings.answers(view, meeting["meeting_id"]).rows
        about = parts.about(subject)
        for question in asked.rows:
            blocks.say(strong(question["question"]))
            key = {
                "partnership_id": view.partnership,
                "meeting_id": meeting["meeting_id"],
                "question_id": question["question_id"],
                **about,
                "organisation_id": None,
            }
            mine = [
                row for row in answered if row["question_id"] == question["question_id"] and parts.is_about(row, about)
            ]
            parts.answer_forms(view, meeting, key, mine)
        for note in asked.notes:
            blocks.note(note)


def learn(subject: Row, meeting: Row) -> None:
    """The learning questions: reworded, closed with what was learnt, or new."""
    parts.learning(view, meeting, subject)


def agree(subject: Row, meeting: Row) -> None:
    """What is agreed at this moment, and in which figure it should show."""
    activity = subject["subject_id"] if subject["subject_kind"] == "activity" else None
    found = indicators_of(subject, meeting)
    parts.agreements(view, meeting, found[0]["indicator_id"] if found else None, activity)


def minutes(_subject: Row, meeting: Row) -> None:
    """Everything that was said, guessed and agreed."""
    form = parts.form(view, meeting)
    if not meeting["is_held"]:
        form.button(_("The moment was held"), {"state": "held"}, icon=":material/check:")
    for answer in meetings.reflected(view, meeting):
        if answer.rows:
            show.section(view, answer)


# Half an hour in all: what each step is meant to take, in minutes. The minutes are read afterwards.
STEPS = {
    "last": (_("1 Last time"), 5, last_time),
    "guess": (_("2 Guess"), 5, guess),
    "figures": (_("3 Figures and questions"), 10, figures_and_questions),
    "learn": (_("4 What we want to learn"), 5, learn),
    "agree": (_("5 Agreements"), 5, agree),
    "minutes": (_("Minutes"), 0, minutes),
}

if address.on_wall():
    projected, topic = parts.named(view, KIND), meetings.subjects(view).get(address.read("about") or "")
    show.heading(view, topic["name"] if topic else _("Reflection"))
    if projected and topic:
        parts.standing(view, projected)
        code = address.read("step") or "last"
        STEPS[code if code in STEPS else "last"][-1](topic, projected)
    parts.wall(view, "reflection")
    parts.follow(view)
    st.stop()
show.heading(view, _("Reflection"))
subjects = meetings.subjects(view)
moments = meetings.reflection_moments(view)
current = None
if moments.rows:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        current = parts.chosen(view, KIND)
        about = address.choose(
            "about",
            _("About"),
            {key: " · ".join(part for part in (row["part_of"], row["name"]) if part) for key, row in subjects.items()},
            parts.usual_subject(view, current, subjects),
            width=380,
        )
        parts.wall(view, "reflection")
if current and subjects:
    parts.standing(view, current)
    parts.follow(view)
    labels = {
        code: _("{step} · {n} min", step=label, n=length) if length else label
        for code, (label, length, _part) in STEPS.items()
    }
    STEPS[parts.step(view, labels, "last")][-1](subjects[about], current)
    parts.papers(view, KIND, current)
elif not moments.rows:
    blocks.say(
        _("No reflection moment is listed here."),
        _("In half an hour a team looks back at one action: guess, look, ask, and agree."),
    )
if writing.may(view, "meetings", partnership_id=view.partnership) and subjects:
    with st.expander(_("Start a reflection moment about…"), icon=":material/add:", expanded=not moments.rows):
        blocks.note(
            marked(_("The figures are pinned to what is on the screen now: up to {day}."), day=words.day(view.as_of))
        )
        actions = [(key, row) for key, row in subjects.items() if row["subject_kind"] == "activity"]
        for part, some in groupby(actions, key=lambda one: one[1]["part_of"] or ""):
            blocks.say(strong(part) if part else "")
            with st.container(horizontal=True):
                for key, row in some:
                    parts.start(view, KIND, row["name"], about=key, step="last")
if moments.rows:
    with st.expander(escaping.markdown(moments.title), icon=":material/calendar_month:"):
        show.table(view, moments)
show.doubts_and_rules(view, "reflection")
with st.container(horizontal=True):
    show.taking_home(view, moments, "reflection")
show.statements(view, moments.asked.query, "pages/meetings/answers", "pages/meetings/learning_questions")
blocks.saves_while_typing()
