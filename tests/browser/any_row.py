"""A page that sends in whatever was typed for whatever table: a form in the hands of somebody who makes up another."""

import json
import logging

import streamlit as st

from peil.answers import choices
from peil.errors import PeilError
from peil.recording import record
from peil.ui import data, visitor

log = logging.getLogger("peil")

st.title("Any row")
table = st.text_input("Table")
row = st.text_area("Row")
if st.button("Write"):
    try:
        record(data.store(), visitor.person(), table, [json.loads(row)])
        st.info("Written.")
    except PeilError as error:
        log.warning("Refused: %s", error)
        st.error(str(error))
visitor.say_who(choices.view_of(data.rows, {"lang": "en"}))
