"""Figure 7a on real sockets: the real bot is copied while it posts, killed, and put back.

Every day of a run the database is copied by another process in the middle of the drops; somewhat
later the bot is killed, its database lost, and that copy or the one of the day before restored,
often past what Discord remembers of nonces, with the kills' faults mixed in. At the end the
channels are looked through as a reader would.
"""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.domain.serial import Discussion
from bot.storage import copies
from tests.chaos.backups import forget_surveys
from tests.chaos.judge import Judge, Verdict
from tests.chaos.kills import DROP_TIME, FASTER, FAULTS, Kills, Plan
from tests.chaos.staging import office
from tests.wire.driver import stand_in


@dataclass
class Restored:
    """What the restores left in the channels."""

    restores: int
    verdict: Verdict

    @property
    def violations(self) -> list[str]:
        """All that must not be."""
        return self.verdict.lost + self.verdict.doubled + self.verdict.disordered

    def __str__(self) -> str:
        bound = f", under {300 / max(self.restores, 1):.1f} % a restore at 95 %"
        return (
            f"Restores: {self.restores} on real sockets, copied while the bot posted, killed and "
            f"put back: {self.verdict}" + ("" if self.violations else bound)
        )


class _Restores(Kills):
    """One run: as many restores as days."""

    async def restore_daily(self, *, survey: bool) -> Restored:
        """Let a chapter a day drop everywhere, and put a copy back every day."""
        plan, wire = self._plan, self._wire
        (self._folder / "stories").mkdir()
        guild = await wire.ask("server")
        channels = await wire.ask("channels", guild=guild["guild"], count=plan.channels)
        await wire.ask("limits", strict=False)
        self._place = (guild["guild"], guild["owner"])
        await self._jump_to_noon()
        async with office(self._database, await self._now(), *self._place) as moderator:
            await moderator.start(
                channels, plan.days, at=DROP_TIME, discussion=Discussion.INSTALMENT
            )
        for day in range(1, plan.days + 1):
            await self._jump_to_drop()
            await wire.faults(*FAULTS)
            await self._copy_and_lose(day, survey=survey)
            await self._deliver(day, 0)
        judge = Judge(wire, threads=True)
        for channel in channels:
            await judge.look(channel, range(1, plan.days + 1), last=True)
        return Restored(plan.days, judge.verdict)

    async def _copy_and_lose(self, day: int, *, survey: bool) -> None:
        bot = await self._start()
        await self._work(day)
        await asyncio.to_thread(copies.backup, self._database, self._copy(day))
        await self._work(day)
        await bot.kill()
        await self._pass_time()
        back = 1 if day > 1 and self._random.random() < 0.5 else 0
        copies.restore(self._copy(day - back), self._database, await self._now())
        if not survey:
            forget_surveys(self._database)

    async def _work(self, day: int) -> None:
        """Wait until the bot has done a random share of what is left."""
        asked = sum((await self._wire.ask("standing"))["requests"].values())
        more = self._random.randint(4, max(self._books.open(day) // 2, 8))
        await self._wire.ask("until", asked=asked + more, seconds=3)

    def _copy(self, day: int) -> Path:
        return self._folder / f"day-{day}.sqlite3"


async def restore(days: int, channels: int, *, seed: int = 1, survey: bool = True) -> Restored:
    """Make one run with a restore a day."""
    plan = Plan(kills=0, drops=days * channels, channels=channels, seed=seed)
    with tempfile.TemporaryDirectory(prefix="feuilleton-restores-") as folder:
        async with stand_in(f"--rate={FASTER}", f"--seed={seed}", "--latency=0.01") as wire:
            return await _Restores(plan, wire, Path(folder)).restore_daily(survey=survey)
