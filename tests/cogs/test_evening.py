"""A reader's evening, from each of the four members' side, from the first command to the last.

The channel drops a chapter a day. One member reads it on the bus, one finds the server weeks later,
one wants a page a day in private messages, and one only ever wants to know who Raikiri was.
"""

import re

import discord
import simcord

from tests.cogs.conftest import World, answer_of, labels_of, words_of

CHAPTERS = 9
SWORD = "A sword that a thunderbolt was cut with. It hangs over the stairs."
KEY = "It opens nothing in this book."


def _chapter(number: int, marked: str = "") -> str:
    prose = f"On day {number} the tide brought something to the steps of the lighthouse. " * 14
    keeper = f"The keeper counted {number} lamps and was glad of each. "
    return f"# Chapter {number}: What came on day {number}\n\n{keeper}{prose}{marked}\n"


STORY = "\n".join(
    (
        _chapter(1),
        _chapter(2, "They had named the sword Raikiri[^1] and forgot it."),
        *(_chapter(number) for number in range(3, CHAPTERS)),
        _chapter(CHAPTERS, "He turned the key[^2] once."),
        f"[^1]: {SWORD}\n\n[^2]: {KEY}\n",
    )
)


async def running(world: World, evenings: int, **options: object) -> None:
    """A chapter has dropped on each of so many evenings."""
    await world.add_story(STORY, "lighthouse.md")
    await world.start_serial(**options)
    for _ in range(evenings):
        await world.next_evening()


async def asked(
    world: World, member: simcord.MemberActor, command: str, **options: object
) -> simcord.ResponseMessage:
    """What a member is answered to a command in the serial's channel."""
    return answer_of(await member.slash(world.channel, command, **options))


async def pressed(
    member: simcord.MemberActor, message: discord.Message | simcord.ResponseMessage, label: str
) -> simcord.ResponseMessage:
    """What a member is answered to a button."""
    return answer_of(await member.click(message, label=label))


def letters(member: simcord.MemberActor) -> list[discord.Message]:
    """What the bot has written to a member, oldest first."""
    return list(member.user.dm_channel.history())


def ends(world: World) -> list[discord.Message]:
    """The last messages of the instalments in the channel, oldest first."""
    return [message for message in world.posted() if "I've read this" in labels_of(message)]


async def test_who_reads_on_the_bus(world: World):
    await running(world, 2)
    first, second = ends(world)
    assert "day 1 the tide" in words_of(first)

    noted = await pressed(world.ann, first, "I've read this")
    assert "first to have read it" in words_of(noted)
    talk = await pressed(world.ann, first, "Discuss")
    assert str(world.channel.threads[0].id) in words_of(talk)

    # The reader goes on where the channel was left, and the channel where the reader was.
    page = await pressed(world.ann, second, "Open my reader")
    assert "day 2 the tide" in words_of(page)
    assert "day 1 the tide" not in words_of(page)
    back = await pressed(world.ann, page, "Back")
    assert "day 1 the tide" in words_of(back)
    far = words_of(await asked(world, world.ann, "progress"))
    assert "Ch. 2" in far
    again = await asked(world, world.ann, "read")
    assert "day 1 the tide" in words_of(again), "it opens where she stopped"

    await pressed(world.ann, second, "I've read this")
    assert "all that has dropped" in words_of(await asked(world, world.ann, "progress"))


async def test_who_finds_the_server_weeks_later(world: World):
    await running(world, CHAPTERS - 1)
    page = await asked(world, world.ben, "read")
    assert "day 1 the tide" in words_of(page), "a late joiner begins at chapter one"
    for number in range(2, CHAPTERS):
        assert "Next" in labels_of(page)
        page = await pressed(world.ben, page, "Next")
        assert f"day {number} the tide" in words_of(page)
    assert "Next" not in labels_of(page)
    assert "That is all so far" in words_of(page)

    # The way to an old discussion is open to him, however long it has been at rest.
    talk = await pressed(world.ben, ends(world)[0], "Discuss")
    assert str(world.channel.threads[0].id) in words_of(talk)


