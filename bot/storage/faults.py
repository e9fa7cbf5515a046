"""What SQLite's errors mean to whoever runs the bot: one sentence that says what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.storage.errors import UnusableError

RESTORE = "`python -m bot db restore FILE` puts a backup in its place"

_NOT_WRITABLE = (
    "it can't be written; give the user who runs me the right to write to it and to its folder"
)
_CAUSES = {
    sqlite3.SQLITE_FULL: "the disk that holds it is full; make room there",
    sqlite3.SQLITE_READONLY: _NOT_WRITABLE,
    sqlite3.SQLITE_PERM: _NOT_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: (
        "it can't be opened; see that its folder is there and that the user who runs me may write "
        "to both"
    ),
    sqlite3.SQLITE_CORRUPT: f"it is damaged; {RESTORE}",
    sqlite3.SQLITE_NOTADB: f"it is no database, or damaged at its very beginning; {RESTORE}",
    sqlite3.SQLITE_IOERR: (
        "its disk can't be read or written, or lets me have no more room; look after the disk"
    ),
    sqlite3.SQLITE_BUSY: "another program keeps it for itself; close that one",
    sqlite3.SQLITE_LOCKED: "another program keeps it for itself; close that one",
}
"""By SQLite's primary result code: troubles of the file and its disk, not of a statement."""


@contextmanager
def named(path: Path | None = None) -> Iterator[None]:
    """Turn SQLite's errors about the file or its disk into an `UnusableError`; others pass."""
    try:
        yield
    except sqlite3.Error as error:
        cause = cause_of(error)
        if cause is None:
            raise
        raise unusable(path, cause) from error


def cause_of(error: sqlite3.Error) -> str | None:
    """Say what is wrong with the file or its disk; None where that is not the trouble."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _CAUSES.get(code & 0xFF)


def unusable(path: Path | None, cause: str) -> UnusableError:
    """Put a cause into a sentence."""
    name = "The database" if path is None else f"The database {path}"
    return UnusableError(f"{name} can't be used: {cause}.")
