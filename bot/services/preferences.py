"""How people like to read: long or short pages, with ornaments or plain."""

from dataclasses import replace

from bot.domain.pages import PageLength, Preferences
from bot.storage import preferences
from bot.storage.database import Database


class Preferring:
    """The use cases of a person who says how they like to read. It holds in every server."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, user_id: int) -> Preferences:
        """Say how somebody likes to read."""
        return await preferences.load(self._database.reader, user_id)

    async def set_pages(self, user_id: int, length: PageLength) -> Preferences:
        """Have somebody's pages long or short, and say what is set now."""
        async with self._database.transaction() as db:
            liked = replace(await preferences.load(db, user_id), pages=length)
            await preferences.save(db, user_id, liked)
        return liked

    async def set_plain(self, user_id: int, *, plain: bool) -> Preferences:
        """Have somebody's pages plain or not, and say what is set now."""
        async with self._database.transaction() as db:
            liked = replace(await preferences.load(db, user_id), plain=plain)
            await preferences.save(db, user_id, liked)
        return liked
