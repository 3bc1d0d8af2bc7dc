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

summary = finance.summary(view)
show.heading(view, summary.title)
show.sentences(summary)
if not finance.is_anything_known(view):
    blocks.info(
        marked(
            _(
                "There is no budget and no claim of this partnership. Import the tables budgets and claims with "
                "`python -m peil import FILE`, or choose another programme."
            )
        )
    )
    show.doubts_and_rules(view, "finance")
    st.stop()

funders = finance.funders(view)
if funders.rows:
    show.side_by_side(view, funders, "funders")

match = finance.match(view, tolerance)
if match.sentences:
    show.section(view, match)

claims = finance.claims(view)
blocks.heading(claims.title)
show.sentences(claims)
if claims.rows:
    left, right = st.columns(2)
    with left:
        show.captioned(view, finance.cost_so_far(view), "cost")
    with right:
        show.captioned(view, finance.grant_so_far(view), "grant")
show.table(view, claims)

pace = finance.pace(view)
if pace.rows:
    blocks.heading(pace.title)
    show.sentences(pace)
if pace.rows and claims.rows:
    left, right = st.columns(2)
    with left:
        show.captioned(view, finance.reported(view), "reported")
    with right:
        show.captioned(view, finance.carried(view), "carried")
    show.table(view, pace)

cofinancing = finance.cofinancing(view, tolerance)
if cofinancing.sentences:
    blocks.heading(cofinancing.title)
    show.sentences(cofinancing)
    if finance.is_of_programme(view) or not cofinancing.rows:
        blocks.link("partnerships", _("Partnerships"))

personnel, posts = finance.personnel(view), finance.posts(view)
if personnel.rows or posts.rows:
    blocks.heading(posts.title)
    show.sentences(personnel)
    if len(personnel.rows) > 2:
        show.table(view, personnel)
if posts.rows:
    show.sentences(posts)
    show.table(view, posts)

lines = finance.lines(view)
if lines.rows:
    show.section(view, lines)

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
