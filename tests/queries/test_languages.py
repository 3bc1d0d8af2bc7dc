"""Another language: the catalogue, the contract and one line of ``peil/texts``, and no question or label lacks it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from peil import contract
from peil.texts import LANGUAGES

ROOT = Path(__file__).parent.parent.parent
ADDED = "eo"


def marked(text: str) -> str:
    return f"⟦{text}⟧"


def with_language(described: Any) -> Any:
    """A piece of the contract with each title, description, label and field in the added language too."""
    if isinstance(described, list):
        return [also for part in described for also in of_field(with_language(part))]
    if not isinstance(described, dict):
        return described
    added = {}
    for key, value in described.items():
        added[key] = [*value, ADDED] if key == "languages" else with_language(value)
        if f"{key}@nl" in described:
            added[f"{key}@{ADDED}"] = marked(value) if isinstance(value, str) else value
    return added


def of_field(part: Any) -> list[Any]:
    """A field, and after a text in English the same text in the added language."""
    if isinstance(part, dict) and str(part.get("name", "")).endswith("_en") and "type" in part:
        titles = {key: marked(part[key]) + ADDED for key in part if key.startswith("title")}
        return [part, part | {"name": f"{part['name'].removesuffix('_en')}_{ADDED}"} | titles]
    return [part]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of Peil to which one language was added."""
    folder = tmp_path_factory.mktemp("copy")
    for part in ("peil", "queries", "data/published", "data/demonstration", "tests/queries"):
        shutil.copytree(ROOT / part, folder / part)
    for file in ("data/datapackage.json", "data/descriptor.schema.json", "tests/conftest.py"):
        shutil.copy(ROOT / file, folder / file)
    # The contract.
    changed = with_language(contract.descriptor())
    (folder / "data" / "datapackage.json").write_text(json.dumps(changed), encoding="utf-8")
    # The catalogue.
    with (ROOT / "peil" / "texts" / "fr.po").open("rb") as source:
        french = read_po(source, locale="fr")
    added = Catalog(locale=ADDED)
    for message in french:
        if message.id:
            pair = isinstance(message.id, tuple)
            added.add(message.id, tuple(map(marked, message.id)) if pair else marked(str(message.id)))
    with (folder / "peil" / "texts" / f"{ADDED}.po").open("wb") as target:
        write_po(target, added)
    # And one line.
    texts = folder / "peil" / "texts" / "__init__.py"
    before = texts.read_text(encoding="utf-8")
    line = '"en": "en_GB"}'
    assert before.count(line) == 1
    texts.write_text(before.replace(line, f'"en": "en_GB", "{ADDED}": "{ADDED}"}}'), encoding="utf-8")
    return folder


def test_nothing_lacks_an_added_language(copy: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "tests.queries.another_language", ADDED],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
    )
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout) == {}


def test_the_menu_and_the_contract_have_the_same_languages() -> None:
    assert sorted(LANGUAGES) == sorted(contract.languages())


def test_every_text_of_a_table_is_there_in_every_language() -> None:
    for table in contract.tables():
        for text in table.texts:
            assert set(contract.columns_of(text)) <= set(table.names), f"{table.name}.{text}"
