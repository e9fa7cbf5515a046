"""The end of a story: a card with its figures, and the question what to read next."""

import pytest

from bot.domain.delivery import Failed, State, Unknown
from bot.domain.keys import Key
from bot.domain.serial import SerialState
from bot.services.ports import ClosingContent, PollContent
from bot.storage import deliveries
from tests.services.conftest import STORY, House
from tests.services.fakes import READER, Message, viewer


async def to_the_end(house: House, serial_id: int) -> None:
    house.clock.move(hours=6)
    await house.settle()
    for _ in range(3):
        house.clock.move(days=1)
        await house.settle()
    assert "closing" in house.discord.shown(), serial_id


async def others(house: House, count: int) -> None:
    for number in range(count):
        await house.add_story(f"---\ntitle: Book {number}\n---\n\n# One\n\nIt rained.\n", "book.md")


def polls(house: House) -> list[Message]:
    return [one for one in house.discord.messages if isinstance(one.posting.content, PollContent)]


def choices(house: House) -> list[str]:
    [poll] = polls(house)
    assert isinstance(poll.posting.content, PollContent)
    return [title for title, _ in poll.posting.content.choices]


async def test_the_card_has_days_words_readers_and_the_most_asked_note(house: House):
    serial = await house.start()
    house.clock.move(hours=6)
    await house.settle()
    for number in range(4):
        await house.reading.finish(viewer(READER + number), serial, 1)
    [note] = await house.footnotes.suggest(viewer(), serial, "1")
    for _ in range(5):
        await house.counting.note_shown(serial, note.note.note_id)
    for _ in range(2):
        house.clock.move(days=1)
        await house.settle()
    [card] = [
        one.posting.content
        for one in house.discord.messages
        if isinstance(one.posting.content, ClosingContent)
    ]
    assert (card.days, card.readers, card.instalments) == (3, 4, 3)
    assert card.words > 100
    assert card.asked is not None
    assert (card.asked.label, card.asked.word, card.asked.times) == ("1", "lantern", 5)


async def test_after_the_card_comes_a_poll_of_what_has_not_run_here(house: House):
    await others(house, 2)
    serial = await house.start(story_id=await house.add_story())
    await to_the_end(house, serial)
    assert house.discord.shown()[-2:] == ["closing", "poll"]
    assert len(choices(house)) == 2
    assert (await house.serials.find(viewer(), None)).state is SerialState.FINISHED


@pytest.mark.parametrize("count", [0, 1])
async def test_where_there_is_no_choice_there_is_no_poll(house: House, count: int):
    await others(house, count)
    serial = await house.start(story_id=await house.add_story())
    await to_the_end(house, serial)
    assert polls(house) == []
    assert house.desk.notes == []
    found = await deliveries.load(house.database.reader, Key(serial, 3, "poll"))
    assert found is not None
    assert found.state is State.SKIPPED


async def test_a_poll_has_ten_answers_at_most(house: House):
    await others(house, 14)
    serial = await house.start(story_id=await house.add_story())
    await to_the_end(house, serial)
    assert len(set(choices(house))) == 10


async def test_a_poll_whose_posting_is_unknown_comes_once(house: House):
    await others(house, 3)
    serial = await house.start(story_id=await house.add_story())
    house.discord.faults[Key(serial, 3, "poll")] = [("after", Unknown("reset"))]
    await to_the_end(house, serial)
    house.discord.forget_nonces()
    # What there is to read next has changed before it is looked for.
    await others(house, 5)
    house.clock.move(minutes=30)
    await house.settle()
    assert len(polls(house)) == 1
    found = await deliveries.load(house.database.reader, Key(serial, 3, "poll"))
    assert found is not None
    assert found.state is State.SENT


async def test_a_new_edition_takes_back_a_poll_that_was_not_asked_yet(house: House):
    await others(house, 2)
    story = await house.add_story()
    serial = await house.start(story_id=story)
    house.discord.faults[Key(serial, 3, "passage:4")] = [Failed("No.")]
    house.clock.move(hours=6)
    await house.settle()
    for _ in range(2):
        house.clock.move(days=1)
        await house.settle()
    rows = await deliveries.of_instalment(house.database.reader, serial, 3)
    assert {"closing", "poll"} <= {row.key.part for row in rows}
    await house.replace(story, STORY.replace("\n\n(1) A", "\n\nChapter 4: On\n\nMore.\n\n\n(1) A"))
    rows = await deliveries.of_instalment(house.database.reader, serial, 3)
    assert not {"closing", "poll"} & {row.key.part for row in rows}
