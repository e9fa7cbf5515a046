"""Recalling letters: after a copy was put back, what was sent since stands in the private channel.

A letter's key says which passage of which edition it is, so its mark is known without a plan.
"""

from bot.domain.cadence import next_after
from bot.domain.delivery import Move, State, Unreadable
from bot.domain.keys import Key, PartKind
from bot.domain.subscription import Hold, Subscription, SubscriptionKind
from bot.services.letterbox import hold
from bot.services.letters import withdraw
from bot.services.outbox import Outbox
from bot.services.ports import Clock, Poster
from bot.storage import editions, lease, letters, reminded, serials, subscriptions
from bot.storage.database import Connection, Database


class Recaller:
    """Looks through private channels for what was sent since the copy; nothing goes meanwhile."""

    def __init__(self, database: Database, clock: Clock, poster: Poster, outbox: Outbox) -> None:
        self._database = database
        self._clock = clock
        self._poster = poster
        self._outbox = outbox

    async def recall(self, subscription: Subscription, after: int) -> None:
        """Learn what a subscription was sent after a message id. Where Discord does not show the
        channel it goes on waiting to be surveyed, or is held where that would not help.

        Raises `LeaseLostError` where another process has taken over.
        """
        seen: dict[int, int] = {}
        looked: int | None = after
        while looked is not None:
            await self._outbox.turn()
            page = await self._poster.survey(subscription.channel_id, after=looked)
            if isinstance(page, Unreadable):
                if not page.passing:
                    await self._give_up(subscription)
                return
            seen.update(page.ours)
            looked = page.through
        async with self._database.transaction() as db:
            await lease.hold(db, self._outbox.epoch)
            await self._settle(db, subscription.subscription_id, seen)

    async def _settle(self, db: Connection, subscription_id: int, seen: dict[int, int]) -> None:
        subscription = await subscriptions.load(db, subscription_id)
        if subscription is None:
            return
        bot_id, channel_id = self._poster.bot_id, subscription.channel_id
        for letter in await letters.unsettled(db, subscription_id):
            message_id = seen.get(letter.key.mark(bot_id, channel_id))
            if message_id is not None:
                found = Move(State.SENT, message_id=message_id)
                await letters.record(
                    db, letter.key, found, was=letter.state, epoch=self._outbox.epoch
                )
        reached = await withdraw(db, subscription)
        furthest = await self._furthest(db, subscription, seen)
        await subscriptions.finish_survey(
            db, subscription_id, reached=max(reached, furthest), more=len(seen)
        )
        if seen and subscription.kind is SubscriptionKind.REMINDERS:
            await reminded.note(db, subscription.user_id, self._clock.now())
        if seen and subscription.rhythm is not None:
            # The date of a letter that is there was used.
            following = next_after(subscription.rhythm.cadence, self._clock.now())
            await subscriptions.set_next(db, subscription_id, following)

    async def _furthest(
        self, db: Connection, subscription: Subscription, seen: dict[int, int]
    ) -> int:
        """Say the furthest passage of the present edition that is there; 0 for none."""
        serial = await serials.load(db, subscription.serial_id)
        if serial is None:
            return 0
        bot_id, channel_id = self._poster.bot_id, subscription.channel_id
        furthest = 0
        for entry in await editions.passage_entries(db, serial.edition_id):
            key = Key(
                serial.serial_id,
                serial.edition_id,
                f"{PartKind.PASSAGE}:{entry.number}",
                subscription.subscription_id,
            )
            if key.mark(bot_id, channel_id) in seen:
                furthest = entry.number
        return furthest

    async def _give_up(self, subscription: Subscription) -> None:
        """Hold what can't be looked for: its reader can have it go on."""
        async with self._database.transaction() as db:
            await lease.hold(db, self._outbox.epoch)
            await hold(db, subscription, Hold.UNSURE)
