"""Progress, results: the board of the steering group. What is behind, who has not reported, how far is each result?"""

import pandas as pd
import streamlit as st

from peil import charts, contract
from peil.texts import MISSING
from peil.ui import address, blocks, downloads, figures, filters, states
from peil.ui.data import as_date, ask

view = filters.current()
words = view.words
_, _n = words.text, words.plural
colours = charts.palette(dark=st.context.theme.type == "dark")

BOARD = "pages/results/board"
rows = ask(
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

st.title(_("Results against targets"), anchor=False)
blocks.demonstration_notice(view)
blocks.note(blocks.standing(view, reported))

if rows.empty:
    st.info(
        _(
            "Nothing to show here: for this choice there is no target and no result up to this day. "
            "Choose another programme, partner or day, or import results with `python -m peil import FILE`."
        ),
        icon=":material/inbox:",
    )
    st.stop()

# The sentence that answers the page's question, for whoever stops reading here.
counts = rows["state"].value_counts()
judged = int(counts.reindex(states.JUDGED).fillna(0).sum())
lagging = int(counts.reindex(["missed", "far_behind", "behind"]).fillna(0).sum())
sentences = []
if judged:
    sentences.append(
        "**"
        + _n(
            "{n} of {judged} result with a target is behind what was planned by {day}",
            "{n} of {judged} results with a target are behind what was planned by {day}",
            lagging,
            judged=judged,
            day=words.day(view.as_of),
        )
        + "**"
        + (f" ({month})" if (month := blocks.month_of(view)) else "")
        + "."
    )
several = sum(len(figures.readings(row)) > 1 for row in rows.to_dict("records"))
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
            partners=words.listing([blocks.plain(p) for p in missing_partners]),
        )
    )
st.markdown(" ".join(sentences))

present = [state for state in states.STATES if counts.get(state, 0)]
chosen_states = address.choose_many(
    "state",
    _("State"),
    {state: f"{states.label(words, state)} · {words.number(int(counts[state]))}" for state in present},
)
shown = rows[rows["state"].isin(chosen_states)] if chosen_states else rows


def link_to(indicator_id: str, name: str) -> None:
    """A link to the page of one indicator that keeps every other choice."""
    st.page_link(
        "pages/progress/indicator.py",
        label=name,
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params={**st.query_params.to_dict(), "indicator": indicator_id},
    )


# Exceptions first: what a steering group has to talk about.
worst = shown[shown["state"].isin(states.EXCEPTIONS)]
worst = worst.assign(rank=worst["state"].map(list(states.STATES).index)).sort_values(["rank", "pace"]).head(6)
if len(worst) and not chosen_states:
    st.subheader(_("To discuss"), anchor=False)
    cards = worst.to_dict("records")
    for start in range(0, len(cards), 3):
        for column, row in zip(st.columns(3), cards[start : start + 3], strict=False):
            with column.container(border=True, gap="xxsmall"):
                link_to(row["indicator_id"], row["name"])
                value, rest = figures.against_target(words, row)
                st.markdown(f"**{states.label(words, row['state'])}** · {value}{blocks.plain(rest)}")
                if isinstance(row["explanation"], str):
                    blocks.note(blocks.plain(row["explanation"]))


def chart_rows(part: pd.DataFrame) -> pd.DataFrame:
    """What the chart draws, as ready texts and shares."""
    drawn = []
    for row in part.to_dict("records"):
        value, rest = figures.against_target(words, row)
        drawn.append(
            {
                "name": row["name"],
                "figures": charts.figures_text(value, rest),
                "state": row["state"],
                "state_text": states.label(words, row["state"]),
                "share": row["share_of_target"],
                "expected_share": row["share_expected"] if figures.has_target(row) else None,
                "other_shares": figures.other_shares(row),
                "has_target": figures.has_target(row),
            }
        )
    return pd.DataFrame(drawn)


