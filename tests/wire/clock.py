"""The stand-in's time and its ids, which are made of it."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""Where Discord's ids begin (Discord, API reference, "Snowflakes")."""


@dataclass(slots=True)
class WireClock:
    """The machine's time, moved on as far as somebody asked, and perhaps faster.

    `origin` is when it began, in seconds since 1970; from there a second of the machine's is `rate`
    of its own. Two processes with the same three numbers have the same time.
    """

    origin: float = field(default_factory=time.time)
    rate: float = 1.0
    ahead: float = 0.0
    """Seconds."""

    def now(self) -> datetime:
        """The moment, UTC."""
        passed = (time.time() - self.origin) * self.rate
        return datetime.fromtimestamp(self.origin + passed + self.ahead, UTC)

    def jump(self, seconds: float) -> None:
        """Go on (or back) by so many seconds at once."""
        self.ahead += seconds


class Snowflakes:
    """Ids that rise with the time, and also where the clock is set back."""

    def __init__(self, clock: WireClock) -> None:
        self._clock = clock
        self._last = 0

    def new(self) -> int:
        """Make an id that nothing else has."""
        milliseconds = (self._clock.now() - _EPOCH) // timedelta(milliseconds=1)
        self._last = max(milliseconds << 22, self._last + 1)
        return self._last


def moment_of(snowflake: int) -> datetime:
    """Say when an id was made."""
    return _EPOCH + timedelta(milliseconds=snowflake >> 22)
