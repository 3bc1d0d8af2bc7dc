"""A command hands its work to the app that has the database open, so that nobody has to stop the dashboard to import.

One process owns a database. When that is the app, a file beside the database, which only its owner can read, says at
which address it takes commands and with which token. The command line sends what it was asked there, and shows what
comes back while it comes.
"""

import contextlib
import http.client
import json
import os
import queue
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

PATH = "/local/command"


class Stream(Protocol):
    """What a command writes to."""

    def write(self, text: str, /) -> object: ...

    def flush(self) -> object: ...

    def isatty(self) -> bool: ...


# Runs a command: what was asked, the folder it was asked in, and where its words and its warnings go.
Run = Callable[[Sequence[str], Path, Stream, Stream], int]


def _file(database: Path) -> Path:
    return database.with_name(database.name + ".app")


def hand_over(database: Path, arguments: Sequence[str], out: Stream, warnings: Stream) -> int | None:
    """Lets the app on ``database`` run a command, and shows what it says.

    The exit code; None when no app takes it.
    """
    try:
        app = json.loads(_file(database).read_text(encoding="utf-8"))
        connection = http.client.HTTPConnection("127.0.0.1", int(app["port"]))
        asked = json.dumps({"arguments": list(arguments), "folder": str(Path.cwd()), "is_terminal": warnings.isatty()})
        headers = {"Authorization": f"Bearer {app['token']}", "Host": app["host"], "Content-Type": "application/json"}
        connection.request("POST", PATH, asked.encode(), headers)
        answer = connection.getresponse()
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        return None
    with contextlib.closing(connection):
        if answer.status != http.client.OK:
            return None
        for line in answer:
            said = json.loads(line)
            if "code" in said:
                return int(said["code"])
            (warnings if said["is_warning"] else out).write(said["text"])
            (warnings if said["is_warning"] else out).flush()
    warnings.write("The app stopped before the command was done. The command status says what was stored.\n")
    return 1


class Door:
    """Where an app takes commands; ``run`` does them, one after the other. Shut until it is opened."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._token = ""
        self._one_at_a_time = threading.Lock()

    @contextlib.contextmanager
    def open(self, database: Path, port: int, hosts: Sequence[str]) -> Iterator[None]:
        """Says beside the database where its app takes commands; nothing is left of that afterwards.

        ``hosts`` are the names that the app answers to.
        """
        self._token = secrets.token_urlsafe(32)
        host = next((host for host in hosts if "*" not in host), "127.0.0.1")
        file = _file(database)
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
            # Made with its rights, so that nobody else can read it for a moment.
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as target:
                json.dump({"port": port, "host": host, "token": self._token}, target)
        try:
            yield
        finally:
            self._token = ""
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)

    def route(self) -> Route:
        """The route that takes commands from whoever knows the token."""
        return Route(PATH, self._take, methods=["POST"])

    async def _take(self, request: Request) -> Response:
        given = request.headers.get("authorization", "")
        if not self._token or not secrets.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            return PlainTextResponse("There is nothing here.", status_code=404)
        asked = json.loads(await request.body())

        def work(said: "queue.Queue[dict[str, Any]]") -> int:
            out, warnings = (_Words(said, is_warning, asked["is_terminal"]) for is_warning in (False, True))
            with self._one_at_a_time:
                return self._run(asked["arguments"], Path(asked["folder"]), out, warnings)

        return StreamingResponse(_lines(work), media_type="application/x-ndjson")


def _lines(work: Callable[["queue.Queue[dict[str, Any]]"], int]) -> Iterator[str]:
    """What a command says, a JSON object per line as it is said, and its exit code last.

    The command has a thread of its own: it goes on to its end when whoever asked is gone.
    """
    said: queue.Queue[dict[str, Any]] = queue.Queue()

    def to_the_end() -> None:
        code = 1
        try:
            code = work(said)
        finally:
            said.put({"code": code})

    threading.Thread(target=to_the_end, name="command", daemon=True).start()
    while True:
        message = said.get()
        yield json.dumps(message) + "\n"
        if "code" in message:
            return


@dataclass(frozen=True)
class _Words:
    """A stream that passes on what is written."""

    said: "queue.Queue[dict[str, Any]]"
    is_warning: bool
    is_terminal: bool

    def write(self, text: str, /) -> None:
        self.said.put({"text": text, "is_warning": self.is_warning})

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        return self.is_terminal
