"""Prose in pages: what is longer than there is room for is parted where a reader would pause.

Knows no discord. Nothing of the text is lost between one page and the next but blanks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.domain.scripts import character_breaks
from bot.domain.sentences import letter_ends, sentence_ends
from bot.domain.story import Marker, Paragraph, Run, Text
from bot.ui.markdown import broken_off, length, measure, render_paragraphs, render_scenes, veil

_BARS_ROOM = 200
"""Units left for the bars of a page of common paragraphs."""
_UNSPACED_STRIDE = 8
"""So many letters of unspaced text are moved to the next page at once, if no sentence ends."""


def pages(paragraphs: Iterable[Paragraph], limit: int) -> tuple[str, ...]:
    """Return paragraphs as pages of at most `limit` units, parted inside one only where needed."""
    found: list[list[Paragraph]] = []
    room = 0
    for part in _fitting(paragraphs, limit):
        needed = measure(part) + 2
        if not needed - 2:
            continue
        if needed > room:
            found.append([])
            room = limit + 2
        found[-1].append(part)
        room -= needed
    return tuple(render_paragraphs(page) for page in found)


def veiled_pages(paragraphs: Sequence[Paragraph], limit: int) -> tuple[str, ...]:
    """Return paragraphs as `pages` does, each behind spoiler bars, which take room too."""
    veiled = tuple(map(veil, pages(paragraphs, limit - _BARS_ROOM)))
    if all(length(page) <= limit for page in veiled):
        return veiled
    # Many short lines: the bars of a line of one letter make three of it.
    return tuple(map(veil, pages(paragraphs, limit // 3)))


def excerpt(scenes: Sequence[tuple[Paragraph, ...]], limit: int, cut: str | None = None) -> str:
    """Return the scenes if they fit, else their beginning with `cut` after it, or a sign."""
    whole = render_scenes(scenes)
    if length(whole) <= limit:
        return whole
    paragraphs = [part for scene in scenes for part in scene]
    beginning = pages(paragraphs, limit - length(cut or " …"))[0]
    return broken_off(beginning) if cut is None else beginning + cut


def _fitting(paragraphs: Iterable[Paragraph], limit: int) -> Iterator[Paragraph]:
    for part in paragraphs:
        if measure(part) <= limit:
            yield part
        else:
            yield from _parted(part, limit)


def _parted(paragraph: Paragraph, limit: int) -> Iterator[Paragraph]:
    """Part a paragraph after a sentence that leaves no half-empty part, else between words.

    Single words are measured, which never says too little.
    """
    part = _Part(paragraph, limit)
    for word in _words(paragraph.runs, max(1, limit // 4)):
        while not part.has_room(word):
            yield part.cut()
        part.take(word)
    yield part.rest()


class _Part:
    """The part of a paragraph that is being filled, word by word."""

    def __init__(self, paragraph: Paragraph, limit: int) -> None:
        self._paragraph = paragraph
        self._limit = limit
        self._ends = frozenset(sentence_ends(paragraph.text))
        self._offset = 0
        self._words: list[tuple[Run, int]] = []
        self._used = 0
        self._stop = 0

    def has_room(self, word: Run) -> bool:
        """Whether the word still fits; into an empty part everything does."""
        return not self._words or self._used + self._needed(word) <= self._limit

    def take(self, word: Run) -> None:
        """Add a word, and remember where the last sentence ended that fills half of the part."""
        ended = self._stop == len(self._words) > 0
        self._words.append((word, self._needed(word)))
        self._used += self._words[-1][1]
        if isinstance(word, Text):
            ended = self._offset + len(word.text.rstrip()) in self._ends
            self._offset += len(word.text)
        if ended and 2 * self._used >= self._limit:
            self._stop = len(self._words)

    def cut(self) -> Paragraph:
        """Give what is full and keep what came after it."""
        stop = self._stop or len(self._words)
        full, self._words = self._words[:stop], self._words[stop:]
        self._used = sum(needed for _, needed in self._words)
        self._stop = 0
        return self._made(full)

    def rest(self) -> Paragraph:
        """Give what is left at the end."""
        return self._made(self._words)

    def _made(self, words: Iterable[tuple[Run, int]]) -> Paragraph:
        return replace(self._paragraph, runs=tuple(word for word, _ in words))

    def _needed(self, word: Run) -> int:
        blanks = len(word.text) - len(word.text.strip()) if isinstance(word, Text) else 0
        return measure(Paragraph((word,), self._paragraph.block)) + blanks + 1


def _words(runs: Iterable[Run], longest: int) -> Iterator[Run]:
    for run in runs:
        if isinstance(run, Marker):
            yield run
            continue
        for word in re.findall(r"\s*\S+\s*|\s+", run.text):
            for piece in _unspaced(word):
                for part in _letters(piece, longest):
                    yield replace(run, text=part)


def _unspaced(word: str) -> Iterator[str]:
    """Part a stretch of Chinese or Japanese where a line may break, always after a sentence."""
    breaks = character_breaks(word)
    ends = frozenset(sentence_ends(word)) if breaks else frozenset()
    start = 0
    for end in breaks:
        if end - start >= _UNSPACED_STRIDE or end in ends:
            yield word[start:end]
            start = end
    yield word[start:]


def _letters(piece: str, longest: int) -> Iterator[str]:
    """Part a piece that is too long between letters as they are seen, or anywhere if it must be."""
    start = held = 0
    for end in (*letter_ends(piece), len(piece)) if len(piece) > longest else (len(piece),):
        while end - start > longest:
            stop = held if held > start else start + longest
            yield piece[start:stop]
            start = stop
        held = end
    yield piece[start:]
