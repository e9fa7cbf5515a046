"""What the tags of a page and their attributes mean, for the walk through its elements."""

from collections.abc import Iterator
from typing import Final

Attributes = dict[str, str | None]

BLOCKS: Final = frozenset(
    {
        *("html", "body", "p", "div", "section", "article", "aside", "header", "footer"),
        *("main", "hgroup", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li"),
        *("dl", "dt", "dd", "dir", "menu", "pre", "listing", "figure", "figcaption", "table"),
        *("caption", "thead", "tbody", "tfoot", "tr", "td", "th", "center", "address", "form"),
        *("fieldset", "legend", "details", "summary", "nav", "search", "dialog"),
    }
)
"""What stands on lines of its own."""
LEFT_OUT: Final = frozenset(
    {
        *("head", "title", "script", "style", "template", "noscript", "noframes", "noembed"),
        *("iframe", "object", "embed", "applet", "audio", "video", "canvas", "svg", "math"),
        *("nav", "select", "datalist", "textarea", "button", "map", "rp"),
    }
)
"""What holds no words of a story."""
SILENT: Final = frozenset({"head", "title", "script", "style", "template", "noscript", "rp"})
"""What of it no reader of the page ever saw, so that nobody is told."""
CALLED: Final = {"nav": "navigation", "svg": "drawings", "math": "formulas"}
"""What moderators are told was left out, where the tag does not say it."""
HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
EMPHASIS: Final = frozenset({"em", "i", "cite", "dfn", "var"})
STRONG: Final = frozenset({"strong", "b"})
NESTING: Final = frozenset({"li", "blockquote", "figure", "aside", "details"})
"""Where a heading is none of the story's chapters."""
LISTS: Final = frozenset({"ul", "ol", "dir", "menu"})
UNTYPED: Final[frozenset[str]] = frozenset()
"""The kinds of an element that names none."""


def kinds_of(attributes: Attributes) -> frozenset[str]:
    """Give the kinds that an element says it is of, by EPUB's `epub:type` or the web's `role`.

    A role of the publishing vocabulary (`doc-chapter`) is the kind without its `doc-`.
    """
    if "epub:type" not in attributes and "role" not in attributes:  # as with most
        return UNTYPED
    words = f"{attributes.get('epub:type') or ''} {attributes.get('role') or ''}".lower().split()
    return frozenset(word.removeprefix("doc-") for word in words)


def names_of(tag: str, attributes: Attributes) -> Iterator[str]:
    """Yield the names that an element may be pointed to by."""
    name = attributes.get("id")
    if name:
        yield name
    other = attributes.get("name") if tag == "a" else None
    if other and other != name:
        yield other
