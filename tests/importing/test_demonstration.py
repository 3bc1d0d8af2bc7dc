"""The demonstration region: made the same way every time, taken in by the ordinary import, and odd only on purpose."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow.parquet
import pytest
import shapely

from peil.checking import run_rules
from peil.commands import main
from peil.demonstrating import CORRECTION, UNTIL, demonstrate, handed_in_at
from peil.errors import PeilError
from peil.forecast import Forecaster, Series, quarter_of
from peil.importing.gate import Options, Outcome, import_path
from peil.store import Store

NOW = datetime(2026, 12, 1)


class Region(NamedTuple):
    store: Store
    folder: Path
    counts: dict[str, int]
    outcomes: list[Outcome]


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    folder = tmp_path_factory.mktemp("demonstration") / "region"
    counts = demonstrate(folder)
    store = Store(":memory:")
    report, correction = handed_in_at(NOW)
    outcomes = [
        import_path(store, folder, Options(received_at=report)),
        import_path(store, folder / CORRECTION, Options(received_at=correction)),
    ]
    yield Region(store, folder, counts, outcomes)
    store.close()


def ask(region: Region, query: str) -> pd.DataFrame:
    with region.store.cursor() as cursor:
        return cursor.execute(query).df()


def one(region: Region, query: str) -> object:
    return ask(region, query).iloc[0, 0]


def board(region: Region, known_at: datetime = NOW) -> pd.DataFrame:
    return region.store.run(
        "pages/results/board",
        partnership="DEMO_01",
        as_of=UNTIL,
        known_at=known_at,
        partner=None,
        kind=None,
        language="en",
    ).set_index("indicator_id")


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


# --- Making ---------------------------------------------------------------------------------------------------------


def test_same_seed_same_bytes(region, tmp_path):
    demonstrate(tmp_path / "again")
    assert digests(tmp_path / "again") == digests(region.folder)


def test_another_seed_and_last_quarter_are_another_region_by_the_same_rules(region, tmp_path):
    demonstrate(tmp_path / "other", seed=2, until=date(2025, 12, 31))
    other, here = digests(tmp_path / "other"), digests(region.folder)
    assert {name for name in here if here[name] != other[name]} >= {"results.csv", "boundaries.csv", "claims.csv"}
    store = Store(":memory:")
    assert import_path(store, tmp_path / "other").errors == 0
    assert import_path(store, tmp_path / "other" / CORRECTION).errors == 0
    shown = store.run("pages/filters/programmes", known_at=NOW, language="en")
    assert shown["last_period_end"].max().date() == date(2025, 12, 31)
    with store.cursor() as cursor:
        moved = cursor.execute("select max(period_end), max(paid_on) from claims").fetchall()
        assert moved[0][0] == date(2025, 12, 31)
        assert moved[0][1] < date(2026, 2, 1)
    store.close()


def test_scale_cuts_the_same_figures_finer(region, tmp_path):
    counts = demonstrate(tmp_path / "large", scale=3)
    in_depth = one(region, "select count(*) from results where partnership_id = 'DEMO_01'")
    others = region.counts["results"] - in_depth
    assert counts["results"] == in_depth + 3 * others
    reached = "sum(value) from {} where partnership_id = 'DEMO_02' and indicator_id = 'RES_REACHED' and gender is null"
    store = Store(":memory:")
    with store.cursor() as cursor:
        cursor.register("large", pyarrow.parquet.read_table(tmp_path / "large" / "results.parquet"))
        [(finer,)] = cursor.execute("select " + reached.format("large")).fetchall()
    assert finer == one(region, "select " + reached.format("results"))
    outcome = import_path(store, tmp_path / "large")
    assert (outcome.errors, outcome.warnings) == (0, 4)
    store.close()


@pytest.mark.parametrize("arguments", [{"scale": 0}, {"until": date(2026, 9, 29)}, {"until": date(2026, 8, 31)}])
def test_arguments_without_sense_are_refused(tmp_path, arguments):
    with pytest.raises(PeilError):
        demonstrate(tmp_path / "region", **arguments)
    assert not (tmp_path / "region").exists()


def test_a_folder_in_use_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(PeilError):
        demonstrate(tmp_path)


# --- Taking in ------------------------------------------------------------------------------------------------------


def test_goes_in_without_errors(region):
    assert [outcome.errors for outcome in region.outcomes] == [0, 0]
    assert [outcome.warnings for outcome in region.outcomes] == [4, 0]
    assert set(region.outcomes[0].rules["rule"]) == {"two_readings"}
    taken_in = sum(outcome.rows["results"] for outcome in region.outcomes)
    assert taken_in == region.counts["results"] > 50_000


def test_setup_takes_in_both_programmes_once(tmp_path, capsys):
    database = tmp_path / "peil.duckdb"
    assert main(["--database", str(database), "setup"]) == 0
    assert main(["--database", str(database), "withdraw", "2", "--reason", "we try"]) == 0
    assert main(["--database", str(database), "setup"]) == 0
    capsys.readouterr()
    store = Store(database)
    names = store.run("import/status").sort_values("submission_id")["name"].tolist()
    # The app opens on the first name among those with the latest period.
    for language in ("nl", "fr", "en"):
        shown = store.run("pages/filters/programmes", known_at=NOW, language=language)
        latest = shown[shown["last_period_end"] == shown["last_period_end"].max()]
        assert latest.sort_values("name")["partnership_id"].iloc[0] == "DEMO_01"
    store.close()
    assert names == ["demonstration", "demonstration correction", "published"]


def test_is_marked_and_signed(region):
    statuses = ask(region, "select distinct data_status from partnerships")["data_status"].tolist()
    assert statuses == ["demonstration"]
    assert one(region, "select distinct country from areas") == "XN"
    for table in ("results", "targets", "areas", "area_values", "claims", "meetings", "boundaries"):
        assert ask(region, f"select distinct source_id from {table}")["source_id"].tolist() == [
            "DEMONSTRATION_GENERATOR"
        ]


# --- The region -----------------------------------------------------------------------------------------------------


def test_partnerships_and_municipalities_are_as_many_as_told(region):
    def count(query: str) -> int:
        return one(region, f"select count(*) from {query}")

    assert count("areas where level = 'province'") == 5
    assert count("partnerships where parent_id = 'DEMO'") == 44
    assert count("partnerships where parent_id = 'DEMO' and stage = 'under_implementation'") == 40
    assert count("areas where level = 'municipality' and valid_from is null") == 300
    assert count("areas where level = 'municipality' and valid_to is null") == 285
    covered = "coverage inner join areas using (area_id) where role = 'member'"
    assert count(f"{covered} and areas.valid_from is null") == 279
    assert count(f"{covered} and areas.valid_to is null") == 264
    assert count("(select area_id from coverage where role = 'member' group by area_id having count(*) > 1)") == 0
    roles = ask(region, "select role, count(*) as areas from coverage where starts_with(area_id, 'D_N') group by role")
    assert dict(zip(roles["role"], roles["areas"], strict=True)) == {"centre": 1, "priority": 5, "peer": 2}


def test_every_merged_municipality_names_its_successor_in_the_same_partnership(region):
    broken = ask(
        region,
        """
        select old.area_id from areas as old
        left join areas as new on old.successor_id = new.area_id
        left join coverage as old_cover on old.area_id = old_cover.area_id
        left join coverage as new_cover on new.area_id = new_cover.area_id
        where old.valid_to is not null and (
            new.valid_from is distinct from old.valid_to + 1
            or old_cover.partnership_id is distinct from new_cover.partnership_id
        )
        """,
    )
    assert broken.empty
    merged = ask(region, "select successor_id, count(*) as parts from areas where valid_to is not null group by all")
    assert sorted(merged["parts"]) == [2] * 13 + [3]


def test_the_map_has_no_gaps_and_no_overlaps(region):
    drawn = ask(
        region,
        """
        select area_id, geometry, level, valid_from is null as before, valid_to is null as after, areas.parent_id
        from boundaries inner join areas using (area_id)
        """,
    )
    drawn["shape"] = shapely.from_geojson(drawn["geometry"].to_numpy())
    assert shapely.is_valid(drawn["shape"].to_numpy()).all()
    assert drawn["geometry"].str.len().sum() < 1_000_000

    whole = shapely.union_all(drawn[drawn["level"] == "province"]["shape"].to_numpy())
    municipalities = drawn[drawn["level"] == "municipality"]
    for layer in (municipalities[municipalities["before"]], municipalities[municipalities["after"]]):
        assert shapely.area(layer["shape"].to_numpy()).sum() == pytest.approx(whole.area)
        assert shapely.union_all(layer["shape"].to_numpy()).area == pytest.approx(whole.area)
    city = drawn.set_index("area_id").loc["D_M001", "shape"]
    neighbourhoods = drawn[drawn["parent_id"] == "D_M001"]["shape"].to_numpy()
    assert len(neighbourhoods) == 14
    assert shapely.union_all(neighbourhoods).equals(city)


def test_partners_are_two_to_twelve_but_for_two(region):
    counts = ask(
        region,
        """
        select partnership_id, count(distinct organisation_id) as partners from partners
        where role in ('lead_partner', 'mandatory_partner', 'partner')
        group by partnership_id order by partnership_id
        """,
    ).set_index("partnership_id")["partners"]
    assert counts.drop(["DEMO_07", "DEMO_12"]).between(2, 12).all()
    assert (counts["DEMO_07"], counts["DEMO_12"]) == (13, 1)


def test_neighbourhoods_add_up_to_the_city(region):
    sums = ask(
        region,
        """
        with complete as (
            select indicator_id, period_end from area_values
            where starts_with(area_id, 'D_N') or area_id = 'D_M001'
            group by all having count(coalesce(numerator, value)) = 15
        )
        select
            indicator_id,
            period_end,
            sum(coalesce(numerator, value)) filter (area_id <> 'D_M001') as parts,
            sum(coalesce(numerator, value)) filter (area_id = 'D_M001') as city
        from area_values semi join complete using (indicator_id, period_end)
        where (starts_with(area_id, 'D_N') or area_id = 'D_M001') and indicator_id <> 'MON_INCOME'
        group by all
        """,
    )
    assert sums["indicator_id"].nunique() >= 20
    assert sums["period_end"].nunique() == 8
    assert (sums["parts"] == sums["city"]).all()


def test_genders_add_up_and_no_part_is_more_than_everyone(region):
    parts = ask(
        region,
        """
        with shown as (
            select *, coalesce(target_group_id, '') as part, gender is null and area_id is null as is_part from results
            where partnership_id = 'DEMO_01' and submission_id = 1 and indicator_id in ('RES_REACHED', 'RES_COACHED')
        )
        select
            indicator_id, partner_id, period_end,
            max(value) filter (is_part and target_group_id is null) as everyone,
            sum(value) filter (area_id is null and target_group_id is null and gender is not null) as by_gender,
            max(value) filter (is_part and target_group_id is not null) as largest_group,
            bool_or(missing = 'hidden') as something_hidden
        from shown group by all
        """,
    )
    assert len(parts) > 100
    assert (parts["largest_group"] <= parts["everyone"]).all()
    whole = parts[~parts["something_hidden"].fillna(False).astype(bool)]
    assert (whole["by_gender"] == whole["everyone"]).all()


# --- On the board ---------------------------------------------------------------------------------------------------


def test_the_board_shows_every_measure_and_every_state(region):
    shown = board(region)
    assert set(shown["measure"]) == {
        "flow", "running_total", "snapshot", "ratio", "unique_people", "yes_no", "narrative",
    }  # fmt: skip
    assert set(shown["state"]) == {
        "achieved", "ahead", "on_track", "behind", "far_behind", "missed", "disputed", "not_due", "no_report",
        "unplanned", "not_comparable",
    }  # fmt: skip
    assert set(shown["state_reason"].dropna()) == {"range_spans_states", "narrative", "no_direction"}
    assert shown.loc[["RES_VOLUNTEERS", "RES_HOURS"], "state"].tolist() == ["disputed", "on_track"]


def test_the_correction_puts_a_slip_right_and_brings_a_late_report(region):
    report, correction = handed_in_at(NOW)
    before, after = board(region, report), board(region, correction)
    slip = one(
        region,
        "select value from results where submission_id = 1 and partner_id = 'DORG_PES' and area_id is null "
        "and indicator_id = 'RES_PLACED' and period_end = '2026-06-30' and target_group_id is null and gender is null",
    )
    right = (slip - 3) / 10
    late = one(
        region,
        "select value from results where submission_id = 2 and partner_id = 'DORG_01_JOB' and area_id is null "
        "and indicator_id = 'RES_PLACED' and target_group_id is null and gender is null",
    )
    assert after.loc["RES_PLACED", "actual"] == before.loc["RES_PLACED", "actual"] - slip + right + late


def test_reports_are_missing_where_told(region):
    reported = region.store.run("pages/results/who_reported", **who_reported(region)).set_index("partner_id")[
        "reported"
    ]
    assert reported[~reported.astype(bool)].index.tolist() == ["DORG_01_TRAIN"]
    assert "DORG_01_GROUP" not in reported.index, "it left in 2025"


def who_reported(region: Region) -> dict[str, object]:
    return {"partnership": "DEMO_01", "as_of": UNTIL, "known_at": NOW, "language": "en"}


def test_rules_are_broken_on_purpose_only(region):
    """docs/demonstration.md tells why; R13, R15 and R24 list what may not be added, as they should."""
    found = run_rules(region.store, NOW, 1.0)
    found = found[(found["outcome"] != "pass") & ~found["rule"].isin(["R13", "R15", "R24"])]
    rows = found[["rule", "outcome", "partnership_id", "subject", "reason"]].astype(object)
    assert {tuple(row) for row in rows.where(rows.notna(), None).to_numpy()} == {
        ("R04", "fail", "DEMO_01", "DORG_01_TRAIN", "match_differs"),
        ("R04", "within_tolerance", "DEMO_01", "DORG_01_NGO", "match_differs"),
        ("R04", "not_computable", "DEMO_01", "DORG_01_WORKS", "amount_not_stated"),
        ("R07", "fail", "DEMO_07", None, "too_many_partners"),
        ("R07", "fail", "DEMO_12", None, "too_few_partners"),
        ("R07", "fail", "DEMO_12", None, "no_employment_service"),
        ("R07", "fail", "DEMO_19", None, "no_employment_service"),
        ("R07", "fail", "DEMO_26", None, "no_local_authority"),
        ("R08", "fail", "DEMO_31", None, "below_minimum"),
        ("R08", "fail", "DEMO_39", None, "below_minimum"),
        ("R08", "not_computable", "DEMO_10", None, "amount_not_stated"),
        ("R08", "not_computable", "DEMO_20", None, "amount_not_stated"),
        ("R08", "not_computable", "DEMO_30", None, "amount_not_stated"),
        ("R08", "not_computable", "DEMO_40", None, "amount_not_stated"),
        ("R10", "fail", "DEMO_01", "DORG_01_TRAIN", "reports_missing"),
        ("R10", "fail", "DEMO_05", "DORG_05_03", "reports_missing"),
        ("R10", "fail", "DEMO_28", "DORG_28_03", "reports_missing"),
        ("R12", "not_computable", "DEMO_01", "RES_CHILDCARE", "target_zero"),
        ("R14", "fail", "DEMO_01", "2026-09-30", "partners_missing"),
        ("R14", "fail", "DEMO_05", "2026-09-30", "partners_missing"),
        ("R14", "fail", "DEMO_28", "2026-09-30", "partners_missing"),
        ("R16", "fail", "DEMO_01", None, "too_few_meetings"),
        ("R16", "fail", "DEMO_23", None, "too_few_meetings"),
        ("R17", "not_computable", None, None, "no_data"),
        ("R23", "fail", "DEMO_01", "ST_2025_Q2", "no_financial_report"),
    }
    shares = found[found["rule"] == "R08"].set_index("partnership_id")["computed"].dropna()
    assert shares.to_dict() == {"DEMO_31": 27.0, "DEMO_39": 18.0}
    money = found[found["rule"] == "R04"].set_index("subject")["difference"].dropna()
    assert money.to_dict() == {"DORG_01_TRAIN": -1250.0, "DORG_01_NGO": 0.5}


def test_no_claim_is_paid_before_it_was_accepted(region):
    claims = ask(region, "select * from claims")
    assert len(claims) > 1500
    paid = claims[claims["paid"].notna()]
    assert (paid["paid_on"] > paid["certified_on"]).all()
    lags = (claims["certified_on"] - claims["period_end"]).dropna().dt.days
    assert lags.between(90, 190).all()
    last = claims[claims["period_end"] == pd.Timestamp(2026, 9, 30)]
    assert last["certified"].isna().all()


# --- Meetings -------------------------------------------------------------------------------------------------------

LAST_YEAR = "('ST_2025_Q4', 'ST_2026_Q1', 'ST_2026_Q2', 'ST_2026_Q3', 'RF_2025_2', 'RF_2026_1', 'RF_2026_2')"


def test_what_was_held_after_the_package_is_pinned_to_its_day_and_came_with_the_correction(region):
    meetings = ask(region, "select * from meetings where partnership_id = 'DEMO_01' and state = 'held'")
    first, second = handed_in_at(NOW)
    pinned = meetings[meetings["known_at"].notna()]
    assert sorted(pinned["meeting_id"]) == ["RF_2026_2", "ST_2026_Q3"]
    assert pd.to_datetime(pinned["known_at"]).between(first, second).all()
    assert set(pinned["submission_id"]) == {2}
    # Nothing was stored yet when the others were held.
    assert (meetings[meetings["known_at"].isna()]["meeting_date"] < first).all()
    assert (meetings[meetings["kind"] != "quality_visit"]["as_of"].dt.is_quarter_end).all()


def test_the_last_year_says_who_was_there_what_was_decided_and_what_was_answered(region):
    held = ask(region, f"select * from meetings where meeting_id in {LAST_YEAR} and partnership_id = 'DEMO_01'")
    partners = ask(
        region, "select meeting_id, count(*) as came from attendance where capacity = 'partner' group by meeting_id"
    ).set_index("meeting_id")["came"]
    assert held.set_index("meeting_id")["partners_present"].to_dict() == partners.to_dict()
    assert held["area_id"].notna().all()
    guests = ask(region, "select * from attendance where capacity = 'managing_authority'")
    assert guests["reason"].notna().tolist() == [True]
    items = ask(region, "select * from agenda_items where meeting_id <> 'ST_2026_Q4' and not is_dropped")
    assert set(items["meeting_id"]) == {name for name in held["meeting_id"] if name.startswith("ST")}
    assert items[items["kind"] == "decide"][["draft", "outcome"]].notna().all(axis=None)
    for table, kind in (("reflection_answers", "RF"), ("guesses", "RF"), ("learning_questions", "RF")):
        organisations = "organisation_id is not null" if table != "learning_questions" else "true"
        written = ask(region, f"select distinct meeting_id from {table} where {organisations}")["meeting_id"]
        assert {name for name in held["meeting_id"] if name.startswith(kind)} <= set(written), table
    assert one(region, "select count(*) from reflection_answers where meeting_id is null") >= 5
    [(partnership, reading, reason)] = ask(region, "select partnership_id, reading, reason from decisions").to_numpy()
    assert (partnership, reading) == ("DEMO_01", "attendance lists")
    assert reason


def test_learning_questions_stay_are_reworded_and_are_closed_with_what_was_learnt(region):
    asked = ask(
        region,
        """
        select letter, count(*) as moments, count(distinct wording) as wordings, bool_or(state = 'closed') as is_closed,
            bool_or(state = 'closed' and learnt is null) as learnt_nothing
        from learning_questions group by letter order by letter
        """,
    ).set_index("letter")
    assert asked["moments"].to_dict() == {"A": 4, "B": 3, "C": 3, "D": 2, "E": 1}
    assert asked[asked["wordings"] > 1].index.tolist() == ["A", "C"]
    assert asked[asked["is_closed"]].index.tolist() == ["B", "D"]
    assert not asked["learnt_nothing"].any()


def test_reports_are_partly_collated_and_some_were_sent_back(region):
    states = ask(
        region,
        "select period_end, list(distinct state order by state) as states, count(*) as reviewed from report_reviews"
        " group by period_end order by period_end desc",
    )
    assert states["states"].map(list).tolist()[:3] == [
        ["accepted", "collated", "sent_back"], ["collated", "sent_back"], ["collated"],
    ]  # fmt: skip
    # Two of the seven did not report, and one report was not looked at yet.
    assert states["reviewed"].tolist()[:2] == [4, 7]


def test_some_agreements_helped_and_some_did_not(region):
    """What was counted until the day of looking again, beside the forecast from what was shown at the meeting."""
    agreed = ask(
        region,
        """
        select recommendation_id, indicator_id, expected_effect, look_again_on, as_of from recommendations
        inner join meetings using (partnership_id, meeting_id)
        inner join indicators using (indicator_id)
        where recommendations.kind = 'agreement' and indicators.measure in ('flow', 'running_total')
            and expected_effect is not null and look_again_on <= date '2026-09-30'
        order by recommendation_id
        """,
    )
    seen = {}
    for row in agreed.itertuples():
        counted = {
            day: [
                Series.of(found)
                for found in region.store.rows(
                    "pages/results/series", {"as_of": day, "known_at": NOW, "data_status": "demonstration"}
                )
            ]
            for day in (row.as_of.date(), row.look_again_on.date())
        }
        before, after = (Forecaster(series, day) for day, series in counted.items())
        outlook = before.outlook(
            before.counts("DEMO_01", row.indicator_id, None), row.look_again_on.date(), of_partner=False
        )
        amount = sum(
            amount
            for series in after.counts("DEMO_01", row.indicator_id, None)
            for quarter, amount in zip(series.quarters, series.amounts, strict=True)
            if before.today < quarter <= quarter_of(row.look_again_on.date())
        )
        low, high = outlook.range(0.8)
        more = "more" if amount > high else "less" if amount < low else "as forecast"
        seen[row.recommendation_id] = (row.indicator_id, more, bool(amount - outlook.mean >= row.expected_effect))
    assert seen == {
        "D01_A01": ("RES_COACHED", "more", True),
        "D01_A02": ("RES_EMPLOYERS", "as forecast", False),
        "D01_A03": ("RES_TRANSPORT", "more", True),
        "D01_A04": ("RES_VISITS", "as forecast", False),
        "D01_A06": ("RES_SERVICES", "less", False),
        "D01_A08": ("RES_CONTACTS", "more", True),
        # Its partner did not report on the last quarter.
        "D01_A10": ("RES_TRAINING", "less", False),
        "D01_A11": ("RES_EMPLOYERS", "as forecast", False),
    }


def test_agreements_are_answered_and_followed_up(region):
    agreed = ask(region, "select * from recommendations where kind = 'agreement'")
    assert set(agreed["response"].dropna()) == {"accepted", "partly", "rejected"}
    assert set(agreed["state"]) == {"open", "in_progress", "done", "dropped"}
    late = agreed[agreed["state"].isin(["open", "in_progress"]) & (agreed["due_date"] < pd.Timestamp(UNTIL))]
    assert len(late) >= 3
    assert agreed[["text_nl", "text_fr", "text_en", "owner_id"]].notna().all(axis=None)


def test_every_written_text_says_its_language(region):
    for table in ("agenda_items", "learning_questions", "reflection_answers"):
        assert ask(region, f"select distinct language from {table}")["language"].tolist() == ["nl"], table
