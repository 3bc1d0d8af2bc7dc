"""The files that people make: what is plain in them is read, and told as a repair; what is not is named."""

import datetime
import os

import openpyxl
import pandas as pd
import pytest

from peil.errors import UnreadableFile
from peil.importing.gate import import_path
from tests.importing.conftest import HEADER, places, rows, rules

DUTCH = "Partnerschap;Indicator;Partner;Periode tot en met;Waarde;Opmerking"


def dutch(*lines):
    return "\n".join([DUTCH, *lines]) + "\n"


def stored(store, columns="partner_id, value"):
    return rows(store, f"select {columns} from results order by all")


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, table in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in table:
            sheet.append(row)
    book.save(path)
    return book


# --- Columns --------------------------------------------------------------------------------------------------------


def test_empty_columns_behind_the_last(store, hand_in):
    outcome = hand_in("partnership_id,indicator_id,period_end,value,,\nPS,VISITS,2010-06-30,11,,\n")
    assert (outcome.submission_id, rules(outcome), outcome.repairs) == (2, {"empty_columns": 1}, 1)
    assert places(outcome, "empty_columns") == [(1, None, "2")]
    assert stored(store, "value") == [(11,)]
    kept = rows(store, "select rule, severity, value from findings where submission_id = 2")
    assert kept == [("empty_columns", "repair", "2")]


@pytest.mark.parametrize("place", [0, 3, 4])
def test_a_column_without_a_name_that_holds_something(hand_in, place):
    header, row = ["partnership_id", "indicator_id", "period_end", "value"], ["PS", "VISITS", "2010-06-30", "11"]
    header.insert(place, "")
    row.insert(place, "note to self")
    outcome = hand_in(",".join(header) + "\n" + ",".join(row) + "\n")
    assert outcome.refused
    assert places(outcome, "unnamed_column") == [(1, None, f"{'ABCDE'[place]}: 1")]


def test_a_title_above_the_column_names(hand_in):
    outcome = hand_in(f"Kwartaalrapport;;;;;\n\n{dutch('PS;VISITS;Stad Kortrijk;31/03/2012;510;')}")
    assert rules(outcome) == {"header_below": 1}
    [(row, _, value)] = places(outcome, "header_below")
    assert (row, value) == (3, "3")
    assert "period_end" in outcome.findings["mend"][0]


def test_a_title_does_not_hide_what_else_is_wrong(hand_in):
    outcome = hand_in("Kwartaalrapport\n" + dutch("PS;VISITS;Stad Kortrijk;31/03/2012;many;", "PS;VISITS;Totaal;;550;"))
    assert rules(outcome) == {"header_below": 1, "not_a_number": 1, "total_row": 1}


def test_what_follows_from_a_missing_column_is_not_told(hand_in):
    outcome = hand_in(
        "Indicator;Partner;Periode tot;Waarde\nVISITS;Vreemd;31/03/2012;510\nVISITS;Vreemd;30/06/2012;1\n"
    )
    assert rules(outcome) == {"missing_column": 2, "unknown_column": 1}


def test_what_is_most_like_an_unknown_column_is_told(hand_in):
    outcome = hand_in("Partnerschap;Indicator;Periode tot en mett;Waarde\nPS;VISITS;31/03/2012;510\n")
    near = outcome.findings.set_index("rule")["nearest"]["unknown_column"]
    assert near.startswith("Periode tot en met (period_end)")


# --- Which table ----------------------------------------------------------------------------------------------------


def test_the_tables_that_fit_best_are_named_with_what_they_miss(hand_in):
    outcome = hand_in("indicator_id,period_end,value\nVISITS,2010-06-30,1\n", name="upload.csv")
    assert rules(outcome) == {"which_table": 1}
    assert "results (missing: partnership_id)" in outcome.findings["nearest"][0]


def test_names_that_are_known_are_always_told(hand_in):
    outcome = hand_in("a,b\n1,2\n", name="upload.csv")
    assert rules(outcome) == {"unknown_header": 1}
    assert "partnership_id" in outcome.findings["mend"][0]


# --- Names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["Bezoeken", "visites", "VISITS", " bezoeken "])
def test_an_indicator_by_its_name(store, hand_in, written):
    assert hand_in(dutch(f"PS;{written};Stad Kortrijk;31/03/2012;510;")).submission_id == 2
    assert stored(store, "indicator_id") == [("VISITS",)]


