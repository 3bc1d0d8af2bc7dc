"""What became of a submission."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from peil.importing.submission import Submission

# How many findings an Outcome holds; the file has all.
FIRST_FINDINGS = 1000


@dataclass(frozen=True)
class Outcome:
    """What became of one submission.

    ``submission_id`` is None when it was refused or known already; ``already_known`` is the submission that has the
    same bytes. ``rows`` counts the rows per table. ``findings`` holds the first ``FIRST_FINDINGS`` with the columns
    of ``FINDING_COLUMNS`` and ``text`` and ``mend`` in English; ``findings_file`` is a CSV file with all of them, or
    None when there are none. ``rules`` counts them: columns rule, severity, text, count. ``repairs`` are what was
    mended on the way in: a count of the findings of that severity.
    """

    name: str
    submission_id: int | None = None
    already_known: int | None = None
    rows: dict[str, int] = field(default_factory=dict)
    errors: int = 0
    warnings: int = 0
    repairs: int = 0
    findings: pd.DataFrame = field(default_factory=pd.DataFrame)
    rules: pd.DataFrame = field(default_factory=pd.DataFrame)
    findings_file: Path | None = None

    @property
    def refused(self) -> bool:
        return self.submission_id is None and self.already_known is None


def outcome_of(submission: Submission, shown: str, findings_file: str, originals: Path | None) -> Outcome:
    """What was found in a submission that is not stored yet; writes ``findings_file`` beside the originals."""
    rows: dict[str, int] = {}
    for source in submission.sources:
        rows[source.table.name] = rows.get(source.table.name, 0) + source.row_count
    findings = submission.findings
    rules = findings.tell(submission.sources)
    if rules.empty:
        return Outcome(shown, rows=rows)
    folder = originals.parent / "findings" if originals else Path(tempfile.mkdtemp(prefix="peil-"))
    folder.mkdir(parents=True, exist_ok=True)
    findings.write(folder / findings_file)
    counts = findings.counts()
    return Outcome(
        shown,
        rows=rows,
        errors=counts.get("error", 0),
        warnings=counts.get("warning", 0),
        repairs=counts.get("repair", 0),
        findings=findings.first(FIRST_FINDINGS),
        rules=rules,
        findings_file=folder / findings_file,
    )
