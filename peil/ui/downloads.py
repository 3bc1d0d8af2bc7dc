"""Downloads: one tidy row per figure, with the filters, the dates and the sources written in."""

import io
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from peil.answers.view import View
from peil.documents import TakenHome
from peil.documents.csv_file import csv_file
from peil.documents.workbook import workbook
from peil.exporting import safe_cell


def stamped(rows: pd.DataFrame | list[dict[str, Any]], view: View, **filters: str) -> pd.DataFrame:
    """``rows`` with a column for each thing the reader must know to use them elsewhere."""
    return pd.DataFrame(rows).assign(
        programme=view.partnership,
        figures_up_to=view.as_of.isoformat(),
        known_on=view.known_at.isoformat(sep=" ", timespec="seconds"),
        partner_filter=view.partner or "all",
        kind_filter=view.kind or "all",
        **filters,
        kind_of_figures=view.data_status,
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


def buttons(rows: Callable[[], pd.DataFrame], view: View, name: str) -> None:
    """A menu with the rows as CSV and as XLSX; rows and files are made when asked for."""
    _ = view.words.text
    file_name = f"peil-{name}-{view.partnership}-{view.as_of.isoformat()}".lower()
    with st.popover(_("Download"), icon=":material/download:"):
        st.download_button(
            _("CSV, one row per figure"), data=lambda: csv_bytes(rows()), file_name=f"{file_name}.csv", mime="text/csv",
            icon=":material/csv:", width="stretch", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            _("Excel, one row per figure"), data=lambda: xlsx_bytes(rows()), file_name=f"{file_name}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            icon=":material/table:", width="stretch", on_click="ignore",
        )  # fmt: skip


def csv_bytes(rows: pd.DataFrame) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads the accents; texts that look like formulas are defused."""
    return _safe(rows).to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def xlsx_bytes(rows: pd.DataFrame) -> bytes:
    """One sheet; texts that look like formulas are defused."""
    buffer = io.BytesIO()
    _safe(rows).to_excel(buffer, index=False, sheet_name="Peil")
    return buffer.getvalue()


def _safe(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.map(lambda value: safe_cell(value) if isinstance(value, str) else value)
