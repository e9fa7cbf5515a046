"""What people type for days, times and dates, in English or in German."""

import re
import unicodedata
from datetime import date, time, timedelta

from bot.domain.errors import RefusalError
from bot.domain.zones import zone_meant

FARTHEST = timedelta(days=366)
"""How far ahead a serial may be set to start."""

_NAMES = (
    ("monday", "montag"),
    ("tuesday", "dienstag"),
    ("wednesday", "weds", "mittwoch"),
    ("thursday", "donnerstag"),
    ("friday", "freitag"),
    ("saturday", "samstag"),
    ("sunday", "sonntag"),
)
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
    "täglich": _DAILY,
    "jeden tag": _DAILY,
    "alle": _DAILY,
    "werktags": _WEEKDAYS,
    "wochentags": _WEEKDAYS,
    "wochenende": _WEEKENDS,
    "wochenends": _WEEKENDS,
}
_SEPARATORS = re.compile(r"[\s,;&+/]+")
_FILLERS = frozenset({"", "and", "on", "every", "und", "am", "jeden"})
_RANGE = re.compile(r"\s*(?:[-–—]|\b(?:to|through|until|bis)\b)\s*")

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s*"
    r"(?:(?P<half>[ap])\.?\s?m\.?|o['’]?clock)?"
)
_UHR = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?:uhr|h)(?: ?(?P<later>\d{2}))?")
_NAMED_TIMES = {
    "noon": time(12),
    "midday": time(12),
    "mittags": time(12),
    "midnight": time(0),
    "mitternacht": time(0),
}
_WHEN = r"(?:in the|in der|every|each|am|jeden)"
_DAYPARTS = {
    rf"{_WHEN} morning|mornings|morgens|{_WHEN} morgen|(?:in der )?früh|vormittags": (1, 11),
    r"noon|midday|mittags": (11, 14),
    rf"{_WHEN} afternoon|afternoons|nachmittags|{_WHEN} nachmittag": (12, 18),
    rf"{_WHEN} evening|evenings|abends|{_WHEN} abend": (16, 24),
    r"(?:at|every|in the|in der) (?:night|nacht)|nights|midnight|nachts": (18, 29),
}
"""From which hour to which a part of the day has it; past 24 it is the next day's."""
_PART = "|".join(f"(?:{words})" for words in _DAYPARTS)
_IN_A_PART = (
    re.compile(rf"(?P<hour>.+?),? (?P<part>{_PART})"),
    re.compile(rf"(?P<part>{_PART}),? (?:(?:at|um|gegen) )?(?P<hour>.+)"),
)
_AT = re.compile(r"^(?:(?:at|um)\s+|@\s*)")
_IN = re.compile(r"[\s,(]*(?:in\s+)?(?P<place>.*?)(?:\s+(?:local\s+)?(?:time|zeit))?[\s).]*")
_LONGEST_PLACE = 60
_MOST_WORDS = 6
"""Words that a time has at most, like "6 uhr 30" or "in the evening at 6"."""
_TOMORROWS = {"today": 0, "tomorrow": 1, "heute": 0, "morgen": 1, "übermorgen": 2}
_NEXT = re.compile(r"(?:next|nächste[nr]?|kommende[nr]?) ")
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
    """Parse a wall time: "18:00", "at 18.00", "6pm", "6:30 pm", "18 Uhr", "noon" or "midnight",
    "7 in the morning", "abends um 8".

    Raises `RefusalError` for anything else, also for a bare "7", which may be morning or evening,
    and for a time with its zone, which has a place of its own.
    """
    said = _AT.sub("", " ".join(unicodedata.normalize("NFKC", text).casefold().split()))
    if not said:
        raise RefusalError(f"At what time? Just {_TIME_HINT}.")
    at = _wall_time(said, text)
    if at is not None:
        return at
    words = said.split()
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        at = _wall_time(" ".join(words[:count]).rstrip(","), text)
        if at is not None:
            raise _apart(text, at, " ".join(words[count:]))
    raise RefusalError("“{typed}” is not a time I know; " + _TIME_HINT + ".", typed=text)


def _apart(text: str, at: time, rest: str) -> RefusalError:
    """Say what to type instead of a time with something behind it, a zone most likely."""
    place = _IN.fullmatch(rest[:_LONGEST_PLACE])
    zone = zone_meant(place["place"]) if place else None
    if zone is None:
        return RefusalError(
            "“{typed}” is not a time I know; try 18:00 or 6pm, and put a time zone into "
            "`timezone`, like Europe/Berlin.",
            typed=text,
        )
    return RefusalError(
        "A time and its zone have a place each: put {time} into `time` and {zone} into `timezone`.",
        time=at.isoformat("minutes"),
        zone=zone,
    )


def _wall_time(said: str, text: str) -> time | None:
    """Parse a time and nothing else; None for what doesn't look like one."""
    if said in _NAMED_TIMES:
        return _NAMED_TIMES[said]
    for shape in _IN_A_PART:
        if within := shape.fullmatch(said):
            hours = next(
                _DAYPARTS[words] for words in _DAYPARTS if re.fullmatch(words, within["part"])
            )
            return _clock_time(within["hour"], text, hours)
    return _clock_time(said, text)


def _clock_time(said: str, text: str, hours: tuple[int, int] | None = None) -> time | None:
    """Parse what a clock shows, within the `hours` of a part of the day if one was named."""
    if uhr := _UHR.fullmatch(said):
        said = f"{uhr['hour']}:{uhr['minute'] or uhr['later'] or '00'}"
    match = _CLOCK.fullmatch(said)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if minute > 59 or hour > 23:
        raise RefusalError("There is no {typed} on the clock; " + _TIME_HINT + ".", typed=text)
    if match["half"]:
        return time(_hour_of_half(text, hour, afternoon=match["half"] == "p"), minute)
    if hours is not None:
        return time(_hour_of_part(text, hour, *hours), minute)
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
    if said in _TOMORROWS:
        return today + timedelta(days=_TOMORROWS[said])
    following = _NEXT.match(said)
    day = _weekday(_NEXT.sub("", said, count=1))
    if day is not None:
        earliest = today + timedelta(days=1 if following else 0)
        return earliest + timedelta(days=(day - earliest.weekday()) % 7)
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", said, re.ASCII):
        year, month, day_of_month = map(int, said.split("-"))
    elif re.fullmatch(r"\d{1,2}\. ?\d{1,2}\. ?\d{4}", said, re.ASCII):
        day_of_month, month, year = map(int, said.split("."))
    else:
        return None
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
    for day, names in enumerate(_NAMES):
        if len(word) >= 2 and any(f"{name}s".startswith(word) for name in names):
            return day
    return 5 if word in {"sonnabend", "sonnabends"} else None


def _hour_of_half(text: str, hour: int, *, afternoon: bool) -> int:
    if not 1 <= hour <= 12:
        raise RefusalError("There is no {typed} on the clock; " + _TIME_HINT + ".", typed=text)
    return hour % 12 + (12 if afternoon else 0)


def _hour_of_part(text: str, hour: int, first: int, last: int) -> int:
    """Give the hour of the day that is called so in a part of it: 8 in the evening is 20."""
    meant = [hour, hour + 12, hour + 24] if hour <= 12 else [hour]
    for one in meant:
        if first <= one <= last:
            return one % 24
    raise RefusalError("There is no {typed} on the clock; " + _TIME_HINT + ".", typed=text)
