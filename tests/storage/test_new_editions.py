"""The migration to new editions: a database in use keeps all it has, and goes on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.keys import Key
from bot.storage import copies, corrections, deliveries, editions, heirs, migrations
from bot.storage.database import Database

ROWS = """
    INSERT INTO story VALUES (1, 7, NULL, 'A Tale', NULL, NULL, NULL, 'unrated', '[]', 0);
    INSERT INTO edition VALUES (1, 1, 1, 'abc', 'tale.txt', 5, 20);
    INSERT INTO chapter VALUES (1, 0, 'chapter', 1, 'One', 20, 1, 1, 2);
    INSERT INTO note VALUES (1, 1, 0, '1', 2, 'lamp', 'A lamp.', '[["With manners."]]');
    INSERT INTO serial (serial_id, guild_id, channel_id, edition_id, started_by, started_at, state,
        days, wall_time, zone, size_kind, size_count, discussion)
        VALUES (1, 7, 10, 1, 100, 0, 'running', '0', '18:00', 'UTC', 'chapter', 1, 'instalment');
    INSERT INTO instalment VALUES (1, 1, 0, 1, 2, 1, 1, 5);
    INSERT INTO delivery (serial_id, instalment, part, position, channel_id, passage, state,
        message_id) VALUES (1, 1, 'passage:1', 1, 10, 1, 'sent', 1000);
    INSERT INTO delivery (serial_id, instalment, part, position, channel_id, passage, state)
        VALUES (1, 1, 'passage:2', 2, 10, 2, 'planned');
    INSERT INTO delivery (serial_id, instalment, part, position, channel_id, state)
        VALUES (1, 1, 'thread', 3, 10, 'planned');
    INSERT INTO place VALUES (1, 101, 1, 1, 0);
"""
PASSAGES = {
    1: "INSERT INTO passage VALUES (1, {0}, 0, 0, 0, 0, 10, '[[[\"Some words.\"]]]');",
    2: "INSERT INTO passage VALUES (1, {0}, 0, 0, 0, 0, 10, '[[[\"Some words.\"]]]', NULL);",
}


@pytest.mark.parametrize("version", [1, 2])
async def test_a_database_in_use_keeps_all_it_has(tmp_path: Path, version: int):
    path = tmp_path / "test.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as old_file:
        for step in migrations.steps()[:version]:
            migrations.run(old_file, step)
        old_file.executescript(ROWS + "".join(PASSAGES[version].format(at) for at in (1, 2)))
    database = await Database.open(path)
    db = database.reader
    assert copies.check(path) == []
    assert await deliveries.dropped_through(db, 1) == 1
    waiting = await deliveries.load(db, Key(1, 1, "passage:2"))
    thread = await deliveries.load(db, Key(1, 1, "thread"))
    assert waiting is not None
    assert thread is not None
    assert (waiting.passage, waiting.through) == (2, 2)
    assert (thread.passage, thread.through) == (None, None)
    assert [passage.number for passage in await editions.passages(db, 1)] == [1, 2]
    assert (await editions.choices_of(db, 1)).chapters == ""
    old = await heirs.newest(db, 1, 1)
    assert old is not None
    assert (old.footnote.text, old.stood) == ("With manners.", None)
    assert await heirs.newest(db, 2, 1) is None
    assert await corrections.noted(db, 1) == set()
    await database.close()
