"""All that is kept about one person, in all servers: to be given to them, and to be deleted."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from bot.domain.pages import PageLength, Preferences
from bot.domain.serial import SerialState, Size, SizeKind
from bot.domain.story import Rating
from bot.domain.subscription import SubscriptionKind, SubscriptionState
from bot.storage.database import Connection, Row, every, one
from bot.storage.moments import from_ticks


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The serial that something is about, and where it runs."""

    serial_id: int
    guild_id: int
    channel_id: int
    title: str
    rating: Rating


@dataclass(frozen=True, slots=True)
class KeptMark:
    """An instalment they marked as read, up to a passage, and what opened next before that.

    `marked_at` is None where that was before it was kept.
    """

    instalment: int
    last_passage: int
    current_before: int
    marked_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptBookmark:
    """A bookmark: a passage, and so many letters into it."""

    passage: int
    within: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """Their place in a serial: the furthest passage they saw the end of, with how many letters of
    the next, and the one that opens next, with how many letters into it; and their marks.
    """

    where: Whereabouts
    viewed: int
    glimpsed: int
    current: int
    within: int
    moved_at: datetime
    marks: tuple[KeptMark, ...]
    bookmarks: tuple[KeptBookmark, ...]


@dataclass(frozen=True, slots=True)
class KeptAdmission:
    """A discussion into which they were let, or are to be: then it has no thread yet."""

    where: Whereabouts
    instalment: int
    thread_id: int | None


@dataclass(frozen=True, slots=True)
class KeptSubscription:
    """What they get of a serial by private message. `letters` counts its messages that are kept."""

    where: Whereabouts
    kind: SubscriptionKind
    state: SubscriptionState
    wall_time: str | None
    zone: str | None
    amount: Size | None
    language: str | None
    channel_id: int
    restricted: bool
    next_at: datetime | None
    reached: int
    sent: int
    made_at: datetime
    letters: int


@dataclass(frozen=True, slots=True)
class KeptStart:
    """A serial that they started."""

    where: Whereabouts
    started_at: datetime
    state: SerialState


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What they were shown as a moderator and have not confirmed. `file_bytes` is 0 for none."""

    guild_id: int
    kind: str
    file_bytes: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class KeptSharing:
    """That they share their place with the members of a server."""

    guild_id: int
    since: datetime


async def places(db: Connection, user_id: int) -> list[KeptPlace]:
    """List a reader's places in all servers, with the instalments and the pages they marked."""
    bookmarks: defaultdict[int, list[KeptBookmark]] = defaultdict(list)
    for row in await every(
        db,
        "SELECT * FROM bookmark WHERE user_id = ? ORDER BY passage, within, bookmark_id",
        user_id,
    ):
        made = from_ticks(int(row["made_at"]))
        bookmarks[row["serial_id"]].append(KeptBookmark(row["passage"], row["within"], made))
    marks: defaultdict[int, list[KeptMark]] = defaultdict(list)
    for row in await every(
        db,
        "SELECT mark.* FROM place JOIN finished_mark AS mark USING (serial_id, user_id) "
        "WHERE place.user_id = ? ORDER BY mark.instalment",
        user_id,
    ):
        marks[row["serial_id"]].append(
            KeptMark(
                row["instalment"],
                row["last_passage"],
                row["current_before"],
                from_ticks(row["marked_at"]),
            )
        )
    rows = await every(
        db,
        "SELECT place.*, serial.guild_id, channel_id, title, rating "
        "FROM place JOIN serial USING (serial_id) JOIN edition USING (edition_id) "
        "JOIN story USING (story_id) WHERE user_id = ? ORDER BY serial_id",
        user_id,
    )
    return [
        KeptPlace(
            _whereabouts(row),
            row["viewed"],
            row["glimpsed"],
            row["current"],
            row["within"],
            from_ticks(int(row["moved_at"])),
            tuple(marks[row["serial_id"]]),
            tuple(bookmarks[row["serial_id"]]),
        )
        for row in rows
    ]


async def discussions(db: Connection, user_id: int) -> list[KeptAdmission]:
    """List the discussions into which a reader was let, or is to be, in all servers."""
    rows = await every(
        db,
        "SELECT admission.*, serial.guild_id, channel_id, title, rating "
        "FROM admission JOIN serial USING (serial_id) JOIN edition USING (edition_id) "
        "JOIN story USING (story_id) WHERE user_id = ? ORDER BY serial_id, instalment",
        user_id,
    )
    return [KeptAdmission(_whereabouts(row), row["instalment"], row["thread_id"]) for row in rows]


