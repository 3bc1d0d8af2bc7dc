"""Malformed files, one per seed: ``mutated(42, world)`` writes the same file every time.

A valid file (tests/fuzz/seeds.py) is taken and one thing is done to it: to its cells, to how it is written, to the
format, or blindly to its bytes. What is done is named in ``Case.kind``; where it is known what has to follow, the case
says so.
"""

import csv
import io
import json
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow

from peil import contract
from tests.fuzz import seeds
from tests.fuzz.seeds import Dialect, Parts, Sheet
from tests.fuzz.trial import Case

# What nobody means, and databases, spreadsheets, browsers and shells might.
HOSTILE = (
    "'); drop table results; --",
    "' or '1'='1",
    '"; drop table results; --',
    "'; copy (select 42) to '{outside}/copied.csv'; --",
    "$submission_id",
    "$1",
    "?",
    "{}",
    "{0.__class__}",
    "%s%n",
    "../../../etc/passwd",
    "{outside}/written.csv",
    "{url}",
    "https://example.invalid/x.csv",
    "s3://bucket/x.parquet",
    "/dev/zero",
    "/dev/stdin",
    "file:///etc/passwd",
    "~/.profile",
    "*",
    "**/*.csv",
    "C:\\con\\nul",
    "\\\\host\\share",
    "$(touch {outside}/touched)",
    "`touch {outside}/touched`",
    "| touch {outside}/touched",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "![x]({url})",
    "[x](javascript:alert(1))",
    ":material/home:",
    "(a+)+$" * 20,
    "a" * 5000 + "!",
    "\u202eexe.csv",
    "e\u0301",
    "\ufb01",
    "\U0001f600",
    "null",
    "NaN",
    "-1",
)
CONTROLS = ("a\x00b", "a\x07b", "a\x1bb[31m", "\x1f12", "a\x7fb")
NOT_NUMBERS = (
    "1e400",
    "NaN",
    "inf",
    "-Infinity",
    "1e5",
    "0x10",
    "1_000",
    "--1",
    "+-1",
    "1.2.3",
    "1,2,3",
    "12 euro",
    "½",
    "\u0663",
    "\uff15",
    "1" * 400,
    "twelve",
    "12%",
    "#REF!",
)
NOT_DATES = (
    "2011-02-30",
    "2011-13-01",
    "0000-00-00",
    "2011-W54",
    "2011-02-29",
    "yesterday",
    "2011-1-1-1",
    "99999-01-01",
    "-2011-01-01",
    "1e5",
    "\uff12\uff10\uff11\uff11-01-01",
    "2011-02-01T25:00:00",
    "2" * 300,
)
FAR_DATES = ("0001-01-01", "1066-10-14", "2999-01-01", "9999-12-31")
NOT_BOOLEANS = ("maybe", "2", "-1", "tru", "yes and no")
NOT_WHOLE = ("1.5", "9223372036854775808", "-9223372036854775809", "1" * 60)
BAD_IDS = ("\u200bPS", "P\u00adS", "\u202ePS", "P" * 10_000, "P\nS", "\u0420\u0405")


@dataclass(frozen=True)
class Places:
    """What hostile texts may name: an address that is watched and a folder that is."""

    url: str
    outside: Path

    def hostile(self, rng: Random) -> str:
        return rng.choice(HOSTILE).replace("{url}", self.url).replace("{outside}", str(self.outside))


@dataclass
class Change:
    """What was done to the cells, why it must be refused (empty: it need not), and whether the rows are still known."""

    kind: str
    must_be_refused: str = ""
    known: bool = True


def mutated(seed: int, folder: Path, places: Places) -> Case:
    """Writes file number ``seed`` into ``folder``, which has to be empty."""
    rng = Random(seed)
    maker = rng.choices([maker for maker, _ in MAKERS], [weight for _, weight in MAKERS])[0]
    case = maker(rng, folder, places)
    if rng.random() < 0.05:
        case.options[rng.choice(["name", "handed_in_by"])] = places.hostile(rng)
    return case


# --- Cells ----------------------------------------------------------------------------------------------------------


def _changed_cell(rng: Random, sheet: Sheet, places: Places) -> Change:
    """Changes one cell, row or column of a valid sheet."""
    while True:
        change = rng.choice(_CELL_CHANGES)(rng, sheet, places)
        if change:
            return change


def _pick(rng: Random, sheet: Sheet, wanted: Callable[[contract.Field], bool]) -> tuple[int, int] | None:
    """A row and a column whose field is wanted; None when there is none."""
    table = contract.table(sheet.table)
    columns = [position for position, name in enumerate(sheet.header) if wanted(table.field(name))]
    return (rng.randrange(len(sheet.rows)), rng.choice(columns)) if columns and sheet.rows else None


def _put(
    rng: Random, sheet: Sheet, wanted: Callable[[contract.Field], bool], values: tuple[Any, ...]
) -> tuple[str, Any] | None:
    place = _pick(rng, sheet, wanted)
    if place is None:
        return None
    row, column = place
    sheet.rows[row][column] = value = rng.choice(values)
    return sheet.header[column], value


def _wrong(
    what: str, wanted: Callable[[contract.Field], bool], values: tuple[Any, ...]
) -> Callable[..., Change | None]:
    """A change that puts one of ``values`` in a field where it may not stand."""

    def change(rng: Random, sheet: Sheet, _: Places) -> Change | None:
        put = _put(rng, sheet, wanted, values)
        return put and Change(f"{what} {str(put[1])[:20]!r}", f"{put[0]} = {str(put[1])[:40]!r}")

    return change


def _references(table: str) -> dict[str, str]:
    return {key.field: key.table for key in contract.table(table).foreign_keys}


def _hostile_text(rng: Random, sheet: Sheet, places: Places) -> Change | None:
    """A hostile text where any text may stand: it is stored as it is, or refused."""
    references = _references(sheet.table)
    place = _pick(
        rng,
        sheet,
        lambda item: (
            item.type == "string"
            and not item.codes
            and item.name not in references
            and not item.name.endswith("_id")
            and item.name not in contract.table(sheet.table).key
        ),
    )
    if place is None:
        return None
    row, column = place
    sheet.rows[row][column] = text = places.hostile(rng)
    return Change(f"text {text[:20]!r}")


def _hostile_id(rng: Random, sheet: Sheet, places: Places) -> Change | None:
    references = _references(sheet.table)
    put = _put(rng, sheet, lambda item: item.name in references, (places.hostile(rng),))
    return put and Change(f"reference {put[1][:20]!r}", f"{put[0]} refers to nothing")


