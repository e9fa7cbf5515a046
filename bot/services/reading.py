"""Reading: the private reader, places, progress."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import RefusalError
from bot.domain.passages import Passage
from bot.domain.place import (
    Place,
    after_finishing,
    after_opening,
    after_viewing,
    left,
    may_see,
    opening,
    percent,
)
from bot.domain.serial import Instalment, Note, Serial, SerialState
from bot.domain.story import Heading
from bot.services.guilds import require_shown, shown
from bot.services.ports import Clock, Viewer
from bot.storage import deliveries, library, places, serials
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class ReaderPage:
    """A passage in the private reader. `percent` is of the whole story's words, 0 to 100."""

    serial: Serial
    heading: Heading
    passage: Passage
    dropped: int
    total: int
    notes: tuple[Note, ...]
    percent: float
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer to *I've read this* and to *Not yet*.

    `readers` have read it to the end. `again` says that pressing changed nothing; `moved`, that
    their place changed with it.
    """

    serial: Serial
    instalment: Instalment
    readers: int
    again: bool
    moved: bool


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


class Reading:
    """The use cases of a reader. Nothing past what has dropped is ever shown."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def open(self, viewer: Viewer, serial_id: int, passage: int | None = None) -> ReaderPage:
        """Open a passage, at the reader's place without a number, and move the place there."""
        serial = await self._shown(viewer, serial_id)
        dropped = await deliveries.dropped_through(self._database.reader, serial_id)
        if not dropped:
            sentence = f"Nothing of “{{title}}” has dropped yet; it begins {_when(serial)}."
            raise RefusalError(sentence, title=serial.title)
        if passage is not None and not may_see(passage, dropped):
            raise RefusalError("You are at the end of what has dropped; more is on its way.")
        async with self._database.transaction() as db:
            place = await places.load(db, serial_id, viewer.user_id) or Place()
            number = opening(place, dropped) if passage is None else passage
            if passage is None:
                moved = after_opening(place, dropped)
            else:
                moved = after_viewing(place, passage)
            await places.save(db, serial_id, viewer.user_id, moved, self._clock.now())
        return await self._page(serial, number, dropped)

    async def finish(self, viewer: Viewer, serial_id: int, instalment: int) -> Finished:
        """Record that they have read an instalment; pressing it twice is harmless."""
        serial = await self._shown(viewer, serial_id)
        part = await self._dropped_instalment(serial_id, instalment)
        async with self._database.transaction() as db:
            before = await places.load(db, serial_id, viewer.user_id) or Place()
            after = after_finishing(before, part.last_passage)
            await places.save(db, serial_id, viewer.user_id, after, self._clock.now())
            again = await places.is_finished(db, serial_id, viewer.user_id, instalment)
            if not again:
                await places.mark_finished(db, serial_id, viewer.user_id, instalment, before)
            readers = await places.count_finished(db, serial_id, part)
        return Finished(serial, part, readers, again=again, moved=after != before)

    async def unfinish(self, viewer: Viewer, serial_id: int, instalment: int) -> Finished:
        """Take *I've read this* back. The place is again where it was before that press, unless
        they have moved on since: then it stays where they are now.
        """
        serial = await self._shown(viewer, serial_id)
        part = await self._dropped_instalment(serial_id, instalment)
        async with self._database.transaction() as db:
            now = await places.load(db, serial_id, viewer.user_id) or Place()
            before = await places.take_finished(db, serial_id, viewer.user_id, instalment)
            moved = before is not None and now == after_finishing(before, part.last_passage)
            if before is not None and moved:
                await self._go_back(db, serial_id, viewer.user_id, before)
            readers = await places.count_finished(db, serial_id, part)
        return Finished(serial, part, readers, again=before is None, moved=moved)

    async def progress(self, viewer: Viewer, serial_id: int) -> Progress:
        """Say how far they are."""
        return await self._progress(viewer, await self._shown(viewer, serial_id))

    async def shelf(self, viewer: Viewer) -> list[Progress]:
        """List the serials they can read here with how far they are, those alive first."""
        found = await serials.of_guild(self._database.reader, viewer.guild_id)
        return [await self._progress(viewer, item) for item in found if shown(viewer, item)]

    async def _go_back(self, db: Connection, serial_id: int, user_id: int, before: Place) -> None:
        """Put a place back, as far as the other instalments they have read allow."""
        read = await places.finished_through(db, serial_id, user_id)
        place = after_finishing(before, read) if read else before
        if place == Place():
            await places.forget(db, serial_id, user_id)
        else:
            await places.save(db, serial_id, user_id, place, self._clock.now())

    async def _progress(self, viewer: Viewer, serial: Serial) -> Progress:
        db = self._database.reader
        place = await self._place(viewer, serial.serial_id)
        dropped = await deliveries.dropped_through(db, serial.serial_id)
        words = await library.word_counts(db, serial.edition_id)
        furthest = min(place.furthest, dropped)
        chapter = await library.chapter_of(db, serial.edition_id, furthest)
        ahead = left(place, dropped, sum(words[furthest:dropped]))
        return Progress(
            serial=serial,
            heading=chapter.heading if chapter else None,
            passage=furthest,
            dropped=dropped,
            total=len(words),
            percent=percent(sum(words[:furthest]), sum(words)),
            passages_left=ahead.passages,
            minutes_left=ahead.minutes,
            next_at=serial.next_at if serial.state is SerialState.RUNNING else None,
        )

    async def _page(self, serial: Serial, number: int, dropped: int) -> ReaderPage:
        db = self._database.reader
        found = await library.passages(db, serial.edition_id, number, number)
        chapter = await library.chapter_of(db, serial.edition_id, number)
        if not found or chapter is None:
            raise RefusalError("That page is not in this edition; /read opens where you are.")
        passage = found[0]
        words = await library.word_counts(db, serial.edition_id)
        return ReaderPage(
            serial=serial,
            heading=chapter.heading,
            passage=passage,
            dropped=dropped,
            total=len(words),
            notes=await library.notes_of(db, serial.edition_id, passage.chapter, passage.labels),
            percent=percent(sum(words[:number]), sum(words)),
            message_id=await deliveries.message_of_passage(db, serial.serial_id, number),
        )

    async def _shown(self, viewer: Viewer, serial_id: int) -> Serial:
        return require_shown(viewer, await serials.load(self._database.reader, serial_id))

    async def _place(self, viewer: Viewer, serial_id: int) -> Place:
        place = await places.load(self._database.reader, serial_id, viewer.user_id)
        return place or Place()

    async def _dropped_instalment(self, serial_id: int, number: int) -> Instalment:
        db = self._database.reader
        instalment = await serials.instalment(db, serial_id, number)
        dropped = await deliveries.dropped_through(db, serial_id)
        if instalment is None or instalment.last_passage > dropped:
            raise RefusalError("This instalment has not dropped in full yet; try again then.")
        return instalment


def _when(serial: Serial) -> str:
    if serial.next_at is None or serial.state is not SerialState.RUNNING:
        return "once a moderator lets it go on"
    return f"<t:{int(serial.next_at.timestamp())}:R>"
