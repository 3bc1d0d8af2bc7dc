"""The page of data quality, and what is doubted and judged on every other page."""

import html

import pytest
from streamlit.testing.v1 import AppTest

from peil.answers import choices, quality, quoted
from peil.answers.view import View
from peil.checking import rules
from peil.store import Store
from peil.texts import spaced
from tests.pages.conftest import ROOT, OpenApp, shown

PAGE = "pages/data/quality.py"
NOTES = [f"I{number:02}" for number in range(1, 50)]


@pytest.fixture(scope="module")
def view(beside: Store) -> View:
    return choices.view_of(beside.rows, {"programme": "SUCCES", "lang": "en"}, beside.stamp)


def said(app: AppTest) -> str:
    """All that stands on a page, in markdown or in HTML."""
    return " ".join(
        [*(html.unescape(one.proto.body) for one in app.get("html")), *(shown(m.value) for m in app.markdown)]
    )


def script(page: str) -> str:
    [found] = (ROOT / "pages").glob(f"*/{page}.py")
    return found.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_all_49_contradictions_stand_on_the_page_with_both_readings(
    open_app: OpenApp, beside: Store, language: str
) -> None:
    seen = choices.view_of(beside.rows, {"programme": "SUCCES", "lang": language}, beside.stamp)
    everything = quality.doubts(seen)
    assert sorted(row["data_note_id"] for row in everything.rows) == NOTES
    page = said(open_app(page=PAGE, programme="SUCCES", lang=language))
    for row in everything.rows:
        assert f"note={row['data_note_id']}" in page
        for text in (row["statement_a"], row["statement_b"], row["treatment"], quoted(seen.words, row["source"])):
            assert spaced(text, language) in page, (row["data_note_id"], text)
        assert row["touches"], row["data_note_id"]


def test_each_contradiction_has_an_address_and_leads_to_the_pages_it_touches(open_app: OpenApp, view: View) -> None:
    app = open_app(page=PAGE, programme="VVSG_PILOT", lang="en", note="I02")
    assert "98 people took part" in said(app)
    assert "75 people joined" in said(app)
    assert "DEMO" not in said(app)
    for note in NOTES:
        assert quality.places(view, note), note


def test_each_contradiction_stands_on_another_page_that_shows_what_it_touches(open_app: OpenApp, view: View) -> None:
    wanted: dict[tuple[str, ...], list[str]] = {}
    for note in NOTES:
        for page, _, chosen in quality.places(view, note):
            wanted.setdefault((page, *(f"{name}={value}" for name, value in chosen.items())), []).append(note)
    absent = []
    for (page, *chosen), notes in wanted.items():
        there = said(open_app(page=script(page), lang="en", **dict(one.split("=") for one in chosen)))
        absent += [(note, page, *chosen) for note in notes if f"note={note}" not in there]
    assert absent == [], str(absent)


def test_a_link_to_what_is_not_there_says_so(open_app: OpenApp) -> None:
    for name in ("note", "check"):
        app = open_app(page=PAGE, programme="SUCCES", lang="en", **{name: "X99"})
        assert "X99, which is not here" in shown(app.warning[0].value)


def test_doubts_are_searched_and_narrowed(open_app: OpenApp) -> None:
    app = open_app(page=PAGE, programme="SUCCES", lang="nl", q="HUISBEZOEKEN", severity="high")
    assert "note=I08" in said(app)
    assert "note=I01" not in said(app)
    app = open_app(page=PAGE, programme="SUCCES", lang="en", q="nothing holds this")
    assert "No doubt holds these words." in " ".join(shown(one.value) for one in app.info)


def test_demonstration_and_published_figures_have_their_own_doubts(view: View, beside: Store) -> None:
    demonstration = choices.view_of(beside.rows, {"programme": "DEMO_01", "lang": "en"}, beside.stamp)
    assert not {row["data_note_id"] for row in quality.doubts(demonstration).rows} & set(NOTES)


def test_every_rule_has_a_verdict_and_its_rows(open_app: OpenApp, view: View) -> None:
    page = said(open_app(page=PAGE, programme="SUCCES", lang="en"))
    for rule in rules():
        assert f"check={rule}" in page
    rows = said(open_app(page=PAGE, programme="SUCCES", lang="en", check="R04"))
    assert "OCMW Kortrijk" in rows
    assert "€293,252.50 needed, €293,252 of match funding" in rows


@pytest.mark.parametrize(("language", "words"), [("en", "7 held, 9 expected"), ("nl", "7 gehouden, 9 verwacht")])
@pytest.mark.parametrize("page", ["indicator", "partnership", "results", "quality"])
def test_the_verdict_on_the_steering_group_stands_wherever_its_meetings_do(
    open_app: OpenApp, page: str, language: str, words: str
) -> None:
    app = open_app(page=script(page), programme="SUCCES", lang=language, indicator="SUC_STEERING", as_of="2012-06-30")
    assert words in said(app)
    if page == "indicator":
        assert "not a fault" not in " ".join(shown(one.value) for one in app.markdown)


def test_the_pages_of_the_rules_are_pages() -> None:
    pages = {page for query in rules().values() for page in quality.pages(query)}
    assert pages <= {*quality.PAGES, "municipality"}


def test_every_reason_of_the_rules_has_words(beside: Store, view: View) -> None:
    for rule in rules():
        for row in quality.verdict_rows(view, rule).asked.rows:
            assert row["reason"] is None or row["reason"] in quality.REASONS
            assert row["outcome"] in quality.OUTCOMES
