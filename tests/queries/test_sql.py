"""SQL is put together from names, literals and other SQL; text of files fits nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peil.sql import Sql, joined, literal, name, names, sql
from peil.store import Store


@pytest.fixture(scope="module")
def store():
    store = Store(":memory:")
    yield store
    store.close()


def test_pieces_are_filled_in():
    assert (
        sql("select {cells} from {table}", cells=names(["a", "b"]), table=name("t")).text == 'select "a", "b" from "t"'
    )
    assert sql("x ~ '[0-9]{{2}}' limit {n}", n=3).text == "x ~ '[0-9]{2}' limit 3"
    assert joined(" or ", [Sql("a"), Sql("b")]).text == "a or b"


@pytest.mark.parametrize("piece", ["; drop table results", None, 1.5, ["a"]])
def test_text_is_no_piece(piece):
    with pytest.raises(TypeError):
        sql("select {piece}", piece=piece)


@pytest.mark.parametrize("text", ["", "a b", 'a"b', "a;b", "1a", "a" * 101, "é", "a\n", "a-b"])
def test_a_name_is_one_of_ours(text):
    with pytest.raises(ValueError, match="no name"):
        name(text)


def test_sql_never_becomes_text_by_accident():
    with pytest.raises(TypeError):
        f"select {Sql('1')}"


@given(st.text())
def test_a_literal_is_what_it_says(store, text):
    text = text.replace("\0", "")
    with store.cursor() as cursor:
        assert cursor.execute(sql("select {text}", text=literal(text))).fetchall() == [(text,)]


@pytest.mark.parametrize("statement", ["select 1; select 2", "delete from results; select 1", "", "-- nothing"])
def test_one_statement_per_call(store, statement):
    with store.cursor() as cursor, pytest.raises(ValueError, match="One statement"):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('README.md')",
        "select * from glob('*')",
        "copy (select 1) to 'written.csv'",
        "attach 'other.duckdb'",
        "export database 'everything'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "set threads = 1",
        "select * from 'https://example.org/x.parquet'",
    ],
)
def test_the_database_reaches_nothing_else(store, statement, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with store.cursor() as cursor, pytest.raises(Exception, match=r"(?i)permission|disabled|locked|does not exist|not"):
        cursor.execute(statement)
    assert list(tmp_path.iterdir()) == []


def test_no_variable_of_ours_is_a_table(store):
    secret = __import__("pandas").DataFrame({"a": [1]})
    assert len(secret) == 1
    with store.cursor() as cursor, pytest.raises(Exception, match="does not exist"):
        cursor.execute("select * from secret")
