"""What the services need of the outside: a clock, a poster, a desk. `bot.app` brings them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.domain.admission import Entry
from bot.domain.delivery import Outcome, Sighting, Surveyed, Unreadable
from bot.domain.keys import Key
from bot.domain.passages import Passage
from bot.domain.serial import Instalment, Note, Serial
from bot.domain.story import NO_NOTICES, Heading, Notices
from bot.domain.subscription import Outlook


class Clock(Protocol):
    """The time, injected everywhere so that tests and the demo can move it."""

    def now(self) -> datetime:
        """The moment, aware, UTC."""
        ...

    async def sleep_until(self, when: datetime) -> None:
        """Return at `when` or somewhat earlier; the caller looks at the clock again."""
        ...


@dataclass(frozen=True, slots=True)
class PassageContent:
    """A passage as it is posted. `part` of `parts` counts within the instalment."""

    heading: Heading
    passage: Passage
    part: int
    parts: int
    minutes_left: float
    """Reading minutes from the top of this passage to the end of the instalment."""
    chapter_part: int
    """Which instalment of its chapter this is, of `chapter_parts`; 1 of 1 is the whole chapter."""
    chapter_parts: int
    title: str | None
    """The story's title, where more than one serial lives in the channel; else None."""
    notes: tuple[Note, ...]
    """The notes cited in this passage."""
    discuss: bool
    """Whether a thread opens (or is open already) for this instalment."""
    ping_role_id: int | None
    """The role to mention above it: the first passage of a drop alone, if a moderator set one."""
    notices: Notices = NO_NOTICES
    """What is told before it: with the first passage of the story, or of a chapter."""

    @property
    def last(self) -> bool:
        """Whether it ends the instalment and so carries the reader's buttons."""
        return self.part == self.parts


@dataclass(frozen=True, slots=True)
class ThreadContent:
    """The discussion of an instalment. It opens on the message `under`.

    A private one stands by itself, and opened after that message if it is there already; those in
    `taken` are others. `name` is what it was called when it was first to open, if it was.
    """

    heading: Heading
    instalment: Instalment
    whole_chapter: bool
    """Whether it is for the whole chapter rather than for this instalment."""
    under: int
    private: bool = False
    circle: int = 1
    """Which thread of its discussion it is; 2 and more open once those before are full."""
    name: str | None = None
    taken: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class GreetingContent:
    """The first words in a discussion: a spoiler line and a prompt."""

    title: str
    heading: Heading
    part: int
    parts: int
    """Which instalment of the chapter it is, of how many; 1 of 1 is the whole chapter."""
    whole_chapter: bool
    """Whether the thread is for the whole chapter rather than for this instalment."""
    last: bool
    """Whether nothing comes after it: everything may be said."""


@dataclass(frozen=True, slots=True)
class MostAsked:
    """A footnote by its label and the word it hangs on, and how often it was asked for."""

    label: str
    word: str
    times: int


@dataclass(frozen=True, slots=True)
class ClosingContent:
    """The card after the last instalment."""

    title: str
    author: str | None
    words: int
    instalments: int
    readers: int
    """How many members have a place in the serial."""
    discussions: bool
    """Whether there are threads that stay open."""
    days: int
    """How many days it ran, from the first drop to the last, both counted."""
    asked: MostAsked | None
    """The footnote that was asked for most; None where none was, or too seldom."""
    language: str | None = None
    """The story's, which says whether `words` are characters."""


@dataclass(frozen=True, slots=True)
class PollContent:
    """The question what to read next, after the closing card."""

    title: str
    """The story that is over."""
    choices: tuple[tuple[str, str | None], ...]
    """Titles with their authors: two of them or more, ten at most."""


@dataclass(frozen=True, slots=True)
class LetterEnd:
    """What the last message of a letter says of what comes after it."""

    first_passage: int
    last_passage: int
    outlook: Outlook
    next_at: datetime | None
    """When the next letter is due."""
    drops_at: datetime | None
    """When the serial drops next, as far as readers may be told."""


@dataclass(frozen=True, slots=True)
class LetterContent:
    """A passage as it is sent to one reader. `part` of `parts` counts within the letter."""

    serial: Serial
    edition_id: int
    """The edition that the passage is numbered in."""
    subscription: int
    number: int
    """Which letter of the subscription it belongs to."""
    heading: Heading
    passage: Passage
    part: int
    parts: int
    minutes_left: float
    """Reading minutes from the top of this passage to the end of the letter."""
    notes: tuple[Note, ...]
    end: LetterEnd | None
    """None before the last message."""
    notices: Notices = NO_NOTICES
    """What is told before it: with the first passage of the story, or of a chapter."""


@dataclass(frozen=True, slots=True)
class LevelContent:
    """A word to a reader who has come as far as the serial."""

    serial: Serial
    subscription: int
    number: int
    outlook: Outlook
    drops_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReminderContent:
    """A word to a reader who has fallen so many chapters behind."""

    serial: Serial
    chapters: int


Content = (
    PassageContent
    | ThreadContent
    | GreetingContent
    | ClosingContent
    | PollContent
    | LetterContent
    | LevelContent
    | ReminderContent
)


