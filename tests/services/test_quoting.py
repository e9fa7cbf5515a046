"""Quoting: what somebody has come to, hidden where others may not be so far."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import RefusalError
from bot.domain.serial import Discussion
from bot.services.quoting import Quote, Sentences
from tests.services.conftest import House
from tests.services.fakes import GUILD, viewer
from tests.services.test_searching import BOOK

NOBODYS = 4711


async def running(house: House, discussion: Discussion, instalment: str = "chapter") -> int:
    """A serial of which four instalments have dropped; the reader has come to the second."""
    story = await house.add_story(BOOK, "book.md")
    serial = await house.start(story_id=story, discussion=discussion, instalment=instalment)
    for hours in (6, 24, 24, 24):
        house.clock.move(hours=hours)
        await house.settle()
    await house.reading.finish(viewer(), serial, 2)
    return serial


@pytest.fixture
async def book(house: House) -> int:
    return await running(house, Discussion.INSTALMENT)


async def quoted(house: House, serial: int, typed: str, thread: int | None = None) -> Quote:
    quote = await house.quoting.find(viewer(thread_id=thread), serial, typed)
    assert isinstance(quote, Quote)
    return quote


async def thread_of(house: House, serial: int, instalment: int) -> int:
    way = await house.discussions.way(viewer(), serial, instalment)
    assert way.thread_id is not None
    return way.thread_id


async def test_it_is_hidden_but_in_a_discussion_that_is_so_far(house: House, book: int):
    kettle = "lamp was a kettle"
    assert (await quoted(house, book, kettle)).veiled
    assert (await quoted(house, book, kettle, NOBODYS)).veiled
    assert (await quoted(house, book, kettle, await thread_of(house, book, 1))).veiled
    for chapter in (2, 3):
        plain = await quoted(house, book, kettle, await thread_of(house, book, chapter))
        assert not plain.veiled


async def test_in_the_channel_it_is_open_once_all_who_read_along_are_so_far(
    house: House, book: int
):
    kettle = "lamp was a kettle"
    for number, reader in enumerate((21, 22, 23)):
        assert (await quoted(house, book, kettle)).veiled, number
        await house.reading.finish(viewer(reader), book, 2)
    assert not (await quoted(house, book, kettle)).veiled
    # A thread that is none of ours, and a discussion of what came before, stay as they were.
    assert (await quoted(house, book, kettle, NOBODYS)).veiled
    assert (await quoted(house, book, kettle, await thread_of(house, book, 1))).veiled
    # Somebody begins late.
    await house.reading.finish(viewer(24), book, 1)
    assert (await quoted(house, book, kettle)).veiled


async def test_what_dropped_last_stays_hidden_in_the_channel(house: House, book: int):
    for reader in (21, 22, 23):
        await house.reading.finish(viewer(reader), book, 4)
    await house.reading.finish(viewer(), book, 4)
    assert (await quoted(house, book, "the café had")).veiled
    assert not (await quoted(house, book, "lamp was a kettle")).veiled


async def test_a_chapters_discussion_is_about_all_of_it(house: House):
    serial = await running(house, Discussion.CHAPTER, "1 passage")
    await house.reading.finish(viewer(), serial, 4)
    thread = await thread_of(house, serial, 1)
    assert not (await quoted(house, serial, "the lamp went out", thread)).veiled
    assert (await quoted(house, serial, "a kettle now", thread)).veiled


async def test_strangers_are_told_nothing(house: House, book: int):
    [(edition,)] = await house.database.reader.execute_fetchall("SELECT edition_id FROM edition")
    for stranger in (viewer(guild_id=GUILD + 1), viewer(sees=False)):
        assert await house.quoting.suggest(stranger, book, "lamp") is None
        for typed in ("lamp", f"#{edition}.1.0"):
            with pytest.raises(RefusalError, match="no such serial"):
                await house.quoting.find(stranger, book, typed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    typed=st.one_of(
        st.text(max_size=80),
        st.sampled_from(BOOK.split()),
        st.tuples(st.integers(0, 3), st.integers(0, 30), st.integers(0, 60)).map(
            lambda found: "#{}.{}.{}".format(*found)
        ),
    )
)
async def test_whatever_is_typed_nothing_past_the_place_is_quoted(
    house: House, book: int, typed: str
):
    await house.quoting.suggest(viewer(), book, typed)
    try:
        answer = await house.quoting.find(viewer(), book, typed)
    except RefusalError:
        return
    if isinstance(answer, Sentences):
        words = [choice.text for choice in answer.choices]
    else:
        words = [part.text for part in answer.words]
        assert 1 <= answer.count <= 4
    assert not any("zyzzyva" in text or "café" in text or "A lamp" in text for text in words)
