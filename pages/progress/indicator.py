"""Progress, one indicator: the way to its target, who contributed, both readings, and the rows behind it."""

import pandas as pd
import streamlit as st

from peil import contract
from peil.charts import results as result_charts
from peil.escaping import marked, strong
from peil.texts import MISSING
from peil.ui import address, blocks, downloads, figures, filters, states
from peil.ui.data import as_date, ask

ROWS_LISTED = 60

view = filters.current()
words = view.words
_, _n = words.text, words.plural
colours = blocks.palette(view)
indicator_id = address.read("indicator") or ""
here = {"partnership": view.partnership, "known_at": view.known_at, "language": view.language}

board = ask("pages/results/board", **here, as_of=view.as_of, partner=view.partner, kind=None)
about = ask("pages/results/indicator", indicator=indicator_id, known_at=view.known_at, language=view.language)
chosen = board[board["indicator_id"] == indicator_id]
blocks.link_back("results", _("Back to all results"), leaves=["indicator"])

if chosen.empty or about.empty:
    blocks.info(_("This indicator has no target and no result for this choice of programme, partner and day."))
    st.stop()
address.write("indicator", indicator_id)

row = chosen.iloc[0].to_dict()
definition = about.iloc[0].to_dict()
reported = ask("pages/results/who_reported", **here, as_of=view.as_of)
tier_names = contract.code_labels("tier", view.language)

blocks.title(row["name"])
blocks.demonstration_notice(view)
blocks.note(blocks.standing(view, reported))
value, rest = figures.against_target(words, row)
sentences: list[str] = [
    marked(
        "**{value}** {rest}: **{state}**." if rest else "**{value}**: **{state}**.",
        value=value,
        rest=rest,
        state=states.label(words, row["state"]),
    ),
    states.rule(words, row["state"], row["state_reason"]),
]
if figures.has_target(row) and pd.notna(row["expected"]):
    sentences.append(
        _("By {day}, {expected} was expected.", day=words.day(view.as_of), expected=words.number(row["expected"]))
    )
if not view.partner and pd.notna(row["partners_expected"]) and row["partners_expected"]:
    sentences.append(
        _n(
            "{n} of {total} partners has reported this.",
            "{n} of {total} partners have reported this.",
            int(row["partners_reported"]),
            total=words.number(int(row["partners_expected"])),
        )
    )
    if row["others_reported"]:
        sentences.append(
            _n(
                "{n} organisation that owes no report has a value, too.",
                "{n} organisations that owe no report have a value, too.",
                int(row["others_reported"]),
            )
        )
blocks.say(*sentences)
if isinstance(row["explanation"], str):
    blocks.say(marked("> {explanation}", explanation=row["explanation"]))

last_day = as_date(row["last_period_end"])
stored = ask("pages/results/rows", indicator=indicator_id, **here, as_of=view.as_of, partner=view.partner)
days = sorted(
    {
        day
        for day in [
            *(as_date(d) for d in stored["period_end"]),
            as_date(row["start_date"]),
            as_date(row["due_date"]),
            view.as_of,
        ]
        if day
    }
)
tier = row["tier"] if isinstance(row["tier"], str) else None
path = ask(
    "pages/results/path",
    partnership=view.partnership,
    indicator=indicator_id,
    days=days,
    known_at=view.known_at,
    partner=view.partner,
    tier=tier,
)
path = path.assign(day=path["day"].dt.date)
period_ends = [day for day in map(as_date, stored["period_end"]) if day]
actual = path[path["day"].isin(period_ends) & path["value"].notna()]
actual = actual.assign(
    text=[words.number(value) for value in actual["value"]],
    hover=[
        f"{words.day(day)}: {words.number(value)}" for day, value in zip(actual["day"], actual["value"], strict=True)
    ],
    reading=actual["reading"] if actual["reading"].nunique(dropna=False) > 1 else None,
)
expected = path[path["expected"].notna()][["day", "expected"]].drop_duplicates().rename(columns={"expected": "value"})

left, right = st.columns([3, 2], gap="large")
with left:
    blocks.heading(_("The way to the target"))
    if len(actual) or len(expected):
        st.plotly_chart(
            result_charts.path_to_target(
                actual, expected, colours, state=row["state"], target_word=_("target"), separators=words.separators
            ),
            config={"displayModeBar": False},
            alt=_("{name}: reached {value} by {day}.", name=row["name"], value=value, day=words.day(last_day)),
            key="path",
            width=640,
        )
        if actual["day"].nunique() == 1:
            blocks.note(
                _("Only one period has been reported, so there is no line: one point says how far, not how fast.")
            )
        blocks.note(
            _("Dotted: what was expected, from the start to the target. Dot: reached. Open diamond: another reading.")
        )
    else:
        blocks.note(_("Nothing has been reported yet, and no target has a date."))
