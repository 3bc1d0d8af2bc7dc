"""Pick a neighbourhood and a benchmark, share the link, take the figures home: in a real browser."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.first_screens import SIZES, measured
from tests.browser.looking import settle
from tests.browser.test_board import choose, chosen, wait_until_address_says, words_of

AREA = "/neighbourhoods?lang=en&programme=DEMO_01&area=D_N05&benchmark=rest"


# What the focus is on, when that is something to use: some boxes around it can have the focus too.
FOCUSED = """
() => {
  const focused = document.activeElement;
  return focused.matches('input, button, summary, a') ? focused.getAttribute('aria-label') || focused.innerText : '';
}
"""


def tab_to(page: Page, label: str) -> None:
    """Presses the tab key until what has the focus is called ``label``."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if label in page.evaluate(FOCUSED):
            return
    raise AssertionError(f"the keyboard does not reach {label}")


@pytest.mark.parametrize("size", ["1440", "1024"])
def test_the_first_screen_says_whether_the_gap_closes_and_shows_it(open_page: OpenPage, size: str):
    width, height = SIZES[size]
    page = open_page(f"{AREA}&monitor=MON_WORKING", viewport={"width": width, "height": height})
    found = measured(page)
    assert found.picture
    assert found.answer < found.picture <= height
    assert "The gap closes on 8 of 13: at work from 12.7 to 5.9 points (2021–2025)" in words_of(page)
    closes = page.get_by_text("The gap closes on 8 of 13").bounding_box()
    assert closes
    assert closes["y"] + closes["height"] < height


def test_a_policy_maker_says_by_keyboard_by_how_much_the_gap_of_another_indicator_closes(open_page: OpenPage):
    page = open_page(AREA)
    tab_to(page, "Indicator over time")
    page.keyboard.type("Long-term job")
    page.keyboard.press("Enter")
    settle(page)
    wait_until_address_says(page, monitor="MON_LONG_TERM", area="D_N05")
    expect(
        page.get_by_text("Gap with the rest of Amberbron: 4 points in 2021, 2.3 points in 2025.")
    ).to_be_in_viewport()
    expect(page.get_by_text("It became smaller, by more than chance.")).to_be_in_viewport()
    # By keyboard also: every gap, then and now.
    tab_to(page, "Gaps with the rest of Amberbron, then and now")
    page.keyboard.press("Enter")
    row = page.get_by_role("row").filter(has_text="Long-term jobseekers").filter(has_text="became smaller")
    expect(row).to_contain_text("2.3 points")


def test_areas_chosen_side_by_side_stand_in_the_address(open_page: OpenPage):
    page = open_page(AREA)
    page.locator("summary", has_text="Areas side by side").click()
    page.get_by_role("button", name="Kometenplein", exact=True).click()
    settle(page)
    page.get_by_role("button", name="Parelhof", exact=True).click()
    settle(page)
    wait_until_address_says(page, areas="D_N05%2CD_N02")
    expect(page.get_by_role("columnheader", name="Parelhof")).to_be_visible()
    page.reload()
    settle(page)
    expect(page.get_by_role("columnheader", name="Parelhof")).to_be_visible()


def test_from_a_merged_area_to_what_it_replaced_and_back(open_page: OpenPage):
    page = open_page("/neighbourhoods?lang=en&programme=DEMO_07&as_of=2026-09-30&area=D_M301")
    page.get_by_role("link", name="Saffierburg", exact=True).first.click()
    expect(page.get_by_text("Was replaced by Koraalkerke")).to_be_visible()
    wait_until_address_says(page, as_of="2024-12-31")
    settle(page)
    page.get_by_role("link", name="Koraalkerke", exact=True).first.click()
    expect(page.get_by_text("Replaces Papegaaiham, Saffierburg and Saffierdorp")).to_be_visible()
    wait_until_address_says(page, area="D_M301", as_of="2026-09-30")


