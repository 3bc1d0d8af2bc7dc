"""The same question has the same answer, byte for byte: whatever the order of the stored rows and of the threads."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from peil import contract
from peil.contract import Table
from peil.store import Store, statement
from tests.queries.questions import ASKED, CHECKS, PAGES, SUCCES, asked

# The smallest that DuckDB has: rows that another thread could read lie in another group.
ROW_GROUP = 2048
THREADS = 8

# What rows are put in order by: where all are alike, an order that is not total shows.
ALIKE = {"sequence": "null", "short_title": "'Same'", "period": "'Same'", "amount": "7", "population": "7"}
# The sum of fractions depends on their order.
FRACTIONS = {
    "results": ("value",),
    "area_values": ("value", "numerator", "denominator"),
    "staffing": ("fte",),
    "support_requests": ("hours",),
    "beneficiary_shares": ("percent",),
    "targets": ("value",),
}
# Two partnerships call a group by different names, and an action has two funders.
DOUBTFUL = (
    "insert into target_groups select * replace ('DEMO_02' as partnership_id, name_en || ' too' as name_en,"
    " hash(record_key) as record_key) from target_groups where partnership_id = 'DEMO'",
    "insert into budgets select * replace (source_row + 1000 as source_row, 'ORG_CC' as funder_id, 'else' as note,"
    " hash(record_key) as record_key) from budgets where line = 'action_cost'",
    "insert into area_values select * replace (source_id || ' too' as source_id, value + 1 as value,"
    " numerator + 1 as numerator, source_row + 100000 as source_row, hash(record_key) as record_key)"
    " from area_values where source_row % 3 = 0",
)


def levelled(table: Table) -> str | None:
    """The statement that makes all rows of a table alike in what is no id, no day and no code."""
    texts = (
        {name for text in table.texts for name in contract.columns_of(text)} if table.name != "target_groups" else ()
    )
    fields = {field.name: "'Same'" for field in table.fields if field.name in texts}
    fields |= {name: value for name, value in ALIKE.items() if name in table.names}
    fields |= {name: f"{name} / 3" for name in FRACTIONS.get(table.name, ())}
    new = [f'"{name}" = case when "{name}" is not null then {value} end' for name, value in fields.items()]
    return f"update {table.name} set {', '.join(new)}" if new else None


def shuffled(first_start: Path, folder: Path, seed: str) -> duckdb.DuckDBPyConnection:
    """The rows of the first start in another order, in many small groups, read by many threads."""
    Store(folder / "peil.duckdb").close()
    connection = duckdb.connect(config={"threads": THREADS, "preserve_insertion_order": False})
    connection.execute(f"attach '{first_start / 'peil.duckdb'}' as original (read_only)")
    connection.execute(f"attach '{folder / 'peil.duckdb'}' as here (row_group_size {ROW_GROUP})")
    connection.execute("use here")
    names = connection.execute("select table_name from duckdb_tables() where database_name = 'original'").fetchall()
    connection.execute("create temp table unordered as select 1 as made_up")
    for (name,) in names:
        connection.execute(f'insert into "{name}" by name select * from original."{name}"')
    for change in (*DOUBTFUL, *filter(None, map(levelled, contract.tables()))):
        connection.execute(change)
    for (name,) in names:
        connection.execute(f'create or replace temp table unordered as from here."{name}"')
        connection.execute(f'truncate here."{name}"')
        connection.execute(
            f'insert into here."{name}" select * from unordered as stored order by hash(stored::varchar || ?)', [seed]
        )
    connection.execute("detach original")
    connection.execute("checkpoint")
    return connection


@pytest.fixture(scope="module")
def orders(first_start: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[duckdb.DuckDBPyConnection]]:
    opened = [shuffled(first_start, tmp_path_factory.mktemp("order"), seed) for seed in ("one", "another")]
    yield opened
    for connection in opened:
        connection.close()


def test_the_rows_lie_in_many_groups_and_in_other_places(orders: list[duckdb.DuckDBPyConnection]) -> None:
    groups = "select count(distinct row_group_id) from pragma_storage_info('results')"
    first = "select file_number, source_row from results order by rowid limit 100"
    [one, another] = orders
    assert one.execute(groups).fetchall()[0][0] > 20
    assert one.execute(first).fetchall() != another.execute(first).fetchall()


Answer = list[tuple[object, ...]]


def thrice(query: str, given: dict[str, object], orders: list[duckdb.DuckDBPyConnection]) -> list[Answer]:
    """What a query answers when it is asked twice, and when it is asked of another order of rows."""
    one, another = orders
    return [opened.execute(statement(query), given).fetchall() for opened in (one, one, another)]


@pytest.mark.parametrize("name", [name for name in ASKED if name != "early"])
@pytest.mark.parametrize("query", PAGES)
def test_the_same_question_has_the_same_answer(query: str, name: str, orders: list[duckdb.DuckDBPyConnection]) -> None:
    first, second, other = thrice(query, asked(query, ASKED[name]), orders)
    assert first == second
    assert first == other


@pytest.mark.parametrize("query", CHECKS)
def test_the_same_check_has_the_same_findings(query: str, orders: list[duckdb.DuckDBPyConnection]) -> None:
    found = thrice(query, asked(query, SUCCES), orders)
    # The findings of an import are put in order together, with those of the other checks.
    first, second, other = (sorted(rows, key=repr) for rows in found) if query.startswith("checks/rows/") else found
    assert first == second
    assert first == other
