"""The open database, and the questions asked of it, kept by query, parameters and the last write: nothing is stale."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import streamlit as st

from peil.answers import Row, catalogue, choices
from peil.errors import PeilError
from peil.importing import originals
from peil.store import Store, database_path

log = logging.getLogger("peil")


@st.cache_resource(show_spinner=False, on_release=Store.close)
def store() -> Store:
    """The one open database of this process. ``PEIL_DATABASE`` says where it lies."""
    return originals.open_store(database_path(), log.warning)


def open_at_start() -> None:
    """Opens the database. When it cannot be opened the server runs all the same: its pages say why, and the way out."""
    try:
        store()
    except PeilError as error:
        log.error("The database cannot be opened: %s", error)


def warm_up() -> None:
    """Asks what the first visitor will ask: every answer, from the view that stands when nothing was chosen.

    DuckDB plans a question for a tenth of a second or more, and an answer is kept.
    """
    try:
        opened = store()
        seen = choices.view_of(opened.rows, {}, opened.stamp)
        for name in catalogue.ANSWERS:
            if not any(choice.is_needed for choice in catalogue.choices(name)):
                catalogue.asked(name, seen, {})
    except PeilError as error:
        log.info("Nothing to warm up: %s", error)
    except Exception:
        # Also when the server is told to stop meanwhile. Whatever is wrong shows when somebody asks.
        log.debug("Warming up was broken off.", exc_info=True)


def close() -> None:
    """Closes the database, if it is open."""
    store.clear()


def rows(query: str, parameters: Mapping[str, Any]) -> Sequence[Row]:
    """The answer of ``queries/<query>.sql``, a dict per row: what answers ask. Shared by readers: never written to."""
    opened = store()
    known_at = parameters.get("known_at")
    # What was known at a moment that has passed stays as it is, whatever is written later: two clocks promise that.
    latest = _latest(opened.stamp, opened)
    stamp = "" if known_at and latest and known_at <= latest else opened.stamp
    frozen = tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in parameters.items())
    return _rows(query, frozen, stamp, opened)


@lru_cache(maxsize=1)
def _latest(_stamp: str, opened: Store) -> datetime | None:
    """The latest moment that the database knows of; None while it is empty."""
    [row] = opened.rows("pages/filters/latest", {})
    moment: datetime | None = row["moment"]
    return moment


@lru_cache(maxsize=2000)
def _rows(query: str, parameters: tuple[tuple[str, object], ...], _stamp: str, opened: Store) -> Sequence[Row]:
    return opened.rows(query, {name: list(value) if isinstance(value, tuple) else value for name, value in parameters})