OTHER = (
    "partnership_id,name_nl,name_fr,name_en,lead_partner_id,stage,start_date,end_date,data_status\n"
    "PT,Ander,Autre,Other,ORG_STAD,closed,2010-02-01,2013-06-30,demonstration\n"
)
ITS_INDICATORS = (
    "indicator_id,partnership_id,name_nl,name_fr,name_en,definition_nl,definition_fr,definition_en,"
    "kind,level,unit,measure,over_partners,direction\n"
    "VISITS_PT,PT,Bezoeken,Visites,Visits,a,b,c,result,project,visits,running_total,sum,up\n"
    "ONLY_PT,PT,Gesprekken,Entretiens,Talks,a,b,c,result,project,visits,running_total,sum,up\n"
)


@pytest.mark.parametrize(("partnership", "indicator"), [("PS", "VISITS"), ("SucceS", "VISITS"), ("ander", "VISITS_PT")])
def test_the_same_name_in_two_partnerships(store, hand_in, partnership, indicator):
    assert not hand_in(OTHER, name="partnerships.csv").refused
    assert not hand_in(ITS_INDICATORS, name="indicators.csv").refused
    assert not hand_in(dutch(f"{partnership};Bezoeken;;31/03/2012;510;")).refused
    assert stored(store, "indicator_id") == [(indicator,)]


def test_the_nearest_names_are_told(hand_in):
    outcome = hand_in(dutch("PS;Bezoek;Stadt Kortrijk;31/03/2012;510;"))
    near = outcome.findings.set_index("value")["nearest"]
    assert near["Bezoek"] == "bezoeken (VISITS)"
    assert near["Stadt Kortrijk"].startswith("stad kortrijk (ORG_STAD)")
    # The column is called as the file calls it.
    assert set(outcome.findings["field"]) == {"Indicator", "Partner"}


# --- Totals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word", ["Totaal", "TOTAL", "subtotaal", "Algemeen totaal:", "Som", "total général", "Sub-total"]
)
def test_a_row_that_says_it_is_a_total(hand_in, word):
    outcome = hand_in(dutch("PS;VISITS;Stad Kortrijk;31/03/2012;510;", f"{word};;;;550;"))
    assert rules(outcome) == {"total_row": 1}
    assert places(outcome, "total_row") == [(3, None, word)]


def test_total_in_a_text_is_no_total(hand_in):
    assert not hand_in(dutch("PS;VISITS;Stad Kortrijk;31/03/2012;510;totaal")).refused


# --- Several sheets -------------------------------------------------------------------------------------------------


def test_a_sheet_per_quarter(store, tmp_path):
    header = DUTCH.split(";")
    workbook(
        tmp_path / "upload.xlsx",
        Q1_2012=[header, ["PS", "VISITS", "Stad Kortrijk", "31/03/2012", 12]],
        Q2_2012=[header, ["PS", "VISITS", "Stad Kortrijk", "30/06/2012", 15]],
        Toelichting=[["Hoe dit in te vullen"]],
        Lijst=[["a", "b"]],
    )
    outcome = import_path(store, tmp_path / "upload.xlsx")
    assert outcome.rows == {"results": 2}
    assert places(outcome, "sheet_ignored") == [(None, None, "2: Toelichting, Lijst")]
    assert stored(store, "value, source_row, file_number") == [(12, 2, 1), (15, 2, 2)]
    sheets = rows(
        store, "select file_number, sheet, row_count from submission_files where submission_id = 2 order by 1"
    )
    assert sheets == [(1, "Q1 2012", 1), (2, "Q2 2012", 1)]


def test_a_finding_names_the_sheet_it_is_in(store, tmp_path):
    header = DUTCH.split(";")
    workbook(
        tmp_path / "upload.xlsx",
        Q1_2012=[header, ["PS", "VISITS", "Stad Kortrijk", "31/03/2012", 12]],
        Q2_2012=[header, ["PS", "VISITS", "Stad Kortrijk", "30/06/2012", -15]],
    )
    outcome = import_path(store, tmp_path / "upload.xlsx")
    assert rules(outcome) == {"negative_count": 1} or "negative_count" in rules(outcome)
    assert outcome.findings.set_index("rule")["sheet"]["negative_count"] == "Q2 2012"


