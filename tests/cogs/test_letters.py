"""/subscribe: a story by private message, from the side of who reads it there."""

from datetime import timedelta
from typing import Any

import discord
import simcord

from tests.cogs.conftest import HARBOUR, SENTENCE, World, answer_of, labels_of, words_of


async def running(world: World, evenings: int = 1, **options: Any) -> None:
    await world.add_story()
    await world.start_serial(**options)
    for _ in range(evenings):
        await world.next_evening()


async def subscribe(world: World, **options: Any) -> str:
    given = {"time": "7:30", "timezone": "UTC", "amount": "1 passage", **options}
    return words_of(answer_of(await world.ann.slash(world.channel, "subscribe", **given)))


def letters(world: World) -> list[discord.Message]:
    """What stands in ann's private messages from the bot, oldest first."""
    return list(world.ann.user.dm_channel.history())


async def morning(world: World) -> None:
    """Let time pass to just after the next 7:30 UTC."""
    now = world.env.now()
    then = now.replace(hour=7, minute=30, second=0, microsecond=0)
    then += timedelta(days=1 if then <= now else 0)
    await world.env.advance_time((then - now).total_seconds() + 1)


async def press(world: World, message: Any, label: str) -> str:
    return words_of(answer_of(await world.ann.user.click(message, label=label)))


async def test_the_first_part_comes_at_once_and_the_next_in_the_morning(world: World):
    await running(world)
    said = await subscribe(world)
    assert "in our private messages now" in said
    assert "07:30 (UTC): 1 passage" in said
    [first] = letters(world)
    assert "**harbour**" not in words_of(first)
    assert "harbour · Ch. 1 · The Quay" in words_of(first)
    assert "The lamp on the quay" in words_of(first)
    assert "The next part comes" in words_of(first)
    assert labels_of(first)[-5:] == [
        "I've read this",
        "Send the next one now",
        "Open my reader",
        "Pause",
        "Stop",
    ]
    await morning(world)
    assert len(letters(world)) == 2
    assert "You are level with the channel" in words_of(letters(world)[1])
    await morning(world)
    assert len(letters(world)) == 3


async def test_before_the_first_drop_nobody_is_told_to_be_level(world: World):
    await running(world, evenings=0)
    said = await subscribe(world)
    [word] = letters(world)
    for told in (said, words_of(word)):
        assert "Nothing has dropped yet. The first instalment drops" in told
        assert "level" not in told


async def test_the_buttons_of_a_letter_work_where_it_is(world: World):
    await running(world)
    await subscribe(world)
    [first] = letters(world)
    assert "Noted; your place is kept." in await press(world, first, "I've read this")
    progress = words_of(answer_of(await world.ann.slash(world.channel, "progress")))
    assert "Passage 1 of" in progress or "passage 1" in progress.casefold()
    assert "in our private messages now" in await press(world, first, "Send the next one now")
    assert len(letters(world)) == 2
    assert "You have the next one already" in await press(world, first, "Send the next one now")
    opened = answer_of(await world.ann.user.click(first, label="Open my reader"))
    assert "page 2 of" in words_of(opened)
    assert "page 1 of" in await press(world, opened, "Back")


async def test_a_note_of_a_letter_opens_in_private_messages(world: World):
    await running(world)
    await subscribe(world, amount="chapter")
    notes = [
        (message, label)
        for message in letters(world)
        for label in labels_of(message)
        if label.startswith("(1)")
    ]
    [(message, label)] = notes
    assert "A lantern is a lamp with manners." in await press(world, message, label)


async def test_pause_go_on_and_stop(world: World):
    await running(world, 2)
    await subscribe(world)
    [first] = letters(world)
    paused = answer_of(await world.ann.user.click(first, label="Pause"))
    assert "I send nothing until" in words_of(paused)
    await morning(world)
    assert len(letters(world)) == 1
    assert "The next part comes" in await press(world, paused, "Go on")
    await morning(world)
    assert len(letters(world)) == 2
    assert "Stopped" in await press(world, letters(world)[-1], "Stop")
    await morning(world)
    assert len(letters(world)) == 2
    assert "has ended" in await press(world, first, "Pause")


