"""The region, one partnership and one municipality, on published and on demonstration figures, in every language."""

import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from peil.store import Store
from peil.texts import LANGUAGES
from tests.pages.conftest import OpenApp, is_said_to_be_demonstration, shown
from tests.pages.test_results import charts_on, tables_on, words_on

REGION = "pages/progress/partnerships.py"
PARTNERSHIP = "pages/progress/partnership.py"
MUNICIPALITY = "pages/progress/municipality.py"

PUBLISHED = {"programme": "LP_FL"}
DEMO = {"programme": "DEMO_01", "as_of": "2026-09-30"}

TITLES = {"nl": "Partnerschappen", "fr": "Partenariats", "en": "Partnerships"}

# The rules that the demonstration region breaks on purpose: per partnership, what the list says, the worst first.
BROKEN = {
    "DEMO_12": "1 partner too few (1, at least 2); the employment service is not in",
    "DEMO_19": "the employment service is not in",
    "DEMO_26": "no local authority is in",
    "DEMO_07": "1 partner too many (13, at most 12)",
    "DEMO_31": "€21,600 of co-financing short (27 %, at least 30 %)",
    "DEMO_39": "€11,800 of co-financing short (18 %, at least 20 %)",
}
BROKEN_IN_FULL = {"DEMO_07": "✕ 13, at most 12", "DEMO_31": "✕ 27 %, at least 30 % (€21,600 short)"}


@pytest.fixture(scope="module")
def names(beside: Store) -> dict[str, str]:
    """The English name of every partnership of the demonstration region."""
    with beside.cursor() as cursor:
        rows = cursor.execute("select partnership_id, name_en from partnerships where parent_id = 'DEMO'").fetchall()
    return dict(rows)


def table_with(app: AppTest, *columns: str) -> pd.DataFrame:
    return next(table for table in tables_on(app) if set(columns) <= set(table.columns))


def bars(app: AppTest, chart: int) -> list[tuple[str, str]]:
    """The name and the figures of every bar of a chart."""
    texts = [trace["text"] for trace in charts_on(app)[chart]["data"] if trace.get("mode") == "text" and trace["text"]]
    return [tuple(re.sub(r"<[^>]+>", "", text) for text in row) for row in zip(*texts[:2], strict=True)]


# --- The region -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("programme", "language"),
    [
        *(
            (programme, language)
            for programme in ("LP_FL", "SUCCES", "WERK_WAARDIG", "DEMO_01")
            for language in LANGUAGES
        ),
        ("VVSG_PILOT", "nl"),
        ("DEMO", "nl"),
        ("DEMO_10", "fr"),
    ],
)
def test_the_region_opens_in_every_language_on_every_programme(
    open_app: OpenApp, programme: str, language: str
) -> None:
    app = open_app(REGION, lang=language, programme=programme)
    assert app.title[0].value == TITLES[language]
    assert len(charts_on(app)) <= 12
    demonstration = programme.startswith("DEMO")
    assert is_said_to_be_demonstration(app) == demonstration
    marks = [chart["layout"]["title"].get("text", "") for chart in charts_on(app)]
    assert all(bool(mark) == demonstration for mark in marks)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "279 van de 300 gemeenten"),
        ("fr", "279 communes sur 300"),
        ("en", "279 of 300 municipalities took part about 2023 (the source is undated) (93 %); 21 did not."),
    ],
)
def test_the_published_coverage_is_said_in_words(open_app: OpenApp, language: str, sentence: str) -> None:
    assert sentence in words_on(open_app(REGION, lang=language, **PUBLISHED))


def test_what_is_counted_and_not_listed_says_so(open_app: OpenApp) -> None:
    app = open_app(REGION, lang="en", **PUBLISHED)
    assert charts_on(app) == []
    text = words_on(app)
    assert "40 had been approved and 40 had started; 4 had not applied." in text
    assert "which ones do not take part has not been published" in text
    assert "which 4 did not apply has not been published" in text
    assert "VVSG local partnerships page" in text


def test_without_a_list_no_rule_is_judged(open_app: OpenApp) -> None:
    app = open_app(REGION, lang="en", **PUBLISHED)
    text = words_on(app)
    assert "Which partnerships break a rule cannot be said: the list of partnerships has not been published." in text
    stated = tables_on(app)[0]
    assert stated["Figure"].tolist() == ["2", "12", "44 of 44", "44 of 44", "30 %", "20 %"]
    assert "Rules" not in [box.label for box in app.selectbox]
    assert not any("Lies in" in table.columns for table in tables_on(app))


