"""Subscriptions: who gets what of which serial by private message, and when."""

from dataclasses import dataclass
from datetime import datetime, time

from bot.domain.cadence import Cadence
from bot.domain.serial import Size, SizeKind
from bot.domain.subscription import (
    EVERY_DAY,
    Hold,
    Rhythm,
    Subscription,
    SubscriptionKind,
    SubscriptionState,
)
from bot.storage.database import Connection, Row, changed, every, inserted, one
from bot.storage.moments import from_ticks, to_ticks

_IN_REACH = (
    "FROM subscription JOIN serial USING (serial_id) "
    "WHERE serial.guild_id NOT IN (SELECT guild_id FROM guild WHERE left_at IS NOT NULL) "
    "AND subscription.state = 'active' AND subscription.survey_after IS NULL "
)
"""What may be sent: of the active ones, those in servers that the bot is in."""


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """A subscription that is about to begin."""

    serial_id: int
    user_id: int
    kind: SubscriptionKind
    restricted: bool
    channel_id: int
    locale: str | None
    rhythm: Rhythm | None
    next_at: datetime | None
    reached: int = 0


async def add(db: Connection, new: NewSubscription, now: datetime) -> int:
    """Begin a subscription and say its id."""
    return await inserted(
        db,
        "INSERT INTO subscription (serial_id, user_id, kind, state, restricted, channel_id, "
        "locale, wall_time, zone, size_kind, size_count, next_at, reached, made_at) "
        "VALUES (?, ?, ?, 'active', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        new.serial_id,
        new.user_id,
        new.kind.value,
        int(new.restricted),
        new.channel_id,
        new.locale,
        *_rhythm_values(new.rhythm),
        to_ticks(new.next_at),
        new.reached,
        to_ticks(now),
    )


async def renew(db: Connection, subscription_id: int, new: NewSubscription) -> None:
    """Have a subscription go on, as it is asked for now. What was sent stays sent.

    Where it was once asked for in an age-restricted channel, that holds.
    """
    await db.execute(
        "UPDATE subscription SET state = 'active', held = NULL, "
        "restricted = max(restricted, ?), channel_id = ?, locale = ?, "
        "wall_time = ?, zone = ?, size_kind = ?, size_count = ?, next_at = ? "
        "WHERE subscription_id = ?",
        (
            int(new.restricted),
            new.channel_id,
            new.locale,
            *_rhythm_values(new.rhythm),
            to_ticks(new.next_at),
            subscription_id,
        ),
    )


async def load(db: Connection, subscription_id: int) -> Subscription | None:
    """Load a subscription."""
    row = await one(db, "SELECT * FROM subscription WHERE subscription_id = ?", subscription_id)
    return None if row is None else _subscription(row)


async def find(
    db: Connection, serial_id: int, user_id: int, kind: SubscriptionKind
) -> Subscription | None:
    """Load what a reader has of a serial."""
    row = await one(
        db,
        "SELECT * FROM subscription WHERE serial_id = ? AND user_id = ? AND kind = ?",
        serial_id,
        user_id,
        kind.value,
    )
    return None if row is None else _subscription(row)


async def asked_restricted(db: Connection, serial_id: int, user_id: int) -> bool:
    """Whether a reader ever asked for letters of a serial in an age-restricted channel."""
    row = await one(
        db,
        "SELECT 1 FROM asked_restricted WHERE serial_id = ?1 AND user_id = ?2 UNION ALL "
        "SELECT 1 FROM subscription WHERE serial_id = ?1 AND user_id = ?2 AND kind = ?3 "
        "AND restricted LIMIT 1",
        serial_id,
        user_id,
        SubscriptionKind.LETTERS.value,
    )
    return row is not None


async def of_serial(db: Connection, serial_id: int) -> list[Subscription]:
    """List who gets what of a serial."""
    rows = await every(
        db, "SELECT * FROM subscription WHERE serial_id = ? ORDER BY subscription_id", serial_id
    )
    return [_subscription(row) for row in rows]


