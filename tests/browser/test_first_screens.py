"""Every page answers its question on its first screen: on a laptop, a projector and a phone. See docs/looks.md."""

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.first_screens import SIZES, measured
from tests.browser.looking import settle
from tests.browser.pages import PAGES, in_language

# Pages that are not about one question: forms, one record, a list to search in.
OTHERS = {"steering_group_prepare", "reflection", "reflection_published", "doubt", "rule", "definitions", "definition"}
# Whose first picture does not end within a phone's first screen, nor that of a projector: what there is of it begins there.
TALL = {"1440": set[str](), "1024": set[str](), "390": set[str]()}


@pytest.mark.parametrize("name", sorted(PAGES.keys() - OTHERS))
def test_the_answer_and_its_picture_stand_on_the_first_screen(open_page: OpenPage, name: str) -> None:
    page = open_page(in_language(PAGES[name], "nl"), locale="nl-BE")
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        found = measured(page)
        assert found.answer <= height, size
        if found.picture and name not in TALL[size]:
            assert found.picture <= height, (size, found)
        assert found.page <= (5000 if size == "390" else 2600), (size, found)