@dataclass(frozen=True, slots=True)
class Posting:
    """One delivery for the poster. `place_id` is the channel, or the thread for a greeting."""

    key: Key
    place_id: int
    nonce: str
    mark: int
    content: Content
    silent: bool
    adult: bool
    """Whether it may be posted only in an age-restricted channel."""
    guild_id: int | None = None
    """The server it goes to; None for a private message."""
    language: str | None = None
    """The language it speaks, by Discord's name; None: that of the server, as Discord has it."""
    revised: bool = False
    """Whether its text may be another than at the first attempt: its mark alone tells it then."""
    private: bool = False
    """Whether the place is a reader's private channel."""

    @property
    def guarded(self) -> bool:
        """Whether posting it twice shows it once: all but a private thread, which has no nonce."""
        return not (isinstance(self.content, ThreadContent) and self.content.private)


class Poster(Protocol):
    """Puts deliveries into Discord and finds them again. Raises nothing: outcomes are values."""

    @property
    def bot_id(self) -> int:
        """The bot's own user id."""
        ...

    def newest_known(self, channel_id: int) -> int | None:
        """The id of the newest message that the channel is known to have, of anyone."""
        ...

    def name_of(self, posting: Posting, thread: ThreadContent) -> str:
        """Say what a thread is called, as long as it has not been called anything."""
        ...

    async def post(self, posting: Posting) -> Outcome:
        """Post it once under its nonce, or open its thread; 10 s at most."""
        ...

    async def find(self, posting: Posting, *, after: int | None) -> Sighting:
        """Look for it in the history after a message id: our message, its mark and its text."""
        ...

    async def survey(self, channel_id: int, *, after: int) -> Surveyed | Unreadable:
        """Look through a page of a channel's history, after a message id, for all that is ours."""
        ...

    async def edit(self, posting: Posting, message_id: int) -> Outcome:
        """Have a message that was posted show it as it is now. A message that is gone is done."""
        ...


@dataclass(frozen=True, slots=True)
class DeskNote:
    """Something moderators should know, and what they can do about it.

    `text` has a sentence or several, each on a line of its own and each translated by itself; the
    last may be the reason that was kept of a failure. `one` stands in for the first where the
    {count} in `said` is 1. `kind` decides on the buttons: "plain" none, "parked" *It is there* and
    *Post again* for `key`, "missed" *Post all, paced* for the serial.
    """

    guild_id: int
    serial_id: int
    channel_id: int
    started_by: int | None
    text: str
    said: Mapping[str, object]
    """What `text` names in braces, like {title}, for the ui to escape. A `PartKind` is named."""
    kind: str = "plain"
    key: Key | None = None
    desk_channel_id: int | None = None
    one: str | None = None
    near: int | None = None
    """The message behind which to look, if that is known; else the channel is pointed at."""
    language: str | None = None
    """The language the server has chosen; None: its own in Discord."""


class Desk(Protocol):
    """Where the bot tells moderators things: the desk channel, else whoever started the serial."""

    async def tell(self, note: DeskNote) -> None:
        """Say it. Never raises: what can't be delivered is logged."""
        ...


class Door(Protocol):
    """Opens discussions and lets people in. Raises nothing: what became of it is a value."""

    def is_open(self, thread_id: int) -> bool:
        """Whether a thread is known to be open, without asking."""
        ...

    async def open(self, thread_id: int) -> Entry:
        """Open a thread again that was put away, so that it stands in the list of channels."""
        ...

    async def let_in(self, thread_id: int, user_id: int, *, language: str | None) -> Entry:
        """Let somebody into a private thread, which is opened again first; 10 s at most.

        What bars it is said in the language that the server has chosen; None: its own in Discord.
        """
        ...


class Absent(Enum):
    """Why it can't be said what somebody can see in a server."""

    LEFT = "left"
    """They are no member of it."""
    UNSAID = "unsaid"
    """Discord does not say, or the bot is not in it; asking again may help."""


class Sight(Protocol):
    """What somebody can see in a server that they don't ask from."""

    async def look(self, user_id: int, guild_id: int) -> "Viewer | Absent":
        """Say who they are in that server now: from no channel of it. Never raises."""
        ...

    async def of(self, user_id: int, guild_id: int) -> Callable[[int], bool] | None:
        """Say which channels they can view there now; None where they are no member, or the bot
        is not in it, or Discord does not say. Never raises.
        """
        ...


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, from where, and what they can see now. Made fresh for every interaction."""

    guild_id: int
    user_id: int
    channel_id: int
    """The channel they ask from; a thread counts as its parent."""
    can_view: Callable[[int], bool]
    """Whether they can view a channel of the server now."""
    is_gone: Callable[[int], bool]
    """Whether the server has no such channel (any more)."""
    is_restricted: Callable[[int], bool]
    """Whether a channel of the server is age-restricted."""
    adult_ok: bool
    """Whether the channel they ask from is age-restricted."""
    manages: bool
    """Whether they have Manage Server."""
    role_ids: frozenset[int]
    thread_id: int | None = None
    """The thread they ask from; None in a channel."""
