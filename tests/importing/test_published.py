"""The contract and the published data are valid, complete in three languages, and say what the sources say."""

import csv
import json
import re
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, validate

from peil import contract
from peil.importing.gate import Options, import_path
from peil.store import Store

DATA = Path(contract.CONTRACT_FILE).parent
PUBLISHED = DATA / "published"
LANGUAGES = ("nl", "fr", "en")

# The figures by hand, one row a line; "-" is empty. The last column may hold spaces.

# indicator, partner, period end, value, named in the source, reading
RESULTS = """
SUC_HOUSE_VISITS ORG_OCMW_KORTRIJK 2011-12-31 442 - § 1
SUC_NBH_CENTRES ORG_OCMW_KORTRIJK 2011-12-31 9 - § 1
SUC_A2_IDENTIFIED ORG_OCMW_KORTRIJK 2011-12-31 175 - § 1
SUC_VOL_START ORG_OCMW_KORTRIJK 2011-12-31 11 - § 1
SUC_CONFIDENCE ORG_OCMW_KORTRIJK 2011-12-31 54 - § 1
SUC_WORK_BEHAVIOUR ORG_OCMW_KORTRIJK 2011-12-31 98 - § 1
SUC_PERS_DEV ORG_OCMW_KORTRIJK 2011-12-31 90 - § 1
SUC_PLACEMENT ORG_OCMW_KORTRIJK 2011-12-31 11 - § 1
SUC_CHILDCARE_TRAIN ORG_OCMW_KORTRIJK 2011-12-31 3 - § 1
SUC_FURTHER_EDU ORG_OCMW_KORTRIJK 2011-12-31 4 - § 1
SUC_CONFIDENCE ORG_OCMW_KORTRIJK 2011-12-31 49 ORG_MENTOR § 6.4
SUC_WORK_BEHAVIOUR ORG_OCMW_KORTRIJK 2011-12-31 75 ORG_MENTOR § 6.4
SUC_PC_COACHING ORG_MENTOR 2011-12-31 7 - § 6.4
SUC_WISEGUYS - 2012-06-30 16 - § 3.2
SUC_CHILD_CARERS_GS ORG_MDI 2012-06-30 70 - § 1
SUC_SEMINARS - 2010-12-09 1 - § 6.2
SUC_GUIDES - 2012-06-30 1 - § 1; § 6.4
SUC_STEERING - 2012-06-30 7 - § 3.2
SUC_PERSONNEL_SHARE ORG_OCMW_KORTRIJK 2012-06-30 76 - § 3.2
WW_TRANSNATIONAL ORG_WELZIJNSCONSORTIUM 2005-12-21 10 - record
"""

