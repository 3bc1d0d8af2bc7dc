"""The closure report: what the programme asks for, what was reached, the story in plain questions, and what goes on."""

from collections.abc import Callable, Sequence

from peil import contract
from peil.answers import (
    PROVENANCE,
    Answer,
    Column,
    Row,
    Strong,
    code,
    day,
    figures,
    kept,
    meetings,
    names,
    number,
    only_known,
    partnership,
    quoted,
    stored,
    table_of,
    text,
)
from peil.answers.marks import Cell, Cells
from peil.answers.view import View
from peil.texts import MISSING, N_, Words, spaced

# A deliverable has steps, no fractions; the query counts them in this order.
STEPS = ("planned", "in_preparation", "piloted", "tested", "published")
GAPS = {
    "no_value": N_("no value"),
    "hidden": N_("hidden for privacy"),
    "several_readings": N_("several readings"),
}
_NOT_NAMED = {
    "output": N_("No output indicator of the programme is named in the sources."),
    "result": N_("No result indicator of the programme is named in the sources."),
    "communication": N_("No communication indicator of the programme is named in the sources."),
}
_NONE_OWN = {
    "output": N_("No output indicator of its own is known."),
    "result": N_("No result indicator of its own is known."),
    "communication": N_("No communication indicator of its own is known."),
}
_WHERE = (stored("source", N_("Source")), stored("source_section", N_("Section")))


@kept
def duration(view: View) -> Answer:
    """From when to when, and how many months: as stated and by the dates."""
    words = view.words
    _, _n = words.text, words.plural
    asked = view.ask("pages/closure/duration")
    columns = (
        Column("start_date", N_("Start"), _dated("start")),
        Column("end_date", N_("End"), _dated("end")),
        Column("stated", N_("Duration as stated"), _months("stated")),
        Column("computed", N_("Duration by the dates"), _months("computed")),
    )
    said: list[str] = []
    for row in asked.rows:
        if not row["end_date"]:
            said.append(Strong(_("It is not known when the partnership ends.")))
        elif row["has_ended"]:
            said.append(Strong(_("The partnership ended on {day}.", day=words.day(row["end_date"]))))
        else:
            said.append(
                Strong(_("The partnership runs until {day}; this report is a draft.", day=words.day(row["end_date"])))
            )
        if row["differs"]:
            stated, computed = (_n("{n} month", "{n} months", row[name]) for name in ("stated", "computed"))
            said.append(
                _(
                    "Its duration is stated as {stated}; by its dates it is {computed}.",
                    stated=stated,
                    computed=computed,
                )
            )
    return Answer.of(asked, columns, _("Duration"), sentences=said)


@kept
def of_programme(view: View) -> Answer:
    """The indicators that the programme asks for, with what is known of each; a target of the programme is no target
    of the partnership.
    """
    words = view.words
    _, _n = words.text, words.plural
    asked = view.ask("pages/closure/indicators")
    rows = [row for row in asked.rows if row["is_of_programme"]]
    columns = (
        text("name", N_("Indicator")),
        code("kind", N_("Kind"), "indicator_kind"),
        Column("actual", N_("Value of the partnership"), _value, "number"),
        number("programme_target", N_("Target of the whole programme")),
        Column("contributes", N_("Contributed"), lambda words, row: meetings.yes_no(words, row["contributes"])),
        *_EVIDENCE,
    )
    said: list[str] = []
    if rows:
        valued = sum(row["gap"] != "no_value" for row in rows)
        said.append(
            Strong(
                _n(
                    "{n} of {total} indicators that the programme asks for has a value.",
                    "{n} of {total} indicators that the programme asks for have a value.",
                    valued,
                    total=words.number(len(rows)),
                )
            )
        )
    said += [_(_contribution(row["contributes"]), name=row["name"]) for row in rows if row["kind"] == "output"]
    found = {row["kind"] for row in rows}
    said += [_(sentence) for kind, sentence in _NOT_NAMED.items() if kind not in found]
    notes = []
    if any(row["programme_target"] is not None for row in rows):
        notes.append(_("A target of the programme is for all its projects together: no share of it is worked out."))
    return Answer(
        asked,
        only_known(words, columns, rows),
        _("What the programme asks for"),
        rows,
        sentences=said,
        notes=notes,
    )


@kept
def of_partnership(view: View) -> Answer:
    """The output, result and communication indicators of the partnership itself, with their evidence and gaps."""
    words = view.words
    _, _n = words.text, words.plural
    asked = view.ask("pages/closure/indicators")
    rows = [row for row in asked.rows if row["is_own"]]
    columns = (
        text("name", N_("Indicator")),
        code("kind", N_("Kind"), "indicator_kind"),
        Column("actual", N_("Value"), _value, "number"),
        *_EVIDENCE,
    )
    said: list[str] = []
    if rows:
        valued = sum(row["gap"] != "no_value" for row in rows)
        said.append(
            Strong(
                _n(
                    "{n} of {total} indicators of the partnership itself has a value.",
                    "{n} of {total} indicators of the partnership itself have a value.",
                    valued,
                    total=words.number(len(rows)),
                )
            )
        )
    if several := sum(row["gap"] == "several_readings" for row in rows):
        said.append(_n("{n} figure has several readings.", "{n} figures have several readings.", several))
    found = {row["kind"] for row in rows}
    said += [_(sentence) for kind, sentence in _NONE_OWN.items() if kind not in found]
    return Answer(asked, only_known(words, columns, rows), _("What the partnership reached"), rows, sentences=said)


