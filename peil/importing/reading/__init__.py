"""Files to text: CSV, XLSX, ODS, Parquet and GeoJSON files become sheets of text, each read in a process with limits.

Nothing is interpreted here; what the text means is decided in ``peil/importing``.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from peil import contract
from peil.errors import UnreadableFile
from peil.importing.headers import known_headers
from peil.importing.reading import boundary_files, parquet_files, text_files, workbooks
from peil.importing.reading.confined import confined
from peil.importing.reading.sheet import Problem, Sheet

MAX_BYTES = 500_000_000


def sha256(path: Path) -> str:
    """The SHA-256 of the bytes of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_size(path: Path) -> None:
    """Raises UnreadableFile when the file is missing, empty or larger than ``MAX_BYTES``."""
    if not path.is_file():
        raise UnreadableFile(f"There is no file {path.name}.")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(f"{path.name} is empty.")
    if size > MAX_BYTES:
        raise UnreadableFile(
            f"{path.name} has {size / 1e6:.0f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB. Split it by period."
        )


def sheets(
    path: Path, work: Path, table: str | None = None, delimiter: str | None = None, encoding: str | None = None
) -> list[Sheet]:
    """The sheets of a file; a CSV, Parquet or GeoJSON file is one sheet.

    ``work`` is a folder for what was read; it has to stay until the sheets are staged. ``table`` is the table that the
    file holds, if that is known. Raises UnreadableFile, and LimitReached when reading takes more than it may.
    """
    folder = tempfile.mkdtemp(dir=work)
    told = confined(path.name, path.stat().st_size, _read, str(path), folder, table, delimiter, encoding)
    return [Sheet.from_json(sheet) for sheet in told]


def checked_geometry(about: str, texts: list[str], rows: list[int]) -> tuple[list[str | None], list[Problem]]:
    """What ``boundary_files.check`` says of geometries in the cells of a table, found within the same limits."""
    size = sum(map(len, texts))
    mended, problems = confined(about, size, _check_geometry, texts, rows)
    return mended, [Problem(**problem) for problem in problems]


def _check_geometry(texts: list[str], rows: list[int]) -> tuple[list[str | None], list[dict[str, Any]]]:
    mended, problems = boundary_files.check(texts, rows)
    return mended, [asdict(problem) for problem in problems]


def _read(path: str, work: str, table: str | None, delimiter: str | None, encoding: str | None) -> list[dict[str, Any]]:
    """Reads a file; this runs in the confined process."""
    file, folder = Path(path), Path(work)
    known = contract.table(table) if table else None

    def score(header: Sequence[str]) -> int:
        return known_headers(header, known)

    suffix = file.suffix.lower()
    if suffix in text_files.SUFFIXES:
        found = [text_files.read(file, folder, score, delimiter, encoding)]
    elif suffix in workbooks.SUFFIXES:
        found = workbooks.read(file, folder, score)
    elif suffix in parquet_files.SUFFIXES:
        found = [parquet_files.read(file, folder)]
    elif suffix in boundary_files.SUFFIXES:
        found = [boundary_files.read(file, folder)]
    elif suffix == ".xls":
        raise UnreadableFile(f"{file.name} is in the old Excel format. Save it as .xlsx and hand that in.")
    else:
        raise UnreadableFile(
            f"{file.name} is not a file Peil reads ({suffix or 'no extension'}). Use .csv, .xlsx, .ods, .parquet or "
            "(for boundaries) .geojson."
        )
    return [sheet.as_json() for sheet in found]


__all__ = ["MAX_BYTES", "Problem", "Sheet", "check_size", "checked_geometry", "sha256", "sheets"]
