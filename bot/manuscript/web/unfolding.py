"""From leaves to the flow: notes with their markers, breaks, what a heading's lines mean."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, groupby

from bot.domain.story import Block, Remark, Text
from bot.manuscript.draft import Break, DraftParagraph, FlowItem, Head, Mark, Note, Piece
from bot.manuscript.footnotes.notes import left_out
from bot.manuscript.headings import Rank, recognise
from bot.manuscript.remarks import excerpt
from bot.manuscript.web.bookparts import BookParts
from bot.manuscript.web.labels import (
    label_of,
    leads_back,
    printed,
    without_hollow,
    without_label,
)
from bot.manuscript.web.leaves import Anchor, Box, Content, Leaf, Link, Picture, Sheaf
from bot.manuscript.web.linked import LinkedNote, Links
from bot.manuscript.web.linklists import lists_of_contents
from bot.manuscript.web.pauses import gaps, ornamental
from bot.manuscript.web.pictures import PicturesLeftOut, leads_to_picture, settle_captions
from bot.manuscript.web.titling import is_bare_number, with_titles

_LONGEST_CELL = 150
_BRACKETS = {"[": "]", "(": ")", "{": "}"}


def unfold(sheaf: Sheaf, links: Links, parts: BookParts, remarks: list[Remark]) -> list[FlowItem]:
    """Give the flow of a manuscript's leaves, and add what there is to remark on."""
    return _Unfolding(sheaf, links, parts, remarks).flow()


