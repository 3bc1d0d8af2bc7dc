"""Progress, neighbourhoods: how does one area stand beside a benchmark, where is it going, and what was done there?"""

from functools import partial

import streamlit as st

from peil.answers import neighbourhoods as answers
from peil.escaping import marked
from peil.ui import address, blocks, filters, show

view = filters.current()
words = view.words
_ = words.text
areas = answers.areas(view)
known = answers.with_values(view)
policy = answers.policy_targets(view)
area, benchmark = next(iter(known), ""), "rest"

if known:
    with filters.own():
        area = address.choose("area", _("Neighbourhood"), known, area, width=190, resets=("monitor",))
        benchmarks = answers.benchmarks(view, area) or {"rest": _("No area to compare with")}
        usual = answers.usual_benchmark(view, area)
        benchmark = address.choose("benchmark", _("Compared with"), benchmarks, usual, width=290)
    indicators = answers.indicators(view, area, benchmark)

if not known or not indicators:
    # A page without figures still says which areas and goals are known, and what to import.
    show.heading(view, _("Neighbourhoods"))
    blocks.info(
        _("The monitor has no figures for {area} up to this day.", area=known[area])
        if known
        else marked(
            _(
                "No figures per neighbourhood have been imported up to this day. Import the neighbourhood monitor "
                "(area_values.csv: indicator, area, period, value, numerator, denominator) with "
                "`python -m peil import FILE`."
            )
            if areas.rows
            else _(
                "It is not known which neighbourhoods this partnership works in. Name them in coverage.csv, with "
                "their part (priority, peer, centre, district), and import it with `python -m peil import FILE`."
            )
        )
    )
    for answer in (areas, policy):
        if answer.rows:
            show.section(view, answer)
    show.doubts_and_rules(view, "neighbourhoods")
    blocks.link_button(view)
    st.stop()

profile = answers.profile(view, area, benchmark)
show.heading(view, profile.title)
show.sentences(profile)

columns = st.columns(3, gap="medium")
placed = 0
for number, dots in enumerate(answers.pictures(profile)):
    column = columns[0] if placed + len(dots.dots) / 2 <= len(indicators) / 2 else columns[1]
    placed += len(dots.dots)
    with column:
        if clicked := show.choice(view, dots, f"profile_{number}", profile.title):
            address.write("monitor", clicked)

with columns[2]:
    monitor = address.choose(
        "monitor", _("Indicator over time"), indicators, answers.usual_indicator(view, area, benchmark), width=320
    )
    chosen = answers.indicator(view, area, benchmark, monitor)
    if chosen.mark:
        show.picture(view, chosen.mark, "trend", chosen.title)
    show.sentences(chosen)
    for note in chosen.notes:
        blocks.note(note)
    blocks.link(
        "monitor_indicator", _("Definition, source and all figures"), icon=":material/menu_book:", indicator=monitor
    )
    groups = answers.groups(view, area)
    blocks.heading(_("What the partnership did here"))
    group = address.choose("group", _("Beside the number of"), groups, next(iter(groups)), width=320) if groups else ""
    show.table(view, answers.reach(view, area, group))
blocks.note(*answers.legend(view, area, benchmark))

per_area = answers.per_area(view, area, benchmark, monitor)
blocks.heading(per_area.title)
left, right = st.columns([1, 2], gap="large") if per_area.mark else (None, st.container())
if left and per_area.mark:
    with left:
        spot = show.choice(view, per_area.mark, "map", per_area.title)
        if spot in known and spot != area:
            address.write("area", spot)
            st.rerun()
        blocks.note(_("Choose an area on the map, or above, to see its profile."))
with right:
    show.table(view, per_area)

changes = answers.changes(view, area, benchmark)
if changes.rows:
    blocks.heading(changes.title)
    columns = st.columns(3, gap="medium")
    for number, panels in enumerate(answers.in_columns(changes)):
        with columns[number]:
            show.picture(view, panels, f"changes_{number}", changes.title)
    blocks.note(*changes.notes)

blocks.heading(_("The same figures as a table"))
show.table(view, profile)
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
if policy.rows:
    show.section(view, policy)
show.doubts_and_rules(view, "neighbourhoods")
statements = (profile.asked.query, "views/8_monitor_values", "views/8_intervals", "views/9_monitor")
show.origin(view, lambda: answers.rows_behind(view, area, benchmark), *statements)
