"""Figure 8: hours of mixed load on one life of the bot, and what it holds afterwards.

Members read and moderators steer without a pause, serials drop, the gateway breaks off, servers go
and come back, requests fail; the clock of bot and stand-in goes faster, so that a day of drops
passes in minutes. The bot's memory is measured from outside (VmRSS) and counted from inside (the
interpreter's allocated blocks, its tasks, files, threads, caches and our own containers). Flat
means that the second half holds no more than the first left.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean, linear_regression
from typing import Any

from tests.chaos.crowd import Club, Deeds, Moderator, Reader, keep_living
from tests.wire.census import LEAK
from tests.wire.driver import LONGEST, BotProcess, Wire, stand_in, start_bot
from tests.wire.world import NONCE_WINDOW

MOST_GROWTH = 0.05
"""By which share the memory may grow over the second half."""
_DEEDS_A_SECOND = 25.0
_SAMPLES = 60
_ASLEEP, _LOOPS = "SharedClock.sleep_until", 3
"""The task in which a loop sleeps: the dispatch of drops, the mail and who lets readers in have one
each.
"""

_BETWEEN_LOOKS = 0.5  # seconds
_PATIENCE = 12.0
"""Seconds that members wait for a sign, on a machine that has more to do."""
_LEAST_LOOKS = 4
_OFTEN = {
    "500-before": 0.02,
    "500-after": 0.02,
    "reset-after": 0.02,
    "close-before": 0.01,
    "hang-after": 0.005,
    "429-user": 0.03,
    "429-shared": 0.01,
    "slow": 0.002,
    "gateway-dropped": 0.005,
    "404-message": 0.001,
}
FAULTS: tuple[dict[str, Any], ...] = (
    *({"fault": name, "chance": share, "route": "* /channels/*"} for name, share in _OFTEN.items()),
    {"fault": "403", "chance": 0.005, "route": "POST /channels/*/messages"},
    {"fault": "close-after", "chance": 0.005, "route": "POST /interactions/*"},
    {"fault": "reset-before", "chance": 0.005, "route": "* /webhooks/*"},
)
_ON_ANSWERS = ("close-after", "reset-before")
"""The faults that answers alone meet, each of which makes the bot say sorry at most once."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long (minutes of the machine's) and how much."""

    minutes: float = 5.0
    deeds: int = 0
    samples: int = 0
    """So many deeds must be answered and samples taken: a slow machine needs longer for them."""
    rate: float = 1440.0
    clubs: int = 4
    channels: int = 8
    readers: int = 6
    time_limit: float = 2.0
    seed: int = 1
    looks: int = 60
    """How often it is looked, half a second apart, whether what is left over goes away."""
    leaks: bool = False
    """Whether the bot keeps something of every interaction, to see that it is noticed."""
    rise: int = 0
    """The load goes on until the tasks have risen by so many, see `risen`; 0 asks for no rise."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the bot holds at a moment, in seconds since the load began."""

    at: float
    resident: int
    """Bytes."""
    census: dict[str, Any]

    @property
    def blocks(self) -> int:
        """How many blocks the interpreter has allocated, after a collection."""
        return int(self.census["blocks"])


