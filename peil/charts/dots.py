"""Dots: a value among those of others, each row on a scale of its own with the benchmark in the middle."""

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go

from peil import escaping
from peil.answers.marks import Dot, Dots
from peil.charts import Palette, by_pixel, figure, figures_text, shortened, state_colour, texts_at

# Heights in pixels.
_HEADING, _ROW = 32, 61

_Scale = Callable[[float], float]
_Stroke = tuple[tuple[float, float], tuple[float, float]]


def draw(mark: Dots, colours: Palette) -> go.Figure:
    """One row per dot: name, figures and judgement above; below, every other value, the interval and the target. What
    can be chosen carries its key as custom data.
    """
    tops, height = [], 18
    for dot in mark.dots:
        height += _HEADING if dot.heading else 0
        tops.append(height)
        height += _ROW
    shared = _shared_scale(mark.dots) if mark.on_one_scale else None
    rows = [(dot, shared or _scale(dot), -top - 48) for dot, top in zip(mark.dots, tops, strict=True)]
    hues = [state_colour(dot.tone, colours) for dot in mark.dots]
    others = [(scale(value), level, said) for dot, scale, level in rows for said, value in dot.others]
    spans = [
        ((min(places), level), (max(places), level))
        for dot, scale, level in rows
        if len(places := [scale(value) for _, value in dot.others]) > 1
    ]
    middles = [((0.5, level - 11), (0.5, level + 11)) for dot, _, level in rows if dot.middle is not None]
    intervals: dict[str, list[_Stroke]] = {}
    for (dot, scale, level), hue in zip(rows, hues, strict=True):
        if dot.at is not None and dot.lower is not None and dot.upper is not None:
            intervals.setdefault(hue, []).append(((scale(dot.lower), level), (scale(dot.upper), level)))
    own = [
        (dot, scale(dot.at), level, hue)
        for (dot, scale, level), hue in zip(rows, hues, strict=True)
        if dot.at is not None
    ]
    targets = [(scale(dot.target), level + 8) for dot, scale, level in rows if dot.target is not None and _is_near(dot)]
    chosen = {"hoverinfo": "none", "customdata": [dot.key or None for dot in mark.dots]}
    names, figures = [-top - 10 for top in tops], [-top - 28 for top in tops]
    headings = [(dot.heading, 17 - top) for dot, top in zip(mark.dots, tops, strict=True) if dot.heading]
    traces: list[dict[str, Any]] = [
        _strokes(spans, {"color": colours.track, "width": 9}),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [x for x, _, _ in others],
            "y": [y for _, y, _ in others],
            "marker": {"size": 8, "color": colours.soft_ink, "opacity": 0.6},
            "hoverinfo": "text",
            "hovertext": [escaping.plotly(said) for _, _, said in others],
        },
        _strokes(middles, {"color": colours.ink, "width": 1.5}),
        *(_strokes(ends, {"color": hue, "width": 3}) for hue, ends in intervals.items()),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [x for _, x, _, _ in own],
            "y": [y for _, _, y, _ in own],
            "marker": {
                "size": 15,
                "color": [colours.ground if dot.is_hollow else hue for dot, _, _, hue in own],
                "line": {"width": 2, "color": [hue if dot.is_hollow else colours.ground for dot, _, _, hue in own]},
            },
            "hoverinfo": "text",
            "hovertext": [escaping.plotly(dot.hover) for dot, _, _, _ in own],
            "customdata": [dot.key or None for dot, _, _, _ in own],
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": [x for x, _ in targets],
            "y": [y for _, y in targets],
            "marker": {"symbol": "triangle-down", "size": 9, "color": colours.ink},
            "hoverinfo": "skip",
        },
        texts_at([escaping.plotly(shortened(dot.name)) for dot in mark.dots], 0, names, "right", colours.ink, 15)
        | chosen,
        texts_at([escaping.plotly(dot.way) for dot in mark.dots], 1, names, "left", colours.soft_ink, 13),
        texts_at([figures_text(dot.value, dot.rest) for dot in mark.dots], 0, figures, "right", colours.ink, 13),
        texts_at([figures_text(dot.said, "") for dot in mark.dots], 1, figures, "left", hues, 13),
        texts_at(
            [figures_text(text, "") for text, _ in headings], 0, [y for _, y in headings], "right", colours.ink, 15
        ),
        texts_at([escaping.plotly(shortened(mark.middle))], 0.5, [-8], "center", colours.soft_ink, 13),
    ]
    return figure(traces, by_pixel(colours, height))


def _strokes(ends: Sequence[_Stroke], line: dict[str, Any]) -> dict[str, Any]:
    """A trace with a stroke between each two points."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for first, last in ends for x in (first[0], last[0], None)],
        "y": [y for first, last in ends for y in (first[1], last[1], None)],
        "line": line,
        "hoverinfo": "skip",
    }


def _reach(dot: Dot) -> tuple[float, float]:
    """The middle of a scale, and how far it reaches from there: all values fit in."""
    shown = [value for value in (dot.at, *(value for _, value in dot.others)) if value is not None]
    middle = dot.middle
    if middle is None:
        middle = (min(shown) + max(shown)) / 2 if shown else 0.0
    return middle, 1.15 * max((abs(value - middle) for value in shown), default=0.0) or 1.0


def _scale(dot: Dot) -> _Scale:
    """Where a value stands between the left end (0) and the right end (1). What lies beyond is cut off."""
    middle, reach = _reach(dot)
    return lambda value: min(max(0.5 + 0.48 * (value - middle) / reach, 0.0), 1.0)


def _shared_scale(dots: Sequence[Dot]) -> _Scale:
    """Where a value stands on the scale of all: every value and interval fits in."""
    ends = [end for dot in dots for end in (dot.at, dot.lower, dot.upper) if end is not None]
    lowest, highest = min(ends, default=0.0), max(ends, default=1.0)
    return lambda value: 0.02 + 0.96 * (value - lowest) / ((highest - lowest) or 1.0)


def _is_near(dot: Dot) -> bool:
    """Whether the target falls on the scale; one that lies beyond is only in the table."""
    return dot.at is not None and dot.target is not None and 0.0 < _scale(dot)(dot.target) < 1.0
