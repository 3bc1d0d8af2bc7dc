"""The board and the page of one indicator, on the published figures, in every language."""

import json
import re
from xml.etree import ElementTree

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from peil import charts
from peil.texts import LANGUAGES
from tests.pages.conftest import PATIENCE, ROOT, OpenApp, shown

SUCCES = {"programme": "SUCCES", "as_of": "2011-12-31", "partner": "ORG_OCMW_KORTRIJK"}
INDICATOR = "pages/progress/indicator.py"


def words_on(app: AppTest) -> str:
    """Everything a reader can read outside charts, with the escapes and the special spaces taken away."""
    blocks = [*app.title, *app.markdown, *app.header, *app.subheader, *app.info, *app.warning]
    text = "\n".join(shown(block.value) for block in blocks)
    tables = "\n".join(table.to_string() for table in tables_on(app))
    lists = "\n".join(one.proto.body for one in app.get("html") if "<details" in one.proto.body)
    return f"{text}\n{tables}\n{lists}".replace("\u202f", " ").replace("\xa0", " ")


def tables_on(app: AppTest) -> list[pd.DataFrame]:
    tables = []
    for element in app.get("html"):
        if "<table" not in element.proto.body:  # styles, say
            continue
        root = ElementTree.fromstring(element.proto.body)
        columns = [cell.text for cell in root.iter("th")]
        if not columns:  # what the colours of a chart mean, say
            continue
        # A space before % is as special as those of French, and a number is written in tests as people type it.
        cells = ["".join(cell.itertext()).replace("\xa0%", " %") for cell in root.iter("td")]
        rows = [cells[start : start + len(columns)] for start in range(0, len(cells), len(columns))]
        tables.append(pd.DataFrame(rows, columns=columns))
    return tables


def charts_on(app: AppTest) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def drawn_rows(app: AppTest) -> list[tuple[str, ...]]:
    """What is written in the charts, row by row: name, figures and state."""
    rows = []
    for chart in charts_on(app):
        columns = [trace["text"] for trace in chart["data"] if trace.get("mode") == "text"][:3]
        rows += [tuple(re.sub(r"<[^>]+>", "", text) for text in row) for row in zip(*columns, strict=True)]
    return rows


def drawn_texts(app: AppTest) -> str:
    return "\n".join(" ".join(row) for row in drawn_rows(app))


def test_the_sentence_sums_up_the_kortrijk_board(open_app: OpenApp) -> None:
    text = words_on(open_app(lang="en", **SUCCES))
    assert "3 of 8 results that can be judged by 31 December 2011 are behind what was planned" in text
    assert "month 23 of 41" in text
    assert "2 figures have a second reading; for 1 it changes the state." in text
    assert "2 of 5 partners have reported" in text
    assert "published figures" in text


@pytest.mark.parametrize(
    ("name", "figures", "state"),
    [
        ("House visits", "442 of 1,000 visits, 44 %", "▼ Behind"),
        ("centre", "9 of 175 people, 5.1 %", "▼▼ Far behind"),
        ("self-esteem", "54 | 49 of 90 people, 54 % to 60 %", "● On track"),
        ("Behaviour at work", "98 | 75 of 90 people, 83 % to 109 %", "⇄ Disputed"),
        ("Personal development", "90 of 50 people, 180 %", "✓ Achieved"),
        ("Work placements", "11 of 20 people, 55 %", "● On track"),
        ("Child-care training", "3 people", "✚ No target set"),
        ("further education", "4 of 10 people, 40 %", "▼ Behind"),
    ],
)
def test_every_golden_figure_stands_on_the_board_with_its_state(
    open_app: OpenApp, name: str, figures: str, state: str
) -> None:
    app = open_app(lang="en", **SUCCES)
    [row] = [row for row in drawn_rows(app) if name in row[0]]
    assert row[1].replace("\xa0", " ") == figures
    assert row[2] == state


