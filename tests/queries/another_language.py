"""Asks every question of a page in English and in a language that was added to this copy of Peil; see test_languages.

Usage: python -m tests.queries.another_language LANGUAGE, in the copy. Prints JSON: what lacks the language.
"""

import csv
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from peil import contract
from peil.demonstrating import CORRECTION, demonstrate
from peil.importing.gate import import_path
from peil.sql import name, sql
from peil.store import Store, statement
from peil.texts import LANGUAGES, Words
from tests.conftest import PUBLISHED
from tests.queries.questions import SUCCES
from tests.queries.test_queries import ASKING, parameters
from tests.queries.test_sheets import REGION, UNTIL

# Parameters for what neither of the usual ones gives an answer to.
OTHERS: list[dict[str, object]] = [
    REGION | {"indicator": "MON_ALLOWANCE"},
    SUCCES | {"partnership": "LP_FL"},
    SUCCES | {"partnership": "DIALOG_FL"},
    SUCCES | {"as_of": date(2012, 6, 30)},
    REGION | {"area": "D_M001"},
    # One that was merged.
    REGION | {"area": "D_M012"},
    # What is agreed and answered in a reflection moment.
    REGION | {"meeting": "RF_2026_1", "today": UNTIL, "figures_until": UNTIL},
]


def marked(text: str) -> str:
    """A text "in" the added language."""
    return f"⟦{text}⟧"


def translate(package: Path, language: str) -> None:
    """Gives every text of a package in the language: in each table, a column for each that is in English."""
    for table in contract.tables():
        file = package / table.descriptor["path"]
        if table.texts and file.exists():
            with file.open(encoding="utf-8", newline="") as source:
                rows = list(csv.DictReader(source))
            for row in rows:
                for text in table.texts:
                    row[f"{text}_{language}"] = row[f"{text}_en"] and marked(row[f"{text}_en"])
            with file.open("w", encoding="utf-8", newline="") as target:
                writer = csv.DictWriter(target, list(rows[0]) if rows else table.names, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


def texts_in(cell: object) -> Iterator[str]:
    if isinstance(cell, str):
        yield cell
    elif isinstance(cell, (list, np.ndarray)):
        for part in cell:
            yield from texts_in(part)
    elif isinstance(cell, dict):
        for part in cell.values():
            yield from texts_in(part)


def answered(store: Store, query: str, language: str) -> list[str]:
    """Every text in the answers of a query: of the published and of the demonstration figures."""
    found: list[str] = []
    for number, samples in enumerate((SUCCES, REGION, *OTHERS)):
        if number < 2 or not any(text.startswith("⟦") for text in found):
            asked = {name: samples[name] for name in parameters(statement(query))} | {"language": language}
            for row in store.run(query, **asked).itertuples(index=False):
                found += [text for cell in row for text in texts_in(cell)]
    return found


def stored(store: Store) -> set[str]:
    """The texts that are stored in English, without those that also stand in a column that has no language."""
    english: set[str] = set()
    others: set[str] = set()
    with store.cursor() as cursor:
        for table in contract.tables():
            translated = {column for text in table.texts for column in contract.columns_of(text)}
            for field in table.fields:
                if field.type == "string":
                    place = english if field.name in translated and field.name.endswith("_en") else others
                    if place is english or field.name not in translated:
                        values = sql(
                            "select distinct {column} from {table}", column=name(field.name), table=name(table.name)
                        )
                        place |= {text for (text,) in cursor.execute(values).fetchall()}
    return english - others


def main(language: str) -> None:
    lacking: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as temporary:
        region = Path(temporary) / "region"
        demonstrate(region)
        store = Store(":memory:")
        for package in (PUBLISHED, region, region / CORRECTION):
            translate(package, language)
            outcome = import_path(store, package)
            lacking[f"import of {package.name}"] = [] if outcome.submission_id else [f.rule for f in outcome.findings]
    english = stored(store)
    for query in ASKING:
        if "language" in parameters(statement(query)):
            said = answered(store, query, language)
            lacking[query] = sorted(set(said) & english) or [] if any(t.startswith("⟦") for t in said) else ["nothing"]
    store.close()
    lacking["menu"] = [] if language in LANGUAGES else [language]
    lacking["catalogue"] = [] if Words(language).text("Results") == marked("Results") else ["Results"]
    described = [*contract.tables(), *(field for table in contract.tables() for field in table.fields)]
    lacking["titles"] = [
        thing.name
        for thing in described
        if not contract.translated(thing.descriptor, "title", language).startswith("⟦")
    ]
    lacking["labels"] = [
        f"{code_list}: {label}"
        for code_list in contract.descriptor()["codeLists"]
        for label in contract.code_labels(code_list, language).values()
        if not label.startswith("⟦")
    ]
    sys.stdout.write(json.dumps({place: missing for place, missing in lacking.items() if missing}, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