@pytest.mark.parametrize("programme", ["SUCCES", "WERK_WAARDIG"])
def test_one_partnership_is_no_region(open_app: OpenApp, programme: str) -> None:
    app = open_app(REGION, lang="en", programme=programme)
    assert "is one partnership, not a region" in words_on(app)
    assert charts_on(app) == []
    table_with(app, "Programme", "Budget", "For whom")


def test_programmes_stand_beside_each_other_and_a_band_stays_a_band(open_app: OpenApp) -> None:
    table = table_with(open_app(REGION, lang="en", **PUBLISHED), "Programme", "Budget").set_index("Name")
    assert table.loc["WERK.WAARDIG", ["Period", "Budget", "Partners"]].tolist() == [
        "selected in 2005",
        "€250,000 to €500,000",
        "5",
    ]
    assert table.loc["SucceS", ["Period", "Budget", "Partners"]].tolist() == ["2010–2013", "€2,711,722", "5"]
    flemish = table.loc["Flemish local partnerships"]
    assert flemish[["Period", "Budget", "Partnerships", "Partners"]].tolist() == [
        "from 2023",
        "–",
        "44",
        "2 to 12 in each",
    ]
    assert "Total" not in table.index


def test_what_is_stated_and_what_the_list_says_both_stand_there(open_app: OpenApp) -> None:
    text = words_on(open_app(REGION, lang="en", **DEMO))
    assert "279 of 300 municipalities took part on 31 December 2024 (93 %); 21 did not." in text
    assert "279 of 300 as stated (31 Dec 2024); by the list of partnerships 264 of 285 on 30 Sept 2026." in text
    assert "On 30 September 2026 21 of 285 municipalities were in no partnership." in text


def test_before_the_mergers_there_were_300_municipalities(open_app: OpenApp) -> None:
    app = open_app(REGION, lang="en", programme="DEMO_01", as_of="2024-12-31")
    text = words_on(app)
    assert "On 31 December 2024 21 of 300 municipalities were in no partnership." in text
    assert "by the list of partnerships" not in text.split("Rules kept")[0].split("44 as stated")[0]
    assert len(table_with(app, "Municipality", "Inhabitants")) == 21


def test_who_breaks_a_rule_stands_first_and_says_by_how_much(open_app: OpenApp, names: dict[str, str]) -> None:
    app = open_app(REGION, lang="en", **DEMO)
    text = words_on(app)
    assert "6 of 44 partnerships break a rule." in text
    assert "Together €33,400 of co-financing is short." in text
    assert text.index("break a rule") < text.index("municipalities took part")
    first = tables_on(app)[0]
    assert list(first.columns) == ["Partnership", "What it breaks, and by how much"]
    # Two rules broken before one; then who is missing, how many partners, and how much money.
    assert first.to_numpy().tolist() == [[names[one], said] for one, said in BROKEN.items()]


def test_every_rule_of_every_partnership_can_be_seen(open_app: OpenApp, names: dict[str, str]) -> None:
    app = open_app(REGION, lang="en", rule="all", **DEMO)
    table = table_with(app, "Partnership", "Number of partners", "Co-financing").set_index("Partnership")
    assert list(table.index[: len(BROKEN)]) == [names[one] for one in BROKEN]
    for partnership, cell in BROKEN_IN_FULL.items():
        assert cell in table.loc[names[partnership]].tolist()


def test_the_verdicts_are_those_of_the_standing_rules(open_app: OpenApp, beside: Store, names: dict[str, str]) -> None:
    app = open_app(REGION, lang="en", rule="all", **DEMO)
    table = table_with(app, "Partnership", "Number of partners", "Co-financing").set_index("Partnership")
    assert len(table) == 44
    crosses = {name for name in table.index if table.loc[name].str.startswith("✕").any()}
    known_at = pd.Timestamp("2100-01-01")
    found = [
        beside.run("checks/rules/R07_composition", known_at=known_at),
        beside.run("checks/rules/R08_cofinancing", known_at=known_at, tolerance=1.0),
    ]
    failed = {row.partnership_id for rows in found for row in rows.itertuples() if row.outcome == "fail"}
    assert crosses == {names[partnership] for partnership in failed} == {names[partnership] for partnership in BROKEN}


