"""Draws any mark: one function per kind."""

import plotly.graph_objects as go

from peil.answers.marks import Bars, Cells, Dots, Lines, Mark, Outlines, Pairs, Stack
from peil.charts import Palette, bars, cells, dots, lines, outlines, pairs, stack
from peil.texts import Words


def draw(mark: Mark, colours: Palette, words: Words) -> go.Figure:
    """The picture of a mark."""
    match mark:
        case Bars():
            return bars.draw(mark, colours)
        case Lines():
            return lines.draw(mark, colours, words)
        case Outlines():
            return outlines.draw(mark, colours)
        case Dots():
            return dots.draw(mark, colours)
        case Stack():
            return stack.draw(mark, colours)
        case Cells():
            return cells.draw(mark, colours)
        case Pairs():
            return pairs.draw(mark, colours)
