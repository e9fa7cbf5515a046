"""A subscription: what goes to one reader by private message, when, and how much of it at once.

A *letter* is what is sent at one time, one message or several. Where it begins and how long it is
stands in this file; when it is due is a cadence's matter, how it gets there `delivery`'s.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.cadence import Cadence
from bot.domain.errors import RefusalError
from bot.domain.instalments import parse_size
from bot.domain.passages import PassageEntry
from bot.domain.place import Place
from bot.domain.reading_time import minutes
from bot.domain.serial import ChapterEntry, SerialState, Size, SizeKind

MOST_MESSAGES = 20
"""So many passages a letter has at most: longer chapters come in several."""
MOST_MINUTES = 120

FAR_BEHIND = 2
"""So many chapters behind, a reader who likes to be reminded is."""

USUAL = Size(SizeKind.MINUTES, 10)
"""What is sent at once where nothing was said."""

EVERY_DAY = frozenset(range(7))

_NEAR_THE_END = 0.25
"""How much of the wanted minutes a letter may miss for ending where a chapter does."""


class SubscriptionKind(StrEnum):
    """Personal instalments, or a word when a reader has fallen behind."""

    LETTERS = "letters"
    REMINDERS = "reminders"


class SubscriptionState(StrEnum):
    """Whether anything is sent. A reader pauses it; it is held where it can't be."""

    ACTIVE = "active"
    PAUSED = "paused"
    HELD = "held"


class Hold(StrEnum):
    """Why a subscription is held."""

    CLOSED = "closed"
    """Discord does not let the bot write to the reader."""
    REFUSED = "refused"
    """Discord did not take the message, for a reason of its own."""
    UNSURE = "unsure"
    """Whether the last message arrived can't be found out."""
    LEFT = "left"
    """The reader is no member of the server any more."""
    RATING = "rating"
    """The story is rated for adults and was not asked for in an age-restricted channel."""


class Outlook(StrEnum):
    """What comes after a letter."""

    MORE = "more"
    AWAITED = "awaited"
    """Nothing until the serial drops for the first time."""
    LEVEL = "level"
    """Nothing until the serial drops again."""
    COMPLETE = "complete"
    """Nothing any more: the story has been told."""
    OVER = "over"
    """Nothing any more: the serial was ended before its end."""

    @property
    def final(self) -> bool:
        """Whether the subscription ends with it."""
        return self in {Outlook.COMPLETE, Outlook.OVER}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a letter comes, every day, and how much it holds."""

    cadence: Cadence
    size: Size


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a reader gets of a serial by private message.

    `rhythm` is None for reminders, which come after drops. `reached` is the last passage that a
    letter holds, of those sent and those on their way; for reminders the last one that had dropped
    when it was looked. `sent` counts letters. `restricted` says that it was asked for in an
    age-restricted channel. `told` says that the reader knows that there is nothing more for now.
    """

    subscription_id: int
    serial_id: int
    user_id: int
    kind: SubscriptionKind
    state: SubscriptionState
    held: Hold | None
    restricted: bool
    channel_id: int
    """Their private channel with the bot."""
    locale: str | None
    rhythm: Rhythm | None
    next_at: datetime | None
    reached: int
    sent: int
    told: bool


@dataclass(frozen=True, slots=True)
class Portion:
    """The passages of a letter."""

    first: int
    last: int


def outlook(serial: SerialState, through: int, dropped: int, total: int) -> Outlook:
    """Say what comes after passage `through`, of `dropped` and of `total` that there are."""
    if through < dropped:
        return Outlook.MORE
    if through >= total:
        return Outlook.COMPLETE
    if serial is SerialState.ENDED:
        return Outlook.OVER
    return Outlook.LEVEL if dropped else Outlook.AWAITED


_A_DAY = re.compile(r" (?:(?:a|each|every|per) day|daily|(?:am|pro|jeden) tag|täglich)$")
_COUNTS = {
    "one": 1,
    "ein": 1,
    "two": 2,
    "zwei": 2,
    "three": 3,
    "drei": 3,
    "four": 4,
    "vier": 4,
    "five": 5,
    "fünf": 5,
    "six": 6,
    "sechs": 6,
    "seven": 7,
    "sieben": 7,
    "eight": 8,
    "acht": 8,
    "nine": 9,
    "neun": 9,
    "ten": 10,
    "zehn": 10,
    "fifteen": 15,
    "fünfzehn": 15,
    "twenty": 20,
    "zwanzig": 20,
    "thirty": 30,
    "dreißig": 30,
}
"""Numbers that people write out."""


