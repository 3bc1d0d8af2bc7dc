"""Who visits, how they sign in and out, and the line that tells them what they may do."""

import logging
import time
from pathlib import Path

import streamlit as st

from peil import access
from peil.access import Person
from peil.answers import quality
from peil.answers.view import View
from peil.settings import is_on
from peil.ui import blocks

log = logging.getLogger("peil")


def person() -> Person:
    """What the visitor may be, found out now: ask it again at every write, because a role can be taken away."""
    return access.person_of(
        st.user.to_dict() if _is_signed_in() else None,
        can_sign_in=_can_sign_in(),
        listens_on=st.get_option("server.address"),
        headers=st.context.headers,
        now=time.time(),
    )


def say_who(view: View, place: str = "foot") -> None:
    """A line that says what the visitor may do and why, and the button to sign in or out when there is a sign-in.

    It names a role and an organisation, and no person: the page may hang on a wall. It stands at the foot of every page
    (pages/front_door.py), and can stand once more in each other ``place``, such as where a form would be.
    """
    words, who = view.words, person()
    organisation = who.organisation or ""
    names = quality.names(view) if organisation or who.partnerships else {}
    with st.container(key=f"who_{place}", horizontal=True, vertical_alignment="center"):
        blocks.note(
            words.text(
                who.because,
                organisation=names.get(organisation, organisation),
                partnerships=words.listing([names.get(one, one) for one in who.partnerships]),
            )
        )
        if who.because in (access.SIGNED_OUT, access.SIGN_IN_ENDED):
            if st.button(words.text("Sign in"), icon=":material/login:", key=f"sign_in_{place}"):
                st.login()
        elif _is_signed_in() and st.button(words.text("Sign out"), icon=":material/logout:", key=f"sign_out_{place}"):
            st.logout()


def log_at_start() -> None:
    """Says in the log when nobody can write, or when no sign-in leads to more than reading."""
    if not is_on("PEIL_WRITE"):
        log.warning("Everybody only reads: PEIL_WRITE is off.")
    elif _can_sign_in():
        access.who_may_write()
    elif not access.is_loopback(st.get_option("server.address")):
        log.warning(
            "Everybody only reads: this server listens on more than this machine, and nobody can sign in. "
            "docs/deployment.md says how to set that up."
        )


def _is_signed_in() -> bool:
    return st.user.get("is_logged_in") is True


def _can_sign_in() -> bool:
    """Whether the secrets set up a sign-in. Secrets that cannot be read might: nobody is then taken for the steward."""
    if not any(Path(file).exists() for file in st.get_option("secrets.files")):
        return False
    try:
        return "auth" in st.secrets
    except OSError:
        log.exception("The secrets cannot be read.")
        return True
