"""The import gate: file -> staged text -> checked -> appended, in one transaction, or refused with every finding.

    outcome = import_path(store, Path("results.csv"))
    outcome.submission_id   # 12, or None when it was refused or known already
    outcome.findings        # the first findings; all of them are in outcome.findings_file

All checks are SQL. The statements that differ per table are put together here from the contract; the rules that need
more than the contract are the files in ``queries/checks/rows``. ``docs/import.md`` describes the gate for those who
hand in.
"""

import csv
import json
import logging
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pyarrow as pa

from peil import contract
from peil.errors import ContractError, LimitReached, PeilError, UnreadableFile
from peil.importing import boundaries, monitor_files, originals, packages, reading
from peil.importing.findings import describe
from peil.importing.headers import (
    Layout,
    known_headers,
    layout_of,
    match,
    near_columns,
    near_names,
    table_named,
    table_with,
    tables_like,
)
from peil.importing.reading.sheet import MAX_NAME_CHARACTERS, Problem, Sheet, printable
from peil.importing.recognising import (
    FIGURE_FIELDS,
    Declared,
    Form,
    bare,
    different_cells,
    form_of,
    is_figure,
    misfit,
    misfit_rule,
    not_plain,
    read_words,
    value_of,
)
from peil.settings import whole_number
from peil.sql import Sql, joined, literal, name, names, sql
from peil.store import (
    QUERIES,
    Cursor,
    OutOfMemory,
    Store,
    disk_full,
    memory_mb,
    record_key_expression,
    statement,
    time_limit,
    told_plainly,
)

log = logging.getLogger(__name__)

# What file systems take, with room for what is put behind it while it is written.
MAX_NAME_BYTES = 200
# How much longer the checks of a larger file may take.
SECONDS_PER_MB = 4
# How many findings an Outcome holds; the file has all.
FIRST_FINDINGS = 1000
FINDING_COLUMNS = ("file_name", "sheet", "table_name", "source_row", "field", "value", "rule", "severity")

# Called with a stage in English, how much of it is done, and out of how much.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Options:
    """What the person who hands in says besides the file.

    ``table`` names the table of a single file; ``decimal`` is the decimal mark (``.`` or ``,``); ``dates`` is
    ``day-first`` or ``month-first``. ``received_at`` (UTC, without zone) is now unless given; it has to be later than
    all that is stored. ``name`` is shown instead of the name of the file or folder. ``submission_id`` is given only
    when submissions are replayed, which leaves the originals alone. ``revises`` says what results of a partner
    and period do that were reported before: ``amend`` changes the named figures and leaves the others, ``replace`` lets
    the new report stand alone. Without it a file that would drop figures is refused.
    """

    table: str | None = None
    decimal: str | None = None
    dates: str | None = None
    handed_in_by: str | None = None
    received_at: datetime | None = None
    name: str | None = None
    submission_id: int | None = None
    revises: Literal["amend", "replace"] | None = None

    def kept(self) -> dict[str, Any]:
        """What a replay has to be told again: every option that is not about who, when or which."""
        apart = ("handed_in_by", "received_at", "name", "submission_id")
        return {name: value for name, value in asdict(self).items() if name not in apart and value}


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
        return _Gate(store, cursor, options, progress or _silent, Path(work)).take_in(path)


def _silent(stage: str, done: int, total: int) -> None:
    """The progress of an import that nobody watches."""


@dataclass(frozen=True)
class _File:
    """A file of a submission: our own copy of it, and what a data package says about it."""

    path: Path
    name: str
    table: contract.Table | None = None
    delimiter: str | None = None
    encoding: str | None = None
    declared: dict[str, Declared] | None = None

    @property
    def in_package(self) -> bool:
        return self.declared is not None


