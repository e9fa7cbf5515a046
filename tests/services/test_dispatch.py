"""Drops: nothing lost, nothing twice, whatever Discord answers and whenever the bot stops."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.delivery import Failed, Missing, Retry, State, Unknown, Unreadable
from bot.domain.errors import RefusalError
from bot.domain.keys import Key
from bot.domain.serial import Discussion, SerialState
from bot.language.speech import speaking
from bot.services.ports import GreetingContent, PassageContent
from bot.storage import deliveries
from bot.storage.database import number
from bot.storage.errors import LeaseLostError
from bot.ui.desk import desk_view
from bot.ui.passage import texts_of
from tests.services.conftest import House, open_house
from tests.services.fakes import CHANNEL, MODERATOR, viewer

MOD = viewer(MODERATOR)


async def drop_all(house: House, days: int = 10) -> None:
    """Let the days go by, from one evening to the next."""
    house.clock.move(hours=(18 - house.clock.now().hour) % 24)
    for _ in range(days):
        await house.settle()
        house.clock.move(days=1)


async def state_of(house: House, serial_id: int, instalment: int, part: str) -> State:
    found = await deliveries.load(house.database.reader, Key(serial_id, instalment, part))
    assert found is not None
    return found.state


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


async def test_pausing_under_the_closing_card_and_resuming_still_finishes(house: House):
    serial_id = await house.start(instalment="9 passages", discussion=Discussion.OFF)
    await drop_all(house, 2)
    house.discord.before_answer = lambda: house.serials.pause(MOD, serial_id)
    await house.settle()
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.PAUSED
    await house.serials.resume(MOD, serial_id)
    await house.settle()
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.FINISHED


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


async def test_an_unreadable_history_is_posted_blind_within_a_minute(house: House):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [("after", Unknown("time-out"))]
    house.discord.sightings = [Unreadable(passing=False)]
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(seconds=30)
    await house.settle()
    assert house.discord.tries.count(key) == 2
    assert house.discord.passages() == [1, 2]  # the nonce kept it from doubling


async def test_a_parked_delivery_waits_for_a_moderator(house: House):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [("after", Unknown("time-out"))]
    house.discord.sightings = [Unreadable(passing=False)]
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(minutes=5)
    await house.settle()
    assert await state_of(house, serial_id, 1, "passage:1") is State.PARKED
    [note] = house.desk.notes
    assert (note.kind, note.key) == ("parked", key)
    await house.serials.parked_is_there(MOD, key)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_of_two_moderators_who_decide_otherwise_the_first_one_counts(house: House):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [("after", Unknown("time-out"))]
    house.discord.sightings = [Unreadable(passing=False)]
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(minutes=5)
    await house.settle()
    house.discord.forget_nonces()
    await house.serials.parked_is_there(MOD, key)
    with pytest.raises(RefusalError):
        await house.serials.parked_post_again(MOD, key)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_blind_attempts_end_a_minute_after_the_first_of_them(house: House):
    """Discord reckons the nonce from there, however often it was used since."""
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [("after", Unknown("time-out"))] * 4
    house.discord.sightings = [Unreadable(passing=False)] * 4
    house.clock.move(hours=6)
    await house.settle()
    for seconds in (20, 35, 40):
        house.clock.move(seconds=seconds)
        await house.settle()
    assert await state_of(house, serial_id, 1, "passage:1") is State.PARKED
    assert house.discord.tries.count(key) == 3


async def test_after_several_attempts_it_is_looked_for_from_before_the_first(house: House):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [("after", Unknown("reset")), Unknown("reset")]
    house.discord.sightings = [Missing()]  # the history lags behind, once
    house.clock.move(hours=6)
    await house.settle()
    house.discord.forget_nonces()
    for _ in range(4):
        house.clock.move(minutes=1)
        await house.settle()
    assert house.discord.tries.count(key) == 2
    assert house.discord.passages() == [1, 2]


async def test_post_again_posts_what_was_not_there(house: House):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [Unknown("time-out")]
    house.discord.sightings = [Unreadable(passing=False)]
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(minutes=5)
    await house.settle()
    await house.serials.parked_post_again(MOD, key)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_after_post_again_a_lost_answer_has_its_minute_anew(house: House):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [Unknown("time-out"), ("after", Unknown("time-out"))]
    house.discord.sightings = [Unreadable(passing=False)] * 2
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(minutes=5)
    await house.settle()
    await house.serials.parked_post_again(MOD, key)
    await house.settle()
    house.clock.move(seconds=30)
    await house.settle()
    assert house.discord.passages() == [1, 2]
    assert len(house.desk.notes) == 1


async def test_a_history_that_is_empty_leads_to_the_same_nonce_again(house: House):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [("after", Unknown("reset"))]
    house.discord.sightings = [Missing()]  # the history lags behind
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(seconds=10)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_within_six_hours_a_drop_goes_out_late(house: House):
    await house.start()
    house.clock.move(hours=11.9)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_after_an_outage_no_chapter_is_skipped_and_the_desk_is_asked(house: House):
    serial_id = await house.start(instalment="1 passage")
    house.clock.move(days=3, hours=5)  # 17:00: the dates of three days went by
    await house.settle()
    assert house.discord.passages() == []
    [note] = house.desk.notes
    assert note.kind == "missed"
    assert note.said["count"] == 3
    await house.serials.post_missed(MOD, serial_id)
    await house.settle()
    assert house.discord.passages() == [1]
    house.clock.move(minutes=9)
    await house.settle()
    assert house.discord.passages() == [1]
    for _ in range(3):
        house.clock.move(minutes=10)
        await house.settle()
    assert house.discord.passages() == [1, 2, 3]
    house.clock.move(hours=1)
    await house.settle()
    assert house.discord.passages() == [1, 2, 3, 4]


async def test_what_is_made_up_for_waits_until_the_one_before_it_is_there(house: House):
    serial_id = await house.start(instalment="1 passage")
    house.clock.move(days=3, hours=5)
    await house.settle()
    key = Key(serial_id, 1, "greeting")
    house.discord.faults[key] = [Retry(timedelta(minutes=30))]
    await house.serials.post_missed(MOD, serial_id)
    await house.settle()
    house.clock.move(minutes=11)
    await house.settle()
    assert house.discord.passages() == [1]
    planned = await number(house.database.reader, "SELECT max(instalment) FROM delivery")
    assert planned == 1
    house.clock.move(minutes=20)
    await house.settle()
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_moderators_hear_of_an_outage_in_their_language(house: House):
    await house.start(instalment="1 passage")
    house.clock.move(days=3, hours=5)
    await house.settle()
    [note] = house.desk.notes
    with speaking("de"):
        told = " ".join(texts_of(desk_view(note)))
    assert "Nichts wird übersprungen. Der nächste Termin ist <t:" in told


async def test_missed_dates_are_offered_for_a_week(house: House):
    serial_id = await house.start(instalment="1 passage", days="fri")
    house.clock.move(days=5)  # the Friday went by
    await house.settle()
    assert (await house.serials.show(MOD, serial_id)).serial.missed == 1
    house.clock.move(days=6, hours=6)
    await house.settle()
    assert house.discord.passages() == [1]
    house.clock.move(days=7)
    await house.settle()
    with pytest.raises(RefusalError, match="nothing left"):
        await house.serials.post_missed(MOD, serial_id)


async def test_making_up_works_also_where_the_last_missed_date_dropped_late(house: House):
    serial_id = await house.start(instalment="1 passage")
    house.clock.move(days=3, hours=8)  # 20:00: three dates went by, a fourth is two hours ago
    await house.settle()
    assert house.discord.passages() == [1]
    await house.serials.post_missed(MOD, serial_id)
    for _ in range(3):
        house.clock.move(minutes=10)
        await house.settle()
    assert house.discord.passages() == [1, 2, 3, 4]


async def test_dates_slip_while_an_instalment_waits_for_a_person(house: House):
    serial_id = await house.start(instalment="1 passage")
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [("after", Unknown("time-out"))]
    house.discord.sightings = [Unreadable(passing=False)]
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(minutes=5)
    await house.settle()
    for _ in range(3):
        house.clock.move(days=1)
        await house.settle()
    assert [note.kind for note in house.desk.notes] == ["parked"]
    house.clock.move(hours=7)  # past the grace of the last date
    await house.settle()
    await house.serials.parked_post_again(MOD, key)
    await house.settle()
    assert house.discord.passages() == [1]
    house.clock.move(hours=17)
    await house.settle()
    assert house.discord.passages() == [1, 2]


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


async def test_a_delivery_goes_on_once_a_clock_that_ran_ahead_is_set_back(house: House):
    serial_id = await house.start()
    house.clock.move(days=3, hours=6)
    house.discord.faults[Key(serial_id, 1, "passage:1")] = [Retry(timedelta(seconds=5))]
    await house.settle()
    assert house.discord.messages == []
    house.clock.move(days=-3)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_making_up_goes_on_once_a_clock_that_ran_ahead_is_set_back(house: House):
    serial_id = await house.start(instalment="1 passage")
    house.clock.move(days=3, hours=5)
    await house.settle()
    house.clock.move(hours=1)
    await house.settle()
    await house.serials.post_missed(MOD, serial_id)
    house.clock.move(hours=-12)
    await house.settle()
    assert house.discord.passages() == [1, 2]


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
