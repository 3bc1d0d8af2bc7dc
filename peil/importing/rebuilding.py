"""Builds the database again from the originals of all submissions."""

import contextlib
import logging
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from peil import contract
from peil.errors import PeilError, StoreBehind, StoreDamaged
from peil.importing import originals
from peil.importing.gate import Options, Progress, import_path
from peil.importing.originals import Entry, Original
from peil.sql import name, sql
from peil.store import Store, lock, sync, told_plainly

log = logging.getLogger(__name__)

# Beside those of the contract; not what was found, of which today's checks may think otherwise.
OUR_TABLES = ("submissions", "submission_files", "withdrawals")

# How many rows each submission has in each table.
Counts = dict[tuple[str, int], int]


def rebuild(path: Path, progress: Progress | None = None, tell: Callable[[str], object] = log.warning) -> int:
    """Replays every submission, record and withdrawal in order into a new file, then puts it in the place of ``path``.

    Numbers, times and options are the original ones. The old file, if there is one, is kept beside the new one as
    ``.before-rebuild``. No other process can open the database meanwhile. Returns how many submissions were replayed,
    and tells a sentence about each that could not be. Raises PeilError, leaving everything as it was, when an original
    is gone or changed, is refused by today's checks, has the number of another, or does not give what the old database
    holds; a StoreUnusable when the database is open elsewhere, was made by a newer Peil, may not be written, or the
    disk is full.
    """
    with lock(path), told_plainly(path):
        old = _look_at(path)
        found, unreadable = originals.read(path.parent / "originals")
        if not found:
            raise PeilError(f"There are no originals beside {path} to build the database from. Put back a backup.")
        originals.check(found)
        for remark in unreadable.values():
            tell(remark)
        _explain_gaps(found, unreadable, old, tell)
        new = path.with_name(path.name + ".rebuild")
        _remove(new)
        try:
            _build(new, found, old, progress)
            _put_in_place(new, path)
        except BaseException:
            _remove(new)
            raise
    return len(found)


def _look_at(path: Path) -> Counts:
    """What the old database holds; nothing when it is gone or damaged. Settles with it what a crash left open."""
    if not path.exists():
        return {}
    try:
        store = Store(path, locked=True)
        try:
            # Older than the originals, it cannot settle anything.
            with contextlib.suppress(StoreBehind):
                originals.complete(store)
            return _stored(store)
        finally:
            store.close()
    except StoreDamaged:
        log.warning("the old database is damaged; the new one is not compared with it")
        return {}


def _explain_gaps(
    found: list[Original], unreadable: dict[Path, str], old: Counts, tell: Callable[[str], object]
) -> None:
    """Tells which numbers have no original. Raises PeilError when the old database has what they stood for."""
    numbers = {original.entry.submission_id for original in found}
    if lost := sorted({number for _, number in old} - numbers):
        raise PeilError(
            f"The original of submission {', '.join(map(str, lost))} is gone, and the database still has it. Put its "
            "folder back from a backup. To go on without it, move the database away first."
        )
    numbers |= {originals.number_in(path) or 0 for path in unreadable}
    for number in sorted(set(range(1, max(numbers))) - numbers):
        tell(
            f"There is no original of submission {number}. If it was accepted once, put its folder back from a backup, "
            "and rebuild again."
        )


def _build(new: Path, found: list[Original], old: Counts, progress: Progress | None) -> None:
    """Fills a new file, and raises PeilError when it does not hold, read back from the disk, what it should."""
    store = Store(new, locked=True)
    try:
        _replay(store, found, progress)
        built = _stored(store)
        # Closing writes too, but does not say when it could not.
        with store.cursor() as cursor:
            cursor.execute("checkpoint")
    finally:
        store.close()
    store = Store(new, locked=True)
    try:
        read_back = _stored(store)
    finally:
        store.close()
    if read_back != built or new.with_name(new.name + ".wal").exists():
        raise PeilError("The new database could not be read back as it was written. The old one was left as it was.")
    if changed := sorted(key for key in old if built.get(key) != old[key]):
        listed = ", ".join(
            f"{table} of submission {number}: {old[table, number]} stored, now {built.get((table, number), 0)}"
            for table, number in changed[:10]
        )
        raise PeilError(
            f"The originals do not give the rows that the database holds ({listed}), so it was left as it was. If that "
            "is meant, because this version reads a file otherwise, move the database away and rebuild again."
        )


def _put_in_place(new: Path, path: Path) -> None:
    """Lets the new file take the place of the old one, which is kept; at no moment is there none."""
    before = path.with_name(path.name + ".before-rebuild")
    sync(new)
    if path.exists():
        _remove(before)
        # A log that the old file left behind does not belong to the new one.
        log_of_old = path.with_name(path.name + ".wal")
        try:
            before.hardlink_to(path)
        except OSError:
            # Not every disk has them.
            shutil.copyfile(path, before)
        if log_of_old.exists():
            log_of_old.replace(before.with_name(before.name + ".wal"))
    new.replace(path)
    sync(path.parent)


def _stored(store: Store) -> Counts:
    counts: Counts = {}
    with store.cursor() as cursor:
        for table in [*(table.name for table in contract.tables()), *OUR_TABLES]:
            rows = cursor.execute(
                sql("from {table} select submission_id, count(*) group by submission_id", table=name(table))
            ).fetchall()
            counts |= {(table, number): count for number, count in rows if number is not None}
    return counts


def _replay(store: Store, found: list[Original], progress: Progress | None) -> None:
    to_withdraw: list[Entry] = []
    for done, original in enumerate(found):
        if progress:
            progress("replay", done, len(found))
        entry = original.entry
        to_withdraw = _withdraw_until(store, to_withdraw, entry.received_at)
        _import(store, original)
        if entry.withdrawn_at:
            to_withdraw.append(entry)
    _withdraw_until(store, to_withdraw, None)


def _import(store: Store, original: Original) -> None:
    entry = original.entry
    known = set(Options().__dict__)
    if unknown := sorted(set(entry.options) - known):
        raise PeilError(
            f"Submission {entry.submission_id} was handed in with {', '.join(unknown)}, which this version of Peil "
            "does not know. Bring Peil up to date."
        )
    options = Options(
        **entry.options | {"based_on": tuple(entry.options.get("based_on", ()))},
        handed_in_by=entry.handed_in_by,
        received_at=entry.received_at,
        submission_id=entry.submission_id,
        name=entry.name,
        written_here=entry.kind == "record",
    )
    outcome = import_path(store, original.path, options)
    if outcome.refused:
        raise PeilError(
            f"Submission {entry.submission_id} ({entry.name}) was accepted once and is refused by today's checks "
            f"({outcome.errors} errors, see {outcome.findings_file}). The database was left as it was."
        )


def _withdraw_until(store: Store, waiting: list[Entry], moment: datetime | None) -> list[Entry]:
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
