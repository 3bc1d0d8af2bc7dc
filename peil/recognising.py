"""Recognises what a sheet is: its table, its columns, and how its numbers and dates are written.

A way of writing is decided once for a whole column, from every cell in it. When two ways fit all cells and read some
of them differently, the column is not read at all: the person who hands in is asked.
"""

# ruff: noqa: S608 - statements are put together from names of the contract only.

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from peil import contract
from peil.monitor_files import layout_of
from peil.store import Cursor

# Decimal mark and mark between groups of three digits, as people here write them.
NUMBER_FORMS = ((".", ""), (",", ""), (".", ","), (",", "."), (".", " "), (",", " "))

SWING_FIELDS = ("value", "numerator", "denominator", "lower", "upper")


@dataclass(frozen=True)
class Declared:
    """What was said about how a column is written; None where nothing was said."""

    decimal_mark: str | None = None
    group_mark: str | None = None
    day_first: bool | None = None


@dataclass(frozen=True)
class Form:
    """How one column is written.

    ``plain``: only digits, only ISO dates, or text as it is meant. ``question``: the rule (``ambiguous_number`` or
    ``ambiguous_date``) when two ways fit. ``fits_all``: no cell falls outside the form.
    """

    decimal_mark: str = "."
    group_mark: str = ""
    day_first: bool = True
    plain: bool = False
    question: str | None = None
    fits_all: bool = True


# --- Tables and columns ---------------------------------------------------------------------------------------------


@cache
def headers(table_name: str) -> dict[str, str]:
    """``{what a header may say, in lower case: field}``: names, and titles that stand for one field only."""
    table = contract.table(table_name)
    titles: dict[str, set[str]] = {}
    for field in table.fields:
        for language in ("en", "nl", "fr"):
            title = _simple(contract.translated(field.descriptor, "title", language))
            titles.setdefault(title, set()).add(field.name)
    by_title = {title: next(iter(names)) for title, names in titles.items() if len(names) == 1}
    return by_title | {name: name for name in table.names}


def known_headers(header: Sequence[str], table: contract.Table | None) -> int:
    """How many names of a header are known, in ``table`` or else in the table that knows most of them."""
    candidates = [table] if table else contract.tables()
    known = max(len(set(filter(None, match(header, candidate)))) for candidate in candidates)
    layout = layout_of(header) if table is None or table.name == "area_values" else None
    return max(known, layout.known) if layout else known


def match(header: Sequence[str], table: contract.Table) -> list[str | None]:
    """The field that each column of a header stands for, or None."""
    known = headers(table.name)
    return [known.get(_simple(name)) for name in header]


def table_named(name: str) -> contract.Table | None:
    """The table with this name or, in any language, this title."""
    wanted = _simple(PurePath(name).name)
    for table in contract.tables():
        titles = {_simple(contract.translated(table.descriptor, "title", lang)) for lang in ("en", "nl", "fr")}
        if wanted == table.name or wanted in titles:
            return table
    return None


def table_with(header: Sequence[str]) -> contract.Table | None:
    """The only table that fits a header: it has all required columns and, if need be to decide, knows all columns."""
    fitting = [
        table
        for table in contract.tables()
        if {field.name for field in table.fields if field.required} <= set(match(header, table))
    ]
    complete = [table for table in fitting if None not in match([name for name in header if name], table)]
    for candidates in (complete, fitting):
        if len(candidates) == 1:
            return candidates[0]
    return None


def _simple(name: str) -> str:
    return " ".join(name.replace("\u00a0", " ").split()).casefold()


# --- Numbers, dates, yes and no -------------------------------------------------------------------------------------


def not_plain(field: contract.Field) -> str:
    """The condition that a cell needs a closer look; text only when an apostrophe or a mark stands in front."""
    cell = f'"{field.name}"'
    match field.type:
        case "integer" | "number":
            return f"not regexp_full_match({cell}, '-?[0-9]{{1,15}}')"
        case "date":
            return (
                f"coalesce(length({cell}) <> 10 or not try_cast({cell} as date) "
                "between date '1900-01-01' and date '2199-12-31', true)"
            )
        case "boolean":
            return f"{cell} not in ('true', 'false')"
    return f"starts_with({cell}, '''') or starts_with({cell}, chr(31))"


def form_of(cursor: Cursor, staged: str, field: contract.Field, declared: Declared) -> Form:
    """How a column with cells that are not plain is written."""
    match field.type:
        case "integer" | "number":
            return _number_form(cursor, staged, field, declared)
        case "date":
            return _date_form(cursor, staged, field, declared)
        case "boolean":
            return Form(fits_all=_count(cursor, staged, field, f"yes_or_no({_bare(field)}) is null") == 0)
    return Form()


def _number_form(cursor: Cursor, staged: str, field: contract.Field, declared: Declared) -> Form:
    forms = [
        (decimal, group)
        for decimal, group in NUMBER_FORMS
        if declared.decimal_mark in (None, decimal) and declared.group_mark in (None, group)
    ] or [(declared.decimal_mark or ".", declared.group_mark or "")]
    fits = [_fits_number(field, decimal, group) for decimal, group in forms]
    counts = ", ".join(f"count(*) filter ({fit})" for fit in (*fits, " or ".join(fits)))
    *each, either = _row(cursor, f"select {counts} from {_cells(staged, field)}")
    candidates = [form for form, count in zip(forms, each, strict=True) if count == either]
    best = candidates[0] if candidates else forms[each.index(max(each))]
    # Digits alone fit every form, but then nothing differs.
    differ = len({decimal for decimal, _ in candidates}) == 2 and _count(
        cursor,
        staged,
        field,
        f'not starts_with("{field.name}", chr(31)) and regexp_matches("{field.name}", \'[.,]\')'
        f" and ({' or '.join(fits)})",
    )
    form = Form(*best, question="ambiguous_number" if differ else None)
    return Form(*best, question=form.question, fits_all=_count(cursor, staged, field, misfit(field, form)) == 0)


