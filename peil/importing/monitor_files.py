"""Monitor files from Swing and from Statbel: turned into rows of ``area_values``.

Both give every indicator a column of its own. ``lay_out`` makes one row per figure of it, as text and with the row
number of the file, so that the ordinary checks of the gate follow. ``leave_out_totals`` keeps totals of a year apart
from figures of a month. Layouts: studiohelp.swing.eu (Import, format 1) and the open data of Statbel.
"""

from collections.abc import Sequence

from peil import contract
from peil.importing.headers import Layout
from peil.importing.reading.sheet import Problem
from peil.importing.written_forms import read_words
from peil.sql import Sql, joined, name, names, sql
from peil.store import Cursor, statement

# What people call the levels besides the labels of the contract.
_LEVELS = {
    "wijk": "neighbourhood",
    "wijken": "neighbourhood",
    "buurten": "neighbourhood",
    "quartiers": "neighbourhood",
    "neighbourhoods": "neighbourhood",
    "gemeenten": "municipality",
    "communes": "municipality",
    "municipalities": "municipality",
    "statsec": "sector",
    "sectoren": "sector",
    "statistische sectoren": "sector",
    "secteurs statistiques": "sector",
    "arrondissementen": "district",
    "provincies": "province",
    "provinces": "province",
    "gewesten": "region",
}


def lay_out(cursor: Cursor, layout: Layout, raw: str, target: str) -> list[Problem]:
    """Makes the temporary table ``target`` from ``raw``; returns what is wrong with its areas and indicators.

    ``raw`` has the columns ``layout.staged`` and ``source_row``. ``target`` gets source_row, indicator_id, area_id,
    period_end, value (text) and written_in (the column of the file), without the rows whose area is not known. The
    temporary tables ``known_areas`` (name, area_id, level, rank) and ``known_indicators`` (name, indicator_id,
    code_list) say what names stand for.

    A file may hold millions of figures. So areas and periods are told per row of the file, from their different cells.
    """
    problems = _breakdown_problems(cursor, layout, raw)
    if layout.period is None:
        problems.append(Problem(1, layout.period_name, None, "missing_column"))
    indicators, unknown = _indicators(cursor, layout)
    problems += unknown
    _find_areas(cursor, layout, raw)
    problems += _area_problems(cursor, layout)
    if days := read_words(cursor, "placed", "period_end"):
        problems.append(Problem(None, layout.period_name, str(days), "serial_dates", "repair"))
    problems += _blank_problems(cursor, layout, raw, indicators)
    cursor.execute(
        sql(
            """
            create or replace temp table {target} as
            with figures as (
                select
                    raw.source_row,
                    placed.area_id,
                    placed.period_end,
                    unnest($indicators::varchar[]) as indicator_id,
                    unnest($columns::varchar[]) as written_in,
                    unnest([{values}]::varchar[]) as value
                from {raw} as raw
                inner join placed using (source_row)
                where placed.area_id is not null
            )
            select source_row, indicator_id, area_id, period_end, value, written_in
            from figures
            where value is not null
            """,
            target=name(target),
            values=names(f"c{position}" for position in indicators),
            raw=name(raw),
        ),
        {
            "indicators": list(indicators.values()),
            "columns": [layout.header[position] for position in indicators],
        },
    )
    return problems


