"""Every query of a page, asked as the pages ask it, of the published figures and of the demonstration region."""

from collections.abc import Mapping
from datetime import date, datetime

from peil import store


def _queries(folder: str) -> list[str]:
    return sorted(
        str(path.relative_to(store.QUERIES).with_suffix("")) for path in (store.QUERIES / folder).rglob("*.sql")
    )


PAGES = _queries("pages")
CHECKS = _queries("checks")

# One value for every parameter name that any query has.
SUCCES: dict[str, object] = {
    "area": "KOR_CITY",
    "as_of": date(2011, 12, 31),
    "benchmark": "rest",
    "check_id": "two_readings",
    "checks": ["two_readings"],
    "data_status": "published",
    "days": [date(2010, 2, 1), date(2011, 12, 31)],
    "indicator": "SUC_HOUSE_VISITS",
    "indicators": ["SUC_HOUSE_VISITS", "SUC_CONFIDENCE"],
    "is_demonstration": False,
    "kind": None,
    "known_at": datetime(2100, 1, 1),
    "meeting": "ST_2026_Q2",
    "meeting_kind": "steering_group",
    "until": None,
    "language": "en",
    "note": "I01",
    "pages": ["results"],
    "partner": None,
    "partnership": "SUCCES",
    "partnerships": ["SUCCES"],
    "records": ["SUC_CONFIDENCE"],
    "region": "LP_FL",
    "revises": None,
    "sha256": "0" * 64,
    "today": date(2012, 1, 20),
    "figures_until": date(2011, 12, 31),
    "since_as_of": date(2010, 12, 9),
    "since_known_at": datetime(2099, 1, 1),
    "submission_id": 1,
    "tolerance": 1.0,
}
REGION: Mapping[str, object] = {
    **SUCCES,
    "area": "D_N02",
    "as_of": date(2024, 6, 30),
    "data_status": "demonstration",
    "is_demonstration": True,
    "records": ["RES_VISITS"],
    "days": [date(2023, 6, 30), date(2024, 6, 30)],
    "indicator": "RES_VISITS",
    "indicators": ["RES_VISITS", "RES_CLIENTS"],
    "partnership": "DEMO",
    "partnerships": ["DEMO_01", "DEMO_02", "DEMO_03"],
    "region": "DEMO",
    # What the correction brought, too.
    "today": date(2026, 10, 20),
    "figures_until": date(2026, 9, 30),
    "since_as_of": date(2024, 3, 31),
    "since_known_at": datetime(2026, 10, 25),
}
ONE: Mapping[str, object] = {**REGION, "partnership": "DEMO_01", "partnerships": ["DEMO_01"]}
# Before most of it began.
EARLY: Mapping[str, object] = {
    **ONE,
    "as_of": date(2022, 9, 15),
    "days": [date(2022, 9, 15)],
    "since_as_of": date(2022, 6, 30),
}
MUNICIPALITY: Mapping[str, object] = {**ONE, "area": "D_M012", "indicator": "MON_REGION_SEEKERS"}
ASKED = {"published": SUCCES, "region": REGION, "one": ONE, "early": EARLY, "municipality": MUNICIPALITY}


def asked(query: str, values: Mapping[str, object]) -> dict[str, object]:
    """The values of the parameters that the header of a query names."""
    return {name: values[name] for name in store.parameters(query)}
