"""The page of target groups, in every language: what is known, what is not, and that nothing is added that overlaps."""

import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from peil import charts
from peil.answers import choices, together
from peil.answers import target_groups as answers
from peil.answers.marks import Bar, Cell, Cells, Pair, Pairs, Piece, Stack, Stacked
from peil.charts import cells, pairs, stack
from peil.store import Store
from peil.texts import LANGUAGES
from tests.pages.conftest import ROOT, OpenApp, is_said_to_be_demonstration
from tests.pages.test_charts import _contrast
from tests.pages.test_results import charts_on, tables_on, words_on

PAGE = "pages/progress/target_groups.py"
SUCCES = {"programme": "SUCCES", "as_of": "2011-12-31"}
WERK_WAARDIG = {"programme": "WERK_WAARDIG"}
DEMO = {"programme": "DEMO_01"}


def published(table: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / "data" / "published" / f"{table}.csv")


def table_with(app: AppTest, *columns: str) -> pd.DataFrame:
    return next(table for table in tables_on(app) if set(columns) <= set(table.columns))


@pytest.fixture(scope="module")
def stored(beside: Store) -> dict[str, pd.DataFrame]:
    """What is stored of the demonstration partnership, straight from the tables; of results the last hand-in counts."""
    with beside.cursor() as cursor:
        tables = {
            name: cursor.execute(f"select * from {name} where {condition}").df()
            for name, condition in (
                ("results", "partnership_id = 'DEMO_01'"),
                ("targets", "partnership_id = 'DEMO_01'"),
                ("target_groups", "partnership_id = 'DEMO_01'"),
                ("beneficiary_shares", "partnership_id = 'DEMO_01'"),
                ("area_values", "area_id = 'D_M001'"),
                ("areas", "area_id = 'D_M001'"),
                ("indicators", "partnership_id = 'DEMO'"),
            )
        }
    results = tables["results"]
    latest = results.groupby(["partner_id", "period_end", "reading"], dropna=False)["submission_id"].transform("max")
    tables["results"] = results[results["submission_id"] == latest]
    return tables


def flow(stored: dict[str, pd.DataFrame], indicator: str, group: str | None = None, gender: str | None = None) -> float:
    """The plain sum of everything that was handed in about a flow, for everyone or one part."""
    rows = stored["results"].query("indicator_id == @indicator and area_id.isna()")
    rows = rows[rows["target_group_id"].isna() if group is None else rows["target_group_id"] == group]
    rows = rows[rows["gender"].isna() if gender is None else rows["gender"] == gender]
    assert rows["reading"].isna().all()
    return float(rows["value"].sum())


