"""DOCX that can be edited: styles for headings, tables with a marked header, pictures with words, a language."""

import io
from collections.abc import Iterator, Sequence
from typing import Any, cast
from xml.sax.saxutils import escape

import docx
import typst
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from peil.answers import Answer, Strong
from peil.answers.pack import Pack, Part
from peil.documents import paper, svg
from peil.documents.pdf import FONT, fonts
from peil.escaping import legible
from peil.texts import Words

_INK, _SOFT = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x55, 0x60, 0x6D)
_WIDTH = Cm(17)
_DOTS_PER_INCH = 150
# A picture alone on a page that is as large as it is. The drawing comes in as data.
_PICTURE = b"""#set page(width: auto, height: auto, margin: 2pt)
#image(bytes(sys.inputs.drawn), format: "svg", width: 17cm)"""


def docx_file(pack: Pack) -> bytes:
    """The whole pack."""
    words = pack.view.words
    document = docx.Document()
    _set_up(document, pack)
    document.add_heading(legible(pack.title), 0)
    _add(document, pack.view.name, style="Subtitle")
    _said(document, pack.summary)
    for answer in pack.first:
        _answered(document, words, answer, 1, most=paper.FIRST_ROWS, longest=paper.FIRST_TEXT)
    for number, part in enumerate((*pack.exceptions, *pack.parts)):
        _part(document, words, part, on_new_page=bool(pack.first) and number <= len(pack.exceptions))
    if said := paper.left_out(pack):
        document.add_heading(words.text("Not in this pack"), 1)
        _add(document, said)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: Document, pack: Pack) -> None:
    """Paper, language, letters, and what stands above and below every page."""
    words = pack.view.words
    properties = document.core_properties
    properties.title, properties.author, properties.language = legible(pack.title), "Peil", words.language
    properties.comments = ""
    styles = document.styles.element
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), str(words.locale).replace("_", "-"))
    for name, size in (
        ("Normal", 10),
        ("Title", 20),
        ("Subtitle", 13),
        ("Heading 1", 15),
        ("Heading 2", 12),
        ("Footer", 8),
    ):
        style = cast(ParagraphStyle, document.styles[name])
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), _INK
        style.font.italic = False
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.space_before = Pt(10 if name.startswith("Heading") else 0)
    [section] = document.sections
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    if said := paper.notice(pack.view):
        _small(section.header.paragraphs[0], said, bold=True)
    below = section.footer.paragraphs[0]
    _small(below, pack.standing + " · ")
    page = words.text("page {n} of {total}")
    for piece in page.replace("{n}", "\0PAGE\0").replace("{total}", "\0NUMPAGES\0").split("\0"):
        if piece in ("PAGE", "NUMPAGES"):
            _field(below, piece)
        else:
            _small(below, piece)


def _field(paragraph: Paragraph, name: str) -> None:
    """A number that the word processor fills in."""
    run = paragraph.add_run()
    run.font.size, run.font.color.rgb = Pt(8), _SOFT
    for kind in ("begin", None, "end"):
        if kind:
            run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))
        else:
            run._r.append(parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> {name} </w:instrText>'))


def _small(paragraph: Paragraph, text: str, *, bold: bool = False) -> None:
    run = paragraph.add_run(legible(text))
    run.font.size, run.font.color.rgb, run.bold = Pt(8), _SOFT, bold


def _add(document: Document, text: str, style: str | None = None) -> Paragraph:
    return document.add_paragraph(legible(text), style)


def _note(document: Document, text: str) -> None:
    if text:
        _small(document.add_paragraph(), text)


def _said(document: Document, sentences: Sequence[str]) -> None:
    if sentences:
        paragraph = document.add_paragraph()
        for number, one in enumerate(sentences):
            paragraph.add_run(legible(f"{' ' if number else ''}{one}")).bold = isinstance(one, Strong)


def _part(document: Document, words: Words, part: Part, *, on_new_page: bool) -> None:
    heading = document.add_heading(legible(part.heading), 1)
    heading.paragraph_format.page_break_before = on_new_page
    _said(document, part.sentences)
    for answer in part.answers:
        _answered(document, words, answer, 2, part.heading)
    for one in part.to_write:
        document.add_heading(legible(one), 2)
        # An empty line, for a pen or a keyboard.
        line = f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="4" w:space="1" w:color="55606D"/></w:pBdr>'
        document.add_paragraph()._p.get_or_add_pPr().append(parse_xml(line))


def _answered(
    document: Document,
    words: Words,
    answer: Answer,
    level: int,
    above: str = "",
    *,
    most: int = paper.MOST_ROWS,
    longest: int = 0,
) -> None:
    if answer.title and answer.title != above:
        document.add_heading(legible(answer.title), level)
    _said(document, answer.sentences)
    for mark in svg.parts(answer.mark) if answer.mark else ():
        drawn = document.add_picture(io.BytesIO(_picture(svg.draw(mark, words, FONT))), _WIDTH)
        drawn._inline.docPr.set("descr", paper.described(answer, mark))
    if table := paper.table(words, answer, most, longest):
        document._body._body.insert_element_before(parse_xml(_table(table)), "w:sectPr")
        # A table needs a paragraph behind it, or two tables become one.
        below = document.add_paragraph()
        below.paragraph_format.space_after = Pt(0)
        below.paragraph_format.line_spacing = Pt(4)
        _note(document, table.note)
    for note in answer.notes:
        _note(document, note)


def _picture(drawn: str) -> bytes:
    """A drawing as PNG, because word processors differ in how they read SVG."""
    compiler = typst.Compiler(_PICTURE, font_paths=fonts())
    made: Any = compiler.compile(format="png", ppi=_DOTS_PER_INCH, sys_inputs={"drawn": drawn})
    return bytes(made)


def _table(table: paper.Table) -> str:
    """A table as XML, many times as quick as cell by cell; its first row is marked as the header, on every page."""
    shares = paper.widths(table)
    twips = [round(9640 * share / sum(shares)) for share in shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    size = 14 if sum(shares) > 105 else 17
    header = "".join(_row([table.titles], table.kinds, twips, size, is_header=True))
    rows = "".join(_row(table.rows, table.kinds, twips, size))
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="C3CAD2"/>' for side in ("top", "bottom", "insideH")
    )
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="9640" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="45" w:type="dxa"/><w:right w:w="45" w:type="dxa"/>'
        '</w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{header}{rows}</w:tbl>"
    )


def _row(
    rows: Sequence[Sequence[str]], kinds: Sequence[str], twips: Sequence[int], size: int, *, is_header: bool = False
) -> Iterator[str]:
    marked = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_header else "<w:trPr><w:cantSplit/></w:trPr>"
    bold = "<w:b/>" if is_header else ""
    for row in rows:
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:spacing w:before="20" '
            f'w:after="20" w:line="240" w:lineRule="auto"/><w:jc w:val="{"left" if kind == "text" else "right"}"/>'
            f'</w:pPr><w:r><w:rPr>{bold}<w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">'
            f"{escape(legible(cell))}</w:t></w:r></w:p></w:tc>"
            for cell, kind, width in zip(row, kinds, twips, strict=True)
        )
        yield f"<w:tr>{marked}{cells}</w:tr>"
