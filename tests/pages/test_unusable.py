"""A database that cannot be used: the app says in one sentence, in the reader's language, what the way out is."""

import shutil

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from peil.errors import StoreDamaged
from peil.importing.gate import import_path
from peil.importing.rebuilding import rebuild
from peil.store import ROOT, Store, lock
from peil.ui import data
from tests.importing.broken_databases import BROKEN
from tests.importing.conftest import REGION, write_package
from tests.pages.conftest import PATIENCE, shown


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("filled")
    store = Store(folder / "peil.duckdb")
    assert import_path(store, write_package(folder / "region", REGION)).submission_id == 1
    store.close()
    return folder


@pytest.fixture
def database(filled, tmp_path, monkeypatch):
    path = shutil.copytree(filled, tmp_path / "db") / "peil.duckdb"
    monkeypatch.setenv("PEIL_DATABASE", str(path))
    st.cache_resource.clear()
    yield path
    st.cache_resource.clear()


def errors(language="en"):
    """What the app shows in red, and whether it shows anything else."""
    app = AppTest.from_file(str(ROOT / "pages" / "front_door.py"), default_timeout=PATIENCE)
    app.query_params["lang"] = language
    app.run()
    assert not app.exception
    return [shown(error.value) for error in app.error]


@pytest.mark.parametrize("state", BROKEN)
def test_the_app_says_the_way_out(database, state):
    BROKEN[state].happen(database)
    [said] = errors()
    assert BROKEN[state].way_out in said
    assert str(database.parent) not in said, "where a server keeps its files is nobody's business"
    [translated] = errors("nl")
    assert "databank" in translated
    if BROKEN[state].rebuild_mends:
        rebuild(database)
        assert errors() == [], "it is there again without starting anew"


def test_a_busy_database(database):
    with lock(database):
        [said] = errors()
    assert "in use by another Peil process" in said
    assert errors() == []


def test_damage_that_a_question_finds(database, monkeypatch):
    assert errors() == []
    content = bytearray(database.read_bytes())
    st.cache_resource.clear()
    content[12_288:] = bytes(len(content) - 12_288)
    database.write_bytes(content)
    with pytest.raises(StoreDamaged):
        data.store().run("import/status")
    [said] = errors()
    assert "damaged" in said
