"""When a serial may drop, worked out without the bot's own rules."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Weekdays (Monday is 0), a wall time and a zone."""

    days: frozenset[int]
    at: time
    zone: str

    def last_until(self, moment: datetime) -> datetime:
        """Give the last date that is not after a moment."""
        return max(date for date in self._around(moment) if date <= moment)

    def first_after(self, moment: datetime) -> datetime:
        """Give the first date after a moment."""
        return min(date for date in self._around(moment) if date > moment)

    def _around(self, moment: datetime) -> list[datetime]:
        zone = ZoneInfo(self.zone)
        today = moment.astimezone(zone).date()
        days = [today + _DAY * n for n in range(-9, 10)]
        walls = [datetime.combine(day, self.at) for day in days if day.weekday() in self.days]
        return [_moment(wall, zone) for wall in walls]


def _moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """Say when a clock on the wall first shows a time, or has passed over it."""
    offsets = {
        (wall.replace(tzinfo=UTC) + shift).astimezone(zone).utcoffset() or timedelta(0)
        for shift in (-_DAY, _DAY)
    }
    moments = sorted(wall.replace(tzinfo=UTC) - offset for offset in offsets)
    for moment in moments:
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            return moment
    # Left out: it comes as late after the change as it lies behind it.
    return moments[-1]