# --- Cells ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1e kwartaal 2012", datetime.date(2012, 3, 31)),
        ("eerste kwartaal van 2012", datetime.date(2012, 3, 31)),
        ("2de trimestre 2012", datetime.date(2012, 6, 30)),
        ("1er trimestre 2012", datetime.date(2012, 3, 31)),
        ("fourth quarter 2012", datetime.date(2012, 12, 31)),
        ("kwartaal 3 2012", datetime.date(2012, 9, 30)),
        ("2012 kwartaal 3", datetime.date(2012, 9, 30)),
        ("maart 2012", datetime.date(2012, 3, 31)),
        ("mrt. 2012", datetime.date(2012, 3, 31)),
        ("février 2012", datetime.date(2012, 2, 29)),
        ("31 maart 2012", datetime.date(2012, 3, 31)),
        ("1 August 2012", datetime.date(2012, 8, 1)),
    ],
)
def test_periods_in_words(store, hand_in, written, day):
    assert hand_in(dutch(f"PS;VISITS;Stad Kortrijk;{written};510;")).repairs == 0
    assert stored(store, "period_end") == [(day,)]


@pytest.mark.parametrize("written", ["31/12/11", "31-12-11", "Q1 12", "mrt '12"])
def test_a_year_of_two_digits_is_asked(hand_in, written):
    assert rules(hand_in(dutch(f"PS;VISITS;Stad Kortrijk;{written};510;"))) == {"short_year": 1}


def test_a_date_that_is_a_number(store, tmp_path):
    workbook(tmp_path / "upload.xlsx", Resultaten=[DUTCH.split(";"), ["PS", "VISITS", "Stad Kortrijk", 40908, 3]])
    outcome = import_path(store, tmp_path / "upload.xlsx")
    assert (outcome.submission_id, rules(outcome)) == (2, {"serial_dates": 1})
    assert stored(store, "period_end") == [(datetime.date(2011, 12, 31),)]


def test_below_a_limit_is_hidden_and_a_colon_is_missing(store, hand_in):
    outcome = hand_in(
        dutch(
            "PS;VISITS;Stad Kortrijk;31/03/2012;<5;",
            "PS;CHANGE;Stad Kortrijk;31/03/2012;:;",
            "PS;SHARE;;31/03/2012;12,5;",
        )
    )
    assert outcome.repairs == 1
    assert places(outcome, "said_missing") == [(None, "Waarde", "2")]
    assert stored(store, "indicator_id, value, missing") == [
        ("CHANGE", None, "missing"),
        ("SHARE", 12.5, None),
        ("VISITS", None, "hidden"),
    ]


@pytest.mark.parametrize("written", ["12,3 b", "12 e", "12(p)", ": c", "1 234,5 bu"])
def test_a_flag_behind_a_number_is_named(hand_in, written):
    assert rules(hand_in(dutch(f"PS;VISITS;Stad Kortrijk;31/03/2012;{written};"))) == {"flagged_number": 1}


def test_merged_cells_hold_for_each_of_their_rows(store, tmp_path):
    path = tmp_path / "upload.xlsx"
    book = workbook(
        path,
        Resultaten=[
            DUTCH.split(";"),
            ["PS", "VISITS", "Stad Kortrijk", "31/03/2012", 12],
            ["PS", "CHANGE", None, "31/03/2012", 3],
            ["PS", "SHARE", "OCMW Kortrijk", "31/03/2012", 4],
        ],
    )
    book["Resultaten"].merge_cells("C2:C3")
    book.save(path)
    outcome = import_path(store, path)
    assert places(outcome, "merged_cells") == [(2, "Partner", "2–3")]
    assert stored(store) == [("ORG_OCMW_KORTRIJK", 4), ("ORG_STAD", 3), ("ORG_STAD", 12)]


def test_a_merged_title_is_none_of_the_rows(store, tmp_path):
    path = tmp_path / "upload.xlsx"
    book = workbook(
        path, Resultaten=[["Rapport"], DUTCH.split(";"), ["PS", "VISITS", "Stad Kortrijk", "31/03/2012", 12]]
    )
    book["Resultaten"].merge_cells("A1:F1")
    book.save(path)
    assert rules(import_path(store, path)) == {"header_below": 1}


