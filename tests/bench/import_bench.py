"""How long the import gate takes for many results, beside DuckDB's own COPY of the same file into a typed table.

    PYTHONPATH=. python tests/bench/import_bench.py [ROWS]

Each import runs in a process of its own, whose highest memory use is printed too. The aim is a ratio of at most 4 and
at most 1 GB for 1,000,000 rows.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from peil import contract
from peil.importing import import_path
from peil.store import Store, create_table

PARTNERS, INDICATORS, PERIODS = 5, 50, 20
TABLES = {
    "sources": "select 'SRC_REPORTS' as source_id, 'Quarterly reports' as title, 'Reports' as short_title",
    "areas": """
        select 'AREA_' || i as area_id, 'Wijk ' || i as name_nl, 'Quartier ' || i as name_fr,
        'Neighbourhood ' || i as name_en, 'neighbourhood' as level from range(40) as t(i)
    """,
    "organisations": """
        select 'ORG_' || p || '_' || i as organisation_id, 'Organisatie ' || p || ' ' || i as name_nl,
        'Organisation ' || p || ' ' || i as name_fr, 'Organisation ' || p || ' ' || i as name_en,
        'public_welfare_centre' as type
        from range($partnerships) as t(p), range($partners) as u(i)
    """,
    "partnerships": """
        select 'PS_' || p as partnership_id, 'Partnerschap ' || p as name_nl, 'Partenariat ' || p as name_fr,
        'Partnership ' || p as name_en, 'under_implementation' as stage, '2010-01-01' as start_date,
        'demonstration' as data_status from range($partnerships) as t(p)
    """,
    "partners": """
        select 'PS_' || p as partnership_id, 'ORG_' || p || '_' || i as organisation_id, 'partner' as role,
        'Reports' as responsibility_en, true as reports
        from range($partnerships) as t(p), range($partners) as u(i)
    """,
    "indicators": """
        select 'IND_' || i as indicator_id, 'PS_0' as partnership_id, 'Indicator ' || i as name_nl,
        'Indicateur ' || i as name_fr, 'Indicator ' || i as name_en, 'Bepaling' as definition_nl,
        'Définition' as definition_fr, 'Definition' as definition_en, 'result' as kind, 'partnership' as level,
        'people' as unit, ['flow', 'running_total', 'snapshot', 'ratio', 'unique_people'][i % 5 + 1] as measure,
        'sum' as over_partners, 'up' as direction from range($indicators) as t(i)
    """,
}
RESULTS = """
    select
        'PS_' || p as partnership_id, 'IND_' || i as indicator_id, 'ORG_' || p || '_' || o as partner_id,
        'AREA_' || p % 40 as area_id, last_day(date '2010-01-01' + to_months(3 * q::integer + 2)) as period_end,
        'quarter' as period_precision,
        case when i % 5 = 3 then round(((p + i + q) % 80 + 10) / 120, 6) else q * 10 + (p * 7 + i * 3 + o) % 10 end
            as value,
        case when i % 5 = 3 then (p + i + q) % 80 + 10 end as numerator,
        case when i % 5 = 3 then 120 end as denominator,
        case when (p + i + o) % 10 = 0 then 'The report says, among other things: "better than before" ' || q end
            as explanation,
        'SRC_REPORTS' as source_id, 'p. ' || (i % 90) as source_section
    from range($partnerships) as t(p), range($partners) as u(o), range($periods) as v(q), range($indicators) as w(i)
"""


def make(folder: Path, rows: int) -> tuple[Path, Path]:
    """Writes a package with the codes and a CSV file with at least ``rows`` results; returns both paths."""
    partnerships = -(-rows // (PARTNERS * INDICATORS * PERIODS))
    numbers = {"partnerships": partnerships, "partners": PARTNERS, "indicators": INDICATORS, "periods": PERIODS}
    package = folder / "codes"
    package.mkdir()
    connection = duckdb.connect()
    for name, query in {**TABLES, "results": RESULTS}.items():
        path = folder / "results.csv" if name == "results" else package / f"{name}.csv"
        used = {key: value for key, value in numbers.items() if f"${key})" in query}
        connection.execute(f"copy ({query}) to '{path}' (header)", used)
    resources = [{"name": name, "path": f"{name}.csv"} for name in TABLES]
    (package / "datapackage.json").write_text(json.dumps({"name": "codes", "resources": resources}))
    return package, folder / "results.csv"


def through_the_gate(database: str, results: str) -> None:
    """Imports the file into a database that knows the codes; prints seconds, MB and rows as JSON."""
    store = Store(Path(database))
    started = time.perf_counter()
    stages: dict[str, float] = {}
    last = ["open", started]

    def note(stage: str, done: int, total: int) -> None:
        now = time.perf_counter()
        stages[last[0]] = stages.get(last[0], 0) + now - last[1]
        last[:] = [stage, now]

    outcome = import_path(store, Path(results), progress=note)
    seconds = time.perf_counter() - started
    assert not outcome.refused, outcome.findings
    _print(seconds, outcome.rows["results"], stages)


def plain_copy(database: str, results: str) -> None:
    """Copies the file into a table with the types of the contract, without any check; prints the same."""
    connection = duckdb.connect(database)
    connection.execute(create_table(contract.table("results")).text)
    with Path(results).open() as file:
        columns = file.readline().strip()
    started = time.perf_counter()
    connection.execute(f"copy results ({columns}) from '{results}' (header)")
    seconds = time.perf_counter() - started
    _print(seconds, connection.execute("select count(*) from results").fetchall()[0][0], {})


def _print(seconds: float, rows: int, stages: dict[str, float]) -> None:
    # Not getrusage: a child starts with the peak of its parent.
    status = Path("/proc/self/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"seconds": seconds, "rows": rows, "peak": peak, "stages": stages}))


def _in_a_process(what: str, *arguments: object) -> dict[str, float]:
    command = [sys.executable, __file__, what, *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package, results = make(folder, rows)
        store = Store(folder / "peil.duckdb")
        assert not import_path(store, package).refused
        store.close()
        ours = _in_a_process("gate", folder / "peil.duckdb", results)
        copy = _in_a_process("copy", folder / "plain.duckdb", results)
    assert ours["rows"] == copy["rows"]
    print(f"{ours['rows']:.0f} results")
    print(f"the gate: {ours['seconds']:.2f} s, at most {ours['peak']:.0f} MB")
    print("          " + ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in ours["stages"].items()))
    print(f"COPY:     {copy['seconds']:.2f} s, at most {copy['peak']:.0f} MB")
    print(f"ratio:    {ours['seconds'] / copy['seconds']:.1f}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["gate", database, results]:
            through_the_gate(database, results)
        case ["copy", database, results]:
            plain_copy(database, results)
        case [rows]:
            main(int(rows))
        case _:
            main(1_000_000)
