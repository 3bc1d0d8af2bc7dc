"""No page breaks a rule of WCAG 2.0 to 2.2, level A or AA, that a machine can check."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import OpenPage
from tests.browser.pages import PAGES

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: OpenPage, name: str, width: int, theme: str):
    page = open_page(PAGES[name], viewport={"width": width, "height": 900}, color_scheme=theme)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [f"{rule['id']}: {node['target']} {node['html'][:160]}" for rule in found for node in rule["nodes"]] == []
