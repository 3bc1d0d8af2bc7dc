"""What the pages about partnerships share: amounts, periods and lists of names in words."""

from datetime import date
from typing import Any

import pandas as pd

from peil.texts import MISSING, Words

_FEW = 4


def text(value: Any) -> str:
    """A stored text, or a dash."""
    return value if isinstance(value, str) and value else MISSING


def money_or_band(words: Words, row: Any) -> str:
    """The budget of a partnership: an amount, a band when only that is known, or a dash. Never the middle of a band."""
    if pd.isna(row["budget"]) and pd.notna(row["budget_min"]) and pd.notna(row["budget_max"]):
        return words.text("{low} to {high}", low=words.money(row["budget_min"]), high=words.money(row["budget_max"]))
    return words.money(row["budget"])


def per_cent(words: Words, value: Any) -> str:
    """A percentage with at most one decimal: ``29.6%``; or a dash."""
    return MISSING if pd.isna(value) else words.text("{n}%", n=words.number(float(value)))


def dated(words: Words, day: date | None, precision: object) -> str:
    """A date no more exact than the source: 2022, 02/2010 or 9 December 2010; or a dash."""
    if day is None:
        return MISSING
    if precision in ("year", "year_assumed"):
        return str(day.year)
    if precision in ("month", "month_implied"):
        return f"{day:%m/%Y}"
    return words.short_day(day)


def few(words: Words, names: Any) -> str:
    """The first names of a list, and how many more there are; or a dash."""
    if not pd.api.types.is_list_like(names) or not len(names):
        return MISSING
    shown = list(names)[:_FEW]
    more = len(names) - len(shown)
    return "; ".join(shown) + (" " + words.plural("and {n} more", "and {n} more", more) if more else "")