def _long_cell(rng: Random, sheet: Sheet, _: Places) -> Change | None:
    length = rng.choice([255, 256, 32_767, 32_768, 70_000, 2_100_000])
    put = _put(rng, sheet, lambda item: item.name in ("note", "source_section", "name_nl"), ("x" * length,))
    return put and Change(f"cell of {length}", "a cell over 2 MB" if length > 2_000_000 else "")


def _empty_required(rng: Random, sheet: Sheet, _: Places) -> Change | None:
    put = _put(rng, sheet, lambda item: item.required, (None, "", "  ", "\u00a0"))
    return put and Change("required cell empty", f"{put[0]} is empty")


def _duplicate_row(rng: Random, sheet: Sheet, _: Places) -> Change | None:
    sheet.rows.insert(rng.randrange(len(sheet.rows) + 1), list(rng.choice(sheet.rows)))
    return Change("row twice", "a key twice")


def _unknown_column(rng: Random, sheet: Sheet, places: Places) -> Change | None:
    sheet.header.append(places.hostile(rng))
    for row in sheet.rows:
        row.append("x")
    return Change("unknown column", "a column that is not known", known=False)


def _column_twice(rng: Random, sheet: Sheet, _: Places) -> Change | None:
    position = rng.randrange(len(sheet.header))
    sheet.header.append(sheet.header[position])
    for row in sheet.rows:
        row.append(row[position])
    return Change("column twice", "a column twice", known=False)


def _column_missing(rng: Random, sheet: Sheet, _: Places) -> Change | None:
    required = [
        position for position, name in enumerate(sheet.header) if contract.table(sheet.table).field(name).required
    ]
    position = rng.choice(required)
    del sheet.header[position]
    for row in sheet.rows:
        del row[position]
    return Change("column missing", "a required column is missing", known=False)


def _header_case(rng: Random, sheet: Sheet, _: Places) -> Change | None:
    sheet.header = [rng.choice([name.upper(), f" {name} ", name.title()]) for name in sheet.header]
    return Change("header in other case", known=False)


def _row_order(rng: Random, sheet: Sheet, _: Places) -> Change | None:
    rng.shuffle(sheet.rows)
    order = rng.sample(range(len(sheet.header)), len(sheet.header))
    sheet.header = [sheet.header[position] for position in order]
    sheet.rows = [[row[position] for position in order] for row in sheet.rows]
    return Change("other order")


def _blank_rows(rng: Random, sheet: Sheet, _: Places) -> Change | None:
    for _number in range(rng.randint(1, 4)):
        sheet.rows.insert(rng.randrange(len(sheet.rows) + 1), [None] * len(sheet.header))
    return Change("blank rows")


def _no_rows(_: Random, sheet: Sheet, __: Places) -> Change | None:
    sheet.rows = []
    return Change("no rows", "there are no rows")


def _inside_itself(rng: Random, sheet: Sheet, _: Places) -> Change | None:
    table = contract.table(sheet.table)
    links = [key.field for key in table.foreign_keys if key.table == table.name]
    if not links:
        return None
    sheet.header.append(rng.choice(links))
    key = sheet.header.index(table.key[0])
    ids = [row[key] for row in sheet.rows]
    for row, other in zip(sheet.rows, [*ids[1:], ids[0]], strict=True):
        row.append(other)
    return Change("circle", "it lies inside itself")


def _none(_: Random, __: Sheet, ___: Places) -> Change | None:
    return Change("nothing")


def _is_plain_number(item: contract.Field) -> bool:
    return item.type == "number"


_CELL_CHANGES: tuple[Callable[[Random, Sheet, Places], Change | None], ...] = (
    _none,
    _wrong("number", lambda item: item.type in ("number", "integer"), NOT_NUMBERS),
    _wrong("whole number", lambda item: item.type == "integer", NOT_WHOLE),
    _wrong("float", lambda item: item.type == "number", (float("nan"), float("inf"), float("-inf"))),
    _wrong("too low", lambda item: item.minimum == 0, (Decimal(-1), Decimal("-0.01"), Decimal(-(2**62)))),
    _wrong("too high", lambda item: item.maximum is not None and item.type != "date", (Decimal(10) ** 15,)),
    _wrong("date", lambda item: item.type == "date", NOT_DATES),
    _wrong("far date", lambda item: item.type == "date", FAR_DATES),
    _wrong("yes or no", lambda item: item.type == "boolean", NOT_BOOLEANS),
    _wrong("code", lambda item: bool(item.codes), ("nonsense", "x" * 5000, "'", "\u200b")),
    _wrong("control", lambda item: item.type == "string" and not item.codes, CONTROLS),
    _wrong("id", lambda item: item.pattern is not None, BAD_IDS),
    _wrong("money", lambda item: item.descriptor.get("unit") == "EUR", (Decimal("0.001"), Decimal(10) ** 17)),
    _wrong("geometry", lambda item: item.type == "geojson", ("{}", "[]", '{"type":"Point"}', "{" * 5000, "null")),
    _hostile_text,
    _hostile_id,
    _long_cell,
    _empty_required,
    _duplicate_row,
    _unknown_column,
    _column_twice,
    _column_missing,
    _header_case,
    _row_order,
    _blank_rows,
    _no_rows,
    _inside_itself,
)


def _changed_sheet(rng: Random, places: Places) -> tuple[Sheet, Change]:
    """A valid sheet with one change; a change that must be refused stands in every format alike."""
    sheet = seeds.valid_sheet(rng.choice(contract.tables()).name, rng)
    return sheet, _changed_cell(rng, sheet, places)


def _expected(sheet: Sheet, change: Change) -> dict[str, list[dict[str, seeds.Value]]] | None:
    if not change.known:
        return None
    return {sheet.table: [row for row in sheet.stored() if any(value not in (None, "") for value in row.values())]}


# --- Formats --------------------------------------------------------------------------------------------------------


def cells_csv(rng: Random, folder: Path, places: Places) -> Case:
    sheet, change = _changed_sheet(rng, places)
    dialect = seeds.valid_dialect(rng)
    try:
        content = seeds.csv_bytes(sheet, dialect)
    except UnicodeEncodeError:
        content = seeds.csv_bytes(sheet, replace(dialect, encoding="utf-8"))
    path = folder / f"{sheet.table}.csv"
    path.write_bytes(content)
    return Case(f"csv, cell: {change.kind}", path, {}, change.must_be_refused, _expected(sheet, change))


