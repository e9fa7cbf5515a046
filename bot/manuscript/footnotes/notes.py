"""Which paragraphs of plain text are the definitions of notes.

A paragraph that begins with a marker is a definition if a marker with its label stands before it in
the chapter (anywhere in the file for the notes at its end), or if it goes on a row of such, or if
notes are announced by a heading, a ruled line or a gap at the chapter's end. Otherwise it is a
numbered list, or prose.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from bot.domain.story import Remark
from bot.manuscript.footnotes.marks import Candidate, at_end
from bot.manuscript.footnotes.openings import Opening, opening
from bot.manuscript.footnotes.styles import AMBIGUOUS, LETTERED, SIGNED, UNLIKELY, Style, key_of
from bot.manuscript.headings import Rank, is_the_end, recognise
from bot.manuscript.plain.sections import Entry, Role, Section
from bot.manuscript.remarks import excerpt

_MOST_PARAGRAPHS = 4
_MOST_ANNOUNCED = 60
"""How many paragraphs a note may have, otherwise and under a heading that announces notes."""
_MOST_ALONE = 2
_MOST_MISSING = 3
_LEAST_YEAR = 1000
_HEADING = -1  # the place of a section's heading, before its entries


class NoteFinder:
    """Finds the definitions of a file's sections and marks their entries.

    Styles that are `ambiguous` are taken only where marker and definition are both there.
    """

    def __init__(
        self,
        sections: Sequence[Section],
        gap: int,
        ambiguous: frozenset[Style] = AMBIGUOUS,
    ) -> None:
        self._sections = sections
        self._gap = gap
        self._ambiguous = ambiguous
        _forget_years(sections)
        _forget_letters(sections)
        _forget_lone(sections)
        self._cited = [_places(section) for section in sections]
        self._taken: list[dict[str, int]] = [{} for _ in sections]
        self._latest: dict[Style, int] = {}
        self._lasts = [_last_words(section) for section in sections]
        self._anywhere = {key for cited in self._cited for key in cited}
        self.remarks: list[Remark] = []

    def find(self) -> None:
        """Give every entry that belongs to a note its role."""
        for number, section in enumerate(self._sections):
            place = 0
            while place < len(section.entries):
                place = self._from(number, place)
            self._leave_headings_out(section)
        self._forget_strays()

    def _from(self, number: int, place: int) -> int:
        """Look for a row of definitions at a place; give the place behind it."""
        entries = self._sections[number].entries
        if not _may_open(entries[place]):
            return place + 1
        row = self._row(number, place)
        end = row[-1] + 1
        while end < len(entries) and self._goes_on(entries, row[-1], end):
            end += 1
        if self._is_announced(entries, place):
            end = self._with_the_last(entries, row, end)
        if self._is_real(number, row, end):
            self._take(number, row, end)
        return end

    def _row(self, number: int, place: int) -> list[int]:
        """The places of the definitions in the row that begins here."""
        entries = self._sections[number].entries
        row = [place]
        at = place + 1
        while at < len(entries):
            if _may_open(entries[at]):
                row.append(at)
            elif entries[at].role is Role.NOTES_HEADING:
                pass
            elif not self._goes_on(entries, row[-1], at) and not self._has_more(number, row, at):
                break
            at += 1
        return row

    def _goes_on(self, entries: Sequence[Entry], opened: int, at: int) -> bool:
        """Whether a paragraph is set in under the definition before it."""
        entry = entries[at]
        if entry.role is not Role.PROSE or _may_open(entry):
            return False
        if at == opened + 1 and _opening(entries[opened]).is_all_of(entries[opened].lump.text):
            return True
        margin = entries[opened].lump.indent
        return entry.lump.indent >= margin + 2 and entry.lump.indent > _margin(entries)

    def _has_more(self, number: int, row: list[int], at: int) -> bool:
        """Whether a paragraph, not set in, belongs to a definition because the next one follows.

        Its marker stands before this row, so what is between can only be the note's own text.
        """
        entries = self._sections[number].entries
        last = entries[row[-1]].opening
        if last is None or last.number is None:
            return False
        if entries[at].role in {Role.PROSE, Role.ORNAMENT} and self._is_announced(entries, row[0]):
            return self._comes_soon(entries, last, at)
        if entries[at].role is not Role.PROSE:
            return False
        following = _following(last)
        return self._cites(number, following, row[0]) and self._reaches(entries, following, at)

    def _reaches(self, entries: Sequence[Entry], key: str, at: int) -> bool:
        """Whether the definition with a key follows close behind, and no marker with it before."""
        for ahead in entries[at : at + _MOST_PARAGRAPHS]:
            if ahead.role is not Role.PROSE or ahead.lump.gap > self._gap:
                return False
            if _may_open(ahead) and _opening(ahead).key == key:
                return True
            if any(one.key == key for one in (*ahead.candidates, *ahead.listed)):
                return False
        return False

    def _is_announced(self, entries: Sequence[Entry], place: int) -> bool:
        """Whether a row of definitions stands under a heading that announces notes."""
        return place > 0 and _announces(entries[place - 1])

    def _comes_soon(self, entries: Sequence[Entry], last: Opening, at: int) -> bool:
        """Whether a definition follows, not far on, that goes on the numbers of the last one."""
        for ahead in entries[at : at + _MOST_ANNOUNCED]:
            opened = ahead.opening
            if ahead.role is not Role.PROSE or opened is None or opened.style is not last.style:
                continue
            if 0 < (opened.number or 0) - (last.number or 0) <= _MOST_MISSING:
                return True
        return False

    def _with_the_last(self, entries: Sequence[Entry], row: list[int], end: int) -> int:
        """Where the last note ends: it may have as many paragraphs as another under its heading.

        A note alone there may have one more that closes the chapter: no story goes on behind it.
        """
        most = max((after - before for before, after in pairwise(row)), default=1)
        rest = entries[end:]
        if (
            len(row) == 1
            and len(rest) == 1
            and not (rest[0].aside or is_the_end(rest[0].lump.text))
        ):
            most = _MOST_ALONE
        last = end
        while last < min(len(entries), row[-1] + most):
            if entries[last].role is not Role.PROSE or entries[last].lump.gap > self._gap:
                break
            last += 1
        return last

    def _cites(self, number: int, key: str, place: int) -> bool:
        """Whether a marker stands before a place, or anywhere if this is the last section."""
        last = number == len(self._sections) - 1
        return self._cited_before(number, key, place) or (last and key in self._anywhere)

    def _cited_before(self, number: int, key: str, place: int) -> bool:
        """Whether a marker stands before a place, and behind the last note that it may mean."""
        places = self._cited[number].get(key, [])
        before = bisect_left(places, place)
        return before > 0 and places[before - 1] >= self._taken[number].get(key, _HEADING)

    def _is_real(self, number: int, row: list[int], end: int) -> bool:
        section = self._sections[number]
        openings = [_opening(section.entries[place]) for place in row]
        if openings[0].explicit or self._answers_list(section.entries, row):
            return True
        tail = end > self._lasts[number]
        last = tail and number == len(self._sections) - 1
        for place, opened in zip(row, openings, strict=True):
            if self._cited_before(number, opened.key, row[0]) or self._goes_on_counting(opened):
                return True
            if last and opened.key in self._anywhere and not self._cited_only_inside(opened, row):
                return True
            if place == row[-1] and opened.style in self._ambiguous:
                return False
        return tail and self._is_set_apart(section.entries, row[0])

    def _goes_on_counting(self, opened: Opening) -> bool:
        """Whether it has the number behind that of the last note, and a marker in the file."""
        number = opened.number or 0
        before = self._latest.get(opened.style, 0)
        return number > 1 and number == before + 1 and opened.key in self._anywhere

    def _answers_list(self, entries: Sequence[Entry], row: list[int]) -> bool:
        """Whether definitions stand right under a paragraph that seems to list their numbers."""
        listed = {one.key for one in entries[row[0] - 1].listed} if row[0] else set()
        return len(listed) > 1 and listed <= {_opening(entries[place]).key for place in row}

    def _cited_only_inside(self, opened: Opening, row: list[int]) -> bool:
        """Whether the only markers with a definition's key stand in the row of the last section."""
        *before, final = self._cited
        inside = final.get(opened.key, [0])[0] >= row[0]
        return inside and not any(opened.key in cited for cited in before)

    def _is_set_apart(self, entries: Sequence[Entry], place: int) -> bool:
        before = entries[place - 1] if place else None
        if before is None:
            return False
        announced = before.role is Role.ORNAMENT or _announces(before)
        return announced or entries[place].lump.gap > self._gap

    def _take(self, number: int, row: list[int], end: int) -> None:
        entries = self._sections[number].entries
        taken: dict[str, int] = {}
        for place, behind in zip(row, [*row[1:], end], strict=True):
            opened = _opening(entries[place])
            if opened.style in self._ambiguous and not self._cites(number, opened.key, row[0]):
                continue
            entries[place].role = Role.NOTE
            taken[opened.key] = row[0]
            self._latest[opened.style] = opened.number or 0
            for entry in entries[place + 1 : behind]:
                if entry.role is not Role.NOTES_HEADING:
                    entry.role = Role.NOTE_GOES_ON
        self._taken[number] |= taken

    def _forget_strays(self) -> None:
        """Take what means something else too often for text where no note has the like."""
        entries = [entry for section in self._sections for entry in section.entries]
        keys = {_opening(entry).key for entry in entries if entry.role is Role.NOTE}
        styles = {one.style for entry in entries for one in entry.candidates if one.key in keys}
        styles.difference_update(SIGNED)
        for entry in entries:
            if any(one.style in UNLIKELY for one in entry.candidates):
                entry.candidates = [
                    one
                    for one in entry.candidates
                    if one.style not in UNLIKELY or one.key in keys or one.style in styles
                ]

    def _leave_headings_out(self, section: Section) -> None:
        """Take a line that does nothing but announce notes out of the text, and say so."""
        for entry, following in reversed([*pairwise(section.entries)]):
            over_notes = following.role in {Role.NOTE, Role.NOTES_HEADING}
            if over_notes and entry.role is Role.PROSE and _announces(entry):
                entry.role = Role.NOTES_HEADING
                self.remarks.append(left_out(entry.lump.line, entry.lump.text))


