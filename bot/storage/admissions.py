"""Who is let into which discussions behind a gate."""

from dataclasses import dataclass
from datetime import datetime

from bot.storage.database import Connection, Row, every, one
from bot.storage.moments import from_ticks, to_ticks


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody to be let into the discussion that opened with an instalment, or who was.

    `thread_id` is the thread they were let into; None as long as they wait.
    """

    serial_id: int
    instalment: int
    user_id: int
    thread_id: int | None
    attempts: int


async def ask(
    db: Connection, serial_id: int, instalment: int, user_id: int, not_before: datetime
) -> None:
    """Keep that somebody wants into a discussion, to be tried at a moment."""
    await db.execute(
        "INSERT INTO admission (serial_id, instalment, user_id, not_before) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET not_before = excluded.not_before, attempts = 0",
        (serial_id, instalment, user_id, to_ticks(not_before)),
    )


async def ask_up_to(
    db: Connection, serial_id: int, instalment: int, user_id: int, *, most: int, now: datetime
) -> tuple[int, ...]:
    """Keep that somebody who read up to an instalment wants into the discussions up to there.

    The `most` latest of them, but for those they were in or wait for. Names the instalments that
    were added; none where no gate stands before them.
    """
    rows = await every(
        db,
        "INSERT INTO admission (serial_id, instalment, user_id, not_before) "
        "SELECT serial_id, instalment, ?, ? FROM ("
        "SELECT serial_id, instalment FROM delivery JOIN serial USING (serial_id) "
        "WHERE serial_id = ? AND instalment <= ? AND part = 'thread' "
        "AND delivery.state <> 'skipped' AND gate <> 'open' ORDER BY instalment DESC LIMIT ?) "
        "WHERE true ON CONFLICT DO NOTHING RETURNING instalment",
        user_id,
        to_ticks(now),
        serial_id,
        instalment,
        most,
    )
    return tuple(sorted(row["instalment"] for row in rows))


async def load(db: Connection, serial_id: int, instalment: int, user_id: int) -> Admission | None:
    """Load one."""
    row = await one(
        db,
        "SELECT * FROM admission WHERE serial_id = ? AND instalment = ? AND user_id = ?",
        serial_id,
        instalment,
        user_id,
    )
    return None if row is None else _admission(row)


async def due(db: Connection, now: datetime, most: int) -> list[Admission]:
    """List those who wait and are to be tried by now, so many at most; not in servers left."""
    rows = await every(
        db,
        "SELECT admission.* FROM admission JOIN serial USING (serial_id) "
        "WHERE thread_id IS NULL AND not_before <= ? "
        "AND guild_id NOT IN (SELECT guild_id FROM guild WHERE left_at IS NOT NULL) "
        "ORDER BY not_before LIMIT ?",
        to_ticks(now),
        most,
    )
    return [_admission(row) for row in rows]


async def next_due(db: Connection) -> datetime | None:
    """Say when the next of them is to be tried."""
    row = await one(
        db,
        "SELECT min(not_before) FROM admission JOIN serial USING (serial_id) "
        "WHERE thread_id IS NULL "
        "AND guild_id NOT IN (SELECT guild_id FROM guild WHERE left_at IS NOT NULL)",
    )
    return None if row is None else from_ticks(row[0])


async def record(db: Connection, admission: Admission, thread_id: int) -> None:
    """Keep that they are in a thread. Who had their data deleted meanwhile is not kept again."""
    await db.execute(
        "UPDATE admission SET thread_id = ?, attempts = 0 "
        "WHERE serial_id = ? AND instalment = ? AND user_id = ?",
        (thread_id, admission.serial_id, admission.instalment, admission.user_id),
    )


async def put_off(db: Connection, admission: Admission, until: datetime, *, outside: bool) -> None:
    """Keep that they were tried, and when to try again: who is inside no more, too."""
    await db.execute(
        "UPDATE admission SET attempts = attempts + 1, not_before = ?, thread_id = NULL "
        "WHERE serial_id = ? AND instalment = ? AND user_id = ? AND (thread_id IS NULL OR ?)",
        (to_ticks(until), admission.serial_id, admission.instalment, admission.user_id, outside),
    )


async def forget(db: Connection, serial_id: int, instalment: int, user_id: int) -> None:
    """Forget that somebody wants into a discussion, or was in it."""
    await db.execute(
        "DELETE FROM admission WHERE serial_id = ? AND instalment = ? AND user_id = ?",
        (serial_id, instalment, user_id),
    )


def _admission(row: Row) -> Admission:
    return Admission(
        row["serial_id"],
        row["instalment"],
        row["user_id"],
        row["thread_id"],
        row["attempts"],
    )
