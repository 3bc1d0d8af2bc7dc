"""Files as Swing and Statbel make them: every figure at its indicator, area and period, or a clear finding."""

import datetime

import openpyxl
import pytest

from peil.importing.gate import import_path
from tests.importing.conftest import REGION, places, rows, rules, write_package

AREAS = (
    "area_id,parent_id,name_nl,name_fr,name_en,level,official_code\n"
    "YPR,,Ieper,Ypres,Ypres,municipality,34022\n"
    "KUU,,Kuurne,Kuurne,Kuurne,municipality,34023\n"
    "ARR,,Ieper,Ypres,Ypres,district,34000\n"
    "GEWEST,,Vlaams Gewest,Région flamande,Flemish Region,region,02000\n"
    "OVERLEIE,YPR,Overleie,Overleie,Overleie,neighbourhood,34022W08\n"
    "SECTOR,OVERLEIE,Buda,Buda,Buda,sector,34022A03-\n"
)
INDICATORS = REGION["indicators"].splitlines()[0] + (
    "\nPEOPLE,PS,Inwoners,Habitants,Inhabitants,a,b,c,context,neighbourhood,people,snapshot,sum,none\n"
    "PERMITS,PS,Vergunningen,Permis,Permits,a,b,c,context,neighbourhood,measures,flow,sum,none\n"
)
CODES = (
    "indicator_id,code_list,code,relation\n"
    "PEOPLE,swing,v11_inw,exact\n"
    "PEOPLE,statbel,MS_POPULATION,exact\n"
    "PERMITS,statbel,MS_BUILDING_RES_NEW,exact\n"
    "PERMITS,swing,v11_near,related\n"
)
SWING = "period,geolevel,geoitem"
STATBEL = (
    '"CD_YEAR"|"CD_MONTH"|"CD_REFNIS"|"TX_DESCR_NL"|"TX_DESCR_FR"|"CD_DSTR_REFNIS"|"CD_PROV_REFNIS"|'
    '"CD_RGN_REFNIS"|"MS_BUILDING_RES_NEW"\r\n'
)


@pytest.fixture
def monitor(store, tmp_path):
    """The database knows six areas and two indicators with their codes."""
    package = {"areas": AREAS, "indicators": INDICATORS, "indicator_codes": CODES}
    assert import_path(store, write_package(tmp_path / "monitor", package)).submission_id == 2


@pytest.fixture
def stored(store):
    """(indicator, area, last day, value, reason, row) of every figure, in the order of the file."""
    return lambda: rows(
        store,
        "select indicator_id, area_id, period_end::varchar, value, missing, source_row from area_values "
        "order by source_row, indicator_id, period_end",
    )


def statbel_row(year, month, area, value):
    return f'"{year}"|"{month}"|"{area}"|"Gemeente ""X"""|"Café"|"34000"|"30000"|"02000"|"{value}"\r\n'


# --- Swing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_swing_has_a_column_per_indicator(stored, hand_in, monitor, delimiter):
    text = f"{SWING},v11_inw,PERMITS\n2020,wijk,34022W08,1200,3\n2021,wijk,OVERLEIE,1250,4\n"
    outcome = hand_in(text.replace(",", delimiter), name="upload.csv")
    assert (outcome.submission_id, outcome.rows, outcome.warnings) == (3, {"area_values": 4}, 0)
    assert stored() == [
        ("PEOPLE", "OVERLEIE", "2020-12-31", 1200, None, 2),
        ("PERMITS", "OVERLEIE", "2020-12-31", 3, None, 2),
        ("PEOPLE", "OVERLEIE", "2021-12-31", 1250, None, 3),
        ("PERMITS", "OVERLEIE", "2021-12-31", 4, None, 3),
    ]


def test_swing_columns_in_any_order_and_case(stored, hand_in, monitor):
    assert hand_in("V11_INW;GeoItem; PERIOD ;GEOLEVEL\n1200;overleie;2020;BUURT\n", name="upload.csv").warnings == 0
    assert stored() == [("PEOPLE", "OVERLEIE", "2020-12-31", 1200, None, 2)]


