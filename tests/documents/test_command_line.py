"""``python -m peil pack``: which files it writes, what it says, and that no half file is ever left."""

import errno
import io
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from peil import commands
from peil.documents.packs import FORMS
from peil.store import Store

Command = Callable[..., tuple[int, str, str]]
# The quick ones.
QUICK = "html,xlsx"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return False


def on(store: Store, folder: Path) -> Command:
    """``peil("pack", …)`` as the app does it, on the database that it has open: (exit code, output, errors)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        out, warnings = Terminal(), Terminal()
        code = commands.run_in_app(store, arguments, folder, out, warnings)
        assert "Traceback" not in warnings.getvalue()
        return code, out.getvalue(), warnings.getvalue()

    return run


@pytest.fixture
def peil(published: Store, tmp_path: Path) -> Command:
    return on(published, tmp_path)


def test_five_files_of_one_partnership(peil: Command, tmp_path: Path) -> None:
    code, said, _ = peil("pack", "SUCCES", "--as-of", "2011-12-31", "--lang", "fr", "--to", "packs")
    names = [f"peil-pack-succes-2011-12-31-fr.{form}" for form in FORMS]
    assert code == 0
    assert sorted(file.name for file in (tmp_path / "packs").iterdir()) == sorted(names)
    assert [line.split()[-1] for line in said.splitlines()] == names
    assert all(line.startswith("1/1") for line in said.splitlines())


def test_every_partnership_that_has_results(peil: Command, published: Store, tmp_path: Path) -> None:
    code, said, _ = peil("pack", "--all", "--forms", QUICK, "--to", ".")
    asked = {"known_at": datetime(2100, 1, 1), "language": "nl"}
    reported = {
        row["partnership_id"] for row in published.rows("pages/filters/programmes", asked) if row["last_period_end"]
    }
    files = [file.name for file in tmp_path.iterdir()]
    assert code == 0
    assert "SUCCES" in reported
    assert len(files) == len(said.splitlines()) == 2 * len(reported)
    assert said.splitlines()[-1].startswith(f"{len(reported)}/{len(reported)} ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("NOWHERE",), "NOWHERE"),
        (("SUCCES", "--forms", "odt"), "odt"),
        (("SUCCES", "--known-at", "1999-01-01"), "nothing had been handed in"),
    ],
)
def test_what_is_not_there_is_said(peil: Command, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    code, _, error = peil("pack", *arguments, "--to", "packs")
    assert code == commands.REFUSED
    assert said in error
    assert list(tmp_path.rglob("peil-pack*")) == []


def test_a_full_disk_leaves_whole_files_alone(peil: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if ".xlsx" not in path.name:
            return write(path, content)
        # As a disk does: what had room is there, the rest is not.
        write(path, content[:1000])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    code, _, error = peil("pack", "SUCCES", "--as-of", "2011-12-31", "--forms", QUICK, "--to", ".")
    assert code == commands.UNUSABLE
    assert "no room left on the disk" in error
    assert [file.name for file in tmp_path.iterdir()] == ["peil-pack-succes-2011-12-31-nl.html"]


def test_a_pack_that_is_there_already_is_replaced(peil: Command, tmp_path: Path) -> None:
    old = tmp_path / "peil-pack-succes-2011-12-31-nl.html"
    old.write_text("old")
    assert peil("pack", "SUCCES", "--as-of", "2011-12-31", "--forms", "html", "--to", ".")[0] == 0
    assert old.read_text(encoding="utf-8").startswith("<!doctype html>")
