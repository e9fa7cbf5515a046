"""What to say of markers without a note, and of notes without a marker."""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from bot.domain.story import Remark, Text, Weight
from bot.manuscript.draft import DraftChapter, DraftParagraph, Mark, Note, Piece
from bot.manuscript.remarks import excerpt

_CONTEXT = 6
"""How many words before a marker a remark quotes."""
_MOST_IN_ROW = 20
"""How many pieces of text and marks share their brackets at most."""
_MANY = 3
"""So many markers of one style tell that numbers in other brackets are none."""


def everything(chapters: Sequence[DraftChapter]) -> Iterator[DraftParagraph]:
    """Yield the paragraphs of chapters and of their notes."""
    for chapter in chapters:
        yield from chapter.paragraphs()
        for note in chapter.notes():
            yield from note.paragraphs


def unused(note: Note) -> Remark:
    """Remark that nothing points to a note."""
    message = f"Nothing points to the note {note.key}: {_words(note)}"
    return Remark("definition-unused", note.line, message)


def _words(note: Note) -> str:
    return excerpt("".join(_letters(run) for part in note.paragraphs for run in part.runs))


def unmatched(chapters: Sequence[DraftChapter]) -> tuple[list[Mark], list[Remark]]:
    """Give the sure marks that were not paired with a note, and what to say of them.

    They stand in a row of numbers with others, or begin one: `haha(8)` is no marker where there is
    no 7 of its kind. Nor is `(1)` one where all the notes are numbered otherwise. Of those that
    share their brackets it is said once.
    """
    parts = [*everything(chapters)]
    known = {mark.key for part in parts for mark in part.marks() if mark.sure}
    noted = {note.key for chapter in chapters for note in chapter.notes()}
    known |= noted
    forms = {_form(note.key, note.label) for chapter in chapters for note in chapter.notes()}
    paired = Counter(
        _form(mark.key, mark.label) for part in parts for mark in part.marks() if mark.note
    )
    others = any(count >= _MANY for count in paired.values())
    found: list[Mark] = []
    remarks: list[Remark] = []
    for part in parts:
        rows: set[int] = set()
        for place, mark in enumerate(part.runs):
            if not isinstance(mark, Mark) or not mark.sure or mark.note is not None:
                continue
            meant = mark.linked or not others or _form(mark.key, mark.label) in forms
            meant = meant and not _is_pair_of_numbers(mark)
            if meant and _in_row(mark, known):
                found.append(mark)
                if mark.row not in rows:
                    remarks.append(_unmatched(part.runs, place, noted))
                rows.update({mark.row} - {-1})
    return found, remarks


def _is_pair_of_numbers(mark: Mark) -> bool:
    """Whether it is one of `(1, 2)`, which means a lot of things if it is no marker."""
    return mark.row >= 0 and mark.key.startswith("(")


def unusual(chapters: Sequence[DraftChapter]) -> list[Remark]:
    """Say where numbering starts again, and where notes at the end serve chapters before them."""
    linked = {
        id(mark.note) for part in everything(chapters) for mark in part.marks() if _linked(mark)
    }
    typed = [
        [note for note in chapter.notes() if id(note) not in linked and note.label.isdecimal()]
        for chapter in chapters
    ]
    return [*_restarts([note for notes in typed for note in notes]), *_at_the_end(chapters, typed)]


def _linked(mark: Mark) -> bool:
    return mark.linked or mark.key.startswith("[^")


def _restarts(notes: Sequence[Note]) -> Iterator[Remark]:
    again = [note for before, note in pairwise(notes) if int(note.label) <= int(before.label)]
    if again:
        first = again[0]
        often = "once" if len(again) == 1 else f"{len(again)} times"
        message = (
            f"The numbers of the notes start again {often}; they were paired in order. "
            f"The first such note: {_words(first)}"
        )
        yield Remark("note-numbers-restart", first.line, message, Weight.CHOICE)


def _at_the_end(
    chapters: Sequence[DraftChapter], typed: Sequence[Sequence[Note]]
) -> Iterator[Remark]:
    home = {id(note): number for number, notes in enumerate(typed) for note in notes}
    away = {
        id(mark.note)
        for number, chapter in enumerate(chapters)
        for part in chapter.paragraphs()
        for mark in part.marks()
        if mark.note is not None and home.get(id(mark.note), number) != number
    }
    served = [note for notes in typed for note in notes if id(note) in away]
    if served:
        first = served[0]
        many = "One note stands" if len(served) == 1 else f"{len(served)} notes stand"
        message = f"{many} in another chapter than what cites them. The first: {_words(first)}"
        yield Remark("notes-at-the-end", first.line, message, Weight.CHOICE)


def _unmatched(runs: Sequence[Piece], place: int, noted: AbstractSet[str]) -> Remark:
    """What to say of the mark at a place, and of those that share its brackets.

    `noted` are the keys of all notes.
    """
    mark = runs[place]
    assert isinstance(mark, Mark)
    near = range(max(0, place - _MOST_IN_ROW), min(place + _MOST_IN_ROW, len(runs)))
    row = [at for at in near if _share(runs[at], mark)] or [place]
    raw = "".join(map(_letters, runs[row[0] : row[-1] + 1]))
    before = "".join(map(_letters, runs[max(0, row[0] - 4) : row[0]]))
    words = " ".join(before[-200:].split()[-_CONTEXT:])
    said = f"The marker {raw} has no note of its own, so it stays in the text"
    if len(row) > 1:
        keys = {run.key for at in row if isinstance(run := runs[at], Mark)}
        lack = "don't all have a note" if keys & noted else "have no notes"
        said = f"The markers {raw} {lack} of their own, so they stay in the text"
    return Remark("marker-unmatched", mark.line, f"{said}: {words}{raw}")


def _share(run: Piece, mark: Mark) -> bool:
    """Whether a piece stands in the brackets of a mark."""
    return isinstance(run, Mark) and run.row == mark.row >= 0


def _letters(run: Piece) -> str:
    return run.text if isinstance(run, Text) else run.raw


def _form(key: str, label: str) -> str:
    """A key without its number: `(#)`."""
    return key.replace(label, "#") if label.isdecimal() else key


def _in_row(mark: Mark, known: set[str]) -> bool:
    if mark.linked or not mark.label.isdecimal() or mark.key.startswith("[^"):
        return True
    number = int(mark.label)
    return number == 1 or mark.key.replace(mark.label, str(number - 1)) in known
