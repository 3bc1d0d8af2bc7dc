"""Keeps what people write in Peil itself, as a submission: with a number, its original, and undone by withdrawal.

    record(store, "decisions", {"partnership_id": "SUCCES", "indicator_id": "VISITS", "reading": "final report", ...})

Each kind of record is a table with a file in ``queries/records`` that stores one of its rows.
"""

import json
import re
import tempfile
from collections.abc import Mapping
from operator import methodcaller
from pathlib import Path
from typing import Any

from peil.errors import PeilError
from peil.importing import originals
from peil.importing.reading import sha256 as digest
from peil.store import QUERIES, Cursor, Store, statement

RECORDS = tuple(sorted(file.stem for file in (QUERIES / "records").glob("*.sql")))


def record(store: Store, table: str, row: Mapping[str, object], handed_in_by: str | None = None) -> int:
    """Stores a row of one of ``RECORDS``, counting from now; returns the number of the submission that it is.

    Columns that are left out are null. Raises PeilError when the table or a column does not exist.
    """
    if table not in RECORDS:
        raise PeilError(f"There are no records called {table}.")
    with originals.ONE_AT_A_TIME, tempfile.TemporaryDirectory(prefix="peil-") as work:
        number, received_at = originals.next_submission(store)
        file = Path(work) / f"{table}.json"
        file.write_text(json.dumps(row, default=methodcaller("isoformat"), ensure_ascii=False, sort_keys=True), "utf-8")
        sha256 = digest(file)
        entry = originals.Entry(
            submission_id=number,
            name=file.name,
            kind="record",
            received_at=received_at,
            handed_in_by=handed_in_by,
            options={"table": table},
            files={file.name: sha256},
        )
        with store.transaction() as cursor:
            store_record(cursor, entry, file, sha256)
            originals.keep(store, sha256, {file.name: file}, entry)
        originals.confirm(store, sha256, number)
    return number


def store_record(cursor: Cursor, entry: originals.Entry, file: Path, sha256: str) -> None:
    """Puts the row that is kept in ``file`` into its table, with its submission. Raises as ``record``."""
    table = entry.options.get("table")
    if table not in RECORDS:
        raise PeilError(f"There are no records called {table}.")
    row: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    query = statement(f"records/{table}")
    ours = {"submission_id": entry.submission_id, "received_at": entry.received_at}
    fields = set(re.findall(r"\$(\w+)", query)) - set(ours)
    if unknown := sorted(set(row) - fields):
        raise PeilError(f"There is no {', '.join(unknown)} in {table}.")
    cursor.execute(query, dict.fromkeys(fields) | row | ours)
    cursor.execute(
        "insert into submissions by name select $submission_id as submission_id, $name as name, $kind as kind, "
        "$handed_in_by as handed_in_by, $received_at as received_at, $sha256 as sha256, $options as options, "
        "1 as row_count",
        ours
        | {"name": entry.name, "kind": entry.kind, "handed_in_by": entry.handed_in_by, "sha256": sha256}
        | {"options": json.dumps(entry.options)},
    )


__all__ = ["RECORDS", "record", "store_record"]
