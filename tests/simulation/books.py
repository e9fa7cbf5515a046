"""Books in which every sentence can be told from every other, through all editions.

A sentence carries a sign, like `Qabcdea`: five letters that are its name for good, and one for
how often it was reworded. Its `rank` never changes either, so that of any two sentences of a book
the earlier one is known, whichever editions they stood in.
"""

import random
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.story import Paragraph

_SIGN = re.compile(r"\bQ([a-z]{5})([a-z])\b")
_WORDS = (
    "lamp", "quay", "rope", "harbour", "letter", "stair", "clerk", "winter", "bread", "window",
    "river", "candle", "garden", "bell", "sister", "market", "road", "shutter", "cellar", "coat",
)  # fmt: skip
SCALE = 12
"""Letters count so much here: passages are as many times shorter, and a book has enough of them."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a book. `wording` counts how often it was reworded."""

    name: int
    rank: float
    wording: int
    words: tuple[str, ...]

    def written(self) -> str:
        """The sentence with its sign."""
        first, *rest = self.words
        return (
            f"{first.capitalize()} Q{_letters(self.name)}{chr(97 + self.wording)} {' '.join(rest)}."
        )


Chapters = tuple[tuple[Sentence, ...], ...]


def signs(paragraphs: Iterable[Paragraph]) -> tuple[tuple[int, int], ...]:
    """Name the sentences of a text, with their wordings, in order."""
    return tuple(
        (_number(found[1]), ord(found[2]) - 97)
        for paragraph in paragraphs
        for found in _SIGN.finditer(paragraph.text)
    )


def names_in(text: str) -> list[int]:
    """Name the sentences in a text, of whatever form."""
    return [_number(found[1]) for found in _SIGN.finditer(text)]


def measure(paragraph: Paragraph) -> int:
    """The length of a paragraph in these small books."""
    return len(paragraph.text) * SCALE


class Book:
    """A book and what it was before. `sentences` holds all there ever were, by name."""

    def __init__(self, title: str, chance: random.Random, *, chapters: int, length: int) -> None:
        self.title = title
        self._chance = chance
        self._ranks = 0
        self.sentences: dict[int, Sentence] = {}
        self.chapters: Chapters = ()
        self._order: list[Sentence] = []
        self.known: set[int] = set()
        self.take(tuple(self._chapter(length) for _ in range(chapters)))

    def between(self, after: float, before: float) -> list[int]:
        """Name the sentences it has now between two ranks, both left out."""
        first = bisect_right(self._order, after, key=_rank)
        last = bisect_left(self._order, before, key=_rank)
        return [item.name for item in self._order[first:last]]

    def prepared(self, frontier: float) -> tuple[Chapters, str]:
        """Give the chapters of a next edition and say what it does. `frontier` is how far the
        furthest serial has come.
        """
        ways = {
            "more": self._more,
            "reworded before": lambda: self._reworded(dropped=frontier),
            "reworded after": self._reworded,
            "put in": self._put_in,
            "taken out": self._taken_out,
        }
        way = self._chance.choice(list(ways))
        return ways[way](), way

    def take(self, chapters: Chapters) -> None:
        """Let those be its chapters. `known` are the sentences that any edition has had."""
        self.chapters = chapters
        self.sentences |= {item.name: item for chapter in chapters for item in chapter}
        self._order = [item for chapter in chapters for item in chapter]
        self.known.update(item.name for item in self._order)

    def _more(self) -> Chapters:
        return (*self.chapters, self._chapter(self._chance.randint(4, 20)))

    def _reworded(self, dropped: float | None = None) -> Chapters:
        """Some sentences say the same in other words: of what has dropped, or of all."""

        def other(sentence: Sentence) -> Sentence:
            here = dropped is None or sentence.rank <= dropped
            if not here or self._chance.random() > 0.1 or sentence.wording == 25:
                return sentence
            words = list(sentence.words)
            words[self._chance.randrange(1, len(words))] = self._chance.choice(_WORDS)
            return replace(sentence, wording=sentence.wording + 1, words=tuple(words))

        return tuple(tuple(other(item) for item in chapter) for chapter in self.chapters)

    def _put_in(self) -> Chapters:
        at = self._chance.randrange(len(self.chapters))
        return self.with_more(
            at, self._chance.randint(0, len(self.chapters[at])), self._chance.randint(1, 8)
        )

    def with_more(self, at: int, where: int, count: int) -> Chapters:
        """Give its chapters with so many sentences put into one of them."""
        chapters = list(self.chapters)
        chapter = list(chapters[at])
        before = chapter[where - 1].rank if where else self._rank_before(at)
        after = chapter[where].rank if where < len(chapter) else self._rank_after(at)
        step = (after - before) / (count + 1)
        chapter[where:where] = [self._sentence(before + step * (n + 1)) for n in range(count)]
        chapters[at] = tuple(chapter)
        return tuple(chapters)

    def _taken_out(self) -> Chapters:
        chapters = list(self.chapters)
        at = self._chance.randrange(len(chapters))
        chapter = chapters[at]
        if len(chapter) < 8:
            return self._more()
        count = self._chance.randint(1, min(9, len(chapter) - 4))
        where = self._chance.randrange(len(chapter) - count)
        chapters[at] = chapter[:where] + chapter[where + count :]
        return tuple(chapters)

    def _rank_before(self, at: int) -> float:
        return self.chapters[at - 1][-1].rank if at else 0.0

    def _rank_after(self, at: int) -> float:
        if at + 1 < len(self.chapters):
            return self.chapters[at + 1][0].rank
        self._ranks += 1
        return float(self._ranks)

    def _chapter(self, length: int) -> tuple[Sentence, ...]:
        made = []
        for _ in range(length):
            self._ranks += 1
            made.append(self._sentence(float(self._ranks)))
        return tuple(made)

    def _sentence(self, rank: float) -> Sentence:
        words = tuple(self._chance.choice(_WORDS) for _ in range(self._chance.randint(6, 14)))
        sentence = Sentence(len(self.sentences) + 1, rank, 0, words)
        self.sentences[sentence.name] = sentence
        return sentence


def _rank(sentence: Sentence) -> float:
    return sentence.rank


def manuscript(chapters: Chapters) -> bytes:
    """Write a manuscript as a moderator uploads it."""
    parts = []
    for number, chapter in enumerate(chapters, start=1):
        parts.append(f"# Chapter {number}")
        parts += [_paragraph(chapter[at : at + 2]) for at in range(0, len(chapter), 2)]
    return ("\n\n".join(parts) + "\n").encode()


def _paragraph(sentences: Sequence[Sentence]) -> str:
    return " ".join(sentence.written() for sentence in sentences)


def _letters(name: int) -> str:
    letters = ""
    for _ in range(5):
        name, digit = divmod(name, 26)
        letters = chr(97 + digit) + letters
    return letters


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 97
    return number
