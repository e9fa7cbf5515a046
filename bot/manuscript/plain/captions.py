"""Chapters that only lines of one look tell of: `1.01`, `3/12`, and titles in capitals alone.

Counters head chapters if they count on, each over its own text. Titles in capitals do where nothing
else heads any: the first of them opens the file, and each stands over paragraphs of its own.
"""

import re
from collections.abc import Iterator, Sequence

from bot.manuscript.headings import Rank, Signpost, undecorated
from bot.manuscript.plain.lines import ends_sentence
from bot.manuscript.plain.sections import Entry, Role

_DOTTED = re.compile(r"(\d{1,3})\.(\d{1,3})(?:[.:)]?\s+(?:[–—-]\s+)?\S.{0,80})?\Z")
_OF_ALL = re.compile(r"[\[(]?(\d{1,3})\s*(?:/|\sof\s)\s*(\d{1,3})[\])]?\Z", re.IGNORECASE)
_ENDED = re.compile(r"[.!?,;:…\"'”’)\]]\Z")
_FEWEST = 3
_FEWEST_OF_ALL = 2
_LONGEST = 60
_FEWEST_LETTERS = 2
_FEWEST_UNDER = 2
"""How many paragraphs stand under a title in capitals, at least."""


def with_counters(entries: Sequence[Entry], posts: dict[int, Signpost]) -> dict[int, Signpost]:
    """Add the lines that number chapters within a book, or among all, to a file's signposts."""
    dotted = dict[int, Signpost]()
    of_all = dict[int, Signpost]()
    last, count, whole = (0, 0), 0, ""
    lines = {"dotted": 0, "of_all": 0}
    for place, line in _lone_lines(entries, posts):
        found = _DOTTED.match(line)
        if found is not None:
            lines["dotted"] += 1
            book, number = int(found[1]), int(found[2])
            if _counts_on(last, book, number):
                dotted[place] = Signpost(Rank.OTHER, line, title=line)
                last = (book, number)
        elif (found := _OF_ALL.match(line)) is not None:
            lines["of_all"] += 1
            if int(found[1]) == count + 1 <= int(found[2]) and whole in {"", found[2]}:
                of_all[place] = Signpost(Rank.CHAPTER, line, number=count + 1)
                count, whole = count + 1, found[2]
    if len(dotted) >= _FEWEST and len(dotted) == lines["dotted"]:
        return posts | dotted
    if len(of_all) >= _FEWEST_OF_ALL and len(of_all) == lines["of_all"]:
        return posts | of_all
    return posts


def with_capitals(entries: Sequence[Entry], posts: dict[int, Signpost]) -> dict[int, Signpost]:
    """Add the titles in capitals that head the chapters of a file that has no other headings."""
    loud = {place for place, line in _lone_lines(entries, posts) if _is_loud(line)}
    over = [place for place in sorted(loud) if _stands_over_prose(entries, place, loud | {*posts})]
    texts = [entries[place].lump.text for place in over]
    opens = bool(over) and all(
        place in loud | {*posts} or _is_on_title_page(entries[place]) for place in range(over[0])
    )
    if not opens or len(over) < _FEWEST or len(set(texts)) < len(texts) or loud - {*over, 0}:
        return posts
    titled = {
        place: Signpost(Rank.OTHER, text, title=text)
        for place, text in zip(over, texts, strict=True)
    }
    return posts | titled


def _lone_lines(entries: Sequence[Entry], posts: dict[int, Signpost]) -> Iterator[tuple[int, str]]:
    """Yield the lines that stand alone over a paragraph and head nothing yet, with their places."""
    for place, entry in enumerate(entries[:-1]):
        lump = entry.lump
        alone = entry.role is Role.PROSE and len(lump.lines) == 1 and len(lump.text) <= _LONGEST
        if alone and place not in posts and entries[place + 1].role is Role.PROSE:
            yield place, undecorated(lump.text)


def _counts_on(last: tuple[int, int], book: int, number: int) -> bool:
    """Whether a chapter of a book is the next one: 1.02 behind 1.01, 2.01 or 2.00 behind 1.17."""
    if last == (0, 0):
        return book <= 1 and number <= 1
    return (book == last[0] and number == last[1] + 1) or (book == last[0] + 1 and number <= 1)


def _is_loud(line: str) -> bool:
    letters = sum(sign.isalpha() for sign in line)
    return line.isupper() and letters >= _FEWEST_LETTERS and _ENDED.search(line) is None


def _is_on_title_page(entry: Entry) -> bool:
    """Whether it is a line that a title page may have: who wrote it, whom it is for."""
    lump = entry.lump
    return len(lump.lines) == 1 and len(lump.text) <= _LONGEST and not ends_sentence(lump.text)


def _stands_over_prose(entries: Sequence[Entry], place: int, heads: set[int]) -> bool:
    under = range(place + 1, place + 1 + _FEWEST_UNDER)
    if under[-1] >= len(entries) or all(_is_on_title_page(entries[at]) for at in under):
        return False
    return not any(at in heads or entries[at].lump.text.isupper() for at in under)
