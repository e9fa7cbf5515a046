"""The dates of a cadence by dateutil, apart from all that the bot works with."""

from datetime import UTC, datetime, timedelta

from dateutil import rrule, tz

from bot.domain.cadence import Cadence

_DAY = timedelta(days=1)


def expected(cadence: Cadence, moment: datetime, count: int) -> list[datetime]:
    """Say the dates after a moment by dateutil: local days by rrule, then its zone attached."""
    zone = tz.gettz(cadence.zone)
    start = datetime.combine(moment.date() - 3 * _DAY, cadence.at)
    found: list[datetime] = []
    for day in rrule.rrule(rrule.DAILY, dtstart=start, byweekday=sorted(cadence.days)):
        slot = tz.resolve_imaginary(day.replace(tzinfo=zone, fold=0)).astimezone(UTC)
        if slot > moment and slot not in found:
            found.append(slot)
        if len(found) == count:
            return found
    raise AssertionError("rrule ended")
