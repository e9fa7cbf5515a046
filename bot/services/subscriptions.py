"""Subscriptions: what a reader asks to get by private message, and what they can do about it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.admission import MOST_EARLIER
from bot.domain.cadence import Cadence, next_after
from bot.domain.dates import parse_time
from bot.domain.delivery import after_going_on
from bot.domain.errors import RefusalError
from bot.domain.place import Place, after_finishing, may_see
from bot.domain.serial import Instalment, Serial, date_to_come
from bot.domain.subscription import (
    EVERY_DAY,
    Hold,
    Outlook,
    Rhythm,
    Subscription,
    SubscriptionKind,
    SubscriptionState,
    beginning,
    parse_amount,
)
from bot.domain.zones import parse_zone
from bot.services.guilds import Guilds, require_shown
from bot.services.letters import outlook_of, plan_letter, withdraw
from bot.services.mail import Mail
from bot.services.ports import Clock, Viewer
from bot.storage import (
    admissions,
    deliveries,
    instalments,
    letters,
    places,
    serials,
    subscriptions,
)
from bot.storage.database import Connection, Database

PATIENCE = timedelta(seconds=8)
"""How long a reader's answer waits for what they asked to have sent."""

_NO_TIME = (
    "At what time of your day should I write to you? Give `/subscribe` a `time`, like 7:30 or 8pm."
)
_NO_ZONE = "Whose time is that? Name a `timezone`, like Europe/Berlin."
_GONE = "This subscription has ended; `/subscribe` in the server begins anew."
_ON_ITS_WAY = "What I sent you last is still on its way; try again in a moment."
_SENT_ALREADY = "You have the next one already: it stands further down in our private messages."
_ELSEWHERE = (
    "The story has a new edition since this was sent, so its pages are counted anew; `/read` in "
    "the server keeps your place."
)
_NOT_YET = "You are at the end of what has dropped; more is on its way."


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody typed into /subscribe, as they typed it."""

    time: str | None = None
    timezone: str | None = None
    amount: str | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was typed: what there is shall be shown."""
        return self.time is None and self.timezone is None and self.amount is None


@dataclass(frozen=True, slots=True)
class Home:
    """Where a serial runs, and whether somebody asked for it in an age-restricted channel there,
    also once what they asked for has ended.

    Whether its own channel is one now has to be asked of Discord.
    """

    guild_id: int
    channel_id: int
    restricted: bool


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """A subscription as it stands.

    `sent` says that a letter was sent just now, `on_its_way` that one still is. Where it has
    `ended`, `subscription` is what it was.
    """

    serial: Serial
    subscription: Subscription
    outlook: Outlook
    drops_at: datetime | None
    sent: bool = False
    on_its_way: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class LetterRead:
    """The answer to *I've read this* under a letter: the instalments that it brought to an end."""

    serial: Serial
    instalments: tuple[Instalment, ...]
    moved: bool
    """Whether their place changed with it."""
    admitted: int = 0
    """Into how many discussions behind a gate they are let now, but were not before."""


