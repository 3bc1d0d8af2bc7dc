"""The standing rules: what they say about the published figures, and that each of them can fail."""

from datetime import date, datetime

import pandas as pd
import pytest

from peil.checking import COLUMNS, rules, run_rule, run_rules
from peil.contract import table
from peil.store import Store, header, record_key_expression

KNOWN_AT = datetime(2024, 6, 30)
HANDED_IN = datetime(2024, 1, 1)

# A small data set: table -> (names of columns, rows).
Tables = dict[str, tuple[str, list[tuple]]]


def hand_in(store: Store, tables: Tables, submission: int = 1, received_at: datetime = HANDED_IN) -> None:
    """Store ``tables`` as one submission; columns that are not named are empty."""
    with store.transaction() as cursor:
        cursor.execute(
            "insert into submissions (submission_id, received_at) values ($id, $received_at)",
            {"id": submission, "received_at": received_at},
        )
        for name, (columns, rows) in tables.items():
            names = columns.split()
            places = ", ".join(["?"] * len(names))
            statement = f"insert into {name} ({', '.join(names)}, submission_id) values ({places}, {submission})"
            for row in rows:
                cursor.execute(statement, row)
            key = record_key_expression(table(name)).text
            cursor.execute(f"update {name} set record_key = {key} where submission_id = {submission}")


def findings(store: Store, rule: str, known_at: datetime = KNOWN_AT, tolerance: float = 1.0) -> list[tuple]:
    """What a rule found, as (outcome, partnership_id, subject, stated, computed, difference, reason).

    ``PASS`` when it judged something and found nothing.
    """
    return found(of_rule(run_rule(store, rule, known_at, tolerance), rule))


def of_rule(every: pd.DataFrame, rule: str) -> list[tuple]:
    """The rows of one rule among those of all, with None for what is missing."""
    mine = every.loc[every.rule == rule, COLUMNS[2:]].astype(object)
    return [tuple(row) for row in mine.where(mine.notna(), None).itertuples(index=False)]


def found(rows: list[tuple]) -> list[tuple]:
    """The rows that say more than that a partnership keeps the rule; ``PASS`` when there are none."""
    return [row for row in rows if row[0] != "pass"] or [("pass",)] * bool(rows)


PASS = [("pass",)]
NO_DATA = [("not_computable", None, None, None, None, None, "no_data")]

BUDGET = "partnership_id partner_id line funding_source funder_id amount rate_percent"
PARTNERSHIP = "partnership_id parent_id stage start_date end_date data_status"
RESULT = "partnership_id indicator_id partner_id period_end value reading source_id period_precision"
TARGET = "partnership_id indicator_id partner_id tier value baseline reading source_id"
INDICATOR = "indicator_id unit level measure direction"
PARTNER = "partnership_id organisation_id role reports date_joined date_left"
PHASE = "partnership_id activity_id parent_id kind sequence start_date end_date"
PLAN = "partnership_id activity_id parent_id kind origin"
CLAIM = "partnership_id partner_id period_end reported claimed paid paid_on"
STATISTIC = "partnership_id statistic_id counted value out_of"

Q1, Q2, Q3, Q4 = date(2022, 3, 31), date(2022, 6, 30), date(2022, 9, 30), date(2022, 12, 31)
RUNNING = ("P", None, "under_implementation", date(2022, 1, 1), date(2024, 12, 31), "reported")


def eligible(*amounts: float | None, total: float | None = 100) -> Tables:
    """A project of which the partners A, B ... have these eligible costs."""
    return {
        "budgets": (
            BUDGET,
            [("P", None, "eligible_total", "total", None, total, None)]
            + [("P", "ABC"[i], "eligible", "total", None, amount, None) for i, amount in enumerate(amounts)],
        )
    }


def granted(amount: float | None, rate: float | None = 50, partner_rate: float | None = None) -> Tables:
    """A project of one partner with 100 euro of eligible cost and this grant."""
    return {
        "budgets": (
            BUDGET,
            [
                ("P", None, "grant_total", "erdf", None, 50, rate),
                ("P", "A", "eligible", "total", None, 100, None),
                ("P", "A", "grant", "erdf", None, amount, partner_rate),
            ],
        )
    }


def matched(*pieces: float | None) -> Tables:
    """A partner whose match funding of 50 euro comes in these pieces."""
    columns, rows = granted(50)["budgets"]
    sources = ("own_funds", "province", "region")
    return {
        "budgets": (
            columns,
            rows
            + [
                ("P", "A", "match", source, source, piece, None) for source, piece in zip(sources, pieces, strict=False)
            ],
        )
    }


def claims(*rows: tuple, rate: float | None = 50) -> Tables:
    """Claims of partner A: (period end, reported, claimed, paid, day of payment)."""
    return {
        "budgets": (BUDGET, [("P", None, "grant_total", "erdf", None, 1000, rate)]),
        "claims": (CLAIM, [("P", "A", *row) for row in rows]),
    }


def composition(
    *partners: str, stage: str = "under_implementation", joined: date | None = None, left: date | None = None
) -> Tables:
    """A local partnership P of programme F with the organisations named after their types."""
    return {
        "partnerships": (
            PARTNERSHIP,
            [
                ("F", None, "under_implementation", None, None, "reported"),
                ("P", "F", stage, date(2023, 1, 1), None, "reported"),
            ],
        ),
        "coverage_statistics": (
            STATISTIC,
            [("F", "LEAST", "fewest_partners", 2, None), ("F", "MOST", "most_partners", 4, None)],
        ),
        "organisations": ("organisation_id type", [(name, name.rstrip("0123456789")) for name in partners]),
        "partners": (PARTNER, [("P", name, "partner", False, joined, left) for name in partners]),
    }


SERVICE, AUTHORITY = "public_employment_service", "local_authority"


def cofinanced(*lines: tuple, covered: str = "TOWN", list_it: bool = True) -> Tables:
    """A local partnership that costs 1 000 euro, with match funding (source, funder, amount), in an area."""
    return {
        "partnerships": (
            PARTNERSHIP,
            [("F", None, "under_implementation", None, None, "reported")]
            + [("P", "F", "under_implementation", None, None, "reported")] * list_it,
        ),
        "organisations": ("organisation_id type", [("CITY", AUTHORITY), ("FRIENDS", "ngo")]),
        "areas": (
            "area_id parent_id",
            [("REGION", None), ("LIMBURG", "REGION"), ("TOWN", "REGION"), ("VILLAGE", "LIMBURG")],
        ),
        "coverage": ("partnership_id area_id role", [("F", "LIMBURG", "exception"), ("P", covered, "member")]),
        "budgets": (
            BUDGET,
            [
                ("F", None, "cofinancing_minimum", "not_stated", None, None, 30),
                ("F", None, "cofinancing_minimum_exception", "not_stated", None, None, 20),
                ("P", None, "eligible_total", "total", None, 1000, None),
            ]
            + [("P", None, "match", source, funder, amount, None) for source, funder, amount in lines],
        ),
    }


