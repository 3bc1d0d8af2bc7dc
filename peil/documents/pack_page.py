"""The pack of a meeting as one page of HTML: it works without a network and without script, and prints well."""

from collections.abc import Iterator, Sequence

from peil import escaping
from peil.answers import Answer, Strong
from peil.answers.pack import Pack, Part
from peil.documents import html, paper, svg
from peil.texts import Words

# Nothing is fetched and nothing runs, whatever stands in the texts.
_HEAD = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
svg { max-width: 100%; height: auto; display: block; margin: 0.8rem 0 }
h2 { margin-top: 2.5rem; border-bottom: 2px solid #1b2733 }
.note, .standing { color: #55606d; font-size: 0.9rem }
.notice { font-weight: 600 }
.line { border-bottom: 1px solid #55606d; height: 2rem }
@media print {
  body { margin: 0 !important; max-width: none !important; font-size: 10pt !important }
  main { padding-bottom: 1.5cm }
  nav { display: none }
  section { break-before: page }
  section.follows { break-before: auto }
  svg, tr, .line { break-inside: avoid }
  h2, h3, thead { break-after: avoid }
  footer.standing { position: fixed; bottom: 0; font-size: 8pt }
}
</style>"""


def pack_page(pack: Pack) -> bytes:
    """The whole pack, UTF-8."""
    words = pack.view.words
    parts = [*pack.exceptions, *pack.parts]
    body = [
        f"<p>{escaping.html(pack.view.name)}</p>",
        f'<p class="standing">{escaping.html(pack.standing)}</p>',
        *([f'<p class="notice">{escaping.html(paper.notice(pack.view))}</p>'] if pack.view.is_demonstration else []),
        _sentences(pack.summary),
        *(
            piece
            for answer in pack.first
            for piece in _answered(words, answer, 2, most=paper.FIRST_ROWS, longest=paper.FIRST_TEXT)
        ),
        _contents(words, parts),
        *(_part(words, part, number) for number, part in enumerate(parts)),
        *_left_out(pack),
        f'<footer class="standing">{escaping.html(pack.standing)} {escaping.html(paper.notice(pack.view))}</footer>',
    ]
    return html.page(words.language, pack.title, *body, head=_HEAD).encode()


def _contents(words: Words, parts: Sequence[Part]) -> str:
    title = escaping.html(words.text("Contents"))
    listed = "".join(f'<li><a href="#part{at}">{escaping.html(part.heading)}</a></li>' for at, part in enumerate(parts))
    return f'<nav aria-label="{title}"><h2>{title}</h2><ol>{listed}</ol></nav>' if parts else ""


def _part(words: Words, part: Part, number: int) -> str:
    answers = "".join(piece for answer in part.answers for piece in _answered(words, answer, 3, part.heading))
    lines = "".join(
        f'<h3>{escaping.html(one)}</h3><div class="line"></div><div class="line"></div>' for one in part.to_write
    )
    return (
        f'<section id="part{number}"><h2>{escaping.html(part.heading)}</h2>'
        f"{_sentences(part.sentences)}{answers}{lines}</section>"
    )


def _answered(
    words: Words,
    answer: Answer,
    level: int,
    above: str = "",
    *,
    most: int = paper.MOST_ROWS,
    longest: int = 0,
) -> Iterator[str]:
    if answer.title and answer.title != above:
        yield f"<h{level}>{escaping.html(answer.title)}</h{level}>"
    yield _sentences(answer.sentences)
    for mark in svg.parts(answer.mark) if answer.mark else ():
        said = escaping.html(paper.described(answer, mark))
        yield svg.draw(mark, words).replace("<svg ", f'<svg role="img" aria-label="{said}" ', 1)
    if table := paper.table(words, answer, most, longest):
        yield html.table(table.titles, table.rows, answer.title or above)
        yield _note(table.note)
    for note in answer.notes:
        yield _note(note)


def _note(note: str) -> str:
    return f'<p class="note">{escaping.html(note)}</p>' if note else ""


def _sentences(sentences: Sequence[str]) -> str:
    said = [
        f"<strong>{escaping.html(one)}</strong>" if isinstance(one, Strong) else escaping.html(one) for one in sentences
    ]
    return f"<p>{' '.join(said)}</p>" if said else ""


def _left_out(pack: Pack) -> Iterator[str]:
    if said := paper.left_out(pack):
        yield f"<section class='follows'><h2>{escaping.html(pack.view.words.text('Not in this pack'))}</h2>"
        yield f"<p>{escaping.html(said)}</p></section>"
