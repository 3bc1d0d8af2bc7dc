"""Hands in malformed files by the thousand, and tells what must never happen: ``make fuzz``.

    python -m tests.fuzz.runner --count 3000 --seed 1     # files 1 to 3000, and all monsters
    python -m tests.fuzz.runner --count 1 --seed 1234     # one file again
    python -m tests.fuzz.runner --monster million_rings

The files are handed in by a process of its own, so that this one can see it hang, die or grow.
"""

import argparse
import contextlib
import json
import logging
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import psutil

from tests.fuzz.monsters import MONSTERS
from tests.fuzz.mutations import Places, mutated
from tests.fuzz.trial import MEMORY_LIMIT_MB, Case, Verdict, World

ROOT = Path(__file__).parent.parent.parent
# Above what the gate allows a file, in seconds of processor time; a file that takes longer hangs.
HANG_SECONDS = 150.0
# Above this a process is stopped before it takes the machine with it.
STOP_MB = 4 * MEMORY_LIMIT_MB
FAILURES = ROOT / "fuzz-failures"

# A file: the number of a mutation or the name of a monster.
Name = int | str


def made(name: Name, world: World) -> Case:
    """Writes a file into the world's folder for files, which is emptied first."""
    folder = world.empty_folder()
    places = Places(world.url, world.outside)
    return MONSTERS[name](folder, places) if isinstance(name, str) else mutated(name, folder, places)


# --- The process that hands in ----------------------------------------------------------------------------------------


def hand_in_what_is_asked(root: Path) -> None:
    """Reads names from standard input, one JSON value a line; answers each with a line of JSON."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Whatever a library prints may not stand among the answers.
    os.dup2(2, 1)
    os.chdir(root / "tmp")
    warnings.simplefilter("ignore")
    logging.disable()
    with World(root) as world:
        for line in sys.stdin:
            case = made(json.loads(line), world)
            answers.write(json.dumps({"stage": "made", "kind": case.kind}) + "\n")
            answers.flush()
            answers.write(json.dumps({"stage": "done"} | asdict(world.hand_in(case))) + "\n")
            answers.flush()


class Hands:
    """The process that hands in, started anew when it has died."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str | None] = queue.Queue()

    def hand_in(self, name: Name, seconds: float) -> tuple[str, Verdict]:
        """What was done to the file, and the verdict; a file that takes more processor time than ``seconds`` hangs."""
        process = self._started()
        assert process.stdin
        process.stdin.write(json.dumps(name) + "\n")
        process.stdin.flush()
        kind, peak, started, moved = str(name), 0.0, _worked(process.pid), time.monotonic()
        worked = started
        while True:
            try:
                answer = self._answers.get(timeout=0.1)
            except queue.Empty:
                peak = max(peak, _tree_mb(process.pid))
                before, worked = worked, _worked(process.pid)
                moved = time.monotonic() if worked > before else moved
                if peak > STOP_MB:
                    return kind, self._stopped(f"memory: {peak:.0f} MB, stopped", worked - started, peak)
                if worked - started > seconds:
                    return kind, self._stopped(f"hang: {seconds:.0f} seconds of work, stopped", seconds, peak)
                # A busy machine is slow, but something that waits for ever does nothing at all.
                if time.monotonic() - moved > seconds:
                    return kind, self._stopped(f"hang: {seconds:.0f} seconds of waiting, stopped", seconds, peak)
                continue
            if answer is None:
                return kind, self._stopped(f"crash: exit code {process.wait()}", worked - started, peak)
            told = json.loads(answer)
            if told.pop("stage") == "made":
                kind, started, peak = told["kind"], _worked(process.pid), 0.0
                continue
            verdict = Verdict(**told)
            if peak > max(verdict.peak_mb, MEMORY_LIMIT_MB):
                verdict.faults.append(f"memory: {peak:.0f} MB, with all children")
            verdict.peak_mb = max(peak, verdict.peak_mb)
            verdict.seconds = _worked(process.pid) - started
            return kind, verdict

    def close(self) -> None:
        if self._process:
            _end(self._process)
            self._process = None

    def _started(self) -> "subprocess.Popen[str]":
        if self._process is None:
            (self.root / "tmp").mkdir(parents=True, exist_ok=True)
            self._answers = queue.Queue()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.fuzz.runner", "--hand-in", str(self.root)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )
            assert self._process.stdout
            threading.Thread(target=_pass_on, args=(self._process.stdout, self._answers), daemon=True).start()
        return self._process

    def _stopped(self, fault: str, seconds: float, peak: float) -> Verdict:
        self.close()
        return Verdict("stopped", [fault], seconds, peak)


def _pass_on(lines: IO[str], answers: "queue.Queue[str | None]") -> None:
    for line in lines:
        answers.put(line)
    answers.put(None)


def _family(process_id: int) -> list[psutil.Process]:
    """A process and all that it started, and those that they started."""
    # Asking psutil would look at every process of the machine, ten times a second.
    found, asked = [], [process_id]
    while asked:
        one = asked.pop()
        with contextlib.suppress(psutil.NoSuchProcess, OSError):
            found.append(psutil.Process(one))
            asked += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
    return found