@dataclass
class _Source:
    """A sheet that was staged as text in a temporary table, for one table of the contract.

    ``number`` counts the sheets of the submission from 1. ``has_all``: no column that the table needs is missing.
    """

    number: int
    file: _File
    sheet: Sheet
    table: contract.Table
    fields: tuple[contract.Field, ...]
    row_count: int = 0
    has_all: bool = True
    forms: dict[str, Form] = field(default_factory=dict)
    recognised: frozenset[str] = frozenset()
    layout: Layout | None = None
    # Where a field does not come from a column called after it: the expression for the name of its column.
    written_in: dict[str, Sql] = field(default_factory=dict)

    @property
    def staged_name(self) -> str:
        return f"staged_{self.number}"

    @property
    def staged(self) -> Sql:
        return name(self.staged_name)

    @property
    def meant(self) -> Sql:
        """The temporary table with the ids that names stand for."""
        return name(f"recognised_{self.number}")

    @property
    def field_names(self) -> set[str]:
        return {item.name for item in self.fields}

    @property
    def titles(self) -> dict[str, str]:
        """``{field: how the file calls its column}``."""
        if self.layout or self.sheet.properties is not None:
            return {}
        return {
            column: title
            for title, column in zip(self.sheet.header, match(self.sheet.header, self.table), strict=True)
            if column
        }

    def key_of(self, item: contract.Field) -> Sql:
        """What tells the cells of a field apart that may stand for different ids."""
        if item.name == "indicator_id" and "partnership_id" in self.field_names:
            return sql("concat_ws(chr(30), {cell}, partnership_id)", cell=name(item.name))
        return name(item.name)

    def partnership_of(self, item: contract.Field) -> Sql:
        """The partnership in whose words a cell of a field is written."""
        if item.name == "indicator_id" and "partnership_id" in self.field_names:
            return sql(
                "coalesce((select map(list(written), list(id)) from {meant} where field = 'partnership_id')"
                "[partnership_id], ltrim(partnership_id, chr(31)))",
                meant=self.meant,
            )
        return Sql("null::varchar")


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
        self.submission_id, self.received_at = (
            (options.submission_id, options.received_at)
            if options.submission_id and options.received_at
            else originals.next_submission(store, options.received_at)
        )
        # Replayed from before moments had an order, a report may refer to what is dated later than itself.
        latest = store.run("import/next_submission")["latest"].iloc[0]
        self.known_at = self.received_at if pd.isna(latest) else max(self.received_at, latest.to_pydatetime())
        self.sources: list[_Source] = []
        self.sheets = 0

    def take_in(self, path: Path) -> Outcome:
        _check_options(self.options)
        is_package = path.is_dir() or path.name == packages.DESCRIPTOR
        files, kept = self._copy(path, is_package)
        digests = {file_name: reading.sha256(file) for file_name, file in kept.items()}
        sha256 = originals.package_digest(digests) if is_package else digests[files[0].name]
        shown = self.options.name or (
            _plain_name((path if path.is_dir() else path.parent).resolve().name) if is_package else files[0].name
        )
        # A replay repeats what was accepted before, also what was withdrawn and handed in again.
        is_replay = self.options.submission_id is not None
        if not is_replay and (known := self._known(sha256)) is not None:
            return Outcome(shown, already_known=known)

        kind = "package" if is_package else "file"
        read = self._read(files)
        self.cursor.begin()
        try:
            with _limits(self.cursor, shown, sum(file.path.stat().st_size for file in files)):
                self._stage(read, is_package)
                for done, source in enumerate(self.sources):
                    self.progress("recognise", done, 2 * len(self.sources))
                    self._lay_out(source)
                self._leave_out_totals()
                for done, source in enumerate(self.sources):
                    self.progress("recognise", len(self.sources) + done, 2 * len(self.sources))
                    self._recognise(source)
                self._append(shown, kind, sha256, digests)
                self._check()
                outcome = self._outcome(shown, sha256)
                if outcome.errors:
                    raise _Refused
                self._keep_findings()
            entry = originals.Entry(
                submission_id=self.submission_id,
                name=shown,
                kind=kind,
                received_at=self.received_at,
                handed_in_by=self.options.handed_in_by,
                options=self.options.kept(),
                files=digests,
            )
            if not is_replay:
                originals.keep(self.store, sha256, kept, entry)
        except _Refused:
            self.cursor.rollback()
            log.info("refused %s: %d errors, %d warnings", shown, outcome.errors, outcome.warnings)
            return outcome
        except BaseException:
            self.cursor.rollback()
            raise
        self.progress("store", 0, 1)
        self.cursor.commit()
        if not is_replay:
            originals.confirm(self.store, sha256, self.submission_id)
        self.progress("store", 1, 1)
        log.info("imported %s as submission %d: %s rows", shown, self.submission_id, sum(outcome.rows.values()))
        return replace(outcome, submission_id=self.submission_id)

    def _copy(self, path: Path, is_package: bool) -> tuple[list[_File], dict[str, Path]]:
        """Our own copy of what is handed in, so that what is checked, stored and kept are the same bytes.

        Returns the files to read, and every file by its name in the submission (also the descriptor).
        """
        if not is_package:
            file_name = _plain_name(self.options.name or path.name)
            reading.check_size(path)
            file = _File(_copied(path, self.work / "taken" / _plain_name(path.name)), file_name)
            return [file], {file_name: file.path}
        folder = path if path.is_dir() else path.parent
        files = []
        for resource in packages.resources(folder):
            reading.check_size(resource.path)
            copy = _copied(resource.path, self.work / "taken" / resource.name)
            files.append(
                _File(copy, resource.name, resource.table, resource.delimiter, resource.encoding, resource.declared)
            )
        descriptor = _copied(folder / packages.DESCRIPTOR, self.work / "taken" / packages.DESCRIPTOR)
        return files, {file.name: file.path for file in files} | {packages.DESCRIPTOR: descriptor}

    def _known(self, sha256: str) -> int | None:
        known = self.store.run("import/known_submission", sha256=sha256)
        return None if known.empty else int(known["submission_id"].iloc[0])

    # --- Staging ----------------------------------------------------------------------------------------------------

    def _read(self, files: Sequence[_File]) -> list[tuple[_File, contract.Table | None, list[Sheet]]]:
        """The sheets of each file, and the table that the file is said to hold."""
        read = []
        for done, file in enumerate(files):
            self.progress("read", done, len(files))
            hint = file.table or (contract.table(self.options.table) if self.options.table else None)
            sheets = reading.sheets(file.path, self.work, hint.name if hint else None, file.delimiter, file.encoding)
            read.append((file, hint, sheets))
        return read

    def _stage(self, read: list[tuple[_File, contract.Table | None, list[Sheet]]], is_package: bool) -> None:
        self.cursor.execute(
            "create temp table found (file_name varchar, sheet varchar, table_name varchar, "
            "source_row bigint, field varchar, value varchar, rule varchar, severity varchar)"
        )
        self.cursor.execute(
            "create temp table nearest (table_name varchar, field varchar, value varchar, names varchar)"
        )
        for file, hint, sheets in read:
            left_out = []
            for sheet in sheets:
                sheet.file_name = file.name
                table = hint if len(sheets) == 1 else None
                table = table or self._table_of(sheet, hint, alone=len(sheets) == 1)
                if table:
                    self._stage_sheet(file, sheet, table, rows_needed=not is_package)
                elif len(sheets) > 1:
                    left_out.append(sheet.sheet or "")
            if left_out:
                told = f"{len(left_out)}: {', '.join(left_out)}"
                self._find(file.name, None, "sheet_ignored", severity="warning", value=told[:500])
            if not is_package and not self.sources and not self._found_anything("error"):
                self._find_no_table(sheets[0])

    def _table_of(self, sheet: Sheet, hint: contract.Table | None, *, alone: bool) -> contract.Table | None:
        """The table a sheet holds; None when that is not clear, with a finding when it is the only one."""
        if sheet.properties is not None:
            return contract.table("boundaries")
        monitor = contract.table("area_values")
        if layout_of(sheet.header) and hint in (None, monitor):
            return monitor
        title = sheet.sheet or ("" if not alone else Path(sheet.file_name).stem)
        table = table_named(title) or (table_named(Path(sheet.file_name).stem) if alone else None)
        if table and (hint is None or table == hint):
            return table
        if hint:
            if set(filter(None, match(sheet.header, hint))) >= {item.name for item in hint.fields if item.required}:
                return hint
        elif known := table_with(sheet.header):
            return known
        if alone:
            self._find_no_table(sheet)
        return None

    def _find_no_table(self, sheet: Sheet) -> None:
        """Adds that it is not clear which table a sheet is, with those that fit best and what they would need."""
        rule = "unknown_header" if known_headers(sheet.header, None) == 0 else "which_table"
        told = ", ".join(sheet.header)[:500]
        self._find(sheet.file_name, sheet.sheet, rule, row=sheet.header_row, value=told)
        fitting = [
            table + (f" (missing: {', '.join(missing)})" if missing else "")
            for table, missing in tables_like(sheet.header)
        ]
        self._insert("nearest", value=told, names="; ".join(fitting) or None)

    def _stage_sheet(self, file: _File, sheet: Sheet, table: contract.Table, *, rows_needed: bool) -> None:
        self.sheets += 1
        layout = layout_of(sheet.header) if table.name == "area_values" else None
        if layout:
            self._stage_monitor_file(file, sheet, table, layout, rows_needed=rows_needed)
            return

        def find(rule: str, field_name: str | None = None, value: str | None = None, severity: str = "error") -> None:
            self._find(sheet.file_name, sheet.sheet, rule, table.name, sheet.header_row, field_name, value, severity)

        columns = match(sheet.header, table)
        if not any(columns) or (sheet.properties is not None and table.name != "boundaries"):
            find("unknown_header", value=", ".join(sheet.header))
            return
        if sheet.rows_above:
            find("header_below", value=str(sheet.header_row))
        has_all = True
        for position, column in enumerate(columns):
            if column is None and sheet.header[position]:
                find("unknown_column", sheet.header[position])
                near = near_columns(sheet.header[position], table)
                self._insert("nearest", table_name=table.name, field=sheet.header[position], names=", ".join(near))
                has_all = False
            elif column is not None and column in columns[:position]:
                find("duplicate_column", column, sheet.header[position])
                columns[position] = None
        for item in table.fields:
            if item.required and item.name not in columns:
                find("missing_column", item.name)
                has_all = False
        fields = tuple(item for item in table.fields if item.name in columns)
        source = _Source(self.sheets, file, sheet, table, fields, has_all=has_all)
        unnamed = {position: f"unnamed_{position}" for position, title in enumerate(sheet.header) if not title}
        staged = [unnamed.get(place, column) for place, column in enumerate(columns)]
        sheet.stage(self.cursor, source.staged_name, staged, long=_long_texts(table))
        self._leave_out_unnamed(source, unnamed, find)
        by_header = dict(zip(sheet.header, columns, strict=True))
        self._find_problems(
            source, (replace(p, column=by_header.get(p.column or "") or p.column) for p in sheet.problems)
        )
        if sheet.properties is not None:
            # A feature without an outline is no blank row: its area still has to be known.
            source.row_count = len(sheet.properties)
        else:
            source.row_count = self._drop_blank_rows(source.staged, [item.name for item in source.fields])
        if source.row_count == 0 and rows_needed:
            find("no_rows")
        self.sources.append(source)

    def _leave_out_unnamed(self, source: _Source, unnamed: dict[int, str], find: Callable[..., None]) -> None:
        """A column without a name and without a value is no column; one with values must have a name."""
        if not unnamed:
            return
        filled = self._row(
            sql(
                "select {counts} from {staged}",
                counts=joined(", ", [sql("count({column})", column=name(column)) for column in unnamed.values()]),
                staged=source.staged,
            )
        )
        for position, count in zip(unnamed, filled, strict=True):
            if count:
                find("unnamed_column", value=f"{_letters(position)}: {count}")
        empty = sum(count == 0 for count in filled)
        if empty:
            find("empty_columns", value=str(empty), severity="repair")

    def _stage_monitor_file(
        self,
        file: _File,
        sheet: Sheet,
        table: contract.Table,
        layout: Layout,
        *,
        rows_needed: bool,
    ) -> None:
        """Stages the columns as they are; ``_lay_out`` turns them into rows once all areas and indicators are there."""
        fields = tuple(table.field(column) for column in ("indicator_id", "area_id", "period_end", "value"))
        source = _Source(self.sheets, file, sheet, table, fields, layout=layout)
        columns = f"columns_{self.sheets}"
        sheet.stage(self.cursor, columns, layout.staged)
        filled = self._drop_blank_rows(name(columns), [column for column in layout.staged if column])
        if sheet.rows_above:
            self._find(
                sheet.file_name, sheet.sheet, "header_below", table.name, sheet.header_row, value=str(sheet.header_row)
            )
        self._find_problems(source, sheet.problems)
        if filled == 0 and rows_needed:
            self._find(sheet.file_name, sheet.sheet, "no_rows", table.name)
        self.sources.append(source)

    def _drop_blank_rows(self, staged: Sql, columns: Sequence[str]) -> int:
        """How many rows are left: spreadsheets leave rows of separators behind; the others keep their numbers."""
        self.cursor.execute(
            sql("delete from {staged} where coalesce({cells}) is null", staged=staged, cells=names(columns))
        )
        return self._number(sql("select count(*) from {staged}", staged=staged))

    # --- Other layouts ----------------------------------------------------------------------------------------------

    def _lay_out(self, source: _Source) -> None:
        """Turns monitor files into rows of their table, and makes sure of the areas and outlines of boundaries."""
        if source.layout:
            self._know_areas()
            self._know_indicators()
            problems = monitor_files.lay_out(self.cursor, source.layout, f"columns_{source.number}", source.staged_name)
            self._find_problems(source, problems)
            source.written_in = {"value": name("written_in")}
            if source.layout.period is not None:
                source.written_in["period_end"] = Sql("$period_column")
        if source.table.name == "areas" and {"official_code", "level", "country"} <= source.field_names:
            self._pad_codes(source)
        if source.sheet.properties is not None:
            self._know_areas()
            self._find_problems(source, boundaries.name_areas(self.cursor, source.sheet.properties, source.staged_name))
        elif source.table.name == "boundaries" and "geometry" in source.field_names:
            self._check_geometry(source)

    def _pad_codes(self, source: _Source) -> None:
        """Gives the NIS codes of Belgium and its regions (02000) the zero in front that spreadsheets take away."""
        padded = self.cursor.execute(
            sql(
                """
                update {staged} set official_code = '0' || ltrim(official_code, chr(31))
                where
                    regexp_full_match(ltrim(official_code, chr(31)), '[1-4]000')
                    and ltrim(country, chr(31)) = 'BE'
                    and lower(ltrim(level, chr(31))) in (select unnest($levels::varchar[]))
                """,
                staged=source.staged,
            ),
            {"levels": [word for code in ("country", "region") for word in _written_as("areas", "level", code)]},
        ).fetchall()[0][0]
        if padded:
            self._find_in(source, "padded_codes", "official_code", str(padded), "repair")

    def _leave_out_totals(self) -> None:
        """Takes totals of a year away where its months stand in any sheet of the submission."""
        sources = [
            source
            for source in self.sources
            if source.table.name == "area_values" and {"indicator_id", "area_id", "period_end"} <= source.field_names
        ]
        for source in sources:
            if source.layout is None:
                self._read_words(source, source.table.field("period_end"))
        found = monitor_files.leave_out_totals(self.cursor, [source.staged_name for source in sources])
        for source, problems in zip(sources, found, strict=True):
            column = source.layout.period_name if source.layout else "period_end"
            self._find_problems(source, (replace(problem, column=column) for problem in problems))
            source.row_count = self._number(sql("select count(*) from {staged}", staged=source.staged))

    def _check_geometry(self, source: _Source) -> None:
        cells = self.cursor.execute(
            sql("select source_row, geometry from {staged} where geometry is not null", staged=source.staged)
        ).fetchall()
        numbers = [number for number, _ in cells]
        mended, problems = reading.checked_geometry(source.file.name, [text for _, text in cells], numbers)
        self._find_problems(source, problems)
        changed = [(number, text) for number, text in zip(numbers, mended, strict=True) if text is not None]
        if changed:
            self._table("mended", dict(zip(("number", "text"), zip(*changed, strict=True), strict=True)))
            self.cursor.execute(
                sql(
                    "update {staged} as staged set geometry = mended.text from mended "
                    "where mended.number = staged.source_row",
                    staged=source.staged,
                )
            )

    def _know_areas(self) -> None:
        """Makes ``known_areas`` with every name of an area: its id (rank 0), official code (1) and names (2).

        An official code counts without the zeros in front too (3), which spreadsheets take away.
        """
        columns = ("area_id", "official_code", *contract.columns_of("name"), "level")
        self.cursor.execute(
            sql(
                """
                create or replace temp table known_areas as
                with areas as ({areas}),
                named as (
                    select area_id, level, 0 as rank, area_id as name from areas
                    union all
                    select area_id, level, 1 as rank, official_code as name from areas
                    union all
                    select area_id, level, 2 as rank, unnest([{names}]) as name from areas
                    union all
                    select area_id, level, 3 as rank, ltrim(official_code, '0') as name
                    from areas
                    where starts_with(official_code, '0')
                )
                select distinct lower(trim(name)) as name, area_id, level, rank from named where name is not null
                """,
                names=names(contract.columns_of("name")),
                areas=self._known_rows("areas", columns),
            ),
            {"known_at": self.known_at},
        )

    def _know_indicators(self) -> None:
        """Makes ``known_indicators``: ids (rank 0), codes that mean exactly the same (1, with code_list) and names (2).

        ``partnership_id`` is that of a name, which other partnerships may give to an indicator of theirs.
        """
        columns = ("indicator_id", "partnership_id", *contract.columns_of("name"))
        self.cursor.execute(
            sql(
                """
                create or replace temp table known_indicators as
                with indicators as ({indicators})
                select
                    lower(indicator_id) as name, indicator_id, null::varchar as code_list,
                    null::varchar as partnership_id, 0 as rank
                from indicators
                union
                select lower(code) as name, indicator_id, code_list, null as partnership_id, 1 as rank
                from ({codes})
                -- A relation that is handed in may still be written as its label.
                where lower(relation) in (select unnest($exact::varchar[]))
                union
                select lower(trim(unnest([{names}]))) as name, indicator_id, null, partnership_id, 2
                from indicators
                """,
                names=names(contract.columns_of("name")),
                indicators=self._known_rows("indicators", columns),
                codes=self._known_rows("indicator_codes", ("indicator_id", "code_list", "code", "relation")),
            ),
            {"known_at": self.known_at, "exact": _written_as("indicator_codes", "relation", "exact")},
        )

    def _known_rows(self, table_name: str, columns: Sequence[str]) -> Sql:
        """The query for some columns of a table: what is stored, and what is handed in now in its place."""
        key = contract.table(table_name).key
        handed_in = [
            sql(
                "select {cells} from {staged}",
                cells=joined(
                    ", ",
                    [
                        sql("ltrim({column}, chr(31)) as {column}", column=name(column))
                        if column in source.field_names
                        else sql("null::varchar as {column}", column=name(column))
                        for column in columns
                    ],
                ),
                staged=source.staged,
            )
            for source in self.sources
            if source.table.name == table_name
        ]
        stored = sql(
            "select {columns} from current_rows({table}, $known_at)", columns=names(columns), table=literal(table_name)
        )
        if not handed_in:
            return stored
        return sql(
            """
            {staged}
            union all
            select * from ({stored}) as stored anti join ({staged}) as staged using ({key})
            """,
            staged=joined(" union all ", handed_in),
            stored=stored,
            key=names(key),
        )

    # --- Recognising ------------------------------------------------------------------------------------------------

    def _recognise(self, source: _Source) -> None:
        """Decides how each column is written, and finds the cells that are empty or not written so."""
        profile = joined(
            ", ",
            [
                sql(
                    "count(*) filter ({cell} is null), count(*) filter ({odd})",
                    cell=name(item.name),
                    odd=not_plain(item),
                )
                for item in source.fields
            ],
        )
        counts = self._row(sql("select {profile} from {staged}", profile=profile, staged=source.staged))
        for item, empty, odd in zip(source.fields, counts[::2], counts[1::2], strict=True):
            cell = name(item.name)
            if item.required and empty:
                self._find_cells(source, item, literal("required"), sql("{cell} is null", cell=cell))
            if not odd:
                source.forms[item.name] = Form(plain=True)
                continue
            if is_figure(item):
                self._count_cells(
                    source, item, "said_missing", sql("said_missing({bare}) is not null", bare=bare(item))
                )
            if item.type == "date":
                self._find_totals(source, item)
                self._read_words(source, item)
            declared = (source.file.declared or {}).get(item.name, self._declared(source))
            form = source.forms[item.name] = form_of(self.cursor, source.staged_name, item, declared)
            if form.question:
                separators = "[.,]" if form.question == "ambiguous_number" else "."
                self._find_cells(
                    source,
                    item,
                    literal(form.question),
                    sql(
                        "regexp_matches({cell}, {separators}) and not starts_with({cell}, chr(31))",
                        cell=cell,
                        separators=literal(separators),
                    ),
                    first_only=True,
                )
            if not form.fits_all:
                condition = sql("{cell} is not null and {misfit}", cell=cell, misfit=misfit(item, form))
                self._find_cells(source, item, misfit_rule(item, form), condition)
        source.recognised = frozenset(self._recognise_names(source))

    def _read_words(self, source: _Source, item: contract.Field) -> None:
        """Reads periods in words; days written as numbers are told as a repair."""
        if days := read_words(self.cursor, source.staged_name, item.name):
            self._find_in(source, "serial_dates", item.name, str(days), "repair")

    def _count_cells(self, source: _Source, item: contract.Field, rule: str, condition: Sql) -> None:
        """Adds, as a repair, for how many cells ``condition`` holds."""
        count = self._number(
            sql("select count(*) from {staged} where {condition}", staged=source.staged, condition=condition)
        )
        if count:
            self._find_in(source, rule, item.name, str(count), "repair")

    def _find_totals(self, source: _Source, item: contract.Field) -> None:
        """Adds the rows that say that they are a total where a name or date should stand.

        Nothing else is told of such a row: what follows is that it has no place among the others.
        """
        different_cells(self.cursor, source.staged_name, item.name)
        rows = self.cursor.execute(
            sql(
                """
                select source_row, {bare} from {staged}
                where {cell} in (select {cell} from different_cells where is_total({bare}))
                and source_row not in (
                    select source_row from found
                    where rule = 'total_row' and source_row is not null
                    and file_name = $file_name and sheet is not distinct from $sheet
                )
                order by source_row
                """,
                bare=bare(item),
                staged=source.staged,
                cell=name(item.name),
            ),
            {"file_name": source.sheet.file_name, "sheet": source.sheet.sheet},
        ).fetchall()
        self._find_problems(source, [Problem(row, None, cell, "total_row") for row, cell in rows])

    def _declared(self, source: _Source) -> Declared:
        """What was said about columns of which a data package says nothing itself."""
        day_first = None if self.options.dates is None else self.options.dates == "day-first"
        # Statbel says that its decimal mark is a point.
        is_statbel = source.layout is not None and source.layout.kind == "statbel"
        if self.options.decimal is None and (source.file.in_package or is_statbel):
            return Declared(".", "", day_first)
        return Declared(self.options.decimal, None, day_first)

    def _recognise_names(self, source: _Source) -> Iterable[str]:
        """Fills ``source.meant`` with the codes and ids meant by labels, names and aliases; yields the fields."""
        self.cursor.execute(
            sql("create temp table {meant} (field varchar, written varchar, id varchar)", meant=source.meant)
        )
        references = {key.field: key.table for key in source.table.foreign_keys}
        # The name of an indicator may depend on the partnership, so that is recognised first.
        for item in sorted(source.fields, key=lambda item: item.name != "partnership_id"):
            if item.codes:
                self._code_names(item)
            elif item.name in references and self._row_names(references[item.name]):
                pass
            else:
                continue
            # The few different cells first: comparing all rows takes several times as long.
            unknown = self._number(
                sql(
                    "select count(*) from (select distinct {cell} as cell from {staged}) as cells "
                    "anti join names on ltrim(cell, chr(31)) = names.id where cell is not null",
                    cell=name(item.name),
                    staged=source.staged,
                )
            )
            if unknown == 0:
                continue
            if not item.codes:
                self._find_totals(source, item)
            parts = {item.name} | ({"partnership_id"} & source.field_names)
            cells = sql(
                "select distinct {key} as key, {bare} as written, {within} as within "
                "from (select distinct {parts} from {staged} where {cell} is not null)",
                key=source.key_of(item),
                bare=bare(item),
                within=source.partnership_of(item),
                parts=names(sorted(parts)),
                cell=name(item.name),
                staged=source.staged,
            )
            count = self._number(
                sql(
                    """
                    insert into {meant}
                    with found as (
                        select
                            cells.key, names.id,
                            names.rank + coalesce(names.within <> cells.within, false)::integer as rank
                        from ({cells}) as cells
                        inner join names on names.name = lower(cells.written)
                        where cells.written not in (select id from names where rank = 0)
                    ),
                    nearest as (select * from found qualify rank = min(rank) over (partition by key))
                    select $field, key, min(id) from nearest group by key having count(distinct id) = 1
                    """,
                    meant=source.meant,
                    cells=cells,
                ),
                field=item.name,
            )
            if count:
                yield item.name
            self._find_padded(source, item, cells)
            if not item.codes:
                self._find_nearest(source, item, cells)

    def _find_padded(self, source: _Source, item: contract.Field, cells: Sql) -> None:
        """Adds, as a repair, how many cells were read as an official code that lost the zeros in front."""
        if item.name not in ("area_id", "parent_id", "successor_id"):
            return
        padded = self._number(
            sql(
                """
                select count(*) from {staged}
                where {key} in (
                    select cells.key from ({cells}) as cells
                    inner join {meant} as meant on meant.field = $field and meant.written = cells.key
                    inner join known_areas on known_areas.rank = 3 and known_areas.name = lower(cells.written)
                    and known_areas.area_id = meant.id
                )
                """,
                staged=source.staged,
                key=source.key_of(item),
                cells=cells,
                meant=source.meant,
            ),
            field=item.name,
        )
        if padded:
            self._find_in(source, "padded_codes", item.name, str(padded), "repair")

    def _find_nearest(self, source: _Source, item: contract.Field, cells: Sql) -> None:
        """Notes, for cells that stand for nothing, the names that are most like them."""
        unknown = self.cursor.execute(
            sql(
                """
                select distinct written from ({cells}) as cells
                where
                    key not in (select written from {meant} where field = $field)
                    and written not in (select id from names where rank = 0)
                order by written limit 200
                """,
                cells=cells,
                meant=source.meant,
            ),
            {"field": item.name},
        ).fetchall()
        if not unknown:
            return
        known = dict(self.cursor.execute("select name, min(id) from names group by name order by name").fetchall())
        for (written,) in unknown:
            near = ", ".join(f"{told} ({known[told]})" for told in near_names(written, known))
            self._insert("nearest", table_name=source.table.name, field=item.name, value=written, names=near or None)

    def _code_names(self, item: contract.Field) -> None:
        """Makes ``names`` with the labels of a code list, in every language."""
        labels = [(code, code) for code in item.codes]
        if item.code_list:
            for language in contract.languages():
                labels += [(label, code) for code, label in contract.code_labels(item.code_list, language).items()]
        self._table(
            "names",
            {
                "name": [label.lower() for label, _ in labels],
                "id": [code for _, code in labels],
                "rank": [0] * len(labels),
                "within": pa.nulls(len(labels), pa.string()),
            },
        )

    def _row_names(self, table_name: str) -> bool:
        """Makes ``names`` with what stands for an id of a table (rank 0: the id itself), of rows stored and handed in.

        ``within`` is the partnership that uses a name. False when ids of the table have no other names.
        """
        if table_name == "areas":
            self._know_areas()
            self.cursor.execute(
                "create or replace temp table names as "
                "select name, area_id as id, rank, null::varchar as within from known_areas"
            )
            return True
        if table_name == "indicators":
            self._know_indicators()
            self.cursor.execute(
                "create or replace temp table names as "
                "select name, indicator_id as id, 2 * rank as rank, partnership_id as within from known_indicators"
            )
            return True
        table = contract.table(table_name)
        key = table.key[0]
        columns = [key, *(column for column in (*contract.columns_of("name"), "aliases") if column in table.names)]
        if len(table.key) > 1 or len(columns) == 1:
            return False
        self.cursor.execute(
            sql(
                """
                create or replace temp table names as
                with rows as ({rows})
                select distinct
                    trim(lower(unnest(string_split(concat_ws(';', {columns}), ';')))) as name, {key} as id,
                    0 as rank, null::varchar as within
                from rows
                """,
                columns=names(columns),
                key=name(key),
                rows=self._known_rows(table_name, columns),
            ),
            {"known_at": self.known_at},
        )
        return True

    # --- Appending --------------------------------------------------------------------------------------------------

    def _append(self, shown: str, kind: str, sha256: str, digests: dict[str, str]) -> None:
        self._insert(
            "submissions",
            submission_id=self.submission_id,
            name=shown,
            kind=kind,
            handed_in_by=self.options.handed_in_by,
            received_at=self.received_at,
            sha256=sha256,
            options=json.dumps(self.options.kept()),
            row_count=sum(source.row_count for source in self.sources),
        )
        for done, source in enumerate(self.sources):
            self.progress("append", done, len(self.sources))
            self._insert(
                "submission_files",
                submission_id=self.submission_id,
                file_number=source.number,
                table_name=source.table.name,
                file_name=source.sheet.file_name,
                sheet=source.sheet.sheet,
                sha256=digests[source.file.name],
                row_count=source.row_count,
            )
            self.cursor.execute(_append_statement(source), {"submission_id": self.submission_id})

    # --- Checking ---------------------------------------------------------------------------------------------------

    def _check(self) -> None:
        """Checks the rows just appended, still inside the transaction, against the contract and the row rules."""
        self._table(
            "handed_in_sheets",
            {
                "file_number": [source.number for source in self.sources],
                "file_name": [source.sheet.file_name for source in self.sources],
                "sheet": [source.sheet.sheet for source in self.sources],
                "table_name": [source.table.name for source in self.sources],
                "has_all": [source.has_all for source in self.sources],
            },
        )
        by_table: dict[str, list[_Source]] = {}
        for source in self.sources:
            by_table.setdefault(source.table.name, []).append(source)
        for done, sources in enumerate(by_table.values()):
            self.progress("check", done, len(by_table))
            table = sources[0].table
            filled = set.union(*(source.field_names for source in sources))
            self._check_values(table, filled)
            self._check_references(table, filled)
            if all(source.has_all for source in sources):
                self._check_key(table)
        if not self._doubled_references():
            self._check_rules()
            for sources in by_table.values():
                self._check_corrections(sources)
        self._leave_out_consequences()

    def _check_corrections(self, sources: list[_Source]) -> None:
        """Adds, as a warning, how many rows take the place of one that was corrected in between.

        That is so when what is handed in came in before under the same name, and since then somebody handed in another
        row in its place, under another name: the published figures, say, and what was corrected here.
        """
        table = sources[0].table
        parameters = {"known_at": self.known_at, "submission_id": self.submission_id}
        known = Sql(
            "select known.submission_id, known.name = mine.name as is_same from known_submissions($known_at) as known "
            "inner join submissions as mine on mine.submission_id = $submission_id "
            "where known.submission_id < $submission_id"
        )
        if not self._number(sql("select count(*) from ({known}) where is_same", known=known), **parameters):
            return
        replaced = self.cursor.execute(
            sql(
                """
                with latest as (
                    select *
                    from {table} inner join ({known}) using (submission_id)
                    window same_row as (partition by {key})
                    qualify
                        submission_id = max(submission_id) over same_row
                        and not is_same
                        and bool_or(is_same) over same_row
                )
                select mine.file_number, count(*), string_agg(distinct latest.submission_id::varchar, ', ')
                from {table} as mine
                inner join latest on {is_same_row}
                where mine.submission_id = $submission_id and ({differs})
                group by mine.file_number
                """,
                table=name(table.name),
                known=known,
                key=names(table.key),
                is_same_row=_compared(" and ", "is not distinct from", table.key),
                differs=_compared(" or ", "is distinct from", table.names),
            ),
            parameters,
        ).fetchall()
        by_number = {source.number: source for source in sources}
        for number, count, submissions in replaced:
            told = f"{count} (submission {submissions})"
            self._find_in(by_number[number], "correction_replaced", None, told, "warning")

    def _doubled_references(self) -> bool:
        """Whether something that other rows refer to is there twice: it would double them in all that follows."""
        doubled = self.cursor.execute("select distinct table_name from found where rule = 'duplicate_key'").fetchall()
        return any(key.table == table for (table,) in doubled for one in contract.tables() for key in one.foreign_keys)

    def _check_rules(self) -> None:
        """Asks the rules of ``queries/checks/rows`` about the rows just appended."""
        is_replay = self.options.submission_id is not None
        parameters = {
            "submission_id": self.submission_id,
            "known_at": self.known_at,
            # What was accepted before anybody was asked took the place of the earlier report.
            "revises": self.options.revises or ("replace" if is_replay else None),
        }
        rules = sorted((QUERIES / "checks" / "rows").glob("*.sql"))
        for done, rule in enumerate(rules):
            self.progress("rules", done, len(rules))
            query = statement(f"checks/rows/{rule.stem}")
            self.cursor.execute(
                sql(
                    # What a rule says of a sheet without all its columns follows from what is missing there.
                    """
                    insert into found
                    select
                        file_name, sheet, table_name, source_row, field, left(value::varchar, {most}), $rule, $severity
                    from ({query}) as broken
                    inner join handed_in_sheets using (table_name, file_number)
                    where has_all
                    """,
                    query=Sql(query),
                    most=MAX_NAME_CHARACTERS,
                ),
                {key: value for key, value in parameters.items() if f"${key}" in query}
                | {"rule": rule.stem, "severity": _severity(query)},
            )

    def _leave_out_consequences(self) -> None:
        """Takes away findings that follow from others: a cell that cannot be read is one finding, not several."""
        if not self._found_anything("error"):
            return
        self.cursor.execute(
            """
            delete from found
            where
                rule <> 'total_row'
                and (file_name, coalesce(sheet, ''), source_row) in (
                    select (file_name, coalesce(sheet, ''), source_row) from found where rule = 'total_row'
                )
                or severity = 'warning' and (
                    (file_name, coalesce(sheet, ''), field, source_row) in (
                        select (file_name, coalesce(sheet, ''), field, source_row) from found where severity = 'error'
                    )
                    or (table_name, field) in (select (table_name, field) from found where rule like 'ambiguous%')
                    -- In a monitor file the cell stands in a column that has the name of an indicator.
                    or rule = 'value_without_reason' and (file_name, coalesce(sheet, ''), source_row) in (
                        select (file_name, coalesce(sheet, ''), source_row) from found where severity = 'error'
                    )
                )
            """
        )

    def _check_values(self, table: contract.Table, filled: set[str]) -> None:
        conditions: dict[tuple[str, str], Sql] = {}
        for item in table.fields:
            cell = name(item.name)
            if item.name not in filled:
                continue
            if item.codes:
                codes = joined(", ", map(literal, item.codes))
                conditions[item.name, "unknown_code"] = sql("{cell} not in ({codes})", cell=cell, codes=codes)
            if item.minimum is not None:
                conditions[item.name, "below_minimum"] = sql("{cell} < {limit}", cell=cell, limit=_number(item.minimum))
            if item.maximum is not None:
                conditions[item.name, "above_maximum"] = sql("{cell} > {limit}", cell=cell, limit=_number(item.maximum))
            if item.pattern is not None:
                conditions[item.name, "not_an_id"] = sql(
                    "not regexp_full_match({cell}, {pattern})", cell=cell, pattern=literal(item.pattern)
                )
        if not conditions:
            return
        counts = joined(
            ", ", [sql("count(*) filter ({condition})", condition=condition) for condition in conditions.values()]
        )
        stored = sql("from {table} where submission_id = $submission_id", table=name(table.name))
        broken = self._row(
            sql("select {counts} {stored}", counts=counts, stored=stored), submission_id=self.submission_id
        )
        for ((column, rule), condition), count in zip(conditions.items(), broken, strict=True):
            if count:
                self._find_stored(
                    table,
                    column,
                    rule,
                    sql(
                        "select file_number, source_row, {cell} {stored} and {condition}",
                        cell=name(column),
                        stored=stored,
                        condition=condition,
                    ),
                )

    def _check_references(self, table: contract.Table, filled: set[str]) -> None:
        for key in table.foreign_keys:
            if key.field in filled:
                self._find_stored(
                    table,
                    key.field,
                    "unknown_reference",
                    sql(
                        """
                        select file_number, source_row, {field} from {table} as stored
                        anti join current_rows({referred}, $known_at) as target on stored.{field} = target.{target}
                        where stored.submission_id = $submission_id and stored.{field} is not null
                        """,
                        field=name(key.field),
                        table=name(table.name),
                        referred=literal(key.table),
                        target=name(key.target),
                    ),
                    known_at=self.known_at,
                )

    def _check_key(self, table: contract.Table) -> None:
        columns = names(table.key)
        stored = sql("from {table} where submission_id = $submission_id", table=name(table.name))
        # Hashes first: they tell quickly that nothing is there twice, which is the rule.
        if self._number(
            sql("select count(*) - count(distinct hash({columns})) {stored}", columns=columns, stored=stored),
            submission_id=self.submission_id,
        ):
            self._find_stored(
                table,
                ", ".join(table.key),
                "duplicate_key",
                sql(
                    "select file_number, source_row, concat_ws(' | ', {columns}) {stored} "
                    "qualify count(*) over (partition by {columns}) > 1",
                    columns=columns,
                    stored=stored,
                ),
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
        finding = (file_name, sheet, table_name, row, field_name, value and value[:MAX_NAME_CHARACTERS], rule, severity)
        self._insert("found", **dict(zip(FINDING_COLUMNS, finding, strict=True)))

    def _find_in(
        self, source: _Source, rule: str, field_name: str | None, value: str | None, severity: str = "error"
    ) -> None:
        """Adds a finding about a sheet as a whole."""
        file_name, sheet = source.sheet.file_name, source.sheet.sheet
        self._find(file_name, sheet, rule, source.table.name, None, field_name, value, severity)

    def _find_problems(self, source: _Source, problems: Iterable[Problem]) -> None:
        """Adds what was found while reading a sheet."""
        file_name, sheet, table_name = source.sheet.file_name, source.sheet.sheet, source.table.name
        findings = [
            (
                file_name,
                sheet,
                table_name,
                p.row,
                p.column,
                p.value and p.value[:MAX_NAME_CHARACTERS],
                p.rule,
                p.severity,
            )
            for p in problems
        ]
        if findings:
            self._table("noted", dict(zip(FINDING_COLUMNS, zip(*findings, strict=True), strict=True)))
            self.cursor.execute("insert into found select * from noted")

    def _find_cells(
        self, source: _Source, item: contract.Field, rule: Sql, condition: Sql, *, first_only: bool = False
    ) -> None:
        """Adds the staged cells for which ``condition`` holds; ``rule`` is an expression."""
        column = source.written_in.get(item.name, Sql("$field"))
        place = self._place(source)
        if column.text == "$field":
            place["field"] = item.name
        elif column.text == "$period_column" and source.layout:
            place["period_column"] = source.layout.period_name
        self.cursor.execute(
            sql(
                """
                insert into found
                select $file_name, $sheet, $table_name, source_row, {column}, {bare}, {rule}, 'error'
                from {staged} where {condition} {limit}
                """,
                column=column,
                bare=bare(item),
                rule=rule,
                staged=source.staged,
                condition=condition,
                limit=Sql("order by source_row limit 1" if first_only else ""),
            ),
            place,
        )

    def _find_stored(self, table: contract.Table, field_name: str, rule: str, query: Sql, **parameters: object) -> None:
        """Adds what ``query`` returns (file number, row number and value) as findings about one column."""
        self.cursor.execute(
            sql(
                """
                insert into found
                select
                    sheets.file_name, sheets.sheet, sheets.table_name, broken.source_row, $field,
                    left(broken.value::varchar, {most}), $rule, 'error'
                from ({query}) as broken(file_number, source_row, value)
                inner join handed_in_sheets as sheets using (file_number)
                """,
                query=query,
                most=MAX_NAME_CHARACTERS,
            ),
            {"field": field_name, "rule": rule, "submission_id": self.submission_id} | parameters,
        )

    def _place(self, source: _Source) -> dict[str, object]:
        return {"file_name": source.sheet.file_name, "sheet": source.sheet.sheet, "table_name": source.table.name}

    def _found_anything(self, severity: str) -> bool:
        return self._number(Sql("select count(*) from found where severity = $severity"), severity=severity) > 0

    def _keep_findings(self) -> None:
        columns = names(FINDING_COLUMNS)
        self.cursor.execute(
            sql(
                "insert into findings (submission_id, {columns}) select $submission_id, {columns} from found",
                columns=columns,
            ),
            {"submission_id": self.submission_id},
        )

    def _outcome(self, shown: str, sha256: str) -> Outcome:
        rows: dict[str, int] = {}
        for source in self.sources:
            rows[source.table.name] = rows.get(source.table.name, 0) + source.row_count
        rules = self.cursor.execute(
            "select rule, severity, table_name, field, count(*) as count from found "
            "group by all order by severity, count desc, rule, table_name, field"
        ).df()
        if rules.empty:
            return Outcome(shown, rows=rows)
        wordings = [
            describe(str(rule), _text(table), _text(column))
            for rule, table, column in zip(rules["rule"], rules["table_name"], rules["field"], strict=True)
        ]
        rules["text"] = [wording.text for wording in wordings]
        rules["mend"] = [wording.mend for wording in wordings]
        self.cursor.register("wordings", rules)
        self._table(
            "titles",
            {
                "file_name": [source.sheet.file_name for source in self.sources for _ in source.titles],
                "sheet": [source.sheet.sheet for source in self.sources for _ in source.titles],
                "field": [column for source in self.sources for column in source.titles],
                "title": [title for source in self.sources for title in source.titles.values()],
            },
        )
        self.cursor.execute(
            """
            create temp table told as
            select
                found.* replace (coalesce(titles.title, found.field) as field, visible(found.value) as value),
                replace(wordings.text, '{value}', coalesce(visible(found.value), '–')) as text,
                wordings.mend, nearest.names as nearest
            from found
            left join wordings
            on found.rule = wordings.rule and found.table_name is not distinct from wordings.table_name
            and found.field is not distinct from wordings.field
            left join (select distinct * from nearest) as nearest
            on found.table_name is not distinct from nearest.table_name
            and found.field is not distinct from nearest.field and found.value is not distinct from nearest.value
            and found.rule in ('unknown_reference', 'unknown_area', 'unknown_column', 'unknown_header', 'which_table')
            left join titles
            on found.file_name = titles.file_name and found.sheet is not distinct from titles.sheet
            and found.field = titles.field
            order by
                found.severity, found.file_name, found.sheet, found.source_row nulls first, found.field, found.rule,
                found.value
            """
        )
        findings = self.cursor.execute("select * from told limit $first", {"first": FIRST_FINDINGS}).df()
        by_rule = self.cursor.execute(
            "select rule, severity, replace(text, '{value}', '…') as text, sum(count)::bigint as count from wordings "
            "group by all order by severity, count desc, rule, text"
        ).df()
        counted = dict(self.cursor.execute("select severity, count(*) from found group by severity").fetchall())
        return Outcome(
            shown,
            rows=rows,
            errors=counted.get("error", 0),
            warnings=counted.get("warning", 0),
            repairs=counted.get("repair", 0),
            findings=findings.astype({"source_row": "Int64"}),
            rules=by_rule,
            findings_file=self._write_findings(sha256),
        )

    def _write_findings(self, sha256: str) -> Path:
        folder = self.store.originals
        target = (
            folder.parent / "findings" if folder else Path(tempfile.mkdtemp(prefix="peil-"))
        ) / f"{sha256[:16]}.csv"
        target.parent.mkdir(parents=True, exist_ok=True)
        told = self.cursor.execute(
            'select file_name as "file", sheet, table_name as "table", source_row as "row", field as "column", '
            "safe_cell(value) as value, rule, severity, safe_cell(text) as text, mend, nearest from told"
        )
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column[0] for column in told.description or ()])
            while some := told.fetchmany(10_000):
                writer.writerows(some)
        return target

    # --- Small things -----------------------------------------------------------------------------------------------

    def _insert(self, table: str, **values: object) -> None:
        marks = Sql(", ".join(f"${column}" for column in values))
        self.cursor.execute(
            sql(
                "insert into {table} ({columns}) values ({marks})",
                table=name(table),
                columns=names(values),
                marks=marks,
            ),
            values,
        )

    def _table(self, table: str, columns: dict[str, Sequence[Any]]) -> None:
        """Makes a temporary table from columns of Python values."""
        self.cursor.register("handed_over", pa.table({key: pa.array(list(values)) for key, values in columns.items()}))
        self.cursor.execute(sql("create or replace temp table {table} as from handed_over", table=name(table)))
        self.cursor.unregister("handed_over")

    def _number(self, query: Sql, **parameters: object) -> int:
        return int(self._row(query, **parameters)[0])

    def _row(self, query: Sql, **parameters: object) -> tuple[Any, ...]:
        """The only row of an answer; fetching all of it frees the connection for what comes next."""
        return tuple(self.cursor.execute(query, parameters).fetchall()[0])


