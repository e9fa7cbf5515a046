"""Ratings and warnings, as readers and moderators see them."""

import discord
import pytest
import simcord

from tests.cogs.conftest import World, answer_of, labels_of, words_of

TIDES = """# Tides

## Chapter 1: The Bar

CW: drowning

The tide was out, and the bar lay bare as a table.

## Chapter 2: The Light

It turned and turned.

## Chapter 3: The Wreck

Rating: {rating}

Nobody slept.
"""


async def add(
    world: World, where: simcord.ChannelHandle, rating: str = "general", **options: object
) -> None:
    file = ("tides.md", TIDES.format(rating=rating).encode())
    shown = answer_of(await world.moderator.slash(where, "library add", file=file, **options))
    await world.moderator.click(shown, label="Add to the library")


async def rate(
    world: World, shown: simcord.ResponseMessage, rating: str, warnings: str
) -> simcord.ResponseMessage:
    """Press *Rate…*, fill the form in and send it."""
    opened = await world.moderator.click(shown, label="Rate…")
    filled = {"rating": [rating], "warnings": warnings}
    return answer_of(await world.moderator.submit_modal(opened, filled))


async def story_card(world: World, where: simcord.ChannelHandle) -> simcord.ResponseMessage:
    return answer_of(await world.moderator.slash(where, "library show", story="Tides"))


async def test_they_stand_above_the_first_passage_and_above_a_chapter_that_has_its_own(
    world: World,
):
    await add(world, world.talk, rating="teen", warnings="storms, a lost dog")
    await world.start_serial()
    for _ in range(3):
        await world.next_evening()
    first, second, third, *_ = [
        words_of(item) for item in world.posted() if "Open my reader" in labels_of(item)
    ]
    story = "-# Rated teen · Warnings: storms, a lost dog"
    assert story in first
    assert "-# For this chapter · Warnings: drowning" in first
    assert first.index(story) < first.index("The tide was out")
    assert "CW:" not in first
    assert "ated" not in second.replace("created", "")
    assert "Warnings" not in second
    assert "Warnings" not in third, "a general chapter tells nothing"
    page = answer_of(await world.ann.slash(world.channel, "read"))
    assert story in words_of(page)
    assert "-# For this chapter · Warnings: drowning" in words_of(page)
    page = answer_of(await world.ann.click(page, label="Next"))
    assert "Rated" not in words_of(page)


async def test_a_moderator_rates_a_manuscript_before_adding_it(
    world: World, red: simcord.ChannelHandle
):
    file = ("tides.md", TIDES.format(rating="general").encode())
    proof = answer_of(await world.moderator.slash(red, "library add", file=file))
    proof = await rate(world, proof, "mature", "storms; a lost dog")
    assert "rated mature" in words_of(proof)
    assert "Warnings: storms, a lost dog" in words_of(proof)
    await world.moderator.click(proof, label="Add to the library")
    assert "Rated mature" in words_of(await story_card(world, red))
    refused = answer_of(await world.moderator.slash(world.talk, "library show", story="Tides"))
    assert "age-restricted" in words_of(refused)


async def test_a_moderator_rates_a_story_that_is_there(world: World, red: simcord.ChannelHandle):
    await add(world, red)
    said = words_of(await rate(world, await story_card(world, red), "teen", "storms"))
    assert "Tides" in said
    assert "Rated teen · Warnings: storms" in said
    assert "Warnings: storms" in words_of(await story_card(world, world.talk))


async def test_a_story_that_runs_in_an_open_channel_is_not_rated_for_adults(
    world: World, red: simcord.ChannelHandle
):
    await add(world, red)
    await world.start_serial()
    refused = words_of(await rate(world, await story_card(world, red), "explicit", ""))
    assert world.channel.mention in refused
    assert "not age-restricted" in refused
    assert "Rated explicit" not in words_of(await story_card(world, red))


