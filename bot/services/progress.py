"""How far somebody is: in one story, beside the others, and in all that run in a server."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.company import Others, others_of
from bot.domain.place import Place, left, percent
from bot.domain.recutting import letters_in
from bot.domain.serial import ChapterEntry, Serial, date_to_come
from bot.domain.story import Heading
from bot.services.guilds import require_shown, shown
from bot.services.ports import Clock, Viewer
from bot.storage import deliveries, editions, places, preferences, serials, sharing
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is. `percent` is of the whole story by words; what is left has dropped."""

    serial: Serial
    heading: Heading | None
    passage: int
    dropped: int
    total: int
    percent: float
    passages_left: int
    minutes_left: float
    next_at: datetime | None
    plain: bool = False
    """Whether they want it without ornaments."""


@dataclass(frozen=True, slots=True)
class Overview:
    """A reader's place in the whole book, to be drawn.

    `chapters` counts the words of each chapter in order, those to come included; nothing else is
    said of them. `dropped_percent` is of the story by words. `others` is None where they are too
    few.
    """

    progress: Progress
    chapters: tuple[int, ...]
    dropped_percent: float
    others: Others | None


class Progressing:
    """The use cases of who asks how far they are. What has not dropped is only counted."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of(self, viewer: Viewer, serial_id: int) -> Progress:
        """Say how far they are in a serial."""
        serial = require_shown(viewer, await serials.load(self._database.reader, serial_id))
        return await self._progress(serial, viewer.user_id)

    async def overview(self, viewer: Viewer, serial_id: int) -> Overview:
        """Say where they are in the whole book, and where the others are."""
        return await self.overview_of(viewer, serial_id, viewer.user_id)

    async def overview_of(self, viewer: Viewer, serial_id: int, user_id: int) -> Overview:
        """Say where somebody is in the whole book. Whether they may be seen is not asked here."""
        serial = require_shown(viewer, await serials.load(self._database.reader, serial_id))
        return await self._overview(serial, user_id)

    async def shelf(self, viewer: Viewer) -> list[Progress]:
        """List the serials they can read here with how far they are, those alive first."""
        found = await serials.of_guild(self._database.reader, viewer.guild_id)
        return [await self._progress(item, viewer.user_id) for item in found if shown(viewer, item)]

    async def _overview(self, serial: Serial, user_id: int) -> Overview:
        db = self._database.reader
        progress = await self._progress(serial, user_id)
        words = await editions.word_counts(db, serial.edition_id)
        chapters = await editions.chapters(db, serial.edition_id)
        everyone = await places.reaches(db, serial.serial_id)
        sharers = await sharing.of_guild(db, serial.guild_id)
        others = {
            who: min(reach.opened, progress.dropped)
            for who, reach in everyone.items()
            if who != user_id
        }
        return Overview(
            progress=progress,
            chapters=tuple(_words_in(chapter, words) for chapter in chapters),
            dropped_percent=percent(sum(words[: progress.dropped]), sum(words)),
            others=others_of(
                progress.passage,
                [*others.values()],
                silent=sum(who not in sharers for who in others),
                words=words,
                chapter_ends=[chapter.last_passage for chapter in chapters],
            ),
        )

    async def _progress(self, serial: Serial, user_id: int) -> Progress:
        db = self._database.reader
        place = await places.load(db, serial.serial_id, user_id) or Place()
        dropped = await deliveries.dropped_through(db, serial.serial_id)
        words = await editions.word_counts(db, serial.edition_id)
        opened = min(place.opened, dropped)
        chapter = await editions.chapter_of(db, serial.edition_id, opened)
        read = sum(words[: min(place.furthest, dropped)])
        if place.furthest < opened:
            read += await self._glimpsed(serial, place, words[opened - 1])
        ahead = left(place, dropped, sum(words[:dropped]) - read, serial.language)
        return Progress(
            serial=serial,
            heading=chapter.heading if chapter else None,
            passage=opened,
            dropped=dropped,
            total=len(words),
            percent=percent(read, sum(words)),
            passages_left=ahead.passages,
            minutes_left=ahead.minutes,
            next_at=date_to_come(serial, self._clock.now()),
            plain=(await preferences.load(db, user_id)).plain,
        )

    async def _glimpsed(self, serial: Serial, place: Place, words: int) -> int:
        """Count the words that were shown of the passage after the furthest, by its letters."""
        db, number = self._database.reader, place.opened
        found = await editions.passages(db, serial.edition_id, number, number)
        letters = letters_in(found[0].paragraphs) if found else 0
        return words * min(place.glimpsed, letters) // letters if letters else 0


def _words_in(chapter: ChapterEntry, words: tuple[int, ...]) -> int:
    return sum(words[chapter.first_passage - 1 : chapter.last_passage])
