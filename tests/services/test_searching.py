"""Searching: passages up to one's place, and of the rest a number alone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import RefusalError
from bot.services.searching import PAGE, Hits
from tests.services.conftest import House
from tests.services.fakes import GUILD, MODERATOR, viewer

RAIN = "It rained, and nobody in the harbour office looked up from the cards at all. " * 25
BOOK = "\n\n".join(
    f"# Chapter {number}\n\n{RAIN}\n\n{text} {RAIN}"
    for number, text in enumerate(
        (
            "The lamp went out.",
            "The old lamp was a kettle now.",
            "A lamp, a lamp.",
            "The café had a lamp.",
            "A zyzzyva crept about by the lamp.",
        ),
        start=1,
    )
)


@pytest.fixture
async def book(house: House) -> int:
    """A serial by chapter; four of its five have dropped, and the reader has come to two."""
    serial = await house.start(story_id=await house.add_story(BOOK, "book.md"))
    for hours in (6, 24, 24, 24):
        house.clock.move(hours=hours)
        await house.settle()
    await house.reading.finish(viewer(), serial, 2)
    return serial


def said(hits: Hits) -> list[str]:
    return [hit.extract.text for hit in hits.hits]


async def test_it_finds_up_to_the_place_and_counts_what_is_further_on(house: House, book: int):
    hits = await house.searching.search(viewer(), book, "LAMP")
    assert (hits.found, hits.ahead) == (2, 2)
    assert {hit.heading.number for hit in hits.hits} == {1, 2}
    assert all("lamp" in text for text in said(hits))
    posted = {message.message_id for message in house.discord.messages}
    assert all(hit.message_id in posted for hit in hits.hits)


async def test_the_place_is_the_furthest_one(house: House, book: int):
    await house.reading.open(viewer(), book, 1)
    assert (await house.searching.search(viewer(), book, "lamp")).found == 2
    await house.reading.finish(viewer(), book, 4)
    hits = await house.searching.search(viewer(), book, "cafe")
    assert (hits.found, hits.ahead) == (1, None)
    assert "café" in said(hits)[0]


async def test_who_has_not_begun_is_shown_nothing(house: House, book: int):
    hits = await house.searching.search(viewer(MODERATOR), book, "lamp")
    assert (hits.hits, hits.found, hits.ahead) == ((), 0, 4)


async def test_what_has_not_dropped_is_not_there(house: House, book: int):
    await house.reading.finish(viewer(), book, 4)
    for typed in ("zyzzyva", "zyzz", '"zyzzyva crept"'):
        hits = await house.searching.search(viewer(), book, typed)
        assert (hits.hits, hits.found, hits.ahead) == ((), 0, None)


async def test_a_phrase_is_found_together_and_words_apart(house: House, book: int):
    assert (await house.searching.search(viewer(), book, '"old lamp"')).found == 1
    assert (await house.searching.search(viewer(), book, '"lamp old"')).found == 0
    assert (await house.searching.search(viewer(), book, "lamp old")).found == 1


async def test_words_that_are_begun_count_where_nothing_has_them_whole(house: House, book: int):
    hits = await house.searching.search(viewer(), book, "kett")
    assert hits.sought.begun
    assert hits.found == 1
    assert not (await house.searching.search(viewer(), book, "lamp")).sought.begun


async def test_many_hits_come_in_pages(house: House, book: int):
    await house.reading.finish(viewer(), book, 4)
    first = await house.searching.search(viewer(), book, "rained")
    assert first.found > PAGE
    seen = []
    for page in range(first.pages):
        hits = await house.searching.search(viewer(), book, "rained", page)
        seen += [hit.passage for hit in hits.hits]
    assert sorted(seen) == list(range(1, first.found + 1))
    last = await house.searching.search(viewer(), book, "rained", 900)
    assert last.page == first.pages - 1


async def test_signs_alone_are_no_words(house: House, book: int):
    for typed in ("", "…", '"" * AND', "-"):
        if typed != '"" * AND':
            with pytest.raises(RefusalError, match="a word or two"):
                await house.searching.search(viewer(), book, typed)
    # FTS5 would take them for its own.
    assert (await house.searching.search(viewer(), book, "NEAR(lamp OR")).found == 0


async def test_a_new_edition_is_searched_in_its_own_words(house: House, book: int):
    [story] = await house.library.stories(viewer(MODERATOR))
    await house.replace(story.story_id, BOOK.replace("kettle", "samovar"), name="book.md")
    assert (await house.searching.search(viewer(), book, "samovar")).found == 1
    assert (await house.searching.search(viewer(), book, "kettle")).found == 0


async def test_nothing_of_another_server_is_found(house: House, book: int):
    there = await house.add_story(BOOK.replace("lamp", "quagga"), "book.md", guild_id=GUILD + 1)
    await house.start(story_id=there, guild_id=GUILD + 1, channel_id=20)
    hits = await house.searching.search(viewer(), book, "quagga")
    assert (hits.found, hits.ahead) == (0, 0)
    for stranger in (viewer(guild_id=GUILD + 1), viewer(sees=False), viewer(gone=True)):
        with pytest.raises(RefusalError, match="no such serial"):
            await house.searching.search(stranger, book, "lamp")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(typed=st.one_of(st.text(max_size=80), st.sampled_from([*BOOK.split(), "lamp* OR zyzzyva"])))
async def test_whatever_is_typed_nothing_past_the_place_is_shown(
    house: House, book: int, typed: str
):
    try:
        hits = await house.searching.search(viewer(), book, typed)
    except RefusalError:
        return
    assert all(hit.heading.number in {1, 2} for hit in hits.hits)
    assert not any("zyzzyva" in text or "café" in text for text in said(hits))
    assert len(hits.hits) == min(hits.found, PAGE)
