"""Opening a database: also one that an earlier version of Peil made."""

import duckdb

from peil import contract
from peil.store import Store


def test_fields_that_the_contract_has_got_since_are_added(tmp_path):
    path = tmp_path / "peil.duckdb"
    with duckdb.connect(str(path)) as old:
        old.execute("create table areas (area_id varchar, submission_id integer, source_row integer)")
        old.execute("insert into areas values ('VENNING', 1, 7)")
    store = Store(path)
    with store.cursor() as cursor:
        [row] = cursor.execute("from areas").fetch_df().to_dict("records")
    store.close()
    assert set(contract.table("areas").names) | {"submission_id", "source_row", "record_key"} == set(row)
    assert (row["area_id"], row["source_row"]) == ("VENNING", 7)
