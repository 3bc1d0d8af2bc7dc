"""Progress, one partnership: who is in it, what it planned, how far its steps are, and what is still to be improved."""

import streamlit as st

from peil.answers import partnership
from peil.ui import blocks, filters, show

view = filters.current()
_ = view.words.text
card = partnership.card(view)
show.heading(view, card.rows[0]["name"])
blocks.link_back("partnerships", _("Back to all partnerships"))
show.sentences(card)
blocks.heading(card.title)
show.facts(view, card, _("As stated"))
for note in card.notes:
    blocks.note(note)
blocks.link("closure", _("Closure report"))

silent = []
partners = partnership.partners(view)
if partners.rows:
    show.section(view, partners)
else:
    silent.append(_("who the partners are"))
around = partnership.around(view)
if around.rows:
    show.section(view, around)
steps = partnership.steps(view)
if steps.rows:
    show.section(view, steps)
else:
    silent.append(_("steps and phases"))
plan = partnership.plan(view)
if plan.rows:
    show.section(view, plan)
else:
    silent.append(_("a plan"))
cost = partnership.action_cost(view)
if cost.rows:
    blocks.heading(cost.title)
    show.sentences(cost)
    for note in cost.notes:
        blocks.note(note)
improvements = partnership.improvements(view)
if improvements.asked.rows:
    show.section(view, improvements)
else:
    silent.append(_("visits of the quality coach"))
support = partnership.support(view)
if support.rows:
    show.section(view, support)
else:
    silent.append(_("requests for support"))
staffing = partnership.staffing(view)
if staffing.rows:
    show.section(view, staffing)
    before = partnership.staffing_before(view)
    if before.rows:
        with st.expander(_("Earlier years"), icon=":material/history:"):
            show.table(view, before)
else:
    silent.append(_("staff paid by the partnership"))
agreements = partnership.agreements(view)
if agreements.rows:
    show.section(view, agreements)
else:
    silent.append(_("agreements across borders"))
stated = partnership.stated(view)
if stated.rows:
    show.section(view, stated)
if silent:
    blocks.note(_("Not in the sources: {sections}.", sections="; ".join(silent)))
show.doubts_and_rules(view, "partnership")

with st.container(horizontal=True):
    show.taking_home(view, partnership.members(view), "partners")
show.origin(
    view,
    lambda: partnership.rows(view),
    "pages/partnership/partners",
    "pages/partnership/steps",
    "pages/partnership/plan",
    said=partnership.card_behind(view),
)
