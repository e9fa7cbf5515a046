"""Which links are the markers of notes, and where the notes begin and end.

A link is a marker if the mark-up says so (epub:type, role), if the place it points to points back
to it, or if its words are a label and a block begins with the same label there. Classes count for
nothing: converters rewrite them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from bot.manuscript.draft import Note
from bot.manuscript.web.labels import Label, label_of, leads_back, names_note, printed
from bot.manuscript.web.leaves import Anchor, Box, Leaf, Link, Sheaf

NOTES = frozenset({"footnotes", "endnotes", "rearnotes"})
_NOTE = frozenset({"footnote", "endnote", "rearnote"})
_LONGEST = 40
_AROUND_ONE = frozenset({"li", "aside", "dd", "td", "tr", "blockquote", "p", "div", "section"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link leads: to a leaf, to its first words, or to the box that it opens."""

    leaf: int
    head: bool
    box: Box | None = None


@dataclass(eq=False, slots=True)
class LinkedNote:
    """A note from its first leaf to before `end`, with the links that are its markers."""

    start: int
    end: int
    key: str
    markers: list[Link] = field(default_factory=list)
    citing: set[int] = field(default_factory=set)
    note: Note | None = None


@dataclass(slots=True)
class Links:
    """What the links of a manuscript are. Links are known by their ids."""

    notes: list[LinkedNote] = field(default_factory=list)
    cites: dict[int, LinkedNote] = field(default_factory=dict)
    orphans: set[int] = field(default_factory=set)
    places: dict[str, Place] = field(default_factory=dict)


def settle(sheaf: Sheaf) -> Links:
    """Find the notes of a manuscript that links lead to."""
    return _Settling(sheaf).settled()


