"""Files made to exhaust whoever reads them. Each maker writes one into a folder and returns its path."""

import json
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet

from tests.importing.conftest import HEADER

ROW = ["PS", "VISITS", "ORG_STAD", "2010-06-30", "10"]


def parquet_that_repeats(folder: Path) -> Path:
    """Some kilobytes with a long text, once in the dictionary and in very many rows."""
    path = folder / "results.parquet"
    rows = 1_000_000
    text = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * 3_000]))
    columns = dict.fromkeys(HEADER.split(","), text)
    pyarrow.parquet.write_table(pa.table(columns), path, compression="zstd")
    return path


def row_number_of_two_billion(folder: Path) -> Path:
    path = folder / "results.xlsx"
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))
    book.active.append(ROW)
    book.save(path)
    return _changed(path, "xl/worksheets/sheet1.xml", '<row r="2"', '<row r="2000000000"')


def self_crossing_ring(folder: Path) -> Path:
    """Every side crosses every other, so that mending takes the square of the number of points, and more."""
    points = [
        [3.2 + 0.1 * (place * 7919 % 10_007) / 10_007, 50.8 + 0.1 * (place * 104_729 % 9_973) / 9_973]
        for place in range(6_000)
    ]
    ring = [*points, points[0]]
    path = folder / "areas.geojson"
    feature = {
        "type": "Feature",
        "id": "CENTRUM",
        "properties": {},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def entities_in_entities(folder: Path) -> Path:
    path = folder / "results.ods"
    entities = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f'<?xml version="1.0"?><!DOCTYPE d [{entities}]><d>&a11;</d>')
    return path


def lists_in_lists(folder: Path) -> Path:
    path = folder / "areas.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [' + "[" * 200_000)
    return path


def _changed(path: Path, member: str, old: str, new: str) -> Path:
    """Changes the text of one member of a workbook."""
    with zipfile.ZipFile(path) as archive:
        members = {item: archive.read(item) for item in archive.namelist()}
    assert old.encode() in members[member]
    members[member] = members[member].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for item, content in members.items():
            archive.writestr(item, content)
    return path


MAKERS = {
    maker.__name__: maker
    for maker in (
        parquet_that_repeats,
        row_number_of_two_billion,
        self_crossing_ring,
        entities_in_entities,
        lists_in_lists,
    )
}
