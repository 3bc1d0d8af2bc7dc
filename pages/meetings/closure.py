"""Meetings, the closure report: what the programme asks for, what was reached, the story, and what goes on."""

import streamlit as st

from peil import escaping
from peil.answers import closure
from peil.ui import blocks, filters, meetings, show

view = filters.current()
_ = view.words.text
show.heading(view, _("Closure report"))
duration = closure.duration(view)
show.sentences(duration)

silent = []
programme = closure.of_programme(view)
show.section(view, programme)
blocks.contents()
own = closure.of_partnership(view)
show.section(view, own, is_folded=True)
story = closure.story(view)
if story.rows:
    blocks.heading(story.title)
    show.sentences(story)
    with st.expander(_("The questions and their answers"), icon=":material/quiz:"):
        show.entries(view, story)
else:
    silent.append(_("questions for a closure report"))
practices = closure.practices(view)
if practices.rows or practices.sentences:
    show.section(view, practices, is_folded=True)
else:
    silent.append(_("good practices"))
deliverables, timeline = closure.deliverables(view), closure.timeline(view)
for place, answer, key, name in zip(
    st.columns(2, gap="large"),
    (deliverables, timeline),
    ("deliverables", "timeline"),
    (_("deliverables"), _("steps and phases")),
    strict=True,
):
    if not answer.rows:
        silent.append(name)
        continue
    with place:
        blocks.heading(answer.title)
        show.sentences(answer)
        if answer.mark:
            show.picture(view, answer.mark, key, answer.title)
        show.as_table(view, answer)
if duration.rows:
    with st.expander(escaping.markdown(duration.title), icon=":material/calendar_month:"):
        show.facts(view, duration, _("As stated"))
with st.expander(_("What the rules say"), icon=":material/gavel:"):
    show.doubts_and_rules(view, "closure")
if silent:
    blocks.note(_("Not in the sources: {sections}.", sections="; ".join(silent)))

with st.container(horizontal=True):
    blocks.link_back("partnership", _("Back to the partnership"))
    meetings.closure_papers(view)
    show.taking_page_home(
        view,
        _("Closure report"),
        {
            "programme": programme,
            "partnership": own,
            "story": story,
            "practices": practices,
            "deliverables": deliverables,
            "timeline": timeline,
        },
        "closure",
    )
show.origin(
    view,
    lambda: closure.rows(view),
    "pages/closure/indicators",
    "pages/closure/questions",
    "pages/closure/practices",
    "pages/closure/deliverables",
    "pages/closure/timeline",
)
