"""Lines: values over time, each line named at its end."""

from typing import Any

import plotly.graph_objects as go

from peil import escaping
from peil.answers.marks import Lines
from peil.charts import Palette, figure, figures_text, layout, state_colour
from peil.texts import Words

HEIGHT = 320
# Names at the ends of lines keep at least this distance, in pixels: two lines of text.
_GAP = 38


def draw(mark: Lines, colours: Palette, words: Words) -> go.Figure:
    """Every line with its value and its name at its end; what was planned is dotted."""
    values = [value for line in mark.lines for value in line.values if value is not None]
    highest, lowest = max([1.0, *values]), min([0.0, *values])
    traces: list[dict[str, Any]] = [_line(line, colours) for line in mark.lines]
    traces += _ends(mark, colours, (highest - lowest) * _GAP / (HEIGHT - 60))
    shared = layout(colours, height=HEIGHT)
    axis = {"fixedrange": True, "tickfont": {"size": 13, "color": colours.soft_ink}}
    room = 18 if colours.mark else 0
    return figure(
        traces,
        shared
        | {
            "margin": {"l": 44, "r": 110, "t": 12, "b": 30 + room},
            "separators": words.separators,
            "dragmode": False,
            "xaxis": axis | {"showgrid": False, "tickformat": "%m/%Y", "nticks": 5, "tickangle": 0},
            "yaxis": axis
            | {"range": [lowest, highest * 1.08], "tickformat": ",", "gridcolor": colours.grid, "nticks": 5},
        },
    )


def _line(line: Any, colours: Palette) -> dict[str, Any]:
    colour = colours.soft_ink if line.is_planned else state_colour(line.tone, colours)
    return {
        "type": "scatter",
        "mode": "lines" if line.is_planned else "lines+markers",
        "x": list(line.days),
        "y": list(line.values),
        "line": {"color": colour, "width": 2 if line.is_planned else 3, "dash": "dot" if line.is_planned else "solid"},
        "marker": {"size": 12, "symbol": "diamond-open" if line.is_other else "circle", "color": colour},
        "hoverinfo": "text" if line.hover else "skip",
        "hovertext": [escaping.plotly(text) for text in line.hover],
    }


def _ends(mark: Lines, colours: Palette, gap: float) -> list[dict[str, Any]]:
    """The value and the name of each line, beside its last point; from the lowest up, none too near the one below."""
    ended = sorted((line for line in mark.lines if line.days), key=lambda line: line.values[-1])
    if not ended:
        return []
    heights: list[float] = []
    for line in ended:
        heights.append(max(line.values[-1], heights[-1] + gap) if heights else line.values[-1])
    hues = [colours.soft_ink if line.is_planned else state_colour(line.tone, colours) for line in ended]
    return [
        {
            "type": "scatter",
            "mode": "text",
            "x": [line.days[-1] for line in ended],
            "y": heights,
            "text": [f"   {figures_text(line.value, '')}<br>   {escaping.plotly(line.name)}" for line in ended],
            "textposition": "middle right",
            "textfont": {"size": 13, "color": hues},
            "cliponaxis": False,
            "hoverinfo": "skip",
        }
    ]
