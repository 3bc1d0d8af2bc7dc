"""Keeps the bytes of every submission, and beside them what is needed to store them again.

    originals/<sha256>/files/<name>          the files as they were handed in
    originals/<sha256>/submission-<id>.json  when, by whom, with which options, and whether it was withdrawn

The folder stands beside the database. A description is written as ``.pending`` before the transaction commits and gets
its name afterwards, so a crash in between is mended by ``complete``: the database says what was committed. Everything
is on the disk, folders too, before anything counts as accepted.
"""

import hashlib
import json
import os
import shutil
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from peil.errors import PeilError, StoreBehind
from peil.importing import reading
from peil.importing.reading import sha256 as digest
from peil.store import DESCRIPTIONS, Store, sync, told_plainly
from peil.texts import N_

# Two submissions at once would take the same number.
ONE_AT_A_TIME = threading.Lock()

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Entry:
    """One submission as the originals remember it; times are UTC without zone.

    ``kind`` is ``file``, ``package`` or ``record`` (what was written in Peil itself). ``options`` are those it was
    handed in with. ``files`` has the
    SHA-256 of each file.
    """

    submission_id: int
    name: str
    kind: str
    received_at: datetime
    handed_in_by: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    withdrawn_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Original:
    """A submission in the folder of the originals: what is remembered of it, and where."""

    entry: Entry
    place: Path

    @property
    def path(self) -> Path:
        """What to import: a folder or a file."""
        files = self.place / "files"
        return files if self.entry.kind == "package" else files / self.entry.name

    def file(self, name: str) -> Path | None:
        """The kept file of that name; None when there is none."""
        return self.place / "files" / name if name in self.entry.files else None