async def subscriptions(db: Connection, user_id: int) -> list[KeptSubscription]:
    """List what a reader gets by private message, in all servers."""
    rows = await every(
        db,
        "SELECT subscription.*, serial.guild_id, serial.channel_id AS place_id, title, rating, "
        "(SELECT count(*) FROM letter "
        "WHERE letter.subscription_id = subscription.subscription_id) AS letters "
        "FROM subscription JOIN serial USING (serial_id) JOIN edition USING (edition_id) "
        "JOIN story USING (story_id) WHERE user_id = ? ORDER BY subscription_id",
        user_id,
    )
    return [_subscription(row) for row in rows]


def _subscription(row: Row) -> KeptSubscription:
    kind, count = row["size_kind"], row["size_count"]
    return KeptSubscription(
        where=Whereabouts(
            row["serial_id"], row["guild_id"], row["place_id"], row["title"], Rating(row["rating"])
        ),
        kind=SubscriptionKind(row["kind"]),
        state=SubscriptionState(row["state"]),
        wall_time=row["wall_time"],
        zone=row["zone"],
        amount=Size(SizeKind(kind), count) if kind is not None else None,
        language=row["locale"],
        channel_id=row["channel_id"],
        restricted=bool(row["restricted"]),
        next_at=from_ticks(row["next_at"]),
        reached=row["reached"],
        sent=row["sent"],
        made_at=from_ticks(int(row["made_at"])),
        letters=row["letters"],
    )


async def asked_restricted(db: Connection, user_id: int) -> list[Whereabouts]:
    """List the serials of which a reader had letters that they asked for in an age-restricted
    channel, where these have ended.
    """
    rows = await every(
        db,
        "SELECT serial.*, title, rating FROM asked_restricted JOIN serial USING (serial_id) "
        "JOIN edition USING (edition_id) JOIN story USING (story_id) "
        "WHERE user_id = ? ORDER BY serial_id",
        user_id,
    )
    return [_whereabouts(row) for row in rows]


async def started(db: Connection, user_id: int) -> list[KeptStart]:
    """List the serials that somebody started, in all servers."""
    rows = await every(
        db,
        "SELECT serial.*, title, rating "
        "FROM serial JOIN edition USING (edition_id) JOIN story USING (story_id) "
        "WHERE started_by = ? ORDER BY serial_id",
        user_id,
    )
    return [
        KeptStart(_whereabouts(row), from_ticks(int(row["started_at"])), SerialState(row["state"]))
        for row in rows
    ]


async def drafts(db: Connection, user_id: int) -> list[KeptDraft]:
    """List what somebody was shown as a moderator and has not confirmed."""
    rows = await every(
        db,
        "SELECT guild_id, kind, coalesce(length(file), 0) AS file_bytes, created_at "
        "FROM draft WHERE user_id = ? ORDER BY draft_id",
        user_id,
    )
    return [
        KeptDraft(
            row["guild_id"],
            row["kind"],
            row["file_bytes"],
            from_ticks(int(row["created_at"])),
        )
        for row in rows
    ]


async def sharings(db: Connection, user_id: int) -> list[KeptSharing]:
    """List the servers in which somebody shares their place."""
    rows = await every(
        db, "SELECT guild_id, since FROM sharing WHERE user_id = ? ORDER BY guild_id", user_id
    )
    return [KeptSharing(row["guild_id"], from_ticks(int(row["since"]))) for row in rows]


async def preferences(db: Connection, user_id: int) -> Preferences | None:
    """Load how somebody likes to read; None where they have set nothing."""
    row = await one(db, "SELECT pages, plain FROM preference WHERE user_id = ?", user_id)
    return None if row is None else Preferences(PageLength(row[0]), plain=bool(row[1]))


async def forget(db: Connection, user_id: int) -> None:
    """Delete all that is kept about somebody; what they started was started by nobody then."""
    await db.execute("DELETE FROM place WHERE user_id = ?", (user_id,))
    await db.execute("DELETE FROM admission WHERE user_id = ?", (user_id,))
    await db.execute("DELETE FROM subscription WHERE user_id = ?", (user_id,))
    await db.execute("DELETE FROM asked_restricted WHERE user_id = ?", (user_id,))
    await db.execute("DELETE FROM preference WHERE user_id = ?", (user_id,))
    await db.execute("DELETE FROM reminded WHERE user_id = ?", (user_id,))
    await db.execute("DELETE FROM draft WHERE user_id = ?", (user_id,))
    await db.execute("DELETE FROM sharing WHERE user_id = ?", (user_id,))
    await db.execute("UPDATE serial SET started_by = NULL WHERE started_by = ?", (user_id,))


def _whereabouts(row: Row) -> Whereabouts:
    return Whereabouts(
        row["serial_id"], row["guild_id"], row["channel_id"], row["title"], Rating(row["rating"])
    )
