"""/footnote as members see it: found by number and by words, hidden where they are not so far."""

from typing import Any

import pytest
import simcord

from tests.cogs.conftest import World, answer_of, labels_of, words_of
from tests.ui.discordish import parse

RAIN = "It rained, and the lamp in the harbour office stood as it had stood. " * 12
BOOK = f"""# Chapter 1: The Quay

{RAIN}

He drew Raikiri[^1] and set down the kettle[^2].

[^1]: A blade that cut the lightning.

[^2]: Made of copper || in Narva.

# Chapter 2: The Drowning

{RAIN}

He met Musashi[^1] at last.

[^1]: A man of two swords.

    > He came to Narva | and never left. ||

    And then he did.

# Chapter 3: The Sea

{RAIN} The anchor[^1] fell.

[^1]: Made of iron.
"""


@pytest.fixture
async def book(world: World) -> World:
    """A serial by chapter; two of its three have dropped, and ann has read one."""
    await world.read_along(BOOK)
    return world


async def ask(
    world: World, who: simcord.MemberActor, marker: str, where: simcord.ChannelHandle | None = None
) -> simcord.ResponseMessage:
    return answer_of(await who.slash(where or world.channel, "footnote", marker=marker))


def menus(message: simcord.ResponseMessage) -> list[dict[str, Any]]:
    return [
        item
        for row in message.components
        for item in row.get("components", [])
        if "options" in item
    ]


def plain(message: simcord.ResponseMessage) -> str:
    """What is read without uncovering anything, menus included."""
    shown = parse(words_of(message))
    texts = "".join(one.char for one in shown if "spoiler" not in one.taken)
    return f"{texts}\n{menus(message)}"


def hidden(message: simcord.ResponseMessage) -> str:
    return "".join(one.char for one in parse(words_of(message)) if "spoiler" in one.taken)


@pytest.mark.parametrize("marker", ["1", "[1]", "Raikiri", "lightning", "cut the light"])
async def test_a_note_that_was_read_is_answered_at_once_and_plainly(book: World, marker: str):
    result = await book.ann.slash(book.channel, "footnote", marker=marker)
    answer = answer_of(result)
    assert result.followups == []
    assert "A blade that cut the lightning." in plain(answer)
    assert "Raikiri" in plain(answer)
    assert hidden(answer) == ""
    assert "further on" not in words_of(answer)
    assert labels_of(answer) == ["Go to the passage"]


@pytest.mark.parametrize("marker", ["Musashi", "two swords"])
async def test_one_that_is_ahead_is_hidden_with_a_warning(book: World, marker: str):
    answer = await ask(book, book.ann, marker)
    assert "further on than your place" in plain(answer)
    for word in ("Musashi", "swords", "Narva", "never left", "he did", "met", "Drowning"):
        assert word not in plain(answer), word
    uncovered = hidden(answer)
    for word in ("Musashi", "two swords", "Narva | and never left. ||", "And then he did"):
        assert word in uncovered, word
    assert "Ch. 2" in plain(answer)


async def test_the_other_notes_of_that_number_are_a_choice_away(book: World):
    answer = await ask(book, book.ann, "1")
    assert "Musashi" not in plain(answer)
    [menu] = menus(answer)
    [option] = menu["options"]
    assert option["label"] == "(1) · Ch. 2"
    chosen = answer_of(
        await book.ann.select(answer, custom_id=menu["custom_id"], values=[option["value"]])
    )
    assert "Musashi" in hidden(chosen)
    assert "Musashi" not in plain(chosen)


async def test_in_a_discussion_its_own_chapter_answers(book: World):
    first, second = sorted(book.channel.threads, key=lambda thread: thread.id)
    assert "Raikiri" in plain(await ask(book, book.ann, "1", first))
    assert "Musashi" in hidden(await ask(book, book.ann, "1", second))


async def test_several_are_a_list(book: World):
    answer = await ask(book, book.ann, "Narva")
    assert "2 notes have it." in plain(answer)
    assert "Made of copper || in Narva." in plain(answer)
    assert "Musashi" not in plain(answer)
    assert "swords" not in words_of(answer)


