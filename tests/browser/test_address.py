"""The address is the state: Back, Forward, reload and a copied link agree with what is on the screen."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import line
from tests.browser.conftest import OpenPage
from tests.browser.looking import choose, settle

BOARD = "/?lang=nl&programme=DEMO_01&as_of=2026-09-30"


def expect_shown(page: Page, charts: int, narrowed: str) -> None:
    """So many charts, and what the results are narrowed to, as the closed choice says it."""
    expect(page.locator(".js-plotly-plot")).to_have_count(charts)
    expect(page.get_by_test_id("stPopover").first).to_have_text(re.compile(f"{narrowed}(expand_more)?$"))


def test_back_and_forward_agree_with_the_screen(open_page: OpenPage):
    page = open_page(BOARD)
    everything, at_first = page.locator(".js-plotly-plot").count(), page.url
    page.get_by_role("button", name="Toestand", exact=True).click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="▼▼ Ver achter").click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("state=far_behind"))
    settle(page)
    few = page.locator(".js-plotly-plot").count()
    assert few < everything
    page.go_back()
    expect(page).to_have_url(at_first)
    expect_shown(page, everything, "Toestand")
    page.go_forward()
    expect(page).to_have_url(re.compile("state=far_behind"))
    expect_shown(page, few, "Toestand: ▼▼ Ver achter")
    page.reload()
    expect_shown(page, few, "Toestand: ▼▼ Ver achter")

    # Another page of the menu is one step, there and back.
    page.get_by_role("link", name="Financiën").first.click()
    expect(page).to_have_url(re.compile("/finance.*known_at="))
    settle(page)
    page.go_back()
    expect(page).to_have_url(re.compile("state=far_behind"))
    expect_shown(page, few, "Toestand: ▼▼ Ver achter")


def test_a_link_from_the_minutes_is_short_and_opens_the_same_view_in_another_language(open_page: OpenPage):
    page = open_page(f"{BOARD}&state=far_behind")
    narrowed = page.locator(".js-plotly-plot").count()
    assert re.search(r"known_at=\d{4}-\d\d-\d\d(&|$)", page.url), "a day, not a moment to the microsecond"
    assert len(page.url.partition("/?")[2]) < 150
    other = open_page(page.url.replace("lang=nl", "lang=fr"))
    expect(other.get_by_role("heading", level=1)).to_have_text(re.compile("Résultats"))
    expect_shown(other, narrowed, "État\u00a0: ▼▼ Loin derrière")


def test_the_filters_of_a_projector_are_one_line_that_the_keyboard_opens(open_page: OpenPage):
    page = open_page(BOARD, viewport={"width": 1024, "height": 768})
    line = page.get_by_text("Kies wat u ziet")
    programme = page.get_by_role("combobox", name=re.compile("Programma"))
    expect(programme).to_be_hidden()
    line.focus()
    page.keyboard.press("Enter")
    expect(programme).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(line).to_be_hidden()
    expect(programme).to_be_visible()


def test_a_chart_can_be_taken_as_a_picture(open_page: OpenPage):
    page = open_page(BOARD)
    chart = page.locator(".js-plotly-plot").first
    chart.hover()
    with page.expect_download() as download:
        chart.get_by_role("button", name="Deze figuur bewaren (SVG)").click()
    assert download.value.suggested_filename.endswith(".svg")
    picture = download.value.path().read_text(encoding="utf-8")
    assert "demonstratiecijfers" in picture, "a copied picture still says what it is"


@pytest.fixture
def doubts(open_page: OpenPage) -> Page:
    """The doubts about the figures, with their two choices."""
    return open_page("/quality?lang=en&programme=SUCCES")


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_choice_stays_when_something_else_is_done_before_it_is_seen(doubts: Page, is_answered: bool):
    line.hold(doubts)
    choose(doubts, "Severity", "High")
    if is_answered:
        line.wait_for_answer(doubts)
    choose(doubts, "Kind of doubt", "Conflict")
    if is_answered:
        line.wait_for_answer(doubts)
    # What chooses nothing does not undo what was chosen either.
    doubts.get_by_text("The SQL behind this page").click()
    line.release(doubts)
    settle(doubts)
    expect(doubts).to_have_url(re.compile("severity=high.*doubt_kind=conflict"))
    expect(doubts.get_by_role("combobox", name="Severity")).to_have_value("High")
