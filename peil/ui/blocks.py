"""Blocks that every page shares: texts, links, tables, charts, the demonstration notice, provenance, the link to copy.

Pages hand them text as it is; here it is escaped, except for the marks of ``escaping.marked``. So pages call no element
of Streamlit that reads markdown. A test holds that.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from peil import charts, escaping
from peil.answers.view import View
from peil.documents import html
from peil.escaping import strong
from peil.middleware import FILL_IN_PLACE, PRINTED, SAVE_WHILE_TYPING, SET_LANGUAGE
from peil.store import statement
from peil.texts import Words, spaced
from peil.ui import address, callbacks

PAGES = Path(__file__).parent.parent.parent / "pages"
# A chart shrinks to its column but never grows beyond this: as wide as A4 between the margins of peil.css.
CHART_WIDTH = 690


def fold(line: str) -> None:
    """A line that opens the row of filters right below it, where the screen is small."""
    st.html(html.fold(line))


def looks() -> None:
    """How every page looks: what folds on a small screen, tables on a phone, paper; and what Back goes back to."""
    st.html(Path(__file__).with_name("peil.css"))
    st.html(f'<span hidden class="peil-steps"></span><script>{FILL_IN_PLACE}</script>', unsafe_allow_javascript=True)


# A wall is read from the back of the room: no menu, and letters that are larger by a third.
_ON_WALL = """<style>
  header, [data-testid="stHeader"] { display: none !important }
  [data-testid="stMain"] :is(p, li, td, th, blockquote) { font-size: 1.35rem; line-height: 1.5 }
  [data-testid="stMain"] :is(h2, h3) { font-size: 1.6rem }
</style>"""


def on_wall() -> None:
    """How a page looks that is projected."""
    st.html(_ON_WALL)


def language(words: Words) -> None:
    """Tells the browser, and whoever has the page read aloud, in which language it is now."""
    st.html(
        f'<span class="peil-language" lang="{words.language}" hidden></span><script>{SET_LANGUAGE}</script>',
        unsafe_allow_javascript=True,
    )


def on_paper(words: Words) -> None:
    """What a printed page says at its end, and no screen: what was chosen, on which day it was printed, the address."""
    chosen = "; ".join(f"{label}: {shown}" for label, shown in address.shown_choices() if shown)
    lines = [
        f"{words.text('Chosen')}: {chosen}.",
        words.text("What is folded away on the screen is not printed."),
        f"{words.text('Address')}: {address.link()}",
    ]
    text = html.printed([spaced(line, words.language) for line in lines], words.text("Printed on"))
    st.html(f"{text}<script>{PRINTED}</script>", unsafe_allow_javascript=True)


def saves_while_typing() -> None:
    """Lets the fields of a page send what is typed after a pause, not only when they are left."""
    st.html(
        f'<span class="peil-saves" hidden></span><script>{SAVE_WHILE_TYPING}</script>', unsafe_allow_javascript=True
    )


def title(text: str) -> None:
    """The title of a page."""
    st.title(escaping.markdown(text), anchor=False)


def heading(text: str) -> None:
    """The heading of a section; the list of contents leads here, when the page has one."""
    sections = st.session_state.setdefault("sections", [])
    sections.append(text)
    st.header(escaping.markdown(text), anchor=f"section-{len(sections)}")


def subheading(text: str) -> None:
    """The heading of a part of a section."""
    st.subheader(escaping.markdown(text), anchor=False)


def contents() -> None:
    """The place of the list of contents, which ``fill_contents`` fills when the page is finished."""
    st.session_state["contents"] = st.container()


def no_contents() -> None:
    """Forgets the sections of the page that was here before."""
    st.session_state["sections"] = []
    st.session_state.pop("contents", None)


def fill_contents(words: Words) -> None:
    """Lists the sections of the page in the place that it kept for that; of one or two nobody needs a list."""
    place, sections = st.session_state.get("contents"), st.session_state["sections"]
    if place and len(sections) > 2:
        with place:
            st.html(
                html.contents(words.text("On this page:"), [(f"section-{n}", s) for n, s in enumerate(sections, 1)])
            )


def for_steward(words: Words, *texts: str) -> None:
    """What only who hands in figures needs to know, such as a command; folded away."""
    with st.expander(words.text("For who hands in the figures"), icon=":material/terminal:"):
        for text in texts:
            st.markdown(escaping.markdown(text))


def say(*texts: str, between: str = " ") -> None:
    """A paragraph of texts, those that are empty left out; nothing at all when all are."""
    if said := between.join(escaping.markdown(text) for text in texts if text):
        st.markdown(said)


def note(*texts: str) -> None:
    """Small print. Streamlit's own caption is too pale to read (WCAG 2.2 asks a contrast of 4.5:1)."""
    st.markdown(f":small[:gray[{' '.join(escaping.markdown(text) for text in texts if text)}]]")


