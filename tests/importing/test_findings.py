"""Each kind of bad input is refused whole, with the place, the value, the rule and how to mend it."""

import csv

import pandas as pd
import pytest

from peil.commands import _sentence
from peil.errors import ContractError
from peil.importing.gate import import_path
from peil.store import QUERIES
from peil.wording import ROW_CHECKS, describe, wordings
from tests.importing.conftest import HEADER, places, rows, rules, write_package


def good(count=1, value="10"):
    return f"{HEADER}\n" + "".join(f"PS,VISITS,ORG_STAD,{2010 + n}-06-30,{value}\n" for n in range(count))


def refused(outcome, store, table="results"):
    """Nothing of a refused submission is there."""
    assert outcome.refused
    assert rows(store, f"select count(*) from {table}") == [(0,)]
    assert rows(store, "select count(*) from submissions") == [(1,)]
    return True


def test_a_good_file_is_stored_with_its_rows(store, hand_in):
    outcome = hand_in(good(2))
    assert (outcome.submission_id, outcome.rows, outcome.errors, outcome.warnings) == (2, {"results": 2}, 0, 0)
    assert rows(store, "select submission_id, source_row, value from results order by all") == [(2, 2, 10), (2, 3, 10)]


def test_header_only(store, hand_in):
    outcome = hand_in(HEADER + "\n")
    assert refused(outcome, store)
    assert rules(outcome) == {"no_rows": 1}


def test_unknown_column_names_the_column(store, hand_in):
    outcome = hand_in(f"{HEADER},mood\nPS,VISITS,ORG_STAD,2010-06-30,10,good\n")
    assert refused(outcome, store)
    assert places(outcome, "unknown_column") == [(1, "mood", None)]


def test_missing_column(store, hand_in):
    outcome = hand_in("partnership_id,indicator_id,value\nPS,VISITS,10\n", table="results")
    assert refused(outcome, store)
    assert places(outcome, "missing_column") == [(1, "period_end", None)]


def test_required_cell(store, hand_in):
    outcome = hand_in(f"{HEADER}\nPS,,ORG_STAD,2010-06-30,10\n")
    assert refused(outcome, store)
    assert places(outcome, "required") == [(2, "indicator_id", None)]


def test_wrong_delimiter_shows_the_header_found(store, hand_in):
    outcome = hand_in(good().replace(",", "^"))
    assert refused(outcome, store)
    assert places(outcome, "unknown_header") == [(1, None, HEADER.replace(",", "^"))]


def test_which_table_is_asked(store, hand_in):
    outcome = hand_in("partnership_id,note\nPS,hello\n", name="upload.csv")
    assert refused(outcome, store)
    assert rules(outcome) == {"which_table": 1}


def test_a_hundred_thousand_errors_are_all_told(store, hand_in):
    lines = "".join(f"PS,VISITS,ORG_STAD,2010-06-30,abc{n}\n" for n in range(100_000))
    outcome = hand_in(f"{HEADER}\n{lines}")
    assert refused(outcome, store)
    assert rules(outcome)["not_a_number"] == 100_000
    assert len(outcome.findings) == 1000
    told = pd.read_csv(outcome.findings_file)
    assert len(told) == outcome.errors + outcome.warnings
    assert {"file", "sheet", "row", "column", "value", "rule", "mend"} <= set(told.columns)
    numbers = told[told["rule"] == "not_a_number"]
    assert (numbers["row"].min(), numbers["row"].max()) == (2, 100_001)


def test_duplicate_keys(store, hand_in):
    outcome = hand_in(good() + "PS,VISITS,ORG_STAD,2010-06-30,11\n")
    assert refused(outcome, store)
    assert [row for row, _, _ in places(outcome, "duplicate_key")] == [2, 3]


def test_unknown_codes_and_references(store, hand_in):
    outcome = hand_in(f"{HEADER},gender\nPS,VISITORS,ORG_STADT,2010-06-30,10,males\n")
    assert refused(outcome, store)
    assert places(outcome, "unknown_code") == [(2, "gender", "males")]
    assert sorted(places(outcome, "unknown_reference")) == [
        (2, "indicator_id", "VISITORS"),
        (2, "partner_id", "ORG_STADT"),
    ]
    mends = outcome.findings.set_index("field")["mend"]
    assert mends["gender"] == "Use one of: f, m, x, not_stated."
    assert "organisations" in mends["partner_id"]


def test_a_date_before_the_partnership_began(store, hand_in):
    outcome = hand_in(f"{HEADER}\nPS,VISITS,ORG_STAD,2009-12-31,10\n")
    assert refused(outcome, store)
    assert places(outcome, "before_start") == [(2, "period_end", "2009-12-31")]


