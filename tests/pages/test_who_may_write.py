"""Role by table by row, role by page, role by route, role by export: each has the outcome that a plain table says."""

import itertools
import logging
import shutil
from pathlib import Path

import pytest

from peil import access
from peil.access import RECORDS, Person, Role
from peil.commands import main
from peil.errors import NotAllowed
from peil.importing.gate import import_paths
from peil.recording import record, save
from peil.store import Store
from peil.texts import LANGUAGES, Words
from peil.ui import visitor
from tests.answers.conftest import Client, client
from tests.pages.conftest import ROOT, OpenApp, beside, shown
from tests.pages.test_every_page import ABOUT, PAGES

__all__ = ["beside", "client"]

PEOPLE = {
    "reader": Person(Role.READER),
    "partner": Person(Role.PARTNER, "ORG_A", ("P1", "P2")),
    "lead": Person(Role.LEAD, "ORG_A", ("P1",)),
    "steward": Person(Role.STEWARD),
}

# Written down by hand, beside the code. Per table and role, of which rows: "all"; "ours" of the own partnership; "mine"
# of the own organisation in the own partnership; "answer" the answer to what is mine; "" none.
WANTED = """
                      reader  partner  lead  steward
meetings              -       -        ours  all
attendance            -       mine     ours  all
agenda_items          -       -        ours  all
decisions             -       -        ours  all
guesses               -       mine     ours  all
reflection_questions  -       -        ours  all
reflection_answers    -       mine     ours  all
learning_questions    -       -        ours  all
recommendations       -       answer   ours  all
report_reviews        -       -        ours  all
good_practices        -       -        ours  all
withdrawals           -       -        -     all
results               -       -        -     -
submissions           -       -        -     -
nonsense              -       -        -     -
"""
HEAD, *LINES = [line.split() for line in WANTED.strip().splitlines()]
TABLES = [line[0] for line in LINES]
CASES = [
    (role, table, partnership, organisation)
    for role, table, partnership, organisation in itertools.product(
        HEAD, TABLES, ("P1", "P2", "P3", "p1", "", None), ("ORG_A", "ORG_B", "", None)
    )
]


def is_wanted(role: str, table: str, partnership: str | None, organisation: str | None) -> bool:
    which = dict(zip(HEAD, next(line[1:] for line in LINES if line[0] == table), strict=True))[role]
    ours = partnership in {"partner": ("P1", "P2"), "lead": ("P1",)}.get(role, ())
    return {"all": True, "ours": ours, "mine": ours and organisation == "ORG_A", "answer": False, "-": False}[which]


def is_allowed(person: Person, table: str, row: dict[str, object], *replaces: dict[str, object]) -> bool:
    try:
        access.require(person, table, row, replaces)
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize("role", HEAD)
def test_each_role_writes_what_the_table_says_and_nothing_else(role: str) -> None:
    cases = [case for case in CASES if case[0] == role]
    wrong = [
        (table, partnership, organisation)
        for _role, table, partnership, organisation in cases
        for column in ("organisation_id", "owner_id")
        if is_allowed(PEOPLE[role], table, {"partnership_id": partnership, column: organisation})
        != (is_wanted(role, table, partnership, organisation) and (role != "partner" or column == "organisation_id"))
    ]
    assert len(cases) == len(TABLES) * 24
    assert wrong == []


def test_every_table_that_people_write_has_its_roles() -> None:
    assert set(RECORDS) == set(TABLES) - {"withdrawals", "results", "submissions", "nonsense"}
    assert set(access.MAY_WRITE) == set(Role)
    assert {table for rules in access.MAY_WRITE.values() for table in rules} == {*RECORDS, "withdrawals"}


