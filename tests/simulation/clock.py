"""The clocks: the true time, which Discord goes by, and what the bot's machine takes it for."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.app import LONGEST_SLEEP

BEGIN = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)


class WorldClock:
    """The machine's clock, `bot.services.ports.Clock`; `true` is what it should say.

    The loop's time is the machine's steady clock: it stands while the machine sleeps.
    """

    def __init__(self) -> None:
        self._slept = timedelta(0)
        self._wrong = timedelta(0)
        self._sleepers: dict[asyncio.Future[None], asyncio.TimerHandle] = {}
        self.latest = BEGIN
        """The latest moment that the bot's clock has ever said."""

    @property
    def true(self) -> datetime:
        """The time in the world."""
        steady = timedelta(seconds=asyncio.get_running_loop().time())
        return BEGIN + steady + self._slept

    @property
    def wrong(self) -> timedelta:
        """How far the machine's clock is ahead of the time."""
        return self._wrong

    def now(self) -> datetime:
        """What the machine's clock says."""
        moment = self.true + self._wrong
        self.latest = max(self.latest, moment)
        return moment

    async def sleep_until(self, when: datetime) -> None:
        """Sleep until the clock says so.

        The real one wakes every 30 seconds to look at the clock again; here it is woken within
        them, if the clock was changed, and else not in vain.
        """
        loop = asyncio.get_running_loop()
        sleeper: asyncio.Future[None] = loop.create_future()
        seconds = max((when - self.now()).total_seconds(), 0.0)
        self._sleepers[sleeper] = loop.call_later(seconds, _wake, sleeper)
        try:
            await sleeper
        finally:
            self._sleepers.pop(sleeper).cancel()

    def jump(self, by: timedelta) -> None:
        """Set the machine's clock, wrongly or back to what it should say."""
        self._wrong += by
        self._changed()

    def suspend(self, span: timedelta) -> None:
        """Let the machine sleep: time passes and nothing in it notices."""
        self._slept += span
        self._changed()

    def _changed(self) -> None:
        loop = asyncio.get_running_loop()
        for sleeper, handle in list(self._sleepers.items()):
            at = min(handle.when(), loop.time() + LONGEST_SLEEP.total_seconds())
            handle.cancel()
            self._sleepers[sleeper] = loop.call_at(at, _wake, sleeper)


def _wake(sleeper: asyncio.Future[None]) -> None:
    if not sleeper.done():
        sleeper.set_result(None)
