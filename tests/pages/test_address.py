"""What the address says counts, but for what was chosen after the browser last heard of it (peil/ui/address.py)."""

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenApp


def doubts(open_app: OpenApp) -> tuple[AppTest, dict[str, str]]:
    """The page of doubts, and its address."""
    app = open_app(page="pages/data/quality.py", lang="en", programme="SUCCES")
    return app, dict(app.query_params)


def goes_back_to(app: AppTest, address: dict[str, str]) -> None:
    app.query_params.clear()
    app.query_params.update(address)


def test_choices_that_are_sent_with_a_late_address_all_count(open_app: OpenApp) -> None:
    app, at_first = doubts(open_app)
    app.selectbox(key="widget_severity").select("high").run()
    once = dict(app.query_params)
    # The browser has heard of none of it yet, then of the first choice only.
    goes_back_to(app, at_first)
    app.selectbox(key="widget_doubt_kind").select("conflict").run()
    goes_back_to(app, once)
    app.text_input(key="widget_q").input("54").run()
    assert (app.query_params["severity"], app.query_params["doubt_kind"]) == ("high", "conflict")
    assert app.query_params["q"] == "54"
    assert app.selectbox(key="widget_severity").value == "high"


def test_a_link_and_back_to_an_earlier_address_mean_it(open_app: OpenApp) -> None:
    app, at_first = doubts(open_app)
    app.selectbox(key="widget_severity").select("high").run()
    goes_back_to(app, at_first)
    app.run()
    assert app.selectbox(key="widget_severity").value == at_first["severity"] == app.query_params["severity"]
    # From there, a choice is made beside what that address says.
    app.selectbox(key="widget_doubt_kind").select("conflict").run()
    assert (app.query_params["severity"], app.query_params["doubt_kind"]) == (at_first["severity"], "conflict")


def test_a_choice_that_was_heard_of_can_be_undone_by_its_address(open_app: OpenApp) -> None:
    app, at_first = doubts(open_app)
    app.selectbox(key="widget_severity").select("high").run()
    app.selectbox(key="widget_doubt_kind").select("conflict").run()
    # The address from before both is no longer late: the browser was at the first choice when the second was made.
    goes_back_to(app, at_first)
    app.text_input(key="widget_q").input("54").run()
    assert (app.query_params["severity"], app.query_params["doubt_kind"]) == (at_first["severity"], "all")
