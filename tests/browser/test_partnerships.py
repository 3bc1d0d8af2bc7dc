"""What a policy maker does with the region, in a real browser: find who breaks a rule, and go to that partnership."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import settle
from tests.browser.pages import PAGES
from tests.browser.test_board import choose, chosen, wait_until_address_says, words_of


def rule_table(page: Page) -> str:
    return page.get_by_role("region", name="Rules kept and broken").inner_text()


def test_find_the_partnerships_that_break_a_rule(open_page: OpenPage):
    page = open_page("/?lang=en&programme=DEMO_01&as_of=2026-09-30")
    page.get_by_role("link", name="Partnerships").click()
    expect(page.get_by_role("heading", name="Rules kept and broken")).to_be_visible()
    settle(page)
    assert "6 of 44 partnerships break a rule." in words_of(page)
    assert "✕ 13, at most 12" in rule_table(page)
    choose(page, "Rules", "Breaking: co-financing")
    wait_until_address_says(page, rule="cofinancing")
    rows = page.get_by_role("region", name="Rules kept and broken").get_by_role("row")
    expect(rows).to_have_count(3)
    assert "✕ 18%, at least 20% (€11,800 short)" in rule_table(page)
    other = open_page(page.url)
    assert rule_table(other) == rule_table(page)

    link = rows.nth(1).get_by_role("link")
    name = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    settle(page)
    expect(page.get_by_role("heading", name="Partners", exact=True)).to_be_visible()
    assert chosen(page)["programme"].startswith("DEMO_")
    page.get_by_role("link", name="Back to all partnerships").click()
    expect(page.get_by_role("heading", name="Partnerships", exact=True)).to_be_visible()
    wait_until_address_says(page, rule="cofinancing")


def test_from_the_map_and_the_list_to_a_municipality(open_page: OpenPage):
    page = open_page(PAGES["partnerships"])
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
