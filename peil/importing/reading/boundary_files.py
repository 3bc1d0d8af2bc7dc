"""Boundaries of areas: reads GeoJSON, brings it to degrees (WGS 84), and mends, lightens or refuses its outlines.

What is stored is a GeoJSON geometry (RFC 7946): a Polygon or MultiPolygon in degrees, longitude first, with
``DECIMALS`` decimals and outer rings that turn left. A GeoJSON file is made light on the way in; geometry in the cells
of a table is checked and mended, but otherwise kept as it is, so that an export comes back unchanged.
"""

import codecs
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from peil.errors import UnreadableFile
from peil.importing.reading.sheet import Problem, Sheet, columns_of, plain_name

SUFFIXES = (".geojson", ".json")
MAX_BYTES = 100_000_000
SAMPLE_BYTES = 65_536

# The first is of no use on a map of a neighbourhood, the second is about a metre.
TOLERANCE_METRES = 10
DECIMALS = 5

WGS84 = "EPSG:4326"
# Where each projection puts Belgium, in metres: lowest and highest x, lowest and highest y. They do not overlap.
PROJECTIONS = {
    "EPSG:31370": (20_000, 300_000, 20_000, 250_000),  # Lambert 72
    "EPSG:3812": (515_000, 800_000, 515_000, 750_000),  # Lambert 2008
    "EPSG:3857": (250_000, 730_000, 6_300_000, 6_720_000),  # Web Mercator
}
# Longitude and latitude of Belgium; the two ranges do not overlap, so exchanged coordinates show.
LONGITUDES, LATITUDES = (2.0, 7.0), (49.0, 52.0)

_AREAS = ("Polygon", "MultiPolygon")
_OTHERS = ("Point", "MultiPoint", "LineString", "MultiLineString", "GeometryCollection")
_METRES_PER_DEGREE = 111_320.0


@dataclass
class _Shape:
    """One geometry while it is read: ``geometry`` is None when a problem of severity error keeps it out."""

    geometry: BaseGeometry | None = None
    problems: list[tuple[str, str | None, str]] = field(default_factory=list)

    def refuse(self, rule: str, value: str | None = None) -> None:
        self.geometry = None
        self.problems.append((rule, value, "error"))

    def warn(self, rule: str, value: str | None = None) -> None:
        self.problems.append((rule, value, "warning"))