@pytest.mark.parametrize("table", [table for table in TABLES if table != "recommendations"])
@pytest.mark.parametrize("role", HEAD)
def test_what_replaces_something_was_ones_own_before(role: str, table: str) -> None:
    """A question has a key without a partnership in it: else a lead could write over those of others."""
    own: dict[str, object] = {"partnership_id": "P1", "organisation_id": "ORG_A"}
    for others in ({**own, "partnership_id": "P3"}, {**own, "partnership_id": None}):
        may_replace = is_allowed(PEOPLE[role], table, own, own, others)
        assert may_replace == (role == "steward" and table in access.MAY_WRITE[Role.STEWARD])


@pytest.mark.parametrize(
    ("change", "is_answer"),
    [
        ({"state": "done"}, True),
        ({"response": "rejected", "response_reason": "no money"}, True),
        ({"state": None, "state_reason": "dropped"}, True),
        ({}, True),
        ({"text_nl": "less"}, False),
        ({"due_date": "2030-01-01"}, False),
        ({"due_date": None}, False),
        ({"owner_id": "ORG_B"}, False),
        ({"partnership_id": "P3"}, False),
        ({"partnership_id": "P2"}, False),
        ({"recommendation_id": "other"}, False),
        ({"a_new_column": "x"}, False),
    ],
)
def test_a_partner_answers_an_agreement_and_changes_nothing_else(change: dict[str, object], is_answer: bool) -> None:
    stands = {
        "partnership_id": "P1",
        "recommendation_id": "A",
        "owner_id": "ORG_A",
        "text_nl": "more",
        "due_date": "2026-01-01",
    }
    assert is_allowed(PEOPLE["partner"], "recommendations", {**stands, **change}, stands) == is_answer
    assert not is_allowed(PEOPLE["partner"], "recommendations", {**stands, **change})
    assert not is_allowed(PEOPLE["partner"], "recommendations", {**stands, **change}, {**stands, "owner_id": "ORG_B"})


def test_a_form_is_shown_where_something_could_be_written() -> None:
    for role, table in itertools.product(HEAD, TABLES):
        person = PEOPLE[role]
        assert access.may(person, table) == (table in access.MAY_WRITE[person.role])
        theirs = access.may(person, table, {"partnership_id": "P3"})
        assert theirs == (role == "steward" and table in access.MAY_WRITE[Role.STEWARD])
    assert access.may(PEOPLE["partner"], "guesses", {"partnership_id": "P1"})
    assert not access.may(PEOPLE["partner"], "guesses", {"partnership_id": "P1", "organisation_id": "ORG_B"})


HERE = {"can_sign_in": False, "listens_on": "127.0.0.1", "headers": {"Host": "localhost:8501"}}


