"""The finance page on published and demonstration figures, in every language."""

import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from peil.answers import amounts
from peil.charts import stack
from peil.texts import LANGUAGES, Words
from tests.pages.conftest import OpenApp, is_said_to_be_demonstration, shown
from tests.pages.test_results import charts_on, drawn_rows, tables_on, words_on

FINANCE = "pages/progress/finance.py"
SUCCES = {"programme": "SUCCES", "as_of": "2011-12-31"}
DEMO = {"programme": "DEMO_01"}


def table_with(app: AppTest, column: str) -> pd.DataFrame:
    """The first table that has this column, by partner, with ordinary spaces and minus signs."""
    table = next(table for table in tables_on(app) if column in table.columns)
    return table.map(plain).set_index(table.columns[0])


def plain(text: str | None) -> str:
    """``text`` with ordinary spaces and minus signs."""
    return re.sub(r"[\u202f\xa0]", " ", text or "").replace("\N{MINUS SIGN}", "-")


@pytest.mark.parametrize(
    ("language", "programme"),
    [
        *((language, programme) for language in LANGUAGES for programme in ("WERK_WAARDIG", "DIALOG_FL", "DEMO_01")),
        ("en", "VVSG_PILOT"),
        ("nl", "CAPBUILD"),
        ("fr", "DEMO"),
    ],
)
def test_the_page_opens_in_every_language_on_every_programme(open_app: OpenApp, language: str, programme: str) -> None:
    app = open_app(FINANCE, lang=language, programme=programme)
    assert app.title[0].value == {"nl": "Financiën", "fr": "Finances", "en": "Finance"}[language]
    assert is_said_to_be_demonstration(app) == programme.startswith("DEMO")
    assert len(charts_on(app)) <= 12


@pytest.mark.parametrize(
    ("language", "promised", "match", "grants"),
    [
        (
            "en",
            "€2,711,722 was promised to 5 partners, €1,355,861 of it as a grant (ERDF)",
            "(public centre for social welfare) -€0.50 and Mentor vzw -€0.50. 3 partners cannot be checked",
            "The grants of the partners add up to €1,355,861.50 where €1,355,861 was promised: +€0.50",
        ),
        (
            "nl",
            "€ 2.711.722 is toegezegd aan 5 partners, waarvan € 1.355.861 als subsidie (EFRO)",
            "-€ 0,50 en Mentor vzw -€ 0,50. 3 partners zijn niet na te gaan",
            "De subsidies van de partners zijn samen € 1.355.861,50 waar € 1.355.861 is toegezegd: +€ 0,50",
        ),
        (
            "fr",
            "2 711 722 € ont été promis à 5 partenaires, dont 1 355 861 € de subvention (FEDER)",
            "CPAS de Courtrai -0,50 € et Mentor asbl -0,50 €. 3 partenaires ne peuvent être vérifiés",
            "Les subventions des partenaires font ensemble 1 355 861,50 € là où 1 355 861 € sont promis : +0,50 €",
        ),
    ],
)
def test_the_sums_of_succes_come_out_as_printed(
    open_app: OpenApp, language: str, promised: str, match: str, grants: str
) -> None:
    text = plain(words_on(open_app(FINANCE, lang=language, **SUCCES)))
    assert promised in text
    assert match in text
    assert grants in text


def test_the_match_funding_of_every_succes_partner_is_checked_to_the_cent(open_app: OpenApp) -> None:
    app = open_app(FINANCE, lang="en", **SUCCES)
    match = table_with(app, "To be matched")
    assert match.loc["Mentor vzw"].tolist() == [
        "€246,603", "€123,301.50", "€0.00", "€123,301.50", "€123,301", "-€0.50", "≈ Within the tolerance",
    ]  # fmt: skip
    assert match.loc["Maison de l'Initiative"].tolist() == [
        "€580,242", "€290,121.50", "+€0.50", "€290,120.50", "not stated", "–", "? Cannot be checked",
    ]  # fmt: skip
    assert list(match["Outcome"]).count("? Cannot be checked") == 3


def test_amounts_that_are_not_stated_are_drawn_hatched_and_never_zero(open_app: OpenApp) -> None:
    app = open_app(FINANCE, lang="en", **SUCCES)
    funders = table_with(app, "Not stated")
    assert funders.loc["Medway Council", "Own funds"] == "not stated"
    assert funders.loc["Medway Council", "Not stated"] == "€548,367.50"
    assert funders.loc["Together", "Own funds"] == "≥ €240,448"
    assert funders.loc["Together", "Cost"] == "€2,711,722"
    traces = [trace for chart in charts_on(app) for trace in chart["data"]]
    hatched = [length for trace in traces if trace.get("marker", {}).get("pattern") for length in trace["x"]]
    assert sorted(hatched) == [100818.5, 290120.5, 548367.5]
    assert "not stated: €548,367.50" in [row[2].removeprefix("? ") for row in drawn_rows(app)]


