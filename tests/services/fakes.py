"""A clock, a Discord and a desk that tests can look into."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain.admission import Entry, Full, Inside
from bot.domain.delivery import (
    Failed,
    Found,
    Missing,
    Outcome,
    Sent,
    Sighting,
    Surveyed,
    Unreadable,
)
from bot.domain.keys import Key
from bot.domain.snowflakes import first_at
from bot.domain.story import Paragraph
from bot.domain.subscription import Hold
from bot.services.ports import (
    Absent,
    DeskNote,
    PassageContent,
    PollContent,
    Posting,
    ThreadContent,
    Viewer,
)

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
    after_post: Callable[[], Awaitable[object]] | None = None
    """What somebody does, once, when a message stands there and nobody has heard of it."""
    closed: set[int] = field(default_factory=set)
    """The private channels of who can't be written to."""
    now: Callable[[], datetime] | None = None
    """Where the ids of messages tell when they were posted; else they are 1000 and on."""
    unsurveyable: list[Unreadable] = field(default_factory=list)
    threads: dict[int, ThreadContent] = field(default_factory=dict)
    """The private threads. A request to open one is heard each time: there is no nonce."""
    calls: str = "Talk"
    """What threads are called, before their numbers."""
    page: int = 3
    """How many messages a page of the history has."""
    _nonces: dict[str, int] = field(default_factory=dict)

    def newest_known(self, channel_id: int) -> int | None:
        ids = [item.message_id for item in self.messages if item.place_id == channel_id]
        return max(ids, default=None)

    def name_of(self, posting: Posting, thread: ThreadContent) -> str:
        del posting
        return f"{self.calls} {thread.instalment.number}.{thread.circle}"

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
        if posting.place_id in self.closed:
            return Failed(Hold.CLOSED.value)
        message_id = self._accept(posting)
        if self.after_post is not None:
            act, self.after_post = self.after_post, None
            await act()
        return fault[1] if fault is not None else Sent(message_id)

    async def find(self, posting: Posting, *, after: int | None) -> Sighting:
        if self.sightings:
            return self.sightings.pop(0)
        if isinstance(posting.content, ThreadContent):
            thread = self._thread_of(posting, posting.content)
            return Missing() if thread is None else Found(thread)
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
        # A poll bears no mark.
        ours = tuple(
            (item.posting.mark, item.message_id)
            for item in page
            if not isinstance(item.posting.content, PollContent)
        )
        return Surveyed(ours, page[-1].message_id if len(page) == self.page else None)

    def forget_nonces(self) -> None:
        self._nonces.clear()

    def _accept(self, posting: Posting) -> int:
        if isinstance(posting.content, ThreadContent):
            if not posting.content.private:
                return posting.content.under
            thread_id = self._next_id()
            self.threads[thread_id] = posting.content
            return thread_id
        if posting.nonce not in self._nonces:
            self._nonces[posting.nonce] = self._next_id()
            self.messages.append(Message(self._nonces[posting.nonce], posting.place_id, posting))
        return self._nonces[posting.nonce]

    def _next_id(self) -> int:
        given = 1000 if self.now is None else first_at(self.now())
        return given + len(self.messages) + len(self.threads)

    def _thread_of(self, posting: Posting, content: ThreadContent) -> int | None:
        """Find a private thread by its name, after a message and of no other discussion."""
        name = content.name or self.name_of(posting, content)
        return next(
            (
                thread_id
                for thread_id, one in self.threads.items()
                if one.name == name and thread_id > content.under and thread_id not in content.taken
            ),
            None,
        )

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
class FakeDoor:
    """Doors of threads that tests can lock. `entries` are answers to order, by thread."""

    most: int = 1_000
    inside: dict[int, list[int]] = field(default_factory=dict)
    away: set[int] = field(default_factory=set)
    """The threads that were put away."""
    entries: dict[int, list[Entry]] = field(default_factory=dict)
    tries: list[tuple[int, int]] = field(default_factory=list)
    before_refusal: Callable[[], Awaitable[object]] | None = None
    """What somebody does, once, while the answer that a thread is full is on its way."""

    def is_open(self, thread_id: int) -> bool:
        return thread_id not in self.away

    async def open(self, thread_id: int) -> Entry:
        self.away.discard(thread_id)
        planned = self.entries.get(thread_id) or []
        return planned.pop(0) if planned else Inside(thread_id)

    async def let_in(self, thread_id: int, user_id: int, *, language: str | None) -> Entry:
        await asyncio.sleep(0)
        self.tries.append((thread_id, user_id))
        planned = self.entries.get(thread_id) or []
        if planned:
            return planned.pop(0)
        members = self.inside.setdefault(thread_id, [])
        if user_id not in members:
            if len(members) >= self.most:
                if self.before_refusal is not None:
                    act, self.before_refusal = self.before_refusal, None
                    await act()
                return Full()
            members.append(user_id)
        self.away.discard(thread_id)
        return Inside(thread_id)


@dataclass
class FakeSight:
    """Who is a member where, and sees all of it but who is blind; nobody until a test says so."""

    members: set[tuple[int, int]] = field(default_factory=set)
    silent: bool = False
    blind: set[int] = field(default_factory=set)
    """Who can't see the channels."""
    restricted: set[int] = field(default_factory=set)
    """The channels that are age-restricted."""

    async def look(self, user_id: int, guild_id: int) -> Viewer | Absent:
        if self.silent:
            return Absent.UNSAID
        if (user_id, guild_id) not in self.members:
            return Absent.LEFT
        return viewer(
            user_id,
            guild_id=guild_id,
            channel_id=0,
            sees=user_id not in self.blind,
            restricted=tuple(self.restricted),
        )

    async def of(self, user_id: int, guild_id: int) -> Callable[[int], bool] | None:
        sees = user_id not in self.blind
        return (lambda _channel: sees) if (user_id, guild_id) in self.members else None


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
