"""Cutting a new edition so that what has dropped keeps its passages.

What lies between two stops is one passage as long as it fits; all after the last stop is cut as
if the edition were a new story.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise

from bot.domain.letters import Letters
from bot.domain.passages import Measure, Passage
from bot.domain.sentences import clause_ends, sentence_ends, word_ends
from bot.domain.splitting import LIMIT, cut_scenes, shown_length
from bot.domain.story import Marker, Paragraph, Scene, Story, Text

MARK = "\x00"
"""What a marker counts as: one letter."""


def spelled(paragraph: Paragraph) -> str:
    """Write a paragraph's letters with its markers among them, a letter each."""
    return "".join(MARK if isinstance(run, Marker) else run.text for run in paragraph.runs)


def letters_in(paragraphs: Sequence[Paragraph]) -> int:
    """Count letters and markers; white space is none."""
    return sum(len("".join(spelled(paragraph).split())) for paragraph in paragraphs)


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph of a story, or what two stops left of it.

    `joint` is the white space that was dropped before it, where it goes on with a paragraph.
    """

    chapter: int
    scene: int
    paragraph: Paragraph
    joint: Text | None = None


@dataclass(frozen=True, slots=True, order=True)
class _Stop:
    """A place to cut: before a paragraph, or after so many characters of its text."""

    paragraph: int
    after: int = 0


def recut(
    story: Story, stops: Sequence[int], measure: Measure
) -> tuple[tuple[Passage, ...], tuple[int, ...]]:
    """Cut a story at the stops, which count letters and rise, and say how many passages lie
    before each of them.

    A stop inside a word moves to where the word, the clause or the sentence ends.
    """
    parts = list(_parts(story))
    ends = list(accumulate(letters_in([part.paragraph]) for part in parts))
    places = [_Stop(0), *(_place(parts, ends, stop) for stop in stops), _Stop(len(parts))]
    passages: list[Passage] = []
    counts: list[int] = []
    for number, (begin, end) in enumerate(pairwise(places)):
        kept = number < len(stops)
        piece = _piece(parts, begin, end)
        for chapter, those in groupby(piece, lambda part: part.chapter):
            passages += _cut(chapter, list(those), measure, len(passages), kept=kept)
        counts.append(len(passages))
    return tuple(passages), tuple(counts[:-1])


def _parts(story: Story) -> Iterator[_Part]:
    for position, chapter in enumerate(story.chapters):
        for index, scene in enumerate(chapter.scenes):
            for paragraph in scene.paragraphs:
                yield _Part(position, index, paragraph)


def _place(parts: Sequence[_Part], ends: Sequence[int], stop: int) -> _Stop:
    """Find the paragraph and the character that a number of letters leads to."""
    if stop <= 0:
        return _Stop(0)
    at = bisect_left(ends, stop)
    if at == len(ends) or ends[at] == stop:
        return _Stop(min(at + 1, len(ends)))
    paragraph = parts[at].paragraph
    begins = ends[at] - letters_in([paragraph])
    after = _whole_word(paragraph.text, _characters(paragraph, stop - begins))
    left_over = paragraph.text[after:].strip()
    return _Stop(at, after) if left_over else _Stop(at + 1)


def _characters(paragraph: Paragraph, letters: int) -> int:
    """Say how many characters of the text hold so many letters and markers."""
    offset = 0
    for letter in spelled(paragraph):
        if not letters:
            break
        letters -= not letter.isspace()
        offset += letter != MARK
    return offset


def _whole_word(text: str, after: int) -> int:
    """Move on to a place where a passage may end."""
    if text[after : after + 1].isspace():
        return after
    may_end = {*sentence_ends(text), *clause_ends(text), *word_ends(text)}
    return min((end for end in may_end if end >= after), default=len(text))


def _piece(parts: Sequence[_Part], begin: _Stop, end: _Stop) -> Iterator[_Part]:
    """Take out what lies between two places."""
    last = end.paragraph + (end.after > 0)
    for at in range(begin.paragraph, last):
        part = parts[at]
        from_here = begin.after if at == begin.paragraph else 0
        up_to = end.after if at == end.paragraph else 0
        if not from_here and not up_to:
            yield part
            continue
        letters = Letters(part.paragraph)
        before, start = letters.gap(from_here) if from_here else (0, 0)
        stop = letters.gap(up_to)[0] if up_to else len(letters.text)
        if start < stop:
            joint = letters.dropped(before, start) if start else None
            yield _Part(part.chapter, part.scene, letters.part(start, stop), joint)


def _cut(
    chapter: int, parts: Sequence[_Part], measure: Measure, before: int, *, kept: bool
) -> list[Passage]:
    """Cut what lies between two stops in one chapter, after so many passages."""
    scenes = [
        (index, Scene(tuple(part.paragraph for part in those)))
        for index, those in groupby(parts, lambda part: part.scene)
    ]
    shown = [scene.paragraphs for _, scene in scenes]
    if kept and shown_length(shown, measure) <= LIMIT:
        first = scenes[0][0]
        by_index = {index: scene.paragraphs for index, scene in scenes}
        whole = tuple(by_index.get(at, ()) for at in range(first, scenes[-1][0] + 1))
        found = [Passage(before + 1, chapter, first, whole)]
    else:
        found = list(cut_scenes(chapter, scenes, measure, first=before + 1, together=kept))
    if (joint := parts[0].joint) is not None:
        found[0] = replace(found[0], continued=True, joint=joint)
    return found
