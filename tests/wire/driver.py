"""The test's side: the stand-in and the bot as processes, and words for what people do."""

import asyncio
import base64
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.wire.server import TOKEN

ROOT = Path(__file__).parents[2]
LONGEST = 120.0
"""Seconds that anything waited for may take."""


class Wire:
    """A running stand-in. Every method asks it for what `tests.wire.control` calls by that verb."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self.address = address
        self._session = session

    async def ask(self, verb: str, **given: Any) -> Any:
        """Ask for something; raises `ValueError` with the stand-in's reason where it refuses."""
        async with self._session.post(f"{self.address}/wire/{verb}", json=given) as answer:
            told = await answer.json()
        if answer.status != 200:
            raise ValueError(f"{verb}: {told['error']}")
        return told

    async def until(self, *, seconds: float = LONGEST, **wanted: Any) -> None:
        """Wait until something is so; raises `TimeoutError` where it does not come about."""
        if not await self.ask("until", seconds=seconds, **wanted):
            raise TimeoutError(f"{wanted} did not come about: {await self.ask('standing')}")

    async def command(
        self, name: str, *, files: dict[str, tuple[str, bytes]] | None = None, **given: Any
    ) -> Any:
        """Give a slash command and wait for its answer."""
        sent = {
            key: {"name": file, "base64": base64.b64encode(content).decode()}
            for key, (file, content) in (files or {}).items()
        }
        return await self.ask("command", name=name, files=sent, **given)

    async def faults(self, *rules: dict[str, Any]) -> dict[str, int]:
        """Order faults; the old rules end. Gives how often each has happened so far."""
        drawn: dict[str, int] = await self.ask("faults", rules=list(rules))
        return drawn


@asynccontextmanager
async def stand_in(*options: str) -> AsyncIterator[Wire]:
    """Run the stand-in as a process of its own; it ends with this block, or with this process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.wire",
        "--child",
        *options,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        said = json.loads(await process.stdout.readline())
        timeout = aiohttp.ClientTimeout(total=LONGEST * 2)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            yield Wire(said["address"], session)
    finally:
        process.stdin.close()
        await process.wait()


class BotProcess:
    """The real bot in a process of its own, pointed at a stand-in."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.returncode is None

    async def kill(self) -> None:
        """Kill it as a power cut or the kernel would: -9."""
        if self.running:
            self._process.send_signal(signal.SIGKILL)
        await self._process.wait()

    async def stop(self) -> int:
        """Stop it as Ctrl-C does; say its exit code."""
        if self.running:
            self._process.send_signal(signal.SIGINT)
        return await self._process.wait()

    async def ended(self) -> int:
        """Wait for its end; say its exit code."""
        async with asyncio.timeout(LONGEST):
            return await self._process.wait()


async def start_bot(
    wire: Wire, database: Path, log: Path, *options: str, token: str = TOKEN
) -> BotProcess:
    """Start the bot on a database, with the stand-in's time. Its log is added to a file."""
    clock = (await wire.ask("standing"))["clock"]
    times = [f"--{name}={value}" for name, value in clock.items()]
    environment = {
        **os.environ,
        "DISCORD_TOKEN": token,
        "FEUILLETON_DATABASE": str(database),
        "FEUILLETON_STORIES": str(database.parent / "stories"),
    }
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.wire.bot",
            wire.address,
            *times,
            *options,
            cwd=ROOT,
            env=environment,
            stderr=errors,
        )
    return BotProcess(process)
