"""A file of a submission, and a sheet of it on its way to a table."""

from dataclasses import dataclass, field
from pathlib import Path

from peil import contract
from peil.importing.headers import Layout, match
from peil.importing.reading.sheet import Sheet
from peil.importing.written_forms import Declared, Form
from peil.sql import Sql, name, sql


@dataclass(frozen=True)
class File:
    """A file of a submission: our own copy of it, and what a data package says about it."""

    path: Path
    name: str
    table: contract.Table | None = None
    delimiter: str | None = None
    encoding: str | None = None
    declared: dict[str, Declared] | None = None

    @property
    def in_package(self) -> bool:
        return self.declared is not None


@dataclass
class Source:
    """A sheet that was staged as text in a temporary table, for one table of the contract.

    ``number`` counts the sheets of the submission from 1. ``has_all``: no column that the table needs is missing.
    """

    number: int
    file: File
    sheet: Sheet
    table: contract.Table
    fields: tuple[contract.Field, ...]
    row_count: int = 0
    has_all: bool = True
    forms: dict[str, Form] = field(default_factory=dict)
    recognised: frozenset[str] = frozenset()
    layout: Layout | None = None
    # Where a field does not come from a column called after it: the expression for the name of its column.
    written_in: dict[str, Sql] = field(default_factory=dict)

    @property
    def staged_name(self) -> str:
        return f"staged_{self.number}"

    @property
    def staged(self) -> Sql:
        return name(self.staged_name)

    @property
    def meant(self) -> Sql:
        """The temporary table with the ids that names stand for."""
        return name(f"recognised_{self.number}")

    @property
    def field_names(self) -> set[str]:
        return {item.name for item in self.fields}

    @property
    def titles(self) -> dict[str, str]:
        """``{field: how the file calls its column}``."""
        if self.layout or self.sheet.properties is not None:
            return {}
        return {
            column: title
            for title, column in zip(self.sheet.header, match(self.sheet.header, self.table), strict=True)
            if column
        }

    def key_of(self, item: contract.Field) -> Sql:
        """What tells the cells of a field apart that may stand for different ids."""
        if item.name == "indicator_id" and "partnership_id" in self.field_names:
            return sql("concat_ws(chr(30), {cell}, partnership_id)", cell=name(item.name))
        return name(item.name)

    def partnership_of(self, item: contract.Field) -> Sql:
        """The partnership in whose words a cell of a field is written."""
        if item.name == "indicator_id" and "partnership_id" in self.field_names:
            return sql(
                "coalesce((select map(list(written), list(id)) from {meant} where field = 'partnership_id')"
                "[partnership_id], ltrim(partnership_id, chr(31)))",
                meant=self.meant,
            )
        return Sql("null::varchar")
