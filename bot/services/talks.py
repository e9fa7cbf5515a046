"""What a discussion is about: the passages that whoever is in it has come to."""

from dataclasses import dataclass

from bot.domain.serial import Discussion, Serial
from bot.storage import editions, instalments, threads
from bot.storage.database import Connection


@dataclass(frozen=True, slots=True)
class Talk:
    """Passages `first` to `last`: an instalment's, or a whole chapter's."""

    first: int
    last: int


async def talk_of(db: Connection, serial: Serial, thread_id: int | None) -> Talk | None:
    """Say what a thread of a serial is about; None for any other thread, and for no thread."""
    if thread_id is None:
        return None
    delivery = await threads.by_id(db, serial.serial_id, thread_id)
    if delivery is None:
        return None
    instalment = await instalments.load(db, serial.serial_id, delivery.key.instalment)
    if instalment is None:
        return None
    if serial.discussion is Discussion.CHAPTER:
        chapter = await editions.chapter_at(db, serial.edition_id, instalment.chapter)
        if chapter is not None:
            return Talk(chapter.first_passage, chapter.last_passage)
    return Talk(instalment.first_passage, instalment.last_passage)
