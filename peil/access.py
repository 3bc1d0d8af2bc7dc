"""Who may write what: the roles, what each of them may write, and who somebody is. The one place that decides it.

Everybody who reaches the server reads everything. Who writes is found out at every write, from the sign-in and from
the file that ``PEIL_ACCESS`` names; docs/deployment.md says how to fill it. Nothing of a person is kept: what somebody
writes carries the organisation.
"""

import ipaddress
import logging
import math
import os
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from peil.errors import NotAllowed
from peil.settings import is_on
from peil.texts import N_

log = logging.getLogger("peil")


class Role(StrEnum):
    """What somebody is to the figures."""

    READER = "reader"
    PARTNER = "partner"
    LEAD = "lead"
    STEWARD = "steward"


@dataclass(frozen=True)
class Rule:
    """Which rows of a table a role may write: where each of the columns ``own`` says what the person's own is.

    Where ``changes`` names columns, the row must be there already, and only these may become different.
    """

    own: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


_OURS = Rule(own=("partnership_id",))
_MINE = Rule(own=("partnership_id", "organisation_id"))

# Withdrawing a submission is a row of this name.
WITHDRAWALS = "withdrawals"

# The tables that people write in Peil; the others are handed in as files.
RECORDS = (
    "meetings",
    "attendance",
    "agenda_items",
    "decisions",
    "guesses",
    "reflection_questions",
    "reflection_answers",
    "learning_questions",
    "recommendations",
    "report_reviews",
    "good_practices",
)

# Reading is everybody's: every page, route and file. What is not here is nobody's to write.
MAY_WRITE: Mapping[Role, Mapping[str, Rule]] = {
    Role.READER: {},
    Role.PARTNER: {
        "attendance": _MINE,
        "guesses": _MINE,
        "reflection_answers": _MINE,
        "recommendations": Rule(
            own=("partnership_id", "owner_id"), changes=("state", "state_reason", "response", "response_reason")
        ),
    },
    Role.LEAD: dict.fromkeys(RECORDS, _OURS),
    Role.STEWARD: dict.fromkeys((*RECORDS, WITHDRAWALS), Rule()),
}

AT_THE_MACHINE = N_(
    "You are at the machine that Peil runs on, so you are its steward and may write everywhere. Nobody signs in here."
)
SIGNED_IN: Mapping[Role, str] = {
    Role.READER: N_("You are signed in and may read everything, but write nothing."),
    Role.PARTNER: N_("You are signed in as partner {organisation} in {partnerships}."),
    Role.LEAD: N_("You are signed in as lead partner of {partnerships}, for {organisation}."),
    Role.STEWARD: N_("You are signed in as steward and may write everywhere."),
}
SIGNED_OUT = N_("You may read everything. Sign in to write.")
SIGN_IN_ENDED = N_("Your sign-in has ended. Sign in again to write.")
UNKNOWN_HERE = N_(
    "You are signed in, but have no role here: you may read everything. Ask whoever runs Peil for a role if you have "
    "to write."
)
FILE_UNUSABLE = N_(
    "You are signed in, but the list of who may write cannot be used, so everybody only reads. Ask whoever runs Peil: "
    "the log says what is wrong with it."
)
SWITCHED_OFF = N_("Everybody only reads here: writing is switched off.")
NO_SIGN_IN = N_(
    "Everybody only reads here, because nobody can sign in. Whoever runs Peil finds in docs/deployment.md how to "
    "set that up."
)

NOT_THIS_ROLE = N_("This is not yours to write. Ask its lead partner, or the steward.")
OTHER_PARTNERSHIP = N_("This belongs to another partnership than yours. Its lead partner or the steward can write it.")
OTHER_ORGANISATION = N_(
    "This belongs to another organisation than yours. That organisation, the lead partner or the steward can write it."
)
ONLY_AN_ANSWER = N_("Of an agreement you give the answer and the state. Ask the lead partner to change the rest.")


@dataclass(frozen=True)
class Person:
    """What somebody may be here; who it is, is not part of it.

    ``because`` is a sentence that says why, with {organisation} and {partnerships} in it for some roles.
    """

    role: Role
    organisation: str | None = None
    partnerships: tuple[str, ...] = ()
    because: str = SIGNED_OUT


