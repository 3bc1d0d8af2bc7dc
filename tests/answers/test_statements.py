"""Pages state what their sources do, and no more: assumed dates, incomplete lists and rough amounts say so."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from peil.answers import Answer, Row, catalogue, choices
from peil.answers.view import View
from peil.store import Store
from peil.texts import LANGUAGES, Words
from tests.answers.test_records import chosen

PROGRAMMES = ("SUCCES", "WERK_WAARDIG", "VVSG_PILOT", "DIALOG_FL", "LP_FL", "DEMO_01")


@pytest.fixture(scope="module")
def ask(beside: Store) -> Callable[..., Answer]:
    """An answer of the catalogue about a programme, in a language."""
    known: dict[str, Sequence[Row]] = {}

    def asks(query: str, parameters: Mapping[str, Any]) -> Sequence[Row]:
        key = f"{query} {sorted(parameters.items())}"
        if key not in known:
            known[key] = beside.rows(query, parameters)
        return known[key]

    def answer(name: str, programme: str, language: str = "en", **choice: str) -> Answer:
        view: View = choices.view_of(asks, {"programme": programme, "lang": language}, beside.stamp)
        return catalogue.asked(name, view, choice)

    return answer


def words(answer: Answer, language: str = "en") -> str:
    """Everything that an answer says, sentences, notes, cells and picture."""
    cells = [" ".join(map(str, row)) for row in answer.written(Words(language)).itertuples(index=False)]
    drawn = answer.mark.described if answer.mark else ""
    text = "\n".join([answer.title, *map(str, answer.sentences), *map(str, answer.notes), *cells, drawn])
    return re.sub("[\xa0\u202f]", " ", text)


SAID = [
    # A share of nothing that is planned is no plan, and whom the source is for is said.
    ("target-groups-chosen", "WERK_WAARDIG", {}, ["Local authorities.", "Mental impairment Disability no 0%"], []),
    ("target-groups-chosen", "VVSG_PILOT", {}, ["Women Gender yes", "Employed Labour status no"], []),
    # A list that is incomplete says so.
    ("partnership", "LP_FL", {}, ["1 of at least 2 partners"], ["1 partner "]),
    # A count of an undated page is not of today, nor of a day.
    ("partnerships", "LP_FL", {}, ["279 of 300 municipalities took part about 2023"], ["2026", "take part on"]),
    ("partnerships-taking-part", "LP_FL", {}, ["Took part: 279 of 300"], ["Take part: 279"]),
    # Rough amounts stay rough.
    ("partnership", "VVSG_PILOT", {}, ["ca. €250,000"], []),
    ("partnership-action-cost", "DIALOG_FL", {}, ["may cost ca. €12,000"], ["cost €12,000"]),
    # What is not named has no value beside it.
    ("partnership", "WERK_WAARDIG", {}, ["Not stated: fund,", "names no fund"], ["ESF"]),
    # The target of a programme is there, and nobody's share of it.
    ("indicator-tiers", "SUCCES", {"indicator": "P3_OUTPUT_1"}, ["Programme target 64"], ["%"]),
    # A day that we assumed says so.
    ("indicator-tiers", "SUCCES", {"indicator": "SUC_GUIDE_SOFT"}, ["30 Jun 2013 (assumed"], []),
    # Who published nothing may have reported.
    ("results", "SUCCES", {}, ["no figures of Community Connections", "are published"], ["No report for this period"]),
    # A guide is in the same step on every page.
    ("results", "SUCCES", {}, ["Mobility guide in preparation"], ["Mobility guide – "]),
    ("partnership-plan", "SUCCES", {}, ["In preparation"], []),
]


@pytest.mark.parametrize(("name", "programme", "choice", "there", "not_there"), SAID)
def test_a_page_states_what_its_source_does(
    ask: Callable[..., Answer],
    name: str,
    programme: str,
    choice: dict[str, str],
    there: list[str],
    not_there: list[str],
) -> None:
    text = words(ask(name, programme, **choice))
    assert [part for part in there if part not in text] == []
    assert [part for part in not_there if part in text] == []


def test_the_form_of_the_pilot_ticks_eight_groups(ask: Callable[..., Answer]) -> None:
    chosen_groups = [row["selected"] for row in ask("target-groups-chosen", "VVSG_PILOT").rows]
    assert (sum(chosen_groups), len(chosen_groups)) == (8, 11)


# The pages whose subject they are; there each stands beside its words.
OF_CODES = ("quality", "doubts", "definitions", "verdicts")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_code_reaches_a_reader_without_words(ask: Callable[..., Answer], language: str) -> None:
    code = re.compile(r"\b(?:[IR][0-9]{2}|(?:SUC|P3|CTX|LP|WW|RES|MON|ORG|DORG)_[A-Z0-9_]+)\b")
    tried = 0
    found = {}
    for name in catalogue.ANSWERS:
        if name.split("-")[0] in OF_CODES:
            continue
        for programme in ("SUCCES", "DEMO_01"):
            text = words(ask(name, programme, language, **chosen(name, programme)), language)
            tried += bool(text)
            if codes := set(code.findall(text)):
                found[name, programme] = codes
    assert tried > 100
    assert found == {}
