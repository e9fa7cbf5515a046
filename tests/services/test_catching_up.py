"""Catching up: who takes the pace that was offered is level on the day it names."""

import pytest

from bot.domain.errors import RefusalError
from bot.domain.subscription import Outlook
from bot.services.catching_up import CatchingUp, Offer
from bot.services.ports import LetterContent
from bot.services.subscriptions import Wish
from tests.services.conftest import SENTENCE, House
from tests.services.fakes import GUILD, MODERATOR, READER, viewer

LONG = "\n\n".join(f"Chapter {number}: A Day\n\n{SENTENCE * 80}" for number in range(1, 16))
"""Chapters of five minutes each."""


async def begun(house: House, *, drops: int) -> int:
    """A daily serial of which so many chapters have dropped; the clock stands at 19:00."""
    serial_id = await house.start(story_id=await house.add_story(LONG))
    house.discord.now = house.clock.now
    house.sight.members.add((READER, GUILD))
    house.clock.move(hours=7)
    for drop in range(drops):
        house.clock.move(days=1 if drop else 0)
        await house.settle()
    return serial_id


async def offered(house: House, serial_id: int, *, sees: bool = True) -> Offer:
    return await CatchingUp(house.database, house.clock).offer(viewer(sees=sees), serial_id)


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_who_takes_a_pace_is_level_on_the_day_it_names(house: House, which: int):
    serial_id = await begun(house, drops=6)
    pace = (await offered(house, serial_id)).paces[which]
    wish = Wish("19:00", "UTC", f"{pace.minutes} minutes")
    await house.subscriptions.subscribe(viewer(), serial_id, wish, channel_id=7001, locale=None)
    while not is_level(house):
        house.clock.move(days=1)
        await house.settle()
        assert house.clock.now() <= pace.level_at
    assert house.clock.now() == pace.level_at


def is_level(house: House) -> bool:
    """Whether the last letter holds all that has dropped."""
    contents = [item.posting.content for item in house.discord.messages]
    *_, last = (content for content in contents if isinstance(content, LetterContent))
    return last.end is not None and last.end.outlook is not Outlook.MORE


async def test_a_serial_that_stands_still_waits_for_its_reader(house: House):
    serial_id = await begun(house, drops=6)
    going_on = (await offered(house, serial_id)).paces[0]
    await house.serials.pause(viewer(MODERATOR), serial_id)
    waiting = (await offered(house, serial_id)).paces[0]
    assert (waiting.minutes, waiting.level_at < going_on.level_at) == (going_on.minutes, True)


async def test_who_is_level_is_told_so(house: House):
    serial_id = await begun(house, drops=1)
    wish = Wish("19:00", "UTC", "chapter")
    await house.subscriptions.subscribe(viewer(), serial_id, wish, channel_id=7001, locale=None)
    with pytest.raises(RefusalError, match="You are level"):
        await offered(house, serial_id)


async def test_a_hidden_serial_offers_nothing(house: House):
    serial_id = await begun(house, drops=1)
    with pytest.raises(RefusalError, match="no such serial"):
        await offered(house, serial_id, sees=False)
