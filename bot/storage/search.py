"""Which words stand where: an index (FTS5) for every edition, apart from all others.

Each edition has a table of its own. A query never touches what another server's stories hold; and
what an edition's words were is gone with its table, overwritten, in the transaction that deletes
the edition, where a shared index would keep them in old pieces of itself.

An index holds no text, only which words stand in which row: a passage stands under its number, a
note under its id, negative. Words are kept as `bot.domain.sought` gives them; SQLite has only to
part them at spaces.
"""

from collections.abc import Iterable

from bot.domain.sought import Wanted, keys
from bot.domain.story import Paragraph
from bot.storage.bodies import parse_paragraphs, parse_scenes
from bot.storage.database import Connection, every, number

AT_ONCE = 40
"""So many rows are taken apart at once: others wait meanwhile."""

_MAKE = "CREATE VIRTUAL TABLE words_N USING fts5(words, content = '', tokenize = 'ascii')"
_DROP = "DROP TABLE IF EXISTS words_N"
_INSERT = "INSERT INTO words_N (rowid, words) VALUES (?, ?)"
_COUNT = "SELECT count(*) FROM words_N WHERE words_N MATCH ? AND rowid BETWEEN ? AND ?"
_FIND = (
    "SELECT rowid FROM words_N WHERE words_N MATCH ? AND rowid BETWEEN ? AND ? "
    "ORDER BY rank, abs(rowid) LIMIT ? OFFSET ?"
)
_ALL = -1
"""As a limit: none."""


async def build(db: Connection, edition_id: int) -> None:
    """Make the index of an edition that is kept."""
    await db.execute(_of(edition_id, _MAKE))
    for rows in (_passages, _notes):
        skip = 0
        while some := await rows(db, edition_id, skip):
            await db.executemany(_of(edition_id, _INSERT), some)
            skip += AT_ONCE


async def drop(db: Connection, edition_ids: Iterable[int]) -> None:
    """Take away the indexes of editions, and overwrite what was in them."""
    for edition_id in edition_ids:
        await db.execute(_of(edition_id, _DROP))


async def missing(db: Connection) -> list[int]:
    """Name the editions that have no index: those kept before there were any."""
    rows = await every(
        db,
        "SELECT edition_id FROM edition WHERE NOT EXISTS (SELECT 1 FROM sqlite_schema "
        "WHERE type = 'table' AND name = 'words_' || edition_id) ORDER BY edition_id",
    )
    return [row["edition_id"] for row in rows]


async def passages(
    db: Connection, edition_id: int, sought: Wanted, *, last: int, limit: int, skip: int = 0
) -> list[int]:
    """List the passages up to `last` that have all that is sought, the best first, then in order.

    So many of them at most, after those that are skipped.
    """
    return await _rows(db, edition_id, sought, 1, last, limit, skip)


async def count_passages(
    db: Connection, edition_id: int, sought: Wanted, *, first: int, last: int
) -> int:
    """Count the passages from one to another that have all that is sought."""
    return await number(db, _of(edition_id, _COUNT), _query(sought), first, last)


async def notes(db: Connection, edition_id: int, sought: Wanted) -> list[int]:
    """List the ids of the notes that have all that is sought, the best first."""
    found = await _rows(db, edition_id, sought, -(2**62), -1, _ALL, 0)
    return [-row for row in found]


async def _rows(
    db: Connection, edition_id: int, sought: Wanted, first: int, last: int, limit: int, skip: int
) -> list[int]:
    rows = await every(db, _of(edition_id, _FIND), _query(sought), first, last, limit, skip)
    return [row["rowid"] for row in rows]


async def _passages(db: Connection, edition_id: int, skip: int) -> list[tuple[int, str]]:
    rows = await every(
        db,
        "SELECT number, body FROM passage WHERE edition_id = ? ORDER BY number LIMIT ? OFFSET ?",
        edition_id,
        AT_ONCE,
        skip,
    )
    return [
        (row["number"], _keys(part for scene in parse_scenes(row["body"]) for part in scene))
        for row in rows
    ]


async def _notes(db: Connection, edition_id: int, skip: int) -> list[tuple[int, str]]:
    rows = await every(
        db,
        "SELECT note_id, word, definition FROM note WHERE edition_id = ? AND passage IS NOT NULL "
        "ORDER BY note_id LIMIT ? OFFSET ?",
        edition_id,
        AT_ONCE,
        skip,
    )
    return [
        (-row["note_id"], f"{keys(row['word'])} {_keys(parse_paragraphs(row['definition']))}")
        for row in rows
    ]


def _of(edition_id: int, statement: str) -> str:
    """Give a statement for the index of an edition."""
    return statement.replace("words_N", f"words_{edition_id:d}")


def _query(sought: Wanted) -> str:
    """Write what is sought as FTS5 has it. Its words hold letters and digits: no sign of FTS5's."""
    star = " *" if sought.begun else ""
    return " AND ".join(f'"{" ".join(phrase)}"{star}' for phrase in sought.phrases)


def _keys(paragraphs: Iterable[Paragraph]) -> str:
    return keys("\n".join(paragraph.text for paragraph in paragraphs))
