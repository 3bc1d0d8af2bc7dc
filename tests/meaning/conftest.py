"""One small database for all tests of the meaning, emptied before each."""

from collections.abc import Iterator

import pytest

from tests.meaning.small_store import SmallStore


@pytest.fixture(scope="session")
def opened() -> Iterator[SmallStore]:
    small = SmallStore()
    yield small
    small.store.close()


@pytest.fixture
def small(opened: SmallStore) -> SmallStore:
    """An empty database."""
    opened.clear()
    return opened
