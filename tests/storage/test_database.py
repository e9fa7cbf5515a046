"""The database: transactions are whole, migrations are steps, and a newer schema is refused."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage import copies, migrations
from bot.storage.database import Database, number
from bot.storage.errors import StorageError
from bot.storage.migrations import Migration
from tests.disk import full_disk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "test.sqlite3"


async def test_one_tasks_rollback_never_undoes_anothers_insert(path: Path):
    database = await Database.open(path)

    async def write(guild: int, *, fail: bool) -> None:
        async with database.transaction() as db:
            await db.execute("INSERT INTO guild (guild_id) VALUES (?)", (guild,))
            await asyncio.sleep(0)
            if fail:
                raise RuntimeError("changed my mind")

    results = await asyncio.gather(
        *(write(guild, fail=guild % 2 == 0) for guild in range(20)), return_exceptions=True
    )
    assert sum(isinstance(result, RuntimeError) for result in results) == 10
    assert await number(database.reader, "SELECT count(*) FROM guild") == 10
    assert await number(database.reader, "SELECT count(*) FROM guild WHERE guild_id % 2 = 0") == 0
    await database.close()


async def test_a_cancelled_transaction_leaves_nothing_and_blocks_nobody(path: Path):
    database = await Database.open(path)
    inside = asyncio.Event()

    async def stuck() -> None:
        async with database.transaction() as db:
            await db.execute("INSERT INTO guild (guild_id) VALUES (1)")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stuck())
    await inside.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with database.transaction() as db:
        await db.execute("INSERT INTO guild (guild_id) VALUES (2)")
    assert await number(database.reader, "SELECT sum(guild_id) FROM guild") == 2
    await database.close()


@pytest.mark.parametrize("after", range(1, 12))
async def test_a_cancellation_at_any_point_is_passed_on_and_blocks_nobody(path: Path, after: int):
    database = await Database.open(path)

    async def write() -> None:
        async with database.transaction() as db:
            await db.execute("INSERT INTO guild (guild_id) VALUES (1)")

    task = asyncio.create_task(write())
    for _ in range(after):
        await asyncio.sleep(0)
    done_before = task.done()
    task.cancel()
    [result] = await asyncio.gather(task, return_exceptions=True)
    assert done_before or isinstance(result, asyncio.CancelledError)
    async with database.transaction() as db:
        await db.execute("INSERT INTO guild (guild_id) VALUES (2)")
    assert await number(database.reader, "SELECT count(*) FROM guild WHERE guild_id = 2") == 1
    await database.close()


async def test_the_reader_cannot_write(path: Path):
    database = await Database.open(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.reader.execute("DELETE FROM guild")
    await database.close()


async def test_the_writer_is_durable_and_strict_about_keys(path: Path):
    database = await Database.open(path)
    async with database.transaction() as db:
        assert await number(db, "PRAGMA synchronous") == 2
        assert await number(db, "PRAGMA foreign_keys") == 1
        assert await number(db, "PRAGMA secure_delete") == 1
    with pytest.raises(sqlite3.IntegrityError):
        async with database.transaction() as db:
            await db.execute("INSERT INTO place VALUES (1, 1, 1, 1, 1, 0, 0)")
    await database.close()


def test_every_table_is_strict(path: Path):
    path.parent.mkdir()
    migrations.upgrade(path)
    with closing(sqlite3.connect(path)) as db:
        loose = db.execute(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict "
            "AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
    assert loose == []


def test_each_migration_can_be_taken_alone_and_only_once(path: Path):
    path.parent.mkdir()
    for step in migrations.steps():
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            migrations.run(db, step)
        assert migrations.status(path).version == step.number
        assert copies.check(path) == []
    assert migrations.upgrade(path) == []


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path):
    path.parent.mkdir()
    migrations.upgrade(path)
    before = migrations.status(path)
    bad = Migration(before.latest + 1, "bad", "CREATE TABLE a (b) STRICT; SELECT * FROM nowhere;")
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        with pytest.raises(StorageError, match="bad"):
            migrations.run(db, bad)
        assert db.execute("SELECT name FROM sqlite_master WHERE name = 'a'").fetchall() == []
    assert migrations.status(path) == before


async def test_a_newer_schema_is_refused_with_a_clear_message(path: Path):
    path.parent.mkdir()
    migrations.upgrade(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 999")
    with pytest.raises(StorageError, match="newer version"):
        await Database.open(path)


async def test_a_file_that_is_no_database_is_refused(path: Path):
    path.parent.mkdir()
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StorageError, match=r"test\.sqlite3"):
        await Database.open(path)


async def test_a_folder_in_the_databases_place_is_named(path: Path):
    path.mkdir(parents=True)
    with pytest.raises(StorageError, match=r"test\.sqlite3 can't be used: it can't be opened"):
        await Database.open(path)


def test_a_database_of_something_else_is_left_alone(path: Path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE theirs (a)")
    with pytest.raises(StorageError, match="something else"):
        migrations.upgrade(path)


def test_a_copy_is_made_before_a_step_also_at_the_second_try(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    path.parent.mkdir()
    migrations.upgrade(path)
    real = migrations.steps()
    for script in ("SELECT * FROM nowhere;", "CREATE TABLE later (a INTEGER) STRICT;"):
        step = Migration(real[-1].number + 1, "later", script)
        monkeypatch.setattr(migrations, "steps", lambda step=step: (*real, step))
        if "nowhere" in script:
            with pytest.raises(StorageError):
                migrations.upgrade(path)
        else:
            assert migrations.upgrade(path) == ["later"]
    copy = path.with_name(f"{path.name}.before-{real[-1].number + 1}")
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (real[-1].number,)


async def test_damage_that_is_met_on_the_way_is_named_and_says_what_to_do(path: Path):
    database = await Database.open(path)
    async with database.transaction() as db:
        await db.executemany(
            "INSERT INTO guild (guild_id, zone) VALUES (?, ?)",
            [(number, "x" * 3_000) for number in range(50)],
        )
    await database.close()
    sound = path.read_bytes()
    database = await Database.open(path)
    path.write_bytes(sound[:8192] + b"\xaa" * (len(sound) - 8192))
    with pytest.raises(StorageError, match=r"damaged; `python -m bot db restore FILE`"):
        await number(database.reader, "SELECT sum(length(zone)) FROM guild")
    path.write_bytes(sound)
    await database.close()


async def test_a_connection_that_cannot_be_set_up_leaves_no_thread_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    # Such a thread would keep the process from ending.
    monkeypatch.setattr("bot.storage.database.WRITER_PRAGMAS", ("journal_mode = WAL", "a b"))
    with pytest.raises(sqlite3.OperationalError):
        await Database.open(path)
    for thread in threading.enumerate():
        if "connection_worker" in thread.name:
            thread.join(60)
            assert not thread.is_alive()


@pytest.mark.parametrize("there", [True, False])
async def test_a_full_disk_is_named_at_the_start_and_leaves_the_file_as_it_was(
    path: Path, there: bool
):
    if there:
        await (await Database.open(path)).close()
    path.parent.mkdir(exist_ok=True)
    with full_disk(), pytest.raises(StorageError, match=r"test\.sqlite3 .*disk|disk .*room"):
        await Database.open(path)
    database = await Database.open(path)
    assert await number(database.reader, "SELECT count(*) FROM guild") == 0
    await database.close()
    assert copies.check(path) == []
