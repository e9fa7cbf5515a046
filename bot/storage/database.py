"""The connection: one writer behind a lock, one read-only connection beside it."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.storage import faults, files, migrations
from bot.storage.errors import StorageError

Connection = aiosqlite.Connection
Row = sqlite3.Row

_BUSY_MS = 5_000

WRITER_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    # What is deleted is overwritten, whatever this machine's SQLite is built to do.
    "secure_delete = ON",
    f"busy_timeout = {_BUSY_MS}",
)
"""How the writer works: what is committed stays, also when the power goes the moment after."""

_log = logging.getLogger(__name__)


class Database:
    """An open SQLite file.

    Writes go through `transaction()`; reads through `reader`, which sees only what is committed.
    `aiosqlite` queues calls, not transactions, so a lock keeps one task's rollback from undoing
    another's insert. Never hold a transaction across a call to Discord. Where the file or its disk
    fails, both raise `StorageError` with a sentence about it; the next try may succeed.
    """

    def __init__(self, path: Path, writer: Connection, reader: Connection) -> None:
        self._path = path
        self._writer = writer
        self.reader = reader
        self._lock = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the file, making it and bringing its schema up to date first.

        Raises `StorageError` for a file that is no database, is damaged, has a newer schema or
        can't be written.
        """
        address = await asyncio.to_thread(_prepare, path)
        async with AsyncExitStack() as opened:
            with faults.named(path):
                writer = await aiosqlite.connect(path, isolation_level=None)
                opened.push_async_callback(writer.close)
                writer.row_factory = sqlite3.Row
                for pragma in WRITER_PRAGMAS:
                    # Fetched to the end: a statement that is left open keeps its lock.
                    await one(writer, f"PRAGMA {pragma}")
                reader = await aiosqlite.connect(f"{address}?mode=ro", uri=True)
                opened.push_async_callback(reader.close)
                reader.row_factory = sqlite3.Row
                await one(reader, f"PRAGMA busy_timeout = {_BUSY_MS}")
            opened.pop_all()
        return cls(path, writer, reader)

    async def close(self) -> None:
        """Close both connections; the writer folds its log back into the file."""
        await self.reader.close()
        await self._writer.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Write in one `BEGIN IMMEDIATE`: all of it is committed at the end, or none."""
        async with self._lock:
            with faults.named(self._path):
                try:
                    await _to_the_end(self._writer.execute("BEGIN IMMEDIATE"))
                    yield self._writer
                    await _to_the_end(self._writer.execute("COMMIT"))
                except BaseException:
                    await _to_the_end(self._undo())
                    raise

    async def _undo(self) -> None:
        if self._writer.in_transaction:
            try:
                await self._writer.execute("ROLLBACK")
            except sqlite3.Error:
                _log.exception("A transaction could not be rolled back")


async def _to_the_end(work: Coroutine[Any, Any, object]) -> None:
    """Await something that goes on in the writer's thread even if we are cancelled meanwhile.

    A cancellation is passed on once it has ended, so that nobody meets it half done.
    """
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    task.result()


def _prepare(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and (found := files.damage(path, thorough=False)):
        raise faults.unusable(path, f"it is damaged ({found[0]}); {faults.RESTORE}")
    migrations.upgrade(path)
    return path.absolute().as_uri()


async def one(db: Connection, sql: str, *values: object) -> Row | None:
    """Fetch the first row, or None."""
    with faults.named():
        async with db.execute(sql, values) as cursor:
            return await cursor.fetchone()


async def every(db: Connection, sql: str, *values: object) -> list[Row]:
    """Fetch all rows."""
    with faults.named():
        async with db.execute(sql, values) as cursor:
            return list(await cursor.fetchall())


async def number(db: Connection, sql: str, *values: object) -> int:
    """Fetch one integer; 0 for no row and for NULL."""
    row = await one(db, sql, *values)
    return 0 if row is None or row[0] is None else int(row[0])


async def inserted(db: Connection, sql: str, *values: object) -> int:
    """Insert a row and say the id it got."""
    async with db.execute(sql, values) as cursor:
        if cursor.lastrowid is None:
            raise StorageError("an insert gave no row id")
        return cursor.lastrowid


async def changed(db: Connection, sql: str, *values: object) -> int:
    """Update or delete, and say how many rows it touched."""
    async with db.execute(sql, values) as cursor:
        return cursor.rowcount
