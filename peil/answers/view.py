"""What a reader chose to look at, and the questions asked from there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from peil import contract
from peil.answers import Asked, Row
from peil.store import parameters
from peil.texts import Words

# Asks a query with these parameters: of the store, or of a cache before it.
Ask = Callable[[str, Mapping[str, Any]], Sequence[Row]]


def asked_once(asks: Ask) -> Ask:
    """Asks each question once, and gives the same rows when it is asked again: for who makes much of the same figures
    while nothing is written.
    """
    known: dict[tuple[str, str], Sequence[Row]] = {}

    def ask(query: str, given: Mapping[str, Any]) -> Sequence[Row]:
        key = query, repr(sorted(given.items()))
        if key not in known:
            known[key] = asks(query, given)
        return known[key]

    return ask


@dataclass(frozen=True)
class View:
    """The choices that all pages share."""

    words: Words
    partnership: str
    name: str
    programme: str
    start: date | None
    end: date | None
    data_status: str
    as_of: date
    known_at: datetime
    partner: str | None
    partner_name: str
    kind: str | None
    asks: Ask = field(repr=False, compare=False)
    # Changes when something is written; "" when answers are not to be kept.
    stamp: str = ""
    # Indicators that are read of together, as in a pack: what is asked of one of them is asked once of all.
    together: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        return self.words.language

    @property
    def is_demonstration(self) -> bool:
        return self.data_status == "demonstration"

    def ask(self, query: str, **more: Any) -> Asked:
        """The answer of a query. It gets the choices that its header names, and ``more`` besides or instead."""
        mine = {
            "partnership": self.partnership,
            "as_of": self.as_of,
            "known_at": self.known_at,
            "partner": self.partner,
            "kind": self.kind,
            "language": self.language,
        } | more
        asked = {name: mine[name] for name in parameters(query)}
        return Asked(query, asked, self.asks(query, asked))

    def ask_of(self, query: str, indicator: str, **more: Any) -> Asked:
        """The answer of a query about some indicators, with the rows of one of them."""
        asked = self.ask(query, indicators=self.read_with(indicator), **more)
        return replace(asked, rows=[row for row in asked.rows if row["indicator_id"] == indicator])

    def read_with(self, indicator: str) -> list[str]:
        """The indicators that are read together with this one, and itself."""
        return list(self.together) if indicator in self.together else [indicator]

    def month(self) -> str:
        """``month 23 of 41``; empty when the partnership's dates are not known."""
        if not self.start or not self.end or self.as_of < self.start:
            return ""
        months = (self.as_of.year - self.start.year) * 12 + self.as_of.month - self.start.month + 1
        total = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        return self.words.text("month {n} of {total}", n=min(months, total), total=total)

    def standing(self, reported: Sequence[Row] = ()) -> str:
        """What every page says about itself: programme, dates, who ``reported``, and whether figures are published."""
        words = self.words
        _ = words.text
        parts = [
            self.name + (f" ({self.programme})" if self.programme else ""),
            _("figures up to {day}", day=words.day(self.as_of)),
            _("as known on {day}", day=words.day(self.known_at)),
        ]
        if self.partner:
            parts.append(self.partner_name)
        if self.kind:
            parts.append(contract.code_labels("indicator_kind", words.language)[self.kind].lower())
        if reported:
            n = sum(bool(row["reported"]) for row in reported)
            # Whose figures were not published may have reported them to the partnership.
            parts.append(
                _("figures of {n} of {total} partners are published", n=n, total=len(reported))
                if self.data_status == "published"
                else _("{n} of {total} partners have reported", n=n, total=len(reported))
            )
        # That figures are of a demonstration is said before all this.
        if not self.is_demonstration:
            parts.append(contract.code_labels("data_status", words.language)[self.data_status].lower())
        return " · ".join(parts)
