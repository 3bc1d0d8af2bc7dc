"""Meetings, the closure report: what the programme asks for, what was reached, the story, and what goes on."""

import streamlit as st

from peil.answers import closure
from peil.ui import blocks, filters, meetings, show

view = filters.current()
_ = view.words.text
show.heading(view, _("Closure report"))
blocks.link_back("partnership", _("Back to the partnership"))
duration = closure.duration(view)
show.sentences(duration)
if duration.rows:
    show.facts(view, duration, _("As stated"))

silent = []
programme = closure.of_programme(view)
show.section(view, programme)
own = closure.of_partnership(view)
show.section(view, own)
story = closure.story(view)
if story.rows:
    show.section(view, story)
else:
    silent.append(_("questions for a closure report"))
practices = closure.practices(view)
if practices.rows or practices.sentences:
    show.section(view, practices)
else:
    silent.append(_("good practices"))
deliverables = closure.deliverables(view)
if deliverables.rows:
    blocks.heading(deliverables.title)
    show.sentences(deliverables)
    if deliverables.mark:
        show.picture(view, deliverables.mark, "deliverables", deliverables.title)
    show.table(view, deliverables)
else:
    silent.append(_("deliverables"))
timeline = closure.timeline(view)
if timeline.rows:
    blocks.heading(timeline.title)
    show.sentences(timeline)
    if timeline.mark:
        show.picture(view, timeline.mark, "timeline", timeline.title)
    show.table(view, timeline)
else:
    silent.append(_("steps and phases"))
if silent:
    blocks.note(_("Not in the sources: {sections}.", sections="; ".join(silent)))
show.doubts_and_rules(view, "closure")

with st.container(horizontal=True):
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
