"""Every code that the engine can give has its words on the page."""

import re

from peil.answers import states
from peil.store import QUERIES, header


def codes_in(view: str, column: str) -> set[str]:
    """The codes in the last ``case ... as <column>`` constructions of a view."""
    text = (QUERIES / "views" / view).read_text(encoding="utf-8")
    cases = re.findall(rf"case\b((?:(?!\bcase\b).)*?)end as {column}\b", text, re.DOTALL)
    return {code for case in cases for code in re.findall(r"then '(\w+)'", case)}


def test_every_reason_not_to_count_a_row_has_words() -> None:
    found = codes_in("8_figure_rows.sql", "why_not") | codes_in("2_results.sql", "why_not")
    assert {"withdrawn", "superseded", "whole_given"} <= found
    assert found == set(states.NOT_COUNTED)


def test_no_words_stand_ready_for_a_reason_the_engine_never_gives() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in sorted((QUERIES / "views").glob("*.sql")))
    for reason in states.REASONS:
        assert f"'{reason}'" in text, reason


def test_the_words_of_the_states_take_their_numbers_from_the_engine() -> None:
    text = " ".join(states.RULES.values())
    assert re.findall(r"[0-9]", text) == []
    named = {found[1] for found in re.finditer(r"{(\w+)}", text)}
    assert named == set(header("pages/results/bands")["Columns"].split(", "))
