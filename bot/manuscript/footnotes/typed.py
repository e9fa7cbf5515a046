"""Finds the notes that an author typed, `word(1)` and `(1) The note`, in sections of a text."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.choices import NoteStyle
from bot.domain.story import Remark
from bot.manuscript.footnotes import restyled
from bot.manuscript.footnotes.glued import take_glued
from bot.manuscript.footnotes.notes import NoteFinder
from bot.manuscript.footnotes.spoken import take_spoken
from bot.manuscript.footnotes.styles import AMBIGUOUS, BRACKETED, Style
from bot.manuscript.plain.sections import Entry, Role, Section
from bot.manuscript.remarks import excerpt

_CHOSEN = {
    NoteStyle.ROUND: {Style.ROUND, Style.ROUND_LETTER, Style.NAMED, Style.NOTED},
    NoteStyle.SQUARE: {Style.SQUARE, Style.LETTER, Style.NAMED, Style.STARRED, *BRACKETED},
    NoteStyle.CARET: {Style.CARET},
    NoteStyle.CURLY: {Style.CURLY},
    NoteStyle.RAISED: {Style.RAISED, Style.POWER, Style.GLUED, Style.CIRCLED},
    NoteStyle.SIGNS: {Style.SIGN, Style.STARRED, Style.REFERENCE},
}
_MAY_BE_GLUED = {NoteStyle.AUTOMATIC, NoteStyle.RAISED}


def find_notes(sections: Sequence[Section], gap: int, choice: NoteStyle) -> list[Remark]:
    """Give every entry that belongs to a note its role, and say what there is to say about it.

    `gap` is how many empty lines stand between most paragraphs.
    """
    styles = _CHOSEN.get(choice)
    for section in sections if choice is not NoteStyle.AUTOMATIC else ():
        for entry in section.entries:
            _keep(entry, styles or set())
    if choice is NoteStyle.NONE:
        return []
    bare = take_glued(sections) if choice in _MAY_BE_GLUED else []
    take_spoken(sections)
    if not bare:
        restyled.restyle(sections, gap)
    restyled.restyle_signs(sections)
    if styles:
        _leave_others(sections, styles | {Style.SPOKEN})
    ambiguous = AMBIGUOUS - styles if styles else AMBIGUOUS
    finder = NoteFinder(sections, gap, ambiguous)
    finder.find()
    return [*bare, *finder.remarks, *restyled.remark_on(sections), *_frames(sections)]


def _frames(sections: Sequence[Section]) -> list[Remark]:
    """Name the words before the labels of notes, and behind them, that are no part of a note."""
    framed = [
        (entry.lump.line, entry.opening.frame)
        for section in sections
        for entry in section.entries
        if entry.role is Role.NOTE and entry.opening is not None and entry.opening.frame
    ]
    if not framed:
        return []
    line, words = framed[0]
    message = f"Left out the words around the labels of notes ({len(framed)}): “{excerpt(words)}”"
    return [Remark("note-labels-left-out", line, message)]


def _leave_others(sections: Sequence[Section], styles: set[Style]) -> None:
    """Take for text what would open a note of another style."""
    for entry in (entry for section in sections for entry in section.entries):
        if entry.opening is not None and entry.opening.style not in styles:
            entry.opening = None


def wanted_keys(sections: Sequence[Section]) -> list[set[str]]:
    """The keys of the notes that no paragraph cites, for each section: a heading may.

    They are those of its own notes, where it has more of a key than markers, and those that are
    cited in no section.
    """
    noted = [_keys_of_notes(section) for section in sections]
    cited = [
        Counter(one.key for entry in section.entries for one in entry.candidates)
        for section in sections
    ]
    nowhere = {key for keys in noted for key in keys}.difference(*cited)
    return [{*(own - here)} | nowhere for own, here in zip(noted, cited, strict=True)]


def _keys_of_notes(section: Section) -> Counter[str]:
    return Counter(
        entry.opening.key
        for entry in section.entries
        if entry.role is Role.NOTE and entry.opening is not None
    )


def _keep(entry: Entry, styles: set[Style]) -> None:
    """Leave an entry the candidates of some styles, all of them sure; other signs are text."""
    entry.candidates = [
        replace(one, sure=True, listed=False)
        for one in (*entry.candidates, *entry.listed)
        if one.style in styles
    ]
    entry.listed = []
    if not styles:
        entry.opening = None