def left_out(line: int, heading: str) -> Remark:
    """Remark that a heading over notes is not part of the text."""
    words = excerpt(heading)
    return Remark("notes-heading-left-out", line, f"Left out the heading over the notes: {words}")


def _places(section: Section) -> dict[str, list[int]]:
    """Where the marks with each key stand in a section, before the first one in its heading."""
    places: dict[str, list[int]] = {}
    in_heading = at_end(section.marked or section.post.title or "")
    if in_heading is not None:
        places[in_heading.key] = [_HEADING]
    for place, entry in enumerate(section.entries):
        for one in entry.candidates:
            places.setdefault(one.key, []).append(place)
    return places


def _forget_years(sections: Sequence[Section]) -> None:
    """Take numbers from a thousand on for text where no note has the number before: `(1914)`."""
    entries = [entry for section in sections for entry in section.entries]
    opened = {entry.opening.key for entry in entries if entry.opening is not None}

    def is_year(one: Candidate | Opening) -> bool:
        number = int(one.label) if one.label.isdecimal() else 0
        if number < _LEAST_YEAR:
            return False
        raised = one.style is Style.RAISED
        before = str(number - 1)
        key = key_of(one.style, before) if raised else one.key.replace(one.label, before)
        return key not in opened

    for entry in entries:
        if entry.role is Role.PROSE and entry.opening is not None and is_year(entry.opening):
            entry.opening = None
        if any(map(is_year, entry.candidates)):
            entry.candidates = [one for one in entry.candidates if not is_year(one)]


