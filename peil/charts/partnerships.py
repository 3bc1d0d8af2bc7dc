"""Charts of the region: how many take part, and how far each partnership is from its own target."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from peil import escaping
from peil.charts import Palette, figure, layout, shortened, state_colour, texts_above
from peil.charts.results import LONGEST_SHARE

COUNT_HEIGHT = 62
SHARE_HEIGHT = 46

# One row of a chart, as the page prepared it.
Row = dict[str, Any]


def counts(records: list[Row], colours: Palette) -> go.Figure:
    """One bar per row, all on one scale from nought: how many, within how many there are.

    Each of ``records`` has name and figures (texts), value and out_of (numbers; out_of may be missing).
    """
    totals = [row["value"] if pd.isna(row["out_of"]) else row["out_of"] for row in records]
    longest = max([1.0, *totals])
    bar = {"type": "bar", "orientation": "h", "width": 0.3, "y": [-number for number in range(len(records))]}
    return figure(
        [
            bar | {"x": totals, "marker": {"color": colours.track}, "hoverinfo": "skip"},
            bar
            | {
                "x": [row["value"] for row in records],
                "marker": {"color": colours.states["ahead"]},
                "hoverinfo": "skip",
            },
            texts_above(
                [escaping.plotly(shortened(row["name"])) for row in records], 0.0, 0.19, "right", colours.ink, 15
            ),
            texts_above(
                [f"<b>{escaping.plotly(row['figures'])}</b>" for row in records], longest, 0.19, "left", colours.ink, 14
            ),
        ],
        layout(colours, height=COUNT_HEIGHT * len(records) + 8)
        | {
            "barmode": "overlay",
            "dragmode": False,
            "xaxis": {"visible": False, "range": [0, longest * 1.01], "fixedrange": True},
            "yaxis": {"visible": False, "range": [-len(records) + 0.7, 0.72], "fixedrange": True},
        },
    )


def shares_by_name(records: list[Row], colours: Palette, target_word: str, longest: float) -> go.Figure:
    """One thin bar per partnership: its share of its own target, in the order given.

    Each of ``records`` has name, figures (texts), state, share and expected_share (floats, may be missing) and
    has_target.
    ``target_word`` labels the line at 100 %; the scale ends at ``longest``, which charts side by side share.
    What can be chosen carries its position in ``records`` as custom data.
    """
    positions = [-number for number in range(len(records))]
    shown = [0.0 if pd.isna(row["share"]) else min(max(row["share"], 0.0), LONGEST_SHARE) for row in records]
    expected = [(row["expected_share"], at) for row, at in zip(records, positions, strict=True)]
    ticks = [(share, at) for share, at in expected if pd.notna(share)]
    promised = [at for row, at in zip(records, positions, strict=True) if row["has_target"]]
    row_colours = [state_colour(row["state"], colours) for row in records]
    bar = {"type": "bar", "orientation": "h", "width": 0.2, "y": positions}
    chosen = {"hoverinfo": "none", "customdata": list(range(len(records)))}
    return figure(
        [
            bar | chosen | {"x": [float(row["has_target"]) for row in records], "marker": {"color": colours.track}},
            bar | chosen | {"x": shown, "marker": {"color": row_colours}},
            {
                "type": "scatter",
                "mode": "lines",
                "x": [part for _ in promised for part in (1, 1, None)],
                "y": [part for at in promised for part in (at - 0.18, at + 0.18, None)],
                "line": {"color": colours.soft_ink, "width": 1.5, "dash": "dot"},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "lines",
                "x": [part for share, _ in ticks for part in (share, share, None)],
                "y": [part for _, at in ticks for part in (at - 0.18, at + 0.18, None)],
                "line": {"color": colours.ink, "width": 3},
                "hoverinfo": "skip",
            },
            texts_above(
                [escaping.plotly(shortened(row["name"])) for row in records], 0.0, 0.14, "right", colours.ink, 13
            )
            | chosen,
            texts_above(
                [f"<b>{escaping.plotly(row['figures'])}</b>" for row in records], longest, 0.14, "left", row_colours, 13
            ),
            {
                "type": "scatter",
                "mode": "text",
                "x": [1],
                "y": [-len(records) + 0.8],
                "text": [escaping.plotly(target_word)],
                "textposition": "bottom center",
                "textfont": {"size": 12, "color": colours.soft_ink},
                "hoverinfo": "skip",
                "cliponaxis": False,
            },
        ],
        layout(colours, height=SHARE_HEIGHT * len(records) + 26)
        | {
            "barmode": "overlay",
            "dragmode": False,
            "xaxis": {"visible": False, "range": [0, longest * 1.01], "fixedrange": True},
            "yaxis": {"visible": False, "range": [-len(records) + 0.4, 0.7], "fixedrange": True},
        },
    )
