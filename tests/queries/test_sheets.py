"""Several sheets for one table: every answer stays the same, and each row is named with the sheet it stands in."""

from collections.abc import Iterator
from datetime import datetime

import pandas as pd
import pytest

from peil import contract
from peil.demonstrating import UNTIL, demonstrate, handed_in_at
from peil.importing.gate import Options, import_path
from peil.store import Store, header, statement
from tests.queries.questions import SUCCES
from tests.queries.test_queries import ASKING, named, parameters

NOW = datetime(2026, 12, 1)

# Every table of the region is cut into sheets of three rows, in which the rows are numbered from 1 again.
ROWS = 3
CUT = f"""
    file_number = file_number + 1000 * ((source_row - 1) // {ROWS}),
    source_row = 1 + (source_row - 1) % {ROWS}
"""
QUERIES = [query for query in ASKING if not query.startswith("import/")]
LISTS = [query for query in QUERIES if query.startswith("pages/") and "source_row" in named(header(query)["Columns"])]

# Parameters that give an answer in the demonstration region.
REGION: dict[str, object] = SUCCES | {
    "partnership": "DEMO_01",
    "partnerships": ["DEMO_01", "DEMO_02"],
    "region": "DEMO",
    "area": "D_N02",
    "indicator": "RES_REACHED",
    "indicators": ["RES_REACHED", "RES_COACHED"],
    "as_of": UNTIL,
}


def ask(store: Store, query: str) -> pd.DataFrame:
    samples = REGION | ({"indicator": "MON_ALLOWANCE"} if query.startswith("pages/neighbourhoods/") else {})
    return store.run(query, **{name: samples[name] for name in parameters(statement(query))})


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, pd.DataFrame], Store]]:
    """What was answered when every table was one sheet, and the same figures in many sheets for each table."""
    folder = tmp_path_factory.mktemp("demonstration") / "region"
    demonstrate(folder)
    store = Store(":memory:")
    import_path(store, folder, Options(received_at=handed_in_at(NOW)[0]))
    before = {query: ask(store, query) for query in QUERIES}
    with store.transaction() as cursor:
        cursor.execute("create temp table whole as from submission_files")
        cursor.execute("delete from submission_files")
        for table in contract.tables():
            cursor.execute(f'update "{table.name}" set {CUT}')
            cursor.execute(
                "insert into submission_files "
                "select whole.* replace (stored.file_number as file_number, stored.file_number // 1000 as sheet) "
                f'from whole join (select distinct submission_id, file_number from "{table.name}") as stored '
                "on whole.submission_id = stored.submission_id and whole.file_number = stored.file_number % 1000"
            )
    yield before, store
    store.close()


IN_ONE_PLACE = ("pages/partnership/card", "pages/partnership/stated", "pages/quality/found_rows")


@pytest.mark.parametrize("query", QUERIES)
def test_rows_in_several_sheets_are_told_apart(query, cut: tuple[dict[str, pd.DataFrame], Store]):
    """The same rows come back in the same order, none of them twice, each with its own sheet."""
    before, store = cut
    after = ask(store, query)
    if "source_row" in after:
        sheet = after["sheet"].astype(int) if "sheet" in after else after["file_number"] // 1000
        after["source_row"] += ROWS * sheet
    apart = ["sheet", "file_number"]
    pd.testing.assert_frame_equal(
        after.drop(columns=apart, errors="ignore"),
        before[query].drop(columns=apart, errors="ignore"),
        check_dtype=False,
    )


@pytest.mark.parametrize("query", LISTS)
def test_the_stored_rows_of_a_page_come_from_several_sheets(query, cut: tuple[dict[str, pd.DataFrame], Store]):
    """Else the test above would see nothing. Of SucceS the identity card is one row, nothing more is stated, and what a
    check found stands together.
    """
    listed = ask(cut[1], query)
    places = listed["sheet" if "sheet" in listed else "file_number"].nunique()
    assert (places < 2) == (query in IN_ONE_PLACE)
