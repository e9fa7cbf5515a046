"""Cutting passages into the pages that somebody likes to read, and counting those of a chapter."""

import asyncio
from collections.abc import Sequence

from bot.domain.pages import Page, PageLength, Preferences, pages_of
from bot.domain.passages import Measure, Passage
from bot.domain.serial import Note
from bot.domain.story import Paragraph
from bot.storage import editions
from bot.storage.database import Connection

NOTE_LIMIT = 600
"""Units of a note that stands in the text; the rest of a longer one is behind its button."""
NOTES_LIMIT = 1_200
"""Units that the notes of one paragraph take in the text, at most."""
NOTE_FRAME = 40
"""What stands around a note in the text, at most, but for its word."""
KEPT = 20_000
"""So many counts are remembered. They are small, and cutting a whole chapter anew is not."""
AT_ONCE = 20
"""More passages than this are cut in a thread of their own: others are waiting."""


class Paging:
    """Passages as pages. An edition never changes, so what was counted once stays true."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._counts: dict[tuple[int, int, Preferences], int] = {}

    def pages(
        self, passage: Passage, notes: Sequence[Note], preferences: Preferences
    ) -> tuple[Page, ...]:
        """Cut a passage into pages. `notes` are those it cites."""
        measure = _with_notes(self._measure, notes) if preferences.plain else self._measure
        return pages_of(passage, preferences.pages, measure)

    async def count(
        self, db: Connection, edition_id: int, first: int, last: int, preferences: Preferences
    ) -> int:
        """Count the pages of passages `first` to `last` of one chapter."""
        if preferences.pages is PageLength.LONG and not preferences.plain:
            return max(last + 1 - first, 0)  # a passage always fits
        counts = {
            number: self._counts.get((edition_id, number, preferences))
            for number in range(first, last + 1)
        }
        missing = [number for number, count in counts.items() if count is None]
        if missing:
            counts |= await self._cut(db, edition_id, (missing[0], missing[-1]), preferences)
        return sum(count or 1 for count in counts.values())

    async def _cut(
        self, db: Connection, edition_id: int, bounds: tuple[int, int], preferences: Preferences
    ) -> dict[int, int | None]:
        passages = await editions.passages(db, edition_id, *bounds)
        labels = list(dict.fromkeys(label for one in passages for label in one.labels))
        chapter = passages[0].chapter if passages else 0
        notes = await editions.notes_of(db, edition_id, chapter, labels)

        def cut() -> dict[int, int | None]:
            return {one.number: len(self.pages(one, notes, preferences)) for one in passages}

        counts = await asyncio.to_thread(cut) if len(passages) > AT_ONCE else cut()
        if len(self._counts) > KEPT:
            self._counts.clear()
        for number, count in counts.items():
            self._counts[edition_id, number, preferences] = count or 1
        return counts


def _with_notes(measure: Measure, notes: Sequence[Note]) -> Measure:
    """Measure a paragraph with the notes that stand under it."""
    sizes = {
        note.label: min(sum(map(measure, note.definition)), NOTE_LIMIT)
        + NOTE_FRAME
        + len(note.word)
        + len(note.label)
        for note in notes
    }

    def measured(paragraph: Paragraph) -> int:
        cited = sum(sizes.get(label, 0) for label in dict.fromkeys(paragraph.labels))
        return measure(paragraph) + min(cited, NOTES_LIMIT)

    return measured
