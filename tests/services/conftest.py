"""A house without Discord: real SQLite in a temporary file, everything else faked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.domain.serial import Discussion, Gate
from bot.services.admitting import Admitting
from bot.services.company import Company
from bot.services.departures import Departures
from bot.services.discussions import Discussions
from bot.services.dispatch import Dispatcher
from bot.services.footnotes import Footnotes
from bot.services.guilds import Guilds
from bot.services.letterbox import Letterbox
from bot.services.library import Library
from bot.services.mail import Mail
from bot.services.mydata import MyData
from bot.services.outbox import Outbox
from bot.services.preferences import Preferring
from bot.services.progress import Progressing
from bot.services.quoting import Quoting
from bot.services.rating import Ratings
from bot.services.reading import Reading
from bot.services.recalling import Recaller
from bot.services.reminders import Reminders
from bot.services.replacing import Replaced, Replacing
from bot.services.searching import Searching
from bot.services.serials import Serials
from bot.services.starting import Starting, StartRequest
from bot.services.statistics import Counting
from bot.services.subscriptions import Subscriptions
from bot.services.surveying import Surveyor
from bot.storage.database import Database
from tests.services.fakes import (
    CHANNEL,
    GUILD,
    MODERATOR,
    FakeClock,
    FakeDesk,
    FakeDiscord,
    FakeDoor,
    FakeSight,
    measure,
    viewer,
)

SENTENCE = (
    "The lamp on the quay went out, and nobody in the harbour office looked up from the cards. "
)
STORY = f"""Chapter 1: The Quay

{SENTENCE * 8}

A word with a lantern(1) in it. {SENTENCE * 8}


{SENTENCE * 10}

Chapter 2: The Office

{SENTENCE * 9}

The clerk said "Halt!(2)" and {SENTENCE * 6}

Chapter 3: The Sea

{SENTENCE * 9}


(1) A lantern is a lamp with manners.

(2) He said it in French.
"""


@dataclass
class House:
    """Everything a test drives, and what it looks at."""

    database: Database
    clock: FakeClock
    discord: FakeDiscord
    desk: FakeDesk
    outbox: Outbox
    dispatch: Dispatcher
    guilds: Guilds
    library: Library
    replacing: Replacing
    ratings: Ratings
    serials: Serials
    reading: Reading
    progress: Progressing
    company: Company
    counting: Counting
    footnotes: Footnotes
    searching: Searching
    quoting: Quoting
    departures: Departures
    sight: FakeSight
    mydata: MyData
    door: FakeDoor
    admitting: Admitting
    discussions: Discussions
    mail: Mail
    subscriptions: Subscriptions
    reminders: Reminders
    preferring: Preferring

    async def settle(self) -> None:
        """Let the dispatcher do all that is due now, and the mail."""
        await self.dispatch.tick()
        await self.dispatch.join()
        await self.mail.tick()
        await self.mail.join()

    async def add_story(
        self, text: str = STORY, name: str = "harbour.txt", *, guild_id: int = GUILD
    ) -> int:
        moderator = viewer(MODERATOR, guild_id=guild_id)
        preview = await self.library.preview(moderator, text.encode(), name)
        return (await self.library.confirm(moderator, preview.draft_id)).story_id

    async def replace(
        self, story_id: int, text: str, *, correct: bool = True, name: str = "harbour.txt"
    ) -> Replaced:
        """Give a story a new edition as a moderator does."""
        proof = await self.replacing.propose(viewer(MODERATOR), story_id, text.encode(), name)
        return await self.replacing.confirm(
            viewer(MODERATOR), proof.draft_id, revision=proof.sheet.revision, correct=correct
        )

    async def start(
        self,
        *,
        instalment: str = "chapter",
        discussion: Discussion = Discussion.INSTALMENT,
        gate: Gate = Gate.OPEN,
        channel_id: int = CHANNEL,
        days: str = "daily",
        story_id: int | None = None,
        ping_role_id: int | None = None,
        guild_id: int = GUILD,
    ) -> int:
        """Start a serial that drops at 18:00 UTC; the clock stands at 12:00."""
        moderator = viewer(MODERATOR, guild_id=guild_id)
        request = StartRequest(
            story_id=story_id or await self.add_story(guild_id=guild_id),
            channel_id=channel_id,
            days=days,
            time="18:00",
            timezone="UTC",
            instalment=instalment,
            discussion=discussion,
            gate=gate,
            ping_role_id=ping_role_id,
        )
        proposal = await self.serials.propose(moderator, request)
        view = await self.serials.confirm(moderator, proposal.draft_id)
        return view.serial.serial_id


async def open_house(path: Path, clock: FakeClock, discord: FakeDiscord, desk: FakeDesk) -> House:
    """Open a house as a boot does."""
    database = await Database.open(path)
    outbox = Outbox(database, clock, discord, desk)
    dispatch = Dispatcher(database, clock, outbox, Surveyor(database, clock, discord, outbox))
    guilds = Guilds(database)
    library = Library(database, clock, guilds, measure)
    starting = Starting(database, clock, guilds, library)
    serials = Serials(database, clock, guilds, starting, dispatch.wake)
    sight, door = FakeSight(), FakeDoor()
    progress = Progressing(database, clock)
    admitting = Admitting(database, clock, door, sight, outbox, dispatch.wake)
    letterbox = Letterbox(database, clock, discord, sight, outbox)
    mail = Mail(database, clock, letterbox, Recaller(database, clock, discord, outbox))
    await outbox.take_over()
    return House(
        database,
        clock,
        discord,
        desk,
        outbox,
        dispatch,
        guilds,
        library,
        Replacing(database, clock, guilds, library, measure, dispatch.wake),
        Ratings(database, guilds, library),
        serials,
        Reading(database, clock, measure),
        progress,
        Company(database, clock, sight, progress),
        Counting(database, clock, guilds),
        Footnotes(database),
        Searching(database),
        Quoting(database, clock),
        Departures(database, clock, outbox, dispatch.wake),
        sight,
        MyData(database, clock, sight),
        door,
        admitting,
        Discussions(database, guilds, door, admitting),
        mail,
        Subscriptions(database, clock, guilds, mail),
        Reminders(database, clock),
        Preferring(database),
    )


@pytest.fixture(autouse=True)
async def closed(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Close what a test that failed leaves open: its threads would keep the run from ending."""
    left: list[Database] = []
    opening = Database.open

    async def kept(path: Path) -> Database:
        left.append(await opening(path))
        return left[-1]

    monkeypatch.setattr(Database, "open", kept)
    yield
    for database in left:
        await database.close()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    opened = await open_house(tmp_path / "test.sqlite3", FakeClock(), FakeDiscord(), FakeDesk())
    yield opened
    await opened.database.close()


@pytest.fixture
async def others() -> AsyncIterator[list[House]]:
    """Further processes; all are ended with the test."""
    opened: list[House] = []
    yield opened
    for other in opened:
        await other.database.close()
