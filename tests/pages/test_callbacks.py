"""What a widget calls is one of our callbacks: it is done whole, and the address knows of it (peil/ui/callbacks.py)."""

import ast
from pathlib import Path

import pytest

from tests.pages.test_escaping import SCREEN, calls

# The argument that names what is called before the page runs again: of what always runs it again, or when it is given.
ALWAYS = {
    **dict.fromkeys(("button", "download_button", "form_submit_button"), "on_click"),
    **dict.fromkeys(("checkbox", "toggle", "radio", "selectbox", "multiselect", "pills"), "on_change"),
    **dict.fromkeys(("segmented_control", "slider", "select_slider", "number_input", "text_input"), "on_change"),
    **dict.fromkeys(("text_area", "date_input", "time_input", "file_uploader", "data_editor"), "on_change"),
}
WHEN_GIVEN = {
    **dict.fromkeys(("expander", "popover", "tabs"), "on_change"),
    **dict.fromkeys(("plotly_chart", "dataframe"), "on_select"),
}
CALLBACKS = ("callbacks.acted", "callback(", "_store(", "self._saving(", "save", "press")
# Runs nothing again, or leaves the page.
NEEDS_NOT = ("'ignore'", "words.text('Sign in')", "words.text('Sign out')")


def without_callback(path: Path) -> list[str]:
    """The widgets of a file whose callback is none of ours."""
    found = []
    for name, call in calls(path):
        widget = name.removeprefix("st.")
        argument = {**ALWAYS, **WHEN_GIVEN}.get(widget)
        if name == widget or not argument:
            continue
        given = next((ast.unparse(one.value) for one in call.keywords if one.arg == argument), "")
        is_ours = given.startswith(CALLBACKS) if given or widget in ALWAYS else True
        if not is_ours and given not in NEEDS_NOT and ast.unparse(call.args[0]) not in NEEDS_NOT:
            found.append(ast.unparse(call))
    return found


@pytest.mark.parametrize("path", SCREEN, ids=lambda path: path.stem)
def test_every_widget_has_a_callback(path: Path) -> None:
    assert without_callback(path) == []


def test_a_widget_without_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    heard = "st.expander(a)\nst.button(a, on_click='ignore')\nst.checkbox(a, on_change=callbacks.acted)\n"
    page.write_text(f"{heard}st.expander(a, on_change='rerun')\nst.button(a)\nst.checkbox(a)")
    assert without_callback(page) == ["st.expander(a, on_change='rerun')", "st.button(a)", "st.checkbox(a)"]