def test_a_total_row_on_each_of_two_sheets(store, tmp_path):
    rows = [DUTCH.split(";"), ["PS", "VISITS", "Stad Kortrijk", "31/03/2012", 12]]
    total = ["PS", "VISITS", "Totaal", "31/03/2012", 12]
    workbook(tmp_path / "upload.xlsx", K1=[*rows, total], K2=[*rows, total]).save(tmp_path / "upload.xlsx")
    outcome = import_path(store, tmp_path / "upload.xlsx")
    found = outcome.findings[outcome.findings["rule"] == "total_row"]
    assert found[["sheet", "source_row"]].to_numpy().tolist() == [["K1", 3], ["K2", 3]]


AREAS = "area_id,name_nl,name_fr,name_en,level,official_code,country\nT_BRU,Proef,Essai,Test,region,04000,BE\n"


@pytest.mark.parametrize("code", ["4000", "04000", "T_BRU", "proef"])
def test_an_official_code_without_its_zero(store, hand_in, code):
    assert not hand_in(AREAS, name="areas.csv").refused
    outcome = hand_in(f"{HEADER},area_id\nPS,VISITS,ORG_STAD,2010-06-30,10,{code}\n")
    assert outcome.repairs == (code == "4000")
    assert stored(store, "area_id") == [("T_BRU",)]


# --- Characters -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\x1b", "\x1f", "\x7f", "\x85", "\ufffe"])
def test_a_control_character_is_refused(hand_in, sign):
    outcome = hand_in(f'{HEADER},explanation\nPS,VISITS,ORG_STAD,2010-06-30,10,"one{sign}two"\n')
    assert rules(outcome) == {"control_character": 1}
    assert places(outcome, "control_character") == [(2, "explanation", "one\ufffdtwo")]


@pytest.mark.parametrize("sign", ["\x01", "\x1b", "\x1f", "\x7f"])
def test_a_control_character_in_parquet(store, tmp_path, sign):
    row = {"partnership_id": ["PS"], "indicator_id": ["VISITS"], "period_end": ["2010-06-30"], "value": [1.0]}
    pd.DataFrame({**row, "explanation": [f"{sign}1"]}).to_parquet(tmp_path / "results.parquet")
    outcome = import_path(store, tmp_path / "results.parquet")
    assert rules(outcome) == {"control_character": 1}


def test_nested_values_are_no_text(store, tmp_path):
    row = {"partnership_id": ["PS"], "indicator_id": ["VISITS"], "period_end": ["2010-06-30"], "value": [1.0]}
    pd.DataFrame({**row, "explanation": [["a", "b"]]}).to_parquet(tmp_path / "results.parquet")
    assert "nested_value" in rules(import_path(store, tmp_path / "results.parquet"))


@pytest.mark.parametrize(
    "written", ["KORTRĲK", "K\u200bORTRIJK", "\u041aORTRIJK", "A B", "x" * 65, "É", "a\u00adb", "-a"]
)
def test_an_id_has_one_form(hand_in, written):
    outcome = hand_in(f"area_id,name_nl,name_fr,name_en,level\n{written},a,b,c,neighbourhood\n", name="areas.csv")
    [(row, field, _)] = places(outcome, "not_an_id")
    assert (row, field) == (2, "area_id")


def test_a_cell_of_more_than_two_million_characters(hand_in):
    outcome = hand_in(f"{HEADER},explanation\nPS,VISITS,ORG_STAD,2010-06-30,10,{'x' * 2_100_000}\n")
    assert rules(outcome) == {"cell_too_long": 1}


@pytest.mark.parametrize("name", [b"results\n.csv", b"res\x1bults.csv", b"results\xff.csv"])
def test_a_file_name_that_is_no_text(store, tmp_path, name):
    path = tmp_path / os.fsdecode(name)
    path.write_text("a,b\n")
    with pytest.raises(UnreadableFile, match="file name"):
        import_path(store, path)


