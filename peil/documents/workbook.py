"""XLSX, by the checklist for accessible spreadsheets of the Analysis Function of the British government (2023).

A cover sheet says what the workbook holds; then one sheet per table, with its title in A1 and one row of column titles,
marked as a table; and a sheet with notes. No merged cells, no empty rows within a table, nothing said by colour alone.
"""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from peil import contract
from peil.answers.view import View
from peil.documents import TakenHome
from peil.escaping import legible
from peil.exporting import safe_cell
from peil.texts import Words

_FORMATS = {"share": "0.0%", "money": '#,##0.00 "€"', "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
# Characters: wide enough for a title, and not wider than a screen.
_NARROWEST, _WIDEST = 12, 60
# Counted from one, as people see them.
HEADER_ROW = 3
# What Excel allows in the name of a sheet, and how long that is; how long the text of a cell.
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME, _LONGEST_CELL = 31, 32_767


class Book:
    """A workbook that is being written, in one language. What a text says is never run as a formula."""

    def __init__(self, title: str, words: Words) -> None:
        self.words = words
        self._bytes = io.BytesIO()
        self._book = Workbook(self._bytes, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
        self._book.set_properties({"title": legible(title), "author": "Peil"})
        self._book.set_custom_property("Language", words.language)
        self._names: set[str] = set()
        self._looks: dict[tuple[tuple[str, Any], ...], Any] = {}

    def sheet(self, name: str, title: str) -> Worksheet:
        """A new sheet with its title in A1; its name is made one that Excel allows and that no other sheet has."""
        plain = _NOT_IN_A_NAME.sub(" ", legible(name)).strip()[:_LONGEST_NAME].strip() or self.words.text("Table")
        found, number = plain, 1
        while found.lower() in self._names:
            number += 1
            found = f"{plain[: _LONGEST_NAME - len(str(number)) - 1]} {number}"
        self._names.add(found.lower())
        sheet = self._book.add_worksheet(found)
        self.put(sheet, 1, 1, title, bold=True, font_size=14)
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: Any, **look: Any) -> None:
        """Writes a cell; rows and columns are counted from one."""
        form = self._look(**look) if look else None
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(row - 1, column - 1, value, form)
        elif isinstance(value, int | float):
            sheet.write_number(row - 1, column - 1, value, form)
        elif isinstance(value, date):
            kind = "moment" if isinstance(value, datetime) else "day"
            sheet.write_datetime(row - 1, column - 1, value, self._look(**{"num_format": _FORMATS[kind], **look}))
        else:
            sheet.write_string(row - 1, column - 1, safe_cell(str(value))[:_LONGEST_CELL], form)

    def lines(self, sheet: Worksheet, lines: Sequence[str], *, wide: int = 100) -> None:
        """Sentences below the title, one in a row."""
        for number, line in enumerate(lines, start=2):
            self.put(sheet, number, 1, line, text_wrap=True, valign="top")
        sheet.set_column(0, 0, wide)

    def table(
        self,
        sheet: Worksheet,
        name: str,
        titles: Sequence[str],
        rows: Sequence[Sequence[Any]],
        kinds: Sequence[str],
    ) -> None:
        """One table from the header row on, marked as such when it has rows. ``kinds`` say how figures are written."""
        header = HEADER_ROW - 1
        unique = _unique(titles)
        for at, title in enumerate(unique):
            self.put(sheet, HEADER_ROW, at + 1, title, bold=True, text_wrap=True, valign="top")
            longest = max([len(title) // 2, *(len(str(row[at])) for row in rows if row[at] is not None)])
            sheet.set_column(at, at, min(max(longest + 2, _NARROWEST), _WIDEST))
        for number, row in enumerate(rows, start=HEADER_ROW + 1):
            for at, (value, kind) in enumerate(zip(row, kinds, strict=True), start=1):
                is_figure = isinstance(value, int | float) and not isinstance(value, bool)
                look = {"num_format": _FORMATS[kind]} if kind in _FORMATS and is_figure else {}
                self.put(sheet, number, at, value, **look)
        if rows:
            sheet.add_table(
                header,
                0,
                header + len(rows),
                len(unique) - 1,
                {
                    "name": name,
                    "style": "Table Style Light 1",
                    "banded_rows": False,
                    "columns": [{"header": title} for title in unique],
                },
            )

    def chart(self, options: Mapping[str, Any]) -> Any:
        """A chart of the book, to be placed on a sheet."""
        return self._book.add_chart(options)

    def finished(self) -> bytes:
        """The bytes of the file."""
        self._book.close()
        return self._bytes.getvalue()

    def _look(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._looks:
            self._looks[key] = self._book.add_format(look)
        return self._looks[key]


def workbook(taken: TakenHome) -> bytes:
    """A workbook with a cover, the records as one table under the reader's titles, and the notes."""
    words = taken.view.words
    answer = taken.answer
    book = Book(answer.title, words)
    cover = book.sheet(words.text("Cover"), answer.title)
    sheet = book.sheet(answer.title, answer.title)
    notes = book.sheet(words.text("Notes"), words.text("Notes"))
    lines = [
        *demonstration(taken.view),
        *answer.sentences,
        words.text("Blank cells: nothing is stated. Zero is a figure."),
    ]
    facts(book, cover, lines, _facts(taken, [sheet.name, notes.name]))
    says = words.text(
        "This sheet holds one table, from row {row} on. Behind each title stands the code name.", row=HEADER_ROW
    )
    book.put(sheet, 2, 1, " ".join([says, *demonstration(taken.view)]))
    names = taken.titles()
    kinds = {column.name: column.kind for column in answer.columns}
    book.table(
        sheet,
        "Figures",
        [f"{title} ({name})" if title else name for name, title in names.items()],
        [[row[name] for name in names] for row in answer.records()],
        [kinds.get(name, "text") for name in names],
    )
    book.lines(notes, answer.notes or [words.text("There are no notes.")])
    return book.finished()


def demonstration(view: View) -> list[str]:
    """What stands on every sheet of figures that are invented."""
    return [view.words.text("Demonstration figures: this region does not exist.")] if view.is_demonstration else []


def facts(book: Book, sheet: Worksheet, lines: Sequence[str], known: Sequence[tuple[str, str]]) -> None:
    """Sentences below the title, and below them names with what is known of them; the unknown is left out."""
    for number, line in enumerate(lines, start=2):
        book.put(sheet, number, 1, line)
    for number, (name, value) in enumerate(((name, value) for name, value in known if value), start=len(lines) + 2):
        book.put(sheet, number, 1, name, bold=True)
        book.put(sheet, number, 2, value)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 80)


def shared_facts(view: View) -> list[tuple[str, str]]:
    """What every workbook says of its figures."""
    words = view.words
    _ = words.text
    return [
        (_("Programme"), view.name + (f" ({view.programme})" if view.programme else "")),
        (_("Figures up to"), words.day(view.as_of)),
        (_("As known on"), words.day(view.known_at)),
        (_("Partner"), view.partner_name or _("All partners")),
        (
            _("Kind of indicator"),
            contract.code_labels("indicator_kind", words.language)[view.kind] if view.kind else _("All kinds"),
        ),
        (_("Figures"), contract.code_labels("data_status", words.language)[view.data_status]),
    ]


def _facts(taken: TakenHome, sheets: Sequence[str]) -> list[tuple[str, str]]:
    _ = taken.view.words.text
    query = taken.answer.asked.query
    return [
        *shared_facts(taken.view),
        *taken.choices.items(),
        (_("The question, and the columns"), f"queries/{query}.sql" if query else ""),
        (_("The sheets"), "; ".join(sheets)),
        (_("The same view again"), taken.address),
        (_("Contact"), _("whoever runs this dashboard, or handed you this file")),
    ]


def _unique(titles: Sequence[str]) -> list[str]:
    """Titles of which no two are alike: a table allows none."""
    found: list[str] = []
    for title in map(legible, titles):
        known = {one.lower() for one in found}
        number, name = 1, title or "–"
        while name.lower() in known:
            number += 1
            name = f"{title} ({number})"
        found.append(name)
    return found
