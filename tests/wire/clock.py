"""The stand-in's time and its ids, which are made of it."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""Where Discord's ids begin (Discord, API reference, "Snowflakes")."""


class WireClock:
    """The machine's time, moved on as far as somebody asked."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    @property
    def ahead(self) -> float:
        """How many seconds it is ahead of the machine."""
        return self._ahead.total_seconds()

    def now(self) -> datetime:
        """The moment, UTC."""
        return datetime.now(UTC) + self._ahead

    def jump(self, seconds: float) -> None:
        """Go on (or back) by so many seconds at once."""
        self._ahead += timedelta(seconds=seconds)


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
