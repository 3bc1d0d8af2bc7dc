"""Charts of the neighbourhood monitor: an area beside its benchmark, and change over time."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from peil import escaping
from peil.charts import Palette, figure, layout, shortened

# Heights in pixels: the charts place their rows by pixel, so that texts never run into marks.
_HEADING, _ROW, _PANEL = 34, 72, 92

# One row of the profile, as the page prepared it.
Row = dict[str, Any]


def colour_of(comparison: str, colours: Palette) -> str:
    """Amber-red for worse, blue for better, ink where neither way is better, grey for the rest."""
    named = {"worse": colours.states["far_behind"], "better": colours.states["ahead"]}
    return named.get(comparison, colours.ink if comparison in ("higher", "lower") else colours.soft_ink)


def profile(rows: Sequence[Row], colours: Palette, benchmark: str) -> go.Figure:
    """One row per indicator: every area a dot on a scale of its own, with the benchmark in the middle.

    Each of ``rows`` has heading (text, or empty when it is the same as before), name, trend, value_text, rest_text and
    comparison_text (texts), comparison (code), value, lower, upper, beside, target (numbers, may be missing), hover
    (text), others (numbers) and other_texts. ``benchmark`` names the line in the middle. What can be chosen carries its
    position in ``rows`` as custom data.
    """
    tops, height = [], 20
    for row in rows:
        height += _HEADING if row["heading"] else 0
        tops.append(height)
        height += _ROW
    scales = [_scale(row) for row in rows]
    numbered = list(enumerate(rows))
    row_colours = [colour_of(row["comparison"], colours) for row in rows]
    chosen = {"hoverinfo": "none", "customdata": [number for number, _row in numbered]}
    level = [-top - 52 for top in tops]
    ranges, dots, dot_levels, dot_texts = [], [], [], []
    for number, row in numbered:
        places = [scales[number](value) for value in row["others"]]
        if len(places) > 1:
            ranges += [(min(places), level[number]), (max(places), level[number]), (None, None)]
        dots += places
        dot_levels += [level[number]] * len(places)
        dot_texts += [escaping.plotly(text) for text in row["other_texts"]]
    with_beside = [number for number, row in numbered if pd.notna(row["beside"])]
    with_target = [number for number, row in numbered if _is_near(row, scales[number])]
    with_value = [number for number, row in numbered if pd.notna(row["value"])]
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [x for x, _y in ranges],
            "y": [y for _x, y in ranges],
            "line": {"color": colours.track, "width": 9},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": dots,
            "y": dot_levels,
            "marker": {"size": 8, "color": colours.soft_ink, "opacity": 0.6},
            "hoverinfo": "text",
            "hovertext": dot_texts,
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": [x for _number in with_beside for x in (0.5, 0.5, None)],
            "y": [y for number in with_beside for y in (level[number] - 11, level[number] + 11, None)],
            "line": {"color": colours.ink, "width": 1.5},
            "hoverinfo": "skip",
        },
        *(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [x for number in of_colour for x in (*_ends(rows[number], scales[number]), None)],
                "y": [y for number in of_colour for y in (level[number], level[number], None)],
                "line": {"color": colour, "width": 3},
                "hoverinfo": "skip",
            }
            for colour in dict.fromkeys(row_colours)
            if (of_colour := [n for n in with_value if row_colours[n] == colour and pd.notna(rows[n]["lower"])])
        ),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [scales[number](rows[number]["value"]) for number in with_value],
            "y": [level[number] for number in with_value],
            "marker": {
                "size": 15,
                # What is not compared is hollow.
                "color": [
                    colours.ground if rows[number]["comparison"] == "not_compared" else row_colours[number]
                    for number in with_value
                ],
                "line": {
                    "width": 2,
                    "color": [
                        row_colours[number] if rows[number]["comparison"] == "not_compared" else colours.ground
                        for number in with_value
                    ],
                },
            },
            "hoverinfo": "text",
            "hovertext": [escaping.plotly(rows[number]["hover"]) for number in with_value],
            "customdata": with_value,
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": [scales[number](rows[number]["target"]) for number in with_target],
            "y": [level[number] + 8 for number in with_target],
            "marker": {"symbol": "triangle-down", "size": 9, "color": colours.ink},
            "hoverinfo": "skip",
        },
        _texts([shortened(row["name"]) for row in rows], 0, [-top - 10 for top in tops], "right", colours.ink, 15)
        | chosen,
        _texts([row["trend"] for row in rows], 1, [-top - 10 for top in tops], "left", colours.soft_ink, 13),
        _texts([], 0, [-top - 30 for top in tops], "right", colours.ink, 13)
        | {"text": [f"<b>{escaping.plotly(row['value_text'])}</b>{escaping.plotly(row['rest_text'])}" for row in rows]},
        _texts([], 1, [-top - 30 for top in tops], "left", row_colours, 13)
        | {"text": [f"<b>{escaping.plotly(row['comparison_text'])}</b>" for row in rows]},
        _texts(
            [], 0, [17 - top for top, row in zip(tops, rows, strict=True) if row["heading"]], "right", colours.ink, 15
        )
        | {"text": [f"<b>{escaping.plotly(row['heading'])}</b>" for row in rows if row["heading"]]},
        _texts([shortened(benchmark)], 0.5, [-8], "center", colours.soft_ink, 13),
    ]
    return figure(traces, _by_pixel(colours, height))


def change_over_time(
    others: Sequence[tuple[list[date], list[float]]],
    benchmark: tuple[list[date], list[float]],
    area: tuple[list[date], list[float]],
    colours: Palette,
    *,
    comparison: str,
    area_text: str,
    benchmark_text: str,
    hover: list[str],
    separators: str,
) -> go.Figure:
    """One indicator over time: the area strong, its benchmark dotted, the other areas pale; from zero.

    Every line is its days and its values. ``hover`` has one text per value of the area; ``separators`` are the decimal
    mark and the mark between thousands.
    """
    colour = colour_of(comparison, colours)
    ends = [
        (days[-1], values[-1], text, shade)
        for (days, values), text, shade in (
            (area, f"<b>{escaping.plotly(shortened(area_text))}</b>", colour),
            (benchmark, escaping.plotly(shortened(benchmark_text)), colours.ink),
        )
        if days
    ]
    # Where the line is not: below the end of a falling line, above that of a rising one. Two labels close together
    # would cover each other: then the higher one stands above its line, the lower one below.
    sides = [
        "bottom left" if len(values) > 1 and values[-1] < values[-2] else "top left"
        for values in (area[1], benchmark[1])
        if values
    ]
    top = max([*area[1], *benchmark[1], *(value for _days, values in others for value in values)], default=1.0)
    if len(ends) == 2 and abs(ends[0][1] - ends[1][1]) < 0.15 * top:
        sides = ["top left", "bottom left"] if ends[0][1] >= ends[1][1] else ["bottom left", "top left"]
    pale: tuple[list[date | None], list[float | None]] = ([], [])
    for days, values in others:
        pale[0].extend([*days, None])
        pale[1].extend([*values, None])
    line = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    tick = {"size": 13, "color": colours.soft_ink}
    return figure(
        [
            line | {"x": pale[0], "y": pale[1], "line": {"color": colours.grid, "width": 1.5}},
            line | {"x": benchmark[0], "y": benchmark[1], "line": {"color": colours.ink, "width": 2, "dash": "dot"}},
            line
            | {
                "mode": "lines+markers",
                "x": area[0],
                "y": area[1],
                "line": {"color": colour, "width": 3},
                "marker": {"size": 8},
                "hoverinfo": "text",
                "hovertext": [escaping.plotly(text) for text in hover],
            },
            {
                "type": "scatter",
                "mode": "text",
                "x": [day for day, _value, _text, _shade in ends],
                "y": [value for _day, value, _text, _shade in ends],
                "text": [text for _day, _value, text, _shade in ends],
                "textposition": sides,
                "textfont": {
                    "size": 14,
                    "color": [shade for _day, _value, _text, shade in ends],
                    "shadow": f"0 0 3px {colours.ground}, 0 0 3px {colours.ground}, 0 0 3px {colours.ground}",
                },
                "cliponaxis": False,
                "hoverinfo": "skip",
            },
        ],
        layout(colours, 270)
        | {
            "margin": {"l": 52, "r": 8, "t": 20, "b": 44 if colours.mark else 26},
            "separators": separators,
            "dragmode": False,
            "xaxis": _years([*area[0], *benchmark[0]], colours),
            "yaxis": {
                "rangemode": "tozero",
                "gridcolor": colours.grid,
                "tickfont": tick,
                "tickformat": ",",
                "nticks": 5,
                "fixedrange": True,
            },
        },
    )


def all_areas_over_time(lines: Sequence[Row], colours: Palette, separators: str) -> go.Figure:
    """Every area as a line, from zero: priority neighbourhoods strong, averages dotted, the rest pale.

    Each of ``lines`` has name, role, days, values and hover (a text per value). Its name stands at its end,
    pushed down where names would cover each other. ``separators`` are the decimal mark and the mark between thousands.
    """
    shapes = {
        "priority": {"color": colours.states["ahead"], "width": 2.5},
        **{
            role: {"color": colours.ink, "width": 2, "dash": "dot"}
            for role in ("centre", "district", "whole", "member")
        },
    }
    top = max((value for line in lines for value in line["values"]), default=1.0)
    # From the top down, each name at least a text's height below the one before.
    ends: list[tuple[Row, float]] = []
    for line in sorted(lines, key=lambda line: -line["values"][-1]):
        height = line["values"][-1]
        ends.append((line, min(height, ends[-1][1] - 0.052 * top) if ends else height))
    last = max((line["days"][-1] for line in lines), default=date(2000, 1, 1))
    tick = {"size": 13, "color": colours.soft_ink}
    pale = {"color": colours.soft_ink, "width": 1.2}
    return figure(
        [
            *(
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "x": line["days"],
                    "y": line["values"],
                    "line": shapes.get(line["role"], pale),
                    "marker": {"size": 5},
                    "hoverinfo": "text",
                    "hovertext": [escaping.plotly(text) for text in line["hover"]],
                }
                for line in lines
            ),
            {
                "type": "scatter",
                "mode": "text",
                "x": [last for _end in ends],
                "y": [height for _line, height in ends],
                "text": [f" {escaping.plotly(shortened(line['name']))}" for line, _height in ends],
                "textposition": "middle right",
                "textfont": {
                    "size": 12,
                    "color": [shapes.get(line["role"], pale)["color"] for line, _height in ends],
                },
                "cliponaxis": False,
                "hoverinfo": "skip",
            },
        ],
        layout(colours, 420)
        | {
            "margin": {"l": 52, "r": 150, "t": 12, "b": 44 if colours.mark else 26},
            "separators": separators,
            "dragmode": False,
            "hovermode": "closest",
            "xaxis": _years([day for line in lines for day in line["days"]], colours),
            "yaxis": {
                "rangemode": "tozero",
                "gridcolor": colours.grid,
                "tickfont": tick,
                "tickformat": ",",
                "nticks": 5,
                "fixedrange": True,
            },
        },
    )


def small_multiples(panels: Sequence[Row], colours: Palette, first: date, last: date) -> go.Figure:
    """Many small lines below each other, each from zero to its own highest value, all over the same years.

    Each of ``panels`` has name, figures (texts), judgement (of the trend: better, worse or similar), area and benchmark
    (days and values). ``first`` and ``last`` are where the common time begins and ends.
    """
    length = max((last - first).days, 1)

    def points(number: int, series: tuple[list[date], list[float]]) -> list[tuple[float | None, float | None]]:
        panel = panels[number]
        top = max([*panel["area"][1], *panel["benchmark"][1], 1e-9])
        low = min([0.0, *panel["area"][1], *panel["benchmark"][1]])
        ground = -(number + 1) * _PANEL + 10
        return [
            (0.97 * (day - first).days / length, ground + 44 * (value - low) / (top - low))
            for day, value in zip(*series, strict=True)
        ] + [(None, None)]

    def line(series: str, numbers: Sequence[int], shape: dict[str, Any]) -> dict[str, Any]:
        drawn = [point for number in numbers for point in points(number, panels[number][series])]
        return {
            "type": "scatter",
            "mode": "lines",
            "x": [x for x, _y in drawn],
            "y": [y for _x, y in drawn],
            "line": shape,
            "hoverinfo": "skip",
        }

    everywhere = range(len(panels))
    shades = [colour_of(panel["judgement"], colours) for panel in panels]
    grounds = [-(number + 1) * _PANEL + 10 for number in everywhere]
    ends = [points(number, panels[number]["area"])[-2] for number in everywhere if panels[number]["area"][0]]
    height = len(panels) * _PANEL + 22
    return figure(
        [
            {
                "type": "scatter",
                "mode": "lines",
                "x": [x for _ground in grounds for x in (0, 1, None)],
                "y": [y for ground in grounds for y in (ground, ground, None)],
                "line": {"color": colours.grid, "width": 1},
                "hoverinfo": "skip",
            },
            line("benchmark", everywhere, {"color": colours.soft_ink, "width": 1.5, "dash": "dot"}),
            *(
                line("area", [n for n in everywhere if shades[n] == shade], {"color": shade, "width": 2.5})
                for shade in dict.fromkeys(shades)
            ),
            {
                "type": "scatter",
                "mode": "markers",
                "x": [x for x, _y in ends],
                "y": [y for _x, y in ends],
                "marker": {
                    "size": 8,
                    "color": [shades[number] for number in everywhere if panels[number]["area"][0]],
                },
                "hoverinfo": "skip",
            },
            _texts(
                [shortened(panel["name"]) for panel in panels],
                0,
                [-n * _PANEL - 14 for n in everywhere],
                "right",
                colours.ink,
                13,
            ),
            _texts([], 1, [-n * _PANEL - 14 for n in everywhere], "left", shades, 13)
            | {"text": [f"<b>{escaping.plotly(panel['figures'])}</b>" for panel in panels]},
            _texts([str(first.year)], 0, [12 - height], "right", colours.soft_ink, 12),
            _texts([str(last.year)], 0.97, [12 - height], "left", colours.soft_ink, 12),
        ],
        _by_pixel(colours, height),
    )


def _years(days: list[date], colours: Palette) -> dict[str, Any]:
    """An axis of time that names years where figures stand: one of 31 December 2025 is of 2025, not of 2026."""
    last_of_year = sorted({day.year: day for day in sorted(days)}.values())
    every = -(-len(last_of_year) // 5) or 1
    shown = last_of_year[::-1][::every]
    return {
        "showgrid": False,
        "tickfont": {"size": 13, "color": colours.soft_ink},
        "tickvals": shown,
        "ticktext": [str(day.year) for day in shown],
        "fixedrange": True,
    }


def _scale(row: Row) -> Any:
    """Where a value stands between the left end (0) and the right end (1), with the benchmark in the middle.

    All areas fit in; of an interval that is wider than that the ends are cut off.
    """
    shown = [value for value in (row["value"], *row["others"]) if pd.notna(value)]
    middle = row["beside"]
    if pd.isna(middle):
        middle = (min(shown) + max(shown)) / 2 if shown else 0.0
    reach = 1.15 * max((abs(value - middle) for value in shown), default=0.0) or 1.0

    def place(value: float) -> float:
        return min(max(0.5 + 0.48 * (value - middle) / reach, 0.0), 1.0)

    return place


def _ends(row: Row, scale: Any) -> tuple[float, float]:
    return scale(row["lower"]), scale(row["upper"])


def _is_near(row: Row, scale: Any) -> bool:
    """Whether the target falls on the scale; one that lies beyond is only in the table."""
    return bool(pd.notna(row["target"]) and pd.notna(row["value"]) and 0.0 < scale(row["target"]) < 1.0)


def _texts(
    texts: Sequence[str], x: float, ys: Sequence[float], side: str, colour: str | list[str], size: int
) -> dict[str, Any]:
    """A trace that writes one text per height, at ``x`` towards ``side``."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for _y in ys],
        "y": list(ys),
        "text": [escaping.plotly(text) for text in texts],
        "textposition": f"middle {side}",
        "textfont": {"size": size, "color": colour},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _by_pixel(colours: Palette, height: int) -> dict[str, Any]:
    """A layout in which one step down is one pixel."""
    base = layout(colours, height)
    margin = {"l": 0, "r": 0, "t": 0, "b": 18 if colours.mark else 0}
    return base | {
        "margin": margin,
        "dragmode": False,
        "hovermode": "closest",
        "xaxis": {"visible": False, "range": [0, 1], "fixedrange": True},
        "yaxis": {"visible": False, "range": [-height, 0], "fixedrange": True},
    }
