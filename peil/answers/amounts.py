"""Money in words: who pays a piece, what an outcome means, and amounts that are known in part."""

from collections.abc import Sequence
from datetime import date

from peil import contract
from peil.answers import Column, Row, choices
from peil.answers.marks import Bar, Line, Piece, Stacked
from peil.answers.view import View
from peil.texts import MISSING, N_, Words

OUTCOMES = {
    "fail": ("✕", N_("Differs")),
    "within_tolerance": ("≈", N_("Within the tolerance")),
    "not_computable": ("?", N_("Cannot be checked")),
    "pass": ("✓", N_("Adds up")),
    # No rule looked at it: that is not a good sign.
    None: ("–", N_("Not checked")),
}

WHY_NO_FORECAST = {
    "no_dates": N_("the first or last day is not known"),
    "no_budget": N_("no budget is stated"),
    "no_claims": N_("no claim has been handed in"),
    "one_claim": N_("a pace needs two claims"),
}

# How much an amount may differ, in euro, before a rule counts as broken: what a reader can choose.
TOLERANCES = ("0", "1", "100", "1000")
USUAL_TOLERANCE = "1"

_RISK_TONES = {None: "", False: "on_track", True: "behind"}
# Shares of a budget: a bar beyond this is cut, and the figures say how far it goes.
_LONGEST_SHARE = 2.0


def outcome(words: Words, code: str | None) -> str:
    """Icon and word: ``✕ Differs``."""
    icon, word = OUTCOMES[code]
    return f"{icon} {words.text(word)}"


def rounded(value: float | None) -> float | None:
    """In whole euro: where nothing is held against another amount, and in a forecast, cents only distract."""
    return None if value is None else round(value)


def whole(name: str, title: str) -> Column:
    """An amount in whole euro."""
    return Column(name, title, lambda words, row: words.money(rounded(row[name])), "money")


def total(rows: Sequence[Row], name: str) -> float | None:
    """The sum of a column; None when no row has a figure."""
    found = [row[name] for row in rows if row[name] is not None]
    return sum(found) if found else None


def within(tolerance: str) -> float:
    """A tolerance as an address names it, in euro. Raises UnknownChoice for one that cannot be chosen."""
    return float(choices.one_of("tolerance", tolerance, TOLERANCES, USUAL_TOLERANCE))


def payer(words: Words, piece: Row) -> tuple[str, str]:
    """The kind of money of a piece, as the code of its colour, and the name of who pays it."""
    sources = contract.code_labels("funding_source", words.language)
    source = str(piece["funding_source"])
    if piece["line"] == "grant":
        return "grant", sources[source]
    if piece["line"] == "match":
        return source, piece["funder"] or sources[source]
    if piece["line"] == "open":
        return "open", words.text("not stated")
    return "not_covered", words.text("not covered")


def paid(words: Words, piece: Row) -> str:
    """The amount of a piece. What lacks has the sign that it has in the check: below zero when there is too little."""
    if piece["line"] == "difference":
        return words.money(-piece["amount"], difference=True)
    return words.money(piece["amount"])


def budget_bar(words: Words, name: str, share: str, pieces: Sequence[Row]) -> Stacked:
    """The cost of a partner, made of who pays it. Less than a euro is not seen, and not drawn."""
    drawn = [piece for piece in pieces if piece["is_seen"]]
    return Stacked(
        Bar(name, words.money(pieces[0]["eligible"]), None, rest=share, said=_without_payer(words, drawn)),
        [
            Piece(funder, paid(words, piece), piece["amount"], tone, is_known=piece["is_stated"])
            for piece in drawn
            for tone, funder in (payer(words, piece),)
        ],
    )


def _without_payer(words: Words, pieces: Sequence[Row]) -> str:
    """What no stated piece pays, in a word and an amount."""
    for line, icon in (("open", "?"), ("difference", "✕")):
        for piece in pieces:
            if piece["line"] == line:
                what = payer(words, piece)[1]
                return f"{icon} {words.text('{what}: {amount}', what=what, amount=paid(words, piece))}"
    return ""


def waiting(words: Words, after: float | None, claims: int) -> str:
    """``98 days``, and how many claims still wait."""
    texts = [] if after is None else [words.plural("{n} day", "{n} days", round(after))]
    texts += [words.text("{n} open", n=words.number(claims))] if claims else []
    return " · ".join(texts) or MISSING


