"""Tables and pages in HTML: on the screen of the dashboard, and as routes answer with them. Every text is escaped."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from peil import escaping
from peil.texts import MISSING

_CELL = "padding:0.4rem 0.6rem 0.4rem 0;text-align:left;vertical-align:top;border-bottom:1px solid #8888884d"
# A title and its text, as many beside each other as have room: on a phone one.
_SIDE_BY_SIDE = (
    "display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:0.6rem 1.5rem;line-height:1.45"
)
_NUMBER = "text-align:right;padding-right:1.2rem;font-variant-numeric:tabular-nums"
# A table of more columns is a card per row on a phone.
_MOST_COLUMNS_OF_A_PHONE = 3
# One figure as it is written in any language, with its sign or unit: 1.234,5 or € 1,234.50 or 9,5 %.
_FIGURE = re.compile(
    r"(?P<whole>\D{0,4}\d{1,3}(?:[\s.,\u202f\u00a0]\d{3})*)(?:[.,](?P<decimals>\d{1,2}))?(?P<unit>\D*)"
)
# How wide a decimal mark is.
_MARK = 0.27
_MISSING = ' class="peil-missing"'
_LISTED = "font-size:0.9rem;overflow-wrap:anywhere"
_INSIDE = "margin:0;padding:0 0 0.8rem 1rem"
_NAME = "font-size:0.8rem;opacity:0.8"
_TOLD = "margin:0;font-size:0.9rem"
_BODY = "font:16px/1.5 'Source Sans','Segoe UI',sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem"


def table(
    titles: Sequence[str],
    rows: Iterable[Sequence[object]],
    alt: str,
    links: Mapping[int, Sequence[str]] | None = None,
    marked: int | None = None,
    numbers: Collection[int] = (),
) -> str:
    """A table of ready texts that reads aloud, prints, and can be reached by keyboard where it has to scroll.

    ``links`` holds, for the number of a column, an address per row ("" for none). ``marked`` is the row that is meant.
    ``numbers`` are the columns of figures: they stand below each other, digit by digit. The roles say once more what
    the elements are: where a phone makes cards of the rows, browsers would forget it.
    """
    written = [[str(cell) for cell in row] for row in rows]
    decimals = {column: max((_decimals(row[column]) for row in written), default=0) for column in numbers}
    aligned = {column: f"{_CELL};{_NUMBER}" if column in decimals else _CELL for column in range(len(titles))}
    head = "".join(
        f'<th scope="col" role="columnheader" style="{aligned[column]};font-weight:600">{_breakable(title)}</th>'
        for column, title in enumerate(titles)
    )
    body = []
    for number, row in enumerate(written):
        cells = [
            _figure(cell, decimals[column]) if column in decimals else _breakable(cell)
            for column, cell in enumerate(row)
        ]
        for column, addresses in (links or {}).items():
            if addresses[number]:
                address = escaping.html(addresses[number])
                cells[column] = f'<a href="{address}" target="_self" style="color:inherit">{cells[column]}</a>'
        current = ' aria-current="true" style="font-weight:600;background:#8888882e"' if number == marked else ""
        body.append(
            f'<tr role="row"{current}>'
            + "".join(
                f'<td role="cell" data-title="{escaping.html(titles[column])}" style="{aligned[column]}"'
                f"{_MISSING if row[column] == MISSING else ''}>{cell}</td>"
                for column, cell in enumerate(cells)
            )
            + "</tr>"
        )
    wide = " peil-wide" if len(titles) > _MOST_COLUMNS_OF_A_PHONE else ""
    return (
        f'<div role="region" tabindex="0" aria-label="{escaping.html(alt)}" class="peil-table{wide}" '
        'style="overflow-x:auto"><table role="table" style="width:100%;border-collapse:collapse;font-size:0.9rem">'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(body)}</tbody></table></div>'
    )


def entries(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    alt: str,
    links: Sequence[tuple[str, str]] = (),
    *,
    is_open: bool = False,
) -> str:
    """A list of what is too long for the cells of a table. The first two cells of a row are its line, which opens to
    the others; a dash is left out.

    ``links`` holds an address and its words per row, which end it.
    """
    listed = []
    for number, (name, told, *cells) in enumerate(rows):
        parts = [
            f'<div><dt style="{_NAME}">{_breakable(title)}</dt><dd style="{_TOLD}">{_breakable(cell)}</dd></div>'
            for title, cell in zip(titles[2:], cells, strict=True)
            if cell != MISSING
        ]
        leads_to = ""
        if links:
            address, words = map(escaping.html, links[number])
            there = f'<a href="{address}" target="_self" style="color:inherit">{words}</a>'
            leads_to = f'<p style="{_INSIDE};font-size:0.9rem">{there}</p>'
        listed.append(
            f'<details style="border-bottom:1px solid #8888884d"{" open" if is_open else ""}>'
            f'<summary style="cursor:pointer;padding:0.4rem 0"><strong>{_breakable(name)}</strong>'
            f"{'' if told == MISSING else '<br>' + _breakable(told)}</summary>"
            f'<dl style="{_SIDE_BY_SIDE};{_INSIDE}">{"".join(parts)}</dl>{leads_to}</details>'
        )
    label = escaping.html(alt)
    return f'<div role="region" aria-label="{label}" class="peil-entries" style="{_LISTED}">{"".join(listed)}</div>'


def contents(title: str, sections: Sequence[tuple[str, str]]) -> str:
    """A list of links to the sections of a page: (id, heading)."""
    links = " · ".join(
        f'<a href="#{at}" style="color:inherit">{escaping.html(heading)}</a>' for at, heading in sections
    )
    label = escaping.html(title.strip(": \u00a0"))
    return (
        f'<nav class="peil-contents" aria-label="{label}" style="font-size:0.9rem">{escaping.html(title)} {links}</nav>'
    )


def fold(line: str) -> str:
    """A line that opens what stands right below it on a small screen; peil/ui/peil.css folds that."""
    return f'<details class="peil-fold"><summary>{escaping.html(line)}</summary></details>'


def printed(lines: Sequence[str], on: str) -> str:
    """What a printed page says of itself: some lines, and on which day, which the browser fills in when it prints."""
    told = "".join(f"<div>{escaping.html(line)}</div>" for line in lines)
    return f'<div class="peil-paper">{told}<div>{escaping.html(on)} <span class="peil-day"></span></div></div>'


def cards(
    rows: Sequence[tuple[str, str, str]], alt: str, links: Sequence[str] = (), colours: Sequence[str] = ()
) -> str:
    """A list of (name, how it stands, why), as many beside each other as have room; a dash is left out.

    ``links`` holds an address per row, ``colours`` the colour of its edge.
    """
    listed = []
    for number, (name, stands, why) in enumerate(rows):
        told = escaping.html(name)
        if links:
            told = f'<a href="{escaping.html(links[number])}" target="_self" style="color:inherit">{told}</a>'
        edge = escaping.html(colours[number]) if colours else "#8888884d"
        listed.append(
            f'<li style="border-left:4px solid {edge};padding-left:0.6rem"><strong>{told}</strong><br/>'
            f"{_breakable(stands)}{'' if why == MISSING else f'<br/><small>{_breakable(why)}</small>'}</li>"
        )
    style = f"{_SIDE_BY_SIDE};{_LISTED};line-height:1.3;list-style:none;margin:0;padding:0"
    return f'<ul class="peil-cards" aria-label="{escaping.html(alt)}" style="{style}">{"".join(listed)}</ul>'


def paragraph(text: str) -> str:
    """A paragraph."""
    return f"<p>{escaping.html(text)}</p>"


def link(address: str, text: str) -> str:
    """A link."""
    return f'<a href="{escaping.html(address)}">{escaping.html(text)}</a>'


def page(language: str, title: str, *parts: str, head: str = "") -> str:
    """A page that stands by itself; ``parts`` are HTML, and so is what its ``head`` has besides."""
    return (
        f'<!doctype html><html lang="{escaping.html(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaping.html(title)} · Peil</title>{head}</head>"
        f'<body style="{_BODY}"><main><h1>{escaping.html(title)}</h1>{"".join(parts)}</main></body></html>'
    )


def _decimals(written: str) -> int:
    """How many decimals a figure is written with; of what is more or less than one figure, none."""
    found = _FIGURE.fullmatch(written)
    return len(found["decimals"] or "") if found else 0


def _figure(written: str, most: int) -> str:
    """A cell of figures, with room for the decimals that others in its column have and this one has not: so digits of
    one worth stand below each other, and none is added that nobody reported. Before a unit such room would be a hole.
    """
    found = _FIGURE.fullmatch(written)
    if found and found["unit"]:
        return _breakable(written)
    lacking = most - len(found["decimals"] or "") if found else 0
    if not found or lacking <= 0:
        return _breakable(written)
    room = f"calc({lacking}ch + {0 if found['decimals'] else _MARK}em)"
    return f'{escaping.html(written)}<span style="display:inline-block;width:{room}"></span>'


def _breakable(text: object) -> str:
    """HTML in which a word that would make a column wider than a screen may break."""
    return "<wbr/>".join(map(escaping.html, re.split(r"(?<=\S{60})(?=\S)", str(text))))
