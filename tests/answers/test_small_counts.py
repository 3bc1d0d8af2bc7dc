"""What pages, downloads and routes list of the demonstration region gives no hidden number away."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from peil.answers import Row, catalogue, choices
from peil.store import Store

PLACE = ("area", "target_group", "gender")


@pytest.fixture(scope="module")
def listed(beside: Store) -> Any:
    """The rows of an answer about the demonstration partnership, as they are taken home."""

    def rows(name: str, **chosen: str) -> list[dict[str, Any]]:
        view = choices.view_of(beside.rows, {"programme": "DEMO_01", "lang": "en"}, beside.stamp)
        return catalogue.asked(name, view, chosen).records()

    return rows


def hidden_in(rows: list[dict[str, Any]]) -> Iterator[tuple[dict[tuple[Any, ...], Row], set[tuple[Any, ...]]]]:
    """The rows of each report by what they speak of, and which of those are hidden."""
    reports: dict[tuple[Any, ...], dict[tuple[Any, ...], Row]] = defaultdict(dict)
    for row in rows:
        key = row.get("indicator"), row["partner"], row["period_end"], row["reading"], row["submission_id"]
        reports[key][tuple(row[part] for part in PLACE)] = row
    for told in reports.values():
        if hidden := {place for place, row in told.items() if row["missing"] == "hidden"}:
            yield told, hidden


@pytest.mark.parametrize("indicator", ["RES_REACHED", "RES_COACHED", "RES_PLACED", "RES_TRAINING"])
def test_no_gender_is_the_total_less_the_others(listed: Any, indicator: str) -> None:
    reports = list(hidden_in(listed("indicator-rows", indicator=indicator)))
    assert reports, "something is hidden"
    for told, hidden in reports:
        by_gender = {place for place in told if place[:2] == (None, None) and place[2]}
        assert told[None, None, None]["value"] is not None
        assert len(hidden & by_gender) != 1
        assert all(told[place]["value"] is None and told[place]["numerator"] is None for place in hidden)


def test_the_page_of_women_and_men_leaves_two_unknown(listed: Any) -> None:
    rows = listed("target-groups-genders")
    hidden = [row for row in rows if row["hidden"]]
    assert hidden
    for row in hidden:
        assert row["not_split"] is None
        assert sum(row[gender] is None for gender in ("f", "m", "x", "not_stated")) > 1


def test_no_neighbourhood_is_the_city_less_the_others(beside: Store, listed: Any) -> None:
    with beside.cursor() as cursor:
        unknown = cursor.execute(
            "select period_end, list(area_id) from shown_area_values(timestamp '2100-01-01')"
            " where indicator_id = 'MON_N_SINGLE_PARENTS' and area_id like 'D_N%' and value is null group by period_end"
        ).fetchall()
    assert unknown
    assert all(len(areas) == 2 for _period, areas in unknown)
    hidden = {(area, period) for period, areas in unknown for area in areas}
    rows = listed("monitor-indicator-rows", indicator="MON_N_SINGLE_PARENTS")
    shown = [row for row in rows if (row["area_id"], row["period_end"]) in hidden]
    assert shown
    assert {(row["value"], row["numerator"], row["lower"], row["missing"]) for row in shown} == {
        (None, None, None, "hidden")
    }
