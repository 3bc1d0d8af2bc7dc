"""The example files are accepted as they stand, in three languages, and the documentation shows them as they are."""

import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import openpyxl
import pytest

from peil import commands as command_line
from peil import contract, examples
from peil.importing.gate import import_path
from peil.store import ROOT, Store
from tests.importing.conftest import rows

DOCS = ROOT / "docs"
README = ROOT / "README.md"


def handed_in_before(table: contract.Table) -> set[str]:
    """The tables that a table refers to; who reports has to be a partner, too, and a meeting known."""
    partners = {"partners"} if "partner_id" in table.names else set()
    meetings = {"meetings"} if "meeting_id" in table.names else set()
    return (partners | meetings | {key.table for key in table.foreign_keys}) - {table.name}


ORDER = tuple(TopologicalSorter({table.name: handed_in_before(table) for table in contract.tables()}).static_order())


def table_by_table(store: Store, language: str, folder: Path) -> None:
    for name in ORDER:
        path = folder / f"{name}.csv"
        path.write_text(examples.csv_text(contract.table(name), language), encoding="utf-8")
        outcome = import_path(store, path)
        assert outcome.findings.to_dict("records") == [], name
        assert outcome.rows == {name: 5}
        assert not outcome.refused


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Store]]:
    """A database per language, into which every example file was handed in, table by table."""
    opened = {language: Store(":memory:") for language in examples.LANGUAGES}
    for language, store in opened.items():
        table_by_table(store, language, tmp_path_factory.mktemp(language))
    yield opened
    for store in opened.values():
        store.close()


@pytest.mark.parametrize("table", contract.tables(), ids=lambda table: table.name)
def test_the_examples_say_the_same_in_every_language(stores, table):
    references = {key.field for key in table.foreign_keys}
    same = [field.name for field in table.fields if field.name in references or "examples@nl" not in field.descriptor]
    columns = ", ".join(f'"{name}"' for name in same)
    stored = {
        language: rows(store, f'select {columns} from "{table.name}" order by source_row')
        for language, store in stores.items()
    }
    assert stored["nl"] == stored["fr"] == stored["en"]


def test_the_examples_are_of_a_partnership_that_does_not_exist(stores):
    assert rows(stores["en"], "select distinct data_status from partnerships") == [("demonstration",)]
    for table in contract.tables():
        for key in table.key[:1]:
            for (name,) in rows(stores["en"], f'select "{key}" from "{table.name}"'):
                assert name.startswith("EXAMPLE")


@pytest.mark.parametrize("language", examples.LANGUAGES)
def test_all_examples_in_one_workbook_are_accepted(language, tmp_path):
    path = tmp_path / "examples.xlsx"
    examples.write(path, contract.tables(), language)
    store = Store(":memory:")
    outcome = import_path(store, path)
    store.close()
    assert outcome.findings.to_dict("records") == []
    assert outcome.rows == dict.fromkeys(ORDER, 5)


@pytest.mark.parametrize("language", examples.LANGUAGES)
def test_a_csv_file_for_excel_is_accepted(language, tmp_path):
    path = tmp_path / "areas.csv"
    examples.write(path, [contract.table("areas")], language)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    store = Store(":memory:")
    outcome = import_path(store, path)
    store.close()
    assert (outcome.findings.empty, outcome.rows) == (True, {"areas": 5})


@pytest.mark.parametrize("table", contract.tables(), ids=lambda table: table.name)
def test_an_example_has_six_lines_and_every_column_that_is_required(table):
    required = {field.name for field in table.fields if field.required}
    for language in examples.LANGUAGES:
        shown = {field.name for field in table.fields if field.examples(language)}
        assert required <= shown
        assert {len(field.examples(language)) for field in table.fields if field.name in shown} == {5}


def test_numbers_and_dates_are_written_as_in_the_language():
    text = {language: examples.csv_text(contract.table("claims"), language) for language in examples.LANGUAGES}
    assert "31-03-2025;18250,50;" in text["nl"]
    assert "31/03/2025;18250,50;" in text["fr"]
    assert "2025-03-31,18250.50," in text["en"]


