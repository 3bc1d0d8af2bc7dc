"""Progress, target groups: whom do we reach, and is it whom we promised?"""

import streamlit as st

from peil.answers import results
from peil.answers import target_groups as answers
from peil.answers.marks import Pairs
from peil.escaping import marked
from peil.ui import address, blocks, filters, show

view = filters.current()
_ = view.words.text

reach = compared_area = ""
if usual := answers.usual_count(view):
    with filters.own():
        reach = address.choose("reach", _("Reach counted by"), answers.counts_by_group(view), usual, width=230)
        if areas := answers.areas(view):
            compared_area = address.choose("compared_area", _("Population of"), areas, next(iter(areas)), width=200)

summary = answers.summary(view, reach)
show.heading(view, summary.title, results.who_reported(view).rows)
show.sentences(summary)

shown = {
    "by_group": answers.by_group(view, reach),
    "by_activity": answers.by_activity(view),
    "by_gender": answers.by_gender(view, reach),
    "planned": answers.planned(view, reach),
    "in_population": answers.in_population(view, reach, compared_area),
    "pathway": answers.pathway(view),
    "chosen": answers.chosen(view),
    "ratings": answers.ratings(view),
}

if reach:
    legend = marked(
        _(
            "Bar: reached, as a share of the target; from the baseline on where there is one. **|** expected by then. "
            "◇ another reading of the same figure, or the other end of a range. Hatched: no figure."
        )
    )
    show.pictured(view, shown["by_group"], "by_group", legend)
blocks.contents()
# About as long as each other: three beside each other on a laptop, two on a projector, one on a phone.
COLUMNS = (("by_activity", "in_population"), ("by_gender", "pathway"), ("planned", "chosen", "ratings"))
with st.container(horizontal=True, gap="medium"):
    for names in COLUMNS:
        with st.container(width=400):
            for name in names:
                # Without a reach there is nothing to hold against a population.
                if shown[name].rows and (reach or name != "in_population"):
                    # Without its signs nobody reads a pair of dots; what else is to be known stands with the table.
                    signs = shown[name].notes[0] if isinstance(shown[name].mark, Pairs) else ""
                    show.pictured(view, shown[name], name, signs, is_wide=False)
for said in answers.plans_that_do_not_add_up(view):
    blocks.warning(said)
# What a reader might look for here in vain, and what to import to see it.
lacking = {
    name: said
    for name, said in {
        "by_group": marked(_("Reach by group and by activity: import results with a `target_group_id`.")),
        "by_gender": marked(_("Women and men: import results with a `gender`.")),
        "planned": marked(_("Planned shares: import the table `beneficiary_shares`.")),
        "in_population": marked(
            _("Share of the population: import `area_values` of indicators with a `target_group_id`.")
        ),
        "pathway": marked(_("The outreach pathway: import indicators with a `pathway_step`, and results for them.")),
        "chosen": marked(_("The target groups themselves: import the table `target_groups`.")),
    }.items()
    if not shown[name].rows
}
if lacking:
    titles = "; ".join(shown[name].title for name in lacking)
    blocks.info(_("Not known here, because nothing of the kind was handed in: {titles}.", titles=titles))
    blocks.for_steward(view.words, *lacking.values())

show.doubts_and_rules(view, "target_groups")
if sources := answers.sources(view):
    blocks.note(_("Sources: {sources}.", sources="; ".join(sources)))
with st.container(horizontal=True):
    show.taking_page_home(view, summary.title, shown, "target-groups", reach=reach, compared_area=compared_area)
    show.states_explained(view)
show.origin(
    view,
    lambda: answers.stored_rows(view),
    "pages/target_groups/by_group",
    "pages/target_groups/population",
    "views/6_attainment",
    said=_("These rows were handed in."),
)