async def test_who_comes_late_is_level_on_the_day_that_was_promised(world: World):
    await running(world, 4, instalment="chapter")
    page = await asked(world, world.ben, "read")
    offer = await pressed(world.ben, page, "Catch me up")
    pace = next(label for label in labels_of(offer) if "a day" in label)
    promised = re.search(rf"{pace}, and you are level on <t:(\d+):", words_of(offer))
    assert promised
    form = await world.ben.click(offer, label=pace)
    await world.ben.submit_modal(form, {"time": "7:30", "timezone": "UTC"})

    while world.env.now().timestamp() < int(promised[1]):
        await world.next_evening()
    dropped = len(ends(world))
    told = "\n".join(words_of(letter) for letter in letters(world.ben))
    sent = [number for number in range(1, CHAPTERS + 1) if f"day {number} the tide" in told]
    # The evening's chapter follows in the morning.
    assert sent == list(range(1, dropped)) or sent == list(range(1, dropped + 1))


async def test_who_comes_after_the_end_is_not_told_of_a_channel_that_goes_on(world: World):
    await running(world, CHAPTERS + 1, instalment="chapter")
    page = await asked(world, world.ben, "read")
    offer = words_of(await pressed(world.ben, page, "Catch me up"))
    assert "the channel's pace" not in offer
    assert "You can pause or stop at any time." in offer


async def test_who_likes_to_be_reminded_hears_of_it_once(world: World):
    await running(world, 1, instalment="chapter")
    await asked(world, world.ann, "reminders")
    for _ in range(3):
        await world.next_evening()
    assert ["chapters behind" in words_of(one) for one in letters(world.ann)] == [True, True, True]
    await world.ann.user.click(letters(world.ann)[-1], label="Stop reminders")
    await world.next_evening()
    assert len(letters(world.ann)) == 3


async def test_who_quotes_spoils_nobody(world: World):
    await running(world, 2, instalment="chapter")
    await pressed(world.ann, ends(world)[0], "I've read this")
    card = await asked(world, world.ann, "quote", words="keeper counted 1")
    before = len(world.posted())
    await world.ann.click(card, label="Post here")
    posted = world.posted()[before:]
    assert len(posted) == 1
    assert "||The keeper counted 1 lamps and was glad of each.||" in words_of(posted[0])
    ahead = await asked(world, world.ann, "quote", words="keeper counted 2")
    assert "No sentence up to your place has that" in words_of(ahead)
    found = words_of(await asked(world, world.ann, "search", words="tide"))
    assert "day 2" not in found
    assert "further on than you are have it: ||1||" in found


async def test_who_wants_a_page_a_day_in_private_messages(world: World):
    await running(world, 3)
    options = {"time": "08:00", "timezone": "UTC", "amount": "1 passage"}
    answer = await asked(world, world.ann, "subscribe", **options)
    assert "in our private messages" in words_of(answer)
    [letter] = letters(world.ann)
    assert "day 1 the tide" in words_of(letter)

    await world.next_evening()
    assert [
        f"day {number} the tide" in words_of(one)
        for number, one in enumerate(letters(world.ann), 1)
    ] == [True, True]

    # One record: what she marks there is her place here.
    await world.ann.user.click(letters(world.ann)[-1], label="I've read this")
    page = await asked(world, world.ann, "read")
    assert "day 3 the tide" in words_of(page)

    await world.ann.user.click(letters(world.ann)[-1], label="Pause")
    before = len(letters(world.ann))
    await world.next_evening()
    await world.next_evening()
    assert len(letters(world.ann)) == before
    shown = await asked(world, world.ann, "subscribe")
    await pressed(world.ann, shown, "Go on")
    await world.next_evening()
    assert len(letters(world.ann)) == before + 1
    assert "day 3 the tide" in words_of(letters(world.ann)[-1])


async def test_who_only_wants_to_know_who_raikiri_was(world: World):
    await running(world, 3)
    hidden = words_of(await asked(world, world.ben, "footnote", marker="raikiri"))
    assert f"||{SWORD}||" in hidden, "he has not come so far: it is behind bars"
    by_words = words_of(await asked(world, world.ben, "footnote", marker="thunderbolt"))
    assert SWORD in by_words
    offered = await world.ben.autocomplete(world.channel, "footnote", "marker", "rai")
    assert not any("Raikiri" in str(choice) for choice in offered)

    await pressed(world.ben, ends(world)[1], "I've read this")
    plain = words_of(await asked(world, world.ben, "footnote", marker="raikiri"))
    assert SWORD in plain
    assert "||" not in plain

    # What has not dropped does not exist.
    for marker in ("2", "key"):
        answer = words_of(await asked(world, world.ben, "footnote", marker=marker))
        assert KEY not in answer
        assert "no such footnote" in answer