class Subscriptions:
    """The use cases of a reader who is written to."""

    def __init__(self, database: Database, clock: Clock, guilds: Guilds, mail: Mail) -> None:
        self._database = database
        self._clock = clock
        self._guilds = guilds
        self._mail = mail

    async def home(self, user_id: int, serial_id: int) -> Home | None:
        """Say where a serial runs; None where there is none."""
        serial = await serials.load(self._database.reader, serial_id)
        if serial is None:
            return None
        asked = await subscriptions.asked_restricted(self._database.reader, serial_id, user_id)
        return Home(serial.guild_id, serial.channel_id, restricted=asked)

    async def current(self, viewer: Viewer, serial_id: int) -> SubscriptionView | None:
        """Say what they have of a serial; None for nothing."""
        serial = require_shown(viewer, await serials.load(self._database.reader, serial_id))
        found = await self._find(serial_id, viewer.user_id)
        return None if found is None else await self.view(serial, found)

    async def knows_when(self, viewer: Viewer, wish: Wish) -> bool:
        """Whether a wish says when letters shall come, with the zone last used in the server.

        Raises `RefusalError` for a zone that is none, so that nobody is asked for more in vain.
        """
        if wish.timezone is not None:
            parse_zone(wish.timezone)
        return wish.time is not None and (wish.timezone or await self._zone(viewer)) is not None

    async def subscribe(
        self, viewer: Viewer, serial_id: int, wish: Wish, *, channel_id: int, locale: str | None
    ) -> SubscriptionView:
        """Begin a subscription, change it, or have it go on; what is new or was held is tried at
        once. `channel_id` is their private channel.
        """
        now = self._clock.now()
        # All in one: who asks twice at once has one subscription, and gets one letter.
        async with self._database.transaction() as db:
            serial = require_shown(viewer, await serials.load(db, serial_id))
            before = await subscriptions.find(
                db, serial_id, viewer.user_id, SubscriptionKind.LETTERS
            )
            rhythm = await self._rhythm(viewer, wish, before)
            new = subscriptions.NewSubscription(
                serial_id=serial_id,
                user_id=viewer.user_id,
                kind=SubscriptionKind.LETTERS,
                restricted=viewer.adult_ok,
                channel_id=channel_id,
                locale=locale,
                rhythm=rhythm,
                next_at=next_after(rhythm.cadence, now),
            )
            if before is None:
                subscription_id = await subscriptions.add(db, new, now)
            else:
                subscription_id = before.subscription_id
                await subscriptions.renew(db, subscription_id, new)
                await letters.restate(db, after_going_on, subscription_id=subscription_id)
            at_once = before is None or before.state is SubscriptionState.HELD
            planned = at_once and await self._plan(db, subscription_id)
        current = await self._load(viewer.user_id, subscription_id)
        if at_once:
            return await self._deliver(serial, current, planned=planned)
        self._mail.wake()
        return await self.view(serial, current)

    async def send_next(
        self, viewer: Viewer, subscription_id: int, number: int | None = None, *, under: bool = True
    ) -> SubscriptionView:
        """Send the next letter now; the dates to come stay.

        `number` is that of the last letter when the button was made: where there has been another
        since, nothing is sent, so that a second click brings no second letter. `under` that letter
        it says, as *Next* does in the reader, that this one was read.
        """
        before = await self._load(viewer.user_id, subscription_id)
        serial = require_shown(viewer, await serials.load(self._database.reader, before.serial_id))
        async with self._database.transaction() as db:
            current = await subscriptions.load(db, subscription_id)
            if current is None:
                raise RefusalError(_GONE)
            if await letters.open_count(db, subscription_id):
                raise RefusalError(_ON_ITS_WAY)
            if number is not None and number != current.sent:
                raise RefusalError(_SENT_ALREADY)
            if under and number is not None and current.reached:
                await self._move(db, viewer, serial.serial_id, current.reached)
            await subscriptions.set_state(db, subscription_id, SubscriptionState.ACTIVE)
            planned = await plan_letter(db, current)
        return await self._deliver(serial, current, planned=planned)

    async def pause(self, user_id: int, subscription_id: int) -> SubscriptionView:
        """Send nothing until they go on."""

        async def act(db: Connection, current: Subscription) -> None:
            await subscriptions.set_state(db, subscription_id, SubscriptionState.PAUSED)
            await withdraw(db, current)

        return await self._act(user_id, subscription_id, act)

    async def go_on(self, viewer: Viewer, subscription_id: int) -> SubscriptionView:
        """Go on with the next date; what was held is tried at once."""
        before = await self._load(viewer.user_id, subscription_id)
        serial = require_shown(viewer, await serials.load(self._database.reader, before.serial_id))
        async with self._database.transaction() as db:
            current = await subscriptions.load(db, subscription_id)
            if current is None:
                raise RefusalError(_GONE)
            await subscriptions.set_state(db, subscription_id, SubscriptionState.ACTIVE)
            await letters.restate(db, after_going_on, subscription_id=subscription_id)
            if current.rhythm is not None:
                following = next_after(current.rhythm.cadence, self._clock.now())
                await subscriptions.set_next(db, subscription_id, following)
            held = current.state is SubscriptionState.HELD
            planned = held and await self._plan(db, subscription_id)
        if held:
            return await self._deliver(serial, current, planned=planned)
        self._mail.wake()
        return await self.view(serial, await self._load(viewer.user_id, subscription_id))

    async def stop(self, user_id: int, subscription_id: int) -> SubscriptionView:
        """End a subscription; nothing of it is kept."""

        async def act(db: Connection, _current: Subscription) -> None:
            await subscriptions.end(db, subscription_id)

        view = await self._act(user_id, subscription_id, act)
        return replace(view, ended=True)

    async def finish(
        self, viewer: Viewer, serial_id: int, edition_id: int, first: int, last: int
    ) -> LetterRead:
        """Record that they have read a letter, by its passages: their place moves on past it, and
        the instalments that ended in it count as read.
        """
        # All in one: no new edition comes between what is looked at and what is kept.
        async with self._database.transaction() as db:
            serial = require_shown(viewer, await serials.load(db, serial_id))
            if serial.edition_id != edition_id:
                raise RefusalError(_ELSEWHERE)
            dropped = await deliveries.dropped_through(db, serial_id)
            if not may_see(last, dropped):
                raise RefusalError(_NOT_YET)
            now = self._clock.now()
            before = await places.load(db, serial_id, viewer.user_id) or Place()
            after = await self._move(db, viewer, serial_id, last)
            ended = tuple(
                item
                for item in await instalments.planned(db, serial_id)
                if first <= item.last_passage <= last
            )
            for item in ended:
                await places.mark(db, serial_id, viewer.user_id, item, before.current, now)
            latest = ended[-1].number if ended else 0
            admitted = await admissions.ask_up_to(
                db, serial_id, latest, viewer.user_id, most=MOST_EARLIER, now=now
            )
        return LetterRead(serial, ended, moved=after != before, admitted=len(admitted))

    async def news(self, user_id: int) -> list[tuple[SubscriptionKind, Hold]]:
        """Say what of a reader's is held and why, where they have not been told. Once."""
        if not await subscriptions.has_news(self._database.reader, user_id):
            return []
        async with self._database.transaction() as db:
            return await subscriptions.notice(db, user_id)

    # ---------------------------------------------------------------- pieces

    async def _rhythm(self, viewer: Viewer, wish: Wish, before: Subscription | None) -> Rhythm:
        """Work out when and how much: what was typed, else as it was, else the usual."""
        had = before.rhythm if before is not None else None
        if wish.time is None and had is None:
            raise RefusalError(_NO_TIME)
        kept = had if wish.time is None else None
        at = kept.cadence.at if kept is not None else parse_time(wish.time or "")
        known = had.cadence.zone if had is not None else await self._zone(viewer)
        named = wish.timezone or known
        if named is None:
            raise RefusalError(_NO_ZONE)
        # What is kept may be a short name that was taken when it was typed.
        zone = named if named == known else parse_zone(named)
        size = had.size if had is not None and wish.amount is None else parse_amount(wish.amount)
        return Rhythm(Cadence(EVERY_DAY, at, zone), size)

    async def _zone(self, viewer: Viewer) -> str | None:
        return await self._guilds.zone(viewer.guild_id)

    async def _plan(self, db: Connection, subscription_id: int) -> bool:
        """Plan a letter, within a transaction, if none is on its way; say whether."""
        current = await subscriptions.load(db, subscription_id)
        if current is None or await letters.open_count(db, subscription_id):
            return False
        return await plan_letter(db, current)

    async def _deliver(
        self, serial: Serial, current: Subscription, *, planned: bool
    ) -> SubscriptionView:
        """Have a reader's letters sent, and wait a moment for what becomes of them."""
        subscription_id = current.subscription_id
        await self._mail.send_now(current.user_id, PATIENCE)
        self._mail.wake()
        after = await subscriptions.load(self._database.reader, subscription_id)
        if after is not None and after.state is SubscriptionState.HELD:
            # They are told in this very answer; of what else is held, in the next one.
            async with self._database.transaction() as db:
                await subscriptions.notice(db, after.user_id, subscription_id)
        view = await self.view(serial, after or current)
        held = view.subscription.state is SubscriptionState.HELD
        sent = planned and not held and not view.on_its_way
        return replace(view, sent=sent, ended=after is None)

    async def _act(
        self,
        user_id: int,
        subscription_id: int,
        act: Callable[[Connection, Subscription], Awaitable[None]],
    ) -> SubscriptionView:
        """Do something with a subscription of theirs and say how it stands."""
        async with self._database.transaction() as db:
            current = await subscriptions.load(db, subscription_id)
            if current is None or current.user_id != user_id:
                raise RefusalError(_GONE)
            serial = await serials.load(db, current.serial_id)
            if serial is None:
                raise RefusalError(_GONE)
            await act(db, current)
        after = await subscriptions.load(self._database.reader, subscription_id)
        return await self.view(serial, after or current)

    async def view(self, serial: Serial, subscription: Subscription) -> SubscriptionView:
        """Say how a subscription stands. Who may be told of it is for the caller to know."""
        db = self._database.reader
        place = await places.load(db, serial.serial_id, subscription.user_id)
        return SubscriptionView(
            serial=serial,
            subscription=subscription,
            outlook=await outlook_of(db, serial, beginning(place, subscription.reached) - 1),
            drops_at=date_to_come(serial, self._clock.now()),
            on_its_way=bool(await letters.open_count(db, subscription.subscription_id)),
        )

    async def _find(self, serial_id: int, user_id: int) -> Subscription | None:
        return await subscriptions.find(
            self._database.reader, serial_id, user_id, SubscriptionKind.LETTERS
        )

    async def _load(self, user_id: int, subscription_id: int) -> Subscription:
        found = await subscriptions.load(self._database.reader, subscription_id)
        if found is None or found.user_id != user_id:
            raise RefusalError(_GONE)
        return found

    async def _move(self, db: Connection, viewer: Viewer, serial_id: int, through: int) -> Place:
        """Move a reader's place past a passage, never back."""
        before = await places.load(db, serial_id, viewer.user_id) or Place()
        after = after_finishing(before, through)
        await places.move(
            db,
            serial_id,
            viewer.user_id,
            viewed=through,
            current=after.current,
            within=after.within,
            now=self._clock.now(),
        )
        return after
