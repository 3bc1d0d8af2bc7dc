"""The shared filters: what the app opens on, and which choices are offered."""

from tests.pages.conftest import OpenApp


def test_the_app_opens_on_the_programme_with_the_latest_period(open_app: OpenApp) -> None:
    app = open_app(lang="en")
    assert app.query_params["programme"] == "DEMO_01"
    assert app.query_params["as_of"] == "2026-09-30"
    assert sum("this region does not exist" in text.value for text in app.markdown) == 1


def test_programmes_are_listed_before_the_partnerships_of_a_region(open_app: OpenApp) -> None:
    app = open_app(lang="en")
    offered = app.selectbox(key="widget_programme").options
    alone = [name for name in offered if "demonstration" not in name]
    assert "SucceS" in alone
    assert set(alone) <= set(offered[: len(alone) + 1]), "only the programme of the region stands between them"
    assert len(offered) == len(alone) + 45


def test_partner_and_kind_are_asked_only_where_they_make_a_difference(open_app: OpenApp) -> None:
    def asked(page: str | None) -> set[str]:
        return {str(box.key) for box in open_app(page=page, lang="en", programme="SUCCES").selectbox}

    assert {"widget_partner", "widget_kind"} <= asked(None)
    assert not {"widget_partner", "widget_kind"} & asked("pages/progress/finance.py")