def test_negative_counts_but_not_negative_percentages(store, hand_in):
    outcome = hand_in(f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,-1\nPS,CHANGE,ORG_STAD,2010-06-30,-1\n")
    assert refused(outcome, store)
    assert [row for row, _, _ in places(outcome, "negative_count")] == [2]


@pytest.mark.parametrize("value", ["NaN", "nan", "Infinity", "-inf", "#DIV/0!", "#N/A"])
def test_not_a_finite_number(store, hand_in, value):
    outcome = hand_in(good(value=value))
    assert refused(outcome, store)
    assert places(outcome, "not_finite") == [(2, "value", value)]


@pytest.mark.parametrize("value", ["1.234.56", '"1,234,56"', "1e5", "44%", "EUR 5", "1 23", "--5"])
def test_not_a_number(store, hand_in, value):
    outcome = hand_in(good(value=value))
    assert refused(outcome, store)
    assert rules(outcome) == {"not_a_number": 1}


def test_every_finding_is_told_at_once(store, hand_in):
    outcome = hand_in(f"{HEADER},mood\nPS,NONE,ORG_STAD,2010-06-30,abc,x\nPS,VISITS,,31-31-2010,1,y\n")
    assert refused(outcome, store)
    assert set(rules(outcome)) == {"unknown_column", "unknown_reference", "not_a_number", "not_a_date"}


def test_rows_of_unequal_length(store, hand_in):
    outcome = hand_in(good() + "PS,VISITS\n\nPS,VISITS,ORG_STAD,2011-06-30,11,extra\n")
    assert refused(outcome, store)
    assert places(outcome, "too_few_cells") == [(3, None, "2")]
    assert places(outcome, "too_many_cells") == [(5, None, "6")]


def test_broken_quotes(store, hand_in):
    outcome = hand_in(good() + 'PS,VISITS,"ORG_STAD,2011-06-30,11\n')
    assert refused(outcome, store)
    assert rules(outcome)["broken_quotes"] == 1


def test_warnings_are_stored(store, hand_in):
    outcome = hand_in(f"{HEADER}\nPS,VISITS,ORG_VREEMD,2010-06-30,10\nPS,VISITS,ORG_VREEMD,2010-09-30,9\n")
    assert outcome.submission_id == 2
    assert rules(outcome) == {"undeclared_partner": 2, "falling_total": 1}
    assert rows(
        store, "select source_row, field, value, rule, severity from findings where rule = 'falling_total'"
    ) == [(3, "value", "9.0", "falling_total", "warning")]


def test_a_total_that_falls_since_an_earlier_submission(store, hand_in):
    assert hand_in(good()).submission_id == 2
    outcome = hand_in(f"{HEADER}\nPS,VISITS,ORG_STAD,2010-09-30,9\n", name="next.csv", table="results")
    assert outcome.submission_id == 3
    assert rules(outcome) == {"falling_total": 1}


def test_missing_with_a_value_and_value_without_reason(store, hand_in):
    outcome = hand_in(f"{HEADER},missing\nPS,VISITS,ORG_STAD,2010-06-30,1,hidden\nPS,VISITS,ORG_STAD,2011-06-30,,\n")
    assert refused(outcome, store)
    assert rules(outcome) == {"missing_and_value": 1, "value_without_reason": 1}


def test_rules_on_other_tables(store, tmp_path):
    package = write_package(
        tmp_path / "wrong",
        {
            "partners": "partnership_id,organisation_id,role,responsibility_en,reports,date_joined,date_left\n"
            "PS,ORG_STAD,partner,visits,ja,2012-01-01,2011-01-01\n",
            "activities": "activity_id,partnership_id,kind,name_nl,name_fr,name_en,start_date,end_date\n"
            "A,PS,activity,a,b,c,2012-01-01,2011-01-01\n",
            "area_values": "indicator_id,area_id,period_end,value,lower,upper\nSHARE,CENTRUM,2011,5,6,7\n",
            "targets": "partnership_id,indicator_id,tier,target_group_id,value\nPS,VISITS,partner,TG_NONE,5\n",
        },
    )
    outcome = import_path(store, package)
    assert outcome.refused
    assert {"joined_after_left", "ended_before_start", "bounds_apart", "unknown_target_group"} <= set(rules(outcome))


def test_ratios(store, hand_in):
    head = f"{HEADER},numerator,denominator"
    outcome = hand_in(f"{head}\nPS,SHARE,ORG_STAD,2010-06-30,50,,\nPS,SHARE,ORG_STAD,2010-09-30,50,1,4\n")
    assert rules(outcome) == {"value_or_parts": 1, "parts_do_not_match": 1}


def test_two_readings_and_dates_that_are_late(store, hand_in):
    head = f"{HEADER},reading"
    outcome = hand_in(
        f"{head}\nPS,VISITS,ORG_STAD,2013-12-31,50,table\nPS,VISITS,ORG_STAD,2013-12-31,54,text\n"
        "PS,CHANGE,ORG_STAD,2090-12-31,1,\n"
    )
    assert outcome.submission_id == 2
    assert rules(outcome) == {"two_readings": 2, "after_end": 3, "future_period": 1}


def test_scripts_and_quotes_in_every_text_stay_text(store, tmp_path):
    nasty = "<script>alert(\"x')</script>; drop table results; --"
    cell = '"' + nasty.replace('"', '""') + '"'
    names = "organisation_id,name_nl,name_fr,name_en,aliases,website,type,note"
    text = f"{names}\nORG_NASTY,{','.join([cell] * 5)},ngo,=1+1\n"
    package = write_package(tmp_path / "nasty", {"organisations": text})
    assert import_path(store, package).submission_id == 2
    stored = rows(store, "select * exclude (record_key) from organisations where submission_id = 2")[0]
    assert stored.count(nasty) == 5
    assert "=1+1" in stored


def test_names_with_scripts_in_findings_are_safe_in_a_spreadsheet(store, hand_in):
    outcome = hand_in(f'{HEADER}\nPS,"=HYPERLINK(""x"")",ORG_STAD,2010-06-30,10\n')
    assert refused(outcome, store)
    assert pd.read_csv(outcome.findings_file)["value"].tolist() == ['\'=HYPERLINK("x")']


def test_minimum_maximum_and_whole_numbers(store, tmp_path):
    package = write_package(
        tmp_path / "wrong",
        {
            "support_requests": "partnership_id,kind,period_end,requests,hours\n"
            "PS,coaching,2011,-1,5\nPS,management,2011,2.5,-4\n",
        },
    )
    outcome = import_path(store, package)
    assert outcome.refused
    assert {"below_minimum": 2, "not_whole": 1}.items() <= rules(outcome).items()


def test_money_is_exact_to_the_cent(store, tmp_path):
    package = write_package(
        tmp_path / "wrong", {"claims": "partnership_id,partner_id,period_end,claimed\nPS,ORG_STAD,2011,10.555\n"}
    )
    assert rules(import_path(store, package)) == {"not_to_the_cent": 1}


def test_every_rule_has_words():
    assert set(ROW_CHECKS) == {path.stem for path in (QUERIES / "checks" / "rows").glob("*.sql")}
    assert set(ROW_CHECKS) < set(wordings())
    for rule in wordings():
        said = describe(rule, "results", "gender")
        assert said.text.endswith(".")
        assert said.mend.endswith((".", "?"))
        assert "{" not in said.text.replace("{value}", "") + said.mend


def test_an_unknown_table_is_no_traceback(store, hand_in):
    with pytest.raises(ContractError, match="no table nonsense"):
        hand_in(good(), table="nonsense")


def test_a_value_stands_in_the_sentence(hand_in, capsys):
    outcome = hand_in(f"{HEADER},,\n" + "\n".join(good().splitlines()[1:]) + ",,\n")
    [told] = outcome.findings.to_dict("records")
    assert told["text"] == "Columns without a name and without a value were left out: 2."
    assert list(outcome.rules["text"]) == ["Columns without a name and without a value were left out: …."]
    assert _sentence(told).endswith(" were left out: 2. Nothing.")


def test_a_value_cannot_be_a_formula_because_it_begins_a_sentence(hand_in):
    outcome = hand_in("=1+1,b\n1,2\n")
    with outcome.findings_file.open(newline="") as file:
        assert all(not cell.startswith("=") for row in csv.reader(file) for cell in row)


def test_names_of_columns_stand_beside_their_titles(hand_in):
    outcome = hand_in("Partnerschap;Indicator;Periode tot en mett;Waarde\nPS;VISITS;31/03/2012;510\n")
    told = outcome.findings.set_index("rule").loc["unknown_column"]
    assert "period_end (Period up to)" in told["mend"]
    assert told["nearest"].startswith("Periode tot en met (period_end)")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\u200bPS", "[U+200B]PS"),
        ("\u0420S", "[U+0420]S"),
        ("e\u0301", "e[U+0301]"),
        ("\u202ePS", "[U+202E]PS"),
        ("café – 1\u00a0000 €", "café – 1\u00a0000 €"),
    ],
)
def test_a_sign_that_is_not_seen_or_looks_like_another_is_shown_by_its_number(hand_in, written, shown):
    outcome = hand_in(f"{HEADER}\n{written},VISITS,ORG_STAD,2010-06-30,1\n")
    assert [value for _, _, value in places(outcome, "unknown_reference")] == [shown]
    assert shown in outcome.findings_file.read_text("utf-8")
