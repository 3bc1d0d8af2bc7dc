"""Which area each feature of a GeoJSON file is."""

from collections.abc import Sequence

import pyarrow as pa

from peil.importing.reading.sheet import Problem
from peil.sql import name, sql
from peil.store import Cursor, statement


def name_areas(cursor: Cursor, properties: Sequence[dict[str, str]], staged: str) -> list[Problem]:
    """Fills in the area of every feature in ``staged``, from the property that tells areas apart best.

    That is the property whose values stand for most areas; of those an id of the area goes before an official code, and
    that before a name. The temporary table ``known_areas`` (name, area_id, level, rank) says what a value stands for.
    Returns what is wrong; features with a problem are taken out of ``staged``, as nothing more can be said of them.
    """
    _tell(cursor, properties)
    chosen, problem = _property_of_areas(cursor)
    problems = [problem] if problem else []
    if chosen:
        cursor.execute(
            sql(
                "update {staged} as staged set area_id = named_features.area_id from named_features "
                "where staged.source_row = named_features.feature and named_features.property = $chosen",
                staged=name(staged),
            ),
            {"chosen": chosen},
        )
        unknown = cursor.execute(
            sql(
                "select staged.source_row, told.value from {staged} as staged "
                "left join feature_properties as told on staged.source_row = told.feature and told.property = $chosen "
                "where staged.area_id is null order by all",
                staged=name(staged),
            ),
            {"chosen": chosen},
        ).fetchall()
        problems = [Problem(number, chosen, value, "unknown_area") for number, value in unknown]
        padded = cursor.execute(
            "select count(*) from named_features where property = $chosen and rank = 3", {"chosen": chosen}
        ).fetchall()[0][0]
        if padded:
            problems.append(Problem(None, chosen, str(padded), "padded_codes", "repair"))
    cursor.execute(sql("delete from {staged} where area_id is null or geometry is null", staged=name(staged)))
    return problems


def _tell(cursor: Cursor, properties: Sequence[dict[str, str]]) -> None:
    """Makes the temporary tables ``feature_properties``, and ``named_features`` with those that stand for an area."""
    told = [
        {"feature": number, "place": place, "property": name, "value": value}
        for number, named in enumerate(properties, start=1)
        for place, (name, value) in enumerate(named.items())
    ]
    types = {"feature": pa.int64(), "place": pa.int64(), "property": pa.string(), "value": pa.string()}
    cursor.make_table("feature_properties", pa.Table.from_pylist(told, pa.schema(types)))
    cursor.execute(statement("import/staged/named_features"))


def _property_of_areas(cursor: Cursor) -> tuple[str | None, Problem | None]:
    """The property that says which area a feature is; None, with a problem, when there is none or not one."""
    best = cursor.execute(statement("import/staged/properties_of_areas")).fetchall()
    if not best:
        names = cursor.execute(
            "select property from feature_properties group by property order by min(place), property"
        )
        return None, Problem(None, None, ", ".join(name for (name,) in names.fetchall()) or None, "no_area_property")
    chosen = best[0][0]
    for other, *how_good in best[1:]:
        differ = cursor.execute(
            "select count(*) from named_features as a inner join named_features as b using (feature) "
            "where a.property = $chosen and b.property = $other and a.area_id <> b.area_id",
            {"chosen": chosen, "other": other},
        ).fetchall()[0][0]
        if how_good == list(best[0][1:]) and differ:
            return None, Problem(None, None, f"{chosen}, {other}", "two_area_properties")
    return chosen, None
