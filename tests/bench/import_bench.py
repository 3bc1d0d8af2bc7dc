"""How long the import gate takes for many figures, beside DuckDB's own COPY of the same figures into a typed table.

    PYTHONPATH=. python tests/bench/import_bench.py [ROWS]

Each import runs in a process of its own, whose highest memory use is printed too. The aims are at most 1 GB, and a
ratio of at most 4 for 1,000,000 results and of at most 6 for a monitor file as Statbel writes it: 258,752 rows with
nine figures each, which the gate turns into rows, while COPY gets them as rows.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from peil import contract
from peil.importing.gate import import_path
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
# As long as the longest file of Statbel that was seen: the months of 32 years, and the total of each year as month 0.
MONITOR_TABLES = {
    "areas": """
        select 'AREA_' || i as area_id, 'Gemeente ' || i as name_nl, 'Commune ' || i as name_fr,
        'Municipality ' || i as name_en, 'municipality' as level, 11000 + i as official_code from range(622) as t(i)
    """,
    "partnerships": TABLES["partnerships"],
    "indicators": """
        select 'MS_FIGURE_' || i as indicator_id, 'PS_0' as partnership_id, 'Indicator ' || i as name_nl,
        'Indicateur ' || i as name_fr, 'Indicator ' || i as name_en, 'Bepaling' as definition_nl,
        'Définition' as definition_fr, 'Definition' as definition_en, 'context' as kind, 'neighbourhood' as level,
        'measures' as unit, 'flow' as measure, 'sum' as over_partners, 'none' as direction from range(9) as t(i)
    """,
}
MONITOR = """
    with figures as (
        select
            a, 1996 + y as year, m as month, 'MS_FIGURE_' || i as indicator_id,
            (a * 7 + y * 3 + m * (i + 1)) % 97 as value
        from range(622) as t(a), range(32) as u(y), range(13) as v(m), range(9) as w(i)
    )
"""
# With an indicator per column, as Statbel has it, and as the rows that are stored.
MONITOR_FILE = f"""{MONITOR}
    pivot (
        select
            11000 + a as "REFNIS", 'Gemeente ' || a as "REFNIS_NL", 'Commune ' || a as "REFNIS_FR", year as "CD_YEAR",
            month as "CD_PERIOD", '01000' as "CD_REFNIS_NATION", '02000' as "CD_REFNIS_REGION",
            '34000' as "CD_REFNIS_DISTRICT", 11000 + a as "CD_REFNIS_MUNICIPALITY", 5 as "CD_REFNIS_LEVEL",
            indicator_id, value
        from figures
    ) on indicator_id using any_value(value)
"""
MONITOR_ROWS = f"""{MONITOR}
    select indicator_id, 'AREA_' || a as area_id, last_day(make_date(year, month, 1)) as period_end, value
    from figures where month > 0
"""
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


def make_results(folder: Path, rows: int) -> tuple[Path, Path, Path]:
    """A package with the codes, and a CSV file with at least ``rows`` results, which is also what COPY gets."""
    partnerships = -(-rows // (PARTNERS * INDICATORS * PERIODS))
    numbers = {"partnerships": partnerships, "partners": PARTNERS, "indicators": INDICATORS, "periods": PERIODS}
    package = _make_codes(folder / "codes", TABLES, numbers)
    file = _write(RESULTS, folder / "results.csv", numbers)
    return package, file, file


def make_monitor(folder: Path) -> tuple[Path, Path, Path]:
    """A package with the codes, a monitor file, and a CSV file with the same figures as rows for COPY."""
    package = _make_codes(folder / "codes", MONITOR_TABLES, {"partnerships": 1})
    file = folder / "TF_BUILDING_PERMITS.txt"
    duckdb.connect().execute(f"copy ({MONITOR_FILE}) to '{file}' (header, delimiter '|', force_quote *)")
    return package, file, _write(MONITOR_ROWS, folder / "area_values.csv", {})


def _make_codes(package: Path, tables: dict[str, str], numbers: dict[str, int]) -> Path:
    package.mkdir(parents=True)
    for name, query in tables.items():
        _write(query, package / f"{name}.csv", numbers)
    resources = [{"name": name, "path": f"{name}.csv"} for name in tables]
    (package / "datapackage.json").write_text(json.dumps({"name": "codes", "resources": resources}))
    return package


def _write(query: str, path: Path, numbers: dict[str, int]) -> Path:
    used = {key: value for key, value in numbers.items() if f"${key})" in query}
    duckdb.connect().execute(f"copy ({query}) to '{path}' (header)", used)
    return path


def through_the_gate(database: str, file: str) -> None:
    """Imports the file into a database that knows the codes; prints seconds, MB and rows as JSON."""
    store = Store(Path(database))
    started = time.perf_counter()
    stages: dict[str, float] = {}
    last = ["open", started]

    def note(stage: str, done: int, total: int) -> None:
        now = time.perf_counter()
        stages[last[0]] = stages.get(last[0], 0) + now - last[1]
        last[:] = [stage, now]

    outcome = import_path(store, Path(file), progress=note)
    seconds = time.perf_counter() - started
    assert not outcome.refused, outcome.findings
    _print(seconds, sum(outcome.rows.values()), stages)


def plain_copy(database: str, table: str, file: str) -> None:
    """Copies the file into a table with the types of the contract, without any check; prints the same."""
    connection = duckdb.connect(database)
    connection.execute(create_table(contract.table(table)).text)
    with Path(file).open() as lines:
        columns = lines.readline().strip()
    started = time.perf_counter()
    connection.execute(f"copy {table} ({columns}) from '{file}' (header)")
    seconds = time.perf_counter() - started
    _print(seconds, connection.table(table).count("*").fetchall()[0][0], {})


def _print(seconds: float, rows: int, stages: dict[str, float]) -> None:
    # Not getrusage: a child starts with the peak of its parent.
    status = Path("/proc/self/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"seconds": seconds, "rows": rows, "peak": peak, "stages": stages}))


def _in_a_process(what: str, *arguments: object) -> dict[str, float]:
    command = [sys.executable, __file__, what, *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def compare(table: str, package: Path, file: Path, rows_file: Path) -> None:
    """Imports a file and copies the same figures, and prints both."""
    database = file.with_suffix(".duckdb")
    store = Store(database)
    assert not import_path(store, package).refused
    store.close()
    ours = _in_a_process("gate", database, file)
    copy = _in_a_process("copy", file.with_suffix(".plain.duckdb"), table, rows_file)
    assert ours["rows"] == copy["rows"]
    print(f"{ours['rows']:.0f} {table} of {file.name}")
    print(f"the gate: {ours['seconds']:.2f} s, at most {ours['peak']:.0f} MB")
    print("          " + ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in ours["stages"].items()))
    print(f"COPY:     {copy['seconds']:.2f} s, at most {copy['peak']:.0f} MB")
    print(f"ratio:    {ours['seconds'] / copy['seconds']:.1f}")


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        compare("results", *make_results(Path(name) / "results", rows))
        compare("area_values", *make_monitor(Path(name) / "monitor"))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["gate", database, file]:
            through_the_gate(database, file)
        case ["copy", database, table, file]:
            plain_copy(database, table, file)
        case [rows]:
            main(int(rows))
        case _:
            main(1_000_000)
