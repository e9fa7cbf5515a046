"""Where each reader is in each serial, and which instalments they say they have read."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.place import Place
from bot.domain.serial import Instalment
from bot.storage.database import Connection, number, one
from bot.storage.moments import to_ticks


@dataclass(frozen=True, slots=True)
class Mark:
    """A press of *I've read this*: the last passage it covers, and what opened before it."""

    last_passage: int
    current_before: int


async def load(db: Connection, serial_id: int, user_id: int) -> Place | None:
    """Load a reader's place, or None for who has none yet.

    The furthest passage is the furthest they opened, or the end of what they say they have read.
    """
    row = await one(
        db,
        "SELECT current, max(viewed, coalesce((SELECT max(last_passage) FROM finished_mark AS mark "
        "WHERE mark.serial_id = place.serial_id AND mark.user_id = place.user_id), 0)) AS furthest "
        "FROM place WHERE serial_id = ? AND user_id = ?",
        serial_id,
        user_id,
    )
    return None if row is None else Place(row["furthest"], row["current"])


async def move(
    db: Connection, serial_id: int, user_id: int, *, viewed: int, current: int, now: datetime
) -> None:
    """Keep which passage opens next, and that they have opened passages up to `viewed`."""
    await db.execute(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?) ON CONFLICT (serial_id, user_id) DO UPDATE SET "
        "viewed = max(viewed, excluded.viewed), current = excluded.current, "
        "moved_at = excluded.moved_at",
        (serial_id, user_id, viewed, current, to_ticks(now)),
    )


async def mark(
    db: Connection, serial_id: int, user_id: int, instalment: Instalment, current_before: int
) -> bool:
    """Mark an instalment as read; False where it was already. The reader has to have a place."""
    row = await one(
        db,
        "INSERT INTO finished_mark VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1",
        serial_id,
        user_id,
        instalment.number,
        instalment.last_passage,
        current_before,
    )
    return row is not None


async def unmark(db: Connection, serial_id: int, user_id: int, instalment: int) -> Mark | None:
    """Take a mark back and say what it was; None where there is none."""
    row = await one(
        db,
        "DELETE FROM finished_mark WHERE serial_id = ? AND user_id = ? AND instalment = ? "
        "RETURNING last_passage, current_before",
        serial_id,
        user_id,
        instalment,
    )
    return None if row is None else Mark(row["last_passage"], row["current_before"])


async def forget_empty(db: Connection, serial_id: int, user_id: int) -> None:
    """Take a place away in which nothing was opened and nothing is marked."""
    await db.execute(
        "DELETE FROM place WHERE serial_id = ? AND user_id = ? AND viewed = 0 AND NOT EXISTS "
        "(SELECT 1 FROM finished_mark AS mark "
        "WHERE mark.serial_id = place.serial_id AND mark.user_id = place.user_id)",
        (serial_id, user_id),
    )


async def count_readers(db: Connection, serial_id: int) -> int:
    """Count the members who have a place in the serial."""
    return await number(db, "SELECT count(*) FROM place WHERE serial_id = ?", serial_id)


async def count_finished(db: Connection, serial_id: int, instalment: Instalment) -> int:
    """Count the members who say they have read an instalment or a later one, or opened one."""
    return await number(
        db,
        "SELECT count(*) FROM place WHERE serial_id = ? AND (viewed > ? OR user_id IN "
        "(SELECT user_id FROM finished_mark AS mark "
        "WHERE mark.serial_id = place.serial_id AND last_passage >= ?))",
        serial_id,
        instalment.last_passage,
        instalment.last_passage,
    )


async def count_of_story(db: Connection, story_id: int) -> int:
    """Count the members who have a place in any serial of the story."""
    return await number(
        db,
        "SELECT count(DISTINCT user_id) FROM place JOIN serial USING (serial_id) "
        "JOIN edition USING (edition_id) WHERE story_id = ?",
        story_id,
    )
