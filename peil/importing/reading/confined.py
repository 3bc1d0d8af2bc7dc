"""Does work on a foreign file in a process of its own, which may take no more memory, time and processor than allowed.

A file can be made so that reading it takes all memory or never ends. Then the child is stopped, and the caller goes on
and says which limit was reached. What the child hands back is JSON: nothing it says is ever run.

The children are forked by a small server that has our modules ready (``python -m peil.importing.reading.confined``),
because a process with threads, as the app is, must not fork itself, and starting Python for every file takes half a
second. Python's own server of that kind runs the main script again in every child, which not every script survives.
"""

import importlib
import json
import logging
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from peil.errors import DiskFull, LimitReached, UnreadableFile
from peil.settings import whole_number

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent.parent.parent
# What the server loads before it is asked anything. Arrow looks for pandas, and loading that takes longer than reading
# a small file.
_PRELOADED = ("peil.importing.reading", "pandas")
# What a child may write for its parent: the cells of a file, as text.
_MAX_WRITTEN_BYTES = 8_000_000_000
# With less on the disk than this, it is not the file that is at fault.
_LEAST_ROOM = 1_000_000

SECONDS_PER_MB = 2


@dataclass(frozen=True)
class Limits:
    """What one file may take. ``PEIL_READ_MEMORY_MB`` and the like set them (see docs/deployment.md).

    Time grows with the size of a file: so many seconds, and ``SECONDS_PER_MB`` more for every megabyte.
    """

    memory_mb: int
    processor_seconds: int
    seconds: int

    @staticmethod
    def set() -> "Limits":
        """The limits of this installation. Raises PeilError when a setting is out of range."""
        return Limits(
            memory_mb=whole_number("PEIL_READ_MEMORY_MB", 600, least=100),
            processor_seconds=whole_number("PEIL_READ_PROCESSOR_SECONDS", 30),
            seconds=whole_number("PEIL_READ_SECONDS", 120),
        )

    def for_bytes(self, size: int) -> "Limits":
        """The limits for a file of so many bytes."""
        more = SECONDS_PER_MB * size // 1_000_000
        return Limits(self.memory_mb, self.processor_seconds + more, self.seconds + 2 * more)


def confined(about: str, size: int, task: Callable[..., Any], *arguments: Any) -> Any:
    """What ``task(*arguments)`` returns, done in a child process.

    ``task`` is a function of a module, and what it takes and returns is JSON. ``about`` is the name of the file, for
    the message, and ``size`` how many bytes it has. Raises LimitReached when a limit was reached, UnreadableFile when
    the task raised it or fell over the file, and DiskFull when there is no room to work.
    """
    limits = Limits.set().for_bytes(size)
    with tempfile.TemporaryDirectory(prefix="peil-read-") as folder:
        asked, answer = Path(folder) / "asked.json", Path(folder) / "answer.json"
        asked.write_text(
            json.dumps(
                {"task": [task.__module__, task.__qualname__], "arguments": arguments, "limits": asdict(limits)}
            ),
            encoding="utf-8",
        )
        status = _SERVER.run(asked, answer)
        told = json.loads(answer.read_text(encoding="utf-8")) if answer.is_file() else {}
    if "returned" in told:
        return told["returned"]
    if "unreadable" in told:
        raise UnreadableFile(told["unreadable"])
    if status == "time":
        raise LimitReached(_told(about, f"{limits.seconds} seconds", "PEIL_READ_SECONDS"))
    if status == -signal.SIGXCPU:
        seconds = f"{limits.processor_seconds} seconds of processor time"
        raise LimitReached(_told(about, seconds, "PEIL_READ_PROCESSOR_SECONDS"))
    # Libraries of C do not always come to say so when there is no memory left.
    if told.get("memory") or status:
        log.warning("reading %s ended with %s", about, status)
        raise LimitReached(_told(about, f"{limits.memory_mb} MB of memory", "PEIL_READ_MEMORY_MB"))
    if shutil.disk_usage(tempfile.gettempdir()).free < _LEAST_ROOM:
        raise DiskFull("There is no room left in the temporary folder. Make room, or name another one in TMPDIR.")
    log.error("reading %s failed:\n%s", about, told.get("failed"))
    raise UnreadableFile(f"{about} cannot be read; it may be damaged.")


