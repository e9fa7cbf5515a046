"""Editions: the chapters, passages and notes of an imported text."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.choices import AUTOMATIC, Choices, choices_from_json, choices_to_json
from bot.domain.joining import ChapterNote
from bot.domain.passages import Passage, PassageEntry
from bot.domain.serial import ChapterEntry, Note
from bot.domain.story import ChapterKind, Footnote, Heading, Notice, Rating
from bot.storage import search
from bot.storage.bodies import (
    dump_paragraphs,
    dump_run,
    dump_scenes,
    parse_paragraphs,
    parse_scenes,
    parse_text,
)
from bot.storage.database import Connection, Row, every, inserted, number, one
from bot.storage.moments import from_ticks, to_ticks

AT_ONCE = 40
"""So many passages are written at once."""


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """A footnote on its way into the library. `passage` is None where no marker points to it."""

    chapter: int
    footnote: Footnote
    passage: int | None
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class EditionRecord:
    """An imported text, cut and ready to be kept. `digest` tells whether a file has changed.

    `choices` say how a moderator had it imported.
    """

    digest: str
    file_name: str
    words: int
    chapters: tuple[ChapterEntry, ...]
    passages: tuple[Passage, ...]
    notes: tuple[NoteRecord, ...]
    choices: Choices = AUTOMATIC


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition of a story as a list has it."""

    number: int
    imported_at: datetime
    words: int


async def add_edition(db: Connection, story_id: int, edition: EditionRecord, now: datetime) -> int:
    """Keep a new edition of a story, with the index of its words, and say its id."""
    edition_id = await inserted(
        db,
        "INSERT INTO edition (story_id, number, digest, file_name, imported_at, words, choices) "
        "VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM edition WHERE story_id = ?), "
        "?, ?, ?, ?, ?)",
        story_id,
        story_id,
        edition.digest,
        edition.file_name,
        to_ticks(now),
        edition.words,
        json.dumps(choices_to_json(edition.choices), ensure_ascii=False),
    )
    await db.executemany(
        "INSERT INTO chapter VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_chapter_values(edition_id, chapter) for chapter in edition.chapters],
    )
    for first in range(0, len(edition.passages), AT_ONCE):
        # Some at a time: writing them down as JSON takes a while, and others wait meanwhile.
        some = edition.passages[first : first + AT_ONCE]
        await db.executemany(
            "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_passage_values(edition_id, passage) for passage in some],
        )
    await db.executemany(
        "INSERT INTO note (edition_id, chapter, label, passage, word, sentence, definition) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [_note_values(edition_id, note) for note in edition.notes],
    )
    await search.build(db, edition_id)
    return edition_id


async def chapters(db: Connection, edition_id: int) -> tuple[ChapterEntry, ...]:
    """List an edition's chapters in order."""
    rows = await every(
        db, "SELECT * FROM chapter WHERE edition_id = ? ORDER BY position", edition_id
    )
    return tuple(_chapter(row) for row in rows)


async def chapter_of(db: Connection, edition_id: int, passage_number: int) -> ChapterEntry | None:
    """Load the chapter that a passage belongs to."""
    row = await one(
        db,
        "SELECT * FROM chapter WHERE edition_id = ? AND ? BETWEEN first_passage AND last_passage",
        edition_id,
        passage_number,
    )
    return None if row is None else _chapter(row)


async def chapter_at(db: Connection, edition_id: int, position: int) -> ChapterEntry | None:
    """Load a chapter by its position."""
    row = await one(
        db, "SELECT * FROM chapter WHERE edition_id = ? AND position = ?", edition_id, position
    )
    return None if row is None else _chapter(row)


async def passages(
    db: Connection, edition_id: int, first: int = 1, last: int | None = None
) -> tuple[Passage, ...]:
    """Load passages `first` to `last` of an edition; all from `first` on without `last`."""
    rows = await every(
        db,
        "SELECT * FROM passage WHERE edition_id = ? AND number >= ? AND (? IS NULL OR number <= ?) "
        "ORDER BY number",
        edition_id,
        first,
        last,
        last,
    )
    return tuple(_passage(row) for row in rows)


async def passage_entries(db: Connection, edition_id: int) -> tuple[PassageEntry, ...]:
    """List the passages of an edition in order, without their text."""
    rows = await every(
        db,
        "SELECT number, first_scene, last_scene, words FROM passage "
        "WHERE edition_id = ? ORDER BY number",
        edition_id,
    )
    return tuple(PassageEntry(*row) for row in rows)


async def words_of(db: Connection, edition_id: int, first: int, last: int) -> int:
    """Count the words of passages `first` to `last`."""
    return await number(
        db,
        "SELECT sum(words) FROM passage WHERE edition_id = ? AND number BETWEEN ? AND ?",
        edition_id,
        first,
        last,
    )


async def of_story(db: Connection, story_id: int) -> list[EditionRow]:
    """List a story's editions, the newest first."""
    rows = await every(
        db,
        "SELECT number, imported_at, words FROM edition WHERE story_id = ? ORDER BY number DESC",
        story_id,
    )
    return [EditionRow(row["number"], from_ticks(row["imported_at"]), row["words"]) for row in rows]


