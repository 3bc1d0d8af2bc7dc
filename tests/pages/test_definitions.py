"""The page of definitions: everything can be found, in the reader's language, and has an address."""

import html

import pytest
from streamlit.testing.v1 import AppTest

from peil.answers import choices, definitions
from peil.store import Store
from tests.pages.conftest import OpenApp, shown

PAGE = "pages/data/definitions.py"


def said(app: AppTest) -> str:
    """All that stands on a page, in markdown or in HTML, with plain spaces."""
    texts = [*(html.unescape(one.proto.body) for one in app.get("html")), *(shown(m.value) for m in app.markdown)]
    return " ".join(texts).translate(str.maketrans("\u202f\u00a0", "  "))


# What the sources say that stood on no page: the words that somebody would search for, and what is found.
FOUND = {
    "the six selection criteria": (
        "en",
        "selection",
        ["Relevance", "Coherence of the budget", "Quality of the management"],
    ),
    "hectares": ("nl", "medway", ["Hectare", "19.200", "249.488"]),
    "populations that may not be added": (
        "en",
        "lowestoft",
        ["Lies in District of Waveney, whose 112,342 inhabitants"],
    ),
    "the 64 that no project is a share of": (
        "en",
        "quality of life",
        ["Programme target: 64", "never shown as a share"],
    ),
    "the five result indicators of the closure report": ("en", "closure report", ["Joint cultural activities"]),
    "a forum once or twice a year": ("nl", "forum", ["Regionaal forum, één of twee keer per jaar"]),
    "a training of 20 hours and 7 sessions": ("fr", "wise guys", ["20 heures, 7 séances"]),
    "what the word beneficiary means": ("en", "beneficiary", ["Sources use this word for three things"]),
    "a state": ("nl", "achter", ["Achter"]),
    "a table": ("fr", "résultats", ["results.csv"]),
    "a source": ("en", "aeidl", ["SucceS Kortrijk case study"]),
}


@pytest.mark.parametrize("what", FOUND)
def test_what_the_sources_say_is_found(open_app: OpenApp, what: str) -> None:
    language, word, wanted = FOUND[what]
    page = said(open_app(page=PAGE, programme="SUCCES", lang=language, word=word))
    assert [text for text in wanted if text not in page] == []


def test_more_themes_than_allowed_is_said_where_the_partnership_stands(open_app: OpenApp) -> None:
    app = open_app(page="pages/progress/partnership.py", programme="VVSG_PILOT", lang="en")
    assert "4 chosen, 2 allowed" in said(app)


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_everything_that_is_defined_has_an_address(beside: Store, language: str) -> None:
    for programme in ("SUCCES", "DEMO_01"):
        view = choices.view_of(beside.rows, {"programme": programme, "lang": language}, beside.stamp)
        for about in definitions.KINDS:
            everything = definitions.listed(view, about)
            assert everything.rows, about
            addresses = [row["address"] for row in everything.rows]
            assert len(set(addresses)) == len(addresses), about
            [one] = definitions.one(view, addresses[-1]).rows
            assert one == everything.rows[-1]
            assert all(row["heading"] for row in everything.rows), about


def test_an_item_is_told_with_the_doubts_about_it(open_app: OpenApp) -> None:
    page = said(open_app(page=PAGE, programme="SUCCES", lang="en", item="indicators:SUC_CONFIDENCE"))
    assert "Application form: 4,000" in page
    assert "note=I01" in page
    assert "note=I10" in page
    assert "note=I02" not in page
    assert "note=I23" in said(open_app(page=PAGE, programme="SUCCES", lang="en", item="target_groups:TG_LTU.SUCCES"))


def test_a_table_is_told_column_by_column(open_app: OpenApp) -> None:
    page = said(open_app(page=PAGE, programme="SUCCES", lang="en", item="tables:targets"))
    assert "due_date" in page
    assert "Programme target" in page


@pytest.mark.parametrize("item", ["indicators:NOT_THERE", "nothing", "no_kind:SUC_HOUSE_VISITS"])
def test_a_link_to_what_is_not_there_says_so(open_app: OpenApp, item: str) -> None:
    app = open_app(page=PAGE, programme="SUCCES", lang="en", item=item)
    assert f"{item}, which is not here" in shown(app.warning[0].value)


def test_a_search_without_an_answer_says_so(open_app: OpenApp) -> None:
    app = open_app(page=PAGE, programme="SUCCES", lang="en", word="zzz nothing")
    assert "Nothing here holds these words." in shown(app.info[0].value)
