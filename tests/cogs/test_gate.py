"""Discussions behind a gate, from the side of those who come to it."""

from typing import Any

import discord
import pytest
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from tests.cogs.conftest import World, answer_of, labels_of, words_of

MEMBERS = "/channels/*/thread-members/*"


async def begin(world: World, **options: Any) -> None:
    """Start a story of two chapters behind a gate."""
    await world.add_story()
    await world.start_serial(gate="after-reading", **options)


async def drop(world: World, evenings: int = 1) -> None:
    for _ in range(evenings):
        await world.next_evening()
        await world.env.advance_time(60)


def threads(world: World) -> list[simcord.ChannelHandle]:
    return sorted(world.channel.threads, key=lambda thread: thread.id)


def members(world: World, thread: simcord.ChannelHandle) -> set[int]:
    me = world.env.backend.bot_user.id
    return set(world.env.backend.channels[thread.id].thread_members) - {me}


async def press(world: World, who: simcord.MemberActor, label: str, instalment: int) -> Any:
    return answer_of(await who.click(world.last_of(instalment), label=label))


async def test_a_discussion_behind_a_gate_is_a_private_thread_that_reading_opens(world: World):
    await begin(world)
    await drop(world)
    [thread] = threads(world)
    kept = world.env.backend.channels[thread.id]
    assert kept.type == discord.ChannelType.private_thread.value
    assert kept.thread_metadata is not None
    assert kept.thread_metadata.auto_archive_duration == 10_080
    opened = [
        item.json
        for item in world.env.http_requests
        if item.method == "POST" and item.path.endswith("/threads")
    ]
    assert [asked["invitable"] for asked in opened if isinstance(asked, dict)] == [False]
    assert "talk about everything up to the end of Ch. 1" in words_of(thread.history()[0])
    assert members(world, thread) == set()

    told = await press(world, world.ann, "I've read this", 1)
    assert "first to have read it" in words_of(told)
    assert f"Its discussion is open to you: <#{thread.id}>" in words_of(told)
    assert members(world, thread) == {world.ann.id}


async def test_who_has_not_read_is_told_kindly_and_hears_nothing_of_the_thread(world: World):
    await begin(world)
    await drop(world)
    [thread] = threads(world)
    told = await press(world, world.ben, "Discuss", 1)
    assert "for those who have read this far" in words_of(told)
    assert str(thread.id) not in words_of(told)
    assert labels_of(told) == ["I've read this"]
    assert members(world, thread) == set()
    inside = answer_of(await world.ben.click(told, label="I've read this"))
    assert f"<#{thread.id}>" in words_of(inside)
    assert members(world, thread) == {world.ben.id}


async def test_who_read_to_the_end_in_the_reader_is_let_in_by_discuss(world: World):
    await begin(world)
    await drop(world)
    [thread] = threads(world)
    page = answer_of(await world.ann.slash(world.channel, "read"))
    assert "for those who have read" in words_of(await press(world, world.ann, "Discuss", 1))
    await world.ann.click(page, label="Next")
    told = await press(world, world.ann, "Discuss", 1)
    assert words_of(told).startswith(f"The discussion is in <#{thread.id}>.")
    assert members(world, thread) == {world.ann.id}


async def test_a_late_reader_is_let_into_the_earlier_discussions_too(world: World):
    await begin(world, instalment="1 passage")
    await drop(world, 3)
    assert len(threads(world)) == 3
    told = await press(world, world.ann, "I've read this", 3)
    assert f"<#{threads(world)[2].id}>" in words_of(told)
    assert "into 2 earlier discussions, too" in words_of(told)
    await world.env.advance_time(60)
    assert [members(world, thread) for thread in threads(world)] == [{world.ann.id}] * 3


async def test_a_discussion_that_was_put_away_is_opened_again_for_a_late_reader(world: World):
    await begin(world)
    await drop(world)
    [thread] = threads(world)
    put_away(world, thread)
    await press(world, world.ann, "I've read this", 1)
    kept = world.env.backend.channels[thread.id].thread_metadata
    assert kept is not None
    assert not kept.archived
    assert members(world, thread) == {world.ann.id}


