"""Numerals that head the chapters of a plain text, alone on their lines or with titles.

They count from one, again in every part, or go on from those of another volume.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.manuscript import headings
from bot.manuscript.headings import Rank, Signpost
from bot.manuscript.plain.lines import ends_sentence
from bot.manuscript.plain.sections import Entry, Role

LONGEST_SUBTITLE = 300
_FIGURE = re.compile(
    r"(?<=[^\W\d_][.!?…])\d{1,3}\Z|(?<=[.!?…\"”’»)\s][\"”’»)])\d{1,3}\Z|(?<=[^\W\d_][\"”’»)])\d{1,3}\Z"
)
_MOST_LINES = 4
_FEWEST_ON = 4
_LATEST = 4  # the first numeral stands in the first quarter of a file


def is_short(entry: Entry) -> bool:
    """Whether an entry has no more lines than a heading may have."""
    lump = entry.lump
    loud = len(lump.text) <= LONGEST_SUBTITLE and lump.text.isupper()
    few = len(lump.lines) <= (_MOST_LINES if loud else 2)
    return entry.role is Role.PROSE and few and (loud or lump.joint != "\n")


def numerals(entries: Sequence[Entry], posts: dict[int, Signpost]) -> dict[int, Signpost]:
    """The numerals that head chapters: they count from one, again in every part."""
    found = dict[int, Signpost]()
    count = 0
    parted = True  # whether counting may begin anew
    for place, entry in enumerate(entries):
        parted = parted or (place in posts and posts[place].rank is Rank.PART)
        post = numeral(entry)
        if post is None or place in posts:
            continue
        anew = parted and post.number == 1
        if not anew and post.number != count + 1:
            continue
        behind = anew or place - 1 in posts or _follows_prose(entries, place)
        if behind and _stands_over_prose(entries, place):
            found[place] = post
            count, parted = post.number or 0, False
    late = min(found, default=0) * _LATEST > len(entries)
    return _numerals_on(entries, posts) if len(found) < 2 or late else found


def _numerals_on(entries: Sequence[Entry], posts: dict[int, Signpost]) -> dict[int, Signpost]:
    """The numerals that head chapters and count on from those of another volume: XXI, XXII.

    Each stands closer to the text under it than to that before, as no page's number does.
    """
    found = dict[int, Signpost]()
    others = 0
    for place, entry in enumerate(entries[:-1]):
        post = numeral(entry) if place not in posts else None
        if post is None or post.number is None:
            continue
        apart = entry.lump.gap > entries[place + 1].lump.gap
        latest = max(found, default=None)
        if latest is not None and post.number != (found[latest].number or 0) + 1:
            others += 1
        elif apart and _stands_over_prose(entries, place):
            found[place] = post
    late = min(found, default=0) * _LATEST > len(entries)
    return {} if len(found) < _FEWEST_ON or others * 10 > len(found) or late else found


def numeral(entry: Entry) -> Signpost | None:
    """Understand an entry as a numeral; one with a marker has that for its title."""
    if not (is_short(entry) and len(entry.lump.lines) == 1):
        return None
    if not entry.candidates:
        return headings.numeral(entry.lump.text)
    marker = entry.candidates[-1]
    post = headings.numeral(entry.lump.text[: marker.start])
    alone = post is not None and post.title is None and len(entry.candidates) == 1
    return replace(post, title=entry.lump.text[marker.start :]) if post and alone else None


def _stands_over_prose(entries: Sequence[Entry], place: int) -> bool:
    following = next(iter(entries[place + 1 : place + 2]), None)
    told = following is not None and following.role in {Role.PROSE, Role.CAPTION}
    return following is not None and told and numeral(following) is None


def _follows_prose(entries: Sequence[Entry], place: int) -> bool:
    """Whether a sentence ends before a place, be it with a note's figure: a page ends anywhere."""
    before = entries[place - 1]
    return before.role is not Role.PROSE or ends_sentence(_FIGURE.sub("", before.lump.text))
