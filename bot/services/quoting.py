"""Quoting: one to four sentences that a reader has come to, for others to see."""

import re
from dataclasses import dataclass, replace

from bot.domain.errors import RefusalError
from bot.domain.passages import Passage
from bot.domain.place import is_ahead, may_see
from bot.domain.quoting import MOST, is_common, quoted, sentences
from bot.domain.serial import Serial
from bot.domain.sought import Wanted, hits, wanted
from bot.domain.story import Heading, Paragraph
from bot.services.guilds import require_shown, shown
from bot.services.pending import pending, take
from bot.services.pointing import passage_shown_by
from bot.services.ports import Clock, Viewer
from bot.services.talks import talk_of
from bot.storage import deliveries, drafts, editions, instalments, places, search, serials
from bot.storage.database import Database

LOOKED_THROUGH = 10
"""Passages that are looked through for sentences with the words somebody typed."""

_AHEAD = (
    "You have not come to that passage yet, so you can't quote it: `/read` or *I've read this* "
    "moves your place."
)
_ELSEWHERE = (
    "A quote is posted where the story runs: ask for it in its channel, or in one of its "
    "discussions."
)
_REVISED = "The story has a new edition since; choose the sentence again."
_NOT_BEGUN = (
    "You have not begun this story yet: `/read` opens it for you, and what you have read can be "
    "quoted."
)
_NO_SENTENCE = (
    "No sentence up to your place has that; give a word or two of it, or hold a passage and choose "
    "*Apps*, *Quote from this passage*."
)
_DRAFT = "quote"
_BY_ID = re.compile("#([0-9]{1,18})\\.([0-9]{1,9})\\.([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class SentenceChoice:
    """A sentence to begin a quote with: the `number`th of its passage, from 0."""

    passage: int
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of a serial to choose from."""

    serial: Serial
    choices: tuple[SentenceChoice, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Sentences of a passage: `count` from the one with the number `first` on.

    `veiled` says that others may see it who are not so far; then its chapter has no title.
    """

    serial: Serial
    heading: Heading
    passage: int
    first: int
    count: int
    more: bool
    """Whether another sentence of the passage may be added."""
    words: tuple[Paragraph, ...]
    message_id: int | None
    veiled: bool


class Quoting:
    """The use cases of who quotes. Only what they have come to, and only where the story runs."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def hold(self, viewer: Viewer) -> int:
        """Keep that somebody looks at a card that is not posted yet, and say by which number."""
        draft = drafts.Draft(viewer.guild_id, viewer.user_id, _DRAFT, {})
        async with self._database.transaction() as db:
            return await drafts.add(db, draft, self._clock.now())

    async def release(self, viewer: Viewer, held: int) -> None:
        """Have a card posted that is held for them: once, however often they press."""
        draft = await pending(self._database, viewer, held, _DRAFT, self._clock.now())
        if draft.user_id != viewer.user_id:
            raise RefusalError("This quote is somebody else's to post.")
        async with self._database.transaction() as db:
            await take(db, held)

    async def of_message(self, viewer: Viewer, message_id: int) -> Sentences:
        """List the sentences of the passage that a message shows."""
        pointed = await passage_shown_by(self._database.reader, viewer, message_id)
        _require_there(viewer, pointed.serial)
        await self._require_reached(viewer, pointed.serial, pointed.passage.number)
        return Sentences(pointed.serial, tuple(_choices(pointed.passage)))

    async def of_passage(
        self, viewer: Viewer, serial_id: int, edition_id: int, passage: int
    ) -> Sentences:
        """List the sentences of a passage by its number in an edition."""
        serial, found = await self._passage(viewer, serial_id, edition_id, passage)
        return Sentences(serial, tuple(_choices(found)))

    async def suggest(self, viewer: Viewer, serial_id: int, typed: str) -> Sentences | None:
        """List sentences with the words typed; before that, those last come to. None for nobody."""
        serial = await serials.load(self._database.reader, serial_id)
        if serial is None or not shown(viewer, serial) or not _there(viewer, serial):
            return None
        return Sentences(serial, await self._with(viewer, serial, typed))

    async def find(self, viewer: Viewer, serial_id: int, typed: str) -> Sentences | Quote:
        """Quote what was typed: a sentence that autocomplete gave, or the only one with the words;
        else list those that have them.
        """
        if by_id := _BY_ID.fullmatch(typed.strip()):
            edition, passage, number = (int(group) for group in by_id.groups())
            return await self.quote(viewer, serial_id, edition, passage, number, 1)
        serial = require_shown(viewer, await serials.load(self._database.reader, serial_id))
        _require_there(viewer, serial)
        found = await self._with(viewer, serial, typed)
        if not found and not await self._has_begun(viewer, serial):
            raise RefusalError(_NOT_BEGUN)
        if not found:
            raise RefusalError(_NO_SENTENCE)
        if len(found) > 1:
            return Sentences(serial, found)
        [one] = found
        return await self.quote(viewer, serial_id, serial.edition_id, one.passage, one.number, 1)

    async def quote(
        self, viewer: Viewer, serial_id: int, edition_id: int, passage: int, first: int, count: int
    ) -> Quote:
        """Quote so many sentences, four at most, as they may be shown where they ask."""
        serial, found = await self._passage(viewer, serial_id, edition_id, passage)
        count = min(max(count, 1), MOST)
        words = quoted(found, first, count)
        chapter = await editions.chapter_at(self._database.reader, edition_id, found.chapter)
        if not words or chapter is None:
            raise RefusalError(_REVISED)
        left = len(sentences(found)) - first
        count = min(count, left)
        veiled = await self._veiled(viewer, serial, passage)
        heading = replace(chapter.heading, title=None) if veiled else chapter.heading
        return Quote(
            serial=serial,
            heading=heading,
            passage=passage,
            first=first,
            count=count,
            more=count < min(left, MOST),
            words=words,
            message_id=await deliveries.message_of_passage(
                self._database.reader, serial_id, passage
            ),
            veiled=veiled,
        )

    async def _veiled(self, viewer: Viewer, serial: Serial, passage: int) -> bool:
        """Whether a quote goes behind bars where they ask.

        In a discussion of ours what it is about, and what comes before, is open to all in it, and
        nothing else, for people come to it late. In the channel what all who read along have come
        to is open (`is_common`). Any other thread may be about anything.
        """
        db = self._database.reader
        if viewer.thread_id is not None:
            talk = await talk_of(db, serial, viewer.thread_id)
            return talk is None or talk.last < passage
        dropped = await deliveries.dropped_through(db, serial.serial_id)
        begun = [
            one.first_passage
            for one in await instalments.of_serial(db, serial.serial_id)
            if one.first_passage <= dropped
        ]
        reaches = await places.reaches(db, serial.serial_id)
        others = [reach.furthest for who, reach in reaches.items() if who != viewer.user_id]
        return not is_common(passage, newest=max(begun, default=0), others=others)

    async def _passage(
        self, viewer: Viewer, serial_id: int, edition_id: int, number: int
    ) -> tuple[Serial, Passage]:
        db = self._database.reader
        serial = require_shown(viewer, await serials.load(db, serial_id))
        _require_there(viewer, serial)
        if serial.edition_id != edition_id:
            raise RefusalError(_REVISED)
        await self._require_reached(viewer, serial, number)
        [passage] = await editions.passages(db, edition_id, number, number)
        return serial, passage

    async def _require_reached(self, viewer: Viewer, serial: Serial, passage: int) -> None:
        db = self._database.reader
        place = await places.load(db, serial.serial_id, viewer.user_id)
        dropped = await deliveries.dropped_through(db, serial.serial_id)
        if is_ahead(place, passage) or not may_see(passage, dropped):
            raise RefusalError(_AHEAD)

    async def _has_begun(self, viewer: Viewer, serial: Serial) -> bool:
        place = await places.load(self._database.reader, serial.serial_id, viewer.user_id)
        return place is not None and place.opened > 0

    async def _with(self, viewer: Viewer, serial: Serial, typed: str) -> tuple[SentenceChoice, ...]:
        """List the sentences up to the reader's place that have all words typed, or else begin so;
        without any words, those of the passage they came to last.
        """
        db = self._database.reader
        place = await places.load(db, serial.serial_id, viewer.user_id)
        dropped = await deliveries.dropped_through(db, serial.serial_id)
        furthest = min(place.furthest, dropped) if place else 0
        if not wanted(typed):
            last = await editions.passages(db, serial.edition_id, furthest, furthest)
            return tuple(choice for passage in last for choice in _choices(passage))
        for begun in (False, True):
            sought = wanted(typed, begun=begun)
            numbers = await search.passages(
                db, serial.edition_id, sought, last=furthest, limit=LOOKED_THROUGH
            )
            found: list[SentenceChoice] = []
            for number in numbers:
                [passage] = await editions.passages(db, serial.edition_id, number, number)
                found += [choice for choice in _choices(passage) if _has(choice.text, sought)]
            if found:
                return tuple(found)
        return ()


def _choices(passage: Passage) -> list[SentenceChoice]:
    return [
        SentenceChoice(passage.number, number, sentence.text)
        for number, sentence in enumerate(sentences(passage))
    ]


def _has(text: str, sought: Wanted) -> bool:
    """Whether a sentence has all that is sought: a passage may have it in several."""
    return all(hits(text, Wanted((phrase,), sought.begun)) for phrase in sought.phrases)


def _there(viewer: Viewer, serial: Serial) -> bool:
    """Whether they ask where the story runs: who reads along there may view its channel."""
    return viewer.channel_id == serial.channel_id


def _require_there(viewer: Viewer, serial: Serial) -> None:
    if not _there(viewer, serial):
        raise RefusalError(_ELSEWHERE)
