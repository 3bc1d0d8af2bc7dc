"""Progress, results: the board of the steering group. What is behind, who has not reported, how far is each result?"""

from itertools import groupby

import pandas as pd
import streamlit as st

from peil import contract
from peil.charts import results as result_charts
from peil.escaping import marked, strong
from peil.texts import MISSING
from peil.ui import address, blocks, downloads, figures, filters, states
from peil.ui.data import as_date, ask

view = filters.current()
words = view.words
_, _n = words.text, words.plural
colours = blocks.palette(view)

BOARD = "pages/results/board"
answer = ask(
    BOARD,
    partnership=view.partnership,
    as_of=view.as_of,
    known_at=view.known_at,
    partner=view.partner,
    kind=view.kind,
    language=view.language,
)
reported = ask(
    "pages/results/who_reported",
    partnership=view.partnership,
    as_of=view.as_of,
    known_at=view.known_at,
    language=view.language,
)

blocks.title(_("Results against targets"))
blocks.demonstration_notice(view)
blocks.note(blocks.standing(view, reported))

if answer.empty:
    inside = ask("pages/results/partnerships_inside", partnership=view.partnership, known_at=view.known_at)
    if inside["partnerships"].iloc[0]:
        blocks.info(
            _n(
                "{n} partnership belongs to {name}, and hands in its own results.",
                "{n} partnerships belong to {name}, and each hands in its own results.",
                int(inside["partnerships"].iloc[0]),
                name=view.name,
            ),
            _(
                "They are not added up here: the same people and events may be counted in several. "
                "See the partnerships side by side, or choose one above."
            ),
            icon=":material/handshake:",
        )
        blocks.link("partnerships", _("Partnerships"))
        st.stop()
    blocks.info(
        marked(
            _(
                "Nothing to show here: for this choice there is no target and no result up to this day. "
                "Choose another programme, partner or day, or import results with `python -m peil import FILE`."
            )
        )
    )
    st.stop()

rows: list[figures.Row] = answer.to_dict("records")

# The sentence that answers the page's question, for whoever stops reading here.
counts = answer["state"].value_counts()
judged = int(counts.reindex(states.JUDGED).fillna(0).sum())
lagging = int(counts.reindex(["missed", "far_behind", "behind"]).fillna(0).sum())
sentences: list[str] = []
if judged:
    behind = _n(
        "{n} of {judged} result with a target is behind what was planned by {day}",
        "{n} of {judged} results with a target are behind what was planned by {day}",
        lagging,
        judged=judged,
        day=words.day(view.as_of),
    )
    month = blocks.month_of(view)
    sentences.append(marked("**{behind}** ({month})." if month else "**{behind}**.", behind=behind, month=month))
several = sum(len(figures.readings(row)) > 1 for row in rows)
if several:
    disputed = int(counts.get("disputed", 0))
    sentences.append(
        _n("{n} figure has a second reading;", "{n} figures have a second reading;", several)
        + " "
        + _n("for {n} it changes the state.", "for {n} it changes the state.", disputed)
    )
if silent := int(counts.get("no_report", 0)):
    sentences.append(
        _n("For {n} target nothing has been reported.", "For {n} targets nothing has been reported.", silent)
    )
missing_partners = reported.loc[~reported["reported"].astype(bool), "name"].tolist()
if missing_partners and not view.partner:
    sentences.append(
        _(
            "No report for this period from {partners}.",
            partners=words.listing(missing_partners),
        )
    )
blocks.say(*sentences)

present = [state for state in states.STATES if counts.get(state, 0)]
chosen_states = address.choose_many(
    "state",
    _("State"),
    {state: f"{states.label(words, state)} · {words.number(int(counts[state]))}" for state in present},
)
shown = [row for row in rows if row["state"] in chosen_states] if chosen_states else rows


# Exceptions first: what a steering group has to talk about.
order = list(states.STATES)
cards = sorted(
    (row for row in shown if row["state"] in states.EXCEPTIONS),
    key=lambda row: (order.index(row["state"]), row["pace"] if pd.notna(row["pace"]) else 0),
)[:6]
if cards and not chosen_states:
    blocks.heading(_("To discuss"))
    for start in range(0, len(cards), 3):
        for column, row in zip(st.columns(3), cards[start : start + 3], strict=False):
            with column.container(border=True, gap="xxsmall"):
                blocks.link("indicator", row["name"], indicator=row["indicator_id"])
                blocks.say(
                    strong(states.label(words, row["state"])),
                    "".join(figures.against_target(words, row)),
                    between=" · ",
                )
                if isinstance(row["explanation"], str):
                    blocks.note(row["explanation"])


