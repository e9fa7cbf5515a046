"""Definitions on lines one under the other, without an empty line between."""

from collections.abc import Sequence
from itertools import pairwise

from bot.manuscript.footnotes.openings import Opening, listed_opening, opening
from bot.manuscript.footnotes.styles import Style
from bot.manuscript.plain.lines import Line

_MOST_MISSING = 20
"""By how much the numbers of notes under one another may rise at once."""
_SHORTER = 12
"""How much shorter a line is that was not full than the longest of its block, in letters."""
_LONGEST_LABEL = 30
_SIGNS = "*†‡§"


def cut_at_notes(block: Sequence[Line]) -> list[Sequence[Line]]:
    """Part definitions that stand on lines one under the other, numbered on: (1), (2), (4).

    A number may be missing, and numbering may start again; one far ahead, like a year that begins a
    wrapped line, is none.
    """
    if len(block) > 1 and _labels_notes(block[0].text) and opening(block[1].text) is not None:
        return [block[:1], *cut_at_notes(block[1:])]
    last = opening_in_list(block[0].text)
    if last is None or len(block) == 1:
        return [block]
    longest = max(len(line.text) for line in block)
    pieces: list[list[Line]] = [[block[0]]]
    for before, line in pairwise(block):
        found = opening_in_list(line.text)
        short = len(before.text) < longest - _SHORTER
        if found is not None and _follows(last, found, short=short):
            pieces.append([])
            last = found
        pieces[-1].append(line)
    return list(pieces)


def opening_in_list(text: str) -> Opening | None:
    """What a line begins with: also `1.` or `1)`, but no bare number."""
    listed = listed_opening(text)
    return opening(text) if listed is None or text[len(listed.label)] not in ".):" else listed


def _labels_notes(text: str) -> bool:
    """Whether a line may say what the notes under it are: `Translations:`."""
    return len(text) <= _LONGEST_LABEL and text.endswith(":") and text[0].isupper()


def _follows(last: Opening, found: Opening, *, short: bool) -> bool:
    """Whether a definition stands on a line, and no marker that begins a wrapped one.

    `short` says that the line before it was not full.
    """
    if found.style is not last.style:
        return found.explicit
    if found.explicit and found.style is Style.SPOKEN:
        return True
    if found.number is not None and last.number is not None:
        rises = 0 < found.number - last.number <= _MOST_MISSING
        return rises or (found.number == 1 and short)
    if found.label.isalpha() and last.label.isalpha():
        return ord(found.label[0]) - ord(last.label[0]) == 1 or (found.label in "aA" and short)
    signs = found.label[0] in _SIGNS and last.label[:1] in _SIGNS
    return (signs and found.label != last.label) or short
