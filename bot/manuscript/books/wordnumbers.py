"""The numbers that a word processor writes before headings by itself: `Chapter 1`, `IV.`, `2.1`.

They stand nowhere in the text: a list in another part of the file says what they look like, and
each paragraph of the list, heading or not, counts on.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from string import ascii_uppercase

from lxml import etree

from bot.manuscript.books.wordstyles import Style, Styles, child, is_on, value
from bot.manuscript.books.xhtml import local
from bot.manuscript.numerals import in_words, roman

_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_MOST = 3999  # no story counts further, and no numeral of the Romans goes on
_MOST_LETTERS = 26 * 9


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: `text` is what is written, %1 in it the number of the first level."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    style: str | None = None
    in_digits: bool = False
    restarts_after: int | None = None


@dataclass(slots=True)
class _Count:
    """How far a list has counted, level by level; `begun` are the numberings that used it."""

    numbers: dict[int, int] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)


class Numbers:
    """Counts the numbered paragraphs of a document; ask for all of them, in their order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        elements = list(root) if root is not None else []
        self._lists = {
            value(one, "abstractNumId") or "": one
            for one in elements
            if local(one) == "abstractNum"
        }
        self._nums = {value(one, "numId") or "": one for one in elements if local(one) == "num"}
        self._known: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._counts: dict[str, _Count] = {}

    def label(self, own: etree._Element | None, style: Style) -> str:
        """What stands before a paragraph by its own numbering or its style's; empty for nothing."""
        said = child(own, "numId")
        named = style.numbering if said is None else own
        name = value(child(named, "numId")) or ""
        if name not in self._nums:
            return ""
        counted, levels = self._numbering(name)
        at = _level_of(own, style, levels)
        if at not in levels:
            return ""
        count = self._counts.setdefault(counted, _Count())
        if name not in count.begun:
            count.begun.add(name)
            for level in _starts(self._nums[name]):
                count.numbers.pop(level, None)
        _count_on(count.numbers, levels, at)
        return _written(count.numbers, levels, at)

    def _numbering(self, name: str) -> tuple[str, dict[int, _Level]]:
        """The list that a numbering counts in, and its levels as the numbering has them."""
        if name not in self._known:
            num = self._nums[name]
            counted = self._list_of(num)
            levels = _levels(self._lists.get(counted))
            for change in num:
                changed = child(change, "lvl") if local(change) == "lvlOverride" else None
                levels |= _levels([changed] if changed is not None else None)
            for at, start in _starts(num).items():
                if at in levels:
                    levels[at] = replace(levels[at], start=start)
            self._known[name] = counted, levels
        return self._known[name]

    def _list_of(self, num: etree._Element) -> str:
        """The name of the list behind a numbering, and behind the style that it leads to."""
        name = value(child(num, "abstractNumId")) or ""
        link = value(child(self._lists.get(name), "numStyleLink"))
        linked = self._styles.style(link).numbering if link else None
        behind = self._nums.get(value(child(linked, "numId")) or "")
        return (value(child(behind, "abstractNumId")) or name) if behind is not None else name


def _level_of(own: etree._Element | None, style: Style, levels: Mapping[int, _Level]) -> int:
    """The level of a paragraph; one that only its style tells of is the level that names it."""
    said = value(child(own if own is not None else style.numbering, "ilvl"))
    level = int(said) if said is not None and said.isdecimal() else 0
    if own is not None and said is not None:
        return level
    named = (at for at, one in levels.items() if one.style and one.style == style.numbered)
    return next(named, level)


def _starts(num: etree._Element) -> dict[int, int]:
    """The levels that a numbering begins anew, and with which number."""
    found: dict[int, int] = {}
    for change in num:
        start = value(child(change, "startOverride"))
        at = value(change, "ilvl")
        if start and at and start.isdecimal() and at.isdecimal():
            found[int(at)] = int(start)
    return found


def _levels(elements: Iterable[etree._Element] | None) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for one in elements if elements is not None else ():
        at = value(one, "ilvl") or ""
        if local(one) != "lvl" or not at.isdecimal() or int(at) >= _LEVELS:
            continue
        start = value(child(one, "start")) or ""
        restart = value(child(one, "lvlRestart")) or ""
        found[int(at)] = _Level(
            start=int(start) if start.isdecimal() else 1,
            form=value(child(one, "numFmt")) or "decimal",
            text=value(child(one, "lvlText")) or "",
            style=value(child(one, "pStyle")),
            in_digits=bool(is_on(child(one, "isLgl"))),
            restarts_after=int(restart) if restart.isdecimal() else None,
        )
    return found


def _count_on(numbers: dict[int, int], levels: Mapping[int, _Level], at: int) -> None:
    """Count a paragraph at a level; the levels below it begin again."""
    numbers[at] = numbers[at] + 1 if at in numbers else levels[at].start
    for below in [level for level in numbers if level > at]:
        after = levels[below].restarts_after if below in levels else None
        if after is None or at < after:
            del numbers[below]
    for above in range(at):
        if above in levels:
            numbers.setdefault(above, levels[above].start)


def _written(numbers: Mapping[int, int], levels: Mapping[int, _Level], at: int) -> str:
    level = levels[at]
    if level.form == "bullet":
        return ""

    def number(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        if place not in numbers or place not in levels:
            return ""
        return _in_form(numbers[place], "decimal" if level.in_digits else levels[place].form)

    return " ".join(_PLACE.sub(number, level.text).split())


def _in_form(number: int, form: str) -> str:
    """Write a number in the form of its level, in digits where the form is a rare one."""
    write = _FORMS.get(form)
    return str(number) if write is None else write(min(number, _MOST))


def _letter(number: int) -> str:
    """The letter of a number: behind Z come AA and BB."""
    times, letter = divmod((max(number, 1) - 1) % _MOST_LETTERS, len(ascii_uppercase))
    return ascii_uppercase[letter] * (times + 1)


_FORMS: Mapping[str, Callable[[int], str]] = {
    "none": lambda _number: "",
    "bullet": lambda _number: "",
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "cardinalText": lambda number: in_words(number).capitalize(),
    "ordinalText": lambda number: in_words(number, ordinal=True).capitalize(),
    "decimalZero": lambda number: f"{number:02}",
}
