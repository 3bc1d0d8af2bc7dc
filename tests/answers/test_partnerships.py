"""The region, one partnership and one municipality below the screen: verdicts come from the queries, ids keep apart."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from peil.answers import Row, Strong, choices, finance, municipality, partnership, partnerships, results
from peil.answers.marks import Outlines
from peil.answers.view import View
from peil.errors import UnknownChoice
from peil.store import Store


@pytest.fixture(scope="module")
def demo(beside: Store) -> View:
    return choices.view_of(beside.rows, {"programme": "DEMO_01", "lang": "en", "as_of": "2026-09-30"})


def with_row(view: View, query: str, **cells: Any) -> View:
    """The view of somebody for whom the rows of one query have other cells."""

    def asks(name: str, parameters: Mapping[str, Any]) -> list[Row]:
        found = view.asks(name, parameters)
        return [{**row, **cells} for row in found] if name == query else list(found)

    return replace(view, asks=asks)


@pytest.mark.parametrize(
    ("stage", "start", "has_started"),
    [
        ("under_implementation", "2026-09-30", True),
        ("under_implementation", "2026-10-01", False),
        ("closed", None, True),
        ("approved", "2020-01-01", False),
    ],
)
def test_a_partnership_has_started_from_its_first_day(
    beside: Store, stage: str, start: str | None, has_started: bool
) -> None:
    with beside.cursor() as cursor:
        found = cursor.execute(
            "select has_started($stage, $start::date, date '2026-09-30')", {"stage": stage, "start": start}
        ).fetchall()
    assert found == [(has_started,)]


def test_the_map_counts_every_municipality_in_its_legend(demo: View) -> None:
    answer = partnerships.municipalities(demo)
    assert isinstance(answer.mark, Outlines)
    assert [group.name for group in answer.mark.groups] == [
        "in a partnership that has started (239)",
        "in a partnership that has not started (25)",
        "in no partnership (21)",
    ]
    assert "geometry" not in answer.names(), "what is taken home is a table"


@pytest.mark.parametrize(
    ("reason", "said"), [("too_many_partners", "✕ 13, at most 12"), ("too_few_partners", "✕ 13, at least 2")]
)
def test_the_query_says_which_limit_is_broken(demo: View, reason: str, said: str) -> None:
    view = with_row(
        demo,
        "pages/partnerships/rules",
        partners=13,
        partners_off=1,
        fewest=2,
        most=12,
        size_kept=False,
        size_reason=reason,
    )
    assert set(partnerships.rules(view, "size").written(view.words)["Number of partners"]) == {said}
    by = {"too_many_partners": "1 partner too many", "too_few_partners": "1 partner too few"}[reason]
    listed = partnerships.breaking(view, "size").written(view.words)["What it breaks, and by how much"]
    assert all(cell.startswith(by) for cell in listed)


def test_a_rule_that_is_kept_is_not_called_short(demo: View) -> None:
    view = with_row(demo, "pages/partnerships/rules", cofinancing_kept=True, share=30.0, short_by=5000.0)
    assert not partnerships.rules(view, "all").written(view.words)["Co-financing"].str.contains("short").any()


def test_one_partnership_repeats_what_the_pages_of_results_and_money_say(demo: View) -> None:
    said = {row["page"]: row["said"] for row in partnership.at_a_glance(demo).rows}
    for page, answer in (("results", results.board(demo)), ("finance", finance.summary(demo))):
        strong = [sentence for sentence in answer.sentences if isinstance(sentence, Strong)]
        assert strong
        assert said[page] == " ".join(strong)


@pytest.mark.parametrize(("is_within", "said"), [(True, "within the limit"), (False, "above the limit")])
def test_the_query_says_whether_an_action_is_within_its_cost(beside: Store, is_within: bool, said: str) -> None:
    view = choices.view_of(beside.rows, {"programme": "DIALOG_FL", "lang": "en"})
    spent = with_row(view, "pages/partnership/action_cost", reported=5000.0, is_within_cost=is_within)
    assert f"€5,000 has been reported: {said}." in partnership.action_cost(spent).sentences


def test_areas_of_one_name_keep_their_own_figures(demo: View) -> None:
    view = with_row(demo, "pages/municipality/results", area="The same name")
    apart = municipality.by_area(municipality.results(demo, "D_M001"), "D_M001").written(demo.words)
    together = municipality.by_area(municipality.results(view, "D_M001"), "D_M001").written(view.words)
    assert together.to_numpy().tolist() == apart.to_numpy().tolist()
    assert list(together.columns[1:]) == ["The same name"] * (len(apart.columns) - 1)


def test_what_is_not_here_is_refused(demo: View) -> None:
    with pytest.raises(UnknownChoice):
        partnerships.rules(demo, "colour")
    with pytest.raises(UnknownChoice):
        partnerships.comparison(demo, "NOPE")
    with pytest.raises(UnknownChoice):
        municipality.about(demo, "KOR_CITY")
    with pytest.raises(UnknownChoice):
        partnership.reports(demo, "NOBODY")
    with pytest.raises(UnknownChoice):
        partnership.reports(demo, "", "2001-01-01")
