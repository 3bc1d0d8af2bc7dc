"""What names, labels and codes stand for: what is stored, and what is handed in now in its place."""

from collections.abc import Sequence

import pyarrow as pa

from peil import contract
from peil.importing.submission import Submission
from peil.sql import Sql, joined, literal, name, names, sql


def know_areas(submission: Submission) -> None:
    """Makes ``known_areas`` with every name of an area: its id (rank 0), official code (1) and names (2).

    An official code counts without the zeros in front too (3), which spreadsheets take away.
    """
    columns = ("area_id", "official_code", *contract.columns_of("name"), "level")
    submission.cursor.execute(
        sql(
            """
            create or replace temp table known_areas as
            with areas as ({areas}),
            named as (
                select area_id, level, 0 as rank, area_id as name from areas
                union all
                select area_id, level, 1 as rank, official_code as name from areas
                union all
                select area_id, level, 2 as rank, unnest([{names}]) as name from areas
                union all
                select area_id, level, 3 as rank, ltrim(official_code, '0') as name
                from areas
                where starts_with(official_code, '0')
            )
            select distinct lower(trim(name)) as name, area_id, level, rank from named where name is not null
            """,
            names=names(contract.columns_of("name")),
            areas=_known_rows(submission, "areas", columns),
        ),
        {"known_at": submission.known_at},
    )


def know_indicators(submission: Submission) -> None:
    """Makes ``known_indicators``: ids (rank 0), codes that mean exactly the same (1, with code_list) and names (2).

    ``partnership_id`` is that of a name, which other partnerships may give to an indicator of theirs.
    """
    columns = ("indicator_id", "partnership_id", *contract.columns_of("name"))
    submission.cursor.execute(
        sql(
            """
            create or replace temp table known_indicators as
            with indicators as ({indicators})
            select
                lower(indicator_id) as name, indicator_id, null::varchar as code_list,
                null::varchar as partnership_id, 0 as rank
            from indicators
            union
            select lower(code) as name, indicator_id, code_list, null as partnership_id, 1 as rank
            from ({codes})
            -- A relation that is handed in may still be written as its label.
            where lower(relation) in (select unnest($exact::varchar[]))
            union
            select lower(trim(unnest([{names}]))) as name, indicator_id, null, partnership_id, 2
            from indicators
            """,
            names=names(contract.columns_of("name")),
            indicators=_known_rows(submission, "indicators", columns),
            codes=_known_rows(submission, "indicator_codes", ("indicator_id", "code_list", "code", "relation")),
        ),
        {"known_at": submission.known_at, "exact": written_as("indicator_codes", "relation", "exact")},
    )


def _known_rows(submission: Submission, table_name: str, columns: Sequence[str]) -> Sql:
    """The query for some columns of a table: what is stored, and what is handed in now in its place."""
    key = contract.table(table_name).key
    handed_in = [
        sql(
            "select {cells} from {staged}",
            cells=joined(
                ", ",
                [
                    sql("ltrim({column}, chr(31)) as {column}", column=name(column))
                    if column in source.field_names
                    else sql("null::varchar as {column}", column=name(column))
                    for column in columns
                ],
            ),
            staged=source.staged,
        )
        for source in submission.sources
        if source.table.name == table_name
    ]
    stored = sql(
        "select {columns} from current_rows({table}, $known_at)", columns=names(columns), table=literal(table_name)
    )
    if not handed_in:
        return stored
    return sql(
        """
        {staged}
        union all
        select * from ({stored}) as stored anti join ({staged}) as staged using ({key})
        """,
        staged=joined(" union all ", handed_in),
        stored=stored,
        key=names(key),
    )


def name_codes(submission: Submission, item: contract.Field) -> None:
    """Makes ``names`` with the labels of a code list, in every language."""
    labels = [(code, code) for code in item.codes]
    if item.code_list:
        for language in contract.languages():
            labels += [(label, code) for code, label in contract.code_labels(item.code_list, language).items()]
    submission.cursor.make_table(
        "names",
        pa.table(
            {
                "name": [label.lower() for label, _ in labels],
                "id": [code for _, code in labels],
                "rank": [0] * len(labels),
                "within": pa.nulls(len(labels), pa.string()),
            }
        ),
    )


def name_rows(submission: Submission, table_name: str) -> bool:
    """Makes ``names`` with what stands for an id of a table (rank 0: the id itself), of rows stored and handed in.

    ``within`` is the partnership that uses a name. False when ids of the table have no other names.
    """
    if table_name == "areas":
        know_areas(submission)
        submission.cursor.execute(
            "create or replace temp table names as "
            "select name, area_id as id, rank, null::varchar as within from known_areas"
        )
        return True
    if table_name == "indicators":
        know_indicators(submission)
        submission.cursor.execute(
            "create or replace temp table names as "
            "select name, indicator_id as id, 2 * rank as rank, partnership_id as within from known_indicators"
        )
        return True
    table = contract.table(table_name)
    key = table.key[0]
    columns = [key, *(column for column in (*contract.columns_of("name"), "aliases") if column in table.names)]
    if len(table.key) > 1 or len(columns) == 1:
        return False
    submission.cursor.execute(
        sql(
            """
            create or replace temp table names as
            with rows as ({rows})
            select distinct
                trim(lower(unnest(string_split(concat_ws(';', {columns}), ';')))) as name, {key} as id,
                0 as rank, null::varchar as within
            from rows
            """,
            columns=names(columns),
            key=name(key),
            rows=_known_rows(submission, table_name, columns),
        ),
        {"known_at": submission.known_at},
    )
    return True


def written_as(table_name: str, field_name: str, code: str) -> list[str]:
    """How a code may be written in a field: itself and its labels, in lower case."""
    code_list = contract.table(table_name).field(field_name).code_list or ""
    return [code, *(contract.code_labels(code_list, language)[code].lower() for language in contract.languages())]