def so_far(view: View, path: Sequence[Row], name: str, tone: str, today: date) -> Line | None:
    """A line of steps that starts at nought and goes on to today; None when there is nothing to draw."""
    if not path:
        return None
    words = view.words
    begins = [view.start] if view.start and view.start < path[0]["day"] else []
    values = [row["so_far"] for row in path]
    days = [*begins, *(row["day"] for row in path), today]
    values = [*(0.0 for _ in begins), *values, values[-1]]
    return Line(
        name,
        words.money(rounded(values[-1])),
        days,
        values,
        tone=tone,
        is_stepped=True,
        hover=[f"{words.day(day)}: {words.money(rounded(value))}" for day, value in zip(days, values, strict=True)],
    )


def planned(view: View, budget: float | None, today: date) -> Line | None:
    """A straight line over the dates of the partnership, up to today; None when it has none, or no budget."""
    start, end, words = view.start, view.end, view.words
    if not start or not end or budget is None or today < start or end <= start:
        return None
    day = min(today, end)
    amount = budget * ((day - start).days + 1) / ((end - start).days + 1)
    return Line(words.text("planned"), words.money(round(amount)), [start, day], [0.0, amount], is_dotted=True)


def risk(words: Words, unit: Row) -> str:
    """Icon and word: whether part of the budget is likely to be left unused."""
    if unit["is_at_risk"] is None:
        return f"? {words.text('Cannot be computed')}"
    if not unit["is_at_risk"]:
        return f"● {words.text('On course')}"
    share = words.percent(unit["unused_share"])
    return f"▼ {words.text('{what}: {amount}', what=words.text('At risk'), amount=share)}"


def loss_bar(words: Words, unit: Row) -> Bar:
    """What a partner would leave of its grant, beside the whole of it."""
    signs = {None: "?", False: "●", True: "▼"}
    share = words.percent(unit["grant_unused_share"])
    return Bar(
        unit["name"],
        words.money(rounded(unit["grant_unused"])),
        unit["grant_unused"],
        said=f"{signs[unit['is_at_risk']]} {share}" if unit["grant_unused"] is not None else risk(words, unit),
        tone=_RISK_TONES[unit["is_at_risk"]],
        full=unit["grant_judged"],
    )


def pace_bar(words: Words, unit: Row) -> Stacked:
    """What a partner reported of its budget, and what is to come at its present pace."""
    budget = unit["eligible"]
    reported, forecast = unit["reported"] or 0.0, unit["forecast"]
    share = reported / budget if budget else 0.0
    coming = None if forecast is None else max(0.0, forecast - reported)
    value = words.money(rounded(unit["reported"]))
    rest = words.text(" of {budget}", budget=words.money(rounded(budget)))
    if share:
        rest += f" · {words.percent(share)}"
    share = min(share, _LONGEST_SHARE)
    return Stacked(
        Bar(
            unit["name"],
            value,
            None,
            rest=rest,
            said=risk(words, unit),
            tone=_RISK_TONES[unit["is_at_risk"]],
            tick=unit["plan_share"],
            full=None if budget is None else 1.0,
        ),
        [
            Piece(words.text("reported"), value, share, "ahead"),
            Piece(
                words.text("still to come at the present pace"),
                words.money(rounded(coming)),
                min(coming / budget, _LONGEST_SHARE - share) if coming and budget else 0.0,
                "ahead",
                is_known=False,
            ),
        ],
    )


def carried_bar(words: Words, unit: Row) -> Stacked:
    """What a partner reported: the grant that was paid, what was claimed, and the rest."""
    paid = unit["paid"] or 0.0
    owed = max(0.0, unit["claimed_not_paid"] or 0.0)
    rest = max(0.0, unit["reported"] - paid - owed)
    of_cost = words.text(" of {reported}", reported=words.money(rounded(unit["reported"])))
    return Stacked(
        Bar(unit["name"], words.money(rounded(unit["carried"])), None, rest=of_cost),
        [
            Piece(words.text("grant paid"), words.money(paid), paid, "grant"),
            Piece(words.text("claimed, not yet paid"), words.money(owed), owed, "grant", is_known=False),
            Piece(words.text("not claimed: own part and other funders"), words.money(rest), rest, "open"),
        ],
    )


def stated(words: Words, row: Row) -> str:
    """The amount of a budget line: one, a band, nothing where a rate stands, else that it is not stated."""
    if row["amount"] is not None:
        return words.money(row["amount"])
    if row["amount_min"] is not None and row["amount_max"] is not None:
        return words.text("{low} to {high}", low=words.money(row["amount_min"]), high=words.money(row["amount_max"]))
    return "" if row["rate_percent"] is not None else words.text("not stated")


def approximately(words: Words, amount: str, is_approximate: bool | None) -> str:
    """An amount as it is written, with ``ca.`` before it when the source gives it so."""
    return words.text("ca. {amount}", amount=amount) if is_approximate and amount != MISSING else amount