def cells_workbook(rng: Random, folder: Path, places: Places) -> Case:
    sheet, change = _changed_sheet(rng, places)
    suffix = rng.choice(["xlsx", "xlsm", "ods"])
    parts = seeds.ods_parts([sheet]) if suffix == "ods" else seeds.xlsx_parts([sheet], macros=suffix == "xlsm")
    path = folder / f"{sheet.table}.{suffix}"
    path.write_bytes(seeds.packed(parts))
    known = _expected(sheet, change)
    # XML has no place for most control characters: such a workbook is damaged, not accepted.
    return Case(f"{suffix}, cell: {change.kind}", path, {}, change.must_be_refused, known)


def cells_parquet(rng: Random, folder: Path, places: Places) -> Case:
    sheet, change = _changed_sheet(rng, places)
    table = seeds.arrow_table(sheet, typed=rng.random() < 0.7)
    path = folder / f"{sheet.table}.parquet"
    path.write_bytes(
        seeds.parquet_bytes(
            table,
            compression=rng.choice(["NONE", "SNAPPY", "GZIP", "BROTLI", "ZSTD", "LZ4"]),
            use_dictionary=rng.random() < 0.5,
            data_page_version=rng.choice(["1.0", "2.0"]),
            row_group_size=rng.choice([1, 1000]),
            version=rng.choice(["1.0", "2.4", "2.6"]),
        )
    )
    return Case(f"parquet, cell: {change.kind}", path, {}, change.must_be_refused, _expected(sheet, change))


def cells_package(rng: Random, folder: Path, places: Places) -> Case:
    sheet, change = _changed_sheet(rng, places)
    seeds.write_package(folder / "package", [sheet], seeds.package_descriptor([sheet]))
    refused = "" if change.kind == "no rows" else change.must_be_refused
    return Case(f"package, cell: {change.kind}", folder / "package", {}, refused, _expected(sheet, change))


# --- How a CSV file is written ----------------------------------------------------------------------------------------


def odd_csv(rng: Random, folder: Path, _: Places) -> Case:
    """A valid sheet, written in a way that may not be read; if it is accepted, then rightly."""
    sheet = seeds.valid_sheet(rng.choice(contract.tables()).name, rng)
    path = folder / f"{sheet.table}.csv"
    kind, content, refused = rng.choice(_CSV_CHANGES)(rng, sheet)
    path.write_bytes(content)
    known = None if kind.startswith(_OTHER_FILE) else {sheet.table: sheet.stored()}
    return Case(f"csv: {kind}", path, {}, refused, known)


def _delimiter(rng: Random, sheet: Sheet) -> tuple[str, bytes, str]:
    mark = rng.choice("^:~ \x01\x1f")
    return f"delimiter {mark!r}", seeds.csv_bytes(sheet, Dialect(delimiter=mark)), ""


def _encoding(rng: Random, sheet: Sheet) -> tuple[str, bytes, str]:
    encoding = rng.choice(["utf-16-le", "utf-16-be", "utf-32", "cp037", "utf-8-sig"])
    text = seeds.csv_bytes(sheet, Dialect()).decode()
    # What an encoding has no sign for (the dash in cp037) is a question mark there.
    return f"encoding {encoding}", text.encode(encoding, "replace"), ""


def _cut_in_a_character(rng: Random, sheet: Sheet) -> tuple[str, bytes, str]:
    column = sheet.header.index(next((name for name in sheet.header if name.startswith("name")), sheet.header[-1]))
    for row in sheet.rows:
        row[column] = "één café"
    whole = seeds.csv_bytes(sheet, Dialect())
    places = [place for place in range(len(whole)) if whole[place] & 0xC0 == 0x80]
    return "cut inside a character", whole[: rng.choice(places)], "cut inside a character"


