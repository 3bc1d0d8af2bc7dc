"""Nobody else hears of a visit: everything a page needs comes from Peil itself, its maps included."""

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.looking import settle
from tests.browser.pages import PAGES


@pytest.mark.parametrize("name", ["board", "neighbourhoods", "partnerships"])
def test_a_page_asks_no_other_server_for_anything(open_page: OpenPage, base_url: str, name: str):
    page = open_page("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(base_url + PAGES[name])
    settle(page)
    assert any(url.startswith(base_url) for url in asked)
    assert [url for url in asked if not url.startswith((base_url, "data:", "blob:"))] == []