def _date_form(cursor: Cursor, staged: str, field: contract.Field, declared: Declared) -> Form:
    day_first, month_first = (
        f"date_of({_bare(field)}, {first}, {field.partial_date_is_end})" for first in ("true", "false")
    )
    days, months, either, differ = _row(
        cursor,
        f"select count({day_first}), count({month_first}), count(coalesce({day_first}, {month_first})), "
        f"count(*) filter ({day_first} <> {month_first}) from {_cells(staged, field)}",
    )
    if declared.day_first is not None:
        form = Form(day_first=declared.day_first)
    elif differ and days == months == either:
        return Form(question="ambiguous_date", fits_all=_count(cursor, staged, field, misfit(field, Form())) == 0)
    else:
        form = Form(day_first=days >= months)
    fits_all = _count(cursor, staged, field, misfit(field, form)) == 0
    return Form(day_first=form.day_first, fits_all=fits_all)


def misfit(field: contract.Field, form: Form) -> str:
    """The condition that a filled cell does not stand for a value of its field, written in ``form``."""
    value = value_of(field, form)
    match field.type:
        case "integer" | "number":
            fits = _fits_number(field, form.decimal_mark, form.group_mark)
            finite = f"coalesce(isfinite(({value})::double), false)"
            return f"not (({fits}) and {finite}{_exact(field, form)})"
        case "string":
            return "false"
    return f"{value} is null"


def misfit_rule(field: contract.Field, form: Form) -> str:
    """The expression that names the rule a cell breaks, for cells where ``misfit`` holds."""
    match field.type:
        case "integer" | "number":
            fits = _fits_number(field, form.decimal_mark, form.group_mark)
            other = " or ".join(_fits_number(field, *other) for other in NUMBER_FORMS)
            inexact = "not_whole" if field.type == "integer" else "not_to_the_cent"
            exact = _exact(field, form) or " and true"
            return (
                f"case when is_not_finite({_bare(field)}) then 'not_finite' when ({fits}) and not (true{exact}) "
                f"then '{inexact}' when ({other}) and not ({fits}) then 'mixed_numbers' else 'not_a_number' end"
            )
        case "date":
            other = f"date_of({_bare(field)}, {not form.day_first}, false)"
            return f"case when {other} is not null then 'mixed_dates' else 'not_a_date' end"
    return "'not_a_boolean'"


def value_of(field: contract.Field, form: Form) -> str:
    """The expression for the typed value of a cell; null when it does not stand for one."""
    cell = f'"{field.name}"'
    match field.type:
        case "integer" | "number":
            plain = cell if form.plain else _plain_number(field, form)
            return f"try_cast({plain} as {field.sql_type})"
        case "date":
            if form.plain:
                return f"try_cast({cell} as date)"
            return f"date_of({_bare(field)}, {form.day_first}, {field.partial_date_is_end})"
        case "boolean":
            return f"yes_or_no({_bare(field)})"
    return cell if form.plain else f"cell_of_safe({_bare(field)})"


def _plain_number(field: contract.Field, form: Form) -> str:
    cell = f'"{field.name}"'
    plain = f"plain_number({cell}, '{form.decimal_mark}', '{form.group_mark}')"
    return f"case when starts_with({cell}, chr(31)) then {_bare(field)} else {plain} end"


def _exact(field: contract.Field, form: Form) -> str:
    """The further condition that a whole number has no fraction and an amount no more than two decimals."""
    if field.type == "integer":
        return f" and not regexp_matches({_plain_number(field, form)}, '\\.0*[1-9]')"
    if field.sql_type.startswith("DECIMAL"):
        return f" and not regexp_matches({_plain_number(field, form)}, '\\.[0-9]{{2}}0*[1-9]')"
    return ""


def _fits_number(field: contract.Field, decimal: str, group: str) -> str:
    cell = f'"{field.name}"'
    typed = f"(starts_with({cell}, chr(31)) and is_number({_bare(field)}, '.', ''))"
    return f"(is_number({cell}, '{decimal}', '{group}') or {typed})"


def _bare(field: contract.Field) -> str:
    """The cell without the mark of a cell whose type the file knows (see peil/reading.py)."""
    return f'ltrim("{field.name}", chr(31))'


def _cells(staged: str, field: contract.Field) -> str:
    """The different filled cells of a column: far fewer than rows, and regular expressions are slow."""
    return f'(select distinct "{field.name}" from "{staged}" where "{field.name}" is not null) as cells'


def _count(cursor: Cursor, staged: str, field: contract.Field, condition: str) -> int:
    return _row(cursor, f"select count(*) from {_cells(staged, field)} where {condition}")[0]


def _row(cursor: Cursor, statement: str) -> tuple[int, ...]:
    """The only row of an answer; fetching all of it frees the connection for what comes next."""
    return tuple(cursor.execute(statement).fetchall()[0])
