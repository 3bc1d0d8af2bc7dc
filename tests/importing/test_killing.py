"""Killed at some moments of every command that writes, nothing is lost; ``make kill`` does it a thousand times."""

import os
import subprocess
import sys

from peil.store import ROOT


def test_nothing_is_lost_when_it_is_killed():
    # A process of its own: it forks, which one that has DuckDB's threads must not do.
    command = [sys.executable, "-m", "tests.importing.killing", "12", "--seed", "7"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "12  kills; nothing was lost" in done.stdout
