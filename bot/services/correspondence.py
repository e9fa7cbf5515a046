"""Correspondence: all that somebody gets by private message, from every server."""

from dataclasses import dataclass

from bot.domain.serial import Serial
from bot.domain.subscription import Subscription, SubscriptionKind
from bot.services.guilds import shown
from bot.services.ports import Absent, Sight, Viewer
from bot.services.subscriptions import Subscriptions, SubscriptionView
from bot.storage import serials, subscriptions
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Received:
    """What somebody gets. `letters` may be told of here; of the `untold` ones it may only be said
    that there are such, by their subscriptions' ids: they can't see the channel now, or the story
    is rated for adults. `reminded` are the serials that they are reminded of. In a server nothing
    is told of others: `elsewhere` counts that.
    """

    letters: tuple[SubscriptionView, ...] = ()
    untold: tuple[int, ...] = ()
    reminded: tuple[Serial, ...] = ()
    elsewhere: int = 0

    @property
    def nothing(self) -> bool:
        """Whether they get nothing at all."""
        return not (self.letters or self.untold or self.reminded or self.elsewhere)


class Correspondence:
    """Looks through a reader's subscriptions."""

    def __init__(self, database: Database, sight: Sight, steering: Subscriptions) -> None:
        self._database = database
        self._sight = sight
        self._steering = steering

    async def of(self, user_id: int, asked: Viewer | None) -> Received:
        """List what somebody gets; all of it, unless it is `asked` in a server."""
        seen: dict[int, Viewer | Absent] = {}
        told: list[SubscriptionView] = []
        untold: list[int] = []
        reminded: list[Serial] = []
        elsewhere = 0
        for one in await subscriptions.of_user(self._database.reader, user_id):
            serial = await serials.load(self._database.reader, one.serial_id)
            if serial is None:
                continue
            if asked is not None and serial.guild_id != asked.guild_id:
                elsewhere += 1
                continue
            if asked is None and serial.guild_id not in seen:
                seen[serial.guild_id] = await self._sight.look(user_id, serial.guild_id)
            may = _may_be_told(asked or seen[serial.guild_id], serial, one, privately=asked is None)
            if one.kind is SubscriptionKind.REMINDERS:
                reminded += [serial] if may else []
            elif may:
                told.append(await self._steering.view(serial, one))
            else:
                untold.append(one.subscription_id)
        return Received(tuple(told), tuple(untold), tuple(reminded), elsewhere)


def _may_be_told(
    viewer: Viewer | Absent, serial: Serial, subscription: Subscription, *, privately: bool
) -> bool:
    if isinstance(viewer, Absent):
        return False
    if privately and subscription.restricted:
        return viewer.can_view(serial.channel_id)
    return shown(viewer, serial)
