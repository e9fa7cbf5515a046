"""Markdown's blocks: the tokens of markdown-it to one flow of headings, paragraphs and notes.

The whole file is parsed at once, but notes are taken where they stand and not by label: each
chapter may have a note 1 of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, make_fence_rule, reference
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from bot.domain.errors import RefusalError
from bot.domain.story import Block, Remark, Text
from bot.manuscript.draft import Break, DraftParagraph, FlowItem, Head, HeadRole, Note, Piece
from bot.manuscript.marked.inline import InlineLoader
from bot.manuscript.plain.breaks import is_ornament

ASIDE_OPENS = "::: aside"
ASIDE_CLOSES = ":::"
"""The lines around the author's words to the reader."""

_DEEPEST = 60
_ADDRESS = re.compile(
    r" {0,3}\[[^\]^][^\]]*\]:\s*<?(?:[a-z][a-z0-9+.-]*:|www\.|[/#.])", re.IGNORECASE
)
_CLASS = re.compile(r"(?:^|\s)\{\.(front|back|unnumbered)\}\Z")
_ROLES = {"front": HeadRole.FRONT, "back": HeadRole.BACK, "unnumbered": HeadRole.UNNUMBERED}
_RULE = re.compile(r"<hr\s*/?>\Z", re.IGNORECASE)
_BULLET = "• "
_LONGEST_HEADING = 100
_SENTENCE_END = re.compile(r"[a-z]{2}[.!?,;][\"'”’]?\Z")
_CODE = make_fence_rule(markers=("`",))


class _ProseParser(MarkdownIt):
    """A parser that leaves addresses as they are typed."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - markdown-it's name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - markdown-it's name
        return link


def parser() -> MarkdownIt:
    """Make a parser for prose: CommonMark without what would swallow it.

    Set-in lines are no code, `~~~` opens no fence, and `[Name]: word` is no address.
    """
    made = _ProseParser("commonmark", {"html": True, "maxNesting": _DEEPEST})
    made.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    made.use(container_plugin, "aside")
    made.disable(["code", "html_block", "text_join"])
    made.block.ruler.at("reference", _reference)
    made.block.ruler.at("fence", _fence, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    return made


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    line = state.src[state.bMarks[start] : state.eMarks[start]]
    return _ADDRESS.match(line) is not None and reference(state, start, end, silent)


def _fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    return _is_closed(state, start, end) and _CODE(state, start, end, silent)


def _is_closed(state: StateBlock, start: int, end: int) -> bool:
    """Whether a fence ends before its block does; one that doesn't is three signs in a text."""
    ticks = len(_line(state, start)) - len(_line(state, start).lstrip("`"))
    return ticks > 2 and any(
        line.startswith("`" * ticks) and not line.strip("`")
        for line in (_line(state, number) for number in range(start + 1, end))
    )


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


def load(text: str, made: MarkdownIt) -> tuple[list[FlowItem], list[Remark]]:
    """Give the flow of a Markdown text and what there was to remark on.

    Raises RefusalError where lists or quotes are nested too deeply to be followed.
    """
    environment: dict[str, Any] = {}
    tokens = made.parse(text, environment)
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        raise RefusalError(
            "The quotes or lists in that file are nested too deeply for me to follow: "
            "take some of the > or list signs out and send it again."
        )
    loader = _BlockLoader()
    for token in tokens:
        loader.load(token)
    return loader.flow, loader.remarks + _unused_addresses(environment, loader.used)


def _unused_addresses(environment: dict[str, Any], used: set[str]) -> list[Remark]:
    """Remark on addresses that were given for links and that no link took."""
    addresses = environment.get("references", {}).values()
    left = [entry for entry in addresses if entry["href"] not in used]
    left += environment.get("duplicate_refs", [])
    return [
        Remark(
            "link-left-out",
            entry["map"][0] + 1,
            f"Left out an address: {entry['href']} {entry['title']}"[:200].strip(),
        )
        for entry in left
    ]


