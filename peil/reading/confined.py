"""Does work on a foreign file in a process of its own, which may take no more memory, time and processor than allowed.

A file can be made so that reading it takes all memory or never ends. Then the child is stopped, and the caller goes on
and says which limit was reached. What the child hands back is JSON: nothing it says is ever run.
"""

import json
import logging
import multiprocessing
import os
import resource
import signal
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peil.errors import LimitReached, PeilError, UnreadableFile

log = logging.getLogger(__name__)

# What the child imports before it is asked anything, so that each file costs a fork and not a start of Python.
_PRELOADED = ["peil.reading"]
# What it may write for its parent: the cells of a file, as text.
_MAX_WRITTEN_BYTES = 8_000_000_000

SECONDS_PER_MB = 2

# A server that forks: a process with threads (the app) must not fork itself.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(_PRELOADED)


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
        """The limits of this installation. Raises PeilError when a setting is no whole number above zero."""
        return Limits(
            memory_mb=_setting("PEIL_READ_MEMORY_MB", 700),
            processor_seconds=_setting("PEIL_READ_PROCESSOR_SECONDS", 30),
            seconds=_setting("PEIL_READ_SECONDS", 120),
        )

    def for_bytes(self, size: int) -> "Limits":
        """The limits for a file of so many bytes."""
        more = SECONDS_PER_MB * size // 1_000_000
        return Limits(self.memory_mb, self.processor_seconds + more, self.seconds + 2 * more)


def confined(about: str, size: int, task: Callable[..., Any], *arguments: Any) -> Any:
    """What ``task(*arguments)`` returns, done in a child process.

    ``task`` is a function of a module, and what it takes and returns is JSON. ``about`` is the name of the file, for
    the message, and ``size`` how many bytes it has. Raises LimitReached when a limit was reached, UnreadableFile when
    the task raised it or fell over the file.
    """
    limits = Limits.set().for_bytes(size)
    with tempfile.TemporaryDirectory(prefix="peil-read-") as folder:
        answer = Path(folder) / "answer.json"
        child = _CONTEXT.Process(target=_work, args=(limits, answer, task, arguments), daemon=True)
        child.start()
        try:
            child.join(limits.seconds)
            if child.exitcode is None:
                raise LimitReached(_told(about, f"{limits.seconds} seconds", "PEIL_READ_SECONDS"))
        finally:
            # Also when whoever waits gives up (Ctrl-C).
            child.kill()
            child.join()
        told = json.loads(answer.read_text(encoding="utf-8")) if answer.is_file() else {}
    if "returned" in told:
        return told["returned"]
    if "unreadable" in told:
        raise UnreadableFile(told["unreadable"])
    if child.exitcode == -signal.SIGXCPU:
        seconds = f"{limits.processor_seconds} seconds of processor time"
        raise LimitReached(_told(about, seconds, "PEIL_READ_PROCESSOR_SECONDS"))
    # Libraries of C do not always come to say so when there is no memory left.
    if told.get("memory") or child.exitcode:
        log.warning("reading %s ended with %s", about, child.exitcode)
        raise LimitReached(_told(about, f"{limits.memory_mb} MB of memory", "PEIL_READ_MEMORY_MB"))
    log.error("reading %s failed:\n%s", about, told.get("failed"))
    raise UnreadableFile(f"{about} cannot be read; it may be damaged.")


def _told(about: str, amount: str, setting: str) -> str:
    return (
        f"{about} was not read: reading it takes more than {amount}, so it is damaged, made to do harm, or too large "
        f"for this machine. Split it by period, or raise the limit ({setting})."
    )


def _setting(variable: str, default: int) -> int:
    text = os.environ.get(variable, "").strip()
    if not text:
        return default
    if not text.isdecimal() or int(text) == 0:
        raise PeilError(f"The setting {variable} must be a whole number above zero; it is {text!r}.")
    return int(text)


def _work(limits: Limits, answer: Path, task: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """What the child does: within the limits, and without a word on the terminal of its parent."""
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    _limit(limits)
    told: dict[str, Any]
    try:
        told = {"returned": task(*arguments)}
    except UnreadableFile as error:
        told = {"unreadable": str(error)}
    except MemoryError:
        told = {"memory": True}
    except Exception as error:
        # A library that has no memory left may say so in words of its own.
        is_memory = "bad_alloc" in str(error) or "memory" in type(error).__name__.lower()
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
