"""Moments as SQLite keeps them: whole microseconds since 1970, UTC."""

from datetime import UTC, datetime, timedelta
from typing import overload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@overload
def to_ticks(moment: datetime) -> int: ...
@overload
def to_ticks(moment: None) -> None: ...
def to_ticks(moment: datetime | None) -> int | None:
    """Turn an aware moment into microseconds."""
    return None if moment is None else (moment - _EPOCH) // _TICK


@overload
def from_ticks(ticks: int) -> datetime: ...
@overload
def from_ticks(ticks: None) -> None: ...
def from_ticks(ticks: int | None) -> datetime | None:
    """Turn microseconds into an aware moment, UTC."""
    return None if ticks is None else _EPOCH + ticks * _TICK
