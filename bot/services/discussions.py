"""The way to a discussion: for anyone through an open door, behind a gate for who has read."""

from dataclasses import dataclass, replace
from enum import Enum, auto

from bot.domain.admission import Barred, Entry, Full, Gone, Inside, Later
from bot.domain.delivery import State
from bot.domain.place import is_ahead
from bot.domain.serial import Discussion, Gate, Serial
from bot.services.admitting import Admitting
from bot.services.guilds import Guilds, require_shown
from bot.services.ports import Door, Viewer
from bot.storage import instalments, places, serials, threads
from bot.storage.database import Connection, Database
from bot.storage.deliveries import Delivery


class Step(Enum):
    """Where somebody stands on the way to a discussion."""

    NEVER = auto()
    """None was opened."""
    COMING = auto()
    """It opens later."""
    UNREAD = auto()
    """It is for those who have read what it is about, and they have not."""
    DOOR = auto()
    """They may enter, once the door was opened or they were let in."""
    THERE = auto()
    """They can go there."""
    SOON = auto()
    """They are being let in."""
    BARRED = auto()
    """They may enter, but moderators have to do something first."""
    GONE = auto()
    """There was one, and somebody has deleted it."""


@dataclass(frozen=True, slots=True)
class Way:
    """The way to the discussion of an instalment.

    `opened_with` is the instalment under which its thread opened, as far as there is one. Whoever
    is let in as a moderator may be `unread`: things they have not read are talked about.
    """

    serial: Serial
    step: Step
    opened_with: int
    thread_id: int | None = None
    unread: bool = False


class Discussions:
    """The use cases of who wants to talk. A thread exists only for those it is open to."""

    def __init__(
        self, database: Database, guilds: Guilds, door: Door, admitting: Admitting
    ) -> None:
        self._database = database
        self._guilds = guilds
        self._door = door
        self._admitting = admitting

    async def way(self, viewer: Viewer, serial_id: int, instalment: int) -> Way:
        """Say where somebody stands; nothing is asked of Discord. From DOOR on goes `enter`."""
        db = self._database.reader
        serial = require_shown(viewer, await serials.load(db, serial_id))
        thread = await threads.discussing(db, serial_id, instalment)
        if thread is None:
            gated_chapter = (
                serial.gate is Gate.AFTER_READING and serial.discussion is Discussion.CHAPTER
            )
            coming = gated_chapter and serial.state.alive
            return Way(serial, Step.COMING if coming else Step.NEVER, instalment)
        way = Way(serial, Step.DOOR, thread.key.instalment, thread.message_id)
        if thread.state is not State.SENT or thread.message_id is None:
            coming = not thread.state.settled and serial.state.alive
            return replace(way, step=Step.COMING if coming else Step.NEVER, thread_id=None)
        if serial.gate is Gate.OPEN:
            known = self._door.is_open(thread.message_id)
            return replace(way, step=Step.THERE) if known else way
        way = replace(way, thread_id=None, unread=await self._unread(db, viewer, thread))
        if way.unread and not await self._guilds.is_moderator(viewer):
            return replace(way, step=Step.UNREAD)
        return way

    async def enter(self, viewer: Viewer, way: Way) -> Way:
        """Open the door of a way that has come to it. Asks Discord, so it may take seconds."""
        if way.step is not Step.DOOR:
            return way
        if way.thread_id is None:
            entry = await self._admitting.let_in(way.serial, way.opened_with, viewer.user_id)
            return _entered(way, entry)
        entry = await self._door.open(way.thread_id)
        # Where it can't be opened again, they can: by writing in it.
        return _entered(way, entry if isinstance(entry, Gone) else Inside(way.thread_id))

    async def _unread(self, db: Connection, viewer: Viewer, thread: Delivery) -> bool:
        part = await instalments.load(db, thread.key.serial, thread.key.instalment)
        place = await places.load(db, thread.key.serial, viewer.user_id)
        return part is None or is_ahead(place, part.last_passage)


def _entered(way: Way, entry: Entry) -> Way:
    match entry:
        case Inside(thread_id):
            return replace(way, step=Step.THERE, thread_id=thread_id)
        case Gone():
            return replace(way, step=Step.GONE, thread_id=None)
        case Barred():
            return replace(way, step=Step.BARRED)
        case Full() | Later():
            return replace(way, step=Step.SOON)
