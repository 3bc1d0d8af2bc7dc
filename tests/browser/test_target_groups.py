"""What people do on the page of target groups, in a real browser."""

import csv
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import settle
from tests.browser.test_board import choose, unfold, wait_until_address_says


def test_another_count_of_the_reach_can_be_chosen_shared_and_taken_home(open_page: OpenPage, tmp_path: Path):
    page = open_page("/?lang=en&programme=DEMO_01")
    page.get_by_test_id("stTopNav").get_by_role("link", name="Target groups").click()
    expect(page.get_by_role("heading", name="Reached per group, against its target")).to_be_visible()
    settle(page)
    expect(page.get_by_text("Demonstration figures: this region does not exist.")).to_be_visible()
    choose(page, "Reach counted by", "Went to work")
    wait_until_address_says(page, reach="RES_PLACED")
    expect(page.get_by_text(re.compile("Counted by Went to work"))).to_be_visible()
    settle(page)
    unfold(page, "Reached per group, against its target")
    reached = page.get_by_role("region", name="Reached per group, against its target").inner_text()
    other = open_page(page.url)
    unfold(other, "Reached per group, against its target")
    assert other.get_by_role("region", name="Reached per group, against its target").inner_text() == reached
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    download.value.save_as(tmp_path / "groups.csv")
    with (tmp_path / "groups.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["indicator_id"] == "RES_PLACED" and row["target_group_id"]]
    assert {row["answer"] for row in rows} == {"by_group"}
    assert {row["kind_of_figures"] for row in rows} == {"demonstration"}
    young = next(row for row in rows if row["target_group_id"] == "DTG_YOUNG")
    assert f"{float(young['actual']):.0f}" in reached
