"""What the documentation names is there: commands, settings, targets of make, files; and what is there is named."""

import re
import tomllib
from pathlib import Path

import pytest

from peil import commands
from peil.store import ROOT

PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
# What once was true stays as it was written.
TODAY = [page for page in PAGES if page.name != "CHANGELOG.md" and page.parent.name != "decisions"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def said(pages: list[Path]) -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def test_make_can_do_what_the_documentation_says_and_lists_all_it_can_do():
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", said(TODAY), re.MULTILINE)) - targets == set()
    phony = set(re.search(r"^\.PHONY: (.*)", MAKEFILE, re.MULTILINE)[1].split())
    assert phony == targets


def settings(text: str) -> set[str]:
    return set(re.findall(r"\bPEIL_[A-Z_]*[A-Z]\b", text))


def test_every_setting_is_described_and_every_setting_described_is_read():
    code = [ROOT / "app.py", *(ROOT / "peil").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    code += [ROOT / "tests" / "browser" / "chromium.py"]
    described = settings((ROOT / "docs" / "deployment.md").read_text(encoding="utf-8"))
    read = settings("\n".join(path.read_text(encoding="utf-8") for path in code))
    assert read == described
    assert settings(said(TODAY)) <= read


def test_the_commands_that_are_described_are_those_there_are(capsys):
    with pytest.raises(SystemExit):
        commands.main(["--help"])
    there = set(re.findall(r"^ {4}([a-z]+) ", capsys.readouterr().out, re.MULTILINE))
    described = set(re.findall(r"python -m peil ([a-z]+)", said(TODAY)))
    assert described == there


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_to_a_file(page):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", TODAY, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_path_that_is_named_is_there(page):
    """A path is what begins with a folder of ours; one with a placeholder in it (``<name>``, ``R99``) is none."""
    folders = "|".join(path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith("."))
    named = re.findall(rf"`((?:{folders})/[\w./-]+)`", page.read_text(encoding="utf-8"))
    absent = [path for path in named if not (ROOT / path).exists() and "local" not in path and "R99" not in path]
    assert absent == []


def test_every_folder_of_tests_is_run():
    folders = {str(path.parent.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")}
    run = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["testpaths"]
    assert folders == set(run)


def test_every_page_of_the_documentation_is_named():
    named = said(TODAY)
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"{page.name})" not in named] == []