def _invalid_utf8(rng: Random, sheet: Sheet) -> tuple[str, bytes, str]:
    whole = seeds.csv_bytes(sheet, Dialect()) + "é€".encode()
    place = rng.randrange(len(whole))
    wrong = rng.choice([b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\x80"])
    return "invalid UTF-8", whole[:place] + wrong + whole[place:], ""


def _nulls(rng: Random, sheet: Sheet) -> tuple[str, bytes, str]:
    whole = seeds.csv_bytes(sheet, Dialect())
    place = rng.randrange(len(whole))
    return "NUL", whole[:place] + b"\0" * rng.choice([1, 100]) + whole[place:], "it holds a NUL"


def _quote(rng: Random, sheet: Sheet) -> tuple[str, bytes, str]:
    whole = seeds.csv_bytes(sheet, Dialect())
    place = rng.randrange(len(whole))
    return "a quote too many", whole[:place] + b'"' + whole[place:], ""


def _line_ends(rng: Random, sheet: Sheet) -> tuple[str, bytes, str]:
    end = rng.choice(["\r", "\r\r\n", "\n\n", "\n\r", "\u2028", "\x0b", "\x85"])
    return f"line end {end!r}", seeds.csv_bytes(sheet, Dialect(line_end=end)), ""


def _escaped(_: Random, sheet: Sheet) -> tuple[str, bytes, str]:
    return "quotes by backslash", seeds.csv_bytes(sheet, Dialect()).replace(b'""', b'\\"'), ""


def _mixed_delimiters(rng: Random, sheet: Sheet) -> tuple[str, bytes, str]:
    lines = seeds.csv_bytes(sheet, Dialect()).split(b"\n")
    place = rng.randrange(len(lines))
    lines[place] = lines[place].replace(b",", rng.choice([b";", b"\t", b"|"]))
    return "mixed delimiters", b"\n".join(lines), ""


def _comments(_: Random, sheet: Sheet) -> tuple[str, bytes, str]:
    return "a title above", b"# a title\n" + seeds.csv_bytes(sheet, Dialect()), ""


def _announced(rng: Random, sheet: Sheet) -> tuple[str, bytes, str]:
    line = rng.choice([b"sep=\n", b"sep=;;\n", b"SEP=,\r\n", b'sep="\n', b"sep=\x00\n", b"sep=\xe9\n"])
    return f"announced as {line!r}", line + seeds.csv_bytes(sheet, Dialect()), ""


def _cut_row(rng: Random, sheet: Sheet) -> tuple[str, bytes, str]:
    whole = seeds.csv_bytes(sheet, Dialect())
    return "cut", whole[: rng.randrange(1, len(whole))], ""


_CSV_CHANGES = (
    _delimiter,
    _encoding,
    _cut_in_a_character,
    _invalid_utf8,
    _nulls,
    _quote,
    _line_ends,
    _escaped,
    _mixed_delimiters,
    _comments,
    _announced,
    _cut_row,
)
# What these make of a file may be another file that is right in itself.
_OTHER_FILE = ("a quote too many", "invalid UTF-8", "quotes by", "cut")


# --- Blind damage -----------------------------------------------------------------------------------------------------


def blind(rng: Random, folder: Path, places: Places) -> Case:
    """A valid file of any format with bytes changed, cut away, doubled or put in from another file."""
    name, content = _valid_file(rng)
    kind, content = rng.choice(_BYTE_CHANGES)(rng, content)
    path = folder / name
    path.write_bytes(content)
    return Case(f"{path.suffix[1:]}, bytes: {kind}", path)


def _valid_file(rng: Random) -> tuple[str, bytes]:
    """A valid file of any format, with its name."""
    sheet = seeds.valid_sheet(rng.choice(["results", "area_values", "areas", "budgets", "activities"]), rng)
    match rng.choice(["csv", "xlsx", "ods", "parquet", "geojson", "swing", "statbel"]):
        case "csv":
            return f"{sheet.table}.csv", seeds.csv_bytes(sheet, seeds.Dialect())
        case "xlsx":
            return f"{sheet.table}.xlsx", seeds.packed(seeds.xlsx_parts([sheet]))
        case "ods":
            return f"{sheet.table}.ods", seeds.packed(seeds.ods_parts([sheet]))
        case "parquet":
            return f"{sheet.table}.parquet", seeds.parquet_bytes(seeds.arrow_table(sheet, typed=True))
        case "geojson":
            return "boundaries.geojson", json.dumps(seeds.feature_collection(rng)).encode()
        case "swing":
            return "swing.csv", seeds.monitor_bytes(seeds.swing_file(rng), Dialect(delimiter=rng.choice(",;\t")))
        case _:
            return "statbel.txt", seeds.monitor_bytes(
                seeds.statbel_file(rng), Dialect(delimiter="|", quoting=csv.QUOTE_ALL, line_end="\r\n")
            )


def _flipped(rng: Random, content: bytes) -> tuple[str, bytes]:
    changed = bytearray(content)
    for _ in range(rng.choice([1, 1, 2, 10])):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return "bits flipped", bytes(changed)


def _cut(rng: Random, content: bytes) -> tuple[str, bytes]:
    return "cut", content[: rng.randrange(len(content))]


def _beheaded(rng: Random, content: bytes) -> tuple[str, bytes]:
    return "beheaded", content[rng.randrange(1, len(content)) :]


def _doubled(rng: Random, content: bytes) -> tuple[str, bytes]:
    start, end = sorted(rng.randrange(len(content) + 1) for _ in range(2))
    return "doubled", content[:end] + content[start:end] * rng.choice([1, 2, 50]) + content[end:]


def _gap(rng: Random, content: bytes) -> tuple[str, bytes]:
    start, end = sorted(rng.randrange(len(content) + 1) for _ in range(2))
    return "gap", content[:start] + content[end:]


def _spliced(rng: Random, content: bytes) -> tuple[str, bytes]:
    _, other = _valid_file(rng)
    return "spliced", content[: rng.randrange(len(content))] + other[rng.randrange(len(other)) :]


def _filled(rng: Random, content: bytes) -> tuple[str, bytes]:
    place = rng.randrange(len(content))
    filling = rng.choice([b"\0", b"\xff", b"A", b"9", b"\n", b",", b'"', b"<"]) * rng.choice([1, 4, 100, 70_000])
    return "filled", content[:place] + filling + content[place:]


def _integers(rng: Random, content: bytes) -> tuple[str, bytes]:
    """A length or an offset, as binary formats write them, becomes extreme."""
    changed = bytearray(content)
    size, form = rng.choice([(2, "<H"), (4, "<I"), (8, "<Q")])
    if len(changed) > size:
        place = rng.randrange(len(changed) - size)
        changed[place : place + size] = struct.pack(form, rng.choice([0, 1, 2 ** (8 * size - 1), 2 ** (8 * size) - 1]))
    return "extreme length", bytes(changed)


_BYTE_CHANGES = (_flipped, _flipped, _cut, _beheaded, _doubled, _gap, _spliced, _filled, _integers)


# --- Workbooks --------------------------------------------------------------------------------------------------------


def _valid_workbook(rng: Random) -> tuple[str, Parts, Sheet]:
    sheet = seeds.valid_sheet(rng.choice(["results", "area_values", "areas", "claims"]), rng)
    if rng.random() < 0.4:
        return "ods", seeds.ods_parts([sheet]), sheet
    return "xlsx", seeds.xlsx_parts([sheet]), sheet


def zipped(rng: Random, folder: Path, places: Places) -> Case:
    """A workbook whose archive is wrong."""
    suffix, parts, sheet = _valid_workbook(rng)
    kind, content = rng.choice(_ARCHIVE_CHANGES)(rng, parts, places)
    path = folder / f"{sheet.table}.{suffix}"
    path.write_bytes(content)
    return Case(f"{suffix}, archive: {kind}", path, {}, "", {sheet.table: sheet.stored()})


def _part_missing(rng: Random, parts: Parts, _: Places) -> tuple[str, bytes]:
    missing = rng.choice(list(parts))
    return f"{missing} missing", seeds.packed({name: part for name, part in parts.items() if name != missing})


def _part_empty(rng: Random, parts: Parts, _: Places) -> tuple[str, bytes]:
    name = rng.choice(list(parts))
    return f"{name} empty", seeds.packed(parts | {name: rng.choice([b"", b"\0", b"<", b"<a/>", b"\xff\xfe<"])})


def _part_twice(rng: Random, parts: Parts, _: Places) -> tuple[str, bytes]:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, part in [*parts.items(), (rng.choice(list(parts)), b"<a/>")]:
            # The module warns of a name that is there twice; it is what is wanted.
            archive.filelist and archive.NameToInfo.pop(name, None)
            archive.writestr(zipfile.ZipInfo(name), part)
    return "part twice", whole.getvalue()


def _climbing_part(rng: Random, parts: Parts, places: Places) -> tuple[str, bytes]:
    name = rng.choice(
        ["../../../../climbed", f"{places.outside}/climbed", "..\\..\\climbed", "/climbed", "\u202eclimbed"]
    )
    return f"part {name[:12]}", seeds.packed(parts | {name: b"x"})


def _local_and_central(content: bytes) -> Iterator[int]:
    """Where the headers of the entries of an archive begin."""
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        yield from (found.start() for found in re.finditer(re.escape(mark), content))


def _entry_field(name: str, local: int, central: int, form: str, *values: int) -> Callable[..., tuple[str, bytes]]:
    """Changes one field of one or all entries of an archive, at its offset in local and central headers."""

    def change(rng: Random, parts: Parts, _: Places) -> tuple[str, bytes]:
        changed = bytearray(seeds.packed(parts))
        everywhere, value = rng.random() < 0.5, rng.choice(values)
        for start in _local_and_central(bytes(changed)):
            if everywhere or rng.random() < 0.3:
                offset = start + (local if changed[start + 2] == 3 else central)
                changed[offset : offset + struct.calcsize(form)] = struct.pack(form, value)
        return f"{name} {value}", bytes(changed)

    return change


def _long_comment(rng: Random, parts: Parts, _: Places) -> tuple[str, bytes]:
    return "junk behind", seeds.packed(parts) + rng.choice([b"\0", b"PK\x05\x06"]) * rng.choice([1, 30_000])


def _junk_before(_: Random, parts: Parts, __: Places) -> tuple[str, bytes]:
    return "junk before", b"MZ" + bytes(1000) + seeds.packed(parts)


def _many_parts(_: Random, parts: Parts, __: Places) -> tuple[str, bytes]:
    return "many parts", seeds.packed(parts | {f"xl/media/{number}": b"" for number in range(20_000)})


def _other_compression(rng: Random, parts: Parts, _: Places) -> tuple[str, bytes]:
    return "compression", seeds.packed(parts, rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))


_ARCHIVE_CHANGES = (
    _part_missing,
    _part_empty,
    _part_twice,
    _climbing_part,
    _entry_field("encrypted flag", 6, 8, "<H", 1, 0x41, 0x801),
    _entry_field("method", 8, 10, "<H", 1, 9, 12, 14, 95, 99),
    _entry_field("checksum", 14, 16, "<I", 0, 0xFFFFFFFF),
    _entry_field("packed size", 18, 20, "<I", 0, 1, 0x7FFFFFFF, 0xFFFFFFFF),
    _entry_field("size", 22, 24, "<I", 0, 1, 900_000_000, 0x7FFFFFFF, 0xFFFFFFFF),
    _entry_field("length of name", 26, 28, "<H", 0, 0xFFFF),
    _entry_field("length of extra", 28, 30, "<H", 1, 0xFFFF),
    _long_comment,
    _junk_before,
    _many_parts,
    _other_compression,
)

_EXTREMES = (
    "-1",
    "0",
    "",
    "x",
    "1048577",
    "16385",
    "2000000000",
    "4294967296",
    "9223372036854775808",
    "1e400",
    "NaN",
    "1.5",
    "٣",
    "1" * 500,
)
_ENTITIES = (
    '<!DOCTYPE a [<!ENTITY a "0123456789">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "&a;" * 10}">' for n in range(10))
    + "]>"
)


