"""The lease: whoever boots last dispatches; its epoch stands in every claim and record."""

from datetime import datetime

from bot.storage.database import Connection, number
from bot.storage.errors import LeaseLostError
from bot.storage.moments import to_ticks


async def take(db: Connection, now: datetime) -> int:
    """Take the lease over and say the new epoch."""
    await db.execute(
        "UPDATE lease SET epoch = epoch + 1, taken_at = ? WHERE lease_id = 1", (to_ticks(now),)
    )
    return await number(db, "SELECT epoch FROM lease")


async def hold(db: Connection, epoch: int) -> None:
    """Make sure that the lease is still ours; raise `LeaseLostError` where it is not."""
    if await number(db, "SELECT epoch FROM lease") != epoch:
        raise LeaseLostError("another process has taken over the dispatch")
