"""Private discussions: each opens once whatever goes wrong, and nobody who may enter is lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.admission import MOST_EARLIER, Barred, Gone, Later
from bot.domain.delivery import State, Unknown, Unreadable
from bot.domain.keys import Key
from bot.domain.serial import Discussion, Gate, SerialState
from bot.services.discussions import Step, Way
from bot.services.ports import Absent, GreetingContent, Viewer
from bot.storage import copies, deliveries, serials
from tests.services.conftest import STORY, House, open_house
from tests.services.fakes import (
    GUILD,
    MODERATOR,
    READER,
    FakeClock,
    FakeDesk,
    FakeDiscord,
    viewer,
)

MANY = "\n\n".join(f"Chapter {n}: Night {n}\n\nThe lamp went out." for n in range(1, 16))
ANN, BEN = READER, 102

Restart = Callable[..., Awaitable[House]]


@pytest.fixture
async def timed(tmp_path: Path) -> AsyncIterator[House]:
    """A house in whose Discord the ids tell the time."""
    clock = FakeClock()
    house = await open_house(
        tmp_path / "test.sqlite3", clock, FakeDiscord(now=clock.now), FakeDesk()
    )
    house.sight.members |= {(ANN, GUILD), (BEN, GUILD)}
    yield house
    await house.database.close()


@pytest.fixture
async def restart(tmp_path: Path) -> AsyncIterator[Restart]:
    """Stop a house and open it again, on what it left or on a copy that is put in its place."""
    opened: list[House] = []

    async def again(house: House, copy: Path | None = None) -> House:
        await house.database.close()
        path = tmp_path / "test.sqlite3"
        if copy is not None:
            copies.restore(copy, path, house.clock.now())
        opened.append(await open_house(path, house.clock, house.discord, house.desk))
        opened[-1].sight.members |= house.sight.members
        return opened[-1]

    yield again
    for house in opened:
        await house.database.close()


async def begin(
    house: House, text: str = STORY, *, discussion: Discussion = Discussion.INSTALMENT
) -> int:
    story = await house.add_story(text)
    return await house.start(story_id=story, gate=Gate.AFTER_READING, discussion=discussion)


async def evening(house: House, days: int = 1) -> None:
    for _ in range(days):
        house.clock.move(hours=(18 - house.clock.now().hour) % 24 or 24)
        await house.settle()


async def a_minute_later(house: House) -> None:
    house.clock.move(minutes=1)
    await house.settle()
    await house.admitting.tick()


def greeted(house: House) -> list[int]:
    return [
        item.place_id
        for item in house.discord.messages
        if isinstance(item.posting.content, GreetingContent)
    ]


async def read(house: House, serial_id: int, instalment: int, user_id: int = ANN) -> Way:
    """Press I've read this."""
    await house.reading.finish(viewer(user_id), serial_id, instalment)
    return await discuss(house, serial_id, instalment, user_id)


async def discuss(house: House, serial_id: int, instalment: int, user_id: int = ANN) -> Way:
    who = viewer(user_id)
    way = await house.discussions.way(who, serial_id, instalment)
    return await house.discussions.enter(who, way)


async def state_of(house: House, key: Key) -> State:
    found = await deliveries.load(house.database.reader, key)
    assert found is not None
    return found.state


# ------------------------------------------------------------------------- opening


async def test_a_thread_whose_answer_was_lost_is_found_and_not_opened_again(timed: House):
    serial_id = await begin(timed)
    timed.discord.faults[Key(serial_id, 1, "thread")] = [("after", Unknown("reset"))]
    await evening(timed)
    assert await state_of(timed, Key(serial_id, 1, "thread")) is State.UNKNOWN
    await a_minute_later(timed)
    [thread] = timed.discord.threads
    assert greeted(timed) == [thread]
    assert timed.discord.tries.count(Key(serial_id, 1, "thread")) == 1


