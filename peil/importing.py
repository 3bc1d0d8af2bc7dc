"""The import gate: file -> staged text -> checked -> appended in one transaction, or refused with every finding.

    outcome = import_path(store, Path("results.csv"))
    outcome.submission_id   # 12, or None when it was refused or known already
    outcome.findings        # the first findings; all of them are in outcome.findings_file

All checks are SQL. The statements that differ per table are put together here from the contract; the rules that need
more than the contract are the files in ``queries/checks/rows``. ``docs/import.md`` describes the gate for those who
hand in.
"""

# ruff: noqa: S608 - statements are put together from names of the contract only; values are bound.

import hashlib
import json
import logging
import re
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from peil import boundaries, contract, monitor_files, originals, reading
from peil.errors import ContractError, UnreadableFile
from peil.findings import describe
from peil.recognising import (
    SWING_FIELDS,
    Declared,
    Form,
    form_of,
    known_headers,
    match,
    misfit,
    misfit_rule,
    not_plain,
    table_named,
    table_with,
    value_of,
)
from peil.store import QUERIES, Cursor, Store, record_key_expression, statement

log = logging.getLogger(__name__)

# How many findings an Outcome holds; the file has all.
FIRST_FINDINGS = 1000
FINDING_COLUMNS = ("file_name", "sheet", "table_name", "source_row", "field", "value", "rule", "severity")

# Called with a stage in English, how much of it is done, and out of how much.
Progress = Callable[[str, int, int], None]

