"""Files made by hand to exhaust, mislead or break a reader: each stands for one that was seen or is told of.

``MONSTERS["workbook_row_two_billion"](folder, places)`` writes the file and says what must become of it. They are made
quickly, whatever they unpack to.
"""

import io
import json
import math
import os
import socket
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow
import pyarrow.parquet

from tests.fuzz import seeds
from tests.fuzz.mutations import Places
from tests.fuzz.seeds import Dialect, Sheet
from tests.fuzz.trial import Case
from tests.importing.conftest import HEADER

ROW = "PS,VISITS,ORG_STAD,2012-03-31,12"
Maker = Callable[[Path, Places], Case]
MONSTERS: dict[str, Maker] = {}


def _monster(make: Maker) -> Maker:
    MONSTERS[make.__name__] = make
    return make


def _results(rows: int = 1) -> Sheet:
    """Plain results, a month each."""
    header = HEADER.split(",")
    return Sheet(
        "results", header, [["PS", "VISITS", "ORG_STAD", seeds.month_end(2011, number), 12] for number in range(rows)]
    )


def _file(folder: Path, name: str, content: bytes, refused: str, **options: Any) -> Case:
    path = folder / name
    path.write_bytes(content)
    return Case(name, path, options, refused)


# --- CSV ------------------------------------------------------------------------------------------------------------


