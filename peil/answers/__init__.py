"""Answers: what a page, a download, a document and a route say about the same rows. Knows no screen and no file format.

One module per page, one function per answer. The rows stay as the query gave them; a column says how its cells are
written for people. So a screen or a document takes ``written``, and a spreadsheet or a route takes ``records``.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from typing import Any, Literal, ParamSpec, Self, TypeVar

import pandas as pd

from peil import contract
from peil.answers.marks import Mark
from peil.store import columns
from peil.texts import MISSING, N_, Words, spaced

Q = ParamSpec("Q")
T = TypeVar("T")
# So many answers of one function.
_KEPT = 100

# One row of an answer: names of columns to plain values, None for what is missing. Shared by readers: never written to.
Row = Mapping[Any, Any]


class Strong(str):
    """A sentence that a screen or a document shows in bold."""

    __slots__ = ()


@dataclass(frozen=True)
class Column:
    """A column of a table that people read.

    ``name`` is that of the query; ``title`` is marked with N_; ``write`` makes the text of a cell from a row. ``kind``
    says what the query's value is, for who lines it up or formats it.
    """

    name: str
    title: str
    write: Callable[[Words, Row], str]
    kind: Literal["text", "number", "share", "money", "day"] = "text"


def text(name: str, title: str, missing: str = MISSING) -> Column:
    """A stored text; ``missing`` stands where there is none."""
    return Column(name, title, lambda words, row: row[name] if row[name] else words.text(missing))


def stored(name: str, title: str, missing: str = MISSING, language: str | None = None) -> Column:
    """A stored text in the words of who wrote it; ``language`` names the column that says which language they are in,
    None when nobody said so.
    """
    return Column(
        name,
        title,
        lambda words, row: (
            quoted(words, row[name], row[language] if language else None) if row[name] else words.text(missing)
        ),
    )


def quoted(words: Words, text: str | None, language: str | None = None) -> str:
    """A stored text as a reader may see it: in their language when it is there, else in quotation marks, with the
    language that it is in when that is known. A dash when there is none.

    The language may be several, as of a document: ``nl; fr``. What comes with Peil is in English, and translated as
    the texts of the code are; what has no lower case, such as ``§ 4``, is no language.
    """
    if not text:
        return MISSING
    spoken = [part.strip() for part in (language or "").split(";") if part.strip()]
    if words.language in spoken:
        return text
    if words.knows(text):
        return words.text(text)
    if text.upper() == text:
        return text
    return words.quotation(text, spoken)


def programme(words: Words, row: Row) -> str:
    """The name of a funding programme: those that come with Peil in the language of the reader, others as they are."""
    return words.text(row["programme_name"]) if row["programme_name"] else MISSING


def number(name: str, title: str) -> Column:
    """A number with at most one decimal."""
    return Column(name, title, lambda words, row: words.number(row[name]), "number")


def share(name: str, title: str) -> Column:
    """A share of one, as a percentage."""
    return Column(name, title, lambda words, row: words.percent(row[name]), "share")


def money(name: str, title: str, *, difference: bool = False) -> Column:
    """An amount in euro; a ``difference`` has its sign."""
    return Column(name, title, lambda words, row: words.money(row[name], difference=difference), "money")


def day(name: str, title: str) -> Column:
    """A day, short."""
    return Column(name, title, lambda words, row: words.short_day(row[name]), "day")


def code(name: str, title: str, code_list: str) -> Column:
    """A code of the contract, by its label."""
    return Column(
        name, title, lambda words, row: contract.code_labels(code_list, words.language).get(row[name], MISSING)
    )


def names(name: str, title: str) -> Column:
    """A list of names, or a dash."""
    return Column(name, title, lambda _words, row: "; ".join(row[name] or ()) or MISSING)


def sheet_of_file(words: Words, row: Row) -> str:
    """The name of a file, with the name of its sheet when a workbook was handed in; a dash when neither is known."""
    if not row["file_name"]:
        return MISSING
    if not row["sheet"]:
        return row["file_name"]
    return words.text("{file}, sheet {sheet}", file=row["file_name"], sheet=row["sheet"])


# The last columns of every table of stored rows.
PROVENANCE = (
    stored("source", N_("Source"), missing=N_("the submission itself")),
    stored("source_section", N_("Section")),
    Column("submission_id", N_("Submission"), lambda _words, row: str(row["submission_id"])),
    Column("file_name", N_("File"), sheet_of_file),
    Column("source_row", N_("Row"), lambda _words, row: str(row["source_row"])),
)


# Of which part a stored row of results speaks; all are empty when it speaks of everyone.
PART = (
    text("area", N_("Area")),
    text("target_group", N_("Target group")),
    code("gender", N_("Gender"), "gender"),
)


def only_known(words: Words, columns: Sequence[Column], rows: Sequence[Row]) -> list[Column]:
    """The columns that say something of some row: one of which nothing is known would only take room."""
    return [column for column in columns if any(column.write(words, row) != MISSING for row in rows)]


def table_of(words: Words, row: Row) -> str:
    """The title of the table that a stored row is of."""
    return contract.translated(contract.table(row["table_name"]).descriptor, "title", words.language)


def kept(answer: Callable[Q, T]) -> Callable[Q, T]:
    """Keeps the last answers of a function: from the same view, with the same choices, it says the same until something
    is written. What is kept is shared between readers, as rows are.
    """
    remembered = lru_cache(maxsize=_KEPT)(answer)

    @wraps(answer)
    def given(*arguments: Q.args, **choices: Q.kwargs) -> T:
        if getattr(arguments[0], "stamp", None) == "":
            return answer(*arguments, **choices)
        frozen = [tuple(value) if isinstance(value, list) else value for value in arguments]
        return remembered(*frozen, **{n: tuple(v) if isinstance(v, list) else v for n, v in choices.items()})

    return given


@dataclass(frozen=True, eq=False)
class Asked:
    """A query as it was asked, so that anybody can ask it again, and the rows that came.

    What is said of the contract or of words was asked of no query: its name is empty.
    """

    query: str
    parameters: Mapping[str, Any]
    rows: Sequence[Row]


@dataclass(frozen=True, eq=False)
class Answer:
    """One question answered. Texts are in the reader's language and not escaped. Two answers are the same when they are
    one: what is made of an answer can be kept for it.
    """

    asked: Asked
    columns: Sequence[Column]
    title: str
    rows: Sequence[Row] = ()
    sentences: Sequence[str] = ()
    notes: Sequence[str] = ()
    mark: Mark | None = None
    # The page that a row leads to, and the columns with the ids of its address: ("municipality", {"area": "area_id"}).
    leads_to: tuple[str, Mapping[str, str]] | None = None

    @classmethod
    def of(cls, asked: Asked, columns: Sequence[Column], title: str, **more: Any) -> Self:
        """An answer with every row that was asked for."""
        return cls(asked, columns, title, asked.rows, **more)

    def narrowed(self, rows: Sequence[Row], mark: Mark | None = None) -> Self:
        """The same answer with some of its rows, and their picture."""
        return replace(self, rows=rows, mark=mark)

    def searched(self, words: Words, wanted: str) -> Self:
        """The same answer with the rows that hold every word of ``wanted`` as they are written for people, whatever
        its case and accents.
        """
        parts = _plain(wanted).split()
        if not parts:
            return self
        said = [_plain(" ".join(column.write(words, row) for column in self.columns)) for row in self.rows]
        return self.narrowed([row for row, text in zip(self.rows, said, strict=True) if all(p in text for p in parts)])

    def written(self, words: Words) -> pd.DataFrame:
        """The table in ready texts, a column per ``Column`` under its title: for screens, paper and documents."""
        titles = [words.text(column.title) for column in self.columns]
        return pd.DataFrame(
            [[spaced(column.write(words, row), words.language) for column in self.columns] for row in self.rows],
            columns=titles,
        )

    def names(self) -> list[str]:
        """The columns of the rows; when there is no row, those of the query."""
        first = next(iter(self.rows or self.asked.rows), None)
        return list(first) if first else columns(self.asked.query)

    def records(self) -> list[dict[str, Any]]:
        """The rows with every column of the query, a list as one text: for files and routes."""
        return [{name: _flat(row[name]) for name in self.names()} for row in self.rows]


def together(title: str, answers: Mapping[str, Answer]) -> Answer:
    """The answers of a page as one, for who takes all of it home: each row says in ``answer`` which one it is of."""
    first = next((answer for answer in answers.values() if answer.rows), None)
    if first is None:
        return replace(next(iter(answers.values())), title=title)
    columns = {column.name: column for answer in answers.values() for column in answer.columns}
    records = [(name, row) for name, answer in answers.items() for row in answer.records()]
    names = list(dict.fromkeys(name for _, row in records for name in row))
    rows = [{"answer": name} | {column: row.get(column) for column in names} for name, row in records]
    said = [sentence for answer in answers.values() for sentence in answer.sentences]
    notes = [note for answer in answers.values() for note in answer.notes]
    asked = next((answer.asked.query for answer in answers.values() if answer.asked.query), "")
    queries = asked and f"{asked.rpartition('/')[0]}/*"
    return Answer(Asked(queries, {}, rows), list(columns.values()), title, rows, sentences=said, notes=notes)


def _plain(text: str) -> str:
    """A text without case and accents, to be searched."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def _flat(value: Any) -> Any:
    """Lists as one text: ``a; b``, and the readings of a figure as ``text: 54 | table: 49``."""
    if not isinstance(value, list):
        return value
    if value and isinstance(value[0], dict):
        return " | ".join(": ".join(str(part) for part in one.values() if part is not None) for one in value)
    return "; ".join(map(str, value))
