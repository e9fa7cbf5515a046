"""Catching up: a pace gets there, on the day it says, while the serial goes on."""

from datetime import UTC, datetime, timedelta

from bot.domain.catching_up import OFFERED, Ahead, paces
from bot.domain.passages import PassageEntry
from bot.domain.serial import ChapterEntry
from bot.domain.story import ChapterKind, Heading

NOW = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
FIVE_MINUTES = 1_300


def ahead(
    dropped: int, *, begin: int = 1, coming: tuple[tuple[int, int], ...] = (), total: int = 100
) -> Ahead:
    """A story of passages of five minutes; `coming` names days from now and last passages."""
    entries = [PassageEntry(number, 0, 0, FIVE_MINUTES) for number in range(1, total + 1)]
    chapter = ChapterEntry(0, Heading(ChapterKind.CHAPTER, 1, None), 0, 1, 1, total)
    dates = [(NOW + timedelta(days=day), last) for day, last in coming]
    return Ahead(begin, dropped, dates, entries, [chapter], None)


def days(which: Ahead) -> list[tuple[int, int]]:
    return [(pace.minutes, (pace.level_at - NOW).days) for pace in paces(which, NOW)]


def test_where_nothing_more_drops_the_days_are_the_passages_by_the_pace():
    assert days(ahead(12)) == [(5, 11), (10, 5), (15, 3)]


def test_what_drops_meanwhile_has_to_be_read_too():
    weekly = tuple((7 * week, 12 + 4 * week) for week in range(1, 20))
    assert days(ahead(12, coming=weekly)) == [(5, 19), (10, 5), (15, 3)]


def test_a_pace_that_never_gets_there_is_not_offered():
    daily = tuple((day, min(40 + 2 * day, 1_000)) for day in range(1, 400))
    offered = days(ahead(40, coming=daily, total=1_000))
    assert [minutes for minutes, _ in offered] == [15, 20, 30]
    assert len(offered) == OFFERED


def test_paces_that_are_level_on_the_same_day_are_one():
    assert days(ahead(2)) == [(5, 1), (10, 0)]


def test_who_is_somewhere_goes_on_from_there():
    assert days(ahead(12, begin=11)) == [(5, 1), (10, 0)]
