"""Searching: where words stand, among what a reader has come to."""

import logging
from dataclasses import dataclass

from bot.domain.errors import RefusalError
from bot.domain.place import Place
from bot.domain.serial import Serial
from bot.domain.sought import Wanted, extract, wanted
from bot.domain.story import Heading, Paragraph
from bot.services.guilds import require_shown
from bot.services.ports import Viewer
from bot.storage import deliveries, editions, places, search, serials
from bot.storage.database import Database

PAGE = 5
"""Hits that are shown at once."""

_NO_WORDS = "Give me a word or two that stand in the story, like “lamp” or “the old quay”."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that has what was looked for, with the piece around it, the hits strong there."""

    passage: int
    heading: Heading
    extract: Paragraph
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of what was found up to a reader's place; `page` counts from 0."""

    serial: Serial
    sought: Wanted
    hits: tuple[Hit, ...]
    page: int
    found: int
    """How many passages up to their place have it, those of other pages included."""
    ahead: int | None
    """How many more have it, of what has dropped since; None where they have come to all of it."""
    reads: bool = True
    """Whether they have begun to read the serial."""

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(-(-self.found // PAGE), 1)


class Searching:
    """The use cases of who looks for words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def search(self, viewer: Viewer, serial_id: int, typed: str, page: int = 0) -> Hits:
        """Find the passages that have all that was typed, the best first.

        Nothing is shown past the reader's place; how much there is up to what has dropped is
        counted. Where nothing up to there has the words as they are typed, those that begin so
        count.
        """
        db = self._database.reader
        serial = require_shown(viewer, await serials.load(db, serial_id))
        dropped = await deliveries.dropped_through(db, serial_id)
        place = await places.load(db, serial_id, viewer.user_id) or Place()
        furthest = min(place.furthest, dropped)
        sought = wanted(typed)
        if not sought:
            raise RefusalError(_NO_WORDS)
        found, ahead = await self._counts(serial, sought, furthest, dropped)
        if not found:
            sought = wanted(typed, begun=True)
            found, ahead = await self._counts(serial, sought, furthest, dropped)
        page = min(page, max(-(-found // PAGE) - 1, 0))
        numbers = await search.passages(
            db, serial.edition_id, sought, last=furthest, limit=PAGE, skip=page * PAGE
        )
        hits = [await self._hit(serial, sought, number) for number in numbers]
        more = None if furthest == dropped else ahead
        return Hits(serial, sought, tuple(hits), page, found, more, reads=place.opened > 0)

    async def _counts(
        self, serial: Serial, sought: Wanted, furthest: int, dropped: int
    ) -> tuple[int, int]:
        db, edition = self._database.reader, serial.edition_id
        found = await search.count_passages(db, edition, sought, first=1, last=furthest)
        ahead = await search.count_passages(db, edition, sought, first=furthest + 1, last=dropped)
        return found, ahead

    async def _hit(self, serial: Serial, sought: Wanted, number: int) -> Hit:
        db = self._database.reader
        [passage] = await editions.passages(db, serial.edition_id, number, number)
        chapter = await editions.chapter_at(db, serial.edition_id, passage.chapter)
        if chapter is None:
            raise LookupError(f"passage {number} has no chapter")
        text = "\n".join(paragraph.text for paragraph in passage.paragraphs)
        message = await deliveries.message_of_passage(db, serial.serial_id, number)
        return Hit(number, chapter.heading, extract(text, sought), message)


async def index_all(database: Database) -> None:
    """Make the indexes that are missing: of editions kept before there were any.

    Each by itself: what is done stays done.
    """
    missing = await search.missing(database.reader)
    for edition_id in missing:
        async with database.transaction() as db:
            await search.build(db, edition_id)
    if missing:
        _log.info("The words of %d editions were indexed", len(missing))
