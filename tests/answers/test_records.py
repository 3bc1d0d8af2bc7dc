"""The one test of the house: whatever is written for people is the same cell of the records, in screen and files alike.

Every answer of the catalogue is asked in every language and on two programmes.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import openpyxl
import pytest

from peil import contract
from peil.answers import Answer, Row, catalogue
from peil.answers.view import View
from peil.documents import TakenHome
from peil.documents.csv_file import csv_file
from peil.documents.workbook import workbook
from peil.exporting import safe_cell
from peil.texts import LANGUAGES, Words
from tests.answers.conftest import Client

PROGRAMMES = ("SUCCES", "DEMO_01")
# What the answers that need a choice are asked about; the published figures have no meeting.
CHOICES = {
    "indicator": {"SUCCES": "SUC_WORK_BEHAVIOUR", "DEMO_01": "RES_VISITS"},
    "meeting": {"SUCCES": "", "DEMO_01": "ST_2026_Q2"},
    "page": {"SUCCES": "partnership", "DEMO_01": "finance"},
}
OF_THE_MONITOR = {"indicator": {"SUCCES": "CTX_EARLY_LEAVERS", "DEMO_01": "MON_SEEKERS"}}


def chosen(name: str, programme: str) -> dict[str, str]:
    of_page = OF_THE_MONITOR if name.startswith("monitor-") else CHOICES
    return {choice.name: of_page[choice.name][programme] for choice in catalogue.choices(name) if choice.is_needed}


def asked(name: str, view: Callable[[str, str], View], programme: str, language: str) -> tuple[View, Answer]:
    seen = view(programme, language)
    return seen, catalogue.asked(name, seen, chosen(name, programme))


def values(row: Any) -> Iterator[Any]:
    """Every value of a row, also those within lists and structures."""
    if isinstance(row, dict):
        for value in row.values():
            yield from values(value)
    elif isinstance(row, list | tuple):
        yield len(row)
        for value in row:
            yield from values(value)
    else:
        yield row


def numbers_in(text: str) -> set[str]:
    """The numbers that a text holds, as they are written."""
    return set(re.findall(r"\d+(?:[.,\u202f\u00a0 ]\d+)*", text))


@cache
def labels(language: str) -> dict[str, list[str]]:
    """The labels of every code, whichever lists it stands in."""
    found: dict[str, list[str]] = {}
    for name in contract.descriptor()["codeLists"]:
        for code, label in contract.code_labels(name, language).items():
            found.setdefault(code, []).append(label)
    return found


def may_be_written(words: Words, row: Row) -> set[str]:
    """Every number that the values of a row may look like to a reader of this language."""
    texts: list[str] = []
    for value in values(dict(row)):
        if isinstance(value, bool) or value is None:
            continue
        if isinstance(value, int | float):
            texts += [words.number(value), words.percent(value), words.percent(value, decimal=True), words.money(value)]
            texts += [
                words.money(value, difference=True),
                words.money(round(value)),
                words.number(round(value)),
                str(value),
            ]
        elif isinstance(value, date | datetime):
            texts += [words.day(value), words.short_day(value), f"{value:%m/%Y}", str(value.year)]
        else:
            texts += [str(value), *labels(words.language).get(str(value), ())]
    return {number for text in texts for number in numbers_in(text)}


def is_same(value: Any, cell: Any) -> bool:
    """Whether a cell of a workbook holds a value: a workbook knows no days without an hour, and no microseconds."""
    if isinstance(value, datetime):
        return bool(abs(cell - value) < timedelta(seconds=1))
    if isinstance(value, date):
        return bool(cell == datetime(value.year, value.month, value.day))
    if isinstance(value, float):
        return bool(cell == pytest.approx(value))
    return bool(cell == (safe_cell(value) if isinstance(value, str) else value)) or (value == "" and cell is None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("programme", PROGRAMMES)
@pytest.mark.parametrize("name", catalogue.ANSWERS)
def test_every_number_written_stands_in_the_same_row_of_the_records(
    view: Callable[[str, str], View], name: str, programme: str, language: str
) -> None:
    seen, answer = asked(name, view, programme, language)
    written = answer.written(seen.words)
    assert len(written) == len(answer.rows) == len(answer.records())
    assert not answer.rows or {column.name for column in answer.columns} <= set(answer.names())
    for row, texts in zip(answer.rows, written.itertuples(index=False, name=None), strict=True):
        for column, text in zip(written.columns, texts, strict=True):
            assert numbers_in(text) <= may_be_written(seen.words, row), f"{column}: {text}"


@pytest.mark.parametrize("programme", PROGRAMMES)
@pytest.mark.parametrize("name", catalogue.ANSWERS)
def test_csv_xlsx_and_json_hold_the_same_records(
    client: Client, view: Callable[[str, str], View], name: str, programme: str
) -> None:
    seen, answer = asked(name, view, programme, "nl")
    records = answer.records()
    taken = TakenHome(seen, answer)

    read = list(csv.DictReader(io.StringIO(csv_file(taken).decode("utf-8-sig"))))
    stamp = taken.stamp()
    assert [{k: v for k, v in row.items() if k not in stamp} for row in read] == [
        {k: "" if v is None else safe_cell(v) if isinstance(v, str) else str(v) for k, v in row.items()}
        for row in records
    ]
    assert all({k: row[k] for k in stamp} == stamp for row in read)

    book = openpyxl.load_workbook(io.BytesIO(workbook(taken)))
    sheet = book.worksheets[1]
    names = [re.search(r"(\w+)\)?$", str(cell.value))[1] for cell in sheet[3]]
    assert names == answer.names()
    for row, cells in zip(records, sheet.iter_rows(min_row=4, values_only=True), strict=True):
        for value, cell in zip(row.values(), cells, strict=True):
            assert is_same(value, cell), (value, cell)

    found = client.get(f"/api/v1/{name}.json", params={"programme": programme, "lang": "nl", **chosen(name, programme)})
    assert found.status == 200
    assert found.json()["records"] == json.loads(json.dumps(records, default=lambda day: day.isoformat()))


def test_every_answer_says_something_to_people() -> None:
    for name, function in catalogue.ANSWERS.items():
        assert (function.__doc__ or "").strip(), name


def test_no_choice_of_an_answer_is_left_untried() -> None:
    needed = {choice.name for name in catalogue.ANSWERS for choice in catalogue.choices(name) if choice.is_needed}
    assert needed == set(CHOICES)


def test_a_choice_never_takes_the_place_of_a_column(view: Callable[[str, str], View]) -> None:
    seen = view("DEMO_01", "en")
    rows = catalogue.asked("neighbourhoods-rows", seen, {"area": "D_N05"})
    taken = TakenHome(seen, rows, {"area": "D_N05"})
    [first, *_rest] = csv.DictReader(io.StringIO(csv_file(taken).decode("utf-8-sig")))
    assert (first["chosen_area"], first["area"]) == ("D_N05", rows.rows[0]["area"])
