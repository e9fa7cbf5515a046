"""The dispatch of drops: plan what is due, and keep a lane going in every channel with work.

The loop sleeps until something is due. Within a channel one delivery goes out at a time, in order
within its serial; and no serial stops another.
"""

import asyncio
import logging
from collections.abc import Awaitable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from bot.domain.cadence import Drop, Slip, decide
from bot.domain.delivery import State, due
from bot.domain.serial import Serial, SerialState, date_to_come
from bot.services.alarm import Alarm
from bot.services.complaints import Complaints
from bot.services.outbox import Outbox
from bot.services.planning import plan_next
from bot.services.ports import Clock
from bot.services.surveying import Surveyor
from bot.storage import corrections, deliveries, lease, serials
from bot.storage.corrections import Correction
from bot.storage.database import Database
from bot.storage.deliveries import Delivery, Waiting
from bot.storage.errors import LeaseLostError

PACE = timedelta(minutes=10)
"""The time between two instalments that make up for missed dates."""

WORKERS = 64
"""How many channels are posted to at once."""

_PAGE = 100
_IDLE = timedelta(hours=1)
OFFERED_FOR = timedelta(days=7)
"""How long moderators can choose to make up for missed dates."""

_PATIENCE = timedelta(seconds=30)
"""How long what could not be dealt with waits, so that it never spins the loop."""

_log = logging.getLogger(__name__)

_MISSED = "I could not post at {count} dates of “{title}”."
_MISSED_ONE = "I could not post at {count} date of “{title}”."
_NOT_SKIPPED = "Nothing is skipped."
_NEXT_DATE = "The next date is {when}."
_MAKE_UP = (
    "If you would rather make up for it, I can post what was missed now, an instalment every "
    "{minutes} minutes."
)


