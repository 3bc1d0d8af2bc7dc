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

from peil.commands import main
from peil.store import Store

ROOT = Path(__file__).parent.parent.parent

OpenApp = Callable[..., AppTest]


def shown(markdown: str) -> str:
    """What a reader sees of text that ``peil.escaping.markdown`` wrote."""
    return re.sub(
        r"\\(.)|&#(\d+);|:color\[\]", lambda found: found[1] or (chr(int(found[2])) if found[2] else ""), markdown
    )


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database file with the published figures and the demonstration region, as the first start makes it.

    The app keeps it open from one test to the next, as it does between visits. Read only: it is shared by all tests.
    """
    path = tmp_path_factory.mktemp("pages") / "peil.duckdb"
    assert main(["--database", str(path), "setup"]) == 0
    shutil.copyfile(path, path.with_name("beside.duckdb"))
    yield path
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def beside(database: Path) -> Iterator[Store]:
    """A copy of the same database to ask questions of, because the app keeps its own to itself. Read only, too."""
    (database.parent / "beside").mkdir()
    path = database.with_name("beside.duckdb").rename(database.parent / "beside" / "peil.duckdb")
    store = Store(path)
    yield store
    store.close()


@pytest.fixture
def open_app(database: Path, monkeypatch: pytest.MonkeyPatch) -> OpenApp:
    """Opens the app as a link would: ``open_app(page="pages/progress/indicator.py", lang="nl", ...)``."""
    monkeypatch.setenv("PEIL_DATABASE", str(database))

    def open_it(page: str | None = None, **address: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "front_door.py"), default_timeout=60)
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
