"""What a policy maker does with the region, in a real browser: find who breaks a rule, and go to that partnership."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import settle
from tests.browser.pages import PAGES
from tests.browser.test_board import choose, chosen, wait_until_address_says, words_of


def rule_table(page: Page) -> Locator:
    return page.get_by_role("region", name="Rules kept and broken")


def test_find_who_breaks_a_rule_and_by_how_much(open_page: OpenPage):
    page = open_page("/?lang=en&programme=DEMO_01&as_of=2026-09-30")
    page.get_by_role("link", name="Partnerships").click()
    expect(page.get_by_role("heading", name="Partnerships", level=1)).to_be_visible()
    settle(page)
    assert "6 of 44 partnerships break a rule." in words_of(page)
    # Without scrolling, the worst first.
    expect(rule_table(page).get_by_role("row").last).to_be_in_viewport(ratio=1)
    first = rule_table(page).get_by_role("row").nth(1)
    expect(first).to_contain_text("1 partner too few (1, at least 2); the employment service is not in")
    choose(page, "Rules", "Breaking: co-financing")
    wait_until_address_says(page, rule="cofinancing")
    rows = rule_table(page).get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(2)).to_contain_text("€11,800 of co-financing short (18 %, at least 20 %)")
    other = open_page(page.url)
    assert rule_table(other).inner_text() == rule_table(page).inner_text()

    link = rows.nth(1).get_by_role("link")
    name = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    settle(page)
    assert chosen(page)["programme"].startswith("DEMO_")
    page.get_by_role("link", name="Back to all partnerships").click()
    expect(page.get_by_role("heading", name="Partnerships", level=1)).to_be_visible()
    wait_until_address_says(page, rule="cofinancing")


def test_the_same_by_keyboard(open_page: OpenPage):
    page = open_page(PAGES["partnerships"])
    worst = rule_table(page).get_by_role("link").first
    name = worst.inner_text()
    # From the last filter on, the first link is the one that matters most.
    page.get_by_role("combobox", name="Language").focus()
    for _ in range(4):
        page.keyboard.press("Tab")
        if worst.evaluate("link => link === document.activeElement"):
            break
    expect(worst).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_from_the_map_and_the_list_to_a_municipality(open_page: OpenPage):
    page = open_page(PAGES["partnerships"])
    page.locator("summary", has_text="In no partnership: as a table").click()
    missing = page.get_by_role("region", name="In no partnership").get_by_role("link").first
    name = missing.inner_text()
    missing.click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    assert f"{name} is in no partnership." in words_of(page)

    page = open_page(PAGES["partnerships"])
    areas = page.locator(".js-plotly-plot").filter(has_text="in no partnership").locator(".points path.point")
    expect(areas).to_have_count(285)
    areas.nth(100).scroll_into_view_if_needed()
    box = areas.nth(100).bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile(r"/municipality\?.*area=D_M"))
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
