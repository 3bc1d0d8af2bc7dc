"""Appends the staged rows of a submission to the tables of the store, typed."""

import json

from peil.importing.originals import Entry
from peil.importing.source import Source
from peil.importing.submission import Submission
from peil.importing.written_forms import FIGURE_FIELDS, bare, value_of
from peil.sql import Sql, joined, literal, name, sql
from peil.store import record_key_expression


def append(submission: Submission, entry: Entry, sha256: str) -> None:
    """Appends the submission itself, its sheets, and the rows of each."""
    submission.cursor.insert(
        "submissions",
        submission_id=submission.submission_id,
        name=entry.name,
        kind=entry.kind,
        handed_in_by=entry.handed_in_by,
        received_at=submission.received_at,
        sha256=sha256,
        options=json.dumps(entry.options),
        row_count=sum(source.row_count for source in submission.sources),
    )
    for done, source in enumerate(submission.sources):
        submission.progress("append", done, len(submission.sources))
        submission.cursor.insert(
            "submission_files",
            submission_id=submission.submission_id,
            file_number=source.number,
            table_name=source.table.name,
            file_name=source.sheet.file_name,
            sheet=source.sheet.sheet,
            sha256=entry.files[source.file.name],
            row_count=source.row_count,
        )
        submission.cursor.execute(_append_statement(source), {"submission_id": submission.submission_id})


def _append_statement(source: Source) -> Sql:
    """The statement that appends the staged rows of a source to its table, typed; its parameter is $submission_id."""
    typed = {item.name: sql("null::{type}", type=Sql(item.sql_type)) for item in source.table.fields}
    dates: list[Sql] = []
    for item in source.fields:
        value = value_of(item, source.forms[item.name])
        if item.type == "date" and not source.forms[item.name].plain:
            # Each different cell is read once; a join is cheaper than reading every row.
            dates.append(
                sql(
                    "left join (select {cell} as {written}, {value} as {day} "
                    "from (select distinct {cell} from {staged})) on {cell} = {written}",
                    cell=name(item.name),
                    written=name(f"{item.name}_written"),
                    day=name(f"{item.name}_read"),
                    value=value,
                    staged=source.staged,
                )
            )
            value = name(f"{item.name}_read")
        if item.name in source.recognised:
            # The few names meant stand in a map, which is cheaper than a join of all rows.
            value = sql(
                "coalesce((select map(list(written), list(id)) from {meant} where field = {field})[{key}], {value})",
                meant=source.meant,
                field=literal(item.name),
                key=source.key_of(item),
                value=value,
            )
        typed[item.name] = value
    if "missing" in typed and "value" in source.field_names:
        written = next(item for item in source.fields if item.name == "value")
        # Where all cells are digits, none says so in words.
        said = Sql("null") if source.forms["value"].plain else sql("said_missing({bare})", bare=bare(written))
        typed["missing"] = sql(
            "coalesce({missing}, swing_missing({value}), {said})",
            missing=typed["missing"],
            value=typed["value"],
            said=said,
        )
        for column in FIGURE_FIELDS:
            if column in source.field_names:
                typed[column] = sql("case when swing_missing({value}) is null then {value} end", value=typed[column])
    return sql(
        """
        insert into {table} by name
        select
            * exclude (row_number),
            $submission_id as submission_id,
            {number} as file_number,
            row_number as source_row,
            {record_key} as record_key
        from (select {columns}, source_row as row_number from {staged} {dates})
        """,
        table=name(source.table.name),
        number=source.number,
        record_key=record_key_expression(source.table),
        columns=joined(
            ", ", [sql("{value} as {column}", value=value, column=name(column)) for column, value in typed.items()]
        ),
        staged=source.staged,
        dates=joined(" ", dates),
    )
