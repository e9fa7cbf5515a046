"""When instalments drop: weekdays, a wall time and a zone; and what to do when the time has come.

Moments are aware and UTC. A wall time that a change of the clocks leaves out shifts forward by the
gap; one that comes twice is taken the first time. What people type is parsed in `bot.domain.dates`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

GRACE = timedelta(hours=6)
"""How late a drop may still go out."""

_DAY = timedelta(days=1)
_SKEW = timedelta(minutes=5)
"""How far Discord's clock and the machine's may be apart."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """The rule that says when.

    `days` are weekdays, Monday is 0; `at` is a wall time; `zone` is an IANA name. The moment is
    worked out anew for every date, so a change of the clocks moves the UTC time, not the wall time.
    """

    days: frozenset[int]
    at: time
    zone: str

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(7)):
            raise ValueError("a cadence needs at least one weekday, 0 to 6")


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing is due before that moment."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """An instalment is due now. `next_at` is the date after it."""

    next_at: datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """The date passed too long ago: nothing drops for it and no text is skipped.

    `next_at` is the date that takes its place; `missed` counts those that passed, at least 1.
    """

    next_at: datetime
    missed: int


Decision = Wait | Drop | Slip
"""What to do about a serial at a moment."""


def decide(
    next_at: datetime, cadence: Cadence, now: datetime, grace: timedelta = GRACE
) -> Decision:
    """Say what to do about a serial whose next date is `next_at`, at the moment `now`.

    After a slip the new date may lie up to `grace` back: the latest of several missed dates still
    goes out late, so decide again with it.
    """
    if now < next_at:
        return Wait(next_at)
    if now - next_at <= grace:
        return Drop(next_after(cadence, now))
    slot, missed = next_at, 0
    while now - slot > grace:
        slot = next_after(cadence, slot)
        missed += 1
    return Slip(slot, missed)


def after_found(next_at: datetime, cadence: Cadence, posted: datetime) -> datetime:
    """Give the next date once an instalment was found that had been `posted`, unknown to us.

    It dropped at the date that was the next, or late; or before it, at a moderator's word, and
    then the date stays.
    """
    if posted < next_at - _SKEW:
        return next_at
    return next_after(cadence, max(posted, next_at))


def next_after(cadence: Cadence, moment: datetime) -> datetime:
    """Give the first date of the cadence strictly after a moment, UTC."""
    day = moment.astimezone(ZoneInfo(cadence.zone)).date() - _DAY
    return _first_from(cadence, day, after=moment)


def first_on(cadence: Cadence, start: date, now: datetime) -> datetime:
    """Give the first date of the cadence on or after a day of its zone and strictly after `now`."""
    today = now.astimezone(ZoneInfo(cadence.zone)).date()
    return _first_from(cadence, max(start, today - _DAY), after=now)


def upcoming(cadence: Cadence, first: datetime, count: int) -> list[datetime]:
    """Give so many dates: `first`, which is one of the cadence's, and those that follow."""
    dates = [first] if count > 0 else []
    while len(dates) < count:
        dates.append(next_after(cadence, dates[-1]))
    return dates


def _first_from(cadence: Cadence, day: date, *, after: datetime) -> datetime:
    """Try day by day from `day` on. A gap may move a date past midnight, so begin a day early."""
    while True:
        slot = _slot(cadence, day)
        if slot is not None and slot > after:
            return slot
        day += _DAY


def _slot(cadence: Cadence, day: date) -> datetime | None:
    """Give the moment of a day's date, if it has one.

    With `fold` 0 the zone reckons a time in a gap by the offset before it, which shifts it forward,
    and takes the first of two.
    """
    if day.weekday() not in cadence.days:
        return None
    wall = datetime.combine(day, cadence.at.replace(fold=0), tzinfo=ZoneInfo(cadence.zone))
    return wall.astimezone(UTC)
