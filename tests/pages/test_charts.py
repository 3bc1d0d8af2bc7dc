"""Charts as data: what is drawn where, and that nothing somebody typed becomes markup."""

import plotly.graph_objects as go

from peil import charts
from peil.charts import results


def row(**changes: object) -> dict[str, object]:
    return {
        "name": "House visits",
        "figures": charts.figures_text("442", " of 1,000"),
        "state": "behind",
        "state_text": "▼ Behind",
        "share": 0.442,
        "expected_share": 0.561,
        "other_shares": [],
        "has_target": True,
        **changes,
    }


def board(*rows: dict[str, object]) -> go.Figure:
    return results.results_against_targets(list(rows), charts.LIGHT, "target", results.longest_share(list(rows)))


def texts_of(figure: go.Figure) -> list[str]:
    return [text for trace in figure.data for text in getattr(trace, "text", None) or ()]


def test_the_bar_is_the_share_of_the_target_and_the_tick_what_was_expected() -> None:
    figure = board(row())
    reached = figure.data[1]
    assert list(reached.x) == [0.442]
    assert reached.marker.color == (charts.LIGHT.states["behind"],)
    target, expected = figure.data[2], figure.data[3]
    assert list(target.x) == [1, 1, None]
    assert list(expected.x) == [0.561, 0.561, None]


def test_what_can_be_chosen_says_which_row_it_is() -> None:
    figure = board(row(), row())
    chosen = [trace for trace in figure.data if trace.customdata is not None]
    assert len(chosen) == 3
    for trace in chosen:
        assert list(trace.customdata) == [0, 1]
        assert trace.hoverinfo == "none", "with 'skip' plotly fires no click"


def test_the_scale_starts_at_zero_and_holds_every_reading() -> None:
    figure = board(row(share=1.8), row(share=0.5, other_shares=[1.95]))
    low, high = figure.layout.xaxis.range
    assert low == 0
    assert high >= 1.95
    assert list(figure.data[4].x) == [1.95]


def test_a_bar_beyond_the_scale_ends_in_an_arrow() -> None:
    figure = board(row(share=7.0))
    assert list(figure.data[1].x) == [results.LONGEST_SHARE]
    assert "»" in texts_of(figure)


def test_without_a_target_there_is_no_bar_no_tick_and_no_line() -> None:
    figure = board(row(share=None, expected_share=None, has_target=False, state="unplanned"))
    assert list(figure.data[0].x) == [0.0]
    assert list(figure.data[1].x) == [0.0]
    assert not figure.data[2].x
    assert not figure.data[3].x


def test_names_are_escaped_and_kept_on_one_line() -> None:
    figure = board(row(name="<script>alert('x')</script> a very long name that goes on and on"))
    texts = texts_of(figure)
    assert not any("<script" in text for text in texts)
    assert any(text.startswith("&lt;script&gt;") and text.endswith("…") for text in texts)


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
