"""Packs: what stands in them, and that all five files say the same as the answers."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import docx
import pytest

from peil.answers import Answer, Strong
from peil.answers.pack import Pack
from peil.documents import native, paper
from peil.documents.packs import FORMS
from peil.escaping import legible
from peil.exporting import safe_cell
from peil.texts import LANGUAGES, MISSING, Words, spaced
from tests.documents import reading
from tests.documents.conftest import PROGRAMMES, FileOf, PackOf

BOTH = pytest.mark.parametrize("programme", PROGRAMMES)
EVERY_FORM = pytest.mark.parametrize("form", FORMS)


def answers_of(pack: Pack) -> Iterator[Answer]:
    yield from pack.first
    for part in (*pack.exceptions, *pack.parts):
        yield from part.answers


def tables_of(pack: Pack) -> list[list[list[str]]]:
    """Every table, whole, as it is written for people: titles, then rows."""
    words = pack.view.words
    found = []
    for answer in answers_of(pack):
        if answer.rows and answer.columns:
            written = answer.written(words)
            rows = [[legible(cell) for cell in row] for row in written.itertuples(index=False, name=None)]
            found.append([[legible(title) for title in written.columns], *rows])
    return found


def on_paper(pack: Pack) -> list[list[list[str]]]:
    """The same as it stands on paper: the first rows, and on the first page what has room there."""
    first = tables_of(replace(pack, exceptions=(), parts=()))
    rest = tables_of(replace(pack, first=()))
    cut = [
        [titles, *([paper.cut(cell, paper.FIRST_TEXT) for cell in row] for row in rows[: paper.FIRST_ROWS])]
        for titles, *rows in first
    ]
    return cut + [[titles, *rows[: paper.MOST_ROWS]] for titles, *rows in rest]


@BOTH
def test_the_tables_of_a_docx_are_those_of_the_answers(pack_of: PackOf, file_of: FileOf, programme: str) -> None:
    assert reading.docx_tables(file_of(programme, "nl", "docx")) == on_paper(pack_of(programme))


@BOTH
def test_the_tables_of_a_page_are_those_of_the_answers(pack_of: PackOf, file_of: FileOf, programme: str) -> None:
    assert reading.Page(file_of(programme, "nl", "html")).tables == on_paper(pack_of(programme))


@BOTH
def test_every_row_of_the_answers_stands_in_the_pdf(pack_of: PackOf, file_of: FileOf, programme: str) -> None:
    said = reading.squeezed("".join(reading.pdf_pages(file_of(programme, "nl", "pdf"))))
    first = len(tables_of(replace(pack_of(programme), exceptions=(), parts=())))
    for number, (_titles, *rows) in enumerate(on_paper(pack_of(programme))):
        for row in rows:
            # Elsewhere a row stands in one piece; on the first page a cell may.
            pieces = row if number < first else ["".join(row)]
            assert all(reading.squeezed(piece) in said for piece in pieces), row


@BOTH
def test_the_tables_of_slides_are_the_first_rows_of_the_answers(
    pack_of: PackOf, file_of: FileOf, programme: str
) -> None:
    expected = [[row[:6] for row in table] for table in tables_of(pack_of(programme))]
    found = [
        [[cell.text for cell in row.cells] for row in shape.table.rows]
        for slide in reading.slides(file_of(programme, "nl", "pptx"))
        for shape in slide.shapes
        if shape.has_table
    ]
    assert len(found) > 3

    for table in found:
        assert 1 < len(table) <= 9
        assert any(is_cut(table, one[: len(table)]) for one in expected), table


def is_cut(shown: list[list[str]], whole: list[list[str]]) -> bool:
    """Whether a table is another one, of which long texts are cut."""
    return [len(row) for row in shown] == [len(row) for row in whole] and all(
        one == other or (one.endswith("…") and other.startswith(one[:-1]))
        for row, all_of_it in zip(shown, whole, strict=True)
        for one, other in zip(row, all_of_it, strict=True)
    )


@BOTH
def test_the_figures_of_native_charts_are_those_of_the_marks(pack_of: PackOf, file_of: FileOf, programme: str) -> None:
    pack = pack_of(programme)
    drawn = [native.chart(answer.mark, pack.view.words) for answer in answers_of(pack) if answer.mark]
    known = {value for chart in drawn if chart for series in chart.series for value in series.values}
    found = [
        value
        for slide in reading.slides(file_of(programme, "nl", "pptx"))
        for shape in slide.shapes
        if shape.has_chart
        for series in shape.chart.plots[0].series
        for value in series.values
    ]
    assert len(found) > 20
    assert set(found) <= known


@BOTH
def test_the_sheets_hold_every_row_and_say_the_same(pack_of: PackOf, file_of: FileOf, programme: str) -> None:
    pack = pack_of(programme)
    words = pack.view.words
    cover, contents, *rest = reading.sheets(file_of(programme, "nl", "xlsx")).worksheets
    listed = [[cell.value for cell in row] for row in contents.iter_rows(min_row=4)]
    assert [row[0] for row in listed] == [sheet.title for sheet in rest]
    assert cover["A1"].value == pack.title
    tables = [sheet for sheet, row in zip(rest, listed, strict=True) if row[2] == words.text("Table")]
    expected = tables_of(pack)
    for sheet, (titles, *rows) in zip(tables, expected, strict=True):
        [marked] = sheet.tables.values()
        header, *cells = sheet[marked.ref]
        assert [re.sub(r" \(\d+\)$", "", str(cell.value)) for cell in header] == [title or "–" for title in titles]
        assert len(cells) == len(rows)
        for shown, written in zip(cells, rows, strict=True):
            for cell, text in zip(shown, written, strict=True):
                assert text in as_people_write(words, cell.value), (sheet.title, cell.coordinate)


def as_people_write(words: Words, value: object) -> set[str]:
    """A cell as an answer may have written it."""
    if value is None:
        return {MISSING, ""}
    if isinstance(value, str):
        return {spaced(one, words.language) for one in (value, value.removeprefix("'"))}
    if isinstance(value, int | float):
        return {words.number(value), words.percent(value), words.money(value), words.money(value, difference=True)}
    return {words.short_day(value)}


@BOTH
@EVERY_FORM
def test_every_page_says_of_when_and_of_whom_it_is(pack_of: PackOf, file_of: FileOf, programme: str, form: str) -> None:
    pack = pack_of(programme)
    said = reading.squeezed(pack.standing)
    notice = reading.squeezed(paper.notice(pack.view))
    assert bool(notice) == (programme == "DEMO_01")
    content = file_of(programme, "nl", form)
    match form:
        case "pdf":
            pages = reading.pdf_pages(content)
        case "docx":
            [section] = docx.Document(io.BytesIO(content)).sections
            pages = ["".join(paragraph.text for paragraph in (*section.header.paragraphs, *section.footer.paragraphs))]
        case "pptx":
            pages = [reading.slide_texts(slide) for slide in reading.slides(content)]
        case "xlsx":
            pages = [
                "".join(str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row)
                for sheet in reading.sheets(content).worksheets
            ]
        case _:
            pages = [reading.Page(content).text]
    assert pages
    for number, page in enumerate(pages):
        assert said in reading.squeezed(page), number
        assert notice in reading.squeezed(page), number


def test_the_pack_of_succes_says_what_is_known_of_it(pack_of: PackOf) -> None:
    """By content: what a steering group gets on paper about 31 December 2011."""
    pack = pack_of("SUCCES")
    assert pack.title == "Bundel voor de stuurgroep"
    assert "van 2 van de 5 partners zijn cijfers gepubliceerd" in pack.standing
    assert 3 <= len(pack.summary) <= 5
    assert pack.summary[0].startswith("3 van 8 resultaten die tot 31 december 2011")
    assert "Community Connections" in pack.summary[2]
    [behind] = [answer for answer in pack.first if answer.title == "Achter"]
    assert [row[:4] for row in behind.written(pack.view.words).itertuples(index=False, name=None)] == [
        ("Mensen die een buurtcentrum bereiken", "9", "175 personen", "5,1\xa0%"),
        ("Formele vervolgopleiding", "4", "10 personen", "40\xa0%"),
        ("Huisbezoeken", "442", "1.000 bezoeken", "44\xa0%"),
        ("Gedrag op het werk", "98 | 75", "90 personen", "83\xa0% tot 109\xa0%"),
    ]
    assert [part.heading for part in pack.exceptions] == [row["name"] for row in behind.rows]
    assert [part.heading for part in pack.parts] == [
        "Resultaten tegenover doelen",
        "Wie heeft gerapporteerd",
        "Financiën",
        "Tegenspraken en regels",
        "Definities",
        "Bronnen",
    ]
    assert pack.left_out == ["Buurten", "Doelgroepen"]


def test_the_pack_of_the_demonstration_has_every_part(pack_of: PackOf) -> None:
    pack = pack_of("DEMO_01", "en")
    assert pack.left_out == []
    assert pack.summary[0].startswith("5 of 17 results that can be judged by 30 September 2026")
    assert len(pack.exceptions) == 6
    for part in pack.exceptions:
        assert len(part.to_write) == 3
        assert isinstance(part.sentences[0], Strong)
        assert part.answers[0].mark
    [finance] = [part for part in pack.parts if part.heading == "Finance"]
    assert [answer.title for answer in finance.answers] == [
        "Who funds whom",
        "Cost: reported and certified",
        "Pace, and the risk of losing the grant",
        "Claims: reported, certified, paid",
        "Match funding, and whether it adds up",
    ]


def test_the_pack_of_a_meeting_has_its_figures_its_decisions_and_what_was_agreed(pack_of: PackOf) -> None:
    pack = pack_of("DEMO_01", "nl", "ST_2026_Q4")
    assert pack.title == "Bundel voor de vergadering van 15 december 2026"
    assert [answer.title for answer in pack.first] == [
        "Te beslissen",
        "Wat er veranderde sinds de vergadering van 29 oktober 2026",
        "Achter",
        "Over tijd",
    ]
    assert pack.summary[1] == pack.first[1].sentences[0]
    [proposal] = pack.first[0].written(pack.view.words).to_dict("records")
    assert "nazorg" in proposal["Onderwerp"]
    before = pack_of("DEMO_01", "nl", "ST_2026_Q3")
    assert "cijfers tot 30 september 2026 · zoals bekend op 29 oktober 2026" in before.standing


@EVERY_FORM
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pack_is_in_the_language_that_was_asked(pack_of: PackOf, file_of: FileOf, language: str, form: str) -> None:
    title = {
        "nl": "Bundel voor de stuurgroep",
        "fr": "Dossier du comité de pilotage",
        "en": "Pack for the steering group",
    }[language]
    content = file_of("SUCCES", language, form)
    assert pack_of("SUCCES", language).title == title
    match form:
        case "pdf":
            text = "".join(reading.pdf_pages(content))
        case "html":
            page = reading.Page(content)
            text = page.text
            assert page.language == language
        case "xlsx":
            text = str(reading.sheets(content).worksheets[0]["A1"].value)
        case "pptx":
            text = reading.slide_texts(reading.slides(content)[0])
        case _:
            text = docx.Document(io.BytesIO(content)).paragraphs[0].text
    assert reading.squeezed(title) in reading.squeezed(text)


def test_what_is_cut_says_so() -> None:
    assert paper.cut("a" * 10, 5) == "aaaa…"
    assert paper.cut("a" * 10, 0) == "a" * 10
    assert safe_cell("=1+1") == "'=1+1"
