"""Every text that people hand in is poison, and no page does more with it than show its letters."""

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Request

from peil import contract, escaping
from peil.middleware import SCRIPTS
from peil.store import Store
from tests.browser import server
from tests.browser.looking import open_expanders, popovers, settle, unfold
from tests.browser.pages import PAGES
from tests.poison import SIGNS, WORD

# Fields of a key, to which no other table refers, and which a page writes out.
SHOWN_KEYS = {"category_en", "rating_group_en", "item_en", "reading", "partner_code"}

# What is on the screen: running text, each text of a chart, what it says to whoever points at it (as plotly reads it),
# what stands in a field, and what is read aloud.
TEXTS = """() => {
  const all = selector => [...document.querySelectorAll(selector)];
  return [
    document.body.innerText,
    ...all('svg text').map(text => text.textContent),
    ...all('.js-plotly-plot').flatMap(chart => chart.data).flatMap(trace => trace.hovertext ?? [])
      .map(text => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')),
    ...all('input').map(input => input.value),
    ...all('[aria-label]').map(element => element.ariaLabel),
  ];
}"""
# What poison could have become: something that Peil itself never makes, or an element with the word alone in it. Peil
# has scripts of its own in its pages, letter by letter, and boxes to tick in a form.
MADE_OF_POISON = (
    (
        """() => {
  const all = selector => [...document.querySelectorAll(selector)];
  const foreign = address => new URL(address, location).origin !== location.origin;
  return [
    ...all('a').filter(link => foreign(link.href)),
    ...all('img').filter(image => foreign(image.src)),
    ...all('#root :is(script, iframe, del, sub, sup, math, h4, h5, h6, hr, ol, .katex, [type=checkbox])')
      .filter(element => !OURS.includes(element.textContent))
      .filter(element => !element.closest('[data-testid=stCheckbox]')),
    ...all('[data-testid=stMain] [role=img]'),
    ...all('#root *').filter(element => element.textContent.trim() === 'WORD'),
  ].map(element => element.outerHTML.slice(0, 300)).concat(
    all('.js-plotly-plot').flatMap(chart => chart.data).flatMap(trace => trace.hovertext ?? [])
      .filter(text => text.includes('<'))
  ).map(made => `made of poison: ${made}`);
}"""
    )
    .replace("WORD", WORD)
    .replace("OURS", json.dumps(SCRIPTS))
)
SIDEWAYS = """() => [
  ...[document.documentElement, document.querySelector('[data-testid=stMain]')]
    .filter(box => box.scrollWidth > box.clientWidth + 1),
  ...[...document.querySelectorAll('td')].filter(cell => cell.clientWidth > 1440),
].map(box => `${box.tagName} is ${box.scrollWidth} wide`)"""


def poison(database: Path) -> dict[int, str]:
    """Puts poison in place of every free text; ids and codes stay, and what was one text stays one text.

    "OCMW Kortrijk" becomes "# heading ⟦12⟧" wherever it stands. Returns the texts by their number.
    """
    store = Store(database)
    fields = [("submission_files", "file_name"), ("submission_files", "sheet")]
    for table in contract.tables():
        ids = {key.field for key in table.foreign_keys} | {"table_name"} | (set(table.key) - SHOWN_KEYS)
        fields += [
            (table.name, field.name)
            for field in table.fields
            if field.type == "string" and not field.codes and field.name not in ids
            if not field.name.endswith(("_id", "_ids"))
        ]
    with store.transaction() as cursor:
        every = " union ".join(f'select "{field}" as old from {table}' for table, field in fields)
        cursor.execute(
            "create temp table poison as"
            " select old, n, list_extract($signs, (1 + n % len($signs))::integer) || ' ⟦' || n || '⟧' as new from"
            f" (select old, row_number() over (order by hash(old)) as n from ({every}) where old is not null)",
            {"signs": list(SIGNS)},
        )
        for table, field in fields:
            cursor.execute(f'update {table} set "{field}" = new from poison where "{field}" = old')
        texts = dict(cursor.execute("select n, new from poison").fetchall())
    store.close()
    return texts


