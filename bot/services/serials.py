"""The serials of a server: listing them, and what moderators can do with them."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.domain.cadence import next_after, upcoming
from bot.domain.delivery import Key, State, after_decision, after_resume
from bot.domain.errors import RefusalError
from bot.domain.serial import Instalment, Serial, SerialState
from bot.services.guilds import Guilds, require_visible, shown, visible
from bot.services.outbox import finish_if_done
from bot.services.planning import plan_next
from bot.services.ports import Clock, Viewer
from bot.services.starting import Starting, StartRequest
from bot.services.views import (
    CalendarEntry,
    DiscussionLink,
    Proposal,
    SerialView,
    Trouble,
    calendar,
)
from bot.storage import deliveries, library, places, serials
from bot.storage.database import Connection, Database

_NONE_HERE = (
    "There is no serial in this channel; name one with the `serial` option, or see /stories."
)
_SEVERAL = "Several serials run in this channel; choose one with the `serial` option."
_UNKNOWN = (
    "I know no serial of that name here; choose one from the list that opens as you type, "
    "or see /stories."
)


class Serials:
    """The use cases around a serial. `wake` tells the dispatcher to look at once."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        guilds: Guilds,
        starting: Starting,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._guilds = guilds
        self._starting = starting
        self._wake = wake

    # --------------------------------------------------------------- starting

    async def propose(
        self, viewer: Viewer, request: StartRequest, advice: tuple[str, ...] = ()
    ) -> Proposal:
        """Work out the calendar of a serial; nothing starts before `confirm`."""
        return await self._starting.propose(viewer, request, advice)

    async def proposal(self, viewer: Viewer, draft_id: int) -> Proposal:
        """Load a proposal again."""
        return await self._starting.proposal(viewer, draft_id)

    async def confirm(self, viewer: Viewer, draft_id: int) -> SerialView:
        """Start the serial of a proposal."""
        serial_id = await self._starting.confirm(viewer, draft_id)
        self._wake()
        return await self.view(await self._load(serial_id))

    async def discard(self, viewer: Viewer, draft_id: int) -> None:
        """Throw a proposal away."""
        await self._starting.discard(viewer, draft_id)

    # ---------------------------------------------------------------- looking

    async def listing(self, viewer: Viewer) -> list[SerialView]:
        """List the serials a moderator can see, those alive first."""
        await self._guilds.require_moderator(viewer)
        found = await serials.of_guild(self._database.reader, viewer.guild_id)
        return [await self.view(serial) for serial in found if visible(viewer, serial)]

    async def suggest(self, viewer: Viewer, typed: str) -> list[Serial]:
        """List the serials whose title holds what was typed, those of this channel first."""
        found = await serials.of_guild(self._database.reader, viewer.guild_id)
        wanted = typed.casefold().strip()
        matching = [
            serial
            for serial in found
            if shown(viewer, serial) and wanted in serial.title.casefold()
        ]
        return sorted(matching, key=lambda serial: serial.channel_id != viewer.channel_id)

    async def find(self, viewer: Viewer, typed: str | None) -> Serial:
        """Find a serial by the id that autocomplete gave, by its title, or by the channel.

        Without a name it is the one serial of this channel, the one alive before those done.
        """
        found = [
            serial
            for serial in await serials.of_guild(self._database.reader, viewer.guild_id)
            if visible(viewer, serial)
        ]
        if typed is None:
            here = [serial for serial in found if serial.channel_id == viewer.channel_id]
            return _the_one(here, none=_NONE_HERE, several=_SEVERAL)
        wanted = typed.strip()
        by_id = [serial for serial in found if str(serial.serial_id) == wanted]
        named = [item for item in found if item.title.casefold() == wanted.casefold()]
        return _the_one(by_id or named, none=_UNKNOWN, several=_UNKNOWN)

    async def show(self, viewer: Viewer, serial_id: int) -> SerialView:
        """Say how a serial stands, to moderators."""
        await self._guilds.require_moderator(viewer)
        serial = await serials.load(self._database.reader, serial_id)
        return await self.view(require_visible(viewer, serial))

    async def discussion(self, viewer: Viewer, serial_id: int, instalment: int) -> DiscussionLink:
        """Say where the discussion of an instalment is."""
        serial = require_visible(viewer, await serials.load(self._database.reader, serial_id))
        thread = await deliveries.thread_of(self._database.reader, serial_id, instalment)
        opened = thread is not None and thread.state is State.SENT
        return DiscussionLink(serial.guild_id, thread.message_id if thread and opened else None)

    async def view(self, serial: Serial) -> SerialView:
        """Put together what there is to say of a serial."""
        db = self._database.reader
        following = await serials.next_instalment(db, serial.serial_id)
        coming = await self._coming(db, serial, following)
        troubles = await deliveries.troubles(db, serial.serial_id)
        return SerialView(
            serial=serial,
            dropped=await deliveries.dropped_through(db, serial.serial_id),
            passages=len(await library.word_counts(db, serial.edition_id)),
            instalments=await serials.count_instalments(db, serial.serial_id),
            next_instalment=following,
            next_heading=coming[0].heading if coming else None,
            readers=await places.count_readers(db, serial.serial_id),
            upcoming=coming,
            troubles=tuple(Trouble(item.key, item.state, item.reason) for item in troubles),
        )

    async def _coming(
        self, db: Connection, serial: Serial, following: Instalment | None
    ) -> tuple[CalendarEntry, ...]:
        if following is None or not serial.state.alive:
            return ()
        first = serial.next_at or self._clock.now()
        left = await serials.instalments(db, serial.serial_id, following.number)
        return calendar(
            left,
            upcoming(serial.cadence, first, len(left)),
            await library.chapters(db, serial.edition_id),
            await library.word_counts(db, serial.edition_id),
        )

    # ----------------------------------------------------------------- acting

    async def pause(self, viewer: Viewer, serial_id: int) -> SerialView:
        """Stop the drops until `resume`; dates that pass meanwhile are not caught up."""

        async def act(db: Connection, serial: Serial, _now: datetime) -> None:
            if serial.state is SerialState.PAUSED:
                raise RefusalError(f"“{serial.title}” is paused already; /serial resume goes on.")
            await serials.set_state(db, serial_id, SerialState.PAUSED, "A moderator paused it.")

        return await self._act(viewer, serial_id, act)

    async def resume(self, viewer: Viewer, serial_id: int) -> SerialView:
        """Go on with the next date to come; what FAILED is tried again now."""

        async def act(db: Connection, serial: Serial, now: datetime) -> None:
            if serial.state is SerialState.RUNNING:
                raise RefusalError(f"“{serial.title}” is running; there is nothing to resume.")
            await serials.set_state(db, serial_id, SerialState.RUNNING)
            await deliveries.restate(db, after_resume, serial_id=serial_id)
            if serial.next_at is not None and serial.next_at <= now:
                await serials.set_next(db, serial_id, next_after(serial.cadence, now))

        return await self._act(viewer, serial_id, act)

    async def skip(self, viewer: Viewer, serial_id: int) -> SerialView:
        """Leave the next date out. No text is skipped: everything moves back by one date."""

        async def act(db: Connection, serial: Serial, now: datetime) -> None:
            if serial.next_at is None:
                raise RefusalError(f"“{serial.title}” has no date left to skip.")
            after = max(serial.next_at, now)
            await serials.set_next(db, serial_id, next_after(serial.cadence, after))

        return await self._act(viewer, serial_id, act)

    async def drop(self, viewer: Viewer, serial_id: int) -> SerialView:
        """Post the next instalment now; the dates to come stay as they are."""

        async def act(db: Connection, serial: Serial, now: datetime) -> None:
            if serial.state is SerialState.PAUSED:
                raise RefusalError(f"“{serial.title}” is paused; /serial resume it first.")
            if await deliveries.open_count(db, serial_id):
                raise RefusalError(
                    "The instalment before is still on its way; try again in a moment."
                )
            if await plan_next(db, serial, now) is None:
                raise RefusalError(f"All of “{serial.title}” has dropped already.")

        return await self._act(viewer, serial_id, act)

    async def end(self, viewer: Viewer, serial_id: int) -> SerialView:
        """End a serial for good: nothing more drops; reading, notes and threads go on."""

        async def act(db: Connection, _serial: Serial, _now: datetime) -> None:
            await serials.set_state(db, serial_id, SerialState.ENDED)
            await serials.set_next(db, serial_id, None)

        return await self._act(viewer, serial_id, act)

    async def post_missed(self, viewer: Viewer, serial_id: int) -> SerialView:
        """Make up for missed dates, an instalment at a time, paced."""

        async def act(db: Connection, serial: Serial, _now: datetime) -> None:
            if not serial.missed:
                raise RefusalError("There is nothing left to make up for.")
            await serials.owe_missed(db, serial_id)

        return await self._act(viewer, serial_id, act)

    async def parked_is_there(self, viewer: Viewer, key: Key) -> SerialView:
        """Take a moderator's word that a PARKED delivery is in the channel."""

        async def act(db: Connection, _serial: Serial, _now: datetime) -> None:
            await _unpark(db, key, there=True)
            await finish_if_done(db, key.serial)

        return await self._act(viewer, key.serial, act)

    async def parked_post_again(self, viewer: Viewer, key: Key) -> SerialView:
        """Post a PARKED delivery again, because a moderator did not find it."""

        async def act(db: Connection, _serial: Serial, _now: datetime) -> None:
            await _unpark(db, key, there=False)
            await deliveries.forget_attempts(db, key)

        return await self._act(viewer, key.serial, act)

    async def _act(
        self,
        viewer: Viewer,
        serial_id: int,
        act: Callable[[Connection, Serial, datetime], Awaitable[None]],
    ) -> SerialView:
        """Do something to a living serial in one transaction, then wake the dispatcher."""
        await self._guilds.require_moderator(viewer)
        async with self._database.transaction() as db:
            serial = require_visible(viewer, await serials.load(db, serial_id))
            if not serial.state.alive:
                raise RefusalError(f"“{serial.title}” is over: it has {serial.state}.")
            await act(db, serial, self._clock.now())
        self._wake()
        return await self.view(await self._load(serial_id))

    async def _load(self, serial_id: int) -> Serial:
        serial = await serials.load(self._database.reader, serial_id)
        if serial is None:
            raise RefusalError(_UNKNOWN)
        return serial


async def _unpark(db: Connection, key: Key, *, there: bool) -> None:
    if not await deliveries.move_to(db, key, after_decision(there=there), was=State.PARKED):
        raise RefusalError("Somebody has decided on this one already.")


def _the_one(found: list[Serial], *, none: str, several: str) -> Serial:
    alive = [serial for serial in found if serial.state.alive]
    if len(alive) == 1:
        return alive[0]
    if not found:
        raise RefusalError(none)
    if len(found) > 1:
        raise RefusalError(several)
    return found[0]
