"""What to say of markers without a note, and of notes without a marker."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.domain.story import Remark, Text
from bot.manuscript.draft import DraftChapter, DraftParagraph, Mark, Note, Piece
from bot.manuscript.remarks import excerpt

_CONTEXT = 6
"""How many words before a marker a remark quotes."""
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
    runs = [run for part in note.paragraphs for run in part.runs]
    words = excerpt("".join(map(_letters, runs)))
    return Remark("definition-unused", note.line, f"Nothing points to the note {note.key}: {words}")


def unmatched(chapters: Sequence[DraftChapter]) -> list[Remark]:
    """Remark on the sure marks that were not paired with a note.

    They stand in a row of numbers with others, or begin one: `haha(8)` is no marker where there is
    no 7 of its kind. Nor is `(1)` one where all the notes are numbered otherwise.
    """
    parts = [*everything(chapters)]
    known = {mark.key for part in parts for mark in part.marks() if mark.sure}
    known |= {note.key for chapter in chapters for note in chapter.notes()}
    forms = {_form(note.key, note.label) for chapter in chapters for note in chapter.notes()}
    paired = Counter(
        _form(mark.key, mark.label) for part in parts for mark in part.marks() if mark.note
    )
    others = any(count >= _MANY for count in paired.values())
    remarks: list[Remark] = []
    for part in parts:
        for place, mark in enumerate(part.runs):
            if not isinstance(mark, Mark) or not mark.sure or mark.note is not None:
                continue
            meant = mark.linked or not others or _form(mark.key, mark.label) in forms
            if meant and _in_row(mark, known):
                remarks.append(_unmatched(mark, part.runs[max(0, place - 4) : place]))
    return remarks


def _unmatched(mark: Mark, behind: Sequence[Piece]) -> Remark:
    before = "".join(map(_letters, behind))
    words = " ".join(before[-200:].split()[-_CONTEXT:])
    return Remark(
        "marker-unmatched",
        mark.line,
        f"The marker {mark.raw} has no note of its own, so it stays in the text: {words}{mark.raw}",
    )


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