class Dispatcher:
    """The one that posts. Only one is alive at a time: its lease is taken at boot."""

    def __init__(
        self, database: Database, clock: Clock, outbox: Outbox, surveyor: Surveyor
    ) -> None:
        self._database = database
        self._clock = clock
        self._outbox = outbox
        self._surveyor = surveyor
        self._workers = asyncio.Semaphore(WORKERS)
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._asked: set[int] = set()
        """The channels whose lane is to look once more before it ends."""
        self._alarm = Alarm(clock)
        self._resting: dict[int, datetime] = {}
        self._complaints = Complaints(clock)
        self._telling: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Take the lease and dispatch until cancelled, or until another process takes over."""
        try:
            while not await self._booted():
                await self._alarm.sleep_until(self._clock.now() + _PATIENCE)
            while True:
                await self._alarm.sleep_until(await self._look())
        except LeaseLostError:
            _log.error("Another process has taken over the dispatch; this one posts no more.")
        finally:
            await self._stop()

    async def _booted(self) -> bool:
        try:
            await self._outbox.take_over()
        except Exception as error:
            self._complaints.log("The dispatch could not begin; it tries again", error)
            return False
        self._tell(self._outbox.remind())
        return True

    def wake(self) -> None:
        """Look at once: something was started, resumed or asked for."""
        self._alarm.ring()

    async def tick(self) -> datetime:
        """Plan what is due, start the lanes that have work, and say when to look again.

        Raises `LeaseLostError` where another process has taken over.
        """
        await lease.hold(self._database.reader, self._outbox.epoch)
        now = self._clock.now()
        for channel_id in await self._surveyor.waiting(now):
            self._start_lane(channel_id)
        await self._plan_what_is_due(now)
        for serial in await serials.owing(self._database.reader):
            await self._kept_apart(serial.serial_id, self._make_up(serial, now))
        for head in await deliveries.waiting(self._database.reader):
            if _is_due(head, now) and not self._rests(head.serial_id, now):
                self._start_lane(head.channel_id)
        for correction in await corrections.due(self._database.reader, now):
            if not self._rests(correction.key.serial, now):
                self._start_lane(correction.channel_id)
        return await self._next_look(now)

    async def join(self) -> None:
        """Wait until every lane has run out of work and the desk knows what it should."""
        while self._lanes or self._telling:
            await asyncio.wait({*self._lanes.values(), *self._telling})

    async def _look(self) -> datetime:
        try:
            return await self.tick()
        except LeaseLostError:
            raise
        except Exception as error:
            self._complaints.log(
                "The dispatch could not look at what is due; it tries again", error
            )
            return self._clock.now() + _PATIENCE

    async def _next_look(self, now: datetime) -> datetime:
        heads = await deliveries.waiting(self._database.reader)
        owing = await serials.owing(self._database.reader)
        date = await serials.next_date(self._database.reader)
        correction = await corrections.next_due(self._database.reader, now)
        survey = self._surveyor.next_look(now)
        moments = [now + _IDLE if date is None else date]
        moments += [head.not_before for head in heads if head.not_before is not None]
        moments += [await self._owed_from(serial, now) for serial in owing]
        moments += [moment for moment in (correction, survey) if moment is not None]
        self._resting = {serial: until for serial, until in self._resting.items() if until > now}
        moments += self._resting.values()
        # A lane says when it left something to do; what is overdue beyond that waits a moment.
        return min(moment if moment > now else now + _PATIENCE for moment in moments)

    # ------------------------------------------------------------------ dates

    async def _plan_what_is_due(self, now: datetime) -> None:
        """Plan page by page, so that ten thousand serials of one minute hold nobody up."""
        page = await serials.to_drop(self._database.reader, now, _PAGE)
        while page:
            for serial in page:
                await self._kept_apart(serial.serial_id, self._drop_or_slip(serial, now))
            page = await serials.to_drop(self._database.reader, now, _PAGE, after=page[-1])

    async def _drop_or_slip(self, serial: Serial, now: datetime) -> None:
        missed, dropped = 0, False
        async with self._database.transaction() as db:
            await lease.hold(db, self._outbox.epoch)
            current = await serials.load(db, serial.serial_id)
            if current is None or current.state is not SerialState.RUNNING:
                return
            if current.next_at is None:
                return
            held_up = bool(await deliveries.open_count(db, serial.serial_id))
            decision = decide(current.next_at, current.cadence, now)
            if isinstance(decision, Slip):
                missed = decision.missed
                await serials.set_next(db, serial.serial_id, decision.next_at)
                before = current.missed if held_up else 0
                await serials.set_missed(db, serial.serial_id, before + missed, now)
                # The latest of several missed dates may still be within its grace.
                decision = decide(decision.next_at, current.cadence, now)
            # What is on its way goes first; then this one drops late, or slips.
            if isinstance(decision, Drop) and not held_up:
                await serials.set_next(db, serial.serial_id, decision.next_at)
                await serials.forget_missed(db, serial.serial_id, now - OFFERED_FOR)
                dropped = await plan_next(db, current, now) is not None
            waits = bool(await deliveries.troubles(db, serial.serial_id))
        if dropped:
            self._start_lane(serial.channel_id)
        if missed and not waits:
            self._tell(self._tell_missed(serial.serial_id, missed))

    async def _tell_missed(self, serial_id: int, missed: int) -> None:
        serial = await serials.load(self._database.reader, serial_id)
        if serial is None:
            return
        lines = [_MISSED, _NOT_SKIPPED]
        date = date_to_come(serial, self._clock.now())
        if date is not None:
            lines.append(_NEXT_DATE.replace("{when}", f"<t:{int(date.timestamp())}:F>"))
        await self._outbox.tell(
            serial,
            "\n".join([*lines, _MAKE_UP]),
            {"title": serial.title, "count": missed, "minutes": PACE // timedelta(minutes=1)},
            one=_MISSED_ONE,
            kind="missed",
        )

    def _tell(self, telling: Coroutine[Any, Any, None]) -> None:
        """Tell moderators something beside the dispatch: drops don't wait for it."""
        task = asyncio.create_task(telling)
        self._telling.add(task)
        task.add_done_callback(self._told)

    def _told(self, task: asyncio.Task[None]) -> None:
        self._telling.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._complaints.log("The moderators could not be told", error)

    async def _make_up(self, serial: Serial, now: datetime) -> None:
        if await self._owed_from(serial, now) > now:
            return
        async with self._database.transaction() as db:
            await lease.hold(db, self._outbox.epoch)
            if await deliveries.open_count(db, serial.serial_id):
                return
            current = await serials.load(db, serial.serial_id)
            if current is None or current.state is not SerialState.RUNNING:
                return
            await plan_next(db, current, now)
            await serials.pay_one(db, serial.serial_id)

    async def _owed_from(self, serial: Serial, now: datetime) -> datetime:
        last = await serials.last_planned(self._database.reader, serial.serial_id)
        # One that was planned later than now was so by a clock that has been set back since.
        return now if last is None or last > now else last + PACE

    # ------------------------------------------------------------------ lanes

    def _start_lane(self, channel_id: int) -> None:
        if channel_id in self._lanes:
            self._asked.add(channel_id)
            return
        lane = asyncio.create_task(self._lane(channel_id), name=f"lane of channel {channel_id}")
        self._lanes[channel_id] = lane
        lane.add_done_callback(lambda task: self._lane_ended(channel_id, task))

    def _lane_ended(self, channel_id: int, lane: asyncio.Task[None]) -> None:
        del self._lanes[channel_id]
        if lane.cancelled():
            return
        error = lane.exception()
        if isinstance(error, LeaseLostError):
            self.wake()
        elif error is not None:
            self._complaints.log(
                f"The lane of channel {channel_id} broke off; it is tried again", error
            )
            self._alarm.bring_forward(self._clock.now() + _PATIENCE)
        elif channel_id in self._asked:
            self._start_lane(channel_id)

    async def _stop(self) -> None:
        tasks = {*self._lanes.values(), *self._telling}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _lane(self, channel_id: int) -> None:
        latest: tuple[int, int] | None = None
        async with self._workers:
            served = await self._surveyor.survey(channel_id)
            while True:
                self._asked.discard(channel_id)
                heads = await self._heads_of(channel_id)
                if ready := self._ready(heads):
                    # An instalment is not parted by another serial's: it goes on while it can.
                    head = next(
                        (item for item in ready if _instalment_of(item) == latest), ready[0]
                    )
                    latest = _instalment_of(head)
                    served.add(head.key.serial)
                    await self._served(head.key.serial, self._outbox.advance(head))
                elif correction := await self._correction_in(channel_id):
                    # What is posted already waits for what is due.
                    await self._served(correction.key.serial, self._outbox.correct(correction))
                    self.wake()
                else:
                    await self._leave(heads, served)
                    if channel_id not in self._asked:
                        return

    async def _leave(self, heads: list[Delivery], served: set[int]) -> None:
        """See to it that the loop looks again when a lane has left something to do."""
        for head in heads:
            if head.not_before is not None:
                self._alarm.bring_forward(head.not_before)
        now = self._clock.now()
        if (survey := self._surveyor.next_look(now)) is not None:
            self._alarm.bring_forward(survey)
        for serial_id in served:
            # Its next date, or one to make up for, has waited for what was on its way.
            if await serials.is_waiting(self._database.reader, serial_id, now):
                self.wake()

    async def _served(self, serial_id: int, work: Awaitable[None]) -> None:
        """Do one serial's work; where it breaks, the serial is left in peace for a moment."""
        if not await self._kept_apart(serial_id, work):
            self._resting[serial_id] = self._clock.now() + _PATIENCE
            self._alarm.bring_forward(self._resting[serial_id])

    async def _kept_apart(self, serial_id: int, work: Awaitable[None]) -> bool:
        """Do one serial's work; its errors are logged and stop no other. False where it broke."""
        try:
            await work
        except LeaseLostError:
            raise
        except Exception as error:
            self._complaints.log(
                f"Serial {serial_id} could not be served just now; it is tried again", error
            )
            return False
        return True

    async def _correction_in(self, channel_id: int) -> Correction | None:
        now = self._clock.now()
        due_now = await corrections.due(self._database.reader, now, channel_id)
        return next((item for item in due_now if not self._rests(item.key.serial, now)), None)

    async def _heads_of(self, channel_id: int) -> list[Delivery]:
        """List a channel's heads; an attempt among them is one that nobody is making any more."""
        heads = await deliveries.heads(self._database.reader, channel_id)
        now = self._clock.now()
        broken_off = [
            head
            for head in heads
            if head.state is State.ATTEMPTING and not self._rests(head.key.serial, now)
        ]
        if not broken_off:
            return heads
        for head in broken_off:
            await self._served(head.key.serial, self._outbox.abandon(head))
        return await deliveries.heads(self._database.reader, channel_id)

    def _ready(self, heads: list[Delivery]) -> list[Delivery]:
        now = self._clock.now()
        return [
            head
            for head in heads
            if due(head.state, head.not_before, now) and not self._rests(head.key.serial, now)
        ]

    def _rests(self, serial_id: int, now: datetime) -> bool:
        """Whether a serial that broke is left in peace for a moment, so that it never spins."""
        return now < self._resting.get(serial_id, now) <= now + _PATIENCE


def _is_due(head: Waiting, now: datetime) -> bool:
    """Whether a lane has something to do: what is due, or an attempt that nobody is making."""
    return head.state is State.ATTEMPTING or due(head.state, head.not_before, now)


def _instalment_of(delivery: Delivery) -> tuple[int, int]:
    return delivery.key.serial, delivery.key.instalment
