"""Outlines: a map of areas. Flat shapes on plain axes.

Plotly's own maps are not used: they fetch a world map from a server elsewhere before they draw anything, and they fill
the sea when a ring runs the other way round.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import plotly.graph_objects as go
import shapely
from numpy.typing import NDArray

from peil import escaping
from peil.answers.marks import Group, Outlines
from peil.charts import Palette, figure, layout, state_colour

_HEIGHT = 340
# Nothing smaller than this share of the width of the map is drawn: a screen could not show it, and it would be sent.
_SMALLEST = 1 / 1500


@dataclass(frozen=True)
class _Borders:
    """The borders of some areas: per area the points of its rings, with a gap (not a number) after each ring."""

    rings: tuple[NDArray[np.float32], ...]
    # A point inside each area, for its sign and for pointing at it.
    inside: NDArray[np.float64]
    # West, south, east and north end.
    ends: tuple[float, float, float, float]
    # How many degrees north are as long as one degree east, in the middle of the map.
    stretch: float


def draw(mark: Outlines, colours: Palette) -> go.Figure:
    """Every area in the colour of its group, with a legend of the groups above. Choosing an area gives its key as
    custom data.
    """
    drawn = mark.outlines
    borders = _borders(tuple(outline.border for outline in drawn))
    signs = {group.key: group.sign for group in mark.groups}
    traces: list[dict[str, object]] = []
    for group in mark.groups:
        rings = [ring for ring, outline in zip(borders.rings, drawn, strict=True) if outline.group == group.key]
        traces.append(_shapes(rings, group, colours))
    traces += [
        {
            "type": "scatter",
            "mode": "lines",
            "x": ring[:, 0],
            "y": ring[:, 1],
            "line": {"color": colours.ink, "width": 3},
            "hoverinfo": "skip",
            "showlegend": False,
        }
        for ring, outline in zip(borders.rings, drawn, strict=True)
        if mark.chosen and outline.key == mark.chosen
    ]
    traces.append(
        {
            "type": "scatter",
            # The invisible dots are what is pointed at: the nearest one counts, wherever in the map the pointer is.
            "mode": "markers+text",
            "x": borders.inside[:, 0],
            "y": borders.inside[:, 1],
            "marker": {"size": 18, "opacity": 0},
            "text": [signs.get(outline.group, "") for outline in drawn],
            "textfont": {"size": 12, "color": colours.ink, "shadow": _halo(colours.ground)},
            "hoverinfo": "text",
            "hovertext": [escaping.plotly(outline.said) for outline in drawn],
            "customdata": [outline.key or None for outline in drawn],
            "cliponaxis": False,
            "showlegend": False,
        }
    )
    west, south, east, north = borders.ends
    axis = {"visible": False, "fixedrange": True, "constrain": "domain"}
    return figure(
        traces,
        layout(colours, _HEIGHT)
        | {
            "showlegend": True,
            "legend": {
                **{"orientation": "h", "x": 0, "xanchor": "left", "y": 1.01, "yanchor": "bottom"},
                **{"itemclick": False, "itemdoubleclick": False, "font": {"size": 13, "color": colours.ink}},
            },
            "dragmode": False,
            "hovermode": "closest",
            "hoverdistance": 40,
            "xaxis": axis | {"range": [west, east], "constraintoward": "left"},
            "yaxis": axis
            | {"range": [south, north], "constraintoward": "top", "scaleanchor": "x", "scaleratio": borders.stretch},
        },
    )


def _shapes(rings: list[NDArray[np.float32]], group: Group, colours: Palette) -> dict[str, object]:
    """One trace for all areas of a group; a ring inside another runs the other way round, and so is left open."""
    points = np.concatenate(rings) if rings else np.full((1, 2), np.nan, np.float32)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": points[:, 0],
        "y": points[:, 1],
        "fill": "toself",
        "fillcolor": state_colour(group.tone, colours) if group.tone else colours.track,
        "line": {"color": colours.ground, "width": 1},
        "hoverinfo": "skip",
        "name": escaping.plotly(f"{group.sign} {group.name}".strip()),
        # A group without any area is not in the legend either.
        "showlegend": bool(rings),
    }


def _halo(colour: str) -> str:
    """A rim around letters, so that they can be read on any colour."""
    return ", ".join(f"{x}px {y}px 1px {colour}" for x in (-1, 1) for y in (-1, 1))


@lru_cache(maxsize=32)
def _borders(geometries: tuple[str, ...]) -> _Borders:
    """Parsed once, because a page draws the same map again at every click."""
    shapes = shapely.orient_polygons(shapely.from_geojson(list(geometries)))
    west, south, east, north = shapely.total_bounds(shapes)
    points = [_points_of(shape, (east - west) * _SMALLEST) for shape in shapes]
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
    ends = (float(west), float(south), float(east), float(north))
    return _Borders(tuple(points), inside, ends, float(1 / np.cos(np.radians((south + north) / 2))))


def _points_of(shape: shapely.Geometry, smallest: float) -> NDArray[np.float32]:
    """The corners of all rings of a shape on a grid of ``smallest``, so that neighbours keep their common border.

    In single precision, a few centimetres on the ground, because half the bytes go to the browser at every click.
    """
    pieces = []
    for ring in shapely.get_rings(shape):
        corners = np.round(shapely.get_coordinates(ring) / smallest) * smallest
        moved = np.append(True, np.any(np.diff(corners, axis=0) != 0, axis=1))
        pieces += [corners[moved], np.full((1, 2), np.nan)]
    return np.concatenate(pieces).astype(np.float32)
