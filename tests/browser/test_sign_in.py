"""Signing in and out in a browser, at an OpenID Connect server; what a made-up cookie or form is worth: nothing."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from itsdangerous import URLSafeTimedSerializer
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import BrowserContext, Page, expect

from peil.store import Store
from tests.browser import server
from tests.browser.looking import settle
from tests.browser.test_accessibility import broken_rules
from tests.browser.test_server import ask

ANY_ROW = Path(__file__).parent / "any_row.py"
DEEP = "/indicator?lang=en&programme=SUCCES&as_of=2011-12-31&indicator=SUC_HOUSE_VISITS"
KEY = "a key that only this test knows, of more than fourteen bytes"
SUBJECT = "subject-4711"
ADDRESS = "desk-4711@partner.example"

PEOPLE = (
    User(sub=SUBJECT, claims={"email": ADDRESS, "email_verified": True, "name": "Desk 4711"}),
    User(sub="lead", claims={"groups": ["staff", "peil-lead"]}),
    User(sub="steward", claims={"groups": ["peil-steward"]}),
    User(sub="unproven", claims={"email": ADDRESS, "email_verified": False}),
    User(sub="nobody", claims={"email": "nobody@partner.example", "email_verified": True}),
)

LIST = f"""
[[who]]
claim = "email"
is = "{ADDRESS}"
role = "partner"
organisation = "ORG_OCMW_KORTRIJK"
partnerships = ["SUCCES"]

[[who]]
claim = "groups"
is = "peil-lead"
role = "lead"
organisation = "ORG_MEDWAY"
partnerships = ["SUCCES"]

[[who]]
claim = "groups"
is = "peil-steward"
role = "steward"
"""

PARTNER = "You are signed in as partner OCMW Kortrijk (public centre for social welfare) in SucceS."
LEAD = "You are signed in as lead partner of SucceS, for Medway Council."
SIGNED_OUT = "You may read everything. Sign in to write."
ENDED = "Your sign-in has ended. Sign in again to write."


@dataclass(frozen=True)
class Served:
    """A running Peil where people sign in."""

    url: str
    database: Path
    access: Path

    @property
    def log(self) -> str:
        return self.database.with_suffix(".log").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder with the secrets of a sign-in at a provider that runs, and the list of who may write."""
    folder = tmp_path_factory.mktemp("sign_in")
    with run_server_in_thread(user_claims=PEOPLE) as provider:
        (folder / "secrets.toml").write_text(
            f"""
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{KEY}"
client_id = "peil"
client_secret = "of the test"
server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"
""",
            encoding="utf-8",
        )
        (folder / "access.toml").write_text(LIST, encoding="utf-8")
        yield folder


@contextmanager
def serving(settings: Path, database: Path, script: Path | str = "app.py") -> Iterator[Served]:
    """A server with a sign-in, on a copy of the database in a folder of its own."""
    folder = settings / Path(script).stem
    folder.mkdir()
    copy = Path(copyfile(database, folder / "peil.duckdb"))
    secrets, listed = settings / "secrets.toml", settings / "access.toml"
    with server.running(copy, script, STREAMLIT_SECRETS_FILES=str(secrets), PEIL_ACCESS=str(listed)) as url:
        yield Served(url, copy, listed)


@pytest.fixture(scope="module")
def served(settings: Path, database: Path) -> Iterator[Served]:
    """Peil as it comes, with a sign-in."""
    with serving(settings, database) as started:
        yield started


@pytest.fixture(scope="module")
def any_row(settings: Path, database: Path) -> Iterator[Served]:
    """The page that sends in whatever is typed, with the same sign-in."""
    with serving(settings, database, ANY_ROW) as started:
        yield started


@pytest.fixture
def window(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    """A window of its own. What the pages of the provider want from elsewhere, they do not get."""
    context = new_context()
    context.route(re.compile(r"^https://"), lambda route: route.abort())
    return context


def opened(window: BrowserContext, address: str) -> Page:
    page = window.new_page()
    page.goto(address)
    settle(page)
    return page


def sign_in(page: Page, sub: str) -> None:
    """From a page of Peil to the provider and back."""
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=sub, exact=True).first.click()
    settle(page)


