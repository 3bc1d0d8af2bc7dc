"""Checks the rows just appended: against the contract, and with the checks of ``queries/checks/rows``."""

from collections.abc import Iterable

import pyarrow as pa

from peil import contract
from peil.importing.reading.sheet import MAX_NAME_CHARACTERS
from peil.importing.source import Source
from peil.importing.submission import Submission
from peil.sql import Sql, joined, literal, name, names, sql
from peil.store import header, statement
from peil.wording import ROW_CHECKS


def check(submission: Submission) -> None:
    """Checks the rows just appended, still inside the transaction, against the contract and the row rules."""
    submission.cursor.make_table(
        "handed_in_sheets",
        pa.table(
            {
                "file_number": [source.number for source in submission.sources],
                "file_name": [source.sheet.file_name for source in submission.sources],
                "sheet": [source.sheet.sheet for source in submission.sources],
                "table_name": [source.table.name for source in submission.sources],
                "has_all": [source.has_all for source in submission.sources],
            }
        ),
    )
    by_table: dict[str, list[Source]] = {}
    for source in submission.sources:
        by_table.setdefault(source.table.name, []).append(source)
    for done, sources in enumerate(by_table.values()):
        submission.progress("check", done, len(by_table))
        table = sources[0].table
        filled = set.union(*(source.field_names for source in sources))
        _check_values(submission, table, filled)
        _check_references(submission, table, filled)
        if all(source.has_all for source in sources):
            _check_key(submission, table)
    if not _doubled_references(submission):
        _check_rules(submission)
        for sources in by_table.values():
            _check_corrections(submission, sources)
    submission.findings.leave_out_consequences()


def _check_corrections(submission: Submission, sources: list[Source]) -> None:
    """Adds, as a warning, how many rows take the place of one that was corrected in between.

    That is so when what is handed in came in before under the same name, and since then somebody handed in another
    row in its place, under another name: the published figures, say, and what was corrected here.
    """
    table = sources[0].table
    parameters = {"known_at": submission.known_at, "submission_id": submission.submission_id}
    known = Sql(
        "select known.submission_id, known.name = mine.name as is_same from known_submissions($known_at) as known "
        "inner join submissions as mine on mine.submission_id = $submission_id "
        "where known.submission_id < $submission_id"
    )
    if not submission.cursor.number(sql("select count(*) from ({known}) where is_same", known=known), **parameters):
        return
    replaced = submission.cursor.execute(
        sql(
            """
            with latest as (
                select *
                from {table} inner join ({known}) using (submission_id)
                window same_row as (partition by {key})
                qualify
                    submission_id = max(submission_id) over same_row
                    and not is_same
                    and bool_or(is_same) over same_row
            )
            select mine.file_number, count(*), string_agg(distinct latest.submission_id::varchar, ', ')
            from {table} as mine
            inner join latest on {is_same_row}
            where mine.submission_id = $submission_id and ({differs})
            group by mine.file_number
            """,
            table=name(table.name),
            known=known,
            key=names(table.key),
            is_same_row=_compared(" and ", "is not distinct from", table.key),
            differs=_compared(" or ", "is distinct from", table.names),
        ),
        parameters,
    ).fetchall()
    by_number = {source.number: source for source in sources}
    for number, count, submissions in replaced:
        told = f"{count} (submission {submissions})"
        submission.findings.add_about(by_number[number], "correction_replaced", None, told, "warning")


def _doubled_references(submission: Submission) -> bool:
    """Whether something that other rows refer to is there twice: it would double them in all that follows."""
    doubled = submission.cursor.execute("select distinct table_name from found where rule = 'duplicate_key'").fetchall()
    return any(key.table == table for (table,) in doubled for one in contract.tables() for key in one.foreign_keys)


def _check_rules(submission: Submission) -> None:
    """Asks the rules of ``queries/checks/rows`` about the rows just appended."""
    parameters = {
        "submission_id": submission.submission_id,
        "known_at": submission.known_at,
        # What was accepted before anybody was asked took the place of the earlier report.
        "revises": submission.options.revises or ("replace" if submission.is_replay else None),
    }
    for done, (rule, file) in enumerate(ROW_CHECKS.items()):
        submission.progress("rules", done, len(ROW_CHECKS))
        query = statement(file)
        submission.cursor.execute(
            sql(
                # What a rule says of a sheet without all its columns follows from what is missing there.
                """
                insert into found
                select
                    file_name, sheet, table_name, source_row, field, left(value::varchar, {most}), $rule, $severity
                from ({query}) as broken
                inner join handed_in_sheets using (table_name, file_number)
                where has_all
                """,
                query=Sql(query),
                most=MAX_NAME_CHARACTERS,
            ),
            {key: value for key, value in parameters.items() if f"${key}" in query}
            | {"rule": rule, "severity": header(file)["Severity"]},
        )


