"""Charts of results against targets: the board and the page of one indicator."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from peil import escaping
from peil.charts import Palette, figure, figures_text, layout, shortened, state_colour, texts_above

ROW_HEIGHT = 78
# The longest bar drawn, as a share of the target; beyond it the bar ends in an arrow and the number says how far.
LONGEST_SHARE = 2.0

# One row of a chart of results, as the page prepared it.
Row = dict[str, Any]


def longest_share(rows: list[Row]) -> float:
    """Where the scale of ``results_against_targets`` ends, so that charts side by side can share it."""
    shares = [share for row in rows for share in (row["share"], *row["other_shares"]) if pd.notna(share)]
    return max([1.25, *(min(share, LONGEST_SHARE) for share in shares)])


def results_against_targets(records: list[Row], colours: Palette, target_word: str, longest: float) -> go.Figure:
    """One bar per row on one scale: reached so far as a share of the target, with a tick where it was expected to be.

    Each of ``records`` has name, figures, state, state_text (texts), share, expected_share (floats, may be missing),
    has_target and other_shares (list of floats: other readings of the same figure). ``target_word`` labels the line
    at 100 %; ``longest`` is the share at which the scale ends (see ``longest_share``).
    What can be chosen carries its position in ``records`` as custom data.
    """
    # Texts and ticks are traces, not annotations and shapes: plotly takes milliseconds for each of those.
    numbered = list(enumerate(records))
    shown_shares = [0.0 if pd.isna(row["share"]) else min(max(row["share"], 0.0), LONGEST_SHARE) for row in records]
    row_colours = [state_colour(row["state"], colours) for row in records]
    promised = [number for number, row in numbered if row["has_target"]]
    expected = [(row["expected_share"], number) for number, row in numbered if pd.notna(row["expected_share"])]
    others = [(min(share, LONGEST_SHARE), number) for number, row in numbered for share in row["other_shares"]]
    beyond = [number for number, row in numbered if pd.notna(row["share"]) and row["share"] > LONGEST_SHARE]
    bar = {"type": "bar", "orientation": "h", "width": 0.22, "y": [-number for number, _ in numbered]}
    chosen = {"hoverinfo": "none", "customdata": [number for number, _ in numbered]}
    traces: list[dict[str, Any]] = [
        bar | chosen | {"x": [float(row["has_target"]) for row in records], "marker": {"color": colours.track}},
        bar | chosen | {"x": shown_shares, "marker": {"color": row_colours}},
        {
            "type": "scatter",
            "mode": "lines",
            "x": [part for _ in promised for part in (1, 1, None)],
            "y": [part for number in promised for part in (-number - 0.2, -number + 0.18, None)],
            "line": {"color": colours.soft_ink, "width": 1.5, "dash": "dot"},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": [part for share, _ in expected for part in (share, share, None)],
            "y": [part for _, number in expected for part in (-number - 0.18, -number + 0.18, None)],
            "line": {"color": colours.ink, "width": 3},
            "hoverinfo": "skip",
        },
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
        texts_above([escaping.plotly(shortened(row["name"])) for row in records], 0.0, 0.39, "right", colours.ink, 15)
        | chosen,
        texts_above([row["figures"] for row in records], 0.0, 0.19, "right", colours.ink, 13),
        texts_above(
            [f"<b>{escaping.plotly(row['state_text'])}</b>" for row in records], longest, 0.19, "left", row_colours, 13
        ),
        {
            "type": "scatter",
            "mode": "text",
            "x": [LONGEST_SHARE for _ in beyond] + [1 for _ in promised[:1]],
            "y": [-number for number in beyond] + [-len(records) + 0.62 for _ in promised[:1]],
            "text": ["»" for _ in beyond] + [escaping.plotly(target_word) for _ in promised[:1]],
            "textposition": ["middle left" for _ in beyond] + ["bottom center" for _ in promised[:1]],
            "textfont": {"size": 13, "color": [colours.ground for _ in beyond] + [colours.soft_ink for _ in promised]},
            "cliponaxis": False,
            "hoverinfo": "skip",
        },
    ]
    return figure(
        traces,
        layout(colours, height=ROW_HEIGHT * len(records) + 34)
        | {
            "barmode": "overlay",
            "dragmode": False,
            "xaxis": {"visible": False, "range": [0, longest * 1.01], "fixedrange": True},
            "yaxis": {"visible": False, "range": [-len(records) + 0.5, 0.62], "fixedrange": True},
        },
    )


def path_to_target(
    actual: pd.DataFrame,
    expected: pd.DataFrame,
    colours: Palette,
    *,
    state: str,
    target_word: str,
    separators: str,
) -> go.Figure:
    """What was reached against what was expected, over time.

    ``actual`` has day, value, text (the value as it is written), hover (text) and reading (missing when there is but
    one reading); ``expected`` has day and value. ``target_word`` stands at the end of the expected line; ``separators``
    are the decimal mark and the mark between thousands.
    """
    figure = go.Figure()
    figure.add_scatter(
        x=expected["day"], y=expected["value"], mode="lines", hoverinfo="skip",
        line={"color": colours.soft_ink, "dash": "dot", "width": 2},
    )  # fmt: skip
    if len(expected):
        last = expected.iloc[-1]
        figure.add_annotation(
            x=last["day"], y=last["value"], text=escaping.plotly(target_word), showarrow=False, xanchor="right",
            yanchor="bottom", yshift=6, font={"size": 13, "color": colours.soft_ink},
        )  # fmt: skip
    for index, (reading, part) in enumerate(actual.groupby("reading", dropna=False, sort=False)):
        colour = state_colour(state, colours) if index == 0 else colours.states["disputed"]
        figure.add_scatter(
            x=part["day"], y=part["value"], mode="lines+markers",
            line={"color": colour, "width": 3},
            marker={"size": 12, "symbol": "diamond-open" if index else "circle", "color": colour},
            hoverinfo="text", hovertext=[escaping.plotly(text) for text in part["hover"]],
        )  # fmt: skip
        last = part.iloc[-1]
        figure.add_annotation(
            x=last["day"], y=last["value"], showarrow=False, xanchor="left", xshift=12, yshift=-9 if index else 9,
            text=figures_text(last["text"], f" {reading}" if isinstance(reading, str) else ""),
            font={"size": 14, "color": colour},
        )  # fmt: skip
    figure.update_layout(layout(colours, height=320) | {"separators": separators})
    figure.update_layout(margin_l=44, margin_b=30 + (18 if colours.mark else 0))
    figure.update_xaxes(
        showgrid=False, tickfont={"size": 13, "color": colours.soft_ink}, tickformat="%m/%Y", fixedrange=True, nticks=6
    )
    figure.update_yaxes(
        rangemode="tozero",
        tickformat=",",
        gridcolor=colours.grid,
        tickfont={"size": 13, "color": colours.soft_ink},
        fixedrange=True,
        nticks=5,
    )
    return figure


def contributions(rows: pd.DataFrame, colours: Palette, *, state: str) -> go.Figure:
    """How much each partner contributed: one bar per row, longest first.

    ``rows`` has the columns name, figures (texts) and value (float, may be missing).
    """
    values = rows["value"].fillna(0).tolist()
    longest = max(1.0, *values)
    return figure(
        [
            {
                "type": "bar",
                "orientation": "h",
                "width": 0.28,
                "x": values,
                "y": [-number for number in range(len(values))],
                "marker": {"color": state_colour(state, colours)},
                "hoverinfo": "skip",
            },
            texts_above(
                [escaping.plotly(shortened(name)) for name in rows["name"]], 0.0, 0.18, "right", colours.ink, 14
            ),
            texts_above(
                [f"<b>{escaping.plotly(text)}</b>" for text in rows["figures"]], longest, 0.18, "left", colours.ink, 14
            ),
        ],
        layout(colours, height=56 * len(values) + 10)
        | {
            "xaxis": {"visible": False, "range": [0, longest * 1.01], "fixedrange": True},
            "yaxis": {"visible": False, "range": [-len(values) + 0.65, 0.7], "fixedrange": True},
        },
    )
