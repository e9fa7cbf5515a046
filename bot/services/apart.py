"""Keeping each one's work apart: what breaks stops nobody else, and is left in peace for a moment.

Whose work it is, is a number: a serial's, or a subscription's.
"""

from collections.abc import Awaitable
from datetime import datetime, timedelta

from bot.services.alarm import Alarm
from bot.services.complaints import Complaints
from bot.services.ports import Clock
from bot.storage.errors import LeaseLostError

PATIENCE = timedelta(seconds=30)
"""How long what could not be dealt with waits, so that it never spins a loop."""


class Apart:
    """Does each one's work by itself. What breaks is logged as `trouble`, with its {number}.

    All of it raises `LeaseLostError`: where another process has taken over, nobody is served.
    """

    def __init__(self, clock: Clock, alarm: Alarm, complaints: Complaints, trouble: str) -> None:
        self._clock = clock
        self._alarm = alarm
        self._complaints = complaints
        self._trouble = trouble
        self._resting: dict[int, datetime] = {}

    async def do(self, whose: int, work: Awaitable[None]) -> bool:
        """Do some work; its errors are logged and stop no other. False where it broke."""
        try:
            await work
        except LeaseLostError:
            raise
        except Exception as error:
            self._complaints.log(self._trouble.format(number=whose), error)
            return False
        return True

    async def serve(self, whose: int, work: Awaitable[None]) -> None:
        """Do some work; where it breaks, who it is for rests for a moment."""
        if not await self.do(whose, work):
            self._resting[whose] = self._clock.now() + PATIENCE
            self._alarm.bring_forward(self._resting[whose])

    def rests(self, whose: int, now: datetime) -> bool:
        """Whether one whose work broke is to be left in peace."""
        # What is to rest longer than anybody does, does so by a clock that was set back since.
        return now < self._resting.get(whose, now) <= now + PATIENCE

    def wakes(self, now: datetime) -> list[datetime]:
        """Say until when each of them rests."""
        self._resting = {whose: until for whose, until in self._resting.items() if until > now}
        return list(self._resting.values())
