"""What a delivery says: the posting for its part, loaded from what is planned and dropped."""

from dataclasses import dataclass, replace

from bot.domain.keys import PartKind
from bot.domain.passages import Passage
from bot.domain.reading_time import minutes
from bot.domain.serial import (
    ChapterEntry,
    Discussion,
    Gate,
    Instalment,
    Serial,
    notices_before,
)
from bot.domain.story import Heading
from bot.services.endings import closing_of, poll_of
from bot.services.ports import (
    Content,
    GreetingContent,
    PassageContent,
    Posting,
    ThreadContent,
)
from bot.storage import deliveries, editions, guilds, instalments, serials, threads
from bot.storage.database import Connection
from bot.storage.deliveries import Delivery
from bot.storage.errors import StorageError

_NO_MESSAGE = (
    "I can't see which message it should open under. With Read Message History the next one opens."
)


@dataclass(frozen=True, slots=True)
class Unpostable:
    """There is nothing to post it to: the part is left out.

    The reason is for the moderators; None where they have been told already.
    """

    reason: str | None


async def posting_for(db: Connection, delivery: Delivery, bot_id: int) -> Posting | Unpostable:
    """Put together what the poster needs for a delivery, in the language of its server."""
    key = delivery.key
    serial = await serials.load(db, key.serial)
    instalment = await instalments.load(db, key.serial, key.instalment)
    if serial is None or instalment is None:
        raise StorageError(f"{key} has no serial or instalment")
    posting = await _of_kind(db, delivery, bot_id, serial, instalment)
    if isinstance(posting, Unpostable):
        return posting
    settings = await guilds.load(db, serial.guild_id)
    return replace(posting, guild_id=serial.guild_id, language=settings.language)


async def _of_kind(
    db: Connection, delivery: Delivery, bot_id: int, serial: Serial, instalment: Instalment
) -> Posting | Unpostable:
    key = delivery.key
    match key.kind:
        case PartKind.PASSAGE if delivery.passage is None:
            return Unpostable(None)
        case PartKind.PASSAGE:
            content = await _passage(db, delivery, serial, instalment)
            posting = _posting(delivery, bot_id, serial, delivery.channel_id, content)
            return replace(posting, revised=await _revised(db, delivery, serial))
        case PartKind.THREAD:
            return await _thread(db, delivery, bot_id, serial, instalment)
        case PartKind.GREETING:
            greeting = await _greeting(db, delivery, bot_id, serial, instalment)
            if isinstance(greeting, Unpostable):
                return greeting
            return replace(greeting, revised=await _revised(db, delivery, serial))
        case PartKind.CLOSING | PartKind.POLL:
            return await _ending(db, delivery, bot_id, serial)
        case PartKind.WORD:
            raise StorageError(f"{key} is no part of a drop")


async def _ending(
    db: Connection, delivery: Delivery, bot_id: int, serial: Serial
) -> Posting | Unpostable:
    closes = delivery.key.kind is PartKind.CLOSING
    content = await closing_of(db, serial) if closes else await poll_of(db, serial)
    if content is None:
        return Unpostable(None)
    posting = _posting(delivery, bot_id, serial, delivery.channel_id, content)
    # The figures of a card, and what there is to read next, may change after the first attempt.
    return replace(posting, revised=True)


def _posting(
    delivery: Delivery, bot_id: int, serial: Serial, place_id: int, content: Content
) -> Posting:
    key = delivery.key
    first = isinstance(content, PassageContent) and content.part == 1
    return Posting(
        key=key,
        place_id=place_id,
        nonce=key.nonce(bot_id, delivery.channel_id),
        mark=key.mark(bot_id, delivery.channel_id),
        content=content,
        silent=not first,
        adult=serial.rating.adult,
    )


async def _revised(db: Connection, delivery: Delivery, serial: Serial) -> bool:
    """Whether the serial has been given its edition after the first attempt at a delivery."""
    since = await editions.imported_at(db, serial.edition_id)
    first = delivery.first_attempt_at
    return first is not None and since is not None and first <= since


