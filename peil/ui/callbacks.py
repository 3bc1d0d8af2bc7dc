"""What a widget calls before the page is drawn anew: it is done whole, whatever is pressed meanwhile.

Streamlit breaks a run off when another widget is used, also in the middle of a callback: at the next look into the
session. What was pressed first would be lost, or done by half (streamlit/streamlit, pull request 16763).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

import streamlit as st
from streamlit.runtime.state.session_state_proxy import get_session_state

P = ParamSpec("P")


def callback(do: Callable[P, object]) -> Callable[P, None]:
    """``do`` as the callback of a widget. Every callback is one, so that the address knows that somebody acted."""

    @wraps(do)
    def whole(*given: P.args, **named: P.kwargs) -> None:
        with _unbroken():
            st.session_state["has_acted"] = True
            do(*given, **named)

    return whole


@callback
def acted() -> None:
    """The callback of a widget that changes nothing but what is drawn."""


def take_acted() -> bool:
    """Whether a widget of the page was used since the last run, rather than a link or Back; once."""
    return bool(st.session_state.pop("has_acted", False))


@contextmanager
def _unbroken() -> Iterator[None]:
    """Looks into the session break nothing off."""
    session = get_session_state()
    breaks_off = session._yield_callback
    # The session takes every name that is set on it for one of its own values.
    object.__setattr__(session, "_yield_callback", lambda: None)
    try:
        yield
    finally:
        object.__setattr__(session, "_yield_callback", breaks_off)
