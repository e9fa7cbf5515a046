"""Figures right behind a word, no longer raised: `the lamp.6`, and `6. A bullet` further on.

The notes say so: they count from one, and the number of each stands glued to a word before it, in
the same order. So a size (`MP3`), a page (`p.12`) and a list of steps stay text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.story import Remark, Weight
from bot.manuscript.footnotes.marks import PLACES, Candidate
from bot.manuscript.footnotes.openings import Opening, listed_opening
from bot.manuscript.footnotes.styles import Style, key_of, styles_for
from bot.manuscript.plain.sections import Entry, Role, Section
from bot.manuscript.remarks import excerpt

_GLUED = re.compile(
    r"(?P<word>[^\W\d_]+|\d(?=[.,;:!?]*[_*\"”’»)]))(?P<signs>[.,;:!?'\"”’»)\]_*…⸺\u2060\u200a\u202f\xa0]{0,9})(?<!\s)"
    r"(?P<label>[1-9]\d{0,2})(?![\w%°]|[.,:/-]\d|-\w)"
)
_FEWEST = 2
_SHORTEST = 3  # letters: of a word in capitals that a number may follow as a marker
_MOST_MISSING = 3

_At = tuple[int, int]
"""Where a text stands in a file: the number of its entry, and the place in it."""


@dataclass(slots=True)
class _Row:
    """Definitions that count from one, each with the number of its entry."""

    places: list[int] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.openings[-1].number or 0 if self.openings else 0


def take_glued(sections: Sequence[Section]) -> list[Remark]:
    """Let figures that are glued to words be markers of the notes that have their numbers."""
    entries = [entry for section in sections for entry in section.entries]
    rows = _rows(entries)
    if not rows:
        return []
    glued = dict[int, list[_At]]()
    for number, entry in enumerate(entries):
        for found in _figures(entry):
            glued.setdefault(int(found["label"]), []).append((number, found.start("label")))
    first: _At | None = None
    count = 0
    behind = (-1, 0)
    for row in rows:
        marked = [*_marked(row, glued, behind)]
        if marked and _lacks_the_next(row, rows, glued, marked[-1][1]):
            continue
        if len(marked) >= _FEWEST and len(marked) * 10 >= len(row.places) * 9:
            behind = marked[-1][1]
            first = first or marked[0][1]
            count += len(marked)
            _take(entries, row, marked)
    return [_remark(entries[first[0]], first[1], count)] if first is not None else []


def _figures(entry: Entry) -> Iterator[re.Match[str]]:
    if entry.role is not Role.PROSE:
        return
    for found in _GLUED.finditer(entry.lump.text):
        word, signs = found["word"], found["signs"].strip("_*")
        short = len(word) == 1 or (word.isupper() and len(word) < _SHORTEST)
        other = (short and signs in {"", "."}) or word.lower() in PLACES
        if word.isdecimal() or not other:
            yield found


def _rows(entries: Sequence[Entry]) -> list[_Row]:
    """The rows of definitions that count from one and that no marker of their own kind cites."""
    cited = {(one.style, one.label) for entry in entries for one in entry.candidates if one.sure}
    rows: list[_Row] = []
    latest: dict[Style, _Row] = {}
    for place, entry in enumerate(entries):
        found = entry.opening or listed_opening(entry.lump.text)
        if entry.role is not Role.PROSE or found is None or not found.number:
            continue
        styles = styles_for(found.label) if found.style is Style.SPOKEN else (found.style,)
        if any((style, found.label) in cited for style in styles):
            continue
        row = latest.get(found.style)
        if found.number == 1:
            row = latest[found.style] = _Row()
            rows.append(row)
        if row is not None and 0 < found.number - row.last <= _MOST_MISSING:
            row.places.append(place)
            row.openings.append(found)
    return [row for row in rows if len(row.places) >= _FEWEST]


def _marked(row: _Row, glued: dict[int, list[_At]], behind: _At) -> Iterator[tuple[int, _At]]:
    """Yield the numbers of a row that stand glued to words in order, each before its note."""
    for place, opened in zip(row.places, row.openings, strict=True):
        number = opened.number or 0
        places = glued.get(number, [])
        following = bisect_right(places, behind)
        if following < len(places) and places[following][0] < place:
            behind = places[following]
            yield number, behind


def _lacks_the_next(
    row: _Row, rows: Sequence[_Row], glued: dict[int, list[_At]], behind: _At
) -> bool:
    """Whether figures count on right before a row that ends: the notes are those further down.

    So a list in the text, with the numbers of the first notes, takes none of their markers.
    """
    number = row.last + 1
    if rows[-1].places[0] <= row.places[-1] or rows[-1].last < number:
        return False
    places = glued.get(number, [])
    following = bisect_right(places, behind)
    if following == len(places) or places[following][0] >= row.places[0]:
        return False
    again = glued.get(1, [])
    anew = bisect_right(again, behind)
    return anew == len(again) or places[following] < again[anew]


def _take(entries: Sequence[Entry], row: _Row, marked: Sequence[tuple[int, _At]]) -> None:
    for number, (place, start) in marked:
        label = str(number)
        key = key_of(Style.GLUED, label)
        one = Candidate(start, start + len(label), Style.GLUED, key, label, sure=True)
        entries[place].candidates = [*entries[place].candidates, one]
    for place, opened in zip(row.places, row.openings, strict=True):
        key = key_of(Style.GLUED, opened.label)
        style = Style.SPOKEN if opened.style is Style.SPOKEN else Style.GLUED
        entries[place].opening = replace(opened, style=style, key=key, explicit=True)


def _remark(entry: Entry, place: int, count: int) -> Remark:
    line = entry.lump.line_at(place)
    words = excerpt(entry.lump.text[max(0, place - 30) : place + 3])
    message = (
        f"Figures right behind a word taken for the markers of notes with these numbers: "
        f"{count}, first “{words}”"
    )
    return Remark("figures-as-markers", line, message, Weight.CHOICE)
