"""Every SQL file says what it asks, runs as it is, and returns what its header promises."""

import ast
import re
from functools import cache

import pytest

from peil import contract
from peil.store import QUERIES, Store, header, statement
from tests.queries.questions import SUCCES

# The folders that are run whole; their statements make things instead of answering.
MAKING = ("tables", "views", "records", "demonstration")
# What the import does with the temporary tables of one submission: it runs only there, where every test of it runs it.
STAGED = "import/staged/"
ALL = sorted(str(path.relative_to(QUERIES).with_suffix("")) for path in QUERIES.rglob("*.sql"))
ASKING = [name for name in ALL if name.split("/")[0] not in MAKING and not name.startswith(STAGED)]


def parameters(text: str) -> set[str]:
    """The names after a dollar sign in a piece of SQL, outside comments and literals."""
    return set(re.findall(r"\$([a-z]\w*)", re.sub(r"--[^\n]*|'[^']*'", " ", text)))


def named(part: str) -> list[str]:
    """``["a", "b"]`` for ``a (date), b (text, or null)``; an empty list for ``none``."""
    plain = re.sub(r"\([^()]*\)", "", part)
    return [] if plain.strip() in ("none", "none.") else [name.strip().removeprefix("$") for name in plain.split(",")]


@pytest.mark.parametrize("query", ALL)
def test_header_is_complete(query):
    head = header(query)
    more = {"checks/rows": ["Severity", "Says", "Mend"], "checks/rules": ["Figures", "Unit", "Pages"]}
    assert list(head) == ["Question", "Parameters", "Columns", *more.get(query.rpartition("/")[0], [])]
    assert head["Question"].endswith((".", "?")), "the question is a whole sentence"
    if query in ASKING or query.startswith(STAGED):
        assert set(named(head["Parameters"])) == parameters(statement(query))


@pytest.mark.parametrize("query", ASKING)
def test_runs_and_returns_what_its_header_says(query, published: Store):
    answer = published.run(query, **{name: SUCCES[name] for name in parameters(statement(query))})
    assert list(answer.columns) == named(header(query)["Columns"])


@pytest.mark.parametrize("query", [name for name in ALL if name.startswith("checks/rows/")])
def test_a_check_says_how_bad_it_is(query):
    assert header(query)["Severity"] in ("error", "warning")


@pytest.mark.parametrize("query", [name for name in ALL if name.startswith("checks/rows/")])
def test_a_rule_names_the_sheet_of_each_row(query):
    assert named(header(query)["Columns"]) == ["table_name", "file_number", "source_row", "field", "value"]


@pytest.mark.parametrize("query", [name for name in ALL if not name.startswith(("tables/", STAGED))])
def test_a_row_number_goes_with_the_number_of_its_sheet(query):
    text = re.sub(r"--[^\n]*", " ", statement(query))
    assert re.search(r"\b(file_number|with_provenance)\b", text) or not re.search(
        r"\b(source_row|submission_files)\b", text
    )


@pytest.mark.parametrize("query", [name for name in ALL if name.startswith("pages/")])
def test_a_list_has_an_order(query):
    """A list in the order in which the rows were met may be another one tomorrow."""
    text = " ".join(re.sub(r"--[^\n]*", " ", statement(query)).split())
    lists = re.findall(r"(?<!list_sort\()\blist\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)", text)
    assert [made for made in lists if "order by" not in made] == []


@pytest.mark.parametrize("query", [name for name in ALL if name.split("/")[0] in ("pages", "views")])
def test_texts_come_in_the_language_of_the_reader(query):
    """A query asks ``areas_in($language, $known_at)`` for names, so that no language is named in it."""
    columns = {column for table in contract.tables() for text in table.texts for column in contract.columns_of(text)}
    assert set(re.findall(r"\w+", re.sub(r"--[^\n]*", " ", statement(query)))) & columns == set()


@pytest.mark.parametrize("query", ALL)
def test_every_common_table_expression_is_used(query):
    text = re.sub(r"--[^\n]*", " ", statement(query))
    made = re.findall(r"(?:\bwith(?: recursive)?|\),)\s+(\w+) as (?:not )?(?:materialized )?\(", text)
    assert [name for name in made if len(re.findall(rf"\b{name}\b", text)) < 2] == []


@pytest.mark.parametrize("query", ALL)
def test_where_rows_come_from_is_asked_in_one_way(query):
    """``with_provenance`` says it, so that all pages name the same document, submission, file and sheet."""
    if query.startswith("pages/"):
        assert not re.search(r"\b(submission_files|join submissions)\b", statement(query))


# What is written in a cell is read here; everywhere else a fact is a field.
READING = "views/0_written_forms"
TEXT_FUNCTIONS = r"""(?x)
    \b(i?like|similar\s+to|glob)\s+'
    | \b(regexp_\w+|split_part|starts_with|ends_with|prefix|suffix|contains|substr\w*|left|right)\(
    | \b(position|instr|strpos)\(
"""


@pytest.mark.parametrize("query", [name for name in ALL if name.split("/")[0] in ("checks", "pages", "views")])
def test_no_meaning_is_read_out_of_an_id_a_name_or_a_sentence(query):
    """Where a fact is needed, the contract has a field for it, with a list of codes or yes and no."""
    text = re.sub(r"--[^\n]*", " ", statement(query))
    assert query == READING or not re.search(TEXT_FUNCTIONS, text)
    fields = [field for table in contract.tables() for field in table.fields if field.type == "string"]
    # The names of tables are as good as a list of codes, and so are the verdicts of rules and their reasons.
    coded = {field.name for field in fields if field.codes} | {"table_name", "outcome", "reason"}
    free = {field.name for field in fields} | {text for table in contract.tables() for text in table.texts}
    compared = re.findall(r"\b(\w+)(?:::\w+)?\s*(?:=|<>|!=|\bin\s*\(|\bis distinct from)\s*'", text)
    assert set(compared) & (free - coded) == set()


def test_such_a_query_is_seen():
    for wrong in ("name_en like '%(not named)'", "regexp_matches(period, '^from')", "starts_with(statistic_id, 'LP_')"):
        assert re.search(TEXT_FUNCTIONS, wrong)


@pytest.mark.parametrize("query", [name for name in ALL if name in ASKING or name.startswith(STAGED)])
def test_somebody_asks_it(query):
    """A query is named in the code, or lies in a folder that the code runs whole (such as queries/checks)."""
    assert query in words() or query.split("/")[0] in words(), f"nobody uses queries/{query}.sql"


@cache
def words() -> set[str]:
    """Every text constant in the code of the app."""
    root = QUERIES.parent
    sources = [root / "app.py", *(root / "pages").rglob("*.py"), *(root / "peil").rglob("*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sources if path.exists()]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