async def test_a_thread_that_did_not_open_is_looked_for_half_a_minute_later(timed: House):
    serial_id = await begin(timed)
    timed.discord.faults[Key(serial_id, 1, "thread")] = [Unknown("reset")]
    await evening(timed)
    timed.clock.move(seconds=29)
    await timed.settle()
    assert await state_of(timed, Key(serial_id, 1, "thread")) is State.UNKNOWN
    timed.clock.move(seconds=2)
    await timed.settle()
    assert greeted(timed) == list(timed.discord.threads)
    assert len(timed.discord.threads) == 1


async def test_after_a_kill_a_thread_that_is_slow_to_open_has_half_a_minute_for_it(
    timed: House, restart: Restart
):
    """Nobody knows any more when it was asked for."""
    serial_id = await begin(timed)
    key = Key(serial_id, 1, "thread")
    timed.discord.faults[key] = [("after", Unknown("killed"))]
    await evening(timed)
    arriving = dict(timed.discord.threads)
    timed.discord.threads.clear()
    async with timed.database.transaction() as db:  # as a kill -9 leaves it
        await db.execute(
            "UPDATE delivery SET state = 'attempting', not_before = NULL WHERE part = 'thread'"
        )
    house = await restart(timed)
    await house.settle()
    assert not house.discord.threads
    house.discord.threads.update(arriving)
    await a_minute_later(house)
    assert house.discord.threads == arriving
    assert greeted(house) == list(arriving)


async def test_a_kill_between_opening_and_recording_leaves_one_thread(
    timed: House, restart: Restart
):
    serial_id = await begin(timed)
    await evening(timed)
    [thread] = timed.discord.threads
    async with timed.database.transaction() as db:
        await db.execute("DELETE FROM delivery WHERE part = 'greeting'")
        await db.execute(
            "UPDATE delivery SET state = 'attempting', message_id = NULL WHERE part = 'thread'"
        )
    house = await restart(timed)
    await a_minute_later(house)
    await a_minute_later(house)
    assert list(house.discord.threads) == [thread]
    opened = await deliveries.load(house.database.reader, Key(serial_id, 1, "thread"))
    assert opened is not None
    assert opened.message_id == thread


async def test_a_thread_keeps_its_name_though_its_chapter_is_called_otherwise_meanwhile(
    timed: House,
):
    story = await timed.add_story()
    serial_id = await timed.start(story_id=story, gate=Gate.AFTER_READING)
    timed.discord.faults[Key(serial_id, 1, "thread")] = [("after", Unknown("reset"))]
    await evening(timed)
    await timed.replace(story, STORY.replace("The Quay", "The Pier"))
    timed.discord.calls = "Pier"
    await a_minute_later(timed)
    assert len(timed.discord.threads) == 1
    assert await state_of(timed, Key(serial_id, 1, "thread")) is State.SENT


async def test_of_two_serials_each_finds_its_own_thread(timed: House):
    story = await timed.add_story()
    both = [await timed.start(story_id=story, gate=Gate.AFTER_READING) for _ in range(2)]
    for serial_id in both:
        timed.discord.faults[Key(serial_id, 1, "thread")] = [("after", Unknown("reset"))]
    await evening(timed)
    await a_minute_later(timed)
    assert len(timed.discord.threads) == 2
    assert sorted(greeted(timed)) == sorted(timed.discord.threads)


async def test_a_thread_that_cant_be_looked_for_is_left_out_and_moderators_are_told(
    timed: House,
):
    serial_id = await begin(timed)
    timed.discord.faults[Key(serial_id, 1, "thread")] = [Unknown("reset")]
    await evening(timed)
    timed.discord.sightings = [Unreadable(passing=True), Unreadable(passing=False)]
    await a_minute_later(timed)
    await a_minute_later(timed)
    assert not timed.discord.threads
    assert await state_of(timed, Key(serial_id, 1, "thread")) is State.SKIPPED
    assert "Read Message History" in timed.desk.notes[-1].text
    way = await discuss(timed, serial_id, 1, MODERATOR)
    assert way.step is Step.NEVER


