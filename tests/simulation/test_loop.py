"""Virtual time goes on, however late it is."""

import asyncio

from tests.simulation.loop import StalledError, VirtualLoop

HALF_A_YEAR = 2.0**24
"""Seconds of which a float no longer tells nanoseconds."""


class Patient(VirtualLoop):
    """A loop that gives up instead of spinning for good."""

    asked = 0

    def time(self) -> float:
        self.asked += 1
        if self.asked > 10_000:
            raise StalledError("the time stands still")
        return super().time()


def test_sleepers_wake_in_the_second_half_of_a_year():
    async def sleep() -> float:
        await asyncio.sleep(HALF_A_YEAR)
        for _ in range(100):
            await asyncio.sleep(29.880359676)
        return asyncio.get_running_loop().time()

    loop = Patient()
    try:
        assert loop.run_until_complete(sleep()) > HALF_A_YEAR + 2988
    finally:
        loop.close()
