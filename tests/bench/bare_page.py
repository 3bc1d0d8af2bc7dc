"""The floor of the bench: a Streamlit page that draws the elements named in BARE_PAGE and does nothing else."""

import json
import os

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

for number, (kind, rows, columns) in enumerate(json.loads(os.environ["BARE_PAGE"])):
    match kind:
        case "markdown":
            st.markdown(f"text {number}")
        case "html":
            st.html("<style></style>")
        case "heading":
            st.subheader(f"heading {number}", anchor=False)
        case "alert":
            st.info(f"notice {number}")
        case "code":
            st.code(f"code {number}")
        case "page_link":
            st.page_link("https://example.org", label=f"link {number}")
        case "selectbox":
            st.selectbox("choice", ["a", "b", "c"], key=f"choice {number}")
        case "button_group":
            st.pills("choices", ["a", "b", "c"], selection_mode="multi", key=f"choices {number}")
        case "download_button":
            st.download_button("download", b"", key=f"download {number}")
        case "button":
            st.button("press", key=f"button {number}")
        case "checkbox":
            st.checkbox("tick", key=f"tick {number}")
        case "text_input":
            st.text_input("line", key=f"line {number}")
        case "text_area":
            st.text_area("text", key=f"text {number}")
        case "number_input":
            st.number_input("number", value=None, key=f"number {number}")
        case "date_input":
            st.date_input("day", value=None, key=f"day {number}")
        case "metric":
            st.metric("figure", number)
        case "table":
            st.table(pd.DataFrame([["text"] * columns] * rows))
        case "plotly_chart":
            st.plotly_chart(go.Figure(go.Bar(x=[1, 2, 3], y=["a", "b", "c"], orientation="h")), key=f"chart {number}")
        case _:
            raise ValueError(f"The bare page cannot draw a {kind} yet; teach it.")
