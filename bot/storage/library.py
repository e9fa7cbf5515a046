"""Stories: what the library of a server, and the shelf, hold."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.story import Rating
from bot.storage import search
from bot.storage.database import Connection, Row, changed, every, inserted, one
from bot.storage.moments import to_ticks


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """What the library says of a story. `guild_id` is None for the shelf, which is everyone's."""

    guild_id: int | None
    slug: str | None
    title: str
    author: str | None
    summary: str | None
    language: str | None
    rating: Rating
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story with its newest edition and its figures."""

    story_id: int
    record: StoryRecord
    edition_id: int
    digest: str
    words: int
    chapters: int
    passages: int
    notes: int
    running: int
    """How many serials of the server asked about run it, or are paused in it."""


async def add_story(db: Connection, record: StoryRecord, now: datetime) -> int:
    """Put a story into the library and say its id."""
    return await inserted(
        db,
        "INSERT INTO story (guild_id, slug, title, author, summary, language, rating, warnings, "
        "added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *_columns(record),
        to_ticks(now),
    )


async def update_story(db: Connection, story_id: int, record: StoryRecord) -> None:
    """Change what the library says of a story."""
    await db.execute(
        "UPDATE story SET guild_id = ?, slug = ?, title = ?, author = ?, summary = ?, "
        "language = ?, rating = ?, warnings = ? WHERE story_id = ?",
        (*_columns(record), story_id),
    )


async def remove_story(db: Connection, story_id: int) -> None:
    """Take a story out, with its editions, its serials and every place in them."""
    rows = await every(db, "SELECT edition_id FROM edition WHERE story_id = ?", story_id)
    await search.drop(db, [row["edition_id"] for row in rows])
    await db.execute(
        "DELETE FROM serial WHERE edition_id IN "
        "(SELECT edition_id FROM edition WHERE story_id = ?)",
        (story_id,),
    )
    await changed(db, "DELETE FROM story WHERE story_id = ?", story_id)


_STORIES = """
    SELECT story.*, edition.edition_id, edition.digest, edition.words,
        (SELECT count(*) FROM chapter
            WHERE chapter.edition_id = edition.edition_id AND kind = 'chapter') AS chapters,
        (SELECT count(*) FROM passage WHERE passage.edition_id = edition.edition_id) AS passages,
        (SELECT count(*) FROM note WHERE note.edition_id = edition.edition_id) AS notes,
        (SELECT count(*) FROM serial JOIN edition AS any_edition USING (edition_id)
            WHERE any_edition.story_id = story.story_id AND serial.guild_id = ?
            AND serial.state NOT IN ('finished', 'ended')) AS running
    FROM story JOIN edition USING (story_id)
    WHERE edition.number = (SELECT max(number) FROM edition AS newest
        WHERE newest.story_id = story.story_id)
"""


async def stories(db: Connection, guild_id: int) -> list[StoryRow]:
    """List what a server can run: its own stories and the shelf's, by title."""
    rows = await every(
        db,
        _STORIES + " AND (guild_id = ? OR guild_id IS NULL) ORDER BY title COLLATE NOCASE",
        guild_id,
        guild_id,
    )
    return [_story(row) for row in rows]


async def story(db: Connection, guild_id: int, story_id: int) -> StoryRow | None:
    """Load a story if the server may see it."""
    row = await one(
        db,
        _STORIES + " AND story.story_id = ? AND (guild_id = ? OR guild_id IS NULL)",
        guild_id,
        story_id,
        guild_id,
    )
    return None if row is None else _story(row)


async def on_shelf(db: Connection) -> dict[str, StoryRow]:
    """List the shelf by slug."""
    rows = await every(db, _STORIES + " AND slug IS NOT NULL", 0)
    return {row["slug"]: _story(row) for row in rows}


async def runs_anywhere(db: Connection, story_id: int) -> bool:
    """Whether any serial, alive or done, was made from the story."""
    row = await one(
        db,
        "SELECT 1 FROM serial JOIN edition USING (edition_id) WHERE story_id = ? LIMIT 1",
        story_id,
    )
    return row is not None


async def newest_edition(db: Connection, guild_id: int, story_id: int) -> int | None:
    """Say the newest edition of a story that the server may see."""
    found = await story(db, guild_id, story_id)
    return found.edition_id if found else None


def _columns(record: StoryRecord) -> Iterable[object]:
    return (
        record.guild_id,
        record.slug,
        record.title,
        record.author,
        record.summary,
        record.language,
        record.rating.value,
        json.dumps(record.warnings, ensure_ascii=False),
    )


def _story(row: Row) -> StoryRow:
    record = StoryRecord(
        row["guild_id"],
        row["slug"],
        row["title"],
        row["author"],
        row["summary"],
        row["language"],
        Rating(row["rating"]),
        tuple(json.loads(row["warnings"])),
    )
    return StoryRow(
        row["story_id"],
        record,
        row["edition_id"],
        row["digest"],
        row["words"],
        row["chapters"],
        row["passages"],
        row["notes"],
        row["running"],
    )
