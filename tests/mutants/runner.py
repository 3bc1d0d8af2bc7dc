"""Makes mistakes in the SQL, one at a time, and looks whether a test of the meaning sees each: ``make mutants``.

    python -m tests.mutants.runner                                # all of queries/views and queries/checks/rules
    python -m tests.mutants.runner views/9_monitor checks/rules   # one query, and the queries of a folder
    python -m tests.mutants.runner --sample 200                   # 200 of the mutants, the same ones every time

What was killed is kept in mutants.jsonl and not tried again until its query changes; survivors are. A survivor that
gives the same answers whatever is asked stands in equivalents.toml, with the reason. A mutant that DuckDB refuses is
no mutant.
"""

import argparse
import hashlib
import importlib
import json
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from peil import store
from tests.mutants.mutations import ROOT, Mutant, mutants

# What the tests need is loaded once, and not by each of the processes that run them.
WARM = (
    "tests.conftest",
    "tests.meaning.small_store",
    "tests.meaning.monitor_reference",
    "tests.meaning.finance_reference",
)

KNOWN = ROOT / "mutants.jsonl"
EQUIVALENTS = Path(__file__).parent / "equivalents.toml"
MEANING = ROOT / "tests" / "meaning"

# Which tests are asked about a query, the likeliest to see a mistake first: of the first prefix that fits.
TESTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("views/8_intervals", ("test_monitor",)),
    ("views/8_monitor_values", ("test_monitor",)),
    ("views/9_monitor", ("test_monitor",)),
    ("views/9_finance", ("test_finance", "test_rules.py::test_rule")),
    ("views/9_region", ("test_partnerships",)),
    ("views/9_local_partnerships", ("test_partnerships", "test_rules.py::test_rule")),
    # First without the published figures, which take longer to import than all the rest.
    ("checks/rules/", ("test_rules.py::test_rule", "test_rules.py::test_nothing_stored_is_not_a_pass", "test_rules")),
    (
        "views/",
        (
            "test_document",
            "test_kinds_of_target",
            "test_golden",
            "test_against_reference",
            "test_rules.py::test_rule",
            "test_partnerships",
        ),
    ),
)

# A mutant that takes longer, or more memory, is seen by whoever waits for it.
SECONDS, MEGABYTES = 300, 4000
REFUSED = re.compile(r"\b(Binder|Parser|Catalog)(Exception| Error)\b")
KILLED, SURVIVED, INVALID, EQUIVALENT = "killed", "survived", "invalid", "equivalent"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs, reports, and returns 1 when a mutant survived."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("queries", nargs="*", default=["views", "checks/rules"])
    parser.add_argument("--sample", type=int, help="so many of the mutants, the same every time")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    for module in WARM:
        importlib.import_module(module)
    every = [mutant for query in queries(options.queries) for mutant in mutants(query)]
    if options.sample:
        every = sorted(every, key=_key)[: options.sample]
    reasons = equivalents()
    known = _known()
    states = {
        mutant: EQUIVALENT if (mutant.query, mutant.was, mutant.becomes) in reasons else known[_key(mutant)]
        for mutant in every
        if _key(mutant) in known or (mutant.query, mutant.was, mutant.becomes) in reasons
    }
    left = [mutant for mutant in every if mutant not in states]
    print(f"{len(every)} mutants, of which {len(left)} are tried now.", flush=True)
    with KNOWN.open("a", encoding="utf-8") as kept:
        for number, (mutant, state, by) in enumerate(_tried(left, options.processes), start=1):
            states[mutant] = state
            if state != SURVIVED:
                kept.write(json.dumps({"key": _key(mutant), "state": state, "by": by}) + "\n")
                kept.flush()
            else:
                print(f"[{number}/{len(left)}] {_told(mutant)}", flush=True)
    return _report(states)


def queries(wanted: Sequence[str]) -> list[str]:
    """The names of the queries, as ``views/9_monitor``; a folder stands for all that lie in it."""
    found = []
    for one in wanted:
        files = sorted((store.QUERIES / one).rglob("*.sql")) or [store.QUERIES / f"{one}.sql"]
        found += [str(file.relative_to(store.QUERIES).with_suffix("")) for file in files]
    return found


