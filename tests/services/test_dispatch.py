"""Drops: what drops when, in which order, and what holds it up."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.delivery import Failed, Retry, State
from bot.domain.keys import Key
from bot.domain.serial import Discussion, SerialState
from bot.services.ports import GreetingContent, PassageContent
from tests.services.conftest import House, open_house
from tests.services.drops import MOD, drop_all
from tests.services.fakes import CHANNEL, viewer


async def test_nothing_drops_before_its_date(house: House):
    await house.start()
    house.clock.move(hours=5.9)
    await house.settle()
    assert house.discord.messages == []


async def test_an_instalment_drops_in_order_with_its_thread_and_greeting(house: House):
    await house.start()
    house.clock.move(hours=6)
    await house.settle()
    assert house.discord.shown() == ["passage:1", "passage:2"]
    thread = house.discord.messages[1].message_id
    assert house.discord.shown(thread) == ["greeting"]
    greeting = house.discord.messages[-1].posting.content
    assert isinstance(greeting, GreetingContent)
    assert greeting.heading.title == "The Quay"


async def test_only_the_first_passage_of_a_drop_makes_a_sound_and_pings(house: House):
    await house.start(ping_role_id=77)
    house.clock.move(hours=6)
    await house.settle()
    first, second = (item.posting for item in house.discord.messages[:2])
    assert (first.silent, second.silent) == (False, True)
    assert isinstance(first.content, PassageContent)
    assert isinstance(second.content, PassageContent)
    assert (first.content.ping_role_id, second.content.ping_role_id) == (77, None)


async def test_the_last_passage_alone_carries_the_buttons_and_minutes_run_down(house: House):
    await house.start()
    house.clock.move(hours=6)
    await house.settle()
    first, second = (item.posting.content for item in house.discord.messages[:2])
    assert isinstance(first, PassageContent)
    assert isinstance(second, PassageContent)
    assert (first.last, second.last) == (False, True)
    assert first.minutes_left > second.minutes_left > 0


async def test_a_whole_serial_drops_every_passage_once_and_closes(house: House):
    serial_id = await house.start(instalment="scene")
    await drop_all(house)
    view = await house.serials.show(MOD, serial_id)
    assert house.discord.passages() == list(range(1, view.passages + 1))
    assert house.discord.shown()[-1] == "closing"
    assert view.serial.state is SerialState.FINISHED
    assert view.upcoming == ()


async def test_a_thread_a_chapter_opens_with_the_chapters_first_instalment(house: House):
    await house.start(instalment="1 passage", discussion=Discussion.CHAPTER)
    await drop_all(house)
    greetings = [
        item.posting.content.heading.title
        for item in house.discord.messages
        if isinstance(item.posting.content, GreetingContent)
    ]
    assert greetings == ["The Quay", "The Office", "The Sea"]


async def test_without_discussion_no_thread_opens(house: House):
    await house.start(discussion=Discussion.OFF)
    await drop_all(house)
    parts = {key.part.partition(":")[0] for key in house.discord.tries}
    assert parts == {"passage", "closing"}


async def test_the_loop_never_looks_again_at_once_for_what_a_lane_is_at(house: House):
    serial_id = await house.start()
    house.discord.faults[Key(serial_id, 1, "passage:1")] = [Retry(timedelta(seconds=30))]
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(seconds=40)
    assert await house.dispatch.tick() > house.clock.now()
    await house.dispatch.join()
    assert house.discord.passages() == [1, 2]


async def test_a_refusal_pauses_the_serial_and_tells_the_desk_what_to_do(house: House):
    serial_id = await house.start()
    reason = "I may not send messages in #serial; give me Send Messages there."
    house.discord.faults[Key(serial_id, 1, "passage:2")] = [Failed(reason)]
    house.clock.move(hours=6)
    await house.settle()
    view = await house.serials.show(MOD, serial_id)
    assert view.serial.state is SerialState.PAUSED
    assert [trouble.state for trouble in view.troubles] == [State.FAILED]
    [note] = house.desk.notes
    assert reason in note.text
    assert "/serial resume" in note.text
    house.clock.move(days=3)
    await house.settle()
    assert house.discord.passages() == [1]

    await house.serials.resume(MOD, serial_id)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_dates_during_a_pause_are_not_caught_up(house: House):
    serial_id = await house.start(instalment="1 passage")
    await house.serials.pause(MOD, serial_id)
    house.clock.move(days=5)
    await house.settle()
    await house.serials.resume(MOD, serial_id)
    await house.settle()
    assert house.discord.passages() == []
    house.clock.move(hours=6)
    await house.settle()
    assert house.discord.passages() == [1]


async def test_a_thread_that_may_not_open_is_left_out_and_the_serial_goes_on(house: House):
    serial_id = await house.start()
    house.discord.faults[Key(serial_id, 1, "thread")] = [Failed("Give me Create Public Threads.")]
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(days=1)
    await house.settle()
    assert house.discord.passages()[:3] == [1, 2, 3]
    [note] = house.desk.notes
    assert "Create Public Threads" in note.text
    link = await house.discussions.way(viewer(), serial_id, 1)
    assert link.thread_id is None


async def test_errors_in_one_serial_never_stop_another(
    house: House, caplog: pytest.LogCaptureFixture
):
    first = await house.start(story_id=await house.add_story())
    story_id = await house.add_story()
    second = await house.start(story_id=story_id)
    elsewhere = await house.start(story_id=story_id, channel_id=CHANNEL + 1)
    async with house.database.transaction() as db:  # an edition that lost its text
        edition = (await house.serials.show(MOD, first)).serial.edition_id
        await db.execute("DELETE FROM passage WHERE edition_id = ?", (edition,))
    house.clock.move(hours=6)
    await house.settle()
    posted = [item.posting.key.serial for item in house.discord.messages]
    assert posted.count(second) == posted.count(elsewhere) == 3
    assert first not in posted
    for _ in range(5):
        await house.settle()
    assert caplog.text.count("could not be served") == 1  # it rests, and does not spin
    house.clock.move(seconds=30)
    await house.settle()
    assert caplog.text.count("could not be served") == 2


async def test_a_serial_ended_while_a_post_fails_stays_ended(house: House):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [Failed("no")]
    house.discord.before_answer = lambda: house.serials.end(MOD, serial_id)
    house.clock.move(hours=6)
    await house.settle()
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.ENDED
    assert house.desk.notes == []


async def test_pausing_under_the_closing_card_and_resuming_still_finishes(house: House):
    serial_id = await house.start(instalment="9 passages", discussion=Discussion.OFF)
    await drop_all(house, 2)
    house.discord.before_answer = lambda: house.serials.pause(MOD, serial_id)
    await house.settle()
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.PAUSED
    await house.serials.resume(MOD, serial_id)
    await house.settle()
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.FINISHED


async def test_the_loop_begins_again_where_the_database_was_locked(
    house: House, caplog: pytest.LogCaptureFixture
):
    await house.start()
    house.clock.move(hours=6)
    tries = iter([RuntimeError("locked"), None])
    take_over = house.outbox.take_over

    async def at_first_locked() -> None:
        if error := next(tries):
            raise error
        await take_over()

    house.outbox.take_over = at_first_locked  # type: ignore[method-assign]  # one fault, once
    running = asyncio.create_task(house.dispatch.run())
    await house.clock.asleep()
    assert "tries again" in caplog.text
    house.dispatch.wake()
    await house.clock.asleep()
    await house.dispatch.join()
    assert house.discord.passages() == [1, 2]
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_what_waits_for_a_person_is_told_again_after_a_restart(house: House, tmp_path: Path):
    serial_id = await house.start()
    house.discord.faults[Key(serial_id, 1, "passage:1")] = [Failed("Give me Send Messages.")]
    house.clock.move(hours=6)
    await house.settle()
    house.desk.notes.clear()
    again = await open_house(tmp_path / "test.sqlite3", house.clock, house.discord, house.desk)
    running = asyncio.create_task(again.dispatch.run())
    await house.clock.asleep()
    await again.dispatch.join()
    [note] = house.desk.notes
    assert "Give me Send Messages." in note.text
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_an_instalment_is_not_parted_by_another_serials(house: House):
    story_id = await house.add_story()
    first = await house.start(story_id=story_id)
    second = await house.start(story_id=story_id)
    house.clock.move(hours=6)
    await house.settle()
    order = [item.posting.key.serial for item in house.discord.messages]
    assert order == [first] * 3 + [second] * 3
    titles = {
        item.posting.content.title
        for item in house.discord.messages
        if isinstance(item.posting.content, PassageContent)
    }
    assert titles == {"harbour"}


async def test_drop_now_leaves_later_dates_as_they_are(house: House):
    serial_id = await house.start(instalment="1 passage")
    before = (await house.serials.show(MOD, serial_id)).serial.next_at
    await house.serials.drop(MOD, serial_id)
    await house.settle()
    assert house.discord.passages() == [1]
    assert (await house.serials.show(MOD, serial_id)).serial.next_at == before


async def test_skip_leaves_out_a_date_but_no_text(house: House):
    serial_id = await house.start(instalment="1 passage")
    await house.serials.skip(MOD, serial_id)
    house.clock.move(hours=6)
    await house.settle()
    assert house.discord.passages() == []
    house.clock.move(days=1)
    await house.settle()
    assert house.discord.passages() == [1]


async def test_the_loop_sleeps_until_the_next_date(house: House):
    await house.start()
    until = await house.dispatch.tick()
    assert until == house.clock.now() + timedelta(hours=6)