# indicator, tier, partner, value, due date, named in the source, reading
TARGETS = """
SUC_HOUSE_VISITS partner ORG_OCMW_KORTRIJK 1000 2013-06-30 - -
SUC_HOUSE_VISITS project_guideline - 1300 2013-06-30 - -
SUC_NBH_CENTRES partner ORG_OCMW_KORTRIJK 175 2013-06-30 - -
SUC_NBH_CENTRES project_guideline - 500 2013-06-30 - -
SUC_VOL_START partner ORG_OCMW_KORTRIJK 20 2013-06-30 - -
SUC_CONFIDENCE partner ORG_OCMW_KORTRIJK 90 2013-06-30 - § 1
SUC_WORK_BEHAVIOUR partner ORG_OCMW_KORTRIJK 90 2013-06-30 - § 1
SUC_PERS_DEV partner ORG_OCMW_KORTRIJK 50 2013-06-30 - -
SUC_CONFIDENCE partner ORG_OCMW_KORTRIJK 90 2013-06-30 ORG_MENTOR § 6.4
SUC_WORK_BEHAVIOUR partner ORG_OCMW_KORTRIJK 90 2013-06-30 ORG_MENTOR § 6.4
SUC_PLACEMENT partner ORG_OCMW_KORTRIJK 20 2013-06-30 - -
SUC_CHILDCARE_TRAIN partner ORG_OCMW_KORTRIJK 0 2013-06-30 - -
SUC_FURTHER_EDU partner ORG_OCMW_KORTRIJK 10 2013-06-30 - -
SUC_STREET_HOUSE_CONTACTS project_application - 3500 2013-06-30 - -
SUC_NBH_CENTRES project_application - 600 2013-06-30 - -
SUC_VOL_START project_application - 70 2013-06-30 - -
SUC_DRIVING project_application - 60 2013-06-30 - -
SUC_GUIDE_MOB project_application - 1 2013-06-30 - -
SUC_CONFIDENCE project_application - 4000 2013-06-30 - -
SUC_WORK_BEHAVIOUR project_application - 320 2013-06-30 - -
SUC_PERS_DEV project_application - 340 2013-06-30 - -
SUC_GUIDE_SOFT project_application - 1 2013-06-30 - -
SUC_EVAL_QUAL project_application - 200 2013-06-30 - -
SUC_VOL_PART project_application - 45 2013-06-30 - -
SUC_CHILDCARE_PROG project_application - 1 2013-06-30 - -
SUC_AUDIT project_application - 1 2013-06-30 - -
SUC_SEMINARS project_plan - 3 2013-06-30 - -
P3_OUTPUT_1 programme - 64 - - -
CTX_EMPLOYMENT_20_64 policy_eu - 75 2020-12-31 - -
CTX_EMPLOYMENT_20_64 policy_region - 76 2020-12-31 - -
CTX_EARLY_LEAVERS policy_region - 5.2 2020-12-31 - -
CTX_TERTIARY_30_34 policy_region - 4.8 2020-12-31 - -
LP_MUNICIPALITIES universe - 300 - - -
LP_APPLIED universe - 44 - - -
LP_COFINANCING rule_minimum - 30 - - -
LP_COFINANCING rule_minimum_exception - 20 - - -
"""

# partnership, partner, line, funding source, funder, amount, at least, at most, rate
BUDGETS = """
SUCCES - eligible_total total - 2711722 - - -
SUCCES - grant_total erdf - 1355861 - - 50
SUCCES ORG_MEDWAY eligible total - 1096735 - - -
SUCCES ORG_MEDWAY grant erdf - 548367.50 - - -
SUCCES ORG_MEDWAY match own_funds ORG_MEDWAY - - - -
SUCCES ORG_OCMW_KORTRIJK eligible total - 586505 - - -
SUCCES ORG_OCMW_KORTRIJK grant erdf - 293252.50 - - -
SUCCES ORG_OCMW_KORTRIJK match province ORG_PROV_WVL 87975 - - -
SUCCES ORG_OCMW_KORTRIJK match own_funds ORG_OCMW_KORTRIJK 205277 - - -
SUCCES ORG_MENTOR eligible total - 246603 - - -
SUCCES ORG_MENTOR grant erdf - 123301.50 - - -
SUCCES ORG_MENTOR match province ORG_PROV_WVL 36990 - - -
SUCCES ORG_MENTOR match region ORG_FLEMISH_REGION 51140 - - -
SUCCES ORG_MENTOR match own_funds ORG_MENTOR 35171 - - -
SUCCES ORG_MDI eligible total - 580242 - - -
SUCCES ORG_MDI grant erdf - 290121.50 - - -
SUCCES ORG_MDI match municipality ORG_CITY_GS - - - -
SUCCES ORG_CC eligible total - 201637 - - -
SUCCES ORG_CC grant erdf - 100818.50 - - -
SUCCES ORG_CC match own_funds ORG_CC - - - -
VVSG_PILOT ORG_VVSG eligible_total total - 250000 - - -
VVSG_PILOT ORG_VVSG transnational not_stated - - - - -
WERK_WAARDIG - eligible_total total - - 250000 500000 -
WERK_WAARDIG - transnational total - - - - 10
DIALOG_FL ORG_ESF_FL action_cost esf ORG_ESF_FL 12000 - - -
LP_FL - cofinancing_minimum local_authorities_and_employment_service - - - - 30
LP_FL - cofinancing_minimum_exception local_authorities_and_employment_service - - - - 20
"""


