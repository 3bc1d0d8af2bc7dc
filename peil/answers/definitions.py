"""What the words and things on the pages mean: indicators, groups, areas, sources, tables, states and words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from peil import contract
from peil.answers import Answer, Asked, Column, Row, choices, code, figures, kept, number, quality, states, stored, text
from peil.answers.partnership import dated
from peil.answers.view import View
from peil.answers.words import WORDS
from peil.texts import MISSING, N_, Words

KINDS = {
    "indicators": N_("Indicators"),
    "target_groups": N_("Target groups"),
    "areas": N_("Areas"),
    "agreements": N_("Criteria, reports and moments"),
    "sources": N_("Sources"),
    "tables": N_("Tables"),
    "words": N_("States and words"),
}
_AGREEMENTS = {
    "criteria": N_("Selection and recommendations"),
    "reports": N_("Report or meeting that recurs"),
    "moments": N_("Moment"),
}
# More programmes than these make a list of their own.
_PROGRAMMES_NAMED = 3


@kept
def listed(view: View, about: str = "indicators", word: str = "") -> Answer:
    """Everything of one kind that is defined, or what of it holds every ``word`` that was searched."""
    about = choices.one_of("about", about, list(KINDS), "indicators")
    return _LISTS[about](view).searched(view.words, word)


@kept
def one(view: View, item: str = "") -> Answer:
    """One thing that is defined, by its address (``indicators:SUC_HOUSE_VISITS``); no rows when it is not here."""
    about, _, wanted = item.partition(":")
    found = _LISTS.get(about, _indicators)(view)
    rows = [row for row in found.rows if about in KINDS and row["item"] == wanted]
    # What is shown alone leads nowhere else.
    return replace(found, rows=rows, leads_to=None)


@kept
def fields(view: View, table: str = "results") -> Answer:
    """The columns of a table of the contract."""
    table = choices.one_of("table", table, [one.name for one in contract.tables()], "results")
    language = view.language
    rows = [
        {
            "field": field.name,
            "title": contract.translated(field.descriptor, "title", language),
            "description": contract.translated(field.descriptor, "description", language),
            "required": field.required,
            "codes": [contract.code_labels(field.code_list, language)[one] for one in field.codes]
            if field.code_list
            else [],
        }
        for field in contract.table(table).fields
    ]
    columns = (
        text("title", N_("Column")),
        text("field", N_("Name in files")),
        text("description", N_("Meaning")),
        Column("required", N_("Must be filled"), lambda words, row: words.text("yes" if row["required"] else "no")),
        Column("codes", N_("One of"), lambda _words, row: "; ".join(row["codes"]) or MISSING),
    )
    return Answer(_made(rows), columns, view.words.text("Columns of this table"), rows)


def _indicators(view: View) -> Answer:
    columns = (
        text("name", N_("Indicator")),
        text("definition", N_("Definition")),
        text("programme_name", N_("Programme")),
        code("kind", N_("Kind of indicator"), "indicator_kind"),
        code("level", N_("Level"), "indicator_level"),
        code("unit", N_("Unit"), "unit"),
        code("measure", N_("Measure"), "measure"),
        code("over_partners", N_("Over partners"), "over_partners"),
        code("direction", N_("Direction"), "direction"),
        text("numerator", N_("Counted")),
        text("denominator", N_("Out of")),
        text("caveat", N_("Mind")),
        Column("targets", N_("Targets by who set them"), _targets),
        stored("source_wording", N_("In the words of the source"), language="source_language"),
        Column("source", N_("Source"), figures.source),
    )
    return _stored(view, "indicators", columns)


def _target_groups(view: View) -> Answer:
    columns = (
        text("name", N_("Target group")),
        text("definition", N_("Definition")),
        text("programme_name", N_("Programme")),
        code("dimension", N_("Dimension"), "target_group_dimension"),
        Column("selected", N_("Chosen"), lambda words, row: _yes_or_no(words, row["selected"])),
        stored("source_term", N_("In the words of the source"), language="source_language"),
        Column("source", N_("Source"), figures.source),
    )
    return _stored(
        view, "target_groups", columns, lambda row: {"programme_name": _programmes(view.words, row["programmes"] or ())}
    )


def _areas(view: View) -> Answer:
    words = view.words
    levels = contract.code_labels("area_level", view.language)

    def more(row: Row) -> dict[str, Any]:
        lies_in = words.text("lies in {area}", area=row["lies_in"]) if row["lies_in"] else ""
        nested = ""
        if row["within"]:
            nested = words.text(
                "Lies in {area}, whose {n} inhabitants hold these too: do not add the two.",
                area=row["within"],
                n=words.number(row["within_population"]),
            )
        return {"where": " · ".join(part for part in (levels.get(row["level"], ""), lies_in) if part), "nested": nested}

    columns = (
        text("name", N_("Area")),
        text("where", N_("Level")),
        number("population", N_("Inhabitants")),
        number("hectares", N_("Hectares")),
        text("nested", N_("Mind")),
        text("official_code", N_("Official code")),
        Column("source", N_("Source"), figures.source),
    )
    return _stored(view, "areas", columns, more)


def _agreements(view: View) -> Answer:
    words = view.words
    kinds = contract.code_labels("milestone_kind", view.language) | contract.code_labels(
        "recommendation_kind", view.language
    )
    columns = (
        text("name", N_("What")),
        text("where", N_("Programme")),
        text("kind_name", N_("Kind")),
        Column("start_date", N_("From"), lambda words, row: dated(words, row["start_date"], row["date_precision"])),
        Column("end_date", N_("Up to"), lambda words, row: dated(words, row["end_date"], row["date_precision"])),
        Column("interval_months", N_("Every"), _every),
        code("state", N_("State"), "milestone_state"),
        Column("source", N_("Source"), figures.source),
    )
    return _stored(
        view,
        "agreements",
        columns,
        lambda row: {
            "where": f"{words.text(_AGREEMENTS[row['what']])} · {row['programme_name']}",
            "kind_name": kinds.get(row["kind"], ""),
        },
    )


def _sources(view: View) -> Answer:
    columns = (
        stored("short_title", N_("Source")),
        stored("title", N_("Title"), language="language"),
        text("publisher", N_("Published by")),
        Column("document_date", N_("Date"), _document_date),
        Column("language", N_("Language"), _languages),
        stored("note", N_("Note")),
    )
    return _stored(view, "sources", columns)


def _tables(view: View) -> Answer:
    language = view.language
    rows = [
        {
            "item": table.name,
            "name": contract.translated(table.descriptor, "title", language),
            "description": contract.translated(table.descriptor, "description", language),
            "file": f"{table.name}.csv",
            "fields": [contract.translated(field.descriptor, "title", language) for field in table.fields],
        }
        for table in contract.tables()
    ]
    columns = (
        text("name", N_("Table")),
        text("description", N_("Meaning")),
        text("file", N_("File")),
        Column("fields", N_("Columns"), lambda _words, row: "; ".join(row["fields"])),
    )
    return _answer(view, "tables", _made(rows), columns, rows)


def _words(view: View) -> Answer:
    words = view.words
    of_states = [
        {
            "item": f"state.{state}",
            "name": states.label(words, state),
            "meaning": states.rule(view, state),
            "what": words.text("State"),
        }
        for state in states.STATES
    ]
    of_words = [
        {"item": name, "name": words.text(word), "meaning": words.text(meaning), "what": words.text("Word")}
        for name, (word, meaning) in WORDS.items()
    ]
    titles = {
        field.code_list: f"{quality.table_title(words, table.name)}: "
        + contract.translated(field.descriptor, "title", view.language)
        # Where several tables have it, the first says what it is.
        for table in reversed(contract.tables())
        for field in table.fields
        if field.code_list
    }
    of_lists = [
        {
            "item": f"list.{name}",
            "name": titles[name],
            "meaning": "; ".join(contract.code_labels(name, view.language).values()),
            "what": words.text("List of codes"),
        }
        for name in contract.code_lists()
        if name in titles
    ]
    rows = [*of_states, *sorted(of_words, key=lambda row: row["name"].casefold()), *of_lists]
    columns = (text("name", N_("Word")), text("meaning", N_("Meaning")), text("what", N_("What it is")))
    return _answer(view, "words", _made(rows), columns, rows)


_LISTS: Mapping[str, Callable[[View], Answer]] = {
    "indicators": _indicators,
    "target_groups": _target_groups,
    "areas": _areas,
    "agreements": _agreements,
    "sources": _sources,
    "tables": _tables,
    "words": _words,
}


def _stored(
    view: View, about: str, columns: Sequence[Column], more: Callable[[Row], Mapping[str, Any]] = lambda _row: {}
) -> Answer:
    """What is stored of a kind, published or demonstration as the chosen programme is, with ``more`` in words."""
    asked = view.ask(f"pages/definitions/{about}", is_demonstration=view.is_demonstration)
    return _answer(view, about, asked, columns, [{**row, **more(row)} for row in asked.rows])


def _answer(view: View, about: str, asked: Asked, columns: Sequence[Column], rows: Sequence[Row]) -> Answer:
    """The rows with the address of each."""
    name = columns[0].name
    addressed = [{**row, "heading": row[name], "address": f"{about}:{row['item']}"} for row in rows]
    return Answer(
        asked,
        columns,
        view.words.text(KINDS[about]),
        addressed,
        leads_to=("definitions", {"item": "address"}),
    )


def _made(rows: Sequence[Row]) -> Asked:
    """Rows that no query gave: they are of the contract, or of the words of Peil."""
    return Asked("", {}, rows)


def _targets(words: Words, row: Row) -> str:
    tiers = contract.code_labels("tier", words.language)
    said = []
    for target in row["targets"] or ():
        ends = list(dict.fromkeys(words.number(target[end]) for end in ("lowest", "highest")))
        said.append(f"{tiers[target['tier']]}: {' – '.join(ends)}")
    return "; ".join(said) or MISSING


def _programmes(words: Words, names: Sequence[str]) -> str:
    listed_ = "; ".join(names[:_PROGRAMMES_NAMED])
    more = len(names) - _PROGRAMMES_NAMED
    return f"{listed_} {words.plural('and {n} more', 'and {n} more', more)}" if more > 0 else listed_


def _every(words: Words, row: Row) -> str:
    if row["interval_months"] is None:
        return MISSING
    return words.plural("{n} month", "{n} months", row["interval_months"])


def _yes_or_no(words: Words, value: bool | None) -> str:
    return MISSING if value is None else words.text("yes" if value else "no")


def _document_date(words: Words, row: Row) -> str:
    return dated(words, row["document_date"], row["date_precision"])


def _languages(words: Words, row: Row) -> str:
    known = (part.strip() for part in (row["language"] or "").split(";"))
    return ", ".join(words.locale.languages.get(part, part) for part in known if part) or MISSING
