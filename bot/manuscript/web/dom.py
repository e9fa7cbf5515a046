"""A few questions that everyone asks of the elements of a web page, and how one is taken out.

An element is only marked as left out, and swept away at the end: others may still hold it.
"""

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborNode

_LEFT_OUT = "data-left-out"
_ASIDE = "data-aside"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_JOINTS = re.compile(r"[-_\s:]+")
_DEEPEST_LINE = 12  # elements
_SILENT = {"script", "style", "noscript", "template", "svg", "select", "textarea", "title", "head"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl"),
    *("dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5"),
    *("h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody"),
    *("td", "th", "tr", "ul"),
}


def leave_out(node: LexborNode) -> None:
    """Mark an element as no part of the story."""
    node.attrs[_LEFT_OUT] = ""


def is_left_out(node: LexborNode) -> bool:
    """Whether an element itself is marked as no part of the story."""
    return _LEFT_OUT in node.attributes


def set_apart(node: LexborNode) -> None:
    """Mark an element as the author's words to the reader."""
    node.attrs[_ASIDE] = ""


def sweep(root: LexborNode, story: LexborNode) -> None:
    """Take everything that was left out off a tree, but nothing that holds the story.

    Nobody may hold any of it any more.
    """
    for node in (story, *ancestors(story)):
        if is_left_out(node):
            del node.attrs[_LEFT_OUT]
    marked = root.css(f"[{_LEFT_OUT}]")
    for node in [one for one in marked if not any(map(is_left_out, ancestors(one)))]:
        node.decompose()


def shown_text(node: LexborNode) -> Iterator[LexborNode]:
    """Yield what an element shows, text and the elements around it, but nothing that was left out.

    Scripts and the like show nothing.
    """
    stack = [node]
    while stack:
        one = stack.pop()
        if one.is_text_node:
            yield one
        elif one.is_element_node and one.tag not in _SILENT and not is_left_out(one):
            yield one
            stack += reversed(list(one.iter(include_text=True)))


def text_of(node: LexborNode) -> str:
    """The words that an element shows, single-spaced."""
    shown = (
        (one.text_content or "") if one.is_text_node else " " if is_block(one) else ""
        for one in shown_text(node)
    )
    return " ".join("".join(shown).split())


def lines_of(node: LexborNode) -> list[str]:
    """The lines of an element, empty ones aside: each block has its own, those of `<pre>` many."""
    shown: list[str] = []
    for one in shown_text(node):
        if not one.is_text_node:
            shown.append("\n" if is_block(one) else "")
        elif any(around.tag == "pre" for around in ancestors(one)):
            shown.append(one.text_content or "")
        else:
            shown.append((one.text_content or "").replace("\n", " "))
    lines = (" ".join(line.split()) for line in "".join(shown).split("\n"))
    return [line for line in lines if line]


def first_line(node: LexborNode) -> str:
    """The words of an element up to where its first line ends; none if they stand too deep in it.

    So what is nested without end costs no more than what is not.
    """
    shown: list[str] = []
    opened = 0
    for one in shown_text(node):
        if one.is_text_node:
            shown.append(one.text_content or "")
            continue
        opened += 1
        started = bool("".join(shown).strip())
        if (is_block(one) and started) or opened > _DEEPEST_LINE:
            break
    return " ".join("".join(shown).split())


def is_block(node: LexborNode) -> bool:
    """Whether an element stands on lines of its own."""
    return node.tag in _BLOCKS


def name_parts(node: LexborNode) -> frozenset[str]:
    """The small words that its id and its classes are made of: `chapterNav-box` has three."""
    attributes = node.attributes
    names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    return frozenset(_JOINTS.split(_CAMEL.sub("-", names).lower())) - {""}


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """Yield what an element stands in, from the inside out."""
    parent = node.parent
    while parent is not None and parent.is_element_node:
        yield parent
        parent = parent.parent


def beside(node: LexborNode, *, after: bool) -> LexborNode | None:
    """The next element beside it that shows words; None where bare words stand between."""
    other = node.next if after else node.prev
    while other is not None:
        if other.is_text_node and (other.text_content or "").strip():
            return None
        if other.is_element_node and text_of(other):
            return other
        other = other.next if after else other.prev
    return None


def children(node: LexborNode) -> list[LexborNode]:
    """The elements right inside of one, in order, those left out aside."""
    return [one for one in node.iter() if one.is_element_node and not is_left_out(one)]


def first(nodes: Iterable[LexborNode]) -> LexborNode | None:
    """The first of some elements that is still there."""
    return next((node for node in nodes if not is_left_out(node)), None)
