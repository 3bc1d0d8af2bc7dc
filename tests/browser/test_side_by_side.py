"""Pages, routes and the command line beside each other: handed in while the app runs, seen by all."""

import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import server
from tests.browser.conftest import OpenPage

HEADER = "partnership_id,indicator_id,partner_id,period_end,value"
VIEW = "lang=en&programme=SUCCES&as_of=2011-12-31&partner=ORG_OCMW_KORTRIJK"


@pytest.fixture
def own_database(database: Path, base_url: str, tmp_path: Path) -> Path:
    """A copy for a test that hands something in. The server is running, so the copy is of what it has written."""
    shutil.copytree(database.parent, tmp_path / "own", ignore=shutil.ignore_patterns("*.lock", "*.app", "*.log"))
    return tmp_path / "own" / database.name


@pytest.fixture
def own_server(own_database: Path) -> Iterator[str]:
    with server.running(own_database) as address:
        yield address


def test_what_is_handed_in_beside_the_app_is_on_the_page_and_in_the_routes(
    own_server: str, own_database: Path, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{own_server}/?{VIEW}")
    discussed = page.get_by_role("listitem").filter(has_text="House visits")
    expect(discussed).to_contain_text("442")

    file = tmp_path / "results.csv"
    file.write_text(f"{HEADER}\nSUCCES,SUC_HOUSE_VISITS,ORG_OCMW_KORTRIJK,2011-12-31,450\n", encoding="utf-8")
    command = [sys.executable, "-m", "peil", "import", str(file), "--amend"]
    done = subprocess.run(
        command, cwd=server.ROOT, env=server.environment(own_database), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "results.csv was stored as submission" in done.stdout

    page.goto(f"{own_server}/?{VIEW}")
    expect(discussed).to_contain_text("450")
    with urllib.request.urlopen(f"{own_server}/api/v1/results.json?{VIEW}") as answer:
        records = json.load(answer)["records"]
    # It names another section than the one before: two readings, and neither of them is the value.
    [visits] = [one for one in records if one["indicator_id"] == "SUC_HOUSE_VISITS"]
    assert (visits["actual_low"], visits["actual"], visits["actual_high"]) == (442, None, 450)
