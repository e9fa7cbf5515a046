"""Moments written out, for where Discord's own timestamps don't reach: pictures and their words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time

from bot.language.speech import spoken


def day_and_time(when: datetime, zone: str) -> str:
    """Write a moment as a clock and a calendar of an IANA zone show it: "Tue, Nov 24, 6:00 PM"."""
    local = when.astimezone(ZoneInfo(zone))
    day = format_skeleton("MMMEd", local, locale=spoken())
    return f"{day}, {format_time(local, 'short', locale=spoken())}"
