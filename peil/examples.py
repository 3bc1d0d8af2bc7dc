"""Example files: what a table looks like when somebody hands it in, made from the contract.

    csv_text(contract.table("results"), "nl")   # a header and five rows, as Excel in Dutch writes them
    described(contract.tables())                 # docs/tables.md

Each field of the contract may have ``examples``: the first ones of all fields of a table are its first row, and so
on. A field without them stays out of the file. All tables together are one invented partnership, so that an example can
be handed in after those of the tables it refers to.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import openpyxl
from openpyxl.styles.numbers import FORMAT_DATE_XLSX14

from peil import contract
from peil.errors import PeilError


class _Writing(NamedTuple):
    """How a spreadsheet program writes a CSV file in one language."""

    delimiter: str
    decimal_mark: str
    date_format: str
    yes_no: tuple[str, str]


_WRITING = {
    "nl": _Writing(";", ",", "%d-%m-%Y", ("ja", "nee")),
    "fr": _Writing(";", ",", "%d/%m/%Y", ("oui", "non")),
    "en": _Writing(",", ".", "%Y-%m-%d", ("yes", "no")),
}
LANGUAGES = tuple(_WRITING)

_LANGUAGES_KEPT = (
    "A text that everybody reads has a column per language (`name_nl`, `name_fr`, `name_en`). Other words are in one "
    "language: that of the column `language` in their row, where there is one. Whoever reads another language sees "
    "them in quotation marks, with their language when it is known: “De zaal was dicht” (Dutch). Names, codes and "
    "addresses are the same in every language."
)

_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "yes or no",
    "date": "date",
    "geojson": "GeoJSON",
}

# What stands in a cell; dates and numbers are written as the file wants them.
Cell = str | int | float | date | None


def csv_text(table: contract.Table, language: str) -> str:
    """The example file of a table as CSV: its header in ``language`` and five rows, as written in that language."""
    writing = _WRITING[language]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=writing.delimiter, lineterminator="\n")
    writer.writerow(_header(table, language))
    fields = _fields(table)
    for row in _rows(table, language):
        writer.writerow(_written(cell, field, writing) for cell, field in zip(row, fields, strict=True))
    return text.getvalue()


def write(file: Path, tables: Sequence[contract.Table], language: str) -> None:
    """Writes example files of ``tables`` to a new ``.csv`` file (one table) or a new workbook (a sheet per table).

    Raises PeilError when the file is there already or cannot hold the tables.
    """
    if file.exists():
        raise PeilError(f"There is a file {file.name} already; name a new one.")
    match file.suffix.lower():
        case ".csv" if len(tables) == 1:
            # Excel reads accents only with the mark.
            file.write_text(csv_text(tables[0], language), encoding="utf-8-sig", newline="\r\n")
        case ".csv":
            raise PeilError("A CSV file holds one table. Name one, or write them to a workbook: --to FILE.xlsx")
        case ".xlsx":
            _workbook(tables, language).save(file)
        case _:
            raise PeilError(f"Examples are written to .csv or .xlsx files; {file.name} is neither.")


def described(tables: Sequence[contract.Table]) -> str:
    """The tables in Markdown: example files in three languages, columns with their titles, and the codes they use."""
    code_lists = dict.fromkeys(field.code_list for table in tables for field in table.fields if field.code_list)
    index = ", ".join(f"[{table.name}](#{table.name})" for table in tables)
    sections = [
        "# Tables: example files and columns\n\nMade from the contract by `python -m peil example --columns`. "
        f"[import.md](import.md) says how cells may be written.\n\n{_LANGUAGES_KEPT}\n\n{index}\n"
    ]
    sections += [_section(table) for table in tables]
    if code_lists:
        sections.append("# Codes\n\nA cell holds the code, or its label in any language.\n")
        sections += [_codes(name) for name in code_lists]
    return "\n".join(sections)


def _fields(table: contract.Table) -> list[contract.Field]:
    return [field for field in table.fields if field.examples("en")]


def _header(table: contract.Table, language: str) -> list[str]:
    return [contract.translated(field.descriptor, "title", language) for field in _fields(table)]


def _rows(table: contract.Table, language: str) -> list[tuple[Cell, ...]]:
    return list(zip(*(_cells(field, language) for field in _fields(table)), strict=True))


def _cells(field: contract.Field, language: str) -> list[Cell]:
    """The examples of a field in ``language``: codes as their labels, dates as dates, yes and no as words."""
    cells = field.examples(language)
    if field.code_list:
        labels = contract.code_labels(field.code_list, language)
        return [labels[cell] if cell else None for cell in cells]
    if field.type == "date":
        return [date.fromisoformat(cell) if cell else None for cell in cells]
    if field.type == "boolean":
        yes, no = _WRITING[language].yes_no
        return [yes if cell else no for cell in cells]
    return cells


def _written(cell: Cell, field: contract.Field, writing: _Writing) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.strftime(writing.date_format)
    if isinstance(cell, str):
        return cell
    text = f"{cell:.2f}" if field.descriptor.get("unit") == "EUR" else str(cell)
    return text.replace(".", writing.decimal_mark)


def _workbook(tables: Sequence[contract.Table], language: str) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        sheet = book.create_sheet(contract.translated(table.descriptor, "title", language))
        header = _header(table, language)
        sheet.append(header)
        for row in _rows(table, language):
            sheet.append(row)
        for position, title in enumerate(header, start=1):
            [cells] = sheet.iter_cols(min_col=position, max_col=position)
            sheet.column_dimensions[cells[0].column_letter].width = len(title) + 8
            for cell in cells:
                if isinstance(cell.value, date):
                    # The short date of whoever opens it.
                    cell.number_format = FORMAT_DATE_XLSX14
    return book


def _section(table: contract.Table) -> str:
    titles = " · ".join(
        dict.fromkeys(contract.translated(table.descriptor, "title", language) for language in LANGUAGES)
    )
    examples = "\n".join(f"```\n{csv_text(table, language)}```\n" for language in LANGUAGES)
    references = {key.field: key.table for key in table.foreign_keys}
    columns = "\n".join(_column(field, references.get(field.name)) for field in table.fields)
    return (
        f"## {table.name}\n\n{titles}. {table.descriptor['description']}\n\n{examples}\n"
        f"| field | Nederlands | français | English | what it is | type | |\n|---|---|---|---|---|---|---|\n{columns}\n"
    )


def _column(field: contract.Field, reference: str | None) -> str:
    titles = [contract.translated(field.descriptor, "title", language) for language in LANGUAGES]
    if field.code_list:
        kind = f"one of [{field.code_list}](#codes-of-{field.code_list})"
    elif reference:
        kind = f"one of [{reference}](#{reference})"
    else:
        kind = "amount in euro" if field.descriptor.get("unit") == "EUR" else _TYPES[field.type]
    cells = (f"`{field.name}`", *titles, field.descriptor["description"], kind, "required" if field.required else "")
    return f"| {' | '.join(cells)} |"


def _codes(code_list: str) -> str:
    labels = [contract.code_labels(code_list, language) for language in LANGUAGES]
    rows = "\n".join(f"| `{code}` | {' | '.join(label[code] for label in labels)} |" for code in labels[0])
    return f"## Codes of {code_list}\n\n| code | Nederlands | français | English |\n|---|---|---|---|\n{rows}\n"
