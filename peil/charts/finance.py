"""Charts of money: who funds whom, what was claimed and paid over time, and where the pace leads."""

from typing import Any

import plotly.graph_objects as go

from peil import escaping
from peil.charts import DARK, Palette, figure, layout, shortened, state_colour, texts_above

ROW_HEIGHT = 78

# Kinds of money, light and dark. Neighbours differ in lightness too, for print in grey and for colour blindness.
_SOURCES = {
    "grant": ("#1f5f99", "#7fb8ec"),
    "own_funds": ("#0b6e63", "#45c4b0"),
    "province": ("#8bb4d9", "#3f6f9e"),
    "region": ("#c79a3a", "#d9b45f"),
    "municipality": ("#7a4f8f", "#c3a0ea"),
    "local_authorities_and_employment_service": ("#a2c9a0", "#5c8f63"),
    "employment_service": ("#5b6770", "#9aa7b2"),
    "private": ("#b3361e", "#ff8f70"),
}
_OTHER = ("#7b8894", "#8f9caa")

# One row of a chart of bars, or one line, as the page prepared it.
Row = dict[str, Any]


def source_colour(source: str, colours: Palette) -> str:
    """The colour of a kind of money: ``grant``, or a code of the list funding_source; what is unknown is grey."""
    return _SOURCES.get(source, _OTHER)[colours.ground == DARK.ground]


def stacked_bars(rows: list[Row], colours: Palette, longest: float, *, end_word: str = "") -> go.Figure:
    """One bar per row, made of pieces one after the other; names and figures stand above it.

    Each row has name (text), figures (ready markup), pieces (list of length, colour, is_known and text; what is not
    known is drawn hatched) and may have state and state_text (a word on the right), tick (where a mark stands) and end
    (where the scale of this row ends, with a dotted line). Lengths are in one unit; ``longest`` is where the picture
    ends. ``end_word`` is written under the dotted lines.
    """
    numbered = list(enumerate(rows))
    placed: list[tuple[int, float, Row]] = []
    for number, row in numbered:
        base = 0.0
        for piece in row["pieces"]:
            placed.append((-number, base, piece))
            base += piece["length"]
    ends = [(row["end"], number) for number, row in numbered if row.get("end")]
    ticks = [(row["tick"], number) for number, row in numbered if row.get("tick") is not None]
    bar = {"type": "bar", "orientation": "h", "width": 0.22}
    traces = [
        bar
        | {
            "x": [end for end, _ in ends],
            "y": [-number for _, number in ends],
            "marker": {"color": colours.track},
            "hoverinfo": "skip",
        },
        _pieces([piece for piece in placed if piece[2]["is_known"]], colours, hatched=False),
        _pieces([piece for piece in placed if not piece[2]["is_known"]], colours, hatched=True),
        _marks([(end, number, -0.2, 0.18) for end, number in ends], colours.soft_ink, 1.5, "dot"),
        _marks([(tick, number, -0.18, 0.18) for tick, number in ticks], colours.ink, 3, "solid"),
        texts_above([escaping.plotly(shortened(row["name"])) for row in rows], 0.0, 0.39, "right", colours.ink, 15),
        texts_above([row["figures"] for row in rows], 0.0, 0.19, "right", colours.ink, 13),
    ]
    if any(row.get("state_text") for row in rows):
        said = [f"<b>{escaping.plotly(row.get('state_text', ''))}</b>" for row in rows]
        hues = [state_colour(row.get("state", ""), colours) for row in rows]
        traces.append(texts_above(said, longest, 0.19, "left", hues, 13))
    if end_word and ends:
        traces.append(
            {
                "type": "scatter",
                "mode": "text",
                "x": [ends[-1][0]],
                "y": [-len(rows) + 0.62],
                "text": [escaping.plotly(end_word)],
                "textposition": "bottom center",
                "textfont": {"size": 13, "color": colours.soft_ink},
                "cliponaxis": False,
                "hoverinfo": "skip",
            }
        )
    return figure(
        [trace for trace in traces if trace["x"]],
        layout(colours, height=ROW_HEIGHT * len(rows) + (34 if end_word else 10))
        | {
            "barmode": "overlay",
            "dragmode": False,
            "xaxis": {"visible": False, "range": [0, longest * 1.01], "fixedrange": True},
            "yaxis": {
                "visible": False,
                "range": [-len(rows) + (0.5 if end_word else 0.8), 0.62],
                "fixedrange": True,
            },
        },
    )