def test_the_tolerance_is_a_choice_that_stands_in_the_address(open_app: OpenApp) -> None:
    app = open_app(FINANCE, lang="en", tolerance="0", **SUCCES)
    assert app.query_params["tolerance"] in ("0", ["0"])
    assert table_with(app, "To be matched").loc["Mentor vzw", "Outcome"] == "✕ Differs"
    assert "For 2 of 5 partners the match funding differs by more than €0." in words_on(app)


def test_what_no_rule_judged_is_not_called_good() -> None:
    said = {outcome: amounts.outcome(Words("en"), outcome) for outcome in (None, "not_computable", "pass")}
    assert said == {None: "– Not checked", "not_computable": "? Cannot be checked", "pass": "✓ Adds up"}


def test_where_the_sources_are_silent_the_page_says_so(open_app: OpenApp) -> None:
    text = words_on(open_app(FINANCE, lang="en", **SUCCES))
    assert "No claim figure was published." in text
    assert "import the table claims" in text
    assert "No claim figure was published, so nobody can say whether part of the grant is at risk." in text
    assert "Of €939,306.50 of the cost nobody states who pays: Medway Council €548,367.50" in text
    assert "No private money is among them." in text


def test_personnel_share_and_posts_of_the_ocmw(open_app: OpenApp) -> None:
    app = open_app(FINANCE, lang="en", **SUCCES)
    assert "76 % of €586,505 is for personnel, which is €445,743.80 (computed, not stated)" in words_on(app)
    posts = table_with(app, "initially")
    assert posts.iloc[0].tolist() == ["4.5", "6 (+1.5)"]


@pytest.mark.parametrize(
    ("language", "band", "share"),
    [
        ("en", "€250,000 to €500,000", "€25,000 to €50,000 (computed, not stated)"),
        ("nl", "€ 250.000 tot € 500.000", "€ 25.000 tot € 50.000 (berekend, niet vermeld)"),
        ("fr", "250 000 € à 500 000 €", "25 000 € à 50 000 € (calculé, non précisé)"),
    ],
)
def test_a_band_is_shown_as_a_band_and_never_as_a_mean(open_app: OpenApp, language: str, band: str, share: str) -> None:
    text = plain(words_on(open_app(FINANCE, lang=language, programme="WERK_WAARDIG")))
    assert band in text
    assert share in text
    assert not re.search(r"375.000", text)


@pytest.mark.parametrize("programme", ["WERK_WAARDIG", "DIALOG_FL", "VVSG_PILOT", "LP_FL"])
def test_no_programme_pretends_to_have_claims(open_app: OpenApp, programme: str) -> None:
    text = words_on(open_app(FINANCE, lang="en", programme=programme))
    assert "No claim figure was published." in text
    assert "import the table claims" in text


def test_the_dialog_action_has_one_amount_without_a_split(open_app: OpenApp) -> None:
    app = open_app(FINANCE, lang="en", programme="DIALOG_FL")
    text = words_on(app)
    assert "The cost of the action is ca. €12,000, paid by ESF." in text
    assert "three cost items without a split" in text


def test_a_programme_without_a_list_states_the_minimum_and_judges_nobody(open_app: OpenApp) -> None:
    text = words_on(open_app(FINANCE, lang="en", programme="LP_FL"))
    assert "Each local partnership owes at least 30 %, or 20 % in an exception area." in text
    assert "The local partnerships are not listed, so it cannot be checked." in text


def test_nothing_handed_in_says_what_to_import(open_app: OpenApp) -> None:
    app = open_app(FINANCE, lang="en", programme="GAGNER")
    assert "No budget and no claim is known" in app.info[0].value
    assert any(
        "import the tables budgets and claims" in block.value for fold in app.expander for block in fold.markdown
    )
    assert not charts_on(app)


@pytest.mark.parametrize(
    ("language", "differs", "outcome"),
    [("en", "-€1,250.00", "✕ Differs"), ("nl", "-€ 1.250,00", "✕ Wijkt af"), ("fr", "-1 250,00 €", "✕ S'écarte")],
)
def test_the_demonstration_has_one_partner_off_by_more_than_the_tolerance(
    open_app: OpenApp, language: str, differs: str, outcome: str
) -> None:
    app = open_app(FINANCE, lang=language, **DEMO)
    titles = {"en": "To be matched", "nl": "Te cofinancieren", "fr": "À cofinancer"}
    match = table_with(app, titles[language])
    [failing] = [row for row in match.to_numpy().tolist() if row[-1] == outcome]
    assert failing[-2] == differs


