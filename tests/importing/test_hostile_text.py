"""Whatever stands in a header, cell, name or option of a file: it is text, or it is refused; it is never run."""

import contextlib
import json

import openpyxl
import pandas as pd
import pytest

from peil.errors import PeilError
from peil.importing.gate import Options, import_path
from tests.importing.conftest import HEADER, rows
from tests.importing.test_packages import seen

# One of each: ends a text, ends a name, ends a statement, names a parameter, leaves the folder, is no plain text.
HOSTILE = ["'", '"', "', ''); delete from results; --", "$value {value}", "../../results.csv", "\x00", "\u202e<b>\r\n"]

ROW = {
    "partnership_id": "PS",
    "indicator_id": "VISITS",
    "partner_id": "ORG_STAD",
    "period_end": "2010-06-30",
    "value": "10",
    "explanation": "as planned",
}


def as_csv(folder, cells, sheet):
    pd.DataFrame([list(cells.values())], columns=list(cells)).to_csv(folder / "results.csv", index=False)
    return folder / "results.csv"


def as_xlsx(folder, cells, sheet):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for place, text in enumerate(cells, start=1):
        for row, value in ((1, text), (2, cells[text])):
            cell = book.active.cell(row, place)
            cell.value, cell.data_type = value, "s"
    book.save(folder / "results.xlsx")
    return folder / "results.xlsx"


def as_parquet(folder, cells, sheet):
    pd.DataFrame([list(cells.values())], columns=list(cells)).to_parquet(folder / "results.parquet")
    return folder / "results.parquet"


def as_geojson(folder, cells, sheet):
    outline = {"type": "Polygon", "coordinates": [[[3.2, 50.8], [3.3, 50.8], [3.3, 50.9], [3.2, 50.8]]]}
    feature = {"type": "Feature", "id": sheet, "properties": cells | {"code": "CENTRUM"}, "geometry": outline}
    crs = {"type": "name", "properties": {"name": cells.get("explanation")}}
    text = {"type": "FeatureCollection", "features": [feature]} | ({"crs": crs} if "crs" in cells else {})
    (folder / "areas.geojson").write_text(json.dumps(text))
    return folder / "areas.geojson"


def as_swing(folder, cells, sheet):
    cells = {"period": cells["period_end"], "geoitem": cells["partner_id"], "geolevel": sheet} | {
        name: value for name, value in cells.items() if name not in ROW or name == "value"
    }
    pd.DataFrame([list(cells.values())], columns=list(cells)).to_csv(folder / "area_values.csv", index=False)
    return folder / "area_values.csv"


FORMATS = [as_csv, as_xlsx, as_parquet, as_geojson, as_swing]


def stored_text(store):
    """Everything that is stored of the region, in no matter which table."""
    return [rows(store, f"select * from {table} order by all") for table in ("partners", "organisations", "areas")]


@pytest.mark.parametrize("write", FORMATS)
@pytest.mark.parametrize("place", [*ROW, "header", "sheet"])
def test_text_is_never_run(store, database, tmp_path, monkeypatch, write, place):
    monkeypatch.chdir(tmp_path)
    before, kept = stored_text(store), seen(database.parent / "originals")
    for number, text in enumerate(HOSTILE):
        folder = tmp_path / f"f{number}"
        folder.mkdir()
        cells, sheet = dict(ROW), "results"
        if place == "header":
            cells[text] = "1"
        elif place == "sheet":
            sheet = text
        else:
            cells[place] = text
        # What a library does not write cannot be handed in.
        with contextlib.suppress(PeilError, ValueError, openpyxl.utils.exceptions.IllegalCharacterError):
            path = write(folder, cells, sheet)
            files = {name for name in seen(tmp_path) if not name.startswith("db/")}
            import_path(store, path)
            assert {name for name in seen(tmp_path) if not name.startswith("db/")} == files
        assert stored_text(store) == before
        for explanation, value in rows(store, "select explanation, value from results"):
            assert explanation in {None, ROW["explanation"], *HOSTILE, *(text.strip() for text in HOSTILE)}
            assert value == 10
    assert kept.items() <= seen(database.parent / "originals").items()


@pytest.mark.parametrize("option", ["table", "decimal", "dates", "handed_in_by", "name"])
def test_options_are_never_run(store, tmp_path, monkeypatch, option):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results.csv").write_text(f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,10\n")
    before = stored_text(store)
    for text in HOSTILE:
        with contextlib.suppress(PeilError):
            import_path(store, tmp_path / "results.csv", Options(**{option: text}))
        assert stored_text(store) == before
        assert {name for name in seen(tmp_path) if not name.startswith("db/")} == {"results.csv"}
    for (name,) in rows(store, "select handed_in_by from submissions where handed_in_by is not null"):
        assert name in HOSTILE


@pytest.mark.parametrize(("option", "value"), [("decimal", "'"), ("decimal", ""), ("dates", "year-first")])
def test_an_option_is_one_of_those_there_are(store, tmp_path, option, value):
    (tmp_path / "results.csv").write_text(f"{HEADER}\nPS,VISITS,ORG_STAD,2010-06-30,10\n")
    with pytest.raises(PeilError, match=option):
        import_path(store, tmp_path / "results.csv", Options(**{option: value}))