# Whoever has a shell on the machine, so also the command line.
STEWARD = Person(Role.STEWARD, because=AT_THE_MACHINE)

# By column of a row: what a person has of it, and what is said to who has not.
_OWN: Mapping[str, tuple[Callable[[Person], Collection[str | None]], str]] = {
    "partnership_id": (lambda person: person.partnerships, OTHER_PARTNERSHIP),
    "organisation_id": (lambda person: (person.organisation,), OTHER_ORGANISATION),
    "owner_id": (lambda person: (person.organisation,), OTHER_ORGANISATION),
}


def require(
    person: Person, table: str, row: Mapping[str, object], replaces: Sequence[Mapping[str, object]] = ()
) -> None:
    """Raises NotAllowed, with a sentence that says the way out, unless ``person`` may write this ``row``.

    ``replaces`` are the versions that stand now under the same key, with the columns of the contract; empty when there
    are none. What replaces something has to be the person's own before and after.
    """
    rule = MAY_WRITE[person.role].get(table)
    if rule is None:
        raise NotAllowed(person.because if person.role is Role.READER else NOT_THIS_ROLE)
    for one in (row, *replaces):
        if sentence := _not_own(person, one, rule.own):
            raise NotAllowed(sentence)
    if rule.changes and not any(_changed(row, before) <= set(rule.changes) for before in replaces):
        raise NotAllowed(ONLY_AN_ANSWER)


def may(person: Person, table: str, row: Mapping[str, object] | None = None) -> bool:
    """Whether to show ``person`` a form for ``table``; what it sends in is held against ``require`` all the same.

    Of ``row`` only the columns that it has are looked at: ``{"partnership_id": "SUCCES"}`` asks for some row there.
    """
    rule = MAY_WRITE[person.role].get(table)
    known = row or {}
    return rule is not None and not _not_own(person, known, [column for column in rule.own if column in known])


def _not_own(person: Person, row: Mapping[str, object], columns: Collection[str]) -> str:
    """What is said when one of the columns of a row is not the person's own; empty when all are."""
    for column in columns:
        own, sentence = _OWN[column]
        value = row.get(column)
        if not isinstance(value, str) or value not in own(person):
            return sentence
    return ""


def _changed(row: Mapping[str, object], before: Mapping[str, object]) -> set[str]:
    """The columns that differ. One that a row leaves out is null; a day may be written as a text."""
    return {
        column
        for column in {*row, *before}
        if (row.get(column) is None, str(row.get(column))) != (before.get(column) is None, str(before.get(column)))
    }


@dataclass(frozen=True)
class Entry:
    """One line of the list of who may write: whoever's sign-in says ``value`` under ``claim`` is this ``person``."""

    claim: str
    value: str
    person: Person


@dataclass(frozen=True)
class WhoMayWrite:
    """The list of who may write, and after how many hours a sign-in ends."""

    entries: tuple[Entry, ...]
    hours: int


# Names of headers that a proxy adds: who asks is then not at this machine, whatever name it was called by.
_PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
# A working day: longer than any meeting, and the next day starts signed out.
_USUAL_HOURS = 12
# As long as Streamlit keeps its cookie.
_MOST_HOURS = 30 * 24


def person_of(
    claims: Mapping[str, object] | None,
    *,
    can_sign_in: bool,
    listens_on: str | None,
    headers: Mapping[str, str],
    now: float,
) -> Person:
    """Who somebody is.

    ``claims`` are what the sign-in says, None without one; ``can_sign_in`` whether a sign-in is set up; ``listens_on``
    the address that the server listens on; ``headers`` those of the request; ``now`` in seconds since 1970.
    """
    if not is_on("PEIL_WRITE"):
        return Person(Role.READER, because=SWITCHED_OFF)
    if not can_sign_in:
        return STEWARD if _is_at_the_machine(listens_on, headers) else Person(Role.READER, because=NO_SIGN_IN)
    if claims is None:
        return Person(Role.READER, because=SIGNED_OUT)
    known = who_may_write()
    if known is None:
        return Person(Role.READER, because=FILE_UNUSABLE)
    if not _is_fresh(claims, known.hours, now):
        return Person(Role.READER, because=SIGN_IN_ENDED)
    return next(
        (entry.person for entry in known.entries if _says(claims, entry)), Person(Role.READER, because=UNKNOWN_HERE)
    )


