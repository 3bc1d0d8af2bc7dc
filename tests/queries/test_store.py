"""Opening a database: also one that an earlier version of Peil made."""

import duckdb

from peil import contract
from peil.importing.gate import import_path
from peil.store import Store
from tests.conftest import PUBLISHED


def test_fields_that_the_contract_has_got_since_are_added(tmp_path):
    path = tmp_path / "peil.duckdb"
    with duckdb.connect(str(path)) as old:
        old.execute("create table areas (area_id varchar, submission_id integer, source_row integer)")
        old.execute("insert into areas values ('VENNING', 1, 7)")
        old.execute("create table submission_files (submission_id int, table_name text, file_name text, sheet text)")
        old.execute(
            "insert into submission_files values (1, 'areas', 'areas.csv', null), (1, 'sources', 'x.csv', null)"
        )
    store = Store(path)
    with store.cursor() as cursor:
        [row] = cursor.execute("from areas").fetch_df().to_dict("records")
        named = cursor.execute(
            "with stored as (select 'areas' as table_name, * from areas) "
            "select file_name from with_provenance('stored', now()::timestamp)"
        )
        assert named.fetchall() == [("areas.csv",)]
    store.close()
    assert set(contract.table("areas").names) | set(contract.SYSTEM_COLUMNS) == set(row)
    assert (row["area_id"], row["source_row"]) == ("VENNING", 7)


def test_such_a_database_takes_new_rows_in_the_right_columns(tmp_path):
    path = tmp_path / "peil.duckdb"
    with duckdb.connect(str(path)) as old:
        old.execute("create table areas (area_id varchar, source_row integer, level varchar)")
    store = Store(path)
    import_path(store, PUBLISHED)
    with store.cursor() as cursor:
        found = cursor.execute(
            "select level, name_en, submission_id from areas where area_id = 'KOR_VENNING'"
        ).fetchall()
    store.close()
    assert found == [("neighbourhood", "Venning", 1)]


def test_the_stamp_changes_with_every_write_and_with_nothing_else(tmp_path):
    opened = Store(tmp_path / "peil.duckdb")
    stamps = [opened.stamp]
    opened.rows("pages/filters/moments", {})
    assert opened.stamp == stamps[-1]
    insert = "insert into submissions (submission_id, received_at) values (?, '2012-01-01')"
    with opened.transaction() as cursor:
        cursor.execute(insert, [1])
    stamps.append(opened.stamp)
    with opened.cursor() as cursor:
        cursor.execute(insert, [2])
        stamps.append(opened.stamp)
        cursor.begin()
        cursor.execute(insert, [3])
        assert opened.stamp == stamps[-1], "nothing is written before it is committed"
        cursor.commit()
    stamps.append(opened.stamp)
    opened.close()
    again = Store(tmp_path / "peil.duckdb")
    stamps.append(again.stamp)
    again.close()
    assert len(set(stamps)) == len(stamps)
