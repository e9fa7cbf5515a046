"""SQLite without threads: the real statements on a real file, in an order that chance can replay.

Stands where `aiosqlite` stands. The file is not synced to the disk: no power fails in here.
"""

import sqlite3
from collections.abc import AsyncIterator, Generator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from bot.storage.database import Connection, Database
from tests.simulation.lives import Life


class _Cursor:
    def __init__(self, raw: sqlite3.Cursor) -> None:
        self._raw = raw

    @property
    def lastrowid(self) -> int | None:
        return self._raw.lastrowid

    @property
    def rowcount(self) -> int:
        return self._raw.rowcount

    async def fetchone(self) -> Any:
        return self._raw.fetchone()

    async def fetchall(self) -> list[Any]:
        return self._raw.fetchall()

    def close(self) -> None:
        self._raw.close()


class _Statement:
    """What `execute` gives: to be awaited, or entered as a context."""

    def __init__(self, owner: "InlineConnection", sql: str, values: Iterable[Any]) -> None:
        self._owner = owner
        self._sql = sql
        self._values = values
        self._cursor: _Cursor | None = None

    def __await__(self) -> Generator[Any, None, _Cursor]:
        return self._owner.run(self._sql, self._values).__await__()

    async def __aenter__(self) -> _Cursor:
        self._cursor = await self._owner.run(self._sql, self._values)
        return self._cursor

    async def __aexit__(self, *_: object) -> None:
        if self._cursor is not None:
            self._cursor.close()


class InlineConnection:
    """A connection that ends with the life it belongs to; what it had not committed is undone."""

    def __init__(self, path: Path, life: Life, *, writes: bool) -> None:
        mode = "rw" if writes else "ro"
        self._raw = sqlite3.connect(
            f"{path.as_uri()}?mode={mode}", uri=True, isolation_level=None, cached_statements=500
        )
        self._raw.row_factory = sqlite3.Row
        self._life = life
        for pragma in ("synchronous = OFF", "foreign_keys = ON"):
            self._raw.execute(f"PRAGMA {pragma}").fetchall()

    @property
    def in_transaction(self) -> bool:
        return not self._life.dead and self._raw.in_transaction

    def execute(self, sql: str, values: Iterable[Any] = ()) -> _Statement:
        return _Statement(self, sql, values)

    async def executemany(self, sql: str, rows: Iterable[Iterable[Any]]) -> _Cursor:
        await self._life.step()
        return _Cursor(self._raw.executemany(sql, rows))  # type: ignore[arg-type]  # as aiosqlite

    async def run(self, sql: str, values: Iterable[Any]) -> _Cursor:
        await self._life.step()
        return _Cursor(self._raw.execute(sql, tuple(values)))

    def end(self) -> None:
        """Close it as the end of the process does."""
        self._raw.close()


@asynccontextmanager
async def opened(path: Path, life: Life) -> AsyncIterator[Database]:
    """Open a database whose schema is there, for as long as a life lasts."""
    writer = InlineConnection(path, life, writes=True)
    reader = InlineConnection(path, life, writes=False)
    try:
        yield Database(path, cast("Connection", writer), cast("Connection", reader))
    finally:
        writer.end()
        reader.end()
