"""What is dated after ``as_of`` changes no answer: a page speaks of its day, whatever was handed in about later."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from peil import store
from peil.store import Store
from tests.queries.questions import ASKED, PAGES, asked

# What happened: a row of a later day is not there yet.
HAPPENED = {
    "results": "period_end",
    "assessments": "period_end",
    "area_values": "period_end",
    "claims": "period_end",
    "support_requests": "period_end",
    "staffing": "period_end",
    "meetings": "meeting_date",
    "coverage": "valid_from",
    "partners": "date_joined",
}
# What was planned is there before its day, but in the state of then.
CHANGES = (
    # What a programme counts on a later day; the limits it sets and the region it counts in are rules of the programme.
    "update coverage_statistics set value = -1, out_of = -1 where as_of > $day"
    " and counted not in ('fewest_partners', 'most_partners')",
    "update claims set certified = null, certified_on = null where certified_on > $day",
    "update claims set paid = null, paid_on = null where paid_on > $day",
    "update partners set date_left = null where date_left > $day",
    "update milestones set state = 'planned' where start_date > $day and state in ('done', 'late')",
    "update activities set state = 'planned' where start_date > $day and state in"
    " ('running', 'piloted', 'tested', 'published', 'done')",
    "update activities set state = 'running' where end_date > $day and state in ('tested', 'published', 'done')",
    "update recommendations set state = 'open' where due_date > $day and state = 'done'",
    "delete from recommendations where meeting_id in (select meeting_id from meetings where meeting_date > $day)",
)


def as_it_was_on(day: date, folder: Path) -> Store:
    """A database without what is dated after a day."""
    opened = Store(folder / "peil.duckdb")
    with opened.transaction() as cursor:
        # First what the meetings themselves are asked for.
        for change in reversed(CHANGES):
            cursor.execute(change, {"day": day})
        for table, column in HAPPENED.items():
            # A planned share of personnel counts whatever the date of the document (docs/finance.md 6).
            kept = " and indicator_id not in (select indicator_id from indicators where budget_line = 'personnel')"
            cursor.execute(
                f"delete from {table} where {column} > $day{kept if table == 'results' else ''}", {"day": day}
            )
    return opened


@pytest.fixture(scope="module")
def whole(first_start: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store(shutil.copytree(first_start, tmp_path_factory.mktemp("as_of") / "whole") / "peil.duckdb")
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=ASKED)
def then(
    request: pytest.FixtureRequest, first_start: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Store]]:
    """The name of what is asked, and the database as it was on its day."""
    day = ASKED[request.param]["as_of"]
    assert isinstance(day, date)
    opened = as_it_was_on(day, shutil.copytree(first_start, tmp_path_factory.mktemp("as_of") / request.param))
    yield request.param, opened
    opened.close()


@pytest.mark.parametrize("query", [query for query in PAGES if "as_of" in store.parameters(query)])
def test_what_is_dated_later_changes_no_answer(query: str, whole: Store, then: tuple[str, Store]) -> None:
    name, as_it_was = then
    given = asked(query, ASKED[name])
    assert whole.rows(query, given) == as_it_was.rows(query, given)
