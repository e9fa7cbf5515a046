"""The scene of drops: the days go by, and deliveries have states."""

from bot.domain.delivery import Outcome, State, Unknown, Unreadable
from bot.domain.keys import Key
from bot.storage import deliveries
from tests.services.conftest import House
from tests.services.fakes import MODERATOR, viewer

MOD = viewer(MODERATOR)


async def drop_all(house: House, days: int = 10) -> None:
    """Let the days go by, from one evening to the next."""
    house.clock.move(hours=(18 - house.clock.now().hour) % 24)
    for _ in range(days):
        await house.settle()
        house.clock.move(days=1)


async def state_of(house: House, serial_id: int, instalment: int, part: str) -> State:
    found = await deliveries.load(house.database.reader, Key(serial_id, instalment, part))
    assert found is not None
    return found.state


LOST = Unknown("time-out")
POSTED_BUT_LOST = ("after", LOST)


async def parked(
    house: House, *faults: Outcome | tuple[str, Outcome], instalment: str = "chapter"
) -> Key:
    """Have the first passage's fate unknown, until a moderator is asked; give its key.

    The first fault is why nobody knows; the others wait for the attempts after it. The history
    can't be read meanwhile.
    """
    key = Key(await house.start(instalment=instalment), 1, "passage:1")
    house.discord.faults[key] = list(faults or [POSTED_BUT_LOST])
    house.discord.sightings = [Unreadable(passing=False)] * len(house.discord.faults[key])
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(minutes=5)
    await house.settle()
    return key