def test_pick_a_neighbourhood_and_a_benchmark_and_share_the_link(open_page: OpenPage):
    page = open_page("/?lang=en&programme=DEMO_01")
    page.get_by_role("link", name="Neighbourhoods").click()
    expect(page.get_by_role("heading", name="beside the rest of Amberbron")).to_be_visible()
    settle(page)
    choose(page, "Neighbourhood", "Parelhof")
    wait_until_address_says(page, area="D_N02")
    choose(page, "Compared with", "Amberbron centre (centre)")
    wait_until_address_says(page, benchmark="D_N01")
    choose(page, "Indicator over time", "Long-term jobseekers")
    wait_until_address_says(page, monitor="MON_LONG_TERM")
    expect(page.get_by_role("heading", name="Parelhof beside Amberbron centre")).to_be_visible()
    page.get_by_role("button", name="Link").click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    figures = re.findall(r"\d+[.,]\d", page.get_by_role("table").last.inner_text())
    # Somebody else, in another language: the same choices, the same figures.
    other = open_page(link.replace("lang=en", "lang=nl"), locale="nl-BE")
    expect(other.get_by_role("heading", name="Parelhof naast Amberbron centrum")).to_be_visible()
    expect(other.get_by_text("Demonstratiecijfers: deze streek bestaat niet.")).to_be_visible()
    assert {name: chosen(other)[name] for name in ("area", "benchmark", "monitor", "as_of", "known_at")} == {
        name: chosen(page)[name] for name in ("area", "benchmark", "monitor", "as_of", "known_at")
    }
    assert [number.replace(",", ".") for number in figures] == [
        number.replace(",", ".") for number in re.findall(r"\d+[.,]\d", other.get_by_role("table").last.inner_text())
    ]


def test_from_the_profile_to_the_definition_and_back(open_page: OpenPage):
    page = open_page("/neighbourhoods?lang=en&programme=DEMO_01&area=D_N02&benchmark=D_N01")
    page.get_by_text("Parelhof beside Amberbron centre: as a table").click()
    page.get_by_role("link", name="Jobseekers without work").first.click()
    expect(page.get_by_role("heading", name="How it is measured")).to_be_visible()
    wait_until_address_says(page, indicator="MON_SEEKERS", area="D_N02")
    expect(page.get_by_text("Wilson's score interval")).to_be_visible()
    page.get_by_role("link", name="Back to the neighbourhoods").click()
    expect(page.get_by_role("heading", name="Parelhof beside Amberbron centre")).to_be_visible()


def test_a_click_on_the_map_opens_the_area(open_page: OpenPage):
    page = open_page("/neighbourhoods?lang=en&programme=DEMO_01&area=D_N02&benchmark=rest")
    # The signs in the areas are what is pointed at.
    sign = page.get_by_test_id("stPlotlyChart").filter(has_text="the rest").locator(".textpoint text").last
    sign.scroll_into_view_if_needed()
    place = sign.bounding_box()
    assert place
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    wait_until_address_says(page, area="D_N08")
    expect(page.get_by_role("heading", name="Vuurtorenwijk beside the rest of Amberbron")).to_be_visible()


def test_the_download_names_the_benchmark(open_page: OpenPage, tmp_path: Path):
    page = open_page("/neighbourhoods?lang=en&programme=DEMO_01&area=D_N02&benchmark=D_N01")
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    download.value.save_as(tmp_path / "monitor.csv")
    with (tmp_path / "monitor.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["benchmark_name"] for row in rows} == {"Amberbron centre"}
    assert {row["kind_of_figures"] for row in rows} == {"demonstration"}
    row = next(row for row in rows if (row["indicator_id"], row["area_id"]) == ("MON_SEEKERS", "D_N02"))
    assert float(row["value"]) == 100 * float(row["numerator"]) / float(row["denominator"])
    assert float(row["lower"]) < float(row["value"]) < float(row["upper"])
