"""Every answer is in the language of its reader; what is stored in another stands in quotation marks, with its own."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from peil import contract
from peil.answers import Answer, Column, catalogue, stored
from peil.answers.view import View
from peil.sql import Sql, literal, name, sql
from peil.store import Store
from peil.texts import LANGUAGES, Words, spaced
from tests.answers.test_records import PROGRAMMES, chosen

QUOTATION = re.compile("“[^”]*”|«[^»]*»")
# What stands between the texts of one cell.
PART = re.compile(r"[;:|]\s+| · ")
# Of which the language of their row says nothing: a document has one, and the name of a reading stands in many rows.
OF_NO_ROW = ("short_title", "note", "reading")
WORD = re.compile(r"[^\W\d_]+")
# The languages of each stored text; nothing where nobody said which.
Languages = Mapping[str, frozenset[str]]


@pytest.fixture(scope="module")
def languages(beside: Store) -> Languages:
    """Of everything that is stored in words, but for what is also a name or a code."""
    found: dict[str, set[str]] = defaultdict(set)
    names: set[str] = set()
    with beside.cursor() as cursor:
        for table in contract.tables():
            for field in table.fields:
                if field.type != "string":
                    continue
                suffix = field.name.rpartition("_")[2]
                own = literal(suffix) if suffix in LANGUAGES else literal("")
                if field.is_written and "language" in table.names and field.name not in OF_NO_ROW:
                    own = sql("coalesce({language}, '')", language=name("language"))
                if field.name in ("source_wording", "source_term"):
                    own = Sql("(select any_value(language) from sources where sources.source_id = stored.source_id)")
                statement = sql(
                    "select distinct {text}, {own} from {table} as stored where {text} is not null",
                    text=name(field.name),
                    own=own,
                    table=name(table.name),
                )
                for text, spoken in cursor.execute(statement).fetchall():
                    if field.is_written or suffix in LANGUAGES:
                        found[text] |= {part for part in re.split("[; ]+", spoken or "") if part}
                    else:
                        names.add(text)
    # What comes with Peil is in English and translated, as the texts of the code are.
    return {
        text: frozenset(spoken or ({"en"} if Words("en").knows(text) else ()))
        for text, spoken in found.items()
        if text not in names and text.upper() != text
    }


def texts_of(words: Words, answer: Answer) -> Iterator[str]:
    """Every text of an answer that people see."""
    yield from said_of(words, answer)
    yield from texts_in(answer.mark)


def said_of(words: Words, answer: Answer) -> Iterator[str]:
    """The same without its picture."""
    yield answer.title
    yield from answer.sentences
    yield from answer.notes
    yield from answer.written(words).astype(str).to_numpy().flat


def texts_in(mark: Any) -> Iterator[str]:
    if isinstance(mark, str):
        yield mark
    elif is_dataclass(mark):
        for field in fields(mark):
            yield from texts_in(getattr(mark, field.name))
    elif isinstance(mark, list | tuple):
        for part in mark:
            yield from texts_in(part)


class Foreign:
    """Finds stored texts that a reader of a language may not see without quotation marks."""

    def __init__(self, languages: Languages, language: str) -> None:
        words = Words(language)
        said_so = {text for text in languages if words.knows(text) and words.text(text) == text}
        self.texts = {text for text, spoken in languages.items() if language not in spoken} - said_so
        self.own = languages.keys() - self.texts
        # A sentence may hold a text of several words; fewer may be words of the reader's language, too.
        self.within: dict[str, list[str]] = defaultdict(list)
        for text in self.texts:
            if len(WORD.findall(text)) > 3:
                self.within[WORD.findall(text)[0]].append(text)

    def in_text(self, text: str) -> set[str]:
        if text in self.own:
            return set()
        bare = QUOTATION.sub("", text)
        found = {part for part in (bare, *PART.split(bare)) if part in self.texts}
        return found | {one for word in WORD.findall(bare) for one in self.within.get(word, ()) if one in bare}

    def of_answer(self, words: Words, answer: Answer) -> list[str]:
        return sorted({one for text in set(texts_of(words, answer)) for one in self.in_text(text)})


@pytest.fixture(scope="module", params=LANGUAGES)
def foreign(request: pytest.FixtureRequest, languages: Languages) -> tuple[str, Foreign]:
    return request.param, Foreign(languages, request.param)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_no_text_in_another_language_stands_without_quotation_marks(
    view: Callable[[str, str], View], foreign: tuple[str, Foreign], programme: str
) -> None:
    language, finder = foreign
    seen = view(programme, language)
    found = {
        asked: bare
        for asked in catalogue.ANSWERS
        if (bare := finder.of_answer(seen.words, catalogue.asked(asked, seen, chosen(asked, programme))))
    }
    assert found == {}


def test_a_text_in_another_language_without_quotation_marks_is_found(
    view: Callable[[str, str], View], languages: Languages
) -> None:
    seen = view("DEMO_01", "fr")
    behind = catalogue.asked("results-behind", seen, {})
    finder = Foreign(languages, "fr")
    reason = next(row["explanation"] for row in behind.rows if row["explanation"])
    assert finder.of_answer(seen.words, behind) == []
    assert any(told == f"«\u00a0{reason}\u00a0» (néerlandais)" for told in texts_of(seen.words, behind))
    for bare in (
        Answer.of(behind.asked, [Column("explanation", "Reason", lambda _words, row: row["explanation"] or "")], ""),
        Answer.of(behind.asked, [], "", notes=[f"On dit : {reason}"]),
    ):
        assert reason in finder.of_answer(seen.words, bare)


@pytest.mark.parametrize(
    ("reader", "language", "shown"),
    [
        ("nl", "nl", "De zaal was dicht."),
        ("fr", "nl", "« De zaal was dicht. » (néerlandais)"),
        ("en", "nl; fr", "“De zaal was dicht.” (Dutch and French)"),
        ("fr", "nl; fr", "De zaal was dicht."),
        ("nl", None, "“De zaal was dicht.”"),
    ],
)
def test_a_text_is_quoted_with_its_language(reader: str, language: str | None, shown: str) -> None:
    column: Column = stored("why", "Why", language="language")
    written = column.write(Words(reader), {"why": "De zaal was dicht.", "language": language})
    assert written.replace("\u00a0", " ") == shown


def test_what_comes_with_peil_is_translated_and_a_number_is_no_language() -> None:
    column = stored("section", "Section")
    assert column.write(Words("nl"), {"section": "page, coverage"}) == "pagina, bereik"
    assert column.write(Words("en"), {"section": "page, coverage"}) == "page, coverage"
    assert column.write(Words("fr"), {"section": "§ 6.4"}) == "§ 6.4"
    assert column.write(Words("fr"), {"section": None}) == "–"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("programme", PROGRAMMES)
def test_no_line_breaks_before_a_sign(view: Callable[[str, str], View], programme: str, language: str) -> None:
    seen = view(programme, language)
    found = {
        asked: told
        for asked in catalogue.ANSWERS
        if (
            told := sorted(
                one
                for one in set(said_of(seen.words, catalogue.asked(asked, seen, chosen(asked, programme))))
                if one != spaced(one, language)
            )
        )
    }
    assert found == {}
