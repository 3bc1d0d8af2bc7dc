"""The routes: what can be asked, what is refused and with which words, and that a figure can be cited for ever."""

from urllib.parse import parse_qs, urlsplit

import pytest

from peil import api
from peil.answers import catalogue
from peil.store import Store
from tests.answers.conftest import Client

KORTRIJK = {"programme": "SUCCES", "as_of": "2011-12-31", "partner": "ORG_OCMW_KORTRIJK", "lang": "en"}


def test_the_board_is_answered_with_its_figures_and_its_sentence(client: Client) -> None:
    said = client.get("/api/v1/results.json", params=KORTRIJK).json()
    visits = next(row for row in said["records"] if row["indicator_id"] == "SUC_HOUSE_VISITS")
    assert (visits["actual"], visits["target"], visits["state"]) == (442, 1000, "behind")
    assert said["sentences"][0].startswith("3 of 8 results that can be judged by")
    assert said["kind_of_figures"] == "published"
    assert {"name": "actual", "title": "Reached"} in said["columns"]


def test_a_filter_of_the_page_is_a_parameter(client: Client) -> None:
    said = client.get("/api/v1/results.json", params={**KORTRIJK, "state": "far_behind,achieved"}).json()
    assert {row["state"] for row in said["records"]} == {"far_behind", "achieved"}


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("results.json?colour=red", 400, "colour cannot be asked here. Known: programme, as_of"),
        ("results.json?lang=nl&lang=en", 400, "Each parameter can be given once"),
        ("results.json?programme=NOPE", 400, "programme=NOPE is not here. Known: "),
        ("results.json?as_of=yesterday", 400, "as_of=yesterday is no day"),
        ("results.json?known_at=never", 400, "known_at=never is no moment"),
        ("results.json?known_at=1999-01-01T00:00:00", 400, "At that moment nothing had been handed in."),
        ("results.json?partner=%27%3B+drop+table+results", 400, "partner='; drop table results is not here."),
        ("indicator-path.json", 400, "Say which indicator"),
        ("indicator-path.json?programme=SUCCES&indicator=NOPE", 400, "NOPE has no target and no result"),
        ("nothing.json", 404, "There is no such answer."),
        ("results.exe", 404, "There is no such answer."),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(client: Client, path: str, status: int, sentence: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status == status
    assert answer.json()["error"].startswith(sentence)


def test_the_language_of_a_refusal_is_the_readers(client: Client) -> None:
    assert client.get("/api/v1/results.json?lang=nl&as_of=x").json()["error"] == (
        "as_of=x is geen dag. Schrijf die als 2012-03-31."
    )


def test_more_than_a_program_can_use_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "MOST_ROWS", 3)
    answer = client.get("/api/v1/results.json", params=KORTRIJK)
    assert answer.status == 400
    assert answer.json()["error"] == "That is more than 3 rows. Narrow the question."


def test_an_address_names_the_moment_and_gives_the_same_again(client: Client) -> None:
    first = client.get("/api/v1/results.json?programme=SUCCES")
    address = first.json()["address"]
    assert set(parse_qs(urlsplit(address).query)) == {"programme", "as_of", "known_at", "partner", "kind", "lang"}
    assert first.headers["link"] == f'<{address}>; rel="cite-as"'
    assert client.get(address).json() == first.json()


def test_whoever_has_the_latest_gets_no_body(client: Client) -> None:
    first = client.get("/api/v1/results.csv", params=KORTRIJK)
    assert first.headers["content-disposition"] == 'attachment; filename="peil-results-succes.csv"'
    again = client.get("/api/v1/results.csv", params=KORTRIJK, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.content) == (304, b"")
    other = client.get("/api/v1/results.csv", params={**KORTRIJK, "lang": "nl"})
    assert other.headers["etag"] != first.headers["etag"]


def test_every_answer_stands_in_the_list_for_people_and_in_that_for_programs(client: Client) -> None:
    page = client.get("/api/v1/?lang=nl").text
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1.")
    for name in catalogue.ANSWERS:
        assert f">{name}<" in page
        for form in ("json", "csv", "xlsx"):
            parameters = described["paths"][f"/api/v1/{name}.{form}"]["get"]["parameters"]
            needed = {parameter["name"] for parameter in parameters if parameter["required"]}
            assert needed == {choice.name for choice in catalogue.choices(name) if choice.is_needed}


def test_a_setting_switches_them_off(beside: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEIL_ROUTES", "off")
    assert api.routes(lambda: beside) == []
    row = {"file_name": "results.csv", "sheet": None, "source_row": 2, "submission_id": 1}
    assert api.original_address(row, "nl") == ""