async def test_an_open_discussion_that_was_put_away_is_opened_again_by_discuss(world: World):
    await world.add_story()
    await world.start_serial()
    await drop(world)
    [thread] = threads(world)
    put_away(world, thread)
    told = await press(world, world.ann, "Discuss", 1)
    assert f"<#{thread.id}>" in words_of(told)
    kept = world.env.backend.channels[thread.id].thread_metadata
    assert kept is not None
    assert not kept.archived


async def test_a_moderator_gets_in_unread_with_a_word_that_it_may_spoil(world: World):
    await begin(world)
    await drop(world)
    [thread] = threads(world)
    told = await press(world, world.moderator, "Discuss", 1)
    assert "may spoil the story for you" in words_of(told)
    assert members(world, thread) == {world.moderator.id}


async def test_a_full_discussion_gets_another_thread_with_its_own_greeting(world: World):
    await begin(world)
    await drop(world)
    world.env.inject_error("PUT", MEMBERS, status=400, code=30033)
    told = await press(world, world.ann, "I've read this", 1)
    assert "in a moment" in words_of(told)
    await world.env.advance_time(60)
    first, second = threads(world)
    assert second.name == f"{first.name} (2)"
    assert "talk about" in words_of(second.history()[0])
    assert (members(world, first), members(world, second)) == (set(), {world.ann.id})
    told = await press(world, world.ben, "I've read this", 1)
    assert f"<#{second.id}>" in words_of(told)


async def test_a_missing_permission_is_told_to_moderators_and_the_reader_gets_in_later(
    world: World,
):
    await begin(world)
    await drop(world)
    [thread] = threads(world)
    world.env.inject_error("PUT", MEMBERS, status=403, code=50013)
    told = await press(world, world.ann, "I've read this", 1)
    assert "The moderators have been told why" in words_of(told)
    assert "give me Manage Threads" in words_of(world.moderator.user.dm_channel.history()[-1])
    await world.env.advance_time(2 * 3600)
    assert members(world, thread) == {world.ann.id}


async def test_moderators_are_told_of_a_shut_door_in_the_language_their_server_has_chosen(
    world: World,
):
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    await begin(world)
    await drop(world)
    for discords, chosen, said in (
        (discord.Locale.american_english, "de", "Discord lässt mich nicht; gib mir"),
        (discord.Locale.german, "en", "Discord does not let me; give me"),
    ):
        guild.preferred_locale = discords
        await world.moderator.slash(world.talk, "settings language", language=chosen)
        world.env.inject_error("PUT", MEMBERS, status=403, code=50013)
        await press(world, world.ann, "I've read this", 1)
        assert said in words_of(world.moderator.user.dm_channel.history()[-1])
        await world.env.advance_time(25 * 3600)


async def test_a_discussion_that_was_deleted_keeps_the_mark(world: World):
    await begin(world)
    await drop(world)
    [thread] = threads(world)
    world.env.backend.delete_channel(thread.id)
    told = await press(world, world.ann, "I've read this", 1)
    assert "first to have read it" in words_of(told)
    assert "somebody has deleted it" in words_of(await press(world, world.ann, "Discuss", 1))


async def test_who_waits_at_a_restart_is_let_in_after_it(world: World):
    await begin(world)
    await drop(world)
    [thread] = threads(world)
    world.env.inject_error("PUT", MEMBERS, status=500, code=0)
    told = await press(world, world.ann, "I've read this", 1)
    assert "in a moment" in words_of(told)
    await world.restart()
    await world.env.advance_time(60)
    assert members(world, thread) == {world.ann.id}
    again = answer_of(await world.ben.click(world.last_of(1), label="I've read this"))
    assert f"<#{thread.id}>" in words_of(again)


async def test_not_yet_leaves_a_reader_in_the_thread_and_says_so(world: World):
    await begin(world)
    await drop(world)
    [thread] = threads(world)
    told = await press(world, world.ann, "I've read this", 1)
    undone = answer_of(await world.ann.click(told, label="Not yet"))
    assert "leave the thread" in words_of(undone)
    assert members(world, thread) == {world.ann.id}


async def test_a_chapter_is_discussed_after_its_last_part(world: World):
    await begin(world, instalment="1 passage", discussion="chapter")
    await drop(world)
    assert threads(world) == []
    told = await press(world, world.ann, "I've read this", 1)
    assert "opens after its last part" in words_of(told)
    assert "after the chapter's last part" in words_of(await press(world, world.ann, "Discuss", 1))
    await drop(world)
    [thread] = threads(world)
    assert members(world, thread) == set()
    early = await press(world, world.ben, "I've read this", 1)
    assert "once you have read its last part" in words_of(early)
    await press(world, world.ann, "I've read this", 2)
    assert members(world, thread) == {world.ann.id}


