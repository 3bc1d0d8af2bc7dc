"""The command line: ``python -m peil import results.csv``; ``python -m peil --help`` lists the rest.

It ends with 0 when done (also when a file was known already), 2 when something handed in was refused or asked for
wrongly, 3 when the database cannot be used as things are (in use, gone, damaged, disk full), and 1 after an error in
Peil itself, which is written to the log.
"""

import argparse
import contextlib
import logging
import logging.handlers
import os
import sys
import tempfile
from collections.abc import Hashable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from peil import contract, examples
from peil.answers import Row, choices
from peil.answers.view import asked_once
from peil.checking import run_rules
from peil.demonstrating import CORRECTION, UNTIL, demonstrate, handed_in_at
from peil.errors import PeilError, StoreBusy, StoreUnusable
from peil.exporting import export_package
from peil.handing_over import Stream, hand_over
from peil.importing import originals
from peil.importing.gate import Options, Outcome, import_path
from peil.importing.rebuilding import rebuild
from peil.store import ROOT, Store, database_path, disk_full
from peil.texts import DEFAULT_LANGUAGE, LANGUAGES

log = logging.getLogger("peil")

DONE, BROKEN, REFUSED, UNUSABLE = 0, 1, 2, 3
PUBLISHED = ROOT / "data" / "published"
FINDINGS_SHOWN = 20
# While DuckDB plans the questions of one pack, another is written.
_PACKS_AT_ONCE = 2


@dataclass
class Command:
    """A command as it was asked: where its words and warnings go, and on which database it works."""

    asked: argparse.Namespace
    out: Stream
    warnings: Stream
    # The database of the app, when the app runs the command.
    opened: Store | None = None

    @contextlib.contextmanager
    def store(self) -> Iterator[Store]:
        """The database of the command, open."""
        if self.opened is not None:
            yield self.opened
            return
        store = originals.open_store(self.asked.database, self.warn)
        try:
            yield store
        finally:
            store.close()

    def say(self, *texts: object, end: str = "\n") -> None:
        print(*texts, end=end, file=self.out)

    def warn(self, remark: object) -> None:
        log.warning(remark)
        print(remark, file=self.warnings)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Shows on a terminal which stage an import is in; says nothing when the output goes elsewhere."""
        if self.warnings.isatty():
            end = "\n" if (stage, done) == ("store", total) else "\r"
            print(f"{stage:<12}{done}/{total}".ljust(30), end=end, file=self.warnings, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code. When the app has the database open, the app runs it."""
    asked = _parser(Path.cwd()).parse_args(arguments)
    _log_to(asked.database.parent / "peil.log")
    # A log that cannot be written (a full disk) is no reason to stop, nor to show a traceback.
    logging.raiseExceptions = False
    try:
        return run(Command(asked, sys.stdout, sys.stderr))
    except StoreBusy as error:
        given = sys.argv[1:] if arguments is None else arguments
        code = hand_over(asked.database, given, sys.stdout, sys.stderr) if asked.command is not _rebuild else None
        if code is None:
            print(error, file=sys.stderr)
            return UNUSABLE
        return code
    except BrokenPipeError:
        # Whoever reads along (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def run_in_app(opened: Store, arguments: Sequence[str], folder: Path, out: Stream, warnings: Stream) -> int:
    """Runs a command that was handed over, on the database that the app has open, and returns its exit code."""
    with contextlib.redirect_stderr(None):
        asked = _parser(folder).parse_args(arguments)
    return run(Command(asked, out, warnings, opened))


def run(command: Command) -> int:
    """Runs a command and returns its exit code. Raises StoreBusy when another process has the database open."""
    database = command.asked.database
    try:
        return int(command.asked.command(command))
    except (StoreBusy, BrokenPipeError):
        raise
    except StoreUnusable as error:
        log.warning("the database cannot be used: %s", error)
        print(error, file=command.warnings)
        return UNUSABLE
    except PeilError as error:
        print(error, file=command.warnings)
        return REFUSED
    except Exception as error:
        if full := disk_full(error, database):
            print(full, file=command.warnings)
            return UNUSABLE
        log.exception("the command failed: %s", command.asked)
        print(
            f"Something went wrong in Peil itself. {database.parent / 'peil.log'} says what, and status what is "
            "stored.",
            file=command.warnings,
        )
        return BROKEN


