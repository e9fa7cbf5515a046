"""Letting readers into discussions behind a gate: what became of a try, and when the next one is.

Trying again is harmless: who is in a thread already is let in once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.delivery import LONGEST_WAIT, pause_after

MOST_EARLIER = 10
"""Into how many of the latest discussions up to an instalment a reader is let at once."""


@dataclass(frozen=True, slots=True)
class Inside:
    """They are in this thread, and it is open."""

    thread_id: int


@dataclass(frozen=True, slots=True)
class Full:
    """The thread has all the members it may have."""


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no such thread any more, or no such member."""


@dataclass(frozen=True, slots=True)
class Barred:
    """Discord said no. `reason` tells moderators what to do."""

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """Discord did not answer, or asks to wait."""

    after: timedelta = timedelta(0)


Entry = Inside | Full | Gone | Barred | Later
"""What became of a try to let somebody in."""


def next_try(entry: Entry, *, tries: int, now: datetime) -> datetime | None:
    """Say when to try again; None where nothing is left to try. `tries` counts this one."""
    match entry:
        case Inside() | Gone():
            return None
        case Barred():
            return now + LONGEST_WAIT
        case Full():
            return now + pause_after(tries)
        case Later(after):
            return now + min(max(after, pause_after(tries)), LONGEST_WAIT)
