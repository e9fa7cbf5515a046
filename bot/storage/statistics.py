"""What is counted of a serial's readers, without saying who they are."""

from dataclasses import dataclass
from datetime import timedelta

from bot.storage.database import Connection, every


@dataclass(frozen=True, slots=True)
class Asked:
    """How often a note was shown. It is the newest edition's, where that still has it."""

    note_id: int
    chapter: int
    label: str
    word: str
    passage: int | None
    times: int


async def count_note(db: Connection, serial_id: int, note_id: int) -> None:
    """Count that a note was shown to somebody who asked for it."""
    await db.execute(
        "INSERT INTO note_asked VALUES (?, ?, 1) "
        "ON CONFLICT (serial_id, note_id) DO UPDATE SET times = times + 1",
        (serial_id, note_id),
    )


async def notes_asked(
    db: Connection, serial_id: int, edition_id: int, limit: int = 10
) -> list[Asked]:
    """List the notes of an edition that were asked for most, what older editions had included."""
    rows = await every(
        db,
        """
        WITH RECURSIVE line (note_id, times) AS (
            SELECT note_id, times FROM note_asked WHERE serial_id = ?
            UNION ALL
            SELECT note.heir, times FROM note JOIN line USING (note_id)
                WHERE note.heir IS NOT NULL
        )
        SELECT note_id, chapter, label, word, passage, sum(times) AS total
        FROM line JOIN note USING (note_id) WHERE edition_id = ?
        GROUP BY note_id ORDER BY total DESC, note_id LIMIT ?
        """,
        serial_id,
        edition_id,
        limit,
    )
    return [
        Asked(
            row["note_id"], row["chapter"], row["label"], row["word"], row["passage"], row["total"]
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Delay:
    """How long after its drop a reader pressed *I've read this*, by the last passage it covers."""

    user_id: int
    passage: int
    time: timedelta


async def delays(db: Connection, serial_id: int) -> list[Delay]:
    """List how long after its drop each *I've read this* came."""
    rows = await every(
        db,
        "SELECT user_id, instalment.last_passage, marked_at, planned_at "
        "FROM finished_mark AS mark JOIN instalment ON instalment.serial_id = mark.serial_id "
        "AND instalment.number = mark.instalment "
        "WHERE mark.serial_id = ? AND marked_at >= planned_at",
        serial_id,
    )
    return [
        Delay(
            row["user_id"],
            row["last_passage"],
            timedelta(microseconds=row["marked_at"] - row["planned_at"]),
        )
        for row in rows
    ]
