"""Charts: a data frame in, a plotly figure out. Knows neither Streamlit nor SQL.

Figures are built with graph_objects (plotly express is some fifteen times slower). Every text comes in ready to show:
formatted, in the reader's language and not yet escaped; it is escaped here, because plotly reads a little HTML.
"""

import html
import textwrap
from dataclasses import dataclass

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


def longest_share(rows: pd.DataFrame) -> float:
    """Where the scale of ``results_against_targets`` ends, so that charts side by side can share it."""
    shares = [*rows["share"].dropna(), *(share for others in rows["other_shares"] for share in others)]
    return max([1.25, *(min(share, LONGEST_SHARE) for share in shares)])


def results_against_targets(rows: pd.DataFrame, colours: Palette, target_word: str, longest: float) -> go.Figure:
    """One bar per row on one scale: reached so far as a share of the target, with a tick where it was expected to be.

    ``rows`` has the columns name, figures, state, state_text (texts), share, expected_share (floats, may be missing),
    has_target and other_shares (list of floats: other readings of the same figure). ``target_word`` labels the line
    at 100 %; ``longest`` is the share at which the scale ends (see ``longest_share``).
    The row's index is its position; each bar carries its position as custom data.
    """
    shares = rows["share"].clip(lower=0, upper=LONGEST_SHARE)
    positions = [-float(position) for position in range(len(rows))]
    colour_of_row = [state_colour(state, colours) for state in rows["state"]]
    has_target = rows["has_target"].tolist()
    figure = go.Figure()
    figure.add_bar(
        y=positions,
        x=[1.0 if promised else 0.0 for promised in has_target],
        orientation="h",
        width=0.22,
        marker_color=colours.track,
        hoverinfo="skip",
        customdata=list(range(len(rows))),
    )
    figure.add_bar(
        y=positions,
        x=shares.fillna(0).tolist(),
        orientation="h",
        width=0.22,
        marker_color=colour_of_row,
        hoverinfo="skip",
        customdata=list(range(len(rows))),
    )
    ticks = [(share, y) for share, y in zip(rows["expected_share"], positions, strict=True) if pd.notna(share)]
    for share, y in ticks:
        figure.add_shape(
            type="line", x0=share, x1=share, y0=y - 0.18, y1=y + 0.18, line={"color": colours.ink, "width": 3}
        )
    for promised, y in zip(has_target, positions, strict=True):
        if promised:
            figure.add_shape(
                type="line",
                x0=1,
                x1=1,
                y0=y - 0.2,
                y1=y + 0.18,
                line={"color": colours.soft_ink, "width": 1.5, "dash": "dot"},
            )
    diamonds = [
        (min(share, LONGEST_SHARE), y)
        for others, y in zip(rows["other_shares"], positions, strict=True)
        for share in others
    ]
    figure.add_scatter(
        x=[x for x, _ in diamonds],
        y=[y for _, y in diamonds],
        mode="markers",
        marker={
            "symbol": "diamond",
            "size": 12,
            "color": colours.ground,
            "line": {"color": colours.states["disputed"], "width": 2},
        },
        hoverinfo="skip",
    )
    for (_, row), y in zip(rows.iterrows(), positions, strict=True):
        figure.add_annotation(**_left(_wrapped(row["name"]), y + 0.37, colours.ink, 15))
        figure.add_annotation(**_left(row["figures"], y + 0.19, colours.ink, 13, raw=True))
        figure.add_annotation(
            x=1, xref="paper", xanchor="right", y=y + 0.19, yanchor="bottom", showarrow=False,
            text=f"<b>{html.escape(row['state_text'])}</b>",
            font={"size": 13, "color": state_colour(row["state"], colours)},
        )  # fmt: skip
        if pd.notna(row["share"]) and row["share"] > LONGEST_SHARE:
            figure.add_annotation(
                x=LONGEST_SHARE, xanchor="right", y=y, showarrow=False, text="»",
                font={"size": 16, "color": colours.ground},
            )  # fmt: skip
    if any(has_target):
        figure.add_annotation(
            x=1, y=positions[-1] - 0.32, yanchor="top", showarrow=False, text=html.escape(target_word),
            font={"size": 12, "color": colours.soft_ink},
        )  # fmt: skip
    figure.update_layout(**_layout(colours, height=ROW_HEIGHT * len(rows) + 34), barmode="overlay", dragmode=False)
    figure.update_xaxes(visible=False, range=[0, longest * 1.01], fixedrange=True)
    figure.update_yaxes(visible=False, range=[positions[-1] - 0.5, 0.62], fixedrange=True)
    return figure


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
    values = rows["value"].fillna(0)
    positions = [-float(position) for position in range(len(rows))]
    figure = go.Figure()
    figure.add_bar(
        y=positions,
        x=values.tolist(),
        orientation="h",
        width=0.28,
        marker_color=state_colour(state, colours),
        hoverinfo="skip",
    )
    for (_, row), y in zip(rows.iterrows(), positions, strict=True):
        figure.add_annotation(**_left(_wrapped(row["name"]), y + 0.2, colours.ink, 14))
        figure.add_annotation(
            x=1, xref="paper", xanchor="right", y=y + 0.2, yanchor="bottom", showarrow=False,
            text=f"<b>{html.escape(row['figures'])}</b>", font={"size": 14, "color": colours.ink},
        )  # fmt: skip
    figure.update_layout(**_layout(colours, height=56 * len(rows) + 10))
    figure.update_xaxes(visible=False, range=[0, max(1.0, float(values.max())) * 1.01], fixedrange=True)
    figure.update_yaxes(visible=False, range=[positions[-1] - 0.35, 0.7], fixedrange=True)
    return figure


def figures_text(value: str, rest: str) -> str:
    """The figures of a row: the value in bold, then the rest of the phrase; both escaped."""
    return f"<b>{html.escape(value)}</b>{html.escape(rest)}"


def _wrapped(text: str, width: int = 46) -> str:
    lines = textwrap.wrap(text, width=width) or [""]
    if len(lines) > 1:
        lines = [lines[0].rstrip() + "…"]
    return lines[0]


def _left(text: str, y: float, colour: str, size: int, raw: bool = False) -> dict[str, object]:
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": y,
        "yanchor": "bottom",
        "showarrow": False,
        "text": text if raw else html.escape(text),
        "font": {"size": size, "color": colour},
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