def _told(about: str, amount: str, setting: str) -> str:
    return (
        f"{about} was not read: reading it takes more than {amount}, so it is damaged, made to do harm, or too large "
        f"for this machine. Split it by period, or raise the limit ({setting})."
    )


# --- The server, seen from outside ----------------------------------------------------------------------------------


class _Server:
    """The process that forks a child per file; started with the first file, and again when it is gone."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._one_at_a_time = threading.Lock()

    def run(self, asked: Path, answer: Path) -> int | str:
        """Has the work in ``asked`` done; 0, the negative number of the signal that ended the child, or ``time``."""
        with self._one_at_a_time:
            process = self._process = self._process if self._process and self._process.poll() is None else _started()
            try:
                if process.stdin is None or process.stdout is None:
                    raise TypeError("The server was started without pipes.")
                process.stdin.write(json.dumps([str(asked), str(answer)]) + "\n")
                process.stdin.flush()
                line = process.stdout.readline()
            except BaseException:
                # Whoever waits was interrupted, and nobody wants the answer any more.
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise
            return json.loads(line) if line else -signal.SIGKILL


def _started() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "peil.importing.reading.confined"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # Ctrl-C is for whoever waits, not for the server.
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
    )


_SERVER = _Server()


# --- The server, and the child --------------------------------------------------------------------------------------


def _serve() -> None:
    """Reads what to do from the standard input until it ends, and writes how each child ended."""
    for module in _PRELOADED:
        importlib.import_module(module)
    for line in sys.stdin:
        asked, answer = map(Path, json.loads(line))
        work = json.loads(asked.read_text(encoding="utf-8"))
        limits = Limits(**work["limits"])
        child = os.fork()
        if child == 0:
            try:
                _work(work, limits, answer)
            finally:
                os._exit(0)
        sys.stdout.write(json.dumps(_ended(child, limits.seconds)) + "\n")
        sys.stdout.flush()


def _ended(child: int, seconds: float) -> int | str:
    """How a child ended, which is stopped after so many seconds."""
    pause, until = 0.001, time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(2 * pause, 0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "time"


def _work(work: dict[str, Any], limits: Limits, answer: Path) -> None:
    """What the child does: within the limits, and without a word to anybody."""
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    module, function = work["task"]
    task = getattr(importlib.import_module(module), function)
    _limit(limits)
    told: dict[str, Any]
    try:
        told = {"returned": task(*work["arguments"])}
    except UnreadableFile as error:
        told = {"unreadable": str(error)}
    except MemoryError:
        told = {"memory": True}
    except Exception as error:
        # A library that has no memory left may say so in words of its own.
        said = f"{type(error).__name__} {error}".lower()
        is_memory = any(words in said for words in ("bad_alloc", "memoryerror", "outofmemory", "out of memory"))
        told = {"memory": True} if is_memory else {"failed": traceback.format_exc()}
    half = answer.with_suffix(".half")
    half.write_text(json.dumps(told), encoding="utf-8")
    half.rename(answer)


def _limit(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_WRITTEN_BYTES, _MAX_WRITTEN_BYTES))
    # The second is for whoever ignores the signal of the first.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor_seconds, limits.processor_seconds + 5))
    most = _data_bytes() + limits.memory_mb * 1_000_000
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _data_bytes() -> int:
    """What the libraries took already, before there was a file."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    [kilobytes] = [line.split()[1] for line in status.splitlines() if line.startswith("VmData:")]
    return int(kilobytes) * 1024


if __name__ == "__main__":
    _serve()
