"""Every text in the code stands in every catalogue, translated, with the same placeholders; and nothing else does."""

import ast
import csv
import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from peil import contract
from peil.answers import sheet_of_file
from peil.checking import rules
from peil.store import header
from peil.texts import LANGUAGES, Words, spaced
from peil.wording import ROW_CHECKS

ROOT = Path(__file__).parent.parent.parent
SOURCES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py")), *sorted((ROOT / "peil").rglob("*.py"))]
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def messages() -> set[str | tuple[str, ...]]:
    """All texts marked in the code: _(), N_(), words.text() and the pairs of _n() and words.plural().

    And what the checks of rows and the standing rules say in the headers of their files, and ``bundled_texts``.
    """
    found: set[str | tuple[str, ...]] = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            texts = [text for text in texts if isinstance(text, str)]
            # The column of an answer that is called text has two texts: a name and a title, which is marked itself.
            if name in ("_", "N_", "text") and texts and len(node.args) == 1:
                found.add(texts[0])
            elif name in ("_n", "plural") and len(texts) >= 2:
                found.add((texts[0], texts[1]))
    found |= bundled_texts()
    heads = [(header(check), ("Says", "Mend")) for check in ROW_CHECKS.values()]
    heads += [(header(rule), ("Question", "Figures")) for rule in rules().values()]
    return found | {head[part] for head, parts in heads for part in parts if head[part] != "none"}


