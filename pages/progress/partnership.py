"""Progress, partnership."""

import streamlit as st

from peil.ui import blocks, filters

view = filters.current()
words = view.words
_, _n = words.text, words.plural

st.title(_("Partnership"), anchor=False)
blocks.demonstration_notice(view)