@dataclass(frozen=True)
class Rows:
    """Some rows of a file as they came: the column names, and the cells of each row with its number."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def kept(store: Store, submission_id: int) -> Original | None:
    """A submission among the originals of a database; None when they do not hold it."""
    if store.originals is None:
        return None
    for path in store.originals.glob(f"*/submission-{submission_id}.json"):
        if entry := _entry(path):
            return Original(entry, path.parent)
    return None


def rows_around(file: Path, sheet: str | None, row: int, span: int = 6) -> Rows | None:
    """The rows of a file from ``span`` before to ``span`` after one; None when it has no such sheet or row.

    Raises UnreadableFile when the file cannot be read within the limits.
    """
    with tempfile.TemporaryDirectory() as work:
        for found in reading.sheets(file, Path(work)):
            if sheet in (None, found.sheet):
                rows = found.rows_between(row - span, row + span)
                return Rows(found.header, rows) if rows else None
    return None


def package_digest(digests: dict[str, str]) -> str:
    """One SHA-256 for several files (``{name: SHA-256}``), whatever their order."""
    lines = "".join(f"{name}\0{sha256}\n" for name, sha256 in sorted(digests.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def next_submission(store: Store, stated: datetime | None = None) -> tuple[int, datetime]:
    """The number of the next submission, and the moment from which it counts: now, or the ``stated`` one.

    Every moment is later than all that the database knows: what was shown as known at a moment is shown so for ever.
    Raises PeilError when the stated moment is not, or lies in the future.
    """
    known = store.run("import/next_submission").iloc[0]
    moment = _moment(None if pd.isna(known["latest"]) else known["latest"].to_pydatetime(), stated)
    root = store.originals
    # A description that cannot be read has its number all the same.
    kept = [number_in(path) or 0 for path in root.glob(DESCRIPTIONS)] if root else []
    return max(int(known["submission_id"]), max(kept, default=0) + 1), moment


def keep(store: Store, sha256: str, files: dict[str, Path], entry: Entry) -> None:
    """Copies ``{name: file}`` under ``sha256`` and notes the entry as pending.

    Raises PeilError when a file is no longer what ``entry.files`` says, and DiskFull or StoreReadOnly.
    """
    root = store.originals
    if root is None:
        return
    place = root / sha256
    with told_plainly(store.path):
        _write(_pending(place, entry.submission_id), entry)
        if _digests(place) != entry.files:
            half = place / "files.pending"
            shutil.rmtree(half, ignore_errors=True)
            for name, file in files.items():
                if not _is_plain(name):
                    raise PeilError(f"A file cannot be kept under the name {name}.")
                (half / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, half / name)
                if digest(half / name) != entry.files[name]:
                    raise PeilError(f"{name} changed while it was read. Hand it in again.")
            for path in [half, *half.rglob("*")]:
                sync(path)
            shutil.rmtree(place / "files", ignore_errors=True)
            half.rename(place / "files")
        for folder in (place, root, root.parent):
            sync(folder)


def confirm(store: Store, sha256: str, submission_id: int) -> None:
    """Gives the pending entry its name, after the commit."""
    if root := store.originals:
        with told_plainly(store.path):
            _confirm(root / sha256, submission_id)


def withdraw(store: Store, submission_id: int, reason: str) -> None:
    """Withdraws a submission: from now on it does not count, and what it superseded counts again.

    Raises PeilError when no reason is given, there is no such submission, or it was withdrawn before.
    """
    if not reason.strip():
        raise PeilError("A withdrawal needs a reason: it is kept and shown.")
    with ONE_AT_A_TIME:
        known = {row["submission_id"]: row for row in _status(store)}
        if submission_id not in known:
            raise PeilError(f"There is no submission {submission_id}.")
        row = known[submission_id]
        if row["withdrawn_at"] is not None:
            raise PeilError(f"Submission {submission_id} was withdrawn before.")
        _, withdrawn_at = next_submission(store)
        with store.transaction() as cursor:
            cursor.execute(
                "insert into withdrawals (submission_id, withdrawn_at, reason) values (?, ?, ?)",
                [submission_id, withdrawn_at, reason],
            )
            if root := store.originals:
                place = root / row["sha256"]
                row |= {"withdrawn_at": withdrawn_at, "reason": reason}
                with told_plainly(store.path):
                    _write(_pending(place, submission_id), _agreed(row, _entry(_path(place, submission_id)), place))
        confirm(store, row["sha256"], submission_id)


def open_store(path: Path, tell: Callable[[str], object]) -> Store:
    """The database at ``path``, in agreement with its originals; tells what ``complete`` returns.

    Raises as ``Store`` and ``complete``.
    """
    store = Store(path)
    try:
        for remark in complete(store):
            tell(remark)
    except BaseException:
        store.close()
        raise
    return store


def complete(store: Store) -> list[str]:
    """Makes the originals agree with the database, after a crash or when a description is damaged.

    Returns a sentence about each description that neither can explain; they are left alone. Raises StoreBehind when the
    originals hold what the database does not know.
    """
    root = store.originals
    if root is None:
        return []
    rows = {row["submission_id"]: row for row in _status(store)}
    found, remarks = read(root)
    unknown = sorted(
        {
            entry.submission_id
            for entry in (original.entry for original in found)
            if entry.submission_id not in rows or (entry.reason and not rows[entry.submission_id]["reason"])
        }
    )
    if unknown:
        raise StoreBehind(
            N_(
                "The database {file} is older than the originals beside it: it does not know (all of) submission "
                "{numbers}. Nothing is lost. Build it again: python -m peil rebuild."
            ),
            file=Path(store.path).name,
            numbers=", ".join(map(str, unknown)),
        )
    with told_plainly(store.path):
        for number, row in rows.items():
            place = root / row["sha256"]
            written = _entry(_path(place, number))
            agreed = _agreed(row, written, place)
            if _pending(place, number).exists() or written != agreed:
                _write(_pending(place, number), agreed)
                _confirm(place, number)
            remarks.pop(_path(place, number), None)
            if not (place / "files").is_dir():
                remarks[place] = f"The original of submission {number} ({row['name']}) is gone: put back {place}."
        for leftover in [*root.glob("*/submission-*.pending"), *root.glob("*/submission-*.half")]:
            # It was never committed; bytes that no other submission has go with it.
            leftover.unlink()
            if not any(leftover.parent.glob("submission-*")):
                shutil.rmtree(leftover.parent)
    for original in found:
        row = rows[original.entry.submission_id]
        if row["sha256"] != original.place.name:
            path = _path(original.place, original.entry.submission_id)
            remarks[path] = f"{path} has the number of another submission. If Peil did not write it, take it away."
    return list(remarks.values())


def read(root: Path) -> tuple[list[Original], dict[Path, str]]:
    """Every submission under ``root`` in the order of its number; and what is wrong with the descriptions left out."""
    found: list[Original] = []
    remarks: dict[Path, str] = {}
    for path in sorted(root.glob(DESCRIPTIONS), key=lambda path: (number_in(path) or 0, path)):
        entry = _entry(path)
        if entry is None:
            remarks[path] = (
                f"{path} cannot be read, so it is left out. Put it back from a backup; or, if Peil did not write it, "
                "take it away."
            )
        else:
            found.append(Original(entry, path.parent))
    return found, remarks


def check(originals: list[Original]) -> None:
    """Raises PeilError when two submissions have one number, or the bytes of one are not those that were handed in."""
    places: dict[int, list[Path]] = defaultdict(list)
    for original in originals:
        places[original.entry.submission_id].append(original.place)
    for number, several in places.items():
        if len(several) > 1:
            raise PeilError(
                f"There are {len(several)} originals of submission {number}: {', '.join(map(str, several))}. Take away "
                "the one that is not the right one, and rebuild again."
            )
    for original in originals:
        entry, kept = original.entry, _digests(original.place)
        # What an operating system puts beside the files is not ours.
        digests = {name: sha256 for name, sha256 in kept.items() if name in entry.files or not entry.files}
        way_out = "Put its folder back from a backup, and rebuild again."
        if not original.path.exists():
            raise PeilError(f"The original of submission {entry.submission_id} ({entry.name}) is gone. {way_out}")
        for name, sha256 in entry.files.items():
            if digests.get(name) != sha256:
                raise PeilError(
                    f"{original.place / 'files' / name} of submission {entry.submission_id} is not what was handed in: "
                    f"its bytes changed. {way_out}"
                )
        whole = package_digest(digests) if entry.kind == "package" else digests.get(entry.name)
        if whole != original.place.name:
            raise PeilError(
                f"The files of submission {entry.submission_id} in {original.place} are not what was handed in: their "
                f"bytes changed. {way_out}"
            )


def _moment(latest: datetime | None, stated: datetime | None) -> datetime:
    now = datetime.now(UTC).replace(tzinfo=None)
    if stated is None:
        return now if latest is None else max(now, latest + _TICK)
    if stated > now:
        raise PeilError(f"{stated} (UTC) lies in the future. Leave --received-at out: then it counts from now.")
    if latest is not None and stated <= latest:
        raise PeilError(
            f"{stated} (UTC) is not later than all that is stored; the last of it counts from {latest}. What was shown "
            "as known then would change. Leave --received-at out: then it counts from now."
        )
    return stated


def _status(store: Store) -> list[dict[str, Any]]:
    """What the database knows of each submission, with None for what is not there."""
    rows = store.run("import/status").astype(object)
    return [
        {str(name): value for name, value in row.items()} for row in rows.where(rows.notna(), None).to_dict("records")
    ]


def _agreed(row: dict[str, Any], written: Entry | None, place: Path) -> Entry:
    """The entry as the database says it is; what it does not say (in an older one) stays as it was written."""
    withdrawn_at = row["withdrawn_at"]
    return Entry(
        submission_id=int(row["submission_id"]),
        name=row["name"],
        kind=row["kind"],
        received_at=pd.Timestamp(row["received_at"]).to_pydatetime(),
        handed_in_by=row["handed_in_by"],
        options=json.loads(row["options"]) if row["options"] else written.options if written else {},
        files=written.files if written else _digests(place),
        withdrawn_at=None if withdrawn_at is None else pd.Timestamp(withdrawn_at).to_pydatetime(),
        reason=row["reason"],
    )


def _digests(place: Path) -> dict[str, str]:
    """The SHA-256 of each file that is kept in a place."""
    files = place / "files"
    return {path.relative_to(files).as_posix(): digest(path) for path in sorted(files.rglob("*")) if path.is_file()}


def _is_plain(name: str) -> bool:
    """Whether a file of this name stays inside the folder it is put in."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def _path(place: Path, submission_id: int) -> Path:
    return place / f"submission-{submission_id}.json"


