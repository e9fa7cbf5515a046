"""Atoms: the pieces of text between the places where a passage may end, and what each end costs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.letters import Letters
from bot.domain.passages import Measure
from bot.domain.sentences import clause_ends, letter_ends, line_ends, sentence_ends, word_ends
from bot.domain.story import Block, Paragraph, Scene

PARAGRAPH_GAP = 2
"""What stands between two paragraphs as shown: two line feeds."""
SCENE_GAP = 10
"""What a break between two scenes takes as shown, at most."""

AFTER_PARAGRAPH = 200**2
AFTER_SENTENCE = 500**2
AFTER_CLAUSE = 900**2
AFTER_WORD = 1_400**2
AFTER_HEADING = 10_000**2
INSIDE_WORD = 30_000**2
"""The costs of ending a passage there, in squared code points: each is worth the deviation from
the aim whose square it is. The last two are paid only where nothing else is left."""

LONG = 600
"""From this length on a sentence may be cut at its clauses, and a clause between its words."""
STRIDE = 120
"""How far apart places to cut are within a clause, at least."""

_Ends = Callable[[str], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Atom:
    """A part of one paragraph. `size` is its shown length, `cost` that of a break after it."""

    scene: int
    letters: Letters
    start: int
    end: int
    size: int
    cost: int
    gap: int
    """What stands between it and the next one, where both are shown together."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of letters and the cost of a break at its end."""

    start: int
    end: int
    cost: int


def atoms(scenes: Sequence[tuple[int, Scene]], measure: Measure) -> list[Atom]:
    """Take scenes that stay together apart into atoms. Each scene comes with its index."""
    found: list[Atom] = []
    for index, scene in scenes:
        for place, paragraph in enumerate(scene.paragraphs, start=1):
            ends_scene = place == len(scene.paragraphs)
            found += _atoms_of(index, paragraph, measure, ends_scene=ends_scene)
    return found


def _atoms_of(
    scene: int, paragraph: Paragraph, measure: Measure, *, ends_scene: bool
) -> Iterator[Atom]:
    letters = Letters(paragraph)
    heading = paragraph.block is Block.HEADING
    pieces = list(_pieces(letters, measure))
    for piece, following in pairwise(pieces):
        size = measure(letters.part(piece.start, piece.end))
        cost = AFTER_HEADING if heading else piece.cost
        yield Atom(scene, letters, piece.start, piece.end, size, cost, following.start - piece.end)
    last = pieces[-1]
    size = measure(letters.part(last.start, last.end))
    cost = AFTER_HEADING if heading else AFTER_PARAGRAPH
    gap = SCENE_GAP if ends_scene else PARAGRAPH_GAP
    yield Atom(scene, letters, last.start, last.end, size, cost, gap)


def _pieces(letters: Letters, measure: Measure) -> Iterator[_Piece]:
    """Cut a paragraph as finely as it may need: sentences, long ones further down to letters."""
    whole = _Piece(0, len(letters.text), AFTER_PARAGRAPH)
    verse = letters.paragraph.block is Block.VERSE
    for line in _cut(letters, whole, line_ends, AFTER_SENTENCE if verse else AFTER_CLAUSE):
        for sentence in [line] if verse else _cut(letters, line, sentence_ends, AFTER_SENTENCE):
            if sentence.end - sentence.start < LONG:
                yield sentence
                continue
            for clause in _cut(letters, sentence, clause_ends, AFTER_CLAUSE):
                yield from _small(letters, clause, measure)


def _small(letters: Letters, clause: _Piece, measure: Measure) -> Iterator[_Piece]:
    """Cut a long clause between words, and what no passage could hold inside one."""
    if clause.end - clause.start < LONG:
        yield clause
        return
    for words in _cut(letters, clause, _strides(word_ends), AFTER_WORD):
        if measure(letters.part(words.start, words.end)) < LONG:
            yield words
            continue
        yield from _cut(letters, words, _strides(letter_ends), INSIDE_WORD)


def _cut(letters: Letters, piece: _Piece, ends: _Ends, cost: int) -> Iterator[_Piece]:
    """Cut a piece at the ends that a rule finds in it; the last part keeps the piece's cost."""
    start = piece.start
    text = letters.text[piece.start : piece.end]
    for offset in ends(text):
        end, following = letters.gap(piece.start + offset)
        if start < end and following < piece.end:
            yield _Piece(start, end, cost)
            start = following
    yield _Piece(start, piece.end, piece.cost)


def _strides(ends: _Ends) -> _Ends:
    """Keep of the ends that a rule finds only enough to have one every `STRIDE` letters or so."""

    def kept(text: str) -> Iterator[int]:
        last = held = 0
        for end in (*ends(text), len(text)):
            if end - last > STRIDE and held > last:
                yield held
                last = held
            held = end

    return kept
