"""One indicator of the neighbourhood monitor: what it means, how it is computed, and all its figures."""

from datetime import date
from itertools import groupby

from peil import contract
from peil.answers import PROVENANCE, Answer, Column, Row, code, comparisons, day, figures, kept, number, quoted, text
from peil.answers.marks import Line, Lines
from peil.answers.view import View
from peil.errors import UnknownChoice
from peil.texts import MISSING, N_, Words

# A wider table does not print.
_MOST_PERIODS = 8


@kept
def about(view: View, indicator: str) -> Answer:
    """How the indicator is measured; no rows when the monitor has no such indicator."""
    words = view.words
    asked = view.ask("pages/neighbourhoods/indicator", indicator=indicator)
    columns = (
        text("numerator_name", N_("Numerator")),
        text("denominator_name", N_("Denominator")),
        code("unit", N_("Unit"), "unit"),
        number("multiplier", N_("Multiplied by")),
        code("direction", N_("Which way is better"), "direction"),
        code("theme", N_("Theme"), "theme"),
        text("group_name", N_("Group it counts")),
        Column(
            "sources",
            N_("Source"),
            lambda words, row: "; ".join(quoted(words, one) for one in row["sources"] or ()) or MISSING,
        ),
        Column("first_period_end", N_("First and last period"), _periods),
        day("last_received_at", N_("Last handed in")),
        Column("codes", N_("Codes elsewhere"), lambda _words, row: "; ".join(row["codes"] or ()) or MISSING),
    )
    notes = [words.text(comparisons.METHODS[row["interval_method"] or "none"]) for row in asked.rows] + [
        words.text(
            "Better and worse: the difference is more than chance explains, given the 95 % intervals of both. Shares "
            "of fewer than 30 people and rates of fewer than 10 events are not compared."
        )
    ]
    return Answer.of(
        asked,
        columns,
        words.text("How it is measured"),
        sentences=[row["definition"] for row in asked.rows],
        notes=notes,
    )


@kept
def over_time(view: View, indicator: str) -> Answer:
    """Every area as a line: priority neighbourhoods strong, averages dotted, the rest pale."""
    words = view.words
    stored = rows(view, indicator)
    measured = [row for row in stored.rows if row["value"] is not None]
    unit = _unit(view, indicator)
    lines = [_line(words, unit, list(found)[::-1]) for _, found in groupby(measured, key=lambda row: row["area_id"])]
    note = (
        words.text("Strong: priority neighbourhoods. Dotted: centre, district and municipality. Pale: the other areas.")
        if lines
        else words.text("No figures per area have been imported up to this day.")
    )
    title = words.text("All areas over time")
    mark = Lines(lines, figures.unit(words, unit), from_zero=False) if lines else None
    return Answer(stored.asked, stored.columns, title, measured, notes=[note], mark=mark)


@kept
def every_figure(view: View, indicator: str) -> Answer:
    """A row per area, a column per period; of the last one also the interval, and what was counted."""
    words = view.words
    stored = rows(view, indicator)
    title = words.text("Every figure")
    periods = sorted({row["period_end"] for row in stored.rows}, reverse=True)[:_MOST_PERIODS]
    if not periods:
        nothing = words.text("No figures per area have been imported up to this day.")
        return Answer(stored.asked, (), title, notes=[nothing])
    of_areas = []
    for _, found in groupby(stored.rows, key=lambda row: row["area_id"]):
        of_area = {row["period_end"]: row for row in found}
        [first, *_rest] = of_area.values()
        last = of_area.get(periods[0], {})
        row = {name: first[name] for name in ("area_id", "area", "role")}
        for period in periods:
            one = of_area.get(period, {})
            row |= {f"{name}_{period:%Y_%m_%d}": one.get(name) for name in ("value", "missing", "small_numbers")}
        of_areas.append(row | {name: last.get(name) for name in ("lower", "upper", "numerator", "denominator")})
    columns = (
        text("area", N_("Area")),
        Column("role", N_("Part"), lambda words, row: words.text(comparisons.ROLES[row["role"]])),
        *(_period(words, period) for period in periods),
        Column(
            "lower",
            N_("95 % interval, last period"),
            lambda words, row: comparisons.interval(words, row["lower"], row["upper"]),
        ),
        Column("numerator", N_("Counted, last period"), _counted),
    )
    unit = figures.unit(words, _unit(view, indicator))
    note = words.text("In {unit}. Areas stand in the order of their part, not of their value.", unit=unit)
    return Answer(stored.asked, columns, title, of_areas, notes=[note])


@kept
def rows(view: View, indicator: str) -> Answer:
    """The stored figures of the indicator: the areas in the order of their part, the latest period first."""
    columns = (
        text("area", N_("Area")),
        day("period_end", N_("Period up to")),
        Column("value", N_("Value"), lambda words, row: comparisons.number(words, row["value"]), "number"),
        Column("numerator", N_("Counted"), _counted),
        *PROVENANCE,
        day("received_at", N_("Handed in")),
    )
    asked = view.ask("pages/neighbourhoods/indicator_values", indicator=indicator)
    return Answer.of(asked, columns, view.words.text("The stored rows behind these figures"))


def _unit(view: View, indicator: str) -> str:
    """Raises UnknownChoice when the monitor has no such indicator."""
    for definition in about(view, indicator).rows:
        return str(definition["unit"])
    raise UnknownChoice(N_("There is no indicator of the neighbourhood monitor with this code."))


def _line(words: Words, unit: str, rows: list[Row]) -> Line:
    """The line of one area, from its first period to its last."""
    amounts = [comparisons.amount(words, row["value"], unit) for row in rows]
    name, role = rows[-1]["area"], rows[-1]["role"]
    return Line(
        name,
        amounts[-1],
        [row["period_end"] for row in rows],
        [row["value"] for row in rows],
        tone="ahead",
        is_dotted=role in ("centre", "district", "whole", "member"),
        is_pale=role not in ("priority", "centre", "district", "whole", "member"),
        first=comparisons.number(words, rows[0]["value"]) if len(rows) > 1 else "",
        hover=[
            f"{name}, {words.short_day(row['period_end'])}: {amount}" for row, amount in zip(rows, amounts, strict=True)
        ],
    )


def _period(words: Words, period: date) -> Column:
    """The column of one period: a value, with a word for small numbers, or why there is none."""
    name = f"{period:%Y_%m_%d}"

    def write(words: Words, row: Row) -> str:
        if missing := row[f"missing_{name}"]:
            return contract.code_labels("missing", words.language)[missing].lower()
        shown = comparisons.number(words, row[f"value_{name}"])
        small = row[f"small_numbers_{name}"] and shown != MISSING
        return f"{shown} ({words.text('small numbers')})" if small else shown

    return Column(f"value_{name}", words.short_day(period), write, "number")


def _periods(words: Words, row: Row) -> str:
    return f"{words.short_day(row['first_period_end'])} – {words.short_day(row['last_period_end'])}"


def _counted(words: Words, row: Row) -> str:
    return comparisons.parts(words, row["numerator"], row["denominator"])
