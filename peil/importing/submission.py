"""A submission on its way in: what the parts of the gate share while it is staged, recognised, appended and checked."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from peil import contract
from peil.importing.findings import Findings
from peil.importing.reading.sheet import Sheet
from peil.importing.source import File, Source
from peil.store import Cursor

# Called with a stage in English, how much of it is done, and out of how much.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Options:
    """What the person who hands in says besides the file.

    ``table`` names the table of a single file; ``decimal`` is the decimal mark (``.`` or ``,``); ``dates`` is
    ``day-first`` or ``month-first``. ``received_at`` (UTC, without zone) is now unless given; it has to be later than
    all that is stored. ``name`` is shown instead of the name of the file or folder. ``submission_id`` is given only
    when submissions are replayed, which leaves the originals alone. ``revises`` says what results of a partner
    and period do that were reported before: ``amend`` changes the named figures and leaves the others, ``replace`` lets
    the new report stand alone. Without it a file that would drop figures is refused. ``written_here`` says that the
    file holds what people wrote in Peil itself, and ``based_on`` which versions of it they saw.
    """

    table: str | None = None
    decimal: str | None = None
    dates: str | None = None
    handed_in_by: str | None = None
    received_at: datetime | None = None
    name: str | None = None
    submission_id: int | None = None
    revises: Literal["amend", "replace"] | None = None
    written_here: bool = False
    based_on: tuple[int, ...] = ()

    def kept(self) -> dict[str, Any]:
        """What a replay has to be told again: every option that is not about who, when or which."""
        apart = ("handed_in_by", "received_at", "name", "submission_id", "written_here")
        return {name: value for name, value in asdict(self).items() if name not in apart and value}


# A file, the table it is said to hold, and its sheets.
Read = tuple[File, contract.Table | None, list[Sheet]]


@dataclass
class Submission:
    """What is handed in at once, and what was found in it so far.

    ``known_at`` is the moment as of which everything else counts: the latest that is known.
    """

    cursor: Cursor
    options: Options
    progress: Progress
    submission_id: int
    received_at: datetime
    known_at: datetime
    findings: Findings
    sources: list[Source] = field(default_factory=list)
    sheets: int = 0

    @property
    def is_replay(self) -> bool:
        """Whether it repeats what was accepted before, also what was withdrawn and handed in again."""
        return self.options.submission_id is not None
