"""How tests and screenshots look at a page."""

from playwright.sync_api import Page


def settle(page: Page) -> None:
    """Waits until the script has finished and the browser has drawn what it sent."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=30_000)
    page.locator('[data-testid="stMainBlockContainer"] :is(h1, h2, [data-testid="stAlert"])').first.wait_for()
    page.locator("[data-stale='true']").first.wait_for(state="detached")
