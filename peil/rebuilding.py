"""Builds the database again from the originals of all submissions."""

import logging
from datetime import datetime
from pathlib import Path

import pandas as pd

from peil import originals
from peil.errors import PeilError
from peil.importing import Options, Progress, import_path
from peil.sql import name, sql
from peil.store import DatabaseError, Store

log = logging.getLogger(__name__)

# What people record in the app itself, which no original holds.
RECORDED = ("decisions", "publications")


def rebuild(path: Path, progress: Progress | None = None) -> int:
    """Replays every submission and withdrawal in order into a new file, then puts it in the place of ``path``.

    Numbers, times and options are the original ones. Returns how many submissions were replayed. Raises PeilError,
    leaving the database as it was, when an original is gone or is refused by today's checks; StoreBusy when
    the database is open elsewhere.
    """
    recorded = _recorded(path)
    new = path.with_name(path.name + ".rebuild")
    _remove(new)
    store = Store(new)
    try:
        count = _replay(store, path.parent / "originals", progress)
        with store.transaction() as cursor:
            for table, rows in recorded.items():
                if len(rows):
                    cursor.register("recorded", rows)
                    cursor.execute(sql("insert into {table} by name from recorded", table=name(table)))
                    cursor.unregister("recorded")
    except BaseException:
        store.close()
        _remove(new)
        raise
    store.close()
    # A log that the old file left behind does not belong to the new one.
    path.with_name(path.name + ".wal").unlink(missing_ok=True)
    new.replace(path)
    return count


def _recorded(path: Path) -> dict[str, pd.DataFrame]:
    """What the old database holds that the originals do not; nothing when it is gone or damaged."""
    if not path.exists():
        return {}
    try:
        store = Store(path)
    except DatabaseError:
        log.warning("the old database cannot be opened; decisions and publications are lost")
        return {}
    try:
        originals.complete(store)
        with store.cursor() as cursor:
            return {table: cursor.execute(sql("from {table}", table=name(table))).df() for table in RECORDED}
    finally:
        store.close()


def _replay(store: Store, root: Path, progress: Progress | None) -> int:
    known = list(originals.entries(root)) if root.is_dir() else []
    to_withdraw: list[originals.Entry] = []
    for done, (entry, original) in enumerate(known):
        if progress:
            progress("replay", done, len(known))
        to_withdraw = _withdraw_until(store, to_withdraw, entry.received_at)
        outcome = import_path(
            store,
            original,
            Options(
                table=entry.table,
                decimal=entry.decimal,
                dates=entry.dates,
                handed_in_by=entry.handed_in_by,
                received_at=entry.received_at,
                submission_id=entry.submission_id,
                name=entry.name,
            ),
        )
        if outcome.refused:
            raise PeilError(
                f"Submission {entry.submission_id} ({entry.name}) was accepted once and is refused by today's checks "
                f"({outcome.errors} errors, see {outcome.findings_file}). The database was left as it was."
            )
        if entry.withdrawn_at:
            to_withdraw.append(entry)
    _withdraw_until(store, to_withdraw, None)
    return len(known)


def _withdraw_until(store: Store, waiting: list[originals.Entry], moment: datetime | None) -> list[originals.Entry]:
    """Withdraws what was withdrawn by ``moment`` (None: everything); returns what still waits."""
    due = [entry for entry in waiting if moment is None or (entry.withdrawn_at and entry.withdrawn_at <= moment)]
    with store.transaction() as cursor:
        for entry in due:
            cursor.execute(
                "insert into withdrawals (submission_id, withdrawn_at, reason) values (?, ?, ?)",
                [entry.submission_id, entry.withdrawn_at, entry.reason],
            )
    return [entry for entry in waiting if entry not in due]


def _remove(database: Path) -> None:
    for leftover in (database, database.with_name(database.name + ".wal")):
        leftover.unlink(missing_ok=True)
