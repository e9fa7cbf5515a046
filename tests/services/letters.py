"""The scene of letters: a serial that has dropped, and who subscribes to it."""

from pathlib import Path

from bot.domain.keys import Key
from bot.domain.subscription import (
    Hold,
    SubscriptionState,
)
from bot.services.ports import LetterContent
from bot.services.subscriptions import SubscriptionView, Wish
from bot.storage import copies
from tests.services.conftest import House, open_house
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


def key_of(view: SubscriptionView, passage: int) -> Key:
    serial = view.serial
    part = f"passage:{passage}"
    return Key(serial.serial_id, serial.edition_id, part, view.subscription.subscription_id)


async def taking_over(house: House, tmp_path: Path) -> House:
    """Another process on the same database, to which the reader is a member."""
    other = await open_house(tmp_path / "test.sqlite3", house.clock, house.discord, FakeDesk())
    other.sight.members.add((READER, GUILD))
    return other


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
