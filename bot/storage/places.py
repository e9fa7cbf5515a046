"""Where each reader is in each serial."""

from datetime import datetime

from bot.domain.place import Place
from bot.domain.serial import Instalment
from bot.storage.database import Connection, number, one
from bot.storage.moments import to_ticks


async def load(db: Connection, serial_id: int, user_id: int) -> Place | None:
    """Load a reader's place, or None for who has none yet."""
    row = await one(
        db, "SELECT * FROM place WHERE serial_id = ? AND user_id = ?", serial_id, user_id
    )
    return None if row is None else Place(row["furthest"], row["current"])


async def save(db: Connection, serial_id: int, user_id: int, place: Place, now: datetime) -> None:
    """Keep a reader's place."""
    await db.execute(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?) ON CONFLICT (serial_id, user_id) DO UPDATE SET "
        "furthest = excluded.furthest, current = excluded.current, moved_at = excluded.moved_at",
        (serial_id, user_id, place.furthest, place.current, to_ticks(now)),
    )


async def is_finished(db: Connection, serial_id: int, user_id: int, instalment: int) -> bool:
    """Whether they have pressed *I've read this* for an instalment and not taken it back."""
    row = await one(
        db,
        "SELECT 1 FROM finished_mark WHERE serial_id = ? AND user_id = ? AND instalment = ?",
        serial_id,
        user_id,
        instalment,
    )
    return row is not None


async def mark_finished(
    db: Connection, serial_id: int, user_id: int, instalment: int, before: Place
) -> None:
    """Remember the place from before *I've read this*."""
    await db.execute(
        "INSERT INTO finished_mark VALUES (?, ?, ?, ?, ?)",
        (serial_id, user_id, instalment, before.furthest, before.current),
    )


async def take_finished(
    db: Connection, serial_id: int, user_id: int, instalment: int
) -> Place | None:
    """Take back the mark of *I've read this* and say the place from before, if there is one."""
    row = await one(
        db,
        "DELETE FROM finished_mark WHERE serial_id = ? AND user_id = ? AND instalment = ? "
        "RETURNING furthest, current",
        serial_id,
        user_id,
        instalment,
    )
    return None if row is None else Place(row["furthest"], row["current"])


async def count_readers(db: Connection, serial_id: int) -> int:
    """Count the members who have a place in the serial."""
    return await number(db, "SELECT count(*) FROM place WHERE serial_id = ?", serial_id)


async def finished_through(db: Connection, serial_id: int, user_id: int) -> int:
    """Say the last passage of all the instalments they say they have read; 0 for none."""
    return await number(
        db,
        "SELECT max(last_passage) FROM finished_mark JOIN instalment "
        "ON instalment.serial_id = finished_mark.serial_id "
        "AND instalment.number = finished_mark.instalment "
        "WHERE finished_mark.serial_id = ? AND user_id = ?",
        serial_id,
        user_id,
    )


async def forget(db: Connection, serial_id: int, user_id: int) -> None:
    """Take a reader's place away, with every mark in it."""
    await db.execute("DELETE FROM place WHERE serial_id = ? AND user_id = ?", (serial_id, user_id))


async def count_finished(db: Connection, serial_id: int, instalment: Instalment) -> int:
    """Count the members who say they have read an instalment, or have gone on past it."""
    return await number(
        db,
        "SELECT count(*) FROM place WHERE serial_id = ?1 AND (furthest > ?2 OR user_id IN "
        "(SELECT user_id FROM finished_mark WHERE serial_id = ?1 AND instalment = ?3))",
        serial_id,
        instalment.last_passage,
        instalment.number,
    )


async def count_of_story(db: Connection, story_id: int) -> int:
    """Count the members who have a place in any serial of the story."""
    return await number(
        db,
        "SELECT count(DISTINCT user_id) FROM place JOIN serial USING (serial_id) "
        "JOIN edition USING (edition_id) WHERE story_id = ?",
        story_id,
    )
