"""/quote as members see it: chosen, looked at, posted behind bars, taken back."""

import discord
import pytest
import simcord

from tests.cogs.conftest import World, answer_of, labels_of, words_of
from tests.cogs.test_replace import correcting
from tests.cogs.walking import texts_in
from tests.ui.discordish import parse

RAIN = "It rained on the quay, and nobody in the harbour office looked up from the cards. " * 5
BOOK = f"""# Chapter 1: The Quay

{RAIN} The *lamp*[^1] of the harbour went out || so they say. "Halt!" she cried. Then a dog.

[^1]: A light.

# Chapter 2: The Drowning

{RAIN} The kettle drowned.

# Chapter 3: The Sea

{RAIN} A third lamp.
"""
MENU = "Quote from this passage"


@pytest.fixture
async def book(world: World) -> World:
    """A serial by chapter; two of its three have dropped, and ann has read one."""
    await world.read_along(BOOK, author="A. Keeper")
    return world


async def ask(
    world: World, words: str, where: simcord.ChannelHandle | None = None
) -> simcord.ResponseMessage:
    return answer_of(await world.ann.slash(where or world.channel, "quote", words=words))


def cards(world: World, channel: simcord.ChannelHandle | None = None) -> list[discord.Message]:
    return [item for item in world.posted(channel) if "Take it back" in labels_of(item)]


def shown(message: object) -> tuple[str, str]:
    """What is read of a message without uncovering anything, and what is uncovered."""
    letters = parse(words_of(message))
    plain = "".join(one.char for one in letters if "spoiler" not in one.taken)
    return plain, "".join(one.char for one in letters if "spoiler" in one.taken)


async def test_a_sentence_is_looked_at_made_longer_and_posted(book: World):
    before = len(book.posted())
    preview = await ask(book, "lamp went out")
    assert "Nobody else sees it yet" in words_of(preview)
    assert "so they say." in words_of(preview)
    assert "Halt" not in words_of(preview)
    longer = answer_of(await book.ann.click(preview, label="One sentence more"))
    assert "Halt" in words_of(longer)
    assert len(book.posted()) == before
    await book.restart()
    posted = await book.ann.click(longer, label="Post here")
    assert posted.acknowledged
    [card] = cards(book)
    plain, hidden = shown(card)
    assert hidden == 'The lamp of the harbour went out || so they say. "Halt!" she cried.'
    assert "book by A. Keeper · Ch. 1\n" in plain
    assert "Hidden for who is not so far" in plain
    assert f"<@{book.ann.id}>" in words_of(card)
    [sent] = [one for one in texts_in(book.env.http_requests) if "f:unquote" in str(one)]
    assert sent["allowed_mentions"] == {"parse": []}
    assert labels_of(card) == ["Go to the passage", "Take it back"]


async def test_sentences_are_offered_as_they_are_typed(book: World):
    offered = await book.ann.autocomplete(book.channel, "quote", "words", "harbour went")
    assert [one["name"] for one in offered] == ["The lamp of the harbour went out || so they say."]
    preview = await ask(book, offered[0]["value"])
    assert "so they say" in words_of(preview)
    assert await book.ann.autocomplete(book.channel, "quote", "words", "kettle") == []
    assert len(await book.ann.autocomplete(book.channel, "quote", "words", "")) > 3
    assert await book.ben.autocomplete(book.channel, "quote", "words", "") == []


async def test_of_several_sentences_one_is_chosen(book: World):
    answer = await ask(book, "the quay")
    [row] = [item for item in answer.components if item["type"] == 1]
    [menu] = row["components"]
    assert len(menu["options"]) == 5
    value = menu["options"][4]["value"]
    chosen = answer_of(await book.ann.select(answer, custom_id=menu["custom_id"], values=[value]))
    assert "It rained on the quay" in words_of(chosen)
    assert "One sentence less" not in labels_of(chosen)


async def test_the_message_menu_offers_the_sentences_of_its_passage(book: World):
    listed = answer_of(await book.ann.context_menu(book.channel, MENU, book.last_of(1)))
    assert "begins with" in words_of(listed)
    ahead = answer_of(await book.ann.context_menu(book.channel, MENU, book.last_of(2)))
    assert "have not come to that passage" in words_of(ahead)
    chatter = await book.ben.send(book.channel, "What a chapter!")
    other = answer_of(await book.ann.context_menu(book.channel, MENU, chatter))
    assert "no passage of mine" in words_of(other)


async def test_what_they_have_not_come_to_is_not_quoted(book: World):
    refused = words_of(await ask(book, "kettle drowned"))
    assert "No sentence up to your place has that" in refused
    preview = await ask(book, "lamp went out")
    [post] = [
        item["custom_id"]
        for row in preview.components
        if row["type"] == 1
        for item in row["components"]
        if item["label"] == "Post here"
    ]
    assert post.startswith("f:post:1:1:1:")
    forged = words_of(await ask(book, "#1.2.0"))
    assert "have not come to that passage" in forged
    undropped = words_of(await ask(book, "#1.3.0"))
    assert undropped == forged


@pytest.mark.parametrize("words", ["lamp went out", "zebra"])
async def test_who_has_not_begun_is_shown_the_way_to_the_reader(book: World, words: str):
    refused = await book.ben.slash(book.channel, "quote", words=words)
    said = words_of(answer_of(refused))
    assert said.startswith("You have not begun this story yet: `/read` opens it for you")
    await book.ben.slash(book.channel, "read")
    again = words_of(answer_of(await book.ben.slash(book.channel, "quote", words=words)))
    assert "not begun" not in again