@pytest.mark.parametrize(
    ("period", "last_day"),
    [
        ("2020", "2020-12-31"),
        ("2020M03", "2020-03-31"),
        ("2020m3", "2020-03-31"),
        ("2020-03", "2020-03-31"),
        ("2020K1", "2020-03-31"),
        ("2020Q2", "2020-06-30"),
        ("2020T4", "2020-12-31"),
        ("2020-02-15", "2020-02-15"),
        ("31/12/2020", "2020-12-31"),
    ],
)
def test_swing_periods(stored, hand_in, monitor, period, last_day):
    hand_in(f"{SWING},PEOPLE\n{period},,OVERLEIE,5\n", name="upload.csv")
    assert stored() == [("PEOPLE", "OVERLEIE", last_day, 5, None, 2)]


def test_swing_codes_for_a_missing_figure_and_decimal_commas(stored, hand_in, monitor):
    text = f"{SWING},PEOPLE,PERMITS\n2020,,OVERLEIE,-99997,10.5\n2021,,OVERLEIE,-99999,-99998\n2022,,OVERLEIE,-99996,\n"
    outcome = hand_in(text.replace(",", ";").replace(".", ","), name="upload.csv")
    assert places(outcome, "blank_cells") == [(None, "PERMITS", "1")]
    assert [(value, missing) for _, _, _, value, missing, _ in stored()] == [
        (None, "hidden"),
        (10.5, None),
        (None, "missing"),
        (None, "not_applicable"),
        (None, "not_due"),
    ]