def leave_out_totals(cursor: Cursor, sheets: Sequence[str]) -> list[list[Problem]]:
    """Takes the totals of a year away where the months or quarters of that year stand in any sheet, with a warning.

    A month and its year end on the same day, so both cannot be kept. Totals without their months, and months mixed
    with quarters, are problems of severity error. ``sheets`` are temporary tables with source_row, indicator_id,
    area_id and period_end (text). Returns the problems of each, about the column with the period.
    """
    if not sheets:
        return []
    figures = joined(
        " union all ",
        [
            sql(
                "select {place} as place, source_row, indicator_id, area_id, period_end as written from {sheet}",
                place=place,
                sheet=name(sheet),
            )
            for place, sheet in enumerate(sheets)
        ],
    )
    cursor.execute(
        sql(
            "create or replace temp table different_periods as select distinct written from ({figures})",
            figures=figures,
        )
    )
    cursor.execute(statement("import/staged/periods"))
    if cursor.execute("select count(distinct kind) from periods").fetchall()[0][0] < 2:
        return [[] for _ in sheets]
    cursor.execute(
        sql(
            """
            create or replace temp table divided_years as
            select indicator_id, area_id, year, bool_or(kind <> 'year') as divided, bool_or(kind = 'month') as by_month
            from ({figures})
            inner join periods using (written)
            group by all
            """,
            figures=figures,
        )
    )
    cursor.execute(
        sql(
            """
            create or replace temp table totals as
            with indicators as (
                select indicator_id, bool_or(divided) as divided, bool_or(by_month) as by_month
                from divided_years
                group by all
            )
            select
                figures.place,
                figures.source_row,
                figures.indicator_id,
                periods.period,
                case
                    when periods.kind = 'quarter' then 'mixed_periods'
                    when years.divided then 'totals_left_out'
                    else 'total_without_parts'
                end as rule
            from ({figures}) as figures
            inner join periods using (written)
            inner join divided_years as years using (indicator_id, area_id, year)
            inner join indicators using (indicator_id)
            where
                periods.kind = 'year' and indicators.divided
                or periods.kind = 'quarter' and indicators.by_month
            """,
            figures=figures,
        )
    )
    problems: list[list[Problem]] = []
    for place, sheet in enumerate(sheets):
        cursor.execute(
            sql(
                """
                delete from {sheet} where (source_row, indicator_id) in (
                    select (source_row, indicator_id) from totals where place = {place} and rule = 'totals_left_out'
                )
                """,
                sheet=name(sheet),
                place=place,
            )
        )
        found = cursor.execute(statement("import/staged/problems_of_totals"), {"place": place}).fetchall()
        problems.append([Problem(row, None, value, rule, severity) for row, value, rule, severity in found])
    return problems


def _breakdown_problems(cursor: Cursor, layout: Layout, raw: str) -> list[Problem]:
    problems = []
    for position in layout.breakdowns:
        column = name(f"c{position}")
        filled = cursor.execute(
            sql("select min(ltrim({column}, chr(31))) from {raw}", column=column, raw=name(raw))
        ).fetchall()[0][0]
        if filled is not None:
            problems.append(Problem(1, layout.header[position], filled, "divided_by"))
    return problems


def _indicators(cursor: Cursor, layout: Layout) -> tuple[dict[int, str], list[Problem]]:
    """``{position: indicator_id}`` of the columns with figures, and what is wrong with the others.

    An id goes before a code, and that before a name; a code in the code list named after the layout before the same
    code in another list.
    """
    meant = cursor.execute(
        statement("import/staged/indicators_of_columns"),
        {
            "positions": list(layout.measures),
            "names": [" ".join(layout.header[position].split()) for position in layout.measures],
            "kind": layout.kind,
        },
    ).fetchall()
    indicators = dict(sorted(meant))
    # A file of Statbel has many figures, of which a region follows a few; whoever fills a Swing file means all of it.
    severity = "warning" if layout.kind == "statbel" and indicators else "error"
    problems = [
        Problem(1, layout.header[position], None, "unknown_indicator", severity)
        for position in layout.measures
        if position not in indicators
    ]
    if not layout.measures:
        problems.append(Problem(1, None, ", ".join(layout.header), "no_figures"))
    for position, indicator in list(indicators.items()):
        if list(indicators.values()).count(indicator) > 1:
            problems.append(Problem(1, layout.header[position], indicator, "duplicate_column"))
            del indicators[position]
    return indicators, problems


def _blank_problems(cursor: Cursor, layout: Layout, raw: str, indicators: dict[int, str]) -> list[Problem]:
    if not indicators:
        return []
    counts = cursor.execute(
        sql(
            "select {counts} from {raw} where source_row in (select source_row from placed where area_id is not null)",
            counts=joined(
                ", ", [sql("count(*) filter ({cell} is null)", cell=name(f"c{place}")) for place in indicators]
            ),
            raw=name(raw),
        )
    ).fetchall()[0]
    blank = sorted((layout.header[place], count) for place, count in zip(indicators, counts, strict=True) if count)
    return [Problem(None, column, str(count), "blank_cells", "warning") for column, count in blank]