def _pieces(placed: list[tuple[int, float, Row]], colours: Palette, *, hatched: bool) -> Row:
    """A trace of (row, where it begins, piece); what is hatched lets the ground through and has an outline."""
    hues = [piece["colour"] for _, _, piece in placed]
    hatch = {"shape": "/", "fillmode": "overlay", "size": 6, "solidity": 0.3}
    return {
        "type": "bar",
        "orientation": "h",
        "width": 0.22,
        "x": [piece["length"] for _, _, piece in placed],
        "base": [base for _, base, _ in placed],
        "y": [place for place, _, _ in placed],
        "marker": {
            "color": hues,
            "line": {"color": hues if hatched else colours.ground, "width": 1},
            **({"pattern": hatch} if hatched else {}),
        },
        "hovertext": [escaping.plotly(piece["text"]) for _, _, piece in placed],
        "hoverinfo": "text",
    }


def _marks(marks: list[tuple[float, int, float, float]], colour: str, width: float, dash: str) -> dict[str, Any]:
    """A trace with one upright mark per (x, row, from, to)."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [part for x, _, _, _ in marks for part in (x, x, None)],
        "y": [part for _, number, low, high in marks for part in (-number + low, -number + high, None)],
        "line": {"color": colour, "width": width, "dash": dash},
        "hoverinfo": "skip",
    }


def amounts_over_time(lines: list[Row], colours: Palette, separators: str) -> go.Figure:
    """Amounts that add up over time, as steps; each line is named at its end.

    Each line has name and figures (texts), days and values (lists of the same length, the last ones where it ends),
    colour, and is_plan (drawn dotted and straight). ``separators`` are the decimal mark and the mark of thousands.
    """
    height = 260
    highest = max([1.0, *(value for line in lines for value in line["values"])])
    last_day = max(day for line in lines for day in line["days"])
    # Labels keep their distance: from the lowest up, none nearer than two lines of text to the one below it.
    gap = highest * 1.05 * 40 / (height - 34)
    heights: dict[int, float] = {}
    floor = 0.0
    for number in sorted(range(len(lines)), key=lambda number: lines[number]["values"][-1]):
        heights[number] = floor = max(lines[number]["values"][-1], floor)
        floor += gap
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": line["days"],
            "y": line["values"],
            "line": {
                "color": line["colour"],
                "width": 2 if line["is_plan"] else 3,
                "dash": "dot" if line["is_plan"] else "solid",
                "shape": "linear" if line["is_plan"] else "hv",
            },
            "hoverinfo": "skip" if line["is_plan"] else "x+y",
        }
        for line in lines
    ]
    traces.append(
        {
            "type": "scatter",
            "mode": "text",
            "x": [last_day for _ in lines],
            "y": [heights[number] for number in range(len(lines))],
            "text": [
                f" <b>{escaping.plotly(line['figures'])}</b><br> {escaping.plotly(line['name'])}" for line in lines
            ],
            "textposition": "middle right",
            "textfont": {"size": 13, "color": [line["colour"] for line in lines]},
            "cliponaxis": False,
            "hoverinfo": "skip",
        }
    )
    shared = layout(colours, height=height)
    axis = {"fixedrange": True, "tickfont": {"size": 13, "color": colours.soft_ink}}
    return figure(
        traces,
        shared
        | {
            "margin": {**shared["margin"], "l": 44, "r": 112, "b": 30 + (18 if colours.mark else 0)},  # type: ignore[dict-item]
            "separators": separators,
            "dragmode": False,
            "xaxis": axis | {"showgrid": False, "tickformat": "%m/%Y", "nticks": 4, "tickangle": 0},
            "yaxis": axis
            | {
                "range": [0, max(highest, *heights.values()) * 1.05],
                "tickformat": "~s",
                "gridcolor": colours.grid,
                "nticks": 5,
            },
        },
    )
