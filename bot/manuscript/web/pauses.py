"""Where scenes end in mark-up: ruled lines, ornament in letters or pictures, and wide gaps.

A gap is judged against the page's own habit, as in plain text: where every paragraph is followed by
an empty one, only wider gaps count.
"""

import re
from collections import Counter
from collections.abc import Sequence

from bot.domain.story import Block, Remark, Weight
from bot.manuscript.plain.breaks import is_ornament, ornaments, stacked
from bot.manuscript.plain.lines import Line, ends_sentence, usual_gap
from bot.manuscript.remarks import excerpt
from bot.manuscript.web.leaves import Leaf, Link, Picture
from bot.manuscript.web.pictures import is_only_pictures

_LONGEST = 120
_FEW_WORDS = 4
_DECORATION = re.compile(
    r"divider|separator|scene[ _-]?break|section[ _-]?break|ornament|decorat|flourish|fleuron|"
    r"asterism|dinkus|line[ _-]?break|squiggle|hr\b",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"drop[ _-]?cap|initial", re.IGNORECASE)


def ornamental(leaves: Sequence[Leaf]) -> tuple[set[int], list[Remark]]:
    """Find the leaves that are nothing but what parts scenes, and what there is to remark on."""
    texts = [_ornament_text(leaf) for leaf in leaves]
    lines = [Line(leaf.line, text, 0, 0) for leaf, text in zip(leaves, texts, strict=True) if text]
    said = ornaments(lines, wrapped=False)
    rows = {number for number, text in enumerate(texts) if text in said.parting}
    pictures = Counter(
        piece.source for leaf in leaves if (piece := _lone_picture(leaf)) is not None
    )
    drawn = {
        number
        for number, leaf in enumerate(leaves)
        if (piece := _lone_picture(leaf)) is not None
        and _parts(piece, pictures)
        and not any(beside.level for beside in leaves[max(0, number - 1) : number + 2])
    }
    ruled = {number for number, leaf in enumerate(leaves) if leaf.rule}
    found = (rows - stacked(texts, said.parting)) | drawn | ruled
    return found - _before_pictures(leaves, found), said.remarks


def _before_pictures(leaves: Sequence[Leaf], found: set[int]) -> set[int]:
    """Those behind which nothing but pictures stands, up to a heading."""
    last: set[int] = set()
    pictures = False
    end = True
    for number in range(len(leaves) - 1, -1, -1):
        leaf = leaves[number]
        if leaf.level:
            pictures, end = False, True
        elif number in found:
            last.update({number} if end and pictures else ())
        elif end and is_only_pictures(leaf):
            pictures = True
        else:
            end = False
    return last


def _ornament_text(leaf: Leaf) -> str:
    """The text of a leaf that may be an ornament, nothing for another."""
    if leaf.block in {Block.ITEM, Block.ASIDE} or leaf.box.exact or len(leaf.pieces) > _LONGEST:
        return ""
    if any(isinstance(piece, Picture | Link) for piece in leaf.pieces):
        return ""
    text = leaf.text.strip()
    numeral = leaf.level and any(letter.isalpha() for letter in text)  # XXX
    return "" if len(text) > _LONGEST or numeral else text


def _lone_picture(leaf: Leaf) -> Picture | None:
    """The picture that is all a leaf holds."""
    if leaf.level or leaf.rule or not is_only_pictures(leaf):
        return None
    pictures = [piece for piece in leaf.pieces if isinstance(piece, Picture)]
    return pictures[0] if len(pictures) == 1 and leaf.block is not Block.ITEM else None


def _words(leaf: Leaf) -> str:
    return "".join(piece.words for piece in leaf.pieces if isinstance(piece, Picture))


def _parts(picture: Picture, known: Counter[str]) -> bool:
    """Whether a picture alone in its paragraph is an ornament and no illustration."""
    said = len(picture.words.split()) <= _FEW_WORDS and _DECORATION.search(picture.words)
    if said or is_ornament(picture.words):
        return True
    if picture.words:
        return False
    name = picture.source.rpartition("/")[2]
    if _INITIAL.search(name):
        return False
    return known[picture.source] > 1 or _DECORATION.search(name) is not None


def gaps(leaves: Sequence[Leaf], text: Sequence[int]) -> tuple[set[int], list[Remark]]:
    """Find the leaves before which nothing but a gap ends a scene, among those of the text.

    `text` are the numbers of the leaves that are paragraphs of the story, ornaments left out.
    """
    found: set[int] = set()
    known = set(text)
    first = next((number for number, leaf in enumerate(leaves) if leaf.level), -1)
    prose = [
        number
        for number in text
        if number - 1 in known and _is_prose(leaves[number - 1]) and _is_prose(leaves[number])
    ]
    for inner in (False, True):
        alike = [number for number in prose if leaves[number].inner is inner]
        usual = usual_gap(leaves[number].gap for number in alike)
        found.update(n for n in alike if leaves[n].gap > usual and n > first)
    return found, _remark(leaves, found)


def _is_prose(leaf: Leaf) -> bool:
    """Whether it is a paragraph of running text: no verse, heading, list or caption."""
    if leaf.level or leaf.rule or leaf.row is not None or leaf.block is not Block.PROSE:
        return False
    text = leaf.text.strip()
    running = text and "\n" not in text and ends_sentence(text) and not text.isupper()
    return bool(running) and text != _words(leaf).strip()


def _remark(leaves: Sequence[Leaf], found: set[int]) -> list[Remark]:
    if not found:
        return []
    first = leaves[min(found)]
    times = "once" if len(found) == 1 else f"{len(found)} times"
    message = f"An empty paragraph was taken as a scene break {times}, first before: "
    return [Remark("gaps-part-scenes", first.line, message + excerpt(first.text), Weight.CHOICE)]
