"""The composition root: settings in, a client out that is not started yet."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from bot.client import FeuilletonClient
from bot.services.admitting import Admitting
from bot.services.bookmarks import Bookmarks
from bot.services.catching_up import CatchingUp
from bot.services.company import Company
from bot.services.container import Services
from bot.services.contents import Browsing
from bot.services.correspondence import Correspondence
from bot.services.departures import Departures
from bot.services.discussions import Discussions
from bot.services.dispatch import Dispatcher
from bot.services.exporting import Exporting
from bot.services.footnotes import Footnotes
from bot.services.guilds import Guilds
from bot.services.letterbox import Letterbox
from bot.services.library import Library
from bot.services.mail import Mail
from bot.services.mydata import MyData
from bot.services.outbox import USUAL_PACE, Outbox, Pace
from bot.services.ports import Clock, Poster
from bot.services.preferences import Preferring
from bot.services.progress import Progressing
from bot.services.quoting import Quoting
from bot.services.rating import Ratings
from bot.services.reading import Reading
from bot.services.recalling import Recaller
from bot.services.reminders import Reminders
from bot.services.replacing import Replacing
from bot.services.searching import Searching, index_all
from bot.services.serials import Serials
from bot.services.shelf import Shelf
from bot.services.starting import Starting
from bot.services.statistics import Counting
from bot.services.subscriptions import Subscriptions
from bot.services.surveying import Surveyor
from bot.settings import Settings, SettingsError
from bot.storage.database import Database
from bot.ui import buttons
from bot.ui.access import DiscordSight
from bot.ui.desk import DiscordDesk
from bot.ui.door import DiscordDoor
from bot.ui.markdown import measure
from bot.ui.poster import DiscordPoster
from cogs.company import CompanyCog
from cogs.discussion import DiscussionCog
from cogs.drops import DropsCog
from cogs.footnotes import FootnotesCog
from cogs.letters import LettersCog
from cogs.library import LibraryCog
from cogs.mydata import MyDataCog
from cogs.preferences import PreferencesCog
from cogs.quoting import QuotingCog
from cogs.reading import ReadingCog
from cogs.search import SearchCog
from cogs.serials import SerialsCog
from cogs.settings import SettingsCog
from cogs.welcome import WelcomeCog

LONGEST_SLEEP = timedelta(seconds=30)
"""After this long the clock is looked at again: a machine may have slept, or its time been set."""


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        """The moment, UTC."""
        return datetime.now(UTC)

    async def sleep_until(self, when: datetime) -> None:
        """Sleep until `when`, or 30 seconds if that is further off."""
        left = min(when - self.now(), LONGEST_SLEEP)
        await asyncio.sleep(max(left.total_seconds(), 0))


def create_bot(
    settings: Settings,
    *,
    clock: Clock | None = None,
    poster: Callable[[FeuilletonClient], Poster] = DiscordPoster,
    pace: Pace = USUAL_PACE,
) -> FeuilletonClient:
    """Put the bot together. All I/O happens in its `setup_hook` and `close`.

    `clock`, `poster` and `pace` are what tests replace: the time, the hand that posts, and how
    fast it may.

    Opening raises `SettingsError` where another process uses the same data folder, and
    `bot.storage.errors.StorageError` where the database can't be used.
    """
    timekeeper = clock or SystemClock()

    async def open_house(client: FeuilletonClient, stack: AsyncExitStack) -> Services:
        stack.callback(only_one(settings.database.parent).release)
        database = await Database.open(settings.database)
        stack.push_async_callback(database.close)
        await Shelf(database, timekeeper, settings.stories, measure).sync()
        await index_all(database)
        hand = poster(client)
        outbox = Outbox(database, timekeeper, hand, DiscordDesk(client), pace)
        surveyor = Surveyor(database, timekeeper, hand, outbox)
        dispatch = Dispatcher(database, timekeeper, outbox, surveyor)
        letterbox = Letterbox(database, timekeeper, hand, DiscordSight(client), outbox)
        recaller = Recaller(database, timekeeper, hand, outbox)
        mail = Mail(database, timekeeper, letterbox, recaller)
        outbox.after_each(mail.wake)
        services = _services(client, database, timekeeper, outbox, dispatch, mail)
        buttons.register(client)
        await add_cogs(client, services)
        return services

    return FeuilletonClient(open_house)


def _services(
    client: FeuilletonClient,
    database: Database,
    clock: Clock,
    outbox: Outbox,
    dispatch: Dispatcher,
    mail: Mail,
) -> Services:
    guilds = Guilds(database)
    library = Library(database, clock, guilds, measure)
    progress = Progressing(database, clock)
    starting = Starting(database, clock, guilds, library)
    door, sight = DiscordDoor(client), DiscordSight(client)
    admitting = Admitting(database, clock, door, sight, outbox, dispatch.wake)
    subscriptions = Subscriptions(database, clock, guilds, mail)
    return Services(
        library=library,
        exporting=Exporting(database, library),
        replacing=Replacing(database, clock, guilds, library, measure, dispatch.wake),
        serials=Serials(database, clock, guilds, starting, dispatch.wake),
        ratings=Ratings(database, guilds, library),
        reading=Reading(database, clock, measure),
        progress=progress,
        company=Company(database, clock, DiscordSight(client), progress),
        counting=Counting(database, clock, guilds),
        browsing=Browsing(database),
        bookmarks=Bookmarks(database, clock),
        preferring=Preferring(database),
        footnotes=Footnotes(database),
        discussions=Discussions(database, guilds, door, admitting),
        admitting=admitting,
        searching=Searching(database),
        quoting=Quoting(database, clock),
        dispatch=dispatch,
        guilds=guilds,
        departures=Departures(database, clock, outbox, dispatch.wake),
        mydata=MyData(database, clock, sight),
        mail=mail,
        subscriptions=subscriptions,
        catching_up=CatchingUp(database, clock),
        correspondence=Correspondence(database, sight, subscriptions),
        reminders=Reminders(database, clock),
    )


async def add_cogs(client: FeuilletonClient, services: Services) -> None:
    """Give a client all conversations, and so all commands."""
    for cog in (
        LibraryCog(services.library, services.exporting, services.replacing),
        SerialsCog(services.serials, services.library, services.counting),
        ReadingCog(services.reading, services.progress, services.serials),
        CompanyCog(services.progress, services.company, services.preferring, services.serials),
        FootnotesCog(client, services.footnotes, services.serials, services.counting),
        SearchCog(services.searching, services.serials),
        QuotingCog(client, services.quoting, services.serials),
        SettingsCog(services.guilds),
        WelcomeCog(services.guilds, services.departures),
        PreferencesCog(services.preferring),
        MyDataCog(services.mydata),
        DiscussionCog(services.admitting),
        LettersCog(services.subscriptions, services.reminders, services.serials),
        DropsCog(client, services.dispatch, services.mail, services.departures),
    ):
        await client.add_cog(cog)


def only_one(folder: Path) -> FileLock:
    """Lock the data folder, made where it is missing, until the lock is released.

    The kernel frees the lock if the process is killed; within one process the lease decides.
    Raises `SettingsError` where another process has it, or where the folder can't be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "feuilleton.lock", is_singleton=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise SettingsError(
            f"Another Feuilleton is running on {folder}. Stop it first, or give this one a "
            "FEUILLETON_DATABASE in another folder."
        ) from error
    except OSError as error:
        raise SettingsError(
            f"I can't write in the folder {folder} ({error.strerror}). Give the user who runs me "
            "the right to, and see that its disk has room; or set FEUILLETON_DATABASE to a file in "
            "another folder."
        ) from error
    return lock
