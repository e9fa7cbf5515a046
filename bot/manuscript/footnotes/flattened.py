"""Typed notes in formats with mark-up: `word(1)` and `(1) The note`, or figures that are raised.

The paragraphs of a draft are flattened to entries, as plain text has them, and those that turn out
to hold markers or notes are put back. Marks that are there already, of links or of Markdown, come
first: they are never touched.
"""

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from bot.domain.choices import NoteStyle
from bot.domain.story import Block, Remark, Text
from bot.manuscript.draft import SOFT, Break, DraftChapter, DraftParagraph, Item, Mark, Note, Piece
from bot.manuscript.footnotes.notelines import cut_at_notes
from bot.manuscript.footnotes.openings import opening
from bot.manuscript.footnotes.styles import Style
from bot.manuscript.footnotes.typed import find_notes, wanted_keys
from bot.manuscript.headings import Rank, Signpost
from bot.manuscript.plain.drafting import drafted, drafted_note, hang, mark_of_title, with_mark
from bot.manuscript.plain.emphasis import Stretch
from bot.manuscript.plain.lines import Line, Lump
from bot.manuscript.plain.sections import Entry, Role, Section

_LINE_END = re.compile(f"[\n{SOFT}]")
_SETTLED = "\ufffc"
"""Stands for a mark that is there already."""
_BULLET = "• "
_GAP = 1


def find_typed(chapters: Sequence[DraftChapter], choice: NoteStyle) -> list[Remark]:
    """Find the typed notes of some chapters and put them into their flow."""
    if choice is NoteStyle.NONE:
        return []
    flats = [_Flat(chapter) for chapter in chapters]
    sections = [flat.section for flat in flats]
    if any(mark.linked and mark.note for part in chapters for mark in _marks(part)):
        for flat in flats:
            flat.leave_signs_in_lines()
    remarks = find_notes(sections, _GAP, choice)
    _leave_the_linked(chapters, sections)
    for flat, wanted in zip(flats, wanted_keys(sections), strict=True):
        flat.put_back(wanted)
    return remarks


def _marks(chapter: DraftChapter) -> Iterator[Mark]:
    for part in chapter.paragraphs():
        yield from part.marks()


def _leave_the_linked(chapters: Sequence[DraftChapter], sections: Sequence[Section]) -> None:
    """Take for text what looks like the marker of a note that was there already."""
    keys = {note.key for chapter in chapters for note in chapter.notes()}
    entries = [entry for section in sections for entry in section.entries]
    keys -= {entry.opening.key for entry in entries if entry.role is Role.NOTE and entry.opening}
    for entry in entries if keys else ():
        entry.candidates = [one for one in entry.candidates if one.key not in keys]
        entry.listed = [one for one in entry.listed if one.key not in keys]


@dataclass(eq=False, slots=True)
class _Source:
    """A paragraph of a draft and the entries that its lines make, most often one.

    `prefix` is what stands before the first of them: a bullet.
    """

    item: DraftParagraph
    text: str
    settled: deque[Mark]
    prefix: str = ""
    entries: list[Entry] = field(default_factory=list)
    joints: list[str] = field(default_factory=list)


class _Flat:
    """A chapter of a draft and its entries."""

    def __init__(self, chapter: DraftChapter) -> None:
        self._chapter = chapter
        self._sources: list[_Source | Item] = []
        self.section = Section(Signpost(Rank.OTHER, ""), chapter.line)
        if chapter.for_notes:  # its heading stands over them
            title = chapter.heading.title or ""
            self.section.entries.append(Entry(_lump(title, chapter.line), Role.NOTES_HEADING))
        for item in chapter.flow:
            if isinstance(item, DraftParagraph):
                source = _flattened(item)
                self._sources.append(source)
                self.section.entries += source.entries
            else:
                self._sources.append(item)
                if isinstance(item, Break):
                    self.section.entries.append(Entry(_lump("***", 0), Role.ORNAMENT))

    def leave_signs_in_lines(self) -> None:
        """Take lines of one paragraph that begin with signs for text: rows of a table do."""
        several = [
            source.entries
            for source in self._sources
            if isinstance(source, _Source) and len(source.entries) > 1
        ]
        for entry in chain.from_iterable(several):
            if entry.opening is not None and entry.opening.style is Style.SIGN:
                entry.opening = None

    def put_back(self, wanted: set[str]) -> None:
        """Give the chapter its flow with the notes that were found.

        A marker at the end of its title is taken if it is one of the wanted keys.
        """
        flow: list[Item] = []
        note: Note | None = None
        for source in self._sources:
            if not isinstance(source, _Source):
                flow.append(source)
                continue
            prose: list[Entry] = []
            for entry in source.entries:
                if entry.role is Role.NOTE:
                    flow += _paragraphs(source, prose)
                    prose = []
                    note = _note(entry, source)
                    _drop_break(flow)
                    if entry.hangs:
                        hang(note, flow)
                    flow.append(note)
                elif entry.role is Role.NOTE_GOES_ON and note is not None:
                    part = drafted(entry, _block_of_note(source.item))[0]
                    note.paragraphs.append(_with_marks(part, source))
                elif entry.role is not Role.NOTES_HEADING:
                    prose.append(entry)
            flow += _paragraphs(source, prose)
        heading = self._chapter.heading
        cut, mark = mark_of_title(heading.title or "", self._chapter.line, wanted)
        if mark is not None:
            self._chapter.heading = replace(heading, title=cut or None)
        self._chapter.flow = with_mark(flow, mark)


