"""Contents: the chapters that have dropped, and which of them a reader has come to."""

from dataclasses import dataclass
from enum import Enum

from bot.domain.errors import RefusalError
from bot.domain.place import Place, is_ahead, may_see
from bot.domain.reading_time import minutes
from bot.domain.serial import Serial
from bot.domain.story import Heading
from bot.services.guilds import require_shown
from bot.services.ports import Viewer
from bot.storage import bookmarks, deliveries, editions, places, preferences, serials
from bot.storage.database import Database


class Reached(Enum):
    """How a chapter stands to a reader's place."""

    READ = "read"
    HERE = "here"
    BEGUN = "begun"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A chapter of which something has dropped. `minutes` are those of what has."""

    heading: Heading
    first_passage: int
    minutes: float
    whole: bool
    """Whether all of it has dropped."""
    reached: Reached


@dataclass(frozen=True, slots=True)
class Contents:
    """The chapters that have dropped; `here` is the index of the one that opens next."""

    serial: Serial
    lines: tuple[ContentsLine, ...]
    here: int
    bookmarks: int
    plain: bool


@dataclass(frozen=True, slots=True)
class Leap:
    """A chapter ahead of a reader's place, where they want to go. `last` has they come to."""

    serial: Serial
    heading: Heading
    passage: int
    last: Heading | None


class Browsing:
    """The use cases of a reader who looks for a chapter. What has not dropped doesn't exist."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def contents(self, viewer: Viewer, serial_id: int) -> Contents:
        """List the chapters that have dropped."""
        db = self._database.reader
        serial = require_shown(viewer, await serials.load(db, serial_id))
        dropped = await deliveries.dropped_through(db, serial_id)
        if not dropped:
            raise RefusalError(
                "Nothing of “{title}” has dropped yet; /stories says when it begins.",
                title=serial.title,
            )
        place = await places.load(db, serial_id, viewer.user_id)
        opens = min(max((place or Place()).current, 1), dropped)
        words = await editions.word_counts(db, serial.edition_id)
        found = [
            chapter
            for chapter in await editions.chapters(db, serial.edition_id)
            if chapter.first_passage <= min(chapter.last_passage, dropped)
        ]
        lines = tuple(
            ContentsLine(
                chapter.heading,
                chapter.first_passage,
                minutes(
                    sum(words[chapter.first_passage - 1 : min(chapter.last_passage, dropped)]),
                    serial.language,
                ),
                chapter.last_passage <= dropped,
                _reached(place, chapter.first_passage, chapter.last_passage, opens),
            )
            for chapter in found
        )
        return Contents(
            serial=serial,
            lines=lines,
            here=sum(line.first_passage <= opens for line in lines) - 1,
            bookmarks=await bookmarks.count(db, serial_id, viewer.user_id),
            plain=(await preferences.load(db, viewer.user_id)).plain,
        )

    async def leap(
        self, viewer: Viewer, serial_id: int, passage: int, *, edition_id: int
    ) -> Leap | None:
        """Say over what a reader would leap who goes to a passage; None where it is the next one,
        or they have been there, or there is no such passage for them.
        """
        db = self._database.reader
        serial = require_shown(viewer, await serials.load(db, serial_id))
        place = await places.load(db, serial_id, viewer.user_id) or Place()
        dropped = await deliveries.dropped_through(db, serial_id)
        if serial.edition_id != edition_id or not may_see(passage, dropped):
            return None
        chapter = await editions.chapter_of(db, edition_id, passage)
        if chapter is None or not is_ahead(place, passage - 1):
            return None
        last = await editions.chapter_of(db, edition_id, place.opened)
        return Leap(serial, chapter.heading, passage, last.heading if last else None)


def _reached(place: Place | None, first: int, last: int, opens: int) -> Reached:
    if place is None or first > place.opened:
        return Reached.AHEAD
    if first <= opens <= last and place.current <= last:
        return Reached.HERE
    return Reached.READ if place.opened > last or place.current > last else Reached.BEGUN
