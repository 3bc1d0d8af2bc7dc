"""An amendment changes the figures that it names; a report replaces a report; a file that could be either is asked."""

import json
import re

import pytest

from peil import contract
from peil.exporting import export_package
from peil.importing import originals
from peil.importing.rebuilding import rebuild
from peil.store import QUERIES, Store, statement
from tests.importing.conftest import HEADER, places, rows, rules

REPORT = (
    f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,10\nPS,CHANGE,ORG_STAD,2010-06-30,1\nPS,SHARE,ORG_STAD,2010-06-30,5\n"
)
ONE_ROW = f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,12\n"


def current(store: Store, known_at: str = "2100-01-01") -> dict[str, float | None]:
    """``{indicator: value}`` of the results that count."""
    found = rows(store, f"select indicator_id, value from current_results(null, timestamp '{known_at}')")
    assert len(dict(found)) == len(found)
    return dict(found)


@pytest.fixture
def reported(hand_in):
    """Hands in the report first."""
    assert hand_in(REPORT).submission_id == 2
    return hand_in


def test_a_file_that_would_drop_figures_is_refused_with_the_list(store, reported):
    outcome = reported(ONE_ROW, name="correction.csv", table="results")
    assert outcome.refused
    assert places(outcome, "amend_or_replace") == [(2, "indicator_id", "2: CHANGE (1), SHARE (1)")]
    mend = outcome.findings.set_index("rule").loc["amend_or_replace", "mend"]
    assert "--amend" in mend
    assert "--replace" in mend
    assert current(store) == {"VISITS": 10, "CHANGE": 1, "SHARE": 5}


def test_an_amendment_changes_what_it_names_and_asks_nothing(store, reported):
    outcome = reported(ONE_ROW, name="correction.csv", table="results", revises="amend")
    assert outcome.submission_id == 3
    assert not rules(outcome).keys() & {"amend_or_replace", "no_longer_reported"}
    assert current(store) == {"VISITS": 12, "CHANGE": 1, "SHARE": 5}


def test_a_replacement_stands_alone_and_is_warned_of(store, reported):
    outcome = reported(ONE_ROW, name="correction.csv", table="results", revises="replace")
    assert places(outcome, "no_longer_reported") == [(2, "indicator_id", "2: CHANGE (1), SHARE (1)")]
    assert outcome.errors == 0
    assert current(store) == {"VISITS": 12}


def test_what_was_dropped_before_is_not_dropped_again(reported):
    reported(ONE_ROW, name="replacing.csv", table="results", revises="replace")
    for number, value in enumerate(["8", "7"]):
        again = reported(ONE_ROW.replace("12", value), name=f"again_{number}.csv", table="results")
        assert not rules(again).keys() & {"amend_or_replace", "no_longer_reported"}


@pytest.mark.parametrize("revises", [None, "amend", "replace"])
def test_what_drops_nothing_is_asked_nothing(store, reported, revises):
    """A report that repeats everything, another period, another partner, another reading."""
    again = reported(REPORT.replace("30,10", "30,11"), name="again.csv", table="results", revises=revises)
    others = (
        f"{HEADER},reading\nPS,VISITS,ORG_STAD,2010-09-30,20,\nPS,VISITS,ORG_OCMW_KORTRIJK,2010-06-30,3,\n"
        "PS,VISITS,ORG_STAD,2010-06-30,11,audit\n"
    )
    other = reported(others, name="other.csv", table="results", revises=revises)
    for outcome in (again, other):
        assert not outcome.refused
        assert not rules(outcome).keys() & {"amend_or_replace", "no_longer_reported"}


def test_an_area_of_an_indicator_is_a_figure_of_its_own(store, hand_in):
    parts = f"{HEADER},area_id\nPS,VISITS,ORG_STAD,2010-06-30,10,KORTRIJK\nPS,VISITS,ORG_STAD,2010-06-30,4,CENTRUM\n"
    hand_in(parts)
    one = f"{HEADER},area_id\nPS,VISITS,ORG_STAD,2010-06-30,5,CENTRUM\n"
    asked = hand_in(one, name="one.csv", table="results")
    assert places(asked, "amend_or_replace") == [(2, "indicator_id", "2: VISITS (1)")]
    hand_in(one, name="one.csv", table="results", revises="amend")
    assert rows(store, "select area_id, value from current_results('PS', timestamp '2100-01-01') order by area_id") == [
        ("CENTRUM", 5),
        ("KORTRIJK", 10),
    ]


def test_an_amendment_of_what_nobody_gave_is_a_new_figure(store, hand_in):
    assert hand_in(ONE_ROW, revises="amend").submission_id == 2
    assert current(store) == {"VISITS": 12}
    hand_in(f"{HEADER}\nPS,CHANGE,ORG_STAD,2010-06-30,1\n", name="more.csv", table="results", revises="amend")
    assert current(store) == {"VISITS": 12, "CHANGE": 1}


def test_a_figure_can_be_amended_to_missing(store, reported):
    text = f"{HEADER},missing\nPS,VISITS,ORG_STAD,2010-06-30,,missing\n"
    assert not reported(text, name="gone.csv", table="results", revises="amend").refused
    assert current(store) == {"VISITS": None, "CHANGE": 1, "SHARE": 5}


