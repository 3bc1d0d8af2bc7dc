"""The page of target groups, in every language: what is known, what is not, and that nothing is added that overlaps."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from peil import charts
from peil.charts import target_groups as group_charts
from peil.texts import LANGUAGES
from tests.pages.conftest import ROOT, OpenApp
from tests.pages.test_charts import _contrast
from tests.pages.test_results import charts_on, tables_on, words_on

PAGE = "pages/progress/target_groups.py"
SUCCES = {"programme": "SUCCES", "as_of": "2011-12-31"}
WERK_WAARDIG = {"programme": "WERK_WAARDIG"}


def published(table: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / "data" / "published" / f"{table}.csv")


def table_with(app: AppTest, *columns: str) -> pd.DataFrame:
    return next(table for table in tables_on(app) if set(columns) <= set(table.columns))


@pytest.mark.parametrize("language", LANGUAGES)
def test_succes_says_that_nothing_is_known_by_group_and_shows_the_stages(open_app: OpenApp, language: str) -> None:
    app = open_app(PAGE, lang=language, **SUCCES)
    answer = {
        "nl": "9 doelgroepen werden gekozen; hoeveel mensen uit elke groep bereikt zijn, is niet bekend.",
        "fr": "9 groupes cibles ont été choisis ; on ne sait pas combien de personnes de chacun ont été touchées.",
        "en": "9 target groups were chosen; how many people of each were reached is not known.",
    }
    assert answer[language] in words_on(app)
    assert "`target_group_id`" in app.info[0].value
    assert "`gender`" in app.info[0].value
    assert len(charts_on(app)) == 1


def test_the_stages_stand_side_by_side_with_both_readings_and_without_rates(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", **SUCCES)
    stages = table_with(app, "Step", "Readings")
    assert list(zip(stages["Step"], stages["Value"], strict=True)) == [
        ("1", "442"),
        ("2", "9"),
        ("2", "175"),
        ("3", "54 | 49"),
        ("3", "98 | 75"),
        ("3", "90"),
        ("4", "11"),
        ("4", "11"),
        ("4", "3"),
        ("4", "4"),
    ]
    assert "no rate from one step to the next is given" in words_on(app)
    assert "%" not in "".join(stages.to_numpy().ravel())
    [chart] = charts_on(app)
    drawn = [text for text in chart["data"][3]["text"] if text]
    assert drawn[0] == "<b>442</b>"
    assert "<b>54 | 49</b>" in drawn


def test_the_groups_are_listed_in_the_words_of_the_partnership(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", **SUCCES)
    groups = published("target_groups").query("partnership_id == 'SUCCES'")
    shown = table_with(app, "Target group", "Words of the source")
    assert list(shown["Target group"]) == list(groups["name_en"])
    assert list(shown["Words of the source"]) == list(groups["source_term"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_matrices_are_summed_over_both_columns_and_add_up_to_100(open_app: OpenApp, language: str) -> None:
    app = open_app(PAGE, lang=language, **WERK_WAARDIG)
    names = {"nl": ("Kenmerk", "Gepland"), "fr": ("Caractéristique", "Prévu"), "en": ("Characteristic", "Planned")}
    characteristic, planned = names[language]
    shown = table_with(app, characteristic, planned)
    shares = published("beneficiary_shares")
    assert len(shown) == shares["category_en"].nunique() == 18
    percents = shown[planned].str.replace(r"\D", "", regex=True).astype(int)
    assert list(percents.groupby(shown[characteristic]).sum()) == [100] * shares["matrix"].nunique()
    expected = shares.groupby(f"category_{language}", sort=False)["percent"].sum()
    assert list(percents) == [int(percent) for percent in expected]
    assert len(charts_on(app)) == 1


def test_without_a_reach_the_plan_stands_alone(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", **WERK_WAARDIG)
    text = words_on(app)
    assert "For 5 characteristics it is known which shares were planned, not which were reached." in text
    assert "the planned shares stand alone" in text
    assert "Difference in points" not in text
    [chart] = charts_on(app)
    assert not chart["data"][3]["x"], "no full dot where nothing is known to be reached"


def test_stars_are_shown_as_stars_and_never_averaged(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", **WERK_WAARDIG)
    stars = table_with(app, "Rated", "Stars")
    assert list(stars["Stars"]) == [f"{'★' * n} {n}" for n in published("ratings")["stars"]]
    assert "there is no average" in words_on(app)


def test_the_rows_behind_the_page_are_one_click_away(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", **WERK_WAARDIG)
    app.session_state["origin_groups"] = True
    app.run()
    rows = table_with(app, "File", "Row")
    assert (rows["File"] == "beneficiary_shares.csv").sum() == 36
    assert (rows["File"] == "ratings.csv").sum() == 10


@pytest.mark.parametrize("programme", ["LP_FL", "DIALOG_FL", "GAGNER", "VVSG_PILOT"])
def test_the_page_opens_on_every_programme(open_app: OpenApp, programme: str) -> None:
    app = open_app(PAGE, lang="nl", programme=programme)
    assert app.title[0].value == "Doelgroepen"
    assert app.info


def test_ink_can_be_read_on_every_cell_of_the_heat_map() -> None:
    for colours in (charts.LIGHT, charts.DARK):
        for ground in group_charts.heat_colours(colours):
            assert _contrast(colours.ink, ground) >= 4.5, ground


def test_an_empty_cell_is_empty_and_nought_is_nought() -> None:
    cells = [[{"text": "12", "share": 0.4}, None], [{"text": "0", "share": 0.0}, {"text": "40–65", "share": None}]]
    heat = group_charts.heat_map(["A<b>", "B"], ["Visits", "Work"], cells, charts.LIGHT).data[0]
    # Plotly draws from below: the last group first, and a row of nothing between for the names.
    assert [list(row) for row in heat.z] == [[0.0, 0.0], [None, None], [0.4, None]]
    assert [list(row) for row in heat.text] == [["0", "40–65"], ["", ""], ["12", ""]]


def test_names_of_groups_are_escaped() -> None:
    figure = group_charts.heat_map(["<script>"], ["<i>"], [[None]], charts.LIGHT)
    assert figure.data[1].text == ("&lt;script&gt;",)
    assert figure.data[2].text == ("&lt;i&gt;",)


def test_the_parts_of_a_gender_bar_are_shares_of_what_was_counted() -> None:
    parts = [("Women", 60.0, "60", "60%"), ("Men", 30.0, "30", "30%"), ("Other", None, "–", "–")]
    parts += [("Not stated", 10.0, "10", "10%"), ("Not split or hidden", None, "–", "–")]
    figure = group_charts.gender_split([{"name": "People reached", "parts": parts}], charts.LIGHT)
    assert [bar.x[0] for bar in figure.data[:5]] == [0.6, 0.3, 0.0, 0.1, 0.0]
    [named] = figure.data[6].text
    assert "Women <b>60</b>" in named
    assert "Other" not in named, "missing is not nought"


@pytest.mark.parametrize("colours", [charts.LIGHT, charts.DARK])
def test_percentages_can_be_read_on_their_part_of_the_bar(colours: charts.Palette) -> None:
    parts = [(label, 20.0, "20", "20%") for label in ("Women", "Men", "Other", "Not stated", "Not split or hidden")]
    figure = group_charts.gender_split([{"name": "People reached", "parts": parts}], colours)
    for bar in figure.data[:5]:
        assert _contrast(bar.textfont.color, bar.marker.color) >= 4.5, bar.marker.color


def test_a_pair_of_shares_is_joined_only_when_both_are_known() -> None:
    pair = {"name": "Young", "hollow": 0.2, "hollow_text": "20%", "full": 0.17, "full_text": "17%"}
    alone = {"name": "Others", "hollow": 0.0, "hollow_text": "0%", "full": None, "full_text": ""}
    figure = group_charts.pairs_of_shares([{"heading": "Age"}, pair, alone], charts.LIGHT)
    joined, hollow, full = figure.data[1], figure.data[2], figure.data[3]
    assert list(joined.x) == [0.2, 0.17, None]
    assert list(hollow.x) == [0.2, 0.0], "planned nought is a figure"
    assert list(full.x) == [0.17]


def test_a_stage_that_is_a_share_is_written_and_not_drawn() -> None:
    rows = [
        {"heading": "Step 1"},
        {"name": "Visits", "text": "442", "value": 442.0, "others": []},
        {"name": "Still at work", "text": "61%", "value": None, "others": []},
        {"name": "Courses", "text": "98 | 75", "value": 98.0, "others": [75.0]},
    ]
    figure = group_charts.stages(rows, charts.LIGHT)
    assert list(figure.data[0].x) == [0.0, 442.0, 0.0, 98.0]
    assert list(figure.data[1].x) == [75.0]
    assert figure.data[3].text[2] == "<b>61%</b>"
