"""A value that is hidden, not due or not applicable is never told as one that was not reported, on any page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from peil.importing.gate import import_paths
from peil.store import Store
from tests.meaning.test_kinds_of_target import PACKAGE
from tests.pages.conftest import OpenApp
from tests.pages.test_results import INDICATOR, drawn_rows, tables_on, words_on

KINDS = {"programme": "KINDS", "as_of": "2021-12-31"}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database file with the package of every kind of target, in place of the published figures."""
    path = tmp_path_factory.mktemp("kinds") / "peil.duckdb"
    store = Store(path)
    [outcome] = import_paths(store, [PACKAGE])
    store.close()
    assert outcome.submission_id is not None
    st.cache_resource.clear()
    yield path
    st.cache_resource.clear()


@pytest.mark.parametrize(
    ("language", "silent", "hidden"),
    [
        ("en", "For 2 targets nothing has been reported.", "2 values have been reported, but are hidden."),
        ("nl", "Voor 2 doelen is niets gemeld.", "2 waarden zijn gemeld, maar verborgen."),
        ("fr", "Pour 2 cibles, rien n'a été rapporté.", "2 valeurs ont été rapportées, mais sont masquées."),
    ],
)
def test_the_board_counts_what_is_hidden_apart(open_app: OpenApp, language: str, silent: str, hidden: str) -> None:
    text = words_on(open_app(lang=language, **KINDS))
    assert silent in text
    assert hidden in text


@pytest.mark.parametrize(
    ("name", "figures", "state"),
    [
        ("Small numbers", "hidden for privacy, target: 10 people", "▨ Hidden"),
        ("Small numbers without a target", "hidden for privacy", "▨ Hidden"),
        ("Begins later", "not due, target: 10 people", "○ Not due yet"),
        ("Does not apply", "not applicable, target: 10 people", "≠ Not comparable"),
        ("Missing", "missing, target: 10 people", "? Not reported"),
        ("Nothing reported", "– of 10 people", "? Not reported"),
        ("People waiting", "90, from 100 down to 60: 25 % of the way", "● On track"),
    ],
)
def test_every_reason_stands_on_the_board(open_app: OpenApp, name: str, figures: str, state: str) -> None:
    [row] = [row for row in drawn_rows(open_app(lang="en", **KINDS)) if row[0] == name]
    assert (row[1].replace("\xa0", " "), row[2]) == (figures, state)


def test_the_table_of_the_board_names_who_hid_a_value(open_app: OpenApp) -> None:
    [table] = [table for table in tables_on(open_app(lang="en", **KINDS)) if "Partners" in table]
    told = table.set_index("Indicator")
    assert told.loc["Small numbers", "Partners"] == "0 of 3, 1 hidden"
    assert told.loc["Hidden in part", "Partners"] == "1 of 3, 1 hidden, 1 exempt"
    assert told.loc["People waiting", ["Target", "Share"]].tolist() == ["from 100 down to 60 people", "25 % of the way"]


def test_hidden_is_a_choice_of_its_own(open_app: OpenApp) -> None:
    app = open_app(lang="en", state="hidden", **KINDS)
    assert [row[0] for row in drawn_rows(app)] == ["Small numbers", "Small numbers without a target"]
    assert {row[2] for row in drawn_rows(app)} == {"▨ Hidden"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["hidden for privacy, target: 10 people · ▨ Hidden.", "1 partner has reported a value that is hidden."]),
        ("nl", ["· ▨ Verborgen.", "1 partner heeft een waarde gemeld die verborgen is."]),
        ("fr", ["· ▨ Masqué.", "1 partenaire a rapporté une valeur qui est masquée."]),
    ],
)
def test_the_page_of_a_hidden_indicator(open_app: OpenApp, language: str, said: list[str]) -> None:
    text = words_on(open_app(INDICATOR, lang=language, indicator="HIDDEN", **KINDS))
    assert [sentence for sentence in said if sentence not in text] == []


@pytest.mark.parametrize(
    ("indicator", "said"),
    [
        ("HIDDEN", "Reported without a value: hidden for privacy."),
        ("HIDDEN_FREE", "Reported without a value: hidden for privacy."),
        ("LATER", "Reported without a value: not due."),
        ("ELSEWHERE", "Reported without a value: not applicable."),
        ("SILENT", "Nobody has reported this yet."),
    ],
)
def test_the_page_of_an_indicator_says_what_was_reported(open_app: OpenApp, indicator: str, said: str) -> None:
    app = open_app(INDICATOR, lang="en", indicator=indicator, **KINDS)
    text = words_on(app)
    assert said in text
    assert ("Nobody has reported" in text) == (indicator == "SILENT")
    assert "Nothing has been reported" not in text
    values = [value for table in tables_on(app) if "Counted" in table for value in table["Value"]]
    assert "–" not in values


def test_the_page_of_a_municipality_shows_what_is_hidden(open_app: OpenApp) -> None:
    app = open_app("pages/progress/municipality.py", lang="en", area="VILLAGE", **KINDS)
    [done] = [table for table in tables_on(app) if "Hamlet" in table]
    assert done["Hamlet"].tolist() == ["hidden for privacy"]
    assert "results for this municipality" not in words_on(app)


def test_the_page_of_target_groups_shows_what_is_hidden(open_app: OpenApp) -> None:
    app = open_app("pages/progress/target_groups.py", lang="en", **KINDS)
    assert "1 value has been reported, but is hidden." in words_on(app)
    [reached] = [table for table in tables_on(app) if "Reached" in table]
    assert reached[["Reached", "State"]].to_numpy().tolist() == [["hidden for privacy", "▨ Hidden"]]


@pytest.mark.parametrize("page", ["partnership", "partnerships", "neighbourhoods", "finance"])
def test_every_other_page_opens(open_app: Callable[..., AppTest], page: str) -> None:
    assert "Not reported" not in words_on(open_app(f"pages/progress/{page}.py", lang="en", **KINDS))
