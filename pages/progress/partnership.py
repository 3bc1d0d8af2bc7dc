"""Progress, one partnership: its results, money and rules; who it is, who does what, what its partners write."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from peil import escaping
from peil.answers import Answer, closure, partnership
from peil.ui import address, blocks, filters, show

view = filters.current()
_ = view.words.text


def folded(title: str, icon: str, answers: Sequence[Answer]) -> None:
    """Sections that few readers need, behind one line; nothing at all when there are none."""
    if answers:
        with st.expander(escaping.markdown(title), icon=icon):
            for answer in answers:
                blocks.subheading(answer.title)
                show.sentences(answer)
                show.table(view, answer)


card = partnership.card(view)
show.heading(view, card.rows[0]["name"])
show.sentences(card)
glance = partnership.at_a_glance(view)
blocks.table(
    glance.written(view.words),
    alt=glance.title,
    links={0: [address.link_to(row["page"]) for row in glance.rows]},
)
with st.container(horizontal=True):
    blocks.link_back("partnerships", _("Back to all partnerships"))
    blocks.link("closure", _("Closure report"))
blocks.contents()

in_short = partnership.in_short(view)
blocks.heading(card.title)
if in_short.columns:
    show.facts(view, in_short, _("As stated"))
with st.expander(_("Everything that is stated"), icon=":material/badge:"):
    show.facts(view, card, _("As stated"))
    for note in card.notes:
        blocks.note(note)

silent = []
deliverables = closure.deliverables(view)
if deliverables.rows:
    blocks.heading(deliverables.title)
    show.sentences(deliverables)
    show.table(view, replace(deliverables, notes=()))
    blocks.note(*deliverables.notes)
else:
    silent.append(_("deliverables"))

actions = partnership.actions(view)
if actions.rows:
    show.section(view, actions, is_folded=True)
else:
    silent.append(_("who does what"))

by_partner, quarters = partnership.report_choices(view)
report_of, quarter = "", ""
reports = partnership.reports(view)
if quarters:
    blocks.heading(reports.title)
    with st.container(horizontal=True):
        report_of = address.choose("report_of", _("Report of"), by_partner, next(iter(by_partner)), width=280)
        quarter = address.choose("quarter", _("Quarter up to"), quarters, next(iter(quarters)), width=200)
    reports = partnership.reports(view, report_of, quarter)
    show.sentences(reports)
    show.table(view, reports)
elif reports.sentences:
    blocks.heading(reports.title)
    show.sentences(reports)
else:
    silent.append(_("reports of partners"))

selection = partnership.selection(view)
if selection.rows:
    show.section(view, selection, is_folded=True)
else:
    silent.append(_("how it was selected"))

cost = partnership.action_cost(view)
if cost.rows:
    blocks.heading(cost.title)
    show.sentences(cost)
    for note in cost.notes:
        blocks.note(note)

partners, steps, plan = partnership.partners(view), partnership.steps(view), partnership.plan(view)
improvements, support = partnership.improvements(view), partnership.support(view)
staffing, agreements = partnership.staffing(view), partnership.agreements(view)
around, earlier, stated = partnership.around(view), partnership.staffing_before(view), partnership.stated(view)
# Who was visited and has nothing to improve is told so.
coached = [improvements] if improvements.asked.rows else []
for title, icon, answers in (
    (_("Partners, and who stands around them"), ":material/groups:", [partners, around]),
    (_("Steps, phases and the plan"), ":material/route:", [steps, plan]),
    (_("Quality coach and support"), ":material/support_agent:", [*coached, support]),
    (_("Staff, agreements and other figures"), ":material/more_horiz:", [staffing, earlier, agreements, stated]),
):
    folded(title, icon, [answer for answer in answers if answer.rows or answer in coached])
named = {
    _("who the partners are"): partners.rows,
    _("steps and phases"): steps.rows,
    _("a plan"): plan.rows,
    _("visits of the quality coach"): coached,
    _("requests for support"): support.rows,
    _("staff paid by the partnership"): staffing.rows,
    _("agreements across borders"): agreements.rows,
}
silent += [name for name, found in named.items() if not found]
with st.expander(_("What the rules say"), icon=":material/gavel:"):
    show.doubts_and_rules(view, "partnership")
if silent:
    blocks.note(_("Not in the sources: {sections}.", sections="; ".join(silent)))

with st.container(horizontal=True):
    show.taking_page_home(
        view,
        card.rows[0]["name"],
        {
            "partners": partnership.members(view),
            "deliverables": deliverables,
            "actions": actions,
            "reports": reports,
            "selection": selection,
        },
        "partnership",
    )
show.origin(
    view,
    lambda: partnership.rows(view),
    "pages/partnership/partners",
    "pages/partnership/actions",
    "pages/partnership/reports",
    "pages/partnership/steps",
    "pages/partnership/plan",
    said=partnership.card_behind(view),
)
