"""Packs of what nobody hopes for: nothing at all, one partner, 400 indicators, texts that some language would run."""

import io
import re
import secrets
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pytest

from peil.answers import Answer, Asked, Row, Strong, choices, number, text
from peil.answers.marks import Bar, Bars, Cell, Cells, Dot, Dots, Line, Lines, Pair, Pairs, Piece, Stack, Stacked
from peil.answers.pack import Pack, Part, pack
from peil.answers.view import View, asked_once
from peil.documents import paper, pdf, svg
from peil.documents.packs import FORMS
from peil.exporting import safe_cell
from peil.store import Store
from peil.texts import Words
from tests.documents import reading
from tests.documents.conftest import PackOf
from tests.poison import SIGNS

EVERY_FORM = pytest.mark.parametrize("form", FORMS)

BAD = (
    '#eval("1+1") #import "x.typ" $x^2$ @ref <label> *strong* _emph_ `raw` \\ // not seen /* nor this */',
    '#read("/etc/passwd") #sys.inputs',
    "]]>&entity;<!-- <![CDATA[",
    "{n} {total} %s ${x}",
    "مرحبا بالعالم 123",
    "שלום עולם",
    "😀 👨‍👩‍👧 🧪",
    "漢字 かな",
    "a\x00b\x07c\x1bd\ufffee",
    '=HYPERLINK("http://poison.test")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "woord " * 833,
    "",
    *SIGNS,
)
VIEW = View(
    Words("nl"),
    "X",
    "Naam",
    "",
    None,
    None,
    "published",
    date(2026, 1, 1),
    datetime(2026, 1, 2),
    None,
    "",
    None,
    lambda *_: [],
)


def pack_of_texts(texts: Sequence[str]) -> Pack:
    """A pack in which the texts stand everywhere: titles, sentences, cells, notes and pictures."""
    rows: list[Row] = [{"name": one, "value": 1.5} for one in texts]
    columns = (text("name", texts[0]), number("value", texts[1] or "Waarde"))
    day = date(2026, 1, 1)
    marks = [
        Bars([Bar(one, one, 1.0, one, one, "behind", 0.5, 1.0, (0.2,)) for one in texts], 1.2, texts[0]),
        Stack([Stacked(Bar(one, one, None), [Piece(one, one, 1.0, one, said=one)]) for one in texts], 1.0, texts[0]),
        Lines([Line(one, one, [day, date(2026, 2, 1)], [1.0, 2.0]) for one in texts]),
        Dots([Dot(one, one, 1.0, one, one, "worse", way=one, middle=2.0, heading=one) for one in texts]),
        Pairs([Pair(one, one, 0.1, one, 0.2, one) for one in texts]),
        Cells(texts, texts[:2], [[Cell(one, 0.5), None] for one in texts]),
    ]
    answers = [
        Answer(Asked("", {}, rows), columns, one, rows, [one, Strong(one)], [one], mark)
        for one, mark in zip(texts, (*marks, *[None] * len(texts)), strict=False)
    ]
    parts = [Part(one, one, answers, [one], [one]) for one in texts[:3]]
    return Pack(VIEW, texts[0], " · ".join(texts), texts[:5], answers[:2], parts[:1], parts[1:], texts[:2])


