"""Charts that Office draws itself, so that people can edit them: a mark in, the figures of a chart out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from peil.answers.marks import Bars, Lines, Mark, Pairs, Stack, Stacked
from peil.documents.svg import ACCENT, INK, PIECES, SOFT
from peil.escaping import legible
from peil.texts import N_, Words


@dataclass(frozen=True)
class Series:
    """One row of figures: its name, a figure per category or day (None where there is none), and its colour."""

    name: str
    values: Sequence[float | None]
    colour: str
    days: Sequence[date] = ()
    is_dotted: bool = False


@dataclass(frozen=True)
class Chart:
    """Bars beside each other, bars made of pieces, or lines over days. A category says its figures in words."""

    kind: Literal["bars", "stack", "lines"]
    categories: Sequence[str]
    series: Sequence[Series]


def chart(mark: Mark, words: Words) -> Chart | None:
    """The chart of a mark; None for one that Office has no chart for: then there is its table."""
    _ = words.text
    match mark:
        case Bars():
            series = [
                Series(_(N_("Reached")), [bar.length for bar in mark.bars], ACCENT),
                Series(_(N_("Expected by then")), [bar.tick for bar in mark.bars], INK),
                Series(legible(mark.full_word).capitalize(), [bar.full for bar in mark.bars], "#a9b4c0"),
            ]
            return Chart("bars", [legible(bar.described) for bar in mark.bars], _known(series))
        case Stack():
            names = dict.fromkeys((piece.name, piece.is_known) for bar in mark.bars for piece in bar.pieces)
            series = [
                Series(legible(name), [_length(bar, name) for bar in mark.bars], _colour(number, is_known=is_known))
                for number, (name, is_known) in enumerate(names)
            ]
            return Chart("stack", [legible(stacked.bar.described) for stacked in mark.bars], series)
        case Pairs():
            series = [
                Series("○", [pair.beside_share for pair in mark.pairs], "#a9b4c0"),
                Series("●", [pair.share for pair in mark.pairs], ACCENT),
            ]
            return Chart("bars", [legible(pair.described) for pair in mark.pairs], _known(series))
        case Lines():
            series = [
                Series(
                    legible(f"{line.name}: {line.value}"),
                    list(line.values),
                    SOFT if line.is_dotted or line.is_pale else INK if line.is_other else ACCENT,
                    list(line.days),
                    line.is_dotted,
                )
                for line in mark.lines
                if line.name and line.days
            ]
            return Chart("lines", [], series) if series else None
    return None


def _known(series: Sequence[Series]) -> list[Series]:
    return [one for one in series if any(value is not None for value in one.values)]


def _length(stacked: Stacked, name: str) -> float | None:
    return next((piece.length for piece in stacked.pieces if piece.name == name), None)


def _colour(number: int, *, is_known: bool) -> str:
    return PIECES[number % len(PIECES)] if is_known else "#d0d5db"
