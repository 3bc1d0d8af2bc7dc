"""Maps of areas: boundaries in, a plotly figure out. Flat shapes on plain axes.

Plotly's own maps are not used: they fetch a world map from a server elsewhere before they draw anything, and they fill
the sea when a ring runs the other way round.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import shapely
from numpy.typing import NDArray

from peil import escaping
from peil.charts import Palette, figure, layout

# Nothing smaller than this share of the width of the map is drawn: a screen could not show it, and it would be sent.
_SMALLEST = 1 / 1500


@dataclass(frozen=True)
class Group:
    """One class of areas: its name in the legend, its colour, and a sign that is written in each of its areas."""

    key: str
    name: str
    colour: str
    sign: str = ""


@dataclass(frozen=True)
class _Outlines:
    """The borders of some areas: per area the points of its rings, with a gap (not a number) after each ring."""

    rings: tuple[NDArray[np.float32], ...]
    # A point inside each area, for its sign and for pointing at it.
    inside: NDArray[np.float64]
    # West, south, east and north end.
    ends: tuple[float, float, float, float]
    # How many degrees north are as long as one degree east, in the middle of the map.
    stretch: float


def area_map(
    areas: pd.DataFrame, groups: Sequence[Group], colours: Palette, *, height: int = 420, chosen: str | None = None
) -> go.Figure:
    """Every area in the colour of its group, with a legend of the groups above.

    ``areas`` has area_id, geometry (GeoJSON text of a polygon or several, in degrees, WGS84), group (the key of one of
    ``groups``), hover (text) and label (text written in the area instead of the sign of its group; may be empty). The
    area ``chosen`` gets a thick border. Choosing an area gives its area_id as custom data.
    """
    outlines = _outlines(tuple(areas["geometry"]))
    keys = areas["group"].tolist()
    signs = {group.key: group.sign for group in groups}
    traces: list[dict[str, object]] = []
    for group in groups:
        rings = [outlines.rings[number] for number, key in enumerate(keys) if key == group.key]
        traces.append(_shapes(rings, group, colours))
    if chosen in set(areas["area_id"]):
        ring = outlines.rings[areas["area_id"].tolist().index(chosen)]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": ring[:, 0],
                "y": ring[:, 1],
                "line": {"color": colours.ink, "width": 3},
                "hoverinfo": "skip",
                "showlegend": False,
            }
        )
    traces.append(
        {
            "type": "scatter",
            # The invisible dots are what is pointed at: the nearest one counts, wherever in the map the pointer is.
            "mode": "markers+text",
            "x": outlines.inside[:, 0],
            "y": outlines.inside[:, 1],
            "marker": {"size": 18, "opacity": 0},
            "text": [
                escaping.plotly(label) or signs.get(key, "") for label, key in zip(areas["label"], keys, strict=True)
            ],
            "textfont": {"size": 12, "color": colours.ink, "shadow": _halo(colours.ground)},
            "hoverinfo": "text",
            "hovertext": [escaping.plotly(text) for text in areas["hover"]],
            "customdata": areas["area_id"].tolist(),
            "cliponaxis": False,
            "showlegend": False,
        }
    )
    west, south, east, north = outlines.ends
    axis = {"visible": False, "fixedrange": True, "constrain": "domain"}
    return figure(
        traces,
        layout(colours, height)
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
            | {"range": [south, north], "constraintoward": "top", "scaleanchor": "x", "scaleratio": outlines.stretch},
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
        "fillcolor": group.colour,
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
def _outlines(geometries: tuple[str, ...]) -> _Outlines:
    """Parsed once, because a page draws the same map again at every click."""
    shapes = shapely.orient_polygons(shapely.from_geojson(list(geometries)))
    west, south, east, north = shapely.total_bounds(shapes)
    points = [_points_of(shape, (east - west) * _SMALLEST) for shape in shapes]
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
    ends = (float(west), float(south), float(east), float(north))
    return _Outlines(tuple(points), inside, ends, float(1 / np.cos(np.radians((south + north) / 2))))


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
