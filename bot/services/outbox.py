"""The outbox: one delivery at a time, claimed, posted, recorded, and looked for when in doubt."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from aiolimiter import AsyncLimiter

from bot.domain.correction import Next, after_edit, after_look
from bot.domain.delivery import Found, Missing, Move, Sighting, State, after_boot
from bot.domain.keys import Key, PartKind
from bot.domain.serial import Gate, Serial, SerialState
from bot.services.carrying import Carrier
from bot.services.ports import Clock, Desk, DeskNote, Poster, Posting, ThreadContent
from bot.services.postings import Unpostable, posting_for
from bot.storage import (
    corrections,
    deliveries,
    guilds,
    instalments,
    lease,
    letters,
    serials,
    threads,
)
from bot.storage.corrections import Correction
from bot.storage.database import Connection, Database
from bot.storage.deliveries import Delivery


@dataclass(frozen=True, slots=True)
class Pace:
    """What drops may ask of Discord, which allows 50 requests a second.

    In any second no more than the burst that has saved up and what comes in meanwhile; answers to
    readers are not counted by Discord, and the little that is left over is for the rest.
    """

    burst: int = 3
    a_second: float = 46


USUAL_PACE = Pace()

_log = logging.getLogger(__name__)


class Outbox(Carrier[Delivery]):
    """Walks deliveries to their end. `epoch` is the lease's; it stands in all that is written."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        poster: Poster,
        desk: Desk,
        pace: Pace = USUAL_PACE,
    ) -> None:
        super().__init__(clock, poster)
        self._database = database
        self._desk = desk
        self._pace = pace
        self._queue = asyncio.Lock()
        self._limiter = AsyncLimiter(pace.burst, pace.burst / pace.a_second)
        self.epoch = 0
        self._listeners: list[Callable[[], None]] = []
        self.begun = asyncio.Event()
        """Set once the lease is taken."""

    async def take_over(self) -> None:
        """Take the lease; attempts whose end nobody saw become UNKNOWN."""
        async with self._database.transaction() as db:
            self.epoch = await lease.take(db, self._clock.now())
            unknown = await deliveries.restate(db, after_boot)
            unknown += await letters.restate(db, after_boot)
        self.begun.set()
        if unknown:
            _log.warning("%d messages were under way when the bot stopped", unknown)

    def after_each(self, listener: Callable[[], None]) -> None:
        """Have somebody hear whenever a part of a drop is settled."""
        self._listeners.append(listener)

    async def correct(self, correction: Correction) -> None:
        """Edit a message that shows an older text than its passage has."""
        await self.turn()
        key = correction.key
        async with self._database.transaction() as db:
            await lease.hold(db, self.epoch)
            attempts = await corrections.begin(db, key)
            delivery = await deliveries.load(db, key)
            if not attempts or delivery is None:
                return
            posting = await posting_for(db, delivery, self._poster.bot_id)
        if isinstance(posting, Unpostable):
            following = Next(None)
        else:
            following = await self._edit(delivery, posting, attempts)
        await self._settle_correction(delivery, attempts, following)

    async def _edit(self, delivery: Delivery, posting: Posting, attempts: int) -> Next:
        message_id = delivery.message_id
        if message_id is None:
            # A moderator said that it is there; which one it is, is found out now.
            sighting = await self._look(delivery, replace(posting, revised=True))
            if not isinstance(sighting, Found):
                return after_look(sighting, attempts=attempts, now=self._clock.now())
            message_id = sighting.message_id
            async with self._database.transaction() as db:
                await lease.hold(db, self.epoch)
                await deliveries.found(db, delivery.key, message_id)
        outcome = await self._poster.edit(posting, message_id)
        _log.info("%s is corrected: %s", delivery.key, outcome)
        return after_edit(outcome, attempts=attempts, now=self._clock.now())

    async def _settle_correction(self, delivery: Delivery, attempts: int, following: Next) -> None:
        key, tell, unfound = delivery.key, False, 0
        async with self._database.transaction() as db:
            await lease.hold(db, self.epoch)
            if following.later is None:
                await corrections.finish(db, key, attempts)
            elif following.unfound:
                tell = await corrections.hold_back_one(db, key, following.later)
                unfound = await corrections.count_unfound(db, key.serial) if tell else 0
            elif following.reason is None:
                await corrections.put_off(db, key, following.later)
            else:
                tell = await corrections.hold_back(db, key.serial, following.later)
            waiting = await corrections.count_asked(db, key.serial)
        serial = await serials.load(self._database.reader, key.serial)
        if not tell or serial is None:
            return
        if following.unfound:
            said = {"title": serial.title, "count": unfound}
            near = delivery.baseline or None
            await self.tell(serial, f"{_UNFOUND}\n{_FIND}", said, one=_UNFOUND_ONE, near=near)
        else:
            text = f"{_UNCORRECTED}\n{literal(following.reason or '')}"
            await self.tell(serial, text, {"title": serial.title, "waiting": waiting})

    async def remind(self, serial_id: int | None = None) -> None:
        """Tell moderators again what waits for them (of one serial), lest a note went astray."""
        db = self._database.reader
        for delivery in (
            await deliveries.all_troubles(db)
            if serial_id is None
            else await deliveries.troubles(db, serial_id)
        ):
            move = Move(delivery.state, reason=delivery.reason)
            await self._tell_of(delivery.key, move)

    async def turn(self) -> None:
        """Wait, one behind the other, until one more request may be made."""
        async with self._queue:
            # The limiter's own queue is opaque to who moves the clock; a sleep is not.
            while not self._limiter.has_capacity():  # noqa: ASYNC110 - no event to wait for
                await asyncio.sleep(1 / self._pace.a_second)
            await self._limiter.acquire()

    async def _baseline(self, item: Delivery) -> int:
        ours = await deliveries.newest_message(self._database.reader, item.channel_id)
        return max(ours, self._poster.newest_known(item.channel_id) or 0)

    async def _claim(
        self, item: Delivery, baseline: int
    ) -> tuple[Delivery, Posting | Unpostable] | None:
        async with self._database.transaction() as db:
            claimed = await deliveries.claim(
                db, item.key, epoch=self.epoch, baseline=baseline, now=self._clock.now()
            )
            if claimed is None:
                return None
            # What it says is loaded with the claim: no new edition comes between the two.
            posting = await posting_for(db, claimed, self._poster.bot_id)
            if isinstance(posting, Posting):
                posting = await self._called(db, posting)
            return claimed, posting

    async def _called(self, db: Connection, posting: Posting) -> Posting:
        """Give a private thread its name for good: it is looked for by that."""
        thread = posting.content
        if posting.guarded or not isinstance(thread, ThreadContent) or thread.name is not None:
            return posting
        name = self._poster.name_of(posting, thread)
        await threads.call(db, posting.key, name)
        return replace(posting, content=replace(thread, name=name))

    async def _guarded(self, item: Delivery) -> bool:
        if item.key.kind is not PartKind.THREAD:
            return True
        serial = await serials.load(self._database.reader, item.key.serial)
        return serial is None or serial.gate is Gate.OPEN

    async def _posting(self, item: Delivery) -> Posting | Unpostable:
        return await posting_for(self._database.reader, item, self._poster.bot_id)

    async def _look(self, item: Delivery, posting: Posting) -> Sighting:
        match item.key.kind:
            case PartKind.THREAD if posting.guarded:
                # A thread from a message is idempotent by itself: opening it again finds it.
                return Missing()
            case PartKind.GREETING:
                await self.turn()
                return await self._poster.find(posting, after=posting.place_id)
            case _:
                return await super()._look(item, posting)

    async def _settle(self, item: Delivery, move: Move) -> None:
        serial_id = item.key.serial
        if move.state is State.FAILED and move.reason is not None and not move.lasting:
            move = replace(move, reason=f"{move.reason}\n{_RESUME}")
        async with self._database.transaction() as db:
            recorded = await deliveries.record(db, item.key, move, was=item.state, epoch=self.epoch)
            if recorded and move.state is State.FAILED:
                # A serial that was ended meanwhile stays so, and nobody need be told.
                recorded = await serials.pause_running(db, serial_id, move.reason)
            if recorded and move.state.settled:
                await finish_if_done(db, serial_id)
        if recorded:
            await self._tell_of(item.key, move)
        if recorded and move.state.settled:
            for listener in self._listeners:
                listener()

    async def _tell_of(self, key: Key, move: Move) -> None:
        text = _TOLD.get(move.state)
        if text is None or move.reason is None:
            return
        serial = await serials.load(self._database.reader, key.serial)
        if serial is None:
            return
        parked = move.state is State.PARKED
        await self.tell(
            serial,
            "\n".join([text, literal(move.reason), *([_CHOOSE] if parked else [])]),
            {"title": serial.title, "part": key.kind, "number": str(key.instalment)},
            kind="parked" if parked else "plain",
            key=key if parked else None,
        )

    async def tell(
        self,
        serial: Serial,
        text: str,
        said: Mapping[str, object],
        *,
        one: str | None = None,
        kind: str = "plain",
        key: Key | None = None,
        near: int | None = None,
    ) -> None:
        """Tell the moderators of a serial's server something; see `DeskNote` for what it takes."""
        settings = await guilds.load(self._database.reader, serial.guild_id)
        await self._desk.tell(
            DeskNote(
                guild_id=serial.guild_id,
                serial_id=serial.serial_id,
                channel_id=serial.channel_id,
                started_by=serial.started_by,
                text=text,
                said=said,
                kind=kind,
                key=key,
                desk_channel_id=settings.desk_channel_id,
                one=one,
                near=near,
                language=settings.language,
            )
        )


