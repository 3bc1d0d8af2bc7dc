"""Charts of target groups: who was reached, in which activity, of which gender, against what was planned, and when."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from peil import escaping
from peil.charts import Palette, figure, layout, shortened, texts_above

# One row of a chart, as the page prepared it.
Row = dict[str, Any]

# The palest and the fullest ground of a cell; ink on either keeps a contrast of 4.5:1.
_HEAT = {False: ("#edf4f3", "#7cc4b8"), True: ("#1a252f", "#1b6b60")}
# Genders in the order of the code list, then what was not split; told apart in grey as well, and named beside the bar.
_GENDERS = {
    False: ("#73489e", "#1f5f99", "#a85a00", "#9aa5b1", "#cdd5dd"),
    True: ("#c3a0ea", "#5f9bd6", "#f0a63c", "#7d8997", "#465463"),
}
# A share of a bar that leaves room for its percentage.
_ROOM_FOR_TEXT = 0.09
_HEAD_HEIGHT, _CELL_ROW_HEIGHT = 58, 56
_PLAIN_ROW_HEIGHT, _SPLIT_ROW_HEIGHT = 46, 106


def _is_dark(colours: Palette) -> bool:
    return int(colours.ground[1:3], 16) < 128


def heat_colours(colours: Palette) -> tuple[str, str]:
    """The ground of a cell at nought and at the largest share."""
    return _HEAT[_is_dark(colours)]


def gender_colours(colours: Palette) -> tuple[str, ...]:
    """One colour for women, men, others, not stated and not split, in that order."""
    return _GENDERS[_is_dark(colours)]


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


def heat_map(
    names: Sequence[str], heads: Sequence[str], cells: Sequence[Sequence[Row | None]], colours: Palette
) -> go.Figure:
    """Groups down, activities across; the value stands in the cell, and its ground says how large a share it is.

    ``cells`` has one list per name with one entry per head: None where nothing was reported (left blank), else text
    (the value as it is written) and share (float, may be missing: then the cell is as pale as at nought).
    """
    palest, fullest = heat_colours(colours)
    # Every group has a line for its name and, below it, a line of cells: so no name is cut off on a phone.
    bottoms = [-number for number in range(len(names))]
    edges = sorted(edge for bottom in bottoms for edge in (bottom, bottom + 0.55))
    ground: list[list[float | None]] = []
    written: list[list[str]] = []
    for number in reversed(range(len(names))):
        row = cells[number]
        ground.append([None if cell is None else _share_or_nought(cell["share"]) for cell in row])
        written.append(["" if cell is None else escaping.plotly(cell["text"]) for cell in row])
        if number:
            ground.append([None for _ in heads])
            written.append(["" for _ in heads])
    return figure(
        [
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
            texts_above([escaping.plotly(shortened(name)) for name in names], 0.0, 0.55, "right", colours.ink, 14),
            {
                "type": "scatter",
                "mode": "text",
                "x": [number + 0.5 for number in range(len(heads))],
                "y": [1.02 for _ in heads],
                "text": [_wrapped(head, width=max(8, 54 // max(1, len(heads)))) for head in heads],
                "textposition": "top center",
                "textfont": {"size": 13, "color": colours.soft_ink},
                "cliponaxis": False,
                "hoverinfo": "skip",
            },
        ],
        layout(colours, height=_HEAD_HEIGHT + _CELL_ROW_HEIGHT * len(names))
        | {
            "dragmode": False,
            "xaxis": {"visible": False, "range": [0, max(1, len(heads))], "fixedrange": True},
            "yaxis": {
                "visible": False,
                "range": [1 - len(names) - 0.05, 1 + _HEAD_HEIGHT / _CELL_ROW_HEIGHT],
                "fixedrange": True,
            },
        },
    )


def _share_or_nought(share: float | None) -> float:
    return 0.0 if share is None or pd.isna(share) else float(share)


def gender_split(records: Sequence[Row], colours: Palette) -> go.Figure:
    """One bar per indicator, split into women, men, others, not stated and not split.

    Each of ``records`` has name, and parts: one (label, value, text of the value, text of the share) per gender in
    that order, with a missing value where nothing was reported.
    """
    paints = gender_colours(colours)
    positions = [-number for number in range(len(records))]
    totals = [sum(part[1] for part in row["parts"] if pd.notna(part[1])) for row in records]
    bars: list[dict[str, Any]] = []
    for place, paint in enumerate(paints):
        shares = [
            row["parts"][place][1] / total if total and pd.notna(row["parts"][place][1]) else 0.0
            for row, total in zip(records, totals, strict=True)
        ]
        bars.append(
            {
                "type": "bar",
                "orientation": "h",
                "width": 0.24,
                "x": shares,
                "y": positions,
                "marker": {"color": paint, "line": {"color": colours.ground, "width": 1}},
                "text": [
                    f"<b>{escaping.plotly(row['parts'][place][3])}</b>" if share >= _ROOM_FOR_TEXT else ""
                    for row, share in zip(records, shares, strict=True)
                ],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "textfont": {"size": 13, "color": _on(paint, colours)},
                "cliponaxis": False,
                "hoverinfo": "skip",
            }
        )
    named = []
    for row in records:
        labels = [
            f'<span style="color:{paint}">■</span> {escaping.plotly(label)} <b>{escaping.plotly(text)}</b>'
            for paint, (label, value, text, _share) in zip(paints, row["parts"], strict=True)
            if pd.notna(value)
        ]
        # Two lines, so that nothing is cut off on a phone.
        named.append("<br>".join(" · ".join(labels[start : start + 3]) for start in (0, 3) if labels[start:]))
    return figure(
        [
            *bars,
            texts_above(
                [escaping.plotly(shortened(row["name"])) for row in records], 0.0, 0.5, "right", colours.ink, 14
            ),
            texts_above(named, 0.0, 0.14, "right", colours.ink, 12),
        ],
        layout(colours, height=_SPLIT_ROW_HEIGHT * len(records) + 8)
        | {
            "barmode": "stack",
            "dragmode": False,
            "xaxis": {"visible": False, "range": [0, 1.001], "fixedrange": True},
            "yaxis": {"visible": False, "range": [-len(records) + 0.84, 0.84], "fixedrange": True},
        },
    )


def _on(paint: str, colours: Palette) -> str:
    """Dark or light text, whichever can be read on ``paint``."""
    darkness = sum(int(paint[start : start + 2], 16) * weight for start, weight in ((1, 299), (3, 587), (5, 114)))
    dark, light = ("#11181f", "#ffffff")
    return dark if darkness / 1000 > 125 else light


def pairs_of_shares(records: Sequence[Row], colours: Palette) -> go.Figure:
    """Two shares of each row on one scale from nought, joined by a line: a hollow dot to compare with, a full one.

    Each of ``records`` has name, hollow and full (floats, may be missing), hollow_text and full_text; or only heading,
    the text that stands above the rows that follow.
    """
    ink, quiet = colours.states["ahead"], colours.soft_ink
    places = [(number, row) for number, row in enumerate(records) if "heading" not in row]
    shares = [share for _, row in places for share in (row["hollow"], row["full"]) if pd.notna(share)]
    longest = max([0.05, *shares])
    joined = [
        (row["hollow"], row["full"], -number)
        for number, row in places
        if pd.notna(row["hollow"]) and pd.notna(row["full"])
    ]
    figures = [
        "" if "heading" in row else "  ".join(
            f'<span style="color:{paint}">{sign}</span> {escaping.plotly(text)}'
            for paint, sign, text in ((quiet, "○", row["hollow_text"]), (ink, "<b>●</b>", row["full_text"]))
            if text
        )
        for row in records
    ]  # fmt: skip
    return figure(
        [
            {
                "type": "scatter",
                "mode": "lines",
                "x": [part for _ in places for part in (0, longest, None)],
                "y": [part for number, _ in places for part in (-number, -number, None)],
                "line": {"color": colours.track, "width": 6},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "lines",
                "x": [part for hollow, full, _ in joined for part in (hollow, full, None)],
                "y": [part for _, _, place in joined for part in (place, place, None)],
                "line": {"color": ink, "width": 3},
                "hoverinfo": "skip",
            },
            _dots([(row["hollow"], -number) for number, row in places], colours.ground, quiet),
            _dots([(row["full"], -number) for number, row in places], ink, ink),
            texts_above(
                [escaping.plotly(shortened(row.get("name", ""))) for row in records],
                0.0,
                0.16,
                "right",
                colours.ink,
                14,
            )
            | {"x": [-longest * 0.02 for _ in records]},
            texts_above(figures, longest * 1.02, 0.16, "left", colours.ink, 14),
            _headings(records, -longest * 0.02, colours),
        ],
        layout(colours, height=_PLAIN_ROW_HEIGHT * len(records) + 10)
        | {
            "dragmode": False,
            "xaxis": {"visible": False, "range": [-longest * 0.025, longest * 1.025], "fixedrange": True},
            "yaxis": {"visible": False, "range": [-len(records) + 0.65, 0.75], "fixedrange": True},
        },
    )


def _dots(places: Sequence[tuple[float, float]], fill: str, edge: str) -> dict[str, Any]:
    """Round marks where a share is known."""
    known = [(share, place) for share, place in places if pd.notna(share)]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [share for share, _ in known],
        "y": [place for _, place in known],
        "marker": {"symbol": "circle", "size": 13, "color": fill, "line": {"color": edge, "width": 2.5}},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _headings(records: Sequence[Row], x: float, colours: Palette) -> dict[str, Any]:
    """The texts above groups of rows."""
    return texts_above(
        [f"<b>{escaping.plotly(row['heading'])}</b>" if "heading" in row else "" for row in records],
        x,
        -0.2,
        "right",
        colours.ink,
        14,
    )


def stages(records: Sequence[Row], colours: Palette) -> go.Figure:
    """One bar per figure of a pathway on one scale of counts; a diamond marks another reading of the same figure.

    Each of ``records`` has name, text, value (float, may be missing) and others (list of floats); or only heading, the
    text that stands above the figures of one step. No bar is drawn inside another: they count no shrinking cohort.
    """
    values = [0.0 if "heading" in row or pd.isna(row["value"]) else float(row["value"]) for row in records]
    others = [(other, -number) for number, row in enumerate(records) for other in row.get("others", ())]
    longest = max([1.0, *values, *(value for value, _ in others)])
    return figure(
        [
            {
                "type": "bar",
                "orientation": "h",
                "width": 0.26,
                "x": values,
                "y": [-number for number in range(len(records))],
                "marker": {"color": colours.states["ahead"]},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "markers",
                "x": [value for value, _ in others],
                "y": [place for _, place in others],
                "marker": {
                    "symbol": "diamond",
                    "size": 11,
                    "color": colours.ground,
                    "line": {"color": colours.states["disputed"], "width": 2},
                },
                "hoverinfo": "skip",
            },
            texts_above(
                [escaping.plotly(shortened(row.get("name", ""))) for row in records],
                0.0,
                0.16,
                "right",
                colours.ink,
                14,
            ),
            texts_above(
                [f"<b>{escaping.plotly(row['text'])}</b>" if "text" in row else "" for row in records],
                longest,
                0.16,
                "left",
                colours.ink,
                14,
            ),
            _headings(records, 0.0, colours),
        ],
        layout(colours, height=_PLAIN_ROW_HEIGHT * len(records) + 10)
        | {
            "dragmode": False,
            "xaxis": {"visible": False, "range": [0, longest * 1.01], "fixedrange": True},
            "yaxis": {"visible": False, "range": [-len(records) + 0.65, 0.75], "fixedrange": True},
        },
    )
