"""The elements of a page, walked once from the first to the last: what stands in which leaf.

Nothing here calls itself, so that a page may be nested as deeply as its parser takes it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborNode

from bot.domain.story import Block, Text
from bot.manuscript.encoding import CONTROLS
from bot.manuscript.web.leaves import Anchor, Box, Link, Picture, Sheaf
from bot.manuscript.web.lineation import Lineation
from bot.manuscript.web.pictures import description
from bot.manuscript.web.printed_pages import is_page_number
from bot.manuscript.web.sourcelines import SourceLines
from bot.manuscript.web.stylesheet import Style, Stylesheet
from bot.manuscript.web.tags import (
    BLOCKS,
    CALLED,
    EMPHASIS,
    HEADINGS,
    LEFT_OUT,
    LISTS,
    NESTING,
    SILENT,
    STRONG,
    UNTYPED,
    Attributes,
    kinds_of,
    names_of,
)

_SPACE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")  # a lone blank may stay as it is
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BULLET = "• "
_MOST_FRAMES = 8
_NUMBER = re.compile(r"\d{1,9}\Z")
_LONE_PAGE = "#"


@dataclass(slots=True)
class _Context:
    """What an element stands in, for the words in it.

    Nobody changes one; it is not frozen, for each block of a page makes one, and that takes twice
    as long for those that are.
    """

    box: Box
    emphasis: bool = False
    strong: bool = False
    raised: bool = False
    kept: bool = False
    quote: bool = False
    aside: bool = False
    item: bool = False
    exact: bool = False
    nested: bool = False
    head: int = 0
    speeches: int = 0


@dataclass(slots=True)
class _List:
    """A list whose items are being walked: the number of the next, None where it has bullets."""

    number: int | None


@dataclass(slots=True)
class LeftOut:
    """What was not taken, by what it was: the first words of it and how often."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, what: str, words: str) -> None:
        """Take note of something that was left out, if it has words."""
        if any(letter.isalnum() for letter in words):
            self.found.setdefault(what, []).append(words)