async def choices_of(db: Connection, edition_id: int) -> Choices:
    """Say how a moderator had an edition imported."""
    row = await one(db, "SELECT choices FROM edition WHERE edition_id = ?", edition_id)
    return AUTOMATIC if row is None else choices_from_json(json.loads(row["choices"]))


async def has_edition(db: Connection, edition_id: int) -> bool:
    """Whether an edition is (still) there."""
    row = await one(db, "SELECT 1 FROM edition WHERE edition_id = ?", edition_id)
    return row is not None


async def imported_at(db: Connection, edition_id: int) -> datetime | None:
    """Say when an edition was imported, UTC; None if it is not (or no longer) there."""
    row = await one(db, "SELECT imported_at FROM edition WHERE edition_id = ?", edition_id)
    return None if row is None else from_ticks(int(row["imported_at"]))


async def word_counts(db: Connection, edition_id: int) -> tuple[int, ...]:
    """List the words of every passage of an edition, in order."""
    rows = await every(
        db, "SELECT words FROM passage WHERE edition_id = ? ORDER BY number", edition_id
    )
    return tuple(row["words"] for row in rows)


async def note(db: Connection, edition_id: int, note_id: int) -> Note | None:
    """Load one note that a marker of the edition points to."""
    row = await one(
        db,
        "SELECT * FROM note WHERE edition_id = ? AND note_id = ? AND passage IS NOT NULL",
        edition_id,
        note_id,
    )
    return None if row is None else _note(row)


async def notes_up_to(db: Connection, edition_id: int, passage_number: int) -> tuple[Note, ...]:
    """List the notes whose first marker stands in a passage up to this one, in order."""
    rows = await every(
        db,
        "SELECT * FROM note WHERE edition_id = ? AND passage <= ? ORDER BY passage, note_id",
        edition_id,
        passage_number,
    )
    return tuple(_note(row) for row in rows)


async def notes_of(
    db: Connection, edition_id: int, chapter: int, labels: Sequence[str]
) -> tuple[Note, ...]:
    """Load the notes of a chapter with these labels, in the order of the labels."""
    rows = await every(
        db,
        "SELECT * FROM note WHERE edition_id = ? AND chapter = ? AND passage IS NOT NULL "
        "AND label IN (SELECT value FROM json_each(?))",
        edition_id,
        chapter,
        json.dumps(list(labels)),
    )
    found = {row["label"]: _note(row) for row in rows}
    return tuple(found[label] for label in labels if label in found)


async def footnotes(db: Connection, edition_id: int) -> tuple[ChapterNote, ...]:
    """List all definitions of an edition in the manuscript's order, unused ones included."""
    rows = await every(
        db,
        "SELECT chapter, label, definition FROM note WHERE edition_id = ? ORDER BY note_id",
        edition_id,
    )
    return tuple(
        ChapterNote(row["chapter"], Footnote(row["label"], parse_paragraphs(row["definition"])))
        for row in rows
    )


def _chapter_values(edition_id: int, chapter: ChapterEntry) -> tuple[object, ...]:
    heading = chapter.heading
    return (
        edition_id,
        chapter.position,
        heading.kind.value,
        heading.number,
        heading.title,
        chapter.words,
        chapter.scenes,
        chapter.first_passage,
        chapter.last_passage,
        chapter.notice.rating.value,
        json.dumps(chapter.notice.warnings, ensure_ascii=False),
    )


def _passage_values(edition_id: int, passage: Passage) -> tuple[object, ...]:
    return (
        edition_id,
        passage.number,
        passage.chapter,
        passage.first_scene,
        passage.last_scene,
        int(passage.continued),
        passage.words,
        dump_scenes(passage.scenes),
        None if passage.joint is None else dump_run(passage.joint),
    )


def _note_values(edition_id: int, note: NoteRecord) -> tuple[object, ...]:
    return (
        edition_id,
        note.chapter,
        note.footnote.label,
        note.passage,
        note.word,
        note.sentence,
        dump_paragraphs(note.footnote.paragraphs),
    )


def _chapter(row: Row) -> ChapterEntry:
    return ChapterEntry(
        row["position"],
        Heading(ChapterKind(row["kind"]), row["number"], row["title"]),
        row["words"],
        row["scenes"],
        row["first_passage"],
        row["last_passage"],
        Notice(Rating(row["rating"]), tuple(json.loads(row["warnings"]))),
    )


def _passage(row: Row) -> Passage:
    return Passage(
        row["number"],
        row["chapter"],
        row["first_scene"],
        parse_scenes(row["body"]),
        bool(row["continued"]),
        None if row["joint"] is None else parse_text(row["joint"]),
    )


def _note(row: Row) -> Note:
    return Note(
        row["note_id"],
        row["label"],
        row["word"],
        row["sentence"],
        row["chapter"],
        row["passage"],
        parse_paragraphs(row["definition"]),
    )