# The golden figures of SucceS in three languages: figures, and the state at the end of 2011 and half a year later.
GOLDEN = {
    "en": (
        ("442 of 1,000 visits, 44 %", "▼ Behind", "◌ No recent report"),
        ("9 of 175 people, 5.1 %", "▼▼ Far behind", "◌ No recent report"),
        ("54 | 49 of 90 people, 54 % to 60 %", "● On track", "◌ No recent report"),
        ("98 | 75 of 90 people, 83 % to 109 %", "⇄ Disputed", "◌ No recent report"),
        ("90 of 50 people, 180 %", "✓ Achieved", "✓ Achieved"),
        ("3 people", "✚ No target set", "✚ No target set"),
        ("1 of 3 events, 33 %", "◌ No recent report", "◌ No recent report"),
    ),
    "nl": (
        ("442 van 1.000 bezoeken, 44 %", "▼ Achter", "◌ Geen recent verslag"),
        ("54 | 49 van 90 personen, 54 % tot 60 %", "● Op koers", "◌ Geen recent verslag"),
        ("98 | 75 van 90 personen, 83 % tot 109 %", "⇄ Betwist", "◌ Geen recent verslag"),
        ("90 van 50 personen, 180 %", "✓ Bereikt", "✓ Bereikt"),
    ),
    "fr": (
        ("442 sur 1 000 visites, 44 %", "▼ En retard", "◌ Pas de rapport récent"),
        ("54 | 49 sur 90 personnes, 54 % à 60 %", "● En bonne voie", "◌ Pas de rapport récent"),
        ("98 | 75 sur 90 personnes, 83 % à 109 %", "⇄ Contesté", "◌ Pas de rapport récent"),
        ("90 sur 50 personnes, 180 %", "✓ Atteint", "✓ Atteint"),
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", ["2011-12-31", "2012-06-30"])
def test_the_golden_figures_in_every_language_then_and_half_a_year_later(
    open_app: OpenApp, language: str, day: str
) -> None:
    app = open_app(lang=language, programme="SUCCES", as_of=day)
    spaces = str.maketrans("\xa0\u202f", "  ")
    drawn = {row[1].translate(spaces): row[2].translate(spaces) for row in drawn_rows(app)}
    expected = {said: (then if day == "2011-12-31" else later) for said, then, later in GOLDEN[language]}
    assert {said: drawn.get(said) for said in expected} == expected
    if day == "2012-06-30":
        # What it was stands beside it in the table: nobody has to remember.
        then = {"en": "(31 Dec 2011: behind)", "nl": "(31 dec 2011: achter)", "fr": "(31 déc. 2011 : en retard)"}
        assert then[language] in words_on(app).translate(spaces)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("programme", ["SUCCES", "WERK_WAARDIG", "LP_FL", "DIALOG_FL", "GAGNER"])
def test_the_board_opens_in_every_language_on_every_programme(open_app: OpenApp, language: str, programme: str) -> None:
    app = open_app(lang=language, programme=programme)
    titles = {
        "nl": "Resultaten tegenover doelen",
        "fr": "Résultats par rapport aux cibles",
        "en": "Results against targets",
    }
    assert app.title[0].value == titles[language]
    assert charts_on(app) or app.info


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_an_indicator_shows_readings_tiers_doubts_and_rows(open_app: OpenApp, language: str) -> None:
    app = open_app(INDICATOR, lang=language, indicator="SUC_WORK_BEHAVIOUR", **SUCCES)
    app.session_state["origin"] = True
    app.run()
    text = words_on(app)
    assert "98 | 75" in text
    assert any("I02" in element.proto.body for element in app.get("html"))
    assert "§ 6.4" in text
    assert "results.csv" in text
    assert len(charts_on(app)) == 2


def test_tiers_stand_side_by_side_and_are_not_mixed(open_app: OpenApp) -> None:
    address = {**SUCCES, "partner": "all"}
    app = open_app(INDICATOR, lang="en", indicator="SUC_NBH_CENTRES", **address)
    tiers = next(table for table in tables_on(app) if {"Target", "Share"} <= set(table.columns))
    assert list(tiers["Target"]) == ["175 people", "500 people", "600 people"]
    assert list(tiers["Share"]) == ["5.1 %", "1.8 %", "1.5 %"]


def test_the_state_filter_stands_in_the_address_by_id(open_app: OpenApp) -> None:
    app = open_app(lang="fr", state="far_behind", **SUCCES)
    assert app.query_params["state"] in ("far_behind", ["far_behind"])
    assert len(charts_on(app)) == 1
    assert "9 sur 175" in drawn_texts(app)


def test_choosing_another_partner_changes_the_address(open_app: OpenApp) -> None:
    app = open_app(lang="en", **SUCCES)
    partner = next(box for box in app.selectbox if box.key == "widget_partner")
    partner.set_value("ORG_MENTOR").run()
    assert app.query_params["partner"] in ("ORG_MENTOR", ["ORG_MENTOR"])
    assert "7 people" in drawn_texts(app)
    assert "House visits" not in drawn_texts(app)


def test_ids_that_are_not_here_are_told_with_what_is_shown_instead(open_app: OpenApp) -> None:
    app = open_app(lang="xx", as_of="yesterday", known_at="never", partner="?", kind="?", programme="SUCCES")
    assert charts_on(app)
    told = [shown(warning.value) for warning in app.warning]
    # In the language that stands in the place of "xx".
    for wanted, instead in (
        ("xx", "Nederlands"),
        ("yesterday", "31 dec 2011"),
        ("never", "202"),
        ("?", "Alle partners"),
    ):
        assert any(f"vraagt {wanted} (" in text and instead in text for text in told), told
    assert app.query_params["partner"] in ("all", ["all"]), "the address says what is shown"


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"programme": "'; drop table results; --"}, "asks for the programme '; drop table results; --, which is not"),
        ({"programme": "SUCCES", "known_at": "1999-01-01"}, "On 1 January 1999 nothing had been handed in yet."),
    ],
    ids=["programme", "moment"],
)
def test_another_programme_or_moment_is_never_shown_in_its_place(
    open_app: OpenApp, wanted: dict[str, str], told: str
) -> None:
    app = AppTest.from_file(str(ROOT / "pages" / "front_door.py"), default_timeout=PATIENCE)
    for name, value in {"lang": "en", **wanted}.items():
        app.query_params[name] = value
    app.run()
    assert not charts_on(app)
    assert told in shown(app.error[0].value)
    for name, value in wanted.items():
        assert app.query_params[name] in (value, [value]), "the address keeps what was asked for"


