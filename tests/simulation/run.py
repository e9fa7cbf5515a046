"""A whole year from its seed to its figures."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.simulation.clock import BEGIN
from tests.simulation.figures import Figures, figures
from tests.simulation.loop import run
from tests.simulation.world import World
from tests.simulation.year import DAY, Year

_MEMORY = Path("/dev/shm")
_REPORT = 20
"""The days from one report of a long run to the next."""


def simulate(
    seed: int, *, servers: int, days: int, report: Callable[[str], None] = lambda _line: None
) -> Figures:
    """Let so many days pass for so many servers; the seed alone decides what happens.

    `report` is told how far it is, and what was broken, every twenty days.
    """
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        return run(_year(Path(folder) / "year.sqlite3", seed, servers, days, report))


async def _year(
    path: Path, seed: int, servers: int, days: int, report: Callable[[str], None]
) -> Figures:
    world = World(path, seed)
    year = Year(world, servers)
    try:
        await world.boot()
        year.begin()
        named = 0
        for day in range(_REPORT, days, _REPORT):
            await world.live(BEGIN + day * DAY)
            report(f"day {day:3}: {_so_far(world)}")
            for violation in world.judge.violations[named:]:
                report(f"  {violation}")
            named = len(world.judge.violations)
        await world.live(BEGIN + days * DAY)
        await year.close()
        return figures(world, seed=seed, servers=servers, days=days)
    finally:
        await world.close()


def _so_far(world: World) -> str:
    counts = world.judge.counts
    return (
        f"{counts['drops']:,} drops in {counts['messages']:,} messages, "
        f"{world.counts['kills']:,} kills, {counts['violations']} violations"
    )
