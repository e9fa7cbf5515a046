"""Reading in company: what may be said of where the others are, without naming anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.figures import FEWEST


@dataclass(frozen=True, slots=True)
class Others:
    """Where the other readers of a serial are, as numbers.

    `shares` are their places in the story's words, 0 to 1, in order. `ahead`, `level` and `behind`
    count them by the chapter they are in, as against one reader's.
    """

    shares: tuple[float, ...]
    ahead: int
    level: int
    behind: int

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.shares)


def others_of(
    place: int,
    others: Sequence[int],
    *,
    silent: int,
    words: Sequence[int],
    chapter_ends: Sequence[int],
) -> Others | None:
    """Say where others are as against a reader; None where they are too few to be spoken of.

    So are one or two who are `silent` among them: where the rest are the board shows, and what is
    left would be about somebody. Places are the furthest passages, 0 for none. `words` counts
    those of every passage, and `chapter_ends` are the last passages of the chapters, both in order.
    """
    if len(others) < FEWEST or 0 < silent < FEWEST:
        return None
    total = sum(words) or 1
    own = chapter_number(place, chapter_ends)
    numbers = [chapter_number(other, chapter_ends) for other in others]
    return Others(
        shares=tuple(sorted(sum(words[:other]) / total for other in others)),
        ahead=sum(number > own for number in numbers),
        level=numbers.count(own),
        behind=sum(number < own for number in numbers),
    )


def chapter_number(place: int, chapter_ends: Sequence[int]) -> int:
    """Say in which chapter of the book a passage is, from 1; 0 for nobody's passage yet."""
    if place < 1:
        return 0
    return sum(end < place for end in chapter_ends) + 1


NAMED = 3
"""So many are named of those in one chapter."""
_FRONT = 2
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Those who share their place and are in the same chapter, but for who asks.

    `chapter` counts from 1, 0 for who has not begun. `own` says that who asks is there too, `gap`
    that groups are left out before this one.
    """

    chapter: int
    members: tuple[int, ...]
    own: bool = False
    gap: bool = False


def groups_of(chapters: Mapping[int, int], own: int | None) -> list[Group]:
    """Put who shares together by chapters, the furthest first: there is no first and second.

    `chapters` says where the others are, by their ids; `own` where who asks is, if they are.
    Of many chapters the front is listed and what is around who asks.
    """
    found = sorted({*chapters.values()} | ({own} if own is not None else set()), reverse=True)
    groups = [
        Group(
            number,
            tuple(sorted(who for who, chapter in chapters.items() if chapter == number)),
            own=number == own,
        )
        for number in found
    ]
    if len(groups) <= _SHOWN:
        return groups
    at = found.index(own) if own is not None else 0
    around = range(max(at - 1, 0), at + 2)
    kept = [number for number in range(len(groups)) if number < _FRONT or number in around]
    kept += [number for number in range(len(groups)) if number not in kept][: _SHOWN - len(kept)]
    return [
        replace(groups[number], gap=number > 0 and number - 1 not in kept)
        for number in sorted(kept)
    ]