groups = list(shown.groupby("group_id", sort=False, dropna=False))
longest = charts.longest_share(chart_rows(shown))
for start in range(0, len(groups), 3):
    for column, (group_id, part) in zip(st.columns(3, gap="medium"), groups[start : start + 3], strict=False):
        with column:
            name = part["group_name"].iloc[0]
            title = name if isinstance(name, str) else _("Not tied to one activity")
            st.subheader(title, anchor=False)
            drawn = chart_rows(part)
            described = "; ".join(
                f"{row['name']}: {''.join(figures.against_target(words, row))}, {states.label(words, row['state'])}"
                for row in part.to_dict("records")
            )
            event = st.plotly_chart(
                charts.results_against_targets(drawn, colours, _("target"), longest),
                key=f"chart_{group_id}",
                width=blocks.CHART_WIDTH,
                config={"displayModeBar": False},
                on_select="rerun",
                selection_mode="points",
                alt=f"{title}. {described}",
            )
            if event.selection.points:
                picked = part.iloc[int(event.selection.points[0]["customdata"])]
                st.switch_page(
                    "pages/progress/indicator.py",
                    query_params={**st.query_params.to_dict(), "indicator": picked["indicator_id"]},
                )

legend = _(
    "Bar: reached so far, as a share of the target. **|** expected by now. ◇ another reading of the same figure."
)
blocks.note(f"{legend} {_('Choose a bar to see more.')}")

# The same figures for whoever reads, prints or copies.
tier_names = contract.code_labels("tier", view.language)
table = pd.DataFrame(
    {
        _("Indicator"): shown["name"].tolist(),
        _("Reached"): [figures.actual(words, row) for row in shown.to_dict("records")],
        _("Expected by now"): [words.number(value) for value in shown["expected"]],
        _("Target"): [figures.target(words, row) for row in shown.to_dict("records")],
        _("Share"): [
            words.percent(row["share_of_target"]) if figures.has_target(row) else MISSING
            for row in shown.to_dict("records")
        ],
        _("State"): [states.label(words, state) for state in shown["state"]],
        _("Target set by"): [tier_names.get(tier, MISSING) for tier in shown["tier"]],
        _("Partners"): [
            _("{n} of {total}", n=int(n), total=int(total)) if pd.notna(total) and total else MISSING
            for n, total in zip(shown["partners_reported"], shown["partners_expected"], strict=True)
        ],
        _("Last period"): [words.short_day(as_date(day)) for day in shown["last_period_end"]],
    }
)
tidy = downloads.stamped(
    shown.drop(columns=["group_sequence", "sequence", "definition"]).assign(
        sources=["; ".join(sources) if pd.api.types.is_list_like(sources) else "" for sources in shown["sources"]],
        unit=shown["unit"],
        readings=[
            " | ".join(f"{reading['reading'] or ''}: {reading['actual']}" for reading in figures.readings(row))
            for row in shown.to_dict("records")
        ],
    ),
    view,
    state_filter=",".join(chosen_states) or "all",
)
st.subheader(_("The same figures as a table"), anchor=False)
blocks.table(table, alt=_("Results against targets"))
if named := sorted({source for sources in shown["sources"].dropna() for source in sources}):
    blocks.note(_("Sources: {sources}.", sources=blocks.plain("; ".join(named))))

with st.container(horizontal=True):
    downloads.buttons(tidy, view, "results")
    blocks.link_button(view)
    with st.popover(_("Definitions"), icon=":material/menu_book:", width="content"):
        for row in shown.to_dict("records"):
            st.markdown(f"**{blocks.plain(row['name'])}**  \n{blocks.plain(row['definition'])}")
    with st.popover(_("What the states mean"), icon=":material/help:"):
        for state in states.STATES:
            st.markdown(f"**{states.label(words, state)}**  \n{states.rule(words, state)}")

origin = st.expander(
    _("Where do these figures come from?"), icon=":material/account_tree:", on_change="rerun", key="origin"
)
if origin.open:
    with origin:
        stored = blocks.sources_of_board(view)
        stored = stored[stored["indicator_id"].isin(shown["indicator_id"])]
        st.markdown(_("These rows were handed in and counted. Choose an indicator above for the rule applied to each."))
        blocks.table(
            pd.DataFrame(
                {
                    _("Indicator"): stored["indicator"],
                    _("Partner"): stored["partner"].fillna(MISSING),
                    _("Period up to"): [words.short_day(as_date(day)) for day in stored["period_end"]],
                    _("Value"): [words.number(value) for value in stored["value"]],
                    _("Source"): stored["source"].fillna(_("the submission itself")),
                    _("Section"): stored["source_section"].fillna(MISSING),
                    _("Submission"): stored["submission_id"].astype(str),
                    _("File"): stored["file_name"].fillna(MISSING),
                    _("Row"): stored["source_row"].astype(str),
                }
            ),
            alt=_("The stored rows behind these figures"),
        )
        blocks.sql(view, BOARD, "views/1_current")
