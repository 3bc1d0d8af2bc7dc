"""The page of agreements: what is overdue first, whether it helped, and the way on where there is nothing yet."""

from tests.pages.conftest import OpenApp, shown
from tests.pages.test_results import tables_on, words_on

AGREEMENTS = "pages/meetings/agreements.py"


def test_what_is_not_done_stands_first_and_the_rest_is_folded(open_app: OpenApp) -> None:
    app = open_app(AGREEMENTS, lang="en", programme="DEMO_01", as_of="2026-09-30")
    first, ended, effects, *_ = tables_on(app)
    assert "late" in first["State"].iloc[0]
    assert not first["State"].str.contains("Done|Dropped").any()
    assert ended["State"].str.contains("Done|Dropped").all()
    text = words_on(app)
    assert f"of {len(first)} that are not done, and {len(first) + len(ended)} in all" in text
    assert effects["Beside the forecast"].str.contains("as was expected of it").any()
    assert "Afterwards is not because of" in text


def test_what_else_changed_is_told_of_the_agreement_that_is_chosen(open_app: OpenApp) -> None:
    app = open_app(AGREEMENTS, lang="en", programme="DEMO_01", as_of="2026-09-30")
    [chosen] = [box for box in app.selectbox if box.label == "What else changed"]
    placements = next(option for option in chosen.options if "Check and correct the placements" in shown(option))
    chosen.select(placements).run()
    # It was agreed on 29 October, and corrected on 9 November.
    [changed] = [table for table in tables_on(app) if "What changed" in table.columns]
    assert list(changed["What changed"]) == ["Corrected"]
    assert list(changed["Then"]) == ["103"]


def test_where_nothing_was_agreed_the_page_says_what_to_do(open_app: OpenApp) -> None:
    app = open_app(AGREEMENTS, lang="nl", programme="SUCCES", as_of="2011-12-31")
    [info] = app.info
    assert "Er is nog niets afgesproken" in shown(info.value)
    assert not any("Wat werd afgesproken" in table.columns for table in tables_on(app))