def choices(address: str) -> tuple[str, dict[str, list[str]]]:
    return urlsplit(address).path, parse_qs(urlsplit(address).query)


def cookie(served: Served, key: str = KEY, **claims: object) -> str:
    """The cookie of a sign-in, as Streamlit signs it."""
    told = {"iat": time.time(), "email": ADDRESS, "origin": served.url, "is_logged_in": True, "provider": "default"}
    return str(URLSafeTimedSerializer(key, salt="_streamlit_user").dumps(json.dumps({**told, **claims})))


def opened_with(window: BrowserContext, served: Served, value: str) -> Page:
    window.add_cookies([{"name": "_streamlit_user", "value": value, "url": served.url}])
    return opened(window, served.url + DEEP)


def test_signing_in_and_out_from_a_deep_link_comes_back_to_it(served: Served, window: BrowserContext) -> None:
    page = opened(window, served.url + DEEP)
    expect(page.get_by_text(SIGNED_OUT)).to_be_visible()
    assert broken_rules(page, "light") == []
    before = choices(page.url)
    sign_in(page, SUBJECT)
    expect(page.get_by_text(PARTNER)).to_be_visible()
    assert choices(page.url) == before
    assert page.get_by_text(ADDRESS).count() == 0
    assert broken_rules(page, "light") == []
    page.reload()
    settle(page)
    expect(page.get_by_text(PARTNER)).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    settle(page)
    expect(page.get_by_text(SIGNED_OUT)).to_be_visible()
    assert choices(page.url) == before
    assert [kept["name"] for kept in window.cookies() if kept["name"].startswith(("_streamlit_user", "peil"))] == []


def test_who_is_refused_at_the_provider_comes_back_as_a_reader(served: Served, window: BrowserContext) -> None:
    page = opened(window, served.url + DEEP)
    before = choices(page.url)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url(f"{served.url}/**")
    settle(page)
    expect(page.get_by_text(SIGNED_OUT)).to_be_visible()
    assert choices(page.url) == before


@pytest.mark.parametrize(
    ("sub", "said"),
    [
        ("lead", LEAD),
        ("steward", "You are signed in as steward and may write everywhere."),
        ("nobody", "You are signed in, but have no role here"),
        ("unproven", "You are signed in, but have no role here"),
    ],
)
def test_whoever_signs_in_is_what_the_list_says(served: Served, window: BrowserContext, sub: str, said: str) -> None:
    page = opened(window, served.url + DEEP)
    sign_in(page, sub)
    expect(page.get_by_text(said)).to_be_visible()


def test_a_sign_in_ends_and_can_be_renewed_where_one_was(served: Served, window: BrowserContext) -> None:
    page = opened_with(window, served, cookie(served, iat=time.time() - 13 * 3600))
    expect(page.get_by_text(ENDED)).to_be_visible()
    before = choices(page.url)
    sign_in(page, SUBJECT)
    expect(page.get_by_text(PARTNER)).to_be_visible()
    assert choices(page.url) == before


def test_a_cookie_as_the_server_signs_it_is_believed(served: Served, window: BrowserContext) -> None:
    """Else the next test would prove nothing."""
    expect(opened_with(window, served, cookie(served)).get_by_text(PARTNER)).to_be_visible()


@pytest.mark.parametrize(
    "forge",
    [
        lambda served: cookie(served, key="another key of more than fourteen bytes"),
        lambda served: cookie(served, origin="http://elsewhere.example"),
        lambda served: ".".join(
            [cookie(served, email="nobody@partner.example").rsplit(".", 2)[0], *cookie(served).rsplit(".", 2)[1:]]
        ),
        lambda served: cookie(served, is_logged_in=False),
        lambda served: quote(json.dumps({"email": ADDRESS, "is_logged_in": True, "origin": served.url})),
        lambda _served: "x",
    ],
    ids=["other key", "other origin", "other text", "not signed in", "not signed", "nonsense"],
)
def test_a_cookie_that_was_made_up_is_worth_nothing(
    served: Served, window: BrowserContext, forge: Callable[[Served], str]
) -> None:
    page = opened_with(window, served, forge(served))
    expect(page.get_by_text(SIGNED_OUT)).to_be_visible()
    assert page.locator("textarea").count() == 0


