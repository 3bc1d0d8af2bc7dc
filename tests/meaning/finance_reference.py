"""docs/finance.md 3 and 4 once more, in plain Python: slow, without SQL or frames, and written from the page alone."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import median

from tests.meaning.reference import Question, Row


def pace(question: Question, partnership: str, partnerships: Sequence[str], as_of: date) -> dict[str, Row]:
    """What the page shows of each partner of ``partnership``, or of each of the ``partnerships`` of a programme."""
    units: dict[str, list[Row]] = {}
    for one in partnerships:
        for partner, row in _paces(question, one, as_of).items():
            units.setdefault(partner if one == partnership else one, []).append(row)
    return {unit: _together(rows) for unit, rows in units.items()}


def claim_lag(question: Question, partnerships: Sequence[str], as_of: date) -> Row:
    claims = [row for one in partnerships for row in _claims(question, one, as_of)]
    certified = [row for row in claims if row["certified_on"]]
    paid = [row for row in claims if row["paid_on"]]
    uncertified = [row for row in claims if row["reported"] is not None and not row["certified_on"]]
    unpaid = [row for row in claims if row["claimed"] is not None and not row["paid_on"]]
    last = max((row["period_end"] for row in claims), default=None)
    return {
        "claims": len(claims),
        "first_period_end": min((row["period_end"] for row in claims), default=None),
        "last_period_end": last,
        "claimants_last": len([row for row in claims if row["period_end"] == last and row["reported"] is not None]),
        "certified_claims": len(certified),
        "certified_after": _median((row["certified_on"] - row["period_end"]).days for row in certified),
        "uncertified_claims": len(uncertified),
        "uncertified": _sum(row["reported"] for row in uncertified),
        "uncertified_since": min((row["period_end"] for row in uncertified), default=None),
        "not_accepted": _sum(
            row["reported"] - row["certified"]
            for row in certified
            if row["reported"] is not None and row["certified"] is not None
        ),
        "paid_claims": len(paid),
        "paid_after": _median((row["paid_on"] - row["period_end"]).days for row in paid),
        "unpaid_claims": len(unpaid),
        "unpaid": _sum(row["claimed"] for row in unpaid),
        "unpaid_since": min((row["period_end"] for row in unpaid), default=None),
        "undated": len([row for row in claims if row["undated"]]),
    }


def _sum(amounts: Iterable[float | None]) -> float | None:
    """None when nothing is stated."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _median(days: Iterable[int]) -> float | None:
    found = list(days)
    return float(median(found)) if found else None


def _claims(question: Question, partnership: str, as_of: date) -> list[Row]:
    """3: the claims that count, with certified and paid only when that had happened by ``as_of``."""
    counted = []
    for row in question.current("claims"):
        if row["partnership_id"] != partnership or row["period_end"] > as_of:
            continue
        undated = any(row[step] is not None and row[f"{step}_on"] is None for step in ("certified", "paid"))
        for step in ("certified", "paid"):
            if row[f"{step}_on"] is None or row[f"{step}_on"] > as_of:
                row = row | {step: None, f"{step}_on": None}
        counted.append(row | {"undated": undated})
    return counted