def descriptor(path: Path) -> dict[str, Any]:
    return json.loads((path / "datapackage.json").read_text(encoding="utf-8"))


def published(table: str) -> list[dict[str, str]]:
    """The rows of a published table, every cell as text."""
    with (PUBLISHED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(text: str, columns: int) -> Counter[tuple[str, ...]]:
    """The rows of a figure list above; the last column keeps its spaces, "-" becomes empty."""
    return Counter(
        tuple("" if cell == "-" else cell for cell in line.split(" ", columns - 1))
        for line in text.strip().splitlines()
    )


def rows(table: str, *columns: str) -> Counter[tuple[str, ...]]:
    return Counter(tuple(row[column] for column in columns) for row in published(table))


TABLES = [resource["name"] for resource in descriptor(PUBLISHED)["resources"]]
EVERYTHING = [
    pytest.param(thing, id=f"{resource['name']}.{thing['name']}" if thing is not resource else resource["name"])
    for resource in descriptor(DATA)["resources"]
    for thing in (resource, *resource["schema"]["fields"])
]


# Both packages


def test_the_contract_is_a_valid_data_package():
    assert list(Package.metadata_validate(descriptor(DATA))) == []


def test_the_published_package_is_valid_with_all_its_data():
    report = validate(str(PUBLISHED / "datapackage.json"))
    assert report.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    assert len(report.tasks) == len(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_a_published_table_has_the_columns_and_the_schema_of_the_contract(name):
    table = contract.table(name)
    resource = next(resource for resource in descriptor(PUBLISHED)["resources"] if resource["name"] == name)
    copied = [(field["name"], field["type"], field.get("constraints")) for field in resource["schema"]["fields"]]
    assert copied == [(field.name, field.type, field.descriptor.get("constraints")) for field in table.fields]
    with (PUBLISHED / resource["path"]).open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == list(table.names)


def test_every_published_file_is_described_and_has_rows():
    assert {path.stem for path in PUBLISHED.glob("*.csv")} == set(TABLES)
    assert all(published(name) for name in TABLES)


def test_published_files_are_plain_utf_8_with_unix_line_ends():
    for path in PUBLISHED.glob("*.csv"):
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf"), path.name
        assert b"\r" not in content, path.name
        content.decode("utf-8")


# Three languages


@pytest.mark.parametrize("thing", EVERYTHING)
def test_every_table_and_field_is_described_in_three_languages(thing):
    for text in ("title", "description"):
        translations = [thing.get(text), thing.get(f"{text}@nl"), thing.get(f"{text}@fr")]
        assert all(translations), f"{thing['name']}: {text} {translations}"
    # Titles may be the same word in all three; a description that is, was forgotten.
    assert len({thing["description"], thing["description@nl"], thing["description@fr"]}) == 3


@pytest.mark.parametrize("table", contract.tables(), ids=lambda table: table.name)
def test_a_heading_in_any_language_names_one_field(table):
    fields: dict[str, set[str]] = {}
    for field in table.fields:
        for language in LANGUAGES:
            fields.setdefault(contract.translated(field.descriptor, "title", language).lower(), set()).add(field.name)
    assert {heading: names for heading, names in fields.items() if len(names) > 1} == {}


def test_the_packages_themselves_are_described_in_three_languages():
    for package in (descriptor(DATA), descriptor(PUBLISHED)):
        for text in ("title", "description"):
            assert len({package[text], package[f"{text}@nl"], package[f"{text}@fr"]}) == 3


@pytest.mark.parametrize("name", TABLES)
def test_texts_are_given_in_all_three_languages_or_in_none(name):
    stems = {column[:-3] for column in contract.table(name).names if column.endswith("_en")}
    for number, row in enumerate(published(name), start=1):
        for stem in stems:
            given = {language: bool(row[f"{stem}_{language}"].strip()) for language in LANGUAGES}
            assert len(set(given.values())) == 1, f"{name} row {number}: {stem} {given}"
            if contract.table(name).field(f"{stem}_en").required:
                assert all(given.values()), f"{name} row {number}: {stem} is empty"


# Code lists


def test_every_code_has_a_label_in_three_languages():
    for name, codes in descriptor(DATA)["codeLists"].items():
        assert len({code["code"] for code in codes}) == len(codes), name
        assert all(code.get(label) for code in codes for label in ("label", "label@nl", "label@fr")), name


def test_fields_allow_exactly_the_codes_of_their_list():
    used = set()
    for table in contract.tables():
        for field in table.fields:
            if field.code_list is not None:
                used.add(field.code_list)
                assert field.codes == tuple(contract.code_labels(field.code_list, "en")), f"{table.name}.{field.name}"
            else:
                assert not field.codes, f"{table.name}.{field.name} has codes without a list"
    assert used == set(descriptor(DATA)["codeLists"])


# Keys; empty parts of a key count as equal, which a data package validator does not look at


@pytest.mark.parametrize("name", TABLES)
def test_no_two_rows_have_the_same_key(name):
    assert [key for key, times in rows(name, *contract.table(name).key).items() if times > 1] == []


@pytest.mark.parametrize("name", TABLES)
def test_every_reference_resolves(name):
    for foreign_key in contract.table(name).foreign_keys:
        known = {row[foreign_key.target] for row in published(foreign_key.table)}
        used = {row[foreign_key.field] for row in published(name)} - {""}
        assert used <= known, f"{name}.{foreign_key.field}"


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"sources", "data_note_links"}))
def test_every_row_says_where_it_comes_from(name):
    assert all(row["source_id"] and row["source_section"] for row in published(name))


