"""What all papers share: how much of an answer stands on them, in ready texts."""

from collections.abc import Sequence
from dataclasses import dataclass

from peil.answers import Answer
from peil.answers.marks import Mark
from peil.answers.pack import Pack
from peil.answers.view import View
from peil.escaping import legible
from peil.texts import Words

# More rows than this nobody reads on paper.
MOST_ROWS = 40
# The first page is one page: so many rows of a table, and so much of a text.
FIRST_ROWS, FIRST_TEXT = 8, 140


@dataclass(frozen=True)
class Table:
    """A table in ready texts, with the kind of each column, and a note when not all rows are there."""

    titles: Sequence[str]
    kinds: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


def table(words: Words, answer: Answer, most: int = MOST_ROWS, longest: int = 0) -> Table | None:
    """The table of an answer, its first ``most`` rows, texts cut to the ``longest`` when that is given; None when it
    has none.
    """
    if not answer.rows or not answer.columns:
        return None
    written = answer.narrowed(answer.rows[:most]).written(words)
    rows = [[cut(str(cell), longest) for cell in row] for row in written.itertuples(index=False, name=None)]
    return Table(list(written.columns), [column.kind for column in answer.columns], rows, left(words, answer, most))


def left(words: Words, answer: Answer, most: int) -> str:
    """Says how many rows are not there; empty when all are."""
    if len(answer.rows) <= most:
        return ""
    return words.text(
        "The first {n} of {total} rows; the workbook has all of them.",
        n=words.number(most),
        total=words.number(len(answer.rows)),
    )


def cut(text: str, longest: int) -> str:
    """``text`` on one line, in at most ``longest`` characters; nought is as long as it is."""
    plain = legible(text)
    return plain if not longest or len(plain) <= longest else f"{plain[: longest - 1].rstrip()}…"


def described(answer: Answer, mark: Mark) -> str:
    """What a picture shows, in words."""
    return legible(f"{answer.title}. {mark.described}" if answer.title else mark.described)


def notice(view: View) -> str:
    """What stands on every page of figures that are invented; empty when they are not."""
    return view.words.text("Demonstration figures: this region does not exist.") if view.is_demonstration else ""


def widths(table: Table) -> list[int]:
    """How wide the columns are beside each other, in characters: figures stand on one line, texts may take several."""
    found = []
    for number, (title, kind) in enumerate(zip(table.titles, table.kinds, strict=True)):
        lengths = sorted(len(row[number]) for row in table.rows)
        longest_word = max((len(word) for row in table.rows for word in row[number].split(" ")), default=0)
        title_word = max((len(word) for word in title.split()), default=0)
        usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
        least = min(max(longest_word, min(title_word, 11)), 18)
        found.append(2 + max(least, min(usual, 44 if kind == "text" else 14)))
    return found


def left_out(pack: Pack) -> str:
    """Of what the pack says nothing; empty when it has all."""
    if not pack.left_out:
        return ""
    words = pack.view.words
    return words.text("Nothing is known of: {parts}.", parts=words.listing(list(pack.left_out)))