@kept
def story(view: View) -> Answer:
    """The questions that tell the story, with their answers; one that nobody answered says so."""
    words = view.words
    _, _n = words.text, words.plural
    asked = view.ask("pages/closure/questions")
    columns = (
        text("question", N_("Question")),
        text("organisation", N_("Organisation")),
        Column("answer", N_("Answer"), _answer),
        *_WHERE,
    )
    said: list[str] = []
    questions = {row["question_id"] for row in asked.rows}
    if questions:
        answered = {row["question_id"] for row in asked.rows if row["answer"]}
        said.append(
            Strong(
                _n(
                    "{n} of {total} questions has an answer.",
                    "{n} of {total} questions have an answer.",
                    len(answered),
                    total=words.number(len(questions)),
                )
            )
        )
        first = asked.rows[0]
        said.append(
            _(
                _ASKED_BY[first["asked_by"]],
                source=quoted(words, first["question_source"])
                if first["question_source"]
                else _("the submission itself"),
            )
        )
    return Answer.of(asked, only_known(words, columns, asked.rows), _("The story in plain questions"), sentences=said)


@kept
def practices(view: View) -> Answer:
    """What worked well enough to be carried over, and what is known of its continuation."""
    words = view.words
    _, _n = words.text, words.plural
    asked = view.ask("pages/closure/practices")
    columns = (
        text("name", N_("Practice")),
        text("evidence", N_("What shows that it works")),
        text("needs", N_("What it needs elsewhere")),
        text("continued_by", N_("Who goes on with it")),
        text("continued_with", N_("With whose money")),
    )
    said: list[str] = []
    if asked.rows:
        going_on = sum(bool(row["continued_by"]) for row in asked.rows)
        said.append(
            Strong(
                _n(
                    "Of {n} of {total} practices it is known who goes on with it.",
                    "Of {n} of {total} practices it is known who goes on with them.",
                    going_on,
                    total=words.number(len(asked.rows)),
                )
            )
        )
    carried = [row["name"] for row in partnership.members(view).rows if row["role"] == "continuation_partner"]
    if carried:
        said.append(_("Named to carry on after the end: {names}.", names=words.listing(sorted(set(carried)))))
    # All columns but those of the source stand: that nobody knows with whose money is what the reader has to see.
    shown = [*columns, *only_known(words, _WHERE, asked.rows)]
    notes = _remarks(words, asked.rows)
    return Answer.of(asked, shown, _("Good practices and what goes on"), sentences=said, notes=notes)


@kept
def deliverables(view: View) -> Answer:
    """What was made and tried out: how far each is in the five steps, and who tried it out."""
    words = view.words
    _, _n = words.text, words.plural
    asked = view.ask("pages/closure/deliverables")
    columns = (
        text("name", N_("Deliverable or action")),
        code("kind", N_("Kind"), "activity_kind"),
        Column("state", N_("State"), _state),
        text("lead", N_("Owner")),
        names("pilots", N_("Tried out by")),
        Column("start_date", N_("When"), partnership.period),
        *_WHERE,
    )
    made = [row for row in asked.rows if row["kind"] == "deliverable"]
    said: list[str] = []
    if made:
        finished = sum(row["state"] in ("published", "done") for row in made)
        said.append(
            Strong(
                _n(
                    "{n} of {total} deliverables is published.",
                    "{n} of {total} deliverables are published.",
                    finished,
                    total=words.number(len(made)),
                )
            )
        )
        if late := [row["name"] for row in made if row["is_late"]]:
            said.append(Strong(_("Late: {names}.", names=words.listing(late))))
        if unknown := sum(row["steps_reached"] is None for row in made):
            said.append(_n("Of {n} the state was not stated.", "Of {n} the state was not stated.", unknown))
    tried = sum(bool(row["pilots"]) for row in asked.rows)
    if tried:
        said.append(_n("{n} was tried out by a partner first.", "{n} were tried out by a partner first.", tried))
    title = _("Deliverables: from planned to published")
    return Answer.of(
        asked,
        only_known(words, columns, asked.rows),
        title,
        sentences=said,
        notes=_remarks(words, asked.rows),
        mark=_steps(words, made) if made else None,
    )


