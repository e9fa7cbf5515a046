"""The bookmarks that readers set in a serial."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.pages import Spot
from bot.storage.database import Connection, changed, every, number, one
from bot.storage.moments import to_ticks


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place that somebody marked."""

    bookmark_id: int
    spot: Spot


async def add(db: Connection, serial_id: int, user_id: int, spot: Spot, *, now: datetime) -> None:
    """Keep a bookmark. The reader has to have a place."""
    await db.execute(
        "INSERT INTO bookmark (serial_id, user_id, passage, within, made_at) "
        "VALUES (?, ?, ?, ?, ?)",
        (serial_id, user_id, spot.passage, spot.within, to_ticks(now)),
    )


async def take_away(
    db: Connection, serial_id: int, user_id: int, passage: int, start: int, end: int
) -> int:
    """Take away what is marked in a passage from the letter `start` up to `end`; count it."""
    return await changed(
        db,
        "DELETE FROM bookmark WHERE serial_id = ? AND user_id = ? AND passage = ? "
        "AND within >= ? AND within < ?",
        serial_id,
        user_id,
        passage,
        start,
        end,
    )


async def marked(
    db: Connection, serial_id: int, user_id: int, passage: int, start: int, end: int
) -> bool:
    """Whether anything is marked in a passage from the letter `start` up to `end`."""
    row = await one(
        db,
        "SELECT 1 FROM bookmark WHERE serial_id = ? AND user_id = ? AND passage = ? "
        "AND within >= ? AND within < ?",
        serial_id,
        user_id,
        passage,
        start,
        end,
    )
    return row is not None


async def count(db: Connection, serial_id: int, user_id: int) -> int:
    """Count somebody's bookmarks in a serial."""
    return await number(
        db,
        "SELECT count(*) FROM bookmark WHERE serial_id = ? AND user_id = ?",
        serial_id,
        user_id,
    )


async def of_reader(db: Connection, serial_id: int, user_id: int) -> list[Bookmark]:
    """List somebody's bookmarks in a serial in the order of the story."""
    rows = await every(
        db,
        "SELECT bookmark_id, passage, within FROM bookmark WHERE serial_id = ? AND user_id = ? "
        "ORDER BY passage, within, bookmark_id",
        serial_id,
        user_id,
    )
    return [Bookmark(row[0], Spot(row[1], row[2])) for row in rows]


async def renumber(db: Connection, serial_id: int, spot: Callable[[Spot], Spot]) -> None:
    """Move all bookmarks of a serial to another edition's passages, each to where `spot` says."""
    rows = await every(
        db, "SELECT bookmark_id, passage, within FROM bookmark WHERE serial_id = ?", serial_id
    )
    moved = [(row[0], spot(Spot(row[1], row[2]))) for row in rows]
    await db.executemany(
        "UPDATE bookmark SET passage = ?, within = ? WHERE bookmark_id = ?",
        [(to.passage, to.within, bookmark_id) for bookmark_id, to in moved],
    )