async def of_user(db: Connection, user_id: int) -> list[Subscription]:
    """List what a reader has, in all servers."""
    rows = await every(
        db, "SELECT * FROM subscription WHERE user_id = ? ORDER BY subscription_id", user_id
    )
    return [_subscription(row) for row in rows]


async def due(
    db: Connection, now: datetime, limit: int, *, after: Subscription | None = None
) -> list[Subscription]:
    """List the subscriptions whose time has come, so many at most, on from one of them."""
    latest = (to_ticks(after.next_at), after.subscription_id) if after is not None else (None, 0)
    rows = await every(
        db,
        f"SELECT subscription.* {_IN_REACH} AND subscription.next_at <= ? "
        "AND (subscription.next_at, subscription_id) > (coalesce(?, 0), ?) "
        "ORDER BY subscription.next_at, subscription_id LIMIT ?",
        to_ticks(now),
        *latest,
        limit,
    )
    return [_subscription(row) for row in rows]


async def next_date(db: Connection) -> datetime | None:
    """Say when the next letter of any subscription is due."""
    row = await one(db, f"SELECT min(subscription.next_at) {_IN_REACH}")
    return None if row is None else from_ticks(row[0])


async def reminded_serials(db: Connection) -> list[int]:
    """List the serials that anybody is to be reminded of."""
    rows = await every(
        db,
        "SELECT serial_id FROM serial WHERE EXISTS (SELECT 1 FROM subscription "
        "WHERE subscription.serial_id = serial.serial_id AND subscription.kind = 'reminders' "
        "AND subscription.state = 'active' AND subscription.survey_after IS NULL) "
        "AND guild_id NOT IN (SELECT guild_id FROM guild WHERE left_at IS NOT NULL) "
        "ORDER BY serial_id",
    )
    return [row["serial_id"] for row in rows]


async def to_remind(db: Connection, serial_id: int, dropped: int) -> list[Subscription]:
    """List who is to be reminded of a serial and has not been looked at since its last drop."""
    rows = await every(
        db,
        f"SELECT subscription.* {_IN_REACH} AND kind = 'reminders' "
        "AND subscription.serial_id = ? AND reached < ? ORDER BY subscription_id",
        serial_id,
        dropped,
    )
    return [_subscription(row) for row in rows]


async def is_on_its_way(db: Connection, user_id: int, kind: SubscriptionKind) -> bool:
    """Whether anything of a kind is still on its way to a reader."""
    row = await one(
        db,
        "SELECT 1 FROM subscription JOIN letter USING (subscription_id) WHERE user_id = ? "
        "AND kind = ? AND subscription.state = 'active' "
        "AND letter.state NOT IN ('sent', 'skipped') LIMIT 1",
        user_id,
        kind.value,
    )
    return row is not None


async def end_all(db: Connection, user_id: int, kind: SubscriptionKind) -> int:
    """Delete all that a reader has of a kind; say how much it was."""
    return await changed(
        db, "DELETE FROM subscription WHERE user_id = ? AND kind = ?", user_id, kind.value
    )


async def set_next(db: Connection, subscription_id: int, next_at: datetime | None) -> None:
    """Change when the next letter is due."""
    await db.execute(
        "UPDATE subscription SET next_at = ? WHERE subscription_id = ?",
        (to_ticks(next_at), subscription_id),
    )


async def count_letter(db: Connection, subscription_id: int, *, reached: int, told: bool) -> None:
    """Keep that another letter is on its way, up to a passage."""
    await db.execute(
        "UPDATE subscription SET sent = sent + 1, reached = ?, told = ? WHERE subscription_id = ?",
        (reached, int(told), subscription_id),
    )


async def set_reached(db: Connection, subscription_id: int, reached: int, *, told: bool) -> None:
    """Change which passage was sent last, and whether they know that there is no more for now."""
    await db.execute(
        "UPDATE subscription SET reached = ?, told = ? WHERE subscription_id = ?",
        (reached, int(told), subscription_id),
    )


async def set_state(db: Connection, subscription_id: int, state: SubscriptionState) -> None:
    """Pause a subscription, or have it go on."""
    await db.execute(
        "UPDATE subscription SET state = ?, held = NULL WHERE subscription_id = ?",
        (state.value, subscription_id),
    )


