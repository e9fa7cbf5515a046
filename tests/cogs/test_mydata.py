"""/mydata: what is kept about you in a file, or deleted; for you alone, and from anywhere."""

import json
from typing import Any

import discord
import pytest

from tests.cogs.conftest import World, answer_of, labels_of, words_of


async def file_of(result: Any) -> dict[str, Any]:
    """The file that only who asked was given."""
    answer = answer_of(result)
    [file] = answer.attachments
    assert file.filename == "feuilleton-mydata.json"
    written = json.loads(await file.read())
    assert isinstance(written, dict)
    return written


async def read_along(world: World) -> None:
    await world.add_story()
    await world.start_serial()
    await world.next_evening()
    await world.ann.slash(world.channel, "read")
    await world.ben.slash(world.channel, "read")


async def place_of(world: World, member: Any) -> str:
    """What /progress says, with no word of when."""
    return words_of(answer_of(await member.slash(world.channel, "progress")))


async def test_the_file_says_where_you_are_and_is_for_you_alone(world: World):
    await read_along(world)
    written = await file_of(await world.ann.slash(world.talk, "mydata export"))
    assert written["user"] == str(world.ann.id)
    [place] = written["places"]
    assert place["title"] == "harbour"
    assert place["channel"] == str(world.channel.id)
    assert place["furthest_passage"] == 1
    assert str(world.ben.id) not in json.dumps(written)


async def test_who_has_left_the_server_gets_their_data_in_a_private_message(world: World):
    await read_along(world)
    world.guild.remove_member(world.ann)
    written = await file_of(await world.ann.user.slash("mydata export"))
    [place] = written["places"]
    assert place["server"] == str(world.guild.id)
    assert place["title"] is None
    assert "harbour" not in json.dumps(written)


async def test_a_title_whose_channel_is_hidden_is_not_in_the_file(world: World):
    await read_along(world)
    channel = world.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.set_permissions(channel.guild.default_role, view_channel=False)
    await world.env.settle()
    written = await file_of(await world.ann.slash(world.talk, "mydata export"))
    assert written["places"][0]["title"] is None
    moderators = await file_of(await world.moderator.slash(world.talk, "mydata export"))
    assert len(moderators["serials_started"]) == 1


async def test_the_file_comes_though_discord_does_not_say_who_is_a_member(world: World):
    await read_along(world)
    world.env.inject_error(
        "GET", f"/guilds/{world.guild.id}/members/{world.ann.id}", status=403, code=50001
    )
    written = await file_of(await world.ann.slash(world.talk, "mydata export"))
    assert written["places"][0]["title"] is None


async def test_deleting_asks_first_and_never_mind_keeps_all(world: World):
    await read_along(world)
    before = await place_of(world, world.ann)
    asked = answer_of(await world.ann.slash(world.talk, "mydata delete"))
    assert "your place in 1 serial" in words_of(asked)
    assert "can't be undone" in words_of(asked)
    assert labels_of(asked) == ["Delete it all", "Never mind"]
    assert (await world.ann.click(asked, label="Never mind")).acknowledged
    assert await place_of(world, world.ann) == before


async def test_deleting_takes_your_place_and_nobody_elses(world: World):
    await read_along(world)
    bens = await place_of(world, world.ben)
    asked = answer_of(await world.ann.slash(world.talk, "mydata delete"))
    await world.restart()
    assert (await world.ann.click(asked, label="Delete it all")).acknowledged
    written = await file_of(await world.ann.slash(world.talk, "mydata export"))
    assert written["places"] == []
    assert await place_of(world, world.ben) == bens
    again = answer_of(await world.ann.slash(world.talk, "mydata delete"))
    assert "I keep nothing about you" in words_of(again)
    assert labels_of(again) == []
    page = answer_of(await world.ann.slash(world.channel, "read"))
    assert "page 1 of 2" in words_of(page)


async def test_the_button_of_another_deletes_ones_own_alone(world: World):
    """A forged click, or one on a message somebody else was shown, is about who clicks."""
    await read_along(world)
    asked = answer_of(await world.ann.slash(world.talk, "mydata delete"))
    bens = await place_of(world, world.ben)
    assert (await world.ann.click(asked, custom_id="f:mydata:delete")).acknowledged
    pressed = answer_of(await world.ann.slash(world.talk, "mydata delete"))
    assert "nothing" in words_of(pressed)
    assert await place_of(world, world.ben) == bens


async def test_it_can_be_deleted_in_a_private_message(world: World):
    await read_along(world)
    world.guild.remove_member(world.ann)
    asked = answer_of(await world.ann.user.slash("mydata delete"))
    assert (await world.ann.user.click(asked, label="Delete it all")).acknowledged
    written = await file_of(await world.ann.user.slash("mydata export"))
    assert written["places"] == []


async def test_a_moderators_serial_goes_on_and_they_are_told_so(world: World):
    await read_along(world)
    asked = answer_of(await world.moderator.slash(world.talk, "mydata delete"))
    assert "that you started 1 serial; they stay" in words_of(asked)
    done = await world.moderator.click(asked, label="Delete it all")
    assert done.acknowledged
    before = len(world.posted())
    await world.next_evening()
    assert len(world.posted()) > before


async def test_no_other_command_works_in_a_private_message(world: World):
    private = {"mydata export", "mydata delete", "preferences", "subscriptions"}
    assert set(world.ann.user.available_commands()) == private
    for command in world.bot.tree.get_commands():
        own = command.allowed_contexts
        in_private = own is not None and own.dm_channel is True
        named = {one.split()[0] for one in private}
        assert in_private == (command.name in named), command.name
        assert own is None or not own.private_channel


@pytest.mark.parametrize("command", ["export", "delete"])
async def test_who_is_unknown_is_told_kindly(world: World, command: str):
    answer = answer_of(await world.ben.slash(world.talk, f"mydata {command}"))
    if command == "delete":
        assert "I keep nothing about you" in words_of(answer)
    else:
        assert "All I keep about you" in words_of(answer)
