"""Boxes on a page in which the author speaks to the reader, before the chapter or after it."""

import re

from selectolax.lexbor import LexborNode

from bot.manuscript.web.dom import (
    ancestors,
    children,
    first_line,
    name_parts,
    set_apart,
    text_of,
)

_LABEL = re.compile(
    r"[\W_]*(?:(?:an?\s+)?(?:(?:final|quick|short)\s+)?notes?\s+from\s+\S.{0,60}|"
    r"(?:(?:opening|closing|end|chapter)\s+)?(?:author|writer|translator)['’]?s?['’]?\s+notes?|"
    r"(?:a|t|tl)[/\\]n|author['’]?s?['’]?\s+(?:thoughts|comments?))[\W_]*\Z",
    re.IGNORECASE,
)
_BOXES = "div, section, aside, blockquote, fieldset, details, td"
_NAMES = {"authornote", "authornotes", "authorsnote", "authorsnotes"}
_WHO = {"author", "authors"}
_LONGEST_LABEL = 90
_LONGEST = 2500  # letters of a note that only its first line tells, which may be a chapter's
_LONGEST_TITLED = 12000
_TITLE_AND_BODY = 2
_SHARE = 2  # how much more the page has to hold


def set_boxes_apart(root: LexborNode) -> None:
    """Mark the outermost boxes of author's notes in an element as asides."""
    for box in root.css(_BOXES):
        if is_note_box(box) and not any(is_note_box(one) for one in ancestors(box)):
            set_apart(box)


def is_note_box(node: LexborNode) -> bool:
    """Whether an element is a box of author's notes, by its name or by its first line."""
    if node.tag in {"body", "html", "main", "article"}:
        return False
    parts = name_parts(node)
    if parts & _NAMES or (parts & _WHO and parts & {"note", "notes"}):
        return True
    return is_notes_label(first_line(node)) and _is_a_box(node)


def _is_a_box(node: LexborNode) -> bool:
    """Whether no more than a note stands under a label: little of the page, and no other box."""
    size = len(text_of(node))
    titled = len(children(node)) == _TITLE_AND_BODY and size < _LONGEST_TITLED
    if not titled and (size >= _LONGEST or node.css_first("hr") is not None):
        return False
    if any(_begins_with_label(child) for child in children(node)):
        return False
    *_, page = (node, *ancestors(node))
    return len(text_of(page)) > _SHARE * size


def _begins_with_label(node: LexborNode) -> bool:
    """Whether an element has a label for its first line and goes on: it is the box then."""
    line = first_line(node)
    return is_notes_label(line) and text_of(node) != line


def is_notes_label(text: str) -> bool:
    """Whether a line does nothing but announce a note of the author: `A note from Ann`."""
    return len(text) <= _LONGEST_LABEL and _LABEL.match(text) is not None
