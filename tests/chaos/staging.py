"""Many serials at once: put into a database as moderators would, before the bot starts."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.domain.serial import Discussion, Gate, SerialState
from bot.services.guilds import Guilds
from bot.services.library import Library
from bot.services.serials import Serials
from bot.services.starting import Starting, StartRequest
from bot.storage.database import Database
from bot.ui.markdown import measure
from tests.services.fakes import viewer

_SENTENCE = "The lamp on the quay went out, and nobody in the office looked up from the cards. "
_LEAF = re.compile(r"Leaf (\d+) of the log")


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


@dataclass
class Office:
    """What a moderator does while the bot is down."""

    database: Database
    library: Library
    serials: Serials
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
    ) -> None:
        """Bring one story in and start it in every channel, daily at a time UTC."""
        person = viewer(self.moderator, guild_id=self.guild, manages=True)
        draft = await self.library.preview(person, manuscript(chapters), "log.txt")
        story = await self.library.confirm(person, draft.draft_id)
        for channel in channels:
            request = StartRequest(
                story_id=story.story_id,
                channel_id=channel,
                days="daily",
                time=at,
                timezone="UTC",
                instalment="chapter",
                discussion=discussion,
                gate=gate,
            )
            proposal = await self.serials.propose(person, request)
            await self.serials.confirm(person, proposal.draft_id)

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
        yield Office(database, library, serials, guild, moderator)
    finally:
        await database.close()