async def test_a_chapter_for_adults_binds_the_whole_story(world: World, red: simcord.ChannelHandle):
    file = ("tides.md", TIDES.format(rating="E").encode())
    for rating in ({}, {"rating": "teen"}):
        refused = answer_of(
            await world.moderator.slash(world.talk, "library add", file=file, **rating)
        )
        assert "rated explicit" in words_of(refused)
        assert "tide" not in words_of(refused)
    proof = answer_of(await world.moderator.slash(red, "library add", file=file, rating="teen"))
    assert "rated explicit, as Ch. 3 · The Wreck is" in words_of(proof)
    chapters = answer_of(await world.moderator.click(proof, label="Chapters"))
    assert "Rated explicit" in words_of(chapters)
    assert "Warnings: drowning" in words_of(chapters)
    await world.moderator.click(chapters, label="Add to the library")
    [choice] = await world.moderator.autocomplete(red, "serial start", "story", "")
    options = {"story": choice["value"], "days": "daily", "time": "18:00", "timezone": "UTC"}
    wrong = answer_of(
        await world.moderator.slash(red, "serial start", channel=world.channel, **options)
    )
    assert "age-restricted" in words_of(wrong)
    refused_too = await rate(world, await story_card(world, red), "teen", "")
    assert "“Ch. 3 · The Wreck” is rated explicit" in words_of(refused_too)
    assert "can't be rated lower" in words_of(refused_too)


async def test_a_new_edition_keeps_the_warnings_or_takes_others(world: World):
    await add(world, world.talk, warnings="storms")
    text = TIDES.format(rating="general")
    for number, (options, told) in enumerate(
        [({}, "Warnings: storms"), ({"warnings": "fog"}, "Warnings: fog")]
    ):
        file = ("tides.md", (text + f"And {number} more.\n").encode())
        shown = answer_of(
            await world.moderator.slash(
                world.talk, "library replace", story="Tides", file=file, **options
            )
        )
        assert told in words_of(shown)
        await world.moderator.click(shown, label="Replace")
        assert told in words_of(await story_card(world, world.talk))


ADULT = """# Tides

## Chapter 1: The Bar

The keeper undressed by the light of the quexal lamp.[^1]

[^1]: A quexal is a kind of wreck.
"""


async def adults_only(world: World, red: simcord.ChannelHandle, text: str = ADULT) -> None:
    """Have the first chapter of a story for adults drop in an age-restricted channel."""
    file = ("tides.md", text.encode())
    options = {"rating": "explicit", "warnings": "wrecks"}
    proof = answer_of(await world.moderator.slash(red, "library add", file=file, **options))
    await world.moderator.click(proof, label="Add to the library")
    [choice] = await world.moderator.autocomplete(red, "serial start", "story", "")
    given = {"story": choice["value"], "days": "daily", "time": "18:00", "timezone": "UTC"}
    shown = answer_of(await world.moderator.slash(red, "serial start", channel=red, **given))
    await world.moderator.click(shown, label="Start the serial")
    await world.next_evening()


@pytest.fixture
async def adult(world: World, red: simcord.ChannelHandle) -> World:
    """A story for adults, all of it dropped in the one channel that is age-restricted."""
    await adults_only(world, red)
    await world.ann.slash(red, "read")
    return world


ASKED: list[tuple[str, dict[str, str]]] = [
    ("read", {}),
    ("search", {"words": "quexal"}),
    ("footnote", {"marker": "1"}),
    ("footnote", {"marker": "quexal"}),
    ("progress", {}),
    ("subscribe", {"time": "7:30", "timezone": "UTC"}),
]


@pytest.mark.parametrize(("command", "options"), ASKED)
async def test_nothing_of_a_story_for_adults_is_told_elsewhere(
    adult: World, red: simcord.ChannelHandle, command: str, options: dict[str, str]
):
    elsewhere = await adult.ann.slash(adult.talk, command, serial="Tides", **options)
    said = words_of(answer_of(elsewhere))
    assert "age-restricted" in said
    assert "wreck" not in said
    there = words_of(answer_of(await adult.ann.slash(red, command, **options)))
    assert "age-restricted" not in there
    assert await adult.ann.autocomplete(adult.talk, command, "serial", "") == []


async def test_private_messages_tell_the_rating_too(adult: World, red: simcord.ChannelHandle):
    await adult.ann.slash(red, "subscribe", time="7:30", timezone="UTC")
    # Her place is past the first passage; ben begins with it.
    await adult.ben.slash(red, "subscribe", time="7:30", timezone="UTC")
    [letter, *_] = adult.ben.user.dm_channel.history()
    assert "Rated explicit · Warnings: wrecks" in words_of(letter)
    assert "quexal lamp" in words_of(letter)


