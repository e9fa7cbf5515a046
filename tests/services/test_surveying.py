"""A database put back from a copy: what was posted since is found, and nothing comes twice."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.delivery import Unknown, Unreadable
from bot.domain.errors import RefusalError
from bot.domain.keys import Key
from bot.domain.serial import Discussion, SerialState
from bot.services.ports import GreetingContent
from bot.storage import copies
from tests.services.conftest import STORY, House, open_house
from tests.services.fakes import (
    CHANNEL,
    GUILD,
    MODERATOR,
    FakeClock,
    FakeDesk,
    FakeDiscord,
    Message,
    viewer,
)

MOD = viewer(MODERATOR)

Restart = Callable[[House], Awaitable[House]]


@pytest.fixture
async def restart(tmp_path: Path) -> AsyncIterator[Restart]:
    """Lose the database that a house has, put `copy` in its place, and open the house again."""
    opened: list[House] = []

    async def again(house: House) -> House:
        await house.database.close()
        path = tmp_path / "test.sqlite3"
        copies.restore(tmp_path / "copy", path, house.clock.now())
        opened.append(await open_house(path, house.clock, house.discord, house.desk))
        return opened[-1]

    yield again
    for house in opened:
        await house.database.close()


@pytest.fixture
async def timed(tmp_path: Path) -> AsyncIterator[House]:
    """A house in whose Discord the ids tell the time."""
    clock = FakeClock()
    discord = FakeDiscord(now=clock.now)
    house = await open_house(tmp_path / "test.sqlite3", clock, discord, FakeDesk())
    yield house
    await house.database.close()


async def evening(house: House, days: int = 1) -> None:
    """Let drops go out on so many evenings, from the next one on."""
    for _ in range(days):
        house.clock.move(hours=(18 - house.clock.now().hour) % 24 or 24)
        await house.settle()


def keep(tmp_path: Path) -> None:
    copies.backup(tmp_path / "test.sqlite3", tmp_path / "copy")


def greetings(house: House) -> list[int]:
    return [
        item.place_id
        for item in house.discord.messages
        if isinstance(item.posting.content, GreetingContent)
    ]


async def test_what_was_posted_since_the_copy_is_not_posted_again(
    timed: House, restart: Restart, tmp_path: Path
):
    serial_id = await timed.start(instalment="scene")
    await evening(timed)
    keep(tmp_path)
    await evening(timed, days=2)
    before = list(timed.discord.messages)
    timed.discord.forget_nonces()
    house = await restart(timed)
    await house.settle()
    assert house.discord.messages == before
    await evening(house, days=4)
    view = await house.serials.show(MOD, serial_id)
    assert house.discord.passages() == list(range(1, view.passages + 1))
    assert house.discord.shown()[-1] == "closing"
    assert len(greetings(house)) == len(set(greetings(house))) == view.instalments
    assert view.serial.state is SerialState.FINISHED


async def test_a_poll_that_was_asked_since_the_copy_is_not_asked_again(
    timed: House, restart: Restart, tmp_path: Path
):
    for name in ("One", "Two"):
        await timed.add_story(f"---\ntitle: {name}\n---\n\nIt rained.\n", "spare.md")
    await timed.start()
    await evening(timed, days=2)
    keep(tmp_path)
    await evening(timed)
    assert timed.discord.shown()[-2:] == ["closing", "poll"]
    before = list(timed.discord.messages)
    timed.discord.forget_nonces()
    house = await restart(timed)
    await house.settle()
    await evening(house, days=2)
    assert house.discord.messages == before
    serial = (await house.serials.find(MOD, None)).state
    assert serial is SerialState.FINISHED


async def test_an_instalment_that_broke_off_after_the_copy_goes_on_where_it_was(
    timed: House, restart: Restart, tmp_path: Path
):
    await timed.start()
    keep(tmp_path)
    await evening(timed)
    timed.discord.messages = timed.discord.messages[:1]
    timed.discord.forget_nonces()
    house = await restart(timed)
    await house.settle()
    assert house.discord.passages() == [1, 2]
    assert len(greetings(house)) == 1


async def test_dates_that_were_used_since_the_copy_are_not_missed_and_the_next_stays(
    timed: House, restart: Restart, tmp_path: Path
):
    serial_id = await timed.start(instalment="scene")
    keep(tmp_path)
    await evening(timed, days=2)
    due = (await timed.serials.show(MOD, serial_id)).serial.next_at
    timed.clock.move(hours=8)
    timed.desk.notes.clear()
    house = await restart(timed)
    await house.settle()
    view = await house.serials.show(MOD, serial_id)
    assert view.serial.next_at == due
    assert view.serial.missed == 0
    assert [note.kind for note in house.desk.notes] == ["plain"]
    assert "older copy" in house.desk.notes[0].text


async def test_a_drop_by_hand_since_the_copy_takes_no_date(
    timed: House, restart: Restart, tmp_path: Path
):
    serial_id = await timed.start(instalment="scene")
    due = (await timed.serials.show(MOD, serial_id)).serial.next_at
    keep(tmp_path)
    await timed.serials.drop(MOD, serial_id)
    await timed.settle()
    house = await restart(timed)
    await house.settle()
    assert (await house.serials.show(MOD, serial_id)).serial.next_at == due
    assert house.discord.passages() == [1]


async def test_a_message_that_was_deleted_since_is_not_posted_again(
    timed: House, restart: Restart, tmp_path: Path
):
    await timed.start()
    keep(tmp_path)
    await evening(timed)
    [first, *_] = [item for item in timed.discord.messages if item.place_id == CHANNEL]
    timed.discord.messages.remove(first)
    timed.discord.forget_nonces()
    house = await restart(timed)
    await house.settle()
    assert house.discord.passages() == [2]


async def test_before_its_survey_a_serial_posts_nothing_and_refuses_a_drop(
    timed: House, restart: Restart, tmp_path: Path
):
    serial_id = await timed.start(instalment="scene")
    keep(tmp_path)
    await evening(timed)
    posted = len(timed.discord.messages)
    timed.discord.unsurveyable = [Unreadable(passing=True)]
    house = await restart(timed)
    with pytest.raises(RefusalError, match="older copy"):
        await house.serials.drop(MOD, serial_id)
    await house.settle()
    house.clock.move(seconds=59)
    await house.settle()
    assert len(house.discord.messages) == posted
    house.clock.move(seconds=1)
    await house.settle()
    assert len(house.discord.messages) == posted
    await house.serials.drop(MOD, serial_id)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_a_history_that_may_not_be_read_pauses_the_serial_until_a_moderator_has_helped(
    timed: House, restart: Restart, tmp_path: Path
):
    serial_id = await timed.start(instalment="scene")
    keep(tmp_path)
    await evening(timed)
    timed.discord.forget_nonces()
    timed.discord.unsurveyable = [Unreadable(passing=False)]
    timed.desk.notes.clear()
    house = await restart(timed)
    await house.settle()
    view = await house.serials.show(MOD, serial_id)
    assert view.serial.state is SerialState.PAUSED
    [note] = house.desk.notes
    assert "Read Message History" in note.text
    await house.serials.resume(MOD, serial_id)
    await house.settle()
    await evening(house, days=6)
    view = await house.serials.show(MOD, serial_id)
    assert house.discord.passages() == list(range(1, view.passages + 1))


async def test_a_paused_serial_is_surveyed_too_so_that_readers_see_what_there_is(
    timed: House, restart: Restart, tmp_path: Path
):
    serial_id = await timed.start(instalment="scene")
    await evening(timed)
    await timed.serials.pause(MOD, serial_id)
    keep(tmp_path)
    await timed.serials.resume(MOD, serial_id)
    await evening(timed, days=2)
    house = await restart(timed)
    await house.settle()
    view = await house.serials.show(MOD, serial_id)
    assert view.serial.state is SerialState.PAUSED
    assert view.dropped == 3


async def test_an_edition_is_not_replaced_before_the_survey(
    timed: House, restart: Restart, tmp_path: Path
):
    story_id = await timed.add_story()
    await timed.start(story_id=story_id)
    keep(tmp_path)
    house = await restart(timed)
    with pytest.raises(RefusalError, match="older copy"):
        await house.replace(story_id, STORY.replace("lamp", "lantern"))
    await house.settle()
    done = await house.replace(story_id, STORY.replace("lamp", "lantern"))
    assert done.story.story_id == story_id


async def test_ids_given_since_the_copy_are_not_given_again(
    timed: House, restart: Restart, tmp_path: Path
):
    story_id = await timed.add_story()
    keep(tmp_path)
    lost = await timed.start(story_id=story_id)
    house = await restart(timed)
    assert await house.start(story_id=story_id) > lost + 1_000


async def test_two_serials_of_a_channel_are_surveyed_at_once_and_each_finds_its_own(
    timed: House, restart: Restart, tmp_path: Path
):
    story_id = await timed.add_story()
    first = await timed.start(story_id=story_id, instalment="scene")
    second = await timed.start(story_id=story_id, instalment="2 passages")
    await evening(timed)
    keep(tmp_path)
    await evening(timed, days=2)
    dropped = [(await timed.serials.show(MOD, item)).dropped for item in (first, second)]
    timed.discord.forget_nonces()
    before = list(timed.discord.messages)
    house = await restart(timed)
    await house.settle()
    assert house.discord.messages == before
    assert [(await house.serials.show(MOD, item)).dropped for item in (first, second)] == dropped


async def test_a_greeting_is_looked_for_in_its_thread(
    timed: House, restart: Restart, tmp_path: Path
):
    await timed.start()
    keep(tmp_path)
    await evening(timed)
    timed.discord.tries.clear()
    house = await restart(timed)
    await house.settle()
    tried = [key.part for key in house.discord.tries]
    assert tried == ["thread"]  # opening it again finds it
    assert len(greetings(house)) == 1


async def test_a_copy_made_while_the_bot_was_taken_out_doubles_nothing_either(
    timed: House, tmp_path: Path, restart: Restart
):
    await timed.start(instalment="1 passage", discussion=Discussion.OFF)
    await evening(timed)
    await timed.departures.left(GUILD)
    keep(tmp_path)
    await timed.departures.returned(GUILD)
    await evening(timed)
    shown = timed.discord.shown()
    assert shown == ["passage:1", "passage:2"]
    house = await restart(timed)
    await house.departures.reconcile(lambda: {GUILD})
    house.discord.forget_nonces()
    await house.settle()
    assert house.discord.shown() == shown
    await evening(house)
    assert house.discord.shown() == [*shown, "passage:3"]


async def test_no_channel_of_a_server_that_was_left_is_surveyed(
    timed: House, tmp_path: Path, restart: Restart
):
    serial_id = await timed.start()
    await evening(timed)
    await timed.serials.pause(MOD, serial_id)
    keep(tmp_path)
    house = await restart(timed)
    await house.departures.reconcile(set)
    house.discord.unsurveyable = [Unreadable(passing=False)]
    await house.settle()
    assert house.discord.unsurveyable != []
    assert house.desk.notes == []


async def test_a_restart_before_the_survey_does_not_forget_that_it_is_needed(
    timed: House, restart: Restart, tmp_path: Path
):
    await timed.start()
    keep(tmp_path)
    await evening(timed)
    before = list(timed.discord.messages)
    timed.discord.forget_nonces()
    timed.discord.unsurveyable = [Unreadable(passing=True)]
    house = await restart(timed)
    await house.settle()
    await house.database.close()
    again = await open_house(tmp_path / "test.sqlite3", house.clock, house.discord, house.desk)
    await again.settle()
    assert again.discord.messages == before
    await again.database.close()


async def test_what_waited_for_a_moderator_is_told_again_if_it_still_does(
    timed: House, restart: Restart, tmp_path: Path
):
    serial_id = await timed.start()
    key = Key(serial_id, 1, "passage:1")
    timed.discord.faults[key] = [Unknown("no answer")]
    timed.discord.sightings = [Unreadable(passing=False)]
    await evening(timed)
    timed.clock.move(minutes=2)
    await timed.settle()
    keep(tmp_path)
    timed.desk.notes.clear()
    house = await restart(timed)
    await house.outbox.remind()
    assert house.desk.notes == []
    await house.settle()
    assert [note.kind for note in house.desk.notes] == ["plain", "parked"]
    await house.serials.parked_post_again(MOD, key)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_an_edition_given_since_the_copy_leaves_it_to_a_moderator_to_go_on(
    timed: House, restart: Restart, tmp_path: Path
):
    story_id = await timed.add_story()
    serial_id = await timed.start(story_id=story_id, instalment="2 passages")
    keep(tmp_path)
    before = STORY.replace("Chapter 2:", f"Chapter 2: New\n\n{'It rained. ' * 400}\n\nChapter 3:")
    await timed.replace(story_id, before, correct=False)
    await evening(timed, days=3)
    timed.desk.notes.clear()
    house = await restart(timed)
    posted = len(house.discord.messages)
    await evening(house, days=2)
    assert len(house.discord.messages) == posted
    view = await house.serials.show(MOD, serial_id)
    assert view.serial.state is SerialState.PAUSED
    [note] = house.desk.notes
    assert "can't place" in note.text
    await house.serials.resume(MOD, serial_id)
    await evening(house, days=3)
    assert len(house.discord.messages) > posted


async def test_other_messages_of_ours_in_the_channel_hold_nothing_up(
    timed: House, restart: Restart, tmp_path: Path
):
    serial_id = await timed.start()
    keep(tmp_path)
    await evening(timed)
    desk = timed.discord.messages[-1]
    note = replace(desk.posting, mark=2)
    timed.discord.messages.append(Message(desk.message_id + 1, CHANNEL, note))
    house = await restart(timed)
    await house.settle()
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.RUNNING
