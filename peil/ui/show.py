"""Shows an answer: what it says, its picture, its table, what people take home of it, and the rows behind it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from peil.answers import Answer, Row, Strong, comparisons, states
from peil.answers.marks import Mark
from peil.answers.view import View
from peil.api import original_address
from peil.charts import drawing
from peil.documents import TakenHome
from peil.escaping import strong
from peil.ui import address, blocks, downloads
from peil.ui.data import store

_NO_MODE_BAR = {"displayModeBar": False}


def heading(view: View, title: str, reported: Sequence[Row] = ()) -> None:
    """The title of a page, and what every page says about itself."""
    st.set_page_config(page_title=f"{title} · {view.name} · Peil")
    blocks.title(title)
    blocks.demonstration_notice(view)
    blocks.note(view.standing(reported))


def sentences(answer: Answer) -> None:
    """What an answer says, in one paragraph."""
    blocks.say(*(strong(said) if isinstance(said, Strong) else said for said in answer.sentences))


def picture(view: View, mark: Mark, key: str, title: str) -> None:
    """A picture that is looked at."""
    blocks.chart(drawing.draw(mark, blocks.palette(view), view.words), key=key, alt=f"{title}. {mark.described}")


def choice(view: View, mark: Mark, key: str, title: str) -> str | None:
    """A picture that is chosen from: the key of what was chosen in this run, or None."""
    event = st.plotly_chart(
        drawing.draw(mark, blocks.palette(view), view.words),
        key=key,
        width=blocks.CHART_WIDTH,
        config=_NO_MODE_BAR,
        on_select="rerun",
        selection_mode="points",
        alt=f"{title}. {mark.described}",
    )
    chosen = next((str(point["customdata"]) for point in event.selection.points if point.get("customdata")), None)
    # A click counts once: afterwards something else may be chosen elsewhere, and the mark stays selected.
    is_new = st.session_state.get(f"clicked_{key}") != chosen
    st.session_state[f"clicked_{key}"] = chosen
    return chosen if is_new else None


def table(view: View, answer: Answer) -> None:
    """The table of an answer that has rows, and the notes below it; its first column leads on, when the answer does."""
    links = None
    if answer.leads_to:
        page, ids = answer.leads_to
        links = [address.link_to(page, **{name: row[column] for name, column in ids.items()}) for row in answer.rows]
    if answer.rows:
        blocks.table(answer.written(view.words), alt=answer.title, links=links, more=_originals(view, answer))
    for note in answer.notes:
        blocks.note(note)


def block(view: View, answer: Answer, key: str) -> None:
    """The heading of an answer, its picture and the notes below it."""
    blocks.heading(answer.title)
    if answer.mark:
        picture(view, answer.mark, key, answer.title)
    for note in answer.notes:
        blocks.note(note)


def section(view: View, answer: Answer) -> None:
    """The heading of an answer, what it says, and its table."""
    blocks.heading(answer.title)
    sentences(answer)
    table(view, answer)


def taking_home(view: View, answer: Answer, name: str, **choices: str) -> None:
    """The downloads of an answer, and the link to this view."""
    taken = TakenHome(view, answer, choices, address.link())
    downloads.menu(lambda: taken, view, name)
    blocks.link_button(view)


def shortened(view: View, stored: Answer) -> None:
    """Says so when not all stored rows are listed: those of one query carry their ``total``."""
    if stored.rows:
        blocks.shortened(view.words, len(stored.rows), stored.rows[0].get("total", len(stored.rows)))


def origin(view: View, asks: Callable[[], Answer], *queries: str, said: str = "") -> None:
    """Folded away, and asked when it is opened: the stored rows behind a page, and its statements as they run."""
    if place := blocks.origin(view.words):
        with place:
            stored = asks()
            blocks.say(said)
            shortened(view, stored)
            table(view, stored)
            blocks.sql(*queries)


def statements(view: View, *queries: str) -> None:
    """Folded away: the statements of a page as they run."""
    place = st.expander(
        view.words.text("The SQL behind this page"), icon=":material/code:", on_change="rerun", key="statements"
    )
    if place.open:
        with place:
            blocks.sql(*queries)


def states_explained(view: View) -> None:
    """A button that tells what every state means."""
    words = view.words
    blocks.definitions(
        words.text("What the states mean"),
        [(states.label(words, state), states.rule(view, state)) for state in states.STATES],
    )


def facts(view: View, answer: Answer) -> None:
    """An answer of one row, upright: a line per column."""
    _ = view.words.text
    [row] = answer.written(view.words).to_dict("split")["data"]
    titles = [_(column.title) for column in answer.columns]
    blocks.table(pd.DataFrame({_("What"): titles, _("How"): row}), alt=answer.title)


def comparisons_explained(view: View) -> None:
    """A button that tells what every comparison means."""
    words = view.words
    blocks.definitions(
        words.text("What the words mean"),
        [(comparisons.label(words, code), words.text(meaning)) for code, meaning in comparisons.MEANINGS.items()],
    )


def taking_home_later(view: View, asks: Callable[[View], Answer], name: str, **choices: str) -> None:
    """The downloads of an answer that the page does not show, and the link to this view.

    It is asked when a file is made, which happens outside this session, where only the store itself can be asked.
    """
    outside, here = replace(view, asks=store().rows), address.link()
    downloads.menu(lambda: TakenHome(view, asks(outside), choices, here), view, name)
    blocks.link_button(view)


def _originals(view: View, answer: Answer) -> dict[int, list[str]]:
    """The addresses of the rows in the files they came from, when a table says in which row a figure stood."""
    names = [column.name for column in answer.columns]
    if "source_row" not in names:
        return {}
    return {names.index("source_row"): [original_address(row, view.language) for row in answer.rows]}
