"""What reading a file loads; in a module of its own, which itself loads nothing else."""

import sys

from peil.importing import reading


def newly_loaded(path: str, folder: str) -> list[str]:
    """The libraries that were not loaded before the file at ``path`` was read."""
    before = _libraries()
    assert reading._read(path, folder, None, None, None)
    return sorted(_libraries() - before)


def _libraries() -> set[str]:
    return {name.partition(".")[0] for name in sys.modules}
