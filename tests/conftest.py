"""What several folders of tests share."""

import fcntl
import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture import providers

from peil.commands import main
from peil.importing.gate import import_paths
from peil.store import Store

# Generated tests (@given) know two profiles and set nothing themselves. A failing example is printed with the line
# (@reproduce_failure) that runs it again.
GENERATED = settings(
    print_blob=True,
    deadline=None,
    phases=set(Phase) - {Phase.explain},
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
# The same few examples for everybody, every time.
settings.register_profile("gate", GENERATED, max_examples=50, derandomize=True, database=None)
# Others each time, and many; what failed is kept in .hypothesis and tried first the next time (make explore).
settings.register_profile("explore", GENERATED, max_examples=2000)
# As the first, and the first mistake ends it: for the mutants, of which it is enough to know that they are seen.
settings.register_profile(
    "mutants", GENERATED, max_examples=50, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("gate")
# Hypothesis also draws numbers that stand in the code it finds, which differ by folder and by what ran before.
providers._get_local_constants = providers.Constants

PUBLISHED = Path(__file__).parent.parent / "data" / "published"


@pytest.fixture(scope="session")
def published() -> Iterator[Store]:
    """A database in memory with the published figures. Read only: it is shared by all tests."""
    store = Store(":memory:")
    [outcome] = import_paths(store, [PUBLISHED])
    assert outcome.submission_id is not None
    yield store
    store.close()


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a closed database with all bundled figures, as the first start makes it; to be copied.

    Made once for all processes that run tests.
    """
    mine = tmp_path_factory.getbasetemp()
    folder = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "first_start"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            assert main(["--database", str(folder.with_suffix(".half") / "peil.duckdb"), "setup"]) == 0
            folder.with_suffix(".half").rename(folder)
    return folder


def pytest_unconfigure() -> None:
    """Takes away the callback that Hypothesis leaves behind.

    It keeps modules alive past the end of Python, for which DuckDB would print complaints after our last line.
    """
    gc.callbacks.clear()