# The figures


def test_results_are_those_of_the_sources():
    columns = ("indicator_id", "partner_id", "period_end", "value", "attributed_to", "reading")
    assert rows("results", *columns) == lines(RESULTS, len(columns))


def test_targets_are_those_of_the_sources():
    columns = ("indicator_id", "tier", "partner_id", "value", "due_date", "attributed_to", "reading")
    assert rows("targets", *columns) == lines(TARGETS, len(columns))


def test_budgets_are_those_of_the_sources():
    columns = ("partnership_id", "partner_id", "line", "funding_source", "funder_id")
    columns += ("amount", "amount_min", "amount_max", "rate_percent")
    assert rows("budgets", *columns) == lines(BUDGETS, len(columns))


def test_an_amount_that_is_not_stated_is_explained():
    unknown = [row for row in published("budgets") if not (row["amount"] or row["amount_min"])]
    assert len(unknown) == 7
    assert all(row["note"] for row in unknown)


def amounts(line: str) -> list[Decimal]:
    return [Decimal(row["amount"]) for row in published("budgets") if row["line"] == line and row["amount"]]


def test_the_budget_of_succes_adds_up_but_for_half_a_euro():
    assert len(amounts("eligible")) == 5
    assert sum(amounts("eligible")) == Decimal("2711722")
    assert sum(amounts("grant")) == Decimal("1355861.50")
    assert amounts("grant_total") == [Decimal("1355861")]


def test_each_beneficiary_matrix_adds_up_to_100():
    shares = published("beneficiary_shares")
    assert len(shares) == 36
    totals: Counter[str] = Counter()
    for row in shares:
        totals[row["matrix"]] += int(row["percent"])
        assert row["printed_total"] == "100"
    assert totals == dict.fromkeys(("labour_status", "origin", "disability", "discrimination", "age"), 100)


def test_there_are_ten_ratings():
    assert Counter(row["stars"] for row in published("ratings")) == {"4": 4, "3": 3, "2": 3}


