"""A running Peil with the published figures in a database of its own, for browser tests, bench and screenshots."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def environment(database: Path) -> dict[str, str]:
    """What a process needs to work on ``database`` instead of on data/local.

    Tests start many servers and visit few pages of each, so nothing is warmed up.
    """
    return {"PEIL_WARM_UP": "off", **os.environ, "PEIL_DATABASE": str(database)}


def set_up(database: Path) -> None:
    """Makes the database and imports the published figures, as ``make run`` does the first time."""
    command = [sys.executable, "-m", "peil", "setup"]
    subprocess.run(command, cwd=ROOT, env=environment(database), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def running(database: Path, script: str | Path = "app.py", **settings: str) -> Iterator[str]:
    """The address of a server that runs ``script`` on ``database`` with these variables set; stopped afterwards.

    Raises RuntimeError, with what the server said, when it does not answer within five minutes.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = database.with_suffix(".log")
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}", "--server.headless=true"],
            cwd=ROOT,
            env={**environment(database), **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=300)


def _wait(health: str, server: subprocess.Popen[bytes], log: Path) -> None:
    patience_ends = time.monotonic() + 300
    while time.monotonic() < patience_ends and server.poll() is None:
        try:
            with urllib.request.urlopen(health, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"The server did not start:\n{log.read_text(encoding='utf-8')}")
