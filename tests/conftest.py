"""What several folders of tests share."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from peil.importing import import_paths
from peil.store import Store

PUBLISHED = Path(__file__).parent.parent / "data" / "published"


@pytest.fixture(scope="session")
def published() -> Iterator[Store]:
    """A database in memory with the published figures. Read only: it is shared by all tests."""
    store = Store(":memory:")
    [outcome] = import_paths(store, [PUBLISHED])
    assert outcome.submission_id is not None
    yield store
    store.close()


def pytest_unconfigure() -> None:
    """Takes away the callback that Hypothesis leaves behind.

    It keeps modules alive past the end of Python, for which DuckDB would print complaints after our last line.
    """
    gc.callbacks.clear()
