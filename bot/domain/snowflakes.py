"""Discord's ids tell when they were given: above 22 low bits, in milliseconds since 2015."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_BITS = 22


def given_at(snowflake: int) -> datetime:
    """Say when an id was given, UTC, by Discord's clock."""
    return _EPOCH + (snowflake >> _BITS) * _MILLISECOND


def first_at(moment: datetime) -> int:
    """Give the lowest id that could be given at a moment; 0 before there were any."""
    return max((moment - _EPOCH) // _MILLISECOND, 0) << _BITS
