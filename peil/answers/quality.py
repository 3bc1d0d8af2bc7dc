"""What is doubted and what the rules say: of everything that is stored, or of what one page shows."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from peil import checking, contract, wording
from peil.answers import (
    Answer,
    Asked,
    Column,
    Row,
    Strong,
    amounts,
    choices,
    day,
    figures,
    kept,
    sheet_of_file,
    stored,
    text,
)
from peil.answers.choices import ALL
from peil.answers.view import View
from peil.store import header
from peil.texts import MISSING, N_, Words

# From what needs attention first to what needs none: icon and word, as everywhere.
OUTCOMES = {
    "fail": ("✕", N_("Not kept")),
    "within_tolerance": ("≈", N_("Within the tolerance")),
    "not_computable": ("?", N_("Cannot be computed")),
    "pass": ("✓", N_("Kept")),
    # Nothing here that the rule could look at: that is not a good sign.
    None: ("–", N_("Nothing to judge")),
}
# Where doubts stand, as the menu calls it.
PAGES = {
    "results": N_("Results"),
    "indicator": N_("Indicator"),
    "neighbourhoods": N_("Neighbourhoods"),
    "monitor_indicator": N_("Neighbourhood indicator"),
    "target_groups": N_("Target groups"),
    "partnerships": N_("Partnerships"),
    "partnership": N_("Partnership"),
    "finance": N_("Finance"),
    "steering_group": N_("Steering group"),
    "closure": N_("Closure report"),
}
FOUND = {"warned": ("▼", N_("Found and kept")), "pass": ("✓", N_("Nothing found"))}
REASONS = {
    "after_the_end": N_("it goes on after the end"),
    "agenda_not_stated": N_("the agenda is not known"),
    "amount_not_stated": N_("an amount is not stated"),
    "before_the_previous": N_("it begins before the one before it"),
    "before_the_start": N_("it begins before the start"),
    "below_minimum": N_("less than the minimum"),
    "claimed_above_share": N_("more claimed than the agreed share"),
    "dates_not_exact": N_("the dates are known to the year only"),
    "duration_differs": N_("the stated duration is another"),
    "falls": N_("the total falls"),
    "match_differs": N_("the amounts differ"),
    "more_than_the_stage_before": N_("more than the stage before it"),
    "more_than_there_are": N_("more than there are"),
    "nested_population": N_("one lies in the other: do not add the two"),
    "no_content_report": N_("no content report"),
    "no_data": N_("nothing was handed in about it"),
    "no_employment_service": N_("the employment service is missing"),
    "no_financial_report": N_("no financial report"),
    "no_list": N_("they are counted, not listed"),
    "no_local_authority": N_("a local authority is missing"),
    "no_operational_objective": N_("it hangs under no operational objective"),
    "no_origin": N_("its origin is not recorded"),
    "no_reports": N_("neither report"),
    "no_source": N_("figures without a source"),
    "no_strategic_objective": N_("it hangs under no strategic objective"),
    "one_point_only": N_("only one period was reported"),
    "overlapping_groups": N_("one person can belong to several groups: do not add them"),
    "paid_above_claimed": N_("more paid than claimed"),
    "paid_in_advance": N_("paid before the period was over"),
    "participations": N_("one person can take part in several: do not add them"),
    "partners_missing": N_("a total is not a whole total"),
    "rate_not_stated": N_("the agreed share is not stated"),
    "readings_without_data_note": N_("several readings that no note explains"),
    "reports_missing": N_("reports are missing"),
    "several_tiers": N_("each tier has a percentage of its own"),
    "share_differs": N_("the grant is another than the agreed share"),
    "sum_differs": N_("the sum differs"),
    "target_is_the_baseline": N_("the target is the baseline"),
    "target_not_stated": N_("the target is not stated"),
    "target_zero": N_("a target of zero has no percentage"),
    "too_few_areas": N_("too few areas"),
    "too_few_meetings": N_("fewer meetings than quarters"),
    "too_few_partners": N_("too few partners"),
    "too_many_areas": N_("too many areas"),
    "too_many_partners": N_("too many partners"),
    "too_many_themes": N_("more themes than allowed"),
    "undated": N_("a date is missing"),
    "unnamed": N_("the source does not name it"),
}


# The columns of a doubt wherever it stands.
_DOUBT = (
    Column("data_note_id", N_("Doubt"), lambda words, row: _doubt(words, row)),
    text("statement_a", N_("One reading")),
    text("statement_b", N_("Another reading")),
    text("treatment", N_("Treatment")),
)
# The columns of a rule wherever its verdict stands.
_VERDICTS = (
    Column("rule", N_("Rule"), lambda _words, row: row["question"]),
    Column("outcome", N_("Verdict"), lambda words, row: _summary(words, row)),
)


@kept
def doubts(view: View, q: str = "", severity: str = ALL, doubt_kind: str = ALL, note: str = "") -> Answer:
    """Every known contradiction and doubt about figures like those chosen (published or demonstration).

    Those that hold what was searched (``q``), of one severity or kind; or one ``note``, by its number.
    """
    words = view.words
    asked = view.ask("pages/quality/doubts", pages=None, partnership=None, records=None)
    severity = choices.one_of("severity", severity, [ALL, *contract.code_labels("severity", "en")], ALL)
    doubt_kind = choices.one_of("doubt_kind", doubt_kind, [ALL, *contract.code_labels("data_note_kind", "en")], ALL)
    about = [row for row in asked.rows if row["is_demonstration"] == view.is_demonstration]
    shown = [row for row in about if severity in (ALL, row["severity"]) and doubt_kind in (ALL, row["kind"])]
    if note:
        shown = [row for row in asked.rows if row["data_note_id"] == note]
    counts = Counter(row["severity"] for row in about)
    labels = contract.code_labels("severity", view.language)
    sentences = [
        Strong(
            words.plural(
                "{n} contradiction or doubt is known in these figures.",
                "{n} contradictions and doubts are known in these figures.",
                len(about),
            )
        ),
        words.text(
            "How much depends on them: {counts}.",
            counts=", ".join(f"{label.lower()} {words.number(counts[code])}" for code, label in labels.items()),
        ),
        words.text("Both readings are kept; none is chosen in silence."),
    ]
    columns = (
        *_DOUBT,
        Column("touches", N_("Touches"), lambda _words, row: "; ".join(row["touches"]) or MISSING),
        Column("source", N_("Source"), figures.source),
        stored("note", N_("Note")),
    )
    return Answer(
        asked,
        columns,
        _doubt(words, shown[0]) if note and shown else words.text("Known contradictions and doubts"),
        [{**row, "touches": _touches(view, row)} for row in shown],
        sentences=sentences if about else [words.text("No contradiction or doubt is known in these figures.")],
        # One that is shown alone leads nowhere else.
        leads_to=None if note else ("quality", {"note": "data_note_id"}),
    ).searched(words, q)


def on_page(view: View, page: str, records: Collection[str] = ()) -> Answer:
    """The known doubts that touch what a page shows of the chosen partnership; of some records only, when named.

    Those about definitions are not of one partnership.
    """
    return on_pages(view, [page], records)


@kept
def on_pages(view: View, pages: Sequence[str], records: Collection[str] = ()) -> Answer:
    """The known doubts that touch what some pages show, each once."""
    where = {"pages": None, "partnership": None} if "definitions" in pages else {"pages": list(pages)}
    asked = view.ask("pages/quality/doubts", records=list(records) or None, **where)
    shown = [row for row in asked.rows if row["touched"]]
    return Answer(asked, _DOUBT, view.words.text("Known doubts"), shown, leads_to=("quality", {"note": "data_note_id"}))


@kept
def places(view: View, note: str) -> list[tuple[str, str, dict[str, str]]]:
    """Where a doubt stands: (page, what it shows there, the choices of its address)."""
    found = []
    for row in view.ask("pages/quality/places", note=note).rows:
        chosen = {"programme": row["partnership_id"]} if row["partnership_id"] else {}
        name = row["name"] or ""
        if row["as_of"]:
            chosen["as_of"] = row["as_of"].isoformat()
        if row["record_id"]:
            chosen["indicator"] = row["record_id"]
            name = f"{name}: {names(view).get(row['record_id'], row['record_id'])}"
        found.append((row["page"], name, chosen))
    return found


@kept
def rules(view: View, tolerance: str = amounts.USUAL_TOLERANCE) -> Answer:
    """Every standing rule, and what it says of the chosen partnership, or of those of the chosen region."""
    words = view.words
    rows = [_judged(view, rule, tolerance) for rule in checking.rules()]
    counts = Counter(row["outcome"] for row in rows)
    kept_ = words.plural(
        "{n} of {total} rule is kept.", "{n} of {total} rules are kept.", counts["pass"], total=words.number(len(rows))
    )
    broken = words.plural("{n} is not.", "{n} are not.", counts["fail"])
    rest = words.text(
        "{within} differ within the tolerance, {n} allow no verdict, and for {m} there is nothing to judge.",
        within=words.number(counts["within_tolerance"]),
        n=words.number(counts["not_computable"]),
        m=words.number(counts[None]),
    )
    order = list(OUTCOMES)
    return Answer(
        _asked(view, next(iter(checking.rules())), tolerance),
        _VERDICTS,
        words.text("Standing rules"),
        sorted(rows, key=lambda row: order.index(row["outcome"])),
        sentences=[Strong(f"{kept_} {broken}"), rest],
        leads_to=("quality", {"check": "rule"}),
    )


@kept
def verdicts(view: View, page: str, subject: str = "", tolerance: str = amounts.USUAL_TOLERANCE) -> Answer:
    """What the rules say that judge what a page shows; of one ``subject`` (an indicator, an area), when named."""
    shown_there = [rule for rule, query in checking.rules().items() if page in pages(query)]
    order = list(OUTCOMES)
    rows = [_judged(view, rule, tolerance, subject) for rule in shown_there]
    return Answer(
        _asked(view, shown_there[0] if shown_there else next(iter(checking.rules())), tolerance),
        _VERDICTS,
        view.words.text("What the rules say"),
        sorted((row for row in rows if row["outcome"]), key=lambda row: order.index(row["outcome"])),
        leads_to=("quality", {"check": "rule"}),
    )


@kept
def verdict_on(view: View, page: str, subject: str) -> str:
    """What the rules say of one indicator or area, in a sentence each; empty when none judges it."""
    rows = verdicts(view, page, subject).rows
    return " ".join(f"{row['question']} {_summary(view.words, row)}." for row in rows)


@kept
def verdict_rows(view: View, check: str = "R16", tolerance: str = amounts.USUAL_TOLERANCE) -> Answer:
    """Every verdict of one standing rule about the chosen partnership, or those of the chosen region."""
    check = choices.one_of("check", check, list(checking.rules()), check)
    order = list(OUTCOMES)
    columns = (
        Column("subject", N_("About"), _about),
        Column("outcome", N_("Verdict"), lambda words, row: outcome(words, row["outcome"])),
        Column("stated", N_("Figures"), _why),
    )
    asked = _asked(view, check, tolerance)
    found = sorted(_of_view(view, check, tolerance), key=lambda row: order.index(row["outcome"]))
    question = view.words.text(header(asked.query)["Question"])
    return Answer(asked, columns, question, found)


@kept
def row_checks(view: View) -> Answer:
    """What the checks of rows found in the submissions that count."""
    words = view.words
    asked = view.ask(
        "pages/quality/row_checks", checks=list(wording.ROW_CHECKS), is_demonstration=view.is_demonstration
    )
    columns = (
        text("looked_for", N_("What is looked for")),
        Column("outcome", N_("Verdict"), lambda words, row: _labelled(words, FOUND, row["outcome"])),
        Column("found", N_("Rows"), lambda words, row: words.number(row["found"]), "number"),
    )
    found = sum(row["found"] for row in asked.rows)
    rows = [{**row, "looked_for": _looked_for(words, row["check_id"])} for row in asked.rows]
    sentences = [
        words.text("A row with an error is refused when it is handed in, so no such row is stored."),
        words.plural("{n} stored row carries a warning.", "{n} stored rows carry a warning.", found),
    ]
    return Answer(
        asked,
        columns,
        words.text("Checks of rows"),
        rows,
        sentences=sentences,
        leads_to=("quality", {"check": "check_id"}),
    )


@kept
def found_rows(view: View, check: str = "two_readings") -> Answer:
    """The rows that one check of rows found, with the place in the file of each."""
    check = choices.one_of("check", check, list(wording.wordings()), check)
    words = view.words
    columns = (
        Column("table_name", N_("Table"), lambda words, row: table_title(words, row["table_name"])),
        Column("field", N_("Column"), lambda words, row: _field_title(words, row["table_name"], row["field"])),
        text("value", N_("Value")),
        text("submission", N_("Submission")),
        day("received_at", N_("Handed in")),
        Column("file_name", N_("File"), sheet_of_file),
        Column("source_row", N_("Row"), lambda _words, row: str(row["source_row"] or MISSING)),
    )
    said = wording.describe(check, translate=words.text)
    return Answer.of(
        view.ask("pages/quality/found_rows", check_id=check, is_demonstration=view.is_demonstration),
        columns,
        said.text.format(value="…"),
        sentences=[said.mend],
    )


def outcome(words: Words, code: str | None) -> str:
    """Icon and word: ``✕ Not kept``."""
    return _labelled(words, OUTCOMES, code)


def is_rule(check: str) -> bool:
    """Whether a check is one of the standing rules; else it is one of rows, or none."""
    return check in checking.rules()


def is_check(check: str) -> bool:
    """Whether there is a standing rule or a check of rows of this name."""
    return is_rule(check) or check in wording.wordings()


def table_title(words: Words, name: str) -> str:
    """What a table is called."""
    return contract.translated(contract.table(name).descriptor, "title", words.language)


def _field_title(words: Words, table: str, field: str | None) -> str:
    if not field or field not in contract.table(table).names:
        return field or MISSING
    return contract.translated(contract.table(table).field(field).descriptor, "title", words.language)


def _labelled(words: Words, labels: Mapping[Any, tuple[str, str]], code: str | None) -> str:
    icon, word = labels[code]
    return f"{icon} {words.text(word)}"


def _doubt(words: Words, row: Row) -> str:
    return words.text(
        "{kind} {number} · severity: {severity}",
        kind=contract.code_labels("data_note_kind", words.language)[row["kind"]],
        number=row["data_note_id"],
        severity=contract.code_labels("severity", words.language)[row["severity"]].lower(),
    )


def _touches(view: View, row: Row) -> list[str]:
    """What a doubt touches, by name; what is touched in several tables once."""
    found = (one["record_id"] for one in row["touched"] or ())
    return list(dict.fromkeys(_name(view, record) for record in found))


@kept
def names(view: View) -> dict[str, str]:
    """The names of all records by their ids."""
    return {row["record_id"]: row["name"] for row in view.ask("pages/quality/names").rows}


def _name(view: View, record: str | None) -> str:
    """What a record is called; of a day the day, of a code its label."""
    if not record:
        return ""
    named = names(view).get(record, record)
    try:
        return view.words.day(date.fromisoformat(named))
    except ValueError:
        pass
    for code_list in ("target_group_dimension", "coverage_role"):
        if named in contract.code_labels(code_list, view.language):
            return contract.code_labels(code_list, view.language)[named]
    return named


def _asked(view: View, rule: str, tolerance: str) -> Asked:
    return view.ask(checking.rules()[rule], tolerance=amounts.within(tolerance))


def _of_view(view: View, rule: str, tolerance: str) -> list[dict[str, Any]]:
    """What a rule says of the chosen partnership, or of those of the chosen region."""
    asked = _asked(view, rule, tolerance)
    mine = {row["partnership_id"] for row in view.ask("pages/quality/partnerships").rows}
    more = {
        "rule": rule,
        "question": view.words.text(header(asked.query)["Question"]),
        "unit": header(asked.query)["Unit"],
        "template": header(asked.query)["Figures"],
    }
    return [
        dict(row)
        | more
        | {"about": _name(view, row["subject"]), "partnership": _name(view, row["partnership_id"])}
        | {"of_region": _name(view, row["partnership_id"]) if len(mine) > 1 else ""}
        for row in asked.rows
        # What belongs to no partnership is told with what is published.
        if row["partnership_id"] in mine or (not row["partnership_id"] and row["subject"] and not view.is_demonstration)
    ]


def _judged(view: View, rule: str, tolerance: str, subject: str = "") -> dict[str, Any]:
    """The verdict of a rule: the worst of its rows, and how many findings there are."""
    order = list(OUTCOMES)
    rows = [row for row in _of_view(view, rule, tolerance) if not subject or row["subject"] == subject]
    nothing = {
        "rule": rule,
        "question": view.words.text(header(checking.rules()[rule])["Question"]),
        "outcome": None,
        "others": 0,
    }
    if not rows:
        return dict.fromkeys(_FIELDS) | nothing
    worst = min(rows, key=lambda row: order.index(row["outcome"]))
    others = sum(row["outcome"] == worst["outcome"] for row in rows) - 1
    # A page about one thing does not name it again.
    about = {} if not subject else {"about": ""}
    return {name: worst[name] for name in _FIELDS} | {"others": others} | about


# What is told of a rule, in this order, in files too.
_FIELDS = (
    "rule",
    "question",
    "outcome",
    "partnership_id",
    "partnership",
    "of_region",
    "subject",
    "about",
    "stated",
    "computed",
    "difference",
    "reason",
    "unit",
    "template",
)


def _summary(words: Words, row: Row) -> str:
    """The verdict and what it is about; of several findings one, and how many more there are."""
    verdict = outcome(words, row["outcome"])
    if not row["outcome"]:
        return verdict
    said = " · ".join(part for part in (verdict, _about(words, row), _why(words, row)) if part != MISSING)
    if not row["others"]:
        return said
    more = words.plural("and {n} more", "and {n} more", row["others"])
    return f"{said} – {more}"


def in_figures(words: Words, row: Row) -> str:
    """The two figures of a rule in its own words: ``7 held, 9 expected``."""
    if row["template"] == "none" or (row["stated"] is None and row["computed"] is None):
        return ""
    write = words.money if row["unit"] == "eur" else words.number
    return words.text(row["template"], **{name: write(row[name]) for name in ("stated", "computed", "difference")})


def _about(_words: Words, row: Row) -> str:
    """What a finding is about; on the pages of a region also of whom."""
    return " · ".join(part for part in (row["of_region"], row["about"]) if part) or MISSING


def _why(words: Words, row: Row) -> str:
    """The figures of a finding and the reason of its verdict."""
    reason = words.text(REASONS[row["reason"]]) if row["reason"] else ""
    return " · ".join(part for part in (in_figures(words, row), reason) if part) or MISSING


def _looked_for(words: Words, check: str) -> str:
    return wording.describe(check, translate=words.text).text.format(value="…")


def pages(query: str) -> list[str]:
    """The pages on which the verdict of a rule stands."""
    return header(query)["Pages"].split(", ")
