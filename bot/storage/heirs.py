"""What became of the notes of older editions: old buttons carry their ids."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.domain.story import Footnote
from bot.storage.bodies import parse_paragraphs
from bot.storage.database import Connection, every, one

_Place = tuple[int, str]
"""A note by its chapter and its label."""


@dataclass(frozen=True, slots=True)
class OldNote:
    """A note of an older edition, or the newest that says the same.

    `stood` is the passage of the newest edition that a reader has to have come to, where no note
    says the same in that; None where nobody has.
    """

    note_id: int
    edition_id: int
    chapter: int
    footnote: Footnote
    word: str
    sentence: str
    stood: int | None


async def newest(db: Connection, story_id: int, note_id: int) -> OldNote | None:
    """Follow a note of a story from edition to edition, as far as it has heirs."""
    row = await one(
        db,
        """
        WITH RECURSIVE line (note_id, step) AS (
            SELECT note_id, 0 FROM note JOIN edition USING (edition_id)
                WHERE note_id = ? AND story_id = ?
            UNION ALL
            SELECT note.heir, step + 1 FROM note JOIN line USING (note_id)
                WHERE note.heir IS NOT NULL
        )
        SELECT note.* FROM note JOIN line USING (note_id) ORDER BY step DESC LIMIT 1
        """,
        note_id,
        story_id,
    )
    if row is None:
        return None
    return OldNote(
        row["note_id"],
        row["edition_id"],
        row["chapter"],
        Footnote(row["label"], parse_paragraphs(row["definition"])),
        row["word"],
        row["sentence"],
        row["stood"],
    )


async def hand_down(
    db: Connection, old_edition: int, new_edition: int, pairs: Iterable[tuple[_Place, _Place]]
) -> None:
    """Keep which notes of a new edition say what notes of the old one said."""
    await db.executemany(
        "UPDATE note SET heir = (SELECT note_id FROM note AS heir "
        "WHERE heir.edition_id = ? AND heir.chapter = ? AND heir.label = ?) "
        "WHERE edition_id = ? AND chapter = ? AND label = ?",
        [(new_edition, *new, old_edition, *old) for old, new in pairs],
    )


async def lay_down(
    db: Connection,
    story_id: int,
    old_edition: int,
    *,
    stood: Callable[[int], int | None],
    end: Callable[[int], int],
) -> None:
    """Keep where the notes stood that have no heir, those of editions before the old one too.

    `stood` gives the passage of the new edition for one of the old one with a note, `end` for one
    that a note was said to stand in before.
    """
    rows = await every(
        db,
        "SELECT note_id, passage, stood, edition_id FROM note JOIN edition USING (edition_id) "
        "WHERE story_id = ? AND heir IS NULL "
        "AND number <= (SELECT number FROM edition WHERE edition_id = ?)",
        story_id,
        old_edition,
    )
    moved = [
        (_moved(row["passage"], stood), row["note_id"])
        if row["edition_id"] == old_edition
        else (_moved(row["stood"], end), row["note_id"])
        for row in rows
    ]
    await db.executemany("UPDATE note SET stood = ? WHERE note_id = ?", moved)


def _moved(passage: int | None, to: Callable[[int], int | None]) -> int | None:
    return None if passage is None else to(passage)