def _tree_mb(process_id: int) -> float:
    """What a process and its family have in memory; the parts that they share are counted once."""
    total = 0.0
    for process in _family(process_id):
        with contextlib.suppress(psutil.NoSuchProcess):
            told = process.memory_info()
            total += (told.rss - (told.shared if process.pid != process_id else 0)) / 1e6
    return total


def _worked(process_id: int) -> float:
    """Seconds of processor time of a process and its family, also of members that have ended."""
    total = 0.0
    for process in _family(process_id):
        with contextlib.suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:4])
    return total


def _end(process: "subprocess.Popen[str]") -> None:
    for member in reversed(_family(process.pid)):
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    process.wait()


# --- The report -------------------------------------------------------------------------------------------------------


def run(names: Sequence[Name], seconds: float) -> int:
    """Hands in all files and tells what became of them; returns how many went wrong."""
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    failed: dict[str, list[str]] = defaultdict(list)
    worst: list[tuple[float, float, str]] = []
    with tempfile.TemporaryDirectory(prefix="peil-fuzz-") as root:
        hands = Hands(Path(root))
        for name in _shown(names):
            kind, verdict = hands.hand_in(name, seconds)
            outcomes["monsters" if isinstance(name, str) else kind.partition(":")[0]][verdict.outcome] += 1
            worst.append((verdict.seconds, verdict.peak_mb, f"{name} ({kind})"))
            if verdict.faults:
                _keep(Path(root) / "files" / "case", name, kind, verdict)
            for fault in verdict.faults:
                print(f"{name} ({kind}): {fault[:200]}", flush=True)
                failed[_fault_kind(fault)].append(f"{_again(name)}   # {kind}: {fault}")
        hands.close()
    columns = sorted({outcome for counter in outcomes.values() for outcome in counter})
    print(f"\n{'':22}" + "".join(f"{column:>16}" for column in columns))
    for group, counter in sorted(outcomes.items()):
        print(f"{group:22}" + "".join(f"{counter[column]:>16}" for column in columns))
    print("\nslowest:", *(f"  {took:6.1f} s {what}" for took, _, what in sorted(worst, reverse=True)[:5]), sep="\n")
    by_memory = sorted(worst, key=lambda file: -file[1])[:5]
    print("\nlargest:", *(f"  {peak:6.0f} MB {what}" for _, peak, what in by_memory), sep="\n")
    for fault, examples in sorted(failed.items(), key=lambda item: -len(item[1])):
        print(f"\n{len(examples)} times {fault}", *(f"  {example[:400]}" for example in examples[:5]), sep="\n")
    print(f"\n{len(names)} files, {sum(map(len, failed.values()))} faults of {len(failed)} kinds.")
    if failed:
        print(f"The files that went wrong are in {FAILURES.relative_to(ROOT)}/.")
    return sum(map(len, failed.values()))


def _shown(names: Sequence[Name]) -> Iterator[Name]:
    for done, name in enumerate(names):
        if sys.stderr.isatty():
            print(f"\r{done} of {len(names)}", end="", file=sys.stderr)
        yield name


def _again(name: Name) -> str:
    return f"--monster {name}" if isinstance(name, str) else f"--count 1 --seed {name}"


def _fault_kind(fault: str) -> str:
    """A fault without the values that differ from file to file."""
    what, _, rest = fault.partition(": ")
    return f"{what}: {rest.partition(': ')[0].partition(' holds ')[0].partition(' = ')[0]}"[:100]


def _keep(folder: Path, name: Name, kind: str, verdict: Verdict) -> None:
    """Copies the file into ``FAILURES``, with what was wrong; pipes and the like cannot be copied."""
    target = FAILURES / str(name)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with contextlib.suppress(OSError, shutil.Error):
        shutil.copytree(
            folder,
            target / "file",
            symlinks=True,
            ignore=lambda where, found: [
                one for one in found if not (Path(where) / one).is_file() and not (Path(where) / one).is_dir()
            ],
        )
    told: dict[str, Any] = {"again": f"python -m tests.fuzz.runner {_again(name)}", "kind": kind} | asdict(verdict)
    (target / "verdict.json").write_text(
        json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8", errors="replace"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.runner", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000, metavar="N", help="how many mutated files")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the number of the first")
    parser.add_argument(
        "--monster", choices=[*MONSTERS, "all", "none"], metavar="NAME", help="only this one (or: all, none)"
    )
    parser.add_argument("--seconds", type=float, default=HANG_SECONDS, metavar="S", help="longer is a hang")
    parser.add_argument("--hand-in", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.hand_in:
        hand_in_what_is_asked(asked.hand_in)
        return 0
    mutations = list(range(asked.seed, asked.seed + asked.count))
    names: list[Name] = {
        None: [*mutations, *(MONSTERS if asked.count > 1 else ())],
        "none": mutations,
        "all": list(MONSTERS),
    }.get(asked.monster, [asked.monster])
    return min(1, run(names, asked.seconds))


if __name__ == "__main__":
    sys.exit(main())
