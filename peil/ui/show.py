"""Shows an answer: what it says, its picture, its table, what people take home of it, and the rows behind it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from peil import escaping
from peil.answers import Answer, Row, Strong, comparisons, figures, forecast, quality, quoted, states, together
from peil.answers.marks import Bars, Mark, Stack
from peil.answers.view import View
from peil.api import original_address
from peil.charts import drawing, stack, state_colour
from peil.documents import TakenHome
from peil.escaping import marked, strong
from peil.texts import MISSING
from peil.ui import address, blocks, callbacks, downloads
from peil.ui.data import store

T = TypeVar("T")
_KEPT: OrderedDict[tuple[object, ...], tuple[object, Any]] = OrderedDict()
_MOST_KEPT = 1000
_ONE_AT_A_TIME = threading.Lock()
# More entries of a list than these stand closed.
_MOST_OPEN = 3
# The kinds of columns that stand below each other, digit by digit.
_FIGURES = ("number", "share", "money")
# In fewer rows nobody minds that a column says the same.
_FEWEST_ALIKE = 3
# More bars than these stand in two columns.
_MOST_BARS_BELOW = 3


def heading(view: View, title: str, reported: Sequence[Row] = ()) -> None:
    """The title of a page, and what every page says about itself."""
    st.set_page_config(page_title=f"{title} · {view.name} · Peil")
    blocks.title(title)
    blocks.not_here(view.words)
    blocks.standing(view, view.standing(reported))


def sentences(answer: Answer) -> None:
    """What an answer says, in one paragraph."""
    blocks.say(*(strong(said) if isinstance(said, Strong) else said for said in answer.sentences))


def picture(view: View, mark: Mark, key: str, title: str, half: int | None = None) -> None:
    """A picture that is looked at, or one half of it."""
    shown = mark if half is None else _halves(mark)[half]
    blocks.chart(_drawn(view, mark, half), key=key, alt=f"{title}. {shown.described}")


def colours(view: View, mark: Mark) -> None:
    """What the colours of the pieces in a picture mean."""
    if isinstance(mark, Stack):
        blocks.key(stack.key(mark, blocks.palette(view)))


def choice(view: View, mark: Mark, key: str, title: str) -> str | None:
    """A picture that is chosen from: the key of what was chosen in this run, or None."""
    event = st.plotly_chart(
        _drawn(view, mark),
        key=key,
        width=blocks.CHART_WIDTH,
        config=blocks.picture_to_take(key),
        on_select=callbacks.acted,
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
    links = _originals(view, answer)
    if answer.leads_to:
        page, ids = answer.leads_to
        links[0] = [
            # A row that speaks of nothing that has a page leads nowhere.
            address.link_to(page, **{name: row[column] for name, column in ids.items()})
            if all(row[column] for column in ids.values())
            else ""
            for row in answer.rows
        ]
    if answer.rows:
        _table(view, answer, links)
    for note in answer.notes:
        blocks.note(note)


def as_table(view: View, answer: Answer) -> None:
    """The table of an answer whose picture or sentences say the same, folded away; nothing when it has no rows."""
    if answer.rows:
        # "Did it help?" is asked once.
        title = view.words.text("{title}: as a table", title=answer.title.rstrip("?\N{NARROW NO-BREAK SPACE}"))
        with st.expander(escaping.markdown(title), icon=":material/table_rows:"):
            table(view, answer)


def cards(view: View, answer: Answer) -> None:
    """What an answer of three columns lists, seen at once: a name that leads on, how it stands, and why."""
    if answer.rows and answer.leads_to:
        page, ids = answer.leads_to
        colours = blocks.palette(view)
        blocks.cards(
            list(_written(view, answer).itertuples(index=False, name=None)),
            answer.title,
            [address.link_to(page, **{name: row[column] for name, column in ids.items()}) for row in answer.rows],
            [state_colour(row["state"], colours) for row in answer.rows],
        )


def entries(view: View, answer: Answer, most_open: int = _MOST_OPEN) -> None:
    """What an answer lists, when its texts are too long for a table; the few that are left after a search are open."""
    links: list[tuple[str, str]] = []
    if answer.leads_to:
        page, ids = answer.leads_to
        links = [
            (
                address.link_to(page, **{name: row[column] for name, column in ids.items()}),
                view.words.text("Everything about this"),
            )
            for row in answer.rows
        ]
    if answer.rows:
        blocks.entries(_written(view, answer), answer.title, links, is_open=len(answer.rows) <= most_open)
    for note in answer.notes:
        blocks.note(note)


def doubts_and_rules(view: View, page: str, records: Sequence[str] = (), subject: str = "") -> None:
    """What is doubted of what a page shows, of some records only when they are named, and what the rules say of it, or
    of one ``subject``.
    """
    rules = quality.verdicts(view, page, subject)
    doubts = quality.on_page(view, page, [record for record in records if record])
    left, right = st.columns([3, 2], gap="large") if rules.rows and doubts.rows else (st.container(), st.container())
    if rules.rows:
        with left:
            rules_section(view, rules)
    if doubts.rows:
        with right:
            blocks.heading(doubts.title)
            sentences(doubts)
            title = view.words.plural("{n} doubt", "{n} doubts", len(doubts.rows))
            with st.expander(escaping.markdown(title), icon=":material/contrast:"):
                entries(view, doubts, most_open=0)


def rules_section(view: View, rules: Answer) -> None:
    """What rules say: those that are not kept, and folded away the others."""
    broken = [row for row in rules.rows if row["outcome"] == "fail"]
    others = [row for row in rules.rows if row["outcome"] != "fail"]
    section(view, rules.narrowed(broken))
    title = view.words.plural(
        "{n} rule that is kept or cannot be computed",
        "{n} rules that are kept or cannot be computed",
        len(others),
    )
    if others:
        with st.expander(escaping.markdown(title), icon=":material/rule:"):
            table(view, rules.narrowed(others))


def first_entries(view: View, answer: Answer, most: int = 8) -> None:
    """The first of a long list in the order of what matters, and folded away the others."""
    entries(view, answer.narrowed(answer.rows[:most]))
    if others := answer.rows[most:]:
        title = view.words.plural("{n} other, that matters less", "{n} others, that matter less", len(others))
        with st.expander(escaping.markdown(title), icon=":material/list:"):
            entries(view, answer.narrowed(others), most_open=0)


def about_result(view: View, row: Row) -> Answer:
    """How a result stands, in words with what its partner says of it; returns the way to its target, to be drawn."""
    words = view.words
    blocks.say(strong(figures.state(words, row)), "".join(figures.against_target(words, row)), between=" · ")
    if row["explanation"]:
        blocks.say(
            marked("> {explanation}", explanation=quoted(words, row["explanation"], row["explanation_language"]))
        )
    return forecast.path(view, row["indicator_id"])


def block(view: View, answer: Answer, key: str) -> None:
    """The heading of an answer, its picture and the notes below it."""
    blocks.heading(answer.title)
    if answer.mark:
        picture(view, answer.mark, key, answer.title)
    for note in answer.notes:
        blocks.note(note)


def section(view: View, answer: Answer, *, is_folded: bool = False) -> None:
    """The heading of an answer, what it says, and its table, which may be folded away."""
    blocks.heading(answer.title)
    sentences(answer)
    (as_table if is_folded else table)(view, answer)


def pictured(view: View, answer: Answer, key: str, legend: str = "", *, is_wide: bool = True) -> None:
    """A whole answer: what it says, its picture (on a wide place many bars stand in two columns), and its table folded
    away.
    """
    blocks.heading(answer.title)
    sentences(answer)
    if is_wide:
        in_halves(view, answer, key)
    elif answer.mark:
        picture(view, answer.mark, key, answer.title)
    if answer.mark:
        colours(view, answer.mark)
    if legend:
        blocks.note(legend)
    as_table(view, answer)


def in_halves(view: View, answer: Answer, key: str) -> None:
    """The picture of an answer; many bars stand in two columns, in their order from left to right."""
    if answer.mark:
        halves = _halves(answer.mark)
        for half, place in zip(range(len(halves)), st.columns(2, gap="large"), strict=False):
            with place:
                picture(view, answer.mark, f"{key}_{half}", answer.title, half)


def _table(view: View, answer: Answer, links: dict[int, list[str]]) -> None:
    """A table; what is the same in every row stands in a line above it."""
    said, shown, kept = _kept(answer, (view.language, "split", *links), lambda: _split(view, answer, links))
    if said:
        blocks.note(*said)
    numbers = [at for at, number in enumerate(kept) if answer.columns[number].kind in _FIGURES]
    links = {kept.index(number): addresses for number, addresses in links.items()}
    blocks.table(shown, answer.title, links, numbers)


def _split(view: View, answer: Answer, links: Collection[int]) -> tuple[list[str], pd.DataFrame, list[int]]:
    """What is said once of all rows, what a table then still shows, and which columns of the answer those are."""
    written = _written(view, answer)
    always, never, kept = [], [], []
    for number, title in enumerate(written.columns):
        values = set(written.iloc[:, number])
        # Figures stay below each other, also when they happen to be alike.
        is_figure = answer.columns[number].kind in _FIGURES
        if number == 0 or number in links or is_figure or len(values) > 1 or len(written) < _FEWEST_ALIKE:
            kept.append(number)
        elif values == {MISSING}:
            never.append(title)
        else:
            always.append(f"{title}: {values.pop()}")
    text = view.words.text
    said = [text("In every row: {what}.", what="; ".join(always))] if always else []
    said += [text("Not known in any row: {what}.", what="; ".join(never))] if never else []
    return said, written.iloc[:, kept], kept


def _halves(mark: Mark) -> list[Mark]:
    """Bars that are too many for one column, in two; anything else as it is."""
    match mark:
        case Bars(bars=bars) if len(bars) > _MOST_BARS_BELOW:
            half = (len(bars) + 1) // 2
            return [replace(mark, bars=bars[:half]), replace(mark, bars=bars[half:])]
        case Stack(bars=stacked) if len(stacked) > _MOST_BARS_BELOW:
            half = (len(stacked) + 1) // 2
            return [replace(mark, bars=stacked[:half]), replace(mark, bars=stacked[half:])]
    return [mark]


def captioned(view: View, answer: Answer, key: str) -> None:
    """One of several pictures in a section: its title, the picture, and the notes."""
    blocks.say(strong(answer.title))
    if answer.mark:
        picture(view, answer.mark, key, answer.title)
        colours(view, answer.mark)
    for note in answer.notes:
        blocks.note(note)


def taking_home(view: View, answer: Answer, name: str, **choices: str) -> None:
    """The downloads of an answer, and the link to this view."""
    files(view, answer, name, **choices)
    blocks.link_button(view)


def files(view: View, answer: Answer, name: str, **choices: str) -> None:
    """The downloads of an answer, with the ``choices`` that it was made with."""
    taken = TakenHome(view, answer, choices, address.link())
    downloads.menu(lambda: taken, view, name)


def taking_page_home(view: View, title: str, answers: Mapping[str, Answer], name: str, **choices: str) -> None:
    """The downloads of the answers of a page in one file, and the link to this view."""
    here = address.link()
    downloads.menu(lambda: TakenHome(view, together(title, answers), choices, here), view, name)
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
        view.words.text("The SQL behind this page"), icon=":material/code:", on_change=callbacks.acted, key="statements"
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


def facts(view: View, answer: Answer, how: str) -> None:
    """An answer of one row, upright: a line per column, with what is known of it under the title ``how``."""
    _ = view.words.text
    [row] = answer.written(view.words).to_dict("split")["data"]
    titles = [_(column.title) for column in answer.columns]
    blocks.table(pd.DataFrame({_("What"): titles, how: row}), alt=answer.title)


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


def _drawn(view: View, mark: Mark, part: int | None = None) -> go.Figure:
    """The picture of a mark, or of one half of it."""
    colours = blocks.palette(view)
    return _kept(
        mark,
        (colours.ground, colours.mark, view.language, part),
        lambda: drawing.draw(mark if part is None else _halves(mark)[part], colours, view.words),
    )


def _written(view: View, answer: Answer) -> pd.DataFrame:
    return _kept(answer, (view.language,), lambda: answer.written(view.words))


def _kept(of: Answer | Mark, how: tuple[object, ...], make: Callable[[], T]) -> T:
    """What was made of an answer or a mark before, else made now, and kept until many others have been made since.

    Answers are kept, so on the next visit an answer and its mark are the same objects. They are held here, so that no
    other gets their place in memory.
    """
    key = (id(of), *how)
    with _ONE_AT_A_TIME:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return _KEPT[key][1]
    made = make()
    with _ONE_AT_A_TIME:
        _KEPT[key] = of, made
        if len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return made
