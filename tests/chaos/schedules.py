"""Figure 6: every zone's changes of the clocks from 2020 to 2037, with dateutil as the judge.

Around every change of a zone's offset: wall times in the gap and in the fold, at its edges, a
minute before and after them, at midnight and noon; daily and weekly cadences; asked from days
before and from the very moments around the change. The days come of dateutil's rrule, the moments
of its own zones: both apart from what the bot works with.
"""

import argparse
import time as clocks
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.cadence import Cadence, next_after, upcoming
from tests.domain.oracle import expected

YEARS = (2020, 2037)
DAILY = frozenset(range(7))
_STEP = timedelta(hours=12)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_DATES = 4
"""How many dates in a row are compared from every moment that is asked from."""


@dataclass(frozen=True, slots=True)
class Change:
    """A zone's offset changes at a moment, UTC."""

    zone: str
    at: datetime
    before: timedelta
    after: timedelta


@dataclass
class Tally:
    """What was compared. A mismatch says the cadence, the moment asked from and both answers."""

    zones: int = 0
    changes: int = 0
    comparisons: int = 0
    mismatches: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.zones} zones, {self.changes:,} changes of the clocks from {YEARS[0]} to "
            f"{YEARS[1]}, {self.comparisons:,} dates compared with dateutil's rrule: "
            f"{len(self.mismatches)} mismatches"
        )


def run(arguments: Sequence[str]) -> int:
    """Compare all zones, or those that are named; the exit code is 1 where any date differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos schedules")
    parser.add_argument("zones", nargs="*", metavar="ZONE")
    zones = parser.parse_args(arguments).zones or sorted(available_timezones())
    began = clocks.monotonic()
    tally = compare(zones)
    for mismatch in tally.mismatches[:20]:
        print(mismatch)
    print(f"Schedules: {tally} ({clocks.monotonic() - began:.0f} s)")
    return 1 if tally.mismatches else 0


def compare(zones: Iterable[str], years: tuple[int, int] = YEARS) -> Tally:
    """Compare every cadence around every change of these zones."""
    tally = Tally()
    for zone in zones:
        tally.zones += 1
        for change in changes(zone, years):
            tally.changes += 1
            for cadence in cadences(change):
                _compare(cadence, change, tally)
    return tally


def changes(zone: str, years: tuple[int, int] = YEARS) -> Iterator[Change]:
    """Find the moments at which a zone's offset changes, by looking twice a day."""
    rules = ZoneInfo(zone)
    at, end = datetime(years[0], 1, 1, tzinfo=UTC), datetime(years[1] + 1, 1, 1, tzinfo=UTC)
    before = _offset(rules, at)
    while at < end:
        after = _offset(rules, at + _STEP)
        if after != before:
            yield Change(zone, _first_with(rules, after, at, at + _STEP), before, after)
        at, before = at + _STEP, after


def cadences(change: Change) -> Iterator[Cadence]:
    """Give the cadences worth asking for around a change: every wall time, daily and weekly."""
    edges = [(change.at + offset).replace(tzinfo=None) for offset in (change.before, change.after)]
    low, high = min(edges), max(edges)
    walls = {low - _MINUTE, low, low + _MINUTE, low + (high - low) / 2}
    walls |= {high - _MINUTE, high, high + _MINUTE}
    times = {wall.time().replace(second=0, microsecond=0) for wall in walls} | {time(0), time(12)}
    days = {low.weekday(), (low - _DAY).weekday(), (high + _DAY).weekday()}
    for at in sorted(times):
        yield Cadence(DAILY, at, change.zone)
        for day in sorted(days):
            yield Cadence(frozenset({day}), at, change.zone)


def _compare(cadence: Cadence, change: Change, tally: Tally) -> None:
    """Ask from three days before the change, and from the moments of each date up to it."""
    first = change.at - 3 * _DAY
    known = expected(cadence, first, _DATES + 4)
    asked = [first, known[0] - _MINUTE, change.at - _MINUTE, change.at, change.at + _MINUTE]
    for moment in [*asked, *known[:4]]:
        wanted = [date for date in known if date > moment][:_DATES]
        given = upcoming(cadence, next_after(cadence, moment), len(wanted))
        tally.comparisons += len(wanted)
        if given != wanted:
            tally.mismatches.append(
                f"{change.zone} {cadence.at:%H:%M} on {sorted(cadence.days)} from {moment}: "
                f"{', '.join(map(str, given))} instead of {', '.join(map(str, wanted))}"
            )


def _first_with(rules: ZoneInfo, offset: timedelta, before: datetime, after: datetime) -> datetime:
    """Close in on the second from which an offset holds."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _offset(rules, middle) == offset:
            after = middle
        else:
            before = middle
    return after


def _offset(rules: ZoneInfo, moment: datetime) -> timedelta:
    offset = moment.astimezone(rules).utcoffset()
    assert offset is not None
    return offset