def check_start(path: Path) -> None:
    """Raises UnreadableFile when a GeoJSON file is too large, or when it does not begin as one."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UnreadableFile(
            f"{path.name} has {size / 1e6:.0f} MB; the limit for boundaries is {MAX_BYTES / 1e6:.0f} MB. "
            "Leave out the areas you do not need, or simplify the outlines to about 5 metres."
        )
    with path.open("rb") as file:
        start = file.read(SAMPLE_BYTES)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    if not start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{") or b"\x00" in start:
        raise UnreadableFile(f"{path.name} is not JSON. Export the areas as a GeoJSON FeatureCollection.")


def read(path: Path, work: Path) -> Sheet:
    """The boundaries in a GeoJSON file as a sheet with area_id, which is blank (its properties tell), and geometry.

    The row of a feature, and of its problems, is its number from 1. The geometry is the text that is stored, and blank
    where a problem keeps the feature out. Raises UnreadableFile when the file is no FeatureCollection or damaged JSON.
    """
    check_start(path)
    collection = _parsed(path)
    features = collection.get("features") if isinstance(collection, dict) else None
    if (
        not isinstance(collection, dict)
        or collection.get("type") != "FeatureCollection"
        or not isinstance(features, list)
    ):
        raise UnreadableFile(
            f"{path.name} is JSON, but no GeoJSON with a list of features. "
            "Export the areas as a GeoJSON FeatureCollection."
        )
    if not features:
        raise UnreadableFile(f"{path.name} holds no features.")
    features = [feature if isinstance(feature, dict) else {} for feature in features]
    shapes = [_shape_of(feature.get("geometry")) for feature in features]
    problems = _to_degrees(shapes, collection.get("crs"))
    _mend(shapes)
    _lighten(shapes)
    numbers = range(1, len(shapes) + 1)
    schema = columns_of(2)
    rows = pa.record_batch(
        [pa.array(numbers), pa.nulls(len(shapes), pa.string()), pa.array(_texts(shapes), pa.string())], schema=schema
    )
    with pa.OSFile(str(work / "rows.arrow"), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        writer.write_batch(rows)
    return Sheet(
        path.name,
        None,
        ["area_id", "geometry"],
        work / "rows.arrow",
        header_row=0,
        problems=problems + _numbered(shapes, numbers),
        properties=[_properties(feature) for feature in features],
    )


def check(texts: Sequence[str], rows: Sequence[int]) -> tuple[list[str | None], list[Problem]]:
    """Checks geometries in the cells of a table: one text per cell to store instead, or None; and the problems.

    ``rows`` are the row numbers of the cells. A geometry without problems is None: it stays as it is written.
    """
    shapes = [_shape_of(_parsed_cell(text)) for text in texts]
    for shape in shapes:
        if shape.geometry is not None:
            _check_degrees(shape)
    _mend(shapes)
    mended = [shape for shape in shapes if shape.geometry is not None and shape.problems]
    stored = dict(zip(map(id, mended), _texts(mended), strict=True))
    return [stored.get(id(shape)) for shape in shapes], _numbered(shapes, rows)


# --- JSON -----------------------------------------------------------------------------------------------------------


def _parsed(path: Path) -> Any:
    """The JSON of a file; its geometries are turned into shapes while it is parsed, because lists of numbers take much
    memory."""
    try:
        return json.loads(_decoded(path.read_bytes()), object_hook=_shape_or_object)
    except RecursionError as error:
        raise UnreadableFile(f"{path.name} is nested too deeply to be GeoJSON.") from error
    except ValueError as error:
        where = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise UnreadableFile(
            f"{path.name} is not valid JSON{where}; it may be damaged or cut off. Export it again."
        ) from error


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _parsed_cell(text: str) -> Any:
    """The shape in a cell; the text itself when it is no JSON."""
    try:
        return json.loads(text, object_hook=_shape_or_object)
    except (ValueError, RecursionError):
        return text


def _shape_or_object(thing: dict[str, Any]) -> Any:
    return _shape(thing) if thing.get("type") in _AREAS and "coordinates" in thing else thing


def _properties(feature: dict[str, Any]) -> dict[str, str]:
    named = feature.get("properties")
    properties = {"id": feature.get("id")} | (named if isinstance(named, dict) else {})
    return {
        _text(name): _text(value)
        for name, value in properties.items()
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and _text(value)
    }


def _text(value: object) -> str:
    """A value as text that can be told: JSON may hold half characters, which are no text, and control characters."""
    return plain_name(str(value)).strip()


# --- Shapes ---------------------------------------------------------------------------------------------------------


def _shape_of(geometry: Any) -> _Shape:
    """The shape of what stands where a geometry should."""
    if isinstance(geometry, _Shape):
        return geometry
    shape = _Shape()
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if geometry is None or geometry == {}:
        shape.refuse("no_outline")
    elif kind in _OTHERS:
        shape.refuse("not_an_outline", kind)
    else:
        shape.refuse("not_geojson", _text(kind)[:80] if kind else None)
    return shape


def _shape(thing: dict[str, Any]) -> _Shape:
    """The shape of a Polygon or MultiPolygon, in the coordinates of the file."""
    shape = _Shape()
    polygons = [thing["coordinates"]] if thing["type"] == "Polygon" else thing["coordinates"]
    try:
        built = [
            shapely.Polygon(rings[0], rings[1:])
            for polygon in polygons
            if (rings := [_ring(ring, shape) for ring in polygon if ring])
        ]
    except _NotClosed as error:
        shape.refuse("ring_open", str(error))
        return shape
    except (TypeError, ValueError) as error:
        shape.refuse("not_geojson", str(error)[:80])
        return shape
    if not built:
        shape.refuse("no_outline")
    else:
        shape.geometry = built[0] if len(built) == 1 else shapely.MultiPolygon(built)
    return shape


class _NotClosed(Exception):
    """A ring does not end where it began, and more than its last point is missing."""


def _ring(points: Any, shape: _Shape) -> NDArray[np.float64]:
    """The points of a ring, the last equal to the first. Raises ValueError or _NotClosed."""
    ring = np.array(points)
    if ring.ndim != 2 or ring.shape[1] < 2 or ring.dtype.kind not in "if":
        raise ValueError("a point is not a pair of numbers")
    # To numpy, true is 1.
    if ((ring == 0) | (ring == 1)).any() and any(isinstance(number, bool) for point in points for number in point):
        raise ValueError("a point is not a pair of numbers")
    # A third number is a height.
    ring = ring[:, :2].astype(np.float64)
    if not np.isfinite(ring).all():
        raise ValueError("a coordinate is not a finite number")
    if not np.array_equal(ring[0], ring[-1]):
        sides = np.hypot(*np.diff(ring, axis=0).T)
        gap = math.dist(ring[0], ring[-1])
        # Only the last point was left out when the closing side is a side like the others.
        if len(ring) < 3 or gap > sides.max():
            raise _NotClosed(
                f"{_number(ring[0][0])} {_number(ring[0][1])} … {_number(ring[-1][0])} {_number(ring[-1][1])}"
            )
        shape.warn("ring_closed", f"{_number(ring[0][0])} {_number(ring[0][1])}")
        ring = np.vstack([ring, ring[:1]])
    if len(ring) < 4:
        raise ValueError("a ring has fewer than three points")
    return ring


def _number(value: float) -> str:
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def _mend(shapes: Sequence[_Shape]) -> None:
    """Makes outlines that cross themselves valid, with a warning, or refuses them."""
    present = [shape for shape in shapes if shape.geometry is not None]
    geometries = np.array([shape.geometry for shape in present], dtype=object)
    for position in np.flatnonzero(~shapely.is_valid(geometries)):
        shape = present[position]
        why = shapely.is_valid_reason(geometries[position])
        shape.geometry = _polygons_of(shapely.make_valid(geometries[position], method="structure"))
        if shape.geometry is None:
            shape.refuse("outline_broken", why)
        else:
            shape.warn("outline_mended", why)


def _polygons_of(geometry: BaseGeometry) -> BaseGeometry | None:
    """The polygons in a geometry as one Polygon or MultiPolygon; None when there is none."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in _AREAS and not part.is_empty]
    polygons = [polygon for part in parts for polygon in shapely.get_parts(part)]
    if len(polygons) <= 1:
        return polygons[0] if polygons else None
    return shapely.MultiPolygon(polygons)


