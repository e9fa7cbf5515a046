"""Figure 2: the bot ends before, within and after each step of a delivery, with each fault.

One drop has all parts: a passage, its discussion, the greeting in it and the closing card. The bot
is started with the fault waiting for one of them, ends at its point, and is started again, at once
or when Discord has forgotten the nonces; what ended before its fault meets it then. Then
readers must see each part once.
"""

import argparse
import asyncio
import itertools
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.delivery import PartKind
from bot.domain.serial import Discussion, Gate
from bot.storage.moments import to_ticks
from tests.chaos.judge import Judge, Verdict
from tests.chaos.staging import office
from tests.wire.driver import BotProcess, Wire, stand_in, start_bot
from tests.wire.failpoints import POINTS
from tests.wire.faults import Fault

FASTER = 5.0
TIME_LIMIT = 10.0 / FASTER
PAST_NONCES = 10 * 60.0
PARTS = tuple(part.value for part in PartKind if part is not PartKind.WORD)
_GATED = ("thread", "greeting")
"""The parts that are others behind a gate."""
_LONGEST = 60.0
_ROUTES = {
    "thread": "POST /channels/*/messages/*/threads",
    "passage": "POST /channels/*/messages",
    "greeting": "POST /channels/*/messages",
    "closing": "POST /channels/*/messages",
    "poll": "POST /channels/*/messages",
}
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
    def left_out(self) -> int:
        """How many parts are left out by design: a poll, or what a discussion would have held."""
        if self.fault not in _REFUSALS or self.part not in {"thread", "greeting", "poll"}:
            return 0
        return 1

    def __str__(self) -> str:
        fault = self.fault.value if self.fault else "no fault"
        gate = ", behind a gate" if self.gated else ""
        return f"{self.part}, {self.point}, {fault}, {'late' if self.late else 'at once'}{gate}"


def cases() -> Iterator[Case]:
    """List all cases. Planning is not about one part, so there the part is only the fault's."""
    faults = (None, *Fault)
    for point, fault, part, late in itertools.product(POINTS, faults, PARTS, (False, True)):
        yield Case(point, fault, part, late)
    for point, fault, part, late in itertools.product(POINTS, faults, _GATED, (False, True)):
        yield Case(point, fault, part, late, gated=True)


class Stage:
    """A stand-in on which one case after the other is played."""

    def __init__(self, wire: Wire, folder: Path) -> None:
        self._wire = wire
        self._folder = folder
        self._log = folder / "log"
        self._template = folder / "template.sqlite3"
        self._place = (0, 0)
        self.ends = 0

    async def set_up(self) -> None:
        """Start a serial of one chapter in a database that every case begins with."""
        (self._folder / "stories").mkdir()
        guild = await self._wire.ask("server")
        self._place = (guild["guild"], guild["owner"])
        await self._wire.ask("limits", strict=False)
        channels = await self._wire.ask("channels", guild=self._place[0], count=1)
        async with office(self._template, await self._now(), *self._place) as moderator:
            await moderator.start(channels, 1, at="18:00", discussion=Discussion.INSTALMENT)
            await moderator.add_spares(2)

    async def play(self, case: Case) -> Verdict:
        """Play a case in a channel of its own; say what readers see in the end."""
        (channel,) = await self._wire.ask("channels", guild=self._place[0], count=1)
        database = self._folder / "case.sqlite3"
        for old in self._folder.glob("case.sqlite3*"):
            old.unlink()
        shutil.copyfile(self._template, database)
        _prepare(database, channel, await self._now(), gated=case.gated)
        await self._order(case)
        bot = await self._start(database, f"--end-at={case.point}:{case.part}")
        await self._let_live(bot, database)
        self.ends += bot.fell
        if case.late:
            await self._wire.ask("jump", seconds=PAST_NONCES)
        await self._finish(database)
        refused = case.part if case.left_out else None
        judge = Judge(
            self._wire,
            threads=refused not in {"thread", "greeting"},
            private=case.gated,
            polls=refused != "poll",
        )
        await judge.look(channel, range(1, 2), last=True)
        await self._wire.ask("remove", channel=channel)
        return judge.verdict

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

    async def _finish(self, database: Path) -> None:
        """Start the bot again, and be the moderator who resumes what was refused."""
        while not _done(database):
            await self._let_live(await self._start(database), database)
            async with office(database, await self._now(), *self._place) as moderator:
                await moderator.resume_all()

    async def _let_live(self, bot: BotProcess, database: Path) -> None:
        """Wait until the bot has ended at its point or can do no more."""
        end = asyncio.get_running_loop().time() + _LONGEST
        while bot.running:
            if _done(database) or _held_up(database):
                await bot.kill()
            if asyncio.get_running_loop().time() > end:
                raise TimeoutError(f"no end comes: {_states(database)}\n{self._log.read_text()}")
            await asyncio.sleep(0.02)

    async def _start(self, database: Path, *options: str) -> BotProcess:
        usual = ("--pace=400", f"--time-limit={TIME_LIMIT}")
        return await start_bot(self._wire, database, self._log, *usual, *options)

    async def _now(self) -> datetime:
        return datetime.fromisoformat((await self._wire.ask("standing"))["now"])


def _prepare(database: Path, channel: int, now: datetime, *, gated: bool) -> None:
    """Give the serial its channel and its gate, and let it be due since a minute."""
    due = to_ticks(now - timedelta(minutes=1))
    gate = Gate.AFTER_READING if gated else Gate.OPEN
    with closing(sqlite3.connect(database)) as db, db:
        changes = (channel, due, gate.value)
        db.execute("UPDATE serial SET channel_id = ?, next_at = ?, gate = ?", changes)


def _done(database: Path) -> bool:
    """Whether everything is planned and settled."""
    states = _states(database)
    return bool(states) and set(states) <= {"sent", "skipped"}


def _held_up(database: Path) -> bool:
    """Whether only a moderator can move it on."""
    return bool({"failed", "parked"} & set(_states(database)))


def _states(database: Path) -> list[str]:
    with closing(sqlite3.connect(database, timeout=10)) as db:
        return [state for (state,) in db.execute("SELECT state FROM delivery")]


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


async def play(chosen: Sequence[Case]) -> Tally:
    """Play some cases one after the other."""
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="feuilleton-failpoints-") as folder:
        async with stand_in(f"--rate={FASTER}") as wire:
            stage = Stage(wire, Path(folder))
            await stage.set_up()
            for case in chosen:
                verdict = await stage.play(case)
                faults = [*verdict.lost, *verdict.doubled, *verdict.disordered]
                tally.wrong += [f"{case}: {fault}" for fault in faults]
            standing = await wire.ask("standing")
            tally.ends = stage.ends
            tally.faults = sum(standing["faults"].values())
            tally.wrong += standing["complaints"]
    return tally


async def _share(chosen: Sequence[Case], workers: int) -> Tally:
    shares = [play(chosen[number::workers]) for number in range(workers)]
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
    print(
        f"{len(chosen):,} cases ({len(POINTS)} points × {len(Fault) + 1} faults × {len(PARTS)} "
        f"parts, {len(_GATED)} more behind a gate, × at once or late), {tally.ends:,} ends at "
        f"their point, {tally.faults:,} faults: {len(tally.wrong)} violations"
    )
    return 1 if tally.wrong else 0
