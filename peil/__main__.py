"""``python -m peil``: the command line of ``peil/commands.py``."""

import sys

from peil.commands import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
