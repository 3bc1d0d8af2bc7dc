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
    "not_due",
    "no_report",
    "no_target",
    "unplanned",
    "hidden",
}
# Of several reasons for a missing value the first of these is told.
REASONS = ("hidden", "missing", "not_due", "not_applicable")


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
        alone = replace(question, _current=question._current | {"targets": [], "target_milestones": []} | only)
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
    used = {row["indicator_id"] for table in ("results", "targets") for row in question.here(table)}
    return [
        row
        for row in question.current("indicators")
        if row["partnership_id"] in {question.partnership, *parents} or row["indicator_id"] in used
    ]


def _rows_of(question: Question, indicator: Row, as_of: date) -> list[Row]:
    figures = _counting_figures(question, indicator, as_of)
    readings = [_reading_value(indicator, one) for one in _histories(question, indicator, figures)]
    primary = next((one for one in readings if one["is_primary"]), None)
    counted = [one for one in readings if one["counts"]]
    lows = [one["low"] for one in counted if one["low"] is not None]
    highs = [one["high"] for one in counted if one["high"] is not None]
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
        default={"explanation": None},
    )
    expected_partners = _owing_partners(question, as_of) if question.partner is None else {question.partner}
    with_value = {partner for partner, _ in figures} - {""}
    words = _words_of_the_silent(question, indicator, as_of, {partner for partner, _ in figures})
    missing = None if figures else min((word for word, _ in words.values()), key=REASONS.index, default=None)
    shared = {
        "as_of": as_of,
        "partnership_id": question.partnership,
        **{name: indicator[name] for name in ("indicator_id", "activity_id", "kind", "level", "unit")},
        **{name: indicator[name] for name in ("measure", "direction")},
        "actual": primary and primary["actual"],
        "actual_low": min(lows, default=None),
        "actual_high": max(highs, default=None),
        "partners_reported": len(with_value & expected_partners),
        "partners_expected": len(expected_partners),
        "partners_hidden": sum(words[one][0] == "hidden" for one in words.keys() & expected_partners),
        "partners_exempt": sum(
            words[one][0] in ("not_due", "not_applicable") for one in words.keys() & expected_partners
        ),
        "missing": missing,
        "others_reported": len(with_value - expected_partners),
        "last_period_end": max(
            (period for _, period in figures), default=max((period for _, period in words.values()), default=None)
        ),
        "explanation": last["explanation"],
    }
    tiers = _tier_targets(question, indicator, as_of)
    answer = []
    for place, tier in enumerate([name for name in TIERS if name in tiers] or [None]):
        goal = tiers.get(tier, dict.fromkeys(NO_TARGET)) if tier else dict.fromkeys(NO_TARGET)
        answer.append(
            shared
            | {"tier": tier, "is_headline": place == 0}
            | _judged(indicator, goal, readings, as_of, tier, missing)
        )
    return answer


def _owing_partners(question: Question, as_of: date) -> set[str]:
    return {
        row["organisation_id"]
        for row in question.here("partners")
        if row["reports"] and (row["date_joined"] or as_of) <= as_of <= (row["date_left"] or as_of)
    }


def _words_of_the_silent(
    question: Question, indicator: Row, as_of: date, valued: set[str]
) -> dict[str, tuple[str, date]]:
    """1: the reason in place of a value of each partner without one, and its period."""
    given: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for row in question.asked("results"):
        partner = row["partner_id"] or ""
        if (
            row["indicator_id"] == indicator["indicator_id"]
            and row["period_end"] <= as_of
            and row["missing"] is not None
            and _of_everyone(row)
            and not _is_statement(indicator["measure"], row)
            and partner not in valued
        ):
            given[partner].append((row["period_end"], row["missing"]))
    last = {partner: max(period for period, _ in reasons) for partner, reasons in given.items()}
    return {
        partner: (min((word for period, word in reasons if period == last[partner]), key=REASONS.index), last[partner])
        for partner, reasons in given.items()
    }


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
        parts: dict[str, list[Row]] = defaultdict(list)
        names: dict[str, list[str]] = defaultdict(list)
        for key, readings in figures.items():
            own = reading in readings and (set_aside(reading) or not overruled(reading, key))
            parts[key[0]].append(readings[reading if own else first[key]])
            if own and readings[reading]["attributed_to"]:
                names[key[0]].append(readings[reading]["attributed_to"])
        answer.append(
            {
                "reading": reading,
                "is_primary": reading == primary,
                "counts": not set_aside(reading),
                "attributed_to": min((name for ones in names.values() for name in ones), default=None),
                "attributed_by": {partner: min(ones) for partner, ones in names.items()},
                "parts": {partner: _over_time(ones) for partner, ones in sorted(parts.items())},
                "periods": {partner: len(ones) for partner, ones in parts.items()},
            }
        )
    return answer


