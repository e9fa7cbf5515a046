"""The mail: plans the letters that are due, and keeps a lane going for every reader with one.

A loop beside the dispatch of drops, under the same lease: trouble with a letter holds up no drop.
"""

import asyncio
import logging
from collections.abc import Awaitable
from datetime import datetime, timedelta

from bot.domain.cadence import Drop, Slip, decide
from bot.domain.delivery import State, due
from bot.services.alarm import Alarm
from bot.services.complaints import Complaints
from bot.services.lanes import Lanes
from bot.services.letterbox import Letterbox
from bot.services.letters import is_dropping, plan_letter
from bot.services.ports import Clock
from bot.services.recalling import Recaller
from bot.services.reminders import plan_reminders
from bot.storage import deliveries, lease, letters, subscriptions
from bot.storage.database import Database
from bot.storage.errors import LeaseLostError
from bot.storage.letters import Letter

WORKERS = 16
"""How many readers are written to at once."""

DROP_PATIENCE = timedelta(minutes=10)
"""How long a letter with nothing to hold waits for a drop that is on its way."""

_PAGE = 100
_IDLE = timedelta(hours=1)
_PATIENCE = timedelta(seconds=30)
"""How long what could not be dealt with waits, so that it never spins the loop."""

_log = logging.getLogger(__name__)