def _forget_letters(sections: Sequence[Section]) -> None:
    """Take a letter in brackets for text where no other is beside it: a, b, or a marker."""
    entries = [entry for section in sections for entry in section.entries]
    lettered = [entry for entry in entries if entry.opening and entry.opening.style in LETTERED]
    if not lettered:
        return
    opened = {_opening(entry).key for entry in lettered}
    sure = {one.key for entry in entries for one in entry.candidates if one.sure}
    for entry in lettered:
        style, label = _opening(entry).style, _opening(entry).label
        beside = {key_of(style, chr(ord(label) - 1)), key_of(style, chr(ord(label) + 1))}
        if _opening(entry).key not in sure and not beside & opened:
            entry.opening = None


def _forget_lone(sections: Sequence[Section]) -> None:
    """Take a label without a note beside it for text where no marker stands before: a page's."""
    everywhere: set[str] = set()
    for section in sections:
        here: set[str] = everywhere if section is sections[-1] else set()
        for entry, following in pairwise([*section.entries, None]):
            assert entry is not None
            lone = _may_open(entry) and _opening(entry).is_all_of(entry.lump.text)
            note = following is not None and following.role is Role.PROSE
            if lone and not (note and _opening(entry).key in here) and not _opening(entry).explicit:
                entry.opening = None
            keys = {one.key for one in entry.candidates}
            here |= keys
            everywhere |= keys


def _last_words(section: Section) -> int:
    """The place of the last entry with words of the story or a note in it; -1 if there is none.

    Ornaments have none, nor have notes in a style that a moderator's choice leaves in the text.
    """
    places = range(len(section.entries) - 1, -1, -1)
    return next((at for at in places if not _is_beside(section.entries[at])), -1)


def _is_beside(entry: Entry) -> bool:
    left = entry.opening is None and opening(entry.lump.text) is not None
    return left or entry.role is Role.ORNAMENT


def _margin(entries: Sequence[Entry]) -> int:
    """How far the first paragraphs of a section are set in: its prose does so, too."""
    return min((entry.lump.indent for entry in entries[:8]), default=0)


def _may_open(entry: Entry) -> bool:
    return entry.role is Role.PROSE and entry.opening is not None


def _opening(entry: Entry) -> Opening:
    assert entry.opening is not None
    return entry.opening


def _following(opened: Opening) -> str:
    """The key of the note behind one with a number."""
    number = str((opened.number or 0) + 1)
    own = opened.key == key_of(opened.style, opened.label)
    return key_of(opened.style, number) if own else opened.key.replace(opened.label, number)


def _announces(entry: Entry) -> bool:
    post = recognise(entry.lump.text)
    return post is not None and post.rank is Rank.NOTES
