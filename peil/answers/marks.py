"""Marks: what a picture says, before anybody draws it. Texts are ready to read and not escaped; lengths are numbers.

``peil/charts`` draws each kind with plotly; a document may draw it with what it has. A mark describes itself in words
for whoever cannot see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from peil.texts import MISSING


@dataclass(frozen=True)
class Bar:
    """One bar: a name, what it comes to in words, and how long it is on the scale that all bars share."""

    name: str
    value: str
    length: float | None
    # What follows the value: " of 1 000 visits".
    rest: str = ""
    # The judgement, at the right, and the code of its colour.
    said: str = ""
    tone: str = ""
    # Where a mark stands across the bar (what was expected), and where the bar is full (the target).
    tick: float | None = None
    full: float | None = None
    # Other readings of the same figure.
    others: tuple[float, ...] = ()
    # What choosing the bar means: an id.
    key: str = ""
    # Where the bar ended at an earlier moment, and that in words.
    stood: tuple[float, str] | None = None

    @property
    def described(self) -> str:
        said = [self.said, *([self.stood[1]] if self.stood else [])]
        return ", ".join([f"{self.name}: {self.value}{self.rest}", *filter(None, said)])


@dataclass(frozen=True)
class Bars:
    """Bars on one scale that ends at ``longest``; a longer one ends in an arrow. ``full_word`` names their full end."""

    bars: Sequence[Bar]
    longest: float
    full_word: str = ""

    @property
    def described(self) -> str:
        return "; ".join(bar.described for bar in self.bars)


@dataclass(frozen=True)
class Line:
    """Values over time, with a name and the last value in words at the end of the line."""

    name: str
    value: str
    days: Sequence[date]
    values: Sequence[float]
    # The code of its colour: a state.
    tone: str = ""
    # What was expected or planned, or a benchmark; another reading of the same figure; and one line of many.
    is_dotted: bool = False
    is_other: bool = False
    is_pale: bool = False
    # Amounts that add up: each lasts until the next.
    is_stepped: bool = False
    # What each point says, and the first value in words, for the other end of the line.
    hover: Sequence[str] = ()
    first: str = ""


@dataclass(frozen=True)
class Stroke:
    """A stroke between two values of one day, and how far they lie apart in words."""

    day: date
    ends: tuple[float, float]
    said: str


@dataclass(frozen=True)
class Lines:
    """Lines on one scale; one without a name is ground for the others. The scale has its ``unit``; it starts at zero,
    unless what lies between the lines is what matters.
    """

    lines: Sequence[Line]
    unit: str = ""
    strokes: Sequence[Stroke] = ()
    from_zero: bool = True

    @property
    def described(self) -> str:
        return "; ".join(f"{line.name}: {line.value}" for line in self.lines if line.name)


@dataclass(frozen=True)
class Group:
    """A class of areas: its name, the code of its colour (none is the quiet ground), and a sign in each area."""

    key: str
    name: str
    tone: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Outline:
    """One area: what it says when it is pointed at, its group, and its border as GeoJSON text, in degrees (WGS84)."""

    said: str
    group: str
    border: str
    # What choosing the area means: an id.
    key: str = ""


@dataclass(frozen=True)
class Outlines:
    """A map: every area in the colour of its group; the one with the key ``chosen`` has a thick border."""

    outlines: Sequence[Outline]
    groups: Sequence[Group]
    chosen: str = ""

    @property
    def described(self) -> str:
        """Area by area, but a region by its groups: nobody listens to the names of 300 municipalities."""
        if len(self.outlines) > 30:
            return "; ".join(f"{group.sign} {group.name}".strip() for group in self.groups)
        return "; ".join(outline.said for outline in self.outlines)


@dataclass(frozen=True)
class Dot:
    """A value among those of others, on a scale of its own that holds them all; a missing one has its words only."""

    name: str
    value: str
    at: float | None
    # What follows the value: " beside 8.1".
    rest: str = ""
    # The judgement, and the code of its colour; where there is none the dot is hollow.
    said: str = ""
    tone: str = ""
    is_hollow: bool = False
    # Which way it goes, in words, beside the name.
    way: str = ""
    # The ends of its interval, the benchmark in the middle of the scale, and the target.
    lower: float | None = None
    upper: float | None = None
    middle: float | None = None
    target: float | None = None
    # What the dot says when it is pointed at; and the others, each with what it says.
    hover: str = ""
    others: Sequence[tuple[str, float]] = ()
    # A heading above it, when it is the first of its kind.
    heading: str = ""
    # What choosing the row means: an id.
    key: str = ""

    @property
    def described(self) -> str:
        return f"{self.name}: {self.value}{self.rest}" + (f", {self.said}" if self.said else "")


@dataclass(frozen=True)
class Dots:
    """Rows of dots, each on its own scale; ``middle`` names the benchmark in the middle of all. Dots of one thing stand
    ``on_one_scale``, which holds their intervals too.
    """

    dots: Sequence[Dot]
    middle: str = ""
    on_one_scale: bool = False

    @property
    def described(self) -> str:
        return "; ".join(dot.described for dot in self.dots)


@dataclass(frozen=True)
class Piece:
    """A piece of a bar: what it is, what it comes to in words, and how long it is."""

    name: str
    value: str
    length: float
    # The code of its colour: a kind of money, a gender, a state.
    tone: str
    # What is not known, or is still to come, looks different.
    is_known: bool = True
    # What stands on it, where there is room.
    said: str = ""


@dataclass(frozen=True)
class Stacked:
    """A bar that is made of pieces, one after the other; it has no length of its own."""

    bar: Bar
    pieces: Sequence[Piece]

    @property
    def described(self) -> str:
        return f"{self.bar.described} ({', '.join(f'{piece.name} {piece.value}' for piece in self.pieces)})"


@dataclass(frozen=True)
class Stack:
    """Bars made of pieces, on one scale that ends at ``longest``. ``full_word`` names their full end."""

    bars: Sequence[Stacked]
    longest: float
    full_word: str = ""

    @property
    def described(self) -> str:
        return "; ".join(bar.described for bar in self.bars)


@dataclass(frozen=True)
class Cell:
    """A value in words, and how full its ground is: a share of one, None where there is none."""

    value: str
    share: float | None


@dataclass(frozen=True)
class Cells:
    """Names down, heads across, and a cell for each two; None where nothing was reported."""

    names: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell | None]]

    @property
    def described(self) -> str:
        return "; ".join(
            f"{name}: "
            + ", ".join(f"{head} {cell.value if cell else MISSING}" for head, cell in zip(self.heads, row, strict=True))
            for name, row in zip(self.names, self.rows, strict=True)
        )


@dataclass(frozen=True)
class Pair:
    """Two shares of the same thing, each in words and as a number: one to compare with, and that of here."""

    name: str
    beside: str
    beside_share: float | None
    value: str
    share: float | None
    # What it is one of: a heading above the first of each.
    part: str = ""

    @property
    def described(self) -> str:
        return f"{self.name}: {', '.join(text for text in (self.beside, self.value) if text)}"


@dataclass(frozen=True)
class Pairs:
    """Pairs of shares on one scale from nought."""

    pairs: Sequence[Pair]

    @property
    def described(self) -> str:
        return "; ".join(pair.described for pair in self.pairs)


Mark = Bars | Lines | Outlines | Dots | Stack | Cells | Pairs


def apart(heights: Sequence[float], gap: float, lowest: float, top: float) -> list[float]:
    """Heights, from the lowest up, at least ``gap`` apart, between ``lowest`` and ``top``, and as near as can be to
    where they were: those that stand too close spread around their middle.
    """
    # Without the gaps it is a line that never falls: the least squares of isotonic regression, by pooling neighbours.
    pools: list[tuple[float, int]] = []
    for number, height in enumerate(heights):
        total, size = height - number * gap, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / size:
            before, of = pools.pop()
            total, size = total + before, size + of
        pools.append((total, size))
    levels = [total / size for total, size in pools for _ in range(size)]
    found = [level + number * gap for number, level in enumerate(levels)]
    found = [min(height, top - (len(found) - 1 - number) * gap) for number, height in enumerate(found)]
    return [max(height, lowest + number * gap) for number, height in enumerate(found)]
