"""What is asked at every look costs nothing for what is done with, or who waits for nothing."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.serial import Instalment
from bot.storage import corrections, deliveries, letters, places, serials, subscriptions
from bot.storage.database import Connection, Database
from bot.storage.moments import to_ticks

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
CHANNEL = 10
LAST = [Instalment(number, 0, number, number, 1, 1) for number in range(81, 101)]

Asked = Callable[[Connection], Awaitable[object]]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "test.sqlite3")
    yield opened
    await opened.close()


async def post(database: Database, serials: range) -> None:
    """Let serials, each in a channel of its own, have posted a hundred passages."""
    async with database.transaction() as db:
        await db.execute(
            "INSERT OR IGNORE INTO story VALUES (1, 1, NULL, 'Harbour', NULL, NULL, NULL, "
            "'unrated', '[]', 0)"
        )
        await db.execute(
            "INSERT OR IGNORE INTO edition (edition_id, story_id, number, digest, file_name, "
            "imported_at, words) VALUES (1, 1, 1, '', '', 0, 0)"
        )
        for serial in serials:
            await db.execute(
                "INSERT INTO serial (serial_id, guild_id, channel_id, edition_id, started_by, "
                "started_at, state, days, wall_time, zone, size_kind, size_count, discussion) "
                "VALUES (?, 1, ?, 1, 1, 0, 'running', '1', '18:00', 'UTC', 'passages', 1, 'off')",
                (serial, CHANNEL + serial),
            )
            await db.executemany(
                "INSERT INTO instalment VALUES (?, ?, 0, ?, ?, 1, 1, 0)",
                [(serial, number, number, number) for number in range(1, 101)],
            )
            await db.executemany(
                "INSERT INTO delivery (serial_id, instalment, part, position, channel_id, passage, "
                "through, state, message_id) VALUES (?, ?, ?, 1, ?, ?, ?, 'sent', ?)",
                [
                    (serial, at, f"passage:{at}", CHANNEL + serial, at, at, serial * 1000 + at)
                    for at in range(1, 101)
                ],
            )
            # What a moderator has not asked to be edited shows its older text and waits.
            await db.executemany(
                "INSERT INTO correction (serial_id, instalment, part, asked) VALUES (?, ?, ?, 0)",
                [(serial, at, f"passage:{at}") for at in range(1, 101)],
            )


async def effort(db: Connection, asked: Asked) -> int:
    """Count the steps that SQLite takes for an answer."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    await asked(db)  # What it takes to read the question itself is not counted.
    await db.set_progress_handler(count, 1)
    await asked(db)
    await db.set_progress_handler(lambda: 0, 0)
    return steps


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(lambda db: corrections.due(db, NOW), id="corrections"),
        pytest.param(lambda db: corrections.due(db, NOW, CHANNEL), id="corrections of a channel"),
        pytest.param(lambda db: corrections.next_due(db, NOW), id="the next correction"),
        pytest.param(serials.owing, id="dates owed"),
        pytest.param(deliveries.waiting, id="what waits"),
        pytest.param(lambda db: deliveries.heads(db, CHANNEL), id="heads of a channel"),
        pytest.param(lambda db: deliveries.newest_message(db, CHANNEL), id="newest message"),
        pytest.param(deliveries.all_troubles, id="what waits for a person"),
    ],
)
async def test_what_was_delivered_long_ago_costs_nothing(database: Database, asked: Asked):
    await post(database, range(1, 2))
    before = await effort(database.reader, asked)
    await post(database, range(2, 41))
    assert await effort(database.reader, asked) <= before + 60


async def subscribe(database: Database, readers: range) -> None:
    """Let readers have had letters and reminders, with more of both to come another day."""
    async with database.transaction() as db:
        for kind, next_at in (("letters", NOW + timedelta(hours=5)), ("reminders", None)):
            await db.executemany(
                "INSERT INTO subscription (serial_id, user_id, kind, state, restricted, "
                "channel_id, next_at, reached, sent, made_at) "
                "VALUES (1, ?, ?, 'active', 0, ?, ?, 100, 5, 0)",
                [(reader, kind, reader, to_ticks(next_at)) for reader in readers],
            )
        await db.execute(
            "INSERT OR IGNORE INTO letter (subscription_id, edition_id, part, number, position, "
            "channel_id, passage, state, message_id) SELECT subscription_id, 1, 'passage:5', 5, 1, "
            "channel_id, 5, 'sent', subscription_id FROM subscription"
        )


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(subscriptions.to_survey, id="what is to be surveyed"),
        pytest.param(lambda db: subscriptions.due(db, NOW, 100), id="what is due"),
        pytest.param(subscriptions.next_date, id="the next date"),
        pytest.param(subscriptions.reminded_serials, id="serials to remind of"),
        pytest.param(lambda db: subscriptions.to_remind(db, 1, 100), id="who is to be reminded"),
        pytest.param(letters.waiting, id="letters that wait"),
        pytest.param(lambda db: letters.heads(db, 1), id="heads of a reader"),
        pytest.param(lambda db: letters.newest_message(db, 1), id="newest letter"),
    ],
)
async def test_who_waits_for_nothing_costs_nothing(database: Database, asked: Asked):
    await post(database, range(1, 2))
    await subscribe(database, range(1, 11))
    before = await effort(database.reader, asked)
    await subscribe(database, range(11, 411))
    assert await effort(database.reader, asked) <= before + 60


async def test_counting_who_has_read_takes_twice_as_long_for_twice_the_readers(database: Database):
    await post(database, range(1, 2))
    steps = []
    for readers in (range(1, 41), range(41, 81)):
        async with database.transaction() as db:
            for reader in readers:
                await places.move(db, 1, reader, viewed=1, current=2, now=NOW)
                for part in LAST:
                    await places.mark(db, 1, reader, part, 1, NOW)
        steps.append(
            await effort(database.reader, lambda db: places.count_finished(db, 1, LAST[-1]))
        )
    assert await places.count_finished(database.reader, 1, LAST[-1]) == 80
    assert steps[1] < 3 * steps[0]
