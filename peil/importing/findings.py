"""What is wrong with a submission, or was mended on the way in: collected in a temporary table, told in words."""

import csv
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa

from peil import contract
from peil.importing.reading.sheet import MAX_NAME_CHARACTERS, Problem
from peil.importing.source import Source
from peil.importing.written_forms import bare
from peil.sql import Sql, names, sql
from peil.store import Cursor, statement
from peil.wording import describe

FINDING_COLUMNS = ("file_name", "sheet", "table_name", "source_row", "field", "value", "rule", "severity")


class Findings:
    """The findings of one submission: the temporary table ``found`` with ``FINDING_COLUMNS``.

    The temporary table ``nearest`` has, for what is not known, the names that are most like it.
    """

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        cursor.execute(
            "create temp table found (file_name varchar, sheet varchar, table_name varchar, "
            "source_row bigint, field varchar, value varchar, rule varchar, severity varchar)"
        )
        cursor.execute("create temp table nearest (table_name varchar, field varchar, value varchar, names varchar)")

    def add(
        self,
        file_name: str,
        sheet: str | None,
        rule: str,
        table_name: str | None = None,
        row: int | None = None,
        field_name: str | None = None,
        value: str | None = None,
        severity: str = "error",
    ) -> None:
        finding = (file_name, sheet, table_name, row, field_name, value and value[:MAX_NAME_CHARACTERS], rule, severity)
        self.cursor.insert("found", **dict(zip(FINDING_COLUMNS, finding, strict=True)))

    def add_about(
        self, source: Source, rule: str, field_name: str | None, value: str | None, severity: str = "error"
    ) -> None:
        """Adds a finding about a sheet as a whole."""
        file_name, sheet = source.sheet.file_name, source.sheet.sheet
        self.add(file_name, sheet, rule, source.table.name, None, field_name, value, severity)

    def add_problems(self, source: Source, problems: Iterable[Problem]) -> None:
        """Adds what was found while reading a sheet."""
        file_name, sheet, table_name = source.sheet.file_name, source.sheet.sheet, source.table.name
        findings = [
            (
                file_name,
                sheet,
                table_name,
                p.row,
                p.column,
                p.value and p.value[:MAX_NAME_CHARACTERS],
                p.rule,
                p.severity,
            )
            for p in problems
        ]
        if findings:
            columns = dict(zip(FINDING_COLUMNS, zip(*findings, strict=True), strict=True))
            self.cursor.make_table("noted", pa.table(columns))
            self.cursor.execute("insert into found select * from noted")

    def add_cells(
        self, source: Source, item: contract.Field, rule: Sql, condition: Sql, *, first_only: bool = False
    ) -> None:
        """Adds the staged cells for which ``condition`` holds; ``rule`` is an expression."""
        column = source.written_in.get(item.name, Sql("$field"))
        place = {
            "file_name": source.sheet.file_name,
            "sheet": source.sheet.sheet,
            "table_name": source.table.name,
        }
        if column.text == "$field":
            place["field"] = item.name
        elif column.text == "$period_column" and source.layout:
            place["period_column"] = source.layout.period_name
        self.cursor.execute(
            sql(
                """
                insert into found
                select $file_name, $sheet, $table_name, source_row, {column}, {bare}, {rule}, 'error'
                from {staged} where {condition} {limit}
                """,
                column=column,
                bare=bare(item),
                rule=rule,
                staged=source.staged,
                condition=condition,
                limit=Sql("order by source_row limit 1" if first_only else ""),
            ),
            place,
        )

    def has_errors(self) -> bool:
        return self.counts().get("error", 0) > 0

    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity."""
        return dict(self.cursor.execute("select severity, count(*) from found group by severity").fetchall())

    def leave_out_consequences(self) -> None:
        """Takes away findings that follow from others: a cell that cannot be read is one finding, not several."""
        if self.has_errors():
            self.cursor.execute(statement("import/staged/leave_out_consequences"))

    def keep(self, submission_id: int) -> None:
        """Stores the findings with the submission."""
        columns = names(FINDING_COLUMNS)
        self.cursor.execute(
            sql(
                "insert into findings (submission_id, {columns}) select $submission_id, {columns} from found",
                columns=columns,
            ),
            {"submission_id": submission_id},
        )

    def tell(self, sources: list[Source]) -> pd.DataFrame:
        """Makes the temporary table ``told`` with each finding in words, under the titles of the file.

        Returns how often each rule was broken: columns rule, severity, text, count; empty when there is nothing to
        tell, and then there is no such table.
        """
        rules = self.cursor.execute(
            "select rule, severity, table_name, field, count(*) as count from found "
            "group by all order by severity, count desc, rule, table_name, field"
        ).df()
        if rules.empty:
            return pd.DataFrame()
        wordings = [
            describe(str(rule), _text(table), _text(column))
            for rule, table, column in zip(rules["rule"], rules["table_name"], rules["field"], strict=True)
        ]
        rules["text"] = [wording.text for wording in wordings]
        rules["mend"] = [wording.mend for wording in wordings]
        self.cursor.register("wordings", rules)
        self.cursor.make_table(
            "titles",
            pa.table(
                {
                    "file_name": [source.sheet.file_name for source in sources for _ in source.titles],
                    "sheet": [source.sheet.sheet for source in sources for _ in source.titles],
                    "field": [column for source in sources for column in source.titles],
                    "title": [title for source in sources for title in source.titles.values()],
                }
            ),
        )
        self.cursor.execute(statement("import/staged/told"))
        return self.cursor.execute(
            "select rule, severity, replace(text, '{value}', '…') as text, sum(count)::bigint as count from wordings "
            "group by all order by severity, count desc, rule, text"
        ).df()

    def first(self, number: int) -> pd.DataFrame:
        """The first findings told."""
        told = self.cursor.execute("select * from told limit $first", {"first": number}).df()
        return told.astype({"source_row": "Int64"})

    def write(self, target: Path) -> None:
        """Writes a CSV file with all findings told."""
        told = self.cursor.execute(statement("import/staged/findings_file"))
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column[0] for column in told.description or ()])
            while some := told.fetchmany(10_000):
                writer.writerows(some)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
