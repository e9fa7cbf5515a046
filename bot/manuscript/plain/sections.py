"""Chapters of plain text before their notes are known: headings, and what stands under them."""

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property

from bot.manuscript.footnotes.marks import Candidate, with_listed
from bot.manuscript.footnotes.openings import Opening, opening
from bot.manuscript.footnotes.styles import Style
from bot.manuscript.headings import Signpost
from bot.manuscript.plain.emphasis import Stretch, stretches
from bot.manuscript.plain.lines import Lump


class Role(Enum):
    """What a lump of lines is. A caption is the name of the scene that it begins."""

    PROSE = auto()
    ORNAMENT = auto()
    CAPTION = auto()
    PART = auto()
    NOTE = auto()
    NOTE_GOES_ON = auto()
    NOTES_HEADING = auto()


@dataclass(frozen=True, slots=True)
class Inline:
    """A note in brackets inside a paragraph. Its words stand from `begins` to `ends`.

    The brackets are where its marker would be, unless it has a `key` that a marker has, too.
    """

    start: int
    end: int
    begins: int
    ends: int
    label: str
    key: str | None


@dataclass(eq=False)
class Entry:
    """A lump, its role, and what in its text may be a marker or open a definition.

    `post` is its text understood as a heading, if it may be one. In an `aside` the author speaks to
    the reader. A note ends at `until`, where a
    bracket closes it. One that `hangs` has no marker and belongs to the end of the paragraph before
    it. `inline` are the notes inside it.
    """

    lump: Lump
    role: Role = Role.PROSE
    post: Signpost | None = None
    aside: bool = False
    until: int | None = None
    hangs: bool = False
    inline: list[Inline] = field(default_factory=list)

    @cached_property
    def stretches(self) -> list[Stretch]:
        """Its text with the signs of emphasis left out."""
        return stretches(self.lump.text)

    @cached_property
    def opening(self) -> Opening | None:
        """What it begins with, if that may open a definition."""
        found = opening(self.lump.text)
        if found is not None and self.stretches[0].start > 0 and not self._is_slanted(found):
            return None  # *It begins with emphasis.*
        return found

    def _is_slanted(self, found: Opening) -> bool:
        """Whether all of a definition is in italics, its sign among them."""
        return self.stretches == [Stretch(1, len(self.lump.text) - 1, emphasis=True)] and (
            found.style is Style.SIGN
        )

    @cached_property
    def candidates(self) -> list[Candidate]:
        """What may be a marker in it, its own opening as a definition included."""
        return [one for one in self._found if not one.listed]

    @cached_property
    def listed(self) -> list[Candidate]:
        """What seems to number a list in it, but may be markers all the same."""
        return [one for one in self._found if one.listed]

    @cached_property
    def _found(self) -> list[Candidate]:
        found = with_listed(self.lump.text)
        if not found or self.stretches == [Stretch(0, len(self.lump.text))]:
            return found
        starts = [part.start for part in self.stretches]
        return [one for one in found if self._holds(bisect_right(starts, one.start) - 1, one)]

    def _holds(self, number: int, one: Candidate) -> bool:
        """Whether the stretch with a number holds all of a candidate."""
        return number >= 0 and one.end <= self.stretches[number].end


@dataclass(eq=False, slots=True)
class Section:
    """A chapter to be: its signpost, the line of its heading, and its entries in order.

    The first `over` of them stand over its heading: that of a part, and what is under it. A
    `catalogue` is what a publisher put behind the end. `marked` is the marker that a heading
    has in the place of a title: `CHAPTER I.[1]`.
    """

    post: Signpost
    line: int
    entries: list[Entry] = field(default_factory=list)
    over: int = 0
    catalogue: bool = False
    marked: str = ""
