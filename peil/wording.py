"""What each finding of the import gate means and how it is mended, in words.

A finding is stored as the name of a rule, a place and a value; the sentences stand once. A check of
``queries/checks/rows`` says its own in the header of its file (``Says``, ``Mend``), and what is found in Python says it
here. The texts are marked for translation: the screen passes its own ``translate``, the command line and the CSV file
use English.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from peil import contract
from peil.errors import ContractError
from peil.store import QUERIES, header
from peil.texts import N_

# ``{rule: its query}`` of the checks of rows.
ROW_CHECKS = {path.stem: f"checks/rows/{path.stem}" for path in sorted((QUERIES / "checks" / "rows").glob("*.sql"))}


@dataclass(frozen=True)
class Wording:
    """``text`` says what is wrong, ``mend`` what to do; ``{codes}`` and the like are filled in from the contract.

    ``{value}`` in a text is the value of the finding.
    """

    text: str
    mend: str


_FOUND_IN_PYTHON = {
    # The file and its columns
    "which_table": Wording(
        N_("It is not clear which table this is."),
        N_("Name the table (--table NAME), or call the sheet or the file after it. Tables: {tables}."),
    ),
    "unknown_table": Wording(N_("There is no table of this name."), N_("Use one of: {tables}.")),
    "sheet_ignored": Wording(
        N_("Sheets were left out, because their names and columns are not those of a table: {value}."),
        N_("Nothing, if they hold notes; else call a sheet after the table it holds."),
    ),
    "header_below": Wording(
        N_("The column names seem to stand in row {value}, not in the first."),
        N_("Remove what stands above them. Known names: {fields}."),
    ),
    "unnamed_column": Wording(
        N_("A column without a name holds cells (column and how many: {value})."),
        N_("Give it a name, or empty it."),
    ),
    "empty_columns": Wording(N_("Columns without a name and without a value were left out: {value}."), N_("Nothing.")),
    "merged_cells": Wording(
        N_("A merged cell was read as if its value stood in each of its rows ({value})."),
        N_("Nothing, if that is what is meant; else write a value in every row."),
    ),
    "nested_value": Wording(
        N_("The cells of this column are lists or records, of the type {value}."),
        N_("Put one text, number or date in a cell, or leave the column out."),
    ),
    "cell_too_long": Wording(
        N_("The cell holds more than two million characters; it begins with {value}."),
        N_("Check the quotes and the separator around it, or shorten it."),
    ),
    "control_character": Wording(
        N_("The cell holds a character that cannot be shown or printed."),
        N_("Type the text again, or copy it without formatting."),
    ),
    "not_an_id": Wording(
        N_("This is not an id: it may hold letters without accents, digits and _ . : / - only, 64 at most."),
        N_("Write another id; names may be written as you like."),
    ),
    "unknown_header": Wording(
        N_("None of the column names in the first row is known: {value}."),
        N_("Put the column names in the first row, separated by comma, semicolon, tab or |. Known names: {fields}."),
    ),
    "unknown_column": Wording(
        N_("This column is not known."), N_("Remove it, or give it one of these names: {fields}.")
    ),
    "duplicate_column": Wording(N_("Two columns stand for the same field."), N_("Keep one of them.")),
    "missing_column": Wording(N_("A required column is missing."), N_("Add a column {field}.")),
    "no_rows": Wording(N_("There are no rows below the column names."), N_("Add the rows, or leave this file out.")),
    # Boundaries
    "no_area_property": Wording(
        N_("None of the properties of the features stands for a known area: {value}."),
        N_("Hand in the table areas first, with these values as area_id, official_code or name."),
    ),
    "two_area_properties": Wording(
        N_("Two properties stand for areas, but not for the same ones."),
        N_("Keep the one that says which area a feature is."),
    ),
    "unknown_area": Wording(
        N_("No area is known under this value, or more than one."),
        N_("Use an area_id, an official_code or a name from the table areas, or hand in that table first."),
    ),
    "unknown_projection": Wording(
        N_("The coordinates are not in degrees, nor in Belgian Lambert or Web Mercator; their range is {value}."),
        N_("Export the areas in WGS 84 (EPSG:4326), or name the projection in the member crs."),
    ),
    "unknown_projection_name": Wording(
        N_("The projection named in the file is not known."),
        N_("Export the areas in WGS 84 (EPSG:4326), or give the projection an EPSG number."),
    ),
    "other_projection": Wording(
        N_("The coordinates are not in the projection that the file names."),
        N_("Correct the member crs, or export the areas in WGS 84 (EPSG:4326)."),
    ),
    "coordinates_exchanged": Wording(
        N_("Latitude stands before longitude."),
        N_("In GeoJSON longitude comes first: 3.26, 50.83 is Kortrijk. Export again with x before y."),
    ),
    "outside_world": Wording(
        N_("The coordinates lie outside the world: longitude goes to 180 degrees, latitude to 90."),
        N_("Export the areas in WGS 84 (EPSG:4326)."),
    ),
    "not_geojson": Wording(
        N_("This is not the geometry of an area in GeoJSON."),
        N_("Write a Polygon or MultiPolygon whose coordinates are pairs of numbers."),
    ),
    "not_an_outline": Wording(
        N_("The geometry is no area, but something else."),
        N_("Export polygons; leave points and lines out."),
    ),
    "no_outline": Wording(N_("The area has no outline."), N_("Draw the outline, or leave the feature out.")),
    "ring_closed": Wording(
        N_("The outline did not end where it began; the missing last point was added at {value}."),
        N_("Nothing, if it looks right on the map."),
    ),
    "ring_open": Wording(
        N_("The outline does not end where it began, and the gap is its longest side; a piece seems to be missing."),
        N_("Draw the missing piece, and end with the first point."),
    ),
    "outline_mended": Wording(
        N_("The outline crossed itself at {value} and was mended."),
        N_("Nothing, if it looks right on the map."),
    ),
    "outline_broken": Wording(
        N_("The outline encloses nothing, or crosses itself so that nothing is left."), N_("Draw the outline again.")
    ),
    # Monitor files
    "unknown_indicator": Wording(
        N_("This column is no known indicator."),
        N_(
            "Call it after an indicator_id, or hand in its code in the table indicator_codes with relation exact. "
            "Else remove the column."
        ),
    ),
    "no_figures": Wording(
        N_("No column holds figures; the columns are {value}."),
        N_("Add a column per indicator, called after its indicator_id or its code."),
    ),
    "divided_by": Wording(
        N_("The figures are divided by this column, such as by sex or age (here: {value})."),
        N_("Add the figures up per area and period, and leave the column out."),
    ),
    "blank_cells": Wording(
        N_("Cells in this column are blank, and nothing was stored for them: {value}."),
        N_("Nothing, if there is no figure; else fill it in, or write -99999 to say that it is missing."),
    ),
    "areas_left_out": Wording(
        N_("Areas that are not known were left out: {value}."),
        N_("Nothing, if they lie outside your region; else hand in the table areas with their official_code."),
    ),
    "unknown_level": Wording(
        N_("This level of areas is not known, so it was not checked."),
        N_("Use the name of a level, such as neighbourhood or municipality."),
    ),
    "other_level": Wording(
        N_("The area is of another level than the row says."),
        N_("Check the code of the area and the level; levels may be mixed, but each row must be right."),
    ),
    "totals_left_out": Wording(
        N_("Totals of a year stand among its months or quarters; they were left out (rows: {value})."),
        N_("Nothing, if you want the months or quarters; else hand in the totals alone."),
    ),
    "total_without_parts": Wording(
        N_("A total of a year stands among months or quarters, but those of this year and area are not there."),
        N_("Hand in years and months as different indicators, or leave the totals out."),
    ),
    "mixed_periods": Wording(
        N_("Quarters stand among months; the last month and its quarter end on the same day."),
        N_("Hand in months and quarters as different indicators."),
    ),
    # The rows
    "too_few_cells": Wording(
        N_("The row has fewer cells than the header: {value}."),
        N_("Add the missing separators, or put quotes around text that contains a line break."),
    ),
    "too_many_cells": Wording(
        N_("The row has more cells than the header: {value}."),
        N_("Put quotes around text that contains the separator, or remove what stands beside the table."),
    ),
    "broken_quotes": Wording(
        N_("The quotes in this row do not match."),
        N_('Put quotes around the whole cell, and double the quotes inside it: "he said ""yes""".'),
    ),
    "formula": Wording(
        N_("The cell holds a formula."), N_("Copy the column and paste it as values; a formula may change later.")
    ),
    "percent_cell": Wording(
        N_("The cell shows a percentage, but stores the hundredth part shown as value."),
        N_("Set the format of the column to a number and write 44 for 44 %."),
    ),
    "required": Wording(N_("The cell is empty but must be filled."), N_("Fill in {field}.")),
    "unknown_code": Wording(N_("This code is not in the list."), N_("Use one of: {codes}.")),
    "unknown_reference": Wording(
        N_("Nothing is known under this name or id in the table {target}."),
        N_("Correct the spelling, or hand in the table {target} first, with this {target_field} in it."),
    ),
    "duplicate_key": Wording(
        N_("Two or more rows have the same key ({key})."), N_("Keep one row, or tell the rows apart in these columns.")
    ),
    "below_minimum": Wording(N_("The number is too low."), N_("The lowest value allowed is {minimum}.")),
    "above_maximum": Wording(N_("The number is too high."), N_("The highest value allowed is {maximum}.")),
    "padded_codes": Wording(N_("Codes had lost the zero in front, and were read with it: {value}."), N_("Nothing.")),
    "said_missing": Wording(
        N_("Cells say that there is no figure (as <5 or :) and were read so: {value}."),
        N_("Nothing. A number below a limit counts as hidden, a colon as missing."),
    ),
    "serial_dates": Wording(
        N_("Dates were written as the number that a spreadsheet stores, and were read so: {value}."),
        N_("Nothing, if the dates are right."),
    ),
    "more_problems": Wording(
        N_("There are more findings like these in the sheet than are told, {value} in all."),
        N_("Correct what is told, and hand the file in again."),
    ),
    # Numbers, dates, yes and no
    "ambiguous_number": Wording(
        N_("These numbers can be read in two ways; the first of them is {value}."),
        N_("Which sign is the decimal mark? Say --decimal , or --decimal . and hand in again."),
    ),
    "not_a_number": Wording(N_("This is not a number."), N_("Write digits only, such as 1234,5 or 1234.5; no units.")),
    "mixed_numbers": Wording(
        N_("This number is not written as the others in the column."),
        N_("Write all numbers of the column in one way."),
    ),
    "not_finite": Wording(
        N_("This is not a number but a calculation that failed."),
        N_("Leave the cell empty, and say in the column missing why."),
    ),
    "not_to_the_cent": Wording(N_("Amounts are in euro and cents."), N_("Round to two decimals.")),
    "ambiguous_date": Wording(
        N_("These dates can be read in two ways; the first of them is {value}."),
        N_("Does the day or the month come first? Say --dates day-first or --dates month-first and hand in again."),
    ),
    "not_a_date": Wording(
        N_("This is not a date."),
        N_("Write 2012-03-31, 31-03-2012, 31 March 2012, 03/2012, March 2012, 2012-Q1, first quarter 2012 or 2012."),
    ),
    "short_year": Wording(N_("The year has two digits."), N_("Write all four: is it 2012 or 1912?")),
    "flagged_number": Wording(
        N_("A letter behind a number is a flag, such as b for a break in the series or e for an estimate."),
        N_("Leave the letter out, and say in words in the column explanation or note what it means."),
    ),
    "mixed_dates": Wording(
        N_("This date is not written as the others in the column."), N_("Write all dates of the column in one way.")
    ),
    "not_a_boolean": Wording(N_("This is neither yes nor no."), N_("Write ja or nee, oui or non, yes or no.")),
    "correction_replaced": Wording(
        N_("Rows that another submission had corrected since the earlier version say something else again: {value}."),
        N_("Nothing, if the new version is right; else hand in the correction again, or withdraw this."),
    ),
}


