"""Where a text may hold a footnote marker, and what a definition begins with.

The styles: `(1)`, `[1]`, `[^1]`, `{1}`, `[*]` and `(†)`, raised figures, and `*`, `**`, `†`, `‡`
behind a word. The last two are taken only where marker and definition are both there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_ROUND = r"\((?P<{0}round>\d{{1,3}})\)"
_SQUARE = r"\[(?P<{0}square>\d{{1,3}})\]"
_CARET = r"\[\^(?P<{0}caret>[^\]\[\s]{{1,40}})\]"
_CURLY = r"\{{(?P<{0}curly>\d{{1,3}})\}}"
_STARRED = r"[\[(](?P<{0}starred>\*{{1,3}}|[†‡§])[\])]"
_RAISED = r"(?P<{0}raised>[⁰¹²³⁴-⁹]{{1,3}})"
_SIGN = r"(?P<{0}sign>\*{{1,3}}|[†‡])"
_ANY = "|".join((_ROUND, _SQUARE, _CARET, _CURLY, _STARRED, _RAISED, _SIGN)).format("")
_MARK = re.compile(_ANY)
_HOLDS_ANY = re.compile(r"[\[({⁰¹²³⁴-⁹*†‡]")
_DEFINITION = re.compile(rf"(?:{_ANY})(?P<colon>:)?\.?\s*(?:[-–—=]+\s+)?(?=\S)")
_LAST_WORD = re.compile(r"([\w'’-]*)([^\w\s]*)(\s*)\Z")
_FIGURES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED_FIGURES = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LISTED = re.compile(r"(\d{1,3})(?:[.):]\s*|\s+)(?=[^\W\d]|[\"“‘'*_])")
_KEYS = {"round": "({})", "square": "[{}]", "curly": "{{{}}}", "raised": "{}"}

_PLACES = {
    *("section", "sections", "sec", "chapter", "chapters", "page", "pages", "part", "paragraph"),
    *("figure", "fig", "table", "article", "clause", "rule", "step", "item", "items", "point"),
    *("no", "nr", "number", "line", "verse", "note", "notes", "footnote", "question", "option"),
    *(
        "type",
        "class",
        "level",
        "volume",
        "book",
        "example",
        "case",
        "form",
        "version",
        "subsection",
    ),
}
AMBIGUOUS = {"raised", "sign"}
"""Styles that mean something else too often to be taken without their other half."""
UNLIKELY = AMBIGUOUS | {"starred"}
"""Styles whose orphans are not worth a warning where no note has the like."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of a text that may be a marker. It is sure where nothing but a marker stands so.

    A listed one seems to number what a sentence lists.
    """

    start: int
    end: int
    style: str
    key: str
    label: str
    sure: bool
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """What a definition begins with; its words follow at `end`."""

    end: int
    style: str
    key: str
    label: str
    colon: bool

    @property
    def number(self) -> int | None:
        """Its number, if it has one."""
        return int(self.label) if self.label.isdecimal() else None


def opening(text: str) -> Opening | None:
    """Give what a paragraph begins with if that may open a definition."""
    found = _DEFINITION.match(text)
    if found is None:
        return None
    style, label = _style(found)
    if style == "sign" and text[found.end() - 1] in "*†‡" and not text[found.end()].isalpha():
        return None
    key = found[0][: found.end(style) + (0 if style in AMBIGUOUS else 1)]
    return Opening(found.end(), style, key, label, bool(found["colon"]))


def listed_opening(text: str) -> Opening | None:
    """Give what a paragraph begins with if that numbers a list: `1.`, `1)`, `1:` or `1 A`."""
    found = _LISTED.match(text)
    return (
        None if found is None else Opening(found.end(), "listed", found[1], found[1], colon=False)
    )


def key_of(style: str, label: str) -> str:
    """Give the key of a numbered marker in a style."""
    return _KEYS[style].format(label.translate(_RAISED_FIGURES) if style == "raised" else label)


def candidates(text: str, start: int = 0) -> list[Candidate]:
    """Give everything in a text from `start` on that may be a marker, run-in lists aside."""
    return [one for one in with_listed(text, start) if not one.listed]


def with_listed(text: str, start: int = 0) -> list[Candidate]:
    """Give everything in a text from `start` on that may be a marker, and the numbers of lists."""
    if not _HOLDS_ANY.search(text, start):
        return []
    found = [candidate for candidate in _graded(text, start) if candidate is not None]
    beside = {
        (one.style, int(one.label)): one for one in found if not one.sure and one.label.isdecimal()
    }
    return [
        replace(one, listed=not one.sure and _in_list(one, beside, text)) if beside else one
        for one in found
    ]


def _graded(text: str, start: int) -> Iterator[Candidate | None]:
    for mark in _MARK.finditer(text, start):
        style, label = _style(mark)
        sure = _grade(text, mark, style)
        if sure is not None:
            yield Candidate(mark.start(), mark.end(), style, mark[0], label, sure)


def _style(mark: re.Match[str]) -> tuple[str, str]:
    """The name of the style that matched, and the label."""
    for style, label in mark.groupdict().items():
        if label is not None and style != "colon":
            return style, label.translate(_FIGURES) if style == "raised" else label
    raise AssertionError


def _grade(text: str, mark: re.Match[str], style: str) -> bool | None:
    """True for a sure marker, False for one that may be, None for what is text."""
    if style == "caret":
        return True
    word, signs, space = _before(text, mark.start())
    after = text[mark.end() : mark.end() + 1]
    row = text[mark.end() : mark.end() + 2].strip()[:1] == "*"  # K* * * is a name left out
    if style in AMBIGUOUS:
        return None if row else _grade_ambiguous(word, signs, space, after)
    if not word and not signs:
        return None  # it begins the paragraph: a definition or a list
    if space:
        return None if word.lower() in _PLACES or signs[-1:] in set("=+*/^") else style != "round"
    if signs[-1:] in set("=+/^({[") or (not signs and len(word) == 1 and word not in "IaO"):
        return None  # f(1), x[2]
    return not after.isalnum()


def _grade_ambiguous(word: str, signs: str, space: str, after: str) -> bool | None:
    """A raised figure or a sign is a marker right behind a word or its punctuation, or not at all.

    mc² and km² are no words, and F*** is one that was begun.
    """
    if space or after.isalnum() or signs[-1:] == "*":
        return None
    if signs:
        return True if word else None
    return True if len(word) > 2 and not word[-1].isdecimal() else None


def _before(text: str, place: int) -> tuple[str, str, str]:
    """The word, the punctuation and the white space before a place."""
    found = _LAST_WORD.search(text[max(0, place - 40) : place])
    if found is None:
        return "", "", ""
    word = found[1].rstrip("_")  # _It ends emphasis._
    return word, found[1][len(word) :] + found[2], found[3]


def _in_list(one: Candidate, beside: dict[tuple[str, int], Candidate], text: str) -> bool:
    """Whether it numbers the items of a run-in list: "(1) rope, (2) salt and (3) bread".

    `beside` holds all that may be in it, by style and number.
    """
    if not one.label.isdecimal():
        return False
    number = int(one.label)
    if number == 1:
        second = beside.get((one.style, 2))
        return second is not None and _follows_pause(text, second.start)
    follows = (one.style, number - 1) in beside or (number == 2 and _begins_list(text, one.style))
    return follows and _follows_pause(text, one.start)


def _follows_pause(text: str, place: int) -> bool:
    word, signs, _ = _before(text, place)
    return signs[-1:] in {",", ";", ":", "."} or (
        not signs and word.lower() in {"and", "or", "then"}
    )


def _begins_list(text: str, style: str) -> bool:
    first = opening(text)
    return first is not None and first.style == style and first.number == 1
