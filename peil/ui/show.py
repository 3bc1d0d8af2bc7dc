"""Shows an answer: what it says, its picture, its table, what people take home of it, and the rows behind it."""

from collections.abc import Callable, Sequence

import streamlit as st

from peil.answers import Answer, Row, Strong, states
from peil.answers.marks import Mark
from peil.answers.view import View
from peil.api import original_address
from peil.charts import drawing
from peil.documents import TakenHome
from peil.escaping import marked, strong
from peil.ui import address, blocks, downloads

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
    chosen = [point["customdata"] for point in event.selection.points if point.get("customdata")]
    return str(chosen[0]) if chosen else None


def table(view: View, answer: Answer) -> None:
    """The table of an answer and the notes below it; its first column leads on, when the answer does."""
    links = None
    if answer.leads_to:
        page, name = answer.leads_to
        links = [address.link_to(page, **{page: row[name]}) for row in answer.rows]
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


def taking_home(view: View, answer: Answer, name: str, **choices: str) -> None:
    """The downloads of an answer, and the link to this view."""
    downloads.menu(TakenHome(view, answer, choices, address.link()), name)
    blocks.link_button(view)


def shortened(view: View, stored: Answer) -> None:
    """Says so when not all stored rows are listed: those of one query carry their ``total``."""
    if stored.rows:
        blocks.shortened(view.words, len(stored.rows), stored.rows[0]["total"])


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
    with st.popover(words.text("What the states mean"), icon=":material/help:"):
        blocks.say(
            *(
                marked("**{state}**  \n{rule}", state=states.label(words, state), rule=states.rule(view, state))
                for state in states.STATES
            ),
            between="\n\n",
        )


def _originals(view: View, answer: Answer) -> dict[int, list[str]]:
    """The addresses of the rows in the files they came from, when a table says in which row a figure stood."""
    names = [column.name for column in answer.columns]
    if "source_row" not in names:
        return {}
    return {names.index("source_row"): [original_address(row, view.language) for row in answer.rows]}
