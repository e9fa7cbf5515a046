"""The services together, as the client carries them."""

from dataclasses import dataclass

from bot.services.admitting import Admitting
from bot.services.bookmarks import Bookmarks
from bot.services.catching_up import CatchingUp
from bot.services.company import Company
from bot.services.contents import Browsing
from bot.services.correspondence import Correspondence
from bot.services.departures import Departures
from bot.services.discussions import Discussions
from bot.services.dispatch import Dispatcher
from bot.services.exporting import Exporting
from bot.services.footnotes import Footnotes
from bot.services.guilds import Guilds
from bot.services.library import Library
from bot.services.mail import Mail
from bot.services.mydata import MyData
from bot.services.preferences import Preferring
from bot.services.progress import Progressing
from bot.services.quoting import Quoting
from bot.services.rating import Ratings
from bot.services.reading import Reading
from bot.services.reminders import Reminders
from bot.services.replacing import Replacing
from bot.services.searching import Searching
from bot.services.serials import Serials
from bot.services.statistics import Counting
from bot.services.subscriptions import Subscriptions


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that commands and buttons call."""

    library: Library
    exporting: Exporting
    replacing: Replacing
    serials: Serials
    ratings: Ratings
    reading: Reading
    progress: Progressing
    company: Company
    counting: Counting
    browsing: Browsing
    bookmarks: Bookmarks
    preferring: Preferring
    footnotes: Footnotes
    searching: Searching
    quoting: Quoting
    dispatch: Dispatcher
    discussions: Discussions
    admitting: Admitting
    guilds: Guilds
    departures: Departures
    mydata: MyData
    mail: Mail
    subscriptions: Subscriptions
    catching_up: CatchingUp
    correspondence: Correspondence
    reminders: Reminders