async def test_subscribing_again_shows_it_and_changes_it(world: World):
    await running(world, 2)
    await subscribe(world)
    shown = words_of(answer_of(await world.ann.slash(world.channel, "subscribe")))
    assert "07:30 (UTC): 1 passage" in shown
    changed = await subscribe(world, time="20:00", amount="5 minutes")
    assert "20:00 (UTC): 5 minutes" in changed
    assert len(letters(world)) == 1


async def test_closed_private_messages_are_told_in_its_own_answer(world: World):
    await running(world)
    channel = world.ann.user.dm_channel.id
    world.env.inject_error("POST", f"/channels/{channel}/messages", status=403, code=50007)
    said = await subscribe(world)
    assert "Discord does not let me write to you" in said
    shown = answer_of(await world.ann.slash(world.channel, "subscribe"))
    assert words_of(shown).count("Discord does not let me write to you") == 1
    again = words_of(answer_of(await world.ann.click(shown, label="Go on")))
    assert "in our private messages now" in again
    assert len(letters(world)) == 1


async def test_a_later_refusal_heads_the_next_private_answer_once(world: World):
    await running(world, 2)
    await subscribe(world)
    channel = world.ann.user.dm_channel.id
    world.env.inject_error("POST", f"/channels/{channel}/messages", status=403, code=50007)
    await morning(world)
    await morning(world)
    assert len(letters(world)) == 1
    first = words_of(answer_of(await world.ann.slash(world.channel, "stories")))
    assert first.startswith("Discord does not let me write to you")
    second = words_of(answer_of(await world.ann.slash(world.channel, "stories")))
    assert "Discord does not let me write" not in second
    others = words_of(answer_of(await world.ben.slash(world.channel, "stories")))
    assert "Discord does not let me write" not in others


async def test_an_answer_that_tells_of_a_refusal_itself_tells_it_once(world: World):
    await running(world, 2)
    await subscribe(world)
    channel = world.ann.user.dm_channel.id
    world.env.inject_error("POST", f"/channels/{channel}/messages", status=403, code=50007)
    await morning(world)
    await morning(world)
    shown = words_of(answer_of(await world.ann.slash(world.channel, "subscribe")))
    assert shown.count("Discord does not let me write to you") == 1


async def test_letters_and_reminders_that_are_refused_are_both_told(world: World):
    await running(world)
    await subscribe(world)
    await world.ann.slash(world.channel, "reminders")
    channel = world.ann.user.dm_channel.id
    world.env.inject_error(
        "POST", f"/channels/{channel}/messages", status=403, code=50007, times=None
    )
    await world.next_evening()
    told = words_of(answer_of(await world.ann.slash(world.channel, "stories")))
    assert "Discord does not let me write to you" in told
    assert "Discord did not let me remind you" in told


async def test_a_restart_loses_no_letter_and_its_buttons_answer(world: World):
    await running(world, 2)
    await subscribe(world)
    await world.restart()
    await morning(world)
    assert len(letters(world)) == 2
    assert "in our private messages now" in await press(
        world, letters(world)[-1], "Send the next one now"
    )
    assert len(letters(world)) == 3


async def test_who_left_the_server_gets_and_sees_nothing_more(world: World):
    await running(world, 2)
    await subscribe(world, amount="chapter")
    before = len(letters(world))
    with_note = next(m for m in letters(world) if "(1) lantern" in labels_of(m))
    world.guild.remove_member(world.ann)
    await morning(world)
    assert len(letters(world)) == before
    for label in ("I've read this", "Send the next one now", "Open my reader"):
        result = await world.ann.user.click(letters(world)[-1], label=label)
        assert "There is no such serial" in answer_of(result).content
    note = answer_of(await world.ann.user.click(with_note, label="(1) lantern"))
    assert "There is no such serial" in note.content
    stopped = await press(world, letters(world)[-1], "Stop")
    assert stopped.startswith("Stopped")


async def test_a_channel_that_is_hidden_sends_nothing(world: World):
    await running(world, 2)
    await subscribe(world)
    channel = world.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.set_permissions(channel.guild.default_role, view_channel=False)
    await morning(world)
    assert len(letters(world)) == 1
    [first] = letters(world)
    for label in ("I've read this", "Send the next one now", "Open my reader"):
        result = await world.ann.user.click(first, label=label)
        assert "no such serial" in answer_of(result).content


