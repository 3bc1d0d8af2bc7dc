"""The app on the figures that come with it, run by Streamlit's own AppTest: no browser, no server."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import plotly.graph_objects as go
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from peil.store import Store
from peil.texts import LANGUAGES, Words

ROOT = Path(__file__).parent.parent.parent

# Seconds: ends a test that hangs, and never one on a slow machine.
PATIENCE = 600

OpenApp = Callable[..., AppTest]


def shown(markdown: str) -> str:
    """What a reader sees of text that ``peil.escaping.markdown`` wrote."""
    return re.sub(
        r"\\(.)|&#(\d+);|:color\[\]", lambda found: found[1] or (chr(int(found[2])) if found[2] else ""), markdown
    )


@pytest.fixture(scope="session")
def database(first_start: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database file with the published figures and the demonstration region.

    The app keeps it open from one test to the next, as it does between visits. Read only: it is shared by all tests.
    """
    yield shutil.copytree(first_start, tmp_path_factory.mktemp("pages") / "app") / "peil.duckdb"
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def beside(first_start: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The same database to ask questions of, because the app keeps its own to itself. Read only, too."""
    store = Store(shutil.copytree(first_start, tmp_path_factory.mktemp("pages") / "beside") / "peil.duckdb")
    yield store
    store.close()


@pytest.fixture
def open_app(database: Path, monkeypatch: pytest.MonkeyPatch) -> OpenApp:
    """Opens the app as a link would: ``open_app(page="pages/progress/indicator.py", lang="nl", ...)``."""
    monkeypatch.setenv("PEIL_DATABASE", str(database))

    def open_it(page: str | None = None, **address: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "front_door.py"), default_timeout=PATIENCE)
        for name, value in address.items():
            app.query_params[name] = value
        app.run()
        if page:
            app.switch_page(page.removeprefix("pages/")).run()
        assert not app.exception
        assert [error.value for error in app.error] == []
        for chart in app.get("plotly_chart"):
            # Peil has plotly draw unchecked, for speed; here it refuses what it does not know.
            go.Figure(json.loads(chart.proto.spec))
        return app

    return open_it


def is_said_to_be_demonstration(app: AppTest) -> bool:
    """Whether the page says that nothing on it is real; it says so once."""
    notices = {Words(language).text("Demonstration figures: this region does not exist.") for language in LANGUAGES}
    said = sum(any(notice in shown(text.value) for notice in notices) for text in app.markdown)
    assert said <= 1
    return said == 1