@kept
def timeline(view: View) -> Answer:
    """Phases and moments in the order of their days; the picture has the years that each lasts."""
    words = view.words
    _, _n = words.text, words.plural
    asked = view.ask("pages/closure/timeline")
    columns = (
        text("name", N_("Step")),
        Column("kind", N_("Kind"), partnership.kind_of_step),
        Column("state", N_("State"), partnership.state_of_step),
        Column("start_date", N_("When"), partnership.period),
        *_WHERE,
    )
    said: list[str] = []
    if asked.rows:
        done = sum(row["state"] == "done" for row in asked.rows)
        total = words.number(len(asked.rows))
        said.append(_n("{n} of {total} is done.", "{n} of {total} are done.", done, total=total))
    if undated := sum(row["start_date"] is None for row in asked.rows):
        said.append(_n("{n} has no date in the sources.", "{n} have no date in the sources.", undated))
    if tests := [row["name"] for row in asked.rows if row["kind"] == "test"]:
        said.append(_("Tests: {names}.", names="; ".join(tests)))
    return Answer.of(
        asked, only_known(words, columns, asked.rows), _("Timeline"), sentences=said, mark=_years(words, asked.rows)
    )


def told(view: View) -> list[Answer]:
    """What the report tells, in its order; a document and a file have the same."""
    return [
        of_programme(view),
        of_partnership(view),
        story(view),
        practices(view),
        deliverables(view),
        timeline(view),
    ]


@kept
def rows(view: View) -> Answer:
    """The stored rows behind the report."""
    asked = view.ask("pages/closure/sources")
    columns = (
        Column("table_name", N_("Table"), table_of),
        text("name", N_("What")),
        day("day", N_("Day")),
        *PROVENANCE,
    )
    return Answer.of(asked, columns, view.words.text("The stored rows behind this page"))


_ASKED_BY = {
    "partnership": N_("The questions stand with the partnership (source: {source})."),
    "programme": N_("The questions are those of the programme (source: {source})."),
    "proposed": N_("The partnership and its programme have no questions of their own; these are proposed ({source})."),
}


def _contribution(contributes: bool | None) -> str:
    if contributes is None:
        return N_("Whether it contributed to the output indicator “{name}” is not known: there is no value.")
    if contributes:
        return N_("It contributed to the output indicator “{name}”.")
    return N_("It did not contribute to the output indicator “{name}”.")


def _value(words: Words, row: Row) -> str:
    amount = figures.actual(words, row)
    unit = figures.unit(words, row["unit"])
    return amount if amount == MISSING or row["measure"] == "yes_no" or not unit else f"{amount} {unit}"


def _gap(words: Words, row: Row) -> str:
    return words.text(GAPS[row["gap"]]) if row["gap"] else MISSING


_EVIDENCE = (
    names("partners", N_("Figures of")),
    Column("sources", N_("Source"), lambda words, row: "; ".join(figures.sources(words, row)) or MISSING),
    day("last_period_end", N_("Up to")),
    Column("gap", N_("Gap"), _gap),
)


def _answer(words: Words, row: Row) -> str:
    return quoted(words, row["answer"], row["language"]) if row["answer"] else words.text("not answered")


def _state(words: Words, row: Row) -> str:
    said = partnership.state_of_plan(words, row)
    return words.text("▼ Late: {state}", state=said) if row["is_late"] else said


def _remarks(words: Words, found: Sequence[Row]) -> list[str]:
    """The remarks of rows, each once, with what it is about."""
    about: dict[str, list[str]] = {}
    for row in found:
        if row["note"]:
            about.setdefault(row["note"], []).append(row["name"])
    told = [f"{'; '.join(named)}: {quoted(words, remark)}" for remark, named in about.items()]
    return [spaced(one, words.language) for one in told]


def _months(name: str) -> Callable[[Words, Row], str]:
    def write(words: Words, row: Row) -> str:
        return MISSING if row[name] is None else words.plural("{n} month", "{n} months", row[name])

    return write


def _dated(end: str) -> Callable[[Words, Row], str]:
    return lambda words, row: partnership.dated(words, row[f"{end}_date"], row[f"{end}_precision"])


def _steps(words: Words, made: Sequence[Row]) -> Cells:
    """The five steps of each deliverable; those that it took are full."""
    labels = contract.code_labels("activity_state", words.language)
    taken = [range(row["steps_reached"] or 0) for row in made]
    return Cells(
        [row["name"] for row in made],
        [labels[step] for step in STEPS],
        [[Cell("✓", 1.0) if place in steps else None for place in range(len(STEPS))] for steps in taken],
    )


def _years(words: Words, found: Sequence[Row]) -> Cells | None:
    """The years that each phase lasts, with its state; the moments when there are no phases. None without a date."""
    dated = [row for row in found if row["start_date"]]
    drawn = [row for row in dated if not row["is_moment"]] or dated
    if not drawn:
        return None
    years = range(min(row["first_year"] for row in drawn), max(row["last_year"] for row in drawn) + 1)
    lasts = [range(row["first_year"], row["last_year"] + 1) for row in drawn]
    icons = [partnership.STEP_STATES[row["state"]][0] for row in drawn]
    return Cells(
        [row["name"] for row in drawn],
        [str(year) for year in years],
        [
            [Cell(icon, 1.0) if year in inside else None for year in years]
            for inside, icon in zip(lasts, icons, strict=True)
        ],
    )
