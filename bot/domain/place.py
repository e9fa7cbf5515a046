"""A reader's place in a serial, and what it lets them see: nothing past what has dropped."""

from dataclasses import dataclass, replace

from bot.domain.pages import END, Spot
from bot.domain.reading_time import minutes


@dataclass(frozen=True, slots=True)
class Place:
    """How far a reader has got: the furthest passage and where they are now.

    Both are passage numbers of the edition, from 1; 0 means nothing yet. `current` is the passage
    that opens next, so it may be one more than has dropped or than the story has. `within` counts
    the letters of it that stand before the page they were at.
    """

    furthest: int = 0
    current: int = 0
    within: int = 0


@dataclass(frozen=True, slots=True)
class Left:
    """What a reader has yet to read of what has dropped."""

    passages: int
    minutes: float


def after_viewing(place: Place, spot: Spot) -> Place:
    """Give the place of a reader who opened a page, also one they had read before."""
    return Place(max(place.furthest, spot.passage), spot.passage, spot.within)


def after_opening(place: Place, dropped: int) -> Place:
    """Give the place of a reader who opens the story where they are.

    Who waits for what has not dropped is shown the last page again, and goes on waiting.
    """
    shown = opening(place, dropped).passage
    return Place(max(place.furthest, shown), max(place.current, shown), place.within)


def after_finishing(place: Place, instalment_last: int) -> Place:
    """Give the place of a reader who says they have read an instalment, by its last passage.

    They go on with the passage after it, or stay where they are if that is further.
    """
    furthest = max(place.furthest, instalment_last)
    if place.current > instalment_last:
        return replace(place, furthest=furthest)
    return Place(furthest, instalment_last + 1)


def current_after_taking_back(place: Place, instalment_last: int, current_before: int) -> int:
    """Say what opens next for a reader who takes *I've read this* back.

    `place` is theirs without that mark. What opened before opens again, unless they have moved
    on since; never past the passage after the furthest.
    """
    moved_on = place.current != instalment_last + 1
    return min(place.current if moved_on else current_before, place.furthest + 1)


def opening(place: Place, dropped: int) -> Spot:
    """Say where to open: where the reader is, among the passages that have dropped.

    Who has read them all is shown the end of the last; it is passage 0 as long as none has dropped.
    """
    if dropped and place.current > dropped:
        return Spot(dropped, END)
    return Spot(min(max(place.current, 1), dropped), place.within)


def may_see(passage: int, dropped: int) -> bool:
    """Whether a passage may be shown, or anything be said of it: only what has dropped."""
    return 1 <= passage <= dropped


def is_ahead(place: Place | None, passage: int) -> bool:
    """Whether a passage lies beyond the furthest that a reader has reached.

    For who has no place yet, all of it does.
    """
    return place is None or passage > place.furthest


def percent(words_read: int, words: int) -> float:
    """Give the part read, by words, in per cent from 0 to 100; 0 of a story without words."""
    return min(100.0, 100.0 * words_read / words) if words else 0.0


def left(place: Place, dropped: int, words_left: int, language: str | None = None) -> Left:
    """Give what is left of `dropped` passages. `words_left` are theirs after the furthest one."""
    return Left(max(dropped - place.furthest, 0), minutes(words_left, language))
