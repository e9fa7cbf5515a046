"""The schema's history: numbered SQL files, each run once, in order, as one transaction.

A migration is never changed after a release; a new one is added. Plain `sqlite3` is used here,
before the first connection of the bot is opened.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.storage.errors import StorageError

_FOLDER = Path(__file__).parent
_NAME = re.compile(r"(\d{4})_\w+\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema, from `number - 1` to `number`."""

    number: int
    name: str
    script: str


@dataclass(frozen=True, slots=True)
class Status:
    """Where a database file stands. `version` is 0 for a new one."""

    version: int
    latest: int

    @property
    def pending(self) -> int:
        """How many steps are still to be taken."""
        return max(self.latest - self.version, 0)


def steps() -> tuple[Migration, ...]:
    """List all migrations in order."""
    found = [(match, path) for path in _FOLDER.iterdir() if (match := _NAME.fullmatch(path.name))]
    return tuple(
        Migration(int(match[1]), path.stem, path.read_text(encoding="utf-8"))
        for match, path in sorted(found, key=lambda pair: pair[1].name)
    )


def status(path: Path) -> Status:
    """Say where the file stands; a missing file is version 0.

    Raises `StorageError` for a file that is no database, or one of something else.
    """
    if not path.exists():
        return Status(0, steps()[-1].number)
    with _connected(path) as db:
        version = _version(db)
        if not version and db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            raise StorageError(f"{path} is a database of something else; name another file.")
        return Status(version, steps()[-1].number)


def upgrade(path: Path) -> list[str]:
    """Take the steps that are missing and name them. A copy `….before-N` is kept beside the file.

    Raises `StorageError` where the file is no database or was written by a newer Feuilleton.
    """
    at = status(path)
    if at.version > at.latest:
        raise StorageError(
            f"The database {path} has schema {at.version}, and this Feuilleton knows {at.latest}: "
            "it was written by a newer version. Update Feuilleton, or use the copy made before."
        )
    todo = [step for step in steps() if step.number > at.version]
    if todo and at.version:
        _copy(path, path.with_name(f"{path.name}.before-{todo[0].number}"))
    with _connected(path) as db:
        for step in todo:
            run(db, step)
    return [step.name for step in todo]


def run(db: sqlite3.Connection, step: Migration) -> None:
    """Take one step as one script, so that it is there wholly or not at all."""
    # executescript commits an open transaction first; the script therefore brings its own.
    try:
        db.executescript(
            f"BEGIN IMMEDIATE;\n{step.script}\nPRAGMA user_version = {step.number};\nCOMMIT;"
        )
    except sqlite3.Error as error:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise StorageError(f"The migration {step.name} failed: {error}") from error


def backup(path: Path, to: Path) -> None:
    """Copy a database while it may be in use, what is still in its log included.

    Raises `StorageError` where the source is missing or the target exists already.
    """
    if not path.exists():
        raise StorageError(f"There is no database at {path} yet.")
    if to.exists():
        raise StorageError(f"{to} exists already; name a file that doesn't.")
    if not to.parent.is_dir():
        raise StorageError(f"There is no folder {to.parent}; make it first, or name another file.")
    _copy(path, to)


def check(path: Path) -> list[str]:
    """Look the file over and list what is wrong with it; an empty list is a sound file."""
    if not path.exists():
        raise StorageError(f"There is no database at {path} yet.")
    with _connected(path) as db:
        damage = [str(row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        orphans = [
            f"{row[0]}: row {row[1]} points to a missing {row[2]}"
            for row in db.execute("PRAGMA foreign_key_check")
        ]
    return damage + orphans


def _copy(path: Path, to: Path) -> None:
    """Copy by SQLite's own backup; what an earlier try left is replaced once this is whole."""
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    with _connected(path) as source, closing(sqlite3.connect(part)) as target:
        source.backup(target)
    part.replace(to)


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA busy_timeout = 5000")
            yield db
    except sqlite3.Error as error:
        raise StorageError(f"The database {path} can't be used: {error}") from error


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])
