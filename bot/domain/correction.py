"""Corrections: a message that was posted is edited, because its passage has a new text.

An edit may be made twice without harm, so it needs no more than to be tried until it is done.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.delivery import Failed, Outcome, Retry, Sent, Unknown, pause_after

REFUSED_PAUSE = timedelta(hours=1)
"""How long to wait after Discord said no: moderators are told and may have mended it."""
MOST_ATTEMPTS = 200
"""After so many attempts it is given up."""


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be recorded of a correction: done, or later; and what moderators should know."""

    later: datetime | None
    reason: str | None = None

    @property
    def done(self) -> bool:
        """Whether nothing is left to do: it is edited, or can never be."""
        return self.later is None


def after_edit(outcome: Outcome, *, attempts: int, now: datetime) -> Next:
    """Say what becomes of a correction. `attempts` counts this one.

    A message that was deleted is done, and so is one whose channel is gone: nobody misses it.
    """
    if attempts >= MOST_ATTEMPTS:
        return Next(None)
    match outcome:
        case Sent():
            return Next(None)
        case Retry(after):
            return Next(now + max(after, pause_after(attempts)))
        case Unknown():
            return Next(now + pause_after(attempts))
        case Failed(reason, lasting):
            return Next(None) if lasting else Next(now + REFUSED_PAUSE, reason)
