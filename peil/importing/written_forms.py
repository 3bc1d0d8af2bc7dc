"""Recognises how the numbers, dates and answers of a column are written.

A way of writing is decided once for a whole column, from every cell in it. When two ways fit all cells and read some
of them differently, the column is not read at all: the person who hands in is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from peil import contract
from peil.sql import Sql, joined, literal, name, sql
from peil.store import Cursor

# Decimal mark and mark between groups of three digits, as people here write them.
NUMBER_FORMS = ((".", ""), (",", ""), (".", ","), (",", "."), (".", " "), (",", " "))

# The fields of a figure: what stands there may also say why there is none.
FIGURE_FIELDS = ("value", "numerator", "denominator", "lower", "upper")


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


def not_plain(field: contract.Field) -> Sql:
    """The condition that a cell needs a closer look; text only when an apostrophe or a mark stands in front."""
    match field.type:
        case "integer" | "number":
            return sql("not regexp_full_match({cell}, '-?[0-9]{{1,15}}')", cell=name(field.name))
        case "date":
            # Only what has the length of a date is tried: a cast that fails is slow.
            return sql(
                "case when length({cell}) = 10 then coalesce(not try_cast({cell} as date) "
                "between date '1900-01-01' and date '2199-12-31', true) else {cell} is not null end",
                cell=name(field.name),
            )
        case "boolean":
            return sql("{cell} not in ('true', 'false')", cell=name(field.name))
    return sql("starts_with({cell}, '''') or starts_with({cell}, chr(31))", cell=name(field.name))


def form_of(cursor: Cursor, staged: str, field: contract.Field, declared: Declared) -> Form:
    """How a column with cells that are not plain is written."""
    if field.type == "string":
        return Form()
    different_cells(cursor, staged, field.name)
    match field.type:
        case "integer" | "number":
            form = _number_form(cursor, field, declared)
        case "date":
            form = _date_form(cursor, field, declared)
        case _:
            form = Form()
    return replace(form, fits_all=_count(cursor, misfit(field, form)) == 0)


def read_words(cursor: Cursor, staged: str, column: str) -> int:
    """Puts periods in words, and days as numbers, in the form that dates are read in; returns how many days as such."""
    different_cells(cursor, staged, column)
    cursor.execute(
        sql(
            """
            create or replace temp table worded as
            with cells as (
                select {cell} as written, words_of(ltrim({cell}, chr(31))) as words from different_cells
                where is_serial_date(ltrim({cell}, chr(31))) or regexp_matches({cell}, '\\pL{{2}}')
            )
            select
                written,
                is_serial_date(words) as is_number,
                case when is_serial_date(words) then serial_date(words)::varchar else period_of_words(words) end
                    as plain
            from cells
            """,
            cell=name(column),
        )
    )
    if cursor.row(Sql("select count(plain) from worded"))[0] == 0:
        return 0
    numbers = cursor.row(
        sql(
            "select count(*) from {staged} where {cell} in (select written from worded where is_number)",
            staged=name(staged),
            cell=name(column),
        ),
    )[0]
    cursor.execute(
        sql(
            "update {staged} as staged set {cell} = worded.plain from worded "
            "where staged.{cell} = worded.written and worded.plain is not null",
            staged=name(staged),
            cell=name(column),
        )
    )
    return numbers


def different_cells(cursor: Cursor, staged: str, column: str) -> None:
    """Makes the temporary table ``different_cells`` with the different filled cells of a column, under its name.

    They are far fewer than rows, and what tells how they are written is slow. A subquery would not do: DuckDB tries
    every row first and looks which differ afterwards.
    """
    cursor.execute(
        sql(
            "create or replace temp table different_cells as "
            "select distinct {cell} from {staged} where {cell} is not null",
            cell=name(column),
            staged=name(staged),
        )
    )


def _number_form(cursor: Cursor, field: contract.Field, declared: Declared) -> Form:
    forms = [
        (decimal, group)
        for decimal, group in NUMBER_FORMS
        if declared.decimal_mark in (None, decimal) and declared.group_mark in (None, group)
    ] or [(declared.decimal_mark or ".", declared.group_mark or "")]
    fits = [_fits_number(field, decimal, group) for decimal, group in forms]
    counts = joined(", ", [sql("count(*) filter ({fit})", fit=fit) for fit in (*fits, _either(fits))])
    *each, either = cursor.row(sql("select {counts} from different_cells", counts=counts))
    candidates = [form for form, count in zip(forms, each, strict=True) if count == either]
    best = candidates[0] if candidates else forms[each.index(max(each))]
    # Digits alone fit every form, but then nothing differs.
    differ = len({decimal for decimal, _ in candidates}) == 2 and _count(
        cursor,
        sql(
            "not starts_with({cell}, chr(31)) and regexp_matches({cell}, '[.,]') and ({fits})",
            cell=name(field.name),
            fits=_either(fits),
        ),
    )
    return Form(*best, question="ambiguous_number" if differ else None)


def _date_form(cursor: Cursor, field: contract.Field, declared: Declared) -> Form:
    if declared.day_first is not None:
        return Form(day_first=declared.day_first)
    days, months, either, differ = cursor.row(
        sql(
            "select count(days), count(months), count(coalesce(days, months)), count(*) filter (days <> months) "
            "from (select {days} as days, {months} as months from different_cells)",
            days=_date(field, Form(day_first=True)),
            months=_date(field, Form(day_first=False)),
        ),
    )
    if differ and days == months == either:
        return Form(question="ambiguous_date")
    return Form(day_first=days >= months)


def misfit(field: contract.Field, form: Form) -> Sql:
    """The condition that a filled cell does not stand for a value of its field, written in ``form``."""
    match field.type:
        case "integer" | "number":
            return sql(
                "not (({fits}) and coalesce(isfinite(({value})::double), false){exact}){said}",
                fits=_fits_number(field, form.decimal_mark, form.group_mark),
                value=value_of(field, form),
                exact=_exact(field, form),
                said=sql(" and said_missing({bare}) is null", bare=bare(field)) if is_figure(field) else Sql(""),
            )
        case "string":
            return Sql("false")
    return sql("({value}) is null", value=value_of(field, form))


def misfit_rule(field: contract.Field, form: Form) -> Sql:
    """The expression that names the rule a cell breaks, for cells where ``misfit`` holds."""
    match field.type:
        case "integer" | "number":
            return sql(
                "case when is_not_finite({bare}) then 'not_finite' "
                "when is_flagged({bare}) then 'flagged_number' "
                "when ({fits}) and not (true{exact}) then {inexact} "
                "when ({other}) and not ({fits}) then 'mixed_numbers' else 'not_a_number' end",
                bare=bare(field),
                fits=_fits_number(field, form.decimal_mark, form.group_mark),
                exact=_exact(field, form),
                inexact=literal("not_whole" if field.type == "integer" else "not_to_the_cent"),
                other=_either(_fits_number(field, *other) for other in NUMBER_FORMS),
            )
        case "date":
            return sql(
                "case when {other} is not null then 'mixed_dates' "
                "when has_short_year({bare}) then 'short_year' else 'not_a_date' end",
                other=_date(field, replace(form, day_first=not form.day_first)),
                bare=bare(field),
            )
    return Sql("'not_a_boolean'")


def value_of(field: contract.Field, form: Form) -> Sql:
    """The expression for the typed value of a cell; null when it does not stand for one."""
    match field.type:
        case "integer" | "number":
            plain = name(field.name) if form.plain else _plain_number(field, form)
            return sql("try_cast({plain} as {type})", plain=plain, type=Sql(field.sql_type))
        case "date":
            if form.plain:
                return sql("try_cast({cell} as date)", cell=name(field.name))
            return _date(field, form)
        case "boolean":
            return sql("yes_or_no({bare})", bare=bare(field))
    return name(field.name) if form.plain else sql("cell_of_safe({bare})", bare=bare(field))


def is_figure(field: contract.Field) -> bool:
    """Whether a cell of the field may also say why there is no figure, as ``<5`` and ``:`` do."""
    return field.type == "number" and field.name in FIGURE_FIELDS


def bare(field: contract.Field) -> Sql:
    """The cell without the mark of a cell whose type the file knows (see reading/sheet.py)."""
    return sql("ltrim({cell}, chr(31))", cell=name(field.name))


def _date(field: contract.Field, form: Form) -> Sql:
    return sql(
        "date_of({bare}, {day_first}, {is_end})",
        bare=bare(field),
        day_first=_boolean(form.day_first),
        is_end=_boolean(field.partial_date_is_end),
    )


def _boolean(value: bool) -> Sql:
    return Sql("true" if value else "false")


def _plain_number(field: contract.Field, form: Form) -> Sql:
    return sql(
        "case when starts_with({cell}, chr(31)) then {bare} else plain_number({cell}, {decimal}, {group}) end",
        cell=name(field.name),
        bare=bare(field),
        decimal=literal(form.decimal_mark),
        group=literal(form.group_mark),
    )


def _exact(field: contract.Field, form: Form) -> Sql:
    """The further condition that a whole number has no fraction and an amount no more than two decimals."""
    if field.type == "integer":
        return sql(" and not regexp_matches({number}, '\\.0*[1-9]')", number=_plain_number(field, form))
    if field.sql_type.startswith("DECIMAL"):
        return sql(" and not regexp_matches({number}, '\\.[0-9]{{2}}0*[1-9]')", number=_plain_number(field, form))
    return Sql("")


def _fits_number(field: contract.Field, decimal: str, group: str) -> Sql:
    return sql(
        "(is_number({cell}, {decimal}, {group}) or (starts_with({cell}, chr(31)) and is_number({bare}, '.', '')))",
        cell=name(field.name),
        bare=bare(field),
        decimal=literal(decimal),
        group=literal(group),
    )


def _either(conditions: Iterable[Sql]) -> Sql:
    return joined(" or ", conditions)


def _count(cursor: Cursor, condition: Sql) -> int:
    return cursor.number(sql("select count(*) from different_cells where {condition}", condition=condition))
