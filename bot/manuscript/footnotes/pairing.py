"""Which marker belongs to which definition.

A marker is paired with a definition in its own chapter, if there is one: in the next block of notes
behind it. Otherwise the block at the end of the file is asked, if it serves the whole file, then a
block further on whose own chapter cites little of it, then a block before. Where numbering restarts
inside a block, its runs are taken in order. What finds no partner stays what it was, and is
reported.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.domain.story import Remark
from bot.manuscript.draft import DraftChapter, DraftParagraph, Mark, Note
from bot.manuscript.footnotes.misread import misread
from bot.manuscript.footnotes.orphans import everything, unmatched, unused, unusual


@dataclass(slots=True)
class Pairing:
    """Which notes each chapter gets, in the file's order, and what was left over."""

    notes: list[list[Note]]
    remarks: list[Remark] = field(default_factory=list)
    markers: int = 0
    definitions: int = 0
    unmatched: int = 0
    unused: int = 0


@dataclass(eq=False, slots=True)
class _Region:
    """Definitions one after the other, beginning at a place in their chapter's flow."""

    place: int
    notes: list[Note]
    last: bool = False

    @property
    def is_foreign(self) -> bool:
        """Whether half of it or more is cited by nothing so far."""
        return 2 * sum(note.cited for note in self.notes) <= len(self.notes)


class _Walk:
    """Goes along the runs of a block, a new run where numbering restarts."""

    def __init__(self, notes: Iterable[Note]) -> None:
        self._runs = _runs(notes)
        self._at = 0
        self._seen: dict[str, int] = {}

    def take(self, key: str, chapter: int) -> Note | None:
        """Find the note that the next mark with this key means, or None."""
        here = self._runs[self._at].get(key)
        again = key in self._seen and (self._seen[key] != chapter or self._later(key))
        if here is None or again:
            later = self._later(key)
            if later:
                self._at, here = later, self._runs[later][key]
                self._seen = {}
        if here is not None:
            self._seen[key] = chapter
        return here

    def _later(self, key: str) -> int:
        """The number of the next run with this key, not far ahead; 0 if there is none."""
        ahead = range(self._at + 1, min(self._at + 4, len(self._runs)))
        return next((number for number in ahead if key in self._runs[number]), 0)


def pair(chapters: Sequence[DraftChapter]) -> Pairing:
    """Settle every mark of a draft: those that are markers know their note afterwards."""
    regions = [_regions(chapter) for chapter in chapters]
    shared = _shared(chapters, regions)
    for sure, listed in ((True, False), (False, False), (False, True)):
        _pair_chapters(chapters, regions, shared, sure=sure, listed=listed)
    _pair_inside_notes(chapters, regions)
    _part_torn_rows(chapters)
    return _settled(chapters)


def _regions(chapter: DraftChapter) -> list[_Region]:
    regions: list[_Region] = []
    open_region: _Region | None = None
    for place, item in enumerate(chapter.flow):
        if isinstance(item, Note):
            if open_region is None:
                open_region = _Region(place, [], last=True)
                regions.append(open_region)
            open_region.notes.append(item)
        elif isinstance(item, DraftParagraph):
            open_region = None
            for region in regions[-1:]:
                region.last = False
    return regions


def _shared(chapters: Sequence[DraftChapter], regions: list[list[_Region]]) -> _Region | None:
    """Give the block at the file's end if it serves more than the last chapter.

    It does unless other blocks have notes of the same labels and the last chapter cites its own.
    """
    if not regions or not regions[-1] or not regions[-1][-1].last:
        return None
    final = regions[-1][-1]
    keys = {note.key for note in final.notes}
    others = (region for part in regions for region in part if region is not final)
    if not any(note.key in keys for region in others for note in region.notes):
        return final
    own = {mark.key for part in chapters[-1].paragraphs() for mark in part.marks()}
    return None if keys & own else final


def _pair_chapters(
    chapters: Sequence[DraftChapter],
    regions: list[list[_Region]],
    shared: _Region | None,
    *,
    sure: bool,
    listed: bool,
) -> None:
    for_all = _Walk(_open_notes(shared, sure=sure)) if shared is not None else None
    left: list[tuple[int, Mark, _Walk | None]] = []
    for number, chapter in enumerate(chapters):
        own = _OwnNotes([region for region in regions[number] if region is not shared], sure=sure)
        for place, item in enumerate(chapter.flow):
            if not isinstance(item, DraftParagraph):
                continue
            for mark in item.marks():
                if mark.note is None and (mark.sure, mark.listed) == (sure, listed):
                    before = own.before(mark.key) if sure else None
                    walk = own.behind(mark.key, place) or (None if before else for_all)
                    _join(mark, walk.take(mark.key, number) if walk else None)
                    if mark.note is None and sure:
                        left.append((number, mark, before))
    if left:
        _pair_onward(regions, left)


def _pair_onward(
    regions: list[list[_Region]], left: Sequence[tuple[int, Mark, _Walk | None]]
) -> None:
    """Pair marks without a note behind them in their chapter: further on, else before them.

    A block further on may have them if its own chapter cites no more than half of it. One of a
    single note is asked by the chapter before it alone, or if it is the last.
    """
    foreign = [
        (n, region) for n, part in enumerate(regions) for region in part if region.is_foreign
    ]
    last = foreign[-1][1] if foreign else None
    places: dict[str, list[int]] = {}
    for at, (_, region) in enumerate(foreign):
        for key in {note.key for note in region.notes}:
            places.setdefault(key, []).append(at)
    walks = [_Walk(_open_notes(region, sure=False)) for _, region in foreign]
    numbers = [number for number, _ in foreign]
    for number, mark, before in left:
        candidates = places.get(mark.key, [])
        first = bisect_right(candidates, bisect_right(numbers, number) - 1)
        for onward in candidates[first : first + 1]:
            region = foreign[onward][1]
            if len(region.notes) > 1 or region is last or numbers[onward] == number + 1:
                _join(mark, walks[onward].take(mark.key, number))
        if mark.note is None and before is not None:
            _join(mark, before.take(mark.key, number))


