"""What several folders of tests share."""

from collections.abc import Iterator

import pytest

from peil.store import Store


@pytest.fixture(scope="session")
def published() -> Iterator[Store]:
    """A database in memory with the published figures. Read only: it is shared by all tests."""
    store = Store(":memory:")
    yield store
    store.close()
