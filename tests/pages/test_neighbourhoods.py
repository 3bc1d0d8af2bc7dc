"""The neighbourhood monitor, in every language: against the stored figures, and what is said when there are none."""

import json
import re
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from peil.answers import comparisons
from peil.store import Store
from peil.texts import LANGUAGES, Words
from tests.meaning import monitor_reference as reference
from tests.pages.conftest import OpenApp, is_said_to_be_demonstration, shown
from tests.pages.test_results import charts_on, tables_on, words_on

PAGE = "pages/progress/neighbourhoods.py"
INDICATOR = "pages/progress/monitor_indicator.py"
SUCCES = {"programme": "SUCCES", "as_of": "2011-12-31"}
DEMO = {"programme": "DEMO_01", "as_of": "2026-09-30"}
AREA, CITY = "D_N05", "D_M001"


@pytest.fixture(scope="module")
def stored(beside: Store) -> dict[str, dict[str, Any]]:
    """Per share or rate of the monitor: the indicator, and its latest parts in the area and in the city."""
    with beside.cursor() as cursor:
        indicators = cursor.execute(
            "select * from indicators where indicator_id like 'MON%' and measure = 'ratio' and level = 'neighbourhood'"
        ).df()
        values = cursor.execute(
            "select * from area_values where period_end <= date '2026-09-30' and numerator is not null"
        ).df()
    found: dict[str, dict[str, Any]] = {}
    for indicator in indicators.to_dict("records"):
        own = values.query("indicator_id == @indicator['indicator_id'] and area_id == @AREA").sort_values("period_end")
        last = own.iloc[-1]
        whole = values.query(
            "indicator_id == @last['indicator_id'] and area_id == @CITY and period_end == @last['period_end']"
        ).iloc[0]
        found[str(indicator["indicator_id"])] = {
            "indicator": indicator,
            "x": float(last["numerator"]),
            "n": float(last["denominator"]),
            "rest_x": float(whole["numerator"] - last["numerator"]),
            "rest_n": float(whole["denominator"] - last["denominator"]),
            "year": last["period_end"].year,
        }
    return found


def verdict(figure: dict[str, Any]) -> str:
    """Better, worse and so on beside the rest of the city, in plain Python."""
    indicator = figure["indicator"]
    lower, upper = reference.interval(indicator, figure["x"], figure["n"], None, None)
    assert lower is not None
    assert upper is not None
    rest = indicator["multiplier"] * figure["rest_x"] / figure["rest_n"]
    ends = reference.interval(indicator, figure["rest_x"], figure["rest_n"], None, None)
    own = indicator["multiplier"] * figure["x"] / figure["n"]
    found = reference.side(own, lower, upper, rest, *ends, nested=False)
    if found == "similar" or indicator["direction"] not in ("up", "down"):
        return found
    return "better" if (found == "higher") == (indicator["direction"] == "up") else "worse"


def main_table(app: AppTest) -> pd.DataFrame:
    """The table with the same figures as the profile."""
    return max(tables_on(app), key=lambda table: len(table.columns))


