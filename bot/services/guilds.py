"""What a server has set, and who may do what in it."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.errors import Ours, RefusalError
from bot.domain.serial import ChapterEntry, Serial
from bot.domain.story import Rating
from bot.services.ports import Viewer
from bot.storage import guilds
from bot.storage.database import Database

LONGEST_WARNINGS = 130
"""Letters of all warnings together, with what stands between them."""

_HIDDEN = "There is no such serial that you can see here; /stories lists what there is."


class Guilds:
    """The settings of servers and the rules about people that hang on them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def is_moderator(self, viewer: Viewer) -> bool:
        """Whether they have Manage Server or the librarian role."""
        settings = await guilds.load(self._database.reader, viewer.guild_id)
        return viewer.manages or settings.librarian_role_id in viewer.role_ids

    async def require_moderator(self, viewer: Viewer) -> None:
        """Refuse who is no moderator."""
        if not await self.is_moderator(viewer):
            raise RefusalError(
                "This is for moderators: it takes the Manage Server permission, "
                "or the librarian role set with /settings librarian."
            )

    async def set_librarian(self, viewer: Viewer, role_id: int | None) -> None:
        """Let a role act as moderators, or no role any more. Takes Manage Server itself."""
        require_manager(viewer)
        if role_id == viewer.guild_id:
            raise RefusalError(
                "@everyone can't be the librarian role; choose a role that only librarians have."
            )
        async with self._database.transaction() as db:
            settings = await guilds.load(db, viewer.guild_id)
            await guilds.save(db, viewer.guild_id, replace(settings, librarian_role_id=role_id))

    async def set_desk(self, viewer: Viewer, channel_id: int | None) -> None:
        """Choose the channel where moderators are told things. Takes Manage Server itself."""
        require_manager(viewer)
        async with self._database.transaction() as db:
            settings = await guilds.load(db, viewer.guild_id)
            await guilds.save(db, viewer.guild_id, replace(settings, desk_channel_id=channel_id))

    async def set_language(self, viewer: Viewer, language: str | None) -> None:
        """Choose the language of the server's channels; None follows the server's own in Discord.

        Takes Manage Server itself.
        """
        require_manager(viewer)
        async with self._database.transaction() as db:
            settings = await guilds.load(db, viewer.guild_id)
            await guilds.save(db, viewer.guild_id, replace(settings, language=language))

    async def language(self, guild_id: int) -> str | None:
        """Say the language chosen for the server's channels, by its two letters, if one was."""
        return (await guilds.load(self._database.reader, guild_id)).language

    async def zone(self, guild_id: int) -> str | None:
        """Say the IANA zone last used in the server."""
        return (await guilds.load(self._database.reader, guild_id)).zone

    async def librarian(self, viewer: Viewer) -> int | None:
        """Say the librarian role. Takes Manage Server itself."""
        require_manager(viewer)
        return (await guilds.load(self._database.reader, viewer.guild_id)).librarian_role_id

    async def desk(self, viewer: Viewer) -> int | None:
        """Say the desk channel. Takes Manage Server itself."""
        require_manager(viewer)
        return (await guilds.load(self._database.reader, viewer.guild_id)).desk_channel_id


def visible(viewer: Viewer, serial: Serial) -> bool:
    """Whether the serial exists for them: they can view its channel now."""
    return serial.guild_id == viewer.guild_id and viewer.can_view(serial.channel_id)


def steerable(viewer: Viewer, serial: Serial) -> bool:
    """Whether a moderator can steer the serial: it is visible, or its channel was deleted."""
    deleted = serial.guild_id == viewer.guild_id and viewer.is_gone(serial.channel_id)
    return deleted or visible(viewer, serial)


def require_steerable(viewer: Viewer, serial: Serial | None) -> Serial:
    """Refuse a moderator a serial that does not exist for them."""
    if serial is None or not steerable(viewer, serial):
        raise RefusalError(_HIDDEN)
    return serial


def shown(viewer: Viewer, serial: Serial) -> bool:
    """Whether its text may be shown to them here: visible, and the rating allows the channel."""
    return visible(viewer, serial) and (viewer.adult_ok or not serial.rating.adult)


def require_visible(viewer: Viewer, serial: Serial | None) -> Serial:
    """Refuse a serial that does not exist for them, in the same words as one that is not there."""
    if serial is None or not visible(viewer, serial):
        raise RefusalError(_HIDDEN)
    return serial


def require_shown(viewer: Viewer, serial: Serial | None) -> Serial:
    """Refuse a serial whose text may not be shown to them here."""
    serial = require_visible(viewer, serial)
    require_rating(viewer, serial.rating)
    return serial


def require_rating(viewer: Viewer, rating: Rating) -> None:
    """Refuse to show an adult story outside an age-restricted channel."""
    if rating.adult and not viewer.adult_ok:
        raise RefusalError(
            "This story is rated {rating}, so I show it only in age-restricted channels: "
            "ask again in one.",
            rating=Ours(rating),
        )


def require_no_lower(rating: Rating, chapters: Iterable[ChapterEntry]) -> None:
    """Refuse to rate a story lower than one of its chapters is rated by its author."""
    highest = max(chapters, key=lambda chapter: chapter.notice.rating.severity, default=None)
    if highest is not None and rating.severity < highest.notice.rating.severity:
        raise RefusalError(
            "“{chapter}” is rated {rating} in the manuscript, so the story can't be rated lower; "
            "change it there first, and send the new edition with /library replace.",
            chapter=highest.heading,
            rating=Ours(highest.notice.rating),
        )


def require_short(warnings: Iterable[str]) -> None:
    """Refuse warnings that would not stand above a chapter in full."""
    if len(", ".join(warnings)) > LONGEST_WARNINGS:
        raise RefusalError(
            "Please say the warnings in {limit} letters at most; they stand in one line above "
            "the story.",
            limit=LONGEST_WARNINGS,
        )


def require_manager(viewer: Viewer) -> None:
    """Refuse who lacks Manage Server."""
    if not viewer.manages:
        raise RefusalError("Changing settings takes the Manage Server permission.")