def _import(command: Command) -> int:
    asked = command.asked
    options = Options(
        table=asked.table,
        decimal=asked.decimal,
        dates=asked.dates,
        handed_in_by=asked.by,
        received_at=asked.received_at,
        revises=asked.revises,
    )
    code = DONE
    with command.store() as store:
        for position, path in enumerate(asked.paths):
            if asked.received_at:
                # What came in together is kept one after the other.
                options = replace(options, received_at=asked.received_at + position * timedelta(microseconds=1))
            try:
                outcome = import_path(store, path, options, command.progress)
            except StoreUnusable:
                raise
            except PeilError as error:
                print(error, file=command.warnings)
                code = REFUSED
                continue
            _tell(command, outcome)
            code = REFUSED if outcome.refused else code
    return code


def _setup(command: Command) -> int:
    with command.store() as store:
        code = DONE
        # Made and imported once; whoever withdraws it does not want it back. First, because it came in before today.
        known = store.run("import/status")
        names = ("demonstration", "demonstration correction")
        if not set(names) <= set(known["name"]):
            with tempfile.TemporaryDirectory(prefix="peil-demonstration-") as work:
                folder = Path(work) / "demonstration"
                demonstrate(folder)
                moments = handed_in_at(datetime.now(UTC).replace(tzinfo=None))
                for name, package, moment in zip(names, (folder, folder / CORRECTION), moments, strict=True):
                    if name not in set(known["name"]):
                        latest = store.run("import/next_submission")["latest"].iloc[0]
                        came_in = moment if pd.isna(latest) or moment > latest else None
                        code = max(code, _set_up(command, store, package, Options(name=name, received_at=came_in)))
        if (PUBLISHED / "datapackage.json").exists():
            code = max(code, _set_up(command, store, PUBLISHED, Options(name="published", revises="replace")))
        return code


def _set_up(command: Command, store: Store, folder: Path, options: Options) -> int:
    outcome = import_path(store, folder, options, command.progress)
    _tell(command, outcome)
    return REFUSED if outcome.refused else DONE


def _demonstrate(command: Command) -> int:
    asked = command.asked
    counts = demonstrate(asked.folder, asked.scale, asked.seed, asked.until)
    command.say(
        f"{sum(counts.values())} rows in {len(counts)} tables written to {asked.folder}, {counts['results']} of them "
        f"results. Import {asked.folder}, then {asked.folder / CORRECTION}."
    )
    return DONE


def _withdraw(command: Command) -> int:
    asked = command.asked
    with command.store() as store:
        originals.withdraw(store, asked.submission, asked.reason)
    command.say(f"Submission {asked.submission} no longer counts. What it replaced counts again.")
    return DONE


def _status(command: Command) -> int:
    with command.store() as store:
        submissions = store.run("import/status")
    if submissions.empty:
        command.say("Nothing was handed in yet.")
        return DONE
    shown = submissions.drop(columns=["sha256", "kind", "options"]).astype(object)
    command.say(shown.where(shown.notna(), "").to_string(index=False))
    return DONE


def _check(command: Command) -> int:
    asked = command.asked
    with command.store() as store:
        ruled = run_rules(store, asked.known_at or datetime.now(UTC).replace(tzinfo=None), asked.tolerance)
    for (rule, question), rows in ruled.groupby(["rule", "question"]):
        command.say(f"{rule} {question}")
        kept = rows["outcome"] == "pass"
        if kept.any():
            command.say(f"    pass partnerships={kept.sum()}")
        for row in rows[~kept].drop(columns=["rule", "question"]).astype(object).to_dict("records"):
            told = {name: value for name, value in row.items() if name != "outcome" and pd.notna(value)}
            command.say(f"    {row['outcome']}", *(f"{name}={value}" for name, value in told.items()))
    return DONE


def _export(command: Command) -> int:
    asked = command.asked
    with command.store() as store:
        counts = export_package(store, asked.folder, asked.partnership, asked.known_at)
    command.say(f"{sum(counts.values())} rows in {sum(map(bool, counts.values()))} tables written to {asked.folder}.")
    return DONE


def _pack(command: Command) -> int:
    # What makes documents takes a second to load, which no other command has to wait for.
    from peil.documents import packs

    asked = command.asked
    forms = asked.forms.split(",") if asked.forms else list(packs.FORMS)
    moment = {"known_at": asked.known_at.isoformat()} if asked.known_at else {}
    day = {"as_of": asked.as_of.isoformat()} if asked.as_of else {}
    asked.to.mkdir(parents=True, exist_ok=True)
    with command.store() as store:
        asks = asked_once(store.rows)
        known_at = choices.view_of(asks, moment, store.stamp).known_at
        shown = choices.programmes(asks, known_at, asked.lang)
        partnerships = [asked.partnership] if asked.partnership else _with_results(shown)

        def made(partnership: str) -> list[Path]:
            chosen = {"programme": partnership, "lang": asked.lang} | moment | day
            view = choices.view_of(asks, chosen, store.stamp)
            return list(packs.write(view, asked.meeting, forms, asked.to, closure=asked.closure))

        with ThreadPoolExecutor(_PACKS_AT_ONCE) as several:
            for number, files in enumerate(several.map(made, partnerships), start=1):
                for file in files:
                    command.say(f"{number}/{len(partnerships)}  {file.name}")
    return DONE


