"""The threads of discussions: the deliveries that open them."""

from bot.domain.keys import Key
from bot.storage.database import Connection, every, one
from bot.storage.deliveries import Delivery, delivery_of


async def discussing(db: Connection, serial_id: int, instalment: int) -> Delivery | None:
    """Load the discussion for an instalment: its own, or the chapter's it belongs to.

    A chapter's opens with its first part, or behind a gate with its last.
    """
    row = await one(
        db,
        "SELECT delivery.* FROM delivery JOIN serial USING (serial_id) "
        "JOIN instalment AS own ON own.serial_id = delivery.serial_id "
        "AND own.number = delivery.instalment "
        "JOIN instalment AS asked ON asked.serial_id = delivery.serial_id AND asked.number = ? "
        "WHERE delivery.serial_id = ? AND delivery.part = 'thread' "
        "AND own.chapter = asked.chapter AND CASE gate WHEN 'open' THEN own.number <= asked.number "
        "ELSE own.number >= asked.number END ORDER BY abs(own.number - asked.number) LIMIT 1",
        instalment,
        serial_id,
    )
    return None if row is None else delivery_of(row)


async def by_id(db: Connection, serial_id: int, thread_id: int) -> Delivery | None:
    """Load the delivery of a serial that opened a thread."""
    row = await one(
        db,
        "SELECT * FROM delivery WHERE message_id = ? AND serial_id = ? AND part LIKE 'thread%'",
        thread_id,
        serial_id,
    )
    return None if row is None else delivery_of(row)


async def circles(db: Connection, serial_id: int, instalment: int) -> list[Delivery]:
    """List the threads of a discussion by the instalment it opened with: more once one is full."""
    rows = await every(
        db,
        "SELECT * FROM delivery WHERE serial_id = ? AND instalment = ? AND part LIKE 'thread%'",
        serial_id,
        instalment,
    )
    return sorted((delivery_of(row) for row in rows), key=lambda item: item.key.circle)


async def after(db: Connection, channel_id: int, message_id: int) -> frozenset[int]:
    """Name the threads of ours that opened in a channel after a message."""
    rows = await every(
        db,
        "SELECT message_id FROM delivery WHERE channel_id = ? AND message_id > ? "
        "AND part <> 'greeting' AND part LIKE 'thread%'",
        channel_id,
        message_id,
    )
    return frozenset(row["message_id"] for row in rows)


async def call(db: Connection, key: Key, name: str) -> None:
    """Keep what a thread is called, whatever its chapter is called later."""
    await db.execute(
        "UPDATE delivery SET name = ? WHERE serial_id = ? AND instalment = ? AND part = ?",
        (name, key.serial, key.instalment, key.part),
    )
