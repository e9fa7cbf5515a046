"""When somebody was last reminded: kept by person, for all their serials, in all servers."""

from datetime import datetime, timedelta

from bot.storage.database import Connection, one
from bot.storage.moments import from_ticks, to_ticks


async def last(db: Connection, user_id: int) -> datetime | None:
    """Say when somebody was last reminded of anything; None where that is not kept any more."""
    row = await one(db, "SELECT at FROM reminded WHERE user_id = ?", user_id)
    return None if row is None else from_ticks(row["at"])


async def note(
    db: Connection, user_id: int, now: datetime, *, later_than: timedelta = timedelta(0)
) -> None:
    """Keep that somebody is reminded now, where they were not so short a time ago already."""
    await db.execute(
        "INSERT INTO reminded VALUES (?, ?) "
        "ON CONFLICT DO UPDATE SET at = excluded.at WHERE at < ?",
        (user_id, to_ticks(now), to_ticks(now - later_than)),
    )


async def sweep(db: Connection, before: datetime) -> None:
    """Forget who was reminded before a moment."""
    await db.execute("DELETE FROM reminded WHERE at < ?", (to_ticks(before),))