def _find_areas(cursor: Cursor, layout: Layout, raw: str) -> None:
    """Makes the temporary table ``placed``: which area and period each row is about.

    Its columns are source_row, period_end (text), written, written_level, level, area_id, area_level, and rank: what of
    the area was written (see ``known_areas``).
    """
    cells = [sql("ltrim({cell}, chr(31))", cell=name(f"c{position}")) for position in layout.areas]
    level = Sql("null") if layout.level is None else sql("ltrim({cell}, chr(31))", cell=name(f"c{layout.level}"))
    words = list(_LEVELS.items())
    for language in contract.languages():
        words += [(label.lower(), code) for code, label in contract.code_labels("area_level", language).items()]
    words += [(code, code) for _, code in words]
    cursor.execute(
        sql(
            """
        create or replace temp table placed as
        with written as (
            select source_row, {period} as period_end, coalesce({cells}) as written, {level} as written_level
            from {raw} as raw
        ),
        levels as (select distinct unnest($words) as word, unnest($codes) as level),
        asked as (
            select distinct written.written, written.written_level, levels.level
            from written
            left join levels on lower(written.written_level) = levels.word
        ),
        -- The level of an area that is handed in may still be written as its label.
        areas as (
            select known_areas.name, known_areas.area_id, known_areas.rank, levels.level
            from known_areas
            left join levels on lower(known_areas.level) = levels.word
        ),
        -- An id goes before an official code, that before a name; an area of the level that is named before any other.
        found as (
            select
                asked.written,
                asked.written_level,
                min(areas.area_id) as area_id,
                min(areas.level) as area_level,
                coalesce(areas.level = asked.level, false) as fits,
                areas.rank
            from asked
            inner join areas on lower(asked.written) = areas.name
            group by all
            having count(distinct areas.area_id) = 1
        )
        select
            written.source_row,
            written.period_end,
            written.written,
            written.written_level,
            asked.level,
            found.area_id,
            found.area_level,
            found.rank
        from written
        left join asked
            on written.written is not distinct from asked.written
            and written.written_level is not distinct from asked.written_level
        left join (
            select * from found
            qualify row_number() over (partition by written, written_level order by fits desc, rank) = 1
        ) as found
            on written.written = found.written and written.written_level is not distinct from found.written_level
            """,
            cells=joined(", ", cells),
            level=level,
            period=_period(layout),
            raw=name(raw),
        ),
        {"words": [word for word, _ in words], "codes": [code for _, code in words]},
    )


def _area_problems(cursor: Cursor, layout: Layout) -> list[Problem]:
    column = layout.header[layout.areas[0]]
    blank = cursor.execute("select source_row from placed where written is null order by all").fetchall()
    problems = [Problem(row, column, None, "required") for (row,) in blank]
    padded = cursor.execute("select count(*) from placed where rank = 3").fetchall()[0][0]
    if padded:
        problems.append(Problem(None, column, str(padded), "padded_codes", "repair"))
    unknown = cursor.execute(
        "select min(source_row), written, lower(written) in (select name from known_areas) from placed "
        "where written is not null and area_id is null group by written order by all"
    ).fetchall()
    is_some_known = cursor.execute("select count(area_id) from placed").fetchall()[0][0] > 0
    # A file may cover more than we follow: Statbel gives the whole country. But what two of our areas are called is
    # no area of others.
    left_out = [code for _, code, is_ours in unknown if is_some_known and not is_ours]
    if left_out:
        codes = ", ".join(left_out[:5]) + (", …" if len(left_out) > 5 else "")
        problems.append(Problem(None, column, f"{len(left_out)}: {codes}", "areas_left_out", "warning"))
    problems += [
        Problem(row, column, code, "unknown_area") for row, code, is_ours in unknown if is_ours or not is_some_known
    ]
    if layout.level is not None:
        name = layout.header[layout.level]
        unclear = cursor.execute(
            "select min(source_row), written_level from placed where written_level is not null and level is null "
            "group by written_level order by all"
        ).fetchall()
        problems += [Problem(row, name, word, "unknown_level", "warning") for row, word in unclear]
        differing = cursor.execute(
            "select source_row, written_level || ': ' || written || ' (' || area_level || ')' from placed "
            "where level <> area_level order by all"
        ).fetchall()
        problems += [Problem(row, name, told, "other_level") for row, told in differing]
    return problems


def _period(layout: Layout) -> Sql:
    """The expression for the period a row is about, as text."""
    if layout.period is None:
        return Sql("null::varchar")
    written = sql("raw.{cell}", cell=name(f"c{layout.period}"))
    if layout.month is None:
        return written
    # A month may be a number, a quarter or a word.
    return sql(
        "case when {month} is null or regexp_full_match({month}, '(?i)0+|total|totaal|y') then {year} "
        "when regexp_full_match({month}, '(?i)[0-9]{{1,2}}|[qkt][1-4]') then {year} || '-' || lpad({month}, 2, '0') "
        "else {month} || ' ' || {year} end",
        month=sql("ltrim(raw.{cell}, chr(31))", cell=name(f"c{layout.month}")),
        year=sql("ltrim({written}, chr(31))", written=written),
    )
