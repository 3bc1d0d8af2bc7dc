"""Numbers and dates come out right, or the question is asked; never a guess per cell."""

from datetime import date

import pytest

from peil.importing.gate import import_path
from tests.importing.conftest import HEADER, places, rows, rules, write_package


def results(values, column="value"):
    lines = [f'PS,CHANGE,ORG_STAD,{2010 + n}-06-30,"{value}"' for n, value in enumerate(values)]
    return "\n".join([HEADER, *lines]) + "\n"


def dated(days):
    return "\n".join([HEADER, *(f"PS,CHANGE,ORG_STAD,{day},1" for day in days)]) + "\n"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["10,5"], [10.5]),
        (["10.5"], [10.5]),
        (["2 711 722"], [2711722]),
        (["2\u00a0711\u202f722"], [2711722]),
        (["548 367.50"], [548367.5]),
        (["548 367,50", "1"], [548367.5, 1]),
        (["250.000", "1.250.000"], [250000, 1250000]),
        (["250.000", "10,5"], [250000, 10.5]),
        (["250.000", "10.5"], [250, 10.5]),
        (["0.125"], [0.125]),
        (["1.234,56"], [1234.56]),
        (["-3", "+4"], [-3, 4]),
    ],
)
def test_numbers_are_recognised_for_the_whole_column(store, hand_in, written, meant):
    assert hand_in(results(written)).submission_id == 2
    assert rows(store, "select value from results order by source_row") == [(value,) for value in meant]


@pytest.mark.parametrize("written", [["250.000"], ["1,234"], ["250.000", "17"]])
def test_the_question_is_asked_when_both_readings_fit(store, hand_in, written):
    outcome = hand_in(results(written))
    assert outcome.refused
    assert places(outcome, "ambiguous_number") == [(2, "value", written[0])]
    assert "--decimal" in outcome.findings["mend"][0]


@pytest.mark.parametrize(("decimal", "meant"), [(",", 250000), (".", 250)])
def test_the_answer_to_the_question_is_used(store, hand_in, decimal, meant):
    assert hand_in(results(["250.000"]), decimal=decimal).submission_id == 2
    assert rows(store, "select value from results") == [(meant,)]


def test_two_ways_in_one_column_are_refused(store, hand_in):
    outcome = hand_in(results(["10,5", "11,5", "12.5"]))
    assert outcome.refused
    assert places(outcome, "mixed_numbers") == [(4, "value", "12.5")]


def test_a_data_package_declares_its_decimal_mark(store, tmp_path):
    fields = [{"name": "value", "decimalChar": ",", "groupChar": "."}]
    package = write_package(tmp_path / "declared", {"results": results(["250.000"])}, schema={"fields": fields})
    assert import_path(store, package).submission_id == 2
    assert rows(store, "select value from results") == [(250000,)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2012-03-31", date(2012, 3, 31)),
        ("21-06-2011", date(2011, 6, 21)),
        ("21/06/2011", date(2011, 6, 21)),
        ("21.6.2011", date(2011, 6, 21)),
        ("06/21/2011", date(2011, 6, 21)),
        ("02/2012", date(2012, 2, 29)),
        ("02-2012", date(2012, 2, 29)),
        ("2012-02", date(2012, 2, 29)),
        ("2011", date(2011, 12, 31)),
        ("2011-Q2", date(2011, 6, 30)),
        ("2012-02-29 00:00:00", date(2012, 2, 29)),
        ("05-05-2011", date(2011, 5, 5)),
    ],
)
def test_dates(store, hand_in, written, meant):
    assert hand_in(dated([written])).submission_id == 2
    assert rows(store, "select period_end from results") == [(meant,)]


def test_a_month_is_its_first_day_where_something_begins(store, tmp_path):
    package = write_package(
        tmp_path / "p",
        {"targets": "partnership_id,indicator_id,tier,start_date,due_date\nPS,VISITS,partner,02/2010,02/2010\n"},
    )
    assert import_path(store, package).submission_id == 2
    assert rows(store, "select start_date, due_date from targets") == [(date(2010, 2, 1), date(2010, 2, 28))]


