"""What people write, in any order and at once, is what a plain ledger says, also at every earlier moment."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from peil import contract
from peil.access import MAY_WRITE, RECORDS, STEWARD, Role
from peil.importing import originals
from peil.recording import save
from tests.meaning.small_store import SmallStore

KEY = {"partnership_id": "P", "meeting_id": "M", "item_id": "1"}
FIELDS = ("draft", "outcome", "discussion")
ITEM = {"kind": "decide", "subject": "x"}


@dataclass
class Version:
    """One version in the ledger: what it says, which versions its writer saw, and when it was and was not there."""

    number: int
    says: dict[str, Any]
    saw: frozenset[int]
    since: datetime
    until: datetime | None = None

    def is_known(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or self.until > moment)


@dataclass
class Ledger:
    """Every version ever written of one row."""

    versions: list[Version] = field(default_factory=list)

    def standing(self, moment: datetime) -> list[Version]:
        """Those that nobody who saw them wrote over, as known at a moment."""
        known = [version for version in self.versions if version.is_known(moment)]
        seen = {number for version in known for number in version.saw}
        return [version for version in known if version.number not in seen]

    def write(self, number: int, at: datetime, changes: dict[str, Any], saw: list[int], now: datetime) -> None:
        """What a writer who saw some versions makes of the row."""
        base = next((v.says for v in reversed(self.versions) if v.number in saw), dict.fromkeys((*FIELDS, *ITEM)))
        standing = self.standing(now)
        if len(standing) == 1 and standing[0].number not in saw:
            theirs = standing[0].says
            if all(theirs[name] == base[name] for name in changes):
                base, saw = theirs, [standing[0].number]
        self.versions.append(Version(number, {**base, **changes}, frozenset(saw), at))


def latest(small: SmallStore) -> datetime:
    """The last moment at which anything was written or withdrawn."""
    [row] = small.store.rows("pages/filters/latest", {})
    return row["moment"]


def steps() -> st.SearchStrategy[list[tuple[str, int, str, str]]]:
    step = st.tuples(
        st.sampled_from(("look", "write", "write", "write", "withdraw")),
        st.integers(0, 1),
        st.sampled_from(FIELDS),
        st.sampled_from(("a", "b", "c")),
    )
    return st.lists(step, min_size=2, max_size=6)


@given(steps())
def test_any_order_of_writes_and_withdrawals_gives_what_the_ledger_says(small: SmallStore, script: Any) -> None:
    small.clear()
    small.hand_in(
        {
            "partnerships": [{"partnership_id": "P", "name_en": "P", "data_status": "reported", "stage": "closed"}],
            "meetings": [{"partnership_id": "P", "meeting_id": "M", "kind": "steering_group"}],
        }
    )
    ledger = Ledger()
    seen: list[list[int]] = [[], []]
    moments = []
    for kind, who, name, text in script:
        now = latest(small)
        if kind == "look":
            seen[who] = [version.number for version in ledger.standing(now)][-1:]
        elif kind == "withdraw":
            standing = ledger.standing(now)
            if standing:
                chosen = standing[-1 - who % len(standing)]
                originals.withdraw(small.store, chosen.number, "undone")
                with small.store.cursor() as cursor:
                    (chosen.until,) = cursor.row(
                        "select withdrawn_at from withdrawals where submission_id = $number", number=chosen.number
                    )
        else:
            known = [version.number for version in ledger.versions]
            # Whoever saw nothing says the whole item.
            changes = {name: text} if seen[who] else {**ITEM, name: text}
            number = save(small.store, STEWARD, "agenda_items", KEY, changes, seen[who])
            with small.store.cursor() as cursor:
                (at,) = cursor.row("select received_at from submissions where submission_id = $number", number=number)
            assert number not in known
            ledger.write(number, at, changes, list(seen[who]), now)
            seen[who] = [number]
        moments.append(latest(small))
    for moment in moments:
        with small.store.cursor() as cursor:
            rows = cursor.execute(
                "select submission_id, draft, outcome, discussion, versions "
                "from standing_versions('agenda_items', 'P', $moment) order by submission_id",
                {"moment": moment},
            ).fetchall()
            current = cursor.execute(
                "select submission_id from current_rows_of('agenda_items', 'P', $moment)", {"moment": moment}
            ).fetchall()
        standing = ledger.standing(moment)
        assert rows == [
            (version.number, *(version.says[name] for name in FIELDS), len(standing)) for version in standing
        ]
        known = [version.number for version in ledger.versions if version.is_known(moment)]
        assert current == [(number,) for number in known[-1:]]


def test_the_tables_that_people_write_are_of_the_contract_and_somebody_may_write_them() -> None:
    assert set(RECORDS) <= {table.name for table in contract.tables()}
    assert set(RECORDS) == set(MAY_WRITE[Role.LEAD])
