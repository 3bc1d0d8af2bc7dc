"""What people typed, as it may stand in each language that reads marks: markdown, HTML and plotly's few tags.

Names, notes and sources come out of files. They are shown letter by letter, and nothing in them becomes a link, a
picture, an icon or another sign. The elements of ``peil/ui/blocks.py`` and the charts call these functions; pages hand
them text as it is, and say with ``marked`` where marks are meant.
"""

import re
import string
from html import escape

# Line breaks, tabs and other control characters: they would break a row, or end it; and what stands for no character,
# which XML refuses.
_BREAKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
# Marks and overrides of the direction of writing. They are not seen, but turn round what stands after them.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# CommonMark: a backslash makes any ASCII punctuation a letter among letters.
_BACKSLASHES = str.maketrans({mark: f"\\{mark}" for mark in string.punctuation})
# Streamlit reads some signs after markdown has been read, so that no backslash helps: icons and emoji (:x:), addresses
# (http:, www., a@b) and signs of two or three (--, ->, >=, ~=). It looks for them within one run of text.
_SEAMS = re.compile(r"(?<=[:@])(?! )|(?<=www)|(?<=[-<>~])(?=[-=>])", re.IGNORECASE)
# A colour without a colour around nothing: it is not seen, and ends a run of text.
_SEAM = ":color[]"

# Space at an end would keep the marks around it from counting: "** a**" is not bold.
_EDGES = re.compile(r"^\s|\s$")


class Markdown(str):
    """Text whose marks are meant: to show as markdown as it is."""

    __slots__ = ()


def legible(text: object) -> str:
    """``text`` on one line and in one direction of writing: what a row, a chart or a list of options can hold."""
    return _BREAKS.sub(" ", _TURNS.sub("", str(text)))


def markdown(text: object) -> Markdown:
    """``text`` so that Streamlit shows it letter by letter; ``Markdown`` stays as it is."""
    if isinstance(text, Markdown):
        return text
    escaped = _SEAM.join(piece.translate(_BACKSLASHES) for piece in _SEAMS.split(legible(text)))
    return Markdown(_EDGES.sub(lambda space: f"&#{ord(space[0])};", escaped))


def marked(template: str, **values: object) -> Markdown:
    """``template`` with its own marks and with ``{names}`` filled in letter by letter: ``"**{name}** is late."``"""
    return Markdown(template.format(**{name: markdown(value) for name, value in values.items()}))


def strong(text: object) -> Markdown:
    """``text`` in bold."""
    return marked("**{text}**", text=text)


def html(text: object) -> str:
    """``text`` between tags or in an attribute of HTML."""
    return escape(legible(text))


def plotly(text: object) -> str:
    """``text`` in a chart. Plotly reads tags and a few entities; that of the quotation mark it does not know."""
    return escape(legible(text), quote=False)
