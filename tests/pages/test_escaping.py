"""What people typed is shown letter by letter, in every language of the screen; and no page goes round the border."""

import ast
import html
import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peil import escaping
from tests.pages.conftest import ROOT, shown
from tests.poison import NAMES, SIGNS

TYPED = st.text(st.sampled_from([*string.punctuation, *"awW1 \n\té…"])) | st.sampled_from([*SIGNS, *NAMES])
# What Streamlit looks for in a run of text once markdown has been read, where no backslash helps.
AFTER_MARKDOWN = re.compile(r":[\w+-]+:|https?://|www\.|[\w.+-]+@[\w-]|<->|->|<-|--|>=|<=|~=", re.IGNORECASE)


@given(TYPED)
def test_markdown_gives_the_same_letters_back(typed: str) -> None:
    assert shown(escaping.markdown(typed)) == escaping.legible(typed)


@given(TYPED)
def test_in_markdown_no_sign_counts(typed: str) -> None:
    escaped = re.sub(r"^&#\d+;|&#\d+;$", " ", escaping.markdown(typed))
    for run in escaped.split(":color[]"):
        letters = re.sub(r"\\[!-/:-@\[-`{-~]", "", run)
        assert not set(letters) & set(string.punctuation)
        assert not AFTER_MARKDOWN.search(shown(run))
        assert "\n" not in run


@given(TYPED, st.sampled_from([".", ":", " – ", "; ", ")"]))
def test_a_name_and_the_sentence_around_it_make_no_sign_together(typed: str, after: str) -> None:
    *_, last = escaping.markdown(typed).split(":color[]")
    assert not AFTER_MARKDOWN.search(shown(last) + after + "a")


@given(TYPED)
def test_html_and_plotly_give_the_same_letters_back(typed: str) -> None:
    for written in (escaping.html(typed), escaping.plotly(typed)):
        assert not set(written) & set("<>")
        assert html.unescape(written) == escaping.legible(typed)
    # The only entities that plotly knows and we write.
    assert set(re.findall(r"&\w*;?", escaping.plotly(typed))) <= {"&amp;", "&lt;", "&gt;"}
    assert '"' not in escaping.html(typed)


@pytest.mark.parametrize("name", NAMES)
def test_an_ordinary_name_stays_what_it_is(name: str) -> None:
    assert escaping.legible(name) == name
    assert shown(escaping.markdown(name)) == name


def test_what_would_break_a_row_or_turn_it_round_is_not_shown() -> None:
    assert escaping.legible("a\r\nb\tc\x00d\u2028e\x85f") == "a b c d e f"
    assert escaping.legible("\u202eabc\u202c \u2067d\u2069\u200f") == "abc d"


def test_marks_count_only_where_they_are_meant() -> None:
    text = escaping.marked("**{name}** is late", name="**a**")
    assert text == r"**\*\*a\*\*** is late"
    assert escaping.markdown(text) == text, "escaped once, however many borders it passes"
    assert escaping.marked("> {text}", text=escaping.strong(" x ")) == "> **&#32;x&#32;**"


# --- No way round ---------------------------------------------------------------------------------------------------

BORDER = ROOT / "peil" / "ui" / "blocks.py"
SCREEN = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py")), *sorted((ROOT / "peil" / "ui").rglob("*.py"))]
# The elements of Streamlit whose text is markdown or HTML, and those with a label that is markdown.
TEXTS = {
    *("title", "header", "subheader", "markdown", "write", "caption", "badge", "latex", "html", "metric", "page_link"),
    *("info", "warning", "error", "success", "exception", "toast", "dialog", "status", "spinner"),
}
LABELS = {
    *("expander", "popover", "button", "download_button", "link_button", "tabs", "checkbox", "toggle", "radio"),
    *("selectbox", "multiselect", "pills", "segmented_control", "slider", "text_input", "text_area", "date_input"),
}


def calls(path: Path) -> list[tuple[str, ast.Call]]:
    """Every call in a file, with what is called as it is written there."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(ast.unparse(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def is_constant(node: ast.expr) -> bool:
    """A text of the code, or its translation with nothing filled in."""
    if isinstance(node, ast.IfExp):
        return is_constant(node.body) and is_constant(node.orelse)
    if isinstance(node, ast.Call):
        of_words = ast.unparse(node.func).split(".")[-1] in ("_", "text")
        return of_words and len(node.args) == 1 and not node.keywords and is_constant(node.args[0])
    return isinstance(node, ast.Constant)


@pytest.mark.parametrize("path", SCREEN, ids=lambda path: path.stem)
def test_text_reaches_streamlit_through_the_blocks_alone(path: Path) -> None:
    # On Streamlit itself or on a container of it: whatever is none of ours.
    ours = ("blocks.", "escaping.", "address.", "log.")
    called = [name for name, _call in calls(path) if "." in name and not name.startswith(ours)]
    assert path == BORDER or [name for name in called if name.split(".")[-1] in TEXTS] == []


@pytest.mark.parametrize("path", SCREEN, ids=lambda path: path.stem)
def test_labels_are_constant_or_escaped(path: Path) -> None:
    labels = [call.args[0] for name, call in calls(path) if name in {f"st.{element}" for element in LABELS}]
    assert [
        ast.unparse(label)
        for label in labels
        if not is_constant(label) and not ast.unparse(label).startswith("escaping.markdown(")
    ] == []


@pytest.mark.parametrize("path", SCREEN, ids=lambda path: path.stem)
def test_what_has_marks_is_written_in_the_code(path: Path) -> None:
    found = calls(path)
    templates = [call.args[0] for name, call in found if name.split(".")[-1] == "marked"]
    assert [ast.unparse(template) for template in templates if not is_constant(template)] == []
    assert "Markdown" not in {name.split(".")[-1] for name, _call in found}, "marked() makes it"
