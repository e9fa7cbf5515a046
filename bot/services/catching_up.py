"""Catching up: the paces that bring a late reader level with a serial.

Nothing is kept of it: a pace that a reader takes is a subscription like any other.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.cadence import upcoming
from bot.domain.catching_up import Ahead, Pace, paces
from bot.domain.errors import RefusalError
from bot.domain.serial import Serial, date_to_come
from bot.domain.subscription import SubscriptionKind, beginning
from bot.services.guilds import require_shown
from bot.services.ports import Clock, Viewer
from bot.storage import deliveries, editions, instalments, places, serials, subscriptions
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Offer:
    """The paces to choose from, the gentlest first; none where none gets there."""

    serial: Serial
    paces: tuple[Pace, ...]


class CatchingUp:
    """The use case of a reader who is behind."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def offer(self, viewer: Viewer, serial_id: int) -> Offer:
        """Offer paces to a late reader, by what is to drop meanwhile. Refuses who is level."""
        db, now = self._database.reader, self._clock.now()
        serial = require_shown(viewer, await serials.load(db, serial_id))
        had = await subscriptions.find(db, serial_id, viewer.user_id, SubscriptionKind.LETTERS)
        place = await places.load(db, serial_id, viewer.user_id)
        dropped = await deliveries.dropped_through(db, serial_id)
        begin = beginning(place, had.reached if had is not None else 0)
        if begin > dropped:
            raise RefusalError("You are level with the channel; there is nothing to catch up with.")
        ahead = Ahead(
            begin=begin,
            dropped=dropped,
            coming=await _coming(db, serial, now),
            passages=await editions.passage_entries(db, serial.edition_id),
            chapters=await editions.chapters(db, serial.edition_id),
            language=serial.language,
        )
        return Offer(serial, paces(ahead, now))


async def _coming(db: Connection, serial: Serial, now: datetime) -> list[tuple[datetime, int]]:
    """List when a serial's next instalments drop, each with its last passage."""
    date = date_to_come(serial, now)
    following = await instalments.next_to_drop(db, serial.serial_id)
    if date is None or following is None:
        return []
    left = await instalments.of_serial(db, serial.serial_id, following.number)
    dates = upcoming(serial.cadence, date, len(left))
    return [(at, item.last_passage) for at, item in zip(dates, left, strict=True)]
