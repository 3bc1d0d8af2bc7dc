"""Generated tests run the same examples for everybody, and others only for whoever asks."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

TESTS = Path(__file__).parent.parent


def drawn(profile: str) -> list[list[int]]:
    examples: list[list[int]] = []

    @settings(settings.get_profile(profile))
    @given(numbers=st.lists(st.integers(0, 10**6), min_size=40))
    def draw(numbers: list[int]) -> None:
        examples.append(numbers)

    draw()
    return examples


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Makes it look as if a module of this project was imported."""

    def as_module(text: str) -> None:
        module = ModuleType("loaded")
        module.__file__ = str(tmp_path / "loaded.py")
        (tmp_path / "loaded.py").write_text(text)
        monkeypatch.setitem(sys.modules, "loaded", module)

    return as_module


def test_the_gate_draws_the_same_whatever_code_was_loaded(load: Callable[[str], None]) -> None:
    before = drawn("gate")
    load("NUMBERS = " + repr(list(range(1000, 900000, 1000))))
    assert drawn("gate") == before
    assert len(before) == settings.get_profile("gate").max_examples


def test_no_generated_test_has_settings_of_its_own() -> None:
    here = {TESTS / "conftest.py", Path(__file__)}
    own = [path.name for path in TESTS.rglob("test_*.py") if path not in here and "@settings(" in path.read_text()]
    assert own == []