def _with_results(programmes: Mapping[str, Row]) -> list[str]:
    return [name for name, row in programmes.items() if row["last_period_end"]]


def _rebuild(command: Command) -> int:
    asked = command.asked
    told: list[str] = []
    count = rebuild(asked.database, command.progress, told.append)
    command.say(f"The database was built again from {count} submissions.")
    for remark in told:
        command.warn(remark)
    return REFUSED if told else DONE


def _example(command: Command) -> int:
    asked = command.asked
    tables = [contract.table(name) for name in asked.tables]
    if asked.columns:
        command.say(examples.described(tables or contract.tables()), end="")
    elif asked.to:
        examples.write(asked.to, tables or contract.tables(), asked.lang)
        command.say(f"Written to {asked.to}: {', '.join(table.name for table in tables) or 'every table'}.")
    elif len(tables) == 1:
        command.say(examples.csv_text(tables[0], asked.lang), end="")
    elif tables:
        raise PeilError("Only one table at a time is shown. Write several to a workbook: --to FILE.xlsx")
    else:
        for table in contract.tables():
            title, description = (
                contract.translated(table.descriptor, text, asked.lang) for text in ("title", "description")
            )
            command.say(f"{table.name:<22}{title}. {description}")
    return DONE


def _tell(command: Command, outcome: Outcome) -> None:
    """Says on screen what became of a submission: the first findings, and how many of each kind."""
    if outcome.already_known is not None:
        command.say(f"{outcome.name} was handed in before, as submission {outcome.already_known}. Nothing was stored.")
        return
    rows = ", ".join(f"{count} in {table}" for table, count in outcome.rows.items()) or "none"
    if outcome.refused:
        command.say(f"{outcome.name} was refused; nothing was stored. Errors: {outcome.errors}. Rows read: {rows}.")
    else:
        command.say(f"{outcome.name} was stored as submission {outcome.submission_id}. Rows: {rows}.")
    if outcome.findings_file is None:
        return
    command.say()
    for finding in outcome.findings.head(FINDINGS_SHOWN).astype(object).to_dict("records"):
        command.say(_sentence(finding))
    command.say()
    for rule in outcome.rules.to_dict("records"):
        command.say(f"{rule['count']:>8}  {rule['severity']}: {rule['text']} [{rule['rule']}]")
    told = outcome.errors + outcome.warnings + outcome.repairs
    command.say(f"\nAll {told} findings: {outcome.findings_file}")


def _sentence(finding: dict[Hashable, Any]) -> str:
    said = {key: "" if pd.isna(value) else str(value) for key, value in finding.items()}
    place = [
        said["file_name"],
        f"sheet {said['sheet']}" if said["sheet"] else "",
        f"row {said['source_row']}" if said["source_row"] else "",
        f"column {said['field']}" if said["field"] else "",
    ]
    value = f" ({_printable(said['value'])})" if said["value"] and said["value"] not in said["text"] else ""
    near = f" Nearest: {_printable(said['nearest'])}." if said["nearest"] else ""
    text = _printable(said["text"], 300)
    return f"{said['severity']}: {', '.join(filter(None, place))}: {text}{value} {said['mend']}{near}"