async def test_an_adult_story_is_sent_only_where_it_was_asked_for_in_a_restricted_channel(
    world: World, red: simcord.ChannelHandle
):
    world.channel = red
    world.talk, open_talk = red, world.talk
    await world.add_story(rating="mature")
    await world.start_serial()
    await world.next_evening()
    asked = await world.ann.slash(open_talk, "subscribe", serial="harbour", time="7:30")
    assert "only in age-restricted channels" in answer_of(asked).content
    assert letters(world) == []
    await subscribe(world)
    [first] = letters(world)
    assert "page 1 of" in await press(world, first, "Open my reader")


async def test_a_zone_beside_the_time_and_a_short_one_are_told_what_to_type(world: World):
    await running(world)
    said = await subscribe(world, time="8pm Berlin")
    assert said == (
        "A time and its zone have a place each: put 20\\:00 into `time` and Europe/Berlin into "
        "`timezone`."
    )
    said = await subscribe(world, time="at 20:00", timezone="EST")
    assert "did you mean America/New\\_York?" in said
    # Without a time there would be a form first: it is not opened for a zone that is none.
    alone = await world.ann.slash(world.channel, "subscribe", timezone="EST")
    assert "did you mean America/New\\_York?" in words_of(answer_of(alone))
    assert letters(world) == []
    offered = await world.ann.autocomplete(world.channel, "subscribe", "timezone", "EST")
    assert offered[0]["value"] == "America/New_York"
    said = await subscribe(world, time="at 20:00", timezone=offered[0]["value"])
    assert "20:00 (America/New_York): 1 passage" in said


async def test_the_last_letter_says_that_it_is_the_last(world: World):
    await running(world, 3)
    said = await subscribe(world, amount="20 passages")
    assert "It was the last one." in said
    assert "the story is complete" in words_of(letters(world)[-1])
    before = len(letters(world))
    await morning(world)
    assert len(letters(world)) == before


async def test_a_reminder_comes_at_the_drop_and_one_button_stops_them(world: World):
    await world.add_story()
    await world.start_serial()
    said = words_of(answer_of(await world.ann.slash(world.channel, "reminders")))
    assert "two chapters behind" in said
    assert "harbour" in said
    await world.next_evening()
    assert letters(world) == []
    await world.next_evening()
    [word] = letters(world)
    assert "You are 2 chapters behind." in words_of(word)
    opened = answer_of(await world.ann.user.click(word, label="Open my reader"))
    assert "Ch. 1 · The Quay" in words_of(opened)
    assert "nothing any more" in await press(world, word, "Stop reminders")


async def test_who_finds_the_server_late_is_caught_up_at_a_pace_of_their_own(world: World):
    await world.add_story(
        f"{HARBOUR.partition('(1) A lantern')[0]}Chapter 3: Sea\n\n{SENTENCE * 9}"
    )
    await world.start_serial(instalment="chapter")
    for _ in range(2):
        await world.next_evening()
    opened = answer_of(await world.ann.slash(world.channel, "read"))
    assert "Ch. 1 · The Quay" in words_of(opened)
    offer = answer_of(await world.ann.click(opened, label="Catch me up"))
    assert "5 minutes a day, and you are level on <t:" in words_of(offer)
    form = await world.ann.click(offer, label="5 minutes a day")
    sent = await world.ann.submit_modal(form, {"time": "7:30", "timezone": "berlin"})
    assert "07:30 (Europe/Berlin): 5 minutes" in words_of(answer_of(sent))
    assert "The lamp on the quay" in words_of(letters(world)[0])


async def test_who_is_level_is_not_asked_to_catch_up(world: World):
    await running(world, 1)
    opened = answer_of(await world.ann.slash(world.channel, "read"))
    assert "Catch me up" not in labels_of(opened)


async def test_a_pace_with_an_hour_that_is_none_is_refused_kindly(world: World):
    await running(world, 2, instalment="chapter")
    opened = answer_of(await world.ann.slash(world.channel, "read"))
    offer = answer_of(await world.ann.click(opened, label="Catch me up"))
    form = await world.ann.click(offer, label="5 minutes a day")
    sent = await world.ann.submit_modal(form, {"time": "soon", "timezone": "UTC"})
    assert "soon" in answer_of(sent).content
    assert letters(world) == []
