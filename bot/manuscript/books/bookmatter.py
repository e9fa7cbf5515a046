"""What a book has besides its story: title page, imprint, list of contents. It is left out.

What epub:type says is heeded where the documents are walked. Here it is told by the e-book's own
guide, and where that is silent by what it is: a page of links to the chapters, a page of nothing
but title and author, a page of rights.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import islice

from selectolax.lexbor import LexborNode

from bot.domain.story import Remark
from bot.manuscript.assembly import TitlePage
from bot.manuscript.books.package import target
from bot.manuscript.remarks import excerpt

_KINDS = {
    **dict.fromkeys(("cover", "cover-image"), "the cover"),
    **dict.fromkeys(
        ("titlepage", "title-page", "halftitlepage", "halftitle", "fulltitlepage"), "a title page"
    ),
    **dict.fromkeys(("imprint", "copyright-page", "copyright"), "the imprint"),
    "colophon": "the colophon",
    "toc": "the list of contents",
    "landmarks": "the list of contents",
    "page-list": "the list of pages",
    **dict.fromkeys(("loi", "lot", "loa", "lov"), "a list of illustrations"),
}
_HEADS = "h1, h2, h3, h4, h5, h6"
_WORD = re.compile(r"\w+")
_RIGHTS = re.compile(
    r"©|\(c\)\s*\d{4}|copyright|all rights reserved|\bisbn\b|first published|published by|"
    r"library of congress|no part of this",
    re.IGNORECASE,
)
_BESIDE_NAMES = {"by", "a", "an", "the", "novel", "story", "written", "and", "of"}
_MOST_RIGHTS = 700  # words
_MOST_CONTENTS = 3000


@dataclass(slots=True)
class BookMatter:
    """Tells what is no story among the documents of a book, and keeps what to remark on.

    `documents` are the names of all documents of the book.
    """

    page: TitlePage
    documents: Collection[str]
    remarks: list[Remark] = field(default_factory=list)

    def is_story(self, root: LexborNode, name: str, kinds: Collection[str]) -> bool:
        """Whether a document is more than that; one that isn't is remarked on.

        `kinds` is what the book's guide calls the document.
        """
        body = root.css_first("body") or root
        what = next((_KINDS[kind] for kind in sorted(kinds) if kind in _KINDS), None)
        what = what or self._looks_like(body, name)
        if what is None or _holds_chapters(body, what):
            return True
        self._leave_out(body, name, what)
        return False

    def _leave_out(self, node: LexborNode, name: str, what: str) -> None:
        words = _words(node)
        if _WORD.search(words):
            message = f"Left out {what}: {excerpt(words)}"
            self.remarks.append(Remark("matter-left-out", None, message, part=name))

    def _looks_like(self, body: LexborNode, name: str) -> str | None:
        said = _words(body)
        if _WORD.search(said) is None:
            return None
        if _has_fewer(_MOST_CONTENTS, said) and self._is_contents(body, name, said):
            return "the list of contents"
        if self._names_the_book(said):
            return "a title page"
        if _has_fewer(_MOST_RIGHTS, said) and len(_RIGHTS.findall(said)) > 2:
            return "the imprint"
        return None

    def _is_contents(self, body: LexborNode, name: str, said: str) -> bool:
        """Whether most of its words are links to the other documents."""
        linked = 0
        for link in body.css("a[href]"):
            if not link.attributes.get("epub:type"):
                path, _ = target(name, link.attributes["href"] or "")
                if path != name and path in self.documents:
                    linked += len(_words(link))
        return linked > 0.6 * len(said)

    def _names_the_book(self, said: str) -> bool:
        named = _WORD.findall(f"{self.page.title or ''} {self.page.author or ''}")
        known = _BESIDE_NAMES.union(word.casefold() for word in named)
        return bool(named) and all(word[0].casefold() in known for word in _WORD.finditer(said))


def _holds_chapters(body: LexborNode, what: str) -> bool:
    """Whether a document holds more than its guide says: several headings are chapters."""
    return what != "the list of contents" and len(body.css(_HEADS)) > 3


def _has_fewer(count: int, said: str) -> bool:
    """Whether a text has fewer words; a chapter's are not counted to its end."""
    return next(islice(_WORD.finditer(said), count - 1, None), None) is None


def _words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())
