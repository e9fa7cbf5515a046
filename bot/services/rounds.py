"""Rounds: look at what is due, walk every lane that has work, and sleep until there is more.

The steps are the same for what drops into channels (`dispatch`) and for what goes to readers
(`mail`). They differ in what is planned and when, and in whose work a lane does: that of the
serials of one channel, or of the subscriptions of one reader.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.domain.delivery import State, due
from bot.services.alarm import Alarm
from bot.services.apart import PATIENCE, Apart
from bot.services.carrying import Carrier
from bot.services.complaints import Complaints
from bot.services.lanes import Lanes
from bot.services.ports import Clock
from bot.storage.database import Database
from bot.storage.deliveries import Delivery
from bot.storage.errors import LeaseLostError
from bot.storage.outboxes import Waiting

IDLE = timedelta(hours=1)
"""How long a loop sleeps that has no date to wait for."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Troubles:
    """How the log names what may go wrong.

    `look`: nothing could be looked at; `lane`: that of {lane} broke off; `one`: what is {number}'s
    could not be done.
    """

    taken_over: str
    look: str
    lane: str
    one: str


T = TypeVar("T", bound=Delivery)


class Rounds(ABC, Generic[T]):
    """A loop that keeps a lane going wherever there is work.

    In a lane one message goes out at a time; lanes hold up each other as little as those whose work
    they do.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        carrier: Carrier[T],
        *,
        workers: int,
        troubles: Troubles,
    ) -> None:
        self._database = database
        self._clock = clock
        self._carrier = carrier
        self._troubles = troubles
        self._alarm = Alarm(clock)
        self._complaints = Complaints(clock)
        self._apart = Apart(clock, self._alarm, self._complaints, troubles.one)
        self._lanes = Lanes(self._walk, self._broke_off, workers)

    async def run(self) -> None:
        """Go round until cancelled, or until another process takes the dispatch over."""
        try:
            await self._begin()
            while True:
                await self._alarm.sleep_until(await self._look())
        except LeaseLostError:
            _log.error(self._troubles.taken_over)
        finally:
            await self._stop()

    def wake(self) -> None:
        """Look at once: something has changed, or was asked for."""
        self._alarm.ring()

    @abstractmethod
    async def tick(self) -> datetime:
        """Plan what is due, start the lanes that have work, and say when to look again.

        Raises `LeaseLostError` where another process has taken over.
        """

    async def join(self) -> None:
        """Wait until every lane has run out of work."""
        await self._lanes.join()

    # ------------------------------------------------------------------ what differs

    @abstractmethod
    async def _begin(self) -> None:
        """See to it that the lease is taken."""

    @abstractmethod
    async def _heads(self, lane: int) -> list[T]:
        """List what is first to go in a lane, of each whose work it does."""

    @abstractmethod
    def _whose(self, head: T) -> int:
        """Say whose work it is: who rests where it breaks."""

    def _whole(self, head: T) -> object:
        """Say what it is a part of. That is not parted by another's: it goes on while it can."""
        return self._whose(head)

    async def _enter(self, lane: int) -> set[int]:
        """Do what comes before all else in a lane; say whom it has served."""
        del lane
        return set()

    async def _do_beside(self, lane: int) -> bool:
        """Do one thing that waits for what is due; False where there is none."""
        del lane
        return False

    @abstractmethod
    async def _leave(self, served: set[int]) -> None:
        """See to it that the loop looks again, where a lane has left something to do."""

    async def _stop(self) -> None:
        """End all that was begun."""
        await self._lanes.stop()

    # ------------------------------------------------------------------ the loop

    async def _look(self) -> datetime:
        try:
            return await self.tick()
        except LeaseLostError:
            raise
        except Exception as error:
            self._complaints.log(self._troubles.look, error)
            return self._clock.now() + PATIENCE

    def _start_lanes(self, heads: Iterable[Waiting], now: datetime) -> None:
        for head in heads:
            # An attempt that is still called one is one that nobody is making any more.
            ready = head.state is State.ATTEMPTING or due(head.state, head.not_before, now)
            if ready and not self._apart.rests(head.whose, now):
                self._lanes.start(head.lane)

    def _soonest(
        self, moments: Iterable[datetime], heads: Iterable[Waiting], now: datetime
    ) -> datetime:
        """Say when to look again: at the first of some moments, or for what waits."""
        soon = [*moments, *self._apart.wakes(now)]
        soon += [head.not_before for head in heads if head.not_before is not None]
        # A lane says when it left something to do; what is overdue beyond that waits a moment.
        return min(moment if moment > now else now + PATIENCE for moment in soon)

    # ------------------------------------------------------------------ a lane

    async def _walk(self, lane: int) -> None:
        latest: object = None
        served = await self._enter(lane)
        while True:
            self._lanes.heard(lane)
            heads = await self._unbroken(lane)
            if ready := self._ready(heads):
                head = next((item for item in ready if self._whole(item) == latest), ready[0])
                latest = self._whole(head)
                served.add(self._whose(head))
                await self._apart.serve(self._whose(head), self._carrier.advance(head))
            elif not await self._do_beside(lane):
                for head in heads:
                    if head.not_before is not None:
                        self._alarm.bring_forward(head.not_before)
                await self._leave(served)
                if not self._lanes.is_asked(lane):
                    return

    async def _unbroken(self, lane: int) -> list[T]:
        """List a lane's heads; an attempt among them is one that nobody is making any more."""
        heads, now = await self._heads(lane), self._clock.now()
        broken_off = [
            head
            for head in heads
            if head.state is State.ATTEMPTING and not self._apart.rests(self._whose(head), now)
        ]
        for head in broken_off:
            await self._apart.serve(self._whose(head), self._carrier.abandon(head))
        return await self._heads(lane) if broken_off else heads

    def _ready(self, heads: Iterable[T]) -> list[T]:
        now = self._clock.now()
        return [
            head
            for head in heads
            if due(head.state, head.not_before, now)
            and not self._apart.rests(self._whose(head), now)
        ]

    def _broke_off(self, lane: int, error: BaseException) -> None:
        if isinstance(error, LeaseLostError):
            # The loop finds that out, and ends.
            self.wake()
            return
        self._complaints.log(self._troubles.lane.format(lane=lane), error)
        self._alarm.bring_forward(self._clock.now() + PATIENCE)
