"""Letters on their way: nothing lost and nothing twice, whatever gets lost between."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.delivery import Retry, Sent, Unknown, Unreadable
from bot.domain.keys import Key
from bot.domain.subscription import (
    Hold,
    Subscription,
    SubscriptionState,
)
from bot.services.ports import Absent, Viewer
from bot.storage import subscriptions as stored
from bot.storage.database import Connection
from tests.services.conftest import STORY, House, open_house
from tests.services.fakes import GUILD, READER, FakeDesk, viewer
from tests.services.letters import (
    PRIVATE,
    begun,
    evenings,
    key_of,
    mornings,
    sent,
    state_of,
    subscribed,
    taking_over,
)


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


async def test_while_a_letter_is_on_its_way_no_other_is_written(house: House):
    """Who could not be reached for days is not sent all of it at once."""
    serial_id = await begun(house)
    view = await subscribed(house, serial_id)
    house.discord.faults[key_of(view, 2)] = [Retry(timedelta(hours=1))] * 60
    await mornings(house, 3)
    house.discord.faults.clear()
    house.clock.move(hours=2)
    await house.settle()
    assert sent(house) == ["passage:1", "passage:2"]
    await mornings(house)
    assert sent(house) == ["passage:1", "passage:2", "passage:3"]
