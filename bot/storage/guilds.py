"""What a server has set."""

from dataclasses import dataclass, replace

from bot.storage.database import Connection, one


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """A server's settings. `zone` is the IANA zone last used in it."""

    librarian_role_id: int | None = None
    desk_channel_id: int | None = None
    zone: str | None = None


async def load(db: Connection, guild_id: int) -> GuildSettings:
    """Load a server's settings; the empty ones for a server that never set any."""
    row = await one(db, "SELECT * FROM guild WHERE guild_id = ?", guild_id)
    if row is None:
        return GuildSettings()
    return GuildSettings(row["librarian_role_id"], row["desk_channel_id"], row["zone"])


async def save(db: Connection, guild_id: int, settings: GuildSettings) -> None:
    """Keep a server's settings."""
    await db.execute(
        "INSERT INTO guild VALUES (?, ?, ?, ?) ON CONFLICT (guild_id) DO UPDATE SET "
        "librarian_role_id = excluded.librarian_role_id, "
        "desk_channel_id = excluded.desk_channel_id, zone = excluded.zone",
        (guild_id, settings.librarian_role_id, settings.desk_channel_id, settings.zone),
    )


async def remember_zone(db: Connection, guild_id: int, zone: str) -> None:
    """Keep the zone last used in a server."""
    await save(db, guild_id, replace(await load(db, guild_id), zone=zone))