def test_an_unknown_indicator_says_what_to_do(open_app: OpenApp) -> None:
    app = open_app(INDICATOR, lang="en", indicator="NOPE", **SUCCES)
    assert "no target and no result" in app.info[0].value


def test_the_board_says_what_changed_since_and_where_its_bars_stood(open_app: OpenApp) -> None:
    app = open_app(lang="en", programme="DEMO_01", as_of="2026-09-30", since="2026-03-31")
    assert "Since 31 March 2026: " in words_on(app)
    assert app.query_params["since"] == "2026-03-31"
    assert "where it stood on 31 Mar 2026" in words_on(app)
    said = [chart.proto.alt for chart in app.get("plotly_chart")]
    assert any("on 31 Mar 2026" in alt for alt in said)
    triangles = [
        trace
        for chart in charts_on(app)
        for trace in chart["data"]
        if trace.get("marker", {}).get("symbol") == "triangle-up" and trace["x"]
    ]
    assert triangles


def test_a_day_that_is_not_earlier_is_not_compared_with(open_app: OpenApp) -> None:
    app = open_app(lang="en", programme="DEMO_01", as_of="2026-09-30", since="2027-01-01")
    assert "Since 30 June 2026: " in words_on(app)
    assert app.query_params["since"] == "2026-06-30"


def lists_on(app: AppTest) -> list[list[str]]:
    """What stands in the short lists, entry by entry."""
    bodies = [element.proto.body for element in app.get("html") if element.proto.body.startswith("<ul")]
    return [["".join(entry.itertext()) for entry in ElementTree.fromstring(body).iter("li")] for body in bodies]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", [SUCCES, {"programme": "DEMO_01", "as_of": "2026-09-30"}])