def info(*texts: str, icon: str = ":material/inbox:", between: str = " ") -> None:
    """A notice instead of figures: what is missing, and the way out."""
    st.info(between.join(escaping.markdown(text) for text in texts), icon=icon)


def warning(text: str, icon: str | None = None) -> None:
    """A notice that the reader must not miss."""
    st.warning(escaping.markdown(text), icon=icon)


def error(text: str) -> None:
    """A notice that something failed."""
    st.error(escaping.markdown(text), icon=":material/error:")


def not_here(words: Words) -> None:
    """Says once what the address asks for that is not there, and what is shown instead."""
    for label, wanted, shown in address.take_not_here():
        told = words.text("This link asks for {id} ({what}), which is not here.", id=wanted, what=label)
        instead = words.text("Shown instead: {shown}.", shown=shown) if shown else ""
        warning(f"{told} {instead}".strip(), icon=":material/link_off:")


@cache
def script(page: str) -> str:
    """The script of a page, below ``pages/``: ``progress/results.py`` for ``results``."""
    [found] = PAGES.glob(f"*/{page}.py")
    return found.relative_to(PAGES).as_posix()


def link(page: str, label: str, icon: str | None = None, **choices: str) -> None:
    """A link to another page with every other choice of this view, and ``choices`` besides; an empty one is left out.

    An arrow stands after the label, unless an ``icon`` stands before it.
    """
    st.page_link(
        script(page),
        label=escaping.markdown(label),
        icon=icon or ":material/arrow_forward:",
        icon_position="left" if icon else "right",
        query_params={name: value for name, value in {**address.current(), **choices}.items() if value},
    )


def go_to(page: str, **choices: str) -> None:
    """Opens another page with every other choice of this view, and ``choices`` besides; ends this run."""
    together = {**address.current(), **choices}
    address.forget_run()
    st.switch_page(script(page), query_params=together)


def link_back(page: str, label: str, leaves: Collection[str] = ()) -> None:
    """The way back to the page that this one was reached from; it ``leaves`` the choices that only this page knows."""
    st.page_link(
        script(page),
        label=escaping.markdown(label),
        icon=":material/arrow_back:",
        query_params={name: value for name, value in address.current().items() if name not in leaves},
    )


def palette(view: View) -> charts.Palette:
    """The colours of charts in this reader's mode, with the mark that demonstration figures carry."""
    mark = view.words.text("demonstration figures") if view.is_demonstration else ""
    return charts.palette(dark=st.context.theme.type == "dark", mark=mark)


def chart(figure: go.Figure, key: str, alt: str) -> None:
    """A chart that is looked at, not chosen from, in the width that prints; ``alt`` says in words what it shows."""
    st.plotly_chart(figure, key=key, width=CHART_WIDTH, config=picture_to_take(key), alt=alt)


def picture_to_take(name: str) -> dict[str, object]:
    """Plotly's settings of a chart of which nothing can be done but take it home: as SVG, under ``name``."""
    language = st.session_state["view"].language
    title = st.session_state["view"].words.text("Take this picture (SVG)")
    dictionary = {"Download plot as a SVG": title, "Download plot": title, "Download plot as a PNG": title}
    return {
        "modeBarButtons": [["toImage"]],
        "displaylogo": False,
        "toImageButtonOptions": {"format": "svg", "filename": f"peil-{name}"},
        "locale": language,
        "locales": {language: {"dictionary": dictionary}},
    }


