"""Valid small files, made from the contract: what every mutation starts from.

    tables = [valid_table("results", rng)]
    csv_bytes(tables[0], Dialect())     # a file that is accepted, with exactly the rows of the table

Values are Python's own (str, int, Decimal, bool, date or None), so that what is stored can be held against them.
"""

import calendar
import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyarrow
import pyarrow.parquet

from peil import contract
from tests.importing.conftest import REGION

# What the tables refer to, besides the region of the import tests.
KNOWN = REGION | {
    "areas": REGION["areas"].replace(",level\n", ",level,official_code\n").replace("ty\n", "ty,34022\n")
    # A name of its own, so that a monitor file may name the area in any way.
    + "WIJK,KORTRIJK,Overleie,Overleie,Overleie,neighbourhood,34022W08\n",
    "activities": "activity_id,partnership_id,kind,name_nl,name_fr,name_en\nACT,PS,action,a,b,c\n",
    "reflection_questions": (
        "question_id,partnership_id,used_in,kind,question_nl,question_fr,question_en\nQ1,PS,meeting,evaluation,a,b,c\n"
    ),
    "meetings": "partnership_id,meeting_id,kind,meeting_date\n"
    + "".join(f"PS,M{number},reflection,2011-0{number + 1}-15\n" for number in range(5)),
    "data_notes": (
        "data_note_id,severity,kind,statement_a_nl,statement_a_fr,statement_a_en,treatment_nl,treatment_fr,"
        "treatment_en\nN1,low,gap,a,b,c,a,b,c\n"
    ),
    "indicator_codes": (
        "indicator_id,code_list,code,relation\nCHANGE,statbel,MS_CHANGE,exact\nSHARE,swing,share,exact\n"
    ),
}
KNOWN["areas"] = KNOWN["areas"].replace("neighbourhood\n", "neighbourhood,34022W09\n", 1)

# The ids that a reference may take.
IDS = {
    "sources": ["SRC"],
    "areas": ["KORTRIJK", "CENTRUM", "WIJK"],
    "organisations": ["ORG_OCMW_KORTRIJK", "ORG_STAD", "ORG_VREEMD"],
    "partnerships": ["PS"],
    "activities": ["ACT"],
    "indicators": ["VISITS", "CHANGE", "SHARE"],
    "reflection_questions": ["Q1"],
    "data_notes": ["N1"],
}
TEXTS = (
    "Buurtwerk",
    "Café à l'ouest",
    "één; twee, drie | vier",
    'zegt "ja"',
    "été 2011 – mi-parcours",
    "=1+1",
    "O'Neill & Zonen",
    "50 %",
    "<b>vet</b>",
)
OUTLINE = [[3.20, 50.80], [3.30, 50.80], [3.30, 50.85], [3.20, 50.85], [3.20, 50.80]]
# Filled in only on purpose: the first two lead from a table to itself, the third contradicts a value.
_LEFT_OUT = {"parent_id", "successor_id", "missing", "geometry", "target_group_id"}
# Not required of every row, but of those below.
_ASKED_FOR = {
    "results": "value",
    "area_values": "value",
    "targets": "value",
    "recommendations": "text_en",
    "report_reviews": "reason",
}
_STARTS = {"start_date", "date_joined", "valid_from"}

Value = str | int | Decimal | bool | date | None


@dataclass
class Sheet:
    """Rows for one table of the contract, as they are to be stored."""

    table: str
    header: list[str]
    rows: list[list[Value]]

    def stored(self) -> list[dict[str, Value]]:
        """The rows by field."""
        return [dict(zip(self.header, row, strict=True)) for row in self.rows]


@dataclass
class Dialect:
    """How a CSV file is written."""

    delimiter: str = ","
    encoding: str = "utf-8"
    quoting: int = csv.QUOTE_MINIMAL
    line_end: str = "\n"
    decimal: str = "."
    day_first: bool = False
    announced: bool = False
    last_line_ends: bool = True


