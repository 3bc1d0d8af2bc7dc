"""Panels: many small pictures of lines below each other, all over the same time."""

from datetime import date
from typing import Any

import plotly.graph_objects as go

from peil import escaping
from peil.answers.marks import Line, Panel, Panels
from peil.charts import Palette, by_pixel, figure, figures_text, shortened, state_colour, texts_at

# Heights in pixels: of a panel, of its lines, and of the years below all.
_PANEL, _LINES, _YEARS = 92, 44, 22
# How far the last day stands to the right, so that its dot has room.
_LAST = 0.97

_Points = list[tuple[float | None, float | None]]


def draw(mark: Panels, colours: Palette) -> go.Figure:
    """Each panel from zero to its own highest value; what is planned is dotted, the other lines end in a dot."""
    grounds = [-(number + 1) * _PANEL + 10 for number in range(len(mark.panels))]
    tops = [-number * _PANEL - 14 for number in range(len(mark.panels))]
    # All lines of one look are one trace.
    looks: dict[tuple[bool, str], _Points] = {}
    ends: list[tuple[float | None, float | None, str]] = []
    for panel, ground in zip(mark.panels, grounds, strict=True):
        for line in panel.lines:
            points = _points(line, panel, ground, mark.first, mark.last)
            hue = colours.soft_ink if line.is_dotted else state_colour(line.tone, colours)
            looks.setdefault((line.is_dotted, hue), []).extend([*points, (None, None)])
            if points and not line.is_dotted:
                ends.append((*points[-1], hue))
    height = len(mark.panels) * _PANEL + _YEARS
    said = [state_colour(panel.lines[0].tone if panel.lines else "", colours) for panel in mark.panels]
    return figure(
        [
            _trace([point for y in grounds for point in ((0, y), (1, y), (None, None))])
            | {"line": {"color": colours.grid, "width": 1}},
            *(
                _trace(points)
                | {"line": {"color": hue, "width": 1.5, "dash": "dot"} if planned else {"color": hue, "width": 2.5}}
                # What is dotted lies below.
                for (planned, hue), points in sorted(looks.items(), key=lambda look: not look[0][0])
            ),
            _trace([(x, y) for x, y, _ in ends])
            | {"mode": "markers", "marker": {"size": 8, "color": [hue for _, _, hue in ends]}},
            texts_at([escaping.plotly(shortened(one.name)) for one in mark.panels], 0, tops, "right", colours.ink, 13),
            texts_at([figures_text(one.said, "") for one in mark.panels], 1, tops, "left", said, 13),
            texts_at([str(mark.first.year)], 0, [12 - height], "right", colours.soft_ink, 12),
            texts_at([str(mark.last.year)], _LAST, [12 - height], "left", colours.soft_ink, 12),
        ],
        by_pixel(colours, height),
    )


def _points(line: Line, panel: Panel, ground: float, first: date, last: date) -> _Points:
    """Where the values of a line stand in its panel."""
    values = [value for one in panel.lines for value in one.values]
    highest, lowest = max([*values, 1e-9]), min([0.0, *values])
    length = max((last - first).days, 1)
    return [
        (_LAST * (day - first).days / length, ground + _LINES * (value - lowest) / (highest - lowest))
        for day, value in zip(line.days, line.values, strict=True)
    ]


def _trace(points: _Points) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "hoverinfo": "skip",
    }
