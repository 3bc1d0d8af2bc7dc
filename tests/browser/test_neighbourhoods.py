"""Pick a neighbourhood and a benchmark, share the link, take the figures home: in a real browser."""

import csv
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import settle
from tests.browser.test_board import choose, chosen, wait_until_address_says


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
