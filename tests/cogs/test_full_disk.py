"""What members meet while the disk is full, and after."""

import pytest

from tests.cogs.conftest import World, answer_of, labels_of, words_of
from tests.disk import full_disk


async def test_a_reader_is_told_that_nothing_was_lost_and_can_do_it_once_there_is_room(
    world: World, caplog: pytest.LogCaptureFixture
):
    await world.add_story()
    await world.start_serial()
    await world.next_evening()
    last = [item for item in world.posted() if "I've read this" in labels_of(item)][-1]
    with full_disk():
        said = words_of(answer_of(await world.ann.click(last, label="I've read this")))
        listed = words_of(answer_of(await world.ann.slash(world.channel, "stories")))
    assert "nothing was lost" in said
    assert said.rpartition(" ")[2].rstrip(".") in caplog.text
    assert "its disk can't be" in caplog.text
    assert "harbour" in listed.casefold()
    said = words_of(answer_of(await world.ann.click(last, label="I've read this")))
    assert "nothing was lost" not in said
    assert "1" in words_of(answer_of(await world.ann.slash(world.channel, "progress")))


async def test_a_drop_comes_late_and_once(world: World):
    await world.add_story()
    await world.start_serial()
    with full_disk():
        await world.next_evening()
    assert world.posted() == []
    await world.env.advance_time(60)
    first = [words_of(item) for item in world.posted()]
    assert first
    await world.env.advance_time(3_600)
    assert [words_of(item) for item in world.posted()] == first
