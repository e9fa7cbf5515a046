"""The alarm that the dispatch sleeps by: it rings when due, sooner if asked, at once if woken."""

import asyncio
from datetime import datetime

from bot.services.ports import Clock


class Alarm:
    """One sleeper at a time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._soonest: datetime | None = None
        self._woken = False
        self._nap: asyncio.Task[None] | None = None

    def ring(self) -> None:
        """Wake the sleeper at once; if nobody sleeps, nobody will fall asleep."""
        self._woken = True
        self._disturb()

    def bring_forward(self, moment: datetime) -> None:
        """Ring at a moment, if it would have rung later."""
        if self._soonest is None or moment < self._soonest:
            self._soonest = moment
            self._disturb()

    async def sleep_until(self, until: datetime) -> None:
        """Sleep until a moment, or until it rings; whoever sleeps looks at the clock again."""
        while not self._woken:
            aim = self._aim(until)
            self._nap = asyncio.create_task(self._clock.sleep_until(aim))
            try:
                await asyncio.wait({self._nap})
            finally:
                self._nap.cancel()
                self._nap = None
            if self._aim(until) == aim:
                break
        self._woken = False
        self._soonest = None

    def _aim(self, until: datetime) -> datetime:
        return until if self._soonest is None else min(until, self._soonest)

    def _disturb(self) -> None:
        if self._nap is not None:
            self._nap.cancel()
