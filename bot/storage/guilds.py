"""What a server has set, and whether the bot is still in it."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.storage import search
from bot.storage.database import Connection, every, one
from bot.storage.moments import from_ticks, to_ticks


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """A server's settings. `zone` is the IANA zone last used in it, `language` the two letters of
    the language chosen for its channels.
    """

    librarian_role_id: int | None = None
    desk_channel_id: int | None = None
    zone: str | None = None
    language: str | None = None


async def load(db: Connection, guild_id: int) -> GuildSettings:
    """Load a server's settings; the empty ones for a server that never set any."""
    row = await one(db, "SELECT * FROM guild WHERE guild_id = ?", guild_id)
    if row is None:
        return GuildSettings()
    return GuildSettings(
        row["librarian_role_id"], row["desk_channel_id"], row["zone"], row["language"]
    )


async def save(db: Connection, guild_id: int, settings: GuildSettings) -> None:
    """Keep a server's settings."""
    await db.execute(
        "INSERT INTO guild (guild_id, librarian_role_id, desk_channel_id, zone, language) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT (guild_id) DO UPDATE SET "
        "librarian_role_id = excluded.librarian_role_id, "
        "desk_channel_id = excluded.desk_channel_id, zone = excluded.zone, "
        "language = excluded.language",
        (
            guild_id,
            settings.librarian_role_id,
            settings.desk_channel_id,
            settings.zone,
            settings.language,
        ),
    )


async def remember_zone(db: Connection, guild_id: int, zone: str) -> None:
    """Keep the zone last used in a server."""
    await save(db, guild_id, replace(await load(db, guild_id), zone=zone))


async def kept(db: Connection) -> dict[int, datetime | None]:
    """Name every server that anything is kept of, and when it was left, if it was."""
    rows = await every(
        db,
        "SELECT known.guild_id, left_at FROM (SELECT guild_id FROM guild "
        "UNION SELECT guild_id FROM story WHERE guild_id IS NOT NULL "
        "UNION SELECT guild_id FROM serial UNION SELECT guild_id FROM draft "
        "UNION SELECT guild_id FROM sharing) AS known "
        "LEFT JOIN guild USING (guild_id)",
    )
    return {row["guild_id"]: from_ticks(row["left_at"]) for row in rows}


async def leave(db: Connection, guild_id: int, now: datetime) -> None:
    """Keep that a server was left; of several times, the first counts."""
    await db.execute(
        "INSERT INTO guild (guild_id, left_at) VALUES (?, ?) "
        "ON CONFLICT (guild_id) DO UPDATE SET left_at = coalesce(left_at, excluded.left_at)",
        (guild_id, to_ticks(now)),
    )


async def come_back(db: Connection, guild_id: int) -> None:
    """Keep that the bot is in a server again."""
    await db.execute("UPDATE guild SET left_at = NULL WHERE guild_id = ?", (guild_id,))


async def left_before(db: Connection, moment: datetime) -> list[int]:
    """Name the servers that were left at a moment or before."""
    rows = await every(
        db, "SELECT guild_id FROM guild WHERE left_at <= ? ORDER BY guild_id", to_ticks(moment)
    )
    return [row["guild_id"] for row in rows]


async def purge(db: Connection, guild_id: int) -> None:
    """Delete all that is kept of a server, its readers' places in it included."""
    rows = await every(
        db,
        "SELECT edition_id FROM edition JOIN story USING (story_id) WHERE guild_id = ?",
        guild_id,
    )
    await search.drop(db, [row["edition_id"] for row in rows])
    # Editions are held by the serials that run them; what belongs to either goes with it.
    await db.execute("DELETE FROM serial WHERE guild_id = ?", (guild_id,))
    await db.execute("DELETE FROM story WHERE guild_id = ?", (guild_id,))
    await db.execute("DELETE FROM draft WHERE guild_id = ?", (guild_id,))
    await db.execute("DELETE FROM sharing WHERE guild_id = ?", (guild_id,))
    await db.execute("DELETE FROM guild WHERE guild_id = ?", (guild_id,))
