"""Data, quality: what is doubted in the figures, which rules they keep, and every row behind a verdict."""

import streamlit as st

from peil import contract
from peil.answers import quality
from peil.answers.choices import ALL
from peil.ui import address, blocks, filters, show

view = filters.current()
_ = view.words.text
note, check = st.query_params.get("note", ""), st.query_params.get("check", "")
with filters.own():
    tolerance = filters.tolerance(view.words)

if note:
    doubt = quality.doubts(view, note=note)
    show.heading(view, doubt.title)
    blocks.link_back("quality", _("All doubts and rules"), leaves=["note", "check"])
    if not doubt.rows:
        blocks.warning(_("This link asks for the doubt {id}, which is not here.", id=note))
        st.stop()
    show.entries(view, doubt)
    blocks.heading(_("Where it stands"))
    for page, name, chosen in quality.places(view, note):
        blocks.link(page, f"{_(quality.PAGES[page])}: {name}", note="", **chosen)
    with st.container(horizontal=True):
        show.taking_home(view, doubt, f"doubt-{note}", note=note)
    show.statements(view, doubt.asked.query)
    st.stop()

if check:
    if not quality.is_check(check):
        show.heading(view, _("Data quality"))
        blocks.link_back("quality", _("All doubts and rules"), leaves=["note", "check"])
        blocks.warning(_("This link asks for the check {id}, which is not here.", id=check))
        st.stop()
    found = quality.verdict_rows(view, check, tolerance) if quality.is_rule(check) else quality.found_rows(view, check)
    show.heading(view, found.title)
    blocks.link_back("quality", _("All doubts and rules"), leaves=["note", "check"])
    show.sentences(found)
    show.table(view, found)
    if not found.rows:
        blocks.info(_("There is nothing here that this check looks at, or it found nothing."), icon=":material/check:")
    with st.container(horizontal=True):
        show.taking_home(view, found, f"check-{check}", check=check, tolerance=tolerance)
    show.statements(view, found.asked.query)
    st.stop()

show.heading(view, _("Data quality"))
everything = quality.doubts(view)
rules, rows = quality.rules(view, tolerance), quality.row_checks(view)
show.sentences(everything)
show.rules_section(view, rules)
blocks.contents()

blocks.heading(everything.title)
doubts = everything
if everything.rows:
    with st.container(horizontal=True):
        q = address.search("q", _("Search in the doubts"))
        labels = contract.code_labels("severity", view.language)
        severity = address.choose("severity", _("Severity"), {ALL: _("Every severity"), **labels}, ALL, width=170)
        labels = contract.code_labels("data_note_kind", view.language)
        there = {row["kind"] for row in everything.rows}
        kinds = {ALL: _("Every kind"), **{code: label for code, label in labels.items() if code in there}}
        kind = address.choose("doubt_kind", _("Kind of doubt"), kinds, ALL, width=200)
    doubts = quality.doubts(view, q, severity, kind)
    show.first_entries(view, doubts)
if everything.rows and not doubts.rows:
    blocks.info(_("No doubt holds these words. Search for others, or choose another severity or kind."))

show.section(view, rows.narrowed([row for row in rows.rows if row["found"]]))
with st.expander(_("Checks that found nothing"), icon=":material/check:"):
    show.table(view, rows.narrowed([row for row in rows.rows if not row["found"]]))
with st.container(horizontal=True):
    taken = {"doubts": doubts, "rules": rules, "row_checks": rows}
    show.taking_page_home(view, _("Data quality"), taken, "quality", tolerance=tolerance)
show.statements(view, "pages/quality/doubts", "views/9_doubts", "pages/quality/row_checks", "views/9_findings")
