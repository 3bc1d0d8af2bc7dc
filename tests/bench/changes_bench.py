"""How long it takes to ask what changed since, beside the board's own question.

Usage: make bench, or python tests/bench/changes_bench.py.
Asked in turns, so that a busy machine slows all alike; the time of the processor, because most of it is planning.
"""

import statistics
import tempfile
import time
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from peil.store import Store, parameters
from tests.browser import server

TURNS = 15
ASKED: Mapping[str, object] = {
    "partnership": "DEMO_01",
    "as_of": date(2026, 9, 30),
    "known_at": datetime(2100, 1, 1),
    "since_as_of": date(2026, 6, 30),
    # Just before the correction came: a figure of the earlier day is another one since.
    "since_known_at": datetime(2026, 10, 25),
    "partner": None,
    "kind": None,
    "language": "en",
}
QUERIES = {
    "the board": ["pages/results/board"],
    "changed since a day": ["pages/meetings/earlier_is_untouched", "pages/meetings/changes_between_days"],
    "changed since a day, corrected since": ["pages/meetings/earlier_is_untouched", "pages/meetings/changes"],
}


def seconds(store: Store, queries: list[str]) -> float:
    started = time.process_time()
    for query in queries:
        store.rows(query, {name: ASKED[name] for name in parameters(query)}, seconds=600)
    return time.process_time() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "peil.duckdb"
        server.set_up(database)
        store = Store(database)
        rounds = [{name: seconds(store, queries) for name, queries in QUERIES.items()} for _ in range(TURNS + 1)][1:]
        store.close()
    medians = {name: statistics.median(turn[name] for turn in rounds) for name in QUERIES}
    for name, median in medians.items():
        print(f"{name:<38} {1000 * median:6.0f} ms  beside the board {median / medians['the board']:.2f}")


if __name__ == "__main__":
    main()