def _over_time(figures: list[Row]) -> Row:
    """3: only flows and narratives have more than one period here."""
    if len(figures) == 1:
        return figures[0]
    sums = {name: _by_the_rule("sum", [one[name] for one in figures]) for name in ("value", "low", "high")}
    return figures[0] | sums | {"submission_id": max(one["submission_id"] for one in figures)}


def _decided(question: Question, indicator: Row, key: tuple[str, date], readings: Iterable[str]) -> str | None:
    """6: the reading that was decided on for one figure."""
    speaking = [
        row
        for row in question.decisions
        if row["partnership_id"] == question.partnership
        and row["indicator_id"] == indicator["indicator_id"]
        and row["decided_at"] <= question.known_at
        and (row.get("partner_id") is None or row["partner_id"] == key[0])
        and (row.get("period_end") is None or row["period_end"] == key[1])
        and (row.get("reading") or "") in readings
    ]
    if not speaking:
        return None
    latest = max(row["decided_at"] for row in speaking)
    return min(row.get("reading") or "" for row in speaking if row["decided_at"] == latest)


def _reading_value(indicator: Row, history: Row) -> Row:
    together = _combined(indicator, list(history["parts"].values()))
    problem = None
    if together["value"] is None and indicator["measure"] == "ratio":
        problem = "no_denominator"
    elif together["value"] is None and indicator["measure"] != "unique_people":
        problem = "not_combined"
    return history | {
        "actual": together["value"],
        "low": together["low"],
        "high": together["high"],
        "problem": problem,
    }


# --- targets ------------------------------------------------------------------------------------------------------

NO_TARGET = (
    "target",
    "baseline",
    "baseline_used",
    "tolerance",
    "expected",
    "start_date",
    "due_date",
    "partners_with_target",
)


def _tier_targets(question: Question, indicator: Row, as_of: date) -> dict[str, Row]:
    """7: ``{tier: target}``."""
    stated: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in question.asked("targets"):
        total = row["target_group_id"] is None and row["area_id"] is None
        if row["indicator_id"] == indicator["indicator_id"] and total and row["value"] is not None:
            stated[row["tier"], row["partner_id"] or ""].append(row)
    by_tier: dict[str, dict[str, Row]] = defaultdict(dict)
    for (tier, partner), rows in stated.items():
        first = min(rows, key=lambda row: row["reading"] or "")
        by_tier[tier][partner] = _one_target(question, indicator, first, as_of)
    return {
        tier: _targets_together(
            indicator, [partners[""]] if "" in partners else list(partners.values()), "" in partners
        )
        for tier, partners in by_tier.items()
    }


def _one_target(question: Question, indicator: Row, row: Row, as_of: date) -> Row:
    dates = (question.here("partnerships") or [{"start_date": None, "end_date": None}])[0]
    start = row["start_date"] or dates["start_date"]
    due = row["due_date"] or dates["end_date"]
    baseline = row["baseline"]
    if baseline is None and indicator["direction"] in ("up", "none"):
        baseline = 0.0
    return {
        "target": row["value"],
        "baseline": row["baseline"],
        "baseline_used": baseline,
        "tolerance": row["tolerance"] or 0.0,
        "start_date": start,
        "due_date": due,
        "expected": _expected(question, indicator, row, start, due, baseline, as_of),
    }