groups = [(key, list(part)) for key, part in groupby(shown, key=lambda row: row["group_id"] or None)]
charted = [[figures.bar(words, row) for row in part] for _key, part in groups]
longest = result_charts.longest_share([row for part in charted for row in part])
for start in range(0, len(groups), 3):
    for column, (group_id, part), bars in zip(
        st.columns(3, gap="medium"), groups[start : start + 3], charted[start : start + 3], strict=False
    ):
        with column:
            name = part[0]["group_name"]
            title = name if isinstance(name, str) else _("Not tied to one activity")
            blocks.heading(title)
            event = st.plotly_chart(
                result_charts.results_against_targets(bars, colours, _("target"), longest),
                key=f"chart_{group_id}",
                width=blocks.CHART_WIDTH,
                config={"displayModeBar": False},
                on_select="rerun",
                selection_mode="points",
                alt=f"{title}. {'; '.join(bar['described'] for bar in bars)}",
            )
            if event.selection.points:
                picked = part[int(event.selection.points[0]["customdata"])]
                st.switch_page(
                    "progress/indicator.py",
                    query_params={**st.query_params.to_dict(), "indicator": picked["indicator_id"]},
                )

blocks.note(
    marked(
        _("Bar: reached so far, as a share of the target. **|** expected by now. ◇ another reading of the same figure.")
    ),
    _("Choose a bar, or a name in the table, to see more."),
)

# The same figures for whoever reads, prints or copies.
tier_names = contract.code_labels("tier", view.language)
table = pd.DataFrame(
    [
        {
            _("Indicator"): row["name"],
            _("Reached"): figures.actual(words, row),
            _("Expected by now"): words.number(row["expected"]),
            _("Target"): figures.target(words, row),
            _("Share"): words.percent(row["share_of_target"]) if figures.has_target(row) else MISSING,
            _("State"): states.label(words, row["state"]),
            _("Target set by"): tier_names.get(row["tier"], MISSING),
            _("Partners"): figures.partners(words, row),
            _("Last period"): words.short_day(as_date(row["last_period_end"])),
        }
        for row in shown
    ],
    columns=None if shown else [_("Indicator")],
)


def tidy() -> pd.DataFrame:
    """The board as people take it home: one row per indicator, with the choices and the sources written in."""
    return downloads.stamped(
        pd.DataFrame(shown)
        .drop(columns=["group_sequence", "sequence", "definition"])
        .assign(
            sources=["; ".join(figures.sources(row)) for row in shown],
            readings=[
                " | ".join(f"{reading['reading'] or ''}: {reading['actual']}" for reading in figures.readings(row))
                for row in shown
            ],
        ),
        view,
        state_filter=",".join(chosen_states) or "all",
    )


blocks.heading(_("The same figures as a table"))
blocks.table(
    table,
    alt=_("Results against targets"),
    links=[address.link_to("indicator", indicator=row["indicator_id"]) for row in shown],
)
if any(row["others_reported"] for row in shown):
    blocks.note(_("Partners: those that owe reports. (+): others that have a value, too."))
if named := sorted({source for row in shown for source in figures.sources(row)}):
    blocks.note(_("Sources: {sources}.", sources="; ".join(named)))

with st.container(horizontal=True):
    downloads.buttons(tidy, view, "results")
    blocks.link_button(view)
    with st.popover(_("Definitions"), icon=":material/menu_book:", width="content"):
        blocks.say(
            *(marked("**{name}**  \n{definition}", name=row["name"], definition=row["definition"]) for row in shown),
            between="\n\n",
        )
    states.explained(words)

if origin := blocks.origin(words):
    with origin:
        stored = ask(
            "pages/results/sources",
            partnership=view.partnership,
            indicators=[row["indicator_id"] for row in shown],
            as_of=view.as_of,
            known_at=view.known_at,
            partner=view.partner,
            language=view.language,
        )
        blocks.say(_("These rows were handed in. Choose an indicator above to see which of them count, and why."))
        if len(stored):
            blocks.shortened(words, len(stored), int(stored["total"].iloc[0]))
        blocks.table(
            pd.DataFrame(
                {
                    _("Indicator"): stored["indicator"],
                    _("Partner"): stored["partner"].fillna(MISSING),
                    _("Period up to"): [words.short_day(as_date(day)) for day in stored["period_end"]],
                    _("Value"): [words.number(value) for value in stored["value"]],
                    **blocks.provenance(words, stored),
                }
            ),
            alt=_("The stored rows behind these figures"),
        )
        blocks.sql(BOARD, "views/6_attainment")
