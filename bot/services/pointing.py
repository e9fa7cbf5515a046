"""What somebody points at: the passage that a message in a channel shows."""

from dataclasses import dataclass

from bot.domain.errors import RefusalError
from bot.domain.passages import Passage
from bot.domain.serial import ChapterEntry, Serial
from bot.services.guilds import require_rating, visible
from bot.services.ports import Viewer
from bot.storage import deliveries, editions, serials
from bot.storage.database import Connection

_NO_PASSAGE = "That message is no passage of mine; use this on a message with a piece of a story."
_GONE = "This passage is no longer in the story: a new edition has left it out."


@dataclass(frozen=True, slots=True)
class Pointed:
    """A passage that was pointed at, with its serial and its chapter."""

    serial: Serial
    chapter: ChapterEntry
    passage: Passage


async def passage_shown_by(db: Connection, viewer: Viewer, message_id: int) -> Pointed:
    """Load the passage that a message shows.

    Of a serial that does not exist for them, it is no passage. Raises `RefusalError`.
    """
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
    return Pointed(serial, chapter, passages[0])
