"""The dispatch of drops: plan what is due, and keep a lane going in every channel with work.

The loop sleeps until something is due. Within a channel one delivery goes out at a time, in order
within its serial; and no serial stops another.
"""

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any

from bot.domain.cadence import Drop, Slip, decide
from bot.domain.serial import Serial, SerialState, date_to_come
from bot.services.apart import PATIENCE
from bot.services.outbox import Outbox
from bot.services.planning import plan_next
from bot.services.ports import Clock
from bot.services.rounds import IDLE, Rounds, Troubles
from bot.services.surveying import Surveyor
from bot.storage import corrections, deliveries, lease, serials
from bot.storage.corrections import Correction
from bot.storage.database import Database
from bot.storage.deliveries import Delivery

PACE = timedelta(minutes=10)
"""The time between two instalments that make up for missed dates."""

OFFERED_FOR = timedelta(days=7)
"""How long moderators can choose to make up for missed dates."""

WORKERS = 64
"""How many channels are posted to at once."""

_PAGE = 100

_TROUBLES = Troubles(
    taken_over="Another process has taken over the dispatch; this one posts no more.",
    look="The dispatch could not look at what is due; it tries again",
    lane="The lane of channel {lane} broke off; it is tried again",
    one="Serial {number} could not be served just now; it is tried again",
)

_MISSED = "I could not post at {count} dates of “{title}”."
_MISSED_ONE = "I could not post at {count} date of “{title}”."
_NOT_SKIPPED = "Nothing is skipped."
_NEXT_DATE = "The next date is {when}."
_MAKE_UP = (
    "If you would rather make up for it, I can post what was missed now, an instalment every "
    "{minutes} minutes."
)


class Dispatcher(Rounds[Delivery]):
    """The one that posts. Only one is alive at a time: its lease is taken at boot.

    A lane is a channel, and the work done in it that of its serials.
    """

    def __init__(
        self, database: Database, clock: Clock, outbox: Outbox, surveyor: Surveyor
    ) -> None:
        super().__init__(database, clock, outbox, workers=WORKERS, troubles=_TROUBLES)
        self._outbox = outbox
        self._surveyor = surveyor
        self._telling: set[asyncio.Task[None]] = set()

    async def tick(self) -> datetime:
        """Plan what is due, start the lanes that have work, and say when to look again.

        Raises `LeaseLostError` where another process has taken over.
        """
        await lease.hold(self._database.reader, self._outbox.epoch)
        now = self._clock.now()
        for channel_id in await self._surveyor.waiting(now):
            self._lanes.start(channel_id)
        await self._plan_what_is_due(now)
        for serial in await serials.owing(self._database.reader):
            await self._apart.do(serial.serial_id, self._make_up(serial, now))
        self._start_lanes(await deliveries.waiting(self._database.reader), now)
        for correction in await corrections.due(self._database.reader, now):
            if not self._apart.rests(correction.key.serial, now):
                self._lanes.start(correction.channel_id)
        return await self._next_look(now)

    async def join(self) -> None:
        """Wait until every lane has run out of work and the desk knows what it should."""
        while tasks := self._lanes.tasks | self._telling:
            await asyncio.wait(tasks)

    async def _begin(self) -> None:
        while not await self._booted():
            await self._alarm.sleep_until(self._clock.now() + PATIENCE)

    async def _booted(self) -> bool:
        try:
            await self._outbox.take_over()
        except Exception as error:
            self._complaints.log("The dispatch could not begin; it tries again", error)
            return False
        self._tell(self._outbox.remind())
        return True

    async def _stop(self) -> None:
        await super()._stop()
        for task in self._telling:
            task.cancel()
        await asyncio.gather(*self._telling, return_exceptions=True)

    async def _next_look(self, now: datetime) -> datetime:
        heads = await deliveries.waiting(self._database.reader)
        owing = await serials.owing(self._database.reader)
        date = await serials.next_date(self._database.reader)
        correction = await corrections.next_due(self._database.reader, now)
        survey = self._surveyor.next_look(now)
        moments = [now + IDLE if date is None else date]
        moments += [await self._owed_from(serial, now) for serial in owing]
        moments += [moment for moment in (correction, survey) if moment is not None]
        return self._soonest(moments, heads, now)

    # ------------------------------------------------------------------ dates

    async def _plan_what_is_due(self, now: datetime) -> None:
        """Plan page by page, so that ten thousand serials of one minute hold nobody up."""
        page = await serials.to_drop(self._database.reader, now, _PAGE)
        while page:
            for serial in page:
                await self._apart.do(serial.serial_id, self._drop_or_slip(serial, now))
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
            self._lanes.start(serial.channel_id)
        if missed and not waits:
            self._tell(self._tell_missed(serial.serial_id, missed))

    async def _tell_missed(self, serial_id: int, missed: int) -> None:
        serial = await serials.load(self._database.reader, serial_id)
        if serial is None:
            return
        date = date_to_come(serial, self._clock.now())
        when = f"<t:{int(date.timestamp())}:F>" if date is not None else None
        following = [_NEXT_DATE.replace("{when}", when)] if when is not None else []
        await self._outbox.tell(
            serial,
            "\n".join([_MISSED, _NOT_SKIPPED, *following, _MAKE_UP]),
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

    async def _heads(self, lane: int) -> list[Delivery]:
        return await deliveries.heads(self._database.reader, lane)

    def _whose(self, head: Delivery) -> int:
        return head.key.serial

    def _whole(self, head: Delivery) -> tuple[int, int]:
        return head.key.serial, head.key.instalment

    async def _enter(self, lane: int) -> set[int]:
        """Survey the channel first: nothing goes out before it is known what did."""
        return await self._surveyor.survey(lane)

    async def _do_beside(self, lane: int) -> bool:
        """Correct a message: what is posted already waits for what is due."""
        correction = await self._correction_in(lane)
        if correction is None:
            return False
        await self._apart.serve(correction.key.serial, self._outbox.correct(correction))
        self.wake()
        return True

    async def _correction_in(self, channel_id: int) -> Correction | None:
        now = self._clock.now()
        found = await corrections.due(self._database.reader, now, channel_id)
        return next((item for item in found if not self._apart.rests(item.key.serial, now)), None)

    async def _leave(self, served: set[int]) -> None:
        now = self._clock.now()
        if (survey := self._surveyor.next_look(now)) is not None:
            self._alarm.bring_forward(survey)
        for serial_id in served:
            # Its next date, or one to make up for, has waited for what was on its way.
            if await serials.is_waiting(self._database.reader, serial_id, now):
                self.wake()
