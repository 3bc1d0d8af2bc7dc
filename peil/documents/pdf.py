"""PDF, made by Typst to the standard PDF/UA-1: it refuses a picture without words, a missing title, a skipped heading.

What a pack says reaches ``pack.typ`` as data, so that nothing in it is read as markup. The letters are those that come
with Typst, the same on every machine.
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from peil.answers import Answer, Strong
from peil.answers.pack import Pack, Part
from peil.documents import paper, svg
from peil.escaping import legible
from peil.texts import MISSING, Words

TEMPLATE = Path(__file__).with_name("pack.typ")
FONT = "Libertinus Serif, DejaVu Sans Mono"
# As Typst names what none of its fonts can show: the text `"\u{7}"` could not be displayed.
_NOT_SHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_BY_NUMBER = re.compile(r"\\u\{([0-9a-f]+)\}")


def pdf(pack: Pack) -> bytes:
    """The pack as PDF/UA-1, the same bytes each time."""
    said = json.dumps(_data(pack), ensure_ascii=False)
    while True:
        try:
            return _compiled(said)
        except typst.TypstError as error:
            missing = {sign for found in _NOT_SHOWN.findall(error.diagnostic) for sign in _signs(found)}
            if not missing or not any(sign in said for sign in missing):
                raise
            # Whoever sees a number can look up the sign; a box says nothing.
            said = said.translate({ord(sign): f"[U+{ord(sign):04X}]" for sign in missing})


def _compiled(said: str) -> bytes:
    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts())
    return cast(bytes, compiler.compile(format="pdf", sys_inputs={"pack": said}, pdf_standards=["ua-1"]))


@cache
def fonts() -> typst.Fonts:
    """The letters that come with Typst."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _signs(found: str) -> str:
    return _BY_NUMBER.sub(lambda number: chr(int(number[1], 16)), found)


def _data(pack: Pack) -> dict[str, Any]:
    words = pack.view.words
    parts = [_part(words, part, starts_page=True) for part in pack.exceptions]
    # Minutes have no first page of their own.
    parts += [
        _part(words, part, starts_page=bool(number == 0 and pack.first) or _is_long(part))
        for number, part in enumerate(pack.parts)
    ]
    if said := paper.left_out(pack):
        left_out = Part(words.text("Not in this pack"), "", (), [said])
        parts.append(_part(words, left_out, starts_page=False))
    return {
        "language": words.language,
        "title": legible(pack.title).strip() or MISSING,
        "about": legible(pack.view.name),
        "standing": legible(pack.standing),
        "notice": paper.notice(pack.view),
        "page": words.text("page {n} of {total}"),
        "summary": _sentences(pack.summary),
        "first": [_answer(words, answer, paper.FIRST_ROWS, paper.FIRST_TEXT) for answer in pack.first],
        "parts": parts,
    }


def _is_long(part: Part) -> bool:
    return any(answer.mark or len(answer.rows) > 15 for answer in part.answers)


def _part(words: Words, part: Part, *, starts_page: bool) -> dict[str, Any]:
    answers = [_answer(words, answer, paper.MOST_ROWS, 0) for answer in part.answers]
    for answer in answers:
        # The only answer of a part needs no heading of its own.
        if answer["title"] == part.heading:
            answer["title"] = ""
    return {
        "heading": legible(part.heading).strip() or MISSING,
        "starts_page": starts_page,
        "is_one_page": bool(part.to_write),
        "sentences": _sentences(part.sentences),
        "answers": answers,
        "to_write": [legible(one) for one in part.to_write],
    }


def _sentences(sentences: Sequence[str]) -> list[dict[str, Any]]:
    return [{"text": legible(one), "strong": isinstance(one, Strong)} for one in sentences]


def _answer(words: Words, answer: Answer, most: int, longest: int) -> dict[str, Any]:
    table = paper.table(words, answer, most, longest)
    pictures = [] if not answer.mark else svg.parts(answer.mark)
    return {
        "title": legible(answer.title).strip(),
        "sentences": _sentences(answer.sentences),
        "pictures": [{"svg": svg.draw(mark, words, FONT), "alt": paper.described(answer, mark)} for mark in pictures],
        "table": table
        and {
            "titles": [legible(title) for title in table.titles],
            "kinds": table.kinds,
            "rows": table.rows,
            "widths": paper.widths(table),
            "note": table.note,
        },
        "notes": [legible(note) for note in answer.notes],
    }