def test_swing_workbook_with_its_definition_sheet(store, stored, monitor, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for row in (
        ["Jaar", "geolevel", "geoitem", "v11_inw"],
        [2020, "gemeente", 34022, 77_000.0],
        [],
        [datetime.date(2021, 12, 31), "gemeente", "34023", 13_500],
    ):
        book.active.append(row)
    book.create_sheet("Data_def").append(["col", "type"])
    book["Data_def"].append(["Jaar", "period"])
    book.save(tmp_path / "upload.xlsx")
    outcome = import_path(store, tmp_path / "upload.xlsx")
    assert rules(outcome) == {"sheet_ignored": 1}
    assert stored() == [
        ("PEOPLE", "YPR", "2020-12-31", 77_000, None, 2),
        ("PEOPLE", "KUU", "2021-12-31", 13_500, None, 4),
    ]


def test_swing_several_levels_in_one_file(stored, hand_in, monitor):
    # One name stands for a municipality and a district: the level says which.
    text = f"{SWING},PEOPLE\n2020,gemeente,Ieper,1\n2020,arrondissement,Ypres,2\n2020,statsec,34022A03-,3\n"
    assert hand_in(text, name="upload.csv").warnings == 0
    assert [(area, value) for _, area, _, value, _, _ in stored()] == [("YPR", 1), ("ARR", 2), ("SECTOR", 3)]


def test_swing_an_area_of_another_level_than_the_row_says(store, hand_in, monitor):
    outcome = hand_in(f"{SWING},PEOPLE\n2020,wijk,34022W08,1\n2020,wijk,34022,2\n", name="upload.csv")
    assert outcome.refused
    assert places(outcome, "other_level") == [(3, "geolevel", "wijk: 34022 (municipality)")]
    assert rows(store, "select count(*) from area_values") == [(0,)]


def test_swing_a_level_of_its_own_is_not_checked_and_said(hand_in, monitor):
    outcome = hand_in(f"{SWING},PEOPLE\n2020,zorgzone,34022W08,1\n2021,zorgzone,34022W08,2\n", name="upload.csv")
    assert outcome.submission_id == 3
    assert places(outcome, "unknown_level") == [(2, "geolevel", "zorgzone")]


def test_swing_unknown_areas_and_indicators_are_told_by_row_and_column(hand_in, monitor):
    text = f"{SWING},PEOPLE,v11_near,v99\n2020,,34022W08,1,2,3\n2020,,Totaal,1,2,3\n2020,,Ieper,1,2,3\n2020,,,1,2,3\n"
    outcome = hand_in(text, name="upload.csv")
    assert outcome.refused
    # A related indicator is not the same one, and a name that two areas have is not clear.
    assert places(outcome, "unknown_indicator") == [(1, "v11_near", None), (1, "v99", None)]
    assert places(outcome, "unknown_area") == [(4, "geoitem", "Ieper")]
    assert places(outcome, "areas_left_out") == [(None, "geoitem", "1: Totaal")]
    assert places(outcome, "required") == [(5, "geoitem", None)]


def test_swing_areas_that_we_do_not_follow_are_left_out_and_counted(stored, hand_in, monitor):
    others = "".join(f"2020,gemeente,{code},{code}\n" for code in range(11001, 11008))
    outcome = hand_in(f"{SWING},PEOPLE\n2020,gemeente,34022,5\n{others}", name="upload.csv")
    assert outcome.errors == 0
    assert places(outcome, "areas_left_out") == [(None, "geoitem", "7: 11001, 11002, 11003, 11004, 11005, …")]
    assert stored() == [("PEOPLE", "YPR", "2020-12-31", 5, None, 2)]


def test_swing_without_any_area_that_we_follow_is_refused(hand_in, monitor):
    outcome = hand_in(f"{SWING},PEOPLE\n2020,,11001,5\n2020,,11002,5\n", name="upload.csv")
    assert places(outcome, "unknown_area") == [(2, "geoitem", "11001"), (3, "geoitem", "11002")]


def test_swing_codes_that_lost_their_zero(stored, hand_in, monitor):
    outcome = hand_in(f"{SWING},PEOPLE\n2020,gewest,2000,5\n2021,gewest,2000,6\n2022,,02000,7\n", name="upload.csv")
    assert (outcome.warnings, places(outcome, "padded_codes")) == (0, [(None, "geoitem", "2")])
    assert [(area, value) for _, area, _, value, _, _ in stored()] == [("GEWEST", 5), ("GEWEST", 6), ("GEWEST", 7)]


@pytest.mark.parametrize("level", ["region", "Gewest", "Région"])
def test_areas_handed_in_with_codes_that_lost_their_zero(store, hand_in, monitor, level):
    text = (
        "area_id,name_nl,name_fr,name_en,level,official_code,country\n"
        f"BRU,Proef,Essai,Test,{level},4000,BE\n"
        # Not of Belgium, and of a level whose code does not begin with a zero.
        f"ELSE,Elders,Ailleurs,Elsewhere,{level},3000,FR\nTOWN,Stad,Ville,Town,municipality,1000,BE\n"
    )
    outcome = hand_in(text, name="areas.csv")
    assert places(outcome, "padded_codes") == [(None, "official_code", "1")]
    assert rows(store, "select area_id, official_code from areas where submission_id = 3 order by all") == [
        ("BRU", "04000"),
        ("ELSE", "3000"),
        ("TOWN", "1000"),
    ]
    both = hand_in(f"{SWING},PEOPLE\n2020,gewest,4000,5\n2021,gewest,04000,6\n", name="upload.csv")
    assert (both.rows, rules(both)) == ({"area_values": 2}, {"padded_codes": 1})


def test_swing_cells_that_are_no_number_are_told_by_column(hand_in, monitor):
    text = f"{SWING},PEOPLE,PERMITS\n2020,,OVERLEIE,1,<b>x</b>\n2021,,OVERLEIE,n.v.t.,4\nlater,,OVERLEIE,1,2\n"
    outcome = hand_in(text, name="upload.csv")
    assert outcome.refused
    assert places(outcome, "not_a_number") == [(2, "PERMITS", "<b>x</b>"), (3, "PEOPLE", "n.v.t.")]
    assert places(outcome, "not_a_date") == [(4, "period", "later"), (4, "period", "later")]
    assert set(rules(outcome)) == {"not_a_number", "not_a_date"}


def test_swing_numbers_that_can_be_read_in_two_ways_are_asked(stored, hand_in, monitor):
    text = f"{SWING};PEOPLE\n2020;;OVERLEIE;250.000\n".replace(",", ";")
    assert set(rules(hand_in(text, name="upload.csv"))) == {"ambiguous_number"}
    assert hand_in(text, name="upload.csv", decimal=",").submission_id == 3
    assert stored()[0][3] == 250_000


def test_swing_two_columns_for_one_indicator(hand_in, monitor):
    outcome = hand_in(f"{SWING},PEOPLE,v11_inw\n2020,,OVERLEIE,1,2\n", name="upload.csv")
    assert outcome.refused
    assert "duplicate_column" in rules(outcome)


def test_swing_the_same_figure_twice(hand_in, monitor):
    outcome = hand_in(f"{SWING},PEOPLE\n2020,,OVERLEIE,1\n2020,,34022W08,2\n", name="upload.csv")
    assert outcome.refused
    assert [row for row, _, _ in places(outcome, "duplicate_key")] == [2, 3]


def test_swing_without_figures_or_rows(hand_in, monitor):
    assert "no_figures" in rules(hand_in(f"{SWING}\n2020,,OVERLEIE\n", name="upload.csv"))
    assert "no_rows" in rules(hand_in(f"{SWING},PEOPLE\n,,,\n", name="upload.csv"))


def test_swing_in_a_package_with_its_areas_and_indicators(store, stored, tmp_path):
    package = write_package(
        tmp_path / "all",
        {
            "area_values": f"{SWING},v11_inw\n2020,wijk,34022W08,1200\n",
            "areas": AREAS.replace("neighbourhood", "Buurt"),
            "indicators": INDICATORS,
            "indicator_codes": CODES.replace("exact", "Gelijk"),
        },
    )
    outcome = import_path(store, package)
    assert outcome.rows["area_values"] == 1
    assert stored() == [("PEOPLE", "OVERLEIE", "2020-12-31", 1200, None, 2)]


# --- Statbel --------------------------------------------------------------------------------------------------------


def test_statbel_months_of_the_areas_we_follow(stored, hand_in, monitor):
    text = STATBEL + "".join(statbel_row(2020, month, "34022", month) for month in (1, 2, 12))
    outcome = hand_in(text + statbel_row(2020, 1, "34099", 8) + statbel_row(2020, 1, "11001", 9), name="TF_X.txt")
    assert outcome.submission_id == 3
    assert places(outcome, "areas_left_out") == [(None, "CD_REFNIS", "2: 34099, 11001")]
    assert stored() == [
        ("PERMITS", "YPR", "2020-01-31", 1, None, 2),
        ("PERMITS", "YPR", "2020-02-29", 2, None, 3),
        ("PERMITS", "YPR", "2020-12-31", 12, None, 4),
    ]


@pytest.mark.parametrize("total", ["", "0", "00", "Total", "TOTAAL"])
def test_statbel_totals_among_the_months_are_left_out(stored, hand_in, monitor, total):
    months = "".join(statbel_row(2020, month, "34022", 1) for month in range(1, 13))
    outcome = hand_in(STATBEL + statbel_row(2020, total, "34022", 12) + months, name="TF_X.txt")
    assert places(outcome, "totals_left_out") == [(None, "CD_YEAR", "1")]
    assert [value for _, _, _, value, _, _ in stored()] == [1] * 12


def test_statbel_totals_alone_are_years(stored, hand_in, monitor):
    text = STATBEL + statbel_row(2019, 0, "34022", 11) + statbel_row(2020, 0, "34022", 12)
    assert hand_in(text, name="TF_X.txt").warnings == 0
    assert [(day, value) for _, _, day, value, _, _ in stored()] == [("2019-12-31", 11), ("2020-12-31", 12)]


def test_a_total_whose_months_are_elsewhere_is_refused(hand_in, monitor):
    text = STATBEL + statbel_row(2019, 0, "34022", 11) + statbel_row(2020, 1, "34022", 12)
    outcome = hand_in(text, name="TF_X.txt")
    assert outcome.refused
    assert places(outcome, "total_without_parts") == [(2, "CD_YEAR", "2019")]


def test_statbel_five_levels_in_one_file(stored, hand_in, monitor):
    head = (
        "REFNIS|REFNIS_NL|REFNIS_FR|CD_YEAR|CD_PERIOD|CD_REFNIS_NATION|CD_REFNIS_REGION|CD_REFNIS_DISTRICT|"
        "CD_REFNIS_MUNICIPALITY|CD_REFNIS_LEVEL|MS_BUILDING_RES_NEW|MS_OTHER\r\n"
    )
    text = (
        head
        + "01000|België|Belgique|2020|1|01000||||1|900|1\r\n02000|Vlaams Gewest|Région|2020|1|01000|02000|||2|500|1\r\n"
        "34000|Arrondissement|Arr.|2020|1|01000|02000|34000||4|50|1\r\n34022|Kortrijk|Courtrai|2020|1|01000|02000|34000|34022|5|7|1\r\n"
    )
    outcome = hand_in(text, name="TF_X.txt")
    assert rules(outcome) == {"areas_left_out": 1, "unknown_indicator": 1}
    assert outcome.errors == 0
    assert [(area, value) for _, area, _, value, _, _ in stored()] == [("GEWEST", 500), ("ARR", 50), ("YPR", 7)]


def test_statbel_sectors_and_a_zero_that_a_spreadsheet_took(store, stored, hand_in, monitor, tmp_path):
    text = (
        "CD_REFNIS|CD_SECTOR|TX_DESCR_SECTOR_NL|MS_POPULATION|CD_YEAR\r\n34022|34022A03-|Buda|1.5|2020\r\n"
        "34022||Kortrijk|77000|2020\r\n34022|34022ZZZZ|?|3|2020\r\n2000||Vlaams Gewest|6600000|2020\r\n"
    )
    outcome = hand_in(text, name="TF_X.txt")
    assert places(outcome, "areas_left_out") == [(None, "CD_SECTOR", "1: 34022ZZZZ")]
    assert places(outcome, "padded_codes") == [(None, "CD_SECTOR", "1")]
    assert [(area, value) for _, area, _, value, _, _ in stored()] == [
        ("SECTOR", 1.5),
        ("YPR", 77_000),
        ("GEWEST", 6_600_000),
    ]


def test_statbel_figures_by_sex_are_refused(hand_in, monitor):
    text = "CD_REFNIS|CD_SEX|CD_AGE|CD_YEAR|MS_POPULATION\r\n34022|F|10|2020|5\r\n34022|M|10|2020|6\r\n"
    outcome = hand_in(text, name="TF_X.txt")
    assert outcome.refused
    assert places(outcome, "divided_by") == [(1, "CD_AGE", "10"), (1, "CD_SEX", "F")]


def test_statbel_without_a_year_or_a_known_figure_or_area(hand_in, monitor):
    text = "CD_REFNIS|MS_OTHER\r\n99999|5\r\n"
    outcome = hand_in(text, name="TF_X.txt")
    assert outcome.refused
    assert set(rules(outcome)) == {"missing_column", "unknown_indicator", "unknown_area"}
    assert places(outcome, "missing_column") == [(1, "CD_YEAR", None)]
    assert places(outcome, "unknown_indicator") == [(1, "MS_OTHER", None)]
    assert places(outcome, "unknown_area") == [(2, "CD_REFNIS", "99999")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_statbel_encodings(stored, hand_in, monitor, encoding):
    assert hand_in((STATBEL + statbel_row(2020, 1, "34022", 5)).encode(encoding), name="TF_X.txt").warnings == 0
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("month", "last_day"), [("maart", "2020-03-31"), ("Q2", "2020-06-30"), ("févr.", "2020-02-29")]
)
def test_statbel_months_in_words(stored, hand_in, monitor, month, last_day):
    assert hand_in(STATBEL + statbel_row(2020, month, "34022", 5), name="TF_X.txt").warnings == 0
    assert stored() == [("PERMITS", "YPR", last_day, 5, None, 2)]


# --- Periods that hold each other -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "parts",
    [
        ("{}-12", "{}M12", "{}-m12", "12/{}", "12.{}", "december {}", "déc. {}", "Dec-{}"),
        ("{}K4", "{}-Q4", "T4 {}", "4e kwartaal {}", "quatrième trimestre {}", "{} quarter 4"),
    ],
)
def test_what_is_read_as_a_part_of_a_year_is_one_in_every_layout(stored, hand_in, monitor, parts):
    periods = [(year, part.format(year)) for year, part in enumerate(parts, start=2001)]
    swing = "".join(f"{year},,OVERLEIE,7\n{part},,OVERLEIE,3\n" for year, part in periods)
    outcome = hand_in(f"{SWING},PERMITS\n{swing}", name="upload.csv")
    assert places(outcome, "totals_left_out") == [(None, "period", str(len(parts)))]
    ours = "".join(f"PERMITS,KUU,{year},7\nPERMITS,KUU,{part},3\n" for year, part in periods)
    outcome = hand_in(f"indicator_id,area_id,period_end,value\n{ours}", name="area_values.csv")
    assert places(outcome, "totals_left_out") == [(None, "period_end", str(len(parts)))]
    assert sorted((area, day, value) for _, area, day, value, _, _ in stored()) == [
        (area, f"{year}-12-31", 3) for area in ("KUU", "OVERLEIE") for year, _ in periods
    ]


