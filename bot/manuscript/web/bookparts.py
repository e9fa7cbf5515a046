"""What the mark-up of a book says that its parts are: epub:type, and its table of contents.

A chapter that is called one needs no heading, and what only a printed book needs (imprint, title
page, lists) is left out by name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.story import Remark
from bot.manuscript.draft import HeadRole
from bot.manuscript.headings import recognise
from bot.manuscript.remarks import excerpt
from bot.manuscript.web.leaves import Box, Leaf, NavEntry, Sheaf
from bot.manuscript.web.linked import Place

_LEFT_OUT = {
    "cover": "cover",
    "titlepage": "title page",
    "halftitlepage": "half title page",
    "halftitle": "half title page",
    "imprint": "imprint",
    "colophon": "colophon",
    "copyright-page": "copyright page",
    "toc": "list of contents",
    "loi": "list of illustrations",
    "lot": "list of tables",
    "landmarks": "list of landmarks",
    "page-list": "list of pages",
}
_ROLES = {
    **dict.fromkeys(
        ("chapter", "se:short-story", "z3998:short-story", "se:poem", "z3998:poem"),
        HeadRole.CHAPTER,
    ),
    **dict.fromkeys(("prologue", "epilogue", "prelude", "interlude"), HeadRole.UNNUMBERED),
    **dict.fromkeys(
        ("preface", "introduction", "foreword", "dedication", "epigraph", "preamble"),
        HeadRole.FRONT,
    ),
    **dict.fromkeys(
        ("afterword", "appendix", "glossary", "bibliography", "index", "errata", "conclusion"),
        HeadRole.BACK,
    ),
    **dict.fromkeys(("part", "volume", "division"), HeadRole.PART),
}
_SAID = {
    "chapter": HeadRole.CHAPTER,
    "unnumbered": HeadRole.UNNUMBERED,
    "front": HeadRole.FRONT,
    "back": HeadRole.BACK,
}
_EITHER = frozenset({"acknowledgments", "acknowledgements", "contributors", "other-credits"})
_SECTIONS = frozenset({"section", "article", "div", "body", "main", "nav", "aside"})
_INSIDE = 7
"""The level of a heading inside a chapter: lower than any a page can have."""
_SPACE = re.compile(r"\W+")


@dataclass(slots=True)
class BookParts:
    """Which leaves are left out, what headings head, and headings that the text lacks.

    `roles` and `added` are by the number of a leaf; an added heading stands before it.
    """

    dropped: set[int] = field(default_factory=set)
    roles: dict[int, HeadRole] = field(default_factory=dict)
    added: dict[int, tuple[int, str, HeadRole | None]] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


def book_parts(sheaf: Sheaf, places: Mapping[str, Place]) -> BookParts:
    """Find what a book's mark-up says of its parts."""
    parts = BookParts()
    for box in sheaf.typed:
        _leave_out(box, sheaf.leaves, parts)
    for box in reversed(sheaf.typed):  # what stands inside comes first
        role = _role(box)
        if role is not None and not _is_inside_another(box):
            _head(box, role, sheaf, parts)
    _place_by_matter(sheaf.leaves, parts)
    _name_by_contents(sheaf, places, parts)
    return parts


def _leave_out(box: Box, leaves: Sequence[Leaf], parts: BookParts) -> None:
    name = next((name for kind, name in _LEFT_OUT.items() if kind in box.kinds), None)
    inside = range(box.first, box.end)
    if name is None or box.tag not in _SECTIONS or parts.dropped.issuperset(inside):
        return
    parts.dropped.update(inside)
    words = excerpt(" ".join(leaves[number].text for number in inside[:6]))
    if words:
        message = f"Left out the {name}: {words}"
        parts.remarks.append(Remark("book-part-left-out", leaves[box.first].line, message))


def _role(box: Box) -> HeadRole | None:
    if box.tag not in _SECTIONS or box.first == box.end or box.tag == "aside":
        return None
    if box.chapter:
        return _SAID.get(box.chapter)
    if box.kinds & _EITHER:
        behind = any("backmatter" in outer.kinds for outer in box.around())
        return HeadRole.BACK if behind else HeadRole.FRONT
    return next((role for kind, role in _ROLES.items() if kind in box.kinds), None)


def _is_inside_another(box: Box) -> bool:
    """Whether it stands in a chapter or the like, and so is a piece of it."""
    outer = box.parent
    while outer is not None:
        if _role(outer) not in {None, HeadRole.PART}:
            return True
        outer = outer.parent
    return False


