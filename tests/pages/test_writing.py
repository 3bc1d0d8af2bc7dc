"""What cannot be stored is said beside what was pressed or typed, in the reader's words, and never as a traceback."""

import logging
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from peil import recording
from peil.access import Person, Role
from peil.texts import N_, Words
from peil.ui import visitor
from tests.pages.conftest import OpenApp, shown

STEERING = "pages/meetings/steering_group.py"
REFLECTION = "pages/meetings/reflection.py"
FAILED = Words("nl").text(
    N_("This has not been saved. Something went wrong, and it was written to the log. Try again in a while.")
)
SECRET = "no space left on /dev/disk7"


@pytest.fixture(autouse=True)
def disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> int:
        raise OSError(SECRET)

    monkeypatch.setattr(visitor, "person", lambda: Person(Role.STEWARD))
    for name in ("record", "save", "undo"):
        monkeypatch.setattr(recording, name, fail)


def press(label: str) -> Callable[[AppTest], object]:
    def do(app: AppTest) -> object:
        button = next(button for button in app.button if shown(button.label) == Words("nl").text(label))
        return button.click().run()

    return do


def type_a_text(app: AppTest) -> object:
    return app.text_area[0].input("Wat er gezegd werd").run()


def tick_a_box(app: AppTest) -> object:
    box = app.checkbox[0]
    return (box.uncheck() if box.value else box.check()).run()


@pytest.mark.parametrize(
    ("page", "address", "do"),
    [
        (STEERING, {"programme": "SUCCES"}, press(N_("New meeting"))),
        (STEERING, {"programme": "DEMO_01", "step": "prepare"}, press(N_("Another item"))),
        (STEERING, {"programme": "DEMO_01", "step": "prepare"}, press(N_("Take off the agenda"))),
        (STEERING, {"programme": "DEMO_01", "step": "prepare"}, tick_a_box),
        (STEERING, {"programme": "DEMO_01", "step": "hold"}, press(N_("Note an agreement"))),
        (STEERING, {"programme": "DEMO_01", "step": "hold"}, type_a_text),
        (REFLECTION, {"programme": "DEMO_01", "step": "learn"}, press(N_("Another question"))),
    ],
    ids=["meeting", "item", "dropped", "tick", "agreement", "text", "question"],
)
def test_what_nobody_foresaw_is_said_and_logged(
    open_app: OpenApp,
    caplog: pytest.LogCaptureFixture,
    page: str,
    address: dict[str, str],
    do: Callable[[AppTest], object],
) -> None:
    app = open_app(page=page, lang="nl", **address)
    with caplog.at_level(logging.ERROR, "peil"):
        do(app)
    assert not app.exception
    assert [shown(error.value) for error in app.error] == [Words("nl").text("Not saved yet: {why}", why=FAILED)]
    assert any(SECRET in str(record.exc_info and record.exc_info[1]) for record in caplog.records)
