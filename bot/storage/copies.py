"""Copies of the database: making one while the bot runs, checking, and putting one back."""

import os
import shutil
import sqlite3
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.snowflakes import first_at
from bot.storage import files, migrations
from bot.storage.errors import StorageError
from bot.storage.moments import from_ticks

_LOST_IDS = 1_000_000
"""How many ids of every kind may have been given since a copy was made and are left out."""

_SKEW = timedelta(days=1)
"""How far the machine's clock and Discord's may have been apart when a serial was started."""


def backup(path: Path, to: Path) -> None:
    """Copy a database while it may be in use, what is still in its log included.

    The copy is the database at one moment: drops that go on meanwhile are in it wholly or not at
    all. Raises `StorageError` where the source is missing or the target exists already.
    """
    _require(path)
    if to.exists():
        raise StorageError(f"{to} exists already; name a file that doesn't.")
    if not to.parent.is_dir():
        raise StorageError(f"There is no folder {to.parent}; make it first, or name another file.")
    files.copy(path, to)


def check(path: Path) -> list[str]:
    """Look the file over and list what is wrong with it; an empty list is a sound file."""
    _require(path)
    migrations.status(path)
    return files.damage(path, thorough=True)


def restore(copy: Path, path: Path, now: datetime) -> Path | None:
    """Put a copy in a database's place; say where what was there is kept, if anything was.

    The copy is read only. Its serials are marked, so that nothing goes out before what was posted
    since the copy was made has been looked for; and ids that were given since are not given again.
    Nobody else may have the database open. Raises `StorageError` for a copy that can't be used;
    the database is as it was then.
    """
    _require_usable(copy)
    part = path.with_name(f"{path.name}.restored")
    part.unlink(missing_ok=True)
    try:
        files.copy(copy, part)
        if found := files.damage(part, thorough=True):
            raise StorageError(f"The copy {copy} is damaged ({found[0]}); use another one.")
        migrations.upgrade(part, keep_copy=False)
        with files.opened(part) as db:
            _mark(db)
        return _put_in_place(part, path, now)
    finally:
        part.unlink(missing_ok=True)


def _require(path: Path) -> None:
    if not path.exists():
        raise StorageError(f"There is no database at {path}.")


def _require_usable(copy: Path) -> None:
    _require(copy)
    try:
        at = migrations.status(copy)
    except StorageError as error:
        raise StorageError(
            f"{copy} is no database of Feuilleton's that I can read; name another copy."
        ) from error
    if not at.version:
        raise StorageError(f"{copy} is an empty database; name another copy.")
    if at.version > at.latest:
        raise StorageError(
            f"{copy} has schema {at.version}, and this Feuilleton knows {at.latest}: it was made "
            "by a newer version. Update Feuilleton first."
        )


def _mark(db: sqlite3.Connection) -> None:
    """Have every serial that is not over look for what it posted, and jump over lost ids."""
    db.execute("BEGIN IMMEDIATE")
    newest = dict(
        db.execute(
            "SELECT channel_id, max(message_id) FROM delivery WHERE message_id IS NOT NULL "
            "AND part <> 'greeting' GROUP BY channel_id"
        )
    )
    alive = db.execute(
        "SELECT serial_id, channel_id, started_at FROM serial "
        "WHERE state NOT IN ('finished', 'ended')"
    ).fetchall()
    for serial_id, channel_id, started_at in alive:
        # What it had posted by then stands before all that it posted later.
        after = newest.get(channel_id) or first_at(from_ticks(started_at) - _SKEW)
        db.execute("UPDATE serial SET survey_after = ? WHERE serial_id = ?", (after, serial_id))
    _mark_subscriptions(db)
    _leave_out_lost_ids(db)
    db.execute("COMMIT")


def _mark_subscriptions(db: sqlite3.Connection) -> None:
    """Have what goes to one reader look for what it sent, as serials do."""
    known = db.execute(
        "SELECT subscription_id, made_at, (SELECT max(message_id) FROM letter "
        "WHERE letter.subscription_id = subscription.subscription_id) FROM subscription"
    ).fetchall()
    for subscription_id, made_at, newest in known:
        after = newest or first_at(from_ticks(made_at) - _SKEW)
        db.execute(
            "UPDATE subscription SET survey_after = ? WHERE subscription_id = ?",
            (after, subscription_id),
        )


def _leave_out_lost_ids(db: sqlite3.Connection) -> None:
    """Go on with ids that were never given: lost ones stand in buttons and nonces still."""
    names = db.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'").fetchall()
    for (name,) in names:
        if not db.execute(
            "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ?", (_LOST_IDS, name)
        ).rowcount:
            db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, _LOST_IDS))


def _put_in_place(part: Path, path: Path, now: datetime) -> Path | None:
    """Replace the database at once, so that a break leaves the old one or the new one."""
    aside = _aside(path, now) if path.exists() else None
    if aside is not None:
        # Folded back where that can be: a log that stays behind would be taken for the new one's.
        with suppress(StorageError), files.opened(path) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _keep(path, aside)
    kept = aside or path.with_name(f"{path.name}.left")
    for ending in ("-wal", "-shm"):
        log = path.with_name(f"{path.name}{ending}")
        if log.exists():
            log.replace(path.with_name(f"{kept.name}{ending}"))
    part.replace(path)
    _sync(path.parent)
    return aside


def _aside(path: Path, now: datetime) -> Path:
    """Name a file that is not there yet, for what is replaced."""
    name = f"{path.name}.replaced-{now:%Y%m%d-%H%M%S}"
    kept, tries = path.with_name(name), 1
    while kept.exists():
        tries += 1
        kept = path.with_name(f"{name}-{tries}")
    return kept


def _keep(path: Path, aside: Path) -> None:
    try:
        os.link(path, aside)
    except OSError:
        # Some disks know no second name for a file.
        shutil.copy2(path, aside)


def _sync(folder: Path) -> None:
    """Have the names of a folder on the disk for sure, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