def in_letters(text: str) -> str:
    """Letters alone: a browser gives space and lines in its own way, and a sentence may begin with a capital."""
    return "".join(escaping.legible(text).split()).casefold()


class Visit:
    """A page in a window that remembers what went wrong on it."""

    def __init__(self, context: BrowserContext, server: str, texts: dict[int, str]) -> None:
        self.page, self.server, self.texts = context.new_page(), server, texts
        self.seen: set[int] = set()
        self.faults: list[str] = []
        self.page.on("request", self._on_request)
        self.page.on("dialog", self._on_dialog)

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.server, "data:", "blob:")):
            self.faults.append(f"asked for {request.url}")

    def _on_dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def look(self) -> None:
        """Holds what is on the screen now against the texts as they were handed in."""
        for shown in map(in_letters, filter(None, self.page.evaluate(TEXTS))):
            # A chart cuts a word that fills a whole line.
            for number in re.finditer(r"(?<!…)⟦(\d+)⟧", shown):
                self.seen.add(int(number[1]))
                if not shown[: number.end()].endswith(in_letters(text := self.texts[int(number[1])])):
                    self.faults.append(f"{text!r} became {shown[max(0, number.start() - 60) : number.end()]!r}")
        self.faults += self.page.evaluate(MADE_OF_POISON) + self.page.evaluate(SIDEWAYS)

    def download(self) -> None:
        """Takes home what the open popover offers, and looks for cells that a spreadsheet would run."""
        for button in self.page.get_by_test_id("stPopoverBody").get_by_test_id("stDownloadButton").all():
            with self.page.expect_download() as file:
                button.click()
            path = file.value.path()
            form = file.value.suggested_filename.rpartition(".")[2]
            if form == "csv":
                with path.open(encoding="utf-8-sig", newline="") as lines:
                    rows = list(csv.reader(lines))
                cells = [cell for row in rows for cell in row if not re.fullmatch(r"[+-]?[\d.e+-]*", cell)]
                self.faults += [f"a formula in CSV: {cell}" for cell in cells if cell.startswith(tuple("=+-@\t\r"))]
                assert len(cells) > 10
            elif form == "xlsx":
                sheets = openpyxl.load_workbook(path.rename(path.with_suffix(".xlsx"))).worksheets
                cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
                self.faults += [f"a formula in XLSX: {cell.value}" for cell in cells if cell.data_type == "f"]
                assert len(cells) > 10
            elif form == "html":
                text = path.read_text(encoding="utf-8")
                self.faults += [f"in HTML: {made}" for made in re.findall(r"<(?:script|iframe|img|object)\b", text)]
                assert "<h1" in text
            else:
                # What these hold is read in tests/documents.
                assert path.read_bytes()[:4] in (b"%PDF", b"PK\x03\x04")


@pytest.fixture(scope="module")
def poisoned(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[int, str]]]:
    """The address of a server on a poisoned copy of the database, and the texts by the number they end in."""
    copy = tmp_path_factory.mktemp("poisoned") / "peil.duckdb"
    shutil.copy(database, copy)
    texts = poison(copy)
    with server.running(copy) as address:
        yield address, texts


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_letters_and_does_nothing_with_them(
    poisoned: tuple[str, dict[int, str]], new_context: Callable[..., BrowserContext], name: str
):
    address, texts = poisoned
    visit = Visit(new_context(), address, texts)
    walk(visit, address + PAGES[name])
    assert visit.faults == []
    assert len(visit.seen) > 10


def walk(visit: Visit, address: str) -> None:
    """Opens the page at ``address`` and everything on it that opens, on a wide screen and on a phone."""
    page: Page = visit.page
    page.goto(address)
    settle(page)
    # By their attribute, because a list that is open hides everything else from whoever asks for roles.
    options = page.locator("[role=listbox]")
    for field in page.locator("[role=combobox]").all():
        unfold(field)
        options.wait_for()
        visit.look()
        page.keyboard.press("Escape")
        options.wait_for(state="hidden")
    open_expanders(page)
    for _body in popovers(page):
        visit.look()
        visit.download()
    visit.look()
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    visit.look()
