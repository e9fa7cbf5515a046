"""Drops on their way: nothing lost, nothing twice, whatever Discord answers."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.delivery import Retry, State, Unknown
from bot.domain.keys import Key
from bot.domain.serial import SerialState
from bot.storage.errors import LeaseLostError
from tests.services.conftest import House, open_house
from tests.services.drops import MOD, drop_all, state_of
from tests.services.fakes import viewer


async def test_a_rate_limit_is_waited_out(house: House):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [Retry(timedelta(seconds=30))]
    house.clock.move(hours=6)
    await house.settle()
    assert house.discord.messages == []
    house.clock.move(seconds=29)
    await house.settle()
    assert house.discord.messages == []
    house.clock.move(seconds=1)
    await house.settle()
    assert house.discord.passages() == [1, 2]


@pytest.mark.parametrize("posted", [True, False])
@pytest.mark.parametrize("part", ["passage:1", "passage:2", "greeting"])
async def test_a_time_out_is_looked_into_and_never_doubles(
    house: House, part: str, *, posted: bool
):
    serial_id = await house.start()
    fault = Unknown("time-out")
    house.discord.faults[Key(serial_id, 1, part)] = [("after", fault) if posted else fault]
    house.clock.move(hours=6)
    await house.settle()
    house.discord.forget_nonces()
    house.clock.move(minutes=10)
    await house.settle()
    assert house.discord.passages() == [1, 2]
    assert [item.posting.key.part for item in house.discord.messages].count("greeting") == 1


async def test_a_time_out_of_the_thread_opens_it_once(house: House):
    serial_id = await house.start()
    house.discord.faults[Key(serial_id, 1, "thread")] = [("after", Unknown("time-out"))]
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(minutes=10)
    await house.settle()
    thread = house.discord.messages[1].message_id
    assert house.discord.shown(thread) == ["greeting"]
    link = await house.discussions.way(viewer(), serial_id, 1)
    assert link.thread_id == thread


async def test_ending_while_a_post_times_out_still_finds_it_but_posts_no_more(house: House):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [("after", Unknown("time-out"))]
    house.discord.before_answer = lambda: house.serials.end(MOD, serial_id)
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(minutes=1)
    await house.settle()
    assert await state_of(house, serial_id, 1, "passage:1") is State.SENT
    assert house.discord.passages() == [1]


async def test_a_new_serial_is_never_taken_for_an_older_one(house: House):
    story_id = await house.add_story()
    first = await house.start(story_id=story_id)
    house.clock.move(hours=6)
    await house.settle()
    await house.serials.end(MOD, first)
    await house.library.remove(MOD, story_id)
    bees = await house.add_story("The bees came back on a Sunday. They asked for nothing.", "b.txt")
    second = await house.start(story_id=bees)
    house.clock.move(days=1)
    await house.settle()
    assert (bees, second) != (story_id, first)
    assert "bees" in str(house.discord.messages[-3:])


@pytest.mark.parametrize("posted", [True, False])
@pytest.mark.parametrize("part", ["passage:1", "passage:2", "thread", "greeting", "closing"])
async def test_a_stop_between_claim_and_record_loses_and_doubles_nothing(
    tmp_path: Path, house: House, part: str, *, posted: bool
):
    serial_id = await house.start(instalment="9 passages")
    house.clock.move(hours=6)
    last = 3 if part == "closing" else 1
    for _ in range(last - 1):
        await house.settle()
        house.clock.move(days=1)
    key = Key(serial_id, 1, part) if part.startswith("passage") else Key(serial_id, last, part)
    house.discord.faults[key] = [("after", Unknown("killed"))] if posted else [Unknown("killed")]
    await house.settle()
    async with house.database.transaction() as db:  # as a kill -9 would leave it
        await db.execute(
            "UPDATE delivery SET state = 'attempting', not_before = NULL "
            "WHERE serial_id = ? AND instalment = ? AND part = ?",
            (serial_id, key.instalment, part),
        )
    house.discord.forget_nonces()
    again = await open_house(tmp_path / "test.sqlite3", house.clock, house.discord, house.desk)
    try:
        await again.settle()
        await drop_all(again, 4)
        parts = [
            (item.posting.key.instalment, item.posting.key.part) for item in again.discord.messages
        ]
        assert len(parts) == len(set(parts))
        assert again.discord.passages() == sorted(set(again.discord.passages()))
        view = await again.serials.show(MOD, serial_id)
        assert view.serial.state is SerialState.FINISHED
        assert view.dropped == view.passages
        assert [part for _, part in parts].count("greeting") == view.instalments
        assert [part for _, part in parts].count("closing") == 1
    finally:
        await again.database.close()


async def test_an_older_process_posts_no_more_once_another_has_taken_over(
    tmp_path: Path, house: House
):
    await house.start()
    again = await open_house(tmp_path / "test.sqlite3", house.clock, house.discord, house.desk)
    try:
        house.clock.move(hours=6)
        with pytest.raises(LeaseLostError):
            await house.dispatch.tick()
        assert house.discord.messages == []
        await again.settle()
        assert house.discord.passages() == [1, 2]
    finally:
        await again.database.close()


async def test_what_comes_late_after_a_look_is_looked_for_again_before_it_is_posted_again(
    house: House,
):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [
        Unknown("no answer"),
        ("after", Retry(timedelta(minutes=30))),  # the first request comes just now, after a look
    ]
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(seconds=20)
    await house.settle()
    house.discord.forget_nonces()
    house.clock.move(minutes=31)
    await house.settle()
    assert house.discord.passages() == [1, 2]