async def test_a_database_put_back_finds_the_threads_and_greets_none_twice(
    timed: House, restart: Restart, tmp_path: Path
):
    await begin(timed)
    await evening(timed)
    copies.backup(tmp_path / "test.sqlite3", tmp_path / "copy")
    await evening(timed)
    before = list(timed.discord.threads)
    assert len(before) == 2
    timed.discord.forget_nonces()
    house = await restart(timed, tmp_path / "copy")
    await house.settle()
    await a_minute_later(house)
    assert list(house.discord.threads) == before
    assert greeted(house) == before


async def test_a_chapters_thread_opens_with_its_last_part(timed: House):
    story = await timed.add_story()
    await timed.start(
        story_id=story,
        gate=Gate.AFTER_READING,
        discussion=Discussion.CHAPTER,
        instalment="1 passage",
    )
    await evening(timed)
    assert not timed.discord.threads
    await evening(timed)
    assert len(timed.discord.threads) == 1


# ------------------------------------------------------------------------- letting in


async def test_who_marks_several_is_let_into_each_once(timed: House):
    serial_id = await begin(timed)
    await evening(timed, days=3)
    one, two, three = timed.discord.threads
    assert (await read(timed, serial_id, 1)).thread_id == one
    finished = await timed.reading.finish(viewer(ANN), serial_id, 3)
    assert finished.admitted == (2, 3)
    await discuss(timed, serial_id, 3)
    await timed.admitting.tick()
    assert timed.door.inside == {one: [ANN], two: [ANN], three: [ANN]}
    assert sorted(timed.door.tries) == [(one, ANN), (two, ANN), (three, ANN)]


async def test_who_reads_up_late_is_let_into_the_latest_and_into_others_when_they_ask(
    timed: House,
):
    serial_id = await begin(timed, MANY)
    await evening(timed, days=15)
    threads = list(timed.discord.threads)
    await read(timed, serial_id, 15)
    await timed.admitting.tick()
    assert sorted(timed.door.inside) == threads[-MOST_EARLIER:]
    assert (await discuss(timed, serial_id, 1)).thread_id == threads[0]


async def test_a_place_read_in_the_reader_opens_the_door_but_lets_nobody_in_unasked(
    timed: House,
):
    serial_id = await begin(timed)
    await evening(timed, days=2)
    await timed.reading.open(viewer(ANN), serial_id, 1)
    assert (await discuss(timed, serial_id, 1)).step is Step.UNREAD
    for passage in (2, 3):
        await timed.reading.open(viewer(ANN), serial_id, passage)
    await timed.admitting.tick()
    assert timed.door.inside == {}
    assert (await discuss(timed, serial_id, 1)).step is Step.THERE


async def test_what_does_not_answer_is_tried_again_after_a_restart_too(
    timed: House, restart: Restart
):
    serial_id = await begin(timed)
    await evening(timed)
    [thread] = timed.discord.threads
    timed.door.entries[thread] = [Later(timedelta(0))]
    assert (await read(timed, serial_id, 1)).step is Step.SOON
    house = await restart(timed)
    await a_minute_later(house)
    assert house.door.inside == {thread: [ANN]}


async def test_a_shut_door_is_told_to_moderators_once_and_opens_within_the_hour(timed: House):
    serial_id = await begin(timed)
    await evening(timed)
    [thread] = timed.discord.threads
    timed.door.entries[thread] = [Barred("Give me {that}.")] * 3
    assert (await read(timed, serial_id, 1)).step is Step.BARRED
    assert (await read(timed, serial_id, 1, BEN)).step is Step.BARRED
    assert len(timed.desk.notes) == 1
    timed.clock.move(hours=1)
    await timed.admitting.tick()
    timed.clock.move(hours=1)
    await timed.admitting.tick()
    assert set(timed.door.inside[thread]) == {ANN, BEN}
    assert len(timed.desk.notes) == 1