def valid_sheet(table_name: str, rng: Random) -> Sheet:
    """A table of one to five rows that the gate accepts."""
    table = contract.table(table_name)
    wanted = [
        item
        for item in table.fields
        if item.required or item.name in table.key or (item.name not in _LEFT_OUT and rng.random() < 0.5)
    ]
    wanted = [item for item in table.fields if item in wanted or item.name == _ASKED_FOR.get(table_name)]
    wanted = [item for item in wanted if item.required or item.name not in _LEFT_OUT]
    count = rng.randint(1, 2 if table_name == "boundaries" else 5)
    first_month = rng.randint(0, 20)
    rows = [[_value(table, item, rng, number, first_month) for item in wanted] for number in range(count)]
    return Sheet(table_name, [item.name for item in wanted], rows)


def _value(table: contract.Table, item: contract.Field, rng: Random, number: int, first_month: int) -> Value:
    references = {key.field: key.table for key in table.foreign_keys}
    in_key = item.name in table.key
    if item.name in references:
        known = IDS[references[item.name]]
        return known[number % len(known)] if item.name == "area_id" or len(table.key) == 1 else known[0]
    if item.codes:
        return item.codes[number % len(item.codes)] if in_key else item.codes[0]
    if item.type == "date":
        if item.name in _STARTS:
            return date(2011, 2, 1)
        return month_end(2011, first_month + number) if in_key else date(2012, 3, 31)
    if item.type == "integer":
        return number + 1 if in_key else 12
    if item.type == "number":
        return Decimal("12.50") if item.descriptor.get("unit") == "EUR" else Decimal(12)
    if item.type == "boolean":
        return True
    if item.name == "known_at":
        return "2012-03-31T09:00:00"
    if item.name == "letter":
        return chr(ord("A") + number)
    if item.name == "meeting_id" and table.name != "meetings":
        return f"M{number}"
    if item.type == "geojson":
        return json.dumps({"type": "Polygon", "coordinates": [OUTLINE]})
    if in_key or item.name.endswith("_id"):
        return f"{item.name.upper()}_{number}"
    return rng.choice(TEXTS)


def month_end(year: int, month: int) -> date:
    """The last day of a month, counted from January (0) of ``year``."""
    year, month = year + month // 12, month % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


# --- CSV ------------------------------------------------------------------------------------------------------------