def _append_statement(source: _Source) -> Sql:
    """The statement that appends the staged rows of a source to its table, typed; its parameter is $submission_id."""
    typed = {item.name: sql("null::{type}", type=Sql(item.sql_type)) for item in source.table.fields}
    dates: list[Sql] = []
    for item in source.fields:
        value = value_of(item, source.forms[item.name])
        if item.type == "date" and not source.forms[item.name].plain:
            # Each different cell is read once; a join is cheaper than reading every row.
            dates.append(
                sql(
                    "left join (select {cell} as {written}, {value} as {day} "
                    "from (select distinct {cell} from {staged})) on {cell} = {written}",
                    cell=name(item.name),
                    written=name(f"{item.name}_written"),
                    day=name(f"{item.name}_read"),
                    value=value,
                    staged=source.staged,
                )
            )
            value = name(f"{item.name}_read")
        if item.name in source.recognised:
            # The few names meant stand in a map, which is cheaper than a join of all rows.
            value = sql(
                "coalesce((select map(list(written), list(id)) from {meant} where field = {field})[{key}], {value})",
                meant=source.meant,
                field=literal(item.name),
                key=source.key_of(item),
                value=value,
            )
        typed[item.name] = value
    if "missing" in typed and "value" in source.field_names:
        written = next(item for item in source.fields if item.name == "value")
        # Where all cells are digits, none says so in words.
        said = Sql("null") if source.forms["value"].plain else sql("said_missing({bare})", bare=bare(written))
        typed["missing"] = sql(
            "coalesce({missing}, swing_missing({value}), {said})",
            missing=typed["missing"],
            value=typed["value"],
            said=said,
        )
        for column in FIGURE_FIELDS:
            if column in source.field_names:
                typed[column] = sql("case when swing_missing({value}) is null then {value} end", value=typed[column])
    return sql(
        """
        insert into {table} by name
        select
            * exclude (row_number),
            $submission_id as submission_id,
            {number} as file_number,
            row_number as source_row,
            {record_key} as record_key
        from (select {columns}, source_row as row_number from {staged} {dates})
        """,
        table=name(source.table.name),
        number=source.number,
        record_key=record_key_expression(source.table),
        columns=joined(
            ", ", [sql("{value} as {column}", value=value, column=name(column)) for column, value in typed.items()]
        ),
        staged=source.staged,
        dates=joined(" ", dates),
    )


