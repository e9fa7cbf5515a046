"""Serials of a story that gets a new edition: drops go on with the words where they left off."""

import pytest

from bot.domain.delivery import Failed, Unknown
from bot.domain.keys import Key
from bot.domain.serial import Discussion, SerialState
from bot.services.ports import PassageContent
from tests.domain.test_revision import words
from tests.services.conftest import House
from tests.services.editions import (
    FOUR,
    MOD,
    ONE,
    THREE,
    TWO,
    chapter,
    drops,
    manuscript,
    propose,
    replaced,
    shown,
    start,
    text_read,
    told,
)
from tests.services.fakes import CHANNEL


async def test_a_running_serial_goes_on_where_its_words_left_off(house: House):
    story_id, serial_id = await start(house, instalment="2 passages")
    await drops(house, 2)
    before = shown(house)
    await replaced(house, story_id, manuscript(ONE, TWO, THREE, FOUR))
    view = await house.serials.show(MOD, serial_id)
    assert view.next_instalment is not None
    assert view.next_instalment.number == 3
    await drops(house, 20)
    assert shown(house)[: len(before)] == before
    assert " ".join(shown(house)) == told(manuscript(ONE, TWO, THREE, FOUR))
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.FINISHED
    assert house.discord.shown().count("closing") == 1


