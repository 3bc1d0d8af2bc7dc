"""Every listed thing leads to its file and row, and the row opens the original there."""

import csv
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from peil import api
from peil.answers import Answer, Row, catalogue, choices
from peil.answers.view import View
from peil.store import Store
from peil.texts import LANGUAGES
from tests.answers.conftest import Client
from tests.pages.conftest import ROOT

PROGRAMMES = ("SUCCES", "WERK_WAARDIG", "VVSG_PILOT", "DEMO_01")
# The answers that list the stored rows behind a page, and what they need.
ROWS: dict[str, dict[str, dict[str, str]]] = {
    name: {programme: {} for programme in PROGRAMMES} for name in catalogue.ANSWERS if name.endswith("-rows")
} | {
    "indicator-rows": {"SUCCES": {"indicator": "SUC_WORK_BEHAVIOUR"}, "DEMO_01": {"indicator": "RES_REACHED"}},
    "monitor-indicator-rows": {"DEMO_01": {"indicator": "MON_SEEKERS"}},
    "municipality-rows": {"SUCCES": {}, "DEMO_01": {}},
}


@pytest.fixture(scope="module")
def view(beside: Store) -> Callable[..., View]:
    def asks(query: str, parameters: Mapping[str, Any]) -> Sequence[Row]:
        return beside.rows(query, parameters)

    def seen(programme: str, language: str = "en", **more: str) -> View:
        return choices.view_of(asks, {"programme": programme, "lang": language, **more}, beside.stamp)

    return seen


def first_of_each_table(answer: Answer) -> list[Row]:
    return list({row.get("table_name"): row for row in reversed(answer.rows)}.values())


@pytest.mark.parametrize("page", sorted({name.removesuffix("-rows") for name in ROWS}))
def test_a_page_lists_the_rows_behind_it_and_each_opens_the_original(
    client: Client, view: Callable[..., View], page: str
) -> None:
    name = f"{page}-rows"
    opened = 0
    for programme, chosen in ROWS[name].items():
        answer = catalogue.asked(name, view(programme), chosen)
        assert "source_row" in {column.name for column in answer.columns}
        for row in first_of_each_table(answer):
            reply = client.get(api.original_address(row, "en"))
            assert reply.status == 200
            assert f"row {row['source_row']}" in reply.text
            opened += 1
    assert opened


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_everything_that_the_page_of_a_partnership_lists_stands_in_its_rows(
    view: Callable[..., View], programme: str
) -> None:
    seen = view(programme)
    named = " | ".join(str(row["name"]) for row in catalogue.asked("partnership-rows", seen, {}).rows)
    lists = {"members": "name", "steps": "name", "plan": "name", "improvements": "text", "agreements": "name"}
    for name, column in lists.items():
        for row in catalogue.asked(f"partnership-{name}", seen, {}).rows:
            assert row[column] in named, (name, row[column])
    for name in ("staffing", "staffing-before"):
        for row in catalogue.asked(f"partnership-{name}", seen, {}).rows:
            assert f"{row['partner']} · {row['period']}" in named
    tables = {row["table_name"] for row in catalogue.asked("partnership-rows", seen, {}).rows}
    if catalogue.asked("partnership-support", seen, {}).rows:
        assert "support_requests" in tables


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["indicator-rows", "target-groups-rows", "results-rows"])
def test_a_row_says_of_which_area_group_and_gender_it_is(view: Callable[..., View], name: str, language: str) -> None:
    seen = view("DEMO_01", language, as_of="2023-03-31")
    answer = catalogue.asked(name, seen, {"indicator": "RES_REACHED"} if name == "indicator-rows" else {})
    heads = {
        "nl": ["Gebied", "Doelgroep", "Geslacht"],
        "fr": ["Territoire", "Groupe cible", "Genre"],
        "en": ["Area", "Target group", "Gender"],
    }
    written = answer.written(seen.words)
    women = {"nl": "Vrouwen", "fr": "Femmes", "en": "Women"}[language]
    assert women in set(written[heads[language][2]])
    for column, head in zip(("area", "target_group"), heads[language][:2], strict=True):
        assert {row[column] or "–" for row in answer.rows} == set(written[head])
    assert len({row["target_group"] for row in answer.rows}) > 5


def test_a_row_of_an_indicator_is_the_row_of_the_file(client: Client, view: Callable[..., View]) -> None:
    seen = view("SUCCES", as_of="2011-12-31", partner="ORG_OCMW_KORTRIJK")
    [row] = catalogue.asked("indicator-rows", seen, {"indicator": "SUC_HOUSE_VISITS"}).rows
    with (ROOT / "data" / "published" / "results.csv").open(encoding="utf-8") as file:
        given = list(csv.DictReader(file))[row["source_row"] - 2]
    assert (given["indicator_id"], float(given["value"])) == ("SUC_HOUSE_VISITS", row["value"])
    page = client.get(api.original_address(row, "en")).text
    assert given["source_section"].split(",")[0] in page
