"""docs/small-counts.md once more, in plain Python: which cells are hidden beside those that say so.

A cell is a dictionary with ``area_id``, ``target_group_id``, ``gender``, ``amount`` and ``hidden``.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Cell = Mapping[str, Any]
AXES = ("area_id", "target_group_id", "gender")
KNOWN_LEAST = ("not_stated", "x")


def place(cell: Cell) -> tuple[Any, ...]:
    """Of which area, group and gender a cell is."""
    return tuple(cell[axis] for axis in AXES)


def hidden_beside(cells: Sequence[Cell], areas: Iterable[Cell], groups: Iterable[Cell]) -> set[tuple[Any, ...]]:
    """The places of the cells of one figure to hide besides; ``areas`` and ``groups`` are rows of those tables."""
    parents: dict[str, set[str]] = {}
    people: dict[str, int] = {}
    for row in areas:
        parents.setdefault(row["area_id"], set()).add(row.get("parent_id") or "")
        population = row.get("population")
        if population is not None:
            people[row["area_id"]] = min(population, people.get(row["area_id"], population))
    kinds: dict[str, set[str]] = {}
    for row in groups:
        kinds.setdefault(row["target_group_id"], set()).add(row.get("dimension") or "")
    chosen = [_chosen(total, parts, people) for total, parts in _splits(cells, parents, kinds)]
    found = {place(one) for one in chosen if one is not None}
    hidden = [one for one in cells if one["hidden"]]
    closed = {one["area_id"] for one in hidden if _axes(one) == {"area_id"}}
    closed |= {area for area, group, gender in found if area is not None and group is None and gender is None}
    for one in cells:
        axes = _axes(one)
        split_further = any(_axes(other) <= axes and (len(axes) > 1 or not _axes(other)) for other in hidden)
        if split_further or parents.get(one["area_id"] or "", set()) & closed:
            found.add(place(one))
    return found


def shown(results: Sequence[Cell], areas: Sequence[Cell], groups: Sequence[Cell]) -> list[dict[str, Any]]:
    """Rows of results as they may be shown; a figure is what one report says of one indicator."""
    figures: dict[tuple[Any, ...], list[Cell]] = {}
    for row in results:
        figures.setdefault(figure(row), []).append(row)
    beside = {
        key: hidden_beside([cell(row) for row in rows], areas, groups)
        for key, rows in figures.items()
        if any(row["missing"] == "hidden" for row in rows)
    }
    hidden = {"value": None, "numerator": None, "denominator": None, "missing": "hidden"}
    return [{**row, **(hidden if place(row) in beside.get(figure(row), ()) else {})} for row in results]


def figure(row: Cell) -> tuple[Any, ...]:
    """Of which report and indicator a row of results is."""
    return row["partnership_id"], row["partner_id"], row["period_end"], row["reading"], row["indicator_id"]


def cell(row: Cell) -> dict[str, Any]:
    """A row of results as a cell."""
    amount = row["value"] if row["numerator"] is None else row["numerator"]
    return {axis: row[axis] for axis in AXES} | {"amount": amount, "hidden": row["missing"] == "hidden"}


def _axes(cell: Cell) -> set[str]:
    return {axis for axis in AXES if cell[axis] is not None}


def _splits(
    cells: Sequence[Cell], parents: Mapping[str, set[str]], kinds: Mapping[str, set[str]]
) -> list[tuple[Cell, list[Cell]]]:
    """Every total with what it is split into, by one thing."""
    plain = [cell for cell in cells if len(_axes(cell)) == 1]
    found = []
    for total in cells:
        if _axes(total) == {"area_id"}:
            inside = [cell for cell in plain if total["area_id"] in parents.get(cell["area_id"] or "", ())]
            found.append((total, inside))
        elif not _axes(total):
            found.append((total, [cell for cell in plain if cell["gender"] is not None]))
            found.append((total, [cell for cell in plain if cell["area_id"] is not None]))
            by_group = [cell for cell in plain if cell["target_group_id"] is not None]
            found += [
                (total, [cell for cell in by_group if kind in kinds.get(cell["target_group_id"], {""})])
                for kind in {kind for cell in by_group for kind in kinds.get(cell["target_group_id"], {""})}
            ]
    return found


def _chosen(total: Cell, parts: list[Cell], people: Mapping[str, int]) -> Cell | None:
    """The part to hide, when exactly one of the parts of a known total is unknown, and hidden."""
    unknown = [one for one in parts if one["amount"] is None]
    known = [one for one in parts if one["amount"] is not None]
    if total["amount"] is None or len(unknown) != 1 or not unknown[0]["hidden"] or not known:
        return None
    if round(sum(one["amount"] for one in known) - total["amount"], 9) > 0:
        return None

    def order(cell: Cell) -> tuple[Any, ...]:
        gender = KNOWN_LEAST.index(cell["gender"]) if cell["gender"] in KNOWN_LEAST else len(KNOWN_LEAST)
        population = people.get(cell["area_id"] or "")
        return gender, population is None, population or 0, cell["amount"], *(part or "" for part in place(cell))

    return min(known, key=order)
