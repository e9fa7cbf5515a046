"""Copies: made while the bot writes, checked, and put back without losing what was there."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage import copies, migrations
from bot.storage.database import Database, number
from bot.storage.errors import StorageError

NOW = datetime(2026, 5, 4, 18, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.sqlite3"


async def add_guild(database: Database, guild_id: int) -> None:
    async with database.transaction() as db:
        await db.execute("INSERT INTO guild (guild_id) VALUES (?)", (guild_id,))


def guilds(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as db:
        return [row[0] for row in db.execute("SELECT guild_id FROM guild ORDER BY guild_id")]


async def test_a_copy_holds_what_is_still_in_the_log_and_is_one_file(path: Path, tmp_path: Path):
    database = await Database.open(path)
    await add_guild(database, 7)
    copy = tmp_path / "copy.sqlite3"
    copies.backup(path, copy)
    await add_guild(database, 8)
    await database.close()
    assert guilds(copy) == [7]
    assert sorted(item.name for item in tmp_path.glob("copy*")) == ["copy.sqlite3"]


async def test_a_copy_overwrites_nothing_and_needs_a_folder(path: Path, tmp_path: Path):
    with pytest.raises(StorageError, match="no database"):
        copies.backup(path, tmp_path / "copy")
    await (await Database.open(path)).close()
    (tmp_path / "copy").write_text("mine")
    with pytest.raises(StorageError, match="exists already"):
        copies.backup(path, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "mine"
    with pytest.raises(StorageError, match="no folder"):
        copies.backup(path, tmp_path / "nowhere" / "copy")


async def test_what_was_there_before_is_kept_with_all_it_had(path: Path, tmp_path: Path):
    database = await Database.open(path)
    await add_guild(database, 1)
    copies.backup(path, tmp_path / "copy")
    await add_guild(database, 2)
    await database.close()
    kept = copies.restore(tmp_path / "copy", path, NOW)
    assert kept is not None
    assert guilds(kept) == [1, 2]
    assert guilds(path) == guilds(tmp_path / "copy") == [1]
    assert copies.check(path) == []


async def test_what_is_replaced_twice_in_a_second_is_kept_twice(path: Path, tmp_path: Path):
    database = await Database.open(path)
    copies.backup(path, tmp_path / "copy")
    await add_guild(database, 1)
    await database.close()
    first = copies.restore(tmp_path / "copy", path, NOW)
    second = copies.restore(tmp_path / "copy", path, NOW)
    assert first is not None
    assert second is not None
    assert (guilds(first), guilds(second)) == ([1], [])


@pytest.mark.parametrize("links", [True, False])
async def test_a_break_while_putting_a_copy_in_place_leaves_what_was_there(
    path: Path, tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
):
    database = await Database.open(path)
    copies.backup(path, tmp_path / "copy")
    await add_guild(database, 1)
    await database.close()
    replace = Path.replace

    def broken(source: Path, target: Path) -> Path:
        if target == path:
            raise OSError("the power went")
        return replace(source, target)

    def no_links(*_names: object) -> None:
        raise OSError("this disk knows none")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", broken)
        if not links:
            patch.setattr("os.link", no_links)
        with pytest.raises(OSError, match="power"):
            copies.restore(tmp_path / "copy", path, NOW)
    assert guilds(path) == [1]
    assert copies.restore(tmp_path / "copy", path, NOW) is not None
    assert guilds(path) == []


@pytest.mark.parametrize("damage", [b"", b"no database any more"])
async def test_a_log_left_by_a_kill_is_not_taken_for_the_copys(
    path: Path, tmp_path: Path, damage: bytes
):
    database = await Database.open(path)
    await add_guild(database, 1)
    copies.backup(path, tmp_path / "copy")
    await add_guild(database, 2)
    # As a kill leaves it: the last commit is in the log alone.
    log = path.with_name(f"{path.name}-wal")
    data, frames = path.read_bytes(), log.read_bytes()
    await database.close()
    path.write_bytes(damage + data[len(damage) :])
    log.write_bytes(frames)
    assert copies.restore(tmp_path / "copy", path, NOW) is not None
    assert guilds(path) == [1]
    assert copies.check(path) == []


async def test_a_copy_of_an_older_schema_is_brought_up_to_date(path: Path, tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "old", isolation_level=None)) as db:
        for step in migrations.steps()[:2]:
            migrations.run(db, step)
        db.execute("INSERT INTO guild (guild_id) VALUES (5)")
    assert copies.restore(tmp_path / "old", path, NOW) is None
    database = await Database.open(path)
    assert await number(database.reader, "SELECT count(*) FROM guild") == 1
    await database.close()
    assert migrations.status(tmp_path / "old").version == 2


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("missing", "no database at"),
        ("text", "no database of Feuilleton's"),
        ("empty", "empty database"),
        ("theirs", "no database of Feuilleton's"),
        ("newer", "newer version"),
        ("damaged", "damaged"),
    ],
)
async def test_a_copy_that_cannot_be_used_is_refused_and_nothing_changes(
    path: Path, tmp_path: Path, made: str, said: str
):
    database = await Database.open(path)
    await add_guild(database, 1)
    await database.close()
    copy = tmp_path / "copy"
    if made == "text":
        copy.write_text("Not a database, by any means. " * 500)
    elif made == "empty":
        copy.touch()
    elif made == "theirs":
        with closing(sqlite3.connect(copy)) as db:
            db.executescript("CREATE TABLE theirs (a); PRAGMA user_version = 3;")
    elif made != "missing":
        copies.backup(path, copy)
    if made == "newer":
        with closing(sqlite3.connect(copy)) as db:
            db.execute("PRAGMA user_version = 999")
    if made == "damaged":
        data = bytearray(copy.read_bytes())
        data[3 * 4096 : 9 * 4096] = b"\xaa" * (6 * 4096)
        copy.write_bytes(data)
    before = path.read_bytes()
    with pytest.raises(StorageError, match=said) as refusal:
        copies.restore(copy, path, NOW)
    assert "copy" in str(refusal.value)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("test.sqlite3.*"))


async def test_check_finds_rows_that_point_nowhere(path: Path):
    await (await Database.open(path)).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO place VALUES (1, 1, 1, 1, 1, 0, 0)")
        db.commit()
    assert any("place" in fault for fault in copies.check(path))


async def test_a_file_that_ends_within_a_page_is_named_and_not_read_as_zeros(path: Path):
    await (await Database.open(path)).close()
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 600)
    assert copies.check(path) == ["its end is missing"]
    with pytest.raises(StorageError, match="its end is missing"):
        await Database.open(path)
