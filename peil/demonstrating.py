"""The demonstration region: an invented programme with 44 local partnerships, written as an ordinary data package.

    demonstrate(Path("region"))                 # region/datapackage.json and a CSV file per table
    import_path(store, Path("region"))          # goes in as any other package ...
    import_path(store, Path("region/correction"))  # ... and so does what came later

Nothing in it is real. What is written by hand (names, indicators, how things go) stands in data/demonstration, the rest
follows from it in queries/demonstration, which are run in the order of their numbers. docs/demonstration.md tells what
is in it on purpose.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow
import pyarrow.csv
import pyarrow.parquet

from peil import contract
from peil.errors import PeilError
from peil.exporting import write_csv
from peil.sql import Sql, joined, literal, name, names, sql
from peil.store import QUERIES, ROOT, Cursor, Store

WORDS = ROOT / "data" / "demonstration"
UNTIL = date(2026, 9, 30)
CORRECTION = "correction"
SOURCE = "DEMONSTRATION_GENERATOR"

# What has dates of its own, whatever the last quarter is.
STAYING = ("areas", "area_values", "coverage")

# How long after the last quarter the package and its correction came in.
_HANDED_IN, _CORRECTED = timedelta(days=20), timedelta(days=40)

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
            partnerships = [partnership for (partnership,) in others.fetchall()]
            if scale == 1:
                for partnership in partnerships:
                    cursor.execute(
                        "insert into results by name from results_of_others($name, 1)", {"name": partnership}
                    )
            else:
                cursor.execute("insert into areas by name from sectors_of_others($scale)", {"scale": scale})
            _sign(cursor)
            later = _set_apart(cursor, until)
            (folder / CORRECTION).mkdir(parents=True)
            counts = _write_package(cursor, folder, "results" if scale > 1 else None)
            if scale > 1:
                counts["results"] = _write_results(cursor, folder / "results.parquet", partnerships, scale)
            for table, count in _write_correction(cursor, folder / CORRECTION, later).items():
                counts[table] = counts.get(table, 0) + count
    finally:
        store.close()
    return counts


def handed_in_at(now: datetime, until: date = UNTIL) -> tuple[datetime, datetime]:
    """When the package and its correction came in: 20 and 40 days after the last quarter, but never after ``now``."""
    morning = datetime.combine(until, time(9))
    return min(now, morning + _HANDED_IN), min(now, morning + _CORRECTED)


def _make(cursor: Cursor, seed: int) -> None:
    """Fills the tables of the contract with everything but the results of the other partnerships."""
    # Only the demonstration needs the libraries that draw.
    from peil.demonstration_map import draw

    drawn = draw(seed)
    cursor.execute("set variable seed = $seed", {"seed": seed})
    _fill(cursor, "drawn_municipalities", drawn.municipalities)
    _fill(cursor, "drawn_boundaries", drawn.boundaries)
    known = {table.name for table in contract.tables()}
    for file in sorted(WORDS.glob("*.csv")):
        _fill(cursor, file.stem, _by_hand(file, as_text=file.stem in known), insert=file.stem in known)
    for query in sorted((QUERIES / "demonstration").glob("*.sql")):
        cursor.run_script(query.read_text(encoding="utf-8"))


def _by_hand(file: Path, *, as_text: bool) -> pyarrow.Table:
    """A CSV file of ours; a blank cell is null."""
    options = pyarrow.csv.ConvertOptions(strings_can_be_null=True, null_values=[""])
    if as_text:
        header = file.read_text(encoding="utf-8").partition("\n")[0].strip().split(",")
        options.column_types = dict.fromkeys(header, pyarrow.string())
    return pyarrow.csv.read_csv(
        file, parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True), convert_options=options
    )


def _fill(cursor: Cursor, table: str, rows: object, *, insert: bool = False) -> None:
    """Makes a table of these rows, or adds them to it."""
    cursor.register("rows_by_hand", rows)
    statement = (
        "insert into {table} by name from rows_by_hand" if insert else "create table {table} as from rows_by_hand"
    )
    cursor.execute(sql(statement, table=name(table)))
    cursor.unregister("rows_by_hand")


def _move(cursor: Cursor, months: int) -> None:
    """Moves everything that the partnerships did by so many months; areas and the monitor stay where they are."""
    dates = {
        table.name: [field.name for field in table.fields if field.type == "date"]
        for table in contract.tables()
        if table.name not in STAYING
    } | {table: ["period_end"] for table in ("reported", "by_gender", "corrections")}
    for table, fields in dates.items():
        if fields:
            moved = [sql("{field} = moved_by($months, {field})", field=name(field)) for field in fields]
            cursor.execute(
                sql("update {table} set {moved}", table=name(table), moved=joined(", ", moved)), {"months": months}
            )


def _sign(cursor: Cursor) -> None:
    """Says of every row that it was made by the generator."""
    for table in contract.tables():
        if "source_id" in table.names and table.name != "sources":
            cursor.execute(
                sql("update {table} set source_id = $source where source_id is null", table=name(table.name)),
                {"source": SOURCE},
            )


def _write_package(cursor: Cursor, folder: Path, as_parquet: str | None) -> dict[str, int]:
    """Writes ``datapackage.json`` and the tables that have rows; ``as_parquet`` is described, not written."""
    counts = {}
    resources = []
    for table in contract.tables():
        [(count,)] = cursor.execute(sql("select count(*) from {table}", table=name(table.name))).fetchall()
        if table.name == as_parquet:
            resources.append(table.descriptor | {"path": f"{table.name}.parquet", "format": "parquet"})
        elif count:
            counts[table.name] = count
            resources.append(table.descriptor)
            order = [
                sql("{column} nulls first", column=name(column))
                for column in (*table.key, "source_id")
                if column in table.names
            ]
            rows = sql("{table} order by {order}", table=name(table.name), order=joined(", ", order))
            write_csv(cursor, table, rows, folder / table.descriptor["path"])
    _write_descriptor(folder, "peil-demonstration", "Demonstration region: invented figures", resources)
    return counts


def _write_results(cursor: Cursor, file: Path, partnerships: Iterable[str], scale: int) -> int:
    """Writes all results as Parquet, one partnership at a time, and returns how many rows there are."""
    columns = names(contract.table("results").names)
    cursor.execute("create or replace temp table part as from results limit 0")
    in_depth = cursor.stream(sql("select {columns} from results order by all", columns=columns), BATCH)
    with pyarrow.parquet.ParquetWriter(file, in_depth.schema, compression="zstd") as writer:
        for batch in in_depth:
            writer.write_batch(batch)
        for partnership in partnerships:
            cursor.execute("truncate part")
            cursor.execute(
                "insert into part by name select *, $source as source_id from results_of_others($name, $scale)",
                {"name": partnership, "scale": scale, "source": SOURCE},
            )
            for batch in cursor.stream(sql("select {columns} from part", columns=columns), BATCH):
                writer.write_batch(batch)
    return int(pyarrow.parquet.read_metadata(file).num_rows)


def _set_apart(cursor: Cursor, until: date) -> list[str]:
    """Pins the meetings that were held after the package was handed in, and moves what they wrote, and what was done
    with the reports of the last quarter, out of its tables into tables ``later_...``. Returns of which.
    """
    cursor.execute(
        "create table pinned as select partnership_id, meeting_id from meetings"
        " where state = 'held' and meeting_date > $day",
        {"day": until + _HANDED_IN},
    )
    cursor.execute(
        "update meetings set known_at = strftime(meeting_date, '%Y-%m-%dT07:30:00')"
        " where (partnership_id, meeting_id) in (from pinned)"
    )
    at_pinned = Sql("(partnership_id, meeting_id) in (from pinned)")
    apart = {table.name: at_pinned for table in contract.tables() if "meeting_id" in table.names}
    apart["report_reviews"] = sql("period_end = {day}::date", day=literal(until.isoformat()))
    for table, condition in apart.items():
        parts = {"table": name(table), "later": name(f"later_{table}"), "condition": condition}
        cursor.execute(sql("create table {later} as from {table} where {condition}", **parts))
        cursor.execute(sql("delete from {table} where {condition}", **parts))
    return list(apart)


def _write_correction(cursor: Cursor, folder: Path, later: Iterable[str]) -> dict[str, int]:
    """Writes what came in later: a corrected and a late report, and the tables that were set apart."""
    cursor.execute("create table later_results as from results limit 0")
    cursor.execute(
        "insert into later_results by name select *, $source as source_id from corrections", {"source": SOURCE}
    )
    counts = {}
    tables = [table for table in contract.tables() if table.name in ("results", *later)]
    for table in tables:
        rows = name(f"later_{table.name}")
        [(counts[table.name],)] = cursor.execute(sql("select count(*) from {rows}", rows=rows)).fetchall()
        write_csv(cursor, table, sql("{rows} order by all", rows=rows), folder / table.descriptor["path"])
    title = "Demonstration region: corrections and what came in late, invented"
    _write_descriptor(folder, "peil-demonstration-correction", title, [table.descriptor for table in tables])
    return counts


def _write_descriptor(folder: Path, name: str, title: str, resources: list[dict[str, object]]) -> None:
    described = contract.descriptor() | {"name": name, "title": title, "resources": resources}
    for language in contract.languages():
        described.pop(f"title@{language}", None)
        described.pop(f"description@{language}", None)
    described["description"] = "Invented by python -m peil demonstrate. No figure in it describes a real place."
    text = json.dumps(described, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")
