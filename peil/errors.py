"""What is said to people, and what is a bug.

Everything a user may read derives from ``PeilError``; its message is a whole sentence without a traceback.
Any other exception is a bug: it goes to the log, and the user sees that something went wrong.
"""


class PeilError(Exception):
    """Shown to people as it is, without a traceback.

    With ``values`` the sentence has ``{names}`` in it that they fill in; marked with ``N_`` it can be translated.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(**values) if values else sentence)
        self.sentence = sentence
        self.values = values


class StoreUnusable(PeilError):
    """The database cannot be opened, read or written as things are; the message says the way out."""


class StoreBusy(StoreUnusable):
    """Another process has the database open."""


class StoreMissing(StoreUnusable):
    """There is no database, but originals say that there was one."""


class StoreBehind(StoreUnusable):
    """The originals hold something that was accepted and that the database does not know."""


class StoreDamaged(StoreUnusable):
    """What lies where the database should be cannot be read."""


class StoreNewer(StoreUnusable):
    """A newer Peil or DuckDB made the database."""


class StoreReadOnly(StoreUnusable):
    """The database, its folder or its originals may not be written."""


class DiskFull(StoreUnusable):
    """There is no room to write."""


class QueryTooSlow(PeilError):
    """A query ran past its time limit and was stopped."""


class UnreadableFile(PeilError):
    """A file cannot be read at all: not the format it claims to be, too large, or damaged."""


class LimitReached(UnreadableFile):
    """Reading a file takes more memory, time or processor than it may."""


class ContractError(PeilError):
    """The contract or a data package descriptor does not say what is needed."""


class NotRecorded(PeilError):
    """What somebody wrote was refused by a check; nothing was stored."""


class UnknownChoice(PeilError):
    """An address asks for something that is not there."""


class NotAllowed(PeilError):
    """Whoever asks may not write this; the message says who may."""
