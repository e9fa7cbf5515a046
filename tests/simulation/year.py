"""What may happen, and how often: a year in the life of many servers and of one machine."""

import random
from collections.abc import Callable, Coroutine
from datetime import timedelta
from functools import partial
from typing import Any

from bot.services.ports import DeskNote
from tests.simulation.audit import Audit
from tests.simulation.books import Book
from tests.simulation.people import People
from tests.simulation.process import Process
from tests.simulation.readers import Readers
from tests.simulation.world import Act, Server, World

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)

ORDINARY = 0.03
"""The part of all attempts that goes wrong on an ordinary day."""

Asking = Callable[[Process, Server, int], Coroutine[Any, Any, None]]


class Year:
    """Brings about what happens to a world of so many servers; all of it drawn from its chance."""

    def __init__(self, world: World, servers: int) -> None:
        self.world = world
        self.people = People(world)
        self.readers = Readers(world)
        self.audit = Audit(world)
        self.chance = random.Random(world.chance.getrandbits(64))
        self._over = False
        self._resuming: set[int] = set()
        """The serials that somebody asks to go on, until they do."""
        self.servers = [self._server(number) for number in range(1, servers + 1)]
        self._by_guild = {server.guild_id: server for server in self.servers}
        world.on_note = self._noticed

    def _server(self, number: int) -> Server:
        chance = random.Random(self.chance.getrandbits(64))
        book = _book(number, 1, chance)
        return Server(number, number * 1_000, chance, book)

    def begin(self) -> None:
        """Put onto the agenda what comes by itself."""
        world = self.world
        world.weather.bad = ORDINARY
        for server in self.servers:
            world.after(self.chance.random() * DAY, partial(self._keep_one_going, server))
            self._now_and_then(server)
        for per_year, act in (
            (3_000, self._kill),
            (150, self._stop),
            (60, self._jump),
            (25, self._suspended),
            (120, self._storm),
            (8, self._outage),
        ):
            self._repeat(self.chance, per_year, act)
        world.after(HOUR, self._audited)

    def _now_and_then(self, server: Server) -> None:
        for per_year, name, asking in (
            (4, "pauses", self.people.pause),
            (6, "skips", self.people.skip),
            (5, "drops now", self.people.drop),
            (0.7, "ends", self.people.end),
            (2, "rhythm", self.people.change_rhythm),
            (30, "reads", self.readers.turn),
        ):
            self._repeat(server.chance, per_year, partial(self.asked, server, name, asking))
        self._repeat(server.chance, 0.6, partial(self.replaced, server))
        self._repeat(server.chance, 1.5, partial(self._forbidden, server))
        self._repeat(server.chance, 1.5, partial(self._deafened, server))
        self._repeat(server.chance, 0.05, partial(self._gone, server))

    def _repeat(self, chance: random.Random, per_year: float, act: Act) -> None:
        """Let something happen again and again, so often a year and never regularly."""

        async def again() -> None:
            if self._over:
                return
            self.world.after(chance.expovariate(per_year) * YEAR, again)
            await act()

        self.world.after(chance.expovariate(per_year) * YEAR, again)

    async def close(self) -> None:
        """End the year: all is mended, everybody answers, and after ten quiet days nothing may be
        left that was due.
        """
        self._over = True
        await self._calm()
        await self.set_right()
        for place in self.world.discord.places.values():
            place.forbidden = place.deaf = False
        await self.world.boot()
        for server in self.servers:
            for serial_id in self._alive(server, "paused"):
                await self._resumed(server, serial_id)
        await self.world.live(self.world.clock.true + 10 * DAY)
        self.audit.last_look()

    # ----------------------------------------------------------------- machine

    async def _kill(self) -> None:
        if self.world.process is None:
            return
        life = self.world.process.life
        if self.chance.random() < 0.7:
            life.kill_around_post(self.chance.randint(1, 9))
        else:
            life.kill_in(self.chance.randint(1, 600))

    async def _stop(self) -> None:
        await self.world.stop(timedelta(seconds=self.chance.uniform(1, 300)))

    async def _jump(self) -> None:
        """The clock is set wrongly, and some time later rightly again."""
        world, way = self.world, self.chance.random()
        if world.clock.wrong:
            return
        if way < 0.5:
            by = timedelta(seconds=self.chance.uniform(1, 120))
        elif way < 0.95:
            by = timedelta(minutes=self.chance.uniform(2, 180))
        else:
            by = timedelta(days=self.chance.uniform(0.3, 3))
        await self.set_clock(by * self.chance.choice([1, -1]))
        world.after(timedelta(minutes=self.chance.uniform(1, 600)), self.set_right)

    async def set_clock(self, by: timedelta) -> None:
        """Set the machine's clock ahead, or back."""
        ahead = by > timedelta(0)
        self.world.counts["clock jumps ahead" if ahead else "clock jumps back"] += 1
        self.world.clock.jump(by)
        self.audit.unsettled()

    async def set_right(self) -> None:
        """Set the machine's clock by the true time."""
        self.world.clock.jump(-self.world.clock.wrong)
        self.audit.unsettled()

    async def _suspended(self) -> None:
        await self.suspend(timedelta(minutes=self.chance.choice([1, 5, 30, 120, 600, 1500])))

    async def suspend(self, span: timedelta) -> None:
        """Let the machine sleep."""
        self.world.counts["machine asleep"] += 1
        self.world.discord.hurry()
        self.world.clock.suspend(span)
        self.audit.unsettled()

    async def _storm(self) -> None:
        self.world.counts["storms of faults"] += 1
        self.world.weather.bad = self.chance.uniform(0.05, 0.6)
        self.audit.unsettled()
        self.world.after(timedelta(minutes=self.chance.uniform(5, 240)), self._calm)

    async def _outage(self) -> None:
        self.world.counts["outages of Discord"] += 1
        self.world.weather.outage = True
        self.audit.unsettled()
        self.world.after(timedelta(minutes=self.chance.uniform(5, 300)), self._calm)

    async def _calm(self) -> None:
        self.world.weather.bad = 0.0 if self._over else ORDINARY
        self.world.weather.outage = False
        self.audit.unsettled()

    # ----------------------------------------------------------------- servers

    async def _keep_one_going(self, server: Server) -> None:
        """Start something where nothing runs; a book that was told is put away for a new one."""
        self.world.after(self.chance.uniform(0.5, 2) * DAY, partial(self._keep_one_going, server))
        alive = self._alive(server)
        if len(alive) > 1 or (alive and server.chance.random() > 0.01):
            return
        if not alive and server.serials and server.chance.random() < 0.15:
            self.new_book(server)
        self.world.somebody("starts", lambda process: self.people.start(process, server))

    def new_book(self, server: Server) -> None:
        """Put a server's book away, started or not, for one of a title that none had before."""
        server.books += 1
        server.book = _book(server.guild_id, server.books, server.chance)
        server.story_id = None

    async def asked(self, server: Server, name: str, asking: Asking) -> None:
        alive = self._alive(server)
        if not alive:
            return
        serial_id = server.chance.choice(alive)
        self.world.somebody(name, lambda process: asking(process, server, serial_id))
        if asking == self.people.pause:
            after = server.chance.uniform(0.05, 8) * DAY
            self._resume_after(after, server, serial_id)

    def _resume_after(self, span: timedelta, server: Server, serial_id: int) -> None:
        """Let somebody have a serial go on after a while, if nobody is about to."""
        if serial_id not in self._resuming:
            self._resuming.add(serial_id)
            self.world.after(span, partial(self._resumed, server, serial_id))

    async def _resumed(self, server: Server, serial_id: int) -> None:
        """Let a serial go on; ask again until it does. Where its channel is gone, it is ended."""
        self._resuming.discard(serial_id)
        if serial_id not in self._alive(server, "paused"):
            return
        if self.world.discord.places[self.world.judge.courses[serial_id].channel_id].gone:
            await self._ended(server, serial_id)
            return
        self.world.somebody(
            "resumes", lambda process: self.people.resume(process, server, serial_id)
        )
        self._resume_after(HOUR, server, serial_id)

    async def replaced(self, server: Server) -> None:
        """Give a story a new edition, more often than not when something drops just now."""
        busy = self.world.raw.execute(
            "SELECT 1 FROM delivery JOIN serial USING (serial_id) WHERE guild_id = ? "
            "AND serial.state = 'running' AND delivery.state NOT IN ('sent', 'skipped') LIMIT 1",
            (server.guild_id,),
        ).fetchone()
        if busy is None and server.chance.random() < 0.5 and self._alive(server):
            row = self.world.raw.execute(
                "SELECT min(next_at) - ? FROM serial WHERE guild_id = ? AND state = 'running'",
                (int(self.world.now().timestamp() * 1e6), server.guild_id),
            ).fetchone()
            if row[0] is not None and row[0] > 0:
                moment = timedelta(microseconds=row[0]) + timedelta(
                    seconds=server.chance.uniform(0, 2)
                )
                self.world.after(moment, partial(self._give_edition, server))
                return
        await self._give_edition(server)

    async def _give_edition(self, server: Server) -> None:
        self.world.somebody("editions", lambda process: self.people.replace(process, server))
        for serial_id in server.serials:
            asking = partial(self._readers_look, server, serial_id)
            self.world.after(timedelta(minutes=10), asking)

    async def _readers_look(self, server: Server, serial_id: int) -> None:
        self.world.somebody(
            "readers look", lambda process: self.readers.look(process, server, serial_id)
        )

    async def _forbidden(self, server: Server) -> None:
        self.world.discord.places[server.channel_id].forbidden = True

    async def _deafened(self, server: Server) -> None:
        """Take Read Message History away for a while, with faults enough to make it matter."""
        place = self.world.discord.places[server.channel_id]
        place.deaf = True

        async def hear() -> None:
            place.deaf = False

        self.world.after(server.chance.uniform(0.1, 20) * DAY, hear)

    async def _gone(self, server: Server) -> None:
        """The channel is deleted: what ran in it is ended, and the next starts in another."""
        self.world.counts["channels deleted"] += 1
        self.world.discord.places[server.channel_id].gone = True
        for serial_id in self._alive(server):
            self.world.after(DAY, partial(self._ended, server, serial_id))
        self.world.after(DAY, partial(self._moved, server))

    async def _moved(self, server: Server) -> None:
        server.channel_id += 1

    async def _ended(self, server: Server, serial_id: int) -> None:
        if serial_id not in self._alive(server):
            return
        self.world.somebody("ends", lambda process: self.people.end(process, server, serial_id))
        self.world.after(HOUR, partial(self._ended, server, serial_id))

    def _alive(self, server: Server, *states: str) -> list[int]:
        rows = self.world.raw.execute(
            "SELECT serial_id, state FROM serial WHERE guild_id = ?", (server.guild_id,)
        ).fetchall()
        wanted = states or ("running", "paused")
        return [row["serial_id"] for row in rows if row["state"] in wanted]

    # -------------------------------------------------------------------- desk

    def _noticed(self, note: DeskNote) -> None:
        """Moderators heed what they are told, sooner or later, and more than once if they must."""
        server = self._by_guild[note.guild_id]
        span = timedelta(minutes=server.chance.uniform(2, 2000))
        if note.kind == "parked" and note.key is not None:
            key = note.key
            asking: Asking = lambda process, there, _: self.people.decide(process, there, key)  # noqa: E731
            self.world.after(
                span, partial(self._somebody, server, note.serial_id, "decides", asking)
            )
        elif note.kind == "missed" and server.chance.random() < 0.4:
            act = partial(self._somebody, server, note.serial_id, "made up", self.people.make_up)
            self.world.after(span, act)
        elif "is paused at" in note.text:
            self._resume_after(span, server, note.serial_id)

    async def _somebody(self, server: Server, serial_id: int, name: str, asking: Asking) -> None:
        self.world.somebody(name, lambda process: asking(process, server, serial_id))

    # ------------------------------------------------------------------- audit

    async def _audited(self) -> None:
        self.audit.look()
        self.world.after(HOUR, self._audited)


def _book(server: int, number: int, chance: random.Random) -> Book:
    chapters = chance.randint(2, 8)
    return Book(f"Book {server}-{number}", chance, chapters=chapters, length=chance.randint(20, 60))
