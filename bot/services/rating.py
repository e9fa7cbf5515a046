"""Rating stories that the library has: how they are rated, and what they warn of."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.errors import Ours, RefusalError
from bot.domain.serial import Serial
from bot.domain.story import Notice, Rating
from bot.services.guilds import Guilds, require_no_lower, require_rating, require_short
from bot.services.library import Library, StoryEntry
from bot.services.ports import Viewer
from bot.storage import editions, library, serials
from bot.storage.database import Database

_SHELF = (
    "“{title}” stands on the shelf, which all servers share; only whoever runs this bot can rate "
    "it, in its story.toml."
)
_OPEN = (
    "A serial of “{title}” runs in {channel}, which is not age-restricted; switch that on in the "
    "channel's settings, or /serial end it, and then rate the story {rating}."
)


class Ratings:
    """The use cases of a moderator who rates a story."""

    def __init__(self, database: Database, guilds: Guilds, stories: Library) -> None:
        self._database = database
        self._guilds = guilds
        self._library = stories

    async def ratable(self, viewer: Viewer, story_id: int) -> StoryEntry:
        """Load a story that a moderator may rate; refuse those of the shelf, and who is none."""
        await self._guilds.require_moderator(viewer)
        story = await self._library.entry(viewer, story_id)
        if story.on_shelf:
            raise RefusalError(_SHELF, title=story.title)
        require_rating(viewer, story.rating)
        return story

    async def rate(self, viewer: Viewer, story_id: int, notice: Notice) -> StoryEntry:
        """Give a story another rating and other warnings.

        Refuses a rating for adults while the story runs in a channel that is open to all, and
        one that is lower than a chapter's own. What was posted keeps the notice it went out with.
        """
        await self.ratable(viewer, story_id)
        require_rating(viewer, notice.rating)
        require_short(notice.warnings)
        async with self._database.transaction() as db:
            row = await library.story(db, viewer.guild_id, story_id)
            if row is not None:
                require_no_lower(notice.rating, await editions.chapters(db, row.edition_id))
                running = await serials.of_edition(db, row.edition_id)
                require_restricted(viewer, row.record, notice.rating, running)
                record = replace(row.record, rating=notice.rating, warnings=notice.warnings)
                await library.update_story(db, story_id, record)
        return await self._library.entry(viewer, story_id)


def require_restricted(
    viewer: Viewer, record: library.StoryRecord, rating: Rating, running: Sequence[Serial]
) -> None:
    """Refuse to rate a story for adults while it runs in a channel that is open to all."""
    if record.rating.adult or not rating.adult:
        return
    for serial in running:
        place = serial.channel_id
        if not serial.state.alive or viewer.is_gone(place) or viewer.is_restricted(place):
            continue
        # The channel is ours to name: what is said of a story or by somebody mentions nothing.
        named = Ours(f"<#{place}>") if viewer.can_view(place) else Ours("a channel you can't see")
        raise RefusalError(_OPEN, title=record.title, rating=Ours(rating), channel=named)
