"""What people do with the finance page: whose match funding differs, by how much, and which row says so."""

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import settle
from tests.browser.test_board import choose, unfold, wait_until_address_says, words_of

MATCH = "Match funding, and whether it adds up"


def finance_of(open_page: OpenPage, programme: str) -> Page:
    """The finance page, reached from the board by the menu."""
    page = open_page(f"/?lang=en&programme={programme}")
    page.get_by_role("link", name="Finance").first.click()
    expect(page.get_by_role("heading", name="Finance")).to_be_visible()
    settle(page)
    return page


def test_whose_match_funding_differs_and_by_how_much(open_page: OpenPage):
    page = finance_of(open_page, "DEMO_01")
    assert "For 1 of 10 partners the match funding differs by more than €1." in words_of(page)
    unfold(page, MATCH)
    differs = page.get_by_role("row").filter(has_text="✕ Differs")
    expect(differs).to_have_count(1)
    expect(differs).to_contain_text("\N{MINUS SIGN}€1,250.00")
    within = page.get_by_role("row").filter(has_text="Within the tolerance")
    expect(within).to_contain_text("+€0.50")
    stricter = finance_of(open_page, "DEMO_01")
    choose(stricter, "Tolerance", "€0")
    wait_until_address_says(stricter, tolerance="0")
    unfold(stricter, MATCH)
    expect(stricter.get_by_role("row").filter(has_text="✕ Differs")).to_have_count(2)


def test_from_a_programme_to_the_partner_that_differs(open_page: OpenPage):
    page = finance_of(open_page, "DEMO")
    page.get_by_role("row").filter(has_text="✕ Differs").get_by_role("link").click()
    wait_until_address_says(page, programme="DEMO_01")
    settle(page)
    unfold(page, MATCH)
    expect(page.get_by_role("row").filter(has_text="✕ Differs")).to_have_count(1)


def test_the_file_and_the_row_behind_the_money(open_page: OpenPage):
    page = finance_of(open_page, "SUCCES")
    page.get_by_text("Where do these figures come from?").click()
    settle(page)
    row = page.get_by_role("row").filter(has_text="budgets.csv").filter(has_text="Maison de l'Initiative")
    expect(row.filter(has_text="Grant")).to_contain_text("290,121.5")
    expect(page.get_by_text("queries/checks/rules/R04_match_funding.sql")).to_be_visible()


def test_the_download_has_one_row_per_figure_and_the_tolerance(open_page: OpenPage, tmp_path: Path):
    page = finance_of(open_page, "DEMO_01")
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    download.value.save_as(tmp_path / "finance.csv")
    with (tmp_path / "finance.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    differences = [float(row["difference"]) for row in rows if row["answer"] == "match" and row["difference"]]
    assert sorted(differences)[0] == -1250
    assert {row["answer"] for row in rows} == {"funders", "match", "claims", "pace", "personnel", "posts"}
    assert {(row["tolerance"], row["kind_of_figures"]) for row in rows} == {("1", "demonstration")}
