"""Stacks: bars made of pieces, such as who pays a cost. What is not known, or still to come, is hatched."""

from typing import Any

import plotly.graph_objects as go

from peil import escaping
from peil.answers.marks import Bars, Piece, Stack
from peil.charts import DARK, Palette, bars, state_colour

# Light and dark. Neighbours differ in lightness too, for print in grey and for colour blindness.
COLOURS = {
    # Kinds of money.
    "grant": ("#1f5f99", "#7fb8ec"),
    "own_funds": ("#0b6e63", "#45c4b0"),
    "province": ("#8bb4d9", "#3f6f9e"),
    "region": ("#c79a3a", "#d9b45f"),
    "municipality": ("#7a4f8f", "#c3a0ea"),
    "local_authorities_and_employment_service": ("#a2c9a0", "#5c8f63"),
    "employment_service": ("#a3457f", "#e59ac6"),
    "private": ("#b3361e", "#ff8f70"),
    # What nobody pays: known to lack, where grey is not known.
    "not_covered": ("#8a1c1c", "#ffd0d0"),
    # Genders.
    "f": ("#73489e", "#c3a0ea"),
    "m": ("#1f5f99", "#5f9bd6"),
    "x": ("#a85a00", "#f0a63c"),
}
_OTHER = ("#7b8894", "#8f9caa")
# Less of the width than this has no room for a text.
_ROOM_FOR_TEXT = 0.09


def colour(tone: str, colours: Palette) -> str:
    """The colour of a piece: of a state, a gender or a kind of money; what is unknown is grey."""
    if tone in colours.states:
        return state_colour(tone, colours)
    return COLOURS.get(tone, _OTHER)[colours.ground == DARK.ground]


def key(mark: Stack, colours: Palette) -> list[tuple[str, str, bool]]:
    """What the colours mean: each colour with its word and whether it is known; what is not known comes last."""
    entries = {(piece.tone, piece.name, piece.is_known): None for bar in mark.bars for piece in bar.pieces}
    return [
        (colour(tone, colours), name, known) for tone, name, known in sorted(entries, key=lambda entry: not entry[2])
    ]


def draw(mark: Stack, colours: Palette) -> go.Figure:
    """Bars as all others, with their pieces in them."""
    placed: list[tuple[int, float, Piece]] = []
    for number, bar in enumerate(mark.bars):
        base = 0.0
        for piece in bar.pieces:
            placed.append((-number, base, piece))
            base += piece.length
    pieces = [
        _pieces([one for one in placed if one[2].is_known == is_known], mark.longest, colours, hatched=not is_known)
        for is_known in (True, False)
    ]
    return bars.draw(Bars([bar.bar for bar in mark.bars], mark.longest, mark.full_word), colours, within=pieces)


def _pieces(
    placed: list[tuple[int, float, Piece]], longest: float, colours: Palette, *, hatched: bool
) -> dict[str, Any]:
    """A trace of (row, where it begins, piece); what is hatched lets the ground through and has an outline."""
    hues = [colour(piece.tone, colours) for _, _, piece in placed]
    hatch = {"shape": "/", "fillmode": "overlay", "size": 6, "solidity": 0.3}
    return {
        "x": [piece.length for _, _, piece in placed],
        "base": [base for _, base, _ in placed],
        "y": [place for place, _, _ in placed],
        "marker": {
            "color": hues,
            "line": {"color": hues if hatched else colours.ground, "width": 1},
            **({"pattern": hatch} if hatched else {}),
        },
        "text": [
            f"<b>{escaping.plotly(piece.said)}</b>" if piece.said and piece.length >= _ROOM_FOR_TEXT * longest else ""
            for _, _, piece in placed
        ],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "constraintext": "none",
        "textangle": 0,
        "textfont": {"size": 12, "color": [colours.ink if hatched else _on(hue) for hue in hues]},
        "hovertext": [escaping.plotly(f"{piece.name}: {piece.value}") for _, _, piece in placed],
        "hoverinfo": "text",
    }


def _on(paint: str) -> str:
    """Dark or light text, whichever can be read on ``paint``."""
    brightness = sum(int(paint[start : start + 2], 16) * weight for start, weight in ((1, 299), (3, 587), (5, 114)))
    return "#11181f" if brightness / 1000 > 120 else "#ffffff"
