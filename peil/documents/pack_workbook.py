"""The pack of a meeting as XLSX: a cover, contents, a marked table per sheet, and native charts on what they draw."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from peil.answers import Answer, Column, Row
from peil.answers.pack import Pack
from peil.documents import native, paper, svg
from peil.documents.workbook import HEADER_ROW, Book, demonstration, facts, shared_facts
from peil.texts import MISSING, Words


def pack_workbook(pack: Pack) -> bytes:
    """The whole pack, with every row of every table."""
    words = pack.view.words
    _ = words.text
    book = Book(pack.title, words)
    cover = book.sheet(_("Cover"), pack.title)
    lines = [*demonstration(pack.view), *pack.summary, _("Blank cells: nothing is stated. Zero is a figure.")]
    known = [*shared_facts(pack.view), (_("Not in this pack"), paper.left_out(pack))]
    facts(book, cover, [pack.standing, *lines], known)
    contents = book.sheet(_("Contents"), _("Contents"))
    book.put(contents, 2, 1, " · ".join([pack.standing, *demonstration(pack.view)]))
    listed: list[tuple[str, str, str, int]] = []
    for heading, answer in _answers(pack):
        title = answer.title if answer.title in ("", heading) else f"{heading}: {answer.title}"
        if answer.rows and answer.columns:
            sheet = book.sheet(answer.title or heading, title)
            _table(book, sheet, pack, answer, f"Table{len(listed) + 1}")
            listed.append((sheet.name, title, _("Table"), len(answer.rows)))
        for mark in svg.parts(answer.mark) if answer.mark else ():
            if chart := native.chart(mark, words):
                sheet = book.sheet(answer.title or heading, title or heading)
                _chart(book, sheet, pack, chart, paper.described(answer, mark), f"Table{len(listed) + 1}")
                listed.append((sheet.name, title or heading, _("Chart"), len(_points(chart))))
    book.table(contents, "Contents", [_("Sheet"), _("What it shows"), _("Kind"), _("Rows")], listed, ["text"] * 4)
    for number, (name, *_rest) in enumerate(listed, start=HEADER_ROW):
        contents.write_url(number, 0, f"internal:'{name}'!A1", string=name)
    return book.finished()


def _answers(pack: Pack) -> Iterator[tuple[str, Answer]]:
    for answer in pack.first:
        yield answer.title, answer
    for part in (*pack.exceptions, *pack.parts):
        for answer in part.answers:
            yield part.heading, answer


def _above(pack: Pack, *notes: str) -> str:
    """The line between title and table: what every sheet says, and the notes of its table."""
    return " · ".join([pack.standing, *demonstration(pack.view), *notes])


def _table(book: Book, sheet: Any, pack: Pack, answer: Answer, name: str) -> None:
    words = pack.view.words
    book.put(sheet, 2, 1, _above(pack, *answer.sentences, *answer.notes))
    rows = [[_cell(words, column, row) for column in answer.columns] for row in answer.rows]
    kinds = [column.kind for column in answer.columns]
    book.table(sheet, name, [words.text(column.title) for column in answer.columns], rows, kinds)


def _cell(words: Words, column: Column, row: Row) -> Any:
    """A figure as a figure where that says the same as its text; else the text. A dash is an empty cell."""
    text, value = column.write(words, row), row.get(column.name)
    if text == MISSING:
        return None
    is_figure = isinstance(value, int | float | date) and not isinstance(value, bool)
    return value if is_figure and _plainly(words, column.kind, value) == text else text


def _plainly(words: Words, kind: str, value: Any) -> str:
    """A bare value as people write it; nothing when it is not of the kind."""
    if kind == "day" and isinstance(value, date):
        return words.short_day(value)
    writes: dict[str, Callable[[float], str]] = {
        "number": words.number,
        "share": words.percent,
        "money": words.money,
    }
    return writes[kind](value) if kind in writes and not isinstance(value, date) else ""


def _points(chart: native.Chart) -> list[list[Any]]:
    """What a chart draws as rows: a category or a day, and the value of each series."""
    if chart.kind != "lines":
        return [
            [category, *(series.values[at] for series in chart.series)] for at, category in enumerate(chart.categories)
        ]
    known = [dict(zip(series.days, series.values, strict=True)) for series in chart.series]
    days = sorted({day for values in known for day in values})
    return [[day, *(values.get(day) for values in known)] for day in days]


def _chart(book: Book, sheet: Any, pack: Pack, chart: native.Chart, alt: str, name: str) -> None:
    words = pack.view.words
    points = _points(chart)
    book.put(sheet, 2, 1, _above(pack))
    first = words.text("Day") if chart.kind == "lines" else words.text("What")
    titles = [first, *(series.name for series in chart.series)]
    book.table(sheet, name, titles, points, ["text"] * len(titles))
    kinds = {
        "bars": {"type": "bar"},
        "stack": {"type": "bar", "subtype": "stacked"},
        "lines": {"type": "scatter", "subtype": "straight_with_markers"},
    }
    drawn = book.chart(kinds[chart.kind])
    last = HEADER_ROW + len(points) - 1
    for at, series in enumerate(chart.series, start=1):
        look: dict[str, Any] = {"fill": {"color": series.colour}}
        if chart.kind == "lines":
            look = {
                "line": {
                    "color": series.colour,
                    "width": 2.25,
                    "dash_type": "round_dot" if series.is_dotted else "solid",
                },
                "marker": {"type": "none" if series.is_dotted else "circle"},
            }
        drawn.add_series(
            {
                "name": [sheet.name, HEADER_ROW - 1, at],
                "categories": [sheet.name, HEADER_ROW, 0, last, 0],
                "values": [sheet.name, HEADER_ROW, at, last, at],
                **look,
            }
        )
    drawn.set_legend({"position": "bottom"})
    if chart.kind == "lines":
        drawn.show_blanks_as("span")
        drawn.set_x_axis({"num_format": "mm/yyyy", "min": points[0][0], "max": points[-1][0], "date_axis": True})
    else:
        # The first bar on top.
        drawn.set_y_axis({"reverse": True})
        drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    drawn.set_size({"width": 820, "height": max(320, 90 + 46 * len(chart.categories))})
    sheet.insert_chart(HEADER_ROW - 1, len(titles) + 1, drawn, {"description": alt, "object_position": 2})
