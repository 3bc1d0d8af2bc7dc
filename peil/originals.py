"""Keeps the bytes of every submission, and beside them what is needed to import them again.

    originals/<sha256>/files/<name>          the files as they were handed in
    originals/<sha256>/submission-<id>.json  when, by whom, with which options, and whether it was withdrawn

The folder stands beside the database. A JSON file is written as ``.pending`` before the transaction commits and gets
its name afterwards, so a crash in between is mended by ``complete``: the database says what was committed.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from peil.errors import PeilError
from peil.store import Store


@dataclass(frozen=True)
class Entry:
    """One submission as the originals remember it; times are UTC without zone."""

    submission_id: int
    name: str
    kind: str
    received_at: datetime
    handed_in_by: str | None = None
    table: str | None = None
    decimal: str | None = None
    dates: str | None = None
    withdrawn_at: datetime | None = None
    reason: str | None = None


def folder(store: Store) -> Path | None:
    """Where the originals of a database are; None for a database in memory, which keeps none."""
    return None if store.path == ":memory:" else Path(store.path).parent / "originals"


def keep(store: Store, sha256: str, files: dict[str, Path], entry: Entry) -> None:
    """Copies ``{name: file}`` under ``sha256`` and notes the entry as pending."""
    root = folder(store)
    if root is None:
        return
    place = root / sha256
    if not (place / "files").is_dir():
        half = place / "files.pending"
        shutil.rmtree(half, ignore_errors=True)
        for name, file in files.items():
            (half / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, half / name)
        half.rename(place / "files")
    _write(_pending(place, entry.submission_id), entry)


def confirm(store: Store, sha256: str, submission_id: int) -> None:
    """Gives the pending entry its name, after the commit."""
    if root := folder(store):
        place = root / sha256
        _pending(place, submission_id).replace(_path(place, submission_id))


def withdraw(store: Store, submission_id: int, reason: str, withdrawn_at: datetime | None = None) -> None:
    """Withdraws a submission: from now on it does not count, and what it superseded counts again.

    Raises PeilError when there is no such submission or it was withdrawn before.
    """
    known = store.run("import/status").set_index("submission_id")
    if submission_id not in known.index:
        raise PeilError(f"There is no submission {submission_id}.")
    if str(known.loc[submission_id, "withdrawn_at"]) != "NaT":
        raise PeilError(f"Submission {submission_id} was withdrawn before.")
    with store.transaction() as cursor:
        cursor.execute(
            "insert into withdrawals (submission_id, withdrawn_at, reason) values (?, ?, ?)",
            [submission_id, withdrawn_at or datetime.now(UTC).replace(tzinfo=None), reason],
        )
    complete(store)


def complete(store: Store) -> None:
    """Makes the entries beside the originals agree with the database, after a crash or a withdrawal."""
    root = folder(store)
    if root is None:
        return
    committed: set[Path] = set()
    for row in store.run("import/status").astype(object).to_dict("records"):
        place = root / row["sha256"]
        pending, path = _pending(place, row["submission_id"]), _path(place, row["submission_id"])
        committed.add(pending)
        stored = Entry(
            submission_id=int(row["submission_id"]),
            name=row["name"],
            kind=row["kind"],
            received_at=row["received_at"].to_pydatetime(),
            handed_in_by=row["handed_in_by"] if isinstance(row["handed_in_by"], str) else None,
        )
        if pending.exists():
            pending.replace(path)
        entry = _read(path) if path.exists() else stored
        withdrawn = isinstance(row["reason"], str)
        complete_entry = replace(
            entry,
            withdrawn_at=row["withdrawn_at"].to_pydatetime() if withdrawn else None,
            reason=row["reason"] if withdrawn else None,
        )
        if not path.exists() or entry != complete_entry:
            _write(path, complete_entry)
    for pending in root.glob("*/submission-*.pending"):
        if pending not in committed:
            pending.unlink()


def entries(root: Path) -> Iterator[tuple[Entry, Path]]:
    """Every submission under ``root`` in the order of its number, with what to import: a folder or a file.

    Raises PeilError when the bytes of a submission are gone.
    """
    paths = sorted(root.glob("*/submission-*.json"), key=lambda path: int(path.stem.split("-")[1]))
    for path in paths:
        entry = _read(path)
        files = path.parent / "files"
        original = files if entry.kind == "package" else files / entry.name
        if not original.exists():
            raise PeilError(f"The original of submission {entry.submission_id} ({entry.name}) is gone.")
        yield entry, original


def _path(place: Path, submission_id: int) -> Path:
    return place / f"submission-{submission_id}.json"


def _pending(place: Path, submission_id: int) -> Path:
    return place / f"submission-{submission_id}.pending"


def _write(path: Path, entry: Entry) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(entry), default=datetime.isoformat, ensure_ascii=False, indent=2)
    half = path.with_name(path.name + ".half")
    with half.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def _read(path: Path) -> Entry:
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for name in ("received_at", "withdrawn_at"):
        if values[name]:
            values[name] = datetime.fromisoformat(values[name])
    return Entry(**values)
