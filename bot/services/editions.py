"""From a file to an edition: import, cut, and say where each note stands."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot import manuscript
from bot.domain.choices import AUTOMATIC, Choices
from bot.domain.errors import RefusalError
from bot.domain.passages import Measure, Passage
from bot.domain.sentences import sentence_around, word_of
from bot.domain.serial import ChapterEntry, Note
from bot.domain.splitting import cut
from bot.domain.story import Chapter, Imported, Paragraph, Remark, Weight
from bot.storage.editions import EditionRecord, NoteRecord


@dataclass(frozen=True, slots=True)
class Prepared:
    """A manuscript ready for the library: the tree, and the edition cut from it."""

    imported: Imported
    edition: EditionRecord

    @property
    def chapters(self) -> tuple[ChapterEntry, ...]:
        """Its chapters in order, those without passages too."""
        return self.edition.chapters

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Its passages in order; there is at least one."""
        return self.edition.passages

    @property
    def language(self) -> str | None:
        """The manuscript's language, as a BCP 47 tag."""
        return self.imported.story.language

    @property
    def scenes(self) -> int:
        """How many scenes all chapters have."""
        return sum(chapter.scenes for chapter in self.edition.chapters)

    @property
    def longest(self) -> Passage:
        """The passage with the most letters, the first of several."""
        return max(self.passages, key=lambda one: sum(len(part.text) for part in one.paragraphs))

    def remarks(self, weight: Weight) -> tuple[Remark, ...]:
        """What the import remarked of one weight, in the file's order."""
        return tuple(remark for remark in self.imported.remarks if remark.weight is weight)

    def notes_in(self, passage: Passage) -> tuple[Note, ...]:
        """The notes that a passage cites, in order. Their ids count from 1; the library's differ.

        A passage shows them whether or not another before it cites them too.
        """
        wanted = set(passage.labels)
        found = {
            record.footnote.label: _note(number, record)
            for number, record in enumerate(self.edition.notes, start=1)
            if record.chapter == passage.chapter and record.footnote.label in wanted
        }
        return tuple(found[label] for label in passage.labels if label in found)


def prepare(
    data: bytes, file_name: str, measure: Measure, choices: Choices = AUTOMATIC
) -> Prepared:
    """Import a manuscript as a moderator chose, and cut it.

    Pure and possibly slow: call it off the event loop. Raises `RefusalError` for what can't be
    imported.
    """
    imported = manuscript.load(data, file_name, choices)
    passages = cut(imported.story, measure)
    if not passages:
        raise RefusalError(
            "{file} holds no text to post; send the manuscript itself.", file=file_name
        )
    edition = EditionRecord(
        digest=hashlib.sha256(data).hexdigest(),
        file_name=file_name,
        words=imported.story.words,
        chapters=tuple(_entries(imported.story.chapters, passages)),
        passages=passages,
        notes=tuple(_notes(imported.story.chapters, passages)),
        choices=choices,
    )
    return Prepared(imported, edition)


def cut_otherwise(prepared: Prepared, passages: tuple[Passage, ...]) -> Prepared:
    """Give the same manuscript cut into other passages."""
    chapters = prepared.imported.story.chapters
    edition = replace(
        prepared.edition,
        chapters=tuple(_entries(chapters, passages)),
        passages=passages,
        notes=tuple(_notes(chapters, passages)),
    )
    return replace(prepared, edition=edition)


def _note(number: int, record: NoteRecord) -> Note:
    return Note(
        note_id=number,
        label=record.footnote.label,
        word=record.word,
        sentence=record.sentence,
        chapter=record.chapter,
        passage=record.passage or 0,
        definition=record.footnote.paragraphs,
    )


def _entries(
    chapters: tuple[Chapter, ...], passages: tuple[Passage, ...]
) -> Iterator[ChapterEntry]:
    bounds: dict[int, tuple[int, int]] = {}
    for passage in passages:
        first, _ = bounds.get(passage.chapter, (passage.number, 0))
        bounds[passage.chapter] = (first, passage.number)
    after = 0
    for position, chapter in enumerate(chapters):
        # A chapter without text has no passages: its bounds are empty, first past last.
        first, last = bounds.get(position, (after + 1, after))
        after = last
        yield ChapterEntry(
            position=position,
            heading=chapter.heading,
            words=chapter.words,
            scenes=len(chapter.scenes),
            first_passage=first,
            last_passage=last,
            notice=chapter.notice,
        )


def _notes(chapters: tuple[Chapter, ...], passages: tuple[Passage, ...]) -> Iterator[NoteRecord]:
    cited: dict[tuple[int, str], tuple[Passage, Paragraph]] = {}
    for passage in passages:
        for paragraph in passage.paragraphs:
            for label in paragraph.labels:
                cited.setdefault((passage.chapter, label), (passage, paragraph))
    for position, chapter in enumerate(chapters):
        for footnote in chapter.footnotes:
            where = cited.get((position, footnote.label))
            if where is None:
                yield NoteRecord(position, footnote, None, "", "")
                continue
            passage, paragraph = where
            yield NoteRecord(
                position,
                footnote,
                passage.number,
                word_of(paragraph, footnote.label),
                sentence_around(paragraph, footnote.label),
            )
