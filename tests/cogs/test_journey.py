"""The main job, end to end, as the people in a server see it."""

import re
from typing import Any

import discord
import pytest
from discord import app_commands
from discord.ext import commands

from tests.cogs.conftest import HARBOUR, World, answer_of, labels_of, words_of

PART = re.compile(r"Part (\d+)\\?\.")


def passages(world: World) -> list[discord.Message]:
    """The messages of the serial's channel that carry a piece of the story."""
    return [message for message in world.posted() if "-# " in words_of(message)[:60]]


async def test_a_manuscript_goes_in_and_a_server_reads_it_together(world: World):
    shown = await world.moderator.slash(
        world.talk, "library add", file=("harbour.txt", HARBOUR.encode()), author="A. Keeper"
    )
    preview = answer_of(shown)
    assert "harbour" in words_of(preview)
    assert "A. Keeper" in words_of(preview)
    assert "2 chapters, 3 scenes" in words_of(preview)
    assert "The lamp on the quay" in words_of(preview)
    added = await world.moderator.click(preview, label="Add to the library")
    assert "in the library" in words_of(answer_of(added))

    choices = await world.moderator.autocomplete(world.talk, "serial start", "story", "harb")
    assert [choice["name"] for choice in choices] == ["harbour · A. Keeper"]
    proposed = await world.moderator.slash(
        world.talk,
        "serial start",
        story=choices[0]["value"],
        channel=world.channel,
        days="weekdays",
        time="6pm",
        timezone="Europe/Berlin",
    )
    calendar = words_of(answer_of(proposed))
    # 1 and 2 January 2026 are a Thursday and a Friday; 18:00 in Berlin is 17:00 UTC.
    assert "<t:1767286800:F>" in calendar
    assert "<t:1767373200:F>" in calendar
    assert "The Quay" in calendar
    assert world.posted() == []
    await world.moderator.click(answer_of(proposed), label="Start the serial")

    await world.env.advance_time(17 * 3600 - 60)
    assert world.posted() == []
    await world.env.advance_time(120)
    first, second = passages(world)
    assert "about 2 minutes left" in words_of(first)
    assert labels_of(first) == ["(1) lantern"]
    assert labels_of(second) == ["I've read this", "Discuss", "Open my reader"]
    [thread] = world.channel.threads
    assert thread.name == "Ch. 1 · The Quay: discussion"
    [greeting] = [item for item in world.posted(thread) if words_of(item)]
    assert "poiler" in words_of(greeting)

    note = answer_of(await world.ann.click(first, label="(1) lantern"))
    assert "A lantern is a lamp with manners." in words_of(note)
    assert "A word with a lantern" in words_of(note)
    talk = answer_of(await world.ann.click(second, label="Discuss"))
    assert str(thread.id) in words_of(talk)

    done = answer_of(await world.ann.click(second, label="I've read this"))
    assert "first to have read it" in words_of(done)
    done = answer_of(await world.ben.click(second, label="I've read this"))
    assert "2 readers have read it" in words_of(done)
    again = answer_of(await world.ben.click(second, label="I've read this"))
    assert "already" in words_of(again)
    assert "2 readers" in words_of(again)

    asked = answer_of(await world.ann.slash(world.channel, "footnote", marker="1"))
    assert "A lantern is a lamp with manners." in words_of(asked)
    far = answer_of(await world.ann.slash(world.channel, "progress"))
    assert "passage 2 of 3" in words_of(far)
    assert "all that has dropped" in words_of(far)

    await world.restart()
    undone = answer_of(await world.ben.click(done, label="Not yet"))
    assert "where it was before" in words_of(undone)
    after = answer_of(await world.ann.click(first, label="(1) lantern"))
    assert words_of(after) == words_of(note)

    await world.env.advance_time(24 * 3600)
    assert labels_of(passages(world)[-1])[-3:] == ["I've read this", "Discuss", "Open my reader"]
    closing = words_of(world.posted()[-1])
    assert "harbour" in closing
    status = answer_of(await world.moderator.slash(world.channel, "serial show"))
    assert "Finished" in words_of(status)
    late = answer_of(await world.ben.slash(world.channel, "footnote", marker="2"))
    assert "He said it in French." in words_of(late)
    assert len(passages(world)) == len({words_of(item) for item in passages(world)})