def _paces(question: Question, partnership: str, as_of: date) -> dict[str, Row]:
    """4: per partner that has a budget or a claim."""
    [here] = [row for row in question.current("partnerships") if row["partnership_id"] == partnership]
    start, end = here["start_date"], here["end_date"]
    claims = _claims(question, partnership, as_of)
    plan_day = max((row["period_end"] for row in claims), default=as_of)
    if start and plan_day < start:
        plan_share = 0.0
    elif end and plan_day > end:
        plan_share = 1.0
    elif start and end:
        plan_share = ((plan_day - start).days + 1) / ((end - start).days + 1)
    else:
        plan_share = None
    budgets: dict[str, Row] = {}
    for line in question.current("budgets"):
        if line["partnership_id"] == partnership and line["partner_id"] is not None:
            budgets.setdefault(line["partner_id"], {})[line["line"]] = line["amount"]
    answer = {}
    for partner in budgets.keys() | {row["partner_id"] for row in claims}:
        eligible, granted = (budgets.get(partner, {}).get(line) for line in ("eligible", "grant"))
        mine = sorted((row for row in claims if row["partner_id"] == partner), key=lambda row: row["period_end"])
        spoken = [row for row in mine if row["reported"] is not None]
        last_four = spoken[-4:]
        ends = [row["period_end"] for row in mine]
        begin = _joined_on(question, partnership, partner) or start
        if start and ends and not start <= begin <= ends[0]:
            begin = start
        day_before = dict(zip(ends, [start and begin - timedelta(days=1), *ends], strict=False))
        reported = _sum(row["reported"] for row in spoken)
        reason = per_day = forecast = None
        if not start or not end:
            reason = "no_dates"
        elif not eligible:
            reason = "no_budget"
        elif not spoken:
            reason = "no_claims"
        elif len(spoken) == 1:
            reason = "one_claim"
        else:
            days = sum((row["period_end"] - day_before[row["period_end"]]).days for row in last_four)
            per_day = sum(row["reported"] for row in last_four) / days
            spends_until = min(end, _left_on(question, partnership, partner, as_of) or end)
            forecast = reported + per_day * max(0, (spends_until - spoken[-1]["period_end"]).days)
        unused_share = None if forecast is None else max(0.0, 1 - forecast / eligible)
        answer[partner] = {
            "eligible": eligible,
            "granted": granted,
            "reported": reported,
            **{step: _sum(row[step] for row in mine) for step in ("claimed", "certified", "paid")},
            "plan_day": plan_day,
            "plan_share": plan_share,
            "expected": None if eligible is None or plan_share is None else eligible * plan_share,
            "periods_used": len(last_four),
            "last_period_end": spoken[-1]["period_end"] if spoken else None,
            "per_day": per_day,
            "forecast": forecast,
            "unused": None if unused_share is None else eligible * unused_share,
            "grant_unused": None if unused_share is None or granted is None else granted * unused_share,
            "reason": reason,
        }
    return answer


def _joined_on(question: Question, partnership: str, partner: str) -> date | None:
    roles = [
        row["date_joined"]
        for row in question.current("partners")
        if (row["partnership_id"], row["organisation_id"]) == (partnership, partner)
    ]
    return None if None in roles else min(roles, default=None)


def _left_on(question: Question, partnership: str, partner: str, as_of: date) -> date | None:
    roles = [
        row["date_left"]
        for row in question.current("partners")
        if (row["partnership_id"], row["organisation_id"]) == (partnership, partner)
    ]
    left = None if None in roles else max(roles, default=None)
    return left if left and left <= as_of else None


def _together(rows: list[Row]) -> Row:
    """The partners of one line of the page; ``judged`` are the budget and the grant that the forecast is about."""
    judged = [row for row in rows if row["reason"] is None]
    added = ("eligible", "granted", "reported", "claimed", "certified", "paid", "expected", "forecast", "unused")
    together = {name: _sum(row[name] for row in rows) for name in (*added, "grant_unused")}
    per_day = _sum(row["per_day"] for row in judged)
    budget = _sum(row["eligible"] for row in judged)
    paid = together["paid"] or 0
    return together | {
        "partners": len(rows),
        "computable": len(judged),
        "plan_day": rows[0]["plan_day"],
        "plan_share": rows[0]["plan_share"],
        "periods_used": min(row["periods_used"] for row in rows),
        "last_period_end": min((row["last_period_end"] for row in rows if row["last_period_end"]), default=None),
        "pace_per_month": None if per_day is None else per_day * 365.25 / 12,
        "judged": budget,
        "unused_share": None if budget is None else together["unused"] / budget,
        "grant_judged": _sum(row["granted"] for row in judged),
        "reason": None if judged else min(row["reason"] for row in rows),
        "carried": None if together["reported"] is None else together["reported"] - paid,
        "claimed_not_paid": None if together["claimed"] is None else together["claimed"] - paid,
    }
