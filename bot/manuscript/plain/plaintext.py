"""Plain text: lines to paragraphs, headings to chapters, gaps and ornament to scenes, notes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.domain.choices import Choices, SceneRule
from bot.domain.errors import RefusalError
from bot.domain.story import Block, Imported, Remark
from bot.manuscript import headings
from bot.manuscript.asides import keep_apart_in
from bot.manuscript.assembly import TitlePage, assemble
from bot.manuscript.chosen import Recogniser, names_chapters, recogniser
from bot.manuscript.draft import Break, DraftChapter, Item, Mark, Note
from bot.manuscript.footnotes.notelines import cut_at_notes, opening_in_list
from bot.manuscript.footnotes.openings import listed_opening
from bot.manuscript.footnotes.typed import find_notes, wanted_keys
from bot.manuscript.headings import Rank
from bot.manuscript.plain import archive_copy, breaks, grounds, licence, matter, signposts
from bot.manuscript.plain.contents import without_contents
from bot.manuscript.plain.copied import without_page
from bot.manuscript.plain.drafting import drafted, drafted_note, hang, mark_of_title, with_mark
from bot.manuscript.plain.framed import framed
from bot.manuscript.plain.lines import (
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
from bot.manuscript.plain.seams import Habit, breaks_before
from bot.manuscript.plain.sections import Entry, Role, Section

_QUOTE_INDENT = 2


def load(text: str, remarks: Iterable[Remark], choices: Choices) -> Imported:
    """Import a plain text. `remarks` are those that its decoding gave.

    Raises RefusalError where there is nothing to read in it.
    """
    understand = recogniser(choices)
    page, noted = TitlePage(), list(remarks)
    lines, of_licence = licence.without_licence(split_lines(text), page)
    lines, of_additions = licence.without_additions(lines)
    copied = archive_copy.tell_apart(lines, page, understand)
    lines, of_page = without_page(copied.lines, copied.labels)
    listed = without_contents(lines)
    noted += [*of_licence, *of_additions, *of_page, *listed.remarks]
    lines, of_title = matter.without_repeats(listed.lines, page, understand)
    noted += of_title
    lines = matter.take_title_page(lines, page, understand)
    layout = measure(lines)
    rows = breaks.Ornaments()
    if choices.scenes is not SceneRule.NEVER:
        rows = breaks.ornaments(lines, wrapped=layout.width is not None)
    parting = rows.parting
    cutter = _Cutter(parting, understand, layout.one_a_line or names_chapters(choices))
    lumps = _lumps(lines, layout, cutter)
    if not lumps:
        raise RefusalError(
            "There is nothing to read in that file: send me one with the story's text in it."
        )
    named = {} if choices.scenes is SceneRule.NEVER else framed(lumps, understand)
    lumps = [named.get(place, lump) for place, lump in enumerate(lumps)]
    entries, gap = _entries(lumps, _Known(parting, frozenset(named), copied.asides), understand)
    parted = signposts.sections(entries, noted, choices, listed.named)
    sections = matter.take_lone_title(parted, page)
    noted += find_notes(sections, gap, choices.notes)
    margin = _margin(entries)
    strict = (
        layout.width is not None and len(sections) > 1 and choices.scenes is SceneRule.AUTOMATIC
    )
    seams = breaks_before(sections, Habit(gap, margin, strict), choices.scenes)
    noted += [*rows.remarks, *seams.remarks, *_grounds(sections, layout)]
    chapters = _chapters(sections, seams.parted, margin)
    keep_apart_in(chapters)
    return assemble(page, chapters, noted)


def _grounds(sections: Sequence[Section], layout: Layout) -> list[Remark]:
    """What there is to say of how lines were taken for paragraphs."""
    lumps = [
        entry.lump for section in sections for entry in section.entries if entry.role is Role.PROSE
    ]
    kept = [lump for lump in lumps if lump.joint == "\n"]
    by_lines = [grounds.by_lines(lumps[0].line, len(lumps))] if layout.one_a_line and lumps else []
    return [*by_lines, *grounds.verse(kept)]


@dataclass(frozen=True, slots=True)
class _Cutter:
    """What parts lines that no empty one parts: ornament, and lines understood as headings.

    `each_line` says that any line may be a heading, not only the first of a stretch.
    """

    parting: frozenset[str]
    understand: Recogniser
    each_line: bool


def _lumps(lines: Sequence[Line], layout: Layout, cutter: _Cutter) -> list[Lump]:
    found: list[Lump] = []
    for block in blocks(lines):
        for piece in breaks.cut_at_ornaments(block, cutter.parting, one_a_line=layout.one_a_line):
            for part in _cut_at_headings(piece, layout.width, cutter):
                for note in cut_at_notes(part):
                    found += lay_out(note, layout)
    return found


def _cut_at_headings(
    block: Sequence[Line], width: int | None, cutter: _Cutter
) -> list[Sequence[Line]]:
    """Part a heading from the lines right under it, and every heading where lines are paragraphs.

    A ruled line under a heading goes with it.
    """
    if width is not None and len(block) > 1 and was_full(block[0], block[1], width):
        return [block]
    pieces: list[list[Line]] = [[]]
    for place, line in enumerate(block):
        post = cutter.understand(line.text) if place == 0 or cutter.each_line else None
        if post is not None and (post.rank is not Rank.NOTES or _stands_over_note(block, place)):
            pieces += [[line], []]
        else:
            pieces[-1].append(line)
    return [piece for piece in pieces if piece and not _underlines(piece, block)]


def _stands_over_note(block: Sequence[Line], place: int) -> bool:
    """Whether the line under a place opens a definition."""
    return place + 1 < len(block) and opening_in_list(block[place + 1].text) is not None


def _underlines(piece: Sequence[Line], block: Sequence[Line]) -> bool:
    """Whether a piece is the ruled line under the heading that begins a block."""
    return len(piece) == 1 and piece[0] is not block[0] and breaks.is_rule(piece[0].text)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the lumps of a file before their headings are.

    `parting` are the rows that part scenes, `named` the places of scenes' names, `asides` the
    numbers of lines in which the author speaks to the reader.
    """

    parting: frozenset[str]
    named: frozenset[int]
    asides: frozenset[int]


