"""Several indicators that are asked about at once, as a pack does, say what each says by itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from peil.answers import Answer, forecast, indicator, meetings, results
from peil.answers.view import View

ANSWERS: list[Callable[[View, str], Answer]] = [
    forecast.path,
    forecast.of_indicator,
    indicator.contributions,
    indicator.tiers,
    indicator.readings,
    indicator.rows,
    meetings.helped_and_hindered,
]


@pytest.mark.parametrize(
    ("programme", "day", "partner"),
    [
        ("SUCCES", date(2011, 12, 31), None),
        ("DEMO_01", date(2026, 9, 30), None),
        ("DEMO_01", date(2026, 9, 30), "DORG_01_NGO"),
    ],
)
def test_asked_together_or_alone_is_the_same(
    view: Callable[[str, str], View], programme: str, day: date, partner: str | None
) -> None:
    alone = replace(view(programme, "en"), as_of=day, partner=partner)
    ids = tuple(row["indicator_id"] for row in results.board(alone).rows)[:12]
    assert len(ids) > 5
    together = replace(alone, together=ids)
    said = 0
    for one in ids:
        for answer in ANSWERS:
            expected, found = answer(alone, one), answer(together, one)
            assert found.rows == expected.rows, (one, answer)
            assert (found.title, found.sentences, found.notes) == (expected.title, expected.sentences, expected.notes)
            assert found.mark == expected.mark
            said += len(found.rows)
    assert said > len(ids)