def _flattened(item: DraftParagraph) -> _Source:
    """The text of a paragraph, its marks held by a sign, cut where lines in it open notes."""
    source = _Source(item, "", deque(run for run in item.runs if isinstance(run, Mark)))
    styles: list[Stretch] = []
    texts: list[str] = []
    start = 0
    for run in item.runs:
        text = _SETTLED if isinstance(run, Mark) else run.text
        end = start + len(text)
        texts.append(text)
        last = styles[-1] if styles else None
        if last is not None and (last.emphasis, last.strong) == (run.emphasis, run.strong):
            styles[-1] = replace(last, end=end)
        elif text:
            styles.append(Stretch(start, end, run.emphasis, run.strong))
        start = end
    source.text = "".join(texts)
    cuts = _cuts(source.text, item.block)
    source.prefix = source.text[: cuts[0][0]]
    for start, end in cuts:
        entry = Entry(_lump(source.text[start:end], item.line))
        entry.stretches = [*_within(styles, start, end)] or [Stretch(0, 0)]
        source.entries.append(entry)
        source.joints.append(source.text[end : end + 1])
    return source


def _lump(text: str, line: int) -> Lump:
    return Lump([Line(line, text, 0, _GAP)], " ")


def _within(styles: Sequence[Stretch], start: int, end: int) -> Iterator[Stretch]:
    first = bisect_right(styles, start, key=lambda part: part.end)
    behind = bisect_left(styles, end, key=lambda part: part.start)
    for part in styles[first:behind]:
        yield Stretch(
            max(part.start, start) - start, min(part.end, end) - start, part.emphasis, part.strong
        )


def _cuts(text: str, block: Block) -> list[tuple[int, int]]:
    """Where the lines of a paragraph begin and end that may be notes; all of it is one, if none."""
    start = len(_BULLET) if block is Block.ITEM and text.startswith(_BULLET) else 0
    first = start + len(text[start:]) - len(text[start:].lstrip())
    lines = _lines(text, first)
    opened = next(
        (n for n, (at, end) in enumerate(lines) if _may_begin(text, at, end, first)), None
    )
    if opened is None:
        return [(0, len(text))]
    typed = [Line(number, text[at:end], 0, 0) for number, (at, end) in enumerate(lines)]
    pieces = cut_at_notes(typed[opened:])
    spans = [(lines[piece[0].number][0], lines[piece[-1].number][1]) for piece in pieces]
    return spans if opened == 0 else [(0, lines[opened - 1][1]), *spans]


def _lines(text: str, start: int) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    at = start
    for end in _LINE_END.finditer(text, start):
        lines.append((at, end.start()))
        at = end.end()
    return [*lines, (at, len(text))]


def _may_begin(text: str, at: int, end: int, first: int) -> bool:
    """Whether a note may open at a place: at the start, or behind a line the author ended."""
    return (at == first or text[at - 1] == "\n") and opening(text[at:end]) is not None


def _paragraphs(source: _Source, entries: Sequence[Entry]) -> list[Item]:
    """The paragraph that is left of some entries, with its markers, and the notes inside it."""
    if not entries:
        return []
    if len(entries) == len(source.entries) and not any(
        entry.candidates or entry.listed or entry.inline for entry in entries
    ):
        return [source.item]
    runs: list[Piece] = [Text(source.prefix)] if entries[0] is source.entries[0] else []
    notes: list[Item] = []
    joints = {
        id(entry): joint for entry, joint in zip(source.entries[1:], source.joints, strict=False)
    }
    for entry in entries:
        part, inside = drafted(entry, source.item.block)
        if entry is not entries[0]:
            runs.append(Text(joints[id(entry)]))
        runs += part.runs
        notes += inside
    left = DraftParagraph(runs, source.item.line, source.item.block)
    return [_with_marks(left, source), *notes]


def _note(entry: Entry, source: _Source) -> Note:
    note = drafted_note(entry)
    note.paragraphs = [
        replace(_with_marks(part, source), block=_block_of_note(source.item))
        for part in note.paragraphs
    ]
    return note


def _block_of_note(item: DraftParagraph) -> Block:
    return item.block if item.block is Block.QUOTE else Block.PROSE


def _with_marks(part: DraftParagraph, source: _Source) -> DraftParagraph:
    """Put the marks back that were there; they are taken in the order in which they stood."""
    runs: list[Piece] = []
    for run in part.runs:
        if isinstance(run, Mark) or _SETTLED not in run.text:
            runs.append(run)
            continue
        for number, text in enumerate(run.text.split(_SETTLED)):
            if number:
                runs.append(source.settled.popleft())
            runs.append(replace(run, text=text))
    return DraftParagraph(runs, part.line, part.block)


def _drop_break(flow: list[Item]) -> None:
    """Take a break off the end: it stands over notes."""
    while flow and isinstance(flow[-1], Break):
        flow.pop()
