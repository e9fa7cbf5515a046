"""A clock, a Discord and a desk that tests can look into."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain.delivery import (
    Found,
    Key,
    Missing,
    Outcome,
    Sent,
    Sighting,
    Surveyed,
    Unreadable,
)
from bot.domain.snowflakes import first_at
from bot.domain.story import Paragraph
from bot.services.ports import DeskNote, PassageContent, Posting, ThreadContent, Viewer

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GUILD, CHANNEL, MODERATOR, READER, BOT = 1, 10, 100, 101, 999


class FakeClock:
    """A clock that stands until a test moves it."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now
        self._asleep = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    async def sleep_until(self, when: datetime) -> None:
        del when
        self._asleep.set()
        await asyncio.Event().wait()

    async def asleep(self) -> None:
        """Wait until somebody sleeps, anew each time."""
        await self._asleep.wait()
        self._asleep.clear()

    def move(self, **amount: float) -> None:
        self._now += timedelta(**amount)


@dataclass
class Message:
    """What a channel shows."""

    message_id: int
    place_id: int
    posting: Posting


@dataclass
class FakeDiscord:
    """A Discord that keeps nonces like the real one, with faults to order.

    A fault is an outcome instead of posting, or ("after", outcome): posted, yet so answered.
    """

    bot_id: int = BOT
    messages: list[Message] = field(default_factory=list)
    faults: dict[Key, list[Outcome | tuple[str, Outcome]]] = field(default_factory=dict)
    sightings: list[Sighting] = field(default_factory=list)
    tries: list[Key] = field(default_factory=list)
    edit_faults: dict[Key, list[Outcome]] = field(default_factory=dict)
    edits: list[Key] = field(default_factory=list)
    before_answer: Callable[[], Awaitable[object]] | None = None
    """What somebody does, once, while a post is on its way."""
    now: Callable[[], datetime] | None = None
    """Where the ids of messages tell when they were posted; else they are 1000 and on."""
    unsurveyable: list[Unreadable] = field(default_factory=list)
    page: int = 3
    """How many messages a page of the history has."""
    _nonces: dict[str, int] = field(default_factory=dict)

    def newest_known(self, channel_id: int) -> int | None:
        ids = [item.message_id for item in self.messages if item.place_id == channel_id]
        return max(ids, default=None)

    async def post(self, posting: Posting) -> Outcome:
        await asyncio.sleep(0)
        self.tries.append(posting.key)
        if self.before_answer is not None:
            act, self.before_answer = self.before_answer, None
            await act()
        planned = self.faults.get(posting.key) or []
        fault = planned.pop(0) if planned else None
        if fault is not None and not isinstance(fault, tuple):
            return fault
        message_id = self._accept(posting)
        return fault[1] if fault is not None else Sent(message_id)

    async def find(self, posting: Posting, *, after: int | None) -> Sighting:
        if self.sightings:
            return self.sightings.pop(0)
        for item in self.messages:
            known = item.posting.mark == posting.mark and item.place_id == posting.place_id
            if known and item.message_id > (after or 0):
                return Found(item.message_id)
        return Missing()

    async def edit(self, posting: Posting, message_id: int) -> Outcome:
        await asyncio.sleep(0)
        self.edits.append(posting.key)
        planned = self.edit_faults.get(posting.key) or []
        if planned:
            return planned.pop(0)
        for item in self.messages:
            if item.message_id == message_id:
                item.posting = posting
        return Sent(message_id)

    async def survey(self, channel_id: int, *, after: int) -> Surveyed | Unreadable:
        await asyncio.sleep(0)
        if self.unsurveyable:
            return self.unsurveyable.pop(0)
        later = [
            item
            for item in self.messages
            if item.place_id == channel_id and item.message_id > after
        ]
        page = later[: self.page]
        ours = tuple((item.posting.mark, item.message_id) for item in page)
        return Surveyed(ours, page[-1].message_id if len(page) == self.page else None)

    def forget_nonces(self) -> None:
        self._nonces.clear()

    def _accept(self, posting: Posting) -> int:
        if isinstance(posting.content, ThreadContent):
            return posting.content.under
        if posting.nonce not in self._nonces:
            self._nonces[posting.nonce] = self._next_id()
            self.messages.append(Message(self._nonces[posting.nonce], posting.place_id, posting))
        return self._nonces[posting.nonce]

    def _next_id(self) -> int:
        given = 1000 if self.now is None else first_at(self.now())
        return given + len(self.messages)

    def shown(self, place_id: int = CHANNEL) -> list[str]:
        """The parts a channel shows, in order."""
        return [item.posting.key.part for item in self.messages if item.place_id == place_id]

    def passages(self) -> list[int]:
        """The numbers of the passages that were posted, in order."""
        return [
            item.posting.content.passage.number
            for item in self.messages
            if isinstance(item.posting.content, PassageContent)
        ]


@dataclass
class FakeDesk:
    """A desk that keeps what it was told."""

    notes: list[DeskNote] = field(default_factory=list)

    async def tell(self, note: DeskNote) -> None:
        self.notes.append(note)


@dataclass
class FakeSight:
    """Who is a member where, and sees all of it; nobody until a test says so."""

    members: set[tuple[int, int]] = field(default_factory=set)

    async def of(self, user_id: int, guild_id: int) -> Callable[[int], bool] | None:
        return (lambda _channel: True) if (user_id, guild_id) in self.members else None


def viewer(
    user_id: int = READER,
    *,
    guild_id: int = GUILD,
    channel_id: int = CHANNEL,
    sees: bool = True,
    gone: bool = False,
    adult_ok: bool = False,
    manages: bool | None = None,
    roles: tuple[int, ...] = (),
    restricted: tuple[int, ...] = (),
    thread_id: int | None = None,
) -> Viewer:
    """Somebody who asks; the moderator manages the server, others don't."""
    return Viewer(
        guild_id=guild_id,
        user_id=user_id,
        channel_id=channel_id,
        can_view=lambda _channel: sees and not gone,
        is_gone=lambda _channel: gone,
        is_restricted=restricted.__contains__,
        adult_ok=adult_ok,
        manages=user_id == MODERATOR if manages is None else manages,
        role_ids=frozenset(roles),
        thread_id=thread_id,
    )


def measure(paragraph: Paragraph) -> int:
    """The length of the letters alone."""
    return len(paragraph.text)
