"""Files of every kind are read, or refused with a sentence; nothing large is read for nothing."""

import datetime
import zipfile

import openpyxl
import pandas as pd
import pytest

from peil.errors import ContractError, UnreadableFile
from peil.importing.gate import import_path
from tests.importing.conftest import HEADER, places, reading_little, rows, rules, write_package

ROW = ("PS", "VISITS", "ORG_STAD", "2010-06-30", "10")
SHARE = ("PS", "CHANGE", "ORG_STAD", "2010-06-30", "12.345")
TEXT = f"{HEADER},explanation\nPS,VISITS,ORG_STAD,2010-06-30,10,café – één\n"


def workbook(path, table, sheet="results", change=None):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in table:
        book.active.append(row)
    if change:
        change(book)
    book.save(path)
    return path


def ods(path, cells):
    """A minimal OpenDocument sheet; a cell is (attributes, text)."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>" for attributes, text in row
        )
        + "</table:table-row>"
        for row in cells
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="results">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", content)
    return path


STRING = 'office:value-type="string"'


# --- CSV ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter(store, hand_in, delimiter):
    assert hand_in(TEXT.replace(",", delimiter)).submission_id == 2
    assert rows(store, "select value, explanation from results") == [(10, "café – één")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(store, hand_in, encoding):
    assert hand_in(TEXT.encode(encoding)).submission_id == 2
    assert rows(store, "select explanation from results") == [("café – één",)]


def test_latin_1(store, hand_in):
    assert hand_in(TEXT.replace("–", "-").encode("latin-1")).submission_id == 2
    assert rows(store, "select explanation from results") == [("café - één",)]


def test_a_wrong_encoding_is_refused(hand_in):
    with pytest.raises(UnreadableFile, match="UTF-8"):
        hand_in(TEXT.replace("–", "-").encode("cp850").replace(b"\x82", b"\x81"))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_and_blank_lines_keep_the_row_numbers(store, hand_in, newline):
    lines = [HEADER, ",".join(ROW), "", ",,,,", ",".join(ROW).replace("2010", "2011"), ""]
    assert hand_in(newline.join(lines)).submission_id == 2
    assert rows(store, "select source_row from results order by all") == [(2,), (5,)]


def test_a_line_break_inside_quotes_is_one_row(store, hand_in):
    text = f'{HEADER},explanation\nPS,VISITS,ORG_STAD,2010-06-30,10,"two\nlines"\nPS,VISITS,ORG_STAD,2011-06-30,11,x\n'
    assert hand_in(text).submission_id == 2
    assert rows(store, "select source_row, explanation from results order by all") == [(2, "two\nlines"), (3, "x")]


def test_excel_says_which_separator(store, hand_in):
    assert hand_in("sep=;\n" + TEXT.replace(",", ";")).submission_id == 2
    assert rows(store, "select source_row, value from results") == [(3, 10)]


def test_blanks_around_cells_and_names(store, hand_in):
    assert hand_in(" Partnership ,\u00a0indicator_id,period_end,value\n PS ,VISITS\t,2010-06-30,\u00a010 \n").rows
    assert rows(store, "select partnership_id, indicator_id, value from results") == [("PS", "VISITS", 10)]


@pytest.mark.parametrize(("content", "name"), [("", "results.csv"), ("\n \n", "results.csv"), ("", "results.xlsx")])
def test_an_empty_file(hand_in, content, name):
    with pytest.raises(UnreadableFile, match="empty"):
        hand_in(content, name=name)


def test_a_file_that_is_not_there(store, tmp_path):
    with pytest.raises(UnreadableFile, match="no file"):
        import_path(store, tmp_path / "nothing.csv")


def test_another_kind_of_file(hand_in):
    with pytest.raises(UnreadableFile, match=r"\.pdf"):
        hand_in("%PDF-1.4", name="report.pdf")
    with pytest.raises(UnreadableFile, match="xlsx"):
        hand_in("x", name="report.xls")


@pytest.mark.parametrize("start", [b"", b"a,b\n1,\x00\n", b"x" * 70_000])
def test_three_hundred_megabytes_of_junk_are_refused_at_once(store, tmp_path, start):
    path = tmp_path / "results.csv"
    with path.open("wb") as file:
        file.write(start)
        file.truncate(300_000_000)
    with reading_little(), pytest.raises(UnreadableFile):
        import_path(store, path)
    assert rows(store, "select count(*) from submissions") == [(1,)]


def test_more_than_the_limit(store, tmp_path):
    path = tmp_path / "results.csv"
    with path.open("wb") as file:
        file.truncate(600_000_000)
    with pytest.raises(UnreadableFile, match="limit"):
        import_path(store, path)


# --- Workbooks ------------------------------------------------------------------------------------------------------


def test_xlsx_with_typed_cells(store, tmp_path):
    table = [
        [*HEADER.split(","), "explanation"],
        ["PS", "CHANGE", "ORG_STAD", datetime.date(2010, 6, 30), 12.345, 7],
        [],
        ["PS", "CHANGE", "ORG_STAD", datetime.datetime(2011, 6, 30), 250, None],
        ["PS", "CHANGE", "ORG_STAD", 2012, "1", "=no formula"],
    ]
    path = workbook(tmp_path / "upload.xlsx", table, change=lambda book: _as_text(book.active["F5"]))
    assert import_path(store, path).submission_id == 2
    stored = rows(store, "select source_row, period_end, value, explanation from results order by all")
    assert stored == [
        (2, datetime.date(2010, 6, 30), 12.345, "7"),
        (4, datetime.date(2011, 6, 30), 250, None),
        (5, datetime.date(2012, 12, 31), 1, "=no formula"),
    ]


def _as_text(cell):
    cell.data_type = "s"


def test_a_formula_cell(store, tmp_path):
    path = workbook(tmp_path / "results.xlsx", [HEADER.split(","), [*ROW[:4], "=1+1"]])
    outcome = import_path(store, path)
    assert outcome.refused
    assert places(outcome, "formula") == [(2, "value", "=1+1")]
    assert outcome.findings["sheet"][0] == "results"
    assert "paste" in outcome.findings["mend"][0]


def test_a_percentage_cell(store, tmp_path):
    def as_percentage(book):
        book.active["E2"].number_format = "0%"

    path = workbook(tmp_path / "results.xlsx", [HEADER.split(","), [*ROW[:4], 0.44]], change=as_percentage)
    assert places(import_path(store, path), "percent_cell") == [(2, "value", "0.44")]


def test_sheets_are_recognised_by_name_title_or_columns(store, tmp_path):
    def more(book):
        book.create_sheet("Read me").append(["Welcome"])
        book.create_sheet("Sources").append(["source_id", "title", "short_title"])
        book["Sources"].append(["S2", "Two", "2"])

    path = workbook(tmp_path / "upload.xlsx", [HEADER.split(","), ROW], sheet="Sheet1", change=more)
    outcome = import_path(store, path)
    assert outcome.rows == {"results": 1, "sources": 1}
    assert rules(outcome) == {"sheet_ignored": 1}
    assert rows(store, "select table_name, sheet from submission_files where submission_id = 2 order by all") == [
        ("results", "Sheet1"),
        ("sources", "Sources"),
    ]


def test_one_table_in_two_sheets(store, tmp_path):
    def again(book):
        book.create_sheet("again").append(HEADER.split(","))
        book["again"].append(ROW)

    path = workbook(tmp_path / "upload.xlsx", [HEADER.split(","), ROW], change=again)
    outcome = import_path(store, path)
    assert rules(outcome) == {"duplicate_key": 2}
    assert sorted(outcome.findings["sheet"]) == ["again", "results"]


def test_cells_beside_the_table(store, tmp_path):
    path = workbook(tmp_path / "results.xlsx", [HEADER.split(","), [*ROW, "note to self"]])
    assert rules(import_path(store, path)) == {"too_many_cells": 1}


@pytest.mark.parametrize("name", ["results.xlsx", "results.ods"])
def test_a_zip_bomb(store, tmp_path, name):
    path = tmp_path / name
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as member,
    ):
        for _ in range(60):
            member.write(bytes(1_000_000))
    with reading_little(), pytest.raises(UnreadableFile, match="unpacks to 60 MB"):
        import_path(store, path)


@pytest.mark.parametrize("name", ["results.xlsx", "results.ods", "results.parquet"])
@pytest.mark.parametrize("content", [b"not a workbook", b"PK\x03\x04broken"])
def test_a_damaged_file(hand_in, name, content):
    with pytest.raises(UnreadableFile):
        hand_in(content, name=name)


def test_an_archive_that_is_no_workbook(store, tmp_path):
    for name in ("results.xlsx", "results.ods"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("hello.txt", "hello")
        with pytest.raises(UnreadableFile):
            import_path(store, tmp_path / name)


def test_ods(store, tmp_path):
    header = [(STRING, name) for name in HEADER.split(",")]
    row = [
        *((STRING, text) for text in SHARE[:3]),
        ('office:value-type="date" office:date-value="2010-06-30"', "30/06/10"),
        ('office:value-type="float" office:value="12.345"', "12,345"),
    ]
    assert import_path(store, ods(tmp_path / "results.ods", [header, row])).submission_id == 2
    assert rows(store, "select source_row, period_end, value from results") == [(2, datetime.date(2010, 6, 30), 12.345)]


def test_a_formula_in_ods(store, tmp_path):
    header = [(STRING, name) for name in HEADER.split(",")]
    formula = 'table:formula="of:=1+1" office:value-type="float" office:value="2"'
    outcome = import_path(
        store, ods(tmp_path / "results.ods", [header, [*((STRING, t) for t in ROW[:4]), (formula, "2")]])
    )
    assert outcome.refused
    assert places(outcome, "formula") == [(2, "value", "=1+1")]


def test_repeated_cells_do_not_fill_the_memory(store, tmp_path):
    many = f'table:number-columns-repeated="16384" {STRING}'
    path = ods(tmp_path / "results.ods", [[(many, "x")]])
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    with zipfile.ZipFile(path, "w") as archive:
        repeated = '<table:table-row table:number-rows-repeated="1048576">'
        archive.writestr("content.xml", content.replace("<table:table-row>", repeated))
    with pytest.raises(UnreadableFile, match="cells"):
        import_path(store, path)


def test_parquet(store, tmp_path):
    frame = pd.DataFrame([SHARE], columns=HEADER.split(",")).assign(
        value=[12.345], period_end=[datetime.date(2010, 6, 30)]
    )
    frame.to_parquet(tmp_path / "results.parquet")
    assert import_path(store, tmp_path / "results.parquet").submission_id == 2
    assert rows(store, "select source_row, period_end, value from results") == [(1, datetime.date(2010, 6, 30), 12.345)]


def test_parquet_without_a_number(store, tmp_path):
    frame = pd.DataFrame([ROW], columns=HEADER.split(",")).assign(value=[float("inf")])
    frame.to_parquet(tmp_path / "results.parquet")
    assert places(import_path(store, tmp_path / "results.parquet"), "not_finite") == [(1, "value", "inf")]


# --- Data packages --------------------------------------------------------------------------------------------------


def test_a_folder_without_a_descriptor(store, tmp_path):
    with pytest.raises(ContractError, match=r"datapackage\.json"):
        import_path(store, tmp_path)


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/passwd", "nothing.csv"])
def test_a_package_stays_in_its_folder(store, tmp_path, path):
    package = write_package(tmp_path / "package", {"results": TEXT}, path=path)
    (tmp_path / "secret.csv").write_text(TEXT)
    with pytest.raises(ContractError):
        import_path(store, package)


def test_a_descriptor_that_is_no_json(store, tmp_path):
    (tmp_path / "datapackage.json").write_text('{"resources": [')
    with pytest.raises(UnreadableFile, match="line 1"):
        import_path(store, tmp_path)


def test_an_unknown_table_in_a_package(store, tmp_path):
    package = write_package(tmp_path / "package", {"results": TEXT}, name="outcomes")
    with pytest.raises(ContractError, match="outcomes"):
        import_path(store, package)


def test_a_wrong_delimiter_or_encoding_is_named(store, tmp_path):
    package = write_package(tmp_path / "one", {"results": TEXT}, dialect={"delimiter": ";"})
    with pytest.raises(UnreadableFile, match="';' between its columns, but has ','"):
        import_path(store, package)
    package = write_package(tmp_path / "two", {"results": ""}, encoding="utf-8")
    (package / "results.csv").write_bytes(TEXT.encode("cp1252"))
    with pytest.raises(UnreadableFile, match="said to be UTF-8"):
        import_path(store, package)


def test_a_package_with_a_dialect(store, tmp_path):
    described = {"dialect": {"delimiter": ";"}, "encoding": "latin-1"}
    package = write_package(tmp_path / "package", {"results": ""}, **described)
    (package / "results.csv").write_bytes(TEXT.replace(",", ";").replace("–", "-").encode("latin-1"))
    assert import_path(store, package).submission_id == 2
    assert rows(store, "select explanation from results") == [("café - één",)]
