"""Reads back what stands in the files of a pack: texts of pages and slides, tables, and what is said of pictures."""

import io
import re
import zipfile
from html.parser import HTMLParser
from typing import Any

import docx
import openpyxl
import pikepdf
import pypdfium2
from pptx import Presentation


def squeezed(text: str) -> str:
    """A text without what a line break adds or takes away."""
    return re.sub(r"[\s\u00ad\ufffe\u200b-]+", "", text)


def pdf_pages(content: bytes) -> list[str]:
    """The text of every page."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]


def pdf_elements(content: bytes) -> list[tuple[str, str]]:
    """Every element of the structure, in the order in which it is read aloud: (kind, words instead of it)."""
    found = []

    def look(element: Any) -> None:
        if isinstance(element, pikepdf.Array):
            for one in element:
                look(one)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append((str(element.S).removeprefix("/"), str(element.get("/Alt", ""))))
            if "/K" in element:
                look(element.K)

    with pikepdf.open(io.BytesIO(content)) as file:
        look(file.Root.StructTreeRoot.K)
    return found


def docx_tables(content: bytes) -> list[list[list[str]]]:
    """Every table, with its header."""
    found = []
    for table in docx.Document(io.BytesIO(content)).tables:
        rows = table._tbl.tr_lst
        found.append([["".join(text.text or "" for text in cell.iter(W + "t")) for cell in row.tc_lst] for row in rows])
    return found


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def slides(content: bytes) -> list[Any]:
    return list(Presentation(io.BytesIO(content)).slides)


def slide_texts(slide: Any) -> str:
    """Everything that can be read on a slide, in its tables and its charts."""
    said = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            said.append(shape.text_frame.text)
        if shape.has_table:
            said += [cell.text for row in shape.table.rows for cell in row.cells]
        if shape.has_chart:
            plot = shape.chart.plots[0]
            said += [str(category) for category in plot.categories] + [series.name for series in plot.series]
    return "\n".join(said)


def sheets(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


class Page(HTMLParser):
    """The tables, headings, pictures and texts of a page of HTML."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.headings: list[tuple[int, str]] = []
        self.pictures: list[str | None] = []
        self.tags: list[str] = []
        self.language = ""
        self.text = ""
        self._open: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.tags.append(tag)
        self._open.append(tag)
        if tag == "html":
            self.language = given.get("lang") or ""
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("th", "td"):
            self.tables[-1][-1].append("")
        if tag == "svg":
            self.pictures.append(given.get("aria-label"))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, text: str) -> None:
        if "style" in self._open:
            return
        self.text += text
        if "td" in self._open or "th" in self._open:
            self.tables[-1][-1][-1] += text
        if self.headings and re.fullmatch(r"h[1-6]", self._open[-1]):
            level, said = self.headings[-1]
            self.headings[-1] = level, said + text


def drawings(content: bytes) -> list[str]:
    """The drawings of a workbook, as XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return [file.read(name).decode() for name in file.namelist() if name.startswith("xl/drawings/drawing")]
