"""Where the leaves of a page begin and end, by its elements and by the lines broken in them.

Two line breaks in a row part paragraphs as they do in old pages; so does one between lines that are
too long for verse.
"""

from collections.abc import Sequence
from itertools import islice

from bot.domain.story import Block, Text
from bot.manuscript.web.leaves import Anchor, Box, Content, Leaf, Link, Picture, Sheaf
from bot.manuscript.web.sourcelines import SourceLines

_LONGEST_VERSE = 150
_DEEPEST_CELL = 50  # elements between a row and the words of a cell
CELLS = " | "
"""What stands between the cells of a table's row."""


class Lineation:
    """Gathers what one leaf holds and puts it into the sheaf at its end."""

    def __init__(self, sheaf: Sheaf, lines: SourceLines) -> None:
        self._leaves = sheaf.leaves
        self._lines = lines
        self._pieces: list[Content] = []
        self._gap = 0
        self._bullet = ""

    def add(self, piece: Content) -> None:
        """Take a piece of the leaf at hand."""
        self._pieces.append(piece)

    def item(self, bullet: str) -> None:
        """Begin a list's item with its bullet or number."""
        self._bullet = bullet

    def end_item(self) -> None:
        """Forget the bullet of an item that held nothing."""
        self._bullet = ""

    def rule(self, box: Box) -> None:
        """Put a ruled line."""
        self._leaves.append(Leaf([], box, self._lines.line_of(""), rule=True))
        self._gap = 0

    def flush(self, box: Box, block: Block, level: int) -> None:
        """End the leaf at hand, if there is one."""
        pieces = self._pieces
        if not pieces:
            return
        self._pieces = []
        if len(pieces) == 1 and not _is_blank(pieces[0]):  # as in most paragraphs
            self._begin(box, block, level, pieces[0], inner=False).pieces.append(pieces[0])
            return
        least = 0 if level or box.exact else (1 if _is_prose(pieces) else 2)
        held = self._part(pieces, box, block, level, least)
        self._pieces += [piece for piece in held if isinstance(piece, Anchor)]

    def _part(
        self, pieces: Sequence[Content], box: Box, block: Block, level: int, least: int
    ) -> list[Content]:
        """Make leaves of pieces, parted at `least` line breaks in a row; give what is left over."""
        leaf: Leaf | None = None
        held: list[Content] = []
        for piece in pieces:
            if _is_blank(piece):
                held.append(piece)
                continue
            feeds = sum(isinstance(one, Text) and one.text == "\n" for one in held)
            if leaf is None or (least and feeds >= least):
                inner = leaf is not None
                self._gap += feeds - 1 if inner else feeds
                leaf = self._begin(box, block, level, piece, inner=inner)
                leaf.pieces += [one for one in held if isinstance(one, Anchor)]
            else:
                leaf.pieces += held
            leaf.pieces.append(piece)
            held = []
        feeds = sum(isinstance(one, Text) and one.text == "\n" for one in held)
        if leaf is not None:
            leaf.pieces += [one for one in held if isinstance(one, Anchor)]
            self._gap += max(0, feeds - 1)
            return []
        spaces = any(isinstance(one, Text) and "\xa0" in one.text for one in held)
        self._gap += max(feeds, int(spaces))
        return held

    def _begin(self, box: Box, block: Block, level: int, first: Content, *, inner: bool) -> Leaf:
        line = self._lines.line_of(first.text if isinstance(first, Text | Link) else "")
        leaf = Leaf([], box, line, block, level, gap=self._gap, inner=inner)
        self._gap = 0
        if self._bullet:
            leaf.pieces.append(Text(self._bullet))
            leaf.block = Block.ITEM if block is Block.PROSE else block
            self._bullet = ""
        self._leaves.append(leaf)
        return leaf

    def join_row(self, row: Box) -> None:
        """Make one leaf of a table's row whose cells hold one leaf each."""
        cells = self._leaves[row.first :]
        if len(cells) < 2 or not _are_cells(cells, row):
            return
        joined = cells[0]
        for cell in cells[1:]:
            joined.pieces += [Text(CELLS), *cell.pieces]
        joined.row = row
        del self._leaves[row.first + 1 :]
        for leaf in cells:
            for box in leaf.box.around():
                if box is row:
                    break
                box.first, box.end = row.first, row.first + 1
        row.end = row.first + 1

    def join_headings(self, group: Box) -> None:
        """Make one heading of a group of lines that has one in it."""
        lines = self._leaves[group.first :]
        levels = [leaf.level for leaf in lines if leaf.level]
        if not levels or len(lines) < 2:
            return
        for line in lines[1:]:
            lines[0].pieces += [Text("\n"), *line.pieces]
        lines[0].level = min(levels)
        lines[0].block = Block.PROSE
        del self._leaves[group.first + 1 :]
        group.end = group.first + 1


def _are_cells(leaves: Sequence[Leaf], row: Box) -> bool:
    """Whether each of some leaves is text that has a cell of a row to itself."""
    found: set[int] = set()
    for leaf in leaves:
        cell = _cell(leaf, row)
        if leaf.level or leaf.rule or cell is None or id(cell) in found:
            return False
        found.add(id(cell))
    return True


def _cell(leaf: Leaf, row: Box) -> Box | None:
    """The cell of a row that a leaf stands in, if not too deep."""
    inside: Box | None = None
    for box in islice(leaf.box.around(), _DEEPEST_CELL):
        if box is row:
            return inside
        inside = box
    return None


def _is_blank(piece: Content) -> bool:
    if isinstance(piece, Text):
        return not piece.text.strip()
    if isinstance(piece, Link):
        return not piece.text.strip() and not any(isinstance(one, Picture) for one in piece.pieces)
    return isinstance(piece, Anchor)


def _is_prose(pieces: Sequence[Content]) -> bool:
    """Whether lines are too long for verse."""
    length = 0
    for piece in pieces:
        if isinstance(piece, Text) and piece.text == "\n":
            length = 0
        elif isinstance(piece, Text | Link):
            length += len(piece.text)
            if length > _LONGEST_VERSE:
                return True
    return False