async def test_the_private_reader_turns_its_pages_and_never_runs_ahead(world: World):
    await world.add_story()
    await world.start_serial()
    await world.next_evening()
    page = answer_of(await world.ann.slash(world.channel, "read"))
    assert "page 1 of 2" in words_of(page)
    assert "Back" not in labels_of(page)
    turned = await world.ann.click(page, label="Next")
    assert turned.acknowledged
    page = answer_of(await world.ann.slash(world.channel, "read"))
    assert "page 2 of 2" in words_of(page)
    assert "Next" not in labels_of(page)
    await world.restart()
    assert (await world.ann.click(page, label="Back")).acknowledged
    page = answer_of(await world.ann.slash(world.channel, "read"))
    assert "page 1 of 2" in words_of(page)


async def test_a_page_that_was_open_before_the_drop_can_go_on_after_it(world: World):
    await world.add_story()
    await world.start_serial(instalment="1 passage")
    await world.next_evening()
    button = passages(world)[0]
    opened = answer_of(await world.ann.click(button, label="Open my reader"))
    assert "page 1 of 1 so far" in words_of(opened)
    await world.next_evening()
    again = answer_of(await world.ann.click(button, label="I've read this"))
    assert "read it" in words_of(again)
    opened = answer_of(await world.ann.click(button, label="Open my reader"))
    assert "page 2 of 2" in words_of(opened)


async def test_the_message_menu_lists_the_notes_of_a_passage(world: World):
    await world.add_story()
    await world.start_serial()
    await world.next_evening()
    first, second = passages(world)
    menu = "Footnotes in this passage"
    with_notes = answer_of(await world.ann.context_menu(world.channel, menu, first))
    assert "A lantern is a lamp with manners." in words_of(with_notes)
    without = answer_of(await world.ann.context_menu(world.channel, menu, second))
    assert "no footnotes" in words_of(without)
    chatter = await world.ben.send(world.channel, "What a chapter!")
    other = answer_of(await world.ann.context_menu(world.channel, menu, chatter))
    assert "no passage of mine" in words_of(other)


async def test_footnotes_complete_themselves_and_keep_what_has_not_dropped(world: World):
    await world.add_story()
    await world.start_serial()
    await world.next_evening()
    offered = await world.ann.autocomplete(world.channel, "footnote", "marker", "")
    assert [choice["name"] for choice in offered] == ["(1) · Ch. 1"]
    await world.ann.slash(world.channel, "read")
    offered = await world.ann.autocomplete(world.channel, "footnote", "marker", "")
    assert [choice["name"] for choice in offered] == ["(1) lantern · Ch. 1 · The Quay"]
    told = answer_of(await world.ann.slash(world.channel, "footnote", marker=offered[0]["value"]))
    assert "A lantern is a lamp with manners." in words_of(told)
    undropped = words_of(answer_of(await world.ann.slash(world.channel, "footnote", marker="2")))
    missing = words_of(answer_of(await world.ann.slash(world.channel, "footnote", marker="99")))
    assert undropped == missing
    assert "French" not in undropped


async def test_stories_lists_what_runs_with_the_readers_place(world: World):
    empty = answer_of(await world.ann.slash(world.talk, "stories"))
    assert "No story runs here" in words_of(empty)
    await world.add_story()
    await world.start_serial()
    await world.next_evening()
    listed = words_of(answer_of(await world.ann.slash(world.talk, "stories")))
    assert "harbour" in listed
    assert "2 passages to read" in listed


async def test_a_moderator_steers_a_serial(world: World):
    await world.add_story()
    await world.start_serial(instalment="1 passage")
    for command, said in (
        ("serial drop", "on its way"),
        ("serial skip", "left out"),
        ("serial pause", "Paused"),
        ("serial resume", "goes on"),
    ):
        answer = answer_of(await world.moderator.slash(world.channel, command))
        assert said in words_of(answer), command
    assert len(passages(world)) == 1
    listed = answer_of(await world.moderator.slash(world.talk, "serial list"))
    assert "harbour" in words_of(listed)
    asked = answer_of(await world.moderator.slash(world.channel, "serial end"))
    assert "can't be resumed" in words_of(asked)
    await world.moderator.click(asked, label="Never mind")
    asked = answer_of(await world.moderator.slash(world.channel, "serial end"))
    await world.restart()
    await world.moderator.click(asked, label="End it")
    shown = answer_of(await world.moderator.slash(world.channel, "serial show"))
    assert "Ended" in words_of(shown)
    await world.next_evening()
    assert len(passages(world)) == 1


