"""How tests and screenshots look at a page."""

from collections.abc import Iterator

from playwright.sync_api import Locator, Page

# Milliseconds: ends a test that hangs, and never one on a slow machine.
PATIENCE = 300_000

# Streamlit says "not running" before it has begun to answer, and before the last elements are drawn: some load their
# code only then, and stand there as a skeleton for seconds. So a page is finished when all that it asked is answered
# (tests/browser/line.py), nothing is stale or a skeleton, and it looks the same for a while.
_STANDS_STILL = """
() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const main = document.querySelector('[data-testid="stMain"]');
  const drawn = main && main.querySelector('h1, [data-testid="stAlert"]');
  const looks = app && drawn
    && [app.dataset.testScriptState, main.querySelectorAll('*').length, main.scrollWidth, main.scrollHeight,
      main.innerText].join();
  const waits = main && main.querySelector('[data-stale="true"], [data-testid="stSkeleton"]');
  const busy = !looks || waits || !window.peilLine.isAnswered || app.dataset.testScriptState !== 'notRunning';
  if (busy || window.peilLooks !== looks) {
    window.peilLooks = looks;
    window.peilSince = performance.now();
    return false;
  }
  return performance.now() - window.peilSince > 400;
}
"""
# All at once: each by itself would have to stand still before the next. How many were closed.
_OPEN_ALL = """
() => {
  const closed = [...document.querySelectorAll('[data-testid="stMain"] details:not([open]) > summary')]
    .filter((summary) => summary.checkVisibility());
  for (const summary of closed) summary.click();
  return closed.length;
}
"""


def settle(page: Page) -> None:
    """Waits until the script has finished and the browser has drawn what it sent."""
    # What it looked like before something was pressed says nothing.
    page.evaluate("() => { window.peilLooks = null; }")
    page.wait_for_function(_STANDS_STILL, polling=50, timeout=PATIENCE)


def unfold(field: Locator) -> None:
    """Opens the list of a drop-down."""
    # It closes when something scrolls, and the browser says that it scrolled a frame later.
    field.scroll_into_view_if_needed()
    field.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    field.press("ArrowDown")


def choose(page: Page, label: str, option: str) -> None:
    """Picks ``option`` from the drop-down called ``label``, and waits for nothing."""
    unfold(page.get_by_test_id("stSelectbox").filter(has_text=label).get_by_role("combobox"))
    page.get_by_role("option", name=option, exact=True).click()


def open_expanders(page: Page) -> None:
    """Opens everything on the page that unfolds, and what unfolds in it."""
    while page.evaluate(_OPEN_ALL):
        settle(page)


def popovers(page: Page) -> Iterator[Locator]:
    """Opens each popover of the page in its turn; what is in it, while it is open."""
    body = page.get_by_test_id("stPopoverBody")
    for popover in page.get_by_test_id("stPopover").get_by_role("button").all():
        # By its keyboard: where a mouse is pressed the page may move on before it is let go.
        popover.press("Enter")
        body.wait_for()
        yield body
        page.keyboard.press("Escape")
        body.wait_for(state="hidden")
