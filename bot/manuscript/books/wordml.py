"""A Word file made plain for mammoth: its XML checked, and said in the few words mammoth knows.

Headings get the styles that mammoth knows by whatever style or outline level they had; italics that
come of a style stand at the run; text boxes stand behind their paragraph. What is deleted, hidden
or a list of contents is left out.
"""

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from bot.domain.errors import RefusalError
from bot.domain.story import Remark
from bot.manuscript.books.archive import Archive
from bot.manuscript.books.wordnumbers import Numbers
from bot.manuscript.books.wordruns import tidy_runs
from bot.manuscript.books.wordstyles import (
    CONTENTS,
    QUOTE,
    TITLE,
    Style,
    Styles,
    child,
    outline,
    value,
)
from bot.manuscript.books.xhtml import local, parse
from bot.manuscript.headings import Rank, recognise
from bot.manuscript.remarks import excerpt
from bot.manuscript.web.titling import is_bare_number

_UNUSED = ("docProps/", "customXml/", "word/theme/", "word/glossary/", "word/media/")
_DAMAGED = (
    "That Word file is damaged, so I can't open it: "
    "open it in your word processor, save it as .docx once more and send me that."
)
_ENTITIES = (
    "That Word file holds declarations that no word processor writes, so I don't open it: "
    "save it as .docx once more and send me that."
)
_SHOWN = [
    *("{*}t", "{*}drawing", "{*}pict", "{*}object", "{*}sym"),
    *("{*}footnoteReference", "{*}endnoteReference"),
]
_PASSAGES = {"document", "footnotes", "endnotes"}
_RULED = "* * *"


class WordFile:
    """A Word file made plain: its `parts` by their names, for mammoth to make HTML of.

    `title` is the paragraph in the style of titles.

    Raises RefusalError where a part is damaged or declares entities.
    """

    def __init__(self, archive: Archive) -> None:
        self.remarks: list[Remark] = []
        self.title: str | None = None
        self.parts = {
            name: _parsed(archive.unpack(name))
            for name in archive
            if name.endswith((".xml", ".rels")) and not name.startswith(_UNUSED)
        }
        self._styles = Styles(self._root("styles"))
        self._numbers = Numbers(self._root("numbering"), self._styles)
        self._titles = 0
        document = self._root("document")
        if document is None:
            raise RefusalError(_DAMAGED)
        self._notice_lost(document)
        self._without_contents(document)
        self._titles = sum(self._style(one).role == TITLE for one in _paragraphs(document))
        for root in self.parts.values():
            if local(root) in _PASSAGES:
                self._make_plain(root)
        self._drop_lone_references(document)

    def _root(self, kind: str) -> etree._Element | None:
        return next((root for root in self.parts.values() if local(root) == kind), None)

    def _style(self, paragraph: etree._Element) -> Style:
        return self._styles.style(value(child(child(paragraph, "pPr"), "pStyle")))

    def _notice_lost(self, document: etree._Element) -> None:
        """Remark on what stands in the file and in no paragraph of the text."""
        comments = self._root("comments")
        words = [_words(one) for one in comments] if comments is not None else []
        self._leave_out("comment", words)
        deleted = (_words(one, "delText") for one in document.iter("{*}del"))
        self._leave_out("tracked deletion", [*deleted])
        furniture = (root for root in self.parts.values() if local(root) in {"hdr", "ftr"})
        self._leave_out("line at the head or foot of pages", [_words(one) for one in furniture])

    def _leave_out(self, what: str, words: list[str]) -> None:
        found = list(dict.fromkeys(said for said in words if any(map(str.isalnum, said))))
        if found:
            times = f" ({len(found)} of them)" if len(found) > 1 else ""
            message = f"Left out a {what}{times}: {excerpt(found[0])}"
            self.remarks.append(Remark("element-left-out", None, message))

    def _without_contents(self, document: etree._Element) -> None:
        """Leave the list of contents out: its own block, or paragraphs in its styles."""
        gone: list[str] = []
        for element in list(document.iter("{*}sdt", "{*}p")):
            if local(element) == "sdt":
                gallery = child(child(child(element, "sdtPr"), "docPartObj"), "docPartGallery")
                listed = "table of contents" in (value(gallery) or "").casefold()
            else:
                listed = self._style(element).role == CONTENTS
            if listed and element.getparent() is not None:
                gone.append(_words(element))
                _remove(element)
        if any(gone):
            message = f"Left out the list of contents: {excerpt(' '.join(gone))}"
            self.remarks.append(Remark("contents-left-out", None, message))

    def _make_plain(self, root: etree._Element) -> None:
        hidden: list[str] = []
        if next(root.iter("{*}txbxContent"), None) is not None:
            for paragraph in list(_paragraphs(root)):
                _take_boxes_out(paragraph)
        for paragraph in list(_paragraphs(root)):
            style = self._style(paragraph)
            level = self._level(paragraph, style)
            hidden += tidy_runs(paragraph, style if not level else Style(), self._styles)
            self._write_number(paragraph, style, level)
            self._rewrite(paragraph, style, level)
        self._leave_out("stretch of hidden text", hidden)

    def _level(self, paragraph: etree._Element, style: Style) -> int:
        own = outline(child(paragraph, "pPr"))
        level = style.level if own is None else own
        if style.role == TITLE:
            return 1
        return min(6, level + (self._titles > 1)) if level else 0

    def _write_number(self, paragraph: etree._Element, style: Style, level: int) -> None:
        """Write the number that a heading has of a list before its words, as is seen in print."""
        label = self._numbers.label(child(child(paragraph, "pPr"), "numPr"), style)
        words = _words(paragraph)
        if not level or not label or not (words or is_bare_number(label)):
            return
        typed, counted = recognise(words), recognise(label)
        if typed is not None and typed.rank is Rank.CHAPTER:
            return  # its number is typed, too
        told = is_bare_number(label) or (counted is not None and counted.rank is Rank.PART)
        joint = ": " if told and label[-1].isalnum() else " "
        space = paragraph.tag.rpartition("}")[0] + "}"
        at = int(local(paragraph[0]) == "pPr") if len(paragraph) else 0
        paragraph.insert(at, _run(space, label + joint if words else label))

    def _rewrite(self, paragraph: etree._Element, style: Style, level: int) -> None:
        """Say what a paragraph is in the words that mammoth knows."""
        properties = child(paragraph, "pPr")
        space = paragraph.tag.rpartition("}")[0] + "}"
        said = etree.Element(f"{space}pPr")
        name = f"Heading{level}" if level else QUOTE if style.role == QUOTE else ""
        if name:
            etree.SubElement(said, f"{space}pStyle").set(f"{space}val", name)
        numbers = child(properties, "numPr")
        numbers = style.numbering if numbers is None else numbers
        if numbers is not None and not level:
            said.append(deepcopy(numbers))
        marks = child(properties, "rPr")
        if marks is not None and child(marks, "del") is not None:
            said.append(deepcopy(marks))  # its end is deleted: the next paragraph goes on here
        _set_off(paragraph, properties, level, space)
        if properties is not None:
            paragraph.remove(properties)
        if len(said):
            paragraph.insert(0, said)
        if style.role == TITLE and self._titles == 1:
            self.title = _words(paragraph) or None

    def _notes(self, kind: str) -> list[etree._Element]:
        root = self._root(kind)
        return [] if root is None else list(root)

    def _drop_lone_references(self, document: etree._Element) -> None:
        """Take references to notes out that are not there: a Word file numbers them itself."""
        known = {
            (kind.removesuffix("s"), value(note, "id"))
            for kind in ("footnotes", "endnotes")
            for note in self._notes(kind)
        }
        lone: list[str] = []
        for reference in list(document.iter("{*}footnoteReference", "{*}endnoteReference")):
            kind = local(reference).removesuffix("Reference")
            if (kind, value(reference, "id")) not in known:
                around = next(
                    reference.iterancestors(reference.tag.rpartition("}")[0] + "}p"), None
                )
                lone.append(_words(around) if around is not None else "")
                _remove(reference)
        self.remarks += (
            Remark(
                "note-missing", None, f"A note of the file isn't in it; cited here: {excerpt(one)}"
            )
            for one in lone[:20]
        )


