"""What a new edition changed: chapters, passages and notes, as a moderator wants to know it."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from bot.domain.alignment import Stretch, matches
from bot.domain.headings import short_name
from bot.domain.joining import ChapterNote
from bot.domain.passages import Passage
from bot.domain.recutting import letters_in
from bot.domain.revision import Revision
from bot.domain.story import Chapter, Heading

SAME = 0.2
"""A chapter, or a text, with less than this share of its letters in the other edition is not in
that.
"""

_Links = dict[int, list[int]]
_Alike = Callable[[ChapterNote, ChapterNote], bool]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of something changed, came and went."""

    changed: int = 0
    new: int = 0
    gone: int = 0

    @property
    def none(self) -> bool:
        """Whether nothing did."""
        return not (self.changed or self.new or self.gone)


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two editions. `posted` and `later` count passages: those that had
    dropped, and the rest.
    """

    added: tuple[Heading, ...]
    changed: tuple[Heading, ...]
    gone: tuple[Heading, ...]
    posted: Tally
    later: Tally
    notes: Tally
    another: bool = False
    """Whether hardly anything of the old text is in the new one: another book, by mistake say."""

    @property
    def none(self) -> bool:
        """Whether the two are the same text under the same headings."""
        chapters = self.added or self.changed or self.gone
        return not chapters and all(one.none for one in (self.posted, self.later, self.notes))


def compare(
    old: Sequence[Chapter],
    passages: Sequence[Passage],
    new: Sequence[Chapter],
    revision: Revision,
    rewritten: frozenset[int],
) -> Changes:
    """Say what changed from one edition to the next. `rewritten` are the old passages whose
    messages would look otherwise now.
    """
    links = linked(old, new, revision.stretches)
    back = defaultdict(list)
    for left, rights in links.items():
        for right in rights:
            back[right].append(left)
    kept, end = revision.kept, revision.ends[-1]
    return Changes(
        added=tuple(item.heading for at, item in enumerate(new) if at not in back),
        changed=tuple(
            item.heading
            for at, item in enumerate(new)
            if at in back and not _same(old[back[at][0]], item)
        ),
        gone=tuple(item.heading for at, item in enumerate(old) if not links.get(at)),
        posted=_posted(revision, rewritten),
        later=_later(passages[kept:], revision.passages[end:]),
        notes=_notes(old, new, links),
        another=_common(revision, old, new) < SAME,
    )


def rewritten(
    old: Sequence[Chapter],
    passages: Sequence[Passage],
    new: Sequence[Chapter],
    revision: Revision,
) -> frozenset[int]:
    """Name the dropped passages of the old edition whose messages would look otherwise now."""
    found = set()
    for passage in passages[: revision.kept]:
        holder = revision.holder(passage.number)
        if holder is None:
            continue
        now = revision.passages[holder - 1]
        named = short_name(old[passage.chapter].heading) == short_name(new[now.chapter].heading)
        if passage.scenes != now.scenes or not named:
            found.add(passage.number)
    return frozenset(found)


def linked(old: Sequence[Chapter], new: Sequence[Chapter], stretches: Sequence[Stretch]) -> _Links:
    """Say for each old chapter which new ones have its words, most of them first.

    A chapter that shares no words with another goes with the one of its title, if that is free.
    """
    shares = _shares(old, new, stretches)
    sizes = [_letters(chapter) for chapter in new]
    old_sizes = [_letters(chapter) for chapter in old]
    links: _Links = defaultdict(list)
    taken: set[int] = set()
    for (left, right), letters in sorted(shares.items(), key=lambda item: -item[1]):
        if letters >= SAME * min(sizes[right], old_sizes[left]):
            links[left].append(right)
            taken.add(right)
    free = {_name(new[at].heading): at for at in range(len(new)) if at not in taken}
    for at, chapter in enumerate(old):
        if at not in links and (right := free.pop(_name(chapter.heading), -1)) >= 0:
            links[at].append(right)
    return links


def heirs(
    old: Sequence[ChapterNote], new: Sequence[ChapterNote], links: _Links
) -> list[ChapterNote | None]:
    """Say for each old note which new one says the same, or has its label in the same chapter."""
    free: dict[int, list[ChapterNote]] = defaultdict(list)
    for note in new:
        free[note.chapter].append(note)
    found: list[ChapterNote | None] = [None] * len(old)
    for alike in (_same_note, _same_text, _same_label):
        for at, note in enumerate(old):
            if found[at] is None:
                found[at] = _taken(free, links.get(note.chapter, ()), note, alike)
    return found


def _same_note(old: ChapterNote, new: ChapterNote) -> bool:
    return old.footnote == new.footnote


def _same_text(old: ChapterNote, new: ChapterNote) -> bool:
    return old.footnote.paragraphs == new.footnote.paragraphs


def _same_label(old: ChapterNote, new: ChapterNote) -> bool:
    return old.footnote.label == new.footnote.label


def _taken(
    free: dict[int, list[ChapterNote]], chapters: Sequence[int], note: ChapterNote, alike: _Alike
) -> ChapterNote | None:
    """Take the first note of these chapters that is alike away from the free ones."""
    for chapter in chapters:
        for candidate in free[chapter]:
            if alike(note, candidate):
                free[chapter].remove(candidate)
                return candidate
    return None


def _common(revision: Revision, old: Sequence[Chapter], new: Sequence[Chapter]) -> float:
    """Say what share of the letters of the shorter text are in both."""
    letters = min(sum(_letters(chapter) for chapter in text) for text in (old, new))
    return sum(stretch.length for stretch in revision.stretches) / letters if letters else 1


def _posted(revision: Revision, changed: frozenset[int]) -> Tally:
    shown = [holder for holder in revision.holders if holder is not None]
    return Tally(
        changed=len(changed),
        new=revision.ends[-1] - len(shown),
        gone=revision.kept - len(shown),
    )


def _later(old: Sequence[Passage], new: Sequence[Passage]) -> Tally:
    """Count between the passages that are the same what changed, and what is over on a side."""
    pairs = matches([item.scenes for item in old], [item.scenes for item in new])
    edges = [(-1, -1), *pairs, (len(old), len(new))]
    gaps = [(two[0] - one[0] - 1, two[1] - one[1] - 1) for one, two in pairwise(edges)]
    return Tally(
        changed=sum(min(gap) for gap in gaps),
        new=sum(max(right - left, 0) for left, right in gaps),
        gone=sum(max(left - right, 0) for left, right in gaps),
    )


def notes_of(chapters: Sequence[Chapter]) -> list[ChapterNote]:
    """List the definitions of chapters with the positions of these."""
    return [
        ChapterNote(at, note) for at, chapter in enumerate(chapters) for note in chapter.footnotes
    ]


def _notes(old: Sequence[Chapter], new: Sequence[Chapter], links: _Links) -> Tally:
    before, after = notes_of(old), notes_of(new)
    pairs = list(zip(before, heirs(before, after, links), strict=True))
    kept = [(note, heir) for note, heir in pairs if heir is not None]
    return Tally(
        changed=sum(note.footnote != heir.footnote for note, heir in kept),
        new=len(after) - len(kept),
        gone=len(before) - len(kept),
    )


def _same(old: Chapter, new: Chapter) -> bool:
    # A chapter that only counts otherwise, since another came before it, is the same.
    named = (old.heading.kind, old.heading.title) == (new.heading.kind, new.heading.title)
    return named and old.scenes == new.scenes


def _name(heading: Heading) -> tuple[str, str | int | None]:
    return heading.kind.value, heading.title or heading.number


def _letters(chapter: Chapter) -> int:
    return letters_in([part for scene in chapter.scenes for part in scene.paragraphs])


def _shares(
    old: Sequence[Chapter], new: Sequence[Chapter], stretches: Sequence[Stretch]
) -> Counter[tuple[int, int]]:
    """Count the letters that each pair of chapters shares."""
    old_ends = list(accumulate(_letters(chapter) for chapter in old))
    new_ends = list(accumulate(_letters(chapter) for chapter in new))
    shares: Counter[tuple[int, int]] = Counter()
    for stretch in stretches:
        for start, end in _parts(stretch, old_ends, new_ends):
            left = bisect_right(old_ends, stretch.old + start)
            right = bisect_right(new_ends, stretch.new + start)
            shares[left, right] += end - start
    return shares


def _parts(
    stretch: Stretch, old_ends: Sequence[int], new_ends: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Part a stretch at the ends of chapters, as offsets into it."""
    first = bisect_right(old_ends, stretch.old)
    last = bisect_right(old_ends, stretch.old_end)
    cuts = {end - stretch.old for end in old_ends[first:last]}
    first = bisect_right(new_ends, stretch.new)
    last = bisect_right(new_ends, stretch.new_end)
    cuts |= {end - stretch.new for end in new_ends[first:last]}
    return pairwise(sorted(cuts | {0, stretch.length}))
