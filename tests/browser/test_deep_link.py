"""A deep link goes through the front door, also when nobody has opened it since the server started."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import server
from tests.browser.line import window
from tests.browser.looking import settle


def test_deep_link_on_a_fresh_server_runs_app(database: Path, tmp_path: Path, browser: Browser):
    # A server of its own: in the shared one, an earlier test may have opened the front door.
    copy = tmp_path / "peil.duckdb"
    copy.write_bytes(database.read_bytes())
    with server.running(copy) as fresh:
        page = window(browser, locale="en-GB").new_page()
        page.goto(f"{fresh}/indicator?lang=en&programme=SUCCES&as_of=2011-12-31&indicator=SUC_HOUSE_VISITS")
        page.get_by_role("heading", name="House visits").wait_for()
        settle(page)
        assert page.get_by_role("dialog").count() == 0, "Streamlit says that the page does not exist"
        # The filters are drawn by the front door alone.
        assert page.get_by_text("Programme", exact=True).is_visible()
        assert page.get_by_role("link", name="Results").first.is_visible()
        page.context.close()