def _parsed(data: bytes) -> etree._Element:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise RefusalError(_ENTITIES)
    try:
        root = parse(data)
    except ValueError:
        raise RefusalError(_DAMAGED) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise RefusalError(_ENTITIES)
    return root


def _paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    return root.iter("{*}p")


def _words(element: etree._Element, name: str = "t") -> str:
    texts = (one.text or "" for one in element.iter(f"{{*}}{name}"))
    return " ".join("".join(texts).split())


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _take_boxes_out(paragraph: etree._Element) -> None:
    """Put what text boxes say behind the paragraph that they are anchored in, each once."""
    behind = paragraph
    for holder in [one for one in paragraph if local(one) == "r"]:
        for drawing in list(holder):
            box = next(drawing.iter("{*}txbxContent"), None)
            if box is None or local(drawing) == "t":
                continue
            for inner in list(box):
                if local(inner) in {"p", "tbl"}:
                    behind.addnext(inner)
                    behind = inner
            holder.remove(drawing)


def _set_off(
    paragraph: etree._Element, properties: etree._Element | None, level: int, space: str
) -> None:
    """Write a ruled line as a row of asterisks, and space between paragraphs as a blank letter.

    A word processor draws the line that somebody typed as `---` under the paragraph above it.
    """
    drawn = (one for picture in paragraph.iter("{*}pict") for one in picture.iter())
    ruled = _is_ruled(properties) or any(value(one, "hr") in {"t", "1"} for one in drawn)
    empty = not level and all(local(one) == "pict" and ruled for one in paragraph.iter(*_SHOWN))
    if empty:
        paragraph.append(_run(space, _RULED if ruled else "\xa0"))
    elif ruled and not level and not _is_ruled(child(_next(paragraph), "pPr")):
        row = etree.Element(f"{space}p")
        row.append(_run(space, _RULED))
        paragraph.addnext(row)


def _next(paragraph: etree._Element) -> etree._Element | None:
    following = paragraph.getnext()
    return following if following is not None and local(following) == "p" else None


def _is_ruled(properties: etree._Element | None) -> bool:
    """Whether there is a line under a paragraph and no box around it."""
    border = child(properties, "pBdr")
    drawn = (
        {local(side) for side in border if value(side) not in {"nil", "none"}}
        if (border is not None)
        else set()
    )
    return "bottom" in drawn and not drawn & {"left", "right", "top"}


def _run(space: str, text: str) -> etree._Element:
    run = etree.Element(f"{space}r")
    etree.SubElement(run, f"{space}t").text = text
    return run