def parse_amount(text: str | None) -> Size:
    """Parse how much a letter holds, as an instalment's size; ten minutes, if nothing is said.

    "a page a day" and "ten minutes" are understood, too.

    Raises `RefusalError` for anything else, and for more than anybody reads at once.
    """
    said = " ".join((text or "").casefold().split())
    if text is None or not said:
        return USUAL
    first, blank, unit = _A_DAY.sub("", said).partition(" ")
    try:
        size = parse_size(f"{_COUNTS.get(first, first)}{blank}{unit}")
    except RefusalError:
        raise RefusalError(
            "“{typed}” is not an amount I know; try 10 minutes, 3 passages, a scene or a chapter.",
            typed=text,
        ) from None
    if size.kind is SizeKind.MINUTES and size.count > MOST_MINUTES:
        raise RefusalError(
            "A letter has up to {most} minutes; pick fewer, and ask for the next one when you "
            "like.",
            most=MOST_MINUTES,
        )
    if size.kind is SizeKind.PASSAGES and size.count > MOST_MESSAGES:
        raise RefusalError(
            "A letter has up to {most} passages; pick fewer, and ask for the next one when you "
            "like.",
            most=MOST_MESSAGES,
        )
    return size


def beginning(place: Place | None, reached: int) -> int:
    """Say with which passage the next letter begins.

    After what was sent, or where the reader is, whichever is further: who reads ahead in the
    channel is sent less, and who has not opened the last letter yet gets no second copy of it. A
    passage that they only opened may not be read to its end, so it is sent, and so is the last one
    they had come to where they have gone back to reread: a page twice is better than one missing.
    """
    here = max(place.current, place.opened) if place is not None else 0
    return max(reached + 1, here, 1)


def chapters_behind(place: Place | None, dropped: int, chapters: Sequence[ChapterEntry]) -> int:
    """Count the chapters that have dropped to their end and are not read to theirs."""
    done = max(place.current - 1, 0) if place is not None else 0
    return sum(done < chapter.last_passage <= dropped for chapter in chapters)


def portion(
    begin: int,
    dropped: int,
    passages: Sequence[PassageEntry],
    chapters: Sequence[ChapterEntry],
    size: Size,
    *,
    language: str | None = None,
) -> Portion | None:
    """Say which passages the next letter holds; None where all that has dropped was sent.

    `passages` are all of the edition in order, `dropped` says how many of them have dropped.
    Minutes and passages go on over the end of a chapter, but minutes rather end with it.
    """
    waiting = passages[begin - 1 : min(dropped, begin - 1 + MOST_MESSAGES)]
    if not waiting:
        return None
    ends = {chapter.last_passage for chapter in chapters}
    return Portion(begin, begin + _length(waiting, ends, size, language) - 1)


def _length(
    waiting: Sequence[PassageEntry], ends: set[int], size: Size, language: str | None
) -> int:
    """Count the passages of a letter, at least one. `ends` are those that end a chapter."""
    match size.kind:
        case SizeKind.PASSAGES:
            return min(size.count, len(waiting))
        case SizeKind.MINUTES:
            return _for_minutes(waiting, ends, size.count, language)
        case SizeKind.CHAPTER:
            return _up_to(waiting, lambda at: waiting[at].number in ends)
        case SizeKind.SCENE:
            return _up_to(waiting, lambda at: _ends_scene(waiting, at, ends))


def _for_minutes(
    waiting: Sequence[PassageEntry], ends: set[int], wanted: int, language: str | None
) -> int:
    """Find how many passages come nearest to so many minutes, at least one."""
    best, nearest, time = 1, float("inf"), 0.0
    for length, passage in enumerate(waiting, start=1):
        time += minutes(passage.words, language)
        miss = abs(time - wanted) - (_NEAR_THE_END * wanted if passage.number in ends else 0)
        if miss < nearest:
            best, nearest = length, miss
        if time > 2 * wanted:
            break
    return best


def _up_to(waiting: Sequence[PassageEntry], ends: Callable[[int], bool]) -> int:
    """Count the passages up to the first that ends something, or all of them."""
    return next((at + 1 for at in range(len(waiting)) if ends(at)), len(waiting))


def _ends_scene(waiting: Sequence[PassageEntry], at: int, ends: set[int]) -> bool:
    if waiting[at].number in ends:
        return True
    following = waiting[at + 1 : at + 2]
    return any(later.first_scene > waiting[at].last_scene for later in following)