class _Unfolding:
    def __init__(self, sheaf: Sheaf, links: Links, parts: BookParts, remarks: list[Remark]) -> None:
        self._leaves = sheaf.leaves
        self._links = links
        self._parts = parts
        self._remarks = remarks
        self._table: Box | None = None
        self._pictures = PicturesLeftOut()
        settle_captions(sheaf.leaves)
        self._starts = {found.start: found for found in links.notes}
        for position, found in enumerate(links.notes, 1):
            leaf = self._leaves[found.start]
            found.note = Note(found.key, self._label(found, position), leaf.line)

    def _label(self, found: LinkedNote, position: int) -> str:
        shown = (label_of(link.text) for link in found.markers)
        label = next((one for one in shown if one is not None), None)
        leaf = self._leaves[found.start]
        label = label or printed(leaf.text)
        if label is not None:
            return label.text
        item = leaf.box.item
        return (item.label if item is not None else "") or str(position)

    def flow(self) -> list[FlowItem]:
        """Give the items in order."""
        flow: list[FlowItem] = []
        dropped, pauses, before = self._sorted_out()
        end = 0
        for number, leaf in enumerate(self._leaves):
            found = self._starts.get(number)
            if number in self._parts.added and number not in dropped:
                flow.append(self._made_up(number))
            if number < end or number in dropped:
                continue
            if found is not None:
                end = found.end
                if flow and isinstance(flow[-1], Break):
                    del flow[-1]
                flow.append(self._note(found))
            elif number in pauses:
                self._runs(leaf, leaf.pieces)
                flow.append(Break())
            elif leads_to_picture(leaf):
                self._pictures.add_link(leaf)
            else:
                if number in before:
                    flow.append(Break(by_gap=True))
                if not self._join_row(flow, leaf):
                    flow.append(self._item(number, leaf))
        self._remarks += self._pictures.remarks()
        return with_titles(flow)

    def _join_row(self, flow: list[FlowItem], leaf: Leaf) -> bool:
        """Put a row of a table under the one before it; say whether it was one."""
        table = leaf.box.table
        if leaf.row is None and (table is not self._table or len(leaf.text) > _LONGEST_CELL):
            table = None
        last = flow[-1] if flow else None
        joins = table is not None and table is self._table and isinstance(last, DraftParagraph)
        if table is not None and table is not self._table:
            message = f"A table lost its shape, its rows became lines: {excerpt(leaf.text)}"
            self._remarks.append(Remark("table-flattened", leaf.line, message))
        self._table = table
        if joins and isinstance(last, DraftParagraph):
            last.runs += [Text("\n"), *self._runs(leaf, leaf.pieces)]
        return joins

    def _sorted_out(self) -> tuple[set[int], set[int], set[int]]:
        """The leaves that are left out, those that end scenes, and those that begin them."""
        dropped = self._parts.dropped | self._notes_headings()
        listed, remarks = lists_of_contents(self._leaves, self._links, dropped)
        dropped |= listed
        noted = {at for found in self._links.notes for at in range(found.start, found.end)}
        ornaments, said = ornamental(self._leaves)
        pauses = ornaments - noted
        other = dropped | pauses | noted
        text = [at for at in range(len(self._leaves)) if at not in other]
        before, more = gaps(self._leaves, text)
        self._remarks += [*self._parts.remarks, *remarks, *said, *more]
        return dropped, pauses, before

    def _made_up(self, number: int) -> Head:
        """A heading that the text lacks and the mark-up knows."""
        level, title, role = self._parts.added[number]
        line = self._leaves[number].line
        return Head(level, DraftParagraph([Text(title)], line, Block.HEADING), line, role)

    def _item(self, number: int, leaf: Leaf) -> FlowItem:
        runs = self._runs(leaf, leaf.pieces)
        level = self._parts.levels.get(number, leaf.level)
        if not level:
            return DraftParagraph(runs, leaf.line, leaf.block)
        paragraph = DraftParagraph(_in_one_line(runs), leaf.line, Block.HEADING)
        return Head(level, paragraph, leaf.line, self._parts.roles.get(number))

    def _note(self, found: LinkedNote) -> Note:
        note = found.note
        assert note is not None
        note.cited = bool(found.markers)
        for number in range(found.start, found.end):
            leaf = self._leaves[number]
            pieces = self._without_way_back(found, leaf, head=number == found.start)
            runs = self._runs(leaf, pieces)
            if any(isinstance(run, Mark) or run.text.strip() for run in runs):
                note.paragraphs.append(DraftParagraph(runs, leaf.line, self._block(found, number)))
        _unbracket(note.paragraphs)
        return note

    def _block(self, found: LinkedNote, number: int) -> Block:
        """What a paragraph of a note is; the list that it is an item of doesn't count."""
        block = self._leaves[number].block
        return Block.PROSE if block is Block.ITEM and number == found.start else block

    def _without_way_back(self, found: LinkedNote, leaf: Leaf, *, head: bool) -> list[Content]:
        """Take off what leads back to the marker, and a note's own label."""
        pieces = leaf.pieces[head and leaf.block is Block.ITEM :]  # the item's number is its label
        staying = [piece for piece in pieces if not self._leads_back(piece, found)]
        changed = len(staying) < len(pieces)
        kept = _joined(staying)
        if changed and leaf.box.exact:
            return kept
        label = found.note.label if found.note else ""
        for place, piece in enumerate(kept):
            if isinstance(piece, Text):
                text = without_hollow(piece.text, head=head) if changed else piece.text
                text = without_label(text, label) if head else text
                kept[place] = replace(piece, text=text)
                head = head and not text.strip()
            elif not isinstance(piece, Anchor):
                head = False
        return kept

    def _leads_back(self, piece: Content, found: LinkedNote) -> bool:
        if not isinstance(piece, Link) or id(piece) in self._links.cites:
            return False
        if "backlink" in piece.kinds:
            return True
        place = self._links.places.get(piece.target or "")
        if place is None or place.leaf not in found.citing:
            return False
        return leads_back(piece.text) or label_of(piece.text) is not None

    def _runs(self, leaf: Leaf, pieces: Sequence[Content]) -> list[Piece]:
        runs: list[Piece] = []
        for piece in pieces:
            if isinstance(piece, Text):
                runs.append(piece)
            elif isinstance(piece, Picture):
                runs.append(Text(piece.words))
                self._pictures.add(leaf.line, piece)
            elif isinstance(piece, Link):
                runs += self._link(leaf, piece)
        return _without_brackets(runs)

    def _link(self, leaf: Leaf, link: Link) -> list[Piece]:
        words: list[Piece] = [part for part in link.pieces if isinstance(part, Text)]
        for part in link.pieces:
            if isinstance(part, Picture):
                words += self._runs(leaf, [part])
        found = self._links.cites.get(id(link))
        if found is not None and found.note is not None:
            mark = self._mark(leaf, link, found.note.label)
            mark.note, mark.key = found.note, found.note.key
            return [mark] if label_of(link.text) else [*words, mark]
        if id(link) in self._links.orphans:
            label = label_of(link.text)
            return [self._mark(leaf, link, label.text if label else link.text)]
        if link.target is None and link.href.lower().startswith(("http:", "https:", "mailto:")):
            words += self._address(leaf, link)
        return words

    def _mark(self, leaf: Leaf, link: Link, label: str) -> Mark:
        return Mark(
            key=link.target or link.href,
            label=label,
            raw=link.text,
            line=leaf.line,
            linked=True,
            emphasis=link.emphasis,
            strong=link.strong,
        )

    def _address(self, leaf: Leaf, link: Link) -> list[Piece]:
        address = link.href
        if address.removeprefix("mailto:") == link.text.strip() or not link.text.strip():
            return []
        message = f"Wrote the address of a link behind its words: {address}"
        self._remarks.append(Remark("link-written-out", leaf.line, message[:200]))
        return [Text(f" ({address})", link.emphasis, link.strong)]

    def _notes_headings(self) -> set[int]:
        """The headings over notes and those among them; they are no part of the text."""
        noted = {at for found in self._links.notes for at in range(found.start, found.end)}
        dropped: set[int] = set()
        only_notes, any_notes, over_dropped = True, False, False
        for number in range(len(self._leaves) - 1, -1, -1):
            leaf = self._leaves[number]
            if number in noted:
                any_notes = True
            elif leaf.level:
                announces = _announces(leaf)
                if (only_notes and any_notes) or (only_notes and over_dropped and announces):
                    dropped.add(number)
                over_dropped = number in dropped
                only_notes, any_notes = True, False
            elif not leaf.rule:
                if number + 1 in noted and _announces(leaf):
                    dropped.add(number)
                else:
                    only_notes = False
        self._remarks += (
            left_out(self._leaves[number].line, self._leaves[number].text)
            for number in sorted(dropped)
        )
        return dropped


