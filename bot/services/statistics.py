"""Statistics: how a serial is read, for moderators, in numbers that single nobody out."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.figures import STILL_FOR, told, typical
from bot.domain.place import is_ahead
from bot.domain.serial import ChapterEntry, Serial, is_worded
from bot.domain.story import Heading
from bot.services.guilds import Guilds, require_steerable
from bot.services.ports import Clock, Viewer
from bot.storage import deliveries, editions, places, serials, statistics
from bot.storage.database import Connection, Database
from bot.storage.errors import StorageError
from bot.storage.places import Reach
from bot.storage.statistics import Asked, Delay

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChapterFigures:
    """How a chapter is read that has begun to drop. Counts are None where they are one or two.

    `reached` have come to its end, `stopped` are in it and have moved no more for two weeks though
    there is more to read. `minutes` after the drop half of those who said so had read it; None
    where too few did.
    """

    heading: Heading
    reached: int | None
    stopped: int | None
    minutes: float | None


@dataclass(frozen=True, slots=True)
class AskedNote:
    """How often a note was asked for; `times` is None for once or twice. `ahead` says that it lies
    beyond the place of who is told, `worded` that its label is a word, which may tell them.
    """

    label: str
    word: str
    heading: Heading
    times: int | None
    ahead: bool
    worded: bool


@dataclass(frozen=True, slots=True)
class Statistics:
    """How a serial is read. `readers` have a place in it; None for one or two of them."""

    serial: Serial
    readers: int | None
    chapters: tuple[ChapterFigures, ...]
    notes: tuple[AskedNote, ...]


class Counting:
    """The use cases of who counts and of who wants to know."""

    def __init__(self, database: Database, clock: Clock, guilds: Guilds) -> None:
        self._database = database
        self._clock = clock
        self._guilds = guilds

    async def note_shown(self, serial_id: int, note_id: int) -> None:
        """Count that a note was shown to somebody. Never raises: they have their answer."""
        try:
            async with self._database.transaction() as db:
                await statistics.count_note(db, serial_id, note_id)
        except StorageError as error:
            _log.warning("A note that was asked for is not counted: %s", error)

    async def of(self, viewer: Viewer, serial_id: int) -> Statistics:
        """Say how a serial is read, to moderators."""
        await self._guilds.require_moderator(viewer)
        db = self._database.reader
        serial = require_steerable(viewer, await serials.load(db, serial_id))
        dropped = await deliveries.dropped_through(db, serial_id)
        reaches = [*(await places.reaches(db, serial_id)).values()]
        chapters = await editions.chapters(db, serial.edition_id)
        begun = [chapter for chapter in chapters if chapter.first_passage <= dropped]
        delays = await statistics.delays(db, serial_id)
        hidden = serial.rating.adult and not viewer.adult_ok
        figures = [self._figures(chapter, dropped, reaches, delays) for chapter in begun]
        if hidden:
            figures = [replace(one, heading=replace(one.heading, title=None)) for one in figures]
        return Statistics(
            serial=serial,
            readers=told(len(reaches)),
            chapters=tuple(figures),
            notes=() if hidden else await self._notes(db, viewer, serial, chapters),
        )

    def _figures(
        self,
        chapter: ChapterEntry,
        dropped: int,
        reaches: Sequence[Reach],
        delays: Sequence[Delay],
    ) -> ChapterFigures:
        since = self._clock.now() - STILL_FOR
        first, last = chapter.first_passage, chapter.last_passage
        reached = sum(reach.furthest >= last for reach in reaches)
        stopped = sum(
            first <= reach.opened <= last and reach.furthest < dropped and reach.moved_at < since
            for reach in reaches
        )
        return ChapterFigures(
            chapter.heading,
            told(reached),
            told(stopped),
            typical([(one.user_id, one.time) for one in delays if first <= one.passage <= last]),
        )

    async def _notes(
        self,
        db: Connection,
        viewer: Viewer,
        serial: Serial,
        chapters: Sequence[ChapterEntry],
    ) -> tuple[AskedNote, ...]:
        asked = await statistics.notes_asked(db, serial.serial_id, serial.edition_id)
        place = await places.load(db, serial.serial_id, viewer.user_id)
        return tuple(
            AskedNote(
                one.label,
                one.word,
                chapters[one.chapter].heading,
                told(one.times),
                ahead=one.passage is None or is_ahead(place, one.passage),
                worded=is_worded(one.label),
            )
            for one in asked
        )


async def most_asked(db: Connection, serial: Serial) -> Asked | None:
    """Name the note of a serial that was asked for most; None where none was often enough."""
    asked = await statistics.notes_asked(db, serial.serial_id, serial.edition_id, 1)
    return asked[0] if asked and told(asked[0].times) else None
