"""Lists of contents in mark-up: links to headings one under another, or lines that repeat them."""

import re
from collections.abc import Iterator, Sequence

from bot.domain.story import Remark
from bot.manuscript.plain.contents import announces_list, names_of
from bot.manuscript.remarks import excerpt
from bot.manuscript.web.leaves import Leaf, Link
from bot.manuscript.web.lineation import CELLS
from bot.manuscript.web.linked import Links

_COLUMNS = re.compile(r"(?:chapters?|page)\s*[:.]?\Z", re.IGNORECASE)
_NUMBER = re.compile(r"[\s\divxlcIVXLC.:)|•—–-]*\Z")
_LONGEST_BETWEEN = 80
_MOST_BETWEEN = 3
_LONGEST_ENTRY = 300
_LEAST = 3


def lists_of_contents(
    leaves: Sequence[Leaf], links: Links, dropped: set[int]
) -> tuple[set[int], list[Remark]]:
    """Find the leaves that are lists of contents, with the headings over them.

    `dropped` are the leaves that are left out in any case.
    """
    return _Finding(leaves, links, dropped).found()


class _Finding:
    def __init__(self, leaves: Sequence[Leaf], links: Links, dropped: set[int]) -> None:
        self._leaves = leaves
        self._links = links
        self._dropped = dropped
        self._headings = {name for leaf in leaves if leaf.level for name in names_of(leaf.text)}

    def found(self) -> tuple[set[int], list[Remark]]:
        """Give the leaves, and a remark on each list."""
        found: set[int] = set()
        remarks: list[Remark] = []
        for first, end in _joined(sorted([*self._linked_lists(), *self._repeated_lists()])):
            if not self._dropped.issuperset(range(first, end)):
                found.update(range(first, end))
                words = excerpt(" ".join(leaf.text for leaf in self._leaves[first : first + 4]))
                message = f"Left out the list of contents: {words}"
                remarks.append(Remark("contents-left-out", self._leaves[first].line, message))
        return found, remarks

    def _linked_lists(self) -> Iterator[tuple[int, int]]:
        place = 0
        while place < len(self._leaves):
            count = self._entries(place)
            if not count:
                place += 1
                continue
            end = last = place + 1
            while last < len(self._leaves) and last - end < _MOST_BETWEEN:
                entries = self._entries(last)
                if not entries and len(self._leaves[last].text) > _LONGEST_BETWEEN:
                    break
                count += entries
                last += 1
                end = last if entries else end
            first = self._with_title(place)
            if count >= _LEAST or first < place:
                yield first, end
            place = end

    def _entries(self, number: int) -> int:
        """How many entries of a list of contents a leaf holds; 0 if it is something else."""
        leaf = self._leaves[number]
        if leaf.rule or not leaf.pieces:
            return 0
        links = [link for link in leaf.links() if link.text.strip()]
        if not links or not _leads(leaf, links):
            return 0
        return len(links) if all(self._leads_to_heading(number, link) for link in links) else 0

    def _leads_to_heading(self, number: int, link: Link) -> bool:
        if id(link) in self._links.cites or id(link) in self._links.orphans:
            return False
        place = self._links.places.get(link.target or "")
        if place is None or not place.head or place.leaf == number:
            return False
        there = self._leaves[place.leaf : place.leaf + 3]
        if any(leaf.level for leaf in there):
            return True
        return any(not {*names_of(link.text)}.isdisjoint(names_of(leaf.text)) for leaf in there[:1])

    def _with_title(self, place: int) -> int:
        """The place of the title over a list, the same place if it has none."""
        first = place
        for before in range(place - 1, max(-1, place - 3), -1):
            text = self._leaves[before].text.strip()
            if _is_title(text):
                first = before
            elif text:
                break
        return first

    def _repeated_lists(self) -> Iterator[tuple[int, int]]:
        """Yield what stands under the title of a list and repeats the headings of the text."""
        for first, leaf in enumerate(self._leaves):
            if not (leaf.text and _is_title(leaf.text.strip())):
                continue
            end = first + 1
            known = entries = 0
            while end < len(self._leaves) and not self._leaves[end].level:
                lines = [line for line in self._leaves[end].text.split("\n") if names_of(line)]
                if any(len(line) > _LONGEST_ENTRY for line in lines):
                    break
                entries += len(lines)
                known += sum(self._repeats(line) for line in lines)
                end += 1
            if known >= _LEAST and known * 2 >= entries:
                yield first, end

    def _repeats(self, line: str) -> bool:
        """Whether a line, or a cell in it, says what a heading does."""
        cells = (line, *line.split(CELLS))
        return any(name in self._headings for cell in cells for name in names_of(cell))


def _is_title(text: str) -> bool:
    return announces_list(text) or _COLUMNS.match(text) is not None


def _joined(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans of leaves, those that overlap as one."""
    begun: tuple[int, int] | None = None
    for first, end in spans:
        if begun is not None and first <= begun[1]:
            begun = begun[0], max(begun[1], end)
            continue
        if begun is not None:
            yield begun
        begun = first, end
    if begun is not None:
        yield begun


def _leads(leaf: Leaf, links: Sequence[Link]) -> bool:
    """Whether a leaf begins with a link, or is little else."""
    before = leaf.text.partition(links[0].text)[0]
    inside = sum(len(link.text) for link in links)
    return _NUMBER.match(before) is not None or inside * 2 > len(leaf.text)