def names_of(stored: dict[str, pd.DataFrame], language: str = "en") -> dict[str, str]:
    return dict(stored["target_groups"][["target_group_id", f"name_{language}"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demonstration_says_in_one_sentence_whom_it_reaches(
    open_app: OpenApp, stored: dict[str, pd.DataFrame], language: str
) -> None:
    app = open_app(PAGE, lang=language, **DEMO)
    names = names_of(stored, language)
    largest = max(names, key=lambda group: flow(stored, "RES_REACHED", group))
    share = round(100 * flow(stored, "RES_REACHED", largest) / flow(stored, "RES_REACHED"))
    sentence = {
        "nl": f"De grootste groep in het bereik: {names[largest]}, {share} % van",
        "fr": f"Le groupe le plus présent : {names[largest]}, {share} % de",
        "en": f"The largest group in the reach: {names[largest]}, {share} % of",
    }
    text = words_on(app)
    assert sentence[language] in text
    assert is_said_to_be_demonstration(app)
    assert len(charts_on(app)) >= 5
    mark = {"nl": "demonstratiecijfers", "fr": "chiffres de démonstration", "en": "demonstration figures"}[language]
    assert {chart["layout"]["title"]["text"] for chart in charts_on(app)} == {mark}


def test_every_group_stands_against_its_own_target_and_there_is_no_total(
    open_app: OpenApp, stored: dict[str, pd.DataFrame]
) -> None:
    app = open_app(PAGE, lang="en", **DEMO)
    shown = table_with(app, "Target group", "State", "Share of the reach").set_index("Target group")
    names = names_of(stored)
    total = flow(stored, "RES_REACHED")
    targets = stored["targets"].query("indicator_id == 'RES_REACHED' and target_group_id.notna()")
    promised = dict(targets[["target_group_id", "value"]].itertuples(index=False, name=None))
    assert set(shown.index) == set(names.values()), "a row of totals would add up groups that overlap"
    for group, name in names.items():
        reached = flow(stored, "RES_REACHED", group)
        assert shown.loc[name, "Reached"] == f"{reached:,.0f}"
        share = 100 * reached / total
        assert shown.loc[name, "Share of the reach"] == (f"{share:.0f} %" if share >= 10 else f"{share:.1f} %")
        if group in promised:
            assert shown.loc[name, "Target"] == f"{promised[group]:,.0f} people"
        else:
            assert shown.loc[name, "State"] == "✚ No target set"
            assert shown.loc[name, "Target"] == "–"
    assert 0 < len(promised) < len(names)
    assert "so the groups are never added up: there is no total" in words_on(app)
    assert "That is no fault" in words_on(app)


def test_each_activity_is_counted_by_one_indicator(open_app: OpenApp, stored: dict[str, pd.DataFrame]) -> None:
    app = open_app(PAGE, lang="en", **DEMO)
    shown = table_with(app, "Target group", "Reaching", "Strength", "Into work").set_index("Target group")
    for head, indicator in (("Reaching", "RES_REACHED"), ("Strength", "RES_COACHED"), ("Into work", "RES_PLACED")):
        for group, name in names_of(stored).items():
            assert shown.loc[name, head].split(" ")[0] == f"{flow(stored, indicator, group):,.0f}"
    heat = next(chart for chart in charts_on(app) if chart["data"][0]["type"] == "heatmap")["data"][0]
    assert len([row for row in heat["text"] if any(row)]) == len(shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_beside_a_hidden_number_no_rest_is_worked_out_and_another_is_hidden(
    open_app: OpenApp, stored: dict[str, pd.DataFrame], language: str
) -> None:
    app = open_app(PAGE, lang=language, **DEMO)
    heads = {
        "nl": ("Vrouwen", "Mannen", "Andere", "Niet vermeld", "Niet uitgesplitst", "verborgen om privacyredenen"),
        "fr": ("Femmes", "Hommes", "Autre", "Non précisé", "Non ventilé", "masqué pour la vie privée"),
        "en": ("Women", "Men", "Other", "Not stated", "Not split", "hidden for privacy"),
    }
    women, men, other, not_stated, not_split, hidden = heads[language]
    shown = next(table for table in tables_on(app) if {women, men} <= set(table.columns))
    first = shown.iloc[0]
    known = flow(stored, "RES_REACHED", gender="f"), flow(stored, "RES_REACHED", gender="m")
    assert [re.sub(r"[^0-9(]", "", first[head]).split("(")[0] for head in (women, men)] == [f"{n:.0f}" for n in known]
    cells = stored["results"].query("indicator_id == 'RES_REACHED' and gender == 'x' and target_group_id.isna()")
    assert (cells["missing"] == "hidden").any()
    assert (first[other], first[not_stated], first[not_split]) == (hidden, hidden, "–")


def test_the_share_of_the_population_has_a_denominator_with_a_name(
    open_app: OpenApp, stored: dict[str, pd.DataFrame]
) -> None:
    app = open_app(PAGE, lang="en", compared_area="D_M001", **DEMO)
    shown = table_with(app, "Target group", "Share of the population", "Out of").set_index("Target group")
    inhabitants = float(stored["areas"]["population"].iloc[0])
    sizes = stored["area_values"].merge(
        stored["indicators"][["indicator_id", "target_group_id"]].dropna(), on="indicator_id"
    )
    last = sizes.sort_values("period_end").groupby("target_group_id").last()
    assert len(shown) == len(last) == 5
    for group, row in last.iterrows():
        name = names_of(stored)[group]
        assert shown.loc[name, "Number in the area"] == f"{row['value']:,.0f}"
        assert shown.loc[name, "Out of"] == f"{inhabitants:,.0f} inhabitants"
        percent = float(shown.loc[name, "Share of the population"].rstrip("%"))
        assert percent == pytest.approx(100 * row["value"] / inhabitants, abs=0.051)


def test_planned_shares_stand_beside_what_was_reached(open_app: OpenApp, stored: dict[str, pd.DataFrame]) -> None:
    app = open_app(PAGE, lang="en", **DEMO)
    shown = table_with(app, "Category", "Planned", "Reached").set_index("Category")
    shares = (
        stored["beneficiary_shares"]
        .groupby("category_en")
        .agg(percent=("percent", "sum"), group=("target_group_id", "first"))
    )
    assert set(shown.index) == set(shares.index)
    for category, row in shares.iterrows():
        assert float(shown.loc[category, "Planned"].rstrip("%")) == pytest.approx(row["percent"], abs=0.5)
        if pd.isna(row["group"]):
            assert shown.loc[category, "Reached"] == shown.loc[category, "Difference in points"] == "–"
            continue
        reached = 100 * flow(stored, "RES_REACHED", row["group"]) / flow(stored, "RES_REACHED")
        assert float(shown.loc[category, "Reached"].rstrip("%")) == pytest.approx(reached, abs=0.51)
        difference = float(shown.loc[category, "Difference in points"].replace("−", "-"))
        assert difference == pytest.approx(reached - row["percent"], abs=0.051)


def test_another_count_of_the_reach_stands_in_the_address(open_app: OpenApp, stored: dict[str, pd.DataFrame]) -> None:
    app = open_app(PAGE, lang="en", **DEMO)
    box = next(box for box in app.selectbox if box.key == "widget_reach")
    box.set_value("RES_PLACED").run()
    assert app.query_params["reach"] in ("RES_PLACED", ["RES_PLACED"])
    shown = table_with(app, "Target group", "State", "Share of the reach").set_index("Target group")
    young = names_of(stored)["DTG_YOUNG"]
    assert shown.loc[young, "Reached"] == f"{flow(stored, 'RES_PLACED', 'DTG_YOUNG'):,.0f}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_succes_says_that_nothing_is_known_by_group_and_shows_the_stages(open_app: OpenApp, language: str) -> None:
    app = open_app(PAGE, lang=language, **SUCCES)
    answer = {
        "nl": "9 doelgroepen werden gekozen; hoeveel mensen uit elke groep bereikt zijn, is niet bekend.",
        "fr": "9 groupes cibles ont été choisis ; on ne sait pas combien de personnes de chacun ont été touchées.",
        "en": "9 target groups were chosen; how many people of each were reached is not known.",
    }
    assert answer[language] in words_on(app)
    assert "`" not in app.info[0].value
    [steward] = [fold for fold in app.expander if any("`target_group_id`" in block.value for block in fold.markdown)]
    assert any("`gender`" in block.value for block in steward.markdown)
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
    drawn = [text for trace in chart["data"] for text in trace.get("text") or ()]
    assert "<b>442</b>" in drawn
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
    app.session_state["origin"] = True
    app.run()
    rows = table_with(app, "File", "Row")
    assert (rows["File"] == "beneficiary_shares.csv").sum() == 36
    assert (rows["File"] == "ratings.csv").sum() == 10


@pytest.mark.parametrize("programme", ["LP_FL", "DIALOG_FL", "GAGNER", "VVSG_PILOT"])
def test_the_page_opens_on_every_programme(open_app: OpenApp, programme: str) -> None:
    app = open_app(PAGE, lang="nl", programme=programme)
    assert app.title[0].value == "Doelgroepen"
    assert app.info


def test_ink_can_be_read_on_every_cell() -> None:
    for colours in (charts.LIGHT, charts.DARK):
        for ground in cells.grounds(colours):
            assert _contrast(colours.ink, ground) >= 4.5, ground


def test_an_empty_cell_is_empty_and_nought_is_nought() -> None:
    rows = [[Cell("12", 0.4), None], [Cell("0", 0.0), Cell("40–65", None)]]
    heat = cells.draw(Cells(["A<b>", "B"], ["Visits", "Work"], rows), charts.LIGHT).data[0]
    # Plotly draws from below: the last group first, and a row of nothing between for the names.
    assert [list(row) for row in heat.z] == [[0.0, 0.0], [None, None], [0.4, None]]
    assert [list(row) for row in heat.text] == [["0", "40–65"], ["", ""], ["12", ""]]


def test_names_of_groups_are_escaped() -> None:
    figure = cells.draw(Cells(["<script>"], ["<i>"], [[None]]), charts.LIGHT)
    assert figure.data[1].text == ("&lt;script&gt;",)
    assert figure.data[2].text == ("&lt;i&gt;",)


def genders() -> Stack:
    """Women, men, others and not stated, as known shares, and the rest, which is not known."""
    shares = {"f": 0.5, "m": 0.3, "x": 0.09, "not_stated": 0.1, "not_split": 0.01}
    pieces = [
        Piece(f"<{code}>", str(100 * share), share, code, code != "not_split", f"{share:.0%}")
        for code, share in shares.items()
    ]
    return Stack([Stacked(Bar("People reached", "100", None, rest=" people"), pieces)], 1.0)


@pytest.mark.parametrize("colours", [charts.LIGHT, charts.DARK])
def test_the_pieces_of_a_bar_lie_one_after_the_other_and_can_be_read(colours: charts.Palette) -> None:
    known, unknown = stack.draw(genders(), colours).data[2:4]
    assert list(known.x) == [0.5, 0.3, 0.09, 0.1]
    assert list(known.base) == pytest.approx([0.0, 0.5, 0.8, 0.89])
    assert list(known.text) == ["<b>50%</b>", "<b>30%</b>", "<b>9%</b>", "<b>10%</b>"]
    for ink, ground in zip(known.textfont.color, known.marker.color, strict=True):
        assert _contrast(ink, ground) >= 4.5, ground
    assert list(unknown.x) == [0.01]
    assert unknown.marker.pattern.shape == "/"
    assert list(unknown.text) == [""], "no room"
    assert unknown.hovertext == ("&lt;not_split&gt;: 1.0",)


@pytest.mark.parametrize("colours", [charts.LIGHT, charts.DARK])
def test_what_stands_on_any_piece_can_be_read(colours: charts.Palette) -> None:
    for tone in (*stack.COLOURS, "not_stated", *colours.states):
        one = Stack([Stacked(Bar("", "", None), [Piece("", "", 1.0, tone, said="100 %")])], 1.0)
        known = stack.draw(one, colours).data[2]
        assert _contrast(known.textfont.color[0], known.marker.color[0]) >= 4.5, tone


def test_the_key_names_every_colour_once_and_what_is_not_known_last() -> None:
    mark = genders()
    entries = stack.key(Stack([*mark.bars, *mark.bars], 1.0), charts.LIGHT)
    assert [(word, is_known) for _colour, word, is_known in entries] == [
        ("<f>", True), ("<m>", True), ("<x>", True), ("<not_stated>", True), ("<not_split>", False),
    ]  # fmt: skip
    assert len({colour for colour, _word, is_known in entries if is_known}) == 4


def test_a_pair_of_shares_is_joined_only_when_both_are_known() -> None:
    mark = Pairs(
        [Pair("Young", "20 %", 0.2, "17 %", 0.17, part="Age"), Pair("Others", "0 %", 0.0, "", None, part="Age")]
    )
    figure = pairs.draw(mark, charts.LIGHT)
    joined, hollow, full = figure.data[1], figure.data[2], figure.data[3]
    assert list(joined.x) == [0.2, 0.17, None]
    assert list(hollow.x) == [0.2, 0.0], "planned nought is a figure"
    assert list(full.x) == [0.17]
    assert list(figure.data[6].text) == ["<b>Age</b>", "", ""]


def test_a_step_that_is_a_share_is_written_and_not_drawn(open_app: OpenApp) -> None:
    app = open_app(PAGE, lang="en", **DEMO)
    texts = [(chart, trace) for chart in charts_on(app) for trace in chart["data"] if trace.get("mode") == "text"]
    [(chart, names)] = [(c, t) for c, t in texts if any("Still at work" in text for text in t["text"])]
    place = next(number for number, text in enumerate(names["text"]) if "Still at work" in text)
    assert chart["data"][1]["x"][place] == 0
    assert any("66.7 %" in text for trace in chart["data"] for text in trace.get("text") or ())


def test_what_is_taken_home_is_what_stands_in_the_tables(beside: Store) -> None:
    view = choices.view_of(beside.rows, {"programme": "DEMO_01", "lang": "en"})
    shown = {"by_group": answers.by_group(view), "by_activity": answers.by_activity(view)}
    taken = together("Target groups", shown).records()
    for name, answer in shown.items():
        assert [{column: row[column] for column in answer.names()} for row in taken if row["answer"] == name] == (
            answer.records()
        )
    assert {row["answer"] for row in taken} == set(shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_reached_less_than_promised_comes_first_by_name(open_app: OpenApp, language: str) -> None:
    app = open_app(PAGE, lang=language, **DEMO)
    heads = {"nl": ("Doelgroep", "Toestand"), "fr": ("Groupe cible", "État"), "en": ("Target group", "State")}
    shown = table_with(app, *heads[language])
    behind = [name for name, state in zip(*(shown[head] for head in heads[language]), strict=True) if "▼" in state]
    assert len(behind) > 1
    assert list(shown[heads[language][0]])[: len(behind)] == behind
    sentence = next(block.value for block in app.markdown if behind[0] in block.value)
    assert [sentence.index(name) for name in behind] == sorted(sentence.index(name) for name in behind)
    assert charts_on(app)[0]["data"][0]["type"] == "bar"
