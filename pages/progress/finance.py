"""Progress, finance. What was promised, by whom, what came in, and are we at risk of losing part of the grant?"""

import streamlit as st

from peil.answers import finance
from peil.escaping import marked
from peil.ui import blocks, filters, show

# Three beside each other on a laptop, two on a projector, one on a phone.
WIDTH = 400

view = filters.current()
words = view.words
_ = words.text

with filters.own():
    tolerance = filters.tolerance(words)

summary = finance.summary(view)
show.heading(view, summary.title)
if not finance.is_anything_known(view):
    blocks.info(_("No budget and no claim is known of this partnership. Choose another programme to see its money."))
    blocks.for_steward(
        words,
        marked(_("To see its money here, import the tables budgets and claims with `python -m peil import FILE`.")),
    )
    show.doubts_and_rules(view, "finance")
    st.stop()
risk, pace, claims = finance.at_risk(view, tolerance), finance.pace(view), finance.claims(view)
show.sentences(risk)
if risk.mark:
    with st.container(horizontal=True, gap="medium"):
        for key, answer in {
            "risk": risk,
            "cost": finance.cost_so_far(view),
            "grant": finance.grant_so_far(view),
        }.items():
            with st.container(width=WIDTH):
                show.captioned(view, answer, key)
    show.as_table(view, pace)
show.sentences(summary)
if risk.mark:
    blocks.contents()

funders, match = finance.funders(view), finance.match(view, tolerance)
if funders.rows:
    show.pictured(view, funders, "funders")
if not risk.mark:
    blocks.contents()
if match.sentences and finance.is_of_programme(view):
    show.section(view, match)

with st.container(horizontal=True, gap="medium"):
    with st.container(width=WIDTH):
        if match.sentences and not finance.is_of_programme(view):
            show.section(view, match, is_folded=True)
        cofinancing = finance.cofinancing(view, tolerance)
        if cofinancing.sentences:
            blocks.heading(cofinancing.title)
            show.sentences(cofinancing)
            if finance.is_of_programme(view) or not cofinancing.rows:
                blocks.link("partnerships", _("Partnerships"))
    with st.container(width=WIDTH):
        show.section(view, claims, is_folded=True)
        if not claims.rows:
            blocks.for_steward(
                words,
                _("To see it here, import the table claims: partner, period, reported, claimed, certified, paid."),
            )
        personnel, posts = finance.personnel(view), finance.posts(view)
        if personnel.rows or posts.rows:
            blocks.heading(posts.title)
            show.sentences(personnel)
            if len(personnel.rows) > 2:
                show.as_table(view, personnel)
        if posts.rows:
            show.sentences(posts)
            show.as_table(view, posts)
    carried = finance.carried(view)
    if carried.rows:
        with st.container(width=WIDTH):
            show.pictured(view, carried, "carried", is_wide=False)

lines = finance.lines(view)
if lines.rows:
    show.section(view, lines, is_folded=True)

show.doubts_and_rules(view, "finance")
with st.container(horizontal=True):
    taken = {
        "funders": funders,
        "match": match,
        "claims": claims,
        "pace": pace,
        "personnel": personnel,
        "posts": posts,
        "lines": lines,
    }
    show.taking_page_home(view, summary.title, taken, "finance", tolerance=tolerance)
show.origin(
    view,
    lambda: finance.stored_rows(view),
    "pages/finance/budget",
    "pages/finance/match",
    "pages/finance/pace",
    "checks/rules/R04_match_funding",
    "views/9_finance",
    said=_("These rows were handed in; every figure above is one of them, or computed from them."),
)
