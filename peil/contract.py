"""What the contract (data/datapackage.json) says about tables, fields, keys and code lists.

Nobody writes a column list twice: tables, checks, exports and the dictionary all read it here.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from peil.errors import ContractError
from peil.texts import spaced

CONTRACT_FILE = Path(__file__).parent.parent / "data" / "datapackage.json"

# The columns that the system adds to every stored row: the submission, its sheet and the row there that it comes from,
# and which record it replaces (rows with the same record_key supersede each other). The sheets of a submission are
# numbered from 1, over all its files; the default is for rows that were stored before there were numbers.
SYSTEM_COLUMNS = {
    "submission_id": "INTEGER",
    "file_number": "INTEGER DEFAULT 1",
    "source_row": "INTEGER",
    "record_key": "UBIGINT",
}

_SQL_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    # Kept as the text of the geometry; peil/importing/reading has checked it.
    "geojson": "VARCHAR",
}


@dataclass(frozen=True)
class Field:
    """One column of a table, as the contract describes it."""

    name: str
    type: str
    descriptor: dict[str, Any]

    @property
    def sql_type(self) -> str:
        """The DuckDB type; money is exact to the cent, other numbers are doubles."""
        if self.descriptor.get("unit") == "EUR":
            return "DECIMAL(18, 2)"
        return _SQL_TYPES[self.type]

    @property
    def required(self) -> bool:
        return bool(self._constraints.get("required"))

    @property
    def codes(self) -> tuple[str, ...]:
        """The allowed codes, or an empty tuple when the field has no code list."""
        return tuple(self._constraints.get("enum", ()))

    @property
    def code_list(self) -> str | None:
        return self.descriptor.get("codeList")

    @property
    def minimum(self) -> float | None:
        return self._constraints.get("minimum")

    @property
    def maximum(self) -> float | None:
        return self._constraints.get("maximum")

    def examples(self, language: str) -> list[Any]:
        """What the column holds in the rows of an example file, None for a blank cell; empty when it is not in one."""
        return self.descriptor.get(f"examples@{language}") or self.descriptor.get("examples", [])

    @property
    def pattern(self) -> str | None:
        """A regular expression that the whole text fits."""
        return self._constraints.get("pattern")

    @property
    def is_written(self) -> bool:
        """Whether it holds words in one language, which is not that of every reader: no id, code, name or number."""
        return (
            self.type == "string"
            and not self.codes
            and not self.name.endswith("_id")
            and not self.name.endswith(tuple(f"_{language}" for language in languages()))
            and self.name != "language"
            and not self.descriptor.get("sameInEveryLanguage")
        )

    @property
    def partial_date_is_end(self) -> bool:
        """Whether a month or year stands for its last day (else for its first)."""
        return self.descriptor.get("partialDate") == "end"

    @property
    def _constraints(self) -> dict[str, Any]:
        return self.descriptor.get("constraints", {})


@dataclass(frozen=True)
class ForeignKey:
    """``field`` of a table must occur in ``table.target``."""

    field: str
    table: str
    target: str


@dataclass(frozen=True)
class Table:
    """One table of the contract."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    supersedes: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    descriptor: dict[str, Any]

    def field(self, name: str) -> Field:
        """The field called ``name``; raises ContractError when there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise ContractError(f"Table {self.name} has no field {name}.")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def texts(self) -> tuple[str, ...]:
        """What the table says in every language: ``name`` when it has ``name_en``, ``name_nl`` and so on."""
        return tuple(field.removesuffix("_en") for field in self.names if field.endswith("_en"))


@cache
def descriptor() -> dict[str, Any]:
    """The contract as parsed JSON: a Data Package (v2) with our ``codeLists`` and ``title@nl`` style translations."""
    return json.loads(CONTRACT_FILE.read_text(encoding="utf-8"))


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages of texts, titles and labels. Nothing lacks English, which stands in for the others."""
    return tuple(descriptor()["languages"])


def columns_of(text: str) -> tuple[str, ...]:
    """The columns with a text in each language: ``name_en``, ``name_nl`` and so on."""
    return tuple(f"{text}_{language}" for language in languages())


@cache
def tables() -> tuple[Table, ...]:
    """All tables, in the order of the contract."""
    return tuple(_table(resource) for resource in descriptor()["resources"])


def table(name: str) -> Table:
    """The table called ``name``; raises ContractError when there is none."""
    for candidate in tables():
        if candidate.name == name:
            return candidate
    known = ", ".join(candidate.name for candidate in tables())
    raise ContractError(f"There is no table {name}. The tables are {known}.")


def translated(thing: dict[str, Any], property_name: str, language: str) -> str:
    """A title, description or label in ``language`` (``en`` is the untranslated property)."""
    if language != "en" and (text := thing.get(f"{property_name}@{language}")):
        return spaced(text, language)
    return thing.get(property_name, "")


def code_lists() -> tuple[str, ...]:
    """The names of all code lists."""
    return tuple(descriptor()["codeLists"])


@cache
def code_labels(code_list: str, language: str) -> dict[str, str]:
    """``{code: label}`` of a code list in ``language``, in the order of the contract."""
    return {code["code"]: translated(code, "label", language) for code in descriptor()["codeLists"][code_list]}


@cache
def field_titles(language: str) -> dict[str, str]:
    """``{name: title}`` of the fields that all tables call the same. ``value`` is a target here and a result there."""
    titles: dict[str, set[str]] = {}
    for table in tables():
        for field in table.fields:
            titles.setdefault(field.name, set()).add(translated(field.descriptor, "title", language))
    return {name: next(iter(found)) for name, found in titles.items() if len(found) == 1}


@cache
def code_meanings(code_list: str) -> dict[str, str]:
    """``{code: what it counts as}`` of the codes of a list that count as something; empty for most lists."""
    codes = descriptor()["codeLists"][code_list]
    return {code["code"]: code["countsAs"] for code in codes if "countsAs" in code}


def _table(resource: dict[str, Any]) -> Table:
    schema = resource["schema"]
    key = tuple(schema.get("primaryKey") or schema["uniqueKeys"][0])
    return Table(
        name=resource["name"],
        fields=tuple(Field(field["name"], field["type"], field) for field in schema["fields"]),
        key=key,
        supersedes=tuple(resource.get("supersedes", key)),
        foreign_keys=tuple(
            ForeignKey(fk["fields"][0], fk["reference"]["resource"], fk["reference"]["fields"][0])
            for fk in schema["foreignKeys"]
        ),
        descriptor=resource,
    )
