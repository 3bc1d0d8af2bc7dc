"""How long packs take: the answers asked for the first time and again, each form, and the packs of a whole region."""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import TypeVar

from peil.answers import choices
from peil.answers.pack import pack
from peil.answers.view import asked_once
from peil.commands import main
from peil.documents import packs
from peil.store import Store

T = TypeVar("T")
TIMES = 5
PROGRAMMES = {"SUCCES": "2011-12-31", "DEMO_01": "2026-09-30"}


def timed(work: Callable[[], T]) -> tuple[float, float, T]:
    """Seconds on the clock and of the processor, and what was made."""
    clock, processor = time.perf_counter(), time.process_time()
    made = work()
    return time.perf_counter() - clock, time.process_time() - processor, made


def row(programme: str, what: str, found: Sequence[tuple[float, float]]) -> None:
    clocks, processors = zip(*found, strict=True)
    print(f"| {programme} | {what} | {median(clocks):.2f} s | {median(processors):.2f} s |")


with tempfile.TemporaryDirectory() as name:
    database = Path(name) / "peil.duckdb"
    main(["--database", str(database), "setup"])
    store = Store(database)
    print("| pack | what | on the clock | processor |\n|---|---|---|---|")
    for programme, day in PROGRAMMES.items():
        chosen = {"programme": programme, "as_of": day, "lang": "nl"}
        first = []
        for number in range(TIMES):
            # Another stamp: nothing was answered before.
            view = choices.view_of(asked_once(store.rows), chosen, f"{store.stamp} {number}")
            clock, processor, made = timed(lambda view=view: pack(view))
            first.append((clock, processor))
        row(programme, "answers, asked for the first time", first)
        whole = 0.0
        for form, kind in packs.FORMS.items():
            found = [timed(lambda kind=kind, made=made: kind.make(made))[:2] for _ in range(TIMES)]
            whole += median(clock for clock, _ in found)
            row(programme, f"{form} of these", found)
        print(f"| {programme} | all five of these | {whole:.2f} s | |")
    store.close()
    clock, processor, code = timed(
        lambda: main(["--database", str(database), "pack", "--all", "--to", f"{name}/packs"])
    )
    files = len(list((Path(name) / "packs").iterdir()))
    print(f"| every partnership with results | {files} files, ended with {code} | {clock:.0f} s | {processor:.0f} s |")
