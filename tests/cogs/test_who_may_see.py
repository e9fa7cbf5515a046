"""A serial exists only for who can view its channel now; a rating binds every surface."""

import discord
import simcord

from tests.cogs.conftest import HARBOUR, World, answer_of, labels_of, words_of


async def hide(world: World) -> None:
    """Take the serial's channel from everyone but the moderators."""
    channel = world.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    everyone = channel.guild.default_role
    me = channel.guild.me
    await channel.set_permissions(me, view_channel=True)
    await channel.set_permissions(everyone, view_channel=False)
    await world.env.settle()


async def test_a_hidden_serial_is_hidden_everywhere(world: World):
    await world.add_story()
    await world.start_serial()
    await world.next_evening()
    reader = answer_of(await world.ann.slash(world.talk, "read", serial="harbour"))
    unknown = words_of(answer_of(await world.ann.slash(world.talk, "read", serial="nowhere")))
    await hide(world)
    assert await world.ann.autocomplete(world.talk, "read", "serial", "") == []
    for command, options in (
        ("read", {"serial": "harbour"}),
        ("progress", {"serial": "harbour"}),
        ("footnote", {"serial": "harbour", "marker": "1"}),
        ("read", {"serial": "1"}),
    ):
        said = words_of(answer_of(await world.ann.slash(world.talk, command, **options)))
        assert said == unknown, command
    listed = words_of(answer_of(await world.ann.slash(world.talk, "stories")))
    assert "harbour" not in listed
    for label in ("Next", "Note", "Contents", "Bookmark"):
        pressed = answer_of(await world.ann.click(reader, label=label))
        assert "no such serial" in words_of(pressed), label


async def test_a_thread_counts_as_its_parent(world: World):
    await world.add_story()
    await world.start_serial()
    await world.next_evening()
    [thread] = world.channel.threads
    page = answer_of(await world.ann.slash(thread, "read"))
    assert "page 1 of 2" in words_of(page)


async def test_an_adult_story_stays_in_age_restricted_channels(
    world: World, red: simcord.ChannelHandle
):
    refused = answer_of(
        await world.moderator.slash(
            world.talk,
            "library add",
            file=("harbour.txt", HARBOUR.encode()),
            rating="explicit",
        )
    )
    assert "age-restricted" in words_of(refused)
    assert "lamp" not in words_of(refused)
    shown = answer_of(
        await world.moderator.slash(
            red, "library add", file=("harbour.txt", HARBOUR.encode()), rating="explicit"
        )
    )
    await world.moderator.click(shown, label="Add to the library")
    [choice] = await world.moderator.autocomplete(red, "serial start", "story", "")
    options = {"story": choice["value"], "days": "daily", "time": "18:00", "timezone": "UTC"}
    wrong = answer_of(
        await world.moderator.slash(red, "serial start", channel=world.channel, **options)
    )
    assert "age-restricted" in words_of(wrong)
    right = answer_of(await world.moderator.slash(red, "serial start", channel=red, **options))
    await world.moderator.click(right, label="Start the serial")
    await world.next_evening()
    last = [item for item in world.posted(red) if "Open my reader" in labels_of(item)][-1]
    assert "page 1 of 2" in words_of(answer_of(await world.ann.click(last, label="Open my reader")))
    elsewhere = answer_of(await world.ann.slash(world.talk, "read", serial="harbour"))
    assert "age-restricted" in words_of(elsewhere)
    assert await world.ann.autocomplete(world.talk, "read", "serial", "") == []
    assert "harbour" not in words_of(answer_of(await world.ann.slash(world.talk, "stories")))


async def test_the_groups_set_no_default_permissions(world: World):
    for command in world.bot.tree.get_commands():
        assert getattr(command, "default_permissions", None) is None, command.name
