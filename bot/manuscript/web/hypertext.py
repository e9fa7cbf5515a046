"""Documents of mark-up to one flow of headings, paragraphs, breaks and notes.

All documents of a manuscript are walked before anything is decided: a note may stand in another
file than its marker, and what is a heading tells which lists are lists of contents.
"""

import html
import posixpath
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.domain.errors import RefusalError
from bot.domain.story import Imported, Remark
from bot.manuscript.draft import FlowItem
from bot.manuscript.remarks import excerpt
from bot.manuscript.web.bookparts import book_parts
from bot.manuscript.web.elements import LeftOut, Walker
from bot.manuscript.web.leaves import NavEntry, Sheaf
from bot.manuscript.web.linked import settle
from bot.manuscript.web.sourcelines import SourceLines
from bot.manuscript.web.stylesheet import Style, Stylesheet, rules_of
from bot.manuscript.web.unfolding import unfold

_XHTML = re.compile(
    r"\s*<\?xml|<html[^>]{0,2000}\sxmlns\s*=|<!doctype[^>]{0,200}xhtml", re.IGNORECASE
)
_EMPTY = re.compile(r"<([a-zA-Z][\w:-]*)((?:\s[^<>]*)?)/>")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "image", "input", "link", "meta"),
        *("param", "source", "track", "wbr"),
    }
)
_OPEN_ENDED = frozenset(
    {
        *("p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "body"),
        *("html", "head"),
    }
)
_DEEPEST = 8000
_STYLED = re.compile(
    r"<(/?)(b|big|code|em|font|i|s|small|strike|strong|tt|u)\b([^<>]*)", re.IGNORECASE
)
_MOST_STYLED = 300
_ATTRIBUTES = re.compile(
    r"""<[a-zA-Z][^\s/>]*+(?:[\s/]*+[^\s/>][^\s/>=]*+"""
    r"""(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+)?+)?+){5000}+"""
)
"""A tag with so many attributes that a parser, which looks for doubles, is long at it."""


@dataclass(frozen=True, slots=True)
class Document:
    """One HTML document of a manuscript.

    `name` is its path in an archive, empty for a lone page; links are resolved against it.
    `titles` are an e-book's entries for it by fragment, "" for the whole document. `styles` are the
    style sheets that it links to; its own are found in it. `root` is where the story stands, if it
    isn't all of it: an element of a parser that was fed with `html`.
    """

    name: str
    html: str
    titles: Mapping[str, NavEntry] = field(default_factory=dict)
    styles: Sequence[str] = ()
    root: LexborNode | None = None


def flow_of(documents: Sequence[Document], remarks: list[Remark]) -> list[FlowItem]:
    """Give the flow of some documents, in their order, and add what there is to remark on.

    Lines are counted through all documents; `in_parts` tells them apart again. Raises RefusalError
    where one is nested too deeply to be followed.
    """
    sheaf = Sheaf()
    left_out = LeftOut()
    rules: dict[str, Mapping[str, Style]] = {}
    sheets: dict[tuple[str, ...], Stylesheet] = {}
    line = 1
    for document in documents:
        root = document.root or parse(document.html)
        resolve = _resolver(document.name)
        styles = (*document.styles, *_own_styles(document, root))
        if styles not in sheets:  # the documents of a book share theirs
            rules |= {style: rules_of(style) for style in styles if style not in rules}
            sheets[styles] = Stylesheet(rules[style] for style in styles)
        walker = Walker(
            sheaf,
            SourceLines(document.html, line),
            sheets[styles],
            left_out,
            resolve=resolve,
        )
        walker.load(root)
        for fragment, entry in document.titles.items():
            sheaf.titles[resolve(f"#{fragment}") or ""] = entry
        line += _height(document)
    remarks += _left_out(left_out)
    links = settle(sheaf)
    return unfold(sheaf, links, book_parts(sheaf, links.places), remarks)


def parse(source: str) -> LexborNode:
    """Parse a document; give its root element.

    Raises RefusalError where it is nested so deeply, or an element has so many attributes, that it
    would take too long.
    """
    if _XHTML.match(source[:4000]) or _XHTML.search(source[:4000]):
        source = _without_cdata(_EMPTY.sub(_written_out, source))
    _refuse_depth(source)
    if _ATTRIBUTES.search(source):
        raise RefusalError(
            "An element of that page has thousands of attributes, more than I can follow: "
            "save the story as plain text and send me that."
        )
    _refuse_styles(source)
    root = LexborHTMLParser(source).root
    assert root is not None  # an HTML parser always makes one
    return root


def _without_cdata(source: str) -> str:
    """Write what stands in sections of bare letters as HTML does; one without an end is none."""
    end = source.rfind("]]>") + 3
    return _CDATA.sub(lambda found: html.escape(found[1]), source[:end]) + source[end:]


def _written_out(tag: re.Match[str]) -> str:
    """Close an empty element as HTML does; in XHTML `<a id="x"/>` has nothing in it."""
    if tag[1].lower() in _VOID:
        return tag[0]
    return f"<{tag[1]}{tag[2]}></{tag[1]}>"


def _refuse_depth(source: str) -> None:
    depth = 0
    for closing, name in _TAG.findall(source):
        if closing:
            depth = max(0, depth - (name.lower() not in _OPEN_ENDED))
        elif name.lower() not in _OPEN_ENDED and name.lower() not in _VOID:
            depth += 1
            if depth > _DEEPEST:
                raise RefusalError(
                    "The elements of that page are nested too deeply for me to follow: "
                    "save the story as plain text and send me that."
                )


def _refuse_styles(source: str) -> None:
    """Refuse a page that opens styles over and over: a parser opens all of them in each block."""
    tags = _STYLED.findall(source)
    if len(set(tags)) <= _MOST_STYLED:
        return
    opened: dict[str, list[str]] = {}
    kinds: Counter[tuple[str, str]] = Counter()
    for closing, tag, attributes in tags:
        name = tag.lower()
        held = opened.setdefault(name, [])
        if not closing:
            held.append(attributes)
            kinds[name, attributes] += 1
        elif held and not (left := kinds[name, held[-1]] - 1):
            del kinds[name, held.pop()]
        elif held:
            kinds[name, held.pop()] = left
        if len(kinds) > _MOST_STYLED:
            raise RefusalError(
                "That page opens hundreds of styles and closes none of them, so I can't follow it: "
                "save the story as plain text and send me that."
            )


def _own_styles(document: Document, root: LexborNode) -> list[str]:
    top = root
    if document.root is not None:
        while (parent := top.parent) is not None:
            top = parent
    return [style.text() for style in top.css("style")]


def _resolver(name: str) -> Callable[[str], str | None]:
    """Make the function that gives the address of a link's target, None if it leads out."""
    folder = posixpath.dirname(name)

    def resolve(href: str) -> str | None:
        try:
            parts = urlsplit(href)
        except ValueError:
            return None
        fragment = unquote(parts.fragment)
        if parts.scheme or parts.netloc:
            return None
        if not parts.path:
            return f"{name}#{fragment}"
        path = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
        return f"{path}#{fragment}"

    return resolve


def _height(document: Document) -> int:
    return document.html.count("\n") + 1


def _left_out(left_out: LeftOut) -> list[Remark]:
    remarks: list[Remark] = []
    for what, words in left_out.found.items():
        times = f" ({len(words)} times)" if len(words) > 1 else ""
        message = f"Left out {what}{times}: {excerpt(words[0])}"
        remarks.append(Remark("element-left-out", None, message))
    return remarks


def in_parts(imported: Imported, documents: Sequence[Document]) -> Imported:
    """Tell in which document, and on which line of it, the remarks of an import stand."""
    lasts = list(accumulate(map(_height, documents)))
    remarks = tuple(_placed(one, documents, lasts) for one in imported.remarks)
    return replace(imported, remarks=remarks)


def _placed(remark: Remark, documents: Sequence[Document], lasts: Sequence[int]) -> Remark:
    """Place a remark; `lasts` are the last lines of the documents, counted through all of them."""
    line = remark.line
    if line is None or remark.part is not None:
        return remark
    number = bisect_left(lasts, line)
    if number == len(documents):
        return remark
    before = lasts[number - 1] if number else 0
    return replace(remark, line=line - before, part=documents[number].name or None)
