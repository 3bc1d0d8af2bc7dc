"""What people wrote in Peil itself, to text: a JSON file of ours with rows, each an object of columns and values."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from peil.errors import UnreadableFile
from peil.importing.reading.sheet import TYPED, Problem, Sheet, write_rows


def read(path: Path, work: Path) -> Sheet:
    """The only sheet of a file of records; its rows are written in the folder ``work``. Raises UnreadableFile.

    A value that is a number or a truth keeps its type; a text is a text, also when it looks like a number.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UnreadableFile(f"{path.name} is not a file of records, or is damaged.") from error
    rows: list[dict[str, Any]] = found if isinstance(found, list) else [found]
    header = list(dict.fromkeys(column for row in rows for column in row))
    problems: list[Problem] = []
    cells = ((number, [_text(row.get(column)) for column in header]) for number, row in enumerate(rows, start=1))
    file = work / f"{path.stem}.arrow"
    write_rows(file, header, cells, problems)
    return Sheet(path.name, None, header, file, header_row=0, problems=problems)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{TYPED}{value!r}"
    text = str(value)
    return TYPED + text if _is_day(text) else text


def _is_day(text: str) -> bool:
    """Whether a text is a day as Peil writes one, so that nobody has to guess its order."""
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False
