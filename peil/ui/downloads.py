"""Downloads: an answer as a file, made when it is asked for."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from peil import escaping
from peil.answers.view import View
from peil.documents import TakenHome, packs
from peil.documents.csv_file import csv_file
from peil.documents.workbook import workbook


def documents(view: View, button: str, forms: Sequence[str], make: Callable[[str], bytes], name: str) -> None:
    """A menu with documents of several forms, each made when asked for."""
    file_name = f"peil-{name}-{view.partnership}-{view.as_of.isoformat()}-{view.language}".lower()
    with st.popover(escaping.markdown(button), icon=":material/print:"):
        for form in forms:
            st.download_button(
                escaping.markdown(view.words.text(packs.FORMS[form].title)),
                data=partial(make, form),
                file_name=f"{file_name}.{form}",
                mime=packs.FORMS[form].media,
                width="stretch",
                on_click="ignore",
                key=f"{name}_{form}",
            )


def menu(take: Callable[[], TakenHome], view: View, name: str) -> None:
    """A menu with an answer as CSV and as XLSX; files are made when asked for."""
    _ = view.words.text
    file_name = f"peil-{name}-{view.partnership}-{view.as_of.isoformat()}".lower()
    with st.popover(_("Download"), icon=":material/download:"):
        st.download_button(
            _("CSV, one row per figure"), data=lambda: csv_file(take()), file_name=f"{file_name}.csv", mime="text/csv",
            icon=":material/csv:", width="stretch", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            _("Excel, one row per figure"), data=lambda: workbook(take()), file_name=f"{file_name}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            icon=":material/table:", width="stretch", on_click="ignore",
        )  # fmt: skip
