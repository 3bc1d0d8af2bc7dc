"""Money in words, tables and bars: what the finance page shows of one piece, one partner or one period."""

from collections.abc import Hashable
from datetime import date
from typing import Any

import pandas as pd

from peil import contract
from peil.charts import Palette, figures_text, finance
from peil.texts import MISSING, N_, Words
from peil.ui.data import as_date

# One row of an answer, as the page reads it out of the data frame.
Row = dict[Hashable, Any]

# A partner that would leave this share of its budget unused, at the present pace, is at risk. See docs/finance.md.
RISK_FROM = 0.05

WHY_NO_FORECAST = {
    "no_dates": N_("the first or last day is not known"),
    "no_budget": N_("no budget is stated"),
    "no_claims": N_("no claim has been handed in"),
    "one_claim": N_("a pace needs two claims"),
}


def has(value: Any) -> bool:
    """Whether there is a figure at all; zero is one."""
    return bool(pd.notna(value))


def rounded(value: float) -> float | None:
    """In whole euro: where nothing is held against another amount, and in a forecast, cents only distract."""
    return round(value) if has(value) else None


def funder_of(words: Words, piece: Row) -> tuple[str, str]:
    """The colour code and the name of who pays a piece."""
    sources = contract.code_labels("funding_source", words.language)
    source = str(piece["funding_source"])
    if piece["line"] == "grant":
        return "grant", sources[source]
    if piece["line"] == "match":
        return source, piece["funder"] if isinstance(piece["funder"], str) else sources[source]
    return "open", words.text("not stated") if piece["line"] == "open" else words.text("not covered")


def without_payer(words: Words, parts: list[Row]) -> str:
    """What no stated piece pays, in a word and an amount; empty when it is less than a euro."""
    for line, icon in (("open", "?"), ("difference", "✕")):
        for piece in parts:
            if piece["line"] == line and piece["amount"] >= 1:
                funder = funder_of(words, piece)[1]
                return f"{icon} {words.text('{what}: {amount}', what=funder, amount=words.money(piece['amount']))}"
    return ""


def matrix(words: Words, partners: dict[str | None, list[Row]], everyone: str) -> pd.DataFrame:
    """A row per partner and a column per funder, to the cent."""
    _, money = words.text, words.money
    funders = list(dict.fromkeys(funder_of(words, piece)[1] for parts in partners.values() for piece in parts))
    # What is not stated comes last, as in the bars.
    last = [_("not stated"), _("not covered")]
    funders = [name for name in funders if name not in last] + [name for name in last if name in funders]

    def cell(found: list[Row]) -> str:
        """The pieces of one funder together: an amount, a least amount, not stated, or nothing at all."""
        amounts = [piece["amount"] for piece in found if has(piece["amount"])]
        if not amounts:
            return _("not stated") if found else ""
        return ("≥\u00a0" if any(piece["unstated"] for piece in found) else "") + money(sum(amounts))

    def row(name: str, parts: list[Row], cost: float) -> dict[str, str]:
        cells = {funder: cell([piece for piece in parts if funder_of(words, piece)[1] == funder]) for funder in funders}
        return {_("Partner"): name, **cells, _("Cost"): money(cost)}

    rows = [row(partner or everyone, parts, parts[0]["eligible"]) for partner, parts in partners.items()]
    if len(partners) > 1:
        costs = [parts[0]["eligible"] for parts in partners.values()]
        rows.append(
            row(
                _("Together"),
                [piece for parts in partners.values() for piece in parts],
                sum(costs) if all(has(cost) for cost in costs) else float("nan"),
            )
        )
    return pd.DataFrame(rows).rename(columns=lambda name: name[:1].upper() + name[1:])


def days(words: Words, after: float, waiting: int) -> str:
    """``98 days``, and how many claims still wait."""
    texts = [words.plural("{n} day", "{n} days", round(after))] if has(after) else []
    texts += [words.text("{n} open", n=words.number(int(waiting)))] if waiting else []
    return " · ".join(texts) or MISSING