def test_a_file_that_ends_inside_a_character(store, tmp_path):
    text = f"{HEADER},explanation\nPS,VISITS,ORG_STAD,2010-06-30,10,café – é".encode()
    (tmp_path / "results.csv").write_bytes(text[:-1])
    with pytest.raises(UnreadableFile, match="middle of a character"):
        import_path(store, tmp_path / "results.csv")


# --- Rules ----------------------------------------------------------------------------------------------------------


def test_a_row_that_is_the_sum_of_the_partners(hand_in):
    outcome = hand_in(
        dutch(
            "PS;VISITS;OCMW Kortrijk;31/03/2012;510;",
            "PS;VISITS;Stad Kortrijk;31/03/2012;40;",
            "PS;VISITS;;31/03/2012;550;totaal",
        )
    )
    assert places(outcome, "total_row") == [(4, "Waarde", "550.0")]


def test_a_row_that_is_the_sum_of_what_is_known(store, hand_in):
    assert not hand_in(
        dutch("PS;VISITS;OCMW Kortrijk;31/03/2012;510;", "PS;VISITS;Stad Kortrijk;31/03/2012;40;")
    ).refused
    assert rules(hand_in(dutch("PS;VISITS;;31/03/2012;550;"))) == {"total_row": 1}


@pytest.mark.parametrize("value", ["551", "510", "0"])
def test_a_row_of_the_partnership_itself(hand_in, value):
    outcome = hand_in(
        dutch(
            "PS;VISITS;OCMW Kortrijk;31/03/2012;510;",
            "PS;VISITS;Stad Kortrijk;31/03/2012;40;",
            f"PS;VISITS;;31/03/2012;{value};",
        )
    )
    assert not outcome.refused


def test_one_partner_is_no_sum(hand_in):
    outcome = hand_in(dutch("PS;VISITS;OCMW Kortrijk;31/03/2012;510;", "PS;VISITS;;31/03/2012;510;"))
    assert not outcome.refused


def test_people_and_things_are_whole(hand_in):
    outcome = hand_in(dutch("PS;VISITS;OCMW Kortrijk;31/03/2012;95,5;", "PS;SHARE;;31/03/2012;12,5;"))
    assert places(outcome, "not_whole") == [(2, "Waarde", "95.5")]


TARGETS = (
    "partnership_id,indicator_id,tier,partner_id,value,start_date,due_date\n"
    "PS,VISITS,project_plan,,100,2010-02-01,2012-12-31\n"
)


@pytest.mark.parametrize(
    ("milestones", "rows_found"),
    [((60, 80, 100), []), ((60, 40, 100), [3]), ((60, 80, 150), [4]), ((60, 40, 150), [3, 4])],
)
def test_milestones_that_contradict_their_target(store, hand_in, milestones, rows_found):
    assert not hand_in(TARGETS, name="targets.csv").refused
    lines = [f"PS,VISITS,project_plan,,{2010 + n}-12-31,{value}" for n, value in enumerate(milestones)]
    text = "partnership_id,indicator_id,tier,partner_id,milestone_date,value\n" + "\n".join(lines) + "\n"
    outcome = hand_in(text, name="target_milestones.csv")
    assert not outcome.refused
    found = [row for row, *_ in places(outcome, "milestone_beyond_target")] if outcome.warnings else []
    assert found == rows_found


def test_an_ordinary_sheet_takes_two_attempts(store, tmp_path):
    """A title, a total row and Dutch numbers: everything wrong is told at once, and once it is mended it goes in."""
    title, header = [["Kwartaalrapport"], []], [DUTCH.split(";")]
    figures = [
        ["SucceS", "Bezoeken", "OCMW Kortrijk", "1e kwartaal 2012", "1.510,0", "geteld"],
        ["SucceS", "Bezoeken", "Stad Kortrijk", "31/03/2012", "40", None],
    ]
    total = [["Totaal", None, None, None, "1.550,0", None]]
    workbook(tmp_path / "rapport.xlsx", Blad1=title + header + figures + total)
    assert rules(import_path(store, tmp_path / "rapport.xlsx")) == {"header_below": 1, "total_row": 1}
    workbook(tmp_path / "rapport.xlsx", Blad1=header + figures)
    assert import_path(store, tmp_path / "rapport.xlsx").submission_id == 2
    assert stored(store) == [("ORG_OCMW_KORTRIJK", 1510), ("ORG_STAD", 40)]
