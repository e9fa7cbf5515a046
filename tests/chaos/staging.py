"""Many serials at once: put into a database as moderators would, before the bot starts."""

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.serial import Discussion, Gate, SerialState
from bot.domain.subscription import SubscriptionState
from bot.services.guilds import Guilds
from bot.services.library import Library
from bot.services.mail import Mail
from bot.services.serials import Serials
from bot.services.starting import Starting, StartRequest
from bot.services.subscriptions import Subscriptions, Wish
from bot.storage import subscriptions
from bot.storage.database import Database
from bot.ui.markdown import measure
from tests.services.fakes import viewer

_SENTENCE = "The lamp on the quay went out, and nobody in the office looked up from the cards. "
_LEAF = re.compile(r"Leaf (\d+) of the log")
STORY = "log"


def manuscript(chapters: int) -> bytes:
    """Write a story of so many chapters; each passage names its leaf.

    Every fifth chapter is two passages long, the others one.
    """
    written, leaf = [], 0
    for chapter in range(1, chapters + 1):
        written.append(f"Chapter {chapter}: Night {chapter}")
        for _passage in range(2 if chapter % 5 == 0 else 1):
            leaf += 1
            long = 26 if chapter % 5 == 0 else 6
            written.append(f"Leaf {leaf} of the log. {_SENTENCE * long}")
    return "\n\n".join(written).encode()


def leaves_of(chapter: int) -> list[int]:
    """Say which leaves a chapter has."""
    first = chapter + (chapter - 1) // 5
    return [first, first + 1] if chapter % 5 == 0 else [first]


def leaves_up_to(chapter: int) -> list[int]:
    """Say which leaves a story has up to the end of a chapter."""
    return list(range(1, leaves_of(chapter)[-1] + 1))


def leaf_in(text: str) -> int | None:
    """Say which leaf a message shows, if it shows one."""
    found = _LEAF.search(text)
    return int(found[1]) if found else None


class StoppedClock:
    """A moment that stays."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """The moment."""
        return self._now

    async def sleep_until(self, when: datetime) -> None:
        """Nobody sleeps here."""
        raise AssertionError(when)


class Unattended(Mail):
    """The mail while the bot is down: what is put into it stays there."""

    def __init__(self) -> None:
        """Have nothing to send with."""

    def wake(self) -> None:
        """Nobody sleeps here."""

    async def send_now(self, user_id: int, patience: timedelta) -> None:
        """Leave it to the bot."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets letters, and their private channel with the bot."""

    user: int
    channel: int


@dataclass
class Office:
    """What moderators, and readers with letters, do while the bot is down."""

    database: Database
    library: Library
    serials: Serials
    subscriptions: Subscriptions
    guild: int
    moderator: int

    async def start(
        self,
        channels: list[int],
        chapters: int,
        *,
        at: str,
        discussion: Discussion,
        gate: Gate = Gate.OPEN,
        story: str = STORY,
    ) -> list[int]:
        """Bring one story in and start it in every channel, daily at a time UTC; give the
        serials.
        """
        person = viewer(self.moderator, guild_id=self.guild, manages=True)
        draft = await self.library.preview(person, manuscript(chapters), f"{story}.txt")
        added = await self.library.confirm(person, draft.draft_id)
        started = []
        for channel in channels:
            request = StartRequest(
                story_id=added.story_id,
                channel_id=channel,
                days="daily",
                time=at,
                timezone="UTC",
                instalment="chapter",
                discussion=discussion,
                gate=gate,
            )
            proposal = await self.serials.propose(person, request)
            view = await self.serials.confirm(person, proposal.draft_id)
            started.append(view.serial.serial_id)
        return started

    async def subscribe(self, reader: Reader, serial_id: int, *, at: str, amount: str) -> None:
        """Have a reader get letters of a serial, daily at a time UTC."""
        await self.subscriptions.subscribe(
            viewer(reader.user, guild_id=self.guild),
            serial_id,
            Wish(at, "UTC", amount),
            channel_id=reader.channel,
            locale=None,
        )

    async def add_spares(self, count: int) -> None:
        """Bring in stories that nobody starts: what could be read next."""
        person = viewer(self.moderator, guild_id=self.guild, manages=True)
        for number in range(count):
            text = f"---\ntitle: Spare {number}\n---\n\nIt rained.\n"
            draft = await self.library.preview(person, text.encode(), "spare.md")
            await self.library.confirm(person, draft.draft_id)

    async def resume_all(self) -> int:
        """Resume what is paused; say how many serials were."""
        person = viewer(self.moderator, guild_id=self.guild, manages=True)
        paused = [
            one.serial.serial_id
            for one in await self.serials.listing(person)
            if one.serial.state is SerialState.PAUSED
        ]
        for serial_id in paused:
            await self.serials.resume(person, serial_id)
        return len(paused)

    async def pause(self, reader: Reader) -> None:
        """Have a reader's letters wait."""
        for one in await subscriptions.of_user(self.database.reader, reader.user):
            await self.subscriptions.pause(reader.user, one.subscription_id)

    async def go_on_all(self, readers: Iterable[Reader]) -> int:
        """Be the readers who have their letters go on; say how many subscriptions were held."""
        held = [
            one
            for reader in readers
            for one in await subscriptions.of_user(self.database.reader, reader.user)
            if one.state is SubscriptionState.HELD
        ]
        for one in held:
            person = viewer(one.user_id, guild_id=self.guild)
            await self.subscriptions.go_on(person, one.subscription_id)
        return len(held)


@asynccontextmanager
async def office(path: Path, now: datetime, guild: int, moderator: int) -> AsyncIterator[Office]:
    """Open the database as a moderator's commands would find it at a moment."""
    clock = StoppedClock(now)
    database = await Database.open(path)
    try:
        guilds = Guilds(database)
        library = Library(database, clock, guilds, measure)
        starting = Starting(database, clock, guilds, library)
        serials = Serials(database, clock, guilds, starting, lambda: None)
        letters = Subscriptions(database, clock, guilds, Unattended())
        yield Office(database, library, serials, letters, guild, moderator)
    finally:
        await database.close()
