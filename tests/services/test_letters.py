"""Letters: personal instalments by private message, nothing lost and nothing twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.delivery import Retry, Sent, Surveyed, Unknown, Unreadable
from bot.domain.errors import RefusalError
from bot.domain.keys import Key
from bot.domain.pages import END, PageLength
from bot.domain.subscription import (
    Hold,
    Outlook,
    Subscription,
    SubscriptionKind,
    SubscriptionState,
)
from bot.services.ports import Absent, LetterContent, LevelContent, Viewer
from bot.services.subscriptions import SubscriptionView, Wish
from bot.storage import copies
from bot.storage import subscriptions as stored
from bot.storage.database import Connection, number
from bot.storage.errors import LeaseLostError
from tests.services.conftest import STORY, House, open_house
from tests.services.fakes import GUILD, MODERATOR, READER, FakeDesk, viewer

PRIVATE = 7001
EACH_MORNING = Wish(time="7:00", timezone="UTC", amount="1 passage")
MOD = viewer(MODERATOR)


async def begun(house: House, *, drops: int = 3, instalment: str = "chapter") -> int:
    """A serial of which so much has dropped, and a reader who is a member. It is past 18:00."""
    serial_id = await house.start(instalment=instalment)
    house.discord.now = house.clock.now
    house.sight.members.add((READER, GUILD))
    house.clock.move(hours=6)
    for drop in range(drops):
        house.clock.move(days=1 if drop else 0)
        await house.settle()
    house.clock.move(hours=1)
    return serial_id


async def subscribed(house: House, serial_id: int, wish: Wish = EACH_MORNING) -> SubscriptionView:
    return await house.subscriptions.subscribe(
        viewer(), serial_id, wish, channel_id=PRIVATE, locale="en-GB"
    )


async def evenings(house: House, days: int = 1) -> None:
    for _ in range(days):
        house.clock.move(hours=(18 - house.clock.now().hour) % 24 or 24)
        await house.settle()


def sent(house: House) -> list[str]:
    return house.discord.shown(PRIVATE)


def last(house: House) -> LetterContent:
    content = house.discord.messages[-1].posting.content
    assert isinstance(content, LetterContent)
    return content


async def mornings(house: House, days: int = 1) -> None:
    """Let the days go by, each morning's letter included."""
    for _ in range(days):
        house.clock.move(hours=(7 - house.clock.now().hour) % 24 or 24)
        await house.settle()


async def state_of(house: House, serial_id: int) -> tuple[SubscriptionState, Hold | None]:
    view = await house.subscriptions.current(viewer(), serial_id)
    assert view is not None
    return view.subscription.state, view.subscription.held


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


# ------------------------------------------------------------- nothing lost, nothing twice


def key_of(view: SubscriptionView, passage: int) -> Key:
    serial = view.serial
    part = f"passage:{passage}"
    return Key(serial.serial_id, serial.edition_id, part, view.subscription.subscription_id)


@pytest.mark.parametrize("posted", [True, False])
async def test_a_letter_whose_answer_got_lost_is_looked_for(house: House, *, posted: bool):
    serial_id = await begun(house)
    view = await subscribed(house, serial_id)
    lost = Unknown("no answer")
    house.discord.faults[key_of(view, 2)] = [("after", lost) if posted else lost]
    await mornings(house)
    house.discord.forget_nonces()
    house.clock.move(seconds=30)
    await house.settle()
    assert sent(house) == ["passage:1", "passage:2"]
    await mornings(house)
    assert sent(house) == ["passage:1", "passage:2", "passage:3"]


async def test_a_rate_limit_is_waited_out(house: House):
    serial_id = await begun(house)
    view = await subscribed(house, serial_id)
    house.discord.faults[key_of(view, 2)] = [Retry(timedelta(seconds=30))]
    await mornings(house)
    assert sent(house) == ["passage:1"]
    house.clock.move(seconds=30)
    await house.settle()
    assert sent(house) == ["passage:1", "passage:2"]


@pytest.mark.parametrize("posted", [True, False])
async def test_a_letter_under_way_when_the_bot_stopped_is_found_or_sent(
    house: House, tmp_path: Path, *, posted: bool
):
    serial_id = await begun(house)
    view = await subscribed(house, serial_id)
    house.discord.faults[key_of(view, 2)] = [Sent(1)] if not posted else [("after", Sent(1))]

    async def dies() -> None:
        raise asyncio.CancelledError

    if not posted:
        house.discord.before_answer = dies
    else:
        house.discord.after_post = dies
    house.clock.move(hours=(7 - house.clock.now().hour) % 24)
    await house.mail.tick()
    await house.mail.join()
    await house.database.close()
    house.clock.move(minutes=5)
    house.discord.forget_nonces()
    house.discord.faults.clear()
    again = await open_house(tmp_path / "test.sqlite3", house.clock, house.discord, FakeDesk())
    again.sight.members.add((READER, GUILD))
    await again.settle()
    again.clock.move(minutes=5)
    await again.settle()
    assert sent(again) == ["passage:1", "passage:2"]
    await mornings(again)
    assert sent(again) == ["passage:1", "passage:2", "passage:3"]
    await again.database.close()