def named(app: AppTest, indicator: dict[str, Any], language: str) -> pd.Series:
    table = main_table(app)
    return table[table.iloc[:, 0] == indicator[f"name_{language}"]].iloc[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_profile_says_how_often_the_area_is_worse(
    open_app: OpenApp, stored: dict[str, dict[str, Any]], language: str
) -> None:
    app = open_app(PAGE, lang=language, **DEMO, area=AREA, benchmark="rest")
    verdicts = pd.Series([verdict(figure) for figure in stored.values()]).value_counts()
    [sentence] = [text for text in said_on(app) if re.search(r"95 %\S*\)|\(95 %|à 95 %\)", text) and len(text) < 200]
    # The median income is the one indicator that is no ratio: from it no rest can be derived.
    total = len(stored) + 1
    numbers = [int(number) for number in re.findall(r"\d+", sentence.replace("95", ""))]
    neutral = int(verdicts.get("higher", 0) + verdicts.get("lower", 0))
    counted = [int(verdicts.get(code, 0)) for code in ("worse", "better", "similar")]
    assert numbers == [counted[0], total, *counted[1:], neutral, 1]


def plain(text: str) -> str:
    """A text with its special spaces taken away, as ``words_on`` gives it."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


def said_on(app: AppTest) -> list[str]:
    """The paragraphs of a page that are no small print."""
    said = [plain(shown(block.value)) for block in app.markdown]
    return [text for text in said if not text.startswith(":small")]


def opening(app: AppTest) -> list[str]:
    """The sentences below the title, before anything else."""
    return said_on(app)[:3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_opens_with_where_it_stands_out_work_first(
    open_app: OpenApp, stored: dict[str, dict[str, Any]], language: str
) -> None:
    app = open_app(PAGE, lang=language, **DEMO, area=AREA, benchmark="rest")
    words = Words(language)
    stands_out, *_others = opening(app)
    worse = [one for one in stored.values() if one["indicator"]["theme"] == "work" and verdict(one) == "worse"]
    assert len(worse) == 4
    for one in sorted(worse, key=lambda one: one["indicator"]["sequence"])[:2]:
        own = words.number(100 * one["x"] / one["n"])
        beside = words.number(100 * one["rest_x"] / one["rest_n"])
        assert re.search(rf"{re.escape(one['indicator'][f'name_{language}'])} {own} % \S+ {beside}", stands_out, re.I)
    assert re.search(r"2 (more|andere|autres)", stands_out)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_on_how_many_indicators_the_gap_closes_with_the_numbers_then_and_now(
    open_app: OpenApp, beside: Store, language: str
) -> None:
    app = open_app(PAGE, lang=language, **DEMO, area=AREA, benchmark="rest")
    words = Words(language)
    _stands_out, closes, _done = opening(app)
    with beside.cursor() as cursor:
        parts = cursor.execute(
            "select year(period_end), area_id, numerator, denominator from area_values where indicator_id ="
            " 'MON_WORKING' and area_id in (?, ?) and year(period_end) in (2021, 2025)",
            [AREA, CITY],
        ).fetchall()
    of = {(year, area): (x, n) for year, area, x, n in parts}
    gaps = []
    for year in (2021, 2025):
        (x, n), (city_x, city_n) = of[year, AREA], of[year, CITY]
        gaps.append(words.number(abs(100 * x / n - 100 * (city_x - x) / (city_n - n))))
    assert re.search(rf"{gaps[0]} \S+ {gaps[1]} (points|procentpunt) \(2021–2025\)", closes)
    judged = [row for row in gap_rows(beside) if "worse" in (row["comparison"], row["then_comparison"])]
    better = sum(row["gap_judgement"] == "better" for row in judged)
    unclear = sum(row["gap_judgement"] is None for row in judged)
    assert better + unclear == len(judged), "no gap grows here"
    assert [int(n) for n in re.findall(r"\d+", closes)][:2] == [better, len(judged)]
    assert [int(n) for n in re.findall(r"\d+", closes)][-1] == unclear


def gap_rows(beside: Store) -> list[Any]:
    """The rows of the profile with a word about their gap."""
    asked = {"partnership": "DEMO_01", "area": AREA, "benchmark": "rest", "as_of": date(2026, 9, 30)}
    asked |= {"known_at": datetime(2100, 1, 1), "language": "en"}
    return [row for row in beside.rows("pages/neighbourhoods/profile", asked) if row["gap_change"]]


def test_the_trend_says_what_became_of_the_gap_of_its_indicator(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", **DEMO, area=AREA, benchmark="rest", monitor="MON_WORKING")
    text = words_on(app)
    assert "Gap with the rest of Amberbron: 12.7 points in 2021, 5.9 points in 2025." in text
    assert "It became smaller, by more than chance." in text
    unclear = open_app(PAGE, lang="en", **DEMO, area=AREA, benchmark="rest", monitor="MON_ALLOWANCE")
    assert "Whether it changed cannot be told" in words_on(unclear)
    trend = next(
        chart for chart in charts_on(app) if "Kometenplein" in json.dumps(chart) and "12.7" in json.dumps(chart)
    )
    said = [re.sub("<[^>]+>", " ", text).strip() for one in trend["data"] for text in one.get("text") or ()]
    assert {"12.7", "5.9", "%", "67.9", "54.7"} <= set(said)
    assert any(plain(text).startswith("76 %") and "target" in text for text in said)


def test_a_city_is_no_dot_among_neighbourhoods(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", **DEMO, area=AREA, benchmark="rest")
    pointed = [text for chart in charts_on(app) for trace in chart["data"] for text in trace.get("hovertext") or ()]
    dots = {text.split(":")[0] for text in pointed if re.search(r": \d", text or "")}
    assert {"Parelhof", "Amberbron centre"} <= dots
    assert not {"Amberbron", "District of Amberbron"} & dots


def test_another_area_keeps_the_indicator_when_it_has_it(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", **DEMO, area=AREA, monitor="MON_MOVED")
    app.selectbox(key="widget_area").select("D_N02").run()
    assert (app.query_params["area"], app.query_params["monitor"]) == ("D_N02", "MON_MOVED")


def test_areas_stand_side_by_side_as_the_address_says(open_app: OpenApp, stored: dict[str, dict[str, Any]]) -> None:
    app = open_app(PAGE, lang="en", **DEMO, area=AREA, areas="D_N05,D_N02,D_N07", monitor="MON_WORKING")
    table = next(
        table
        for table in tables_on(app)
        if list(table.columns) == ["Indicator", "Kometenplein", "Parelhof", "Sluizenkwartier"]
    )
    assert len(table) == len(stored) + 1
    own = stored["MON_WORKING"]
    lower, upper = reference.interval(own["indicator"], own["x"], own["n"], None, None)
    words = Words("en")
    shown_value = f"{words.number(100 * own['x'] / own['n'])} % ({comparisons.interval(words, lower, upper)})"
    row = table[table["Indicator"] == "At work"].iloc[0]
    assert row["Kometenplein"].replace("\xa0", " ") == shown_value
    assert row["Parelhof"].endswith("▲ better")


@pytest.mark.parametrize("few", ["", "D_N05", "D_N05,NOWHERE"])
def test_fewer_than_two_areas_are_not_compared(open_app: OpenApp, few: str) -> None:
    app = open_app(PAGE, lang="en", **DEMO, area=AREA, **({"areas": few} if few else {}))
    assert not any("Parelhof" in table.columns for table in tables_on(app))


def test_a_merger_is_told_in_words_with_links_both_ways(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", programme="DEMO_07", as_of="2026-09-30", area="D_M301")
    assert "Replaces Papegaaiham, Saffierburg and Saffierdorp since January 1, 2025." in words_on(app).replace(
        "1 January 2025", "January 1, 2025"
    )
    links = {link.proto.label: link.proto.query_string for link in app.get("page_link")}
    assert {"Papegaaiham", "Saffierburg", "Saffierdorp"} <= set(links)
    assert "as_of=2024-12-31" in links["Saffierburg"]
    before = open_app(PAGE, lang="en", programme="DEMO_07", as_of="2024-12-31", area="D_M260")
    assert "Was replaced by Koraalkerke" in words_on(before)
    [later] = [link.proto.query_string for link in before.get("page_link") if link.proto.label == "Koraalkerke"]
    assert "area=D_M301" in later
    assert "as_of" not in later
    # A link to an area that is gone tells what became of it.
    gone = open_app(PAGE, lang="en", programme="DEMO_07", as_of="2026-09-30", area="D_M260")
    assert "Was replaced by Koraalkerke" in words_on(gone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_holds_value_interval_count_and_the_rest_of_the_city(
    open_app: OpenApp, stored: dict[str, dict[str, Any]], language: str
) -> None:
    app = open_app(PAGE, lang=language, **DEMO, area=AREA, benchmark="rest")
    words = Words(language)
    for figure in stored.values():
        indicator, cells = figure["indicator"], list(named(app, figure["indicator"], language))
        multiplier = indicator["multiplier"]
        lower, upper = reference.interval(indicator, figure["x"], figure["n"], None, None)
        value = comparisons.amount(words, multiplier * figure["x"] / figure["n"], indicator["unit"])
        assert plain(cells[2]) == plain(value)
        assert cells[3] == comparisons.interval(words, lower, upper)
        assert cells[4] == comparisons.parts(words, figure["x"], figure["n"])
        rest = comparisons.amount(words, multiplier * figure["rest_x"] / figure["rest_n"], indicator["unit"])
        assert plain(cells[5]) == plain(rest)
        assert cells[6] == comparisons.label(words, verdict(figure))
        assert str(figure["year"]) in cells[9]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("nl", "Kometenplein naast de rest van Amberbron"),
        ("fr", "Kometenplein, comparé avec le reste du territoire (Amberbron)"),
        ("en", "Kometenplein beside the rest of Amberbron"),
    ],
)
def test_the_rest_of_the_city_is_the_first_choice_and_says_that_it_is_derived(
    open_app: OpenApp, language: str, title: str
) -> None:
    app = open_app(PAGE, lang=language, **DEMO)
    assert [shown(block.value) for block in app.title] == [title]
    assert {"nl": "afgeleid", "fr": "déduit", "en": "derived"}[language] in words_on(app)
    assert is_said_to_be_demonstration(app)
    assert len(charts_on(app)) <= 12


@pytest.mark.parametrize(
    ("benchmark", "says"),
    [
        ("D_M001", "One of these two areas lies in the other"),
        ("D_DISTRICT", "beside District of Amberbron"),
        ("peers", "The comparison neighbourhoods are added up"),
        ("D_N01", "beside Amberbron centre"),
        ("D_N07", "beside Sluizenkwartier"),
    ],
)
def test_another_benchmark_is_named(open_app: OpenApp, benchmark: str, says: str) -> None:
    app = open_app(PAGE, lang="en", **DEMO, area=AREA, benchmark=benchmark)
    assert says in words_on(app)
    assert app.query_params["benchmark"] == benchmark


@pytest.mark.parametrize("wrong", [AREA, "NOWHERE", "'; drop table areas; --"])
def test_an_area_is_never_its_own_benchmark_and_unknown_ids_fall_back(open_app: OpenApp, wrong: str) -> None:
    app = open_app(PAGE, lang="en", **DEMO, area=AREA, benchmark=wrong)
    assert app.query_params["benchmark"] == "rest"
    assert not any("Kometenplein" in option for option in app.selectbox(key="widget_benchmark").options)
    app = open_app(PAGE, lang="en", **DEMO, area="NOWHERE", monitor="NOTHING")
    assert app.query_params["area"] == AREA


def test_without_anything_to_compare_with_nothing_is_called_worse(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", programme="DEMO_02")
    text = words_on(app)
    assert "Coverage names no centre, district or comparison neighbourhood" in text
    assert "Worse on" not in text
    assert "beside" not in app.title[0].value


def test_choosing_another_area_changes_title_and_address(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", **DEMO)
    app.selectbox(key="widget_area").select("D_N02").run()
    assert app.title[0].value == "Parelhof beside the rest of Amberbron"
    assert app.query_params["area"] == "D_N02"


def test_who_was_reached_of_a_group_stands_beside_who_of_it_lives_here(open_app: OpenApp, beside: Store) -> None:
    app = open_app(PAGE, lang="en", **DEMO, area=AREA, group="DTG_LONG_TERM")
    table = next(table for table in tables_on(app) if "Long-term jobseekers who live here" in table.columns)
    with beside.cursor() as cursor:
        size = cursor.execute(
            "select value from area_values where area_id = ? and indicator_id = 'MON_N_LONG_TERM'"
            " and period_end <= date '2026-09-30' and value is not null order by period_end desc limit 1",
            [AREA],
        ).fetchone()
        reached = cursor.execute(
            "select sum(value) from current_results('DEMO_01', timestamp '2100-01-01') where area_id = ?"
            " and indicator_id = 'RES_REACHED' and target_group_id = 'DTG_LONG_TERM'"
            " and period_end <= date '2026-09-30'",
            [AREA],
        ).fetchone()
    assert size is not None
    assert reached is not None
    words = Words("en")
    people = table[table.iloc[:, 0] == "People reached"].iloc[0]
    share = words.number(100 * reached[0] / size[0])
    assert (
        people["Long-term jobseekers who live here"] == f"{comparisons.parts(words, reached[0], size[0])} · {share} %"
    )


def test_a_group_without_a_size_has_no_denominator(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", **DEMO, area=AREA, group="DTG_OVER_55")
    assert "size of the group not known" in words_on(app)
    assert "so there is no denominator" in words_on(app)


def test_no_area_is_ranked(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", **DEMO, area=AREA, benchmark="rest", monitor="MON_SEEKERS")
    table = next(table for table in tables_on(app) if list(table.columns)[:2] == ["Area", "Value"])
    # Priority neighbourhoods, then those that they are compared with, then the centre; a city is no neighbourhood.
    areas = list(table["Area"])
    assert set(areas[:5]) == {"Kometenplein", "Lantaarnwijk", "Oude Werf", "Parelhof", "Zwanenmeersen"}
    assert areas[5:] == ["Sluizenkwartier", "Vuurtorenwijk", "Amberbron centre"]
    values = [float(text.removesuffix(" %")) for text in table["Value"][:5]]
    assert values != sorted(values, reverse=True)
    assert values != sorted(values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_published_monitor_names_its_areas_and_has_no_figures(open_app: OpenApp, language: str) -> None:
    app = open_app(PAGE, lang=language, **SUCCES)
    assert charts_on(app) == []
    assert "area_values.csv" in words_on(app), "for the steward, folded away"
    assert "area_values.csv" not in app.info[0].value
    areas, policy, _rules = tables_on(app)
    roles = areas.iloc[:, 1].value_counts()
    words = Words(language)
    assert roles[words.text("priority neighbourhood")] == 5
    assert roles[words.text("comparison neighbourhood")] == 2
    assert roles[words.text("centre")] == roles[words.text("district")] == 1
    decimal = "." if language == "en" else ","
    assert [plain(text) for text in policy.iloc[:, 1]] == ["75 %", "76 %", f"5{decimal}2 %", f"4{decimal}8 %"]
    # What is doubted of a goal stands beside it in words.
    doubted = {"nl": "wellicht ontbreekt een cijfer", "fr": "un chiffre manque", "en": "a digit is probably missing"}
    assert doubted[language] in policy.iloc[3, -1]
    assert doubted[language] not in policy.iloc[2, -1]


def test_a_partnership_without_neighbourhoods_says_what_to_import(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", programme="LP_FL")
    assert len(app.info) == 1


@pytest.mark.parametrize(
    ("language", "formula", "back"),
    [
        ("nl", "Score-interval van Wilson", "Terug naar de buurten"),
        ("fr", "Intervalle du score de Wilson", "Retour aux quartiers"),
        ("en", "Wilson's score interval", "Back to the neighbourhoods"),
    ],
)
def test_the_page_of_an_indicator_tells_how_it_is_measured(
    open_app: OpenApp, stored: dict[str, dict[str, Any]], language: str, formula: str, back: str
) -> None:
    app = open_app(INDICATOR, lang=language, **DEMO, indicator="MON_SEEKERS")
    figure = stored["MON_SEEKERS"]
    text = words_on(app)
    for part in (f"definition_{language}", f"numerator_{language}", f"denominator_{language}", f"caveat_{language}"):
        assert plain(figure["indicator"][part]) in text
    assert formula in text
    assert "1927" in text
    assert app.get("page_link")[0].proto.label == back
    words = Words(language)
    assert words.number(100 * figure["x"] / figure["n"]) in text
    assert comparisons.parts(words, figure["x"], figure["n"]).replace("\u202f", " ").replace("\xa0", " ") in text
    assert len(charts_on(app)) == 1


def test_an_unknown_indicator_is_said_so(open_app: OpenApp) -> None:
    app = open_app(INDICATOR, lang="en", **DEMO, indicator="NOTHING")
    assert "no indicator" in app.info[0].value


def test_the_page_of_an_indicator_without_figures(open_app: OpenApp) -> None:
    app = open_app(INDICATOR, lang="en", **SUCCES, indicator="CTX_EARLY_LEAVERS")
    assert "No figures per area" in words_on(app)
    assert charts_on(app) == []