# --- Projections ----------------------------------------------------------------------------------------------------


def _to_degrees(shapes: Sequence[_Shape], named: Any) -> list[Problem]:
    """Brings all shapes to WGS 84; returns what is wrong with the file as a whole, and then empties the shapes."""
    present = [shape for shape in shapes if shape.geometry is not None]
    if not present:
        return []
    geometries = np.array([shape.geometry for shape in present], dtype=object)
    projection, problem = _projection(shapely.total_bounds(geometries), named)
    if problem:
        for shape in present:
            shape.geometry = None
        return [problem]
    if projection:
        transformer = pyproj.Transformer.from_crs(projection, WGS84, always_xy=True)
        geometries = shapely.transform(
            geometries, lambda points: np.column_stack(transformer.transform(points[:, 0], points[:, 1]))
        )
        if problem := _misplaced(projection, shapely.total_bounds(geometries)):
            for shape in present:
                shape.geometry = None
            return [problem]
    for shape, geometry in zip(present, geometries, strict=True):
        shape.geometry = geometry
        _check_degrees(shape)
    return []


def _misplaced(projection: pyproj.CRS, bounds: NDArray[np.float64]) -> Problem | None:
    """What is wrong when coordinates, brought to degrees, lie far outside the area their projection is made for."""
    area = projection.area_of_use
    west, south, east, north = bounds
    if area is None or (
        area.west - 1 <= west and east <= area.east + 1 and area.south - 1 <= south and north <= area.north + 1
    ):
        return None
    return Problem(None, "crs", f"{projection.to_string()}: {_seen(bounds)}", "other_projection")


