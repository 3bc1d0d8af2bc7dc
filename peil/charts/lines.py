"""Lines: values over time, each line named at its end."""

import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from peil import escaping
from peil.answers.marks import Line, Lines, apart
from peil.charts import Palette, figure, figures_text, layout, shortened, state_colour
from peil.texts import Words

_HEIGHT, _HEIGHT_OF_MANY = 320, 420
# A name stands below its value, over at most two lines; of more lines than this, beside it on one. Fewer points than
# this are large.
_FEW = 4
_NAME_LENGTH = 18
# Pixels: of a line of text, and of the room above and below the lines.
_TEXT, _ROOM = 18, 60


def draw(mark: Lines, colours: Palette, words: Words) -> go.Figure:
    """Every line with its value and its name at its end; what was planned is dotted, one of many is thin."""
    values = [value for line in mark.lines for value in line.values]
    highest, lowest = max([1.0, *values]), min([0.0, *values])
    top = lowest + (highest - lowest) * 1.08
    ended = sorted((line for line in mark.lines if line.days and line.name), key=lambda line: line.values[-1])
    labels = [_label(line, len(ended)) for line in ended]
    lines_of_text = max((label.count("<br>") + 1 for label in labels), default=1)
    height = max(_HEIGHT_OF_MANY if len(ended) > _FEW else _HEIGHT, len(ended) * lines_of_text * _TEXT + _ROOM)
    gap = (top - lowest) * (lines_of_text * _TEXT + 2) / (height - _ROOM)
    ground = [line for line in mark.lines if not line.name]
    shared = layout(colours, height=height)
    axis = {"fixedrange": True, "tickfont": {"size": 13, "color": colours.soft_ink}}
    room = 18 if colours.mark else 0
    return figure(
        [
            *([_ground(ground, colours)] if ground else []),
            *(_line(line, colours) for line in mark.lines if line.name),
            {
                "type": "scatter",
                "mode": "text",
                "x": [line.days[-1] for line in ended],
                "y": apart([line.values[-1] for line in ended], gap, lowest, top),
                "text": labels,
                "textposition": "middle right",
                "textfont": {"size": 13, "color": [_hue(line, colours) for line in ended]},
                "cliponaxis": False,
                "hoverinfo": "skip",
            },
        ],
        shared
        | {
            "margin": {"l": 44, "r": 152 if len(ended) > _FEW else 130, "t": 12, "b": 30 + room},
            "separators": words.separators,
            "dragmode": False,
            "hovermode": "closest",
            "xaxis": axis
            | {"showgrid": False, "tickangle": 0}
            | _time([day for line in mark.lines for day in line.days]),
            "yaxis": axis
            | {
                "range": [lowest, top],
                # A budget of millions would not fit beside the axis.
                "tickformat": "," if highest < 100_000 else "~s",
                "gridcolor": colours.grid,
                "nticks": 5,
            },
        },
    )


def _hue(line: Line, colours: Palette) -> str:
    return colours.soft_ink if line.is_dotted or line.is_pale else state_colour(line.tone, colours)


def _line(line: Line, colours: Palette) -> dict[str, Any]:
    colour = _hue(line, colours)
    return {
        "type": "scatter",
        "mode": "lines" if line.is_stepped or (line.is_dotted and not line.hover) else "lines+markers",
        "x": list(line.days),
        "y": list(line.values),
        "line": {
            "color": colour,
            "width": 1.2 if line.is_pale else 2 if line.is_dotted else 3,
            "dash": "dot" if line.is_dotted else "solid",
            "shape": "hv" if line.is_stepped else "linear",
        },
        "marker": {
            "size": 5 if line.is_pale or line.is_dotted else 12 if len(line.days) <= _FEW else 8,
            "symbol": "diamond-open" if line.is_other else "circle",
            "color": colour,
        },
        "hoverinfo": "text" if line.hover else "skip",
        "hovertext": [escaping.plotly(text) for text in line.hover],
    }


def _ground(lines: Sequence[Line], colours: Palette) -> dict[str, Any]:
    """One trace for all lines without a name."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [day for line in lines for day in (*line.days, None)],
        "y": [value for line in lines for value in (*line.values, None)],
        "line": {"color": colours.grid, "width": 1.5},
        "hoverinfo": "skip",
    }


def _label(line: Line, ended: int) -> str:
    """The value and the name of a line, escaped."""
    value = figures_text(line.value, "")
    if ended > _FEW:
        return f"   {escaping.plotly(shortened(line.name, _NAME_LENGTH))} {value}"
    name = textwrap.wrap(shortened(line.name), _NAME_LENGTH)[:2]
    return "<br>".join(f"   {text}" for text in (value, *map(escaping.plotly, name)))


def _time(days: Sequence[date]) -> dict[str, Any]:
    """The ticks of time: the months; but figures of one day a year are named by their year, since one of 31 December
    2025 is of 2025 and not of 2026.
    """
    if len({(day.month, day.day) for day in days}) != 1:
        # More would run into each other on a phone.
        return {"tickformat": "%m/%Y", "nticks": 3}
    found = sorted(set(days), reverse=True)
    shown = found[:: -(-len(found) // 5)]
    return {"tickvals": shown, "ticktext": [str(day.year) for day in shown]}
