"""The scene of drops: the days go by, and deliveries have states."""

from bot.domain.delivery import State
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
