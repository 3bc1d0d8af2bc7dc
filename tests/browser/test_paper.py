"""A printed page: no widgets, page numbers, what was chosen, the address and the day; no empty last page."""

import re

import pypdfium2
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.looking import settle

PRINTED = {
    "results": "/?lang=nl&programme=DEMO_01&as_of=2026-09-30",
    "neighbourhoods": "/neighbourhoods?lang=nl&programme=DEMO_01&area=D_N05",
    "finance": "/finance?lang=nl&programme=DEMO_01",
    "partnership": "/partnership?lang=nl&programme=SUCCES",
    "target_groups": "/target-groups?lang=nl&programme=DEMO_01",
}

# The headings on paper right before something folded, of which nothing is printed.
_ALONE = """headings => headings.filter(heading => heading.checkVisibility() && heading
  .closest("[data-testid=stElementContainer]").nextElementSibling?.matches(":has(> * > details:not([open]))")
).map(heading => heading.innerText)"""


def pages_of(page: Page) -> list[str]:
    """The text of every page of A4, one after the other."""
    document = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))
    return [document[number].get_textpage().get_text_range() for number in range(len(document))]


@pytest.mark.parametrize("name", PRINTED)
def test_a_page_prints_without_what_is_pressed_and_says_what_it_is(open_page: OpenPage, name: str) -> None:
    page = open_page(PRINTED[name], locale="nl-BE")
    printed = pages_of(page)
    said = " ".join("\n".join(printed).split())
    title = page.get_by_role("heading", level=1).inner_text()
    assert title in " ".join(printed[0].split())
    for number, text in enumerate(printed, start=1):
        assert f"{number} / {len(printed)}" in text, "each page has its number"
        assert len(text.split()) > 12, "no page is empty"
    assert "Gekozen: Programma: " in said
    assert "Wat op het scherm is dichtgevouwen, wordt niet afgedrukt." in said
    assert re.search(r"Adres: http://127\.0\.0\.1", said)
    assert re.search(r"Afgedrukt op \d{1,2} \w+ \d{4}", said), "the day, in words"
    for pressed in ("Downloaden", "Kies wat u ziet", "Op deze pagina", "Waar komen deze cijfers vandaan"):
        assert pressed not in said
    page.emulate_media(media="print")
    headings = page.locator("[data-testid=stMain] :is(h2, h3)")
    assert headings.count() > 2
    assert headings.evaluate_all(_ALONE) == []


def test_what_is_unfolded_is_printed(open_page: OpenPage) -> None:
    page = open_page(PRINTED["finance"], locale="nl-BE")
    before = " ".join("\n".join(pages_of(page)).split())
    page.get_by_text("Wie financiert wie: als tabel").click()
    page.get_by_role("region", name="Wie financiert wie").wait_for()
    settle(page)
    after = " ".join("\n".join(pages_of(page)).split())
    assert len(after.split()) > len(before.split()) + 20