class Mail:
    """The one that writes to readers."""

    def __init__(
        self, database: Database, clock: Clock, letterbox: Letterbox, recaller: Recaller
    ) -> None:
        self._database = database
        self._clock = clock
        self._letterbox = letterbox
        self._recaller = recaller
        self._alarm = Alarm(clock)
        self._complaints = Complaints(clock)
        self._lanes = Lanes(self._walk, self._broke, WORKERS)
        self._resting: dict[int, datetime] = {}

    async def run(self) -> None:
        """Write letters until cancelled, or until another process takes the dispatch over."""
        try:
            await self._letterbox.begun()
            while True:
                await self._alarm.sleep_until(await self._look())
        except LeaseLostError:
            _log.error("Another process has taken over the dispatch; this one writes no letters.")
        finally:
            await self._lanes.stop()

    def wake(self) -> None:
        """Look at once: something has dropped, or was asked for."""
        self._alarm.ring()

    async def send_now(self, user_id: int, patience: timedelta) -> None:
        """Send a reader what is planned for them; wait for it, but not for ever."""
        self._lanes.start(user_id)
        try:
            async with asyncio.timeout(patience.total_seconds()):
                await self._lanes.rest(user_id)
        except TimeoutError:
            # It goes on by itself.
            return

    async def tick(self) -> datetime:
        """Plan what is due, start the lanes that have work, and say when to look again.

        Raises `LeaseLostError` where another process has taken over.
        """
        await lease.hold(self._database.reader, self._letterbox.epoch)
        now = self._clock.now()
        again = await self._recall()
        await self._plan_what_is_due(now)
        for serial_id in await subscriptions.reminded_serials(self._database.reader):
            await self._kept_apart(serial_id, self._remind(serial_id, now))
        for head in await letters.waiting(self._database.reader):
            if self._is_ready(head, now):
                self._lanes.start(head.user_id)
        soon = now + _PATIENCE if again else now + _IDLE
        return min(await self._next_look(now), soon)

    async def join(self) -> None:
        """Wait until every lane has run out of work."""
        await self._lanes.join()

    async def _look(self) -> datetime:
        try:
            return await self.tick()
        except LeaseLostError:
            raise
        except Exception as error:
            self._complaints.log("The letters that are due could not be looked at", error)
            return self._clock.now() + _PATIENCE

    async def _next_look(self, now: datetime) -> datetime:
        date = await subscriptions.next_date(self._database.reader)
        heads = await letters.waiting(self._database.reader)
        self._resting = {key: until for key, until in self._resting.items() if until > now}
        moments = [now + _IDLE, *self._resting.values()]
        moments += [date] if date is not None else []
        moments += [head.not_before for head in heads if head.not_before is not None]
        return min(moment if moment > now else now + _PATIENCE for moment in moments)

    async def _recall(self) -> bool:
        """Learn what was sent since a copy that was put back; say if some is to be tried again."""
        again = False
        for subscription, after in await subscriptions.to_survey(self._database.reader):
            again |= not await self._recaller.recall(subscription, after)
        return again

    # ------------------------------------------------------------------ dates

    async def _plan_what_is_due(self, now: datetime) -> None:
        """Plan page by page: at seven in the morning many want to read."""
        page = await subscriptions.due(self._database.reader, now, _PAGE)
        while page:
            for item in page:
                await self._kept_apart(item.subscription_id, self._plan(item.subscription_id, now))
            page = await subscriptions.due(self._database.reader, now, _PAGE, after=page[-1])

    async def _plan(self, subscription_id: int, now: datetime) -> None:
        """Plan the letter of a date, or let a date go that passed too long ago."""
        async with self._database.transaction() as db:
            await lease.hold(db, self._letterbox.epoch)
            current = await subscriptions.load(db, subscription_id)
            if current is None or current.rhythm is None or current.next_at is None:
                return
            held_up = bool(await letters.open_count(db, subscription_id))
            decision = decide(current.next_at, current.rhythm.cadence, now)
            if isinstance(decision, Slip):
                await subscriptions.set_next(db, subscription_id, decision.next_at)
                # The latest of several missed dates may still be within its grace.
                decision = decide(decision.next_at, current.rhythm.cadence, now)
            # What is on its way goes first; then this one goes late, or slips.
            if not isinstance(decision, Drop) or held_up:
                return
            waits = now - current.next_at <= DROP_PATIENCE and await is_dropping(
                db, current.serial_id, now
            )
            if await plan_letter(db, current, now) or not waits:
                await subscriptions.set_next(db, subscription_id, decision.next_at)

    async def _remind(self, serial_id: int, now: datetime) -> None:
        dropped = await deliveries.dropped_through(self._database.reader, serial_id)
        if await subscriptions.to_remind(self._database.reader, serial_id, dropped):
            async with self._database.transaction() as db:
                await lease.hold(db, self._letterbox.epoch)
                await plan_reminders(db, serial_id, now)

    # ------------------------------------------------------------------ lanes

    async def _walk(self, user_id: int) -> None:
        latest: int | None = None
        while True:
            self._lanes.heard(user_id)
            heads = await self._heads_of(user_id)
            now = self._clock.now()
            if ready := [head for head in heads if self._is_ready(head, now)]:
                # A letter is not parted by another story's: it goes on while it can.
                head = next((item for item in ready if item.subscription == latest), ready[0])
                latest = head.subscription
                await self._served(latest, self._letterbox.advance(head))
                continue
            for head in heads:
                if head.not_before is not None:
                    self._alarm.bring_forward(head.not_before)
            if not self._lanes.is_asked(user_id):
                # A date may have waited for what was on its way.
                self.wake()
                return

    async def _heads_of(self, user_id: int) -> list[Letter]:
        """List a reader's heads; an attempt among them is one that nobody is making any more."""
        heads = await letters.heads(self._database.reader, user_id)
        broken_off = [head for head in heads if head.state is State.ATTEMPTING]
        for head in broken_off:
            await self._served(head.subscription, self._letterbox.abandon(head))
        return await letters.heads(self._database.reader, user_id) if broken_off else heads

    async def _served(self, subscription_id: int, work: Awaitable[None]) -> None:
        """Do one subscription's work; where it breaks, it is left in peace for a moment."""
        if not await self._kept_apart(subscription_id, work):
            self._resting[subscription_id] = self._clock.now() + _PATIENCE
            self._alarm.bring_forward(self._resting[subscription_id])

    async def _kept_apart(self, number: int, work: Awaitable[None]) -> bool:
        """Do some work for readers; its errors are logged and stop no other. False if so."""
        try:
            await work
        except LeaseLostError:
            raise
        except Exception as error:
            self._complaints.log(
                f"Letters could not be served (no. {number}); it is tried again", error
            )
            return False
        return True

    def _broke(self, user_id: int, error: BaseException) -> None:
        del user_id
        if not isinstance(error, LeaseLostError):
            self._complaints.log("A reader's letters broke off; they are tried again", error)
            self._alarm.bring_forward(self._clock.now() + _PATIENCE)
        else:
            self.wake()

    def _is_ready(self, head: Letter, now: datetime) -> bool:
        if now < self._resting.get(head.subscription, now) <= now + _PATIENCE:
            return False
        return head.state is State.ATTEMPTING or due(head.state, head.not_before, now)