def coverage(started: float, approved: float = 40, committed: float = 279) -> Tables:
    """The counts of a programme F."""
    return {
        "coverage_statistics": (
            STATISTIC,
            [
                ("F", "A", "municipalities", committed, 300),
                ("F", "B", "partnerships", 44, None),
                ("F", "C", "applied", 42, 44),
                ("F", "D", "approved", approved, None),
                ("F", "E", "started", started, None),
            ],
        )
    }


def reported(
    *reports: tuple[str, date],
    interval: int | None = 3,
    b_reports: bool = True,
    b_joined: date | None = None,
    b_left: date | None = None,
) -> Tables:
    """Quarterly reports (partner, period end) in a partnership of A and B."""
    return {
        "partnerships": ("partnership_id reporting_interval_months", [("P", interval)]),
        "partners": (
            PARTNER,
            [("P", "A", "partner", True, None, None), ("P", "B", "partner", b_reports, b_joined, b_left)],
        ),
        "results": (RESULT, [("P", "I", partner, end, 1, None, "S", "day") for partner, end in reports]),
    }


def values(*points: tuple[date, float | None], measure: str = "running_total") -> Tables:
    """A series of one indicator of one partner."""
    return {
        "indicators": (INDICATOR, [("I", "people", "partner", measure, "up")]),
        "results": (RESULT, [("P", "I", "A", end, value, None, "S", "day") for end, value in points]),
    }


def promised(value: float | None, baseline: float | None = None, direction: str = "up") -> Tables:
    """One target."""
    return {
        "indicators": (INDICATOR, [("I", "people", "partner", "running_total", direction)]),
        "targets": (TARGET, [("P", "I", "A", "partner", value, baseline, None, "S")]),
    }


def tiers(*names: str) -> Tables:
    """An indicator with a target of each of these tiers."""
    return promised(10) | {"targets": (TARGET, [("P", "I", None, tier, 10, None, None, "S") for tier in names])}


def people(*indicators: str, groups: tuple[str | None, ...] = (None,)) -> Tables:
    """Counts of people of partner A, each in these target groups."""
    return {
        "indicators": (INDICATOR, [(one, "people", "partner", "flow", "up") for one in indicators]),
        "results": (
            "partnership_id indicator_id partner_id target_group_id period_end value",
            [("P", one, "A", group, Q1, 5) for one in indicators for group in groups],
        ),
    }


def met(count: float, start: date | None = date(2022, 1, 1)) -> Tables:
    """A count of steering-group meetings up to the end of 2022."""
    return {
        "partnerships": (PARTNERSHIP, [("P", None, "under_implementation", start, None, "reported")]),
        "indicators": (INDICATOR, [("MEETINGS", "meetings", "project", "running_total", "up")]),
        "results": (RESULT, [("P", "MEETINGS", None, Q4, count, None, "S", "day")]),
    }


def met_on(*days: date, kind: str = "steering_group", state: str | None = None) -> Tables:
    """A list of steering-group meetings, in a partnership that reported up to the end of 2022; ``state`` is that of
    the last one.
    """
    return {
        "partnerships": (PARTNERSHIP, [RUNNING]),
        "indicators": (INDICATOR, [("I", "people", "partner", "running_total", "up")]),
        "results": (RESULT, [("P", "I", "A", Q4, 1, None, "S", "day")]),
        "meetings": (
            "partnership_id meeting_id kind meeting_date state",
            [("P", f"M{number}", kind, day, state if day == days[-1] else None) for number, day in enumerate(days)],
        ),
    }


def duration(stated: int | None, end: date | None = date(2023, 6, 30), precision: str = "day") -> Tables:
    """A partnership from 1 January 2022."""
    return {
        "partnerships": (
            "partnership_id start_date start_precision end_date end_precision duration_months_stated",
            [("P", date(2022, 1, 1), "month", end, precision, stated)],
        )
    }


def read(
    *rows: tuple[str | None, str | None],
    status: str = "published",
    note_on: str | None = None,
    note_for: str | None = "P",
) -> Tables:
    """Readings of one result: (reading, source), perhaps with a data note about an indicator."""
    return {
        "partnerships": (PARTNERSHIP, [("P", None, "closed", None, None, status)]),
        "results": (RESULT, [("P", "I", "A", Q1, 1, reading, source, "day") for reading, source in rows]),
        "data_note_links": (
            "data_note_id table_name partnership_id record_id",
            [("N", "results", note_for, note_on)] * bool(note_on),
        ),
    }


def monitor(priority: int, peer: int = 2, unnamed: bool = False) -> Tables:
    """The areas of a neighbourhood monitor."""
    areas = [(f"A{number}", "priority") for number in range(priority)]
    areas += [(f"B{number}", "peer") for number in range(peer)] + [("C", "centre"), ("D", "district")]
    return {
        "areas": (
            "area_id is_unnamed",
            [(area, True if unnamed and area == "B0" else None) for area, _ in areas],
        ),
        "coverage": ("partnership_id area_id role", [("P", *area) for area in areas]),
    }


def phased(*starts: date | None, end: date | None = None) -> Tables:
    """Phases 1, 2 ... of a partnership that runs from 2022 to 2024; the last one ends at ``end``."""
    ends = [None] * (len(starts) - 1) + [end]
    return {
        "partnerships": (PARTNERSHIP, [RUNNING]),
        "activities": (
            PHASE,
            [("P", f"PH{i}", None, "phase", i, start, ends[i - 1]) for i, start in enumerate(starts, start=1)],
        ),
    }


def planned(*rows: tuple) -> Tables:
    """A plan: (activity, parent, kind, origin)."""
    return {"activities": (PLAN, [("P", *row) for row in rows])}


STRATEGIC, OPERATIONAL = ("S", None, "strategic_objective", None), ("O", "S", "operational_objective", None)


def agenda(financial: bool | None, content: bool | None, state: str | None = None) -> Tables:
    """One steering-group meeting."""
    return {
        "meetings": (
            "partnership_id meeting_id kind meeting_date financial_report content_report state",
            [
                ("P", "M", "steering_group", Q1, financial, content, state),
                ("P", "R", "reflection", Q1, None, None, None),
            ],
        )
    }


