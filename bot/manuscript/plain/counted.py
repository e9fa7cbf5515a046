"""Headings of chapters that only the count of the others tells of.

`Chapter VI. Why should he live?` reads like a sentence, and a title may be several lines long.
Where the chapters before call themselves so, and this one has the next number, it is one of them.
"""

from bisect import bisect_right
from collections.abc import Sequence

from bot.manuscript.headings import Rank, Signpost, counted_on
from bot.manuscript.plain.sections import Entry, Role

_FEWEST = 3
_MOST_LINES = 5
_LONGEST = 300


def with_counted(entries: Sequence[Entry], posts: dict[int, Signpost]) -> dict[int, Signpost]:
    """Add the lines that go on the count of the chapters, and whose number no other heading has."""
    chapters = sorted(place for place, post in posts.items() if post.rank is Rank.CHAPTER)
    if len(chapters) < _FEWEST:
        return posts
    found = dict(posts)
    latest = 0
    for place, entry in enumerate(entries):
        post = posts.get(place)
        if post is not None and post.rank is Rank.CHAPTER:
            latest = post.number or latest + 1
        elif post is None and _may_head(entry) and place + 1 < len(entries):
            counted = counted_on(entry.lump.text)
            if counted is not None and _fits(
                counted, latest, _number_ahead(chapters, place, posts)
            ):
                found[place] = counted
                latest = counted.number or 0
    return found


def _number_ahead(chapters: Sequence[int], place: int, posts: dict[int, Signpost]) -> int | None:
    """The number of the next chapter that is known behind a place; None if there is none."""
    behind = bisect_right(chapters, place)
    return posts[chapters[behind]].number if behind < len(chapters) else None


def _fits(post: Signpost, latest: int, ahead: int | None) -> bool:
    """Whether a number goes on the count, or begins it anew, and is not the next heading's own."""
    number = post.number or 0
    if number == latest + 1 > 1:
        return ahead in {None, 1} or number < (ahead or 0)
    return number == 1 and ahead == 2


def _may_head(entry: Entry) -> bool:
    lump = entry.lump
    few = len(lump.lines) <= _MOST_LINES and len(lump.text) <= _LONGEST
    return entry.role is Role.PROSE and few and lump.gap > 0