async def test_a_chapter_put_before_the_place_can_be_read_and_is_not_posted(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    messages = len(house.discord.messages)
    await replaced(house, story_id, manuscript(ONE, chapter("New", 9), TWO, THREE))
    await house.settle()
    assert len(house.discord.messages) == messages
    assert await text_read(house, serial_id) == told(manuscript(ONE, chapter("New", 9), TWO))
    await drops(house, 1)
    assert shown(house)[-1].endswith(told(THREE)[-40:])


async def test_next_date_stays_and_a_serial_without_text_to_come_closes(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    before = (await house.serials.show(MOD, serial_id)).serial.next_at
    await replaced(house, story_id, manuscript(ONE, TWO, FOUR))
    assert (await house.serials.show(MOD, serial_id)).serial.next_at == before
    await replaced(house, story_id, manuscript(ONE, TWO))
    await house.settle()
    assert house.discord.shown()[-1] == "closing"
    view = await house.serials.show(MOD, serial_id)
    assert view.serial.state is SerialState.FINISHED
    assert view.upcoming == ()


async def test_a_finished_serial_with_more_text_waits_to_be_resumed(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 4)
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.FINISHED
    proof = await propose(house, story_id, manuscript(ONE, TWO, THREE, FOUR))
    done = await house.replacing.confirm(MOD, proof.draft_id, revision=0, correct=False)
    assert [serial.serial_id for serial in done.waiting] == [serial_id]
    posted = len(house.discord.messages)
    await drops(house, 2)
    assert len(house.discord.messages) == posted
    await house.serials.resume(MOD, serial_id)
    await drops(house, 1)
    assert shown(house)[-1].endswith(told(FOUR)[-40:])
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.FINISHED
    assert house.discord.shown().count("closing") == 2


async def test_an_ended_serial_stays_ended(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 1)
    await house.serials.end(MOD, serial_id)
    await replaced(house, story_id, manuscript(ONE, chapter("New", 9)))
    await drops(house, 2)
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.ENDED
    assert " ".join(shown(house)) == told(ONE)


async def test_serials_at_different_places_both_go_on_with_their_own_words(house: House):
    story_id, first = await start(house)
    await drops(house, 2)
    second = await house.start(story_id=story_id, channel_id=20)
    new = manuscript(ONE.replace(".", "!", 3), TWO, chapter("New", 9), FOUR)
    await replaced(house, story_id, new)
    await drops(house, 5)
    by_place: dict[int, list[str]] = {CHANNEL: [], 20: []}
    for item in house.discord.messages:
        if isinstance(item.posting.content, PassageContent):
            texts = [part.text for part in item.posting.content.passage.paragraphs]
            by_place[item.place_id].append(" ".join(texts))
    assert " ".join(by_place[20]) == told(new)
    assert " ".join(by_place[CHANNEL]) == told(manuscript(ONE, TWO, chapter("New", 9), FOUR))
    for serial_id in (first, second):
        assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.FINISHED


async def test_what_has_dropped_while_the_moderator_thought_keeps_its_bounds(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 1)
    proof = await propose(house, story_id, manuscript(ONE, TWO, FOUR))
    await drops(house, 1)
    await house.replacing.confirm(MOD, proof.draft_id, revision=0, correct=False)
    await drops(house, 3)
    assert " ".join(shown(house)) == told(manuscript(ONE, TWO, FOUR))
    assert await text_read(house, serial_id) == told(manuscript(ONE, TWO, FOUR))


@pytest.mark.parametrize("failed_at", [1, 2])
async def test_a_drop_held_up_half_way_posts_the_rest_in_its_new_words(
    house: House, failed_at: int
):
    story_id, serial_id = await start(house, discussion=Discussion.INSTALMENT)
    house.discord.faults[Key(serial_id, 1, f"passage:{failed_at}")] = [Failed("Give me Send.")]
    await drops(house, 1)
    before = shown(house)
    assert len(before) == failed_at - 1
    grown = ONE.replace("\n\n", f"\n\n{words(900, 77)}\n\n", 1) + "\n\n" + words(500, 78)
    new = manuscript(grown, TWO, THREE)
    await replaced(house, story_id, new)
    await house.serials.resume(MOD, serial_id)
    await drops(house, 5)
    text = " ".join(shown(house))
    if failed_at == 1:
        assert text == told(new)
    assert text.endswith(told(manuscript(TWO, THREE)))
    assert words(500, 78) in text
    tried = house.discord.tries
    assert len(set(tried)) == len(tried) - 1, "only what failed is tried again"
    threads = [item for item in house.discord.messages if item.posting.key.part == "greeting"]
    # What came after the end of the instalment is one of its own.
    assert len(threads) == 4


@pytest.mark.parametrize("posted", [True, False])
async def test_a_message_in_doubt_is_found_by_its_mark_after_a_new_edition(
    house: House, posted: bool
):
    story_id, serial_id = await start(house)
    fault = Unknown("time-out")
    house.discord.faults[Key(serial_id, 1, "passage:2")] = [("after", fault) if posted else fault]
    await drops(house, 1)
    await replaced(house, story_id, manuscript(ONE.replace(".", "!"), TWO, THREE), correct=True)
    house.discord.forget_nonces()
    await drops(house, 3)
    numbers = [item.posting.key.part for item in house.discord.messages if item.place_id == CHANNEL]
    assert numbers.count("passage:2") == 1
    assert " ".join(shown(house)) == told(manuscript(ONE.replace(".", "!"), TWO, THREE))


async def test_a_new_edition_while_a_post_is_on_its_way_loses_and_doubles_nothing(house: House):
    story_id, _serial_id = await start(house)
    new = manuscript(ONE.replace(".", "!"), TWO, THREE)

    async def meanwhile() -> None:
        await replaced(house, story_id, new, correct=True)

    house.discord.before_answer = meanwhile
    await drops(house, 4)
    assert " ".join(shown(house)) == told(new)
    assert len(shown(house)) == len(set(shown(house)))


async def test_a_greeting_that_a_new_edition_changes_is_looked_for_by_its_mark(house: House):
    story_id, serial_id = await start(house)
    greeting = Key(serial_id, 1, "greeting")
    house.discord.faults[greeting] = [Unknown("no answer")]
    await drops(house, 1)
    await replaced(house, story_id, manuscript(ONE.replace("# One", "# Once"), TWO, THREE))
    house.clock.move(minutes=5)
    await house.settle()
    said = next(item.posting for item in house.discord.messages if item.posting.key == greeting)
    assert said.revised
