"""EPUB 2 and 3: the documents of the book in its order, walked like web pages."""

import re
from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborNode

from bot.domain.choices import Choices
from bot.domain.errors import RefusalError
from bot.domain.story import Imported, Remark
from bot.manuscript import navigation, package
from bot.manuscript.archive import Archive
from bot.manuscript.bookmatter import BookMatter
from bot.manuscript.hypertext import Document, flow_of, in_parts, parse
from bot.manuscript.leaves import NavEntry
from bot.manuscript.package import Package, target
from bot.manuscript.protection import refuse_locked
from bot.manuscript.remarks import excerpt
from bot.manuscript.structured import import_flow
from bot.manuscript.xhtml import html_of

_PICTURES = (
    "That e-book has pages laid out as pictures and no text that I could post: "
    "send me an edition whose text flows."
)
_WORD = re.compile(r"\w")
_MOST_NAMED = 3


def is_epub(archive: Archive) -> bool:
    """Whether an archive is an e-book, sound or not."""
    return archive.find(package.CONTAINER) is not None or any(
        name.lower().endswith(".opf") or (name == "mimetype" and _says_epub(archive))
        for name in archive
    )


def _says_epub(archive: Archive) -> bool:
    return archive.unpack("mimetype").strip() == b"application/epub+zip"


def load(archive: Archive, choices: Choices) -> Imported:
    """Import an e-book.

    Raises RefusalError where it is locked, is nothing but pictures, or holds no story.
    """
    refuse_locked(archive)
    book = package.load(archive)
    if book.fixed:
        raise RefusalError(_PICTURES)
    loader = _Loader(archive, book)
    documents = loader.documents()
    if not any(map(_has_words, documents)):
        raise RefusalError(_PICTURES if loader.pictures else _without_text(book))
    flow = flow_of(documents, loader.remarks)
    return in_parts(import_flow(flow, book.page, loader.remarks, choices), documents)


def _has_words(document: Document) -> bool:
    return document.root is not None and _WORD.search(document.root.text()) is not None


def _without_text(book: Package) -> str:
    missing = any(remark.code == "file-missing" for remark in book.remarks)
    gone = "its text is missing" if missing else "there is no text in it"
    return f"I can't import that e-book, for {gone}: export it once more and send me the new file."


class _Loader:
    """Makes the documents of a book, without what is no story; `remarks` says what that was."""

    def __init__(self, archive: Archive, book: Package) -> None:
        self._archive = archive
        self._book = book
        self._contents = navigation.load(archive, book.navigation)
        self._styles: dict[str, str] = {}
        names = {listed.name for listed in book.order}
        self._matter = BookMatter(book.page, names)
        self.pictures = False
        self.remarks: list[Remark] = [*archive.remarks, *book.remarks]

    def documents(self) -> list[Document]:
        """Give the documents in the book's order, those aside behind them if they are linked."""
        order = self._book.order
        found = [
            document
            for listed in order
            if not listed.aside and (document := self._document(listed.name)) is not None
        ]
        linked = {name for document in found for name in _linked(document)}
        skipped: list[Document] = []
        for listed in order:
            if listed.aside and (document := self._document(listed.name)) is not None:
                (found if listed.name in linked else skipped).append(document)
        self.remarks += self._matter.remarks
        self.remarks += [_skipped(document) for document in skipped if _has_words(document)]
        return found

    def _document(self, name: str) -> Document | None:
        data = self._archive.unpack(name)
        try:
            html, remarks = html_of(data, name)
        except RefusalError:
            message = f"Left out a file of the e-book that is no text: {excerpt(name)}"
            self.remarks.append(Remark("file-left-out", None, message, part=name))
            return None
        self.remarks += remarks
        root = parse(html)
        self.pictures = self.pictures or root.css_first("img, image") is not None
        kinds = self._book.kinds.get(name, set()) | self._contents.kinds.get(name, set())
        if not self._matter.clear(root, name, kinds):
            return None
        return Document(name, html, self._titles(name), self._styles_of(root, name), root)

    def _titles(self, name: str) -> Mapping[str, NavEntry]:
        listed = self._contents.titles.get(name, {})
        return {part: NavEntry(title, depth) for part, (title, depth) in listed.items()}

    def _styles_of(self, root: LexborNode, name: str) -> list[str]:
        return [style for found in _sheets(root, name) if (style := self._style(found))]

    def _style(self, path: str) -> str:
        name = self._archive.find(path)
        if name is None:
            return ""
        if name not in self._styles:
            self._styles[name] = self._archive.unpack(name).decode("utf-8", "replace")
        return self._styles[name]


def _sheets(root: LexborNode, name: str) -> Iterator[str]:
    for link in root.css("link[href]"):
        if "stylesheet" in (link.attributes.get("rel") or "").lower():
            yield target(name, link.attributes["href"] or "")[0]


def _linked(document: Document) -> Iterator[str]:
    assert document.root is not None
    for link in document.root.css("a[href]"):
        path, fragment = target(document.name, link.attributes["href"] or "")
        if fragment:
            yield path


def _skipped(document: Document) -> Remark:
    assert document.root is not None
    words = excerpt(document.root.text())
    message = f"Left out a file that has no place in the book's order: {words}"
    return Remark("file-left-out", None, message, part=document.name)