def test_a_figure_twice_in_an_amendment_is_an_error_as_ever(reported):
    twice = ONE_ROW + "PS,VISITS,ORG_STAD,2010-06-30,13\n"
    assert rules(reported(twice, name="twice.csv", table="results", revises="amend"))["duplicate_key"] == 2


def test_what_an_amendment_added_is_dropped_by_a_report_too(store, hand_in):
    hand_in(ONE_ROW)
    added = f"{HEADER}\nPS,CHANGE,ORG_STAD,2010-06-30,1\nPS,VISITS,ORG_STAD,2010-06-30,13\n"
    hand_in(added, name="added.csv", table="results", revises="amend")
    report = ONE_ROW.replace("12", "14")
    asked = hand_in(report, name="report.csv", table="results")
    assert places(asked, "amend_or_replace") == [(2, "indicator_id", "3: CHANGE (1)")]
    hand_in(report, name="report.csv", table="results", revises="replace")
    assert current(store) == {"VISITS": 14}


def test_withdrawing_an_amendment_brings_the_earlier_value_back(store, reported):
    reported(ONE_ROW, name="first.csv", table="results", revises="amend")
    reported(ONE_ROW.replace("12", "13"), name="second.csv", table="results", revises="amend")
    assert current(store)["VISITS"] == 13
    originals.withdraw(store, 4, "a slip")
    assert current(store) == {"VISITS": 12, "CHANGE": 1, "SHARE": 5}
    originals.withdraw(store, 3, "a slip")
    assert current(store) == {"VISITS": 10, "CHANGE": 1, "SHARE": 5}


def test_without_its_report_an_amendment_stands_on_the_earlier_one(store, reported):
    reported(REPORT.replace("30,1\n", "30,2\n"), name="second.csv", table="results")
    reported(ONE_ROW, name="correction.csv", table="results", revises="amend")
    assert current(store) == {"VISITS": 12, "CHANGE": 2, "SHARE": 5}
    originals.withdraw(store, 3, "the wrong year")
    assert current(store) == {"VISITS": 12, "CHANGE": 1, "SHARE": 5}


def test_a_past_moment_is_shown_without_the_amendment(store, reported):
    before = rows(store, "select max(received_at)::varchar from submissions")[0][0]
    reported(ONE_ROW, name="correction.csv", table="results", revises="amend")
    assert current(store, before) == {"VISITS": 10, "CHANGE": 1, "SHARE": 5}


def test_a_falling_total_is_found_beside_the_rest_of_the_report(hand_in):
    hand_in(f"{HEADER}\nPS,VISITS,ORG_STAD,2010-03-31,10\nPS,VISITS,ORG_STAD,2010-06-30,12\n")
    slip = f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,9\n"
    outcome = hand_in(slip, name="slip.csv", table="results", revises="amend")
    assert places(outcome, "falling_total") == [(2, "value", "9.0")]
    right = f"{HEADER}\nPS,VISITS,ORG_STAD,2010-03-31,8\n"
    hand_in(right, name="right.csv", table="results", revises="amend")
    outcome = hand_in(slip.replace(",9", ",8"), name="slip_2.csv", table="results", revises="amend")
    assert "falling_total" not in rules(outcome)


def test_rebuild_replays_amendments_and_replacements(store, database, reported):
    reported(ONE_ROW, name="correction.csv", table="results", revises="amend")
    reported(ONE_ROW.replace("06-30", "09-30"), name="autumn.csv", table="results")
    more = f"{HEADER}\nPS,CHANGE,ORG_STAD,2010-09-30,3\n"
    reported(more, name="replacing.csv", table="results", revises="replace")
    wanted = "select indicator_id, period_end, value from current_results(null, timestamp '2100-01-01') order by all"
    before, found = rows(store, wanted), rows(store, "select * from findings order by all")
    store.close()
    rebuild(database)
    again = Store(database)
    assert rows(again, wanted) == before
    assert rows(again, "select * from findings order by all") == found
    again.close()


def test_rebuild_takes_in_what_was_accepted_before_anybody_was_asked(store, database, reported):
    reported(ONE_ROW, name="correction.csv", table="results", revises="replace")
    store.close()
    for path in database.parent.glob("originals/*/submission-3.json"):
        described = json.loads(path.read_text(encoding="utf-8"))
        assert described["options"].pop("revises") == "replace"
        path.write_text(json.dumps(described), encoding="utf-8")
    database.unlink()
    rebuild(database)
    again = Store(database)
    assert current(again) == {"VISITS": 12}
    again.close()


def test_an_export_holds_the_amended_report(store, reported, tmp_path):
    reported(ONE_ROW, name="correction.csv", table="results", revises="amend")
    assert export_package(store, tmp_path / "export")["results"] == 3


def test_only_results_have_records_of_several_rows():
    """``current_rows`` knows no amendments: it is for the other tables, where a record is one row."""
    assert [table.name for table in contract.tables() if set(table.key) != set(table.supersedes)] == ["results"]
    results = contract.table("results")
    assert set(results.key) - set(results.supersedes) == {"indicator_id", "area_id", "target_group_id", "gender"}
    for path in QUERIES.rglob("*.sql"):
        query = str(path.relative_to(QUERIES).with_suffix(""))
        assert not re.search(r"current_rows\w*\(\s*'results'", statement(query)), query