def _pending(place: Path, submission_id: int) -> Path:
    return place / f"submission-{submission_id}.pending"


def _confirm(place: Path, submission_id: int) -> None:
    _pending(place, submission_id).replace(_path(place, submission_id))
    sync(place)


def number_in(path: Path) -> int | None:
    """The number in the name of a description; None when there is none."""
    text = path.stem.removeprefix("submission-")
    return int(text) if text.isdecimal() and text.isascii() else None


def _write(path: Path, entry: Entry) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(entry), default=datetime.isoformat, ensure_ascii=False, indent=2)
    half = path.with_name(path.name + ".half")
    with half.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    sync(path.parent)


def _entry(path: Path) -> Entry | None:
    """What a description says; None when it is not there or does not describe the submission of its name."""
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for name in ("received_at", "withdrawn_at"):
            values[name] = datetime.fromisoformat(values[name]) if values[name] else None
        # Written before there were more options than these.
        for name in ("table", "decimal", "dates"):
            if value := values.pop(name, None):
                values.setdefault("options", {})[name] = value
        entry = Entry(**values)
        return entry if _is_sound(entry) and entry.submission_id == number_in(path) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _is_sound(entry: Entry) -> bool:
    """Whether everything in an entry is of its type."""
    texts = [entry.name, *entry.options, *entry.files, *entry.files.values()]
    perhaps = [text for text in (entry.handed_in_by, entry.reason) if text is not None]
    return (
        type(entry.submission_id) is int
        and entry.kind in ("file", "package", "record")
        and isinstance(entry.received_at, datetime)
        and all(isinstance(text, str) for text in texts + perhaps)
        and isinstance(entry.files, dict)
        and isinstance(entry.options, dict)
        and all(map(_is_plain, entry.files))
        and (entry.kind == "package" or _is_plain(entry.name))
        and (entry.withdrawn_at is None) == (entry.reason is None)
    )