def _compared(separator: str, comparison: str, columns: Iterable[str]) -> Sql:
    """A comparison of columns of ``mine`` with those of ``latest``."""
    return joined(
        separator,
        [
            sql("mine.{column} {comparison} latest.{column}", column=name(column), comparison=Sql(comparison))
            for column in columns
        ],
    )


def _long_texts(table: contract.Table) -> set[str]:
    """The fields that may hold more than a name: texts that stand for nothing else, and geometries."""
    references = {key.field for key in table.foreign_keys}
    return {
        item.name
        for item in table.fields
        if item.type == "geojson"
        or (item.type == "string" and not item.codes and item.pattern is None and item.name not in references)
    }


def _severity(query: str) -> str:
    severity = re.search(r"^-- Severity: (error|warning)$", query, re.MULTILINE)
    if not severity:
        raise ContractError("A rule in queries/checks/rows does not say its severity.")
    return severity[1]


def _written_as(table_name: str, field_name: str, code: str) -> list[str]:
    """How a code may be written in a field: itself and its labels, in lower case."""
    code_list = contract.table(table_name).field(field_name).code_list or ""
    return [code, *(contract.code_labels(code_list, language)[code].lower() for language in contract.languages())]


def _number(limit: float) -> Sql:
    """A number of the contract."""
    return Sql(repr(limit))


