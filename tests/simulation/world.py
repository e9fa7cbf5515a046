"""The world: servers, a Discord, a machine with a clock, and the bot that lives and dies on it."""

import asyncio
import heapq
import random
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.domain.errors import RefusalError
from bot.services.ports import DeskNote, Posting, Viewer
from bot.storage import migrations
from bot.storage.moments import from_ticks
from tests.simulation.books import Book
from tests.simulation.clock import WorldClock
from tests.simulation.judge import Judge
from tests.simulation.lives import KilledError, Life
from tests.simulation.process import Process, booted, stop
from tests.simulation.stand_in import Message, StandIn, Witness
from tests.simulation.weather import Weather

MODERATOR = 7_000_000
"""The moderator of a server has its id added to this."""

Act = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Server:
    """A server with the channel its serials run in, and the book they run."""

    guild_id: int
    channel_id: int
    chance: random.Random
    book: Book
    books: int = 1
    """How many it has had, this one among them."""
    story_id: int | None = None
    serials: list[int] = field(default_factory=list)

    def moderator(self) -> Viewer:
        """Somebody who may steer everything here."""
        return self._viewer(MODERATOR + self.guild_id, manages=True)

    def reader(self, number: int) -> Viewer:
        """A member."""
        return self._viewer(number, manages=False)

    def _viewer(self, user_id: int, *, manages: bool) -> Viewer:
        return Viewer(
            guild_id=self.guild_id,
            user_id=user_id,
            channel_id=self.channel_id,
            can_view=lambda _channel: True,
            is_gone=lambda _channel: False,
            is_restricted=lambda _channel: False,
            adult_ok=False,
            manages=manages,
            role_ids=frozenset(),
        )


class World:
    """Everything that a run has. All of its chance comes from one seed."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.chance = random.Random(seed)
        self.clock = WorldClock()
        self.weather = Weather(self._stream())
        self.judge = Judge(self.clock, self._planned_at)
        self.discord = StandIn(
            self.clock,
            self.weather,
            self._stream(),
            Witness(self.judge.sets_out, self._committed, self._told),
        )
        self.counts: Counter[str] = Counter()
        self.process: Process | None = None
        self.on_note: Callable[[DeskNote], None] | None = None
        self.print: str = ""
        migrations.upgrade(path)
        self.raw = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        self.raw.row_factory = sqlite3.Row
        self._agenda: list[tuple[datetime, int, Act]] = []
        self._order = count()
        self._stack = AsyncExitStack()
        self._lives = self._stream()

    def _stream(self) -> random.Random:
        return random.Random(self.chance.getrandbits(64))

    # ----------------------------------------------------------------- agenda

    def at(self, when: datetime, act: Act) -> None:
        """Let something happen at a moment of the true time."""
        heapq.heappush(self._agenda, (when, next(self._order), act))

    def after(self, span: timedelta, act: Act) -> None:
        """Let something happen after a while."""
        self.at(self.clock.true + span, act)

    async def live(self, until: datetime) -> None:
        """Let the world go on to a moment of the true time."""
        while True:
            planned = bool(self._agenda) and self._agenda[0][0] <= until
            if not await self._pass_time(self._agenda[0][0] if planned else until):
                continue  # The bot died on the way, and its next start is on the agenda.
            if not planned:
                return
            _, _, act = heapq.heappop(self._agenda)
            await act()

    async def _pass_time(self, until: datetime) -> bool:
        """Let time pass; False where the bot's death came first and has been dealt with."""
        seconds = (until - self.clock.true).total_seconds()
        if self.process is None:
            await asyncio.sleep(max(seconds, 0.0))
            return True
        over = self.process.life.over
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                await over.wait()
        except TimeoutError:
            return True
        await self.bury()
        return False

    # ------------------------------------------------------------------- lives

    async def boot(self) -> None:
        """Start the bot, if it does not run."""
        if self.process is not None:
            return
        self.counts["boots"] += 1
        left = self.raw.execute("SELECT count(*) FROM delivery WHERE state = 'attempting'")
        self.counts["left attempting by a kill"] += left.fetchone()[0]
        life = Life(self._lives)
        self.process = await self._stack.enter_async_context(
            booted(self.path, life, self.clock, self.discord)
        )

    async def bury(self) -> None:
        """Clear away what a kill has left, and boot again after a while."""
        self.counts["kills"] += 1
        await self._away()
        self.after(self._outage_after_kill(), self.boot)

    async def stop(self, span: timedelta) -> None:
        """Stop the bot in good order, and boot it again after a while."""
        if self.process is None:
            return
        self.counts["stops"] += 1
        await stop(self.process)
        await self._away()
        self.after(span, self.boot)

    async def close(self) -> None:
        """End it all."""
        await self._away()
        self.raw.close()

    async def _away(self) -> None:
        await self._stack.aclose()
        self._stack = AsyncExitStack()
        self.process = None

    def _outage_after_kill(self) -> timedelta:
        way = self.chance.random()
        if way < 0.8:
            return timedelta(seconds=self.chance.uniform(0.5, 20))
        if way < 0.95:
            return timedelta(minutes=self.chance.uniform(0.5, 30))
        if way < 0.99:
            return timedelta(hours=self.chance.uniform(0.5, 5))
        return timedelta(hours=self.chance.uniform(7, 60))

    # --------------------------------------------------------------------- acts

    def somebody(
        self, name: str, act: Callable[[Process], Coroutine[Any, Any, None]]
    ) -> "asyncio.Task[None] | None":
        """Let somebody ask the bot for something, while all else goes on; None if it is away."""
        if self.process is None:
            self.counts["asked in vain"] += 1
            return None
        return asyncio.create_task(self._asked(name, act, self.process))

    async def _asked(
        self, name: str, act: Callable[[Process], Coroutine[Any, Any, None]], process: Process
    ) -> None:
        try:
            await act(process)
            self.counts[name] += 1
        except RefusalError:
            self.counts["refusals"] += 1
        except (KilledError, asyncio.CancelledError):
            self.counts["broken off"] += 1
            raise
        except Exception as error:
            self.judge.wrong(None, f"{name} broke: {type(error).__name__}: {error}")
            raise

    def now(self) -> datetime:
        """What the bot's machine takes the time for."""
        return self.clock.now()

    # ------------------------------------------------------------------ judging

    def _planned_at(self, serial_id: int, instalment: int) -> datetime | None:
        row = self.raw.execute(
            "SELECT planned_at FROM instalment WHERE serial_id = ? AND number = ?",
            (serial_id, instalment),
        ).fetchone()
        return None if row is None else from_ticks(row[0])

    def _committed(self, posting: Posting, message: Message) -> None:
        self.judge.committed(posting, message)

    def _told(self, note: DeskNote) -> None:
        self.counts[f"desk: {note.kind}"] += 1
        if self.on_note is not None:
            self.on_note(note)
