"""Charts as data: what is drawn where, and that nothing somebody typed becomes markup."""

import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import dist
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peil import charts
from peil.answers.marks import Bar, Bars, Dot, Dots, Group, Line, Lines, Outline, Outlines, Stroke, apart
from peil.charts import bars, dots, drawing, lines, outlines
from peil.texts import Words


def bar(**changes: Any) -> Bar:
    return replace(
        Bar("House visits", "442", 0.442, " of 1,000", said="▼ Behind", tone="behind", tick=0.561, full=1.0), **changes
    )


def board(*drawn: Bar, longest: float = 2.0) -> go.Figure:
    return bars.draw(Bars(drawn, longest, "target"), charts.LIGHT)


def texts_of(figure: go.Figure) -> list[str]:
    return [text for trace in figure.data for text in getattr(trace, "text", None) or ()]


def test_the_bar_is_as_long_as_it_says_with_a_stroke_at_what_was_expected_and_at_its_full_end() -> None:
    figure = board(bar())
    reached = figure.data[1]
    assert list(reached.x) == [0.442]
    assert reached.marker.color == (charts.LIGHT.states["behind"],)
    target, expected = figure.data[2], figure.data[3]
    assert list(target.x) == [1, 1, None]
    assert list(expected.x) == [0.561, 0.561, None]


def test_what_can_be_chosen_says_what_it_is() -> None:
    figure = board(bar(key="A"), bar(key="B"))
    chosen = [trace for trace in figure.data if trace.customdata is not None]
    assert len(chosen) == 3
    for trace in chosen:
        assert list(trace.customdata) == ["A", "B"]
        assert trace.hoverinfo == "none", "with 'skip' plotly fires no click"


def test_the_scale_starts_at_zero_and_ends_where_the_mark_says() -> None:
    figure = board(bar(length=1.8), bar(length=0.5, others=(1.95,)))
    low, high = figure.layout.xaxis.range
    assert low == 0
    assert high >= 1.95
    assert list(figure.data[4].x) == [1.95]


def test_a_bar_beyond_the_scale_ends_in_an_arrow() -> None:
    figure = board(bar(length=7.0))
    assert list(figure.data[1].x) == [2.0]
    assert "»" in texts_of(figure)


def test_without_a_target_there_is_no_bar_no_tick_and_no_line() -> None:
    figure = board(bar(length=None, tick=None, full=None, tone="unplanned"))
    assert list(figure.data[0].x) == [0.0]
    assert list(figure.data[1].x) == [0.0]
    assert not figure.data[2].x
    assert not figure.data[3].x


@pytest.mark.parametrize(("rest", "lines"), [(" of 1,000", 2), ("", 1)])
def test_a_long_value_has_a_line_of_its_own_and_a_short_one_stands_beside_the_name(rest: str, lines: int) -> None:
    figure = board(bar(rest=rest))
    said = [text for text in texts_of(figure) if "442" in text or "Behind" in text]
    assert len(said) == lines


def test_names_are_escaped_and_kept_on_one_line() -> None:
    figure = board(bar(name="<script>alert('x')</script> a very long name that goes on and on"))
    texts = texts_of(figure)
    assert not any("<script" in text for text in texts)
    assert any(text.startswith("&lt;script&gt;") and text.endswith("…") for text in texts)


SQUARE = '{"type": "Polygon", "coordinates": [[[3, 50], [4, 50], [4, 51], [3, 51], [3, 50]]]}'
# The outer ring runs with the clock, the hole too: as many programs write it.
RING = (
    '{"type": "Polygon", "coordinates": [[[4, 50], [4, 51], [5, 51], [5, 50], [4, 50]],'
    " [[4.4, 50.4], [4.4, 50.6], [4.6, 50.6], [4.6, 50.4], [4.4, 50.4]]]}"
)


def small_map(chosen: str = "") -> go.Figure:
    groups = [Group("one", "first", "ahead", "✕"), Group("two", "second")]
    areas = [Outline("A & co", "one", SQUARE, "A"), Outline("B", "two", RING, "B")]
    return outlines.draw(Outlines(areas, groups, chosen), charts.LIGHT)


def turning(x: list[float], y: list[float]) -> float:
    """Twice the area of a ring, above zero when it runs against the clock."""
    return sum(x[i] * y[i + 1] - x[i + 1] * y[i] for i in range(len(x) - 1))


