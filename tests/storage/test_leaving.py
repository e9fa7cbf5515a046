"""The migration to readers' data: who started a serial is kept, and may be forgotten."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage import copies, guilds, migrations, readers, serials
from bot.storage.database import Database, inserted

ROWS = """
    INSERT INTO guild VALUES (7, 70, 71, 'Europe/Berlin');
    INSERT INTO story VALUES (1, 7, NULL, 'A Tale', NULL, NULL, NULL, 'unrated', '[]', 0);
    INSERT INTO edition VALUES (1, 1, 1, 'abc', 'tale.txt', 5, 20, '{}');
"""
SERIAL = """
    INSERT INTO serial (serial_id, guild_id, channel_id, edition_id, started_by, started_at, state,
        days, wall_time, zone, size_kind, size_count, discussion)
        VALUES ({0}, 7, 10, 1, 100, 0, 'running', '0', '18:00', 'UTC', 'chapter', 1, 'off');
    INSERT INTO instalment VALUES ({0}, 1, 0, 1, 2, 1, 1, NULL);
    INSERT INTO place VALUES ({0}, 101, 1, 1, 0);
"""


async def test_a_database_in_use_keeps_who_started_what_and_its_ids(tmp_path: Path):
    path = tmp_path / "test.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as old_file:
        for step in migrations.steps()[:3]:
            migrations.run(old_file, step)
        old_file.executescript(ROWS + SERIAL.format(1) + SERIAL.format(5))
        old_file.execute("PRAGMA foreign_keys = ON")
        old_file.execute("DELETE FROM serial WHERE serial_id = 5")
    database = await Database.open(path)
    assert copies.check(path) == []
    serial = await serials.load(database.reader, 1)
    assert serial is not None
    assert (serial.started_by, serial.guild_id, serial.channel_id) == (100, 7, 10)
    assert await guilds.load(database.reader, 7) == guilds.GuildSettings(70, 71, "Europe/Berlin")
    assert await guilds.kept(database.reader) == {7: None}
    async with database.transaction() as db:
        await readers.forget(db, 100)
        # An id that stood in a button or a nonce is never given again.
        following = await inserted(
            db,
            "INSERT INTO serial (guild_id, channel_id, edition_id, started_at, state, days, "
            "wall_time, zone, size_kind, size_count, discussion) "
            "VALUES (7, 10, 1, 0, 'ended', '0', '18:00', 'UTC', 'chapter', 1, 'off')",
        )
    assert following == 6
    serial = await serials.load(database.reader, 1)
    assert serial is not None
    assert serial.started_by is None
    assert [place.where.serial_id for place in await readers.places(database.reader, 101)] == [1]
    await database.close()
