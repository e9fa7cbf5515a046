"""EPUB 2 and 3: the documents of the book in its order, walked like web pages."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from selectolax.lexbor import LexborNode

from bot.domain.choices import Choices
from bot.domain.errors import RefusalError
from bot.domain.story import Imported, Remark
from bot.manuscript.asides import keep_apart
from bot.manuscript.books import navigation, package, splitwork
from bot.manuscript.books.archive import Archive
from bot.manuscript.books.bookmatter import BookMatter
from bot.manuscript.books.package import Package, target
from bot.manuscript.books.protection import refuse_locked
from bot.manuscript.books.xhtml import html_of
from bot.manuscript.plain.matter import LICENCE_CLOSES
from bot.manuscript.remarks import excerpt
from bot.manuscript.structured import import_flow
from bot.manuscript.web.dom import sweep
from bot.manuscript.web.gutenberg_page import leave_licence
from bot.manuscript.web.hypertext import Document, flow_of, in_parts, parse
from bot.manuscript.web.leaves import NavEntry
from bot.manuscript.web.titleheads import take_title_page

_MISSING = (
    "I can't import that e-book, for its text is missing: export it once more and send me the new "
    "file."
)
_NO_TEXT = (
    "I can't import that e-book, for there is no text in it: export it once more and send me the "
    "new file."
)
_PICTURES = (
    "That e-book has pages laid out as pictures and no text that I could post: "
    "send me an edition whose text flows."
)
_WORD = re.compile(r"\w")


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
    if not documents:
        missing = any(remark.code == "file-missing" for remark in book.remarks)
        raise RefusalError(_PICTURES if loader.pictures else _MISSING if missing else _NO_TEXT)
    work = splitwork.joined(documents, book.page)
    if work is not None:
        documents = [work[0]]
        loader.remarks += work[1]
    flow = flow_of(documents, loader.remarks)
    if loader.exact:
        book.page.linked = True
    else:
        flow = take_title_page(keep_apart(flow), book.page)
    return in_parts(import_flow(flow, book.page, loader.remarks, choices), documents)


class _Loader:
    """Makes the documents of a book, without what is no story; `remarks` says what that was."""

    def __init__(self, archive: Archive, book: Package) -> None:
        self._archive = archive
        self._book = book
        self._contents = navigation.load(archive, book.navigation)
        self._styles: dict[str, str] = {}
        names = {listed.name for listed in book.order}
        self._matter = BookMatter(book.page, names)
        self._ended = False
        self.pictures = False
        self.exact = True  # whether all is what its mark-up says, as in the e-books that we write
        self.remarks: list[Remark] = [*archive.remarks, *book.remarks]

    def documents(self) -> list[Document]:
        """Give the documents in the book's order, those aside behind them if they are linked.

        There are none in a book without words.
        """
        found = self._documents(listed.name for listed in self._book.order if not listed.aside)
        aside = {listed.name for listed in self._book.order if listed.aside}
        linked = {name for document in found for name in _linked(document)} if aside else set()
        behind = self._documents(
            listed.name for listed in self._book.order if listed.name in aside & linked
        )
        skipped = self._documents(
            listed.name for listed in self._book.order if listed.name in aside - linked
        )
        self.remarks += self._matter.remarks
        self.remarks += [
            _left_out("a file that has no place in the book's order", parse(one.html), one.name)
            for one in skipped
        ]
        return [*found, *behind]

    def _documents(self, names: Iterable[str]) -> list[Document]:
        return [document for name in names if (document := self._document(name)) is not None]

    def _document(self, name: str) -> Document | None:
        """Make a document; None if there is nothing of the story in it."""
        data = self._archive.unpack(name)
        try:
            html, remarks = html_of(data, name)
        except RefusalError:
            message = f"Left out a file of the e-book that is no text: {excerpt(name)}"
            self.remarks.append(Remark("file-left-out", None, message, part=name))
            return None
        self.remarks += remarks
        root = parse(html)
        if self._ended:  # nothing stands behind the line that ends the text but its licence
            self.remarks.append(_left_out("the licence behind the text", root, name))
            return None
        self.pictures = self.pictures or root.css_first("img, image") is not None
        licensed = self._leave_licence(root, name)
        kinds = self._book.kinds.get(name, set()) | self._contents.kinds.get(name, set())
        exact = root.css_first("body[data-exact]") is not None
        if not exact and not self._matter.is_story(root, name, kinds):
            return None
        if not _has_words(root):
            self.remarks += _pictures_in(root, name)
            return None
        self.exact = self.exact and exact
        changed = root if licensed else None
        return Document(name, html, self._titles(name), self._styles_of(root, name), changed)

    def _leave_licence(self, root: LexborNode, name: str) -> bool:
        """Take the licence of Project Gutenberg off a document; say whether it may have had it."""
        body = root.css_first("body") or root
        said = body.text()
        if "PROJECT GUTENBERG" not in said.upper():
            return False
        found = leave_licence(body, self._book.page)
        self.remarks += (replace(remark, part=name) for remark in found)
        self._ended = LICENCE_CLOSES.search(said) is not None
        sweep(body, body)
        return True

    def _titles(self, name: str) -> Mapping[str, NavEntry]:
        listed = self._contents.titles.get(name, {})
        return {part: NavEntry(title, depth) for part, (title, depth) in listed.items()}

    def _styles_of(self, root: LexborNode, name: str) -> list[str]:
        found = dict.fromkeys(_sheets(root, name))
        return [style for path in found if (style := self._style(path))]

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


def _has_words(root: LexborNode) -> bool:
    body = root.css_first("body") or root
    return _WORD.search(body.text()) is not None


def _pictures_in(root: LexborNode, name: str) -> Iterator[Remark]:
    """What a page without words says of its pictures."""
    for picture in root.css("img[alt]"):
        words = picture.attributes["alt"] or ""
        if _WORD.search(words):
            message = f"Left out a page that is a picture: {excerpt(words)}"
            yield Remark("image-left-out", None, message, part=name)


def _linked(document: Document) -> Iterator[str]:
    for link in parse(document.html).css("a[href]"):
        path, fragment = target(document.name, link.attributes["href"] or "")
        if fragment:
            yield path


def _left_out(what: str, root: LexborNode, name: str) -> Remark:
    words = excerpt((root.css_first("body") or root).text(separator=" "))
    return Remark("file-left-out", None, f"Left out {what}: {words}", part=name)