def who_may_write() -> WhoMayWrite | None:
    """The list of who may write as it stands now; None, and why in the log, when there is none that can be used."""
    path = Path(os.environ.get("PEIL_ACCESS", "").strip() or ".streamlit/access.toml")
    try:
        state = path.stat()
    except OSError:
        return _read(path, None)
    return _read(path, (state.st_mtime_ns, state.st_size, state.st_ino))


def is_loopback(address: str | None) -> bool:
    """Whether an address or name, without a port, can only be this machine."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def _is_at_the_machine(listens_on: str | None, headers: Mapping[str, str]) -> bool:
    """Whether only this machine can be asked, and was asked under its own name by somebody who is on it."""
    named = {name.lower(): value for name, value in headers.items()}
    try:
        host = urlsplit(f"//{named.get('host', '')}").hostname
    except ValueError:
        return False
    return is_loopback(listens_on) and is_loopback(host) and not any(name in named for name in _PASSED_ON)


def _is_fresh(claims: Mapping[str, object], hours: int, now: float) -> bool:
    """Whether the sign-in is at most so many hours old. That it says so is asked of every provider (``iat``)."""
    issued = claims.get("iat")
    if isinstance(issued, bool) or not isinstance(issued, int | float) or not math.isfinite(issued):
        return False
    return now - issued < hours * 3600


def _says(claims: Mapping[str, object], entry: Entry) -> bool:
    """Whether a sign-in says what an entry asks for: as the value of the claim, or as one of its values."""
    said = claims.get(entry.claim)
    if entry.claim != "email":
        return entry.value in said if isinstance(said, list) else said == entry.value
    # An address that its owner could type without proof is nobody's.
    is_verified = claims.get("email_verified", True) in (True, "true")
    return is_verified and isinstance(said, str) and said.casefold() == entry.value.casefold()


@lru_cache(maxsize=1)
def _read(path: Path, version: tuple[int, int, int] | None) -> WhoMayWrite | None:
    """The list in a file, read again when that has another ``version``; None when it is not there, or wrong."""
    try:
        if version is None:
            raise FileNotFoundError("there is no such file")
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        if unknown := set(found) - {"hours", "who"}:
            raise ValueError(f"{', '.join(sorted(unknown))} is not known")
        hours = found.get("hours", _USUAL_HOURS)
        if isinstance(hours, bool) or not isinstance(hours, int) or not 1 <= hours <= _MOST_HOURS:
            raise ValueError(f"hours must be a whole number from 1 to {_MOST_HOURS}")
        who = found.get("who", [])
        if not isinstance(who, list):
            raise ValueError("every entry starts with [[who]]")
        return WhoMayWrite(tuple(_entry(number, one) for number, one in enumerate(who, start=1)), hours)
    except (OSError, ValueError) as error:
        log.warning("Everybody only reads: the list of who may write, %s, cannot be used: %s.", path, error)
        return None


def _entry(number: int, found: object) -> Entry:
    """An entry of the list. Raises ValueError, with its number but nothing of a person, when it is wrong."""

    def needed(name: str) -> str:
        value = given.get(name)
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"entry {number} needs {name}, a text")
        return value

    given = found if isinstance(found, dict) else {}
    if set(given) - {"claim", "is", "role", "organisation", "partnerships"}:
        raise ValueError(f"entry {number} knows claim, is, role, organisation and partnerships only")
    if needed("role") not in list(Role):
        raise ValueError(f"entry {number} has a role that is none of {', '.join(Role)}")
    role = Role(needed("role"))
    partnerships = given.get("partnerships", [])
    if not isinstance(partnerships, list) or not all(isinstance(one, str) and one for one in partnerships):
        raise ValueError(f"entry {number} needs partnerships, a list of ids")
    if (role in (Role.LEAD, Role.PARTNER)) != bool(partnerships):
        raise ValueError(f"entry {number} needs partnerships if it is a lead or a partner, and only then")
    organisation = needed("organisation") if role in (Role.LEAD, Role.PARTNER) or "organisation" in given else None
    person = Person(role, organisation, tuple(partnerships), SIGNED_IN[role])
    return Entry(needed("claim"), needed("is"), person)