async def test_removing_a_story_asks_and_says_who_loses_their_place(world: World):
    await world.add_story()
    await world.start_serial()
    await world.next_evening()
    await world.ann.slash(world.channel, "read")
    [choice] = await world.moderator.autocomplete(world.talk, "library remove", "story", "")
    refused = answer_of(
        await world.moderator.slash(world.talk, "library remove", story=choice["value"])
    )
    assert "still running" in words_of(refused)
    asked = answer_of(await world.moderator.slash(world.channel, "serial end"))
    await world.moderator.click(asked, label="End it")
    asked = answer_of(
        await world.moderator.slash(world.talk, "library remove", story=choice["value"])
    )
    assert "1 reader will lose their place" in words_of(asked)
    await world.moderator.click(asked, label="Remove it")
    left = answer_of(await world.moderator.slash(world.talk, "library list"))
    assert "empty" in words_of(left)
    gone = answer_of(await world.ann.click(passages(world)[-1], label="Open my reader"))
    assert "no such serial" in words_of(gone)


async def test_a_ping_reaches_the_role_a_moderator_set_and_nothing_else(world: World):
    role = world.guild.create_role("readers", mentionable=True)
    text = HARBOUR.replace("A word with", f"Hello @everyone and <@&{role.id}>, a word with")
    await world.add_story(text)
    await world.start_serial(ping=role)
    await world.next_evening()
    first, second = passages(world)
    assert [mentioned.id for mentioned in first.role_mentions] == [role.id]
    assert not first.mention_everyone
    assert not second.role_mentions


async def test_the_desk_hears_why_a_serial_was_paused_and_resume_mends_it(world: World):
    desk = world.guild.create_text_channel("desk")
    set_up = await world.moderator.slash(world.talk, "settings desk", channel=desk)
    assert "tell moderators" in words_of(answer_of(set_up))
    await world.add_story()
    await world.start_serial()
    world.env.inject_error(
        "POST",
        f"/channels/{world.channel.id}/messages",
        status=403,
        code=50013,
        times=1,
        message="Missing Permissions",
    )
    await world.next_evening()
    assert passages(world) == []
    told = words_of(world.posted(desk)[-1])
    assert "paused" in told
    assert "permissions" in told
    await world.moderator.slash(world.channel, "serial resume")
    assert len(passages(world)) == 2


async def test_who_chooses_a_desk_that_everybody_sees_is_told_so(world: World):
    unseen = discord.PermissionOverwrite(view_channel=False)
    seeing = discord.PermissionOverwrite(view_channel=True)
    guild, bot = world.guild, world.guild.me
    assert bot is not None
    private = guild.create_text_channel(
        "back-office", overwrites={guild.default_role: unseen, bot: seeing, world.moderator: seeing}
    )
    for channel, told in ((world.talk, True), (private, False)):
        for options in ({"channel": channel}, {}):
            answer = await world.moderator.slash(world.talk, "settings desk", **options)
            said = words_of(answer_of(answer))
            assert f"<#{channel.id}>" in said
            assert ("Everybody here can read along" in said) == told


def _listeners(client: commands.Bot) -> list[tuple[str, Any]]:
    return [found for cog in client.cogs.values() for found in cog.get_listeners()]