def test_coverage_of_the_flemish_local_partnerships():
    counts = {row["statistic_id"]: (row["value"], row["out_of"]) for row in published("coverage_statistics")}
    assert len(counts) == 20
    assert counts["LP_LOCAL_AUTH_COMMITTED"] == ("279", "300")
    assert counts["LP_PARTNERSHIPS"] == ("44", "")
    assert counts["LP_APPLIED"] == ("40", "44")
    assert counts["LP_APPROVED"] == counts["LP_STARTED"] == ("40", "40")
    assert (counts["LP_MIN_PARTNERS"][0], counts["LP_MAX_PARTNERS"][0]) == ("2", "12")
    assert (counts["LP_COFIN_MIN"][0], counts["LP_COFIN_MIN_LIMBURG"][0]) == ("30", "20")


def test_five_partners_of_succes_report_each_on_one_row():
    reporting = [row["organisation_id"] for row in published("partners") if row["reports"] == "true"]
    assert sorted(reporting) == ["ORG_CC", "ORG_MDI", "ORG_MEDWAY", "ORG_MENTOR", "ORG_OCMW_KORTRIJK"]


def test_the_neighbourhood_monitor_compares_five_with_two_a_centre_and_a_district():
    roles = Counter(row["role"] for row in published("coverage") if row["partnership_id"] == "SUCCES")
    assert roles == {"priority": 5, "peer": 2, "centre": 1, "district": 1, "member": 4}


def test_all_known_contradictions_are_there_and_linked():
    notes = [row["data_note_id"] for row in published("data_notes")]
    assert notes == [f"I{number:02}" for number in range(1, 50)]
    assert {row["data_note_id"] for row in published("data_note_links")} == set(notes)


def test_each_link_of_a_note_leads_to_a_record():
    for link in published("data_note_links"):
        records = [
            row
            for row in published(link["table_name"])
            if row.get("partnership_id", link["partnership_id"]) == link["partnership_id"]
        ]
        assert any(link["record_id"] in row.values() for row in records), link


def test_notes_named_in_a_text_exist():
    known = {row["data_note_id"] for row in published("data_notes")}
    for name in TABLES:
        text = (PUBLISHED / f"{name}.csv").read_text(encoding="utf-8")
        assert set(re.findall(r"\bI\d\d\b", text)) <= known, name


def test_codes_of_areas_are_those_of_refnis():
    codes = {row["area_id"]: row["official_code"] for row in published("areas") if row["official_code"]}
    assert codes == {
        "BE": "01000",
        "FLANDERS": "02000",
        "WVL": "30000",
        "LIMBURG": "70000",
        "ARR_KOR": "34000",
        "KOR_CITY": "34022",
        "ANTWERPEN": "11002",
        "GENT": "44021",
    }
    assert all("S5" in row["note"] for row in published("areas") if row["official_code"])


def test_a_newer_version_of_the_package_takes_the_place_of_the_older_and_doubles_nothing(tmp_path):
    older = shutil.copytree(PUBLISHED, tmp_path / "older")
    areas = older / "areas.csv"
    areas.write_text(re.sub(r"(country|region|municipality),\d{5},", r"\1,,", areas.read_text("utf-8")), "utf-8")
    store = Store(":memory:")
    for folder in (older, PUBLISHED):
        assert not import_path(store, folder, Options(name="published")).refused
    with store.cursor() as cursor:
        for name in TABLES:
            counted = cursor.execute("select count(*) from current_rows($table, now()::timestamp)", {"table": name})
            assert counted.fetchall() == [(len(published(name)),)], name
        codes = "select official_code, count(*) from current_rows('areas', now()::timestamp) where area_id = 'KOR_CITY'"
        assert cursor.execute(f"{codes} group by all").fetchall() == [("34022", 1)]
    store.close()


# No people


@pytest.mark.parametrize("name", TABLES)
def test_no_phone_number_or_mail_address(name):
    mail = re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}")
    phone = re.compile(r"(\+|\b00)\d{2}[\s./-]?\d|\b0\d{1,3}[\s./-]\d{2,3}([\s./]\d{2}){2}")
    for row in published(name):
        for column, cell in row.items():
            assert not mail.search(cell), f"{name}.{column}: {cell}"
            assert not phone.search(cell), f"{name}.{column}: {cell}"
