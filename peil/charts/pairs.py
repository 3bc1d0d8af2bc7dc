"""Pairs: two shares of the same thing on one line, the one to compare with hollow, that of here full."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from peil import escaping
from peil.answers.marks import Pair, Pairs
from peil.charts import Palette, figure, layout, shortened, texts_above

_ROW_HEIGHT = 43


def draw(mark: Pairs, colours: Palette) -> go.Figure:
    """A row per pair, and a row for the heading above the first of each part; two dots are joined by a line."""
    ink, quiet = colours.states["ahead"], colours.soft_ink
    headings: list[str] = []
    rows: list[Pair | None] = []
    part = ""
    for pair in mark.pairs:
        if pair.part and pair.part != part:
            part = pair.part
            headings.append(f"<b>{escaping.plotly(part)}</b>")
            rows.append(None)
        headings.append("")
        rows.append(pair)
    placed = [(-number, pair) for number, pair in enumerate(rows) if pair]
    shares = [share for _, pair in placed for share in (pair.beside_share, pair.share) if share is not None]
    longest = max([0.05, *shares])
    joined = [
        (pair.beside_share, pair.share, place)
        for place, pair in placed
        if pair.beside_share is not None and pair.share is not None
    ]
    traces: list[dict[str, Any]] = [
        _line([(0.0, longest, place) for place, _ in placed], colours.track, 6),
        _line(joined, ink, 3),
        _dots([(pair.beside_share, place) for place, pair in placed], colours.ground, quiet),
        _dots([(pair.share, place) for place, pair in placed], ink, ink),
        texts_above(
            [escaping.plotly(shortened(pair.name)) if pair else "" for pair in rows],
            -longest * 0.02,
            0.16,
            "right",
            colours.ink,
            14,
        ),
        texts_above([_figures(pair, ink, quiet) for pair in rows], longest * 1.02, 0.16, "left", colours.ink, 14),
        texts_above(headings, -longest * 0.02, -0.2, "right", colours.ink, 14),
    ]
    return figure(
        traces,
        layout(colours, height=_ROW_HEIGHT * len(rows) + 10)
        | {
            "dragmode": False,
            "xaxis": {"visible": False, "range": [-longest * 0.025, longest * 1.025], "fixedrange": True},
            "yaxis": {"visible": False, "range": [-len(rows) + 0.65, 0.75], "fixedrange": True},
        },
    )


def _figures(pair: Pair | None, ink: str, quiet: str) -> str:
    """Both shares in words, each behind its sign."""
    both = ((quiet, "○", pair.beside), (ink, "<b>●</b>", pair.value)) if pair else ()
    return "  ".join(
        f'<span style="color:{paint}">{sign}</span> {escaping.plotly(text)}' for paint, sign, text in both if text
    )


def _line(lines: Sequence[tuple[float, float, int]], colour: str, width: float) -> dict[str, Any]:
    """A level line from one share to another."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [part for start, end, _ in lines for part in (start, end, None)],
        "y": [part for _, _, place in lines for part in (place, place, None)],
        "line": {"color": colour, "width": width},
        "hoverinfo": "skip",
    }


def _dots(places: Sequence[tuple[float | None, int]], fill: str, edge: str) -> dict[str, Any]:
    """Round marks where a share is known."""
    known = [(share, place) for share, place in places if share is not None]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [share for share, _ in known],
        "y": [place for _, place in known],
        "marker": {"symbol": "circle", "size": 13, "color": fill, "line": {"color": edge, "width": 2.5}},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
