"""Works of Archive of Our Own: the download, one that a converter wrote anew, the site's page.

They are told by ids and by the words over their parts, as converters give classes other names. The
title page is taken off, and the notes of the author are marked as asides where their chapter is.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.domain.story import Remark
from bot.manuscript.archive_words import ELSEWHERE, LABEL, LANDMARK
from bot.manuscript.assembly import TitlePage
from bot.manuscript.plain.matter import fill
from bot.manuscript.remarks import excerpt
from bot.manuscript.web.dom import (
    ancestors,
    beside,
    first,
    is_left_out,
    leave_out,
    set_apart,
    text_of,
)

_BY = re.compile(r"by:?\s+(\S.{0,120})\Z", re.IGNORECASE)
_TAKEN = re.compile(r"(?:language|rating|archive warnings?):\Z", re.IGNORECASE)
_LONGEST_LABEL = 120
_MOST_EXCERPTS = 12


def is_archive_page(tree: LexborHTMLParser) -> bool:
    """Whether a page has the parts of a work of the archive."""
    frame = tree.css_first("#preface, #afterword, [id^=endnotes]")
    return tree.css_first("#workskin") is not None or (
        tree.css_first("#chapters") is not None and frame is not None
    )


class ArchivePage:
    """Takes the frame off a work, filling the title page, and finds what is left: the chapters."""

    def __init__(self, tree: LexborHTMLParser, page: TitlePage) -> None:
        self._tree = tree
        self._page = page
        self._left: list[str] = []
        self.remarks: list[Remark] = []

    def story(self) -> LexborNode:
        """Give the element that holds the chapters, the author's notes marked and moved there."""
        found = self._tree.css_first("#chapters") or self._tree.css_first("#workskin")
        assert found is not None  # is_archive_page saw to it
        preface = self._frame(found, "#preface", after=False)
        afterword = self._frame(found, "#afterword", after=True)
        self._take_tags()
        if preface is not None:
            self._take_title(preface)
            self._take_summary(preface)
            _put_first(found, self._asides_of(preface))
        if afterword is not None:
            for box in self._asides_of(afterword):
                found.insert_child(box, move=True)
        self._asides_of(found)
        self._take_signs(found)
        self._leave_out(_around(found))
        return found

    def _frame(self, chapters: LexborNode, name: str, *, after: bool) -> LexborNode | None:
        """The preface or the afterword; on the site it has no name and stands beside."""
        named = self._tree.css_first(name)
        if named is None and any(part.id == "workskin" for part in ancestors(chapters)):
            return beside(chapters, after=after)
        if named is None or named in ancestors(chapters) or chapters in ancestors(named):
            return None
        return named

    def _take_tags(self) -> None:
        """Leave out the list of fandoms and figures; language, rating and warnings are kept."""
        for tags in self._tree.css("dl"):
            names = [text_of(name) for name in tags.css("dt")]
            if "Rating:" not in names or any(one.tag == "dl" for one in ancestors(tags)):
                continue
            for name, value in zip(tags.css("dt"), tags.css("dd"), strict=False):
                if _TAKEN.match(text_of(name)):
                    tags_said = [text_of(tag) for tag in value.css("a")] or [text_of(value)]
                    fill(self._page, f"{text_of(name)} {', '.join(tags_said)}")
            listed = ", ".join(name.rstrip(":") for name in names if name.endswith(":"))
            message = f"Left out the list of {listed}: {excerpt(text_of(tags))}"
            self.remarks.append(Remark("tags-left-out", None, message[:400]))
            leave_out(tags)

    def _take_title(self, preface: LexborNode) -> None:
        heads = [head for head in preface.css("h1, h2, h3") if not LANDMARK.match(text_of(head))]
        title = next((head for head in heads if head.tag == "h1"), None) or first(heads)
        authors = [text_of(author) for author in preface.css("a[rel=author]")]
        for block in preface.css("div, h3, p"):
            by = _BY.match(text_of(block))
            if by and block != title:
                authors = authors or [by[1]]
                leave_out(block)
                break
        if title is not None:
            self._page.title = text_of(title) or None
            leave_out(title)
        self._page.author = ", ".join(dict.fromkeys(authors)) or None

    def _take_summary(self, preface: LexborNode) -> None:
        for label, box in _labelled(preface):
            if _is_summary(label) and self._page.summary is None:
                self._page.summary = text_of(box) or None
                leave_out(label)
                leave_out(box)

    def _asides_of(self, part: LexborNode) -> list[LexborNode]:
        """Mark the author's words in a part as asides, and take the labels off them."""
        boxes: list[LexborNode] = []
        for label, box in _labelled(part):
            set_apart(box)
            if _is_summary(label):
                _begin(box, "Summary: ")
            else:
                self._left.append(text_of(label))
            leave_out(label)
            boxes.append(box)
        return boxes

    def _take_signs(self, chapters: LexborNode) -> None:
        """Take out what points to another part, and the headings that only the site needs."""
        for block in chapters.css("div, p, h2, h3, h4"):
            said = text_of(block)
            if not said or len(said) > _LONGEST_LABEL:
                continue
            head = block.tag in {"h2", "h3", "h4"}
            if ELSEWHERE.match(said) or (head and LANDMARK.match(said)):
                self._left.append(said)
                leave_out(block)
            elif head and said == self._page.title:
                leave_out(block)
        for link in chapters.css("h2 > a, h3 > a"):
            link.unwrap()

    def _leave_out(self, frame: list[LexborNode]) -> None:
        said = [text_of(part) for part in frame]
        for part in frame:
            leave_out(part)
        left = [words for words in dict.fromkeys([*said, *self._left]) if words]
        if left:
            words = "; ".join(excerpt(one) for one in left[:_MOST_EXCERPTS])
            message = f"Left out what the archive writes around the story: {words}"
            self.remarks.append(Remark("page-frame-left-out", None, message))


def _around(chapters: LexborNode) -> list[LexborNode]:
    """Everything on the page that is not the chapters."""
    return [
        beside
        for level in (chapters, *ancestors(chapters))
        if level.parent is not None and level.tag != "body"
        for beside in level.parent.iter()
        if beside.is_element_node and beside != level and not is_left_out(beside)
    ]


def _labelled(part: LexborNode) -> Iterator[tuple[LexborNode, LexborNode]]:
    """Find the boxes under a label such as "Chapter Notes"."""
    for box in part.css("blockquote"):
        label = beside(box, after=False)
        said = "" if label is None else text_of(label)
        if label is not None and len(said) <= _LONGEST_LABEL and LABEL.match(said):
            yield label, box


def _is_summary(label: LexborNode) -> bool:
    return "summary" in text_of(label).lower()


def _begin(box: LexborNode, words: str) -> None:
    """Put words before those that a box begins with."""
    into = box.css_first("p") or box
    if into.first_child is None:
        into.insert_child(words)
    else:
        into.first_child.insert_before(words)


def _put_first(chapters: LexborNode, boxes: list[LexborNode]) -> None:
    """Move the notes on the whole work to where the text begins, under the first heading."""
    head = chapters.css_first("h2, h3")
    for box in reversed(boxes):
        if head is not None:
            head.insert_after(box, move=True)
        elif chapters.first_child is not None:
            chapters.first_child.insert_before(box, move=True)
