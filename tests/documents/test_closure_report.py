"""The closure report as a document says what its answers say, and a target of the programme is a share of nobody."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from peil.answers import choices, closure
from peil.answers.pack import Pack, closure_report
from peil.answers.view import View, asked_once
from peil.commands import main
from peil.documents.packs import FORMS
from peil.store import Store
from peil.texts import LANGUAGES
from tests.documents import reading
from tests.documents.test_packs import tables_of

DAYS = {"SUCCES": "2012-06-30", "DEMO_01": "2026-09-30", "DEMO_02": "2026-09-30", "LP_FL": "2023-12-31"}
ViewOf = Callable[..., View]


@pytest.fixture(scope="module")
def view_of(beside: Store) -> ViewOf:
    asks = asked_once(beside.rows)

    @cache
    def made(programme: str, language: str = "en") -> View:
        chosen = {"programme": programme, "as_of": DAYS[programme], "lang": language}
        return choices.view_of(asks, chosen, beside.stamp)

    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_succes_shows_what_the_programme_asks_for_beside_what_is_known(view_of: ViewOf, language: str) -> None:
    view = view_of("SUCCES", language)
    asked = closure.of_programme(view)
    assert [row["indicator_id"] for row in asked.rows] == ["P3_OUTPUT_1", *(f"P3_RESULT_{n}" for n in range(1, 6))]
    assert {row["gap"] for row in asked.rows} == {"no_value"}
    assert [row["programme_target"] for row in asked.rows] == [64, None, None, None, None, None]
    for answer in (asked, closure.of_partnership(view)):
        written = answer.written(view.words)
        # 64 is the target of the programme, of which nobody has a share.
        shown = {column for column in written.columns if written[column].astype(str).str.contains(r"\b64\b").any()}
        assert shown <= {view.words.text("Target of the whole programme")}
        assert "share" not in " ".join(asked.names())


def test_succes_says_what_is_missing(view_of: ViewOf) -> None:
    view = view_of("SUCCES")
    said = " ".join(closure.of_programme(view).sentences)
    assert "0 of 6 indicators that the programme asks for have a value." in said
    assert "Whether it contributed to the output indicator “Quality of life and inclusion” is not known" in said
    assert "No communication indicator of the programme is named in the sources." in said
    assert closure.duration(view).sentences == [
        "The partnership runs until 30 June 2013; this report is a draft.",
        "Its duration is stated as 43 months; by its dates it is 41 months.",
    ]
    story = closure.story(view)
    assert len(story.rows) == 10
    assert story.sentences == [
        "0 of 10 questions have an answer.",
        "The questions stand with the partnership (source: Peil).",
    ]
    practices = closure.practices(view)
    assert [row["continued_by"] for row in practices.rows] == [None, None, None]
    assert "A'kzie" in practices.sentences[1]
    assert "the choice of Peil" in " ".join(practices.notes)
    steps = {row["activity_id"]: row["steps_reached"] for row in closure.deliverables(view).rows}
    assert steps == {
        "SUC-G-10STEPS": 5, "SUC-G-SOFT": 3, "SUC-G-MOB": 2, "SUC-G-TOOLKIT": 1, "SUC-G-STUDY": None, "SUC-A1.2": None,
    }  # fmt: skip


def test_the_demonstration_contributed_and_answered_some_questions(view_of: ViewOf) -> None:
    view = view_of("DEMO_01")
    asked = closure.of_programme(view)
    assert [(row["indicator_id"], row["programme_target"], row["contributes"]) for row in asked.rows] == [
        ("RES_REACHED", 3000, True),
        ("RES_PLACED", 400, True),
        ("RES_SUSTAINED", 60, True),
    ]
    assert "It contributed to the output indicator “People reached”." in asked.sentences
    story = closure.story(view)
    assert story.sentences[0] == "6 of 10 questions have an answer."
    answered = story.written(view.words)["Answer"].tolist()
    # Written in Dutch, and read in English.
    assert all(text.startswith("“") and text.endswith("” (Dutch)") for text in answered if text != "not answered")
    assert answered.count("not answered") == 4
    assert closure.story(view_of("DEMO_02")).sentences[0] == "0 of 10 questions have an answer."
    assert "those of the programme" in closure.story(view_of("DEMO_02")).sentences[1]


def test_who_has_no_questions_is_asked_those_that_are_proposed(view_of: ViewOf) -> None:
    story = closure.story(view_of("LP_FL"))
    assert story.sentences[1].startswith("The partnership and its programme have no questions of their own")
    assert len(story.rows) == 10


@pytest.mark.parametrize("programme", DAYS)
@pytest.mark.parametrize("form", FORMS)
def test_the_report_is_written_in_every_form(view_of: ViewOf, form: str, programme: str) -> None:
    report: Pack = closure_report(view_of(programme, "nl"))
    content = FORMS[form].make(report)
    match form:
        case "docx":
            assert reading.docx_tables(content) == tables_of(report)
        case "html":
            assert reading.Page(content).tables == tables_of(report)
        case "pdf":
            # A row, and even a word, may go on on the next page; a figure does not.
            said = reading.squeezed("".join(reading.pdf_pages(content)))
            words = {word for table in tables_of(report) for row in table for cell in row for word in cell.split()}
            figures = {reading.squeezed(word) for word in words if any(sign.isdigit() for sign in word)}
            assert figures
            assert {figure for figure in figures if figure not in said} == set()
        case _:
            assert content


def test_the_command_line_writes_it(first_start: Path, tmp_path: Path) -> None:
    database = shutil.copytree(first_start, tmp_path / "database") / "peil.duckdb"
    asked = [
        "pack",
        "SUCCES",
        "--closure",
        "--to",
        str(tmp_path / "out"),
        "--forms",
        "pdf,docx",
        "--as-of",
        "2012-06-30",
    ]
    assert main(["--database", str(database), *asked]) == 0
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == [f"peil-closure-succes-2012-06-30-nl.{form}" for form in ("docx", "pdf")]
