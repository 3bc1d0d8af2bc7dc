"""Progress, one indicator of the neighbourhood monitor: what it means, how it is computed, and all its figures."""

import streamlit as st

from peil.answers import monitor_indicator as answers
from peil.escaping import marked, strong
from peil.ui import address, blocks, filters, show

view = filters.current()
_ = view.words.text
indicator = address.read("indicator") or ""
about = answers.about(view, indicator)
blocks.link_back("neighbourhoods", _("Back to the neighbourhoods"), leaves=["indicator"])
if not about.rows:
    show.heading(view, _("Neighbourhood indicator"))
    blocks.info(_("There is no indicator of the neighbourhood monitor with this code."))
    st.stop()
address.write("indicator", indicator)
[definition] = about.rows

show.heading(view, definition["name"])
blocks.say(
    *about.sentences,
    marked("**{mind}**: {caveat}", mind=_("Mind"), caveat=definition["caveat"]) if definition["caveat"] else "",
)

left, right = st.columns([3, 2], gap="large")
with left:
    show.block(view, answers.over_time(view, indicator), "all_areas")
with right:
    blocks.heading(about.title)
    show.facts(view, about, _("How"))
    blocks.say(strong(_("Method")))
    for note in about.notes:
        blocks.note(note)

show.as_table(view, answers.every_figure(view, indicator))
show.doubts_and_rules(view, "monitor_indicator", [indicator])
stored = answers.rows(view, indicator)
with st.container(horizontal=True):
    show.taking_home(
        view,
        stored,
        indicator,
        indicator=indicator,
        indicator_name=definition["name"],
        unit=definition["unit"],
        method=definition["interval_method"] or "none",
    )
show.origin(view, lambda: stored, stored.asked.query, "views/8_monitor_values", "views/8_intervals")