# The documentation


def test_the_page_of_all_tables_is_up_to_date():
    page = (DOCS / "tables.md").read_text(encoding="utf-8")
    made = examples.described(contract.tables())
    assert page == made, "Make it again: python -m peil example --columns > docs/tables.md"


@pytest.mark.parametrize("language", examples.LANGUAGES)
def test_the_page_on_handing_in_opens_with_the_example_of_results(language):
    opening = (DOCS / "import.md").read_text(encoding="utf-8").split("\n## ")[1]
    assert f"```\n{examples.csv_text(contract.table('results'), language)}```\n" in opening


def test_the_page_of_all_tables_links_to_its_own_headings():
    page = examples.described(contract.tables())
    headings = {heading.lower().replace(" ", "-") for heading in re.findall("^#+ (.*)$", page, re.MULTILINE)}
    linked = set(re.findall(r"\(#([^)]*)\)", page))
    assert linked
    assert linked <= headings


# The command


def test_the_workbook_that_the_readme_starts_from_is_accepted(monkeypatch, tmp_path):
    [command] = re.findall(
        r"^ *python -m peil (example .* --to (?!example)\S+)", README.read_text(encoding="utf-8"), re.MULTILINE
    )
    monkeypatch.chdir(tmp_path)
    assert command_line.main(["--database", str(tmp_path / "peil.duckdb"), *command.split()]) == 0
    store = Store(":memory:")
    outcome = import_path(store, tmp_path / command.split()[-1])
    store.close()
    assert (outcome.findings.empty, outcome.refused) == (True, False)


@pytest.fixture
def example(tmp_path, capsys):
    """``example("results", "--lang", "nl")`` returns (exit code, standard output, standard error)."""

    def run(*arguments):
        code = command_line.main(["--database", str(tmp_path / "peil.duckdb"), "example", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_an_example_is_printed_so_that_it_can_be_redirected_to_a_file(example, tmp_path):
    for language in examples.LANGUAGES:
        expected = examples.csv_text(contract.table("results"), language)
        assert example("results", "--lang", language) == (0, expected, "")
    assert not (tmp_path / "peil.duckdb").exists()


def test_without_a_table_all_are_listed(example):
    code, out, _ = example("--lang", "nl")
    assert (code, len(out.splitlines())) == (0, len(contract.tables()))
    assert "results               Resultaten. Wat gedaan is, per indicator, partner en periode.\n" in out


def test_columns_are_listed_with_their_titles_and_codes(example):
    code, out, _ = example("results", "--columns")
    assert code == 0
    assert "| `value` | Waarde | Valeur | Value | The value; empty is not zero | number |" in out
    assert "| `f` | Vrouwen | Femmes | Women |" in out
    assert "## targets" not in out


def test_several_tables_go_to_a_workbook_only(example, tmp_path):
    code, out, err = example("results", "targets")
    assert (code, out, "--to FILE.xlsx" in err) == (2, "", True)
    code, out, err = example("results", "targets", "--to", tmp_path / "two.csv")
    assert (code, out, "--to FILE.xlsx" in err) == (2, "", True)
    code, out, err = example("results", "targets", "--lang", "fr", "--to", tmp_path / "two.xlsx")
    assert (code, "results, targets" in out, err) == (0, True, "")
    assert openpyxl.load_workbook(tmp_path / "two.xlsx").sheetnames == ["Résultats", "Cibles"]


def test_a_file_that_is_there_is_left_alone(example, tmp_path):
    path = tmp_path / "results.csv"
    path.write_text("mine")
    code, _, err = example("results", "--to", path)
    assert (code, "results.csv already" in err, path.read_text()) == (2, True, "mine")


def test_what_cannot_be_made_is_named(example, tmp_path):
    code, _, err = example("resultaten")
    assert (code, "no table resultaten" in err, "results" in err) == (2, True, True)
    code, _, err = example("results", "--to", tmp_path / "results.pdf")
    assert (code, "results.pdf" in err) == (2, True)
