"""Definitions numbered in another style than their markers: `word[1]` and `1. A note`.

A row that counts from one at a chapter's end, set apart from its text, belongs to the numbered
markers before it if they are of one style and no definition in the file is of that style.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.manuscript.headings import Rank, recognise
from bot.manuscript.marks import Opening, key_of, listed_opening
from bot.manuscript.sections import Entry, Role, Section

_NUMBERED = {"round", "square", "curly", "raised"}


def restyle(sections: Sequence[Section], gap: int) -> None:
    """Let such rows open definitions of the style of their markers."""
    cited: dict[str, set[int]] = {}
    for one in (one for section in sections for one in _cited(section.entries)):
        cited.setdefault(one[0], set()).add(one[1])
    entries = [entry for section in sections for entry in section.entries]
    opened = {entry.opening.style for entry in entries if entry.opening is not None}
    styles = {style for style in cited if 1 in cited[style]}
    if len(styles) != 1 or styles & opened:
        return
    [style] = styles
    for section in sections:
        last = section is sections[-1]
        row = _row(section.entries, gap, set(cited) - {style})
        here = {number for name, number in _cited(section.entries) if name == style}
        if row and 1 in (cited[style] if last else here):
            for entry, found in row:
                entry.opening = replace(found, style=style, key=key_of(style, found.label))


def _cited(entries: Sequence[Entry]) -> Iterator[tuple[str, int]]:
    """The style and number of everything that is sure to be a numbered marker."""
    for entry in entries:
        for one in entry.candidates:
            if one.sure and one.style in _NUMBERED:
                yield one.style, int(one.label)


def _row(entries: Sequence[Entry], gap: int, others: set[str]) -> list[tuple[Entry, Opening]]:
    """The entries that end a chapter and count from one, with what they begin with."""
    row: list[tuple[Entry, Opening]] = []
    for place in range(len(entries) - 1, -1, -1):
        found = _numbered(entries[place])
        if found is None or found.style in others:
            return []
        if row and (
            found.style != row[-1][1].style or found.number != (row[-1][1].number or 0) - 1
        ):
            return []
        row.append((entries[place], found))
        if found.number == 1:
            return row[::-1] if place and _is_set_apart(entries, place, gap) else []
    return []


def _numbered(entry: Entry) -> Opening | None:
    if entry.role is not Role.PROSE:
        return None
    if entry.opening is not None:
        return entry.opening if entry.opening.number is not None else None
    return listed_opening(entry.lump.text)


def _is_set_apart(entries: Sequence[Entry], place: int, gap: int) -> bool:
    before = entries[place - 1]
    post = recognise(before.lump.text)
    announced = post is not None and post.rank is Rank.NOTES
    return announced or before.role is Role.ORNAMENT or entries[place].lump.gap > gap
