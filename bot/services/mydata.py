"""Readers' data: all that is kept about one person, given to them or deleted."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.pages import Preferences
from bot.services.ports import Clock, Sight
from bot.storage import readers, reminded
from bot.storage.database import Connection, Database

_ABOUT = (
    "All that Feuilleton keeps about you, in every server. Times are UTC. Titles stand here only "
    "where you can see the channel now, and never for adult stories. /mydata delete deletes it all."
)
_FIELDS = {
    "user": "your id with Discord",
    "made": "when this file, or what it stands with, was made",
    "places": "how far you are in each serial that you opened",
    "subscriptions": "what I send you by private message, with how you asked for it",
    "letters_ended": "what I sent you by private message until it ended, where you had asked for "
    "it in an age-restricted channel: the buttons under it go on working",
    "serials_started": "the serials that you set running; I write to you if one is held up and "
    "the server has set no channel for that",
    "drafts": "what I showed you and you have not confirmed; kept for a day. What is in it belongs "
    "to the server and stands in the message that has the button",
    "sharing": "the servers whose members you let see how far you are",
    "since": "since when you do",
    "serial": "the number of the serial",
    "server": "the id of the server where it is",
    "channel": "the id of the channel where the serial runs",
    "title": "the story's title, where you can see it",
    "furthest_passage": "the furthest passage that you saw the end of, counted from 1; 0 for none",
    "furthest_page": "how many letters of the passage after that you were shown",
    "next_passage": "the passage that opens next",
    "next_page": "how many letters of that passage stand before the page that opens",
    "moved": "when your place changed last",
    "read": "the instalments under which you pressed “I've read this”",
    "discussions": "the discussions into which I let you, or will, because you have read what they "
    "are about",
    "thread": "the id of the thread where you were let in; empty while you wait",
    "instalment": "the number of the instalment",
    "last_passage": "its last passage",
    "next_passage_before": "what opened next before you pressed",
    "pressed": "when you pressed it, where that is known",
    "bookmarks": "the pages that you marked",
    "passage": "the passage that you marked, counted from 1",
    "letters": "how many letters of it stand before the page",
    "reminded": "when I last reminded you of anything; kept for a day, so that it is once a day "
    "at most",
    "preferences": "how you like to read, where you have set it",
    "pages": "long pages, or short ones",
    "plain": "whether pages are for a screen reader, with the notes in the text",
    "started": "when you started it, or asked for it",
    "state": "whether it is running, paused, away (I was taken out of the server), finished or "
    "ended; what I send you is active, paused, or held because I can't send it",
    "kind": "of a draft, what was to be confirmed: story, to be added or replaced; serial, to be "
    "started; quote, to be posted. Of what I send you: letters, or reminders",
    "time": "the time of your day at which I write",
    "timezone": "whose time that is",
    "amount": "how much I send at once",
    "language": "the language I write in, which was that of your Discord",
    "private_channel": "the id of our private messages",
    "age_restricted": "whether you asked for it in an age-restricted channel",
    "next": "when the next letter is due",
    "last_passage_sent": "the last passage that I sent you; of reminders, the last that had "
    "dropped when I looked",
    "sent": "how many letters or reminders there were",
    "messages_kept": "how many messages of the last letter I know of; earlier ones are forgotten",
    "file_bytes": "the size of the file that you sent with it, which is kept as you sent it",
}


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

    async def export(self, user_id: int) -> bytes:
        """Write all of it as JSON, with a word about each field. Ids are strings, as Discord's."""
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
        written = {
            "about": _ABOUT,
            "fields": _FIELDS,
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
        return json.dumps(written, ensure_ascii=False, indent=2).encode()


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
        "amount": f"{amount.count} {amount.kind}" if amount is not None else None,
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
