"""Reminders: a word to who asked for one, when a drop leaves them two chapters behind."""

from datetime import datetime, timedelta

from bot.domain.errors import RefusalError
from bot.domain.keys import Key, PartKind
from bot.domain.serial import Serial
from bot.domain.subscription import FAR_BEHIND, SubscriptionKind
from bot.services.guilds import shown
from bot.services.letters import behind_with
from bot.services.ports import Clock, Viewer
from bot.storage import deliveries, letters, reminded, serials, subscriptions
from bot.storage.database import Connection, Database

AT_MOST_EVERY = timedelta(days=1)
"""How often somebody is reminded, of all their serials together."""

_NONE = "Nothing runs here that I could remind you of; /stories lists what there is."


class Reminders:
    """The use cases of who likes to be reminded."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def start(
        self, viewer: Viewer, serial_id: int | None, *, channel_id: int, locale: str | None
    ) -> list[Serial]:
        """Remind somebody of a serial, or of all that run here and that they can see; say which.

        `channel_id` is their private channel. What has dropped by now is not reminded of.
        """
        found = await serials.of_guild(self._database.reader, viewer.guild_id)
        wanted = [
            item
            for item in found
            if shown(viewer, item)
            and item.state.alive
            and (serial_id is None or item.serial_id == serial_id)
        ]
        if not wanted:
            raise RefusalError(_NONE)
        async with self._database.transaction() as db:
            for item in wanted:
                await self._ask(db, viewer, item, channel_id, locale)
        return wanted

    async def stop(self, user_id: int) -> int:
        """Remind somebody of nothing any more, in no server; say of how many serials it was."""
        async with self._database.transaction() as db:
            if await subscriptions.is_on_its_way(db, user_id, SubscriptionKind.REMINDERS):
                # It may be there this moment, and nobody will hear of it.
                await reminded.note(db, user_id, self._clock.now())
            return await subscriptions.end_all(db, user_id, SubscriptionKind.REMINDERS)

    async def _ask(
        self, db: Connection, viewer: Viewer, serial: Serial, channel_id: int, locale: str | None
    ) -> None:
        new = subscriptions.NewSubscription(
            serial_id=serial.serial_id,
            user_id=viewer.user_id,
            kind=SubscriptionKind.REMINDERS,
            restricted=viewer.adult_ok,
            channel_id=channel_id,
            locale=locale,
            rhythm=None,
            next_at=None,
            reached=await deliveries.dropped_through(db, serial.serial_id),
        )
        before = await subscriptions.find(
            db, serial.serial_id, viewer.user_id, SubscriptionKind.REMINDERS
        )
        if before is None:
            await subscriptions.add(db, new, self._clock.now())
        else:
            await subscriptions.renew(db, before.subscription_id, new)


async def plan_reminders(db: Connection, serial_id: int, now: datetime) -> None:
    """Plan a word to each who has fallen behind with the last drop, within a transaction.

    Who was reminded of anything within a day is not, nor is whose reminder is still on its way: the
    next drop comes. A drop that is still on its way is waited for.
    """
    serial = await serials.load(db, serial_id)
    if serial is None or await deliveries.open_count(db, serial_id):
        return
    dropped = await deliveries.dropped_through(db, serial_id)
    for subscription in await subscriptions.to_remind(db, serial_id, dropped):
        key = subscription.subscription_id
        reader = subscription.user_id
        latest = await reminded.last(db, reader)
        recent = latest is not None and now - latest < AT_MOST_EVERY
        recent = recent or await subscriptions.is_on_its_way(db, reader, subscription.kind)
        behind = await behind_with(db, serial, reader)
        if behind < FAR_BEHIND or recent:
            await subscriptions.set_reached(db, key, dropped, told=False)
            continue
        number = subscription.sent + 1
        word = Key(serial_id, serial.edition_id, f"{PartKind.WORD}:{number}", key)
        await letters.plan(db, subscription.channel_id, [word], number)
        await subscriptions.count_letter(db, key, reached=dropped, told=False)
        await reminded.note(db, reader, now)