async def test_who_reads_by_private_message_is_let_in_from_there(world: World):
    await begin(world, instalment="1 passage")
    await drop(world)
    [thread] = threads(world)
    given = {"time": "7:30", "timezone": "UTC", "amount": "1 passage"}
    await world.ann.slash(world.channel, "subscribe", **given)
    letter = world.ann.user.dm_channel.history()[-1]
    told = answer_of(await world.ann.user.click(letter, label="I've read this"))
    assert "into 1 discussion of what you have read" in words_of(told)
    await world.env.advance_time(60)
    assert members(world, thread) == {world.ann.id}
    way = answer_of(await world.ann.user.click(told, label="Discuss"))
    assert f"<#{thread.id}>" in words_of(way)


async def test_a_command_works_inside_a_private_thread(world: World):
    await begin(world)
    await drop(world)
    [thread] = threads(world)
    await press(world, world.ann, "I've read this", 1)
    await world.restart()
    told = answer_of(await world.ann.slash(thread, "footnote", marker="1"))
    assert "A lantern is a lamp with manners." in words_of(told)


async def test_the_calendar_and_the_standing_name_the_gate(world: World):
    await world.add_story()
    shown = await start(world)
    assert "a private discussion of every instalment for those who have read it" in words_of(shown)
    await world.moderator.click(shown, label="Start the serial")
    status = answer_of(await world.moderator.slash(world.channel, "serial show"))
    assert "private discussion" in words_of(status)
    refused = await start(world, discussion="off")
    assert "A gate needs discussions" in words_of(refused)


async def test_a_gate_says_at_the_start_what_it_lacks(world: World):
    await world.add_story()
    deny = discord.Permissions(create_private_threads=True).value
    everyone = Overwrite(world.guild.id, OverwriteType.ROLE, deny=deny)
    world.env.backend.set_overwrite(world.channel.id, everyone)
    refused = await start(world)
    assert "I lack Create Private Threads" in words_of(refused)


async def start(world: World, **options: Any) -> Any:
    return answer_of(await world.propose_serial(gate="after-reading", **options))


def put_away(world: World, thread: simcord.ChannelHandle) -> None:
    """Have Discord archive a thread nobody has written in for a week."""
    world.env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})


@pytest.mark.parametrize("label", ["I've read this", "Discuss"])
async def test_pressing_again_is_harmless(world: World, label: str):
    await begin(world)
    await drop(world)
    [thread] = threads(world)
    await press(world, world.ann, "I've read this", 1)
    told = await press(world, world.ann, label, 1)
    assert f"<#{thread.id}>" in words_of(told)
    assert members(world, thread) == {world.ann.id}


async def test_the_standing_says_what_a_gate_lacks_by_now(world: World):
    await begin(world)
    deny = discord.Permissions(create_private_threads=True).value
    everyone = Overwrite(world.guild.id, OverwriteType.ROLE, deny=deny)
    world.env.backend.set_overwrite(world.channel.id, everyone)
    status = answer_of(await world.moderator.slash(world.channel, "serial show"))
    assert "I lack Create Private Threads" in words_of(status)
    await drop(world)
    assert threads(world) == []
    assert "Create Private Threads" in words_of(world.moderator.user.dm_channel.history()[-1])
    told = await press(world, world.ann, "I've read this", 1)
    assert words_of(told).startswith("Noted; your place is kept.")
    assert "No discussion was opened" in words_of(await press(world, world.ann, "Discuss", 1))


async def test_a_librarian_gets_in_unread_as_a_moderator_does(world: World):
    await begin(world)
    await drop(world)
    [thread] = threads(world)
    role = world.guild.create_role("Librarians")
    await world.moderator.slash(world.talk, "settings librarian", role=role)
    lena = world.guild.add_member(world.env.create_user("lena"), roles=[role])
    told = await press(world, lena, "Discuss", 1)
    assert "may spoil the story for you" in words_of(told)
    assert members(world, thread) == {lena.id}
