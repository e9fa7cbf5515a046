"""/subscriptions, and the form that /subscribe opens: all that somebody gets, on a phone."""

import simcord

from tests.cogs.conftest import HARBOUR, World, answer_of, labels_of, words_of
from tests.cogs.test_letters import letters, running
from tests.cogs.test_who_may_see import hide

CARD = ["Send the next one now", "Pause", "Change…", "Stop"]


async def mine(world: World, where: simcord.ChannelHandle | None = None) -> simcord.ResponseMessage:
    """What ann is shown by /subscriptions, in a private message or in a channel."""
    if where is None:
        return answer_of(await world.ann.user.slash("subscriptions"))
    return answer_of(await world.ann.slash(where, "subscriptions"))


async def filled_in(
    world: World, form: simcord.InteractionResult, **fields: str
) -> simcord.ResponseMessage:
    return answer_of(await world.ann.submit_modal(form, fields))


async def test_without_a_time_a_form_asks_for_it_and_the_first_part_comes(world: World):
    await running(world, 2)
    form = await world.ann.slash(world.channel, "subscribe", amount="1 passage")
    shown = await filled_in(world, form, time="7:30", timezone="Berlin", amount="1 passage")
    assert "in our private messages now" in words_of(shown)
    assert "Every day at 07:30 (Europe/Berlin): 1 passage." in words_of(shown)
    assert len(letters(world)) == 1


async def test_all_that_one_gets_stands_in_a_private_message_too(world: World):
    await running(world, 1)
    await world.ann.slash(world.channel, "subscribe", time="7:30", amount="1 passage")
    await world.ann.slash(world.channel, "reminders")
    for shown in (await mine(world), await mine(world, world.talk)):
        assert "### By private message\n**harbour**\n" in words_of(shown)
        assert "The next part comes <t:" in words_of(shown)
        assert "I remind you when you fall two chapters behind: **harbour**." in words_of(shown)
        assert labels_of(shown) == [*CARD, "Stop reminders"]
    sent = await world.ann.user.click(await mine(world), label="Send the next one now")
    assert "in our private messages now" in words_of(answer_of(sent))
    assert len(letters(world)) == 2


async def test_who_gets_nothing_is_told_what_there_is(world: World):
    await running(world)
    assert "`/subscribe` in a server" in words_of(await mine(world))
    assert "`/subscribe` in a server" in words_of(await mine(world, world.channel))


async def test_a_change_is_made_where_the_letters_are_with_what_is_set_filled_in(world: World):
    await running(world, 2)
    await world.ann.slash(world.channel, "subscribe", time="7:30", amount="1 passage")
    shown = await mine(world)
    form = await world.ann.user.click(shown, label="Change…")
    assert "'value': '07:30'" in str(form.modal)
    assert "'value': '1 passage'" in str(form.modal)
    sent = await world.ann.user.submit_modal(
        form, {"time": "8pm", "timezone": "UTC", "amount": "chapter"}
    )
    assert "Every day at 20:00 (UTC): a chapter." in words_of(answer_of(sent))
    assert len(letters(world)) == 1


async def test_there_is_a_way_back_from_pause_and_stop(world: World):
    await running(world, 2)
    await world.ann.slash(world.channel, "subscribe", time="7:30", amount="1 passage")
    shown = await mine(world)
    await world.ann.user.click(shown, label="Pause")
    await world.ann.user.click(shown, label="My subscriptions")
    assert labels_of(shown) == ["Go on", "Change…", "Stop"]
    await world.restart()
    await world.ann.user.click(shown, label="Stop")
    await world.ann.user.click(shown, label="My subscriptions")
    assert "I send you nothing" in words_of(shown)


async def test_a_story_whose_channel_is_hidden_is_not_named_and_can_be_stopped(world: World):
    await running(world, 2)
    await world.ann.slash(world.channel, "subscribe", time="7:30", amount="1 passage")
    await hide(world)
    for where in (None, world.talk):
        shown = await mine(world, where)
        assert "harbour" not in words_of(shown)
        assert labels_of(shown) == ["Stop"]
    shown = await mine(world)
    assert "Stopped" in words_of(answer_of(await world.ann.user.click(shown, label="Stop")))
    assert "I send you nothing" in words_of(await mine(world))


async def test_what_comes_from_another_server_is_told_in_private_alone(world: World):
    await running(world, 2)
    await world.ann.slash(world.channel, "subscribe", time="7:30", amount="1 passage")
    other = world.env.create_guild("The Other Club")
    hall = other.create_text_channel("hall")
    there = other.add_member(world.ann.user)
    shown = answer_of(await there.slash(hall, "subscriptions"))
    assert "harbour" not in words_of(shown)
    assert "1 more comes from another server." in words_of(shown)
    assert "harbour" in words_of(await mine(world))


async def test_nobody_sees_or_steers_what_another_gets(world: World):
    await running(world, 2)
    await world.ann.slash(world.channel, "subscribe", time="7:30", amount="1 passage")
    answer = answer_of(await world.ben.slash(world.channel, "subscriptions"))
    assert "harbour" not in words_of(answer)


async def test_many_are_turned_page_by_page(world: World):
    for number in range(6):
        await world.add_story(HARBOUR, f"harbour{number}.txt")
        choices = await world.moderator.autocomplete(world.talk, "serial start", "story", "")
        story = next(one["value"] for one in choices if one["name"] == f"harbour{number}")
        await world.start_serial(story=story)
    for number in range(6):
        given = {"time": "7:30", "serial": f"harbour{number}"}
        await world.ann.slash(world.channel, "subscribe", **given)
    shown = await mine(world)
    assert words_of(shown).count("**harbour") == 4
    await world.ann.user.click(shown, label="Later")
    assert words_of(shown).count("**harbour") == 2
    assert "Page 2 of 2" in words_of(shown)


async def test_an_adult_story_is_named_only_where_it_may_be_read(
    world: World, red: simcord.ChannelHandle
):
    world.channel = red
    world.talk, open_talk = red, world.talk
    await world.add_story(rating="mature")
    await world.start_serial()
    await world.next_evening()
    await world.ann.slash(world.channel, "subscribe", time="7:30", amount="1 passage")
    assert "harbour" not in words_of(await mine(world, open_talk))
    for where in (world.channel, None):
        assert "\n**harbour**\n" in words_of(await mine(world, where))
