"""Chapters by other names: Letter I, Stave One, Act II over Scene I, Day Three, Adventure IV.

No list of words settles it. A word heads chapters if lines of it and a numeral stand alone and
count from one, each over its own text; where each of them stands right over another heading, it
heads parts. Where the file has chapters that call themselves so, others count only outside of
these, like the letters before the first; behind the last only such words do as are known to count
what is told, and no First Series of a publisher's.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from bot.manuscript.headings import Rank, Signpost, undecorated
from bot.manuscript.numerals import NUMERAL, value_of
from bot.manuscript.plain.sections import Entry, Role

_FORM = re.compile(
    rf"(?:(?P<word>[^\W\d_]{{3,14}})\.?\s+(?:the\s+)?(?P<after>{NUMERAL})"
    rf"|(?:the\s+)?(?P<before>{NUMERAL})\s+(?P<named>[^\W\d_]{{3,14}}))"
    r"(?P<rest>\s*\Z|\s*[.:,;)\]–—-]\s*.*)\Z",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[a-z]{2}[.!?][\"'”’]*\Z")
_OTHER_THINGS = {
    *("figure", "fig", "table", "plate", "page", "line", "verse", "note", "notes", "footnote"),
    *("illustration", "number", "nos", "item", "example", "question", "answer", "rule", "step"),
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept"),
    *("sep", "oct", "nov", "dec", "option", "exhibit", "clause", "article", "paragraph", "room"),
    *("player", "voice", "man", "woman", "speaker", "soldier", "lord", "citizen", "witch"),
    *("one", "two", "three", "four", "five", "six", "ten", "hundred", "thousand", "and", "the"),
}
COUNTED_WORDS = {
    *("letter", "stave", "canto", "act", "scene", "day", "night", "episode", "story", "tale"),
    *("adventure", "entry", "log", "arc", "week", "lesson", "fit", "section", "issue"),
}
_LONGEST = 100
_FEWEST = 3
_FEWEST_KNOWN = 2


@dataclass(slots=True)
class _Unit:
    """The lines of one word with numerals: their places, and the signposts they would be."""

    word: str = ""
    places: list[int] = field(default_factory=list)
    posts: dict[int, Signpost] = field(default_factory=dict)
    count: int = 0
    lines: int = 0

    def add(self, place: int, post: Signpost) -> None:
        """Take a line in if it counts on."""
        self.lines += 1
        if post.number == self.count + 1 or (post.number == 1 and self.count > 1):
            self.count = post.number or 0
            self.places.append(place)
            self.posts[place] = post


def with_units(entries: Sequence[Entry], posts: dict[int, Signpost]) -> dict[int, Signpost]:
    """Add the lines that head chapters or parts by other names to the signposts of a file."""
    units = _units(entries, posts)
    parts = {
        place: Signpost(Rank.PART, post.text, number=post.number, title=post.text)
        for unit in units
        if _stands_over(unit, {**posts, **_all(units)}, entries)
        for place, post in unit.posts.items()
    }
    units = [unit for unit in units if not parts.keys() & unit.posts.keys()]
    chapters = [place for place, post in posts.items() if post.rank is Rank.CHAPTER]
    if not chapters:
        best = max(units, key=lambda unit: len(unit.places), default=_Unit())
        return {**posts, **parts, **best.posts}
    first, last = min(chapters), max(chapters)
    outside = {
        place: Signpost(Rank.NAMED, post.text, title=post.text, counted=False)
        for unit in units
        for place, post in unit.posts.items()
        if all(at < first or (at > last and unit.word in COUNTED_WORDS) for at in unit.places)
    }
    return {**posts, **parts, **outside}


def _all(units: Sequence[_Unit]) -> dict[int, Signpost]:
    return {place: post for unit in units for place, post in unit.posts.items()}


def _units(entries: Sequence[Entry], posts: dict[int, Signpost]) -> list[_Unit]:
    found: dict[str, _Unit] = {}
    for place, entry in enumerate(entries):
        if place in posts or not _may_head(entry) or place + 1 == len(entries):
            continue
        line = undecorated(entry.lump.text)
        form = _FORM.match(line) if line and line[0].isupper() else None
        if form is None:
            continue
        word = (form["word"] or form["named"]).lower()
        number = value_of(form["after"] or form["before"])
        if number is None or word in _OTHER_THINGS or _is_sentence(form["rest"]):
            continue
        post = Signpost(Rank.CHAPTER, line, number=number, title=line)
        found.setdefault(word, _Unit(word)).add(place, post)
    return [unit for word, unit in found.items() if _is_real(word, unit)]


def _is_real(word: str, unit: _Unit) -> bool:
    fewest = _FEWEST_KNOWN if word in COUNTED_WORDS else _FEWEST
    return len(unit.places) >= fewest and len(unit.places) * 5 >= unit.lines * 4


def _may_head(entry: Entry) -> bool:
    lump = entry.lump
    return entry.role is Role.PROSE and len(lump.lines) <= 2 and len(lump.text) <= _LONGEST


def _is_sentence(rest: str) -> bool:
    words = rest.strip(" .:,;)]–—-")
    return bool(words) and words[0].islower()


def _stands_over(unit: _Unit, heads: dict[int, Signpost], entries: Sequence[Entry]) -> bool:
    """Whether its lines stand over other headings, with nothing but a title or a year between."""
    others = heads.keys() - unit.posts.keys()
    over = sum(stands_over_heading(entries, place, others) for place in unit.places)
    return over * 5 >= len(unit.places) * 4


def stands_over_heading(entries: Sequence[Entry], place: int, heads: Collection[int]) -> bool:
    """Whether a heading follows a place, with nothing but a few words between."""
    for at in range(place + 1, min(place + 5, len(entries))):
        if at in heads:
            return True
        if not _may_head(entries[at]) or _SENTENCE_END.search(entries[at].lump.text):
            return False
    return False