@dataclass(slots=True)
class _BlockLoader:
    """Walks the tokens once, keeping track of what the paragraph at hand stands in."""

    flow: list[FlowItem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    _notes: list[Note] = field(default_factory=list)
    _quotes: int = 0
    _asides: int = 0
    _nested: int = 0
    _bullet: str = ""
    _head: Token | None = None

    def load(self, token: Token) -> None:
        """Take one token of the blocks."""
        line = token.map[0] + 1 if token.map else 1
        match token.type:
            case "inline":
                self._load_inline(token, line)
            case "heading_open":
                self._head = token
            case "heading_close":
                self._head = None
            case "hr":
                self._load_rule(token, line)
            case "fence":
                code = f"{token.info.strip()}\n{token.content}".strip("\n")
                self._add([Text(code)], line)
            case "footnote_reference_open":
                self._open_note(str(token.meta["label"]), line)
            case "footnote_reference_close":
                self._notes.pop()
                self._nested -= 1
            case _:
                self._load_container(token, line)

    def _load_container(self, token: Token, line: int) -> None:
        match token.type:
            case "container_aside_open" | "container_aside_close":
                self._asides += token.nesting
                self._nested += token.nesting
            case "blockquote_open" | "blockquote_close":
                self._quotes += token.nesting
                self._nested += token.nesting
            case "list_item_open":
                self._nested += 1
                self._bullet = f"{token.info}{token.markup} " if token.info else _BULLET
            case "list_item_close":
                self._nested -= 1
                if self._bullet:  # an empty item
                    self._add([], line)

    def _open_note(self, label: str, line: int) -> None:
        note = Note(f"[^{label}]", label, line)
        self.flow.append(note)
        self._notes.append(note)
        self._nested += 1

    def _load_rule(self, token: Token, line: int) -> None:
        if self._nested:
            self._add([Text(token.markup)], line)
        else:
            self.flow.append(Break())

    def _load_inline(self, token: Token, line: int) -> None:
        children = token.children or []
        self.used |= {str(child.attrGet("href")) for child in children if child.tag == "a"}
        self.used |= {str(child.attrGet("src")) for child in children if child.tag == "img"}
        runs = InlineLoader(line, self.remarks).load(children)
        if self._head is not None and not self._nested:
            self._load_heading(self._head, token, runs, line)
        elif not self._nested and _is_bare_ornament(children):
            self.flow.append(Break())
        else:
            self._add(runs, line, Block.HEADING if self._head is not None else Block.PROSE)

    def _load_heading(self, head: Token, token: Token, runs: list[Piece], line: int) -> None:
        """A ruled line under prose is a scene break that lacks its empty line, and no heading."""
        prose = len(token.content) > _LONGEST_HEADING or "\n" in token.content
        if not token.content:
            self.flow.append(Break())
        elif head.markup in {"-", "="} and (prose or _SENTENCE_END.search(token.content)):
            self._add(runs, line)
            self.flow.append(Break())
        else:
            role = _take_class(token.content, runs)
            paragraph = DraftParagraph(runs, line, Block.HEADING)
            self.flow.append(Head(int(head.tag[1:]), paragraph, line, role))

    def _add(self, runs: list[Piece], line: int, block: Block = Block.PROSE) -> None:
        if self._bullet:
            runs = [Text(self._bullet), *runs]
            block = Block.ITEM
            self._bullet = ""
        if self._quotes:
            block = Block.QUOTE
        if self._asides and not self._notes:
            block = Block.ASIDE
        paragraph = DraftParagraph(runs, line, block)
        if self._notes:
            self._notes[-1].paragraphs.append(paragraph)
        else:
            self.flow.append(paragraph)


def _take_class(raw: str, runs: list[Piece]) -> HeadRole | None:
    """Take the class off the end of a heading, an escaped one not; `raw` is its Markdown."""
    found = _CLASS.search(raw)
    last = runs[-1] if runs else None
    if found is None or not isinstance(last, Text):
        return None
    runs[-1] = replace(last, text=_CLASS.sub("", last.text))
    return _ROLES[found[1]]


def _is_bare_ornament(children: Sequence[Token]) -> bool:
    """Whether a paragraph is nothing but an ornament; escaped signs are meant as they stand."""
    if len(children) != 1:
        return False
    kind, content = children[0].type, children[0].content
    return is_ornament(content) if kind == "text" else bool(_RULE.match(content))
