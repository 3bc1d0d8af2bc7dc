"""How long the server works on a page, against a bare Streamlit page with the same elements.

Usage: make bench, or python tests/bench/pages_bench.py PAGE ... for some pages only.
Talks to real servers the way a browser does, over their WebSocket, and takes the time from asking for a rerun to
"script finished". The pages are measured in turns, so that a busy machine slows all of them alike.
"""

import json
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl, urlencode, urlsplit

import psutil
import pyarrow as pa
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.browser import server
from tests.browser.pages import PAGES

BARE_PAGE = Path(__file__).parent / "bare_page.py"
RERUNS = 40


@dataclass(frozen=True)
class Element:
    """One element of a page: what Streamlit calls it, and for a table its rows and columns."""

    kind: str
    rows: int = 0
    columns: int = 0


class Session:
    """One visitor of one page."""

    def __init__(self, address: str, path: str = "/", query: dict[str, str] | None = None) -> None:
        self.path, self.query = path.strip("/"), urlencode(query or {})
        self.connecting = connect(address.replace("http", "ws", 1) + "/_stcore/stream", max_size=None)

    def __enter__(self) -> Self:
        self.socket = self.connecting.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.connecting.__exit__(*error)

    def rerun(self) -> tuple[float, list[Element], int]:
        """Seconds until the script has finished, the elements it sent, and how many bytes they took."""
        ask = BackMsg()
        ask.rerun_script.query_string = self.query
        ask.rerun_script.page_name = self.path
        ask.rerun_script.context_info.locale = "en-GB"
        ask.rerun_script.context_info.timezone = "UTC"
        elements: dict[tuple[int, ...], Element] = {}
        sent = 0
        started = time.perf_counter()
        self.socket.send(ask.SerializeToString())
        while True:
            self._acknowledge_at_once()
            answer = self.socket.recv(timeout=60)
            sent += len(answer)
            message = ForwardMsg()
            message.ParseFromString(answer if isinstance(answer, bytes) else answer.encode())
            if message.WhichOneof("type") == "script_finished":
                return time.perf_counter() - started, list(elements.values()), sent
            if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
                elements[tuple(message.metadata.delta_path)] = described(message.delta.new_element)

    def _acknowledge_at_once(self) -> None:
        # The server waits with small messages until the last one was acknowledged (Nagle's algorithm), and Linux
        # delays that by 40 ms. A browser is not held up by it (measured); without this line we would measure
        # the delay and not the page. The kernel forgets the setting, so it is renewed before every message.
        if hasattr(socket, "TCP_QUICKACK"):
            self.socket.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


def described(element: object) -> Element:
    kind = element.WhichOneof("type")
    if kind == "table":
        table = pa.ipc.open_stream(element.table.arrow_data.data).read_all()
        return Element(kind, table.num_rows, table.num_columns)
    if kind == "html" and "<table" in element.html.body:
        # Peil writes its tables as HTML; the bare page draws them as Streamlit's own.
        body = element.html.body
        return Element("table", body.count("<tr>") - 1, body.count("<th "))
    return Element(kind)


def measured_in_turns(sessions: Sequence[Session], times: int) -> list[list[float]]:
    """The seconds of each session, in ``times`` rounds, after two rounds of warming up."""
    rounds = [[session.rerun()[0] for session in sessions] for _ in range(times + 2)][2:]
    return [list(column) for column in zip(*rounds, strict=True)]


def counted(elements: list[Element]) -> str:
    kinds = [element.kind for element in elements]
    return ", ".join(
        f"{kinds.count(kind)} {kind}" for kind in sorted(set(kinds), key=lambda kind: (-kinds.count(kind), kind))
    )


def compare(name: str, peil: str, path: str, query: dict[str, str], folder: Path) -> None:
    """Prints one page beside its bare twin, as Streamlit comes and set as Peil sets it."""
    with ExitStack() as stack:
        page = stack.enter_context(Session(peil, path, query))
        _, elements, sent = page.rerun()
        os.environ["BARE_PAGE"] = json.dumps([(e.kind, e.rows, e.columns) for e in elements])
        bare = []
        # Whether garbage is collected after every run (.streamlit/config.toml).
        for collects in ("false", "true"):
            settings = {"STREAMLIT_RUNNER_POST_SCRIPT_GC": collects}
            address = stack.enter_context(server.running(folder / f"{name}-bare-{collects}", BARE_PAGE, **settings))
            bare.append(stack.enter_context(Session(address)))
            _, bare_elements, _ = bare[-1].rerun()
            assert counted(bare_elements) == counted(elements), "the bare page must draw the same elements"
        of_page, of_alike, of_plain = measured_in_turns([page, *bare], RERUNS)
    median, alike, plain = (1000 * statistics.median(times) for times in (of_page, of_alike, of_plain))
    p95 = 1000 * statistics.quantiles(of_page, n=20)[-1]
    print(f"{name}: {len(elements)} elements ({counted(elements)}), {sent / 1024:.0f} KiB sent")
    print(f"  page                          {median:7.1f} ms  (p95 {p95:.1f})")
    print(f"  bare page, set as ours        {alike:7.1f} ms  page / bare = {median / alike:.2f}")
    print(f"  bare page, as Streamlit comes {plain:7.1f} ms  page / bare = {median / plain:.2f}")


def main() -> None:
    memory = psutil.virtual_memory().total / 2**30
    print(f"{psutil.cpu_count()} processors, {memory:.1f} GiB, Python {sys.version.split()[0]}")
    print(f"time from asking for a rerun to script finished, median of {RERUNS}, pages measured in turns")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        database = folder / "peil.duckdb"
        server.set_up(database)
        with server.running(database) as peil:
            started = time.perf_counter()
            with Session(peil) as visitor:
                visitor.rerun()
            print(f"first visit to a fresh server: {1000 * (time.perf_counter() - started):.0f} ms")
            for name, address in PAGES.items():
                if not sys.argv[1:] or name in sys.argv[1:]:
                    parts = urlsplit(address)
                    compare(name, peil, parts.path, dict(parse_qsl(parts.query)), folder)


if __name__ == "__main__":
    main()