@pytest.mark.parametrize("found", ["gone", "blind", "adult"])
async def test_a_process_that_another_has_taken_over_from_holds_and_puts_off_nothing(
    house: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    others: list[House],
    found: str,
):
    """The other starts while this one asks Discord about a reader, whom it then finds amiss."""
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    look = house.sight.look

    async def taken_over(user_id: int, guild_id: int) -> Viewer | Absent:
        others.append(await taking_over(house, tmp_path))
        return Absent.LEFT if found == "gone" else await look(user_id, guild_id)

    monkeypatch.setattr(house.sight, "look", taken_over)
    if found == "blind":
        house.sight.blind.add(READER)
    if found == "adult":
        async with house.database.transaction() as db:
            await db.execute("UPDATE story SET rating = 'mature'")
    house.clock.move(hours=12)
    await house.mail.tick()
    await house.mail.join()
    [other] = others
    async with other.database.transaction() as db:
        await db.execute("UPDATE story SET rating = 'unrated'")
    assert await state_of(other, serial_id) == (SubscriptionState.ACTIVE, None)
    await other.settle()
    assert sent(other) == ["passage:1", "passage:2"]


@pytest.fixture
async def others() -> AsyncIterator[list[House]]:
    """Further processes; all are ended with the test."""
    opened: list[House] = []
    yield opened
    for other in opened:
        await other.database.close()


async def taking_over(house: House, tmp_path: Path) -> House:
    """Another process on the same database, to which the reader is a member."""
    other = await open_house(tmp_path / "test.sqlite3", house.clock, house.discord, FakeDesk())
    other.sight.members.add((READER, GUILD))
    return other


async def test_where_nobody_can_see_whether_it_arrived_it_waits_for_the_reader(house: House):
    serial_id = await begun(house)
    view = await subscribed(house, serial_id)
    house.discord.faults[key_of(view, 2)] = [("after", Unknown("no answer"))]
    house.discord.sightings = [Unreadable(passing=False)]
    await mornings(house)
    house.clock.move(minutes=2)
    await house.settle()
    assert await state_of(house, serial_id) == (SubscriptionState.HELD, Hold.UNSURE)
    await house.subscriptions.go_on(viewer(), view.subscription.subscription_id)
    await house.settle()
    assert sent(house) == ["passage:1", "passage:2"]
    await mornings(house)
    assert sent(house) == ["passage:1", "passage:2", "passage:3"]


async def test_a_private_key_is_no_channels_key(house: House):
    drop, letter = Key(1, 2, "passage:3"), Key(1, 2, "passage:3", 4)
    assert drop.nonce(9, 10) != letter.nonce(9, 10)
    assert drop.mark(9, 10) != letter.mark(9, 10)
    assert letter.mark(9, 10) != Key(1, 2, "passage:3", 5).mark(9, 10)


async def test_a_new_edition_has_what_was_not_sent_yet_with_its_new_words(house: House):
    story_id = await house.add_story()
    serial_id = await house.start(story_id=story_id)
    house.discord.now = house.clock.now
    house.sight.members.add((READER, GUILD))
    await evenings(house, 2)
    await subscribed(house, serial_id)
    await house.replace(story_id, STORY.replace("lantern", "torch"))
    await mornings(house)
    assert sent(house) == ["passage:1", "passage:2"]
    first, second = (item.posting for item in house.discord.messages if item.place_id == PRIVATE)
    assert first.key.instalment != second.key.instalment


