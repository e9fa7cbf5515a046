"""The letterbox: letters on their way to readers, in the steps that drops take into channels.

Before each message it is made sure that the reader is still a member who can see the serial, and
that it may be sent to them. What can't be sent holds the subscription; no moderator is troubled.
"""

from datetime import timedelta

from bot.domain.cadence import next_after
from bot.domain.delivery import LONGEST_WAIT, Move, State
from bot.domain.serial import Serial
from bot.domain.snowflakes import first_at
from bot.domain.subscription import Hold, Subscription, SubscriptionKind
from bot.services.carrying import Carrier
from bot.services.letters import is_over, posting_for_letter, withdraw
from bot.services.outbox import Outbox
from bot.services.ports import Absent, Clock, Poster, Posting, Sight, Viewer
from bot.services.postings import Unpostable
from bot.storage import lease, letters, reminded, serials, subscriptions
from bot.storage.database import Connection, Database
from bot.storage.letters import Letter

ASK_AGAIN = timedelta(minutes=1)
"""How long to wait where Discord does not say who is a member."""

PROMPT = timedelta(minutes=10)
"""What is sent within it counts as sent when it was planned, so that each drop finds a day gone."""

_SKEW = timedelta(days=1)
"""How far Discord's clock and the machine's may be apart."""


class Letterbox(Carrier[Letter]):
    """Walks letters to their end, under the lease and at the pace of the outbox."""

    def __init__(
        self, database: Database, clock: Clock, poster: Poster, sight: Sight, outbox: Outbox
    ) -> None:
        super().__init__(clock, poster)
        self._database = database
        self._sight = sight
        self._outbox = outbox

    @property
    def epoch(self) -> int:
        """The lease's epoch."""
        return self._outbox.epoch

    async def begun(self) -> None:
        """Wait until the lease is taken."""
        await self._outbox.begun.wait()

    async def turn(self) -> None:
        """Wait until one more request may be made, behind what drops ask for."""
        await self._outbox.turn()

    async def advance(self, item: Letter) -> None:
        """Take a letter a step on, unless its reader may not get it (now)."""
        if item.state is State.UNKNOWN or await self._may_go(item):
            await super().advance(item)

    # ------------------------------------------------------------------ who may get it

    async def _may_go(self, letter: Letter) -> bool:
        """Make sure that a letter may be sent; hold or put off what may not."""
        db = self._database.reader
        subscription = await subscriptions.load(db, letter.subscription)
        serial = await serials.load(db, letter.key.serial)
        if subscription is None or serial is None:
            return False
        await self.turn()
        seen = await self._sight.look(letter.user_id, serial.guild_id)
        if seen is Absent.UNSAID:
            later = self._clock.now() + ASK_AGAIN
            await self._settle(letter, Move(State.RETRY, not_before=later, blind=letter.blind))
            return False
        if isinstance(seen, Absent):
            await self._hold(subscription, Hold.LEFT)
            return False
        if serial.rating.adult and not subscription.restricted:
            await self._hold(subscription, Hold.RATING)
            return False
        if not _sees(seen, serial):
            await self._put_off(subscription, letter)
            return False
        return True

    async def _hold(self, subscription: Subscription, reason: Hold) -> None:
        async with self._database.transaction() as db:
            await lease.hold(db, self.epoch)
            await hold(db, subscription, reason)

    async def _put_off(self, subscription: Subscription, letter: Letter) -> None:
        """Try again at the next date: who can't see the channel now is not told of it."""
        async with self._database.transaction() as db:
            await lease.hold(db, self.epoch)
            await withdraw(db, subscription)
            if subscription.rhythm is not None:
                following = next_after(subscription.rhythm.cadence, self._clock.now())
                await subscriptions.set_next(db, subscription.subscription_id, following)
        # One that may have been sent stays, to be looked for.
        later = self._clock.now() + LONGEST_WAIT
        await self._settle(letter, Move(State.RETRY, not_before=later, blind=letter.blind))

    # ------------------------------------------------------------------ the carrier's steps

    async def _baseline(self, item: Letter) -> int:
        ours = await letters.newest_message(self._database.reader, item.channel_id)
        # Older letters are forgotten in time, and Discord shows so much of a history at once.
        return max(ours, first_at(self._clock.now() - _SKEW))

    async def _claim(
        self, item: Letter, baseline: int
    ) -> tuple[Letter, Posting | Unpostable] | None:
        now = self._clock.now()
        async with self._database.transaction() as db:
            claimed = await letters.claim(
                db, item.key, epoch=self.epoch, baseline=baseline, now=now
            )
            if claimed is None:
                return None
            return claimed, await posting_for_letter(db, claimed, self._poster.bot_id, now)

    async def _posting(self, item: Letter) -> Posting | Unpostable:
        return await posting_for_letter(
            self._database.reader, item, self._poster.bot_id, self._clock.now()
        )

    async def _settle(self, item: Letter, move: Move) -> None:
        async with self._database.transaction() as db:
            recorded = await letters.record(db, item.key, move, was=item.state, epoch=self.epoch)
            subscription = await subscriptions.load(db, item.subscription)
            if not recorded or subscription is None:
                return
            if move.state is State.SENT and subscription.kind is SubscriptionKind.REMINDERS:
                now = self._clock.now()
                await reminded.note(db, subscription.user_id, now, later_than=PROMPT)
            if move.state.blocked:
                await hold(db, subscription, _reason(move))
            elif move.state.settled:
                await _end_if_done(db, subscription)


async def hold(db: Connection, subscription: Subscription, reason: Hold) -> None:
    """Hold a subscription, within a transaction. What was not sent is planned again later."""
    await subscriptions.hold(db, subscription.subscription_id, reason)
    await withdraw(db, subscription)


async def _end_if_done(db: Connection, subscription: Subscription) -> None:
    """Delete a subscription whose last letter has arrived."""
    if subscription.rhythm is None or await letters.open_count(db, subscription.subscription_id):
        return
    serial = await serials.load(db, subscription.serial_id)
    if serial is not None and await is_over(db, subscription, serial):
        await subscriptions.end(db, subscription.subscription_id)


def _reason(move: Move) -> Hold:
    if move.state is State.PARKED:
        return Hold.UNSURE
    return Hold(move.reason) if move.reason in set(Hold) else Hold.REFUSED


def _sees(viewer: Viewer, serial: Serial) -> bool:
    """Whether a serial exists for them now, and its channel still asks for their age if it must."""
    if not viewer.can_view(serial.channel_id):
        return False
    return not serial.rating.adult or viewer.is_restricted(serial.channel_id)
