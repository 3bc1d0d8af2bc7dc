"""What is said to people, and what is a bug.

Everything a user may read derives from ``PeilError``; its message is a whole sentence without a traceback.
Any other exception is a bug: it goes to the log, and the user sees that something went wrong.
"""


class PeilError(Exception):
    """Shown to people as it is, without a traceback."""


class StoreBusy(PeilError):
    """Another process has the database open."""


class QueryTooSlow(PeilError):
    """A query ran past its time limit and was stopped."""


class UnreadableFile(PeilError):
    """A file cannot be read at all: not the format it claims to be, too large, or damaged."""


class LimitReached(UnreadableFile):
    """Reading a file takes more memory, time or processor than it may."""


class ContractError(PeilError):
    """The contract or a data package descriptor does not say what is needed."""