def written(value: Value, dialect: Dialect) -> str:
    """A value as a person types it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return str(value).replace(".", dialect.decimal)
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}" if dialect.day_first else value.isoformat()
    return str(value)


def csv_bytes(sheet: Sheet, dialect: Dialect) -> bytes:
    """A CSV file. Raises UnicodeEncodeError when the encoding lacks a sign of the sheet."""
    text = io.StringIO()
    writer = csv.writer(
        text, delimiter=dialect.delimiter, quoting=dialect.quoting, lineterminator=dialect.line_end, escapechar=None
    )
    writer.writerow(sheet.header)
    writer.writerows([written(value, dialect) for value in row] for row in sheet.rows)
    whole = (f"sep={dialect.delimiter}{dialect.line_end}" if dialect.announced else "") + text.getvalue()
    return (whole if dialect.last_line_ends else whole.removesuffix(dialect.line_end)).encode(dialect.encoding)


def valid_dialect(rng: Random) -> Dialect:
    """One of the ways of writing that docs/import.md says are read."""
    delimiter = rng.choice(",;\t|")
    return Dialect(
        delimiter=delimiter,
        encoding=rng.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"]),
        quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        line_end=rng.choice(["\n", "\r\n"]),
        decimal="." if delimiter == "," else rng.choice(".,"),
        announced=rng.random() < 0.1,
        last_line_ends=rng.random() < 0.8,
    )


# --- Workbooks: by hand, so that every part and attribute can be damaged ----------------------------------------------

Parts = dict[str, bytes]

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx_parts(sheets: Sequence[Sheet], *, macros: bool = False) -> Parts:
    """The parts of an XLSX (or XLSM) workbook with shared strings, dates as serial numbers and typed cells."""
    strings: list[str] = []
    bodies = [_xlsx_sheet(sheet, strings) for sheet in sheets]
    numbers = range(1, len(sheets) + 1)
    kind = "ms-excel.sheet.macroEnabled" if macros else "openxmlformats-officedocument.spreadsheetml.sheet"
    worksheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in numbers
    )
    others = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="application/'
        f'vnd.openxmlformats-officedocument.spreadsheetml.{part}+xml"/>'
        for part in ("styles", "sharedStrings")
    )
    names = "".join(
        f'<sheet name={quoteattr(sheet.table)} sheetId="{n}" r:id="rId{n}"/>' for n, sheet in enumerate(sheets, start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    last = len(sheets)
    texts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.{kind}.main+xml"/>'
        f"{worksheets}{others}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}'
        f'<Relationship Id="rId{last + 1}" Type="{_RELATION}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId{last + 2}" Type="{_RELATION}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" count="{len(strings)}">{shared}</sst>',
    } | {f"xl/worksheets/sheet{n}.xml": body for n, body in enumerate(bodies, start=1)}
    return {name: (_XML + text).encode() for name, text in texts.items()}


def _xlsx_sheet(sheet: Sheet, strings: list[str]) -> str:
    lines = []
    for number, row in enumerate([sheet.header, *sheet.rows], start=1):
        cells = "".join(
            _xlsx_cell(f"{column_letters(position)}{number}", value, strings)
            for position, value in enumerate(row)
            if value is not None
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    end = f"{column_letters(len(sheet.header) - 1)}{len(lines)}"
    return f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:{end}"/><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _xlsx_cell(place: str, value: Value, strings: list[str]) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, Decimal)):
        return f'<c r="{place}"><v>{value}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    strings.append(str(value))
    return f'<c r="{place}" t="s"><v>{len(strings) - 1}</v></c>'


def column_letters(position: int) -> str:
    """The letters above a column of a spreadsheet: A for 0, AA for 26."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def ods_parts(sheets: Sequence[Sheet]) -> Parts:
    """The parts of an ODS workbook."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    tables = "".join(
        f"<table:table table:name={quoteattr(sheet.table)}>"
        + "".join(
            "<table:table-row>" + "".join(_ods_cell(value) for value in row) + "</table:table-row>"
            for row in [sheet.header, *sheet.rows]
        )
        + "</table:table>"
        for sheet in sheets
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return {
        "mimetype": kind.encode(),
        "META-INF/manifest.xml": (
            f'{_XML}<manifest:manifest xmlns:manifest="{space}:manifest:1.0" manifest:version="1.2">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>"
        ).encode(),
        "content.xml": (
            f'{_XML}<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
            f'xmlns:text="{space}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>{tables}'
            "</office:spreadsheet></office:body></office:document-content>"
        ).encode(),
    }


def _ods_cell(value: Value) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        kind, shown = f'boolean" office:boolean-value="{str(value).lower()}', str(value).upper()
    elif isinstance(value, (int, Decimal)):
        kind, shown = f'float" office:value="{value}', str(value)
    elif isinstance(value, date):
        kind, shown = f'date" office:date-value="{value}', f"{value:%d/%m/%Y}"
    else:
        kind, shown = "string", str(value)
    return f'<table:table-cell office:value-type="{kind}"><text:p>{escape(shown)}</text:p></table:table-cell>'


def packed(parts: Parts, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a zip archive, with the same bytes every time."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2012, 1, 1, 0, 0, 0))
            stored = name == "mimetype"
            archive.writestr(entry, content, zipfile.ZIP_STORED if stored else compression)
    return whole.getvalue()


# --- Parquet --------------------------------------------------------------------------------------------------------


def arrow_table(sheet: Sheet, *, typed: bool) -> pyarrow.Table:
    """The sheet as an Arrow table: columns with types of their own, or all text."""
    columns = list(zip(*sheet.rows, strict=True)) if sheet.rows else [()] * len(sheet.header)
    arrays = [
        pyarrow.array(list(column)) if typed and _one_type(column) else pyarrow.array(_texts(column), pyarrow.string())
        for column in columns
    ]
    return pyarrow.Table.from_arrays(arrays, names=sheet.header)


def _one_type(column: Sequence[Value]) -> bool:
    return len({type(value) for value in column}) == 1 and column[0] is not None


def _texts(column: Sequence[Value]) -> list[str | None]:
    return [None if value is None else written(value, Dialect()) for value in column]


def parquet_bytes(table: pyarrow.Table, **options: Any) -> bytes:
    """An Arrow table as a Parquet file; ``options`` as for ``pyarrow.parquet.write_table``."""
    whole = io.BytesIO()
    pyarrow.parquet.write_table(table, whole, **options)
    return whole.getvalue()


# --- GeoJSON, monitor files and data packages -------------------------------------------------------------------------


def feature_collection(rng: Random) -> dict[str, Any]:
    """Boundaries of one or two areas, told by their id."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"area": area, "name": rng.choice(TEXTS)},
                "geometry": {"type": "Polygon", "coordinates": [[[x + shift, y] for x, y in OUTLINE]]},
            }
            for area, shift in (("CENTRUM", 0), ("WIJK", 0.1))[: rng.randint(1, 2)]
        ],
    }


