"""Cells: a table in which the ground of each value says how large a share it is."""

from typing import Any

import plotly.graph_objects as go

from peil import escaping
from peil.answers.marks import Cells
from peil.charts import DARK, Palette, figure, layout, shortened, texts_above

# The palest and the fullest ground of a cell; ink on either keeps a contrast of 4.5:1.
_GROUNDS = {False: ("#edf4f3", "#7cc4b8"), True: ("#1a252f", "#1b6b60")}
_HEAD_HEIGHT, _ROW_HEIGHT = 50, 46


def grounds(colours: Palette) -> tuple[str, str]:
    """The ground of a cell at nought and at the largest share."""
    return _GROUNDS[colours.ground == DARK.ground]


def draw(mark: Cells, colours: Palette) -> go.Figure:
    """Names down, heads across; where nothing is known the cell is empty, and without a share as pale as at nought."""
    palest, fullest = grounds(colours)
    heads = list(enumerate(mark.heads))
    # Every row has a line for its name and, below it, a line of cells: so no name is cut off on a phone.
    bottoms = [-number for number in range(len(mark.names))]
    edges = sorted(edge for bottom in bottoms for edge in (bottom, bottom + 0.55))
    ground: list[list[float | None]] = []
    written: list[list[str]] = []
    for number in reversed(range(len(mark.names))):
        ground.append([None if cell is None else cell.share or 0.0 for cell in mark.rows[number]])
        written.append(["" if cell is None else escaping.plotly(cell.value) for cell in mark.rows[number]])
        if number:
            ground.append([None for _ in heads])
            written.append(["" for _ in heads])
    traces: list[dict[str, Any]] = [
        {
            "type": "heatmap",
            "z": ground,
            "x": list(range(len(heads) + 1)),
            "y": edges,
            "zmin": 0,
            "zmax": max([0.01, *(share for row in ground for share in row if share is not None)]),
            "colorscale": [[0, palest], [1, fullest]],
            "showscale": False,
            "xgap": 4,
            "text": written,
            "texttemplate": "%{text}",
            "textfont": {"size": 14, "color": colours.ink},
            "hoverinfo": "skip",
            "hoverongaps": False,
        },
        texts_above([escaping.plotly(shortened(name)) for name in mark.names], 0.0, 0.55, "right", colours.ink, 14),
        {
            "type": "scatter",
            "mode": "text",
            "x": [number + 0.5 for number, _ in heads],
            "y": [1.02 for _ in heads],
            "text": [_wrapped(head, width=max(8, 54 // max(1, len(heads)))) for _, head in heads],
            "textposition": "top center",
            "textfont": {"size": 13, "color": colours.soft_ink},
            "cliponaxis": False,
            "hoverinfo": "skip",
        },
    ]
    return figure(
        traces,
        layout(colours, height=_HEAD_HEIGHT + _ROW_HEIGHT * len(mark.names))
        | {
            "dragmode": False,
            "xaxis": {"visible": False, "range": [0, max(1, len(heads))], "fixedrange": True},
            "yaxis": {
                "visible": False,
                "range": [1 - len(mark.names) - 0.05, 1 + _HEAD_HEIGHT / _ROW_HEIGHT],
                "fixedrange": True,
            },
        },
    )


def _wrapped(text: str, width: int, lines: int = 3) -> str:
    """``text`` over at most ``lines`` lines of about ``width`` characters, escaped."""
    found: list[str] = [""]
    for word in text.split():
        joined = f"{found[-1]} {word}".strip()
        if len(joined) <= width or not found[-1]:
            found[-1] = joined
        else:
            found.append(word)
    if len(found) > lines:
        found = [*found[: lines - 1], f"{found[lines - 1]}…"]
    return "<br>".join(escaping.plotly(shortened(line)) for line in found)