def test_a_hole_in_an_area_stays_open() -> None:
    trace = small_map().data[1]
    gap = [number for number, value in enumerate(trace.x) if value != value]
    outer, hole = slice(0, gap[0]), slice(gap[0] + 1, gap[1])
    assert turning(list(trace.x[outer]), list(trace.y[outer])) > 0 > turning(list(trace.x[hole]), list(trace.y[hole]))


def test_signs_colours_and_the_chosen_area() -> None:
    figure = small_map(chosen="B")
    assert [trace.name for trace in figure.data if trace.fill == "toself"] == ["✕ first", "second"]
    assert [trace.fillcolor for trace in figure.data[:2]] == [charts.LIGHT.states["ahead"], charts.LIGHT.track]
    assert list(figure.data[-1].text) == ["✕", ""]
    assert list(figure.data[-1].customdata) == ["A", "B"]
    assert figure.data[-1].hovertext[0] == "A &amp; co"
    assert figure.data[-2].line.width == 3
    # Half a degree north of 50 degrees is as long as some eight tenths of a degree east.
    assert figure.layout.yaxis.scaleratio == pytest.approx(1.572, abs=0.01)


def test_an_area_that_is_not_there_is_not_chosen() -> None:
    assert len(small_map(chosen="C").data) == len(small_map().data)


def test_a_region_is_described_by_its_groups_and_a_city_area_by_area() -> None:
    group = Group("one", "in a partnership (40)", "ahead", "✕")
    areas = [Outline(f"area {number}", "one", SQUARE) for number in range(40)]
    assert Outlines(areas, [group]).described == "✕ in a partnership (40)"
    assert Outlines(areas[:2], [group]).described == "area 0; area 1"


def dot(**changes: Any) -> Dot:
    return replace(
        Dot(
            "Jobseekers", "14.2 %", 14.2, " beside 8.1", said="▼ worse", tone="worse", way="↘ falling",
            lower=12.7, upper=15.8, middle=8.1, target=5.0, hover="Jobseekers", others=(("A: 4", 4.0), ("B: 9", 9.0)),
            heading="Work", key="MON_SEEKERS",
        ),
        **changes,
    )  # fmt: skip


def drawn(*rows: Dot) -> Any:
    return dots.draw(Dots(rows, "rest"), charts.LIGHT).data


def test_the_benchmark_stands_in_the_middle_and_the_scale_holds_every_area() -> None:
    ranges, others, line, interval, own, target, *_texts = drawn(dot())
    assert line.x[:2] == (0.5, 0.5)
    # The farthest is 6.1 from the benchmark; the scale reaches 15 % further.
    assert list(own.x) == [pytest.approx(0.5 + 0.48 / 1.15)]
    assert list(others.x) == [
        pytest.approx(0.5 - 0.48 * 4.1 / (1.15 * 6.1)),
        pytest.approx(0.5 + 0.48 * 0.9 / (1.15 * 6.1)),
    ]
    assert list(ranges.x[:2]) == [min(others.x), max(others.x)]
    assert interval.x[0] < own.x[0] < interval.x[1] <= 1
    assert list(target.x) == [pytest.approx(0.5 - 0.48 * 3.1 / (1.15 * 6.1))]


def test_values_below_zero_keep_their_order() -> None:
    _ranges, others, _line, _interval, own, *_rest = drawn(
        dot(at=-3.0, lower=-4.0, upper=-2.0, middle=-1.0, others=[("A", 0.5)])
    )
    assert own.x[0] < 0.5 < others.x[0]


def test_what_is_not_compared_is_hollow_and_without_a_benchmark_there_is_no_line() -> None:
    traces = drawn(dot(is_hollow=True, middle=None, lower=None, upper=None, target=None))
    line, own = traces[2], next(trace for trace in traces if trace.customdata and trace.mode == "markers")
    assert not line.x
    assert own.marker.color == (charts.LIGHT.ground,)
    assert own.marker.line.color == (charts.LIGHT.states["worse"],)


def test_an_area_without_any_value_draws_nothing_but_its_words() -> None:
    traces = drawn(dot(at=None, lower=None, upper=None, middle=None, target=None, others=()))
    assert [list(trace.x) for trace in traces if trace.mode == "markers"] == [[], [], []]