with right:
    blocks.heading(_("Who contributed"))
    parts = ask("pages/results/contributions", indicator=indicator_id, **here, as_of=view.as_of, partner=view.partner)
    parts = parts[parts["actual"].notna()]
    if len(parts):
        st.plotly_chart(
            result_charts.contributions(
                pd.DataFrame(
                    {
                        "name": [
                            (name if isinstance(name, str) else _("Not attributed to a partner"))
                            + (f" ({reading})" if isinstance(reading, str) and reading and len(parts) > 1 else "")
                            for name, reading in zip(parts["name"], parts["reading"], strict=True)
                        ],
                        "figures": [words.number(v) for v in parts["actual"]],
                        "value": parts["actual"],
                    }
                ),
                colours,
                state=row["state"],
            ),
            config={"displayModeBar": False},
            alt=_("Contributions by partner"),
            key="contributions",
            width=blocks.CHART_WIDTH,
        )
        if len(figures.reading_values(row)) > 1:
            blocks.note(_("These are readings of the same figure. They are never added."))
    else:
        blocks.note(_("Nobody has reported this yet."))
    tiers = ask(
        "pages/results/tiers",
        partnership=view.partnership,
        indicator=indicator_id,
        as_of=view.as_of,
        known_at=view.known_at,
        partner=view.partner,
    )
    tiers = tiers.sort_values("tier", key=lambda tier: tier.map(list(tier_names).index))
    if len(tiers):
        blocks.heading(_("Targets by who set them"))
        blocks.table(
            pd.DataFrame(
                {
                    _("Target set by"): [tier_names[t] for t in tiers["tier"]],
                    _("Target"): [words.number(v) for v in tiers["target"]],
                    _("Share"): [words.percent(v) for v in tiers["share_of_target"]],
                    _("State"): [states.label(words, s) for s in tiers["state"]],
                    _("Due"): [words.short_day(as_date(d)) for d in tiers["due_date"]],
                }
            ),
            alt=_("Targets by who set them"),
        )
        blocks.note(_("Targets of different tiers are never mixed in one percentage."))

readings = figures.readings(row)
if len(readings) > 1:
    named = dict(zip(parts["reading"], parts["named_in_source"], strict=True))
    blocks.heading(_("Several readings of the same figure"))
    blocks.table(
        pd.DataFrame(
            {
                _("Reading"): [reading["reading"] or MISSING for reading in readings],
                _("Named in the source"): [
                    name if isinstance(name := named.get(reading["reading"]), str) else MISSING for reading in readings
                ],
                _("Value"): [words.number(reading["actual"]) for reading in readings],
                _("Share"): [words.percent(reading["share"]) for reading in readings],
                _("State"): [
                    states.label(words, reading["state"]) if reading["state"] else MISSING for reading in readings
                ],
            }
        ),
        alt=_("Several readings of the same figure"),
    )

notes = ask("pages/results/data_notes", indicator=indicator_id, known_at=view.known_at, language=view.language)
if len(notes):
    blocks.heading(_("Known doubts"))
    for note in notes.to_dict("records"):
        both = note["statement_a"] + (f" — {note['statement_b']}" if isinstance(note["statement_b"], str) else "")
        blocks.say(
            marked(
                "**{id}** · {both}  \n*{treatment}*", id=note["data_note_id"], both=both, treatment=note["treatment"]
            )
        )

blocks.heading(_("Definition"))
blocks.say(definition["definition"])
label = contract.code_labels
facts = [
    label("indicator_kind", view.language)[definition["kind"]],
    label("measure", view.language)[definition["measure"]],
    _("over partners: {rule}", rule=label("over_partners", view.language)[definition["over_partners"]].lower()),
    label("direction", view.language)[definition["direction"]],
]
blocks.note(" · ".join(facts))

blocks.heading(_("Where does this come from?"))
target_rows = ask("pages/results/target_rows", indicator=indicator_id, **here)
# What counts first, and the latest of it: a partnership of some years has hundreds of rows.
listed = stored.sort_values(["counted", "period_end"], ascending=False, kind="stable").head(ROWS_LISTED)
results_table = pd.DataFrame(
    {
        _("Partner"): listed["partner"].fillna(MISSING),
        _("Period up to"): [words.short_day(as_date(d)) for d in listed["period_end"]],
        _("Value"): [words.number(v) for v in listed["value"]],
        _("Counted"): [
            _("yes") if c else states.why_not_counted(words, w, by)
            for c, w, by in zip(listed["counted"], listed["why_not"], listed["amended_by"], strict=True)
        ],
        **blocks.provenance(words, listed),
        _("Handed in"): [words.short_day(m) for m in listed["received_at"]],
    }
)
blocks.shortened(words, len(listed), len(stored))
if len(stored):
    blocks.table(results_table, alt=_("The stored rows behind this figure"))
else:
    blocks.note(_("No result has been handed in."))
if len(target_rows):
    blocks.say(strong(_("Targets")))
    blocks.table(
        pd.DataFrame(
            {
                _("Target set by"): [tier_names[t] for t in target_rows["tier"]],
                _("Partner"): target_rows["partner"].fillna(_("whole partnership")),
                _("Target"): [words.number(v) for v in target_rows["value"]],
                **blocks.provenance(words, target_rows),
            }
        ),
        alt=_("The stored targets"),
    )

with st.container(horizontal=True):
    downloads.buttons(lambda: downloads.stamped(stored.assign(indicator_id=indicator_id), view), view, indicator_id)
    blocks.link_button(view)
statements = st.expander(_("The SQL behind this page"), icon=":material/code:", on_change="rerun", key="statements")
if statements.open:
    with statements:
        blocks.sql("pages/results/board", "views/6_attainment", "pages/results/rows")
