"""What fits its table and is still wrong: circles, grants above their budget, absurd durations, damaged text."""

import json
from pathlib import Path

import pytest

from peil import contract
from peil.errors import UnreadableFile
from peil.importing.gate import Outcome, import_path
from peil.importing.reading import sheet
from tests.importing.conftest import HEADER, REGION, places, rows, rules, write_package

# A second and third record of every table that names itself, and what they need besides.
SELF_REFERENCES = [
    (table.name, key.field) for table in contract.tables() for key in table.foreign_keys if key.table == table.name
]
CHAINS = {
    "partnerships": (
        "partnership_id,parent_id,name_nl,name_fr,name_en,stage,data_status",
        "{id},{next},a,b,c,planned,demonstration",
    ),
    "areas": ("area_id,{field},name_nl,name_fr,name_en,level", "{id},{next},a,b,c,neighbourhood"),
    "activities": ("activity_id,parent_id,partnership_id,kind,name_nl,name_fr,name_en", "{id},{next},PS,action,a,b,c"),
}


def chain(table: str, field: str, links: list[tuple[str, str]]) -> dict[str, str]:
    """A table whose records name each other: ``[("A", "B")]`` is A that names B."""
    header, row = CHAINS[table]
    lines = [header.format(field=field), *(row.format(id=one, next=other) for one, other in links)]
    return {table: "\n".join(lines) + "\n"}


@pytest.fixture
def package(store, tmp_path):
    """Imports these tables as a data package."""

    def write_and_import(tables: dict[str, str]) -> Outcome:
        number = len(list(tmp_path.glob("package-*")))
        return import_path(store, write_package(tmp_path / f"package-{number}", tables))

    return write_and_import


def test_the_contract_names_itself_where_it_is_known_to():
    assert {table for table, _ in SELF_REFERENCES} == set(CHAINS)


@pytest.mark.parametrize(("table", "field"), SELF_REFERENCES)
def test_circles(store, package, table, field):
    outcome = package(chain(table, field, [("A", "A"), ("B", "C"), ("C", "D"), ("D", "B"), ("UNDER", "B")]))
    assert outcome.refused
    assert rules(outcome) == {"inside_itself": 4}
    assert places(outcome, "inside_itself") == [(row, field, value) for row, value in enumerate("ABCD", 2)]
    assert rows(store, f"select count(*) from {table} where {field} is not null and submission_id > 1") == [(0,)]


@pytest.mark.parametrize(("table", "field"), SELF_REFERENCES)
def test_a_circle_that_closes_in_a_later_submission(package, table, field):
    assert package(chain(table, field, [("A", "B"), ("B", "")])).submission_id == 2
    assert places(package(chain(table, field, [("B", "A")])), "inside_itself") == [(2, field, "B")]


@pytest.mark.parametrize(("links", "refused"), [(20, {}), (21, {"inside_itself": 1})])
def test_a_chain_that_is_longer_than_any_tree(package, links, refused):
    names = [f"A{number}" for number in range(links + 1)]
    outcome = package(chain("areas", "parent_id", list(zip(names, [*names[1:], ""], strict=True))))
    assert (rules(outcome), outcome.refused) == (refused, bool(refused))


@pytest.mark.parametrize(
    ("cells", "refused"),
    [("100,,,100", False), ("100,,,101.5", True), (",50,200,150", False), (",50,200,250", True), (",,,5", False)],
)
def test_the_grant_of_a_partnership_and_its_budget(package, cells, refused):
    header = REGION["partnerships"].splitlines()[0]
    row = "PS,SucceS,SucceS,SucceS,ORG_OCMW_KORTRIJK,closed,2010-02-01,2013-06-30,demonstration"
    outcome = package({"partnerships": f"{header},budget,budget_min,budget_max,grant\n{row},{cells}\n"})
    assert outcome.refused == refused
    assert rules(outcome) == ({"grant_above_budget": 1} if refused else {})


BUDGETS = "partnership_id,partner_id,line,funding_source,amount\n"


def test_the_grant_of_a_partner_and_its_eligible_cost(package):
    lines = (
        "PS,ORG_STAD,eligible,total,100\nPS,ORG_STAD,grant,erdf,60\nPS,ORG_STAD,grant,esf,60\n"
        "PS,ORG_OCMW_KORTRIJK,eligible,total,100\nPS,ORG_OCMW_KORTRIJK,grant,erdf,100.50\n"
        "PS,ORG_VREEMD,eligible,total,\nPS,ORG_VREEMD,grant,erdf,500\n"
    )
    outcome = package({"budgets": BUDGETS + lines})
    assert outcome.refused
    assert places(outcome, "grant_above_budget") == [
        (2, "amount", "100.00"),
        (3, "amount", "60.00"),
        (4, "amount", "60.00"),
    ]


def test_a_grant_that_exceeds_a_budget_handed_in_earlier(package):
    assert package({"budgets": BUDGETS + "PS,,eligible_total,total,100\nPS,ORG_STAD,grant,erdf,200\n"}).submission_id
    outcome = package({"budgets": BUDGETS + "PS,,grant_total,erdf,150\n"})
    assert places(outcome, "grant_above_budget") == [(2, "amount", "150.00")]


def test_amounts_outside_their_own_band(package):
    header, row = REGION["partnerships"].splitlines()
    outcome = package(
        {
            "partnerships": f"{header},budget,budget_min,budget_max\n{row},,200,100\n",
            "budgets": "partnership_id,line,funding_source,amount,amount_min,amount_max\n"
            "PS,eligible_total,total,300,100,200\n",
        }
    )
    assert rules(outcome) == {"bounds_apart": 2}