@_monster
def csv_unclosed_quote(folder: Path, _: Places) -> Case:
    """100 MB behind a quote that never ends."""
    line = f"{ROW}\n".encode()
    return _file(folder, "results.csv", f'{HEADER}\n"'.encode() + line * (100_000_000 // len(line)), "an open quote")


@_monster
def csv_cell_of_two_megabytes(folder: Path, _: Places) -> Case:
    text = f"{HEADER},note\n{ROW},{'x' * 2_100_000}\n"
    return _file(folder, "results.csv", text.encode(), "a cell over 2 MB")


@_monster
def csv_million_columns(folder: Path, _: Places) -> Case:
    text = HEADER + "".join(f",c{n}" for n in range(1_000_000))
    return _file(folder, "results.csv", f"{text}\n{ROW}\n".encode(), "a million columns")


@_monster
def csv_million_cells_in_a_row(folder: Path, _: Places) -> Case:
    return _file(folder, "results.csv", f"{HEADER}\n{ROW}{',x' * 1_000_000}\n".encode(), "too many cells")


@_monster
def csv_one_line(folder: Path, _: Places) -> Case:
    return _file(folder, "results.csv", HEADER.encode() + b"\n" + b"9" * 100_000_000, "one line")


@_monster
def csv_of_zeros(folder: Path, _: Places) -> Case:
    """400 MB of nothing, which take no room on disk."""
    path = folder / "results.csv"
    with path.open("wb") as file:
        file.write(f"{HEADER}\n{ROW}\n".encode())
        file.truncate(400_000_000)
    return Case("results.csv", path, {}, "it holds NUL")


@_monster
def csv_blank_lines(folder: Path, _: Places) -> Case:
    return _file(folder, "results.csv", f"{HEADER}\n{ROW}\n".encode() + b"\n" * 50_000_000, "")


@_monster
def csv_every_cell_wrong(folder: Path, _: Places) -> Case:
    text = f"{HEADER},numerator,denominator,gender,missing\n" + "a,b,c,d,e,f,g,h,i\n" * 100_000
    return _file(folder, "results.csv", text.encode(), "every cell")


@_monster
def csv_patient_patterns(folder: Path, _: Places) -> Case:
    """Texts that make a pattern with nested repeats go back for ever."""
    cells = ["1" * 50_000 + "x", "1." * 30_000, "2011-" * 10_000, " " * 60_000 + "x", "(" * 30_000, "0" * 60_000 + "e"]
    lines = "".join(f"PS,VISITS,ORG_STAD,{cell},{cell}\n" for cell in cells)
    return _file(folder, "results.csv", f"{HEADER}\n{lines}".encode(), "no numbers")


@_monster
def csv_cut_inside_a_character(folder: Path, _: Places) -> Case:
    text = f"{HEADER},note\n{ROW},één\n{ROW.replace('03-31', '04-30')},café"
    return _file(folder, "results.csv", text.encode()[:-1], "cut inside a character")


@_monster
def csv_utf16_of_100_megabytes(folder: Path, _: Places) -> Case:
    line = f"{ROW}\n".encode("utf-16-le")
    head = f"{HEADER}\n".encode("utf-16")
    return _file(folder, "results.csv", head + line * (100_000_000 // len(line)), "the same row again and again")


@_monster
def csv_keys_twice_that_multiply(folder: Path, _: Places) -> Case:
    """Ten thousand partnerships with one id, and results that each of them has."""
    package = folder / "package"
    package.mkdir()
    head = "partnership_id,name_nl,name_fr,name_en,stage,data_status,start_date,end_date\n"
    row = "PS,a,b,c,planned,demonstration,2010-01-01,2010-12-31\n"
    (package / "partnerships.csv").write_text(head + row * 30_000)
    days = (seeds.month_end(1900, number) for number in range(12 * 150))
    people = [f"PS,VISITS,ORG_STAD,{day},{n}\n" for day in days for n in range(20)]
    (package / "results.csv").write_text(f"{HEADER}\n" + "".join(people))
    resources = [{"name": name, "path": f"{name}.csv"} for name in ("partnerships", "results")]
    (package / "datapackage.json").write_text(json.dumps({"resources": resources}))
    return Case("package", package, {}, "a key twice")


@_monster
def csv_areas_in_a_long_chain(folder: Path, _: Places) -> Case:
    head = "area_id,parent_id,name_nl,name_fr,name_en,level\nA0,,a,b,c,neighbourhood\n"
    rows = "".join(f"A{n},A{n - 1},a,b,c,neighbourhood\n" for n in range(1, 100_000))
    return _file(folder, "areas.csv", (head + rows).encode(), "a hundred thousand levels")


# --- Workbooks --------------------------------------------------------------------------------------------------------


def _workbook(folder: Path, change: Callable[[str], str], refused: str, part: str = "xl/worksheets/sheet1.xml") -> Case:
    parts = seeds.xlsx_parts([_results()])
    parts[part] = change(parts[part].decode()).encode()
    return _file(folder, "results.xlsx", seeds.packed(parts), refused)


def _ods(folder: Path, change: Callable[[str], str], refused: str) -> Case:
    parts = seeds.ods_parts([_results()])
    parts["content.xml"] = change(parts["content.xml"].decode()).encode()
    return _file(folder, "results.ods", seeds.packed(parts), refused)


@_monster
def workbook_row_two_billion(folder: Path, _: Places) -> Case:
    return _workbook(
        folder, lambda xml: xml.replace('<row r="2">', '<row r="2000000000">'), "a row beyond the last of a sheet"
    )


@_monster
def workbook_last_column_in_every_row(folder: Path, _: Places) -> Case:
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(3, 100_000))
    return _workbook(folder, lambda xml: xml.replace("</sheetData>", rows + "</sheetData>"), "cells beside the table")


@_monster
def workbook_header_in_the_last_column(folder: Path, _: Places) -> Case:
    return _workbook(folder, lambda xml: xml.replace('r="E1"', 'r="XFD1"'), "16 384 columns")


@_monster
def workbook_date_out_of_time(folder: Path, _: Places) -> Case:
    return _workbook(folder, lambda xml: xml.replace('s="1"><v>', 's="1"><v>9999999999'), "a date after the last")


@_monster
def workbook_long_string_many_times(folder: Path, _: Places) -> Case:
    """One text of 20 MB, and 20 000 cells that show it."""
    parts = seeds.xlsx_parts([_results()])
    strings = parts["xl/sharedStrings.xml"].decode()
    parts["xl/sharedStrings.xml"] = strings.replace("</sst>", f"<si><t>{'A' * 20_000_000}</t></si></sst>").encode()
    last = strings.count("<si>")
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{last}</v></c></row>' for n in range(3, 20_003))
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("</sheetData>", rows + "</sheetData>").encode()
    return _file(folder, "results.xlsx", seeds.packed(parts), "a cell over 2 MB")


@_monster
def workbook_million_strings(folder: Path, _: Places) -> Case:
    strings = "<si><t>x</t></si>" * 5_000_000
    return _workbook(folder, lambda xml: xml.replace("</sst>", strings + "</sst>"), "", "xl/sharedStrings.xml")


@_monster
def workbook_million_styles(folder: Path, _: Places) -> Case:
    styles = '<xf numFmtId="0"/>' * 1_000_000
    return _workbook(folder, lambda xml: xml.replace("</cellXfs>", styles + "</cellXfs>"), "", "xl/styles.xml")


@_monster
def workbook_of_ten_thousand_sheets(folder: Path, _: Places) -> Case:
    sheets = [Sheet(f"sheet{n}", ["a"], [["b"]]) for n in range(10_000)]
    return _file(folder, "results.xlsx", seeds.packed(seeds.xlsx_parts(sheets)), "no sheet is a table")


@_monster
def workbook_zip_bomb(folder: Path, _: Places) -> Case:
    """Zeros, which pack a thousand times."""
    parts = seeds.xlsx_parts([_results()]) | {"xl/media/image1.png": bytes(400_000_000)}
    return _file(folder, "results.xlsx", seeds.packed(parts), "a zip bomb")


@_monster
def workbook_zip_bomb_that_lies(folder: Path, _: Places) -> Case:
    """A sheet of 400 MB of spaces that says it has 1 000 bytes."""
    parts = seeds.xlsx_parts([_results()])
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"<sheetData>", b"<sheetData>" + b" " * 400_000_000)
    content = bytearray(seeds.packed(parts))
    true_size = struct.pack("<I", len(parts["xl/worksheets/sheet1.xml"]))
    while (place := content.find(true_size)) >= 0:
        content[place : place + 4] = struct.pack("<I", 1000)
    return _file(folder, "results.xlsx", bytes(content), "a zip bomb")


@_monster
def workbook_parts_that_overlap(folder: Path, _: Places) -> Case:
    """Every part of the directory is the same 100 MB."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, part in seeds.xlsx_parts([_results()]).items():
            archive.writestr(name, part)
        archive.writestr("xl/media/0", bytes(100_000_000), zipfile.ZIP_DEFLATED)
        one = archive.infolist()[-1]
        for number in range(1, 200):
            again = zipfile.ZipInfo(f"xl/media/{number}")
            again.header_offset, again.CRC = one.header_offset, one.CRC
            again.compress_size, again.file_size, again.compress_type = one.compress_size, one.file_size, 8
            archive.filelist.append(again)
    return _file(folder, "results.xlsx", whole.getvalue(), "a zip bomb")


def _laughs(xml: str) -> str:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY a{n} "{(f"&a{n - 1};" if n else "&a;") * 10}">' for n in range(10)
    )
    return xml.replace("?>\n", f"?>\n<!DOCTYPE x [{entities}]>\n", 1)


@_monster
def workbook_billion_laughs(folder: Path, _: Places) -> Case:
    return _workbook(
        folder, lambda xml: _laughs(xml).replace(">partnership_id<", ">&a9;<"), "entities", "xl/sharedStrings.xml"
    )


@_monster
def workbook_nested_a_million_deep(folder: Path, _: Places) -> Case:
    return _workbook(folder, lambda xml: xml.replace("<sheetData>", "<a>" * 1_000_000 + "<sheetData>"), "damaged")


@_monster
def ods_billion_laughs(folder: Path, _: Places) -> Case:
    return _ods(folder, lambda xml: _laughs(xml).replace(">partnership_id<", ">&a9;<"), "entities")


@_monster
def ods_row_repeated_two_billion_times(folder: Path, _: Places) -> Case:
    repeated = '<table:table-row table:number-rows-repeated="2000000000">'
    return _ods(folder, lambda xml: repeated.join(xml.rsplit("<table:table-row>", 1)), "a row two billion times")


@_monster
def ods_cell_repeated_two_billion_times(folder: Path, _: Places) -> Case:
    repeated = '<table:table-cell table:number-columns-repeated="2000000000" '
    return _ods(folder, lambda xml: repeated.join(xml.rsplit("<table:table-cell ", 1)), "two billion columns")


@_monster
def ods_rows_repeated_again_and_again(folder: Path, _: Places) -> Case:
    """Just below every limit per row, a thousand times."""
    row = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    )
    return _ods(folder, lambda xml: xml.replace("</table:table>", row * 1000 + "</table:table>"), "a billion rows")


@_monster
def ods_empty_rows_to_the_end(folder: Path, _: Places) -> Case:
    """What office programs write behind every table; harmless."""
    rows = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    made = _ods(folder, lambda xml: xml.replace("</table:table>", rows + "</table:table>"), "")
    made.expected = {"results": _results().stored()}
    return made


@_monster
def ods_nested_a_million_deep(folder: Path, _: Places) -> Case:
    return _ods(folder, lambda xml: xml.replace("<table:table-row>", "<text:p>" * 1_000_000, 1), "damaged")


# --- Parquet ----------------------------------------------------------------------------------------------------------


def _repeated(rows: int, **columns: object) -> pyarrow.Table:
    """A table whose columns hold one value again and again, which takes next to no room in Parquet."""
    index = pyarrow.array(np.zeros(rows, np.int8))
    return pyarrow.table(
        {name: pyarrow.DictionaryArray.from_arrays(index, pyarrow.array([value])) for name, value in columns.items()}
    )


def _one_page(table: pyarrow.Table) -> bytes:
    """The table as Parquet with one page a column, which is the smallest there is."""
    rows = len(table)
    return seeds.parquet_bytes(table, row_group_size=rows, write_batch_size=rows, data_page_size=1 << 30)


_PLAIN = {"partnership_id": "PS", "indicator_id": "VISITS", "partner_id": "ORG_STAD", "value": 12}


@_monster
def parquet_of_gigabytes(folder: Path, _: Places) -> Case:
    """Three kB that unpack to twenty GB."""
    table = _repeated(20_000_000, **_PLAIN, period_end="2012-03-31", note="x" * 1000)
    return _file(folder, "results.parquet", _one_page(table), "the same row again and again")


@_monster
def parquet_of_many_rows(folder: Path, _: Places) -> Case:
    table = _repeated(60_000_000, **_PLAIN, period_end="2012-03-31")
    return _file(folder, "results.parquet", _one_page(table), "a key twice")


@_monster
def parquet_of_one_long_text(folder: Path, _: Places) -> Case:
    table = pyarrow.table({**{name: [value] for name, value in _PLAIN.items()}, "note": ["x" * 100_000_000]})
    return _file(folder, "results.parquet", seeds.parquet_bytes(table, compression="ZSTD"), "a cell over 2 MB")


@_monster
def parquet_of_many_columns(folder: Path, _: Places) -> Case:
    table = pyarrow.table({f"c{n}": [1] for n in range(20_000)})
    return _file(folder, "results.parquet", seeds.parquet_bytes(table), "20 000 columns")


@_monster
def parquet_nested_values(folder: Path, _: Places) -> Case:
    plain = {name: [value] for name, value in _PLAIN.items()}
    table = pyarrow.table({**plain, "period_end": ["2012-03-31"], "note": [[["a", "b"], ["c"]]]})
    return _file(folder, "results.parquet", seeds.parquet_bytes(table), "nested values are no text")


@_monster
def parquet_nested_a_thousand_deep(folder: Path, _: Places) -> Case:
    kind: pyarrow.DataType = pyarrow.string()
    value: Any = "x"
    for _depth in range(200):
        kind, value = pyarrow.list_(kind), [value]
    table = pyarrow.table({"note": pyarrow.array([value], kind)})
    return _file(folder, "results.parquet", seeds.parquet_bytes(table), "nested values are no text")


# --- GeoJSON ----------------------------------------------------------------------------------------------------------


def _boundaries(folder: Path, coordinates: Any, refused: str, kind: str = "Polygon") -> Case:
    made = seeds.feature_collection(Random(1))
    made["features"] = made["features"][:1]
    made["features"][0]["geometry"] = {"type": kind, "coordinates": coordinates}
    return _file(folder, "boundaries.geojson", json.dumps(made).encode(), refused)


def _star(points: int) -> list[list[float]]:
    """A ring of which every side crosses nearly every other."""
    angles = [math.pi * (1 + 1 / points) * number for number in range(points)]
    ring = [[3.25 + math.cos(angle) / 20, 50.82 + math.sin(angle) / 20] for angle in angles]
    return [*ring, ring[0]]


@_monster
def ring_that_crosses_itself_everywhere(folder: Path, _: Places) -> Case:
    return _boundaries(folder, [_star(6001)], "")


@_monster
def ring_that_crosses_itself_everywhere_in_a_table(folder: Path, _: Places) -> Case:
    geometry = json.dumps({"type": "Polygon", "coordinates": [_star(6001)]}).replace('"', '""')
    return _file(folder, "boundaries.csv", f'area_id,geometry\nCENTRUM,"{geometry}"\n'.encode(), "")


@_monster
def million_rings(folder: Path, _: Places) -> Case:
    triangle = [[[3.2, 50.8], [3.3, 50.8], [3.3, 50.9], [3.2, 50.8]]]
    return _boundaries(folder, [triangle] * 1_000_000, "", "MultiPolygon")


@_monster
def million_holes(folder: Path, _: Places) -> Case:
    hole = [[3.21, 50.81], [3.22, 50.81], [3.22, 50.82], [3.21, 50.81]]
    return _boundaries(folder, [seeds.OUTLINE, *[hole] * 500_000], "")


@_monster
def brackets_only(folder: Path, _: Places) -> Case:
    return _file(folder, "boundaries.geojson", b'{"a":' + b"[" * 90_000_000, "nested too deeply")


@_monster
def number_of_a_million_digits(folder: Path, _: Places) -> Case:
    made = b'{"type":"FeatureCollection","features":[' + b"9" * 10_000_000 + b"]}"
    return _file(folder, "boundaries.geojson", made, "no feature")


@_monster
def feature_of_many_properties(folder: Path, _: Places) -> Case:
    made = seeds.feature_collection(Random(1))
    made["features"][0]["properties"] |= {f"p{n}": f"v{n}" for n in range(500_000)}
    return _file(folder, "boundaries.geojson", json.dumps(made).encode(), "")


# --- Data packages ----------------------------------------------------------------------------------------------------


def _package(folder: Path, descriptor: Any, refused: str) -> Case:
    package = folder / "package"
    package.mkdir()
    (package / "results.csv").write_bytes(seeds.csv_bytes(_results(), Dialect()))
    text = descriptor if isinstance(descriptor, str) else json.dumps(descriptor)
    (package / "datapackage.json").write_text(text)
    return Case("package", package, {}, refused)


@_monster
def package_of_a_million_resources(folder: Path, _: Places) -> Case:
    return _package(folder, {"resources": [{"name": "results", "path": "results.csv"}] * 300_000}, "a table twice")


@_monster
def package_brackets_only(folder: Path, _: Places) -> Case:
    return _package(folder, '{"resources":' + "[" * 50_000_000, "no descriptor")


@_monster
def package_with_a_pipe(folder: Path, _: Places) -> Case:
    made = _package(folder, {"resources": [{"name": "results", "path": "pipe.csv"}]}, "a pipe is no file")
    os.mkfifo(made.path / "pipe.csv")
    return made


@_monster
def package_whose_descriptor_is_a_pipe(folder: Path, _: Places) -> Case:
    package = folder / "package"
    package.mkdir()
    os.mkfifo(package / "datapackage.json")
    return Case("package", package, {}, "a pipe is no file")


@_monster
def package_that_names_the_world_outside(folder: Path, places: Places) -> Case:
    (folder / "secret.csv").write_text(f"{HEADER}\n{ROW}\n")
    return _package(folder, {"resources": [{"name": "results", "path": "../secret.csv"}]}, "it leads out of the folder")


@_monster
def package_decimal_mark_that_is_sql(folder: Path, places: Places) -> Case:
    mark = f"'); copy (select 42) to '{places.outside}/copied.csv'; delete from results; --"
    fields = [{"name": "value", "type": "number", "decimalChar": mark, "groupChar": mark}]
    described = {"name": "results", "path": "results.csv", "schema": {"fields": fields}}
    return _package(folder, {"resources": [described]}, "")


# --- What is no file --------------------------------------------------------------------------------------------------


@_monster
def pipe(folder: Path, _: Places) -> Case:
    os.mkfifo(folder / "results.csv")
    return Case("pipe", folder / "results.csv", {}, "a pipe is no file")


@_monster
def unix_socket(folder: Path, _: Places) -> Case:
    before = Path.cwd()
    # The address of a socket may be short only.
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("results.csv")
    finally:
        os.chdir(before)
    return Case("socket", folder / "results.csv", {}, "a socket is no file")


@_monster
def device(folder: Path, _: Places) -> Case:
    (folder / "results.csv").symlink_to("/dev/zero")
    return Case("device", folder / "results.csv", {}, "a device is no file")


@_monster
def folder_with_the_name_of_a_file(folder: Path, _: Places) -> Case:
    (folder / "results.csv").mkdir()
    return Case("folder", folder / "results.csv", {}, "a folder without descriptor")


@_monster
def link_to_itself(folder: Path, _: Places) -> Case:
    (folder / "results.csv").symlink_to("results.csv")
    return Case("link", folder / "results.csv", {}, "a link that leads nowhere")


@_monster
def folder_in_a_circle(folder: Path, _: Places) -> Case:
    made = _package(folder, {"resources": [{"name": "results", "path": "again/again/again/results.csv"}]}, "")
    (made.path / "again").symlink_to(".")
    return made


@_monster
def missing_file(folder: Path, _: Places) -> Case:
    return Case("missing", folder / "missing.csv", {}, "there is no file")


@_monster
def name_with_nul(folder: Path, _: Places) -> Case:
    return Case("name with NUL", folder / "results\0.csv", {}, "no file has such a name")


@_monster
def name_too_long(folder: Path, _: Places) -> Case:
    return Case("long name", folder / ("x" * 5000 + ".csv"), {}, "no file has such a name")


@_monster
def name_that_is_not_utf8(folder: Path, _: Places) -> Case:
    path = folder / os.fsdecode(b"r\xe9sultats.csv")
    path.write_bytes(seeds.csv_bytes(_results(), Dialect()))
    return Case("name in Latin-1", path, {"table": "results"}, "its name is not UTF-8")


@_monster
def package_file_name_that_is_not_utf8(folder: Path, _: Places) -> Case:
    name = b"r\xe9sultats.csv"
    made = _package(folder, {"resources": [{"name": "results", "path": os.fsdecode(name)}]}, "its name is not UTF-8")
    (made.path / "results.csv").rename(made.path / os.fsdecode(name))
    return made


@_monster
def file_that_may_not_be_read(folder: Path, _: Places) -> Case:
    made = _file(folder, "results.csv", seeds.csv_bytes(_results(), Dialect()), "")
    made.path.chmod(0)
    # The administrator may read everything; then these rows are right.
    made.expected = {"results": _results().stored()}
    return made