def _head(box: Box, role: HeadRole, sheaf: Sheaf, parts: BookParts) -> None:
    """Give a part of a book its heading: its own first one, or one made up."""
    if box.first in parts.dropped:
        return
    for number in range(box.first, box.end):
        if number in parts.added or number in parts.roles:
            break  # a chapter inside it
        if sheaf.leaves[number].level:
            parts.roles[number] = role
            if role is not HeadRole.PART:
                _keep_inside(range(number + 1, box.end), sheaf.leaves[number].level, sheaf, parts)
            return
    if role is HeadRole.PART:
        return
    places = (outer.address for outer in box.around() if outer.first == box.first)
    entry = next((sheaf.titles[place] for place in places if place in sheaf.titles), None)
    kind = next((kind for kind in _ROLES if kind in box.kinds), "")
    named = "" if role is HeadRole.CHAPTER else kind.capitalize()
    title = entry.title if entry is not None else named
    title = "" if box.chapter else title
    parts.added[box.first] = (2, title, role)


def _keep_inside(behind: range, level: int, sheaf: Sheaf, parts: BookParts) -> None:
    """Let the lower headings in a chapter or the like stay in it, be others as low as they."""
    for number in behind:
        leaf = sheaf.leaves[number]
        if leaf.level > level and number not in parts.roles and recognise(leaf.text) is None:
            parts.levels[number] = _INSIDE


def _place_by_matter(leaves: Sequence[Leaf], parts: BookParts) -> None:
    """Call the other headings of front and back matter so, where chapters are told by mark-up."""
    if HeadRole.CHAPTER not in {
        *parts.roles.values(),
        *(role for *_, role in parts.added.values()),
    }:
        return
    opened: dict[Box, int] = {}
    for number, leaf in enumerate(leaves):
        if not leaf.level:
            continue
        inside = leaf.level > opened.setdefault(_section(leaf.box), leaf.level)
        if inside or number in parts.roles or number in parts.dropped:
            continue
        for box in leaf.box.around():
            if "frontmatter" in box.kinds:
                parts.roles[number] = HeadRole.FRONT
            elif "backmatter" in box.kinds:
                parts.roles[number] = HeadRole.BACK


def _section(box: Box) -> Box:
    """The section that a heading stands in; a lower one after its first heads a piece of it."""
    return next((outer for outer in box.around() if outer.tag in _SECTIONS), box)


def _name_by_contents(sheaf: Sheaf, places: Mapping[str, Place], parts: BookParts) -> None:
    """Head what a book's table of contents names and what has no heading in the text."""
    levels = _levels(sheaf, places, parts)
    for address, entry in sheaf.titles.items():
        number = _place(sheaf, places, address)
        if number is None or number in parts.dropped or number in parts.added:
            continue
        leaf = _said_near(sheaf.leaves, number, entry)
        level = levels.get(entry.depth, min(entry.depth, 6))
        if leaf is not None and not sheaf.leaves[leaf].level:
            parts.levels[leaf] = level
        elif leaf is None and not any(
            one.level for one in sheaf.leaves[number : number + 2] if one.text.strip()
        ):
            parts.added[number] = (level, entry.title, None)


def _levels(sheaf: Sheaf, places: Mapping[str, Place], parts: BookParts) -> Mapping[int, int]:
    """The level of the headings that a table of contents names, by its depths."""
    found: dict[int, list[int]] = {}
    for address, entry in sheaf.titles.items():
        number = _place(sheaf, places, address)
        leaf = None if number is None else _said_near(sheaf.leaves, number, entry)
        if leaf is not None and sheaf.leaves[leaf].level and leaf not in parts.dropped:
            found.setdefault(entry.depth, []).append(sheaf.leaves[leaf].level)
    return {depth: max(set(levels), key=levels.count) for depth, levels in found.items()}


def _place(sheaf: Sheaf, places: Mapping[str, Place], address: str) -> int | None:
    place = places.get(address)
    return place.leaf if place is not None and place.leaf < len(sheaf.leaves) else None


def _said_near(leaves: Sequence[Leaf], number: int, entry: NavEntry) -> int | None:
    """The leaf at a place that says what the table of contents says."""
    for at in range(number, min(number + 3, len(leaves))):
        own, other = _SPACE.sub("", leaves[at].text.lower()), _SPACE.sub("", entry.title.lower())
        if own and other and (own == other or (leaves[at].level and own in other)):
            return at
    return None
