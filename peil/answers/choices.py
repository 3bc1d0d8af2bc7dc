"""What can be chosen on every page, what stands when nothing was chosen, and the view that choices make.

The names are those of the address: programme, as_of, known_at, partner, kind, lang.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from peil import contract
from peil.answers import Row
from peil.answers.view import Ask, View
from peil.errors import UnknownChoice
from peil.texts import DEFAULT_LANGUAGE, LANGUAGES, N_, Words

# Stands in the address for no choice: all partners, all kinds.
ALL = "all"
NAMES = ("programme", "as_of", "known_at", "partner", "kind", "lang")
FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)


def moments(asks: Ask) -> list[datetime]:
    """When the stored figures changed, the last of each day, the newest first; empty when nothing was handed in."""
    return [row["moment"] for row in asks("pages/filters/moments", {})]


def programmes(asks: Ask, known_at: datetime, language: str) -> dict[str, Row]:
    """The partnerships that could be shown at a moment, by id; the first is the one with the latest figures."""
    found = asks("pages/filters/programmes", {"known_at": known_at, "language": language})
    return {row["partnership_id"]: row for row in found}


def default_programme(programmes: Mapping[str, Row]) -> str:
    """The one with the latest figures; of several the first by name."""
    latest = max(row["last_period_end"] or date.min for row in programmes.values())
    found = [row for row in programmes.values() if (row["last_period_end"] or date.min) == latest]
    return str(min(found, key=lambda row: row["name"])["partnership_id"])


def days(asks: Ask, programme: Row, known_at: datetime) -> tuple[list[date], date]:
    """The days up to which figures can be read, the newest first, and the one that stands when none was chosen."""
    found = asks("pages/filters/periods", {"partnership": programme["partnership_id"], "known_at": known_at})
    reported = [row["period_end"] for row in found if row["is_reported"]]
    all_days = [row["period_end"] for row in found]
    return all_days, next(iter([*reported, *all_days]), None) or programme["end_date"] or known_at.date()


def day_of(text: str | None) -> date | None:
    """A day as it stands in an address; None when it is none, or lies before 1990 or after 2100."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= _LAST_DAY else None


def moment_of(text: str | None) -> datetime | None:
    """A moment as it stands in an address, of a day its end; None when it is none."""
    if day := day_of(text):
        return datetime.combine(day, time.max)
    try:
        return datetime.fromisoformat(text or "").replace(tzinfo=None)
    except ValueError:
        return None


def last_of_day(moments: Sequence[datetime], moment: datetime) -> datetime:
    """The last moment that something changed on the day that ends with ``moment`` or before it, of the moments that
    ``moments`` gives; any other ``moment``, and one before everything, as it is.
    """
    if moment.time() != time.max:
        return moment
    return next((changed for changed in moments if changed <= moment), moment)


def partners(asks: Ask, partnership: str, known_at: datetime, language: str) -> dict[str, str]:
    """The names of the partners that owe results, by id."""
    asked = {"partnership": partnership, "known_at": known_at, "language": language}
    return {row["partner_id"]: row["name"] for row in asks("pages/filters/partners", asked)}


def kinds(language: str) -> dict[str, str]:
    """The kinds of indicators, by code."""
    return contract.code_labels("indicator_kind", language)


def view_of(asks: Ask, chosen: Mapping[str, str], stamp: str = "") -> View:
    """The view that an address asks for; what it does not name is as a page would show it.

    Raises UnknownChoice for a value that is not there: unlike a page, it never shows something else instead.
    """
    language = one_of("lang", chosen.get("lang"), list(LANGUAGES), DEFAULT_LANGUAGE)
    words = Words(language)
    changes = moments(asks)
    if not changes:
        raise UnknownChoice(N_("Nothing has been imported yet, so there is nothing to ask."))
    known_at = moment_of(chosen["known_at"]) if "known_at" in chosen else changes[0]
    known_at = known_at and last_of_day(changes, known_at)
    if known_at is None:
        raise UnknownChoice(
            N_("{name}={value} is no moment. Write it as 2012-03-31T17:00:00."),
            name="known_at",
            value=chosen["known_at"],
        )
    shown = programmes(asks, known_at, language)
    if not shown:
        raise UnknownChoice(
            N_("At that moment nothing had been handed in. The first figures came later."), value=chosen["known_at"]
        )
    partnership = one_of("programme", chosen.get("programme"), list(shown), default_programme(shown))
    programme = shown[partnership]
    as_of = day_of(chosen["as_of"]) if "as_of" in chosen else days(asks, programme, known_at)[1]
    if as_of is None:
        raise UnknownChoice(
            N_("{name}={value} is no day. Write it as 2012-03-31."), name="as_of", value=chosen["as_of"]
        )
    names = partners(asks, partnership, known_at, language)
    partner = one_of("partner", chosen.get("partner"), [ALL, *names], ALL)
    kind = one_of("kind", chosen.get("kind"), [ALL, *kinds(language)], ALL)
    return view(asks, words, programme, as_of, known_at, partner, names.get(partner, ""), kind, stamp)


def view(
    asks: Ask,
    words: Words,
    programme: Row,
    as_of: date,
    known_at: datetime,
    partner: str = ALL,
    partner_name: str = "",
    kind: str = ALL,
    stamp: str = "",
) -> View:
    """The view of choices that are known to be there."""
    return View(
        words=words,
        partnership=programme["partnership_id"],
        name=programme["name"],
        programme=words.text(programme["programme"] or ""),
        start=programme["start_date"],
        end=programme["end_date"],
        data_status=programme["data_status"],
        as_of=as_of,
        known_at=known_at,
        partner=None if partner == ALL else partner,
        partner_name=partner_name,
        kind=None if kind == ALL else kind,
        asks=asks,
        stamp=stamp,
    )


def one_of(name: str, value: str | None, known: Sequence[str], default: str) -> str:
    """A choice that is known; the default when there was none. Raises UnknownChoice for one that is not there."""
    if value is None:
        return default
    if value not in known:
        raise UnknownChoice(
            N_("{name}={value} is not here. Known: {known}."), name=name, value=value, known=", ".join(known[:40])
        )
    return value
