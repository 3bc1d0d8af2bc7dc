"""What holds on every page: it says what it shows and whether that is real, and leads to the rows and the SQL."""

import pytest

from tests.pages.conftest import ROOT, OpenApp, is_said_to_be_demonstration, shown

PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*/*.py"))
# The pages that need to be told what they are about.
ABOUT = {
    "pages/progress/indicator.py": {"DEMO_01": "RES_VISITS", "SUCCES": "SUC_HOUSE_VISITS"},
    "pages/progress/monitor_indicator.py": {"DEMO_01": "MON_SEEKERS", "SUCCES": "CTX_EMPLOYMENT_20_64"},
}


@pytest.mark.parametrize("programme", ["DEMO_01", "SUCCES"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_whether_its_figures_are_real_and_where_they_come_from(
    open_app: OpenApp, page: str, programme: str
) -> None:
    about = {"indicator": ABOUT[page][programme]} if page in ABOUT else {}
    app = open_app(page=page, lang="en", programme=programme, **about)
    for expander in ("origin", "statements"):
        app.session_state[expander] = True
    app.run()
    assert not app.exception
    assert [error.value for error in app.error] == []
    assert len(app.title) == 1
    warned = is_said_to_be_demonstration(app)
    assert warned == (programme == "DEMO_01")
    said = " ".join(element.value for element in app.markdown)
    assert warned or "published figures" in said
    if "Where do these figures come from?" in [expander.label for expander in app.expander]:
        assert "queries/pages/" in said
        assert app.code


@pytest.mark.parametrize("programme", ["DEMO_01", "SUCCES"])
@pytest.mark.parametrize("page", PAGES)
def test_before_everything_a_page_says_that_there_is_nothing_yet(open_app: OpenApp, page: str, programme: str) -> None:
    about = {"indicator": ABOUT[page][programme]} if page in ABOUT else {}
    app = open_app(page=page, lang="nl", programme=programme, as_of="1990-01-01", **about)
    told = [shown(text.value) for text in (*app.info, *app.markdown)]
    # More than the line under the title and who reads.
    assert sum(len(text) > 40 for text in told) > 2, told
    assert app.query_params["as_of"] in ("1990-01-01", ["1990-01-01"])
    commands = [text.value for text in app.info if "python -m peil" in text.value]
    assert commands == [], "commands are folded away"
