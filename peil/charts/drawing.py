"""Draws any mark: one function per kind."""

import plotly.graph_objects as go

from peil.answers.marks import Bars, Dots, Lines, Mark, Outlines, Panels
from peil.charts import Palette, bars, dots, lines, outlines, panels
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
        case Panels():
            return panels.draw(mark, colours)
