"""A reader's place in a serial, and what it lets them see: nothing past what has dropped."""

from dataclasses import dataclass, replace

from bot.domain.pages import END, Spot
from bot.domain.reading_time import minutes


@dataclass(frozen=True, slots=True)
class Place:
    """How far a reader has got: the furthest passage and where they are now.

    Both are passage numbers of the edition, from 1; 0 means nothing yet. `furthest` is the last of
    which they were shown the end, `glimpsed` counts the letters that pages have shown of the one
    after it. `current` is the passage that opens next, so it may be one more than has dropped or
    than the story has. `within` counts the letters of it that stand before the page they were at.
    """

    furthest: int = 0
    current: int = 0
    within: int = 0
    glimpsed: int = 0

    @property
    def opened(self) -> int:
        """The furthest passage that they have opened, if only a page of it."""
        return self.furthest + bool(self.glimpsed)


@dataclass(frozen=True, slots=True)
class Left:
    """What a reader has yet to read of what has dropped."""

    passages: int
    minutes: float


def after_viewing(place: Place, spot: Spot, until: int = END) -> Place:
    """Give the place of a reader who opened a page, also one they had read before.

    The page ends before the letter `until` of its passage; a passage counts once its end was shown.
    """
    shown = (spot.passage, 0) if until >= END else (spot.passage - 1, until)
    furthest, glimpsed = max((place.furthest, place.glimpsed), shown)
    return Place(furthest, spot.passage, spot.within, glimpsed)


def after_opening(place: Place, dropped: int, until: int = END) -> Place:
    """Give the place of a reader who opens the story where they are, at a page that ends before the
    letter `until`.

    Who waits for what has not dropped is shown the last page again, and goes on waiting.
    """
    shown = opening(place, dropped)
    after = after_viewing(place, shown, until)
    return replace(after, current=max(place.current, shown.passage), within=place.within)


def after_finishing(place: Place, instalment_last: int) -> Place:
    """Give the place of a reader who says they have read an instalment, by its last passage.

    They go on with the passage after it, or stay where they are if that is further.
    """
    furthest = max(place.furthest, instalment_last)
    glimpsed = place.glimpsed if furthest == place.furthest else 0
    if place.current > instalment_last:
        return replace(place, furthest=furthest, glimpsed=glimpsed)
    return Place(furthest, instalment_last + 1, glimpsed=glimpsed)


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


def has_opened(place: Place | None, spot: Spot) -> bool:
    """Whether a reader was shown the page that has a spot."""
    if place is None or spot.passage != place.furthest + 1:
        return not is_ahead(place, spot.passage)
    return spot.within < place.glimpsed


def percent(words_read: int, words: int) -> float:
    """Give the part read, by words, in per cent from 0 to 100; 0 of a story without words."""
    return min(100.0, 100.0 * words_read / words) if words else 0.0


def left(place: Place, dropped: int, words_left: int, language: str | None = None) -> Left:
    """Give what is left of `dropped` passages. `words_left` are theirs after the furthest one."""
    return Left(max(dropped - place.furthest, 0), minutes(words_left, language))