def equivalents() -> dict[tuple[str, str, str], str]:
    """``{(query, was, becomes): reason}``."""
    told = tomllib.loads(EQUIVALENTS.read_text(encoding="utf-8"))
    return {(one["query"], one["was"], one["becomes"]): one["reason"] for one in told.get("equivalent", [])}


def _known() -> dict[str, str]:
    lines = KNOWN.read_text(encoding="utf-8").splitlines() if KNOWN.exists() else []
    return {told["key"]: told["state"] for told in map(json.loads, lines)}


def _key(mutant: Mutant) -> str:
    """Of the query as it is and of the change, so that a query that has changed is tried again."""
    return hashlib.sha256(f"{mutant.query}\0{mutant.text}\0{mutant.changed}".encode()).hexdigest()


def _tried(left: Sequence[Mutant], processes: int) -> Iterator[tuple[Mutant, str, str]]:
    """Each mutant, what became of it, and which test saw it; a process of its own tries each."""
    waiting, running = list(reversed(left)), {}
    with tempfile.TemporaryDirectory() as folder:
        while waiting or running:
            while waiting and len(running) < processes:
                mutant = waiting.pop()
                place = Path(tempfile.mkdtemp(dir=folder))
                sys.stdout.flush()
                child = os.fork()
                if child == 0:
                    _try(mutant, place)
                running[child] = mutant, place
            child, status = os.wait()
            if child not in running:
                continue
            mutant, place = running.pop(child)
            said = (place / "said").read_text(encoding="utf-8", errors="replace")
            shutil.rmtree(place)
            yield mutant, *_judged(status, said)


def _try(mutant: Mutant, place: Path) -> None:
    """Runs the tests with the mutant in place of its query, and ends the process."""
    code = 1
    try:
        said = os.open(place / "said", os.O_WRONLY | os.O_CREAT)
        os.dup2(said, 1)
        os.dup2(said, 2)
        signal.alarm(SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
        shutil.copytree(store.QUERIES, place / "queries")
        (place / "queries" / f"{mutant.query}.sql").write_text(mutant.changed, encoding="utf-8")
        store.QUERIES = place / "queries"
        names = next(names for prefix, names in TESTS if mutant.query.startswith(prefix))
        tests = [str(MEANING / (name if ".py" in name else f"{name}.py")) for name in names]
        if mutant.query.startswith("checks/rules/"):
            # The tests of one rule have its number in their name.
            tests += ["-k", f"{Path(mutant.query).name.split('_')[0]} or nothing_stored"]
        quiet = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=mutants", f"--basetemp={place / 'tmp'}"]
        code = int(pytest.main([*quiet, *tests]))
    finally:
        sys.stdout.flush()
        os._exit(code)


def _judged(status: int, said: str) -> tuple[str, str]:
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0:
        return SURVIVED, ""
    if REFUSED.search(said):
        return INVALID, ""
    seen = re.search(r"^(?:FAILED|ERROR) (?:.*/)?(\S+)", said, re.MULTILINE)
    return KILLED, seen[1] if seen else "no answer"


def _told(mutant: Mutant) -> str:
    return f"{mutant.query}.sql:{mutant.line} ({mutant.what})\n  - {mutant.was}\n  + {mutant.becomes}"


def _report(states: dict[Mutant, str]) -> int:
    """Prints the survivors and the score of each query; returns 1 when there is a survivor."""
    survivors = [mutant for mutant, state in states.items() if state == SURVIVED]
    for mutant in sorted(survivors, key=lambda one: (one.query, one.start, one.new)):
        print(_told(mutant))
    of_query: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mutant, state in states.items():
        of_query[mutant.query][state] += 1
        of_query["all"][state] += 1
    print("\n| query | mutants | killed | survived | equivalent | score |\n|---|---|---|---|---|---|")
    for query, counted in sorted(of_query.items(), key=lambda one: (one[0] == "all", one[0])):
        judged = counted[KILLED] + counted[SURVIVED]
        score = f"{100 * counted[KILLED] / judged:.1f} %" if judged else "-"
        numbers = (judged + counted[EQUIVALENT], counted[KILLED], counted[SURVIVED], counted[EQUIVALENT])
        print(f"| {query} | {' | '.join(map(str, numbers))} | {score} |")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