@EVERY_FORM
def test_texts_are_letters_whatever_they_say(form: str) -> None:
    content = FORMS[form].make(pack_of_texts(BAD))
    match form:
        case "html":
            page = reading.Page(content)
            assert "script" not in page.tags
            assert "<script>alert(1)</script>" in page.text
            assert 'src="' not in re.sub(r"&[a-z#0-9]+;", "", content.decode())
        case "xlsx":
            cells = [cell for sheet in reading.sheets(content).worksheets for row in sheet.iter_rows() for cell in row]
            assert [cell.value for cell in cells if cell.data_type == "f"] == []
            assert {safe_cell("=1+1"), safe_cell('=HYPERLINK("http://poison.test")')} <= {cell.value for cell in cells}
            assert [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target] == []
        case "docx":
            said = [cell for table in reading.docx_tables(content) for row in table for cell in row]
            assert "<script>alert(1)</script>" in said
            assert "مرحبا بالعالم 123" in said
            assert "😀 👨‍👩‍👧 🧪" in said
        case "pptx":
            said = "".join(reading.slide_texts(slide) for slide in reading.slides(content))
            assert "<script>alert(1)</script>" in said
        case _:
            said = reading.squeezed("".join(reading.pdf_pages(content)))
            assert reading.squeezed('#eval("1+1") #import "x.typ" $x^2$ @ref <label> *strong* _emph_ `raw`') in said
            assert "[U+1F600]" in said
            assert "[U+6F22]" in said
    if form in ("docx", "pptx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            for name in file.namelist():
                if name.endswith((".xml", ".rels")):
                    ElementTree.fromstring(file.read(name))


def test_a_pdf_is_made_of_every_text_alone() -> None:
    for bad in BAD:
        assert pdf.pdf(pack_of_texts((bad, bad))).startswith(b"%PDF"), bad


def test_every_drawing_is_xml_whatever_its_texts() -> None:
    for bad in (*BAD, "x" * 5000):
        for answer in pack_of_texts((bad,) * 8).parts[0].answers:
            if answer.mark:
                ElementTree.fromstring(svg.draw(answer.mark, Words("nl")))


def test_a_font_that_is_not_there_stops_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    template = pdf.TEMPLATE.read_text(encoding="utf-8")
    assert "Libertinus Serif" in template
    elsewhere = tmp_path / "pack.typ"
    elsewhere.write_text(template.replace("Libertinus Serif", "No Such Font"), encoding="utf-8")
    monkeypatch.setattr(pdf, "TEMPLATE", elsewhere)
    monkeypatch.setattr(pdf, "FONT", "No Such Font")
    said = reading.squeezed("".join(reading.pdf_pages(pdf.pdf(pack_of_texts(("Café ✕", "naïef 😀"))))))
    assert "Café" in said
    assert "[U+1F600]" in said


def made(
    store: Store, programme: str, instead: Mapping[str, Callable[[Any], Any]] | None = None, **chosen: str
) -> Pack:
    """A pack in which the rows of some queries are others ``instead``."""

    def ask(query: str, parameters: Mapping[str, Any]) -> Sequence[Row]:
        found = store.rows(query, parameters)
        return instead[query](found) if instead and query in instead else found

    # A stamp of its own, so that its answers are kept apart from those of others.
    view = choices.view_of(asked_once(ask), {"programme": programme, "lang": "nl", **chosen}, secrets.token_hex(4))
    return pack(view)


def test_a_partnership_without_any_result_has_a_pack_that_says_so(beside: Store) -> None:
    found = made(beside, "LP_FL")
    assert "Resultaten tegenover doelen" in found.left_out
    for form in FORMS.values():
        assert form.make(found)
    assert reading.squeezed("Resultaten tegenover doelen") in reading.squeezed(reading.pdf_pages(pdf.pdf(found))[-1])


def test_a_pack_of_one_partner_says_so_on_every_page(beside: Store) -> None:
    found = made(beside, "SUCCES", as_of="2011-12-31", partner="ORG_OCMW_KORTRIJK")
    assert "OCMW Kortrijk" in found.standing
    for form in FORMS.values():
        assert form.make(found)
    assert all("OCMWKortrijk" in reading.squeezed(page) for page in reading.pdf_pages(pdf.pdf(found)))


def test_four_hundred_indicators_have_room(beside: Store) -> None:
    """What is cut says so, and the workbook has all."""

    def many(rows: Sequence[Row]) -> list[Row]:
        return [{**row, "name": f"{row['name']} {number}"} for number in range(20) for row in rows]

    found = made(beside, "SUCCES", {"pages/results/board": many}, as_of="2011-12-31")
    whole = found.parts[0].answers[-1]
    assert len(whole.rows) == 400
    assert len(found.exceptions) == 12
    pages = reading.pdf_pages(pdf.pdf(found))
    assert reading.squeezed("De eerste 40 van 400 rijen") in reading.squeezed("".join(pages))
    assert reading.squeezed(found.exceptions[0].heading) in reading.squeezed(pages[1])
    for form in FORMS.values():
        assert form.make(found)
    sheets = reading.sheets(FORMS["xlsx"].make(found)).worksheets
    assert 400 in [sheet.max_row - 3 for sheet in sheets]


def test_long_texts_leave_the_first_page_one_page(pack_of: PackOf) -> None:
    found = pack_of("DEMO_01")
    long = [
        replace(answer, rows=[{**row, "explanation": "woord " * 833} for row in answer.rows] * 9)
        for answer in found.first
    ]
    pages = reading.pdf_pages(pdf.pdf(replace(found, first=long)))
    assert reading.squeezed(found.exceptions[0].heading) in reading.squeezed(pages[1])
    assert "…" in pages[0]


def test_what_is_written_in_two_directions_is_kept(pack_of: PackOf) -> None:
    found = replace(pack_of("SUCCES"), title="שלום מרחבא مرحبا 12")
    document = docx.Document(io.BytesIO(FORMS["docx"].make(found)))
    assert document.paragraphs[0].text == "שלום מרחבא مرحبا 12"
    assert paper.cut("abc", 2) == "a…"
