"""The index of an edition's words: it finds, it is kept in step, and it goes without a trace."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.sought import wanted
from bot.domain.story import Rating
from bot.services.editions import prepare
from bot.services.searching import index_all
from bot.storage import editions, library, search
from bot.storage.database import Database, every
from tests.services.fakes import measure

NOW = datetime(2026, 3, 2, tzinfo=UTC)
RECORD = library.StoryRecord(1, None, "T", None, None, None, Rating.UNRATED, ())
TALE = (
    """# One

The lamp on the quay went out, and the café closed. """
    + "It rained on the lamps. " * 30
    + """

彼は雷切を抜いた。

# Two

A lamp, a lamp, a kingdom for a lamp[^1]. Nobody saw *Rai*kiri.

[^1]: Said of a horse by a king.
"""
)
OTHER = "# One\n\nNobody but a zyzzyva crept about.\n"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "test.sqlite3")
    yield opened
    await opened.close()


async def add(database: Database, text: str) -> tuple[int, int]:
    """Keep a story; say its id and its edition's."""
    prepared = prepare(text.encode(), "tale.md", measure)
    async with database.transaction() as db:
        story_id = await library.add_story(db, RECORD, NOW)
        return story_id, await editions.add_edition(db, story_id, prepared.edition, NOW)


async def found(database: Database, edition_id: int, typed: str, last: int = 1000) -> list[int]:
    sought = wanted(typed)
    return await search.passages(database.reader, edition_id, sought, last=last, limit=-1)


async def test_passages_are_found_by_their_words(database: Database):
    _, edition = await add(database, TALE)
    two = len(await editions.word_counts(database.reader, edition))
    assert await found(database, edition, "cafe quay") == [1]
    assert await found(database, edition, "雷切") == [1]
    # A word that is emphasised in part is one word; the passage that has most of it comes first.
    assert await found(database, edition, "raikiri") == [two]
    assert (await found(database, edition, "lamp"))[0] == two
    assert two not in await found(database, edition, "lamp", two - 1)
    assert await found(database, edition, "horse") == []
    [note] = await search.notes(database.reader, edition, wanted("horse king"))
    assert await editions.note(database.reader, edition, note) is not None


async def test_another_storys_words_are_not_in_it(database: Database):
    _, edition = await add(database, TALE)
    _, other = await add(database, OTHER)
    assert await found(database, edition, "zyzzyva") == []
    assert await found(database, other, "zyzzyva") == [1]


async def test_a_story_takes_its_words_along(database: Database, tmp_path: Path):
    story, _ = await add(database, OTHER)
    await add(database, TALE)
    async with database.transaction() as db:
        await library.remove_story(db, story)
    tables = await every(
        database.reader, "SELECT name FROM sqlite_master WHERE name GLOB 'words_1*'"
    )
    assert tables == []
    await database.close()
    assert b"zyzzyva" not in (tmp_path / "test.sqlite3").read_bytes()


async def test_what_was_kept_before_there_were_indexes_gets_one(database: Database):
    _, edition = await add(database, TALE)
    expected = await found(database, edition, "lamp")
    async with database.transaction() as db:
        await search.drop(db, [edition])
    assert await search.missing(database.reader) == [edition]
    await index_all(database)
    assert await search.missing(database.reader) == []
    assert await found(database, edition, "lamp") == expected


async def test_an_edition_that_is_not_kept_leaves_no_index(database: Database):
    prepared = prepare(TALE.encode(), "tale.md", measure)
    async with database.transaction() as db:
        story_id = await library.add_story(db, RECORD, NOW)
        await editions.add_edition(db, story_id, prepared.edition, NOW)
        await db.execute("ROLLBACK")
        await db.execute("BEGIN IMMEDIATE")
    indexes = "SELECT 1 FROM sqlite_master WHERE name GLOB 'words_*'"
    assert await every(database.reader, indexes) == []
    _, edition = await add(database, TALE)
    assert await found(database, edition, "quay") == [1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(typed=st.text(max_size=60), begun=st.booleans())
async def test_nothing_that_is_typed_is_a_fault(database: Database, typed: str, begun: bool):
    if not await every(database.reader, "SELECT 1 FROM edition"):
        await add(database, TALE)
    sought = wanted(typed, begun=begun)
    if sought:
        rows = await search.passages(database.reader, 1, sought, last=10, limit=5)
        counted = await search.count_passages(database.reader, 1, sought, first=1, last=10)
        assert len(rows) <= counted
        assert all(row > 0 for row in rows)
        assert all(note > 0 for note in await search.notes(database.reader, 1, sought))
