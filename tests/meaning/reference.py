"""docs/attainment.md once more, in plain Python: slow, without SQL or data frames, and written from the page alone.

Numbers in comments are its sections.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from peil import contract
from tests.meaning.hidden_reference import shown

Row = dict[str, Any]

TIERS = (
    "partner",
    "project_plan",
    "project_guideline",
    "project_application",
    "programme",
    "policy_eu",
    "policy_region",
    "universe",
    "rule_minimum",
    "rule_minimum_exception",
)
STATES = {
    "achieved",
    "ahead",
    "on_track",
    "behind",
    "far_behind",
    "missed",
    "within_limit",
    "exceeded",
    "too_early",
    "partial",
    "no_recent_report",
    "not_due",
    "no_report",
    "no_target",
    "unplanned",
    "hidden",
}
# What is said of the day of a value, and changes when the report that is due does not come.
JUDGED = {
    "achieved",
    "ahead",
    "on_track",
    "behind",
    "far_behind",
    "missed",
    "within_limit",
    "exceeded",
    "too_early",
}
# Units that are counted in whole pieces (9).
NOT_PIECES = {"percent", "per_1000", "eur", "hours", "yes_no", "not_stated"}
# Of several reasons for a missing value the first of these is told.
REASONS = ("hidden", "missing", "not_due", "not_applicable")
EXCUSES = ("not_due", "not_applicable")


@dataclass
class Submission:
    """What was handed in at once: rows per table, in order."""

    tables: dict[str, list[Row]]
    received_at: datetime
    withdrawn_at: datetime | None = None
    amends: bool = False

    def known(self, known_at: datetime) -> bool:
        return self.received_at <= known_at and (self.withdrawn_at is None or self.withdrawn_at > known_at)


@dataclass
class Question:
    """What is known, and what is asked."""

    submissions: list[Submission]
    decisions: list[Row]
    partnership: str
    known_at: datetime
    partner: str | None = None
    part: str | None = None
    _current: dict[str, list[Row]] = field(default_factory=dict, repr=False)

    def current(self, table: str) -> list[Row]:
        """1.1, 1.2: the rows of ``table`` that were known and not replaced or withdrawn; blank fields are None.

        As if the submissions came in one by one: a report empties the record, an amendment only the rows it gives.
        """
        if table not in self._current:
            described = contract.table(table)
            records: dict[tuple[Any, ...], dict[tuple[Any, ...], Row]] = {}
            for number, submission in enumerate(self.submissions, start=1):
                if not submission.known(self.known_at):
                    continue
                rows = [
                    {name: given.get(name) for name in described.names} | {"submission_id": number, "source_row": place}
                    for place, given in enumerate(submission.tables.get(table, []), start=1)
                ]
                if not submission.amends:
                    for row in rows:
                        records[_fields(row, described.supersedes)] = {}
                for row in rows:
                    record = records.setdefault(_fields(row, described.supersedes), {})
                    record[_fields(row, described.key)] = row
            current = [row for record in records.values() for row in record.values()]
            current.sort(key=lambda row: (row["submission_id"], row["source_row"]))
            described_by = [
                [row for submission in self.submissions for row in submission.tables.get(name, ())]
                for name in ("areas", "target_groups")
            ]
            self._current[table] = shown(current, *described_by) if table == "results" else current
        return self._current[table]

    def here(self, table: str) -> list[Row]:
        return [row for row in self.current(table) if row["partnership_id"] == self.partnership]

    def asked(self, table: str) -> list[Row]:
        """The rows of this partnership, and of the one partner when the question is about one."""
        return [row for row in self.here(table) if self.partner is None or row["partner_id"] == self.partner]


def _fields(row: Row, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple("" if row.get(name) is None else row[name] for name in names)


def attainment(question: Question, as_ofs: Iterable[date]) -> list[Row]:
    """The rows of the macro ``attainment``, as dictionaries."""
    answer: list[Row] = []
    for as_of in sorted(set(as_ofs)):
        for indicator in _in_view(question):
            answer += _rows_of(question, indicator, as_of)
    return answer


PARTS = {"target_group": "target_group_id", "area": "area_id", "gender": "gender"}


def part_attainment(question: Question, dimension: str, as_ofs: Iterable[date]) -> list[Row]:
    """11: the rows of the macro ``part_attainment``, each part worked out as if nothing else had been handed in."""
    name = PARTS[dimension]
    given = question.current("results") + (question.current("targets") if dimension != "gender" else [])
    answer: list[Row] = []
    for part in sorted({row[name] for row in given} - {None}):
        only = {
            table: [row | {name: None} for row in question.current(table) if row[name] == part]
            for table in ("results", "targets")
            if name in contract.table(table).names
        }
        alone = replace(
            question, part=part, _current=question._current | {"targets": [], "target_milestones": []} | only
        )
        for as_of in sorted(set(as_ofs)):
            for indicator in _in_view(question):
                answer += [
                    {"part_id": part} | row
                    for row in _rows_of(alone, indicator, as_of)
                    if row["tier"] is not None or row["last_period_end"] is not None
                ]
    return answer


def _in_view(question: Question) -> list[Row]:
    """10: the indicators that are listed."""
    parents = {row["parent_id"] for row in question.here("partnerships")} - {None}
    used = {row["indicator_id"] for row in question.here("targets")} | {
        row["indicator_id"]
        for submission in question.submissions
        if submission.known(question.known_at)
        for row in submission.tables.get("results", [])
        if row["partnership_id"] == question.partnership
    }
    return [
        row
        for row in question.current("indicators")
        if row["partnership_id"] in {question.partnership, *parents} or row["indicator_id"] in used
    ]


def _rows_of(question: Question, indicator: Row, as_of: date) -> list[Row]:
    figures = _counting_figures(question, indicator, as_of)
    histories = _histories(question, indicator, figures)
    reasons = [
        row
        for row in question.asked("results")
        if row["indicator_id"] == indicator["indicator_id"]
        and row["period_end"] <= as_of
        and row["explanation"] is not None
    ]
    last = max(
        reasons,
        key=lambda row: (row["period_end"], row["submission_id"], row["source_row"]),
        default={"explanation": None, "language": None},
    )
    owing = _owing_partners(question, as_of) if question.partner is None else {question.partner}
    given = _reasons_of_partners(question, indicator, as_of)
    latest = {partner: max(period for other, period in figures if other == partner) for partner, _ in figures}
    words = {partner: _last_word(ones) for partner, ones in given.items() if partner not in latest}
    end = _own_dates(question)["end_date"]
    window_after = _window_after(question, as_of if end is None else min(as_of, end))
    shared = {
        "as_of": as_of,
        "partnership_id": question.partnership,
        **{name: indicator[name] for name in ("indicator_id", "activity_id", "kind", "level", "unit")},
        **{name: indicator[name] for name in ("measure", "direction")},
        "partners_reported": sum(latest.get(one, date.min) > window_after for one in owing),
        "partners_expected": len(owing),
        "partners_hidden": sum(words[one][0] == "hidden" for one in words.keys() & owing),
        "partners_exempt": sum(words[one][0] in EXCUSES for one in words.keys() & owing),
        "others_reported": len(latest.keys() - owing - {""}),
        "explanation": last["explanation"],
        "explanation_language": last["language"],
    }
    tiers = _targets_in_force(question, indicator, as_of)
    return [
        shared
        | {"tier": tier, "is_headline": place == 0}
        | _row_of_tier(question, indicator, as_of, tiers.get(tier or "", {}), histories, given, owing)
        for place, tier in enumerate([name for name in TIERS if name in tiers] or [None])
    ]


def _owing_partners(question: Question, as_of: date) -> set[str]:
    return {
        row["organisation_id"]
        for row in question.here("partners")
        if row["reports"] and (row["date_joined"] or as_of) <= as_of <= (row["date_left"] or as_of)
    }


def _reasons_of_partners(question: Question, indicator: Row, as_of: date) -> dict[str, list[tuple[date, str]]]:
    """1: the reasons that each partner gives in place of a value, and their periods."""
    given: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for row in question.asked("results"):
        if (
            row["indicator_id"] == indicator["indicator_id"]
            and row["period_end"] <= as_of
            and row["missing"] is not None
            and _of_everyone(row)
            and not _is_statement(indicator["measure"], row)
        ):
            given[row["partner_id"] or ""].append((row["period_end"], row["missing"]))
    return given


def _last_word(given: list[tuple[date, str]]) -> tuple[str, date]:
    last = max(period for period, _ in given)
    return min((word for period, word in given if period == last), key=REASONS.index), last


def _own_dates(question: Question) -> Row:
    unknown = {"start_date": None, "end_date": None, "reporting_interval_months": None}
    return (question.here("partnerships") or [unknown])[0]


def _window_after(question: Question, day: date) -> date:
    """12: what ended on this day or before is older than the last reporting interval up to ``day``."""
    months = _own_dates(question)["reporting_interval_months"] or 3
    next_day = day + timedelta(days=1)
    year, month = divmod(next_day.year * 12 + next_day.month - 1 - months, 12)
    first = date(year, month + 1, min(next_day.day, monthrange(year, month + 1)[1]))
    return first - timedelta(days=1)


# --- one tier: who is held against what ---------------------------------------------------------------------------


def _row_of_tier(
    question: Question,
    indicator: Row,
    as_of: date,
    targets: dict[str, Row],
    histories: list[Row],
    given: dict[str, list[tuple[date, str]]],
    owing: set[str],
) -> Row:
    """Everything of a row that depends on its target: the values that count for it, and what they come to."""
    measure = indicator["measure"]
    rule = _rule(measure, indicator["over_partners"])
    speaks_for_all = any(partner == "" for one in histories for partner, _ in one["taken"])
    whole_given = "" in targets
    joint = whole_given or speaks_for_all
    dues = [one["due_date"] for one in targets.values()]
    start = min((one["start_date"] for one in targets.values() if one["start_date"]), default=None)
    due = None if None in dues else max(dues, default=None)

    def counts_here(partner: str, period: date) -> bool:
        """7: whether a period of a partner is one that this tier speaks of."""
        first, final = start, due
        if targets and not joint:
            if partner not in targets:
                return False
            first, final = targets[partner]["start_date"], targets[partner]["due_date"]
        in_time = (first is None or period >= first) and (final is None or period <= final)
        return measure != "flow" or in_time

    def due_of(partner: str) -> date | None:
        return due if joint or not targets else targets[partner]["due_date"]

    kept = [
        one | {"taken": {key: figure for key, figure in one["taken"].items() if counts_here(*key)}} for one in histories
    ]
    kept = [one for one in kept if one["taken"]]
    readings = [_reading_value(indicator, one) for one in kept]
    days: dict[str, date] = {}
    for one in kept:
        for partner, period in one["taken"]:
            days[partner] = max(period, days.get(partner, period))
    left = {partner: on for partner, on in _left_on(question).items() if on is not None and on < as_of}
    end = _own_dates(question)["end_date"]
    recent = set()
    for partner, day in days.items():
        until = min([as_of, *([left[partner]] if partner in left else [])])
        due_here = due_of(partner)
        if due_here is not None and until >= due_here:
            is_recent = day >= due_here
        else:
            is_recent = day > _window_after(question, until if end is None else min(until, end))
        if is_recent:
            recent.add(partner)
    said = {
        partner: ones
        for partner, every in given.items()
        if (ones := [(period, word) for period, word in every if counts_here(partner, period)])
        and (joint or not targets or partner in targets)
    }
    last_words = {partner: _last_word(ones) for partner, ones in said.items() if partner not in days}
    excused = {partner for partner, (word, _) in last_words.items() if word in EXCUSES}

    awaited = days.keys() - left.keys()
    if whole_given and rule != "max" and question.part is None:
        awaited |= _silent_partners(question, owing, as_of)
    if targets and not joint:
        awaited |= targets.keys() - left.keys()
    awaited |= last_words.keys() - left.keys()
    if "" in days:
        is_whole = "" in recent
    elif rule == "max":
        is_whole = bool(awaited & recent)
    else:
        is_whole = bool(awaited) and awaited <= recent | excused
    held = dict(targets)
    if targets and not joint and days:
        held = {partner: target for partner, target in targets.items() if partner in days}
    last_day = max(days.values(), default=as_of)
    goal = _targets_together(
        question, indicator, held, {partner: last_day if joint else days.get(partner, as_of) for partner in held}
    )
    promised = _together(indicator, list(targets.values()), "target")
    leavers = [target for partner, target in targets.items() if partner in left and not joint]
    missing = None if days else min((word for word, _ in last_words.values()), key=REASONS.index, default=None)
    situation = {
        "as_of": as_of,
        "has_target": bool(targets),
        "missing": missing,
        "any_recent": bool(awaited & recent),
        "everyone_spoke": bool(awaited) and awaited <= days.keys() | excused,
        "is_whole": is_whole,
        "has_gap": measure == "flow"
        and any(word in ("hidden", "missing") for one in said.keys() & days.keys() for _, word in said[one]),
        "whole_given": whole_given,
        "target_promised": promised,
        "window_after": _window_after(question, as_of),
    }
    primary = next((one for one in readings if one["is_primary"]), None)
    done = done_of = None
    if measure == "yes_no" and primary:
        spoken = len({partner for partner, _ in primary["taken"]})
        done = sum(part["value"] for part in primary["parts"].values())
        done_of = min(spoken, 1) if rule == "max" else len(targets) if targets and not whole_given else spoken
    return {
        "last_period_end": max(days.values(), default=max((day for _, day in last_words.values()), default=None)),
        "missing": missing,
        "done": done,
        "done_of": done_of,
        "target_promised": promised,
        "partners_with_target": len(targets) if targets and not whole_given else None,
        "promised_reported": len(recent & targets.keys()) if targets and not joint else None,
        "partners_left": len(leavers) if targets else None,
        "target_left": sum(one["target"] for one in leavers) if leavers and rule == "sum" else None,
    } | _judged(indicator, goal, readings, situation)


def _silent_partners(question: Question, owing: set[str], as_of: date) -> set[str]:
    """7: who owes reports and has none of the last interval, on whatever indicator."""
    end = _own_dates(question)["end_date"]
    window_after = _window_after(question, as_of if end is None else min(as_of, end))
    return owing - {
        row["partner_id"]
        for row in question.here("results")
        if window_after < row["period_end"] <= as_of and row.get("period_precision") != "document_date"
    }


def _left_on(question: Question) -> dict[str, date | None]:
    """4: the day on which each organisation left; None when it is still there in one of its roles."""
    answer: dict[str, date | None] = {}
    for row in question.here("partners"):
        known = row["organisation_id"] in answer
        before, now = answer.get(row["organisation_id"]), row["date_left"]
        if not known:
            answer[row["organisation_id"]] = now
        else:
            answer[row["organisation_id"]] = None if before is None or now is None else max(before, now)
    return answer


def _joined_on(question: Question, partner: str) -> date | None:
    joined = [row["date_joined"] for row in question.here("partners") if row["organisation_id"] == partner]
    return None if None in joined else min(joined, default=None)


# --- values -------------------------------------------------------------------------------------------------------


def _of_everyone(row: Row) -> bool:
    return row["target_group_id"] is None and row["gender"] is None


def _is_statement(measure: str, row: Row) -> bool:
    """1.4, 1.5 and the last line of 4."""
    if not _of_everyone(row):
        return False
    if row["value"] is not None:
        return True
    if measure == "ratio":
        return row["numerator"] is not None
    return measure == "narrative" and row["missing"] is None and row["explanation"] is not None


def _counting_figures(question: Question, indicator: Row, as_of: date) -> dict[tuple[str, date], dict[str, Row]]:
    """``{(partner, period): {reading: figure}}`` for the figures that count at ``as_of`` (1 to 3)."""
    measure = indicator["measure"]
    statements: dict[tuple[str, date, str], list[Row]] = defaultdict(list)
    for row in question.asked("results"):
        if (
            row["indicator_id"] == indicator["indicator_id"]
            and row["period_end"] <= as_of
            and _is_statement(measure, row)
        ):
            statements[row["partner_id"] or "", row["period_end"], row["reading"] or ""].append(row)
    figures: dict[tuple[str, date], dict[str, Row]] = defaultdict(dict)
    for (partner, period, reading), rows in statements.items():
        counted = rows if measure == "narrative" else _without_overlap(question, rows)
        if counted:
            figures[partner, period][reading] = _combined(indicator, [_part(measure, row) for row in counted]) | {
                "submission_id": max(row["submission_id"] for row in counted)
            }
    if measure not in ("flow", "narrative"):
        last = {partner: max(period for other, period in figures if other == partner) for partner, _ in figures}
        figures = {key: value for key, value in figures.items() if key[1] == last[key[0]]}
    return dict(figures)


def _without_overlap(question: Question, rows: list[Row]) -> list[Row]:
    """2: the whole when it is given, else the areas that lie in no other of them."""
    whole = [row for row in rows if row["area_id"] is None]
    if whole:
        return whole
    given = {row["area_id"] for row in rows}
    return [row for row in rows if not (_around(question, row["area_id"]) - {row["area_id"]}) & given]


def _around(question: Question, area: str) -> set[str]:
    parents = {row["area_id"]: row["parent_id"] for row in question.current("areas")}
    found: set[str] = set()
    while (area := parents.get(area)) is not None and area not in found:
        found.add(area)
    return found


def _part(measure: str, row: Row) -> Row:
    value = 1.0 if measure == "narrative" else row["value"]
    return {
        "value": value,
        "low": value,
        "high": value,
        "numerator": row["numerator"],
        "denominator": row["denominator"],
        "attributed_to": row["attributed_to"],
    }


def _combined(indicator: Row, parts: Sequence[Row]) -> Row:
    """4: areas of a partner, or partners, brought together."""
    measure, rule = indicator["measure"], indicator["over_partners"]
    value: float | None
    numerator = denominator = None
    if measure == "ratio":
        value = None
        if all(part["numerator"] is not None and part["denominator"] is not None for part in parts):
            numerator = sum(part["numerator"] for part in parts)
            denominator = sum(part["denominator"] for part in parts)
            if denominator != 0:
                multiplier = 1 if indicator["multiplier"] is None else indicator["multiplier"]
                value = multiplier * numerator / denominator
        elif len(parts) == 1:
            value = parts[0]["value"]
    else:
        value = _by_the_rule(_rule(measure, rule), [part["value"] for part in parts])
    people = measure == "unique_people"
    return {
        "value": value,
        "low": max(part["low"] for part in parts) if people else value,
        "high": sum(part["high"] for part in parts) if people else value,
        "numerator": numerator,
        "denominator": denominator,
        "attributed_to": min((part["attributed_to"] for part in parts if part["attributed_to"]), default=None),
    }


def _rule(measure: str, declared: str | None) -> str | None:
    """4: sum, max or mean; None where values are never brought together."""
    if measure == "narrative":
        return "sum"
    if measure in ("ratio", "unique_people") or declared == "none":
        return "mean" if measure == "yes_no" else None
    return "mean" if measure == "yes_no" and declared != "max" else declared


def _by_the_rule(rule: str | None, values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    if len(known) < len(values) or (rule is None and len(values) > 1):
        return None
    if rule == "max":
        return max(known)
    return sum(known) / len(known) if rule == "mean" else sum(known)


def _histories(question: Question, indicator: Row, figures: dict[tuple[str, date], dict[str, Row]]) -> list[Row]:
    """5 and 6: the listed readings, the primary one first; each with its parts per partner."""
    decided = {key: _decided(question, indicator, key, readings) for key, readings in figures.items()}
    first = {key: decided[key] if decided[key] is not None else min(readings) for key, readings in figures.items()}

    def overruled(reading: str, key: tuple[str, date]) -> bool:
        return decided[key] is not None and decided[key] != reading

    def set_aside(reading: str) -> bool:
        beside = [key for key, readings in figures.items() if reading in readings and len(readings) > 1]
        return bool(beside) and all(overruled(reading, key) for key in beside)

    every = sorted({reading for readings in figures.values() for reading in readings})
    primary = next((reading for reading in every if not set_aside(reading)), None)
    listed = [
        reading
        for reading in every
        if reading == primary or any(reading in readings and first[key] != reading for key, readings in figures.items())
    ]
    answer = []
    for reading in sorted(listed, key=lambda one: (one != primary, one)):
        taken = {}
        for key, readings in figures.items():
            own = reading in readings and (set_aside(reading) or not overruled(reading, key))
            taken[key] = readings[reading if own else first[key]] | {"is_own": own}
        answer.append(
            {"reading": reading, "is_primary": reading == primary, "counts": not set_aside(reading), "taken": taken}
        )
    return answer


def _parts(taken: dict[tuple[str, date], Row]) -> dict[str, Row]:
    """What each partner has in a history, its periods added up."""
    parts: dict[str, list[Row]] = defaultdict(list)
    for (partner, _), figure in taken.items():
        parts[partner].append(figure)
    return {partner: _over_time(ones) for partner, ones in sorted(parts.items())}


def _named(figures: Iterable[Row]) -> str | None:
    return min((one["attributed_to"] for one in figures if one["is_own"] and one["attributed_to"]), default=None)


def _over_time(figures: list[Row]) -> Row:
    """3: only flows and narratives have more than one period here."""
    if len(figures) == 1:
        return figures[0]
    sums = {name: _by_the_rule("sum", [one[name] for one in figures]) for name in ("value", "low", "high")}
    return figures[0] | sums | {"submission_id": max(one["submission_id"] for one in figures)}


def _decided(question: Question, indicator: Row, key: tuple[str, date], readings: Iterable[str]) -> str | None:
    """6: the reading that was decided on for one figure."""
    known = sorted(
        (row for row in question.decisions if row["decided_at"] <= question.known_at), key=lambda row: row["decided_at"]
    )
    # A decision on the same figure takes the place of the one before it.
    standing = {
        (row["partnership_id"], row["indicator_id"], row.get("partner_id"), row.get("period_end")): number
        for number, row in enumerate(known)
    }
    speaking = [
        row
        for row in (known[number] for number in sorted(standing.values()))
        if row["partnership_id"] == question.partnership
        and row["indicator_id"] == indicator["indicator_id"]
        and (row.get("partner_id") is None or row["partner_id"] == key[0])
        and (row.get("period_end") is None or row["period_end"] == key[1])
        and (row.get("reading") or "") in readings
    ]
    return (speaking[-1].get("reading") or "") if speaking else None


def _reading_value(indicator: Row, history: Row) -> Row:
    parts = _parts(history["taken"])
    together = _combined(indicator, list(parts.values()))
    problem = None
    if together["value"] is None and indicator["measure"] == "ratio":
        problem = "no_denominator"
    elif together["value"] is None and indicator["measure"] != "unique_people":
        problem = "not_combined"
    return history | {
        "parts": parts,
        "attributed_to": _named(history["taken"].values()),
        "actual": together["value"],
        "low": together["low"],
        "high": together["high"],
        "problem": problem,
    }


# --- targets ------------------------------------------------------------------------------------------------------


def _targets_in_force(question: Question, indicator: Row, as_of: date) -> dict[str, dict[str, Row]]:
    """7: ``{tier: {partner: target}}``; only the target of the whole where there is one."""
    stated: dict[tuple[str, str], dict[date | None, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in question.asked("targets"):
        total = row["target_group_id"] is None and row["area_id"] is None
        if row["indicator_id"] == indicator["indicator_id"] and total and row["value"] is not None:
            stated[row["tier"], row["partner_id"] or ""][row["start_date"]].append(row)
    by_tier: dict[str, dict[str, Row]] = defaultdict(dict)
    for (tier, partner), by_start in stated.items():
        every = [
            _one_target(question, indicator, min(rows, key=lambda row: row["reading"] or ""))
            for rows in by_start.values()
        ]
        by_tier[tier][partner] = min(every, key=lambda one: _how_far_from_now(one, as_of))
    return {tier: {"": ones[""]} if "" in ones else ones for tier, ones in by_tier.items()}


def _how_far_from_now(target: Row, as_of: date) -> tuple[Any, ...]:
    """The last that has begun comes first, else the first to come."""
    start = target["start_date"]
    due = target["due_date"] or date.max
    if start is None:
        return False, timedelta.max, due, target["target"]
    return start > as_of, abs(as_of - start), due, target["target"]


def _one_target(question: Question, indicator: Row, row: Row) -> Row:
    dates = _own_dates(question)
    baseline = row["baseline"]
    kind = row["target_kind"]
    if kind is None:
        down = "at_most" if baseline is None else "bring_down_to"
        kind = {"up": "at_least", "keep": "keep", "down": down, "none": None}[indicator["direction"]]
    starts = [row["start_date"] or dates["start_date"], _joined_on(question, row["partner_id"] or "")]
    return {
        "indicator_id": row["indicator_id"],
        "tier": row["tier"],
        "partner_id": row["partner_id"],
        "kind": kind,
        "target": row["value"],
        "baseline": baseline,
        "baseline_used": 0.0 if baseline is None and kind == "at_least" else baseline,
        "tolerance": row["tolerance"],
        "start_date": max((one for one in starts if one is not None), default=None),
        "due_date": row["due_date"] or dates["end_date"],
    }


def _expected(question: Question, indicator: Row, target: Row, day: date) -> float | None:
    """8."""
    start, due, baseline = target["start_date"], target["due_date"], target["baseline_used"]
    if target["kind"] in ("keep", "at_most") or (due is not None and day >= due):
        return target["target"]
    if start is not None and day < start:
        return baseline
    points = {}
    if start is not None and baseline is not None:
        points[start - timedelta(days=1)] = baseline
    for milestone in question.here("target_milestones"):
        same = all(milestone[name] == target[name] for name in ("indicator_id", "tier", "partner_id"))
        on = milestone["milestone_date"]
        if same and (start is None or on >= start) and (due is None or on < due):
            limit = {"at_least": min, "bring_down_to": max}.get(target["kind"])
            points[on] = limit(milestone["value"], target["target"]) if limit else milestone["value"]
    if due is not None:
        points[due] = target["target"]
    before = max((one for one in points if one <= day), default=None)
    after = min((one for one in points if one > day), default=None)
    if indicator["measure"] == "yes_no":
        return baseline if before is None else points[before]
    if before is None or after is None:
        return None
    return points[before] + (points[after] - points[before]) * (day - before).days / (after - before).days


def _together(indicator: Row, targets: list[Row], name: str) -> float | None:
    """7: targets, or what belongs to them, brought together."""
    same = len({(one["target"], one["baseline_used"], one["tolerance"]) for one in targets}) == 1
    rule = _rule(indicator["measure"], indicator["over_partners"])
    values = [one[name] for one in targets]
    return _by_the_rule("mean" if rule is None and same else rule, values) if values else None


def _targets_together(question: Question, indicator: Row, targets: dict[str, Row], days: dict[str, date]) -> Row:
    """What the partners are held against, each on its day."""
    each = [
        target | {"expected": _expected(question, indicator, target, days[partner])}
        for partner, target in targets.items()
    ]
    kinds = {one["kind"] for one in each} - {None}
    starts = [one["start_date"] for one in each if one["start_date"] is not None]
    dues = [one["due_date"] for one in each]
    baseline = _together(indicator, each, "baseline_used")
    return {
        "kind": next(iter(kinds)) if len(kinds) == 1 else None,
        "is_mixed": len(kinds) > 1,
        "target": _together(indicator, each, "target") if len(kinds) <= 1 else None,
        "baseline": baseline if any(one["baseline"] is not None for one in each) else None,
        "baseline_used": baseline,
        "tolerance": _together(indicator, each, "tolerance"),
        "expected": _together(indicator, each, "expected"),
        "start_date": min(starts, default=None),
        "due_date": None if None in dues else max(dues, default=None),
    }


# --- the state ----------------------------------------------------------------------------------------------------


def _judged(indicator: Row, goal: Row, readings: list[Row], situation: Row) -> Row:
    """8 and 9: every reading held against the target."""
    has_share = _has_share(indicator, goal)
    share_expected = _share(goal["expected"], goal) if has_share else None
    has_share = has_share or (goal["kind"] == "at_most" and goal["target"] is not None and goal["target"] > 0)
    listed, verdicts, on_the_day, shares = [], [], [], []
    for one in readings:
        ends = [one["low"], one["high"]]
        before = {_verdict(indicator, goal, value, one["problem"], situation) for value in ends}
        now = {
            _today(indicator, goal, value, _verdict(indicator, goal, value, one["problem"], situation), situation)
            for value in ends
        }
        verdict = now.pop() if len(now) == 1 else "range_spans_states"
        if "no_recent_report" in now:
            verdict = "no_recent_report"
        if one["counts"]:
            verdicts.append(verdict)
            on_the_day.append(before.pop() if len(before) == 1 else "range_spans_states")
            if has_share:
                shares += [_share(value, goal) for value in ends if value is not None]
        listed.append(
            {
                "reading": one["reading"] or None,
                "attributed_to": one["attributed_to"],
                "actual": one["actual"],
                "actual_low": one["low"],
                "actual_high": one["high"],
                "share": _share(one["actual"], goal) if has_share else None,
                "state": _state(verdict),
                "counts": one["counts"],
            }
        )
    if not readings:
        on_the_day = [_verdict(indicator, goal, None, None, situation)]
        verdicts = [_today(indicator, goal, None, on_the_day[0], situation)]
    state, reason = _one_state(verdicts)
    counted = [one for one in readings if one["counts"]]
    low = min((one["low"] for one in counted if one["low"] is not None), default=None)
    high = max((one["high"] for one in counted if one["high"] is not None), default=None)
    share_low, share_high = min(shares, default=None), max(shares, default=None)
    paced = share_expected is not None and round(share_expected, 9) > 0 and share_low is not None
    primary = next((one for one in readings if one["is_primary"]), None)
    return {
        "target_kind": goal["kind"],
        **{name: goal[name] for name in ("target", "baseline", "expected", "start_date", "due_date")},
        "readings": listed,
        "actual": primary["actual"] if primary and low == high else None,
        "actual_low": low,
        "actual_high": high,
        "share_of_target": share_low if share_low == share_high else None,
        "share_low": share_low,
        "share_high": share_high,
        "share_expected": share_expected,
        "pace_low": share_low / share_expected if paced else None,
        "pace_high": share_high / share_expected if paced else None,
        "state": state,
        "state_reason": reason,
        "state_then": _one_state(on_the_day)[0] if state == "no_recent_report" else None,
    }


def _one_state(verdicts: list[str]) -> tuple[str, str | None]:
    """9: the state of all readings that count, the primary one first, and the reason for ``not_comparable``."""
    states = {_state(verdict) for verdict in verdicts}
    if len(states) > 1:
        return "no_recent_report" if "no_recent_report" in states else "disputed", None
    state = _state(verdicts[0])
    return state, verdicts[0] if state == "not_comparable" else None


def _state(verdict: str) -> str:
    return verdict if verdict in STATES else "not_comparable"


def _sign(goal: Row) -> int:
    return -1 if goal["kind"] == "bring_down_to" else 1


def _has_share(indicator: Row, goal: Row) -> bool:
    if indicator["measure"] == "narrative" or goal["kind"] not in ("at_least", "bring_down_to"):
        return False
    if goal["target"] is None or goal["baseline_used"] is None:
        return False
    return round((goal["target"] - goal["baseline_used"]) * _sign(goal), 9) > 0


def _share(value: float | None, goal: Row) -> float | None:
    if value is None:
        return None
    if goal["kind"] == "at_most":
        return value / goal["target"]
    return (value - goal["baseline_used"]) / (goal["target"] - goal["baseline_used"])


def _verdict(indicator: Row, goal: Row, value: float | None, problem: str | None, situation: Row) -> str:
    """9, line by line: the state on the day of the value, or the reason for ``not_comparable``."""
    kind, target, baseline = goal["kind"], goal["target"], goal["baseline_used"]
    start, due, as_of = goal["start_date"], goal["due_date"], situation["as_of"]
    measure, missing, has_target = indicator["measure"], situation["missing"], situation["has_target"]
    has_value = value is not None or problem is not None
    if measure == "narrative" and (has_value or has_target):
        return "narrative"
    if has_target and kind is None and not goal["is_mixed"]:
        return "no_direction"
    if not has_target and has_value and indicator["direction"] == "none":
        return "no_direction"
    if not has_target or (kind == "at_least" and target == 0 and baseline == 0):
        if problem is not None:
            return problem
        if missing == "hidden":
            return "hidden"
        return "unplanned" if value is not None and value != 0 else "no_target"
    if start is not None and as_of < start:
        return "not_due"
    is_due = due is not None and as_of >= due
    if not has_value:
        if missing is None and not is_due:
            too_soon = start is not None and start - timedelta(days=1) > situation["window_after"]
            steps = measure == "yes_no" and goal["expected"] is not None and baseline is not None
            if too_soon or (steps and goal["expected"] <= baseline):
                return "not_due"
        if missing == "missing" or (missing == "not_due" and is_due):
            return "no_report"
        return missing or "no_report"
    if problem is not None:
        return problem
    if target is None:
        return "targets_not_addable"
    is_over = is_due and situation["any_recent"]
    if kind == "at_most":
        if round(value - target, 9) > 0:
            return "exceeded"
        return "achieved" if is_over else "within_limit"
    if kind == "keep":
        if goal["tolerance"] is None:
            return "no_tolerance"
        off = abs(value - target)
        if round(off - goal["tolerance"], 9) <= 0:
            return "achieved" if is_over else "on_track"
        if is_over:
            return "missed"
        return "behind" if round(off - 2 * goal["tolerance"], 9) <= 0 else "far_behind"
    if measure == "flow" and baseline is not None and baseline != 0:
        return "baseline_on_flow"
    sign = _sign(goal)
    if baseline is not None and round((target - baseline) * sign, 9) < 0:
        return "direction_contradicts_target"
    if round((value - target) * sign, 9) >= 0:
        return "achieved"
    if is_over:
        return "missed"
    if due is None:
        return "no_due_date"
    if baseline is None:
        return "no_baseline"
    if round(target - baseline, 9) == 0:
        return "baseline_equals_target"
    if goal["expected"] is None:
        return "no_start_date"
    way, expected = round((value - baseline) * sign, 9), round((goal["expected"] - baseline) * sign, 9)
    if measure == "yes_no":
        if expected <= 0:
            return "ahead" if way > 0 else "not_due"
        return "on_track" if way >= expected else "behind"
    whole = round((target - baseline) * sign, 9)
    return _band(way, expected, whole, indicator["unit"] not in NOT_PIECES)


def _band(way: float, expected: float, whole: float, in_pieces: bool) -> str:
    if in_pieces and expected < 1:
        return "too_early"
    if not in_pieces and round(expected / whole, 9) < 0.05:
        return "too_early"
    piece = 1 if in_pieces else 0
    if round(way - max(1.15 * expected, expected + piece), 9) > 0:
        return "ahead"
    if round(way - min(0.85 * expected, expected - piece), 9) >= 0:
        return "on_track"
    return "behind" if round(way - min(0.5 * expected, expected - 2 * piece), 9) >= 0 else "far_behind"


def _today(indicator: Row, goal: Row, value: float | None, verdict: str, situation: Row) -> str:
    """9, the second table: silence is no failure, and a part is not the whole."""
    if verdict not in JUDGED:
        return verdict
    rule = _rule(indicator["measure"], indicator["over_partners"])
    promised = situation["target_promised"]
    at_least = verdict == "achieved" and goal["kind"] == "at_least"
    alone = (
        at_least
        and rule in ("sum", "max")
        and value is not None
        and promised is not None
        and round(value - promised, 9) >= 0
    )
    lasts = indicator["measure"] in ("flow", "running_total", "yes_no")
    if at_least and lasts and (situation["everyone_spoke"] or alone):
        return "achieved"
    grows = indicator["measure"] in ("flow", "running_total")
    if verdict == "exceeded" and rule == "sum" and grows:
        return "exceeded"
    if not situation["any_recent"]:
        return "no_recent_report"
    if alone:
        return "achieved"
    if verdict == "exceeded" and rule == "sum":
        return "exceeded"
    is_due = goal["due_date"] is not None and situation["as_of"] >= goal["due_date"]
    if not situation["is_whole"] and (situation["whole_given"] or is_due):
        return "partial"
    if situation["has_gap"] and verdict in ("behind", "far_behind", "missed", "within_limit"):
        return "partial"
    return verdict


# --- the questions beside it (12) ---------------------------------------------------------------------------------


def contributions(question: Question, indicator_id: str, as_of: date) -> list[Row]:
    """The rows of the macro ``contributions``."""
    (indicator,) = [row for row in question.current("indicators") if row["indicator_id"] == indicator_id]
    figures = _counting_figures(question, indicator, as_of)
    targets = _targets_of_partners(question, indicator, as_of)
    answer = []
    for history in _histories(question, indicator, figures):
        for partner, part in _parts(history["taken"]).items():
            own = {period: figure for (other, period), figure in history["taken"].items() if other == partner}
            answer.append(
                {
                    "partner_id": partner or None,
                    "reading": history["reading"] or None,
                    "is_primary": history["is_primary"],
                    "counts": history["counts"],
                    "attributed_to": _named(own.values()),
                    "actual": part["value"],
                    "actual_low": part["low"],
                    "actual_high": part["high"],
                    "numerator": part["numerator"],
                    "denominator": part["denominator"],
                    "periods": len(own),
                    "last_period_end": max(own),
                    "reported_at": question.submissions[part["submission_id"] - 1].received_at,
                    "targets": targets.get(partner, []),
                }
            )
    silent = targets.keys() - {partner for partner, _ in figures}
    columns = contributions_columns()
    answer += [dict.fromkeys(columns) | {"partner_id": one, "targets": targets[one]} for one in silent]
    return sorted(answer, key=lambda row: (row["partner_id"] or "", row["reading"] or ""))


def contributions_columns() -> tuple[str, ...]:
    return (
        "partner_id",
        "reading",
        "is_primary",
        "counts",
        "attributed_to",
        "actual",
        "actual_low",
        "actual_high",
        "numerator",
        "denominator",
        "periods",
        "last_period_end",
        "reported_at",
        "targets",
    )


def _targets_of_partners(question: Question, indicator: Row, as_of: date) -> dict[str, list[Row]]:
    answer: dict[str, list[Row]] = {}
    for partner in {row["partner_id"] for row in question.asked("targets")} - {None}:
        tiers = _targets_in_force(replace(question, partner=partner), indicator, as_of)
        names = ("target", "baseline", "start_date", "due_date")
        listed = [
            {"tier": tier, "expected": _expected(question, indicator, one[partner], as_of)}
            | {name: one[partner][name] for name in names}
            for tier in TIERS
            if (one := tiers.get(tier))
        ]
        if listed:
            answer[partner] = listed
    return answer


def figure_rows(question: Question, indicator_id: str, as_of: date) -> list[Row]:
    """``submission_id``, ``source_row``, ``counted``, ``why_not`` and ``amended_by`` of the macro ``figure_rows``."""
    (indicator,) = [row for row in question.current("indicators") if row["indicator_id"] == indicator_id]
    measure = indicator["measure"]
    figures = _counting_figures(question, indicator, as_of)
    current = {(row["submission_id"], row["source_row"]): row for row in question.here("results")}
    answer = []
    for number, submission in enumerate(question.submissions, start=1):
        for place, given in enumerate(submission.tables.get("results", []), start=1):
            asked = question.partner is None or given.get("partner_id") == question.partner
            here = given["partnership_id"] == question.partnership and given["indicator_id"] == indicator_id
            if submission.received_at > question.known_at or given["period_end"] > as_of or not asked or not here:
                continue
            row = current.get((number, place))
            amended_by = None
            if not submission.known(question.known_at):
                why_not = "withdrawn"
            elif row is None:
                amended_by = _amended_by(question, number, given)
                why_not = "superseded" if amended_by is None else "amended"
            elif row["target_group_id"] is not None or row["gender"] is not None:
                why_not = "split_by_group"
            elif not _is_statement(measure, row):
                why_not = "no_value"
            else:
                why_not = _why_a_total_is_left_out(question, indicator, as_of, figures, row)
            answer.append(
                {
                    "submission_id": number,
                    "source_row": place,
                    "counted": why_not is None,
                    "why_not": why_not,
                    "amended_by": amended_by,
                }
            )
    return answer


def _amended_by(question: Question, number: int, given: Row) -> int | None:
    """The submission whose row stands instead of a known one, when all that came in between are amendments."""
    described = contract.table("results")
    amended_by = None
    for later, submission in enumerate(question.submissions[number:], start=number + 1):
        for row in submission.tables.get("results", []) if submission.known(question.known_at) else []:
            if _fields(row, described.supersedes) == _fields(given, described.supersedes):
                if not submission.amends:
                    return None
                if _fields(row, described.key) == _fields(given, described.key):
                    amended_by = later
    return amended_by


def _why_a_total_is_left_out(
    question: Question, indicator: Row, as_of: date, figures: dict[tuple[str, date], dict[str, Row]], row: Row
) -> str | None:
    beside = [
        other
        for other in question.here("results")
        if all(other[name] == row[name] for name in ("indicator_id", "partner_id", "reading", "period_end"))
        and _is_statement(indicator["measure"], other)
    ]
    if indicator["measure"] != "narrative" and row not in _without_overlap(question, beside):
        return "whole_given" if any(other["area_id"] is None for other in beside) else "nested_area"
    key = (row["partner_id"] or "", row["period_end"])
    if key not in figures:
        return "later_period"
    decided = _decided(question, indicator, key, figures[key])
    first = decided if decided is not None else min(figures[key])
    if (row["reading"] or "") != first:
        return "other_reading"
    tiers = _targets_in_force(question, indicator, as_of)
    targets = next((tiers[tier] for tier in TIERS if tier in tiers), {})
    held = [targets[key[0]]] if key[0] in targets else []
    if "" in targets or any(partner == "" for partner, _ in figures):
        held = list(targets.values())
    if targets and not held:
        return "not_promised"
    start = min((one["start_date"] for one in held if one["start_date"]), default=None)
    dues = [one["due_date"] for one in held]
    due = None if None in dues else max(dues, default=None)
    period = row["period_end"]
    if indicator["measure"] == "flow" and ((start and period < start) or (due and period > due)):
        return "outside_target"
    return None


def who_reported(question: Question, as_of: date) -> list[Row]:
    """The rows of the macro ``who_reported``."""
    end = _own_dates(question)["end_date"]
    window_after = _window_after(question, as_of if end is None else min(as_of, end))
    answer = []
    for partner in sorted(_owing_partners(question, as_of)):
        reports = [
            row
            for row in question.here("results")
            if row["partner_id"] == partner
            and row["period_end"] <= as_of
            and row.get("period_precision") != "document_date"
        ]
        last = max(reports, key=lambda row: (row["period_end"], row["submission_id"]), default=None)
        answer.append(
            {
                "partner_id": partner,
                "window_after": window_after,
                "reported": last is not None and last["period_end"] > window_after,
                "last_period_end": last and last["period_end"],
                "reported_at": last and question.submissions[last["submission_id"] - 1].received_at,
            }
        )
    return answer
