"""The schema's history: numbered SQL files, each run once, in order, as one transaction.

A migration is never changed after a release; a new one is added. Plain `sqlite3` is used here,
before the first connection of the bot is opened.
"""

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from bot.storage import faults
from bot.storage.errors import StorageError
from bot.storage.files import copy, opened

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
    with opened(path) as db:
        version = _version(db)
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
        if (version or tables) and "delivery" not in tables:
            raise StorageError(f"{path} is a database of something else; name another file.")
        return Status(version, steps()[-1].number)


def upgrade(path: Path, *, keep_copy: bool = True) -> list[str]:
    """Take the steps that are missing and name them. A copy `….before-N` is kept beside the file.

    Without `keep_copy` there is none: the file is one itself.
    Raises `StorageError` where the file is no database or was written by a newer Feuilleton.
    """
    at = status(path)
    if at.version > at.latest:
        raise StorageError(
            f"The database {path} has schema {at.version}, and this Feuilleton knows {at.latest}: "
            "it was written by a newer version. Update Feuilleton, or use the copy made before."
        )
    todo = [step for step in steps() if step.number > at.version]
    if todo and at.version and keep_copy:
        copy(path, path.with_name(f"{path.name}.before-{todo[0].number}"))
    with opened(path) as db:
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
        cause = faults.cause_of(error) or f"{error}"
        raise StorageError(
            f"The migration {step.name} failed and changed nothing: {cause}."
        ) from error


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])
