"""Pressing twice: what posts or creates something does it once, however fast the second is."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import simcord
from simcord.actors import _component_click, _slash

from tests.cogs.conftest import HARBOUR, World, answer_of, labels_of, words_of
from tests.cogs.forging import base_message
from tests.cogs.scene import TITLE, build
from tests.cogs.test_letters import letters
from tests.cogs.test_letters import running as drop
from tests.cogs.test_quote import ask, book, cards
from tests.cogs.walking import Walker, custom_ids

__all__ = ["book"]


async def twice(who: Any, message: Any, label: str) -> list[str]:
    """Press a button twice at the same moment, and say what both were answered.

    simcord's own clicks wait for each other; what is under them does not.
    """
    presses = [_component_click(who, message, label=label, custom_id=None) for _ in range(2)]
    return await at_once(*presses)


async def at_once(*asked: Coroutine[Any, Any, simcord.InteractionResult]) -> list[str]:
    """Ask several things at the same moment, and say what each was answered."""
    return [_said(result) for result in await asyncio.gather(*asked)]


def _said(result: simcord.InteractionResult) -> str:
    assert result.acknowledged
    shown = [result.response, *result.followups]
    return "\n".join(words_of(one) for one in shown if one is not None)


def gone(answers: list[str]) -> int:
    """How many were told that it is answered already; nobody of a fault."""
    assert not any("Something went wrong" in said for said in answers)
    return sum("This was answered already" in said for said in answers)


async def test_a_quote_is_posted_once(book: World):
    preview = await ask(book, "lamp went out")
    longer = answer_of(await book.ann.click(preview, label="One sentence more"))
    answers = await twice(book.ann, longer, "Post here")
    assert len(cards(book)) == 1
    assert gone(answers) == 1


async def test_a_quote_that_is_posted_is_not_posted_again_after_a_restart(book: World):
    preview = await ask(book, "lamp went out")
    [posting] = [one for one, _ in custom_ids(preview.components) if one.startswith("f:post:")]
    await book.ann.click(preview, label="Post here")
    await book.restart()
    walker = Walker(book.env, book.ann, book.channel)
    late = await walker.click(posting, await base_message(walker))
    assert "This was answered already" in late.words
    assert len(cards(book)) == 1
    # A card that somebody else looks at is not theirs to post.
    preview = await ask(book, "lamp went out")
    [posting] = [one for one, _ in custom_ids(preview.components) if one.startswith("f:post:")]
    await book.ben.click(book.last_of(1), label="I've read this")
    walker = Walker(book.env, book.ben, book.channel)
    other = await walker.click(posting, await base_message(walker))
    assert "somebody else's to post" in other.words
    assert len(cards(book)) == 1


async def test_a_quote_is_taken_back_once(book: World):
    await book.ann.click(await ask(book, "lamp went out"), label="Post here")
    [card] = cards(book)
    answers = await twice(book.ann, card, "Take it back")
    assert not any("Something went wrong" in said for said in answers)
    assert cards(book) == []


async def test_a_story_is_added_once_and_a_serial_started_once(world: World):
    proof = answer_of(
        await world.moderator.slash(world.talk, "library add", file=("a.txt", b"Once upon a time."))
    )
    assert gone(await twice(world.moderator, proof, "Add to the library")) == 1
    stories = await world.moderator.autocomplete(world.talk, "serial start", "story", "")
    assert len(stories) == 1
    calendar = answer_of(
        await world.moderator.slash(
            world.talk,
            "serial start",
            story=stories[0]["value"],
            channel=world.channel,
            days="daily",
            time="18:00",
            timezone="UTC",
        )
    )
    assert gone(await twice(world.moderator, calendar, "Start the serial")) == 1
    await world.next_evening()
    assert len([post for post in world.posted() if "Once upon" in words_of(post)]) == 1


async def test_a_new_edition_comes_in_once(world: World):
    await world.add_story()
    revised = ("harbour.txt", HARBOUR.replace("manners", "bad manners").encode())
    stories = await world.moderator.autocomplete(world.talk, "serial start", "story", "")
    asked = await world.moderator.slash(
        world.talk, "library replace", story=stories[0]["value"], file=revised
    )
    assert gone(await twice(world.moderator, answer_of(asked), "Replace")) == 1


async def test_what_was_parked_or_missed_is_posted_again_once(world: World):
    await build(world, world.talk)
    [shown] = [answer_of(await world.moderator.slash(world.talk, "serial show", serial=TITLE))]
    for label, late in (
        ("Post all, paced", "nothing left to make up for"),
        ("Post again", "decided on this one already"),
    ):
        answers = await twice(world.moderator, shown, label)
        assert sum(late in said for said in answers) == 1


async def test_two_presses_send_one_letter(world: World):
    await drop(world, evenings=2)
    await world.ann.slash(world.channel, "subscribe", time="7:30", timezone="UTC", amount="scene")
    assert len(letters(world)) == 1
    # /subscribe alone shows how it stands, with the same button.
    standing = answer_of(await world.ann.slash(world.channel, "subscribe"))
    answers = await twice(world.ann, standing, "Send the next one now")
    assert len(letters(world)) == 2
    assert sum("still on its way" in said for said in answers) == 1
    assert not any("Something went wrong" in said for said in answers)


async def test_an_old_button_sends_no_further_letter(world: World):
    await drop(world, evenings=2)
    await world.ann.slash(world.channel, "subscribe", time="7:30", timezone="UTC", amount="scene")
    standing = answer_of(await world.ann.slash(world.channel, "subscribe"))
    [old] = [one for one, _ in custom_ids(standing.components) if "letternext" in one]
    await world.ann.click(standing, label="Send the next one now")
    await world.restart()
    walker = Walker(world.env, world.ann, world.channel)
    late = await walker.click(old, await base_message(walker))
    assert "You have the next one already" in late.words
    assert len(letters(world)) == 2


async def test_who_subscribes_twice_at_once_gets_the_first_part_once(world: World):
    await drop(world, evenings=2)
    ways = {"time": "7:30", "timezone": "UTC", "amount": "scene"}
    asked = [_slash(world.ann, world.channel, "subscribe", ways) for _ in range(2)]
    assert not any("Something went wrong" in said for said in await at_once(*asked))
    assert len(letters(world)) == 1


async def test_two_drops_at_once_post_one_instalment(world: World):
    await world.add_story()
    await world.start_serial(instalment="1 passage")
    asked = [_slash(world.moderator, world.channel, "serial drop", {}) for _ in range(2)]
    answers = await at_once(*asked)
    assert sum("still on its way" in said for said in answers) == 1
    assert len([post for post in world.posted() if "I've read this" in labels_of(post)]) == 1
