"""docs/changes.md once more, in plain Python: a ledger of two moments, held beside each other line by line.

What each moment knows comes from the other reference (``reference.py``); here only what differs is told.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from peil import contract
from tests.meaning import reference
from tests.meaning.reference import Question, Row

# The order of docs/changes.md.
ORDER = (
    "worse",
    "newly_disputed",
    "no_longer_disputed",
    "report_missing",
    "silent",
    "partner_left",
    "withdrawn",
    "left_out",
    "corrected",
    "split",
    "decided",
    "undecided",
    "better",
    "state",
    "target",
    "baseline",
    "terms",
    "milestone",
    "partner_joined",
    "report_came",
    "moved",
    "late",
    "new",
)
RANKS = {
    "missed": 1,
    "exceeded": 1,
    "far_behind": 2,
    "behind": 3,
    "on_track": 4,
    "within_limit": 4,
    "ahead": 5,
    "achieved": 6,
}
BLANK = dict.fromkeys(
    (
        "because",
        "indicator_id",
        "partner_id",
        "area",
        "target_group",
        "reading",
        "tier",
        "period_end",
        "old_value",
        "old_high",
        "new_value",
        "new_high",
        "old_missing",
        "new_missing",
        "old_share",
        "new_share",
        "old_day",
        "new_day",
        "old_state",
        "new_state",
        "submission_id",
    )
)
DEFINED = ("partnerships", "partners", "indicators", "areas", "target_groups")


def changes(before: Question, since: date, after: Question, as_of: date) -> list[Row]:
    """What changed, in no order; the questions differ by when they were known."""
    figures, hidden = _figures(before, since, after, as_of)
    reports = _reports(before, since, after, as_of)
    promises = list(_promises(before, after))
    decided = list(_decided(before, after))
    causes: dict[str, str] = {}
    for name, rows in (("decisions", decided), ("promises", promises), ("figures", figures)):
        for row in rows:
            of_the_whole = row.pop("of_the_whole", True)
            if row["indicator_id"] is not None and row["change"] != "split" and of_the_whole:
                causes[row["indicator_id"]] = name
    everywhere = {
        "definitions": any(
            submission.tables.get(table)
            for submission in after.submissions
            if submission.known(before.known_at) != submission.known(after.known_at)
            for table in DEFINED
        ),
        "partners": any(row["change"] in ("partner_joined", "partner_left") for row in reports),
        "reports": any(row["change"] in ("report_came", "report_missing") for row in [*figures, *reports]),
    }
    states = list(_states(before, since, after, as_of, causes, everywhere, hidden))
    return [BLANK | row for row in [*states, *figures, *reports, *promises, *decided]]


def _cells(question: Question, as_of: date, indicators: dict[str, Row]) -> dict[tuple[Any, ...], Row]:
    """What each stored row says, by what it speaks of; rows that say nothing left out."""
    record = contract.table("results").supersedes
    found: dict[tuple[Any, ...], Row] = {}
    for row in question.asked("results"):
        said = [row[name] for name in ("value", "numerator", "missing", "explanation")]
        if row["period_end"] > as_of or said == [None] * 4:
            continue
        indicator = indicators.get(row["indicator_id"], {"measure": None, "multiplier": None})
        amount = row["value"]
        if indicator["measure"] == "ratio" and None not in (row["numerator"], row["denominator"]):
            multiplier = 1 if indicator["multiplier"] is None else indicator["multiplier"]
            amount = multiplier * row["numerator"] / row["denominator"] if row["denominator"] else None
        is_statement = amount is None and row["numerator"] is None and row["missing"] is None
        figure = (*(row[name] for name in record), row["indicator_id"])
        found[(*figure, row["area_id"], row["target_group_id"], row["gender"])] = row | {
            "figure": figure,
            "amount": amount,
            "said": (
                amount,
                row["numerator"],
                row["denominator"],
                row["missing"],
                row["explanation"] if is_statement else None,
            ),
        }
    return found


def _figures(before: Question, since: date, after: Question, as_of: date) -> tuple[list[Row], set[str]]:
    """What changed of figures and reports; and the indicators of which something is hidden now that was told before."""
    indicators = {row["indicator_id"]: row for row in after.current("indicators")}
    was, now = _cells(before, since, indicators), _cells(after, as_of, indicators)
    known_later = {
        number for number, submission in enumerate(after.submissions, start=1) if submission.known(after.known_at)
    }
    keys = was.keys() | now.keys()
    told_twice = {cell["figure"] for cell in was.values()} & {cell["figure"] for cell in now.values()}
    became_hidden = {
        now[key]["figure"]
        for key in was.keys() & now.keys()
        if now[key]["missing"] == "hidden" and was[key]["missing"] != "hidden"
    }
    wholes = {key[:-3] for key in keys if key[-3:] == (None, None, None)}
    rows, parts, whole = [], {}, set()
    for key in keys:
        old, new = was.get(key), now.get(key)
        if old and new and old["said"] == new["said"]:
            continue
        cell = new or old
        assert cell is not None
        *_, area, group, gender = key
        is_part = group is not None or gender is not None or (area is not None and cell["figure"] in wholes)
        named = {name: cell[name] for name in ("indicator_id", "partner_id", "period_end", "reading")}
        if is_part:
            last = max(one["submission_id"] for one in (new or old, parts.get(cell["figure"])) if one)
            parts[cell["figure"]] = named | {"change": "split", "submission_id": last}
            continue
        whole.add(cell["figure"])
        if not old:
            change = "new" if cell["period_end"] > since else "late"
        elif old["submission_id"] not in known_later and cell["submission_id"] <= old["submission_id"]:
            change = "withdrawn"
        else:
            change = "corrected" if new else "left_out"
        withheld = cell["figure"] in became_hidden
        old_value = old["amount"] if old and not withheld else None
        new_value = new["amount"] if new else None
        rows.append(
            named
            | {
                "change": change,
                "area": area,
                "old_value": old_value,
                "old_high": old_value,
                "new_value": new_value,
                "new_high": new_value,
                "old_missing": "hidden" if old and withheld else old["missing"] if old else None,
                "new_missing": new["missing"] if new else None,
                "submission_id": cell["submission_id"],
            }
        )
    rows += [row for figure, row in parts.items() if figure in told_twice and figure not in whole]
    reported = {(cell["partner_id"], cell["period_end"]) for cell in was.values()}
    came: dict[tuple[str, date], int] = {}
    for cell in now.values():
        report = (cell["partner_id"], cell["period_end"])
        if report[0] is not None and report not in reported and cell["period_precision"] != "document_date":
            came[report] = min(cell["submission_id"], came.get(report, cell["submission_id"]))
    rows += [
        {
            "change": "report_came",
            "indicator_id": None,
            "partner_id": partner,
            "period_end": period_end,
            "submission_id": submission,
        }
        for (partner, period_end), submission in came.items()
    ]
    return rows, {figure[-1] for figure in became_hidden}


def _reports(before: Question, since: date, after: Question, as_of: date) -> list[Row]:
    was, now = (
        {
            row["partner_id"]: row
            for row in reference.who_reported(question, day)
            if question.partner in (None, row["partner_id"])
        }
        for question, day in ((before, since), (after, as_of))
    )
    rows: list[Row] = [
        {"change": "partner_joined" if partner in now else "partner_left", "partner_id": partner}
        for partner in was.keys() ^ now.keys()
    ]
    rows += [
        {"change": "report_missing", "partner_id": partner, "period_end": as_of, "old_day": row["last_period_end"]}
        for partner, row in now.items()
        if not row["reported"] and (partner not in was or was[partner]["reported"] or as_of > since)
    ]
    return [{"indicator_id": None} | row for row in rows]


def _by_record(question: Question, table: str) -> dict[tuple[Any, ...], Row]:
    fields = contract.table(table).supersedes
    return {tuple(row[name] or "" for name in fields): row for row in question.here(table)}


def _promises(before: Question, after: Question) -> Iterable[Row]:
    for table in ("targets", "target_milestones"):
        was, now = _by_record(before, table), _by_record(after, table)
        for key in was.keys() | now.keys():
            old, new = was.get(key), now.get(key)
            row = new or old
            assert row is not None
            if after.partner not in (None, row["partner_id"]):
                continue
            named = {name: row[name] for name in ("indicator_id", "partner_id", "tier", "submission_id")}
            old, new = old or dict.fromkeys(row), new or dict.fromkeys(row)
            if table == "target_milestones":
                named |= {"period_end": row["milestone_date"]}
            else:
                named |= {
                    "area": row["area_id"],
                    "target_group": row["target_group_id"],
                    "reading": row["reading"],
                    "old_day": old["due_date"],
                    "new_day": new["due_date"],
                    "of_the_whole": (row["area_id"], row["target_group_id"]) == (None, None),
                }
            if old["value"] != new["value"]:
                yield named | {
                    "change": "target" if table == "targets" else "milestone",
                    "old_value": old["value"],
                    "new_value": new["value"],
                }
            if table == "target_milestones":
                continue
            if old["baseline"] != new["baseline"]:
                yield named | {"change": "baseline", "old_value": old["baseline"], "new_value": new["baseline"]}
            terms = ("start_date", "due_date", "target_kind", "tolerance")
            if key in was and key in now and any(old[name] != new[name] for name in terms):
                yield named | {"change": "terms", "old_value": old["value"], "new_value": new["value"]}


def _decided(before: Question, after: Question) -> Iterable[Row]:
    def standing(question: Question) -> dict[tuple[Any, ...], Row]:
        known = (row for row in question.decisions if row["decided_at"] <= question.known_at)
        return {
            (row["indicator_id"], row.get("partner_id"), row.get("period_end")): row
            for row in sorted(known, key=lambda row: row["decided_at"])
            if row["partnership_id"] == question.partnership
        }

    was, now = standing(before), standing(after)
    for key in was.keys() | now.keys():
        row = now.get(key) or was[key]
        if key in was and key in now and was[key].get("reading") == now[key].get("reading"):
            continue
        if after.partner not in (None, row.get("partner_id") or after.partner):
            continue
        yield {
            "change": "decided" if key in now else "undecided",
            "indicator_id": key[0],
            "partner_id": key[1],
            "period_end": key[2],
            "reading": row.get("reading"),
        }


def _headlines(question: Question, as_of: date) -> dict[str, Row]:
    """The rows of the board, and whether they stand on it."""
    is_programme = any(row["parent_id"] == question.partnership for row in question.current("partnerships"))
    found = {}
    for row in reference.attainment(question, [as_of]):
        spoken = bool(row["readings"]) or row["missing"] == "hidden"
        on_board = (
            row["state"] != "no_target"
            and (question.partner is None or spoken or row["actual_low"] is not None or row["target"] is not None)
            and (spoken or not is_programme)
        )
        if row["is_headline"]:
            found[row["indicator_id"]] = row | {"on_board": on_board}
    return found


def _states(
    before: Question,
    since: date,
    after: Question,
    as_of: date,
    causes: dict[str, str],
    everywhere: dict[str, bool],
    hidden: set[str],
) -> Iterable[Row]:
    was, now = _headlines(before, since), _headlines(after, as_of)
    for indicator in was.keys() | now.keys():
        one = next(iter((was.get(indicator) or now[indicator],)))
        nothing = dict.fromkeys(one) | {"state": "no_target", "on_board": False}
        old, new = was.get(indicator, nothing), now.get(indicator, nothing)
        if not (old["on_board"] or new["on_board"]):
            continue
        change = _change(old, new)
        if change is None:
            continue
        is_partial = "partial" in (old["state"], new["state"])
        left = old["partners_left"], new["partners_left"]
        starts = old["start_date"], new["start_date"]
        because = (
            causes.get(indicator)
            or ("definitions" if everywhere["definitions"] else None)
            or (
                "partners"
                if (None not in left and left[0] != left[1]) or (is_partial and everywhere["partners"])
                else None
            )
            or ("reports" if is_partial and everywhere["reports"] else None)
            or ("next_target" if None not in starts and starts[0] != starts[1] else "time")
        )
        withheld = indicator in hidden
        yield {
            "change": change,
            "because": because,
            "indicator_id": indicator,
            "period_end": new["last_period_end"],
            "tier": new["tier"],
            "old_value": None if withheld else _low(old),
            "old_high": None if withheld else _high(old),
            "new_value": _low(new),
            "new_high": _high(new),
            "old_missing": "hidden" if withheld else old["missing"],
            "new_missing": new["missing"],
            "old_share": None if withheld else old["share_low"],
            "new_share": new["share_low"],
            "old_state": old["state"],
            "new_state": new["state"],
        }


def _low(row: Row) -> Any:
    return row["actual_low"] if row["done"] is None else row["done"]


def _high(row: Row) -> Any:
    return row["actual_high"] if row["done"] is None else row["done"]


def _change(old: Row, new: Row) -> str | None:
    """What a result did, or None when neither its state nor its value moved."""
    shares = [None if row["share_low"] is None else round(row["share_low"], 9) for row in (old, new)]
    if old["state"] == new["state"]:
        return None if (_low(old), _high(old), shares[0]) == (_low(new), _high(new), shares[1]) else "moved"
    if new["state"] == "no_recent_report":
        return "silent"
    known = old["state_then"] or old["state"]
    if "disputed" in (known, new["state"]) and known != new["state"]:
        return "newly_disputed" if new["state"] == "disputed" else "no_longer_disputed"
    was, now = RANKS.get(known), RANKS.get(new["state"])
    if now is not None and now <= 3 and (was is None or now < was):
        return "worse"
    return "better" if was is not None and now is not None and now > was else "state"
