"""Footnotes: answered where the reader is, and only those of what has dropped."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.errors import RefusalError
from bot.domain.pages import Glimpse, Spot, glimpse_of
from bot.domain.place import Place, has_opened, is_ahead, may_see
from bot.domain.serial import ChapterEntry, Note, Serial, is_worded
from bot.domain.sought import keys, wanted
from bot.domain.story import ChapterKind, Heading
from bot.services.guilds import require_shown, shown
from bot.services.pointing import passage_shown_by
from bot.services.ports import Viewer
from bot.services.talks import Talk, talk_of
from bot.storage import deliveries, editions, heirs, places, search, serials
from bot.storage.database import Connection, Database

_NO_NOTE = (
    "There is no such footnote in what has dropped so far; choose one from the list that opens "
    "as you type, or give a word of it."
)
_BY_ID = re.compile("#([0-9]{1,18})")
"""A note's id as autocomplete gives it; 18 digits always fit into the database."""
_NOWHERE = Heading(ChapterKind.CHAPTER, None, None)


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note with its chapter. `ahead` says that it lies beyond the reader's place.

    The chapter's title is left out where the whole chapter does.
    """

    note: Note
    heading: Heading
    ahead: bool = False
    worded: bool = False
    """Whether the note's label is a word, which may tell what it is about."""


@dataclass(frozen=True, slots=True)
class NoteAnswer:
    """A note with where it stands. `message_id` is the passage's message, if it is known."""

    serial: Serial
    found: FoundNote
    message_id: int | None
    others: tuple[FoundNote, ...] = ()
    """What else was meant, perhaps, by what they asked for, the likeliest first."""

    @property
    def note(self) -> Note:
        """The note itself."""
        return self.found.note


@dataclass(frozen=True, slots=True)
class NotesFound:
    """Several notes that have the words somebody asked for, the best first."""

    serial: Serial
    notes: tuple[FoundNote, ...]


@dataclass(frozen=True, slots=True)
class _Sight:
    """What somebody asks a serial's notes with: where they are, and what has dropped."""

    place: Place | None
    dropped: int
    talk: Talk | None
    chapters: tuple[ChapterEntry, ...]
    glimpse: Glimpse
    """What short pages have shown them of the passage after the furthest."""

    def is_ahead(self, note: Note) -> bool:
        """Whether no page with the note's marker was shown to them yet."""
        if self._is_glimpsed(note):
            return note.label not in self.glimpse.labels
        return is_ahead(self.place, note.passage)

    def found(self, note: Note) -> FoundNote:
        """Give a note as it may be shown to them."""
        chapter = self.chapters[note.chapter]
        heading = chapter.heading
        if not has_opened(self.place, Spot(chapter.first_passage)):
            heading = replace(heading, title=None)
        ahead = self.is_ahead(note)
        if not ahead and self._is_glimpsed(note) and not self.glimpse.shows(note.sentence):
            # Its sentence goes on on the next page.
            note = replace(note, sentence="")
        return _found(note, heading, ahead=ahead)

    def _is_glimpsed(self, note: Note) -> bool:
        place = self.place
        return place is not None and bool(place.glimpsed) and note.passage == place.opened

    def likeliest(self, note: Note) -> tuple[bool, bool, bool, int, int]:
        """Say which note is meant sooner: that of the discussion they are in, then what they have
        come to, then what is near.
        """
        talk = self.talk
        within = talk is not None and talk.first <= note.passage <= talk.last
        same = talk is not None and note.chapter == self._chapter_of(talk.last)
        here = talk.last if talk else self.place.current if self.place else 0
        return (not within, not same, self.is_ahead(note), abs(note.passage - here), note.note_id)

    def _chapter_of(self, passage: int) -> int | None:
        held = (c for c in self.chapters if c.first_passage <= passage <= c.last_passage)
        return next((chapter.position for chapter in held), None)


