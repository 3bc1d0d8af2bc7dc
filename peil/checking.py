"""Runs the standing rules over what is stored.

A rule is one file in ``queries/checks/rules``, named after its number and what it is about; adding a file adds a
rule. ``docs/rules.md`` says what each looks at.
"""

from datetime import datetime

import pandas as pd

from peil.store import QUERIES, Store, header

COLUMNS = [
    "rule",
    "question",
    "outcome",
    "partnership_id",
    "subject",
    "stated",
    "computed",
    "difference",
    "reason",
]
_NUMBERS = ["stated", "computed", "difference"]
_FOLDER = QUERIES / "checks" / "rules"


def rules() -> dict[str, str]:
    """``{"R01": "checks/rules/R01_eligible_total", ...}``: the query of each rule, in the order of their numbers."""
    return {
        file.stem.split("_")[0]: file.relative_to(QUERIES).with_suffix("").as_posix()
        for file in sorted(_FOLDER.glob("*.sql"))
    }


def run_rules(store: Store, known_at: datetime, tolerance: float = 1.0) -> pd.DataFrame:
    """What every rule says about the rows that counted at ``known_at``.

    ``tolerance`` is in euro: a difference of money up to it is shown as ``within_tolerance``. One row per finding, and
    one with outcome ``pass`` per partnership that was judged and keeps the rule, with the columns of ``COLUMNS``: rule
    and question (text), outcome (``pass``, ``fail``, ``within_tolerance`` or ``not_computable``), partnership_id and
    subject (ids), stated, computed and difference (float64, in the unit of the rule), reason (a short code). What is
    not known is missing (NaN or None). Raises QueryTooSlow when a rule takes too long.
    """
    return pd.concat([run_rule(store, rule, known_at, tolerance) for rule in rules()], ignore_index=True)


def run_rule(store: Store, rule: str, known_at: datetime, tolerance: float = 1.0) -> pd.DataFrame:
    """The rows of ``run_rules`` for one rule, such as ``"R01"``."""
    query = rules()[rule]
    described = header(query)
    # DuckDB refuses a parameter that a statement does not name, and only the rules about money name a tolerance.
    if "$tolerance" in described["Parameters"]:
        findings = store.run(query, known_at=known_at, tolerance=tolerance)
    else:
        findings = store.run(query, known_at=known_at)
    findings = findings.assign(rule=rule, question=described["Question"])[COLUMNS]
    # A column without a single value has no type of its own; pages count on these.
    return findings.astype({column: "float64" if column in _NUMBERS else "str" for column in COLUMNS})
