"""Progress, partnerships: the region. Who takes part, which rules are broken, and how do partnerships compare?"""

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
    blocks.info(
        _(
            "{name} is one partnership, not a region with several: there is no coverage to show and there are no rules "
            "to compare. Its own page tells who is in it and what it planned.",
            name=view.name,
        ),
        icon=":material/handshake:",
    )
    blocks.link("partnership", _("The page of {name}", name=view.name))
    show.section(view, programmes)
    show.doubts_and_rules(view, "partnerships")
    blocks.link_button(view)
    st.stop()

comparable = partnerships.comparable(view)
indicators = {row["comparison_id"]: row["name"] for row in comparable.rows if not row["reason"]}
rule, compare, tolerance = "all", "", amounts.USUAL_TOLERANCE
with filters.own():
    if region["listed"]:
        rule = address.choose(
            "rule",
            _("Rules"),
            {
                "all": _("All partnerships"),
                "broken": _("Breaking a rule"),
                **{code: _("Breaking: {rule}", rule=_(name).lower()) for code, name in partnerships.RULES.items()},
            },
            "broken",
            width=200,
        )
        tolerance = filters.tolerance(view.words)
    if indicators:
        compare = address.choose("compare", _("Compare on"), indicators, next(iter(indicators)), width=170)

coverage = partnerships.coverage(view)
show.sentences(coverage)
left, right = st.columns(2, gap="large")
with left:
    show.block(view, partnerships.taking_part(view), "coverage")
with right:
    show.block(view, partnerships.stages(view), "stages")
for note in coverage.notes:
    blocks.note(note)

rules = partnerships.rules(view, rule, tolerance) if region["listed"] else partnerships.stated(view)
if rules.rows:
    show.section(view, rules)
else:
    blocks.heading(rules.title)
    show.sentences(rules)
    blocks.info(_("No partnership breaks this rule."), icon=":material/check:")

municipalities = partnerships.municipalities(view)
if municipalities.rows:
    blocks.heading(municipalities.title)
    show.sentences(municipalities)
    on_map, beside = st.columns(2, gap="large")
    with on_map:
        if municipalities.mark:
            if area := show.choice(view, municipalities.mark, "map", municipalities.title):
                blocks.go_to("municipality", area=area)
            blocks.note(_("Choose a municipality to see which partnership serves it and what it does there."))
        else:
            blocks.note(
                marked(
                    _("There is no map: no boundaries have been imported (`python -m peil import boundaries.geojson`).")
                )
            )
    with beside:
        not_served = partnerships.not_served(view)
        blocks.say(strong(not_served.title))
        show.table(view, not_served)
    everyone = st.expander(_("All municipalities"), icon=":material/list:", on_change="rerun", key="municipalities")
    if everyone.open:
        with everyone:
            show.table(view, municipalities)
            show.files(view, municipalities, "municipalities")

if region["listed"]:
    blocks.heading(comparable.title)
    show.sentences(comparable)
if compare:
    comparison = partnerships.comparison(view, compare)
    show.sentences(comparison)
    for number, (column, part) in enumerate(
        zip(st.columns(3, gap="medium"), partnerships.in_parts(comparison, 3), strict=False)
    ):
        with column:
            if part.mark:
                show.picture(view, part.mark, f"compare_{number}", part.title)
    blocks.note(marked(_("Bar: reached, as a share of the own target. **|** expected by then.")))
    for note in comparable.notes:
        blocks.note(note)
    as_table = st.expander(
        _("The same figures as a table"), icon=":material/table_rows:", on_change="rerun", key="compare_table"
    )
    if as_table.open:
        with as_table:
            show.table(view, comparison)
            show.files(view, comparison, "comparison", compared_on=compare)

show.section(view, programmes)
show.doubts_and_rules(partnerships.of_region(view), "partnerships")
with st.container(horizontal=True):
    taken = rules if region["listed"] else coverage
    show.taking_home(view, taken, "partnerships", rule_filter=rule, tolerance=tolerance)
queries = ("pages/partnerships/coverage", "pages/partnerships/rules", "pages/partnerships/compare")
show.origin(view, lambda: partnerships.rows(view), *queries)
