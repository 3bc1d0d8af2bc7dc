"""The examples in docs/attainment.md are true, of the SQL and of the reference alike."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from peil import contract
from tests.meaning import reference
from tests.meaning.small_store import FIRST_RECEIVED, LATER, SmallStore

DOCUMENT = Path(__file__).parents[2] / "docs" / "attainment.md"

TABLES = {
    "indicator": "indicators",
    "area": "areas",
    "member": "partners",
    "target": "targets",
    "milestone": "target_milestones",
    "result": "results",
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "indicators": {"direction": "up", "measure": "running_total", "over_partners": "sum", "unit": "people"},
    "areas": {},
    "partners": {"role": "partner"},
    "targets": {"tier": "partner"},
    "target_milestones": {"tier": "partner"},
    "results": {},
}


def examples(document: Path = DOCUMENT) -> list[Any]:
    text = document.read_text(encoding="utf-8")
    return [
        pytest.param(found[1], id=f"line {text[: found.start()].count(chr(10)) + 1}")
        for found in re.finditer(r"```example\n(.*?)```", text, re.DOTALL)
    ]


class Example:
    """One block of the page, read into submissions, a question and what is expected of the headline row."""

    def __init__(self, text: str) -> None:
        self.tables: dict[int, dict[str, list[dict[str, Any]]]] = {}
        self.withdrawn: set[int] = set()
        self.amending: set[int] = set()
        self.decisions: list[dict[str, Any]] = []
        self.partner: str | None = None
        self.part: tuple[str, str] | None = None
        self.as_of = date.min
        self.expected: dict[str, Any] = {}
        self._add(
            "partnerships",
            {"partnership_id": "P", "start_date": date(2020, 1, 1), "end_date": date(2020, 12, 31)},
            1,
        )
        if not re.search("^indicator ", text, re.MULTILINE):
            text = "indicator\n" + text
        for line in text.splitlines():
            kind, *words = line.split()
            if kind == "as_of":
                self.as_of = date.fromisoformat(words[0])
            elif kind == "partner":
                self.partner = words[0]
            elif kind == "part":
                self.part = (words[0], words[1])
            else:
                self._line(kind, dict(word.split("=", 1) for word in words))

    def _line(self, kind: str, given: dict[str, str]) -> None:
        submission = int(given.pop("submission", 1))
        if kind == "expect":
            self.expected = given
        elif kind == "withdraw":
            self.withdrawn.add(submission)
        elif kind == "amend":
            self.amending.add(submission)
        elif kind == "decision":
            row = {"partnership_id": "P", "indicator_id": "I", "decided_at": FIRST_RECEIVED}
            self.decisions.append(row | given)
        else:
            table = contract.table(TABLES[kind])
            row = {name: _typed(table.field(name).type, text) for name, text in given.items()}
            own = {"partnership_id": "P", "indicator_id": "I"}
            self._add(
                table.name,
                {name: value for name, value in own.items() if name in table.names} | DEFAULTS[table.name] | row,
                submission,
            )

    def _add(self, table: str, row: dict[str, Any], submission: int) -> None:
        self.tables.setdefault(submission, {}).setdefault(table, []).append(row)

    def question(self) -> reference.Question:
        return reference.Question(
            [
                reference.Submission(
                    self.tables[number],
                    FIRST_RECEIVED + timedelta(days=number),
                    datetime(2021, 1, 1) if number in self.withdrawn else None,
                    number in self.amending,
                )
                for number in sorted(self.tables)
            ],
            self.decisions,
            "P",
            LATER,
            self.partner,
        )


def _typed(kind: str, text: str) -> Any:
    if kind == "date":
        return date.fromisoformat(text)
    if kind == "boolean":
        return text == "true"
    return float(text) if kind == "number" else text


@pytest.mark.parametrize("text", examples())
def test_example(small: SmallStore, text: str) -> None:
    example = Example(text)
    question = example.question()
    small.fill(question)
    if example.part is None:
        rows = {
            "SQL": small.attainment(example.as_of, partner=example.partner),
            "reference": reference.attainment(question, [example.as_of]),
        }
    else:
        dimension, part = example.part
        rows = {
            "SQL": small.part_attainment(dimension, example.as_of, partner=example.partner),
            "reference": reference.part_attainment(question, dimension, [example.as_of]),
        }
        rows = {side: [row for row in answer if row["part_id"] == part] for side, answer in rows.items()}
    assert example.expected
    for side, answer in rows.items():
        (row,) = [row for row in answer if row["is_headline"]]
        for name, text_expected in example.expected.items():
            value = row[name]
            if text_expected == "none":
                assert value is None, (side, name)
            elif isinstance(value, int | float):
                assert value == pytest.approx(float(text_expected), abs=0.0005), (side, name)
            else:
                assert str(value) == text_expected, (side, name)


def test_every_state_and_reason_stands_on_the_page() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    views = DOCUMENT.parents[1] / "queries" / "views"
    sql = "".join((views / file).read_text(encoding="utf-8") for file in ("5_verdicts.sql", "6_attainment.sql"))
    verdicts = set(re.findall(r"(?:then|else|if\(\S+,) '([a-z_]+)'", sql))
    assert len(verdicts) > 20
    assert {verdict for verdict in verdicts if f"`{verdict}`" not in text} == set()


def test_the_bands_of_the_page_are_those_of_the_engine(small: SmallStore) -> None:
    with small.store.cursor() as cursor:
        (bands,) = cursor.execute(
            "select [ahead_above, on_track_from, behind_from, too_early_below, pieces] from bands()"
        ).fetchall()[0]
    text = DOCUMENT.read_text(encoding="utf-8")
    patterns = (
        "above ([0-9.]+) of what is expected",
        "from ([0-9.]+) of it, or at most 1 piece short",
        "from ([0-9.]+) of it, or at most 2 pieces short",
        "less than ([0-9.]+) of the way",
        "less than ([0-9]+) piece is expected",
    )
    assert [float(found) for pattern in patterns for found in re.findall(pattern, text)] == bands
