"""One server with the published figures and one Chromium for all browser tests; a fresh context for each."""

import itertools
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

from tests.browser import chromium, line, server
from tests.browser.looking import PATIENCE, settle

OpenPage = Callable[..., Page]
FAILED = pytest.StashKey[bool]()

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def database(first_start: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all bundled figures, outside the repository."""
    return shutil.copytree(first_start, tmp_path_factory.mktemp("browser") / "peil") / "peil.duckdb"


@pytest.fixture(scope="session")
def base_url(database: Path) -> Iterator[str]:
    with server.running(database) as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
    yield launched
    launched.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Keeps whether the test itself failed, for ``new_context``."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def new_context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a window of its own: no cookies, nothing remembered. Takes what Playwright's ``new_context`` takes.

    Fails the test afterwards when the content security policy forbade anything in it. When the test failed by itself,
    reports where each window is and what happened last in it.
    """
    contexts: list[BrowserContext] = []
    forbidden: list[str] = []

    def watch(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            forbidden.append(message.text)

    def make(**settings: Any) -> BrowserContext:
        defaults = {"accept_downloads": True, "locale": "en-GB", "viewport": {"width": 1440, "height": 1000}}
        contexts.append(line.window(browser, **{**defaults, **settings}))
        contexts[-1].set_default_timeout(PATIENCE)
        contexts[-1].on("console", watch)
        return contexts[-1]

    yield make
    if request.node.stash.get(FAILED, False):
        for page in itertools.chain.from_iterable(context.pages for context in contexts):
            request.node.add_report_section("teardown", "windows", line.told(page))
    for context in contexts:
        context.close()
    assert forbidden == []


@pytest.fixture
def open_page(base_url: str, new_context: Callable[..., BrowserContext]) -> OpenPage:
    """Opens an address of Peil in a new window and waits until it stands still."""

    def open_it(address: str = "/", **settings: Any) -> Page:
        page = new_context(**settings).new_page()
        page.goto(address if address.startswith("http") else base_url + address)
        settle(page)
        return page

    return open_it
