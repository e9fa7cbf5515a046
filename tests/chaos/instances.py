"""Figure 5: two bots at once, on one data folder and on two copies of the database.

On one folder the second says so and ends, and the first goes on. Two copies know nothing of each
other: both deliver the same drops with the same token, one of them later by less than Discord
remembers a nonce, and readers must see everything once.
"""

import argparse
import asyncio
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.serial import Discussion
from bot.storage import copies
from tests.chaos.books import Books
from tests.chaos.judge import Judge, Verdict
from tests.chaos.staging import office
from tests.wire.driver import BotProcess, Wire, stand_in, start_bot
from tests.wire.world import NONCE_WINDOW

REFUSED = 2
"""The exit code of a bot that finds its folder taken."""
SPARE = 25.0
"""Seconds of the nonce window that are left to the later bot for its work and its repeats."""
_APART = NONCE_WINDOW.total_seconds() - SPARE
"""Seconds that the two are apart at most."""
_LONGEST = 300.0
_OFTEN = {
    "500-before": 0.01,
    "500-after": 0.02,
    "reset-after": 0.02,
    "close-after": 0.02,
    "429-user": 0.02,
    "out-of-order": 0.02,
}
FAULTS: tuple[dict[str, Any], ...] = tuple(
    {"fault": name, "chance": share, "route": "POST /channels/*"} for name, share in _OFTEN.items()
)
"""What goes wrong meanwhile; none of it holds a request up for longer than the spare seconds."""


@dataclass
class Tally:
    """What came of some rounds of one kind."""

    rounds: int = 0
    verdict: Verdict = field(default_factory=Verdict)
    wrong: list[str] = field(default_factory=list)
    deduplicated: int = 0
    furthest: float = 0.0
    """Seconds that the two were apart at most."""
    late: int = 0
    """How many rounds ended after the nonce window, so that they show nothing."""
    faults: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing was wrong."""
        return self.verdict.clean and not self.wrong

    @property
    def bound(self) -> str:
        """What nothing wrong in so many rounds says."""
        return f"under {3 / self.rounds:.1%} a round at 95 %" if self.rounds else "nothing"


class Stage:
    """A server with a serial in each of its channels, on which bots meet day after day."""

    def __init__(self, wire: Wire, folder: Path, seed: int) -> None:
        self.wire = wire
        self.random = random.Random(seed)
        self.folder = folder
        self.channels: list[int] = []
        self.judge = Judge(wire, threads=True)
        self.days = 0
        self._day = 0

    async def set_up(self, channels: int, days: int, home: Path) -> None:
        """Start a serial of so many days in each channel, in the database of a folder."""
        guild = await self.wire.ask("server")
        self.channels = await self.wire.ask("channels", guild=guild["guild"], count=channels)
        await self.wire.ask("limits", strict=False)
        self.days = days
        (home / "stories").mkdir(parents=True)
        # Be far from the time of the drops, whatever time it is in earnest.
        now = await self.now()
        noon = now.replace(hour=12, minute=0, second=0) + timedelta(days=1)
        await self.wire.ask("jump", seconds=(noon - now).total_seconds())
        async with office(
            database_in(home), await self.now(), guild["guild"], guild["owner"]
        ) as moderator:
            await moderator.start(self.channels, days, at="18:00", discussion=Discussion.INSTALMENT)

    async def next_day(self) -> int:
        """Go to the next date of the drops, a few seconds late; say which day of the serials."""
        now = await self.now()
        drop = now.replace(hour=18, minute=0, second=5, microsecond=0)
        days = timedelta(days=drop <= now)
        await self.wire.ask("jump", seconds=(drop + days - now).total_seconds())
        self._day += 1
        return self._day

    async def look(self) -> None:
        """Hold every channel against what the day should have brought, and forget it."""
        day = self._day
        for channel in self.channels:
            await self.judge.look(channel, range(day, day + 1), last=day == self.days)
        standing = await self.wire.ask("standing")
        await self.wire.ask("forget", before=standing["newest"])

    async def start(self, home: Path) -> BotProcess:
        """Start a bot on a folder; its log is beside it."""
        return await start_bot(self.wire, database_in(home), self.log_of(home), "--pace=400")

    def log_of(self, home: Path) -> Path:
        """Name the log of the bots on a folder."""
        return home.with_suffix(".log")

    async def work(self) -> None:
        """Let a random share of a day be asked of Discord."""
        asked = sum((await self.wire.ask("standing"))["requests"].values())
        more = self.random.randint(6, 3 * len(self.channels))
        await self.wire.ask("until", asked=asked + more, seconds=1)

    async def until_done(self, *homes: Path) -> None:
        """Wait until the day is delivered as the books of some folders say."""
        end = asyncio.get_running_loop().time() + _LONGEST
        for home in homes:
            books = Books(database_in(home))
            while not books.done(self._day):
                if asyncio.get_running_loop().time() > end:
                    log = self.log_of(home).read_text()
                    raise TimeoutError(f"no end comes: {books.states()}\n{log[-4000:]}")
                await asyncio.sleep(0.05)

    async def now(self) -> datetime:
        """The stand-in's time."""
        return datetime.fromisoformat((await self.wire.ask("standing"))["now"])