def test_claims_add_up_to_what_the_sentence_says(open_app: OpenApp) -> None:
    app = open_app(FINANCE, lang="en", **DEMO)
    periods = table_with(app, "Certified after")
    reported = periods["Reported"].str.replace(r"[€,]", "", regex=True).astype(float).sum()
    assert f"€{round(reported):,} of cost was reported" in words_on(app)
    partners = table_with(app, "At the end")
    assert abs(partners["Reported"].str.replace(r"[€,]", "", regex=True).astype(float).sum() - reported) < len(partners)
    lines = [trace["text"] for chart in charts_on(app) for trace in chart["data"] if trace.get("mode") == "text"]
    assert any(f"€{round(reported):,}" in text for texts in lines for text in texts)


def test_claims_of_later_periods_and_later_knowledge_do_not_count(open_app: OpenApp) -> None:
    app = open_app(FINANCE, lang="en", as_of="2024-06-30", **DEMO)
    periods = table_with(app, "Certified after")
    assert list(periods.index) == ["31 Mar 2024", "30 Sept 2023", "31 Mar 2023"]
    assert periods.loc["31 Mar 2024", "Paid"] == "–"


def test_a_programme_lists_its_partnerships_by_what_they_would_lose_with_a_link(open_app: OpenApp) -> None:
    app = open_app(FINANCE, lang="en", programme="DEMO")
    table = next(table for table in tables_on(app) if "At the end" in table.columns)
    lost = table["Grant unused"].str.replace(r"[€,]", "", regex=True).astype(float)
    assert list(lost) == sorted(lost, reverse=True)
    bodies = [element.proto.body for element in app.get("html")]
    assert any("finance?" in body and "programme=DEMO_01" in body for body in bodies)
    assert re.search(r"\d+ of 44 partnerships stay below their minimum", words_on(app))


def test_co_financing_stands_beside_its_minimum(open_app: OpenApp) -> None:
    text = words_on(open_app(FINANCE, lang="en", **DEMO))
    assert "They pay €934,000 of €3,084,000: 30.3 %, where at least 30 % is asked." in text
    assert "✓ The minimum is met" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("programme", ["DEMO_01", "DEMO"])
def test_who_would_lose_most_of_the_grant_stands_first_in_words_and_in_the_picture(
    open_app: OpenApp, language: str, programme: str
) -> None:
    app = open_app(FINANCE, lang=language, programme=programme)
    titles = {"en": "Grant unused", "nl": "Ongebruikte subsidie", "fr": "Subvention inutilisée"}
    table = next(table for table in tables_on(app) if titles[language] in table.columns)
    lost = [int(re.sub(r"\D", "", text) or -1) for text in table[titles[language]]]
    assert lost == sorted(lost, reverse=True)
    first = next(shown(block.value) for block in app.markdown if block.value.startswith("**"))
    names = list(table.iloc[:3, 0])
    assert [first.index(name) for name in names] == sorted(first.index(name) for name in names)
    drawn = charts_on(app)[0]["data"]
    assert drawn[1]["x"] == sorted(drawn[1]["x"], reverse=True)
    assert next(trace["text"] for trace in drawn if trace.get("mode") == "text")[0] == table.iloc[0, 0]


def test_one_difference_has_one_sign_on_the_whole_page(open_app: OpenApp) -> None:
    app = open_app(FINANCE, lang="en", **DEMO)
    funders, match = table_with(app, "Own funds"), table_with(app, "To be matched")
    off = match[match["Outcome"].isin(["✕ Differs", "≈ Within the tolerance"])]
    assert sorted(off["Difference"]) == ["+€0.50", "-€1,250.00"]
    assert funders.loc[off.index, "Difference"].tolist() == off["Difference"].tolist()
    said = plain("\n".join([*(chart.proto.alt for chart in app.get("plotly_chart")), words_on(app)]))
    assert said.count("-€1,250") > 2
    assert not re.findall(r"(?<!-)€1,250", said)


def test_what_is_not_known_and_what_is_not_covered_have_a_swatch_of_their_own(open_app: OpenApp) -> None:
    view_app = open_app(FINANCE, lang="en", **DEMO)
    keys = [element.proto.body for element in view_app.get("html") if "not covered<" in element.proto.body]
    colours = re.findall(r'border:1px solid (#\w+)"></span>not (?:stated|covered)<', keys[0])
    assert len(set(colours)) == 2


def test_no_piece_is_drawn_black_or_in_a_grey_near_it() -> None:
    for colours in stack.COLOURS.values():
        for colour in colours:
            parts = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
            assert max(parts) > 100, colour
            assert max(parts) - min(parts) > 30, colour


def test_every_point_that_can_be_pointed_at_says_so_in_words(open_app: OpenApp) -> None:
    for chart in charts_on(open_app(FINANCE, lang="nl", **DEMO)):
        for trace in chart["data"]:
            assert trace["hoverinfo"] in ("skip", "none", "text"), trace
            if trace["hoverinfo"] == "text":
                assert len(trace["hovertext"]) == len(trace["x"])
                assert all(re.search(r"€", text) for text in trace["hovertext"])
