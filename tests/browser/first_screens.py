"""How much of each page its first screen shows: printed as the table of docs/looks.md.

Usage: python -m tests.browser.first_screens PAGE ... (all pages when none is named).
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium, server
from tests.browser.line import window
from tests.browser.looking import settle
from tests.browser.pages import PAGES, in_language

# A laptop, a projector, a phone.
SIZES = {"1440": (1440, 900), "1024": (1024, 768), "390": (390, 844)}

# The answer is the first paragraph below the title that is not small print; its picture what comes first after that: a
# chart, a table, cards, a list or a form. A long table or list does so with its third row.
_MEASURED = """
() => {
  const main = document.querySelector('[data-testid="stMain"]');
  main.scrollTop = 0;
  const after = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
  const shown = (element) => element.getClientRects().length > 0;
  const end = (element) => element ? Math.round(element.getBoundingClientRect().bottom) : null;
  const title = main.querySelector('h1');
  const said = [...main.querySelectorAll('[data-testid="stMarkdownContainer"] > :is(p, ul, blockquote)')].find(
    (text) => after(title, text) && shown(text) && !text.closest('[data-testid="stAlert"], button, label, a')
      && text.innerText.trim() && !(text.children.length == 1 && text.firstElementChild.matches('small, span[style]')));
  const begun = (one) => one && ([...one.querySelectorAll('tbody tr, li, details')][2] || one);
  const first = (marks) => [...main.querySelectorAll(marks)].find((one) => after(said || title, one) && shown(one));
  const widgets = '[data-testid="stSelectbox"], [data-testid="stTextInput"], [data-testid="stButtonGroup"], '
    + '[data-testid="stPopover"], [data-testid="stExpander"] summary, '
    + '[data-testid="stButton"], [data-testid="stPageLink"]';
  const answer = said || title;
  return {
    answer: end(answer),
    picture: end(begun(first('.js-plotly-plot, table, .peil-cards, .peil-entries, textarea'))),
    page: main.scrollHeight,
    widgets: [...main.querySelectorAll(widgets)].filter((one) => shown(one) && after(one, answer)).length,
  };
}
"""


@dataclass(frozen=True)
class Measured:
    """Pixels from the top of the window: where the answer and its picture end, and how tall the page is."""

    answer: int
    picture: int | None
    page: int
    widgets: int


def measured(page: Page) -> Measured:
    """What stands where on a page that is finished."""
    return Measured(**page.evaluate(_MEASURED))


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        database = Path(temporary) / "peil.duckdb"
        server.set_up(database)
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
        with server.running(database) as base_url:
            print("| page | " + " | ".join(f"answer, picture, page, widgets at {size}" for size in SIZES) + " |")
            print("|---" * (1 + len(SIZES)) + "|")
            for name in names or list(PAGES):
                cells = []
                for width, height in SIZES.values():
                    page = window(browser, viewport={"width": width, "height": height}, locale="nl-BE").new_page()
                    page.goto(base_url + in_language(PAGES[name], "nl"))
                    settle(page)
                    page.wait_for_timeout(500)
                    found = measured(page)
                    cells.append(f"{found.answer}, {found.picture or '-'}, {found.page}, {found.widgets}")
                    page.context.close()
                print(f"| {name} | {' | '.join(cells)} |", flush=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
