"""Progress, one municipality: who serves it, where it stands beside the others, and what was done there."""

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
    blocks.info(_("No municipalities are known for this programme."))
    blocks.for_steward(
        view.words, marked(_("They come with the tables areas and coverage: `python -m peil import FILE`."))
    )
    blocks.link_back("partnerships", _("Back to all partnerships"))
    st.stop()
with filters.own():
    area = address.choose("area", _("Municipality"), areas, municipality.default(view), width=280)

about = municipality.about(view, area)
show.heading(view, about.title)
show.sentences(about)
[facts] = about.rows
with st.container(horizontal=True):
    blocks.link_back("partnerships", _("Back to all partnerships"))
    if facts["successor_id"]:
        to = _("To {municipality}", municipality=facts["successor"])
        blocks.link("municipality", to, area=facts["successor_id"])
    for earlier, name in zip(facts["merged_from_ids"] or (), facts["merged_from"] or (), strict=True):
        blocks.link("municipality", _("Earlier: {municipality}", municipality=name), area=earlier)

compared = municipality.compared(view, area)
show.sentences(compared)
if compared.mark:
    show.picture(view, compared.mark, "compared", compared.title)
    blocks.note(
        _("Each grey dot is another municipality."),
        _("They differ in size and in who lives there: this says where one stands, not who does better."),
    )
    show.as_table(view, compared)
silent = []
results = municipality.results(view, area)
if results.rows:
    blocks.heading(results.title)
    show.sentences(results)
    by_area = municipality.by_area(results, area)
    if compared.mark:
        show.as_table(view, by_area)
    else:
        show.table(view, by_area)
else:
    silent.append(_("results for this municipality or a neighbourhood in it"))
served_by = municipality.served_by(view, area)
if served_by.rows:
    show.section(view, served_by)
support = municipality.support(view, area)
if support.rows:
    show.section(view, support, is_folded=True)
else:
    silent.append(_("requests for support from here"))
monitor = municipality.monitor(view, area)
if monitor.rows:
    show.section(view, monitor, is_folded=True)
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
