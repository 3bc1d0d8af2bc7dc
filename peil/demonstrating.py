"""The demonstration region: an invented programme with 44 local partnerships, written as an ordinary data package.

    demonstrate(Path("region"))                 # region/datapackage.json and a CSV file per table
    import_path(store, Path("region"))          # goes in as any other package ...
    import_path(store, Path("region/correction"))  # ... and so does the correction that came later

Nothing in it is real. What is written by hand (names, indicators, how things go) stands in data/demonstration, the rest
follows from it in queries/demonstration, which are run in the order of their numbers. docs/demonstration.md tells what
is in it on purpose.
"""

# ruff: noqa: S608 - statements are put together from names of the contract only; values are bound.

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow
import pyarrow.parquet

from peil import contract
from peil.errors import PeilError
from peil.store import QUERIES, ROOT, Cursor, Store

WORDS = ROOT / "data" / "demonstration"
UNTIL = date(2026, 9, 30)
CORRECTION = "correction"
SOURCE = "DEMONSTRATION_GENERATOR"

# What has dates of its own, whatever the last quarter is.
STAYING = ("areas", "area_values", "coverage")

# Rows written to Parquet at a time.
BATCH = 100_000


def demonstrate(folder: Path, scale: int = 1, seed: int = 1, until: date = UNTIL) -> dict[str, int]:
    """Writes the demonstration package into ``folder`` and its correction into ``folder/correction``.

    ``until`` is the last day of the last quarter that was reported on. ``scale`` cuts the figures of all partnerships
    but the one in depth into so many statistical sectors, which multiplies their result rows; above 1 the results are
    Parquet. The same arguments give the same bytes. Returns the number of rows per table, both packages together.
    Raises PeilError when the folder holds anything, or an argument makes no sense.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PeilError(f"The folder {folder.name} is not empty; name a new one.")
    if scale < 1:
        raise PeilError("The scale is a whole number from 1.")
    if until.month % 3 or (until + timedelta(days=1)).day != 1:
        raise PeilError("The last day must be the last day of a quarter.")
    store = Store(":memory:")
    try:
        with store.cursor() as cursor:
            _make(cursor, seed)
            if months := 12 * (until.year - UNTIL.year) + until.month - UNTIL.month:
                _move(cursor, months)
            others = cursor.execute(
                "select distinct partnership_id from reported where partnership_id <> 'DEMO_01' order by all"
            )
            partnerships = [name for (name,) in others.fetchall()]
            if scale == 1:
                for name in partnerships:
                    cursor.execute("insert into results by name from results_of_others($name, 1)", {"name": name})
            else:
                cursor.execute("insert into areas by name from sectors_of_others($scale)", {"scale": scale})
            _sign(cursor)
            (folder / CORRECTION).mkdir(parents=True)
            counts = _write_package(cursor, folder, "results" if scale > 1 else None)
            if scale > 1:
                counts["results"] = _write_results(cursor, folder / "results.parquet", partnerships, scale)
            counts["results"] += _write_correction(cursor, folder / CORRECTION)
    finally:
        store.close()
    return counts


def handed_in_at(now: datetime, until: date = UNTIL) -> tuple[datetime, datetime]:
    """When the package and its correction came in: 20 and 40 days after the last quarter, but never after ``now``."""
    morning = datetime.combine(until, time(9))
    return min(now, morning + timedelta(days=20)), min(now, morning + timedelta(days=40))


def _make(cursor: Cursor, seed: int) -> None:
    """Fills the tables of the contract with everything but the results of the other partnerships."""
    # Only the demonstration needs the libraries that draw.
    from peil.demonstration_map import draw

    drawn = draw(seed)
    cursor.execute("set variable seed = $seed", {"seed": seed})
    for name, frame in (("drawn_municipalities", drawn.municipalities), ("drawn_boundaries", drawn.boundaries)):
        cursor.register("frame", frame)
        cursor.execute(f'create table "{name}" as select * from frame')
        cursor.unregister("frame")
    known = {table.name for table in contract.tables()}
    for file in sorted(WORDS.glob("*.csv")):
        if file.stem in known:
            by_hand = "read_csv($file, all_varchar = true)"
            cursor.execute(f'insert into "{file.stem}" by name select * from {by_hand}', {"file": str(file)})
        else:
            cursor.execute(f'create table "{file.stem}" as select * from read_csv($file)', {"file": str(file)})
    for query in sorted((QUERIES / "demonstration").glob("*.sql")):
        cursor.execute(query.read_text(encoding="utf-8"))


def _move(cursor: Cursor, months: int) -> None:
    """Moves everything that the partnerships did by so many months; areas and the monitor stay where they are."""
    dates = {
        table.name: [field.name for field in table.fields if field.type == "date"]
        for table in contract.tables()
        if table.name not in STAYING
    } | {name: ["period_end"] for name in ("reported", "by_gender", "corrections")}
    for name, fields in dates.items():
        if fields:
            moved = ", ".join(f"{field} = moved_by($months, {field})" for field in fields)
            cursor.execute(f'update "{name}" set {moved}', {"months": months})


def _sign(cursor: Cursor) -> None:
    """Says of every row that it was made by the generator."""
    for table in contract.tables():
        if "source_id" in table.names and table.name != "sources":
            cursor.execute(f'update "{table.name}" set source_id = $source where source_id is null', {"source": SOURCE})


def _write_package(cursor: Cursor, folder: Path, as_parquet: str | None) -> dict[str, int]:
    """Writes ``datapackage.json`` and the tables that have rows; ``as_parquet`` is described, not written."""
    counts = {}
    resources = []
    for table in contract.tables():
        [(count,)] = cursor.execute(f'select count(*) from "{table.name}"').fetchall()
        if table.name == as_parquet:
            resources.append(table.descriptor | {"path": f"{table.name}.parquet", "format": "parquet"})
        elif count:
            counts[table.name] = count
            resources.append(table.descriptor)
            order = ", ".join(f'"{name}" nulls first' for name in (*table.key, "source_id") if name in table.names)
            _write_csv(cursor, folder, table, f'"{table.name}" order by {order}')
    _write_descriptor(folder, "peil-demonstration", "Demonstration region: invented figures", resources)
    return counts


def _write_csv(cursor: Cursor, folder: Path, table: contract.Table, rows: str) -> None:
    """Writes the columns of ``table`` from ``rows``; whole numbers stand as people write them, without ``.0``."""
    columns = ", ".join(
        f"regexp_replace(\"{field.name}\"::varchar, '[.]0$', '') as \"{field.name}\""
        if field.sql_type == "DOUBLE"
        else f'"{field.name}"'
        for field in table.fields
    )
    target = str(folder / table.descriptor["path"]).replace("'", "''")
    cursor.execute(f"copy (select {columns} from {rows}) to '{target}' (format csv, header)")


def _write_results(cursor: Cursor, file: Path, partnerships: Iterable[str], scale: int) -> int:
    """Writes all results as Parquet, one partnership at a time, and returns how many rows there are."""
    columns = ", ".join(f'"{name}"' for name in contract.table("results").names)
    cursor.execute("create or replace temp table part as from results limit 0")
    in_depth = _batches(cursor, f"select {columns} from results order by all")
    with pyarrow.parquet.ParquetWriter(file, in_depth.schema, compression="zstd") as writer:
        for batch in in_depth:
            writer.write_batch(batch)
        for name in partnerships:
            cursor.execute("truncate part")
            cursor.execute(
                "insert into part by name select *, $source as source_id from results_of_others($name, $scale)",
                {"name": name, "scale": scale, "source": SOURCE},
            )
            for batch in _batches(cursor, f"select {columns} from part"):
                writer.write_batch(batch)
    return int(pyarrow.parquet.read_metadata(file).num_rows)


def _batches(cursor: Cursor, query: str) -> pyarrow.RecordBatchReader:
    reader: pyarrow.RecordBatchReader = cursor.sql(query).to_arrow_reader(BATCH)
    return reader


def _write_correction(cursor: Cursor, folder: Path) -> int:
    """Writes the reports that came in later: a correction and a late one."""
    table = contract.table("results")
    cursor.execute("create or replace table corrected as from results limit 0")
    [(count,)] = cursor.execute(
        "insert into corrected by name select *, $source as source_id from corrections", {"source": SOURCE}
    ).fetchall()
    _write_csv(cursor, folder, table, "corrected order by all")
    title = "Demonstration region: a corrected and a late report, invented"
    _write_descriptor(folder, "peil-demonstration-correction", title, [table.descriptor])
    return int(count)


def _write_descriptor(folder: Path, name: str, title: str, resources: list[dict[str, object]]) -> None:
    described = contract.descriptor() | {"name": name, "title": title, "resources": resources}
    for key in ("title@nl", "title@fr", "description@nl", "description@fr"):
        described.pop(key, None)
    described["description"] = "Invented by python -m peil demonstrate. No figure in it describes a real place."
    text = json.dumps(described, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")