_TOLD = {
    State.FAILED: "“{title}” is paused at {part} of instalment {number}.",
    State.SKIPPED: "I left out {part} of instalment {number} of “{title}”.",
    State.PARKED: "I don't know whether {part} of instalment {number} of “{title}” was posted:",
}
_UNCORRECTED = (
    "I can't correct what was posted of “{title}” (still to edit: {waiting}); the drops go on, and "
    "I try again every hour."
)
_UNFOUND_ONE = (
    "I can't correct a message of “{title}”: somebody said that it is there, but I can't look "
    "which one it is."
)
_UNFOUND = (
    "I can't correct {count} messages of “{title}”: somebody said that they are there, but I can't "
    "look which they are."
)
_FIND = (
    "That takes View Channel and Read Message History; I look again every hour. The other messages "
    "are corrected all the same, and the drops go on."
)
_RESUME = "Then `/serial resume`: it goes on where it stopped, and nothing is lost."
_CHOOSE = "Please look into the channel and choose."


def literal(sentence: str) -> str:
    """Keep a sentence of ours as it is when the template around it is filled."""
    return sentence.replace("{", "{{").replace("}", "}}")


async def finish_if_done(db: Connection, serial_id: int) -> None:
    """Call a running serial finished once all of it is planned and settled, in a transaction."""
    serial = await serials.load(db, serial_id)
    if serial is None or serial.state is not SerialState.RUNNING:
        return
    if await instalments.next_to_drop(db, serial_id) is not None:
        return
    if not await deliveries.open_count(db, serial_id):
        await serials.set_state(db, serial_id, SerialState.FINISHED)
