"""What goes wrong on the way to Discord, and how often."""

import random
from dataclasses import dataclass
from enum import StrEnum

LATEST_COMMIT = 45.0
"""Seconds after which a request that was on its way arrives at last, if it ever does."""


class Fault(StrEnum):
    """How an attempt goes. `before` and `after` mean the moment when Discord has the message."""

    NONE = "none"
    ERROR_BEFORE = "5xx before"
    ERROR_AFTER = "5xx after"
    RESET_BEFORE = "reset before"
    RESET_AFTER = "reset after"
    TIMEOUT_BEFORE = "time-out before"
    TIMEOUT_AFTER = "time-out after"
    TIMEOUT_LATE = "time-out, posted late"
    LIMITED = "rate limit"
    LIMITED_LONG = "rate limit, long"
    NO_CONNECTION = "no connection"
    REFUSED = "refused once"
    FORBIDDEN = "forbidden"
    GONE = "channel gone"

    @property
    def commits(self) -> bool:
        """Whether Discord has the message all the same."""
        return self in {
            Fault.NONE,
            Fault.ERROR_AFTER,
            Fault.RESET_AFTER,
            Fault.TIMEOUT_AFTER,
            Fault.TIMEOUT_LATE,
        }

    @property
    def times_out(self) -> bool:
        """Whether nobody answers."""
        return self in {Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER, Fault.TIMEOUT_LATE}


_STORMY = {
    Fault.ERROR_BEFORE: 4,
    Fault.ERROR_AFTER: 4,
    Fault.RESET_BEFORE: 2,
    Fault.RESET_AFTER: 4,
    Fault.TIMEOUT_BEFORE: 2,
    Fault.TIMEOUT_AFTER: 4,
    Fault.TIMEOUT_LATE: 4,
    Fault.LIMITED: 4,
    Fault.LIMITED_LONG: 1,
    Fault.NO_CONNECTION: 2,
    Fault.REFUSED: 1,
}
_OUTAGE = {Fault.ERROR_BEFORE: 3, Fault.TIMEOUT_BEFORE: 2, Fault.NO_CONNECTION: 5}


@dataclass(slots=True)
class Weather:
    """How bad it is just now: `bad` is the part of the attempts that go wrong, 0 to 1."""

    chance: random.Random
    bad: float = 0.0
    outage: bool = False

    def fault(self) -> Fault:
        """Draw how an attempt goes."""
        if self.outage:
            return self._drawn(_OUTAGE)
        return self._drawn(_STORMY) if self.chance.random() < self.bad else Fault.NONE

    def look_fails(self) -> bool:
        """Draw whether a look into the history gives no answer."""
        return self.outage or self.chance.random() < self.bad

    def _drawn(self, table: dict[Fault, int]) -> Fault:
        return self.chance.choices(list(table), list(table.values()))[0]
