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

from bot.domain.sentences import sentence_ends
from bot.domain.story import Paragraph, Text

LONGEST = 60
"""So many letters are looked for, signs between them included, and no more."""
EXTRACT = 180
"""Letters that are shown around a hit."""

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

    @property
    def written(self) -> str:
        """It as somebody may type it, in `LONGEST` letters at most: `wanted` gives the same."""
        return " ".join(map(_written, self.phrases))


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
    parts = [match[1] for match in _QUOTED.finditer(typed)]
    parts += _QUOTED.sub(" ", typed).split()
    phrases: list[tuple[str, ...]] = []
    room = LONGEST
    for part in parts:
        phrase = _beginning(tuple(word.key[:LONGEST] for word in words(part)), room)
        if phrase and phrase not in phrases:
            phrases.append(phrase)
            room -= len(_written(phrase)) + 1
    # Phrases of several words first, as when it is typed again with their quotation marks.
    return Wanted(tuple(sorted(phrases, key=lambda phrase: len(phrase) == 1)), begun)


def extract(text: str, sought: Wanted) -> Paragraph:
    """Give the piece of a text where most of what is sought stands close, the hits in strong
    letters; the text's beginning where nothing stands.
    """
    text = " ".join(text.split())
    spans = hits(text, sought)
    start = _start(text, max(spans, key=lambda span: _near(text, spans, span), default=(0, 0))[0])
    end = _end(text, start)
    runs = [Text("… ")] if start else []
    at = start
    for first, last in spans:
        if start <= first and last <= end:
            runs += [Text(text[at:first]), Text(text[first:last], strong=True)]
            at = last
    runs.append(Text(text[at:end] + (" …" if end < len(text) else "")))
    return Paragraph(tuple(run for run in runs if run.text))


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


def _near(text: str, spans: Sequence[tuple[int, int]], span: tuple[int, int]) -> int:
    """Count the different words among the hits that are shown with this one, the earliest."""
    shown = (other for other in spans if span[0] <= other[0] and other[1] <= span[0] + EXTRACT // 2)
    return len({keys(text[first:last]) for first, last in shown})


def _start(text: str, hit: int) -> int:
    """Say where to begin before a hit: with its sentence, or with a word if that is long."""
    earliest = max(hit - EXTRACT // 2, 0)
    begins = [end for end in sentence_ends(text[: hit + 1]) if earliest <= end <= hit]
    start = begins[-1] if begins else text.find(" ", earliest, hit) if earliest else 0
    start = hit if start < 0 else start
    return start + (text[start : start + 1] == " ")


def _end(text: str, start: int) -> int:
    """Say where to end: after a word, so far on as there is room."""
    end = start + EXTRACT
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", start + EXTRACT // 2, end + 1)
    return space if space > 0 else end


def _beginning(phrase: tuple[str, ...], room: int) -> tuple[str, ...]:
    """Cut a phrase so that it can be written in so many letters; of one word all is left or none.

    A sentence without spaces is a phrase of as many words as it has letters.
    """
    lengths = range(len(phrase), 0, -1)
    return next((phrase[:n] for n in lengths if len(_written(phrase[:n])) <= room), ())


def _written(phrase: tuple[str, ...]) -> str:
    return phrase[0] if len(phrase) == 1 else f'"{" ".join(phrase)}"'


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
