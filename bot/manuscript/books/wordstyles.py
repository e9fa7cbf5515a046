"""What the styles of a Word file mean: headings, the title, quotes, letters that are slanted."""

import re
from dataclasses import dataclass

from lxml import etree

from bot.manuscript.books.xhtml import local, unqualified

QUOTE, TITLE, CONTENTS = "Quote", "Title", "Contents"

_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titulo|titolo|rubrik|overskrift|kop|otsikko|nagłówek|"
    r"nadpis|заголовок|標題|标题|見出し|제목)\s*(\d)\Z",
    re.IGNORECASE,
)
_TITLES = {"title", "titel", "titre", "título", "titolo", "tytuł", "otsikko", "название"}
_QUOTES = {"quote", "intense quote", "block text", "quotations", "zitat", "citation", "blockquote"}
_CONTENTS = re.compile(r"toc (?:\d|heading)\Z|contents (?:\d|heading)\Z", re.IGNORECASE)
_DEEPEST = 12
_OFF = {"0", "false", "off", "none"}


@dataclass(frozen=True, slots=True)
class Style:
    """One style with what it has of those it is based on. `level` is a heading's, else 0.

    `role` is QUOTE, TITLE, CONTENTS or empty; `numbering` is the element that numbers
    its paragraphs, `numbered` the id of the style that has it.
    """

    level: int = 0
    role: str = ""
    emphasis: bool = False
    strong: bool = False
    numbering: etree._Element | None = None
    numbered: str | None = None


PLAIN = Style()


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Find an element's child by its name, namespaces aside."""
    if element is None:
        return None
    for one in element:
        if local(one) == name:
            return one
    return None


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """Give an attribute by its name, namespaces aside."""
    if element is None:
        return None
    for key, said in element.items():
        if unqualified(str(key)) == name:
            return str(said)
    return None


def is_on(element: etree._Element | None) -> bool | None:
    """Whether a switch such as italics is on; None where it isn't there."""
    return None if element is None else (value(element) or "1") not in _OFF


class Styles:
    """The styles of a file by their ids."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._known: dict[str, Style] = {}
        self._usual: set[str] = set()
        for element in root if root is not None else ():
            if local(element) == "style":
                name = value(element, "styleId") or ""
                self._elements.setdefault(name, element)
                if value(element, "default") in {"1", "true", "on"}:
                    self._usual.add(name)

    def style(self, name: str | None) -> Style:
        """Give the style with an id; the plain one if there is none."""
        if name is None or name in self._usual:
            return PLAIN
        if name not in self._known:
            self._known[name] = self._style(name)
        return self._known[name]

    def _style(self, name: str) -> Style:
        """Put a style together from those it is based on."""
        trail: list[etree._Element] = []
        element = self._elements.get(name)
        while element is not None and len(trail) < _DEEPEST:
            trail.append(element)
            based = value(child(element, "basedOn"))
            element = None if based in self._usual else self._elements.get(based or "")
        if not trail:
            return Style(level=_level_by_name(name))
        numbering = next((one for one in trail if _numbers(one) is not None), None)
        called = [value(child(one, "name")) or "" for one in trail]
        return Style(
            level=next((level for one in trail if (level := _level(one)) is not None), 0),
            role=next((role for one in called if (role := _role(one))), ""),
            emphasis=_switch(trail, "i"),
            strong=_switch(trail, "b"),
            numbering=_numbers(numbering) if numbering is not None else None,
            numbered=value(numbering, "styleId"),
        )


def _switch(trail: list[etree._Element], name: str) -> bool:
    states = (is_on(child(child(one, "rPr"), name)) for one in trail)
    return next((state for state in states if state is not None), False)


def _numbers(element: etree._Element) -> etree._Element | None:
    return child(child(element, "pPr"), "numPr")


def outline(properties: etree._Element | None) -> int | None:
    """The level of a heading that properties of a paragraph name: 0 for none, None for no word."""
    said = value(child(properties, "outlineLvl"))
    if said is None or not said.isdecimal():
        return None
    return min(int(said) + 1, 6) if int(said) < 9 else 0


def _level(element: etree._Element) -> int | None:
    said = outline(child(element, "pPr"))
    if said is not None:
        return said
    return _level_by_name(value(child(element, "name")) or "") or None


def _level_by_name(name: str) -> int:
    found = _HEADING.match(name)
    return min(int(found[1]), 6) if found and found[1] != "0" else 0


def _role(name: str) -> str:
    if name.casefold() in _TITLES:
        return TITLE
    if name.casefold() in _QUOTES:
        return QUOTE
    return CONTENTS if _CONTENTS.match(name) else ""