async def read_by_letter(world: World, letter: discord.Message) -> None:
    """Press what stands under a letter of the adult story, and under what opens then."""
    ben = world.ben.user
    noted = words_of(answer_of(await ben.click(letter, label="(1) lamp")))
    assert "A quexal is a kind of wreck." in noted
    opened = answer_of(await ben.click(letter, label="Open my reader"))
    assert "quexal lamp" in words_of(opened)
    contents = answer_of(await ben.click(opened, label="Contents"))
    assert "The Bar" in words_of(contents)
    noted = words_of(answer_of(await ben.click(letter, label="I've read this")))
    assert "your place is kept" in noted or "noted this already" in noted


@pytest.mark.parametrize("ends", ["finished", "stopped"])
async def test_letters_that_have_ended_can_still_be_read_on_with_their_buttons(
    world: World, red: simcord.ChannelHandle, ends: str
):
    chapters = ADULT + "\n\n## Chapter 2: The Light\n\nIt turned.\n" * (ends == "stopped")
    await adults_only(world, red, chapters)
    await world.ben.slash(red, "subscribe", time="7:30", timezone="UTC")
    letter = world.ben.user.dm_channel.history()[0]
    if ends == "stopped":
        assert "Stopped" in words_of(answer_of(await world.ben.user.click(letter, label="Stop")))
    else:
        assert "these letters" in words_of(letter)
    await world.restart()
    await read_by_letter(world, letter)
    # Nothing more is sent, and elsewhere than in their private messages nothing more is shown.
    sent = len(world.ben.user.dm_channel.history())
    await world.next_evening()
    await world.next_evening()
    assert len(world.ben.user.dm_channel.history()) == sent
    elsewhere = answer_of(await world.ben.slash(world.talk, "read", serial="Tides"))
    assert "age-restricted" in words_of(elsewhere)
    asked = answer_of(await world.ben.slash(red, "mydata delete"))
    assert "their buttons stop working" in words_of(asked)
    await world.ben.click(asked, label="Delete it all")
    refused = words_of(answer_of(await world.ben.user.click(letter, label="Open my reader")))
    assert "only in age-restricted channels" in refused


async def test_private_messages_ask_what_the_channel_is_now(
    world: World, red: simcord.ChannelHandle, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(discord.TextChannel, "is_nsfw", lambda _: True)
    await add(world, red, rating="explicit")
    await world.start_serial(channel=red)
    await world.next_evening()
    await world.ben.slash(red, "subscribe", time="7:30", timezone="UTC")
    [letter] = world.ben.user.dm_channel.history()
    for restricted in (True, False, True):
        monkeypatch.setattr(discord.TextChannel, "is_nsfw", lambda _, now=restricted: now)
        opened = words_of(answer_of(await world.ben.user.click(letter, label="Open my reader")))
        assert ("The tide was out" in opened) == restricted
        assert ("only in age-restricted channels" in opened) != restricted


async def test_a_channel_that_became_age_restricted_is_to_be_asked_in_once_more(
    world: World, red: simcord.ChannelHandle, monkeypatch: pytest.MonkeyPatch
):
    await add(world, red, rating="teen")
    await world.start_serial(channel=red)
    await world.next_evening()
    monkeypatch.setattr(discord.TextChannel, "is_nsfw", lambda _: False)
    await world.ben.slash(red, "subscribe", time="7:30", timezone="UTC")
    [letter, *_] = world.ben.user.dm_channel.history()
    monkeypatch.setattr(discord.TextChannel, "is_nsfw", lambda channel: channel.name == "red")
    await rate(world, await story_card(world, red), "explicit", "wrecks")
    said = words_of(answer_of(await world.ben.user.click(letter, label="Open my reader")))
    assert "only in age-restricted channels" in said
    # Letters that were asked for where it was open to all leave no such right.
    await world.ben.user.click(letter, label="Stop")
    said = words_of(answer_of(await world.ben.user.click(letter, label="Open my reader")))
    assert "only in age-restricted channels" in said
    await world.ben.slash(red, "subscribe", time="7:30", timezone="UTC")
    opened = words_of(answer_of(await world.ben.user.click(letter, label="Open my reader")))
    assert "The tide was out" in opened
