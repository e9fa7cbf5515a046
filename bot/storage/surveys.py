"""Serials that have to look for what they posted, because the database was put back from a copy."""

from bot.domain.delivery import State
from bot.domain.keys import Key
from bot.storage.database import Connection, every, number


async def channels(db: Connection) -> dict[int, bool]:
    """Say which channels are still to be surveyed, and whether a serial that runs waits for it.

    Those of servers that were left can't be looked at.
    """
    rows = await every(
        db,
        "SELECT channel_id, max(state = 'running') AS runs FROM serial "
        "WHERE survey_after IS NOT NULL AND state IN ('running', 'paused') "
        "AND guild_id NOT IN (SELECT guild_id FROM guild WHERE left_at IS NOT NULL) "
        "GROUP BY channel_id ORDER BY channel_id",
    )
    return {row["channel_id"]: bool(row["runs"]) for row in rows}


async def of_channel(db: Connection, channel_id: int) -> dict[int, int]:
    """Say which serials of a channel wait for its survey, and from which message on each."""
    rows = await every(
        db,
        "SELECT serial_id, survey_after FROM serial WHERE channel_id = ? "
        "AND survey_after IS NOT NULL AND state IN ('running', 'paused') ORDER BY serial_id",
        channel_id,
    )
    return {row["serial_id"]: row["survey_after"] for row in rows}


async def waits(db: Connection, serial_id: int) -> bool:
    """Whether a serial is still to look for what it posted."""
    return bool(
        await number(
            db, "SELECT survey_after IS NOT NULL FROM serial WHERE serial_id = ?", serial_id
        )
    )


async def finish(db: Connection, serial_id: int) -> None:
    """Record that a serial knows all that it posted."""
    await db.execute("UPDATE serial SET survey_after = NULL WHERE serial_id = ?", (serial_id,))


async def unsettled(db: Connection, serial_id: int) -> list[tuple[Key, State]]:
    """List a serial's deliveries that are not settled, in order."""
    rows = await every(
        db,
        "SELECT instalment, part, state FROM delivery WHERE serial_id = ? "
        "AND state NOT IN ('sent', 'skipped') ORDER BY instalment, position",
        serial_id,
    )
    return [(Key(serial_id, row["instalment"], row["part"]), State(row["state"])) for row in rows]


async def planned(db: Connection, serial_id: int) -> list[Key]:
    """List all deliveries that a serial has planned."""
    rows = await every(db, "SELECT instalment, part FROM delivery WHERE serial_id = ?", serial_id)
    return [Key(serial_id, row["instalment"], row["part"]) for row in rows]
