"""The server as it comes: where it listens, whom it answers, with which headers, and that it asks nobody anything."""

import http.client
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import expect
from websockets.exceptions import ConnectionClosedError
from websockets.frames import CloseCode
from websockets.sync.client import connect

from peil.middleware import SECURITY_HEADERS
from tests.browser import server
from tests.browser.conftest import OpenPage
from tests.browser.looking import choose
from tests.browser.pages import PAGES

HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "cGVpbCBwZWlsIHBlaWwhIQ==",
}


def ask(base_url: str, path: str, headers: dict[str, str] | None = None, method: str = "GET") -> tuple[int, dict, str]:
    """The status, headers and text of the answer to exactly this request."""
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=300)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        text = "" if answer.status == http.HTTPStatus.SWITCHING_PROTOCOLS else answer.read().decode("utf-8", "replace")
        return answer.status, dict(answer.getheaders()), text
    finally:
        connection.close()


def test_it_listens_on_this_machine_only(base_url: str):
    option = f"--server.port={urlsplit(base_url).port}"
    [started] = [child for child in psutil.Process().children(recursive=True) if option in child.cmdline()]
    listening = [c.laddr.ip for c in started.net_connections("inet") if c.status == psutil.CONN_LISTEN]
    assert listening == ["127.0.0.1"]


def a_script(base_url: str) -> str:
    """The path of a script of the page as served."""
    return re.search(r"/static/js/index[^\"]+", ask(base_url, "/")[2])[0]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *((address, 200) for address in PAGES.values()),
        ("/static/js/index.js", 200),
        ("/_stcore/health", 200),
        ("/_stcore/host-config", 200),
        ("/indicator/_stcore/health", 404),
        ("/media/nothing", 404),
        ("/_stcore/metrics", 404),
        ("//elsewhere.example/", 400),
        ("/indicator/", 301),
    ],
)
def test_every_answer_has_the_headers(base_url: str, path: str, status: int):
    path = a_script(base_url) if path == "/static/js/index.js" else path
    answered, headers, _text = ask(base_url, path)
    assert answered == status
    assert {name.lower(): headers.get(name.lower()) for name in SECURITY_HEADERS} == {
        name.lower(): value for name, value in SECURITY_HEADERS.items()
    }


def test_the_policy_lets_no_other_site_in_and_runs_no_text_as_script():
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    assert not re.search(r"http|\*|script-src[^;]*'unsafe-", policy)
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("before", ["", "/indicator"])
@pytest.mark.parametrize(
    "name",
    ["metrics", "script-health-check", "agent/openapi.json", "agent/interact", "agent/mcp", "bidi-components/a/b"],
)
def test_what_no_page_needs_is_closed(base_url: str, before: str, name: str):
    status, _headers, text = ask(base_url, f"{before}/_stcore/{name}")
    assert (status, text) == (404, "There is nothing here.")