class _Settling:
    def __init__(self, sheaf: Sheaf) -> None:
        self._leaves = sheaf.leaves
        self._sheaf = sheaf
        self._places = _places(sheaf)
        self._back: dict[int, set[int]] = defaultdict(set)
        self._heads = {
            place.leaf for address, place in self._places.items() if place.head and "#" in address
        }
        self._links: list[tuple[int, Link, Place]] = []
        self._named = False  # whether the mark-up says which links are markers
        self._lost: list[tuple[int, Link]] = []
        for number, leaf in enumerate(sheaf.leaves):
            for at, piece in enumerate(leaf.pieces):
                if isinstance(piece, Link):
                    piece.at = at
                    self._sort_in(number, piece)

    def _sort_in(self, number: int, link: Link) -> None:
        link.target = _target(link, self._places)
        place = self._places.get(link.target or "")
        if place is not None:
            self._links.append((number, link, place))
            self._named = self._named or "noteref" in link.kinds
            self._back[number].add(place.leaf)
        elif "noteref" in link.kinds or not (link.target or "#").endswith("#"):
            self._lost.append((number, link))

    def settled(self) -> Links:
        """Give what the links are."""
        links = Links(places=self._places)
        starts: dict[int, tuple[Box | None, list[tuple[int, Link]]]] = {}
        for number, link, place in self._links:
            if self._is_marker(number, link, place):
                starts.setdefault(place.leaf, (place.box, []))[1].append((number, link))
        for start, box in self._uncited(starts):
            starts.setdefault(start, (box, []))
        for start, end in _Spans(self._leaves, starts).all():
            box, cited = starts[start]
            found = LinkedNote(start, end, _key(self._leaves[start], box, cited))
            found.markers = [link for _, link in cited]
            found.citing = {number for number, _ in cited}
            links.notes.append(found)
            links.cites |= {id(link): found for link in found.markers}
        links.orphans = {id(link) for number, link in self._lost if self._is_orphan(number, link)}
        return links

    def _is_marker(self, number: int, link: Link, place: Place) -> bool:
        target = self._leaves[place.leaf] if place.leaf < len(self._leaves) else None
        elsewhere = target is not None and not target.rule and place.leaf != number
        if target is None or not elsewhere or "backlink" in link.kinds:
            return False
        if "noteref" in link.kinds:
            return True
        if self._named and _in_notes(self._leaves[number], None):
            return False  # "see note 3", said in another note
        may_be = not target.level and place.head and not leads_back(link.text)
        return may_be and self._is_seen(number, link, place)

    def _is_seen(self, number: int, link: Link, place: Place) -> bool:
        """Whether a link to a block's head is seen to be a marker, though no mark-up says so."""
        target = self._leaves[place.leaf]
        label = label_of(link.text)
        if _in_notes(target, place.box):
            return label is not None or self._points_back(place, number)
        if self._points_back(place, number):
            may_be = _may_be_note(link, label, target) or self._cites(number, link, label)
            return may_be and self._is_later(number, link, place)
        return label is not None and self._has_label(number, link, label, place)

    def _cites(self, number: int, link: Link, label: Label | None) -> bool:
        """Whether a label stands right behind a word: a number in a list of chapters doesn't."""
        return label is not None and _touches_word(self._leaves[number], link)

    def _points_back(self, place: Place, number: int) -> bool:
        """Whether a link near a place leads to a leaf."""
        end = place.leaf + 1 if place.box is None else place.box.end
        near = range(place.leaf, min(end, place.leaf + _LONGEST))
        return any(number in self._back[leaf] for leaf in near if leaf in self._back)

    def _is_later(self, number: int, link: Link, place: Place) -> bool:
        """Whether the place and not the link is the note, where each leads to the other."""
        first = _stands_first(self._leaves[number], link)
        return not first or place.leaf > number or number not in self._heads

    def _has_label(self, number: int, link: Link, label: Label, place: Place) -> bool:
        """Whether a marker stands at a word, and its label or its like where it leads to."""
        leaf, target = self._leaves[number], self._leaves[place.leaf]
        if _stands_first(leaf, link) or _is_bare(target, label):
            return False
        raised = link.raised or label.bracketed or _in_brackets(leaf, link)
        own = printed(target.text)
        same = own is not None and own.text.lower() == label.text.lower()
        if same or _item_label(target, place.leaf) == label.text:
            return raised or _touches_word(leaf, link)
        return raised and names_note((link.target or link.href).rpartition("#")[2])

    def _is_orphan(self, number: int, link: Link) -> bool:
        """Whether a link that leads nowhere is a marker whose note is gone."""
        if "noteref" in link.kinds:
            return True
        label = label_of(link.text)
        if label is None or _stands_first(self._leaves[number], link):
            return False
        raised = link.raised or label.bracketed or _in_brackets(self._leaves[number], link)
        return raised or names_note(link.href.rpartition("#")[2])

    def _uncited(
        self, starts: dict[int, tuple[Box | None, list[tuple[int, Link]]]]
    ) -> Iterator[tuple[int, Box | None]]:
        """Yield the notes that the mark-up calls so, and items of lists of notes, cited or not."""
        for box in self._sheaf.typed:
            if box.kinds & _NOTE and box.first < box.end and not self._holds(box, starts):
                yield box.first, box
        lists = {id(item.parent) for start in starts for item in _items(self._leaves[start])}
        for number, leaf in enumerate(self._leaves):
            for item in _items(leaf):
                if item.first == number and id(item.parent) in lists:
                    yield number, item

    def _holds(
        self, box: Box, starts: dict[int, tuple[Box | None, list[tuple[int, Link]]]]
    ) -> bool:
        return any(start in starts for start in range(box.first, min(box.end, box.first + 3)))


def _places(sheaf: Sheaf) -> dict[str, Place]:
    places = {address: Place(box.first, head=True, box=box) for address, box in sheaf.boxes.items()}
    for number, leaf in enumerate(sheaf.leaves):
        before = ""
        for piece in leaf.pieces:
            if isinstance(piece, Anchor):
                places.setdefault(piece.address, Place(number, _is_head(before)))
            elif isinstance(piece, Link):
                inner = (part.address for part in piece.pieces if isinstance(part, Anchor))
                for address in (*piece.addresses, *inner):
                    places.setdefault(address, Place(number, _is_head(before)))
            if len(before) < _LONGEST:
                before += getattr(piece, "text", "")
    return places


def _is_head(before: str) -> bool:
    bare = before.strip(" \xa0\t.:[](){}^•")
    return not bare or label_of(bare) is not None


def _target(link: Link, places: dict[str, Place]) -> str | None:
    """The address a link leads to; a saved page's links to itself may be written in full."""
    own = "#" + unquote(link.href.rpartition("#")[2])
    if link.target is not None or "#" not in link.href or own not in places:
        return link.target
    return own if label_of(link.text) or leads_back(link.text) else None


def _in_notes(target: Leaf, box: Box | None) -> bool:
    first = box or target.box
    return any(one.kinds & (NOTES | _NOTE) for one in first.around())


def _stands_first(leaf: Leaf, link: Link) -> bool:
    before = ""
    for piece in leaf.pieces:
        if piece is link:
            return not before.strip() if leaf.level else _is_head(before)
        before += getattr(piece, "text", "")
        if len(before) > _LONGEST:
            return False
    return False