def populated(*areas: tuple[str, str | None, int | None]) -> Tables:
    """Areas: (area, lies in, population)."""
    return {"areas": ("area_id parent_id population", list(areas))}


# rule -> [(what it is about, data, the rows it must give)]; every rule has one that passes and one that does not.
CASES: dict[str, list[tuple[str, Tables, list[tuple]]]] = {
    "R01": [
        ("adds up", eligible(60, 40), PASS),
        ("too much", eligible(60, 42), [("fail", "P", None, 100, 102, 2, "sum_differs")]),
        ("within a euro", eligible(60, 39), [("within_tolerance", "P", None, 100, 99, -1, "sum_differs")]),
        (
            "no line with the total",
            {
                "budgets": (BUDGET, [("P", "A", "eligible", "total", None, 90, None)]),
                "partnerships": ("partnership_id budget", [("P", 100)]),
            },
            [("fail", "P", None, 100, 90, -10, "sum_differs")],
        ),
        ("one unknown", eligible(60, None), [("not_computable", "P", None, 100, None, None, "amount_not_stated")]),
        (
            "against the budget of the partnership",
            eligible(60, 40, total=None) | {"partnerships": ("partnership_id budget", [("P", 103)])},
            [("fail", "P", None, 103, 100, -3, "sum_differs")],
        ),
        ("no total", eligible(60, total=None), [("not_computable", "P", None, None, 60, None, "amount_not_stated")]),
    ],
    "R02": [
        ("half", granted(50), PASS),
        ("too much", granted(51.01), [("fail", "P", "A", 51.01, 50, 1.01, "share_differs")]),
        ("within a euro", granted(50.5), [("within_tolerance", "P", "A", 50.5, 50, 0.5, "share_differs")]),
        ("exactly a euro", granted(51), [("within_tolerance", "P", "A", 51, 50, 1, "share_differs")]),
        ("another rate for one partner", granted(60, partner_rate=60), PASS),
        (
            "the rate of the partnership, not of another line",
            {
                "budgets": (
                    BUDGET,
                    [
                        ("P", "A", "eligible", "total", None, 100, None),
                        ("P", "A", "grant", "erdf", None, 40, None),
                        ("P", "A", "personnel", "total", None, 76, 76),
                    ],
                ),
                "partnerships": ("partnership_id grant_rate_percent", [("P", 40)]),
            },
            PASS,
        ),
        (
            "a partner without a grant",
            {"budgets": (BUDGET, granted(50)["budgets"][1] + [("P", "B", "eligible", "total", None, 10, None)])},
            [("not_computable", "P", "B", None, 5, None, "amount_not_stated")],
        ),
        (
            "a partner without eligible cost",
            {"budgets": (BUDGET, granted(50)["budgets"][1] + [("P", "B", "grant", "erdf", None, 10, None)])},
            [("not_computable", "P", "B", 10, None, None, "amount_not_stated")],
        ),
        ("no grants per partner", eligible(60, 40), NO_DATA),
        ("unknown", granted(None), [("not_computable", "P", "A", None, 50, None, "amount_not_stated")]),
        ("no rate", granted(50, rate=None), [("not_computable", "P", "A", 50, None, None, "rate_not_stated")]),
    ],
    "R03": [
        ("adds up", granted(50), PASS),
        ("too much", granted(52), [("fail", "P", None, 50, 52, 2, "sum_differs")]),
        ("within a euro", granted(50.5), [("within_tolerance", "P", None, 50, 50.5, 0.5, "sum_differs")]),
        ("exactly a euro", granted(51), [("within_tolerance", "P", None, 50, 51, 1, "sum_differs")]),
        (
            "no line with the total",
            {
                "budgets": (BUDGET, [("P", "A", "grant", "erdf", None, 40, None)]),
                "partnerships": ('partnership_id "grant"', [("P", 50)]),
            },
            [("fail", "P", None, 50, 40, -10, "sum_differs")],
        ),
        ("unknown", granted(None), [("not_computable", "P", None, 50, None, None, "amount_not_stated")]),
    ],
    "R04": [
        ("in two pieces", matched(30, 20), PASS),
        ("too little", matched(30, 18), [("fail", "P", "A", 50, 48, -2, "match_differs")]),
        ("within a euro", matched(30, 19.5), [("within_tolerance", "P", "A", 50, 49.5, -0.5, "match_differs")]),
        ("exactly a euro", matched(30, 19), [("within_tolerance", "P", "A", 50, 49, -1, "match_differs")]),
        ("match funding without grants", cofinanced(("municipality", None, 300)), NO_DATA),
        ("no grants per partner", eligible(60, 40), NO_DATA),
        ("a piece unknown", matched(30, None), [("not_computable", "P", "A", 50, None, None, "amount_not_stated")]),
        ("no pieces", granted(50), [("not_computable", "P", "A", 50, None, None, "amount_not_stated")]),
        (
            "a partner of which totals are stated",
            {
                "budgets": (
                    BUDGET,
                    [
                        ("P", "A", "eligible_total", "total", None, 100, None),
                        ("P", "A", "grant_total", "erdf", None, 50, None),
                        ("P", "A", "match", "own_funds", None, 10, None),
                    ],
                )
            },
            [("fail", "P", "A", 50, 10, -40, "match_differs")],
        ),
        (
            "a grant of which one piece is unknown",
            {"budgets": (BUDGET, matched(30, 20)["budgets"][1] + [("P", "A", "grant", "esf", None, None, None)])},
            [("not_computable", "P", "A", None, 50, None, "amount_not_stated")],
        ),
    ],
    "R05": [
        ("half claimed, then paid", claims((Q2, 100, 50, 50, Q3), (Q4, 60, 30, None, None)), PASS),
        ("paid on a day that is not stated", claims((Q2, 100, 50, 50, None)), PASS),
        ("only reported so far", claims((Q2, 100, None, None, None)), NO_DATA),
        (
            "no rate",
            claims((Q2, 100, 50, None, None), rate=None),
            [("not_computable", "P", "A", 50, None, None, "rate_not_stated")],
        ),
        (
            "another rate for one partner, and a rate on another line",
            {
                "budgets": (
                    BUDGET,
                    [("P", "A", "grant", "erdf", None, 9, 40), ("P", "A", "personnel", "total", None, 9, 76)],
                ),
                "claims": (CLAIM, [("P", "A", Q2, 100, 42, None, None)]),
            },
            [("fail", "P", "A", 42, 40, 2, "claimed_above_share")],
        ),
        (
            "the rate of the partnership",
            {
                "partnerships": ("partnership_id grant_rate_percent", [("P", 40)]),
                "claims": (CLAIM, [("P", "A", Q2, 100, 42, None, None)]),
            },
            [("fail", "P", "A", 42, 40, 2, "claimed_above_share")],
        ),
        (
            "exactly a euro too much",
            claims((Q2, 100, 51, None, None)),
            [("within_tolerance", "P", "A", 51, 50, 1, "claimed_above_share")],
        ),
        (
            "paid on the last day of the period",
            claims((Q2, 100, 50, 50, Q2)),
            [("fail", "P", "A", 50, 0, 50, "paid_in_advance")],
        ),
        (
            "claimed too much over two periods",
            claims((Q2, 100, 50, None, None), (Q4, 60, 33, None, None)),
            [("fail", "P", "A", 83, 80, 3, "claimed_above_share")],
        ),
        (
            "claimed a cent too much",
            claims((Q2, 100, 50.01, None, None)),
            [("within_tolerance", "P", "A", 50.01, 50, 0.01, "claimed_above_share")],
        ),
        ("paid too much", claims((Q2, 100, 40, 45, Q3)), [("fail", "P", "A", 45, 40, 5, "paid_above_claimed")]),
        ("paid in advance", claims((Q2, 100, 50, 50, Q1)), [("fail", "P", "A", 50, 0, 50, "paid_in_advance")]),
        (
            "paid on an unknown claim",
            claims((Q2, 100, None, 50, Q3)),
            [("not_computable", "P", "A", 50, None, None, "amount_not_stated")],
        ),
        (
            "two partners, each by itself",
            claims((Q2, 100, 40, None, None))
            | {"claims": (CLAIM, [("P", "A", Q2, 100, 40, None, None), ("P", "B", Q2, 10, 8, None, None)])},
            [("fail", "P", "B", 8, 5, 3, "claimed_above_share")],
        ),
        (
            "the worst of its kind, and one of each kind",
            claims((Q1, 100, 60, 70, Q2), (Q2, 100, 60, 60, Q3), (Q3, 100, 0, 0, Q4)),
            [
                ("fail", "P", "A", 120, 100, 20, "claimed_above_share"),
                ("fail", "P", "A", 70, 60, 10, "paid_above_claimed"),
            ],
        ),
        (
            "claimed on unknown cost",
            claims((Q2, None, 50, None, None)),
            [("not_computable", "P", "A", 50, None, None, "amount_not_stated")],
        ),
    ],
    "R06": [
        (
            "two halves",
            {
                "beneficiary_shares": (
                    "partnership_id matrix column_number percent",
                    [("P", "age", 1, 50), ("P", "age", 2, 50)],
                )
            },
            PASS,
        ),
        (
            "not whole",
            {
                "beneficiary_shares": (
                    "partnership_id matrix column_number percent",
                    [("P", "age", 1, 50), ("P", "age", 2, 49.9)],
                )
            },
            [("fail", "P", "age", 100, 99.9, -0.1, "sum_differs")],
        ),
    ],
    "R07": [
        ("complete", composition(SERVICE, AUTHORITY), PASS),
        ("as many as may be", composition(SERVICE, AUTHORITY, "ngo1", "ngo2"), PASS),
        ("left on the day itself", composition(SERVICE, AUTHORITY, left=KNOWN_AT.date()), PASS),
        ("joined on the day itself", composition(SERVICE, AUTHORITY, joined=KNOWN_AT.date()), PASS),
        (
            "joins later",
            composition(SERVICE, AUTHORITY, joined=date(2024, 7, 1)),
            [("not_computable", "P", None, None, None, None, "no_list")],
        ),
        (
            "one partner in two roles, and a funder",
            composition(SERVICE, AUTHORITY)
            | {
                "partners": (
                    PARTNER,
                    [
                        ("P", AUTHORITY, "partner", False, None, None),
                        ("P", AUTHORITY, "service_provider", False, None, None),
                        ("P", SERVICE, "match_funder", False, None, None),
                    ],
                )
            },
            [("fail", "P", None, 1, 0, -1, "no_employment_service"), ("fail", "P", None, 2, 1, -1, "too_few_partners")],
        ),
        (
            "two to twelve unless the programme says otherwise",
            composition(SERVICE, AUTHORITY, *(f"ngo{number}" for number in range(11)))
            | {"coverage_statistics": (STATISTIC, [("F", "B", "partnerships", 44, None)])},
            [("fail", "P", None, 12, 13, 1, "too_many_partners")],
        ),
        (
            "too few",
            composition(AUTHORITY),
            [("fail", "P", None, 1, 0, -1, "no_employment_service"), ("fail", "P", None, 2, 1, -1, "too_few_partners")],
        ),
        (
            "too many",
            composition(SERVICE, AUTHORITY, "ngo1", "ngo2", "ngo3"),
            [("fail", "P", None, 4, 5, 1, "too_many_partners")],
        ),
        ("no local authority", composition(SERVICE, "ngo1"), [("fail", "P", None, 1, 0, -1, "no_local_authority")]),
        (
            "all have left",
            composition(SERVICE, AUTHORITY, left=date(2023, 12, 31)),
            [("not_computable", "P", None, None, None, None, "no_list")],
        ),
        (
            "not formed yet",
            composition(AUTHORITY, stage="matching"),
            [("not_computable", "F", None, None, None, None, "no_list")],
        ),
    ],
    "R08": [
        ("exactly the minimum", cofinanced(("municipality", None, 200), ("employment_service", None, 100)), PASS),
        ("own funds of a city count", cofinanced(("own_funds", "CITY", 300)), PASS),
        ("money of a city counts, whatever it is called", cofinanced(("not_stated", "CITY", 300)), PASS),
        (
            "exactly a euro short",
            cofinanced(("municipality", None, 299)),
            [("within_tolerance", "P", None, 30, 29.9, -0.1, "below_minimum")],
        ),
        (
            "of the budget of the partnership",
            cofinanced(("municipality", None, 250))
            | {
                "partnerships": ("partnership_id parent_id budget", [("F", None, None), ("P", "F", 1250)]),
                "budgets": (
                    BUDGET,
                    [
                        ("F", None, "cofinancing_minimum", "not_stated", None, None, 30),
                        ("P", None, "match", "municipality", None, 250, None),
                    ],
                ),
            },
            [("fail", "P", None, 30, 20, -10, "below_minimum")],
        ),
        (
            "of the cost of the partners",
            cofinanced()
            | {
                "budgets": (
                    BUDGET,
                    [
                        ("F", None, "cofinancing_minimum", "not_stated", None, None, 30),
                        ("P", "CITY", "eligible", "total", None, 600, None),
                        ("P", "FRIENDS", "eligible", "total", None, 400, None),
                        ("P", "CITY", "match", "own_funds", None, 250, None),
                        ("P", "FRIENDS", "match", "own_funds", None, 250, None),
                    ],
                )
            },
            [("fail", "P", None, 30, 25, -5, "below_minimum")],
        ),
        (
            "no budget",
            cofinanced() | {"budgets": (BUDGET, [("F", None, "cofinancing_minimum", "not_stated", None, None, 30)])},
            [("not_computable", "P", None, 30, None, None, "amount_not_stated")],
        ),
        (
            "an exception of another programme",
            cofinanced(("municipality", None, 250), covered="VILLAGE")
            | {
                "coverage": ("partnership_id area_id role", [("G", "LIMBURG", "exception"), ("P", "VILLAGE", "member")])
            },
            [("fail", "P", None, 30, 25, -5, "below_minimum")],
        ),
        (
            "below",
            cofinanced(("municipality", None, 250), ("own_funds", "FRIENDS", 100)),
            [("fail", "P", None, 30, 25, -5, "below_minimum")],
        ),
        (
            "a euro short",
            cofinanced(("municipality", None, 299.5)),
            [("within_tolerance", "P", None, 30, 29.95, -0.05, "below_minimum")],
        ),
        ("enough in the exception area", cofinanced(("municipality", None, 250), covered="VILLAGE"), PASS),
        (
            "below, even there",
            cofinanced(("municipality", None, 150), covered="LIMBURG"),
            [("fail", "P", None, 20, 15, -5, "below_minimum")],
        ),
        (
            "a part unknown",
            cofinanced(("municipality", None, 250), ("employment_service", None, None)),
            [("not_computable", "P", None, 30, None, None, "amount_not_stated")],
        ),
        ("no partnerships", cofinanced(list_it=False), [("not_computable", "F", None, 30, None, None, "no_list")]),
    ],
    "R09": [
        ("in order", coverage(started=40), PASS),
        (
            "more started than approved",
            coverage(started=41),
            [("fail", "F", "E", 40, 41, 1, "more_than_the_stage_before")],
        ),
        (
            "more approved than applied",
            coverage(started=40, approved=43),
            [("fail", "F", "D", 42, 43, 1, "more_than_the_stage_before")],
        ),
        (
            "more committed than there are",
            coverage(started=40, committed=301),
            [("fail", "F", "A", 300, 301, 1, "more_than_there_are")],
        ),
    ],
    "R10": [
        ("all in", reported(("A", Q1), ("B", Q1), ("A", Q2), ("B", Q2)), PASS),
        (
            "one missing",
            reported(("A", Q1), ("B", Q1), ("A", Q2), ("A", Q3), ("B", Q3)),
            [("fail", "P", "B", 3, 2, -1, "reports_missing")],
        ),
        (
            "a quarter without any",
            reported(("A", Q1), ("B", Q1), ("A", Q3), ("B", Q3)),
            [("fail", "P", "A", 3, 2, -1, "reports_missing"), ("fail", "P", "B", 3, 2, -1, "reports_missing")],
        ),
        ("joined later", reported(("A", Q1), ("A", Q2), ("B", Q2), b_joined=date(2022, 4, 1)), PASS),
        (
            "joined on the last day of a quarter",
            reported(("A", Q1), ("B", Q1), ("A", Q2), ("B", Q2), b_joined=Q1),
            PASS,
        ),
        (
            "owes the quarter it joins in",
            reported(("A", Q1), ("A", Q2), b_joined=Q2),
            [("fail", "P", "B", 1, 0, -1, "reports_missing")],
        ),
        ("left after the first quarter", reported(("A", Q1), ("B", Q1), ("A", Q2), b_left=date(2022, 4, 30)), PASS),
        (
            "owes the quarter it leaves in",
            reported(("A", Q1), ("A", Q2), b_left=Q1),
            [("fail", "P", "B", 1, 0, -1, "reports_missing")],
        ),
        ("no interval", reported(("A", Q1), ("A", Q2), interval=None), NO_DATA),
        (
            "the date of a document is no period",
            reported(("A", Q1), ("B", Q1))
            | {
                "results": (
                    RESULT,
                    [("P", "I", "A", Q1, 1, None, "S", "day"), ("P", "I", "B", Q1, 1, None, "S", None)]
                    + [("P", "I", "A", Q3, 1, None, "S", precision) for precision in ("document_date", "undated")],
                )
            },
            [("not_computable", "P", None, None, None, None, "one_point_only")],
        ),
        (
            "an assessment is a report",
            reported(("A", Q1), ("B", Q1), ("A", Q2))
            | {"assessments": ("partnership_id partner_id period_end", [("P", "B", Q2)])},
            PASS,
        ),
        (
            "who has left in one role only still owes",
            reported(("A", Q1), ("B", Q1), ("A", Q2))
            | {
                "partners": (
                    PARTNER,
                    [
                        ("P", "A", "partner", True, None, None),
                        ("P", "B", "partner", True, None, Q1),
                        ("P", "B", "lead_partner", True, None, None),
                    ],
                )
            },
            [("fail", "P", "B", 2, 1, -1, "reports_missing")],
        ),
        (
            "a report of somebody who owes none makes no period",
            reported(("A", Q1), ("A", Q2), ("B", Q3), b_reports=False),
            PASS,
        ),
        ("B owes none", reported(("A", Q1), ("A", Q2), b_reports=False), PASS),
        (
            "one quarter",
            reported(("A", Q1), ("B", Q1)),
            [("not_computable", "P", None, None, None, None, "one_point_only")],
        ),
    ],
    "R11": [
        ("rises and stays", values((Q1, 3), (Q2, 5), (Q3, 5)), PASS),
        ("falls", values((Q1, 3), (Q2, None), (Q3, 2)), [("fail", "P", "I", 2, 3, -1, "falls")]),
        ("once", values((Q1, 3)), [("not_computable", "P", None, None, None, None, "one_point_only")]),
        ("may fall", values((Q1, 3), (Q2, 2), measure="snapshot"), NO_DATA),
        (
            "each series by itself: partner, area, group, gender and reading",
            values()
            | {
                "results": (
                    "partnership_id indicator_id partner_id area_id target_group_id gender reading period_end value",
                    [
                        ("P", "I", *part, end, value)
                        for number, part in enumerate(
                            [
                                ("A", None, None, None, None),
                                ("B", None, None, None, None),
                                ("A", "HERE", None, None, None),
                                ("A", None, "YOUNG", None, None),
                                ("A", None, None, "f", None),
                                ("A", None, None, None, "text"),
                            ]
                        )
                        # Each stands lower than the one before it, and a day later.
                        for end, value in (
                            (date(2022, 3, 1 + number), 50 - number),
                            (date(2022, 6, 1 + number), 50 - number),
                        )
                    ],
                )
            },
            PASS,
        ),
    ],
    "R12": [
        ("a target", promised(10), PASS),
        ("downward to zero", promised(0, baseline=10, direction="down"), PASS),
        ("zero", promised(0), [("not_computable", "P", "I", 0, None, None, "target_zero")]),
        ("none", promised(None), [("not_computable", "P", "I", None, None, None, "target_not_stated")]),
        (
            "no way to go",
            promised(5, baseline=5),
            [("not_computable", "P", "I", 5, None, None, "target_is_the_baseline")],
        ),
        ("keep what is", promised(5, baseline=5, direction="keep"), PASS),
    ],
    "R13": [
        ("one tier", promised(10), PASS),
        ("two tiers", tiers("partner", "programme"), [("not_computable", "P", "I", 1, 2, None, "several_tiers")]),
    ],
    "R14": [
        ("all in", reported(("A", Q1), ("B", Q1)), PASS),
        (
            "one of two in the latest period",
            reported(("A", Q1), ("B", Q1), ("B", Q2)),
            [("fail", "P", "2022-06-30", 2, 1, -1, "partners_missing")],
        ),
        ("none", reported(), [("not_computable", "P", None, 2, None, None, "no_data")]),
        ("who left before owes nothing", reported(("A", Q1), ("B", Q1), ("A", Q2), b_left=Q1), PASS),
        (
            "who left later does",
            reported(("A", Q2), b_left=Q2),
            [("fail", "P", "2022-06-30", 2, 1, -1, "partners_missing")],
        ),
        ("who came later owes nothing", reported(("A", Q1), b_joined=Q2), PASS),
    ],
    "R15": [
        ("one action", people("I"), PASS),
        ("two actions", people("I", "J"), [("not_computable", "P", None, 1, 2, None, "participations")]),
        (
            "one action in two groups",
            people("I", groups=("WOMEN", "YOUNG")),
            [("not_computable", "P", "I", 1, 2, None, "overlapping_groups")],
        ),
    ],
    "R16": [
        ("four in a year", met(4), PASS),
        ("three in a year", met(3), [("fail", "P", "MEETINGS", 3, 4, -1, "too_few_meetings")]),
        (
            "new meetings per quarter are added up",
            met(1)
            | {
                "indicators": (INDICATOR, [("MEETINGS", "meetings", "project", "flow", "up")]),
                "results": (RESULT, [("P", "MEETINGS", None, end, 1, None, "S", "day") for end in (Q1, Q2, Q3, Q4)]),
            },
            PASS,
        ),
        (
            "every reading is judged",
            met(8)
            | {
                "results": (
                    RESULT,
                    [("P", "MEETINGS", None, Q4, n, reading, "S", "day") for n, reading in ((8, "text"), (3, "table"))],
                )
            },
            [("fail", "P", "MEETINGS", 3, 4, -1, "too_few_meetings")],
        ),
        (
            "of a partnership that has ended only its own quarters",
            met(2) | {"partnerships": (PARTNERSHIP, [("P", None, "closed", date(2022, 1, 1), Q2, "reported")])},
            PASS,
        ),
        (
            "nothing is known of the partnership",
            {name: content for name, content in met(4).items() if name != "partnerships"},
            [("not_computable", "P", "MEETINGS", 4, None, None, "undated")],
        ),
        (
            "meetings of one partner are not those of all",
            met(1) | {"indicators": (INDICATOR, [("MEETINGS", "meetings", "partner", "running_total", "up")])},
            NO_DATA,
        ),
        ("no start", met(4, start=None), [("not_computable", "P", "MEETINGS", 4, None, None, "undated")]),
        ("four listed", met_on(Q1, Q2, Q3, Q4), PASS),
        (
            "other meetings do not count",
            met_on(Q1, Q2, Q3, kind="reflection"),
            NO_DATA,
        ),
        (
            "nor do meetings to come",
            met_on(Q1, Q2, Q3, date(2024, 7, 1)),
            [("fail", "P", None, 3, 4, -1, "too_few_meetings")],
        ),
        ("what is known to be held counts", met_on(Q1, Q2, Q3, Q4, state="held"), PASS),
        *(
            (
                f"a {state} meeting was not held",
                met_on(Q1, Q2, Q3, Q4, state=state),
                [("fail", "P", None, 3, 4, -1, "too_few_meetings")],
            )
            for state in ("planned", "cancelled")
        ),
        (
            "the last count counts",
            met(4)
            | {
                "results": (
                    RESULT,
                    [("P", "MEETINGS", None, end, n, None, "S", "day") for end, n in ((Q2, 2), (Q4, 3))],
                )
            },
            [("fail", "P", "MEETINGS", 3, 4, -1, "too_few_meetings")],
        ),
        (
            "a list without results",
            {name: content for name, content in met_on(Q2, Q3, Q4).items() if name != "results"},
            [("fail", "P", None, 3, 4, -1, "too_few_meetings")],
        ),
        ("stopped meeting", met_on(Q1, Q2), [("fail", "P", None, 2, 4, -2, "too_few_meetings")]),
    ],
    "R17": [
        ("as many as allowed", {"partnerships": ("partnership_id themes_chosen themes_allowed", [("P", 2, 2)])}, PASS),
        (
            "more",
            {"partnerships": ("partnership_id themes_chosen themes_allowed", [("P", 3, 2)])},
            [("fail", "P", None, 2, 3, 1, "too_many_themes")],
        ),
        (
            "unknown",
            {"partnerships": ("partnership_id themes_chosen themes_allowed", [("P", None, 2)])},
            [("not_computable", "P", None, 2, None, None, "no_list")],
        ),
    ],
    "R18": [
        ("eighteen months", duration(18), PASS),
        ("not nineteen", duration(19), [("fail", "P", None, 19, 18, -1, "duration_differs")]),
        ("no end", duration(18, end=None), [("not_computable", "P", None, 18, None, None, "undated")]),
        (
            "only a year",
            duration(24, date(2023, 12, 31), precision="year"),
            [("not_computable", "P", None, 24, None, None, "dates_not_exact")],
        ),
    ],
    "R19": [
        ("with a source", read((None, "S")), PASS),
        ("without", read((None, None)), [("fail", "P", "I", 1, 0, -1, "no_source")]),
        ("reported by a partner", read((None, None), status="reported"), PASS),
        (
            "two readings",
            read(("text", "S"), ("table", "S"), note_on="OTHER"),
            [("fail", "P", "I", 2, 0, -2, "readings_without_data_note")],
        ),
        ("two readings, explained", read(("text", "S"), ("table", "S"), note_on="I"), PASS),
        (
            "two readings, explained for another partnership",
            read(("text", "S"), ("table", "S"), note_on="I", note_for="OTHER"),
            [("fail", "P", "I", 2, 0, -2, "readings_without_data_note")],
        ),
        ("two readings, explained for all", read(("text", "S"), ("table", "S"), note_on="I", note_for=None), PASS),
        (
            "a reading beside a plain figure",
            read((None, "S"), ("table", "S")),
            [("fail", "P", "I", 2, 0, -2, "readings_without_data_note")],
        ),
    ],
    "R20": [
        ("five and two", monitor(5), PASS),
        ("four", monitor(4), [("fail", "P", "priority", 5, 4, -1, "too_few_areas")]),
        (
            "an area that was covered twice counts once",
            monitor(5)
            | {
                "coverage": (
                    "partnership_id area_id role valid_from valid_to",
                    [("P", area, role, None, None) for _, area, role in monitor(5)["coverage"][1]]
                    + [("P", "A0", "priority", Q1, Q2)],
                )
            },
            PASS,
        ),
        ("no monitor", monitor(0), NO_DATA),
        (
            "areas that nothing is known about",
            {"coverage": monitor(5)["coverage"]},
            [
                ("not_computable", "P", area, None, None, None, "unnamed")
                for area in ("A0", "A1", "A2", "A3", "A4", "B0", "B1", "C", "D")
            ],
        ),
        ("no others", monitor(5, peer=0), [("fail", "P", "peer", 2, 0, -2, "too_few_areas")]),
        ("six", monitor(6), [("fail", "P", "priority", 5, 6, 1, "too_many_areas")]),
        ("one unnamed", monitor(5, unnamed=True), [("not_computable", "P", "B0", None, None, None, "unnamed")]),
    ],
    "R21": [
        ("in order", phased(Q1, Q2, end=Q4), PASS),
        ("side by side", phased(Q1, Q1), PASS),
        (
            "before the latest of those before",
            phased(Q1, Q3, Q2),
            [("fail", "P", "PH3", None, None, -92, "before_the_previous")],
        ),
        (
            "starts after the end",
            phased(date(2025, 1, 1)),
            [("fail", "P", "PH1", None, None, 1, "after_the_end")],
        ),
        (
            "the wrong way round",
            phased(Q2, Q1),
            [("fail", "P", "PH2", None, None, -91, "before_the_previous")],
        ),
        ("too early", phased(date(2021, 12, 31)), [("fail", "P", "PH1", None, None, -1, "before_the_start")]),
        ("too late", phased(Q1, end=date(2025, 1, 1)), [("fail", "P", "PH1", None, None, 1, "after_the_end")]),
        ("undated", phased(None, Q1), [("not_computable", "P", "PH1", None, None, None, "undated")]),
    ],
    "R22": [
        ("a whole tree", planned(STRATEGIC, OPERATIONAL, ("A", "O", "action", "a partner")), PASS),
        (
            "an action without origin",
            planned(STRATEGIC, OPERATIONAL, ("A", "O", "action", None)),
            [("fail", "P", "A", None, None, None, "no_origin")],
        ),
        (
            "loose ends",
            planned(STRATEGIC, ("O", None, "operational_objective", None), ("A", "S", "action", "a partner")),
            [
                ("fail", "P", "A", None, None, None, "no_operational_objective"),
                ("fail", "P", "O", None, None, None, "no_strategic_objective"),
            ],
        ),
        (
            "an operational objective alone",
            planned(("O", None, "operational_objective", None), ("A", "O", "action", "a partner")),
            [("fail", "P", "O", None, None, None, "no_strategic_objective")],
        ),
        (
            "no actions yet",
            planned(STRATEGIC, OPERATIONAL),
            [("not_computable", "P", None, None, None, None, "no_list")],
        ),
        ("another kind of tree", planned(("X", None, "activity", None), ("A", "X", "action", None)), NO_DATA),
    ],
    "R23": [
        ("both reports", agenda(True, True), PASS),
        ("none", agenda(False, False), [("fail", "P", "M", 2, 0, -2, "no_reports")]),
        ("no content report", agenda(True, False), [("fail", "P", "M", 2, 1, -1, "no_content_report")]),
        ("no financial report", agenda(False, True), [("fail", "P", "M", 2, 1, -1, "no_financial_report")]),
        ("unknown", agenda(True, None), [("not_computable", "P", "M", 2, 1, -1, "agenda_not_stated")]),
        ("a meeting that was cancelled has no agenda", agenda(False, False, state="cancelled"), NO_DATA),
    ],
    "R24": [
        ("side by side", populated(("X", None, 5), ("Y", None, 3)), PASS),
        (
            "three in each other: each in the next",
            populated(("X", None, 9), ("Y", "X", 5), ("Z", "Y", 3)),
            [
                ("not_computable", None, "Y", 5, 9, None, "nested_population"),
                ("not_computable", None, "Z", 3, 5, None, "nested_population"),
            ],
        ),
        (
            "one in the other, with one between",
            populated(("X", None, 5), ("Y", "X", None), ("Z", "Y", 3)),
            [("not_computable", None, "Z", 3, 5, None, "nested_population")],
        ),
    ],
}


