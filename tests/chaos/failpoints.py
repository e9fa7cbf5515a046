"""Figure 2: the bot ends before, within and after each step of a delivery, with each fault.

One drop has all parts: a passage, its discussion, the greeting in it and the closing card; and a
reader gets a letter of two messages. The bot is started with the fault waiting for one of them,
ends at its point, and is started again, at once or when Discord has forgotten the nonces; what
ended before its fault meets it then. Then readers must see each part once. Where the bot only waits
for its clock, the clock is set on while it is dead.
"""

import argparse
import asyncio
import itertools
import shutil
import sqlite3
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.keys import PartKind
from bot.domain.serial import Discussion, Gate
from bot.storage.moments import to_ticks
from tests.chaos.books import Books
from tests.chaos.judge import Findings, Judge, LetterJudge
from tests.chaos.staging import STORY, Reader, leaves_up_to, office
from tests.wire.clock import WireClock
from tests.wire.driver import BotProcess, Wire, stand_in, start_bot
from tests.wire.failpoints import LETTER, POINTS
from tests.wire.faults import Fault

FASTER = 5.0
TIME_LIMIT = 10.0 / FASTER
PAST_NONCES = 10 * 60.0
PARTS = tuple(part.value for part in PartKind if part is not PartKind.WORD)
_GATED = ("thread", "greeting")
"""The parts that are others behind a gate."""
KINDS = (*((part, False) for part in PARTS), *((part, True) for part in _GATED), (LETTER, False))
"""What a case can be about, and whether behind a gate."""
_LONGEST = 300.0
_BREATH = 0.5
"""Seconds that a bot has for its very next step, where nobody names more."""
_EVERY = 100
"""The cases from one report of a worker to the next."""
_A_MOMENT = timedelta(seconds=1)
"""Of the bot's clock: what it waits for longer is not waited for in earnest."""
_ROUTES = {
    "thread": "POST /channels/*/messages/*/threads",
    "passage": "POST /channels/*/messages",
    "greeting": "POST /channels/*/messages",
    "closing": "POST /channels/*/messages",
    "poll": "POST /channels/*/messages",
    LETTER: "POST /channels/*/messages",
}
FAULTS = (None, *Fault)
_OPENING = "POST /channels/*/threads"
_REFUSALS = {Fault.FORBIDDEN, Fault.CHANNEL_GONE, Fault.MESSAGE_GONE}


@dataclass(frozen=True, slots=True)
class Case:
    """One way of things going wrong. `late` says that Discord has forgotten the nonces by then."""

    point: str
    fault: Fault | None
    part: str
    late: bool
    gated: bool = False
    """Whether the discussion is behind a gate: a private thread, which no nonce guards."""

    @property
    def is_spared(self) -> bool:
        """Whether the part may be missing: a poll that was refused, or one of a discussion."""
        return self.fault in _REFUSALS and self.part in {"thread", "greeting", "poll"}

    def __str__(self) -> str:
        fault = self.fault.value if self.fault else "no fault"
        gate = ", behind a gate" if self.gated else ""
        return f"{self.part}, {self.point}, {fault}, {'late' if self.late else 'at once'}{gate}"


def cases() -> Iterator[Case]:
    """List all cases. Planning is not about one part, so there the part is only the fault's."""
    for (part, gated), point, fault, late in itertools.product(
        KINDS, POINTS, FAULTS, (False, True)
    ):
        yield Case(point, fault, part, late, gated)


def sample(*, late: bool) -> list[Case]:
    """Choose a few cases that have every fault once, and every point and kind of part, each beside
    others at once and late.
    """
    turn = len(FAULTS) if late else 0
    chosen = []
    for number, fault in enumerate(FAULTS, start=turn):
        part, gated = KINDS[number % len(KINDS)]
        chosen.append(Case(POINTS[number % len(POINTS)], fault, part, late, gated))
    return chosen


