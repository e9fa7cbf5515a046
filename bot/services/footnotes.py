"""Footnotes: answered where the reader is, and only those of what has dropped."""

import re
from dataclasses import dataclass

from bot.domain.errors import RefusalError
from bot.domain.place import may_see
from bot.domain.serial import Note, Serial
from bot.domain.story import ChapterKind, Heading
from bot.services.guilds import require_rating, require_shown, shown, visible
from bot.services.ports import Viewer
from bot.storage import deliveries, editions, heirs, places, serials
from bot.storage.database import Database

_NO_NOTE = (
    "There is no such footnote in what has dropped so far; choose one from the list that opens "
    "as you type."
)
_NO_PASSAGE = "That message is no passage of mine; use this on a message with a piece of a story."
_BY_ID = re.compile("#([0-9]{1,18})")
"""A note's id as autocomplete gives it; 18 digits always fit into the database."""
_NOWHERE = Heading(ChapterKind.CHAPTER, None, None)
_GONE = "This passage is no longer in the story: a new edition has left it out."


@dataclass(frozen=True, slots=True)
class NoteAnswer:
    """A note with where it stands. `message_id` is the passage's message, if it is known."""

    serial: Serial
    heading: Heading
    note: Note
    message_id: int | None


class Footnotes:
    """The use cases around notes. A note that has not dropped is refused like one that isn't."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, viewer: Viewer, serial_id: int, note_id: int) -> NoteAnswer:
        """Answer a note by its id, as buttons and autocomplete give it."""
        serial = await self._shown(viewer, serial_id)
        note = await editions.note(self._database.reader, serial.edition_id, note_id)
        dropped = await deliveries.dropped_through(self._database.reader, serial_id)
        if note is None:
            return await self._older(serial, note_id, dropped)
        if not may_see(note.passage, dropped):
            raise RefusalError(_NO_NOTE)
        return await self._answer(serial, note)

    async def _older(self, serial: Serial, note_id: int, dropped: int) -> NoteAnswer:
        """Answer a note of an edition before: by the one that says the same now, else by itself."""
        db = self._database.reader
        old = await heirs.newest(db, serial.story_id, note_id)
        if old is None:
            raise RefusalError(_NO_NOTE)
        if old.edition_id == serial.edition_id:
            note = await editions.note(db, serial.edition_id, old.note_id)
            if note is None or not may_see(note.passage, dropped):
                raise RefusalError(_NO_NOTE)
            return await self._answer(serial, note)
        if old.stood is None or old.stood > dropped:
            raise RefusalError(_NO_NOTE)
        chapter = await editions.chapter_at(db, old.edition_id, old.chapter)
        label, definition = old.footnote.label, old.footnote.paragraphs
        note = Note(old.note_id, label, old.word, old.sentence, old.chapter, old.stood, definition)
        return NoteAnswer(serial, chapter.heading if chapter else _NOWHERE, note, None)

    async def marked(self, viewer: Viewer, serial_id: int, typed: str) -> NoteAnswer:
        """Answer a note by what somebody typed: "#id", a label like "(3)", or its word.

        Where chapters number their notes anew, it is the label's last note up to the reader's
        place, else the first one.
        """
        wanted = typed.strip()
        if by_id := _BY_ID.fullmatch(wanted):
            return await self.note(viewer, serial_id, int(by_id[1]))
        serial = await self._shown(viewer, serial_id)
        label = wanted.strip("()[]{}^ ").casefold()
        dropped = await self._dropped_notes(serial)
        named = [note for note in dropped if note.label.casefold() == label]
        named = named or [note for note in dropped if note.word.casefold() == label]
        if not named:
            raise RefusalError(_NO_NOTE)
        place = await places.load(self._database.reader, serial_id, viewer.user_id)
        reached = [note for note in named if place and note.passage <= place.current]
        return await self._answer(serial, (reached or named[:1])[-1])

    async def suggest(self, viewer: Viewer, serial_id: int, typed: str) -> list[Note]:
        """List the dropped notes whose label begins with what was typed, or whose word holds it.

        Those nearest to the reader's place come first.
        """
        serial = await serials.load(self._database.reader, serial_id)
        if serial is None or not shown(viewer, serial):
            return []
        wanted = typed.strip("()[]{}^# ").casefold()
        found = [
            note
            for note in await self._dropped_notes(serial)
            if note.label.casefold().startswith(wanted) or wanted in note.word.casefold()
        ]
        place = await places.load(self._database.reader, serial_id, viewer.user_id)
        here = place.current if place else max((note.passage for note in found), default=0)
        # A list shows 25 at most: those just read come first, then further back, then ahead.
        return sorted(found, key=lambda note: (note.passage > here, abs(here - note.passage)))

    async def in_passage(
        self, viewer: Viewer, message_id: int
    ) -> tuple[Serial, Heading, list[Note]]:
        """List the notes of the passage that a message shows.

        Of a serial that does not exist for them, it is no passage.
        """
        db = self._database.reader
        delivery = await deliveries.by_message(db, message_id)
        serial = await serials.load(db, delivery.key.serial) if delivery else None
        if delivery is None or serial is None or not visible(viewer, serial):
            raise RefusalError(_NO_PASSAGE)
        require_rating(viewer, serial.rating)
        number = delivery.passage
        if number is None:
            raise RefusalError(_GONE)
        passages = await editions.passages(db, serial.edition_id, number, number)
        chapter = await editions.chapter_of(db, serial.edition_id, number)
        if not passages or chapter is None:
            raise RefusalError(_NO_PASSAGE)
        labels = passages[0].labels
        notes = await editions.notes_of(db, serial.edition_id, passages[0].chapter, labels)
        return serial, chapter.heading, list(notes)

    async def _shown(self, viewer: Viewer, serial_id: int) -> Serial:
        return require_shown(viewer, await serials.load(self._database.reader, serial_id))

    async def _dropped_notes(self, serial: Serial) -> tuple[Note, ...]:
        dropped = await deliveries.dropped_through(self._database.reader, serial.serial_id)
        return await editions.notes_up_to(self._database.reader, serial.edition_id, dropped)

    async def _answer(self, serial: Serial, note: Note) -> NoteAnswer:
        db = self._database.reader
        chapter = await editions.chapter_of(db, serial.edition_id, note.passage)
        heading = chapter.heading if chapter else _NOWHERE
        message = await deliveries.message_of_passage(db, serial.serial_id, note.passage)
        return NoteAnswer(serial, heading, note, message)