@pytest.mark.parametrize("has_left", [True, False])
async def test_nobody_is_let_in_who_has_left_or_cant_see_the_channel(timed: House, has_left: bool):
    serial_id = await begin(timed)
    await evening(timed, days=2)
    await read(timed, serial_id, 2)
    if has_left:
        timed.sight.members.clear()
    else:
        timed.sight.blind.add(ANN)
    timed.clock.move(hours=1)
    await timed.admitting.tick()
    assert len(timed.door.inside) == 1
    timed.sight.members.add((ANN, GUILD))
    timed.sight.blind.clear()
    timed.clock.move(hours=1)
    await timed.admitting.tick()
    assert len(timed.door.inside) == 1


async def test_a_process_that_another_has_taken_over_from_forgets_nobody_who_waits(
    timed: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The other starts while this one asks Discord about a reader, whom it then hears has left."""
    serial_id = await begin(timed)
    await evening(timed, days=2)
    await read(timed, serial_id, 2)
    others: list[House] = []

    async def taken_over(_user_id: int, _guild_id: int) -> Viewer | Absent:
        path = tmp_path / "test.sqlite3"
        others.append(await open_house(path, timed.clock, timed.discord, timed.desk))
        return Absent.LEFT

    monkeypatch.setattr(timed.sight, "look", taken_over)
    try:
        # It ends by itself: whoever has taken over goes on.
        await asyncio.wait_for(timed.admitting.run(), 60)
        [other] = others
        other.sight.members.add((ANN, GUILD))
        await other.admitting.tick()
        assert other.door.inside == {min(timed.discord.threads): [ANN]}
    finally:
        for house in others:
            await house.database.close()


async def test_who_waits_for_a_thread_that_has_not_opened_is_let_in_when_it_has(timed: House):
    serial_id = await begin(timed)
    timed.discord.faults[Key(serial_id, 1, "thread")] = [Unknown("reset")]
    await evening(timed)
    assert (await read(timed, serial_id, 1)).step is Step.COMING
    await timed.admitting.tick()
    assert not timed.door.tries
    await a_minute_later(timed)
    await a_minute_later(timed)
    assert list(timed.door.inside.values()) == [[ANN]]


async def test_not_yet_forgets_who_waits_and_leaves_who_is_inside(timed: House):
    serial_id = await begin(timed)
    await evening(timed)
    [thread] = timed.discord.threads
    timed.door.entries[thread] = [Later()]
    await read(timed, serial_id, 1)
    undone = await timed.reading.unfinish(viewer(ANN), serial_id, 1)
    assert not undone.inside
    await a_minute_later(timed)
    assert timed.door.inside == {}
    await read(timed, serial_id, 1)
    undone = await timed.reading.unfinish(viewer(ANN), serial_id, 1)
    assert undone.inside
    assert timed.door.inside == {thread: [ANN]}


async def test_a_discussion_that_is_gone_is_forgotten_and_said_so(timed: House):
    serial_id = await begin(timed)
    await evening(timed)
    [thread] = timed.discord.threads
    timed.door.entries[thread] = [Gone()]
    assert (await read(timed, serial_id, 1)).step is Step.GONE
    await a_minute_later(timed)
    assert timed.door.tries == [(thread, ANN)]


# ------------------------------------------------------------------------- full threads


@pytest.mark.parametrize("over", [False, True])
async def test_a_full_thread_gets_another_also_once_the_serial_is_over(timed: House, over: bool):
    serial_id = await begin(timed)
    await evening(timed, days=3 if over else 1)
    if over:
        serial = await serials.load(timed.database.reader, serial_id)
        assert serial is not None
        assert serial.state is SerialState.FINISHED
    timed.door.most = 1
    first = min(timed.discord.threads)
    assert (await read(timed, serial_id, 1)).thread_id == first
    for number, late in enumerate((BEN, 103, 104), start=2):
        timed.sight.members.add((late, GUILD))
        assert (await read(timed, serial_id, 1, late)).step is Step.SOON
        await a_minute_later(timed)
        newest = max(timed.discord.threads)
        assert timed.discord.threads[newest].circle == number
        assert timed.door.inside[newest] == [late]
        assert newest in greeted(timed)
    assert (await discuss(timed, serial_id, 1)).thread_id == first
    assert timed.door.inside[first] == [ANN]


async def test_many_who_come_to_a_full_thread_open_one_more_and_no_drop_is_held_up(
    timed: House,
):
    serial_id = await begin(timed)
    await evening(timed)
    timed.door.most = 2
    crowd = range(200, 204)
    timed.sight.members |= {(user_id, GUILD) for user_id in crowd}
    for user_id in crowd:
        await read(timed, serial_id, 1, user_id)
    await a_minute_later(timed)
    assert sorted(len(inside) for inside in timed.door.inside.values()) == [2, 2]
    assert len(timed.discord.threads) == 2
    await evening(timed, days=2)
    assert timed.discord.passages() == [1, 2, 3, 4]


async def test_who_left_a_thread_that_has_filled_since_is_let_into_the_newest(timed: House):
    serial_id = await begin(timed)
    await evening(timed)
    timed.door.most = 1
    [first] = timed.discord.threads
    await read(timed, serial_id, 1, ANN)
    timed.door.inside[first] = []
    timed.sight.members.add((103, GUILD))
    for late in (BEN, 103):
        await read(timed, serial_id, 1, late)
    await a_minute_later(timed)
    newest = max(timed.discord.threads)
    timed.door.inside[newest] = []
    way = await discuss(timed, serial_id, 1, ANN)
    assert (way.step, way.thread_id) == (Step.THERE, newest)
    await a_minute_later(timed)
    assert sorted(timed.discord.threads) == [first, newest]


async def test_who_left_is_let_into_a_third_where_both_are_full(timed: House):
    serial_id = await begin(timed)
    await evening(timed)
    timed.door.most = 1
    [first] = timed.discord.threads
    await read(timed, serial_id, 1, ANN)
    timed.door.inside[first] = []
    timed.sight.members.add((103, GUILD))
    for late in (BEN, 103):
        await read(timed, serial_id, 1, late)
    await a_minute_later(timed)
    assert (await discuss(timed, serial_id, 1, ANN)).step is Step.SOON
    for _ in range(2):
        await a_minute_later(timed)
    assert len(timed.discord.threads) == 3
    assert timed.door.inside[max(timed.discord.threads)] == [ANN]


async def test_who_hears_late_that_a_thread_was_full_opens_no_third(timed: House):
    serial_id = await begin(timed)
    await evening(timed)
    timed.door.most = 1
    await read(timed, serial_id, 1, ANN)
    timed.sight.members.add((103, GUILD))

    async def somebody_else_is_first() -> None:
        await read(timed, serial_id, 1, BEN)
        await timed.settle()
        assert len(timed.discord.threads) == 2

    timed.door.before_refusal = somebody_else_is_first
    assert (await read(timed, serial_id, 1, 103)).step is Step.SOON
    await timed.settle()
    assert len(timed.discord.threads) == 2


async def test_the_next_thread_opens_once_though_its_answer_was_lost(timed: House):
    serial_id = await begin(timed)
    await evening(timed)
    timed.door.most = 1
    await read(timed, serial_id, 1)
    timed.discord.faults[Key(serial_id, 1, "thread:2")] = [("after", Unknown("reset"))]
    await read(timed, serial_id, 1, BEN)
    for _ in range(3):
        await a_minute_later(timed)
    assert len(timed.discord.threads) == 2
    assert timed.door.inside[max(timed.discord.threads)] == [BEN]


# ------------------------------------------------------------------------- what is kept


async def test_what_is_kept_of_it_is_given_and_deleted(timed: House):
    serial_id = await begin(timed)
    await evening(timed)
    [thread] = timed.discord.threads
    await read(timed, serial_id, 1)
    written = await timed.mydata.export(ANN)
    assert [one["thread"] for one in written["discussions"]] == [str(thread)]
    assert (await timed.mydata.delete(ANN)).discussions == 1
    assert (await timed.mydata.holdings(ANN)).nothing
