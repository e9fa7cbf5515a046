"""Figure 4: ten thousand channels due at the same minute, against fifty requests a second.

The stand-in keeps Discord's limits to the letter. Meanwhile members ask for things, and how long
they wait for a sign is measured at their end.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.serial import Discussion
from tests.chaos.judge import Judge, Verdict
from tests.chaos.staging import office
from tests.wire.driver import LONGEST, Wire, stand_in, start_bot
from tests.wire.limits import GLOBAL_A_SECOND

FLOOR_SHARE = 1.12
"""How much longer than the floor all of it may take."""
ACKNOWLEDGED_WITHIN = 0.3
"""Seconds, for 99 of 100 interactions."""
_IN_A_SERVER = 10
"""How many serials run in each server."""
_ASK_EVERY = 0.25  # seconds


@dataclass
class Tally:
    """What came of it. Times are seconds."""

    channels: int
    took: float = 0.0
    waits: list[float] = field(default_factory=list)
    unanswered: int = 0
    refused: int = 0
    most: int = 0
    complaints: list[str] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)

    @property
    def floor(self) -> float:
        """The least it could take."""
        return self.channels / GLOBAL_A_SECOND

    def wait_of(self, share: float) -> float:
        """How long at most such a share of the interactions waited."""
        return sorted(self.waits)[int(share * (len(self.waits) - 1))] if self.waits else 0.0

    def __str__(self) -> str:
        return (
            f"{self.channels:,} channels due at one minute: {self.verdict}; the last after "
            f"{self.took:.0f} s, {self.took / self.floor:.2f} of the floor of {self.floor:.0f} s "
            f"(bound {FLOOR_SHARE}); {self.refused} answers of 429, at most {self.most} requests "
            f"in a second; {len(self.waits)} interactions meanwhile acknowledged within "
            f"{self.wait_of(0.5) * 1000:.0f} ms (median), {self.wait_of(0.99) * 1000:.0f} ms (p99, "
            f"bound {ACKNOWLEDGED_WITHIN * 1000:.0f}), {self.unanswered} not at all"
        )


class Storm:
    """One storm."""

    def __init__(self, wire: Wire, folder: Path, channels: int) -> None:
        self._wire = wire
        self._folder = folder
        self._database = folder / "feuilleton.sqlite3"
        self._channels: list[int] = []
        self.tally = Tally(channels)

    async def run(self) -> Tally:
        """Set it up, let it come, and look at what it left."""
        await self._weather(await self._set_up())
        judge = Judge(self._wire, threads=False)
        for channel in self._channels:
            await judge.look(channel, range(1, 2), last=False)
        self.tally.verdict = judge.verdict
        return self.tally

    async def _set_up(self) -> datetime:
        """Make servers full of channels with a serial each; say when they are due."""
        (self._folder / "stories").mkdir()
        drop = (await self._now()).replace(second=0, microsecond=0) + timedelta(days=1)
        left = self.tally.channels
        while left:
            guild = await self._wire.ask("server", name=f"Club {left}")
            some = await self._wire.ask(
                "channels", guild=guild["guild"], count=min(left, _IN_A_SERVER)
            )
            async with office(
                self._database, await self._now(), guild["guild"], guild["owner"]
            ) as moderator:
                await moderator.start(some, 2, at=f"{drop:%H:%M}", discussion=Discussion.OFF)
            self._channels += some
            self._owner = guild["owner"]
            left -= len(some)
        return drop

    async def _weather(self, drop: datetime) -> None:
        """Jump to just before the date, start the bot and wait for the last message."""
        early = drop - timedelta(seconds=8)
        await self._wire.ask("jump", seconds=(early - await self._now()).total_seconds())
        bot = await start_bot(self._wire, self._database, self._folder / "log")
        try:
            await self._wire.until(connected=1)
            over = asyncio.Event()
            asking = asyncio.create_task(self._ask_until(over))
            await self._wire.until(
                posted=self.tally.channels, seconds=self.tally.floor * 4 + LONGEST
            )
            self.tally.took = (await self._now() - drop).total_seconds()
            over.set()
            await asking
            standing = await self._wire.ask("standing")
        finally:
            await bot.kill()
        self.tally.refused = standing["answers"].get("429", 0)
        self.tally.most = standing["most_in_a_second"]
        self.tally.complaints = standing["complaints"]

    async def _ask_until(self, over: asyncio.Event) -> None:
        """Let a member ask for something again and again, one after the other; at least once."""
        deeds: tuple[dict[str, Any], ...] = (
            {"verb": "command", "name": "serial list"},
            {"verb": "autocomplete", "name": "serial show", "focused": "serial", "typed": "lo"},
            {"verb": "command", "name": "read"},
        )
        turn = 0
        while not (turn and over.is_set()):
            deed = dict(deeds[turn % len(deeds)])
            turn += 1
            told = await self._wire.ask(
                deed.pop("verb"), channel=self._channels[-1], user=self._owner, **deed
            )
            if told["acknowledged_after"] is None:
                self.tally.unanswered += 1
            else:
                self.tally.waits.append(told["acknowledged_after"])
            await asyncio.sleep(_ASK_EVERY)

    async def _now(self) -> datetime:
        return datetime.fromisoformat((await self._wire.ask("standing"))["now"])


async def weather(channels: int, *options: str) -> Tally:
    """Let a storm come over so many channels, with options of the stand-in's."""
    with tempfile.TemporaryDirectory(prefix="feuilleton-storm-") as folder:
        async with stand_in(*options) as wire:
            return await Storm(wire, Path(folder), channels).run()


def run(arguments: Sequence[str]) -> int:
    """Let the storm come; the exit code is 1 where a bound is passed."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos storm")
    parser.add_argument("--channels", type=int, default=10_000)
    options = parser.parse_args(arguments)
    tally = asyncio.run(weather(options.channels))
    print(tally)
    fast = tally.took <= FLOOR_SHARE * tally.floor
    soon = tally.wait_of(0.99) <= ACKNOWLEDGED_WITHIN and not tally.unanswered
    whole = tally.verdict.clean and not tally.refused
    return 0 if fast and soon and whole else 1