def xml(rng: Random, folder: Path, places: Places) -> Case:
    """A workbook whose XML is wrong in one part."""
    suffix, parts, sheet = _valid_workbook(rng)
    bodies = [name for name in parts if name.endswith((".xml", ".rels"))]
    name = rng.choice([rng.choice(bodies), "content.xml" if suffix == "ods" else "xl/worksheets/sheet1.xml"])
    kind, text = rng.choice(_XML_CHANGES)(rng, parts[name].decode(), places)
    path = folder / f"{sheet.table}.{suffix}"
    path.write_bytes(seeds.packed(parts | {name: text if isinstance(text, bytes) else text.encode()}))
    return Case(f"{suffix}, xml: {kind}", path)


def _attribute(rng: Random, text: str, places: Places) -> tuple[str, str]:
    found = rng.choice(list(re.finditer(r'([\w:]+)="([^"]*)"', text)))
    value = rng.choice([*_EXTREMES, rng.choice(["A0", "XFD1048576", "ZZZZZZ9", "A" * 300 + "1", "1A", places.url])])
    return f"{found[1]}={value[:12]}", text[: found.start(2)] + value + text[found.end(2) :]


def _added_attribute(rng: Random, text: str, _: Places) -> tuple[str, str]:
    found = rng.choice(list(re.finditer(r"<[\w:]+", text)))
    attribute = rng.choice(
        [
            "table:number-columns-repeated",
            "table:number-rows-repeated",
            "table:number-columns-spanned",
            "office:value-type",
            "office:value",
            "office:date-value",
            "table:formula",
            "r",
            "t",
            "s",
            "spans",
            "xml:space",
        ]
    )
    value = rng.choice([*_EXTREMES, "string", "float", "date", "of:=1+1", "e", "b", "inlineStr"])
    return f"{attribute}={value[:12]}", text[: found.end()] + f' {attribute}="{value}"' + text[found.end() :]


def _content(rng: Random, text: str, places: Places) -> tuple[str, str]:
    places_found = list(re.finditer(r">([^<>]+)<", text))
    if not places_found:
        return _attribute(rng, text, places)
    found = rng.choice(places_found)
    value = rng.choice([*_EXTREMES, "&#0;", "&#x1F;", "&nbsp;", "&a9;", "]]>", "_x0000_", "_x001F_12"])
    return f"content {value[:12]}", text[: found.start(1)] + value + text[found.end(1) :]


def _element(rng: Random, text: str, _: Places) -> tuple[str, str]:
    found = rng.choice(list(re.finditer(r"<[^<>]*>", text)))
    times = rng.choice([0, 2, 3, 1000])
    return f"element {times} times", text[: found.start()] + found[0] * times + text[found.end() :]


def _row_elements(rng: Random, text: str, places: Places) -> tuple[str, str]:
    """Doubles, drops or moves a whole row or cell."""
    found = list(re.finditer(r"<(row|c|table:table-row|table:table-cell)\b[^>]*?>.*?</\1>", text, re.DOTALL))
    if not found:
        return _element(rng, text, places)
    one = rng.choice(found)
    times = rng.choice([0, 2, 200])
    return f"{one[1]} {times} times", text[: one.start()] + one[0] * times + text[one.end() :]


def _nested(rng: Random, text: str, _: Places) -> tuple[str, str]:
    found = rng.choice(list(re.finditer(r"<[\w:]+", text)))
    depth = rng.choice([100, 5000, 100_000])
    return f"nested {depth} deep", text[: found.start()] + "<a>" * depth + "</a>" * depth + text[found.start() :]


def _doctype(rng: Random, text: str, places: Places) -> tuple[str, str]:
    kind, declared = rng.choice(
        [
            ("entity bomb", _ENTITIES),
            ("entity of a file", '<!DOCTYPE a [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>'),
            ("entity of an address", f'<!DOCTYPE a [<!ENTITY a9 SYSTEM "{places.url}">]>'),
            ("outer DTD", f'<!DOCTYPE a SYSTEM "{places.url}">'),
            ("parameter entity", f'<!DOCTYPE a [<!ENTITY % b SYSTEM "{places.url}"> %b;]>'),
            ("quadratic entity", f'<!DOCTYPE a [<!ENTITY a9 "{"A" * 50_000}">]>'),
        ]
    )
    text = re.sub(
        r">([^<>]+)</", lambda found: f">{'&a9;' * (1000 if kind == 'quadratic entity' else 1)}</", text, count=1
    )
    return kind, re.sub(r"\?>\s*", f"?>{declared}".replace("\\", "\\\\"), text, count=1)


