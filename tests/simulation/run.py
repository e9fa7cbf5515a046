"""A whole year from its seed to its figures."""

import tempfile
from pathlib import Path

from tests.simulation.clock import BEGIN
from tests.simulation.figures import Figures, figures
from tests.simulation.loop import run
from tests.simulation.world import World
from tests.simulation.year import DAY, Year

_MEMORY = Path("/dev/shm")


def simulate(seed: int, *, servers: int, days: int) -> Figures:
    """Let so many days pass for so many servers; the seed alone decides what happens."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        return run(_year(Path(folder) / "year.sqlite3", seed, servers, days))


async def _year(path: Path, seed: int, servers: int, days: int) -> Figures:
    world = World(path, seed)
    year = Year(world, servers)
    try:
        await world.boot()
        year.begin()
        await world.live(BEGIN + days * DAY)
        await year.close()
        return figures(world, seed=seed, servers=servers, days=days)
    finally:
        await world.close()
