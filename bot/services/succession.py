"""The next edition of a story, worked out beside the one that is replaced."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.changes import Changes, compare, heirs, linked, notes_of, rewritten
from bot.domain.instalments import plan
from bot.domain.joining import ChapterNote, join
from bot.domain.passages import Measure, Passage
from bot.domain.revision import Revision, revise
from bot.domain.serial import ChapterEntry, Instalment, Serial
from bot.domain.story import Chapter
from bot.services.editions import Prepared, cut_otherwise
from bot.storage import editions, instalments
from bot.storage.database import Connection

AT_ONCE = 40
"""So many passages are loaded at once."""

_Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The edition that is replaced. `dropped` counts its passages that any serial has planned."""

    edition_id: int
    entries: tuple[ChapterEntry, ...]
    passages: tuple[Passage, ...]
    notes: tuple[ChapterNote, ...]
    dropped: int

    def chapters(self) -> tuple[Chapter, ...]:
        """Join its chapters again; that takes a while, as cutting does."""
        return join(self.entries, self.passages, self.notes)


@dataclass(frozen=True, slots=True)
class Succession:
    """The next edition: cut so that what has dropped keeps its bounds, and what that changes.

    `rewritten` are the old passages whose messages would look otherwise; `heirs` pairs notes, by
    chapter and label, that say the same.
    """

    prepared: Prepared
    revision: Revision
    changes: Changes
    rewritten: frozenset[int]
    heirs: tuple[tuple[_Place, _Place], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A serial's instalments in the next edition: those planned already, and those to come."""

    frozen: tuple[Instalment, ...]
    coming: tuple[Instalment, ...]


async def load_predecessor(db: Connection, edition_id: int) -> Predecessor:
    """Load an edition as it is needed to find its words again."""
    entries = await editions.chapters(db, edition_id)
    last = max((entry.last_passage for entry in entries), default=0)
    passages: list[Passage] = []
    # Some at a time: the event loop has others to serve meanwhile.
    for first in range(1, last + 1, AT_ONCE):
        passages += await editions.passages(db, edition_id, first, first + AT_ONCE - 1)
    return Predecessor(
        edition_id,
        entries,
        tuple(passages),
        await editions.footnotes(db, edition_id),
        await instalments.furthest_planned(db, edition_id),
    )


def succeed(old: Predecessor, prepared: Prepared, measure: Measure) -> Succession:
    """Work out the next edition. Pure and possibly slow: call it off the event loop."""
    story, chapters = prepared.imported.story, old.chapters()
    revision = revise(chapters, old.passages, story, measure, dropped=old.dropped)
    anew = rewritten(chapters, old.passages, story.chapters, revision)
    links = linked(chapters, story.chapters, revision.stretches)
    before = notes_of(chapters)
    pairs = zip(before, heirs(before, notes_of(story.chapters), links), strict=True)
    return Succession(
        prepared=cut_otherwise(prepared, revision.passages),
        revision=revision,
        changes=compare(chapters, old.passages, story.chapters, revision, anew),
        rewritten=anew,
        heirs=tuple(
            ((note.chapter, note.footnote.label), (heir.chapter, heir.footnote.label))
            for note, heir in pairs
            if heir is not None
        ),
    )


def plan_anew(serial: Serial, frozen: Sequence[Instalment], succession: Succession) -> Plan:
    """Find a serial's planned instalments in the next edition and plan what follows them.

    Planned ones keep their numbers, and the part of its chapter that each was called.
    """
    revision, edition = succession.revision, succession.prepared.edition
    kept = tuple(_moved(item, revision) for item in frozen)
    last = kept[-1] if kept else None
    before = last.last_passage if last else 0
    begun = edition.passages[before].chapter if before < len(edition.passages) else None
    coming = plan(
        edition.chapters,
        edition.passages,
        serial.size,
        first_passage=before + 1,
        first_number=last.number + 1 if last else 1,
        parts_before=sum(item.chapter == begun and item.passages > 0 for item in kept),
        language=serial.language,
    )
    return Plan(kept, coming)


def _moved(instalment: Instalment, revision: Revision) -> Instalment:
    first = revision.end(instalment.first_passage - 1) + 1
    last = revision.end(instalment.last_passage)
    olds = range(instalment.first_passage, instalment.last_passage + 1)
    holders = [holder for old in olds if (holder := revision.holder(old)) is not None]
    at = holders[0] if holders else max(last, 1)
    chapter = revision.passages[at - 1].chapter
    return Instalment(instalment.number, chapter, first, last, instalment.part, instalment.parts)
