"""The bot's process as the simulation boots it: the real services, put together as the app does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.services.dispatch import Dispatcher
from bot.services.guilds import Guilds
from bot.services.library import Library
from bot.services.outbox import Outbox
from bot.services.progress import Progressing
from bot.services.reading import Reading
from bot.services.replacing import Replacing
from bot.services.serials import Serials
from bot.services.starting import Starting
from bot.services.surveying import Surveyor
from bot.storage.database import Database
from tests.simulation.books import measure
from tests.simulation.clock import WorldClock
from tests.simulation.inline import opened
from tests.simulation.lives import KilledError, Life
from tests.simulation.stand_in import Gateway, StandIn


@dataclass(frozen=True, slots=True)
class Process:
    """A process that runs, and its services."""

    life: Life
    database: Database
    dispatch: Dispatcher
    library: Library
    replacing: Replacing
    serials: Serials
    reading: Reading
    progress: Progressing
    running: "asyncio.Task[None]"


@asynccontextmanager
async def booted(
    path: Path, life: Life, clock: WorldClock, discord: StandIn
) -> AsyncIterator[Process]:
    """Boot a process on a database that is there; at the end nothing of it goes on."""
    before = asyncio.all_tasks()
    async with opened(path, life) as database:
        gateway = Gateway(discord, life)
        outbox = Outbox(database, clock, gateway, gateway)
        surveyor = Surveyor(database, clock, gateway, outbox)
        dispatch = Dispatcher(database, clock, outbox, surveyor)
        guilds = Guilds(database)
        library = Library(database, clock, guilds, measure)
        starting = Starting(database, clock, guilds, library)
        process = Process(
            life,
            database,
            dispatch,
            library,
            Replacing(database, clock, guilds, library, measure, dispatch.wake),
            Serials(database, clock, guilds, starting, dispatch.wake),
            Reading(database, clock, measure),
            Progressing(database, clock),
            asyncio.create_task(dispatch.run()),
        )
        try:
            yield process
        finally:
            await _end(process, before)


async def stop(process: Process) -> None:
    """Stop a process as SIGTERM does: what is under way is broken off in good order."""
    process.running.cancel()
    with suppress(asyncio.CancelledError, KilledError):
        await process.running


async def _end(process: Process, before: "set[asyncio.Task[object]]") -> None:
    """Let nothing go on that this process had begun."""
    process.life.kill()
    others = {*before, asyncio.current_task()}
    while left := {task for task in asyncio.all_tasks() - others if not task.done()}:
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