@dataclass
class MonitorFile:
    """A monitor file, and the rows of ``area_values`` it stands for."""

    header: list[str]
    rows: list[list[str]]
    figures: list[dict[str, Value]] = field(default_factory=list)


def swing_file(rng: Random) -> MonitorFile:
    """A file as Swing makes it: a column per indicator, by id or by code."""
    made = MonitorFile(["period", "geolevel", "geoitem", "CHANGE", "share"], [])
    for number in range(rng.randint(1, 5)):
        year, value = 2010 + number, rng.randint(0, 99)
        made.rows.append([str(year), "wijk", rng.choice(["WIJK", "34022W08", "overleie"]), str(value), f"{value}.5"])
        for indicator, figure in (("CHANGE", Decimal(value)), ("SHARE", Decimal(value) + Decimal("0.5"))):
            made.figures.append(
                {"indicator_id": indicator, "area_id": "WIJK", "period_end": date(year, 12, 31), "value": figure}
            )
    return made


def statbel_file(rng: Random) -> MonitorFile:
    """A file as Statbel makes it: quoted, with | between the cells."""
    made = MonitorFile(["CD_YEAR", "CD_REFNIS", "TX_DESCR_NL", "MS_CHANGE"], [])
    for number in range(rng.randint(1, 5)):
        year, value = 2010 + number, rng.randint(0, 99)
        made.rows.append([str(year), "34022", "Café", str(value)])
        made.figures.append(
            {
                "indicator_id": "CHANGE",
                "area_id": "KORTRIJK",
                "period_end": date(year, 12, 31),
                "value": Decimal(value),
            }
        )
    return made


def monitor_bytes(made: MonitorFile, dialect: Dialect) -> bytes:
    """A monitor file as CSV."""
    return csv_bytes(Sheet("area_values", made.header, [list(row) for row in made.rows]), dialect)


def package_descriptor(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """A datapackage.json as Peil itself would write it, for CSV files called after their tables."""
    resources = []
    for sheet in sheets:
        described = json.loads(json.dumps(contract.table(sheet.table).descriptor))
        fields = {item["name"]: item for item in described["schema"]["fields"]}
        described["schema"]["fields"] = [fields[name] for name in sheet.header if name in fields]
        described |= {"path": f"{sheet.table}.csv", "dialect": {"delimiter": ",", "header": True}}
        resources.append(described)
    return {"$schema": contract.descriptor()["$schema"], "name": "fuzz", "resources": resources}


def write_package(folder: Path, sheets: Sequence[Sheet], descriptor: Any) -> Path:
    """Writes a data package with a CSV file per sheet; returns its folder."""
    folder.mkdir()
    for sheet in sheets:
        (folder / f"{sheet.table}.csv").write_bytes(csv_bytes(sheet, Dialect()))
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder
