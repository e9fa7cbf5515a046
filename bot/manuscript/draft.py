"""A story on its way: chapters as a flow of paragraphs, breaks and notes in the file's order.

Both loaders make drafts; `pairing` settles which marks are footnote markers, and `assembly` makes
the tree of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from bot.domain.story import Block, Heading, Text
from bot.manuscript.headings import Signpost

SOFT = "\u2028"
"""White space in a run where a line ends in the file and none ends in the text."""


@dataclass(eq=False, slots=True)
class Mark:
    """A piece of text that may be a footnote marker.

    `key` is what it shares with its definition, `raw` how it stands in the file. A sure one sits
    where only markers do; another is taken only for a note that no sure one cites. `note` is the
    definition it was paired with. One that is `linked` leads to its note by an address, and is
    missed if the note is not there. Those of one `row`, if it is not -1, share their brackets: all
    of them are markers, or none.
    """

    key: str
    label: str
    raw: str
    line: int
    sure: bool = True
    listed: bool = False
    linked: bool = False
    row: int = -1
    emphasis: bool = False
    strong: bool = False
    note: "Note | None" = None


Piece = Text | Mark


@dataclass(eq=False, slots=True)
class DraftParagraph:
    """A paragraph whose markers are not settled. `line` is its first, counted from 1."""

    runs: list[Piece]
    line: int
    block: Block = Block.PROSE

    def marks(self) -> Iterator[Mark]:
        """Yield its marks in order."""
        for run in self.runs:
            if isinstance(run, Mark):
                yield run


@dataclass(eq=False, slots=True)
class Break:
    """A scene break. `by_gap` says that nothing but white space tells of it."""

    by_gap: bool = False


@dataclass(eq=False, slots=True)
class Note:
    """A definition where it stands. `cited` says whether any mark was paired with it."""

    key: str
    label: str
    line: int
    paragraphs: list[DraftParagraph] = field(default_factory=list)
    cited: bool = False

    def marks(self) -> Iterator[Mark]:
        """Yield the marks in the definition, in order."""
        for paragraph in self.paragraphs:
            yield from paragraph.marks()


Item = DraftParagraph | Break | Note


class HeadRole(Enum):
    """What the mark-up of a heading says that it heads, where its words don't matter."""

    CHAPTER = auto()
    UNNUMBERED = auto()
    FRONT = auto()
    BACK = auto()
    PART = auto()


@dataclass(eq=False, slots=True)
class Head:
    """A heading of a format that has such. `level` counts from 1.

    `post` is how it is to be understood where a moderator has settled that.
    """

    level: int
    paragraph: DraftParagraph
    line: int
    role: HeadRole | None = None
    post: Signpost | None = None


FlowItem = Head | Item
"""What stands in a manuscript whose format tells headings, breaks and notes from paragraphs."""


@dataclass(eq=False, slots=True)
class DraftChapter:
    """A chapter as a flow. `for_notes` says that its heading announces notes and nothing else."""

    heading: Heading
    line: int
    flow: list[Item] = field(default_factory=list)
    for_notes: bool = False

    def paragraphs(self) -> Iterator[DraftParagraph]:
        """Yield its paragraphs in order, notes aside."""
        for item in self.flow:
            if isinstance(item, DraftParagraph):
                yield item

    def notes(self) -> Iterator[Note]:
        """Yield its definitions in order."""
        for item in self.flow:
            if isinstance(item, Note):
                yield item
