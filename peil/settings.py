"""Settings of this installation that are numbers; docs/deployment.md lists them all."""

import os

from peil.errors import PeilError


def whole_number(variable: str, default: int) -> int:
    """The value of an environment variable, ``default`` when it is empty. Raises PeilError when it is none above 0."""
    text = os.environ.get(variable, "").strip()
    if not text:
        return default
    if not text.isdecimal() or int(text) == 0:
        raise PeilError(f"The setting {variable} must be a whole number above zero; it is {text!r}.")
    return int(text)
