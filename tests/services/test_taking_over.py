"""What happens while a message is on its way: another process, a moderator, the end of the bot."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.domain.delivery import Failed, Outcome, State
from bot.domain.keys import Key
from bot.domain.serial import SerialState
from bot.domain.subscription import Hold, SubscriptionState
from bot.services.ports import Posting
from bot.services.subscriptions import Wish
from bot.storage import deliveries, serials
from tests.services.conftest import House, open_house
from tests.services.fakes import GUILD, READER, FakeDesk, FakeDiscord, viewer

PRIVATE = 7001
EACH_MORNING = Wish(time="7:00", timezone="UTC", amount="1 passage")


@dataclass
class SlowDiscord(FakeDiscord):
    """A Discord that takes a post and answers later."""

    taken: asyncio.Event = field(default_factory=asyncio.Event)
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, posting: Posting) -> Outcome:
        outcome = await super().post(posting)
        self.taken.set()
        await self.answers.wait()
        return outcome


@pytest.fixture
async def slow() -> AsyncIterator[SlowDiscord]:
    discord = SlowDiscord()
    yield discord
    discord.answers.set()


async def take_over(house: House, path: Path, slow: SlowDiscord) -> House:
    """Open the house once more, as another process does, on a Discord of its own."""
    return await open_house(path, house.clock, slow, FakeDesk())


@pytest.mark.parametrize(
    "meanwhile",
    [
        pytest.param("UPDATE lease SET epoch = epoch + 1", id="another process takes over"),
        pytest.param("UPDATE serial SET state = 'paused'", id="a moderator pauses the serial"),
        pytest.param("UPDATE serial SET state = 'ended'", id="a moderator ends the serial"),
        pytest.param("UPDATE serial SET state = 'away'", id="the bot is taken out of the server"),
        pytest.param("UPDATE delivery SET state = 'sent'", id="all of it is found to be there"),
    ],
)
async def test_nothing_is_posted_that_may_go_no_more_when_it_is_claimed(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meanwhile: str
):
    await house.start()
    house.clock.move(hours=6)

    def last_moment(_channel_id: int) -> None:
        """Be asked what the channel shows, as comes right before the claim."""
        with closing(sqlite3.connect(tmp_path / "test.sqlite3")) as db, db:
            db.execute(meanwhile)

    monkeypatch.setattr(house.discord, "newest_known", last_moment)
    await house.dispatch.tick()
    await house.dispatch.join()
    assert house.discord.tries == []


async def test_a_refusal_that_is_heard_too_late_pauses_nothing_that_another_process_posts(
    house: House, tmp_path: Path, slow: SlowDiscord
):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    opened: list[House] = []

    async def meanwhile() -> None:
        opened.append(await take_over(house, tmp_path / "test.sqlite3", slow))
        await opened[0].dispatch.tick()
        await slow.taken.wait()

    house.clock.move(hours=6)
    house.discord.faults[key] = [Failed("You took Send Messages from me.")]
    house.discord.before_answer = meanwhile
    await house.dispatch.tick()
    await house.dispatch.join()
    assert house.desk.notes == []
    [other] = opened
    slow.answers.set()
    await other.settle()
    assert slow.shown() == ["passage:1", "passage:2"]
    serial = await serials.load(other.database.reader, serial_id)
    assert serial is not None
    assert serial.state is SerialState.RUNNING
    found = await deliveries.load(other.database.reader, key)
    assert found is not None
    assert found.state is State.SENT


async def test_a_refusal_that_is_heard_too_late_holds_no_letter_that_another_process_sends(
    house: House, tmp_path: Path, slow: SlowDiscord
):
    serial_id = await house.start()
    house.sight.members.add((READER, GUILD))
    house.clock.move(hours=6)
    await house.settle()
    view = await house.subscriptions.subscribe(
        viewer(), serial_id, EACH_MORNING, channel_id=PRIVATE, locale=None
    )
    subscription = view.subscription
    opened: list[House] = []

    async def meanwhile() -> None:
        opened.append(await take_over(house, tmp_path / "test.sqlite3", slow))
        opened[0].sight.members.add((READER, GUILD))
        await opened[0].mail.tick()
        await slow.taken.wait()

    house.clock.move(hours=13)
    key = Key(serial_id, view.serial.edition_id, "passage:2", subscription.subscription_id)
    house.discord.faults[key] = [Failed(Hold.CLOSED.value)]
    house.discord.before_answer = meanwhile
    await house.mail.tick()
    await house.mail.join()
    [other] = opened
    slow.answers.set()
    await other.mail.join()
    assert slow.shown(PRIVATE) == ["passage:2"]
    now = await other.subscriptions.current(viewer(), serial_id)
    assert now is not None
    assert (now.subscription.state, now.subscription.held) == (SubscriptionState.ACTIVE, None)


async def test_a_bot_that_ends_while_it_posts_loses_and_doubles_nothing(
    house: House, tmp_path: Path, slow: SlowDiscord
):
    """It comes back when Discord has forgotten the nonce."""
    first = await take_over(house, tmp_path / "test.sqlite3", slow)
    await first.start()
    house.clock.move(hours=6)
    running = asyncio.create_task(first.dispatch.run())
    await slow.taken.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert slow.shown() == ["passage:1"]
    slow.forget_nonces()
    slow.answers.set()
    again = await take_over(house, tmp_path / "test.sqlite3", slow)
    await again.settle()
    assert slow.shown() == ["passage:1", "passage:2"]


async def test_a_bot_that_ends_while_it_writes_to_a_reader_loses_and_doubles_nothing(
    house: House, tmp_path: Path, slow: SlowDiscord
):
    serial_id = await house.start()
    house.clock.move(hours=6)
    await house.settle()
    slow.now = house.clock.now
    first = await take_over(house, tmp_path / "test.sqlite3", slow)
    first.sight.members.add((READER, GUILD))
    sending = asyncio.create_task(
        first.subscriptions.subscribe(
            viewer(), serial_id, EACH_MORNING, channel_id=PRIVATE, locale=None
        )
    )
    await slow.taken.wait()
    sending.cancel()
    mail = asyncio.create_task(first.mail.run())
    await asyncio.sleep(0)
    mail.cancel()
    await asyncio.gather(sending, mail, return_exceptions=True)
    assert slow.shown(PRIVATE) == ["passage:1"]
    slow.forget_nonces()
    slow.answers.set()
    again = await take_over(house, tmp_path / "test.sqlite3", slow)
    again.sight.members.add((READER, GUILD))
    await again.settle()
    assert slow.shown(PRIVATE) == ["passage:1"]
    house.clock.move(hours=13)
    await again.settle()
    assert slow.shown(PRIVATE) == ["passage:1", "passage:2"]