def test_every_exception_stands_above_the_bars_the_worst_first(
    open_app: OpenApp, language: str, view: dict[str, str]
) -> None:
    app = open_app(lang=language, **view)
    board = next(table for table in tables_on(app) if len(table.columns) > 6)
    [listed] = lists_on(app)
    signs = ("✕", ">", "▼▼", "▼ ", "⇄")
    exceptions = [row for row in board.to_numpy().tolist() if any(str(cell).startswith(signs) for cell in row)]
    assert len(listed) == len(exceptions) > 3
    assert {row[0] for row in exceptions} == {
        name for name in board.iloc[:, 0] if any(entry.startswith(name) for entry in listed)
    }
    places = [next(n for n, sign in enumerate(signs) if sign in entry) for entry in listed]
    assert places == sorted(places)
    heading = next(block.value for block in app.header if str(len(listed)) in block.value)
    assert str(len(listed)) in heading


@pytest.mark.parametrize(
    ("language", "programme", "said"),
    [
        ("en", "DEMO_01", "**No report for this period from "),
        ("nl", "DEMO_01", "**Geen melding voor deze periode van "),
        ("fr", "DEMO_01", "**Pas de rapport pour cette période de "),
        ("en", "SUCCES", "**For this period no figures of Community Connections, "),
    ],
)
def test_who_is_silent_stands_by_name_in_the_first_paragraph(
    open_app: OpenApp, language: str, programme: str, said: str
) -> None:
    app = open_app(lang=language, programme=programme, as_of="2011-12-31" if programme == "SUCCES" else "2026-09-30")
    first = next(block.value for block in app.markdown if block.value.startswith("**"))
    assert said in shown(first)


def test_the_day_to_compare_with_stands_beside_the_sentence_and_not_folded_away(open_app: OpenApp) -> None:
    app = open_app(lang="en", programme="DEMO_01", as_of="2026-09-30")
    assert not [box for fold in app.expander for box in fold.selectbox]
    since = next(box for box in app.selectbox if box.key == "widget_since")
    assert since.value == "2026-06-30"
    since.set_value("2026-03-31").run()
    assert "Since 31 March 2026: " in words_on(app)
    assert any(fold.label.startswith("What changed since 31 Mar 2026\\: ") for fold in app.expander)


def test_on_a_wall_the_board_has_no_widgets(open_app: OpenApp) -> None:
    app = open_app(lang="en", wall="on", since="2026-03-31", programme="DEMO_01", as_of="2026-09-30")
    assert not app.selectbox
    assert not app.pills
    assert "Since 31 March 2026: " in words_on(app)


def test_what_is_counted_in_pieces_is_expected_in_whole_pieces(open_app: OpenApp) -> None:
    board = next(table for table in tables_on(open_app(lang="en", **SUCCES)) if "Expected by then" in table.columns)
    told = board.set_index("Indicator")
    further = next(name for name in told.index if "further education" in name)
    assert told.loc[further, "Expected by then"] == "6"
    counted = told[told["Target"].str.contains("people|visits|events")]["Expected by then"]
    assert [value for value in counted if "." in value] == []


def test_contributors_have_the_colour_of_their_own_state(open_app: OpenApp) -> None:
    app = open_app(INDICATOR, lang="en", programme="DEMO_01", as_of="2026-09-30", indicator="RES_PLACED")
    chart = next(chart for chart in charts_on(app) if chart["data"][0]["type"] == "bar")
    colours = chart["data"][1]["marker"]["color"]
    said = next(
        trace["text"]
        for trace in chart["data"]
        if any("<b>" in text and "▼" in text for text in trace.get("text") or ())
    )
    own = {"▼▼": "far_behind", "▼": "behind", "●": "on_track", "▲": "ahead", "✓": "achieved", "✕": "missed"}
    states = [own[re.sub(r"</?b>", "", text).split(" ")[0]] for text in said]
    assert colours == [charts.LIGHT.states[state] for state in states]
    assert len(set(colours)) > 1