class Walker:
    """Puts the leaves of one document after another into a sheaf.

    `resolve` gives the address that a link points to, None for one that leads out; `address`
    that of a fragment of this document.
    """

    def __init__(
        self,
        sheaf: Sheaf,
        lines: SourceLines,
        styles: Stylesheet,
        left_out: LeftOut,
        *,
        resolve: Callable[[str], str | None],
    ) -> None:
        self._sheaf = sheaf
        self._lines = lines
        self._styles = styles
        self._left_out = left_out
        self._resolve = resolve
        self._lineation = Lineation(sheaf, lines)
        box = Box("document", UNTYPED, None, len(sheaf.leaves), address=resolve("#"))
        self._open: list[tuple[str, _Context]] = []
        self._context = _Context(box)
        self._lists: list[_List] = []
        self._link: Link | None = None
        self._frames: frozenset[int] = frozenset()

    def load(self, root: LexborNode) -> None:
        """Walk an element and everything in it."""
        document = self._context.box
        if document.address == _LONE_PAGE:
            self._frames = _frames(root)
        self._sheaf.boxes[document.address or ""] = document
        trail = [root] if self._enter(root) else []
        below = root.first_child if trail else None
        while trail:
            if below is None:
                self._leave()
                last = trail.pop()
                below = last.next if trail else None
            elif self._enter(below):
                trail.append(below)
                below = below.first_child
            else:
                below = below.next
        self._flush()
        document.end = len(self._sheaf.leaves)

    def _address(self, fragment: str) -> str:
        return self._resolve(f"#{fragment}") or ""

    def _enter(self, node: LexborNode) -> bool:
        """Open an element, or take what is none; say whether there is something in it to walk."""
        if node.is_text_node:
            self._say(node.text_content or "")
            return False
        tag = node.tag
        if tag is None or not node.is_element_node:
            return False
        attributes: Attributes = node.attributes
        style = self._styles.style_of(tag, attributes)
        if tag in LEFT_OUT or style.hidden or "hidden" in attributes:
            self._leave_out(tag, node)
            return False
        kinds = kinds_of(attributes)
        if is_page_number(tag, attributes, kinds, node):
            self._anchor(tag, attributes)
            self._left_out.add("page numbers", node.text())
            return False
        if self._take_empty(tag, attributes):
            return False
        if tag == "blockquote" and node.mem_id in self._frames:
            tag = "div"
        self._open.append((tag, self._context))
        if tag not in HEADINGS and tag not in {"th", "body", "html"}:
            self._slant(style)
        if tag in BLOCKS:
            self._open_block(tag, attributes, kinds)
        else:
            self._open_inline(tag, attributes, kinds)
        return True

    def _leave_out(self, tag: str, node: LexborNode) -> None:
        if tag not in SILENT:
            what = CALLED.get(tag, f"<{tag}>" if tag in LEFT_OUT else "hidden text")
            self._left_out.add(what, node.text())

    def _take_empty(self, tag: str, attributes: Attributes) -> bool:
        """Take an element that has nothing in it."""
        match tag:
            case "br":
                self._put("\n")
            case "hr":
                self._flush()
                self._anchor(tag, attributes)
                if not self._context.aside:
                    self._lineation.rule(self._context.box)
            case "img" | "image":
                self._anchor(tag, attributes)
                words = attributes.get("alt") or attributes.get("title") or ""
                source = attributes.get("src") or ""
                self._add(Picture(description(words, source), source))
            case "wbr" | "input" | "link" | "meta" | "col" | "base" | "param" | "source" | "track":
                self._anchor(tag, attributes)
            case _:
                return False
        return True

    def _slant(self, style: Style) -> None:
        context = self._context
        slanted = context.emphasis if style.slanted is None else style.slanted
        bold = context.strong if style.bold is None else style.bold
        if (slanted, bold) != (context.emphasis, context.strong):
            self._context = replace(context, emphasis=slanted, strong=bold)

    def _open_block(self, tag: str, attributes: Attributes, kinds: frozenset[str]) -> None:
        self._flush()
        context = self._context
        name = attributes.get("id")
        address = self._address(name) if name else None
        exact = context.exact or "data-exact" in attributes
        box = Box(tag, kinds, context.box, len(self._sheaf.leaves), address=address, exact=exact)
        box.chapter = attributes.get("data-chapter") or ""
        if address:
            self._sheaf.boxes.setdefault(address, box)
        if kinds or box.chapter:
            self._sheaf.typed.append(box)
        level = HEADINGS.get(tag, 0)
        self._context = _Context(
            box=box,
            emphasis=context.emphasis,
            strong=context.strong,
            raised=context.raised,
            kept=context.kept or tag in {"pre", "listing"},
            quote=context.quote or tag == "blockquote",
            aside=context.aside or "data-aside" in attributes,
            item=context.item or "data-item" in attributes,
            exact=exact,
            nested=context.nested or tag in NESTING or (exact and level > 1),
            head=level or context.head,
            speeches=context.speeches,
        )
        if tag in LISTS:
            self._lists.append(_list(tag, attributes))
        elif tag == "li":
            self._open_item(box, attributes)

    def _open_item(self, box: Box, attributes: Attributes) -> None:
        holder = self._lists[-1] if self._lists else _List(None)
        value = attributes.get("value") or ""
        if holder.number is not None:
            holder.number = _number(value, holder.number)
            box.label = str(holder.number)
            holder.number += 1
        self._lineation.item(f"{box.label}. " if box.label else _BULLET)

    def _open_inline(self, tag: str, attributes: Attributes, kinds: frozenset[str]) -> None:
        context = self._context
        if tag in EMPHASIS:
            self._context = replace(context, emphasis=True)
        elif tag in STRONG:
            self._context = replace(context, strong=True)
        elif tag == "sup":
            self._context = replace(context, raised=True)
        elif tag == "q":
            self._put("‘" if context.speeches % 2 else "“")
            self._context = replace(context, speeches=context.speeches + 1)
        elif tag == "rt":
            self._put("(")
        elif context.head and kinds & {"title", "subtitle"} and tag == "span":
            self._put("\n")
        if tag == "a" and attributes.get("href") is not None:
            self._open_link(attributes, kinds)
        else:
            self._anchor(tag, attributes)

    def _open_link(self, attributes: Attributes, kinds: frozenset[str]) -> None:
        href = (attributes["href"] or "").strip()
        self._link = Link(
            href=href,
            target=self._resolve(href),
            kinds=kinds,
            addresses=tuple(self._address(name) for name in names_of("a", attributes)),
            raised=self._context.raised,
            emphasis=self._context.emphasis,
            strong=self._context.strong,
        )
        self._lineation.add(self._link)

    def _anchor(self, tag: str, attributes: Attributes) -> None:
        for name in names_of(tag, attributes):
            self._add(Anchor(self._address(name)))

    def _leave(self) -> None:
        tag, before = self._open.pop()
        if tag in BLOCKS:
            self._close_block(tag)
        elif tag == "q":
            self._put("’" if before.speeches % 2 else "”")
        elif tag == "rt":
            self._put(")")
        elif tag == "a":
            self._link = None
        self._context = before

    def _close_block(self, tag: str) -> None:
        self._flush()
        box = self._context.box
        box.end = len(self._sheaf.leaves)
        if tag in LISTS:
            self._lists.pop()
        elif tag == "li":
            self._lineation.end_item()
        elif tag == "tr":
            self._lineation.join_row(box)
        elif tag == "hgroup":
            self._lineation.join_headings(box)

    def _say(self, text: str) -> None:
        context = self._context
        text = CONTROLS.sub("", text)
        if context.kept:
            first, *more = text.replace("\r\n", "\n").split("\n")
            self._put(first)
            for line in more:
                self._put("\n")
                self._put(line)
            return
        text = _SPACE.sub(" ", text)
        bare = text.strip()
        if context.raised and self._link is None and bare.isascii() and bare.isdigit():
            text = text.translate(_RAISED)
        self._put(text)

    def _put(self, text: str) -> None:
        """Take text in the style at hand, which the spaces at its ends don't share as a rule."""
        bare = text if self._context.exact else text.strip(" ")
        if text and (bare == text or not bare):
            self._add(Text(text, self._context.emphasis, self._context.strong))
        elif text:
            place = text.index(bare)
            self._add(Text(text[:place]))
            self._put(bare)
            self._add(Text(text[place + len(bare) :]))

    def _add(self, piece: Text | Anchor | Picture) -> None:
        link = self._link
        if link is None:
            self._lineation.add(piece)
            return
        if self._context.raised and isinstance(piece, Text) and piece.text.strip():
            link.raised = True
        link.pieces.append(piece)

    def _flush(self) -> None:
        context = self._context
        block = Block.QUOTE if context.quote else Block.ITEM if context.item else Block.PROSE
        level = 0 if context.nested or context.aside else context.head
        if context.head and not level and block is Block.PROSE:
            block = Block.HEADING
        self._lineation.flush(context.box, Block.ASIDE if context.aside else block, level)
        if self._link is not None:  # it goes on in the next block
            self._link = replace(self._link, addresses=(), pieces=[])
            self._lineation.add(self._link)


def _frames(root: LexborNode) -> frozenset[int]:
    """The quotes that are none but stand around the whole text, as a margin."""
    whole = 0
    found: set[int] = set()
    for quote in root.css("blockquote")[:_MOST_FRAMES]:
        whole = whole or len(root.text())
        if len(quote.text()) * 3 > whole * 2:
            found.add(quote.mem_id)
    return frozenset(found)


def _list(tag: str, attributes: Attributes) -> _List:
    if tag != "ol":
        return _List(None)
    start = attributes.get("start") or ""
    return _List(_number(start, 1))


def _number(value: str, otherwise: int) -> int:
    return int(value) if _NUMBER.match(value) else otherwise
