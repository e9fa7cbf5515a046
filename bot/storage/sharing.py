"""Who lets the other members of a server see how far they are."""

from datetime import datetime

from bot.storage.database import Connection, every, one
from bot.storage.moments import to_ticks


async def share(db: Connection, guild_id: int, user_id: int, now: datetime) -> None:
    """Keep that somebody shares their place in a server; once is enough."""
    await db.execute(
        "INSERT INTO sharing VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (guild_id, user_id, to_ticks(now)),
    )


async def stop(db: Connection, guild_id: int, user_id: int) -> None:
    """Keep no more that somebody shares their place."""
    await db.execute("DELETE FROM sharing WHERE guild_id = ? AND user_id = ?", (guild_id, user_id))


async def shares(db: Connection, guild_id: int, user_id: int) -> bool:
    """Whether somebody shares their place in a server."""
    row = await one(
        db, "SELECT 1 FROM sharing WHERE guild_id = ? AND user_id = ?", guild_id, user_id
    )
    return row is not None


async def of_guild(db: Connection, guild_id: int) -> set[int]:
    """Name all who share their place in a server."""
    rows = await every(db, "SELECT user_id FROM sharing WHERE guild_id = ?", guild_id)
    return {row["user_id"] for row in rows}