def standing(view: View, *known: str) -> None:
    """The line under a title: first that nothing here is real, where that is so; then what is ``known`` of the page."""
    invented = view.words.text("Demonstration figures: this region does not exist.") if view.is_demonstration else ""
    note(strong(invented) if invented else "", *known)


def link_button(view: View) -> None:
    """The address of this view, ready to copy."""
    _ = view.words.text
    with st.popover(_("Link"), icon=":material/link:"):
        note(_("This address opens exactly this view again, also later and in another language."))
        st.code(address.link(), language=None, wrap_lines=True)


def table(
    frame: pd.DataFrame, alt: str, links: Mapping[int, list[str]] | None = None, numbers: Collection[int] = ()
) -> None:
    """A table of ready texts that prints, reads aloud, and shows names letter by letter.

    ``links`` holds, for the number of a column, an address per row; ``numbers`` are the columns of figures.

    Our own HTML, because Streamlit's table scrolls on a phone without being reachable by keyboard (WCAG 2.1.1).
    """
    st.html(html.table(list(frame.columns), frame.itertuples(index=False, name=None), alt, links, numbers=numbers))


def entries(frame: pd.DataFrame, alt: str, links: Sequence[tuple[str, str]] = (), *, is_open: bool = False) -> None:
    """A list of ready texts that are too long for a table: a line per row, which opens; see ``html.entries``."""
    st.html(html.entries(list(frame.columns), frame.to_dict("split")["data"], alt, links, is_open=is_open))


def cards(rows: Sequence[tuple[str, str, str]], alt: str, links: Sequence[str], colours: Sequence[str]) -> None:
    """A short list that is seen at once: a name, how it stands and why, with an address and a colour."""
    st.html(html.cards(rows, alt, links, colours))


def definitions(button: str, meanings: Iterable[tuple[str, str]], icon: str = ":material/help:") -> None:
    """A button that tells what words mean: (word, meaning).

    Our own HTML, because Streamlit's popover scrolls without being reachable by keyboard (WCAG 2.1.1).
    """
    listed = "".join(
        f'<dt style="font-weight:600">{escaping.html(word)}</dt>'
        f'<dd style="margin:0 0 1rem">{escaping.html(meaning)}</dd>'
        for word, meaning in meanings
    )
    with st.popover(escaping.markdown(button), icon=icon):
        st.html(f'<div role="region" tabindex="0" aria-label="{escaping.html(button)}"><dl>{listed}</dl></div>')


def key(entries: list[tuple[str, str, bool]]) -> None:
    """What the colours mean: (colour, word, whether it is known); what is not known is hatched, as in the chart."""
    texts = []
    for colour, word, is_known in entries:
        hatch = f"repeating-linear-gradient(135deg,{colour} 0 1.5px,transparent 1.5px 4.5px)"
        fill = f"background:{colour if is_known else hatch};border:1px solid {colour}"
        box = f'<span style="display:inline-block;width:0.8em;height:0.8em;margin-right:0.35em;{fill}"></span>'
        breaking = "margin-right:1.1em;display:inline-block;overflow-wrap:anywhere"
        texts.append(f'<span style="{breaking}">{box}{escaping.html(word)}</span>')
    st.html(f'<div style="font-size:0.875rem;line-height:1.7">{"".join(texts)}</div>')


def origin(words: Words) -> DeltaGenerator | None:
    """The place for the rows and the statements behind a page; None while the reader has not opened it."""
    place = st.expander(
        words.text("Where do these figures come from?"),
        icon=":material/account_tree:",
        on_change=callbacks.acted,
        key="origin",
    )
    return place if place.open else None


def shortened(words: Words, listed: int, stored: int) -> None:
    """Says so when not all stored rows are listed."""
    if listed < stored:
        note(
            words.text(
                "The first {n} of {total} rows; the download has every figure.",
                n=words.number(listed),
                total=words.number(stored),
            )
        )


def sql(*queries: str) -> None:
    """The statements behind a page, word for word.

    Without colours: those of Streamlit are too pale to read (WCAG 2.2 asks a contrast of 4.5:1).
    """
    for query in queries:
        st.markdown(f"`queries/{query}.sql`")
        st.code(statement(query), language=None, wrap_lines=True)
