"""The import gate: file -> staged text -> checked -> appended, in one transaction, or refused with every finding.

    outcome = import_path(store, Path("results.csv"))
    outcome.submission_id   # 12, or None when it was refused or known already
    outcome.findings        # the first findings; all of them are in outcome.findings_file

All checks are SQL. The statements that differ per table are put together from the contract; the rules that need more
than the contract are the files in ``queries/checks/rows``. ``docs/import.md`` describes the gate for those who hand in.
"""

import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

from peil import contract
from peil.errors import LimitReached, PeilError
from peil.importing import (
    appending,
    checks,
    copying,
    layouts,
    originals,
    packages,
    reading,
    recognising,
    staging,
)
from peil.importing.findings import Findings
from peil.importing.outcome import Outcome, outcome_of
from peil.importing.submission import Options, Progress, Submission
from peil.settings import whole_number
from peil.store import Cursor, OutOfMemory, Store, memory_mb, time_limit, told_plainly

log = logging.getLogger(__name__)

# How much longer the checks of a larger file may take.
SECONDS_PER_MB = 4


def import_paths(
    store: Store,
    paths: Sequence[Path],
    options: Options | None = None,
    progress: Progress | None = None,
) -> list[Outcome]:
    """One outcome per path: a data package folder or a single file is one submission. Raises as ``import_path``."""
    return [import_path(store, path, options, progress) for path in paths]


def import_path(
    store: Store,
    path: Path,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Imports a data package folder or a single file, whole or not at all.

    Raises UnreadableFile when a file cannot be read at all, ContractError when a data package does not describe its
    files or ``options.table`` is no table. Findings in the data are no exception: they are in the outcome.
    """
    options = options or Options()
    with (
        originals.ONE_AT_A_TIME,
        # The disk with the temporary folder may be full too.
        told_plainly(tempfile.gettempdir()),
        tempfile.TemporaryDirectory(prefix="peil-") as work,
        store.cursor() as cursor,
    ):
        return _take_in(store, _started(store, cursor, options, progress or _silent), path, Path(work))


def _silent(stage: str, done: int, total: int) -> None:
    """The progress of an import that nobody watches."""


class _Refused(Exception):
    """Rolls the transaction back."""


def _take_in(store: Store, submission: Submission, path: Path, work: Path) -> Outcome:
    _check_options(submission.options)
    is_package = path.is_dir() or path.name == packages.DESCRIPTOR
    options, progress = submission.options, submission.progress
    files, kept = copying.copied(path, options.name, work / "taken", is_package=is_package)
    digests = {file_name: reading.sha256(file) for file_name, file in kept.items()}
    sha256 = originals.package_digest(digests) if is_package else digests[files[0].name]
    shown = options.name or (
        copying.plain_name((path if path.is_dir() else path.parent).resolve().name) if is_package else files[0].name
    )
    # A replay repeats what was accepted before, also what was withdrawn and handed in again.
    # Two people may write the same, and one may write again what stood there before.
    is_new = submission.is_replay or options.written_here
    if not is_new and (known := _known(store, sha256)) is not None:
        return Outcome(shown, already_known=known)

    entry = originals.Entry(
        submission_id=submission.submission_id,
        name=shown,
        kind="package" if is_package else "record" if options.written_here else "file",
        received_at=submission.received_at,
        handed_in_by=options.handed_in_by,
        options=options.kept(),
        files=digests,
    )
    read = staging.read(submission, files, work)
    submission.cursor.begin()
    try:
        with _limits(submission.cursor, shown, sum(file.path.stat().st_size for file in files)):
            staging.stage(submission, read, is_package=is_package)
            layouts.lay_out(submission)
            recognising.recognise(submission)
            appending.append(submission, entry, sha256)
            checks.check(submission)
            outcome = outcome_of(submission, shown, f"{sha256[:16]}.csv", store.originals)
            if outcome.errors:
                raise _Refused
            submission.findings.keep(submission.submission_id)
        if not submission.is_replay:
            originals.keep(store, sha256, kept, entry)
    except _Refused:
        submission.cursor.rollback()
        log.info("refused %s: %d errors, %d warnings", shown, outcome.errors, outcome.warnings)
        return outcome
    except BaseException:
        submission.cursor.rollback()
        raise
    progress("store", 0, 1)
    submission.cursor.commit()
    if not submission.is_replay:
        originals.confirm(store, sha256, submission.submission_id)
    progress("store", 1, 1)
    log.info("imported %s as submission %d: %s rows", shown, submission.submission_id, sum(outcome.rows.values()))
    return replace(outcome, submission_id=submission.submission_id)


def _started(store: Store, cursor: Cursor, options: Options, progress: Progress) -> Submission:
    """A submission with its number and the moment from which it counts, and nothing in it yet."""
    submission_id, received_at = (
        (options.submission_id, options.received_at)
        if options.submission_id and options.received_at
        else originals.next_submission(store, options.received_at)
    )
    # Replayed from before moments had an order, a report may refer to what is dated later than itself.
    latest = store.run("import/next_submission")["latest"].iloc[0]
    known_at = received_at if pd.isna(latest) else max(received_at, latest.to_pydatetime())
    return Submission(cursor, options, progress, submission_id, received_at, known_at, Findings(cursor))


def _known(store: Store, sha256: str) -> int | None:
    """The submission that has these bytes and still counts."""
    known = store.run("import/known_submission", sha256=sha256)
    return None if known.empty else int(known["submission_id"].iloc[0])


@contextmanager
def _limits(cursor: Cursor, shown: str, size: int) -> Iterator[None]:
    """Holds the checks of a submission of so many bytes within limits. Raises LimitReached when one is reached."""
    seconds = whole_number("PEIL_CHECK_SECONDS", 300) + SECONDS_PER_MB * size // 1_000_000
    told = "{shown} was not stored: checking it takes more than {amount}. Split it, or raise the limit ({it})."
    too_slow = LimitReached(told, shown=shown, amount=f"{seconds} seconds", it="PEIL_CHECK_SECONDS")
    try:
        with time_limit(cursor, seconds, too_slow):
            yield
    except OutOfMemory as error:
        amount = f"{memory_mb()} MB of memory"
        raise LimitReached(told, shown=shown, amount=amount, it="PEIL_DATABASE_MEMORY_MB") from error


def _check_options(options: Options) -> None:
    """Raises PeilError when an option is none of those there are."""
    if options.table:
        contract.table(options.table)
    if options.decimal not in (None, ".", ","):
        raise PeilError(f"The decimal mark (decimal) is a point or a comma, not {options.decimal!r:.40}.")
    if options.dates not in (None, "day-first", "month-first"):
        raise PeilError(f"The order of dates (dates) is day-first or month-first, not {options.dates!r:.40}.")
    if options.handed_in_by and not options.handed_in_by.isprintable():
        raise PeilError("The organisation that hands in has characters in its name that cannot be printed.")


__all__ = ["Options", "Outcome", "Progress", "import_path", "import_paths"]
