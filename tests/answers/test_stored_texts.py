"""A stored text is shown in the language of the reader, or in quotation marks with the language that it is in."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from peil import contract
from peil.answers import Answer, Row, catalogue, choices, stored
from peil.answers.view import View
from peil.sql import Sql, literal, name, sql
from peil.store import Store
from peil.texts import LANGUAGES, Words
from tests.answers.test_records import PROGRAMMES, chosen

QUOTATION = re.compile("“[^”]*”|«[^»]*»")
# What stands between the texts of one cell.
PART = re.compile(r"[;:,·|()]\s*|\s·\s|\s\(")
WORD = re.compile(r"[^\W\d_]+")
# The languages of each stored text; nothing where nobody said which.
Languages = Mapping[str, frozenset[str]]


@pytest.fixture(scope="module")
def view(beside: Store) -> Callable[[str, str], View]:
    def asks(query: str, parameters: Mapping[str, Any]) -> Sequence[Row]:
        return beside.rows(query, parameters)

    return lambda programme, language: choices.view_of(asks, {"programme": programme, "lang": language}, beside.stamp)


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
                if field.is_written and "language" in table.names:
                    own = sql("coalesce({language}, '')", language=name("language"))
                statement = sql(
                    "select distinct {text}, {own} from {table} where {text} is not null",
                    text=name(field.name),
                    own=own,
                    table=name(table.name),
                )
                for text, spoken in cursor.execute(statement).fetchall():
                    if field.is_written or suffix in LANGUAGES:
                        found[text] |= {part for part in re.split("[; ]+", spoken) if part}
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
    yield answer.title
    yield from answer.sentences
    yield from answer.notes
    yield from answer.written(words).astype(str).to_numpy().flat
    yield from texts_in(answer.mark)


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
        self.texts = {text for text, spoken in languages.items() if language not in spoken}
        # A sentence may hold a text of several words; fewer may be words of the reader's language, too.
        self.within: dict[str, list[str]] = defaultdict(list)
        for text in self.texts:
            if len(WORD.findall(text)) > 3:
                self.within[WORD.findall(text)[0]].append(text)

    def in_text(self, text: str) -> set[str]:
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