class Stage(ABC):
    """A stand-in on which one case after the other is played."""

    def __init__(self, wire: Wire, folder: Path, breath: float) -> None:
        self._wire = wire
        self._folder = folder
        self._breath = breath
        self._log = folder / "log"
        self._template = folder / "template.sqlite3"
        self._database = folder / "case.sqlite3"
        self._books = Books(self._database)
        self._place = (0, 0)
        self.ends = 0

    async def set_up(self) -> None:
        """Make the database that every case begins with."""
        (self._folder / "stories").mkdir(parents=True)
        guild = await self._wire.ask("server")
        self._place = (guild["guild"], guild["owner"])
        await self._wire.ask("limits", strict=False)
        await self._found()

    async def play(self, case: Case) -> Findings:
        """Play a case in a place of its own; say what readers see in the end."""
        for old in self._folder.glob("case.sqlite3*"):
            old.unlink()
        shutil.copyfile(self._template, self._database)
        await self._prepare(case)
        await self._order(case)
        bot = await self._live(f"--end-at={case.point}:{case.part}")
        self.ends += bot.fell
        if case.late:
            await self._wire.ask("jump", seconds=PAST_NONCES)
        await self._finish()
        return await self._judge(case)

    @abstractmethod
    async def _found(self) -> None:
        """Fill the template."""

    @abstractmethod
    async def _prepare(self, case: Case) -> None:
        """Give a case its own place, and let it be due since a minute."""

    @abstractmethod
    async def _judge(self, case: Case) -> Findings:
        """Look at what readers see."""

    @abstractmethod
    def _done(self) -> bool:
        """Whether everything is planned and settled."""

    @abstractmethod
    def _held_up(self) -> bool:
        """Whether only people can move it on."""

    def _next(self) -> datetime | None:
        """Say when there is something to do again; None where nothing waits."""
        return self._books.next_try()

    @abstractmethod
    async def _move_on(self) -> None:
        """Be the people who do."""

    async def _order(self, case: Case) -> None:
        """Let the fault wait for the request that posts the case's part."""
        if case.fault is None:
            await self._wire.faults()
            return
        route = _OPENING if case.gated and case.part == "thread" else _ROUTES[case.part]
        rule = {"fault": case.fault.value, "route": route, "times": 1}
        if case.part != "thread":
            rule["thread"] = case.part == "greeting"
        if case.part in {"closing", "poll"}:
            rule["skip"] = 1 if case.part == "closing" else 2
        await self._wire.faults(rule)

    async def _finish(self) -> None:
        """Start the bot again, and be whoever has what was refused go on."""
        while not self._done():
            await self._live()
            await self._move_on()

    async def _live(self, *options: str) -> BotProcess:
        """Have the bot live until it has ended at its point or can do no more."""
        while True:
            bot = await self._start(*options)
            if not await self._waits(bot, armed=bool(options)):
                return bot
            left = ((self._next() or await self._now()) - await self._now()).total_seconds()
            await self._wire.ask("jump", seconds=max(left, 0))

    async def _waits(self, bot: BotProcess, *, armed: bool) -> bool:
        """Wait for a bot's end, or end it where it can do no more; say if it would have gone on
        when its clock says so.
        """
        clock = WireClock(**(await self._wire.ask("standing"))["clock"])
        end = asyncio.get_running_loop().time() + _LONGEST
        while bot.running:
            if self._done() or self._held_up():
                # Its point may be the very next step.
                await bot.kill(after=self._breath if armed else 0)
            elif (moment := self._next()) is not None and moment > clock.now() + _A_MOMENT:
                await bot.kill()
                return True
            if asyncio.get_running_loop().time() > end:
                raise TimeoutError(f"no end comes: {self._books.states()}\n{self._log.read_text()}")
            await asyncio.sleep(0.02)
        return False

    async def _start(self, *options: str) -> BotProcess:
        usual = ("--pace=400", f"--time-limit={TIME_LIMIT}")
        return await start_bot(self._wire, self._database, self._log, *usual, *options)

    async def _now(self) -> datetime:
        return datetime.fromisoformat((await self._wire.ask("standing"))["now"])

    async def _change(self, statement: str, *given: object) -> None:
        """Change a case's database by hand."""
        with closing(sqlite3.connect(self._database)) as db, db:
            db.execute(statement, given)

    async def _due(self) -> int | None:
        return to_ticks(await self._now() - timedelta(minutes=1))


class DropStage(Stage):
    """A serial of one chapter, which drops in a channel of each case's own."""

    _channel = 0

    async def _found(self) -> None:
        (channel,) = await self._wire.ask("channels", guild=self._place[0], count=1)
        async with office(self._template, await self._now(), *self._place) as moderator:
            await moderator.start([channel], 1, at="18:00", discussion=Discussion.INSTALMENT)
            await moderator.add_spares(2)

    async def _prepare(self, case: Case) -> None:
        (self._channel,) = await self._wire.ask("channels", guild=self._place[0], count=1)
        gate = Gate.AFTER_READING if case.gated else Gate.OPEN
        changed = (self._channel, await self._due(), gate.value)
        await self._change("UPDATE serial SET channel_id = ?, next_at = ?, gate = ?", *changed)

    async def _judge(self, case: Case) -> Findings:
        spared = [case.part] if case.is_spared else []
        judge = Judge(self._wire, threads=True, private=case.gated, polls=True, spared=spared)
        await judge.look(self._channel, range(1, 2), last=True)
        await self._wire.ask("remove", channel=self._channel)
        return judge.verdict

    def _done(self) -> bool:
        return self._books.done(1)

    def _held_up(self) -> bool:
        return self._books.count("state IN ('failed', 'parked')") > 0

    async def _move_on(self) -> None:
        async with office(self._database, await self._now(), *self._place) as moderator:
            await moderator.resume_all()


