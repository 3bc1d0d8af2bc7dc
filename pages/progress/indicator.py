"""Progress, one indicator: the way to its target, who contributed, both readings, and the rows behind it."""

import streamlit as st

from peil.answers import forecast, quoted, results
from peil.answers import indicator as answers
from peil.escaping import marked, strong
from peil.ui import address, blocks, filters, show

view = filters.current()
_ = view.words.text
indicator = address.read("indicator") or ""
result = answers.result(view, indicator)
about = answers.about(view, indicator)
blocks.link_back("results", _("Back to all results"), leaves=["indicator"])

if not result.rows or not about.rows:
    blocks.info(_("This indicator has no target and no result for this choice of programme, partner and day."))
    st.stop()
address.write("indicator", indicator)
[row] = result.rows

show.heading(view, result.title, results.who_reported(view).rows)
show.sentences(result)
if row["explanation"]:
    blocks.say(
        marked("> {explanation}", explanation=quoted(view.words, row["explanation"], row["explanation_language"]))
    )

left, right = st.columns([3, 2], gap="large")
with left:
    show.captioned(view, forecast.path(view, indicator), "path")
with right:
    show.captioned(view, answers.contributions(view, indicator), "contributions")
blocks.note(*result.notes)

ahead = forecast.of_indicator(view, indicator)
if ahead.rows:
    blocks.heading(ahead.title)
    show.sentences(ahead)
    # Without any forecast the sentence has said it all.
    if not all(row["no_forecast"] for row in ahead.rows):
        show.table(view, ahead)

tiers = answers.tiers(view, indicator)
if tiers.rows:
    blocks.heading(tiers.title)
    show.table(view, tiers)

readings = answers.readings(view, indicator)
if readings.rows:
    blocks.heading(readings.title)
    show.table(view, readings)

show.doubts_and_rules(view, "indicator", [indicator], indicator)

blocks.heading(about.title)
[definition] = about.rows
blocks.say(definition["definition"])
blocks.note(" · ".join(about.written(view.words).iloc[0]))

blocks.link("definitions", _("Everything about this"), item=f"indicators:{indicator}")

stored = answers.rows(view, indicator)
with st.container(horizontal=True):
    show.taking_home(view, stored, indicator, indicator=indicator)
if place := blocks.origin(view.words):
    with place:
        listed = stored.narrowed(stored.rows[: answers.ROWS_LISTED])
        blocks.shortened(view.words, len(listed.rows), len(stored.rows))
        if listed.rows:
            show.table(view, listed)
        else:
            blocks.note(_("No result has been handed in."))
        targets = answers.targets(view, indicator)
        if targets.rows:
            blocks.say(strong(_("Targets")))
            show.table(view, targets)
        blocks.sql("pages/results/board", "views/6_attainment", "pages/results/rows")
