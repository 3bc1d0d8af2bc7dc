"""How tests and screenshots look at a page."""

from playwright.sync_api import Page

# Streamlit says "not running" before the last elements are drawn: some load their code only then, and stand there as
# a skeleton for seconds. So a page is finished when nothing is stale or a skeleton, and it looks the same for a while.
_STANDS_STILL = """
() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const main = document.querySelector('[data-testid="stMain"]');
  const drawn = main && main.querySelector('h1, [data-testid="stAlert"]');
  const looks = app && drawn && [app.dataset.testScriptState, main.querySelectorAll('*').length, main.innerText].join();
  const waits = main && main.querySelector('[data-stale="true"], [data-testid="stSkeleton"]');
  const busy = !looks || waits || app.dataset.testScriptState !== 'notRunning';
  if (busy || window.peilLooks !== looks) {
    window.peilLooks = looks;
    window.peilSince = performance.now();
    return false;
  }
  return performance.now() - window.peilSince > 400;
}
"""


def settle(page: Page) -> None:
    """Waits until the script has finished and the browser has drawn what it sent."""
    page.wait_for_function(_STANDS_STILL, polling=50, timeout=300_000)
