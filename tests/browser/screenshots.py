"""Pictures of every page, in screenshots/<page>-<size>-<theme>-<language>.png, and as printed in .pdf.

Usage: make screenshots, or python tests/browser/screenshots.py PAGE ... for some pages only.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium, server
from tests.browser.line import window
from tests.browser.looking import settle
from tests.browser.pages import PAGES, in_language

TARGET = server.ROOT / "screenshots"
SIZES = {"desktop": (1440, 1000), "mobile": (390, 844)}
# Every size in the first language and theme; the rest once.
SHOTS = [
    ("desktop", "light", "en"),
    ("desktop", "light", "nl"),
    ("desktop", "light", "fr"),
    ("desktop", "dark", "en"),
    ("mobile", "light", "nl"),
    ("mobile", "dark", "en"),
]


def opened(browser: Browser, address: str, size: str, theme: str, language: str) -> Page:
    width, height = SIZES[size]
    page = window(
        browser,
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        locale={"en": "en-GB", "nl": "nl-BE", "fr": "fr-BE"}[language],
    ).new_page()
    page.goto(in_language(address, language))
    settle(page)
    # Streamlit scrolls inside a box, so a full-page picture needs a window as tall as what is in the box.
    tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, min(tall, 12_000))})
    settle(page)
    page.wait_for_timeout(700)  # charts grow into place
    return page


def main(names: list[str]) -> None:
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        database = Path(temporary) / "peil.duckdb"
        server.set_up(database)
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
        with server.running(database) as base_url:
            for name in names or list(PAGES):
                for size, theme, language in SHOTS:
                    page = opened(browser, base_url + PAGES[name], size, theme, language)
                    page.screenshot(path=TARGET / f"{name}-{size}-{theme}-{language}.png")
                    page.context.close()
                page = opened(browser, base_url + PAGES[name], "desktop", "light", "nl")
                page.emulate_media(media="print")
                page.pdf(path=TARGET / f"{name}-print-light-nl.pdf", format="A4", landscape=True, print_background=True)
                page.context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
