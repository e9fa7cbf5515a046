"""Entries whose notes are known become paragraphs and notes of a draft."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from bot.domain.story import Block, Text
from bot.manuscript.draft import DraftParagraph, Item, Mark, Note, Piece
from bot.manuscript.footnotes.marks import Candidate, at_end
from bot.manuscript.plain.emphasis import Stretch
from bot.manuscript.plain.sections import Entry, Inline


def drafted_note(entry: Entry) -> Note:
    """Make the note that an entry opens."""
    opened = entry.opening
    assert opened is not None
    note = Note(opened.key, opened.label, entry.lump.line, cited=entry.hangs)
    note.paragraphs.append(drafted(entry, Block.PROSE, start=opened.end, but=opened.key)[0])
    return note


def hang(note: Note, flow: Sequence[Item]) -> None:
    """Put a marker for a note that has none at the end of the last paragraph."""
    last = next((item for item in reversed(flow) if isinstance(item, DraftParagraph)), None)
    if last is not None:
        last.runs.append(Mark(note.key, "", "", note.line, note=note))


def drafted(
    entry: Entry, block: Block, start: int = 0, but: str | None = None
) -> tuple[DraftParagraph, list[Note]]:
    """Make the paragraph of an entry, and the notes that stand inside it.

    It begins at a place in the entry's text; `but` is the key of the note it belongs to, which is
    no marker in it.
    """
    drafting = _Drafting(entry)
    end = len(entry.lump.text) if entry.until is None else entry.until
    found = [one for one in (*entry.candidates, *entry.listed) if one.key != but]
    runs = [*drafting.pieces(start, end, found)]
    return DraftParagraph(runs, entry.lump.line, block), drafting.notes


def mark_of_title(title: str, line: int, wanted: set[str]) -> tuple[str, Mark | None]:
    """Take the marker off the end of a heading's title, if its key is wanted."""
    one = at_end(title)
    if one is None or one.key not in wanted:
        return title, None
    return title[: one.start].rstrip(), Mark(one.key, one.label, title[one.start :], line)


def with_mark(flow: list[Item], mark: Mark | None) -> list[Item]:
    """Let the marker of a heading, which holds none, open the first paragraph under it."""
    first = next((item for item in flow if isinstance(item, DraftParagraph)), None)
    if mark is not None and first is not None:
        first.runs.insert(0, mark)
    return flow


class _Drafting:
    """Makes runs of the text of an entry."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._starts = [part.start for part in entry.stretches]
        self.notes: list[Note] = []

    def pieces(self, start: int, end: int, found: Sequence[Candidate]) -> Iterator[Piece]:
        """Yield texts and marks from one place to another."""
        at = start
        ordered: list[Candidate | Inline] = [*found, *self._entry.inline]
        ordered.sort(key=lambda one: one.start)
        for one in ordered:
            if one.start >= at and one.end <= end:
                yield from self._texts(at, one.start)
                mark = self._inline(one) if isinstance(one, Inline) else self._mark(one)
                if mark is not None:
                    yield mark
                at = one.end
        yield from self._texts(at, end)

    def _texts(self, start: int, end: int) -> Iterator[Text]:
        parts = self._entry.stretches
        number = max(0, bisect_right(self._starts, start) - 1)
        while number < len(parts) and parts[number].start < end:
            part = parts[number]
            text = self._entry.lump.text[max(start, part.start) : min(end, part.end)]
            if text:
                yield Text(text, part.emphasis, part.strong)
            number += 1

    def _mark(self, one: Candidate) -> Mark:
        style = self._style_at(one.start)
        return Mark(
            key=one.key,
            label=one.label,
            raw=self._entry.lump.text[one.start : one.end],
            line=self._entry.lump.line_at(one.start),
            sure=one.sure,
            listed=one.listed,
            row=one.row,
            emphasis=style.emphasis,
            strong=style.strong,
        )

    def _inline(self, one: Inline) -> Mark | None:
        """The marker where a note stands in the text; None if its marker stands elsewhere."""
        line = self._entry.lump.line_at(one.start)
        words = DraftParagraph([*self._texts(one.begins, one.ends)], line)
        key = one.key or f"note at {line}, {one.start}"
        note = Note(key, one.label, line, [words], cited=one.key is None)
        self.notes.append(note)
        return Mark(key, one.label, "", line, note=note) if one.key is None else None

    def _style_at(self, place: int) -> Stretch:
        return self._entry.stretches[max(0, bisect_right(self._starts, place) - 1)]
