"""Keeps what people write in Peil itself: a submission like any other, checked by the gate, undone by withdrawal.

    record(store, person, "agenda_items", [{"partnership_id": "SUCCES", "meeting_id": "ST_8", ...}], based_on=[12])

Nothing is written in place. Whoever writes says which versions of the row were on the screen (``based_on``): what
somebody else wrote meanwhile is then still a version of its own, and both are shown (queries/views/1_versions.sql).
"""

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from operator import methodcaller
from pathlib import Path
from typing import Any

from peil import contract
from peil.access import NOT_THIS_ROLE, OTHER_ORGANISATION, RECORDS, Person, require
from peil.errors import NotAllowed, NotRecorded
from peil.importing import originals
from peil.importing.gate import Options, import_path
from peil.sql import Sql, joined, literal, name, names, sql
from peil.store import Cursor, Store
from peil.texts import N_

# What no cell may hold: a text that was pasted may bring some of it along, and nobody sees it.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

Value = object
Record = Mapping[str, Value]


def record(
    store: Store,
    person: Person,
    table: str,
    rows: Sequence[Record],
    based_on: Sequence[int] = (),
) -> int:
    """Stores rows of one of ``access.RECORDS``, counting from now; returns the number of the submission that they are.

    Fields that are left out are blank. ``based_on`` are the submissions that the writer saw of these rows. Raises
    NotAllowed when the row is not ``person``'s to write, and NotRecorded, with nothing stored, when a check refuses it.
    """
    if table not in RECORDS:
        raise NotAllowed(NOT_THIS_ROLE)
    # As the gate will read them: else a key with a blank behind it would be found to replace nothing.
    written = [{field: _as_stored(value) for field, value in row.items()} for row in rows]
    with store.cursor() as cursor:
        for row in written:
            key = {field: row.get(field) for field in contract.table(table).key}
            replaced = [stood for _, stood in _stored(cursor, _standing(table), contract.table(table).names, key)]
            require(person, table, row, replaced)
    seen = tuple(sorted(set(based_on)))
    options = Options(table=table, handed_in_by=person.organisation, based_on=seen, written_here=True)
    with tempfile.TemporaryDirectory(prefix="peil-") as work:
        file = Path(work) / f"{table}.json"
        text = json.dumps(written, default=methodcaller("isoformat"), ensure_ascii=False, sort_keys=True)
        file.write_text(text, encoding="utf-8")
        outcome = import_path(store, file, options)
    if outcome.submission_id is None:
        first = outcome.findings[outcome.findings["severity"] == "error"].iloc[0]
        raise NotRecorded(str(first["text"]))
    return outcome.submission_id


def save(store: Store, person: Person, table: str, key: Record, changes: Record, seen: Sequence[int] = ()) -> int:
    """Stores some fields of a row as somebody wrote them, and leaves its other fields as they are; as ``record``.

    ``key`` holds the values of the key of the table, ``seen`` the submissions that the row on the screen came from.
    When somebody else wrote another field meanwhile, both are in the new version. When it was the same field, what is
    stored stands beside the other version, and neither replaces the other.
    """
    fields = contract.table(table).names
    with store.cursor() as cursor:
        stored = _stored(cursor, name(table), fields, key)
        standing = _stored(cursor, _standing(table), fields, key)
    base: Record = next((row for number, row in reversed(stored) if number in seen), {})
    based_on = list(seen)
    if len(standing) == 1 and standing[0][0] not in seen:
        [(number, theirs)] = standing
        if all(theirs[field] == base.get(field) for field in changes):
            base, based_on = theirs, [number]
    row = {field: base.get(field) for field in fields} | dict(key) | dict(changes)
    return record(store, person, table, [row], based_on)


def undo(store: Store, person: Person, table: str, key: Record, submission_id: int) -> None:
    """Withdraws a version of a row that ``person``'s organisation wrote; what it replaced stands again.

    Raises as ``record``, and NotRecorded when that version stands no more: somebody has built on it, or withdrew it.
    """
    with store.cursor() as cursor:
        standing = dict(_stored(cursor, _standing(table), contract.table(table).names, key))
        if submission_id not in standing:
            raise NotRecorded(N_("This is no longer the last version: somebody has written since. Nothing was undone."))
        (by,) = cursor.row("select handed_in_by from submissions where submission_id = $number", number=submission_id)
    require(person, table, standing[submission_id], [standing[submission_id]])
    if by != person.organisation:
        raise NotAllowed(OTHER_ORGANISATION)
    originals.withdraw(store, submission_id, "undone by whoever wrote it")


def _standing(table: str) -> Sql:
    """The versions of the rows of a table that stand now; all that are stored, where a key tells no partnership."""
    if "partnership_id" not in contract.table(table).key:
        return name(table)
    return sql("standing_versions({table}, $partnership_id, $now)", table=literal(table))


def _stored(cursor: Cursor, rows: Sql, fields: Sequence[str], key: Record) -> list[tuple[int, dict[str, Any]]]:
    """The rows with that key, the oldest first, each with its submission."""
    conditions = [sql("{field} is not distinct from {mark}", field=name(field), mark=Sql(f"${field}")) for field in key]
    query = sql(
        "select submission_id, {fields} from {rows} where {conditions} order by submission_id",
        fields=names(fields),
        rows=rows,
        conditions=joined(" and ", conditions),
    )
    asked = {**key, "now": datetime.now(UTC).replace(tzinfo=None)}
    used = {field: value for field, value in asked.items() if f"${field}" in query.text}
    found = cursor.execute(query, used).fetchall()
    return [(number, dict(zip(fields, row, strict=True))) for number, *row in found]


def _as_stored(value: Value) -> Value:
    return _INVISIBLE.sub("", value).strip() if isinstance(value, str) else value


__all__ = ["record", "save", "undo"]