def _declared_encoding(rng: Random, text: str, _: Places) -> tuple[str, str | bytes]:
    encoding = rng.choice(["UTF-16", "utf-7", "nonsense", "cp037", "ISO-8859-1"])
    text = text.replace('encoding="UTF-8"', f'encoding="{encoding}"')
    return f"encoding {encoding}", text.encode("utf-16") if rng.random() < 0.3 else text


def _namespace(rng: Random, text: str, _: Places) -> tuple[str, str]:
    found = rng.choice(list(re.finditer(r'xmlns(:\w+)?="[^"]*"', text)) or list(re.finditer(r" ", text)))
    return "namespace", text[: found.start()] + rng.choice(["", 'xmlns="x"', "xmlns:table='y'"]) + text[found.end() :]


def _sheet_name(rng: Random, text: str, places: Places) -> tuple[str, str]:
    name = (
        rng.choice([places.hostile(rng), "", "x" * 300, "results", "a" * 31])
        .replace("&", "&amp;")
        .replace('"', "&quot;")
    )
    return "sheet name", re.sub(r'name="[^"]*"', lambda _: f'name="{name.replace("<", "&lt;")}"', text, count=1)


_XML_CHANGES = (
    _attribute,
    _attribute,
    _attribute,
    _added_attribute,
    _added_attribute,
    _content,
    _content,
    _element,
    _row_elements,
    _nested,
    _doctype,
    _declared_encoding,
    _namespace,
    _sheet_name,
)


# --- Parquet ----------------------------------------------------------------------------------------------------------


def parquet(rng: Random, folder: Path, places: Places) -> Case:
    """A Parquet file with a column of an odd type or name, or a damaged footer."""
    sheet = seeds.valid_sheet(rng.choice(["results", "area_values", "claims", "organisations"]), rng)
    table = seeds.arrow_table(sheet, typed=True)
    position = rng.randrange(len(sheet.header))
    kind, refused = "", ""
    known: dict[str, list[dict[str, seeds.Value]]] | None = None
    match rng.choice(["type", "nested", "name", "footer", "footer"]):
        case "nested":
            array = rng.choice(_NESTED)(len(sheet.rows))
            table = table.set_column(position, sheet.header[position], array)
            kind, refused = f"nested {array.type}"[:40], "nested values are no text"
        case "type":
            array = rng.choice(_ODD_ARRAYS)(len(sheet.rows))
            table = table.set_column(position, sheet.header[position], array)
            kind = f"type {array.type}"
        case "name":
            name = places.hostile(rng)
            table = table.rename_columns([name if n == position else old for n, old in enumerate(sheet.header)])
            kind, refused = f"name {name[:20]!r}", "a column that is not known"
        case _:
            known = {sheet.table: sheet.stored()}
    content = seeds.parquet_bytes(table)
    if known is not None:
        kind, content = _damaged_footer(rng, content)
        known = None
    path = folder / f"{sheet.table}.parquet"
    path.write_bytes(content)
    return Case(f"parquet: {kind}", path, {}, refused)


def _damaged_footer(rng: Random, content: bytes) -> tuple[str, bytes]:
    """The footer says how many rows and bytes there are: some of its bytes become others."""
    length = struct.unpack("<I", content[-8:-4])[0]
    start = len(content) - 8 - length
    footer = bytearray(content[start:-8])
    for _ in range(rng.choice([1, 1, 3])):
        footer[rng.randrange(len(footer))] = rng.choice([0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)])
    if rng.random() < 0.2:
        # A varint of a billion.
        place = rng.randrange(len(footer))
        footer[place : place + 1] = b"\x80\xa8\xd6\xb9\x07"
    size = rng.choice([len(footer), len(footer), len(footer), 0, 0xFFFFFFFF, len(content)])
    return "footer", content[:start] + bytes(footer) + struct.pack("<I", size) + b"PAR1"


_NESTED: tuple[Callable[[int], pyarrow.Array], ...] = (
    lambda n: pyarrow.array([["PS", "x"]] * n),
    lambda n: pyarrow.array([{"a": "PS", "b": 1}] * n),
    lambda n: pyarrow.array([[("a", "PS")]] * n, pyarrow.map_(pyarrow.string(), pyarrow.string())),
    lambda n: pyarrow.array([[[["PS"]]]] * n),
    lambda n: pyarrow.array([["PS"]] * n, pyarrow.list_(pyarrow.string(), 1)),
)
_ODD_ARRAYS: tuple[Callable[[int], pyarrow.Array], ...] = (
    lambda n: pyarrow.nulls(n),
    lambda n: pyarrow.array([b"\xff\xfe"] * n, pyarrow.binary()),
    lambda n: pyarrow.array([b"PS"] * n, pyarrow.binary(2)),
    lambda n: pyarrow.array([2**64 - 1] * n, pyarrow.uint64()),
    lambda n: pyarrow.array([float("nan")] * n),
    lambda n: pyarrow.array([float("-inf")] * n, pyarrow.float32()),
    lambda n: pyarrow.array([1e300] * n),
    lambda n: pyarrow.array([Decimal("1.5")] * n, pyarrow.decimal128(38, 30)),
    lambda n: pyarrow.array([Decimal(10) ** 60] * n, pyarrow.decimal256(76, 2)),
    lambda n: pyarrow.array([datetime(2012, 3, 31)] * n, pyarrow.timestamp("ns")),
    lambda n: pyarrow.array([datetime(2012, 3, 31)] * n, pyarrow.timestamp("us", "Asia/Tokyo")),
    lambda n: pyarrow.array([2**62] * n, pyarrow.timestamp("us")),
    lambda n: pyarrow.array([-(2**31)] * n, pyarrow.date32()),
    lambda n: pyarrow.array([date(2012, 3, 31)] * n, pyarrow.date64()),
    lambda n: pyarrow.array([12_345] * n, pyarrow.time32("ms")),
    lambda n: pyarrow.array([12_345] * n, pyarrow.duration("s")),
    lambda n: pyarrow.array([True] * n),
    lambda n: pyarrow.array(["PS"] * n).dictionary_encode(),
    lambda n: pyarrow.array(["PS"] * n, pyarrow.large_string()),
    lambda n: pyarrow.array(["a\0b"] * n),
)


# --- GeoJSON ----------------------------------------------------------------------------------------------------------


