"""The mistakes that ``make mutants`` makes: each kind of them, and that each equivalent one is still made."""

import pytest

from tests.mutants.mutations import mutants
from tests.mutants.runner import equivalents


def changed(text: str) -> set[str]:
    """What becomes of the text, on one line, for each mutant of it."""
    return {" ".join(mutant.changed.split()) for mutant in mutants("made/up", text)}


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("select a from t where a = 1", ["where true", "where a <> 1", "where a = 2"]),
        (
            "select a from t where a < 1 and b",
            ["where a <= 1 and b", "where a > 1 and b", "where true and b", "where a < 1 and true", "where a < 1 or b"],
        ),
        ("select a from t where a or b", ["where false or b", "where a or false", "where a and b"]),
        ("select max(a), count(a) from t", ["select min(a), count(a)", "select max(a), count(*)"]),
        ("select count(distinct a) from t", ["count( a)", "count(*)"]),
        ("select coalesce(a, b) from t", ["select (a) from t", "select (b) from t"]),
        ("select a + b from t", ["select a - b from t"]),
        ("select first(a order by b, c) from t", ["last(a", "order by c)", "order by b)", "b desc, c)", "b, c desc)"]),
        ("select a from t order by a desc", ["select a from t", "order by a"]),
        ("select sum(a) over (partition by b, c) from t", ["partition by c", "partition by b", "over ()"]),
        ("select a from t left join u using (a)", ["inner join u"]),
        ("select a from t anti join u using (a)", ["semi join u"]),
        ("select a from t where not exists (select 1 from u)", ["where exists (", "where true"]),
        ("select a from t where a is not null", ["where a is null"]),
        ("select a from t where a is not distinct from b", ["where a = b"]),
        ("select a from t where a not in (1, 3)", ["where a in (1, 3)", "in (2, 3)", "in (1, 4)"]),
        ("select a from t union all select b from u", ["select a from t", "select b from u"]),
        (
            "select case when a then 'x' when b then 'y' else 'z' end from t",
            ["when b then 'y' else", "'y' end", "'mutant'"],
        ),
        ("select count(*) filter (where a) from t", ["filter (where true)"]),
    ],
)
def test_each_mistake_is_made(text: str, mistakes: list[str]) -> None:
    found = changed(text)
    assert [mistake for mistake in mistakes if not any(mistake in one for one in found)] == []
    assert text not in found


def test_a_mistake_is_told_by_the_lines_that_it_changes() -> None:
    [mutant] = [
        one for one in mutants("made/up", "select a\nfrom t\nwhere\n    a\n    = b\n") if one.what == "comparison"
    ]
    assert (mutant.line, mutant.was, mutant.becomes) == (5, "= b", "<> b")


def test_each_equivalent_mutant_is_still_made_and_has_a_reason() -> None:
    told = equivalents()
    made = {
        (mutant.query, mutant.was, mutant.becomes)
        for query in {query for query, _, _ in told}
        for mutant in mutants(query)
    }
    assert set(told) - made == set()
    assert all(told.values())
