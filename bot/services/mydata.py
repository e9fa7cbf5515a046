"""Readers' data: all that is kept about one person, given to them or deleted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.pages import Preferences
from bot.services.ports import Clock, Sight
from bot.storage import readers, reminded
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is kept about somebody. `alive` of the serials they `started` may still drop."""

    places: int
    marks: int
    drafts: int
    started: int
    alive: int
    sharing: int = 0
    discussions: int = 0
    subscriptions: int = 0
    letters_ended: int = 0
    """Serials of which they had letters, asked for in an age-restricted channel."""
    bookmarks: int = 0
    preferences: bool = False
    """Whether they have set how they like to read."""
    reminded: bool = False
    """Whether it is kept when they were last reminded."""

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is kept."""
        kept = self.places or self.drafts or self.started or self.sharing
        kept = kept or self.discussions or self.subscriptions or self.preferences
        kept = kept or self.letters_ended
        kept = kept or self.reminded
        return not kept


class MyData:
    """The use cases of anyone who asks what is kept about them."""

    def __init__(self, database: Database, clock: Clock, sight: Sight) -> None:
        self._database = database
        self._clock = clock
        self._sight = sight

    async def holdings(self, user_id: int) -> Holdings:
        """Say how much is kept about somebody."""
        return await _holdings(self._database.reader, user_id)

    async def delete(self, user_id: int) -> Holdings:
        """Delete all of it, in every server, and say how much it was. Drops don't notice."""
        async with self._database.transaction() as db:
            gone = await _holdings(db, user_id)
            await readers.forget(db, user_id)
        return gone

    async def export(self, user_id: int) -> dict[str, Any]:
        """Gather all of it as JSON-able data. Ids are strings, as Discord's."""
        db = self._database.reader
        places = await readers.places(db, user_id)
        started = await readers.started(db, user_id)
        drafts = await readers.drafts(db, user_id)
        sharing = await readers.sharings(db, user_id)
        discussions = await readers.discussions(db, user_id)
        subscribed = await readers.subscriptions(db, user_id)
        ended = await readers.asked_restricted(db, user_id)
        latest = await reminded.last(db, user_id)
        about = {place.where.guild_id for place in places}
        about |= {item.where.guild_id for item in subscribed}
        about |= {item.guild_id for item in ended}
        about |= {start.where.guild_id for start in started}
        about |= {one.where.guild_id for one in discussions}
        sights = {guild_id: await self._sight.of(user_id, guild_id) for guild_id in about}
        return {
            "user": str(user_id),
            "made": _moment(self._clock.now()),
            "places": [_place(item, sights[item.where.guild_id]) for item in places],
            "discussions": [_discussion(item, sights[item.where.guild_id]) for item in discussions],
            "subscriptions": [
                _subscription(item, sights[item.where.guild_id]) for item in subscribed
            ],
            "letters_ended": [_where(item, sights[item.guild_id]) for item in ended],
            "reminded": _moment(latest) if latest is not None else None,
            "preferences": _preferences(await readers.preferences(db, user_id)),
            "serials_started": [_start(item, sights[item.where.guild_id]) for item in started],
            "drafts": [_draft(item) for item in drafts],
            "sharing": [_sharing(item) for item in sharing],
        }


_Sees = Callable[[int], bool] | None


async def _holdings(db: Connection, user_id: int) -> Holdings:
    places = await readers.places(db, user_id)
    started = await readers.started(db, user_id)
    return Holdings(
        places=len(places),
        marks=sum(len(place.marks) for place in places),
        drafts=len(await readers.drafts(db, user_id)),
        started=len(started),
        alive=sum(item.state.alive for item in started),
        sharing=len(await readers.sharings(db, user_id)),
        discussions=len(await readers.discussions(db, user_id)),
        subscriptions=len(await readers.subscriptions(db, user_id)),
        letters_ended=len(await readers.asked_restricted(db, user_id)),
        bookmarks=sum(len(place.bookmarks) for place in places),
        preferences=await readers.preferences(db, user_id) is not None,
        reminded=await reminded.last(db, user_id) is not None,
    )


def _place(place: readers.KeptPlace, sees: _Sees) -> dict[str, Any]:
    return {
        **_where(place.where, sees),
        "furthest_passage": place.viewed,
        "furthest_page": place.glimpsed,
        "next_passage": place.current,
        "next_page": place.within,
        "moved": _moment(place.moved_at),
        "read": [
            {
                "instalment": mark.instalment,
                "last_passage": mark.last_passage,
                "next_passage_before": mark.current_before,
                "pressed": None if mark.marked_at is None else _moment(mark.marked_at),
            }
            for mark in place.marks
        ],
        "bookmarks": [
            {"passage": mark.passage, "letters": mark.within, "made": _moment(mark.made_at)}
            for mark in place.bookmarks
        ],
    }


def _discussion(one: readers.KeptAdmission, sees: _Sees) -> dict[str, Any]:
    return {
        **_where(one.where, sees),
        "instalment": one.instalment,
        "thread": str(one.thread_id) if one.thread_id is not None else None,
    }


def _subscription(kept: readers.KeptSubscription, sees: _Sees) -> dict[str, Any]:
    amount = kept.amount
    return {
        **_where(kept.where, sees),
        "kind": kept.kind.value,
        "state": kept.state.value,
        "time": kept.wall_time,
        "timezone": kept.zone,
        "amount": amount and {"count": amount.count, "unit": amount.kind.value},
        "language": kept.language,
        "private_channel": str(kept.channel_id),
        "age_restricted": kept.restricted,
        "started": _moment(kept.made_at),
        "next": _moment(kept.next_at) if kept.next_at is not None else None,
        "last_passage_sent": kept.reached,
        "sent": kept.sent,
        "messages_kept": kept.letters,
    }


def _preferences(liked: Preferences | None) -> dict[str, Any] | None:
    return None if liked is None else {"pages": liked.pages.value, "plain": liked.plain}


def _start(start: readers.KeptStart, sees: _Sees) -> dict[str, Any]:
    return {
        **_where(start.where, sees),
        "started": _moment(start.started_at),
        "state": start.state.value,
    }


def _draft(draft: readers.KeptDraft) -> dict[str, Any]:
    return {
        "server": str(draft.guild_id),
        "kind": draft.kind,
        "made": _moment(draft.created_at),
        "file_bytes": draft.file_bytes,
    }


def _sharing(sharing: readers.KeptSharing) -> dict[str, Any]:
    return {"server": str(sharing.guild_id), "since": _moment(sharing.since)}


def _where(where: readers.Whereabouts, sees: _Sees) -> dict[str, Any]:
    shown = sees is not None and sees(where.channel_id) and not where.rating.adult
    return {
        "serial": where.serial_id,
        "server": str(where.guild_id),
        "channel": str(where.channel_id),
        "title": where.title if shown else None,
    }


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