def geojson(rng: Random, folder: Path, places: Places) -> Case:
    """Boundaries whose members, coordinates or nesting are wrong."""
    made = seeds.feature_collection(rng)
    kind, refused = rng.choice(_GEOJSON_CHANGES)(rng, made, places)
    path = folder / "boundaries.geojson"
    text = json.dumps(made)
    if deep := re.fullmatch(r"nested (\d+) deep", kind):
        # Deeper than what writes JSON can go.
        text = text.replace('"deep"', "[" * int(deep[1]) + "]" * int(deep[1]))
    path.write_text(text, encoding="utf-8")
    return Case(f"geojson: {kind}", path, {}, refused)


def _ring(made: dict[str, Any]) -> list[list[Any]]:
    return made["features"][0]["geometry"]["coordinates"][0]


def _member(rng: Random, made: dict[str, Any], places: Places) -> tuple[str, str]:
    """Any member, at any depth, becomes something else."""
    path = rng.choice(list(_members(made)))
    value = _odd_value(rng, places)
    _set(made, path, value)
    return f"{_written_path(path)} = {str(value)[:20]}", ""


def _member_missing(rng: Random, made: dict[str, Any], _: Places) -> tuple[str, str]:
    path = rng.choice([path for path in _members(made) if isinstance(path[-1], str)])
    _set(made, path, _DROP)
    return f"{_written_path(path)} missing", ""


def _coordinate(rng: Random, made: dict[str, Any], _: Places) -> tuple[str, str]:
    value = rng.choice([float("nan"), float("inf"), -1e308, 1e400, 10**400, 181, "3.2", None, True, [3.2]])
    _ring(made)[rng.randrange(4)][rng.randrange(2)] = value
    return f"coordinate {str(value)[:12]}", "a coordinate outside the world"


def _depth(rng: Random, made: dict[str, Any], _: Places) -> tuple[str, str]:
    geometry = made["features"][0]["geometry"]
    for _number in range(rng.choice([1, 2, 500])):
        geometry["coordinates"] = [geometry["coordinates"]]
    return "nested too deeply", "no polygon is nested so"


def _star(rng: Random, made: dict[str, Any], _: Places) -> tuple[str, str]:
    """A ring that crosses itself everywhere."""
    count = rng.choice([5, 50, 400])
    ring = [[3.2 + rng.random() / 10, 50.8 + rng.random() / 10] for _ in range(count)]
    made["features"][0]["geometry"]["coordinates"] = [[*ring, ring[0]]]
    return f"ring of {count} that crosses itself", ""


def _thin(rng: Random, made: dict[str, Any], _: Places) -> tuple[str, str]:
    made["features"][0]["geometry"]["coordinates"] = rng.choice(
        [[], [[]], [[[3.2, 50.8]]], [[[3.2, 50.8]] * 4], [[[3.2, 50.8], [3.3, 50.8], [3.4, 50.8], [3.2, 50.8]]]]
    )
    return "ring without inside", "the outline encloses nothing"


def _projection(rng: Random, made: dict[str, Any], places: Places) -> tuple[str, str]:
    name = rng.choice(
        [
            "EPSG:31370",
            "EPSG:0",
            "EPSG:99999999",
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "+proj=pipeline",
            places.hostile(rng),
        ]
    )
    made["crs"] = {"type": "name", "properties": {"name": name}}
    return f"crs {name[:20]}", ""


def _many(rng: Random, made: dict[str, Any], _: Places) -> tuple[str, str]:
    geometry = made["features"][0]["geometry"]
    count = rng.choice([100, 5000])
    geometry |= {"type": "MultiPolygon", "coordinates": [geometry["coordinates"]] * count}
    return f"{count} times the same outline", ""


def _very_deep(rng: Random, made: dict[str, Any], _: Places) -> tuple[str, str]:
    made["features"][0]["geometry"]["coordinates"] = "deep"
    return f"nested {rng.choice([2_000, 100_000])} deep", "no polygon is nested so"


def _feature_twice(rng: Random, made: dict[str, Any], _: Places) -> tuple[str, str]:
    made["features"] *= rng.choice([2, 500])
    return "features again", "a key twice"


_GEOJSON_CHANGES = (
    _member,
    _member,
    _member_missing,
    _coordinate,
    _depth,
    _star,
    _thin,
    _projection,
    _many,
    _very_deep,
    _feature_twice,
)


# --- Descriptors ------------------------------------------------------------------------------------------------------


def descriptor(rng: Random, folder: Path, places: Places) -> Case:
    """A data package whose descriptor has one wrong member; the rows, if accepted, are still those of its files."""
    # Without decimals no decimal mark changes a number.
    sheets = [
        seeds.valid_sheet(name, rng) for name in rng.sample(["results", "areas", "milestones"], rng.randint(1, 2))
    ]
    made = seeds.package_descriptor(sheets)
    for resource in made["resources"]:
        resource |= rng.choice([{}, {"bytes": 100, "hash": "sha256:0"}, {"licenses": [{"name": "x"}], "sources": []}])
        for item in resource["schema"]["fields"]:
            if item["type"] in ("number", "integer"):
                item |= {"decimalChar": ".", "groupChar": "", "bareNumber": True}
            if item["type"] == "date":
                item["format"] = "default"
    reached = list(_members(made))
    known: dict[str, list[dict[str, seeds.Value]]] | None = {sheet.table: sheet.stored() for sheet in sheets}
    if rng.random() < 0.7:
        # The members that Peil acts upon, more often than the many titles and descriptions.
        acted = [path for path in reached if path[-1] in _ACTED_UPON or not isinstance(path[-1], str)]
        path = rng.choice(acted)
        value = _odd_value(rng, places)
        _set(made, path, value)
        kind = f"{path[-1]} = {str(value)[:30]!r}"
    else:
        path = rng.choice([path for path in reached if isinstance(path[-1], str)])
        _set(made, path, _DROP)
        kind = f"{path[-1]} missing"
        if path[-1] in ("resources", "path", "name"):
            known = None
    seeds.write_package(folder / "package", sheets, made)
    return Case(f"descriptor: {kind}", folder / "package", {}, "", known)


_ACTED_UPON = {
    "resources",
    "name",
    "path",
    "schema",
    "fields",
    "dialect",
    "delimiter",
    "header",
    "encoding",
    "format",
    "decimalChar",
    "groupChar",
    "type",
    "primaryKey",
    "foreignKeys",
    "constraints",
}
_DROP = object()