@pytest.mark.parametrize(
    ("rule", "partnerships"),
    [
        ("size", {"DEMO_07", "DEMO_12"}),
        ("employment_service", {"DEMO_12", "DEMO_19"}),
        ("local_authority", {"DEMO_26"}),
        ("cofinancing", {"DEMO_31", "DEMO_39"}),
    ],
)
def test_a_rule_can_be_asked_for_by_its_id(
    open_app: OpenApp, names: dict[str, str], rule: str, partnerships: set[str]
) -> None:
    app = open_app(REGION, lang="en", rule=rule, **DEMO)
    assert set(tables_on(app)[0]["Partnership"]) == {names[one] for one in partnerships}


def test_what_cannot_be_judged_is_not_broken(open_app: OpenApp, names: dict[str, str]) -> None:
    app = open_app(REGION, lang="en", rule="all", **DEMO)
    table = table_with(app, "Partnership", "Number of partners", "Co-financing").set_index("Partnership")
    for partnership in ("DEMO_10", "DEMO_20", "DEMO_30"):
        row = table.loc[names[partnership]]
        assert row[["Number of partners", "Employment service", "Local authority"]].tolist() == ["? not known"] * 3


def test_an_exception_province_has_its_own_minimum(open_app: OpenApp) -> None:
    text = words_on(open_app(REGION, lang="en", rule="all", **DEMO))
    assert "together pay at least 30 % of its cost. In the exception province at least 20 %." in text
    assert "(here at least 20 %)" in text


def test_the_map_has_every_municipality_and_the_missing_ones_have_a_sign(open_app: OpenApp) -> None:
    app = open_app(REGION, lang="en", **DEMO)
    drawn = next(chart for chart in charts_on(app) if chart["layout"].get("showlegend"))
    points = drawn["data"][-1]
    assert len(points["customdata"]) == len(points["hovertext"]) == 285
    assert points["text"].count("✕") == 21
    legend = [trace["name"] for trace in drawn["data"] if trace.get("fill") == "toself"]
    assert legend[-1] == "✕ in no partnership (21)"
    assert legend[1].startswith("○ in a partnership that has not started")


def test_partnerships_are_compared_furthest_behind_first_each_with_its_own_target(
    open_app: OpenApp, names: dict[str, str]
) -> None:
    app = open_app(REGION, lang="en", compare="RES_VISITS", **DEMO)
    shown = [bar for chart in (-2, -1) for bar in bars(app, chart)]
    table = table_with(app, "Partnership", "State")
    assert [name for name, _ in shown] == table["Partnership"].tolist()[:10]
    assert set(table["Partnership"]) == set(names.values())
    shares = [int(re.search(r"\d+", said).group()) for _, said in shown]
    assert shares == sorted(shares)
    text = words_on(app)
    assert "so this says where help is needed, not who works best" in text
    assert "Not comparable, because only one partnership reports it" in text
    assert "it is told, not counted: Stories of participants" in text


def test_a_comparison_says_what_the_board_of_each_partnership_says(open_app: OpenApp, beside: Store) -> None:
    compared = open_app(REGION, lang="en", compare="RES_VISITS", **DEMO)
    assert compared.session_state["view"].as_of.isoformat() == "2026-09-30"
    moment = pd.Timestamp("2100-01-01")
    day = pd.Timestamp("2026-09-30").date()
    together = beside.run(
        "pages/partnerships/compare",
        region="DEMO",
        indicators=["RES_VISITS"],
        as_of=day,
        known_at=moment,
        language="en",
    ).set_index("partnership_id")
    for partnership in ("DEMO_01", "DEMO_07", "DEMO_44"):
        board = beside.run(
            "pages/results/board",
            partnership=partnership,
            as_of=day,
            known_at=moment,
            partner=None,
            kind=None,
            language="en",
        ).set_index("indicator_id")
        for column in ("actual", "target", "share_of_target", "state"):
            assert together.loc[partnership, column] == board.loc["RES_VISITS", column]