def test_a_role_that_is_taken_away_is_gone_at_the_next_click(served: Served, window: BrowserContext) -> None:
    page = opened_with(window, served, cookie(served))
    expect(page.get_by_text(PARTNER)).to_be_visible()
    served.access.write_text(LIST.replace(ADDRESS, "another@partner.example"), encoding="utf-8")
    try:
        page.get_by_text("Where do these figures come from?").click()
        settle(page)
        expect(page.get_by_text("You are signed in, but have no role here")).to_be_visible()
        served.access.write_text("[[who", encoding="utf-8")
        page.get_by_text("Where do these figures come from?").click()
        settle(page)
        expect(page.get_by_text("the list of who may write cannot be used")).to_be_visible()
    finally:
        served.access.write_text(LIST, encoding="utf-8")
    assert "access.toml, cannot be used: " in served.log


def guess(**changes: str) -> dict[str, object]:
    row = {"partnership_id": "SUCCES", "meeting_id": "M_1", "indicator_id": "SUC_HOUSE_VISITS"}
    return {**row, "organisation_id": "ORG_OCMW_KORTRIJK", "guess": 400, **changes}


def send_in(page: Page, table: str, row: dict[str, object]) -> None:
    page.get_by_role("textbox", name="Table").fill(table)
    page.get_by_role("textbox", name="Row").fill(json.dumps(row))
    page.get_by_role("textbox", name="Row").press("Control+Enter")
    settle(page)
    page.get_by_role("button", name="Write").click()
    settle(page)


MEETING = {"partnership_id": "SUCCES", "meeting_id": "M_1", "kind": "steering_group", "meeting_date": "2011-12-31"}


@pytest.mark.parametrize(
    ("claims", "table", "row", "said"),
    [
        ({}, "guesses", guess(organisation_id="ORG_MEDWAY"), "This belongs to another organisation than yours."),
        ({}, "guesses", guess(partnership_id="DEMO_01"), "This belongs to another partnership than yours."),
        ({}, "meetings", MEETING, "This is not yours to write."),
        ({}, "nonsense", {}, "This is not yours to write."),
        (
            {"groups": ["peil-lead"], "email": ""},
            "meetings",
            {**MEETING, "partnership_id": "DEMO_01"},
            "another partnership",
        ),
        ({"email": "nobody@partner.example"}, "guesses", guess(), "You are signed in, but have no role here"),
        ({"iat": 0}, "guesses", guess(), ENDED),
        ({"is_logged_in": False}, "guesses", guess(), SIGNED_OUT),
    ],
)
def test_a_form_that_was_made_up_writes_nothing(
    any_row: Served, window: BrowserContext, claims: dict, table: str, row: dict[str, object], said: str
) -> None:
    page = opened_with(window, any_row, cookie(any_row, **claims))
    send_in(page, table, row)
    expect(page.get_by_role("alert").get_by_text(said)).to_be_visible()
    assert "Refused: " in any_row.log
    kept = {file.name for file in any_row.database.parent.rglob("*.json")}
    assert kept & {"guesses.json", "meetings.json"} == set()


def test_what_is_written_carries_the_organisation_and_nothing_of_a_person(
    settings: Path, database: Path, tmp_path: Path, new_context: Callable[..., BrowserContext]
) -> None:
    """Looked for in all that lies beside the database, after the server has closed it."""
    script = Path(copyfile(ANY_ROW, tmp_path / "writing.py"))
    with serving(settings, database, script) as writing:
        for sub, table, row in (("lead", "meetings", MEETING), (SUBJECT, "guesses", guess())):
            window = new_context()
            window.route(re.compile("^https://"), lambda route: route.abort())
            page = opened(window, writing.url)
            sign_in(page, sub)
            send_in(page, table, row)
            expect(page.get_by_text("Written.")).to_be_visible()
    store = Store(writing.database)
    with store.cursor() as cursor:
        written = "select handed_in_by from submissions where submission_id in (select submission_id from guesses)"
        assert cursor.row(written) == ("ORG_OCMW_KORTRIJK",)
    store.close()
    files = [file for file in writing.database.parent.rglob("*") if file.is_file()]
    assert {"peil.duckdb", "peil.log", "guesses.json"} <= {file.name for file in files}
    personal = [text.encode() for text in (SUBJECT, ADDRESS, "Desk 4711")]
    assert [file.name for file in files if any(text in file.read_bytes() for text in personal)] == []