def _members(thing: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every member and item of parsed JSON."""
    items = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from _members(value, (*path, key))


def _set(thing: Any, path: tuple[Any, ...], value: Any) -> None:
    for key in path[:-1]:
        thing = thing[key]
    if value is _DROP:
        del thing[path[-1]]
    else:
        thing[path[-1]] = value


def _written_path(path: tuple[Any, ...]) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).lstrip(".")


def _odd_value(rng: Random, places: Places) -> Any:
    return rng.choice(
        [
            None,
            True,
            False,
            0,
            -1,
            2**63,
            1e308,
            float("nan"),
            "",
            " ",
            [],
            {},
            [None],
            {"a": {}},
            [[[[]]]],
            "x" * 100_000,
            "a\0b",
            "\n",
            "'",
            '"',
            ";",
            "1",
            "12",
            "e",
            "%d/%m/%Y",
            "%",
            "any",
            "results.csv",
            "areas.csv",
            "../package/results.csv",
            "./results.csv",
            "..",
            ".",
            "datapackage.json",
            "utf-16",
            "rot13",
            "punycode",
            "idna",
            places.hostile(rng),
            places.hostile(rng),
            places.hostile(rng),
            [places.hostile(rng)],
        ]
    )


def folders(rng: Random, folder: Path, places: Places) -> Case:
    """A data package whose folder or descriptor file is odd."""
    sheet = seeds.valid_sheet("results", rng)
    package = folder / "package"
    seeds.write_package(package, [sheet], seeds.package_descriptor([sheet]))
    described, table = package / "datapackage.json", package / "results.csv"
    refused = "it is no data package"
    kind = rng.choice(["cut", "bytes", "list", "encoding", "deep", "same key", "link out", "link", "case", "twice"])
    text = described.read_text(encoding="utf-8")
    match kind:
        case "cut":
            described.write_text(text[: rng.randrange(len(text) - 1)], encoding="utf-8")
        case "bytes":
            _, content = rng.choice(_BYTE_CHANGES)(rng, text.encode())
            described.write_bytes(content)
            refused = ""
        case "list":
            described.write_text(
                rng.choice(["[]", "null", "1", '"x"', "{}", '{"resources": {}}', "NaN"]), encoding="utf-8"
            )
        case "encoding":
            described.write_bytes(text.encode(rng.choice(["utf-16", "utf-32", "utf-16-le"])))
            refused = ""
        case "deep":
            described.write_text('{"resources":' + "[" * 100_000, encoding="utf-8")
        case "same key":
            described.write_text(text.replace("{", '{"resources": [], ', 1), encoding="utf-8")
            refused = ""
        case "link out":
            outside = places.outside.parent / "files" / "linked.csv"
            table.rename(outside)
            table.symlink_to(outside)
            refused = "a link that leads out of the folder"
        case "link":
            table.unlink()
            table.symlink_to(rng.choice(["results.csv", "/dev/zero", ".", "missing.csv", "/etc/passwd"]))
            refused = "a link that leads nowhere good"
        case "case":
            table.rename(package / "RESULTS.CSV")
            refused = "the file is not there"
        case _:
            made = json.loads(text)
            made["resources"] *= 2
            described.write_text(json.dumps(made), encoding="utf-8")
            refused = "a table twice"
    return Case(f"folder: {kind}", package, {}, refused)


# --- Monitor files and names ------------------------------------------------------------------------------------------


def monitor(rng: Random, folder: Path, places: Places) -> Case:
    """A Swing or Statbel file with one cell or column changed."""
    statbel = rng.random() < 0.5
    made = seeds.statbel_file(rng) if statbel else seeds.swing_file(rng)
    dialect = (
        Dialect(delimiter="|", quoting=csv.QUOTE_ALL)
        if statbel
        else Dialect(delimiter=rng.choice(",;\t|"), decimal=".")
    )
    kind, refused = "nothing", ""
    known: dict[str, list[dict[str, seeds.Value]]] | None = {"area_values": made.figures}
    row = rng.randrange(len(made.rows))
    match rng.choice(["nothing", "value", "period", "area", "header", "twice", "many", "empty"]):
        case "value":
            made.rows[row][-1] = value = rng.choice([*NOT_NUMBERS, *CONTROLS, places.hostile(rng)])
            kind, refused, known = f"value {value[:20]!r}", "no number", None
            if value in ("NaN", "-1", "null"):
                refused = ""
        case "period":
            made.rows[row][0] = value = rng.choice([*NOT_DATES, *FAR_DATES])
            kind, refused = f"period {value[:20]!r}", "no period"
        case "area":
            made.rows[row][1 if statbel else 2] = places.hostile(rng)
            kind, known = "area", None
        case "header":
            position = rng.randrange(len(made.header))
            made.header[position] = rng.choice([places.hostile(rng), "", made.header[0], "x" * 100_000])
            kind, known = "header", None
        case "twice":
            made.rows.append(list(made.rows[row]))
            kind, refused = "row twice", "a key twice"
        case "many":
            count = rng.choice([400, 600, 5000])
            made.header += [f"{rng.choice(['CHANGE', 'x', 'MS_CHANGE', 'CD_X'])}{n}" for n in range(count)]
            for cells in made.rows:
                cells += ["1"] * count
            kind, known = f"{count} more columns", None
        case "empty":
            made.rows = []
            kind, refused = "no rows", "there are no rows"
    path = folder / ("statbel.txt" if statbel else "swing.csv")
    path.write_bytes(seeds.monitor_bytes(made, dialect))
    return Case(f"monitor: {kind}", path, {}, refused, known)


def named(rng: Random, folder: Path, places: Places) -> Case:
    """A valid file with an odd name, its table given."""
    sheet = seeds.valid_sheet("results", rng)
    name = rng.choice(
        [
            "'); drop table results; --.csv",
            "$x.csv",
            "{}.csv",
            "-.csv",
            " .csv",
            ".csv",
            "results.csv.exe",
            "results",
            "résultats.CSV",
            "a\nb.csv",
            "a\x1b[31mb.csv",
            "\u202evsc.csv",
            "*.csv",
            "[a].csv",
            "?.csv",
            "~.csv",
            "x" * 240 + ".csv",
            "results.parquet",
            "results.xlsx",
            "results.geojson",
            "datapackage.json",
            "results.csv.gz",
        ]
    )
    path = folder / name
    path.write_bytes(seeds.csv_bytes(sheet, Dialect()))
    return Case(f"named {name[:20]!r}", path, {"table": "results"}, "", {"results": sheet.stored()})


MAKERS: tuple[tuple[Callable[[Random, Path, Places], Case], int], ...] = (
    (cells_csv, 16),
    (cells_workbook, 14),
    (cells_parquet, 8),
    (cells_package, 8),
    (odd_csv, 10),
    (blind, 14),
    (zipped, 6),
    (xml, 12),
    (parquet, 10),
    (geojson, 8),
    (descriptor, 12),
    (folders, 4),
    (monitor, 6),
    (named, 2),
)
