"""SQL put together so that what a file holds can never become a part of it.

    sql("select {cells} from {staged}", cells=names(columns), staged=name(f"staged_{table}"))

A statement that differs per table is a template of ours, filled in with names (checked), literals (quoted) and other
statements; nothing else fits. Values of files are bound as parameters by whoever executes it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Names of the contract, of temporary tables and of staged columns; never a name out of a file.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")


@dataclass(frozen=True)
class Sql:
    """A piece of SQL that is safe to put into a statement."""

    text: str

    def __str__(self) -> str:
        raise TypeError("A piece of SQL goes into a statement through sql(), not as text.")


def sql(template: str, /, **pieces: Sql | int) -> Sql:
    """``template`` with each ``{piece}`` filled in; braces of SQL itself are doubled, as in ``str.format``.

    Raises TypeError when a piece is plain text: text is a ``name``, a ``literal`` or a parameter.
    """
    for key, piece in pieces.items():
        if not isinstance(piece, (Sql, int)):
            raise TypeError(f"{key} is no SQL: make it a name, a literal or a parameter.")
    filled = {key: piece.text if isinstance(piece, Sql) else str(int(piece)) for key, piece in pieces.items()}
    return Sql(template.format_map(filled))


def name(identifier: str) -> Sql:
    """A name of a table or column between quotes. Raises ValueError when it is not one of ours."""
    if not _NAME.fullmatch(identifier):
        raise ValueError(f"{identifier!r} is no name of a table or column.")
    return Sql(f'"{identifier}"')


def names(identifiers: Iterable[str]) -> Sql:
    """Names separated by commas."""
    return joined(", ", map(name, identifiers))


def literal(text: str) -> Sql:
    """A text of ours (a code of the contract, a rule) between quotes."""
    return Sql("'" + text.replace("'", "''") + "'")


def joined(separator: str, pieces: Iterable[Sql]) -> Sql:
    """Pieces one after the other, with ``separator`` between them."""
    return Sql(separator.join(piece.text for piece in pieces))
