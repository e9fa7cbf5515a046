"""Time zones by their IANA names: parsing what was typed, and suggesting while it is typed."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from bot.domain.errors import RefusalError

_WELL_KNOWN = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Madrid",
    "Europe/Warsaw",
    "Europe/Kyiv",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Toronto",
    "America/Mexico_City",
    "America/Sao_Paulo",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Asia/Kolkata",
    "Asia/Manila",
    "Asia/Singapore",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Australia/Sydney",
    "Australia/Perth",
    "Pacific/Auckland",
)
_NO_PLACES = {"Factory", "localtime"}
_REGIONS = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)
_MEANT = {
    "akst": ("America/Anchorage",),
    "akdt": ("America/Anchorage",),
    "hst": ("Pacific/Honolulu",),
    "pt": ("America/Los_Angeles",),
    "pst": ("America/Los_Angeles",),
    "pdt": ("America/Los_Angeles",),
    "pst8pdt": ("America/Los_Angeles",),
    "mt": ("America/Denver",),
    "mst": ("America/Denver", "America/Phoenix"),
    "mdt": ("America/Denver",),
    "mst7mdt": ("America/Denver",),
    "ct": ("America/Chicago",),
    "cst": ("America/Chicago", "Asia/Shanghai"),
    "cdt": ("America/Chicago",),
    "cst6cdt": ("America/Chicago",),
    "et": ("America/New_York",),
    "est": ("America/New_York",),
    "edt": ("America/New_York",),
    "est5edt": ("America/New_York",),
    "bst": ("Europe/London",),
    "cest": ("Europe/Berlin",),
    "mez": ("Europe/Berlin",),
    "mesz": ("Europe/Berlin",),
    "eest": ("Europe/Athens", "Europe/Kyiv", "Europe/Helsinki"),
    "msk": ("Europe/Moscow",),
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "jst": ("Asia/Tokyo",),
    "kst": ("Asia/Seoul",),
    "aest": ("Australia/Sydney", "Australia/Brisbane"),
    "aedt": ("Australia/Sydney",),
    "nzst": ("Pacific/Auckland",),
    "nzdt": ("Pacific/Auckland",),
}
"""What people mean by short names. A few are zones of their own, kept for old programs, most of
which have no summer time: nobody gets those unasked.
"""
_CALLED = {
    "athen": "Europe/Athens",
    "brüssel": "Europe/Brussels",
    "bukarest": "Europe/Bucharest",
    "deutschland": "Europe/Berlin",
    "germany": "Europe/Berlin",
    "hamburg": "Europe/Berlin",
    "kopenhagen": "Europe/Copenhagen",
    "köln": "Europe/Berlin",
    "lissabon": "Europe/Lisbon",
    "luxemburg": "Europe/Luxembourg",
    "moskau": "Europe/Moscow",
    "münchen": "Europe/Berlin",
    "munich": "Europe/Berlin",
    "österreich": "Europe/Vienna",
    "austria": "Europe/Vienna",
    "prag": "Europe/Prague",
    "rom": "Europe/Rome",
    "schweiz": "Europe/Zurich",
    "switzerland": "Europe/Zurich",
    "warschau": "Europe/Warsaw",
    "wien": "Europe/Vienna",
    "zürich": "Europe/Zurich",
}
"""What German speakers call places, and countries and cities of theirs that no zone is named by."""
_SHORT = (
    "I go by a place's clocks, and “{typed}” names none; did you mean {first}?",
    "I go by a place's clocks, and “{typed}” names none; did you mean {first} or {second}?",
    (
        "I go by a place's clocks, and “{typed}” names none; did you mean {first}, {second} or "
        "{third}?"
    ),
)
_HOURS_AHEAD = re.compile(r"(?:utc|gmt)?_?[+\-−]_?[0-9]{1,2}(?::?[0-9]{2})?")
_NO_PLACE = (
    "I go by a place's clocks, and “{typed}” names none; try a name like Europe/Berlin or UTC."
)
_NOT_KNOWN = (
    "“{typed}” is not a time zone I know; try a name like Europe/Berlin or UTC.",
    "“{typed}” is not a time zone I know; did you mean {first}?",
    "“{typed}” is not a time zone I know; did you mean {first} or {second}?",
    "“{typed}” is not a time zone I know; did you mean {first}, {second} or {third}?",
)
"""By how many names are near it."""


def parse_zone(text: str) -> str:
    """Parse a zone's IANA name in any case, or a city's that only one zone has.

    Raises `RefusalError` for what is none, with the nearest names, and for short names like EST,
    with what people mean by them.
    """
    typed = _folded(text)
    if not typed:
        raise RefusalError("In which time zone? Try a name like Europe/Berlin or UTC.")
    meant = _MEANT.get(typed, ())
    if meant:
        raise RefusalError(_SHORT[len(meant) - 1], typed=text, **_named(meant))
    if _HOURS_AHEAD.fullmatch(typed):
        raise RefusalError(_NO_PLACE, typed=text)
    name = _by_name().get(typed) or _called(typed)
    if name is not None:
        return name
    city = typed.partition(",")[0]
    cities = [name for name in _by_name().values() if _in_region(name) and _city(name) == city]
    if len(cities) == 1:
        return cities[0]
    near = cities[:3] or _near(typed)
    raise RefusalError(_NOT_KNOWN[len(near)], typed=text, **_named(near))


def zone_meant(text: str) -> str | None:
    """Say which zone somebody means who types it beside a time; None where that is open."""
    meant = _MEANT.get(_folded(text), ())
    if meant:
        return meant[0] if len(meant) == 1 else None
    try:
        return parse_zone(text)
    except RefusalError:
        return None


def suggest_zones(typed: str, limit: int = 25) -> list[str]:
    """Give zones for what is being typed, the likeliest first: by city, by name, by any part.

    With nothing typed these are well-known ones of all parts of the world.
    """
    folded = _folded(typed)
    if not folded:
        return list(_WELL_KNOWN[:limit])
    ranked = sorted(
        (rank, name not in _WELL_KNOWN, not _in_region(name), name)
        for key, name in _by_name().items()
        if key not in _MEANT and (rank := _rank(key, folded)) is not None
    )
    found = list(dict.fromkeys([*_MEANT.get(folded, ()), *(name for *_, name in ranked)]))
    begun = [name for short, names in _MEANT.items() if short.startswith(folded) for name in names]
    begun = [name for called, name in _CALLED.items() if called.startswith(folded)] + begun
    return (found or list(dict.fromkeys(begun)) or _near(folded))[:limit]


def _called(typed: str) -> str | None:
    """Give the zone of a place that is called so; a country behind its city is left out."""
    return _CALLED.get(typed.partition(",")[0])


def _named(near: Sequence[str]) -> dict[str, str]:
    return dict(zip(("first", "second", "third"), near, strict=False))


def _rank(key: str, typed: str) -> int | None:
    """Say how well a folded name fits: 0 is best, None not at all."""
    if key == typed:
        return 0
    city = key.rpartition("/")[2]
    if city.startswith(typed):
        return 1
    if key.startswith(typed):
        return 2
    if any(part.startswith(typed) for part in city.split("_")):
        return 3
    return 4 if typed in key else None


def _near(typed: str) -> list[str]:
    """Give up to three names that look like it, by city or in full."""
    names = {key: name for key, name in _by_name().items() if _in_region(name)}
    by_city = {key.rpartition("/")[2]: name for key, name in names.items()}
    near = get_close_matches(typed, names, n=3, cutoff=0.75)
    cities = get_close_matches(typed.rpartition("/")[2], by_city, n=3, cutoff=0.75)
    found = [names[key] for key in near] + [by_city[city] for city in cities]
    return list(dict.fromkeys(found))[:3]


def _city(name: str) -> str:
    return _folded(name.rpartition("/")[2])


def _in_region(name: str) -> bool:
    """Whether it is a place's own name rather than one kept for old programs."""
    return name == "UTC" or name.partition("/")[0] in _REGIONS


def _folded(text: str) -> str:
    return "_".join(text.casefold().split())


@cache
def _by_name() -> dict[str, str]:
    """All names by their folded form. Which there are is the machine's, and it doesn't change."""
    return {_folded(name): name for name in sorted(available_timezones() - _NO_PLACES)}