def database_in(home: Path) -> Path:
    """Name the database of a folder."""
    return home / "feuilleton.sqlite3"


class OneFolder:
    """Two bots that are given one data folder."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._home = stage.folder / "home"
        self.tally = Tally(verdict=stage.judge.verdict)

    async def run(self, rounds: int, channels: int) -> Tally:
        """Let a second one come while one delivers, and both at once, in turns."""
        await self._stage.set_up(channels, rounds, self._home)
        holder = await self._stage.start(self._home)
        for number in range(rounds):
            await self._stage.next_day()
            # A new life knows the new date; the one that died leaves its folder at once.
            await holder.kill()
            holder = await (self._both_at_once() if number % 2 else self._one_after_the_other())
            await self._stage.until_done(self._home)
            await self._stage.look()
            self.tally.rounds += 1
        await holder.kill()
        return self.tally

    async def _one_after_the_other(self) -> BotProcess:
        before = (await self._stage.wire.ask("standing"))["identified"]
        first = await self._stage.start(self._home)
        await self._stage.wire.until(identified=before + 1)
        await self._stage.work()
        self._expect(await self._second_ends(await self._stage.start(self._home)))
        self._expect(None if first.running else "the first has ended")
        return first

    async def _both_at_once(self) -> BotProcess:
        both = await asyncio.gather(*[self._stage.start(self._home) for _one in range(2)])
        ends = [asyncio.create_task(one.ended()) for one in both]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED, timeout=_LONGEST)
        loser, winner = both if ends[0].done() else (both[1], both[0])
        for end in ends:
            end.cancel()
        self._expect(await self._second_ends(loser))
        self._expect(None if winner.running else "both have ended")
        return winner

    async def _second_ends(self, second: BotProcess) -> str | None:
        code = await second.ended()
        said = self._stage.log_of(self._home).read_text()
        wanted = f"Another Feuilleton is running on {self._home}."
        if code != REFUSED:
            return f"the second ends with {code}"
        if sum(wanted in line for line in said.splitlines()) != self.tally.rounds + 1:
            return f"the second says: {said[-500:]}"
        return "the second says it with a traceback" if "Traceback" in said else None

    def _expect(self, fault: str | None) -> None:
        if fault is not None:
            self.tally.wrong.append(f"round {self.tally.rounds + 1}: {fault}")


class TwoCopies:
    """Two bots, each with a copy of the database of its own."""

    def __init__(self, stage: Stage, window: float) -> None:
        self._stage = stage
        self._window = window
        self._one = stage.folder / "one"
        self._other = stage.folder / "other"
        self.tally = Tally(verdict=stage.judge.verdict)

    async def run(self, rounds: int, channels: int) -> Tally:
        """Let both deliver a day after the other, copied anew every day, one later than the other.

        The copy is made while one runs, after it was killed, or before either is started; and
        either of the two goes on with the next day.
        """
        await self._stage.set_up(channels, rounds, self._one)
        for number in range(rounds):
            await self._stage.next_day()
            await self._stage.wire.faults(*FAULTS)
            began = await self._stage.now()
            ways = (self._while_it_runs, self._after_a_kill, self._before)
            both = await ways[number % len(ways)]()
            await self._stage.until_done(self._one, self._other)
            took = (await self._stage.now() - began).total_seconds()
            for one in both:
                await one.kill()
            self._note(took)
            await self._stage.wire.faults()
            await self._stage.look()
            if self._stage.random.random() < 0.5:
                self._one, self._other = self._other, self._one
        standing = await self._stage.wire.ask("standing")
        self.tally.deduplicated = standing["deduplicated"]
        self.tally.faults = sum(standing["faults"].values())
        self.tally.wrong += standing["complaints"]
        return self.tally

    async def _while_it_runs(self) -> list[BotProcess]:
        first = await self._stage.start(self._one)
        await self._stage.work()
        self._clear()
        copies.backup(database_in(self._one), database_in(self._other))
        await self._wait()
        return [first, await self._stage.start(self._other)]

    async def _after_a_kill(self) -> list[BotProcess]:
        first = await self._stage.start(self._one)
        await self._stage.work()
        await first.kill()
        self._copy_files()
        if self._stage.random.random() < 0.5:
            # Both find deliveries of which nobody knows how they ended.
            await self._wait()
            return list(await asyncio.gather(*map(self._stage.start, (self._one, self._other))))
        again = await self._stage.start(self._one)
        await self._wait()
        return [again, await self._stage.start(self._other)]

    async def _before(self) -> list[BotProcess]:
        self._copy_files()
        if self._stage.random.random() < 0.5:
            return list(await asyncio.gather(*map(self._stage.start, (self._one, self._other))))
        first = await self._stage.start(self._one)
        await self._wait()
        return [first, await self._stage.start(self._other)]

    async def _wait(self) -> None:
        """Let nearly as much time pass as Discord remembers a nonce, or less."""
        await self._stage.work()
        chance = self._stage.random
        passed = _APART if chance.random() < 0.5 else chance.uniform(0, _APART)
        self.tally.furthest = max(self.tally.furthest, passed)
        await self._stage.wire.ask("jump", seconds=passed)

    def _copy_files(self) -> None:
        """Copy the folder as a person would. Nobody has it open."""
        self._clear()
        for file in self._one.glob("feuilleton.sqlite3*"):
            shutil.copy2(file, self._other)

    def _clear(self) -> None:
        shutil.rmtree(self._other, ignore_errors=True)
        (self._other / "stories").mkdir(parents=True)

    def _note(self, took: float) -> None:
        self.tally.rounds += 1
        self.tally.late += took > self._window


@asynccontextmanager
async def _stage(seed: int, *options: str) -> AsyncIterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="feuilleton-instances-") as folder:
        async with stand_in(f"--seed={seed}", "--latency=0.01", *options) as wire:
            yield Stage(wire, Path(folder), seed)


async def share_a_folder(rounds: int, channels: int, seed: int = 1) -> Tally:
    """Let two bots meet in one folder so many times."""
    async with _stage(seed) as stage:
        return await OneFolder(stage).run(rounds, channels)


async def copy_a_folder(
    rounds: int, channels: int, seed: int = 1, *, spare: float = SPARE, nonces: bool = True
) -> Tally:
    """Let two bots deliver the same drops so many times, also with nonces that nobody minds.

    `spare` is for how many seconds more a nonce is remembered than the two are apart.
    """
    window = _APART + spare if nonces else 0.0
    async with _stage(seed, f"--nonces={window}") as stage:
        return await TwoCopies(stage, window).run(rounds, channels)


def run(arguments: Sequence[str]) -> int:
    """Let them meet; the exit code is 1 where anything was wrong, or where nothing comes twice
    without nonces, for then the whole showed nothing.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.chaos instances")
    parser.add_argument("--rounds", type=int, default=120)
    parser.add_argument("--channels", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    rounds, channels, seed = options.rounds, options.channels, options.seed
    shared = asyncio.run(share_a_folder(rounds // 2, channels // 2, seed))
    print(
        f"One folder: {shared.rounds} times a second bot came to it, half of them at the very same "
        f"moment: every time one of the two said so and ended, and a kill freed it for the next; "
        f"{len(shared.wrong)} times not. {shared.verdict}, {shared.bound}"
    )
    copied = asyncio.run(copy_a_folder(rounds, channels, seed))
    print(
        f"Two copies: {copied.rounds} rounds, up to {copied.furthest:.0f} s apart of the "
        f"{NONCE_WINDOW.total_seconds():.0f} s that a nonce lasts here ({copied.late} rounds took "
        f"longer and show nothing): {copied.verdict}; {copied.deduplicated:,} repeats that a nonce "
        f"caught, {copied.faults:,} faults; {copied.bound}"
    )
    weak = asyncio.run(copy_a_folder(max(rounds // 10, 3), channels, seed, nonces=False))
    print(f"The same without nonces: {len(weak.verdict.doubled)} doubled in {weak.rounds} rounds")
    for tally in (shared, copied):
        verdict = tally.verdict
        wrong = [*tally.wrong, *verdict.lost, *verdict.doubled, *verdict.disordered]
        print("\n".join(wrong[:20]), end="\n" if wrong else "")
    return 0 if shared.clean and copied.clean and weak.verdict.doubled else 1
