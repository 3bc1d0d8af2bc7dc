"""Pictures for paper: a mark in, SVG out. Vectors without script, readable in black and white.

Every text is escaped. Whoever shows a picture says in words what it shows: every mark describes itself.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

import shapely

from peil import escaping
from peil.answers.marks import (
    Bar,
    Bars,
    Cells,
    Dot,
    Dots,
    Line,
    Lines,
    Mark,
    Outlines,
    Pair,
    Pairs,
    Piece,
    Stack,
    apart,
)
from peil.texts import Words

T = TypeVar("T")

INK, SOFT, TRACK, GRID, GROUND = "#1b2733", "#55606d", "#dfe4ea", "#c3cad2", "#ffffff"
ACCENT = "#1f5f99"
# What lags, and what is disputed; the word beside it says so too.
_TONES = dict.fromkeys(("missed", "exceeded", "far_behind", "behind", "worse"), "#a8361c") | {"disputed": "#73489e"}
# Neighbours differ in lightness.
PIECES = ("#1f5f99", "#a9c9e6", "#0b6e63", "#d9c58a", "#7a4f8f", "#b7d8b5", "#3a4653", "#e2b3a8")
# Of a picture, in its own units: its width, a line of text, and a letter, on average and as wide as they come.
WIDTH = 620
_LETTER, _WIDEST_LETTER = 6.3, 7.2
_ROW, _PLOT = 46, 190
# Arrows, triangles and the like.
_SIGNS = re.compile("([\u2190-\u2bff]+)")
_FONT_OF_SIGNS = "DejaVu Sans Mono"
# Signs that no font which comes with Typst has in bold, and letters that look like them.
_ALIKE = str.maketrans({"✕": "×", "✚": "+"})
# More rows have no room on a page.
_MOST_ROWS = 14


def parts(mark: Mark) -> list[Mark]:
    """A mark of more rows than a page has room for, in several."""
    match mark:
        case Bars():
            return [replace(mark, bars=some) for some in _some(mark.bars)]
        case Stack():
            return [replace(mark, bars=some) for some in _some(mark.bars)]
        case Pairs():
            return [replace(mark, pairs=some) for some in _some(mark.pairs)]
        case Dots():
            return [replace(mark, dots=some) for some in _some(mark.dots)]
    return [mark]


def draw(mark: Mark, words: Words, font: str = "inherit") -> str:
    """The picture of a mark, ``WIDTH`` wide; ``font`` is a list of families as CSS has it."""
    sheet = _Sheet()
    match mark:
        case Bars():
            height = _bars(sheet, mark)
        case Lines():
            height = _lines(sheet, mark, words)
        case Outlines():
            height = _outlines(sheet, mark)
        case Dots():
            height = _dots(sheet, mark)
        case Stack():
            height = _stack(sheet, mark)
        case Cells():
            height = _cells(sheet, mark)
        case Pairs():
            height = _pairs(sheet, mark)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" font-family="{escaping.html(font)}" font-size="13">'
        f"<defs>{_HATCH}</defs>{''.join(sheet.drawn)}</svg>"
    )


_HATCH = (
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="6" height="6" fill="{GROUND}"/><rect width="2" height="6" fill="{SOFT}"/></pattern>'
)


@dataclass
class _Sheet:
    """What is drawn so far."""

    drawn: list[str] = field(default_factory=list)

    def rectangle(self, x: float, y: float, width: float, height: float, fill: str, edge: str = "none") -> None:
        self.drawn.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" fill="{fill}" '
            f'stroke="{edge}"/>'
        )

    def path(self, points: Sequence[tuple[float, float]], colour: str, width: float, dash: str = "") -> None:
        if len(points) > 1:
            drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            dashed = f' stroke-dasharray="{dash}"' if dash else ""
            self.drawn.append(
                f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>'
            )

    def dot(self, x: float, y: float, radius: float, fill: str, edge: str) -> None:
        self.drawn.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="{edge}" stroke-width="1.5"/>'
        )

    def diamond(self, x: float, y: float, size: float) -> None:
        corners = f"{x:.1f},{y - size:.1f} {x + size:.1f},{y:.1f} {x:.1f},{y + size:.1f} {x - size:.1f},{y:.1f}"
        self.drawn.append(
            f'<polygon points="{corners}" fill="{GROUND}" stroke="{_TONES["disputed"]}" stroke-width="2"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        *texts: str,
        side: str = "start",
        colour: str = INK,
        room: float = WIDTH,
        size: int = 13,
    ) -> None:
        """Texts on one line, the first in bold when there are several, cut to the ``room`` that they have."""
        left = int(room / (_LETTER * size / 13))
        spans = []
        for number, text in enumerate(escaping.legible(text).translate(_ALIKE) for text in texts):
            cut = text if len(text) <= left else text[: max(left - 1, 0)].rstrip() + "…"
            left = max(left - len(cut), 0)
            is_bold = number == 0 and len(texts) > 1
            spans += [_span(run, is_bold=is_bold) for run in _SIGNS.split(cut) if run]
        self.drawn.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{side}" fill="{colour}" font-size="{size}" '
            f'xml:space="preserve">{"".join(spans)}</text>'
        )


def _span(run: str, *, is_bold: bool) -> str:
    """Letters, or signs, which are in another font and never bold."""
    if _SIGNS.fullmatch(run):
        return f'<tspan font-family="{_FONT_OF_SIGNS}" font-weight="normal">{escaping.html(run)}</tspan>'
    weight = ' font-weight="bold"' if is_bold else ""
    return f"<tspan{weight}>{escaping.html(run)}</tspan>"


def _some(rows: Sequence[T]) -> list[Sequence[T]]:
    """Rows in parts of about the same size, each short enough for a page."""
    pages = max(1, -(-len(rows) // _MOST_ROWS))
    each = max(1, -(-len(rows) // pages))
    return [rows[start : start + each] for start in range(0, len(rows), each)]


def _tone(tone: str) -> str:
    return _TONES.get(tone, ACCENT)


def _bars(sheet: _Sheet, mark: Bars, within: Sequence[Sequence[tuple[float, Piece, str]]] = ()) -> float:
    """Bars on one scale: above each its name and judgement, and its figures; what lies ``within`` are its pieces."""
    scale = WIDTH / mark.longest if mark.longest else 0.0
    for number, bar in enumerate(mark.bars):
        top = number * _ROW
        level = top + 33
        sheet.text(WIDTH, top + 13, bar.said, "", side="end", room=170)
        sheet.text(0, top + 13, bar.name, room=WIDTH - 175 if bar.said else WIDTH)
        sheet.text(0, top + 28, bar.value, bar.rest, size=12)
        _bar(sheet, bar, level, scale, mark, within[number] if within else ())
    height = len(mark.bars) * _ROW + 4
    if mark.bars and mark.full_word and (full := mark.bars[-1].full) is not None:
        at = min(full, mark.longest) * scale
        sheet.text(at, height + 8, mark.full_word, side="middle" if at < WIDTH - 30 else "end", colour=SOFT, size=11)
        height += 14
    return height


def _bar(
    sheet: _Sheet, bar: Bar, level: float, scale: float, mark: Bars, within: Sequence[tuple[float, Piece, str]]
) -> None:
    if bar.full is not None:
        sheet.rectangle(0, level, min(bar.full, mark.longest) * scale, 8, TRACK)
    if not within:
        sheet.rectangle(0, level, min(max(bar.length or 0.0, 0.0), mark.longest) * scale, 8, _tone(bar.tone))
    for start, piece, fill in within:
        sheet.rectangle(start * scale, level, piece.length * scale, 8, fill, GROUND if piece.is_known else SOFT)
    if (bar.length or 0.0) > mark.longest:
        sheet.text(WIDTH - 2, level + 8, "»", side="end", colour=GROUND)
    strokes = [(bar.full if mark.full_word else None, SOFT, 1.2, "2 2"), (bar.tick, INK, 2.5, "")]
    for length, colour, width, dash in strokes:
        if length is not None:
            at = min(max(length, 0.0), mark.longest) * scale
            sheet.path([(at, level - 3), (at, level + 11)], colour, width, dash)
    for other in bar.others:
        sheet.diamond(min(max(other, 0.0), mark.longest) * scale, level + 4, 5)


def _stack(sheet: _Sheet, mark: Stack) -> float:
    """Bars made of pieces, and below them what the pieces are; what is not known is hatched."""
    named: dict[tuple[str, str, bool], str] = {}
    within = []
    for stacked in mark.bars:
        start, placed = 0.0, []
        for piece in stacked.pieces:
            known = len([fill for fill in named.values() if fill != "url(#hatch)"])
            fill = PIECES[known % len(PIECES)] if piece.is_known else "url(#hatch)"
            fill = named.setdefault((piece.tone, piece.name, piece.is_known), fill)
            placed.append((start, piece, fill))
            start += piece.length
        within.append(placed)
    height = _bars(sheet, Bars([stacked.bar for stacked in mark.bars], mark.longest, mark.full_word), within)
    return _key(sheet, height + 4, [(fill, name) for (_, name, _), fill in named.items()])


def _key(sheet: _Sheet, top: float, entries: Sequence[tuple[str, str]]) -> float:
    """What the fills mean, on as many lines as that takes; gives the height below."""
    at = 0.0
    for fill, name in entries:
        width = 18 + min(len(name) * _WIDEST_LETTER, WIDTH - 20) + 14
        if at and at + width > WIDTH:
            at, top = 0.0, top + 18
        sheet.rectangle(at, top + 3, 11, 11, fill, SOFT)
        sheet.text(at + 16, top + 13, name, room=WIDTH - 20, size=12)
        at += width
    return top + 20


def _lines(sheet: _Sheet, mark: Lines, words: Words) -> float:
    """Every line with its value and its name at its end; what was planned is dotted, another reading has diamonds."""
    left, right = 56.0, WIDTH - 150.0
    days = [day for line in mark.lines for day in line.days]
    values = [value for line in mark.lines for value in line.values]
    if not days:
        return 0.0
    first, length = min(days), max((max(days) - min(days)).days, 1)
    ticks = _ticks(min([0.0, *values]), max([1.0, *values]))
    lowest, top = ticks[0], max([ticks[-1], *values])

    def place(day: date, value: float) -> tuple[float, float]:
        x = left + (right - left) * (day - first).days / length
        return x, 12 + _PLOT * (top - value) / (top - lowest)

    for tick in ticks:
        y = place(first, tick)[1]
        sheet.path([(left, y), (right, y)], GRID, 0.7)
        sheet.text(left - 6, y + 4, words.number(tick), side="end", colour=SOFT, size=11, room=left)
    for day in dict.fromkeys((first, max(days))):
        x = place(day, lowest)[0]
        sheet.text(x, _PLOT + 30, words.short_day(day), side="start" if day == first else "end", colour=SOFT, size=11)
    for line in sorted(mark.lines, key=lambda line: bool(line.name)):
        _line(sheet, line, [place(day, value) for day, value in zip(line.days, line.values, strict=True)])
    ended = sorted((line for line in mark.lines if line.days and line.name), key=lambda line: line.values[-1])
    gap = 31 * (top - lowest) / _PLOT
    for line, height in zip(ended, apart([line.values[-1] for line in ended], gap, lowest, top), strict=True):
        end, (x, y) = place(line.days[-1], line.values[-1]), place(line.days[-1], height)
        if abs(y - end[1]) > 1:
            sheet.path([end, (x + 7, y)], SOFT, 0.7)
        sheet.text(x + 9, y + 2, line.value, "", room=140)
        sheet.text(x + 9, y + 15, line.name, room=WIDTH - x - 9, colour=SOFT, size=12)
    return _PLOT + 38


def _line(sheet: _Sheet, line: Line, points: list[tuple[float, float]]) -> None:
    colour = GRID if not line.name else SOFT if line.is_dotted or line.is_pale else _tone(line.tone)
    steps = points
    if line.is_stepped:
        steps = [
            step for (x, y), (_, before) in zip(points[1:], points, strict=False) for step in ((x, before), (x, y))
        ]
        steps = [*points[:1], *steps]
    if not line.is_other:
        width = 1.2 if line.is_pale or not line.name else 1.8 if line.is_dotted else 2.5
        sheet.path(steps, colour, width, "2 4" if line.is_dotted else "")
    for x, y in points if line.name and not line.is_stepped and not (line.is_dotted and not line.hover) else ():
        if line.is_other:
            sheet.diamond(x, y, 5)
        else:
            sheet.dot(x, y, 2.5 if line.is_pale or line.is_dotted else 3.5, colour, colour)


def _ticks(lowest: float, highest: float) -> list[float]:
    """Three to six round values that hold all others."""
    raw = (highest - lowest) / 4 or 1.0
    size = 10 ** math.floor(math.log10(raw))
    step = next(size * times for times in (1, 2, 2.5, 5, 10) if raw <= size * times)
    start, end = math.floor(lowest / step), math.ceil(highest / step)
    return [number * step for number in range(start, end + 1)]


def _dots(sheet: _Sheet, mark: Dots) -> float:
    """A row per dot, each on its own scale with the benchmark in the middle; the others are small and pale."""
    top = 0.0
    for dot in mark.dots:
        if dot.heading:
            sheet.text(0, top + 16, dot.heading, "")
            top += 24
        sheet.text(WIDTH, top + 13, dot.way, side="end", room=170, colour=SOFT)
        sheet.text(0, top + 13, dot.name, room=WIDTH - 175)
        sheet.text(0, top + 28, dot.value, dot.rest, size=12, room=WIDTH - 175)
        sheet.text(WIDTH, top + 28, dot.said, "", side="end", room=170, size=12)
        _dot(sheet, dot, top + 39)
        top += 54
    return top


def _dot(sheet: _Sheet, dot: Dot, level: float) -> None:
    others = [(_on_scale(dot, value), level) for _, value in dot.others]
    if len(others) > 1:
        ends = [x for x, _ in others]
        sheet.rectangle(min(ends), level - 4, max(ends) - min(ends), 8, TRACK)
    for x, y in others:
        sheet.dot(x, y, 2.5, SOFT, SOFT)
    if dot.middle is not None:
        sheet.path([(WIDTH / 2, level - 8), (WIDTH / 2, level + 8)], INK, 1.2)
    if dot.at is None:
        return
    colour = _tone(dot.tone)
    if dot.lower is not None and dot.upper is not None:
        sheet.path([(_on_scale(dot, dot.lower), level), (_on_scale(dot, dot.upper), level)], colour, 2)
    x = _on_scale(dot, dot.at)
    sheet.dot(x, level, 5, GROUND if dot.is_hollow else colour, colour)
    if dot.target is not None and 0 < (at := _on_scale(dot, dot.target)) < WIDTH:
        sheet.path([(at - 4, level - 10), (at, level - 4), (at + 4, level - 10)], INK, 1.8)


def _on_scale(dot: Dot, value: float) -> float:
    """Where a value stands on the scale of its row; what lies beyond is cut off."""
    shown = [one for one in (dot.at, *(other for _, other in dot.others)) if one is not None]
    middle = dot.middle if dot.middle is not None else (min(shown) + max(shown)) / 2 if shown else 0.0
    reach = 1.15 * max((abs(one - middle) for one in shown), default=0.0) or 1.0
    return WIDTH * min(max(0.5 + 0.48 * (value - middle) / reach, 0.0), 1.0)


def _pairs(sheet: _Sheet, mark: Pairs) -> float:
    """Two dots per row, joined: the one to compare with hollow, that of here full."""
    shares = [share for pair in mark.pairs for share in (pair.beside_share, pair.share) if share is not None]
    left, scale = 250.0, (WIDTH - 258.0) / max([0.05, *shares])
    top, part = 0.0, ""
    for pair in mark.pairs:
        if pair.part and pair.part != part:
            part = pair.part
            sheet.text(0, top + 16, part, "")
            top += 24
        sheet.text(0, top + 13, pair.name, room=left - 10)
        sheet.text(0, top + 28, _both(pair), size=12, room=left - 10, colour=SOFT)
        ends = [share for share in (pair.beside_share, pair.share) if share is not None]
        sheet.path([(left, top + 16), (WIDTH - 8, top + 16)], TRACK, 4)
        sheet.path([(left + share * scale, top + 16) for share in ends], ACCENT, 2)
        if pair.beside_share is not None:
            sheet.dot(left + pair.beside_share * scale, top + 16, 5, GROUND, SOFT)
        if pair.share is not None:
            sheet.dot(left + pair.share * scale, top + 16, 5, ACCENT, ACCENT)
        top += 38
    return top


def _both(pair: Pair) -> str:
    return "  ".join(f"{sign} {text}" for sign, text in (("○", pair.beside), ("●", pair.value)) if text)


def _cells(sheet: _Sheet, mark: Cells) -> float:
    """Names down and heads across; the ground of a cell is as wide as its share."""
    left = 190.0
    width = (WIDTH - left) / max(len(mark.heads), 1)
    for number, head in enumerate(mark.heads):
        sheet.text(left + number * width + 4, 14, head, "", room=width - 8, size=12)
    for row, name in enumerate(mark.names):
        top = 24 + row * 26
        sheet.text(0, top + 16, name, room=left - 8, size=12)
        for number, cell in enumerate(mark.rows[row]):
            if cell is not None:
                x = left + number * width
                sheet.rectangle(x, top, (width - 6) * min(max(cell.share or 0.0, 0.0), 1.0), 22, TRACK)
                sheet.text(x + 4, top + 16, cell.value, room=width - 10, size=12)
    return 30.0 + len(mark.names) * 26


def _outlines(sheet: _Sheet, mark: Outlines) -> float:
    """Every area in the fill of its group with the sign of the group in it, and below what they mean."""
    shapes = shapely.from_geojson([outline.border for outline in mark.outlines])
    if not len(shapes):
        return 0.0
    west, south, east, north = shapely.total_bounds(shapes)
    stretch = 1 / math.cos(math.radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) or 1.0), 380 / ((north - south) * stretch or 1.0))
    fills = {group.key: _tone(group.tone) if group.tone else TRACK for group in mark.groups}
    signs = {group.key: group.sign for group in mark.groups}

    def placed(x: float, y: float) -> tuple[float, float]:
        return (x - west) * scale, (north - y) * stretch * scale

    smallest = (east - west) / 1500
    for shape, outline in zip(shapely.simplify(shapes, smallest), mark.outlines, strict=True):
        rings = [[placed(x, y) for x, y in shapely.get_coordinates(ring)] for ring in shapely.get_rings(shape)]
        drawn = "".join(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in ring)}Z" for ring in rings)
        edge = INK if mark.chosen and outline.key == mark.chosen else GROUND
        sheet.drawn.append(
            f'<path d="{drawn}" fill="{fills.get(outline.group, TRACK)}" fill-opacity="0.5" fill-rule="evenodd" '
            f'stroke="{edge}"/>'
        )
    for shape, outline in zip(shapes, mark.outlines, strict=True):
        inside = shapely.get_coordinates(shapely.point_on_surface(shape))[0]
        x, y = placed(*inside)
        sheet.text(x, y + 4, signs.get(outline.group, ""), side="middle", size=11)
    used = {outline.group for outline in mark.outlines}
    entries = [(fills[group.key], f"{group.sign} {group.name}".strip()) for group in mark.groups if group.key in used]
    return _key(sheet, (north - south) * stretch * scale + 8, entries)