# --- One partnership --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("programme", "language"),
    [
        *((programme, language) for programme in ("SUCCES", "WERK_WAARDIG", "DEMO_01") for language in LANGUAGES),
        ("LP_FL", "nl"),
        ("DIALOG_FL", "fr"),
        ("VVSG_PILOT", "en"),
        ("GAGNER", "nl"),
        ("DEMO", "fr"),
        ("DEMO_10", "en"),
    ],
)
def test_every_partnership_has_a_page_in_every_language(open_app: OpenApp, programme: str, language: str) -> None:
    app = open_app(PARTNERSHIP, lang=language, programme=programme)
    identity = {"nl": "Identiteitskaart", "fr": "Carte d'identité", "en": "Identity card"}
    assert identity[language] in [shown(heading.value) for heading in app.header]
    assert is_said_to_be_demonstration(app) == programme.startswith("DEMO")


def test_the_record_of_werk_waardig(open_app: OpenApp) -> None:
    app = open_app(PARTNERSHIP, lang="en", programme="WERK_WAARDIG")
    short, card = (
        table.set_index("What")["As stated"] for table in tables_on(app) if list(table.columns) == ["What", "As stated"]
    )
    assert short["Budget"] == card["Budget"] == "€250,000 to €500,000"
    assert card["Share for transnational work"] == "10 %"
    assert "BEnl-16" in card["Also written as"]
    agreement = table_with(app, "Agreement", "Countries").iloc[0]
    assert agreement["Agreement"] == "4033 @-base"
    assert agreement["Partners"] == "CZ 37; SK 60; UKgb 145"
    members = table_with(app, "Organisation", "Responsibility", "Stated in").set_index("Organisation")
    assert members.loc["Leiedal", "Stated in"] != members.iloc[0]["Stated in"]
    assert "Not in the sources:" in words_on(app)
    assert "Selected and approved for action 2 (21 Jun 2005)." in words_on(app)
    assert "On which criteria is not in the sources." in words_on(app)


def test_what_the_action_of_dialog_may_cost(open_app: OpenApp) -> None:
    app = open_app(PARTNERSHIP, lang="en", programme="DIALOG_FL")
    text = words_on(app)
    assert "The action may cost ca. €12,000." in text
    assert "What has been spent so far is not in the sources." in text
    assert "Final target group:" in text
    steps = table_with(app, "Step", "State")
    assert "? state not stated" in steps["State"].tolist()


def test_the_staff_of_succes_is_not_added(open_app: OpenApp) -> None:
    app = open_app(PARTNERSHIP, lang="en", programme="SUCCES")
    staff = table_with(app, "Full-time", "Half-time", "Full-time equivalents")
    assert staff["Full-time equivalents"].tolist() == ["3", "1.5", "1.5"]
    assert "No total" in words_on(app)


def test_the_partnership_in_depth(open_app: OpenApp) -> None:
    app = open_app(PARTNERSHIP, lang="en", **DEMO)
    text = words_on(app)
    assert "9 partners on 30 September 2026. 1 had left by then or had not joined yet." in text
    assert "4 visits so far, the last on 5 April 2026." in text
    assert "2 improvements are open, 1 of them past its day." in text
    plan = table_with(app, "Objective or action", "Owner", "Where it came from")
    assert len(plan) == 16
    indents = {
        kind: {len(name) - len(name.lstrip("\u2003")) for name in part["Objective or action"]}
        for kind, part in plan.groupby("Kind")
    }
    # Deliverables have a list of their own.
    assert indents == {"Strategic objective": {0}, "Operational objective": {1}, "Action": {2}}
    assert (plan.loc[plan["Kind"] == "Action", "Where it came from"] != "–").all()
    steps = table_with(app, "Step", "State").set_index("Step")["State"]
    assert steps.iloc[0] == "✓ Done"
    assert "○ Planned" in steps.tolist()


def test_its_results_money_and_rules_stand_first(open_app: OpenApp) -> None:
    app = open_app(PARTNERSHIP, lang="en", **DEMO)
    glance = tables_on(app)[0].set_index("Page")["What stands out"]
    board = open_app("pages/progress/results.py", lang="en", **DEMO)
    for said in glance["Results"].rstrip(".").split(". "):
        assert said in words_on(board), "no second judgement"
    assert "€" in glance["Money"]
    assert glance["Rules"].startswith("2 of 7 rules about it are not kept.")
    assert "17 held, 18 expected" in glance["Rules"]


