"""Bookmarks: places of a serial that a reader wants to find again."""

from dataclasses import dataclass

from bot.domain.errors import RefusalError
from bot.domain.pages import Spot, words_at
from bot.domain.place import has_opened, may_see
from bot.domain.serial import Serial
from bot.domain.story import Heading
from bot.services.guilds import require_shown
from bot.services.ports import Clock, Viewer
from bot.storage import bookmarks, deliveries, editions, places, preferences, serials
from bot.storage.database import Connection, Database

MOST = 50
"""So many bookmarks somebody may have in a serial."""
GLIMPSE = 120
"""Characters of the text that tell bookmarks apart, at least."""

_FULL = "You have {most} bookmarks in this story, which is all I keep; take one away first."
_GONE = "That bookmark is gone; *Contents* lists those you have."
_TURNED = "There is a new edition, or your place has moved; /read opens where you are now."


@dataclass(frozen=True, slots=True)
class BookmarkLine:
    """A bookmark as a list has it, with the words that it stands at."""

    bookmark_id: int
    heading: Heading
    spot: Spot
    words: str


@dataclass(frozen=True, slots=True)
class BookmarkList:
    """Somebody's bookmarks in a serial, in the order of the story."""

    serial: Serial
    lines: tuple[BookmarkLine, ...]
    plain: bool


class Bookmarks:
    """The use cases around bookmarks. Nobody sees another's."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def set(
        self, viewer: Viewer, serial_id: int, spot: Spot, *, until: int, edition_id: int
    ) -> None:
        """Mark a page that they have opened, which ends before the letter `until`."""
        async with self._database.transaction() as db:
            await self._require_opened(db, viewer, serial_id, spot, edition_id)
            of = (serial_id, viewer.user_id, spot.passage, spot.within, until)
            if await bookmarks.marked(db, *of):
                return
            if await bookmarks.count(db, serial_id, viewer.user_id) >= MOST:
                raise RefusalError(_FULL, most=MOST)
            await bookmarks.add(db, serial_id, viewer.user_id, spot, now=self._clock.now())

    async def take_away(
        self, viewer: Viewer, serial_id: int, spot: Spot, *, until: int, edition_id: int
    ) -> None:
        """Take away what is marked on a page, which ends before the letter `until`."""
        async with self._database.transaction() as db:
            await self._require_opened(db, viewer, serial_id, spot, edition_id)
            of = (serial_id, viewer.user_id, spot.passage, spot.within, until)
            await bookmarks.take_away(db, *of)

    async def listing(self, viewer: Viewer, serial_id: int) -> BookmarkList:
        """List their bookmarks in a serial."""
        db = self._database.reader
        serial = require_shown(viewer, await serials.load(db, serial_id))
        dropped = await deliveries.dropped_through(db, serial_id)
        place = await places.load(db, serial_id, viewer.user_id)
        lines: list[BookmarkLine] = []
        for found in await bookmarks.of_reader(db, serial_id, viewer.user_id):
            number = found.spot.passage
            chapter = await editions.chapter_of(db, serial.edition_id, number)
            passages = await editions.passages(db, serial.edition_id, number, number)
            hidden = not has_opened(place, found.spot) or not may_see(number, dropped)
            if chapter is None or not passages or hidden:
                continue
            words = words_at(passages[0], found.spot.within, GLIMPSE)
            lines.append(BookmarkLine(found.bookmark_id, chapter.heading, found.spot, words))
        plain = (await preferences.load(db, viewer.user_id)).plain
        return BookmarkList(serial, tuple(lines), plain)

    async def spot(self, viewer: Viewer, serial_id: int, bookmark_id: int) -> Spot:
        """Say where a bookmark of theirs stands now."""
        db = self._database.reader
        require_shown(viewer, await serials.load(db, serial_id))
        for found in await bookmarks.of_reader(db, serial_id, viewer.user_id):
            if found.bookmark_id == bookmark_id:
                return found.spot
        raise RefusalError(_GONE)

    async def _require_opened(
        self, db: Connection, viewer: Viewer, serial_id: int, spot: Spot, edition_id: int
    ) -> None:
        serial = require_shown(viewer, await serials.load(db, serial_id))
        place = await places.load(db, serial_id, viewer.user_id)
        if serial.edition_id != edition_id or not has_opened(place, spot) or spot.passage < 1:
            raise RefusalError(_TURNED)
