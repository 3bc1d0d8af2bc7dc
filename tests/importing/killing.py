"""Kills Peil while it writes, and looks whether anything that it called stored is lost: ``make kill``.

Each round runs some commands on a copy of a small database in a process of its own, which gets SIGKILL before one of
its file operations, or at a random moment. After that:

- the database opens, and holds what was said to be stored, and of the command that was killed all or nothing;
- the originals alone give the same: in half of the rounds before anybody opens the database, in the other half
  afterwards, when every row and moment has to be there;
- the next number was never given out before.

What was stored is told by a ledger of a few lines of Python, not by Peil.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from peil import commands as command_line
from peil.access import STEWARD
from peil.demonstrating import CORRECTION
from peil.importing import originals, reading
from peil.importing.rebuilding import rebuild
from peil.recording import record
from peil.store import Store
from tests.importing.conftest import HEADER, REGION, everything, rows, write_package

FILE_OPERATIONS = {"open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir"}
STORED = ("was stored as submission", "no longer counts")


@dataclass(frozen=True)
class Ledger:
    """What should be stored: per submission its name and whether it was withdrawn, and the values of the results."""

    submissions: tuple[tuple[int, str, bool], ...] = ((1, "region", False),)
    values: tuple[tuple[int, float], ...] = ()

    def hand_in(self, name: str, values: tuple[int, ...] = ()) -> "Ledger":
        number = len(self.submissions) + 1
        return Ledger(
            (*self.submissions, (number, name, False)), (*self.values, *((number, float(value)) for value in values))
        )

    def withdraw(self, number: int) -> "Ledger":
        return replace(self, submissions=tuple((n, name, gone or n == number) for n, name, gone in self.submissions))


@dataclass
class Script:
    """Commands, and what is stored after each thing that they store."""

    ledgers: list[Ledger] = field(default_factory=lambda: [Ledger()])
    commands: list[tuple[str, Callable[[Path], None]]] = field(default_factory=list)

    def add(self, name: str, command: Callable[[Path], None], *ledgers: Ledger) -> None:
        self.commands.append((name, command))
        self.ledgers += ledgers


def peil(database: Path, *arguments: object) -> None:
    code = command_line.main(["--database", str(database), *map(str, arguments)])
    if code:
        raise SystemExit(f"{arguments} ended with {code}")


def make_script(chance: random.Random, inputs: Path) -> Script:
    """Two to four commands of which the order makes sense."""
    script = Script()
    for position in range(chance.randint(2, 4)):
        ledger = script.ledgers[-1]
        standing = [number for number, _, withdrawn in ledger.submissions[1:] if not withdrawn]
        known = {name for _, name, _ in ledger.submissions}
        kinds = ["file", "package", "record", "rebuild"] + ["withdraw"] * bool(standing)
        kind = chance.choice(kinds + ["setup"] * ("demonstration" not in known))
        if kind == "file":
            values = tuple(chance.sample(range(1_000_000), 3))
            path = inputs / f"results_{position}.csv"
            path.write_text(results(position, values))
            command = ("import", path, "--table", "results")
            script.add(kind, lambda at, command=command: peil(at, *command), ledger.hand_in(path.name, values))
        elif kind == "package":
            values = tuple(chance.sample(range(1_000_000), 2))
            sources = REGION["sources"].replace("SRC", f"SRC_{position}")
            folder = write_package(
                inputs / f"package_{position}", {"results": results(position, values), "sources": sources}
            )
            command = ("import", folder)
            script.add(kind, lambda at, command=command: peil(at, *command), ledger.hand_in(folder.name, values))
        elif kind == "record":
            row = {"partnership_id": "PS", "indicator_id": "VISITS", "reason": f"reason {position}"}
            script.add(kind, lambda at, row=row: decide(at, row), ledger.hand_in("decisions.json"))
        elif kind == "withdraw":
            number = chance.choice(standing)
            command = ("withdraw", number, "--reason", "killed")
            script.add(kind, lambda at, command=command: peil(at, *command), ledger.withdraw(number))
        elif kind == "setup":
            first = ledger.hand_in("demonstration", (1,))
            second = first.hand_in("demonstration correction", (2,))
            script.add(kind, lambda at: peil(at, "setup"), first, second, second.hand_in("published", (3,)))
        else:
            script.add(kind, lambda at: peil(at, "rebuild"))
    return script


def results(month: int, values: tuple[int, ...]) -> str:
    lines = [f"PS,VISITS,ORG_STAD,2011-{month + 1:02}-{day},{value}" for day, value in enumerate(values, start=10)]
    return "\n".join([HEADER, *lines, ""])


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def decide(database: Path, row: dict[str, str]) -> None:
    store = originals.open_store(database, sys.exit)
    number = record(store, STEWARD, "decisions", [row])
    store.close()
    say(f"The decision was stored as submission {number}.")


def small_demonstration(folder: Path) -> None:
    """In the place of the demonstration region, which takes seconds to make."""
    write_package(folder, {"results": results(8, (1,))})
    write_package(folder / CORRECTION, {"results": results(8, (2,))})


def read_directly(about: str, size: int, task: Callable[..., object], *arguments: object) -> object:
    """In the place of reading in a process with limits, of which each round would start its own."""
    return task(*arguments)


def stored(database: Path) -> Ledger:
    """What is stored, as a ledger; what is said about the originals is an error."""
    store = originals.open_store(database, sys.exit)
    submissions = rows(
        store,
        "select submission_id, name, submission_id in (select submission_id from withdrawals) from submissions "
        "order by submission_id",
    )
    values = rows(store, "select submission_id, value::double from results order by submission_id, source_row")
    counted = rows(
        store,
        "select submission_id, sum(row_count) from submission_files group by 1 "
        "except select submission_id, row_count from submissions",
    )
    records = rows(
        store,
        "select submission_id from submissions where kind = 'record' except select submission_id from decisions",
    )
    store.close()
    assert (counted, records) == ([], []), "half stored"
    return Ledger(tuple(submissions), tuple(values))


def all_of(database: Path) -> dict[str, list[tuple]]:
    store = Store(database)
    found = everything(store)
    store.close()
    return found


def run(script: Script, database: Path, kill_before: int | None) -> int:
    """Runs the commands, killing this process before a file operation; returns how many of those there were."""
    count = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        if event in FILE_OPERATIONS and str(database.parent) in str(arguments[0]):
            count += 1
            if count == kill_before:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    for name, command in script.commands:
        say(f"doing {name}")
        command(database)
    return count


def examine(script: Script, folder: Path, said: str, originals_first: bool) -> str:
    """Raises AssertionError when something is lost; returns what became of the command that was killed."""
    done = sum(said.count(words) for words in STORED)
    possible = script.ledgers[done : done + 2]
    database = folder / "peil.duckdb"
    if originals_first:
        alone = folder.with_name("alone")
        shutil.copytree(folder / "originals", alone / "originals")
        rebuild(alone / "peil.duckdb", tell=sys.exit)
        from_originals = stored(alone / "peil.duckdb")
        assert from_originals in possible, f"from the originals {from_originals}, but it was {possible}"
    found = stored(database)
    assert found in possible, f"stored is {found}, but it was {possible}"
    if originals_first:
        assert possible.index(found) >= possible.index(from_originals), "the originals have more than the database"

    path = folder / "next.csv"
    path.write_text(results(9, (7,)))
    peil(database, "import", path, "--table", "results")
    after = stored(database)
    assert after == found.hand_in("next.csv", (7,)), "the next number is another"
    if not originals_first:
        before = all_of(database)
        database.unlink()
        peil(database, "rebuild")
        assert all_of(database) == before, "the originals do not give the same rows"
    return "all of it" if found != script.ledgers[done] else "nothing of it"


def in_a_child(task: Callable[[], object], folder: Path, seconds: float | None = None) -> tuple[int, str]:
    """Runs a task in a process of its own, killed after so many seconds; returns how it ended and what it printed."""
    output = folder / "output.txt"
    child = os.fork()
    if child == 0:
        with output.open("w") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        sys.stdout = sys.stderr = os.fdopen(1, "w", buffering=1)
        code = 0
        try:
            task()
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        os._exit(code)
    if seconds is not None:
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), output.read_text()


def prepare(folder: Path) -> None:
    """The small database that every round copies."""
    peil(folder / "start" / "peil.duckdb", "import", write_package(folder / "region", REGION))
    write_package(folder / "published", {"results": results(7, (3,))})


@dataclass
class Reach:
    """How far into a command the kills go. It adapts to the machine: most scripts are to be killed before they end."""

    operations: float = 40
    seconds: float = 1

    def adapt(self, killed: bool) -> None:
        factor = 1.05 if killed else 0.9
        self.operations, self.seconds = max(10, self.operations * factor), max(0.1, self.seconds * factor)


def play(seed: int, work: Path, reach: Reach) -> str | None:
    """One round; returns what was killed and what was left of it, or None when it had ended before."""
    chance = random.Random(seed)
    folder = work / "round"
    for left in (folder, work / "alone"):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(work / "start", folder)
    # What a killed process leaves in its temporary folder goes with the round.
    (folder / "temporary").mkdir()
    tempfile.tempdir = str(folder / "temporary")
    script = make_script(chance, folder)
    how_many = len(script.commands)
    if chance.random() < 0.5:
        before, seconds = chance.randint(1, round(reach.operations * how_many)), None
    else:
        before, seconds = None, chance.uniform(0, reach.seconds * how_many)
    code, said = in_a_child(lambda: run(script, folder / "peil.duckdb", before), folder, seconds)
    about = f"seed {seed}, killed before operation {before} or after {seconds} s:\n{said}"
    assert code in (0, -signal.SIGKILL), about
    result, told = in_a_child(lambda: say(examine(script, folder, said, seed % 2 == 0)), folder)
    assert result == 0, f"{about}\nand then:\n{told}"
    reach.adapt(killed=code != 0)
    if code == 0:
        return None
    command = said.rsplit("doing ", 1)[-1].split("\n")[0] if "doing " in said else "start"
    return f"{command}: {told.splitlines()[-1]}"


def kill(rounds: int, seed: int) -> Counter[str]:
    """Kills so many times; returns how often each command was killed, and what was there of it afterwards.

    Raises AssertionError, with the seed of the round, when something was lost.
    """
    killed: Counter[str] = Counter()
    reach = Reach()
    with tempfile.TemporaryDirectory(prefix="peil-kill-") as name:
        work = Path(name)
        command_line.PUBLISHED = work / "published"
        command_line.demonstrate = small_demonstration
        reading.confined = read_directly
        code, said = in_a_child(lambda: prepare(work), work)
        assert code == 0, said
        while killed.total() < rounds:
            if what := play(seed, work, reach):
                killed[what] += 1
                if killed.total() % 50 == 0:
                    say(f"{killed.total():>6}  kills so far")
            seed += 1
    return killed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    killed = kill(asked.rounds, asked.seed)
    for what, count in sorted(killed.items()):
        say(f"{count:>6}  {what}")
    say(f"{killed.total():>6}  kills; nothing was lost")


if __name__ == "__main__":
    main()