async def test_in_a_discussion_of_that_chapter_nothing_is_hidden(book: World):
    first, second = sorted(book.channel.threads, key=lambda thread: thread.id)
    for thread in (first, second):
        preview = await ask(book, "lamp went out", thread)
        await book.ann.click(preview, label="Post here")
        [card] = cards(book, thread)
        plain, hidden = shown(card)
        assert hidden == ""
        assert "The lamp of the harbour went out || so they say." in plain
        assert "Ch. 1 · The Quay" in plain
    await book.ann.click(book.last_of(2), label="I've read this")
    preview = await ask(book, "kettle drowned", first)
    plain, hidden = shown(preview)
    assert "kettle" in hidden
    assert "kettle" not in plain
    assert "Drowning" not in plain


async def test_in_the_channel_nothing_is_hidden_that_all_who_read_along_have_read(book: World):
    for number in range(3):
        preview = await ask(book, "lamp went out")
        assert "Hidden for who is not so far" in words_of(preview)
        reader = book.guild.add_member(book.env.create_user(f"reader{number}"))
        await reader.click(book.last_of(1), label="I've read this")
    preview = await ask(book, "lamp went out")
    assert "Hidden for who" not in words_of(preview)
    await book.ann.click(preview, label="Post here")
    [card] = cards(book)
    plain, hidden = shown(card)
    assert hidden == ""
    assert "The lamp of the harbour went out || so they say." in plain
    assert "Ch. 1 · The Quay" in plain
    await book.ann.click(book.last_of(2), label="I've read this")
    assert "Hidden for who" in words_of(await ask(book, "kettle drowned"))


async def test_a_quote_stays_where_the_story_runs(book: World):
    refused = words_of(
        answer_of(await book.ann.slash(book.talk, "quote", words="lamp", serial="book"))
    )
    assert "where the story runs" in refused
    offered = await book.ann.autocomplete(book.talk, "quote", "words", "lamp", serial="book")
    assert offered == []


async def permit(world: World, rights: discord.PermissionOverwrite) -> None:
    """Let everyone do something in the channel of the serial and its threads, or not."""
    channel = world.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.set_permissions(channel.guild.default_role, overwrite=rights)
    await world.env.settle()


async def choose(world: World, where: simcord.ChannelHandle) -> simcord.ResponseMessage:
    """Choose a sentence of the first passage from its menu."""
    listed = await ask(world, "the quay", where)
    [menu] = [row["components"][0] for row in listed.components if row["type"] == 1]
    value = menu["options"][0]["value"]
    return answer_of(await world.ann.select(listed, custom_id=menu["custom_id"], values=[value]))


async def test_who_may_not_write_in_the_channel_is_offered_no_posting(book: World):
    before = await ask(book, "lamp went out")
    threads = discord.PermissionOverwrite(send_messages=False, send_messages_in_threads=True)
    await permit(book, threads)
    # The permission may have gone since the card was shown.
    refused = answer_of(await book.ann.click(before, label="Post here"))
    assert "can't write here" in words_of(refused)
    for preview in (await ask(book, "lamp went out"), await choose(book, book.channel)):
        assert "You can't write here" in words_of(preview)
        assert "Post here" not in labels_of(preview)
        longer = answer_of(await book.ann.click(preview, label="One sentence more"))
        assert "Post here" not in labels_of(longer)
    assert cards(book) == []
    first = min(book.channel.threads, key=lambda thread: thread.id)
    assert "Post here" in labels_of(await ask(book, "lamp went out", first))
    assert "Post here" in labels_of(await choose(book, first))


async def test_who_may_not_write_in_threads_is_offered_no_posting_there(book: World):
    first = min(book.channel.threads, key=lambda thread: thread.id)
    before = await ask(book, "lamp went out", first)
    channel = discord.PermissionOverwrite(send_messages=True, send_messages_in_threads=False)
    await permit(book, channel)
    refused = answer_of(await book.ann.click(before, label="Post here"))
    assert "can't write here" in words_of(refused)
    assert "Post here" not in labels_of(await ask(book, "lamp went out", first))
    assert cards(book, first) == []
    assert "Post here" in labels_of(await ask(book, "lamp went out"))


async def test_in_a_locked_discussion_nobody_is_offered_it_but_who_manages_it(book: World):
    first = min(book.channel.threads, key=lambda thread: thread.id)
    thread = book.bot.get_channel(first.id)
    assert isinstance(thread, discord.Thread)
    await thread.edit(locked=True)
    await book.env.settle()
    assert "Post here" not in labels_of(await ask(book, "lamp went out", first))
    await permit(book, discord.PermissionOverwrite(manage_threads=True))
    assert "Post here" in labels_of(await ask(book, "lamp went out", first))


async def test_a_card_is_taken_back_by_who_posted_it_and_by_moderators(book: World):
    for _ in range(2):
        await book.ann.click(await ask(book, "lamp went out"), label="Post here")
    first, second = cards(book)
    refused = answer_of(await book.ben.click(first, label="Take it back"))
    assert "Only who posted this quote" in words_of(refused)
    assert len(cards(book)) == 2
    assert (await book.ann.click(first, label="Take it back")).acknowledged
    assert [card.id for card in cards(book)] == [second.id]
    assert (await book.moderator.click(second, label="Take it back")).acknowledged
    assert cards(book) == []


async def test_a_new_edition_asks_to_choose_again(book: World):
    preview = await ask(book, "lamp went out")
    proof = answer_of(
        await book.moderator.slash(
            book.talk,
            "library replace",
            story="book",
            file=("book.md", BOOK.replace("a dog", "a cat").encode()),
        )
    )
    await book.moderator.click(proof, label=correcting(proof))
    refused = answer_of(await book.ann.click(preview, label="Post here"))
    assert "new edition" in words_of(refused)
    assert "a cat" in words_of(await ask(book, "then a cat"))