def _letters(position: int) -> str:
    """What a spreadsheet calls the column at a position from 0."""
    letters = ""
    while position >= 0:
        letters, position = chr(65 + position % 26) + letters, position // 26 - 1
    return letters


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


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


# --- Files ----------------------------------------------------------------------------------------------------------


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


def _plain_name(file_name: str) -> str:
    """The name of a file as it may be stored and kept. Raises UnreadableFile when it holds what no name should."""
    if len(file_name.encode("utf-8", "replace")) > MAX_NAME_BYTES:
        raise UnreadableFile(
            f"The file name {printable(file_name[:40])}… is longer than {MAX_NAME_BYTES} characters; "
            "give the file a shorter name."
        )
    if not file_name.isprintable() or "/" in file_name or "\\" in file_name or file_name in (".", "..", ""):
        told = "".join(character if character.isprintable() else "?" for character in file_name)
        raise UnreadableFile(
            f"The file name {told} holds characters that no name should; rename it and hand it in again."
        )
    return file_name


def _copied(path: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(path, target)
    except OSError as error:
        if full := disk_full(error, target):
            raise full from error
        raise UnreadableFile(f"{path.name} cannot be opened: {error.strerror or error}.") from error
    return target


__all__ = ["FINDING_COLUMNS", "FIRST_FINDINGS", "Options", "Outcome", "Progress", "import_path", "import_paths"]