def test_nothing_large_is_taken_in(base_url: str):
    assert ask(base_url, "/_stcore/upload_file/session/file", method="PUT")[0] == 404
    with connect(base_url.replace("http", "ws") + "/_stcore/stream", max_size=None) as visit:
        visit.send(bytes(1_100_000))
        with pytest.raises(ConnectionClosedError) as closed:
            list(visit)
    assert closed.value.rcvd.code == CloseCode.MESSAGE_TOO_BIG


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        (None, None, 101),
        (None, "own", 101),
        ("elsewhere.example", None, 403),
        ("elsewhere.example", "http://elsewhere.example", 403),
        ("localhost.elsewhere.example", None, 403),
        (None, "http://elsewhere.example", 403),
        (None, "http://localhost", 403),
        (None, "null", 403),
        (None, "http://[", 403),
    ],
)
def test_only_its_own_pages_are_let_in(base_url: str, host: str | None, origin: str | None, status: int):
    headers = {**HANDSHAKE, **({"Host": host} if host else {})}
    if origin:
        headers["Origin"] = base_url if origin == "own" else origin
    assert ask(base_url, "/_stcore/stream", headers)[0] == status


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "localhost.elsewhere.example:8501", "127.0.0.1.elsewhere.example", "["]
)
@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/media/nothing"])
def test_it_answers_to_its_own_names_only(base_url: str, host: str, path: str):
    status, headers, text = ask(base_url, path, {"Host": host})
    assert (status, "docs/deployment.md says how" in text) == (400, True)
    assert set(SECURITY_HEADERS) <= {name.title() for name in headers}


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which servers that are started from here on write what they asked other machines for."""
    folder = Path(__file__).parent / "own_machine_only"
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("PEIL_ASKED", str(tmp_path / "asked"))
    return tmp_path / "asked"


@pytest.mark.parametrize("address", [None, "0.0.0.0"])
def test_it_asks_no_other_machine_for_anything(
    database: Path,
    tmp_path: Path,
    asked: Path,
    open_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
    address: str | None,
):
    copy = tmp_path / "peil.duckdb"
    copy.write_bytes(database.read_bytes())
    if address:
        monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", address)
    with server.running(copy) as fresh:
        for path in (PAGES["board"], PAGES["partnerships"]):
            open_page(fresh + path)
        refused = [
            ask(fresh, "/_stcore/stream", {**HANDSHAKE, **wrong})[0]
            for wrong in ({"Origin": "http://elsewhere.example"}, {"Host": "elsewhere.example"})
        ]
    assert refused == [403, 403]
    assert asked.read_text(encoding="utf-8").splitlines() == ["watching"]


def test_it_answers_to_another_name_when_told_so(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    copy = tmp_path / "peil.duckdb"
    copy.write_bytes(database.read_bytes())
    monkeypatch.setenv("STREAMLIT_SERVER_ALLOWED_HOSTS", "localhost 127.0.0.1 peil.example.org *.example.net")
    with server.running(copy) as fresh:
        own = {"Host": "peil.example.org", "Origin": "https://peil.example.org"}
        assert ask(fresh, "/_stcore/stream", {**HANDSHAKE, **own})[0] == 101
        assert ask(fresh, "/", own)[0] == 200
        assert ask(fresh, "/", {"Host": "peil.example.net:8443"})[0] == 200
        assert ask(fresh, "/", {"Host": "peilexample.net"})[0] == 400


def test_make_run_says_so_when_the_port_is_taken(base_url: str):
    port = urlsplit(base_url).port
    # As on a machine where everything is installed.
    command = [
        "make",
        "--no-print-directory",
        "--old-file",
        ".venv/run.stamp",
        f"BIN={Path(sys.executable).parent}",
        f"PORT={port}",
        "run",
    ]
    said = subprocess.run(command, cwd=server.ROOT, capture_output=True, text=True)
    assert said.returncode != 0
    assert f"Port {port} is taken" in said.stderr
    assert f"make run PORT={port + 1}" in said.stderr
    assert said.stdout == ""


@pytest.mark.parametrize(
    ("path", "preferred", "language"),
    [
        ("/", "", "nl"),
        ("/", "fr-BE,fr;q=0.9,en;q=0.8", "fr"),
        ("/", "de,en;q=0.5", "en"),
        ("/finance?lang=en", "fr", "en"),
        ("/finance?lang=xx", "fr", "fr"),
    ],
)
def test_the_page_is_served_in_the_language_it_will_be_in(base_url: str, path: str, preferred: str, language: str):
    headers = {"Accept": "text/html", "Accept-Encoding": "gzip", "Accept-Language": preferred}
    status, _headers, text = ask(base_url, path, headers)
    assert status == 200
    assert f'<html lang="{language}">' in text
    assert "<title>Peil</title>" in text


def test_language_and_title_follow_what_is_shown(open_page: OpenPage):
    page = open_page("/indicator?lang=fr&programme=SUCCES&indicator=SUC_HOUSE_VISITS")
    expect(page).to_have_title("Visites à domicile · SucceS · Peil")
    assert page.evaluate("document.documentElement.lang") == "fr"
    choose(page, "Langue", "Nederlands")
    expect(page).to_have_title("Huisbezoeken · SucceS · Peil")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    page.get_by_role("link", name="Financiën").first.click()
    expect(page).to_have_title("Financiën · SucceS · Peil")


def test_a_stored_row_leads_to_the_row_of_the_file_it_came_from(open_page: OpenPage, base_url: str):
    page = open_page("/indicator?lang=nl&programme=SUCCES&indicator=SUC_HOUSE_VISITS")
    page.get_by_text("Waar komen deze cijfers vandaan?").click()
    address = page.locator('a[href^="/original/"]').first.get_attribute("href")
    page.goto(base_url + str(address))
    expect(page.locator("tr[aria-current]")).to_contain_text("SUC_HOUSE_VISITS")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    with page.expect_download() as download:
        page.get_by_role("link", name="Het hele bestand").click()
    assert download.value.suggested_filename == "results.csv"
