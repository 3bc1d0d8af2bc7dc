"""Keeps what people write in Peil itself: a submission like any other, checked by the gate, undone by withdrawal.

    record(store, "agenda_items", [{"partnership_id": "SUCCES", "meeting_id": "ST_8", ...}], based_on=[12])

Nothing is written in place. Whoever writes says which versions of the row were on the screen (``based_on``): what
somebody else wrote meanwhile is then still a version of its own, and both are shown (queries/views/1_versions.sql).
"""

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from operator import methodcaller
from pathlib import Path

from peil.errors import NotRecorded, PeilError
from peil.importing.gate import Options, import_path
from peil.store import Store

# The tables that people write in Peil; the others are handed in as files.
RECORDS = (
    "meetings",
    "attendance",
    "agenda_items",
    "decisions",
    "reflection_questions",
    "reflection_answers",
    "guesses",
    "learning_questions",
    "recommendations",
    "report_reviews",
    "good_practices",
)

# What no cell may hold: a text that was pasted may bring some of it along, and nobody sees it.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

Value = object
Record = Mapping[str, Value]


def record(
    store: Store,
    table: str,
    rows: Sequence[Record],
    handed_in_by: str | None = None,
    based_on: Sequence[int] = (),
) -> int:
    """Stores rows of one of ``RECORDS``, counting from now; returns the number of the submission that they are.

    Fields that are left out are blank. ``based_on`` are the submissions that the writer saw of these rows. Raises
    PeilError when people do not write that table, and NotRecorded, with nothing stored, when a check refuses a row.
    """
    if table not in RECORDS:
        raise PeilError(f"There are no records called {table}.")
    written = [{name: _without_invisible(value) for name, value in row.items()} for row in rows]
    options = Options(table=table, handed_in_by=handed_in_by, based_on=tuple(sorted(set(based_on))), written_here=True)
    with tempfile.TemporaryDirectory(prefix="peil-") as work:
        file = Path(work) / f"{table}.json"
        text = json.dumps(written, default=methodcaller("isoformat"), ensure_ascii=False, sort_keys=True)
        file.write_text(text, encoding="utf-8")
        outcome = import_path(store, file, options)
    if outcome.submission_id is None:
        first = outcome.findings[outcome.findings["severity"] == "error"].iloc[0]
        raise NotRecorded(str(first["text"]))
    return outcome.submission_id


def _without_invisible(value: Value) -> Value:
    return _INVISIBLE.sub("", value) if isinstance(value, str) else value


__all__ = ["RECORDS", "record"]
