"""How each person likes to read, in all servers."""

from bot.domain.pages import Preferences
from bot.storage import readers
from bot.storage.database import Connection


async def load(db: Connection, user_id: int) -> Preferences:
    """Load what somebody has set; what everybody has who set nothing."""
    return await readers.preferences(db, user_id) or Preferences()


async def save(db: Connection, user_id: int, preferences: Preferences) -> None:
    """Keep what somebody has set."""
    await db.execute(
        "INSERT INTO preference (user_id, pages, plain) VALUES (?, ?, ?) "
        "ON CONFLICT (user_id) DO UPDATE SET pages = excluded.pages, plain = excluded.plain",
        (user_id, preferences.pages.value, int(preferences.plain)),
    )
