"""Charts: rows in, a plotly figure out. Knows neither Streamlit nor SQL.

Figures are built with graph_objects (plotly express is some fifteen times slower). Every text comes in ready to show:
formatted, in the reader's language and not yet escaped; it is escaped here, because plotly reads a little HTML.
"""

import html
import textwrap
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

FONT = "Source Sans, Source Sans Pro, sans-serif"
ROW_HEIGHT = 78
# The longest bar drawn, as a share of the target; beyond it the bar ends in an arrow and the number says how far.
LONGEST_SHARE = 2.0


@dataclass(frozen=True)
class Palette:
    """Colours of one mode. Text colours keep at least 4.5:1 on the ground."""

    ink: str
    soft_ink: str
    track: str
    grid: str
    ground: str
    states: dict[str, str]


LIGHT = Palette(
    ink="#1b2733",
    soft_ink="#55606d",
    track="#e3e8ee",
    grid="#d5dbe2",
    ground="#ffffff",
    states={
        "achieved": "#0b6e63",
        "ahead": "#1f5f99",
        "on_track": "#1f7a67",
        "behind": "#a85a00",
        "far_behind": "#b3361e",
        "missed": "#8a1c1c",
        "disputed": "#73489e",
    },
)
DARK = Palette(
    ink="#e8edf2",
    soft_ink="#a9b4c0",
    track="#2c3744",
    grid="#3a4653",
    ground="#11181f",
    states={
        "achieved": "#45c4b0",
        "ahead": "#7fb8ec",
        "on_track": "#5fc3a8",
        "behind": "#f0a63c",
        "far_behind": "#ff8f70",
        "missed": "#ff8a8a",
        "disputed": "#c3a0ea",
    },
)


def palette(dark: bool) -> Palette:
    return DARK if dark else LIGHT


def state_colour(state: str, colours: Palette) -> str:
    """The colour of a state; states that say 'not known' share a quiet grey."""
    return colours.states.get(state, colours.soft_ink)


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
    traces = [
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
        _texts([html.escape(_shortened(row["name"])) for row in records], 0.0, 0.39, "right", colours.ink, 15) | chosen,
        _texts([row["figures"] for row in records], 0.0, 0.19, "right", colours.ink, 13),
        _texts([f"<b>{html.escape(row['state_text'])}</b>" for row in records], longest, 0.19, "left", row_colours, 13),
        {
            "type": "scatter",
            "mode": "text",
            "x": [LONGEST_SHARE for _ in beyond] + [1 for _ in promised[:1]],
            "y": [-number for number in beyond] + [-len(records) + 0.62 for _ in promised[:1]],
            "text": ["»" for _ in beyond] + [html.escape(target_word) for _ in promised[:1]],
            "textposition": ["middle left" for _ in beyond] + ["bottom center" for _ in promised[:1]],
            "textfont": {"size": 13, "color": [colours.ground for _ in beyond] + [colours.soft_ink for _ in promised]},
            "cliponaxis": False,
            "hoverinfo": "skip",
        },
    ]
    return go.Figure(
        traces,
        _layout(colours, height=ROW_HEIGHT * len(records) + 34)
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
            x=last["day"], y=last["value"], text=html.escape(target_word), showarrow=False, xanchor="right",
            yanchor="bottom", yshift=6, font={"size": 13, "color": colours.soft_ink},
        )  # fmt: skip
    for index, (reading, part) in enumerate(actual.groupby("reading", dropna=False, sort=False)):
        colour = state_colour(state, colours) if index == 0 else colours.states["disputed"]
        figure.add_scatter(
            x=part["day"], y=part["value"], mode="lines+markers",
            line={"color": colour, "width": 3},
            marker={"size": 12, "symbol": "diamond-open" if index else "circle", "color": colour},
            hoverinfo="text", hovertext=part["hover"],
        )  # fmt: skip
        last = part.iloc[-1]
        figure.add_annotation(
            x=last["day"], y=last["value"], showarrow=False, xanchor="left", xshift=12, yshift=-9 if index else 9,
            text=figures_text(last["text"], f" {reading}" if isinstance(reading, str) else ""),
            font={"size": 14, "color": colour},
        )  # fmt: skip
    figure.update_layout(**_layout(colours, height=320), margin_l=44, margin_b=30, separators=separators)
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
    return go.Figure(
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
            _texts([html.escape(_shortened(name)) for name in rows["name"]], 0.0, 0.18, "right", colours.ink, 14),
            _texts([f"<b>{html.escape(text)}</b>" for text in rows["figures"]], longest, 0.18, "left", colours.ink, 14),
        ],
        _layout(colours, height=56 * len(values) + 10)
        | {
            "xaxis": {"visible": False, "range": [0, longest * 1.01], "fixedrange": True},
            "yaxis": {"visible": False, "range": [-len(values) + 0.65, 0.7], "fixedrange": True},
        },
    )


def figures_text(value: str, rest: str) -> str:
    """The figures of a row: the value in bold, then the rest of the phrase; both escaped."""
    return f"<b>{html.escape(value)}</b>{html.escape(rest)}"


def _shortened(text: str) -> str:
    """``text`` on one line of a chart that is as wide as a phone."""
    return textwrap.shorten(text, width=46, placeholder="…")


def _texts(texts: list[str], x: float, lift: float, side: str, colour: str | list[str], size: int) -> dict[str, object]:
    """A trace that writes one text per row: at ``x``, ``lift`` above the bar, towards ``side``. Texts are escaped."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for _ in texts],
        "y": [lift - number for number in range(len(texts))],
        "text": texts,
        "textposition": f"top {side}",
        "textfont": {"size": size, "color": colour},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _layout(colours: Palette, height: int) -> dict[str, object]:
    return {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 4, "b": 4},
        "showlegend": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "color": colours.ink},
        "hoverlabel": {"font": {"family": FONT}},
    }
