"""Bars: all on one scale, each with its name above it. What a bar looks like is decided here and nowhere else."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from peil import escaping
from peil.answers.marks import Bars
from peil.charts import Palette, figure, figures_text, layout, shortened, state_colour, texts_above


def draw(mark: Bars, colours: Palette, within: Sequence[dict[str, Any]] = ()) -> go.Figure:
    """One bar per row. Above it the name; the value and the judgement stand beside the name when they are short, and
    on a line of their own when the value goes on ("442 of 1 000 visits") or the bar has pieces. A bar that can be
    chosen carries its key as custom data. Traces ``within`` lie in the bars: the pieces they are made of.
    """
    # Texts and ticks are traces, not annotations and shapes: plotly takes milliseconds for each of those.
    bars = list(enumerate(mark.bars))
    on_two_lines = bool(within) or any(bar.rest for bar in mark.bars)
    row_height, thickness, first_line, second_line = (70, 0.22, 0.39, 0.17) if on_two_lines else (52, 0.24, 0.16, 0.16)
    hues = [state_colour(bar.tone, colours) for bar in mark.bars]
    full = [(bar.full, number) for number, bar in bars if bar.full is not None]
    others = [(min(share, mark.longest), number) for number, bar in bars for share in bar.others]
    beyond = [number for number, bar in bars if (bar.length or 0) > mark.longest]
    stood = [(min(max(bar.stood[0], 0.0), mark.longest), number) for number, bar in bars if bar.stood]
    lengths = [min(max(bar.length or 0.0, 0.0), mark.longest) for bar in mark.bars]
    lying = {"type": "bar", "orientation": "h", "width": thickness}
    whole = lying | {"y": [-number for number, _ in bars]}
    # An empty bar would say that nothing was reached: where no figure is known it is hatched, as all that is unknown.
    unknown = ["/" if bar.full is not None and bar.length is None and not within else "" for bar in mark.bars]
    hatch = (
        {
            "pattern": {
                "shape": unknown,
                "bgcolor": colours.track,
                "fgcolor": colours.soft_ink,
                "size": 6,
                "solidity": 0.15,
            }
        }
        if any(unknown)
        else {}
    )
    chosen = {"hoverinfo": "none", "customdata": [bar.key or None for bar in mark.bars]}
    named = [end for end, _ in full[-1:]] if mark.full_word else []
    traces: list[dict[str, Any]] = [
        whole | chosen | {"x": [bar.full or 0.0 for bar in mark.bars], "marker": {"color": colours.track} | hatch},
        whole | chosen | {"x": lengths, "marker": {"color": hues}},
        *(lying | pieces for pieces in within),
        _upright([(end, number) for end, number in full if mark.full_word], colours.soft_ink, 1.5, "dot"),
        _upright([(bar.tick, number) for number, bar in bars if bar.tick is not None], colours.ink, 3, "solid"),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [share for share, _ in others],
            "y": [-number for _, number in others],
            "marker": {
                "symbol": "diamond",
                "size": 12,
                "color": colours.ground,
                "line": {"color": colours.states["disputed"], "width": 2},
            },
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": [share for share, _ in stood],
            "y": [-number - 0.17 for _, number in stood],
            "marker": {"symbol": "triangle-up", "size": 9, "color": colours.soft_ink},
            "hoverinfo": "skip",
        },
        texts_above(
            [escaping.plotly(shortened(bar.name)) for bar in mark.bars], 0.0, first_line, "right", colours.ink, 15
        )
        | chosen,
        texts_above(
            [figures_text(bar.value, bar.rest) for bar in mark.bars] if on_two_lines else [],
            0.0,
            second_line,
            "right",
            colours.ink,
            13,
        ),
        texts_above(
            [
                f"<b>{escaping.plotly(bar.said if on_two_lines else f'{bar.value} {bar.said}'.strip())}</b>"
                for bar in mark.bars
            ],
            mark.longest,
            second_line,
            "left",
            # Beside the name a value without a judgement is ink; a judgement has its colour.
            [hue if bar.said else colours.ink for hue, bar in zip(hues, mark.bars, strict=True)],
            13,
        ),
        {
            "type": "scatter",
            "mode": "text",
            "x": [mark.longest for _ in beyond] + named,
            "y": [-number for number in beyond] + [-len(bars) + 0.62 for _ in named],
            "text": ["»" for _ in beyond] + [escaping.plotly(mark.full_word) for _ in named],
            "textposition": ["middle left" for _ in beyond] + [_below(end, mark.longest) for end in named],
            "textfont": {"size": 13, "color": [colours.ground for _ in beyond] + [colours.soft_ink for _ in named]},
            "cliponaxis": False,
            "hoverinfo": "skip",
        },
    ]
    below = 0.5 if named else 0.7
    # A sign at the end of the scale stands whole.
    room = 1.04 if any(share > mark.longest * 0.97 for share, _ in others) else 1.01
    return figure(
        traces,
        layout(colours, height=row_height * len(bars) + (34 if named else 10))
        | {
            "barmode": "overlay",
            "dragmode": False,
            "xaxis": {"visible": False, "range": [0, mark.longest * room], "fixedrange": True},
            "yaxis": {
                "visible": False,
                "range": [-len(bars) + below, 0.62 if on_two_lines else 0.7],
                "fixedrange": True,
            },
        },
    )


def _below(end: float, longest: float) -> str:
    """Where a word stands below the place it names: at the left edge it would be cut off."""
    return "bottom right" if end < longest * 0.12 else "bottom center"


def _upright(marks: list[tuple[float, int]], colour: str, width: float, dash: str) -> dict[str, Any]:
    """A trace with a stroke across the bar at each (length, row)."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [part for at, _ in marks for part in (at, at, None)],
        "y": [part for _, number in marks for part in (-number - 0.19, -number + 0.18, None)],
        "line": {"color": colour, "width": width, "dash": dash},
        "hoverinfo": "skip",
    }
