"""Settings of this installation; docs/deployment.md lists them all."""

import os

from peil.errors import PeilError

# A terabyte in megabytes, eleven days in seconds: far from where what counts them overflows.
MOST = 1_000_000


def is_on(variable: str) -> bool:
    """Whether an environment variable is anything but ``off``."""
    return os.environ.get(variable, "").strip().lower() != "off"


def whole_number(variable: str, default: int, least: int = 1) -> int:
    """The value of an environment variable, ``default`` when it is empty.

    Raises PeilError when it is no whole number from ``least`` to ``MOST``.
    """
    text = os.environ.get(variable, "").strip()
    if not text:
        return default
    if not text.isdecimal() or len(text) > len(str(MOST)) or not least <= int(text) <= MOST:
        raise PeilError(f"The setting {variable} must be a whole number from {least} to {MOST}; it is {text!r:.40}.")
    return int(text)
