"""Progress, partnerships: the region. Who breaks a rule and by how much, who takes part, and how do they compare?"""

from dataclasses import replace

import streamlit as st

from peil.answers import amounts, partnerships
from peil.escaping import marked, strong
from peil.ui import address, blocks, filters, show

view = filters.current()
_ = view.words.text
region = partnerships.region(view)
programmes = partnerships.programmes(view)
show.heading(partnerships.of_region(view), _("Partnerships"))

if not region["is_region"]:
    blocks.say(
        strong(
            _("{name} is one partnership, not a region with several: there are no rules to compare.", name=view.name)
        ),
        _("Its own page tells who is in it, what it planned and which rules it keeps."),
    )
    blocks.link("partnership", _("The page of {name}", name=view.name))
    show.sentences(programmes)
    show.table(view, programmes)
    show.doubts_and_rules(view, "partnerships")
    blocks.link_button(view)
    st.stop()

comparable = partnerships.comparable(view)
indicators = {row["comparison_id"]: row["name"] for row in comparable.rows if not row["reason"]}
rule, compare, tolerance = "broken", "", amounts.USUAL_TOLERANCE
with filters.own():
    if region["listed"]:
        rule = address.choose(
            "rule",
            _("Rules"),
            {
                "broken": _("Breaking a rule"),
                **{code: _("Breaking: {rule}", rule=_(name).lower()) for code, name in partnerships.RULES.items()},
                "all": _("All partnerships"),
            },
            "broken",
            width=200,
        )
        tolerance = filters.tolerance(view.words)
    if indicators:
        compare = address.choose("compare", _("Compare on"), indicators, next(iter(indicators)), width=170)

if not region["listed"]:
    rules = partnerships.stated(view)
elif rule == "all":
    rules = partnerships.rules(view, rule, tolerance)
else:
    rules = partnerships.breaking(view, rule, tolerance)
show.sentences(rules)
show.table(view, rules)
if not rules.rows:
    blocks.info(_("No partnership breaks this rule."), icon=":material/check:")
blocks.contents()

coverage = partnerships.coverage(view)
blocks.heading(coverage.title)
show.sentences(coverage)
if not region["listed"]:
    show.as_table(view, replace(coverage, notes=()))
municipalities = partnerships.municipalities(view)
if municipalities.rows:
    show.sentences(municipalities)
    on_map, beside = st.columns(2, gap="large")
    with on_map:
        if municipalities.mark:
            if area := show.choice(view, municipalities.mark, "map", municipalities.title):
                blocks.go_to("municipality", area=area)
            blocks.note(_("Choose a municipality to see which partnership serves it and what it does there."))
        else:
            blocks.note(_("There is no map: no boundaries have been imported."))
            blocks.for_steward(view.words, marked("`python -m peil import boundaries.geojson`"))
    with beside:
        not_served = partnerships.not_served(view)
        blocks.say(strong(not_served.title))
        for said in not_served.sentences:
            blocks.say(said)
        show.as_table(view, not_served)
        show.as_table(view, municipalities)
        show.files(view, municipalities, "municipalities")
blocks.note(*coverage.notes)

if region["listed"]:
    blocks.heading(comparable.title)
    show.sentences(comparable)
if compare:
    comparison = partnerships.comparison(view, compare)
    show.sentences(comparison)
    for number, (column, part) in enumerate(
        zip(st.columns(2, gap="large"), partnerships.furthest_behind(comparison, 2), strict=False)
    ):
        with column:
            if part.mark:
                show.picture(view, part.mark, f"compare_{number}", part.title)
    blocks.note(marked(_("Bar: reached, as a share of the own target. **|** expected by then.")))
    show.as_table(view, comparison)
    show.files(view, comparison, "comparison", compared_on=compare)
    blocks.note(*comparable.notes)

show.section(view, programmes, is_folded=True)
with st.expander(_("What the rules say"), icon=":material/gavel:"):
    show.doubts_and_rules(partnerships.of_region(view), "partnerships")
with st.container(horizontal=True):
    show.taking_home(view, rules, "partnerships", rule_filter=rule, tolerance=tolerance)
queries = ("pages/partnerships/coverage", "pages/partnerships/rules", "pages/partnerships/compare")
show.origin(view, lambda: partnerships.rows(view), *queries)
