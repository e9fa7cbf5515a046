"""Reminders: a word to who has fallen behind, and never two within a day."""

from pathlib import Path

from bot.domain.subscription import Hold, SubscriptionKind
from bot.services.ports import ReminderContent
from tests.services.conftest import STORY, House
from tests.services.fakes import GUILD, READER, viewer
from tests.services.letters import MOD, PRIVATE, begun, copied, evenings, put_back, sent


async def reminded(house: House, serial_id: int | None = None) -> None:
    await house.reminders.start(viewer(), serial_id, channel_id=PRIVATE, locale="en-GB")


LONGER = f"{STORY}\n\nChapter 4: The End\n\nIt was over.\n"


async def waiting_reader(house: House, text: str = STORY) -> int:
    """A serial that has not begun, and a reader who is to be reminded of it."""
    serial_id = await house.start(story_id=await house.add_story(text))
    house.discord.now = house.clock.now
    house.sight.members.add((READER, GUILD))
    await reminded(house, serial_id)
    return serial_id


async def test_who_falls_two_chapters_behind_is_told_at_the_drop(house: House):
    await waiting_reader(house)
    await evenings(house)
    assert sent(house) == []
    await evenings(house)
    [word] = [item for item in house.discord.messages if item.place_id == PRIVATE]
    assert isinstance(word.posting.content, ReminderContent)
    assert word.posting.content.chapters == 2


async def test_who_keeps_up_is_not_reminded(house: House):
    serial_id = await waiting_reader(house)
    await evenings(house)
    await house.reading.finish(viewer(), serial_id, 1)
    await evenings(house)
    assert sent(house) == []


async def test_nobody_is_reminded_twice_a_day_of_all_their_serials(house: House):
    story_id = await house.add_story()
    for channel_id in (10, 11):
        await house.start(story_id=story_id, channel_id=channel_id)
    house.discord.now = house.clock.now
    house.sight.members.add((READER, GUILD))
    await reminded(house)
    await evenings(house, 2)
    assert len(sent(house)) == 1
    await evenings(house)
    assert len(sent(house)) == 2


async def test_a_reminder_that_came_late_is_not_followed_by_another_within_the_day(house: House):
    await waiting_reader(house, LONGER)
    await evenings(house)
    house.sight.silent = True
    await evenings(house)
    assert sent(house) == []
    house.clock.move(hours=23)
    house.sight.silent = False
    await house.settle()
    assert sent(house) == ["word:1"]
    await evenings(house)
    assert sent(house) == ["word:1"]
    await evenings(house)
    assert sent(house) == ["word:1", "word:2"]


async def test_what_dropped_before_is_not_reminded_of(house: House):
    serial_id = await begun(house, drops=2)
    await reminded(house, serial_id)
    await house.settle()
    assert sent(house) == []
    await evenings(house)
    assert sent(house) == ["word:1"]


async def test_one_word_stops_all_reminders(house: House):
    await waiting_reader(house)
    assert await house.reminders.stop(READER) == 1
    await evenings(house, 3)
    assert sent(house) == []


async def test_who_stops_reminders_and_asks_again_has_no_second_one_within_the_day(house: House):
    serial_id = await waiting_reader(house, LONGER)
    await evenings(house, 2)
    assert sent(house) == ["word:1"]
    await house.reminders.stop(READER)
    await reminded(house)
    await house.serials.drop(MOD, serial_id)
    await house.settle()
    assert sent(house) == ["word:1"]
    await evenings(house)
    assert sent(house) == ["word:1", "word:1"]


async def test_a_reminder_stopped_on_its_way_counts_as_one(house: House):
    """It was planned long ago, and may be there this moment."""
    serial_id = await waiting_reader(house, LONGER)
    await evenings(house)
    house.sight.silent = True
    await evenings(house)
    house.clock.move(hours=23)
    await house.reminders.stop(READER)
    house.sight.silent = False
    await reminded(house)
    house.clock.move(hours=2)
    await house.serials.drop(MOD, serial_id)
    await house.settle()
    assert sent(house) == []


async def test_when_somebody_was_reminded_is_kept_for_a_day_and_told(house: House):
    await waiting_reader(house)
    await evenings(house, 2)
    await house.reminders.stop(READER)
    told = await house.mydata.export(READER)
    assert told["reminded"] == "2026-03-03T18:00:00+00:00"
    assert not (await house.mydata.holdings(READER)).nothing
    house.clock.move(days=1, seconds=1)
    await house.departures.purge()
    assert (await house.mydata.holdings(READER)).nothing


async def test_who_deletes_what_is_kept_was_never_reminded(house: House):
    await waiting_reader(house)
    await evenings(house, 2)
    await house.mydata.delete(READER)
    assert (await house.mydata.holdings(READER)).nothing
    assert (await house.mydata.export(READER))["reminded"] is None


async def test_a_reminder_sent_since_a_copy_counts_when_that_is_put_back(
    house: House, tmp_path: Path
):
    await waiting_reader(house)
    await evenings(house)
    copy = await copied(house, tmp_path)
    await evenings(house)
    assert sent(house) == ["word:1"]
    again = await put_back(house, tmp_path, copy)
    await again.settle()
    again.clock.move(minutes=10)
    await again.settle()
    assert sent(again) == ["word:1"]
    await again.database.close()


async def test_a_reminder_that_was_refused_holds_and_is_told(house: House):
    serial_id = await waiting_reader(house)
    house.discord.closed.add(PRIVATE)
    await evenings(house, 2)
    assert sent(house) == []
    assert await house.subscriptions.news(READER) == [(SubscriptionKind.REMINDERS, Hold.CLOSED)]
    house.discord.closed.clear()
    await reminded(house, serial_id)
    house.clock.move(days=1)
    await house.settle()
    assert sent(house) == ["word:2"]


async def test_a_reminder_whose_reader_caught_up_is_not_sent(house: House):
    serial_id = await waiting_reader(house)
    await evenings(house)
    house.sight.silent = True
    await evenings(house)
    await house.reading.finish(viewer(), serial_id, 2)
    house.sight.silent = False
    house.clock.move(minutes=1)
    await house.settle()
    assert sent(house) == []
