"""XLSX, by the checklist for accessible spreadsheets of the Analysis Function of the British government (2023).

A cover sheet says what the workbook holds; then one sheet per table, with its title in A1 and one row of column titles,
marked as a table; and a sheet with notes. No merged cells, no empty rows within a table, nothing said by colour alone.
"""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from peil import contract
from peil.documents import TakenHome
from peil.exporting import safe_cell

_FORMATS = {"share": "0.0%", "money": '#,##0.00 "€"', "day": "yyyy-mm-dd"}
# Characters: wide enough for a title, and not wider than a screen.
_NARROWEST, _WIDEST = 12, 60
_HEADER_ROW = 3
# What Excel allows in the name of a sheet.
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")


def workbook(taken: TakenHome) -> bytes:
    """A workbook with a cover, the records as one table under the reader's titles, and the notes."""
    book = Workbook()
    words = taken.view.words
    title = taken.answer.title
    book.properties.title = title
    book.properties.creator = "Peil"
    book.properties.language = words.language
    del book[book.sheetnames[0]]
    cover = book.create_sheet(words.text("Cover"))
    sheet = book.create_sheet(_NOT_IN_A_NAME.sub(" ", title)[:31].strip() or words.text("Table"))
    notes = book.create_sheet(words.text("Notes"))
    _cover(cover, taken, [sheet.title, notes.title])
    _table(sheet, taken)
    _notes(notes, taken)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cover(sheet: Worksheet, taken: TakenHome, sheets: Sequence[str]) -> None:
    view, words = taken.view, taken.view.words
    _ = words.text
    query = taken.answer.asked.query
    rows: list[tuple[str, str]] = [
        (_("Programme"), view.name + (f" ({view.programme})" if view.programme else "")),
        (_("Figures up to"), words.day(view.as_of)),
        (_("As known on"), words.day(view.known_at)),
        (_("Partner"), view.partner_name or _("All partners")),
        (
            _("Kind of indicator"),
            contract.code_labels("indicator_kind", words.language)[view.kind] if view.kind else _("All kinds"),
        ),
        *taken.choices.items(),
        (_("Figures"), contract.code_labels("data_status", words.language)[view.data_status]),
        (_("The question, and the columns"), f"queries/{query}.sql" if query else ""),
        (_("The sheets"), "; ".join(sheets)),
        (_("The same view again"), taken.address),
        (_("Contact"), _("whoever runs this dashboard, or handed you this file")),
    ]
    _put(sheet, 1, 1, taken.answer.title, bold=True, size=14)
    lines = [_("Demonstration figures: this region does not exist.")] if view.is_demonstration else []
    lines += taken.answer.sentences
    lines.append(_("Blank cells: nothing is stated. Zero is a figure."))
    for number, line in enumerate(lines, start=2):
        _put(sheet, number, 1, line)
    for number, (name, value) in enumerate(((name, value) for name, value in rows if value), start=len(lines) + 2):
        _put(sheet, number, 1, name, bold=True)
        _put(sheet, number, 2, value)
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 80


def _table(sheet: Worksheet, taken: TakenHome) -> None:
    words = taken.view.words
    records = taken.answer.records()
    _put(sheet, 1, 1, taken.answer.title, bold=True, size=14)
    _put(
        sheet,
        2,
        1,
        words.text(
            "This sheet holds one table, from row {row} on. Behind each title stands the code name.", row=_HEADER_ROW
        )
        + (
            " " + words.text("Demonstration figures: this region does not exist.")
            if taken.view.is_demonstration
            else ""
        ),
    )
    names = taken.titles()
    kinds = {column.name: column.kind for column in taken.answer.columns}
    for at, (name, title) in enumerate(names.items(), start=1):
        header = f"{title} ({name})" if title else name
        _put(sheet, _HEADER_ROW, at, header, bold=True, wrap=True)
        longest = max([len(header) // 2, *(len(str(row[name])) for row in records if row[name] is not None)])
        sheet.column_dimensions[get_column_letter(at)].width = min(max(longest + 2, _NARROWEST), _WIDEST)
    for number, row in enumerate(records, start=_HEADER_ROW + 1):
        for at, name in enumerate(names, start=1):
            _put(sheet, number, at, row[name], form=_format(row[name], kinds.get(name)))
    if records:
        table = Table(
            displayName="Figures", ref=f"A{_HEADER_ROW}:{get_column_letter(len(names))}{_HEADER_ROW + len(records)}"
        )
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        sheet.add_table(table)


def _notes(sheet: Worksheet, taken: TakenHome) -> None:
    words = taken.view.words
    _put(sheet, 1, 1, words.text("Notes"), bold=True, size=14)
    notes = [*taken.answer.notes] or [words.text("There are no notes.")]
    for number, note in enumerate(notes, start=2):
        _put(sheet, number, 1, note, wrap=True)
    sheet.column_dimensions["A"].width = 100


def _format(value: Any, kind: str | None) -> str | None:
    if isinstance(value, datetime):
        return "yyyy-mm-dd hh:mm"
    if isinstance(value, date):
        return _FORMATS["day"]
    return _FORMATS.get(kind or "") if isinstance(value, int | float) else None


def _put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: Any,
    *,
    bold: bool = False,
    size: int = 11,
    wrap: bool = False,
    form: str | None = None,
) -> None:
    """Writes a cell; a text is never run as a formula."""
    cell = sheet.cell(row, column, safe_cell(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold or size != 11:
        cell.font = Font(bold=bold, size=size)
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if form:
        cell.number_format = form
