"""The published results of SucceS Kortrijk come out as they were worked out by hand."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.meaning.small_store import SmallStore

END_OF_2011 = date(2011, 12, 31)
OCMW, MENTOR = "ORG_OCMW_KORTRIJK", "ORG_MENTOR"

# indicator: (value, partner target, guideline, application)
FIGURES: dict[str, tuple[float, float | None, float | None, float | None]] = {
    "SUC_HOUSE_VISITS": (442, 1000, 1300, None),
    "SUC_NBH_CENTRES": (9, 175, 500, 600),
    "SUC_A2_IDENTIFIED": (175, None, None, None),
    "SUC_VOL_START": (11, 20, None, 70),
    "SUC_CONFIDENCE": (54, 90, None, 4000),
    "SUC_WORK_BEHAVIOUR": (98, 90, None, 320),
    "SUC_PERS_DEV": (90, 50, None, 340),
    "SUC_PLACEMENT": (11, 20, None, None),
    "SUC_CHILDCARE_TRAIN": (3, 0, None, None),
    "SUC_FURTHER_EDU": (4, 10, None, None),
}
SECOND_READINGS = {"SUC_CONFIDENCE": 49, "SUC_WORK_BEHAVIOUR": 75}

Amount = float | tuple[float, float] | None

HEADLINES: dict[str, tuple[Amount, float | None, Amount, str]] = {
    # indicator: (actual, target, share in per cent, state); both ends where two readings count
    "SUC_HOUSE_VISITS": (442, 1000, 44.2, "behind"),
    "SUC_NBH_CENTRES": (9, 175, 5.1, "far_behind"),
    "SUC_A2_IDENTIFIED": (175, None, None, "unplanned"),
    "SUC_VOL_START": (11, 20, 55.0, "on_track"),
    "SUC_CONFIDENCE": ((49, 54), 90, (54.4, 60.0), "on_track"),
    "SUC_WORK_BEHAVIOUR": ((75, 98), 90, (83.3, 108.9), "disputed"),
    "SUC_PERS_DEV": (90, 50, 180.0, "achieved"),
    "SUC_PLACEMENT": (11, 20, 55.0, "on_track"),
    "SUC_CHILDCARE_TRAIN": (3, 0, None, "unplanned"),
    "SUC_FURTHER_EDU": (4, 10, 40.0, "behind"),
    "SUC_PC_COACHING": (7, None, None, "unplanned"),
}


@pytest.fixture
def succes(small: SmallStore) -> SmallStore:
    small.hand_in(succes_tables())
    return small


def succes_tables() -> dict[str, list[dict[str, Any]]]:
    """The rows of the contract for the results of December 2011."""

    def result(indicator: str, value: float, reading: str | None = None, **more: Any) -> dict[str, Any]:
        return {
            "partnership_id": "SUCCES",
            "indicator_id": indicator,
            "partner_id": OCMW,
            "area_id": "KOR_CITY",
            "period_end": END_OF_2011,
            "value": value,
            "reading": reading,
        } | more

    def targets(indicator: str, tier: str, value: float | None, partner: str | None) -> list[dict[str, Any]]:
        if value is None:
            return []
        return [
            {
                "partnership_id": "SUCCES",
                "indicator_id": indicator,
                "tier": tier,
                "partner_id": partner,
                "value": value,
                "due_date": date(2013, 6, 30),
            }
        ]

    return {
        "partnerships": [
            {
                "partnership_id": "SUCCES",
                "start_date": date(2010, 2, 1),
                "end_date": date(2013, 6, 30),
                "reporting_interval_months": 3,
            }
        ],
        "areas": [{"area_id": "KOR_CITY"}],
        "partners": [
            {"partnership_id": "SUCCES", "organisation_id": organisation, "role": "partner", "reports": True}
            for organisation in (OCMW, MENTOR, "MEDWAY", "GREAT_YARMOUTH", "GRANDE_SYNTHE")
        ],
        "indicators": [
            {
                "indicator_id": indicator,
                "partnership_id": "SUCCES",
                "measure": "running_total",
                "over_partners": "sum",
                "direction": "up",
                "kind": "output",
                "unit": "people",
            }
            for indicator in HEADLINES
        ],
        "targets": [
            row
            for indicator, (_, partner, guideline, application) in FIGURES.items()
            for row in [
                *targets(indicator, "partner", partner, OCMW),
                *targets(indicator, "project_guideline", guideline, None),
                *targets(indicator, "project_application", application, None),
            ]
        ],
        "results": [
            *(
                result(indicator, value, "section 1" if indicator in SECOND_READINGS else None)
                for indicator, (value, *_) in FIGURES.items()
            ),
            *(
                result(indicator, value, "section 6.4", attributed_to=MENTOR)
                for indicator, value in SECOND_READINGS.items()
            ),
            result("SUC_PC_COACHING", 7, partner_id=MENTOR),
        ],
    }


def headlines(small: SmallStore, **clocks: Any) -> dict[str, dict[str, Any]]:
    rows = small.attainment(END_OF_2011, partnership="SUCCES", **clocks)
    return {row["indicator_id"]: row for row in rows if row["is_headline"]}


@pytest.mark.parametrize("indicator", HEADLINES)
def test_headline(succes: SmallStore, indicator: str) -> None:
    actual, target, share, state = HEADLINES[indicator]
    row = headlines(succes)[indicator]
    assert (row["target"], row["state"], row["state_then"]) == (target, state, None)
    assert (row["actual_low"], row["actual_high"]) == ends(actual)
    assert row["actual"] == (None if isinstance(actual, tuple) else actual)
    low, high = (None if end is None else pytest.approx(end / 100, abs=0.0005) for end in ends(share))
    assert (row["share_low"], row["share_high"]) == (low, high)
    assert row["tier"] == (None if target is None else "partner")
    assert (row["partners_reported"], row["partners_expected"]) == (1, 5)


def ends(amount: Amount) -> tuple[float | None, float | None]:
    return amount if isinstance(amount, tuple) else (amount, amount)


@pytest.mark.parametrize("indicator", HEADLINES)
def test_half_a_year_later_nobody_knows_how_it_stands_now(succes: SmallStore, indicator: str) -> None:
    """What has been reached stays so; all else is told with what it was when the last report came."""
    *_, state = HEADLINES[indicator]
    later = {
        row["indicator_id"]: row
        for row in succes.attainment(date(2012, 6, 30), partnership="SUCCES")
        if row["is_headline"]
    }[indicator]
    on_the_day = headlines(succes)[indicator]
    assert later["expected"] == on_the_day["expected"]
    assert (later["actual_low"], later["actual_high"]) == (on_the_day["actual_low"], on_the_day["actual_high"])
    if state in ("achieved", "unplanned"):
        assert (later["state"], later["state_then"]) == (state, None)
    else:
        then = "disputed" if state == "disputed" else state
        assert (later["state"], later["state_then"], later["last_period_end"]) == (
            "no_recent_report",
            then,
            END_OF_2011,
        )
    assert later["partners_reported"] == 0


def test_the_first_seminar_is_judged_on_its_own_day(succes: SmallStore) -> None:
    """Less than one seminar was expected by then, so even one says little."""
    succes.hand_in(
        {
            "indicators": [
                {
                    "indicator_id": "SUC_SEMINARS",
                    "partnership_id": "SUCCES",
                    "measure": "running_total",
                    "over_partners": "max",
                    "direction": "up",
                    "unit": "events",
                }
            ],
            "targets": [
                {
                    "partnership_id": "SUCCES",
                    "indicator_id": "SUC_SEMINARS",
                    "tier": "project_plan",
                    "value": 3,
                    "due_date": date(2013, 6, 30),
                }
            ],
            "results": [
                {
                    "partnership_id": "SUCCES",
                    "indicator_id": "SUC_SEMINARS",
                    "period_end": date(2010, 12, 9),
                    "value": 1,
                }
            ],
        },
        2,
    )
    then, now = (
        next(row for row in succes.attainment(day, partnership="SUCCES") if row["indicator_id"] == "SUC_SEMINARS")
        for day in (date(2010, 12, 9), END_OF_2011)
    )
    assert (then["state"], round(then["expected"], 2), then["share_of_target"]) == ("too_early", 0.75, 1 / 3)
    assert (now["state"], now["state_then"]) == ("no_recent_report", "too_early")
    assert now["expected"] == then["expected"]


def test_expected_share_at_month_23_of_41(succes: SmallStore) -> None:
    row = headlines(succes)["SUC_HOUSE_VISITS"]
    assert row["share_expected"] == pytest.approx(0.561, abs=0.0005)
    assert row["expected"] == pytest.approx(561, abs=0.5)
    assert row["pace_low"] == row["pace_high"] == pytest.approx(0.788, abs=0.0005)


def test_two_readings_that_agree_on_the_state(succes: SmallStore) -> None:
    readings = headlines(succes)["SUC_CONFIDENCE"]["readings"]
    assert [(one["reading"], one["actual"], one["state"]) for one in readings] == [
        ("section 1", 54, "on_track"),
        ("section 6.4", 49, "on_track"),
    ]
    assert [one["attributed_to"] for one in readings] == [None, MENTOR]


def test_two_readings_that_lead_to_different_states(succes: SmallStore) -> None:
    row = headlines(succes)["SUC_WORK_BEHAVIOUR"]
    assert [(one["actual"], one["state"]) for one in row["readings"]] == [(98, "achieved"), (75, "ahead")]
    assert (row["actual_low"], row["actual_high"]) == (75, 98)


def test_a_decision_settles_the_dispute_from_the_moment_it_was_taken(succes: SmallStore) -> None:
    succes.decide(
        {
            "partnership_id": "SUCCES",
            "indicator_id": "SUC_WORK_BEHAVIOUR",
            "reading": "section 6.4",
            "reason": "the attendance lists were counted again",
            "decided_at": datetime(2012, 3, 1),
        }
    )
    before = headlines(succes, known_at=datetime(2012, 2, 1))["SUC_WORK_BEHAVIOUR"]
    after = headlines(succes, known_at=datetime(2012, 4, 1))["SUC_WORK_BEHAVIOUR"]
    assert before["state"] == "disputed"
    assert (after["state"], after["actual"]) == ("ahead", 75)
    assert [(one["actual"], one["counts"]) for one in after["readings"]] == [(75, True), (98, False)]


def test_tiers_are_compared_one_by_one(succes: SmallStore) -> None:
    rows = [
        (row["tier"], row["target"], row["is_headline"], row["state"])
        for row in succes.attainment(END_OF_2011, partnership="SUCCES")
        if row["indicator_id"] == "SUC_NBH_CENTRES"
    ]
    assert rows == [
        ("partner", 175, True, "far_behind"),
        # One of five partners has reported, which is no judgement of the whole.
        ("project_application", 600, False, "partial"),
        ("project_guideline", 500, False, "partial"),
    ]


def test_one_partner_is_not_held_against_targets_of_the_whole(succes: SmallStore) -> None:
    rows = succes.attainment(END_OF_2011, partnership="SUCCES", partner=OCMW)
    assert {row["tier"] for row in rows} == {"partner", None}
    assert {row["partners_expected"] for row in rows} == {1}


def board(small: SmallStore, partnership: str) -> dict[str, tuple[float | None, float | None, str]]:
    """Value, target and state per indicator, as the board of a partnership lists them."""
    rows = small.store.run(
        "pages/results/board",
        partnership=partnership,
        as_of=END_OF_2011,
        known_at=datetime(2100, 1, 1),
        partner=None,
        kind=None,
        language="en",
    )
    rows = rows.astype(object).where(rows.notna(), None)
    return {row.indicator_id: (row.actual, row.target, row.state) for row in rows.itertuples()}


def test_the_indicators_of_a_programme_on_the_boards_of_its_partnerships(small: SmallStore) -> None:
    """Each is held against its own target; the programme, whose results stand with them, claims nothing."""
    shared = {"measure": "flow", "over_partners": "sum", "direction": "up", "kind": "output", "level": "partner"}
    dates = {"start_date": date(2011, 1, 1), "end_date": date(2012, 12, 31)}
    small.hand_in(
        {
            "partnerships": [
                {"partnership_id": "REGION"} | dates,
                {"partnership_id": "WEST", "parent_id": "REGION"} | dates,
                {"partnership_id": "EAST", "parent_id": "REGION"} | dates,
            ],
            "indicators": [
                {"indicator_id": name, "partnership_id": "REGION"} | shared for name in ("PLACED", "COACHED", "VISITS")
            ],
            "targets": [
                {"partnership_id": "REGION", "indicator_id": "PLACED", "tier": "programme", "value": 900},
                {"partnership_id": "WEST", "indicator_id": "PLACED", "tier": "programme", "value": 50},
                {"partnership_id": "WEST", "indicator_id": "PLACED", "tier": "project_plan", "value": 40},
                {"partnership_id": "EAST", "indicator_id": "COACHED", "tier": "project_plan", "value": 10},
            ],
            "results": [
                {"partnership_id": there, "indicator_id": "PLACED", "period_end": END_OF_2011, "value": value}
                for there, value in (("WEST", 30), ("EAST", 7))
            ],
        }
    )
    assert board(small, "WEST") == {"PLACED": (30, 40, "ahead")}
    assert board(small, "EAST") == {"PLACED": (7, None, "unplanned"), "COACHED": (None, 10, "no_report")}
    assert board(small, "REGION") == {}
    inside = small.store.run("pages/results/partnerships_inside", partnership="REGION", known_at=datetime(2100, 1, 1))
    assert inside["partnerships"].tolist() == [2]


@pytest.mark.parametrize(
    ("period_end", "precision", "reported"),
    [
        (date(2011, 3, 31), "quarter", False),
        (date(2011, 4, 1), "day", True),
        (date(2011, 6, 30), "quarter", True),
        (date(2011, 6, 30), "document_date", False),
    ],
)
def test_only_a_report_of_the_quarter_itself_counts(
    small: SmallStore, period_end: date, precision: str, reported: bool
) -> None:
    owed = {"partnership_id": "P", "organisation_id": "O", "role": "partner", "reports": True}
    given = {"partnership_id": "P", "indicator_id": "I", "partner_id": "O", "period_end": period_end, "value": 1}
    small.hand_in(
        {
            "partnerships": [{"partnership_id": "P", "reporting_interval_months": 3}],
            "partners": [owed],
            "results": [given | {"period_precision": precision}],
        }
    )
    with small.store.cursor() as cursor:
        answer = cursor.execute(
            "select reported from who_reported('P', date '2011-06-30', timestamp '2100-01-01')"
        ).fetchall()
    assert answer == [(reported,)]
