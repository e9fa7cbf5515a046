"""Editions: what was cut and kept is the same story when it is joined again."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.joining import join
from bot.domain.story import Block, Footnote, Paragraph, Rating, Story, Text
from bot.services.editions import prepare
from bot.storage import editions, library, migrations
from bot.storage.database import Database
from tests.domain.texts import para

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SENTENCE = "The lamp on the quay went out, and nobody in the office looked up from the cards. "
SONG = "lamp lit on the quay,\\\nlamp low in the office,\\\n"
MANUSCRIPT = f"""# The Harbour

## Chapter 1: The Quay

{SENTENCE * 80}

*{(SENTENCE * 80).strip()}*

## Chapter 2

## Chapter 3: Song

{SONG * 120}goodbye[^1]

***

And gone.

[^1]: Until the spring.

[^2]: Nobody points here.
"""


def measure(paragraph: Paragraph) -> int:
    return len(paragraph.text)


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Database]:
    database = await Database.open(path)
    try:
        yield database
    finally:
        await database.close()


async def kept(database: Database, edition_id: int) -> Story:
    db = database.reader
    chapters = join(
        await editions.chapters(db, edition_id),
        await editions.passages(db, edition_id),
        await editions.footnotes(db, edition_id),
    )
    return Story("The Harbour", None, None, chapters)


async def test_an_edition_comes_back_as_the_story_it_was(tmp_path: Path):
    prepared = prepare(MANUSCRIPT.encode(), "harbour.md", measure)
    assert sum(passage.continued for passage in prepared.edition.passages) >= 5
    card = library.StoryRecord(1, None, "The Harbour", None, None, None, Rating.GENERAL, ())
    async with opened(tmp_path / "test.sqlite3") as database:
        async with database.transaction() as db:
            story_id = await library.add_story(db, card, NOW)
            edition_id = await editions.add_edition(db, story_id, prepared.edition, NOW)
        story = await kept(database, edition_id)
    assert story == prepared.imported.story
    assert [note.label for note in story.chapters[2].footnotes] == ["1", "2"]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database of the first schema with a story in it, cut in prose and in verse."""
    path = tmp_path / "old.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        migrations.run(db, migrations.steps()[0])
        db.executescript(
            """
            INSERT INTO story VALUES (1, 7, NULL, 'Old', NULL, NULL, NULL, 'general', '[]', 0);
            INSERT INTO edition VALUES (1, 1, 1, 'digest', 'old.txt', 0, 8);
            INSERT INTO chapter VALUES (1, 0, 'chapter', 1, NULL, 8, 2, 1, 3);
            INSERT INTO passage VALUES (1, 1, 0, 0, 0, 0, 2, '[["It rained."]]');
            INSERT INTO passage VALUES (1, 2, 0, 0, 1, 1, 4,
                '[["It stopped."],[{"b":"verse","r":["lamp lit,"]}]]');
            INSERT INTO passage VALUES (1, 3, 0, 1, 1, 1, 2,
                '[[{"b":"verse","r":["lamp low"]}]]');
            INSERT INTO note VALUES (1, 1, 0, '1', NULL, '', '', '[["A note."]]');
            """
        )
    return path


async def test_an_edition_of_the_first_schema_is_joined_as_well(old: Path):
    async with opened(old) as database:
        story = await kept(database, 1)
    first, second = story.chapters[0].scenes
    assert first.paragraphs == (para("It rained. It stopped."),)
    assert second.paragraphs == (Paragraph((Text("lamp lit,\nlamp low"),), Block.VERSE),)
    assert story.chapters[0].footnotes == (Footnote("1", (para("A note."),)),)
