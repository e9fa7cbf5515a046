"""The list of contents of an e-book: what it calls its documents and the places in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.manuscript.books.archive import Archive
from bot.manuscript.books.package import target
from bot.manuscript.books.xhtml import html_of, local, parse_leniently

_DEEPEST = 20


@dataclass(slots=True)
class Contents:
    """What the list says, by document: titles and depths by fragment, and what kind it is of.

    The fragment of a whole document is empty; depths count from 1.
    """

    titles: dict[str, dict[str, tuple[str, int]]] = field(default_factory=dict)
    kinds: dict[str, set[str]] = field(default_factory=dict)

    def add(self, archive: Archive, base: str, href: str, title: str, depth: int) -> None:
        """Take one entry, where it points to a file of the archive."""
        path, fragment = target(base, href)
        name = archive.find(path)
        if name is not None and title:
            self.titles.setdefault(name, {}).setdefault(fragment, (title, depth))


def load(archive: Archive, names: list[str]) -> Contents:
    """Load the lists of contents that an e-book has; of several the first with entries counts."""
    contents = Contents()
    for name in names:
        data = archive.unpack(name)
        if name.lower().endswith(".ncx"):
            if not contents.titles:
                _load_ncx(data, name, archive, contents)
        else:
            html, _ = html_of(data, name)
            _load_nav(html, name, archive, contents)
    return contents


def _load_ncx(data: bytes, name: str, archive: Archive, contents: Contents) -> None:
    root = parse_leniently(data)
    for point in root.iter() if root is not None else ():
        if local(point) == "navPoint":
            label = _child(point, "navLabel")
            content = _child(point, "content")
            depth = sum(local(one) == "navPoint" for one in point.iterancestors()) + 1
            if label is not None and content is not None:
                title = " ".join("".join(map(str, label.itertext())).split())
                contents.add(archive, name, content.get("src", ""), title, min(depth, _DEEPEST))


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in element if local(child) == name), None)


def _load_nav(html: str, name: str, archive: Archive, contents: Contents) -> None:
    lists = LexborHTMLParser(html).css("nav")
    kinds = [_types(one) | {one.attributes.get("id") or ""} for one in lists]
    for one, kind in zip(lists, kinds, strict=True):
        if "landmarks" in kind:
            for link in one.css("a[href]"):
                found = archive.find(target(name, link.attributes["href"] or "")[0])
                if found is not None and "#" not in (link.attributes["href"] or ""):
                    contents.kinds.setdefault(found, set()).update(_types(link))
        elif "toc" in kind or (len(lists) == 1 and "page-list" not in kind):
            for link in one.css("a[href]"):
                depth = sum(above.tag == "ol" for above in _above(link))
                title = " ".join(link.text().split())
                href = link.attributes["href"] or ""
                contents.add(archive, name, href, title, max(1, depth))


def _types(node: LexborNode) -> set[str]:
    return set((node.attributes.get("epub:type") or "").split())


def _above(node: LexborNode) -> Iterator[LexborNode]:
    for _ in range(_DEEPEST):
        parent = node.parent
        if parent is None:
            return
        yield parent
        node = parent
