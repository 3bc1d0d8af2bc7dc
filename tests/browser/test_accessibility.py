"""No page breaks a rule of WCAG 2.0 to 2.2, level A or AA, that a machine can check, with all open that opens."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.looking import open_expanders, popovers
from tests.browser.pages import PAGES
from tests.browser.server import ROOT

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def broken_rules(page: Page, part: str | None = None) -> list[str]:
    """What axe finds on the page, or in the part of it with this selector: the rule, and where it is broken."""
    found = Axe().run(page, context=part, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def test_every_page_has_an_address_here():
    looked_at = {urlsplit(address).path.removeprefix("/") or "results" for address in PAGES.values()}
    assert looked_at == {path.stem.replace("_", "-") for path in (ROOT / "pages").glob("*/*.py")}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: OpenPage, name: str, width: int, theme: str):
    page = open_page(PAGES[name], viewport={"width": width, "height": 900}, color_scheme=theme)
    open_expanders(page)
    assert broken_rules(page) == []
    for body in popovers(page):
        assert body.is_visible()
        assert broken_rules(page, "[data-testid=stPopoverBody]") == []
