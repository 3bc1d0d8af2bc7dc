"""Marks: what a picture says, before anybody draws it. Texts are ready to read and not escaped; lengths are numbers.

``peil/charts`` draws each kind with plotly; a document may draw it with what it has. A mark describes itself in words
for whoever cannot see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


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

    @property
    def described(self) -> str:
        return f"{self.name}: {self.value}{self.rest}" + (f", {self.said}" if self.said else "")


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
    # What was expected or planned; and another reading of the same figure.
    is_planned: bool = False
    is_other: bool = False
    # What each point says.
    hover: Sequence[str] = ()


@dataclass(frozen=True)
class Lines:
    """Lines on one scale."""

    lines: Sequence[Line]

    @property
    def described(self) -> str:
        return "; ".join(f"{line.name}: {line.value}" for line in self.lines)


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


Mark = Bars | Lines | Outlines