async def to_survey(db: Connection) -> list[tuple[Subscription, int]]:
    """List what may have been sent more than is known, each with the message after which to look.

    Only for who is to get more, in servers that the bot is in.
    """
    rows = await every(
        db,
        "SELECT subscription.* FROM subscription JOIN serial USING (serial_id) "
        "WHERE subscription.survey_after IS NOT NULL AND subscription.state = 'active' "
        "AND serial.guild_id NOT IN (SELECT guild_id FROM guild WHERE left_at IS NOT NULL) "
        "ORDER BY subscription_id",
    )
    return [(_subscription(row), row["survey_after"]) for row in rows]


async def finish_survey(db: Connection, subscription_id: int, *, reached: int, more: int) -> None:
    """Keep what was found of a subscription: up to which passage, and how many messages."""
    await db.execute(
        "UPDATE subscription SET survey_after = NULL, reached = ?, sent = sent + ? "
        "WHERE subscription_id = ?",
        (reached, more, subscription_id),
    )


async def hold(db: Connection, subscription_id: int, reason: Hold) -> None:
    """Hold an active subscription; the reader is to be told."""
    await db.execute(
        "UPDATE subscription SET state = 'held', held = ?, noticed = 0 "
        "WHERE subscription_id = ? AND state = 'active'",
        (reason.value, subscription_id),
    )


async def notice(
    db: Connection, user_id: int, subscription_id: int | None = None
) -> list[tuple[SubscriptionKind, Hold]]:
    """Say what of a reader's is held and why, where they have not been told; now they are.

    Of one subscription alone, if one is named.
    """
    rows = await every(
        db,
        "UPDATE subscription SET noticed = 1 WHERE user_id = ? AND state = 'held' "
        "AND noticed = 0 AND (? IS NULL OR subscription_id = ?) RETURNING kind, held",
        user_id,
        subscription_id,
        subscription_id,
    )
    return [(SubscriptionKind(row["kind"]), Hold(row["held"])) for row in rows]


async def has_news(db: Connection, user_id: int) -> bool:
    """Whether a subscription of a reader is held and they have not been told."""
    row = await one(
        db,
        "SELECT 1 FROM subscription WHERE user_id = ? AND state = 'held' AND noticed = 0 LIMIT 1",
        user_id,
    )
    return row is not None


async def end(db: Connection, subscription_id: int) -> bool:
    """Delete a subscription with its letters; False where there is none.

    Of letters that were asked for in an age-restricted channel, that is kept.
    """
    await db.execute(
        "INSERT INTO asked_restricted SELECT serial_id, user_id FROM subscription "
        "WHERE subscription_id = ? AND kind = ? AND restricted ON CONFLICT DO NOTHING",
        (subscription_id, SubscriptionKind.LETTERS.value),
    )
    return bool(
        await changed(db, "DELETE FROM subscription WHERE subscription_id = ?", subscription_id)
    )


def _rhythm_values(rhythm: Rhythm | None) -> tuple[object, ...]:
    if rhythm is None:
        return (None, None, None, None)
    cadence, size = rhythm.cadence, rhythm.size
    return (cadence.at.isoformat("minutes"), cadence.zone, size.kind.value, size.count)


def _subscription(row: Row) -> Subscription:
    return Subscription(
        subscription_id=row["subscription_id"],
        serial_id=row["serial_id"],
        user_id=row["user_id"],
        kind=SubscriptionKind(row["kind"]),
        state=SubscriptionState(row["state"]),
        held=Hold(row["held"]) if row["held"] is not None else None,
        restricted=bool(row["restricted"]),
        channel_id=row["channel_id"],
        locale=row["locale"],
        rhythm=_rhythm(row),
        next_at=from_ticks(row["next_at"]),
        reached=row["reached"],
        sent=row["sent"],
        told=bool(row["told"]),
    )


def _rhythm(row: Row) -> Rhythm | None:
    if row["wall_time"] is None:
        return None
    return Rhythm(
        Cadence(EVERY_DAY, time.fromisoformat(row["wall_time"]), row["zone"]),
        Size(SizeKind(row["size_kind"]), row["size_count"]),
    )
