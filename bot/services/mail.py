"""The mail: plans the letters that are due, and keeps a lane going for every reader with one.

A loop beside the dispatch of drops, under the same lease: trouble with a letter holds up no drop.
"""

import asyncio
from datetime import datetime, timedelta

from bot.domain.cadence import Drop, Slip, decide
from bot.domain.subscription import SubscriptionState
from bot.services.apart import PATIENCE
from bot.services.letterbox import Letterbox
from bot.services.letters import is_dropping, plan_letter
from bot.services.ports import Clock
from bot.services.recalling import Recaller
from bot.services.reminders import plan_reminders
from bot.services.rounds import IDLE, Rounds, Troubles
from bot.storage import deliveries, lease, letters, subscriptions
from bot.storage.database import Database
from bot.storage.letters import Letter

WORKERS = 16
"""How many readers are written to at once."""

DROP_PATIENCE = timedelta(minutes=10)
"""How long a letter with nothing to hold waits for a drop that is on its way."""

_PAGE = 100

_TROUBLES = Troubles(
    taken_over="Another process has taken over the dispatch; this one writes no letters.",
    look="The letters that are due could not be looked at; it is tried again",
    lane="A reader's letters broke off; they are tried again",
    one="Letters could not be served (no. {number}); they are tried again",
)


class Mail(Rounds[Letter]):
    """The one that writes to readers. A lane is a reader, and its work that of subscriptions."""

    def __init__(
        self, database: Database, clock: Clock, letterbox: Letterbox, recaller: Recaller
    ) -> None:
        super().__init__(database, clock, letterbox, workers=WORKERS, troubles=_TROUBLES)
        self._letterbox = letterbox
        self._recaller = recaller

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
            await self._apart.do(serial_id, self._remind(serial_id, now))
        self._start_lanes(await letters.waiting(self._database.reader), now)
        return await self._next_look(now, again=again)

    async def _begin(self) -> None:
        await self._letterbox.begun()

    async def _next_look(self, now: datetime, *, again: bool) -> datetime:
        date = await subscriptions.next_date(self._database.reader)
        heads = await letters.waiting(self._database.reader)
        moments = [now + (PATIENCE if again else IDLE)]
        moments += [date] if date is not None else []
        return self._soonest(moments, heads, now)

    async def _recall(self) -> bool:
        """Learn what was sent since a copy that was put back; say if some is to be tried again."""
        waiting = await subscriptions.to_survey(self._database.reader)
        for subscription, after in waiting:
            recalling = self._recaller.recall(subscription, after)
            await self._apart.do(subscription.subscription_id, recalling)
        return bool(waiting) and bool(await subscriptions.to_survey(self._database.reader))

    # ------------------------------------------------------------------ dates

    async def _plan_what_is_due(self, now: datetime) -> None:
        """Plan page by page: at seven in the morning many want to read."""
        page = await subscriptions.due(self._database.reader, now, _PAGE)
        while page:
            for item in page:
                await self._apart.do(item.subscription_id, self._plan(item.subscription_id, now))
            page = await subscriptions.due(self._database.reader, now, _PAGE, after=page[-1])

    async def _plan(self, subscription_id: int, now: datetime) -> None:
        """Plan the letter of a date, or let a date go that passed too long ago."""
        async with self._database.transaction() as db:
            await lease.hold(db, self._letterbox.epoch)
            current = await subscriptions.load(db, subscription_id)
            if current is None or current.state is not SubscriptionState.ACTIVE:
                return
            if current.rhythm is None or current.next_at is None:
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
            if await plan_letter(db, current) or not waits:
                await subscriptions.set_next(db, subscription_id, decision.next_at)

    async def _remind(self, serial_id: int, now: datetime) -> None:
        dropped = await deliveries.dropped_through(self._database.reader, serial_id)
        if await subscriptions.to_remind(self._database.reader, serial_id, dropped):
            async with self._database.transaction() as db:
                await lease.hold(db, self._letterbox.epoch)
                await plan_reminders(db, serial_id, now)

    # ------------------------------------------------------------------ lanes

    async def _heads(self, lane: int) -> list[Letter]:
        return await letters.heads(self._database.reader, lane)

    def _whose(self, head: Letter) -> int:
        return head.subscription

    async def _leave(self, served: set[int]) -> None:
        if served:
            # A date may have waited for what was on its way.
            self.wake()