def test_a_row_of_dots_can_be_chosen_by_its_name_and_by_its_dot() -> None:
    chosen = [trace for trace in drawn(dot()) if trace.customdata]
    assert [list(trace.customdata) for trace in chosen] == [["MON_SEEKERS"], ["MON_SEEKERS"]]


YEARS = [date(year, 12, 31) for year in range(2018, 2026)]


def lines_of(*drawn: Line) -> go.Figure:
    return lines.draw(Lines(drawn), charts.LIGHT, Words("en"))


def test_a_figure_of_the_last_day_of_a_year_is_of_that_year() -> None:
    figure = lines_of(Line("A", "1", YEARS, [1.0] * 8))
    assert list(figure.layout.xaxis.ticktext) == ["2025", "2023", "2021", "2019"]
    assert figure.layout.yaxis.range[0] == 0


def test_figures_of_several_days_a_year_are_named_by_their_month() -> None:
    figure = lines_of(Line("A", "1", [date(2020, 6, 30), date(2020, 12, 31)], [1.0, 2.0]))
    assert figure.layout.xaxis.tickformat == "%m/%Y"


def test_lines_without_a_name_are_ground_in_one_trace_and_not_described() -> None:
    others = [Line("", "", YEARS[:2], [2.0, 3.0]), Line("", "", YEARS[:2], [4.0, 5.0])]
    mark = Lines([*others, Line("A", "1 %", YEARS[:2], [1.0, 1.0], tone="worse", hover=["x", "y"])])
    ground, own, names = lines.draw(mark, charts.LIGHT, Words("en")).data
    assert list(ground.y) == [2.0, 3.0, None, 4.0, 5.0, None]
    assert own.line.color == charts.LIGHT.states["worse"]
    assert len(names.text) == 1
    assert mark.described == "A: 1 %"


@pytest.mark.parametrize("values", [[1.0] * 12, [100.0] * 12, [float(value) for value in range(12)]])
def test_the_names_of_many_lines_stand_apart_and_within_the_picture(values: list[float]) -> None:
    figure = lines_of(*(Line(f"area {n}", "1", YEARS[:2], [1.0, value]) for n, value in enumerate(values)))
    low, top = figure.layout.yaxis.range
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    heights = sorted(figure.data[-1].y)
    assert low <= heights[0] <= heights[-1] <= top
    assert min((b - a) / (top - low) * plot for a, b in pairwise(heights)) >= 15


ENDS = st.lists(
    st.tuples(st.sampled_from(YEARS[1:]), st.one_of(st.integers(0, 100), st.floats(0, 100)), st.booleans()),
    min_size=1,
    max_size=20,
)


def pixels(figure: go.Figure, day: date, value: float) -> tuple[float, float]:
    """Where a point stands in the picture, whose lines are 300 pixels wide."""
    first, last = figure.layout.xaxis.range
    low, top = figure.layout.yaxis.range
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    return 300 * (day - first) / (last - first), plot * (value - low) / (top - low)


def segments(trace: Any) -> set[tuple[Any, ...]]:
    """The two ends of each stroke of a trace."""
    return {(trace.x[n], trace.y[n], trace.x[n + 1], trace.y[n + 1]) for n in range(0, len(trace.x), 3)}


@given(ends=ENDS, with_first=st.booleans(), from_zero=st.booleans())
def test_a_name_stands_nearest_to_the_end_of_its_own_line_or_a_leader_goes_there(
    ends: list[tuple[date, float, bool]], with_first: bool, from_zero: bool
) -> None:
    found = [
        Line(f"area {n}", "1", [YEARS[0], day], [50.0, value], is_pale=is_pale, first="50" if with_first else "")
        for n, (day, value, is_pale) in enumerate(ends)
    ]
    figure = lines.draw(Lines(found, "%", from_zero=from_zero), charts.LIGHT, Words("en"))
    names = figure.data[-1]
    leaders = [segments(trace) for trace in figure.data if trace.mode == "lines" and trace.line.width == 1]
    named = [line for line in found if len(found) <= 14 or not line.is_pale]
    assert len(names.text) == len(named)
    for day, height, text in zip(names.x, names.y, names.text, strict=True):
        [own] = [line for line in named if re.search(rf"area {line.name.split()[1]}\b", text)]
        place = pixels(figure, day, height)
        away = {line.name: dist(place, pixels(figure, line.days[-1], line.values[-1])) for line in named}
        is_led = any((own.days[-1], own.values[-1], day, height) in one for one in leaders)
        assert is_led or away[own.name] <= min(away.values()) + 1
    heights = sorted(pixels(figure, YEARS[0], height)[1] for height in names.y)
    assert all(after - before >= 15 for before, after in pairwise(heights))
    assert -1 <= heights[0] <= heights[-1] <= pixels(figure, YEARS[0], figure.layout.yaxis.range[1])[1] + 1