LONG = {
    "partnerships": (
        "partnership_id,name_nl,name_fr,name_en,stage,data_status,start_date,end_date\nP,a,b,c,planned,demonstration,"
    ),
    "activities": "activity_id,partnership_id,kind,name_nl,name_fr,name_en,start_date,end_date\nA,PS,action,a,b,c,",
    "milestones": (
        "milestone_id,partnership_id,kind,title_nl,title_fr,title_en,state,start_date,end_date\nM,PS,phase,a,b,c,planned,"
    ),
    "targets": "partnership_id,indicator_id,tier,value,start_date,due_date\nPS,VISITS,programme,5,",
    "partners": (
        "partnership_id,organisation_id,role,responsibility_en,reports,date_joined,date_left\n"
        "PS,ORG_VREEMD,partner,helps,false,"
    ),
}


@pytest.mark.parametrize(("end", "found"), [("2040-02-01", {}), ("2040-02-02", {"absurd_duration": len(LONG)})])
def test_what_takes_longer_than_thirty_years(package, end, found):
    assert rules(package({table: f"{text}2010-02-01,{end}\n" for table, text in LONG.items()})) == found


def test_a_milestone_that_ends_before_it_starts(package):
    assert rules(package({"milestones": LONG["milestones"] + "2011-01-01,2010-01-01\n"})) == {"ended_before_start": 1}


def test_no_end_is_no_absurd_duration(package):
    assert rules(package({"partnerships": LONG["partnerships"] + "1976-07-08,\n"})) == {}


def test_months_that_are_years(package):
    header, row = REGION["partnerships"].splitlines()
    outcome = package({"partnerships": f"{header},duration_months_stated,reporting_interval_months\n{row},361,61\n"})
    assert rules(outcome) == {"above_maximum": 2}


def test_what_is_there_twice_does_not_multiply_what_refers_to_it(package):
    """Each of 300 results lies outside each of 300 partnerships of one id: one finding per row, not 90 000."""
    partnership = "PS,a,b,c,planned,demonstration,2010-01-01,2010-12-31\n"
    head = "partnership_id,name_nl,name_fr,name_en,stage,data_status,start_date,end_date\n"
    quarters = [f"{year}-{month}-01" for year in range(1900, 1975) for month in ("03", "06", "09", "12")]
    results = "".join(f"PS,VISITS,ORG_STAD,{quarter},5\n" for quarter in quarters)
    outcome = package({"partnerships": head + partnership * 300, "results": f"{HEADER}\n{results}"})
    assert rules(outcome) == {"duplicate_key": 300}


@pytest.mark.parametrize("damage", [b"\xff", b"\xc3", b"\x80", b"\xed\xa0\x80"])
def test_utf8_that_is_damaged_is_not_read_as_something_else(hand_in, damage):
    text = f"{HEADER},note\nPS,VISITS,ORG_STAD,2010-06-30,10,één café, ".encode() + damage + b"\n"
    with pytest.raises(UnreadableFile, match="no character"):
        hand_in(text)


@pytest.mark.parametrize("last", ["é".encode()[:1], "–".encode()[:2]])
def test_a_file_cut_inside_its_only_sign_that_is_not_ascii(hand_in, last):
    with pytest.raises(UnreadableFile, match="middle of a character"):
        hand_in(f"{HEADER},note\nPS,VISITS,ORG_STAD,2010-06-30,10,caf".encode() + last)


def test_text_in_windows_1252_may_end_in_an_accent(store, hand_in):
    assert hand_in(f"{HEADER},note\nPS,VISITS,ORG_STAD,2010-06-30,10,café".encode("cp1252")).submission_id == 2
    assert rows(store, "select note from results") == [("café",)]


def test_text_in_windows_1252_is_still_read(store, hand_in):
    text = f'{HEADER},note\nPS,VISITS,ORG_STAD,2010-06-30,10,"één café – “CAFÉ”, één"\n'
    assert hand_in(text.encode("cp1252")).submission_id == 2
    assert rows(store, "select note from results") == [("één café – “CAFÉ”, één",)]


def test_only_so_many_problems_of_a_sheet_are_told(monkeypatch):
    monkeypatch.setattr(sheet, "MAX_PROBLEMS", 3)
    problems = [sheet.Problem(number, "a", None, "formula") for number in range(5)]
    told = sheet.Sheet("x.csv", None, ["a"], Path("rows"), problems=problems).as_json()["problems"]
    assert [(problem["row"], problem["rule"], problem["value"]) for problem in told] == [
        (0, "formula", None),
        (1, "formula", None),
        (2, "formula", None),
        (None, "more_problems", "5"),
    ]


def test_a_name_longer_than_a_file_system_takes(hand_in):
    with pytest.raises(UnreadableFile, match="shorter name"):
        hand_in(f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,10\n", name="é" * 101 + ".csv")


def test_true_is_no_coordinate(hand_in):
    outline = {"type": "Polygon", "coordinates": [[[3.2, 50.8], [3.3, True], [3.3, 50.9], [3.2, 50.8]]]}
    feature = {"type": "Feature", "properties": {"area": "CENTRUM"}, "geometry": outline}
    outcome = hand_in(json.dumps({"type": "FeatureCollection", "features": [feature]}), name="areas.geojson")
    assert outcome.refused
    assert "not_geojson" in rules(outcome)
