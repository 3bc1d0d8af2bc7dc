"""What people do with the board, in a real browser: from the headline to the row of the file, and back by a link."""

import csv
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import choose, settle
from tests.browser.pages import PAGES


def chosen(page: Page) -> dict[str, str]:
    """What the address says, one value per name."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def wait_until_address_says(page: Page, **choices: str) -> None:
    for name, value in choices.items():
        expect(page).to_have_url(re.compile(rf"[?&]{name}={re.escape(value)}(&|$)"))


def words_of(page: Page) -> str:
    return re.sub(r"\s+", " ", page.get_by_test_id("stMain").inner_text())


def unfold(page: Page, title: str) -> None:
    """Opens the table that is folded away below its picture."""
    page.locator("summary").filter(has_text=f"{title}: as a table").click()
    settle(page)


def choose_state(page: Page, state: str) -> None:
    """Picks a state from those that the board can be narrowed to."""
    page.get_by_test_id("stPopover").get_by_role("button", name="State", exact=False).first.click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name=re.compile(f"{state}")).click()
    settle(page)
    page.keyboard.press("Escape")


def test_the_front_door_opens_the_board_and_writes_every_choice_in_the_address(open_page: OpenPage):
    page = open_page("/", locale="en-GB")
    expect(page.get_by_role("heading", name="Results against targets")).to_be_visible()
    assert {"programme", "as_of", "known_at", "partner", "kind", "lang"} <= set(chosen(page))


def test_the_language_follows_the_browser_and_can_be_switched(open_page: OpenPage):
    page = open_page("/", locale="nl-BE")
    expect(page.get_by_role("heading", name="Resultaten tegenover doelen")).to_be_visible()
    choose(page, "Taal", "Français")
    settle(page)
    expect(page.get_by_role("heading", name="Résultats par rapport aux cibles")).to_be_visible()
    wait_until_address_says(page, lang="fr")


def test_choosing_a_partner_and_a_state_leaves_only_those(open_page: OpenPage):
    page = open_page(PAGES["board"])
    unfold(page, "Results against targets")
    expect(page.get_by_role("cell", name="House visits", exact=True)).to_be_visible()
    choose_state(page, "Far behind")
    wait_until_address_says(page, state="far_behind")
    expect(page.get_by_role("cell", name="House visits", exact=True)).to_have_count(0)
    choose(page, "Partner", "Mentor vzw")
    settle(page)
    wait_until_address_says(page, partner="ORG_MENTOR")


def test_from_the_board_to_the_row_of_the_file(open_page: OpenPage):
    page = open_page(PAGES["board"])
    page.get_by_role("link", name="House visits").first.click()
    expect(page.get_by_role("heading", name="House visits")).to_be_visible()
    settle(page)
    wait_until_address_says(page, indicator="SUC_HOUSE_VISITS")
    assert "442 of 1,000 visits" in words_of(page)
    page.get_by_text("Where do these figures come from?").click()
    row = page.get_by_role("row").filter(has_text="results.csv").first
    expect(row).to_contain_text("442")
    expect(row.get_by_role("link", name=re.compile(r"^\d+$"))).to_be_visible()
    page.get_by_role("link", name="Back to all results").click()
    expect(page.get_by_role("heading", name="Results against targets")).to_be_visible()
    wait_until_address_says(page, partner="ORG_OCMW_KORTRIJK")


def test_the_download_holds_the_figures_and_what_was_chosen(open_page: OpenPage, tmp_path: Path):
    page = open_page(PAGES["board"])
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == "peil-results-succes-2011-12-31.csv"
    download.value.save_as(tmp_path / "board.csv")
    with (tmp_path / "board.csv").open(encoding="utf-8-sig", newline="") as file:
        visits = next(row for row in csv.DictReader(file) if row["indicator_id"] == "SUC_HOUSE_VISITS")
    assert float(visits["actual"]) == 442
    assert (visits["figures_up_to"], visits["partner_filter"]) == ("2011-12-31", "ORG_OCMW_KORTRIJK")


def test_the_copied_link_opens_the_same_view_in_another_window(open_page: OpenPage):
    page = open_page(PAGES["board"])
    choose_state(page, "▼ Behind")
    wait_until_address_says(page, state="behind")
    settle(page)
    page.get_by_role("button", name="Link").click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    other = open_page(link)
    assert chosen(other) == chosen(page)
    page.keyboard.press("Escape")
    for window in (page, other):
        unfold(window, "Results against targets")
    table = page.get_by_role("region", name="Results against targets")
    assert other.get_by_role("region", name="Results against targets").inner_text() == table.inner_text()


def test_the_workbook_holds_one_row_per_indicator(open_page: OpenPage, tmp_path: Path):
    page = open_page(PAGES["board"])
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    download.value.save_as(tmp_path / "board.xlsx")
    cover, figures, _notes = openpyxl.load_workbook(tmp_path / "board.xlsx").worksheets
    assert [cover["A1"].value, figures["A1"].value] == ["Results against targets"] * 2
    said = " ".join(str(cell.value) for row in cover.iter_rows() for cell in row)
    assert "SucceS (INTERREG IVA 2 Seas 2007-2013)" in said
    assert "31 December 2011" in said
    [table] = figures.tables.values()
    (header, *rows) = figures[table.ref]
    titles = [cell.value for cell in header]
    visits = next(
        dict(zip(titles, (cell.value for cell in row), strict=True))
        for row in rows
        if any(cell.value == "SUC_HOUSE_VISITS" for cell in row)
    )
    assert (visits["Reached (actual)"], visits["Target (target)"], visits["State (state)"]) == (442, 1000, "behind")


def test_the_rows_and_the_sql_behind_the_board_are_one_click_away(open_page: OpenPage):
    page = open_page(PAGES["board"])
    page.get_by_text("Where do these figures come from?").click()
    behind = page.get_by_test_id("stExpander").filter(has_text="Where do these figures come from?")
    # What is so in every row stands once, above the table.
    expect(behind).to_contain_text("Source: SucceS Kortrijk case study; Submission: 3; File: results.csv.")
    expect(behind.get_by_role("row").filter(has_text="House visits")).to_contain_text("442")
    expect(page.get_by_text("queries/pages/results/board.sql")).to_be_visible()


def test_on_paper_the_menu_stays_home_and_nothing_is_cut_in_two(open_page: OpenPage):
    page = open_page(PAGES["board"])
    expect(page.get_by_role("banner")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()
    style = "element => [getComputedStyle(element).breakInside, getComputedStyle(element).breakAfter]"
    assert page.locator("tr").first.evaluate(style)[0] == "avoid"
    assert page.locator(".js-plotly-plot").first.evaluate(style)[0] == "avoid"
    assert page.get_by_test_id("stHeading").first.evaluate(style)[1] == "avoid"