def test_a_line_has_its_value_at_both_ends_and_the_scale_its_unit() -> None:
    own = Line("A", "12 %", YEARS[:2], [10.0, 12.0], first="10 %")
    figure = lines.draw(Lines([own], "%", [Stroke(YEARS[1], (12.0, 8.0), "4 points")]), charts.LIGHT, Words("en"))
    assert [text.strip() for text in texts_of(figure)] == ["<b>4 points</b>", "%<br>", "10 %", "<b>12 %</b><br> A"]
    stroke = next(trace for trace in figure.data if trace.mode == "lines" and trace.line.width == 1.5)
    assert segments(stroke) == {(YEARS[1], 12.0, YEARS[1], 8.0)}


@pytest.mark.parametrize(
    ("values", "from_zero", "starts"),
    [([50.0, 60.0], False, 48.5), ([50.0, 60.0], True, 0.0), ([1.0, 60.0], False, 0.0)],
)
def test_the_scale_starts_near_the_lines_only_when_it_may_and_zero_is_far(
    values: list[float], from_zero: bool, starts: float
) -> None:
    figure = lines.draw(Lines([Line("A", "1", YEARS[:2], values)], from_zero=from_zero), charts.LIGHT, Words("en"))
    assert figure.layout.yaxis.range[0] == starts


@given(st.lists(st.floats(0, 100), max_size=12).map(sorted))
def test_names_move_no_further_than_they_must(heights: list[float]) -> None:
    found = apart(heights, 5.0, -1000.0, 1000.0)
    assert all(after - before >= 5 - 1e-9 for before, after in pairwise(found))
    if all(after - before >= 5 for before, after in pairwise(heights)):
        assert found == pytest.approx(heights)
    assert sum(found) == pytest.approx(sum(heights), abs=1e-6)


def test_areas_side_by_side_stand_on_one_scale_that_holds_their_intervals() -> None:
    two = [dot(at=10.0, lower=8.0, upper=12.0, middle=None, others=()), dot(at=20.0, lower=16.0, upper=28.0, others=())]
    traces = dots.draw(
        Dots([replace(one, middle=None, target=None) for one in two], on_one_scale=True), charts.LIGHT
    ).data
    [interval] = [trace for trace in traces if trace.mode == "lines" and trace.line.width == 3]
    own = next(trace for trace in traces if trace.customdata and trace.mode == "markers")
    assert list(own.x) == [pytest.approx(0.02 + 0.96 * 2 / 20), pytest.approx(0.02 + 0.96 * 12 / 20)]
    assert (interval.x[0], interval.x[4]) == (pytest.approx(0.02), pytest.approx(0.98))


def test_names_in_dots_and_lines_are_escaped() -> None:
    line = Line("<script>", "<b>", YEARS[:2], [1.0, 2.0], hover=["<i>", "a"])
    bad = dot(name="<img src=x>", hover="<u>x", others=[("<i>", 1.0)], heading="<h1>", way="<s>")
    for mark in (
        Dots([bad], "<p>"),
        Lines([line]),
        Lines([replace(line, first="<a>")] * 6, "<em>", [Stroke(YEARS[0], (1.0, 2.0), "<u>")]),
    ):
        typed = set(
            re.findall(
                r"<(?!/?b>|br>)", json.dumps(drawing.draw(mark, charts.LIGHT, Words("en")).to_dict(), default=str)
            )
        )
        assert typed == set()


def test_text_colours_can_be_read_on_their_ground() -> None:
    for colours in (charts.LIGHT, charts.DARK):
        for colour in (colours.ink, colours.soft_ink, *colours.states.values()):
            assert _contrast(colour, colours.ground) >= 4.5, colour


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
