"""What the services say of serials: the calendar, the state, the troubles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.cadence import Cadence
from bot.domain.delivery import State
from bot.domain.keys import Key
from bot.domain.reading_time import minutes
from bot.domain.serial import ChapterEntry, Discussion, Gate, Instalment, Serial, Size
from bot.domain.story import Heading
from bot.services.library import StoryEntry


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An instalment with its date, its chapter and its reading minutes."""

    instalment: Instalment
    heading: Heading
    at: datetime
    minutes: float


@dataclass(frozen=True, slots=True)
class Crowd:
    """A drop of many messages: how many the longest has, and would have with smaller sizes."""

    longest: int
    smaller: tuple[tuple[Size, int], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A serial before it starts, with its whole calendar.

    `beside` says that a serial runs in its channel already.
    """

    draft_id: int
    story: StoryEntry
    channel_id: int
    cadence: Cadence
    size: Size
    discussion: Discussion
    gate: Gate
    ping_role_id: int | None
    entries: tuple[CalendarEntry, ...]
    crowd: Crowd | None = None
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """A delivery that waits for a person."""

    key: Key
    state: State
    reason: str | None
    heading: Heading | None
    """The chapter of the passage, for the parts that are one."""
    passage: int | None
    """The number of the passage, for the parts that are one and are still in the story."""


@dataclass(frozen=True, slots=True)
class SerialView:
    """A serial as it stands. `dropped` and `passages` count passages."""

    serial: Serial
    dropped: int
    passages: int
    instalments: int
    next_instalment: Instalment | None
    next_heading: Heading | None
    readers: int
    upcoming: tuple[CalendarEntry, ...]
    troubles: tuple[Trouble, ...]
    corrections: int
    """How many messages that were posted are still to be edited."""


def veiled(view: SerialView) -> SerialView:
    """Take the chapters' titles off a view, for where the story itself may not be shown."""
    heading = view.next_heading
    return replace(
        view,
        next_heading=replace(heading, title=None) if heading else None,
        upcoming=tuple(
            replace(entry, heading=replace(entry.heading, title=None)) for entry in view.upcoming
        ),
        troubles=tuple(replace(trouble, heading=None) for trouble in view.troubles),
    )


def calendar(
    instalments: Sequence[Instalment],
    dates: Iterable[datetime],
    chapters: Sequence[ChapterEntry],
    words: Sequence[int],
    language: str | None = None,
) -> tuple[CalendarEntry, ...]:
    """Put instalments and dates side by side. `words` counts those of every passage, in order."""
    headings: Mapping[int, Heading] = {item.position: item.heading for item in chapters}
    return tuple(
        CalendarEntry(
            instalment,
            headings[instalment.chapter],
            at,
            minutes(sum(words[instalment.first_passage - 1 : instalment.last_passage]), language),
        )
        for instalment, at in zip(instalments, dates, strict=False)
    )