def _printable(text: str, most: int = 80) -> str:
    """A text on one line, without the control characters that move a terminal's cursor."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def _log_to(file: Path) -> None:
    with contextlib.suppress(OSError):
        # Opening the database says in a sentence what is wrong with the folder.
        file.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        file, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False


def _moment(text: str) -> datetime:
    """A moment in UTC without zone; one that names a zone is converted."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _parser(folder: Path) -> argparse.ArgumentParser:
    """The commands; the files that they name are those of ``folder``."""

    def path(text: str) -> Path:
        return folder / text

    parser = argparse.ArgumentParser(prog="python -m peil", description="Figures of local partnerships, in and out.")
    parser.add_argument(
        "--database", type=path, default=database_path(), help="the database file (default: %(default)s)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    importing = commands.add_parser("import", help="check files and store them, or say what is wrong with them")
    importing.add_argument("paths", nargs="+", type=path, metavar="PATH", help="a data package folder or a single file")
    importing.add_argument("--table", help="the table that a single file holds")
    importing.add_argument("--decimal", choices=[".", ","], help="the decimal mark")
    importing.add_argument("--dates", choices=["day-first", "month-first"], help="what comes first in 01/02/2012")
    importing.add_argument("--by", metavar="ORGANISATION", help="the organisation that hands in")
    importing.add_argument(
        "--received-at",
        type=_moment,
        metavar="TIME",
        help="when it came in, later than all that is stored (default: now)",
    )
    revising = importing.add_mutually_exclusive_group()
    revising.add_argument(
        "--amend",
        action="store_const",
        const="amend",
        dest="revises",
        help="correct the figures named, and leave the rest of the earlier report as it is",
    )
    revising.add_argument(
        "--replace",
        action="store_const",
        const="replace",
        dest="revises",
        help="take the place of the earlier report, whole",
    )
    importing.set_defaults(command=_import)

    withdraw = commands.add_parser("withdraw", help="let a submission no longer count")
    withdraw.add_argument("submission", type=int, metavar="SUBMISSION", help="its number, as status shows it")
    withdraw.add_argument("--reason", required=True, help="why; it is kept and shown")
    withdraw.set_defaults(command=_withdraw)

    status = commands.add_parser("status", help="list what was handed in")
    status.set_defaults(command=_status)

    check = commands.add_parser("check", help="run the standing rules over what is stored")
    check.add_argument("--known-at", type=_moment, metavar="TIME", help="as it was known then (default: now)")
    check.add_argument("--tolerance", type=float, default=1.0, metavar="EUR", help="rounding allowed (default: 1)")
    check.set_defaults(command=_check)

    export = commands.add_parser("export", help="write what counts as a data package")
    export.add_argument("folder", type=path, metavar="FOLDER", help="a new or empty folder")
    export.add_argument("--partnership", metavar="ID", help="only this partnership and what it refers to")
    export.add_argument("--known-at", type=_moment, metavar="TIME", help="as it was known then (default: now)")
    export.set_defaults(command=_export)

    packing = commands.add_parser("pack", help="write the pack of a meeting: PDF, DOCX, PPTX, XLSX and HTML")
    whose = packing.add_mutually_exclusive_group(required=True)
    whose.add_argument("partnership", nargs="?", metavar="PARTNERSHIP", help="its id")
    whose.add_argument("--all", action="store_true", help="every partnership that has results")
    packing.add_argument("--to", type=path, required=True, metavar="FOLDER", help="where the files go")
    which = packing.add_mutually_exclusive_group()
    which.add_argument("--meeting", metavar="ID", help="of this meeting, with its figures (default: of none)")
    which.add_argument("--closure", action="store_true", help="the closure report instead")
    packing.add_argument("--lang", choices=list(LANGUAGES), default=DEFAULT_LANGUAGE, help="(default: %(default)s)")
    packing.add_argument("--as-of", type=date.fromisoformat, metavar="DAY", help="figures up to this day")
    packing.add_argument("--known-at", type=_moment, metavar="TIME", help="as it was known then (default: now)")
    packing.add_argument("--forms", metavar="LIST", help="some of pdf,docx,pptx,xlsx,html (default: all)")
    packing.set_defaults(command=_pack)

    rebuilding = commands.add_parser("rebuild", help="build the database again from the kept originals")
    rebuilding.set_defaults(command=_rebuild)

    demonstrating = commands.add_parser("demonstrate", help="write an invented region as a data package")
    demonstrating.add_argument("folder", type=path, metavar="FOLDER", help="a new or empty folder")
    demonstrating.add_argument("--scale", type=int, default=1, metavar="N", help="so many times the result rows")
    demonstrating.add_argument("--seed", type=int, default=1, metavar="N", help="another number, another region")
    demonstrating.add_argument(
        "--until",
        type=date.fromisoformat,
        default=UNTIL,
        metavar="DAY",
        help="end of the last quarter (default: %(default)s)",
    )
    demonstrating.set_defaults(command=_demonstrate)

    example = commands.add_parser("example", help="print an example file of a table, or list the tables")
    example.add_argument("tables", nargs="*", metavar="TABLE", help="the table; none: list them")
    example.add_argument(
        "--lang", choices=examples.LANGUAGES, default="en", help="the language of the file (default: %(default)s)"
    )
    example.add_argument(
        "--to", type=path, metavar="FILE", help="a new .csv, or .xlsx with a sheet per table (no TABLE: every one)"
    )
    example.add_argument(
        "--columns", action="store_true", help="describe the columns, in three languages (no TABLE: docs/tables.md)"
    )
    example.set_defaults(command=_example)

    setup = commands.add_parser("setup", help="import the published figures and the demonstration region, once")
    setup.set_defaults(command=_setup)
    return parser
