"""The styles of footnote markers: how each is written, and the key that it shares with its note."""

import re
from enum import StrEnum


class Style(StrEnum):
    """A way of writing markers, named as the group of a pattern."""

    ROUND = "round"
    SQUARE = "square"
    CARET = "caret"
    CURLY = "curly"
    NAMED = "named"
    STARRED = "starred"
    LETTER = "letter"
    ROUND_LETTER = "roundletter"
    RAISED = "raised"
    SIGN = "sign"
    POWER = "power"
    WIDE = "wide"
    LENTICULAR = "lenticular"
    SHELL = "shell"
    NOTED = "noted"
    CIRCLED = "circled"
    REFERENCE = "reference"
    SPOKEN = "spoken"
    """No marker's: a definition that calls itself one, `[Footnote 3: …]` or `Note 3.`"""
    LISTED = "listed"
    """No marker's: a definition numbered as lists are, `1.` or `1)`."""
    GLUED = "glued"
    """Figures right behind a word. Only a row of notes with their numbers makes them markers."""


_RAISED = "⁰¹²³⁴-⁹"
_CIRCLES = "".join(
    map(chr, (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0)))
)
"""The figures in circles, from 1 to 50."""
_PATTERNS = (
    rf"\((?P<{Style.ROUND}>\d{{1,5}})\)",
    rf"\^?\[(?P<{Style.SQUARE}>\d{{1,5}}[a-z]?)\]",
    rf"\[\^(?P<{Style.CARET}>[^\]\[\s]{{1,40}})\]",
    rf"\{{(?P<{Style.CURLY}>\d{{1,5}}[a-z]?)\}}",
    rf"[\[(](?i:fn|foot\s?note|end\s?note|note|n)[#.\s]{{0,2}}(?P<{Style.NAMED}>\d{{1,5}})[\])]",
    rf"[\[(](?P<{Style.STARRED}>\*{{1,4}}|[†‡§]{{1,2}})[\])]",
    rf"\[(?P<{Style.LETTER}>[A-Za-z])\]",
    rf"\((?P<{Style.ROUND_LETTER}>[a-rt-z])\)",  # a boat(s)
    rf"(?P<{Style.RAISED}>[{_RAISED}]{{1,5}}|⁽[{_RAISED}]{{1,5}}⁾)",
    rf"(?P<{Style.SIGN}>\*{{1,4}}|[†‡§]{{1,2}})",
    rf"\^(?P<{Style.POWER}>\d{{1,5}}|\{{\d{{1,5}}\}}|\(\d{{1,5}}\))",
    # What Chinese and Japanese books have; 〔2020〕 is a year, and （1） numbers what a text lists.
    rf"［(?P<{Style.WIDE}>\d{{1,3}})］",
    rf"【(?P<{Style.LENTICULAR}>\d{{1,3}})】",
    rf"〔(?P<{Style.SHELL}>\d{{1,3}})〕",
    rf"[（(［\[【〔][注註]\s?(?P<{Style.NOTED}>\d{{1,3}})[）)］\]】〕]",
    rf"(?P<{Style.CIRCLED}>[{_CIRCLES}])",
    rf"※(?P<{Style.REFERENCE}>\d{{1,3}})",
)
ANY = "|".join(_PATTERNS)
MARK = re.compile(ANY)
_KEYS = {
    Style.ROUND: "({})",
    Style.SQUARE: "[{}]",
    Style.CARET: "[^{}]",
    Style.CURLY: "{{{}}}",
    Style.NAMED: "[note {}]",
    Style.STARRED: "[{}]",
    Style.LETTER: "[{}]",
    Style.ROUND_LETTER: "({})",
    Style.RAISED: "{}",
    Style.SIGN: "{}",
    Style.POWER: "^{}",
    Style.WIDE: "［{}］",
    Style.LENTICULAR: "【{}】",
    Style.SHELL: "〔{}〕",
    Style.NOTED: "（注{}）",
    Style.CIRCLED: "{}",
    Style.REFERENCE: "※{}",
    Style.SPOKEN: "footnote {}",
    Style.LISTED: "{}.",
    Style.GLUED: "{}",
}
_FIGURES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹０１２３４５６７８９", "0123456789" * 2, "⁽⁾{}()")
_IN_CIRCLES = {circle: str(number) for number, circle in enumerate(_CIRCLES, start=1)}
_RAISED_FIGURES = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

NUMBERED = (
    *(Style.NAMED, Style.SQUARE, Style.ROUND, Style.CURLY, Style.RAISED, Style.POWER),
    Style.CARET,
    Style.GLUED,
    *(Style.NOTED, Style.WIDE, Style.LENTICULAR, Style.SHELL, Style.CIRCLED, Style.REFERENCE),
)
"""The styles whose markers are numbers; in doubt the first."""
LETTERED = (Style.LETTER, Style.ROUND_LETTER)
SIGNED = (Style.STARRED, Style.SIGN)
BRACKETED = frozenset({Style.WIDE, Style.LENTICULAR, Style.SHELL, Style.NOTED})
"""Styles of Chinese and Japanese whose markers have brackets of their own."""
PLAIN = frozenset({Style.CIRCLED, Style.REFERENCE})
"""Those that have none, and may number what a text lists."""
AMBIGUOUS = frozenset(
    {*LETTERED, *PLAIN, Style.RAISED, Style.SIGN, Style.POWER, Style.SPOKEN, Style.LISTED}
)
"""Styles that mean something else too often to be taken without their other half."""
UNLIKELY = AMBIGUOUS | BRACKETED | {Style.STARRED, Style.NAMED}
"""Styles whose orphans are not worth a warning where no note has the like."""


def style_of(mark: re.Match[str]) -> Style:
    """Give the style of what `MARK` found."""
    assert mark.lastgroup is not None
    return Style(mark.lastgroup)


def label_of(mark: re.Match[str]) -> str:
    """Give what stands in the brackets of what `MARK` found, in plain figures."""
    label = mark[mark.lastgroup or 0]
    if label in _IN_CIRCLES:
        return _IN_CIRCLES[label]
    return label.translate(_FIGURES) if label[0] in "{(⁽⁰¹²³⁴⁵⁶⁷⁸⁹０１２３４５６７８９" else label


def key_of(style: Style, label: str) -> str:
    """Give the key of a marker in a style."""
    if style is Style.CIRCLED and label.isdecimal() and 0 < int(label) <= len(_CIRCLES):
        return _CIRCLES[int(label) - 1]
    raised = style is Style.RAISED
    return _KEYS[style].format(label.translate(_RAISED_FIGURES) if raised else label)


def styles_for(label: str) -> tuple[Style, ...]:
    """Give the styles whose markers may have a label, in doubt the first."""
    if label.isdecimal():
        return NUMBERED
    if label[:1].isdecimal():
        return (Style.SQUARE, Style.CURLY)
    return LETTERED if label.isalpha() else SIGNED
