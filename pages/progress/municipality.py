"""Progress, one municipality: which partnership serves it, who is in that, and what it does there."""

import streamlit as st

from peil.answers import municipality
from peil.escaping import marked
from peil.ui import address, blocks, filters, show

view = filters.current()
_ = view.words.text
areas = municipality.areas(view)
if not areas:
    blocks.title(_("Municipality"))
    blocks.standing(view)
    blocks.info(
        marked(
            _(
                "No municipalities are known for this programme. They come with the tables areas and coverage: "
                "`python -m peil import FILE`."
            )
        )
    )
    blocks.link_back("partnerships", _("Back to all partnerships"))
    st.stop()
with filters.own():
    area = address.choose("area", _("Municipality"), areas, municipality.default(view), width=280)

about = municipality.about(view, area)
show.heading(view, about.title)
blocks.link_back("partnerships", _("Back to all partnerships"))
show.sentences(about)
[facts] = about.rows
if facts["successor_id"]:
    blocks.link("municipality", _("To {municipality}", municipality=facts["successor"]), area=facts["successor_id"])

served_by = municipality.served_by(view, area)
if served_by.rows:
    show.section(view, served_by)
silent = []
results = municipality.results(view, area)
if results.rows:
    show.section(view, municipality.by_area(results, area))
else:
    silent.append(_("results for this municipality or a neighbourhood in it"))
support = municipality.support(view, area)
if support.rows:
    show.section(view, support)
else:
    silent.append(_("requests for support from here"))
monitor = municipality.monitor(view, area)
if monitor.rows:
    show.section(view, monitor)
else:
    silent.append(_("values of the monitor"))
if silent:
    blocks.note(_("Not in the sources: {sections}.", sections="; ".join(silent)))
show.doubts_and_rules(view, "municipality", [area], area)

with st.container(horizontal=True):
    if results.rows:
        show.taking_home(view, results, "municipality", municipality=area)
    else:
        blocks.link_button(view)
show.origin(
    view,
    lambda: municipality.rows(view, area),
    "pages/municipality/served_by",
    "pages/municipality/results",
    "pages/municipality/monitor",
    said=" ".join(
        filter(
            None, (municipality.sources(view, area), _("The rows behind a result are on the page of its indicator."))
        )
    ),
)
