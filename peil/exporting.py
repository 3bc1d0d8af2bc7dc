"""Writes what counts at a moment as a data package that anybody can read, and that Peil can import again."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from peil import contract
from peil.errors import PeilError
from peil.sql import Sql, joined, literal, name, names, sql
from peil.store import Cursor, Store

ROWS_AT_A_TIME = 10_000


def export_package(
    store: Store,
    folder: Path,
    partnership: str | None = None,
    known_at: datetime | None = None,
) -> dict[str, int]:
    """Writes ``datapackage.json``, ``README.md`` and one CSV file per table of the contract into ``folder``.

    With ``partnership`` only its rows, and every row of another table that they refer to. ``known_at`` (UTC) is now
    unless given. Text that a spreadsheet would run as a formula gets an apostrophe, which the import takes away
    again. Returns the number of rows per table. Raises PeilError when the folder holds anything, or nothing
    is known of the partnership.
    """
    known_at = known_at or datetime.now(UTC).replace(tzinfo=None)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PeilError(f"The folder {folder.name} is not empty; name a new one.")
    with store.cursor() as cursor:
        _collect(cursor, partnership, known_at)
        counts = {
            table.name: _number(cursor, sql("select count(*) from {rows}", rows=name(f"out_{table.name}")))
            for table in contract.tables()
        }
        if partnership and not counts["partnerships"]:
            raise PeilError(f"There is no partnership {partnership}.")
        folder.mkdir(parents=True, exist_ok=True)
        for table in contract.tables():
            _write_table(cursor, table, folder)
        statuses = cursor.execute(
            "select data_status, count(*) from out_partnerships group by data_status order by data_status"
        ).fetchall()
    about = _about(partnership, known_at, dict(statuses))
    _write_descriptor(folder, known_at, about)
    (folder / "README.md").write_text(_readme(about, counts), encoding="utf-8")
    return counts


def safe_cell(text: str) -> str:
    """A text as it may stand in a spreadsheet: one that would run as a formula gets an apostrophe in front.

    The SQL macro of the same name (queries/views/0_written_forms.sql) does this for whole columns.
    """
    plain = text.lstrip("'")
    if plain[:1] not in ("=", "+", "-", "@", "\t", "\r") or plain[:1] == "":
        return text
    is_number = text[1:].replace(".", "").replace(",", "").isdecimal() and text[0] in "+-"
    return text if is_number else "'" + text


def write_csv(cursor: Cursor, table: contract.Table, rows: Sql, file: Path) -> None:
    """Writes the answer of ``select {columns} from {rows}`` for the columns of ``table``, safe for a spreadsheet.

    ``rows`` may say an order. UTF-8, commas, a decimal point, dates as 2012-03-31; whole numbers stand as people write
    them, without ``.0``; a blank cell is nothing at all. Only what must be is put between quotes.
    """
    cells = [sql("{cell} as {column}", cell=_written(item), column=name(item.name)) for item in table.fields]
    answer = cursor.execute(sql("select {cells} from {rows}", cells=joined(", ", cells), rows=rows))
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(table.names)
        while some := answer.fetchmany(ROWS_AT_A_TIME):
            writer.writerows(some)


def _written(item: contract.Field) -> Sql:
    """The text of a cell."""
    cell = name(item.name)
    if item.type == "string":
        return sql("safe_cell({cell})", cell=cell)
    if item.sql_type == "DOUBLE":
        return sql("regexp_replace({cell}::varchar, '[.]0$', '')", cell=cell)
    return sql("{cell}::varchar", cell=cell)


def _collect(cursor: Cursor, partnership: str | None, known_at: datetime) -> None:
    """Makes a temporary table ``out_<table>`` per table with the rows to export."""
    for table in contract.tables():
        current = sql("current_rows({table}, $known_at)", table=literal(table.name))
        cursor.execute(
            sql(
                "create or replace temp table {all} as select {columns}, record_key, file_number, source_row "
                "from {current}",
                all=name(f"all_{table.name}"),
                columns=names(table.names),
                current=Sql("current_results(null, $known_at)") if table.name == "results" else current,
            ),
            {"known_at": known_at},
        )
        cursor.execute(
            sql(
                "create or replace temp table {out} as select * from {all} where $partnership is null or {belongs}",
                out=name(f"out_{table.name}"),
                all=name(f"all_{table.name}"),
                belongs=_belongs(table),
            ),
            {"partnership": partnership},
        )
    if partnership:
        while _add_referred(cursor):
            pass


def _belongs(table: contract.Table) -> Sql:
    """The condition that a row is about the partnership itself, and not only needed by such a row."""
    if "partnership_id" in table.names:
        return Sql("partnership_id = $partnership")
    if "indicator_id" in table.names:
        return Sql("indicator_id in (select indicator_id from all_indicators where partnership_id = $partnership)")
    return Sql("false")


def _add_referred(cursor: Cursor) -> int:
    """Adds the rows that rows of the export refer to; returns how many there were."""
    added = 0
    for table in contract.tables():
        for key in table.foreign_keys:
            added += _number(
                cursor,
                sql(
                    "insert into {out} select * from {all} where {target} in (select {field} from {referring}) "
                    "and {target} not in (select {target} from {out})",
                    out=name(f"out_{key.table}"),
                    all=name(f"all_{key.table}"),
                    target=name(key.target),
                    field=name(key.field),
                    referring=name(f"out_{table.name}"),
                ),
            )
    return added


def _write_table(cursor: Cursor, table: contract.Table, folder: Path) -> None:
    rows = sql("{out} order by {key}, file_number, source_row", out=name(f"out_{table.name}"), key=names(table.key))
    write_csv(cursor, table, rows, folder / table.descriptor["path"])


def _about(partnership: str | None, known_at: datetime, statuses: dict[str, int]) -> str:
    labels = contract.code_labels("data_status", "en")
    described = ", ".join(f"{labels.get(status, status)}: {count}" for status, count in statuses.items()) or "none"
    subject = f"the partnership {partnership}" if partnership else "all partnerships"
    return (
        f"Figures of {subject} as they were known at {known_at:%Y-%m-%d %H:%M} UTC, exported from Peil. "
        f"Partnerships by status of their data ({described}). "
        "Figures with the status demonstration are invented and describe no real partnership."
    )


def _write_descriptor(folder: Path, known_at: datetime, about: str) -> None:
    described: dict[str, Any] = dict(contract.descriptor())
    described["description"] = about
    for language in contract.languages():
        described.pop(f"description@{language}", None)
    described["created"] = f"{known_at:%Y-%m-%dT%H:%M:%SZ}"
    text = json.dumps(described, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def _readme(about: str, counts: dict[str, int]) -> str:
    rows = "\n".join(f"| {contract.table(name).descriptor['path']} | {count} |" for name, count in counts.items())
    return (
        f"# {contract.descriptor()['title']}\n\n{about}\n\n"
        "`datapackage.json` describes every table, column, code list and key (Frictionless Data Package). "
        "The files are CSV in UTF-8 with a decimal point and dates as 2012-03-31. An apostrophe before =, +, - or @ "
        "keeps a spreadsheet from running a text as a formula.\n\n"
        f"| file | rows |\n|---|---|\n{rows}\n"
    )


def _number(cursor: Cursor, query: Sql) -> int:
    return int(cursor.execute(query).fetchall()[0][0])
