"""Progress, results: the board of the steering group. What is behind, who has not reported, how far is each result?"""

from collections import Counter

import streamlit as st

from peil import escaping
from peil.answers import changes, choices, results, states
from peil.escaping import marked
from peil.texts import spaced
from peil.ui import address, blocks, filters, show

view = filters.current()
words = view.words
_ = words.text

board = results.board(view)
show.heading(view, board.title, results.who_reported(view).rows)

if not board.rows:
    if inside := results.nothing(view):
        blocks.info(*inside, icon=":material/handshake:")
        blocks.link("partnerships", _("Partnerships"))
        st.stop()
    blocks.info(
        _(
            "Nothing to show here: for this choice there is no target and no result up to {day}. Choose another "
            "programme, partner or day.",
            day=words.day(view.as_of),
        )
    )
    blocks.for_steward(words, marked(_("Results come in with `python -m peil import FILE`.")))
    st.stop()
show.sentences(board)

earlier = {day.isoformat(): words.short_day(day) for day in changes.earlier_days(view)}
since = next(iter(earlier))
if (wanted := choices.day_of(address.read("since"))) and wanted < view.as_of:
    since = wanted.isoformat()
    earlier.setdefault(since, words.short_day(wanted))
counts = Counter(row["state"] for row in board.rows)
of_states = {
    state: f"{states.label(words, state)} · {words.number(counts[state])}" for state in states.STATES if counts[state]
}
if address.on_wall():
    since = address.chosen("since", _("Compared with"), earlier, since)
    chosen: list[str] = []
    told, to_discuss = st.container(), st.container()
else:
    told, compared = st.columns([5, 1], vertical_alignment="center")
    with compared:
        since = address.choose("since", _("Compared with"), earlier, since)
    to_discuss, narrowed = st.columns([5, 1], vertical_alignment="center")
    # A list that is narrowed says to what, also while the choice is closed.
    to = "; ".join(states.label(words, state) for state in address.several("state", of_states))
    label = spaced(f"{_('State')}: {to}", words.language) if to else _("State")
    with narrowed.popover(escaping.markdown(label), icon=":material/filter_list:", wrap=True, key="narrowed"):
        chosen = address.choose_many("state", _("State"), of_states)
changed = changes.in_address(view, since)
with told:
    show.sentences(changed)
discussed = results.to_discuss(view, chosen)
with to_discuss:
    blocks.heading(discussed.title)
show.cards(view, discussed)

board = results.board(view, state=chosen, since=since)
with st.container(horizontal=True, gap="medium"):
    for parts in results.in_columns(results.by_activity(view, board)):
        # Three beside each other on a laptop, two on a projector, one on a phone.
        with st.container(width=400):
            for name, part in parts:
                blocks.heading(name)
                key = f"chart_{part.rows[0]['group_id']}"
                if part.mark and (picked := show.choice(view, part.mark, key, name)):
                    blocks.go_to("indicator", indicator=picked)
blocks.note(
    marked(
        _(
            "Bar: reached, as a share of the target; from the baseline on where there is one. **|** expected by then. "
            "◇ another reading of the same figure, or the other end of a range. Hatched: no figure."
        )
    ),
    _("▴ where it stood on {day}, when it moved.", day=earlier[since]) if changes.stood(view, since) else "",
    _("Choose a bar, or a name in the table, to see more."),
)

show.as_table(view, board)
with st.expander(escaping.markdown(changes.heading(view, since)), icon=":material/history:"):
    show.table(view, changed)
records = {row[name] for row in board.asked.rows for name in ("indicator_id", "group_id")}
show.doubts_and_rules(view, "results", [*records, view.partnership])
with st.container(horizontal=True):
    show.taking_home(view, board, "results", state_filter=",".join(chosen) or "all")
    blocks.definitions(
        _("Definitions"), ((row["name"], row["definition"]) for row in board.rows), icon=":material/menu_book:"
    )
    show.states_explained(view)
show.origin(
    view,
    lambda: results.rows(view, chosen),
    board.asked.query,
    "views/6_attainment",
    said=_("These rows were handed in. Choose an indicator above to see which of them count, and why."),
)