def line_of(
    path: pd.DataFrame, measure: str, name: str, words: Words, colour: str, start: date | None, today: date
) -> finance.Row | None:
    """A line that starts at zero and ends today."""
    part = path[path["measure"] == measure]
    if part.empty:
        return None
    ends = [as_date(day) for day in part["day"]]
    begins = [start] if start and ends[0] and start < ends[0] else []
    values = part["so_far"].tolist()
    return {
        "name": name,
        "figures": words.money(round(values[-1])),
        "days": [*begins, *ends, today],
        "values": [0.0 for _ in begins] + [*values, values[-1]],
        "colour": colour,
        "is_plan": False,
    }


def planned_line(
    budget: float, words: Words, colour: str, start: date | None, end: date | None, today: date
) -> finance.Row | None:
    """A straight line over the dates of the partnership, up to today."""
    if not start or not end or not has(budget) or today < start or end <= start:
        return None
    day = min(today, end)
    planned = budget * ((day - start).days + 1) / ((end - start).days + 1)
    return {
        "name": words.text("planned"),
        "figures": words.money(round(planned)),
        "days": [start, day],
        "values": [0.0, planned],
        "colour": colour,
        "is_plan": True,
    }


def risk(words: Words, unit: Row) -> tuple[str, str]:
    """State (for the colour) and words with their icon."""
    if isinstance(unit["reason"], str):
        return "none", f"? {words.text('Cannot be computed')}"
    if unit["unused_share"] < RISK_FROM:
        return "on_track", f"● {words.text('On course')}"
    share = words.percent(unit["unused_share"])
    return "behind", f"▼ {words.text('{what}: {amount}', what=words.text('At risk'), amount=share)}"


def pace_bar(words: Words, colours: Palette, unit: Row) -> finance.Row:
    _, money = words.text, words.money
    budget = unit["eligible"]
    state, said = risk(words, unit)
    share = unit["reported"] / budget if has(unit["reported"]) and budget else 0.0
    coming = max(0.0, unit["forecast"] / budget - share) if has(unit["forecast"]) and budget else 0.0
    colour = colours.states["ahead"]
    value = money(rounded(unit["reported"]))
    rest = _(" of {budget}", budget=money(rounded(budget))) + (f" · {words.percent(share)}" if share else "")
    # Beyond the scale the bar is cut; the figures say how far.
    share, coming = min(share, 2.0), min(coming, max(0.0, 2.0 - share))
    return {
        "name": unit["name"],
        "figures": figures_text(value, rest),
        "described": f"{unit['name']}: {value}{rest}, {said}",
        "pieces": [
            {"length": share, "colour": colour, "is_known": True, "text": value},
            {"length": coming, "colour": colour, "is_known": False, "text": money(rounded(unit["forecast"]))},
        ],
        "state": state,
        "state_text": said,
        "tick": unit["plan_share"] if has(unit["plan_share"]) else None,
        "end": 1.0 if has(budget) else None,
    }


def carried_bar(words: Words, colours: Palette, unit: Row) -> finance.Row:
    _, money = words.text, words.money
    grant, rest = finance.source_colour("grant", colours), finance.source_colour("open", colours)
    paid = unit["paid"] if has(unit["paid"]) else 0.0
    owed = max(0.0, unit["claimed_not_paid"]) if has(unit["claimed_not_paid"]) else 0.0
    value, of_cost = money(rounded(unit["carried"])), _(" of {reported}", reported=money(rounded(unit["reported"])))
    return {
        "name": unit["name"],
        "figures": figures_text(value, of_cost),
        "described": f"{unit['name']}: {value}{of_cost}",
        "pieces": [
            {"length": paid, "colour": grant, "is_known": True, "text": money(paid)},
            {"length": owed, "colour": grant, "is_known": False, "text": money(owed)},
            {
                "length": max(0.0, unit["reported"] - paid - owed),
                "colour": rest,
                "is_known": True,
                "text": money(max(0.0, unit["reported"] - paid - owed)),
            },
        ],
    }


def amount_of(words: Words, row: Row) -> str:
    if has(row["amount"]):
        return words.money(row["amount"])
    if has(row["amount_min"]) and has(row["amount_max"]):
        return words.text("{low} to {high}", low=words.money(row["amount_min"]), high=words.money(row["amount_max"]))
    return "" if has(row["rate_percent"]) else words.text("not stated")
