"""Meetings, agreements: what was agreed in all of them, what is overdue, what was looked at again, and did it help?"""

import streamlit as st

from peil import escaping
from peil.answers import agreements, meetings
from peil.ui import address, blocks, filters, show

view = filters.current()
words = view.words
_ = words.text

listed = agreements.listed(view)
show.heading(view, listed.title)

if not listed.rows:
    blocks.info(
        _(
            "Nothing has been agreed yet, or nobody wrote it down here. Agreements are noted in a meeting: open one of "
            "the steering group, or start a reflection moment."
        ),
        icon=":material/handshake:",
    )
    blocks.link("steering_group", _("Steering group"))
    blocks.link("reflection", _("Reflection"))
else:
    show.sentences(listed)
    blocks.contents()
    ended = [row for row in listed.rows if row["state"] in agreements.ENDED]
    show.table(view, listed.narrowed([row for row in listed.rows if row not in ended]))
    if ended:
        with st.expander(
            escaping.markdown(_("Done or dropped: {n}", n=words.number(len(ended)))), icon=":material/task_alt:"
        ):
            show.table(view, listed.narrowed(ended))
    effects = agreements.effects(view)
    blocks.heading(effects.title)
    if effects.rows:
        show.sentences(effects)
        show.as_table(view, effects)
        about = {row["recommendation_id"]: f"{row['text']} ({row['indicator']})" for row in effects.rows}
        chosen = address.choose("agreement", _("What else changed"), about, next(iter(about)), width=600)
        between = agreements.in_between(view, agreement=chosen)
        show.sentences(between)
        show.table(view, between)
    else:
        blocks.note(
            _(
                "Of no agreement is known which indicator it should move. Who notes one with its indicator, how much "
                "more or less is expected, and when to look again, finds here whether it helped."
            )
        )

questions = agreements.learning(view)
if questions.sentences:
    blocks.heading(questions.title)
    show.sentences(questions)
    show.table(view, meetings.learning(view))
with st.container(horizontal=True):
    show.taking_home(view, listed, "agreements")
show.statements(view, listed.asked.query, questions.asked.query)
