"""What a heading is by itself: its words, what these call it, and the role it was given.

What it is among the others of its flow is settled in `innerheads` and `partition`.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.story import Text
from bot.manuscript.draft import Head, HeadRole, Piece
from bot.manuscript.headings import Rank, Signpost, numeral, recognise
from bot.manuscript.runs import tidy
from bot.manuscript.units import COUNTED_WORDS

_COUNTED = re.compile(
    r"(?P<word>[A-Za-z]{2,20}\s+)?(?P<number>\d{1,3}|[IVXL]{1,7})(?![\w'’])[.:)]?"
    r"(?:\s[-–—]+)?\s*(?P<title>[^a-z\s].*)?\Z",
    re.DOTALL,
)
_LONGEST = 110  # letters


def plain(head: Head) -> str:
    """Give the words of a heading, its markers left out."""
    return tidy(texts(head.paragraph.runs), head.paragraph.block).text


def texts(runs: Iterable[Piece]) -> list[Text]:
    """Give the runs that are text."""
    return [run for run in runs if isinstance(run, Text)]


def rank_of(head: Head) -> Rank | None:
    """What a heading's words say that it heads."""
    if head.post is not None:
        return head.post.rank
    text = plain(head)
    post = recognise(text) or with_long_title(text)
    return None if post is None else post.rank


def is_part(head: Head | None) -> bool:
    """Whether a heading is a part's; the end of the text counts as one."""
    if head is None or head.role is not None:
        return head is None or head.role is HeadRole.PART
    return rank_of(head) is Rank.PART


def is_chapter(head: Head) -> bool:
    """Whether a heading is a chapter's by its role, or else by its words."""
    if head.role is not None:
        return head.role in {HeadRole.CHAPTER, HeadRole.UNNUMBERED}
    return rank_of(head) is Rank.CHAPTER


def is_unknown(head: Head) -> bool:
    """Whether neither a role nor its words say what a heading heads."""
    return head.role is None and head.post is None and rank_of(head) is None


def chapter_post(head: Head) -> Signpost | None:
    """A heading that calls itself a chapter, understood."""
    if head.role is not None or rank_of(head) is not Rank.CHAPTER:
        return None
    text = plain(head)
    return head.post or recognise(text) or with_long_title(text)


def counted(head: Head) -> re.Match[str] | None:
    """Understand a heading that counts: its `word`, if there is one, `number` and `title`.

    `1 The Sea` is one, and so is `Day 2`.
    """
    return _COUNTED.match(plain(head))


def counted_word(head: Head) -> str:
    """The word that a heading counts by, if it is one that tells of the story: `Act II`."""
    found = counted(head)
    word = (found["word"] or "").strip().lower() if found else ""
    return word if word in COUNTED_WORDS else ""


def with_long_title(text: str) -> Signpost | None:
    """Understand `Chapter IV: ` or `IV: ` with a title that is longer than most."""
    number, colon, title = text.partition(": ")
    post = numeral(number) if colon and title.strip() else None
    if post is not None and not post.title:
        return replace(post, text=text, title=title.strip())
    start = text[:_LONGEST].rpartition(" ")[0] if _LONGEST < len(text) <= 5 * _LONGEST else ""
    post = recognise(start) if start else None
    if post is None or post.rank is not Rank.CHAPTER or not post.title:
        return None
    return replace(post, text=text, title=post.title + text[len(start) :])
