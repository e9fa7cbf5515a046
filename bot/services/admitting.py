"""Letting readers into discussions behind a gate, by and by, so that no restart loses one.

Who is asked for is written down first. A try that fails is made again later; a discussion that has
all the members it may have gets another thread, which opens by the delivery protocol.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.admission import Barred, Entry, Full, Gone, Inside, Later, next_try
from bot.domain.delivery import Move, State
from bot.domain.keys import Key, PartKind
from bot.domain.serial import Serial
from bot.services.alarm import Alarm
from bot.services.complaints import Complaints
from bot.services.guilds import visible
from bot.services.outbox import Outbox, literal
from bot.services.ports import Absent, Clock, Door, Sight, Viewer
from bot.storage import admissions, deliveries, guilds, lease, serials, threads
from bot.storage.admissions import Admission
from bot.storage.database import Connection, Database
from bot.storage.errors import LeaseLostError

AT_ONCE = 4
"""How many readers who wait for an answer are let in at once."""
SOON = 6.0
"""Seconds that a reader waits for it; after that they are let in behind their back."""
_MEANWHILE = timedelta(seconds=30)
"""How long what is under way is left alone."""
_PAGE = 50
_IDLE = timedelta(hours=1)
_PATIENCE = timedelta(seconds=30)
_TOLD_FOR = timedelta(days=1)
"""How long moderators are not told again of a serial's door that stays shut."""

_log = logging.getLogger(__name__)


class Admitting:
    """Lets people in: at once who waits for it, the others one behind the other."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        door: Door,
        sight: Sight,
        outbox: Outbox,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._door = door
        self._sight = sight
        self._outbox = outbox
        self._wake = wake
        self._alarm = Alarm(clock)
        self._complaints = Complaints(clock)
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._told: dict[int, datetime] = {}

    async def run(self) -> None:
        """Let in who waits until cancelled, or until another process takes the dispatch over."""
        await self._outbox.begun.wait()
        while True:
            try:
                until = await self.tick()
            except LeaseLostError:
                _log.error("Another process has taken over the dispatch; this one lets nobody in.")
                return
            except Exception as error:
                self._complaints.log("Readers who wait could not be let in just now", error)
                until = self._clock.now() + _PATIENCE
            await self._alarm.sleep_until(until)

    def wake(self) -> None:
        """Look at once: somebody was written down."""
        self._alarm.ring()

    async def tick(self) -> datetime:
        """Let in who is due, and say when to look again.

        Raises `LeaseLostError` where another process has taken over.
        """
        await lease.hold(self._database.reader, self._outbox.epoch)
        while found := await admissions.due(self._database.reader, self._clock.now(), _PAGE):
            for admission in found:
                await self._admit(admission)
        idle = self._clock.now() + _IDLE
        return min(await admissions.next_due(self._database.reader) or idle, idle)

    async def let_in(self, serial: Serial, instalment: int, user_id: int) -> Entry:
        """Let a reader in who waits for the answer, into the discussion that opened with an
        instalment. What can't be done soon is done later, restart or not.
        """
        later = self._clock.now() + _MEANWHILE
        async with self._database.transaction() as db:
            await admissions.ask(db, serial.serial_id, instalment, user_id, later)
            admission = await admissions.load(db, serial.serial_id, instalment, user_id)
        if admission is None:
            return Gone()
        try:
            async with asyncio.timeout(SOON), self._at_once:
                entry = await self._try(serial, admission)
        except TimeoutError:
            entry = Later()
        await self._settle(serial, admission, entry, asked=True)
        self._alarm.ring()
        return entry

    async def _admit(self, admission: Admission) -> None:
        """Let somebody in who is not there: they have to be a member who sees the channel."""
        serial = await serials.load(self._database.reader, admission.serial_id)
        if serial is None:
            return
        await self._outbox.turn()
        seen = await self._sight.look(admission.user_id, serial.guild_id)
        if isinstance(seen, Viewer):
            entry: Entry = Gone()
            if visible(seen, serial):
                await self._outbox.turn()
                entry = await self._try(serial, admission)
        else:
            entry = Gone() if seen is Absent.LEFT else Later()
        await self._settle(serial, admission, entry, asked=False)

    async def _try(self, serial: Serial, admission: Admission) -> Entry:
        db = self._database.reader
        circles = await threads.circles(db, admission.serial_id, admission.instalment)
        if not circles or circles[0].state is State.SKIPPED:
            return Gone()
        if not circles[-1].state.settled:
            return Later()
        there = [one.message_id for one in circles if one.state is State.SENT and one.message_id]
        newest = max(there, default=None)
        if newest is None:
            return Gone()
        theirs = admission.thread_id if admission.thread_id in there else newest
        language = (await guilds.load(db, serial.guild_id)).language
        entry = await self._door.let_in(theirs, admission.user_id, language=language)
        if isinstance(entry, Full) and theirs != newest:
            # They had left it, and it has filled since.
            entry = await self._door.let_in(newest, admission.user_id, language=language)
        if isinstance(entry, Full):
            _log.info("Thread %d is full", newest)
            await self._open_next(serial, admission.instalment, full=newest)
        return entry

    async def _open_next(self, serial: Serial, instalment: int, *, full: int) -> None:
        """Plan another thread for a discussion, unless one is under way or has opened since."""
        async with self._database.transaction() as db:
            circles = await threads.circles(db, serial.serial_id, instalment)
            opened_since = any((one.message_id or 0) > full for one in circles)
            if opened_since or not circles[-1].state.settled:
                return
            number = circles[-1].key.circle + 1
            rows = await deliveries.of_instalment(db, serial.serial_id, instalment)
            for place, kind in enumerate((PartKind.THREAD, PartKind.GREETING), start=1):
                key = circles[0].key.of_circle(kind, number)
                await _plan(db, key, serial.channel_id, len(rows) + place, self._clock.now())
        self._wake()

    async def _settle(
        self, serial: Serial, admission: Admission, entry: Entry, *, asked: bool
    ) -> None:
        """Record what became of a try. `asked` says that the reader waits for the answer: that is
        recorded by whichever process Discord gave the click to.
        """
        now = self._clock.now()
        following = next_try(entry, tries=admission.attempts + 1, now=now)
        async with self._database.transaction() as db:
            if not asked:
                await lease.hold(db, self._outbox.epoch)
            if isinstance(entry, Inside):
                await admissions.record(db, admission, entry.thread_id)
            elif following is not None:
                outside = isinstance(entry, Full)
                await admissions.put_off(db, admission, following, outside=outside)
            else:
                key = (admission.serial_id, admission.instalment, admission.user_id)
                await admissions.forget(db, *key)
        if isinstance(entry, Barred):
            await self._tell(serial, admission.instalment, entry.reason)

    async def _tell(self, serial: Serial, instalment: int, reason: str) -> None:
        now = self._clock.now()
        if now < self._told.get(serial.serial_id, now) <= now + _TOLD_FOR:
            return
        self._told[serial.serial_id] = now + _TOLD_FOR
        said = {"title": serial.title, "number": str(instalment)}
        await self._outbox.tell(serial, f"{_BARRED}\n{literal(reason)}", said)


_BARRED = (
    "I can't let readers into the discussion of instalment {number} of “{title}”; those who wait "
    "are let in as soon as I can."
)


async def _plan(db: Connection, key: Key, channel_id: int, position: int, now: datetime) -> None:
    """Plan a part that is looked for first: before a copy was put back it may have been there."""
    await deliveries.add(db, key, channel_id, position, None)
    look = Move(State.UNKNOWN, not_before=now)
    await deliveries.move_to(db, key, look, was=State.PLANNED)
