"""Corrections: a message that was posted is edited, because its passage has a new text.

An edit may be made twice without harm, so it needs no more than to be tried until it is done,
however long that takes: a right that was taken away may come back after weeks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.delivery import (
    Failed,
    Missing,
    Outcome,
    Retry,
    Sent,
    Unknown,
    Unreadable,
    pause_after,
)

RARELY = timedelta(hours=1)
"""How long to wait after Discord said no: moderators are told and may have mended it."""
MANY = 200
"""After so many attempts it is tried no more often than that, whatever is in the way."""


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be recorded of a correction: done, or later; and what moderators should know."""

    later: datetime | None
    """When to try again; None where nothing is left to do: it is edited, or can never be."""
    reason: str | None = None
    unfound: bool = False
    """Whether the message was looked for and the channel can't be looked through: no other edit is
    held up by that.
    """


def after_look(sighting: Missing | Unreadable, *, attempts: int, now: datetime) -> Next:
    """Say what becomes of a correction whose message was looked for in vain: a moderator said that
    it is there, so its id is not known. `attempts` counts this one.

    What is not there, or no more, needs none.
    """
    match sighting:
        case Missing():
            return Next(None)
        case Unreadable(passing=True):
            return Next(now + _pause(attempts))
        case Unreadable():
            return Next(now + RARELY, unfound=True)


def after_edit(outcome: Outcome, *, attempts: int, now: datetime) -> Next:
    """Say what becomes of a correction. `attempts` counts this one.

    A message that was deleted is done, and so is one whose channel is gone: nobody misses it.
    """
    match outcome:
        case Sent():
            return Next(None)
        case Retry(after):
            return Next(now + max(after, _pause(attempts)))
        case Unknown():
            return Next(now + _pause(attempts))
        case Failed(reason, lasting):
            return Next(None) if lasting else Next(now + RARELY, reason)


def _pause(attempts: int) -> timedelta:
    return RARELY if attempts >= MANY else pause_after(attempts)
