"""Letters: personal instalments by private message, at the pace and hour that was asked for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.errors import RefusalError
from bot.domain.pages import END, PageLength
from bot.domain.subscription import (
    Outlook,
    SubscriptionState,
)
from bot.services.ports import LetterContent, LevelContent
from bot.services.subscriptions import SubscriptionView, Wish
from bot.storage.database import Connection, number
from tests.services.conftest import STORY, House
from tests.services.fakes import GUILD, MODERATOR, READER, viewer
from tests.services.letters import (
    MOD,
    PRIVATE,
    begun,
    evenings,
    last,
    mornings,
    sent,
    state_of,
    subscribed,
)


async def test_the_first_part_is_sent_at_once_and_the_next_ones_at_their_hour(house: House):
    serial_id = await begun(house)
    view = await subscribed(house, serial_id)
    assert (view.sent, view.subscription.state) == (True, SubscriptionState.ACTIVE)
    assert sent(house) == ["passage:1"]
    assert view.subscription.next_at == datetime(2026, 3, 5, 7, tzinfo=UTC)
    await mornings(house)
    assert sent(house) == ["passage:1", "passage:2"]
    await house.settle()
    assert sent(house) == ["passage:1", "passage:2"]
    await mornings(house)
    assert sent(house) == ["passage:1", "passage:2", "passage:3"]


@pytest.mark.parametrize(
    "wish",
    [
        Wish(amount="2 passages"),
        Wish(time="7:30"),
        Wish(time="7:30", timezone="EST", amount="2 passages"),
    ],
)
async def test_who_has_had_a_zone_that_is_asked_about_now_keeps_it(house: House, wish: Wish):
    """As it was typed before; the form has it in its field."""
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    async with house.database.transaction() as db:
        await db.execute("UPDATE subscription SET zone = 'EST'")
    changed = (await subscribed(house, serial_id, wish)).subscription.rhythm
    assert changed is not None
    assert changed.cadence.zone == "EST"
    with pytest.raises(RefusalError, match="did you mean America/Denver"):
        await subscribed(house, serial_id, replace(wish, timezone="MST"))


async def test_a_letter_comes_in_the_zone_of_the_reader_over_a_change_of_the_clocks(house: House):
    serial_id = await begun(house)
    wish = Wish("7:00", "Europe/Berlin", "1 passage")
    view = await subscribed(house, serial_id, wish)
    assert view.subscription.next_at == datetime(2026, 3, 5, 6, tzinfo=UTC)
    house.clock.move(days=24)
    view = await subscribed(house, serial_id, Wish(amount="2 passages"))
    assert view.subscription.next_at == datetime(2026, 3, 29, 5, tzinfo=UTC)


async def test_a_letter_has_the_amount_that_was_asked_for_and_ends_with_what_comes(house: House):
    serial_id = await begun(house)
    await subscribed(house, serial_id, Wish("7:00", "UTC", "chapter"))
    assert sent(house) == ["passage:1", "passage:2"]
    first, second = (item.posting for item in house.discord.messages[-2:])
    assert (first.silent, second.silent) == (False, True)
    assert isinstance(first.content, LetterContent)
    assert isinstance(second.content, LetterContent)
    assert first.content.end is None
    assert second.content.end is not None
    assert second.content.end.outlook is Outlook.MORE
    assert second.content.end.next_at == datetime(2026, 3, 5, 7, tzinfo=UTC)


async def test_nothing_past_what_has_dropped_is_sent_and_that_is_said_once(house: House):
    serial_id = await begun(house, drops=1)
    await house.serials.pause(MOD, serial_id)
    await subscribed(house, serial_id, Wish("7:00", "UTC", "20 passages"))
    assert sent(house) == ["passage:1", "passage:2"]
    end = last(house).end
    assert end is not None
    assert end.outlook is Outlook.LEVEL
    await mornings(house, 3)
    assert sent(house) == ["passage:1", "passage:2"]
    await house.serials.resume(MOD, serial_id)
    house.clock.move(hours=11)
    await house.settle()
    assert sent(house) == ["passage:1", "passage:2"]
    await mornings(house)
    assert sent(house)[2:] == ["passage:3"]


async def test_before_the_first_drop_the_reader_is_told_when_it_begins(house: House):
    serial_id = await house.start()
    house.discord.now = house.clock.now
    house.sight.members.add((READER, GUILD))
    await subscribed(house, serial_id)
    [message] = house.discord.messages
    assert isinstance(message.posting.content, LevelContent)
    assert message.posting.content.drops_at == datetime(2026, 3, 2, 18, tzinfo=UTC)
    house.clock.move(hours=6)
    await house.settle()
    await mornings(house)
    assert sent(house) == ["word:1", "passage:1"]


async def test_a_letter_at_the_hour_of_the_drop_waits_for_it(house: House):
    serial_id = await begun(house, drops=1)
    await subscribed(house, serial_id, Wish("18:00", "UTC", "chapter"))
    assert sent(house) == ["passage:1", "passage:2"]
    house.clock.move(hours=23)
    await house.mail.tick()
    await house.mail.join()
    assert sent(house) == ["passage:1", "passage:2"]
    await house.settle()
    assert sent(house) == ["passage:1", "passage:2", "passage:3"]


async def test_reading_ahead_in_the_channel_shortens_what_is_sent(house: House):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    await house.reading.finish(viewer(), serial_id, 1)
    await mornings(house)
    assert sent(house) == ["passage:1", "passage:3"]


async def test_going_back_to_reread_sends_nothing_again(house: House):
    serial_id = await begun(house, drops=4)
    await house.reading.finish(viewer(), serial_id, 2)
    await house.reading.open(viewer(), serial_id, 1)
    await subscribed(house, serial_id)
    await mornings(house)
    assert [int(part.partition(":")[2]) for part in sent(house)] == [3, 4]


async def test_a_letter_that_was_sent_is_not_read_and_its_button_says_so(house: House):
    serial_id = await begun(house)
    await subscribed(house, serial_id, Wish("7:00", "UTC", "chapter"))
    assert (await house.progress.of(viewer(), serial_id)).passage == 0
    content = last(house)
    assert content.end is not None
    read = await house.subscriptions.finish(
        viewer(), serial_id, content.edition_id, content.end.first_passage, 2
    )
    assert (read.moved, [item.number for item in read.instalments]) == (True, [1])
    assert (await house.progress.of(viewer(), serial_id)).passage == 2
    again = await house.subscriptions.finish(viewer(), serial_id, content.edition_id, 1, 2)
    assert not again.moved
    assert (await house.reading.open(viewer(), serial_id)).passage.number == 3


async def test_a_forged_button_marks_nothing_beyond_what_has_dropped(house: House):
    serial_id = await begun(house, drops=1)
    await subscribed(house, serial_id)
    edition_id = last(house).edition_id
    with pytest.raises(RefusalError, match="more is on its way"):
        await house.subscriptions.finish(viewer(), serial_id, edition_id, 1, 3)


async def test_a_letter_that_is_read_late_loses_no_page_further_on(house: House):
    serial_id = await begun(house, drops=2)
    await house.preferring.set_pages(READER, PageLength.SHORT)
    await subscribed(house, serial_id)
    edition_id = last(house).edition_id
    page = await house.reading.open(viewer(), serial_id, 3, within=END)
    assert page.page.spot.within > 0
    await house.subscriptions.finish(viewer(), serial_id, edition_id, 1, 1)
    assert (await house.reading.open(viewer(), serial_id)).page.spot == page.page.spot


async def test_a_letter_is_not_read_by_its_old_numbers_where_a_new_edition_comes_between(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    story_id = await house.add_story()
    serial_id = await house.start(story_id=story_id)
    house.discord.now = house.clock.now
    house.sight.members.add((READER, GUILD))
    await evenings(house, 3)
    await subscribed(house, serial_id)
    edition_id = last(house).edition_id
    transaction = house.database.transaction

    @asynccontextmanager
    async def a_moment_later() -> AsyncIterator[Connection]:
        monkeypatch.undo()
        await house.replace(story_id, STORY.replace("lantern", "torch"))
        async with transaction() as db:
            yield db

    monkeypatch.setattr(house.database, "transaction", a_moment_later)
    with pytest.raises(RefusalError, match="new edition"):
        await house.subscriptions.finish(viewer(), serial_id, edition_id, 1, 1)
    assert (await house.progress.of(viewer(), serial_id)).passage == 0


async def test_who_stops_while_the_next_one_is_asked_for_is_told_that_it_has_ended(house: House):
    serial_id = await begun(house)
    subscription = (await subscribed(house, serial_id)).subscription.subscription_id
    stopped, asked = await asyncio.gather(
        house.subscriptions.stop(READER, subscription),
        house.subscriptions.send_next(viewer(), subscription),
        return_exceptions=True,
    )
    assert isinstance(stopped, SubscriptionView)
    assert isinstance(asked, RefusalError)
    assert "has ended" in asked.template
    assert sent(house) == ["passage:1"]


async def test_the_next_one_is_sent_at_a_word_and_marks_this_one_read(house: House):
    serial_id = await begun(house)
    view = await subscribed(house, serial_id)
    subscription = view.subscription.subscription_id
    assert (await house.subscriptions.send_next(viewer(), subscription, 1)).sent
    assert sent(house) == ["passage:1", "passage:2"]
    assert (await house.progress.of(viewer(), serial_id)).passage == 1
    with pytest.raises(RefusalError, match="You have the next one already"):
        await house.subscriptions.send_next(viewer(), subscription, 1)
    assert sent(house) == ["passage:1", "passage:2"]
    await mornings(house)
    assert sent(house) == ["passage:1", "passage:2", "passage:3"]


async def test_two_clicks_at_once_send_one_letter(house: House):
    serial_id = await begun(house)
    subscription = (await subscribed(house, serial_id)).subscription.subscription_id
    clicks = [house.subscriptions.send_next(viewer(), subscription, 1) for _ in range(3)]
    answers = await asyncio.gather(*clicks, return_exceptions=True)
    assert sum(isinstance(answer, RefusalError) for answer in answers) == 2
    assert sent(house) == ["passage:1", "passage:2"]


async def test_two_quick_presses_on_the_card_send_one_letter(house: House):
    serial_id = await begun(house)
    card = (await subscribed(house, serial_id)).subscription
    key, number = card.subscription_id, card.sent
    await house.subscriptions.send_next(viewer(), key, number, under=False)
    with pytest.raises(RefusalError, match="You have the next one already"):
        await house.subscriptions.send_next(viewer(), key, number, under=False)
    assert sent(house) == ["passage:1", "passage:2"]


async def test_who_subscribes_twice_at_once_gets_one_letter(house: House):
    serial_id = await begun(house)
    views = await asyncio.gather(*(subscribed(house, serial_id) for _ in range(2)))
    assert {view.subscription.state for view in views} == {SubscriptionState.ACTIVE}
    assert sent(house) == ["passage:1"]


async def test_who_goes_on_twice_at_once_gets_one_letter(house: House):
    serial_id = await begun(house)
    house.discord.closed.add(PRIVATE)
    key = (await subscribed(house, serial_id)).subscription.subscription_id
    house.discord.closed.clear()
    await asyncio.gather(*(house.subscriptions.go_on(viewer(), key) for _ in range(2)))
    assert sent(house) == ["passage:1"]


async def test_only_its_reader_can_steer_a_subscription(house: House):
    serial_id = await begun(house)
    subscription = (await subscribed(house, serial_id)).subscription.subscription_id
    for attempt in (
        house.subscriptions.send_next(viewer(MODERATOR), subscription),
        house.subscriptions.go_on(viewer(MODERATOR), subscription),
        house.subscriptions.pause(MODERATOR, subscription),
        house.subscriptions.stop(MODERATOR, subscription),
    ):
        with pytest.raises(RefusalError, match="has ended"):
            await attempt
    assert await state_of(house, serial_id) == (SubscriptionState.ACTIVE, None)


async def test_a_pause_sends_nothing_until_it_goes_on(house: House):
    serial_id = await begun(house)
    subscription = (await subscribed(house, serial_id)).subscription.subscription_id
    await house.subscriptions.pause(READER, subscription)
    await mornings(house, 3)
    assert sent(house) == ["passage:1"]
    await house.subscriptions.go_on(viewer(), subscription)
    assert sent(house) == ["passage:1"]
    await mornings(house)
    assert sent(house) == ["passage:1", "passage:2"]


async def test_stopping_leaves_nothing_behind(house: House):
    serial_id = await begun(house)
    subscription = (await subscribed(house, serial_id)).subscription.subscription_id
    assert (await house.subscriptions.stop(READER, subscription)).ended
    await mornings(house, 2)
    assert sent(house) == ["passage:1"]
    for table in ("subscription", "letter"):
        assert await number(house.database.reader, f"SELECT count(*) FROM {table}") == 0


async def test_a_story_that_is_complete_ends_its_letters_with_a_word(house: House):
    serial_id = await begun(house, drops=4)
    await subscribed(house, serial_id, Wish("7:00", "UTC", "20 passages"))
    end = last(house).end
    assert end is not None
    assert end.outlook is Outlook.COMPLETE
    assert await house.subscriptions.current(viewer(), serial_id) is None
    await mornings(house, 2)
    assert sent(house) == [f"passage:{page}" for page in range(1, len(sent(house)) + 1)]


async def test_who_read_to_the_end_elsewhere_is_told_that_the_letters_end(house: House):
    serial_id = await begun(house, drops=4)
    await subscribed(house, serial_id)
    await house.reading.finish(viewer(), serial_id, 3)
    await mornings(house)
    content = house.discord.messages[-1].posting.content
    assert isinstance(content, LevelContent)
    assert content.outlook is Outlook.COMPLETE
    assert await house.subscriptions.current(viewer(), serial_id) is None


async def test_a_serial_that_was_ended_is_sent_as_far_as_it_dropped(house: House):
    serial_id = await begun(house, drops=1)
    await subscribed(house, serial_id)
    await house.serials.end(MOD, serial_id)
    await mornings(house)
    end = last(house).end
    assert end is not None
    assert end.outlook is Outlook.OVER
    assert await house.subscriptions.current(viewer(), serial_id) is None


async def test_a_letter_that_is_long_overdue_slips_to_the_next_morning(house: House):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    house.clock.move(hours=20)  # 15:00, eight hours late
    await house.settle()
    assert sent(house) == ["passage:1"]
    await mornings(house)
    assert sent(house) == ["passage:1", "passage:2"]