async def test_a_new_server_is_greeted_with_three_steps(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    client = world.bot
    guild = client.get_guild(world.guild.id)
    assert guild is not None
    client.dispatch("guild_join", guild)
    await world.env.settle()
    assert world.posted(world.talk) == []  # no system channel is set: nothing is said
    monkeypatch.setattr(guild, "_system_channel_id", world.talk.id)
    [greet] = [listen for name, listen in _listeners(client) if name == "on_guild_join"]
    await greet(guild)
    [greeting] = world.posted(world.talk)
    for step in ("1. `/library add`", "2. `/serial start`", "3. `/settings desk`"):
        assert step in words_of(greeting)


async def test_an_announcement_channel_runs_a_serial_with_its_thread(world: World):
    news = world.guild.create_news_channel("news")
    await world.add_story()
    await world.start_serial(channel=news)
    await world.next_evening()
    assert len([item for item in world.posted(news) if "-# " in words_of(item)[:60]]) == 2
    assert [thread.name for thread in news.threads] == ["Ch. 1 · The Quay: discussion"]


async def test_the_calendar_is_paged_and_counts_the_messages_of_each_drop(world: World):
    chapters = "".join(f"Chapter {n}: Part {n}\n\nText number {n}.\n\n" for n in range(1, 24))
    await world.add_story(chapters)
    shown = answer_of(await world.propose_serial())
    assert words_of(shown).count("1 message") == 10
    assert "Page 1 of 3" in words_of(shown)
    await world.restart()
    turned = await world.moderator.click(shown, label="Later")
    assert turned.acknowledged
    assert "Page 2 of 3" in words_of(shown)
    assert "Part 11" in words_of(shown)


async def test_two_servers_share_nothing_but_the_shelf(world: World):
    await world.add_story()
    await world.start_serial()
    await world.next_evening()
    other = world.env.create_guild("Elsewhere")
    lobby = other.create_text_channel("lobby")
    boss = other.create_role("Boss", permissions=discord.Permissions(manage_guild=True))
    omar = other.add_member(world.env.create_user("omar"), roles=[boss])
    for command, options in (
        ("library list", {}),
        ("library show", {"story": "1"}),
        ("library remove", {"story": "harbour"}),
        ("serial list", {}),
        ("serial show", {"serial": "1"}),
        ("serial end", {"serial": "1"}),
        ("read", {"serial": "1"}),
        ("progress", {"serial": "harbour"}),
        ("footnote", {"marker": "#1", "serial": "1"}),
        ("stories", {}),
    ):
        said = words_of(answer_of(await omar.slash(lobby, command, **options)))
        assert "harbour" not in said, command
        assert "lamp" not in said, command
    for command, option in (
        ("read", "serial"),
        ("serial end", "serial"),
        ("library show", "story"),
    ):
        assert await omar.autocomplete(lobby, command, option, "") == []


async def test_help_differs_for_moderators_and_readers(world: World):
    reader = words_of(answer_of(await world.ann.slash(world.talk, "help")))
    moderator = words_of(answer_of(await world.moderator.slash(world.talk, "help")))
    assert "/read" in reader
    assert "/serial start" not in reader
    assert "/serial start" in moderator


async def test_help_names_every_command(world: World):
    """By its whole name, by its own behind one of its group, or all of a group at once."""
    said = words_of(answer_of(await world.moderator.slash(world.talk, "help")))
    for command in world.bot.tree.walk_commands():
        if isinstance(command, app_commands.Command) and command.name != "help":
            group, _, own = command.qualified_name.rpartition(" ")
            ways = {f"`/{command.qualified_name}`", f"`{own}`", f"`/{group}`"}
            assert any(way in said for way in ways), command.qualified_name


async def test_help_names_what_the_menu_of_a_message_has(world: World):
    said = words_of(answer_of(await world.ann.slash(world.talk, "help")))
    menus = world.bot.tree.get_commands(type=discord.AppCommandType.message)
    assert len(menus) == 2
    for menu in menus:
        assert f"*{menu.name}*" in said


async def test_a_drop_of_forty_messages_comes_whole_and_in_order(world: World):
    text = "\n\n".join(
        f"Part {n}. " + "A sentence that goes on for a while. " * 60 for n in range(40)
    )
    await world.add_story(text, "long.txt")
    await world.start_serial()
    await world.next_evening()
    await world.env.advance_time(60)
    numbers = [int(found) for item in passages(world) for found in PART.findall(words_of(item))]
    assert numbers == list(range(40))
    assert len(passages(world)) > 20
    assert labels_of(passages(world)[-1])[-1] == "Open my reader"


async def test_time_zones_complete_themselves_and_begin_with_the_servers_last(world: World):
    offered = await world.moderator.autocomplete(world.talk, "serial start", "timezone", "berl")
    assert offered[0]["value"] == "Europe/Berlin"
    await world.add_story()
    await world.start_serial(timezone="Australia/Lord_Howe")
    offered = await world.moderator.autocomplete(world.talk, "serial start", "timezone", "")
    assert offered[0]["value"] == "Australia/Lord_Howe"
    assert len(offered) <= 25