async def test_a_reader_who_pauses_at_the_hour_of_a_letter_has_none_on_its_way(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    serial_id = await begun(house)
    subscription_id = (await subscribed(house, serial_id)).subscription.subscription_id
    listed = stored.due

    async def paused_meanwhile(
        db: Connection, now: datetime, limit: int, *, after: Subscription | None = None
    ) -> list[Subscription]:
        found = await listed(db, now, limit, after=after)
        if found:
            await house.subscriptions.pause(READER, subscription_id)
        return found

    monkeypatch.setattr(stored, "due", paused_meanwhile)
    await mornings(house)
    assert sent(house) == ["passage:1"]
    view = await house.subscriptions.current(viewer(), serial_id)
    assert view is not None
    assert not view.on_its_way
    await house.subscriptions.send_next(viewer(), subscription_id)
    assert sent(house) == ["passage:1", "passage:2"]


# ---------------------------------------------------------------------- a copy put back


async def copied(house: House, tmp_path: Path) -> Path:
    copy = tmp_path / "copy.sqlite3"
    copies.backup(tmp_path / "test.sqlite3", copy)
    return copy


async def put_back(house: House, tmp_path: Path, copy: Path) -> House:
    """Stop, put the copy back, and start on the same Discord, its nonces long forgotten."""
    await house.database.close()
    copies.restore(copy, tmp_path / "test.sqlite3", house.clock.now())
    house.discord.forget_nonces()
    again = await open_house(tmp_path / "test.sqlite3", house.clock, house.discord, FakeDesk())
    again.sight.members.add((READER, GUILD))
    return again


async def test_what_was_sent_since_a_copy_is_not_sent_again(house: House, tmp_path: Path):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    copy = await copied(house, tmp_path)
    await mornings(house, 2)
    assert sent(house) == ["passage:1", "passage:2", "passage:3"]
    again = await put_back(house, tmp_path, copy)
    await again.settle()
    assert sent(again) == ["passage:1", "passage:2", "passage:3"]
    await mornings(again)
    assert sent(again) == ["passage:1", "passage:2", "passage:3", "passage:4"]
    await again.database.close()


async def test_nothing_is_sent_before_it_is_known_what_was(house: House, tmp_path: Path):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    copy = await copied(house, tmp_path)
    await mornings(house)
    again = await put_back(house, tmp_path, copy)
    again.discord.unsurveyable = [Unreadable(passing=True)] * 3
    await mornings(again)
    assert sent(again) == ["passage:1", "passage:2"]
    again.discord.unsurveyable.clear()
    await again.settle()
    await mornings(again)
    assert sent(again) == ["passage:1", "passage:2", "passage:3"]
    await again.database.close()


@pytest.mark.parametrize("page", [Unreadable(passing=False), Surveyed((), None)])
async def test_what_a_process_finds_that_another_has_taken_over_from_counts_for_nothing(
    house: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    others: list[House],
    page: Surveyed | Unreadable,
):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    copy = await copied(house, tmp_path)
    await mornings(house)
    again = await put_back(house, tmp_path, copy)
    others.append(again)
    survey = again.discord.survey

    async def taken_over(channel_id: int, *, after: int) -> Surveyed | Unreadable:
        if len(others) > 1 or channel_id != PRIVATE:
            return await survey(channel_id, after=after)
        others.append(await taking_over(again, tmp_path))
        return page

    monkeypatch.setattr(again.discord, "survey", taken_over)
    with pytest.raises(LeaseLostError):
        await again.mail.tick()
    [_, other] = others
    await other.settle()
    assert await state_of(other, serial_id) == (SubscriptionState.ACTIVE, None)
    await mornings(other)
    assert sent(other) == ["passage:1", "passage:2", "passage:3"]


async def test_a_copy_since_which_nothing_was_sent_loses_nothing(house: House, tmp_path: Path):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    again = await put_back(house, tmp_path, await copied(house, tmp_path))
    await mornings(again)
    assert sent(again) == ["passage:1", "passage:2"]
    await again.database.close()


OTHER, OTHER_PRIVATE = 102, 7002


async def other_reads(house: House, serial_id: int, wish: Wish = EACH_MORNING) -> None:
    house.sight.members.add((OTHER, GUILD))
    await house.subscriptions.subscribe(
        viewer(OTHER), serial_id, wish, channel_id=OTHER_PRIVATE, locale=None
    )


async def test_trouble_with_one_private_channel_holds_up_no_other(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    await other_reads(house, serial_id)
    again = await put_back(house, tmp_path, await copied(house, tmp_path))
    again.sight.members.add((OTHER, GUILD))
    survey = again.discord.survey

    async def broken(channel_id: int, *, after: int) -> Surveyed | Unreadable:
        if channel_id == PRIVATE:
            raise RuntimeError("what nobody has thought of")
        return await survey(channel_id, after=after)

    monkeypatch.setattr(again.discord, "survey", broken)
    await mornings(again)
    assert sent(again) == ["passage:1"]
    assert again.discord.shown(OTHER_PRIVATE) == ["passage:1", "passage:2"]
    monkeypatch.undo()
    await mornings(again)
    assert sent(again) == ["passage:1", "passage:2"]
    await again.database.close()
