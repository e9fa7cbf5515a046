"""A serial: a story running in a channel, its instalments, and what is said about it."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.cadence import Cadence, next_after
from bot.domain.story import SILENT, Heading, Notice, Notices, Paragraph, Rating


class SizeKind(StrEnum):
    """What an instalment is measured in."""

    CHAPTER = "chapter"
    SCENE = "scene"
    PASSAGES = "passages"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Size:
    """How much one drop releases: a chapter, a scene, `count` passages or about `count` minutes."""

    kind: SizeKind
    count: int = 1


class Discussion(StrEnum):
    """Where a thread opens: under every instalment, once a chapter, or never."""

    INSTALMENT = "instalment"
    CHAPTER = "chapter"
    OFF = "off"


class Gate(StrEnum):
    """Who may enter a discussion: anyone, or who has read what it is about.

    After reading, a discussion is a private thread, and that of a chapter opens with its last part.
    """

    OPEN = "open"
    AFTER_READING = "after-reading"


class SerialState(StrEnum):
    """Whether a serial drops. Finished and ended ones can still be read.

    One that is away ran when the bot was taken out of its server; it runs again once that is back.
    """

    RUNNING = "running"
    PAUSED = "paused"
    AWAY = "away"
    FINISHED = "finished"
    ENDED = "ended"

    @property
    def alive(self) -> bool:
        """Whether it will or may drop again."""
        return self not in {SerialState.FINISHED, SerialState.ENDED}


@dataclass(frozen=True, slots=True)
class Instalment:
    """The passages that one drop releases. Numbers count from 1, in the serial and the edition."""

    number: int
    chapter: int
    first_passage: int
    last_passage: int
    part: int = 1
    """Which instalment of its chapter it is, from 1."""
    parts: int = 1
    """How many instalments its chapter has."""

    @property
    def passages(self) -> int:
        """How many messages of text it has."""
        return self.last_passage - self.first_passage + 1


@dataclass(frozen=True, slots=True)
class Serial:
    """A story running in a channel of a server."""

    serial_id: int
    guild_id: int
    channel_id: int
    story_id: int
    edition_id: int
    title: str
    author: str | None
    rating: Rating
    started_by: int | None
    """Nobody, where they had their data deleted."""
    state: SerialState
    pause_reason: str | None
    cadence: Cadence
    size: Size
    discussion: Discussion
    gate: Gate
    ping_role_id: int | None
    next_at: datetime | None
    """The next date, UTC. None once nothing is left to drop."""
    owed: int
    """Instalments to post one after the other, paced, because dates were missed."""
    missed: int
    """Dates that passed while the bot was away, since the last drop."""
    warnings: tuple[str, ...] = ()
    """What the story warns of."""
    language: str | None = None
    """The story's, as a BCP 47 tag."""

    @property
    def notice(self) -> Notice:
        """What is told before the story."""
        return Notice(self.rating, self.warnings)


def date_to_come(serial: Serial, now: datetime) -> datetime | None:
    """Say the date that readers may be told: of a running serial, and not one that went by."""
    if serial.state is not SerialState.RUNNING or serial.next_at is None:
        return None
    return serial.next_at if serial.next_at > now else next_after(serial.cadence, now)


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote as it is kept: where it stands and what it says. `note_id` is the library's."""

    note_id: int
    label: str
    word: str
    """The word its first marker stands on, for telling notes apart in a list."""
    sentence: str
    """The sentence its first marker belongs to."""
    chapter: int
    passage: int
    """The number of the passage with its first marker."""
    definition: tuple[Paragraph, ...]
    """What it says, as the author wrote it."""


_WORD = re.compile(r"[^\W\d_]{4}")
"""Four letters in a row make a word of a label, where three may be a Roman numeral."""


def is_worded(label: str) -> bool:
    """Whether a note's label is a word, which may tell what it is about."""
    return _WORD.search(label) is not None


@dataclass(frozen=True, slots=True)
class ChapterEntry:
    """A chapter of an edition as the library lists it."""

    position: int
    heading: Heading
    words: int
    scenes: int
    first_passage: int
    last_passage: int
    notice: Notice = SILENT
    """What is told before it, where it has a rating or warnings of its own."""


def notices_before(passage: int, story: Notice, chapter: ChapterEntry) -> Notices:
    """Say what is told before a passage of a chapter: before the first ones alone."""
    return Notices(
        story=story if passage == 1 else SILENT,
        chapter=chapter.notice if passage == chapter.first_passage else SILENT,
    )