@pytest.mark.parametrize("day", ["2020-11-30", "30/11/2020", "30 november 2020", "44165"])
def test_a_day_is_no_part_of_a_year(stored, hand_in, monitor, day):
    outcome = hand_in(f"{SWING},PEOPLE,PERMITS\n2020,,OVERLEIE,7,8\n{day},,OVERLEIE,3,4\n", name="upload.csv")
    # Told of the cell, not of each figure of its row.
    assert rules(outcome) == ({"serial_dates": 1} if day == "44165" else {})
    assert day != "44165" or places(outcome, "serial_dates") == [(None, "period", "1")]
    assert [(day, value) for _, _, day, value, _, _ in stored()] == [
        ("2020-12-31", 7),
        ("2020-12-31", 8),
        ("2020-11-30", 3),
        ("2020-11-30", 4),
    ]


@pytest.fixture
def workbook(store, tmp_path):
    """Writes a workbook with these sheets, each a list of rows, and imports it."""

    def write_and_import(**sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, content in sheets.items():
            sheet = book.create_sheet(title)
            for row in (["period", "geoitem", "PERMITS"], *content):
                sheet.append(row)
        book.save(tmp_path / "upload.xlsx")
        return import_path(store, tmp_path / "upload.xlsx")

    return write_and_import


def test_each_of_five_sheets_has_findings_of_its_own(store, monitor, workbook):
    outcome = workbook(
        Overleie=[["2020-01", "OVERLEIE", 1], ["2020-02", "OVERLEIE", None]],
        Kuurne=[["2020-01", "KUU", 2], ["2020-01", "Elders", 9]],
        Ieper=[["2020-01", "YPR", 3], ["2020-02", 34022, 4]],
        Gewest=[["2020-01", 2000, 5]],
        Sector=[["januari 2020", "SECTOR", 6]],
    )
    told = outcome.findings[["sheet", "field", "value", "rule"]].to_numpy().tolist()
    assert sorted(told) == [
        ["Gewest", "geoitem", "1", "padded_codes"],
        ["Kuurne", "geoitem", "1: Elders", "areas_left_out"],
        ["Overleie", "PERMITS", "1", "blank_cells"],
    ]
    assert outcome.rows == {"area_values": 6}
    assert rows(store, "select area_id, value, file_number from area_values order by file_number, value") == [
        ("OVERLEIE", 1, 1),
        ("KUU", 2, 2),
        ("YPR", 3, 3),
        ("YPR", 4, 3),
        ("GEWEST", 5, 4),
        ("SECTOR", 6, 5),
    ]


def test_totals_of_a_year_on_another_sheet_than_its_months(stored, monitor, workbook):
    outcome = workbook(
        Jaar=[["2020", "KUU", 7], ["2020", "YPR", 8]],
        Maanden=[["2020-11", "KUU", 3], ["2020-12", "KUU", 4], ["2020-12", "YPR", 8]],
    )
    assert outcome.findings[["sheet", "value", "rule"]].to_numpy().tolist() == [["Jaar", "2", "totals_left_out"]]
    assert outcome.rows == {"area_values": 3}
    assert [(area, day, value) for _, area, day, value, _, _ in stored()] == [
        ("KUU", "2020-11-30", 3),
        ("KUU", "2020-12-31", 4),
        ("YPR", "2020-12-31", 8),
    ]


def test_quarters_and_totals_whose_months_are_on_another_sheet_are_refused(monitor, workbook):
    outcome = workbook(Jaar=[["2019", "KUU", 7]], Kwartaal=[["2020-Q4", "KUU", 8]], Maanden=[["2020-11", "KUU", 3]])
    assert outcome.refused
    assert outcome.findings[["sheet", "source_row", "value", "rule"]].to_numpy().tolist() == [
        ["Jaar", 2, "2019", "total_without_parts"],
        ["Kwartaal", 2, "2020-Q4", "mixed_periods"],
    ]


def test_each_indicator_may_have_its_own_periods(stored, hand_in, monitor):
    text = f"{SWING},PEOPLE,PERMITS\n2020,,OVERLEIE,1200,\n2020M11,,OVERLEIE,,3\n2020M12,,OVERLEIE,,4\n"
    outcome = hand_in(text, name="upload.csv")
    assert rules(outcome) == {"blank_cells": 2}
    assert [(indicator, day, value) for indicator, _, day, value, _, _ in stored()] == [
        ("PEOPLE", "2020-12-31", 1200),
        ("PERMITS", "2020-11-30", 3),
        ("PERMITS", "2020-12-31", 4),
    ]


def test_months_and_quarters_of_one_indicator_are_refused(hand_in, monitor):
    outcome = hand_in(f"{SWING},PERMITS\n2020M12,,OVERLEIE,1\n2020K4,,OVERLEIE,3\n", name="upload.csv")
    assert outcome.refused
    assert places(outcome, "mixed_periods") == [(3, "period", "2020K4")]


def test_totals_in_our_own_layout_too(stored, hand_in, monitor):
    text = (
        "indicator_id,area_id,period_end,value\nPERMITS,OVERLEIE,2020,7\n"
        "PERMITS,OVERLEIE,2020-11,3\nPERMITS,OVERLEIE,2020-12,4\n"
    )
    outcome = hand_in(text, name="area_values.csv")
    assert places(outcome, "totals_left_out") == [(None, "period_end", "1")]
    assert [(row, value) for _, _, _, value, _, row in stored()] == [(3, 3), (4, 4)]


def test_codes_and_names_in_our_own_layout(stored, hand_in, monitor):
    text = "indicator_id,area_id,period_end,value\nv11_inw,34022W08,2020,7\nMS_POPULATION,Kuurne,2020,8\n"
    assert hand_in(text, name="area_values.csv").warnings == 0
    assert [row[:2] for row in stored()] == [("PEOPLE", "OVERLEIE"), ("PEOPLE", "KUU")]
