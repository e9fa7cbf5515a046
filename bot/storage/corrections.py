"""Corrections: the messages that show an older text than their passage has."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.keys import Key
from bot.storage.database import Connection, Row, changed, every, number, one
from bot.storage.moments import from_ticks, to_ticks


@dataclass(frozen=True, slots=True)
class Correction:
    """A message to be edited. `attempts` counts the tries; another number means another text."""

    key: Key
    channel_id: int
    attempts: int


# CROSS keeps the few corrections in front: else SQLite goes through all that was ever delivered.
_ASKED = """
    SELECT serial_id, instalment, part, correction.attempts, channel_id
    FROM correction CROSS JOIN delivery USING (serial_id, instalment, part)
    WHERE correction.asked AND delivery.state = 'sent' AND delivery.passage IS NOT NULL
    AND correction.serial_id NOT IN (SELECT serial_id FROM serial JOIN guild USING (guild_id)
        WHERE guild.left_at IS NOT NULL)
"""


async def note(db: Connection, key: Key) -> None:
    """Keep that a message shows an older text; who is editing it just now begins again."""
    await db.execute(
        "INSERT INTO correction (serial_id, instalment, part, asked) VALUES (?, ?, ?, 0) "
        "ON CONFLICT DO UPDATE SET attempts = attempts + 1, not_before = NULL",
        (key.serial, key.instalment, key.part),
    )


async def forget(db: Connection, key: Key) -> None:
    """Forget a message: nothing of its text is left to show."""
    await db.execute(
        "DELETE FROM correction WHERE serial_id = ? AND instalment = ? AND part = ?",
        (key.serial, key.instalment, key.part),
    )


async def ask(db: Connection, serial_id: int) -> None:
    """Have all messages of a serial that show an older text edited."""
    await db.execute(
        "UPDATE correction SET asked = 1, told = 0, not_before = NULL WHERE serial_id = ?",
        (serial_id,),
    )


async def noted(db: Connection, serial_id: int) -> set[Key]:
    """Name the messages of a serial that show an older text."""
    rows = await every(db, "SELECT * FROM correction WHERE serial_id = ?", serial_id)
    return {_key(row) for row in rows}


async def due(db: Connection, now: datetime, channel_id: int | None = None) -> list[Correction]:
    """List the messages (of one channel) to be edited now, in the order they were posted."""
    rows = await every(
        db,
        _ASKED + " AND (correction.not_before IS NULL OR correction.not_before <= ?) "
        "AND (? IS NULL OR channel_id = ?) ORDER BY serial_id, instalment, position",
        to_ticks(now),
        channel_id,
        channel_id,
    )
    return [Correction(_key(row), row["channel_id"], row["attempts"]) for row in rows]


async def next_due(db: Connection, now: datetime) -> datetime | None:
    """Say when the next of those that wait is to be tried again."""
    row = await one(
        db,
        "SELECT min(not_before) FROM correction WHERE asked AND not_before > ?",
        to_ticks(now),
    )
    return None if row is None else from_ticks(row[0])


async def begin(db: Connection, key: Key) -> int:
    """Count one more attempt and say how many there have been; 0 where there is nothing to do."""
    return await number(
        db,
        "UPDATE correction SET attempts = attempts + 1 "
        "WHERE serial_id = ? AND instalment = ? AND part = ? AND asked RETURNING attempts",
        key.serial,
        key.instalment,
        key.part,
    )


async def finish(db: Connection, key: Key, attempts: int) -> bool:
    """Record that a message shows its text; False where that has changed again meanwhile."""
    return bool(
        await changed(
            db,
            "DELETE FROM correction "
            "WHERE serial_id = ? AND instalment = ? AND part = ? AND attempts = ?",
            key.serial,
            key.instalment,
            key.part,
            attempts,
        )
    )


async def put_off(db: Connection, key: Key, until: datetime) -> None:
    """Try a message again later."""
    await db.execute(
        "UPDATE correction SET not_before = ? WHERE serial_id = ? AND instalment = ? AND part = ?",
        (to_ticks(until), key.serial, key.instalment, key.part),
    )


async def hold_back(db: Connection, serial_id: int, until: datetime) -> bool:
    """Try all messages of a serial again later; whether nobody has been told so before.

    That one can't be found says nothing of the others, so those have to have been told of too.
    """
    told = await number(
        db, "SELECT min(told) FROM correction WHERE serial_id = ? AND asked", serial_id
    )
    await db.execute(
        "UPDATE correction SET told = 1, not_before = ? WHERE serial_id = ? AND asked",
        (to_ticks(until), serial_id),
    )
    return not told


async def hold_back_one(db: Connection, key: Key, until: datetime) -> bool:
    """Try one message again later; whether nobody has been told of any of the serial before."""
    told = await number(
        db, "SELECT max(told) FROM correction WHERE serial_id = ? AND asked", key.serial
    )
    await db.execute(
        "UPDATE correction SET told = 1, not_before = ? "
        "WHERE serial_id = ? AND instalment = ? AND part = ?",
        (to_ticks(until), key.serial, key.instalment, key.part),
    )
    return not told


async def count_asked(db: Connection, serial_id: int) -> int:
    """Count the messages of a serial that are still to be edited."""
    return await number(
        db, "SELECT count(*) FROM correction WHERE serial_id = ? AND asked", serial_id
    )


async def count_unfound(db: Connection, serial_id: int) -> int:
    """Count those of them whose message is not known: somebody said that it is there."""
    return await number(
        db,
        "SELECT count(*) FROM correction JOIN delivery USING (serial_id, instalment, part) "
        "WHERE serial_id = ? AND asked AND message_id IS NULL AND state = 'sent'",
        serial_id,
    )


def _key(row: Row) -> Key:
    return Key(row["serial_id"], row["instalment"], row["part"])
