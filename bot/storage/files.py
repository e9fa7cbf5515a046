"""The database as a file: opening it plainly, copying it and looking for damage.

Plain `sqlite3` is used here, before the bot opens its connections or beside it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.storage import faults


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file, made where it is missing, and close it at the end.

    Raises `StorageError` for whatever SQLite can't do with it.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA busy_timeout = 5000")
            yield db
    except sqlite3.Error as error:
        raise faults.unusable(path, faults.cause_of(error) or str(error)) from error


def copy(path: Path, to: Path) -> None:
    """Copy by SQLite's own backup; what an earlier try left is replaced once this is whole.

    The copy is one file: nothing of it is left in a log beside it.
    """
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    try:
        with opened(path) as source, opened(part) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


def damage(path: Path, *, thorough: bool) -> list[str]:
    """Look a file over and list what is wrong with it; an empty list is a sound file.

    A thorough look reads the indexes and all references too, and takes several times as long.
    """
    cut_off = ["its end is missing"] if _is_cut_off(path) else []
    with opened(path) as db:
        try:
            return cut_off or list(_faults(db, thorough=thorough))
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            return [str(error)]


def _is_cut_off(path: Path) -> bool:
    """Whether the file ends within a page, which SQLite takes for nothing but zeros there.

    With a log beside it that is no harm yet: the page may be whole in it.
    """
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        return False
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(18)[16:], "big")
    except OSError:
        # A folder, or a file that may not be opened: SQLite says so in its own way.
        return False
    return bool(size) and path.stat().st_size % (65_536 if size == 1 else size) != 0


def _faults(db: sqlite3.Connection, *, thorough: bool) -> Iterator[str]:
    check = "integrity_check" if thorough else "quick_check"
    for (found,) in db.execute(f"PRAGMA {check}"):
        if found != "ok":
            yield " ".join(found.replace("*** in database main ***", "").split())
    if thorough:
        for row in db.execute("PRAGMA foreign_key_check"):
            yield f"{row[0]}: row {row[1]} points to a missing {row[2]}"
