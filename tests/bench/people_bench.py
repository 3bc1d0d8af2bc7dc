"""What many people at once see, against what one person alone sees; and the first view of each page after a start.

Usage: make bench, or python tests/bench/people_bench.py PEOPLE ... for some numbers of people only.
Each person has a connection of their own and asks for the next page every five seconds, over all pages. A click that
comes while the one before is still worked on counts from when it was meant to come: nobody waits less by waiting.
"""

import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import psutil

from tests.bench.pages_bench import Session
from tests.browser import server
from tests.browser.pages import PAGES

SECONDS_BETWEEN = 5.0
CLICKS = 8


def person(address: str, number: int, people: int, waited: list[float], errors: list[str]) -> None:
    """Clicks through the pages, beginning at another one than the neighbour, and notes how long each took."""
    views = [(urlsplit(view).path, dict(parse_qsl(urlsplit(view).query))) for view in PAGES.values()]
    try:
        with Session(address) as session:
            begun = time.perf_counter() + SECONDS_BETWEEN * number / people
            for click in range(CLICKS):
                due = begun + click * SECONDS_BETWEEN
                time.sleep(max(0.0, due - time.perf_counter()))
                path, query = views[(number + click) % len(views)]
                session.path, session.query = path.strip("/"), urlencode(query)
                session.rerun()
                waited.append(time.perf_counter() - due)
    except Exception as error:
        errors.append(repr(error))


def crowd(address: str, people: int) -> tuple[list[float], list[str]]:
    """The seconds of every click of so many people, and what went wrong."""
    waited: list[float] = []
    errors: list[str] = []
    threads = [
        threading.Thread(target=person, args=(address, number, people, waited, errors)) for number in range(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waited, errors


def memory_of(address: str) -> float:
    """The memory of the server, in MB."""
    port = f"--server.port={urlsplit(address).port}"
    [process] = [child for child in psutil.Process().children(recursive=True) if port in child.cmdline()]
    return float(process.memory_info().rss / 1e6)


def main() -> None:
    print(f"{psutil.cpu_count()} processors, {psutil.virtual_memory().total / 2**30:.1f} GiB")
    with tempfile.TemporaryDirectory() as temporary:
        database = Path(temporary) / "peil.duckdb"
        server.set_up(database)
        with server.running(database) as address:
            print("first view of each page after a start, nothing warmed up, and the median of ten more")
            for name, view in PAGES.items():
                parts = urlsplit(view)
                with Session(address, parts.path, dict(parse_qsl(parts.query))) as session:
                    first, *more = (session.rerun()[0] for _ in range(11))
                warm = statistics.median(more)
                print(f"  {name:<24} {1000 * first:7.0f} ms {1000 * warm:7.0f} ms  first / warm = {first / warm:.1f}")
            print(f"a click per {SECONDS_BETWEEN:.0f} seconds each, over all pages")
            # The views are not those above to the letter (nobody has chosen yet), so everything is looked at once.
            crowd(address, 1)
            alone = None
            for people in [int(number) for number in sys.argv[1:]] or [1, 10, 50]:
                waited, errors = crowd(address, people)
                p95 = statistics.quantiles(waited, n=20)[-1]
                alone = alone or p95
                print(
                    f"  {people:>3} people: p50 {1000 * statistics.median(waited):6.0f} ms, p95 {1000 * p95:6.0f} ms, "
                    f"{p95 / alone:5.1f} times one person's; {len(errors)} errors; server {memory_of(address):.0f} MB"
                )
                for error in errors[:3]:
                    print(f"      {error}")


if __name__ == "__main__":
    main()
