"""From one edition to the next: where every word that has dropped stands now.

What has dropped keeps its boundaries: each old passage becomes the stretch of new text that holds
its words, so that its message can be corrected in place and no reader's place moves off the words
they had reached. What has not dropped is cut as if it were new.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.domain.alignment import Line, Stretch, shared
from bot.domain.pages import Spot
from bot.domain.passages import Measure, Passage
from bot.domain.recutting import letters_in, recut, spelled
from bot.domain.sentences import sentence_ends
from bot.domain.splitting import TINY
from bot.domain.story import Chapter, Heading, Story


@dataclass(frozen=True, slots=True)
class Revision:
    """How the passages of an edition become those of the next.

    `ends` says for every old passage up to the last that has dropped, with 0 before the first, how
    many new passages end with its words or before. `holders` says for each of them which new
    passage its message shows now: None where all its words have gone.
    """

    passages: tuple[Passage, ...]
    ends: tuple[int, ...]
    holders: tuple[int | None, ...]
    stretches: tuple[Stretch, ...]
    old_bounds: tuple[int, ...] = (0,)
    new_bounds: tuple[int, ...] = (0,)

    @property
    def kept(self) -> int:
        """How many old passages keep their boundaries."""
        return len(self.holders)

    def end(self, old: int) -> int:
        """Say which new passage ends with the words up to the end of an old one, or nearest
        before; what follows the last that dropped counts on from there.
        """
        if old > self.kept:
            return self.ends[-1] + old - self.kept
        return self.ends[max(old, 0)]

    def holder(self, old: int) -> int | None:
        """Say which new passage shows the words of an old one that has dropped."""
        return self.holders[old - 1] if 1 <= old <= self.kept else None

    def stood(self, lasts: Sequence[int]) -> Callable[[int], int | None]:
        """Give what says which new passage a reader has to have come to, who may know of an old
        one. `lasts` are the last passages that each serial has planned; None before any dropped.
        """

        def passage(old: int) -> int | None:
            if not 1 <= old <= self.kept:
                return None
            # Where its words have gone, who has not come to it must not learn of it sooner.
            behind = any(last < old and self.end(last) == self.end(old) for last in lasts)
            return self.end(old) + behind

        return passage

    def opens(self, current: int, reached: int) -> int:
        """Say what opens next for a reader: where the passage stands that they had opened, or
        what follows the words that they had read. 0 stays nothing.
        """
        if current <= 0:
            return 0
        if current > reached:
            return self.end(current - 1) + 1
        return self.holder(current) or max(self.end(current), 1)

    def spot(self, old: Spot) -> Spot:
        """Say where the letters stand that a place in a passage that has dropped begins with; where
        they have gone, those that follow them, but nothing past the end of that passage.
        """
        if not 1 <= old.passage <= min(self.kept, len(self.old_bounds) - 1):
            return Spot(max(self.end(old.passage), 1))
        last = max(self.end(old.passage), 1)
        low, high = self.old_bounds[old.passage - 1 : old.passage + 1]
        letter = self._moved(min(low + old.within, high))
        number = bisect_right(self.new_bounds, letter)
        if number > last:
            return Spot(last)
        return Spot(number, letter - self.new_bounds[number - 1])

    def _moved(self, letter: int) -> int:
        """Say which new letter an old one has become, or the next that is left."""
        at = bisect_right(self.stretches, letter, key=lambda stretch: stretch.old_end)
        if at == len(self.stretches):
            return self.new_bounds[-1]
        stretch = self.stretches[at]
        return stretch.new + max(letter - stretch.old, 0)


def revise(
    chapters: Sequence[Chapter],
    passages: Sequence[Passage],
    story: Story,
    measure: Measure,
    *,
    dropped: int,
) -> Revision:
    """Cut a story anew so that the first `dropped` passages of its last edition keep their bounds.

    `chapters` are the old ones, as `bot.domain.joining` gives them back.
    """
    new = list(_lines(story.chapters))
    stretches = shared(list(_lines(chapters)), new)
    bounds = list(accumulate((letters_in(item.paragraphs) for item in passages), initial=0))
    breaks = _breaks(new, story)
    stops: list[int] = []
    for passage, following in zip(
        passages[:dropped], [*passages[1 : dropped + 1], None], strict=False
    ):
        stop = _moved(stretches, bounds[passage.number], _kind(passage, following), breaks)
        stops.append(max(stop, stops[-1] if stops else 0))
    cut, counts = recut(story, stops, measure)
    new_bounds = list(accumulate((letters_in(item.paragraphs) for item in cut), initial=0))
    ends = (0, *counts)
    holders = tuple(
        _holder(cut[ends[at] : ends[at + 1]], (bounds[at], bounds[at + 1]), new_bounds, stretches)
        for at in range(len(counts))
    )
    return Revision(cut, ends, holders, tuple(stretches), tuple(bounds), tuple(new_bounds))


def moved_letters(stretches: Sequence[Stretch], old: tuple[int, int], new: tuple[int, int]) -> int:
    """Count the letters of an old range that stand in a new one."""
    first = bisect_right(stretches, old[0], key=lambda stretch: stretch.old_end)
    found = 0
    for stretch in stretches[first:]:
        if stretch.old >= old[1]:
            break
        shift = stretch.new - stretch.old
        low = max(stretch.old, old[0], new[0] - shift)
        high = min(stretch.old_end, old[1], new[1] - shift)
        found += max(high - low, 0)
    return found


# ------------------------------------------------------------------------ lines


def _lines(chapters: Sequence[Chapter]) -> Iterator[Line]:
    for chapter in chapters:
        yield _head(chapter.heading)
        for scene in chapter.scenes:
            for paragraph in scene.paragraphs:
                yield Line.of(spelled(paragraph))


def _head(heading: Heading) -> Line:
    name = heading.title.casefold() if heading.title else heading.number
    return Line("", 0, f"\0{heading.kind}:{name}", head=True)


# --------------------------------------------------------------------- boundaries

_INSIDE, _PARAGRAPH, _SCENE, _CHAPTER = range(4)


@dataclass(frozen=True, slots=True)
class _Breaks:
    """Where paragraphs, scenes and chapters begin in the new text, by offset, and its end."""

    offsets: list[int]
    kinds: list[int]
    texts: list[str]

    def nearest(self, target: int, low: int, high: int, kind: int) -> int | None:
        """Find the break of a kind, or a stronger one, that is nearest to a place."""
        first, last = bisect_left(self.offsets, low), bisect_right(self.offsets, high)
        found = [self.offsets[at] for at in range(first, last) if self.kinds[at] >= kind]
        return min(found, key=lambda offset: abs(offset - target), default=None)

    def sentence(self, target: int, low: int, high: int) -> int:
        """Find the end of a sentence that is nearest to a place; the place itself if none is."""
        at = bisect_right(self.offsets, target) - 1
        if at >= len(self.texts):
            return target
        begin, text = self.offsets[at], self.texts[at]
        letters = list(accumulate((not letter.isspace() for letter in text), initial=begin))
        ends = [begin, *(letters[end] for end in sentence_ends(text)), letters[-1]]
        found = [end for end in ends if low <= end <= high]
        return min(found, key=lambda offset: abs(offset - target), default=target)


def _breaks(lines: Sequence[Line], story: Story) -> _Breaks:
    offsets, kinds = [], []
    offset = 0
    told = [line for line in lines if not line.head]
    sizes = iter([line.letters for line in told])
    for chapter in story.chapters:
        kind = _CHAPTER
        for scene in chapter.scenes:
            kind = max(kind, _SCENE)
            for _ in scene.paragraphs:
                offsets.append(offset)
                kinds.append(max(kind, _PARAGRAPH))
                offset += next(sizes)
                kind = _INSIDE
    return _Breaks([*offsets, offset], [*kinds, _CHAPTER], [line.text for line in told])


def _kind(passage: Passage, following: Passage | None) -> int:
    """Say what kind of break lies between two passages."""
    if following is None or following.chapter != passage.chapter:
        return _CHAPTER
    if following.continued:
        return _INSIDE
    return _SCENE if following.first_scene != passage.last_scene else _PARAGRAPH


def _moved(stretches: Sequence[Stretch], bound: int, kind: int, breaks: _Breaks) -> int:
    """Say where a boundary between two old passages lies in the new text.

    What was put in there follows it, but for what ends the paragraph, the scene or the chapter
    that ended there, if it is short. Where all around it was written anew, a sentence ends there.
    """
    at = bisect_left(stretches, bound, key=lambda stretch: stretch.old_end)
    after = bisect_right(stretches, bound, key=lambda stretch: stretch.old) - 1
    if at < len(stretches) and stretches[at].old < bound < stretches[at].old_end:
        return stretches[at].new + bound - stretches[at].old
    before_gap = stretches[at - 1] if at else Stretch(0, 0, 0)
    ends_here = at < len(stretches) and stretches[at].old_end == bound
    begins_here = after >= 0 and stretches[after].old == bound
    low = stretches[at].new_end if ends_here else before_gap.new_end
    if begins_here:
        high = stretches[after].new
    else:
        high = stretches[after + 1].new if after + 1 < len(stretches) else low
    if ends_here:
        target = low
    elif begins_here:
        target = high
    else:
        begin, end = before_gap.old_end, stretches[after + 1].old
        target = low + (high - low) * (bound - begin) // max(end - begin, 1)
    for wanted in range(kind, _INSIDE, -1):
        found = breaks.nearest(target, low, high, wanted)
        if found is not None and abs(found - target) <= TINY:
            return found
    loose = not ends_here and not begins_here
    return breaks.sentence(target, low, high) if loose else target


def _holder(
    among: Sequence[Passage],
    old: tuple[int, int],
    new_bounds: Sequence[int],
    stretches: Sequence[Stretch],
) -> int | None:
    """Choose the new passage that an old one's message shows: the first with words of it, in the
    chapter that has most of them.
    """
    if not among:
        return None
    shares = {
        item.number: moved_letters(
            stretches, old, (new_bounds[item.number - 1], new_bounds[item.number])
        )
        for item in among
    }
    chapters: dict[int, int] = {}
    for item in among:
        chapters[item.chapter] = chapters.get(item.chapter, 0) + shares[item.number]
    best = max(chapters, key=lambda chapter: chapters[chapter])
    mine = [item.number for item in among if item.chapter == best]
    return next((number for number in mine if shares[number]), mine[0])
