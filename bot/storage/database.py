"""The connection: one writer behind a lock, one read-only connection beside it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Self

import aiosqlite

from bot.storage import migrations
from bot.storage.errors import StorageError

Connection = aiosqlite.Connection
Row = sqlite3.Row

_BUSY_MS = 5_000


class Database:
    """An open SQLite file.

    Writes go through `transaction()`; reads through `reader`, which sees only what is committed.
    `aiosqlite` queues calls, not transactions, so a lock keeps one task's rollback from undoing
    another's insert. Never hold a transaction across a call to Discord.
    """

    def __init__(self, writer: Connection, reader: Connection) -> None:
        self._writer = writer
        self.reader = reader
        self._lock = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the file, making it and bringing its schema up to date first.

        Raises `StorageError` for a file that is no database, is damaged or has a newer schema.
        """
        address = await asyncio.to_thread(_prepare, path)
        with _wrapped(path):
            writer = await aiosqlite.connect(path, isolation_level=None)
            writer.row_factory = sqlite3.Row
            for pragma in (
                "journal_mode = WAL",
                "synchronous = FULL",
                "foreign_keys = ON",
                f"busy_timeout = {_BUSY_MS}",
            ):
                # Fetched to the end: a statement that is left open keeps its lock.
                await one(writer, f"PRAGMA {pragma}")
            reader = await aiosqlite.connect(f"{address}?mode=ro", uri=True)
            reader.row_factory = sqlite3.Row
            await one(reader, f"PRAGMA busy_timeout = {_BUSY_MS}")
        return cls(writer, reader)

    async def close(self) -> None:
        """Close both connections; the writer folds its log back into the file."""
        await self.reader.close()
        await self._writer.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Write in one `BEGIN IMMEDIATE`: all of it is committed at the end, or none."""
        async with self._lock:
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
                await asyncio.shield(self._writer.execute("COMMIT"))
            except BaseException:
                # Calls are queued in order: even a cancelled BEGIN or COMMIT has run before this.
                await asyncio.shield(self._undo())
                raise

    async def _undo(self) -> None:
        if self._writer.in_transaction:
            await self._writer.execute("ROLLBACK")


def _prepare(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    migrations.upgrade(path)
    return path.absolute().as_uri()


@contextmanager
def _wrapped(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StorageError(f"The database {path} can't be opened: {error}") from error


async def one(db: Connection, sql: str, *values: object) -> Row | None:
    """Fetch the first row, or None."""
    async with db.execute(sql, values) as cursor:
        return await cursor.fetchone()


async def every(db: Connection, sql: str, *values: object) -> list[Row]:
    """Fetch all rows."""
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