def _open_notes(region: _Region, *, sure: bool) -> list[Note]:
    """The notes of a block that marks may still be paired with: for unsure ones, the uncited."""
    return [note for note in region.notes if sure or not note.cited]


class _OwnNotes:
    """The blocks of one chapter, with the places where each key is to be found."""

    def __init__(self, regions: Sequence[_Region], *, sure: bool) -> None:
        self._places: dict[str, list[int]] = {}
        self._walks: dict[int, _Walk] = {}
        for region in regions:
            notes = _open_notes(region, sure=sure)
            self._walks[region.place] = _Walk(notes)
            for key in {note.key for note in notes}:
                self._places.setdefault(key, []).append(region.place)

    def behind(self, key: str, place: int) -> _Walk | None:
        """Give the next block with a key behind a place."""
        places = self._places.get(key, [])
        behind = bisect_right(places, place)
        return self._walks[places[behind]] if behind < len(places) else None

    def before(self, key: str) -> _Walk | None:
        """Give the last block with a key."""
        places = self._places.get(key)
        return self._walks[places[-1]] if places else None


def _join(mark: Mark, note: Note | None) -> None:
    if note is not None:
        mark.note = note
        note.cited = True


def _pair_inside_notes(chapters: Sequence[DraftChapter], regions: list[list[_Region]]) -> None:
    """Pair the marks in definitions: with the same run of notes first, then with the chapter's."""
    for number in range(len(chapters)):
        chapter_notes: dict[str, Note] = {}
        for note in chapters[number].notes():
            chapter_notes.setdefault(note.key, note)
        for region in regions[number]:
            for run in _runs(region.notes):
                for note in run.values():
                    for mark in filter(_is_sure, note.marks()):
                        target = run.get(mark.key) or chapter_notes.get(mark.key)
                        if target is not note:
                            _join(mark, target)


def _part_torn_rows(chapters: Sequence[DraftChapter]) -> None:
    """Leave `(1, 2)` in the text where one of its markers has no note."""
    lost: set[int] = set()
    marks = [mark for part in everything(chapters) for mark in _in_torn_rows(part)]
    for mark in marks:
        lost.add(id(mark.note))
        mark.note = None
    if lost:
        cited = {id(mark.note) for part in everything(chapters) for mark in part.marks()}
        for note in (note for chapter in chapters for note in chapter.notes()):
            note.cited = note.cited and (id(note) in cited or id(note) not in lost)


def _in_torn_rows(paragraph: DraftParagraph) -> Iterator[Mark]:
    rows: dict[int, list[Mark]] = {}
    for mark in paragraph.marks():
        if mark.row >= 0:
            rows.setdefault(mark.row, []).append(mark)
    for row in rows.values():
        if any(mark.note is None for mark in row):
            yield from row


def _is_sure(mark: Mark) -> bool:
    return mark.sure


def _runs(notes: Iterable[Note]) -> list[dict[str, Note]]:
    runs: list[dict[str, Note]] = [{}]
    for note in notes:
        if note.key in runs[-1]:
            runs.append({})
        runs[-1][note.key] = note
    return runs


def _settled(chapters: Sequence[DraftChapter]) -> Pairing:
    pairing = Pairing([_notes_for(chapter) for chapter in chapters])
    _keep_unused(chapters, pairing)
    marks = [mark for chapter in chapters for part in chapter.paragraphs() for mark in part.marks()]
    for chapter in chapters:
        for note in chapter.notes():
            marks.extend(note.marks())
            pairing.definitions += 1
            if not note.cited:
                pairing.unused += 1
                pairing.remarks.append(unused(note))
    pairing.markers = sum(mark.note is not None for mark in marks)
    orphans, remarks = unmatched(chapters)
    pairing.unmatched = len(orphans)
    pairing.remarks += remarks
    uncited = [note for chapter in chapters for note in chapter.notes() if not note.cited]
    pairing.remarks += misread(chapters, uncited, orphans)
    pairing.remarks += unusual(chapters)
    return pairing


def _notes_for(chapter: DraftChapter) -> list[Note]:
    """Collect the notes that a chapter cites, and those that these cite, in the file's order."""
    marks = [mark for part in chapter.paragraphs() for mark in part.marks()]
    return _with_cited([mark.note for mark in marks if mark.note is not None])


def _with_cited(notes: Iterable[Note]) -> list[Note]:
    """Add the notes that notes cite, and put all in the file's order."""
    found: dict[int, Note] = {}
    open_notes = list(notes)
    for note in open_notes:  # it grows while it is walked
        if id(note) not in found:
            found[id(note)] = note
            open_notes.extend(mark.note for mark in note.marks() if mark.note is not None)
    return sorted(found.values(), key=lambda note: note.line)


def _keep_unused(chapters: Sequence[DraftChapter], pairing: Pairing) -> None:
    """Leave what no chapter got in the chapter where it stands, so that no word is lost.

    A chapter of notes alone will go; what is left in it goes to the one before.
    """
    placed = {id(note) for notes in pairing.notes for note in notes}
    home = 0
    for number, chapter in enumerate(chapters):
        if not chapter.for_notes:
            home = number
        kept = [note for note in chapter.notes() if id(note) not in placed]
        if kept:
            pairing.notes[home] = _with_cited([*pairing.notes[home], *kept])