class LetterStage(Stage):
    """A serial that has dropped two passages, of which each case sends a reader of its own a
    letter.
    """

    _CHAPTERS = 2
    _reader = Reader(0, 0)

    async def _found(self) -> None:
        channels = await self._wire.ask("channels", guild=self._place[0], count=1)
        async with office(self._database, await self._now(), *self._place) as moderator:
            (serial_id,) = await moderator.start(
                channels, self._CHAPTERS, at="18:00", discussion=Discussion.OFF
            )
        for chapter in range(1, self._CHAPTERS + 1):
            await self._change("UPDATE serial SET next_at = ?", await self._due())
            bot = await self._start()
            while not self._books.done(chapter):  # noqa: ASYNC110 - another process has the file
                await asyncio.sleep(0.02)
            await bot.stop()
        reader = await self._new_reader()
        async with office(self._database, await self._now(), *self._place) as someone:
            await someone.subscribe(reader, serial_id, at="7:00", amount="2 passages")
            await someone.pause(reader)
        shutil.move(self._database, self._template)

    async def _new_reader(self) -> Reader:
        user = await self._wire.ask("person", name="reader", guilds=[self._place[0]])
        return Reader(user, await self._wire.ask("direct", user=user))

    async def _prepare(self, case: Case) -> None:
        self._reader = await self._new_reader()
        await self._change(
            "UPDATE subscription SET state = 'active', user_id = ?, channel_id = ?, next_at = ?",
            self._reader.user,
            self._reader.channel,
            await self._due(),
        )

    async def _judge(self, case: Case) -> Findings:
        judge = LetterJudge(self._wire, [STORY])
        await judge.look(self._reader.channel)
        judge.close(self._reader.channel, leaves_up_to(self._CHAPTERS))
        return judge.verdict

    def _done(self) -> bool:
        return not self._books.subscriptions()

    def _held_up(self) -> bool:
        return self._books.subscriptions("state = 'held'") > 0

    def _next(self) -> datetime | None:
        # What was left of a letter comes at the next date.
        return self._books.next_try() if self._books.letters() else self._books.next_letter()

    async def _move_on(self) -> None:
        async with office(self._database, await self._now(), *self._place) as someone:
            await someone.go_on_all([self._reader])


@dataclass
class Tally:
    """What came of some cases."""

    wrong: list[str] = field(default_factory=list)
    ends: int = 0
    """How often the bot ended at its point; where a fault keeps it from there, it can't."""
    faults: int = 0

    def add(self, other: "Tally") -> None:
        """Take the figures of others in."""
        self.wrong += other.wrong
        self.ends += other.ends
        self.faults += other.faults


async def play(chosen: Sequence[Case], *, breath: float = _BREATH, report: bool = False) -> Tally:
    """Play some cases one after the other; `report` prints how far it is, and what is wrong.

    `breath` is how many seconds a bot has for its point where readers have everything already; one
    that can't reach it lives so much longer.
    """
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="feuilleton-failpoints-") as folder:
        async with stand_in(f"--rate={FASTER}") as wire:
            for kind in (DropStage, LetterStage):
                stage = kind(wire, Path(folder) / kind.__name__, breath)
                mine = [case for case in chosen if (case.part == LETTER) is (kind is LetterStage)]
                if mine:
                    await stage.set_up()
                for number, case in enumerate(mine, start=1):
                    wrong = [f"{case}: {found}" for found in (await stage.play(case)).all]
                    tally.wrong += wrong
                    if report and (wrong or number % _EVERY == 0):
                        print(f"{number:,} of {len(mine):,}", *wrong, sep="\n  ", flush=True)
                tally.ends += stage.ends
            standing = await wire.ask("standing")
            tally.faults = sum(standing["faults"].values())
            tally.wrong += standing["complaints"]
    return tally


async def _share(chosen: Sequence[Case], workers: int) -> Tally:
    shares = [play(chosen[number::workers], report=True) for number in range(workers)]
    whole = Tally()
    for tally in await asyncio.gather(*shares):
        whole.add(tally)
    return whole


def run(arguments: Sequence[str]) -> int:
    """Play all cases, or those whose name has some words; the exit code is 1 for any violation."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos failpoints")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    chosen = [case for case in cases() if all(word in str(case) for word in options.words)]
    tally = asyncio.run(_share(chosen, options.workers))
    print("\n".join(tally.wrong))
    which = " ".join(options.words) or (
        f"{len(POINTS)} points × {len(FAULTS)} faults × {len(KINDS)} kinds of parts, letters and "
        f"what is behind a gate among them, × at once or late"
    )
    print(
        f"{len(chosen):,} cases ({which}), {tally.ends:,} ends at their point, "
        f"{tally.faults:,} faults: {len(tally.wrong)} violations"
    )
    return 1 if tally.wrong else 0
