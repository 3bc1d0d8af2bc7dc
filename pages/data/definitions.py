"""Data, definitions: what indicators, groups, areas, sources, tables, states and words mean, each with an address."""

import streamlit as st

from peil.answers import definitions
from peil.ui import address, blocks, filters, show

view = filters.current()
_ = view.words.text
item = st.query_params.get("item", "")

if item:
    found = definitions.one(view, item)
    about, __, wanted = item.partition(":")
    show.heading(view, found.rows[0]["heading"] if found.rows else _("Definitions"))
    blocks.link_back("definitions", _("All definitions"), leaves=["item"])
    if not found.rows:
        blocks.warning(_("This link asks for {id}, which is not here.", id=item))
        st.stop()
    show.entries(view, found)
    if about == "tables":
        show.section(view, definitions.fields(view, wanted))
    if about in ("indicators", "target_groups", "areas", "agreements"):
        show.doubts_and_rules(view, "definitions", [wanted.partition(".")[0]])
    with st.container(horizontal=True):
        show.taking_home(view, found, "definition", item=item)
    if about not in ("tables", "words"):
        show.statements(view, found.asked.query)
    st.stop()

show.heading(view, _("Definitions"))
blocks.say(
    _(
        "What everything on these pages means, in the words of the sources and of Peil. Each has an address of its "
        "own: open it to copy that, or to see which doubts are known about it."
    )
)
with st.container(horizontal=True):
    word = address.search("word", _("Search in all definitions"))
    about = address.choose(
        "about", _("About"), {name: _(title) for name, title in definitions.KINDS.items()}, "indicators", width=260
    )

# What is searched is searched in everything.
kinds = list(definitions.KINDS) if word else [about]
lists = {kind: definitions.listed(view, kind, word) for kind in kinds}
for answer in lists.values():
    if answer.rows:
        blocks.heading(f"{answer.title} ({view.words.number(len(answer.rows))})")
        show.entries(view, answer)
if not any(answer.rows for answer in lists.values()):
    blocks.info(
        _("Nothing here holds these words. Search for others; a part of a word is enough.")
        if word
        else _("Nothing of this kind is stored.")
    )
with st.container(horizontal=True):
    show.taking_page_home(view, _("Definitions"), lists, "definitions", about=about, word=word)
show.statements(view, *(f"pages/definitions/{kind}" for kind in kinds if kind not in ("tables", "words")))
