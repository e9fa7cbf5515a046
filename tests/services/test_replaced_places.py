"""Readers of a story that gets a new edition: places and old buttons stay with their words."""

import pytest

from bot.domain.errors import RefusalError
from bot.domain.pages import PageLength
from bot.storage import places
from bot.storage.database import every
from tests.services.conftest import House
from tests.services.editions import (
    FOUR,
    NOTED,
    ONE,
    READER,
    THREE,
    TWO,
    chapter,
    drops,
    manuscript,
    replaced,
    start,
    told,
)


async def test_a_place_stays_with_its_words(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    page = await house.reading.open(READER, serial_id, 4)
    await replaced(house, story_id, manuscript(ONE, chapter("New", 9), TWO, THREE))
    again = await house.reading.open(READER, serial_id)
    assert again.passage.scenes == page.passage.scenes
    assert again.passage.number > page.passage.number
    assert again.heading.title == "Two"


async def test_of_a_passage_that_was_shown_in_part_as_much_counts_in_a_new_edition(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    await house.preferring.set_pages(READER.user_id, PageLength.SHORT)
    page = await house.reading.open(READER, serial_id, 4)
    assert page.following is not None
    assert page.following.passage == 4
    await replaced(house, story_id, manuscript(ONE, chapter("New", 9), TWO, THREE))
    async with house.database.transaction() as db:
        place = await places.load(db, serial_id, READER.user_id)
    again = await house.reading.open(READER, serial_id)
    assert again.page.passage.scenes == page.page.passage.scenes
    assert place is not None
    assert (place.opened, place.glimpsed) == (again.page.spot.passage, again.page.end)


async def test_a_page_turned_in_an_older_edition_opens_at_the_readers_place(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    page = await house.reading.open(READER, serial_id, 3)
    await replaced(house, story_id, manuscript(chapter("New", 9), ONE, TWO, THREE))
    turned = await house.reading.open(READER, serial_id, 4, edition_id=page.serial.edition_id)
    assert turned.passage.scenes == page.passage.scenes
    again = await house.reading.open(
        READER, serial_id, turned.passage.number + 1, edition_id=turned.serial.edition_id
    )
    assert again.passage.number == turned.passage.number + 1


async def test_who_had_read_all_goes_on_with_what_drops_next(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    await house.reading.finish(READER, serial_id, 1)
    await house.reading.finish(READER, serial_id, 2)
    await replaced(house, story_id, manuscript(chapter("New", 9), ONE, TWO, FOUR))
    progress = await house.progress.of(READER, serial_id)
    assert progress.passages_left == 0
    await drops(house, 1)
    page = await house.reading.open(READER, serial_id)
    assert page.heading.title == "Four"
    undone = await house.reading.unfinish(READER, serial_id, 2)
    assert not undone.again


async def test_old_buttons_under_an_instalment_go_on_working(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    await replaced(house, story_id, manuscript(chapter("New", 9), TWO, THREE))
    for instalment in (1, 2):
        done = await house.reading.finish(READER, serial_id, instalment)
        assert not done.again
        link = await house.discussions.way(READER, serial_id, instalment)
        assert link.thread_id is not None


async def test_a_place_in_a_chapter_that_has_gone_is_at_the_nearest_kept_before(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    await house.reading.open(READER, serial_id, 3)
    await replaced(house, story_id, manuscript(ONE, THREE))
    page = await house.reading.open(READER, serial_id)
    assert page.heading.title == "One"
    assert told(ONE).endswith(" ".join(part.text for part in page.passage.paragraphs))


async def note_ids(house: House, edition_id: int) -> list[int]:
    rows = await every(
        house.database.reader,
        "SELECT note_id FROM note WHERE edition_id = ? ORDER BY note_id",
        edition_id,
    )
    return [row["note_id"] for row in rows]


async def test_old_note_buttons_answer_with_the_note_that_says_the_same(house: House):
    story_id, serial_id = await start(house, NOTED)
    await drops(house, 1)
    first, second = await note_ids(house, 1)
    new = manuscript(
        chapter("One", 1, mark=" A rope[^1] and a lantern[^2] hung there."),
        chapter("Two", 2, mark=" A bell[^3] rang."),
        notes="[^1]: Of hemp.\n\n[^2]: A lamp with manners.\n\n[^3]: It was cast abroad.",
    )
    await replaced(house, story_id, new)
    answer = await house.footnotes.note(READER, serial_id, first)
    assert answer.note.label == "2"
    assert "manners" in answer.note.definition[0].text
    assert answer.message_id is not None
    with pytest.raises(RefusalError, match="no such footnote"):
        await house.footnotes.note(READER, serial_id, second)


async def test_a_note_that_has_gone_answers_as_it_was_to_who_could_see_it(house: House):
    story_id, serial_id = await start(house, NOTED)
    await drops(house, 1)
    first, second = await note_ids(house, 1)
    await replaced(house, story_id, manuscript(chapter("One", 1), chapter("Two", 2)))
    await replaced(house, story_id, manuscript(chapter("New", 9), chapter("One", 1)))
    answer = await house.footnotes.note(READER, serial_id, first)
    assert "manners" in answer.note.definition[0].text
    with pytest.raises(RefusalError, match="no such footnote"):
        await house.footnotes.note(READER, serial_id, second)
    await drops(house, 5)
    with pytest.raises(RefusalError, match="no such footnote"):
        await house.footnotes.note(READER, serial_id, second)


async def test_a_note_of_another_story_is_none(house: House):
    _story_id, serial_id = await start(house, NOTED)
    other = await house.add_story(NOTED.replace("manners", "secrets"), "other.md")
    await drops(house, 1)
    await replaced(house, other, manuscript(chapter("One", 1)))
    for note_id in await note_ids(house, 2):
        with pytest.raises(RefusalError, match="no such footnote"):
            await house.footnotes.note(READER, serial_id, note_id)
