"""The serials of a server: listing them, and what moderators can do with them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from bot.domain.cadence import next_after, upcoming
from bot.domain.delivery import State, after_decision, after_resume
from bot.domain.errors import Ours, RefusalError
from bot.domain.keys import Key
from bot.domain.serial import Instalment, Serial, SerialState, date_to_come
from bot.domain.story import Heading
from bot.services.guilds import (
    Guilds,
    require_steerable,
    shown,
    steerable,
    visible,
)
from bot.services.outbox import finish_if_done
from bot.services.planning import plan_next
from bot.services.ports import Clock, Viewer
from bot.services.starting import Starting, StartRequest
from bot.services.surveying import still_surveyed
from bot.services.views import (
    CalendarEntry,
    Proposal,
    SerialView,
    Trouble,
    calendar,
    veiled,
)
from bot.storage import (
    corrections,
    deliveries,
    editions,
    instalments,
    places,
    serials,
    surveys,
)
from bot.storage.database import Connection, Database
from bot.storage.deliveries import Delivery

_NONE_HERE = (
    "There is no serial in this channel; name one with the `serial` option, or see /stories."
)
_SEVERAL = "There are several serials in this channel; choose one with the `serial` option."
_TWINS = "Several serials have that name; choose one from the list that opens as you type."
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

    async def propose(self, viewer: Viewer, request: StartRequest) -> Proposal:
        """Work out the calendar of a serial; nothing starts before `confirm`."""
        return await self._starting.propose(viewer, request)

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
        return [await self._told(viewer, item) for item in found if steerable(viewer, item)]

    async def suggest(self, viewer: Viewer, typed: str) -> list[Serial]:
        """List the serials to read whose title holds what was typed, this channel's first."""
        return await self._matching(viewer, typed, shown)

    async def suggest_to_steer(self, viewer: Viewer, typed: str) -> list[Serial]:
        """List the serials to steer whose title holds what was typed; none for readers."""
        if not await self._guilds.is_moderator(viewer):
            return []
        return await self._matching(viewer, typed, steerable)

    async def _matching(
        self, viewer: Viewer, typed: str, allowed: Callable[[Viewer, Serial], bool]
    ) -> list[Serial]:
        found = await serials.of_guild(self._database.reader, viewer.guild_id)
        wanted = typed.casefold().strip()
        matching = [
            serial
            for serial in found
            if allowed(viewer, serial) and wanted in serial.title.casefold()
        ]
        return sorted(matching, key=lambda serial: serial.channel_id != viewer.channel_id)

    async def find(self, viewer: Viewer, typed: str | None) -> Serial:
        """Find a serial to read by the id that autocomplete gave, by its title, or by the channel.

        Without a name it is the one serial of this channel, the one alive before those done.
        """
        return await self._find(viewer, typed, visible)

    async def find_to_steer(self, viewer: Viewer, typed: str | None) -> Serial:
        """Find a serial to steer, in the same ways; refuse who is no moderator."""
        await self._guilds.require_moderator(viewer)
        return await self._find(viewer, typed, steerable)

    async def _find(
        self, viewer: Viewer, typed: str | None, allowed: Callable[[Viewer, Serial], bool]
    ) -> Serial:
        found = [
            serial
            for serial in await serials.of_guild(self._database.reader, viewer.guild_id)
            if allowed(viewer, serial)
        ]
        if typed is None:
            here = [serial for serial in found if serial.channel_id == viewer.channel_id]
            return _the_one(here, none=_NONE_HERE, several=_SEVERAL)
        wanted = typed.strip()
        by_id = [serial for serial in found if str(serial.serial_id) == wanted]
        named = [item for item in found if item.title.casefold() == wanted.casefold()]
        return _the_one(by_id or named, none=_UNKNOWN, several=_TWINS)

    async def show(self, viewer: Viewer, serial_id: int) -> SerialView:
        """Say how a serial stands, to moderators."""
        await self._guilds.require_moderator(viewer)
        serial = await serials.load(self._database.reader, serial_id)
        return await self._told(viewer, require_steerable(viewer, serial))

    async def ending(self, viewer: Viewer, serial_id: int) -> SerialView:
        """Say how a serial stands before it is ended; refuse for one that is over."""
        view = await self.show(viewer, serial_id)
        _require_alive(view.serial)
        return view

    async def view(self, serial: Serial) -> SerialView:
        """Put together what there is to say of a serial. Dates are those of a running one."""
        db = self._database.reader
        serial = replace(serial, next_at=date_to_come(serial, self._clock.now()))
        following = await instalments.next_to_drop(db, serial.serial_id)
        coming = await self._coming(db, serial, following)
        alive = serial.state.alive
        troubles = await deliveries.troubles(db, serial.serial_id) if alive else []
        return SerialView(
            serial=serial,
            dropped=await deliveries.dropped_through(db, serial.serial_id),
            passages=len(await editions.word_counts(db, serial.edition_id)),
            instalments=await instalments.count(db, serial.serial_id),
            next_instalment=following,
            next_heading=await self._heading(db, serial, following),
            readers=await places.count_readers(db, serial.serial_id),
            upcoming=coming,
            troubles=tuple([await self._trouble(db, serial, item) for item in troubles]),
            corrections=await corrections.count_asked(db, serial.serial_id),
        )

    async def _told(self, viewer: Viewer, serial: Serial) -> SerialView:
        """View a serial as it may be told where they ask: an adult story without its titles."""
        view = await self.view(serial)
        return view if viewer.adult_ok or not serial.rating.adult else veiled(view)

    async def _trouble(self, db: Connection, serial: Serial, delivery: Delivery) -> Trouble:
        number = delivery.passage
        chapter = await editions.chapter_of(db, serial.edition_id, number) if number else None
        heading = chapter.heading if chapter else None
        return Trouble(delivery.key, delivery.state, delivery.reason, heading, number)

    async def _heading(
        self, db: Connection, serial: Serial, instalment: Instalment | None
    ) -> Heading | None:
        if instalment is None:
            return None
        chapter = await editions.chapter_of(db, serial.edition_id, instalment.first_passage)
        return chapter.heading if chapter else None

    async def _coming(
        self, db: Connection, serial: Serial, following: Instalment | None
    ) -> tuple[CalendarEntry, ...]:
        if following is None or serial.next_at is None:
            return ()
        left = await instalments.of_serial(db, serial.serial_id, following.number)
        return calendar(
            left,
            upcoming(serial.cadence, serial.next_at, len(left)),
            await editions.chapters(db, serial.edition_id),
            await editions.word_counts(db, serial.edition_id),
            serial.language,
        )

    # ----------------------------------------------------------------- acting

    async def pause(self, viewer: Viewer, serial_id: int) -> SerialView:
        """Stop the drops until `resume`; dates that pass meanwhile are not caught up."""

        async def act(db: Connection, serial: Serial, _now: datetime) -> None:
            if serial.state is SerialState.PAUSED:
                raise RefusalError(
                    "“{title}” is paused already; /serial resume goes on.", title=serial.title
                )
            await serials.set_state(db, serial_id, SerialState.PAUSED, "A moderator paused it.")

        return await self._act(viewer, serial_id, act)

    async def resume(self, viewer: Viewer, serial_id: int) -> SerialView:
        """Go on with the next date to come; what FAILED is tried again now."""

        async def act(db: Connection, serial: Serial, now: datetime) -> None:
            if serial.state is SerialState.RUNNING:
                raise RefusalError(
                    "“{title}” is running; there is nothing to resume.", title=serial.title
                )
            await serials.set_state(db, serial_id, SerialState.RUNNING)
            await deliveries.restate(db, after_resume, serial_id=serial_id)
            if serial.next_at is not None and serial.next_at <= now:
                await serials.set_next(db, serial_id, next_after(serial.cadence, now))
            await finish_if_done(db, serial_id)

        return await self._act(viewer, serial_id, act)

    async def skip(self, viewer: Viewer, serial_id: int) -> SerialView:
        """Leave the next date out. No text is skipped: everything moves back by one date."""

        async def act(db: Connection, serial: Serial, now: datetime) -> None:
            if serial.next_at is None:
                raise RefusalError("“{title}” has no date left to skip.", title=serial.title)
            # A date that went by, in a pause say, is none to skip: the one to come is.
            coming = serial.next_at if serial.next_at > now else next_after(serial.cadence, now)
            await serials.set_next(db, serial_id, next_after(serial.cadence, coming))

        return await self._act(viewer, serial_id, act)

    async def drop(self, viewer: Viewer, serial_id: int) -> SerialView:
        """Post the next instalment now; the dates to come stay as they are."""

        async def act(db: Connection, serial: Serial, now: datetime) -> None:
            if serial.state is SerialState.PAUSED:
                raise RefusalError(
                    "“{title}” is paused; /serial resume it first.", title=serial.title
                )
            if await surveys.waits(db, serial_id):
                raise still_surveyed(serial)
            if await deliveries.troubles(db, serial_id):
                raise RefusalError(
                    "The instalment before waits for your decision; /serial show has the buttons."
                )
            if await deliveries.open_count(db, serial_id):
                raise RefusalError(
                    "The instalment before is still on its way; try again in a moment."
                )
            if await plan_next(db, serial, now) is None:
                raise RefusalError("All of “{title}” has dropped already.", title=serial.title)

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
            serial = require_steerable(viewer, await serials.load(db, serial_id))
            _require_alive(serial)
            await act(db, serial, self._clock.now())
        self._wake()
        return await self._told(viewer, await self._load(serial_id))

    async def _load(self, serial_id: int) -> Serial:
        serial = await serials.load(self._database.reader, serial_id)
        if serial is None:
            raise RefusalError(_UNKNOWN)
        return serial


async def _unpark(db: Connection, key: Key, *, there: bool) -> None:
    if not await deliveries.move_to(db, key, after_decision(there=there), was=State.PARKED):
        raise RefusalError("Somebody has decided on this one already.")


def _require_alive(serial: Serial) -> None:
    if not serial.state.alive:
        raise RefusalError(
            "“{title}” is over: it has {state}, and nothing more drops.",
            title=serial.title,
            state=Ours(serial.state),
        )


def _the_one(found: list[Serial], *, none: str, several: str) -> Serial:
    alive = [serial for serial in found if serial.state.alive]
    if len(alive) == 1:
        return alive[0]
    if not found:
        raise RefusalError(none)
    if len(found) > 1:
        raise RefusalError(several)
    return found[0]
