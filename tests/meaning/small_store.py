"""Small databases for the tests of the meaning: rows of the contract, put straight into the tables."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from peil import contract
from peil.store import Store, record_key_expression
from tests.meaning.reference import Question

Row = Mapping[str, Any]

FIRST_RECEIVED = datetime(2010, 1, 1)
LATER = datetime(2100, 1, 1)


class SmallStore:
    """A database in memory that takes rows as dictionaries; fields that are left out are null."""

    def __init__(self) -> None:
        self.store = Store(":memory:")

    def clear(self) -> None:
        """Empty every table, which is much quicker than opening another database."""
        with self.store.transaction() as cursor:
            names = [row[0] for row in cursor.execute("select table_name from duckdb_tables()").fetchall()]
            for name in names:
                cursor.execute(f'delete from "{name}"')

    def hand_in(
        self,
        tables: Mapping[str, Sequence[Row]],
        submission_id: int = 1,
        received_at: datetime = FIRST_RECEIVED,
        *,
        amends: bool = False,
    ) -> None:
        """Store the rows of each table as one submission."""
        with self.store.transaction() as cursor:
            cursor.execute(
                "insert into submissions by name select ? as submission_id, ? as name, ? as received_at, ? as options",
                [submission_id, f"submission {submission_id}", received_at, '{"revises": "amend"}' if amends else None],
            )
            for file_number, (name, rows) in enumerate(tables.items(), start=1):
                table = contract.table(name)
                known = set(table.names)
                for row in rows:
                    assert set(row) <= known, f"{set(row) - known} not in {name}"
                if not rows:
                    continue
                cursor.execute(
                    "insert into submission_files by name select ? as submission_id, ? as file_number, ? as table_name,"
                    " ? as file_name",
                    [submission_id, file_number, name, f"{name}.csv"],
                )
                fields = [field for field in table.fields if any(row.get(field.name) is not None for row in rows)]
                one = "(" + ", ".join("?" for _ in range(len(fields) + 1)) + ")"
                columns = ", ".join(f'"{field.name}"' for field in fields)
                typed = ", ".join(f'"{field.name}"::{field.sql_type} as "{field.name}"' for field in fields)
                parameters = [
                    value
                    for number, row in enumerate(rows, start=1)
                    for value in (number, *(row.get(field.name) for field in fields))
                ]
                missing = [field for field in table.fields if field not in fields]
                blanks = "".join(f', null::{field.sql_type} as "{field.name}"' for field in missing)
                cursor.execute(
                    f"insert into {name} by name with given as ("
                    f"select source_row::integer as source_row, {typed}{blanks}"
                    f" from (values {', '.join([one] * len(rows))}) as handed_in(source_row, {columns}))"
                    f" select *, {submission_id}::integer as submission_id, {file_number}::integer as file_number,"
                    f" {record_key_expression(table).text} as record_key from given",
                    parameters,
                )

    def withdraw(self, submission_id: int, withdrawn_at: datetime) -> None:
        with self.store.transaction() as cursor:
            cursor.execute("insert into withdrawals values (?, ?, 'a mistake')", [submission_id, withdrawn_at])

    def decide(self, decision: Row) -> None:
        """Record a decision on a disputed reading, as known from its ``decided_at`` on."""
        row = {"reason": "counted again"} | decision
        decided_at = row.pop("decided_at")
        with self.store.cursor() as cursor:
            number = cursor.number("select coalesce(max(submission_id), 0) + 1 from submissions")
        self.hand_in({"decisions": [row]}, number, decided_at)

    def fill(self, question: Question) -> None:
        """Store everything the question of the reference knows."""
        for number, submission in enumerate(question.submissions, start=1):
            self.hand_in(submission.tables, number, submission.received_at, amends=submission.amends)
            if submission.withdrawn_at is not None:
                self.withdraw(number, submission.withdrawn_at)
        for decision in sorted(question.decisions, key=itemgetter("decided_at")):
            self.decide(decision)

    def attainment(
        self,
        as_of: date | Sequence[date],
        known_at: datetime = LATER,
        partner: str | None = None,
        partnership: str = "P",
    ) -> list[dict[str, Any]]:
        """The rows of the macro as dictionaries, ordered by date, indicator and headline."""
        as_ofs = [as_of] if isinstance(as_of, date) else list(as_of)
        return self.rows(
            "from attainment($partnership, $as_ofs, $known_at, $partner)"
            " order by as_of, indicator_id, is_headline desc, tier",
            partnership=partnership,
            as_ofs=as_ofs,
            known_at=known_at,
            partner=partner,
        )

    def part_attainment(
        self,
        dimension: str,
        as_of: date | Sequence[date],
        known_at: datetime = LATER,
        partner: str | None = None,
        partnership: str = "P",
    ) -> list[dict[str, Any]]:
        """The rows of the macro as dictionaries, ordered by date, indicator, part and headline."""
        as_ofs = [as_of] if isinstance(as_of, date) else list(as_of)
        return self.rows(
            "from part_attainment($dimension, $partnership, $as_ofs, $known_at, $partner)"
            " order by as_of, indicator_id, part_id, is_headline desc, tier",
            dimension=dimension,
            partnership=partnership,
            as_ofs=as_ofs,
            known_at=known_at,
            partner=partner,
        )

    def contributions(
        self,
        indicator: str,
        as_of: date,
        known_at: datetime = LATER,
        partner: str | None = None,
        partnership: str = "P",
    ) -> list[dict[str, Any]]:
        """The rows of the macro as dictionaries."""
        return self.rows(
            "from contributions($partnership, [$indicator], $as_of, $known_at, $partner)"
            " order by partner_id nulls first, reading nulls first",
            partnership=partnership,
            indicator=indicator,
            as_of=as_of,
            known_at=known_at,
            partner=partner,
        )

    def figure_rows(
        self,
        indicator: str,
        as_of: date,
        known_at: datetime = LATER,
        partner: str | None = None,
        partnership: str = "P",
    ) -> list[dict[str, Any]]:
        """The rows of the macro as dictionaries, in the order in which they were handed in."""
        return self.rows(
            "from figure_rows($partnership, [$indicator], $as_of, $known_at, $partner)"
            " order by submission_id, file_number, source_row",
            partnership=partnership,
            indicator=indicator,
            as_of=as_of,
            known_at=known_at,
            partner=partner,
        )

    def who_reported(self, as_of: date, known_at: datetime = LATER, partnership: str = "P") -> list[dict[str, Any]]:
        """The rows of the macro as dictionaries, by partner."""
        return self.rows(
            "from who_reported($partnership, $as_of, $known_at) order by partner_id",
            partnership=partnership,
            as_of=as_of,
            known_at=known_at,
        )

    def monitor(
        self, area: str, benchmark: str, as_of: date, known_at: datetime = LATER, partnership: str = "P"
    ) -> list[dict[str, Any]]:
        """The rows of the macro as dictionaries, by indicator and area."""
        return self.rows(
            "from monitor($partnership, $area, $benchmark, $as_of, $known_at) order by indicator_id, area_id",
            partnership=partnership,
            area=area,
            benchmark=benchmark,
            as_of=as_of,
            known_at=known_at,
        )

    def rows(self, query: str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a piece of SQL as dictionaries."""
        with self.store.cursor() as cursor:
            answer = cursor.execute(query, parameters)
            names = [column[0] for column in answer.description]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
