"""Figure 1: kill -9 at random moments, with faults, and look at what readers see.

A thousand serials drop a chapter each a day. Every day the bot is started and killed a few times
while it delivers; between the lives the time jumps, now and then past what Discord remembers of
nonces. Some readers get letters meanwhile, each of two stories and at their own minute of the
evening. The clock of the bot and of the stand-in goes five times as fast, and a post may take a
fifth of its usual time, so that all waits keep their proportions.
"""

import argparse
import asyncio
import random
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.serial import Discussion, Gate
from tests.chaos.books import Books
from tests.chaos.judge import Judge, LetterJudge, LetterVerdict, Verdict
from tests.chaos.staging import Office, Reader, leaves_up_to, office
from tests.wire.driver import BotProcess, Wire, stand_in, start_bot

FASTER = 5.0
TIME_LIMIT = 10.0 / FASTER
PACE = 400.0
DROP_TIME = "18:00"
EVENING = timedelta(minutes=30)
"""In how long from the drops on all letters of a day are due."""
STORIES = ("log", "diary")
_AMOUNTS = ("2 passages", "5 passages")
"""What letters hold: enough to make up for days without one, as there is about one a day."""
_MOST_DAYS_MORE = 10
PAST_NONCES = 10 * 60.0
"""Seconds that are more than Discord remembers a nonce."""
_LONGEST_LIFE = 300.0
_IDLE, _LONGEST_IDLE = 1.0, 30.0
"""Seconds without a request after which a bot waits for its clock, which is moved on instead; and
what becomes of them where it was started again and again.
"""

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
    readers: int = 60
    """How many readers get letters."""
    hold: int | None = None
    """After so many requests more than a life should have, Discord keeps the bot waiting: else a
    kill that comes late on a crowded machine finds nothing left to do.
    """

    @property
    def days(self) -> int:
        """How many days it takes."""
        return -(-self.drops // self.channels)


@dataclass
class Tally:
    """What happened."""

    verdict: Verdict = field(default_factory=Verdict)
    letters: LetterVerdict = field(default_factory=LetterVerdict)
    kills: int = 0
    attempting: int = 0
    """After how many kills a delivery was under way."""
    letters_attempting: int = 0
    """After how many kills a letter was."""
    jumps: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    deduplicated: int = 0
    complaints: list[str] = field(default_factory=list)
    held_up: int = 0
    """How often a moderator had to resume a serial."""
    letters_held: int = 0
    """How often a reader had to have their letters go on."""

    @property
    def clean(self) -> bool:
        """Whether nothing was wrong."""
        return self.verdict.clean and self.letters.clean

    def __str__(self) -> str:
        share = self.attempting / self.kills if self.kills else 0
        bound = "something was wrong, so no bound"
        if self.clean and self.kills:
            bound = f"0 in {self.kills}: under {3 / self.kills:.1%} a kill at 95 %"
        return (
            f"{self.kills} kills (after {self.attempting}, {share:.0%}, a delivery was under way, "
            f"after {self.letters_attempting} a letter), {self.verdict}; {self.letters}; "
            f"{sum(self.faults.values()):,} faults, {self.jumps} jumps past the "
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
        self._readers: list[Reader] = []
        self._evening = datetime.max.replace(tzinfo=UTC)
        """When all of a day is due."""
        self._log = folder / "log"
        self.tally = Tally()

    async def run(self) -> Tally:
        """Throw all of it, day after day."""
        plan, wire = self._plan, self._wire
        channels = await self._found()
        judge = Judge(wire, threads=plan.threads, private=plan.gated)
        post = LetterJudge(wire, STORIES)
        self.tally.verdict, self.tally.letters = judge.verdict, post.verdict
        for day in range(1, plan.days + 1):
            await self._jump_to_drop()
            await wire.faults(*FAULTS)
            await self._deliver(day, -(-plan.kills * day // plan.days) - self.tally.kills)
            for channel in channels:
                await judge.look(channel, range(day, day + 1), last=day == plan.days)
            for reader in self._readers:
                await post.look(reader.channel)
            standing = await wire.ask("standing")
            await wire.ask("forget", before=standing["newest"])
            self._note(standing)
            if day % 10 == 0:
                print(f"day {day}: {self.tally}", flush=True)
        await self._finish_letters()
        for reader in self._readers:
            await post.look(reader.channel)
            post.close(reader.channel, leaves_up_to(plan.days))
        return self.tally

    async def _found(self) -> list[int]:
        """Make the server, start a serial in each channel, and have readers subscribe."""
        plan, wire = self._plan, self._wire
        (self._folder / "stories").mkdir()
        guild = await wire.ask("server")
        channels: list[int] = await wire.ask("channels", guild=guild["guild"], count=plan.channels)
        for number in range(plan.readers):
            user = await wire.ask("person", name=f"reader {number}", guilds=[guild["guild"]])
            self._readers.append(Reader(user, await wire.ask("direct", user=user)))
        await wire.ask("limits", strict=False)
        self._place = (guild["guild"], guild["owner"])
        await self._jump_to_noon()
        async with office(self._database, await self._now(), *self._place) as moderator:
            for number, story in enumerate(STORIES):
                serials = await moderator.start(
                    channels[number :: len(STORIES)],
                    plan.days,
                    at=DROP_TIME,
                    discussion=Discussion.INSTALMENT if plan.threads else Discussion.OFF,
                    gate=Gate.AFTER_READING if plan.gated else Gate.OPEN,
                    story=story,
                )
                await self._subscribe(moderator, serials)
        return channels

    async def _subscribe(self, someone: Office, serials: list[int]) -> None:
        """Have every reader get letters of one of some serials, at a minute of their own."""
        for number, reader in enumerate(self._readers):
            await someone.subscribe(
                reader,
                serials[number % len(serials)],
                at=f"18:{self._random.randrange(EVENING // timedelta(minutes=1)):02}",
                amount=_AMOUNTS[number % len(_AMOUNTS)],
            )

    async def _deliver(self, day: int, kills: int) -> None:
        """Let a day's drops and letters go out, killing the bot so many times meanwhile."""
        for _kill in range(kills):
            if self._books.done(day):
                await self._jump_to_evening()
            if self._done(day):
                return
            await self._live_and_die(day)
            await self._pass_time()
        await self._jump_to_evening()
        idle = _IDLE
        while not self._done(day):
            await self._live(day, idle)
            await self._jump_on()
            # It may have been late and not at rest, on a machine that has more to do.
            idle = min(idle * 2, _LONGEST_IDLE)

    async def _finish_letters(self) -> None:
        """Let some days pass, until every reader has all that has dropped."""
        for _day in range(_MOST_DAYS_MORE):
            if not self._books.subscriptions():
                return
            await self._jump_to_drop()
            await self._deliver(self._plan.days, 0)

    async def _live(self, day: int, idle: float) -> None:
        """Start the bot until it can do no more for now, then be the people who move it on."""
        asked = await self._asked()
        bot = await self._start()
        await self._wire.ask("until", asked=asked + 1, seconds=_LONGEST_LIFE)
        await self._until_at_rest(bot, day, idle)
        await bot.stop()
        await self._move_on()

    async def _move_on(self) -> None:
        async with office(self._database, await self._now(), *self._place) as people:
            self.tally.held_up += await people.resume_all()
            self.tally.letters_held += await people.go_on_all(self._readers)

    async def _live_and_die(self, day: int) -> None:
        """Start the bot and kill it after a random share of what is left to do."""
        asked = await self._asked()
        left = self._books.open(day) + self._books.letters_left(self._evening)
        more = 4 + self._random.randint(0, max(left // 2, 4))
        if self._plan.hold is not None:
            await self._wire.ask("hold", more=more + self._plan.hold)
        bot = await self._start()
        await self._wire.ask("until", asked=asked + more, seconds=10)
        await asyncio.sleep(self._random.random() * 0.05)
        await bot.kill()
        await self._wire.ask("hold")
        self.tally.kills += 1
        self.tally.attempting += self._books.count("state = 'attempting'") > 0
        self.tally.letters_attempting += self._books.letters("letter.state = 'attempting'") > 0

    async def _pass_time(self) -> None:
        """Let time pass between two lives, mostly less than Discord remembers nonces."""
        if self._random.random() < 0.2:
            self.tally.jumps += 1
            await self._wire.ask("jump", seconds=PAST_NONCES)
        else:
            await self._wire.ask("jump", seconds=self._random.random() * 20)
        if self._random.random() < 0.3:
            await self._move_on()

    async def _until_at_rest(self, bot: BotProcess, day: int, idle: float) -> None:
        end = asyncio.get_running_loop().time() + _LONGEST_LIFE
        while bot.running and not self._at_rest(day):
            if asyncio.get_running_loop().time() > end:
                left = self._books.letters_left(self._evening)
                states = self._books.states()
                raise TimeoutError(f"day {day} does not end: {states}, {left} letters")
            asked = await self._asked()
            await asyncio.sleep(0.1)
            if not await self._wire.ask("until", asked=asked + 1, seconds=idle):
                return

    async def _asked(self) -> int:
        """Say how many requests the bots have made."""
        return sum((await self._wire.ask("standing"))["requests"].values())

    def _at_rest(self, day: int) -> bool:
        """Whether nothing is left to do, or only people can move it on."""
        held_up = self._books.count("state IN ('failed', 'parked')") > 0
        drops = self._books.done(day) or (held_up and not self._books.in_motion())
        return drops and not self._books.letters_left(self._evening)

    def _done(self, day: int) -> bool:
        return self._books.done(day) and not self._books.letters_left(self._evening)

    async def _start(self) -> BotProcess:
        options = [f"--pace={PACE}", f"--time-limit={TIME_LIMIT}"]
        if self._plan.without == "read-back":
            options.append("--blind")
        return await start_bot(self._wire, self._database, self._log, *options)

    async def _now(self) -> datetime:
        return datetime.fromisoformat((await self._wire.ask("standing"))["now"])

    async def _jump_to_noon(self) -> None:
        """Be far from the time of the drops, whatever time it is in earnest."""
        now = await self._now()
        noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
        await self._jump_to(noon + timedelta(days=1))

    async def _jump_to_drop(self) -> None:
        now = await self._now()
        drop = now.replace(hour=18, minute=0, second=5, microsecond=0)
        if drop <= now:
            drop += timedelta(days=1)
        await self._jump_to(drop)
        self._evening = drop + EVENING

    async def _jump_on(self) -> None:
        """Set the clock to when something is tried again, if all wait for it."""
        if (moment := self._books.next_try()) is not None:
            await self._jump_to(moment)

    async def _jump_to_evening(self) -> None:
        await self._jump_to(self._evening)

    async def _jump_to(self, moment: datetime) -> None:
        if (left := moment - await self._now()) > timedelta():
            await self._wire.ask("jump", seconds=left.total_seconds())

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
    if tally.clean or plan.without:
        shutil.rmtree(folder)
    else:
        for line in [*tally.verdict.all, *tally.letters.all][:20]:
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
    parser.add_argument("--readers", type=int, default=60, help="how many get letters")
    parser.add_argument("--gated", action="store_true", help="discussions are private threads")
    options = parser.parse_args(arguments)
    plan = Plan(**vars(options))
    print(f"seed {plan.seed}, {plan.days} days")
    tally = asyncio.run(throw(plan))
    soft = [what for what in ("nonce", "read-back") if not _doubles_without(plan, what)]
    print(tally)
    under_fire = tally.attempting * 3 >= tally.kills
    return 0 if tally.clean and under_fire and not soft else 1


def _doubles_without(plan: Plan, protection: str) -> bool:
    """Whether a tenth of the run, with a protection left out, doubles anything."""
    weak = replace(
        plan,
        kills=max(plan.kills // 10, 10),
        drops=max(plan.drops // 10, 60),
        channels=max(plan.channels // 2, 20),
        without=protection,
    )
    tally = asyncio.run(throw(weak))
    doubled, letters = len(tally.verdict.doubled), len(tally.letters.doubled)
    print(
        f"without {protection}: {doubled} doubled in {weak.drops:,} drops and {letters} in "
        f"{tally.letters.letters:,} letters, {weak.kills} kills"
    )
    return doubled > 0