def test_every_rule_has_cases_that_pass_and_that_do_not():
    assert list(CASES) == list(rules())
    for rule, cases in CASES.items():
        assert any(expected == PASS for _, _, expected in cases), rule
        assert any(expected not in (PASS, NO_DATA) for _, _, expected in cases), rule


@pytest.mark.parametrize(
    ("rule", "tables", "expected"),
    [pytest.param(rule, *case[1:], id=f"{rule} {case[0]}") for rule, cases in CASES.items() for case in cases],
)
def test_rule(small, rule, tables, expected):
    hand_in(small.store, {name: content for name, content in tables.items() if content[1]})
    found = findings(small.store, rule)
    assert [row[:3] + row[6:] for row in found] == [row[:3] + row[6:] for row in expected]
    for row, wanted in zip(found, expected, strict=True):
        assert row[3:6] == pytest.approx(wanted[3:6])


# What the rules say about the published figures, without question and reason of those that pass.
PUBLISHED = {
    "R01": PASS,
    "R02": [("within_tolerance", "SUCCES", "ORG_MDI", 290121.5, 290121, 0.5, "share_differs")],
    "R03": [("within_tolerance", "SUCCES", None, 1355861, 1355861.5, 0.5, "sum_differs")],
    "R04": [
        ("not_computable", "SUCCES", "ORG_CC", 100818.5, None, None, "amount_not_stated"),
        ("not_computable", "SUCCES", "ORG_MDI", 290120.5, None, None, "amount_not_stated"),
        ("not_computable", "SUCCES", "ORG_MEDWAY", 548367.5, None, None, "amount_not_stated"),
        ("within_tolerance", "SUCCES", "ORG_MENTOR", 123301.5, 123301, -0.5, "match_differs"),
        ("within_tolerance", "SUCCES", "ORG_OCMW_KORTRIJK", 293252.5, 293252, -0.5, "match_differs"),
    ],
    "R05": NO_DATA,
    "R06": PASS,
    "R07": [("not_computable", "LP_FL", None, None, None, None, "no_list")],
    "R08": [("not_computable", "LP_FL", None, 30, None, None, "no_list")],
    "R09": PASS,
    "R10": [("not_computable", "SUCCES", None, None, None, None, "one_point_only")],
    "R11": [("not_computable", "SUCCES", None, None, None, None, "one_point_only")],
    "R12": [("not_computable", "SUCCES", "SUC_CHILDCARE_TRAIN", 0, None, None, "target_zero")],
    "R13": [
        ("not_computable", partnership, indicator, 1, tiers, None, "several_tiers")
        for partnership, indicator, tiers in [
            ("LP_FL", "LP_COFINANCING", 2),
            ("SUCCES", "CTX_EMPLOYMENT_20_64", 2),
            ("SUCCES", "SUC_CONFIDENCE", 2),
            ("SUCCES", "SUC_HOUSE_VISITS", 2),
            ("SUCCES", "SUC_NBH_CENTRES", 3),
            ("SUCCES", "SUC_PERS_DEV", 2),
            ("SUCCES", "SUC_VOL_START", 2),
            ("SUCCES", "SUC_WORK_BEHAVIOUR", 2),
        ]
    ],
    "R14": [("fail", "SUCCES", "2011-12-31", 5, 2, -3, "partners_missing")],
    "R15": [("not_computable", "SUCCES", None, 1, 12, None, "participations")],
    "R16": [("fail", "SUCCES", "SUC_STEERING", 7, 9, -2, "too_few_meetings")],
    "R17": [("fail", "VVSG_PILOT", None, 2, 4, 2, "too_many_themes")],
    "R18": [
        ("fail", "SUCCES", None, 43, 41, -2, "duration_differs"),
        ("not_computable", "VVSG_PILOT", None, 24, None, None, "undated"),
    ],
    "R19": PASS,
    "R20": [
        ("not_computable", "SUCCES", "KOR_BENCH_1", None, None, None, "unnamed"),
        ("not_computable", "SUCCES", "KOR_BENCH_2", None, None, None, "unnamed"),
    ],
    "R21": [
        ("not_computable", partnership, subject, None, None, None, "undated")
        for partnership, subjects in {
            "DIALOG_FL": ["DIA-A1.1", "DIA-A1.2", "DIA-A1.3", "DIA-A1.4", "DIA-PH1", "M41"],
            "LP_FL": ["LP-S1", "LP-S2", "LP-S3"],
            "WERK_WAARDIG": ["M06", "M07", "M08", "WW-P1", "WW-P2", "WW-P3"],
        }.items()
        for subject in subjects
    ],
    "R22": [("not_computable", "VVSG_PILOT", None, None, None, None, "no_list")],
    "R23": NO_DATA,
    "R24": [("not_computable", None, "LOWESTOFT", 57746, 112342, None, "nested_population")],
}