def _check_values(submission: Submission, table: contract.Table, filled: set[str]) -> None:
    conditions: dict[tuple[str, str], Sql] = {}
    for item in table.fields:
        cell = name(item.name)
        if item.name not in filled:
            continue
        if item.codes:
            codes = joined(", ", map(literal, item.codes))
            conditions[item.name, "unknown_code"] = sql("{cell} not in ({codes})", cell=cell, codes=codes)
        if item.minimum is not None:
            conditions[item.name, "below_minimum"] = sql("{cell} < {limit}", cell=cell, limit=_number(item.minimum))
        if item.maximum is not None:
            conditions[item.name, "above_maximum"] = sql("{cell} > {limit}", cell=cell, limit=_number(item.maximum))
        if item.pattern is not None:
            conditions[item.name, "not_an_id"] = sql(
                "not regexp_full_match({cell}, {pattern})", cell=cell, pattern=literal(item.pattern)
            )
    if not conditions:
        return
    counts = joined(
        ", ", [sql("count(*) filter ({condition})", condition=condition) for condition in conditions.values()]
    )
    stored = sql("from {table} where submission_id = $submission_id", table=name(table.name))
    broken = submission.cursor.row(
        sql("select {counts} {stored}", counts=counts, stored=stored), submission_id=submission.submission_id
    )
    for ((column, rule), condition), count in zip(conditions.items(), broken, strict=True):
        if count:
            _find_stored(
                submission,
                table,
                column,
                rule,
                sql(
                    "select file_number, source_row, {cell} {stored} and {condition}",
                    cell=name(column),
                    stored=stored,
                    condition=condition,
                ),
            )


def _check_references(submission: Submission, table: contract.Table, filled: set[str]) -> None:
    for key in table.foreign_keys:
        if key.field in filled:
            _find_stored(
                submission,
                table,
                key.field,
                "unknown_reference",
                sql(
                    """
                    select file_number, source_row, {field} from {table} as stored
                    anti join current_rows({referred}, $known_at) as target on stored.{field} = target.{target}
                    where stored.submission_id = $submission_id and stored.{field} is not null
                    """,
                    field=name(key.field),
                    table=name(table.name),
                    referred=literal(key.table),
                    target=name(key.target),
                ),
                known_at=submission.known_at,
            )


def _check_key(submission: Submission, table: contract.Table) -> None:
    columns = names(table.key)
    stored = sql("from {table} where submission_id = $submission_id", table=name(table.name))
    # Hashes first: they tell quickly that nothing is there twice, which is the rule.
    if submission.cursor.number(
        sql("select count(*) - count(distinct hash({columns})) {stored}", columns=columns, stored=stored),
        submission_id=submission.submission_id,
    ):
        _find_stored(
            submission,
            table,
            ", ".join(table.key),
            "duplicate_key",
            sql(
                "select file_number, source_row, concat_ws(' | ', {columns}) {stored} "
                "qualify count(*) over (partition by {columns}) > 1",
                columns=columns,
                stored=stored,
            ),
        )


def _find_stored(
    submission: Submission, table: contract.Table, field_name: str, rule: str, query: Sql, **parameters: object
) -> None:
    """Adds what ``query`` returns (file number, row number and value) as findings about one column."""
    submission.cursor.execute(
        sql(
            """
            insert into found
            select
                sheets.file_name, sheets.sheet, sheets.table_name, broken.source_row, $field,
                left(broken.value::varchar, {most}), $rule, 'error'
            from ({query}) as broken(file_number, source_row, value)
            inner join handed_in_sheets as sheets using (file_number)
            """,
            query=query,
            most=MAX_NAME_CHARACTERS,
        ),
        {"field": field_name, "rule": rule, "submission_id": submission.submission_id} | parameters,
    )


def _compared(separator: str, comparison: str, columns: Iterable[str]) -> Sql:
    """A comparison of columns of ``mine`` with those of ``latest``."""
    return joined(
        separator,
        [
            sql("mine.{column} {comparison} latest.{column}", column=name(column), comparison=Sql(comparison))
            for column in columns
        ],
    )


def _number(limit: float) -> Sql:
    """A number of the contract."""
    return Sql(repr(limit))
