"""Reading in company: who lets the others see how far they are, and who is where."""

import asyncio
from dataclasses import dataclass, replace

from bot.domain.company import NAMED, Group, chapter_number, groups_of
from bot.domain.errors import RefusalError
from bot.domain.figures import FEWEST
from bot.domain.pages import Spot
from bot.domain.place import Place, has_opened
from bot.domain.serial import ChapterEntry, Serial
from bot.domain.story import Heading
from bot.services.guilds import require_shown
from bot.services.ports import Clock, Sight, Viewer
from bot.services.progress import Overview, Progressing
from bot.storage import deliveries, editions, places, serials, sharing
from bot.storage.database import Connection, Database

_NOT_SHARED = (
    "They keep their place in this story to themselves. Who wants to be seen presses "
    "Share my place under /board."
)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """Who is in a chapter. `heading` is None for who has not begun; its title is left out where it
    lies ahead of who asks.

    `named` are members who are there now, `more` counts the others in it. `own` says that who asks
    is there too, `gap` that chapters are left out before it.
    """

    heading: Heading | None
    named: tuple[int, ...]
    more: int
    own: bool
    gap: bool

    @property
    def count(self) -> int:
        """How many there are beside who asks."""
        return len(self.named) + self.more


@dataclass(frozen=True, slots=True)
class Board:
    """Who is where in a serial, the furthest chapter first.

    `sharing` says whether who asks is seen by the others. `silent` counts the readers who are not,
    None where they are too few to be spoken of.
    """

    serial: Serial
    rows: tuple[BoardRow, ...]
    sharing: bool
    silent: int | None


class Company:
    """The use cases of readers who want to be seen by each other. Nobody is who does not say so."""

    def __init__(
        self, database: Database, clock: Clock, sight: Sight, progress: Progressing
    ) -> None:
        self._database = database
        self._clock = clock
        self._sight = sight
        self._progress = progress

    async def share(self, viewer: Viewer, serial_id: int) -> Board:
        """Let the members of the server see how far they are, in all its serials."""
        await self._shown(viewer, serial_id)
        async with self._database.transaction() as db:
            await sharing.share(db, viewer.guild_id, viewer.user_id, self._clock.now())
        return await self.board(viewer, serial_id)

    async def stop(self, viewer: Viewer, serial_id: int) -> Board:
        """Let nobody see it any more."""
        await self._shown(viewer, serial_id)
        async with self._database.transaction() as db:
            await sharing.stop(db, viewer.guild_id, viewer.user_id)
        return await self.board(viewer, serial_id)

    async def member(self, viewer: Viewer, serial_id: int, user_id: int) -> Overview:
        """Say where a member is who shares it; one that who asks has not begun has no title."""
        serial = await self._shown(viewer, serial_id)
        db = self._database.reader
        shares = await sharing.shares(db, viewer.guild_id, user_id)
        if not shares or not await self._present(serial, user_id):
            raise RefusalError(_NOT_SHARED)
        overview = await self._progress.overview_of(viewer, serial_id, user_id)
        own = await places.load(db, serial_id, viewer.user_id)
        theirs = overview.progress
        chapter = await editions.chapter_of(db, serial.edition_id, theirs.passage)
        heading = _as_known(own, chapter) if chapter else None
        return replace(overview, progress=replace(theirs, heading=heading))

    async def board(self, viewer: Viewer, serial_id: int) -> Board:
        """Say who is where, of those who share it and can see the story now."""
        serial = await self._shown(viewer, serial_id)
        db = self._database.reader
        dropped = await deliveries.dropped_through(db, serial_id)
        everyone = await places.reaches(db, serial_id)
        sharers = await sharing.of_guild(db, viewer.guild_id)
        chapters = await editions.chapters(db, serial.edition_id)
        ends = [chapter.last_passage for chapter in chapters]
        numbers = {
            who: chapter_number(min(reach.opened, dropped), ends) for who, reach in everyone.items()
        }
        own = numbers.pop(viewer.user_id, None)
        shared = {who: number for who, number in numbers.items() if who in sharers}
        silent = len(numbers) - len(shared)
        seen = await self._titles(db, viewer, serial_id, chapters)
        rows = [await self._row(serial, group, seen) for group in groups_of(shared, own)]
        return Board(
            serial=serial,
            rows=tuple(row for row in rows if row.own or row.count),
            sharing=viewer.user_id in sharers,
            silent=silent if silent >= FEWEST else None,
        )

    async def _titles(
        self,
        db: Connection,
        viewer: Viewer,
        serial_id: int,
        chapters: tuple[ChapterEntry, ...],
    ) -> list[Heading]:
        """List the chapters' names as who asks may know them."""
        place = await places.load(db, serial_id, viewer.user_id)
        return [_as_known(place, chapter) for chapter in chapters]

    async def _row(self, serial: Serial, group: Group, seen: list[Heading]) -> BoardRow:
        """Name some of a group who are still here; who is not may have left the server."""
        asked = group.members[:NAMED]
        present = await asyncio.gather(*(self._present(serial, who) for who in asked))
        return BoardRow(
            heading=seen[group.chapter - 1] if group.chapter else None,
            named=tuple(who for who, there in zip(asked, present, strict=True) if there),
            more=len(group.members) - len(asked),
            own=group.own,
            gap=group.gap,
        )

    async def _present(self, serial: Serial, user_id: int) -> bool:
        """Whether somebody is a member who can see a serial's channel now."""
        sees = await self._sight.of(user_id, serial.guild_id)
        return sees is not None and sees(serial.channel_id)

    async def _shown(self, viewer: Viewer, serial_id: int) -> Serial:
        return require_shown(viewer, await serials.load(self._database.reader, serial_id))


def _as_known(place: Place | None, chapter: ChapterEntry) -> Heading:
    """Name a chapter as a reader may know it: its title is on its first page."""
    opened = has_opened(place, Spot(chapter.first_passage))
    return chapter.heading if opened else replace(chapter.heading, title=None)
