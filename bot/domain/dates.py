"""What people type for days, times and dates."""

import re
from datetime import date, time, timedelta

from bot.domain.errors import RefusalError

FARTHEST = timedelta(days=366)
"""How far ahead a serial may be set to start."""

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAILY = frozenset(range(7))
_WEEKDAYS = frozenset(range(5))
_WEEKENDS = frozenset({5, 6})
_SETS = {
    "daily": _DAILY,
    "everyday": _DAILY,
    "every day": _DAILY,
    "all": _DAILY,
    "weekday": _WEEKDAYS,
    "weekdays": _WEEKDAYS,
    "weekend": _WEEKENDS,
    "weekends": _WEEKENDS,
}
_SEPARATORS = re.compile(r"[\s,;&+/]+")
_FILLERS = frozenset({"", "and", "on", "every"})
_RANGE = re.compile(r"\s*(?:[-–—]|\b(?:to|through|until)\b)\s*")

_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s*(?:(?P<half>[ap])\.?\s?m\.?)?")
_TIME_HINT = "try 18:00 or 6pm"


def parse_days(text: str) -> frozenset[int]:
    """Parse weekdays, Monday is 0.

    "daily", "weekdays", "weekends", "tue, fri", "Tuesday and Friday" or "mon-fri". Raises
    `RefusalError` for anything else.
    """
    said = " ".join(text.casefold().split())
    if said in _SETS:
        return _SETS[said]
    words = [word for word in _SEPARATORS.split(_RANGE.sub("-", said)) if word not in _FILLERS]
    days = frozenset[int]().union(*(_days_of(word) for word in words))
    if not days:
        raise RefusalError("On which days? Try daily, weekdays, weekends or tue, fri.")
    return days


def parse_time(text: str) -> time:
    """Parse a wall time: "18:00", "18.00", "6pm", "6:30 pm", "noon" or "midnight".

    Raises `RefusalError` for anything else, also for a bare "7", which may be morning or evening.
    """
    said = text.strip().casefold()
    if not said:
        raise RefusalError(f"At what time? Just {_TIME_HINT}.")
    if said in {"noon", "midday"}:
        return time(12)
    if said == "midnight":
        return time(0)
    match = _CLOCK.fullmatch(said)
    if match is None:
        raise RefusalError("“{typed}” is not a time I know; " + _TIME_HINT + ".", typed=text)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if minute > 59 or hour > 23:
        raise RefusalError("There is no {typed} on the clock; " + _TIME_HINT + ".", typed=text)
    if match["half"]:
        return time(_hour_of_half(text, hour, afternoon=match["half"] == "p"), minute)
    if match["minute"] is None and hour <= 12:
        raise RefusalError(
            "Is {hour} in the morning or in the evening? Say it as 18:00 or 6pm.", hour=hour
        )
    return time(hour, minute)


def parse_start(text: str, today: date) -> date:
    """Parse the day a serial starts on: "2026-05-04", "today", "tomorrow", "mon", "next monday".

    A weekday is the coming one, today included; with "next" it is not today. Raises `RefusalError`
    for anything else and for days gone by or more than a year ahead.
    """
    start = _start(" ".join(text.casefold().split()), today)
    if start is None:
        raise RefusalError(
            "“{typed}” is not a day I know; try 2026-05-04, tomorrow or next monday.", typed=text
        )
    if start < today:
        raise RefusalError("{day} has gone by; pick today or a later day.", day=start)
    if start > today + FARTHEST:
        raise RefusalError("{day} is more than a year ahead; pick an earlier day.", day=start)
    return start


def _start(said: str, today: date) -> date | None:
    if said in {"today", "tomorrow"}:
        return today + timedelta(days=1 if said == "tomorrow" else 0)
    following = said.startswith("next ")
    day = _weekday(said.removeprefix("next "))
    if day is not None:
        earliest = today + timedelta(days=1 if following else 0)
        return earliest + timedelta(days=(day - earliest.weekday()) % 7)
    if not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", said, re.ASCII):
        return None
    year, month, day_of_month = map(int, said.split("-"))
    try:
        return date(year, month, day_of_month)
    except ValueError:
        raise RefusalError(
            "There is no {typed} in the calendar; try 2026-05-04.", typed=said
        ) from None


def _days_of(word: str) -> frozenset[int]:
    """Parse one weekday, one range of them, or one name for several."""
    if word in _SETS:
        return _SETS[word]
    first, dash, last = word.partition("-")
    start, end = _weekday(first), _weekday(last if dash else first)
    if start is None or end is None:
        raise RefusalError(
            "“{typed}” is not a day I know; try daily, weekdays, weekends or tue, fri.",
            typed=word,
        )
    return frozenset((start + step) % 7 for step in range((end - start) % 7 + 1))


def _weekday(word: str) -> int | None:
    """Parse a weekday by its name or the first two letters of it or more."""
    word = word.strip(".")
    if word in {"weds", "wednesdays"}:
        return 2
    for day, name in enumerate(_NAMES):
        if len(word) >= 2 and f"{name.casefold()}s".startswith(word):
            return day
    return None


def _hour_of_half(text: str, hour: int, *, afternoon: bool) -> int:
    if not 1 <= hour <= 12:
        raise RefusalError("There is no {typed} on the clock; " + _TIME_HINT + ".", typed=text)
    return hour % 12 + (12 if afternoon else 0)
