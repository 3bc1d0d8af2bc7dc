"""What helps who cannot see a page: headings in order, words for pictures, marked headers, a language; in each file."""

import io
from itertools import pairwise

import docx
import pikepdf
import pytest
import typst

from peil.answers.marks import Bars
from peil.documents import pdf, svg
from peil.documents.packs import FORMS
from peil.texts import LANGUAGES, Words
from tests.documents import libreoffice, reading
from tests.documents.conftest import PROGRAMMES, FileOf, PackOf
from tests.documents.test_packs import answers_of, tables_of

BOTH = pytest.mark.parametrize("programme", PROGRAMMES)


def drawn(pack) -> int:
    """How many pictures a paper has."""
    return sum(len(svg.parts(answer.mark)) for answer in answers_of(pack) if answer.mark)


@BOTH
def test_a_pdf_says_what_it_is(pack_of: PackOf, file_of: FileOf, programme: str) -> None:
    with pikepdf.open(io.BytesIO(file_of(programme, "nl", "pdf"))) as file:
        assert str(file.Root.Lang).startswith("nl")
        assert bool(file.Root.MarkInfo.Marked)
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        about = file.open_metadata()
        assert (about["pdfuaid:part"], about["dc:title"]) == ("1", pack_of(programme).title)


@BOTH
def test_a_pdf_reads_aloud(pack_of: PackOf, file_of: FileOf, programme: str) -> None:
    pack = pack_of(programme)
    found = reading.pdf_elements(file_of(programme, "nl", "pdf"))
    kinds = [kind for kind, _words in found]
    figures = [words for kind, words in found if kind == "Figure"]
    assert len(figures) == drawn(pack) > 3
    assert all(len(words) > 10 for words in figures)
    assert kinds.count("Table") == len(tables_of(pack))
    assert kinds.count("TH") == sum(len(titles) for titles, *_rows in tables_of(pack))
    assert kinds.count("Title") == 1
    levels = [int(kind[1:]) for kind in kinds if kind in ("H1", "H2", "H3")]
    assert is_in_order(levels)
    assert levels.count(1) >= len(pack.first) + len(pack.exceptions) + len(pack.parts)


@BOTH
def test_the_first_page_is_one_page_and_each_exception_another(
    pack_of: PackOf, file_of: FileOf, programme: str
) -> None:
    pack = pack_of(programme)
    pages = [reading.squeezed(page) for page in reading.pdf_pages(file_of(programme, "nl", "pdf"))]
    assert pages[0].count(reading.squeezed(pack.title)) == 1
    for number, part in enumerate(pack.exceptions, start=1):
        assert reading.squeezed(part.heading) in pages[number]
        for one in part.to_write:
            assert reading.squeezed(one) in pages[number]


def is_in_order(levels: list[int]) -> bool:
    """Whether headings begin with the first level and skip none."""
    return levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))


def test_typst_refuses_a_picture_without_words() -> None:
    page = b'#set document(title: [A])\n#image(bytes(sys.inputs.drawn), format: "svg")'
    drawing = svg.draw(Bars([], 1.0), Words("en"))
    compiler = typst.Compiler(page, font_paths=pdf.fonts())
    with pytest.raises(typst.TypstError, match="alt"):
        compiler.compile(format="pdf", pdf_standards=["ua-1"], sys_inputs={"drawn": drawing})


@BOTH
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_docx_has_headings_headers_words_and_a_language(
    pack_of: PackOf, file_of: FileOf, programme: str, language: str
) -> None:
    pack = pack_of(programme, language)
    document = docx.Document(io.BytesIO(file_of(programme, language, "docx")))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    levels = [int(style[-1]) for style in styles if style.startswith("Heading")]
    assert styles[0] == "Title"
    assert is_in_order(levels)
    assert len(document.inline_shapes) == drawn(pack)
    assert all(len(shape._inline.docPr.get("descr") or "") > 10 for shape in document.inline_shapes)
    for table in document.tables:
        assert table._tbl.tr_lst[0].find(f".//{reading.W}tblHeader") is not None
    assert document.core_properties.language == language
    [spoken] = {one.get(f"{reading.W}val") for one in document.styles.element.iter(f"{reading.W}lang")}
    assert spoken[:2] == language


@BOTH
def test_every_slide_has_a_message_and_words_for_its_chart(file_of: FileOf, programme: str) -> None:
    slides = reading.slides(file_of(programme, "nl", "pptx"))
    assert len(slides) > 10
    charts = 0
    for slide in slides:
        assert slide.shapes.title.text_frame.text.strip()
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr") or "") > 3
            charts += shape.has_chart
    assert charts > 5


@BOTH
def test_every_sheet_has_its_title_on_top_and_charts_have_words(file_of: FileOf, programme: str) -> None:
    book = reading.sheets(file_of(programme, "nl", "xlsx"))
    for sheet in book.worksheets:
        assert sheet["A1"].value
        assert not sheet.merged_cells.ranges
        assert len(sheet.tables) <= 1
    drawings = reading.drawings(file_of(programme, "nl", "xlsx"))
    assert len(drawings) > 3
    assert all(' descr="' in drawing for drawing in drawings)


@BOTH
def test_a_page_of_html_needs_nobody_and_reads_aloud(pack_of: PackOf, file_of: FileOf, programme: str) -> None:
    content = file_of(programme, "nl", "html")
    page = reading.Page(content)
    assert "script" not in page.tags
    assert not {"img", "link", "iframe", "object"} & set(page.tags)
    assert b"http" not in content.replace(b'xmlns="http://www.w3.org/2000/svg"', b"").replace(b"http-equiv", b"")
    levels = [level for level, _said in page.headings]
    assert is_in_order(levels)
    assert len(page.pictures) == drawn(pack_of(programme))
    assert all(page.pictures)


def test_office_opens_and_prints_every_form(file_of: FileOf, pack_of: PackOf, tmp_path) -> None:
    """LibreOffice says nothing of a repair: what it cannot read it leaves out, so what it prints is read."""
    files = []
    for form in ("docx", "pptx", "xlsx"):
        files.append(tmp_path / f"demo-{form}.{form}")
        files[-1].write_bytes(file_of("DEMO_01", "nl", form))
    pack = pack_of("DEMO_01")
    for file, printed in zip(files, libreoffice.to_pdf(files, tmp_path), strict=True):
        pages = reading.pdf_pages(printed.read_bytes())
        text = reading.squeezed("".join(pages))
        assert len(pages) > 10, file
        for part in pack.exceptions:
            assert reading.squeezed(part.heading) in text, (file, part.heading)
        [behind] = [answer for answer in pack.first if answer.title == "Achter"]
        for row in behind.written(pack.view.words).itertuples(index=False):
            assert reading.squeezed(row[1]) in text, (file, row)


def test_every_form_is_tried() -> None:
    assert set(FORMS) == {"pdf", "docx", "pptx", "xlsx", "html"}