def _expected(
    question: Question,
    indicator: Row,
    target: Row,
    start: date | None,
    due: date | None,
    baseline: float | None,
    as_of: date,
) -> float | None:
    """8."""
    if indicator["direction"] == "keep" or (due is not None and as_of >= due):
        return target["value"]
    if start is not None and as_of < start:
        return baseline
    points = {}
    if start is not None and baseline is not None:
        points[start - timedelta(days=1)] = baseline
    for milestone in question.here("target_milestones"):
        same = all(milestone[name] == target[name] for name in ("indicator_id", "tier", "partner_id"))
        day = milestone["milestone_date"]
        if same and (start is None or day >= start) and (due is None or day < due):
            limit = {"up": min, "down": max}.get(indicator["direction"])
            points[day] = limit(milestone["value"], target["value"]) if limit else milestone["value"]
    if due is not None:
        points[due] = target["value"]
    before = max((day for day in points if day <= as_of), default=None)
    after = min((day for day in points if day > as_of), default=None)
    if before is None or after is None:
        return None
    return points[before] + (points[after] - points[before]) * (as_of - before).days / (after - before).days


def _targets_together(indicator: Row, targets: list[Row], whole: bool) -> Row:
    same = len({(one["target"], one["baseline_used"], one["tolerance"]) for one in targets}) == 1

    def together(name: str) -> float | None:
        values = [one[name] for one in targets]
        rule = _rule(indicator["measure"], indicator["over_partners"])
        return _by_the_rule("mean" if rule is None and same else rule, values)

    starts = [one["start_date"] for one in targets if one["start_date"] is not None]
    dues = [one["due_date"] for one in targets]
    baseline = together("baseline_used")
    return {
        "target": together("target"),
        "baseline": baseline if any(one["baseline"] is not None for one in targets) else None,
        "baseline_used": baseline,
        "tolerance": together("tolerance"),
        "expected": together("expected"),
        "start_date": min(starts, default=None),
        "due_date": None if None in dues else max(dues),
        "partners_with_target": None if whole else len(targets),
    }


# --- the state ----------------------------------------------------------------------------------------------------


def _judged(indicator: Row, goal: Row, readings: list[Row], as_of: date, tier: str | None, missing: str | None) -> Row:
    """8 and 9: everything of a row that depends on the target."""
    has_share = _has_share(indicator, goal)
    share_expected = _share(goal["expected"], goal) if has_share else None
    listed = []
    verdicts = []
    for one in readings:
        ends = {
            _verdict(indicator, goal, value, one["problem"], as_of, tier, None) for value in {one["low"], one["high"]}
        }
        verdict = ends.pop() if len(ends) == 1 else "range_spans_states"
        if one["counts"]:
            verdicts.append(verdict)
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
        verdicts = [_verdict(indicator, goal, None, None, as_of, tier, missing)]
    share = listed[0]["share"] if listed else None
    paced = share is not None and share_expected is not None and round(share_expected, 9) > 0
    if len({_state(verdict) for verdict in verdicts}) > 1:
        state, reason = "disputed", None
    else:
        state = _state(verdicts[0])
        reason = verdicts[0] if state == "not_comparable" else None
    return {name: goal[name] for name in NO_TARGET if name not in ("baseline_used", "tolerance")} | {
        "readings": listed,
        "share_of_target": share,
        "share_expected": share_expected,
        "pace": share / share_expected if paced else None,
        "state": state,
        "state_reason": reason,
    }


def _state(verdict: str) -> str:
    return verdict if verdict in STATES else "not_comparable"


def _sign(indicator: Row) -> int:
    return -1 if indicator["direction"] == "down" else 1


def _has_share(indicator: Row, goal: Row) -> bool:
    if indicator["measure"] == "narrative" or indicator["direction"] not in ("up", "down"):
        return False
    if goal["target"] is None or goal["baseline_used"] is None:
        return False
    return round((goal["target"] - goal["baseline_used"]) * _sign(indicator), 9) > 0


def _share(value: float | None, goal: Row) -> float | None:
    if value is None:
        return None
    return (value - goal["baseline_used"]) / (goal["target"] - goal["baseline_used"])