def test_who_does_what_and_where_priority_was_adapted(open_app: OpenApp) -> None:
    app = open_app(PARTNERSHIP, lang="en", programme="SUCCES", as_of="2012-06-30")
    doing = table_with(app, "Action", "Partner", "Own target")
    kortrijk = doing[doing["Partner"].str.startswith("OCMW")].set_index("Indicator")["Own target"]
    assert kortrijk["House visits"] == "1,000 visits"
    assert kortrijk["Child-care training"] == "none; reached all the same"
    assert "reached without a target: Child-care training (OCMW Kortrijk" in words_on(app)
    tries = doing[doing["Action"] == "Taking part in neighbourhood activities"]
    assert tries["Partner"].tolist() == ["Community Connections", "Medway Council"]


def test_the_selection_has_criteria_and_outcome(open_app: OpenApp) -> None:
    app = open_app(PARTNERSHIP, lang="en", programme="SUCCES", as_of="2012-06-30")
    text = words_on(app)
    assert "first adjourned with recommendations, approved later" in text
    assert "It was judged on 6 criteria: Relevance; Coherence of the application" in text
    assert "Recommended then: Make the results last" in text
    kinds = table_with(app, "Kind", "What")["Kind"].value_counts()
    assert kinds.to_dict() == {"Criterion": 6, "Possible outcome": 3, "Recommendation": 2, "Application": 1}


def test_reports_are_read_per_partner_and_quarter(open_app: OpenApp, beside: Store) -> None:
    with beside.cursor() as cursor:
        told = cursor.execute(
            "select heading, text from assessments where partnership_id = 'DEMO_01' "
            "and partner_id = 'DORG_01_CITY' and period_end = '2023-03-31' order by heading"
        ).fetchall()
    assert told
    app = open_app(PARTNERSHIP, lang="nl", report_of="DORG_01_CITY", quarter="2023-03-31", **DEMO)
    report = table_with(app, "Rubriek", "Wat de partner schrijft")
    assert len(report) == 5
    written = [text for text in report["Wat de partner schrijft"] if text != "niets geschreven"]
    assert written == [f"“{text}”" for _, text in told]
    assert f"{len(told)} van de 5 rubrieken" in words_on(app)


def test_without_a_report_its_five_headings_are_named(open_app: OpenApp) -> None:
    text = words_on(open_app(PARTNERSHIP, lang="en", programme="SUCCES", as_of="2012-06-30"))
    assert "Communication and dissemination and Management and coordination. No report of a partner" in text


def test_partners_of_an_earlier_day(open_app: OpenApp) -> None:
    text = words_on(open_app(PARTNERSHIP, lang="en", programme="DEMO_01", as_of="2024-12-31"))
    assert "10 partners on 31 December 2024." in text


# --- One municipality -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("programme", "language"),
    [*(("DEMO_01", language) for language in LANGUAGES), ("SUCCES", "fr"), ("WERK_WAARDIG", "nl"), ("LP_FL", "nl")],
)
def test_the_page_of_a_municipality_opens(open_app: OpenApp, programme: str, language: str) -> None:
    app = open_app(MUNICIPALITY, lang=language, programme=programme)
    # LP_FL and WERK_WAARDIG name areas but hardly a municipality: then the page says so.
    assert tables_on(app) or app.info or "in geen enkel partnerschap" in words_on(app)
    assert is_said_to_be_demonstration(app) == programme.startswith("DEMO")


def test_without_municipalities_the_page_says_what_to_import(open_app: OpenApp) -> None:
    app = open_app(MUNICIPALITY, lang="en", programme="GAGNER")
    assert "No municipalities are known for this programme." in shown(app.info[0].value)
    assert "import" not in app.info[0].value, "the command is for who hands in the figures"


def test_kortrijk_is_served_by_succes_in_its_neighbourhoods(open_app: OpenApp) -> None:
    app = open_app(MUNICIPALITY, lang="en", programme="SUCCES", as_of="2011-12-31", area="KOR_CITY")
    assert app.title[0].value == "Kortrijk"
    text = words_on(app)
    assert "On 31 December 2011 Kortrijk is served by SucceS." in text
    served = table_with(app, "Partnership", "Where").iloc[0]
    assert "Venning" in served["Where"]
    done = table_with(app, "Indicator", "Kortrijk").set_index("Indicator")["Kortrijk"]
    assert done["House visits (visits)"] == "442"
    [disputed] = [value for name, value in done.items() if "Behaviour at work" in name]
    assert disputed == "98 | 75"