def _entries(
    lumps: Sequence[Lump], known: _Known, understand: Recogniser
) -> tuple[list[Entry], int]:
    """Give every lump its first role, and the gap that is usual between paragraphs."""
    rows = breaks.stacked([lump.text for lump in lumps], known.parting)
    entries: list[Entry] = []
    for place, lump in enumerate(lumps):
        ornament = len(lump.lines) == 1 and lump.text in known.parting and place not in rows
        role = Role.ORNAMENT if ornament else Role.PROSE
        role = Role.CAPTION if place in known.named else role
        entries.append(Entry(lump, role, aside=lump.line in known.asides))
    for entry in entries:
        entry.post = signposts.heading_of(entry, understand)
    between = [
        entry.lump
        for before, entry in pairwise(entries)
        if before.role is entry.role is Role.PROSE
        and not (before.post or entry.post or _has_own_gap(entry))
    ]
    return entries, common_gap(between)


def _has_own_gap(entry: Entry) -> bool:
    """Whether it may be a note, or stands in a list line under line."""
    listed = entry.lump.gap == 0 and listed_opening(entry.lump.text) is not None
    return listed or entry.opening is not None


def _chapters(
    sections: Sequence[Section], parted: set[int], margin: int | None
) -> list[DraftChapter]:
    marks = [
        _mark_of_heading(section, wanted)
        for section, wanted in zip(sections, wanted_keys(sections), strict=True)
    ]
    posts = [section.post for section in sections]
    return [
        DraftChapter(heading, section.line, with_mark(_flow(section, parted, margin), mark))
        for section, heading, mark in zip(sections, headings.number(posts), marks, strict=True)
    ]


def _mark_of_heading(section: Section, wanted: set[str]) -> Mark | None:
    """Take the marker off the end of a chapter's title."""
    title = section.post.title or ""
    if section.marked:
        _, mark = mark_of_title(section.marked, section.line, set() if section.over else wanted)
        if mark is None:
            section.post = replace(section.post, title=f"{title}{section.marked}")
        return mark
    if section.over or not section.post.text.endswith(title):
        return None
    cut, mark = mark_of_title(title, section.line, wanted)
    if mark is not None:
        text = section.post.text.removesuffix(title) + cut
        section.post = replace(section.post, title=cut, text=text)
    return mark


def _margin(entries: Sequence[Entry]) -> int | None:
    """The indent beyond which a paragraph is a quote; None where most are set in."""
    indents = sorted(entry.lump.indent for entry in entries)
    middle = indents[len(indents) // 2] if indents else 0
    return None if middle >= _QUOTE_INDENT else middle + _QUOTE_INDENT


def _flow(section: Section, parted: set[int], margin: int | None) -> list[Item]:
    flow: list[Item] = []
    note: Note | None = None
    for entry in section.entries:
        role = entry.role
        if role is Role.NOTE:
            note = drafted_note(entry)
            if entry.hangs:
                hang(note, flow)
            flow.append(note)
        elif role is Role.NOTE_GOES_ON and note is not None:
            note.paragraphs.append(drafted(entry, Block.PROSE)[0])
        elif role in {Role.PROSE, Role.PART, Role.CAPTION}:
            if id(entry) in parted:
                flow.append(Break())
            paragraph, inside = drafted(entry, _block(entry, margin))
            flow += [paragraph, *inside]
    return flow


def _block(entry: Entry, margin: int | None) -> Block:
    if entry.role in {Role.PART, Role.CAPTION}:
        return Block.HEADING
    if entry.aside:
        return Block.ASIDE
    if margin is not None and entry.lump.indent >= margin and entry.lump.joint == " ":
        return Block.QUOTE
    return Block.PROSE
