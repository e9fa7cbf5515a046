"""Emphasis in plain text, where it is unmistakable.

`_word_`, `*word*`, `**word**` and `***word***`: one pair around whole words, the same on both
sides, none of its kind between; asterisks on one line, and `=bold=` as Project Gutenberg has it.
`*snorts*` is emphasis, for that is what writers of fan fiction mean by it. Everything else stays as
it is typed: `F***`, `**** you`, `* * *`, `snake_case`, `__init__`, `5 * 3 * 2`, `=o=`. Only the
signs go, never a letter.
"""

import re
from dataclasses import dataclass

_OPENING = r"(?<![\w*_=\\])"
_FIRST = r"(?=[\w\"'“‘«¡¿(\[…—-])"
_NOTE_FIRST = r"(?=[*†‡§]{1,4}[^\W\d_][^*_]{0,3000}_)"  # _*A note in italics, its sign too._
_CLOSING = r"(?<=[\w\"'”’».,;:!?)\]…—-])"
_PAIR = re.compile(
    rf"{_OPENING}(?:"
    rf"(?P<stars>\*{{1,3}}){_FIRST}(?P<starred>[^*\n]{{1,600}}){_CLOSING}(?P=stars)(?![\w*])"
    rf"|(?P<bars>=)(?=[^\W\d])(?P<barred>[^=\n]{{2,200}}){_CLOSING}=(?![\w=])"
    rf"|(?P<lines>_)(?:{_FIRST}|{_NOTE_FIRST})(?P<lined>[^_]{{1,3000}}){_CLOSING}(?P=lines)(?:(?!\w)|(?=\d{{1,3}}(?!\w)))"
    r")"
)
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text, signs left out, with its style."""

    start: int
    end: int
    emphasis: bool = False
    strong: bool = False


def stretches(text: str) -> list[Stretch]:
    """Give the parts of a text in order with their style."""
    if "*" not in text and "_" not in text and "=" not in text:
        return [Stretch(0, len(text))]
    return _within(text, 0, len(text), emphasis=False, strong=False)


def _within(text: str, start: int, end: int, *, emphasis: bool, strong: bool) -> list[Stretch]:
    found: list[Stretch] = []
    at = start
    for pair in _PAIR.finditer(text, start, end):
        name = "starred" if pair["stars"] else "lined" if pair["lines"] else "barred"
        if not _LETTER.search(pair[name]):
            continue
        signs = len(pair["stars"] or pair["lines"] or "==")  # =bold=
        if pair.start() > at:
            found.append(Stretch(at, pair.start(), emphasis, strong))
        found += _within(
            text,
            pair.start(name),
            pair.end(name),
            emphasis=emphasis or signs != 2,
            strong=strong or signs >= 2,
        )
        at = pair.end()
    if at < end:
        found.append(Stretch(at, end, emphasis, strong))
    return found