def _verdict(
    indicator: Row,
    goal: Row,
    value: float | None,
    problem: str | None,
    as_of: date,
    tier: str | None,
    missing: str | None,
) -> str:
    """9, line by line: a state, or the reason for ``not_comparable``."""
    direction, target, baseline = indicator["direction"], goal["target"], goal["baseline_used"]
    start, due = goal["start_date"], goal["due_date"]
    has_value = value is not None or problem is not None
    if indicator["measure"] == "narrative" and (has_value or tier):
        return "narrative"
    if direction == "none" and (has_value or tier):
        return "no_direction"
    if tier is None or (direction == "up" and target == 0 and baseline == 0):
        if problem is not None:
            return problem
        if missing == "hidden":
            return "hidden"
        return "unplanned" if value is not None and value != 0 else "no_target"
    if start is not None and as_of < start:
        return "not_due"
    if not has_value:
        if missing == "missing" or (missing == "not_due" and due is not None and as_of >= due):
            return "no_report"
        return missing or "no_report"
    if problem is not None:
        return problem
    if target is None:
        return "targets_not_addable"
    overdue = due is not None and as_of > due
    if direction == "keep":
        off = abs(value - target)
        if round(off - goal["tolerance"], 9) <= 0:
            return "achieved" if due is not None and as_of >= due else "on_track"
        if overdue:
            return "missed"
        return "behind" if round(off - 2 * goal["tolerance"], 9) <= 0 else "far_behind"
    sign = _sign(indicator)
    if baseline is not None and round((target - baseline) * sign, 9) < 0:
        return "direction_contradicts_target"
    if round((value - target) * sign, 9) >= 0:
        return "achieved"
    if overdue:
        return "missed"
    if due is None:
        return "no_due_date"
    if baseline is None:
        return "no_baseline"
    if round(target - baseline, 9) == 0:
        return "baseline_equals_target"
    if goal["expected"] is None:
        return "no_start_date"
    return _band(_share(value, goal), _share(goal["expected"], goal))


def _band(share: float, expected: float) -> str:
    if round(expected, 9) <= 0:
        return "ahead" if round(share, 9) > 0 else "on_track"
    pace = round(share / expected, 9)
    if pace > 1.15:
        return "ahead"
    if pace >= 0.85:
        return "on_track"
    return "behind" if pace >= 0.5 else "far_behind"


# --- the questions beside it (12) ---------------------------------------------------------------------------------


def contributions(question: Question, indicator_id: str, as_of: date) -> list[Row]:
    """The rows of the macro ``contributions``."""
    (indicator,) = [row for row in question.current("indicators") if row["indicator_id"] == indicator_id]
    figures = _counting_figures(question, indicator, as_of)
    targets = _targets_of_partners(question, indicator, as_of)
    answer = []
    for history in _histories(question, indicator, figures):
        for partner, part in history["parts"].items():
            answer.append(
                {
                    "partner_id": partner or None,
                    "reading": history["reading"] or None,
                    "is_primary": history["is_primary"],
                    "counts": history["counts"],
                    "attributed_to": history["attributed_by"].get(partner),
                    "actual": part["value"],
                    "actual_low": part["low"],
                    "actual_high": part["high"],
                    "numerator": part["numerator"],
                    "denominator": part["denominator"],
                    "periods": history["periods"][partner],
                    "last_period_end": max(period for other, period in figures if other == partner),
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
        alone = Question(
            question.submissions,
            question.decisions,
            question.partnership,
            question.known_at,
            partner,
            question._current,
        )
        tiers = _tier_targets(alone, indicator, as_of)
        names = ("target", "baseline", "expected", "start_date", "due_date")
        listed = [{"tier": tier} | {name: tiers[tier][name] for name in names} for tier in TIERS if tier in tiers]
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
                why_not = _why_a_total_is_left_out(question, indicator, figures, row)
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
    question: Question, indicator: Row, figures: dict[tuple[str, date], dict[str, Row]], row: Row
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
    return None if (row["reading"] or "") == first else "other_reading"


def who_reported(question: Question, as_of: date) -> list[Row]:
    """The rows of the macro ``who_reported``."""
    months = (question.here("partnerships") or [{"reporting_interval_months": None}])[0][
        "reporting_interval_months"
    ] or 3
    next_day = as_of + timedelta(days=1)
    year, month = divmod(next_day.year * 12 + next_day.month - 1 - months, 12)
    first = date(year, month + 1, min(next_day.day, monthrange(year, month + 1)[1]))
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
                "window_after": first - timedelta(days=1),
                "reported": last is not None and last["period_end"] >= first,
                "last_period_end": last and last["period_end"],
                "reported_at": last and question.submissions[last["submission_id"] - 1].received_at,
            }
        )
    return answer
