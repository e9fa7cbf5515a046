"""Letters that are held: refused, or not for that reader just now."""

import pytest

from bot.domain.errors import RefusalError
from bot.domain.subscription import (
    Hold,
    SubscriptionKind,
    SubscriptionState,
)
from bot.services.subscriptions import Wish
from tests.services.conftest import House
from tests.services.fakes import GUILD, READER, viewer
from tests.services.letters import (
    EACH_MORNING,
    PRIVATE,
    begun,
    mornings,
    sent,
    state_of,
    subscribed,
)


async def test_closed_messages_are_told_at_once_and_going_on_tries_again(house: House):
    serial_id = await begun(house)
    house.discord.closed.add(PRIVATE)
    view = await subscribed(house, serial_id)
    assert (view.sent, view.subscription.held) == (False, Hold.CLOSED)
    assert await house.subscriptions.news(READER) == []
    await mornings(house, 2)
    assert sent(house) == []
    house.discord.closed.clear()
    again = await house.subscriptions.go_on(viewer(), view.subscription.subscription_id)
    assert (again.sent, again.subscription.held) == (True, None)
    assert sent(house) == ["passage:1"]


async def test_a_later_refusal_holds_and_is_told_once_and_loses_nothing(house: House):
    serial_id = await begun(house)
    subscription = (await subscribed(house, serial_id)).subscription.subscription_id
    house.discord.closed.add(PRIVATE)
    await mornings(house, 3)
    assert await state_of(house, serial_id) == (SubscriptionState.HELD, Hold.CLOSED)
    assert await house.subscriptions.news(READER) == [(SubscriptionKind.LETTERS, Hold.CLOSED)]
    assert await house.subscriptions.news(READER) == []
    house.discord.closed.clear()
    await house.subscriptions.go_on(viewer(), subscription)
    assert sent(house) == ["passage:1", "passage:2"]


async def test_what_is_held_of_another_story_is_told_in_the_next_answer(house: House):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    house.sight.members.discard((READER, GUILD))
    await mornings(house)
    elsewhere = await house.start(channel_id=11, guild_id=2)
    house.sight.members.add((READER, 2))
    house.discord.closed.add(PRIVATE)
    view = await house.subscriptions.subscribe(
        viewer(guild_id=2), elsewhere, EACH_MORNING, channel_id=PRIVATE, locale=None
    )
    assert view.subscription.held is Hold.CLOSED
    assert await house.subscriptions.news(READER) == [(SubscriptionKind.LETTERS, Hold.LEFT)]


async def test_what_was_held_is_not_sent_where_it_was_read_meanwhile(house: House):
    serial_id = await begun(house)
    subscription = (await subscribed(house, serial_id)).subscription.subscription_id
    house.discord.closed.add(PRIVATE)
    await mornings(house)
    house.discord.closed.clear()
    await house.reading.finish(viewer(), serial_id, 2)
    await house.subscriptions.go_on(viewer(), subscription)
    assert sent(house) == ["passage:1", "passage:4"]


async def test_who_has_left_the_server_gets_nothing_more(house: House):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    house.sight.members.clear()
    await mornings(house, 2)
    assert sent(house) == ["passage:1"]
    assert await state_of(house, serial_id) == (SubscriptionState.HELD, Hold.LEFT)


async def test_who_can_no_longer_see_the_channel_gets_nothing_until_they_can(house: House):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    house.sight.blind.add(READER)
    await mornings(house, 2)
    assert sent(house) == ["passage:1"]
    house.sight.blind.clear()
    await mornings(house)
    assert sent(house) == ["passage:1", "passage:2"]


async def test_while_discord_does_not_say_who_is_a_member_letters_wait(house: House):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    house.sight.silent = True
    await mornings(house)
    assert sent(house) == ["passage:1"]
    house.sight.silent = False
    house.clock.move(minutes=1)
    await house.settle()
    assert sent(house) == ["passage:1", "passage:2"]


async def test_an_adult_story_is_sent_only_to_who_asked_in_a_restricted_channel(house: House):
    serial_id = await begun(house)
    view = await subscribed(house, serial_id)
    async with house.database.transaction() as db:
        await db.execute("UPDATE story SET rating = 'mature'")
    await mornings(house)
    assert sent(house) == ["passage:1"]
    assert await state_of_adult(house, serial_id) == (SubscriptionState.HELD, Hold.RATING)
    with pytest.raises(RefusalError, match="age-restricted"):
        await house.subscriptions.go_on(viewer(), view.subscription.subscription_id)
    house.sight.restricted.add(10)
    await house.subscriptions.subscribe(
        viewer(adult_ok=True), serial_id, Wish(), channel_id=PRIVATE, locale=None
    )
    assert sent(house) == ["passage:1", "passage:2"]


async def state_of_adult(house: House, serial_id: int) -> tuple[SubscriptionState, Hold | None]:
    view = await house.subscriptions.current(viewer(adult_ok=True), serial_id)
    assert view is not None
    return view.subscription.state, view.subscription.held