@pytest.mark.parametrize(
    ("changed", "environment", "because"),
    [
        ({}, {}, access.AT_THE_MACHINE),
        ({"headers": {"host": "127.0.0.1:8501"}}, {}, access.AT_THE_MACHINE),
        ({"headers": {"Host": "[::1]:8501"}, "listens_on": "::1"}, {}, access.AT_THE_MACHINE),
        ({"listens_on": "localhost"}, {}, access.AT_THE_MACHINE),
        ({"headers": {"Host": "peil.example.org"}}, {}, access.NO_SIGN_IN),
        ({"headers": {"Host": "localhost.example.org"}}, {}, access.NO_SIGN_IN),
        ({"headers": {"Host": "localhost@example.org"}}, {}, access.NO_SIGN_IN),
        ({"headers": {"Host": "["}}, {}, access.NO_SIGN_IN),
        ({"headers": {"Host": ""}}, {}, access.NO_SIGN_IN),
        ({"headers": {}}, {}, access.NO_SIGN_IN),
        ({"headers": {"Host": "localhost:8501", "X-Forwarded-For": "192.0.2.1"}}, {}, access.NO_SIGN_IN),
        ({"headers": {"Host": "localhost:8501", "Forwarded": "for=192.0.2.1"}}, {}, access.NO_SIGN_IN),
        ({"headers": {"Host": "localhost:8501", "via": "1.1 proxy"}}, {}, access.NO_SIGN_IN),
        ({"listens_on": "0.0.0.0"}, {}, access.NO_SIGN_IN),
        ({"listens_on": "::"}, {}, access.NO_SIGN_IN),
        ({"listens_on": "192.0.2.1"}, {}, access.NO_SIGN_IN),
        ({"listens_on": ""}, {}, access.NO_SIGN_IN),
        ({"listens_on": None}, {}, access.NO_SIGN_IN),
        ({"listens_on": "unix:///run/peil"}, {}, access.NO_SIGN_IN),
        ({"can_sign_in": True}, {}, access.SIGNED_OUT),
        ({}, {"PEIL_WRITE": "off"}, access.SWITCHED_OFF),
    ],
)
def test_who_nobody_knows_is_steward_at_the_machine_only(
    monkeypatch: pytest.MonkeyPatch, changed: dict, environment: dict[str, str], because: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    who = access.person_of(None, now=0, **{**HERE, **changed})
    assert who.because == because
    assert who.role == (Role.STEWARD if because == access.AT_THE_MACHINE else Role.READER)


LIST = """
hours = 8

[[who]]
claim = "email"
is = "Desk@Lead.example"
role = "lead"
organisation = "ORG_A"
partnerships = ["P1"]

[[who]]
claim = "groups"
is = "partners"
role = "partner"
organisation = "ORG_B"
partnerships = ["P1", "P2"]

[[who]]
claim = "sub"
is = "7"
role = "steward"
"""
NOW = 1_800_000_000.0
FRESH = {"iat": NOW - 60, "is_logged_in": True}


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The list of who may write, as a file that is read."""
    path = tmp_path / "access.toml"
    path.write_text(LIST, encoding="utf-8")
    monkeypatch.setenv("PEIL_ACCESS", str(path))
    return path


def signed_in(claims: dict[str, object]) -> Person:
    return access.person_of(claims, can_sign_in=True, listens_on="0.0.0.0", headers={}, now=NOW)


@pytest.mark.parametrize(
    ("claims", "role", "because"),
    [
        ({"email": "desk@lead.example"}, Role.LEAD, access.SIGNED_IN[Role.LEAD]),
        ({"email": "desk@lead.example", "email_verified": True}, Role.LEAD, access.SIGNED_IN[Role.LEAD]),
        ({"email": "desk@lead.example", "email_verified": False}, Role.READER, access.UNKNOWN_HERE),
        ({"email": "desk@lead.example", "email_verified": None}, Role.READER, access.UNKNOWN_HERE),
        ({"email": "desk@lead.example.org"}, Role.READER, access.UNKNOWN_HERE),
        ({"email": ["desk@lead.example"]}, Role.READER, access.UNKNOWN_HERE),
        ({"name": "desk@lead.example"}, Role.READER, access.UNKNOWN_HERE),
        ({"groups": ["others", "partners"]}, Role.PARTNER, access.SIGNED_IN[Role.PARTNER]),
        ({"groups": "partners"}, Role.PARTNER, access.SIGNED_IN[Role.PARTNER]),
        ({"groups": "partners and others"}, Role.READER, access.UNKNOWN_HERE),
        ({"groups": {"partners": True}}, Role.READER, access.UNKNOWN_HERE),
        ({"groups": ["partners"], "email": "desk@lead.example"}, Role.LEAD, access.SIGNED_IN[Role.LEAD]),
        ({"sub": "7"}, Role.STEWARD, access.SIGNED_IN[Role.STEWARD]),
        ({"sub": 7}, Role.READER, access.UNKNOWN_HERE),
        ({}, Role.READER, access.UNKNOWN_HERE),
        ({"sub": "7", "iat": NOW - 8 * 3600 + 1}, Role.STEWARD, access.SIGNED_IN[Role.STEWARD]),
        ({"sub": "7", "iat": NOW - 8 * 3600}, Role.READER, access.SIGN_IN_ENDED),
        # An identity token says how long it may be handed over, often five minutes: shorter than any meeting.
        ({"sub": "7", "exp": NOW - 1}, Role.STEWARD, access.SIGNED_IN[Role.STEWARD]),
        ({"sub": "7", "iat": None}, Role.READER, access.SIGN_IN_ENDED),
        ({"sub": "7", "iat": True}, Role.READER, access.SIGN_IN_ENDED),
        ({"sub": "7", "iat": "1"}, Role.READER, access.SIGN_IN_ENDED),
        ({"sub": "7", "iat": float("inf")}, Role.READER, access.SIGN_IN_ENDED),
    ],
)
@pytest.mark.usefixtures("listed")
def test_a_sign_in_is_what_the_list_says_of_it(claims: dict[str, object], role: Role, because: str) -> None:
    who = signed_in({**FRESH, **claims})
    assert (who.role, who.because) == (role, because)
    own = {Role.LEAD: ("ORG_A", ("P1",)), Role.PARTNER: ("ORG_B", ("P1", "P2"))}.get(role, (None, ()))
    assert (who.organisation, who.partnerships) == own


@pytest.mark.usefixtures("listed")
def test_writing_that_is_switched_off_is_so_for_the_steward_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEIL_WRITE", "off")
    assert signed_in({**FRESH, "sub": "7"}).because == access.SWITCHED_OFF


def test_a_role_that_is_taken_away_is_gone_at_the_next_question(listed: Path) -> None:
    assert signed_in({**FRESH, "sub": "7"}).role is Role.STEWARD
    listed.write_text(LIST.replace('is = "7"', 'is = "8"'), encoding="utf-8")
    assert signed_in({**FRESH, "sub": "7"}).because == access.UNKNOWN_HERE
    listed.unlink()
    assert signed_in({**FRESH, "sub": "8"}).because == access.FILE_UNUSABLE


@pytest.mark.parametrize(
    "text",
    [
        "[[who",
        "hours = 0",
        "hours = true",
        "hours = 1.5",
        "hours = 1000",
        "minutes = 5",
        "who = 3",
        "who = [3]",
        "[who]",
        '[[who]]\nclaim = "sub"\nis = "7"\nrole = "king"',
        '[[who]]\nclaim = "sub"\nis = "7"\nrole = 1',
        '[[who]]\nclaim = "sub"\nis = ""\nrole = "steward"',
        '[[who]]\nclaim = "sub"\nis = 7\nrole = "steward"',
        '[[who]]\nis = "7"\nrole = "steward"',
        '[[who]]\nclaim = "sub"\nis = "7"\nrole = "steward"\nname = "x"',
        '[[who]]\nclaim = "sub"\nis = "7"\nrole = "steward"\npartnerships = ["P1"]',
        '[[who]]\nclaim = "sub"\nis = "7"\nrole = "lead"\norganisation = "ORG_A"',
        '[[who]]\nclaim = "sub"\nis = "7"\nrole = "partner"\npartnerships = ["P1"]',
        '[[who]]\nclaim = "sub"\nis = "7"\nrole = "partner"\norganisation = "ORG_A"\npartnerships = "P1"',
        '[[who]]\nclaim = "sub"\nis = "7"\nrole = "partner"\norganisation = "ORG_A"\npartnerships = [""]',
        "\udc80",
        None,
    ],
)
def test_of_a_list_with_a_mistake_nothing_counts_and_the_log_says_which_once(
    listed: Path, caplog: pytest.LogCaptureFixture, text: str | None
) -> None:
    if text is None:
        listed.unlink()
    else:
        listed.write_text(
            f"{LIST if text.startswith('[[who]]') else ''}\n{text}", encoding="utf-8", errors="surrogateescape"
        )
    with caplog.at_level(logging.WARNING, "peil"):
        for _again in range(3):
            assert signed_in({**FRESH, "sub": "7"}).because == access.FILE_UNUSABLE
    [line] = [record.getMessage() for record in caplog.records]
    assert str(listed) in line
    assert "Desk@Lead.example" not in line


def test_the_example_in_the_docs_is_a_list_that_is_read(listed: Path) -> None:
    docs = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    [example] = [block.split("```")[0] for block in docs.split("```toml\n")[1:] if "[[who]]" in block]
    listed.write_text(example, encoding="utf-8")
    known = access.who_may_write()
    assert known is not None
    assert {entry.person.role for entry in known.entries} == {Role.PARTNER, Role.LEAD, Role.STEWARD}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_person_is_told_what_they_are(language: str) -> None:
    for sentence in (*access.SIGNED_IN.values(), access.AT_THE_MACHINE, access.NO_SIGN_IN, access.SWITCHED_OFF):
        said = Words(language).text(sentence, organisation="ORG_A", partnerships="P1")
        assert said.endswith(".")
        assert "{" not in said


@pytest.mark.parametrize("role", HEAD)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_for_every_role(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch, page: str, role: str
) -> None:
    monkeypatch.setattr(visitor, "person", lambda: PEOPLE[role])
    about = {"indicator": ABOUT[page]["SUCCES"]} if page in ABOUT else {}
    app = open_app(page=page, lang="en", programme="SUCCES", **about)
    assert len(app.title) == 1
    assert any(PEOPLE[role].because in shown(element.value) for element in app.markdown)
    if role == "reader":
        # Filters are drop-downs and fields of one line; what is written is typed in one of these.
        assert [kind for kind in ("text_area", "form", "data_editor") if app.get(kind)] == []


ROUTES = (
    "/api/v1/",
    "/api/v1/openapi.json",
    "/api/v1/results.json?programme=SUCCES",
    "/original/1?file=results.csv&row=2",
)


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("role", HEAD)
def test_a_route_gives_everybody_the_same_and_takes_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch, role: str, path: str
) -> None:
    monkeypatch.setattr(visitor, "person", lambda: PEOPLE[role])
    assert client.get(path).status == 200
    assert client.get(path, method="HEAD").status == 200
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        assert client.get(path, method=method).status in (404, 405)


def test_what_is_exported_is_the_same_for_everybody(
    first_start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = shutil.copytree(first_start, tmp_path / "data") / "peil.duckdb"
    exported = []
    for writing in ("on", "off"):
        monkeypatch.setenv("PEIL_WRITE", writing)
        assert main(["--database", str(database), "export", "--partnership", "SUCCES", str(tmp_path / writing)]) == 0
        files = sorted((tmp_path / writing).rglob("*.csv"))
        exported.append({file.name: file.read_bytes() for file in files})
    assert exported[0] == exported[1]
    assert exported[0]


def test_a_lead_writes_own_questions_and_over_none_of_others() -> None:
    """The key of a question tells no partnership, and the gate leaves out what nobody sees."""
    store = Store(":memory:")
    import_paths(store, [ROOT / "data" / "published"])
    lead = Person(Role.LEAD, "ORG_A", ("WERK_WAARDIG",))
    asked = {"question_nl": "Waarom?", "question_fr": "Pourquoi ?", "question_en": "Why?"}
    question = {"partnership_id": "WERK_WAARDIG", "used_in": "reflection moment", "kind": "evaluation", **asked}
    for written in ("RQ1", " RQ1", "RQ1\u00a0", "R\x00Q1"):
        with pytest.raises(NotAllowed, match="belongs to another partnership"):
            record(store, lead, "reflection_questions", [{**question, "question_id": written}])
    number = record(store, lead, "reflection_questions", [{**question, "question_id": "OWN"}])
    assert save(store, lead, "reflection_questions", {"question_id": "OWN"}, {"question_en": "How?"}, [number])
    store.close()