def _joined(pieces: Sequence[Content]) -> list[Content]:
    """Make one text of neighbours of one style."""
    kept: list[Content] = []
    for style, alike in groupby(pieces, key=_style):
        neighbours = list(alike)
        if style is None or len(neighbours) == 1:
            kept += neighbours
        else:
            texts = (piece.text for piece in neighbours if isinstance(piece, Text))
            kept.append(Text("".join(texts), *style))
    return kept


def _style(piece: Content) -> tuple[bool, bool] | None:
    return (piece.emphasis, piece.strong) if isinstance(piece, Text) else None


def _announces(leaf: Leaf) -> bool:
    post = recognise(leaf.text)
    return post is not None and post.rank is Rank.NOTES


def _in_one_line(runs: Sequence[Piece]) -> list[Piece]:
    """Join the lines of a heading: with a colon behind a bare number, else with a space."""
    joined: list[Piece] = []
    before = ""
    for run in runs:
        if isinstance(run, Text) and run.text == "\n":
            joint = ": " if is_bare_number(before) else " "
            joined.append(replace(run, text=joint if before.strip() else ""))
            before = before if joint == " " else ""
            continue
        before += run.text if isinstance(run, Text) else ""
        joined.append(run)
    return joined


def _without_brackets(runs: list[Piece]) -> list[Piece]:
    """Take the brackets from around a paired marker: they are a part of it."""
    for place in range(1, len(runs) - 1):
        before, mark, behind = runs[place - 1 : place + 2]
        if not isinstance(mark, Mark) or mark.note is None:
            continue
        if isinstance(before, Text) and isinstance(behind, Text):
            closing = _BRACKETS.get(before.text.rstrip()[-1:])
            if closing and behind.text.lstrip().startswith(closing):
                runs[place - 1] = replace(before, text=before.text.rstrip()[:-1])
                runs[place + 1] = replace(behind, text=behind.text.lstrip()[1:])
    return runs


def _unbracket(paragraphs: Sequence[DraftParagraph]) -> None:
    """Take off the brackets around a note, or the closing one where its label had the other."""
    runs = [
        (part, at, run)
        for part in paragraphs
        for at, run in enumerate(part.runs)
        if isinstance(run, Text) and run.text.strip()
    ]
    signs = [sign for _, _, run in runs for sign in run.text if sign in "[]"]
    if not runs or not runs[-1][2].text.rstrip().endswith("]"):
        return
    begins = runs[0][2].text.lstrip().startswith("[")
    depths = [*accumulate(1 if sign == "[" else -1 for sign in signs)]
    if depths[-1] != (0 if begins else -1) or depths.index(depths[-1]) != len(depths) - 1:
        return
    part, at, run = runs[-1]
    part.runs[at] = run = replace(run, text=run.text.rstrip()[:-1])
    if begins:
        part, at, run = (part, at, run) if len(runs) == 1 else runs[0]
        part.runs[at] = replace(run, text=run.text.lstrip()[1:])
