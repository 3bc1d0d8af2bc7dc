"""A small region of its own, so that these tests do not depend on the published figures."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psutil
import pytest

from peil import contract
from peil.importing.gate import Options, Outcome, import_path
from peil.importing.reading.confined import confined
from peil.store import Store

REGION = {
    "sources": "source_id,title,short_title\nSRC,Reports of the partners,Reports\n",
    "areas": (
        "area_id,parent_id,name_nl,name_fr,name_en,level\n"
        "KORTRIJK,,Kortrijk,Courtrai,Kortrijk,municipality\n"
        "CENTRUM,KORTRIJK,Centrum,Centre,Centre,neighbourhood\n"
    ),
    "organisations": (
        "organisation_id,name_nl,name_fr,name_en,aliases,type\n"
        "ORG_OCMW_KORTRIJK,OCMW Kortrijk,CPAS de Courtrai,PCSW Kortrijk,OCMW-K;Sociaal Huis,public_welfare_centre\n"
        "ORG_STAD,Stad Kortrijk,Ville de Courtrai,City of Kortrijk,,local_authority\n"
        "ORG_VREEMD,Vreemd,Étranger,Stranger,,ngo\n"
    ),
    "partnerships": (
        "partnership_id,name_nl,name_fr,name_en,lead_partner_id,stage,start_date,end_date,data_status\n"
        "PS,SucceS,SucceS,SucceS,ORG_OCMW_KORTRIJK,closed,2010-02-01,2013-06-30,demonstration\n"
    ),
    "partners": (
        "partnership_id,organisation_id,role,responsibility_en,reports\n"
        "PS,ORG_OCMW_KORTRIJK,lead_partner,leads,true\n"
        "PS,ORG_STAD,partner,visits,true\n"
    ),
    "indicators": (
        "indicator_id,partnership_id,name_nl,name_fr,name_en,definition_nl,definition_fr,definition_en,"
        "kind,level,unit,measure,over_partners,direction\n"
        "VISITS,PS,Bezoeken,Visites,Visits,a,b,c,result,project,visits,running_total,sum,up\n"
        "CHANGE,PS,Verandering,Changement,Change,a,b,c,result,project,percent,snapshot,mean,up\n"
        "SHARE,PS,Aandeel,Part,Share,a,b,c,result,project,percent,ratio,none,up\n"
    ),
}
HEADER = "partnership_id,indicator_id,partner_id,period_end,value"


def write_package(folder: Path, tables: dict[str, str], **described: object) -> Path:
    """A data package folder with these CSV texts; ``described`` is added to every resource."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    resources = [{"name": name, "path": f"{name}.csv"} | described for name in tables]
    (folder / "datapackage.json").write_text(json.dumps({"name": "test", "resources": resources}))
    return folder


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_package(tmp_path_factory.mktemp("region"), REGION)


@pytest.fixture(scope="session")
def known_region(tmp_path_factory: pytest.TempPathFactory, region: Path) -> Path:
    """The folder of a closed database that knows the region, with its originals; to be copied."""
    folder = tmp_path_factory.mktemp("known")
    store = Store(folder / "peil.duckdb")
    # Long ago, so that tests can say when what they hand in came in.
    assert import_path(store, region, Options(name="region", received_at=datetime(2010, 1, 1))).submission_id == 1
    store.close()
    return folder


@pytest.fixture
def database(tmp_path: Path, known_region: Path) -> Path:
    """The path of a closed database of its own that knows the region."""
    shutil.copytree(known_region, tmp_path / "db")
    return tmp_path / "db" / "peil.duckdb"


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    """An open database of its own that knows the region."""
    store = Store(database)
    yield store
    store.close()


@pytest.fixture
def hand_in(store: Store, tmp_path: Path) -> Callable[..., Outcome]:
    """Writes a file (text or bytes) and imports it: ``hand_in("a,b\\n1,2\\n", decimal=",")``."""

    def write_and_import(content: str | bytes, name: str = "results.csv", **options: object) -> Outcome:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return import_path(store, path, Options(**options))

    return write_and_import


@contextmanager
def reading_little() -> Iterator[None]:
    """Fails when the process that reads files reads more than a few megabytes of them.

    What is refused at once is not read to its end. Bytes tell that on every machine; seconds do not.
    """
    # Its modules are files, too, and are read with the first one.
    confined("nothing", 1, str)
    [reader] = [
        child for child in psutil.Process().children() if child.cmdline()[-1] == "peil.importing.reading.confined"
    ]
    before = reader.io_counters().read_chars
    yield
    assert reader.io_counters().read_chars - before < 5_000_000


def rows(store: Store, query: str) -> list[tuple]:
    with store.cursor() as cursor:
        return cursor.execute(query).fetchall()


def everything(store: Store) -> dict[str, list[tuple]]:
    """All stored rows of all tables, in one comparable piece."""
    names = [table.name for table in contract.tables()]
    names += ["submissions", "submission_files", "withdrawals", "findings"]
    return {name: rows(store, f'select * from "{name}" order by all') for name in names}


def rules(outcome: Outcome) -> dict[str, int]:
    """``{rule: how often}``."""
    return {} if outcome.rules.empty else dict(zip(outcome.rules["rule"], outcome.rules["count"], strict=True))


def places(outcome: Outcome, rule: str) -> list[tuple]:
    """(row, column, value) of each finding of one rule; None where it has none."""
    if outcome.findings.empty:
        return []
    found = outcome.findings[outcome.findings["rule"] == rule]
    cells = found[["source_row", "field", "value"]].astype(object)
    return [tuple(row) for row in cells.where(cells.notna(), None).to_numpy().tolist()]
