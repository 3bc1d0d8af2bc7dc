"""Every page answers its question on its first screen: on a laptop, a projector and a phone. See docs/looks.md."""

import pytest

from peil.texts import LANGUAGES
from tests.browser.conftest import OpenPage
from tests.browser.first_screens import SIZES, measured
from tests.browser.looking import settle
from tests.browser.pages import PAGES, in_language

# Pages that are not about one question: forms, one record, a list to search in.
OTHERS = {"steering_group_prepare", "reflection", "reflection_published", "doubt", "rule", "definitions", "definition"}
# What does not end within its first screen yet (docs/looks.md says by how much).
PICTURE_BELOW = {
    ("steering_group", "390"),
    ("closure", "390"),
    ("agreements", "390"),
}
TOO_LONG = {("target_groups", "390")}
LONGEST = {"1440": 2600, "390": 5000}


@pytest.mark.parametrize("name", sorted(PAGES.keys() - OTHERS))
def test_the_answer_and_its_picture_stand_on_the_first_screen(open_page: OpenPage, name: str) -> None:
    page = open_page(in_language(PAGES[name], "nl"), locale="nl-BE")
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        found = measured(page)
        assert found.answer <= height, (size, found)
        if found.picture and (name, size) not in PICTURE_BELOW:
            assert found.picture <= height, (size, found)
        if size in LONGEST and (name, size) not in TOO_LONG:
            assert found.page <= LONGEST[size], (size, found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_projector_has_every_page_in_its_menu(open_page: OpenPage, language: str) -> None:
    width, height = SIZES["1024"]
    page = open_page(in_language(PAGES["finance"], language), viewport={"width": width, "height": height})
    links = page.get_by_test_id("stTopNav").get_by_role("link")
    boxes = [box for link in links.all() if link.is_visible() and (box := link.bounding_box())]
    assert len(boxes) == 10
    assert all(box["x"] + box["width"] <= width for box in boxes)
    assert len({box["x"] for box in boxes}) == 10, "what does not fit lies on the first one, unseen"
