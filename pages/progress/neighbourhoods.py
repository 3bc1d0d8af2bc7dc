"""Progress, neighbourhoods: how does one area stand beside a benchmark, does the gap close, and what was done there?"""

from functools import partial

import streamlit as st

from peil.answers import neighbourhoods as answers
from peil.escaping import marked, strong
from peil.ui import address, blocks, filters, show

view = filters.current()
words = view.words
_ = words.text
areas = answers.areas(view)
known = answers.with_values(view)
policy = answers.policy_targets(view)
area, benchmark = next(iter(known), ""), "rest"
wanted = address.read("area") or ""

if known:
    with filters.own():
        area = address.choose("area", _("Neighbourhood"), known, area, width=190)
        benchmarks = answers.benchmarks(view, area) or {"rest": _("No area to compare with")}
        usual = answers.usual_benchmark(view, area)
        benchmark = address.choose("benchmark", _("Compared with"), benchmarks, usual, width=290)
    indicators = answers.indicators(view, area, benchmark)

if not known or not indicators:
    # A page without figures still says which areas and goals are known.
    show.heading(view, _("Neighbourhoods"))
    if known:
        blocks.info(_("The monitor has no figures for {area} up to this day.", area=known[area]))
    elif areas.rows:
        blocks.info(_("No figures per neighbourhood are known up to this day, so nothing can be compared yet."))
    else:
        blocks.info(_("It is not known which neighbourhoods this partnership works in."))
    for answer in (areas, policy):
        if answer.rows:
            show.section(view, answer)
    show.doubts_and_rules(view, "neighbourhoods")
    if not known:
        blocks.for_steward(
            words,
            marked(
                _(
                    "Import the neighbourhood monitor (area_values.csv: indicator, area, period, value, numerator, "
                    "denominator) with `python -m peil import FILE`."
                )
                if areas.rows
                else _(
                    "Name the neighbourhoods in coverage.csv, with their part (priority, peer, centre, district), and "
                    "import it with `python -m peil import FILE`."
                )
            ),
        )
    blocks.link_button(view)
    st.stop()

profile = answers.profile(view, area, benchmark)
groups = answers.groups(view, area)
group = address.read("group") or ""
reach = answers.reach(view, area, group if group in groups else "")
gaps = answers.gaps(view, area, benchmark)
show.heading(view, profile.title)
for merged in dict.fromkeys(filter(None, (wanted, area))):
    mergers = answers.mergers(view, merged)
    show.sentences(mergers)
    with st.container(horizontal=True):
        for row in mergers.rows:
            # The figures of an area end with it: its page opens on its last day.
            last = row["last_day"].isoformat() if row["came_before"] else ""
            blocks.link("neighbourhoods", row["name"], area=row["area_id"], as_of=last)
stands_out, *counted = profile.sentences
blocks.say(strong(stands_out))
show.sentences(gaps)
show.sentences(reach)

first, *others = answers.pictures(profile)
left, right = st.columns(2, gap="large")
with left:
    if clicked := show.choice(view, first, "profile_0", profile.title):
        address.write("monitor", clicked)
    blocks.note(*answers.legend(view, area, benchmark))
with right:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        monitor = address.choose(
            "monitor", _("Indicator over time"), indicators, answers.usual_indicator(view, area, benchmark), width=300
        )
        blocks.link(
            "monitor_indicator", _("Definition and all figures"), icon=":material/menu_book:", indicator=monitor
        )
    chosen = answers.indicator(view, area, benchmark, monitor)
    if chosen.mark:
        show.picture(view, chosen.mark, "trend", chosen.title)
    show.sentences(chosen)
    for note in chosen.notes:
        blocks.note(note)
blocks.contents()

blocks.heading(_("All themes"))
blocks.say(*counted)
if others:
    with st.expander(_("The other themes as a picture"), icon=":material/scatter_plot:"):
        for column, dots in zip(st.columns(len(others), gap="medium"), others, strict=True):
            with column:
                if clicked := show.choice(view, dots, f"profile_{dots.dots[0].key}", profile.title):
                    blocks.go_to("neighbourhoods", monitor=clicked)
show.as_table(view, profile)
show.as_table(view, gaps)
show.as_table(view, policy)

per_area = answers.per_area(view, area, benchmark, monitor)
on_map, listed, done = st.columns([1, 1.3, 1.5] if per_area.mark else [0.01, 1.3, 1.5], gap="medium")
with on_map:
    if per_area.mark:
        blocks.heading(per_area.title)
        spot = show.choice(view, per_area.mark, "map", per_area.title)
        if spot in known and spot != area:
            blocks.go_to("neighbourhoods", area=spot)
with listed:
    if not per_area.mark:
        blocks.heading(per_area.title)
    show.table(view, per_area)
with done:
    blocks.heading(reach.title)
    if groups:
        address.choose("group", _("Of whom"), groups, next(iter(groups)), width=420)
    show.table(view, reach)

neighbours = answers.neighbours(view)
if len(neighbours) >= answers.FEWEST_BESIDE:
    picked = [one for one in (address.read("areas") or "").split(",") if one in neighbours]
    with st.expander(_("Areas side by side"), icon=":material/view_column:", expanded=bool(picked)):
        blocks.note(_("Choose two to four areas; the others are judged beside the first."))
        picked = address.choose_many("areas", _("Areas side by side"), neighbours)
        if len(picked) > answers.MOST_BESIDE:
            blocks.note(_("Only the first four are compared."))
        beside = answers.side_by_side(view, picked[: answers.MOST_BESIDE], monitor)
        if beside.mark:
            show.picture(view, beside.mark, "beside", beside.title)
        show.table(view, beside)

with st.container(horizontal=True):
    show.taking_home_later(
        view,
        partial(answers.rows, area=area, benchmark=benchmark),
        f"neighbourhoods-{area}-{benchmark}",
        area=area,
        benchmark=benchmark,
        benchmark_name=answers.benchmark_name(view, area, benchmark),
    )
    show.comparisons_explained(view)
show.doubts_and_rules(view, "neighbourhoods")
statements = (profile.asked.query, "views/8_monitor_values", "views/8_intervals", "views/9_monitor")
show.origin(view, lambda: answers.rows_behind(view, area, benchmark), *statements)
