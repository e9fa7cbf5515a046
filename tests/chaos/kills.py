"""Figure 1: kill -9 at random moments, with faults, and look at what readers see.

A thousand serials drop a chapter each a day. Every day the bot is started and killed a few times
while it delivers; between the lives the time jumps, now and then past what Discord remembers of
nonces. The clock of the bot and of the stand-in goes five times as fast, and a post may take a
fifth of its usual time, so that all waits keep their proportions.
"""

import argparse
import asyncio
import random
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.serial import Discussion, Gate
from tests.chaos.books import Books
from tests.chaos.judge import Judge, Verdict
from tests.chaos.staging import office
from tests.wire.driver import BotProcess, Wire, stand_in, start_bot

FASTER = 5.0
TIME_LIMIT = 10.0 / FASTER
PACE = 400.0
DROP_TIME = "18:00"
PAST_NONCES = 10 * 60.0
"""Seconds that are more than Discord remembers a nonce."""
_LONGEST_LIFE = 120.0

_OFTEN = {
    "500-before": 0.01,
    "500-after": 0.01,
    "reset-before": 0.01,
    "reset-after": 0.02,
    "close-before": 0.01,
    "close-after": 0.02,
    "hang-before": 0.003,
    "hang-after": 0.006,
    "429-user": 0.01,
    "429-global": 0.002,
    "429-shared": 0.01,
    "slow": 0.004,
    "gateway-dropped": 0.001,
}
FAULTS: tuple[dict[str, Any], ...] = (
    *({"fault": name, "chance": share, "route": "* /channels/*"} for name, share in _OFTEN.items()),
    {"fault": "out-of-order", "chance": 0.02, "route": "POST /channels/*"},
    {"fault": "403", "chance": 0.002, "route": "POST /channels/*/messages", "thread": False},
)
"""What goes wrong, on which share of the requests. A 403 pauses the serial until a moderator
resumes it; in a thread it would leave the greeting out, as is designed.
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is thrown."""

    kills: int = 300
    drops: int = 20_000
    channels: int = 1_000
    seed: int = 1
    without: str = ""
    threads: bool = True
    gated: bool = False
    """Whether the discussions are private threads."""

    @property
    def days(self) -> int:
        """How many days it takes."""
        return -(-self.drops // self.channels)


@dataclass
class Tally:
    """What happened."""

    verdict: Verdict = field(default_factory=Verdict)
    kills: int = 0
    attempting: int = 0
    """After how many kills a delivery was under way."""
    jumps: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    deduplicated: int = 0
    complaints: list[str] = field(default_factory=list)
    held_up: int = 0
    """How often a moderator had to resume a serial."""

    def __str__(self) -> str:
        share = self.attempting / self.kills if self.kills else 0
        bound = "something was wrong, so no bound"
        if self.verdict.clean and self.kills:
            bound = f"0 in {self.kills}: under {3 / self.kills:.1%} a kill at 95 %"
        return (
            f"{self.kills} kills (after {self.attempting}, {share:.0%}, a delivery was under way), "
            f"{self.verdict}; {sum(self.faults.values()):,} faults, {self.jumps} jumps past the "
            f"nonces, {self.deduplicated} repeats that a nonce caught, "
            f"{len(self.complaints)} requests that Discord's description refuses. {bound}"
        )


class Kills:
    """One run."""

    def __init__(self, plan: Plan, wire: Wire, folder: Path) -> None:
        self._plan = plan
        self._wire = wire
        self._random = random.Random(plan.seed)
        self._folder = folder
        self._database = folder / "feuilleton.sqlite3"
        self._books = Books(self._database)
        self._log = folder / "log"
        self.tally = Tally()

    async def run(self) -> Tally:
        """Throw all of it, day after day."""
        plan, wire = self._plan, self._wire
        (self._folder / "stories").mkdir()
        guild = await wire.ask("server")
        channels = await wire.ask("channels", guild=guild["guild"], count=plan.channels)
        await wire.ask("limits", strict=False)
        self._place = (guild["guild"], guild["owner"])
        discussion = Discussion.INSTALMENT if plan.threads else Discussion.OFF
        async with office(self._database, await self._now(), *self._place) as moderator:
            gate = Gate.AFTER_READING if plan.gated else Gate.OPEN
            await moderator.start(
                channels, plan.days, at=DROP_TIME, discussion=discussion, gate=gate
            )
        judge = Judge(wire, threads=plan.threads, private=plan.gated)
        self.tally.verdict = judge.verdict
        for day in range(1, plan.days + 1):
            await self._jump_to_drop()
            await wire.faults(*FAULTS)
            await self._deliver(day, -(-plan.kills * day // plan.days) - self.tally.kills)
            for channel in channels:
                await judge.look(channel, range(day, day + 1), last=day == plan.days)
            standing = await wire.ask("standing")
            await wire.ask("forget", before=standing["newest"])
            self._note(standing)
            if day % 10 == 0:
                print(f"day {day}: {self.tally}", flush=True)
        return self.tally

    async def _deliver(self, day: int, kills: int) -> None:
        """Let a day's drops go out, killing the bot so many times meanwhile."""
        for _kill in range(kills):
            if self._books.done(day):
                return
            await self._live_and_die(day)
            await self._pass_time()
        while not self._books.done(day):
            bot = await self._start()
            await self._until_done(bot, day)
            await bot.stop()
            async with office(self._database, await self._now(), *self._place) as moderator:
                self.tally.held_up += await moderator.resume_all()

    async def _live_and_die(self, day: int) -> None:
        """Start the bot and kill it after a random share of what is left to do."""
        asked = sum((await self._wire.ask("standing"))["requests"].values())
        left = self._books.open(day)
        bot = await self._start()
        more = self._random.randint(0, max(left // 2, 4))
        await self._wire.ask("until", asked=asked + 4 + more, seconds=10)
        await asyncio.sleep(self._random.random() * 0.05)
        await bot.kill()
        self.tally.kills += 1
        self.tally.attempting += self._books.count("state = 'attempting'") > 0

    async def _pass_time(self) -> None:
        """Let time pass between two lives, mostly less than Discord remembers nonces."""
        if self._random.random() < 0.2:
            self.tally.jumps += 1
            await self._wire.ask("jump", seconds=PAST_NONCES)
        else:
            await self._wire.ask("jump", seconds=self._random.random() * 20)
        if self._random.random() < 0.3:
            async with office(self._database, await self._now(), *self._place) as moderator:
                self.tally.held_up += await moderator.resume_all()

    async def _until_done(self, bot: BotProcess, day: int) -> None:
        end = asyncio.get_running_loop().time() + _LONGEST_LIFE
        while not self._books.done(day) and bot.running:
            if self._books.count("state IN ('failed', 'parked')") and not self._books.in_motion():
                return
            if asyncio.get_running_loop().time() > end:
                raise TimeoutError(f"day {day} does not end: {self._books.states()}")
            await asyncio.sleep(0.1)

    async def _start(self) -> BotProcess:
        options = [f"--pace={PACE}", f"--time-limit={TIME_LIMIT}"]
        if self._plan.without == "read-back":
            options.append("--blind")
        return await start_bot(self._wire, self._database, self._log, *options)

    async def _now(self) -> datetime:
        return datetime.fromisoformat((await self._wire.ask("standing"))["now"])

    async def _jump_to_drop(self) -> None:
        now = await self._now()
        drop = now.replace(hour=18, minute=0, second=5, microsecond=0)
        if drop <= now:
            drop += timedelta(days=1)
        await self._wire.ask("jump", seconds=(drop - now).total_seconds())

    def _note(self, standing: dict[str, Any]) -> None:
        self.tally.faults = standing["faults"]
        self.tally.deduplicated = standing["deduplicated"]
        self.tally.complaints = standing["complaints"]


async def throw(plan: Plan) -> Tally:
    """Make one run in a folder of its own, which stays where something was wrong."""
    folder = Path(tempfile.mkdtemp(prefix="feuilleton-kills-"))
    options = [f"--rate={FASTER}", f"--seed={plan.seed}", "--latency=0.01"]
    if plan.without == "nonce":
        options.append("--nonces=0")
    async with stand_in(*options) as wire:
        tally = await Kills(plan, wire, folder).run()
    if tally.verdict.clean or plan.without:
        shutil.rmtree(folder)
    else:
        verdict = tally.verdict
        for line in [*verdict.lost, *verdict.doubled, *verdict.disordered][:20]:
            print(line)
        print(f"the database and the log are in {folder}")
    return tally


def run(arguments: Sequence[str]) -> int:
    """Throw kills at the bot; then a tenth of it without nonces, and without read-back, which must
    double something: else the whole was thrown too softly.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.chaos kills")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--drops", type=int, default=20_000)
    parser.add_argument("--channels", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gated", action="store_true", help="discussions are private threads")
    options = parser.parse_args(arguments)
    plan = Plan(options.kills, options.drops, options.channels, options.seed, gated=options.gated)
    print(f"seed {plan.seed}, {plan.days} days")
    tally = asyncio.run(throw(plan))
    soft = [what for what in ("nonce", "read-back") if not _doubles_without(plan, what)]
    print(tally)
    under_fire = tally.attempting * 3 >= tally.kills
    return 0 if tally.verdict.clean and under_fire and not soft else 1


def _doubles_without(plan: Plan, protection: str) -> bool:
    """Whether a tenth of the run, with a protection left out, doubles anything."""
    weak = replace(
        plan,
        kills=max(plan.kills // 10, 10),
        drops=max(plan.drops // 10, 60),
        channels=max(plan.channels // 2, 20),
        without=protection,
    )
    doubled = len(asyncio.run(throw(weak)).verdict.doubled)
    print(f"without {protection}: {doubled} doubled in {weak.drops:,} drops and {weak.kills} kills")
    return doubled > 0
