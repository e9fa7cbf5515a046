"""Words as they are searched for: without case, accents and width, whatever the script.

What is kept, what somebody types and what is shown as a hit are all taken apart here, so that they
agree. Scripts that are written without spaces give a word for each letter: a phrase of them finds
what stands side by side.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

LONGEST = 60
"""So many letters of what somebody typed are looked for, and no more."""

_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Scripts without spaces: Thai, Lao, Burmese, Khmer, Kana, Han."""


def _ranges(letters: Sequence[int]) -> str:
    """Write code points, in order, for use in a set of a regular expression."""
    found = []
    for _, run in groupby(enumerate(letters), key=lambda pair: pair[1] - pair[0]):
        points = [point for _, point in run]
        found.append(f"{re.escape(chr(points[0]))}-{re.escape(chr(points[-1]))}")
    return "".join(found)


_MARKS = _ranges(
    [point for point in range(0x300, 0xFE30) if unicodedata.category(chr(point))[0] == "M"]
)
_WORD = re.compile(
    rf"(?=[^\W_])(?:[{_ALONE}][{_MARKS}]*|[^\W_{_ALONE}](?:[^\W_{_ALONE}]|[{_MARKS}])*)"
)
_ACCENT = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
"""Marks that a reader leaves out when typing: accents, Hebrew and Arabic vowel signs."""

_QUOTED = re.compile('["“”„«»]([^"“”„«»]*)["“”„«»]')


@dataclass(frozen=True, slots=True)
class Found:
    """A word of a text: from offset `start` to `end`, and what it is searched as."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: phrases that all have to be there, each of one word or several.

    `begun` says that each may go on where it ends: "lant" finds "lantern".
    """

    phrases: tuple[tuple[str, ...], ...]
    begun: bool = False

    def __bool__(self) -> bool:
        """Whether anything is looked for at all."""
        return bool(self.phrases)


def words(text: str) -> Iterator[Found]:
    """Yield the words of a text in order."""
    for match in _WORD.finditer(text):
        if key := _key(match[0]):
            yield Found(match.start(), match.end(), key)


def keys(text: str) -> str:
    """Give a text as it is kept for searching: what its words are searched as, a space between."""
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    return " ".join(found.key for found in words(text))


def wanted(typed: str, *, begun: bool = False) -> Wanted:
    """Say what somebody looks for who typed this. Between quotation marks stands a phrase.

    Signs mean nothing, and what is longer than anybody types is cut.
    """
    typed = typed[:LONGEST]
    phrases = [match[1] for match in _QUOTED.finditer(typed)]
    phrases += _QUOTED.sub(" ", typed).split()
    found = (tuple(word.key for word in words(phrase)) for phrase in phrases)
    return Wanted(tuple(dict.fromkeys(phrase for phrase in found if phrase)), begun)


def hits(text: str, sought: Wanted) -> list[tuple[int, int]]:
    """Say where in a text what is looked for stands, from offset to offset, in order."""
    found = list(words(text))
    spans: list[tuple[int, int]] = []
    for at, _ in enumerate(found):
        lengths = [
            len(one) for one in sought.phrases if _stands(found, at, one, begun=sought.begun)
        ]
        if lengths and (not spans or found[at].start >= spans[-1][1]):
            spans.append((found[at].start, found[at + max(lengths) - 1].end))
    return spans


def _stands(found: Sequence[Found], at: int, phrase: Sequence[str], *, begun: bool) -> bool:
    """Whether a phrase stands at a word of a text."""
    if at + len(phrase) > len(found):
        return False
    *whole, last = phrase
    if any(found[at + step].key != key for step, key in enumerate(whole)):
        return False
    there = found[at + len(whole)].key
    return there.startswith(last) if begun else there == last


def _key(word: str) -> str:
    if word.isascii():
        return word.lower()
    parted = unicodedata.normalize("NFKD", word.casefold())
    bare = unicodedata.normalize("NFC", _ACCENT.sub("", parted)).casefold()
    return "".join(_WORD.findall(bare))
