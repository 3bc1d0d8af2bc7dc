"""Packs of the figures that come with Peil, each made once, in all five forms."""

from collections.abc import Callable
from functools import cache

import pytest

from peil.answers import choices
from peil.answers.pack import Pack, pack
from peil.answers.view import asked_once
from peil.documents.packs import FORMS
from peil.store import Store
from tests.pages.conftest import beside

__all__ = ["beside"]

DAYS = {"SUCCES": {"as_of": "2011-12-31"}, "DEMO_01": {"as_of": "2026-09-30"}}
PROGRAMMES = tuple(DAYS)

PackOf = Callable[..., Pack]
FileOf = Callable[[str, str, str], bytes]


@pytest.fixture(scope="session")
def pack_of(beside: Store) -> PackOf:
    """``pack_of("SUCCES", "nl")``, kept; or that of a meeting."""
    asks = asked_once(beside.rows)

    @cache
    def made(programme: str, language: str = "nl", meeting: str | None = None) -> Pack:
        chosen = {"programme": programme, "lang": language, **DAYS.get(programme, {})}
        return pack(choices.view_of(asks, chosen, beside.stamp), meeting)

    return made


@pytest.fixture(scope="session")
def file_of(pack_of: PackOf) -> FileOf:
    """``file_of("SUCCES", "nl", "pdf")``, kept."""

    @cache
    def made(programme: str, language: str, form: str) -> bytes:
        return FORMS[form].make(pack_of(programme, language))

    return made
