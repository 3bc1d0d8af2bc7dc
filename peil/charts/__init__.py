"""Charts: a mark in, a plotly figure out. Knows neither Streamlit nor SQL. One module per mark; here what they share.

Figures are built with graph_objects (plotly express is some fifteen times slower), from plain dicts in one go. Every
text comes in ready to show: formatted, in the reader's language and not yet escaped; it is escaped here. Texts and
ticks are traces, not annotations and shapes: those take milliseconds each.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from peil import escaping

# Characters on one line of a chart that is as wide as a phone.
_LINE = 46
FONT = "Source Sans, Source Sans Pro, sans-serif"


@dataclass(frozen=True)
class Palette:
    """Colours of one mode, and the mark that a chart carries. Text colours keep at least 4.5:1 on the ground."""

    ink: str
    soft_ink: str
    track: str
    grid: str
    ground: str
    states: dict[str, str]
    # Written under every chart of demonstration figures, so that a copied picture still says what it is.
    mark: str = ""


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
        "exceeded": "#8a1c1c",
        "within_limit": "#1f7a67",
        "disputed": "#73489e",
        # How an area compares: where neither way is better it is ink, where nothing can be said grey.
        "worse": "#b3361e",
        "better": "#1f5f99",
        "higher": "#1b2733",
        "lower": "#1b2733",
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
        "exceeded": "#ff8a8a",
        "within_limit": "#5fc3a8",
        "disputed": "#c3a0ea",
        "worse": "#ff8f70",
        "better": "#7fb8ec",
        "higher": "#e8edf2",
        "lower": "#e8edf2",
    },
)


def palette(dark: bool, mark: str = "") -> Palette:
    """The colours of a mode; ``mark`` is written under every chart."""
    return replace(DARK if dark else LIGHT, mark=mark)


def state_colour(state: str, colours: Palette) -> str:
    """The colour of a state or a comparison; those that say 'not known' share a quiet grey."""
    return colours.states.get(state, colours.soft_ink)


def figures_text(value: str, rest: str) -> str:
    """The figures of a row: the value in bold, then the rest of the phrase; both escaped."""
    return f"<b>{escaping.plotly(value)}</b>{escaping.plotly(rest)}"


def shortened(text: str, length: int = _LINE) -> str:
    """``text`` in at most ``length`` characters: by default a line of a chart that is as wide as a phone."""
    short = textwrap.shorten(text, length, placeholder="…")
    # A word that fills the line is cut within.
    return f"{text.strip()[: length - 1]}…" if short == "…" and len(text) > length else short


def texts_above(
    texts: list[str], x: float, lift: float, side: str, colour: str | list[str], size: int
) -> dict[str, object]:
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


def figure(traces: list[dict[str, Any]], look: dict[str, Any]) -> go.Figure:
    """A finished figure of plain dicts: asked as a dictionary, it gives the same one each time instead of a deep copy.

    Plotly does not check it here: that is a fifth of the time of a page. The tests have it check every chart.
    """
    drawn = go.Figure(traces, look, _validate=False)
    finished = drawn.to_dict()
    drawn.to_dict = lambda: finished
    return drawn


def layout(colours: Palette, height: int) -> dict[str, object]:
    """The layout that all charts share. ``height`` is in pixels; the mark, when there is one, comes below it."""
    room = 18 if colours.mark else 0
    return {
        "height": height + room,
        "margin": {"l": 0, "r": 0, "t": 4, "b": 4 + room},
        "showlegend": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "color": colours.ink},
        "hoverlabel": {"font": {"family": FONT}},
        "title": {
            "text": escaping.plotly(colours.mark),
            "font": {"size": 12, "color": colours.soft_ink, "weight": 400},
            **{"x": 1, "xanchor": "right", "xref": "container"},
            **{"y": 0, "yanchor": "bottom", "yref": "container", "pad": {"b": 2}},
        },
    }


def texts_at(
    texts: Sequence[str], x: float, ys: Sequence[float], side: str, colour: str | list[str], size: int
) -> dict[str, object]:
    """A trace that writes one text per height, at ``x`` towards ``side``. Texts are escaped."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for _ in texts],
        "y": list(ys),
        "text": list(texts),
        "textposition": f"middle {side}",
        "textfont": {"size": size, "color": colour},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def by_pixel(colours: Palette, height: int) -> dict[str, object]:
    """A layout in which one step down is one pixel, so that texts never run into marks."""
    return layout(colours, height) | {
        "margin": {"l": 0, "r": 0, "t": 0, "b": 18 if colours.mark else 0},
        "dragmode": False,
        "hovermode": "closest",
        "xaxis": {"visible": False, "range": [0, 1], "fixedrange": True},
        "yaxis": {"visible": False, "range": [-height, 0], "fixedrange": True},
    }
