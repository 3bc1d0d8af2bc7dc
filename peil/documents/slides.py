"""PPTX, 16:9: one message per slide as its title, with a native chart that can be edited, or a table."""

import io
from collections.abc import Sequence
from datetime import date

from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.util import Inches, Length, Pt

from peil.answers import Answer
from peil.answers.pack import Pack, Part
from peil.documents import native, paper, svg
from peil.escaping import legible
from peil.texts import Words

_WIDTH, _HEIGHT, _EDGE = Inches(13.333), Inches(7.5), Inches(0.6)
_TOP, _ROOM = Inches(1.75), Inches(4.7)
_INK, _SOFT = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x55, 0x60, 0x6D)
# What is legible from the back of a room.
_MOST_ROWS, _MOST_COLUMNS, _LONGEST_CELL, _LONGEST_TITLE = 8, 6, 70, 150
# Letters of 14 points beside each other on a slide, some of them wide.
_ACROSS = 95
# The first day that Office counts from.
_FIRST_DAY = date(1899, 12, 30)


def slides(pack: Pack) -> bytes:
    """The pack as slides; what has no room there stands in the workbook."""
    words = pack.view.words
    show = Presentation()
    _set_up(show, pack)
    _opening(show, pack)
    for answer in pack.first:
        short = [one for one in answer.sentences if len(one) <= _LONGEST_TITLE]
        _tell(show, pack, short[0] if short else answer.title, answer)
    for part in pack.exceptions:
        _exception(show, pack, part)
    for part in pack.parts:
        _part(show, pack, part)
    if said := paper.left_out(pack):
        _text(_slide(show, pack, words.text("Not in this pack")), [said], _TOP)
    written = io.BytesIO()
    show.save(written)
    return written.getvalue()


def _set_up(show: Slides, pack: Pack) -> None:
    """The format, and the places for titles, which the template has for 4:3."""
    show.slide_width, show.slide_height = _WIDTH, _HEIGHT
    properties = show.core_properties
    properties.title, properties.author, properties.language = legible(pack.title), "Peil", pack.view.language
    for layout in show.slide_layouts:
        for place in layout.placeholders:
            if place.placeholder_format.type is not None and place.placeholder_format.idx == 0:
                place.left, place.top, place.width, place.height = _EDGE, Inches(0.4), _WIDTH - 2 * _EDGE, Inches(1.25)


def _slide(show: Slides, pack: Pack, title: str) -> Slide:
    """A slide with its title, and what stands on every slide: dates, who reported, the kind of figures, its number."""
    slide = show.slides.add_slide(show.slide_layouts[5])
    place = slide.shapes.title
    said = paper.cut(title, _LONGEST_TITLE)
    if place is not None:
        frame = place.text_frame
        frame.text, frame.word_wrap, frame.vertical_anchor = said, True, MSO_ANCHOR.MIDDLE
        [paragraph] = frame.paragraphs
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.font.size, paragraph.font.bold = Pt(28 if len(said) < 90 else 22), True
        paragraph.font.color.rgb = _INK
    words = pack.view.words
    number = str(len(show.slides))
    below = " · ".join(part for part in (pack.standing, paper.notice(pack.view), number) if part)
    _text(slide, [below], _HEIGHT - Inches(0.6), Inches(0.45), size=11, colour=_SOFT)
    _in_language(slide, words)
    return slide


def _in_language(slide: Slide, words: Words) -> None:
    """Says in which language the texts are, for who has them read aloud."""
    for properties in slide.shapes._spTree.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}rPr"):
        properties.set("lang", str(words.locale).replace("_", "-"))


def _text(
    slide: Slide,
    texts: Sequence[str],
    top: Length,
    height: Length = _ROOM,
    *,
    size: float = 20,
    colour: RGBColor = _INK,
) -> None:
    frame = slide.shapes.add_textbox(_EDGE, top, _WIDTH - 2 * _EDGE, height).text_frame
    frame.word_wrap = True
    for number, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = legible(text)
        run.font.size, run.font.color.rgb = Pt(size), colour
        paragraph.space_after = Pt(size / 2)


def _opening(show: Slides, pack: Pack) -> None:
    """The first slide: the pack, of whom, and its sentences."""
    slide = _slide(show, pack, f"{pack.title} · {pack.view.name}")
    _text(slide, [paper.cut(one, 240) for one in pack.summary], _TOP)


def _exception(show: Slides, pack: Pack, part: Part) -> None:
    """One slide with the way to the target, and what is said of it; who contributed on another."""
    pictures = [answer for answer in part.answers if answer.mark]
    for number, answer in enumerate(pictures):
        title = part.message if number == 0 else f"{part.heading}: {answer.title}"
        _tell(show, pack, title, answer)
    if not pictures:
        _text(_slide(show, pack, part.message), [paper.cut(one, 240) for one in part.sentences], _TOP)


def _part(show: Slides, pack: Pack, part: Part) -> None:
    for number, answer in enumerate(part.answers):
        said = [one for one in answer.sentences if len(one) <= _LONGEST_TITLE]
        title = part.message if number == 0 and part.sentences else ""
        if not title:
            name = answer.title or part.heading
            title = said[0] if said else name if name == part.heading else f"{part.heading}: {name}"
        _tell(show, pack, title, answer)
    if not part.answers:
        _text(_slide(show, pack, part.message), [paper.cut(one, 240) for one in part.sentences], _TOP)


