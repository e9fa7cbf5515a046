"""Plain text: lines to paragraphs, headings to chapters, gaps and ornament to scenes, notes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.domain.errors import RefusalError
from bot.domain.story import Block, Imported, Remark, Text
from bot.manuscript import breaks, headings, matter, signposts
from bot.manuscript.assembly import TitlePage, assemble
from bot.manuscript.draft import Break, DraftChapter, DraftParagraph, Item, Mark, Note, Piece
from bot.manuscript.emphasis import Stretch
from bot.manuscript.headings import Rank
from bot.manuscript.lines import (
    Layout,
    Line,
    Lump,
    blocks,
    common_gap,
    lay_out,
    measure,
    split_lines,
    was_full,
)
from bot.manuscript.marks import Candidate, opening
from bot.manuscript.notes import NoteFinder
from bot.manuscript.restyled import restyle
from bot.manuscript.sections import Entry, Role, Section
from bot.manuscript.signposts import heading_of

_QUOTE_INDENT = 2


def load(text: str, remarks: Iterable[Remark]) -> Imported:
    """Import a plain text. `remarks` are those that its decoding gave.

    Raises RefusalError where there is nothing to read in it.
    """
    page, noted = TitlePage(), list(remarks)
    lines, of_licence = matter.without_licence(split_lines(text), page)
    lines, of_contents = matter.without_contents(lines)
    noted += [*of_licence, *of_contents]
    lumps = _lumps(matter.take_title_page(lines, page))
    if not lumps:
        raise RefusalError(
            "There is nothing to read in that file: send me one with the story's text in it."
        )
    entries, gap = _entries(lumps)
    sections = signposts.sections(entries, noted)
    restyle(sections, gap)
    finder = NoteFinder(sections, gap)
    finder.find()
    return assemble(page, _chapters(sections, gap), [*noted, *finder.remarks])


_MOST_MISSING = 20
"""By how much the numbers of notes under one another may rise at once."""


def _lumps(lines: Sequence[Line]) -> list[Lump]:
    layout, parting = measure(lines), breaks.ornaments(lines)
    found: list[Lump] = []
    for block in blocks(lines):
        for piece in breaks.cut_at_ornaments(block, parting, one_a_line=layout.one_a_line):
            for part in _cut_at_headings(piece, layout):
                for note in _cut_at_notes(part):
                    found += lay_out(note, layout)
    return found


def _cut_at_headings(block: Sequence[Line], layout: Layout) -> list[Sequence[Line]]:
    """Part a heading from the lines right under it, and every heading where lines are paragraphs.

    A ruled line under a heading goes with it.
    """
    width = layout.width
    if width is not None and len(block) > 1 and was_full(block[0], block[1], width):
        return [block]
    pieces: list[list[Line]] = [[]]
    for place, line in enumerate(block):
        post = headings.recognise(line.text) if place == 0 or layout.one_a_line else None
        if post is not None and post.rank is not Rank.NOTES:
            pieces += [[line], []]
        else:
            pieces[-1].append(line)
    return [piece for piece in pieces if piece and not _underlines(piece, block)]


def _underlines(piece: Sequence[Line], block: Sequence[Line]) -> bool:
    """Whether a piece is the ruled line under the heading that begins a block."""
    return len(piece) == 1 and piece[0] is not block[0] and breaks.is_rule(piece[0].text)


def _cut_at_notes(block: Sequence[Line]) -> list[Sequence[Line]]:
    """Part definitions that stand on lines one under the other, numbered on: (1), (2), (4).

    A number may be missing; one far ahead, like a year that begins a wrapped line, is none.
    """
    first = opening(block[0].text)
    if first is None or first.number is None:
        return [block]
    pieces: list[list[Line]] = [[block[0]]]
    number = first.number
    for line in block[1:]:
        found = opening(line.text)
        rises = found is not None and 0 < (found.number or 0) - number <= _MOST_MISSING
        if found is not None and rises and found.style == first.style:
            pieces.append([])
            number = found.number or number
        pieces[-1].append(line)
    return list(pieces)


def _entries(lumps: Sequence[Lump]) -> tuple[list[Entry], int]:
    """Give every lump its first role, and the gap that is usual between paragraphs."""
    lines = [line for lump in lumps for line in lump.lines]
    parting = breaks.ornaments(lines)
    rows = breaks.stacked(lumps, parting)
    entries = [
        Entry(lump, _role(lump, parting, is_row=place in rows)) for place, lump in enumerate(lumps)
    ]
    between = [
        entry.lump
        for before, entry in pairwise(entries)
        if before.role is entry.role is Role.PROSE
        and not (
            heading_of(before) or heading_of(entry) or entry.opening
        )  # notes have gaps of their own
    ]
    return entries, common_gap(between)


def _role(lump: Lump, parting: set[str], *, is_row: bool) -> Role:
    ornament = len(lump.lines) == 1 and lump.text in parting and not is_row
    return Role.ORNAMENT if ornament else Role.PROSE


def _chapters(sections: Sequence[Section], gap: int) -> list[DraftChapter]:
    posts = [section.post for section in sections]
    margin = _margin([entry for section in sections for entry in section.entries])
    return [
        DraftChapter(heading, section.line, _flow(section, gap, margin))
        for section, heading in zip(sections, headings.number(posts), strict=True)
    ]


def _margin(entries: Sequence[Entry]) -> int | None:
    """The indent beyond which a paragraph is a quote; None where most are set in."""
    indents = sorted(entry.lump.indent for entry in entries)
    middle = indents[len(indents) // 2] if indents else 0
    return None if middle >= _QUOTE_INDENT else middle + _QUOTE_INDENT


def _flow(section: Section, gap: int, margin: int | None) -> list[Item]:
    flow: list[Item] = []
    seam = _Seam(gap)
    for entry in section.entries:
        role = entry.role
        if role is Role.NOTE:
            flow.append(_note(entry))
        elif role is Role.NOTE_GOES_ON:
            note = flow[-1]
            assert isinstance(note, Note)
            note.paragraphs.append(_paragraph(entry, margin=None))
        elif role in {Role.PROSE, Role.PART}:
            if seam.parts(entry):
                flow.append(Break())
            flow.append(_paragraph(entry, margin))
        seam.passes(entry)
    return flow


class _Seam:
    """Watches what lies between two paragraphs, to tell whether a scene ends there.

    An ornament does, unless it stands over notes; so does a gap wider than the usual one. Where
    notes stand between, the gap behind them has to be wider than the one before.
    """

    def __init__(self, gap: int) -> None:
        self._gap = gap
        self._begun = False
        self._ornament = False
        self._over_notes = False
        self._before_notes: int | None = None
        self._carried = 0

    def parts(self, entry: Entry) -> bool:
        """Whether a scene break stands before a paragraph."""
        if not self._begun:
            return False
        if self._ornament:
            return not self._over_notes
        wide = max(entry.lump.gap, self._carried) > self._gap
        return wide and (self._before_notes is None or entry.lump.gap > self._before_notes)

    def passes(self, entry: Entry) -> None:
        """Take note of what was passed."""
        if entry.role is Role.ORNAMENT:
            self._ornament = True
        elif entry.role is Role.NOTES_HEADING:
            self._carried = entry.lump.gap
        elif entry.role in {Role.NOTE, Role.NOTE_GOES_ON}:
            if self._before_notes is None:
                self._before_notes = max(entry.lump.gap, self._carried)
                self._over_notes, self._ornament = self._ornament, False
            self._carried = 0
        else:
            self._begun = True
            self._ornament = self._over_notes = False
            self._before_notes, self._carried = None, 0


def _note(entry: Entry) -> Note:
    opened = entry.opening
    assert opened is not None
    note = Note(opened.key, opened.label, entry.lump.line)
    note.paragraphs.append(_paragraph(entry, margin=None, start=opened.end, but=opened.key))
    return note


def _paragraph(
    entry: Entry, margin: int | None, start: int = 0, but: str | None = None
) -> DraftParagraph:
    """Make the paragraph of an entry, from a place in its text on, `but` being no marker in it."""
    marks = [one for one in entry.candidates if one.start >= start and one.key != but]
    runs: list[Piece] = []
    for part in entry.stretches:
        if part.end > start:
            runs += _pieces(entry, replace(part, start=max(part.start, start)), marks)
    return DraftParagraph(runs, entry.lump.line, _block(entry, margin))


def _pieces(entry: Entry, part: Stretch, marks: Sequence[Candidate]) -> Iterable[Piece]:
    text, at = entry.lump.text, part.start
    for mark in marks:
        if part.start <= mark.start < part.end:
            yield Text(text[at : mark.start], part.emphasis, part.strong)
            yield Mark(
                key=mark.key,
                label=mark.label,
                raw=text[mark.start : mark.end],
                line=entry.lump.line_at(mark.start),
                sure=mark.sure,
                emphasis=part.emphasis,
                strong=part.strong,
            )
            at = mark.end
    yield Text(text[at : part.end], part.emphasis, part.strong)


def _block(entry: Entry, margin: int | None) -> Block:
    if entry.role is Role.PART:
        return Block.HEADING
    if margin is not None and entry.lump.indent >= margin and entry.lump.joint == " ":
        return Block.QUOTE
    return Block.PROSE
