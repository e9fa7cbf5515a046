"""The test's side: the stand-in and the bot as processes, and words for what people do."""

import asyncio
import base64
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

from tests.wire.server import TOKEN

ROOT = Path(__file__).parents[2]
LONGEST = 300.0
"""Seconds that anything waited for may take, on a machine that has more to do."""
PATIENT = "--patience=60"
"""For a stand-in whose members wait longer than Discord does: how fast the bot answers is measured
where the machine has nothing else to do.
"""


class Wire:
    """A running stand-in. Every method asks it for what `tests.wire.control` calls by that verb."""

    def __init__(self, address: str, session: aiohttp.ClientSession, nursery: "Nursery") -> None:
        self.address = address
        self.nursery = nursery
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


class BotProcess:
    """The real bot in a process of its own, pointed at a stand-in."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._killed = False
        self._code: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return not self._code.done()

    @property
    def fell(self) -> bool:
        """Whether it has ended by a kill that did not come from here."""
        return not (self.running or self._killed) and self._code.result() == -signal.SIGKILL

    async def kill(self, *, after: float = 0) -> None:
        """Kill it as a power cut or the kernel would: -9; if it has not ended after so many s."""
        await asyncio.wait([self._code], timeout=after)
        self._killed = self.running
        self._signal(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> int:
        """Stop it as Ctrl-C does; say its exit code."""
        self._signal(signal.SIGINT)
        return await self.ended()

    async def ended(self) -> int:
        """Wait for its end; say its exit code, for a signal its negative number."""
        async with asyncio.timeout(LONGEST):
            return await asyncio.shield(self._code)

    def bury(self, code: int) -> None:
        """Take note of its end."""
        self._code.set_result(code)

    def _signal(self, number: int) -> None:
        # It may have ended though nobody has told us yet.
        with suppress(ProcessLookupError):
            if self.running:
                os.kill(self.pid, number)


class Nursery:
    """Where bots come from: `tests.wire.nursery`, started with the first of them."""

    def __init__(self) -> None:
        self._stack = AsyncExitStack()
        self._process: asyncio.subprocess.Process | None = None
        self._births: asyncio.Queue[BotProcess] = asyncio.Queue()
        self._alive: dict[int, BotProcess] = {}

    async def bear(
        self, arguments: list[str], environment: dict[str, str], log: Path
    ) -> BotProcess:
        """Start a bot."""
        if self._process is None:
            self._process = await self._stack.enter_async_context(_child("tests.wire.nursery"))
            hearing = asyncio.create_task(self._hear(self._process))
            self._stack.callback(hearing.cancel)
        assert self._process.stdin is not None
        order = {"arguments": arguments, "environment": environment, "log": str(log)}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        return await self._births.get()

    async def close(self) -> None:
        """End it, and the bots that are left."""
        await self._stack.aclose()

    async def _hear(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            told = json.loads(line)
            if "started" in told:
                bot = self._alive[told["started"]] = BotProcess(told["started"])
                self._births.put_nowait(bot)
            else:
                self._alive.pop(told["ended"]).bury(told["code"])


@asynccontextmanager
async def stand_in(*options: str) -> AsyncIterator[Wire]:
    """Run the stand-in as a process of its own; it ends with this block, or with this process."""
    async with AsyncExitStack() as stack:
        process = await stack.enter_async_context(_child("tests.wire", "--child", *options))
        assert process.stdout is not None
        said = json.loads(await process.stdout.readline())
        timeout = aiohttp.ClientTimeout(total=LONGEST * 2)
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=timeout))
        nursery = Nursery()
        stack.push_async_callback(nursery.close)
        yield Wire(said["address"], session, nursery)


@asynccontextmanager
async def _child(module: str, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a module of ours, which ends when its standard input does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *options, cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None
    try:
        yield process
    finally:
        process.stdin.close()
        await process.wait()


async def start_bot(
    wire: Wire, database: Path, log: Path, *options: str, token: str = TOKEN
) -> BotProcess:
    """Start the bot on a database, with the stand-in's time. Its log is added to a file."""
    clock = (await wire.ask("standing"))["clock"]
    times = [f"--{name}={value}" for name, value in clock.items()]
    environment = {
        "DISCORD_TOKEN": token,
        "FEUILLETON_DATABASE": str(database),
        "FEUILLETON_STORIES": str(database.parent / "stories"),
    }
    return await wire.nursery.bear([wire.address, *times, *options], environment, log)
