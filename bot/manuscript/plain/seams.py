"""Where scenes end in plain text: at ornament, and at gaps wider than the file's usual one.

A file that is wrapped at a column and has chapters, as Project Gutenberg has them, sets wide gaps
around headings, verse, letters and title pages, too. There a gap counts between two paragraphs of
prose only, and only if the file has such gaps more than once: one alone is a slip.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.domain.choices import SceneRule
from bot.domain.story import ChapterKind, Remark
from bot.manuscript.headings import is_the_end
from bot.manuscript.plain import grounds
from bot.manuscript.plain.breaks import opens_scene
from bot.manuscript.plain.lines import Lump, ends_sentence, is_label
from bot.manuscript.plain.sections import Entry, Role, Section

_CAPTION = ("[Illustration", "[illustration", "[ILLUSTRATION")
_LEADS_ON = re.compile(r":\s?(?:--|[–—-])?[\"'”’_*]*\Z")  # the letter said: what it said follows
_LONGEST_LABEL = 60  # letters
_FEWEST_NOTES = 5
_OF_NOTES = frozenset({Role.NOTE, Role.NOTE_GOES_ON})


@dataclass(frozen=True, slots=True)
class Habit:
    """How a file parts its paragraphs.

    `gap` is the usual one, `margin` the indent from which on a paragraph is a quote, or None;
    `strict` says that a gap counts between prose only.
    """

    gap: int
    margin: int | None
    strict: bool


@dataclass(slots=True)
class Seams:
    """Where scenes end: the entries that follow a break, by their ids, and what it is based on."""

    parted: set[int] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)


def breaks_before(sections: Sequence[Section], habit: Habit, rule: SceneRule) -> Seams:
    """Find where the scenes of a file end."""
    if rule is SceneRule.NEVER:
        return Seams()
    ornaments: list[Entry] = []
    gaps: list[Entry] = []
    behind_notes = _gap_behind_notes(sections, habit)
    for section in sections:
        for entry, by_ornament in _parted(section, habit, behind_notes):
            (ornaments if by_ornament else gaps).append(entry)
    if rule is SceneRule.ORNAMENTS:
        gaps = []
    remarks: list[Remark] = []
    if habit.strict and len(gaps) == 1:
        remarks.append(grounds.lone_gap(gaps.pop().lump))
    remarks += grounds.by_gaps([entry.lump for entry in gaps])
    remarks += grounds.by_ornament(_rows(sections))
    lumps = (entry.lump for entry in ornaments if _is_caption(entry))
    captions = [(lump.line, lump.text) for lump in lumps]
    remarks += grounds.by_captions(captions)
    return Seams({id(entry) for entry in (*ornaments, *gaps)}, remarks)


def _rows(sections: Sequence[Section]) -> list[Lump]:
    return [
        entry.lump
        for section in sections
        for entry in section.entries
        if entry.role is Role.ORNAMENT
    ]


def _gap_behind_notes(sections: Sequence[Section], habit: Habit) -> int:
    """The gap that a file sets behind all its notes, where it sets none so wide between prose.

    0 if it has no such habit. Then the gap behind a note is where the note ends, not a scene.
    """
    behind: list[int] = []
    between = 0
    for section in sections:
        for before, entry in pairwise(section.entries[section.over :]):
            if entry.role is Role.PROSE and before.role in _OF_NOTES:
                behind.append(entry.lump.gap)
            elif before.role is Role.PROSE and before is not section.entries[section.over]:
                prose = _is_prose(before, habit) and _is_prose(entry, habit)
                between += prose and entry.lump.gap > habit.gap
    usual = max(set(behind), key=behind.count, default=0)
    steady = len(behind) >= _FEWEST_NOTES and behind.count(usual) * 5 >= len(behind) * 4
    return usual if steady and not between else 0


def _parted(section: Section, habit: Habit, behind_notes: int) -> Iterator[tuple[Entry, bool]]:
    """Yield the entries before which a scene ends, and whether an ornament says so."""
    if section.catalogue:
        return
    seam = _Seam(habit.gap, behind_notes)
    titled = not habit.strict or section.post.title is not None
    may = titled or section.post.kind is not ChapterKind.FRONT
    before: Entry | None = None
    place_before = -1
    labels = _labels(section.entries, habit.gap) if habit.strict else set()
    for place, entry in enumerate(section.entries):
        if place == section.over:  # its heading stands here
            seam, before = _Seam(habit.gap, behind_notes), None
        if entry.role in {Role.PROSE, Role.PART, Role.CAPTION}:
            by_ornament = seam.parts_by_ornament() or seam.is_captioned(entry)
            prose = not habit.strict or (
                _is_prose(before, habit)
                and _is_prose(entry, habit)
                and not {place, place_before} & labels
            )
            prose = prose and not (before is not None and _LEADS_ON.search(before.lump.text[-6:]))
            parts = by_ornament or (may and prose and seam.parts_by_gap(entry))
            if parts and not is_the_end(entry.lump.text):
                yield entry, by_ornament
            before, place_before = entry, place
        seam.passes(entry)


def _is_caption(entry: Entry) -> bool:
    return entry.role is Role.CAPTION or opens_scene(entry.lump.text)


def _labels(entries: Sequence[Entry], gap: int) -> set[int]:
    """The places of lines that wide gaps set apart on both sides: dates, addresses, headings."""
    return {
        place
        for place, entry in enumerate(entries[:-1])
        if len(entry.lump.lines) == 1
        and len(entry.lump.text) <= _LONGEST_LABEL
        and min(entry.lump.gap, entries[place + 1].lump.gap) > gap
    }


def _is_prose(entry: Entry | None, habit: Habit) -> bool:
    """Whether it is a paragraph of running text: no verse, quote, heading or signature."""
    if entry is None or entry.role is not Role.PROSE or entry.lump.joint != " ":
        return False
    if habit.margin is not None and entry.lump.indent >= habit.margin:
        return False
    text = entry.lump.text
    if text.startswith(_CAPTION):
        return False
    if len(entry.lump.lines) == 1 and is_label(text):
        return False
    return ends_sentence(text) and not text.isupper() and not is_the_end(text)


class _Seam:
    """Watches what lies between two paragraphs, to tell whether a scene ends there.

    An ornament does, unless it stands over notes; so does a gap wider than the usual one. Where
    notes stand between, the gap behind them has to be wider than the one before, and than the one
    that is usual behind notes.
    """

    def __init__(self, gap: int, behind_notes: int) -> None:
        self._gap = gap
        self._behind_notes = behind_notes
        self._begun = False
        self._ornament = False
        self._over_notes = False
        self._before_notes: int | None = None
        self._carried = 0

    def parts_by_ornament(self) -> bool:
        """Whether an ornament ends a scene before the next paragraph."""
        return self._begun and self._ornament and not self._over_notes

    def is_captioned(self, entry: Entry) -> bool:
        """Whether a paragraph says itself that a scene begins: `Mara's POV`, `--- Mara ---`."""
        return self._begun and _is_caption(entry)

    def parts_by_gap(self, entry: Entry) -> bool:
        """Whether the gap before a paragraph is wide enough to end a scene."""
        if not self._begun or self._ornament:
            return False
        wide = max(entry.lump.gap, self._carried) > self._gap
        if self._before_notes is None:
            return wide
        return wide and entry.lump.gap > max(self._before_notes, self._behind_notes)

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