def _projection(bounds: NDArray[np.float64], named: Any) -> tuple[pyproj.CRS | None, Problem | None]:
    """The projection of coordinates within ``bounds``, None for degrees; or what is wrong.

    ``named`` is the member ``crs`` of the file, as older GeoJSON has it.
    """
    west, south, east, north = bounds
    in_degrees = west >= -180 and east <= 180 and south >= -90 and north <= 90
    name = _crs_name(named)
    if name:
        try:
            crs = pyproj.CRS.from_user_input(name)
        except CRSError:
            return None, Problem(None, "crs", name, "unknown_projection_name")
        if crs.is_geographic != in_degrees:
            return None, Problem(None, "crs", f"{name}: {_seen(bounds)}", "other_projection")
        return (None if crs.is_geographic else crs), None
    if in_degrees:
        return None, None
    for code, (lowest_x, highest_x, lowest_y, highest_y) in PROJECTIONS.items():
        if lowest_x <= west and east <= highest_x and lowest_y <= south and north <= highest_y:
            return pyproj.CRS.from_user_input(code), None
    return None, Problem(None, None, _seen(bounds), "unknown_projection")


def _crs_name(named: Any) -> str | None:
    if not isinstance(named, dict):
        return None
    properties = named.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    return _text(name)[:200] if name else None


def _seen(bounds: NDArray[np.float64]) -> str:
    """The range of coordinates, as it is told in a finding."""
    west, south, east, north = (_number(value) for value in bounds)
    return f"x {west} – {east}, y {south} – {north}"


def _check_degrees(shape: _Shape) -> None:
    bounds = shapely.bounds(shape.geometry)
    west, south, east, north = bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        shape.refuse("outside_world", _seen(bounds))
    elif LATITUDES[0] <= west and east <= LATITUDES[1] and LONGITUDES[0] <= south and north <= LONGITUDES[1]:
        shape.refuse("coordinates_exchanged", _seen(bounds))


# --- Light geometry -------------------------------------------------------------------------------------------------


def _lighten(shapes: Sequence[_Shape]) -> None:
    """Leaves out the points that a map does not need; a line between two areas stays one line.

    An area too small for that keeps all its points. Visvalingam-Whyatt on the edges of the coverage (GEOS); a point
    goes when the triangle with its neighbours is smaller than the square of ``TOLERANCE_METRES``.
    """
    present = [shape for shape in shapes if shape.geometry is not None]
    if not present:
        return
    geometries = np.array([shape.geometry for shape in present], dtype=object)
    south, north = shapely.total_bounds(geometries)[[1, 3]]
    metres = np.array([_METRES_PER_DEGREE * math.cos(math.radians((south + north) / 2)), _METRES_PER_DEGREE])
    simple = shapely.transform(geometries, lambda points: points * metres)
    simple = shapely.coverage_simplify(simple, TOLERANCE_METRES)
    simple = shapely.transform(simple, lambda points: points / metres)
    light = shapely.set_precision(simple, 10.0**-DECIMALS)
    lost = shapely.is_empty(light) | ~np.isin(shapely.get_type_id(light), [3, 6]) | ~shapely.is_valid(light)
    for shape, geometry, original, is_lost in zip(present, light, geometries, lost, strict=True):
        shape.geometry = original if is_lost else geometry


def _texts(shapes: Sequence[_Shape]) -> list[str | None]:
    """GeoJSON of each shape; None where a problem keeps it out."""
    return [
        None if shape.geometry is None else shapely.to_geojson(shapely.orient_polygons(shape.geometry))
        for shape in shapes
    ]


def _numbered(shapes: Sequence[_Shape], rows: Sequence[int]) -> list[Problem]:
    return [
        Problem(row, "geometry", value, rule, severity)
        for row, shape in zip(rows, shapes, strict=True)
        for rule, value, severity in shape.problems
    ]