async def test_who_has_not_begun_sees_all_of_it_hidden(book: World):
    answer = await ask(book, book.ben, "Raikiri")
    assert "Raikiri" not in plain(answer)
    assert "lightning" in hidden(answer)
    offered = await book.ben.autocomplete(book.channel, "footnote", "marker", "")
    assert [one["name"] for one in offered] == ["(1) · Ch. 1", "(2) · Ch. 1", "(1) · Ch. 2"]


async def test_what_is_typed_is_completed_without_a_word_that_is_ahead(book: World):
    offered = await book.ann.autocomplete(book.channel, "footnote", "marker", "")
    assert [one["name"] for one in offered] == [
        "(1) Raikiri · Ch. 1 · The Quay",
        "(2) kettle · Ch. 1 · The Quay",
        "(1) · Ch. 2",
    ]
    assert await book.ann.autocomplete(book.channel, "footnote", "marker", "Musa") == []


async def test_the_button_under_the_passage_and_its_menu_hide_nothing(book: World):
    [message] = [item for item in book.posted() if "(1) Musashi" in labels_of(item)]
    pressed = answer_of(await book.ben.click(message, label="(1) Musashi"))
    assert "A man of two swords." in plain(pressed)
    listed = answer_of(
        await book.ben.context_menu(book.channel, "Footnotes in this passage", message)
    )
    assert "A man of two swords." in plain(listed)
    assert hidden(pressed) == hidden(listed) == ""


# ------------------------------------------------------------- with short pages

FOG = "Fog lay over the pier, and nobody there had brought a lamp or a book to read. " * 11
LONG_WAY = "and past the fog and the pier and the lamps " * 40
PAGES = f"""# Chapter 1: The Pier

{FOG} A bollard[^1] stood there.

{FOG} A hawser[^2] lay round it.

{FOG} A stranger[^3] waited.

[^1]: A post for ropes.

[^2]: A rope for posts.

[^3]: He came from Riga.
"""


async def opened(world: World, text: str) -> simcord.ResponseMessage:
    """The first short page of a story that has dropped."""
    await world.add_story(text, "book.md")
    await world.start_serial()
    await world.next_evening()
    liking = answer_of(await world.ann.slash(world.channel, "preferences"))
    await world.ann.click(liking, label="Short pages")
    page = answer_of(await world.ann.slash(world.channel, "read"))
    assert "page 1 of 3" in words_of(page)
    return page


async def test_with_short_pages_a_note_is_plain_once_its_own_page_was_shown(world: World):
    page = await opened(world, PAGES)
    assert "A post for ropes." in plain(await ask(world, world.ann, "1"))
    assert "A rope for posts." in hidden(await ask(world, world.ann, "2"))
    await world.ann.click(page, label="Next")
    for label in ("Back", "To my furthest page"):
        await world.ann.click(page, label=label)
        for marker in ("1", "bollard", "post for ropes"):
            answer = await ask(world, world.ann, marker)
            assert "A post for ropes." in plain(answer)
            assert "The Pier" in plain(answer)
            assert hidden(answer) == ""
        assert "A rope for posts." in plain(await ask(world, world.ann, "2"))
        ahead = await ask(world, world.ann, "3")
        assert "stranger" not in plain(ahead)
        assert "A stranger waited" in hidden(ahead)
        assert "He came from Riga." in hidden(ahead)
    offered = await world.ann.autocomplete(world.channel, "footnote", "marker", "")
    assert {one["name"] for one in offered} == {
        "(1) bollard · Ch. 1 · The Pier",
        "(2) hawser · Ch. 1 · The Pier",
        "(3) · Ch. 1",
    }
    assert await world.ann.autocomplete(world.channel, "footnote", "marker", "Riga") == []


async def test_a_sentence_that_goes_on_on_the_next_page_is_not_told_with_its_note(world: World):
    long = f"A bollard[^1] stood by the pier {LONG_WAY} where the murderer waited."
    page = await opened(world, f"# Chapter 1: The Pier\n\n{long}\n\n{FOG}\n\n[^1]: For ropes.\n")
    assert "murderer" not in words_of(page)
    answer = await ask(world, world.ann, "1")
    assert "For ropes." in plain(answer)
    assert "murderer" not in words_of(answer)
    assert "stood by the pier" not in words_of(answer)
    await world.ann.click(page, label="Next")
    assert "murderer" in words_of(page)
    assert "A bollard stood by the pier" in plain(await ask(world, world.ann, "1"))
