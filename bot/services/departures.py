"""Leaving a server and coming back: what is kept meanwhile, and purged in the end."""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from bot.domain.delivery import after_resume
from bot.domain.serial import Serial, SerialState
from bot.services.outbox import Outbox, finish_if_done
from bot.services.ports import Clock
from bot.services.reminders import AT_MOST_EVERY
from bot.storage import deliveries, drafts, guilds, reminded, serials
from bot.storage.database import Connection, Database

KEPT_FOR = timedelta(days=30)
"""How long all that belongs to a server is kept after the bot has left it."""

_EVERY = timedelta(days=1)

_log = logging.getLogger(__name__)


class Departures:
    """The use cases around servers that come and go.

    The serials of a server that was left wait; if the bot comes back they go on as after an
    outage. `wake` tells the dispatcher to look at once.
    """

    def __init__(
        self, database: Database, clock: Clock, outbox: Outbox, wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._clock = clock
        self._outbox = outbox
        self._wake = wake
        self._gone: set[int] = set()

    async def left(self, guild_id: int) -> None:
        """Have a server's serials wait from now on; after 30 days all of it is purged."""
        async with self._database.transaction() as db:
            if guild_id not in await guilds.kept(db):
                return
            await self._leave(db, guild_id)
        self._gone.add(guild_id)

    async def returned(self, guild_id: int) -> bool:
        """Have a server's serials go on if it was left, and tell its moderators; else False."""
        # Asked for every server at every start: what was left is known without the database.
        if guild_id not in self._gone:
            return False
        async with self._database.transaction() as db:
            back = await _come_back(db, guild_id)
        self._gone.discard(guild_id)
        self._wake()
        await self.tell(back)
        return True

    async def reconcile(self, present: Callable[[], Collection[int]]) -> list[Serial]:
        """Find out which servers were left or joined unseen.

        `present` names the servers that the bot is in, those included that are unavailable: these
        have not left. Returns the serials that go on, for `tell`.
        """
        back: list[Serial] = []
        async with self._database.transaction() as db:
            here = frozenset(present())
            kept = await guilds.kept(db)
            for guild_id, left_at in kept.items():
                if guild_id not in here:
                    await self._leave(db, guild_id)
                elif left_at is not None:
                    back += await _come_back(db, guild_id)
        self._gone = kept.keys() - here
        if back:
            self._wake()
        return back

    async def tell(self, back: Sequence[Serial]) -> None:
        """Tell the moderators which serials go on: one note for all that the same one started."""
        groups: dict[tuple[int, int | None], list[Serial]] = {}
        for serial in back:
            groups.setdefault((serial.guild_id, serial.started_by), []).append(serial)
        for first, *others in groups.values():
            text = _BACK_ALL if others else _BACK
            await self._outbox.tell(first, text, {"title": first.title, "more": len(others)})

    async def tend(self, present: Callable[[], Collection[int]]) -> None:
        """Once a day, purge what has been kept long enough. Runs until it is cancelled.

        What `present` names, as for `reconcile`, is never purged.
        """
        while True:
            until = self._clock.now() + _EVERY
            try:
                await self.tell(await self.reconcile(present))
                await self.purge()
            except Exception:
                _log.exception("What is old could not be purged; it is tried again tomorrow")
            while self._clock.now() < until:
                await self._clock.sleep_until(until)

    async def purge(self) -> None:
        """Delete all that is kept of the servers left 30 days ago, and what is too old to matter:
        drafts, and when somebody was reminded.
        """
        now = self._clock.now()
        async with self._database.transaction() as db:
            await drafts.sweep(db, now)
            await reminded.sweep(db, now - AT_MOST_EVERY)
        for guild_id in await guilds.left_before(self._database.reader, now - KEPT_FOR):
            try:
                await self._purge(guild_id, now - KEPT_FOR)
            except Exception:
                _log.exception("Server %d could not be purged; it is tried again", guild_id)

    async def _purge(self, guild_id: int, due: datetime) -> None:
        async with self._database.transaction() as db:
            if guild_id not in await guilds.left_before(db, due):
                return
            await guilds.purge(db, guild_id)
        self._gone.discard(guild_id)
        _log.info("Server %d was left 30 days ago: nothing of it is kept any more", guild_id)

    async def _leave(self, db: Connection, guild_id: int) -> None:
        await guilds.leave(db, guild_id, self._clock.now())
        await serials.hold(db, guild_id)


_BACK = (
    "I am back in this server, and “{title}” goes on where it stopped. `/serial list` shows its "
    "next date, `/serial pause` stops it."
)
_BACK_ALL = (
    "I am back in this server, and “{title}” and {more} more go on where they stopped. "
    "`/serial list` shows their next dates, `/serial pause` stops them."
)


async def _come_back(db: Connection, guild_id: int) -> list[Serial]:
    """Have a server's serials go on; what failed on the way out is tried again."""
    back: list[Serial] = []
    await guilds.come_back(db, guild_id)
    for serial in await serials.of_guild(db, guild_id):
        if serial.state is SerialState.AWAY:
            await serials.set_state(db, serial.serial_id, SerialState.RUNNING)
            await deliveries.restate(db, after_resume, serial_id=serial.serial_id)
            await finish_if_done(db, serial.serial_id)
            back.append(serial)
    return back
