"""Figures in words: values with their unit, their target and their other readings."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from peil import contract
from peil.answers import Row, states
from peil.answers.marks import Bar, Bars
from peil.texts import MISSING, Words

# Where the scale of shares of the target ends: at least, so that 100 % has room; at most, for what is legible.
_SHORTEST_SCALE, _LONGEST_SHARE = 1.25, 2.0


def readings(row: Row) -> list[dict[str, Any]]:
    """All readings of a figure, the primary one first; empty when nothing was reported."""
    found = row["readings"]
    return list(found) if pd.api.types.is_list_like(found) else []


def sources(row: Row) -> list[str]:
    """The documents and sections that the results of a row come from."""
    found = row["sources"]
    return list(found) if pd.api.types.is_list_like(found) else []


def reading_values(row: Row) -> list[float]:
    """The values of all readings, the primary one first."""
    return [reading["actual"] for reading in readings(row) if pd.notna(reading["actual"])]


def other_shares(row: Row) -> list[float]:
    """The shares of the target of all readings but the primary one."""
    return [reading["share"] for reading in readings(row)[1:] if pd.notna(reading["share"])]


def bar(words: Words, row: Row) -> Bar:
    """A result against its target: as long as its share of the target."""
    value, rest = against_target(words, row)
    promised = has_target(row)
    return Bar(
        row["name"],
        value,
        row["share_of_target"],
        rest,
        said=states.label(words, row["state"]),
        tone=row["state"],
        tick=row["share_expected"] if promised else None,
        full=1.0 if promised else None,
        others=tuple(other_shares(row)),
        key=row["indicator_id"],
    )


def bars(words: Words, rows: Sequence[Row], longest: float | None = None) -> Bars:
    """Results against their targets, on a scale of shares of the target that ends at ``longest``, else as it fits."""
    drawn = [bar(words, row) for row in rows]
    shares = [share for one in drawn for share in (one.length, *one.others) if share is not None]
    fits = max([_SHORTEST_SCALE, *(min(share, _LONGEST_SHARE) for share in shares)])
    return Bars(drawn, longest or fits, full_word=words.text("target"))


def shares(words: Words, rows: Sequence[Row]) -> Bars:
    """The same in short, for many rows with their own targets: the share and the judgement, without the amounts."""
    mark = bars(words, rows)
    return replace(
        mark,
        bars=[
            replace(one, value=words.percent(one.length) if one.full else "", rest="", others=(), key="")
            for one in mark.bars
        ],
    )


def actual(words: Words, row: Row) -> str:
    """What was reached: ``442``, both readings ``54 | 49``, a range ``40–65`` for people, or a dash."""
    values = reading_values(row)
    is_range = bool(pd.notna(row["actual_low"]) and row["actual_low"] != row["actual_high"])
    if row["measure"] == "unique_people" and is_range:
        return f"{words.number(row['actual_low'])}–{words.number(row['actual_high'])}"
    if values:
        return " | ".join(words.number(value) for value in values)
    return words.number(row["actual"])


def unit(words: Words, code: object) -> str:
    """The unit as it stands beside a number; empty when the source states none."""
    return "" if code == "not_stated" else contract.code_labels("unit", words.language).get(str(code), "")


def has_target(row: Row) -> bool:
    """Whether there is something to reach; a target of nought promises nothing."""
    return pd.notna(row["target"]) and row["state"] not in ("unplanned", "no_target")


def target(words: Words, row: Row) -> str:
    """What was promised: ``1 000 visits``, or a dash. "1 deliverables" would be no grammar, so one has no unit."""
    if pd.isna(row["target"]):
        return MISSING
    return f"{words.number(row['target'])} {unit(words, row['unit']) if row['target'] != 1 else ''}".rstrip()


def partners(words: Words, row: Row) -> str:
    """How many of the partners that owe reports have a value: ``3 of 5``, and how many others: ``3 of 5 (+1)``."""
    if pd.isna(row["partners_expected"]) or not row["partners_expected"]:
        return MISSING
    text = words.text("{n} of {total}", n=int(row["partners_reported"]), total=int(row["partners_expected"]))
    return f"{text} (+{int(row['others_reported'])})" if row["others_reported"] else text


def against_target(words: Words, row: Row) -> tuple[str, str]:
    """The actual value, and the rest of the phrase: ``("442", " of 1 000 visits · 44 %")``."""
    value = actual(words, row)
    unit_word = unit(words, row["unit"])
    if not has_target(row):
        return value, f" {unit_word}" if value != MISSING else ""
    rest = words.text("of {target}", target=target(words, row))
    if pd.notna(row["share_of_target"]):
        rest += f" · {words.percent(row['share_of_target'])}"
    return value, f" {rest}"
