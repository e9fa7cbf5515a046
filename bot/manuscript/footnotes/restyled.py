"""Definitions numbered in another style than their markers: `word[1]` and `1. A note`.

They belong together if the numbers of the ones are the numbers of the others, nearly all of them.
Else a row that counts from one at a chapter's end, set apart from its text, belongs to the numbered
markers before it if they are of one style and no definition in the file is of that style.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.domain.story import Remark, Weight
from bot.manuscript.footnotes.openings import Opening, listed_opening
from bot.manuscript.footnotes.styles import NUMBERED, SIGNED, Style, key_of
from bot.manuscript.headings import Rank, recognise
from bot.manuscript.plain.sections import Entry, Role, Section
from bot.manuscript.remarks import excerpt

_NEAR = 2
"""How many paragraphs over a note its marker may stand."""


def restyle(sections: Sequence[Section], gap: int) -> None:
    """Let such paragraphs open definitions of the style of their markers."""
    entries = [entry for section in sections for entry in section.entries]
    cited = _cited(entries)
    opened: dict[Style, list[tuple[Entry, Opening]]] = {}
    for entry in entries:
        if entry.opening is not None and entry.role is Role.PROSE:
            opened.setdefault(entry.opening.style, []).append((entry, entry.opening))
    bare = [style for style in NUMBERED if style in cited and style not in opened]
    if not bare:
        return
    opened[Style.LISTED] = [
        (entry, found)
        for entry in entries
        if entry.role is Role.PROSE and entry.opening is None
        if (found := listed_opening(entry.lump.text)) is not None
    ]
    for style in bare:
        for other, row in opened.items():
            if other not in cited and _belong(cited[style], row):
                _rename(row, style)
                return
    _restyle_rows(sections, gap)


def restyle_signs(sections: Sequence[Section]) -> None:
    """Let `*The note` right under `word[*]` have the style of its marker, or the reverse."""
    for section in sections:
        above: list[Entry] = []
        for entry in section.entries:
            found = entry.opening if entry.role is Role.PROSE else None
            if found is None or found.style not in SIGNED:
                above = [*above[1 - _NEAR :], entry]
                continue
            cited = {one.key: one.style for over in above for one in over.candidates}
            keys = [key_of(style, found.label) for style in SIGNED]
            met = next((key for key in keys if key in cited), found.key)
            if found.key not in cited and met != found.key:
                entry.opening = replace(found, style=cited[met], key=met)


def remark_on(sections: Sequence[Section]) -> list[Remark]:
    """Say where notes were taken although they are numbered in another style than their markers."""
    taken = [
        entry
        for section in sections
        for entry in section.entries
        if entry.role is Role.NOTE and entry.opening is not None and entry.opening.restyled
    ]
    if not taken or taken[0].opening is None:
        return []
    first = taken[0]
    message = (
        f"The markers look like {taken[0].opening.key}, their notes begin otherwise "
        f"({len(taken)} of them): {excerpt(first.lump.text)}"
    )
    return [Remark("notes-restyled", first.lump.line, message, Weight.CHOICE)]


def _cited(entries: Sequence[Entry]) -> dict[Style, list[str]]:
    """The numbers of all markers, by their style: the sure ones, or others where none is sure."""
    sure: dict[Style, list[str]] = {}
    spaced: dict[Style, list[str]] = {}
    for entry in entries:
        for one in entry.candidates:
            if one.style in NUMBERED:
                (sure if one.sure else spaced).setdefault(one.style, []).append(one.label)
    return {**spaced, **sure}


def _belong(cited: Sequence[str], row: Sequence[tuple[Entry, Opening]]) -> bool:
    """Whether markers and definitions have the same numbers, one in ten aside."""
    labels = [found.label for _, found in row]
    common = (Counter(cited) & Counter(labels)).total()
    return len(labels) > 1 and common * 10 >= max(len(cited), len(labels)) * 9


def _rename(row: Sequence[tuple[Entry, Opening]], style: Style) -> None:
    for entry, found in row:
        entry.opening = replace(
            found, style=style, key=key_of(style, found.label), explicit=False, restyled=True
        )


def _restyle_rows(sections: Sequence[Section], gap: int) -> None:
    cited: dict[Style, set[int]] = {}
    for style, number in (one for section in sections for one in _numbers(section.entries)):
        cited.setdefault(style, set()).add(number)
    entries = [entry for section in sections for entry in section.entries]
    opened = {entry.opening.style for entry in entries if entry.opening is not None}
    styles = {style for style in cited if 1 in cited[style]}
    if len(styles) != 1 or styles & opened:
        return
    [style] = styles
    for section in sections:
        last = section is sections[-1]
        row = _row(section.entries, gap, set(cited) - {style})
        here = {number for name, number in _numbers(section.entries) if name == style}
        if row and 1 in (cited[style] if last else here):
            _rename(row, style)


def _numbers(entries: Sequence[Entry]) -> Iterator[tuple[Style, int]]:
    """The style and number of everything that is sure to be a numbered marker."""
    for entry in entries:
        for one in entry.candidates:
            if one.sure and one.style in NUMBERED and one.label.isdecimal():
                yield one.style, int(one.label)


def _row(entries: Sequence[Entry], gap: int, others: set[Style]) -> list[tuple[Entry, Opening]]:
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