def test_day_or_month_first_is_asked(store, hand_in):
    outcome = hand_in(dated(["05-06-2011", "07-08-2011"]))
    assert outcome.refused
    assert places(outcome, "ambiguous_date") == [(2, "period_end", "05-06-2011")]
    assert hand_in(dated(["05-06-2011"]), dates="day-first").submission_id == 2
    assert hand_in(dated(["05-07-2011"]), dates="month-first").submission_id == 3
    assert rows(store, "select period_end from results order by all") == [(date(2011, 5, 7),), (date(2011, 6, 5),)]


def test_one_day_above_twelve_decides_for_the_column(store, hand_in):
    assert hand_in(dated(["05-06-2011", "21-06-2011"])).submission_id == 2
    assert rows(store, "select period_end from results order by all")[0] == (date(2011, 6, 5),)


def test_months_and_days_in_another_order_in_one_column(store, hand_in):
    outcome = hand_in(dated(["21-06-2011", "22-06-2011", "06-23-2011"]))
    assert places(outcome, "mixed_dates") == [(4, "period_end", "06-23-2011")]


@pytest.mark.parametrize("written", ["2011-02-30", "juni", "foo 2011", "5e kwartaal 2011", "0201-01-01", "123456"])
def test_no_dates(store, hand_in, written):
    assert rules(hand_in(dated([written]))) == {"not_a_date": 1}


@pytest.mark.parametrize(("written", "meant"), [("ja", True), ("Non", False), ("1", True), ("FALSE", False)])
def test_yes_and_no(store, tmp_path, written, meant):
    head = "partnership_id,meeting_id,kind,meeting_date,financial_report\n"
    package = write_package(tmp_path / "p", {"meetings": f"{head}PS,M1,steering_group,2011-03-01,{written}\n"})
    assert import_path(store, package).submission_id == 2
    assert rows(store, "select financial_report from meetings") == [(meant,)]


def test_neither_yes_nor_no(store, tmp_path):
    head = "partnership_id,meeting_id,kind,meeting_date,financial_report\n"
    package = write_package(tmp_path / "p", {"meetings": f"{head}PS,M1,steering_group,2011-03-01,perhaps\n"})
    assert rules(import_path(store, package)) == {"not_a_boolean": 1}


def test_swing_codes_say_why_a_figure_is_absent(store, hand_in):
    codes = ["-99999", "-99998", "-99997", "-99996", "0"]
    assert hand_in(results(codes)).submission_id == 2
    assert rows(store, "select value, missing from results order by source_row") == [
        (None, "missing"),
        (None, "not_applicable"),
        (None, "hidden"),
        (None, "not_due"),
        (0, None),
    ]


def test_names_and_aliases_stand_for_ids(store, hand_in):
    names = ["OCMW Kortrijk", "ocmw-k", "CPAS de Courtrai", "org_ocmw_kortrijk", " Sociaal Huis "]
    lines = [f"succes,VISITS,{name},{2010 + n}-06-30,{n}" for n, name in enumerate(names)]
    assert hand_in("\n".join([HEADER, *lines])).submission_id == 2
    assert rows(store, "select distinct partnership_id, partner_id from results") == [("PS", "ORG_OCMW_KORTRIJK")]


def test_labels_stand_for_codes(store, hand_in):
    from peil import contract

    code, label = next((c, t) for c, t in contract.code_labels("gender", "nl").items() if c != t)
    assert hand_in(f"{HEADER},gender\nPS,VISITS,ORG_STAD,2010-06-30,1,{label.upper()}\n").submission_id == 2
    assert rows(store, "select gender from results") == [(code,)]


def test_headers_may_be_titles_in_any_language(store, hand_in):
    from peil import contract

    fields = [contract.table("results").field(name) for name in HEADER.split(",")]
    for language in ("nl", "fr", "en"):
        titles = ",".join(contract.translated(item.descriptor, "title", language).upper() for item in fields)
        assert not hand_in(f"{titles}\nPS,VISITS,ORG_STAD,2010-06-30,{len(language) + len(titles)}\n").refused
