"""Progress, finance. What was promised, by whom, what came in, and are we at risk of losing part of the grant?"""

import streamlit as st

from peil.answers import finance
from peil.escaping import marked
from peil.ui import blocks, filters, show

view = filters.current()
words = view.words
_ = words.text

with filters.own():
    tolerance = filters.tolerance(words)

summary = finance.summary(view, tolerance)
show.heading(view, summary.title)
if not finance.is_anything_known(view):
    blocks.info(_("No budget and no claim is known of this partnership. Choose another programme to see its money."))
    blocks.for_steward(
        words,
        marked(_("To see its money here, import the tables budgets and claims with `python -m peil import FILE`.")),
    )
    show.doubts_and_rules(view, "finance")
    st.stop()
show.sentences(summary)

risk, pace, claims = finance.at_risk(view), finance.pace(view), finance.claims(view)
if risk.mark:
    left, right = st.columns(2, gap="large")
    with left:
        show.captioned(view, risk, "risk")
    with right:
        show.captioned(view, finance.cost_so_far(view), "cost")
    show.as_table(view, pace)
    blocks.contents()

funders, match = finance.funders(view), finance.match(view, tolerance)
if funders.rows:
    show.pictured(view, funders, "funders")
if not risk.mark:
    blocks.contents()
if match.sentences:
    blocks.heading(match.title)
    show.sentences(match)
    # Of a programme these are only the few that differ.
    (show.table if finance.is_of_programme(view) else show.as_table)(view, match)

blocks.heading(claims.title)
show.sentences(claims)
if claims.rows:
    carried = finance.carried(view)
    left, right = st.columns(2, gap="large")
    with left:
        show.captioned(view, finance.grant_so_far(view), "grant")
        show.as_table(view, claims)
    with right:
        show.captioned(view, carried, "carried")
        show.as_table(view, carried)
else:
    blocks.for_steward(
        words,
        _("To see it here, import the table claims: partner, period, reported, claimed, certified, paid."),
    )

left, right = st.columns(2, gap="large")
cofinancing = finance.cofinancing(view, tolerance)
if cofinancing.sentences:
    with left:
        blocks.heading(cofinancing.title)
        show.sentences(cofinancing)
        if finance.is_of_programme(view) or not cofinancing.rows:
            blocks.link("partnerships", _("Partnerships"))
personnel, posts = finance.personnel(view), finance.posts(view)
if personnel.rows or posts.rows:
    with right if cofinancing.sentences else left:
        blocks.heading(posts.title)
        show.sentences(personnel)
        if len(personnel.rows) > 2:
            show.as_table(view, personnel)
        if posts.rows:
            show.sentences(posts)
            show.as_table(view, posts)

lines = finance.lines(view)
if lines.rows:
    blocks.heading(lines.title)
    show.sentences(lines)
    show.as_table(view, lines)

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
