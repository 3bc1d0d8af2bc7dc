"""What a chair and a treasurer read off the first screen, on a laptop and on a projector, with and without a mouse."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import settle
from tests.browser.pages import PAGES
from tests.browser.test_board import choose, wait_until_address_says

LAPTOP = {"width": 1440, "height": 900}
PROJECTOR = {"width": 1024, "height": 768}
DEMO = "programme=DEMO_01&as_of=2026-09-30"


def stands_on_the_first_screen(found: Locator) -> bool:
    """Whether the whole of an element can be seen without scrolling."""
    box = found.bounding_box()
    size = found.page.viewport_size
    return bool(box and size and box["y"] + box["height"] <= size["height"])


def begins_on_the_first_screen(found: Locator) -> bool:
    box = found.bounding_box()
    size = found.page.viewport_size
    return bool(box and size and box["y"] < size["height"])


def tab_to(page: Page, wanted: Locator) -> None:
    """Presses Tab until ``wanted`` has the focus."""
    for _ in range(100):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by keyboard: {wanted}")


@pytest.mark.parametrize("size", [LAPTOP, PROJECTOR])
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_a_chair_sees_what_is_behind_who_is_silent_and_what_changed(open_page: OpenPage, size, language: str):
    page = open_page(f"/?lang={language}&{DEMO}", viewport=size)
    behind, changed = page.locator("p:has(strong)").nth(1), page.locator("p:has(strong)").nth(2)
    expect(behind).to_contain_text("17")
    expect(behind).to_contain_text("Kompas" if language == "nl" else re.compile("."))
    expect(changed).to_contain_text("2026")
    exceptions = page.locator("main ul li, [data-testid=stMain] ul li")
    assert exceptions.count() == 6
    for found in (behind, changed, *exceptions.all()):
        assert stands_on_the_first_screen(found), found.inner_text()
    assert begins_on_the_first_screen(page.locator(".js-plotly-plot").first)


def test_what_changed_since_another_meeting_is_a_choice_beside_the_sentence(open_page: OpenPage):
    page = open_page(f"/?lang=en&{DEMO}", viewport=LAPTOP)
    expect(page.get_by_text("Since 30 June 2026:")).to_be_visible()
    choose(page, "Compared with", "31 Mar 2026")
    wait_until_address_says(page, since="2026-03-31")
    expect(page.get_by_text("Since 31 March 2026:")).to_be_visible()
    page.get_by_text(re.compile("What changed since 31 Mar 2026: .* the most important first")).click()
    rows = page.get_by_role("table", name="").filter(has_text="What changed").get_by_role("row")
    expect(rows.nth(1)).to_be_visible()
    expect(rows.nth(1)).to_contain_text("Fallen behind")


def test_from_an_exception_to_its_indicator_by_keyboard(open_page: OpenPage):
    page = open_page(f"/?lang=en&{DEMO}", viewport=LAPTOP)
    worst = page.locator("[data-testid=stMain] ul li a").first
    name = worst.inner_text()
    tab_to(page, worst)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


@pytest.mark.parametrize("size", [LAPTOP, PROJECTOR])
def test_somebody_names_the_partner_that_loses_most_grant(open_page: OpenPage, size):
    page = open_page(PAGES["finance"], viewport=size)
    said = page.locator("p:has(strong)").filter(has_text="At the present pace €")
    expect(said).to_contain_text(re.compile(r"is left unused at the end, most by .+ \(€[\d,]+, \d+\s% of its grant\)"))
    name = re.search(r"most by (.+?) \(", said.inner_text())[1]
    picture = page.locator(".js-plotly-plot").first
    assert stands_on_the_first_screen(said)
    assert stands_on_the_first_screen(picture)
    expect(picture.locator("text").filter(has_text=name)).to_have_count(1)


def test_the_grant_of_every_partner_can_be_read_by_keyboard(open_page: OpenPage):
    page = open_page(PAGES["finance"], viewport=LAPTOP)
    fold = page.locator("summary").filter(has_text="Pace, and the risk of losing the grant")
    tab_to(page, fold)
    page.keyboard.press("Enter")
    settle(page)
    first = page.get_by_role("row").filter(has_text="At risk").first
    expect(first).to_be_visible()


@pytest.mark.parametrize("size", [LAPTOP, PROJECTOR])
@pytest.mark.parametrize("name", ["target_groups", "indicator", "forecast"])
def test_answer_and_picture_stand_on_the_first_screen(open_page: OpenPage, size, name: str):
    page = open_page(PAGES[name], viewport=size)
    picture = page.locator(".js-plotly-plot").first
    assert begins_on_the_first_screen(picture)
    if size == LAPTOP:
        assert stands_on_the_first_screen(picture)


@pytest.mark.parametrize("name", ["board", "indicator", "forecast", "finance", "target_groups"])
def test_a_page_is_at_most_three_screens_tall(open_page: OpenPage, name: str):
    page = open_page(PAGES[name], viewport=LAPTOP)
    assert page.get_by_test_id("stMain").evaluate("element => element.scrollHeight") <= 2600
