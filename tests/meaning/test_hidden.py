"""No hidden number can be worked out from what is shown: not by taking the other parts from their total."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.meaning import hidden_reference
from tests.meaning.small_store import LATER, SmallStore

Place = tuple[str | None, str | None, str | None]
Numbers = dict[Place, float]

DAY = date(2024, 3, 31)
AREAS = [
    {"area_id": "CITY", "name_en": "City", "level": "municipality", "population": 900},
    *({"area_id": f"N{n}", "parent_id": "CITY", "name_en": f"N{n}", "population": 300 - n} for n in (1, 2, 3)),
]
GROUPS = [
    {"partnership_id": "P", "target_group_id": name, "dimension": kind, "name_en": name}
    for name, kind in (("YOUNG", "age"), ("OLD", "age"), ("POOR", "income"))
]
GENDERS = ("f", "m", "x", "not_stated")
WHOLE = {
    "partnerships": [{"partnership_id": "P", "name_en": "P"}],
    "indicators": [
        {
            "indicator_id": "I",
            "partnership_id": "P",
            "name_en": "I",
            "kind": "output",
            "measure": "flow",
            "unit": "people",
        }
        | {"over_partners": "sum", "direction": "up", "level": "partnership"}
    ],
    "areas": AREAS,
    "target_groups": GROUPS,
}


def row(place: Place, value: float | None, *, hidden: bool = False, **more: object) -> dict[str, Any]:
    area, group, gender = place
    about = {"area_id": area, "target_group_id": group, "gender": gender}
    said = {"value": None, "missing": "hidden"} if hidden else {"value": value, "missing": None}
    return (
        {"partnership_id": "P", "indicator_id": "I", "partner_id": "A", "period_end": DAY, "numerator": None}
        | about
        | said
        | more
    )


def shown_by(small: SmallStore) -> dict[Place, Any]:
    """What may be shown of each place: a number, or why there is none."""
    with small.store.cursor() as cursor:
        found = cursor.execute(
            "select area_id, target_group_id, gender, coalesce(value::varchar, missing) from shown_results('P', ?)",
            [LATER],
        ).fetchall()
    return {(area, group, gender): said for area, group, gender, said in found}


def relations(places: Any) -> Iterator[tuple[Place, list[Place]]]:
    """Every total with the parts that add up to it in truth."""
    for area, group, gender in places:
        if gender is None:
            yield (area, group, None), [(area, group, one) for one in GENDERS]
        if group is None:
            yield (area, None, gender), [(area, "YOUNG", gender), (area, "OLD", gender)]
        if area in (None, "CITY"):
            yield (area, group, gender), [(f"N{n}", group, gender) for n in (1, 2, 3)]


def worked_out(known: Numbers, places: Any) -> Numbers:
    """All that follows from the known numbers by adding and taking away, again and again."""
    found = dict(known)
    while True:
        new: Numbers = {}
        for total, parts in relations(places):
            unknown = [place for place in (total, *parts) if place not in found]
            if len(unknown) == 1:
                rest = sum(found[part] for part in parts if part in found)
                new[unknown[0]] = rest if unknown[0] == total else found[total] - rest
        if not new:
            return found
        found |= new


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        pytest.param(
            {"f": 10, "m": 6, "x": None, "not_stated": 1}, {"not_stated"}, id="whose gender is not stated first"
        ),
        pytest.param({"f": 10, "m": 6, "x": None, "not_stated": 0}, {"not_stated"}, id="also when that is nobody"),
        pytest.param({"f": 10, "m": 6, "x": None}, {"m"}, id="else the smallest"),
        pytest.param({"f": 10, "m": None}, {"f"}, id="the only other one"),
        pytest.param({"f": 10, "m": 6, "x": None, "not_stated": None}, set(), id="two of them hide each other"),
        pytest.param({"f": 10, "m": 6, "x": 1}, set(), id="nothing is hidden"),
    ],
)
def test_one_part_is_hidden_beside_a_hidden_one(
    small: SmallStore, said: Mapping[str, float | None], beside: set[str]
) -> None:
    rows = [row((None, None, gender), n, hidden=n is None) for gender, n in said.items()]
    small.hand_in(WHOLE | {"results": [row((None, None, None), 18), *rows]})
    hidden = {gender for (_, _, gender), text in shown_by(small).items() if text == "hidden"}
    assert hidden == beside | {gender for gender, n in said.items() if n is None}
    assert shown_by(small)[None, None, None] == "18.0"


def test_without_a_total_nothing_more_is_hidden(small: SmallStore) -> None:
    small.hand_in(WHOLE | {"results": [row(("N1", None, None), 9), row(("N2", None, None), None, hidden=True)]})
    assert shown_by(small) == {("N1", None, None): "9.0", ("N2", None, None): "hidden"}


def test_groups_that_overlap_give_nothing_away(small: SmallStore) -> None:
    rows = [row((None, "YOUNG", None), 12), row((None, "OLD", None), None, hidden=True)]
    small.hand_in(WHOLE | {"results": [row((None, None, None), 10), *rows]})
    assert shown_by(small)[None, "YOUNG", None] == "12.0"


def test_a_hidden_total_is_not_the_sum_of_its_parts(small: SmallStore) -> None:
    rows = [row((None, None, "f"), 2), row((None, None, "m"), 1)]
    small.hand_in(WHOLE | {"results": [row((None, None, None), None, hidden=True), *rows]})
    assert shown_by(small)[None, None, "m"] == "hidden"


def test_what_is_hidden_by_an_amendment_is_hidden_in_the_rows_it_replaced(small: SmallStore) -> None:
    first = {(None, None, None): 18, (None, None, "f"): 10, (None, None, "m"): 6, (None, None, "x"): 2}
    small.hand_in(WHOLE | {"results": [row(place, n) for place, n in first.items()]})
    small.hand_in({"results": [row((None, None, "x"), None, hidden=True)]}, 2, amends=True)
    assert [text for text in shown_by(small).values() if text == "hidden"] == ["hidden", "hidden"]
    stored = small.figure_rows("I", DAY)
    assert [one["value"] for one in stored if one["gender"] in ("m", "x")] == [None, None, None]


@st.composite
def reports(draw: Callable[[Any], Any]) -> tuple[Numbers, set[Place], set[Place]]:
    """What is true of every place, the places that a report speaks of, and those that it hides."""
    count = st.integers(0, 6)
    true: Numbers = {}
    for area, group, gender in product(("N1", "N2", "N3"), ("YOUNG", "OLD"), GENDERS):
        number = draw(count)
        for place in product((area, "CITY", None), (group, None), (gender, None)):
            true[place] = true.get(place, 0) + number
    for area in (None, "CITY", "N1", "N2", "N3"):
        true[area, "POOR", None] = draw(count)
    splits = draw(st.sets(st.sampled_from(sorted(product((False, True), repeat=3))), min_size=1)) | {(False,) * 3}
    spoken = {place for place in true if tuple(one is not None for one in place) in splits}
    if draw(st.booleans()):
        spoken = {place for place in spoken if place[0] is not None} | {(None, None, None)}
    if draw(st.booleans()):
        spoken -= {draw(st.sampled_from(sorted(spoken - {(None, None, None)} or spoken, key=str)))}
    parts = sorted(spoken - {(None, None, None)}, key=str)
    hidden = draw(st.sets(st.sampled_from(parts), min_size=1, max_size=4)) if parts else set()
    return true, spoken, hidden


@given(report=reports())
def test_nothing_hidden_can_be_worked_out(opened: SmallStore, report: tuple[Numbers, set[Place], set[Place]]) -> None:
    true, spoken, hidden = report
    opened.clear()
    rows = [row(place, true[place], hidden=place in hidden) for place in sorted(spoken, key=str)]
    opened.hand_in(WHOLE | {"results": rows})
    told = shown_by(opened)
    known = {place: float(text) for place, text in told.items() if text != "hidden"}
    assert all(known[place] == true[place] for place in known)
    assert not set(worked_out(known, true)) & hidden
    cells = [hidden_reference.cell(one) for one in rows]
    beside = hidden_reference.hidden_beside(cells, AREAS, GROUPS)
    assert {place for place, text in told.items() if text == "hidden"} == hidden | beside


@given(report=reports())
def test_nothing_hidden_can_be_worked_out_of_the_page_of_women_and_men(
    opened: SmallStore, report: tuple[Numbers, set[Place], set[Place]]
) -> None:
    true, spoken, hidden = report
    opened.clear()
    rows = [row(place, true[place], hidden=place in hidden) for place in sorted(spoken, key=str)]
    opened.hand_in(WHOLE | {"results": rows})
    asked = {"partnership": "P", "as_of": DAY, "known_at": LATER, "language": "en"}
    for shown in opened.store.rows("pages/target_groups/by_gender", asked):
        whole_is_split = {(None, None, gender) for gender in GENDERS} <= spoken
        known = {(None, None, None): true[None, None, None]} | {
            (None, None, gender): shown[gender] for gender in GENDERS if shown[gender] is not None
        }
        assert not whole_is_split or not set(worked_out(known, [(None, None, None)])) & hidden


@given(
    numbers=st.lists(st.integers(0, 30), min_size=3, max_size=3), hidden=st.sets(st.sampled_from(["N1", "N2", "N3"]))
)
def test_nothing_hidden_of_an_area_can_be_worked_out(opened: SmallStore, numbers: list[int], hidden: set[str]) -> None:
    opened.clear()
    amounts = dict(zip(("N1", "N2", "N3"), numbers, strict=True)) | {"CITY": sum(numbers)}
    values = [
        {"indicator_id": "I", "area_id": area, "period_end": DAY}
        | ({"missing": "hidden"} if area in hidden else {"value": amount})
        for area, amount in amounts.items()
    ]
    opened.hand_in(WHOLE | {"area_values": values})
    with opened.store.cursor() as cursor:
        told = dict(cursor.execute("select area_id, value from shown_area_values(?)", [LATER]).fetchall())
    unknown = {area for area, value in told.items() if value is None}
    assert hidden <= unknown
    assert len(unknown) != 1
    assert len(unknown) <= max(2, len(hidden))
