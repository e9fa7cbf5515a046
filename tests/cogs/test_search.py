"""/search as members see it: what they have come to, and the ways there."""

import re

import pytest

from tests.cogs.conftest import World, answer_of, labels_of, words_of

RAIN = "It rained on the quay, and nobody in the harbour office looked up from the cards. " * 15
BOOK = f"""# Chapter 1: The Quay

{RAIN} The *lamp* of the harbour went out || so they say.

# Chapter 2: The Drowning

{RAIN} The lamp drowned.

# Chapter 3: The Sea

{RAIN} A third lamp.
"""


@pytest.fixture
async def book(world: World) -> World:
    """A serial by chapter; two of its three have dropped, and ann has read one."""
    await world.read_along(BOOK)
    return world


async def test_words_are_found_where_they_stood_with_the_ways_there(book: World):
    result = await book.ann.slash(book.channel, "search", words="lamp harbour")
    answer = answer_of(result)
    assert result.followups == []
    said = words_of(answer)
    assert "1 passage up to your place has it." in said
    assert "further on than you are have it: ||1||" in said
    assert "Ch. 1 · The Quay** · passage 1" in said
    assert "The **lamp** of the **harbour** went out \\|\\| so they say." in said
    assert "drowned" not in said.casefold()
    assert labels_of(answer) == ["In the channel", "In my reader"]
    [row] = [item for item in answer.components if item["type"] == 1]
    first = book.posted()[0]
    assert row["components"][0]["url"].endswith(f"/{book.channel.id}/{first.id}")


async def test_a_hit_opens_in_the_reader_and_what_was_read_stays_so(book: World):
    answer = answer_of(await book.ann.slash(book.channel, "search", words="lamp"))
    await book.restart()
    page = answer_of(await book.ann.click(answer, label="In my reader"))
    assert "page 1 of 1" in words_of(page)
    again = answer_of(await book.ann.slash(book.channel, "search", words="lamp"))
    assert "1 passage up to your place has it." in words_of(again)


async def test_who_has_not_begun_is_told_a_number(book: World):
    said = words_of(answer_of(await book.ben.slash(book.channel, "search", words="lamp")))
    assert "You have not begun this story yet: `/read` opens it" in said
    assert "further on than you are have it: ||2||" in said
    assert "went out" not in said
    await book.ben.slash(book.channel, "read")
    said = words_of(answer_of(await book.ben.slash(book.channel, "search", words="lamp")))
    assert "not begun" not in said
    assert "1 passage up to your place has it." in said


async def test_what_nobody_wrote_is_not_found(book: World):
    said = words_of(answer_of(await book.ann.slash(book.channel, "search", words="zebra OR lamp")))
    assert "no passage has that" in said
    assert "further on than you are have it: ||0||" in said
    empty = words_of(answer_of(await book.ann.slash(book.channel, "search", words="*")))
    assert "a word or two" in empty


async def test_more_turns_the_page_also_after_a_restart(world: World):
    chapters = [f"# Chapter {number}\n\n{RAIN} Lamp {number}.\n" for number in range(1, 8)]
    await world.add_story("\n".join(chapters), "book.md")
    await world.start_serial(instalment="7 passages")
    for _ in range(7):
        await world.next_evening()
    for message in world.posted():
        if "I've read this" in labels_of(message):
            await world.ann.click(message, label="I've read this")
    answer = answer_of(await world.ann.slash(world.channel, "search", words='lamp "the quay"'))
    assert "7 passages" in words_of(answer)
    assert labels_of(answer)[-1] == "More"
    await world.restart()
    result = await world.ann.click(answer, label="More")
    assert result.acknowledged
    assert result.followups == []


async def test_what_comes_further_on_is_told_from_what_does_not_behind_bars_alone(book: World):
    bare = []
    for words in ("drowned", "zeppelin"):
        result = await book.ann.slash(book.channel, "search", words=words)
        said = words_of(answer_of(result))
        bare.append(re.sub(r"\|\|.*?\|\|", "", said))
    assert bare[0] == bare[1]