# Two imports at once would take the same submission number.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Options:
    """What the person who hands in says besides the file.

    ``table`` names the table of a single file; ``decimal`` is the decimal mark (``.`` or ``,``); ``dates`` is
    ``day-first`` or ``month-first``. ``received_at`` (UTC, without zone) is now unless given. ``name`` is shown
    instead of the name of the file or folder. ``submission_id`` is given only when submissions are replayed, which
    leaves the originals alone.
    """

    table: str | None = None
    decimal: str | None = None
    dates: str | None = None
    handed_in_by: str | None = None
    received_at: datetime | None = None
    name: str | None = None
    submission_id: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one submission.

    ``submission_id`` is None when it was refused or known already; ``already_known`` is the submission that has the
    same bytes. ``rows`` counts the rows per table. ``findings`` holds the first ``FIRST_FINDINGS`` with the columns
    of ``FINDING_COLUMNS`` and ``text`` and ``mend`` in English; ``findings_file`` is a CSV file with all of them, or
    None when there are none. ``rules`` counts them: columns rule, severity, text, count.
    """

    name: str
    submission_id: int | None = None
    already_known: int | None = None
    rows: dict[str, int] = field(default_factory=dict)
    errors: int = 0
    warnings: int = 0
    findings: pd.DataFrame = field(default_factory=pd.DataFrame)
    rules: pd.DataFrame = field(default_factory=pd.DataFrame)
    findings_file: Path | None = None

    @property
    def refused(self) -> bool:
        return self.submission_id is None and self.already_known is None


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
    with _ONE_AT_A_TIME, tempfile.TemporaryDirectory(prefix="peil-") as work, store.cursor() as cursor:
        return _Gate(store, cursor, options, progress or _silent, Path(work)).take_in(path)


def _silent(stage: str, done: int, total: int) -> None:
    """The progress of an import that nobody watches."""


@dataclass(frozen=True)
class _File:
    """A file of a submission, with what the data package says about it."""

    path: Path
    name: str
    in_package: bool = False
    table: contract.Table | None = None
    delimiter: str | None = None
    encoding: str | None = None
    declared: dict[str, Declared] = field(default_factory=dict)


@dataclass
class _Source:
    """A sheet that was staged as text in the temporary table ``staged``, for one table of the contract."""

    file: _File
    sheet: reading.Sheet
    table: contract.Table
    fields: tuple[contract.Field, ...]
    row_number: str
    row_count: int = 0
    forms: dict[str, Form] = field(default_factory=dict)
    recognised: frozenset[str] = frozenset()
    layout: monitor_files.Layout | None = None
    # Expressions for the column of the file that a field comes from, where it is not called after the field.
    written_in: dict[str, str] = field(default_factory=dict)

    @property
    def staged(self) -> str:
        return f"staged_{self.table.name}"


class _Refused(Exception):
    """Rolls the transaction back."""


class _Gate:
    """One submission on its way in."""

    def __init__(self, store: Store, cursor: Cursor, options: Options, progress: Progress, work: Path) -> None:
        self.store = store
        self.cursor = cursor
        self.options = options
        self.progress = progress
        self.work = work
        self.received_at = options.received_at or datetime.now(UTC).replace(tzinfo=None)
        next_one = store.run("import/next_submission").iloc[0]
        self.submission_id = options.submission_id or int(next_one["submission_id"])
        # A report of years ago may refer to everything that is known today.
        latest = next_one["latest"]
        self.known_at = self.received_at if pd.isna(latest) else max(self.received_at, latest.to_pydatetime())
        self.sources: list[_Source] = []

    def take_in(self, path: Path) -> Outcome:
        if self.options.table:
            contract.table(self.options.table)
        is_package = path.is_dir() or path.name == "datapackage.json"
        files, extra = _package_files(path) if is_package else ([_File(path, self.options.name or path.name)], [])
        for file in files:
            reading.check_readable(file.path)
        kept = {file.name: file.path for file in files} | dict(extra)
        digests = {name: reading.sha256(file) for name, file in kept.items()}
        sha256 = _package_digest(digests) if is_package else digests[files[0].name]
        name = self.options.name or (
            (path if path.is_dir() else path.parent).resolve().name if is_package else path.name
        )
        # A replay repeats what was accepted before, also what was withdrawn and handed in again.
        is_replay = self.options.submission_id is not None
        if not is_replay and (known := self._known(sha256)) is not None:
            return Outcome(name, already_known=known)

        self.cursor.execute(
            "create or replace temp table found (file_name varchar, sheet varchar, table_name varchar, "
            "source_row bigint, field varchar, value varchar, rule varchar, severity varchar)"
        )
        self._stage(files, is_package)
        for done, source in enumerate(self.sources):
            self.progress("recognise", done, len(self.sources))
            self._lay_out(source)
            self._recognise(source)

        kind = "package" if is_package else "file"
        self.cursor.begin()
        try:
            self._append(name, kind, sha256, digests)
            self._check(self.submission_id)
            outcome = self._outcome(name, sha256)
            if outcome.errors:
                raise _Refused
            self._keep_warnings(self.submission_id)
            entry = originals.Entry(
                submission_id=self.submission_id,
                name=name,
                kind=kind,
                received_at=self.received_at,
                handed_in_by=self.options.handed_in_by,
                table=self.options.table,
                decimal=self.options.decimal,
                dates=self.options.dates,
            )
            if not is_replay:
                originals.keep(self.store, sha256, kept, entry)
        except _Refused:
            self.cursor.rollback()
            log.info("refused %s: %d errors, %d warnings", name, outcome.errors, outcome.warnings)
            return outcome
        except BaseException:
            self.cursor.rollback()
            raise
        self.progress("store", 0, 1)
        self.cursor.commit()
        if not is_replay:
            originals.confirm(self.store, sha256, self.submission_id)
        self.progress("store", 1, 1)
        log.info("imported %s as submission %d: %s rows", name, self.submission_id, sum(outcome.rows.values()))
        return replace(outcome, submission_id=self.submission_id)

    def _known(self, sha256: str) -> int | None:
        known = self.store.run("import/known_submission", sha256=sha256)
        return None if known.empty else int(known["submission_id"].iloc[0])

    # --- Staging ----------------------------------------------------------------------------------------------------

    def _stage(self, files: Sequence[_File], is_package: bool) -> None:
        for done, file in enumerate(files):
            self.progress("read", done, len(files))
            hint = file.table or (contract.table(self.options.table) if self.options.table else None)

            def score(header: Sequence[str], table: contract.Table | None = hint) -> int:
                return known_headers(header, table)

            if file.path.suffix.lower() in reading.GEOJSON_SUFFIXES:
                sheets = [boundaries.sheet(file.path)]
            else:
                sheets = reading.sheets(file.path, self.work, score, file.delimiter, file.encoding)
            for sheet in sheets:
                sheet.file_name = file.name
                table = hint if len(sheets) == 1 else None
                table = table or self._table_of(sheet, hint, alone=len(sheets) == 1)
                if table:
                    self._stage_sheet(file, sheet, table, rows_needed=not is_package)
            if not is_package and not self.sources and not self._found_anything("error"):
                self._find(files[0].name, None, "which_table", value=", ".join(sheets[0].header))

    def _table_of(self, sheet: reading.Sheet, hint: contract.Table | None, *, alone: bool) -> contract.Table | None:
        """The table a sheet holds; None, with a finding, when that is not clear."""
        if sheet.properties is not None:
            return contract.table("boundaries")
        monitor = contract.table("area_values")
        if monitor_files.layout_of(sheet.header) and hint in (None, monitor):
            return monitor
        name = sheet.sheet or ("" if not alone else Path(sheet.file_name).stem)
        table = table_named(name) or (table_named(Path(sheet.file_name).stem) if alone else None)
        if table and (hint is None or table == hint):
            return table
        if hint:
            if set(filter(None, match(sheet.header, hint))) >= {item.name for item in hint.fields if item.required}:
                return hint
        elif known := table_with(sheet.header):
            return known
        if not alone:
            self._find(sheet.file_name, sheet.sheet, "sheet_ignored", severity="warning", value=sheet.sheet)
        elif known_headers(sheet.header, None) == 0:
            self._find(sheet.file_name, sheet.sheet, "unknown_header", row=1, value=", ".join(sheet.header))
        else:
            self._find(sheet.file_name, sheet.sheet, "which_table", row=1, value=", ".join(sheet.header))
        return None

    def _stage_sheet(self, file: _File, sheet: reading.Sheet, table: contract.Table, *, rows_needed: bool) -> None:
        def find(rule: str, field_name: str | None = None, value: str | None = None, row: int | None = 1) -> None:
            self._find(sheet.file_name, sheet.sheet, rule, table.name, row, field_name, value)

        if any(source.table == table for source in self.sources):
            find("table_twice", row=None)
            return
        layout = monitor_files.layout_of(sheet.header) if table.name == "area_values" else None
        if layout:
            self._stage_monitor_file(file, sheet, table, layout, rows_needed=rows_needed)
            return
        columns = match(sheet.header, table)
        if not any(columns):
            find("unknown_header", value=", ".join(sheet.header))
            return
        for position, column in enumerate(columns):
            if column is None and sheet.header[position]:
                find("unknown_column", sheet.header[position])
            elif column in columns[:position]:
                find("duplicate_column", column, sheet.header[position])
                columns[position] = None
        for item in table.fields:
            if item.required and item.name not in columns:
                find("missing_column", item.name)
        row_number = sheet.stage(self.cursor, f"staged_{table.name}", columns)
        by_header = dict(zip(sheet.header, columns, strict=True))
        source = _Source(file, sheet, table, tuple(item for item in table.fields if item.name in columns), row_number)
        self._find_problems(
            source, (replace(p, column=by_header.get(p.column or "", p.column)) for p in sheet.problems)
        )
        if sheet.properties is not None:
            # A feature without an outline is no blank row: its area still has to be known.
            source.row_count = len(sheet.properties)
        else:
            source.row_count = self._drop_blank_rows(source.staged, [item.name for item in source.fields])
        if source.row_count == 0 and rows_needed:
            find("no_rows", row=None)
        self.sources.append(source)

    def _stage_monitor_file(
        self,
        file: _File,
        sheet: reading.Sheet,
        table: contract.Table,
        layout: monitor_files.Layout,
        *,
        rows_needed: bool,
    ) -> None:
        """Stages the columns as they are; ``_lay_out`` turns them into rows once all areas and indicators are there."""
        row_number = sheet.stage(self.cursor, "staged_columns", layout.staged)
        columns = [name for name in layout.staged if name]
        filled = self._drop_blank_rows("staged_columns", columns)
        self.cursor.execute(
            "create or replace temp table monitor_columns as "
            f"select {row_number} as source_row, {', '.join(columns)} from staged_columns"
        )
        fields = tuple(table.field(name) for name in ("indicator_id", "area_id", "period_end", "value"))
        source = _Source(file, sheet, table, fields, "source_row", layout=layout)
        self._find_problems(source, sheet.problems)
        if filled == 0 and rows_needed:
            self._find(sheet.file_name, sheet.sheet, "no_rows", table.name)
        self.sources.append(source)

    def _drop_blank_rows(self, staged: str, columns: Sequence[str]) -> int:
        """How many rows are left: spreadsheets leave rows of separators behind; the others keep their numbers."""
        cells = ", ".join(f'"{name}"' for name in columns)
        self.cursor.execute(f'delete from "{staged}" where coalesce({cells}) is null')
        return self._number(f'select count(*) from "{staged}"')

    # --- Other layouts ----------------------------------------------------------------------------------------------

    def _lay_out(self, source: _Source) -> None:
        """Turns monitor files into rows of their table, and makes sure of the areas and outlines of boundaries."""
        if source.layout:
            self._know_areas()
            self._know_indicators()
            problems = monitor_files.lay_out(self.cursor, source.layout, "monitor_columns", source.staged)
            self._find_problems(source, problems)
            source.written_in = {"value": "written_in"}
            if source.layout.period is not None:
                source.written_in["period_end"] = f"'{_quoted(source.layout.header[source.layout.period])}'"
        names = {item.name for item in source.fields}
        if source.table.name == "area_values" and {"indicator_id", "area_id", "period_end"} <= names:
            column = "period_end" if source.layout is None else source.layout.period_name
            totals = monitor_files.leave_out_totals(self.cursor, source.staged, source.row_number, column)
            self._find_problems(source, totals)
            source.row_count = self._number(f'select count(*) from "{source.staged}"')
        if source.sheet.properties is not None:
            self._know_areas()
            self._find_problems(source, boundaries.name_areas(self.cursor, source.sheet.properties, source.staged))
        elif source.table.name == "boundaries" and "geometry" in names:
            self._check_geometry(source)

    def _check_geometry(self, source: _Source) -> None:
        cells = self.cursor.execute(
            f'select {source.row_number}, geometry from "{source.staged}" where geometry is not null'
        ).fetchall()
        numbers = [number for number, _ in cells]
        mended, problems = boundaries.check([text for _, text in cells], numbers)
        self._find_problems(source, problems)
        changed = [(number, text) for number, text in zip(numbers, mended, strict=True) if text is not None]
        if changed:
            self._table("mended", dict(zip(("number", "text"), zip(*changed, strict=True), strict=True)))
            self.cursor.execute(
                f'update "{source.staged}" as staged set geometry = mended.text from mended '
                f"where mended.number = {source.row_number.replace('rowid', 'staged.rowid')}"
            )

    def _know_areas(self) -> None:
        """Makes ``known_areas`` with every name of an area: its id (rank 0), official code (1) and names (2)."""
        columns = ("area_id", "official_code", "name_nl", "name_fr", "name_en", "level")
        self.cursor.execute(
            f"""
            create or replace temp table known_areas as
            with areas as ({self._known_rows("areas", columns)}),
            named as (
                select area_id, level, 0 as rank, area_id as name from areas
                union all
                select area_id, level, 1 as rank, official_code as name from areas
                union all
                select area_id, level, 2 as rank, unnest([name_nl, name_fr, name_en]) as name from areas
            )
            select distinct lower(trim(name)) as name, area_id, level, rank from named where name is not null
            """,
            {"known_at": self.known_at},
        )

    def _know_indicators(self) -> None:
        """Makes ``known_indicators``: ids (without code_list) and codes that mean exactly the same."""
        codes = self._known_rows("indicator_codes", ("indicator_id", "code_list", "code", "relation"))
        self.cursor.execute(
            f"""
            create or replace temp table known_indicators as
            select lower(indicator_id) as name, indicator_id, null::varchar as code_list
            from ({self._known_rows("indicators", ("indicator_id",))})
            union
            select lower(code) as name, indicator_id, code_list from ({codes})
            -- A relation that is handed in may still be written as its label.
            where lower(relation) in (select unnest($exact::varchar[]))
            """,
            {"known_at": self.known_at, "exact": _written_as("relation", "exact")},
        )

    def _known_rows(self, table_name: str, columns: Sequence[str]) -> str:
        """The query for some columns of a table: what is stored, and what is handed in now in its place."""
        key = contract.table(table_name).key
        staged = ""
        for source in self.sources:
            if source.table.name == table_name:
                present = {item.name for item in source.fields}
                cells = ", ".join(
                    f'ltrim("{name}", chr(31)) as {name}' if name in present else f"null::varchar as {name}"
                    for name in columns
                )
                staged = f'select {cells} from "{source.staged}"'
        stored = f"select {', '.join(columns)} from current_rows('{table_name}', $known_at)"
        if not staged:
            return stored
        return f"""
            {staged}
            union all
            select * from ({stored}) as stored anti join ({staged}) as staged using ({", ".join(key)})
        """

    # --- Recognising ------------------------------------------------------------------------------------------------

    def _recognise(self, source: _Source) -> None:
        """Decides how each column is written, and finds the cells that are empty or not written so."""
        profile = ", ".join(
            f'count(*) filter ("{item.name}" is null), count(*) filter ({not_plain(item)})' for item in source.fields
        )
        counts = self._row(f'select {profile} from "{source.staged}"')
        for item, empty, odd in zip(source.fields, counts[::2], counts[1::2], strict=True):
            if item.required and empty:
                self._find_cells(source, item, "'required'", f'"{item.name}" is null')
            if not odd:
                source.forms[item.name] = Form(plain=True)
                continue
            declared = source.file.declared.get(item.name, self._declared(source))
            form = source.forms[item.name] = form_of(self.cursor, source.staged, item, declared)
            if form.question:
                separators = "[.,]" if form.question == "ambiguous_number" else "."
                self._find_cells(
                    source,
                    item,
                    f"'{form.question}'",
                    f'regexp_matches("{item.name}", \'{separators}\') and not starts_with("{item.name}", chr(31))',
                    first_only=True,
                )
            if not form.fits_all:
                condition = f'"{item.name}" is not null and {misfit(item, form)}'
                self._find_cells(source, item, misfit_rule(item, form), condition)
        source.recognised = frozenset(self._recognise_names(source))

    def _declared(self, source: _Source) -> Declared:
        """What was said about columns of which a data package says nothing itself."""
        day_first = None if self.options.dates is None else self.options.dates == "day-first"
        # Statbel says that its decimal mark is a point.
        is_statbel = source.layout is not None and source.layout.kind == "statbel"
        if self.options.decimal is None and (source.file.in_package or is_statbel):
            return Declared(".", "", day_first)
        return Declared(self.options.decimal, None, day_first)

    def _recognise_names(self, source: _Source) -> Iterable[str]:
        """Fills ``recognised_<table>`` with the codes and ids meant by labels, names and aliases; yields the fields."""
        meaning = f"recognised_{source.table.name}"
        self.cursor.execute(f'create or replace temp table "{meaning}" (field varchar, written varchar, id varchar)')
        references = {key.field: key.table for key in source.table.foreign_keys}
        for item in source.fields:
            if item.codes:
                self._code_names(item)
            elif references.get(item.name) in ("organisations", "partnerships", "areas", "indicators"):
                self._row_names(references[item.name])
            else:
                continue
            # The few different cells first: comparing all rows takes several times as long.
            unknown = self._number(
                f'select count(*) from (select distinct "{item.name}" as cell from "{source.staged}") as cells '
                "anti join names on ltrim(cell, chr(31)) = names.id where cell is not null"
            )
            if unknown == 0:
                continue
            count = self._number(
                f"""
                insert into "{meaning}"
                select '{item.name}', written, min(id)
                from (select distinct "{item.name}" as written from "{source.staged}") as cells
                inner join names on names.name = lower(ltrim(written, chr(31)))
                where ltrim(written, chr(31)) not in (select id from names)
                group by written
                having count(distinct id) = 1
                """
            )
            if count:
                yield item.name

    def _code_names(self, item: contract.Field) -> None:
        """Makes ``names`` with the labels of a code list, in the three languages."""
        labels = [(code, code) for code in item.codes]
        if item.code_list:
            for language in ("en", "nl", "fr"):
                labels += [(label, code) for code, label in contract.code_labels(item.code_list, language).items()]
        self._table("names", {"name": [label.lower() for label, _ in labels], "id": [code for _, code in labels]})

    def _row_names(self, table_name: str) -> None:
        """Makes ``names`` with what stands for an id: names and aliases, or codes, of rows stored and handed in."""
        if table_name == "areas":
            self._know_areas()
            self.cursor.execute(
                """
                create or replace temp table names as
                select name, area_id as id from known_areas
                qualify rank = min(rank) over (partition by name)
                """
            )
            return
        if table_name == "indicators":
            self._know_indicators()
            self.cursor.execute(
                "create or replace temp table names as select name, indicator_id as id from known_indicators"
            )
            return
        table = contract.table(table_name)
        key = table.key[0]
        columns = (key, "name_nl", "name_fr", "name_en", "aliases")
        stored = f"select {', '.join(columns)} from current_rows('{table_name}', $known_at)"
        for source in self.sources:
            if source.table == table:
                staged = {item.name for item in source.fields}
                handed_in = ", ".join(name if name in staged else f"null as {name}" for name in columns)
                stored += f' union all select {handed_in} from "{source.staged}"'
        self.cursor.execute(
            f"""
            create or replace temp table names as
            select distinct trim(lower(unnest(string_split(concat_ws(';', {", ".join(columns)}), ';')))) as name,
            {key} as id
            from ({stored})
            """,
            {"known_at": self.known_at},
        )

    # --- Appending --------------------------------------------------------------------------------------------------

    def _append(self, name: str, kind: str, sha256: str, digests: dict[str, str]) -> None:
        self._insert(
            "submissions",
            submission_id=self.submission_id,
            name=name,
            kind=kind,
            handed_in_by=self.options.handed_in_by,
            received_at=self.received_at,
            sha256=sha256,
            row_count=sum(source.row_count for source in self.sources),
        )
        for number, source in enumerate(self.sources, start=1):
            self.progress("append", number - 1, len(self.sources))
            self._insert(
                "submission_files",
                submission_id=self.submission_id,
                file_number=number,
                table_name=source.table.name,
                file_name=source.sheet.file_name,
                sheet=source.sheet.sheet,
                sha256=digests[source.file.name],
                row_count=source.row_count,
            )
            self.cursor.execute(_append_statement(source, self.submission_id, number))

    # --- Checking ---------------------------------------------------------------------------------------------------

    def _check(self, submission_id: int) -> None:
        """Checks the rows just appended, still inside the transaction, against the contract and the row rules."""
        for done, source in enumerate(self.sources):
            self.progress("check", done, len(self.sources))
            self._check_values(source, submission_id)
            self._check_references(source, submission_id)
            self._check_key(source, submission_id)
        self._table(
            "handed_in_sheets",
            {
                "file_name": [source.sheet.file_name for source in self.sources],
                "sheet": [source.sheet.sheet for source in self.sources],
                "table_name": [source.table.name for source in self.sources],
                "file_number": range(1, len(self.sources) + 1),
            },
        )
        rules = sorted((QUERIES / "checks" / "rows").glob("*.sql"))
        for done, rule in enumerate(rules):
            self.progress("rules", done, len(rules))
            query = statement(f"checks/rows/{rule.stem}")
            parameters = {"submission_id": submission_id, "known_at": self.known_at}
            self.cursor.execute(
                f"""
                insert into found
                select file_name, sheet, table_name, source_row, field, value, '{rule.stem}', '{_severity(query)}'
                from ({query}) as broken
                inner join handed_in_sheets using (table_name, file_number)
                """,
                {name: value for name, value in parameters.items() if f"${name}" in query},
            )
        # A cell that cannot be read is one finding; what follows from its emptiness is none.
        if self._found_anything("error"):
            self.cursor.execute(
                """
                delete from found
                where severity = 'warning' and (
                    (table_name, field, source_row) in (
                        select (table_name, field, source_row) from found where severity = 'error'
                    )
                    or (table_name, field) in (select (table_name, field) from found where rule like 'ambiguous%')
                    -- In a monitor file the cell stands in a column that has the name of an indicator.
                    or rule = 'value_without_reason' and (table_name, source_row) in (
                        select (table_name, source_row) from found where severity = 'error'
                    )
                )
                """
            )

    def _check_values(self, source: _Source, submission_id: int) -> None:
        conditions = {}
        for item in source.fields:
            cell = f'"{item.name}"'
            if item.codes:
                codes = ", ".join(f"'{code}'" for code in item.codes)
                conditions[item.name, "unknown_code"] = f"{cell} not in ({codes})"
            if item.minimum is not None:
                conditions[item.name, "below_minimum"] = f"{cell} < {item.minimum}"
            if item.maximum is not None:
                conditions[item.name, "above_maximum"] = f"{cell} > {item.maximum}"
        if not conditions:
            return
        counts = ", ".join(f"count(*) filter ({condition})" for condition in conditions.values())
        stored = f'from "{source.table.name}" where submission_id = {submission_id}'
        broken = self._row(f"select {counts} {stored}")
        for ((name, rule), condition), count in zip(conditions.items(), broken, strict=True):
            if count:
                self._find_stored(source, name, rule, f'select source_row, "{name}" {stored} and {condition}')

    def _check_references(self, source: _Source, submission_id: int) -> None:
        staged = {item.name for item in source.fields}
        for key in source.table.foreign_keys:
            if key.field in staged:
                self._find_stored(
                    source,
                    key.field,
                    "unknown_reference",
                    f"""
                    select source_row, "{key.field}" from "{source.table.name}" as stored
                    anti join current_rows('{key.table}', $known_at) as target
                    on stored."{key.field}" = target."{key.target}"
                    where stored.submission_id = {submission_id} and stored."{key.field}" is not null
                    """,
                    known_at=self.known_at,
                )

    def _check_key(self, source: _Source, submission_id: int) -> None:
        key = source.table.key
        columns = ", ".join(f'"{name}"' for name in key)
        stored = f'from "{source.table.name}" where submission_id = {submission_id}'
        # Hashes first: they tell quickly that nothing is there twice, which is the rule.
        if self._number(f"select count(*) - count(distinct hash({columns})) {stored}"):
            self._find_stored(
                source,
                ", ".join(key),
                "duplicate_key",
                f"select source_row, concat_ws(' | ', {columns}) {stored} "
                f"qualify count(*) over (partition by {columns}) > 1",
            )

    # --- Findings ---------------------------------------------------------------------------------------------------

    def _find(
        self,
        file_name: str,
        sheet: str | None,
        rule: str,
        table_name: str | None = None,
        row: int | None = None,
        field_name: str | None = None,
        value: str | None = None,
        severity: str = "error",
    ) -> None:
        finding = (file_name, sheet, table_name, row, field_name, value, rule, severity)
        self._insert("found", **dict(zip(FINDING_COLUMNS, finding, strict=True)))

    def _find_problems(self, source: _Source, problems: Iterable[reading.Problem]) -> None:
        """Adds what was found while reading a sheet."""
        file_name, sheet, table_name = source.sheet.file_name, source.sheet.sheet, source.table.name
        findings = [(file_name, sheet, table_name, p.row, p.column, p.value, p.rule, p.severity) for p in problems]
        if findings:
            self._table("noted", dict(zip(FINDING_COLUMNS, zip(*findings, strict=True), strict=True)))
            self.cursor.execute("insert into found select * from noted")

    def _find_cells(
        self, source: _Source, item: contract.Field, rule: str, condition: str, *, first_only: bool = False
    ) -> None:
        """Adds the staged cells for which ``condition`` holds; ``rule`` is an expression."""
        limit = "limit 1" if first_only else ""
        self.cursor.execute(
            f"""
            insert into found
            select $file_name, $sheet, $table_name, {source.row_number}, {source.written_in.get(item.name, "$field")},
            ltrim("{item.name}", chr(31)), {rule}, 'error'
            from "{source.staged}" where {condition} {limit}
            """,
            self._place(source) | ({} if item.name in source.written_in else {"field": item.name}),
        )

    def _find_stored(self, source: _Source, field_name: str, rule: str, query: str, **parameters: object) -> None:
        """Adds what ``query`` returns (row number and value) as findings about one column."""
        self.cursor.execute(
            f"""
            insert into found
            select $file_name, $sheet, $table_name, broken.col0, $field, broken.col1::varchar, $rule, 'error'
            from ({query}) as broken(col0, col1)
            """,
            self._place(source) | {"field": field_name, "rule": rule} | parameters,
        )

    def _place(self, source: _Source) -> dict[str, object]:
        return {"file_name": source.sheet.file_name, "sheet": source.sheet.sheet, "table_name": source.table.name}

    def _found_anything(self, severity: str) -> bool:
        return self._number(f"select count(*) from found where severity = '{severity}'") > 0

    def _keep_warnings(self, submission_id: int) -> None:
        columns = ", ".join(FINDING_COLUMNS)
        self.cursor.execute(
            f"insert into findings (submission_id, {columns}) select {submission_id}, {columns} from found"
        )

    def _outcome(self, name: str, sha256: str) -> Outcome:
        rows = {source.table.name: source.row_count for source in self.sources}
        rules = self.cursor.execute(
            "select rule, severity, table_name, field, count(*) as count from found "
            "group by all order by severity, count desc, rule, table_name, field"
        ).df()
        if rules.empty:
            return Outcome(name, rows=rows)
        wordings = [
            describe(str(rule), _text(table), _text(column))
            for rule, table, column in zip(rules["rule"], rules["table_name"], rules["field"], strict=True)
        ]
        rules["text"] = [wording.text for wording in wordings]
        rules["mend"] = [wording.mend for wording in wordings]
        self.cursor.register("wordings", rules)
        self.cursor.execute(
            """
            create or replace temp view told as
            select found.*, wordings.text, wordings.mend
            from found
            left join wordings
            on found.rule = wordings.rule and found.table_name is not distinct from wordings.table_name
            and found.field is not distinct from wordings.field
            order by found.severity, found.file_name, found.sheet, found.source_row nulls first, found.field
            """
        )
        findings = self.cursor.execute(f"select * from told limit {FIRST_FINDINGS}").df()
        by_rule = self.cursor.execute(
            "select rule, severity, any_value(text) as text, sum(count)::bigint as count from wordings "
            "group by rule, severity order by severity, count desc, rule"
        ).df()
        counted = dict(self.cursor.execute("select severity, count(*) from found group by severity").fetchall())
        return Outcome(
            name,
            rows=rows,
            errors=counted.get("error", 0),
            warnings=counted.get("warning", 0),
            findings=findings.astype({"source_row": "Int64"}),
            rules=by_rule,
            findings_file=self._write_findings(sha256),
        )

    def _write_findings(self, sha256: str) -> Path:
        folder = originals.folder(self.store)
        target = (
            folder.parent / "findings" if folder else Path(tempfile.mkdtemp(prefix="peil-"))
        ) / f"{sha256[:16]}.csv"
        target.parent.mkdir(parents=True, exist_ok=True)
        self.cursor.execute(
            'copy (select file_name as "file", sheet, table_name as "table", source_row as "row", field as "column", '
            "safe_cell(value) as value, rule, severity, text, mend from told) to '"
            + str(target).replace("'", "''")
            + "' (header, delimiter ',')"
        )
        return target

    # --- Small things -----------------------------------------------------------------------------------------------

    def _insert(self, table: str, **values: object) -> None:
        marks = ", ".join(f"${name}" for name in values)
        self.cursor.execute(f"insert into {table} ({', '.join(values)}) values ({marks})", values)

    def _table(self, name: str, columns: dict[str, Sequence[Any]]) -> None:
        """Makes a temporary table from columns of Python values."""
        self.cursor.register("handed_over", pa.table({key: pa.array(list(values)) for key, values in columns.items()}))
        self.cursor.execute(f"create or replace temp table {name} as select * from handed_over")
        self.cursor.unregister("handed_over")

    def _number(self, query: str) -> int:
        return int(self._row(query)[0])

    def _row(self, query: str) -> tuple[Any, ...]:
        """The only row of an answer; fetching all of it frees the connection for what comes next."""
        return tuple(self.cursor.execute(query).fetchall()[0])


def _append_statement(source: _Source, submission_id: int, file_number: int) -> str:
    """The statement that appends the staged rows of a source to its table, typed."""
    typed = {item.name: f"null::{item.sql_type}" for item in source.table.fields}
    for item in source.fields:
        value = value_of(item, source.forms[item.name])
        if item.name in source.recognised:
            # The few names meant stand in a map, which is cheaper than a join of all rows.
            names = f'select map(list(written), list(id)) from "recognised_{source.table.name}" where field = '
            meant = f"({names}'{item.name}')"
            value = f'coalesce({meant}["{item.name}"], {value})'
        typed[item.name] = value
    if "missing" in typed and "value" in {item.name for item in source.fields}:
        typed["missing"] = f"coalesce({typed['missing']}, swing_missing({typed['value']}))"
        for name in SWING_FIELDS:
            if name in {item.name for item in source.fields}:
                typed[name] = f"case when swing_missing({typed[name]}) is null then {typed[name]} end"
    columns = ", ".join(f'{value} as "{name}"' for name, value in typed.items())
    return f"""
        insert into "{source.table.name}" by name
        select
            * exclude (row_number),
            {submission_id} as submission_id,
            {file_number} as file_number,
            row_number as source_row,
            {record_key_expression(source.table)} as record_key
        from (select {columns}, {source.row_number} as row_number from "{source.staged}")
    """


def _severity(query: str) -> str:
    severity = re.search(r"^-- Severity: (error|warning)$", query, re.MULTILINE)
    if not severity:
        raise ContractError("A rule in queries/checks/rows does not say its severity.")
    return severity[1]


def _written_as(field_name: str, code: str) -> list[str]:
    """How a code of ``indicator_codes`` may be written: itself and its labels, in lower case."""
    code_list = contract.table("indicator_codes").field(field_name).code_list or ""
    return [code, *(contract.code_labels(code_list, language)[code].lower() for language in ("en", "nl", "fr"))]


def _quoted(text: str) -> str:
    """A text between quotes in SQL."""
    return text.replace("'", "''")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


# --- Data packages --------------------------------------------------------------------------------------------------


def _package_files(path: Path) -> tuple[list[_File], list[tuple[str, Path]]]:
    """The files that a data package names, and those to keep besides (the descriptor).

    Raises ContractError when the descriptor is missing or names a file or table that cannot be, UnreadableFile when
    it is no JSON.
    """
    folder = path if path.is_dir() else path.parent
    described = folder / "datapackage.json"
    if not described.is_file():
        raise ContractError(f"The folder {folder.name} has no datapackage.json, so it is not a data package.")
    reading.check_size(described)
    try:
        resources = json.loads(described.read_text(encoding="utf-8-sig"))["resources"]
        files = [_package_file(folder, resource) for resource in resources]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableFile(f"{folder.name}/datapackage.json does not describe a data package.") from error
    if not files:
        raise ContractError(f"{folder.name}/datapackage.json names no files.")
    return files, [("datapackage.json", described)]


def _package_file(folder: Path, resource: dict[str, Any]) -> _File:
    name = resource["path"]
    if isinstance(name, list):
        if len(name) != 1:
            raise ContractError(f"The table {resource['name']} is spread over several files; put it in one.")
        name = name[0]
    if Path(name).is_absolute() or not (folder / name).resolve().is_relative_to(folder.resolve()):
        raise ContractError(f"The data package names a file outside its folder: {name}.")
    if not (folder / name).is_file():
        raise ContractError(f"The data package names a file that is not there: {name}.")
    dialect = resource.get("dialect", {})
    if dialect.get("header") is False:
        raise ContractError(f"{name} has no column names in its first row.")
    return _File(
        path=folder / name,
        name=name,
        in_package=True,
        table=contract.table(resource["name"]),
        delimiter=dialect.get("delimiter"),
        encoding=resource.get("encoding"),
        declared={
            described["name"]: Declared(
                described.get("decimalChar", "."),
                described.get("groupChar", ""),
                _day_first(described.get("format", "default")),
            )
            for described in resource.get("schema", {}).get("fields", [])
        },
    )


def _day_first(date_format: str) -> bool | None:
    """Whether a Table Schema date format puts the day before the month; None when it does not say."""
    if "%m" in date_format and "%d" in date_format:
        return date_format.index("%d") < date_format.index("%m")
    return None


def _package_digest(digests: dict[str, str]) -> str:
    """One SHA-256 for a data package, whatever the order of its files."""
    lines = "".join(f"{name}\0{digest}\n" for name, digest in sorted(digests.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


__all__ = ["FINDING_COLUMNS", "FIRST_FINDINGS", "Options", "Outcome", "Progress", "import_path", "import_paths"]