def _neighbours(leaf: Leaf, link: Link) -> tuple[str, str]:
    """The text right before a link and right behind it."""
    place = link.at
    before = "".join(getattr(piece, "text", "") for piece in leaf.pieces[max(0, place - 3) : place])
    behind = "".join(getattr(piece, "text", "") for piece in leaf.pieces[place + 1 : place + 3])
    return before, behind


def _in_brackets(leaf: Leaf, link: Link) -> bool:
    before, behind = _neighbours(leaf, link)
    return before[-1:] + behind[:1] in {"[]", "()", "{}"}


def _touches_word(leaf: Leaf, link: Link) -> bool:
    before, _ = _neighbours(leaf, link)
    return before[-1:].strip() != ""


def _is_bare(target: Leaf, label: Label) -> bool:
    """Whether a leaf is nothing but a label: the number of a chapter.

    In a list of terms it is the label of the note that follows.
    """
    alone = label_of(target.text)
    return alone is not None and alone.text == label.text and target.box.tag != "dt"


def _may_be_note(link: Link, label: Label | None, target: Leaf) -> bool:
    if label is not None:
        return label.bracketed or not _is_bare(target, label)
    return any(
        leads_back(one.text) or label_of(one.text) for one in target.links() if one is not link
    )


def _items(leaf: Leaf) -> Iterator[Box]:
    """Yield the item of an ordered list that a leaf stands in, if it stands in one."""
    item = leaf.box.item
    if item is not None and item.label:
        yield item


def _item_label(leaf: Leaf, number: int) -> str:
    return next((item.label for item in _items(leaf) if item.first == number), "")


def _key(leaf: Leaf, box: Box | None, cited: Sequence[tuple[int, Link]]) -> str:
    for _, link in cited:
        return (link.target or link.href).lstrip("#")
    return (box.address.lstrip("#") if box and box.address else None) or leaf.text[:20]


class _Spans:
    """Where notes end: with the box around them, or before the next in a row of them."""

    def __init__(
        self,
        leaves: Sequence[Leaf],
        starts: dict[int, tuple[Box | None, list[tuple[int, Link]]]],
    ) -> None:
        self._leaves = leaves
        self._starts = starts
        self._order = sorted(starts)

    def all(self) -> Iterator[tuple[int, int]]:
        """Yield the first leaf of each note and the one behind it."""
        for place, start in enumerate(self._order):
            following = self._order[place + 1] if place + 1 < len(self._order) else None
            end = self._wrapped(start, following)
            if end == start + 1:
                end = self._in_row(start, following)
            if end == start + 1 and self._is_label(start):
                end += self._is_text(start + 1)
            yield start, end if following is None else min(end, following)

    def _is_label(self, number: int) -> bool:
        return label_of(self._leaves[number].text) is not None

    def _is_text(self, number: int) -> bool:
        leaf = self._leaves[number] if number < len(self._leaves) else None
        return leaf is not None and not (leaf.level or leaf.rule)

    def _wrapped(self, start: int, following: int | None) -> int:
        """The end of the widest box that holds this note and nothing else."""
        end = start + 1
        own = self._starts[start][0]
        for box in self._leaves[start].box.around():
            fits = box.first == start and (following is None or box.end <= following)
            small = box is own or box.end - start <= _LONGEST // 3
            if not fits or not small or box.tag not in _AROUND_ONE:
                break
            if any(leaf.level for leaf in self._leaves[start : box.end]) and box is not own:
                break
            end = max(end, box.end)
        return end

    def _in_row(self, start: int, following: int | None) -> int:
        """The end of a note whose paragraphs no box holds together."""
        holder = self._holder(start)
        last = holder.end if following is None or holder.end <= following else following
        stop = next(
            (
                at
                for at in range(start + 1, last)
                if self._leaves[at].level or self._leaves[at].rule
            ),
            last,
        )
        if self._begins_with_notes(holder):
            return stop
        if following is None or stop != following or following - start > _LONGEST // 3:
            return start + 1
        cited = [number for number, _ in self._starts[following][1]]
        return following if cited and min(cited) < start else start + 1

    def _holder(self, start: int) -> Box:
        """The box in which a note's paragraphs stand in a row with others."""
        box = self._leaves[start].box
        while box.parent is not None and box.first == start and box.end == start + 1:
            box = box.parent
        return box

    def _begins_with_notes(self, box: Box) -> bool:
        words = (
            at
            for at in range(box.first, box.end)
            if not (self._leaves[at].level or self._leaves[at].rule)
        )
        return next(words, -1) in self._starts
