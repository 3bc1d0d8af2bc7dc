"""The command line beside a running app: the app does the work, and nobody has to stop it."""

import http.client
import json
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette

from peil import commands as command_line
from peil import handing_over
from peil.store import Store
from tests.importing.conftest import HEADER

GOOD = f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,10\n"
LATER = f"{HEADER}\nPS,VISITS,ORG_STAD,2010-09-30,12\n"


@contextmanager
def app_on(database: Path) -> Iterator[int]:
    """What app.py is to the command line: the database open, and the door. Gives the port."""
    store = Store(database)
    door = handing_over.Door(lambda *asked: command_line.run_in_app(store, *asked))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=[door.route()]), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with door.open(database, port, ["localhost"]):
            yield port
    finally:
        server.should_exit = True
        thread.join()
        store.close()


@pytest.fixture
def peil(database, capsys):
    """``peil("import", path)`` returns (exit code, standard output, standard error)."""

    def run(*arguments):
        code = command_line.main(["--database", str(database), *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_every_command_works_while_the_app_runs(database, peil, tmp_path):
    (tmp_path / "results.csv").write_text(GOOD)
    with app_on(database):
        code, out, err = peil("import", tmp_path / "results.csv")
        assert (code, err) == (0, "")
        assert "stored as submission 2. Rows: 1 in results." in out
        code, out, _ = peil("status")
        assert (code, "results.csv" in out) == (0, True)
        assert peil("check")[0] == 0
        code, out, _ = peil("export", tmp_path / "out")
        assert code == 0
        assert (tmp_path / "out" / "results.csv").read_text().count("VISITS") == 1
        code, out, _ = peil("withdraw", "2", "--reason", "by mistake")
        assert (code, "Submission 2 no longer counts" in out) == (0, True)
    # And as before when it has stopped.
    assert peil("status")[0] == 0


def test_a_refusal_comes_back_as_it_would_without_the_app(database, peil, tmp_path):
    (tmp_path / "results.csv").write_text(f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,ten\n")
    alone = peil("import", tmp_path / "results.csv")
    with app_on(database):
        assert peil("import", tmp_path / "results.csv") == alone
    assert alone[0] == 2


def test_names_of_files_are_those_of_the_folder_of_whoever_asks(database, peil, tmp_path, monkeypatch):
    (tmp_path / "results.csv").write_text(GOOD)
    monkeypatch.chdir(tmp_path)
    with app_on(database):
        assert peil("import", "results.csv")[0] == 0


def test_two_at_once_come_one_after_the_other_each_with_its_own_outcome(database, tmp_path):
    files = [tmp_path / "first.csv", tmp_path / "second.csv"]
    for file, text in zip(files, (GOOD, LATER), strict=True):
        file.write_text(text)
    outcomes: dict[str, tuple[int | None, str]] = {}

    def hand_in(file: Path) -> None:
        said = _Heard()
        arguments = ["--database", str(database), "import", str(file), "--table", "results"]
        outcomes[file.name] = (handing_over.hand_over(database, arguments, said, said), said.text)

    with app_on(database):
        threads = [threading.Thread(target=hand_in, args=[file]) for file in files]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {name: code for name, (code, _text) in outcomes.items()} == {"first.csv": 0, "second.csv": 0}
    for name, (_code, text) in outcomes.items():
        assert text.count(f"{name} was stored as submission") == 1


def test_rebuilding_asks_for_the_app_to_be_stopped(database, peil):
    with app_on(database):
        code, _, err = peil("rebuild")
    assert code == 3
    assert "in use by another Peil process" in err


def test_without_the_token_there_is_nothing(database):
    with app_on(database) as port:
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}):
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("POST", handing_over.PATH, json.dumps({"arguments": ["status"]}), headers)
            assert connection.getresponse().status == 404
            connection.close()


def test_the_token_is_for_its_owner_alone_and_goes_with_the_app(database):
    file = database.with_name(database.name + ".app")
    with app_on(database):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not file.exists()


def test_what_a_dead_app_left_behind_does_no_harm(database, peil):
    store = Store(database)
    database.with_name(database.name + ".app").write_text('{"port": 1, "host": "localhost", "token": "x"}')
    code, _, err = peil("status")
    store.close()
    assert code == 3
    assert "in use by another Peil process" in err


class _Heard:
    """A stream that keeps what is written."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str, /) -> None:
        self.text += text

    def flush(self) -> None:
        """Nothing to do."""

    def isatty(self) -> bool:
        return False
