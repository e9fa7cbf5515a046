"""Catching up: how much a day brings a late reader level with the channel, and when."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from bot.domain.passages import PassageEntry
from bot.domain.serial import ChapterEntry, Size, SizeKind
from bot.domain.subscription import portion

OFFERED = 3
"""So many paces are offered, the gentlest of those that get there."""
_MINUTES = (5, 10, 15, 20, 30, 45, 60, 90, 120)
_LONGEST = 366
"""Days after which a pace is taken not to get there."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """So many minutes a day, and the moment of the letter that brings a reader level."""

    minutes: int
    level_at: datetime


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a late reader has before them.

    `dropped` counts the passages that have dropped, `coming` names when more do and up to which
    passage, in order; a serial that stands still has none.
    """

    begin: int
    dropped: int
    coming: Sequence[tuple[datetime, int]]
    passages: Sequence[PassageEntry]
    chapters: Sequence[ChapterEntry]
    language: str | None


def paces(ahead: Ahead, now: datetime) -> tuple[Pace, ...]:
    """Offer paces that bring a reader level while the serial goes on, the gentlest first."""
    found: list[Pace] = []
    for minutes in _MINUTES:
        level_at = _level_at(ahead, minutes, now)
        if level_at is not None and (not found or level_at < found[-1].level_at):
            found.append(Pace(minutes, level_at))
        if len(found) == OFFERED:
            break
    return tuple(found)


def _level_at(ahead: Ahead, minutes: int, now: datetime) -> datetime | None:
    """Go through the days, the first letter at once, until one holds all that has dropped."""
    begin, at = ahead.begin, now
    size = Size(SizeKind.MINUTES, minutes)
    for _ in range(_LONGEST):
        come = bisect_right(ahead.coming, at, key=itemgetter(0))
        dropped = ahead.coming[come - 1][1] if come else ahead.dropped
        part = portion(
            begin, dropped, ahead.passages, ahead.chapters, size, language=ahead.language
        )
        begin = part.last + 1 if part is not None else begin
        if begin > dropped:
            return at
        at += _DAY
    return None