@pytest.mark.parametrize(
    ("path", "headers", "to"),
    [
        ("/auth/login?provider=x", {"Referer": "{url}/finance?lang=nl"}, "/finance?lang=nl"),
        ("/auth/login?provider=x", {"Referer": "http://elsewhere.example/finance"}, "/"),
        ("/auth/login?provider=x", {"Referer": "{url}//elsewhere.example"}, "/"),
        ("/auth/login?provider=x", {"Referer": "http://["}, "/"),
        ("/auth/login?provider=x", {}, "/"),
        ("/auth/logout", {"Referer": "{url}/finance?lang=nl"}, "/finance?lang=nl"),
        (
            "/oauth2callback?state=x",
            {"Cookie": "peil_page=/finance?lang=nl%26area=a%2520b"},
            "/finance?lang=nl&area=a%20b",
        ),
        ("/oauth2callback?state=x", {"Cookie": "peil_page=//elsewhere.example"}, "/"),
        ("/oauth2callback?state=x", {"Cookie": "peil_page=/%5Celsewhere.example"}, "/"),
        ("/oauth2callback?state=x", {"Cookie": "peil_page=/%0D%0ALocation:%20//elsewhere.example"}, "/"),
        ("/oauth2callback?state=x", {"Cookie": "peil_page=http://elsewhere.example"}, "/"),
        ("/oauth2callback?state=x", {}, "/"),
    ],
)
def test_nobody_is_brought_to_another_server(served: Served, path: str, headers: dict[str, str], to: str) -> None:
    sent = {name: value.format(url=served.url) for name, value in headers.items()}
    status, answered, _text = ask(served.url, path, sent)
    assert (status, answered["location"]) == (302, to)


def test_at_the_machine_nobody_signs_in_and_the_page_says_who_is_steward(
    base_url: str, new_context: Callable[..., BrowserContext]
) -> None:
    page = opened(new_context(), base_url + DEEP)
    expect(page.get_by_text("You are at the machine that Peil runs on")).to_be_visible()
    assert page.get_by_role("button", name="Sign").count() == 0
    page.emulate_media(media="print")
    expect(page.get_by_text("You are at the machine that Peil runs on")).to_be_hidden()


def test_served_to_others_without_a_sign_in_everybody_only_reads(
    database: Path, tmp_path: Path, new_context: Callable[..., BrowserContext]
) -> None:
    copy = Path(copyfile(database, tmp_path / "peil.duckdb"))
    with server.running(copy, STREAMLIT_SERVER_ADDRESS="0.0.0.0") as url:
        page = opened(new_context(), url + DEEP)
        expect(page.get_by_text("Everybody only reads here, because nobody can sign in.")).to_be_visible()
    log = copy.with_suffix(".log").read_text(encoding="utf-8")
    assert log.count("listens on more than this machine, and nobody can sign in") == 1


def test_under_another_name_nobody_is_steward(
    database: Path, tmp_path: Path, new_context: Callable[..., BrowserContext]
) -> None:
    """As behind a proxy on the same machine. Browsers take every name under localhost for this machine."""
    copy = Path(copyfile(database, tmp_path / "peil.duckdb"))
    with server.running(copy, STREAMLIT_SERVER_ALLOWED_HOSTS="127.0.0.1 peil.localhost") as url:
        page = opened(new_context(), url.replace("127.0.0.1", "peil.localhost") + DEEP)
        expect(page.get_by_text("Everybody only reads here, because nobody can sign in.")).to_be_visible()