def bundled_texts() -> set[str]:
    """What the figures that come with Peil say in English alone: remarks, places in documents, names of readings.

    Not what a row says in a language of its own, or in the words of its document.
    """
    written = {field.name for table in contract.tables() for field in table.fields if field.is_written}
    written = (written | {"programme"}) - {"source_wording", "source_term"}
    found = set()
    for file in (ROOT / "data").glob("*/*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as source:
            for row in csv.DictReader(source):
                says_which = row.get("language") and file.stem != "sources"
                titled = {"title"} if row.get("publisher") == "Peil" else set()
                fields = set() if says_which else (written - {"title"}) | titled
                found |= {row[name] for name in fields & set(row) if row[name]}
    for query in (ROOT / "queries" / "demonstration").glob("*.sql"):
        statements = query.read_text(encoding="utf-8")
        made = re.findall(r"'([^'\n]+)' as (\w+)", statements)
        changed = [(text, name) for name, text in re.findall(r"\b(\w+) = '([^'\n]+)'", statements)]
        found |= {text for text, name in made + changed if name in written}
    # A code and the number of a section are words of no language.
    codes = {code for name in contract.code_lists() for code in contract.code_labels(name, "en")}
    return {text for text in found - codes if re.search(r"[^\W\d_]{2}", text) and not re.fullmatch(r"\w+_\w+", text)}


def entries(language: str) -> dict[str | tuple[str, ...], tuple[str, ...]]:
    with (ROOT / "peil" / "texts" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    return {
        message.id: message.string if isinstance(message.string, tuple) else (message.string,)
        for message in catalogue
        if message.id and not message.fuzzy
    }


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_is_complete_and_has_nothing_left_over(language: str) -> None:
    translated = set(entries(language))
    assert messages() - translated == set()
    assert translated - messages() == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_are_there_and_keep_their_placeholders(language: str) -> None:
    for source, translations in entries(language).items():
        originals = source if isinstance(source, tuple) else (source,)
        wanted = set(re.findall(r"{\w+}", originals[-1]))
        for translation in translations:
            assert translation.strip(), source
            assert set(re.findall(r"{\w+}", translation)) <= wanted, source
        assert set(re.findall(r"{\w+}", translations[-1])) == wanted, source


FRENCH = {
    "j'ai dit : non": "j'ai dit\u00a0: non",
    "Pourquoi ? Parce que !": "Pourquoi\u202f? Parce que\u202f!",
    # Put together in the code, without a space.
    "source: page; plan": "source\u00a0: page\u202f; plan",
    "44 % de 12 €": "44\u00a0% de 12\u00a0€",
    "« cité » ; cité": "«\u00a0cité\u00a0»\u202f; cité",
    # Words of somebody else, a time, an address and a mark without words stay as they are.
    "«\u00a0Waarom? Zo: ja\u00a0» (néerlandais)": "«\u00a0Waarom? Zo: ja\u00a0» (néerlandais)",
    "12:30, https://example.org/?a=b (?)": "12:30, https://example.org/?a=b (?)",
    "? Impossible à calculer": "? Impossible à calculer",
}


@pytest.mark.parametrize(("written", "shown"), FRENCH.items())
def test_french_breaks_no_line_before_its_signs(written: str, shown: str) -> None:
    assert spaced(written, "fr") == spaced(shown, "fr") == shown
    if "%" not in written:
        assert spaced(written, "nl") == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_percentage_is_written_in_one_way_and_never_broken(language: str) -> None:
    shown = "44\u00a0% van 95\u00a0%"
    assert spaced("44% van 95 %", language) == spaced(shown, language) == shown
    assert Words(language).percent(0.44) == Words(language).text("44%") == "44\u00a0%"
    # An address, an axis, and words of somebody else.
    for kept in ("https://example.org/2%20b", "% van 12", "“44% van alles” (Engels)"):
        assert spaced(kept, language) == kept


def test_every_french_text_is_shown_with_its_spaces() -> None:
    words, code_lists = Words("fr"), contract.code_lists()
    shown = [words.text(source) for source in entries("fr") if isinstance(source, str)]
    shown += [label for name in code_lists for label in contract.code_labels(name, "fr").values()]
    described = [*contract.tables(), *(field for table in contract.tables() for field in table.fields)]
    shown += [contract.translated(one.descriptor, part, "fr") for one in described for part in ("title", "description")]
    for file in (ROOT / "data").glob("*/*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as source:
            rows = list(csv.DictReader(source))
        shown += [row[name] or "" for row in rows for name in row if name == "fr" or str(name).endswith("_fr")]
    assert len(shown) > 3000
    assert [text for text in shown if text != spaced(text, "fr")] == []
    assert sum("\u00a0:" in text for text in shown) > 100
    assert not [text for text in shown if re.search(r" [:;!?%€»]|« ", text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_lists_have_a_label_in_every_language(language: str) -> None:
    for code_list in contract.descriptor()["codeLists"]:
        assert all(label for label in contract.code_labels(code_list, language).values())


@pytest.mark.parametrize(
    ("language", "number", "percent", "day"),
    [
        ("nl", "2.711.722,5", "44 %", "31 december 2011"),
        ("fr", "2 711 722,5", "44 %", "31 décembre 2011"),
        ("en", "2,711,722.5", "44 %", "31 December 2011"),
    ],
)
def test_numbers_and_dates_are_written_as_the_reader_writes_them(
    language: str, number: str, percent: str, day: str
) -> None:
    words = Words(language)
    spaces = str.maketrans("\u202f\u00a0", "  ")
    assert words.number(2711722.5).translate(spaces) == number
    assert words.percent(0.442).translate(spaces) == percent
    assert words.day(date(2011, 12, 31)) == day


def test_missing_is_a_dash_and_zero_is_a_zero() -> None:
    words = Words("nl")
    assert words.number(None) == words.number(float("nan")) == "–"
    assert words.number(0) == "0"


@pytest.mark.parametrize(
    ("language", "with_cents", "without", "more", "less"),
    [
        ("nl", "€ 1.355.861,50", "€ 2.711.722", "+€ 0,50", "\N{MINUS SIGN}€ 1.250,00"),
        ("fr", "1 355 861,50 €", "2 711 722 €", "+0,50 €", "\N{MINUS SIGN}1 250,00 €"),
        ("en", "€1,355,861.50", "€2,711,722", "+€0.50", "\N{MINUS SIGN}€1,250.00"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(
    language: str, with_cents: str, without: str, more: str, less: str
) -> None:
    words = Words(language)
    spaces = str.maketrans("\u202f\u00a0", "  ")
    assert words.money(1355861.5).translate(spaces) == with_cents
    assert words.money(2711722.0).translate(spaces) == without
    assert words.money(0.5, difference=True).translate(spaces) == more
    assert words.money(-1250, difference=True).translate(spaces) == less


def test_missing_money_is_a_dash_and_no_difference_is_a_zero_without_sign() -> None:
    words = Words("en")
    assert words.money(None) == words.money(float("nan"), difference=True) == "–"
    assert words.money(0) == "€0"
    assert words.money(-0.001, difference=True) == "€0.00"


@pytest.mark.parametrize(("language", "said"), [("nl", "blad"), ("fr", "feuille"), ("en", "sheet")])
def test_a_workbook_is_named_with_its_sheet(language: str, said: str) -> None:
    words = Words(language)
    assert sheet_of_file(words, {"file_name": "q.xlsx", "sheet": "2012 Q1"}) == f"q.xlsx, {said} 2012 Q1"
    assert sheet_of_file(words, {"file_name": "q.csv", "sheet": None}) == "q.csv"
    assert sheet_of_file(words, {"file_name": None, "sheet": None}) == "–"