def test_the_city_in_depth_has_figures_per_neighbourhood_and_no_sum(open_app: OpenApp) -> None:
    app = open_app(MUNICIPALITY, lang="en", area="D_M001", **DEMO)
    assert "Amberbron is served by Amberbron in action." in words_on(app)
    done = table_with(app, "Indicator", "Parelhof")
    assert "Total" not in done.columns
    # Of a place with a target of its own, beside that.
    reached = done[done["Indicator"].str.startswith("People reached")].iloc[0]
    assert re.fullmatch(r"\d+ of 440 people, \d+ %", reached["Parelhof"])
    assert len(table_with(app, "Theme", "Period up to")) > 20


def test_the_monitor_of_a_municipality_is_that_of_the_neighbourhoods_and_leads_to_each_indicator(
    open_app: OpenApp,
) -> None:
    app = open_app(MUNICIPALITY, lang="en", area="D_M001", **DEMO)
    monitor = table_with(app, "Theme", "Period up to").set_index("Indicator")["Value"]
    # 38,685 of 55,380: the stored 69.85 would be rounded down.
    assert monitor["At work"] == "69.9 %"
    assert any("monitor-indicator?" in page.proto.body and "indicator=MON_WORKING" in page.proto.body
               for page in app.get("html"))  # fmt: skip


def test_a_municipality_stands_beside_the_others_without_a_rank(open_app: OpenApp, beside: Store) -> None:
    with beside.cursor() as cursor:
        [(own, median, others)] = cursor.execute(
            """
            with shares as (
                select area_id, 100.0 * numerator / denominator as share
                from area_values inner join areas using (area_id)
                where indicator_id = 'MON_REGION_SEEKERS' and period_end = '2025-12-31'
                and level = 'municipality' and valid_to is null
            )
            select any_value(share) filter (where area_id = 'D_M001'),
                median(share) filter (where area_id <> 'D_M001'), count(*) - 1
            from shares
            """
        ).fetchall()
    app = open_app(MUNICIPALITY, lang="en", area="D_M001", **DEMO)
    text = words_on(app)
    assert f"Jobseekers in the municipality {own:.1f} % ({median:.1f} %)" in text
    assert "not who does better" in text
    [chart] = charts_on(app)
    dots = max((trace for trace in chart["data"] if trace.get("hovertext")), key=lambda trace: len(trace["x"]))
    assert len(dots["x"]) == 3 * others
    assert "per 10 000 inhabitants" in text


def test_without_others_there_is_nothing_to_compare(open_app: OpenApp) -> None:
    app = open_app(MUNICIPALITY, lang="en", programme="SUCCES", area="KOR_CITY")
    assert charts_on(app) == []
    text = words_on(app)
    assert "there is nothing to compare" in text
    assert "No target was set for this municipality itself" in text


def test_what_replaced_others_names_them_and_leads_back(open_app: OpenApp, beside: Store) -> None:
    with beside.cursor() as cursor:
        [(new, since), *_] = cursor.execute(
            "select area_id, valid_from::varchar from areas "
            "where area_id in (select successor_id from areas) order by 1"
        ).fetchall()
        old = [
            row[0]
            for row in cursor.execute(
                "select name_en from areas where successor_id = ? order by name_en", [new]
            ).fetchall()
        ]
    assert since == "2025-01-01"
    app = open_app(MUNICIPALITY, lang="en", area=new, **DEMO)
    text = words_on(app)
    said = text[text.index("It replaces") :].split(" since 1 January 2025.")[0]
    assert all(name in said for name in old)
    assert len(re.split(", | and ", said)) == len(old)


def test_a_merged_municipality_says_what_became_of_it(open_app: OpenApp, beside: Store) -> None:
    with beside.cursor() as cursor:
        old, new = cursor.execute(
            "select old.area_id, new.name_en from areas as old inner join areas as new "
            "on old.successor_id = new.area_id where old.area_id like 'D_M%' order by all limit 1"
        ).fetchall()[0]
    text = words_on(open_app(MUNICIPALITY, lang="en", area=old, **DEMO))
    assert f"It was replaced by {new} on 1 January 2025." in text
    assert "On 30 September 2026 no partnership serves" in text
    before = words_on(open_app(MUNICIPALITY, lang="en", area=old, programme="DEMO_01", as_of="2024-12-31"))
    assert "is served by" in before