class Footnotes:
    """The use cases around notes. A note that has not dropped is refused like one that isn't."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, viewer: Viewer, serial_id: int, note_id: int) -> NoteAnswer:
        """Answer a note by its id, as the buttons under a passage give it: plainly."""
        serial = await self._shown(viewer, serial_id)
        sight = await self._sight(viewer, serial)
        before_them = replace(sight, place=Place(sight.dropped, sight.dropped))
        return await self._by_id(serial, note_id, before_them)

    async def looked_up(self, viewer: Viewer, serial_id: int, note_id: int) -> NoteAnswer:
        """Answer a note by its id to who looks it up, wherever it stands."""
        serial = await self._shown(viewer, serial_id)
        return await self._by_id(serial, note_id, await self._sight(viewer, serial))

    async def _by_id(self, serial: Serial, note_id: int, sight: _Sight) -> NoteAnswer:
        note = await editions.note(self._database.reader, serial.edition_id, note_id)
        if note is None:
            return await self._older(serial, note_id, sight)
        if not may_see(note.passage, sight.dropped):
            raise RefusalError(_NO_NOTE)
        return await self._answer(serial, sight.found(note))

    async def _older(self, serial: Serial, note_id: int, sight: _Sight) -> NoteAnswer:
        db = self._database.reader
        old = await heirs.newest(db, serial.story_id, note_id)
        if old is None:
            raise RefusalError(_NO_NOTE)
        # The one that says the same now answers, else the old one by itself.
        if old.edition_id == serial.edition_id:
            note = await editions.note(db, serial.edition_id, old.note_id)
            if note is None or not may_see(note.passage, sight.dropped):
                raise RefusalError(_NO_NOTE)
            return await self._answer(serial, sight.found(note))
        if old.stood is None or old.stood > sight.dropped:
            raise RefusalError(_NO_NOTE)
        chapter = await editions.chapter_at(db, old.edition_id, old.chapter)
        label, definition = old.footnote.label, old.footnote.paragraphs
        note = Note(old.note_id, label, old.word, old.sentence, old.chapter, old.stood, definition)
        ahead = is_ahead(sight.place, old.stood)
        heading = chapter.heading if chapter else _NOWHERE
        if ahead:
            heading = replace(heading, title=None)
        return NoteAnswer(serial, _found(note, heading, ahead=ahead), None)

    async def look_up(self, viewer: Viewer, serial_id: int, typed: str) -> NoteAnswer | NotesFound:
        """Answer what somebody typed: "#id", a label like "(3)", a note's word, or words of it.

        A label or a word is answered by the likeliest of the notes that have it: in a discussion
        its chapter's; else the nearest that the reader has come to, then the nearest ahead.
        """
        wished = typed.strip()
        if by_id := _BY_ID.fullmatch(wished):
            return await self.looked_up(viewer, serial_id, int(by_id[1]))
        serial = await self._shown(viewer, serial_id)
        sight = await self._sight(viewer, serial)
        dropped = await self._dropped_notes(serial, sight)
        named = sorted(_named(dropped, wished), key=sight.likeliest)
        if named:
            first, *others = [sight.found(note) for note in named]
            return await self._answer(serial, first, tuple(others))
        found = [sight.found(note) for note in await self._saying(serial, sight, dropped, wished)]
        if not found:
            raise RefusalError(_NO_NOTE)
        if len(found) == 1:
            return await self._answer(serial, found[0])
        return NotesFound(serial, tuple(found))

    async def _saying(
        self, serial: Serial, sight: _Sight, dropped: Sequence[Note], typed: str
    ) -> list[Note]:
        """List the notes that have the words typed, or else words that begin so.

        Those of the discussion come first, then what the reader has come to.
        """
        notes = {note.note_id: note for note in dropped}
        for begun in (False, True):
            sought = wanted(typed, begun=begun)
            if not sought:
                return []
            ids = await search.notes(self._database.reader, serial.edition_id, sought)
            if found := [notes[note_id] for note_id in ids if note_id in notes]:
                return sorted(found, key=lambda note: sight.likeliest(note)[:3])
        return []

    async def suggest(self, viewer: Viewer, serial_id: int, typed: str) -> list[FoundNote]:
        """List the dropped notes that what was typed may mean, the likeliest first.

        By the label's beginning, by a part of the word, by words of the note; where the reader has
        not come to it by the label alone, for a list tells what it finds.
        """
        serial = await serials.load(self._database.reader, serial_id)
        if serial is None or not shown(viewer, serial):
            return []
        sight = await self._sight(viewer, serial)
        begins = _bare(typed)
        sought = wanted(typed, begun=True)
        saying: Sequence[int] = ()
        if sought:
            saying = await search.notes(self._database.reader, serial.edition_id, sought)
        found = []
        for note in await self._dropped_notes(serial, sight):
            meant = _bare(note.label).startswith(begins)
            if not sight.is_ahead(note):
                meant = meant or begins in _bare(note.word) or note.note_id in saying
            elif begins and is_worded(note.label):
                meant = False
            if meant:
                found.append(note)
        return [sight.found(note) for note in sorted(found, key=sight.likeliest)]

    async def in_passage(
        self, viewer: Viewer, message_id: int
    ) -> tuple[Serial, Heading, list[Note]]:
        """List the notes of the passage that a message shows.

        Of a serial that does not exist for them, it is no passage.
        """
        db = self._database.reader
        pointed = await passage_shown_by(db, viewer, message_id)
        serial, passage = pointed.serial, pointed.passage
        notes = await editions.notes_of(db, serial.edition_id, passage.chapter, passage.labels)
        return serial, pointed.chapter.heading, list(notes)

    async def _shown(self, viewer: Viewer, serial_id: int) -> Serial:
        return require_shown(viewer, await serials.load(self._database.reader, serial_id))

    async def _sight(self, viewer: Viewer, serial: Serial) -> _Sight:
        db = self._database.reader
        place = await places.load(db, serial.serial_id, viewer.user_id)
        return _Sight(
            place,
            await deliveries.dropped_through(db, serial.serial_id),
            await talk_of(db, serial, viewer.thread_id),
            await editions.chapters(db, serial.edition_id),
            await _glimpse(db, serial, place),
        )

    async def _dropped_notes(self, serial: Serial, sight: _Sight) -> tuple[Note, ...]:
        return await editions.notes_up_to(self._database.reader, serial.edition_id, sight.dropped)

    async def _answer(
        self, serial: Serial, found: FoundNote, others: tuple[FoundNote, ...] = ()
    ) -> NoteAnswer:
        db = self._database.reader
        message = await deliveries.message_of_passage(db, serial.serial_id, found.note.passage)
        return NoteAnswer(serial, found, message, others)


async def _glimpse(db: Connection, serial: Serial, place: Place | None) -> Glimpse:
    if place is None or not place.glimpsed:
        return Glimpse()
    found = await editions.passages(db, serial.edition_id, place.opened, place.opened)
    return glimpse_of(found[0], place.glimpsed) if found else Glimpse()


def _found(note: Note, heading: Heading, *, ahead: bool) -> FoundNote:
    return FoundNote(note, heading, ahead, is_worded(note.label))


def _bare(typed: str) -> str:
    """Take off a marker's brackets and blanks; digits of every script are the same."""
    return _digits(unicodedata.normalize("NFKC", typed)).strip("()[]{}^# ").casefold()


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(one, one)) for one in text)


def _named(notes: Sequence[Note], typed: str) -> list[Note]:
    """List the notes of a label, or else those on a word."""
    label, word = _bare(typed), keys(typed)
    named = [note for note in notes if label and _bare(note.label) == label]
    return named or [note for note in notes if word and keys(note.word) == word]