def _tell(show: Slides, pack: Pack, title: str, answer: Answer) -> None:
    """A slide with the chart of an answer, else its table, else its sentences; a chart of many bars takes several."""
    words = pack.view.words
    drawn = [(mark, native.chart(mark, words)) for mark in svg.parts(answer.mark)] if answer.mark else []
    charts = [(mark, chart) for mark, chart in drawn if chart]
    for mark, chart in charts:
        slide = _slide(show, pack, title)
        _chart(slide, words, chart, paper.described(answer, mark))
        if answer.notes:
            _text(slide, [paper.cut(answer.notes[0], 200)], _HEIGHT - Inches(1.0), Inches(0.4), size=12, colour=_SOFT)
            _in_language(slide, words)
    table = paper.table(words, answer, _MOST_ROWS, _LONGEST_CELL)
    if table and not charts:
        table = paper.table(words, answer, _fitting(table), _LONGEST_CELL) or table
        slide = _slide(show, pack, title)
        _table(slide, table, answer.title or title)
        left = table.note
        if len(table.titles) > _MOST_COLUMNS:
            left = f"{left} {words.text('The workbook has all columns.')}".strip()
        _text(slide, [left], _HEIGHT - Inches(1.0), Inches(0.4), size=12, colour=_SOFT)
        _in_language(slide, words)
    elif not charts and answer.sentences:
        _text(_slide(show, pack, title), [paper.cut(one, 240) for one in answer.sentences], _TOP)


def _letters(table: paper.Table) -> int:
    """How large the letters of a table are, in points."""
    return 14 if sum(paper.widths(table)[:_MOST_COLUMNS]) <= _ACROSS else 12


def _fitting(table: paper.Table) -> int:
    """How many rows of a table have room on a slide, at least one: a long text takes several lines."""
    shares = paper.widths(table)[:_MOST_COLUMNS]
    across = _ACROSS * 14 / _letters(table)
    room = _ROOM / Pt(1)
    for number, row in enumerate((table.titles, *table.rows)):
        lines = max(
            -(-len(cell) * sum(shares) // int(share * across)) for cell, share in zip(row, shares, strict=False)
        )
        room -= max(lines, 1) * _letters(table) * 1.25 + 6
        if room < 0:
            return max(number - 1, 1)
    return len(table.rows)


def _table(slide: Slide, table: paper.Table, alt: str) -> None:
    shown = range(min(len(table.titles), _MOST_COLUMNS))
    shape = slide.shapes.add_table(len(table.rows) + 1, len(shown), _EDGE, _TOP, _WIDTH - 2 * _EDGE, Inches(0.4))
    shape._element.nvGraphicFramePr.cNvPr.set("descr", legible(alt))
    grid, letters = shape.table, _letters(table)
    shares = paper.widths(table)[: len(shown)]
    for number, share in enumerate(shares):
        grid.columns[number].width = Length(round((_WIDTH - 2 * _EDGE) * share / sum(shares)))
    for row, cells in enumerate((table.titles, *table.rows)):
        for column in shown:
            cell = grid.cell(row, column)
            cell.text = legible(cells[column])
            cell.margin_top = cell.margin_bottom = Inches(0.04)
            [paragraph] = cell.text_frame.paragraphs
            paragraph.font.size, paragraph.font.bold = Pt(letters), row == 0
            paragraph.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF) if row == 0 else _INK
            if table.kinds[column] != "text":
                paragraph.alignment = PP_ALIGN.RIGHT


def _chart(slide: Slide, words: Words, chart: native.Chart, alt: str) -> None:
    kinds = {
        "bars": XL_CHART_TYPE.BAR_CLUSTERED,
        "stack": XL_CHART_TYPE.BAR_STACKED,
        "lines": XL_CHART_TYPE.XY_SCATTER_LINES,
    }
    data = _days(chart) if chart.kind == "lines" else _categories(chart)
    shape = slide.shapes.add_chart(kinds[chart.kind], _EDGE, _TOP, _WIDTH - 2 * _EDGE, _ROOM, data)
    shape._element.nvGraphicFramePr.cNvPr.set("descr", legible(alt))
    drawn = shape.chart
    drawn.font.size, drawn.font.color.rgb = Pt(12), _INK
    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.legend is not None and drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    if chart.kind == "lines":
        drawn.category_axis.tick_labels.number_format = "mm/yyyy"
        drawn.category_axis.tick_labels.number_format_is_linked = False
        drawn.category_axis.has_major_gridlines = False
    else:
        # The first bar on top.
        drawn.category_axis.reverse_order = True
        drawn.value_axis.visible = False
        drawn.value_axis.has_major_gridlines = False
        drawn.plots[0].gap_width = 60
        if chart.kind == "stack":
            drawn.plots[0].overlap = 100
    for series, one in zip(drawn.plots[0].series, chart.series, strict=True):
        colour = RGBColor.from_string(one.colour.lstrip("#"))
        if chart.kind == "lines":
            series.format.line.color.rgb, series.format.line.width = colour, Pt(2.5)
            series.smooth = False
            series.marker.style = XL_MARKER_STYLE.NONE if one.is_dotted else XL_MARKER_STYLE.CIRCLE
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = colour
            if one.is_dotted:
                series.format.line.dash_style = MSO_LINE.ROUND_DOT
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour


def _categories(chart: native.Chart) -> CategoryChartData:
    data = CategoryChartData()
    data.categories = [paper.cut(category, 90) for category in chart.categories]
    for series in chart.series:
        data.add_series(series.name, series.values)
    return data


def _days(chart: native.Chart) -> XyChartData:
    data = XyChartData()
    for series in chart.series:
        points = data.add_series(series.name)
        for day, value in zip(series.days, series.values, strict=True):
            points.add_data_point((day - _FIRST_DAY).days, value)
    return data