async def _passage(
    db: Connection, delivery: Delivery, serial: Serial, instalment: Instalment
) -> PassageContent:
    key, number = delivery.key, delivery.passage or 0
    passages = await editions.passages(db, serial.edition_id, number, number)
    if not passages:
        raise StorageError(f"{key} has no passage in edition {serial.edition_id}")
    passage = passages[0]
    drop = await deliveries.of_instalment(db, key.serial, key.instalment)
    messages = [item.key for item in drop if item.key.kind is PartKind.PASSAGE]
    left = await editions.words_of(db, serial.edition_id, number, instalment.last_passage)
    chapter = await _chapter(db, serial.edition_id, passage)
    part = messages.index(key) + 1
    return PassageContent(
        heading=chapter.heading,
        passage=passage,
        part=part,
        parts=len(messages),
        chapter_part=instalment.part,
        chapter_parts=instalment.parts,
        title=serial.title if await serials.count_alive(db, serial.channel_id) > 1 else None,
        minutes_left=minutes(left, serial.language),
        notes=await editions.notes_of(db, serial.edition_id, passage.chapter, passage.labels),
        discuss=serial.discussion is not Discussion.OFF,
        ping_role_id=serial.ping_role_id if part == 1 else None,
        notices=notices_before(number, serial.notice, chapter),
    )


async def _chapter(db: Connection, edition_id: int, passage: Passage) -> ChapterEntry:
    chapter = await editions.chapter_of(db, edition_id, passage.number)
    if chapter is None:
        raise StorageError(f"passage {passage.number} of edition {edition_id} has no chapter")
    return chapter


async def _thread(
    db: Connection, delivery: Delivery, bot_id: int, serial: Serial, instalment: Instalment
) -> Posting | Unpostable:
    private = serial.gate is Gate.AFTER_READING
    under = await deliveries.last_message(db, serial.serial_id, instalment.number)
    if under is None and private:
        under = delivery.baseline or 0
    if under is None:
        return Unpostable(_NO_MESSAGE)
    heading = await _heading(db, serial, instalment)
    whole = serial.discussion is Discussion.CHAPTER
    taken = await threads.after(db, delivery.channel_id, under) if private else ()
    content = ThreadContent(
        heading,
        instalment,
        whole_chapter=whole,
        under=under,
        private=private,
        circle=delivery.key.circle,
        name=delivery.name,
        taken=frozenset(taken),
    )
    return _posting(delivery, bot_id, serial, delivery.channel_id, content)


async def _greeting(
    db: Connection, delivery: Delivery, bot_id: int, serial: Serial, instalment: Instalment
) -> Posting | Unpostable:
    key = delivery.key
    thread = await deliveries.load(db, key.of_circle(PartKind.THREAD, key.circle))
    if thread is None or thread.message_id is None:
        return Unpostable(None)
    content = GreetingContent(
        title=serial.title,
        heading=await _heading(db, serial, instalment),
        part=instalment.part,
        parts=instalment.parts,
        whole_chapter=serial.discussion is Discussion.CHAPTER,
        last=await _is_last(db, serial, instalment),
    )
    return _posting(delivery, bot_id, serial, thread.message_id, content)


async def _is_last(db: Connection, serial: Serial, instalment: Instalment) -> bool:
    """Whether a discussion is the last: nothing comes after it, or after its whole chapter."""
    left = await instalments.of_serial(db, serial.serial_id, instalment.number + 1)
    if serial.discussion is Discussion.CHAPTER:
        left = tuple(item for item in left if item.chapter != instalment.chapter)
    return not left


async def _heading(db: Connection, serial: Serial, instalment: Instalment) -> Heading:
    chapter = await editions.chapter_at(db, serial.edition_id, instalment.chapter)
    if chapter is None:
        raise StorageError(f"instalment {instalment.number} of {serial.serial_id} has no chapter")
    return chapter.heading
