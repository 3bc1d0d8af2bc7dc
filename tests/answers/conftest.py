"""The routes served over HTTP in this process, on a copy of the database of the page tests."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import uvicorn
from starlette.applications import Starlette

from peil import api
from peil.answers import Row, choices
from peil.answers.view import View
from peil.store import Store
from tests.pages.conftest import beside, database

__all__ = ["beside", "database"]


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        return json.loads(self.content)


class Client:
    """Asks the routes of a server."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
    ) -> Reply:
        """The reply to a path, or to a whole address of this server."""
        parts = urlsplit(path)
        asked = parts.path + (f"?{parts.query}" if parts.query else "") + (f"?{urlencode(params)}" if params else "")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        try:
            connection.request(method, asked, headers=dict(headers or {}))
            answer = connection.getresponse()
            return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()


@pytest.fixture(scope="session")
def client(beside: Store) -> Iterator[Client]:
    """The routes on the figures that come with Peil."""
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=api.routes(lambda: beside)), port=0, log_level="warning", lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Client(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def view(beside: Store) -> Callable[[str, str], View]:
    """The view of a programme in a language; what was asked once is not asked again, and answers are kept."""
    known: dict[str, Sequence[Row]] = {}

    def asks(query: str, parameters: Mapping[str, Any]) -> Sequence[Row]:
        key = f"{query} {sorted(parameters.items())}"
        if key not in known:
            known[key] = beside.rows(query, parameters)
        return known[key]

    return lambda programme, language: choices.view_of(asks, {"programme": programme, "lang": language}, beside.stamp)