@pytest.fixture(scope="module")
def on_published(published: Store) -> pd.DataFrame:
    return run_rules(published, datetime(2100, 1, 1))


def test_published_covers_every_rule():
    assert list(PUBLISHED) == list(rules())


@pytest.mark.parametrize("rule", PUBLISHED)
def test_on_the_published_figures(rule, on_published):
    assert found(of_rule(on_published, rule)) == PUBLISHED[rule]


def test_nothing_stored_is_not_a_pass(small):
    every = run_rules(small.store, KNOWN_AT)
    assert list(every.rule) == list(rules())
    assert set(every.outcome) == {"not_computable"}
    assert set(every.reason) == {"no_data"}


def test_every_partnership_that_is_judged_has_a_verdict(small):
    """What keeps a rule says so, with its figures where the rule is about one: no verdict is no good verdict."""
    hand_in(small.store, met(4))
    assert of_rule(run_rule(small.store, "R16", KNOWN_AT), "R16") == [("pass", "P", "MEETINGS", 4, 4, 0, None)]
    assert of_rule(run_rule(small.store, "R11", KNOWN_AT), "R11") == [
        ("not_computable", "P", None, None, None, None, "one_point_only")
    ]


def test_tolerance_is_the_callers(small):
    hand_in(small.store, eligible(60, 39))
    assert findings(small.store, "R01", tolerance=0.5)[0][0] == "fail"


def test_rules_look_at_what_was_known(small):
    """A later correction mends the sum, but not what the figures of an earlier meeting say."""
    hand_in(small.store, eligible(60, 45))
    hand_in(small.store, eligible(60, 40), submission=2, received_at=datetime(2024, 3, 1))
    assert findings(small.store, "R01") == PASS
    assert findings(small.store, "R01", known_at=datetime(2024, 2, 1))[0][0] == "fail"
    assert findings(small.store, "R01", known_at=datetime(2023, 1, 1)) == NO_DATA


def test_the_columns_have_one_type_whatever_is_found(small):
    for submission, tables in enumerate(({}, eligible(60, 42)), start=1):
        hand_in(small.store, tables, submission)
        every = run_rules(small.store, KNOWN_AT)
        assert list(every.columns) == COLUMNS
        assert [str(every[name].dtype) for name in ("stated", "computed", "difference")] == ["float64"] * 3
        assert all(
            pd.api.types.is_string_dtype(every[name]) for name in ("rule", "question", "partnership_id", "reason")
        )


def test_every_rule_asks_a_question():
    for query in rules().values():
        assert header(query)["Question"].endswith("?")
