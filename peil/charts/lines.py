"""Lines: values over time, each line named at its end."""

import textwrap
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from peil import escaping
from peil.answers.marks import Line, Lines, Stroke, apart
from peil.charts import Palette, figure, figures_text, layout, shortened, state_colour
from peil.texts import Words

_HEIGHT, _HEIGHT_OF_MANY = 320, 370
# A name stands below its value, over at most two lines; of more lines than this, beside it on one. Fewer points than
# this are large.
_FEW = 4
_NAME_LENGTH = 18
# Of more lines than these the pale ones have no name in the picture: it would be taller than a screen.
_MOST_NAMED = 14
# Pixels: of a line of text, and of the room above and below the lines.
_TEXT, _ROOM = 18, 60
# Pixels of the room for the names at the right, for the scale at the left, and for the first values beside it.
_NAMES, _NAMES_OF_MANY, _SCALE, _FIRST = 130, 152, 44, 42
# The room between the end of a line and its name, as a share of the time that is shown.
_LEADER = 0.04


def draw(mark: Lines, colours: Palette, words: Words) -> go.Figure:
    """Every line with its value and its name at its end, and its first value at its start; what was planned is dotted,
    one of many is thin. A thin leader goes from the end of a line to its name where that had to move.
    """
    lowest, top = _range(mark)
    named = [line for line in mark.lines if line.days and line.name]
    ended = sorted(
        (line for line in named if len(named) <= _MOST_NAMED or not line.is_pale), key=lambda line: line.values[-1]
    )
    started = sorted((line for line in ended if line.first), key=lambda line: line.values[0])
    labels = [_label(line, len(ended)) for line in ended]
    lines_of_text = max((label.count("<br>") + 1 for label in labels), default=1)
    each = lines_of_text * _TEXT + 2
    height = max(_HEIGHT_OF_MANY if len(ended) > _FEW else _HEIGHT, len(ended) * each + _ROOM)
    a_pixel = (top - lowest) / (height - _ROOM)
    days = [day for line in mark.lines for day in line.days]
    length = (max(days) - min(days)).days if days else 0
    aside = timedelta(days=max(1, round(length * _LEADER)))
    places = apart([line.values[-1] for line in ended], each * a_pixel, lowest, top)
    starts = apart([line.values[0] for line in started], _TEXT * a_pixel, lowest, top)
    ground = [line for line in mark.lines if not line.name]
    shared = layout(colours, height=height)
    axis = {"fixedrange": True, "tickfont": {"size": 13, "color": colours.soft_ink}}
    room = 18 if colours.mark else 0
    # A line above the scale, where its highest number may stand.
    unit = [f"{escaping.plotly(mark.unit)}<br> "] if mark.unit and days else []
    moved = [
        *(
            (line.days[-1], line.values[-1], line.days[-1] + aside, place)
            for line, place in zip(ended, places, strict=True)
        ),
        *(
            (line.days[0], line.values[0], line.days[0] - aside, place)
            for line, place in zip(started, starts, strict=True)
        ),
    ]
    traces = [
        _ground(ground, colours),
        _strokes(mark.strokes, colours),
        *(_line(line, colours) for line in mark.lines if line.name),
        _leaders(moved, a_pixel, colours),
        _said(mark.strokes, colours),
        _texts(
            [min(days) - aside for _ in unit],
            [top for _ in unit],
            unit,
            "top left",
            [colours.soft_ink],
        ),
        _texts(
            [line.days[0] - aside for line in started],
            starts,
            [escaping.plotly(line.first) for line in started],
            "middle left",
            [_hue(line, colours) for line in started],
        ),
        _texts(
            [line.days[-1] + aside for line in ended],
            places,
            labels,
            "middle right",
            [_hue(line, colours) for line in ended],
        ),
    ]
    return figure(
        [trace for trace in traces if trace["x"]],
        shared
        | {
            "margin": {
                "l": _SCALE + (_FIRST if started else 0),
                "r": _NAMES_OF_MANY if len(ended) > _FEW else _NAMES,
                "t": 40 if mark.unit else 12,
                "b": 30 + room,
            },
            "separators": words.separators,
            "dragmode": False,
            "hovermode": "closest",
            "xaxis": axis
            | {"showgrid": False, "tickangle": 0}
            | ({"range": [min(days) - aside, max(days) + aside]} if days else {})
            | _time(days),
            "yaxis": axis
            | {
                "range": [lowest, top],
                # A budget of millions would not fit beside the axis.
                "tickformat": "," if top < 100_000 else "~s",
                "ticklabelstandoff": _FIRST if started else 0,
                "gridcolor": colours.grid,
                "nticks": 5,
            },
        },
    )


def _range(mark: Lines) -> tuple[float, float]:
    """The ends of the scale: from zero, unless what lies between the lines is what matters and zero is far away."""
    values = [value for line in mark.lines for value in line.values]
    highest, lowest = max([1.0, *values]), min([0.0, *values])
    if not mark.from_zero and values and min(values) > (max(values) - min(values)):
        highest, lowest = max(values), min(values) - 0.15 * (max(values) - min(values))
    return lowest, lowest + (highest - lowest) * 1.08


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
    return _thin(
        [day for line in lines for day in (*line.days, None)],
        [value for line in lines for value in (*line.values, None)],
        {"color": colours.grid, "width": 1.5},
    )


def _leaders(found: Sequence[tuple[date, float, date, float]], a_pixel: float, colours: Palette) -> dict[str, Any]:
    """One trace with a thin line from the end of each line to its text, where that does not stand right beside it."""
    moved = [one for one in found if abs(one[1] - one[3]) > a_pixel]
    return _thin(
        [day for start, _, end, _ in moved for day in (start, end, None)],
        [value for _, start, _, end in moved for value in (start, end, None)],
        {"color": colours.soft_ink, "width": 1},
    )


def _strokes(strokes: Sequence[Stroke], colours: Palette) -> dict[str, Any]:
    return _thin(
        [day for stroke in strokes for day in (stroke.day, stroke.day, None)],
        [value for stroke in strokes for value in (*stroke.ends, None)],
        {"color": colours.ink, "width": 1.5},
    )


def _said(strokes: Sequence[Stroke], colours: Palette) -> dict[str, Any]:
    """What each stroke says, beside its middle."""
    return _texts(
        [stroke.day for stroke in strokes],
        [sum(stroke.ends) / 2 for stroke in strokes],
        [f"{figures_text(stroke.said, '')} " for stroke in strokes],
        "middle left",
        [colours.ink for _ in strokes],
    )


def _thin(days: Sequence[date | None], values: Sequence[float | None], line: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(days),
        "y": list(values),
        "line": line,
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _texts(
    days: Sequence[date], values: Sequence[float], texts: Sequence[str], position: str, hues: Sequence[str]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "text",
        "x": list(days),
        "y": list(values),
        "text": list(texts),
        "textposition": position,
        "textfont": {"size": 13, "color": list(hues)},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _label(line: Line, ended: int) -> str:
    """The value and the name of a line, escaped."""
    value = figures_text(line.value, "")
    if ended > _FEW:
        return f" {escaping.plotly(shortened(line.name, _NAME_LENGTH))} {value}"
    name = textwrap.wrap(shortened(line.name), _NAME_LENGTH)[:2]
    return "<br>".join(f" {text}" for text in (value, *map(escaping.plotly, name)))


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
