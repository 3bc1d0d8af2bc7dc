"""The made-up map of the demonstration region: where its municipalities and neighbourhoods lie, and who joins whom.

The region lies in the middle of the North Sea, where nobody lives. It is a sheet of some 2,700 six-sided cells with
crooked edges; every municipality is the cells nearest to its own point, and every other area is made of the same
cells, so that neighbours share their borders to the last decimal.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]

MUNICIPALITIES = 300
COVERED = 279
PARTNERSHIPS_PER_PROVINCE = (10, 9, 9, 8, 8)
NEIGHBOURHOODS = 14
MERGERS_OF_TWO = 13

# Degrees: the middle of the map, and how far one cell lies from the next.
_LONGITUDE, _LATITUDE = 3.3, 54.85
_STEP_EAST, _STEP_NORTH = 0.0185, 0.0125
_CELLS = 2700
# The corners of a cell around its middle, against the clock, on a grid of whole numbers.
_CORNERS = np.array([(0, 2), (-1, 1), (-1, -1), (0, -2), (1, -1), (1, 1)])


@dataclass(frozen=True)
class Map:
    """``municipalities`` has one row per municipality of before the mergers: number (1 is the city), province (1 to 5),
    partnership (1 to 44, or missing), merged_into (number above 300, or missing). ``boundaries`` has the columns area
    (``province 1``, ``municipality 1``, ``neighbourhood 1``), and geometry (GeoJSON, degrees in WGS84)."""

    municipalities: pd.DataFrame
    boundaries: pd.DataFrame


def draw(seed: int) -> Map:
    """The same map for the same seed."""
    chance = np.random.default_rng(seed)
    cells = _sheet()
    points = _municipality_points(cells, chance)
    # The city is compact: its neighbourhoods are the cells around its point.
    city = np.argsort(_squares(cells, points[:1])[:, 0], kind="stable")[:NEIGHBOURHOODS]
    owner = _squares(cells, points).argmin(axis=1)
    owner[owner == 0] = _squares(cells[owner == 0], points[1:]).argmin(axis=1) + 1
    owner[city] = 0

    provinces = _grouped(points, np.array([(-11, 9), (12, 11), (-15, -9), (3, -3), (15, -12)]) * 1.0)
    provinces = _city_first(provinces)
    partnerships, distance = _partnerships(points, provinces)
    distance[0] = 0
    uncovered = _left_out(partnerships, distance)
    merged = _mergers(points, np.where(uncovered, 0, partnerships), _touching(cells, owner))

    municipalities = pd.DataFrame(
        {
            "number": np.arange(1, MUNICIPALITIES + 1),
            "province": provinces + 1,
            "partnership": pd.Series(partnerships).mask(uncovered).astype("Int64"),
            "merged_into": pd.Series(merged).mask(merged == 0).astype("Int64"),
        }
    )
    shapes = _shapes(cells, chance)
    groups = {f"province {n + 1}": provinces[owner] == n for n in range(len(PARTNERSHIPS_PER_PROVINCE))}
    groups |= {f"municipality {n + 1}": owner == n for n in range(MUNICIPALITIES)}
    groups |= {f"municipality {n}": merged[owner] == n for n in range(MUNICIPALITIES + 1, merged.max() + 1)}
    drawn = {area: shapely.coverage_union_all(shapes[cells_of]) for area, cells_of in groups.items()}
    drawn |= {f"neighbourhood {n + 1}": shapes[cell] for n, cell in enumerate(city)}
    boundaries = pd.DataFrame({"area": list(drawn), "geometry": [_geojson(shape) for shape in drawn.values()]})
    return Map(municipalities, boundaries)


def _sheet() -> Numbers:
    """The middles of the cells nearest to the middle of the map, on the grid of whole numbers of ``_CORNERS``."""
    east, north = np.meshgrid(np.arange(-80, 81), np.arange(-80, 81))
    middles = np.column_stack([(2 * east + north % 2).ravel(), (3 * north).ravel()]).astype(float)
    x, y = middles[:, 0], middles[:, 1] / np.sqrt(3)
    # A wavy outline, so that it is no disc.
    bearing = np.arctan2(y, 1.3 * x)
    size = np.hypot(0.75 * x, y) / (1 + 0.13 * np.sin(3 * bearing + 1) + 0.07 * np.sin(7 * bearing))
    chosen = np.sort(np.argsort(size, kind="stable")[:_CELLS])
    return middles[chosen]


def _municipality_points(cells: Numbers, chance: np.random.Generator) -> Numbers:
    """Spread points: each next one is the farthest of a handful of candidates from all the points before it."""
    points = [np.array([-14.0, 12.0])]
    nearest = _squares(cells, points[0][None])[:, 0]
    for _ in range(MUNICIPALITIES - 1):
        candidates = chance.choice(len(cells), size=60, replace=False)
        chosen = cells[candidates[nearest[candidates].argmax()]]
        points.append(chosen)
        nearest = np.minimum(nearest, _squares(cells, chosen[None])[:, 0])
    return np.array(points)


def _squares(places: Numbers, others: Numbers) -> Numbers:
    """The squared distance of each place to each other one."""
    east = places[:, None, 0] - others[None, :, 0]
    north = (places[:, None, 1] - others[None, :, 1]) / np.sqrt(3)
    return east**2 + north**2


def _grouped(points: Numbers, centres: Numbers, rounds: int = 12) -> Indices:
    """The number of the centre that each point lies nearest to, once the centres moved to the middle of it."""
    nearest = _squares(points, centres).argmin(axis=1)
    for _ in range(rounds):
        centres = np.array([points[nearest == n].mean(axis=0) for n in range(len(centres))])
        nearest = _squares(points, centres).argmin(axis=1)
    return nearest


def _city_first(groups: Indices) -> Indices:
    """The same groups, numbered so that the city (the first point) lies in group 0."""
    return np.where(groups == groups[0], 0, np.where(groups == 0, groups[0], groups))


def _partnerships(points: Numbers, provinces: Indices) -> tuple[Indices, Numbers]:
    """The partnership (1 to 44) of each municipality, and how far it lies from the middle of it."""
    partnerships, distance = np.zeros(len(points), np.int64), np.zeros(len(points))
    first = 1
    for province, count in enumerate(PARTNERSHIPS_PER_PROVINCE):
        inside = np.flatnonzero(provinces == province)
        # Start from municipalities that lie far apart.
        starts = [inside[0]]
        while len(starts) < count:
            starts.append(inside[_squares(points[inside], points[starts]).min(axis=1).argmax()])
        groups = _grouped(points[inside], points[starts])
        groups = _city_first(groups) if province == 0 else groups
        middles = np.array([points[inside][groups == n].mean(axis=0) for n in range(count)])
        partnerships[inside] = groups + first
        distance[inside] = _squares(points[inside], middles)[np.arange(len(inside)), groups]
        first += count
    return partnerships, distance


def _left_out(partnerships: Indices, distance: Numbers) -> NDArray[np.bool_]:
    """Which municipalities take no part: the most outlying ones, one of a partnership at most."""
    members = np.bincount(partnerships)[partnerships]
    outlying = pd.DataFrame({"partnership": partnerships, "distance": np.where(members > 2, distance, -1)})
    farthest = outlying.sort_values("distance", ascending=False, kind="stable").groupby("partnership").head(1)
    left_out = np.zeros(len(partnerships), bool)
    left_out[farthest.index[: MUNICIPALITIES - COVERED]] = True
    return left_out


def _touching(cells: Numbers, owner: Indices) -> set[tuple[int, int]]:
    """Which municipalities share a border, the lower number first."""
    at = {(int(x), int(y)): int(n) for (x, y), n in zip(cells, owner, strict=True)}
    return {
        (min(one, other), max(one, other))
        for (x, y), one in at.items()
        for step in ((2, 0), (1, 3), (-1, 3))
        if (other := at.get((x + step[0], y + step[1]), one)) != one
    }


def _mergers(points: Numbers, partnerships: Indices, touching: set[tuple[int, int]]) -> Indices:
    """The number of the municipality that each one became part of, or 0: thirteen pairs and one group of three."""
    merged, number = np.zeros(len(points), np.int64), MUNICIPALITIES
    third: tuple[int, int] | None = None
    for one, other in sorted(touching, key=lambda pair: (pair[0] * 7919 + pair[1] * 104729) % 100003):
        same = partnerships[one] == partnerships[other] > 0
        # At most one merger in a partnership, and none in the one that is shown in depth.
        if not same or partnerships[one] == 1 or (merged[partnerships == partnerships[one]] > 0).any():
            continue
        if number == MUNICIPALITIES + MERGERS_OF_TWO + 1:
            break
        number += 1
        merged[[one, other]] = number
        if third is None:
            beside = [n for pair in touching if one in pair for n in pair if merged[n] == 0]
            beside = sorted(n for n in beside if partnerships[n] == partnerships[one])
            if beside:
                third = (number, beside[0])
                merged[beside[0]] = number
    return merged


def _shapes(cells: Numbers, chance: np.random.Generator) -> NDArray[np.object_]:
    """Each cell as a polygon in degrees, its corners and the middle of its edges moved a little."""
    corners = cells[:, None, :] + _CORNERS[None]
    middles = (corners + np.roll(corners, -1, axis=1)) / 2
    ring = np.stack([corners, middles], axis=2).reshape(len(cells), 12, 2)
    # Twice the coordinates are whole numbers, by which neighbours find the same point.
    _, first, point = np.unique(
        (2 * ring).reshape(-1, 2).astype(np.int64), axis=0, return_index=True, return_inverse=True
    )
    moved = ring.reshape(-1, 2)[first] + chance.uniform(-0.2, 0.2, (len(first), 2)) * (1, np.sqrt(3))
    degrees = np.round(moved * (_STEP_EAST, _STEP_NORTH / np.sqrt(3)) + (_LONGITUDE, _LATITUDE), 4)
    return np.asarray(shapely.polygons(degrees[point.ravel()].reshape(len(cells), 12, 2)))


def _geojson(shape: shapely.Geometry) -> str:
    return shapely.to_geojson(shapely.normalize(shapely.orient_polygons(shape)))
