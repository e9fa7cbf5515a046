"""A page of mark-up on its way to a flow: leaves in the boxes they stand in.

A leaf is a paragraph, a heading or a ruled line. What links and their targets mean is settled only
when all the leaves of a manuscript are there, for notes may stand in another file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.domain.story import Block, Text


@dataclass(eq=False, slots=True)
class Box:
    """An element that leaves stand in: those from `first` to before `end`.

    `kinds` are the words of its epub:type and role, `label` is the number of a list's item.
    `address` is what links to it point to. `item` and `table` are the nearest such around it, or
    itself. In an `exact` one everything is what its mark-up says, as in the e-books that we write;
    `chapter` says there what kind of chapter it is.
    """

    tag: str
    kinds: frozenset[str]
    parent: "Box | None"
    first: int
    end: int = 0
    label: str = ""
    address: str | None = None
    item: "Box | None" = None
    table: "Box | None" = None
    exact: bool = False
    chapter: str = ""

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.item, self.table = self.parent.item, self.parent.table
        if self.tag == "li":
            self.item = self
        elif self.tag == "table":
            self.table = self

    def around(self) -> Iterator["Box"]:
        """Yield it and those it stands in, from the inside."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place inside a leaf that links point to."""

    address: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: what it says in words, and where it was to be had."""

    words: str
    source: str


@dataclass(eq=False, slots=True)
class Link:
    """A link with its words, `at` its place in the leaf.

    `target` is the address of a place in the manuscript, if it is one.
    """

    href: str
    target: str | None
    kinds: frozenset[str]
    addresses: tuple[str, ...]
    at: int = 0
    raised: bool = False
    emphasis: bool = False
    strong: bool = False
    pieces: list[Text | Anchor | Picture] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words alone."""
        return "".join(piece.text for piece in self.pieces if isinstance(piece, Text))


Content = Text | Anchor | Picture | Link


@dataclass(eq=False, slots=True)
class Leaf:
    """A paragraph, a heading where `level` is one, or a ruled line.

    `gap` counts the empty lines before it, `inner` says that they are `<br>` in one element.
    `row` is the table's row it makes up.
    """

    pieces: list[Content]
    box: Box
    line: int
    block: Block = Block.PROSE
    level: int = 0
    rule: bool = False
    gap: int = 0
    inner: bool = False
    row: Box | None = None
    _text: str | None = None

    @property
    def text(self) -> str:
        """Its letters, the words of links and pictures among them; asked for when it is whole."""
        if self._text is None:
            self._text = "".join(_text(piece) for piece in self.pieces)
        return self._text

    def change(self, pieces: list[Content]) -> None:
        """Let it hold other pieces."""
        self.pieces, self._text = pieces, None

    def links(self) -> Iterator[Link]:
        """Yield its links in order."""
        for piece in self.pieces:
            if isinstance(piece, Link):
                yield piece

    def addresses(self) -> Iterator[str]:
        """Yield the addresses of the places inside it."""
        for piece in self.pieces:
            if isinstance(piece, Anchor):
                yield piece.address
            elif isinstance(piece, Link):
                yield from piece.addresses
                yield from (part.address for part in piece.pieces if isinstance(part, Anchor))


def _text(piece: Content) -> str:
    if isinstance(piece, Picture):
        return piece.words
    return "" if isinstance(piece, Anchor) else piece.text


@dataclass(frozen=True, slots=True)
class NavEntry:
    """What a book's table of contents calls a place, and how deep: 1 is the outermost level."""

    title: str
    depth: int = 1


@dataclass(slots=True)
class Sheaf:
    """All the leaves of a manuscript, and the boxes that have an address or a kind.

    `titles` are the entries of a book's table of contents by the addresses they lead to.
    """

    leaves: list[Leaf] = field(default_factory=list)
    boxes: dict[str, Box] = field(default_factory=dict)
    typed: list[Box] = field(default_factory=list)
    titles: dict[str, NavEntry] = field(default_factory=dict)