@dataclass
class Tally:
    """What came of it."""

    hours: float = 0.0
    """Of the virtual clock."""
    posted: int = 0
    deeds: Deeds = field(default_factory=Deeds)
    weather: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    """Requests that Discord's description refuses."""
    resumed: int = 0
    samples: list[Sample] = field(default_factory=list)
    left_over: dict[str, int] = field(default_factory=dict)
    """Tasks, files and threads that there are more of when all is quiet than before the load."""
    crashed: bool = False

    @property
    def memory(self) -> float:
        """The growth of the resident memory over the second half, fitted, as a share."""
        return growth([(one.at, one.resident) for one in self.samples])

    @property
    def blocks(self) -> float:
        """The growth of the allocated blocks over the second half, fitted, as a share."""
        return growth([(one.at, one.blocks) for one in self.samples])

    @property
    def broken(self) -> list[str]:
        """What was the bot's own fault: requests refused, and errors that no fault explains."""
        explained = sum(self.faults[name] for name in _ON_ANSWERS)
        sorry = self.deeds.apologies
        return self.complaints + (sorry if len(sorry) > explained else [])

    @property
    def flat(self) -> bool:
        """Whether nothing has grown by more than the bound and nothing is left over."""
        held = self.memory < MOST_GROWTH and self.blocks < MOST_GROWTH
        return held and not (self.left_over or self.crashed or self.broken)

    def __str__(self) -> str:
        first, last = self.samples[len(self.samples) // 2], self.samples[-1]
        return (
            f"{self.hours:.0f} hours of the bot's clock: {self.posted:,} messages posted, "
            f"{self.deeds.done.total():,} deeds of members and moderators "
            f"({self.deeds.unanswered} without an answer and {len(self.deeds.apologies)} with an "
            f"apology for a fault on the way, {len(self.broken)} for one of the bot's), "
            f"{self.faults.total():,} faults, {self.resumed} RESUMEs, "
            f"{self.weather.total()} times weather ({_listed(self.weather)}); over "
            f"the second half memory went from "
            f"{first.resident / 2**20:.1f} to {last.resident / 2**20:.1f} MiB ({self.memory:+.1%} "
            f"fitted), allocated blocks from {first.blocks:,} to {last.blocks:,} "
            f"({self.blocks:+.1%}; bound {MOST_GROWTH:.0%}); left over when quiet: "
            f"{_listed(self.left_over) or 'no task, file or thread'}"
        )


def growth(points: Sequence[tuple[float, float]]) -> float:
    """Fit a line through the second half of some points and say by which share it rises."""
    later = points[len(points) // 2 :]
    times, values = [at for at, _value in later], [value for _at, value in later]
    slope = linear_regression(times, values).slope
    return slope * (times[-1] - times[0]) / fmean(values)


def usual(before: Counter[str]) -> Counter[str]:
    """Say what may run and be open when all is quiet again: what did before the load, and the sleep
    of a loop that was awake for a moment whenever it was looked.
    """
    return before | Counter({f"task {_ASLEEP}": _LOOPS})


class Soak:
    """One run."""

    def __init__(self, plan: Plan, wire: Wire, folder: Path) -> None:
        self._plan = plan
        self._wire = wire
        self._folder = folder
        self._census = folder / "census.json"
        self._random = random.Random(plan.seed)
        self._clubs: list[Club] = []
        self.tally = Tally()

    async def run(self) -> Tally:
        """Set the servers up, put the load on, and look at what is left when it has ended."""
        (self._folder / "stories").mkdir()
        for number in range(self._plan.clubs):
            self._clubs.append(await self._club(f"Club {number}"))
        bot = await self._start()
        await self._wire.until(connected=1, commands=1)
        people = self._people()
        for person in people:
            if isinstance(person, Moderator):
                await person.found()
        await self._dispatching(bot)
        before = usual(await self._at_rest(bot, Counter()))
        await self._wire.faults(*FAULTS)
        await self._load(bot, people)
        await self._wire.faults()
        self.tally.crashed = not bot.running
        if bot.running:
            self.tally.left_over = dict(await self._at_rest(bot, before) - before)
            await bot.stop()
        await self._note()
        return self.tally

    async def _club(self, name: str) -> Club:
        guild = await self._wire.ask("server", name=name)
        count = self._plan.channels + 1
        channels = await self._wire.ask("channels", guild=guild["guild"], count=count)
        readers = [
            await self._wire.ask("person", name=f"reader {number}", guilds=[guild["guild"]])
            for number in range(self._plan.readers)
        ]
        return Club(guild["guild"], guild["owner"], channels, readers)

    async def _start(self) -> BotProcess:
        database = self._folder / "feuilleton.sqlite3"
        options = [f"--census={self._census}", f"--time-limit={self._plan.time_limit}"]
        if self._plan.leaks:
            options.append("--leak")
        return await start_bot(self._wire, database, self._folder / "log", *options)

    def _people(self) -> list[Reader | Moderator]:
        people: list[Reader | Moderator] = []
        for club in self._clubs:
            people.append(Moderator(self._wire, club, club.owner, self._seed(), self.tally.deeds))
            people += [
                Reader(self._wire, club, user, self._seed(), self.tally.deeds)
                for user in club.readers
            ]
        return people

    def _seed(self) -> int:
        return self._random.randrange(2**32)

    async def _load(self, bot: BotProcess, people: Sequence[Reader | Moderator]) -> None:
        """Let everybody live for as long as is planned, and take samples."""
        loop, seconds = asyncio.get_running_loop(), self._plan.minutes * 60
        began = loop.time()
        start = await self._now()
        await self._wire.ask("limits", strict=False)
        pause = len(people) / _DEEDS_A_SECOND
        work: list[Coroutine[Any, Any, None]] = [keep_living(one, pause) for one in people]
        tasks = [asyncio.create_task(one) for one in [*work, self._weather(), self._tidy()]]
        try:
            async with asyncio.timeout(seconds + LONGEST):
                while bot.running and not self._enough(passed := loop.time() - began):
                    self.tally.samples.append(await self._sample(bot, passed))
                    await asyncio.sleep(seconds / _SAMPLES)
                    for task in tasks:
                        if task.done():
                            task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self.tally.hours = (await self._now() - start) / timedelta(hours=1)

    def _enough(self, passed: float) -> bool:
        """Whether the load was on for long enough, and did what it is for."""
        plan, tally = self._plan, self.tally
        worked = tally.deeds.answered >= plan.deeds and len(tally.samples) >= plan.samples
        if not worked or passed < plan.minutes * 60:
            return False
        return not plan.rise or bool(risen(tally.samples, "tasks", plan.rise))

    async def _weather(self) -> None:
        """Break the gateway off, and take servers away for a while."""
        while True:
            await asyncio.sleep(self._random.uniform(1, 3))
            club = self._random.choice(self._clubs)
            what = self._random.choice(["drop", "reconnect", "forget", "leave", "outage"])
            self.tally.weather[what] += 1
            if what in {"leave", "outage"}:
                await self._wire.ask(what, guild=club.guild)
                await asyncio.sleep(self._random.uniform(0.2, 1))
                await self._wire.ask("come-back", guild=club.guild)
            else:
                await self._wire.ask("gateway", do=what)

    async def _tidy(self) -> None:
        """Do what Discord does after some days: let discussions rest; and forget what is old."""
        marks = [(await self._wire.ask("standing"))["newest"]]
        while True:
            await asyncio.sleep(10)
            for club in self._clubs:
                for channel in club.channels:
                    await self._rest(channel, marks[-1])
            if len(marks) > 1:
                await self._wire.ask("forget", before=marks[-2])
            marks = [*marks[-1:], (await self._wire.ask("standing"))["newest"]]

    async def _rest(self, channel: int, before: int) -> None:
        for one in await self._wire.ask("threads", channel=channel):
            thread = int(one["thread"]["id"])
            if thread < before and not one["thread"]["thread_metadata"]["archived"]:
                await self._wire.ask("archive", channel=thread)

    async def _sample(self, bot: BotProcess, at: float) -> Sample:
        return Sample(at, _resident(bot.pid), await self._look_inside(bot))

    async def _look_inside(self, bot: BotProcess) -> dict[str, Any]:
        self._census.unlink(missing_ok=True)
        os.kill(bot.pid, signal.SIGUSR1)
        async with asyncio.timeout(LONGEST):
            while not self._census.exists():  # noqa: ASYNC110 - another process's file
                await asyncio.sleep(0.02)
        census: dict[str, Any] = json.loads(self._census.read_text())
        return census

    async def _dispatching(self, bot: BotProcess) -> None:
        """Wait until the bot is ready, has looked at what is due, and its loops are asleep."""
        async with asyncio.timeout(LONGEST):
            census = await self._look_inside(bot)
            while census["tasks"].get(_ASLEEP, 0) < _LOOPS:
                await asyncio.sleep(_BETWEEN_LOOKS)
                census = await self._look_inside(bot)

    async def _at_rest(self, bot: BotProcess, before: Counter[str]) -> Counter[str]:
        """Count what runs and is open in several looks; take the least of each.

        It looks on while there is more than before, as long as a connection is kept for another
        request, and longer.
        """
        least = await self._running_and_open(bot)
        for look in range(self._plan.looks):
            if look >= _LEAST_LOOKS and not (before and least - before):
                break
            await asyncio.sleep(_BETWEEN_LOOKS)
            least &= await self._running_and_open(bot)
        return least

    async def _running_and_open(self, bot: BotProcess) -> Counter[str]:
        census = await self._look_inside(bot)
        return Counter(
            {
                f"{kind[:-1]} {name}": count
                for kind in ("tasks", "files", "threads")
                for name, count in census[kind].items()
            }
        )

    async def _now(self) -> datetime:
        return datetime.fromisoformat((await self._wire.ask("standing"))["now"])

    async def _note(self) -> None:
        standing = await self._wire.ask("standing")
        self.tally.posted = standing["posted"]
        self.tally.faults = Counter(standing["faults"])
        self.tally.resumed = standing["resumed"]
        self.tally.complaints = standing["complaints"]


def _resident(pid: int) -> int:
    """Read how many bytes of a process are in memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise LookupError(pid)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def risen(samples: Sequence[Sample], kind: str, least: int = 20) -> dict[str, int]:
    """Say what of a kind of the census has only ever grown in the second half, and by how much."""
    later = [one.census[kind] for one in samples[len(samples) // 2 :]]
    names = {name for one in later for name in one}
    found = {}
    for name in names:
        counts = [one.get(name, 0) for one in later]
        thirds = [fmean(part) for part in _thirds(counts)]
        if all(low < high for low, high in pairwise(thirds)) and counts[-1] - counts[0] >= least:
            found[name] = counts[-1] - counts[0]
    return found


def _thirds(counts: list[int]) -> list[list[int]]:
    size = max(len(counts) // 3, 1)
    return [counts[:size], counts[size : 2 * size], counts[2 * size :] or counts[-1:]]


async def soak(plan: Plan) -> Tally:
    """Make one run, in a folder that stays where the bot has erred."""
    nonces = NONCE_WINDOW.total_seconds() * plan.rate
    options = (
        f"--rate={plan.rate}",
        f"--seed={plan.seed}",
        f"--nonces={nonces}",
        f"--patience={_PATIENCE}",
    )
    folder = Path(tempfile.mkdtemp(prefix="feuilleton-soak-"))
    async with stand_in(*options) as wire:
        tally = await Soak(plan, wire, folder).run()
    if tally.broken or tally.crashed:
        print(f"the database and the log are in {folder}")
    else:
        shutil.rmtree(folder)
    return tally


def run(arguments: Sequence[str]) -> int:
    """Put the load on; the exit code is 1 where something has grown or is left over."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos soak")
    parser.add_argument("--minutes", type=float, default=5.0, help="of this machine's time")
    parser.add_argument("--rate", type=float, default=1440.0, help="how much faster the clock goes")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    plan = Plan(minutes=options.minutes, rate=options.rate, seed=options.seed)
    tally = asyncio.run(soak(plan))
    print(f"deeds: {_listed(tally.deeds.done)}")
    for kind in ("caches", "kept", "types"):
        print(f"risen in the second half, {kind}: {_listed(risen(tally.samples, kind)) or 'none'}")
    print("\n".join(tally.broken[:20]))
    print(tally)
    leaky = asyncio.run(soak(replace(plan, minutes=1.0, clubs=1, looks=8, leaks=True)))
    print(
        f"a bot that keeps a task and {LEAK:,} bytes of every interaction: {leaky.memory:+.1%} in "
        f"half a minute, left over: {_listed(leaky.left_over)}"
    )
    return 0 if tally.flat and not leaky.flat else 1