@cache
def wordings() -> dict[str, Wording]:
    """``{rule: its sentences}`` of everything that can be found."""
    heads = {rule: header(query) for rule, query in ROW_CHECKS.items()}
    return _FOUND_IN_PYTHON | {rule: Wording(head["Says"], head["Mend"]) for rule, head in heads.items()}


def describe(
    rule: str, table_name: str | None = None, field_name: str | None = None, translate: Callable[[str], str] = str
) -> Wording:
    """The sentences of a rule for one column, with the names and codes of the contract filled in."""
    wording = wordings()[rule]
    known = _known(table_name, field_name)
    return Wording(translate(wording.text).format_map(known), translate(wording.mend).format_map(known))


class _Known(dict[str, str]):
    """What is not known stays visible as a dash, so that a finding never fails to be said."""

    def __missing__(self, key: str) -> str:
        return "–"


def _known(table_name: str | None, field_name: str | None) -> dict[str, str]:
    known = _Known(
        tables=", ".join(table.name for table in contract.tables()),
        field=field_name or "",
        # Of the table that is handed in most, when it is not clear which one this is.
        fields=_named(contract.table("results")),
        value="{value}",
    )
    try:
        table = contract.table(table_name or "")
        known.update({"fields": _named(table), "key": ", ".join(table.key)})
        field = table.field(field_name or "")
    except ContractError:
        return known
    known.update({"codes": ", ".join(field.codes)})
    if field.minimum is not None:
        known["minimum"] = str(field.minimum)
    if field.maximum is not None:
        known["maximum"] = str(field.maximum)
    for foreign_key in table.foreign_keys:
        if foreign_key.field == field.name:
            known.update({"target": foreign_key.table, "target_field": foreign_key.target})
    return known


def _named(table: contract.Table) -> str:
    """The fields of a table as a column may call them: by name or by title."""
    return ", ".join(f"{field.name} ({field.descriptor['title']})" for field in table.fields)
