"""Statistics: how a serial is read, in numbers that single nobody out."""

import pytest

from bot.domain.errors import RefusalError
from tests.services.conftest import STORY, House
from tests.services.fakes import MODERATOR, READER, viewer

MOD = viewer(MODERATOR)


@pytest.fixture
async def serial_id(house: House) -> int:
    """A serial by chapter whose first two chapters have dropped, the second just now."""
    serial = await house.start()
    for hours in (6, 24):
        house.clock.move(hours=hours)
        await house.settle()
    return serial


async def read(house: House, serial_id: int, instalment: int, readers: int) -> None:
    for number in range(readers):
        await house.reading.finish(viewer(READER + number), serial_id, instalment)


async def asked(house: House, serial_id: int, label: str, times: int) -> None:
    [note] = await house.footnotes.suggest(viewer(), serial_id, label)
    for _ in range(times):
        await house.counting.note_shown(serial_id, note.note.note_id)


async def test_readers_are_counted_by_the_chapters_whose_end_they_reached(
    house: House, serial_id: int
):
    await read(house, serial_id, 1, 5)
    await read(house, serial_id, 2, 3)
    found = await house.counting.of(MOD, serial_id)
    assert found.readers == 5
    assert [one.reached for one in found.chapters] == [5, 3]
    assert [one.heading.title for one in found.chapters] == ["The Quay", "The Office"]


async def test_of_one_or_two_nothing_is_told(house: House, serial_id: int):
    await read(house, serial_id, 1, 2)
    found = await house.counting.of(MOD, serial_id)
    assert found.readers is None
    assert [one.reached for one in found.chapters] == [None, 0]
    assert found.chapters[0].minutes is None


async def test_who_has_not_moved_for_two_weeks_has_stopped(house: House, serial_id: int):
    await read(house, serial_id, 1, 3)
    await read(house, serial_id, 2, 0)
    house.clock.move(days=13)
    assert [one.stopped for one in (await house.counting.of(MOD, serial_id)).chapters] == [0, 0]
    house.clock.move(days=2)
    assert [one.stopped for one in (await house.counting.of(MOD, serial_id)).chapters] == [3, 0]


async def test_who_has_read_all_that_dropped_has_not_stopped(house: House, serial_id: int):
    await read(house, serial_id, 2, 4)
    house.clock.move(days=30)
    assert [one.stopped for one in (await house.counting.of(MOD, serial_id)).chapters] == [0, 0]


async def test_minutes_after_the_drop_are_the_middle_ones(house: House, serial_id: int):
    for number, minutes in enumerate((10, 20, 300)):
        house.clock.move(minutes=minutes)
        await house.reading.finish(viewer(READER + number), serial_id, 2)
    found = await house.counting.of(MOD, serial_id)
    assert [one.minutes for one in found.chapters] == [None, pytest.approx(30)]


async def test_the_minutes_of_one_or_two_are_not_told_however_often_they_pressed(house: House):
    serial_id = await house.start(instalment="1 passage")
    for hours in (6, 24, 24):
        house.clock.move(hours=hours)
        await house.settle()
    for number in range(3):
        await house.reading.open(viewer(READER + number), serial_id, 1)
    for number, instalment in ((0, 1), (0, 2), (1, 1), (1, 2)):
        await house.reading.finish(viewer(READER + number), serial_id, instalment)
    [first, *_others] = (await house.counting.of(MOD, serial_id)).chapters
    assert first.minutes is None
    await house.reading.finish(viewer(READER + 2), serial_id, 1)
    [first, *_others] = (await house.counting.of(MOD, serial_id)).chapters
    assert first.minutes is not None


async def test_footnotes_are_counted_and_follow_a_new_edition(house: House, serial_id: int):
    await asked(house, serial_id, "1", 3)
    await asked(house, serial_id, "2", 4)
    found = await house.counting.of(MOD, serial_id)
    assert [(one.label, one.times) for one in found.notes] == [("2", 4), ("1", 3)]
    story = found.serial.story_id
    await house.replace(story, STORY.replace("Chapter 1", "It begins.\n\nChapter 1"))
    await asked(house, serial_id, "1", 2)
    found = await house.counting.of(MOD, serial_id)
    assert [(one.label, one.times) for one in found.notes] == [("1", 5), ("2", 4)]


async def test_statistics_are_for_moderators_who_can_see_the_channel(house: House, serial_id: int):
    with pytest.raises(RefusalError, match="for moderators"):
        await house.counting.of(viewer(), serial_id)
    for who in (viewer(MODERATOR, sees=False), viewer(MODERATOR, guild_id=2)):
        with pytest.raises(RefusalError, match="no such serial"):
            await house.counting.of(who, serial_id)
