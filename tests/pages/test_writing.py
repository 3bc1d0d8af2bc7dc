"""What cannot be stored is said beside what was pressed or typed, in the reader's words, and never as a traceback."""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from peil import recording
from peil.access import Person, Role
from peil.answers import choices
from peil.store import Store
from peil.texts import N_, Words
from peil.ui import visitor, writing
from tests.pages.conftest import OpenApp, shown

STEERING = "pages/meetings/steering_group.py"
REFLECTION = "pages/meetings/reflection.py"
FAILED = Words("nl").text(N_("Something went wrong, and it was written to the log. Try again in a while."))
SECRET = "no space left on /dev/disk7"


@pytest.fixture
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
@pytest.mark.usefixtures("disk_is_full")
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
    # What a field holds is kept, and tried again; what a button would have done is not.
    said = N_("Not saved yet: {why}") if do in (type_a_text, tick_a_box) else N_("Nothing was changed: {why}")
    assert [shown(error.value) for error in app.error] == [Words("nl").text(said, why=FAILED)]
    assert any(SECRET in str(record.exc_info and record.exc_info[1]) for record in caplog.records)


def test_whoever_types_on_while_the_page_is_drawn_replaces_nobody_and_no_version_of_their_own(
    first_start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(shutil.copytree(first_start, tmp_path / "own") / "peil.duckdb")
    monkeypatch.setattr(writing, "store", lambda: store)
    monkeypatch.setattr(visitor, "person", lambda: Person(Role.STEWARD))
    view = choices.view_of(store.rows, {"programme": "DEMO_01"}, store.stamp)
    key = {"partnership_id": "DEMO_01", "meeting_id": "ST_TYPED", "item_id": "1"}

    def standing() -> list[tuple[str, str]]:
        with store.cursor() as cursor:
            return cursor.execute(
                "select subject, outcome from standing_versions('agenda_items', 'DEMO_01', now()::timestamp)"
                " where meeting_id = 'ST_TYPED' order by submission_id"
            ).fetchall()

    first = {**key, "kind": "decide", "subject": "Buses", "origin": "own", "sequence": 1}
    meeting = {**key, "kind": "steering_group", "state": "planned", "meeting_date": "2026-10-01"}
    del meeting["item_id"]
    recording.record(store, Person(Role.STEWARD), "meetings", [meeting])
    base = recording.record(store, Person(Role.STEWARD), "agenda_items", [first])
    # One drawing of the page, from which two pauses in the typing are saved, with somebody else's text in between.
    form = writing.Form(view, "agenda_items", key, [{**first, "submission_id": base}])
    assert form.save({"outcome": "No mo"})
    recording.save(store, Person(Role.STEWARD), "agenda_items", key, {"outcome": "Yes"}, [base])
    assert form.save({"outcome": "No money"})
    assert standing() == [("Buses", "Yes"), ("Buses", "No money")]
    store.close()
