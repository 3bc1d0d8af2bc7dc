"""What column names say: which table a sheet is, which field each column, or which layout a monitor file has."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from peil import contract

_PERIODS = ("period", "periode", "période", "jaar", "année", "year")
# Statbel's columns with the code of an area, the smallest area first; a row is about the first that is filled.
_STATBEL_AREAS = (
    "cd_sector",
    "cd_refnis",
    "refnis",
    "cd_munty_refnis",
    "cd_refnis_municipality",
    "cd_dstr_refnis",
    "cd_refnis_district",
    "cd_prov_refnis",
    "cd_refnis_province",
    "cd_rgn_refnis",
    "cd_refnis_region",
    "cd_refnis_nation",
)
_STATBEL_MONTHS = ("cd_month", "cd_period")
# Names, codes of other areas and what kind of area it is: they tell nothing more.
_STATBEL_OTHER = re.compile(r"tx_.*|.*refnis.*|.*nuts.*|.*sub_munty.*|.*sector.*|cd_country|dt_.*")


@cache
def headers(table_name: str) -> dict[str, str]:
    """``{what a header may say, in lower case: field}``: names, and titles that stand for one field only."""
    table = contract.table(table_name)
    titles: dict[str, set[str]] = {}
    for field in table.fields:
        for language in contract.languages():
            title = _simple(contract.translated(field.descriptor, "title", language))
            titles.setdefault(title, set()).add(field.name)
    by_title = {title: next(iter(names)) for title, names in titles.items() if len(names) == 1}
    return by_title | {name: name for name in table.names}


def known_headers(header: Sequence[str], table: contract.Table | None) -> int:
    """How many names of a header are known, in ``table`` or else in the table that knows most of them."""
    candidates = [table] if table else contract.tables()
    known = max(len(set(filter(None, match(header, candidate)))) for candidate in candidates)
    layout = layout_of(header) if table is None or table.name == "area_values" else None
    return max(known, layout.known) if layout else known


def match(header: Sequence[str], table: contract.Table) -> list[str | None]:
    """The field that each column of a header stands for, or None."""
    known = headers(table.name)
    return [known.get(_simple(name)) for name in header]


def table_named(name: str) -> contract.Table | None:
    """The table with this name or, in any language, this title."""
    wanted = _simple(PurePath(name).name)
    for table in contract.tables():
        titles = {_simple(contract.translated(table.descriptor, "title", lang)) for lang in contract.languages()}
        if wanted == table.name or wanted in titles:
            return table
    return None


def table_with(header: Sequence[str]) -> contract.Table | None:
    """The only table that fits a header: it has all required columns and, if need be to decide, knows all columns."""
    fitting = [
        table
        for table in contract.tables()
        if {field.name for field in table.fields if field.required} <= set(match(header, table))
    ]
    complete = [table for table in fitting if None not in match([name for name in header if name], table)]
    for candidates in (complete, fitting):
        if len(candidates) == 1:
            return candidates[0]
    return None


def tables_like(header: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The tables, three at most, that know most columns of a header; for each the required columns that are missing."""
    fitting = []
    for table in contract.tables():
        known = set(filter(None, match(header, table)))
        missing = [field.name for field in table.fields if field.required and field.name not in known]
        if known:
            fitting.append((-len(known), len(missing), table.name, missing))
    return [(table_name, missing) for *_, table_name, missing in sorted(fitting)[:3]]


def near_names(written: str, known: Iterable[str]) -> list[str]:
    """The names, three at most, that are written most like ``written``."""
    return difflib.get_close_matches(_simple(written), known, n=3, cutoff=0.6)


def near_columns(written: str, table: contract.Table) -> list[str]:
    """The columns, three at most, that are called most like ``written``: ``Periode tot en met (period_end)``."""
    known, near = headers(table.name), []
    for called in near_names(written, known):
        field = table.field(known[called])
        titles = (contract.translated(field.descriptor, "title", language) for language in ("en", "nl", "fr"))
        title = next((title for title in titles if _simple(title) == called), None)
        near.append(f"{title} ({field.name})" if title else field.name)
    return near


def _simple(name: str) -> str:
    return " ".join(name.replace("\u00a0", " ").split()).casefold()


# --- Monitor files --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Layout:
    """Which column of a file holds what, as positions in its header, from 0.

    ``kind`` is ``swing`` or ``statbel``. ``areas`` are the columns with the code of an area, of which the first that is
    filled counts. ``breakdowns`` divide the figures further (by sex or age), which ``area_values`` cannot hold.
    """

    kind: str
    header: tuple[str, ...]
    period: int | None
    month: int | None
    level: int | None
    areas: tuple[int, ...]
    breakdowns: tuple[int, ...]
    measures: tuple[int, ...]

    @property
    def known(self) -> int:
        """How many columns are recognised."""
        return len({self.period, self.month, self.level, *self.areas} - {None})

    @property
    def period_name(self) -> str:
        """What the column with the period is called."""
        return "CD_YEAR" if self.period is None else self.header[self.period]

    @property
    def staged(self) -> list[str | None]:
        """A name for each column that is needed, None for the others."""
        needed = {self.period, self.month, self.level, *self.areas, *self.breakdowns, *self.measures}
        return [f"c{position}" if position in needed else None for position in range(len(self.header))]


def layout_of(header: Sequence[str]) -> Layout | None:
    """The layout a header belongs to; None when it is neither of the two."""
    names = [" ".join(name.replace("\u00a0", " ").split()).casefold() for name in header]
    place = {name: position for position, name in reversed(list(enumerate(names)))}
    periods = [place[name] for name in _PERIODS if name in place]
    if "geoitem" in place and periods:
        known = {periods[0], place["geoitem"], place.get("geolevel")}
        return Layout(
            kind="swing",
            header=tuple(header),
            period=periods[0],
            month=None,
            level=place.get("geolevel"),
            areas=(place["geoitem"],),
            breakdowns=(),
            measures=tuple(position for position, name in enumerate(names) if name and position not in known),
        )
    areas = tuple(place[name] for name in _STATBEL_AREAS if name in place)
    if not areas:
        return None
    month = next((place[name] for name in _STATBEL_MONTHS if name in place), None)
    known = {place.get("cd_year"), month, *areas}
    further = [
        position
        for position, name in enumerate(names)
        if name and position not in known and not _STATBEL_OTHER.fullmatch(name)
    ]
    return Layout(
        kind="statbel",
        header=tuple(header),
        period=place.get("cd_year"),
        month=month,
        level=None,
        areas=areas,
        breakdowns=tuple(position for position in further if names[position].startswith("cd_")),
        measures=tuple(position for position in further if not names[position].startswith("cd_")),
    )
